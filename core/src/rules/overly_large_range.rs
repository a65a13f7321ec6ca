//! Ranges of characters that hold more than was meant.

use super::expressions::{self, applied, quoted};
use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::pattern::Range;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "overly-large-range",
    title: "A range in a regular expression holds more than meant",
    category: Category::InputValidation,
    cwe: 20,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "Characters stand in a range by their numbers. Between `Z` and `a` lie brackets, the backslash, `^`, `_` and the \
          backquote, between `9` and `A` lie `<`, `=`, `>` and more: a check by such a range lets them through.",
    fix: "Name the ranges one by one: `[A-Za-z]`, `[0-9A-Za-z]`. Put a hyphen that is meant as one first or last: `[+_-]`.",
    bad: r#"
import re

def is_name(text):
    return re.fullmatch(r"[A-z]+", text) is not None
"#,
    good: r#"
import re

def is_name(text):
    return re.fullmatch(r"[A-Za-z]+", text) is not None
"#,
    references: &[
        "https://docs.python.org/3/library/re.html",
        "https://cwe.mitre.org/data/definitions/20.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",
    ],
    also: &["codeql:py/overly-large-range"],
    find: &[Find::Call(expressions::LITERAL, ranges), Find::Call(expressions::DECLARED, ranges)],
};

fn ranges(call: &Call<'_>) -> Answer {
    let Some(found) = applied(call) else { return Answer::NotMine };
    let ranges = found.pattern.ranges();
    if ranges.is_empty() {
        return Answer::NotMine;
    }
    let Some((range, also)) = ranges.iter().find_map(|range| Some((range, too_large(*range)?))) else {
        return Answer::safe("every range begins and ends among characters of one kind");
    };
    let written = quoted(found.pattern.text().get(range.start..range.end).unwrap_or_default());
    Answer::wrong(format!(
        "`{written}` is a range by the characters' numbers and holds {also} as well, which then pass. Name what is meant: \
         letters as `A-Za-z`, a hyphen at the end."
    ))
}

/// What a range holds beside what it names, where its ends are of different kinds.
fn too_large(range: Range) -> Option<&'static str> {
    let (first, last) = (char::from_u32(range.first)?, char::from_u32(range.last)?);
    let kind = |c: char| match c {
        '0'..='9' => 1,
        'A'..='Z' => 2,
        'a'..='z' => 3,
        _ => 0,
    };
    match (kind(first), kind(last)) {
        (2, 3) => Some("`[`, `\\`, `]`, `^` and `_`"),
        (1, 2 | 3) => Some("`:`, `;`, `<`, `=`, `>`, `?` and `@`"),
        // `[+-_]`: a hyphen between two others. From the first printable character on it is meant.
        (0, 0) if last == '_' && ('#'..='/').contains(&first) => Some("digits, capital letters, `<`, `>` and `;`"),
        _ => None,
    }
}
