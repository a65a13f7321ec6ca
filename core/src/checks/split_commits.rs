//! Steps that belong together and are committed apart.

use super::commits::{self, Act, Block, Committing, Kind, Unit};
use super::handling;
use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::syntax::ast::{ExprKind, FuncId, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "split-commits",
    title: "Steps that belong together, committed apart",
    category: Category::Database,
    asks: "What is left when the process ends, or the second step fails, between two commits?",
    look: &[Look::Code(functions)],
    summary,
};

fn functions(seen: &Seen<'_>) -> Vec<Noted> {
    let blocks = commits::blocks(seen);
    let mut committing = Committing::default();
    let mut noted = Vec::new();
    for at in 0..seen.ast().functions.len() as u32 {
        let units = commits::units(seen, &blocks, &mut committing, FuncId(at));
        noted.extend(deleted_and_created(seen, &units));
        noted.extend(of_one_thing(seen, &units));
        noted.extend(written_behind(seen, &blocks, &units));
        noted.extend(written_before(seen, &blocks, &units));
        noted.extend(together(seen, &blocks, FuncId(at)));
        noted.extend(enqueued(seen, &blocks, FuncId(at)));
    }
    noted
}

/// Deleted in one commit, created again in a later one.
fn deleted_and_created(seen: &Seen<'_>, units: &[Unit]) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for (at, first) in units.iter().enumerate() {
        let Some((_, gone)) = first.acts.iter().find(|(act, _)| *act == Act::Delete) else { continue };
        if first.kind == Kind::Database {
            continue;
        }
        let again = units.iter().skip(at + 1).find(|second| {
            second.kind == Kind::Backend
                && !second.whole.holds(first.span)
                && second.acts.iter().any(|(act, made)| *act == Act::Create && same(gone, made))
                && commits::both_happen(ast, first.stmt, second.stmt)
        });
        let Some(again) = again else { continue };
        let (before, after) = (seen.line(first.span), seen.line(again.span));
        let grave = if is_about_access(gone) { " Until then nothing, or everything, is let through." } else { "" };
        noted.push(Noted::attention(
            first.span,
            format!("deleted here in a commit of its own, and created again by another on line {after}: between the two it does not exist, and a failure of the second leaves it so.{grave} Can both be one transaction?"),
        ));
        noted.push(Noted::attention(
            again.span,
            format!("created again here after line {before} deleted it in a commit of its own: if this one fails, it stays deleted.{grave} Can both be one transaction?"),
        ));
    }
    noted
}

/// Commands about one thing, each executed by itself: `db_set("T", row, ..).execute()` and then
/// `db_remove("T", row, ..).execute()`.
fn of_one_thing(seen: &Seen<'_>, units: &[Unit]) -> Vec<Noted> {
    let ast = seen.ast();
    let command = |unit: &Unit| {
        let call = seen.calls_within(unit.span).find(|call| call.span == unit.span)?;
        let command = commits::executes(seen, call)?;
        let args: Vec<&str> = ast.list(command.args).iter().map(|arg| seen.module.file.slice(ast[arg.value].span)).collect();
        Some((commits::act(command.name?.text())?.0, seen.callee(command), args))
    };
    let commands: Vec<_> = units.iter().filter_map(|unit| Some((unit, command(unit)?))).collect();
    let mut noted = Vec::new();
    for (at, (second, (act, callee, args))) in commands.iter().enumerate() {
        let before = commands.iter().take(at).rev().find_map(|(first, (before, _, others))| {
            if !commits::both_happen(ast, first.stmt, second.stmt) {
                return None;
            }
            let about = args.iter().find(|arg| {
                let names = arg.chars().any(char::is_lowercase) && !arg.starts_with(['"', '\'', '(', '[']);
                names && others.contains(*arg)
            });
            // `("external_ids", {..})` and `"external_ids"` are of one column.
            let column = |args: &[&str]| args.get(2).map(|arg| arg.trim_start_matches('(').split(',').next().unwrap_or("").replace('\'', "\""));
            let same_row = args.len() > 1 && args.get(..2) == others.get(..2) && column(args) == column(others);
            match (before, act) {
                // Set, and taken back.
                (Act::Update | Act::Create, Act::Delete) if same_row => Some((*first, args.first().copied().unwrap_or(""), true)),
                (Act::Delete, Act::Delete) | (Act::Create, Act::Create) | (Act::Update, Act::Update) => {
                    about.map(|about| (*first, *about, false))
                }
                _ => None,
            }
        });
        let Some((first, about, taken_back)) = before else { continue };
        let line = seen.line(first.span);
        let text = if taken_back {
            format!("`{callee}` takes back in a commit of its own what line {line} has set by another: between the two everybody sees it, and if this one fails it stays. Is that meant?")
        } else {
            format!("`{callee}` is committed apart from line {line}, which is about `{about}` too: if this one fails, only half is done. Can both be one transaction?")
        };
        noted.push(Noted::attention(second.span, text));
    }
    noted
}

