//! What Python calls of something outside where code does something with it: `__iter__`, `__getitem__`, `__enter__`.

use super::evaluate::Evaluator;
use super::value::{Kind, Value};
use crate::intern::{PathId, Sym};
use crate::text::Place;

impl Evaluator<'_, '_> {
    /// What something outside does by a method that the language calls, where rows name it: `__iter__`,
    /// `__getitem__`, `__enter__`.
    pub(super) fn by_protocol(&mut self, value: Value, method: &str, place: Place) -> Option<Value> {
        let path = self.protocol(value, method)?;
        let value = self.read(Value { kind: Kind::Outside(path), ..value }, path, None, place);
        match (value.kind, self.type_of(value)) {
            (Kind::Outside(of), Some(path)) if of != path => {
                Some(Value { kind: Kind::Instance(path), ..value })
            }
            _ => Some(value),
        }
    }

    /// The path of such a method.
    pub(super) fn protocol(&mut self, value: Value, method: &str) -> Option<PathId> {
        let of = self.type_of(value)?;
        let of = self.canonical(of);
        if !self.models.has_protocols(of) {
            return None;
        }
        let path = self.canonical(of.then(Sym::new(method)));
        self.models.path(path).map(|_| path)
    }
}
