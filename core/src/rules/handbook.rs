//! The handbook: all rules as one Markdown text. The file `static/rules.md` is this text; a test writes it.

use super::{RULES, Rule};
use crate::vocabulary::Category;
use std::fmt::Write;

/// All rules as Markdown, by checklist item.
#[must_use]
pub fn handbook() -> String {
    let mut text = String::from(
        "# The rules\n\nWhat Sightline finds, why it matters and what to do. This file is made from the rules themselves; do not edit \
         it.\n",
    );
    let items = || Category::ALL.iter().map(|category| (*category, of(*category)));
    for (category, rules) in items().filter(|(_, rules)| !rules.is_empty()) {
        let links: Vec<String> = rules.iter().map(|rule| format!("[{0}](#{0})", rule.id)).collect();
        let _ = write!(text, "\n- {}: {}", category.title(), links.join(", "));
    }
    text.push('\n');
    for (category, rules) in items() {
        for rule in rules {
            let _ = write!(text, "\n{}", section(category, rule));
        }
    }
    text
}

fn of(category: Category) -> Vec<&'static Rule> {
    RULES.iter().copied().filter(|rule| rule.category == category).collect()
}

/// Code as a page can hold it: what nobody would see stands as its escape.
fn shown(code: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}');
    let letter = |c: char| if hidden(c) { format!("\\u{:04x}", c as u32) } else { c.to_string() };
    code.trim().chars().map(letter).collect()
}

fn section(category: Category, rule: &Rule) -> String {
    let Rule { id, title, cwe, severity, confidence, why, fix, .. } = rule;
    let references: Vec<String> = rule.references.iter().map(|url| format!("- <{url}>\n")).collect();
    let also: Vec<String> = rule.also.iter().map(|id| format!("`{id}`")).collect();
    format!(
        "## {id}\n\n**{title}.** {} · CWE-{cwe} · severity {severity} · confidence up to {confidence}\n\n{why}\n\n{fix}\n\n\
         Wrong:\n\n```python\n{}\n```\n\nRight:\n\n```python\n{}\n```\n\n{}\nAlso known as: {}\n",
        category.title(),
        shown(rule.bad),
        shown(rule.good),
        references.concat(),
        also.join(", "),
    )
}
