//! The given files together: module names, imports across files, functions, classes and their bases, who
//! calls whom.
//!
//! `modules` says which file an import means, `imports` what a name in a file means across files, `classes`
//! knows bases and methods, `calls` who calls whom, `routed` what leads to classes, `requirements` what is to be installed. Everything is either linear in the number of files or
//! found when it is asked for: an edit links all files anew. Nothing depends on the order in which files are
//! given, and every search is bounded, so that import cycles and cyclic bases end.

mod calls;
mod classes;
mod imports;
mod modules;
mod requirements;
mod routed;
mod standard;

use crate::intern::{PathId, Sym};
use crate::manifest::{self, Entry};
use crate::names::{BindingKind, Names, VarId};
use crate::syntax;
use crate::syntax::ast::{Ast, Class, ClassDefId, ExprId, ExprKind, FuncId, Get, Stmt, StmtId, StmtKind};
use crate::text::{File, FileId, Place, Region, Span};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

pub use calls::{CallSite, Caller, Passed};
pub use classes::Base;
pub use routed::Routed;
pub use standard::is_standard;

/// What tests are written with.
const TESTS: &[&str] =
    &["unittest", "pytest", "testtools", "mock", "nose", "tests", "test", "testing", "oslotest"];

/// One file with its tree and its names: what an edit makes anew.
#[derive(Debug)]
pub struct Module {
    /// The file.
    pub file: File,
    /// Its tree.
    pub ast: Ast,
    /// Its names.
    pub names: Names,
    /// Its entries, where it is a list of dependencies and no Python.
    pub manifest: Option<Vec<Entry>>,
    /// Its expressions by their place, made when first asked for.
    by_span: OnceLock<FxHashMap<Span, ExprId>>,
    /// Statements of methods that write to attributes, by class, made when first asked for.
    writing: OnceLock<FxHashMap<ClassDefId, Vec<StmtId>>>,
}

impl Module {
    /// Lower a file and resolve its names.
    #[must_use]
    pub fn new(file: File) -> Self {
        let manifest = manifest::kind(&file.path).map(|kind| manifest::read(kind, &file.text));
        let ast = match &manifest {
            Some(entries) => Ast::of_places(entries.iter().map(|entry| entry.span)),
            None => syntax::lower(&file),
        };
        let names = Names::resolve(&ast);
        Self { file, ast, names, manifest, by_span: OnceLock::new(), writing: OnceLock::new() }
    }

    /// The statements of a class's methods that write to attributes or their entries.
    pub fn writing(&self, class: ClassDefId) -> &[StmtId] {
        let all = self.writing.get_or_init(|| {
            let ast = &self.ast;
            let mut all: FxHashMap<ClassDefId, Vec<StmtId>> = FxHashMap::default();
            for (at, stmt) in ast.stmts.iter().enumerate() {
                let writes = |target: ExprId| !matches!(ast[target].kind, ExprKind::Name(_));
                let writes = match stmt.kind {
                    StmtKind::Assign { targets, .. } => {
                        ast.list(targets).iter().any(|target| writes(*target))
                    }
                    StmtKind::Annotated { target, value: Some(_), .. }
                    | StmtKind::Augmented { target, .. }
                    | StmtKind::For { target, .. } => writes(target),
                    _ => false,
                };
                if let (true, Some(class)) = (writes, stmt.function.and_then(|function| ast[function].class))
                {
                    all.entry(class).or_default().push(StmtId(at as u32));
                }
            }
            all
        });
        all.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Whether it imports a package, or something of it.
    #[must_use]
    pub fn imports(&self, package: &str) -> bool {
        self.names.bindings.iter().any(|binding| match binding.kind {
            BindingKind::Import { path, level: 0 } => path.first().text() == package,
            _ => false,
        })
    }

    /// Whether it imports a package of that dotted path, or something of it, by name or all of it.
    #[must_use]
    pub fn imports_from(&self, package: PathId) -> bool {
        let bound = self.names.bindings.iter().any(|binding| match binding.kind {
            BindingKind::Import { path, level: 0 } => path.within(package),
            _ => false,
        });
        bound || self.names.stars.iter().filter_map(|star| star.path).any(|path| path.within(package))
    }

    /// Whether it holds tests: it imports what tests are written with. Its path says little: snippets and samples
    /// lie in folders called `tests` too.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.names.bindings.iter().any(|binding| match binding.kind {
            // `test` of the standard library has helpers that are called elsewhere too.
            BindingKind::Import { path, level: 0 } if path.is("test") || path.is("test.support") => false,
            BindingKind::Import { path, .. } => path.names().iter().any(|name| TESTS.contains(&name.text())),
            _ => false,
        }) || self.holds_tests()
    }

    /// `test_login.py` with a `def test_..` that asserts something, or in a class of cases: its fixtures come from
    /// elsewhere.
    fn holds_tests(&self) -> bool {
        let file = self.file.path.rsplit('/').next().unwrap_or("");
        let is_named = file == "tests.py" || file.starts_with("test_") || file.ends_with("_test.py");
        let tests = |id: Option<FuncId>| {
            let name = id.and_then(|id| self.ast[id].name);
            name.is_some_and(|name| name.sym.text().starts_with("test_"))
        };
        let asserts = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Assert { .. }) && tests(stmt.function);
        let of_cases = |class: &Class| {
            let mut bases = self.ast.list(class.args).iter();
            bases.any(|base| self.file.slice(self.ast[base.value].span).ends_with("TestCase"))
        };
        is_named && (self.ast.classes.iter().any(of_cases) || self.ast.stmts.iter().any(asserts))
    }

    /// The names of a function's parameters.
    #[must_use]
    pub fn params(&self, function: FuncId) -> Vec<Sym> {
        self.ast.list(self.ast[function].params).iter().map(|param| param.name.sym).collect()
    }

    /// The expression that stands exactly there.
    #[must_use]
    pub fn expr_at(&self, span: Span) -> Option<ExprId> {
        let exprs = || self.ast.exprs.iter().enumerate().map(|(at, expr)| (expr.span, ExprId(at as u32)));
        self.by_span.get_or_init(|| exprs().collect()).get(&span).copied()
    }
}

