//! Templates whose text somebody else writes.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "template-injection",
    title: "A template is made from untrusted data",
    category: Category::Injection,
    cwe: 1336,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A template is a program: `{{ ... }}` in the data reads the application's objects and settings and, \
          from there, runs code.",
    fix: "Keep the template's text in the code or in files, and pass the data as variables: \
          `render_template_string('Hello {{ name }}', name=name)`.",
    bad: r#"
from flask import render_template_string
from flask import Flask, request

app = Flask(__name__)

@app.get("/hello")
def hello():
    return render_template_string("Hello " + request.args["name"])
"#,
    good: r#"
from flask import render_template_string
from flask import Flask, request

app = Flask(__name__)

@app.get("/hello")
def hello():
    return render_template_string("Hello {{ name }}", name=request.args["name"])
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/Injection_Prevention_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/1336.html"],
    also: &["codeql:py/template-injection", "semgrep:flask/render-template-string", "semgrep:flask/dangerous-template-string"],
    find: &[Find::Taint(Sink::Template, Harm { becomes: "becomes part of the template that {} evaluates", so: "expressions in it run in this program", instead: "Pass it to a fixed template as a variable." })],
};
