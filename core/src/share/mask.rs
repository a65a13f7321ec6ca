//! Secrets that the engine found, replaced by asterisks of the same length, so that every other place stays where it
//! is. No letter of a secret is left.

use crate::report::{FindingReport, Report};
use crate::rules::finds_secrets;
use crate::secret;
use crate::text::{File, Position, Region, Span};
use std::ops::Range;

/// Something that was masked, for the list that the sender sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// Its first letters, as far as a mask shows them: to its owner alone, never in the link.
    pub shown: String,
}

/// A file's text without its secrets, and where they were.
pub(super) struct Cover {
    pub text: String,
    pub places: Vec<Region>,
    /// What was hidden, to be taken out of sentences as well.
    hidden: Vec<String>,
}

/// A file as it is sent, unmasked.
pub(super) fn bare(file: &File) -> Cover {
    Cover { text: file.text.to_string(), places: Vec::new(), hidden: Vec::new() }
}

/// A file as it is sent, with its secrets masked; they are added to the list.
pub(super) fn cover(file: &File, report: &Report, list: &mut Vec<Masked>) -> Cover {
    let mut cover = bare(file);
    for range in ranges(file, report) {
        let Some(secret) = file.text.get(range.clone()) else { continue };
        let stars: String =
            secret.chars().map(|c| if c.is_whitespace() { c.into() } else { stars(c) }).collect();
        list.push(Masked {
            file: file.path.clone(),
            line: file.line(range.start as u32),
            shown: secret::mask(secret),
        });
        if secret.chars().count() >= 4 {
            cover.hidden.push(secret.to_owned());
        }
        cover.places.push(file.region(Span::new(range.start as u32, range.end as u32)));
        cover.text.replace_range(range, &stars);
    }
    cover
}

impl Cover {
    /// A sentence without the secrets of this file.
    pub(super) fn sentence(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for hidden in &self.hidden {
            for shown in [hidden.as_str(), &secret::mask(hidden)] {
                if text.contains(shown) {
                    text = text.replace(shown, "****");
                }
            }
        }
        text
    }

    /// Whether a place touches something masked.
    pub(super) fn touches(&self, place: Region) -> bool {
        self.places.iter().any(|masked| masked.line <= place.end_line && place.line <= masked.end_line)
    }
}

/// As many asterisks as the character has UTF-16 units: columns stay.
fn stars(character: char) -> String {
    "*".repeat(character.len_utf16())
}

/// Where the secrets of a file stand, without their quotes: in order, none within another, the last first, so that
/// each can be replaced without moving the next.
fn ranges(file: &File, report: &Report) -> Vec<Range<usize>> {
    let mut ranges = secret::places(&file.text);
    let found = |finding: &&FindingReport| finding.file == file.path && finds_secrets(finding.rule);
    ranges.extend(report.findings.iter().filter(found).map(|finding| literal(file, finding.region)));
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart.reverse();
    apart
}

/// What stands between the quotes of a place that a rule calls a secret; all of it where there are none.
fn literal(file: &File, region: Region) -> Range<usize> {
    let offset = |line, column| file.lines.offset(&file.text, Position { line, column }) as usize;
    let (start, end) = (offset(region.line, region.column), offset(region.end_line, region.end_column));
    let text = file.text.get(start..end).unwrap_or("");
    let is_quote = |c: char| c == '"' || c == '\'';
    let Some(open) = text.find(is_quote) else { return start..end };
    let body = text.get(open..).unwrap_or("").trim_start_matches(is_quote);
    let inside = body.trim_end_matches(is_quote);
    let start = end - body.len();
    start..start + inside.len()
}
