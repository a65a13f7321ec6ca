//! Secrets that are written to a log or to the screen.

use super::{Answer, Find, Rule, look};
use crate::flow::{Argument, Call};
use crate::project::Module;
use crate::secret::{self, Named};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, Part, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "secret-logged",
    title: "A secret is written to a log",
    category: Category::Logging,
    cwe: 532,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "Logs are copied, searched, kept for years and read by many who must not have the password or token that stands in \
          them. A secret that was logged is no secret any more.",
    fix: "Leave the value out of the message, or log what tells people enough: the name of the user, the last four letters of \
          the key's id.",
    bad: r#"
import logging

def login(user, password):
    logging.info("login of %s with %s", user, password)
"#,
    good: r#"
import logging

def login(user, password):
    logging.info("login of %s", user)
"#,
    references: &[
        "https://docs.python.org/3/library/logging.html",
        "https://cwe.mitre.org/data/definitions/532.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",
    ],
    also: &["semgrep:lang/python-logger-credential-disclosure", "codeql:py/clear-text-logging-sensitive-data"],
    find: &[
        Find::Code(printed),
        Find::Call(&["print", "logging.debug", "logging.info", "logging.warning", "logging.error", "logging.critical", "logging.exception", "logging.log"], at_log),
        Find::Call(&["sys.stdout.write", "sys.stderr.write", "click.echo", "click.secho", "pprint.pprint", "warnings.warn", "syslog.syslog"], at_log),
        Find::Call(&["*.debug", "*.info", "*.warning", "*.warn", "*.error", "*.critical", "*.exception", "*.log"], at_method),
    ],
};

/// Python 2's `print "password:", password`
fn printed(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Print(shown) = stmt.kind else { continue };
        let found = ast.list(shown).iter().find_map(|expr| Some((*expr, secret_in(module, *expr, 6)?)));
        let Some((expr, name)) = found else { continue };
        let answer = Answer::wrong(format!(
            "the value of `{name}` is written out here, for everyone who reads it. Leave it out of what is printed."
        ))
        .at(if secret::named(&name) == Some(Named::Password) { Confidence::Medium } else { Confidence::Low });
        answers.push((ast[expr].span, StmtId(at as u32), answer));
    }
    answers
}

/// A method of something that is a log by its name.
fn at_method(call: &Call<'_>) -> Answer {
    if call.path().is_some_and(|path| path.first().text() == "logging") {
        return at_log(call);
    }
    let name = look::receiver_name(call).unwrap_or("").to_ascii_lowercase();
    if name == "log" || name.ends_with("log") || name.contains("logger") || name == "getlogger" { at_log(call) } else { Answer::NotMine }
}

fn at_log(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let printers = ["print", "write", "echo", "secho", "pprint"];
    let is_print = call.name.is_some_and(|name| printers.contains(&name.text()));
    // `extra={"password": password}` goes along with the message.
    let is_shown = |arg: &&Argument| match arg.kind {
        ArgKind::Keyword(name) => !is_print && name.sym.text() == "extra",
        _ => true,
    };
    let mut shown = call.arguments.iter().filter(is_shown);
    let secret = shown.find_map(|arg| secret_in(module, arg.expr, 6));
    match secret {
        Some(name) => Answer::wrong(format!(
            "the value of `{name}` is written out here, for everyone who reads this log. Leave it out of the message."
        ))
        // A program may be made to print a token; a password it is only given.
        .at(if is_print && secret::named(&name) != Some(Named::Password) { Confidence::Low } else { Confidence::Medium }),
        // Every `print` would be a place examined.
        None if is_print => Answer::NotMine,
        None => Answer::safe("nothing that is logged is called a secret"),
    }
}

/// The name of a secret whose value is part of what an expression prints.
pub(super) fn secret_in(module: &Module, expr: ExprId, depth: u32) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let ast = &module.ast;
    let inner = |expr: ExprId| secret_in(module, expr, depth);
    match ast[expr].kind {
        ExprKind::Name(name) if is_secret(name.text()) => Some(name.text().to_owned()),
        // `request.headers["Authorization"]`
        ExprKind::Subscript { index, .. } if ast.text_of(index).is_some_and(is_credential) => {
            ast.text_of(index).map(str::to_owned)
        }
        ExprKind::Call { function, args }
            if look::last_name(ast, function) == Some("get")
                && ast.list(args).first().and_then(|key| ast.text_of(key.value)).is_some_and(is_credential) =>
        {
            ast.list(args).first().and_then(|key| ast.text_of(key.value)).map(str::to_owned)
        }
        // `settings = {"password": password}`
        ExprKind::Name(_) => look::only_value(module, expr).and_then(inner),
        ExprKind::Attribute { name, .. } => is_secret(name.sym.text()).then(|| name.sym.text().to_owned()),
        ExprKind::Subscript { index, .. } => ast.text_of(index).filter(|key| is_secret(key)).map(str::to_owned),
        ExprKind::FString(parts) => ast.list(parts).iter().find_map(|part| match part {
            Part::Value { value, .. } => inner(*value),
            Part::Text(_) => None,
        }),
        ExprKind::Operation { operands, .. } | ExprKind::Tuple(operands) | ExprKind::List(operands) => {
            ast.list(operands).iter().find_map(|operand| inner(*operand))
        }
        ExprKind::Dict(pairs) => ast.list(pairs).iter().find_map(|pair| inner(pair.value)),
        ExprKind::Call { function, args } => match look::last_name(ast, function)? {
            "str" | "repr" | "format" | "dumps" | "join" | "decode" | "encode" | "dict" | "strip" => {
                let of = match ast[function].kind {
                    ExprKind::Attribute { base, .. } => inner(base),
                    _ => None,
                };
                of.or_else(|| ast.list(args).iter().find_map(|arg| inner(arg.value)))
            }
            // `request.form.get("password")`, `os.getenv("API_TOKEN")`
            "get" | "getenv" | "pop" => {
                let key = ast.list(args).first().and_then(|key| ast.text_of(key.value))?;
                is_secret(key).then(|| key.to_owned())
            }
            "getpass" => Some("getpass".to_owned()),
            name => {
                let of = ["get_", "load_", "read_", "fetch_"].iter().find_map(|begin| name.strip_prefix(begin))?;
                is_secret(of).then(|| of.to_owned())
            }
        },
        _ => None,
    }
}

/// The header that a password or token comes in.
fn is_credential(key: &str) -> bool {
    ["authorization", "proxy-authorization"].iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// A name for a secret, and not for one that is hidden already or for a count of them.
pub(super) fn is_secret(name: &str) -> bool {
    (secret::named(name).is_some() || secret::is_private(name)) && !secret::words(name).iter().any(|word| matches!(word.as_str(), "tokens" | "masked" | "redacted" | "id"))
}
