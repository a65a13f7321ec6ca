//! What is known of a value.

use crate::intern::{ConstId, PathId, Sym};
use crate::project::{ClassRef, FunctionRef};

/// What is known of a value. Small and copied freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Whether that is assumed, because a name is bound nowhere in its file: `os.system` in a pasted
    /// snippet without imports.
    pub assumed: bool,
}

/// The kinds of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is known.
    Unknown,
    /// A constant: `"md5"`.
    Known(ConstId),
    /// A text of which parts are known: `"SELECT " + columns`.
    Text(TextId),
    /// Something that is not in the given files, by dotted path, whatever it was imported as:
    /// `hashlib.md5`.
    Outside(PathId),
    /// What a call of something outside gives, by the path that was called: `hashlib.md5()`.
    Instance(PathId),
    /// A function of the given files.
    Function(FunctionRef),
    /// A class of the given files.
    Class(ClassRef),
    /// An object of a class of the given files, such as `self`.
    Object(ClassRef),
}

/// A partly known text of one evaluation, in the evaluation's table of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextId(pub u32);

impl Value {
    /// Nothing known.
    pub const UNKNOWN: Self = Self { kind: Kind::Unknown, assumed: false };

    /// A value of some kind.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, assumed: false }
    }

    /// The dotted path of something outside the given files.
    #[must_use]
    pub fn path(self) -> Option<PathId> {
        match self.kind {
            Kind::Outside(path) => Some(path),
            _ => None,
        }
    }

    /// What the value is an instance of, by the path that was called to make it.
    #[must_use]
    pub fn instance_of(self) -> Option<PathId> {
        match self.kind {
            Kind::Instance(path) => Some(path),
            _ => None,
        }
    }

    /// Its attribute, where that follows from what it is.
    #[must_use]
    pub fn attribute(self, name: Sym) -> Self {
        match self.kind {
            Kind::Outside(path) | Kind::Instance(path) => {
                Self { kind: Kind::Outside(path.then(name)), ..self }
            }
            _ => Self::UNKNOWN,
        }
    }
}
