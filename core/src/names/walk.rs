//! The first walk: follows the tree in the order in which Python evaluates it, opens scopes and notes which
//! name is used in which. What gives a name a value is in `bind`.

use super::resolve::Table;
use super::{BindingKind, Names, Roles, ScopeId, ScopeKind};
use crate::intern::Sym;
use crate::syntax::ast::{
    Ast, ClassDefId, Clause, ExprId, ExprKind, FuncId, Get, List, Part, StmtId, StmtKind, TypeParam,
};

pub(super) struct Walk<'a> {
    pub(super) ast: &'a Ast,
    pub(super) table: Table,
    pub(super) names: Names,
    pub(super) scope: ScopeId,
    pub(super) stmt: StmtId,
    /// Whether names are read as the text runs, once and from top to bottom: in the body of the module or of
    /// a class, outside loops and annotations. There a name that is not bound yet is not this scope's.
    in_order: bool,
    /// `__all__`
    pub(super) all: Sym,
}

impl<'a> Walk<'a> {
    pub(super) fn new(ast: &'a Ast) -> Self {
        let mut table = Table::new(ast);
        let scope = table.scope(ScopeKind::Module, None);
        let names = Names {
            function_scopes: vec![scope; ast.functions.len()],
            class_scopes: vec![scope; ast.classes.len()],
            ..Names::default()
        };
        Self { ast, table, names, scope, stmt: StmtId(0), in_order: true, all: Sym::new("__all__") }
    }

    pub(super) fn module(mut self) -> (Table, Names) {
        self.block(self.ast.body);
        (self.table, self.names)
    }

    fn block(&mut self, block: List<StmtId>) {
        for stmt in self.ast.list(block) {
            self.statement(*stmt);
        }
    }

