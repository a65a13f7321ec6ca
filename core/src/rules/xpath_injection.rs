//! Expressions of `XPath` that hold data.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "xpath-injection",
    title: "An XPath expression is built from untrusted data",
    category: Category::Injection,
    cwe: 643,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A quote in the data ends the text in the expression and what follows is XPath: other parts of the \
          document are read, a check is passed.",
    fix: "Pass the data as a variable: `tree.xpath('//user[@name=$name]', name=name)`.",
    bad: r#"
from lxml import etree
from flask import Flask, request

app = Flask(__name__)

USERS = etree.parse("users.xml", etree.XMLParser(resolve_entities=False))

@app.get("/who")
def who():
    return {"found": len(USERS.xpath("//user[@name='" + request.args["name"] + "']"))}
"#,
    good: r#"
from lxml import etree
from flask import Flask, request

app = Flask(__name__)

USERS = etree.parse("users.xml", etree.XMLParser(resolve_entities=False))

@app.get("/who")
def who():
    return {"found": len(USERS.xpath("//user[@name=$name]", name=request.args["name"]))}
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/Injection_Prevention_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/643.html"],
    also: &["codeql:py/xpath-injection"],
    find: &[Find::Taint(Sink::XPath, Harm { becomes: "becomes part of the XPath expression that {} evaluates", so: "a quote in it ends the text and goes on as XPath", instead: "Pass it as a variable of the expression." })],
};
