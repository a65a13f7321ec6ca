//! What the session holds and was never checked.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "trust-boundary-violation",
    title: "Untrusted data is stored where the program trusts it",
    category: Category::InputValidation,
    cwe: 501,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "What stands in the session is taken for the server's own later on. Data of the request that is \
          stored there as it came crosses that line unseen.",
    fix: "Check the data before it is stored, and store what the check found: an id, a choice from a list.",
    bad: r#"
from flask import session
from flask import Flask, request

app = Flask(__name__)

@app.post("/role")
def role():
    session["role"] = request.form["role"]
    return {}
"#,
    good: r#"
from flask import session
from flask import Flask, request

app = Flask(__name__)

@app.post("/role")
def role():
    session["role"] = "editor" if request.form["role"] == "editor" else "reader"
    return {}
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/501.html"],
    also: &[],
    find: &[Find::Taint(Sink::Trusted, Harm { becomes: "is stored by {} as it came", so: "what reads it later takes it for the server's own", instead: "Check it first and store what the check found." })],
};
