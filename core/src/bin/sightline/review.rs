//! `sightline review`: what is given is reviewed, the report is written, and the exit status says what came of
//! it.

use crate::arguments::{Format, Review};
use crate::failure::{COULD_NOT_RUN, FINDINGS, Failure, say};
use crate::progress::Line;
use crate::{given, output, read};
use sightline::{Report, report};
use std::process::ExitCode;

/// Review what is given.
pub fn review(asked: &Review) -> Result<ExitCode, Failure> {
    let given = given::given(asked)?;
    let marks = asked.marks.as_deref().map(read::marks).transpose()?.unwrap_or_default();
    let mut reviewed = {
        let line = Line::new();
        sightline::review_each(read::all(given), &asked.options, asked.threads, &|progress| {
            line.tell(progress);
        })
    };
    reviewed.report.mark(&reviewed.project, &marks);
    let text = match asked.format {
        Format::Text => {
            let look = output::look(asked.color, asked.output.as_deref());
            report::text(&reviewed.report, &reviewed.project, look)
        }
        Format::Json => report::json(&reviewed.report),
        Format::Sarif => report::sarif(&reviewed.report),
        Format::Markdown => report::markdown(&reviewed.report, &reviewed.project),
        Format::Html => report::html(&reviewed.report, &reviewed.project),
        Format::Csv => report::csv(&reviewed.report),
    };
    let status = status(&reviewed.report, asked);
    let written = output::write(&text, asked.output.as_deref());
    // Nothing is read after this, and there may be much to take apart.
    std::mem::forget(reviewed);
    match written {
        Ok(()) | Err(Failure::NobodyReads) => Ok(ExitCode::from(status)),
        Err(failure) => Err(failure),
    }
}

fn status(report: &Report, asked: &Review) -> u8 {
    if report.files.is_empty() {
        say("there was nothing to review");
        return COULD_NOT_RUN;
    }
    let counts = |finding: &&report::FindingReport| {
        let put_away = finding.mark.as_ref().is_some_and(|marked| marked.mark.puts_away());
        finding.suppressed.is_none() && !put_away && finding.severity >= asked.fail_on
    };
    if report.findings.iter().any(|finding| counts(&finding)) { FINDINGS } else { 0 }
}
