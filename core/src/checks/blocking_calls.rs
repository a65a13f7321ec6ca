//! Calls that wait for another process, in hooks that hold up everybody, or a transaction, while they wait.

use super::effects::{self, Does, Effect};
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::project::FunctionRef;
use crate::syntax::ast::{ExprKind, FuncId, Get};
use crate::vocabulary::{Category, Status};
use crate::words;
use std::collections::BTreeMap;

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

    fn while_waiting(self) -> &'static str {
        match self {
            Self::Precommit => "the transaction, with its locks and its connection, stays open while it waits, and cannot take back what the backend did",
            Self::BeforeFork => "no worker starts while it waits, and what it opens is shared by all of them",
            Self::Before => "the request waits, and what the backend did stays if the change is then refused",
            Self::Async => "no other coroutine of the loop runs while it waits",
            Self::Postcommit => "the whole process waits with it: whoever makes the backend slow makes the service slow",
        }
    }
}

fn hooks(seen: &Seen<'_>) -> Vec<Noted> {
    let hooks = of_file(seen);
    let mut noted = Vec::new();
    for (function, hook) in hooks {
        let effects = effects::of(seen, function, &[Does::Waits]);
        noted.extend(at_hook(seen, function, hook, &effects));
        noted.extend(effects.iter().map(|effect| at_call(seen, function, hook, effect)));
    }
    noted
}

/// The hooks of a file, each with the worst of what it is.
fn of_file(seen: &Seen<'_>) -> BTreeMap<FuncId, Hook> {
    let ast = seen.ast();
    let mut hooks: BTreeMap<FuncId, Hook> = BTreeMap::new();
    let mut add = |function: FuncId, hook: Hook| {
        let known = hooks.entry(function).or_insert(hook);
        *known = hook.min(*known);
    };
    let roles = [(Role::Precommit, Hook::Precommit), (Role::BeforeFork, Hook::BeforeFork), (Role::Before, Hook::Before), (Role::Postcommit, Hook::Postcommit)];
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
            for (role, hook) in roles {
                if effects::mentions(seen, call, role) {
                    add(id, hook);
                }
            }
        }
    }
    // `registry.subscribe(self.hook, resources.PORT, events.AFTER_CREATE)`
    for (function, call) in effects::passed(seen) {
        let Some(call) = seen.call(call).filter(|call| seen.is(call, Role::Subscribes)) else { continue };
        for (role, hook) in roles {
            if effects::mentions(seen, call, role) {
                add(function, hook);
            }
        }
    }
    hooks
}

fn at_hook(seen: &Seen<'_>, function: FuncId, hook: Hook, effects: &[Effect<'_>]) -> Option<Noted> {
    let ast = seen.ast();
    let (span, name) = (effects::header(ast, function), effects::name(ast, function));
    if effects.is_empty() {
        let found = || Noted::safe(span, format!("`{name}` {}; nothing that it calls here is known to wait", hook.what()));
        return (hook != Hook::Async).then(found);
    }
    let lines: Vec<String> = effects.iter().map(|effect| format!("line {}", seen.line(effect.at.span))).collect();
    let lines = words::list_of(&lines, 5);
    let says = effects::warning(seen, function).map(|says| format!(" Its docstring: \"{says}\"")).unwrap_or_default();
    let waits = words::count(effects.len(), "place");
    Some(Noted::attention(span, format!("`{name}` {} and waits for others at {waits} ({lines}): {}.{says}", hook.what(), hook.while_waiting())))
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
            "{} of hooks that hold up others while they wait; {} without any that is known.",
            words::count(counted.with(Status::Attention), "place"),
            words::count(counted.with(Status::Safe), "hook"),
        ),
    }
}
