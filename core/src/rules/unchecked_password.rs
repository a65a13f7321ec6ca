//! Passwords that are set without being looked at.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "unchecked-password",
    title: "A password is set without being checked",
    category: Category::AccessControl,
    cwe: 521,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "What is set as a password without a check may be empty, or one of those that everybody tries first. An empty text as the \
          default is worse: whoever leaves the field out has an account that opens without a password.",
    fix: "Call `django.contrib.auth.password_validation.validate_password(password, user)` first, and let `None` stand for no \
          password: `set_password(None)` makes one that never fits.",
    bad: r#"
def register(request, user):
    user.set_password(request.POST.get("password", ""))
    user.save()
"#,
    good: r#"
from django.contrib.auth.password_validation import validate_password

def register(request, user):
    password = request.POST["password"]
    validate_password(password, user)
    user.set_password(password)
    user.save()
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/521.html",
        "https://docs.djangoproject.com/en/stable/topics/auth/passwords/#module-django.contrib.auth.password_validation",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/password-empty-string",
        "semgrep:django/unvalidated-password",
        "semgrep:django/use-none-for-password-default",
    ],
    find: &[
        Find::Call(&["*.set_password"], at_set),
        Find::Call(&["*.create_user", "*.create_superuser"], at_create),
    ],
};

fn at_set(call: &Call<'_>) -> Answer {
    // `User().set_password("")` takes the time that it takes, and keeps nothing.
    let module = call.world().module();
    if look::receiver(call).is_some_and(|on| matches!(module.ast[on].kind, ExprKind::Call { .. })) {
        return Answer::NotMine;
    }
    call.argument(0, "raw_password").map_or(Answer::NotMine, |password| judged(call, password))
}

/// `User.objects.create_user("me", password="")`
fn at_create(call: &Call<'_>) -> Answer {
    match call.named("password").or_else(|| call.positional(2)) {
        Some(password) => judged(call, password),
        None => Answer::NotMine,
    }
}

fn judged(call: &Call<'_>, password: &Argument) -> Answer {
    let world = call.world();
    let module = world.module();
    let shown = say::code(world, password.place);
    if world.text(password.value) == Some("") || defaults_to_empty(module, password.expr) {
        return Answer::wrong(format!(
            "`{shown}` may be empty: an account with an empty password opens without one. Use `None`, which never fits."
        ));
    }
    if world.constant(password.value).is_some() {
        return Answer::NotMine;
    }
    if look::calls_around(module, call.stmt, CHECKS) || look::class_calls(module, call.stmt, CHECKS) {
        return Answer::safe("the password is checked");
    }
    match world.source_of(password.value) {
        Some(source) if source.distrusted_by_default() => Answer::wrong(format!(
            "`{shown}` is set as the password as it came, empty or one that everybody tries first. Call \
             `validate_password` before."
        )),
        _ => Answer::undecided(format!("whether `{shown}` was checked before is not seen in this file")),
    }
}

/// Calls that look at a password, or make one.
const CHECKS: &[&str] = &["validate_password", "is_valid", "full_clean", "clean_password2", "make_random_password"];

/// `request.POST.get("password", "")`, `def register(password="")`
fn defaults_to_empty(module: &Module, expr: ExprId) -> bool {
    let ast = &module.ast;
    let expr = look::only_value(module, expr).unwrap_or(expr);
    match ast[expr].kind {
        ExprKind::Call { function, args } => {
            look::last_name(ast, function) == Some("get")
                && ast.list(args).get(1).is_some_and(|arg| ast.text_of(arg.value) == Some(""))
        }
        ExprKind::Name(name) => {
            let Some(function) = ast[ast[expr].stmt].function else { return false };
            let params = ast.list(ast[function].params).iter().filter(|param| param.name.sym == name);
            params.filter_map(|param| param.default).any(|default| ast.text_of(default) == Some(""))
        }
        _ => false,
    }
}
