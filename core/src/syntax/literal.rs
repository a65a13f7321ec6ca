//! The values of literals: escapes and line ends in texts and bytes, and numbers in all notations.
//!
//! Knows nothing of trees: it is given the text between the quotes, or the digits.

use super::character_names;
use crate::intern::Const;

/// What the letters before a quote say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)] // they are independent letters
pub struct Prefix {
    /// `r"..."`: backslashes stand for themselves.
    pub raw: bool,
    /// `b"..."`
    pub bytes: bool,
    /// `f"..."`
    pub format: bool,
    /// `t"..."`
    pub template: bool,
    /// `u"..."`
    pub unicode: bool,
}

impl Prefix {
    /// Reads `rb"`, `F'''` and the like; what follows the first quote does not count.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut prefix = Self::default();
        for letter in text.bytes() {
            match letter.to_ascii_lowercase() {
                b'r' => prefix.raw = true,
                b'b' => prefix.bytes = true,
                b'f' => prefix.format = true,
                b't' => prefix.template = true,
                b'u' => prefix.unicode = true,
                _ => break,
            }
        }
        prefix
    }

    /// Whether braces hold expressions.
    #[must_use]
    pub fn has_fields(self) -> bool {
        self.format || self.template
    }
}

/// A text under construction. Python's texts may hold lone surrogates, which no Rust string can: from the
/// first of them on it is a list of code points.
#[derive(Debug, Clone, Default)]
pub struct Text {
    text: String,
    points: Option<Vec<u32>>,
}

impl Text {
    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.points.is_none()
    }

    /// The constant that it is.
    #[must_use]
    pub fn finish(self) -> Const {
        match self.points {
            Some(points) => Const::Surrogates(points.into()),
            None => Const::Str(self.text.into()),
        }
    }

    fn push(&mut self, character: char) {
        match &mut self.points {
            Some(points) => points.push(u32::from(character)),
            None => self.text.push(character),
        }
    }

    fn push_str(&mut self, text: &str) {
        match &mut self.points {
            Some(points) => points.extend(text.chars().map(u32::from)),
            None => self.text.push_str(text),
        }
    }

    fn push_point(&mut self, point: u32) {
        if let Some(character) = char::from_u32(point) {
            self.push(character);
        } else if point <= 0x0010_FFFF {
            let text = &self.text;
            self.points.get_or_insert_with(|| text.chars().map(u32::from).collect()).push(point);
        } else {
            self.push(char::REPLACEMENT_CHARACTER);
        }
    }

    /// Adds what stands between the quotes of a text, or between two replacement fields.
    pub fn add(&mut self, mut source: &str, prefix: Prefix) {
        let special = |c: char| {
            c == '\r' || (c == '\\' && !prefix.raw) || (matches!(c, '{' | '}') && prefix.has_fields())
        };
        while let Some(at) = source.find(special) {
            let (before, rest) = source.split_at(at);
            self.push_str(before);
            source = match rest.as_bytes() {
                [b'\r', b'\n', ..] => rest.get(1..),
                [b'\r', ..] => {
                    self.push('\n');
                    rest.get(1..)
                }
                [b'\\', ..] => Some(self.escape(rest)),
                [brace, ..] => {
                    self.push(char::from(*brace));
                    let twice = rest.as_bytes().get(1) == Some(brace);
                    rest.get(1 + usize::from(twice)..)
                }
                [] => None,
            }
            .unwrap_or("");
        }
        self.push_str(source);
    }

    /// Adds the escape that `source` begins with, and gives what follows it.
    fn escape<'s>(&mut self, source: &'s str) -> &'s str {
        let mut characters = source.chars();
        let (_, escaped) = (characters.next(), characters.next());
        let rest = characters.as_str();
        let digits = match escaped {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some('N') => return self.named(rest),
            Some('0'..='7') => {
                let (value, rest) = octal(source.get(1..).unwrap_or(""));
                self.push_point(value);
                return rest;
            }
            Some('\n') => return rest,
            Some('\r') => return rest.strip_prefix('\n').unwrap_or(rest),
            Some(other) => {
                if let Some(value) = simple(other) {
                    self.push(char::from(value));
                } else {
                    self.push('\\');
                    self.push(other);
                }
                return rest;
            }
            None => {
                self.push('\\');
                return rest;
            }
        };
        let value = rest.get(..digits).filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let Some(value) = value.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            self.push('\\');
            return source.get(1..).unwrap_or("");
        };
        self.push_point(value);
        rest.get(digits..).unwrap_or("")
    }

    /// `\N{EM DASH}`. A character that we have no name for becomes one replacement character, which keeps
    /// lengths and everything around it right.
    fn named<'s>(&mut self, rest: &'s str) -> &'s str {
        let Some((name, after)) = rest.strip_prefix('{').and_then(|name| name.split_once('}')) else {
            self.push_str("\\N");
            return rest;
        };
        self.push(character_names::character(name).unwrap_or(char::REPLACEMENT_CHARACTER));
        after
    }
}

/// Adds what stands between the quotes of bytes.
pub fn add_bytes(bytes: &mut Vec<u8>, mut source: &str, raw: bool) {
    while let Some(at) = source.find(|c: char| c == '\r' || (c == '\\' && !raw)) {
        let (before, rest) = source.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        source = rest.get(1..).unwrap_or("");
        if rest.starts_with('\r') {
            if !source.starts_with('\n') {
                bytes.push(b'\n');
            }
            continue;
        }
        let hex = source.strip_prefix('x').and_then(|rest| rest.get(..2));
        let hex = hex.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(value);
            source = source.get(3..).unwrap_or("");
        } else if source.starts_with(|c| matches!(c, '0'..='7')) {
            let (value, rest) = octal(source);
            bytes.push(value as u8);
            source = rest;
        } else if let Some(rest) = source.strip_prefix('\n').or_else(|| source.strip_prefix("\r\n")) {
            source = rest;
        } else if let Some(value) = source.chars().next().and_then(simple) {
            bytes.push(value);
            source = source.get(1..).unwrap_or("");
        } else {
            bytes.push(b'\\');
        }
    }
    bytes.extend_from_slice(source.as_bytes());
}

