//! What is promised of the list of rules.

use sightline::rules::{RULES, handbook, rule};
use sightline::vocabulary::Severity;
use sightline_tests::repository;
use std::collections::BTreeSet;
use std::fs;

fn lines(path: &str) -> BTreeSet<String> {
    fs::read_to_string(repository().join(path)).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[test]
fn rules_stand_in_order_of_their_ids_and_each_is_found_by_its_own() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    for known in RULES {
        assert_eq!(rule(known.id).map(|rule| rule.id), Some(known.id));
    }
    assert!(rule("no-such-rule").is_none());
}

#[test]
fn an_id_is_in_kebab_case() {
    for rule in RULES {
        let words: Vec<&str> = rule.id.split('-').collect();
        let plain = |word: &&str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        assert!(words.iter().all(plain) && words.len() >= 2, "{}", rule.id);
    }
}

#[test]
fn every_rule_says_what_why_and_what_to_do() {
    for rule in RULES {
        let id = rule.id;
        assert!(rule.title.len() >= 10 && rule.title.len() <= 80 && !rule.title.ends_with('.'), "{id}");
        assert!(rule.title.starts_with(char::is_uppercase), "{id}");
        for text in [rule.why, rule.fix] {
            assert!(text.len() >= 60 && text.ends_with('.') && !text.contains("  "), "{id}: {text}");
        }
        assert!(rule.cwe > 0, "{id}");
        assert!(rule.severity > Severity::Note, "{id}");
        assert!(!rule.bad.trim().is_empty() && !rule.good.trim().is_empty() && rule.bad != rule.good, "{id}");
        assert!(!rule.find.is_empty(), "{id}");
    }
}

#[test]
fn references_are_to_stable_pages_and_name_the_weakness() {
    let hosts = [
        "https://docs.python.org/3/",
        "https://cwe.mitre.org/data/definitions/",
        "https://cheatsheetseries.owasp.org/cheatsheets/",
    ];
    for rule in RULES {
        assert!(rule.references.iter().all(|url| url.starts_with("https://")), "{}", rule.id);
        let stable =
            rule.references.iter().filter(|url| hosts.iter().any(|host| url.starts_with(host))).count();
        assert!(stable >= 2, "{}", rule.id);
        let weakness = format!("https://cwe.mitre.org/data/definitions/{}.html", rule.cwe);
        assert!(rule.references.contains(&weakness.as_str()), "{}: {weakness}", rule.id);
    }
}

#[test]
fn ids_of_other_tools_are_written_as_their_tools_write_them() {
    let known = lines("tests/fixtures/ids/known.txt");
    for rule in RULES {
        let mut seen = BTreeSet::new();
        for also in rule.also {
            let (tool, id) = also.split_once(':').unwrap();
            assert!(["bandit", "ruff", "semgrep", "codeql"].contains(&tool), "{}: {also}", rule.id);
            assert!(seen.insert(also), "{}: {also} twice", rule.id);
            // Of ruff's and CodeQL's ids only those about security are listed.
            let listed = match tool {
                "ruff" => id.starts_with('S') && id.len() == 4,
                "codeql" => false,
                _ => true,
            };
            assert!(!listed || known.contains(*also), "{}: {also} is no known id", rule.id);
        }
    }
}

#[test]
fn the_ids_that_no_rule_covers_yet_are_listed_exactly() {
    let covered: BTreeSet<String> =
        RULES.iter().flat_map(|rule| rule.also).map(|id| (*id).to_owned()).collect();
    let open: BTreeSet<String> =
        lines("tests/fixtures/ids/known.txt").into_iter().filter(|id| !covered.contains(id)).collect();
    let listed = lines("tests/fixtures/ids/not_covered.txt");
    let now_covered: Vec<&String> = listed.difference(&open).collect();
    let not_listed: Vec<&String> = open.difference(&listed).collect();
    assert!(
        now_covered.is_empty() && not_listed.is_empty(),
        "covered now, to be taken out of not_covered.txt: {now_covered:?}; no longer covered: {not_listed:?}"
    );
}

#[test]
fn the_handbook_is_what_the_rules_say() {
    let path = repository().join("static/rules.md");
    let text = handbook();
    if std::env::var_os("SIGHTLINE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "static/rules.md is not what the rules say; SIGHTLINE_BLESS=1 writes it anew");
}
