//! What handlers do with what they catch: shared by the checks that ask whether failures are handled.

use super::Seen;
use super::seen::{Called, last_name};
use crate::intern::Sym;
use crate::models::Role;
use crate::syntax::ast::{Ast, ExprId, ExprKind, Get, Handler, List, StmtId, StmtKind};
use crate::text::Span;

/// An `except` clause.
#[derive(Debug, Clone, Copy)]
pub struct Caught {
    /// The `try`.
    pub stmt: StmtId,
    /// What is tried.
    pub tried: List<StmtId>,
    /// The clause.
    pub handler: Handler,
}

/// How the end of a block is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    /// Something is raised.
    pub raises: bool,
    /// The function returns, or the loop goes on or ends.
    pub leaves: bool,
    /// The code behind goes on.
    pub goes_on: bool,
}

impl Ways {
    const ON: Self = Self { raises: false, leaves: false, goes_on: true };

    fn or(self, other: Self) -> Self {
        Self {
            raises: self.raises || other.raises,
            leaves: self.leaves || other.leaves,
            goes_on: self.goes_on || other.goes_on,
        }
    }

    /// Whether every way raises.
    #[must_use]
    pub fn always_raises(self) -> bool {
        self.raises && !self.leaves && !self.goes_on
    }
}

/// All handlers of a file, in order of their place.
#[must_use]
pub fn all(ast: &Ast) -> Vec<Caught> {
    let mut all = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        if let StmtKind::Try { body, handlers, .. } = stmt.kind {
            let of = |handler: &Handler| Caught { stmt: StmtId(at as u32), tried: body, handler: *handler };
            all.extend(ast.list(handlers).iter().map(of));
        }
    }
    all.sort_by_key(|caught| caught.handler.span);
    all
}

/// The handlers around a statement within its function, innermost `try` first.
#[must_use]
pub fn around(ast: &Ast, stmt: StmtId) -> Vec<Caught> {
    let function = ast[stmt].function;
    let span = ast[stmt].span;
    let mut around = Vec::new();
    for parent in ast.ancestors(stmt).take_while(|parent| ast[*parent].function == function) {
        let StmtKind::Try { body, handlers, .. } = ast[parent].kind else { continue };
        let within = ast.list(body).iter().any(|id| ast[*id].span.holds(span));
        if within {
            let of = |handler: &Handler| Caught { stmt: parent, tried: body, handler: *handler };
            around.extend(ast.list(handlers).iter().map(of));
        }
    }
    around
}

/// `except Exception as e`, without the block.
#[must_use]
pub fn header(ast: &Ast, handler: &Handler) -> Span {
    let end = handler.exception.map_or(handler.span.start, |exception| ast[exception].span.end);
    let end = handler.name.map_or(end, |name| end.max(name.span.end));
    let least = handler.span.start + "except".len() as u32;
    Span::new(handler.span.start, end.max(least).min(handler.span.end))
}

/// The exceptions that a clause names: none for a bare `except:`.
#[must_use]
pub fn named(ast: &Ast, handler: &Handler) -> Vec<ExprId> {
    match handler.exception.map(|exception| (exception, ast[exception].kind)) {
        None => Vec::new(),
        Some((_, ExprKind::Tuple(items))) => ast.list(items).to_vec(),
        Some((exception, _)) => vec![exception],
    }
}

/// The builtin exceptions of these names that a clause catches.
#[must_use]
pub fn builtin(seen: &Seen<'_>, handler: &Handler, names: &[&'static str]) -> Option<&'static str> {
    named(seen.ast(), handler).into_iter().find_map(|exception| {
        let path = seen.path(exception)?.text();
        let name = path.strip_prefix("builtins.").unwrap_or(&path);
        names.iter().copied().find(|known| *known == name)
    })
}

/// Whether a clause catches nearly everything.
#[must_use]
pub fn is_broad(seen: &Seen<'_>, handler: &Handler) -> bool {
    handler.exception.is_none()
        || builtin(seen, handler, &["Exception", "BaseException", "StandardError"]).is_some()
}

/// How a block ends.
#[must_use]
pub fn ways(seen: &Seen<'_>, block: List<StmtId>) -> Ways {
    let ast = seen.ast();
    let mut all = Ways::default();
    for id in ast.list(block) {
        let ways = of_statement(seen, *id);
        all = all.or(Ways { goes_on: false, ..ways });
        if !ways.goes_on {
            return all;
        }
    }
    Ways { goes_on: true, ..all }
}

