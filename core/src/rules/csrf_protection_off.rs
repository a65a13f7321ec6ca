//! Handlers that believe requests which another site made the browser send.

use super::{Answer, Find, Rule, look, page_texts, say};
use crate::flow::{Argument, Call, World, Write};
use crate::intern::PathId;
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
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
        "semgrep:django/django-no-csrf-token",
        "semgrep:django/no-csrf-exempt",
        "semgrep:flask/flask-wtf-csrf-disabled",
        "semgrep:pyramid/pyramid-csrf-check-disabled",
        "semgrep:pyramid/pyramid-csrf-check-disabled-globally",
        "semgrep:pyramid/pyramid-csrf-origin-check-disabled",
        "semgrep:pyramid/pyramid-csrf-origin-check-disabled-globally",
        "codeql:py/csrf-protection-disabled",
    ],
    find: &[
        Find::Code(forms),
        Find::Code(decorated),
        Find::Call(&["django.views.decorators.csrf.csrf_exempt"], at_call),
        Find::Argument(&["require_csrf"], at_pyramid),
        Find::Call(&["*.set_default_csrf_options"], at_pyramid),
        Find::Argument(&["check_origin"], at_origin),
        Find::Call(&["*.exempt"], at_exempt),
        Find::Argument(&["csrf_enabled", "xsrf_cookies"], at_switch),
        Find::Argument(&["meta"], at_meta),
        Find::Setting(&["WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "JWT_COOKIE_CSRF_PROTECT", "csrf"], at_write),
        Find::Setting(&["csrf_exempt"], at_exempted),
        Find::Setting(&["MIDDLEWARE", "MIDDLEWARE_CLASSES"], at_middleware),
    ],
};

/// `PAGE = '<form method="post">..</form>'` without a token
fn forms(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    if !look::imports(module, &["django", "flask_wtf"]) {
        return Vec::new();
    }
    let posts = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let mut forms = lower.split("<form").skip(1).filter_map(|rest| rest.split_once('>'));
        forms.any(|(tag, _)| tag.replace(['"', '\'', ' '], "").contains("method=post"))
    };
    let texts = page_texts::with(module, "<form").into_iter().filter(|(_, _, text)| posts(text));
    let judged = |text: &str| {
        let lower = text.to_ascii_lowercase();
        if ["csrf", "hidden_tag", "xsrf", "form.as_"].iter().any(|word| lower.contains(word)) {
            return Answer::safe("the form sends a token along");
        }
        Answer::wrong("the form sends no token along: either it is refused, or what it does can be done by another site. Put `{% csrf_token %}` into it.")
            .at(Confidence::Low)
    };
    texts.map(|(span, stmt, text)| (span, stmt, judged(text))).collect()
}

const EXEMPT: &str = "django.views.decorators.csrf.csrf_exempt";

/// `@csrf_exempt`, `@csrf.exempt`, `@method_decorator(csrf_exempt)`, and methods that were there to check.
fn decorated(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let functions = ast.functions.iter().map(|function| (function.stmt, function.decorators));
    let classes = ast.classes.iter().map(|class| (class.stmt, class.decorators));
    let mut answers = overridden(module);
    for (stmt, decorators) in functions.chain(classes) {
        for decorator in ast.list(decorators) {
            for named in given(module, *decorator) {
                let path = look::path(module, named).map(PathId::text).unwrap_or_default();
                if path.ends_with(".csrf_protect") || path == "csrf_protect" {
                    answers.push((ast[*decorator].span, stmt, Answer::safe("forged requests are turned away")));
                }
                let of_object = matches!(ast[named].kind, ExprKind::Attribute { base, name }
                    if name.sym.text() == "exempt" && look::last_name(ast, base).is_some_and(is_protection));
                if path == EXEMPT || path == "csrf_exempt" || path.ends_with("csrf.exempt") || of_object {
                    let name = module.file.slice(ast[*decorator].span);
                    answers.push((ast[*decorator].span, stmt, wrong(&say::quoted(name))));
                }
            }
        }
    }
    answers
}

/// `csrf_exempt` of `@csrf_exempt`, `@method_decorator(csrf_exempt)`, `@method_decorator([never_cache, csrf_exempt])`
fn given(module: &Module, decorator: ExprId) -> Vec<ExprId> {
    let ast = &module.ast;
    let first = match ast[decorator].kind {
        ExprKind::Call { args, .. } => ast.list(args).first().map_or(decorator, |arg| arg.value),
        _ => decorator,
    };
    let first = match ast[first].kind {
        ExprKind::Name(_) => look::only_value(module, first).unwrap_or(first),
        _ => first,
    };
    match ast[first].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => ast.list(items).to_vec(),
        _ => vec![first],
    }
}

