//! A report's parts as the page shows them: the fields of the report's JSON, and nothing worked out from them.

use serde::{Deserialize, Serialize};

pub use sightline::vocabulary::{Confidence, Severity, Status, Verdict};

/// A place in a file. Lines and columns count from 1, columns in UTF-16 units; the end is one past the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file's path.
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// One step of a finding's trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where.
    pub place: Place,
    /// What happens there.
    pub text: String,
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The comment that says so.
    pub by: String,
    /// Its line.
    pub line: u32,
    /// The reason given there.
    pub reason: String,
}

/// Something wrong, with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The checklist item that it belongs to.
    pub category: String,
    /// The weakness's number in the common list.
    pub cwe: u32,
    /// The function around it, if any.
    pub function: Option<String>,
    /// What is wrong, why it matters here, what to do.
    pub message: String,
    /// What stays the same when lines move.
    pub fingerprint: String,
    /// From the source to the sink; empty for a rule that needs no flow.
    pub trace: Vec<Step>,
    /// Set where a comment says that it does not count.
    pub suppressed: Option<Suppressed>,
}

/// One checklist item; its facts are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// The answer.
    pub verdict: Verdict,
    /// One sentence for each of its checks.
    pub summary: String,
    /// How many distinct places were looked at.
    pub examined: u32,
    /// How many facts there are.
    pub facts: u32,
    /// What stays the same when other lines change.
    pub fingerprint: String,
}

/// One place that was examined, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The rule or check that says so.
    pub check: String,
    /// The file's path.
    pub file: String,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// What came of it.
    pub status: Status,
    /// The sentence.
    pub text: String,
}

/// What was not reviewed, or not as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The file's path.
    pub file: String,
    /// The first line concerned; 0 for the file as a whole.
    pub line: u32,
    /// The last line concerned.
    pub end_line: u32,
    /// `syntax`, `encoding`, `binary`, `too-large`, and so on.
    pub kind: String,
    /// The sentence.
    pub text: String,
}

/// One file of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Its path.
    pub path: String,
    /// How many lines.
    pub lines: u32,
    /// How many bytes.
    pub bytes: u32,
    /// How many functions.
    pub functions: u32,
    /// How many classes.
    pub classes: u32,
    /// What could not be read as it stands.
    pub notices: Vec<Notice>,
}

/// One rule, as the catalogue has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The checklist item that it belongs to.
    pub category: String,
    /// The weakness's number in the common list.
    pub cwe: u32,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Code that shows the flaw.
    pub bad: String,
    /// The same, right.
    pub good: String,
    /// Where to read more.
    pub references: Vec<String>,
    /// The same check in other tools.
    pub also: Vec<String>,
}

/// The letter inside a severity's mark: severity never rests on colour alone.
#[must_use]
pub fn letter(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "H",
        Severity::Medium => "M",
        Severity::Low => "L",
        Severity::Note => "N",
    }
}

/// The sign beside a verdict's word.
#[must_use]
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Defect => "✕",
        Verdict::Attention => "!",
        Verdict::Undecidable => "?",
        Verdict::Clear => "✓",
        Verdict::Absent => "–",
    }
}
