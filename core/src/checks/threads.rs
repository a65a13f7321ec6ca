//! Threads and processes, what they meet at, and what they share without a lock.

use super::seen::{Called, last_name};
use super::entries::Entry;
use super::{Check, Counted, Look, Noted, Seen, effects};
use crate::intern::Sym;
use crate::models::Role;
use crate::names::{BindingKind, VarId};
use crate::syntax::ast::{Ast, ClassDefId, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Source, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "threads",
    title: "Threads, locks and what is shared",
    category: Category::Concurrency,
    asks: "Who ends each thread, and what is written from two of them without a lock?",
    look: &[Look::Code(started), Look::Code(met), Look::Code(shared_writes), Look::Code(tasks)],
    summary,
};

fn started(seen: &Seen<'_>) -> Vec<Noted> {
    let starts = seen.calls.iter().filter(|call| seen.is(call, Role::Thread) || seen.is(call, Role::Process));
    starts.map(|call| at_start(seen, call).of("started")).collect()
}

fn at_start(seen: &Seen<'_>, call: &Called) -> Noted {
    let (ast, span, code) = (seen.ast(), call.span, seen.callee(call));
    let kind = if seen.is(call, Role::Process) { "process" } else { "thread" };
    let pool = call.name.is_some_and(|name| name.text().contains("Pool"));
    let kind = if pool { "pool" } else { kind };
    // They run in turns within one thread, and end with the process.
    let green = call.name.is_some_and(|name| name.text().starts_with("spawn") || name.text() == "Greenlet");
    let kind = if green { "green thread" } else { kind };
    let in_with = match ast[call.stmt].kind {
        StmtKind::With { items, .. } => ast.list(items).iter().any(|item| item.context == call.expr),
        _ => false,
    };
    if in_with {
        return Noted::safe(span, format!("`{code}`: the {kind} ends with the `with` around it"));
    }
    if call.name.is_some_and(|name| name.text() == "fork") {
        let waits = |name: Sym| matches!(name.text(), "waitpid" | "wait" | "wait3" | "wait4");
        let wait = seen.calls.iter().find(|other| other.name.is_some_and(waits));
        let waits = wait.map_or("nothing here waits for it".to_owned(), |wait| {
            format!("`{}` waits on line {}", seen.callee(wait), seen.line(wait.span))
        });
        return Noted::info(span, format!("`{code}` makes a process; {waits}"));
    }
    let Some(name) = target(ast, call) else {
        let kept = "nothing here keeps it, so nothing here waits for its end";
        let daemon = if passes_daemon(seen, call) { "daemon " } else { "" };
        return Noted::info(span, format!("`{code}` makes a {daemon}{kind}; {kept}"));
    };
    let of_it = |other: &&Called, names: &[&str]| {
        other.receiver == Some(name) && other.name.is_some_and(|called| names.contains(&called.text()))
    };
    let daemon = green || is_daemon(seen, call, name);
    let word = if daemon && !green { "daemon " } else { "" };
    let ended = seen.calls.iter().find(|other| of_it(other, &["join", "shutdown", "terminate", "stop", "cancel"]));
    if let Some(end) = ended {
        let line = seen.line(end.span);
        return Noted::safe(span, format!("`{code}` makes a {word}{kind}, ended or waited for by `{}` on line {line}", seen.callee(end)));
    }
    if is_returned(ast, call, name) {
        return Noted::info(span, format!("`{code}` makes a {word}{kind} and returns it: whoever gets it waits for it or does not"));
    }
    if daemon {
        return Noted::info(span, format!("`{code}` makes a {word}{kind} that nothing here joins: it is cut off wherever it is when the process ends"));
    }
    Noted::attention(span, format!("`{code}` makes a {kind} that is neither a daemon nor joined here: the process does not end before it does. Who ends it?"))
}

