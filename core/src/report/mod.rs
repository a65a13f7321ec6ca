//! The report: what people and programs are given. Its fields are the JSON format `sightline/1`, to which
//! fields are added and in which none is changed. One rendering a file.

mod conclusion;
mod csv;
mod document;
mod json;
mod make;
mod marks;
mod sarif;
mod text;
mod visible;

use crate::flow::Trust;
use crate::text::Region;
use crate::vocabulary::{Category, Confidence, Severity, Source, Status, Verdict};
use serde::Serialize;

pub use csv::csv;
pub use document::{finding_markdown, html, markdown};
pub use json::json;
pub use marks::{Marked, item_fingerprints, marks_of};
pub use sarif::sarif;
pub use text::{Look, rule_list, rule_page, text};

/// What a review comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `sightline/1`
    pub schema: &'static str,
    /// What made it.
    pub engine: Engine,
    /// Whose data counts as an attacker's, by kind of source.
    pub distrusted: Vec<Source>,
    /// What was reviewed, sorted by path.
    pub files: Vec<FileReport>,
    /// What is wrong, in order of place, as far as the options ask for it.
    pub findings: Vec<FindingReport>,
    /// The fourteen items.
    pub checklist: Vec<ItemReport>,
    /// What the files are.
    pub identity: Vec<FactReport>,
    /// What no reader of these files could know.
    pub not_decided: Vec<FactReport>,
    /// What it all comes to, in a few sentences.
    pub conclusion: String,
    /// How many findings the options leave out.
    pub hidden: Hidden,
    /// What was not reviewed, and why.
    pub notices: Vec<NoticeReport>,
}

/// What made a report.
#[derive(Debug, Clone, Serialize)]
pub struct Engine {
    /// Version of the engine.
    pub version: &'static str,
    /// Ids of the rules that ran.
    pub rules: Vec<&'static str>,
    /// Ids of the checks that ran.
    pub checks: Vec<&'static str>,
}

/// A reviewed file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Where it came from.
    pub path: String,
    /// How many lines.
    pub lines: u32,
    /// Size in bytes, as given.
    pub bytes: usize,
    /// How many functions, lambdas not counted.
    pub functions: usize,
    /// How many classes.
    pub classes: usize,
    /// SHA-256 of the bytes as given, in hex.
    pub sha256: String,
    /// What is to be known about how it was read.
    pub notices: Vec<FileNotice>,
}

/// A notice about a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileNotice {
    /// First line, from 1.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Its kind.
    pub kind: &'static str,
    /// One sentence.
    pub text: String,
}

/// A notice about something that was not reviewed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NoticeReport {
    /// The file, or what was to be one.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// Its kind.
    pub kind: &'static str,
    /// One sentence.
    pub text: String,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingReport {
    /// Id of the rule.
    pub rule: &'static str,
    /// Title of the rule.
    pub title: &'static str,
    /// The file.
    pub file: String,
    /// Where in it.
    #[serde(flatten)]
    pub region: Region,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The checklist item.
    pub category: Category,
    /// Number in the Common Weakness Enumeration.
    pub cwe: u32,
    /// `Class.method`; null in a module's body.
    pub function: Option<String>,
    /// What is wrong, why it matters here, what to do.
    pub message: String,
    /// `1:` and 16 hex digits.
    pub fingerprint: String,
    /// Source first, sink last.
    pub trace: Vec<StepReport>,
    /// The comment that says it is not wanted.
    pub suppressed: Option<SuppressionReport>,
    /// What a person says of it.
    pub mark: Option<Marked>,
}

/// A step of a trace.
#[derive(Debug, Clone, Serialize)]
pub struct StepReport {
    /// The file.
    pub file: String,
    /// Where in it.
    #[serde(flatten)]
    pub region: Region,
    /// What happens there.
    pub text: String,
}

/// A comment that says a finding is not wanted.
#[derive(Debug, Clone, Serialize)]
pub struct SuppressionReport {
    /// The comment's own words.
    pub by: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its reason.
    pub reason: Option<String>,
}

/// A checklist item.
#[derive(Debug, Clone, Serialize)]
pub struct ItemReport {
    /// Which.
    pub item: Category,
    /// Its heading.
    pub title: &'static str,
    /// What it comes to.
    pub verdict: Verdict,
    /// One paragraph.
    pub summary: String,
    /// How many distinct places were examined.
    pub examined: usize,
    /// What a person says of it.
    pub mark: Option<Marked>,
    /// The evidence.
    pub facts: Vec<FactReport>,
}

/// A fact.
#[derive(Debug, Clone, Serialize)]
pub struct FactReport {
    /// Id of the rule or check.
    pub check: &'static str,
    /// The file.
    pub file: String,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// What came of it.
    pub status: Status,
    /// One sentence.
    pub text: String,
}

/// How many findings the options leave out.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Hidden {
    /// Below the confidence or the severity that is asked for.
    pub low: usize,
}

/// Whose data is distrusted, and which findings a report shows. Facts and verdicts are never filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The least confidence.
    pub min_confidence: Confidence,
    /// The least severity.
    pub min_severity: Severity,
    /// Which kinds of source count as an attacker's.
    pub trust: Trust,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_confidence: Confidence::Medium, min_severity: Severity::Note, trust: Trust::default() }
    }
}
