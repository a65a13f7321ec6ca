//! Heaps: lists of which the least item is taken first; and counters.
//!
//! ```python
//! heapq.heappush(tasks, (2, data))
//! heapq.heappush(tasks, (1, "ls"))
//! heapq.heappop(tasks)             # (1, "ls")
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Key, Shape};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId};
use crate::syntax::ast::ArgKind;
use crate::text::Place;

impl Evaluator<'_, '_> {
    /// `Counter(words)`: each of them is a key, and how often it is met a number.
    pub(super) fn counted(&mut self, arguments: &[Argument], place: Place) -> Value {
        let dict = self.dict_of(&[], place);
        let int = Value::new(Kind::Instance(PathId::new("int")));
        self.store(dict, None, int);
        for argument in arguments {
            let items = argument.value;
            let by_key = matches!(items.kind, Kind::Object(id) if self.state.shape(id) == Shape::Dict);
            match (argument.kind, dict.kind) {
                (ArgKind::Positional, Kind::Object(id)) if by_key => self.update(id, items),
                (ArgKind::Positional, _) => {
                    let item = self.each(items, place);
                    self.keep_key(dict, item);
                }
                _ => {}
            }
        }
        dict
    }

    /// A heap is kept as the list in order, where that is known. None where it is no list of the program's.
    pub(super) fn heap(&mut self, name: &str, arguments: &[Argument], place: Place) -> Option<Value> {
        let first = arguments.first()?.value;
        let given = arguments.get(1).map(|arg| arg.value);
        if matches!(name, "nsmallest" | "nlargest") {
            return self.outermost_of(name, first, arguments.get(1..)?, place);
        }
        let Kind::Object(list) = first.kind else { return None };
        if self.state.shape(list) != Shape::List {
            return None;
        }
        let none = self.texts.constant(Const::None);
        match name {
            "heappush" => {
                self.append(list, given?);
                self.sort(first, &[], place);
                Some(none)
            }
            "heapify" => {
                self.sort(first, &[], place);
                Some(none)
            }
            "heappushpop" => {
                self.append(list, given?);
                self.sort(first, &[], place);
                Some(self.least(first, place))
            }
            _ => {
                let least = self.least(first, place);
                if let Some(given) = given {
                    self.append(list, given);
                    self.sort(first, &[], place);
                }
                Some(least)
            }
        }
    }

    fn least(&mut self, heap: Value, place: Place) -> Value {
        let settled =
            matches!(heap.kind, Kind::Object(id) if self.is_settled(id) && !self.state.is_unsure(id));
        if !settled {
            return self.element(heap, place);
        }
        let least = self.item(heap, Key::Index(0), place);
        self.remove(heap, Some(Key::Index(0)));
        least
    }

    /// `nsmallest(2, items, key=f)`
    fn outermost_of(
        &mut self,
        name: &str,
        count: Value,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let count = usize::try_from(self.texts.get(count).and_then(Const::as_int)?).ok()?;
        let sorted = self.turned("sorted", arguments, place);
        let mut items = self.known_items(sorted)?;
        if name == "nlargest" {
            items.reverse();
        }
        items.truncate(count);
        Some(self.in_order(Shape::List, items, place))
    }
}
