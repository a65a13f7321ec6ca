//! Two values, or two states, as one.

use super::evaluate::Evaluator;
use super::state::{Changes, FEW, Held, Key, Mark, ObjectId, Shape, Slot, Teller, WaysId};
use super::tests::{Test, common, evidence};
use super::trace::{Doubts, Origin, RootId, StepId};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId};
use crate::project::ClassRef;
use crate::vocabulary::{Sink, Sinks, Source};
use rustc_hash::FxHashMap;

/// Most parts of parts that are followed to their whole.
pub(super) const MOST_PARTS: usize = 16;

impl Evaluator<'_, '_> {
    /// What is known of a value that is one of two.
    pub(super) fn join(&mut self, a: Value, b: Value) -> Value {
        if a == b || b.kind == Kind::Unbound {
            return a;
        }
        if a.kind == Kind::Unbound {
            return b;
        }
        let (a, b) = if a.kind == b.kind { (a, b) } else { (self.as_placed(a), self.as_placed(b)) };
        Value { taint: self.join_taint(a.taint, b.taint), kind: self.join_kind(a, b) }
    }

    /// Data of both: cleaned only for what both are cleaned for; nobody's data does not count.
    pub(super) fn join_taint(&mut self, a: Taint, b: Taint) -> Taint {
        if a == b || !b.is_some() {
            return if a.is_some() { a } else { Taint { trace: a.trace.max(b.trace), ..a } };
        }
        if !a.is_some() {
            return b;
        }
        // Of what does harm at sinks of its own alone, the error tells more than the number beside it.
        let (one, other) = (self.traces.source(a.root), self.traces.source(b.root));
        if self.is_apart(a) && self.is_apart(b) && one != other {
            return if one == Source::Failure { a } else { b };
        }
        // Where an attacker's data is in it, that counts; otherwise that an error is told.
        if self.is_apart(a) != self.is_apart(b) {
            let (error, other) = if self.is_apart(a) { (a, b) } else { (b, a) };
            return if self.trust.distrusts(self.traces.source(other.root)) { other } else { error };
        }
        if a.root == b.root {
            let cleaned = evidence::implied(a.cleaned).and(evidence::implied(b.cleaned));
            return Taint { cleaned, root: a.root, trace: self.more_harmful((a, a.cleaned), (b, b.cleaned)) };
        }
        // What guards have proven of each so far holds for its part of the whole.
        let (clean_a, clean_b) = (self.harmless(a), self.harmless(b));
        // `os.path.join(os.environ["DATA"], secure_filename(name))`: where the attacker's part does no harm, the rest is
        // not his.
        let (cleaned, trace) = match (self.is_attackers(a.root), self.is_attackers(b.root)) {
            (true, false) => (clean_a, a.trace),
            (false, true) => (clean_b, b.trace),
            _ => (
                evidence::implied(clean_a).and(evidence::implied(clean_b)),
                self.more_harmful((a, clean_a), (b, clean_b)),
            ),
        };
        Taint { cleaned, root: self.traces.both(a.root, b.root), trace }
    }

    /// Of two ways the one of data that can do more harm, with its doubts.
    fn more_harmful(&self, (a, clean_a): (Taint, Sinks), (b, clean_b): (Taint, Sinks)) -> StepId {
        let both = clean_a.and(clean_b);
        match (both == clean_a, both == clean_b) {
            (false, true) => b.trace,
            (true, false) => a.trace,
            _ => self.traces.stronger((a.root, a.trace), (b.root, b.trace)),
        }
    }

    pub(super) fn is_attackers(&self, root: RootId) -> bool {
        self.trust.distrusts(self.traces.source(root))
    }

    /// Whether nobody chooses the data, and it does harm at sinks of its own alone: the details of an error,
    /// numbers that can be foretold.
    pub(super) fn is_apart(&self, taint: Taint) -> bool {
        taint.is_some() && matches!(self.traces.source(taint.root), Source::Failure | Source::Predictable)
    }

