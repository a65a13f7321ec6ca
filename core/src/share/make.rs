//! A report to a payload: what the person chose to send of it.

use super::mask::{self, Cover, Masked};
use super::payload::{Kind, Payload, STEPS, SentFile, SentFinding, SentMark, SentOptions, SentStep, Target};
use crate::project::Project;
use crate::report::{FileReport, FindingReport, ItemReport, Options, Report, StepReport, item_fingerprints};
use crate::text::Region;
use std::collections::BTreeSet;

/// Lines around a finding that an excerpt shows.
const AROUND: u32 = 3;

/// What is to be sent.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// How much of the files.
    pub kind: Kind,
    /// Whether secrets are masked.
    pub mask: bool,
    /// What was said of findings and items; only those of this report go along.
    pub marks: Vec<SentMark>,
    /// The finding to look at first, by file and fingerprint.
    pub finding: Option<(String, String)>,
    /// The lines to look at first: file, first line, last line.
    pub lines: Option<(String, u32, u32)>,
}

/// What is sent, and what was masked in it.
#[derive(Debug, Clone)]
pub struct Made {
    /// What is sent.
    pub payload: Payload,
    /// What was masked, by place.
    pub masked: Vec<Masked>,
}

/// Put together what is sent of a report that was made with some options.
#[must_use]
pub fn make(report: &Report, project: &Project, options: &Options, choice: &Choice) -> Made {
    let mut masked = Vec::new();
    let files = going_along(report, choice);
    let covers: Vec<Cover> = project
        .files()
        .map(|id| &project.module(id).file)
        .filter(|file| files.contains(file.path.as_str()))
        .map(|file| if choice.mask { mask::cover(file, report, &mut masked) } else { mask::bare(file) })
        .collect();
    masked.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let files: Vec<&FileReport> =
        report.files.iter().filter(|file| files.contains(file.path.as_str())).collect();
    let sender = Sender { report, choice, files: &files, covers: &covers };
    let items = if choice.marks.is_empty() { Vec::new() } else { item_fingerprints(report, project) };
    let known = |fingerprint: &str| report.findings.iter().any(|finding| finding.fingerprint == fingerprint);
    let target = match (&choice.finding, &choice.lines) {
        (Some((_, fingerprint)), _) if known(fingerprint) => {
            Some(Target { finding: Some(fingerprint.clone()), ..Target::default() })
        }
        (_, Some((file, first, last))) => {
            let aim = |file| Target { file: Some(file), lines: Some((*first, *last)), finding: None };
            sender.index(file).map(aim)
        }
        _ => None,
    };
    let verdict = |item: &ItemReport| (item.item, item.verdict, item.examined as u32);
    let whole = choice.kind == Kind::Whole && masked.is_empty();
    let payload = Payload {
        engine: report.engine.version.to_owned(),
        options: SentOptions {
            min_confidence: options.min_confidence,
            min_severity: options.min_severity,
            distrusted: options
                .trust
                .beyond_default()
                .iter()
                .map(|source| source.name().to_owned())
                .collect(),
        },
        kind: choice.kind,
        files: files.iter().zip(&covers).map(|(file, cover)| sender.file(file, cover)).collect(),
        findings: report.findings.iter().filter_map(|finding| sender.finding(finding)).collect(),
        verdicts: report.checklist.iter().map(verdict).collect(),
        conclusion: if whole { String::new() } else { report.conclusion.clone() },
        marks: choice
            .marks
            .iter()
            .filter(|mark| known(&mark.0) || items.contains(&mark.0))
            .cloned()
            .collect(),
        target,
    };
    Made { payload, masked }
}

/// The paths of the files that go along: all of them, or those that something is said of.
fn going_along<'a>(report: &'a Report, choice: &'a Choice) -> BTreeSet<&'a str> {
    if choice.kind == Kind::Whole {
        return report.files.iter().map(|file| file.path.as_str()).collect();
    }
    let of = |finding: &'a FindingReport| {
        finding.trace.iter().map(|step| step.file.as_str()).chain([finding.file.as_str()])
    };
    let aimed = choice.lines.iter().map(|(file, ..)| file.as_str());
    report.findings.iter().flat_map(of).chain(aimed).collect()
}

