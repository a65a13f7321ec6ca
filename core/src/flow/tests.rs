//! Tests as values: what a condition proves when it is true and when it is false.

use super::evaluate::Evaluator;
use super::trace::{Doubts, RootId};
use super::value::{Kind, PatternId, Value};
use crate::vocabulary::Sinks;

/// How many proofs of one test are kept as they come; of more, one of each root.
pub(super) const FEW_PROOFS: usize = 8;
/// Most roots of which one test proves something.
pub(super) const MOST_PROOFS: usize = 64;

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
    /// The pattern of which it is a match, which is nothing when it is false.
    pub(super) matched: Option<PatternId>,
    /// Whether it is one in a text of the code's own.
    pub(super) fixed: bool,
    /// For which kinds of sink a text is harmless of which every letter passes.
    pub(super) letters: Sinks,
}

/// That data is harmless for some kinds of sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proof {
    /// Whose data.
    pub(super) root: RootId,
    /// For which kinds of sink, without a doubt.
    pub(super) sinks: Sinks,
    /// Why more may have been checked than is known.
    pub(super) doubts: Doubts,
}

impl Proof {
    /// What a check shows that may be doubted: one that is not known takes nothing from what another has shown.
    pub(super) fn unless(doubts: Doubts, root: RootId, sinks: Sinks) -> Self {
        Self { root, sinks: if doubts.any() { Sinks::NONE } else { sinks }, doubts }
    }
}

impl Test {
    /// The opposite test.
    pub(super) fn not(self) -> Self {
        Self {
            when_true: self.when_false,
            when_false: self.when_true,
            letters: self.letters,
            ..Self::default()
        }
    }

    /// Both at once: true proves what either proves, false only what both prove.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            when_true: any(self.when_true, other.when_true),
            when_false: common(&self.when_false, &other.when_false),
            ..Self::default()
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

/// What both lists prove: one proof of each root.
pub(super) fn common(a: &[Proof], b: &[Proof]) -> Vec<Proof> {
    let mut common: Vec<Proof> = Vec::new();
    for root in a.iter().map(|proof| proof.root) {
        if common.iter().any(|known| known.root == root) {
            continue;
        }
        let (Some((sinks, doubts)), Some((others, more))) = (of(a, root), of(b, root)) else { continue };
        let (sinks, doubts) = (sinks.and(others), doubts.and(more));
        if !sinks.is_empty() || doubts.any() {
            common.push(Proof { root, sinks, doubts });
        }
    }
    common
}

/// All that a list proves of a root.
fn of(proofs: &[Proof], root: RootId) -> Option<(Sinks, Doubts)> {
    let mut proofs = proofs.iter().filter(|proof| proof.root == root);
    let first = proofs.next()?;
    let both =
        |(sinks, doubts): (Sinks, Doubts), proof: &Proof| (sinks.or(proof.sinks), doubts.and(proof.doubts));
    Some(proofs.fold((first.sinks, first.doubts), both))
}

/// What single tests show that prove something only together. They are kept beside the kinds of sink, in bits
/// that no kind of sink has.
pub(super) mod evidence {
    use crate::vocabulary::{Sink, Sinks};

    /// It begins with `/`.
    pub(in crate::flow) const ROOTED: Sinks = Sinks::evidence(0);
    /// It does not begin with `//`.
    pub(in crate::flow) const NO_HOST: Sinks = Sinks::evidence(1);
    /// There is no `..` in it.
    pub(in crate::flow) const NO_DOTS: Sinks = Sinks::NO_DOTS;
    /// It is no absolute path.
    pub(in crate::flow) const RELATIVE: Sinks = Sinks::evidence(3);
    /// It begins with something that its sender does not choose.
    pub(in crate::flow) const PREFIXED: Sinks = Sinks::evidence(4);

    /// It is one of texts that are made of letters of words.
    pub(in crate::flow) const WORDS: Sinks = Sinks::evidence(5);

    /// There is no `'` in it.
    pub(in crate::flow) const NO_SINGLE: Sinks = Sinks::evidence(6);
    /// There is no `"` in it.
    pub(in crate::flow) const NO_DOUBLE: Sinks = Sinks::evidence(7);
    /// It begins with `'`.
    pub(in crate::flow) const BEGINS_QUOTED: Sinks = Sinks::evidence(8);
    /// It ends with `'`.
    pub(in crate::flow) const ENDS_QUOTED: Sinks = Sinks::evidence(9);
    /// There is no `'` in it but at its ends.
    pub(in crate::flow) const NONE_WITHIN: Sinks = Sinks::evidence(10);

