//! Redirects to where the data says.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "open-redirect",
    title: "A redirect goes wherever the request says",
    category: Category::InputValidation,
    cwe: 601,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A link to this site that leads on to another one is what phishing needs: the address looks right, \
          the page that opens is the attacker's.",
    fix: "Redirect to paths of this site alone: look the target up in a list, or check that it has no scheme \
          and no host (`url_has_allowed_host_and_scheme`, `urlparse(target).netloc == ''`).",
    bad: r#"
from flask import redirect
from flask import Flask, request

app = Flask(__name__)

@app.get("/go")
def go():
    return redirect(request.args["next"])
"#,
    good: r#"
from flask import redirect
from flask import Flask, request

app = Flask(__name__)

PAGES = {"home": "/", "help": "/help"}

@app.get("/go")
def go():
    return redirect(PAGES.get(request.args["next"], "/"))
"#,
    references: &["https://cwe.mitre.org/data/definitions/601.html", "https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html"],
    also: &["codeql:py/url-redirection", "semgrep:django/open-redirect", "semgrep:flask/open-redirect"],
    find: &[Find::Taint(Sink::Redirect, Harm { becomes: "becomes the address that {} sends the browser to", so: "a link to this site can lead to any other", instead: "Choose the target from a list, or check that it has no host of its own." })],
};