    fn join_kind(&mut self, a: Value, b: Value) -> Kind {
        if a.kind == b.kind {
            return a.kind;
        }
        let none =
            |value: Value, texts: &super::texts::Texts<'_>| matches!(texts.get(value), Some(Const::None));
        match (a.kind, b.kind) {
            (Kind::Known(_) | Kind::Literal, Kind::Known(_) | Kind::Literal) => Kind::Literal,
            // `connection = None` before the `try`: what matters is what it is otherwise.
            (Kind::Known(_), other) if none(a, &self.texts) => self.or_none(other),
            (other, Kind::Known(_)) if none(b, &self.texts) => self.or_none(other),
            // `try: import a` / `except ImportError: import b as a`: the first is meant, the other stands in.
            (Kind::Outside(first), Kind::Outside(second)) if !are_choices(first, second) => {
                Kind::Outside(first)
            }
            (Kind::Object(first), Kind::Object(second)) => Kind::Object(self.join_objects(first, second)),
            (Kind::Test(_), Kind::Test(_) | Kind::Known(_)) | (Kind::Known(_), Kind::Test(_)) => {
                self.join_tests(a, b)
            }
            // `if found: options["name"] = data`: its other items are unknown either way.
            (Kind::Object(id), _) if self.is_open_dict(id) && self.is_unknown(b) => Kind::Object(id),
            (_, Kind::Object(id)) if self.is_open_dict(id) && self.is_unknown(a) => Kind::Object(id),
            // `name = str(number)` or `name = "none"`
            (Kind::Known(_) | Kind::Literal | Kind::Text(_) | Kind::Instance(_) | Kind::Test(_), _) => {
                let plain = self.all_plain([a, b].into_iter());
                plain.map_or(Kind::Unknown, |plain| plain.kind)
            }
            _ => Kind::Unknown,
        }
    }

    fn or_none(&mut self, other: Kind) -> Kind {
        match other {
            Kind::Object(id) => self.state.may_be_none(id),
            Kind::Function(_) | Kind::Class(_) | Kind::Pattern(_) => self.state.may_be_none_of(other),
            _ => {}
        }
        other
    }

    /// What one of two truth values proves: `allowed = False` and in a branch `allowed = host in HOSTS`.
    fn join_tests(&mut self, a: Value, b: Value) -> Kind {
        let proofs = |this: &Self, value: Value| match value.kind {
            Kind::Test(id) => this.tests.get(id.0 as usize).cloned(),
            _ => None,
        };
        let (first, second) = (proofs(self, a), proofs(self, b));
        // A value that is false is not there when the other is true.
        let truth = self.truth(if first.is_none() { a } else { b });
        let test = match (first, second, truth) {
            (Some(first), Some(second), _) => Test {
                when_true: common(&first.when_true, &second.when_true),
                when_false: common(&first.when_false, &second.when_false),
                ..Test::default()
            },
            (Some(only), None, Some(false)) | (None, Some(only), Some(false)) => {
                Test { when_false: Vec::new(), ..only }
            }
            (Some(only), None, Some(true)) | (None, Some(only), Some(true)) => {
                Test { when_true: Vec::new(), ..only }
            }
            _ => Test::default(),
        };
        match self.test(test).kind {
            // `name.isdigit() and "yes" or "no"`
            Kind::Unknown => self.all_plain([a, b].into_iter()).map_or(Kind::Unknown, |plain| plain.kind),
            kind => kind,
        }
    }

    /// Whether nothing is known of what a dict holds under other keys.
    fn is_open_dict(&self, id: ObjectId) -> bool {
        self.state.shape(id) == Shape::Dict && self.state.value(Slot::Rest(id)) == Some(Value::UNKNOWN)
    }

    /// `A() if fast else B()`: the methods of either may be called.
    fn keep_classes(&mut self, of: [ObjectId; 2], joined: ObjectId) {
        let mut classes: Vec<ClassRef> = Vec::new();
        for object in of {
            let Shape::Instance(own) = self.state.shape(object) else { return };
            let known = self.either_class.get(&object).cloned().unwrap_or_else(|| vec![own]);
            classes.extend(known.into_iter().filter(|class| !classes.contains(class)).collect::<Vec<_>>());
        }
        if classes.len() > 1 {
            self.either_class.insert(joined, classes);
        }
    }

    /// An object that stands for either of two: what both hold, joined. Writes to it reach neither.
    fn join_objects(&mut self, a: ObjectId, b: ObjectId) -> ObjectId {
        if let Some(known) = self.joined.get(&(a, b)) {
            return *known;
        }
        let joined = self.state.object(self.state.shape(a));
        self.joined.insert((a, b), joined);
        self.keep_classes([a, b], joined);
        self.state.several(joined);
        let mut fields: Vec<(Key, Value)> = self.state.fields(a).to_vec();
        let mut loose = self.state.value(Slot::Rest(a));
        if let Some(rest) = self.state.value(Slot::Rest(b)) {
            loose = Some(loose.map_or(rest, |loose| self.join(loose, rest)));
        }
        for (key, value) in self.state.fields(b).to_vec() {
            match fields.iter().position(|(known, _)| *known == key) {
                Some(at) => {
                    let before = fields.get(at).map_or(value, |(_, before)| *before);
                    let both = self.join(before, value);
                    if let Some(field) = fields.get_mut(at) {
                        field.1 = both;
                    }
                }
                None => fields.push((key, value)),
            }
        }
        // Positions that only one of two lists has may be absent: reading them gives what that one holds.
        for (key, value) in fields {
            self.state.set(Slot::Field(joined, key), Held::Value(value));
        }
        if let Some(loose) = loose {
            self.state.set(Slot::Rest(joined), Held::Value(loose));
        }
        joined
    }

