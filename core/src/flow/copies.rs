//! Objects that are made of others: copies, records with a field replaced, records as dicts, and what is read back
//! of the text that an object was written as.
//!
//! ```python
//! kept = json.loads(json.dumps({"a": data, "b": "x"}))
//! os.system(kept["b"])      # "x"
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::texts::TextPart;
use super::value::{Kind, Value};
use crate::models::{Container, Known};
use crate::syntax::ast::ArgKind;
use crate::text::{Place, Span};

/// How deep objects within objects are copied.
const MOST_DEPTH: u32 = 4;

impl Evaluator<'_, '_> {
    /// `copy.copy(x)`, `copy.deepcopy(x)`: writes to the copy do not reach what it is one of.
    pub(super) fn copied(&mut self, value: Value, depth: u32) -> Value {
        let Kind::Object(id) = value.kind else { return value };
        if depth >= MOST_DEPTH || self.views.contains_key(&id) {
            return value;
        }
        let copy = self.state.object(self.state.shape(id));
        if self.state.is_several(id) {
            self.state.several(copy);
        }
        if self.state.is_unsure(id) {
            self.state.unsure(copy);
        }
        for (key, held) in self.state.fields(id).to_vec() {
            let held = self.copied(held, depth + 1);
            self.state.set(Slot::Field(copy, key), Held::Value(held));
        }
        if let Some(rest) = self.state.value(Slot::Rest(id)) {
            let rest = self.copied(rest, depth + 1);
            self.state.set(Slot::Rest(copy), Held::Value(rest));
        }
        Value { kind: Kind::Object(copy), ..value }
    }

    /// `dataclasses.replace(record, name=value)`, `record._replace(name=value)`
    pub(super) fn with_fields(&mut self, record: Value, arguments: &[Argument]) -> Value {
        let copy = self.copied(record, MOST_DEPTH - 1);
        let Kind::Object(id) = copy.kind else { return copy };
        for argument in arguments {
            let ArgKind::Keyword(name) = argument.kind else { continue };
            let key = Key::Attribute(name.sym);
            // A field of a named tuple is kept under its position too, right before or behind its name.
            let fields = self.state.fields(id);
            let named = |(at, (known, _)): (usize, &(Key, Value))| (*known == key).then_some(at);
            let at = fields.iter().enumerate().find_map(named);
            let own = at.and_then(|at| fields.get(at)).map(|(_, value)| *value);
            let neighbours = at.map(|at| [at.checked_sub(1), at.checked_add(1)]).unwrap_or_default();
            let position = neighbours.into_iter().flatten().find_map(|at| match fields.get(at) {
                Some((key @ Key::Index(_), value)) if Some(*value) == own => Some(*key),
                _ => None,
            });
            self.state.set(Slot::Field(id, key), Held::Value(argument.value));
            if let Some(position) = position {
                self.state.set(Slot::Field(id, position), Held::Value(argument.value));
            }
        }
        copy
    }

    /// `dataclasses.asdict(record)`, `record._asdict()`, `vars(object)`
    pub(super) fn as_dict(&mut self, record: Value, place: Place) -> Value {
        let Kind::Object(id) = record.kind else { return Value::tainted(record.taint) };
        // `jsonable_encoder(orders)`: those in a list too.
        if matches!(self.state.shape(id), Shape::List | Shape::Set) {
            let list = self.allocate(place, self.state.shape(id));
            let items = self.state.fields(id).iter().map(|(key, value)| (Some(*key), *value));
            let items: Vec<_> =
                items.chain(self.state.value(Slot::Rest(id)).map(|rest| (None, rest))).collect();
            for (key, item) in items {
                let item = match item.kind {
                    Kind::Object(inner) if matches!(self.state.shape(inner), Shape::Instance(_)) => self
                        .as_dict(item, Place { span: Span { end: place.span.start, ..place.span }, ..place }),
                    _ => item,
                };
                match key {
                    Some(key) => self.store(Value::new(Kind::Object(list)), Some(key), item),
                    None => self.add(list, item),
                }
            }
            return Value::new(Kind::Object(list));
        }
        let dict = Value::new(Kind::Object(self.allocate(place, Shape::Dict)));
        for (key, value) in self.state.fields(id).to_vec() {
            match key {
                Key::Attribute(name) => self.store(dict, Some(Key::Text(name)), value),
                Key::Text(_) => self.store(dict, Some(key), value),
                Key::Index(_) => {}
            }
        }
        if let (Some(rest), Kind::Object(of)) = (self.state.value(Slot::Rest(id)), dict.kind) {
            self.add(of, rest);
        }
        dict
    }

    /// `object.__dict__`: what is written there are the object's attributes.
    pub(super) fn attributes(&mut self, object: Value, place: Place) -> Value {
        let dict = self.as_dict(object, place);
        if let (Kind::Object(id), Kind::Object(of)) = (object.kind, dict.kind) {
            self.mirrored.insert(of, id);
        }
        dict
    }

    /// What a container is written as: `json.dumps(container)` is remembered with what was in it.
    pub(super) fn written(
        &mut self,
        known: Option<&Known>,
        value: Value,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        if !matches!(known.and_then(|known| known.makes), Some((Container::Written, _))) {
            return value;
        }
        match arguments.first() {
            Some(of) => self.packed_text(of.value, value, place),
            None => value,
        }
    }

    /// A text of which it is remembered what was written as it.
    pub(super) fn packed_text(&mut self, of: Value, value: Value, place: Place) -> Value {
        let plain = |id: ObjectId| {
            matches!(self.state.shape(id), Shape::List | Shape::Tuple | Shape::Dict | Shape::Set)
        };
        if !matches!(of.kind, Kind::Object(id) if plain(id)) {
            return value;
        }
        let hole = TextPart::Hole(Value { kind: Kind::Unknown, ..value }, place);
        let text = self.texts.join(vec![hole], "written", place);
        let Kind::Text(id) = text.kind else { return value };
        let copy = self.copied(of, 0);
        self.packed.insert(id, copy);
        Value { taint: value.taint, ..text }
    }

    /// What `json.loads` reads of a text that an object was written as.
    pub(super) fn read_back(&mut self, text: Value) -> Option<Value> {
        // `json.load(file)`
        let text = match text.kind {
            Kind::Object(id) if self.state.shape(id) == Shape::Buffer => self.state.value(Slot::Rest(id))?,
            _ => text,
        };
        if matches!(text.kind, Kind::Known(_)) && !text.taint.is_some() {
            return self.document(text);
        }
        let Kind::Text(id) = text.kind else { return None };
        let packed = self.packed.get(&id).copied()?;
        Some(self.copied(packed, 0))
    }
}
