//! Python's arithmetic and the methods of texts, on constants: what conditions of the code come to.

use crate::intern::Const;
use crate::syntax::ast::Operator;

/// Longest text that is folded, in bytes.
const LONGEST: usize = 4096;

/// `left operator right`; none where it is not known or would be an error.
pub(super) fn operate(left: &Const, operator: Operator, right: &Const) -> Option<Const> {
    if let (Const::Str(text), Operator::Multiply, Some(times)) = (left, operator, right.as_int()) {
        let times = usize::try_from(times).unwrap_or(0);
        let fits = text.len().checked_mul(times).is_some_and(|length| length <= LONGEST);
        return fits.then(|| Const::Str(text.repeat(times).into()));
    }
    match (left.as_int(), right.as_int()) {
        (Some(left), Some(right)) => whole(left, operator, right),
        _ => fraction(float(left)?, operator, float(right)?),
    }
}

fn whole(left: i64, operator: Operator, right: i64) -> Option<Const> {
    let number = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::BitOr => Some(left | right),
        Operator::BitAnd => Some(left & right),
        Operator::BitXor => Some(left ^ right),
        Operator::ShiftLeft => {
            u32::try_from(right).ok().filter(|by| *by < 63).and_then(|by| left.checked_mul(1 << by))
        }
        Operator::ShiftRight => u32::try_from(right).ok().map(|by| left >> by.min(63)),
        Operator::Power => u32::try_from(right).ok().and_then(|by| left.checked_pow(by)),
        // Python rounds towards minus infinity; the remainder has the divisor's sign.
        Operator::FloorDivide => {
            let quotient = left.checked_div(right)?;
            let below = left.checked_rem(right)? != 0 && (left < 0) != (right < 0);
            Some(quotient - i64::from(below))
        }
        Operator::Modulo => {
            let rest = left.checked_rem(right)?;
            Some(if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest })
        }
        Operator::Divide => return fraction(exact(left)?, operator, exact(right)?),
        Operator::MatrixMultiply => None,
    };
    number.map(Const::Int)
}

fn fraction(left: f64, operator: Operator, right: f64) -> Option<Const> {
    let number = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right != 0.0 => left / right,
        Operator::FloorDivide if right != 0.0 => (left / right).floor(),
        Operator::Modulo if right != 0.0 => left - right * (left / right).floor(),
        _ => return None,
    };
    number.is_finite().then(|| Const::Float(number.to_bits()))
}

fn float(constant: &Const) -> Option<f64> {
    match constant {
        Const::Float(bits) => Some(f64::from_bits(*bits)),
        other => exact(other.as_int()?),
    }
}

/// A whole number that a float holds exactly.
fn exact(number: i64) -> Option<f64> {
    i32::try_from(number).ok().map(f64::from)
}

/// What a method of a constant text gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Folded {
    /// A constant.
    One(Const),
    /// A list of texts.
    Many(Vec<String>),
}

