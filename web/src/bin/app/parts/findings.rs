//! The list of findings: by file, in order of their places, each leading to its lines.

use std::collections::{BTreeMap, BTreeSet};

use sightline_web::protocol::Summary;
use sightline_web::report::Finding;
use sightline_web::state::{Event, Key, Shared, counts};
use sightline_web::travel::{Marked, Source};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::mark::Mark;
use crate::parts::said::Said;
use crate::parts::trust::Trust;

/// What the list shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// Marks by fingerprint.
    pub(crate) marks: Shared<BTreeMap<String, Marked>>,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// Whether observations are listed.
    pub(crate) observations: bool,
    /// How many observations there are.
    pub(crate) hidden: usize,
    /// How many findings are listed.
    pub(crate) listed: usize,
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// Whether there is more than one file.
    pub(crate) many: bool,
    /// Whether a review is running.
    pub(crate) busy: bool,
    /// Whose data counts as an attacker's beyond what always does.
    pub(crate) distrust: BTreeSet<Source>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The list.
#[component]
pub(crate) fn Findings(props: &Props) -> Html {
    let total: usize = props.findings.values().map(|list| shown(list, props.observations).count()).sum();
    let mut left = props.listed;
    let mut groups = Vec::new();
    for (path, list) in props.findings.iter() {
        if left == 0 {
            break;
        }
        let some: Vec<&Finding> = shown(list, props.observations).take(left).collect();
        if !some.is_empty() {
            left -= some.len();
            groups.push(group(props, path, &some));
        }
    }
    let more = total.saturating_sub(props.listed);
    let list_more = {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| send.emit(Event::ListMore))
    };
    html! {
        <>
            if total == 0 { { nothing(props) } }
            { for groups }
            if more > 0 {
                <button type="button" class="tool tool-wide" onclick={list_more}>
                    { format!("Show more ({} left)", words::number(more)) }
                </button>
            }
            { observations(props) }
            <Trust distrust={props.distrust.clone()} send={props.send.clone()} />
            { suppressed(props) }
        </>
    }
}

fn group(props: &Props, path: &str, list: &[&Finding]) -> Html {
    html! {
        <section class="group" key={path.to_owned()} aria-label={path.to_owned()}>
            if props.many {
                <h3 class="group-title" title={path.to_owned()}>{ path }<span class="count">{ list.len() }</span></h3>
            }
            <ul class="rows">{ for list.iter().map(|finding| row(props, finding)) }</ul>
        </section>
    }
}

fn row(props: &Props, finding: &Finding) -> Html {
    let key = Key::of(finding);
    let chosen = props.selected.as_ref() == Some(&key);
    let send = props.send.clone();
    let name = finding.fingerprint.clone();
    let onclick = Callback::from(move |_: MouseEvent| send.emit(Event::Select(key.clone())));
    html! {
        <li key={name}>
            <button type="button" class="row" aria-current={chosen.then_some("true")} {onclick}>
                <Mark level={finding.severity} />
                <span class="row-title">{ &finding.title }<span class="unseen">{ format!(", {}", finding.severity.name()) }</span></span>
                <span class="row-place">{ finding.place.line }</span>
                { marked(props, finding) }
                <span class="row-text">
                    { finding.function.as_ref().map(|function| html! { <span class="row-function">{ function }</span> }) }
                    <Said text={finding.message.clone()} />
                </span>
            </button>
        </li>
    }
}

/// What somebody said of it.
fn marked(props: &Props, finding: &Finding) -> Html {
    let Some(marked) = props.marks.get(&finding.fingerprint) else { return Html::default() };
    html! { <span class="row-mark-said">{ words::marked(marked) }</span> }
}

fn nothing(props: &Props) -> Html {
    let Some(summary) = &props.summary else {
        return html! { <p class="empty">{ "The review is under way." }</p> };
    };
    if props.busy {
        return html! { <p class="empty">{ "None so far." }</p> };
    }
    if summary.files == 0 {
        return html! { <p class="empty">{ "What was given could not be reviewed; the reason stands above the code and under Files." }</p> };
    }
    if summary.lines == 0 {
        return html! {
            <div class="empty">
                <p><b>{ "Paste or type some Python, or drop files." }</b></p>
                <p>{ "Findings appear here and between the lines as you type." }</p>
            </div>
        };
    }
    html! {
        <div class="empty">
            <p><b>{ "No rule found a flaw in these lines." }</b></p>
            <p>{ &summary.conclusion }</p>
            <p>{ "The checklist says what was looked at, and what these files cannot answer." }</p>
        </div>
    }
}

fn observations(props: &Props) -> Html {
    if props.hidden == 0 {
        return Html::default();
    }
    let send = props.send.clone();
    let onchange = Callback::from(move |event: yew::Event| {
        if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
            send.emit(Event::Observations(input.checked()));
        }
    });
    html! {
        <label class="choice">
            <input type="checkbox" checked={props.observations} {onchange} />
            { format!("List {} too", words::count(props.hidden, "observation", "observations")) }
            <span class="choice-why">{ "places to look at, without proof" }</span>
        </label>
    }
}

fn suppressed(props: &Props) -> Html {
    let list: Vec<&Finding> = props
        .findings
        .values()
        .flat_map(|list| list.iter())
        .filter(|finding| finding.suppressed.is_some())
        .collect();
    if list.is_empty() {
        return Html::default();
    }
    html! {
        <details class="suppressed">
            <summary>{ format!("{} suppressed by comments", words::number(list.len())) }</summary>
            <ul class="rows">{ for list.iter().take(props.listed).map(|finding| row(props, finding)) }</ul>
        </details>
    }
}

fn shown(list: &[Finding], observations: bool) -> impl Iterator<Item = &Finding> {
    list.iter().filter(move |finding| counts(finding, observations))
}
