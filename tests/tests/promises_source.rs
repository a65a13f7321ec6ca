//! What is promised of the source tree.

use sightline::rules::RULES;
use sightline_tests::{lines_of_code, repository, rust_files};
use std::collections::BTreeMap;
use std::fs;

/// Files below `core/src` without the command, by their path, and their lines of code.
fn core() -> Vec<(String, Vec<(usize, String)>)> {
    rust_files("core/src")
        .into_iter()
        .filter(|(path, _)| !path.starts_with("bin/"))
        .map(|(path, text)| (path, lines_of_code(&text)))
        .collect()
}

/// The module of `core` that a file belongs to: `flow` for `flow/value.rs`.
fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// Says where any of some words stand in the files that `of` chooses.
fn places_of(words: &[&str], of: impl Fn(&str) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    for (path, lines) in core().iter().filter(|(path, _)| of(path)) {
        for (number, line) in lines {
            for word in words.iter().filter(|word| line.contains(**word)) {
                places.push(format!("core/src/{path}:{number}: {word}"));
            }
        }
    }
    places
}

fn assert_none(places: &[String]) {
    assert!(places.is_empty(), "\n{}", places.join("\n"));
}

#[test]
fn modules_use_only_modules_above_them() {
    let lib = fs::read_to_string(repository().join("core/src/lib.rs")).unwrap();
    let order: Vec<String> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")))
        .map(|rest| rest.trim_end_matches([';', '{', ' ']).to_owned())
        .collect();
    let rank: BTreeMap<&str, usize> =
        order.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut wrong = Vec::new();
    for (path, lines) in core() {
        let module = module_of(&path);
        let Some(own) = rank.get(module) else { continue };
        for (number, line) in lines {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if rank.get(used.as_str()).is_some_and(|used| used > own) {
                    wrong.push(format!("core/src/{path}:{number}: {module} uses {used}"));
                }
            }
        }
    }
    assert!(order.len() > 8, "{order:?}");
    assert_none(&wrong);
}

#[test]
fn only_lowering_names_tree_sitter() {
    assert_none(&places_of(&["tree_sitter"], |path| !path.starts_with("syntax/lower/")));
}

#[test]
fn syntax_and_flow_know_no_rule() {
    assert_none(&places_of(&["rules::", "RULES", "Rule {"], |path| {
        matches!(module_of(path), "syntax" | "names" | "flow")
    }));
}

#[test]
fn flow_knows_no_library() {
    let libraries = [
        "\"os",
        "\"subprocess",
        "\"pickle",
        "\"yaml",
        "\"requests",
        "\"flask",
        "\"django",
        "\"sqlalchemy",
        "\"hashlib",
        "\"ssl",
        "\"sqlite3",
    ];
    for (path, text) in rust_files("core/src/flow") {
        let own = text.split("#[cfg(test)]").next().unwrap_or("");
        for line in own.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!libraries.iter().any(|name| line.contains(name)), "core/src/flow/{path}: {line}");
        }
    }
}

/// `vocabulary` implements serde's traits by hand, so that the page can read its words without the engine;
/// `text` derives one for regions, which the report and the page both carry.
#[test]
fn only_what_is_sent_away_knows_serialisation() {
    let may = ["report", "share", "vocabulary", "text"];
    let formats = |path: &str| !may.contains(&module_of(path)) && !path.starts_with("intake/");
    assert_none(&places_of(&["serde"], formats));
}

#[test]
fn the_library_reads_no_clock_no_file_and_no_random_number() {
    let words = [
        "std::fs",
        "std::time",
        "Instant::",
        "SystemTime",
        "File::open",
        "rand::",
        "std::env::var",
        "RandomState",
    ];
    assert_none(&places_of(&words, |_| true));
}

#[test]
fn nothing_in_the_library_panics_on_input() {
    let words = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
    assert_none(&places_of(&words, |_| true));
}

/// Indexing with numbers can fail on input; ids index their own arenas, and full ranges cannot fail.
#[test]
fn texts_and_lists_are_not_indexed_by_numbers() {
    let mut places = Vec::new();
    for (path, lines) in core() {
        for (number, line) in lines {
            let ranges = line.contains("..]") || line.contains("[..");
            let pattern =
                ["let [", "if let ", "&[", "= [", "[..]", "=> [", "([..", "matches!", "| [", "Some(["]
                    .iter()
                    .any(|pattern| line.contains(pattern))
                    || line.trim_start().starts_with('[');
            if ranges && !pattern {
                places.push(format!("core/src/{path}:{number}: {}", line.trim()));
            }
        }
    }
    assert_none(&places);
}

#[test]
fn every_file_says_first_what_lives_in_it() {
    let mut silent = Vec::new();
    for folder in ["core/src", "tests/src", "tests/tests", "web/src"] {
        for (path, text) in rust_files(folder) {
            if !text.starts_with("//!") {
                silent.push(format!("{folder}/{path}"));
            }
        }
    }
    assert_none(&silent);
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let mut long = Vec::new();
    for folder in ["core/src", "tests/src", "tests/tests", "web/src"] {
        for (path, text) in rust_files(folder) {
            let lines = text.lines().count();
            if lines > 600 && !LONG.contains(&path.as_str()) {
                long.push(format!("{folder}/{path}: {lines} lines"));
            }
        }
    }
    assert_none(&long);
}

/// The tree's types are one table.
const LONG: &[&str] = &["syntax/ast.rs"];

#[test]
fn every_rule_is_one_file_of_its_name_and_every_such_file_is_one_rule() {
    let shared = [
        "mod",
        "run",
        "command_lines",
        "commands",
        "expressions",
        "handbook",
        "look",
        "page_texts",
        "prescribed",
        "say",
        "standing",
        "suppressions",
        "taint",
        "trusted",
    ];
    let mut files: Vec<String> = rust_files("core/src/rules")
        .into_iter()
        .map(|(path, _)| path.trim_end_matches(".rs").to_owned())
        // What a rule's file is too long for stands in a folder of its name.
        .filter(|name| !name.contains('/') && !shared.contains(&name.as_str()))
        .collect();
    files.sort();
    let rules: Vec<String> = RULES.iter().map(|rule| rule.id.replace('-', "_")).collect();
    assert_eq!(files, rules);
    for (path, text) in rust_files("core/src/rules") {
        let statics = text.matches("\npub static RULE: Rule = Rule {").count();
        let is_rule = files.iter().any(|name| path == format!("{name}.rs"));
        assert_eq!(statics, usize::from(is_rule), "{path}");
    }
}
