//! Values that hold nothing of anybody and do no harm, though they are no constants: numbers, digests, dates, and
//! what is made of these and of constants.
//!
//! ```python
//! name = hashlib.sha256(data).hexdigest()[:8] + ".txt"
//! ```

use super::evaluate::Evaluator;
use super::texts::TextPart;
use super::value::{Kind, Value};
use crate::intern::PathId;
use crate::models::{Known, Models};
use crate::text::Place;
use crate::vocabulary::Sinks;

/// For which kinds of sink what a type stands for, or what a call gives, does no harm.
#[must_use]
pub(super) fn harmless_of(path: PathId) -> Sinks {
    let models = Models::get();
    let harmless = |known: &&Known| known.source.is_none() && !known.harmless.is_empty();
    let known = models.path(path).filter(harmless);
    let known = known.or_else(|| path.parent().and(models.method(path.last())).filter(harmless));
    known.map_or(Sinks::NONE, |known| known.harmless)
}

impl Evaluator<'_, '_> {
    /// Of a value that is nobody's and does no harm what stands for all that is made of it: itself, or what fills
    /// a text. None where that is not known.
    pub(super) fn plain(&self, value: Value) -> Option<Value> {
        if value.taint.is_some() {
            return None;
        }
        match value.kind {
            Kind::Known(_) | Kind::Literal | Kind::Test(_) => Some(Value::new(Kind::Literal)),
            Kind::Outside(path) | Kind::Instance(path) => {
                (!harmless_of(path).is_empty()).then(|| Value::new(Kind::Instance(path)))
            }
            Kind::Text(_) => self.all_plain(self.texts.text(value)?.parts.iter().map(|part| match *part {
                TextPart::Known(_) => Value::new(Kind::Literal),
                TextPart::Hole(value, _) => value,
            })),
            _ => None,
        }
    }

    /// The same of several values that something is made of.
    pub(super) fn all_plain(&self, values: impl Iterator<Item = Value>) -> Option<Value> {
        let mut whole = Value::new(Kind::Literal);
        for value in values {
            let plain = if self.is_constant(value) { Value::new(Kind::Literal) } else { self.plain(value)? };
            if plain.kind != Kind::Literal {
                whole = plain;
            }
        }
        Some(whole)
    }

    /// A text that is made of such a value.
    pub(super) fn plain_text(&mut self, of: Value, place: Place) -> Value {
        match of.kind {
            Kind::Literal => of,
            _ => self.texts.join(vec![TextPart::Hole(of, place)], "str", place),
        }
    }
}