fn of_statement(seen: &Seen<'_>, id: StmtId) -> Ways {
    let ast = seen.ast();
    match ast[id].kind {
        StmtKind::Raise { .. } => Ways { raises: true, ..Ways::default() },
        StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue => {
            Ways { leaves: true, ..Ways::default() }
        }
        StmtKind::If { arms, otherwise } => {
            let arms = ast.list(arms).iter().map(|arm| ways(seen, arm.body));
            let all = arms.fold(Ways::default(), Ways::or);
            all.or(if otherwise.is_empty() { Ways::ON } else { ways(seen, otherwise) })
        }
        StmtKind::For { body, otherwise, .. } | StmtKind::While { body, otherwise, .. } => {
            ways(seen, body).or(ways(seen, otherwise)).or(Ways::ON)
        }
        StmtKind::With { items, body, .. } => {
            let reraises = ast
                .list(items)
                .iter()
                .any(|item| seen.call(item.context).is_some_and(|call| seen.is(call, Role::Reraises)));
            let inner = ways(seen, body);
            match reraises {
                // `ctxt.reraise = False` takes it back.
                true if takes_back(seen, ast[id].span) => inner.or(Ways { raises: true, ..Ways::ON }),
                true => Ways { raises: true, goes_on: false, leaves: inner.leaves },
                false => inner,
            }
        }
        StmtKind::Try { body, handlers, finally, .. } => {
            let handlers = ast.list(handlers).iter().map(|handler| ways(seen, handler.body));
            handlers.fold(ways(seen, body), Ways::or).or(Ways { goes_on: false, ..ways(seen, finally) })
        }
        StmtKind::Match { cases, .. } => {
            ast.list(cases).iter().map(|case| ways(seen, case.body)).fold(Ways::ON, Ways::or)
        }
        StmtKind::Expr(expr) => match seen.call(expr) {
            Some(call) if exits(seen, call) => Ways { raises: true, ..Ways::default() },
            _ => Ways::ON,
        },
        _ => Ways::ON,
    }
}

/// A call that ends the program or raises: `sys.exit(1)`, `module.fail_json(..)`, `self.fail(..)`.
fn exits(seen: &Seen<'_>, call: &Called) -> bool {
    call.path.is_some_and(|path| seen.models().path(path).is_some_and(|known| known.exits))
        || call.name.is_some_and(|name| matches!(name.text(), "fail_json" | "reraise" | "exit_json"))
        || call.path.is_some_and(|path| matches!(path.text().as_str(), "exit" | "quit" | "six.reraise"))
}

/// `with excutils.save_and_reraise_exception() as ctxt: ... ctxt.reraise = False`
fn takes_back(seen: &Seen<'_>, span: Span) -> bool {
    let code = seen.module.file.slice(span);
    code.contains(".reraise = ") || code.contains("reraise=False")
}

/// Statements of a block, and of blocks in it.
#[must_use]
pub fn statements(ast: &Ast, block: List<StmtId>) -> Vec<StmtId> {
    let mut all = Vec::new();
    let mut waiting: Vec<StmtId> = ast.list(block).iter().rev().copied().collect();
    while let Some(id) = waiting.pop() {
        all.push(id);
        for block in ast.blocks(id).into_iter().rev() {
            waiting.extend(ast.list(block).iter().rev());
        }
    }
    all
}

/// The span of a block.
#[must_use]
pub fn span_of(ast: &Ast, block: List<StmtId>) -> Span {
    match ast.list(block) {
        [] => Span::default(),
        [first, rest @ ..] => {
            let last = rest.last().unwrap_or(first);
            ast[*first].span.to(ast[*last].span)
        }
    }
}

/// The first call in a block that tells somebody of what happened, and whether it tells all of it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The call.
    pub call: &'a Called,
    /// Whether it is loud enough to be seen: not `debug`.
    pub loud: bool,
    /// Whether the exception, or its traceback, is part of it.
    pub with_cause: bool,
    /// Whether it is told on every path, and not only where some condition holds.
    pub always: bool,
}

/// What a handler tells.
#[must_use]
pub fn told<'s>(seen: &'s Seen<'_>, handler: &Handler) -> Option<Told<'s>> {
    let ast = seen.ast();
    let block = span_of(ast, handler.body);
    let calls = seen.calls_within(block).filter(|call| tells(seen, call));
    let told = calls.map(|call| {
        let name = call.name.map_or("", Sym::text);
        let code = seen.module.file.slice(call.span);
        let has =
            |word: &str| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word);
        let with_cause =
            matches!(name, "exception" | "print_exc" | "format_exc" | "print_exception" | "excepthook")
                || ["exc_info", "format_exc", "exception_to_unicode"].iter().any(|word| has(word))
                || handler.name.is_some_and(|name| has(name.sym.text()));
        let quiet = ["debug", "info", "log_debug", "trace", "v", "vv", "vvv", "vvvv"];
        let always = is_direct(ast, call.stmt, handler.body);
        Told { call, always, loud: !quiet.contains(&name), with_cause }
    });
    // The loudest says most.
    told.max_by_key(|told| (told.always, told.loud, told.with_cause, std::cmp::Reverse(told.call.span.start)))
}

