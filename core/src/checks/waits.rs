//! Waits: with a timeout, without one, with a result that nobody looks at.

use super::seen::{Called, last_name};
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::{Const, PathId, Sym};
use crate::models::{Pick, Wait};
use crate::names::BindingKind;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, Get, StmtId, StmtKind, UnaryOperator};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "waits",
    title: "Waits and their timeouts",
    category: Category::Concurrency,
    asks: "Does every wait end, and does somebody look whether it ended by itself or by its timeout?",
    look: &[Look::Code(waits)],
    summary,
};

fn waits(seen: &Seen<'_>) -> Vec<Noted> {
    seen.calls.iter().filter_map(|call| at_call(seen, call)).collect()
}

fn at_call(seen: &Seen<'_>, call: &Called) -> Option<Noted> {
    let (timeout, default) = seen.wait(call).or_else(|| guessed(seen, call))?;
    let (called, span) = (seen.callee(call), call.span);
    let passed = match timeout {
        Pick::Arg(position, name) => seen.argument(call, position, name),
        Pick::Named(name) => seen.argument(call, usize::MAX, name),
        _ => None,
    };
    if gives_up_at_once(seen, call) {
        return Some(Noted::safe(span, format!("`{called}` does not wait: it gives up at once")));
    }
    let Some(passed) = passed else {
        return Some(without(seen, call, &called, default));
    };
    let ast = seen.ast();
    if is_none(ast, passed) {
        let text = format!("`{called}` is told to wait for ever by `{}`: what ends it if nothing happens?", seen.quoted(ast[passed].span));
        return Some(Noted::attention(span, text));
    }
    let length = length(seen, passed);
    if may_be_none(seen, passed) {
        let text = format!("`{called}` waits at most {length}, and for ever where that is `None`, as it is unless a caller says otherwise: what callers pass is needed");
        return Some(Noted::undecided(span, text));
    }
    if tells_by_result(seen, call) && !is_looked_at(seen, call) {
        let text = format!(
            "`{called}` waits at most {length}, and its result is dropped: the code behind goes on the same whether what it \
             waits for happened or the time was over. Is that meant?"
        );
        return Some(Noted::attention(span, text));
    }
    let until = if timeout == Pick::Named("stop") { "tries again until" } else { "waits at most" };
    Some(Noted::safe(span, format!("`{called}` {until} {length}")))
}

/// A wait to which no timeout is passed.
fn without(seen: &Seen<'_>, call: &Called, called: &str, default: Option<&str>) -> Noted {
    let (ast, span) = (seen.ast(), call.span);
    if let Some(default) = default {
        return Noted::safe(span, format!("`{called}` waits at most {default} by default"));
    }
    if ast.list(call.args).iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar)) {
        return Noted::undecided(span, format!("whether `{called}` has a timeout depends on what `*args` or `**kwargs` hold"));
    }
    if let Some(limit) = made_with(seen, call) {
        return Noted::safe(span, format!("`{called}` waits as long as what it is called on was made for: `{limit}`"));
    }
    if let Some(line) = waited_before(seen, call) {
        return Noted::safe(span, format!("`{called}` does not wait: line {line} has waited for it"));
    }
    if let Some(by) = socket_limit(seen, call) {
        return by;
    }
    if of_completed(seen, call) {
        return Noted::safe(span, format!("`{called}` does not wait: what `as_completed` gives is done"));
    }
    if call.path.is_some_and(|path| RUNS.contains(&path.text().as_str())) {
        return Noted::info(span, format!("`{called}` waits until the program ends, without a time limit"));
    }
    if let Some(limit) = limit_around(seen, call) {
        return Noted::safe(span, format!("`{called}` ends with the time of `{limit}` around it"));
    }
    if is_awaited(seen, call) {
        return Noted::info(span, format!("`{called}` is awaited without a time limit; other coroutines go on meanwhile"));
    }
    let by = ended_by(seen, call);
    let stopped = match by.as_slice() {
        [] => String::new(),
        by => format!(" It is ended by {}.", words::list_of(by, 3)),
    };
    // `if not idl.created.wait(): raise`: an event of another class may be made with a limit.
    let known = call.path.and_then(|path| seen.models().wait(path)).is_some();
    let unless = if !known && call.name.is_some_and(|name| name.text() == "wait") { ", unless it was made with a limit of its own" } else { "" };
    let dropped = if call.dropped && tells_by_result(seen, call) { " and its result is dropped" } else { "" };
    Noted::attention(
        span,
        format!("`{called}` waits without a timeout{dropped}: if what it waits for never happens, its thread hangs{unless}.{stopped} What ends it when that fails?"),
    )
}

