//! What is said above code that came with a link: that it did, and what this engine sees differently.

use sightline_web::report::Finding;
use sightline_web::state::{Arrival, Event, State};
use sightline_web::travel::{Difference, Linked};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::icons::{self, Icon};
use crate::parts::mark::Mark;
use crate::parts::said::Said;

/// The banner; nothing where the code is the person's own.
pub(crate) fn banner(state: &State, send: &Callback<Event>) -> Html {
    let Arrival::Files(linked) = &state.arrival else { return Html::default() };
    let masked: usize = linked.files.iter().map(|file| file.masked.len()).sum();
    let text = match &state.differs {
        Some(difference) => words::differs(difference, &linked.engine, &state.version),
        None if !state.project.edits.is_empty() => "Edited here since it was opened.".to_owned(),
        None if state.summary.is_some() && !state.stale => "It was reviewed anew here.".to_owned(),
        None => "It is being reviewed anew.".to_owned(),
    };
    let theirs = state.marks.values().filter(|marked| marked.sent).count();
    let keep = {
        let send = send.clone();
        Callback::from(move |_: MouseEvent| send.emit(Event::KeepMarks))
    };
    html! {
        <section class="banner" aria-label="From a link">
            <p><Icon draw={icons::LINK} /><b>{ "From a link." }</b>{ " " }{ text }</p>
            if masked > 0 {
                <p>{ format!("{} masked by the sender: asterisks stand in their place.", words::count(masked, "secret was", "secrets were")) }</p>
            }
            if let Some(difference) = state.differs.as_ref().filter(|difference| !difference.is_none()) {
                { differences(state, send, difference, linked) }
            }
            if theirs > 0 {
                <p>{ format!("{} of the sender's.", words::count(theirs, "mark", "marks")) }{ " " }
                    <button type="button" class="link" onclick={keep}>{ "Keep as mine" }</button></p>
            }
        </section>
    }
}

/// The differences, one by one.
fn differences(state: &State, send: &Callback<Event>, difference: &Difference, linked: &Linked) -> Html {
    let shown = |finding: &Finding, why: &'static str| {
        let send = send.clone();
        let place = finding.place.clone();
        html! {
            <li>
                <Mark level={finding.severity} />
                <span>
                    <button type="button" class="link" onclick={Callback::from(move |_| send.emit(Event::GoTo(place.clone())))}>
                        { format!("{}:{}", finding.place.file, finding.place.line) }
                    </button>
                    { format!(" {}, {why}. ", finding.title) }
                    <Said text={finding.message.clone()} />
                </span>
            </li>
        }
    };
    let ours = difference.new.iter().filter_map(|(file, fingerprint)| {
        state.findings.get(file)?.iter().find(|finding| finding.fingerprint == *fingerprint)
    });
    html! {
        <details class="differences" open={true}>
            <summary>{ "What differs" }</summary>
            <ul>
                { for difference.gone.iter().map(|finding| shown(finding, "seen by the sender, not here")) }
                { for difference.unchecked.iter().map(|finding| shown(finding, "seen by the sender, not checked here")) }
                { for ours.map(|finding| shown(finding, "seen here, not by the sender")) }
                { for difference.verdicts.iter().map(|(title, theirs, ours)| html! {
                    <li><span>{ format!("{title}: {theirs} for the sender, {ours} here") }</span></li>
                }) }
            </ul>
            <p>{ format!("The sender's engine was Sightline {}.", linked.engine) }</p>
        </details>
    }
}