/// `text.name(arguments)` for constant arguments; none where that is not known.
pub(super) fn method(text: &str, name: &str, arguments: &[&Const]) -> Option<Folded> {
    let arg = |at: usize| arguments.get(at).and_then(|arg| arg.as_str());
    let letters = |at: usize| arg(at).map(|set| set.chars().collect::<Vec<_>>());
    let one = |text: String| (text.len() <= LONGEST).then(|| Folded::One(Const::Str(text.into())));
    let truth = |truth: bool| Some(Folded::One(Const::Bool(truth)));
    let number = |at: Option<usize>| {
        let letters = at.map_or(-1, |at| text.get(..at).map_or(0, |before| before.chars().count()) as i64);
        Some(Folded::One(Const::Int(letters)))
    };
    let every = |holds: fn(char) -> bool| truth(!text.is_empty() && text.chars().all(holds));
    match (name, arguments.len()) {
        ("lower" | "casefold", 0) => one(text.to_lowercase()),
        ("upper", 0) => one(text.to_uppercase()),
        ("strip", 0) => one(text.trim().to_owned()),
        ("lstrip", 0) => one(text.trim_start().to_owned()),
        ("rstrip", 0) => one(text.trim_end().to_owned()),
        ("strip", 1) => one(text.trim_matches(letters(0)?.as_slice()).to_owned()),
        ("lstrip", 1) => one(text.trim_start_matches(letters(0)?.as_slice()).to_owned()),
        ("rstrip", 1) => one(text.trim_end_matches(letters(0)?.as_slice()).to_owned()),
        ("capitalize", 0) => {
            let mut letters = text.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            one(first + &letters.as_str().to_lowercase())
        }
        ("replace", 2) => {
            let (from, to) = (arg(0)?, arg(1)?);
            let bounded =
                text.len().saturating_add(1).saturating_mul(to.len().saturating_add(1)) <= LONGEST * 16;
            if bounded { one(text.replace(from, to)) } else { None }
        }
        ("removeprefix", 1) => one(text.strip_prefix(arg(0)?).unwrap_or(text).to_owned()),
        ("removesuffix", 1) => one(text.strip_suffix(arg(0)?).unwrap_or(text).to_owned()),
        ("startswith", 1) => truth(text.starts_with(arg(0)?)),
        ("endswith", 1) => truth(text.ends_with(arg(0)?)),
        ("find" | "index", 1) => number(text.find(arg(0)?)),
        ("rfind" | "rindex", 1) => number(text.rfind(arg(0)?)),
        ("count", 1) => {
            let part = arg(0).filter(|part| !part.is_empty())?;
            Some(Folded::One(Const::Int(text.matches(part).count() as i64)))
        }
        ("isdigit" | "isdecimal" | "isnumeric", 0) => every(|c| c.is_ascii_digit()),
        ("isalpha", 0) => every(char::is_alphabetic),
        ("isalnum", 0) => every(char::is_alphanumeric),
        ("isupper", 0) => {
            truth(text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase))
        }
        ("islower", 0) => {
            truth(text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase))
        }
        ("split", 0) => many(text.split_whitespace()),
        ("split", 1) => arg(0).filter(|by| !by.is_empty()).and_then(|by| many(text.split(by))),
        ("split", 2) => {
            let by = arg(0).filter(|by| !by.is_empty())?;
            let most = usize::try_from(arguments.get(1)?.as_int()?).ok()?;
            many(text.splitn(most + 1, by))
        }
        ("splitlines", 0) => many(text.lines()),
        ("rsplit", 1) => arg(0).filter(|by| !by.is_empty()).and_then(|by| many(text.split(by))),
        ("rsplit", 2) => {
            let by = arg(0).filter(|by| !by.is_empty())?;
            let most = usize::try_from(arguments.get(1)?.as_int()?).ok()?;
            let mut parts: Vec<&str> = text.rsplitn(most + 1, by).collect();
            parts.reverse();
            many(parts.into_iter())
        }
        ("partition", 1) => {
            let by = arg(0).filter(|by| !by.is_empty())?;
            let (before, by, after) = text.split_once(by).map_or((text, "", ""), |(a, b)| (a, by, b));
            many([before, by, after].into_iter())
        }
        ("rpartition", 1) => {
            let by = arg(0).filter(|by| !by.is_empty())?;
            let (before, by, after) = text.rsplit_once(by).map_or(("", "", text), |(a, b)| (a, by, b));
            many([before, by, after].into_iter())
        }
        ("replace", 3) => {
            let (from, to) = (arg(0).filter(|from| !from.is_empty())?, arg(1)?);
            let most = usize::try_from(arguments.get(2)?.as_int()?).ok()?;
            one(text.replacen(from, to, most))
        }
        ("title", 0) => {
            let mut within = false;
            let mut titled = String::new();
            for letter in text.chars() {
                match (letter.is_alphabetic(), within) {
                    (true, true) => titled.extend(letter.to_lowercase()),
                    (true, false) => titled.extend(letter.to_uppercase()),
                    (false, _) => titled.push(letter),
                }
                within = letter.is_alphabetic();
            }
            one(titled)
        }
        ("swapcase", 0) => {
            let mut swapped = String::new();
            for letter in text.chars() {
                if letter.is_uppercase() {
                    swapped.extend(letter.to_lowercase());
                } else {
                    swapped.extend(letter.to_uppercase());
                }
            }
            one(swapped)
        }
        ("isspace", 0) => every(char::is_whitespace),
        ("isascii", 0) => truth(text.is_ascii()),
        ("isidentifier", 0) => {
            let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
            truth(first && text.chars().all(|c| c.is_alphanumeric() || c == '_'))
        }
        ("zfill" | "ljust" | "rjust" | "center", 1 | 2) => {
            let width =
                usize::try_from(arguments.first()?.as_int()?).ok().filter(|width| *width <= LONGEST)?;
            let missing = width.saturating_sub(text.chars().count());
            let fill = if arguments.len() == 2 { arg(1)? } else { " " };
            // Of an odd number of letters the one over goes to the left in a field of odd width.
            let left = missing / 2 + (missing & width & 1);
            one(match name {
                "zfill" => {
                    let signed = text.starts_with(['-', '+']);
                    let (sign, digits) = text.split_at(usize::from(signed));
                    format!("{sign}{}{digits}", "0".repeat(missing))
                }
                "ljust" => format!("{text}{}", fill.repeat(missing)),
                "rjust" => format!("{}{text}", fill.repeat(missing)),
                _ => format!("{}{text}{}", fill.repeat(left), fill.repeat(missing - left)),
            })
        }
        _ => None,
    }
}

