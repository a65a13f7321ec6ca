//! What the tests share: the harness that reads annotated Python, and the places of the source tree.
//!
//! A line of a fixture says at its end what is expected of it, or the comment stands alone above it:
//!
//! ```python
//! os.system(command)  # finds: command-injection
//! os.system("ls")     # clear: command-injection
//! ```
//!
//! `finds` is a finding at medium confidence or above, `sure` one at high, `likely` one at medium, `observes` one at low, `clear` a place that was
//! examined and is safe, `undecided` one whose answer is not in the file, `suppressed` a finding that a
//! comment silences. A line without `finds` must have no finding at medium or above.
//!
//! Of checks a fixture says `attention`, `undecided`, `safe` or `info`, and whatever else a check says that it names
//! (or lists behind `# checks:`) is false.

pub mod reaching;
mod annotations;
mod tree;

pub use annotations::{Expectation, Says, expectations};
pub use tree::{lines_of_code, python_files, repository, rust_files};

use sightline::intake::Intake;
use sightline::report::Report;
use sightline::text::File;
use sightline::vocabulary::{Confidence, Status};
use sightline::{Options, review};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The report on some files, observations included.
#[must_use]
pub fn report_on(files: &[(&str, &str)]) -> Report {
    let files = files.iter().map(|(path, code)| File::new(*path, *code)).collect();
    let options = Options { min_confidence: Confidence::Low, ..Options::default() };
    review(Intake { files, notices: Vec::new() }, &options, 1)
}

/// The report on one file.
#[must_use]
pub fn report(code: &str) -> Report {
    report_on(&[("code.py", code)])
}

/// The ids of the findings at medium and above in a piece of code, with their lines.
#[must_use]
pub fn found(code: &str) -> Vec<(u32, &'static str)> {
    let report = report(code);
    let sure = report.findings.iter().filter(|finding| finding.confidence >= Confidence::Medium);
    sure.map(|finding| (finding.region.line, finding.rule)).collect()
}

/// Review annotated Python; the error says what was missed and what was false.
///
/// # Errors
/// When the report and the annotations differ.
pub fn check(path: &str, code: &str) -> Result<(), String> {
    let expected = expectations(code);
    let actual = said(&report_on(&[(path, code)]));
    let missed = expected.difference(&actual);
    let surplus = actual.difference(&expected).filter(|expectation| expectation.says == Says::Finds);
    let mut problems = String::new();
    for (word, expectations) in [("missed", missed.collect::<Vec<_>>()), ("false", surplus.collect())] {
        for Expectation { line, says, id } in expectations {
            let text = code.lines().nth(*line as usize - 1).unwrap_or("").trim();
            let _ = writeln!(problems, "{path}:{line}: {word}: {says:?} {id}\n    {text}");
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Review Python that is annotated with what the checks say of it: of every check that it names, exactly that.
///
/// # Errors
/// When the report and the annotations differ.
pub fn check_facts(path: &str, code: &str) -> Result<(), String> {
    let expected = expectations(code);
    let listed =
        code.lines().filter_map(|line| line.strip_prefix("# checks:")).flat_map(|ids| ids.split(','));
    let ids: BTreeSet<&str> = listed.map(str::trim).chain(expected.iter().map(|of| of.id.as_str())).collect();
    let report = report_on(&[(path, code)]);
    let facts = report.checklist.iter().flat_map(|item| &item.facts).filter(|fact| ids.contains(fact.check));
    let mut actual: BTreeMap<Expectation, &str> = BTreeMap::new();
    for fact in facts {
        let says = match fact.status {
            Status::Safe => Says::Clear,
            Status::Undecided => Says::Undecided,
            Status::Attention => Says::Attention,
            Status::Info => Says::Info,
            Status::Defect => Says::Finds,
        };
        actual.insert(Expectation { line: fact.line, says, id: fact.check.to_owned() }, &fact.text);
    }
    let mut problems = String::new();
    let missed = expected.iter().filter(|of| !actual.contains_key(of)).map(|of| ("missed", of, ""));
    let surplus =
        actual.iter().filter(|(of, _)| !expected.contains(of)).map(|(of, text)| ("false", of, *text));
    for (word, Expectation { line, says, id }, said) in missed.chain(surplus) {
        let text = code.lines().nth(*line as usize - 1).unwrap_or("").trim();
        let _ = writeln!(problems, "{path}:{line}: {word}: {says:?} {id} {said}\n    {text}");
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What a report says, line by line.
fn said(report: &Report) -> BTreeSet<Expectation> {
    let findings = report.findings.iter().flat_map(|finding| {
        let says: &[Says] = match (&finding.suppressed, finding.confidence) {
            (Some(_), _) => &[Says::Suppressed],
            (None, Confidence::Low) => &[Says::Observes],
            (None, Confidence::Medium) => &[Says::Finds, Says::Likely],
            (None, Confidence::High) => &[Says::Finds, Says::Sure],
        };
        let said =
            |says: &Says| Expectation { line: finding.region.line, says: *says, id: finding.rule.to_owned() };
        says.iter().map(said).collect::<Vec<_>>()
    });
    let facts = report.checklist.iter().flat_map(|item| &item.facts).filter_map(|fact| {
        let says = match fact.status {
            Status::Safe => Says::Clear,
            Status::Undecided => Says::Undecided,
            _ => return None,
        };
        Some(Expectation { line: fact.line, says, id: fact.check.to_owned() })
    });
    findings.chain(facts).collect()
}
