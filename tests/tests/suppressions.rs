//! Comments that say a finding is not wanted.

use sightline::report::{FindingReport, Report};
use sightline_tests::{check, report, repository};

#[test]
fn every_comment_of_the_fixture_silences_what_it_names_and_nothing_else() {
    let path = "tests/fixtures/suppressions.py";
    let code = std::fs::read_to_string(repository().join(path)).unwrap();
    if let Err(problems) = check("suppressions.py", &code) {
        panic!("\n{problems}");
    }
}

fn only(report: &Report) -> &FindingReport {
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    &report.findings[0]
}

#[test]
fn a_suppressed_finding_stays_in_the_report_with_comment_line_and_reason() {
    let report = report("import os\nos.system(x)  # nosec B605 - the owner types it\n");
    let by = only(&report).suppressed.as_ref().unwrap();
    assert_eq!((by.by.as_str(), by.line), ("nosec B605", 2));
    assert_eq!(by.reason.as_deref(), Some("the owner types it"));
}

#[test]
fn a_suppressed_finding_is_no_defect_of_its_item() {
    let report = report("import os\nos.system(x)  # sightline: ignore[command-injection] fine\n");
    let facts: Vec<_> = report.checklist.iter().flat_map(|item| &item.facts).collect();
    let fact = facts.iter().find(|fact| fact.check == "command-injection").unwrap();
    assert_eq!(fact.status.name(), "info");
    assert!(report.checklist.iter().all(|item| item.verdict.name() != "defect"));
}

#[test]
fn an_id_that_no_rule_has_makes_a_notice_with_its_line() {
    let report = report("import os\nos.system(x)  # sightline: ignore[comand-through-shell]\n");
    assert!(only(&report).suppressed.is_none());
    let notice = report.files[0].notices.iter().find(|notice| notice.kind == "suppression").unwrap();
    assert_eq!(notice.line, 2);
    assert!(notice.text.contains("comand-through-shell"), "{}", notice.text);
}

#[test]
fn the_ids_of_other_tools_are_known_to_our_own_comment() {
    let report = report("import os\nos.system(x)  # sightline: ignore[S605]\n");
    assert!(only(&report).suppressed.is_some());
    assert!(report.files[0].notices.is_empty(), "{:?}", report.files[0].notices);
}

#[test]
fn a_comment_for_the_whole_file_silences_its_codes_everywhere() {
    for comment in ["# ruff: noqa: S605", "# flake8: noqa", "# ruff: noqa"] {
        let report = report(&format!("{comment}\nimport os\n\n\nos.system(x)\n"));
        assert_eq!(only(&report).suppressed.as_ref().map(|by| by.line), Some(1), "{comment}");
    }
    assert!(only(&report("# ruff: noqa: E501\nimport os\nos.system(x)\n")).suppressed.is_none());
}

#[test]
fn texts_that_look_like_comments_silence_nothing() {
    for code in ["os.system(x + '# nosec')", "os.system('''\n# nosec\n''' + x)", "'# noqa'; os.system(x)"] {
        let report = report(&format!("import os\n{code}\n"));
        assert!(report.findings.iter().all(|finding| finding.suppressed.is_none()), "{code}");
        assert!(!report.findings.is_empty(), "{code}");
    }
}
