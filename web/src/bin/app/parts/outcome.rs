//! The review in a few words: how many findings, how bad, and the line that says what was done.

use std::collections::BTreeMap;

use sightline_web::protocol::Summary;
use sightline_web::report::{Finding, Severity};
use sightline_web::state::{Engine, Event, Offline, Progress, Shared, counts};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::mark::Mark;
use crate::parts::status::Status;

/// What is shown.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// Whether observations count.
    pub(crate) observations: bool,
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// Whether the text changed since.
    pub(crate) stale: bool,
    /// How far the running review is.
    pub(crate) progress: Option<Progress>,
    /// Whether the person has asked to stop.
    pub(crate) stopping: bool,
    /// Whether there is a worker.
    pub(crate) engine: Engine,
    /// Whether the page works without a network.
    pub(crate) offline: Offline,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The review in a few words.
#[component]
pub(crate) fn Outcome(props: &Props) -> Html {
    let findings = all(props).count();
    let text = match (&props.summary, &props.engine) {
        (None, Engine::Lost(_)) => "No review".to_owned(),
        (None, _) => "Reviewing".to_owned(),
        _ if findings > 0 => words::count(findings, "finding", "findings"),
        (Some(summary), _) if summary.files == 0 => "Nothing was reviewed".to_owned(),
        (Some(summary), _) if summary.lines == 0 => "Nothing to review yet".to_owned(),
        (Some(summary), _) if summary.cancelled => "Stopped".to_owned(),
        (Some(_), _) => "No findings".to_owned(),
    };
    let levels = [Severity::High, Severity::Medium, Severity::Low, Severity::Note]
        .into_iter()
        .map(|level| (level, all(props).filter(|finding| finding.severity == level).count()))
        .filter(|(_, count)| *count > 0);
    html! {
        <section class="outcome" aria-label="Outcome">
            <div class="outcome-top">
                <h2 class="headline">{ text }</h2>
                if findings > 0 {
                    <ul class="tally" aria-label="By severity">
                        { for levels.map(|(level, count)| html! {
                            <li><Mark {level} />{ words::number(count) }<span class="tally-word">{ level.name() }</span></li>
                        }) }
                    </ul>
                }
            </div>
            <Status summary={props.summary.clone()} progress={props.progress.clone()} stopping={props.stopping}
                stale={props.stale} engine={props.engine.clone()} offline={props.offline} send={props.send.clone()} />
        </section>
    }
}

fn all(props: &Props) -> impl Iterator<Item = &Finding> {
    let low = props.observations;
    props.findings.values().flat_map(|list| list.iter()).filter(move |finding| counts(finding, low))
}
