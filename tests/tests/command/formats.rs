//! The formats: JSON by its fields, SARIF by its schema and by what services take in, the others by what a reader looks
//! for.

use super::pack::{Member, zip};
use super::stage::Stage;
use super::{BAD, GOOD};
use serde_json::Value;

/// A review with something of everything: findings, notices, a suppressed finding, an archive, odd names.
fn stage() -> Stage {
    let stage = Stage::with(&[
        ("p/bad.py", BAD),
        ("p/good.py", GOOD),
        ("p/a b/ü#.py", BAD),
        ("p/broken.py", "def f(:\n    pass\n\nx = (((\n"),
        ("p/quiet.py", "def f(x):\n    return eval(x)  # sightline: ignore[code-injection] checked above\n"),
    ]);
    stage.file("p/latin.py", b"x = '\xE9'\n");
    stage.file(
        "p/x.zip",
        &zip(&[Member::deflated("m/a.py", BAD.as_bytes()), Member::deflated("m/n.txt", b"-")]),
    );
    stage
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sorted<'a>(words: &'a str) -> Vec<&'a str> {
    let mut words: Vec<&'a str> = words.split_whitespace().collect();
    words.sort_unstable();
    words
}

fn each<'a>(value: &'a Value, pointer: &str) -> Vec<&'a Value> {
    value.pointer(pointer).unwrap().as_array().unwrap().iter().collect()
}

