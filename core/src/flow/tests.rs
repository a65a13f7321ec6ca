//! Tests as values: what a condition proves when it is true and when it is false.

use super::trace::{Doubts, RootId};
use crate::vocabulary::Sinks;

/// A test of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TestId(pub u32);

/// What a condition proves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Test {
    /// When it is true.
    pub(super) when_true: Vec<Proof>,
    /// When it is false.
    pub(super) when_false: Vec<Proof>,
}

/// That data is harmless for some kinds of sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proof {
    /// Whose data.
    pub(super) root: RootId,
    /// For which kinds of sink.
    pub(super) sinks: Sinks,
    /// With which doubts.
    pub(super) doubts: Doubts,
}

impl Test {
    /// The opposite test.
    pub(super) fn not(self) -> Self {
        Self { when_true: self.when_false, when_false: self.when_true }
    }

    /// Both at once: true proves what either proves, false only what both prove.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            when_true: any(self.when_true, other.when_true),
            when_false: common(&self.when_false, &other.when_false),
        }
    }

    /// One or the other.
    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Whether it proves nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.when_true.is_empty() && self.when_false.is_empty()
    }
}

fn any(mut proofs: Vec<Proof>, more: Vec<Proof>) -> Vec<Proof> {
    proofs.extend(more);
    proofs
}

/// What both lists prove.
pub(super) fn common(a: &[Proof], b: &[Proof]) -> Vec<Proof> {
    let mut common = Vec::new();
    for first in a {
        for second in b.iter().filter(|second| second.root == first.root) {
            let sinks = first.sinks.and(second.sinks);
            let doubts = first.doubts.and(second.doubts);
            if !sinks.is_empty() || doubts.any() {
                common.push(Proof { root: first.root, sinks, doubts });
            }
        }
    }
    common
}
