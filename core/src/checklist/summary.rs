//! What an item says in one paragraph: how many places were examined and what came of them, which rules found what,
//! and one sentence for each check.

use crate::checks::{CHECKS, Check, Counted, Searched};
use crate::rules::{self, Fact, RULES};
use crate::vocabulary::{Category, Status};
use crate::words;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many rules a sentence names.
const NAMED: usize = 4;

/// The paragraph of an item, whose places have been counted by their status.
pub(super) fn summary(
    category: Category,
    facts: &[Fact],
    places: [usize; Status::ALL.len()],
    searched: Searched,
) -> String {
    let checks: Vec<&Check> = CHECKS.iter().copied().filter(|check| check.category == category).collect();
    let rules = RULES.iter().filter(|rule| rule.category == category).count();
    if rules + checks.len() == 0 {
        return "Not examined by this version.".into();
    }
    let mut sentences = vec![examined(&by(rules, checks.len()), places, searched)];
    sentences.extend(by_rule(facts));
    for check in checks {
        let facts = facts.iter().filter(|fact| fact.check == check.id).collect();
        sentences.push((check.summary)(&Counted { facts, searched }));
    }
    sentences.join(" ")
}

/// `13 rules and 1 check`
fn by(rules: usize, checks: usize) -> String {
    match (rules, checks) {
        (rules, 0) => words::count(rules, "rule"),
        (0, checks) => words::count(checks, "check"),
        (rules, checks) => format!("{} and {}", words::count(rules, "rule"), words::count(checks, "check")),
    }
}

fn examined(by: &str, places: [usize; Status::ALL.len()], searched: Searched) -> String {
    let examined: usize = places.iter().sum();
    let count = |status: Status| places[status as usize];
    if examined == 0 {
        return format!("0 places of this kind in {}, searched by {by}.", searched.words());
    }
    let (is, have) =
        (|count| if count == 1 { "is" } else { "are" }, |count| if count == 1 { "has" } else { "have" });
    let says = |status: Status, count: usize| match status {
        Status::Defect => format!("{} {} a defect", words::number(count), have(count)),
        Status::Attention => format!("{} {} to be looked at", words::number(count), is(count)),
        Status::Undecided => format!("{} cannot be decided from these files", words::number(count)),
        Status::Safe => format!("{} {} safe", words::number(count), is(count)),
        Status::Info => format!("{} {} listed for information", words::number(count), is(count)),
    };
    let by_gravity = Status::ALL.iter().rev().filter(|status| count(**status) > 0);
    let parts: Vec<String> = by_gravity.map(|status| says(*status, count(*status))).collect();
    let places = words::count(examined, "place");
    if count(Status::Safe) == examined {
        let all = match examined {
            1 => "The 1 place".to_owned(),
            2 => "Both places".to_owned(),
            _ => format!("All {places}"),
        };
        return format!("{all} that {by} examined {} safe.", is(examined));
    }
    if count(Status::Info) == examined {
        return format!("{places} {} listed by {by}; none of them calls for a closer look.", is(examined));
    }
    format!("{by} examined {places}: {}.", words::list(&parts))
}

/// Which rules found defects, those with most first; and which examined places that are not wrong.
fn by_rule(facts: &[Fact]) -> Vec<String> {
    let named = |wanted: fn(Status) -> bool| {
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| wanted(fact.status) && rules::rule(fact.check).is_some()) {
            *by_rule.entry(fact.check).or_default() += 1;
        }
        let mut by_rule: Vec<(&str, usize)> = by_rule.into_iter().collect();
        by_rule.sort_by_key(|(rule, count)| (Reverse(*count), *rule));
        let named =
            by_rule.iter().map(|(rule, count)| format!("`{rule}` at {}", words::count(*count, "place")));
        named.collect::<Vec<String>>()
    };
    let defects = named(|status| status == Status::Defect);
    let others = named(|status| status != Status::Defect);
    let mut sentences = Vec::new();
    if !defects.is_empty() {
        sentences.push(format!("Found: {}.", words::list(&defects)));
    }
    if !others.is_empty() {
        let also = if defects.is_empty() {
            "Rules looked, without finding a defect, for"
        } else {
            "Rules also looked, without finding more, for"
        };
        sentences.push(format!("{also} {}.", words::list_of(&others, NAMED)));
    }
    sentences
}
