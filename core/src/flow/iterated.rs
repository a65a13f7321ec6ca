//! What functions of iterators give: some of the items, the items again, items side by side.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::Shape;
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::models::Container;
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;

/// Most times that something is repeated one by one.
const MOST_TIMES: i64 = 8;

impl Evaluator<'_, '_> {
    /// Call a function with one value.
    fn ask(&mut self, function: Value, value: Value, place: Place) -> Value {
        let given = Argument { kind: ArgKind::Positional, value, place, expr: ExprId(0) };
        self.invoke(function, vec![given], place)
    }

    /// Any number of such items.
    fn any_of_such(&mut self, item: Value, place: Place) -> Value {
        let object = self.allocate(place, Shape::Iterator);
        self.add(object, item);
        Value::new(Kind::Object(object))
    }

    /// `starmap(f, [(a, b)])`
    pub(super) fn starred(&mut self, function: Value, rows: Value, place: Place) -> Value {
        let spread = |value| Argument { kind: ArgKind::Star, value, place, expr: ExprId(0) };
        let rows_known = self.known_items(rows).filter(|rows| self.may_tell_apart(rows.len()));
        let Some(rows) = rows_known else {
            let row = self.each(rows, place);
            let result = self.invoke(function, vec![spread(row)], place);
            return self.any_of_such(result, place);
        };
        let mut results = Vec::with_capacity(rows.len());
        for row in rows {
            results.push(self.invoke(function, vec![spread(row)], place));
        }
        self.in_order(Shape::Iterator, results, place)
    }

    /// `takewhile(f, items)`, `dropwhile(f, items)`, `filterfalse(f, items)`
    pub(super) fn picked_by(&mut self, how: Container, function: Value, items: Value, place: Place) -> Value {
        let known = self.known_items(items).filter(|items| self.may_tell_apart(items.len()));
        if let Some(items) = known {
            let mut kept = Vec::new();
            let mut begun = false;
            let mut decided = true;
            for item in items {
                if how == Container::Dropped && begun {
                    kept.push(item);
                    continue;
                }
                let test = self.ask(function, item, place);
                let Some(truth) = self.truth(test) else {
                    decided = false;
                    break;
                };
                match how {
                    Container::Taken if !truth => break,
                    Container::Taken => kept.push(item),
                    _ if !truth => {
                        begun = true;
                        kept.push(item);
                    }
                    _ => {}
                }
            }
            if decided {
                return self.in_order(Shape::Iterator, kept, place);
            }
        }
        // What the test shows of an item holds of each that it lets through.
        let item = self.each(items, place);
        let mark = self.state.mark();
        let test = self.ask(function, item, place);
        if how != Container::Dropped {
            self.assume(test, how == Container::Taken);
        }
        let kept = self.settled(item);
        self.state.undo(mark);
        self.any_of_such(kept, place)
    }

    /// `compress([a, b], [True, False])`
    pub(super) fn selected(&mut self, items: Value, by: Value, place: Place) -> Value {
        let pairs = self.known_items(items).zip(self.truths(by));
        match pairs {
            Some((items, by)) => {
                let kept =
                    items.into_iter().zip(by).filter(|(_, kept)| *kept).map(|(item, _)| item).collect();
                self.in_order(Shape::Iterator, kept, place)
            }
            None => {
                let item = self.each(items, place);
                self.any_of_such(item, place)
            }
        }
    }

    /// `repeat(item, 3)`
    pub(super) fn repeated(&mut self, item: Value, times: Option<Value>, place: Place) -> Value {
        let times = times.and_then(|times| self.texts.get(times)).and_then(Const::as_int);
        match times.filter(|times| (1..=MOST_TIMES).contains(times)) {
            Some(times) => {
                let items = vec![item; usize::try_from(times).unwrap_or(0)];
                self.in_order(Shape::Iterator, items, place)
            }
            None => self.any_of_such(item, place),
        }
    }

    /// `pairwise([a, b, c])`
    pub(super) fn neighbours(&mut self, items: Value, place: Place) -> Value {
        let Some(items) = self.known_items(items) else {
            let item = self.each(items, place);
            return self.tuples(&[item, item], place);
        };
        let pairs = items.windows(2).map(|pair| self.tuple(pair)).collect();
        self.in_order(Shape::Iterator, pairs, place)
    }

    /// `tee(items, 2)`: iterators of their own over the same items.
    pub(super) fn teed(&mut self, items: Value, times: Option<Value>, place: Place) -> Value {
        let times = times.map_or(Some(2), |times| self.texts.get(times).and_then(Const::as_int));
        let times = times.filter(|times| (1..=MOST_TIMES).contains(times)).unwrap_or(2);
        let known = self.known_items(items);
        let item = self.each(items, place);
        let mut all = Vec::new();
        for _ in 0..times {
            let object = self.state.object(Shape::Iterator);
            match &known {
                Some(items) => items.iter().for_each(|item| self.append(object, *item)),
                None => self.add(object, item),
            }
            all.push(Value::new(Kind::Object(object)));
        }
        self.tuple(&all)
    }
}