struct Sender<'a> {
    report: &'a Report,
    choice: &'a Choice,
    /// The files that go along, by path.
    files: &'a [&'a FileReport],
    /// Their texts.
    covers: &'a [Cover],
}

impl Sender<'_> {
    /// Which of the files that go along a path is.
    fn index(&self, path: &str) -> Option<u32> {
        Some(self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()? as u32)
    }

    fn file(&self, file: &FileReport, cover: &Cover) -> SentFile {
        let mut sent = SentFile { path: file.path.clone(), ..SentFile::default() };
        if self.choice.kind != Kind::Whole {
            sent.lines = file.lines;
            file.sha256.get(..16).unwrap_or("").clone_into(&mut sent.digest);
        }
        match self.choice.kind {
            Kind::Whole => sent.text = Some(cover.text.clone()),
            Kind::Excerpts => {
                let lines: Vec<&str> = cover.text.lines().collect();
                let excerpt = |(first, last): (u32, u32)| {
                    let wanted = first as usize - 1..(last as usize).min(lines.len());
                    (first, lines.get(wanted).unwrap_or_default().join("\n"))
                };
                sent.excerpts = self.shown_lines(&file.path, file.lines).into_iter().map(excerpt).collect();
            }
            Kind::Findings => {}
        }
        if self.choice.kind != Kind::Findings {
            let place = |region: &Region| (region.line, region.column, region.end_line, region.end_column);
            sent.masked = cover.places.iter().rev().map(place).collect();
        }
        sent
    }

    /// The lines of a file that findings, their steps and the target speak of, with those around them: in order,
    /// none twice.
    fn shown_lines(&self, path: &str, count: u32) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for finding in &self.report.findings {
            let steps = finding.trace.iter().map(|step| (&step.file, step.region));
            for (file, region) in steps.chain([(&finding.file, finding.region)]) {
                if file == path {
                    ranges.push((region.line, region.end_line));
                }
            }
        }
        ranges.extend(
            self.choice
                .lines
                .iter()
                .filter(|(file, ..)| file == path)
                .map(|(_, first, last)| (*first, *last)),
        );
        let wide = |(first, last): (u32, u32)| {
            let first = first.saturating_sub(AROUND).clamp(1, count.max(1));
            (first, last.saturating_add(AROUND).clamp(first, count.max(1)))
        };
        let mut ranges: Vec<(u32, u32)> = ranges.into_iter().map(wide).collect();
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        joined
    }

    fn finding(&self, finding: &FindingReport) -> Option<SentFinding> {
        let file = self.index(&finding.file)?;
        let cover = self.covers.get(file as usize)?;
        let region = finding.region;
        let place = (region.line, region.column, region.end_line, region.end_column);
        // Where all of the code is there, whoever opens the link makes the rest anew.
        if self.choice.kind == Kind::Whole && !cover.touches(region) {
            let (rule, severity, confidence) =
                (finding.rule.to_owned(), finding.severity, finding.confidence);
            return Some(SentFinding::bare(rule, file, place, severity, confidence));
        }
        let step = |step: &StepReport| {
            let Region { line, column, end_line, end_column } = step.region;
            let at = self.index(&step.file)?;
            let text = self.covers.get(at as usize).unwrap_or(cover).sentence(&step.text);
            Some::<SentStep>((at, line, column, end_line, end_column, text))
        };
        let suppressed = finding
            .suppressed
            .as_ref()
            .map(|by| (by.by.clone(), by.line, by.reason.clone().unwrap_or_default()));
        Some(SentFinding {
            function: finding.function.clone(),
            fingerprint: finding.fingerprint.clone(),
            message: cover.sentence(&finding.message),
            trace: finding.trace.iter().filter_map(step).take(STEPS).collect(),
            suppressed,
            ..SentFinding::bare(finding.rule.to_owned(), file, place, finding.severity, finding.confidence)
        })
    }
}
