//! The findings as a table of comma-separated values (RFC 4180), to be sorted in a spreadsheet.

use super::Report;
use super::visible::visible;

const COLUMNS: [&str; 15] = [
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "confidence",
    "rule",
    "cwe",
    "function",
    "message",
    "fingerprint",
    "suppressed_by",
    "mark",
    "note",
];

/// The findings as CSV: a row with the names of the columns, then a finding a row.
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for finding in &report.findings {
        let region = finding.region;
        let numbers = [region.line, region.column, region.end_line, region.end_column].map(|n| n.to_string());
        let [line, column, end_line, end_column] = numbers;
        let by = finding.suppressed.as_ref().map_or("", |by| by.by.as_str());
        let (mark, note) =
            finding.mark.as_ref().map_or(("", ""), |marked| (marked.mark.name(), marked.note.as_str()));
        let row = [
            cell(&finding.file),
            line,
            column,
            end_line,
            end_column,
            cell(finding.severity.name()),
            cell(finding.confidence.name()),
            cell(finding.rule),
            finding.cwe.to_string(),
            cell(finding.function.as_deref().unwrap_or("")),
            cell(&finding.message),
            cell(&finding.fingerprint),
            cell(by),
            cell(mark),
            cell(note),
        ];
        out.push_str(&row.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A text as a cell. What a spreadsheet would take for a formula gets an apostrophe in front, also where blanks or
/// signs come before it.
fn cell(text: &str) -> String {
    let text = visible(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guarded = if formula { format!("'{text}") } else { text.into_owned() };
    if guarded.contains(['"', ',', '\n', '\r', ';', '\'']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", " =1", "＝1"] {
            assert!(cell(text).trim_start_matches('"').starts_with('\''), "{text}");
        }
        assert_eq!(cell("a-b"), "a-b");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("a\nb"), "a\\u{a}b");
    }
}