/// Whether two names speak of one thing: `floatingip` and `or_update_floatingip`, `sg_rule` and `security_group_rule`.
fn same(gone: &str, made: &str) -> bool {
    !gone.is_empty() && !made.is_empty() && (gone == made || made.ends_with(gone) || gone.ends_with(made))
}

fn is_about_access(noun: &str) -> bool {
    ["security_group", "sg_rule", "rule", "acl", "policy", "permission", "grant", "firewall"].iter().any(|word| noun.contains(word))
}

/// A backend's commit, and behind it a write to the program's own database.
fn written_behind(seen: &Seen<'_>, blocks: &[Block], units: &[Unit]) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for (at, write) in units.iter().enumerate().filter(|(_, unit)| unit.kind == Kind::Database) {
        let before = units.iter().take(at).rev().find(|unit| {
            unit.kind == Kind::Backend && unit.whole.end <= write.span.start && commits::both_happen(ast, unit.stmt, write.stmt)
        });
        let Some(before) = before.filter(|before| is_direct(seen, write) || same_loop(seen, before, write)) else { continue };
        let line = seen.line(before.span);
        let Some(call) = seen.calls_within(write.span).find(|call| call.span == write.span) else { continue };
        let name = seen.callee(call);
        if let Some(guard) = guard(seen, write) {
            noted.push(Noted::safe(write.span, format!("`{name}` writes only if the commit of line {line} took place: it is behind `{guard}`")));
            continue;
        }
        let has_guard = blocks.iter().filter(|block| block.header == before.span).any(|block| {
            let body = handling::span_of(ast, block.body);
            seen.calls_within(body).any(|call| call.name.is_some_and(|name| name.text() == "add") && mentions_revision(seen, call.span))
        });
        let committed = match seen.calls_within(before.span).find(|call| call.span == before.span) {
            Some(call) if commits::may_share(seen, call) => "commits to the backend, unless it is passed a transaction that is still open",
            _ => "has committed to the backend",
        };
        let does = match commits::writes_through(seen, call) {
            Some(inner) => format!("`{name}` leads to `{}` (line {}), which writes", seen.callee(inner), seen.line(inner.span)),
            None => format!("`{name}` writes"),
        };
        let outside = if has_guard { ", whose revision check it does not ask for" } else { "" };
        noted.push(Noted::attention(
            write.span,
            format!("{does} to the database after line {line} {committed}{outside}: if it fails, or the process ends between, the two differ. What brings them together again?"),
        ));
    }
    noted
}

/// A write to the program's own database within a transaction of the backend, which commits when its block ends.
fn written_before(seen: &Seen<'_>, blocks: &[Block], units: &[Unit]) -> Vec<Noted> {
    let of_backend = |block: &&Block| seen.call(block.context).is_some_and(|call| seen.is(call, Role::Backend));
    let mut noted = Vec::new();
    for write in units.iter().filter(|unit| unit.kind == Kind::Database) {
        let around = blocks.iter().filter(of_backend).find(|block| block.header != write.span && block.span.holds(write.span));
        let Some(block) = around else { continue };
        let Some(call) = seen.calls_within(write.span).find(|call| call.span == write.span) else { continue };
        let does = match commits::writes_through(seen, call) {
            Some(inner) => format!("`{}` leads to `{}` (line {}), which writes", seen.callee(call), seen.callee(inner), seen.line(inner.span)),
            None => format!("`{}` writes", seen.callee(call)),
        };
        noted.push(Noted::attention(
            write.span,
            format!("{does} to the database before the transaction of line {} commits to the backend: if that fails, the database says what the backend does not hold. What brings them together again?", seen.line(block.span)),
        ));
    }
    noted
}

/// Tasks that are put into a queue before the transaction commits: `with transaction.atomic(): send.delay(order.id)`.
fn enqueued(seen: &Seen<'_>, blocks: &[Block], function: FuncId) -> Vec<Noted> {
    let ast = seen.ast();
    let decorator = seen.decorated(function, Role::Transaction).map(|decorator| ast[decorator].span);
    let mut noted = Vec::new();
    if decorator.is_none() && blocks.iter().all(|block| block.function != Some(function)) {
        return noted;
    }
    for call in seen.calls_in(Some(function)) {
        let block = blocks.iter().find(|block| block.function == Some(function) && block.span.holds(call.span));
        let of_backend = |block: &Block| seen.call(block.context).is_some_and(|call| seen.is(call, Role::Backend));
        let Some(transaction) = block.filter(|block| !of_backend(block)).map(|block| block.header).or(decorator) else { continue };
        // `transaction.on_commit(lambda: send.delay(order.id))`
        let put_off = |other: &Called| other.name.is_some_and(|name| name.text() == "on_commit") && other.span.holds(call.span);
        if seen.calls_within(ast[call.stmt].span).any(put_off) {
            continue;
        }
        let inner = if seen.is(call, Role::Enqueues) {
            None
        } else {
            let inner = leads_to_queue(seen, call, 3);
            let Some(inner) = inner else { continue };
            Some(inner)
        };
        let does = match inner {
            Some(inner) => format!("`{}` leads to `{}` (line {}), which puts", seen.callee(call), seen.callee(inner), seen.line(inner.span)),
            None => format!("`{}` puts", seen.callee(call)),
        };
        noted.push(Noted::attention(
            call.span,
            format!("{does} a task into a queue before the transaction of line {} commits: a worker may begin before the rows are there, and goes on when they never come. Is it to wait for the commit (`on_commit`)?", seen.line(transaction)),
        ));
    }
    noted
}

