//! Work that is done again and again: how often, and whether one process or all of them do it.

use super::effects;
use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen, handling};
use crate::models::Role;
use crate::project::{FunctionRef, Imported};
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::vocabulary::Category;
use crate::words;

pub static CHECK: Check = Check {
    id: "periodic-work",
    title: "Periodic tasks, their spacing and their locks",
    category: Category::Lifecycle,
    asks: "How often does each task run, and what keeps two processes from doing it at once?",
    look: &[Look::Code(tasks), Look::Code(lock_tests), Look::Code(scheduled)],
    summary,
};

/// How a function is made periodic.
struct Periodic {
    decorator: ExprId,
    /// The lock test of the decorator itself, where that is a function of this file.
    lock: Option<String>,
}

/// Whether a scheduler runs a function again and again.
pub fn is_task(seen: &Seen<'_>, function: FuncId) -> bool {
    periodic(seen, function).is_some()
}

fn tasks(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let doubts = doubts(seen);
    let functions = (0..ast.functions.len() as u32).map(FuncId).filter(|function| ast[*function].name.is_some());
    functions.filter_map(|function| Some(at_task(seen, function, &periodic(seen, function)?, &doubts))).collect()
}

fn periodic(seen: &Seen<'_>, function: FuncId) -> Option<Periodic> {
    let ast = seen.ast();
    let own = FunctionRef { file: seen.file, function };
    for (decorator, named) in seen.project.decorators(own) {
        let direct = match ast[decorator].kind {
            ExprKind::Call { function, .. } => seen.expr_is(function, Role::Periodic) || seen.call(decorator).is_some_and(|call| seen.is(call, Role::Periodic)),
            _ => seen.expr_is(decorator, Role::Periodic),
        };
        // The wrapper within a decorator of this file is no task by itself.
        if direct && ast[function].parent.is_none_or(|parent| ast[parent].parent.is_none() && ast[parent].class.is_some()) {
            return Some(Periodic { decorator, lock: None });
        }
        if let Imported::Function(of) = named
            && of.file == seen.file
            && let Some(wrapper) = wraps_periodic(seen, of.function)
        {
            return Some(Periodic { decorator, lock: lock_test(seen, wrapper) });
        }
    }
    None
}

/// The function within a decorator of this file that is periodic in the place of what is decorated.
fn wraps_periodic(seen: &Seen<'_>, decorator: FuncId) -> Option<FuncId> {
    let ast = seen.ast();
    let span = ast[decorator].span;
    let inner = ast.functions.iter().enumerate().filter(|(_, function)| span.holds(function.span));
    inner
        .map(|(at, _)| FuncId(at as u32))
        .find(|function| *function != decorator && seen.decorated(*function, Role::Periodic).is_some())
}

/// The test of a lock or of leadership after which a function does nothing: `if not self.has_lock: return`.
fn lock_test(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    handling::statements(ast, ast[function].body).into_iter().find_map(|stmt| {
        let StmtKind::If { arms, .. } = ast[stmt].kind else { return None };
        let arm = ast.list(arms).first()?;
        let test = seen.module.file.slice(ast[arm.test].span).to_ascii_lowercase();
        let asks = ["lock", "leader", "is_master", "is_primary"].iter().any(|word| test.contains(word));
        let ends = handling::ways(seen, arm.body);
        let code = seen.quoted(ast[arm.test].span);
        match asks && (ends.leaves || ends.raises) {
            true => Some(format!("does nothing where `{code}`")),
            false if asks && !test.starts_with("not ") => Some(format!("does its work only where `{code}`")),
            false => None,
        }
    })
}

