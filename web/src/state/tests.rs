//! The reducer, held to its promises.

mod travel;

use std::rc::Rc;

use crate::protocol::{FactsOf, Phase, Reply, Request, Summary};
use crate::report::{Confidence, FileInfo, Finding, Place, Severity, Step};
use crate::state::{EXAMPLE, Effect, Engine, Event, Given, Heard, Key, PASTED, State, Tab};

fn heard(reply: Reply) -> Event {
    Event::Heard(Heard { reply, text: None })
}

fn ready() -> Event {
    heard(Reply::Ready { version: "1".into(), rules: vec![] })
}

fn began() -> State {
    let mut state = State::new("import os\n");
    state.update(Event::Began(Box::default()));
    state.update(ready());
    state
}

fn finding(file: &str, line: u32, fingerprint: &str) -> Finding {
    let place = Place { file: file.into(), line, column: 1, end_line: line, end_column: 9 };
    Finding {
        rule: "code-injection".into(),
        title: "Text runs as code".into(),
        place: place.clone(),
        severity: Severity::High,
        confidence: Confidence::High,
        category: "injection".into(),
        cwe: 95,
        function: None,
        message: "It runs.".into(),
        fingerprint: fingerprint.into(),
        trace: vec![Step { place, text: "here".into() }],
        suppressed: None,
    }
}

fn file(path: &str) -> FileInfo {
    FileInfo { path: path.into(), lines: 3, bytes: 30, functions: 0, classes: 0, notices: vec![] }
}

fn opened(state: &State, paths: &[&str]) -> Event {
    let files = paths.iter().map(|path| file(path)).collect();
    heard(Reply::Opened { revision: state.revision, files, all: true, notices: vec![] })
}

fn done(state: &State) -> Event {
    let summary = Summary { lines: 3, files: 1, ..Summary::default() };
    heard(Reply::Done { revision: state.revision, summary: Box::new(summary) })
}

fn file_done(state: &State, path: &str, findings: Vec<Finding>) -> Event {
    heard(Reply::FileDone { revision: state.revision, path: path.into(), findings })
}

fn posts(effects: &[Effect]) -> Vec<&Request> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Post(request, _) => Some(request),
            _ => None,
        })
        .collect()
}

fn give(state: &mut State, paths: &[&str]) -> Vec<Effect> {
    let files = paths.iter().map(|path| Given::text(path, "x = 1\n")).collect();
    state.update(Event::Gave { files, skipped: 0, join: false })
}

#[test]
fn a_first_visit_shows_the_example_and_asks_for_its_review() {
    let mut state = State::new("import os\n");
    let effects = state.update(Event::Began(Box::default()));
    assert!(effects.contains(&Effect::Start));
    assert_eq!(state.doc.as_ref().map(|doc| (doc.path.as_str(), &*doc.text)), Some((EXAMPLE, "import os\n")));
    assert!(posts(&effects).is_empty(), "the worker is not up yet");
    let effects = state.update(ready());
    assert!(matches!(posts(&effects)[..], [Request::Open { .. }, Request::Review { .. }]));
}

#[test]
fn what_is_typed_is_kept_and_reviewed() {
    let mut state = began();
    let before = state.revision;
    let effects = state.update(Event::Typed { path: EXAMPLE.into(), text: "eval(x)\n".into() });
    assert_eq!(state.revision, before + 1);
    assert!(effects.contains(&Effect::SaveEdits));
    assert!(matches!(posts(&effects)[..], [Request::Edit { .. }, Request::Review { .. }]));
    assert_eq!(state.project.text(EXAMPLE).as_deref(), Some("eval(x)\n"));
    assert!(state.stale);
    let again = state.update(Event::Typed { path: EXAMPLE.into(), text: "eval(x)\n".into() });
    assert!(again.is_empty(), "the same text is no change");
}

#[test]
fn late_answers_are_dropped() {
    let mut state = began();
    let late = file_done(&state, EXAMPLE, vec![finding(EXAMPLE, 1, "a")]);
    let late_end = done(&state);
    state.update(Event::Typed { path: EXAMPLE.into(), text: "eval(x)\n".into() });
    state.update(late);
    state.update(late_end);
    assert!(state.findings.is_empty());
    assert!(state.summary.is_none());
    state.update(file_done(&state, EXAMPLE, vec![finding(EXAMPLE, 1, "b")]));
    assert_eq!(state.shown().count(), 1);
}

#[test]
fn typing_before_the_worker_is_up_reaches_it() {
    let mut state = State::new("import os\n");
    state.update(Event::Began(Box::default()));
    state.update(Event::Typed { path: EXAMPLE.into(), text: "eval(x)\n".into() });
    let effects = state.update(ready());
    assert!(matches!(
        posts(&effects)[..],
        [Request::Open { .. }, Request::Edit { .. }, Request::Review { .. }]
    ));
}

