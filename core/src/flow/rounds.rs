//! Items that are told apart: what a loop or a comprehension goes through where all items are known and few.
//!
//! ```python
//! for name, value in {"a": data, "b": "x"}.items():   # two rounds, one after the other
//!     if name == "b":
//!         os.system(value)                            # "x"
//! ```

use super::evaluate::{Evaluator, Loop};
use super::state::{Changes, Held, Key, Mark, ObjectId, Shape, Slot};
use super::statements::Ends;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, List, StmtId};
use crate::text::Place;
use crate::vocabulary::Sink;

use super::event::Argument;

/// Most items that are told apart, and most rounds of loops within loops.
const MOST_ITEMS: usize = 12;
const MOST_ROUNDS: u32 = 16;
/// Most letters of a text that are told apart.
const MOST_LETTERS: usize = 64;
/// The same where no item holds data: what they come to seldom matters.
const MOST_PLAIN: usize = 3;

/// Under which a dict keeps whose data its keys hold that are not known.
const KEYS: &str = "<keys>";

impl Evaluator<'_, '_> {
    /// Any item that a loop over a value gives: of a dict its keys.
    pub(super) fn each(&mut self, value: Value, place: Place) -> Value {
        let Kind::Object(id) = value.kind else { return self.element(value, place) };
        if self.state.shape(id) == Shape::Dict { self.any_key(id) } else { self.element(value, place) }
    }

    /// Any key of a dict.
    pub(super) fn any_key(&mut self, dict: ObjectId) -> Value {
        let known = Value::new(Kind::Literal);
        match self.state.value(Slot::Field(dict, keys())) {
            Some(data) => self.join(known, data),
            None if self.state.value(Slot::Rest(dict)).is_none() && !self.state.is_several(dict) => known,
            None => Value::UNKNOWN,
        }
    }

    /// Keep whose data a key holds that is not known.
    pub(super) fn keep_key(&mut self, dict: Value, key: Value) {
        let Kind::Object(id) = dict.kind else { return };
        if !key.taint.is_some() || self.state.shape(id) != Shape::Dict {
            return;
        }
        let slot = Slot::Field(id, keys());
        let key = self.settled(key);
        let all = self.state.value(slot).map_or(key, |before| self.join(before, key));
        self.state.set(slot, Held::Value(all));
    }

    /// `options[request.args["name"]] = value`: what is under other names may be written over, if the name is not shown
    /// to be one of some.
    pub(super) fn write_over_any(&mut self, dict: Value, key: Value, value: Value) {
        let Kind::Object(id) = dict.kind else { return };
        let chosen = key.taint.is_some()
            && self.is_attackers(key.taint.root)
            && !self.harmless(key.taint).holds(Sink::Name);
        if !chosen || !value.taint.is_some() || self.state.shape(id) != Shape::Dict {
            return;
        }
        for (name, before) in self.state.fields(id).to_vec() {
            if matches!(name, Key::Text(_)) && !matches!(before.kind, Kind::Object(_)) {
                let either = self.join(before, value);
                self.state.set(Slot::Field(id, name), Held::Value(either));
            }
        }
    }

    /// Whose data its keys hold that are not known.
    pub(super) fn keys_of(&self, dict: ObjectId) -> Option<Value> {
        self.state.value(Slot::Field(dict, keys()))
    }

    /// The items that a value gives one after the other, where all are known and so few that they are told apart.
    pub(super) fn known_items(&mut self, value: Value) -> Option<Vec<Value>> {
        let items: Vec<Value> = match value.kind {
            Kind::Object(id) => {
                if self.state.is_unsure(id)
                    || self.state.is_several(id)
                    || self.state.value(Slot::Rest(id)).is_some()
                    || self.state.fields(id).len() > MOST_ITEMS
                {
                    return None;
                }
                match self.state.shape(id) {
                    Shape::List | Shape::Tuple | Shape::Iterator => {
                        let length = self.length(id);
                        let at = |at| self.state.value(Slot::Field(id, Key::Index(at)));
                        let items = (0..length).map(at).collect::<Option<_>>()?;
                        // An iterator of which nothing is known holds nothing.
                        if length == 0 && self.state.shape(id) == Shape::Iterator {
                            return None;
                        }
                        items
                    }
                    Shape::Set if self.state.fields(id).len() == 1 => {
                        self.state.fields(id).iter().map(|(_, item)| *item).collect()
                    }
                    Shape::Dict => {
                        let keys: Vec<Key> = self.state.fields(id).iter().map(|(key, _)| *key).collect();
                        keys.into_iter().map(|key| self.key_value(key)).collect::<Option<_>>()?
                    }
                    _ => return None,
                }
            }
            Kind::Known(_) => self.letters(value).filter(|letters| letters.len() <= MOST_ITEMS)?,
            _ => return None,
        };
        let plain = items.len() > MOST_PLAIN
            && !items.iter().all(|item| self.is_letter(*item))
            && !items.iter().any(|item| self.brings_data(*item, 0));
        (!plain).then_some(items)
    }

