//! Every check against the Python that is written for it.

use sightline::checks::{CHECKS, check};
use sightline_tests::{check_facts, python_files, report_on};

#[test]
fn every_fixture_gets_what_its_comments_say() {
    let problems: Vec<String> = python_files("tests/fixtures/checks")
        .iter()
        .filter_map(|(path, code)| check_facts(path, code).err())
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.concat());
}

#[test]
fn checks_stand_in_order_of_their_ids_and_each_has_a_fixture() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let fixtures = python_files("tests/fixtures/checks");
    for id in ids {
        assert_eq!(check(id).map(|check| check.id), Some(id));
        let name = format!("{}.py", id.replace('-', "_"));
        assert!(fixtures.iter().any(|(path, _)| *path == name), "no tests/fixtures/checks/{name}");
    }
}

#[test]
fn facts_are_sentences_that_quote_the_code_on_one_line() {
    for (path, code) in python_files("tests/fixtures/checks") {
        for fact in report_on(&[(&path, &code)]).checklist.iter().flat_map(|item| &item.facts) {
            if check(fact.check).is_none() {
                continue;
            }
            let text = &fact.text;
            assert!(!text.contains(['\n', '\r', '\t']), "{path}:{}: {text}", fact.line);
            assert_eq!(text.matches('`').count() % 2, 0, "{path}:{}: {text}", fact.line);
            assert!(text.len() < 600, "{path}:{}: {text}", fact.line);
        }
    }
}

#[test]
fn every_check_says_its_numbers_where_there_is_nothing() {
    let report = report_on(&[("empty.py", "x = 1\n")]);
    for check in CHECKS {
        let item = report.checklist.iter().find(|item| item.item == check.category).unwrap();
        assert!(item.summary.contains('0'), "{}: {}", check.id, item.summary);
    }
}
