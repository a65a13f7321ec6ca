//! Python's own functions of numbers and texts, on constants: `round(2.6)`, `divmod(7, 2)`, `hex(255)`.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::fold;
use super::formats;
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, Operator};

impl Evaluator<'_, '_> {
    /// What such a function gives for constants: a constant, where that is known.
    pub(super) fn of_constants(&mut self, name: &str, arguments: &[Argument]) -> Option<Value> {
        let positional = |arg: &Argument| arg.kind == ArgKind::Positional;
        if !arguments
            .iter()
            .all(|arg| positional(arg) && matches!(arg.value.kind, Kind::Known(_) | Kind::Literal))
        {
            return None;
        }
        let constants: Option<Vec<Const>> =
            arguments.iter().map(|arg| self.texts.get(arg.value).cloned()).collect();
        let Some(constants) = constants else { return Some(Value::new(Kind::Literal)) };
        if let ("divmod", [left, right]) = (name, constants.as_slice()) {
            let both = [Operator::FloorDivide, Operator::Modulo].map(|by| fold::operate(left, by, right));
            let [Some(quotient), Some(rest)] = both else { return None };
            let both = [quotient, rest].map(|number| self.texts.constant(number));
            return Some(self.tuple(&both));
        }
        let folded = of_known(name, &constants);
        Some(folded.map_or(Value::new(Kind::Literal), |constant| self.texts.constant(constant)))
    }
}

/// What such a function gives for constants, where that is known; it raises nothing then.
pub(super) fn of_known(name: &str, given: &[Const]) -> Option<Const> {
    let text = |text: String| Some(Const::Str(text.into()));
    match (name, given) {
        ("round", [number]) => match number {
            Const::Float(bits) => whole(f64::from_bits(*bits).round_ties_even()),
            other => other.as_int().map(Const::Int),
        },
        ("round", [number, _]) => number.as_int().map(Const::Int),
        ("hex" | "oct" | "bin", [number]) => {
            let letter = match name {
                "hex" => "#x",
                "oct" => "#o",
                _ => "#b",
            };
            text(formats::formatted(&Const::Int(number.as_int()?), letter)?)
        }
        ("pow", [left, right]) => fold::operate(left, Operator::Power, right),
        ("format", [constant]) => text(formats::shown(constant)?),
        ("format", [constant, spec]) => text(formats::formatted(constant, spec.as_str()?)?),
        ("repr" | "ascii", [constant]) => text(formats::written(constant)?),
        ("float", [constant]) => {
            let number = match constant {
                Const::Float(bits) => f64::from_bits(*bits),
                Const::Str(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite())?,
                other => f64::from(i32::try_from(other.as_int()?).ok()?),
            };
            Some(Const::Float(number.to_bits()))
        }
        ("int", [constant]) => match constant {
            Const::Float(bits) => whole(f64::from_bits(*bits).trunc()),
            Const::Str(text) => text.trim().parse().ok().map(Const::Int),
            other => other.as_int().map(Const::Int),
        },
        ("int", [digits, base]) => {
            let base = u32::try_from(base.as_int()?).ok().filter(|base| (2..=36).contains(base))?;
            let digits = digits.as_str()?.trim().to_lowercase();
            let prefix = match base {
                16 => "0x",
                8 => "0o",
                2 => "0b",
                _ => "",
            };
            i64::from_str_radix(digits.strip_prefix(prefix).unwrap_or(&digits), base).ok().map(Const::Int)
        }
        ("chr", [number]) => {
            let letter = u32::try_from(number.as_int()?).ok().and_then(char::from_u32)?;
            text(letter.to_string())
        }
        ("ord", [letter]) => {
            let mut letters = letter.as_str()?.chars();
            let letter = letters.next()?;
            Some(Const::Int(i64::from(u32::from(letter))))
        }
        _ => None,
    }
}

/// A float without decimals as a whole number.
fn whole(number: f64) -> Option<Const> {
    #[allow(clippy::cast_possible_truncation)] // It has no decimals, and its size is bounded.
    (number.abs() < 1e15).then_some(Const::Int(number as i64))
}

#[cfg(test)]
mod tests {
    use super::of_known;
    use crate::intern::Const;

    #[test]
    fn functions_of_constants_give_what_python_gives() {
        let float = |number: f64| Const::Float(number.to_bits());
        let text = |text: &str| Const::Str(text.into());
        for (name, given, whole) in [
            ("round", vec![float(2.5)], Const::Int(2)),
            ("round", vec![float(2.6)], Const::Int(3)),
            ("hex", vec![Const::Int(255)], text("0xff")),
            ("bin", vec![Const::Int(-2)], text("-0b10")),
            ("int", vec![float(-1.5)], Const::Int(-1)),
            ("int", vec![text("0x1f"), Const::Int(16)], Const::Int(31)),
            ("format", vec![Const::Int(7), text("03d")], text("007")),
            ("float", vec![text(" 2 ")], float(2.0)),
            ("chr", vec![Const::Int(97)], text("a")),
        ] {
            assert_eq!(of_known(name, &given), Some(whole), "{name}");
        }
        assert_eq!(of_known("int", &[text("x")]), None);
    }
}
