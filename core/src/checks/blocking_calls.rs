//! Calls that wait for another process, in hooks that hold up everybody, or a transaction, while they wait.

use super::effects::{self, Does, Effect};
use super::properties::{Properties, Read};
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::project::FunctionRef;
use crate::syntax::ast::{Comparison, ExprKind, FuncId, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "blocking-calls",
    title: "Hooks that wait for others",
    category: Category::Concurrency,
    asks: "Who waits while a hook asks a backend, and what does it hold meanwhile?",
    look: &[Look::Code(hooks)],
    summary,
};

/// What holds up whom, from worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hook {
    Precommit,
    BeforeFork,
    Before,
    Async,
    Postcommit,
}

impl Hook {
    fn what(self) -> &'static str {
        match self {
            Self::Precommit => "is called within the database transaction",
            Self::BeforeFork => "is called before the process is forked",
            Self::Before => "is called before the change is made",
            Self::Async => "is a coroutine",
            Self::Postcommit => "is called right after the commit",
        }
    }

    /// What a wait of the process's own holds up.
    fn meanwhile(self) -> &'static str {
        match self {
            Self::Precommit => "the transaction, with its locks and its connection, stays open meanwhile",
            Self::BeforeFork => "no worker starts meanwhile",
            Self::Async => "no other coroutine of the loop runs meanwhile",
            Self::Before | Self::Postcommit => "the request waits meanwhile",
        }
    }

    fn while_waiting(self) -> &'static str {
        match self {
            Self::Precommit => "the transaction, with its locks and its connection, stays open while it waits, and cannot take back what the backend did",
            Self::BeforeFork => "no worker starts while it waits, and what it opens is shared by all of them",
            Self::Before => "the request waits, and what the backend did stays if the change is then refused",
            Self::Async => "no other coroutine of the loop runs while it waits",
            Self::Postcommit => "the whole process waits with it",
        }
    }
}

fn hooks(seen: &Seen<'_>) -> Vec<Noted> {
    let properties = Properties::of(seen);
    let mut noted = Vec::new();
    for (function, hooks) in of_file(seen) {
        let effects = effects::of(seen, function, &[Does::Waits]);
        let reads = properties.read(seen, function);
        noted.extend(at_hook(seen, function, &hooks, &effects, &reads));
        noted.extend(effects.iter().filter_map(|effect| {
            let hook = hooks.iter().copied().find(|hook| may_run_in(seen, effect, *hook)).or(hooks.first().copied())?;
            Some(at_call(seen, function, hook, effect))
        }));
    }
    noted
}

/// What a subscription may ask for.
const PHASES: [(Role, Hook); 4] = [
    (Role::Precommit, Hook::Precommit),
    (Role::BeforeFork, Hook::BeforeFork),
    (Role::Before, Hook::Before),
    (Role::Postcommit, Hook::Postcommit),
];

/// The hooks of a file, each with what it is, from worst: one function may be subscribed to several events.
fn of_file(seen: &Seen<'_>) -> BTreeMap<FuncId, BTreeSet<Hook>> {
    let ast = seen.ast();
    let mut hooks: BTreeMap<FuncId, BTreeSet<Hook>> = BTreeMap::new();
    let mut add = |function: FuncId, hook: Hook| {
        hooks.entry(function).or_default().insert(hook);
    };
    for (at, function) in ast.functions.iter().enumerate() {
        let id = FuncId(at as u32);
        let reference = FunctionRef { file: seen.file, function: id };
        if function.class.is_some() && function.name.is_some() {
            for (role, hook) in [(Role::Precommit, Hook::Precommit), (Role::Postcommit, Hook::Postcommit)] {
                if seen.function_is(reference, role) {
                    add(id, hook);
                }
            }
        }
        if function.is_async {
            add(id, Hook::Async);
        }
        // `@registry.receives(resources.PORT, [events.AFTER_CREATE])`
        for decorator in ast.list(function.decorators) {
            let Some(call) = seen.call(*decorator).filter(|call| seen.is(call, Role::Subscribes)) else { continue };
            for (role, hook) in PHASES {
                if effects::mentions(seen, call, role) {
                    add(id, hook);
                }
            }
        }
    }
    // `registry.subscribe(self.hook, resources.PORT, events.AFTER_CREATE)`
    for (function, call) in effects::passed(seen) {
        let Some(call) = seen.call(call).filter(|call| seen.is(call, Role::Subscribes)) else { continue };
        for (role, hook) in PHASES {
            if effects::mentions(seen, call, role) {
                add(function, hook);
            }
        }
    }
    hooks
}

