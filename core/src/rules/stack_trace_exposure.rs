//! Details of errors that are told to whoever sends a request.

use super::{Answer, Find, Harm, Rule};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "stack-trace-exposure",
    title: "The details of an error are shown to whoever causes it",
    category: Category::ErrorHandling,
    cwe: 209,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A traceback, and the text of an error that the program did not expect, tell of paths, tables, hosts and \
          libraries. Whoever looks for a way in causes errors on purpose and learns from what they say.",
    fix: "Write the details to the log, and answer with a text of your own, with a number at most by which the entry in \
          the log is found.",
    bad: r#"
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/total")
def total():
    try:
        return jsonify(total=compute())
    except Exception as error:
        return jsonify(error=str(error)), 500
"#,
    good: r#"
import logging

from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/total")
def total():
    try:
        return jsonify(total=compute())
    except Exception:
        logging.exception("the total could not be computed")
        return jsonify(error="something went wrong"), 500
"#,
    references: &[
        "https://docs.python.org/3/library/traceback.html",
        "https://cwe.mitre.org/data/definitions/209.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
    ],
    also: &["codeql:py/stack-trace-exposure"],
    find: &[
        Find::Taint(
            Sink::Body,
            Harm {
                becomes: "goes to whoever sent the request, by {}",
                so: "paths, queries and versions in it help to find a way in",
                instead: "Log it, and answer with a text of your own.",
            },
        ),
        Find::Call(RESPONSES, at_response),
        Find::Call(&["cgitb.enable"], at_pages),
    ],
};

/// `cgitb.enable()` shows every error with its lines and values to whoever asked for the page.
fn at_pages(call: &Call<'_>) -> Answer {
    match call.argument(0, "display").map(|display| call.world().truth(display.value)) {
        Some(Some(false)) => Answer::safe("errors are written to files, not to the page"),
        Some(None) => Answer::undecided("whether errors are shown on the page is not known here"),
        _ => Answer::wrong(
            "`cgitb.enable` shows errors with code and values to whoever asked for the page. Pass `display=0` and a `logdir`.",
        )
        .at(Confidence::Medium),
    }
}

/// Calls that make a response, or an error that becomes one.
const RESPONSES: &[&str] = &[
    "flask.jsonify",
    "flask.make_response",
    "flask.abort",
    "django.http.HttpResponse",
    "django.http.JsonResponse",
    "rest_framework.response.Response",
    "fastapi.HTTPException",
    "starlette.responses.JSONResponse",
    "starlette.responses.PlainTextResponse",
    "aiohttp.web.json_response",
    "sanic.response.json",
];

/// Where details of an error arrive, the data says so.
fn at_response(_: &Call<'_>) -> Answer {
    Answer::safe("no details of an error are in the response")
}
