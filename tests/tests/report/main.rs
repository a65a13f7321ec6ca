//! What reports look like: a made-up report, in which everything that can be said is said once, against the
//! files in `fixtures/report`.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

mod made_up;
mod promises;

use sightline::report::{Look, json, sarif, text};
use std::path::Path;

#[test]
fn text_looks_like_this() {
    let (report, project) = made_up::report();
    same("report.txt", &text(&report, &project, Look { color: false, width: 80 }));
}

#[test]
fn coloured_text_is_the_same_text() {
    let (report, project) = made_up::report();
    let plain = text(&report, &project, Look { color: false, width: 80 });
    let mut colored = text(&report, &project, Look { color: true, width: 80 });
    assert_ne!(plain, colored);
    while let Some(start) = colored.find('\u{1b}') {
        let end = start + colored[start..].find('m').unwrap();
        colored.replace_range(start..=end, "");
    }
    assert_eq!(plain, colored);
}

#[test]
fn json_looks_like_this() {
    same("report.json", &json(&made_up::report().0));
}

#[test]
fn sarif_looks_like_this() {
    same("report.sarif", &sarif(&made_up::report().0));
}

/// Compare with a fixture, or write it when asked to.
fn same(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/report").join(name);
    if std::env::var_os("SIGHTLINE_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (known, text)) in (1..).zip(known.lines().zip(text.lines())) {
        assert_eq!(known, text, "{name}:{number}; SIGHTLINE_BLESS=1 writes it anew");
    }
    assert_eq!(known.len(), text.len(), "{name}; SIGHTLINE_BLESS=1 writes it anew");
}