    fn statement(&mut self, id: StmtId) {
        let ast = self.ast;
        self.stmt = id;
        match ast[id].kind {
            StmtKind::Expr(expr) => {
                self.export_call(expr);
                self.expr(expr);
            }
            StmtKind::Assign { targets, value } => {
                self.expr(value);
                for target in ast.list(targets) {
                    self.export_value(*target, value, false);
                    self.assign(*target, value);
                }
            }
            StmtKind::Annotated { target, annotation, value } => {
                self.annotation(annotation);
                if let Some(value) = value {
                    self.expr(value);
                    self.export_value(target, value, false);
                    self.assign(target, value);
                } else if ast[target].span.start == ast[id].span.start {
                    self.target(target, BindingKind::Annotation(annotation));
                } // else `(name): int`, which announces nothing
            }
            StmtKind::Augmented { target, value, .. } => {
                self.export_value(target, value, true);
                self.augmented(target, value);
            }
            StmtKind::Return(value) => self.maybe(value),
            StmtKind::Raise { exception, cause } => {
                self.maybe(exception);
                self.maybe(cause);
            }
            StmtKind::Delete(targets) => {
                for target in ast.list(targets) {
                    self.target(*target, BindingKind::Delete);
                }
            }
            StmtKind::Assert { test, message } => {
                self.expr(test);
                self.maybe(message);
            }
            StmtKind::Global(names) => self.declare(names, Roles::GLOBAL),
            StmtKind::Nonlocal(names) => self.declare(names, Roles::NONLOCAL),
            StmtKind::Import(names) => self.import(names),
            StmtKind::ImportFrom { level, module, names, star } => {
                self.import_from(level, module, names, star);
            }
            StmtKind::If { arms, otherwise } => {
                for arm in ast.list(arms) {
                    self.expr(arm.test);
                    self.block(arm.body);
                    self.stmt = id;
                }
                self.block(otherwise);
            }
            StmtKind::For { target, iterable, body, otherwise, .. } => {
                self.expr(iterable);
                let in_order = std::mem::replace(&mut self.in_order, false);
                self.target(target, BindingKind::Part(iterable));
                self.block(body);
                self.in_order = in_order;
                self.block(otherwise);
            }
            StmtKind::While { test, body, otherwise } => {
                let in_order = std::mem::replace(&mut self.in_order, false);
                self.expr(test);
                self.block(body);
                self.in_order = in_order;
                self.block(otherwise);
            }
            StmtKind::With { items, body, .. } => {
                for item in ast.list(items) {
                    self.expr(item.context);
                    if let Some(target) = item.target {
                        self.target(target, BindingKind::Part(item.context));
                    }
                }
                self.block(body);
            }
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                self.block(body);
                for handler in ast.list(handlers) {
                    self.stmt = id;
                    self.handler(handler);
                    self.block(handler.body);
                    self.stmt = id;
                    self.handler_end(handler);
                }
                self.block(otherwise);
                self.block(finally);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in ast.list(cases) {
                    self.stmt = id;
                    self.pattern(case.pattern, subject);
                    self.maybe(case.guard);
                    self.block(case.body);
                }
            }
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => self.class(class),
            StmtKind::TypeAlias { name, type_params, value } => {
                self.bind(name, BindingKind::Type);
                let outer = self.type_params(type_params);
                self.annotation(value);
                self.scope = outer;
            }
            StmtKind::Print(exprs) => self.all(exprs),
            StmtKind::Exec { code, scopes } => {
                self.expr(code);
                self.all(scopes);
            }
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue | StmtKind::Unknown => {}
        }
    }

    /// Decorators and defaults are evaluated outside, annotations too, but where they see type parameters.
    fn function(&mut self, id: FuncId) {
        let ast = self.ast;
        let function = ast[id];
        self.all(function.decorators);
        for param in ast.list(function.params) {
            self.maybe(param.default);
        }
        let outer = self.type_params(function.type_params);
        for param in ast.list(function.params) {
            if let Some(annotation) = param.annotation {
                self.annotation(annotation);
            }
        }
        if let Some(returns) = function.returns {
            self.annotation(returns);
        }
        self.function_body(id);
        self.scope = outer;
        self.stmt = function.stmt;
        if let Some(name) = function.name {
            self.bind(name, BindingKind::Function(id));
        }
    }

    fn function_body(&mut self, id: FuncId) {
        let function = self.ast[id];
        let outer = self.open(ScopeKind::Function(id));
        if let Some(scope) = self.names.function_scopes.get_mut(id.0 as usize) {
            *scope = self.scope;
        }
        let in_order = std::mem::replace(&mut self.in_order, false);
        for (index, param) in self.ast.list(function.params).iter().enumerate() {
            self.bind(param.name, BindingKind::Param(id, index as u32));
        }
        self.block(function.body);
        self.maybe(function.value);
        self.in_order = in_order;
        self.scope = outer;
    }

    fn class(&mut self, id: ClassDefId) {
        let ast = self.ast;
        let class = ast[id];
        self.all(class.decorators);
        // `class C[__T](Base)`: the parameter is a private name of the class, names in the header are not.
        let outer_class = self.table.class.replace(class.name.sym);
        let outer = self.type_params(class.type_params);
        self.table.class = outer_class;
        for arg in ast.list(class.args) {
            self.expr(arg.value);
        }
        let around = self.open(ScopeKind::Class(id));
        if let Some(scope) = self.names.class_scopes.get_mut(id.0 as usize) {
            *scope = self.scope;
        }
        let outer_class = self.table.class.replace(class.name.sym);
        let in_order = std::mem::replace(&mut self.in_order, true);
        self.block(class.body);
        self.in_order = in_order;
        self.table.class = outer_class;
        self.scope = around;
        self.scope = outer;
        self.stmt = class.stmt;
        self.bind(class.name, BindingKind::Class(id));
    }

    /// Opens the scope of `[T: bound = default]` if there is one; gives back the scope around.
    fn type_params(&mut self, params: List<TypeParam>) -> ScopeId {
        if params.is_empty() {
            return self.scope;
        }
        let outer = self.open(ScopeKind::TypeParams(self.stmt));
        for param in self.ast.list(params) {
            self.bind(param.name, BindingKind::Type);
        }
        for param in self.ast.list(params) {
            for expr in [param.bound, param.default].into_iter().flatten() {
                self.annotation(expr);
            }
        }
        outer
    }

    fn open(&mut self, kind: ScopeKind) -> ScopeId {
        let inner = self.table.scope(kind, Some(self.scope));
        std::mem::replace(&mut self.scope, inner)
    }

    /// An expression that may name what is defined further down.
    fn annotation(&mut self, expr: ExprId) {
        let in_order = std::mem::replace(&mut self.in_order, false);
        self.expr(expr);
        self.in_order = in_order;
    }

    fn all(&mut self, exprs: List<ExprId>) {
        for expr in self.ast.list(exprs) {
            self.expr(*expr);
        }
    }

    pub(super) fn maybe(&mut self, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    /// Chains of calls, attributes and subscripts may be of any length: their first fields are followed in a
    /// loop. All other nesting is bounded by the tree.
    pub(super) fn expr(&mut self, mut id: ExprId) {
        let ast = self.ast;
        loop {
            id = match ast[id].kind {
                ExprKind::Name(name) => return self.read(id, name),
                ExprKind::Attribute { base, .. } => base,
                ExprKind::Subscript { base, index } => {
                    self.expr(index);
                    base
                }
                ExprKind::Call { function, args } => {
                    for arg in ast.list(args) {
                        self.expr(arg.value);
                    }
                    function
                }
                ExprKind::Unary { operand: inner, .. }
                | ExprKind::Not(inner)
                | ExprKind::Starred(inner)
                | ExprKind::Await(inner)
                | ExprKind::YieldFrom(inner)
                | ExprKind::Yield(Some(inner)) => inner,
                ExprKind::Constant(_) | ExprKind::Yield(None) | ExprKind::Unknown => return,
                _ => return self.compound(id),
            };
        }
    }

    fn compound(&mut self, id: ExprId) {
        let ast = self.ast;
        match ast[id].kind {
            ExprKind::FString(parts) | ExprKind::Template(parts) => {
                for part in ast.list(parts) {
                    if let Part::Value { value, format, .. } = *part {
                        self.expr(value);
                        self.maybe(format);
                    }
                }
            }
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => self.all(items),
            ExprKind::Dict(pairs) => {
                for pair in ast.list(pairs) {
                    self.maybe(pair.key);
                    self.expr(pair.value);
                }
            }
            ExprKind::Operation { operands, .. }
            | ExprKind::Bool { operands, .. }
            | ExprKind::Compare { operands, .. } => self.all(operands),
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr(test);
                self.expr(then);
                self.expr(otherwise);
            }
            ExprKind::Slice { lower, upper, step } => {
                self.maybe(lower);
                self.maybe(upper);
                self.maybe(step);
            }
            ExprKind::Named { target, value } => {
                self.expr(value);
                self.walrus(id, target, value);
            }
            ExprKind::Lambda(function) => {
                for param in ast.list(ast[function].params) {
                    self.maybe(param.default);
                }
                self.function_body(function);
            }
            ExprKind::Comprehension { element, value, clauses, .. } => {
                self.comprehension(id, element, value, ast.list(clauses));
            }
            _ => {}
        }
    }

    /// The first iterable is evaluated outside; all else in a scope of its own, inner iterables too.
    fn comprehension(&mut self, id: ExprId, element: ExprId, value: Option<ExprId>, clauses: &[Clause]) {
        if let Some(Clause::For { iterable, .. }) = clauses.first() {
            self.expr(*iterable);
        }
        let outer = self.open(ScopeKind::Comprehension(id));
        self.names.comprehension_scopes.insert(id, self.scope);
        let in_order = std::mem::replace(&mut self.in_order, false);
        for (at, clause) in clauses.iter().enumerate() {
            match *clause {
                Clause::For { target, iterable, .. } => {
                    if at > 0 {
                        self.expr(iterable);
                    }
                    self.target(target, BindingKind::Part(iterable));
                }
                Clause::If(test) => self.expr(test),
            }
        }
        self.expr(element);
        self.maybe(value);
        self.in_order = in_order;
        self.scope = outer;
    }

    fn read(&mut self, id: ExprId, name: Sym) {
        let symbol = self.table.symbol(self.scope, name);
        self.table.role(symbol, Roles::READ);
        if self.in_order && !self.table.roles(symbol).any(Roles::BOUND) {
            self.table.used_early(id, symbol);
        } else {
            self.table.used(id, symbol);
        }
    }
}
