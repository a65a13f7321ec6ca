//! Python's own containers: their items and methods.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::rounds::keys;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;

/// Most items of a dict that are told apart.
const MOST_PAIRS: usize = 12;

impl Evaluator<'_, '_> {
    /// Any item of a value: what a loop over it, or a key that is not known, gives.
    pub(super) fn element(&mut self, value: Value, place: Place) -> Value {
        if let Some(element) = self.by_protocol(value, "__iter__", place) {
            // What is shown of one item is not shown of all.
            let same = element.taint.is_some() && element.taint.root == value.taint.root;
            let taint = if same { self.part(element, place).taint } else { element.taint };
            return Value { taint, ..element };
        }
        if let Some(items) = self.by_method(value, "__iter__", &[], place) {
            if items != value {
                return self.element(items, place);
            }
            if let Some(item) = self.by_method(value, "__next__", &[], place) {
                return item;
            }
        }
        match value.kind {
            Kind::Object(id) => {
                let mut joined: Option<Value> = None;
                let mut all: Vec<Value> = self
                    .state
                    .fields(id)
                    .iter()
                    .filter(|(key, _)| !matches!(key, Key::Attribute(_)))
                    .map(|f| f.1)
                    .collect();
                all.extend(self.state.value(Slot::Rest(id)));
                for value in all {
                    joined = Some(joined.map_or(value, |before| self.join(before, value)));
                }
                joined.unwrap_or(Value::tainted(value.taint))
            }
            Kind::Known(_) | Kind::Literal => Value::new(Kind::Literal),
            Kind::Outside(path) | Kind::Instance(path) if !value.taint.is_some() => {
                Value::new(Kind::Instance(path))
            }
            _ => {
                let part = self.part(value, place);
                if part.taint.is_some() {
                    self.single.insert(part.taint.root);
                }
                part
            }
        }
    }

    /// The items of a dict in order, each with its key, where all of them are known.
    fn settled_pairs(&mut self, dict: ObjectId) -> Option<Vec<(Key, Value, Value)>> {
        let fields = self.state.fields(dict);
        if self.state.is_several(dict)
            || self.state.is_unsure(dict)
            || self.state.value(Slot::Rest(dict)).is_some()
            || fields.len() > MOST_PAIRS
            || fields.iter().any(|(key, _)| matches!(key, Key::Attribute(_)))
        {
            return None;
        }
        let fields = fields.to_vec();
        fields.into_iter().map(|(key, value)| Some((key, self.key_value(key)?, value))).collect()
    }

    /// Whether all items of a dict are known, and each is `True`.
    fn are_true(&self, dict: ObjectId) -> bool {
        let mut fields = self.state.fields(dict).iter();
        let is_true = |value: Value| matches!(self.texts.get(value), Some(Const::Bool(true)));
        !self.state.fields(dict).is_empty()
            && self.state.value(Slot::Rest(dict)).is_none()
            && fields.all(|(_, value)| is_true(*value))
    }

    /// Whether a container certainly holds nothing.
    pub(super) fn is_empty(&self, value: Value) -> bool {
        match value.kind {
            Kind::Object(id) => {
                matches!(self.state.shape(id), Shape::List | Shape::Tuple | Shape::Dict | Shape::Set)
                    && !self.state.is_several(id)
                    && self.state.fields(id).is_empty()
                    && self.state.value(Slot::Rest(id)).is_none()
            }
            _ => false,
        }
    }

    /// Whether a loop over a value certainly has a round: its items are known, and there are some.
    pub(super) fn holds_something(&self, value: Value) -> bool {
        match value.kind {
            Kind::Object(id) => {
                matches!(self.state.shape(id), Shape::List | Shape::Tuple | Shape::Dict | Shape::Set)
                    && self.state.truth(id) == Some(true)
            }
            _ => false,
        }
    }

    /// Whether each item of a list is known by its position.
    pub(super) fn is_settled(&self, object: ObjectId) -> bool {
        matches!(self.state.shape(object), Shape::List | Shape::Tuple)
            && !self.state.is_several(object)
            && self.state.value(Slot::Rest(object)).is_none()
    }

    /// Put something behind the items of a list.
    pub(super) fn append(&mut self, list: ObjectId, value: Value) {
        if !self.state.is_several(list) && self.state.value(Slot::Rest(list)).is_none() {
            let at = self.length(list);
            self.store(Value::new(Kind::Object(list)), Some(Key::Index(at)), value);
        } else {
            self.loosen(list);
            self.add(list, value);
        }
    }

