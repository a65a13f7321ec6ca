//! Marks: what a person says of findings and of items of the checklist, by fingerprint. A rendering shows them beside
//! what they speak of; they change no fact, no verdict and no conclusion.

use super::Report;
use crate::project::Project;
use crate::text::{File, digest};
use crate::vocabulary::Mark;
use crate::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mark with the words of whoever set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Fingerprint of what is marked.
    pub of: String,
    /// The mark.
    pub mark: Mark,
    /// Their words; may be empty.
    pub note: String,
}

impl Marked {
    /// `Marked as a false alarm: the caller checks`
    #[must_use]
    pub fn sentence(&self) -> String {
        let note = self.note.trim();
        let colon = if note.is_empty() { "" } else { ": " };
        format!("Marked as {}{colon}{note}", self.mark.phrase())
    }
}

impl Report {
    /// Show these marks, and no others, beside what they speak of. The last one of a fingerprint counts.
    pub fn mark(&mut self, project: &Project, marks: &[Marked]) {
        let by_print: BTreeMap<&str, &Marked> = marks.iter().map(|mark| (mark.of.as_str(), mark)).collect();
        let of = |print: &str| by_print.get(print).map(|mark| (*mark).clone());
        for finding in &mut self.findings {
            finding.mark = of(&finding.fingerprint);
        }
        let prints = if marks.is_empty() { Vec::new() } else { item_fingerprints(self, project) };
        for (at, item) in self.checklist.iter_mut().enumerate() {
            item.mark = prints.get(at).and_then(|print| of(print));
        }
    }

    /// How much is marked, and that it changes nothing: `Marked: 2 findings (1 false alarm, 1 accepted risk).`
    #[must_use]
    pub fn marked(&self) -> Option<String> {
        let findings = self.findings.iter().filter_map(|finding| finding.mark.as_ref());
        let items = self.checklist.iter().filter_map(|item| item.mark.as_ref());
        let parts: Vec<String> = [
            counted(&findings.collect::<Vec<_>>(), "finding"),
            counted(&items.collect::<Vec<_>>(), "item of the checklist"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            return None;
        }
        Some(format!(
            "A person marked {}. Marks stand beside what they speak of and change no verdict.",
            words::list(&parts)
        ))
    }
}

/// The fingerprints of the fourteen items, in their order. An item is what was said of which code, wherever that
/// stands: an edit elsewhere leaves it as it is. One without facts speaks of all that was searched.
#[must_use]
pub fn item_fingerprints(report: &Report, project: &Project) -> Vec<String> {
    let files: BTreeMap<&str, &File> = project
        .files()
        .map(|file| &project.module(file).file)
        .map(|file| (file.path.as_str(), file))
        .collect();
    let all = || report.files.iter().map(|file| file.sha256.as_str()).collect::<Vec<_>>().join("\0");
    let of = |item: &super::ItemReport| {
        let mut identity = format!("{}\0{}", item.item, item.verdict);
        for fact in &item.facts {
            let line = files.get(fact.file.as_str()).map_or("", |file| file.line_text(fact.line).trim());
            for part in [fact.check, fact.status.name(), line] {
                identity.push('\0');
                identity.push_str(part);
            }
        }
        if item.facts.is_empty() {
            identity.push('\0');
            identity.push_str(&all());
        }
        format!("item:{}", digest(identity.as_bytes()).get(..16).unwrap_or(""))
    };
    report.checklist.iter().map(of).collect()
}

/// The marks in a report that was written as JSON; none where it is no such report.
#[must_use]
pub fn marks_of(json: &str) -> Option<Vec<Marked>> {
    #[derive(Deserialize)]
    struct Written {
        findings: Vec<Part>,
        checklist: Vec<Part>,
    }
    #[derive(Deserialize)]
    struct Part {
        #[serde(default)]
        mark: Option<Marked>,
    }
    let written: Written = serde_json::from_str(json).ok()?;
    Some(written.findings.into_iter().chain(written.checklist).filter_map(|part| part.mark).collect())
}

/// `2 findings (1 false alarm, 1 accepted risk)`
fn counted(marks: &[&Marked], what: &str) -> Option<String> {
    let of_kind = |mark: &Mark| match marks.iter().filter(|marked| marked.mark == *mark).count() {
        0 => None,
        count => Some(match mark {
            Mark::Agreed => format!("{} agreed", words::number(count)),
            Mark::FalseAlarm => words::count(count, "false alarm"),
            Mark::AcceptedRisk => words::count(count, "accepted risk"),
        }),
    };
    let kinds: Vec<String> = Mark::ALL.iter().filter_map(of_kind).collect();
    (!kinds.is_empty()).then(|| {
        let what = match what.split_once(' ') {
            Some((noun, rest)) => format!("{} {rest}", words::count(marks.len(), noun)),
            None => words::count(marks.len(), what),
        };
        format!("{what} ({})", kinds.join(", "))
    })
}
