//! What every report keeps, whatever the rules say: verdicts, counts and words.

use sightline::checklist::gather;
use sightline::finding::{Finding, Suppression};
use sightline::intake::Intake;
use sightline::project::{Module, Project};
use sightline::rules::{Examined, Fact, RULES};
use sightline::text::{File, FileId, Place, Span};
use sightline::vocabulary::{Category, Confidence, Severity, Status, Verdict};
use sightline::{Options, Report, review};
use std::sync::Arc;

fn project() -> Project {
    let code = "def f(x):\n    return x\n".repeat(10);
    Project::link(vec![Arc::new(Module::new(File::new("a.py", code)))])
}

fn place(number: u32) -> Place {
    Place { file: FileId(0), span: Span::new(number, number + 1) }
}

/// A category that has rules, and an id of one of them.
fn looked_at() -> (Category, &'static str) {
    (RULES[0].category, RULES[0].id)
}

fn fact(number: u32, status: Status) -> Fact {
    let (category, check) = looked_at();
    Fact {
        check,
        category: Some(category),
        place: place(number),
        status,
        text: "A sentence.".into(),
        kind: "",
    }
}

fn finding(number: u32, confidence: Confidence, suppressed: bool) -> Finding {
    let by = Suppression { by: "nosec".into(), line: 1, reason: None };
    Finding {
        rule: looked_at().1,
        place: place(number),
        severity: Severity::High,
        confidence,
        function: None,
        message: "It is wrong.".into(),
        trace: Vec::new(),
        fingerprint: "1:0".into(),
        by_caller: false,
        suppressed: suppressed.then_some(by),
    }
}

fn item(findings: Vec<Finding>, facts: Vec<Fact>) -> sightline::checklist::Item {
    let examined = Examined { findings, facts, notices: Vec::new() };
    let items = gather(&project(), &[examined]);
    items.into_iter().find(|item| item.category == looked_at().0).unwrap()
}

#[test]
fn the_worst_fact_is_the_verdict() {
    let of = |statuses: &[Status]| {
        let facts = (0..).zip(statuses).map(|(number, status)| fact(number, *status)).collect();
        item(Vec::new(), facts).verdict
    };
    assert_eq!(of(&[]), Verdict::Absent);
    assert_eq!(of(&[Status::Info]), Verdict::Clear);
    assert_eq!(of(&[Status::Safe, Status::Info]), Verdict::Clear);
    assert_eq!(of(&[Status::Safe, Status::Undecided]), Verdict::Undecidable);
    assert_eq!(of(&[Status::Undecided, Status::Attention, Status::Safe]), Verdict::Attention);
    assert_eq!(of(&[Status::Defect, Status::Attention]), Verdict::Defect);
}

#[test]
fn only_a_believed_and_wanted_finding_is_a_defect() {
    let of = |confidence, suppressed| item(vec![finding(1, confidence, suppressed)], Vec::new()).verdict;
    assert_eq!(of(Confidence::High, false), Verdict::Defect);
    assert_eq!(of(Confidence::Medium, false), Verdict::Defect);
    assert_eq!(of(Confidence::Low, false), Verdict::Attention);
    assert_eq!(of(Confidence::High, true), Verdict::Clear);
}

#[test]
fn a_place_counts_once_and_sums_add_up() {
    let facts =
        vec![fact(2, Status::Safe), fact(1, Status::Safe), fact(3, Status::Undecided), fact(4, Status::Info)];
    let item = item(vec![finding(1, Confidence::High, false)], facts);
    assert_eq!(item.examined, 4);
    assert_eq!(item.facts.len(), 5);
    let counted: usize = Status::ALL.iter().map(|status| item.count(*status)).sum();
    assert_eq!(counted, item.examined);
    assert!(item.summary.contains(" examined 4 places: 1 has a defect, "), "{}", item.summary);
    assert!(item.summary.contains("1 cannot be decided from these files"), "{}", item.summary);
    let rule = looked_at().1;
    assert!(item.summary.contains(&format!(" Found: `{rule}` at 1 place.")), "{}", item.summary);
}

#[test]
fn zero_is_said_with_what_was_searched() {
    let item = item(Vec::new(), Vec::new());
    assert!(
        item.summary.starts_with("0 places of this kind in 20 lines, 10 functions and 0 calls"),
        "{}",
        item.summary
    );
}

#[test]
fn an_item_that_nothing_looks_at_is_not_clear() {
    for item in gather(&project(), &[Examined::default()]) {
        assert_ne!(item.verdict, Verdict::Clear);
        if item.looked_at_by == 0 {
            assert_eq!(
                (item.verdict, item.summary.as_str()),
                (Verdict::Undecidable, "Not examined by this version.")
            );
        }
    }
}

#[test]
fn a_conclusion_has_its_numbers() {
    let project = project();
    let report = |findings, facts| {
        let examined = Examined { findings, facts, notices: Vec::new() };
        Report::new(&project, &[examined], &[], &Options::default()).conclusion
    };
    let clean = report(Vec::new(), vec![fact(1, Status::Safe)]);
    assert!(clean.contains("examined 1 place in 1 file with 20 lines"), "{clean}");
    assert!(clean.contains("No defect was found there."), "{clean}");
    let bad = report(vec![finding(1, Confidence::High, false)], vec![fact(2, Status::Safe)]);
    assert!(bad.contains("A defect was found at 1 place: "), "{bad}");
    assert_eq!(review(Intake::default(), &Options::default(), 1).conclusion, "Nothing was reviewed.");
}

#[test]
fn what_is_imported_and_not_given_is_not_decided() {
    let code = "import os\nfrom requests import get\nimport b\nfrom .c import d\nimport requests.adapters\n";
    let files = vec![File::new("a.py", code), File::new("b.py", "import requests\n")];
    let report = review(Intake { files, notices: Vec::new() }, &Options::default(), 1);
    let said: Vec<(&str, u32, &str)> =
        report.not_decided.iter().map(|fact| (fact.file.as_str(), fact.line, fact.text.as_str())).collect();
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].0 == "a.py" && said[0].1 == 1 && said[0].2.contains("version of Python"), "{said:#?}");
    assert!(
        said[1].1 == 2 && said[1].2.starts_with("`requests`, imported here, and in 1 other file"),
        "{said:#?}"
    );
    assert!(said[2].1 == 4 && said[2].2.starts_with("`.c`"), "{said:#?}");
    let own = &report.identity[0].text;
    let imports = "`os` (line 1) from the standard library; `requests` (line 2) and `.c` (line 4) from outside these \
                   files; `b` (line 3) from these files.";
    assert_eq!(own, &format!("0 classes, 0 functions and 5 lines. It imports {imports}"));
}
