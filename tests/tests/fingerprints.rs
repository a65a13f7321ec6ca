//! Fingerprints survive edits elsewhere and tell equal findings apart.

use proptest::prelude::*;
use sightline_tests::{report, report_on};
use std::collections::BTreeSet;

const CODE: &str = "
import os

class Machine:
    def run(self, command):
        os.system(command)

    def twice(self, command):
        os.system(command)
        os.system(command)

def run(command):
    if command:
        os.system(command)
";

fn fingerprints(code: &str) -> BTreeSet<String> {
    report(code).findings.into_iter().map(|finding| finding.fingerprint).collect()
}

#[test]
fn equal_calls_have_fingerprints_of_their_own() {
    let all = fingerprints(CODE);
    assert_eq!(all.len(), 4);
    for fingerprint in all {
        let digits = fingerprint.strip_prefix("1:").unwrap();
        assert_eq!(digits.len(), 16);
        assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
    }
}

#[test]
fn a_file_under_another_name_keeps_its_fingerprints() {
    let one = report_on(&[("a.py", CODE)]);
    let other = report_on(&[("b/c.py", CODE)]);
    let of = |report: &sightline::report::Report| -> Vec<String> {
        report.findings.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    assert_eq!(of(&one), of(&other));
}

#[test]
fn layout_and_comments_within_a_statement_change_nothing() {
    let plain = "import os\nos.system('a ' + b)\n";
    let laid_out = "import os\n\n\nos.system(  # why\n    'a '\n    + b\n)\n";
    assert_eq!(fingerprints(plain), fingerprints(laid_out));
}

#[test]
fn the_body_of_a_compound_statement_is_not_part_of_its_header() {
    let one = "import os\nif os.system(a):\n    b()\n";
    let other = "import os\nif os.system(a):\n    c()\n    d()\n";
    assert_eq!(fingerprints(one), fingerprints(other));
}

#[test]
fn another_command_is_another_finding() {
    assert_ne!(fingerprints("import os\nos.system(a)\n"), fingerprints("import os\nos.system(b)\n"));
}

#[test]
fn a_function_that_moves_takes_its_fingerprint_along() {
    let one = "import os\ndef a(x):\n    os.system(x)\ndef b(x):\n    os.system(x)\n";
    let other = "import os\ndef b(x):\n    os.system(x)\ndef a(x):\n    os.system(x)\n";
    assert_eq!(fingerprints(one), fingerprints(other));
}

/// Lines that may stand between the statements of any block.
fn unrelated() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "# [a-z é😀]{0,20}",
        "[a-z]{3,8}_ = [0-9]{1,5}",
        "[a-z]{3,8}_\\('[a-z ]{0,10}'\\)",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn unrelated_lines_anywhere_change_no_fingerprint(
        edits in prop::collection::vec((0usize..16, unrelated()), 1..6),
    ) {
        let mut lines: Vec<String> = CODE.lines().map(str::to_owned).collect();
        for (at, line) in edits {
            let at = at.min(lines.len());
            // As deep as the code below, so that the block goes on.
            let below = lines.iter().skip(at).find(|line| !line.trim().is_empty());
            let depth = below.map_or(0, |next| next.len() - next.trim_start().len());
            lines.insert(at, format!("{:depth$}{line}", ""));
        }
        prop_assert_eq!(fingerprints(&(lines.join("\n") + "\n")), fingerprints(CODE));
    }
}
