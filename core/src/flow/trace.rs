//! Whose data a value holds and how it came here: roots and steps.
//!
//! A *root* is one reading of a source. What a guard proves is kept by root, so it holds for every alias and
//! ends with its branch. A value made of several roots has a root of its own that knows its parents: it is
//! harmless where all of them are. A part of a value (an item, a slice, what an unknown call makes of it) has
//! a root of its own as well: what is proven of the whole holds for the part, not the other way round.

use super::tests::evidence;
use crate::intern::{ConstId, PathId, Sym};
use crate::project::FunctionRef;
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};
use rustc_hash::{FxHashMap, FxHashSet};

/// One reading of a source, or a combination of such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RootId(pub u32);

impl RootId {
    /// Nobody's data.
    pub const NOBODY: Self = Self(0);
    /// No data: of this it is kept that the program is being debugged.
    pub(super) const DEBUGGING: Self = Self(u32::MAX);
}

/// One step of a trace; steps form a chain back to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(pub u32);

impl StepId {
    /// No step.
    pub const NONE: Self = Self(0);
}

/// Most roots of one value that are told apart.
const MOST_ROOTS: usize = 8;

/// What a root is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A reading of a source with a key that is not constant, in one call frame.
    Read(Place, u32),
    /// A reading of a source by a constant key: `request.args["a"]`, wherever that stands.
    Key(PathId, ConstId),
    /// Data of several roots: which, by index.
    Several(u32),
    /// Data of more roots than are told apart: nothing is proven of it.
    Crowd,
    /// A part of something.
    Part(RootId, Which),
    /// The same path without `..` and links: what is proven of the original holds, and a check of its beginning
    /// counts.
    Normal(RootId, Place),
    /// Something decoded or otherwise made anew: nothing proven of the original holds.
    Made(RootId, Place),
}

/// Which part: read again it is the same, and what was shown of it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Which {
    /// An attribute.
    Attribute(Sym),
    /// An item by a constant text.
    Text(Sym),
    /// An item by a constant number.
    Index(i64),
    /// Its signature by a key that its sender does not have.
    Signature,
    /// Its type.
    Type,
    /// Each of its items.
    Each,
    /// What is made of it at a place: a slice, any of its items, the result of a call.
    At(Place),
}

/// How many parts deep within an item something is told apart.
const MOST_WITHIN: usize = 2;

#[derive(Debug, Clone, Copy)]
struct Root {
    id: RootId,
    origin: Origin,
    source: Source,
}

/// Why a conclusion is less than certain, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Doubts(u16);

impl Doubts {
    /// None.
    pub const NONE: Self = Self(0);
    /// The data went through a call of something that is not in these files.
    pub const UNKNOWN_CALL: Self = Self(1);
    /// Items of a container, or constants of a loop, could no longer be told apart.
    pub const WIDENED: Self = Self(2);
    /// A function of the program's own is named like a sanitizer.
    pub const OWN_SANITIZER: Self = Self(4);
    /// A name is bound nowhere and was taken for what it usually is.
    pub const ASSUMED: Self = Self(8);
    /// Something that is not in these files checked the data.
    pub const UNKNOWN_CHECK: Self = Self(16);
    /// A method was known by its name alone.
    pub const BY_NAME: Self = Self(32);

    /// Details of an error whose kind is one's own: it may be meant to be shown.
    pub const MEANT: Self = Self(64);

    /// The text of an error: it tells what failed, and seldom where and how.
    pub const BRIEF: Self = Self(128);

    /// An attacker chooses it only within limits that leave little: no `/` in a path, the page that a redirect comes
    /// from.
    pub const LIMITED: Self = Self(256);

    /// A check lets through little that does harm, which few think of: the folder whose name only begins like it.
    pub const FAR: Self = Self(512);

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is any.
    #[must_use]
    pub fn any(self) -> bool {
        self.0 != 0
    }