    /// Put something between the items of a list.
    fn insert(&mut self, list: ObjectId, at: Option<i64>, value: Value) {
        let Some(at) = at.filter(|_| self.is_settled(list)) else {
            self.loosen(list);
            self.add(list, value);
            return;
        };
        let length = self.length(list);
        let at = (if at < 0 { at + length } else { at }).clamp(0, length);
        for later in (at..length).rev() {
            let moved = self.state.get(Slot::Field(list, Key::Index(later)));
            self.state.set(Slot::Field(list, Key::Index(later + 1)), moved);
        }
        self.store(Value::new(Kind::Object(list)), Some(Key::Index(at)), value);
    }

    /// `items[1:3] = others`, `del items[1:3]`
    pub(super) fn put_slice(
        &mut self,
        list: ObjectId,
        bounds: [Option<ExprId>; 3],
        with: Option<Value>,
        place: Place,
    ) {
        let [lower, upper, step] = bounds.map(|bound| bound.map(|bound| self.quietly(bound)));
        let number = |this: &Self, bound: Option<Value>, otherwise: i64| match bound {
            Some(bound) => this.texts.get(bound).and_then(Const::as_int),
            None => Some(otherwise),
        };
        let length = self.length(list);
        let bounds = (number(self, lower, 0), number(self, upper, length));
        let others = match with {
            Some(with) => self.known_items(with),
            None => Some(Vec::new()),
        };
        let known = self.is_settled(list) && !self.state.is_unsure(list) && step.is_none();
        if let ((Some(lower), Some(upper)), Some(others), true) = (bounds, others, known) {
            let from_end = |at: i64| (if at < 0 { at + length } else { at }).clamp(0, length);
            let (lower, upper) = (from_end(lower), from_end(upper));
            let item = |this: &Self, at: i64| this.state.value(Slot::Field(list, Key::Index(at)));
            let mut items: Vec<Value> = (0..lower).filter_map(|at| item(self, at)).collect();
            items.extend(others);
            items.extend((upper.max(lower)..length).filter_map(|at| item(self, at)));
            let count = items.len() as i64;
            for (at, value) in items.into_iter().enumerate() {
                self.state.set(Slot::Field(list, Key::Index(at as i64)), Held::Value(value));
            }
            for at in count..length {
                self.state.set(Slot::Field(list, Key::Index(at)), Held::Nothing);
            }
            return;
        }
        self.loosen(list);
        if let Some(with) = with {
            let each = self.each(with, place);
            self.add(list, each);
        }
    }

    /// Put something into a container under a key that is not known.
    pub(super) fn add(&mut self, object: ObjectId, value: Value) {
        self.told_to_others(object, value);
        let slot = Slot::Rest(object);
        let value = self.state.value(slot).map_or(value, |before| self.join(before, value));
        self.state.set(slot, Held::Value(value));
    }

    /// Put the items of a display or of arguments into a fresh container, in order.
    pub(super) fn fill(&mut self, object: ObjectId, values: &[(Value, bool, Place)]) {
        let several = self.state.is_several(object);
        let mut next = Some(0);
        for (value, starred, place) in values {
            match (starred, value.kind) {
                (false, _) => match next {
                    Some(at) => {
                        self.store(Value::new(Kind::Object(object)), Some(Key::Index(at)), *value);
                        next = Some(at + 1);
                    }
                    None => self.add(object, *value),
                },
                (true, Kind::Object(inner)) if self.state.value(Slot::Rest(inner)).is_none() && !several => {
                    for (key, value) in self.state.fields(inner).to_vec() {
                        if matches!(key, Key::Index(_)) {
                            match next {
                                Some(at) => {
                                    self.state.set(Slot::Field(object, Key::Index(at)), Held::Value(value));
                                    next = Some(at + 1);
                                }
                                None => self.add(object, value),
                            }
                        }
                    }
                }
                _ => {
                    let element = self.element(*value, *place);
                    self.add(object, element);
                    next = None;
                }
            }
        }
    }

