//! Arguments, exit status, and what is said when nothing can be done.

use super::stage::Stage;
use super::{BAD, GOOD};

#[test]
fn clean_is_0_findings_are_1_and_no_review_is_2() {
    let stage = Stage::with(&[("bad.py", BAD), ("good.py", GOOD), ("folder/notes.txt", "no Python")]);
    assert_eq!(stage.run(&["review", "good.py"]).status, 0);
    assert_eq!(stage.run(&["review", "bad.py"]).status, 1);
    assert_eq!(stage.run(&["review", "good.py", "bad.py"]).status, 1);
    for arguments in [
        &["review"][..],
        &["review", "--format", "xml", "good.py"],
        &["review", "--threads", "0", "good.py"],
        &["review", "missing.py", "bad.py"],
        &["review", "folder"],
        &["review", "good.py", "--output", "no/such/folder/report.txt"],
        &["review", "--files-from", "missing.txt"],
        &["rules", "no-such-rule"],
        &["reviwe", "good.py"],
        &[],
    ] {
        let ran = stage.run(arguments);
        assert_eq!(ran.status, 2, "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn a_path_that_is_not_there_is_named_and_nothing_is_reviewed() {
    let stage = Stage::with(&[("bad.py", BAD)]);
    let ran = stage.run(&["review", "bad.py", "missing.py"]);
    assert!(ran.err.contains("there is no `missing.py`"), "{ran:?}");
    assert_eq!(ran.out, "");
}

#[test]
fn help_and_version_are_asked_for_and_no_failure() {
    let stage = Stage::new();
    for (arguments, says) in [
        (&["--help"][..], "Reviews Python code"),
        (&["review", "--help"], "Exit status"),
        (&["rules", "--help"], "explain"),
        (&["--version"], "sightline "),
    ] {
        let ran = stage.run(arguments);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments:?}");
        assert!(ran.out.contains(says), "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn filters_choose_the_exit_status_in_every_format() {
    let stage = Stage::with(&[("bad.py", BAD)]);
    for format in ["text", "json", "sarif"] {
        let status = |more: &[&str]| {
            let arguments = ["review", "bad.py", "--format", format];
            stage.run(&[&arguments[..], more].concat()).status
        };
        assert_eq!(status(&[]), 1);
        assert_eq!(status(&["--min-confidence", "high"]), 0);
        assert_eq!(status(&["--min-severity", "high"]), 1);
        assert_eq!(status(&["--fail-on", "high"]), 1);
    }
}

#[test]
fn filters_change_findings_and_nothing_else() {
    let stage = Stage::with(&[("bad.py", BAD), ("good.py", GOOD)]);
    let all = stage.review(&[".", "--min-confidence", "low"]);
    let few = stage.review(&[".", "--min-confidence", "high"]);
    assert_eq!(all["findings"].as_array().unwrap().len(), 1);
    assert_eq!(all["hidden"]["low"], 0);
    assert_eq!(few["findings"].as_array().unwrap().len(), 0);
    assert_eq!(few["hidden"]["low"], 1);
    for field in ["files", "checklist", "identity", "not_decided", "conclusion", "notices"] {
        assert_eq!(all[field], few[field], "{field}");
    }
}

#[test]
fn whoever_is_distrusted_makes_a_finding_of_an_observation() {
    let stage = Stage::with(&[("tool.py", "import os, sys\nos.system('ls ' + sys.argv[1])\n")]);
    assert_eq!(stage.run(&["review", "tool.py"]).status, 0);
    assert_eq!(stage.run(&["review", "--distrust", "command-line", "tool.py"]).status, 1);
    assert_eq!(stage.run(&["review", "--distrust", "nobody", "tool.py"]).status, 2);
}

#[test]
fn marks_of_a_saved_report_are_taken_over_and_change_no_verdict() {
    let stage = Stage::with(&[("bad.py", BAD)]);
    let before = stage.review(&["bad.py"]);
    let print = before["findings"][0]["fingerprint"].as_str().unwrap();
    let mut saved = before.clone();
    saved["findings"][0]["mark"] =
        serde_json::json!({ "of": print, "mark": "false-alarm", "note": "a constant" });
    stage.file("marks.json", saved.to_string().as_bytes());
    let after = stage.run(&["review", "bad.py", "--marks", "marks.json", "--format", "json"]);
    assert_eq!(after.status, 0);
    let after: serde_json::Value = serde_json::from_str(&after.out).unwrap();
    assert_eq!(after, saved);
    let text = stage.run(&["review", "bad.py", "--marks", "marks.json"]).out;
    assert!(text.contains("Marked as a false alarm: a constant"), "{text}");
    stage.file("marks.json", b"[]");
    assert_eq!(stage.run(&["review", "bad.py", "--marks", "marks.json"]).status, 2);
    assert_eq!(stage.run(&["review", "bad.py", "--marks", "none.json"]).status, 2);
}

#[test]
fn rules_are_listed_and_explained() {
    let stage = Stage::new();
    let list = stage.run(&["rules"]);
    assert_eq!(list.status, 0);
    for rule in sightline::rules::RULES {
        assert!(list.out.contains(rule.id), "{} is not listed", rule.id);
        let page = stage.run(&["rules", rule.id]);
        assert_eq!(page.status, 0);
        assert!(
            page.out.contains(rule.title) && page.out.contains(&format!("CWE-{}", rule.cwe)),
            "{}",
            page.out
        );
    }
    let unknown = stage.run(&["rules", "B307"]);
    assert!(unknown.err.contains("code-injection"), "{}", unknown.err);
}

#[test]
fn a_report_goes_to_a_file_when_asked() {
    let stage = Stage::with(&[("bad.py", BAD)]);
    let ran = stage.run(&["review", "bad.py", "--format", "json", "--output", "report.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let written = std::fs::read_to_string(stage.path("report.json")).unwrap();
    assert_eq!(written, stage.run(&["review", "bad.py", "--format", "json"]).out);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let stage = Stage::with(&[("bad.py", BAD)]);
    let colored =
        |more: &[&str]| stage.run(&[&["review", "bad.py"][..], more].concat()).out.contains('\u{1b}');
    assert!(!colored(&[]));
    assert!(!colored(&["--color", "never"]));
    assert!(colored(&["--color", "always"]));
}

#[cfg(unix)]
#[test]
fn whoever_stops_reading_hears_no_complaint() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let stage = Stage::with(&[("bad.py", &BAD.repeat(2000))]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sightline-command"))
        .args(["review", "bad.py", "--format", "json"])
        .current_dir(stage.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    assert!(child.wait().unwrap().code().is_some());
}
