//! Whatever the bytes: no panic, no hang, every path below the given one, and the same answer twice.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use sightline::intake::{self, Intake};

use super::pack::{Member, gzip, tar, tar_member, zip};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2),
        ..ProptestConfig::default()
    }
}

/// What must hold of any answer.
fn check(path: &str, bytes: &[u8]) {
    let Intake { files, notices } = intake::read(path, bytes);
    let again = intake::read(path, bytes);
    assert_eq!(notices, again.notices);
    assert_eq!(files.len(), again.files.len());
    for (file, again) in files.iter().zip(&again.files) {
        assert_eq!((&file.path, &file.text, &file.notices), (&again.path, &again.text, &again.notices));
        assert!(file.path.starts_with(path));
        let inner = &file.path[path.len()..];
        assert!(!inner.split('/').any(|part| part == "..") && !inner.contains(['\\', '\0']), "{inner:?}");
        for notice in &file.notices {
            assert!(1 <= notice.line && notice.line <= notice.end_line, "{notice:?}");
            assert!(notice.end_line <= file.lines.count().max(1), "{notice:?}");
        }
    }
    for out in &notices {
        assert!(out.path.starts_with(path));
        assert!(!out.notice.text.is_empty() && !out.notice.text.contains('\n'), "{out:?}");
    }
    assert!(!files.is_empty() || !notices.is_empty(), "nothing is said of {path}");
}

/// Changes a few bytes, and perhaps cuts the end.
fn damage(mut bytes: Vec<u8>, hits: &[(usize, u8)], cut: usize) -> Vec<u8> {
    let length = bytes.len().max(1);
    for (at, value) in hits {
        if let Some(byte) = bytes.get_mut(at % length) {
            *byte = *value;
        }
    }
    bytes.truncate(length - cut % length);
    bytes
}

fn hits() -> impl Strategy<Value = (Vec<(usize, u8)>, usize)> {
    (
        prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        prop_oneof![3 => Just(0_usize), 1 => any::<usize>()],
    )
}

const NOTEBOOK: &str = r#"{"cells":[{"cell_type":"code","source":["%time x\n","x = !ls\\\n","y = 'é' # \u00e9"]},
    {"cell_type":"code","source":"%%bash\nls"},{"cell_type":"markdown","source":"w"}],
    "metadata":{"kernelspec":{"language":"python"}},"nbformat":4,"worksheets":[]}"#;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        for path in ["a.py", "a.zip", "a.tar", "a.tar.gz", "a.ipynb", "stdin", "a.md"] {
            check(path, &bytes);
        }
        check("a.tar.gz", &gzip(&bytes));
    }

    #[test]
    fn any_text_is_answered(text in "(>>> |\\.\\.\\. |```python|```|[-+ @!%?]|diff --git|@@ -1,2 \\+1 @@|'''|#|\\\\|coding:|utf|=|[a-z\\u{E9}\\u{1F600}\\u{2028}]|\r\n|\n|\r){0,60}") {
        check("snippet.py", text.as_bytes());
        check("stdin", text.as_bytes());
        let intake = intake::read("stdin", text.as_bytes());
        if let [file] = intake.files.as_slice() {
            prop_assert_eq!(file.text.len(), text.len());
        }
    }

    #[test]
    fn any_coding_is_answered(name in "[-_a-z0-9]{1,12}|gbk|shift_jis|latin-1|cp1252|utf-16|koi8-r", bytes in prop::collection::vec(1_u8..=255, 0..200)) {
        check("a.py", &[b"# coding: ".as_slice(), name.as_bytes(), b"\n", &bytes].concat());
    }

    #[test]
    fn a_damaged_zip_is_answered((hits, cut) in hits()) {
        let bytes = zip(&[
            Member::deflated("a.py", b"x = 1\n"),
            Member::stored("../b.py", b"y = 2\n"),
            Member::deflated("n.ipynb", NOTEBOOK.as_bytes()),
            Member::deflated("tool", b"#!/usr/bin/python\n"),
        ]);
        check("a.zip", &damage(bytes, &hits, cut));
    }

    #[test]
    fn a_damaged_tar_is_answered((hits, cut) in hits()) {
        let bytes = tar(&[
            tar_member(b"a.py", b'0', b"x = 1\n"),
            tar_member(b"pax", b'x', b"18 path=long/b.py\n12 size=500\n"),
            tar_member(b"b.py", b'0', b"y = 2\n"),
            tar_member(b"././@LongLink", b'L', b"../c.py\0"),
            tar_member(b"c.py", b'0', b"z = 3\n"),
        ]);
        check("a.tar", &damage(bytes.clone(), &hits, cut));
        check("a.tar.gz", &damage(gzip(&bytes), &hits, cut));
    }

    #[test]
    fn a_damaged_notebook_is_answered((hits, cut) in hits()) {
        check("a.ipynb", &damage(NOTEBOOK.as_bytes().to_vec(), &hits, cut));
    }
}