/// Whether a call may run in one of the phases of its hook: not behind `if event == events.AFTER_CREATE` in another.
fn may_run_in(seen: &Seen<'_>, effect: &Effect<'_>, hook: Hook) -> bool {
    let ast = seen.ast();
    let around = ast.ancestors(effect.at.stmt).take_while(|stmt| ast[*stmt].function == effect.at.function);
    around.filter_map(|stmt| match ast[stmt].kind {
        StmtKind::If { arms, .. } => ast.list(arms).iter().find(|arm| arm.span.holds(effect.at.span)),
        _ => None,
    })
    .filter_map(|arm| match ast[arm.test].kind {
        ExprKind::Compare { operands, comparisons } => {
            let equal = matches!(ast.list(comparisons), [Comparison::Equal]);
            let phase = || {
                let mut sides = ast.list(operands).iter();
                sides.find_map(|side| PHASES.iter().find(|(role, _)| seen.expr_is(*side, *role)))
            };
            equal.then(phase).flatten()
        }
        _ => None,
    })
    .all(|(_, phase)| *phase == hook)
}

fn at_hook(
    seen: &Seen<'_>,
    function: FuncId,
    hooks: &BTreeSet<Hook>,
    effects: &[Effect<'_>],
    reads: &[Read<'_>],
) -> Option<Noted> {
    let ast = seen.ast();
    let (span, name) = (effects::header(ast, function), effects::name(ast, function));
    let hook = hooks.first()?;
    let what: Vec<&str> = hooks.iter().map(|hook| hook.what()).collect();
    let what = what.join(" and ").replace(" and is called ", " and ");
    if effects.is_empty() {
        let safe = || Noted::safe(span, format!("`{name}` {what}; nothing that it calls here is known to wait"));
        return match reads.first() {
            Some(read) => Some(Noted::attention(
                span,
                format!("`{name}` {what}{}: {}. Is what it needs there by then?", reading(seen, function, read), hook.meanwhile()),
            )),
            None => (*hook != Hook::Async).then(safe),
        };
    }
    let lines: Vec<String> = effects.iter().map(|effect| format!("line {}", seen.line(effect.at.span))).collect();
    let lines = words::list_of(&lines, 5);
    let says = effects::warning(seen, function).map(|says| format!(" Its docstring: \"{says}\"")).unwrap_or_default();
    let reads = reads.first().map(|read| reading(seen, function, read)).unwrap_or_default();
    Some(Noted::attention(
        span,
        format!("`{name}` {what} and waits for others on {lines}{reads}.{says}"),
    ))
}

/// The reading of a property that does work, as part of a sentence.
fn reading(seen: &Seen<'_>, function: FuncId, read: &Read<'_>) -> String {
    let ast = seen.ast();
    let through = if read.within == function {
        String::new()
    } else {
        format!(" in `{}`", effects::name(ast, read.within))
    };
    let call = read.call;
    let does = if seen.wait(call).is_some() { "waits" } else { "does work" };
    format!(
        ", and reads `{}` (line {}{through}), a property that {does} when it is read (`{}`, line {})",
        seen.quoted(ast[read.at].span),
        seen.line(ast[read.at].span),
        seen.callee(call),
        seen.line(call.span),
    )
}

fn at_call(seen: &Seen<'_>, function: FuncId, hook: Hook, effect: &Effect<'_>) -> Noted {
    let ast = seen.ast();
    let (code, name) = (seen.callee(effect.at), effects::name(ast, function));
    let leads = if effect.at.expr == effect.call.expr {
        "waits for another".to_owned()
    } else {
        format!("leads to `{}` (line {}), which waits for another", seen.callee(effect.call), seen.line(effect.call.span))
    };
    let awaited = is_awaited(seen, effect);
    if hook == Hook::Async && awaited {
        return Noted::safe(effect.at.span, format!("`{code}` is awaited in `{name}`: other coroutines go on"));
    }
    Noted::attention(effect.at.span, format!("`{code}` {leads}, and `{name}` {}: {}", hook.what(), hook.while_waiting()))
}

fn is_awaited(seen: &Seen<'_>, effect: &Effect<'_>) -> bool {
    let ast = seen.ast();
    seen.exprs_within(ast[effect.at.stmt].span).any(|expr| matches!(ast[expr].kind, ExprKind::Await(inner) if inner == effect.at.expr))
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => "0 hooks that must not wait.".to_owned(),
        _ => format!(
            "Hooks hold up others while they wait at {}, and whoever makes slow what they wait for makes the service slow; {} known to wait for nothing.",
            words::count(counted.with(Status::Attention), "place"),
            match counted.with(Status::Safe) {
                1 => "1 hook is".to_owned(),
                hooks => format!("{} hooks are", words::number(hooks)),
            },
        ),
    }
}
