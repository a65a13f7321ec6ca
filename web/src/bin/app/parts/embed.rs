//! The bar of the compact view: what this is, and the way to the whole page.

use sightline_web::state::{Event, Tab};
use yew::prelude::*;

use crate::parts::icons::{self, Icon};

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The address of the whole page, with what was brought.
    pub(crate) address: AttrValue,
    /// The part in front.
    pub(crate) tab: Tab,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The bar of the compact view.
#[component]
pub(crate) fn EmbedBar(props: &Props) -> Html {
    let tab = |tab: Tab, name: &'static str| {
        let send = props.send.clone();
        html! {
            <button type="button" class="tool" aria-pressed={(props.tab == tab).to_string()}
                onclick={Callback::from(move |_| send.emit(Event::Show(tab)))}>{ name }</button>
        }
    };
    html! {
        <header class="bar bar-embed">
            <h1 class="brand">{ "Sightline" }</h1>
            <nav class="bar-actions" aria-label="Parts of the page">
                { tab(Tab::Code, "Code") }
                { tab(Tab::Findings, "Findings") }
                { tab(Tab::Checklist, "Checklist") }
            </nav>
            <div class="bar-end">
                <a class="tool" href={props.address.clone()} target="_blank" rel="noopener">
                    <Icon draw={icons::OUT} /><span>{ "Open" }</span><span class="unseen">{ "the whole page in a new tab" }</span>
                </a>
            </div>
        </header>
    }
}