    /// What a loop over a value goes through: of an object of the given files what its `__iter__` gives.
    pub(super) fn gone_through(&mut self, value: Value, place: Place) -> Value {
        match value.kind {
            Kind::Object(_) => self.by_method(value, "__iter__", &[], place).unwrap_or(value),
            Kind::Class(class) => match self.members(class, place) {
                Some(members) => {
                    let members = members.into_iter().map(|(_, member)| member).collect();
                    self.in_order(Shape::Tuple, members, place)
                }
                None => value,
            },
            _ => value,
        }
    }

    /// `a, b = values`: what is no list already as a list, where its items are known.
    pub(super) fn unpacked(&mut self, value: Value, place: Place) -> Value {
        let Kind::Object(id) = value.kind else { return value };
        if matches!(self.state.shape(id), Shape::List | Shape::Tuple) {
            return value;
        }
        let through = self.gone_through(value, place);
        match self.known_items(through) {
            Some(items) => self.tuple(&items),
            None => through,
        }
    }

    /// Whether an item is a letter or two, or a pair that begins with such: what data is searched for, or rid of.
    fn is_letter(&self, item: Value) -> bool {
        let first = match item.kind {
            Kind::Object(pair) if self.state.shape(pair) == Shape::Tuple => {
                self.state.value(Slot::Field(pair, Key::Index(0)))
            }
            _ => Some(item),
        };
        first
            .and_then(|first| self.texts.get(first))
            .and_then(Const::as_str)
            .is_some_and(|text| text.chars().count() <= 2)
    }

    /// The letters of a constant text.
    pub(super) fn letters(&mut self, text: Value) -> Option<Vec<Value>> {
        let text = self.texts.get(text).and_then(Const::as_str).filter(|text| text.len() <= MOST_LETTERS)?;
        let letters: Vec<String> = text.chars().map(String::from).collect();
        Some(letters.into_iter().map(|letter| self.texts.constant(Const::Str(letter.into()))).collect())
    }

    /// The constant that a key of a dict is.
    pub(super) fn key_value(&mut self, key: Key) -> Option<Value> {
        match key {
            Key::Text(text) if !text.text().starts_with('\0') => {
                Some(self.texts.constant(Const::Str(text.text().into())))
            }
            Key::Index(number) => Some(self.texts.constant(Const::Int(number))),
            Key::Text(_) | Key::Attribute(_) => None,
        }
    }

    /// A container of these items in order.
    pub(super) fn in_order(&mut self, shape: Shape, items: Vec<Value>, place: Place) -> Value {
        let list = Value::new(Kind::Object(self.allocate(place, shape)));
        for (at, item) in items.into_iter().enumerate() {
            self.store(list, Some(Key::Index(at as i64)), item);
        }
        list
    }

    /// A list of nothing but such items.
    pub(super) fn in_rest(&mut self, item: Value, place: Place) -> Value {
        let list = self.allocate(place, Shape::List);
        self.add(list, item);
        Value::new(Kind::Object(list))
    }

    /// A pair of values.
    pub(super) fn pair(&mut self, first: Value, second: Value) -> Value {
        self.tuple(&[first, second])
    }

    /// A tuple of values that nothing else refers to.
    pub(super) fn tuple(&mut self, items: &[Value]) -> Value {
        let tuple = self.state.object(Shape::Tuple);
        for (at, item) in items.iter().enumerate() {
            self.state.set(Slot::Field(tuple, Key::Index(at as i64)), Held::Value(*item));
        }
        Value::new(Kind::Object(tuple))
    }

    /// Whether so many rounds may be gone through one by one, within those that are.
    pub(super) fn may_tell_apart(&self, items: usize) -> bool {
        let within = self.frames.iter().fold(1, |rounds: u32, frame| rounds.saturating_mul(frame.rounds));
        within.saturating_mul(items as u32) <= MOST_ROUNDS
    }

