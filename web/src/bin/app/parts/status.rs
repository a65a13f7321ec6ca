//! The line that says how much was reviewed, in what time, and that nothing was sent; while a review runs, how far
//! it is.

use sightline_web::protocol::{Phase, Summary};
use sightline_web::state::{Engine, Event, Offline, Progress, Shared};
use sightline_web::words;
use yew::prelude::*;

/// What the line shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// How far the running one is.
    pub(crate) progress: Option<Progress>,
    /// Whether the person has asked to stop.
    pub(crate) stopping: bool,
    /// Whether the text changed since the last review.
    pub(crate) stale: bool,
    /// Whether there is a worker.
    pub(crate) engine: Engine,
    /// Whether the page works without a network.
    pub(crate) offline: Offline,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The line.
#[component]
pub(crate) fn Status(props: &Props) -> Html {
    if let Engine::Lost(text) = &props.engine {
        let send = props.send.clone();
        return html! {
            <div class="status status-alarm">
                <p>{ text }</p>
                <button type="button" class="tool" onclick={Callback::from(move |_| send.emit(Event::Again))}>
                    { "Try again" }
                </button>
            </div>
        };
    }
    if let Some(progress) = props.progress.as_ref().filter(|progress| progress.total > 1) {
        return running(props, progress);
    }
    let text = match &props.summary {
        Some(summary) => words::reviewed(summary),
        None if props.engine == Engine::Starting => "Getting ready".to_owned(),
        None => "Reviewing".to_owned(),
    };
    html! {
        <div class={classes!("status", props.stale.then_some("status-stale"))}>
            <p><span class="status-part">{ text }</span>
            <span class="status-part status-sent">{ "Nothing was sent" }</span>
            if matches!(props.offline, Offline::Ready | Offline::Single) {
                <span class="status-part">{ "Ready offline" }</span>
            }</p>
        </div>
    }
}

fn running(props: &Props, progress: &Progress) -> Html {
    let (done, total) = (progress.done as usize, progress.total as usize);
    let verb = match progress.phase {
        Phase::Read => "Read",
        Phase::Review => "Reviewed",
        Phase::Gather => "Putting together",
    };
    let text = match progress.phase {
        Phase::Gather => format!("{verb} the report"),
        _ => format!("{verb} {} of {} files", words::number(done), words::number(total)),
    };
    let send = props.send.clone();
    html! {
        <div class="status status-running">
            <p>{ text }</p>
            <progress max={progress.total.to_string()} value={progress.done.to_string()} aria-label={verb} />
            <button type="button" class="tool" disabled={props.stopping}
                onclick={Callback::from(move |_| send.emit(Event::Cancel))}>
                { if props.stopping { "Stopping" } else { "Cancel" } }
            </button>
        </div>
    }
}
