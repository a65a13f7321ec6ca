//! What a call of a function comes to that returns at several places: the values as one, and what tells later at
//! which of them it returned.

use super::evaluate::Evaluator;
use super::state::{Changes, Held, Key, Slot, Teller};
use super::statements::Ends;
use super::tests::{Proof, Test};
use super::value::{Kind, Taint, Value};
use super::ways::{Given, MOST_WAYS, Way, shown_in};
use crate::intern::Const;

/// What an object that was returned held under known keys, and what was shown where it was.
type Items = (Vec<(Key, Held)>, Vec<Proof>);

impl Evaluator<'_, '_> {
    /// Join what a body returned; its frame ends. Gives the value and whether it comes back at all.
    pub(super) fn finish(&mut self, ends: Ends) -> Option<(Value, bool)> {
        let frame = self.frames.pop()?;
        let mut returned = frame.returned;
        if ends == Ends::Through {
            let none = self.texts.constant(Const::None);
            returned.push((none, self.state.changes(frame.mark)));
        }
        if returned.is_empty() {
            // Every path raises, or it was cut short.
            return Some((Value::UNKNOWN, false));
        }
        let verdict = self.verdict(&returned);
        self.state.undo(frame.mark);
        self.given = constants_given(&returned);
        let ways = self.objects_given(&returned);
        let (values, states): (Vec<Value>, Vec<Changes>) = returned.into_iter().unzip();
        self.join_states(&states);
        // What an object holds that one of the ways has made is there only now.
        let value = values.into_iter().reduce(|before, returned| self.join(before, returned));
        if let (Some(ways), Some(Value { kind: Kind::Object(object), .. })) = (ways, value) {
            let left = |left: Vec<(Key, Held)>| -> Changes {
                left.into_iter().map(|(key, held)| (Slot::Field(object, key), held)).collect()
            };
            let ways = ways.into_iter().map(|(items, shown)| Way { left: left(items), shown });
            let ways = ways.collect();
            self.remember_ways(Teller::Object(object), ways);
        }
        let value = match verdict {
            // `return PATTERN.match(text)`: the match itself.
            Some(_) if value.is_some_and(|value| self.match_of(value).is_some()) => {
                value.unwrap_or(Value::UNKNOWN)
            }
            // `return None` or `return Order(name)`: the object, and what it proves that there is one.
            Some(test) if matches!(value, Some(Value { kind: Kind::Object(_), .. })) => {
                let value = value.unwrap_or(Value::UNKNOWN);
                if let (Kind::Object(id), Kind::Test(test)) = (value.kind, self.test(test).kind) {
                    self.verdicts.insert(id, test);
                }
                value
            }
            // `return name or "none"` is data as well as a test.
            Some(test) => {
                let taint = value.map_or(Taint::NONE, |value| value.taint);
                Value { taint, ..self.test(test) }
            }
            None => value.unwrap_or(Value::UNKNOWN),
        };
        Some((value, true))
    }

    /// `if x in ALLOWED: return True` / `return False`: a function that is a test. What holds whenever it
    /// returns something true is what its result proves.
    fn verdict(&self, returned: &[(Value, Changes)]) -> Option<Test> {
        let mut sides: [Option<Vec<Proof>>; 2] = [None, None];
        for (value, changes) in returned {
            let held = shown_in(changes);
            // `commonpath([base, path]) == base` on one way and `path.is_relative_to(base)` on another.
            let test = self.with_wholes(self.test_of(*value));
            // An object that was made on this way holds what it holds in the changes alone.
            let fills = |id, (slot, held): &(Slot, Held)| matches!((slot, held), (Slot::Field(of, key), Held::Value(_)) if *of == id && !matches!(key, Key::Attribute(_)));
            let truth = match value.kind {
                Kind::Object(id) if changes.iter().any(|change| fills(id, change)) => Some(true),
                Kind::Object(id) if changes.iter().any(|(slot, _)| *slot == Slot::Rest(id)) => None,
                _ => self.truth(*value),
            };
            let untold = matches!(value.kind, Kind::Unknown | Kind::Literal) && !value.taint.is_some();
            if truth.is_none() && !untold && !matches!(value.kind, Kind::Test(_)) {
                return None;
            }
            for (side, of, proofs) in [(0, false, &test.when_false), (1, true, &test.when_true)] {
                if truth == Some(!of) {
                    continue;
                }
                let all: Vec<Proof> = held.iter().chain(proofs).copied().collect();
                if let Some(known) = sides.get_mut(side) {
                    *known =
                        Some(known.as_ref().map_or(all.clone(), |known| super::tests::common(known, &all)));
                }
            }
        }
        let [when_false, when_true] = sides;
        let test = Test { when_true: when_true?, when_false: when_false?, ..Test::default() };
        (!test.is_empty()).then_some(test)
    }
    /// `return False, "unknown name"` and further on `return True, ""`: what each of the objects held under known keys.
    fn objects_given(&self, returned: &[(Value, Changes)]) -> Option<Vec<Items>> {
        if !tells(returned) {
            return None;
        }
        let mut objects = Vec::new();
        let mut keys: Vec<Key> = Vec::new();
        for (value, changes) in returned {
            let Kind::Object(object) = value.kind else { return None };
            if self.state.is_several(object) || self.state.is_unsure(object) {
                return None;
            }
            let written = changes.iter().filter_map(|(slot, _)| match slot {
                Slot::Field(of, key) if *of == object => Some(*key),
                _ => None,
            });
            let before = self.state.fields(object).iter().map(|(key, _)| *key);
            for key in written.chain(before) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            objects.push((object, changes));
        }
        let held = |object, changes: &Changes, key| {
            let slot = Slot::Field(object, key);
            let changed = changes.iter().find(|(known, _)| *known == slot).map(|(_, held)| *held);
            (key, changed.unwrap_or_else(|| self.state.get(slot)))
        };
        let way = |(object, changes)| {
            (keys.iter().map(|key| held(object, changes, *key)).collect(), shown_in(changes))
        };
        Some(objects.into_iter().map(way).collect())
    }
}

/// Whether which of several returns it was tells something.
fn tells(returned: &[(Value, Changes)]) -> bool {
    (2..=MOST_WAYS).contains(&returned.len())
        && returned.iter().flat_map(|(_, changes)| changes).any(|(slot, _)| matches!(slot, Slot::Proof(_)))
}

/// `return "bad"` and further on `return "good"`: the constants, with what was shown where each was returned.
fn constants_given(returned: &[(Value, Changes)]) -> Option<Given> {
    let constants = returned.iter().all(|(value, _)| matches!(value.kind, Kind::Known(_)));
    if !constants || !tells(returned) {
        return None;
    }
    let results = returned.iter().map(|(value, changes)| (*value, shown_in(changes))).collect();
    Some(Given { call: None, results })
}
