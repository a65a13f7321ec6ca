//! The evaluator: what it knows, its bounds, and the entry points from which it starts.
//!
//! The unit is a file: its entry points are evaluated in rounds whose lists are fixed before they start:
//! the module's body, functions that the outside calls, functions that nothing given calls, and what is
//! still not evaluated by then. Units share nothing that changes, so that any number of threads gives the
//! same report.

use super::entry::{self, Entry};
use super::event::Event;
use super::patterns::Patterns;
use super::state::{Changes, Held, ObjectId, Slot, State};
use super::tests::{Test, TestId};
use super::texts::Texts;
use super::trace::{Doubts, RootId, Traces};
use super::value::{ClosureId, Kind, Value};
use crate::intern::{ConstId, PathId, Sym};
use crate::models::Models;
use crate::names::{ScopeId, VarId};
use crate::project::{ClassRef, FunctionRef, Imported, Module, Project};
use crate::syntax::ast::{Ast, ExprId, FuncId, StmtId};
use crate::text::{FileId, Notice, Place, Span};
use crate::vocabulary::{Sinks, Source};
use rustc_hash::{FxHashMap, FxHashSet};

/// Most steps (statements and expressions) of one entry point.
pub(super) const ENTRY_STEPS: u32 = 20_000;
/// Most steps of a file: this and [`STEPS_A_STATEMENT`] for each of its statements.
const FILE_STEPS: u32 = 100_000;
/// See [`FILE_STEPS`].
const STEPS_A_STATEMENT: u32 = 50;
/// How deep calls into the given files are followed.
pub(super) const CALL_DEPTH: usize = 8;

/// What a person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trust {
    distrusted: u32,
}

impl Default for Trust {
    /// Whoever can reach the program over the network or has an account is distrusted.
    fn default() -> Self {
        let distrusted = Source::ALL.iter().filter(|source| source.distrusted_by_default());
        Self { distrusted: distrusted.fold(0, |bits, source| bits | 1 << *source as u32) }
    }
}

impl Trust {
    /// The same, but this kind of source is distrusted too.
    #[must_use]
    pub fn distrusting(self, source: Source) -> Self {
        Self { distrusted: self.distrusted | 1 << source as u32 }
    }

    /// The same, but these kinds of source are distrusted too.
    #[must_use]
    pub fn of(more: &[Source]) -> Self {
        more.iter().fold(Self::default(), |trust, source| trust.distrusting(*source))
    }

    /// All kinds of source whose data counts as an attacker's.
    #[must_use]
    pub fn distrusted(self) -> Vec<Source> {
        Source::ALL.iter().copied().filter(|source| self.distrusts(*source)).collect()
    }

    /// Those among them that are distrusted because somebody asked for it.
    #[must_use]
    pub fn beyond_default(self) -> Vec<Source> {
        self.distrusted().into_iter().filter(|source| !source.distrusted_by_default()).collect()
    }

    /// Whether data of that kind counts as an attacker's.
    #[must_use]
    pub fn distrusts(self, source: Source) -> bool {
        self.distrusted & 1 << source as u32 != 0
    }
}

/// What an evaluation took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Statements evaluated, each time that they were.
    pub statements: u64,
    /// Steps: statements and expressions.
    pub steps: u64,
    /// Steps of the longest entry point.
    pub longest: u32,
    /// Slots of the state copied for branches, loops and calls.
    pub copied: u64,
}

impl Cost {
    /// The bytes that were copied.
    #[must_use]
    pub fn bytes_copied(&self) -> u64 {
        self.copied * std::mem::size_of::<(Slot, Held)>() as u64
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            statements: self.statements + other.statements,
            steps: self.steps + other.steps,
            longest: self.longest.max(other.longest),
            copied: self.copied + other.copied,
        }
    }
}

/// Evaluate the entry points of one file and say what it took.
#[must_use]
pub fn cost(project: &Project, file: FileId) -> Cost {
    let mut unheard = |_: Event<'_>| {};
    let mut evaluator = Evaluator::new(project, file, Trust::default(), &mut unheard);
    entry::run(&mut evaluator);
    Cost { copied: evaluator.state.copied(), ..evaluator.cost }
}

