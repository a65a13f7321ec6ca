//! The sentences of the page that carry numbers or names: made here, so that they are the same everywhere.

use crate::protocol::{FactsOf, Summary};
use crate::report::{Finding, Notice};
use crate::state::Given;
use crate::travel::{Difference, Trouble};

/// The item id under which the report's first section is unfolded.
pub const IDENTITY: &str = "identity";
/// The item id under which the report's last section is unfolded.
pub const NOT_DECIDED: &str = "not-decidable";

/// A number with its thousands apart.
#[must_use]
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and its word, one or many.
#[must_use]
pub fn count(many: usize, one: &str, more: &str) -> String {
    if many == 1 { format!("1 {one}") } else { format!("{} {more}", number(many)) }
}

/// A mark with its note, and whose it is.
#[must_use]
pub fn marked(marked: &crate::travel::Marked) -> String {
    let from = if marked.sent { " (from the link)" } else { "" };
    let why = if marked.note.is_empty() { String::new() } else { format!(": {}", marked.note) };
    format!("{}{why}{from}", marked.mark.title())
}

/// Whose data is distrusted beyond the usual, in a few words.
#[must_use]
pub fn distrusted(sources: &std::collections::BTreeSet<crate::travel::Source>) -> String {
    match (sources.first(), sources.len()) {
        (None, _) => "the usual".to_owned(),
        (Some(source), 1) => format!("the usual and {}", source.describe()),
        (_, many) => format!("the usual and {many} more"),
    }
}

/// A time that people can take in.
#[must_use]
pub fn time(millis: f64) -> String {
    if millis < 1.0 {
        "under 1 ms".to_owned()
    } else if millis < 1000.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{:.1} s", millis / 1000.0)
    }
}

/// A size that people can take in.
#[must_use]
pub fn size(bytes: usize) -> String {
    #[allow(clippy::cast_precision_loss)] // for reading, not for counting
    let bytes = bytes as f64;
    if bytes < 1024.0 {
        format!("{bytes:.0} bytes")
    } else if bytes < 1024.0 * 1024.0 {
        format!("{:.0} KB", bytes / 1024.0)
    } else {
        format!("{:.1} MB", bytes / 1024.0 / 1024.0)
    }
}

/// How much was reviewed, in what time.
#[must_use]
pub fn reviewed(summary: &Summary) -> String {
    let time = time(summary.millis);
    let lines = count(summary.lines as usize, "line", "lines");
    let files = if summary.files == 1 {
        String::new()
    } else {
        format!(" in {} files", number(summary.files as usize))
    };
    match (summary.cancelled, summary.files) {
        (true, 0) => "The review was stopped before its first file was done".to_owned(),
        (true, _) => format!("The review was stopped after {lines}{files}, {time}"),
        (false, 0) => format!("Nothing was reviewed, in {time}"),
        (false, _) => format!("{lines}{files} reviewed in {time}"),
    }
}

/// What a screen reader hears at the end of a review. Without the time, so that it speaks only of what changed.
#[must_use]
pub fn status(summary: &Summary, findings: usize) -> String {
    let found = if findings == 0 { "No findings".to_owned() } else { count(findings, "finding", "findings") };
    let files = count(summary.files as usize, "file", "files");
    if summary.cancelled {
        format!("Stopped: {found} in {files}.")
    } else {
        format!("Reviewed: {found} in {files}.")
    }
}

/// What a screen reader hears when a finding is gone to.
#[must_use]
pub fn at_finding(finding: &Finding, at: usize, of: usize) -> String {
    let severity = finding.severity.name();
    format!(
        "Finding {at} of {of}: {severity}, {}, {} line {}.",
        finding.title, finding.place.file, finding.place.line
    )
}

/// What was taken from a drop or a dialog.
#[must_use]
pub fn taken(files: &[Given], skipped: u32) -> String {
    let what = match files {
        [one] => one.path.clone(),
        _ => count(files.len(), "file", "files"),
    };
    if skipped == 0 {
        format!("Opened {what}.")
    } else {
        format!("Opened {what}; {} no Python and left out.", are(skipped as usize))
    }
}

