//! Transactions: where their failure is handled, and commands whose failure nobody sees.

use super::commits::{self, Block};
use super::handling::{self, Caught};
use super::periodic_work::is_task;
use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::project::FunctionRef;
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "transactions",
    title: "Transactions and what happens when they fail",
    category: Category::Database,
    asks: "Which transactions have a handler in their function or its callers, and whose failure does nobody see?",
    look: &[Look::Code(blocks), Look::Code(commands), Look::Code(decorated)],
    summary,
};

/// How far callers are asked.
const DEPTH: u32 = 3;

/// A transaction, or a call that makes one, with its function.
struct Site {
    span: Span,
    stmt: StmtId,
    function: Option<FuncId>,
}

fn blocks(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let all = commits::blocks(seen);
    let of_block = |block: &Block| Site { span: block.header, stmt: block.stmt, function: block.function };
    let mut sites: Vec<Site> = all.iter().map(of_block).collect();
    // `self._transaction(commands)` opens one, unless it is given one.
    let wrappers = seen.calls.iter().filter(|call| {
        seen.is(call, Role::Transaction) && !all.iter().any(|block| block.context == call.expr) && !is_inner(ast, &all, call)
            && !call.path.is_some_and(|path| seen.models().has_role(path, Role::Transaction))
    });
    let (part, own): (Vec<&Called>, Vec<&Called>) = wrappers.partition(|call| passes_one(seen, call));
    sites.extend(own.into_iter().map(|call| Site { span: call.span, stmt: call.stmt, function: call.function }));
    // `session.commit()` ends one that began with the first statement.
    let commits = seen.calls.iter().filter(|call| call.name.is_some_and(|name| name.text() == "commit") && seen.is(call, Role::Commits));
    sites.extend(commits.map(|call| Site { span: call.span, stmt: call.stmt, function: call.function }));
    let mut noted: Vec<Noted> = sites.iter().map(|site| at_site(seen, &sites, site)).collect();
    noted.extend(part.into_iter().map(|call| {
        let code = seen.quoted(call.span);
        let text = if commits::shares(seen, call) {
            format!("`{code}` adds to the transaction that it is passed, and commits nothing by itself")
        } else {
            format!("`{code}` adds to the transaction that it is passed, and commits by itself only where that is none")
        };
        Noted::info(call.span, text)
    }));
    for block in &all {
        if let Some(problem) = unchecked(seen, block) {
            noted.push(problem);
        }
    }
    noted
}

/// Whether a call is passed a transaction, if only one that may be none: `txn=txn`.
fn passes_one(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let is_constant = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Constant(_));
    seen.argument(call, usize::MAX, "txn").is_some_and(|value| !is_constant(value))
}

/// `atomic` of `@transaction.atomic()` and of `with transaction.atomic():`, which are looked at as such.
fn is_inner(ast: &Ast, all: &[Block], call: &Called) -> bool {
    all.iter().any(|block| block.header.holds(call.span))
        || ast.functions.iter().any(|function| ast.list(function.decorators).contains(&call.expr))
}

