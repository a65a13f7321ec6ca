//! LDAP filters and names that hold data.

use super::{Find, Harm, Rule};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "ldap-injection",
    title: "An LDAP query is built from untrusted data",
    category: Category::Injection,
    cwe: 90,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`*`, `(` and `)` in the data change the filter: other entries are found, a check of a password is \
          passed without it.",
    fix: "Escape the data with `ldap.filter.escape_filter_chars` (names: `ldap.dn.escape_dn_chars`), with \
          ldap3 `ldap3.utils.conv.escape_filter_chars`.",
    bad: r#"
import ldap
from flask import Flask, request

app = Flask(__name__)

@app.get("/who")
def who():
    directory = ldap.initialize("ldaps://directory.example.com")
    return {"found": directory.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=" + request.args["uid"] + ")")}
"#,
    good: r#"
import ldap
from ldap.filter import escape_filter_chars
from flask import Flask, request

app = Flask(__name__)

@app.get("/who")
def who():
    directory = ldap.initialize("ldaps://directory.example.com")
    uid = escape_filter_chars(request.args["uid"])
    return {"found": directory.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=" + uid + ")")}
"#,
    references: &["https://cwe.mitre.org/data/definitions/90.html", "https://cheatsheetseries.owasp.org/cheatsheets/LDAP_Injection_Prevention_Cheat_Sheet.html"],
    also: &["codeql:py/ldap-injection"],
    find: &[
        Find::Taint(
            Sink::Ldap,
            Harm {
                becomes: "becomes part of the LDAP filter that {} sends",
                so: "`*` and parentheses in it change what is asked",
                instead: "Escape it with `escape_filter_chars`.",
            },
        ),
        Find::Taint(
            Sink::LdapName,
            Harm {
                becomes: "becomes part of the LDAP name that {} is given",
                so: "a comma in it names another entry",
                instead: "Escape it with `escape_dn_chars` (`escape_rdn` of ldap3).",
            },
        ),
    ],
};
