//! What happens in the program, as rules and checks see it.

use super::texts::{TextPart, Texts};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::project::{Module, Project};
use crate::syntax::ast::{ArgKind, ExprId, FuncId, StmtId};
use crate::text::{FileId, Place};

/// Something that happens.
#[derive(Debug)]
pub enum Event<'a> {
    /// A call: `subprocess.run(command, shell=True)`.
    Call(Call<'a>),
    /// A write to an attribute or item: `context.check_hostname = False`, `config["DEBUG"] = True`.
    Write(Write<'a>),
}

/// What the tables of an evaluation hold, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    pub(super) project: &'a Project,
    pub(super) texts: &'a Texts,
    pub(super) file: FileId,
    pub(super) function: Option<FuncId>,
}

/// A call, with what is known of what is called and of its arguments.
#[derive(Debug)]
pub struct Call<'a> {
    /// The whole call.
    pub place: Place,
    /// The call expression.
    pub expr: ExprId,
    /// The statement that it is part of.
    pub stmt: StmtId,
    /// What is called.
    pub callee: Value,
    /// The last name of what is called: `execute` in `cursor.execute(..)`.
    pub name: Option<Sym>,
    /// What the method is called on: `cursor`.
    pub receiver: Option<Value>,
    /// The arguments, in order.
    pub arguments: Vec<Argument>,
    /// Whether the result is used: not when the call is a statement of its own.
    pub used: bool,
    pub(super) world: World<'a>,
}

/// An argument of a call.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// How it is passed.
    pub kind: ArgKind,
    /// Its value.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
    /// Its expression.
    pub expr: ExprId,
}

/// A write to an attribute or item.
#[derive(Debug)]
pub struct Write<'a> {
    /// The target and the value.
    pub place: Place,
    /// The statement.
    pub stmt: StmtId,
    /// The object whose attribute or item is written.
    pub object: Value,
    /// The dotted path of the target, where the object's is known: `ssl._create_default_https_context`.
    pub path: Option<PathId>,
    /// The attribute, or the key where it is a constant text.
    pub name: Option<Sym>,
    /// What is written.
    pub value: Argument,
    pub(super) world: World<'a>,
}

/// A part of a text, as `pieces` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that is known.
    Known(&'a str),
    /// A value that is put into it, and where that stands.
    Hole(Value, Place),
}

impl<'a> Call<'a> {
    /// The dotted path of what is called, if it lies outside the given files.
    #[must_use]
    pub fn path(&self) -> Option<PathId> {
        match self.callee.kind {
            Kind::Outside(path) => Some(path),
            _ => None,
        }
    }

    /// The argument at a position (from 0) or of a name, whichever the call uses. Arguments behind `*args`
    /// have no known position.
    #[must_use]
    pub fn argument(&self, position: usize, name: &str) -> Option<&Argument> {
        self.named(name).or_else(|| self.positional(position))
    }

    /// The argument passed by that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == name))
    }

    /// The positional argument at an index (from 0), if no `*args` stands before it.
    #[must_use]
    pub fn positional(&self, position: usize) -> Option<&Argument> {
        let before_star = self.arguments.iter().take_while(|arg| arg.kind != ArgKind::Star);
        before_star.filter(|arg| arg.kind == ArgKind::Positional).nth(position)
    }

    /// Whether `*args` or `**kwargs` may pass more than is seen.
    #[must_use]
    pub fn passes_more(&self) -> bool {
        self.arguments.iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar))
    }

    /// What surrounds the call.
    #[must_use]
    pub fn world(&self) -> &World<'a> {
        &self.world
    }
}

impl<'a> Write<'a> {
    /// What surrounds the write.
    #[must_use]
    pub fn world(&self) -> &World<'a> {
        &self.world
    }
}

impl<'a> World<'a> {
    /// The file in which it happens.
    #[must_use]
    pub fn module(&self) -> &'a Module {
        self.project.module(self.file)
    }

    /// All given files.
    #[must_use]
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// The function in which it happens; none in a module's or class's body.
    #[must_use]
    pub fn function(&self) -> Option<FuncId> {
        self.function
    }

    /// The code of a place, as written.
    #[must_use]
    pub fn code(&self, place: Place) -> &'a str {
        self.project.slice(place)
    }

    /// The constant, of a known value.
    #[must_use]
    pub fn constant(&self, value: Value) -> Option<&'a Const> {
        self.texts.get(value)
    }

    /// The text, of a known text.
    #[must_use]
    pub fn text(&self, value: Value) -> Option<&'a str> {
        self.constant(value)?.as_str()
    }

    /// The number, of a known integer.
    #[must_use]
    pub fn int(&self, value: Value) -> Option<i64> {
        self.constant(value)?.as_int()
    }

    /// Whether a value is true as a condition, where that is known. Classes, functions and modules are.
    #[must_use]
    pub fn truth(&self, value: Value) -> Option<bool> {
        match value.kind {
            Kind::Known(_) => self.constant(value).map(Const::truth),
            Kind::Function(_) | Kind::Class(_) => Some(true),
            Kind::Text(_) => {
                let filled = |piece: &Piece<'_>| matches!(piece, Piece::Known(text) if !text.is_empty());
                self.pieces(value).iter().any(filled).then_some(true)
            }
            _ => None,
        }
    }

    /// How a partly known text was put together: `%`, `.format`, `f-string`, `+`, `.join`.
    #[must_use]
    pub fn built_by(&self, value: Value) -> Option<(&'static str, Place)> {
        self.texts.text(value).map(|text| (text.how, text.place))
    }

    /// A text as its parts: one for a constant, several for one that is put together, none for a value of
    /// which nothing is known.
    #[must_use]
    pub fn pieces(&self, value: Value) -> Vec<Piece<'a>> {
        if let Some(text) = self.text(value) {
            return vec![Piece::Known(text)];
        }
        let Some(text) = self.texts.text(value) else { return Vec::new() };
        let piece = |part: &TextPart| match *part {
            TextPart::Known(id) => Piece::Known(self.texts.literal(id)),
            TextPart::Hole(value, place) => Piece::Hole(value, place),
        };
        text.parts.iter().map(piece).collect()
    }
}