fn at_site(seen: &Seen<'_>, sites: &[Site], site: &Site) -> Noted {
    let ast = seen.ast();
    let code = seen.quoted(seen.ast()[first_expr(seen, site)].span);
    let own = guarding(seen, site.stmt);
    if let Some(caught) = own {
        let line = seen.line(caught.handler.span);
        let becomes = becomes(seen, &caught);
        return Noted::safe(site.span, format!("`{code}`: its failure is caught by the handler of line {line}, which {becomes}"));
    }
    let Some(function) = site.function else {
        return Noted::undecided(site.span, format!("`{code}` has no handler here: what runs this file is needed"));
    };
    let name = ast[function].name.map_or("<lambda>", |name| name.sym.text());
    match callers(seen, function, DEPTH) {
        Callers::Guard(lines) => {
            let lines = words::list_of(&lines.iter().map(|line| format!("line {line}")).collect::<Vec<_>>(), 4);
            return Noted::safe(site.span, format!("`{code}` has no handler in `{name}`, but all calls of it here do: {lines}"));
        }
        Callers::Some(lines) => {
            let lines = words::list_of(&lines.iter().map(|line| format!("line {line}")).collect::<Vec<_>>(), 4);
            return Noted::attention(
                site.span,
                format!("`{code}` has no handler in `{name}`, and only some calls of it do ({lines}): what happens where the others fail?"),
            );
        }
        Callers::None => {}
    }
    let siblings = siblings(seen, sites, function);
    if !siblings.is_empty() {
        let have = if siblings.len() == 1 { "has" } else { "have" };
        let siblings = words::list_of(&siblings, 4);
        return Noted::attention(
            site.span,
            format!("`{code}` has no handler in `{name}`, while {siblings} {have} one: is the failure of this one handled elsewhere, or forgotten?"),
        );
    }
    let called = !seen.project.callers_of(FunctionRef { file: seen.file, function }).is_empty();
    if is_task(seen, function) {
        return Noted::undecided(
            site.span,
            format!("`{code}` has no handler in `{name}`, which a scheduler runs again and again: what that does with a failure, and whether it tries again, is not in this file"),
        );
    }
    let (around, whom) = if called {
        (" or around its calls here", "what calls those, which is not in this file")
    } else {
        ("", "what calls it, which is not in this file")
    };
    Noted::undecided(
        site.span,
        format!("`{code}` has no handler in `{name}`{around}: what happens when it fails depends on {whom}"),
    )
}

fn first_expr(seen: &Seen<'_>, site: &Site) -> crate::syntax::ast::ExprId {
    let ast = seen.ast();
    match ast[site.stmt].kind {
        crate::syntax::ast::StmtKind::With { items, .. } => {
            let found = ast.list(items).iter().find(|item| site.span.holds(ast[item.context].span));
            found.map_or(crate::syntax::ast::ExprId(0), |item| item.context)
        }
        _ => seen.calls_within(site.span).find(|call| call.span == site.span).map_or(crate::syntax::ast::ExprId(0), |call| call.expr),
    }
}

/// The handler that catches whatever a statement raises.
fn guarding(seen: &Seen<'_>, stmt: StmtId) -> Option<Caught> {
    let around = handling::around(seen.ast(), stmt);
    around.into_iter().find(|caught| {
        handling::is_broad(seen, &caught.handler) || is_of_databases(seen, caught)
    })
}

/// `except IntegrityError`, `except RuntimeError`: what a commit raises.
fn is_of_databases(seen: &Seen<'_>, caught: &Caught) -> bool {
    handling::named(seen.ast(), &caught.handler).into_iter().any(|exception| {
        let name = super::seen::last_name(seen.ast(), exception).map_or("", crate::intern::Sym::text);
        ["RuntimeError", "DatabaseError", "IntegrityError", "OperationalError", "SQLAlchemyError", "DBAPIError", "DBError", "TimeoutException", "TransactionError"].contains(&name)
    })
}

