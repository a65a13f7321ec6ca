//! The panel beside the code: findings, checklist and files take turns.

use std::collections::{BTreeMap, BTreeSet};

use sightline_web::protocol::{FactsOf, Summary};
use sightline_web::report::{FileInfo, Finding};
use sightline_web::state::{Event, Facts, Key, Shared, Tab, View, counts};
use sightline_web::travel::{Marked, Source};
use sightline_web::words;
use yew::prelude::*;

use crate::browser;
use crate::parts::checklist::Checklist;
use crate::parts::files::Files;
use crate::parts::findings::Findings;

/// What the panel shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What is in front.
    pub(crate) view: View,
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// The files.
    pub(crate) files: Shared<Vec<FileInfo>>,
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// Whether a review is running.
    pub(crate) busy: bool,
    /// Facts that were asked for.
    pub(crate) facts: Shared<BTreeMap<FactsOf, Facts>>,
    /// Marks by fingerprint.
    pub(crate) marks: Shared<BTreeMap<String, Marked>>,
    /// Whose data counts as an attacker's beyond what always does.
    pub(crate) distrust: BTreeSet<Source>,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// The open file.
    pub(crate) open: Option<String>,
    /// How many observations are not listed.
    pub(crate) hidden: usize,
    /// Files that ended a worker, with the reason.
    pub(crate) faults: BTreeMap<String, String>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The panel's tabs, in order.
const TABS: [Tab; 3] = [Tab::Findings, Tab::Checklist, Tab::Files];

/// The panel.
#[component]
pub(crate) fn Panel(props: &Props) -> Html {
    let panel = props.view.panel;
    let findings = all(props).count();
    let tab = |tab: Tab, name: &'static str, count: Option<usize>| {
        let send = props.send.clone();
        let chosen = panel == tab;
        html! {
            <button type="button" role="tab" class="tab" id={format!("tab-{}", word(tab))}
                aria-selected={chosen.to_string()} aria-controls="panel-body" tabindex={if chosen { "0" } else { "-1" }}
                onclick={Callback::from(move |_| send.emit(Event::Show(tab)))}>
                { name }
                if let Some(count) = count { <span class="count">{ words::number(count) }</span> }
            </button>
        }
    };
    html! {
        <aside class="panel" aria-label="Review">
            <div class="tabs" role="tablist" aria-label="Review" onkeydown={turn(props)}>
                { tab(Tab::Findings, "Findings", Some(findings)) }
                { tab(Tab::Checklist, "Checklist", None) }
                { tab(Tab::Files, "Files", Some(props.files.len())) }
            </div>
            <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby={format!("tab-{}", word(panel))}
                tabindex="-1">
                { body(props) }
            </div>
        </aside>
    }
}

fn body(props: &Props) -> Html {
    match props.view.panel {
        Tab::Checklist => html! {
            <Checklist summary={props.summary.clone()} facts={props.facts.clone()} unfolded={props.view.unfolded.clone()}
                many={props.files.len() > 1} marks={props.marks.clone()} distrust={props.distrust.clone()}
                send={props.send.clone()} />
        },
        Tab::Files => html! {
            <Files files={props.files.clone()} findings={props.findings.clone()} open={props.open.clone()}
                summary={props.summary.clone()} faults={props.faults.clone()} observations={props.view.observations}
                send={props.send.clone()} />
        },
        Tab::Code | Tab::Findings => html! {
            <Findings findings={props.findings.clone()} marks={props.marks.clone()} selected={props.selected.clone()}
                observations={props.view.observations} hidden={props.hidden} listed={props.view.listed}
                summary={props.summary.clone()} many={props.files.len() > 1} busy={props.busy}
                distrust={props.distrust.clone()} send={props.send.clone()} />
        },
    }
}

/// Arrow keys go from tab to tab.
fn turn(props: &Props) -> Callback<KeyboardEvent> {
    let send = props.send.clone();
    let at = TABS.iter().position(|tab| *tab == props.view.panel).unwrap_or(0);
    Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS.len(),
            "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
            "Home" => 0,
            "End" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        send.emit(Event::Show(TABS[next]));
        browser::focus(&format!("tab-{}", word(TABS[next])));
    })
}

fn all(props: &Props) -> impl Iterator<Item = &Finding> {
    let low = props.view.observations;
    props.findings.values().flat_map(|list| list.iter()).filter(move |finding| counts(finding, low))
}

fn word(tab: Tab) -> &'static str {
    match tab {
        Tab::Code => "code",
        Tab::Findings => "findings",
        Tab::Checklist => "checklist",
        Tab::Files => "files",
    }
}
