//! A file as the checks see it: its calls in order of their place, each with what it is known to call.
//!
//! What the evaluation of the file found out about a callee comes first. Where it knows nothing (an attribute that
//! another method sets, a parameter), the tree says more: what is assigned to `self.name` anywhere in the class, what
//! a property returns, what a name is bound to.

use super::entries::{self, Entry};
use super::followed::{Followed, Outcome};
use crate::flow;
use crate::intern::{PathId, Sym};
use crate::models::{Known, Models, Role, RoleSet, Wait};
use crate::names::BindingKind;
use crate::project::{Base, ClassRef, FunctionRef, Module, Project};
use crate::syntax::ast::{
    Arg, ArgKind, Ast, ClassDefId, ExprId, ExprKind, FuncId, Get, List, StmtId, StmtKind,
};
use crate::text::{FileId, Span};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};

pub use crate::rules::look::last_sym as last_name;

/// How far names, attributes and properties are followed.
const DEPTH: u32 = 8;

/// A file with its calls.
#[derive(Debug)]
pub struct Seen<'p> {
    /// All given files.
    pub project: &'p Project,
    /// Which of them.
    pub file: FileId,
    /// The file.
    pub module: &'p Module,
    /// Its calls, in order of their place; of `a().b()` the inner first.
    pub calls: Vec<Called>,
    by_expr: FxHashMap<ExprId, u32>,
    by_function: FxHashMap<Option<FuncId>, Vec<u32>>,
    fields: FxHashMap<(ClassDefId, Sym), Vec<ExprId>>,
    models: &'static Models,
    in_order: OnceCell<Vec<ExprId>>,
    meant: RefCell<FxHashMap<FunctionRef, RoleSet>>,
    entries: OnceCell<Vec<(FuncId, Entry)>>,
    followed: Followed,
}

/// A call.
#[derive(Debug, Clone, Copy)]
pub struct Called {
    /// The call.
    pub expr: ExprId,
    /// Where it stands.
    pub span: Span,
    /// The statement that it is part of.
    pub stmt: StmtId,
    /// Whose body it is in.
    pub function: Option<FuncId>,
    /// What is called, as written.
    pub callee: ExprId,
    /// The arguments.
    pub args: List<Arg>,
    /// The last name of what is called: `wait` in `self._event.wait()`.
    pub name: Option<Sym>,
    /// The name before that: `_event`.
    pub receiver: Option<Sym>,
    /// What is called, by its dotted path where that is known: `threading.Event.wait`.
    pub path: Option<PathId>,
    /// The function of the given files that is called.
    pub given: Option<FunctionRef>,
    /// Whether it is a statement of its own, its result dropped.
    pub dropped: bool,
    /// What what is called is to a reviewer.
    roles: RoleSet,
}

/// What the evaluation found out about callees, by call.
#[derive(Debug, Default)]
pub(super) struct Paths(FxHashMap<ExprId, PathId>);

impl Paths {
    pub(super) fn add(&mut self, call: &flow::Call<'_>) {
        if let Some(path) = call.path() {
            self.0.entry(call.expr).or_insert(path);
        }
    }
}

impl<'p> Seen<'p> {
    pub(super) fn new(project: &'p Project, file: FileId, paths: &Paths, followed: Followed) -> Self {
        let module = project.module(file);
        let mut seen = Self {
            project,
            file,
            module,
            calls: Vec::new(),
            by_expr: FxHashMap::default(),
            by_function: FxHashMap::default(),
            fields: fields(&module.ast),
            models: Models::get(),
            in_order: OnceCell::new(),
            meant: RefCell::default(),
            entries: OnceCell::new(),
            followed,
        };
        let given = given(project, file);
        let ast = &module.ast;
        for (at, expr) in ast.exprs.iter().enumerate() {
            let ExprKind::Call { function: callee, args } = expr.kind else { continue };
            let id = ExprId(at as u32);
            let (name, receiver) = match ast[callee].kind {
                ExprKind::Name(name) => (Some(name), None),
                ExprKind::Attribute { base, name } => (Some(name.sym), last_name(ast, base)),
                _ => (None, None),
            };
            seen.calls.push(Called {
                expr: id,
                span: expr.span,
                stmt: expr.stmt,
                function: ast[expr.stmt].function,
                callee,
                args,
                name,
                receiver,
                path: paths.0.get(&id).copied(),
                given: given.get(&id).copied(),
                dropped: false,
                roles: RoleSet::default(),
            });
        }
        seen.calls.sort_by_key(|call| (call.span.start, call.span.end));
        for at in 0..seen.calls.len() {
            let Some(mut call) = seen.calls.get(at).copied() else { continue };
            if call.path.is_none() {
                // What is made by a call and then called is not what made it.
                call.path =
                    seen.path_within(call.callee, DEPTH).filter(|(_, made)| !made).map(|(path, _)| path);
            }
            call.roles = seen.roles(&call);
            call.dropped = seen.is_statement(call.expr, call.stmt);
            seen.by_expr.insert(call.expr, at as u32);
            seen.by_function.entry(call.function).or_default().push(at as u32);
            if let Some(known) = seen.calls.get_mut(at) {
                *known = call;
            }
        }
        seen
    }

