//! What looking for data in something tells: that it was found, it is one of what is there.
//!
//! ```python
//! ALLOWED.index(name)                            # raises where it is not there
//! if ALLOWED.count(name) == 0: abort(400)
//! if LIMITS.get(name) is None: abort(404)
//! known = next((one for one in ALLOWED if one == name), None)
//! if path.find("..") != -1: abort(400)
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Changes, Key, ObjectId, Shape, Slot};
use super::tests::{Proof, Test, TestId, common};
use super::trace::{RootId, Which};
use super::value::{Kind, Taint, Value};
use super::ways::{Given, shown_in};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, Comparison, ExprId, ExprKind};
use crate::text::Place;
use crate::vocabulary::Sinks;
use rustc_hash::FxHashMap;

/// Most of what a look-up may give that is told apart from what it gives where nothing is found.
const MOST_FOUND: usize = 4;

/// What look-ups of one evaluation tell later.
#[derive(Debug, Default)]
pub(super) struct Sought {
    /// Positions that are -1 where nothing was found: `text.find("..")`.
    positions: FxHashMap<RootId, TestId>,
    /// What comprehensions give by conditions on somebody's data, with what it proves that they give something.
    sifted: FxHashMap<ObjectId, (Value, Vec<Proof>)>,
    /// The data that each item is of the list that a comprehension goes through.
    items: FxHashMap<ObjectId, RootId>,
    /// Whether something was shown of parts of all items of something.
    of_each: bool,
}

impl Evaluator<'_, '_> {
    /// `ALLOWED.index(x)`, `ALLOWED.count(x)`: none where nothing is told by it.
    pub(super) fn sought_in(&mut self, whole: Value, name: &str, which: Value) -> Option<Value> {
        if !which.taint.is_some() || !self.is_constant(whole) {
            return None;
        }
        let within = self.compare_in(which, whole);
        match name {
            "index" | "remove" => {
                self.assume(within, true);
                None
            }
            // A number that is none where it is not there.
            _ => Some(within),
        }
    }

    /// What the items of a table were looked up by is one of its keys from here on: `TABLE[x]` raises otherwise.
    pub(super) fn found_by(&mut self, table: ObjectId, key: Value) {
        if key.taint.is_some() && self.is_plain_table(table) {
            let within = self.compare_in(key, Value::new(Kind::Object(table)));
            self.assume(within, true);
        }
    }

    /// `TABLE.get(x)` gives something of the table where `x` is one of its keys, and something else otherwise: that is
    /// given back, as it is where `x` is none.
    pub(super) fn found_or(&mut self, table: ObjectId, key: Value, otherwise: Value, call: Place) -> Value {
        self.given = None;
        if !key.taint.is_some() || !self.is_plain_table(table) {
            return otherwise;
        }
        let within = self.compare_in(key, Value::new(Kind::Object(table)));
        let mark = self.state.mark();
        self.assume(within, false);
        let otherwise = self.settled(otherwise);
        self.state.undo(mark);
        let shown = self.test_of(within).when_true;
        let found = self.state.fields(table).iter().map(|(_, value)| *value).take(MOST_FOUND);
        let mut results: Vec<(Value, Vec<Proof>)> = found.map(|value| (value, shown.clone())).collect();
        results.push((otherwise, Vec::new()));
        self.given = Some(Given { call: Some(call), results });
        otherwise
    }

    /// `("name", x)[x in COLUMNS]`: each item where the test came out like that.
    pub(super) fn by_truth(&mut self, container: ObjectId, key: Value) -> Option<Value> {
        if !matches!(key.kind, Kind::Test(_)) {
            return None;
        }
        let item = |at| self.state.value(Slot::Field(container, Key::Index(at)));
        let items = [(false, item(0)?), (true, item(1)?)];
        let chosen = items.map(|(truth, item)| {
            let mark = self.state.mark();
            self.assume(key, truth);
            let item = self.settled(item);
            self.state.undo(mark);
            item
        });
        Some(self.join(chosen[0], chosen[1]))
    }

    /// Whether all keys of a dict are the code's own, and what is not there is missing.
    fn is_plain_table(&self, table: ObjectId) -> bool {
        self.state.shape(table) == Shape::Dict
            && !self.state.fields(table).is_empty()
            && self.is_constant(Value::new(Kind::Object(table)))
            && self.state.fields(table).iter().all(|(key, _)| !matches!(key, Key::Attribute(_)))
    }

