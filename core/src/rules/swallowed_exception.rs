//! Handlers that catch everything and do nothing.

use super::{Answer, Find, Rule, look, say};
use crate::flow::Call;
use crate::project::Module;
use crate::syntax::ast::{Ast, ExprId, ExprKind, Get, Handler, List, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "swallowed-exception",
    title: "Every failure is caught and dropped",
    category: Category::ErrorHandling,
    cwe: 703,
    severity: Severity::Low,
    confidence: Confidence::High,
    why: "A handler for `Exception`, or for everything, that does nothing hides failures that nobody expected: a check \
          that crashed counts as passed, an attack leaves no trace in a log, a mistake in the code itself is never \
          seen.",
    fix: "Catch the exceptions that are meant, and only those. Log what is dropped, or re-raise it.",
    bad: r#"
def load(path, read):
    try:
        return read(path)
    except Exception:
        pass
"#,
    good: r#"
def load(path, read):
    try:
        return read(path)
    except FileNotFoundError:
        return None
"#,
    references: &[
        "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
        "https://cwe.mitre.org/data/definitions/703.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B110",
        "bandit:B112",
        "ruff:S110",
        "ruff:S112",
        "ruff:E722",
        "ruff:BLE001",
        "ruff:SIM105",
        "codeql:py/empty-except",
        "codeql:py/catch-base-exception",
    ],
    find: &[Find::Code(handlers), Find::Call(&["contextlib.suppress"], at_suppress)],
};

/// All handlers of a file.
fn handlers(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let inside = Inside::of(module);
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Try { body, handlers, .. } = stmt.kind else { continue };
        for handler in ast.list(handlers) {
            let answer = judged(module, &inside, StmtId(at as u32), body, handler);
            let wrong = matches!(answer, Answer::Wrong(_));
            let span = if wrong { handler.span } else { header(module, handler) };
            answers.push((span, StmtId(at as u32), answer));
        }
    }
    answers
}

/// `except Exception as e`, without the block.
fn header(module: &Module, handler: &Handler) -> Span {
    let end = handler.exception.map_or(handler.span.start, |exception| module.ast[exception].span.end);
    let end = handler.name.map_or(end, |name| end.max(name.span.end));
    Span::new(handler.span.start, end.max(handler.span.start + "except".len() as u32).min(handler.span.end))
}

fn judged(module: &Module, inside: &Inside, stmt: StmtId, body: List<StmtId>, handler: &Handler) -> Answer {
    let ast = &module.ast;
    let Some(broad) = breadth(module, handler.exception) else {
        let caught = handler.exception.map_or("", |exception| module.file.slice(ast[exception].span));
        return Answer::safe(format!("only `{}` is caught", say::quoted(caught)));
    };
    let statements = ast.list(handler.body);
    if inside.raises(handler.span) {
        return Answer::safe("broad, but the exception is raised again or another in its place");
    }
    if let Some(logger) = inside.reports(handler.span) {
        return Answer::safe(format!("broad, but reported by `{logger}`"));
    }
    let silent = statements.iter().all(|id| is_nothing(ast, *id));
    let constant = statements.iter().all(|id| is_nothing(ast, *id) || returns_constant(ast, *id));
    if !constant {
        let does = statements.iter().find(|id| !is_nothing(ast, **id)).map_or("", |id| first_line(module, *id));
        return Answer::safe(format!("broad, but something is done: `{}`", say::quoted(does)));
    }
    let tried = ast.list(body).first().map_or("", |id| first_line(module, *id));
    let tried = say::quoted(tried);
    if !silent {
        let given = statements.iter().find(|id| !is_nothing(ast, **id)).map_or("", |id| first_line(module, *id));
        return Answer::wrong(format!(
            "`{broad}` turns every failure of `{tried}` into `{}`; the caller cannot tell a mistake in the code from the \
             case that is meant. Name the exception.",
            say::quoted(given)
        ))
        .at(Confidence::Low);
    }
    let does = if statements.iter().any(|id| matches!(ast[*id].kind, StmtKind::Continue)) { "continue" } else { "pass" };
    let answer = Answer::wrong(format!(
        "`{broad}: {does}` drops every failure of `{tried}`, mistakes in the code included, and leaves no trace. Name the \
         exception that is meant, or log it."
    ));
    let lets_in = guard(module, body);
    let answer = if lets_in == Some(true) { answer.rated(Severity::Medium) } else { answer };
    if is_cleanup(ast, body) || tidies(ast, stmt) || is_import(ast, body) || converts(ast, body) || in_finalizer(ast, stmt) || lets_in == Some(false) {
        return answer.at(Confidence::Low);
    }
    // What fails then counts as allowed, or is lost; all else may be meant.
    let grave = lets_in == Some(true) || writes(module, body);
    if grave && !is_explained(module, handler) { answer } else { answer.at(Confidence::Medium) }
}