/// Calls that wait for another program.
const RUNS: &[&str] = &[
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "os.wait", "os.waitpid",
];

/// `for future in as_completed(futures): future.result()`
fn of_completed(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let ExprKind::Attribute { base, .. } = ast[call.callee].kind else { return false };
    let Some(variable) = seen.module.names.variable(base) else { return false };
    seen.module.names.bindings(variable).iter().any(|binding| match binding.kind {
        BindingKind::Part(whole) => {
            seen.call(whole).is_some_and(|call| call.name.is_some_and(|name| name.text() == "as_completed"))
        }
        _ => false,
    })
}

/// The limit that an object was made with: `Lock(client, name, blocking_timeout=5).acquire()`.
fn made_with(seen: &Seen<'_>, call: &Called) -> Option<String> {
    let ast = seen.ast();
    let ExprKind::Attribute { base, .. } = ast[call.callee].kind else { return None };
    let made = crate::rules::look::only_value(seen.module, base).unwrap_or(base);
    let maker = seen.call(made)?;
    // Of a lock `timeout` says when it opens by itself.
    let named = |wanted: &str| {
        ast.list(maker.args).iter().find(|arg| {
            matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == wanted) && !is_none(ast, arg.value)
        })
    };
    let limit = named("blocking_timeout").or_else(|| named("timeout").filter(|_| call.name.is_some_and(|name| name.text() == "wait")))?;
    let ArgKind::Keyword(name) = limit.kind else { return None };
    Some(format!("{}={}", name.sym.text(), seen.quoted(ast[limit.value].span)))
}

/// `wait(futures)`, and behind it `[future.result() for future in futures]`: the line of the first.
fn waited_before(seen: &Seen<'_>, call: &Called) -> Option<u32> {
    let ast = seen.ast();
    let ExprKind::Attribute { base, .. } = ast[call.callee].kind else { return None };
    let names = &seen.module.names;
    let wholes: Vec<_> = names.bindings(names.variable(base)?).iter().map(|binding| match binding.kind {
        BindingKind::Part(whole) => names.variable(whole),
        _ => None,
    }).collect::<Option<_>>()?;
    let waits = seen.calls_in(call.function).find(|other| {
        let all = other.path.is_some_and(|path| path.is("concurrent.futures.wait"));
        let of = seen.argument(other, 0, "fs").and_then(|expr| names.variable(expr));
        all && other.span.end <= call.span.start && of.is_some_and(|of| wholes.contains(&of))
    })?;
    Some(seen.line(waits.span))
}

/// What `settimeout` says of the socket that a call waits for; a server that waits for whoever connects.
fn socket_limit(seen: &Seen<'_>, call: &Called) -> Option<Noted> {
    let name = call.name?.text();
    if !matches!(name, "recv" | "recvfrom" | "recv_into" | "accept" | "connect") {
        return None;
    }
    let limits = |other: &&Called| {
        other.receiver == call.receiver && other.name.is_some_and(|name| matches!(name.text(), "settimeout" | "setblocking"))
            || other.path.is_some_and(|path| path.is("socket.setdefaulttimeout"))
    };
    let called = seen.callee(call);
    if let Some(limit) = seen.calls.iter().find(limits) {
        let text = format!("`{called}` waits as long as `{}` says (line {})", seen.quoted(limit.span), seen.line(limit.span));
        return Some(Noted::safe(call.span, text));
    }
    (name == "accept").then(|| Noted::info(call.span, format!("`{called}` waits for whoever connects, without a time limit")))
}

/// Waits that only their names and arguments show: `.join()` without arguments is none of a text.
fn guessed(seen: &Seen<'_>, call: &Called) -> Option<Wait> {
    if call.given.is_some() || call.path.is_some_and(|path| path.parent().is_none()) {
        return None;
    }
    let ast = seen.ast();
    if !matches!(ast[call.callee].kind, ExprKind::Attribute { .. }) {
        return None;
    }
    let receiver = call.receiver.map_or(String::new(), |name| name.text().to_ascii_lowercase());
    let args = ast.list(call.args);
    let has = |words: &[&str]| words.iter().any(|word| receiver.contains(word));
    let timed = args.iter().any(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "timeout"));
    match call.name?.text() {
        "join" if args.is_empty() || timed => Some((Pick::Arg(0, "timeout"), None)),
        "join" if has(&["thread", "process", "proc", "worker"]) && args.len() == 1 => Some((Pick::Arg(0, "timeout"), None)),
        "get" if has(&["queue"]) && (args.is_empty() || timed || args.iter().all(|arg| is_flag(ast, arg.value))) => {
            Some((Pick::Arg(1, "timeout"), None))
        }
        "result" if has(&["future", "fut"]) => Some((Pick::Arg(0, "timeout"), None)),
        "communicate" if has(&["proc", "popen", "child"]) => Some((Pick::Arg(1, "timeout"), None)),
        _ => None,
    }
}

