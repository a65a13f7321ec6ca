//! The switch for trust: whose data counts as an attacker's, beyond those who always do.

use std::collections::BTreeSet;

use sightline_web::state::Event;
use sightline_web::travel::Source;
use sightline_web::words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the switch shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whose data counts as an attacker's beyond what always does.
    pub(crate) distrust: BTreeSet<Source>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The switch, folded: most reviews need no other than the usual.
#[component]
pub(crate) fn Trust(props: &Props) -> Html {
    let choice = |source: &Source| {
        let (source, send) = (*source, props.send.clone());
        let (name, why) = source.choice();
        let onchange = Callback::from(move |change: yew::Event| {
            if let Some(input) = change.target_dyn_into::<HtmlInputElement>() {
                send.emit(Event::Distrust(source, input.checked()));
            }
        });
        html! {
            <label class="pick">
                <input type="checkbox" checked={props.distrust.contains(&source)} {onchange} />
                <span>{ name }<span class="faint">{ why }</span></span>
            </label>
        }
    };
    html! {
        <details class="trust">
            <summary>{ "Whose data counts as an attacker’s" }<span class="trust-now">{ words::distrusted(&props.distrust) }</span></summary>
            <p class="trust-always">{ "Always: requests, messages, uploads and the answers of language models. Where what these could do is shared by somebody else, add them:" }</p>
            { for Source::CHOICES.iter().map(choice) }
        </details>
    }
}