    /// Whether all of the other are among them.
    #[must_use]
    pub fn hold(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// What happens in a step; made into words only when a trace is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Data is read: "the query string".
    Source(Source, &'static str),
    /// A parameter of a function that nothing given calls, or that the outside calls.
    Parameter(Source, Sym),
    /// Assigned to a name or attribute.
    Assigned(Sym),
    /// Passed to a function of the given files as a parameter.
    Passed(FunctionRef, Sym),
    /// Returned from one.
    Returned(FunctionRef),
    /// Put into a text.
    Built(&'static str),
    /// Stored in a container.
    Stored,
    /// Through a call of something outside that is known to pass it on.
    Through(PathId),
    /// Through a call of something that is not in these files.
    ThroughUnknown,
    /// Made harmless for some kinds of sink.
    Cleaned(PathId),
    /// Decoded.
    Decoded(PathId),
    /// A template is made of a text: of nobody's data, the last step of what it is.
    Template(ConstId),
    /// A template shows what it is given under a name as it is.
    Shown(Sym),
    /// A template shows it where no quotes hold it, so that escaping does not help: `<a href={{ link }}>`.
    ShownBare(Sym),
    /// A name was taken for what it usually is.
    Assumed(Sym),
    /// Through a function of the program's own that is named like a sanitizer.
    OwnSanitizer(FunctionRef),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) previous: StepId,
    pub(super) place: Place,
    pub(super) event: Event,
    pub(super) doubts: Doubts,
}

/// All roots and steps of one entry point's evaluation.
#[derive(Debug, Default)]
pub(super) struct Traces {
    roots: Vec<Root>,
    known: FxHashMap<(Origin, Source), RootId>,
    sets: Vec<Vec<RootId>>,
    set_ids: FxHashMap<Vec<RootId>, u32>,
    steps: Vec<Step>,
    notes: Vec<Note>,
    /// Where paths are made normal that may begin with `..` then.
    loose: FxHashSet<Place>,
}

/// A check of data that does not make it harmless for every kind of sink, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note {
    root: RootId,
    place: Place,
    /// For which it does.
    protects: Sinks,
    /// "says nothing of what follows the match"
    why: &'static str,
}

/// Most notes of one evaluation, and of one place.
const MOST_NOTES: usize = 1_000;
const MOST_NOTES_SAID: usize = 2;

impl Traces {
    /// Keep that data was checked in a way that protects some kinds of sink only.
    pub(super) fn note(&mut self, root: RootId, place: Place, protects: Sinks, why: &'static str) {
        let note = Note { root, place, protects, why };
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What was checked elsewhere says nothing of another entry point.
    pub(super) fn forget_notes(&mut self) {
        self.notes.clear();
    }

    /// The checks of data, or of what it is made of, that do not protect a kind of sink.
    pub(super) fn notes(&self, root: RootId, sink: Sink) -> Vec<(Place, &'static str)> {
        let mut of: Vec<RootId> = vec![root];
        let mut at = 0;
        while let Some(root) = of.get(at).copied() {
            let whole = match self.origin(root) {
                Some(Origin::Part(whole, _) | Origin::Normal(whole, _)) => Some(whole),
                _ => None,
            };
            let more = self.parents(root).iter().copied().chain(whole);
            let more: Vec<RootId> = more.filter(|root| !of.contains(root)).collect();
            of.extend(more);
            at += 1;
        }
        let notes = self.notes.iter().filter(|note| of.contains(&note.root) && !note.protects.holds(sink));
        notes.map(|note| (note.place, note.why)).take(MOST_NOTES_SAID).collect()
    }

    /// The root of an origin. Equal ones share an id.
    pub(super) fn root(&mut self, origin: Origin, source: Source) -> RootId {
        let roots = &mut self.roots;
        *self.known.entry((origin, source)).or_insert_with(|| {
            let id = RootId(roots.len() as u32 + 1);
            roots.push(Root { id, origin, source });
            id
        })
    }

    /// What stands for the same part of each item of something, of a part of one: `item["tool"]`.
    pub(super) fn part_of_each(&mut self, root: RootId) -> Option<RootId> {
        let (whole, parts) = self.within_item(root)?;
        let source = self.source(root);
        let each = self.root(Origin::Part(whole, Which::Each), source);
        let parts = parts.into_iter().rev().flatten();
        Some(parts.fold(each, |of, part| self.root(Origin::Part(of, part), source)))
    }

    /// The same, if anything was ever said of it.
    pub(super) fn known_part_of_each(&self, root: RootId) -> Option<RootId> {
        let (whole, parts) = self.within_item(root)?;
        let source = self.source(root);
        let find = |origin| self.known.get(&(origin, source)).copied();
        let each = find(Origin::Part(whole, Which::Each))?;
        parts.into_iter().rev().flatten().try_fold(each, |of, part| find(Origin::Part(of, part)))
    }

    /// Of what some item holds a part, and which, the innermost first.
    fn within_item(&self, root: RootId) -> Option<(RootId, [Option<Which>; MOST_WITHIN])> {
        let mut parts = [None; MOST_WITHIN];
        let mut at = root;
        for place in 0..=MOST_WITHIN {
            match self.origin(at)? {
                Origin::Part(whole, Which::At(_)) if place > 0 => return Some((whole, parts)),
                Origin::Part(whole, which @ (Which::Text(_) | Which::Attribute(_) | Which::Index(_))) => {
                    *parts.get_mut(place)? = Some(which);
                    at = whole;
                }
                _ => return None,
            }
        }
        None
    }

    /// The root of data of both.
    pub(super) fn both(&mut self, a: RootId, b: RootId) -> RootId {
        if a == b || b == RootId::NOBODY {
            return a;
        }
        if a == RootId::NOBODY {
            return b;
        }
        let source = self.source(a).min(self.source(b));
        let crowd = |root| self.origin(root) == Some(Origin::Crowd);
        if crowd(a) || crowd(b) {
            return self.root(Origin::Crowd, source);
        }
        let mut all: Vec<RootId> = self.parents(a).iter().chain(self.parents(b)).copied().collect();
        all.sort_unstable();
        all.dedup();
        if all.as_slice() == self.parents(a) {
            return a;
        }
        if all.as_slice() == self.parents(b) {
            return b;
        }
        if all.len() > MOST_ROOTS {
            return self.root(Origin::Crowd, source);
        }
        let next = self.sets.len() as u32;
        let set = *self.set_ids.entry(all.clone()).or_insert(next);
        if set == next {
            self.sets.push(all);
        }
        self.root(Origin::Several(set), source)
    }

    /// The roots that a root is made of: itself, if it is a single one.
    pub(super) fn parents(&self, root: RootId) -> &[RootId] {
        match self.get(root) {
            Some(Root { origin: Origin::Several(set), .. }) => {
                self.sets.get(*set as usize).map_or(&[], Vec::as_slice)
            }
            Some(known) => std::slice::from_ref(&known.id),
            None => &[],
        }
    }

    /// Who controls the data: of several, the one least trusted.
    pub(super) fn source(&self, root: RootId) -> Source {
        self.get(root).map_or(Source::Caller, |root| root.source)
    }

    /// What a root is made of.
    pub(super) fn origin(&self, root: RootId) -> Option<Origin> {
        self.get(root).map(|root| root.origin)
    }

    /// Whether what is shown of a root is shown of another, or of a part of it.
    pub(super) fn is_about(&self, root: RootId, whole: RootId) -> bool {
        let mut at = root;
        for _ in 0..super::join::MOST_PARTS {
            if at == whole || self.parents(whole).contains(&at) {
                return true;
            }
            match self.origin(at) {
                Some(Origin::Part(of, _) | Origin::Normal(of, _)) => at = of,
                _ => return false,
            }
        }
        false
    }

    fn get(&self, root: RootId) -> Option<&Root> {
        self.roots.get((root.0 as usize).checked_sub(1)?)
    }

    /// One more step.
    pub(super) fn step(&mut self, previous: StepId, place: Place, event: Event, doubts: Doubts) -> StepId {
        let doubts = self.doubts(previous).and(doubts);
        self.steps.push(Step { previous, place, event, doubts });
        StepId(self.steps.len() as u32)
    }

    /// A path is made normal at a place, where `..` may stay where it begins: `os.path.normpath("../a")`.
    pub(super) fn keeps_dots(&mut self, place: Place) {
        self.loose.insert(place);
    }

    /// What is shown of a path by having been made normal.
    pub(super) fn normal(&self, root: RootId) -> Sinks {
        match self.origin(root) {
            Some(Origin::Normal(_, place)) if self.loose.contains(&place) => evidence::NO_DOTS_WITHIN,
            Some(Origin::Normal(..)) => evidence::NO_DOTS,
            _ => Sinks::NONE,
        }
    }

    /// The same step with more doubts: something about the data came to be unsure, and nothing happened to it.
    pub(super) fn doubted(&mut self, step: StepId, doubts: Doubts) -> StepId {
        match self.at(step).copied() {
            Some(Step { previous, place, event, doubts: known }) if !known.hold(doubts) => {
                self.step(previous, place, event, known.and(doubts))
            }
            _ => step,
        }
    }

    /// The step before the reading of a source within a place: of `request.args["q"]` the whole is said, not that
    /// `request.args` was read first.
    pub(super) fn before_source(&self, step: StepId, place: Place) -> StepId {
        match self.at(step) {
            Some(Step { previous, place: inner, event: Event::Source(..), .. })
                if inner.file == place.file
                    && place.span.start <= inner.span.start
                    && inner.span.end <= place.span.end =>
            {
                *previous
            }
            _ => step,
        }
    }

    /// The doubts so far.
    pub(super) fn doubts(&self, step: StepId) -> Doubts {
        self.at(step).map_or(Doubts::NONE, |step| step.doubts)
    }

    pub(super) fn at(&self, step: StepId) -> Option<&Step> {
        self.steps.get((step.0 as usize).checked_sub(1)?)
    }

    /// Where the chain that ends with a step begins.
    pub(super) fn first(&self, step: StepId) -> Option<Place> {
        std::iter::successors(self.at(step), |step| self.at(step.previous)).last().map(|step| step.place)
    }

    /// Whether the chain that ends with a step says where the data came from.
    pub(super) fn says_source(&self, step: StepId) -> bool {
        let first = std::iter::successors(self.at(step), |step| self.at(step.previous)).last();
        first.is_some_and(|step| matches!(step.event, Event::Source(..) | Event::Parameter(..)))
    }

    /// The chain that ends with a step, source first.
    pub(super) fn chain(&self, step: StepId) -> Vec<Step> {
        let mut chain: Vec<Step> =
            std::iter::successors(self.at(step), |step| self.at(step.previous)).copied().collect();
        chain.reverse();
        chain
    }

    /// Of two traces the one that says more: the less trusted source, then fewer doubts, then the first.
    pub(super) fn stronger(&self, a: (RootId, StepId), b: (RootId, StepId)) -> StepId {
        let rank = |(root, step): (RootId, StepId)| (self.source(root), self.doubts(step).count());
        if rank(b) < rank(a) { b.1 } else { a.1 }
    }
}
