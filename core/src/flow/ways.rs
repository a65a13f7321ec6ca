//! Two ways that join, and what tells later which of them was walked.
//!
//! ```python
//! errors = []
//! if name not in KNOWN:
//!     errors.append("unknown name")
//! if errors:
//!     abort(400)
//! ```
//!
//! Behind the first `if` both arms are one state, in which nothing is shown of `name` any more. But a variable or an
//! object that the arms left different, one of which has shown something, remembers what it was on each *way* and what
//! that way had shown. A condition that asks for it is evaluated as it would be on each: where it is true, it was one
//! of those ways on which it can be, and what all of these have shown holds.

use super::evaluate::Evaluator;
use super::state::{Changes, Held, Key, ObjectId, Shape, Slot, Teller, WaysId};
use super::statements::Ends;
use super::tests::{Proof, Test, common};
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{Arm, ExprId, ExprKind, Get, List, StmtId};
use crate::text::Place;

/// Most ways that are told apart by one variable or object.
pub(super) const MOST_WAYS: usize = 6;
/// Most variables and objects that tell two arms apart.
const MOST_TELLERS: usize = 8;
/// How deep a condition is looked into for what tells ways apart.
const DEPTH: u32 = 8;

/// One of several ways that have joined.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    /// What it left of that which tells it from the others.
    pub(super) left: Changes,
    /// What it had shown.
    pub(super) shown: Vec<Proof>,
}

/// What one of several returns of a call gave, and what was shown there.
#[derive(Debug)]
pub(super) struct Given {
    /// The call.
    pub(super) call: Option<Place>,
    /// Its results, which are constants.
    pub(super) results: Vec<(Value, Vec<Proof>)>,
}

/// What an arm has shown.
pub(super) fn shown_in(arm: &Changes) -> Vec<Proof> {
    let proof = |(slot, held): &(Slot, Held)| match (*slot, *held) {
        (Slot::Proof(root), Held::Proof(sinks, doubts)) => Some(Proof { root, sinks, doubts }),
        _ => None,
    };
    arm.iter().filter_map(proof).collect()
}

impl Evaluator<'_, '_> {
    /// `if`, `elif`, `else`
    pub(super) fn branches(&mut self, arms: &[Arm], otherwise: List<StmtId>) -> Ends {
        let Some((arm, rest)) = arms.split_first() else { return self.block(otherwise) };
        let test = self.condition(arm.test);
        match self.truth(test) {
            Some(true) => return self.block(arm.body),
            Some(false) => return self.branches(rest, otherwise),
            None => {}
        }
        let mark = self.state.mark();
        self.assume(test, true);
        let then = self.block(arm.body);
        let mut first = self.state.take(mark);
        self.assume(test, false);
        let other = self.branches(rest, otherwise);
        let mut second = self.state.take(mark);
        let (mut flags, mut ways) = (Vec::new(), Vec::new());
        if (then, other) == (Ends::Through, Ends::Through) {
            flags = self.flags(&first, &second);
            ways = self.ways_of(&[&first, &second]);
        }
        let ends = self.go_on(&mut [(then, &mut first), (other, &mut second)]);
        for (slot, test) in flags {
            let test = self.test(test);
            self.state.set(slot, Held::Value(test));
        }
        for (teller, ways) in ways {
            self.remember_ways(teller, ways);
        }
        ends
    }

    /// `if name in KNOWN: valid = True`: variables that tell later which of two arms was walked, as tests that prove
    /// what was shown in it.
    fn flags(&self, first: &Changes, second: &Changes) -> Vec<(Slot, Test)> {
        let (of_first, of_second) = (shown_in(first), shown_in(second));
        if of_first.is_empty() && of_second.is_empty() {
            return Vec::new();
        }
        let truth = |held: Held| match held {
            Held::Value(value) => match self.texts.get(value) {
                Some(Const::Bool(truth)) => Some(*truth),
                _ => None,
            },
            _ => None,
        };
        let mut flags: Vec<(Slot, Test)> = Vec::new();
        for (slot, held) in first.iter().chain(second) {
            if !matches!(slot, Slot::Variable(_))
                || truth(*held).is_none()
                || flags.iter().any(|(known, _)| known == slot)
            {
                continue;
            }
            let within = |arm: &Changes| {
                let changed = arm.iter().find(|(changed, _)| changed == slot).map(|(_, held)| *held);
                truth(changed.unwrap_or_else(|| self.state.get(*slot)))
            };
            let test = match (within(first), within(second)) {
                (Some(true), Some(false)) => {
                    Test { when_true: of_first.clone(), when_false: of_second.clone(), ..Test::default() }
                }
                (Some(false), Some(true)) => {
                    Test { when_true: of_second.clone(), when_false: of_first.clone(), ..Test::default() }
                }
                _ => continue,
            };
            flags.push((*slot, test));
        }
        flags
    }

