//! What a function leads to, itself and through the file's own functions: shared by the checks of hooks, of signals.

use super::Seen;
use super::commits;
use super::seen::Called;
use crate::models::Role;
use crate::project::FunctionRef;
use crate::syntax::ast::{Ast, FuncId, Get};
use crate::text::Span;

/// How far calls of the file's own functions are followed.
const DEPTH: u32 = 3;

/// A call that a function leads to.
#[derive(Debug, Clone, Copy)]
pub struct Effect<'s> {
    /// The call in the function itself.
    pub at: &'s Called,
    /// What it leads to; the same where nothing is between.
    pub call: &'s Called,
    /// What that does.
    pub does: Does,
}

/// What a call does that matters to whoever waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// It waits for another process or for time to pass.
    Waits,
    /// It waits for a thread, an event, a queue or a program.
    Joins,
    /// It reads or writes the database.
    Database,
    /// It takes a lock.
    Locks,
    /// It logs.
    Logs,
    /// It ends the process.
    Ends,
}

/// Everything of some kinds that a function leads to, one effect a call in it and kind.
#[must_use]
pub fn of<'s>(seen: &'s Seen<'_>, function: FuncId, wanted: &[Does]) -> Vec<Effect<'s>> {
    let mut effects = Vec::new();
    for at in seen.calls_in(Some(function)) {
        for does in wanted {
            if let Some(call) = leads_to(seen, at, *does, DEPTH, &mut vec![function]) {
                effects.push(Effect { at, call, does: *does });
            }
        }
    }
    effects
}

fn leads_to<'s>(
    seen: &'s Seen<'_>,
    call: &'s Called,
    wanted: Does,
    depth: u32,
    on_the_way: &mut Vec<FuncId>,
) -> Option<&'s Called> {
    if does(seen, call, wanted) {
        return Some(call);
    }
    let depth = depth.checked_sub(1)?;
    let FunctionRef { function, .. } = call.given.filter(|function| function.file == seen.file)?;
    if on_the_way.contains(&function) {
        return None;
    }
    on_the_way.push(function);
    let found =
        seen.calls_in(Some(function)).find_map(|call| leads_to(seen, call, wanted, depth, on_the_way));
    on_the_way.pop();
    found
}

fn does(seen: &Seen<'_>, call: &Called, wanted: Does) -> bool {
    match wanted {
        Does::Waits => waits(seen, call),
        Does::Joins => seen.wait(call).is_some(),
        Does::Database => seen.is(call, Role::Database) || seen.is(call, Role::DatabaseWrite),
        Does::Locks => seen.is(call, Role::Locks) || call.name.is_some_and(|name| name.text() == "acquire"),
        Does::Logs => super::handling::tells(seen, call),
        Does::Ends => {
            call.path.is_some_and(|path| seen.models().path(path).is_some_and(|known| known.exits))
                || call.path.is_some_and(|path| {
                    matches!(
                        path.text().as_str(),
                        "os.kill" | "os.abort" | "exit" | "quit" | "signal.raise_signal"
                    )
                })
        }
    }
}

/// Whether a call waits for another process: a transaction, a command that writes, a request.
fn waits(seen: &Seen<'_>, call: &Called) -> bool {
    let by_path = |role| call.path.is_some_and(|path| seen.models().has_role(path, role));
    if by_path(Role::Blocks)
        || by_path(Role::Backend)
        || (seen.is(call, Role::Commits) && !commits::shares(seen, call))
    {
        return true;
    }
    // What is passed a transaction waits for nothing by itself.
    if commits::executes(seen, call).is_some_and(|command| !commits::reads(command)) {
        return true;
    }
    seen.is(call, Role::Transaction) && seen.is(call, Role::Backend)
}

/// `def name` of a function, without its parameters and body.
#[must_use]
pub fn header(ast: &Ast, function: FuncId) -> Span {
    let function = ast[function];
    let end = function.name.map_or(function.span.start, |name| name.span.end);
    Span::new(function.span.start, end.max(function.span.start))
}

/// The sentence of a function's docstring that says whether it may block.
#[must_use]
pub fn warning(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let text = ast.text_of(ast.docstring(ast[function].body)?)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = text.split_inclusive(". ").find(|sentence| {
        let lower = sentence.to_ascii_lowercase();
        lower.contains("block") && !lower.contains("block storage")
    })?;
    let sentence = sentence.trim().trim_end_matches('.').replace('`', "'");
    let short: String = sentence.chars().take(140).collect();
    Some(if short.len() < sentence.len() { format!("{short}…") } else { short })
}

/// The name of a function as a person says it.
#[must_use]
pub fn name(ast: &Ast, function: FuncId) -> &'static str {
    ast[function].name.map_or("<lambda>", |name| name.sym.text())
}

/// The functions of this file that a call is passed, with the call.
#[must_use]
pub fn passed(seen: &Seen<'_>) -> Vec<(FuncId, crate::syntax::ast::ExprId)> {
    let mut all = Vec::new();
    for at in 0..seen.ast().functions.len() as u32 {
        let function = FuncId(at);
        let sites = seen.project.passed(FunctionRef { file: seen.file, function });
        all.extend(sites.iter().filter(|site| site.file == seen.file).map(|site| (function, site.call)));
    }
    all.sort_by_key(|(function, call)| (*call, *function));
    all.dedup();
    all
}

/// Whether an argument of a call, or something in a list that is one, has a role: `[events.AFTER_CREATE]`.
#[must_use]
pub fn mentions(seen: &Seen<'_>, call: &Called, role: Role) -> bool {
    let ast = seen.ast();
    ast.list(call.args)
        .iter()
        .any(|arg| seen.exprs_within(ast[arg.value].span).any(|expr| seen.expr_is(expr, role)))
}