    /// Go on from any of several states, each given by its changes since the state that is now.
    pub(super) fn join_states(&mut self, arms: &[Changes]) {
        if let [only] = arms {
            for (slot, held) in only {
                self.state.set(*slot, *held);
            }
            return;
        }
        let start = self.state.mark();
        self.keep_born(arms, start);
        // Each slot that any of them changed, how many did, and what it comes to.
        let total = arms.iter().map(Vec::len).sum();
        let mut slots: Vec<Joined> = Vec::with_capacity(total);
        let mut places: FxHashMap<Slot, usize> = FxHashMap::default();
        if total > FEW {
            places.reserve(total);
        }
        let place = |slots: &[Joined], places: &FxHashMap<Slot, usize>, slot: Slot| {
            if total > FEW {
                places.get(&slot).copied()
            } else {
                slots.iter().position(|known| known.slot == slot)
            }
        };
        let mut told: Vec<Slot> = Vec::new();
        for (slot, _) in arms.iter().flatten() {
            if self.is_of_born(*slot, start) {
                continue;
            }
            if matches!(slot, Slot::Ways(_)) {
                told.push(*slot);
                continue;
            }
            if let Some(known) = place(&slots, &places, *slot).and_then(|at| slots.get_mut(at)) {
                known.changed += 1;
                continue;
            }
            if total > FEW {
                places.insert(*slot, slots.len());
            }
            slots.push(Joined { slot: *slot, changed: 1, held: None });
        }
        // An arm that did not change it leaves it as it is, and what it has shown of it holds.
        let shown = arms.iter().flatten().any(|(slot, _)| matches!(slot, Slot::Proof(_)));
        for Joined { slot, changed, held } in &mut slots {
            if *changed == arms.len() {
                continue;
            }
            let before = self.state.get(*slot);
            let is_data = matches!(before, Held::Value(value) if value.taint.is_some());
            if !(shown && is_data) {
                *held = Some(before);
                continue;
            }
            for arm in arms.iter().filter(|arm| !arm.iter().any(|(changed, _)| changed == slot)) {
                let kept = self.as_proven(before, arm);
                *held = Some(match *held {
                    Some(held) if held != kept => self.join_held(held, kept),
                    _ => kept,
                });
            }
        }
        let is_gone = |(slot, held): &&(Slot, Held)| matches!((slot, held), (Slot::Field(..), Held::Nothing));
        let removed: Vec<Slot> = arms.iter().flatten().filter(is_gone).map(|(slot, _)| *slot).collect();
        for (slot, arm) in arms.iter().flatten() {
            let Some(at) = place(&slots, &places, *slot) else { continue };
            let before = slots.get(at).and_then(|joined| joined.held);
            let both = before.map_or(*arm, |before| self.join_held(before, *arm));
            if let Some(joined) = slots.get_mut(at) {
                joined.held = Some(both);
            }
        }
        for Joined { slot, held, changed } in slots {
            if let Slot::Field(object, _) = slot
                && matches!(held, Some(Held::Value(_)))
                && (changed < arms.len() && self.state.get(slot) == Held::Nothing || removed.contains(&slot))
            {
                self.state.unsure(object);
            }
            if let Some(held) = held {
                self.state.set(slot, held);
            }
        }
        for slot in told {
            let lost = match slot {
                Slot::Ways(Teller::Object(_)) => Held::Ways(WaysId::LOST),
                _ => Held::Nothing,
            };
            self.state.set(slot, lost);
        }
    }

    /// What objects hold that were made in an arm is not one of two things, and is asked for when what stands for
    /// them is joined: `options = {"name": data}` in one arm.
    fn keep_born(&mut self, arms: &[Changes], start: Mark) {
        for (slot, held) in arms.iter().flatten() {
            if self.is_of_born(*slot, start) {
                let held = match self.state.get(*slot) {
                    Held::Nothing => *held,
                    before if before == *held => continue,
                    // Made at one place that both arms came by.
                    before => self.join_held(before, *held),
                };
                self.state.set(*slot, held);
            }
        }
    }

    fn is_of_born(&self, slot: Slot, start: Mark) -> bool {
        matches!(slot, Slot::Field(object, _) | Slot::Rest(object) if self.state.is_born_since(object, start))
    }

    pub(super) fn join_held(&mut self, a: Held, b: Held) -> Held {
        match (a, b) {
            (Held::Value(a), Held::Value(b)) => Held::Value(self.join(a, b)),
            (Held::Proof(a, doubts), Held::Proof(b, more)) => match a.and(b) {
                both if both.is_empty() && !doubts.and(more).any() => Held::Nothing,
                both => Held::Proof(both, doubts.and(more)),
            },
            // A field that only one of two states has may be absent; a proof of only one does not hold.
            (Held::Value(value), Held::Nothing) | (Held::Nothing, Held::Value(value)) => Held::Value(value),
            _ => Held::Nothing,
        }
    }

