//! Headers of a response that hold data.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "header-injection",
    title: "A header is built from untrusted data",
    category: Category::Injection,
    cwe: 113,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A line break in the data begins another header, or the body: cookies are set, pages replaced, caches \
          poisoned. Frameworks that turn line breaks away still let the data choose the header's meaning.",
    fix: "Choose the value from a list, or take line breaks out before it is set.",
    bad: r#"
from flask import make_response
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def home():
    response = make_response("ok")
    response.headers[request.args["name"]] = "1"
    return response
"#,
    good: r#"
from flask import make_response
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def home():
    response = make_response("ok")
    response.headers["X-Seen"] = "1" if request.args["name"] else "0"
    return response
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/113.html"],
    also: &["codeql:py/http-response-splitting", "codeql:py/header-injection"],
    find: &[Find::Taint(Sink::Header, Harm { becomes: "becomes part of a header that {} sets", so: "line breaks in it begin other headers", instead: "Choose the value from a list, or take line breaks out." })],
};
