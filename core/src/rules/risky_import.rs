//! Modules whose import alone is worth a look.

use super::{Answer, Find, Rule};
use crate::project::Module;
use crate::syntax::ast::{Get, Name, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "risky-import",
    title: "A module is imported that is worth a look",
    category: Category::Dependencies,
    cwe: 1104,
    severity: Severity::Low,
    confidence: Confidence::Low,
    why: "Some modules start programs, speak protocols without protection, or are no longer looked after by anybody. That they are \
          imported is no flaw; each use is looked at where it stands, and this says where to begin reading.",
    fix: "Nothing, where the uses are sound. Replace what nobody looks after: PyCrypto by `cryptography` or PyCryptodome.",
    bad: r#"
import pyghmi.ipmi.command
"#,
    good: r#"
import json
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/1104.html",
        "https://docs.python.org/3/library/subprocess.html#security-considerations",
        "https://cheatsheetseries.owasp.org/cheatsheets/Vulnerable_Dependency_Management_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B404",
        "bandit:B412",
        "bandit:B413",
        "bandit:B415",
        "ruff:S404",
        "ruff:S412",
        "ruff:S413",
        "ruff:S415",
    ],
    find: &[
        Find::Code(imports),
    ],
};

/// Modules, and what is to be said of them.
const RISKY: &[(&str, &str)] = &[
    ("subprocess", "starts other programs: what they are given is looked at where they are started"),
    ("wsgiref.handlers.CGIHandler", "runs as CGI, where the header `Proxy` sets the proxy of requests that go out"),
    ("twisted.web.twcgi.CGIScript", "runs as CGI, where the header `Proxy` sets the proxy of requests that go out"),
    ("Crypto", "is PyCrypto, which nobody has looked after since 2013, or PyCryptodome, which is sound: see which is installed"),
    ("pyghmi", "speaks IPMI, whose passwords can be guessed from what it sends: use it in a network of its own"),
    ("telnetlib", "sends passwords as they are: use SSH"),
    ("ftplib", "sends passwords as they are, but for `FTP_TLS`"),
    ("pickle", "runs what the bytes say that it loads: where it loads is looked at"),
    ("cPickle", "runs what the bytes say that it loads: where it loads is looked at"),
    ("_pickle", "runs what the bytes say that it loads: where it loads is looked at"),
    ("dill", "runs what the bytes say that it loads: where it loads is looked at"),
    ("shelve", "reads its file as pickles, which run code: where it opens one is looked at"),
    ("xml.etree.cElementTree", "follows entities without end in old versions of its parser: where it parses is looked at"),
    ("xml.etree.ElementTree", "follows entities without end in old versions of its parser: where it parses is looked at"),
    ("xml.sax", "follows entities where it is told to: where it parses is looked at"),
    ("xml.dom.expatbuilder", "follows entities without end in old versions of its parser: where it parses is looked at"),
    ("xml.dom.minidom", "follows entities without end in old versions of its parser: where it parses is looked at"),
    ("xml.dom.pulldom", "follows entities where it is told to: where it parses is looked at"),
    ("lxml", "follows entities into files in versions before 5: where it parses is looked at"),
    ("xmlrpc", "reads XML of whoever answers or calls: `defusedxml.xmlrpc` guards it"),
    ("xmlrpclib", "reads XML of whoever answers or calls: `defusedxml.xmlrpc` guards it"),
    ("paste.httpserver", "is a server that nobody looks after any more"),
];

fn imports(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let id = StmtId(at as u32);
        let (before, names) = match stmt.kind {
            StmtKind::Import(names) => (String::new(), names),
            StmtKind::ImportFrom { level: 0, module: from, names, .. } => (dotted(ast.list(from)) + ".", names),
            _ => continue,
        };
        for name in ast.list(names) {
            let path = before.clone() + &dotted(ast.list(name.path));
            // It escapes, and parses nothing.
            let harmless = path.starts_with("xml.sax.saxutils");
            let risk = RISKY.iter().filter(|_| !harmless).find(|(risky, _)| path.strip_prefix(risky).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
            let answer = match risk {
                Some((risky, what)) => Answer::wrong(format!("`{risky}` {what}.")),
                None if path.starts_with("Cryptodome") || path.starts_with("cryptography") => {
                    Answer::safe("it is looked after")
                }
                None => continue,
            };
            answers.push((name.span, id, answer));
        }
    }
    answers
}

fn dotted(names: &[Name]) -> String {
    names.iter().map(|name| name.sym.text()).collect::<Vec<_>>().join(".")
}
