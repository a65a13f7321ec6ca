//! Items in order: `sorted`, `max` and `min`, `list.sort`, `reversed`, where what they are ordered by is known.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;
use std::cmp::Ordering;

impl Evaluator<'_, '_> {
    /// `queue.rotate(1)`: the last item comes first.
    pub(super) fn rotate(&mut self, list: Value, by: Option<Value>) {
        let Kind::Object(id) = list.kind else { return };
        let by = by.map_or(Some(1), |by| self.texts.get(by).and_then(Const::as_int));
        let length = self.length(id);
        let items = self.known_items(list).filter(|_| length > 0);
        let (Some(by), Some(mut items)) = (by, items) else { return self.loosen(id) };
        items.rotate_right(usize::try_from(by.rem_euclid(length)).unwrap_or(0));
        for (at, item) in items.into_iter().enumerate() {
            self.store(list, Some(Key::Index(at as i64)), item);
        }
    }

    /// `ordered.move_to_end("key")`
    pub(super) fn move_to_end(&mut self, dict: ObjectId, key: Value, behind: bool) {
        let slot = self.key(key).map(|key| Slot::Field(dict, key)).filter(|_| behind);
        match slot.and_then(|slot| Some((slot, self.state.value(slot)?))) {
            Some((slot, value)) if !self.state.is_several(dict) => {
                self.state.set(slot, Held::Nothing);
                self.state.set(slot, Held::Value(value));
            }
            _ => self.state.unsure(dict),
        }
    }

    /// `sorted(items, key=f, reverse=True)`, `reversed(items)`
    pub(super) fn turned(&mut self, name: &str, arguments: &[Argument], place: Place) -> Value {
        let Some(first) = arguments.first().map(|arg| arg.value) else { return Value::UNKNOWN };
        let items = self.letters(first).or_else(|| self.known_items(first));
        if let (Some(mut items), true) = (items.clone(), name == "reversed") {
            items.reverse();
            return self.in_order(Shape::Iterator, items, place);
        }
        if let Some(items) = items
            && let Some(items) = self.sorted(items, arguments, place)
        {
            return self.in_order(Shape::List, items, place);
        }
        let element = self.each(first, place);
        let list = self.allocate(place, Shape::List);
        self.add(list, element);
        Value::new(Kind::Object(list))
    }

