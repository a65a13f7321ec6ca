//! Sets: what is in both, in either, in one alone; and what it proves of somebody's data that they lie within others.
//!
//! ```python
//! if not set(names) <= ALLOWED: abort(400)
//! if set(names) - ALLOWED: abort(400)
//! if not ALLOWED & {name}: abort(400)
//! for name in ALLOWED.intersection(names): ...      # the code's own
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::guards::WORD;
use super::state::{ObjectId, Shape, Slot};
use super::tests::{Proof, Test, evidence};
use super::trace::{Doubts, Origin, Which};
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, Operator};
use crate::text::Place;
use crate::vocabulary::Sinks;

impl Evaluator<'_, '_> {
    /// Methods of sets that operators have too; none where the method is another.
    pub(super) fn set_method(
        &mut self,
        set: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let [with] = arguments else { return None };
        if with.kind != ArgKind::Positional {
            return None;
        }
        match name {
            "issubset" => Some(self.within(set, with.value)),
            "issuperset" => Some(self.within(with.value, set)),
            "isdisjoint" => {
                let both = self.in_both(set, with.value);
                let test = Test { when_false: both, ..Test::default() };
                Some(self.test(test))
            }
            "intersection" => Some(self.intersection(set, with.value, place)),
            "difference" => Some(self.difference(set, with.value, place)),
            "union" => {
                let union = self.allocate(place, Shape::Set);
                for part in [set, with.value] {
                    let each = self.each(part, place);
                    self.add(union, each);
                }
                Some(Value::new(Kind::Object(union)))
            }
            _ => None,
        }
    }

    /// `a & b`, `a - b` of sets.
    pub(super) fn set_operation(
        &mut self,
        left: Value,
        operator: Operator,
        right: Value,
        place: Place,
    ) -> Option<Value> {
        let sets = self.is_set(left) && matches!(right.kind, Kind::Object(_)) || self.is_set(right);
        match operator {
            Operator::BitAnd if sets => Some(self.intersection(left, right, place)),
            Operator::Subtract if sets => Some(self.difference(left, right, place)),
            _ => None,
        }
    }

    fn is_set(&self, value: Value) -> bool {
        matches!(value.kind, Kind::Object(id) if self.state.shape(id) == Shape::Set)
    }

    /// What is in both: of somebody's words those that are the code's own.
    fn intersection(&mut self, a: Value, b: Value, place: Place) -> Value {
        let shown = self.in_both(a, b);
        let own: Vec<Value> = [a, b].into_iter().filter(|set| self.is_constant(*set)).collect();
        let parts = if own.is_empty() { vec![a, b] } else { own };
        let object = self.allocate(place, Shape::Set);
        for part in parts {
            let each = self.each(part, place);
            self.add(object, each);
        }
        let when_false = self.in_neither(a, b);
        let test = Test { when_true: shown, when_false, ..Test::default() };
        self.tells_whether(object, test);
        Value::new(Kind::Object(object))
    }

    /// `set(x) & set("<>")`: what it proves of a text that none of its letters is one of these.
    fn in_neither(&mut self, a: Value, b: Value) -> Vec<Proof> {
        for (letters, of) in [(a, b), (b, a)] {
            let Kind::Object(id) = letters.kind else { continue };
            let Some(letter) = self.state.value(Slot::Rest(id)).filter(|letter| letter.taint.is_some())
            else {
                continue;
            };
            let within = self.compare_in(letter, of);
            let test = self.test_of(within);
            return self.of_all_letters(&test, &test.when_false, None);
        }
        Vec::new()
    }

    /// What is in the first alone.
    fn difference(&mut self, a: Value, b: Value, place: Place) -> Value {
        let within = self.within(a, b);
        if self.truth(within) == Some(true) {
            return Value::new(Kind::Object(self.state.object(Shape::Set)));
        }
        let object = self.allocate(place, Shape::Set);
        let each = self.each(a, place);
        self.add(object, each);
        let test = self.test_of(within).not();
        self.tells_whether(object, test);
        Value::new(Kind::Object(object))
    }

    /// What it proves that a container holds something, or nothing.
    fn tells_whether(&mut self, object: ObjectId, test: Test) {
        match self.test(test).kind {
            Kind::Test(test) => {
                self.verdicts.insert(object, test);
            }
            _ => {
                self.verdicts.remove(&object);
            }
        }
    }

    /// What it proves that something is in both: of a set of one item alone, that it is in the other.
    fn in_both(&mut self, a: Value, b: Value) -> Vec<Proof> {
        for (one, of) in [(a, b), (b, a)] {
            let Some(only) = self.only_item(one) else { continue };
            if only.taint.is_some() {
                let within = self.compare_in(only, of);
                return self.test_of(within).when_true;
            }
        }
        Vec::new()
    }

    fn only_item(&self, set: Value) -> Option<Value> {
        let Kind::Object(id) = set.kind else { return None };
        match (self.state.fields(id), self.state.value(Slot::Rest(id))) {
            ([(_, only)], None) if self.state.shape(id) != Shape::Dict && !self.state.is_several(id) => {
                Some(*only)
            }
            _ => None,
        }
    }

    /// `set(x) <= set("abc")`, `set(names).issubset(ALLOWED)`: what is shown of each item, and of what they are all of.
    pub(super) fn within(&mut self, part: Value, whole: Value) -> Value {
        let (fields, rest) = match part.kind {
            Kind::Object(id) if matches!(self.state.shape(id), Shape::Set | Shape::List | Shape::Tuple) => {
                let fields: Vec<Value> = self.state.fields(id).iter().map(|(_, value)| *value).collect();
                (fields, self.state.value(Slot::Rest(id)))
            }
            // `ALLOWED.issuperset(names)`
            Kind::Unknown | Kind::Outside(_) | Kind::Instance(_)
                if part.taint.is_some() && matches!(whole.kind, Kind::Object(_)) =>
            {
                let Some(place) = self.traces.first(part.taint.trace) else { return Value::UNKNOWN };
                (Vec::new(), Some(self.part(part, place)))
            }
            _ => return Value::UNKNOWN,
        };
        let mut when_true: Vec<Proof> = Vec::new();
        let mut certain = rest.is_none();
        for item in fields {
            let within = self.compare_in(item, whole);
            match self.truth(within) {
                Some(true) => {}
                Some(false) => return self.texts.constant(Const::Bool(false)),
                None => {
                    certain = false;
                    when_true.extend(self.test_of(within).when_true);
                }
            }
        }
        if certain {
            return self.texts.constant(Const::Bool(true));
        }
        if let Some(item) = rest {
            let within = self.compare_in(item, whole);
            let test = self.test_of(within);
            let no_letters = self.are_no_letters(whole);
            let of_all = |proof: &Proof| {
                let Some(Origin::Part(root, Which::At(_))) = self.traces.origin(proof.root) else {
                    return None;
                };
                let sinks = match proof.sinks {
                    Sinks::ALL if !no_letters => WORD,
                    Sinks::ALL => Sinks::ALL,
                    sinks if no_letters && sinks == Sinks::ALL.less(evidence::WORDS) => sinks,
                    _ => test.letters,
                };
                Some(Proof::unless(proof.doubts, root, sinks))
            };
            let proofs: Vec<Proof> = test.when_true.iter().filter_map(of_all).collect();
            when_true.extend(test.when_true.iter().copied());
            when_true.extend(proofs);
        }
        when_true.retain(|proof| !proof.sinks.is_empty() || proof.doubts != Doubts::NONE);
        self.test(Test { when_true, ..Test::default() })
    }
}
