//! What functions read of what they are passed, and which of it they test.

use super::Seen;
use crate::intern::Sym;
use crate::names::{BindingKind, ScopeId, VarId};
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::text::Span;
use crate::words;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many parts of a parameter a sentence names.
const NAMED: usize = 5;

/// The conditions of every function: of `if`, `while`, `assert` and conditional expressions.
pub fn tests(seen: &Seen<'_>) -> FxHashMap<FuncId, Vec<Span>> {
    let ast = seen.ast();
    let mut by_function: FxHashMap<FuncId, Vec<Span>> = FxHashMap::default();
    for stmt in &ast.stmts {
        let Some(function) = stmt.function else { continue };
        let mut add = |test: ExprId| by_function.entry(function).or_default().push(ast[test].span);
        match stmt.kind {
            StmtKind::If { arms, .. } => ast.list(arms).iter().for_each(|arm| add(arm.test)),
            StmtKind::While { test, .. } | StmtKind::Assert { test, .. } => add(test),
            _ => {}
        }
    }
    for expr in &ast.exprs {
        if let (ExprKind::Conditional { test, .. }, Some(function)) = (expr.kind, ast[expr.stmt].function) {
            by_function.entry(function).or_default().push(ast[test].span);
        }
    }
    by_function
}

/// A part of something that is read.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    of: VarId,
    span: Span,
    by_key: bool,
}

/// What a function reads of its parameters.
pub struct Read {
    /// As written, each once.
    pub parts: Vec<String>,
    /// Which of them are tested, with the line of that.
    tested: Vec<String>,
    /// Whether any is read by a key.
    pub by_key: bool,
}

impl Read {
    pub fn of(seen: &Seen<'_>, held: &FxHashSet<VarId>, parts: &[Part], tests: &[Span]) -> Self {
        let mut read = Self { parts: Vec::new(), tested: Vec::new(), by_key: false };
        let (mut known, mut known_tested) = (FxHashSet::default(), FxHashSet::default());
        for part in parts.iter().filter(|part| held.contains(&part.of)) {
            let code = seen.quoted(part.span);
            read.by_key |= part.by_key;
            if tests.iter().any(|test| test.holds(part.span)) && known_tested.insert(code.clone()) {
                read.tested.push(format!("`{code}` on line {}", seen.line(part.span)));
            }
            if known.insert(code.clone()) {
                read.parts.push(format!("`{code}`"));
            }
        }
        read
    }

    /// `2 parts of what it is given are read (..)`
    pub fn named(&self) -> String {
        let be = |count: usize| if count == 1 { "is" } else { "are" };
        match self.parts.as_slice() {
            [] => "no part of what it is given is read by name".to_owned(),
            parts => format!(
                "{} of what it is given {} read ({})",
                words::count(parts.len(), "part"),
                be(parts.len()),
                words::list_of(parts, NAMED)
            ),
        }
    }

    /// `2 parts of what it is given are read (..), 1 of which is tested (..)`
    pub fn words(&self) -> String {
        if self.parts.is_empty() {
            return self.named();
        }
        let parts = self.named();
        match (self.tested.len(), self.parts.len()) {
            (0, 1) => format!("{parts}, which is not tested here"),
            (0, _) => format!("{parts}, none of them tested here"),
            (_, 1) => format!("{parts} and tested"),
            (tested, all) if tested == all => format!("{parts}, and all of them tested"),
            (tested, _) => format!(
                "{parts}, {} of them tested ({})",
                words::number(tested),
                words::list_of(&self.tested, 2)
            ),
        }
    }
}

/// What an expression reads a part of by a key: `port` of `port["id"]` and of `port.get("id")`.
fn by_key(ast: &Ast, kind: ExprKind) -> Option<ExprId> {
    match kind {
        ExprKind::Subscript { base, .. } => Some(base),
        ExprKind::Call { function, .. } => match ast[function].kind {
            ExprKind::Attribute { base, name } if name.sym.text() == "get" => Some(base),
            _ => None,
        },
        _ => None,
    }
}

