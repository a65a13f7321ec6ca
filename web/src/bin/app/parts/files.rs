//! The list of files, with what was not reviewed and why.

use std::collections::BTreeMap;

use sightline_web::protocol::Summary;
use sightline_web::report::{FileInfo, Finding, Severity};
use sightline_web::state::{Event, Shared, counts};
use sightline_web::words;
use yew::prelude::*;

use crate::browser;
use crate::parts::icons::{self, Icon};
use crate::parts::mark::Mark;

/// Files listed before the person asks for more.
const LISTED: usize = 200;

/// What the list shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The files.
    pub(crate) files: Shared<Vec<FileInfo>>,
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// Files that ended a worker, with the reason.
    pub(crate) faults: BTreeMap<String, String>,
    /// The open file.
    pub(crate) open: Option<String>,
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// Whether observations count.
    pub(crate) observations: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The list.
#[component]
pub(crate) fn Files(props: &Props) -> Html {
    let wanted = use_state(String::new);
    let listed = use_state(|| LISTED);
    let oninput = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
                wanted.set(input.value());
            }
        })
    };
    let more = {
        let listed = listed.clone();
        Callback::from(move |_: MouseEvent| listed.set(*listed + LISTED))
    };
    let fits = |file: &&FileInfo| wanted.is_empty() || file.path.contains(wanted.as_str());
    let total = props.files.iter().filter(fits).count();
    let left = total.saturating_sub(*listed);
    html! {
        <>
            <div class="files-tools">
                <button type="button" class="tool" onclick={Callback::from(|_| browser::click("pick-more"))}>
                    <Icon draw={icons::NEW} /><span>{ "Add files" }</span>
                </button>
                if props.files.len() > 12 {
                    <input class="files-find" type="search" placeholder="Find a file" aria-label="Find a file" {oninput} />
                }
            </div>
            { faults(props) }
            { notices(props) }
            if !props.files.is_empty() {
                <p class="files-head"><span>{ "File" }</span><span>{ "Lines" }</span></p>
            }
            <ul class="rows">
                { for props.files.iter().filter(fits).take(*listed).map(|file| row(props, file)) }
            </ul>
            if total == 0 && !props.files.is_empty() { <p class="empty">{ "No file has that in its path." }</p> }
            if left > 0 {
                <button type="button" class="tool tool-wide" onclick={more}>
                    { format!("Show more ({} left)", words::number(left)) }
                </button>
            }
        </>
    }
}

fn row(props: &Props, file: &FileInfo) -> Html {
    let (folder, name) =
        file.path.rsplit_once('/').map_or(("", file.path.as_str()), |(folder, name)| (folder, name));
    let open = props.open.as_deref() == Some(file.path.as_str());
    let found = props.findings.get(&file.path);
    let mut levels: Vec<(Severity, usize)> = Vec::new();
    for level in [Severity::High, Severity::Medium, Severity::Low, Severity::Note] {
        let of = |list: &Shared<Vec<Finding>>| {
            list.iter()
                .filter(|finding| counts(finding, props.observations) && finding.severity == level)
                .count()
        };
        let count = found.map_or(0, of);
        if count > 0 {
            levels.push((level, count));
        }
    }
    let opens = event(props, Event::Open(file.path.clone()));
    let closes = event(props, Event::Close(file.path.clone()));
    html! {
        <li class="file" key={file.path.clone()}>
            <button type="button" class="row row-file" aria-current={open.then_some("true")} onclick={opens} title={file.path.clone()}>
                <span class="row-title"><span class="row-name">{ name }</span><span class="row-folder">{ folder }</span></span>
                <span class="row-marks">
                    { for levels.iter().map(|(level, count)| html! {
                        <span class="row-mark"><Mark level={*level} />{ *count }<span class="unseen">{ format!(" {}", level.name()) }</span></span>
                    }) }
                    if !file.notices.is_empty() { <span class="row-notice" title={file.notices[0].text.clone()}>{ "partly read" }</span> }
                </span>
                <span class="row-lines">{ words::number(file.lines as usize) }<span class="unseen">{ " lines" }</span></span>
            </button>
            if props.files.len() > 1 {
                <button type="button" class="tool tool-quiet file-close" aria-label={format!("Take out {}", file.path)}
                    title="Take it out" onclick={closes}><Icon draw={icons::CLOSE} /></button>
            }
        </li>
    }
}

fn faults(props: &Props) -> Html {
    if props.faults.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="notices" aria-label="Left out">
            { for props.faults.iter().map(|(path, reason)| html! {
                <li class="notice notice-alarm"><b>{ path }</b>{ format!(" was left out. {reason}. ") }
                    <button type="button" class="link" onclick={event(props, Event::Again)}>{ "Try it again" }</button>
                </li>
            }) }
        </ul>
    }
}

fn notices(props: &Props) -> Html {
    let list = props.summary.as_ref().map_or(&[][..], |summary| &summary.notices);
    if list.is_empty() {
        return Html::default();
    }
    html! {
        <details class="not-reviewed" open={list.len() <= 5}>
            <summary>{ format!("{} not reviewed", words::count(list.len(), "thing", "things")) }</summary>
            <ul class="notices">
                { for list.iter().take(200).map(|notice| html! {
                    <li class="notice"><b>{ &notice.file }</b>{ format!(" {}", notice.text) }</li>
                }) }
            </ul>
        </details>
    }
}

fn event(props: &Props, event: Event) -> Callback<MouseEvent> {
    let send = props.send.clone();
    Callback::from(move |_| send.emit(event.clone()))
}
