//! The report as SARIF 2.1.0, within the bounds of services that take it in.

mod descriptors;
mod log;
mod uri;

use super::visible::escaped_json;
use super::{FindingReport, Report, StepReport};
use crate::manifest;
use crate::text;
use crate::vocabulary::Severity;
use log::{
    Artifact, ArtifactLocation, CodeFlow, Driver, FlowLocation, Invocation, Location, Log, LogicalLocation,
    Message, Notification, Outcome, PhysicalLocation, Reference, Region, Run, Suppression, ThreadFlow, Tool,
};
use serde_json::json;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use uri::uri;

/// Results that are taken in at most; the gravest are kept.
const RESULTS: usize = 25_000;

/// Steps of a trace that are taken in at most; its first and last are kept.
const STEPS: usize = 10_000;

/// The report as SARIF, indented by two spaces, with a final newline.
#[must_use]
pub fn sarif(report: &Report) -> String {
    let indices: BTreeMap<&str, usize> =
        report.files.iter().enumerate().map(|(at, file)| (file.path.as_str(), at)).collect();
    let kept = kept(&report.findings);
    let results = kept.iter().map(|finding| outcome(finding, &indices)).collect();
    let checklist: Vec<_> = report
        .checklist
        .iter()
        .map(|item| {
            json!({
                "item": item.item, "verdict": item.verdict, "examined": item.examined, "summary": item.summary,
                "mark": item.mark.as_ref().map(|marked| json!({ "mark": marked.mark, "note": marked.note })),
            })
        })
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Sightline",
                    semantic_version: report.engine.version,
                    rules: descriptors::rules(&report.engine.rules),
                    notifications: descriptors::notifications(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notifications(report, &indices, kept.len()),
            }],
            artifacts: report.files.iter().map(artifact).collect(),
            results,
            column_kind: "utf16CodeUnits",
            properties: json!({ "conclusion": report.conclusion, "checklist": checklist }),
        }],
    };
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

/// The level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Note => "note",
    }
}

/// The gravest findings, in order of place.
fn kept(findings: &[FindingReport]) -> Vec<&FindingReport> {
    let mut ranked: Vec<usize> = (0..findings.len()).collect();
    if findings.len() > RESULTS {
        let rank =
            |at: &usize| findings.get(*at).map(|finding| Reverse((finding.severity, finding.confidence)));
        ranked.sort_by_key(rank);
        ranked.truncate(RESULTS);
        ranked.sort_unstable();
    }
    ranked.into_iter().filter_map(|at| findings.get(at)).collect()
}

fn outcome<'a>(finding: &'a FindingReport, indices: &BTreeMap<&str, usize>) -> Outcome<'a> {
    let mut location = location(&finding.file, Some(finding.region), indices);
    if let Some(function) = &finding.function {
        location.logical_locations =
            vec![LogicalLocation { fully_qualified_name: function, kind: "function" }];
    }
    let by_comment = finding.suppressed.iter().map(|by| Suppression {
        kind: "inSource",
        status: "accepted",
        justification: match &by.reason {
            Some(reason) => format!("{reason} ({}, line {})", by.by, by.line),
            None => format!("{}, line {}", by.by, by.line),
        },
    });
    let by_mark = finding.mark.iter().filter(|marked| marked.mark.puts_away()).map(|marked| Suppression {
        kind: "external",
        status: "accepted",
        justification: marked.sentence(),
    });
    let mut properties = json!({ "severity": finding.severity, "confidence": finding.confidence });
    if let (Some(marked), Some(properties)) = (&finding.mark, properties.as_object_mut()) {
        properties.insert("mark".to_owned(), json!({ "mark": marked.mark, "note": marked.note }));
    }
    Outcome {
        rule_id: finding.rule,
        rule_index: descriptors::index(finding.rule),
        level: level(finding.severity),
        message: message(&finding.message),
        locations: [location],
        // GitHub tells findings apart by the first of these alone.
        partial_fingerprints: BTreeMap::from([
            ("primaryLocationLineHash", finding.fingerprint.as_str()),
            ("sightline/v1", finding.fingerprint.as_str()),
        ]),
        code_flows: flow(&finding.trace, indices).into_iter().collect(),
        suppressions: by_comment.chain(by_mark).collect(),
        properties,
    }
}

fn flow<'a>(trace: &'a [StepReport], indices: &BTreeMap<&str, usize>) -> Option<CodeFlow<'a>> {
    let last = trace.last()?;
    let first = trace.iter().take(STEPS.min(trace.len()) - 1);
    let locations = first.chain([last]).map(|step| {
        let mut location = location(&step.file, Some(step.region), indices);
        location.message = Some(message(&step.text));
        FlowLocation { location }
    });
    Some(CodeFlow { thread_flows: [ThreadFlow { locations: locations.collect() }] })
}

fn location<'a>(path: &str, region: Option<text::Region>, indices: &BTreeMap<&str, usize>) -> Location<'a> {
    Location {
        place: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(path), index: indices.get(path).copied() },
            region: region.map(|region| Region {
                start_line: region.line,
                start_column: Some(region.column),
                end_line: region.end_line,
                end_column: Some(region.end_column),
            }),
        },
        logical_locations: Vec::new(),
        message: None,
    }
}

/// A message. What would be read as a link to another place (`a[0](1)`) is escaped.
fn message(text: &str) -> Message<'_> {
    if !text.contains("](") {
        return Message { text: Cow::Borrowed(text) };
    }
    let escaped = text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    Message { text: Cow::Owned(escaped) }
}

fn artifact(file: &super::FileReport) -> Artifact<'_> {
    Artifact {
        location: ArtifactLocation { uri: uri(&file.path), index: None },
        length: file.bytes,
        source_language: manifest::kind(&file.path).is_none().then_some("python"),
        hashes: BTreeMap::from([("sha-256", file.sha256.as_str())]),
    }
}

/// What was not reviewed, and what is to be known of how the rest was read.
fn notifications<'a>(
    report: &'a Report,
    indices: &BTreeMap<&str, usize>,
    kept: usize,
) -> Vec<Notification<'a>> {
    let mut said = BTreeSet::new();
    let mut notifications = Vec::new();
    let mut say = |level, file: &'a str, lines: (u32, u32), kind: &'a str, text: &'a str| {
        // What is not reviewed of a file stands in the file's own list too.
        if !said.insert((file, lines.0, kind, text)) {
            return;
        }
        let mut location = location(file, None, indices);
        let start_line = lines.0.max(1);
        location.place.region = Some(Region {
            start_line,
            start_column: None,
            end_line: lines.1.max(start_line),
            end_column: None,
        });
        let locations = vec![location];
        notifications.push(Notification {
            descriptor: Reference { id: kind },
            level,
            message: message(text),
            locations,
        });
    };
    for file in &report.files {
        for notice in &file.notices {
            let level = if descriptors::is_left_out(notice.kind) { "warning" } else { "note" };
            say(level, &file.path, (notice.line, notice.end_line), notice.kind, &notice.text);
        }
    }
    for notice in &report.notices {
        say("warning", &notice.file, (notice.line, notice.line), notice.kind, &notice.text);
    }
    let beyond = report.findings.len() - kept;
    if beyond > 0 {
        let text = format!(
            "{beyond} findings are not listed: the {RESULTS} gravest are, as many as readers of this format take in."
        );
        let message = Message { text: Cow::Owned(text) };
        let descriptor = Reference { id: "limit" };
        notifications.push(Notification { descriptor, level: "warning", message, locations: Vec::new() });
    }
    notifications
}