/// Whether a comment below `except` says why; one for a tool says nothing.
fn is_explained(module: &Module, handler: &Handler) -> bool {
    let start = handler.span.start as usize;
    let code = module.file.text.get(start..).unwrap_or("");
    let lines = module.file.slice(handler.span).lines().count();
    let mut comments = code.lines().take(lines).skip(1).filter_map(|line| line.split_once('#')).map(|(_, said)| said.trim());
    comments.any(|said| {
        let for_tool = ["noqa", "nosec", "pylint", "pragma", "type:", "nosem"].iter().any(|tool| said.starts_with(tool));
        !for_tool && said.split_whitespace().count() > 2
    })
}

/// Whether what is tried keeps or sends something, which then is lost.
fn writes(module: &Module, body: List<StmtId>) -> bool {
    let ast = &module.ast;
    let spans: Vec<Span> = ast.list(body).iter().map(|id| ast[*id].span).collect();
    ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Call { function, .. } if spans.iter().any(|span| span.holds(expr.span)) => {
            look::last_name(ast, function).is_some_and(|name| WRITES.contains(&name))
        }
        _ => false,
    })
}

const WRITES: &[&str] = &[
    "save", "commit", "insert_one", "bulk_create", "bulk_update", "save_all", "send_mail",
    "send_message", "publish", "put_object", "upload_file", "bulk_save_objects",
];


/// Whether all that is tried is to read one value as another: `size = int(text)`. What is no number is left as it is.
fn converts(ast: &Ast, body: List<StmtId>) -> bool {
    let [only] = ast.list(body) else { return false };
    let is_plain = matches!(ast[*only].kind, StmtKind::Assign { .. } | StmtKind::Return(Some(_)) | StmtKind::Annotated { .. });
    let within = ast[*only].span;
    let mut calls = ast.exprs.iter().filter(|expr| within.holds(expr.span)).filter_map(|expr| match expr.kind {
        ExprKind::Call { function, .. } => Some(look::last_name(ast, function).unwrap_or("")),
        ExprKind::Await(_) => Some(""),
        _ => None,
    });
    let mut reads = false;
    let all = calls.all(|name| {
        reads |= READS.contains(&name);
        READS.contains(&name) || AROUND.contains(&name)
    });
    is_plain && all && reads
}

/// Calls that read a value as another.
const READS: &[&str] = &[
    "int", "float", "Decimal", "UUID", "Fraction", "complex", "loads", "literal_eval", "strptime", "fromisoformat", "fromtimestamp",
    "decode", "ip_address", "ip_network", "to_python",
];

/// Calls that stand around them.
const AROUND: &[&str] = &["str", "strip", "lower", "upper", "replace", "split", "get", "len", "round", "abs", "encode", "list", "dict", "group"];

/// How a handler that catches nearly everything is written; none for a narrow one.
fn breadth(module: &Module, exception: Option<ExprId>) -> Option<String> {
    let Some(exception) = exception else { return Some("except".to_owned()) };
    let ast = &module.ast;
    let names = match ast[exception].kind {
        ExprKind::Tuple(items) => ast.list(items),
        _ => std::slice::from_ref(&exception),
    };
    let broad = names.iter().find_map(|name| {
        let path = look::path(module, *name)?.text();
        let name = path.rsplit('.').next().unwrap_or("").to_owned();
        let builtin = path == name || path.starts_with("builtins.") || path.starts_with("exceptions.");
        (builtin && matches!(name.as_str(), "Exception" | "BaseException" | "StandardError")).then_some(name)
    })?;
    Some(format!("except {broad}"))
}

