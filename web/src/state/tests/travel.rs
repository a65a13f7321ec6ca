//! Links, marks and sharing, held to their promises.

use std::rc::Rc;

use super::{began, done, file_done, finding, heard, opened, posts, ready};
use crate::launch::Launch;
use crate::protocol::{Format, Reply, Request, Summary};
use crate::report::{Item, Place, Verdict};
use crate::state::{
    Aim, Arrival, EXAMPLE, Effect, Event, Given, Heard, Key, Origin, Over, Saved, ShareEvent, Sized, State,
};
use crate::travel::{Amount, Difference, Linked, LinkedFile, Mark, Marked, Source, Target, Trouble};

fn linked(amount: Amount, paths: &[&str]) -> Linked {
    let file = |path: &&str| LinkedFile {
        path: (*path).into(),
        text: (amount == Amount::Whole).then(|| "eval(x)\n".into()),
        ..LinkedFile::default()
    };
    Linked { amount, engine: "1".into(), files: paths.iter().map(file).collect(), ..Linked::default() }
}

fn arrives(state: &mut State, linked: Linked) -> Vec<Effect> {
    state.update(Event::Launched(Launch::Link("v1.abc".into())));
    state.update(heard(Reply::Linked { linked: Box::new(linked) }))
}

fn reviewed() -> State {
    let mut state = began();
    state.update(opened(&state, &[EXAMPLE]));
    state.update(file_done(&state, EXAMPLE, vec![finding(EXAMPLE, 1, "a")]));
    state.update(done(&state));
    state
}

fn shared(state: &State, link: &str) -> Event {
    let reply =
        Reply::Shared { revision: state.revision, serial: state.share.serial, masked: vec![], trouble: None };
    Event::Heard(Heard { reply, text: Some(link.into()) })
}

#[test]
fn a_link_in_the_address_is_asked_about_as_soon_as_there_is_a_worker() {
    let mut state = State::new("import os\n");
    let launch = Launch::Link("v1.abc".into());
    state.update(Event::Began(Box::new(Saved { launch, base: "https://x/".into(), ..Saved::default() })));
    assert!(state.arrival.is_over_all());
    let effects = state.update(ready());
    assert!(posts(&effects).contains(&&Request::OpenLink));
}

#[test]
fn whole_files_become_the_project_and_are_reviewed_as_they_are() {
    let mut state = began();
    let effects = arrives(&mut state, linked(Amount::Whole, &["notes.md", "b.py"]));
    assert!(posts(&effects).iter().any(|request| matches!(request, Request::Open { linked: true, .. })));
    assert_eq!(state.project.origin, Origin::Link);
    assert!(matches!(state.arrival, Arrival::Files(_)) && !state.arrival.is_over_all());
    assert!(!effects.contains(&Effect::DropFragment), "a reload opens it again");
    state.update(Event::Open("notes.md".into()));
    assert_eq!(state.doc.as_ref().map(|doc| &*doc.text), Some("eval(x)\n"));
}

#[test]
fn an_edit_drops_what_the_address_holds_and_what_was_compared() {
    let mut state = began();
    arrives(&mut state, linked(Amount::Whole, &["b.py"]));
    let difference = Difference { same: 1, ..Difference::default() };
    state.update(heard(Reply::Differs { revision: state.revision, difference }));
    assert!(state.differs.is_some());
    let effects = state.update(Event::Typed { path: "b.py".into(), text: "x = 1\n".into() });
    assert!(effects.contains(&Effect::DropFragment));
    assert!(state.differs.is_none());
    let effects = state.update(Event::Typed { path: "b.py".into(), text: "x = 2\n".into() });
    assert!(!effects.contains(&Effect::DropFragment), "once");
}

#[test]
fn another_project_drops_it_too() {
    let mut state = began();
    arrives(&mut state, linked(Amount::Whole, &["b.py"]));
    let effects = state.update(Event::New);
    assert!(effects.contains(&Effect::DropFragment));
    assert_eq!(state.arrival, Arrival::Nothing);
}

#[test]
fn the_persons_own_code_comes_back_after_a_link() {
    let mut state = began();
    state.update(Event::Typed { path: EXAMPLE.into(), text: "mine = 1\n".into() });
    arrives(&mut state, linked(Amount::Whole, &["b.py"]));
    assert!(state.toast.as_ref().is_some_and(|toast| toast.undo));
    state.update(Event::Undo);
    assert_eq!(state.project.text(EXAMPLE).as_deref(), Some("mine = 1\n"));
    // A page that was left with a link open begins with the person's own.
    let project = arrives_project();
    let previous = Some(state.project.clone());
    let mut again = State::new("import os\n");
    again.update(Event::Began(Box::new(Saved { project: Some(project), previous, ..Saved::default() })));
    assert_eq!(again.project.text(EXAMPLE).as_deref(), Some("mine = 1\n"));
}

