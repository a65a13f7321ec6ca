//! Rules as text: the list of all, and the page of one.

use super::look::{Ink, Look, columns_of};
use super::{ink, push_wrapped};
use crate::rules::{RULES, Rule};
use crate::vocabulary::Category;
use crate::words;
use std::fmt::Write;

/// All rules, by checklist item.
#[must_use]
pub fn rule_list(look: Look) -> String {
    let mut out = String::new();
    let ids = RULES.iter().map(|rule| columns_of(rule.id)).max().unwrap_or(0);
    for category in Category::ALL {
        let rules: Vec<&Rule> = RULES.iter().copied().filter(|rule| rule.category == *category).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}", look.paint(Ink::Strong, category.title()));
        for rule in rules {
            let severity = look.paint(ink(rule.severity), &format!("{:<6}", rule.severity.name()));
            let _ = writeln!(out, "  {:ids$}  {severity}  {}", rule.id, rule.title);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}. `sightline rules ID` shows one.", words::count(RULES.len(), "rule"));
    out
}

/// One rule: why, what to do, code that is wrong and the same code put right.
#[must_use]
pub fn rule_page(rule: &Rule, look: Look) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} {}",
        look.paint(Ink::Strong, rule.title),
        look.paint(Ink::Faint, &format!("[{}]", rule.id))
    );
    let _ = writeln!(
        out,
        "{} severity, {} confidence at most, CWE-{}, checklist item {}\n",
        look.paint(ink(rule.severity), rule.severity.name()),
        rule.confidence,
        rule.cwe,
        rule.category.title()
    );
    for (heading, text) in [("Why", rule.why), ("What to do", rule.fix)] {
        let _ = writeln!(out, "{}", look.paint(Ink::Strong, heading));
        push_wrapped(&mut out, "  ", text, look);
        out.push('\n');
    }
    for (heading, code) in [("Wrong", rule.bad), ("Right", rule.good)] {
        let _ = writeln!(out, "{}", look.paint(Ink::Strong, heading));
        for line in code.trim_matches('\n').lines() {
            let _ = writeln!(out, "{}", format!("    {line}").trim_end());
        }
        out.push('\n');
    }
    for (heading, lines) in [("More", rule.references), ("In other tools", rule.also)] {
        if !lines.is_empty() {
            let _ = writeln!(out, "{}", look.paint(Ink::Strong, heading));
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
            out.push('\n');
        }
    }
    let _ = writeln!(out, "To say that a finding is not wanted: `# sightline: ignore[{}] reason`", rule.id);
    out
}
