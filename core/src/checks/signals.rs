//! What happens on a signal and at the end of the process.

use super::effects::{self, Does};
use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::PathId;
use crate::models::Role;
use crate::rules::look;
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "signals",
    title: "What happens on signals and at exit",
    category: Category::Lifecycle,
    asks: "What does a handler do at a moment that nobody chose, and does the process end?",
    look: &[Look::Code(registrations)],
    summary,
};

fn registrations(seen: &Seen<'_>) -> Vec<Noted> {
    let is_registration = |call: &&Called| seen.is(call, Role::Signal) || seen.is(call, Role::AtExit);
    let calls: Vec<&Called> = seen.calls.iter().filter(is_registration).collect();
    if calls.is_empty() {
        return Vec::new();
    }
    let passed = effects::passed(seen);
    let handler_of = |call: &Called| passed.iter().find(|(_, at)| *at == call.expr).map(|(function, _)| *function);
    let handlers: Vec<(&Called, Option<FuncId>)> = calls.iter().map(|call| (*call, handler_of(call))).collect();
    handlers.iter().map(|(call, handler)| at_registration(seen, call, *handler, &handlers)).collect()
}

fn at_registration(seen: &Seen<'_>, call: &Called, handler: Option<FuncId>, all: &[(&Called, Option<FuncId>)]) -> Noted {
    let (ast, span) = (seen.ast(), call.span);
    let at_exit = seen.is(call, Role::AtExit);
    let args = ast.list(call.args);
    let argument = args.get(usize::from(!at_exit)).or_else(|| args.last()).map(|arg| arg.value);
    let when = if at_exit {
        "at the end of the process".to_owned()
    } else {
        format!("on {}", args.first().map_or_else(|| "a signal".to_owned(), |arg| format!("`{}`", seen.quoted(ast[arg.value].span))))
    };
    let Some(handler) = handler else { return unresolved(seen, call, argument, &when) };
    let name = effects::name(ast, handler);
    let line = seen.line(ast[handler].span);
    let again = all.iter().find(|(other, of)| *of == Some(handler) && other.expr != call.expr);
    let twice = again.map_or_else(String::new, |(other, _)| {
        let may = if seen.is(other, Role::AtExit) == at_exit { "" } else { ", and may run twice" };
        format!(" It is registered on line {} too{may}.", seen.line(other.span))
    });
    let effects = effects::of(seen, handler, &[Does::Waits, Does::Joins, Does::Database, Does::Locks, Does::Logs, Does::Ends]);
    let ends = effects.iter().any(|effect| effect.does == Does::Ends);
    let mut does: Vec<String> = Vec::new();
    for (kind, words) in [(Does::Waits, "waits for others"),
        (Does::Joins, "waits"), (Does::Database, "uses the database"), (Does::Locks, "takes locks"), (Does::Logs, "logs")] {
        if let Some(effect) = effects.iter().find(|effect| effect.does == kind) {
            does.push(format!("{words} (`{}`, line {})", seen.callee(effect.call), seen.line(effect.call.span)));
        }
    }
    let end = match (at_exit, ends) {
        (true, _) => "",
        (false, true) => " It ends the process.",
        (false, false) => " It does not end the process itself.",
    };
    let old = if at_exit || !seen.callee(call).ends_with("signal.signal") {
        ""
    } else if call.dropped {
        " The handler that was there before is not kept."
    } else {
        " The handler that was there before is kept."
    };
    // In an event loop it runs between the callbacks of others, and may log and lock as they do.
    let in_loop = call.name.is_some_and(|name| name.text() == "add_signal_handler");
    if in_loop && !effects.iter().any(|effect| matches!(effect.does, Does::Waits | Does::Joins | Does::Database)) {
        return Noted::safe(span, format!("{when} `{name}` (line {line}) runs in the event loop, between the callbacks of others, and holds up nobody.{end}{twice}"));
    }
    if does.is_empty() {
        return Noted::safe(span, format!("{when} `{name}` (line {line}) runs, which neither waits, locks, logs nor uses a database here.{end}{old}{twice}"));
    }
    let does = words::list(&does);
    let ask = if at_exit { "Is all of that still there by then?" } else { "Is that safe in the middle of anything?" };
    Noted::attention(span, format!("{when} `{name}` (line {line}) runs, which {does}.{end}{old}{twice} {ask}"))
}

fn unresolved(seen: &Seen<'_>, call: &Called, argument: Option<ExprId>, when: &str) -> Noted {
    let ast = seen.ast();
    let Some(argument) = argument else { return Noted::undecided(call.span, format!("what runs {when} is not seen here")) };
    let code = seen.quoted(ast[argument].span);
    let path = seen.path(argument).map(PathId::text).unwrap_or_default();
    if path.starts_with("signal.") && path != "signal.signal" && !path.contains("getsignal") {
        let does = match path.as_str() {
            "signal.SIG_IGN" => "nothing happens",
            "signal.SIG_DFL" => "what the system does by default happens",
            "signal.default_int_handler" => "`KeyboardInterrupt` is raised",
            _ => "what Python itself does happens",
        };
        return Noted::info(call.span, format!("{when} {does} (`{code}`)"));
    }
    // `old = signal.signal(..)`, and later `signal.signal(.., old)`
    let kept = look::only_value(seen.module, argument).and_then(|value| seen.call(value));
    if let Some(kept) = kept.filter(|kept| seen.is(kept, Role::Signal) || kept.name.is_some_and(|name| name.text() == "getsignal")) {
        return Noted::safe(call.span, format!("{when} the handler of before is put back: `{code}`, kept on line {}", seen.line(kept.span)));
    }
    if let ExprKind::Lambda(_) = ast[argument].kind {
        return Noted::info(call.span, format!("{when} a lambda runs: `{code}`"));
    }
    Noted::undecided(call.span, format!("{when} `{code}` runs, which is not in this file: what it does is needed"))
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => "0 signal or exit handlers.".to_owned(),
        all => format!(
            "{}, {} of which wait, lock, log or use a database.",
            words::count(all, "signal or exit handler"),
            words::number(counted.with(Status::Attention))
        ),
    }
}