/// `pass`, `continue`, `...`, a text alone.
fn is_nothing(ast: &Ast, stmt: StmtId) -> bool {
    match ast[stmt].kind {
        StmtKind::Pass | StmtKind::Continue => true,
        StmtKind::Expr(expr) => matches!(ast[expr].kind, ExprKind::Constant(_)),
        _ => false,
    }
}

/// `return`, `return None`, `return False`, `return []`
fn returns_constant(ast: &Ast, stmt: StmtId) -> bool {
    match ast[stmt].kind {
        StmtKind::Return(None) => true,
        StmtKind::Return(Some(value)) => match ast[value].kind {
            ExprKind::Constant(_) => true,
            ExprKind::List(items) | ExprKind::Tuple(items) => items.is_empty(),
            ExprKind::Dict(pairs) => pairs.is_empty(),
            _ => false,
        },
        _ => false,
    }
}

/// Closing what may be closed already: nothing is lost where that fails.
fn is_cleanup(ast: &Ast, body: List<StmtId>) -> bool {
    ast.list(body).iter().all(|id| {
        let StmtKind::Expr(expr) = ast[*id].kind else { return false };
        let name = look::last_name(ast, expr).unwrap_or("").to_ascii_lowercase();
        matches!(ast[expr].kind, ExprKind::Call { .. } | ExprKind::Await(_))
            && CLEANUP.iter().any(|word| name.contains(word))
    })
}

const CLEANUP: &[&str] = &[
    "close", "shutdown", "disconnect", "unlink", "rmtree", "remove", "terminate", "kill", "cleanup", "clean_up",
    "release", "rollback", "stop", "quit", "cancel", "flush", "unregister", "detach", "destroy", "logout", "delete",
];

/// In a function that is named for tidying up: `def cleanup(): ..`
fn tidies(ast: &Ast, stmt: StmtId) -> bool {
    let name = ast[stmt].function.and_then(|function| ast[function].name).map_or("", |name| name.sym.text());
    let name = name.to_ascii_lowercase();
    ["cleanup", "clean_up", "teardown", "tear_down", "shutdown"].iter().any(|word| name.contains(word))
}

/// Optional modules that may be missing, or broken.
fn is_import(ast: &Ast, body: List<StmtId>) -> bool {
    ast.list(body)
        .first()
        .is_some_and(|id| matches!(ast[*id].kind, StmtKind::Import(_) | StmtKind::ImportFrom { .. }))
}

/// In `__del__`, where an exception goes nowhere anyway.
fn in_finalizer(ast: &Ast, stmt: StmtId) -> bool {
    ast[stmt].function.and_then(|function| ast[function].name).is_some_and(|name| name.sym.text() == "__del__")
}

/// Whether what is tried decides about access, and whether it then goes on as if allowed: the check comes last, and what
/// it gives is not asked for. What stands behind a check in the same `try` is skipped when that fails.
fn guard(module: &Module, body: List<StmtId>) -> Option<bool> {
    let statements = module.ast.list(body);
    let (last, before) = statements.split_last()?;
    let asks = |id: &StmtId| {
        let code = first_line(module, *id).to_ascii_lowercase();
        // `validate_form(data)`, and not `invalidate_caches()`.
        let begins = |at: usize| !code.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphabetic()));
        GUARDS.iter().any(|word| code.match_indices(word).any(|(at, _)| begins(at)))
    };
    if asks(last) && refuses(&module.ast, *last) {
        return Some(true);
    }
    (asks(last) || before.iter().any(asks)).then_some(false)
}

/// Whether a check lets in by going on behind it: `enforce(user)`, `if not permitted(user): raise ..`; and not
/// `if verify_all(user): return page`, behind which nobody is let in.
fn refuses(ast: &Ast, stmt: StmtId) -> bool {
    match ast[stmt].kind {
        StmtKind::Expr(_) => true,
        StmtKind::If { arms, .. } => ast.list(arms).iter().all(|arm| match ast.list(arm.body).last() {
            Some(last) => match ast[*last].kind {
                StmtKind::Return(Some(value)) => matches!(ast[value].kind, ExprKind::Constant(_) | ExprKind::Call { .. }),
                _ => true,
            },
            None => false,
        }),
        _ => false,
    }
}