    /// Changes of an arm with what was proven in it made part of the values written in it, for the proofs
    /// end with the arm: `if x.isdigit(): q = "id = " + x`.
    pub(super) fn settle(&mut self, changes: &mut Changes) {
        let proofs = changes.iter().any(|(slot, _)| matches!(slot, Slot::Proof(_)));
        if !proofs {
            return;
        }
        for (slot, held) in changes {
            if let (Slot::Variable(_) | Slot::Field(..) | Slot::Rest(_), Held::Value(value)) = (&slot, held)
                && value.taint.is_some()
            {
                let (proven, doubts) = self.proven(value.taint.root);
                value.taint.cleaned = value.taint.cleaned.or(proven);
                if doubts.any() {
                    value.taint.trace = self.traces.doubted(value.taint.trace, doubts);
                }
            }
        }
    }

    /// A value that an arm did not change, with what the arm has shown of it:
    /// `if order not in KNOWN: order = "name"` leaves one of the known behind.
    fn as_proven(&mut self, held: Held, arm: &[(Slot, Held)]) -> Held {
        let Held::Value(mut value) = held else { return held };
        let proof = arm.iter().find(|(slot, _)| *slot == Slot::Proof(value.taint.root));
        if let (true, Some((_, Held::Proof(sinks, doubts)))) = (value.taint.is_some(), proof) {
            value.taint.cleaned = value.taint.cleaned.or(evidence::concluded(*sinks));
            if doubts.any() {
                value.taint.trace = self.traces.doubted(value.taint.trace, *doubts);
            }
        }
        Held::Value(value)
    }

    /// For which kinds of sink somebody's data is harmless here: cleaned on its way, or proven by a guard.
    pub(super) fn harmless(&self, taint: Taint) -> Sinks {
        if taint.is_some() { taint.cleaned.or(self.proven(taint.root).0) } else { Sinks::ALL }
    }

    /// What is proven of a root here, and with which doubts.
    pub(super) fn proven(&self, root: RootId) -> (Sinks, Doubts) {
        if !self.state.proves() && !matches!(self.traces.origin(root), Some(Origin::Normal(..))) {
            return (Sinks::NONE, Doubts::NONE);
        }
        let (mut own, mut doubts) = self.state.proof(root);
        if self.traces.source(root) == Source::Failure && self.is_debugging() {
            own = own.or(Sinks::of(&[Sink::Body]));
        }
        let mut all: Option<Sinks> = None;
        let attackers = self.is_attackers(root);
        for parent in self.traces.parents(root) {
            // Of what is partly an attacker's only his part counts.
            if attackers && !self.is_attackers(*parent) {
                continue;
            }
            let (sinks, more) = self.proven_line(*parent);
            all = Some(all.map_or(sinks, |all| all.and(sinks)));
            doubts = doubts.and(more);
        }
        (evidence::concluded(own.or(all.unwrap_or(Sinks::NONE))), doubts)
    }

    /// What is proven of a root or of what it is a part of.
    fn proven_line(&self, root: RootId) -> (Sinks, Doubts) {
        let (mut sinks, mut doubts) = self.state.proof(root);
        let mut at = root;
        for _ in 0..MOST_PARTS {
            let Some(Origin::Part(whole, _) | Origin::Normal(whole, _)) = self.traces.origin(at) else {
                break;
            };
            let mut all: Option<Sinks> = None;
            for parent in self.traces.parents(whole) {
                let (own, more) = self.state.proof(*parent);
                all = Some(all.map_or(own, |all| all.and(own)));
                doubts = doubts.and(more);
            }
            sinks = sinks.or(all.unwrap_or(Sinks::NONE)).or(self.state.proof(whole).0);
            at = whole;
        }
        sinks = sinks.or(self.traces.normal(root)).or(self.proven_of_each(root));
        (evidence::concluded(sinks), doubts)
    }
}

/// A slot that several states are joined in.
struct Joined {
    slot: Slot,
    /// In how many of them it was changed.
    changed: usize,
    /// What it comes to so far.
    held: Option<Held>,
}

/// `ssl.CERT_NONE` and `ssl.CERT_REQUIRED`, `TLSVersion.TLSv1` and `TLSVersion.TLSv1_2`: constants of one module or class,
/// of which either may be meant.
fn are_choices(a: PathId, b: PathId) -> bool {
    let is_constant = |path: PathId| !path.last().text().contains(|letter: char| letter.is_ascii_lowercase());
    let is_member = || a.parent().is_some_and(|of| of.last().text().starts_with(char::is_uppercase));
    a.parent() == b.parent() && (is_member() || is_constant(a) && is_constant(b))
}
