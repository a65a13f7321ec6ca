//! Handlers that believe requests which another site made the browser send.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, World, Write};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, Get, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "csrf-protection-off",
    title: "Requests forged by another site are accepted",
    category: Category::AccessControl,
    cwe: 352,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A browser sends the cookies of this site with every request, also with those that another site makes it send. \
          Without the token that only this site's own pages hold, that other site acts as the person who is logged in.",
    fix: "Leave the protection on. For a machine that calls without cookies, check its signature or token instead, and say \
          so beside the exemption.",
    bad: r#"
from django.views.decorators.csrf import csrf_exempt

@csrf_exempt
def transfer(request):
    return request.user.pay(request.POST["to"])
"#,
    good: r#"
from django.views.decorators.csrf import csrf_protect

@csrf_protect
def transfer(request):
    return request.user.pay(request.POST["to"])
"#,
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/csrf/",
        "https://cwe.mitre.org/data/definitions/352.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/no-csrf-exempt",
        "semgrep:flask/flask-wtf-csrf-disabled",
        "semgrep:pyramid/pyramid-csrf-check-disabled",
        "semgrep:pyramid/pyramid-csrf-check-disabled-globally",
        "semgrep:pyramid/pyramid-csrf-origin-check-disabled",
        "semgrep:pyramid/pyramid-csrf-origin-check-disabled-globally",
        "codeql:py/csrf-protection-disabled",
    ],
    find: &[
        Find::Code(decorated),
        Find::Call(&["django.views.decorators.csrf.csrf_exempt"], at_call),
        Find::Argument(&["require_csrf"], at_pyramid),
        Find::Call(&["*.set_default_csrf_options"], at_pyramid),
        Find::Argument(&["check_origin"], at_origin),
        Find::Write(&["*.WTF_CSRF_ENABLED", "*.WTF_CSRF_CHECK_DEFAULT", "*.csrf"], at_write),
    ],
};

const EXEMPT: &str = "django.views.decorators.csrf.csrf_exempt";

/// `@csrf_exempt`, `@csrf.exempt`, `@method_decorator(csrf_exempt)`
fn decorated(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let functions = ast.functions.iter().map(|function| (function.stmt, function.decorators));
    let classes = ast.classes.iter().map(|class| (class.stmt, class.decorators));
    let mut answers = Vec::new();
    for (stmt, decorators) in functions.chain(classes) {
        for decorator in ast.list(decorators) {
            let named = match ast[*decorator].kind {
                // `@method_decorator(csrf_exempt, name="dispatch")`
                ExprKind::Call { args, .. } => ast.list(args).first().map_or(*decorator, |arg| arg.value),
                _ => *decorator,
            };
            let Some(path) = look::path(module, named) else { continue };
            let path = path.text();
            if path.ends_with(".csrf_protect") || path == "csrf_protect" {
                answers.push((ast[*decorator].span, stmt, Answer::safe("forged requests are turned away")));
            }
            if path == EXEMPT || path == "csrf_exempt" || path.ends_with("csrf.exempt") {
                let name = module.file.slice(ast[*decorator].span);
                answers.push((ast[*decorator].span, stmt, wrong(&say::quoted(name))));
            }
        }
    }
    answers
}

/// `path("pay", csrf_exempt(pay))`
fn at_call(call: &Call<'_>) -> Answer {
    let shown = say::code(call.world(), call.place);
    wrong(&shown)
}

fn wrong(shown: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` accepts requests that another site makes the browser send, with the cookies of the person who is logged \
         in. Leave the protection on, or check a signature instead."
    ))
}

fn at_pyramid(call: &Call<'_>) -> Answer {
    match call.named("require_csrf") {
        Some(required) => on_or_off(call.world(), required, "require_csrf="),
        None => Answer::NotMine,
    }
}

/// `@view_config(check_origin=False)`: requests over HTTPS are taken from whatever page sends them.
fn at_origin(call: &Call<'_>) -> Answer {
    let name = call.name.map_or("", |name| name.text());
    match call.named("check_origin") {
        Some(checked) if name.contains("csrf") || name.contains("view") => {
            on_or_off(call.world(), checked, "check_origin=")
        }
        _ => Answer::NotMine,
    }
}

fn at_write(write: &Write<'_>) -> Answer {
    let name = write.name.map_or("", |name| name.text());
    let world = write.world();
    // `class Meta: csrf = False` is no write; `form.meta.csrf = False` is one.
    if name == "csrf" && !world.code(write.place).to_ascii_lowercase().contains("meta") {
        return Answer::NotMine;
    }
    on_or_off(world, &write.value, &format!("{name} = "))
}

fn on_or_off(world: &World<'_>, value: &Argument, before: &str) -> Answer {
    let shown = format!("{before}{}", say::code(world, value.place));
    match world.truth(value.value) {
        Some(false) => wrong(&shown),
        Some(true) => Answer::safe("forged requests are turned away"),
        None => Answer::undecided(format!("whether `{shown}` turns the protection off is not known here")),
    }
}