    /// Go through rounds one by one; objects that are made in them are others in each.
    pub(super) fn in_rounds(&mut self, items: Vec<Value>, mut round: impl FnMut(&mut Self, Value) -> bool) {
        let Some((serial, rounds)) = self.frame().map(|frame| (frame.serial, frame.rounds)) else { return };
        let count = items.len() as u32;
        for item in items {
            self.serial += 1;
            let own = self.serial;
            if let Some(frame) = self.frames.last_mut() {
                frame.serial = own;
                frame.rounds = rounds.saturating_mul(count.max(1));
            }
            if !round(self, item) {
                break;
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.serial = serial;
            frame.rounds = rounds;
        }
    }

    /// A loop over items that are told apart.
    pub(super) fn loop_over(
        &mut self,
        items: Vec<Value>,
        otherwise: List<StmtId>,
        mut walk: impl FnMut(&mut Self, Value) -> Ends,
    ) -> Ends {
        let mut rounds = Rounds { start: self.state.mark(), breaks: Vec::new(), ends_itself: true };
        self.in_rounds(items, |this, item| {
            this.round(&mut rounds, |this| walk(this, item));
            rounds.ends_itself
        });
        self.behind(rounds, |this| this.block(otherwise))
    }

    /// `while i < 3: ..`: round by round as long as the test is decided, then as any other loop. None where it is not
    /// decided from the beginning.
    pub(super) fn counted_loop(
        &mut self,
        test: ExprId,
        body: List<StmtId>,
        otherwise: List<StmtId>,
    ) -> Option<Ends> {
        if matches!(self.ast()[test].kind, ExprKind::Constant(_)) || !self.may_tell_apart(MOST_ITEMS) {
            return None;
        }
        let start = self.state.mark();
        let mut rounds = Rounds { start, breaks: Vec::new(), ends_itself: true };
        let mut decided = None;
        self.in_rounds(vec![Value::UNKNOWN; MOST_ITEMS], |this, _| {
            let before = this.state.mark();
            let value = this.expr(test);
            let value = this.as_condition(value);
            decided = this.truth(value);
            match decided {
                Some(true) => this.round(&mut rounds, |this| this.block(body)),
                Some(false) => {}
                // What the test itself does is done when it is asked again.
                None => this.state.undo(before),
            }
            decided == Some(true) && rounds.ends_itself
        });
        if decided.is_none() && rounds.breaks.is_empty() && self.state.changed_since(start) == 0 {
            return None;
        }
        Some(self.behind(rounds, |this| match decided {
            Some(false) => this.block(otherwise),
            _ => this.uncounted_loop(test, body, otherwise),
        }))
    }

    /// One round of a loop, from the state as it is to where the next begins.
    fn round(&mut self, rounds: &mut Rounds, walk: impl FnOnce(&mut Self) -> Ends) {
        let start = rounds.start;
        if let Some(frame) = self.frames.last_mut() {
            frame.loops.push(Loop { mark: start, breaks: Vec::new(), continues: Vec::new() });
        }
        let ends = walk(self);
        let Some(inner) = self.frames.last_mut().and_then(|frame| frame.loops.pop()) else {
            rounds.ends_itself = false;
            return;
        };
        rounds.breaks.extend(inner.breaks);
        let mut arms = inner.continues;
        if arms.is_empty() && ends == Ends::Through {
            return;
        }
        if ends == Ends::Through {
            let mut body = self.state.changes(start);
            self.settle(&mut body);
            arms.push(body);
        }
        self.state.undo(start);
        rounds.ends_itself = !arms.is_empty();
        if rounds.ends_itself {
            self.join_states(&arms);
        }
    }

    /// What follows such rounds: the loop's own end, and what left it by `break`.
    fn behind(&mut self, rounds: Rounds, end: impl FnOnce(&mut Self) -> Ends) -> Ends {
        let Rounds { start, breaks, ends_itself } = rounds;
        if breaks.is_empty() {
            return if ends_itself { end(self) } else { Ends::Away };
        }
        let mut arms: Vec<(Ends, Changes)> =
            breaks.into_iter().map(|changes| (Ends::Through, changes)).collect();
        if ends_itself {
            let ends = end(self);
            let mut changes = self.state.take(start);
            self.settle(&mut changes);
            arms.push((ends, changes));
        }
        self.go_on_behind(arms)
    }

    /// `map(f, items)`, `filter(f, items)` over items that are told apart; none where they are not.
    pub(super) fn applied(
        &mut self,
        function: Value,
        lists: &[Argument],
        keep: bool,
        place: Place,
    ) -> Option<Value> {
        let mut columns = Vec::with_capacity(lists.len());
        for list in lists {
            columns.push(self.known_items(list.value)?);
        }
        let rounds = columns.iter().map(Vec::len).min()?;
        if !self.may_tell_apart(rounds) {
            return None;
        }
        let mut results: Vec<Value> = Vec::with_capacity(rounds);
        let mut loose: Option<Value> = None;
        let rows: Vec<Vec<Argument>> = (0..rounds)
            .map(|at| {
                let row = lists.iter().zip(&columns).filter_map(|(list, column)| {
                    Some(Argument { kind: ArgKind::Positional, value: *column.get(at)?, ..*list })
                });
                row.collect()
            })
            .collect();
        for row in rows {
            let item = row.first().map_or(Value::UNKNOWN, |argument| argument.value);
            let mark = self.state.mark();
            let result = if keep && matches!(self.texts.get(function), Some(Const::None)) {
                item
            } else {
                self.invoke(function, row, place)
            };
            if !keep {
                results.push(result);
                continue;
            }
            match self.truth(result) {
                Some(true) => results.push(item),
                Some(false) => {}
                None => {
                    self.assume(result, true);
                    let kept = self.settled(item);
                    self.state.undo(mark);
                    loose = Some(loose.map_or(kept, |before| self.join(before, kept)));
                }
            }
        }
        let list = self.in_order(Shape::Iterator, results, place);
        if let (Some(loose), Kind::Object(id)) = (loose, list.kind) {
            self.loosen(id);
            self.add(id, loose);
        }
        Some(list)
    }
}

/// Rounds of a loop that are gone through one by one.
struct Rounds {
    /// The state before the first.
    start: Mark,
    breaks: Vec<Changes>,
    /// Whether the loop comes to its end other than by `break`.
    ends_itself: bool,
}

/// The slot of a dict's unknown keys.
pub(super) fn keys() -> Key {
    Key::Attribute(Sym::new(KEYS))
}
