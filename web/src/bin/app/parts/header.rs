//! The bar at the top: the name, and what a person can begin with.

use sightline_web::state::{Event, ShareEvent, Theme};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::taken_event;
use crate::browser;
use crate::parts::exports::Exports;
use crate::parts::icons::{self, Icon};

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Light or dark.
    pub(crate) theme: Theme,
    /// Whether there is a project to bring back.
    pub(crate) bring_back: bool,
    /// Whether there is a report to save.
    pub(crate) exports: bool,
    /// Whether a newer version of the page is there.
    pub(crate) newer: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The bar at the top.
#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let does = |event: Event| {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| send.emit(event.clone()))
    };
    let picks = |id: &'static str| Callback::from(move |_: MouseEvent| browser::click(id));
    let (draw, theme) = match props.theme {
        Theme::System => (icons::THEME, "as the system"),
        Theme::Light => (icons::LIGHT, "light"),
        Theme::Dark => (icons::DARK, "dark"),
    };
    html! {
        <header class="bar">
            <h1 class="brand">
                <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                    <path d="M2 16h7M23 16h7M16 2v7M16 23v7" /><circle cx="16" cy="16" r="7" /><circle class="brand-dot" cx="16" cy="16" r="2.5" />
                </svg>
                { "Sightline" }
            </h1>
            <p class="brand-line">{ "Security review for Python, inside this page" }</p>
            <nav class="bar-actions" aria-label="Begin with">
                <button type="button" class="tool" onclick={does(Event::New)}>
                    <Icon draw={icons::NEW} /><span>{ "New" }</span>
                </button>
                <button type="button" class="tool" onclick={picks("pick-files")}>
                    <Icon draw={icons::FILE} /><span>{ "Open files" }</span>
                </button>
                <button type="button" class="tool tool-folder" onclick={picks("pick-folder")}>
                    <Icon draw={icons::FOLDER} /><span>{ "Open folder" }</span>
                </button>
                <button type="button" class="tool" onclick={does(Event::Example)}>
                    <Icon draw={icons::EXAMPLE} /><span>{ "Example" }</span>
                </button>
                if props.bring_back {
                    <button type="button" class="tool" onclick={does(Event::Undo)}
                        title="Bring back what was here before">
                        <Icon draw={icons::UNDO} /><span>{ "Bring back" }</span>
                    </button>
                }
            </nav>
            <div class="bar-end">
                if props.newer {
                    <button type="button" class="tool tool-strong" onclick={Callback::from(|_| browser::reload())}>
                        { "New version: reload" }
                    </button>
                }
                <button type="button" class="tool tool-share" disabled={!props.exports} title="Share this review as a link"
                    onclick={props.send.reform(|_| Event::Share(ShareEvent::Open(browser::selected_lines())))}>
                    <Icon draw={icons::SHARE} /><span>{ "Share" }</span>
                </button>
                <Exports ready={props.exports} send={props.send.clone()} />
                <button type="button" class="tool tool-quiet" aria-label={format!("Colours: {theme}. Change")}
                    title={format!("Colours: {theme}")} onclick={does(Event::Theme(props.theme.next()))}>
                    <Icon {draw} />
                </button>
                <button type="button" class="tool tool-quiet" aria-label="Help and keys" title="Help and keys (?)"
                    onclick={does(Event::Help(true))}>
                    <Icon draw={icons::HELP} />
                </button>
            </div>
            <Picker id="pick-files" folder={false} join={false} send={props.send.clone()} />
            <Picker id="pick-folder" folder={true} join={false} send={props.send.clone()} />
            <Picker id="pick-more" folder={false} join={true} send={props.send.clone()} />
        </header>
    }
}

/// A hidden file input.
#[derive(Properties, PartialEq)]
struct PickerProps {
    id: AttrValue,
    folder: bool,
    join: bool,
    send: Callback<Event>,
}

#[component]
fn Picker(props: &PickerProps) -> Html {
    let join = props.join;
    let send = props.send.clone();
    let onchange = Callback::from(move |event: yew::Event| {
        let send = send.clone();
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            browser::read_picked(&input, move |taken| send.emit(taken_event(taken, join)));
        }
    });
    html! {
        <input id={props.id.clone()} type="file" hidden={true} multiple={!props.folder}
            webkitdirectory={props.folder} {onchange} />
    }
}
