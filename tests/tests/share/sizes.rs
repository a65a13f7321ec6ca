//! How long links are, against two other ways to put the same files into an address.

use super::{OTHER, SERVICE, reviewed, sent};
use sightline::share::{Choice, Kind, encode, to_base64url};

/// Real texts of this repository, small and large.
fn samples() -> Vec<(String, Vec<(String, String)>)> {
    let one = |path: &str, text: &str| vec![(path.to_owned(), text.to_owned())];
    let mut samples = vec![
        ("a small service".to_owned(), one("run.py", SERVICE)),
        ("two files".to_owned(), [one("run.py", SERVICE), one("other.py", OTHER)].concat()),
    ];
    let root = sightline_tests::repository();
    for path in ["web/example.py", "tests/browser/given/notes.py", "tests/scripts/compare_ast.py"] {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        samples.push((path.to_owned(), one(path, &text)));
    }
    samples
}

/// A link carries findings and verdicts as well as the files. Against the same content in the two other ways it is
/// always shorter; against the files alone it is from a few kilobytes on.
#[test]
fn a_link_is_shorter_than_lz_string_and_plain_base64() {
    println!("{:32} {:>8} {:>8} | {:>24} | {:>24}", "", "", "", "of the same content", "of the files alone");
    println!(
        "{:32} {:>8} {:>8} | {:>12} {:>11} | {:>12} {:>11}",
        "", "bytes", "link", "lz-string", "base64", "lz-string", "base64"
    );
    for (name, files) in samples() {
        let given: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let choice = Choice { kind: Kind::Whole, mask: false, ..Choice::default() };
        let payload = sent(&reviewed(&given), &choice).payload;
        let link = encode(&payload).unwrap().len();
        let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
        let others = |text: &str| {
            [lz_str::compress_to_encoded_uri_component(text).len(), to_base64url(text.as_bytes()).len()]
        };
        let (same, alone) = (others(&serde_json::to_string(&payload).unwrap()), others(&texts.concat()));
        #[allow(clippy::cast_precision_loss)] // for reading
        let share = |of: usize| format!("{:.0} %", 100.0 * link as f64 / of as f64);
        let [a, b, c, d] = [same[0], same[1], alone[0], alone[1]].map(share);
        let size = texts.concat().len();
        println!("{name:32} {size:>8} {link:>8} | {a:>12} {b:>11} | {c:>12} {d:>11}");
        assert!(same.iter().all(|other| link < *other), "{name}: {link} against {same:?}");
        assert!(size < 2_000 || alone.iter().all(|other| link < *other), "{name}: {link} against {alone:?}");
    }
}

#[test]
fn less_is_shorter() {
    let long = format!("{}{SERVICE}", "def f(x):\n    return [x, 1]\n".repeat(100));
    let first = reviewed(&[("run.py", &long)]);
    let length = |kind| encode(&sent(&first, &Choice { kind, ..Choice::default() }).payload).unwrap().len();
    assert!(length(Kind::Findings) < length(Kind::Excerpts));
}
