//! What a name, an import or an attribute stands for, followed across files: through aliases, re-exports in
//! `__init__.py`, star imports, earlier cells of a notebook, classes.
//!
//! A search is followed as far as it goes and no further than [`STEPS`], and never through the same variable
//! twice: modules may import each other in circles.

use super::modules::Found;
use super::{ClassRef, FunctionRef, Imported, Module, Project};
use crate::intern::{Const, PathId, Sym};
use crate::names::{Binding, BindingKind, ScopeId, ScopeKind, VarId};
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::FileId;

/// How many variables one search looks at.
const STEPS: u32 = 500;
/// How many variables one search may be in the middle of.
const DEPTH: usize = 60;

/// How far star imports are followed from one file to the next.
const STARS: u32 = 3;

impl Project {
    /// What `path` (behind `level` dots) means when it is imported in `file`; none where neither it nor the
    /// module that it would be in is one of the given files. What a given module re-exports from elsewhere
    /// is [`Imported::Outside`].
    #[must_use]
    pub fn import(&self, file: FileId, path: PathId, level: u32) -> Option<Imported> {
        match Search::new(self).import(file, path, level) {
            Imported::Outside(outside) if self.spelled_import(file, path, level) == outside => None,
            found => Some(found),
        }
    }

    /// What an import is called, without leading dots: `from ..db import api` in `pkg/a/b.py` is `pkg.db.api`.
    #[must_use]
    pub fn spelled_import(&self, file: FileId, path: PathId, level: u32) -> PathId {
        self.index.spelled_import(file, Some(path), level).unwrap_or(path)
    }

    /// What a variable of a file stands for.
    #[must_use]
    pub fn variable(&self, file: FileId, variable: VarId) -> Imported {
        Search::new(self).variable(file, variable)
    }

    /// What a name or a chain of attributes stands for: `handlers.base.Handler`.
    #[must_use]
    pub fn expression(&self, file: FileId, expr: ExprId) -> Imported {
        Search::new(self).expression(file, expr)
    }

    /// What `.name` of something stands for. Of an instance that is what its class says; what was assigned to
    /// its own attributes is not known here.
    #[must_use]
    pub fn attribute(&self, of: Imported, name: Sym) -> Imported {
        Search::new(self).attribute(of, name)
    }

    /// What a name that is bound nowhere in its file means: something of a star import, or of an earlier cell
    /// of the same notebook; none for builtins and names bound nowhere at all.
    #[must_use]
    pub fn unbound(&self, file: FileId, name: Sym) -> Option<Imported> {
        Search::new(self).unbound(file, name)
    }

