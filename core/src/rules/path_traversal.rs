//! Paths that somebody else chooses.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "path-traversal",
    title: "A path is built from untrusted data",
    category: Category::InputValidation,
    cwe: 22,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`..` and absolute paths in the data lead out of the folder that was meant: other files are read, \
          overwritten or deleted with the rights of this program. `os.path.join` forgets all that stands \
          before an absolute part.",
    fix: "Take only the file's name (`werkzeug.utils.secure_filename`, `os.path.basename`), or resolve the \
          whole path (`os.path.realpath`, `Path.resolve`) and check that it is still below the folder \
          (`Path.is_relative_to`).",
    bad: r#"
from flask import Flask, request

app = Flask(__name__)

@app.get("/report")
def report():
    with open("reports/" + request.args["name"]) as file:
        return {"report": file.read()}
"#,
    good: r#"
from werkzeug.utils import secure_filename
from flask import Flask, request

app = Flask(__name__)

@app.get("/report")
def report():
    with open("reports/" + secure_filename(request.args["name"])) as file:
        return {"report": file.read()}
"#,
    references: &["https://cwe.mitre.org/data/definitions/22.html", "https://docs.python.org/3/library/pathlib.html#pathlib.PurePath.is_relative_to"],
    also: &["codeql:py/path-injection", "semgrep:django/path-traversal-file-name", "semgrep:django/path-traversal-join", "semgrep:django/path-traversal-open", "semgrep:django/request-data-fileresponse", "semgrep:flask/path-traversal-open", "semgrep:flask/avoid_send_file_without_path_sanitization"],
    find: &[Find::Taint(Sink::Path, Harm { becomes: "becomes part of the path that {} is given", so: "`..` or an absolute path in it leads to files that were not meant", instead: "Take only the file's name from it, or resolve the path and check that it is below the folder." })],
};