    /// What a comprehension gives was let through by conditions: that there is some proves what each has shown, that there
    /// is none what all would have had to show otherwise.
    pub(super) fn sifted(
        &mut self,
        object: ObjectId,
        item: Option<Value>,
        shown: Option<Vec<Proof>>,
        when_false: Vec<Proof>,
    ) {
        let when_true = shown.unwrap_or_default();
        let tells = item.filter(|_| !when_true.is_empty() || !when_false.is_empty());
        let Some(item) = tells else {
            if !self.sought.sifted.is_empty() && self.sought.sifted.remove(&object).is_some() {
                self.verdicts.remove(&object);
            }
            return;
        };
        let test = Test { when_true: when_true.clone(), when_false, ..Test::default() };
        if self.state.shape(object) != Shape::Iterator
            && let Kind::Test(test) = self.test(test).kind
        {
            self.verdicts.insert(object, test);
        }
        self.sought.sifted.insert(object, (item, when_true));
    }

    /// A comprehension goes through a list of which each item is this data.
    pub(super) fn made_of_each(&mut self, object: ObjectId, item: Option<RootId>) {
        match item {
            Some(item) => drop(self.sought.items.insert(object, item)),
            None if self.sought.items.is_empty() => {}
            None => drop(self.sought.items.remove(&object)),
        }
    }

    /// The data that each item is of what a comprehension went through.
    pub(super) fn item_of_each(&self, object: ObjectId) -> Option<RootId> {
        self.sought.items.get(&object).copied()
    }

    /// What is put into a list later was not let through by what its other items were.
    pub(super) fn no_longer_sifted(&mut self, object: ObjectId, method: &str) {
        if self.sought.sifted.is_empty() {
            return;
        }
        let puts =
            matches!(method, "append" | "appendleft" | "insert" | "extend" | "add" | "update" | "setdefault");
        if puts && self.sought.sifted.remove(&object).is_some() {
            self.verdicts.remove(&object);
        }
    }

    /// `next(found, None)`: something only where there is something.
    pub(super) fn next_of(&mut self, all: Value, otherwise: Option<Value>, call: Place) {
        self.given = None;
        let Kind::Object(id) = all.kind else { return };
        let Some((item, shown)) = self.sought.sifted.get(&id).cloned() else { return };
        match otherwise {
            Some(otherwise) => {
                let results = vec![(item, shown), (otherwise, Vec::new())];
                self.given = Some(Given { call: Some(call), results });
            }
            // There is nothing: it raises.
            None => shown.into_iter().for_each(|proof| self.prove(proof)),
        }
    }

    /// `sum([name not in KNOWN, len(name) > 9])`: a number that is none where none of them is true.
    pub(super) fn number_of_true(&mut self, all: Value) -> Option<Value> {
        let tests = self.known_items(all)?;
        let tests: Option<Vec<Value>> = tests
            .into_iter()
            .filter(|test| self.truth(*test) != Some(false))
            .map(|test| matches!(test.kind, Kind::Test(_) | Kind::Unknown).then_some(test))
            .collect();
        let either = tests?.into_iter().map(|test| self.test_of(test)).reduce(Test::or)?;
        Some(self.test(either))
    }

    /// What all ways through a loop have shown of parts of its item: `if item["tool"] not in KNOWN: raise`.
    pub(super) fn shown_of_parts(&self, arms: &[Changes], item: RootId) -> Vec<Proof> {
        let Some((first, others)) = arms.split_first() else { return Vec::new() };
        let mut all = shown_in(first);
        all.retain(|proof| proof.root != item && self.traces.is_about(proof.root, item));
        for other in others {
            if all.is_empty() {
                break;
            }
            all = common(&all, &shown_in(other));
        }
        all
    }

    /// The same once the loop has gone through all items: it holds of these parts of each, wherever they are gone through.
    pub(super) fn prove_of_parts(&mut self, shown: Vec<Proof>) {
        for proof in shown {
            if let Some(root) = self.traces.part_of_each(proof.root) {
                self.sought.of_each = true;
                self.prove(Proof { root, ..proof });
            }
        }
    }

    /// What is proven of a part of whichever item of something: of `item["tool"]` in another loop over the same.
    pub(super) fn proven_of_each(&self, root: RootId) -> Sinks {
        if !self.sought.of_each {
            return Sinks::NONE;
        }
        self.traces.known_part_of_each(root).map_or(Sinks::NONE, |root| self.state.proof(root).0)
    }

    /// `len(found)`: a number that is none where nothing was.
    pub(super) fn number_of_found(&self, all: Value) -> Option<Value> {
        let Kind::Object(id) = all.kind else { return None };
        self.verdicts.get(&id).map(|test| Value::new(Kind::Test(*test)))
    }