    /// `a.update(b)`, `{**b}`
    pub(super) fn update(&mut self, object: ObjectId, with: Value) {
        match with.kind {
            Kind::Object(other) => {
                for (key, value) in self.state.fields(other).to_vec() {
                    if key == keys() {
                        self.keep_key(Value::new(Kind::Object(object)), value);
                    } else {
                        self.store(Value::new(Kind::Object(object)), Some(key), value);
                    }
                }
                if let Some(rest) = self.state.value(Slot::Rest(other)) {
                    self.written_over(object, rest);
                    self.add(object, rest);
                }
            }
            _ if with.taint.is_some() => {
                let part = Value::tainted(with.taint);
                self.written_over(object, part);
                self.add(object, part);
                self.keep_key(Value::new(Kind::Object(object)), part);
            }
            _ => {}
        }
    }

    /// `{"cmd": "ls", **request.get_json()}`: whose keys are somebody's may write over any.
    fn written_over(&mut self, dict: ObjectId, by: Value) {
        if self.state.shape(dict) != Shape::Dict || !self.matters(by) {
            return;
        }
        for (key, value) in self.state.fields(dict).to_vec() {
            if !matches!(key, Key::Attribute(_)) {
                let either = self.join(value, by);
                self.state.set(Slot::Field(dict, key), Held::Value(either));
            }
        }
    }

    /// `list + other`
    pub(super) fn concatenated(&mut self, list: ObjectId, other: Value, place: Place) -> Value {
        let shape = self.state.shape(list);
        let object = self.allocate(place, shape);
        let first = Value::new(Kind::Object(list));
        if shape == Shape::Dict {
            self.update(object, first);
            self.update(object, other);
        } else if matches!(other.kind, Kind::Object(_)) {
            self.fill(object, &[(first, true, place), (other, true, place)]);
        } else {
            self.fill(object, &[(first, true, place)]);
            if other.taint.is_some() {
                self.add(object, Value::tainted(other.taint));
            }
        }
        Value::new(Kind::Object(object))
    }

