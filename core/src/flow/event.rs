//! What happens in the program, as rules and checks see it.

use super::patterns::Patterns;
use super::state::{Key, Shape, Slot, State};
use super::texts::{TextPart, Texts};
use super::trace::{Doubts, Event as Happening, StepId, Traces};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::{Effect, Models};
use crate::pattern::Pattern;
use crate::project::{ClassRef, Module, Project};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, FuncId, StmtId};
use crate::text::{FileId, Place};
use crate::vocabulary::{Sink, Source};

/// Something that happens.
#[derive(Debug)]
pub enum Event<'a> {
    /// A call: `subprocess.run(command, shell=True)`.
    Call(Call<'a>),
    /// A write to an attribute or item: `context.check_hostname = False`, `config["DEBUG"] = True`.
    Write(Write<'a>),
    /// Something reaches a place where data of somebody else's choice does harm.
    Reached(Reached<'a>),
}

/// What reaches a sink, and whether that is harmful.
#[derive(Debug)]
pub struct Reached<'a> {
    /// The sink: the whole call.
    pub place: Place,
    /// The argument that matters.
    pub argument: Place,
    /// The statement.
    pub stmt: StmtId,
    /// What is called.
    pub callee: Value,
    /// The last name of what is called.
    pub name: Option<Sym>,
    /// What the argument becomes there.
    pub sink: Sink,
    /// The argument.
    pub value: Value,
    /// The last step of its way.
    pub trace: StepId,
    /// Whose data it is, or why it is harmless.
    pub reach: Reach,
    pub(super) world: World<'a>,
}

/// Whose data reaches a sink, or why it does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Somebody's data, as it came.
    Data {
        /// Who controls it.
        source: Source,
        /// Whether that counts as an attacker.
        distrusted: bool,
        /// What makes it less than certain.
        doubts: Doubts,
    },
    /// Data that was made harmless for this kind of sink on its way.
    Cleaned,
    /// Data that a guard has shown to be harmless.
    Guarded,
    /// A constant of the code.
    Constant,
    /// Made by the given files out of nobody's data.
    Own,
    /// The result of something that is not in these files.
    From(PathId),
    /// A value that could not be followed.
    Unknown,
}

/// What the tables of an evaluation hold, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    pub(super) project: &'a Project,
    pub(super) texts: &'a Texts<'a>,
    pub(super) patterns: &'a Patterns,
    pub(super) state: &'a State,
    pub(super) traces: &'a Traces,
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
    pub arguments: &'a [Argument],
    /// Whether the result is used: not when the call is a statement of its own.
    pub used: bool,
    /// Whether what is called follows from an assumption about a name that is bound nowhere.
    pub assumed: bool,
    /// Whether something else makes the call of what it is given: `map(hashlib.md5, texts)`. The expression is then that
    /// of the whole.
    pub passed: bool,
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
    /// The dotted path of the target, where the object's is known: `ssl._create_default_https_context`. Of a name that
    /// the body of a module or class binds it is the name, and there is no other: `DEBUG = True`.
    pub path: Option<PathId>,
    /// The attribute, or the key where it is a constant text.
    pub name: Option<Sym>,
    /// What is written.
    pub value: Argument,
    /// Whether the object or the value follows from an assumption about a name that is bound nowhere.
    pub assumed: bool,
    pub(super) world: World<'a>,
}

/// A part of a text, as [`World::pieces`] gives it.
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

    /// Whether a function that was kept under another name is called: `send = response.set_cookie`, `send("id", key)`.
    #[must_use]
    pub fn is_renamed(&self) -> bool {
        let ast = &self.world.module().ast;
        match ast[self.expr].kind {
            ExprKind::Call { function, .. } => match ast[function].kind {
                ExprKind::Name(name) => self.path().is_some_and(|path| path.last() != name),
                _ => false,
            },
            _ => false,
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

    /// The same call with other arguments.
    #[must_use]
    pub fn with<'b>(&self, arguments: &'b [Argument]) -> Call<'b>
    where
        'a: 'b,
    {
        Call { arguments, ..*self }
    }

    /// The same call of something else.
    #[must_use]
    pub fn of(&self, callee: Value) -> Self {
        Call { callee, ..*self }
    }

    /// A call that writes settings, as writes: `config.update(DEBUG=True)`, `config.from_mapping({"DEBUG": True})`.
    #[must_use]
    pub fn writes(&self) -> Vec<Write<'a>> {
        let written = |arg: &Argument, name: Sym, value: Value| Write {
            place: arg.place,
            stmt: self.stmt,
            object: self.receiver.unwrap_or(Value::UNKNOWN),
            path: None,
            name: Some(name),
            value: Argument { kind: ArgKind::Positional, value, ..*arg },
            assumed: self.assumed,
            world: self.world,
        };
        let of = |arg: &Argument| match arg.kind {
            ArgKind::Keyword(name) => vec![written(arg, name.sym, arg.value)],
            ArgKind::Positional => {
                let entries = self.world.entries(arg.value).into_iter();
                entries.map(|(name, value)| written(arg, name, value)).collect()
            }
            ArgKind::Star | ArgKind::DoubleStar => Vec::new(),
        };
        self.arguments.iter().flat_map(of).collect()
    }

    /// What surrounds the call.
    #[must_use]
    pub fn world(&self) -> &World<'a> {
        &self.world
    }
}