fn becomes(seen: &Seen<'_>, caught: &Caught) -> &'static str {
    let ways = handling::ways(seen, caught.handler.body);
    let told = handling::told(seen, &caught.handler).is_some();
    match (told, ways.always_raises()) {
        (true, true) => "logs it and raises it again",
        (false, true) => "raises it again or another in its place",
        (true, false) => "logs it and goes on",
        (false, false) => "goes on",
    }
}

/// What guards the calls of a function in this file.
enum Callers {
    /// Each of them has a handler: its line.
    Guard(Vec<u32>),
    /// Some have.
    Some(Vec<u32>),
    /// None has, or nothing here calls it.
    None,
}

fn callers(seen: &Seen<'_>, function: FuncId, depth: u32) -> Callers {
    let Some(depth) = depth.checked_sub(1) else { return Callers::None };
    let sites = seen.project.callers_of(FunctionRef { file: seen.file, function });
    let here: Vec<_> = sites.iter().filter(|site| site.caller.file == seen.file).collect();
    let (mut lines, mut all) = (Vec::new(), !here.is_empty());
    for site in here {
        let stmt = seen.ast()[site.call].stmt;
        if let Some(caught) = guarding(seen, stmt) {
            lines.push(seen.line(caught.handler.span));
            continue;
        }
        match site.caller.function.map(|function| callers(seen, function, depth)) {
            Some(Callers::Guard(more)) => lines.extend(more),
            Some(Callers::Some(more)) => {
                lines.extend(more);
                all = false;
            }
            _ => all = false,
        }
    }
    lines.sort_unstable();
    lines.dedup();
    match (all, lines.is_empty()) {
        (_, true) => Callers::None,
        (true, false) => Callers::Guard(lines),
        (false, false) => Callers::Some(lines),
    }
}

/// Functions of the same class that do another thing to the same kind of thing, in a transaction with a handler.
fn siblings(seen: &Seen<'_>, sites: &[Site], function: FuncId) -> Vec<String> {
    let ast = seen.ast();
    let noun = |function: FuncId| {
        let name = ast[function].name?.sym.text();
        let (_, noun) = commits::act(name)?;
        (!noun.is_empty()).then_some(noun)
    };
    let Some(own) = noun(function) else { return Vec::new() };
    let mut found: Vec<(u32, String)> = Vec::new();
    for site in sites {
        let Some(other) = site.function.filter(|other| *other != function) else { continue };
        if ast[other].class != ast[function].class || noun(other).as_deref() != Some(own.as_str()) || guarding(seen, site.stmt).is_none() {
            continue;
        }
        let name = ast[other].name.map_or("", |name| name.sym.text());
        let line = seen.line(ast[other].span);
        if !found.iter().any(|(known, _)| *known == line) {
            found.push((line, format!("`{name}` (line {line})")));
        }
    }
    found.into_iter().map(|(_, name)| name).collect()
}

/// A backend's transaction that is not told to raise what goes wrong.
fn unchecked(seen: &Seen<'_>, block: &Block) -> Option<Noted> {
    let call = seen.call(block.context)?;
    let of_backend = seen.is(call, Role::Backend);
    if !of_backend || says_true(seen, call, "check_error") {
        return None;
    }
    let code = seen.quoted(call.span);
    Some(Noted::attention(block.header, format!("`{code}` without `check_error=True`: what goes wrong is logged and not raised, and the code behind takes it for done. Who notices?")))
}

fn says_true(seen: &Seen<'_>, call: &Called, name: &str) -> bool {
    let ast = seen.ast();
    seen.argument(call, usize::MAX, name).is_some_and(|value| {
        !matches!(ast[value].kind, ExprKind::Constant(id) if !ast.constants.get(id).truth())
    })
}

/// `idl.ls_del(name).execute()`, with and without `check_error=True`.
fn commands(seen: &Seen<'_>) -> Vec<Noted> {
    let mut noted = Vec::new();
    for call in &seen.calls {
        let Some(command) = commits::executes(seen, call) else { continue };
        let name = seen.callee(command);
        if says_true(seen, call, "check_error") {
            noted.push(Noted::safe(call.span, format!("`{name}` is executed with `check_error=True`: what goes wrong is raised")));
        } else {
            let used = if call.dropped { "its result is dropped" } else { "a failure looks like an empty answer" };
            noted.push(Noted::attention(
                call.span,
                format!("`{name}` is executed without `check_error=True`: what goes wrong is not raised, and {used}. Is that meant?"),
            ));
        }
    }
    noted
}

/// `@transaction.atomic` on a function: all of it is one transaction.
fn decorated(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let functions = (0..ast.functions.len() as u32).map(FuncId);
    functions
        .filter_map(|function| {
            let decorator = seen.decorated(function, Role::Transaction)?;
            let name = ast[function].name?.sym.text();
            let code = seen.quoted(ast[decorator].span);
            Some(Noted::safe(ast[decorator].span, format!("all of `{name}` is one transaction by `@{code}`: what it raises undoes it")))
        })
        .collect()
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => format!("0 transactions in {}.", words::count(counted.searched.functions, "function")),
        all => format!(
            "{}: {} with a handler here or told to raise, {} without one that its siblings have or whose failure nobody sees, {} left to callers \
             elsewhere{}.",
            words::count(all, "transaction or command of a backend").replace("backends", "backend").replacen("transaction or", if all == 1 { "transaction or" } else { "transactions and" }, 1).replacen("and command", "and commands", 1),
            words::number(counted.with(Status::Safe)),
            words::number(counted.with(Status::Attention)),
            words::number(counted.with(Status::Undecided)),
            match counted.with(Status::Info) {
                0 => String::new(),
                parts => format!(", {} part of a transaction that is passed", words::number(parts)),
            },
        ),
    }
}
