//! What the sender saw against what this engine sees in the same files.

use super::payload::{Payload, SentFinding, region};
use crate::report::Report;
use crate::vocabulary::{Category, Verdict};
use std::collections::BTreeMap;

/// How a review differs from the one that was sent. Findings are the sender's by their index, this engine's by file
/// and fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// How many findings both see.
    pub same: usize,
    /// What the sender saw and this engine does not.
    pub gone: Vec<usize>,
    /// What the sender saw at places that are masked here: not checked.
    pub unchecked: Vec<usize>,
    /// What this engine sees and the sender did not.
    pub new: Vec<(String, String)>,
    /// Items whose verdict is another.
    pub verdicts: Vec<VerdictChange>,
}

/// An item whose verdict is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictChange {
    /// The item's title.
    pub title: &'static str,
    /// The sender's verdict.
    pub theirs: Verdict,
    /// This engine's verdict.
    pub ours: Verdict,
}

/// How a report on the files of a payload differs from what was sent along with them.
#[must_use]
pub fn difference(payload: &Payload, report: &Report) -> Difference {
    let mut difference = Difference::default();
    let mut seen = vec![false; report.findings.len()];
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, ours) in report.findings.iter().enumerate() {
        by_file.entry(&ours.file).or_default().push(at);
    }
    for (at, theirs) in payload.findings.iter().enumerate() {
        let path = payload.file(theirs.file).map_or("", |file| file.path.as_str());
        let here = by_file.get(path).into_iter().flatten().copied();
        let free = here.filter(|at| seen.get(*at) == Some(&false));
        let mut ours = free.filter_map(|at| report.findings.get(at).map(|ours| (at, ours)));
        // A masked text changes the fingerprints of its statement, and not its place.
        let found = ours
            .clone()
            .find(|(_, ours)| ours.fingerprint == theirs.fingerprint)
            .or_else(|| ours.find(|(_, ours)| ours.rule == theirs.rule && ours.region == theirs.region()));
        if let Some(seen) = found.and_then(|(at, _)| seen.get_mut(at)) {
            *seen = true;
            difference.same += 1;
        } else if is_masked(payload, theirs) {
            difference.unchecked.push(at);
        } else {
            difference.gone.push(at);
        }
    }
    let new = report.findings.iter().zip(seen).filter(|(_, seen)| !seen);
    difference.new = new.map(|(finding, _)| (finding.file.clone(), finding.fingerprint.clone())).collect();
    // With masked places the verdicts may differ for that reason alone.
    if payload.files.iter().all(|file| file.masked.is_empty()) {
        difference.verdicts = verdicts(payload, report);
    }
    difference
}

fn is_masked(payload: &Payload, finding: &SentFinding) -> bool {
    let place = finding.region();
    payload.file(finding.file).is_some_and(|file| {
        file.masked
            .iter()
            .map(|masked| region(*masked))
            .any(|masked| masked.line <= place.end_line && place.line <= masked.end_line)
    })
}

fn verdicts(payload: &Payload, report: &Report) -> Vec<VerdictChange> {
    let change = |(item, theirs, _): &(Category, Verdict, u32)| {
        let ours = report.checklist.iter().find(|ours| ours.item == *item)?.verdict;
        (ours != *theirs).then_some(VerdictChange { title: item.title(), theirs: *theirs, ours })
    };
    payload.verdicts.iter().filter_map(change).collect()
}
