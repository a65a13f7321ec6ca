//! The ways to take the report along: a menu of files, and paper.

use sightline_web::protocol::Format;
use sightline_web::state::Event;
use yew::prelude::*;

use crate::browser;
use crate::parts::icons::{self, Icon};

/// What the menu shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether there is a report.
    pub(crate) ready: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The menu. The browser opens and closes it: Escape, a click elsewhere, the keyboard.
#[component]
pub(crate) fn Exports(props: &Props) -> Html {
    let does = |event: Event| {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| {
            browser::hide_popover("exports");
            send.emit(event.clone());
        })
    };
    html! {
        <>
            <button type="button" class="tool tool-quiet" disabled={!props.ready} popovertarget="exports"
                aria-label="Save the report" title="Save the report">
                <Icon draw={icons::SAVE} />
            </button>
            <div id="exports" class="menu" popover="auto" role="group" aria-label="Save the report">
                { for Format::ALL.iter().chain(&[Format::Paper]).map(|format| {
                    let (name, what) = format.title();
                    html! {
                        <button type="button" class="menu-row" onclick={does(Event::Export(*format))}>
                            <b>{ name }</b><span>{ what }</span>
                        </button>
                    }
                }) }
            </div>
        </>
    }
}