    /// It is something that the program chooses, and not only nothing.
    pub(in crate::flow) const CHOSEN: Sinks = Sinks::evidence(11);
    /// It names no host in the way that Python reads addresses: `///host` and `/\host` do neither.
    pub(in crate::flow) const UNNAMED: Sinks = Sinks::evidence(12);
    /// There is no `\` in it.
    pub(in crate::flow) const NO_BACKSLASH: Sinks = Sinks::evidence(13);
    /// There is no `<` in it.
    pub(in crate::flow) const NO_TAG: Sinks = Sinks::evidence(14);
    /// It stands behind a host that its sender does not choose.
    pub(in crate::flow) const BEHIND_HOST: Sinks = Sinks::evidence(15);
    /// There is no `/` in it.
    pub(in crate::flow) const NO_SLASH: Sinks = Sinks::evidence(16);
    /// A browser says it in a header: a link to this site chooses at most where it stands itself.
    pub(in crate::flow) const BROWSERS: Sinks = Sinks::evidence(17);
    /// Each `'` in it is written twice.
    pub(in crate::flow) const DOUBLED_SINGLE: Sinks = Sinks::evidence(18);
    /// No `'` in it ends a text in SQL.
    pub(in crate::flow) const ESCAPED_SINGLE: Sinks = NO_SINGLE.or(DOUBLED_SINGLE);
    /// It begins with something of the program's own that is not known.
    pub(in crate::flow) const OWN_START: Sinks = Sinks::OWN_START;
    /// There is no `..` in it but where it begins.
    pub(in crate::flow) const NO_DOTS_WITHIN: Sinks = Sinks::evidence(22);
    /// It begins with the name of a folder, and so may the name of another: `/srv2`.
    pub(in crate::flow) const BESIDE: Sinks = Sinks::evidence(25);
    /// It is a path below a folder, or in one whose name begins like its.
    pub(in crate::flow) const NEARLY_BELOW: Sinks = Sinks::evidence(26);
    /// There is no `*` in it.
    pub(in crate::flow) const NO_STAR: Sinks = Sinks::evidence(28);
    /// There is no `(` in it.
    pub(in crate::flow) const NOT_OPENED: Sinks = Sinks::evidence(29);
    /// There is no `)` in it.
    pub(in crate::flow) const NOT_CLOSED: Sinks = Sinks::evidence(30);
    /// What is shown of data that is empty.
    pub(in crate::flow) const EMPTY: Sinks = Sinks::ALL.less(CHOSEN);

    /// With what follows for another that is put together with it: what leads nowhere else is no worse than what a
    /// browser says, and a path that leads to no other folder holds no `..`.
    pub(in crate::flow) fn implied(sinks: Sinks) -> Sinks {
        let sinks = if sinks.holds(Sink::Redirect) { sinks.or(BROWSERS) } else { sinks };
        if sinks.holds(Sink::Path) { sinks.or(NO_DOTS) } else { sinks }
    }

    /// With what follows from several of them: a path without `..` below a folder leads nowhere else.
    pub(in crate::flow) fn concluded(sinks: Sinks) -> Sinks {
        let all = |of: [Sinks; 2]| of.iter().all(|one| sinks.and(*one) == *one);
        let mut sinks = sinks;
        if all([NO_DOTS_WITHIN, PREFIXED]) {
            sinks = sinks.or(Sinks::of(&[Sink::Path]));
        }
        if all([NO_DOTS, RELATIVE]) || all([NO_DOTS, PREFIXED]) {
            sinks = sinks.or(Sinks::of(&[Sink::Path]));
        }
        if all([NO_DOTS, BESIDE]) || all([NO_DOTS_WITHIN, BESIDE]) {
            sinks = sinks.or(NEARLY_BELOW);
        }
        if all([NO_STAR, NOT_OPENED]) && sinks.and(NOT_CLOSED) == NOT_CLOSED {
            sinks = sinks.or(Sinks::of(&[Sink::Ldap]));
        }
        if all([ROOTED, NO_HOST]) {
            sinks = sinks.or(Sinks::of(&[Sink::Redirect]));
        }
        if all([UNNAMED, NO_BACKSLASH]) {
            sinks = sinks.or(Sinks::of(&[Sink::Redirect]));
        }
        // `'text'`: a literal, whatever the text is.
        if all([BEGINS_QUOTED, ENDS_QUOTED]) && sinks.and(NONE_WITHIN) == NONE_WITHIN {
            sinks = sinks.or(Sinks::of(&[Sink::Code, Sink::XPath]));
        }
        sinks
    }
}

impl Evaluator<'_, '_> {
    /// A test as a value; plain unknown when it proves nothing.
    pub(super) fn test(&mut self, mut test: Test) -> Value {
        if test.is_empty() {
            return Value::UNKNOWN;
        }
        // Tests made of tests, round after round, prove the same things again.
        for proofs in [&mut test.when_true, &mut test.when_false] {
            if proofs.len() > FEW_PROOFS {
                *proofs = common(proofs, proofs);
                proofs.truncate(MOST_PROOFS);
            }
        }
        self.tests.push(test);
        Value::new(Kind::Test(TestId(self.tests.len() as u32 - 1)))
    }

    /// The test that a value is.
    pub(super) fn test_of(&self, value: Value) -> Test {
        match value.kind {
            Kind::Test(id) => self.tests.get(id.0 as usize).cloned().unwrap_or_default(),
            Kind::Object(id) if self.verdicts.contains_key(&id) => {
                let test = self.verdicts.get(&id).and_then(|test| self.tests.get(test.0 as usize));
                test.cloned().unwrap_or_default()
            }
            // Data that is false is empty, and so harmless.
            _ if value.taint.is_some() => Test {
                when_false: vec![Proof {
                    root: value.taint.root,
                    sinks: evidence::EMPTY,
                    doubts: Doubts::NONE,
                }],
                ..Test::default()
            },
            _ => Test::default(),
        }
    }
}
