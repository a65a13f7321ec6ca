//! What a review comes to, in a few sentences made of the verdicts and their numbers: never more than was
//! examined.

use super::NoticeReport;
use crate::checklist::Item;
use crate::checks::{CHECKS, Searched};
use crate::project::Project;
use crate::rules::{self, RULES};
use crate::vocabulary::{Status, Verdict};
use crate::words;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many defects, and how many checks, it names.
const NAMED: usize = 3;

/// The conclusion.
pub(super) fn conclusion(
    project: &Project,
    items: &[Item],
    not_decided: usize,
    left_out: &[NoticeReport],
) -> String {
    let searched = Searched::of(project);
    let mut sentences = Vec::new();
    if searched.files == 0 {
        sentences.push("Nothing was reviewed.".to_owned());
    } else {
        let examined: usize = items.iter().map(|item| item.examined).sum();
        let places = words::count(examined, "place");
        let by = format!("{} and {}", words::count(RULES.len(), "rule"), words::count(CHECKS.len(), "check"));
        let files = words::count(searched.files, "file");
        sentences.push(format!("{by} examined {places} in {files} with {}.", searched.words()));
        sentences.extend(verdicts(project, items, examined));
        if not_decided > 0 {
            let points = words::count(not_decided, "point");
            sentences.push(format!(
                "{points} that no reader of these files can know, such as what imported libraries do, {} listed as not \
                 decided.",
                if not_decided == 1 { "is" } else { "are" }
            ));
        }
        sentences.push("What the rules and checks do not look for was not examined.".to_owned());
    }
    if !left_out.is_empty() {
        let says = if left_out.len() == 1 { "says" } else { "say" };
        sentences.push(format!("{} {says} what was not reviewed.", words::count(left_out.len(), "notice")));
    }
    sentences.join(" ")
}

fn verdicts(project: &Project, items: &[Item], examined: usize) -> Vec<String> {
    let mut sentences = Vec::new();
    match with(items, Status::Defect) {
        (0, _) if examined == 1 => sentences.push("No defect was found there.".into()),
        (0, _) if examined > 0 => {
            sentences
                .push(format!("No defect was found at any of these {}.", words::count(examined, "place")));
        }
        (0, _) => {}
        (1, within) => {
            let gravest = words::list(&gravest(project, items));
            sentences.push(format!("A defect was found at 1 place: {within}, {gravest}."));
        }
        (count, within) => {
            let gravest = words::list(&gravest(project, items));
            let places = words::count(count, "place");
            sentences.push(format!("Defects were found at {places}: {within}. Look first at {gravest}."));
        }
    }
    match with(items, Status::Attention) {
        (0, _) => {}
        (1, items) => sentences.push(format!("1 place calls for a person's judgement: {items}.")),
        (count, within) => {
            let by = most(items);
            let most = if by.len() > 1 {
                format!(" Most are noted by {}.", words::list(&by))
            } else {
                String::new()
            };
            let places = words::count(count, "place");
            sentences.push(format!("{places} call for a person's judgement: {within}.{most}"));
        }
    }
    match with(items, Status::Undecided) {
        (0, _) => {}
        (count, items) => {
            sentences.push(format!(
                "{} cannot be decided from these files: {items}.",
                words::count(count, "place")
            ));
        }
    }
    let looked_at =
        |verdict| items.iter().filter(move |item| item.looked_at_by > 0 && item.verdict == verdict);
    let clear: Vec<String> = looked_at(Verdict::Clear).map(|item| named(item, item.examined)).collect();
    let absent: Vec<&str> = looked_at(Verdict::Absent).map(|item| item.category.title()).collect();
    let not_looked_at = items.iter().filter(|item| item.looked_at_by == 0);
    let not_looked_at: Vec<&str> = not_looked_at.map(|item| item.category.title()).collect();
    for (what, items) in [
        ("Examined or listed, with nothing to object to", words::list(&clear)),
        ("Nothing of the kind is in these files", words::list(&absent)),
        ("Not examined by this version", words::list(&not_looked_at)),
    ] {
        if !items.is_empty() {
            sentences.push(format!("{what}: {items}."));
        }
    }
    sentences
}

/// The gravest defects, each with its line.
fn gravest(project: &Project, items: &[Item]) -> Vec<String> {
    let mut found: Vec<_> = items
        .iter()
        .flat_map(|item| &item.facts)
        .filter(|fact| fact.status == Status::Defect)
        .map(|fact| (Reverse(rules::rule(fact.check).map(|rule| rule.severity)), fact.place, fact.check))
        .collect();
    found.sort();
    let named = found.into_iter().take(NAMED).map(|(_, place, rule)| {
        let module = project.module(place.file);
        format!("`{rule}` (`{}`, line {})", module.file.path, module.file.line(place.span.start))
    });
    named.collect()
}

/// Which rules and checks note most of what calls for a person's judgement.
fn most(items: &[Item]) -> Vec<String> {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in items.iter().flat_map(|item| &item.facts).filter(|fact| fact.status == Status::Attention) {
        *by.entry(fact.check).or_default() += 1;
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by_key(|(check, count)| (Reverse(*count), *check));
    by.into_iter().take(NAMED).map(|(check, count)| format!("`{check}` ({})", words::number(count))).collect()
}

/// How many places have a status, and in which items: `Injection (2) and Network (1)`.
fn with(items: &[Item], status: Status) -> (usize, String) {
    let having: Vec<&Item> = items.iter().filter(|item| item.count(status) > 0).collect();
    let names: Vec<String> = having.iter().map(|item| named(item, item.count(status))).collect();
    (having.iter().map(|item| item.count(status)).sum(), words::list(&names))
}

fn named(item: &Item, count: usize) -> String {
    format!("{} ({})", item.category.title(), words::number(count))
}