#[test]
fn json_has_the_fields_that_it_promises() {
    let report = stage().review(&["p"]);
    let top =
        "schema engine distrusted files findings checklist identity not_decided conclusion hidden notices";
    assert_eq!(keys(&report), sorted(top));
    assert_eq!(report["schema"], "sightline/1");
    assert_eq!(keys(&report["engine"]), sorted("version rules checks"));
    assert_eq!(keys(&report["hidden"]), ["low"]);
    for file in each(&report, "/files") {
        assert_eq!(keys(file), sorted("path lines bytes functions classes sha256 notices"));
        for number in ["lines", "bytes", "functions", "classes"] {
            assert!(file[number].is_u64(), "{number}: {file}");
        }
        assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
        for notice in each(file, "/notices") {
            assert_eq!(keys(notice), sorted("line end_line kind text"));
        }
    }
    let place = "file line column end_line end_column";
    let findings = each(&report, "/findings");
    assert!(findings.len() >= 3, "{findings:?}");
    for finding in findings {
        let own =
            "rule title severity confidence category cwe function message fingerprint trace suppressed mark";
        assert_eq!(keys(finding), sorted(&format!("{place} {own}")));
        assert!(["high", "medium", "low", "note"].iter().any(|word| finding["severity"] == *word));
        assert!(["high", "medium", "low"].iter().any(|word| finding["confidence"] == *word));
        assert!(finding["cwe"].is_u64() && finding["trace"].is_array());
        assert!(finding["function"].is_null() || finding["function"].is_string());
        let fingerprint = finding["fingerprint"].as_str().unwrap();
        let hex = fingerprint.strip_prefix("1:").unwrap();
        assert!(hex.len() == 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{fingerprint}");
        if !finding["suppressed"].is_null() {
            assert_eq!(keys(&finding["suppressed"]), sorted("by line reason"));
        }
        assert!(finding["mark"].is_null(), "nobody marked anything");
    }
    for notice in each(&report, "/notices") {
        assert_eq!(keys(notice), sorted("file line kind text"));
    }
}

#[test]
fn the_fields_stand_in_their_order() {
    let out = stage().run(&["review", "p", "--format", "json"]).out;
    let at = |field: &str| out.find(&format!("\n  \"{field}\":")).unwrap_or_else(|| panic!("no {field}"));
    let order =
        ["schema", "engine", "files", "findings", "checklist", "identity", "not_decided", "conclusion"];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
    assert!(out.ends_with("}\n"));
}

#[test]
fn the_checklist_has_its_fourteen_items_with_evidence() {
    let report = stage().review(&["p"]);
    let items = each(&report, "/checklist");
    let ids: Vec<&str> = items.iter().map(|item| item["item"].as_str().unwrap()).collect();
    let all: Vec<&str> =
        sightline::vocabulary::Category::ALL.iter().map(|category| category.name()).collect();
    assert_eq!(ids, all);
    assert_eq!(ids.len(), 14);
    let fields = sorted("check file line end_line status text");
    for item in &items {
        assert_eq!(keys(item), sorted("item title verdict summary examined mark facts"));
        for fact in each(item, "/facts") {
            assert_eq!(keys(fact), fields);
        }
        let summary = item["summary"].as_str().unwrap();
        assert!(summary.ends_with('.'), "{summary}");
        let with_rules = sightline::rules::RULES.iter().any(|rule| item["item"] == rule.category.name());
        let with_checks = sightline::checks::CHECKS.iter().any(|check| item["item"] == check.category.name());
        if !with_rules && !with_checks {
            assert_eq!((&item["verdict"], summary), (&"undecidable".into(), "Not examined by this version."));
        }
    }
    for section in ["/identity", "/not_decided"] {
        let facts = each(&report, section);
        assert!(!facts.is_empty());
        assert!(facts.iter().all(|fact| keys(fact) == fields), "{section}");
    }
}

#[test]
fn places_and_paths_are_in_order() {
    let report = stage().review(&["p"]);
    let place = |of: &Value| {
        (of["file"].as_str().unwrap().to_owned(), of["line"].as_u64().unwrap(), of["column"].as_u64())
    };
    let findings: Vec<_> = each(&report, "/findings").into_iter().map(place).collect();
    assert!(findings.is_sorted());
    for item in each(&report, "/checklist") {
        let facts: Vec<_> =
            each(item, "/facts").into_iter().map(|fact| (fact["check"].to_string(), place(fact))).collect();
        assert!(facts.is_sorted());
    }
    assert!(each(&report, "/notices").into_iter().map(place).collect::<Vec<_>>().is_sorted());
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let stage = stage();
    // In one pattern stands a bracket too many, which not every engine takes for a letter.
    let schema = include_str!("../../fixtures/sarif-2.1.0.schema.json").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for arguments in [&["p"][..], &["p/good.py"], &["p", "--min-confidence", "low"]] {
        let log = stage.run(&[&["review", "--format", "sarif"], arguments].concat()).json();
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// What GitHub takes in: results, rules, tags of a rule, locations of a result, steps of a flow, lengths of texts.
#[test]
fn sarif_stays_within_what_services_take_in() {
    let log = stage().run(&["review", "p", "--min-confidence", "low", "--format", "sarif"]).json();
    let run = &log["runs"][0];
    assert!(each(run, "/results").len() <= 25_000);
    for result in each(run, "/results") {
        assert!(each(result, "/locations").len() == 1);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(result["partialFingerprints"].is_object());
    }
    let rules = each(run, "/tool/driver/rules");
    assert!(rules.len() <= 25_000);
    for rule in rules {
        assert!(each(rule, "/properties/tags").len() <= 20, "{}", rule["id"]);
        assert!(rule["name"].as_str().is_some_and(|name| name.len() <= 255));
        for text in ["shortDescription", "fullDescription"] {
            let length = rule[text]["text"].as_str().map_or(0, |text| text.chars().count());
            assert!((1..=1024).contains(&length), "{} {text}: {length}", rule["id"]);
        }
    }
    let kinds = each(run, "/tool/driver/notifications");
    for told in each(run, "/invocations/0/toolExecutionNotifications") {
        assert!(kinds.iter().any(|kind| kind["id"] == told["descriptor"]["id"]), "{told}");
    }
}

#[test]
fn the_documents_are_written_too() {
    let stage = stage();
    let markdown = stage.run(&["review", "p", "--format", "markdown"]).out;
    assert!(markdown.starts_with("# Security review\n") && markdown.contains("`p/bad.py:5`"), "{markdown}");
    let html = stage.run(&["review", "p", "--format", "html"]).out;
    assert!(html.starts_with("<!doctype html>") && html.contains("<mark>eval(formula)</mark>"));
    let csv = stage.run(&["review", "p", "--format", "csv"]).out;
    let findings = each(&stage.review(&["p"]), "/findings").len();
    assert_eq!(csv.matches("\r\n").count(), findings + 1);
}

#[test]
fn sarif_says_what_json_says() {
    let stage = stage();
    let json = stage.review(&["p"]);
    let log = stage.run(&["review", "p", "--format", "sarif"]).json();
    let run = &log["runs"][0];
    let findings = each(&json, "/findings");
    let results = each(run, "/results");
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(findings) {
        assert_eq!(result["ruleId"], finding["rule"]);
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], finding["rule"]);
        let place = &result["locations"][0]["physicalLocation"];
        for (theirs, ours) in [
            ("startLine", "line"),
            ("startColumn", "column"),
            ("endLine", "end_line"),
            ("endColumn", "end_column"),
        ] {
            assert_eq!(place["region"][theirs], finding[ours]);
        }
        assert_eq!(result["partialFingerprints"]["sightline/v1"], finding["fingerprint"]);
        let index = place["artifactLocation"]["index"].as_u64().unwrap() as usize;
        assert_eq!(run["artifacts"][index]["location"]["uri"], place["artifactLocation"]["uri"]);
        assert_eq!(result["suppressions"].is_null(), finding["suppressed"].is_null());
    }
    assert!(
        each(run, "/artifacts").iter().any(|artifact| artifact["location"]["uri"] == "p/a%20b/%C3%BC%23.py")
    );
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let told = each(run, "/invocations/0/toolExecutionNotifications");
    assert!(told.len() >= each(&json, "/notices").len());
    let rules = each(run, "/tool/driver/rules");
    assert_eq!(rules.len(), sightline::rules::RULES.len());
    for rule in rules {
        let tags = rule["properties"]["tags"].as_array().unwrap();
        assert!(tags.iter().any(|tag| tag == "security"));
        assert!(tags.iter().any(|tag| tag.as_str().unwrap().starts_with("external/cwe/cwe-")));
        assert!(rule["properties"]["security-severity"].as_str().unwrap().parse::<f32>().is_ok());
    }
}

#[test]
fn text_shows_the_line_with_carets() {
    let out = stage().run(&["review", "p"]).out;
    let shown = ["   |", "5 |     return eval(formula)", "  |            ^^^^^^^^^^^^^"];
    for line in &shown[1..] {
        assert!(out.lines().any(|shown| shown == *line), "no {line:?} in\n{out}");
    }
    assert!(out.contains("--> p/bad.py:5:12 in total"), "{out}");
    assert!(out.contains("p/latin.py"), "{out}");
    let last = out.lines().last().unwrap();
    assert!(last.contains("findings (") && last.contains("examined in 7 files"), "{last}");
}