/// Evaluate the entry points of one file and tell what happens. What happens in other files, where these
/// lead, is told too.
pub fn evaluate(
    project: &Project,
    file: FileId,
    trust: Trust,
    tell: &mut dyn FnMut(Event<'_>),
) -> Vec<Notice> {
    let mut evaluator = Evaluator::new(project, file, trust, tell);
    entry::run(&mut evaluator);
    evaluator.notices
}

/// All that an evaluation knows. The fields are grouped by how long they live.
pub(super) struct Evaluator<'p, 't> {
    pub(super) project: &'p Project,
    pub(super) models: &'static Models,
    pub(super) unit: FileId,
    /// Whether the unit holds tests.
    pub(super) tests_others: bool,
    pub(super) trust: Trust,

    // For one entry point.
    pub(super) texts: Texts<'p>,
    pub(super) patterns: Patterns,
    pub(super) traces: Traces,
    pub(super) state: State,
    pub(super) joined: FxHashMap<(ObjectId, ObjectId), ObjectId>,
    /// The errors that are being handled, the last of them here.
    pub(super) handled: Vec<Value>,
    /// Errors with what was being handled when they were raised.
    pub(super) causes: Vec<(Value, Value)>,
    pub(super) closures: Vec<Closure>,
    pub(super) closure_ids: FxHashMap<Closure, ClosureId>,
    pub(super) tests: Vec<Test>,
    pub(super) scopes: Vec<Open>,
    pub(super) frames: Vec<Frame<'p>>,
    /// Objects by where they are made and in which frame.
    pub(super) sites: FxHashMap<(Place, u32), ObjectId>,
    /// The module scopes of files.
    pub(super) modules: FxHashMap<FileId, EnvId>,
    pub(super) classes: FxHashMap<ClassRef, ObjectId>,
    /// `super()`: an object that stands for another, seen as one of its bases.
    pub(super) views: FxHashMap<ObjectId, Value>,
    /// The scope in which a class was defined.
    pub(super) class_scopes: FxHashMap<ClassRef, EnvId>,
    /// The functions that were registered for other types of the first argument, by the one that is called.
    pub(super) variants: FxHashMap<ClosureId, Vec<Value>>,
    /// What was written into something outside by key: `os.environ["HOME"] = home`.
    pub(super) kept_outside: FxHashMap<PathId, ObjectId>,
    /// The call that a `with` enters.
    pub(super) entering: Option<Place>,
    /// Calls of generators that wait at their `yield`, by what they give.
    pub(super) suspended: FxHashMap<ObjectId, super::suspended::Suspended>,
    /// What it proves that a function gave an object, and not nothing.
    pub(super) verdicts: FxHashMap<ObjectId, TestId>,
    /// What look-ups tell later, and what validators have let through.
    pub(super) sought: super::sought::Sought,
    pub(super) vetted: super::vetted::Vetted,
    /// Ways that have joined, by what tells them apart.
    pub(super) ways: Vec<Vec<super::ways::Way>>,
    /// Whether an expression is evaluated as it would be on one of them.
    pub(super) telling: bool,
    /// The constants of which the call before gave one.
    pub(super) given: Option<super::ways::Given>,
    /// Objects that stand for instances of several classes, with these.
    pub(super) either_class: FxHashMap<ObjectId, Vec<ClassRef>>,
    /// What was written to files, by their names.
    pub(super) disk: Option<ObjectId>,
    /// The texts of paths that are known, by the steps that made them.
    pub(super) path_names: FxHashMap<super::trace::StepId, Value>,
    /// Objects that were written as texts.
    pub(super) packed: FxHashMap<super::value::TextId, Value>,
    /// What is written to functions: `function.calls = 0`.
    pub(super) function_objects: FxHashMap<ClosureId, ObjectId>,
    /// `object.__dict__`, by the dict, with the object.
    pub(super) mirrored: FxHashMap<ObjectId, ObjectId>,
    /// Containers that are defaults of parameters.
    pub(super) shared_defaults: FxHashMap<(FileId, ExprId), Value>,
    /// Instances that other files' variables hold.
    pub(super) imported_instances: FxHashMap<ClassRef, Value>,
    pub(super) demanded: FxHashMap<(FileId, VarId), Option<Value>>,
    pub(super) remembered: FxHashMap<super::memo::Key, super::memo::Outcome>,
    /// How often distrusted data was written where functions may read it that are not given it.
    pub(super) epoch: u32,
    /// The first object that the entry point made; none of those of a module's body.
    pub(super) own_objects: ObjectId,

    /// Parts of data whose tests prove something of the whole, and for which kinds of sink.
    pub(super) upward: FxHashMap<RootId, (RootId, Sinks)>,

    /// `x[1:-1]`: what is between the first letter of data and the last.
    pub(super) inner: FxHashMap<RootId, RootId>,

    /// What a loop over data gives: of a text its letters.
    pub(super) single: FxHashSet<RootId>,

    // For the file.
    /// Functions that read data of a distrusted source themselves.
    pub(super) givers: FxHashSet<FunctionRef>,
    /// Whether files import what such data is read of.
    pub(super) near: FxHashMap<FileId, bool>,
    constants: FxHashMap<(FileId, ConstId), ConstId>,
    /// What names of modules stand for.
    pub(super) members: FxHashMap<(FileId, Sym), Imported>,
    /// The links of chains that are being evaluated; each chain takes off what it has put on.
    pub(super) links: Vec<ExprId>,
    canonical: FxHashMap<PathId, PathId>,
    pub(super) evaluated: FxHashSet<FunctionRef>,
    /// Whether functions say of what they send that it is no page.
    pub(super) pages: FxHashMap<(FileId, FuncId, bool), super::pages::Page>,
    /// Distrusted data that methods of a class stored in their object.
    pub(super) kept: FxHashMap<ClassRef, Vec<(super::state::Key, Value)>>,
    /// Entry points that run before others: all of them, or those of the same part of an application.
    pub(super) before: Vec<(Entry, Option<Sym>)>,
    /// Functions into which data was not followed, because calls lead too deep.
    pub(super) deep: FxHashSet<FunctionRef>,
    /// How often functions were called without distrusted data, in which epoch, and what that usually came to.
    pub(super) walked: FxHashMap<FunctionRef, (u32, u32)>,
    pub(super) usual: FxHashMap<FunctionRef, super::memo::Outcome>,
    /// The objects on which entry points' methods are evaluated.
    pub(super) instances: FxHashMap<ClassRef, ObjectId>,
    /// The object on which an entry point's method is evaluated.
    pub(super) itself: Option<(ClassRef, ObjectId)>,
    /// The entry point that what a decorator made of it is to call.
    /// What an entry point behind a wrapper returned, until it is known what the wrapper makes of it.
    pub(super) held_back: Option<Vec<(Value, ExprId)>>,
    pub(super) awaited: Option<Entry>,
    /// How many sources were read so far.
    pub(super) sources_read: u32,
    /// How many of them are distrusted.
    pub(super) distrusted_read: u32,
    pub(super) cost: Cost,
    pub(super) steps_left: u32,
    pub(super) file_steps_left: u32,
    pub(super) serial: u32,
    /// Above zero while something is evaluated for its value alone.
    pub(super) silent: u32,
    /// How often a bound cut something short.
    pub(super) cut_short: u32,
    /// Whether the call that was evaluated last never comes back.
    pub(super) exited: bool,
    pub(super) notices: Vec<Notice>,
    pub(super) tell: &'t mut dyn FnMut(Event<'_>),
}