/// The name that a call's result gets: `_thread` in `self._thread = threading.Thread(..)`.
fn target(ast: &Ast, call: &Called) -> Option<Sym> {
    match ast[call.stmt].kind {
        StmtKind::Assign { targets, value } if value == call.expr => last_name(ast, *ast.list(targets).first()?),
        StmtKind::Annotated { target, value: Some(value), .. } if value == call.expr => last_name(ast, target),
        _ => None,
    }
}

/// `daemon=True`, `thread.daemon = True`, `thread.setDaemon(True)`
fn is_daemon(seen: &Seen<'_>, call: &Called, name: Sym) -> bool {
    let ast = seen.ast();
    let is_true = |value: ExprId| matches!(ast[value].kind, ExprKind::Constant(id) if ast.constants.get(id).truth());
    let passed = passes_daemon(seen, call);
    let set = || {
        ast.stmts.iter().any(|stmt| match stmt.kind {
            StmtKind::Assign { targets, value } => ast.list(targets).iter().any(|target| match ast[*target].kind {
                ExprKind::Attribute { base, name: attribute } => {
                    attribute.sym.text() == "daemon" && last_name(ast, base) == Some(name) && is_true(value)
                }
                _ => false,
            }),
            _ => false,
        })
    };
    let called = || seen.calls.iter().any(|other| other.receiver == Some(name) && other.name.is_some_and(|name| name.text() == "setDaemon"));
    passed || set() || called()
}

fn passes_daemon(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let is_true = |value: ExprId| matches!(ast[value].kind, ExprKind::Constant(id) if ast.constants.get(id).truth());
    seen.argument(call, usize::MAX, "daemon").is_some_and(is_true)
}

/// Whether what a name holds is what a function returns.
fn is_returned(ast: &Ast, call: &Called, name: Sym) -> bool {
    ast.stmts.iter().any(|stmt| match stmt.kind {
        StmtKind::Return(Some(value)) => stmt.function == call.function && matches!(ast[value].kind, ExprKind::Name(of) if of == name),
        _ => false,
    })
}

/// Locks, events and queues.
fn met(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for call in &seen.calls {
        let (lock, event) = (seen.is(call, Role::Lock), seen.is(call, Role::Event));
        if !lock && !event {
            continue;
        }
        let Some(name) = target(ast, call) else { continue };
        let mut lines: Vec<u32> = seen.calls.iter().filter(|other| other.receiver == Some(name)).map(|other| seen.line(other.span)).collect();
        for stmt in &ast.stmts {
            if let StmtKind::With { items, .. } = stmt.kind
                && ast.list(items).iter().any(|item| last_name(ast, item.context) == Some(name))
            {
                lines.push(seen.line(stmt.span));
            }
        }
        lines.sort_unstable();
        lines.dedup();
        if lock && !lines.is_empty() && is_private(seen, call) {
            let text = format!("`{}` makes a lock for this call of the function alone: it keeps nobody out. Is it meant to be kept where others find it?", seen.callee(call));
            noted.push(Noted::attention(call.span, text).of("met"));
            continue;
        }
        let what = if lock { "a lock" } else { "an event" };
        let used = match lines.as_slice() {
            [] => "and nothing in this file calls it or stands in a `with` of it".to_owned(),
            lines => format!("used on {}", words::list_of(&lines.iter().map(|line| format!("line {line}")).collect::<Vec<_>>(), 6)),
        };
        noted.push(Noted::info(call.span, format!("`{}`: {what}, `{}`; {used}", seen.callee(call), name.text())).of("met"));
    }
    noted
}

/// Writes that two threads may make, to attributes and to things of the module.
fn shared_writes(seen: &Seen<'_>) -> Vec<Noted> {
    shared(seen).into_iter().chain(of_module(seen)).map(|noted| noted.of("shared")).collect()
}

