//! Requests of this server to addresses that somebody else chooses.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "request-forgery",
    title: "The server sends requests wherever its data says",
    category: Category::Network,
    cwe: 918,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "The request is sent from inside: it reaches services that trust this machine, the cloud's metadata \
          address, and local ports. Where only the path or the query is chosen, other resources of the same \
          host are reached.",
    fix: "Choose the host from a list that is written in the code, or check the parsed host name against one; \
          quote what goes into the path with `urllib.parse.quote(x, safe='')`.",
    bad: r#"
import requests
from flask import Flask, request

app = Flask(__name__)

@app.get("/preview")
def preview():
    return {"text": requests.get(request.args["url"], timeout=5).text}
"#,
    good: r#"
import requests
from flask import Flask, request

app = Flask(__name__)

HOSTS = {"a": "https://a.example.com/", "b": "https://b.example.com/"}

@app.get("/preview")
def preview():
    return {"text": requests.get(HOSTS[request.args["host"]], timeout=5).text}
"#,
    references: &["https://cwe.mitre.org/data/definitions/918.html", "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html"],
    also: &["bandit:B310", "codeql:py/full-ssrf", "codeql:py/partial-ssrf", "ruff:S310", "semgrep:django/ssrf-injection-requests", "semgrep:django/ssrf-injection-urllib", "semgrep:django/tainted-url-host", "semgrep:flask/ssrf-requests", "semgrep:flask/tainted-url-host", "semgrep:lang/dynamic-urllib-use-detected"],
    find: &[Find::Taint(Sink::Url, Harm { becomes: "becomes the address that {} calls from this server", so: "any host that this machine reaches can be called", instead: "Choose the host from a list." }), Find::Taint(Sink::UrlPart, Harm { becomes: "becomes part of the address that {} calls", so: "other resources of that host can be reached", instead: "Quote it with `urllib.parse.quote(x, safe='')`, or check it." })],
};