fn many<'t>(parts: impl Iterator<Item = &'t str>) -> Option<Folded> {
    let parts: Vec<String> = parts.take(65).map(str::to_owned).collect();
    (parts.len() <= 64).then_some(Folded::Many(parts))
}

/// `text[lower:upper:step]` as Python counts, from the end where a bound is negative.
pub(super) fn slice(text: &str, lower: Option<i64>, upper: Option<i64>, step: Option<i64>) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let length = letters.len() as i64;
    let step = step.unwrap_or(1);
    let bound = |at: i64| {
        let at = if at < 0 { at + length } else { at };
        usize::try_from(at.clamp(0, length)).unwrap_or(0)
    };
    match step {
        1.. => {
            let (lower, upper) = (bound(lower.unwrap_or(0)), bound(upper.unwrap_or(length)));
            let part = letters.get(lower..upper.max(lower))?;
            Some(part.iter().step_by(usize::try_from(step).ok()?).collect())
        }
        -1 if lower.is_none() && upper.is_none() => Some(letters.iter().rev().collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folded, method, operate, slice};
    use crate::intern::Const;
    use crate::syntax::ast::Operator;

    #[test]
    fn division_and_remainder_round_as_python_does() {
        let int = Const::Int;
        for (left, right, quotient, rest) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1)]
        {
            assert_eq!(operate(&int(left), Operator::FloorDivide, &int(right)), Some(int(quotient)));
            assert_eq!(operate(&int(left), Operator::Modulo, &int(right)), Some(int(rest)));
        }
        assert_eq!(operate(&int(1), Operator::FloorDivide, &int(0)), None);
        assert_eq!(operate(&int(1), Operator::Divide, &int(2)), Some(Const::Float(0.5f64.to_bits())));
        assert_eq!(operate(&int(i64::MIN), Operator::FloorDivide, &int(-1)), None);
    }

    #[test]
    fn slices_count_as_python_counts() {
        for (lower, upper, step, part) in [
            (Some(1), Some(3), None, "bc"),
            (None, Some(-1), None, "abcd"),
            (Some(-2), None, None, "de"),
            (None, None, Some(2), "ace"),
            (None, None, Some(-1), "edcba"),
            (Some(4), Some(2), None, ""),
        ] {
            assert_eq!(slice("abcde", lower, upper, step).as_deref(), Some(part));
        }
    }

    #[test]
    fn methods_give_what_python_gives() {
        let text = |text: &str| Const::Str(text.into());
        let one = |constant| Some(Folded::One(constant));
        assert_eq!(method("a,b", "replace", &[&text(","), &text("-")]), one(text("a-b")));
        assert_eq!(method("aéb", "find", &[&text("b")]), one(Const::Int(2)));
        assert_eq!(method("a b", "split", &[]), Some(Folded::Many(vec!["a".into(), "b".into()])));
        assert_eq!(method("7", "zfill", &[&Const::Int(3)]), one(text("007")));
        assert_eq!(method("x", "split", &[&text("")]), None);
        let many = |parts: &[&str]| Some(Folded::Many(parts.iter().map(|&part| part.to_owned()).collect()));
        assert_eq!(method("a.b.c", "rsplit", &[&text("."), &Const::Int(1)]), many(&["a.b", "c"]));
        assert_eq!(method("ab", "partition", &[&text("=")]), many(&["ab", "", ""]));
        assert_eq!(method("ab", "rpartition", &[&text("=")]), many(&["", "", "ab"]));
        assert_eq!(method("ab", "center", &[&Const::Int(5), &text("*")]), one(text("**ab*")));
        assert_eq!(method("-7", "zfill", &[&Const::Int(4)]), one(text("-007")));
        assert_eq!(method("they're OK", "title", &[]), one(text("They'Re Ok")));
    }
}
