//! Cells of a spreadsheet that begin like a formula.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "csv-injection",
    title: "A cell of a spreadsheet holds untrusted data as it came",
    category: Category::Injection,
    cwe: 1236,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "A cell that begins with `=`, `+`, `-` or `@` is a formula to whoever opens the file in a \
          spreadsheet: it fetches addresses and, after a click, runs programs.",
    fix: "Put a `'` before cells that begin with one of these, or use `defusedcsv`.",
    bad: r#"
import csv
import sys
from flask import Flask, request

app = Flask(__name__)

@app.get("/export")
def export():
    csv.writer(sys.stdout).writerow([request.args["name"]])
    return {}
"#,
    good: r#"
import csv
import sys
from flask import Flask, request

app = Flask(__name__)

@app.get("/export")
def export():
    csv.writer(sys.stdout).writerow([int(request.args["number"])])
    return {}
"#,
    references: &["https://docs.python.org/3/library/csv.html", "https://cwe.mitre.org/data/definitions/1236.html"],
    also: &["semgrep:django/csv-writer-injection", "semgrep:flask/csv-writer-injection", "semgrep:lang/use-defusedcsv", "codeql:py/csv-injection"],
    find: &[Find::Taint(Sink::Cell, Harm { becomes: "becomes a cell that {} writes", so: "a spreadsheet takes `=..` in it for a formula", instead: "Put a `'` before cells that begin with `=`, `+`, `-` or `@`." })],
};