fn at_task(seen: &Seen<'_>, function: FuncId, periodic: &Periodic, doubts: &[ExprId]) -> Noted {
    let ast = seen.ast();
    let (name, span) = (effects::name(ast, function), effects::header(ast, function));
    let every = spacing(seen, periodic.decorator);
    let once = if raises_never_again(seen, function) { ", until it raises `NeverAgain`" } else { "" };
    let own = FunctionRef { file: seen.file, function };
    let direct: Vec<String> = seen
        .project
        .callers_of(own)
        .iter()
        .filter(|site| site.caller.file == seen.file)
        .map(|site| format!("line {}", seen.line(ast[site.call].span)))
        .collect();
    let also = match direct.as_slice() {
        [] => picked_out(seen, function),
        direct => Some(format!("It is called on {} too", words::list_of(direct, 3))),
    };
    if let Some(decorator) = locked_by(seen, function) {
        let also = also.map(|also| format!(" {also}.")).unwrap_or_default();
        return Noted::safe(span, format!("`{name}` runs {every}{once}, one at a time by `@{decorator}`.{also}")).of("guarded");
    }
    if let Some(lock) = lock_test(seen, function).or_else(|| periodic.lock.clone()) {
        let doubt = doubted(seen, doubts, &lock);
        let doubtful = doubt.map(|line| format!(", which is doubtful (line {line})")).unwrap_or_default();
        let text = format!("`{name}` runs {every}{once}, and {lock}{doubtful}.");
        if let Some(also) = also {
            return Noted::attention(span, format!("{text} {also}, where another thread may be at it already: does it bear that?")).of("twice");
        }
        return if doubt.is_some() { Noted::info(span, text).of("doubted") } else { Noted::safe(span, text).of("guarded") };
    }
    let also = also.map(|also| format!(" {also}: both may run at once.")).unwrap_or_default();
    let body = ast.list(ast[function].body).first().map(|stmt| ast[*stmt].span);
    let comment = body.and_then(|body| handling::comment_above(seen, body));
    let says = comment.map(|said| format!(" Its comment: \"{said}\".")).unwrap_or_default();
    Noted::attention(span, format!("`{name}` runs {every}{once} in every process that schedules it: it tests no lock and no leader.{says}{also} May several do it at once?")).of("open")
}

/// Where a task runs beside its schedule: a decorator marks it (`func._again = True`), and other code picks out what is
/// marked (`getattr(member, "_again", None)`).
fn picked_out(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let own = FunctionRef { file: seen.file, function };
    seen.project.decorators(own).into_iter().find_map(|(decorator, named)| {
        let Imported::Function(of) = named else { return None };
        let marks = (of.file == seen.file).then(|| handling::statements(ast, ast[of.function].body))?;
        marks.into_iter().find_map(|stmt| {
            let StmtKind::Assign { targets, .. } = ast[stmt].kind else { return None };
            let ExprKind::Attribute { base, name } = ast[*ast.list(targets).first()?].kind else { return None };
            let param = ast.list(ast[of.function].params).first()?.name.sym;
            (super::seen::last_name(ast, base) == Some(param)).then_some(())?;
            let asks = |call: &&Called| {
                call.name.is_some_and(|name| matches!(name.text(), "getattr" | "hasattr"))
                    && seen.argument(call, 1, "name").and_then(|mark| ast.text_of(mark)) == Some(name.sym.text())
            };
            let asked = seen.calls.iter().find(asks)?;
            Some(format!(
                "`@{}` (line {}) marks it, and the code of line {} picks out what is marked, to be run at other times too",
                seen.quoted(ast[decorator].span),
                seen.line(ast[decorator].span),
                seen.line(asked.span)
            ))
        })
    })
}

/// The line of a doubtful lock test, where that is what a property of the name in a test returns.
fn doubted(seen: &Seen<'_>, doubts: &[ExprId], lock: &str) -> Option<u32> {
    let ast = seen.ast();
    doubts.iter().find_map(|expr| {
        let expr = *expr;
        let function = ast[ast[expr].stmt].function?;
        let name = ast[function].name?.sym.text();
        let named = lock.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name || word == "is_lock_contended");
        named.then(|| seen.line(ast[expr].span))
    })
}

fn locked_by(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let decorator = seen.decorated(function, Role::Locks)?;
    Some(seen.quoted(ast[decorator].span))
}

/// `every `spacing` seconds`
fn spacing(seen: &Seen<'_>, decorator: ExprId) -> String {
    let ast = seen.ast();
    let Some(call) = seen.call(decorator) else { return "periodically".to_owned() };
    let named = ["spacing", "run_every", "seconds", "interval", "minutes", "hours"];
    let value = named.iter().find_map(|name| Some((*name, seen.argument(call, usize::MAX, name)?)));
    let (unit, value) = match value {
        Some((unit @ ("minutes" | "hours"), value)) => (unit, value),
        Some((_, value)) => ("seconds", value),
        None => match seen.argument(call, 0, "spacing") {
            Some(value) => ("seconds", value),
            None => return "periodically".to_owned(),
        },
    };
    let code = seen.quoted(ast[value].span);
    match ast[value].kind {
        ExprKind::Constant(_) => format!("every {code} {unit}"),
        // `crontab(hour=1)`, `timedelta(minutes=5)`
        ExprKind::Call { function, .. } => match super::seen::last_name(ast, function).map_or("", crate::intern::Sym::text) {
            "timedelta" | "schedule" | "IntervalTrigger" => format!("every `{code}`"),
            "int" | "float" | "max" | "min" => format!("every `{code}` {unit}"),
            _ => format!("at `{code}`"),
        },
        _ => format!("every `{code}` {unit}"),
    }
}