/// What every function reads of a name: `context.current`, `port["id"]`, `port.get("name")`, in order of place.
pub fn parts(seen: &Seen<'_>) -> FxHashMap<FuncId, Vec<Part>> {
    let ast = seen.ast();
    let called: FxHashSet<ExprId> = seen.calls.iter().map(|call| call.callee).collect();
    let mut by_function: FxHashMap<FuncId, Vec<Part>> = FxHashMap::default();
    // `context.current` of `context.current["id"]` is no part of its own.
    let mut longer: FxHashSet<ExprId> = FxHashSet::default();
    for expr in &ast.exprs {
        longer.extend(by_key(ast, expr.kind));
    }
    for (at, expr) in ast.exprs.iter().enumerate() {
        let id = ExprId(at as u32);
        let keyed = by_key(ast, expr.kind);
        let base = match (keyed, expr.kind) {
            (Some(base), _) => match ast[base].kind {
                ExprKind::Attribute { base: inner, .. } => inner,
                _ => base,
            },
            (None, ExprKind::Attribute { base, .. }) => base,
            _ => continue,
        };
        let ExprKind::Name(_) = ast[base].kind else { continue };
        if keyed.is_none() && (called.contains(&id) || longer.contains(&id)) {
            continue;
        }
        if let (Some(variable), Some(function)) = (seen.module.names.variable(base), ast[expr.stmt].function)
        {
            by_function.entry(function).or_default().push(Part {
                of: variable,
                span: expr.span,
                by_key: keyed.is_some(),
            });
        }
    }
    for parts in by_function.values_mut() {
        parts.sort_by_key(|part| part.span);
    }
    by_function
}

/// What holds what a function is passed: its parameters, and `port` after `port = context.current`.
///
/// So does the request that a framework keeps for all handlers: `request.form["name"]`.
pub fn held(seen: &Seen<'_>, function: FuncId) -> FxHashSet<VarId> {
    let ast = seen.ast();
    let names = &seen.module.names;
    let scope = names.function_scope(function);
    let skipped = usize::from(ast[function].class.is_some());
    let params = ast.list(ast[function].params).iter().skip(skipped);
    // What a framework passes to say what happened is no data of a sender, nor is what the code passes to itself.
    let params = params.filter(|param| {
        let name = param.name.sym.text();
        !matches!(name, "resource" | "event" | "trigger" | "self" | "cls" | "txn") && !name.starts_with('_')
    });
    let mut held: FxHashSet<VarId> =
        params.filter_map(|param| names.in_scope(scope, param.name.sym)).collect();
    held.extend(requests(seen));
    let variables = names.scopes.get(scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
    for variable in variables {
        if let [binding] = names.bindings(*variable)
            && let BindingKind::Value(value) = binding.kind
            && root(seen, value).is_some_and(|root| held.contains(&root))
        {
            held.insert(*variable);
        }
    }
    held
}

/// Names of a request that handlers import: `from flask import request`.
fn requests(seen: &Seen<'_>) -> Option<VarId> {
    let names = &seen.module.names;
    let variable = names.in_scope(ScopeId(0), Sym::new("request"))?;
    let imported =
        names.bindings(variable).iter().any(|binding| matches!(binding.kind, BindingKind::Import { .. }));
    imported.then_some(variable)
}

/// Methods that give what they are called on, or all of it in another form: `await request.json()`.
const OF_ALL: &[&str] = &["get", "copy", "json", "get_json", "form", "post", "body", "dict", "model_dump"];

/// The variable that a chain of attributes, items and copies begins with.
fn root(seen: &Seen<'_>, mut expr: ExprId) -> Option<VarId> {
    let ast = seen.ast();
    for _ in 0..20 {
        expr = match ast[expr].kind {
            ExprKind::Name(_) => return seen.module.names.variable(expr),
            ExprKind::Attribute { base, .. } | ExprKind::Subscript { base, .. } => base,
            ExprKind::Await(inner) => inner,
            ExprKind::Call { function, args } => match ast[function].kind {
                // `copy.deepcopy(context.current)`, `dict(port)`; `port.get("x")`
                ExprKind::Attribute { name, .. }
                    if matches!(name.sym.text(), "deepcopy" | "copy") && !ast.list(args).is_empty() =>
                {
                    ast.list(args).first()?.value
                }
                ExprKind::Attribute { base, name } if OF_ALL.contains(&name.sym.text()) => base,
                _ => return None,
            },
            _ => return None,
        };
    }
    None
}
