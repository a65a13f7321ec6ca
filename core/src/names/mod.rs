//! What each name means in one file: scopes, variables, bindings and imports, by Python's scope rules.
//!
//! A *variable* is a name in a scope; a *binding* is a place that gives it a value. Every use of a name in
//! the tree is resolved to its variable once, here, so that nothing later looks names up by text. Imports
//! are resolved to dotted paths as written (`from a.b import c as d` binds `d` to `a.b.c`); whether a path
//! lies in the given files is for `project` to say.
//!
//! `resolve` holds the rules of scopes, `walk` follows the tree, `bind` records what gives names a value,
//! `exports` reads `__all__`.

mod bind;
mod exports;
mod resolve;
mod walk;

use crate::intern::{PathId, Sym};
use crate::syntax::ast::{Ast, ClassDefId, ExprId, FuncId, StmtId};
use crate::text::Span;
use rustc_hash::FxHashMap;

pub use resolve::mangled;

/// A scope of one file; the module's is [`ScopeId::MODULE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The module's own scope.
    pub const MODULE: Self = Self(0);
}

/// A variable of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

/// All names of one file.
#[derive(Debug, Default)]
pub struct Names {
    /// Scopes, outer before inner, in order of their place.
    pub scopes: Vec<Scope>,
    /// Variables, in order of their first appearance.
    pub variables: Vec<Variable>,
    /// Bindings of all variables, grouped by variable, in order of place.
    pub bindings: Vec<Binding>,
    /// For every expression of the tree: the variable, if it is a name (or a walrus' target) that a scope
    /// of this file binds. Builtins and names bound nowhere have none; nor has a name that the body of the
    /// module reads before it binds it, as in `input = input`.
    pub uses: Vec<Option<VarId>>,
    /// Names as each scope sees them, in order of their first appearance.
    pub symbols: Vec<Symbol>,
    /// Modules whose every public name is imported: `from a import *`.
    pub stars: Vec<StarImport>,
    /// `__all__`, where the module has one.
    pub exports: Option<Exports>,
    /// The scope that each function opens, by [`FuncId`].
    pub function_scopes: Vec<ScopeId>,
    /// The scope that each class opens, by [`ClassDefId`].
    pub class_scopes: Vec<ScopeId>,
    /// The scope that each comprehension opens.
    pub comprehension_scopes: FxHashMap<ExprId, ScopeId>,
    /// Indices into `symbols`. A private name stands here twice, as written and mangled.
    ids: FxHashMap<(ScopeId, Sym), u32>,
}

/// A region of text in which names live.
#[derive(Debug, Clone)]
pub struct Scope {
    /// What opens it.
    pub kind: ScopeKind,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// The variables that live in it, in order of their first appearance.
    pub variables: Vec<VarId>,
}

/// What opens a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// The body of a class.
    Class(ClassDefId),
    /// The body of a function or lambda.
    Function(FuncId),
    /// A comprehension (its first iterable is evaluated outside).
    Comprehension(ExprId),
    /// PEP 695 type parameters of the `def`, `class` or `type` statement.
    TypeParams(StmtId),
}

/// A name in a scope.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// The name; `_C__private` for `__private` in `class C`.
    pub name: Sym,
    /// Its scope.
    pub scope: ScopeId,
    /// Its place in [`Scope::variables`].
    pub position: u32,
    /// Its bindings: first index in [`Names::bindings`].
    pub first_binding: u32,
    /// How many bindings.
    pub binding_count: u32,
    /// Whether an inner scope reads or writes it.
    pub captured: bool,
}

/// A name as one scope sees it: the variable that it means there, and what the scope does with it.
#[derive(Debug, Clone, Copy)]
pub struct Symbol {
    /// The name; `_C__private` for `__private` in `class C`.
    pub name: Sym,
    /// The scope.
    pub scope: ScopeId,
    /// What the scope does with it.
    pub roles: Roles,
    /// The variable that it means; none for builtins and names bound nowhere.
    pub variable: Option<VarId>,
}