    /// `x.find("..")`, `"abc".find(x)`: a position, or -1.
    pub(super) fn found_at(
        &mut self,
        on: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let [part, ..] = arguments else { return None };
        if part.kind != ArgKind::Positional {
            return None;
        }
        let (data, within) = match (on.taint.is_some(), part.value.taint.is_some()) {
            (true, false) if !matches!(on.kind, Kind::Object(_)) => (on, self.holds_test(part.value, on)),
            (false, true) if self.texts.get(on).is_some() => (part.value, self.compare_in(part.value, on)),
            _ => return None,
        };
        // Within bounds it tells of no more than what stands between them.
        let (Kind::Test(test), 1) = (within.kind, arguments.len()) else { return None };
        match name {
            "count" => return Some(within),
            "index" | "rindex" => self.assume(within, true),
            _ => {}
        }
        let at = self.part_of(data, Which::At(place));
        if name.ends_with("find") {
            self.sought.positions.insert(at.taint.root, test);
        }
        Some(Value { taint: Taint { cleaned: Sinks::ALL, ..at.taint }, ..Value::UNKNOWN })
    }

    /// What a comparison with a number tells of how often, or where, something was found: `ALLOWED.count(x) > 0`,
    /// `path.find("..") == -1`.
    pub(super) fn compare_found(
        &mut self,
        left: Value,
        comparison: Comparison,
        right: Value,
    ) -> Option<Value> {
        let found = |this: &Self, value: Value| match value.kind {
            Kind::Test(test) => Some((test, 0)),
            _ if this.sought.positions.is_empty() => None,
            _ => this.sought.positions.get(&value.taint.root).map(|test| (*test, -1)),
        };
        let number = |this: &Self, value: Value| match this.texts.get(value) {
            Some(Const::Int(number)) => Some(*number),
            _ => None,
        };
        let (test, absent, comparison, number) = match (found(self, left), found(self, right)) {
            (Some((test, absent)), None) => (test, absent, comparison, number(self, right)?),
            (None, Some((test, absent))) => (test, absent, turned(comparison), number(self, left)?),
            _ => return None,
        };
        // Whether the comparison holds where nothing was found, and whether it holds wherever something was.
        let least = absent + 1;
        let (without, always, never) = match comparison {
            Comparison::Equal => (absent == number, false, number < least),
            Comparison::NotEqual => (absent != number, number < least, false),
            Comparison::Less => (absent < number, false, number <= least),
            Comparison::LessEqual => (absent <= number, false, number < least),
            Comparison::Greater => (absent > number, number < least, false),
            Comparison::GreaterEqual => (absent >= number, number <= least, false),
            _ => return None,
        };
        let test = self.tests.get(test.0 as usize)?.clone();
        let (mut when_true, mut when_false) = (Vec::new(), Vec::new());
        if without {
            when_false = test.when_true;
            if never {
                when_true = test.when_false;
            }
        } else {
            when_true = test.when_true;
            if always {
                when_false = test.when_false;
            }
        }
        Some(self.test(Test { when_true, when_false, ..Test::default() }))
    }

    /// The results of which the call that was just evaluated gave one, where each tells something.
    pub(super) fn given_by(&self, expr: ExprId) -> Option<Vec<(Value, Vec<Proof>)>> {
        let given = self.given.as_ref()?;
        let ast = self.ast();
        let expr = match ast[expr].kind {
            ExprKind::Named { value, .. } => value,
            _ => expr,
        };
        (given.call == Some(self.place_of(expr))).then(|| given.results.clone())
    }

    /// A test with what all results have shown for which it is true, and for which it is false.
    pub(super) fn by_results(
        &mut self,
        value: Value,
        results: &[(Value, Vec<Proof>)],
        mut ask: impl FnMut(&mut Self, Value) -> Value,
    ) -> Value {
        if self.truth(value).is_some() || results.iter().all(|(_, shown)| shown.is_empty()) {
            return value;
        }
        let mut sides: [Option<Vec<Proof>>; 2] = [None, None];
        for (result, shown) in results {
            let telling = std::mem::replace(&mut self.telling, true);
            let told = ask(self, *result);
            let truth = self.truth(told);
            self.telling = telling;
            for (side, truth_there) in sides.iter_mut().zip([false, true]) {
                if truth != Some(!truth_there) {
                    *side = Some(match side.take() {
                        None => shown.clone(),
                        Some(known) => common(&known, shown),
                    });
                }
            }
        }
        let [when_false, when_true] = sides.map(Option::unwrap_or_default);
        if when_false.is_empty() && when_true.is_empty() {
            return value;
        }
        let mut test = self.test_of(value);
        test.when_true.extend(when_true);
        test.when_false.extend(when_false);
        Value { taint: value.taint, ..self.test(test) }
    }

    /// Whether a set of words or letters holds no single letter: what is made of letters of it is empty.
    pub(super) fn are_no_letters(&self, words: Value) -> bool {
        self.alternatives(words).is_some_and(|texts| texts.iter().all(|text| text.chars().nth(1).is_some()))
    }
}

/// `0 < x` as a comparison of `x`.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        same => same,
    }
}
