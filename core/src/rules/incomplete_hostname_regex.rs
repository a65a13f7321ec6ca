//! Patterns for a host name whose dots stand for any character.

use super::expressions::{self, applied, quoted};
use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "incomplete-hostname-regex",
    title: "A dot in a pattern for a host name is not escaped",
    category: Category::InputValidation,
    cwe: 20,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A dot stands for any character. `^https://www.example.com/` also lets `https://wwwxexample.com/` through, a \
          name that anybody can register.",
    fix: "Escape the dots (`www\\.example\\.com`), build the pattern with `re.escape`, or compare the host that \
          `urllib.parse.urlsplit` gives.",
    bad: r#"
import re

def is_ours(url):
    return re.match(r"^https://www.example.com/", url) is not None
"#,
    good: r#"
import re

def is_ours(url):
    return re.match(r"^https://www\.example\.com/", url) is not None
"#,
    references: &[
        "https://docs.python.org/3/library/re.html",
        "https://cwe.mitre.org/data/definitions/20.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",
    ],
    also: &["codeql:py/incomplete-hostname-regexp"],
    find: &[Find::Call(expressions::LITERAL, hosts), Find::Call(expressions::DECLARED, hosts)],
};

fn hosts(call: &Call<'_>) -> Answer {
    let Some(found) = applied(call) else { return Answer::NotMine };
    let text = found.pattern.text();
    let Some(dot) = found.pattern.loose_dot() else {
        let speaks_of_host = ["\\.com", "\\.org", "\\.net"].iter().any(|ending| text.contains(ending));
        return if speaks_of_host { Answer::safe("the dots of the host name are escaped") } else { Answer::NotMine };
    };
    let answer = Answer::wrong(format!(
        "The dot of `{}` stands for any character: `{}` passes as well. Escape it as `\\.`.",
        quoted(&dot.host),
        quoted(&dot.other)
    ));
    // What is only searched for in a longer text is rarely a check of where something leads.
    let checks = text.contains("://") || found.pattern.starts() || found.pattern.ends();
    let takes_out = matches!(call.name.map(crate::intern::Sym::text), Some("sub" | "subn" | "findall" | "finditer" | "split"));
    if checks && !takes_out { answer } else { answer.at(Confidence::Low) }
}
