//! Rules and kinds of notice as SARIF describes them.

use super::level;
use super::log::{Configuration, Descriptor, Help, Message};
use crate::rules::{self, RULES, Rule};
use crate::text::NoticeKind;
use crate::vocabulary::Severity;
use serde_json::json;
use std::borrow::Cow;
use std::fmt::Write;

const KINDS: &[(NoticeKind, &str)] = &[
    (NoticeKind::Syntax, "Lines that could not be read as Python"),
    (NoticeKind::Encoding, "Bytes that are not text in the file's encoding"),
    (NoticeKind::Binary, "Not text"),
    (NoticeKind::TooLarge, "Beyond a bound on size"),
    (NoticeKind::Nesting, "Nested deeper than is followed"),
    (NoticeKind::Limit, "A bound on work was hit"),
    (NoticeKind::Skipped, "Not Python, or passed over on purpose"),
    (NoticeKind::Archive, "An archive, or a member of one, that could not be read"),
    (NoticeKind::Python2, "Python 2 syntax"),
    (NoticeKind::Assumed, "Names taken for what they usually are"),
    (NoticeKind::Suppression, "A comment that names a rule that does not exist"),
];

/// All rules, in their order.
pub(super) fn rules(ids: &[&str]) -> Vec<Descriptor> {
    ids.iter().filter_map(|id| rules::rule(id)).map(rule).collect()
}

/// Where a rule stands among them.
pub(super) fn index(id: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.id == id)
}

/// All kinds of notice.
pub(super) fn notifications() -> Vec<Descriptor> {
    KINDS
        .iter()
        .map(|(kind, title)| Descriptor {
            id: kind.name(),
            name: None,
            short_description: Message { text: Cow::Borrowed(title) },
            full_description: None,
            help: None,
            help_uri: None,
            default_configuration: Configuration { level: if kind.left_out() { "warning" } else { "note" } },
            properties: None,
        })
        .collect()
}

/// Whether a kind of notice says that something was not reviewed.
pub(super) fn is_left_out(name: &str) -> bool {
    KINDS.iter().any(|(kind, _)| kind.name() == name && kind.left_out())
}

fn rule(rule: &'static Rule) -> Descriptor {
    Descriptor {
        id: rule.id,
        name: Some(camel_case(rule.id)),
        short_description: Message { text: Cow::Borrowed(rule.title) },
        full_description: Some(Message { text: Cow::Borrowed(rule.why) }),
        help: Some(help(rule)),
        help_uri: rule.references.first().copied(),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: Some(json!({
            "tags": ["security", rule.category, format!("external/cwe/cwe-{:03}", rule.cwe)],
            "security-severity": score(rule.severity),
            "problem.severity": match rule.severity {
                Severity::High => "error",
                Severity::Medium => "warning",
                Severity::Low | Severity::Note => "recommendation",
            },
            "precision": rule.confidence,
        })),
    }
}

/// What to do, in words and as code.
fn help(rule: &Rule) -> Help {
    let (bad, good) = (rule.bad.trim_matches('\n'), rule.good.trim_matches('\n'));
    let mut text = format!("{}\n\n{}\n\nWrong:\n\n{bad}\n\nRight:\n\n{good}\n", rule.why, rule.fix);
    let mut markdown = format!(
        "{}\n\n{}\n\nWrong:\n\n```python\n{bad}\n```\n\nRight:\n\n```python\n{good}\n```\n",
        rule.why, rule.fix
    );
    for reference in rule.references {
        let _ = write!(text, "\n{reference}");
        let _ = write!(markdown, "\n- <{reference}>");
    }
    Help { text, markdown }
}

/// A score on the scale that code scanning services sort by: from 7 high, from 4 medium, below low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Note => "0.5",
    }
}

/// `sql-injection` as `SqlInjection`
fn camel_case(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for word in id.split('-') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