/// `lock.acquire(False)`, `queue.get(block=False)`, `event.wait(0)`
fn gives_up_at_once(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let name = call.name.map_or("", Sym::text);
    if matches!(name, "flock" | "lockf") {
        return ast.list(call.args).iter().any(|arg| seen.module.file.slice(ast[arg.value].span).contains("LOCK_NB"));
    }
    let flag = match name {
        "acquire" => seen.argument(call, 0, "blocking").or_else(|| seen.argument(call, usize::MAX, "block")),
        "get" => seen.argument(call, 0, "block"),
        _ => None,
    };
    flag.is_some_and(|flag| matches!(constant(ast, flag), Some(Const::Bool(false)))
        || constant(ast, flag).and_then(Const::as_int) == Some(0))
}

/// A timeout in words.
fn length(seen: &Seen<'_>, timeout: ExprId) -> String {
    let ast = seen.ast();
    let code = seen.quoted(ast[timeout].span);
    let value = crate::rules::look::only_value(seen.module, timeout).filter(|value| constant(ast, *value).is_some());
    match (constant(ast, timeout), value) {
        (Some(Const::Int(_) | Const::Float(_)), _) if code == "1" => "1 second".to_owned(),
        (Some(Const::Int(_) | Const::Float(_)), _) => format!("{code} seconds"),
        (_, Some(value)) => format!("`{code}`, {} seconds", seen.quoted(ast[value].span)),
        _ => format!("`{code}`"),
    }
}

/// A parameter that is `None` unless somebody passes it.
fn may_be_none(seen: &Seen<'_>, timeout: ExprId) -> bool {
    let ast = seen.ast();
    // `None if timeout is None else timeout * 1000`
    if let ExprKind::Conditional { then, otherwise, .. } = ast[timeout].kind {
        return is_none(ast, then) || is_none(ast, otherwise);
    }
    let Some(variable) = seen.module.names.variable(timeout) else { return false };
    let [only] = seen.module.names.bindings(variable) else { return false };
    let BindingKind::Param(function, at) = only.kind else { return false };
    let param = ast.list(ast[function].params).get(at as usize);
    param.and_then(|param| param.default).is_some_and(|default| is_none(ast, default))
}

/// Whether the result says if the time was over.
fn tells_by_result(seen: &Seen<'_>, call: &Called) -> bool {
    let of = call.path.map(PathId::text).unwrap_or_default();
    let by_type = ["threading.Event.", "threading.Condition.", "multiprocessing.Event.", "multiprocessing.Condition."];
    let name = call.name.map_or("", Sym::text);
    match name {
        "wait" => by_type.iter().any(|of_type| of.starts_with(of_type)) || (of.is_empty() && receiver_is(seen, call, &["event", "cond"])),
        // Locks of files raise.
        "acquire" => of.is_empty() || ["threading.", "multiprocessing."].iter().any(|library| of.starts_with(library)),
        _ => false,
    }
}

/// Whether the result is used, or the loop around asks what is waited for: `while not stop.is_set(): stop.wait(5)`.
fn is_looked_at(seen: &Seen<'_>, call: &Called) -> bool {
    if !call.dropped {
        return true;
    }
    let ast = seen.ast();
    ast.ancestors(call.stmt).take_while(|stmt| ast[*stmt].function == call.function).any(|stmt| match ast[stmt].kind {
        StmtKind::While { test, .. } => {
            let test = seen.module.file.slice(ast[test].span);
            call.receiver.is_some_and(|name| test.contains(name.text())) || test == "True"
        }
        StmtKind::For { .. } => true,
        _ => false,
    })
}

