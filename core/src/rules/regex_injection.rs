//! Patterns that somebody else writes.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "regex-injection",
    title: "A regular expression is built from untrusted data",
    category: Category::InputValidation,
    cwe: 730,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A pattern such as `(a+)+$` keeps the processor busy for hours; other patterns match what was not \
          meant.",
    fix: "Escape the data with `re.escape`, or search for plain text with `in` and `find`.",
    bad: r#"
import re
from flask import Flask, request

app = Flask(__name__)

@app.get("/find")
def find():
    return {"found": bool(re.search(request.args["pattern"], "some text"))}
"#,
    good: r#"
import re
from flask import Flask, request

app = Flask(__name__)

@app.get("/find")
def find():
    return {"found": bool(re.search(re.escape(request.args["pattern"]), "some text"))}
"#,
    references: &["https://cwe.mitre.org/data/definitions/730.html", "https://docs.python.org/3/library/re.html#re.escape"],
    also: &["codeql:py/regex-injection"],
    find: &[Find::Taint(Sink::Regex, Harm { becomes: "becomes part of the regular expression that {} compiles", so: "a pattern in it can take hours to match", instead: "Escape it with `re.escape`." })],
};