    /// The methods of Python's own containers; none where the receiver is no container or the method
    /// another.
    pub(super) fn container_method(
        &mut self,
        receiver: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        // `Point._make(row)`
        if let (Kind::Function(function), "_make") = (receiver.kind, name)
            && let Some(super::evaluate::Closure::Record(names)) =
                self.closures.get(function.0 as usize).copied()
            && let Some(row) = arguments.first()
        {
            let spread: Vec<Argument> = match self.known_items(row.value) {
                Some(items) => items.into_iter().map(|value| Argument { value, ..*row }).collect(),
                None => vec![Argument { kind: ArgKind::Star, ..*row }],
            };
            return Some(self.recorded(names, &spread, place));
        }
        let Kind::Object(id) = receiver.kind else { return None };
        self.lose_ways(id, name);
        self.no_longer_sifted(id, name);
        let shape = self.state.shape(id);
        if shape == Shape::Set
            && let Some(value) = self.set_method(receiver, name, arguments, place)
        {
            return Some(value);
        }
        match (shape, name) {
            (Shape::Tuple | Shape::Instance(_), "_replace") => {
                return Some(self.with_fields(receiver, arguments));
            }
            (Shape::Tuple | Shape::Instance(_), "_asdict") => return Some(self.as_dict(receiver, place)),
            (Shape::Instance(_), _) => return None,
            _ => {}
        }
        let argument =
            |at: usize| arguments.get(at).filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        let none = |this: &mut Self| Some(this.texts.constant(Const::None));
        let stored = |this: &mut Self, value: Value| this.stepped(value, place, Step::Stored, Doubts::NONE);
        match (shape, name) {
            (Shape::List, "append" | "appendleft" | "put" | "put_nowait" | "send" | "push")
            | (Shape::Set, "add" | "put" | "put_nowait") => {
                let value = stored(self, argument(0)?);
                if shape == Shape::List && name != "appendleft" {
                    self.append(id, value);
                } else {
                    self.insert(id, (name == "appendleft").then_some(0), value);
                }
                none(self)
            }
            (Shape::List, "insert") => {
                let at = self.texts.get(argument(0)?).and_then(Const::as_int);
                let value = stored(self, argument(1)?);
                self.insert(id, at, value);
                none(self)
            }
            (Shape::List, "extend" | "extendleft") => {
                let with = argument(0)?;
                let known = match with.kind {
                    Kind::Object(other) => {
                        self.state.value(Slot::Rest(other)).is_none()
                            && self.state.value(Slot::Rest(id)).is_none()
                    }
                    _ => false,
                };
                if let (true, Kind::Object(other)) = (known, with.kind) {
                    let start = self.length(id);
                    for (key, value) in self.state.fields(other).to_vec() {
                        if let Key::Index(at) = key {
                            self.store(receiver, Some(Key::Index(start + at)), value);
                        }
                    }
                } else {
                    let element = self.element(with, place);
                    let element = stored(self, element);
                    self.add(id, element);
                }
                none(self)
            }
            (Shape::Set | Shape::Dict, "update") => {
                if let Some(with) = argument(0) {
                    if shape == Shape::Dict {
                        self.update(id, with);
                    } else {
                        let element = self.element(with, place);
                        self.add(id, element);
                    }
                }
                for arg in arguments {
                    if let ArgKind::Keyword(name) = arg.kind {
                        self.store(receiver, Some(Key::Text(name.sym)), arg.value);
                    }
                }
                none(self)
            }
            (Shape::Dict, "get" | "pop" | "setdefault") => {
                let key = argument(0)?;
                let known = self.key(key);
                let otherwise = argument(1).or_else(|| Some(self.texts.constant(Const::None)));
                let found = known.and_then(|key| self.state.value(Slot::Field(id, key)));
                let value = match (found, known) {
                    (Some(value), _) => value,
                    (None, Some(_))
                        if self.state.value(Slot::Rest(id)).is_none() && !self.state.is_several(id) =>
                    {
                        otherwise?
                    }
                    _ if name == "get" && key.taint.is_some() && self.are_true(id) => {
                        // `{"a": True}.get(name)` is `name in {"a"}`.
                        return Some(self.compare_in(key, receiver));
                    }
                    _ if name == "pop" && argument(1).is_none() => self.item_of(receiver, key, place),
                    _ => {
                        let otherwise = match otherwise {
                            Some(value) if name != "setdefault" => Some(self.found_or(id, key, value, place)),
                            otherwise => otherwise,
                        };
                        let any = match known {
                            Some(_) => self.item_of(receiver, key, place),
                            None => self.any_item(id, place),
                        };
                        otherwise.map_or(any, |otherwise| self.join(any, otherwise))
                    }
                };
                match name {
                    "pop" => self.remove(receiver, known),
                    "setdefault" => self.store(receiver, known, value),
                    _ => {}
                }
                Some(value)
            }
            (Shape::List, "pop" | "popleft") => {
                let key = match (name, argument(0)) {
                    ("popleft", _) => Some(Key::Index(0)),
                    (_, Some(at)) => self.key(at),
                    _ => Some(Key::Index(-1)),
                };
                // Where an item may be absent, positions count from another end.
                let key = key.filter(|_| !self.state.is_unsure(id));
                let Some(key) = key else { return Some(self.element(receiver, place)) };
                let value = self.item(receiver, key, place);
                if self.state.value(Slot::Rest(id)).is_none() {
                    self.remove(receiver, Some(key));
                }
                Some(value)
            }
            (Shape::List | Shape::Dict | Shape::Set, "clear") => {
                if !self.state.is_several(id) {
                    for (key, _) in self.state.fields(id).to_vec() {
                        self.state.set(Slot::Field(id, key), Held::Nothing);
                    }
                    self.state.set(Slot::Rest(id), Held::Nothing);
                }
                none(self)
            }
            (_, "copy") => {
                let copy = self.allocate(place, shape);
                self.update(copy, receiver);
                Some(Value::new(Kind::Object(copy)))
            }
            (Shape::Dict, "popitem") => {
                let last = self.settled_pairs(id).filter(|_| arguments.is_empty());
                let last = last.and_then(|pairs| pairs.last().copied());
                let (key, value) = match last {
                    Some((key, _, value)) => {
                        self.remove(receiver, Some(key));
                        (self.key_value(key).unwrap_or(Value::UNKNOWN), value)
                    }
                    None => (self.any_key(id), self.element(receiver, place)),
                };
                Some(self.pair(key, value))
            }
            (
                Shape::Dict,
                "items" | "iteritems" | "keys" | "iterkeys" | "values" | "itervalues" | "most_common"
                | "elements",
            ) => {
                let name = match name {
                    // Of a counter.
                    "most_common" => "items",
                    "elements" => "keys",
                    _ => name.strip_prefix("iter").unwrap_or(name),
                };
                if let Some(pairs) = self.settled_pairs(id) {
                    let mut items = Vec::with_capacity(pairs.len());
                    for (_, key, value) in pairs {
                        items.push(match name {
                            "items" => self.pair(key, value),
                            "keys" => key,
                            _ => value,
                        });
                    }
                    return Some(self.in_order(Shape::Iterator, items, place));
                }
                let element = match name {
                    "values" => self.element(receiver, place),
                    "keys" => self.any_key(id),
                    _ => {
                        let (key, value) = (self.any_key(id), self.element(receiver, place));
                        self.pair(key, value)
                    }
                };
                let items = self.allocate(place, Shape::Iterator);
                self.state.set(Slot::Rest(items), Held::Value(element));
                Some(Value::new(Kind::Object(items)))
            }
            (Shape::List, "reverse") => {
                self.reverse(id);
                none(self)
            }
            (Shape::List | Shape::Tuple, "sort") => {
                self.sort(receiver, arguments, place);
                none(self)
            }
            (Shape::List, "rotate") => {
                self.rotate(receiver, arguments.first().map(|by| by.value));
                none(self)
            }
            (Shape::Dict, "move_to_end") => {
                self.move_to_end(id, argument(0)?, arguments.len() == 1);
                none(self)
            }
            (Shape::List, "remove") => {
                let which = argument(0)?;
                self.sought_in(receiver, name, which);
                let items = self.state.fields(id);
                // The same constant, or the same data; what stands before it and equals it is like it.
                let same = |item: &Value| {
                    item.kind == which.kind
                        && match item.kind {
                            Kind::Known(_) => !item.taint.is_some() && !which.taint.is_some(),
                            _ => item.taint.is_some() && item.taint.root == which.taint.root,
                        }
                };
                let found = items.iter().find(|(_, item)| same(item)).copied();
                match found {
                    Some((key, _)) if self.is_settled(id) => self.remove(receiver, Some(key)),
                    _ => self.loosen(id),
                }
                none(self)
            }
            (Shape::List, "get" | "get_nowait" | "recv") => {
                // A queue gives first what was put first.
                if self.is_settled(id) && !self.state.is_unsure(id) && self.length(id) > 0 {
                    let first = self.item(receiver, Key::Index(0), place);
                    self.remove(receiver, Some(Key::Index(0)));
                    return Some(first);
                }
                Some(self.element(receiver, place))
            }
            (Shape::List | Shape::Tuple, "index") if arguments.len() == 1 && self.is_settled(id) => {
                let which = argument(0)?;
                self.sought_in(receiver, name, which);
                let known = |value: Value| matches!(value.kind, Kind::Known(_)) && !value.taint.is_some();
                let length = self.length(id);
                for at in 0..length {
                    let item = self.state.value(Slot::Field(id, Key::Index(at)))?;
                    if known(item) && known(which) && item.kind == which.kind {
                        return Some(self.texts.constant(Const::Int(at)));
                    }
                    if !known(item) || !known(which) {
                        break;
                    }
                }
                Some(Value::UNKNOWN)
            }
            (Shape::List | Shape::Tuple | Shape::Set, "index" | "count" | "remove" | "discard") => {
                let told = argument(0).filter(|_| name != "discard");
                told.and_then(|which| self.sought_in(receiver, name, which)).or(Some(Value::UNKNOWN))
            }
            (Shape::Set, "get" | "get_nowait" | "pop") | (Shape::Iterator, "send" | "__next__") => {
                Some(self.element(receiver, place))
            }
            _ => None,
        }
    }

    /// Positions no longer mean anything: all items go into the rest.
    pub(super) fn loosen(&mut self, object: ObjectId) {
        for (key, value) in self.state.fields(object).to_vec() {
            if matches!(key, Key::Index(_)) {
                self.state.set(Slot::Field(object, key), Held::Nothing);
                self.add(object, value);
            }
        }
    }

    /// Something that gives the items of a value one by one.
    pub(super) fn iterator(&mut self, value: Value, place: Place) -> Value {
        let element = self.element(value, place);
        let object = self.allocate(place, Shape::Iterator);
        self.state.set(Slot::Rest(object), Held::Value(element));
        Value::new(Kind::Object(object))
    }
}
