//! `sightline rules`: the list of all rules, or the page of one.

use crate::arguments::Rules;
use crate::failure::Failure;
use crate::output;
use sightline::report::{rule_list, rule_page};
use sightline::rules::{RULES, rule};
use std::process::ExitCode;

/// List the rules, or explain one.
pub fn rules(asked: &Rules) -> Result<ExitCode, Failure> {
    let look = output::look(asked.color, None);
    let text = match &asked.id {
        None => rule_list(look),
        Some(id) => rule_page(rule(id).ok_or_else(|| unknown(id))?, look),
    };
    output::write(&text, None)?;
    Ok(ExitCode::SUCCESS)
}

/// No such rule; ids that share a word with what was typed are named, and those that other tools call so.
fn unknown(id: &str) -> Failure {
    let typed: Vec<&str> = id.split(['-', '_', ' ']).filter(|word| word.len() > 2).collect();
    let also = |also: &&str| also.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case(id));
    let near: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.also.iter().any(also) || typed.iter().any(|word| rule.id.contains(word)))
        .map(|rule| rule.id)
        .take(8)
        .collect();
    let hint = if near.is_empty() {
        "`sightline rules` lists all".to_owned()
    } else {
        format!("perhaps {}", near.join(", "))
    };
    Failure::new(format!("there is no rule `{id}`: {hint}"))
}