    /// Go on behind a loop, from where it came to its end and from its `break`s: `for known in NAMES: if name == known:
    /// found = True; break`.
    pub(super) fn go_on_behind(&mut self, mut arms: Vec<(Ends, Changes)>) -> Ends {
        let through = arms.len() > 1 && arms.iter().all(|(ends, _)| *ends == Ends::Through);
        let ways = if through {
            self.ways_of(&arms.iter().map(|(_, changes)| changes).collect::<Vec<_>>())
        } else {
            Vec::new()
        };
        let mut arms: Vec<(Ends, &mut Changes)> =
            arms.iter_mut().map(|(ends, changes)| (*ends, changes)).collect();
        let ends = self.go_on(&mut arms);
        for (teller, ways) in ways {
            self.remember_ways(teller, ways);
        }
        ends
    }

    /// What tells arms apart later.
    fn ways_of(&self, arms: &[&Changes]) -> Vec<(Teller, Vec<Way>)> {
        let changes = || arms.iter().copied().flatten();
        let shown = changes().any(|(slot, _)| matches!(slot, Slot::Proof(_) | Slot::Ways(_)));
        if !shown && !self.state.has_ways() {
            return Vec::new();
        }
        let mut tellers: Vec<Teller> = Vec::new();
        for (slot, _) in changes() {
            let teller = match *slot {
                // `errors += 1`: what may be one of several may be so still.
                Slot::Variable(variable) | Slot::Ways(Teller::Variable(variable)) => {
                    Teller::Variable(variable)
                }
                Slot::Field(object, _) | Slot::Rest(object) if !self.state.is_several(object) => {
                    Teller::Object(object)
                }
                _ => continue,
            };
            // Where no arm has shown anything, only what told ways apart before tells.
            let tells = || shown || self.state.get(Slot::Ways(teller)) != Held::Nothing;
            if tellers.len() < MOST_TELLERS && !tellers.contains(&teller) && tells() {
                tellers.push(teller);
            }
        }
        let mut all = Vec::new();
        for teller in tellers {
            let mut slots: Vec<Slot> = Vec::new();
            for (slot, _) in changes() {
                if teller.is_told_by(*slot) && !slots.contains(slot) {
                    slots.push(*slot);
                }
            }
            let told_before = || {
                let of_arm = |arm: &Changes| {
                    arm.iter().any(|(slot, held)| *slot == Slot::Ways(teller) && *held != Held::Nothing)
                };
                arms.iter().copied().any(of_arm)
            };
            if !self.may_tell(teller, &slots, arms) && !told_before() {
                continue;
            }
            let mut ways: Vec<Way> = Vec::new();
            let known = arms.iter().all(|arm| self.ways_along(teller, &slots, arm, &mut ways));
            if known
                && ways.len() > 1
                && ways.len() <= MOST_WAYS
                && ways.iter().any(|way| !way.shown.is_empty())
            {
                all.push((teller, ways));
            }
        }
        all
    }

    /// Whether a later condition may tell apart what arms leave of some slots: a constant on one of them, or an item that
    /// is only there on one. Most of what arms write differs in nothing that is asked for.
    fn may_tell(&self, teller: Teller, slots: &[Slot], arms: &[&Changes]) -> bool {
        let holds_items = match teller {
            Teller::Variable(_) => false,
            Teller::Object(object) => {
                matches!(self.state.shape(object), Shape::List | Shape::Dict | Shape::Set)
            }
        };
        let tells = |held: Held| match held {
            Held::Value(value) => matches!(value.kind, Kind::Known(_) | Kind::Test(_)),
            Held::Nothing => holds_items,
            _ => false,
        };
        slots.iter().any(|slot| {
            let written = arms.iter().copied().flatten().filter(|(changed, _)| changed == slot);
            tells(self.state.get(*slot)) || written.into_iter().any(|(_, held)| tells(*held))
        })
    }