fn raises_never_again(seen: &Seen<'_>, function: FuncId) -> bool {
    let ast = seen.ast();
    handling::statements(ast, ast[function].body).into_iter().any(|stmt| match ast[stmt].kind {
        StmtKind::Raise { exception: Some(exception), .. } => {
            super::seen::last_name(ast, exception).is_some_and(|name| name.text() == "NeverAgain")
        }
        _ => false,
    })
}

/// `return not self._idl.is_lock_contended`: that nobody contends for a lock does not mean that one has it.
fn lock_tests(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let at_test = |expr: ExprId| {
        let (span, code) = (ast[expr].span, seen.quoted(ast[expr].span));
        let (what, word) = match ast[expr].kind {
            ExprKind::Not(_) => (format!("`{code}`"), "true"),
            _ => (format!("that `{code}` is false"), "false"),
        };
        let text = format!("{what} does not say that the lock is held: it is {word} as well before the lock was asked for or granted, and then several do the work at once. Is `has_lock` meant?");
        Noted::attention(span, text).of("test")
    };
    doubts(seen).into_iter().map(at_test).collect()
}

/// All doubtful tests of a file.
fn doubts(seen: &Seen<'_>) -> Vec<ExprId> {
    (0..seen.ast().exprs.len() as u32).map(ExprId).filter(|expr| contended(seen, *expr).is_some()).collect()
}

/// `not idl.is_lock_contended`, and `if idl.is_lock_contended: return`, which asks the same.
fn contended(seen: &Seen<'_>, expr: ExprId) -> Option<()> {
    let ast = seen.ast();
    let asks = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Attribute { name, .. } if name.sym.text() == "is_lock_contended");
    if let ExprKind::Not(operand) = ast[expr].kind {
        return asks(operand).then_some(());
    }
    let StmtKind::If { arms, .. } = ast[ast[expr].stmt].kind else { return None };
    let arm = ast.list(arms).iter().find(|arm| arm.test == expr && asks(expr))?;
    let ends = handling::ways(seen, arm.body);
    (!ends.goes_on).then_some(())
}

/// Calls that have something done again and again: `scheduler.add_job(task, 'interval', seconds=30)`.
fn scheduled(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let decorators: Vec<ExprId> = ast.functions.iter().flat_map(|function| ast.list(function.decorators)).copied().collect();
    let calls = seen.calls.iter().filter(|call| seen.is(call, Role::Periodic) && !decorators.contains(&call.expr));
    calls
        .map(|call: &Called| {
            let names_work = |value: ExprId| match ast[value].kind {
                ExprKind::Name(_) | ExprKind::Attribute { .. } => true,
                // `cleanup.s()`
                ExprKind::Call { function, .. } => matches!(ast[function].kind, ExprKind::Attribute { name, .. } if matches!(name.sym.text(), "s" | "si" | "signature")),
                _ => false,
            };
            let work = ast.list(call.args).iter().map(|arg| arg.value).find(|value| names_work(*value));
            let work = work.map_or("something".to_owned(), |work| format!("`{}`", seen.quoted(ast[work].span)));
            Noted::info(call.span, format!("`{}` has {work} done {}", seen.callee(call), spacing(seen, call.expr))).of("scheduled")
        })
        .collect()
}

fn summary(counted: &Counted<'_>) -> String {
    let (guarded, doubted, twice, open) = (counted.of("guarded"), counted.of("doubted"), counted.of("twice"), counted.of("open"));
    let scheduled = counted.of("scheduled");
    let tasks = guarded + doubted + twice + open;
    if tasks + scheduled == 0 {
        return "0 periodic tasks.".to_owned();
    }
    let mut parts = vec![format!("{} behind a lock or a test of one", words::number(guarded))];
    for (count, what) in [
        (doubted, "behind a test that is doubtful itself"),
        (twice, "that something else runs as well"),
        (open, "without a test of a lock or a leader"),
        (scheduled, "handed to a scheduler, whose locks are not seen here"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", words::number(count)));
        }
    }
    format!("{}: {}.", words::count(tasks + scheduled, "periodic task"), words::list(&parts))
}
