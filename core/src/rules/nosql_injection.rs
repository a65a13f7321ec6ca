//! Queries of document stores that hold data.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "nosql-injection",
    title: "A query of a document store is built from untrusted data",
    category: Category::Injection,
    cwe: 943,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Where the data may be a dict, `{'$ne': null}` asks for everything; where it is put into JavaScript \
          or a query's text, it goes on as code.",
    fix: "Make sure that the value is text (`str(x)`) or put it under `$eq`; do not put data into `$where`.",
    bad: r#"
import json
import pymongo
from flask import Flask, request

app = Flask(__name__)

users = pymongo.MongoClient().site.users

@app.post("/login")
def login():
    given = json.loads(request.data)
    return {"ok": users.find_one({"name": given["name"], "token": given["token"]}) is not None}
"#,
    good: r#"
import json
import pymongo
from flask import Flask, request

app = Flask(__name__)

users = pymongo.MongoClient().site.users

@app.post("/login")
def login():
    given = json.loads(request.data)
    return {"ok": users.find_one({"name": str(given["name"]), "token": str(given["token"])}) is not None}
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/NoSQL_Security_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/943.html"],
    also: &["codeql:py/nosql-injection", "semgrep:aws-lambda/dynamodb-filter-injection"],
    find: &[Find::Taint(Sink::NoSql, Harm { becomes: "becomes part of the query that {} sends", so: "operators in it ask for other documents than were meant", instead: "Turn it into text with `str` or compare it under `$eq`." })],
};
