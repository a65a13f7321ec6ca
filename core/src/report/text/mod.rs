//! The report as text for a terminal: findings with their lines, the checklist as a table, what was not
//! reviewed, and one closing line.

mod excerpt;
mod look;
mod rules;

use super::visible::visible;
use super::{FactReport, FindingReport, ItemReport, Report};
use crate::project::Project;
use crate::rules::finds_secrets;
use crate::text::{File, FileId, Region};
use crate::vocabulary::{Severity, Status, Verdict};
use crate::words;
use look::{Ink, wrapped};
use std::fmt::Write;

pub use look::Look;
pub use rules::{rule_list, rule_page};

/// How many lines of a section that is not the point are shown; the rest is counted.
const SHOWN: usize = 12;

/// The report as text; `project` has the lines that it shows.
#[must_use]
pub fn text(report: &Report, project: &Project, look: Look) -> String {
    let mut out = String::new();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        push_finding(&mut out, finding, project, look);
    }
    push_suppressed(&mut out, report, look);
    push_checklist(&mut out, report, look);
    push_section(&mut out, "Not decided from these files", report.not_decided.iter().map(not_decided), look);
    let notices = report.notices.iter().map(|notice| {
        (
            at(&notice.file, (notice.line > 1).then_some(notice.line)),
            format!("{}: {}", notice.kind, notice.text),
        )
    });
    push_section(&mut out, "Not reviewed", notices, look);
    if let Some(marked) = report.marked() {
        push_wrapped(&mut out, "", &marked, look);
    }
    let _ = writeln!(out, "{}", look.paint(Ink::Strong, &closing(report)));
    out
}

fn push_finding(out: &mut String, finding: &FindingReport, project: &Project, look: Look) {
    let file = file_at(project, &finding.file);
    let ink = ink(finding.severity);
    let gutter = digits(file, finding);
    let _ = writeln!(
        out,
        "{}{} {}",
        look.paint(ink, finding.severity.name()),
        look.paint(Ink::Strong, &format!(": {}", finding.title)),
        look.paint(Ink::Faint, &format!("[{}]", finding.rule)),
    );
    let function = finding.function.as_ref().map(|name| format!(" in {}", visible(name))).unwrap_or_default();
    let arrow = look.paint(Ink::Line, &format!("{:gutter$}-->", ""));
    let _ = writeln!(out, "{arrow} {}{function}", place(&finding.file, finding.region));
    if let Some(file) = file {
        excerpt::push_bar(out, gutter, look);
        let region = (finding.region, finds_secrets(finding.rule));
        excerpt::push(out, file, region, gutter, ink, look);
    }
    let margin = format!("{:gutter$} = ", "");
    push_wrapped(out, &margin, &finding.message, look);
    push_wrapped(out, &margin, &format!("{} confidence, CWE-{}", finding.confidence, finding.cwe), look);
    if let Some(marked) = &finding.mark {
        push_wrapped(out, &margin, &marked.sentence(), look);
    }
    for (number, step) in (1..).zip(&finding.trace) {
        let margin = format!("{:gutter$} {number}. ", "");
        push_wrapped(out, &margin, &format!("{}: {}", place(&step.file, step.region), step.text), look);
        if let Some(file) = file_at(project, &step.file) {
            excerpt::push(out, file, (step.region, false), gutter, Ink::Line, look);
        }
    }
    out.push('\n');
}

/// How many columns the line numbers of a finding and its trace take.
fn digits(file: Option<&File>, finding: &FindingReport) -> usize {
    let last = finding.trace.iter().map(|step| step.region.end_line).chain([finding.region.end_line]).max();
    let lines = file.map_or(0, |file| file.lines.count());
    last.unwrap_or(lines).to_string().len()
}

fn push_suppressed(out: &mut String, report: &Report, look: Look) {
    let suppressed = report.findings.iter().filter_map(|finding| {
        let by = finding.suppressed.as_ref()?;
        let reason = by.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        Some((place(&finding.file, finding.region), format!("{}, by `{}`{reason}", finding.rule, by.by)))
    });
    push_section(out, "Suppressed", suppressed, look);
}

fn push_checklist(out: &mut String, report: &Report, look: Look) {
    let _ = writeln!(out, "{}", look.paint(Ink::Strong, "Checklist"));
    let width = |text: fn(&ItemReport) -> usize| report.checklist.iter().map(text).max().unwrap_or(0);
    let titles = width(|item| item.title.len());
    let counts = width(|item| words::count(item.examined, "place").len());
    for item in &report.checklist {
        let (mark, word, ink) = mark(item);
        let examined = match (item.verdict, item.examined) {
            (Verdict::Undecidable, 0) => String::new(),
            (_, examined) => words::count(examined, "place"),
        };
        let says = says(item);
        let row = format!("  {:titles$}  {examined:>counts$}  {says}", item.title);
        let _ = writeln!(
            out,
            "  {} {}{}",
            look.paint(ink, mark),
            look.paint(ink, &format!("{word:<12}")),
            row.trim_end()
        );
        if let Some(marked) = &item.mark {
            push_wrapped(out, "      ", &marked.sentence(), look);
        }
    }
    out.push('\n');
}

