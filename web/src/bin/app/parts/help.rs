//! The help: how it works, what it promises, and the keys.

use sightline_web::report::RuleInfo;
use sightline_web::state::{Event, Shared};
use sightline_web::words;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::browser;
use crate::parts::icons::{self, Icon};
use crate::parts::mark::Mark;

/// What the help shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether it is open.
    pub(crate) open: bool,
    /// The engine's version.
    pub(crate) version: String,
    /// The rule catalogue.
    pub(crate) rules: Shared<Vec<RuleInfo>>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

const KEYS: &[(&str, &str)] = &[
    ("n or F8", "next finding"),
    ("p or Shift+F8", "finding before"),
    ("1 2 3 4", "code, findings, checklist, files"),
    ("m", "map of the files"),
    ("s", "share this review"),
    ("o", "open files"),
    ("?", "this help"),
    ("Ctrl+F", "search in the code (Cmd on a Mac)"),
    ("Ctrl+] and Ctrl+[", "indent and dedent; Tab leaves the editor"),
];

/// The help.
#[component]
pub(crate) fn Help(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.open, move |open| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                browser::set_dialog(&dialog, *open);
            }
        });
    }
    let close = {
        let send = props.send.clone();
        Callback::from(move |()| send.emit(Event::Help(false)))
    };
    html! {
        <dialog class="help" ref={node} aria-labelledby="help-title" onclose={close.reform(|_: yew::Event| ())}>
            <div class="help-head">
                <h2 id="help-title">{ "How this works" }</h2>
                <button type="button" class="tool tool-quiet" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>
                    <Icon draw={icons::CLOSE} />
                </button>
            </div>
            <p>{ "Paste or type Python, or drop files, a folder, a .zip or a .whl anywhere. The review runs inside this page: nothing is sent, and it works without a network once it is loaded." }</p>
            <p>{ "Every finding shows its lines and, where data flows, each step from the source to the sink. The checklist says what was looked at, also where nothing was found, and what these files cannot answer." }</p>
            <p>{ "Share puts a review into a link, behind the #, which browsers send to nobody. Marks on findings stay in this browser unless you send them along." }</p>
            <h3>{ "Marks" }</h3>
            <ul class="legend">
                { for [sightline_web::report::Severity::High, sightline_web::report::Severity::Medium, sightline_web::report::Severity::Low, sightline_web::report::Severity::Note].iter().map(|level| html! {
                    <li><Mark level={*level} />{ level.name() }</li>
                }) }
            </ul>
            <h3>{ "Keys" }</h3>
            <dl class="keys">
                { for KEYS.iter().map(|(keys, does)| html! { <><dt><kbd>{ *keys }</kbd></dt><dd>{ *does }</dd></> }) }
            </dl>
            <p class="help-foot">{ format!("Sightline {}, {}.", props.version, words::count(props.rules.len(), "rule", "rules")) }</p>
        </dialog>
    }
}