    /// What is known of libraries.
    #[must_use]
    pub fn models(&self) -> &'static Models {
        self.models
    }

    /// The tree.
    #[must_use]
    pub fn ast(&self) -> &'p Ast {
        &self.module.ast
    }

    /// The call that an expression is.
    #[must_use]
    pub fn call(&self, expr: ExprId) -> Option<&Called> {
        self.calls.get(*self.by_expr.get(&expr)? as usize)
    }

    /// The calls of a function's own body (none: the module's and its classes'), in order of their place.
    pub fn calls_in(&self, function: Option<FuncId>) -> impl Iterator<Item = &Called> {
        let calls = self.by_function.get(&function).map_or(&[][..], Vec::as_slice);
        calls.iter().filter_map(|at| self.calls.get(*at as usize))
    }

    /// The calls that lie within a span, in order of their place.
    pub fn calls_within(&self, span: Span) -> impl Iterator<Item = &Called> {
        let start = self.calls.partition_point(|call| call.span.start < span.start);
        let calls = self.calls.get(start..).unwrap_or(&[]);
        calls
            .iter()
            .take_while(move |call| call.span.start < span.end)
            .filter(move |call| call.span.end <= span.end)
    }

    /// The expressions that lie within a span, in order of their place.
    pub fn exprs_within(&self, span: Span) -> impl Iterator<Item = ExprId> {
        let ast = self.ast();
        let all = self.in_order.get_or_init(|| {
            let place = |(at, expr): (usize, &crate::syntax::ast::Expr)| {
                (expr.span.start, expr.span.end, ExprId(at as u32))
            };
            let mut all: Vec<_> = ast.exprs.iter().enumerate().map(place).collect();
            all.sort_unstable();
            all.into_iter().map(|(.., expr)| expr).collect()
        });
        let start = all.partition_point(|expr| ast[*expr].span.start < span.start);
        let within = all.get(start..).unwrap_or(&[]).iter().copied();
        within
            .take_while(move |expr| ast[*expr].span.start < span.end)
            .filter(move |expr| ast[*expr].span.end <= span.end)
    }

    /// What became of the data that a function takes.
    pub(super) fn outcome(&self, function: FuncId) -> Outcome {
        self.followed.outcome(self.module.ast[function].span, self.file, |at| self.module.file.line(at))
    }

    /// The functions that the outside calls, in order of their place.
    pub(super) fn entries(&self) -> &[(FuncId, Entry)] {
        self.entries.get_or_init(|| entries::of_file(self.project, self.file))
    }

    /// Whether what is called has a role.
    #[must_use]
    pub fn is(&self, call: &Called, role: Role) -> bool {
        call.roles.has(role)
    }

    fn roles(&self, call: &Called) -> RoleSet {
        let by_path = call.path.map(|path| self.models.roles_of(path)).unwrap_or_default();
        let given = call.given.map(|function| self.roles_of(function)).unwrap_or_default();
        let method = call.name.filter(|_| !self.is_bare(call));
        let by_name = method.map(|name| self.models.roles_of_method(call.receiver, name)).unwrap_or_default();
        by_path.or(given).or(by_name)
    }

    /// Which argument says how long a call waits, and how long it waits without, of a call that waits.
    #[must_use]
    pub fn wait(&self, call: &Called) -> Option<Wait> {
        let by_name = || match call.path {
            // What a library is known to do is in its rows.
            Some(path) if self.models.path(path).is_some() => None,
            _ if self.is_bare(call) || call.given.is_some() => None,
            _ => self.models.method_wait(call.name?),
        };
        call.path.and_then(|path| self.models.wait(path)).or_else(by_name)
    }

    /// Whether a function of the given files has a role: by its own path, or as a method of a class with a base that
    /// gives it one.
    #[must_use]
    pub fn function_is(&self, function: FunctionRef, role: Role) -> bool {
        self.roles_of(function).has(role)
    }

    fn roles_of(&self, function: FunctionRef) -> RoleSet {
        if let Some(known) = self.meant.borrow().get(&function) {
            return *known;
        }
        let mut roles = self.models.roles_of(self.models.canonical(self.project.path_of(function)));
        let name = self.project.module(function.file).ast[function.function].name;
        if let (Some(class), Some(name)) = (self.project.class_of(function), name) {
            for base in self.project.ancestry(class) {
                if let Base::Outside(path) = base {
                    roles = roles.or(self.models.roles_of(self.models.canonical(path).then(name.sym)));
                }
            }
        }
        self.meant.borrow_mut().insert(function, roles);
        roles
    }

    /// Whether a path, or the expression that means one, has a role.
    #[must_use]
    pub fn expr_is(&self, expr: ExprId, role: Role) -> bool {
        self.path(expr).is_some_and(|path| self.models.has_role(path, role))
    }

    /// Whether a function has a decorator with a role.
    #[must_use]
    pub fn decorated(&self, function: FuncId, role: Role) -> Option<ExprId> {
        let ast = self.ast();
        ast.list(ast[function].decorators).iter().copied().find(|decorator| {
            let named = match ast[*decorator].kind {
                ExprKind::Call { function, .. } => function,
                _ => *decorator,
            };
            self.expr_is(named, role)
        })
    }

    /// The code of a span, on one short line, secrets masked.
    #[must_use]
    pub fn quoted(&self, span: Span) -> String {
        crate::rules::say::quoted(self.module.file.slice(span)).replace("( ", "(")
    }

    /// What is called, as written: `self._event.wait`.
    #[must_use]
    pub fn callee(&self, call: &Called) -> String {
        self.quoted(self.ast()[call.callee].span)
    }

    /// The name of a function.
    #[must_use]
    pub fn function_name(&self, function: FuncId) -> &'static str {
        self.ast()[function].name.map_or("lambda", |name| name.sym.text())
    }

    /// From `def` to its name: the place of a function itself.
    #[must_use]
    pub fn head(&self, function: FuncId) -> Span {
        let definition = self.ast()[function];
        Span::new(definition.span.start, definition.name.map_or(definition.span.end, |name| name.span.end))
    }

    /// The line of a place of this file.
    #[must_use]
    pub fn line(&self, span: Span) -> u32 {
        self.module.file.line(span.start)
    }

    /// The argument at a position (from 0) or of a name.
    #[must_use]
    pub fn argument(&self, call: &Called, position: usize, name: &str) -> Option<ExprId> {
        let args = self.ast().list(call.args);
        let named =
            args.iter().find(|arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == name));
        let positional = || {
            let before = args.iter().take_while(|arg| arg.kind != ArgKind::Star);
            before.filter(|arg| arg.kind == ArgKind::Positional).nth(position)
        };
        named.or_else(positional).map(|arg| arg.value)
    }

    /// The dotted path that an expression is, or by which what it is was made: `threading.Event` for `self._event`
    /// after `self._event = threading.Event()`.
    #[must_use]
    pub fn path(&self, expr: ExprId) -> Option<PathId> {
        self.path_within(expr, DEPTH).map(|(path, _)| path)
    }

    /// The path, and whether it was called to make what the expression is.
    fn path_within(&self, expr: ExprId, depth: u32) -> Option<(PathId, bool)> {
        let depth = depth.checked_sub(1)?;
        let ast = self.ast();
        // Chains nest through their first field to any length.
        let (mut names, mut at) = (Vec::new(), expr);
        let (mut path, mut made) = loop {
            match ast[at].kind {
                ExprKind::Attribute { base, name } => {
                    if let Some(value) = self.field(base, name.sym, expr) {
                        break self.path_within(value, depth)?;
                    }
                    names.push(Some(name.sym));
                    at = base;
                }
                ExprKind::Call { function, .. } => {
                    names.push(None);
                    at = function;
                }
                ExprKind::Await(inner) | ExprKind::Named { value: inner, .. } => at = inner,
                ExprKind::Name(name) => break self.name(at, name, depth)?,
                _ => return None,
            }
        };
        path = self.models.canonical(path);
        for name in names.into_iter().rev() {
            made = name.is_none();
            path = match name {
                Some(name) => self.models.canonical(path.then(name)),
                None => self.models.path(path).and_then(Known::gives).unwrap_or(path),
            };
        }
        Some((path, made))
    }

    fn name(&self, expr: ExprId, name: Sym, depth: u32) -> Option<(PathId, bool)> {
        let names = &self.module.names;
        let Some(variable) = names.variable(expr) else {
            return self.models.is_builtin(name).then(|| (PathId::root(name), false));
        };
        let bindings = names.bindings(variable);
        let mut values = bindings.iter().filter(|binding| !self.is_none(binding.kind));
        let binding = values.next()?;
        if values.next().is_some() && !matches!(binding.kind, BindingKind::Import { .. }) {
            return None;
        }
        match binding.kind {
            BindingKind::Import { path, level: 0 } => Some((path, false)),
            BindingKind::Import { path, level } => {
                Some((self.project.spelled_import(self.file, path, level), false))
            }
            BindingKind::Value(value) => self.path_within(value, depth),
            // `with open(path) as file`
            BindingKind::Part(value) if matches!(self.ast()[binding.stmt].kind, StmtKind::With { .. }) => {
                self.path_within(value, depth)
            }
            BindingKind::Param(function, at) => {
                let ast = self.ast();
                let annotation = ast.list(ast[function].params).get(at as usize)?.annotation?;
                self.path_within(annotation, depth).map(|(path, _)| (path, true))
            }
            _ => None,
        }
    }

    /// `name = None` says nothing of what the name is otherwise.
    fn is_none(&self, kind: BindingKind) -> bool {
        match kind {
            BindingKind::Value(value) => is_none(self.ast(), value),
            BindingKind::Annotation(_) | BindingKind::Delete => true,
            _ => false,
        }
    }

    /// What `self.name` holds: the first thing but `None` that is assigned to it in the class, or what a property of
    /// that name returns.
    fn field(&self, base: ExprId, name: Sym, around: ExprId) -> Option<ExprId> {
        let ast = self.ast();
        let ExprKind::Name(own) = ast[base].kind else { return None };
        let class = self.class_of_self(ast[around].stmt, own)?;
        let reference = ClassRef { file: self.file, class };
        for base in self.project.ancestry(reference) {
            let Base::Class(base) = base else { continue };
            if base.file != self.file {
                continue;
            }
            if let Some(values) = self.fields.get(&(base.class, name)) {
                return values.first().copied();
            }
        }
        let property = self.project.method(reference, name).filter(|method| method.file == self.file)?;
        let is_property = ast.list(ast[property.function].decorators).iter().any(|decorator| {
            last_name(ast, *decorator).is_some_and(|name| {
                matches!(name.text(), "property" | "cached_property" | "setter" | "deleter")
            })
        });
        is_property.then(|| self.returned(property.function)).flatten()
    }

    /// What a function returns last.
    fn returned(&self, function: FuncId) -> Option<ExprId> {
        let ast = self.ast();
        let body = ast.list(ast[function].body);
        body.iter().rev().find_map(|stmt| match ast[*stmt].kind {
            StmtKind::Return(value) => value,
            _ => None,
        })
    }

    /// The class whose method's first parameter that name is.
    fn class_of_self(&self, stmt: StmtId, name: Sym) -> Option<ClassDefId> {
        let ast = self.ast();
        let mut function = ast[stmt].function;
        while let Some(id) = function {
            if let Some(class) = ast[id].class {
                let first = ast.list(ast[id].params).first()?;
                return (first.name.sym == name).then_some(class);
            }
            function = ast[id].parent;
        }
        None
    }

    fn is_bare(&self, call: &Called) -> bool {
        matches!(self.ast()[call.callee].kind, ExprKind::Name(_))
    }

    fn is_statement(&self, expr: ExprId, stmt: StmtId) -> bool {
        let ast = self.ast();
        match ast[stmt].kind {
            StmtKind::Expr(value) => {
                value == expr || matches!(ast[value].kind, ExprKind::Await(inner) if inner == expr)
            }
            _ => false,
        }
    }
}

