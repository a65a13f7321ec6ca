//! Lines of the log that hold data as it came.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "log-injection",
    title: "A line of the log holds untrusted data as it came",
    category: Category::Logging,
    cwe: 117,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "A line break in the data begins a new line of the log, which reads like one of the program's own: \
          events are forged, the true ones hidden.",
    fix: "Take line breaks out (`x.replace('\\r', '').replace('\\n', '')`), log with `%r`, or let a formatter \
          do it for all lines.",
    bad: r#"
import logging
from flask import Flask, request

app = Flask(__name__)

@app.get("/in")
def login():
    logging.info("login of %s", request.args["name"])
    return {}
"#,
    good: r#"
import logging
from flask import Flask, request

app = Flask(__name__)

@app.get("/in")
def login():
    logging.info("login of %r", request.args["name"])
    return {}
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/117.html"],
    also: &["codeql:py/log-injection"],
    find: &[Find::Taint(Sink::Log, Harm { becomes: "becomes part of the line that {} writes to the log", so: "line breaks in it make lines that look like the program's own", instead: "Take `\\r` and `\\n` out, or log it with `%r`." })],
};
