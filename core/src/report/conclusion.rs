//! What a review comes to, in a few sentences made of the verdicts and their numbers: never more than was
//! examined.

use super::NoticeReport;
use crate::checklist::Item;
use crate::checks::Searched;
use crate::project::Project;
use crate::rules::RULES;
use crate::vocabulary::{Status, Verdict};
use crate::words;

/// The conclusion.
pub(super) fn conclusion(project: &Project, items: &[Item], left_out: &[NoticeReport]) -> String {
    let searched = Searched::of(project);
    let mut sentences = Vec::new();
    if searched.files == 0 {
        sentences.push("Nothing was reviewed.".to_owned());
    } else {
        let examined: usize = items.iter().map(|item| item.examined).sum();
        let places = words::count(examined, "place");
        let rules = words::count(RULES.len(), "rule");
        let files = words::count(searched.files, "file");
        sentences.push(format!("{rules} examined {places} in {files} with {}.", searched.words()));
        sentences.extend(verdicts(items, examined));
    }
    if !left_out.is_empty() {
        let says = if left_out.len() == 1 { "says" } else { "say" };
        sentences.push(format!("{} {says} what was not reviewed.", words::count(left_out.len(), "notice")));
    }
    sentences.join(" ")
}

fn verdicts(items: &[Item], examined: usize) -> Vec<String> {
    let mut sentences = Vec::new();
    match with(items, Status::Defect) {
        (0, _) if examined == 1 => sentences.push("It has no defect that they know.".into()),
        (0, _) if examined > 0 => {
            sentences.push(format!(
                "None of the {} has a defect that they know.",
                words::count(examined, "place")
            ));
        }
        (0, _) => {}
        (count, items) => sentences.push(format!("Defects at {}: {items}.", words::count(count, "place"))),
    }
    for (status, what) in
        [(Status::Attention, "To be looked at"), (Status::Undecided, "Not decidable from these files")]
    {
        let (count, items) = with(items, status);
        if count > 0 {
            sentences.push(format!("{what}, {}: {items}.", words::count(count, "place")));
        }
    }
    let looked_at =
        |verdict| items.iter().filter(move |item| item.looked_at_by > 0 && item.verdict == verdict);
    let clear: Vec<String> = looked_at(Verdict::Clear).map(|item| named(item, item.examined)).collect();
    let absent: Vec<&str> = looked_at(Verdict::Absent).map(|item| item.category.title()).collect();
    let not_looked_at = items.iter().filter(|item| item.looked_at_by == 0);
    let not_looked_at: Vec<&str> = not_looked_at.map(|item| item.category.title()).collect();
    for (what, items) in [
        ("All places safe", words::list(&clear)),
        ("No such places", words::list(&absent)),
        ("Not examined by this version", words::list(&not_looked_at)),
    ] {
        if !items.is_empty() {
            sentences.push(format!("{what}: {items}."));
        }
    }
    sentences
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
