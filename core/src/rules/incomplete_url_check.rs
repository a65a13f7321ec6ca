//! Checks of where an address leads that look at letters anywhere in it.

use super::{Answer, Find, Rule, look, say};
use crate::flow::Call;
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{Ast, Comparison, ExprId, ExprKind, Get, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "incomplete-url-check",
    title: "An address is checked by letters that may stand anywhere",
    category: Category::InputValidation,
    cwe: 20,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "`\"example.com\" in url` also holds of `https://evil.net/?example.com`, `url.startswith(\"https://example.com\")` of \
          `https://example.com.evil.net`, and `host.endswith(\"example.com\")` of `evilexample.com`: whoever registers such a \
          name passes.",
    fix: "Take the address apart with `urllib.parse.urlsplit`, and compare its `hostname` with the names that are allowed; for \
          subdomains, with a dot before it: `host == \"example.com\" or host.endswith(\".example.com\")`.",
    bad: r#"
def is_ours(url):
    return url.startswith("https://example.com")
"#,
    good: r#"
from urllib.parse import urlsplit

def is_ours(url):
    return urlsplit(url).hostname == "example.com"
"#,
    references: &[
        "https://docs.python.org/3/library/urllib.parse.html",
        "https://cwe.mitre.org/data/definitions/20.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",
    ],
    also: &["codeql:py/incomplete-url-substring-sanitization"],
    find: &[
        Find::Code(contained),
        Find::Call(&["*.find", "*.index", "*.count"], found),
        Find::Call(&["*.startswith"], begins),
        Find::Call(&["*.endswith"], ends),
    ],
};

/// Words of names that hold an address or a host.
const ADDRESS: &[&str] = &[
    "url", "uri", "link", "href", "host", "hostname", "netloc", "domain", "origin", "referer", "referrer", "redirect",
    "next", "website", "endpoint",
];

/// Endings of host names.
const TOP_LEVEL: &[&str] = &[
    "com", "org", "net", "io", "dev", "gov", "edu", "info", "app", "cloud", "uk", "de", "fr", "jp", "cn", "eu", "us", "ru",
    "ai", "co", "internal", "local",
];

/// `"example.com" in url`
fn contained(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let ExprKind::Compare { operands, comparisons } = expr.kind else { continue };
        let ([left, right], [Comparison::In | Comparison::NotIn]) = (ast.list(operands), ast.list(comparisons)) else {
            continue;
        };
        let Some(host) = ast.text_of(*left).filter(|text| is_host(text)) else { continue };
        if !is_address(ast, look::only_value(module, *right).unwrap_or(*right)) && !is_address(ast, *right) {
            continue;
        }
        let shown = say::quoted(module.file.slice(expr.span));
        let message = format!(
            "`{shown}` holds wherever `{}` stands in the address, also in its path or before `.evil.net`. Compare the \
             `hostname` that `urllib.parse.urlsplit` gives.",
            say::quoted(host)
        );
        answers.push((expr.span, expr.stmt, Answer::wrong(message)));
    }
    answers
}

/// `url.find("example.com") != -1`
fn found(call: &Call<'_>) -> Answer {
    let texts = compared(call).unwrap_or_default();
    let Some(host) = texts.into_iter().find(|text| is_host(text)) else { return Answer::NotMine };
    let shown = say::code(call.world(), call.place);
    Answer::wrong(format!(
        "`{shown}` finds `{}` wherever it stands in the address, also in its path or before `.evil.net`. Compare the `hostname` \
         that `urllib.parse.urlsplit` gives.",
        say::quoted(host)
    ))
    .at(Confidence::Medium)
}

