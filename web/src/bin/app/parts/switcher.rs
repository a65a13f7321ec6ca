//! The tabs at the bottom of a narrow screen, where code and panel take turns.

use sightline_web::state::{Event, Tab};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::icons::{self, Icon};

/// What the tabs show.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The part in front.
    pub(crate) tab: Tab,
    /// How many findings there are.
    pub(crate) findings: usize,
    /// How many files there are.
    pub(crate) files: usize,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The tabs at the bottom.
#[component]
pub(crate) fn Switcher(props: &Props) -> Html {
    let tab = |tab: Tab, draw: &'static str, name: &'static str, count: Option<usize>| {
        let send = props.send.clone();
        html! {
            <button type="button" class="switch" aria-pressed={(props.tab == tab).to_string()}
                onclick={Callback::from(move |_| send.emit(Event::Show(tab)))}>
                <Icon {draw} />
                <span>{ name }</span>
                if let Some(count) = count.filter(|count| *count > 0) {
                    <span class="count">{ words::number(count) }</span>
                }
            </button>
        }
    };
    html! {
        <nav class="switcher" aria-label="Parts of the page">
            { tab(Tab::Code, icons::CODE, "Code", None) }
            { tab(Tab::Findings, icons::FLAG, "Findings", Some(props.findings)) }
            { tab(Tab::Checklist, icons::LIST, "Checklist", None) }
            { tab(Tab::Files, icons::FILE, "Files", Some(props.files)) }
        </nav>
    }
}
