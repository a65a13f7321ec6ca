//! What is known of a value: what it is, and whose data it holds.

use super::state::ObjectId;
use super::tests::TestId;
use super::trace::{RootId, StepId};
use crate::intern::{ConstId, PathId};
use crate::project::ClassRef;
use crate::text::FileId;
use crate::vocabulary::Sinks;

/// What is known of a value. Small and copied freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value {
    /// Whose data it holds.
    pub taint: Taint,
    /// What it is.
    pub kind: Kind,
}

/// Whose data a value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Taint {
    /// For which kinds of sink it is harmless.
    pub cleaned: Sinks,
    /// The reading of a source that it comes from; [`RootId::NOBODY`] for nobody's data.
    pub root: RootId,
    /// The last step of its way here. Of nobody's data: where an assumption or a doubt came in.
    pub trace: StepId,
}

/// The kinds of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing is known.
    Unknown,
    /// No value yet: a variable before its first assignment.
    Unbound,
    /// A constant: `"md5"`.
    Known(ConstId),
    /// One of several constants of the code: what `"a" if x else "b"` comes to.
    Literal,
    /// A text of which parts are known: `"SELECT " + columns`.
    Text(TextId),
    /// Something that is not in the given files, by dotted path, whatever it was imported as:
    /// `hashlib.md5`.
    Outside(PathId),
    /// An instance of something outside: `hashlib.md5()`.
    Instance(PathId),
    /// A function of the given files.
    Function(ClosureId),
    /// A class of the given files.
    Class(ClassRef),
    /// One of the given files, imported.
    Module(FileId),
    /// A container, or an object of a class of the given files.
    Object(ObjectId),
    /// A truth value that proves something.
    Test(TestId),
    /// A regular expression: `re.compile("[a-z]+")`.
    Pattern(PatternId),
}

/// A regular expression of one evaluation, in its [`super::patterns::Patterns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PatternId(pub u32);

impl PatternId {
    /// One of which nothing is known.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

/// A partly known text of one evaluation, in its [`super::texts::Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextId(pub u32);

/// A function with its defining frame and, for a method, its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClosureId(pub u32);

impl Taint {
    /// Nobody's data.
    pub const NONE: Self = Self { cleaned: Sinks::NONE, root: RootId::NOBODY, trace: StepId::NONE };

    /// Whether it is somebody's data.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.root != RootId::NOBODY
    }
}

impl Value {
    /// Nothing known, nobody's data.
    pub const UNKNOWN: Self = Self { kind: Kind::Unknown, taint: Taint::NONE };
    /// No value yet.
    pub const UNBOUND: Self = Self { kind: Kind::Unbound, taint: Taint::NONE };

    /// A value of some kind, nobody's data.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, taint: Taint::NONE }
    }

    /// Somebody's data of which nothing else is known.
    #[must_use]
    pub fn tainted(taint: Taint) -> Self {
        Self { kind: Kind::Unknown, taint }
    }

    /// The dotted path of something outside the given files.
    #[must_use]
    pub fn path(self) -> Option<PathId> {
        match self.kind {
            Kind::Outside(path) => Some(path),
            _ => None,
        }
    }

    /// The type that the value is an instance of, or the path that was called to make it.
    #[must_use]
    pub fn instance_of(self) -> Option<PathId> {
        match self.kind {
            Kind::Instance(path) => Some(path),
            _ => None,
        }
    }
}
