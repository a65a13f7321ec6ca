//! Mails whose headers or text somebody else writes.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "mail-injection",
    title: "A mail is built from untrusted data",
    category: Category::Injection,
    cwe: 93,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A line break in a subject or address begins another header: copies to anybody, another text. Markup \
          in an HTML mail is shown as this site's.",
    fix: "Use `email.message.EmailMessage`, which turns line breaks away, check addresses, and escape what \
          goes into HTML.",
    bad: r#"
import smtplib
from flask import Flask, request

app = Flask(__name__)

@app.post("/ask")
def ask():
    text = "Subject: " + request.form["subject"] + "\n\nquestion"
    smtplib.SMTP("localhost").sendmail("a@example.com", "b@example.com", text)
    return {}
"#,
    good: r#"
import smtplib
from flask import Flask, request

app = Flask(__name__)

@app.post("/ask")
def ask():
    text = "Subject: question\n\nA question was asked."
    smtplib.SMTP("localhost").sendmail("a@example.com", "b@example.com", text)
    return {}
"#,
    references: &["https://docs.python.org/3/library/email.message.html", "https://cwe.mitre.org/data/definitions/93.html"],
    also: &["semgrep:django/xss-html-email-body", "semgrep:django/xss-send-mail-html-message"],
    find: &[Find::Taint(Sink::Mail, Harm { becomes: "becomes part of the mail that {} sends", so: "line breaks in it begin other headers", instead: "Use `EmailMessage`, and escape what goes into HTML." })],
};
