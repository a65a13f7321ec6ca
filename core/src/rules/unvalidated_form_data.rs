//! Fields of a form that are read past its checks.

use super::{Answer, Find, Rule, look, say};
use crate::project::Module;
use crate::syntax::ast::{Arg, ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "unvalidated-form-data",
    title: "A form is checked and its fields are read past the check",
    category: Category::InputValidation,
    cwe: 20,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "`form.is_valid()` converts and cleans the fields and leaves them in `form.cleaned_data`; `request.POST` still holds what \
          was sent. What is read there was neither converted nor cleaned, however the form was declared.",
    fix: "Read the field from `form.cleaned_data` in place of `request.POST`.",
    bad: r#"
def save(request, form):
    if form.is_valid():
        store(request.POST["amount"])
"#,
    good: r#"
def save(request, form):
    if form.is_valid():
        store(form.cleaned_data["amount"])
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/20.html",
        "https://docs.djangoproject.com/en/stable/ref/forms/api/#accessing-clean-data",
        "https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/django-using-request-post-after-is-valid",
    ],
    find: &[
        Find::Code(forms),
    ],
};

/// Reads of `request.POST` and `cleaned_data` in the arms that `form.is_valid()` leads to.
fn forms(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let (base, key) = match expr.kind {
            ExprKind::Subscript { base, index } => (base, index),
            // `request.POST.get("amount")`
            ExprKind::Call { function, args } => match (ast[function].kind, ast.list(args).first()) {
                (ExprKind::Attribute { base, name }, Some(arg)) if ["get", "getlist"].contains(&name.sym.text()) => {
                    (base, arg.value)
                }
                _ => continue,
            },
            _ => continue,
        };
        let ExprKind::Attribute { name, .. } = ast[base].kind else { continue };
        if !["POST", "GET", "cleaned_data"].contains(&name.sym.text()) || !follows_check(module, expr.stmt) {
            continue;
        }
        let Some(field) = ast.text_of(key).filter(|field| !field.starts_with('_')) else { continue };
        let shown = say::quoted(module.file.slice(expr.span));
        let answer = match name.sym.text() {
            // The address is mostly another matter than the form that is sent.
            "GET" if !["Form(request.GET", "Form(self.request.GET"].iter().any(|made| module.file.text.contains(made)) => {
                continue;
            }
            "cleaned_data" => Answer::safe(format!("`{shown}` is what the form left of it")),
            // Fields that the form does not have, such as which button was pressed, are read nowhere else.
            _ if !has_field(module, field) => continue,
            _ => Answer::wrong(format!(
                "`{shown}` is what was sent, not what the form checked and converted. Read it from `form.cleaned_data`."
            )),
        };
        answers.push((expr.span, expr.stmt, answer));
    }
    answers
}

/// Whether a form of this file has a field of that name; where none is declared here, any may.
fn has_field(module: &Module, field: &str) -> bool {
    let ast = &module.ast;
    let mut forms = false;
    for class in &ast.classes {
        let base = |arg: &Arg| look::last_name(ast, arg.value).is_some_and(|name| name.ends_with("Form"));
        if !ast.list(class.args).iter().any(base) {
            continue;
        }
        forms = true;
        for stmt in ast.list(class.body) {
            let StmtKind::Assign { targets, .. } = ast[*stmt].kind else { continue };
            let named = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(name) if name.text() == field);
            if ast.list(targets).iter().any(named) {
                return true;
            }
        }
    }
    !forms
}

/// Whether a statement stands in an arm of `if form.is_valid():`.
fn follows_check(module: &Module, stmt: StmtId) -> bool {
    let ast = &module.ast;
    let at = ast[stmt].span.start;
    ast.ancestors(stmt).any(|id| {
        let StmtKind::If { arms, .. } = ast[id].kind else { return false };
        ast.list(arms).iter().any(|arm| {
            let within = arm.span.start <= at && at < arm.span.end;
            let test = module.file.slice(ast[arm.test].span);
            within && ast[arm.test].span.end <= at && test.contains(".is_valid()") && !test.starts_with("not ")
        })
    })
}