/// What protection is kept in: `csrf`, `csrf_protect`.
fn is_protection(name: &str) -> bool {
    name.to_ascii_lowercase().contains("csrf")
}

/// `def enforce_csrf(self, request): return`, `def check_xsrf_cookie(self): pass`
fn overridden(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for function in &ast.functions {
        let Some(name) = function.name else { continue };
        if !["enforce_csrf", "check_xsrf_cookie"].contains(&name.sym.text()) {
            continue;
        }
        let does_nothing = ast.list(function.body).iter().all(|stmt| match ast[*stmt].kind {
            StmtKind::Pass | StmtKind::Return(None) => true,
            StmtKind::Return(Some(value)) | StmtKind::Expr(value) => matches!(ast[value].kind, ExprKind::Constant(_)),
            _ => false,
        });
        let answer = if does_nothing {
            wrong(&format!("def {}", name.sym.text()))
        } else {
            Answer::safe(format!("`{}` is more than nothing", name.sym.text()))
        };
        answers.push((name.span, function.stmt, answer));
    }
    answers
}

/// `csrf.exempt(view)`, which stands for a decorator.
fn at_exempt(call: &Call<'_>) -> Answer {
    if look::receiver_name(call).is_some_and(is_protection) {
        wrong(&say::code(call.world(), call.place))
    } else {
        Answer::NotMine
    }
}

/// `Form(csrf_enabled=False)`, `Application(routes, xsrf_cookies=False)`
fn at_switch(call: &Call<'_>) -> Answer {
    let Some((name, arg)) =
        ["csrf_enabled", "xsrf_cookies"].iter().find_map(|name| Some((name, call.named(name)?)))
    else {
        return Answer::NotMine;
    };
    on_or_off(call.world(), arg, &format!("{name}="))
}

/// `Form(meta={"csrf": False})`
fn at_meta(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(meta) = call.named("meta") else { return Answer::NotMine };
    match world.entry(meta.value, "csrf").map(|value| world.truth(value)) {
        Some(Some(false)) => wrong(&say::code(world, meta.place)),
        Some(Some(true)) => Answer::safe("forged requests are turned away"),
        _ => Answer::NotMine,
    }
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
    let name = write.setting().map_or("", |name| name.text());
    let world = write.world();
    // `class Meta: csrf = False`, `form.meta.csrf = False`
    if name == "csrf" && !is_of_meta(write) {
        return Answer::NotMine;
    }
    look::for_development(world.module(), write.stmt, on_or_off(world, &write.value, &format!("{name} = ")))
}

fn is_of_meta(write: &Write<'_>) -> bool {
    let world = write.world();
    let mut classes = look::classes_around(world.module(), write.stmt);
    world.code(write.place).to_ascii_lowercase().contains("meta") || classes.any(|class| class.name.sym.text() == "Meta")
}

/// `view.csrf_exempt = True`
fn at_exempted(write: &Write<'_>) -> Answer {
    match write.world().truth(write.value.value) {
        Some(true) => wrong(&say::code(write.world(), write.place)),
        _ => Answer::NotMine,
    }
}

/// `MIDDLEWARE = [..]` of a Django project, which protects what it lists.
fn at_middleware(write: &Write<'_>) -> Answer {
    let world = write.world();
    let Some(items) = world.items(write.value.value) else { return Answer::NotMine };
    let texts: Vec<&str> = items.iter().filter_map(|item| world.text(*item)).collect();
    let has = |what: &str| texts.iter().any(|text| text.ends_with(what));
    if texts.len() < items.len() || !has("sessions.middleware.SessionMiddleware") {
        return Answer::NotMine;
    }
    if texts.iter().any(|text| text.to_ascii_lowercase().contains("csrf")) {
        return Answer::safe("forged requests are turned away");
    }
    look::for_development(
        world.module(),
        write.stmt,
        Answer::wrong(
            "sessions are kept, and `django.middleware.csrf.CsrfViewMiddleware` is not listed: requests that another site makes \
             the browser send are believed. List it.",
        ),
    )
}

fn on_or_off(world: &World<'_>, value: &Argument, before: &str) -> Answer {
    let shown = format!("{before}{}", say::code(world, value.place));
    match world.truth(value.value) {
        Some(false) => wrong(&shown),
        Some(true) => Answer::safe("forged requests are turned away"),
        None => Answer::undecided(format!("whether `{shown}` turns the protection off is not known here")),
    }
}
