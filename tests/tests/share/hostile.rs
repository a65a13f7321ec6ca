//! Links that somebody made to do harm, or that something on the way has broken.

use super::{SERVICE, reviewed, sent, whole};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use sightline::share::{ENCODED, Trouble, decode, decode_deflated, encode, envelope, to_base64url};
use std::io::Write;

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A link of any JSON, with its right check sum.
fn link(json: &str) -> String {
    let body = json.trim_end().strip_suffix('}').unwrap();
    let sum = sightline::text::digest(body.as_bytes());
    let whole = format!("{body},\"z\":\"{}\"}}", &sum[..12]);
    format!("#v1.{}", to_base64url(&deflate(whole.as_bytes())))
}

fn refused(link: &str) -> Trouble {
    let trouble = decode(link).unwrap_err();
    assert!(!trouble.to_string().is_empty() && !trouble.advice().is_empty() && !trouble.title().is_empty());
    trouble
}

fn good() -> String {
    encode(&sent(&reviewed(&[("run.py", SERVICE)]), &whole()).payload).unwrap()
}

#[test]
fn what_is_cut_says_so() {
    let link = good();
    for length in [link.len() - 1, link.len() - 5, link.len() / 2, 40, 8] {
        assert_eq!(refused(&link[..length]).name(), "cut", "{length}");
    }
    assert_eq!(refused("v1.").name(), "cut");
}

#[test]
fn one_wrong_letter_anywhere_is_noticed() {
    let link = good();
    for at in (3..link.len()).step_by(7) {
        let letter = if &link[at..=at] == "A" { "B" } else { "A" };
        let wrong = format!("{}{letter}{}", &link[..at], &link[at + 1..]);
        if let Ok(payload) = decode(&wrong) {
            // The last letter may carry bits that belong to no byte.
            assert!(at + 2 >= link.len(), "letter {at} of {} changed nothing: {payload:?}", link.len());
        }
    }
}

#[test]
fn what_is_no_link_is_told_apart_from_what_is_newer() {
    assert_eq!(refused("#v2.AAAA"), Trouble::Newer("v2".into()));
    assert_eq!(refused("#v17.AAAA").name(), "newer");
    for other in ["", "#", "#about", "#v1", "javascript:alert(1)", "#V1.AAAA", "#v.AAAA"] {
        assert_eq!(refused(other), Trouble::NotALink, "{other}");
    }
}

#[test]
fn letters_that_no_link_has_are_refused_and_line_breaks_of_mails_are_not() {
    assert_eq!(refused("#v1.AA+A").name(), "damaged");
    assert_eq!(refused("#v1.ää").name(), "damaged");
    let link = good();
    let folded: Vec<&str> =
        link.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    assert!(decode(&folded.join("\r\n")).is_ok());
}

#[test]
fn a_bomb_is_not_inflated() {
    let bomb = deflate(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    assert_eq!(decode_deflated(&bomb).unwrap_err().name(), "too-large");
    let text = format!(r#"{{"k":"all","f":[{{"p":"a.py","t":"{}"}}]}}"#, "a".repeat(40 * 1024 * 1024));
    assert_eq!(refused(&link(&text)).name(), "too-large");
}

#[test]
fn a_link_beyond_all_bounds_is_not_decoded() {
    assert_eq!(refused(&format!("v1.{}", "A".repeat(ENCODED + 1))).name(), "too-large");
}

#[test]
fn more_files_findings_or_marks_than_are_read_are_refused() {
    let many = |entry: &str, count: usize| vec![entry; count].join(",");
    for json in [
        format!(r#"{{"k":"none","f":[{}]}}"#, many(r#"{"p":""}"#, 2_001)),
        format!(r#"{{"k":"none","a":[{}]}}"#, many(r#"["","agreed",""]"#, 10_001)),
        format!(r#"{{"k":"none","f":[{{"p":"a","x":[{}]}}]}}"#, many(r#"[1,""]"#, 10_001)),
    ] {
        assert_eq!(refused(&link(&json)).name(), "too-large", "{}", &json[..40]);
    }
}

#[test]
fn json_that_is_something_else_is_refused() {
    for json in [
        "{}",
        r#"{"k":"all","f":{}}"#,
        r#"{"k":"everything"}"#,
        r#"{"k":"all","f":[{"p":1}]}"#,
        r#"{"k":"all","d":[{"r":"x","f":-1,"p":[1,1,1,1],"s":"high","c":"high","i":""}]}"#,
        r#"{"k":"all","d":[{"r":"x","f":0,"p":[1,1,1,99999999999],"s":"high","c":"high","i":""}]}"#,
        r#"{"k":"all","f":[{"p":"a"}],"f":[{"p":"b"}]}"#,
        r#"{"k":"all","v":"12a"}"#,
        r#"{"k":"all","v":"<b>"}"#,
    ] {
        assert_eq!(refused(&link(json)).name(), "damaged", "{json}");
    }
    let deep = |key: &str| format!(r#"{{"k":"all","{key}":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refused(&link(&deep("f"))).name(), "damaged", "nesting");
    assert!(decode(&link(&deep("unknown"))).is_ok(), "what is passed over is not followed");
}

#[test]
fn unknown_keys_are_passed_over() {
    let payload = decode(&link(r#"{"k":"all","new":{"x":[1,{"y":null}]},"f":[{"p":"a.py","t":"","q":7}]}"#));
    assert_eq!(payload.unwrap().files[0].path, "a.py");
}

/// Places, indices and paths are taken as they are: whoever shows them must ask whether they are there.
#[test]
fn places_that_are_nowhere_are_no_harm() {
    let json = r#"{"k":"part","f":[{"p":"../../etc/passwd","n":4294967295,"x":[[4294967295,"x"]],"m":[[0,0,0,0]]}],
        "d":[{"r":"<script>","f":99,"p":[0,0,4294967295,0],"s":"high","c":"low","i":"\u202e","m":"<img src=x>"}],
        "t":{"f":7,"l":[9,1]}}"#;
    let payload = decode(&link(json)).unwrap();
    assert!(payload.file(99).is_none());
    let report = reviewed(&[("a.py", "x = 1\n")]).report;
    let difference = sightline::share::difference(&payload, &report);
    assert_eq!(difference.gone, [0]);
}

#[test]
fn an_envelope_is_held_to_its_bounds() {
    let sealed = |header: [u8; 6], rest: usize| {
        let mut bytes = header.to_vec();
        bytes.extend(vec![7; rest]);
        format!("#v1e.{}", to_base64url(&bytes))
    };
    let iterations = |count: u32| {
        let [a, b, c, d] = count.to_be_bytes();
        [1, 1, a, b, c, d]
    };
    let opened = envelope::open(&sealed(iterations(600_000), 28 + 16 + 10)).unwrap();
    assert_eq!((opened.header.len(), opened.sealed.len(), opened.iterations), (34, 26, 600_000));
    let trouble = |link: &str| envelope::open(link).unwrap_err().name();
    assert_eq!(trouble(&sealed(iterations(600_000), 43)), "cut");
    assert_eq!(trouble(&sealed(iterations(1), 60)), "damaged");
    assert_eq!(trouble(&sealed(iterations(u32::MAX), 60)), "too-large");
    assert_eq!(trouble(&sealed([2, 1, 0, 9, 39, 192], 60)), "newer");
    assert_eq!(trouble("#v2e.AAAA"), "newer");
    assert_eq!(trouble("#v1e."), "cut");
    assert_eq!(
        decode(&sealed(iterations(600_000), 60)).unwrap_err().name(),
        "newer",
        "is read by `envelope`"
    );
}
