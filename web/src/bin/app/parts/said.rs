//! A sentence of the engine: what stands between backticks is code.

use yew::prelude::*;

/// A sentence.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its text.
    pub(crate) text: AttrValue,
}

/// The sentence, with its code set as code.
#[component]
pub(crate) fn Said(props: &Props) -> Html {
    let parts = props.text.split('`').enumerate();
    html! {
        { for parts.map(|(at, part)| if at % 2 == 1 {
            html! { <code>{ part }</code> }
        } else {
            html! { { part } }
        }) }
    }
}
