//! Links whose host is what the sender of the request says it is.

use super::{Answer, Find, Rule, look, say};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, Part, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "host-header-in-link",
    title: "A link is made with the host that the request names",
    category: Category::InputValidation,
    cwe: 644,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "The header `Host` is written by whoever sends the request. A link that is made with it and put into a mail, a cache or a \
          page for somebody else leads to a host of his choice, and the token for a new password with it.",
    fix: "Take the host from the settings, or make links with `url_for(.., _external=True)` and `SERVER_NAME` set; in Django set \
          `ALLOWED_HOSTS` and use the `sites` framework.",
    bad: r#"
from flask import request

def reset_link(token):
    return f"https://{request.host}/reset?token={token}"
"#,
    good: r#"
from flask import current_app

def reset_link(token):
    return f"https://{current_app.config['SITE_HOST']}/reset?token={token}"
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/644.html",
        "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
        "https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:flask/host-header-injection-python",
    ],
    find: &[
        Find::Code(links),
    ],
};

/// Texts with `://` that the host of the request is put into.
fn links(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let (texts, holes): (Vec<&str>, Vec<ExprId>) = match expr.kind {
            ExprKind::FString(parts) => {
                let parts = ast.list(parts);
                let texts = parts.iter().filter_map(|part| match part {
                    Part::Text(id) => ast.constants.get(*id).as_str(),
                    Part::Value { .. } => None,
                });
                let holes = parts.iter().filter_map(|part| match part {
                    Part::Value { value, .. } => Some(*value),
                    Part::Text(_) => None,
                });
                (texts.collect(), holes.collect())
            }
            ExprKind::Operation { operands, .. } => {
                let operands = ast.list(operands);
                (operands.iter().filter_map(|operand| ast.text_of(*operand)).collect(), operands.to_vec())
            }
            // `"https://{}/reset".format(request.host)`
            ExprKind::Call { function, args } => match ast[function].kind {
                ExprKind::Attribute { base, name } if name.sym.text() == "format" => {
                    (ast.text_of(base).into_iter().collect(), ast.list(args).iter().map(|arg| arg.value).collect())
                }
                _ => continue,
            },
            _ => continue,
        };
        if !texts.iter().any(|text| text.contains("://")) {
            continue;
        }
        let code = module.file.slice(expr.span);
        if holes.iter().any(|hole| is_host(module, *hole)) {
            let lower = code.to_ascii_lowercase();
            let gives = ["token", "reset", "confirm", "activat", "verif", "invit", "password", "code="];
            let shown = say::quoted(code);
            answers.push((expr.span, expr.stmt, Answer::wrong(format!(
                "`{shown}` leads to the host that the sender of the request names. Take the host from the settings."
            )).at(if gives.iter().any(|word| lower.contains(word)) { Confidence::Medium } else { Confidence::Low })));
        } else if holes.iter().any(|hole| says_host(module, *hole)) {
            answers.push((expr.span, expr.stmt, Answer::safe("the host of the link is not the request's")));
        }
    }
    answers
}

/// `request.host`, `request.get_host()`, `request.headers["Host"]`, `request.META["HTTP_HOST"]`
fn is_host(module: &Module, expr: ExprId) -> bool {
    let ast = &module.ast;
    let expr = look::only_value(module, expr).unwrap_or(expr);
    let code = module.file.slice(ast[expr].span);
    let of_request = ["request.", "flask.request.", "self.request."].iter().any(|start| code.starts_with(start));
    of_request && HOSTS.iter().any(|host| code.ends_with(host))
}

const HOSTS: &[&str] = &[
    ".host",
    ".get_host()",
    ".headers[\"Host\"]",
    ".headers['Host']",
    ".headers.get(\"Host\")",
    ".headers.get('Host')",
    ".META[\"HTTP_HOST\"]",
    ".META['HTTP_HOST']",
];

/// Whether something is called a host.
fn says_host(module: &Module, expr: ExprId) -> bool {
    module.file.slice(module.ast[expr].span).to_ascii_lowercase().contains("host")
}