/// What a scope does with a name: a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    /// It reads the name, other than by `+=`.
    pub const READ: Self = Self(1);
    /// It binds it, other than by a parameter or an import; `del` and `name: int` count.
    pub const ASSIGNED: Self = Self(2);
    /// It is a parameter of the scope's function.
    pub const PARAM: Self = Self(4);
    /// It imports it.
    pub const IMPORTED: Self = Self(8);
    /// It says `global name`.
    pub const GLOBAL: Self = Self(16);
    /// It says `nonlocal name`.
    pub const NONLOCAL: Self = Self(32);
    /// Any way of binding.
    pub const BOUND: Self = Self(Self::ASSIGNED.0 | Self::PARAM.0 | Self::IMPORTED.0);

    /// Whether the two sets share a role.
    #[must_use]
    pub fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    fn add(&mut self, role: Self) {
        self.0 |= role.0;
    }
}

/// A place that gives a variable a value, or takes it away.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where the name stands.
    pub span: Span,
    /// The statement that it is part of.
    pub stmt: StmtId,
    /// How it is bound.
    pub kind: BindingKind,
}

/// How a name is bound.
#[derive(Debug, Clone, Copy)]
pub enum BindingKind {
    /// `import a.b` binds `a` to path `a`; `import a.b as c` binds `c` to `a.b`; `from a import b` to `a.b`.
    /// A relative import (`from ..a import b`) has `level` dots and a path relative to them.
    Import {
        /// The dotted path as written.
        path: PathId,
        /// How many dots stand before it.
        level: u32,
    },
    /// `name = value`, `name: int = value`, `name := value`, `a, name = b, value`: exactly this value.
    Value(ExprId),
    /// `name: int` without a value.
    Annotation(ExprId),
    /// `(a, name) = value`, `for name in value`, `with value as name`: something of this value.
    Part(ExprId),
    /// `name += value`
    Augmented(ExprId),
    /// `def name`
    Function(FuncId),
    /// `class name`; and `__class__` in its methods.
    Class(ClassDefId),
    /// A parameter: its function and its index among [`crate::syntax::ast::Function::params`].
    Param(FuncId, u32),
    /// `except exception as name`; the expression is the exception, as written.
    Exception(ExprId),
    /// A capture of a `match` pattern; the expression is the subject.
    Pattern(ExprId),
    /// A PEP 695 type parameter or `type` alias.
    Type,
    /// `del name`, and the end of `except .. as name`.
    Delete,
}

/// `from path import *`
#[derive(Debug, Clone, Copy)]
pub struct StarImport {
    /// The dotted path as written; none in `from . import *`.
    pub path: Option<PathId>,
    /// How many dots stand before it.
    pub level: u32,
    /// The statement.
    pub stmt: StmtId,
}

/// What `__all__` says: a list or tuple of texts, with `+=`, `.extend`, `.append` and `.remove` of such.
#[derive(Debug, Clone, Default)]
pub struct Exports {
    /// The names in it, in order.
    pub names: Vec<Sym>,
    /// Whether these are all: not so after `__all__ += other.__all__`.
    pub complete: bool,
}

impl Names {
    /// The names of a tree.
    #[must_use]
    pub fn resolve(ast: &Ast) -> Self {
        resolve::resolve(ast)
    }

    /// The variable that a name expression means; none for builtins and names bound nowhere.
    #[must_use]
    pub fn variable(&self, expr: ExprId) -> Option<VarId> {
        self.uses.get(expr.0 as usize).copied().flatten()
    }

    /// The bindings of a variable, in order of place.
    #[must_use]
    pub fn bindings(&self, variable: VarId) -> &[Binding] {
        let Some(variable) = self.variables.get(variable.0 as usize) else { return &[] };
        let start = variable.first_binding as usize;
        self.bindings.get(start..start + variable.binding_count as usize).unwrap_or(&[])
    }

    /// The variable of that name in a scope itself, not in those around it.
    #[must_use]
    pub fn in_scope(&self, scope: ScopeId, name: Sym) -> Option<VarId> {
        let symbol = self.symbols.get(*self.ids.get(&(scope, name))? as usize)?;
        symbol.variable.filter(|id| self.variables.get(id.0 as usize).is_some_and(|v| v.scope == scope))
    }

    /// The scope that a function opens.
    #[must_use]
    pub fn function_scope(&self, function: FuncId) -> ScopeId {
        self.function_scopes.get(function.0 as usize).copied().unwrap_or(ScopeId::MODULE)
    }

    /// The scope that a class opens.
    #[must_use]
    pub fn class_scope(&self, class: ClassDefId) -> ScopeId {
        self.class_scopes.get(class.0 as usize).copied().unwrap_or(ScopeId::MODULE)
    }
}
