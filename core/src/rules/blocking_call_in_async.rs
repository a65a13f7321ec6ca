//! Calls that make everything wait within a coroutine.

use super::{Answer, Find, Rule, commands, standing};
use crate::flow::Call;
use crate::syntax::ast::{Ast, ExprKind};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "blocking-call-in-async",
    title: "A coroutine makes all others wait",
    category: Category::Concurrency,
    cwe: 400,
    severity: Severity::Low,
    confidence: Confidence::High,
    why: "All coroutines of a loop share one thread. One that sleeps, waits for a server or runs a program without `await` stops \
          every other request for as long; whoever makes it wait stops the service.",
    fix: "Use what can be awaited (`asyncio.sleep`, `httpx.AsyncClient`, `asyncio.create_subprocess_exec`), or hand the call to a \
          thread: `await asyncio.to_thread(...)`.",
    bad: r#"
import time

async def poll(queue):
    time.sleep(5)
    return await queue.get()
"#,
    good: r#"
import asyncio

async def poll(queue):
    await asyncio.sleep(5)
    return await queue.get()
"#,
    references: &[
        "https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code",
        "https://cwe.mitre.org/data/definitions/400.html",
    ],
    also: &["ruff:ASYNC210", "ruff:ASYNC220", "ruff:ASYNC221", "ruff:ASYNC251"],
    find: &[Find::Call(BLOCKING, at_blocking), Find::Call(&["asyncio.sleep", "asyncio.to_thread"], at_awaited)],
};

const BLOCKING: &[&str] = &[
    "time.sleep",
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.request",
    "requests.Session.get",
    "requests.Session.post",
    "requests.Session.request",
    "urllib.request.urlopen",
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "os.system",
    "socket.create_connection",
    "httpx.get",
    "httpx.post",
    "httpx.request",
];

fn at_blocking(call: &Call<'_>) -> Answer {
    let ast = &call.world().module().ast;
    let Some(function) = call.world().function().map(|function| ast[function]) else { return Answer::NotMine };
    // `asyncio.to_thread(time.sleep, 1)`
    if !function.is_async || call.passed {
        return Answer::NotMine;
    }
    // What is awaited is a coroutine, whatever its class is made from: `async def request(..)` below a library's session.
    if is_awaited(ast, call) {
        return Answer::safe("what it gives is awaited");
    }
    let name = function.name.map_or("", |name| name.sym.text());
    let answer = Answer::wrong(format!(
        "`{}` stops every coroutine of this loop while `{name}` waits. Await something that can be awaited, or use \
         `asyncio.to_thread`.",
        commands::runner(call)
    ));
    standing::at_a_terminal(call.world().module(), call.stmt, answer)
}

fn is_awaited(ast: &Ast, call: &Call<'_>) -> bool {
    ast.exprs.iter().any(|expr| matches!(expr.kind, ExprKind::Await(inner) if inner == call.expr))
}

fn at_awaited(_: &Call<'_>) -> Answer {
    Answer::safe("the others go on while this one waits")
}