impl<'a> Write<'a> {
    /// The name of what is written, be it an attribute, a key, or a name in the body of a module or class.
    #[must_use]
    pub fn setting(&self) -> Option<Sym> {
        self.name.or_else(|| self.path.map(PathId::last))
    }

    /// The same write of another value.
    #[must_use]
    pub fn with(&self, value: Argument) -> Write<'a> {
        Write { value, ..*self }
    }

    /// What surrounds the write.
    #[must_use]
    pub fn world(&self) -> &World<'a> {
        &self.world
    }
}

impl<'a> Reached<'a> {
    /// What surrounds the sink.
    #[must_use]
    pub fn world(&self) -> &World<'a> {
        &self.world
    }

    /// Where the data is read, or the parameter that it is.
    #[must_use]
    pub fn begins(&self) -> Option<Place> {
        self.world.traces.first(self.trace)
    }

    /// Where the data comes from, in words: "data from the query string".
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        let chain = self.world.traces.chain(self.trace);
        chain.iter().find_map(|step| match step.event {
            Happening::Source(source, "") => Some(format!("data from {}", source.describe())),
            Happening::Source(_, what) => Some(format!("data from {what}")),
            Happening::Parameter(Source::Caller, name) => Some(format!("whatever callers pass as `{name}`")),
            Happening::Parameter(source, name) => {
                Some(format!("data from {} in `{name}`", source.describe()))
            }
            _ => None,
        })
    }

    /// What made the data harmless on its way, last.
    #[must_use]
    pub fn cleaned_by(&self) -> Option<PathId> {
        let chain = self.world.traces.chain(self.trace);
        chain.iter().rev().find_map(|step| match step.event {
            Happening::Cleaned(path) => Some(path),
            _ => None,
        })
    }

    /// Checks of the data that do not protect here, and why.
    #[must_use]
    pub fn checks_that_do_not_count(&self) -> Vec<(Place, String)> {
        let notes = self.world.traces.notes(self.value.taint.root, self.sink);
        let said = |(place, why): (Place, &str)| {
            let code = excerpt(self.world.project.slice(place));
            (place, format!("The check `{code}` does not protect: it {why}"))
        };
        notes.into_iter().map(said).collect()
    }

    /// The places on the way of the data, source first, and where it arrives.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let chain = self.world.traces.chain(self.trace);
        chain.iter().map(|step| step.place).chain([self.place]).collect()
    }

    /// The way of the data, source first, in words.
    #[must_use]
    pub fn steps(&self) -> Vec<(Place, String)> {
        let chain = self.world.traces.chain(self.trace);
        chain.iter().map(|step| (step.place, self.world.words(step.place, step.event))).collect()
    }
}

impl<'a> World<'a> {
    /// Whether a value is a file that the program has opened for writing.
    #[must_use]
    pub fn is_open_file(&self, value: Value) -> bool {
        let Kind::Object(id) = value.kind else { return false };
        let name = Slot::Field(id, Key::Attribute(Sym::new("name")));
        self.state.shape(id) == Shape::Buffer && self.state.value(name).is_some()
    }

    /// The class of the given files that a value is an instance of.
    #[must_use]
    pub fn class_of(&self, value: Value) -> Option<ClassRef> {
        let Kind::Object(id) = value.kind else { return None };
        match self.state.shape(id) {
            Shape::Instance(class) => Some(class),
            _ => None,
        }
    }

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

