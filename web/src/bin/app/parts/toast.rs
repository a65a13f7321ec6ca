//! The passing message, with a way back where something was replaced.

use sightline_web::state::{Event, Toast};
use yew::prelude::*;

use crate::parts::icons::{self, Icon};

/// What the message shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The message, if there is one.
    pub(crate) toast: Option<Toast>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The passing message. It stays until it is put away or another takes its place: nobody has to be quick.
#[component]
pub(crate) fn ToastBox(props: &Props) -> Html {
    let does = |event: Event| {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| send.emit(event.clone()))
    };
    html! {
        <div class="toast-place" role="status" aria-live="polite">
            if let Some(toast) = &props.toast {
                <div class={classes!("toast", toast.alarm.then_some("toast-alarm"))}>
                    <p>{ &toast.text }</p>
                    if toast.undo {
                        <button type="button" class="tool" onclick={does(Event::Undo)}>
                            <Icon draw={icons::UNDO} /><span>{ "Bring back what was here" }</span>
                        </button>
                    }
                    <button type="button" class="tool tool-quiet" aria-label="Put away" onclick={does(Event::Dismiss)}>
                        <Icon draw={icons::CLOSE} />
                    </button>
                </div>
            }
        </div>
    }
}