/// Variables of one scope, with the scope around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) file: FileId,
    pub(super) scope: ScopeId,
    /// The first of its variables in the state.
    pub(super) base: u32,
    pub(super) parent: Option<EnvId>,
}

/// A scope of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct EnvId(pub(super) u32);

/// A function as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Closure {
    /// A function or lambda with the scope in which it was defined.
    Function(FunctionRef, EnvId),
    /// A method with its object.
    Bound(FunctionRef, EnvId, Value),
    /// A method of a container or a text with what it is of: `TABLE.get`.
    Method(Value, Sym),
    /// `functools.partial(f, ..)`: the function and an object with the arguments.
    Partial(Value, ObjectId),
    /// `namedtuple("Point", "x y")`: an object with the names.
    Record(ObjectId),
    /// One of several functions, as a table gives it for a key that is not known: an object with all of them.
    OneOf(ObjectId),
    /// `operator.itemgetter("a", "b")`: an object with the keys, and whether they are of items and not of attributes.
    Getter(ObjectId, bool),
}

/// A call that is being evaluated, or a module's body.
pub(super) struct Frame<'p> {
    pub(super) module: &'p Module,
    pub(super) file: FileId,
    pub(super) function: Option<FuncId>,
    /// Tells frames apart: objects are one an allocation site and frame.
    pub(super) serial: u32,
    pub(super) scope: EnvId,
    /// Where the state stood when it began.
    pub(super) mark: super::state::Mark,
    /// The entry point that it is the call of.
    pub(super) entry: Option<Entry>,
    pub(super) returned: Vec<(Value, Changes)>,
    /// What it yields, of a generator.
    pub(super) yields: Option<super::state::ObjectId>,
    /// Of a call that waits at its `yield` the statements where it does.
    pub(super) waiting: Option<Vec<StmtId>>,
    pub(super) loops: Vec<Loop>,
    /// The bodies of `try` around it.
    pub(super) tries: Vec<super::raising::Try>,
    /// How many `with suppress(..)` are around.
    pub(super) suppressing: u32,
    /// How many rounds of loops are told apart where it is now.
    pub(super) rounds: u32,
}

