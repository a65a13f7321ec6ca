//! How Python writes constants: `str`, `repr`, and format specifications (`f"{n:03d}"`, `"%5s" % name`).

use crate::intern::Const;

/// Widest field that is written out.
const WIDEST: usize = 256;

/// `str(constant)`; none where that is not known.
pub(super) fn shown(constant: &Const) -> Option<String> {
    Some(match constant {
        Const::None => "None".to_owned(),
        Const::Ellipsis => "Ellipsis".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Int(number) => number.to_string(),
        Const::Str(text) => text.to_string(),
        Const::Float(bits) => float(f64::from_bits(*bits))?,
        Const::BigInt(_) | Const::Imaginary(_) | Const::Surrogates(_) | Const::Bytes(_) => return None,
    })
}

/// `repr(constant)`; none where that is not known.
pub(super) fn written(constant: &Const) -> Option<String> {
    match constant {
        Const::Str(text) => {
            let plain = |c: char| (c.is_alphanumeric() || c.is_ascii_punctuation() || c == ' ') && c != '\\';
            let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
            (text.chars().all(plain) && !text.contains(quote)).then(|| format!("{quote}{text}{quote}"))
        }
        other => shown(other),
    }
}

/// Floats that Python writes without an exponent.
fn float(number: f64) -> Option<String> {
    let size = number.abs();
    (size == 0.0 || (1e-4..1e16).contains(&size)).then(|| format!("{number:?}"))
}

/// A format specification: `[[fill]align][sign][#][0][width][,][.precision][letter]`.
struct Spec {
    fill: char,
    align: Option<char>,
    sign: Option<char>,
    prefixed: bool,
    width: usize,
    grouped: Option<char>,
    precision: Option<usize>,
    letter: Option<char>,
}

impl Spec {
    fn read(text: &str) -> Option<Self> {
        let letters: Vec<char> = text.chars().collect();
        let is_align = |at: usize| letters.get(at).is_some_and(|letter| "<>=^".contains(*letter));
        let (mut fill, mut align, mut at) = (' ', None, 0);
        if is_align(1) {
            (fill, align, at) = (*letters.first()?, letters.get(1).copied(), 2);
        } else if is_align(0) {
            (align, at) = (letters.first().copied(), 1);
        }
        let mut next = |which: &str| {
            let found = letters.get(at).copied().filter(|letter| which.contains(*letter));
            at += usize::from(found.is_some());
            found
        };
        let sign = next("+- ");
        let prefixed = next("#").is_some();
        if next("0").is_some() && align.is_none() {
            (fill, align) = ('0', Some('='));
        }
        let mut width = String::new();
        while let Some(digit) = next("0123456789") {
            width.push(digit);
        }
        let grouped = next(",_");
        let mut precision = None;
        if next(".").is_some() {
            let mut digits = String::new();
            while let Some(digit) = next("0123456789") {
                digits.push(digit);
            }
            precision = Some(digits.parse().ok()?);
        }
        let letter = next("sdbcoxXeEfFgGn%");
        let width = if width.is_empty() { 0 } else { width.parse().ok()? };
        let whole = at == letters.len() && width <= WIDEST && precision.is_none_or(|most| most <= WIDEST);
        whole.then_some(Self { fill, align, sign, prefixed, width, grouped, precision, letter })
    }

    /// What is put in front of and behind a text so that it is as wide as asked.
    fn padded(&self, sign: &str, digits: &str, usual: char) -> String {
        let missing = self.width.saturating_sub(sign.chars().count() + digits.chars().count());
        let fill = |count: usize| self.fill.to_string().repeat(count);
        match self.align.unwrap_or(usual) {
            '<' => format!("{sign}{digits}{}", fill(missing)),
            '^' => format!("{}{sign}{digits}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' => format!("{sign}{}{digits}", fill(missing)),
            _ => format!("{}{sign}{digits}", fill(missing)),
        }
    }
}

/// `format(constant, spec)`; none where that is not known or would be an error.
pub(super) fn formatted(constant: &Const, spec: &str) -> Option<String> {
    if spec.is_empty() {
        return shown(constant);
    }
    let spec = Spec::read(spec)?;
    match constant {
        Const::Str(text) => {
            let plain = matches!(spec.letter, None | Some('s')) && spec.sign.is_none();
            if !plain || spec.grouped.is_some() {
                return None;
            }
            let most = spec.precision.unwrap_or(usize::MAX);
            let cut: String = text.chars().take(most).collect();
            Some(spec.padded("", &cut, '<'))
        }
        Const::Int(number) => match spec.letter {
            Some('f' | 'F' | '%' | 'e' | 'E' | 'g' | 'G') => {
                decimals(f64::from(i32::try_from(*number).ok()?), &spec)
            }
            _ => whole(*number, &spec),
        },
        Const::Float(bits) => decimals(f64::from_bits(*bits), &spec),
        _ => None,
    }
}

fn sign_of(negative: bool, asked: Option<char>) -> &'static str {
    match (negative, asked) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        (false, _) => "",
    }
}