fn is_none(ast: &Ast, expr: ExprId) -> bool {
    matches!(ast[expr].kind, ExprKind::Constant(id) if *ast.constants.get(id) == crate::intern::Const::None)
}

/// Which functions of the given files a file's calls call.
fn given(project: &Project, file: FileId) -> FxHashMap<ExprId, FunctionRef> {
    project.calls_in(file).iter().map(|site| (site.call, site.callee)).collect()
}

/// What is assigned to attributes of `self`, but `None`, in order of place.
fn fields(ast: &Ast) -> FxHashMap<(ClassDefId, Sym), Vec<ExprId>> {
    let mut fields: FxHashMap<(ClassDefId, Sym), Vec<ExprId>> = FxHashMap::default();
    for stmt in &ast.stmts {
        let (targets, value) = match stmt.kind {
            StmtKind::Assign { targets, value } => (ast.list(targets), value),
            StmtKind::Annotated { ref target, value: Some(value), .. } => {
                (std::slice::from_ref(target), value)
            }
            _ => continue,
        };
        for target in targets {
            let ExprKind::Attribute { base, name } = ast[*target].kind else { continue };
            let ExprKind::Name(own) = ast[base].kind else { continue };
            let Some(function) = stmt.function.map(|function| ast[function]) else { continue };
            let first = ast.list(function.params).first().map(|param| param.name.sym);
            if let Some(class) = function.class
                && first == Some(own)
                && !is_none(ast, value)
            {
                fields.entry((class, name.sym)).or_default().push(value);
            }
        }
    }
    fields
}