    /// What is written behind a place, to the end of the file.
    #[must_use]
    pub fn behind(&self, place: Place) -> &'a str {
        self.project.module(place.file).file.text.get(place.span.end as usize..).unwrap_or("")
    }

    /// The constant, of a known value.
    #[must_use]
    pub fn constant(&self, value: Value) -> Option<&'a Const> {
        self.texts.get(value)
    }

    /// Whose data a value holds.
    #[must_use]
    pub fn source_of(&self, value: Value) -> Option<Source> {
        value.taint.is_some().then(|| self.traces.source(value.taint.root))
    }

    /// Whether what a call of that path gives, or an instance of it, does no harm to a kind of sink.
    #[must_use]
    pub fn cleans(&self, path: PathId, sink: Sink) -> bool {
        let cleaned = Models::get().path(path).filter(|known| known.result_if.is_empty());
        let cleaned = matches!(cleaned.and_then(|known| known.result), Some(Effect::Cleaned(sinks)) if sinks.holds(sink));
        cleaned || super::plain::harmless_of(path).holds(sink)
    }

    /// The regular expression, of a compiled one.
    #[must_use]
    pub fn pattern(&self, value: Value) -> Option<&'a Pattern> {
        match value.kind {
            Kind::Pattern(id) => self.patterns.get(id),
            _ => None,
        }
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
            Kind::Function(_) | Kind::Class(_) | Kind::Pattern(_) => {
                (!self.state.is_absent(value.kind)).then_some(true)
            }
            Kind::Object(id) => self.state.truth(id),
            Kind::Text(_) => {
                let filled = |piece: &Piece<'_>| matches!(piece, Piece::Known(text) if !text.is_empty());
                self.pieces(value).iter().any(filled).then_some(true)
            }
            _ => None,
        }
    }

    /// The items of a list, tuple or set, in order, where all of them are known.
    #[must_use]
    pub fn items(&self, value: Value) -> Option<Vec<Value>> {
        let Kind::Object(id) = value.kind else { return None };
        let listed = matches!(self.state.shape(id), Shape::Tuple | Shape::List | Shape::Set);
        let known = listed && self.state.value(Slot::Rest(id)).is_none();
        known.then(|| self.state.fields(id).iter().map(|(_, value)| *value).collect())
    }

    /// What a dict is known to hold under keys that are texts.
    #[must_use]
    pub fn entries(&self, value: Value) -> Vec<(Sym, Value)> {
        let Kind::Object(id) = value.kind else { return Vec::new() };
        let entry = |(key, value): &(Key, Value)| match key {
            Key::Text(name) => Some((*name, *value)),
            Key::Attribute(_) | Key::Index(_) => None,
        };
        self.state.fields(id).iter().filter_map(entry).collect()
    }

    /// What a dict is known to hold under a key.
    #[must_use]
    pub fn entry(&self, value: Value, key: &str) -> Option<Value> {
        self.entries(value).into_iter().find(|(name, _)| name.text() == key).map(|(_, value)| value)
    }

    /// Whether all that a dict holds is known.
    #[must_use]
    pub fn is_whole(&self, value: Value) -> bool {
        matches!(value.kind, Kind::Object(id) if self.state.value(Slot::Rest(id)).is_none())
    }

    /// A constant of the code as a value.
    #[must_use]
    pub fn known(&self, constant: &Const) -> Option<Value> {
        self.texts.met(constant)
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

    /// A step of a trace in words, in terms of the code.
    fn words(&self, place: Place, event: Happening) -> String {
        let code = excerpt(self.project.slice(place));
        let name_of = |function: crate::project::FunctionRef| {
            let ast = &self.project.module(function.file).ast;
            ast[function.function].name.map_or("a lambda", |name| name.sym.text())
        };
        match event {
            Happening::Source(source, "") => format!("`{code}`: data from {}", source.describe()),
            Happening::Source(_, what) => format!("`{code}`: data from {what}"),
            Happening::Parameter(source, name) => format!("`{name}`: data from {}", source.describe()),
            Happening::Assigned(name) => format!("assigned to `{name}`"),
            Happening::Passed(function, name) => format!("passed to `{}` as `{name}`", name_of(function)),
            Happening::Returned(function) => format!("returned by `{}`", name_of(function)),
            Happening::Built("address") => format!("put together with others to an address: `{code}`"),
            Happening::Built(how) => format!("put into a text with `{how}`: `{code}`"),
            Happening::Stored => format!("stored: `{code}`"),
            Happening::Through(path) => format!("passed on by `{}`", path.last()),
            Happening::ThroughUnknown => format!("through `{code}`, which is not in these files"),
            Happening::Cleaned(path) => format!("made harmless for some uses by `{}`", path.last()),
            Happening::Decoded(path) => format!("decoded by `{}`", path.last()),
            Happening::Template(_) => format!("a template made by `{code}`"),
            Happening::Shown(name) => format!("the template shows `{name}` as it is"),
            Happening::ShownBare(name) => {
                format!("the template shows `{name}` without quotes around it, where escaping does not help")
            }
            Happening::Assumed(name) => {
                format!("`{name}` is bound nowhere here and taken for what it usually is")
            }
            Happening::OwnSanitizer(function) => {
                format!(
                    "through `{}`, which is named like a sanitizer and returns the data",
                    name_of(function)
                )
            }
        }
    }
}

/// Code on one line, cut to a length that reads well.
fn excerpt(code: &str) -> String {
    let line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(57).collect::<String>() + "..." }
}
