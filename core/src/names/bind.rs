//! What gives a name a value: assignments, imports, handlers, patterns, the walrus, and what only declares it.

use super::walk::Walk;
use super::{Binding, BindingKind, Roles, ScopeKind, StarImport};
use crate::intern::PathId;
use crate::syntax::ast::{
    Ast, ExprId, ExprKind, Get, Handler, ImportName, List, Name, PatternId, PatternKind,
};
use crate::text::Span;

impl Walk<'_> {
    pub(super) fn bind(&mut self, name: Name, kind: BindingKind) {
        let symbol = self.table.symbol(self.scope, name.sym);
        self.table.bind(symbol, Binding { span: name.span, stmt: self.stmt, kind });
    }

    /// `target = value`; `a, b = c, d` binds `a` to exactly `c`, `a, b = c` to something of `c`.
    pub(super) fn assign(&mut self, target: ExprId, value: ExprId) {
        let ast = self.ast;
        let (ExprKind::Tuple(targets) | ExprKind::List(targets)) = ast[target].kind else {
            return self.target(target, BindingKind::Value(value));
        };
        let (targets, values) = match ast[value].kind {
            ExprKind::Tuple(values) | ExprKind::List(values) => (ast.list(targets), ast.list(values)),
            _ => return self.target(target, BindingKind::Value(value)),
        };
        let starred = |item: &ExprId| matches!(ast[*item].kind, ExprKind::Starred(_));
        if targets.len() != values.len() || targets.iter().chain(values).any(starred) {
            return self.target(target, BindingKind::Value(value));
        }
        for (target, value) in targets.iter().zip(values) {
            self.assign(*target, *value);
        }
    }

    /// Binds the names of a target; what else stands in it (`a[i].b`) is read.
    pub(super) fn target(&mut self, id: ExprId, kind: BindingKind) {
        match self.ast[id].kind {
            ExprKind::Name(sym) => {
                let symbol = self.table.symbol(self.scope, sym);
                let binding = Binding { span: self.ast[id].span, stmt: self.stmt, kind };
                self.table.bind(symbol, binding);
                self.table.used(id, symbol);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                let kind = match kind {
                    BindingKind::Value(value) => BindingKind::Part(value),
                    other => other,
                };
                for item in self.ast.list(items) {
                    self.target(*item, kind);
                }
            }
            ExprKind::Starred(inner) => {
                let kind = match kind {
                    BindingKind::Value(value) => BindingKind::Part(value),
                    other => other,
                };
                self.target(inner, kind);
            }
            _ => self.expr(id),
        }
    }

    /// As in CPython's own tables, `target += value` does not count as reading the target.
    pub(super) fn augmented(&mut self, target: ExprId, value: ExprId) {
        self.expr(value);
        self.target(target, BindingKind::Augmented(value));
    }

    /// A walrus within comprehensions binds in the scope around them all.
    pub(super) fn walrus(&mut self, id: ExprId, name: Name, value: ExprId) {
        let mut home = self.scope;
        while let Some(scope) = self.table.scopes.get(home.0 as usize)
            && matches!(scope.kind, ScopeKind::Comprehension(_))
            && let Some(parent) = scope.parent
        {
            home = parent;
        }
        let symbol = self.table.symbol(home, name.sym);
        if home != self.scope {
            let global = matches!(self.table.scopes[home.0 as usize].kind, ScopeKind::Module)
                || self.table.roles(symbol).any(Roles::GLOBAL);
            let here = self.table.symbol(self.scope, name.sym);
            self.table.role(here, if global { Roles::GLOBAL } else { Roles::NONLOCAL });
            self.table.role(here, Roles::ASSIGNED);
        }
        let kind = BindingKind::Value(value);
        self.table.bind(symbol, Binding { span: name.span, stmt: self.stmt, kind });
        self.table.used(id, symbol);
    }

    /// `global a`, `nonlocal a`, wherever in the scope it stands.
    pub(super) fn declare(&mut self, names: List<Name>, role: Roles) {
        for name in self.ast.list(names) {
            let symbol = self.table.symbol(self.scope, name.sym);
            self.table.role(symbol, role);
        }
    }

    pub(super) fn import(&mut self, names: List<ImportName>) {
        for import in self.ast.list(names) {
            let parts = self.ast.list(import.path);
            let (Some(first), Some(path)) = (parts.first(), dotted(None, parts)) else { continue };
            match import.alias {
                Some(alias) => self.bind(alias, BindingKind::Import { path, level: 0 }),
                None => {
                    self.bind(*first, BindingKind::Import { path: PathId::root(first.sym), level: 0 });
                }
            }
        }
    }

    pub(super) fn import_from(
        &mut self,
        level: u32,
        module: List<Name>,
        names: List<ImportName>,
        star: bool,
    ) {
        let module = dotted(None, self.ast.list(module));
        if star {
            self.names.stars.push(StarImport { path: module, level, stmt: self.stmt });
        }
        for import in self.ast.list(names) {
            let parts = self.ast.list(import.path);
            let (Some(last), Some(path)) = (parts.last(), dotted(module, parts)) else { continue };
            self.bind(import.alias.unwrap_or(*last), BindingKind::Import { path, level });
        }
    }

    pub(super) fn handler(&mut self, handler: &Handler) {
        self.maybe(handler.exception);
        if let (Some(name), Some(exception)) = (handler.name, handler.exception) {
            self.bind(name, BindingKind::Exception(exception));
        }
    }

    /// The name of `except .. as name` is gone after its block.
    pub(super) fn handler_end(&mut self, handler: &Handler) {
        if let Some(name) = handler.name {
            let end = Span::new(handler.span.end, handler.span.end);
            self.bind(Name { span: end, ..name }, BindingKind::Delete);
        }
    }

    pub(super) fn pattern(&mut self, id: PatternId, subject: ExprId) {
        let ast = self.ast;
        match ast[id].kind {
            PatternKind::Value(expr) => self.expr(expr),
            PatternKind::Capture(name) | PatternKind::Star(Some(name)) => {
                self.bind(name, BindingKind::Pattern(subject));
            }
            PatternKind::Or(patterns) | PatternKind::Sequence(patterns) => {
                self.patterns(ast, patterns, subject);
            }
            PatternKind::As { pattern, name } => {
                self.pattern(pattern, subject);
                self.bind(name, BindingKind::Pattern(subject));
            }
            PatternKind::Mapping { items, rest } => {
                for (key, pattern) in ast.list(items) {
                    self.expr(*key);
                    self.pattern(*pattern, subject);
                }
                if let Some(rest) = rest {
                    self.bind(rest, BindingKind::Pattern(subject));
                }
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                self.patterns(ast, positional, subject);
                for (_, pattern) in ast.list(keywords) {
                    self.pattern(*pattern, subject);
                }
            }
            PatternKind::Wildcard | PatternKind::Star(None) | PatternKind::Unknown => {}
        }
    }

    fn patterns(&mut self, ast: &Ast, patterns: List<PatternId>, subject: ExprId) {
        for pattern in ast.list(patterns) {
            self.pattern(*pattern, subject);
        }
    }
}

fn dotted(base: Option<PathId>, names: &[Name]) -> Option<PathId> {
    names.iter().fold(base, |path, name| {
        Some(path.map_or_else(|| PathId::root(name.sym), |path| path.then(name.sym)))
    })
}
