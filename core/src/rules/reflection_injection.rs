//! Modules and attributes that somebody else names.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "reflection-injection",
    title: "A module or attribute is chosen by untrusted data",
    category: Category::Injection,
    cwe: 470,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "Whoever names the module to import or the attribute to call chooses what runs: any module on the \
          path, any method of the object.",
    fix: "Look the name up in a dict that lists what may be chosen, and use what stands there.",
    bad: r#"
import importlib
from flask import Flask, request

app = Flask(__name__)

@app.get("/run")
def run():
    importlib.import_module(request.args["plugin"]).main()
    return {}
"#,
    good: r#"
import importlib
from flask import Flask, request

app = Flask(__name__)

PLUGINS = {"a": "plugins.a", "b": "plugins.b"}

@app.get("/run")
def run():
    importlib.import_module(PLUGINS[request.args["plugin"]]).main()
    return {}
"#,
    references: &["https://docs.python.org/3/library/importlib.html#importlib.import_module", "https://cwe.mitre.org/data/definitions/470.html"],
    also: &["semgrep:lang/non-literal-import", "semgrep:django/globals-misuse-code-execution", "semgrep:lang/dangerous-globals-use"],
    find: &[Find::Taint(Sink::Name, Harm { becomes: "names what {} loads", so: "it chooses any module or attribute", instead: "Look it up in a dict of what may be chosen." })],
};
