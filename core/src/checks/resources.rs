//! What is opened, and whether it is closed on every way.

use super::handling;
use super::seen::{Called, last_name};
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::Sym;
use crate::models::Role;
use crate::names::{BindingKind, VarId};
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "resources",
    title: "What is opened, and whether it is closed",
    category: Category::Resources,
    asks: "Is every file, socket, connection and process closed, also where something is raised?",
    look: &[Look::Code(opened)],
    summary,
};

fn opened(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut managed = vec![false; ast.exprs.len()];
    let mut mark = |expr: ExprId| {
        if let Some(known) = managed.get_mut(expr.0 as usize) {
            *known = true;
        }
    };
    for stmt in &ast.stmts {
        let StmtKind::With { items, .. } = stmt.kind else { continue };
        for item in ast.list(items) {
            mark(item.context);
            if let ExprKind::Await(inner) = ast[item.context].kind {
                mark(inner);
            }
        }
    }
    // `closing(connect())`, `stack.enter_context(open(path))`
    for call in &seen.calls {
        let closes = call.name.is_some_and(|name| matches!(name.text(), "closing" | "enter_context" | "enter_async_context" | "push" | "callback" | "addCleanup"));
        if closes || seen.is(call, Role::Closes) {
            ast.list(call.args).iter().for_each(|arg| mark(arg.value));
        }
    }
    let opens = seen.calls.iter().filter(|call| seen.is(call, Role::Opens));
    opens.map(|call| at_open(seen, call, managed.get(call.expr.0 as usize).copied().unwrap_or(false))).collect()
}

fn at_open(seen: &Seen<'_>, call: &Called, managed: bool) -> Noted {
    let (ast, span, code) = (seen.ast(), call.span, seen.callee(call));
    let commits_only = call.path.is_some_and(|path| COMMITS_ONLY.contains(&path.text().as_str()));
    if managed && commits_only && matches!(ast[call.stmt].kind, StmtKind::With { items, .. } if ast.list(items).iter().any(|item| item.context == call.expr)) {
        return Noted::attention(span, format!("the `with` around `{code}` ends its transaction and does not close it: use `contextlib.closing`?"));
    }
    if managed {
        return Noted::safe(span, format!("`{code}` is closed by the `with` around it"));
    }
    // `open(path, "w").close()`
    let closes = |other: &Called| {
        let ExprKind::Attribute { base, .. } = ast[other.callee].kind else { return false };
        base == call.expr && other.name.is_some_and(|name| CLOSING.contains(&name.text()))
    };
    if seen.calls_within(ast[call.stmt].span).any(closes) {
        return Noted::safe(span, format!("`{code}` is closed at once"));
    }
    let (target, value) = match ast[call.stmt].kind {
        StmtKind::Assign { targets, value } => (ast.list(targets).first().copied(), value),
        StmtKind::Annotated { target, value: Some(value), .. } => (Some(target), value),
        StmtKind::Return(Some(value)) if is_value(seen, value, call.expr) => {
            return Noted::info(span, format!("`{code}` is returned open: closing it is up to the caller"));
        }
        StmtKind::Expr(value) => match ast[value].kind {
            ExprKind::Yield(Some(_)) => return Noted::info(span, format!("`{code}` is yielded open: closing it is up to the caller")),
            _ => (None, value),
        },
        _ => (None, call.expr),
    };
    let Some(target) = target.filter(|_| is_value(seen, value, call.expr)) else {
        // `connections.append(connect())`
        let keeps = |other: &&Called| {
            ast.list(other.args).iter().any(|arg| arg.value == call.expr) && other.name.is_some_and(|name| KEEPING.contains(&name.text()))
        };
        if let Some(other) = seen.calls_within(ast[call.stmt].span).find(keeps) {
            return Noted::undecided(span, format!("what `{code}` opens is handed to `{}`: whether whoever takes it out closes it is not seen here", seen.callee(other)));
        }
        return Noted::attention(span, format!("what `{code}` opens has no name and is never closed by this code: it stays open until it is collected. Use `with`?"));
    };
    match ast[target].kind {
        ExprKind::Attribute { name, .. } => match closed_attribute(seen, name.sym) {
            Some(line) => Noted::safe(span, format!("`{code}` is kept in `{}` and closed on line {line}", seen.quoted(ast[target].span))),
            None => Noted::undecided(span, format!("`{code}` is kept in `{}`, and nothing in this file closes it: who does, and when, is not here", seen.quoted(ast[target].span))),
        },
        ExprKind::Name(name) => match seen.module.names.variable(target) {
            Some(variable) => at_name(seen, call, &code, name, variable),
            None => Noted::undecided(span, format!("whether `{code}` is closed is not seen here")),
        },
        _ => Noted::undecided(span, format!("`{code}` is kept in `{}`: whether it is closed is not seen here", seen.quoted(ast[target].span))),
    }
}

