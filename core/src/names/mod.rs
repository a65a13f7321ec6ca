//! What each name means in one file: scopes, variables, bindings and imports, by Python's scope rules.
//!
//! A *variable* is a name in a scope; a *binding* is a place that gives it a value. Every use of a name in
//! the tree is resolved to its variable once, here, so that nothing later looks names up by text. Imports
//! are resolved to dotted paths as written (`from a.b import c as d` binds `d` to `a.b.c`); whether a path
//! lies in the given files is for `project` to say.

mod resolve;

use crate::intern::{PathId, Sym};
use crate::syntax::ast::{Ast, ClassDefId, ExprId, FuncId, StmtId};
use crate::text::Span;

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
    /// Scopes, outer before inner.
    pub scopes: Vec<Scope>,
    /// Variables, in order of their first appearance.
    pub variables: Vec<Variable>,
    /// Bindings of all variables, grouped by variable, in order of place.
    pub bindings: Vec<Binding>,
    /// For every expression of the tree: the variable, if it is a name (or a walrus' target) that a scope
    /// of this file binds. Builtins and names bound nowhere have none.
    pub uses: Vec<Option<VarId>>,
    /// Modules whose every public name is imported: `from a import *`.
    pub stars: Vec<StarImport>,
    /// `__all__`, where it is a plain list or tuple of texts (with `+=` and `.extend` of such).
    pub exports: Option<Vec<Sym>>,
    /// The scope that each function opens, by [`FuncId`].
    pub function_scopes: Vec<ScopeId>,
    /// The scope that each class opens, by [`ClassDefId`].
    pub class_scopes: Vec<ScopeId>,
}

/// A region of text in which names live.
#[derive(Debug, Clone)]
pub struct Scope {
    /// What opens it.
    pub kind: ScopeKind,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// Its variables as a run in [`Names::variables`] order is not kept; these are their ids.
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
    /// The name.
    pub name: Sym,
    /// Its scope.
    pub scope: ScopeId,
    /// Its bindings: first index in [`Names::bindings`].
    pub first_binding: u32,
    /// How many bindings.
    pub binding_count: u32,
    /// Whether an inner scope reads or writes it.
    pub captured: bool,
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
    /// `name = value`, `name: int = value`, `name := value`: exactly this value.
    Value(ExprId),
    /// `name: int` without a value.
    Annotation(ExprId),
    /// `(a, name) = value`, `for name in value`, `with value as name`: something of this value.
    Part(ExprId),
    /// `name += value`
    Augmented(ExprId),
    /// `def name`
    Function(FuncId),
    /// `class name`
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
        let scope = self.scopes.get(scope.0 as usize)?;
        scope
            .variables
            .iter()
            .copied()
            .find(|id| self.variables.get(id.0 as usize).is_some_and(|v| v.name == name))
    }
}