/// A loop that is being evaluated.
pub(super) struct Loop {
    pub(super) mark: super::state::Mark,
    pub(super) breaks: Vec<Changes>,
    pub(super) continues: Vec<Changes>,
}

impl<'p, 't> Evaluator<'p, 't> {
    fn new(project: &'p Project, file: FileId, trust: Trust, tell: &'t mut dyn FnMut(Event<'_>)) -> Self {
        let module = project.module(file);
        let statements = module.ast.stmts.len() as u32;
        Self {
            project,
            models: Models::get(),
            unit: file,
            tests_others: module.is_test(),
            trust,
            texts: Texts::new(&module.ast.constants),
            patterns: Patterns::default(),
            traces: Traces::default(),
            state: State::default(),
            joined: FxHashMap::default(),
            handled: Vec::new(),
            causes: Vec::new(),
            closures: Vec::new(),
            closure_ids: FxHashMap::default(),
            tests: Vec::new(),
            scopes: Vec::new(),
            frames: Vec::new(),
            sites: FxHashMap::default(),
            modules: FxHashMap::default(),
            constants: FxHashMap::default(),
            members: FxHashMap::default(),
            links: Vec::new(),
            classes: FxHashMap::default(),
            views: FxHashMap::default(),
            class_scopes: FxHashMap::default(),
            variants: FxHashMap::default(),
            kept_outside: FxHashMap::default(),
            entering: None,
            suspended: FxHashMap::default(),
            verdicts: FxHashMap::default(),
            sought: super::sought::Sought::default(),
            vetted: super::vetted::Vetted::default(),
            ways: Vec::new(),
            telling: false,
            given: None,
            either_class: FxHashMap::default(),
            disk: None,
            path_names: FxHashMap::default(),
            packed: FxHashMap::default(),
            function_objects: FxHashMap::default(),
            mirrored: FxHashMap::default(),
            demanded: FxHashMap::default(),
            remembered: FxHashMap::default(),
            shared_defaults: FxHashMap::default(),
            before: Vec::new(),
            imported_instances: FxHashMap::default(),
            epoch: 0,
            own_objects: ObjectId(u32::MAX),
            canonical: FxHashMap::default(),
            upward: FxHashMap::default(),
            inner: FxHashMap::default(),
            single: FxHashSet::default(),
            evaluated: FxHashSet::default(),
            kept: FxHashMap::default(),
            pages: FxHashMap::default(),
            walked: FxHashMap::default(),
            deep: FxHashSet::default(),
            usual: FxHashMap::default(),
            instances: FxHashMap::default(),
            itself: None,
            awaited: None,
            held_back: None,
            sources_read: 0,
            distrusted_read: 0,
            givers: FxHashSet::default(),
            near: FxHashMap::default(),
            cost: Cost::default(),
            steps_left: ENTRY_STEPS,
            file_steps_left: FILE_STEPS.saturating_add(statements.saturating_mul(STEPS_A_STATEMENT)),
            serial: 0,
            silent: 0,
            cut_short: 0,
            exited: false,
            notices: Vec::new(),
            tell,
        }
    }
}

impl<'p> Evaluator<'p, '_> {
    pub(super) fn frame(&self) -> Option<&Frame<'p>> {
        self.frames.last()
    }

    /// The file whose code is being evaluated.
    pub(super) fn file(&self) -> FileId {
        self.frames.last().map_or(self.unit, |frame| frame.file)
    }

    pub(super) fn module(&self) -> &'p Module {
        self.frames.last().map_or_else(|| &**self.project.module(self.unit), |frame| frame.module)
    }

    pub(super) fn ast(&self) -> &'p Ast {
        &self.module().ast
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place { file: self.file(), span }
    }

    pub(super) fn place_of(&self, expr: ExprId) -> Place {
        self.place(self.ast()[expr].span)
    }

    /// One step of work; false when there is no more budget for any.
    pub(super) fn spend(&mut self) -> bool {
        if self.steps_left == 0 || self.file_steps_left == 0 {
            self.cut_short += 1;
            return false;
        }
        self.steps_left -= 1;
        self.cost.steps += 1;
        self.file_steps_left -= 1;
        true
    }

    /// The name under which rows know a path.
    pub(super) fn canonical(&mut self, path: PathId) -> PathId {
        if let Some(known) = self.canonical.get(&path) {
            return *known;
        }
        let known = self.models.canonical(path);
        self.canonical.insert(path, known);
        known
    }

    /// A scope's variables.
    pub(super) fn open(&mut self, file: FileId, scope: ScopeId, parent: Option<EnvId>) -> EnvId {
        let names = &self.project.module(file).names;
        let variables = names.scopes.get(scope.0 as usize).map_or(0, |scope| scope.variables.len());
        let base = self.state.frame(variables);
        self.scopes.push(Open { file, scope, base, parent });
        EnvId(self.scopes.len() as u32 - 1)
    }

    /// The module scope of a file.
    pub(super) fn module_scope(&mut self, file: FileId) -> EnvId {
        if let Some(scope) = self.modules.get(&file) {
            return *scope;
        }
        let scope = self.open(file, ScopeId::MODULE, None);
        self.modules.insert(file, scope);
        scope
    }

    /// Where the value of a variable is kept, seen from a scope; none where its scope is not being evaluated.
    pub(super) fn slot(&mut self, file: FileId, variable: VarId, from: EnvId) -> Option<Slot> {
        let variable = self.project.module(file).names.variables.get(variable.0 as usize)?;
        let mut at = Some(from);
        while let Some(id) = at {
            let open = *self.scopes.get(id.0 as usize)?;
            if open.scope == variable.scope && open.file == file {
                return Some(Slot::Variable(open.base + variable.position));
            }
            at = open.parent;
        }
        if variable.scope == ScopeId::MODULE {
            let id = self.module_scope(file);
            let base = self.scopes.get(id.0 as usize)?.base;
            return Some(Slot::Variable(base + variable.position));
        }
        None
    }

    /// A constant of the file that is being evaluated, as a value.
    pub(super) fn constant(&mut self, id: ConstId) -> Value {
        Value::new(Kind::Known(self.constant_here(id)))
    }

    /// A constant of the file that is being evaluated.
    pub(super) fn constant_here(&mut self, id: ConstId) -> ConstId {
        let file = self.file();
        if file == self.unit {
            return id;
        }
        if let Some(known) = self.constants.get(&(file, id)) {
            return *known;
        }
        let here = self.texts.id(self.ast().constants.get(id).clone());
        self.constants.insert((file, id), here);
        here
    }

    /// A function as a value.
    pub(super) fn closure(&mut self, closure: Closure) -> Value {
        let closures = &mut self.closures;
        let id = *self.closure_ids.entry(closure).or_insert_with(|| {
            closures.push(closure);
            ClosureId(closures.len() as u32 - 1)
        });
        Value::new(Kind::Function(id))
    }

    /// An object made at a place; made there again in the same frame it stands for several.
    pub(super) fn allocate(&mut self, place: Place, shape: super::state::Shape) -> ObjectId {
        let serial = self.frame().map_or(0, |frame| frame.serial);
        if let Some(known) = self.sites.get(&(place, serial)) {
            let known = *known;
            if self.state.shape(known) == shape {
                self.state.several(known);
                return known;
            }
        }
        let object = self.state.object(shape);
        self.sites.insert((place, serial), object);
        object
    }

    /// Go on as if a value were true, or false.
    pub(super) fn assume(&mut self, value: Value, truth: bool) {
        let test = self.test_of(value);
        for proof in if truth { test.when_true } else { test.when_false } {
            self.prove(proof);
        }
    }

    /// Whether a value is true as a condition, where that is known.
    pub(super) fn truth(&self, value: Value) -> Option<bool> {
        self.world().truth(value)
    }

    /// The doubts on the way of a value.
    pub(super) fn doubts(&self, value: Value) -> Doubts {
        self.traces.doubts(value.taint.trace)
    }

    /// The same data, one step on.
    pub(super) fn stepped(
        &mut self,
        value: Value,
        place: Place,
        event: super::trace::Event,
        doubts: Doubts,
    ) -> Value {
        if !value.taint.is_some() {
            return value;
        }
        let trace = self.traces.step(value.taint.trace, place, event, doubts);
        Value { taint: super::value::Taint { trace, ..value.taint }, ..value }
    }
}
