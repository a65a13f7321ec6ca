//! What Python's own functions of sequences give: `range`, `reversed`, `zip`, and numbers and truths in a row.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::trace::Which;
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::syntax::ast::ArgKind;
use crate::text::Place;

/// Most numbers of a `range` that are told apart.
const MOST_NUMBERS: i64 = 4;
/// Most rows of a `product` that are told apart.
const MOST_PRODUCTS: usize = 16;

impl Evaluator<'_, '_> {
    pub(super) fn tuples(&mut self, elements: &[Value], place: Place) -> Value {
        let tuple = self.tuple(elements);
        let object = self.allocate(place, Shape::Iterator);
        self.state.set(Slot::Rest(object), Held::Value(tuple));
        Value::new(Kind::Object(object))
    }

    /// `request.files.items()`: names with what rows say that the values are.
    pub(super) fn pairs_of(&mut self, items: PathId, of: Value, place: Place) -> Option<Value> {
        let values = items.parent()?.then(Sym::new("values"));
        let each = self.models.path(values)?.gives()?.then(Sym::new("__iter__"));
        let value = Kind::Instance(self.models.path(each)?.gives()?);
        let key = Value { kind: Kind::Unknown, ..self.part_of(of, Which::Each) };
        let taint = self.part_of(of, Which::At(place)).taint;
        Some(self.tuples(&[key, Value { kind: value, taint }], place))
    }

    /// `range(3)`: the numbers one by one where they are few; else that there are some, or none.
    pub(super) fn range(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        let mut numbers = Vec::with_capacity(arguments.len());
        let mut known = true;
        for argument in arguments.iter().filter(|argument| argument.kind == ArgKind::Positional) {
            let number = self.texts.get(argument.value).and_then(Const::as_int);
            known &= number.is_some();
            numbers.push(number.unwrap_or(0));
        }
        if !known {
            // `range(len(names))`
            let int = Value::new(Kind::Instance(PathId::new("int")));
            let tainted = arguments.iter().any(|argument| argument.value.taint.is_some());
            return (!tainted).then(|| self.in_rest(int, place));
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

    /// The items of a list the other way round.
    pub(super) fn reverse(&mut self, list: ObjectId) {
        if !self.is_settled(list) {
            self.loosen(list);
            return;
        }
        let length = self.length(list);
        for at in 0..length / 2 {
            let (front, back) =
                (Slot::Field(list, Key::Index(at)), Slot::Field(list, Key::Index(length - 1 - at)));
            let (low, high) = (self.state.get(front), self.state.get(back));
            self.state.set(front, high);
            self.state.set(back, low);
        }
    }

    /// What the items of a list are as conditions, where all are known.
    pub(super) fn truths(&self, list: Value) -> Option<Vec<bool>> {
        let Kind::Object(id) = list.kind else { return None };
        // An iterator of which nothing is known holds nothing.
        let given = self.state.shape(id) == Shape::Iterator
            && !self.state.is_several(id)
            && !self.state.is_unsure(id)
            && self.state.value(Slot::Rest(id)).is_none()
            && self.length(id) > 0;
        if !given && !self.is_settled(id) {
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

    /// The items of all arguments, one after the other, where all are known.
    pub(super) fn all_items(&mut self, lists: &[Argument]) -> Option<Vec<Value>> {
        let mut all = Vec::new();
        for list in lists {
            if list.kind != ArgKind::Positional {
                return None;
            }
            all.extend(self.known_items(list.value)?);
        }
        Some(all)
    }

    /// `chain.from_iterable([[a], [b]])`
    pub(super) fn chained(&mut self, lists: Value, shape: Shape, place: Place) -> Value {
        let inner = self.known_items(lists);
        let items = inner.and_then(|inner| {
            let mut all = Vec::new();
            for list in inner {
                all.extend(self.known_items(list)?);
            }
            Some(all)
        });
        if let Some(items) = items {
            return self.in_order(shape, items, place);
        }
        let list = self.each(lists, place);
        let item = self.each(list, place);
        let chain = self.allocate(place, shape);
        self.add(chain, item);
        Value::new(Kind::Object(chain))
    }

    /// `islice(items, 2)`, `islice(items, 1, 3)`
    pub(super) fn first_of(&mut self, items: Value, bounds: &[Argument], place: Place) -> Value {
        let mut numbers = Vec::with_capacity(bounds.len());
        for bound in bounds {
            numbers.push(
                self.texts.get(bound.value).and_then(Const::as_int).and_then(|at| usize::try_from(at).ok()),
            );
        }
        let range = match numbers.as_slice() {
            [Some(to)] => Some(0..*to),
            [Some(from), Some(to)] => Some(*from..*to),
            _ => None,
        };
        if let (Some(range), Some(all)) = (range, self.known_items(items)) {
            let part = all.into_iter().enumerate().filter(|(at, _)| range.contains(at)).map(|(_, item)| item);
            let part = part.collect();
            return self.in_order(Shape::Iterator, part, place);
        }
        let each = self.each(items, place);
        let part = self.allocate(place, Shape::Iterator);
        self.add(part, each);
        Value::new(Kind::Object(part))
    }

    /// `product(["a", "b"], [x, y])`
    pub(super) fn products(&mut self, lists: &[Argument], place: Place) -> Value {
        let positional = lists.iter().all(|list| list.kind == ArgKind::Positional);
        let columns: Option<Vec<Vec<Value>>> =
            lists.iter().map(|list| self.known_items(list.value)).collect();
        let count = columns.iter().flatten().fold(1_usize, |all, column| all.saturating_mul(column.len()));
        if let (Some(columns), true, 1..=MOST_PRODUCTS) = (columns, positional, count) {
            let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
            for column in columns {
                let longer = |row: &Vec<Value>| {
                    let row = row.clone();
                    column.clone().into_iter().map(move |item| [row.as_slice(), &[item]].concat())
                };
                rows = rows.iter().flat_map(longer).collect();
            }
            let rows = rows.iter().map(|row| self.tuple(row)).collect();
            return self.in_order(Shape::Iterator, rows, place);
        }
        let elements: Vec<Value> = lists
            .iter()
            .filter(|list| !matches!(list.kind, ArgKind::Keyword(_)))
            .map(|list| self.each(list.value, place))
            .collect();
        self.tuples(&elements, place)
    }

    /// `zip_longest(a, b)`
    pub(super) fn side_by_side(&mut self, lists: &[Argument], place: Place) -> Option<Value> {
        let filling =
            lists.iter().find(|list| matches!(list.kind, ArgKind::Keyword(_))).map(|list| list.value);
        let filling = filling.unwrap_or_else(|| self.texts.constant(Const::None));
        let given: Vec<Argument> =
            lists.iter().filter(|list| list.kind == ArgKind::Positional).copied().collect();
        let columns: Option<Vec<Vec<Value>>> =
            given.iter().map(|list| self.known_items(list.value)).collect();
        if let Some(columns) = columns {
            let length = columns.iter().map(Vec::len).max()?;
            let row =
                |at: usize| columns.iter().map(|column| column.get(at).copied().unwrap_or(filling)).collect();
            let rows: Vec<Vec<Value>> = (0..length).map(row).collect();
            let rows = rows.iter().map(|row| self.tuple(row)).collect();
            return Some(self.in_order(Shape::Iterator, rows, place));
        }
        let mut elements = Vec::with_capacity(given.len());
        for list in given {
            let each = self.each(list.value, place);
            elements.push(self.join(each, filling));
        }
        Some(self.tuples(&elements, place))
    }
}
