//! What a person says of an item of the checklist: a mark, and why. A finding's is in its card.

use sightline_web::state::Event;
use sightline_web::travel::{Mark, Marked};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the row shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Fingerprint of what is marked.
    pub(crate) fingerprint: String,
    /// The mark it has.
    pub(crate) marked: Option<Marked>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The row.
#[component]
pub(crate) fn MarkRow(props: &Props) -> Html {
    let (choice, why) = (use_node_ref(), use_node_ref());
    let onchange = {
        let (choice, why) = (choice.clone(), why.clone());
        let (fingerprint, send) = (props.fingerprint.clone(), props.send.clone());
        Callback::from(move |_: yew::Event| {
            let mark = choice.cast::<HtmlSelectElement>().and_then(|select| Mark::from_name(&select.value()));
            let note = why.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            send.emit(Event::Mark { fingerprint: fingerprint.clone(), mark, note });
        })
    };
    let chosen = props.marked.as_ref().map(|marked| marked.mark);
    let note = props.marked.as_ref().map(|marked| marked.note.clone());
    html! {
        <div class="item-acts">
            <select ref={choice} class="card-choice" aria-label="Your mark on this item" onchange={onchange.clone()}>
                <option value="" selected={chosen.is_none()}>{ "No mark" }</option>
                { for Mark::ALL.iter().map(|mark| html! {
                    <option value={mark.name()} selected={chosen == Some(*mark)}>{ mark.title() }</option>
                }) }
            </select>
            if let Some(note) = note {
                <input ref={why} class="card-why" type="text" maxlength="2000" value={note} placeholder="Why"
                    aria-label="A note on your mark" {onchange} />
            }
            if props.marked.as_ref().is_some_and(|marked| marked.sent) { <span class="card-sent">{ "from the link" }</span> }
        </div>
    }
}