/// Nothing usable was among the files given.
#[must_use]
pub fn nothing_taken(skipped: u32) -> String {
    if skipped == 0 {
        "There was no file in that. Drop .py files, a folder, a .zip or a .whl.".to_owned()
    } else {
        format!(
            "{} no Python. Drop .py files, notebooks, a folder with Python in it, a .zip or a .whl.",
            capital(&are(skipped as usize))
        )
    }
}

/// Files were given, and none can be reviewed.
#[must_use]
pub fn nothing_to_review(notices: &[Notice]) -> String {
    match notices {
        [one] => format!("{}: {}", one.file, one.text),
        _ => format!(
            "None of these files can be reviewed: {} under Files.",
            count(notices.len(), "reason", "reasons")
        ),
    }
}

/// Why a file was left out after it ended a worker.
#[must_use]
pub fn fault(said: &str, reading: bool) -> String {
    let doing = if reading { "Reading" } else { "Reviewing" };
    format!("{doing} it failed: {said}")
}

/// A file was left out after it ended a worker.
#[must_use]
pub fn set_aside(path: &str, reason: &str) -> String {
    format!("{path} was left out. {reason}. Everything else is being reviewed; nothing you typed is lost.")
}

/// A worker was replaced.
#[must_use]
pub fn restarted(said: &str) -> String {
    format!("The reviewer was restarted ({said}). Nothing you typed is lost.")
}

/// Workers end whatever they are given.
#[must_use]
pub fn given_up(said: &str) -> String {
    format!(
        "The reviewer does not run in this browser ({said}). Reload the page, or try a current Chrome, Edge, Firefox or Safari. Your text is kept."
    )
}

/// A worker ended over a link.
#[must_use]
pub fn link_ended_it(said: &str) -> Trouble {
    Trouble {
        name: "ended".to_owned(),
        title: "This link could not be opened".to_owned(),
        text: format!("The reviewer ended while it read the link ({said})."),
        advice: "Ask the sender for excerpts or findings alone, or for the files themselves.".to_owned(),
    }
}

/// How a review differs from what came with the link, in a sentence.
#[must_use]
pub fn differs(difference: &Difference, theirs: &str, ours: &str) -> String {
    let engines = if theirs == ours {
        String::new()
    } else {
        format!(" Sent with Sightline {theirs}; this is {ours}.")
    };
    let same = count(difference.same as usize, "finding", "findings");
    if difference.is_none() {
        return format!("Reviewed anew here, with the same result: {same}.{engines}");
    }
    let mut parts = vec![format!("{same} as the sender had them")];
    for (many, what) in [
        (difference.gone.len(), "seen by the sender and not here"),
        (difference.new.len(), "seen here and not by the sender"),
        (
            difference.unchecked.len(),
            "of the sender's not checked here, because what they stand on is masked",
        ),
    ] {
        if many > 0 {
            parts.push(format!("{} {what}", number(many)));
        }
    }
    let verdicts = match difference.verdicts.len() {
        0 => String::new(),
        many => format!(" {} of the checklist with another verdict.", count(many, "item", "items")),
    };
    format!("Reviewed anew here: {}.{verdicts}{engines}", parts.join("; "))
}

/// Which facts an unfolded item stands for.
#[must_use]
pub fn facts_of(item: &str) -> FactsOf {
    match item {
        IDENTITY => FactsOf::Identity,
        NOT_DECIDED => FactsOf::NotDecided,
        item => FactsOf::Item(item.to_owned()),
    }
}

fn are(many: usize) -> String {
    if many == 1 { "one file is".to_owned() } else { format!("{} files are", number(many)) }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1234), "1,234");
        assert_eq!(number(438_461), "438,461");
        assert_eq!(number(1_000_000), "1,000,000");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "line", "lines"), "1 line");
        assert_eq!(count(0, "line", "lines"), "0 lines");
    }

    #[test]
    fn times_and_sizes_are_short() {
        assert_eq!(time(0.4), "under 1 ms");
        assert_eq!(time(38.4), "38 ms");
        assert_eq!(time(6_240.0), "6.2 s");
        assert_eq!(size(900), "900 bytes");
        assert_eq!(size(5_242_880), "5.0 MB");
    }

    #[test]
    fn nothing_usable_says_what_to_do() {
        assert!(nothing_taken(1).starts_with("One file is no Python."));
        assert!(nothing_taken(0).contains(".whl"));
    }
}
