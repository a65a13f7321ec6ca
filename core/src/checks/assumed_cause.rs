//! Handlers for a wide family of exceptions that take it for one cause.

use super::handling::{self, Caught};
use super::{Check, Counted, Look, Noted, Seen};
use crate::syntax::ast::{ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "assumed-cause",
    title: "Handlers that take many causes for one",
    category: Category::ErrorHandling,
    asks: "Is what is caught really what the handler says that it is?",
    look: &[Look::Code(handlers)],
    summary,
};

/// Exceptions that many things raise, and what else they may mean than what was thought of.
const WIDE: &[&str] = &["RuntimeError", "AttributeError", "KeyError", "LookupError", "IndexError", "OSError", "IOError", "EnvironmentError"];

/// What drivers of databases raise for causes of many kinds.
const OF_DATABASES: &[&str] = &["OperationalError", "DatabaseError", "IntegrityError", "ProgrammingError", "DBError", "SQLAlchemyError"];

/// The wide exception of a database that a handler catches.
fn of_database(seen: &Seen<'_>, caught: &Caught) -> Option<&'static str> {
    handling::named(seen.ast(), &caught.handler).into_iter().find_map(|exception| {
        let name = super::seen::last_name(seen.ast(), exception)?.text();
        OF_DATABASES.iter().copied().find(|known| *known == name)
    })
}

fn handlers(seen: &Seen<'_>) -> Vec<Noted> {
    handling::all(seen.ast()).iter().filter_map(|caught| at_handler(seen, caught)).collect()
}

fn at_handler(seen: &Seen<'_>, caught: &Caught) -> Option<Noted> {
    let (ast, handler) = (seen.ast(), &caught.handler);
    let family = handling::builtin(seen, handler, WIDE).or_else(|| of_database(seen, caught))?;
    let span = handling::header(ast, handler);
    let ways = handling::ways(seen, handler.body);
    let line = seen.line(handling::span_of(ast, caught.tried));
    if ways.always_raises() {
        return Some(Noted::safe(span, format!("every `{family}` is raised again or as another exception: none is taken for something else and dropped")));
    }
    if let Some(test) = asks_again(seen, caught) {
        let then = if ways.raises { "what does not fit is raised again" } else { "what does not fit is treated apart" };
        return Some(if ways.raises {
            Noted::safe(span, format!("the handler of `{family}` asks `{test}` before it takes the cause for granted; {then}"))
        } else {
            Noted::undecided(span, format!("the handler of `{family}` asks `{test}`; whether that tells its causes apart is not in these files, and nothing is raised again"))
        });
    }
    if let Some(only) = only_cause(seen, caught, family) {
        return Some(Noted::safe(span, format!("only `{only}` can raise `{family}` here")));
    }
    let tried = first_statement(seen, caught);
    let asserts = asserted(seen, caught).map(|said| format!(" It says: \"{said}\".")).unwrap_or_default();
    let becomes = match (ways.leaves, ways.goes_on) {
        (true, false) => "ends there",
        _ => "is taken for that one case and the code goes on",
    };
    Some(Noted::attention(
        span,
        format!(
            "every `{family}` of what is tried from line {line} on (`{tried}`) counts as one cause: it {becomes}, whatever raised \
             it.{asserts} What else can raise it there?"
        ),
    ))
}

/// The condition by which a handler tells causes apart: an `if` of its own that speaks of the exception, or behind
/// which something is raised.
fn asks_again(seen: &Seen<'_>, caught: &Caught) -> Option<String> {
    let ast = seen.ast();
    let body = handling::statements(ast, caught.handler.body);
    let name = caught.handler.name.map(|name| name.sym.text());
    let ways = handling::ways(seen, caught.handler.body);
    body.iter().find_map(|id| {
        let StmtKind::If { arms, .. } = ast[*id].kind else { return None };
        // What a `try` within the handler asks is about another failure.
        let mut inner = ast.ancestors(*id).take_while(|parent| *parent != caught.stmt);
        if inner.any(|parent| matches!(ast[parent].kind, StmtKind::Try { .. })) {
            return None;
        }
        let test = ast.list(arms).first()?.test;
        let code = seen.module.file.slice(ast[test].span);
        let of_exception = name.is_some_and(|name| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name));
        (ways.raises || of_exception).then(|| seen.quoted(ast[test].span))
    })
}