const GUARDS: &[&str] =
    &["authoriz", "authenticat", "permission", "verify_", "check_access", "enforce(", "validate_"];

fn first_line(module: &Module, stmt: StmtId) -> &str {
    let code = module.file.slice(module.ast[stmt].span);
    code.lines().next().unwrap_or("")
}

/// Calls and `raise` statements of a file in order of place, to ask what stands within a span.
struct Inside<'m> {
    calls: Vec<(u32, &'m str)>,
    raises: Vec<u32>,
}

impl<'m> Inside<'m> {
    fn of(module: &'m Module) -> Inside<'m> {
        let ast = &module.ast;
        let mut calls: Vec<(u32, &str)> = Vec::new();
        for (at, expr) in ast.exprs.iter().enumerate() {
            if let ExprKind::Call { function, .. } = expr.kind
                && reports(module, function) {
                    let from = module.file.slice(ast[function].span);
                    calls.push((ast[ExprId(at as u32)].span.end, from));
                }
        }
        for stmt in &ast.stmts {
            if let StmtKind::Print(_) = stmt.kind {
                calls.push((stmt.span.end, "print"));
            }
        }
        calls.sort_unstable();
        let raises = |stmt: &&crate::syntax::ast::Stmt| matches!(stmt.kind, StmtKind::Raise { .. });
        let mut raises: Vec<u32> = ast.stmts.iter().filter(raises).map(|stmt| stmt.span.start).collect();
        raises.sort_unstable();
        Inside { calls, raises }
    }

    fn raises(&self, span: Span) -> bool {
        let at = self.raises.partition_point(|start| *start < span.start);
        self.raises.get(at).is_some_and(|start| *start < span.end)
    }

    /// The first call within a span that tells somebody.
    fn reports(&self, span: Span) -> Option<String> {
        let at = self.calls.partition_point(|(end, _)| *end <= span.start);
        let (end, name) = self.calls.get(at)?;
        (*end <= span.end).then(|| say::quoted(name))
    }
}

/// Whether a call of this tells somebody: logs, prints, warns, ends the program.
fn reports(module: &Module, function: ExprId) -> bool {
    let ast = &module.ast;
    let name = look::last_name(ast, function).unwrap_or("");
    let of_something = matches!(ast[function].kind, ExprKind::Attribute { .. });
    let alone = ["print", "exit", "quit", "warn", "print_exc", "save_and_reraise_exception", "excepthook"];
    let method = [
        "debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "msg", "print_exc",
        "print_exception", "format_exc", "exc_info", "exit", "_exit", "abort", "fail", "fail_json", "handle_error",
        "handleError", "capture_exception", "set_exception", "reraise", "save_and_reraise_exception", "write",
        "print_stack", "call_exception_handler", "format_exception", "showwarning", "v", "vv", "vvv", "vvvv", "vvvvv",
        "display",
    ];
    alone.contains(&name) || (of_something && method.contains(&name)) || name.starts_with("log_") || name.starts_with("_log")
}

/// `with contextlib.suppress(Exception): ...`
fn at_suppress(call: &Call<'_>) -> Answer {
    let world = call.world();
    let broad = call.arguments.iter().find_map(|arg| {
        let name = arg.value.path()?.text();
        matches!(name.trim_start_matches("builtins."), "Exception" | "BaseException").then_some(name)
    });
    if let Some(name) = broad {
        return Answer::wrong(format!(
            "`suppress({name})` drops every failure of its block, mistakes in the code included, and leaves no trace. \
             Name the exception that is meant."
        ))
        .at(Confidence::Medium);
    }
    let caught: Vec<String> = call.arguments.iter().map(|arg| say::code(world, arg.place)).collect();
    Answer::safe(format!("only `{}` is dropped", caught.join("`, `")))
}