#[test]
fn what_is_replaced_can_be_brought_back() {
    let mut state = began();
    state.update(Event::Typed { path: EXAMPLE.into(), text: "mine\n".into() });
    give(&mut state, &["a.py"]);
    assert!(state.toast.as_ref().is_some_and(|toast| toast.undo));
    assert_eq!(
        state.doc.as_ref().map(|doc| doc.path.as_str()),
        Some("a.py"),
        "shown before the worker has read it"
    );
    state.update(Event::Undo);
    assert_eq!(state.doc.as_ref().map(|doc| &*doc.text), Some("mine\n"));
    state.update(Event::Undo);
    assert_eq!(state.project.given[0].path, "a.py", "and there again");
}

#[test]
fn an_untouched_example_does_not_hide_what_came_before_it() {
    let mut state = began();
    give(&mut state, &["a.py"]);
    assert!(state.previous.is_none());
    state.update(Event::Example);
    give(&mut state, &["b.py"]);
    assert_eq!(state.previous.as_ref().map(|project| project.given[0].path.as_str()), Some("a.py"));
}

#[test]
fn a_few_files_show_the_first_and_many_show_the_map() {
    let mut state = began();
    give(&mut state, &["a.py", "b.py", "c.py"]);
    state.update(opened(&state, &["a.py", "b.py", "c.py"]));
    assert_eq!(state.doc.as_ref().map(|doc| doc.path.as_str()), Some("a.py"));

    let paths: Vec<String> = (0..40).map(|number| format!("m{number:02}.py")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    give(&mut state, &paths);
    state.update(opened(&state, &paths));
    assert!(state.view.map);
    assert!(state.doc.is_none());
}

#[test]
fn a_change_is_told_without_the_files_that_did_not_change() {
    let mut state = began();
    give(&mut state, &["a.py", "b.py"]);
    state.update(opened(&state, &["a.py", "b.py"]));
    let files = vec![FileInfo { lines: 9, ..file("b.py") }];
    state.update(heard(Reply::Opened { revision: state.revision, files, all: false, notices: vec![] }));
    assert_eq!(state.files.iter().map(|file| file.lines).collect::<Vec<_>>(), [3, 9]);
}

#[test]
fn a_finding_leads_to_its_lines_in_another_file() {
    let mut state = began();
    give(&mut state, &["a.py", "b.py"]);
    state.update(opened(&state, &["a.py", "b.py"]));
    state.update(file_done(&state, "b.py", vec![finding("b.py", 2, "x")]));
    state.update(Event::Select(Key { file: "b.py".into(), fingerprint: "x".into() }));
    assert_eq!(state.doc.as_ref().map(|doc| doc.path.as_str()), Some("b.py"));
    assert_eq!(state.reveal.as_ref().map(|reveal| reveal.place.line), Some(2));
    assert_eq!(state.view.tab, Tab::Code);
}

#[test]
fn next_and_back_go_round_over_all_files() {
    let mut state = began();
    give(&mut state, &["a.py", "b.py"]);
    state.update(opened(&state, &["a.py", "b.py"]));
    state.update(file_done(&state, "a.py", vec![finding("a.py", 1, "one")]));
    state.update(file_done(&state, "b.py", vec![finding("b.py", 2, "two"), finding("b.py", 3, "three")]));
    let at = |state: &State| state.selected.as_ref().map(|key| key.fingerprint.clone()).unwrap_or_default();
    let mut seen = Vec::new();
    for _ in 0..4 {
        state.update(Event::Next);
        seen.push(at(&state));
    }
    assert_eq!(seen, ["one", "two", "three", "one"]);
    state.update(Event::Back);
    assert_eq!(at(&state), "three");
    assert!(state.said.starts_with("Finding 3 of 3"));
}

#[test]
fn the_text_of_an_archived_file_is_asked_for() {
    let mut state = began();
    let bytes: Rc<[u8]> = vec![b'P', b'K'].into();
    let files = vec![Given { path: "x.whl".into(), bytes }];
    state.update(Event::Gave { files, skipped: 0, join: false });
    let effects = state.update(opened(&state, &["x.whl/a.py"]));
    assert!(matches!(posts(&effects)[..], [Request::Text { .. }]));
    let reply = Reply::Text { revision: state.revision, path: "x.whl/a.py".into() };
    state.update(Event::Heard(Heard { reply, text: Some("x = 1\n".into()) }));
    assert_eq!(state.doc.as_ref().map(|doc| &*doc.text), Some("x = 1\n"));
}

#[test]
fn a_file_that_ends_the_worker_is_left_out_and_the_rest_is_reviewed() {
    let mut state = began();
    give(&mut state, &["a.py", "b.py"]);
    state.update(opened(&state, &["a.py", "b.py"]));
    state.update(file_done(&state, "a.py", vec![finding("a.py", 1, "one")]));
    let path = Some("b.py".to_owned());
    state.update(heard(Reply::Progress {
        revision: state.revision,
        phase: Phase::Review,
        done: 1,
        total: 2,
        path,
    }));
    let effects = state.update(Event::Ended("unreachable".into()));
    assert_eq!(effects, [Effect::Start]);
    assert_eq!(state.watch.faults.keys().collect::<Vec<_>>(), ["b.py"]);
    assert_eq!(state.shown().count(), 1, "what was found stays");
    assert!(state.toast.as_ref().is_some_and(|toast| toast.alarm && toast.text.contains("b.py")));
    let effects = state.update(ready());
    let [Request::Open { set_aside, .. }, Request::Review { .. }] = posts(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(set_aside, &["b.py"]);
    // A new text may be tried again.
    let effects = state.update(Event::Typed { path: "b.py".into(), text: "y = 2\n".into() });
    assert!(state.watch.faults.is_empty(), "{effects:?}");
}

#[test]
fn a_silent_worker_is_replaced_and_a_hurried_one_sooner() {
    let mut state = began();
    let path = Some(EXAMPLE.to_owned());
    state.update(heard(Reply::Progress {
        revision: state.revision,
        phase: Phase::Review,
        done: 0,
        total: 1,
        path,
    }));
    let effects = state.update(Event::Cancel);
    assert!(matches!(posts(&effects)[..], [Request::Cancel { .. }]));
    let ticks = (0..100).take_while(|_| state.update(Event::Tick).is_empty()).count();
    assert!(ticks < 10, "{ticks}");
    assert_eq!(state.engine, Engine::Starting);
}

#[test]
fn a_stopped_review_is_not_begun_again_by_a_new_worker() {
    let mut state = began();
    let path = Some(EXAMPLE.to_owned());
    state.update(heard(Reply::Progress {
        revision: state.revision,
        phase: Phase::Review,
        done: 0,
        total: 1,
        path,
    }));
    state.update(Event::Cancel);
    state.update(Event::Ended("gone".into()));
    let effects = state.update(ready());
    assert!(posts(&effects).iter().all(|request| !matches!(request, Request::Review { .. })), "{effects:?}");
    assert!(!state.is_busy());
}

#[test]
fn facts_are_asked_for_once_and_again_after_a_change() {
    let mut state = began();
    state.update(done(&state));
    let effects = state.update(Event::Fold("injection".into()));
    assert!(matches!(posts(&effects)[..], [Request::Facts { from: 0, .. }]));
    let of = FactsOf::Item("injection".into());
    state.update(heard(Reply::Facts {
        revision: state.revision,
        of: of.clone(),
        from: 0,
        total: 0,
        facts: vec![],
    }));
    state.update(Event::Fold("injection".into()));
    assert!(state.update(Event::Fold("injection".into())).is_empty(), "already there");
    state.update(Event::Typed { path: EXAMPLE.into(), text: "x\n".into() });
    let effects = state.update(done(&state));
    assert!(matches!(posts(&effects)[..], [Request::Facts { .. }]));
}

#[test]
fn observations_are_hidden_until_wanted() {
    let mut state = began();
    let low = Finding { confidence: Confidence::Low, ..finding(EXAMPLE, 1, "low") };
    state.update(file_done(&state, EXAMPLE, vec![low, finding(EXAMPLE, 2, "high")]));
    assert_eq!((state.shown().count(), state.hidden()), (1, 1));
    state.update(Event::Observations(true));
    assert_eq!(state.shown().count(), 2);
}

#[test]
fn a_new_file_is_empty_and_offers_the_way_back() {
    let mut state = began();
    state.update(Event::Typed { path: EXAMPLE.into(), text: "mine\n".into() });
    state.update(Event::New);
    assert_eq!(state.doc.as_ref().map(|doc| (doc.path.as_str(), &*doc.text)), Some((PASTED, "")));
    assert!(state.toast.as_ref().is_some_and(|toast| toast.undo));
}

#[test]
fn nothing_usable_changes_nothing_and_says_what_to_do() {
    let mut state = began();
    let revision = state.revision;
    state.update(Event::Gave { files: vec![], skipped: 3, join: false });
    assert_eq!(state.revision, revision);
    assert!(state.toast.as_ref().is_some_and(|toast| toast.alarm && toast.text.contains("Drop .py files")));
}
