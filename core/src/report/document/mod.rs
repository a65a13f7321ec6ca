//! The report as a document to read from top to bottom: the conclusion, item by item what was found with its lines,
//! what these files cannot answer, what was not reviewed, and the rules that ran. Markdown and HTML are two ways to
//! write the same one.

mod html;
mod lines;
mod markdown;

use super::{FactReport, FindingReport, ItemReport, Report};
use crate::checks;
use crate::project::Project;
use crate::rules;
use crate::text::{File, FileId};
use crate::vocabulary::{Status, Verdict};
use crate::words;
use std::collections::BTreeMap;

pub use html::html;
pub use markdown::{finding_markdown, markdown};

/// Facts of one status that an item lists; the rest is counted.
const FACTS: usize = 50;

/// How many more lines of one sentence a document names.
const LINES: usize = 20;

/// Steps of a trace that are shown with their lines.
const STEPS: usize = 40;

/// The findings of an item that count.
fn findings<'a>(report: &'a Report, item: &'a ItemReport) -> impl Iterator<Item = &'a FindingReport> {
    report.findings.iter().filter(|finding| finding.category == item.item && finding.suppressed.is_none())
}

/// The findings that a comment silences.
fn suppressed(report: &Report) -> impl Iterator<Item = &FindingReport> {
    report.findings.iter().filter(|finding| finding.suppressed.is_some())
}

/// The facts of an item that are no findings of their own, by status from the one to look at first.
fn facts(item: &ItemReport) -> Vec<(&'static str, Vec<&FactReport>)> {
    let of = |status: Status| {
        let mut facts: Vec<&FactReport> = item
            .facts
            .iter()
            .filter(|fact| fact.status == status && !is_said_by_a_check(item, fact))
            .collect();
        // A reader goes through the code from top to bottom, whoever it is that says something of it.
        facts.sort_by_key(|fact| (&fact.file, fact.line));
        facts
    };
    [
        ("To be looked at", of(Status::Attention)),
        ("Not decidable from these files", of(Status::Undecided)),
        ("Safe", of(Status::Safe)),
        ("Listed", of(Status::Info)),
    ]
    .into_iter()
    .filter(|(_, facts)| !facts.is_empty())
    .collect()
}

/// Whether a rule says of a place that it is safe, and a check of the same item says so in more words.
fn is_said_by_a_check(item: &ItemReport, fact: &FactReport) -> bool {
    fact.status == Status::Safe
        && rules::rule(fact.check).is_some()
        && item.facts.iter().any(|other| {
            other.status == Status::Safe
                && other.line == fact.line
                && other.file == fact.file
                && checks::check(other.check).is_some()
        })
}

/// A sentence, and all places of a file of which it is said.
struct Said<'a> {
    fact: &'a FactReport,
    /// The lines of the others.
    more: Vec<String>,
}

impl Said<'_> {
    /// ` (and lines 12, 19 and 3 more)`
    fn others(&self) -> String {
        match self.more.as_slice() {
            [] => String::new(),
            [one] => format!(" (and line {one})"),
            more => format!(" (and lines {})", words::list_of(more, LINES)),
        }
    }
}

/// Each sentence once, in order of its first place.
fn once<'a>(facts: &[&'a FactReport]) -> Vec<Said<'a>> {
    let mut said: Vec<Said<'a>> = Vec::new();
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for fact in facts {
        let at = *known.entry((&fact.file, &fact.text)).or_insert(said.len());
        match said.get_mut(at) {
            Some(before) => before.more.push(fact.line.to_string()),
            None => said.push(Said { fact, more: Vec::new() }),
        }
    }
    said
}

/// `Absent`, `Clear, 14 places`
fn verdict(item: &ItemReport) -> String {
    let word = match item.verdict {
        Verdict::Undecidable if item.facts.is_empty() => "not examined",
        verdict => verdict.name(),
    };
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let counted = match item.examined {
        0 => String::new(),
        count => format!(", {}", words::count(count, "place")),
    };
    format!("{first}{}{counted}", letters.as_str())
}

/// `12 files with 1,472 lines`
fn extent(report: &Report) -> String {
    let lines: usize = report.files.iter().map(|file| file.lines as usize).sum();
    format!("{} with {}", words::count(report.files.len(), "file"), words::count(lines, "line"))
}

/// `the request or an uploaded file`
fn distrusted(report: &Report) -> String {
    let sources: Vec<&str> = report.distrusted.iter().map(|source| source.describe()).collect();
    match sources.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => sources.concat(),
    }
}

/// Ids and titles of the rules that ran, and of the checks.
fn ran(report: &Report) -> impl Iterator<Item = (&str, &str)> {
    let rules = report.engine.rules.iter().map(|id| (*id, rules::rule(id).map_or("", |rule| rule.title)));
    let checks = report.engine.checks.iter();
    rules.chain(checks.map(|id| (*id, checks::check(id).map_or("", |check| check.title))))
}

/// How bad, how sure, of what kind.
fn grade(finding: &FindingReport) -> String {
    format!(
        "{} severity, {} confidence, CWE-{}, rule {}",
        finding.severity, finding.confidence, finding.cwe, finding.rule
    )
}

/// The file of a path: ids are in order of paths.
fn file_at<'a>(project: &'a Project, path: &str) -> Option<&'a File> {
    let files: Vec<FileId> = project.files().collect();
    let at = files.partition_point(|file| project.module(*file).file.path.as_str() < path);
    let file = &project.module(*files.get(at)?).file;
    (file.path == path).then_some(file)
}