fn arrives_project() -> crate::state::Project {
    let mut state = began();
    arrives(&mut state, linked(Amount::Whole, &["b.py"]));
    state.project
}

#[test]
fn excerpts_are_shown_as_the_senders_and_the_project_stays() {
    let mut state = began();
    let effects = arrives(&mut state, linked(Amount::Excerpts, &["b.py"]));
    assert!(posts(&effects).is_empty(), "nothing is reviewed");
    assert!(matches!(state.arrival, Arrival::Words(_)));
    assert_eq!(state.project.origin, Origin::Example);
    let effects = state.update(Event::Leave);
    assert_eq!(effects, [Effect::DropFragment]);
    assert_eq!(state.arrival, Arrival::Nothing);
}

#[test]
fn a_link_that_cannot_be_opened_says_so_and_leads_back() {
    let mut state = began();
    state.update(Event::Launched(Launch::Link("v1.abc".into())));
    let trouble = Trouble {
        name: "cut".into(),
        title: "The end is missing".into(),
        text: String::new(),
        advice: String::new(),
    };
    state.update(heard(Reply::NoLink { trouble: trouble.clone() }));
    assert_eq!(state.arrival, Arrival::Refused(trouble));
    assert_eq!(state.update(Event::Leave), [Effect::DropFragment]);
}

#[test]
fn a_link_that_ends_the_worker_is_not_tried_again() {
    let mut state = began();
    state.update(Event::Launched(Launch::Link("v1.abc".into())));
    state.update(Event::Ended("out of memory".into()));
    assert!(matches!(state.arrival, Arrival::Refused(_)));
    let effects = state.update(ready());
    assert!(!posts(&effects).contains(&&Request::OpenLink));
}

#[test]
fn a_passphrase_opens_a_link_and_a_wrong_one_can_be_corrected() {
    let mut state = began();
    state.update(Event::Launched(Launch::Link("v1e.abc".into())));
    state.update(heard(Reply::Sealed));
    assert!(matches!(state.arrival, Arrival::Locked { busy: false, .. }));
    let effects = state.update(Event::Unlock("no".into()));
    assert!(matches!(&effects[..], [Effect::Unseal { .. }]));
    assert!(state.update(Event::Unlock("no".into())).is_empty(), "one at a time");
    state.update(Event::Unlocked(Err("wrong".into())));
    assert!(matches!(&state.arrival, Arrival::Locked { busy: false, wrong: Some(_), .. }));
    state.update(Event::Unlock("yes".into()));
    let effects = state.update(Event::Unlocked(Ok("v1.abc".into())));
    assert_eq!(posts(&effects), [&Request::OpenLink]);
}

#[test]
fn a_link_leads_to_its_finding_or_its_lines() {
    let mut state = began();
    let place = Place { file: "b.py".into(), line: 7, column: 1, end_line: 9, end_column: 1 };
    let target = Some(Target::Lines(place));
    arrives(&mut state, Linked { target, ..linked(Amount::Whole, &["a.py", "b.py"]) });
    assert_eq!(state.reveal.as_ref().map(|reveal| reveal.place.line), Some(7));
    assert_eq!(state.project.open.as_deref(), Some("b.py"));

    let target = Some(Target::Finding("f".into()));
    arrives(&mut state, Linked { target, ..linked(Amount::Whole, &["a.py", "b.py"]) });
    state.update(opened(&state, &["a.py", "b.py"]));
    state.update(file_done(&state, "b.py", vec![finding("b.py", 3, "f")]));
    state.update(done(&state));
    assert_eq!(state.selected, Some(Key { file: "b.py".into(), fingerprint: "f".into() }));
}

#[test]
fn text_in_the_address_is_reviewed_and_not_asked_for_again() {
    let mut state = began();
    let effects = state.update(Event::Launched(Launch::read("#paste=eval(x)&name=app.py")));
    assert_eq!(state.doc.as_ref().map(|doc| (doc.path.as_str(), &*doc.text)), Some(("app.py", "eval(x)")));
    assert!(effects.contains(&Effect::DropFragment));
    assert!(state.project.matters());
}

#[test]
fn a_saved_link_opens_when_it_is_dropped() {
    let mut state = began();
    let files = vec![Given::text("review.sightline", "#v1.abc\n")];
    let effects = state.update(Event::Gave { files, skipped: 0, join: false });
    assert_eq!(posts(&effects), [&Request::OpenLink]);
    assert_eq!(state.arrival, Arrival::Opening("v1.abc".into()));
}