fn at_name(seen: &Seen<'_>, call: &Called, code: &str, name: Sym, variable: VarId) -> Noted {
    let (ast, span) = (seen.ast(), call.span);
    let is_it = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Name(_)) && seen.module.names.variable(expr) == Some(variable);
    let name = name.text();
    let mut closed: Option<(&Called, bool)> = None;
    for other in &seen.calls {
        let ExprKind::Attribute { base, name: method } = ast[other.callee].kind else { continue };
        if is_it(base) && CLOSING.contains(&method.sym.text()) {
            let surely = in_finally(seen, other.stmt) || !between(seen, call.stmt, other.stmt);
            if closed.is_none_or(|(_, known)| surely && !known) {
                closed = Some((other, surely));
            }
        }
    }
    match closed {
        Some((close, true)) => return Noted::safe(span, format!("`{code}` is closed on line {}, whatever happens between", seen.line(close.span))),
        Some((close, false)) => {
            return Noted::attention(
                span,
                format!("`{name}` is closed on line {} only if nothing is raised between: use `with`, or close it in a `finally`?", seen.line(close.span)),
            );
        }
        None => {}
    }
    let commits_only = call.path.is_some_and(|path| COMMITS_ONLY.contains(&path.text().as_str()));
    let mut handed = None;
    for stmt in &ast.stmts {
        match stmt.kind {
            StmtKind::With { items, .. } if !commits_only && ast.list(items).iter().any(|item| is_it(item.context)) => {
                return Noted::safe(span, format!("`{code}` is closed by the `with {name}` of line {}", seen.line(stmt.span)));
            }
            StmtKind::Return(Some(value)) if is_value_of(seen, value, &is_it) => handed = Some("returned"),
            StmtKind::Assign { targets, value }
                if is_it(value)
                    && ast.list(targets).iter().any(|target| !matches!(ast[*target].kind, ExprKind::Name(_))) =>
            {
                handed = Some("kept elsewhere");
            }
            StmtKind::Expr(value) if matches!(ast[value].kind, ExprKind::Yield(Some(inner)) if is_it(inner)) => {
                handed = Some("yielded");
            }
            _ => {}
        }
    }
    if let Some(handed) = handed {
        return Noted::info(span, format!("`{code}` is {handed} open: closing it is up to whoever gets it"));
    }
    let module_level = seen.module.names.bindings(variable).iter().all(|binding| ast[binding.stmt].function.is_none() && !matches!(binding.kind, BindingKind::Param(..)));
    if module_level && call.function.is_none() {
        return Noted::undecided(span, format!("`{name}` is opened once for the whole module and not closed here: whether another module closes it is not in this file"));
    }
    let passed = seen.calls.iter().find(|other| {
        let args = ast.list(other.args).iter().any(|arg| is_it(arg.value));
        args && other.given.is_none()
    });
    match passed {
        Some(other) => Noted::attention(span, format!("`{name}` is passed to `{}` (line {}) and never closed by this code: it stays open until it is collected. Use `with`?", seen.callee(other), seen.line(other.span))),
        None => Noted::attention(span, format!("`{name}` is never closed by this code: it stays open until it is collected. Use `with`?")),
    }
}

