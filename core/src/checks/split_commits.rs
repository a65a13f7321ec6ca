//! Steps that belong together and are committed apart.

use super::commits::{self, Act, Block, Committing, Kind, Unit};
use super::handling;
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
        noted.extend(written_behind(seen, &blocks, &units));
        noted.extend(together(seen, &blocks, FuncId(at)));
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
        let Some(before) = before else { continue };
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
        let outside = if has_guard { ", whose revision check it does not ask for" } else { "" };
        noted.push(Noted::attention(
            write.span,
            format!("`{name}` writes to the database after line {line} has committed to the backend{outside}: if it fails, or the process ends between, the two differ. What brings them together again?"),
        ));
    }
    noted
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
            noted.push(Noted::safe(block.header, format!("what is deleted here is created again in the same transaction (`{what}`)")));
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
            "{} behind another commit, or deleted and created again: {} apart from it, {} together or behind a test of it.",
            words::count(all, "write"),
            words::number(counted.with(Status::Attention)),
            words::number(counted.with(Status::Safe))
        ),
    }
}