/// Whether what a call makes has a local name that is neither passed on, kept, returned nor used by a function within.
fn is_private(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let StmtKind::Assign { targets, .. } = ast[call.stmt].kind else { return false };
    let [target] = ast.list(targets) else { return false };
    let (ExprKind::Name(_), Some(function)) = (ast[*target].kind, call.function) else { return false };
    let Some(variable) = seen.module.names.variable(*target) else { return false };
    let uses = seen.module.names.uses.iter().enumerate().filter(|(_, of)| **of == Some(variable));
    let mut uses = uses.map(|(at, _)| ExprId(at as u32)).filter(|at| at != target);
    uses.all(|at| {
        let stmt = ast[at].stmt;
        let in_with = matches!(ast[stmt].kind, StmtKind::With { items, .. } if ast.list(items).iter().any(|item| item.context == at));
        let called = seen.calls_within(ast[stmt].span).any(|other| {
            matches!(ast[other.callee].kind, ExprKind::Attribute { base, .. } if base == at)
        });
        ast[stmt].function == Some(function) && (in_with || called)
    })
}

/// The functions that run in threads of their own, with those that they call behind no lock.
fn threaded(seen: &Seen<'_>) -> Vec<FuncId> {
    let starts = |call: &Called| seen.is(call, Role::Thread) || call.name.is_some_and(|name| name.text() == "submit");
    let passed = effects::passed(seen).into_iter().filter(|(_, call)| seen.call(*call).is_some_and(starts));
    reached(seen, passed.map(|(function, _)| function).collect())
}

/// Attributes that a thread's function writes, and another method too, neither behind a lock.
fn shared(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let in_thread = threaded(seen);
    if in_thread.is_empty() {
        return Vec::new();
    }
    let writes = writes(seen);
    let mut noted = Vec::new();
    for write in writes.iter().filter(|write| in_thread.contains(&write.function) && !write.locked) {
        let other = writes.iter().find(|other| {
            other.class == write.class && other.name == write.name && !in_thread.contains(&other.function) && !other.locked && effects::name(ast, other.function) != "__init__" && !only_locked(seen, other.function)
        });
        let Some(other) = other else { continue };
        noted.push(Noted::attention(
            write.span,
            format!(
                "`self.{}` is written here by the thread of `{}`, and by `{}` on line {}, neither behind a lock: which one wins?",
                write.name.text(),
                effects::name(ast, write.function),
                effects::name(ast, other.function),
                seen.line(other.span)
            ),
        ));
    }
    noted
}

/// A write to something of the module, in a function.
struct Global {
    variable: VarId,
    name: Sym,
    function: FuncId,
    span: Span,
    locked: bool,
    /// Whether what is written depends on what was there: `count += 1`.
    counts: bool,
}

/// Things of the module that a thread writes and other functions too, or that handlers of requests count up, which may
/// run in several threads at once; without a lock.
fn of_module(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let in_thread = threaded(seen);
    let handlers: Vec<FuncId> = seen
        .entries()
        .iter()
        .filter(|(function, entry)| matches!(entry, Entry::Handler(Source::Request) | Entry::Declared(Source::Request)) && !ast[*function].is_async)
        .map(|(function, _)| *function)
        .collect();
    let handlers = reached(seen, handlers);
    let by_requests = seen.entries().iter().filter(|(_, entry)| entry.is_request()).map(|(function, _)| *function).collect();
    let by_requests = reached(seen, by_requests);
    if in_thread.is_empty() && by_requests.is_empty() && handlers.is_empty() {
        return Vec::new();
    }
    let writes = globals(seen);
    let mut noted = Vec::new();
    for write in writes.iter().filter(|write| !write.locked && !only_locked(seen, write.function)) {
        let name = write.name.text();
        let within = effects::name(ast, write.function);
        let another = |other: &&Global| {
            other.variable == write.variable && !in_thread.contains(&other.function) && !other.locked && !only_locked(seen, other.function)
        };
        if in_thread.contains(&write.function)
            && let Some(other) = writes.iter().find(another)
        {
            noted.push(Noted::attention(
                write.span,
                format!(
                    "`{name}` of the module is written here by the thread of `{within}`, and by `{}` on line {}, neither behind a \
                     lock: is one of the two lost?",
                    effects::name(ast, other.function),
                    seen.line(other.span)
                ),
            ));
        } else if by_requests.contains(&write.function) && !handlers.contains(&write.function) {
            let text = format!("`{name}` of the module is written here, in `{within}`, which requests may lead to, and no lock is around it: every process has its own, which all its threads share");
            noted.push(Noted::info(write.span, text));
        } else if handlers.contains(&write.function) && write.counts {
            noted.push(Noted::attention(
                write.span,
                format!(
                    "`{name}` of the module is read and written here without a lock, in `{within}`, which requests lead to: where \
                     several are answered at once, by threads, is one lost, and does every process have its own?"
                ),
            ));
        }
    }
    noted
}