#[test]
fn marks_are_kept_and_those_of_a_link_only_when_asked() {
    let mut state = began();
    let mark =
        |note: &str| Event::Mark { fingerprint: "a".into(), mark: Some(Mark::FalseAlarm), note: note.into() };
    let effects = state.update(mark("why"));
    assert!(matches!(&effects[..], [Effect::SaveMark(fingerprint, Some(_))] if fingerprint == "a"));
    assert!(state.update(mark("why")).is_empty(), "the same mark is no change");
    let marked = |note: &str| Marked { mark: Mark::Agreed, note: note.into(), sent: false };
    let marks = vec![("a".to_owned(), marked("theirs")), ("b".to_owned(), marked("theirs"))];
    arrives(&mut state, Linked { marks, ..linked(Amount::Whole, &["b.py"]) });
    assert_eq!(state.marks["a"].note, "why", "one's own go before");
    assert!(state.marks["b"].sent);
    assert_eq!(state.update(Event::KeepMarks).len(), 1);
    state.update(Event::New);
    assert!(state.marks.contains_key("b"));
    let effects = state.update(Event::Mark { fingerprint: "a".into(), mark: None, note: String::new() });
    assert_eq!(effects, [Effect::SaveMark("a".into(), None)]);
}

#[test]
fn marks_of_a_link_go_with_it() {
    let mut state = began();
    let marked = Marked { mark: Mark::Agreed, note: String::new(), sent: true };
    let marks = vec![("b".to_owned(), marked)];
    arrives(&mut state, Linked { marks, ..linked(Amount::Whole, &["b.py"]) });
    state.update(Event::New);
    assert!(state.marks.is_empty());
}

#[test]
fn the_share_dialog_makes_the_link_anew_with_every_choice() {
    let mut state = reviewed();
    state.address.base = "https://x/y/".into();
    let effects = state.update(Event::Share(ShareEvent::Open(Some((2, 4)))));
    assert_eq!(state.view.over, Over::Share);
    let [Request::Share { sharing, .. }] = posts(&effects)[..] else { panic!("{effects:?}") };
    assert!(sharing.mask && sharing.amount == Amount::Whole);
    assert_eq!(sharing.lines, Some((EXAMPLE.to_owned(), 2, 4)));
    let late = shared(&state, "v1.late");
    state.update(Event::Share(ShareEvent::Aim(Aim::Start)));
    state.update(late);
    assert_eq!(state.link_address(), None, "an answer to an older question");
    state.update(shared(&state, "v1.abc"));
    assert_eq!(state.link_address().as_deref(), Some("https://x/y/#v1.abc"));
    let effects = state.update(Event::Share(ShareEvent::Copy));
    assert_eq!(effects, [Effect::Copy(Rc::from("https://x/y/#v1.abc"))]);
    state.update(Event::Copied(true));
    assert_eq!(state.share.copied, Some(true));
}

#[test]
fn with_a_passphrase_only_the_encrypted_link_is_given_out() {
    let mut state = reviewed();
    state.update(Event::Share(ShareEvent::Open(None)));
    state.update(Event::Share(ShareEvent::Passphrase("word".into())));
    let effects = state.update(shared(&state, "v1.abc"));
    assert!(matches!(&effects[..], [Effect::Seal { .. }]));
    assert!(state.update(Event::Share(ShareEvent::Copy)).is_empty());
    let serial = state.share.serial;
    state.update(Event::Share(ShareEvent::Sealed(serial - 1, Ok("v1e.old".into()))));
    assert_eq!(state.link_address(), None);
    state.update(Event::Share(ShareEvent::Sealed(serial, Ok("v1e.new".into()))));
    assert!(state.link_address().is_some_and(|address| address.ends_with("#v1e.new")));
    state.update(Event::Share(ShareEvent::Close));
    assert!(state.share.passphrase.is_empty() && state.link_address().is_none());
}

#[test]
fn nothing_is_shared_or_copied_of_a_review_that_is_not_finished() {
    let mut state = reviewed();
    state.update(Event::Typed { path: EXAMPLE.into(), text: "eval(y)\n".into() });
    assert!(state.update(Event::Share(ShareEvent::Open(None))).is_empty());
    let key = Key { file: EXAMPLE.into(), fingerprint: "a".into() };
    assert!(state.update(Event::CopyFinding(key)).is_empty());
}

