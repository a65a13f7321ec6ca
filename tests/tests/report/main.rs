//! What reports look like: a made-up report, in which everything that can be said is said once, against the
//! files in `fixtures/report`.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

mod made_up;
mod promises;
mod shop;

use sightline::report::{Look, csv, finding_markdown, html, json, markdown, sarif, text};
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

#[test]
fn markdown_looks_like_this() {
    let (report, project) = made_up::report();
    same("report.md", &markdown(&report, &project));
}

#[test]
fn one_finding_as_markdown_looks_like_this() {
    let (report, project) = made_up::report();
    let finding = finding_markdown(&report, &project, "app/store.py", "1:0123456789abcdef");
    same("finding.md", &finding.unwrap());
    assert_eq!(finding_markdown(&report, &project, "app/store.py", "1:0"), None);
}

#[test]
fn html_looks_like_this() {
    let (report, project) = made_up::report();
    let html = html(&report, &project);
    same("report.html", &html);
    for refused in ["<script", " src=", "url(", "@import", "<link"] {
        assert!(!html.contains(refused), "{refused}");
    }
}

#[test]
fn csv_looks_like_this() {
    same("report.csv", &csv(&made_up::report().0));
}

/// The same for what somebody else chose: names and code.
#[test]
fn nothing_that_is_given_becomes_markup() {
    let evil = "<img src=x onerror=alert(1)>";
    let code = format!(
        "def f(x):\n    eval(x, '{evil}', '``` {evil}')\n\n\nimport os\nos.system(input('{evil}'))\n"
    );
    let files = vec![sightline::text::File::new(format!("{evil}.py"), code)];
    let given = sightline::intake::Intake { files, notices: Vec::new() };
    let reviewed = sightline::review_each([given].into_iter(), &sightline::Options::default(), 1, &|_| {});
    assert!(!reviewed.report.findings.is_empty());
    assert!(!html(&reviewed.report, &reviewed.project).contains("<img"));
    let markdown = markdown(&reviewed.report, &reviewed.project);
    let (mut fence, mut outside) = (None, String::new());
    for line in markdown.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            None => outside.push_str(line),
            Some(_) => {}
        }
    }
    assert!(fence.is_none());
    let mut in_code = outside.split('`').enumerate();
    assert!(in_code.all(|(at, part)| at % 2 == 1 || !part.replace("\\<", "").contains("<img")), "{outside}");
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