/// Methods that change what they are called on.
const CHANGES: &[&str] = &["append", "add", "update", "pop", "popitem", "remove", "discard", "clear", "extend", "insert", "setdefault"];

fn globals(seen: &Seen<'_>) -> Vec<Global> {
    let ast = seen.ast();
    let names = &seen.module.names;
    let of_module = |expr: ExprId| {
        let ExprKind::Name(name) = ast[expr].kind else { return None };
        let variable = names.variable(expr)?;
        let bound = names.bindings(variable);
        // Bound by the module itself, as a value.
        let own = bound.iter().any(|binding| ast[binding.stmt].function.is_none() && matches!(binding.kind, BindingKind::Value(_)));
        own.then_some((variable, name))
    };
    let mut found = Vec::new();
    let mut add = |expr: ExprId, stmt: StmtId, span: Span, counts: bool| {
        if let Some((variable, name)) = of_module(expr)
            && let Some(function) = ast[stmt].function
            // What a local thread object is written to is nobody else's.
            && !names.bindings(variable).iter().any(|binding| matches!(binding.kind, BindingKind::Value(value) if seen.path(value).is_some_and(|path| matches!(path.last().text(), "local" | "Queue" | "ContextVar" | "Event"))))
        {
            found.push(Global { variable, name, function, span, locked: is_locked(seen, stmt), counts });
        }
    };
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let id = StmtId(at as u32);
        let (targets, counts) = match stmt.kind {
            StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => (ast.list(targets).to_vec(), false),
            StmtKind::Augmented { target, .. } => (vec![target], true),
            _ => continue,
        };
        for target in targets {
            match ast[target].kind {
                ExprKind::Name(_) => add(target, id, stmt.span, counts),
                ExprKind::Subscript { base, .. } => {
                    let of = seen.module.file.slice(ast[base].span);
                    let reads = matches!(stmt.kind, StmtKind::Assign { value, .. } if seen.module.file.slice(ast[value].span).contains(&format!("{of}.get(")) || seen.module.file.slice(ast[value].span).contains(&format!("{of}[")));
                    add(base, id, stmt.span, counts || reads);
                }
                _ => {}
            }
        }
    }
    for call in &seen.calls {
        if call.name.is_some_and(|name| CHANGES.contains(&name.text()))
            && let ExprKind::Attribute { base, .. } = ast[call.callee].kind
        {
            add(base, call.stmt, call.span, false);
        }
    }
    found.sort_by_key(|write| write.span);
    found
}

/// The functions of a thread, with those that they call behind no lock.
fn reached(seen: &Seen<'_>, mut functions: Vec<FuncId>) -> Vec<FuncId> {
    let mut at = 0;
    while let Some(function) = functions.get(at).copied() {
        at += 1;
        for call in seen.calls_in(Some(function)) {
            let Some(given) = call.given.filter(|given| given.file == seen.file) else { continue };
            if !functions.contains(&given.function) && !is_locked(seen, call.stmt) {
                functions.push(given.function);
            }
        }
    }
    functions
}

