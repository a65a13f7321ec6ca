//! What is sent of a review, and what whoever opens it is told.

use super::{OTHER, SERVICE, reviewed, sent, whole};
use sightline::Options;
use sightline::flow::Trust;
use sightline::report::{Marked, item_fingerprints, json, marks_of};
use sightline::share::{Choice, Kind, Payload, decode, difference, encode, make};
use sightline::vocabulary::{Mark, Source};

const FILES: &[(&str, &str)] = &[("app/run.py", SERVICE), ("app/other.py", OTHER)];

#[test]
fn whole_files_are_reviewed_anew_with_the_same_result() {
    let first = reviewed(FILES);
    let made = sent(&first, &Choice { mask: false, ..whole() });
    let payload = decode(&encode(&made.payload).unwrap()).unwrap();
    assert_eq!(payload, made.payload);
    let files: Vec<(&str, &str)> =
        payload.files.iter().map(|file| (file.path.as_str(), file.text.as_deref().unwrap())).collect();
    let again = reviewed(&files);
    let difference = difference(&payload, &again.report);
    assert_eq!(difference.same, first.report.findings.len());
    assert!(difference.gone.is_empty() && difference.new.is_empty() && difference.verdicts.is_empty());
}

#[test]
fn what_another_engine_sees_is_told() {
    let first = reviewed(FILES);
    let mut payload = sent(&first, &Choice { mask: false, ..whole() }).payload;
    let theirs = payload.findings.iter().skip(1).cloned();
    let mut strange = payload.findings[0].clone();
    strange.rule = "of-another-engine".into();
    strange.fingerprint = "1:ffffffffffffffff".into();
    payload.findings = theirs.chain([strange]).collect();
    let difference = difference(&payload, &first.report);
    assert_eq!(difference.gone, [payload.findings.len() - 1]);
    assert_eq!(difference.new.len(), 1);
}

#[test]
fn secrets_stay_with_the_sender() {
    let first = reviewed(FILES);
    for kind in [Kind::Whole, Kind::Excerpts, Kind::Findings] {
        let made = sent(&first, &Choice { kind, mask: true, ..Choice::default() });
        let json = format!("{:?}", made.payload);
        for secret in ["correct-horse", "t0p-Gun", "corr", "t0p"] {
            assert!(!json.contains(secret), "{secret} in {json}");
        }
        let lines: Vec<u32> = made.masked.iter().map(|masked| masked.line).collect();
        assert_eq!(lines, [6, 18], "{:?}", made.masked);
        assert!(made.masked.iter().all(|masked| masked.shown.ends_with('…')));
    }
    let told = sent(&first, &Choice { kind: Kind::Whole, mask: false, ..Choice::default() });
    assert!(format!("{:?}", told.payload).contains("correct-horse"));
}