    /// The ways that an arm stands for, with what they left of some slots. Gives whether they are known.
    fn ways_along(&self, teller: Teller, slots: &[Slot], arm: &Changes, ways: &mut Vec<Way>) -> bool {
        let changed = |slot: Slot| arm.iter().find(|(known, _)| *known == slot).map(|(_, held)| *held);
        let shown = shown_in(arm);
        let earlier = match changed(Slot::Ways(teller)).unwrap_or_else(|| self.state.get(Slot::Ways(teller)))
        {
            Held::Ways(id) => self.ways.get(id.0 as usize),
            _ => None,
        };
        // What an arm writes surely is so on all of the ways before it.
        let written =
            matches!(teller, Teller::Object(_)) && changed(Slot::Ways(teller)) == Some(Held::Nothing);
        let earlier = earlier.or_else(|| match self.state.get(Slot::Ways(teller)) {
            Held::Ways(id) if written => self.ways.get(id.0 as usize),
            _ => None,
        });
        if let Some(earlier) = earlier {
            for way in earlier {
                let mut way = way.clone();
                way.shown.extend(shown.iter().copied());
                for slot in slots {
                    let held = changed(*slot).unwrap_or_else(|| self.state.get(*slot));
                    match way.left.iter_mut().find(|(known, _)| known == slot) {
                        Some((_, left)) if written && changed(*slot).is_some() => *left = held,
                        Some(_) => {}
                        None => way.left.push((*slot, held)),
                    }
                }
                add(ways, way);
            }
            return true;
        }
        let left: Changes = slots
            .iter()
            .map(|slot| (*slot, changed(*slot).unwrap_or_else(|| self.state.get(*slot))))
            .collect();
        let known = match teller {
            Teller::Variable(_) => left.iter().any(
                |(_, held)| matches!(held, Held::Value(value) if !matches!(value.kind, Kind::Unknown | Kind::Unbound)),
            ),
            Teller::Object(object) => {
                !self.state.is_unsure(object) && self.state.get(Slot::Ways(teller)) != Held::Ways(WaysId::LOST)
            }
        };
        add(ways, Way { left, shown });
        known
    }

    pub(super) fn remember_ways(&mut self, teller: Teller, ways: Vec<Way>) {
        self.ways.push(ways);
        let id = WaysId(self.ways.len() as u32 - 1);
        self.state.set(Slot::Ways(teller), Held::Ways(id));
    }

    /// An expression as a condition, with what it tells of ways that have joined.
    pub(super) fn condition(&mut self, test: ExprId) -> Value {
        let value = self.expr(test);
        let given = self.given_by(test);
        let value = self.as_condition(value);
        let value = match given {
            Some(results) => self.by_results(value, &results, Self::as_condition),
            None => value,
        };
        let value = self.as_switch(test, value);
        self.told_apart(test, value)
    }

    /// A condition with what all of those ways have shown on which it can be true, and on which it can be false.
    pub(super) fn told_apart(&mut self, condition: ExprId, value: Value) -> Value {
        if !self.state.has_ways() || self.telling || self.truth(value).is_some() {
            return value;
        }
        let mut tellers = Vec::new();
        let again = self.tellers_in(condition, DEPTH, &mut tellers);
        if !again {
            tellers.clear();
            // `if problems(name)`: what the call gave is asked, and not called again.
            if let Kind::Object(object) = value.kind {
                self.tells(Teller::Object(object), &mut tellers);
            }
        }
        if tellers.is_empty() {
            return value;
        }
        let mut test = self.test_of(value);
        let before = test.clone();
        for (teller, id) in tellers {
            // Taken out while they are read: what is evaluated for one way tells no others apart.
            let ways = self.ways.get_mut(id.0 as usize).map(std::mem::take).unwrap_or_default();
            let mut sides: [Option<Vec<Proof>>; 2] = [None, None];
            for way in &ways {
                let read = |this: &mut Self| if again { this.quietly(condition) } else { value };
                let (_, truth) = self.along(teller, &way.left, read);
                for (side, truth_there) in sides.iter_mut().zip([false, true]) {
                    if truth != Some(!truth_there) {
                        *side = Some(match side.take() {
                            None => way.shown.clone(),
                            Some(known) => common(&known, &way.shown),
                        });
                    }
                }
            }
            if let Some(kept) = self.ways.get_mut(id.0 as usize) {
                *kept = ways;
            }
            let [when_false, when_true] = sides;
            test.when_false.extend(when_false.unwrap_or_default());
            test.when_true.extend(when_true.unwrap_or_default());
        }
        if test == before { value } else { Value { taint: value.taint, ..self.test(test) } }
    }