    /// `max(items, key=f)`, `min(a, b)`: which of them.
    pub(super) fn outermost(&mut self, name: &str, arguments: &[Argument], place: Place) -> Option<Value> {
        let positional: Vec<Value> =
            arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value).collect();
        let items = match positional.as_slice() {
            [items] => self.known_items(*items)?,
            _ if arguments.iter().all(|arg| arg.kind != ArgKind::Star) => positional,
            _ => return None,
        };
        let sorted = self.sorted(items.clone(), arguments, place)?;
        let last = sorted.last().copied()?;
        if name == "min" {
            return sorted.first().copied();
        }
        // Of several that are alike the first is meant.
        let alike = |item: &Value| {
            *item == last || self.texts.get(*item).is_some_and(|item| Some(item) == self.texts.get(last))
        };
        items.iter().find(|item| alike(item)).copied()
    }

    /// `items.sort(key=f)`
    pub(super) fn sort(&mut self, list: Value, arguments: &[Argument], place: Place) {
        let Kind::Object(id) = list.kind else { return };
        let items = self.known_items(list);
        match items.and_then(|items| self.sorted(items, arguments, place)) {
            Some(items) => {
                for (at, item) in items.into_iter().enumerate() {
                    self.store(list, Some(Key::Index(at as i64)), item);
                }
            }
            None => self.loosen(id),
        }
    }

    /// Items in order, where all are constants, or what `key` makes of them is.
    fn sorted(&mut self, items: Vec<Value>, arguments: &[Argument], place: Place) -> Option<Vec<Value>> {
        let named = |wanted: &str| {
            let is =
                |arg: &&Argument| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == wanted);
            arguments.iter().find(is).map(|arg| arg.value)
        };
        let other = |arg: &Argument| match arg.kind {
            ArgKind::Keyword(name) => !matches!(name.sym.text(), "key" | "reverse" | "default"),
            ArgKind::Positional => false,
            ArgKind::Star | ArgKind::DoubleStar => true,
        };
        if arguments.iter().any(other) {
            return None;
        }
        let turned = named("reverse").map_or(Some(false), |reverse| self.truth(reverse))?;
        let by = named("key").filter(|by| !matches!(self.texts.get(*by), Some(Const::None)));
        if by.is_some() && !self.may_tell_apart(items.len()) {
            return None;
        }
        let mut ranked = Vec::with_capacity(items.len());
        for item in items {
            let key = match by {
                Some(by) => {
                    let given = Argument { kind: ArgKind::Positional, value: item, place, expr: ExprId(0) };
                    self.invoke(by, vec![given], place)
                }
                None => item,
            };
            ranked.push((self.rank(key)?, item));
        }
        // Python compares neighbours until it knows; what cannot be compared is an error, or not known.
        for pair in ranked.windows(2) {
            if let [(a, _), (b, _)] = pair {
                compared(a, b)?;
            }
        }
        ranked.sort_by(|(a, _), (b, _)| {
            let order = compared(a, b).unwrap_or(Ordering::Equal);
            if turned { order.reverse() } else { order }
        });
        Some(ranked.into_iter().map(|(_, item)| item).collect())
    }

    /// How two tuples of constants stand to each other.
    pub(super) fn order_of(&self, a: Value, b: Value) -> Option<Ordering> {
        match (a.kind, b.kind) {
            (Kind::Object(left), Kind::Object(right)) => {
                let (open_left, open_right) = (self.goes_on(left), self.goes_on(right));
                match (open_left, open_right) {
                    (Some(begins), None) => begins_before(&begins, &self.rank(b)?),
                    (None, Some(begins)) => begins_before(&begins, &self.rank(a)?).map(Ordering::reverse),
                    _ => compared(&self.rank(a)?, &self.rank(b)?),
                }
            }
            _ => None,
        }
    }

    /// With what a tuple begins of which only that is known: `sys.version_info`.
    fn goes_on(&self, tuple: ObjectId) -> Option<Vec<Const>> {
        self.state.value(Slot::Rest(tuple)).filter(|_| self.state.shape(tuple) == Shape::Tuple)?;
        let items = (0..self.length(tuple)).map(|at| self.state.value(Slot::Field(tuple, Key::Index(at))));
        items.map(|item| self.texts.get(item?).cloned()).collect()
    }

    /// What a value is ordered by: a constant, or the constants with which a tuple begins.
    fn rank(&self, key: Value) -> Option<Vec<Const>> {
        if let Some(constant) = self.texts.get(key) {
            return Some(vec![constant.clone()]);
        }
        let Kind::Object(id) = key.kind else { return None };
        if !self.is_settled(id) {
            return None;
        }
        let items = (0..self.length(id)).map(|at| self.state.value(Slot::Field(id, Key::Index(at))));
        let rank: Vec<Const> = items.map_while(|item| self.texts.get(item?).cloned()).collect();
        (!rank.is_empty()).then_some(rank)
    }
}

fn compared(a: &[Const], b: &[Const]) -> Option<Ordering> {
    for pair in a.iter().zip(b) {
        let order = match pair {
            (Const::Str(a), Const::Str(b)) => a.cmp(b),
            (a, b) => a.as_int()?.cmp(&b.as_int()?),
        };
        if order.is_ne() {
            return Some(order);
        }
    }
    (a.len() == 1 && b.len() == 1).then_some(Ordering::Equal)
}

/// `sys.version_info >= (3,)`: how what begins with some numbers, and goes on, stands to what is known.
fn begins_before(begins: &[Const], known: &[Const]) -> Option<Ordering> {
    for (at, number) in begins.iter().enumerate() {
        let Some(other) = known.get(at) else { return Some(Ordering::Greater) };
        let order = number.as_int()?.cmp(&other.as_int()?);
        if order.is_ne() {
            return Some(order);
        }
    }
    // `(3, 0)` was before all that there are.
    let rest = known.get(begins.len()..).unwrap_or(&[]);
    rest.iter().all(|number| number.as_int() == Some(0)).then_some(Ordering::Greater)
}