fn whole(number: i64, spec: &Spec) -> Option<String> {
    if spec.precision.is_some() {
        return None;
    }
    let size = number.unsigned_abs();
    let (prefix, digits, every) = match spec.letter {
        None | Some('d' | 'n') => ("", size.to_string(), 3),
        Some('b') => ("0b", format!("{size:b}"), 4),
        Some('o') => ("0o", format!("{size:o}"), 4),
        Some('x') => ("0x", format!("{size:x}"), 4),
        Some('X') => ("0X", format!("{size:X}"), 4),
        Some('c') => {
            let letter = u32::try_from(number).ok().and_then(char::from_u32)?;
            return Some(spec.padded("", &letter.to_string(), '<'));
        }
        _ => return None,
    };
    let sign = sign_of(number < 0, spec.sign);
    let prefix = if spec.prefixed { prefix } else { "" };
    let digits = match spec.grouped {
        Some(by) if spec.fill != '0' => grouped(&digits, by, every),
        Some(_) => return None,
        None => digits,
    };
    Some(spec.padded(&format!("{sign}{prefix}"), &digits, '>'))
}

fn grouped(digits: &str, by: char, every: usize) -> String {
    let mut whole = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(every) {
            whole.push(by);
        }
        whole.push(digit);
    }
    whole
}

/// Python and Rust both round the exact value of a float, half to even.
fn decimals(number: f64, spec: &Spec) -> Option<String> {
    let (number, behind) = match spec.letter {
        Some('f' | 'F') => (number, ""),
        Some('%') => (number * 100.0, "%"),
        _ => return None,
    };
    if !number.is_finite() || spec.prefixed {
        return None;
    }
    let written = format!("{:.*}", spec.precision.unwrap_or(6), number.abs());
    let (before, after) = written.split_once('.').unwrap_or((&written, ""));
    let before = match spec.grouped {
        Some(by) if spec.fill != '0' => grouped(before, by, 3),
        Some(_) => return None,
        None => before.to_owned(),
    };
    let point = if after.is_empty() { "" } else { "." };
    let sign = sign_of(number.is_sign_negative(), spec.sign);
    Some(spec.padded(sign, &format!("{before}{point}{after}{behind}"), '>'))
}

/// `"%-5s" % constant`, for what stands behind the percent sign.
pub(super) fn filled(constant: &Const, spec: &str) -> Option<String> {
    let (at, letter) = spec.char_indices().next_back()?;
    let flags = spec.get(..at)?;
    let rest = flags.trim_start_matches(['-', '0', '+', ' ', '#']);
    let chosen = flags.get(..flags.len() - rest.len())?;
    let has = |flag: char| chosen.contains(flag);
    let text = match letter {
        's' => Const::Str(shown(constant)?.into()),
        'r' | 'a' => Const::Str(written(constant)?.into()),
        _ => constant.clone(),
    };
    let letter = if matches!(letter, 'i' | 'u') { 'd' } else { letter };
    let (is_text, number) = (matches!(text, Const::Str(_)), "doxXfFc".contains(letter));
    if is_text == number || (matches!(text, Const::Float(_)) && !matches!(letter, 'f' | 'F')) {
        return None;
    }
    let align = if has('-') { "<" } else { ">" };
    let sign = if has('+') && number { "+" } else { "" };
    let prefix = if has('#') && number { "#" } else { "" };
    let zero = has('0') && !has('-') && number;
    let align = if zero { "0=" } else { align };
    let letter = if is_text { 's' } else { letter };
    formatted(&text, &format!("{align}{sign}{prefix}{rest}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::{filled, formatted, shown, written};
    use crate::intern::Const;

    fn text(text: &str) -> Const {
        Const::Str(text.into())
    }

    fn float(number: f64) -> Const {
        Const::Float(number.to_bits())
    }

    #[test]
    fn specifications_write_what_python_writes() {
        for (constant, spec, whole) in [
            (Const::Int(7), "03d", "007"),
            (Const::Int(-7), "04", "-007"),
            (Const::Int(3), ">2", " 3"),
            (Const::Int(255), "#x", "0xff"),
            (Const::Int(1_234_567), ",", "1,234,567"),
            (Const::Int(5), "+d", "+5"),
            (Const::Int(2), ".2f", "2.00"),
            (float(2.5), ".0f", "2"),
            (float(0.125), ".1%", "12.5%"),
            (text("ab"), "5", "ab   "),
            (text("ab"), "*^5", "*ab**"),
            (text("abcdef"), ".3", "abc"),
            (Const::Int(5), "", "5"),
        ] {
            assert_eq!(formatted(&constant, spec).as_deref(), Some(whole), "{spec}");
        }
        assert_eq!(formatted(&text("x"), "d"), None);
        assert_eq!(formatted(&Const::Int(1), ".2"), None);
        assert_eq!(formatted(&Const::Int(1), "9999d"), None);
    }

    #[test]
    fn percent_signs_write_what_python_writes() {
        for (constant, spec, whole) in [
            (Const::Int(7), "03d", "007"),
            (Const::Int(7), "-3d", "7  "),
            (text("x"), "3s", "  x"),
            (text("x"), "r", "'x'"),
            (Const::Int(255), "x", "ff"),
            (float(1.5), ".2f", "1.50"),
            (Const::Int(1), "s", "1"),
        ] {
            assert_eq!(filled(&constant, spec).as_deref(), Some(whole), "{spec}");
        }
        assert_eq!(filled(&text("x"), "d"), None);
    }

    #[test]
    fn constants_are_written_as_python_does() {
        assert_eq!(shown(&float(2.0)).as_deref(), Some("2.0"));
        assert_eq!(shown(&float(1e20)), None);
        assert_eq!(shown(&Const::Bool(true)).as_deref(), Some("True"));
        assert_eq!(written(&text("a'b")).as_deref(), Some("\"a'b\""));
        assert_eq!(written(&text("a\nb")), None);
    }
}
