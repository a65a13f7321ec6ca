//! Records that are filled with whatever fields a request names.

use super::{Find, Harm, Rule};
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
    ],
};

