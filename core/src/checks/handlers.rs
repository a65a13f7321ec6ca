//! The map of handlers: what each catches and what becomes of it, and which functions have none.

use super::handling::{self, Caught, Told};
use super::{Check, Counted, Look, Noted, Seen};
use crate::syntax::ast::{ExprKind, Get, StmtId, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "handlers",
    title: "Exception handlers, and functions without any",
    category: Category::ErrorHandling,
    asks: "Which failures are caught where, what becomes of them, and which functions leave them to their callers?",
    look: &[Look::Code(handlers), Look::Code(unhandled)],
    summary,
};

fn handlers(seen: &Seen<'_>) -> Vec<Noted> {
    let all = handling::all(seen.ast());
    all.iter().map(|caught| at_handler(seen, caught)).chain(suppressed(seen)).collect()
}

fn at_handler(seen: &Seen<'_>, caught: &Caught) -> Noted {
    let (ast, handler) = (seen.ast(), &caught.handler);
    let span = handling::header(ast, handler);
    let broad = handling::is_broad(seen, handler);
    let what = match (broad, handler.exception) {
        (_, None) => "everything is caught by a bare `except`".to_owned(),
        (true, Some(exception)) => format!("nearly everything is caught by `except {}`", seen.quoted(ast[exception].span)),
        (false, _) => {
            let are = if handling::named(ast, handler).len() == 1 { "is" } else { "are" };
            format!("only {} {are} caught", handling::written(seen, handler))
        }
    };
    let ways = handling::ways(seen, handler.body);
    let told = handling::told(seen, handler);
    let logged = told.map(|told| format!("{}logged by `{}` (line {})", if told.always { "" } else { "on some paths " }, seen.callee(told.call), seen.line(told.call.span)));
    let then = afterwards(seen, caught);
    if ways.always_raises() {
        let logged = logged.map(|logged| format!("{logged} and ")).unwrap_or_default();
        return Noted::safe(span, format!("{what}, {logged}raised again or as another exception"));
    }
    let some = if ways.raises { "raised again on some paths, " } else { "" };
    let does = does(seen, caught);
    if !broad {
        let text = match (&logged, does) {
            (Some(logged), _) => format!("{what}, {some}{logged}; {then}"),
            (None, Some(does)) => format!("{what}, {some}and answered by `{does}`; {then}"),
            (None, None) => format!("{what}, {some}and nothing is done; {then}"),
        };
        return Noted::safe(span, text);
    }
    if let Some((kept, line)) = raised_later(seen, caught) {
        return Noted::safe(span, format!("{what} and kept in `{kept}`, which is raised on line {line}; {then}"));
    }
    match (told, logged, does) {
        (Some(Told { loud: true, always: true, with_cause, .. }), Some(logged), _) => {
            let cause = if with_cause { "with its cause" } else { "but without its cause" };
            let text = format!("{what}, {some}{logged} {cause}; {then}");
            if with_cause || ways.raises { Noted::safe(span, text) } else { Noted::attention(span, format!("{text}. How would anybody find out why?")) }
        }
        (_, Some(logged), _) => Noted::attention(
            span,
            format!("{what}, {some}{logged}, which says nothing on the others or is often not kept; {then}. Who notices that it fails?"),
        ),
        (_, None, Some(does)) if ways.raises => Noted::safe(span, format!("{what}, {some}or answered by `{does}`; {then}")),
        (_, None, Some(does)) => Noted::attention(
            span,
            format!("{what} and answered by `{does}`, and nothing is logged in the handler; {then}. Which failures are meant?"),
        ),
        (_, None, None) => Noted::attention(
            span,
            format!("{what} and dropped without a word; {then}. Which failures are meant, and who notices the others?"),
        ),
    }
}

/// The first thing that a handler does but log and go on.
fn does(seen: &Seen<'_>, caught: &Caught) -> Option<String> {
    let ast = seen.ast();
    let done = |id: &&StmtId| match ast[**id].kind {
        StmtKind::Pass | StmtKind::Continue | StmtKind::Break => false,
        StmtKind::Expr(expr) => !matches!(ast[expr].kind, ExprKind::Constant(_)),
        _ => true,
    };
    let first = ast.list(caught.handler.body).iter().find(done)?;
    let code = seen.module.file.slice(ast[*first].span);
    Some(crate::rules::say::quoted(code.lines().next().unwrap_or("")))
}

