//! Links that were made once and are read for ever. A file here is never changed; a new one may join them.

use super::{OTHER, SERVICE, reviewed, sent, whole};
use sightline::share::{Choice, Kind, Payload, decode, encode, envelope};
use sightline::vocabulary::{Category, Mark, Verdict};
use std::path::PathBuf;

fn place(name: &str) -> PathBuf {
    sightline_tests::repository().join("tests/fixtures/share").join(name)
}

fn golden(name: &str) -> Payload {
    let link = std::fs::read_to_string(place(name)).unwrap();
    decode(&link).unwrap_or_else(|trouble| panic!("{name}: {trouble}"))
}

/// Writes the links that are missing; none that is there is touched.
#[test]
fn golden_links_are_there() {
    let first = reviewed(&[("app/run.py", SERVICE), ("app/other.py", OTHER)]);
    let mark = |finding: &sightline::report::FindingReport| {
        (finding.fingerprint.clone(), Mark::AcceptedRisk, "Seen: ä, 漢, 😀.".to_owned())
    };
    let marks: Vec<_> = first.report.findings.iter().take(1).map(mark).collect();
    let finding =
        first.report.findings.first().map(|finding| (finding.file.clone(), finding.fingerprint.clone()));
    for (name, choice) in [
        ("whole.txt", Choice { mask: false, marks: marks.clone(), finding, ..whole() }),
        ("masked.txt", whole()),
        (
            "excerpts.txt",
            Choice { kind: Kind::Excerpts, lines: Some(("app/run.py".into(), 9, 12)), ..whole() },
        ),
        ("findings.txt", Choice { kind: Kind::Findings, marks, ..whole() }),
    ] {
        if std::env::var_os("SIGHTLINE_BLESS").is_some() && !place(name).exists() {
            let link = encode(&sent(&first, &choice).payload).unwrap();
            std::fs::write(place(name), format!("#{link}\n")).unwrap();
        }
        assert!(place(name).exists(), "{name}; SIGHTLINE_BLESS=1 writes it");
    }
}

#[test]
fn a_whole_link_is_read_as_on_its_first_day() {
    let payload = golden("whole.txt");
    assert_eq!((payload.kind, payload.engine.as_str()), (Kind::Whole, "0.1.0"));
    let texts: Vec<_> = payload.files.iter().map(|file| (file.path.as_str(), file.text.as_deref())).collect();
    assert_eq!(texts, [("app/other.py", Some(OTHER)), ("app/run.py", Some(SERVICE))]);
    assert!(
        payload.findings.iter().any(|finding| finding.rule == "hard-coded-secret" && finding.place.0 == 6)
    );
    assert!(payload.findings.iter().all(|finding| finding.message.is_empty() && finding.trace.is_empty()));
    assert_eq!(payload.verdicts.len(), 14);
    assert!(payload.verdicts.contains(&(Category::Cryptography, Verdict::Defect, 2)));
    assert_eq!(payload.marks[0].1, Mark::AcceptedRisk);
    assert_eq!(payload.marks[0].2, "Seen: ä, 漢, 😀.");
    assert_eq!(payload.target.unwrap().finding.as_deref(), Some(payload.marks[0].0.as_str()));
}

#[test]
fn a_masked_link_is_read_as_on_its_first_day() {
    let payload = golden("masked.txt");
    let file = &payload.files[1];
    assert_eq!(file.masked.iter().map(|place| place.0).collect::<Vec<_>>(), [6, 18]);
    assert_eq!(
        file.text.as_ref().unwrap().lines().nth(5),
        Some("API_PASSWORD = \"****************************\"")
    );
}

#[test]
fn excerpts_and_findings_are_read_as_on_their_first_day() {
    let payload = golden("excerpts.txt");
    assert_eq!(payload.kind, Kind::Excerpts);
    assert!(payload.files.iter().all(|file| file.text.is_none()));
    assert!(payload.files[1].excerpts.iter().any(|(_, text)| text.contains("os.system(command)")));
    assert_eq!(payload.target.unwrap().lines, Some((9, 12)));
    let payload = golden("findings.txt");
    assert!(payload.files.iter().all(|file| file.text.is_none() && file.excerpts.is_empty()));
    assert!(payload.findings.iter().all(|finding| !finding.message.is_empty()));
    assert!(payload.findings.iter().any(|finding| !finding.trace.is_empty()));
}

/// Made by a page with the passphrase `correct horse`; the browser's tests open it.
#[test]
fn a_sealed_link_is_taken_apart_as_on_its_first_day() {
    let link = std::fs::read_to_string(place("sealed.txt")).unwrap();
    let envelope = envelope::open(&link).unwrap();
    assert_eq!(envelope.iterations, 600_000);
    assert_eq!(envelope.header.len(), envelope::HEADER);
}