/// Whether a statement is one of a block, whatever `with` is around it there.
fn is_direct(ast: &Ast, stmt: StmtId, block: List<StmtId>) -> bool {
    let mut at = Some(stmt);
    while let Some(id) = at {
        if ast.list(block).contains(&id) {
            return true;
        }
        at = ast[id].parent.filter(|parent| matches!(ast[*parent].kind, StmtKind::With { .. }));
    }
    false
}

/// Whether a call tells somebody of something: logs, prints, warns.
#[must_use]
pub fn tells(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let Some(name) = call.name.map(Sym::text) else { return false };
    if call.receiver.is_none() && !matches!(ast[call.callee].kind, ExprKind::Attribute { .. }) {
        return matches!(name, "print" | "print_exc" | "warn" | "log" | "perror")
            || name.starts_with("log_")
            || name.starts_with("_log");
    }
    let levels = [
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "fatal",
        "log",
        "trace",
        "success",
    ];
    let receiver = call.receiver.map_or(String::new(), |name| name.text().to_ascii_lowercase());
    let logger = receiver.contains("log")
        || matches!(
            receiver.as_str(),
            "_" | "messages" | "display" | "module" | "warnings" | "stderr" | "stdout" | "traceback" | "sys"
        );
    let other = [
        "print_exc",
        "print_exception",
        "handle_error",
        "handleError",
        "capture_exception",
        "set_exception",
        "excepthook",
        "call_exception_handler",
        "showwarning",
        "print_stack",
        "add_error",
    ];
    (logger
        && (levels.iter().any(|level| name.starts_with(level))
            || matches!(name, "write" | "msg" | "v" | "vv" | "vvv" | "vvvv" | "display" | "deprecate")))
        || other.contains(&name)
        || name.starts_with("log_")
        || name.starts_with("_log")
        || seen.is(call, Role::Logger)
}

/// How comments begin that are for tools.
const TO_TOOLS: &[&str] = &[
    "pragma:",
    "noqa",
    "nosec",
    "nosemgrep",
    "type:",
    "pylint:",
    "pyright:",
    "mypy:",
    "fmt:",
    "isort:",
    "ruff:",
];

/// The text of the first comment in a span, or behind its first line, without `#`.
#[must_use]
pub fn comment(seen: &Seen<'_>, span: Span) -> Option<String> {
    let ast = seen.ast();
    let start = ast.comments.partition_point(|comment| comment.start < span.start);
    let line_end = seen.module.file.line(span.end);
    let mut text = String::new();
    let mut line = 0;
    for comment in ast.comments.get(start..).unwrap_or(&[]) {
        let at = seen.module.file.line(comment.start);
        if at > line_end || comment.start >= span.end && at != line_end || (line != 0 && at != line + 1) {
            break;
        }
        line = at;
        let words = seen.module.file.slice(*comment).trim_start_matches('#').trim();
        // What is said to tools says nothing of the code.
        if TO_TOOLS.iter().any(|start| words.starts_with(start)) {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(words);
    }
    (!text.is_empty()).then(|| shortened(&text))
}

/// The text of the comment that ends on the line above a span.
#[must_use]
pub fn comment_above(seen: &Seen<'_>, span: Span) -> Option<String> {
    let comments = &seen.ast().comments;
    let end = comments.partition_point(|comment| comment.start < span.start);
    let mut line = seen.line(span);
    let above = comments.get(..end).unwrap_or(&[]).iter().rev().take_while(|comment| {
        let touches = seen.line(**comment) + 1 == line;
        line = line.saturating_sub(1);
        touches
    });
    let first = above.last()?;
    comment(seen, Span::new(first.start, span.start))
}

/// A text for a quotation: one line, secrets masked, no back quotes.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 120;
    let text = crate::secret::masked(&text.replace('`', "'"));
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// The text that a call logs, as far as it is written in the code.
#[must_use]
pub fn logged_text(seen: &Seen<'_>, call: &Called) -> Option<String> {
    let ast = seen.ast();
    let text = ast.list(call.args).iter().find_map(|arg| ast.text_of(arg.value))?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (text.len() > 3).then(|| shortened(&text))
}

/// `f`, `Class.f`: what a person calls the function around a statement.
#[must_use]
pub fn function_name(ast: &Ast, stmt: StmtId) -> Option<&'static str> {
    ast[stmt].function.and_then(|function| ast[function].name).map(|name| name.sym.text())
}

/// The last names of the exceptions that a clause names, as written.
#[must_use]
pub fn written(seen: &Seen<'_>, handler: &Handler) -> String {
    let ast = seen.ast();
    let names: Vec<String> = named(ast, handler)
        .into_iter()
        .map(|name| {
            last_name(ast, name).map_or_else(|| seen.quoted(ast[name].span), |name| name.text().to_owned())
        })
        .map(|name| format!("`{name}`"))
        .collect();
    crate::words::list_of(&names, 4)
}