/// Where the code goes on.
fn afterwards(seen: &Seen<'_>, caught: &Caught) -> String {
    let ast = seen.ast();
    let ways = handling::ways(seen, caught.handler.body);
    let function = ast[caught.stmt].function;
    let in_loop = ast
        .ancestors(caught.stmt)
        .take_while(|stmt| ast[*stmt].function == function)
        .find(|stmt| matches!(ast[*stmt].kind, StmtKind::For { .. } | StmtKind::While { .. }));
    match in_loop {
        Some(stmt) => {
            let line = seen.line(ast[stmt].span);
            match (ways.goes_on || continues(seen, caught), ways.leaves) {
                (true, false) => format!("the loop of line {line} goes on"),
                (false, true) => format!("the loop of line {line} ends there"),
                (true, true) => format!("the loop of line {line} goes on or ends"),
                (false, false) => "nothing goes on".to_owned(),
            }
        }
        None if ways.goes_on => "the code behind goes on".to_owned(),
        None => "the function ends".to_owned(),
    }
}

/// Whether a handler ends with `continue`, which leaves its block and not the loop.
fn continues(seen: &Seen<'_>, caught: &Caught) -> bool {
    let ast = seen.ast();
    let body = handling::statements(ast, caught.handler.body);
    body.into_iter().any(|stmt| matches!(ast[stmt].kind, StmtKind::Continue))
}

/// Where what a handler keeps (`self._error = error`) is raised later: the attribute and the line.
fn raised_later(seen: &Seen<'_>, caught: &Caught) -> Option<(String, u32)> {
    let ast = seen.ast();
    let name = caught.handler.name?.sym;
    let kept = ast.list(caught.handler.body).iter().find_map(|stmt| {
        let StmtKind::Assign { targets, value } = ast[*stmt].kind else { return None };
        let is_it = matches!(ast[value].kind, ExprKind::Name(of) if of == name);
        ast.list(targets).first().copied().filter(|_| is_it)
    })?;
    let attribute = super::seen::last_name(ast, kept)?;
    let raise = ast.stmts.iter().find(|stmt| match stmt.kind {
        StmtKind::Raise { exception: Some(exception), .. } => {
            super::seen::last_name(ast, exception) == Some(attribute) && !caught.handler.span.holds(stmt.span)
        }
        _ => false,
    })?;
    Some((seen.quoted(ast[kept].span), seen.line(raise.span)))
}

/// `with contextlib.suppress(KeyError):`
fn suppressed(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let suppress = seen.calls.iter().filter(|call| call.path.is_some_and(|path| path.is("contextlib.suppress")));
    suppress
        .map(|call| {
            let broad = ast.list(call.args).iter().find(|arg| {
                seen.path(arg.value).is_some_and(|path| matches!(path.text().as_str(), "Exception" | "BaseException"))
            });
            let code = seen.quoted(call.span);
            match broad {
                Some(_) => Noted::attention(call.span, format!("`{code}` drops nearly every failure of its block without a word. Which are meant?")),
                None => Noted::safe(call.span, format!("`{code}` drops only what it names")),
            }
        })
        .collect()
}

/// Functions that call something and catch nothing.
fn unhandled(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut handles = vec![false; ast.functions.len()];
    for stmt in &ast.stmts {
        if let (StmtKind::Try { handlers, .. }, Some(function)) = (stmt.kind, stmt.function)
            && !handlers.is_empty()
            && let Some(handles) = handles.get_mut(function.0 as usize)
        {
            *handles = true;
        }
    }
    let mut noted = Vec::new();
    for (at, function) in ast.functions.iter().enumerate() {
        let Some(name) = function.name else { continue };
        let calls = seen.calls_in(Some(crate::syntax::ast::FuncId(at as u32))).count();
        if calls == 0 || handles.get(at).copied().unwrap_or(false) {
            continue;
        }
        let (first, last) = (seen.line(function.span), seen.module.file.line(function.span.end));
        noted.push(Noted::info(
            function.span,
            format!(
                "lines {first} to {last}: no handler in `{}`; what its {} raise goes to its caller",
                name.sym.text(),
                words::count(calls, "call")
            ),
        ));
    }
    noted
}

fn summary(counted: &Counted<'_>) -> String {
    let without = counted.with(Status::Info);
    let handlers = counted.all() - without;
    let functions = words::count(without, "function");
    let unhandled = match without {
        1 => format!("{functions} calls something and catches nothing"),
        _ => format!("{functions} call something and catch nothing"),
    };
    match (handlers, counted.with(Status::Attention)) {
        (0, _) => format!("0 handlers in {}; {unhandled}.", words::count(counted.searched.functions, "function")),
        (_, attention) => format!(
            "{}, {} of them so broad and silent that somebody should look; {unhandled}.",
            words::count(handlers, "handler"),
            words::number(attention)
        ),
    }
}