/// The escapes of one letter, which texts and bytes share.
fn simple(letter: char) -> Option<u8> {
    Some(match letter {
        '\\' | '\'' | '"' => letter as u8,
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        _ => return None,
    })
}

/// Up to three octal digits, and what follows them.
fn octal(source: &str) -> (u32, &str) {
    let digits = source.bytes().take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
    let (digits, rest) = source.split_at(digits);
    (u32::from_str_radix(digits, 8).unwrap_or(0), rest)
}

/// The value of a number: `0x_ff`, `1_000`, `1.5e3`, `2j`, and Python 2's `0777` and `10L`.
#[must_use]
pub fn number(source: &str) -> Const {
    let digits: String = source.chars().filter(|c| *c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    let radix = match lower.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix != 10 {
        let digits = lower.get(2..).unwrap_or("").trim_end_matches('l');
        return i64::from_str_radix(digits, radix).map_or_else(|_| Const::BigInt(source.into()), Const::Int);
    }
    if let Some(part) = lower.strip_suffix('j') {
        return Const::Imaginary(part.parse().unwrap_or(0.0_f64).to_bits());
    }
    let whole = lower.trim_end_matches('l');
    if !whole.bytes().all(|digit| digit.is_ascii_digit()) {
        return Const::Float(lower.parse().unwrap_or(0.0_f64).to_bits());
    }
    let radix = if is_old_octal(source) { 8 } else { 10 };
    i64::from_str_radix(whole, radix).map_or_else(|_| Const::BigInt(source.into()), Const::Int)
}

/// Whether a number is Python 2's `0777`. Zeros alone are Python 3's too.
#[must_use]
pub fn is_old_octal(source: &str) -> bool {
    let digits = source.trim_end_matches(['l', 'L']);
    digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'))
        && digits.bytes().any(|digit| digit != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Const {
        let mut text = Text::default();
        text.add(source, Prefix::default());
        text.finish()
    }

    fn bytes(source: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        add_bytes(&mut bytes, source, false);
        bytes
    }

    #[test]
    fn escapes_become_characters() {
        assert_eq!(text(r"a\tb\x41\u00e9\U0001F600\101\0"), Const::Str("a\tbA\u{e9}\u{1F600}A\0".into()));
        assert_eq!(text(r"\d \x4 \u12 \"), Const::Str(r"\d \x4 \u12 \".into()));
        assert_eq!(text("one\\\ntwo\\\r\nthree"), Const::Str("onetwothree".into()));
        assert_eq!(text(r"\N{em dash}\N{DIGIT TWO}"), Const::Str("\u{2014}2".into()));
        assert_eq!(text(r"\N{LATIN SMALL LETTER E}\N{SNAIL}!"), Const::Str("e\u{FFFD}!".into()));
        assert_eq!(text(r"\xe9\é"), Const::Str("é\\é".into()));
    }

    #[test]
    fn line_ends_within_a_text_are_newlines_as_in_python() {
        assert_eq!(text("a\r\nb\rc\nd"), Const::Str("a\nb\nc\nd".into()));
        assert_eq!(bytes("a\r\nb\rc\nd"), b"a\nb\nc\nd");
    }

    #[test]
    fn lone_surrogates_are_kept_as_code_points() {
        let points: Box<[u32]> = [0x61, 0xD83D, 0xDE00, 0x62].into();
        assert_eq!(text(r"a\ud83d\ude00b"), Const::Surrogates(points));
    }

    #[test]
    fn bytes_know_fewer_escapes() {
        assert_eq!(bytes(r"\x00\xff\101\n\u0041\N{DASH}\'"), b"\x00\xffA\n\\u0041\\N{DASH}'");
        assert_eq!(bytes(r"\777\xg"), [0xff, b'\\', b'x', b'g']);
    }

    #[test]
    fn braces_are_single_in_formatted_texts_alone() {
        let mut formatted = Text::default();
        formatted.add("{{a}}", Prefix::read("f\""));
        assert_eq!(formatted.finish(), Const::Str("{a}".into()));
        assert_eq!(text("{{a}}"), Const::Str("{{a}}".into()));
    }

    #[test]
    fn numbers_of_all_notations_have_their_value() {
        for (source, value) in [
            ("0", 0),
            ("1_000", 1000),
            ("0xFF_ff", 65535),
            ("0O17", 15),
            ("0b1_1", 3),
            ("0777", 511),
            ("10L", 10),
        ] {
            assert_eq!(number(source), Const::Int(value), "{source}");
        }
        for (source, value) in [("1.", 1.0), (".5", 0.5), ("1_0.5e-1_0", 10.5e-10), ("1E3", 1000.0)] {
            assert_eq!(number(source), Const::Float(f64::to_bits(value)), "{source}");
        }
        assert_eq!(number("2.5J"), Const::Imaginary(2.5_f64.to_bits()));
        assert_eq!(number("99999999999999999999"), Const::BigInt("99999999999999999999".into()));
        assert_eq!(number("0xffffffffffffffffff"), Const::BigInt("0xffffffffffffffffff".into()));
        assert_eq!(number(""), Const::BigInt("".into()));
    }
}
