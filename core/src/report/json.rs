//! The report as JSON: the format `sightline/1`.

use super::Report;
use super::visible::escaped_json;

/// The report as JSON, indented by two spaces, with a final newline. The same report gives the same bytes.
#[must_use]
pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}
