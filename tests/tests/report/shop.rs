//! The whole report on a small program, `fixtures/report/shop`: every sentence that a colleague would be handed is read
//! in the difference when it changes.

use super::same;
use sightline::intake::Intake;
use sightline::report::{html, markdown};
use sightline::text::File;
use sightline::vocabulary::Verdict;
use sightline::{Options, Reviewed, review_each};
use sightline_tests::repository;

fn reviewed() -> Reviewed {
    let folder = repository().join("tests/fixtures/report");
    let file = |path: &str| File::new(path, std::fs::read_to_string(folder.join(path)).unwrap());
    let files = ["shop/app.py", "shop/requirements.txt"].map(file).to_vec();
    let given = Intake { files, notices: Vec::new() };
    review_each([given].into_iter(), &Options::default(), 1, &|_| {})
}

#[test]
fn a_colleague_is_handed_this_as_markdown() {
    let Reviewed { report, project } = reviewed();
    same("shop.md", &markdown(&report, &project));
}

#[test]
fn a_colleague_is_handed_this_as_html() {
    let Reviewed { report, project } = reviewed();
    same("shop.html", &html(&report, &project));
}

#[test]
fn the_program_shows_every_verdict() {
    let report = reviewed().report;
    for verdict in Verdict::ALL {
        assert!(report.checklist.iter().any(|item| item.verdict == *verdict), "none is {verdict}");
    }
}
