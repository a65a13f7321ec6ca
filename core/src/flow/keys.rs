//! The keys under which objects hold something: which constants, and which values that are none, are keys of their own.

use super::evaluate::Evaluator;
use super::state::{Key, ObjectId, Shape, Slot};
use super::trace::Which;
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};

/// Longest constant text that is a key of its own.
const LONGEST_KEY: usize = 200;

impl Evaluator<'_, '_> {
    /// The key that a constant stands for.
    pub(super) fn key(&self, value: Value) -> Option<Key> {
        match value.kind {
            Kind::Object(id) => return self.key_of_tuple(id),
            Kind::Class(_) | Kind::Outside(_) => return self.key_of_type(value),
            _ => {}
        }
        match self.texts.get(value)? {
            Const::Str(text) if text.len() <= LONGEST_KEY => Some(Key::Text(Sym::new(text))),
            Const::Int(number) => Some(Key::Index(*number)),
            Const::Bool(truth) => Some(Key::Index(i64::from(*truth))),
            _ => None,
        }
    }

    /// `places[(1, "a")]`: a tuple of constants is a key of its own.
    fn key_of_tuple(&self, tuple: ObjectId) -> Option<Key> {
        if self.state.shape(tuple) != Shape::Tuple || !self.is_settled(tuple) {
            return None;
        }
        // No text that a program has begins like this.
        let mut whole = String::from("\0");
        for at in 0..self.length(tuple) {
            let item = self.state.value(Slot::Field(tuple, Key::Index(at)))?;
            let item = format!("{:?},", self.texts.get(item)?);
            whole.push_str(&item);
        }
        (whole.len() <= LONGEST_KEY).then(|| Key::Text(Sym::new(&whole)))
    }

    /// `readers[int]`: a type is a key of its own.
    fn key_of_type(&self, of: Value) -> Option<Key> {
        match of.kind {
            Kind::Class(class) => Some(Key::Text(Sym::new(&format!("\0{}:{}", class.file.0, class.class.0)))),
            Kind::Outside(path)
                if !of.taint.is_some()
                    && PathId::root(path.first()) == path
                    && self.models.is_builtin(path.first()) =>
            {
                Some(Key::Text(Sym::new(&format!("\0{}", path.first().text()))))
            }
            _ => None,
        }
    }

    /// `items[-1]` as the position that it is, where the length is known.
    pub(super) fn counted_from_end(&self, object: ObjectId, key: Key) -> Key {
        match key {
            Key::Index(index) if index < 0 && self.state.value(Slot::Rest(object)).is_none() => {
                Key::Index(index + self.length(object))
            }
            key => key,
        }
    }
}

/// A key as the part that it names.
pub(super) fn which(key: Key) -> Which {
    match key {
        Key::Attribute(name) => Which::Attribute(name),
        Key::Text(name) => Which::Text(name),
        Key::Index(at) => Which::Index(at),
    }
}
