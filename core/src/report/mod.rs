//! The report: what people and programs are given. Its fields are the JSON format `sightline/1`, to which
//! fields are added and in which none is changed. One rendering a file.

mod json;
mod text;

use crate::checklist::{self, Item};
use crate::intake::LeftOut;
use crate::project::Project;
use crate::rules::{self, Examined, Fact};
use crate::text::{Notice, Place, Region};
use crate::vocabulary::{Category, Confidence, Severity, Status, Verdict};
use serde::Serialize;

pub use json::json;
pub use text::text;

/// What a review comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `sightline/1`
    pub schema: &'static str,
    /// What made it.
    pub engine: Engine,
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

/// Which findings a report shows. Facts and verdicts are never filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The least confidence.
    pub min_confidence: Confidence,
    /// The least severity.
    pub min_severity: Severity,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_confidence: Confidence::Medium, min_severity: Severity::Note }
    }
}

impl Report {
    /// Put together what was said of all files, given in order of the files.
    #[must_use]
    pub fn new(project: &Project, examined: &[Examined], left_out: &[LeftOut], options: &Options) -> Self {
        let items = checklist::gather(project, examined);
        let all: Vec<_> = examined.iter().flat_map(|examined| &examined.findings).collect();
        let shown = |finding: &&&crate::finding::Finding| {
            finding.confidence >= options.min_confidence && finding.severity >= options.min_severity
        };
        let findings: Vec<_> =
            all.iter().filter(shown).map(|finding| finding_report(project, finding)).collect();
        let conclusion = conclusion(project, &items);
        Self {
            schema: "sightline/1",
            engine: Engine {
                version: env!("CARGO_PKG_VERSION"),
                rules: rules::RULES.iter().map(|rule| rule.id).collect(),
            },
            files: project.files().map(|file| file_report(project, file, examined)).collect(),
            hidden: Hidden { low: all.len() - findings.len() },
            findings,
            checklist: items.into_iter().map(|item| item_report(project, item)).collect(),
            identity: Vec::new(),
            not_decided: Vec::new(),
            conclusion,
            notices: notices(project, examined, left_out),
        }
    }
}

fn file_report(project: &Project, file: crate::text::FileId, examined: &[Examined]) -> FileReport {
    let module = project.module(file);
    FileReport {
        path: module.file.path.clone(),
        lines: module.file.lines.count(),
        bytes: module.file.bytes,
        functions: module.ast.functions.iter().filter(|function| function.name.is_some()).count(),
        classes: module.ast.classes.len(),
        sha256: module.file.sha256.clone(),
        notices: notices_of(project, file, examined).into_iter().map(file_notice).collect(),
    }
}

fn notices_of(project: &Project, file: crate::text::FileId, examined: &[Examined]) -> Vec<Notice> {
    let module = project.module(file);
    let said = examined.get(file.0 as usize).map_or(&[][..], |examined| &examined.notices);
    let mut notices: Vec<Notice> =
        module.file.notices.iter().chain(&module.ast.notices).chain(said).cloned().collect();
    notices.sort();
    notices.dedup();
    notices
}

fn file_notice(notice: Notice) -> FileNotice {
    FileNotice { line: notice.line, end_line: notice.end_line, kind: notice.kind.name(), text: notice.text }
}

fn notices(project: &Project, examined: &[Examined], left_out: &[LeftOut]) -> Vec<NoticeReport> {
    let report = |path: &str, notice: &Notice| NoticeReport {
        file: path.to_owned(),
        line: notice.line,
        kind: notice.kind.name(),
        text: notice.text.clone(),
    };
    let mut notices: Vec<NoticeReport> =
        left_out.iter().map(|left| report(&left.path, &left.notice)).collect();
    for file in project.files() {
        let path = &project.module(file).file.path;
        let said = notices_of(project, file, examined);
        notices
            .extend(said.iter().filter(|notice| notice.kind.left_out()).map(|notice| report(path, notice)));
    }
    notices.sort();
    notices
}

fn finding_report(project: &Project, finding: &crate::finding::Finding) -> FindingReport {
    let rule = rules::rule(finding.rule);
    FindingReport {
        rule: finding.rule,
        title: rule.map_or("", |rule| rule.title),
        file: path(project, finding.place),
        region: project.region(finding.place),
        severity: finding.severity,
        confidence: finding.confidence,
        category: rule.map_or(Category::Complexity, |rule| rule.category),
        cwe: rule.map_or(0, |rule| rule.cwe),
        function: finding.function.clone(),
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
        trace: finding
            .trace
            .iter()
            .map(|step| StepReport {
                file: path(project, step.place),
                region: project.region(step.place),
                text: step.text.clone(),
            })
            .collect(),
        suppressed: finding.suppressed.as_ref().map(|by| SuppressionReport {
            by: by.by.clone(),
            line: by.line,
            reason: by.reason.clone(),
        }),
    }
}

fn item_report(project: &Project, item: Item) -> ItemReport {
    ItemReport {
        item: item.category,
        title: item.category.title(),
        verdict: item.verdict,
        summary: item.summary,
        examined: item.examined,
        facts: item.facts.into_iter().map(|fact| fact_report(project, fact)).collect(),
    }
}

fn fact_report(project: &Project, fact: Fact) -> FactReport {
    let region = project.region(fact.place);
    FactReport {
        check: fact.check,
        file: path(project, fact.place),
        line: region.line,
        end_line: region.end_line,
        status: fact.status,
        text: fact.text,
    }
}

fn path(project: &Project, place: Place) -> String {
    project.module(place.file).file.path.clone()
}

/// The verdicts in a few sentences, never more than was examined.
fn conclusion(project: &Project, items: &[Item]) -> String {
    let searched = checklist::Searched::of(project);
    let named = |verdict| {
        let of: Vec<_> =
            items.iter().filter(|item| item.verdict == verdict).map(|item| item.category.title()).collect();
        (of.len(), of.join(", "))
    };
    let examined: usize = items.iter().map(|item| item.examined).sum();
    let files = project.files().count();
    let mut sentences = vec![format!(
        "{files} {} with {} lines and {} calls: {examined} places examined.",
        if files == 1 { "file" } else { "files" },
        searched.lines,
        searched.calls
    )];
    for (verdict, words) in [
        (Verdict::Defect, "Defects"),
        (Verdict::Attention, "To look at"),
        (Verdict::Clear, "Clear"),
        (Verdict::Absent, "Nothing of the kind"),
        (Verdict::Undecidable, "Not decided"),
    ] {
        let (count, titles) = named(verdict);
        if count > 0 {
            sentences.push(format!("{words}: {titles}."));
        }
    }
    sentences.join(" ")
}