/// All given files. [`FileId`] is the index into the list, which is sorted by path.
#[derive(Debug, Default)]
pub struct Project {
    modules: Vec<Arc<Module>>,
    index: modules::Index,
    classes: classes::Classes,
    calls: calls::Calls,
    routes: routed::Routes,
}

/// A function of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionRef {
    /// The file.
    pub file: FileId,
    /// The function in it.
    pub function: FuncId,
}

/// A class of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassRef {
    /// The file.
    pub file: FileId,
    /// The class in it.
    pub class: ClassDefId,
}

/// What a name, an import or an attribute stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Imported {
    /// A function of the given files.
    Function(FunctionRef),
    /// A class of the given files.
    Class(ClassRef),
    /// What a call of a class of the given files makes: `manager = Manager()`.
    Instance(ClassRef),
    /// One of the given files.
    Module(FileId),
    /// A folder of the given files without `__init__.py`: where it lies, and what it was imported as.
    Folder(PathId, PathId),
    /// Another variable of a module, or of a class or function in it.
    Variable(FileId, VarId),
    /// Something that is not in the given files, by its dotted path, without leading dots.
    Outside(PathId),
    /// Something of the given files that they do not tell more of.
    Other,
}

impl Project {
    /// The project of some files, in whatever order they are given.
    #[must_use]
    pub fn link(mut modules: Vec<Arc<Module>>) -> Self {
        modules.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        let index = modules::Index::new(modules.iter().map(|module| module.file.path.as_str()));
        let classes = classes::Classes::new(&modules);
        Self { modules, index, classes, calls: calls::Calls::default(), routes: routed::Routes::default() }
    }

    /// The ids of all files, in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.modules.len() as u32).map(FileId)
    }

    /// A file of this project.
    #[must_use]
    pub fn module(&self, file: FileId) -> &Arc<Module> {
        &self.modules[file.0 as usize]
    }

    /// What a file is imported as: `x.whl/pkg/a/__init__.py` is `pkg.a`, `proj/src/pkg/b.py` is `pkg.b`.
    #[must_use]
    pub fn module_path(&self, file: FileId) -> PathId {
        self.index.module_path(file)
    }

    /// Whether a file of the project is imported as something below that name, where there is more than one file.
    #[must_use]
    pub fn is_own(&self, top: Sym) -> bool {
        self.modules.len() > 1 && self.index.is_top(top)
    }

    /// The dotted path of a function: that of its module, the names around it, its own.
    #[must_use]
    pub fn path_of(&self, function: FunctionRef) -> PathId {
        let ast = &self.module(function.file).ast;
        let definition = ast[function.function];
        let name = definition.name.map_or_else(|| Sym::new("<lambda>"), |name| name.sym);
        let around = ast.names_around(definition.stmt).into_iter().chain([name]);
        around.fold(self.module_path(function.file), PathId::then)
    }

    /// Where a place lies, in lines and columns.
    #[must_use]
    pub fn region(&self, place: Place) -> Region {
        self.module(place.file).file.region(place.span)
    }

    /// The text of a place.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.module(place.file).file.slice(place.span)
    }

    /// A place in a file.
    #[must_use]
    pub fn place(&self, file: FileId, span: Span) -> Place {
        Place { file, span }
    }
}