/// A verdict as a letter that is told apart without colour, and in words.
fn mark(item: &ItemReport) -> (&'static str, &'static str, Ink) {
    match item.verdict {
        Verdict::Defect => ("✗", "defect", Ink::High),
        Verdict::Attention => ("!", "attention", Ink::Medium),
        Verdict::Undecidable if item.facts.is_empty() => ("·", "not examined", Ink::Faint),
        Verdict::Undecidable => ("?", "undecidable", Ink::Low),
        Verdict::Clear => ("✓", "clear", Ink::Good),
        Verdict::Absent => ("–", "absent", Ink::Faint),
    }
}

/// `2 defective, 12 safe`
fn says(item: &ItemReport) -> String {
    let parts: Vec<String> = [
        (Status::Defect, "defective"),
        (Status::Attention, "to look at"),
        (Status::Undecided, "undecided"),
        (Status::Safe, "safe"),
        (Status::Info, "listed"),
    ]
    .iter()
    .map(|(status, what)| (item.facts.iter().filter(|fact| fact.status == *status).count(), what))
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", words::number(count)))
    .collect();
    parts.join(", ")
}

fn not_decided(fact: &FactReport) -> (String, String) {
    (at(&fact.file, Some(fact.line)), fact.text.clone())
}

/// A heading, and lines of where and what; nothing where there are none.
fn push_section(
    out: &mut String,
    heading: &str,
    mut lines: impl Iterator<Item = (String, String)>,
    look: Look,
) {
    let Some(first) = lines.next() else { return };
    let _ = writeln!(out, "{}", look.paint(Ink::Strong, heading));
    let mut shown = 0;
    for (at, what) in std::iter::once(first).chain(lines.by_ref()).take(SHOWN) {
        push_wrapped(out, "  ", &format!("{at}: {what}"), look);
        shown += 1;
    }
    let more = lines.count();
    if shown == SHOWN && more > 0 {
        let _ = writeln!(out, "  and {} more: `--format json` has all of them", words::number(more));
    }
    out.push('\n');
}

/// A text behind a margin, its further lines indented as far. Its own line ends, which quoted code may have, are
/// spaces.
fn push_wrapped(out: &mut String, margin: &str, text: &str, look: Look) {
    let room = look.width.saturating_sub(margin.len());
    let text = text.replace(['\n', '\r', '\t'], " ");
    for (at, line) in wrapped(&visible(&text), room).iter().enumerate() {
        let margin = if at == 0 { look.paint(Ink::Line, margin) } else { " ".repeat(margin.len()) };
        let _ = writeln!(out, "{margin}{line}");
    }
}

fn closing(report: &Report) -> String {
    let open: Vec<_> = report.findings.iter().filter(|finding| finding.suppressed.is_none()).collect();
    let mut by_severity = Vec::new();
    for severity in Severity::ALL.iter().rev() {
        let count = open.iter().filter(|finding| finding.severity == *severity).count();
        if count > 0 {
            by_severity.push(format!("{} {severity}", words::number(count)));
        }
    }
    let mut files: Vec<&str> = open.iter().map(|finding| finding.file.as_str()).collect();
    files.dedup();
    let examined: usize = report.checklist.iter().map(|item| item.examined).sum();
    let searched = format!(
        "{} examined in {}",
        words::count(examined, "place"),
        words::count(report.files.len(), "file")
    );
    let mut parts = vec![match open.len() {
        0 => format!("0 findings, {searched}"),
        count => format!(
            "{} ({}) in {}, {searched}",
            words::count(count, "finding"),
            by_severity.join(", "),
            words::count(files.len(), "file")
        ),
    }];
    for (count, what) in [
        (report.findings.len() - open.len(), "suppressed"),
        (report.hidden.low, "below the confidence or severity asked for"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", words::number(count)));
        }
    }
    if !report.notices.is_empty() {
        parts.push(format!("{} on what was not reviewed", words::count(report.notices.len(), "notice")));
    }
    format!("{}.", parts.join("; "))
}

/// The file of a path: ids are in order of paths.
fn file_at<'a>(project: &'a Project, path: &str) -> Option<&'a File> {
    let files: Vec<FileId> = project.files().collect();
    let at = files.partition_point(|file| project.module(*file).file.path.as_str() < path);
    let file = &project.module(*files.get(at)?).file;
    (file.path == path).then_some(file)
}

fn place(path: &str, region: Region) -> String {
    format!("{}:{}:{}", visible(path), region.line, region.column)
}

fn at(path: &str, line: Option<u32>) -> String {
    line.map_or_else(|| visible(path).into_owned(), |line| format!("{}:{line}", visible(path)))
}

fn ink(severity: Severity) -> Ink {
    match severity {
        Severity::High => Ink::High,
        Severity::Medium => Ink::Medium,
        Severity::Low | Severity::Note => Ink::Low,
    }
}