#[test]
fn masked_places_are_not_checked_and_all_others_stay_where_they_are() {
    let first = reviewed(FILES);
    let made = sent(&first, &whole());
    let text = |at: usize| made.payload.files[at].text.clone().unwrap();
    for (at, (_, code)) in [FILES[1], FILES[0]].iter().enumerate() {
        let lengths = |code: &str| code.lines().map(str::len).collect::<Vec<_>>();
        assert_eq!(lengths(&text(at)), lengths(code));
    }
    let files: Vec<(String, String)> =
        made.payload.files.iter().map(|file| (file.path.clone(), file.text.clone().unwrap())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let again = reviewed(&files);
    let difference = difference(&made.payload, &again.report);
    assert!(difference.gone.is_empty(), "{difference:?}");
    assert_eq!(difference.same + difference.unchecked.len(), first.report.findings.len());
    for at in &difference.unchecked {
        let finding = &made.payload.findings[*at];
        assert!(!finding.message.is_empty(), "what is not checked again is told in full");
    }
}

#[test]
fn excerpts_have_the_lines_that_findings_speak_of() {
    let long = format!("{}{SERVICE}", "x = 1\n".repeat(400));
    let first = reviewed(&[("run.py", &long)]);
    let made = sent(&first, &Choice { kind: Kind::Excerpts, mask: false, ..Choice::default() });
    let file = &made.payload.files[0];
    assert!(file.text.is_none());
    assert_eq!(file.lines, 418);
    let all: Vec<&str> = long.lines().collect();
    for (first, text) in file.excerpts.iter() {
        for (at, line) in text.lines().enumerate() {
            assert_eq!(line, all[*first as usize - 1 + at]);
        }
    }
    let shown = |line: u32| {
        let lines =
            |(first, text): &(u32, String)| (*first..).take(text.lines().count()).any(|at| at == line);
        file.excerpts.iter().any(lines)
    };
    for finding in &first.report.findings {
        assert!(shown(finding.region.line));
        assert!(finding.trace.iter().all(|step| shown(step.region.line)));
    }
    assert!(!shown(100));
    assert!(made.payload.findings.iter().all(|finding| !finding.message.is_empty()));
}

#[test]
fn marks_and_a_target_go_along_only_if_they_are_of_this_report() {
    let first = reviewed(FILES);
    let known = first.report.findings[0].fingerprint.clone();
    let marks = vec![
        (known.clone(), Mark::AcceptedRisk, "inside the network".to_owned()),
        ("1:0000000000000000".to_owned(), Mark::Agreed, "of another project".to_owned()),
    ];
    let finding = Some(("app/run.py".to_owned(), known.clone()));
    let payload = sent(&first, &Choice { marks, finding, ..whole() }).payload;
    assert_eq!(payload.marks.len(), 1);
    assert_eq!(payload.target.unwrap().finding, Some(known));
    let lines = Some(("app/run.py".to_owned(), 3, 5));
    let payload = sent(&first, &Choice { lines, ..whole() }).payload;
    let target = payload.target.unwrap();
    assert_eq!((target.file, target.lines), (Some(1), Some((3, 5))));
}

#[test]
fn excerpts_and_findings_name_only_files_that_something_is_said_of() {
    let first = reviewed(&[("a.py", "x = 1\n"), ("b.py", SERVICE), ("c.py", "y = 2\n")]);
    for kind in [Kind::Excerpts, Kind::Findings] {
        let payload = sent(&first, &Choice { kind, ..Choice::default() }).payload;
        let paths: Vec<&str> = payload.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["b.py"]);
        assert!(payload.findings.iter().all(|finding| finding.file == 0));
    }
}

#[test]
fn what_is_too_much_for_a_link_is_refused_and_not_cut() {
    let paths: Vec<String> = (0..2_001).map(|number| format!("f{number}.py")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
    let first = reviewed(&files);
    let refused = encode(&sent(&first, &whole()).payload).unwrap_err();
    assert_eq!(refused.name(), "too-large");
    assert!(encode(&sent(&first, &Choice::default()).payload).is_ok());
}

#[test]
fn whom_somebody_distrusts_travels_and_unknown_names_are_passed_over() {
    let first = reviewed(&[("app/run.py", SERVICE)]);
    let options =
        Options { trust: Trust::of(&[Source::Environment, Source::Database]), ..Options::default() };
    let made = make(&first.report, &first.project, &options, &whole());
    let payload = decode(&encode(&made.payload).unwrap()).unwrap();
    assert_eq!(payload.options.sources(), [Source::Database, Source::Environment]);
    let json = r#"{"o":{"c":"medium","s":"note","d":["file","request","of-a-later-version"]},"k":"none"}"#;
    let payload: Payload = serde_json::from_str(json).unwrap();
    assert_eq!(payload.options.sources(), [Source::File]);
}

#[test]
fn a_mark_on_an_item_travels_and_outlives_edits_elsewhere() {
    let mut first = reviewed(&[("app/run.py", SERVICE)]);
    let prints = item_fingerprints(&first.report, &first.project);
    let moved = reviewed(&[("app/run.py", &format!("# A comment.\n\n{SERVICE}"))]);
    for (item, (before, after)) in
        first.report.checklist.iter().zip(prints.iter().zip(item_fingerprints(&moved.report, &moved.project)))
    {
        assert_eq!(*before == after, !item.facts.is_empty(), "{}", item.title);
    }
    let marks = vec![
        (prints[1].clone(), Mark::Agreed, "read".to_owned()),
        ("item:0".into(), Mark::Agreed, String::new()),
    ];
    let payload = sent(&first, &Choice { marks: marks.clone(), ..whole() }).payload;
    assert_eq!(payload.marks[..], marks[..1]);
    let mark = Marked { of: prints[1].clone(), mark: Mark::Agreed, note: "read".into() };
    first.report.mark(&first.project, std::slice::from_ref(&mark));
    assert_eq!(marks_of(&json(&first.report)), Some(vec![mark]));
    first.report.mark(&first.project, &[]);
    assert_eq!(marks_of(&json(&first.report)), Some(vec![]));
    assert_eq!(marks_of("{}"), None);
}
