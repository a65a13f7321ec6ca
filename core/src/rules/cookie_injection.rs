//! Cookies that hold data as it came.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "cookie-injection",
    title: "A cookie is built from untrusted data",
    category: Category::InputValidation,
    cwe: 20,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A cookie whose name or value the sender of a link chooses is accepted later as if this site had set \
          it.",
    fix: "Store what the server decided, signed or under an id, not what the request said.",
    bad: r#"
from flask import make_response
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def home():
    response = make_response("ok")
    response.set_cookie("tab", request.args["tab"], secure=True, httponly=True, samesite="Lax")
    return response
"#,
    good: r#"
from flask import make_response
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def home():
    response = make_response("ok")
    tab = "new" if request.args["tab"] == "new" else "old"
    response.set_cookie("tab", tab, secure=True, httponly=True, samesite="Lax")
    return response
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/20.html"],
    also: &["codeql:py/cookie-injection"],
    find: &[Find::Taint(Sink::Cookie, Harm { becomes: "becomes part of a cookie that {} sets", so: "the sender of a link chooses what this site later trusts", instead: "Set values that the server chose." })],
};
