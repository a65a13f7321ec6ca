//! Links over made-up input.

use proptest::prelude::*;
use sightline::share::{
    Few, Kind, Payload, SentFile, SentFinding, decode, decode_deflated, encode, envelope, of_base64url,
    to_base64url,
};
use sightline::vocabulary::{Confidence, Mark, Severity};

fn file() -> impl Strategy<Value = SentFile> {
    (
        any::<String>(),
        any::<u32>(),
        any::<Option<String>>(),
        prop::collection::vec(any::<(u32, String)>(), 0..4),
    )
        .prop_map(|(path, lines, text, excerpts)| SentFile {
            path,
            lines,
            text,
            excerpts: excerpts.into_iter().collect(),
            ..SentFile::default()
        })
}

fn finding() -> impl Strategy<Value = SentFinding> {
    (any::<String>(), any::<u32>(), any::<(u32, u32, u32, u32)>(), any::<String>(), any::<Option<String>>())
        .prop_map(|(rule, file, place, message, function)| SentFinding {
            rule,
            file,
            place,
            severity: Severity::Low,
            confidence: Confidence::High,
            function,
            fingerprint: "1:0".into(),
            message,
            trace: Few::default(),
            suppressed: None,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_sent_arrives(
        files in prop::collection::vec(file(), 0..5),
        findings in prop::collection::vec(finding(), 0..5),
        conclusion in any::<String>(),
        notes in prop::collection::vec(any::<String>(), 0..4),
    ) {
        let payload = Payload {
            kind: Kind::Excerpts,
            files: files.into_iter().collect(),
            findings: findings.into_iter().collect(),
            conclusion,
            marks: notes.into_iter().map(|note| ("1:0".to_owned(), Mark::FalseAlarm, note)).collect(),
            ..Payload::default()
        };
        let link = encode(&payload).unwrap();
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        prop_assert_eq!(decode(&link).unwrap(), payload);
    }

    #[test]
    fn bytes_survive_their_letters(bytes in any::<Vec<u8>>()) {
        prop_assert_eq!(of_base64url(&to_base64url(&bytes)).unwrap(), bytes);
    }

    #[test]
    fn whatever_comes_is_answered(link in any::<String>(), bytes in any::<Vec<u8>>()) {
        let _ = (decode(&link), envelope::open(&link), decode_deflated(&bytes));
        let _ = decode(&format!("v1.{}", to_base64url(&bytes)));
        let _ = envelope::open(&format!("v1e.{}", to_base64url(&bytes)));
    }
}