    /// Modules outside the given files whose names `file` imports by a star: a name bound nowhere may be theirs.
    pub fn outside_stars(&self, file: FileId) -> impl Iterator<Item = PathId> + '_ {
        self.module(file).names.stars.iter().filter_map(move |star| {
            let outside = self.star(file, star.path, star.level).is_none();
            if outside { self.index.spelled_import(file, star.path, star.level) } else { None }
        })
    }

    /// Whether a file imports a package, itself or through stars: `from .common import *`.
    #[must_use]
    pub fn imports_package(&self, file: FileId, package: &str) -> bool {
        self.imports_within(file, package, STARS)
    }

    fn imports_within(&self, file: FileId, package: &str, depth: u32) -> bool {
        let module = self.module(file);
        if module.imports(package) {
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else { return false };
        module.names.stars.iter().any(|star| match self.star(file, star.path, star.level) {
            Some(starred) => self.imports_within(starred, package, depth),
            None => star.level == 0 && star.path.is_some_and(|path| path.first().text() == package),
        })
    }

    /// The given files that a file's imports name, in order of their paths.
    #[must_use]
    pub fn imports_of(&self, file: FileId) -> Vec<FileId> {
        let Module { ast, names, .. } = &**self.module(file);
        let bound = names.bindings.iter().filter_map(|binding| match binding.kind {
            BindingKind::Import { path, level } => self.file_of_import(file, path, level),
            _ => None,
        });
        let starred = names.stars.iter().filter_map(|star| self.star(file, star.path, star.level));
        // `import a.b` binds `a` alone, and imports both.
        let dotted = ast.stmts.iter().filter_map(|stmt| match stmt.kind {
            StmtKind::Import(names) => Some(ast.list(names)),
            _ => None,
        });
        let dotted = dotted.flatten().filter_map(|import| {
            let path = ast.list(import.path).iter().fold(None, |path: Option<PathId>, name| {
                Some(path.map_or_else(|| PathId::root(name.sym), |path| path.then(name.sym)))
            });
            self.file_of_import(file, path?, 0)
        });
        let mut files: Vec<FileId> = bound.chain(starred).chain(dotted).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// The file that is imported as `path`.
    #[must_use]
    pub fn file_of(&self, path: PathId) -> Option<FileId> {
        match self.index.absolute(None, path)? {
            Found::File(file) => Some(file),
            Found::Folder(_) => None,
        }
    }

    fn file_of_import(&self, file: FileId, path: PathId, level: u32) -> Option<FileId> {
        let whole = self.find(file, Some(path), level);
        let found = whole.or_else(|| self.find(file, path.parent(), level));
        match found? {
            Found::File(found) if found != file => Some(found),
            _ => None,
        }
    }

    /// The file or folder that a dotted path behind dots means.
    fn find(&self, file: FileId, path: Option<PathId>, level: u32) -> Option<Found> {
        match level {
            0 => self.index.absolute(Some(file), path?),
            _ => self.index.relative(file, path, level),
        }
    }

    pub(super) fn star(&self, file: FileId, path: Option<PathId>, level: u32) -> Option<FileId> {
        match self.find(file, path, level)? {
            Found::File(found) => Some(found),
            Found::Folder(_) => None,
        }
    }
}

/// One question and what was looked at for it.
pub(super) struct Search<'p> {
    project: &'p Project,
    steps: u32,
    active: Vec<(FileId, VarId)>,
    /// Whether a class is asked for its own names alone. While bases are looked for nothing may ask for bases.
    own_names_only: bool,
}