/// The call by which a function of this file, or what it calls, puts a task into a queue.
fn leads_to_queue<'s>(seen: &'s Seen<'_>, call: &Called, depth: u32) -> Option<&'s Called> {
    let depth = depth.checked_sub(1)?;
    let given = call.given.filter(|given| given.file == seen.file && seen.decorated(given.function, Role::Transaction).is_none())?;
    seen.calls_in(Some(given.function)).find_map(|inner| {
        if seen.is(inner, Role::Enqueues) { Some(inner) } else { leads_to_queue(seen, inner, depth) }
    })
}

/// Whether a call writes itself, and not a function that it calls.
fn is_direct(seen: &Seen<'_>, write: &Unit) -> bool {
    seen.calls_within(write.span).any(|call| call.span == write.span && seen.is(call, Role::DatabaseWrite))
}

/// Whether every loop around what comes first is around what comes after: what one loop did to all, another may do to others.
fn same_loop(seen: &Seen<'_>, first: &Unit, second: &Unit) -> bool {
    let ast = seen.ast();
    let mut loops = ast.ancestors(first.stmt).filter(|stmt| matches!(ast[*stmt].kind, StmtKind::For { .. } | StmtKind::While { .. }));
    loops.all(|around| ast[around].span.holds(second.span))
}

fn mentions_revision(seen: &Seen<'_>, span: crate::text::Span) -> bool {
    seen.module.file.slice(span).contains("check_rev")
}

/// The test of what was committed around a write: `if check_rev_cmd.result == TXN_COMMITTED`.
fn guard(seen: &Seen<'_>, write: &Unit) -> Option<String> {
    let ast = seen.ast();
    let function = ast[write.stmt].function;
    ast.ancestors(write.stmt).take_while(|stmt| ast[*stmt].function == function).find_map(|stmt| {
        let StmtKind::If { arms, .. } = ast[stmt].kind else { return None };
        let arm = ast.list(arms).iter().find(|arm| arm.span.holds(write.span))?;
        let asks = seen.exprs_within(ast[arm.test].span).any(|expr| {
            matches!(ast[expr].kind, ExprKind::Attribute { name, .. } if matches!(name.sym.text(), "result" | "rowcount" | "committed"))
        });
        asks.then(|| seen.quoted(ast[arm.test].span))
    })
}

/// Deleted and created in one transaction.
fn together(seen: &Seen<'_>, blocks: &[Block], function: FuncId) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for block in blocks.iter().filter(|block| block.function == Some(function)) {
        let calls: Vec<_> = seen.calls_within(handling::span_of(ast, block.body)).collect();
        let acts: Vec<(Act, String)> = calls.iter().filter_map(|call| commits::act(call.name?.text())).collect();
        let both = acts.iter().enumerate().find_map(|(at, (act, gone))| {
            let again = acts.iter().skip(at + 1).any(|(act, made)| *act == Act::Create && same(gone, made));
            (*act == Act::Delete && again).then_some(gone)
        });
        if let Some(what) = both {
            noted.push(Noted::safe(block.header, format!("what is deleted and what is created of `{what}` here is committed together: nobody sees the one without the other")));
        }
    }
    // Two commits of one session.
    let commits: Vec<_> = seen
        .calls_in(Some(function))
        .filter(|call| seen.is(call, Role::Commits) && call.name.is_some_and(|name| name.text() == "commit"))
        .collect();
    for pair in commits.windows(2) {
        let [first, second] = pair else { continue };
        if commits::both_happen(ast, first.stmt, second.stmt) && first.receiver == second.receiver {
            let line = seen.line(first.span);
            noted.push(Noted::attention(second.span, format!("`{}` commits a second time, after line {line}: what is between stays undone if this one fails. Does it belong together?", seen.callee(second))));
        }
    }
    noted
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => "0 steps that are committed apart.".to_owned(),
        all => format!(
            "{} beside another commit: {} apart from it, {} together with it or behind a test of it.",
            words::count(all, "step"),
            words::number(counted.with(Status::Attention)),
            words::number(counted.with(Status::Safe))
        ),
    }
}
