//! What Python's own functions of sequences give: `range`, `reversed`, `zip`, and numbers and truths in a row.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId};
use crate::syntax::ast::ArgKind;
use crate::text::Place;

/// Most numbers of a `range` that are told apart.
const MOST_NUMBERS: i64 = 4;

impl Evaluator<'_, '_> {
    pub(super) fn tuples(&mut self, elements: &[Value], place: Place) -> Value {
        let tuple = self.tuple(elements);
        let object = self.allocate(place, Shape::Iterator);
        self.state.set(Slot::Rest(object), Held::Value(tuple));
        Value::new(Kind::Object(object))
    }

    /// `sorted(items)`, `reversed(items)`
    pub(super) fn turned(&mut self, name: &str, arguments: &[Argument], place: Place) -> Value {
        let Some(first) = arguments.first().map(|arg| arg.value) else { return Value::UNKNOWN };
        let items = self.known_items(first);
        if let (Some(mut items), true) = (items, name == "reversed") {
            items.reverse();
            return self.in_order(Shape::Iterator, items, place);
        }
        let element = self.each(first, place);
        let list = self.allocate(place, Shape::List);
        self.add(list, element);
        Value::new(Kind::Object(list))
    }

    /// `range(3)`: the numbers one by one where they are few; else that there are some, or none.
    pub(super) fn range(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        let mut numbers = Vec::with_capacity(arguments.len());
        for argument in arguments.iter().filter(|argument| argument.kind == ArgKind::Positional) {
            numbers.push(self.texts.get(argument.value).and_then(Const::as_int)?);
        }
        let (from, to, by) = match numbers.as_slice() {
            [to] => (0, *to, 1),
            [from, to] => (*from, *to, 1),
            [from, to, by] => (*from, *to, *by),
            _ => return None,
        };
        let list = Value::new(Kind::Object(self.allocate(place, Shape::List)));
        let mut at = from;
        for position in 0.. {
            if by == 0 || (by > 0 && at >= to) || (by < 0 && at <= to) {
                break;
            }
            if position == MOST_NUMBERS {
                let any = Value::new(Kind::Instance(PathId::new("int")));
                if let Kind::Object(id) = list.kind {
                    self.loosen(id);
                    self.add(id, any);
                    self.state.set(Slot::Field(id, Key::Index(0)), Held::Value(any));
                }
                break;
            }
            let number = self.texts.constant(Const::Int(at));
            self.store(list, Some(Key::Index(position)), number);
            at = at.checked_add(by)?;
        }
        Some(list)
    }

    /// What the items of a list are as conditions, where all are known.
    pub(super) fn truths(&self, list: Value) -> Option<Vec<bool>> {
        let Kind::Object(id) = list.kind else { return None };
        if !self.is_settled(id) {
            return None;
        }
        self.state.fields(id).iter().map(|(_, item)| self.truth(*item)).collect()
    }

    /// The numbers that are passed, one by one or as a list, where all are known.
    pub(super) fn numbers(&self, arguments: &[Argument]) -> Option<Vec<i64>> {
        if arguments.iter().any(|argument| argument.kind != ArgKind::Positional) {
            return None;
        }
        let number = |value: Value| match self.texts.get(value)? {
            Const::Int(number) => Some(*number),
            _ => None,
        };
        match arguments {
            [Argument { value: Value { kind: Kind::Object(id), .. }, .. }] if self.is_settled(*id) => {
                self.state.fields(*id).iter().map(|(_, item)| number(*item)).collect()
            }
            _ => arguments.iter().map(|argument| number(argument.value)).collect(),
        }
    }
}
