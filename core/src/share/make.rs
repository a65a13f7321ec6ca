//! A report to a payload: what the person chose to send of it.

use super::mask::{self, Cover, Masked};
use super::payload::{Kind, Payload, SentFile, SentFinding, SentMark, SentOptions, SentStep, Target};
use crate::project::Project;
use crate::report::{FindingReport, Options, Report};
use crate::text::Region;

/// Lines around a finding that an excerpt shows.
const AROUND: u32 = 3;

/// What is to be sent.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// How much of the files.
    pub kind: Kind,
    /// Whether secrets are masked.
    pub mask: bool,
    /// What was said of findings; only those of this report go along.
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
    let (covers, masked) = mask::all(project, report, choice.mask);
    let sender = Sender { report, choice, covers: &covers };
    let files: Vec<SentFile> = (0..covers.len()).map(|at| sender.file(at)).collect();
    let index = |path: &str| sender.index(path);
    let known = |fingerprint: &str| report.findings.iter().any(|finding| finding.fingerprint == fingerprint);
    let target = match (&choice.finding, &choice.lines) {
        (Some((_, fingerprint)), _) if known(fingerprint) => {
            Some(Target { finding: Some(fingerprint.clone()), ..Target::default() })
        }
        (_, Some((file, first, last))) => {
            index(file).map(|file| Target { file: Some(file), lines: Some((*first, *last)), finding: None })
        }
        _ => None,
    };
    let verdict = |item: &crate::report::ItemReport| (item.item, item.verdict, item.examined as u32);
    let whole = choice.kind == Kind::Whole && masked.is_empty();
    let payload = Payload {
        engine: report.engine.version.to_owned(),
        options: SentOptions { min_confidence: options.min_confidence, min_severity: options.min_severity },
        kind: choice.kind,
        files: files.into_iter().collect(),
        findings: report.findings.iter().filter_map(|finding| sender.finding(finding)).collect(),
        verdicts: report.checklist.iter().map(verdict).collect(),
        conclusion: if whole { String::new() } else { report.conclusion.clone() },
        marks: choice.marks.iter().filter(|mark| known(&mark.0)).cloned().collect(),
        target,
    };
    Made { payload, masked }
}

struct Sender<'a> {
    report: &'a Report,
    choice: &'a Choice,
    covers: &'a [Cover],
}

impl Sender<'_> {
    /// Which file a path is; the report has them in the project's order.
    fn index(&self, path: &str) -> Option<u32> {
        let at = self.report.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(at as u32)
    }

    fn file(&self, at: usize) -> SentFile {
        let (Some(file), Some(cover)) = (self.report.files.get(at), self.covers.get(at)) else {
            return SentFile::default();
        };
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
        let step = |step: &crate::report::StepReport| {
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
            trace: finding.trace.iter().filter_map(step).collect(),
            suppressed,
            ..SentFinding::bare(finding.rule.to_owned(), file, place, finding.severity, finding.confidence)
        })
    }
}
