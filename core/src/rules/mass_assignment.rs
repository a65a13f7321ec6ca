//! Records that are filled with whatever fields a request names.

use super::{Answer, Find, Harm, Rule, look};
use crate::intern::Sym;
use crate::project::Module;
use crate::syntax::ast::{Class, ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "mass-assignment",
    title: "A request chooses which fields of a record are set",
    category: Category::InputValidation,
    cwe: 915,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "`Model(**request.data)` sets every field that the request names, also those that the form never shows: who owns the \
          record, whether it is paid, whether the account is an administrator's.",
    fix: "Name the fields in the code, or take them from `form.cleaned_data` or `serializer.validated_data`.",
    bad: r#"
import json

from django.db import models

class Order(models.Model):
    paid = models.BooleanField(default=False)

def order(request):
    Order.objects.create(**json.loads(request.body))
"#,
    good: r#"
import json

from django.db import models

class Order(models.Model):
    paid = models.BooleanField(default=False)

def order(request):
    Order.objects.create(count=int(json.loads(request.body)["count"]))
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/915.html",
        "https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#selecting-the-fields-to-use",
        "https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/mass-assignment",
    ],
    find: &[
        Find::Taint(Sink::Fields, Harm { becomes: "names the fields that {} sets", so: "also those that nobody is asked for, such as who owns the record", instead: "Name the fields in the code, or take what a form or serializer has checked." }),
        Find::Code(all_fields),
    ],
};

/// `class Meta: fields = "__all__"` of a form or serializer: it takes every field of the record, those of tomorrow too.
fn all_fields(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    if !look::imports(module, &["django", "rest_framework"]) {
        return Vec::new();
    }
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Assign { targets, value } = stmt.kind else { continue };
        let is_fields = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(name) if name.text() == "fields");
        if ast.text_of(value) != Some("__all__") || !ast.list(targets).iter().any(is_fields) {
            continue;
        }
        let id = StmtId(at as u32);
        let Some(class) = look::classes_around(module, id).find(|class| takes_data(module, class)) else { continue };
        let name = class.name.sym;
        let answer = Answer::wrong(format!(
            "`{}` takes every field of the record from whoever sends it, also those that nobody is asked for. List the \
             fields.",
            name.text()
        ))
        .rated(Severity::Low);
        // What fills it stands elsewhere as often as here.
        let sure = if is_filled(module, name) { Confidence::Medium } else { Confidence::Low };
        answers.push((ast[value].span, id, answer.at(sure)));
    }
    answers
}

/// Whether a class makes records of what is sent: `ModelForm`, `ModelSerializer`.
fn takes_data(module: &Module, class: &Class) -> bool {
    let ast = &module.ast;
    ast.list(class.args).iter().any(|base| {
        look::last_name(ast, base.value).is_some_and(|name| name.ends_with("ModelForm") || name.ends_with("ModelSerializer"))
    })
}

/// `OrderForm(request.POST)`, `OrderSerializer(data=request.data)`
fn is_filled(module: &Module, class: Sym) -> bool {
    let ast = &module.ast;
    ast.exprs.iter().any(|expr| {
        let ExprKind::Call { function, args } = expr.kind else { return false };
        look::last_sym(ast, function) == Some(class)
            && ast.list(args).iter().any(|arg| {
                matches!(ast[arg.value].kind, ExprKind::Attribute { name, .. } if matches!(name.sym.text(), "POST" | "GET" | "data"))
            })
    })
}
