//! Format strings that somebody else writes.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "format-string-injection",
    title: "A format string is untrusted data",
    category: Category::Injection,
    cwe: 134,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "`{0.__class__.__init__.__globals__}` in a format string reads the program's variables, secrets \
          included.",
    fix: "Keep the format string in the code and pass the data as an argument.",
    bad: r#"
from flask import Flask, request

app = Flask(__name__)

class Account:
    key = "k"

@app.get("/")
def home():
    return {"text": request.args["format"].format(account=Account())}
"#,
    good: r#"
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def home():
    return {"text": "{name} is here".format(name=request.args["name"])}
"#,
    references: &["https://cwe.mitre.org/data/definitions/134.html", "https://docs.python.org/3/library/string.html#format-string-syntax"],
    also: &[],
    find: &[Find::Taint(Sink::Format, Harm { becomes: "is the format string of {}", so: "fields in it read attributes of what is formatted", instead: "Keep the format string in the code." })],
};
