//! Every rule against the Python that is written for it: its own `bad` and `good`, and its fixture.

use sightline::rules::RULES;
use sightline::vocabulary::Confidence;
use sightline_tests::{check, found, python_files, report, report_on};

#[test]
fn every_fixture_gets_what_its_comments_say() {
    let problems: Vec<String> = python_files("tests/fixtures/rules")
        .iter()
        .filter_map(|(path, code)| check(path, code).err())
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.concat());
}

#[test]
fn every_rule_has_a_fixture_in_which_it_fires_and_one_place_that_it_clears() {
    let fixtures = python_files("tests/fixtures/rules");
    for rule in RULES {
        let name = format!("{}.py", rule.id.replace('-', "_"));
        assert!(fixtures.iter().any(|(path, _)| *path == name), "no tests/fixtures/rules/{name}");
        // What is never more than an observation is observed.
        let fires = if rule.confidence == Confidence::Low { "observes" } else { "finds" };
        for says in [fires, "clear"] {
            let note = format!("# {says}: {}", rule.id);
            assert!(fixtures.iter().any(|(_, code)| code.contains(&note)), "no fixture holds `{note}`");
        }
    }
}

#[test]
fn the_bad_code_of_a_rule_has_its_flaw_and_no_other() {
    for rule in RULES {
        let report = report(rule.bad);
        let mut own = report.findings.iter().filter(|finding| finding.rule == rule.id);
        let sure = rule.confidence.min(Confidence::Medium);
        assert!(own.any(|finding| finding.confidence >= sure), "{}: its bad code is not found", rule.id);
        let ids: Vec<&str> = found(rule.bad).into_iter().map(|(_, id)| id).collect();
        assert!(ids.iter().all(|id| *id == rule.id), "{}: its bad code has {ids:?}", rule.id);
    }
}

#[test]
fn the_good_code_of_a_rule_has_no_finding_but_observations_of_others() {
    for rule in RULES {
        let report = report(rule.good);
        let counts = |confidence| confidence > Confidence::Low;
        let ids: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| counts(finding.confidence) || finding.rule == rule.id)
            .map(|finding| finding.rule)
            .collect();
        assert!(ids.is_empty(), "{}: its good code has {ids:?}", rule.id);
        assert!(report.notices.is_empty(), "{}: {:?}", rule.id, report.notices);
    }
}

#[test]
fn no_finding_is_surer_than_its_rule() {
    for rule in RULES {
        for finding in report(rule.bad).findings {
            assert!(finding.confidence <= rule.confidence, "{}", rule.id);
        }
    }
}

#[test]
fn a_name_that_is_bound_nowhere_makes_a_finding_no_surer_than_medium() {
    let pasted = report("session.verify = False\nssl._create_unverified_context()\n");
    let confidences: Vec<Confidence> = pasted.findings.iter().map(|finding| finding.confidence).collect();
    assert!(confidences.contains(&Confidence::Medium));
    assert!(!confidences.contains(&Confidence::High), "{:?}", pasted.findings);
}

#[test]
fn messages_are_whole_sentences_that_quote_the_code_on_one_line() {
    for (path, code) in python_files("tests/fixtures/rules") {
        for finding in report_on(&[(&path, &code)]).findings {
            let message = &finding.message;
            assert!(message.ends_with('.'), "{path}: {message}");
            assert!(!message.contains(['\n', '\r', '\t']), "{path}: {message}");
            assert_eq!(message.matches('`').count() % 2, 0, "{path}: {message}");
            assert!(message.len() < 500, "{path}: {message}");
        }
    }
}

#[test]
fn no_secret_of_a_fixture_stands_in_what_is_said_of_it() {
    let code = "
password = 'Sw0rdf1sh-Nine'
API_KEY = 'q8Zr4Lw1Xc7Vb2Nm9Kj5'
def connect(user, password='0pen-Sesame-42'): pass
connect('me', password='Tr0ub4dor-and-3')
if password == 'c0rrect-H0rse-b4ttery': eval(run(password='Tr0ub4dor-and-3', token='q8Zr4Lw1Xc7Vb2Nm9Kj5'))
cursor.execute('SELECT a FROM b WHERE password = \\'%s\\'' % encode(password='Tr0ub4dor-and-3'))
";
    let said = sightline::report::json(&report(code));
    for secret in ["rdf1sh", "Lw1X", "Sesame", "ub4dor", "H0rse"] {
        assert!(!said.contains(secret), "`{secret}` in {said}");
    }
    assert!(said.contains("hard-coded-secret"));
}