/// The one expression in what is tried that can raise it: a lookup, an attribute, and nothing is called that could.
fn only_cause(seen: &Seen<'_>, caught: &Caught, family: &str) -> Option<String> {
    let ast = seen.ast();
    let span = handling::span_of(ast, caught.tried);
    let harmless = |name: &str| matches!(name, "int" | "str" | "len" | "float" | "bool" | "getattr" | "isinstance" | "list" | "dict" | "tuple" | "set");
    let calls: Vec<_> = seen.calls_within(span).filter(|call| !call.path.is_some_and(|path| harmless(&path.text()))).collect();
    let removes = |name: &str| matches!(name, "pop" | "remove" | "index" | "popitem" | "move_to_end");
    match family {
        "KeyError" | "LookupError" | "IndexError" => {
            let of = |list: &[StmtId]| list.len() == 1;
            // `cache.pop(name)` with a single call, or lookups alone.
            match calls.as_slice() {
                [] => {}
                [only] if only.name.is_some_and(|name| removes(name.text())) && of(ast.list(caught.tried)) => {
                    return Some(seen.quoted(only.span));
                }
                _ => return None,
            }
            let lookups = in_span(seen, span, |kind| matches!(kind, ExprKind::Subscript { .. }), family == "IndexError");
            (!lookups.is_empty()).then(|| lookups.join("`, `"))
        }
        "AttributeError" if calls.is_empty() => {
            let attributes = in_span(seen, span, |kind| matches!(kind, ExprKind::Attribute { .. }), false);
            (!attributes.is_empty()).then(|| attributes.join("`, `"))
        }
        _ => None,
    }
}

fn in_span(seen: &Seen<'_>, span: crate::text::Span, wanted: fn(&ExprKind) -> bool, by_position: bool) -> Vec<String> {
    let ast = seen.ast();
    // `row["name"]` has no position that could be missing.
    let by_name = |kind: &ExprKind| matches!(kind, ExprKind::Subscript { index, .. } if ast.text_of(*index).is_some());
    let exprs = seen.exprs_within(span).map(|expr| ast[expr]);
    let exprs = exprs.filter(|expr| wanted(&expr.kind) && !(by_position && by_name(&expr.kind)));
    // Of `a[b][c]` the whole: it comes after what it holds.
    let mut whole: Vec<crate::text::Span> = Vec::new();
    for expr in exprs.take(20) {
        whole.retain(|inner| !expr.span.holds(*inner));
        whole.push(expr.span);
    }
    whole.into_iter().take(4).map(|span| seen.quoted(span)).collect()
}

fn first_statement(seen: &Seen<'_>, caught: &Caught) -> String {
    let ast = seen.ast();
    let mut first = ast.list(caught.tried).first().copied();
    // Of `try:` within it what that tries first.
    while let Some(StmtKind::Try { body, .. }) = first.map(|id| ast[id].kind) {
        first = ast.list(body).first().copied();
    }
    let code = first.map_or("", |id| {
        let code = seen.module.file.slice(ast[id].span);
        match ast[id].kind {
            StmtKind::Expr(_) | StmtKind::Assign { .. } | StmtKind::Return(_) | StmtKind::Annotated { .. } => code,
            StmtKind::For { iterable, .. } => seen.module.file.slice(Span::new(ast[id].span.start, ast[iterable].span.end)),
            // Of a statement with a block the line that begins it.
            _ => code.lines().next().unwrap_or(""),
        }
    });
    crate::rules::say::quoted(code)
}

/// What the handler's comment, or else its log, says of the cause.
fn asserted(seen: &Seen<'_>, caught: &Caught) -> Option<String> {
    let comment = handling::comment(seen, caught.handler.span);
    let logged = || handling::told(seen, &caught.handler).and_then(|told| handling::logged_text(seen, told.call));
    comment.or_else(logged).or_else(|| handling::comment_above(seen, seen.ast()[caught.stmt].span))
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => "0 handlers for a wide family of exceptions.".to_owned(),
        all => format!(
            "{} for a wide family such as `KeyError` or `OSError`, {} of which take every cause for one.",
            words::count(all, "handler"),
            words::number(counted.with(Status::Attention))
        ),
    }
}