/// `url.startswith("https://example.com")`
fn begins(call: &Call<'_>) -> Answer {
    let Some(texts) = compared(call) else { return Answer::NotMine };
    let mut speaks_of_host = false;
    for text in texts {
        let Some((_, behind)) = text.split_once("://") else { continue };
        let host = behind.split(':').next().unwrap_or("");
        if behind.contains(['/', '?', '#']) {
            speaks_of_host = true;
            continue;
        }
        // `http://127.0.0.1:` and the like: what follows a colon is a port.
        if is_host(host) && !behind.ends_with(':') {
            let shown = say::code(call.world(), call.place);
            return Answer::wrong(format!(
                "`{shown}` also holds of `{}.evil.net`: nothing ends the host's name. End the prefix with `/`, or compare the \
                 `hostname` that `urllib.parse.urlsplit` gives.",
                say::quoted(text)
            ));
        }
    }
    if speaks_of_host { Answer::safe("the prefix ends the host's name with a slash") } else { Answer::NotMine }
}

/// `host.endswith("example.com")`
fn ends(call: &Call<'_>) -> Answer {
    let Some(texts) = compared(call) else { return Answer::NotMine };
    let mut speaks_of_host = false;
    for text in texts {
        let host = text.trim_start_matches('.');
        if !is_host(host) {
            continue;
        }
        if host.len() == text.len() {
            let shown = say::code(call.world(), call.place);
            return Answer::wrong(format!(
                "`{shown}` also holds of `evil{}`, which anybody can register. Compare the whole name, or put a dot before it.",
                say::quoted(text)
            ));
        }
        speaks_of_host = true;
    }
    if speaks_of_host { Answer::safe("a dot stands before the host's name") } else { Answer::NotMine }
}

/// The texts that an address is compared with.
fn compared<'a>(call: &Call<'a>) -> Option<Vec<&'a str>> {
    let module = call.world().module();
    let ast = &module.ast;
    let on = look::receiver(call)?;
    if !is_address(ast, on) && !look::only_value(module, on).is_some_and(|value| is_address(ast, value)) {
        return None;
    }
    let with = call.positional(0)?;
    if let Some(text) = call.world().text(with.value) {
        return Some(vec![text]);
    }
    match ast[with.expr].kind {
        ExprKind::Tuple(items) => Some(ast.list(items).iter().filter_map(|item| ast.text_of(*item)).collect()),
        _ => None,
    }
}

/// Whether an expression is named like one address: `request.url`, `parsed.netloc`, `headers["Referer"]`.
fn is_address(ast: &Ast, expr: ExprId) -> bool {
    let name = match ast[expr].kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } => look::last_name(ast, expr),
        ExprKind::Subscript { index, .. } => ast.text_of(index),
        // `url.lower()`, `str(url)`, `urlsplit(url).netloc.lower()`
        ExprKind::Call { function, args } => {
            return match (ast[function].kind, ast.list(args)) {
                (ExprKind::Attribute { base, name }, []) => {
                    ["lower", "strip", "casefold", "geturl", "decode"].contains(&name.sym.text()) && is_address(ast, base)
                }
                (ExprKind::Attribute { name, .. }, all) if name.sym.text() == "get" => {
                    all.first().and_then(|key| ast.text_of(key.value)).is_some_and(is_address_name)
                }
                (ExprKind::Name(name), [one]) if name.text() == "str" => is_address(ast, one.value),
                _ => false,
            };
        }
        _ => None,
    };
    name.is_some_and(is_address_name)
}

fn is_address_name(name: &str) -> bool {
    secret::words(name).last().is_some_and(|word| ADDRESS.contains(&word.as_str()))
}

/// `example.com`, `www.example.co.uk`, `https://example.com`, `example.com/`
fn is_host(text: &str) -> bool {
    let text = text.split_once("://").map_or(text, |(_, behind)| behind).trim_end_matches('/');
    let mut labels = text.split('.').rev();
    let last = labels.next().unwrap_or("");
    let plain = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let rest: Vec<&str> = labels.collect();
    TOP_LEVEL.contains(&last) && !rest.is_empty() && rest.into_iter().all(plain)
}