impl<'p> Search<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        Self { project, steps: STEPS, active: Vec::new(), own_names_only: false }
    }

    pub(super) fn for_bases(project: &'p Project) -> Self {
        Self { own_names_only: true, ..Self::new(project) }
    }

    pub(super) fn import(&mut self, file: FileId, path: PathId, level: u32) -> Imported {
        let Some(spelled) = self.project.index.spelled_import(file, Some(path), level) else {
            return Imported::Other;
        };
        // Python looks for an attribute of the package first, then for a submodule.
        if path.parent().is_some() || level > 0 {
            let package = self.project.find(file, path.parent(), level);
            if let Some(found) = package.and_then(|package| self.member(package, path.last(), spelled)) {
                return found;
            }
        }
        match self.project.find(file, Some(path), level) {
            Some(found) => module(found, spelled),
            None => Imported::Outside(spelled),
        }
    }

    /// `name` of a module or folder.
    fn member(&mut self, of: Found, name: Sym, spelled: PathId) -> Option<Imported> {
        match of {
            Found::File(file) => self.module_member(file, name),
            Found::Folder(place) => Some(module(self.project.index.at(place.then(name))?, spelled)),
        }
    }

    /// `name` of a module: its variable, what a star import brings, or a submodule.
    fn module_member(&mut self, file: FileId, name: Sym) -> Option<Imported> {
        self.module_name(file, name).or_else(|| {
            let found = self.project.index.within(file, name)?;
            Some(module(found, self.project.module_path(file).then(name)))
        })
    }

    fn module_name(&mut self, file: FileId, name: Sym) -> Option<Imported> {
        let names = &self.project.module(file).names;
        if let Some(variable) = names.in_scope(ScopeId::MODULE, name)
            && !self.active.contains(&(file, variable))
        {
            return Some(self.variable(file, variable));
        }
        self.starred(file, name)
    }

    /// What the star imports of a file say of a name, the last that has it.
    fn starred(&mut self, file: FileId, name: Sym) -> Option<Imported> {
        let project = self.project;
        for star in project.module(file).names.stars.iter().rev() {
            if self.steps == 0 {
                return None;
            }
            self.steps -= 1;
            let Some(module) = project.star(file, star.path, star.level) else { continue };
            if module == file || !exports(project, module, name) {
                continue;
            }
            // A module whose `__all__` names a submodule gives that too.
            let found = self.module_name(module, name);
            let listed = project.module(module).names.exports.is_some();
            let found = if found.is_none() && listed { self.module_member(module, name) } else { found };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    pub(super) fn unbound(&mut self, file: FileId, name: Sym) -> Option<Imported> {
        self.starred(file, name).or_else(|| {
            let project = self.project;
            project.index.earlier_cells(file).find_map(|cell| self.module_name(cell, name))
        })
    }

    pub(super) fn variable(&mut self, file: FileId, variable: VarId) -> Imported {
        if self.steps == 0 || self.active.len() >= DEPTH || self.active.contains(&(file, variable)) {
            return Imported::Other;
        }
        self.steps -= 1;
        self.active.push((file, variable));
        let found = self.agreed(file, variable);
        self.active.pop();
        match found {
            Some(found) if found != Imported::Other => found,
            _ => Imported::Variable(file, variable),
        }
    }

    /// What the bindings of a variable come to in the end: those from the last one that is always reached. Of
    /// several (`try: import a except ImportError: import b as a`) the first is meant, the others stand in.
    fn agreed(&mut self, file: FileId, variable: VarId) -> Option<Imported> {
        let module = self.project.module(file);
        let bindings = module.names.bindings(variable);
        let block = block_of(self.project, file, variable);
        let last = block.and_then(|block| {
            bindings.iter().rposition(|binding| {
                module.ast[binding.stmt].parent == block && !is_addition(&module.ast, binding)
            })
        });
        let mut agreed = None;
        for binding in bindings.get(last.unwrap_or(0)..)? {
            let value = match binding.kind {
                _ if is_addition(&module.ast, binding) => continue,
                BindingKind::Import { path, level } => self.import(file, path, level),
                BindingKind::Function(function) => Imported::Function(FunctionRef { file, function }),
                BindingKind::Class(class) => Imported::Class(ClassRef { file, class }),
                BindingKind::Value(expr) if is_none(&module.ast, expr) => continue,
                BindingKind::Value(expr) => self.expression(file, expr),
                BindingKind::Param(function, 0) => receiver(&module.ast, file, function),
                _ => Imported::Other,
            };
            match value {
                Imported::Other => return None,
                known => agreed = agreed.or(Some(known)),
            }
        }
        agreed
    }

    pub(super) fn expression(&mut self, file: FileId, expr: ExprId) -> Imported {
        let module = self.project.module(file);
        let mut names = Vec::new();
        let mut at = expr;
        while let ExprKind::Attribute { base, name } = module.ast[at].kind {
            names.push(name.sym);
            at = base;
        }
        let mut value = match module.ast[at].kind {
            ExprKind::Name(name) => match module.names.variable(at) {
                Some(variable) => self.variable(file, variable),
                None => self.unbound(file, name).unwrap_or_else(|| Imported::Outside(PathId::root(name))),
            },
            ExprKind::Lambda(function) => Imported::Function(FunctionRef { file, function }),
            ExprKind::Call { function, .. } if self.active.len() < DEPTH => {
                match self.called(file, function) {
                    Imported::Class(class) => Imported::Instance(class),
                    // `Base = declarative_base()`: what is made so is known by what makes it.
                    Imported::Outside(path) if self.own_names_only && path.parent().is_some() => {
                        Imported::Outside(path)
                    }
                    _ => Imported::Other,
                }
            }
            _ => Imported::Other,
        };
        for name in names.into_iter().rev() {
            value = self.attribute(value, name);
        }
        value
    }

    /// What is called in `manager = Manager()`: names and attributes alone, so that chains of calls end here.
    fn called(&mut self, file: FileId, function: ExprId) -> Imported {
        let ast = &self.project.module(file).ast;
        let mut at = function;
        while let ExprKind::Attribute { base, .. } = ast[at].kind {
            at = base;
        }
        if matches!(ast[at].kind, ExprKind::Name(_)) {
            self.expression(file, function)
        } else {
            Imported::Other
        }
    }

    pub(super) fn attribute(&mut self, of: Imported, name: Sym) -> Imported {
        match of {
            Imported::Outside(path) => Imported::Outside(path.then(name)),
            Imported::Module(file) => self
                .module_member(file, name)
                .unwrap_or_else(|| Imported::Outside(self.project.module_path(file).then(name))),
            Imported::Folder(place, spelled) => {
                let spelled = spelled.then(name);
                let found = self.member(Found::Folder(place), name, spelled);
                found.unwrap_or(Imported::Outside(spelled))
            }
            Imported::Class(class) | Imported::Instance(class) => self.class_member(class, name),
            Imported::Function(_) | Imported::Variable(..) | Imported::Other => Imported::Other,
        }
    }

    fn class_member(&mut self, class: ClassRef, name: Sym) -> Imported {
        if self.own_names_only {
            let variable = self.project.class_variable(class, name);
            return variable.map_or(Imported::Other, |variable| self.variable(class.file, variable));
        }
        match self.project.member_after(class, None, name) {
            Some(Imported::Variable(file, variable)) => self.variable(file, variable),
            Some(found) => found,
            None => Imported::Other,
        }
    }
}

fn module(found: Found, spelled: PathId) -> Imported {
    match found {
        Found::File(file) => Imported::Module(file),
        Found::Folder(place) => Imported::Folder(place, spelled),
    }
}

/// Whether `from module import *` brings a name of it.
fn exports(project: &Project, module: FileId, name: Sym) -> bool {
    let public = !name.text().starts_with('_');
    match &project.module(module).names.exports {
        Some(exports) => exports.names.contains(&name) || (!exports.complete && public),
        None => public,
    }
}

/// The statement whose block is the whole body of the variable's scope (none for a module); nothing for
/// variables of functions, which take another value at each call.
#[allow(clippy::option_option)]
fn block_of(project: &Project, file: FileId, variable: VarId) -> Option<Option<StmtId>> {
    let module = project.module(file);
    let scope = module.names.variables.get(variable.0 as usize)?.scope;
    match module.names.scopes.get(scope.0 as usize)?.kind {
        ScopeKind::Module => Some(None),
        ScopeKind::Class(class) => Some(Some(module.ast[class].stmt)),
        _ => None,
    }
}

/// A binding that adds to another or only announces it: `name: int`, `del name`, `@name.setter`.
fn is_addition(ast: &Ast, binding: &Binding) -> bool {
    match binding.kind {
        BindingKind::Annotation(_) | BindingKind::Delete => true,
        BindingKind::Function(function) => ast.list(ast[function].decorators).iter().any(|decorator| {
            let ExprKind::Attribute { base, name } = ast[*decorator].kind else { return false };
            let own = ast[function].name.map(|name| name.sym);
            matches!(ast[base].kind, ExprKind::Name(of) if Some(of) == own)
                && matches!(name.sym.text(), "setter" | "deleter" | "getter")
        }),
        _ => false,
    }
}

fn is_none(ast: &Ast, expr: ExprId) -> bool {
    matches!(ast[expr].kind, ExprKind::Constant(id) if *ast.constants.get(id) == Const::None)
}

/// What the first parameter of a method is.
fn receiver(ast: &Ast, file: FileId, function: FuncId) -> Imported {
    let Some(class) = ast[function].class.map(|class| ClassRef { file, class }) else {
        return Imported::Other;
    };
    if !matches!(ast[ast[function].stmt].kind, StmtKind::Function(id) if id == function) {
        return Imported::Other; // a lambda in a class body
    }
    let decorated = |with: &str| {
        ast.list(ast[function].decorators)
            .iter()
            .any(|decorator| matches!(ast[*decorator].kind, ExprKind::Name(name) if name.text() == with))
    };
    let name = ast[function].name.map_or("", |name| name.sym.text());
    if decorated("staticmethod") {
        return Imported::Other;
    }
    if decorated("classmethod") || matches!(name, "__new__" | "__init_subclass__" | "__class_getitem__") {
        return Imported::Class(class);
    }
    Imported::Instance(class)
}
