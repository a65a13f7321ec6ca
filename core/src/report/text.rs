//! The report as plain text for a terminal.

use super::Report;
use std::fmt::Write;

/// The report as plain text.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let at = format!("{}:{}:{}", finding.file, finding.region.line, finding.region.column);
        let _ = writeln!(text, "{at}: {} [{}]\n    {}", finding.severity, finding.rule, finding.message);
    }
    let _ = writeln!(text, "{}", report.conclusion);
    text
}