/// Connections whose `with` ends the transaction alone.
const COMMITS_ONLY: &[&str] = &["sqlite3.connect"];

const CLOSING: &[&str] = &["close", "aclose", "quit", "shutdown", "wait", "communicate", "kill", "terminate", "disconnect", "cleanup", "detach", "release", "stop", "logout", "dispose", "unlink"];

/// Calls that keep what they are given.
const KEEPING: &[&str] = &["append", "appendleft", "add", "insert", "put", "put_nowait", "register", "setdefault"];

/// Whether an expression is what a call gives, awaited or not, or one of two things.
fn is_value(seen: &Seen<'_>, value: ExprId, call: ExprId) -> bool {
    is_value_of(seen, value, &|expr| expr == call)
}

fn is_value_of(seen: &Seen<'_>, value: ExprId, is_it: &dyn Fn(ExprId) -> bool) -> bool {
    let ast = seen.ast();
    is_it(value)
        || match ast[value].kind {
            ExprKind::Await(inner) => is_it(inner),
            ExprKind::Conditional { then, otherwise, .. } => is_it(then) || is_it(otherwise),
            ExprKind::Bool { operands, .. } => ast.list(operands).iter().any(|operand| is_it(*operand)),
            ExprKind::Tuple(items) => ast.list(items).iter().any(|item| is_it(*item)),
            _ => false,
        }
}

/// Where an attribute of that name is closed.
fn closed_attribute(seen: &Seen<'_>, name: Sym) -> Option<u32> {
    let ast = seen.ast();
    let closing = seen.calls.iter().find(|call| {
        call.receiver == Some(name) && call.name.is_some_and(|name| CLOSING.contains(&name.text()))
    });
    let with = || {
        ast.stmts.iter().find(|stmt| match stmt.kind {
            StmtKind::With { items, .. } => ast.list(items).iter().any(|item| last_name(ast, item.context) == Some(name)),
            _ => false,
        })
    };
    closing.map(|call| seen.line(call.span)).or_else(|| with().map(|stmt| seen.line(stmt.span)))
}

fn in_finally(seen: &Seen<'_>, stmt: StmtId) -> bool {
    let ast = seen.ast();
    ast.ancestors(stmt).any(|parent| match ast[parent].kind {
        StmtKind::Try { finally, .. } => !finally.is_empty() && handling::span_of(ast, finally).holds(ast[stmt].span),
        _ => false,
    })
}

/// Whether anything stands between two statements that could raise.
fn between(seen: &Seen<'_>, open: StmtId, close: StmtId) -> bool {
    let ast = seen.ast();
    let from = match ast[open].parent.map(|parent| ast[parent].kind) {
        // `try: f = open(..)`, `except OSError: ..`, `else: f.close()`: the handlers run where nothing was opened.
        Some(StmtKind::Try { body, otherwise, .. }) if ast.list(body).last() == Some(&open) => {
            let first = ast.list(otherwise).first().map(|first| ast[*first].span.start);
            first.filter(|first| *first <= ast[close].span.start).unwrap_or(ast[open].span.end)
        }
        _ => ast[open].span.end,
    };
    let span = crate::text::Span::new(from, ast[close].span.start.max(from));
    seen.calls_within(span).next().is_some() || seen.exprs_within(span).next().is_some()
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => format!("0 files, sockets, connections or processes opened in {}.", words::count(counted.searched.calls, "call")),
        all => {
            let elsewhere = counted.with(Status::Info) + counted.with(Status::Undecided);
            let same = |count, what| (count, what, what);
            let kinds = [
                same(counted.with(Status::Safe), "closed on every way"),
                same(counted.with(Status::Attention), "left open on some way"),
                same(elsewhere, "handed on open or closed elsewhere"),
            ];
            format!("{} opened: {}.", words::count(all, "resource"), words::kinds(&kinds))
        }
    }
}