    /// What something would be had one way been walked, and whether it is true.
    fn along(
        &mut self,
        teller: Teller,
        left: &Changes,
        read: impl FnOnce(&mut Self) -> Value,
    ) -> (Value, Option<bool>) {
        let mark = self.state.mark();
        for (slot, held) in left {
            self.state.set(*slot, *held);
        }
        let object = match teller {
            Teller::Object(object) => Some(object),
            Teller::Variable(_) => None,
        };
        let sure = self.state.surely(object);
        let (telling, exited) = (std::mem::replace(&mut self.telling, true), self.exited);
        let value = read(self);
        let told = self.as_condition(value);
        let truth = self.truth(told);
        (self.telling, self.exited) = (telling, exited);
        self.state.surely(sure);
        self.state.undo(mark);
        (value, truth)
    }

    /// What an expression names that tells ways apart. Gives whether it is one that may be evaluated again: one without
    /// calls but of what does no more than look: `len`, `bool`, `table.get`.
    fn tellers_in(&mut self, expr: ExprId, depth: u32, found: &mut Vec<(Teller, WaysId)>) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let ast = self.ast();
        match ast[expr].kind {
            ExprKind::Constant(_) => true,
            ExprKind::Name(_) => {
                let Some(Slot::Variable(variable)) = self.slot_of_name(expr) else { return true };
                self.tells(Teller::Variable(variable), found);
                if let Some(Kind::Object(object)) =
                    self.state.value(Slot::Variable(variable)).map(|value| value.kind)
                {
                    self.tells(Teller::Object(object), found);
                }
                true
            }
            ExprKind::Attribute { base, name } => {
                if !self.tellers_in(base, depth, found) {
                    return false;
                }
                self.tells_within(base, Key::Attribute(name.sym), found);
                true
            }
            ExprKind::Subscript { base, index } => {
                let ExprKind::Constant(key) = ast[index].kind else { return false };
                if !self.tellers_in(base, depth, found) {
                    return false;
                }
                let key = self.constant(key);
                if let Some(key) = self.key(key) {
                    self.tells_within(base, key, found);
                }
                true
            }
            ExprKind::Not(operand) | ExprKind::Unary { operand, .. } => {
                self.tellers_in(operand, depth, found)
            }
            ExprKind::Bool { operands, .. }
            | ExprKind::Compare { operands, .. }
            | ExprKind::Tuple(operands)
            | ExprKind::List(operands) => {
                ast.list(operands).iter().all(|operand| self.tellers_in(*operand, depth, found))
            }
            ExprKind::Call { function, args } => {
                let plain = match ast[function].kind {
                    ExprKind::Name(name) => matches!(name.text(), "len" | "bool" | "any" | "all"),
                    // `result.get("ok")`
                    ExprKind::Attribute { base, name }
                        if matches!(name.sym.text(), "get" | "values" | "items" | "keys") =>
                    {
                        let key = ast.list(args).first().and_then(|arg| match ast[arg.value].kind {
                            ExprKind::Constant(key) => Some(key),
                            _ => None,
                        });
                        let key = key.map(|key| self.constant(key)).and_then(|key| self.key(key));
                        if let Some(key) = key {
                            self.tells_within(base, key, found);
                        }
                        matches!(self.quietly(base).kind, Kind::Object(id) if self.state.shape(id) == Shape::Dict)
                            && self.tellers_in(base, depth, found)
                    }
                    _ => false,
                };
                plain && ast.list(args).iter().all(|arg| self.tellers_in(arg.value, depth, found))
            }
            _ => false,
        }
    }

    /// `form.errors`, `result["ok"]`
    fn tells_within(&mut self, base: ExprId, key: Key, found: &mut Vec<(Teller, WaysId)>) {
        let Kind::Object(object) = self.expr(base).kind else { return };
        if let Some(Kind::Object(held)) = self.state.value(Slot::Field(object, key)).map(|value| value.kind) {
            self.tells(Teller::Object(held), found);
        }
    }

    fn tells(&self, teller: Teller, found: &mut Vec<(Teller, WaysId)>) {
        if let Held::Ways(id) = self.state.get(Slot::Ways(teller))
            && id != WaysId::LOST
            && !found.iter().any(|(known, _)| *known == teller)
        {
            found.push((teller, id));
        }
    }

    fn slot_of_name(&mut self, name: ExprId) -> Option<Slot> {
        let (file, from) = self.frame().map(|frame| (frame.file, frame.scope))?;
        let variable = self.module().names.variable(name)?;
        self.slot(file, variable, from)
    }

    /// A name that is given what tells ways apart tells them too: `ok, why = check(name)`, `errors = form.errors`.
    pub(super) fn tells_as_well(&mut self, slot: Slot, value: Value, source: Option<ExprId>) {
        let Slot::Variable(variable) = slot else { return };
        let given = self.given.take();
        // An object tells by itself.
        if matches!(value.kind, Kind::Object(_)) {
            return;
        }
        let Some(source) = source else { return };
        let teller = Teller::Variable(variable);
        if let Some(given) = given.filter(|given| given.call == Some(self.place_of(source))) {
            let way = |(value, shown)| Way { left: vec![(slot, Held::Value(value))], shown };
            self.remember_ways(teller, given.results.into_iter().map(way).collect());
            return;
        }
        let simple = matches!(
            self.ast()[source].kind,
            ExprKind::Name(_) | ExprKind::Attribute { .. } | ExprKind::Subscript { .. }
        );
        if !simple || !self.state.has_ways() || self.telling {
            return;
        }
        let mut tellers = Vec::new();
        if !self.tellers_in(source, DEPTH, &mut tellers) {
            return;
        }
        let Some((from, id)) = tellers.first().copied() else { return };
        let ways = self.ways.get(id.0 as usize).cloned().unwrap_or_default();
        let mut of_name: Vec<Way> = Vec::new();
        for way in ways {
            let (value, _) = self.along(from, &way.left, |this| this.quietly(source));
            add(&mut of_name, Way { left: vec![(slot, Held::Value(value))], shown: way.shown });
        }
        if of_name.len() > 1 {
            self.remember_ways(teller, of_name);
        }
    }

    /// `errors += 1`: what becomes of a variable on each way that it tells apart, where it is a constant there.
    pub(super) fn ways_on(
        &mut self,
        target: ExprId,
        mut after: impl FnMut(&mut Self, Value) -> Value,
    ) -> Option<(Teller, Vec<Way>)> {
        if !self.state.has_ways() || self.telling || !matches!(self.ast()[target].kind, ExprKind::Name(_)) {
            return None;
        }
        let slot @ Slot::Variable(variable) = self.slot_of_name(target)? else { return None };
        let teller = Teller::Variable(variable);
        let Held::Ways(id) = self.state.get(Slot::Ways(teller)) else { return None };
        let mut of_name: Vec<Way> = Vec::new();
        for way in self.ways.get(id.0 as usize).cloned()? {
            let [(_, Held::Value(before))] = way.left.as_slice() else { return None };
            let is_constant = matches!(before.kind, Kind::Known(_)) && !before.taint.is_some();
            let value = if is_constant { after(self, *before) } else { return None };
            add(&mut of_name, Way { left: vec![(slot, Held::Value(value))], shown: way.shown });
        }
        (of_name.len() > 1).then_some((teller, of_name))
    }

    /// What is taken out of an object may be what told the ways apart.
    pub(super) fn lose_ways(&mut self, object: ObjectId, method: &str) {
        if !self.state.has_ways() {
            return;
        }
        let takes = matches!(method, "pop" | "popleft" | "popitem" | "remove" | "discard" | "clear");
        let ways = Slot::Ways(Teller::Object(object));
        if takes && self.state.get(ways) != Held::Nothing {
            self.state.set(ways, Held::Ways(WaysId::LOST));
        }
    }

    /// The same for `ok, why = check(name)`: an item of what tells ways apart.
    pub(super) fn item_tells_as_well(&mut self, target: ExprId, of: Value, key: Key) {
        let Kind::Object(object) = of.kind else { return };
        let Held::Ways(id) = self.state.get(Slot::Ways(Teller::Object(object))) else { return };
        let Some(slot @ Slot::Variable(variable)) = self.slot_of_name(target) else { return };
        let item = Slot::Field(object, key);
        let mut of_name: Vec<Way> = Vec::new();
        for way in self.ways.get(id.0 as usize).cloned().unwrap_or_default() {
            let held = way.left.iter().find(|(slot, _)| *slot == item).map(|(_, held)| *held);
            let held = held.unwrap_or_else(|| self.state.get(item));
            add(&mut of_name, Way { left: vec![(slot, held)], shown: way.shown });
        }
        if of_name.len() > 1 {
            self.remember_ways(Teller::Variable(variable), of_name);
        }
    }
}

/// One more way; of ways that left the same, what all have shown.
fn add(ways: &mut Vec<Way>, way: Way) {
    match ways.iter_mut().find(|known| known.left == way.left) {
        Some(known) => known.shown = common(&known.shown, &way.shown),
        None => ways.push(way),
    }
}