/// What ends a wait for an event: calls of `set` on something of the same name, with their lines.
fn ended_by(seen: &Seen<'_>, call: &Called) -> Vec<String> {
    let by: &[&str] = match call.name.map_or("", Sym::text) {
        "wait" => &["set", "notify", "notify_all"],
        "acquire" => &["release"],
        _ => return Vec::new(),
    };
    let same = |other: &&Called| {
        other.receiver.is_some() && other.receiver == call.receiver && other.name.is_some_and(|name| by.contains(&name.text()))
    };
    let named = |other: &Called| format!("`{}` (line {})", seen.callee(other), seen.line(other.span));
    seen.calls.iter().filter(same).map(named).collect()
}

/// `asyncio.wait_for(event.wait(), 5)`, `async with asyncio.timeout(5):`
fn limit_around(seen: &Seen<'_>, call: &Called) -> Option<String> {
    let ast = seen.ast();
    let limits = |path: &str| {
        matches!(path, "asyncio.wait_for" | "asyncio.timeout" | "asyncio.timeout_at" | "async_timeout.timeout" | "anyio.fail_after" | "anyio.move_on_after" | "trio.fail_after" | "trio.move_on_after" | "eventlet.Timeout" | "eventlet.timeout.Timeout" | "gevent.Timeout")
    };
    let limits = |other: &&Called| other.path.is_some_and(|path| limits(&path.text()));
    let mut around = seen.calls_in(call.function).filter(|other| other.stmt == call.stmt && other.span.holds(call.span) && other.expr != call.expr);
    if let Some(around) = around.find(limits) {
        return Some(seen.quoted(around.span));
    }
    ast.ancestors(call.stmt).take_while(|stmt| ast[*stmt].function == call.function).find_map(|stmt| {
        let StmtKind::With { items, .. } = ast[stmt].kind else { return None };
        let limit = ast.list(items).iter().find_map(|item| seen.call(item.context).filter(limits));
        limit.map(|limit| seen.quoted(limit.span))
    })
}

fn is_awaited(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    call.path.is_some_and(|path| path.text().starts_with("asyncio."))
        || ast.exprs.get(call.expr.0 as usize + 1).is_some_and(|next| matches!(next.kind, ExprKind::Await(inner) if inner == call.expr))
        || is_await_of(ast, call.stmt, call.expr)
}

/// `await x`, `y = await x`, `return await x`
fn is_await_of(ast: &Ast, stmt: StmtId, expr: ExprId) -> bool {
    let (StmtKind::Expr(value) | StmtKind::Assign { value, .. } | StmtKind::Return(Some(value))) = ast[stmt].kind else {
        return false;
    };
    matches!(ast[value].kind, ExprKind::Await(inner) if inner == expr)
}

fn receiver_is(seen: &Seen<'_>, call: &Called, words: &[&str]) -> bool {
    let ExprKind::Attribute { base, .. } = seen.ast()[call.callee].kind else { return false };
    let name = last_name(seen.ast(), base).map_or(String::new(), |name| name.text().to_ascii_lowercase());
    words.iter().any(|word| name.contains(word))
}

fn constant(ast: &Ast, expr: ExprId) -> Option<&Const> {
    match ast[expr].kind {
        ExprKind::Constant(id) => Some(ast.constants.get(id)),
        _ => None,
    }
}

fn is_flag(ast: &Ast, expr: ExprId) -> bool {
    matches!(constant(ast, expr), Some(Const::Bool(_) | Const::Int(_) | Const::Float(_)))
}

/// `None`, `-1`
fn is_none(ast: &Ast, expr: ExprId) -> bool {
    match ast[expr].kind {
        ExprKind::Unary { operator: UnaryOperator::Minus, operand } => constant(ast, operand).is_some(),
        _ => matches!(constant(ast, expr), Some(Const::None)),
    }
}

fn summary(counted: &Counted<'_>) -> String {
    let of = |status: Status| counted.with(status);
    let limited = of(Status::Safe);
    if counted.all() == 0 {
        return format!("0 waits in {}.", words::count(counted.searched.calls, "call"));
    }
    let mut parts = vec![format!("{} with a limit", words::number(limited))];
    for (status, what) in [
        (Status::Attention, "without one or with a result that nobody looks at"),
        (Status::Undecided, "with one that callers choose"),
        (Status::Info, "for a program or in a coroutine, without one"),
    ] {
        if of(status) > 0 {
            parts.push(format!("{} {what}", words::number(of(status))));
        }
    }
    format!("{}: {}.", words::count(counted.all(), "wait"), words::list(&parts))
}
