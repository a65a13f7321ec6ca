//! Numbers that are no numbers.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "nan-injection",
    title: "A number of the request may be `nan`",
    category: Category::InputValidation,
    cwe: 704,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "`float('nan')` is a number that is neither less nor greater than any other: every check of a range \
          lets it pass, sums become `nan`.",
    fix: "Check `math.isfinite(x)` after the conversion, or convert with `int` or `Decimal`.",
    bad: r#"
from flask import Flask, request

app = Flask(__name__)

@app.get("/pay")
def pay():
    return {"rest": 100 - float(request.args["amount"])}
"#,
    good: r#"
from flask import Flask, request

app = Flask(__name__)

@app.get("/pay")
def pay():
    return {"rest": 100 - int(request.args["amount"])}
"#,
    references: &["https://docs.python.org/3/library/math.html#math.isfinite", "https://cwe.mitre.org/data/definitions/704.html"],
    also: &["semgrep:django/nan-injection", "semgrep:flask/nan-injection"],
    find: &[Find::Taint(Sink::Number, Harm { becomes: "is converted by {}", so: "`nan` passes every check of a range", instead: "Check `math.isfinite`, or use `int`." })],
};