#[test]
fn a_report_is_saved_under_its_name_or_printed() {
    let mut state = reviewed();
    let exported = |state: &State, format| {
        let reply = Reply::Exported { revision: state.revision, format };
        Event::Heard(Heard { reply, text: Some("text".into()) })
    };
    state.update(Event::Export(Format::Sarif));
    let effects = state.update(exported(&state, Format::Sarif));
    assert!(matches!(&effects[..], [Effect::Download { name, .. }] if name == "sightline.sarif"));
    let effects = state.update(exported(&state, Format::Paper));
    assert_eq!(effects, [Effect::Print("text".into())]);
}

#[test]
fn lengths_are_told_by_where_they_work() {
    assert_eq!(Sized::of(2_000), Sized::Chat);
    assert_eq!(Sized::of(2_001), Sized::Mail);
    assert_eq!(Sized::of(64_000), Sized::Browser);
    assert_eq!(Sized::of(64_001), Sized::File);
}

#[test]
fn whom_to_distrust_is_kept_and_asks_for_another_review() {
    let mut state = reviewed();
    let revision = state.revision;
    let effects = state.update(Event::Distrust(Source::Environment, true));
    assert!(effects.contains(&Effect::SaveDistrust));
    assert!(state.stale && state.revision > revision);
    let [Request::Review { distrust, .. }] = posts(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(distrust, &[Source::Environment]);
    assert!(state.update(Event::Distrust(Source::Environment, true)).is_empty(), "it already does");
    let mut again = State::new("import os\n");
    again.update(Event::Began(Box::new(Saved { distrust: state.distrust.clone(), ..Saved::default() })));
    let effects = again.update(ready());
    let review = posts(&effects).into_iter().find(|request| matches!(request, Request::Review { .. }));
    assert!(matches!(review, Some(Request::Review { distrust, .. }) if *distrust == [Source::Environment]));
    again.update(Event::Distrust(Source::Environment, false));
    assert!(again.distrusted().is_empty());
}

#[test]
fn a_links_files_are_reviewed_as_its_sender_did_until_the_person_chooses() {
    let mut state = began();
    state.update(Event::Distrust(Source::File, true));
    let sent = Linked { distrust: vec![Source::Caller], ..linked(Amount::Whole, &["b.py"]) };
    let effects = arrives(&mut state, sent);
    let review = posts(&effects).into_iter().find(|request| matches!(request, Request::Review { .. }));
    assert!(matches!(review, Some(Request::Review { distrust, .. }) if *distrust == [Source::Caller]));
    assert_eq!(state.distrust.iter().collect::<Vec<_>>(), [&Source::File], "the person's own stays");
    let effects = state.update(Event::Distrust(Source::Database, true));
    assert!(effects.contains(&Effect::DropFragment) && effects.contains(&Effect::SaveProject));
    let distrusted: Vec<_> = state.distrusted().iter().copied().collect();
    assert_eq!(distrusted, [Source::Database, Source::Caller]);
    state.update(Event::New);
    assert_eq!(state.distrusted().len(), 2, "it is their choice now");
}

#[test]
fn marks_go_along_with_what_is_written_of_the_report() {
    let mut state = reviewed();
    let mark = |fingerprint: &str| Event::Mark {
        fingerprint: fingerprint.into(),
        mark: Some(Mark::FalseAlarm),
        note: "no".into(),
    };
    state.update(mark("a"));
    state.update(mark("item:b"));
    for event in [
        Event::Export(Format::Sarif),
        Event::CopyFinding(Key { file: EXAMPLE.into(), fingerprint: "a".into() }),
    ] {
        let effects = state.update(event);
        let [Request::Export { marks, .. } | Request::Copy { marks, .. }] = posts(&effects)[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(marks.iter().map(|(of, _)| of.as_str()).collect::<Vec<_>>(), ["a", "item:b"]);
    }
}

#[test]
fn a_marked_item_counts_among_the_marks_that_a_link_takes_along() {
    let mut state = reviewed();
    let item = Item {
        item: "injection".into(),
        title: "Injection".into(),
        verdict: Verdict::Defect,
        summary: String::new(),
        examined: 1,
        facts: 1,
        fingerprint: "item:b".into(),
    };
    let summary = Summary { checklist: vec![item], ..Summary::default() };
    state.update(heard(Reply::Done { revision: state.revision, summary: Box::new(summary) }));
    assert_eq!(state.marks_here(), 0);
    for fingerprint in ["item:b", "item:of-another-project"] {
        let mark = Some(Mark::Agreed);
        state.update(Event::Mark { fingerprint: fingerprint.into(), mark, note: String::new() });
    }
    assert_eq!(state.marks_here(), 1);
}