/// Whether a function is called in this file, and always behind a lock.
fn only_locked(seen: &Seen<'_>, function: FuncId) -> bool {
    let is_call = |call: &&Called| call.given.is_some_and(|given| given.file == seen.file && given.function == function);
    let mut calls = seen.calls.iter().filter(is_call).peekable();
    calls.peek().is_some() && calls.all(|call| is_locked(seen, call.stmt))
}

struct Write {
    class: ClassDefId,
    name: Sym,
    function: FuncId,
    span: Span,
    locked: bool,
}

/// Writes to attributes of `self`.
fn writes(seen: &Seen<'_>) -> Vec<Write> {
    let ast = seen.ast();
    let mut writes = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let targets = match stmt.kind {
            StmtKind::Assign { targets, .. } => ast.list(targets).to_vec(),
            StmtKind::Augmented { target, .. } => vec![target],
            _ => continue,
        };
        let Some(function) = stmt.function else { continue };
        let Some(class) = ast[function].class else { continue };
        let own = ast.list(ast[function].params).first().map(|param| param.name.sym);
        for target in targets {
            let ExprKind::Attribute { base, name } = ast[target].kind else { continue };
            if matches!(ast[base].kind, ExprKind::Name(of) if Some(of) == own) {
                let locked = is_locked(seen, StmtId(at as u32));
                writes.push(Write { class, name: name.sym, function, span: stmt.span, locked });
            }
        }
    }
    writes
}

/// Whether a statement stands in a `with` of a lock.
pub fn is_locked(seen: &Seen<'_>, stmt: StmtId) -> bool {
    let ast = seen.ast();
    ast.ancestors(stmt).any(|parent| match ast[parent].kind {
        StmtKind::With { items, .. } => ast.list(items).iter().any(|item| {
            let named = last_name(ast, item.context).is_some_and(|name| {
                let name = name.text().to_ascii_lowercase();
                name.contains("lock") || name.contains("mutex") || name.contains("cond") || name.contains("sem")
            });
            named || seen.call(item.context).is_some_and(|call| seen.is(call, Role::Locks)) || seen.expr_is(item.context, Role::Lock)
        }),
        _ => false,
    })
}

/// `asyncio.create_task(work())` whose result nobody keeps.
fn tasks(seen: &Seen<'_>) -> Vec<Noted> {
    let mut noted = Vec::new();
    for call in &seen.calls {
        let is_task = call.path.is_some_and(|path| match path.last().text() {
            "create_task" => path.is("asyncio.create_task") || path.text().ends_with("loop.create_task"),
            "ensure_future" => path.is("asyncio.ensure_future"),
            _ => false,
        });
        if !is_task {
            continue;
        }
        let code = seen.callee(call);
        let said = if call.dropped {
            Noted::attention(call.span, format!("nobody keeps the task of `{code}`: it may be collected before it is done, and nobody sees what it raises. Who waits for it?"))
        } else {
            Noted::safe(call.span, format!("the task of `{code}` is kept"))
        };
        noted.push(said.of("task"));
    }
    noted
}

fn summary(counted: &Counted<'_>) -> String {
    if counted.all() == 0 {
        return "0 threads, processes, tasks, locks and events.".to_owned();
    }
    let started = words::count(counted.of("started"), "thread, process or pool");
    let started = started.replace("thread, process or pools", "threads, processes or pools");
    let mut parts = vec![format!("{started} started")];
    for (kind, one, many) in [
        ("met", "lock or event", "locks and events"),
        ("task", "task of an event loop", "tasks of an event loop"),
        ("shared", "write that another thread may undo", "writes that another thread may undo"),
    ] {
        match counted.of(kind) {
            1 => parts.push(format!("1 {one}")),
            count => parts.push(format!("{} {many}", words::number(count))),
        }
    }
    format!("{}: somebody should look at {}.", words::list(&parts), words::count(counted.with(Status::Attention), "place"))
}
