//! The panel beside the code: the review in one line, and three tabs.

use std::collections::BTreeMap;

use sightline_web::protocol::{FactsOf, Summary};
use sightline_web::report::{FileInfo, Finding, Severity};
use sightline_web::state::{Engine, Event, Facts, Key, Progress, Shared, Tab, View, counts};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::checklist::Checklist;
use crate::parts::files::Files;
use crate::parts::findings::Findings;
use crate::parts::mark::Mark;
use crate::parts::status::Status;

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
    /// Whether the text changed since.
    pub(crate) stale: bool,
    /// How far the running review is.
    pub(crate) progress: Option<Progress>,
    /// Whether the person has asked to stop.
    pub(crate) stopping: bool,
    /// Facts that were asked for.
    pub(crate) facts: Shared<BTreeMap<FactsOf, Facts>>,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// Whether there is a worker.
    pub(crate) engine: Engine,
    /// The open file.
    pub(crate) open: Option<String>,
    /// How many observations are not listed.
    pub(crate) hidden: usize,
    /// Files that ended a worker, with the reason.
    pub(crate) faults: BTreeMap<String, String>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

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
                aria-selected={chosen.to_string()} aria-controls="panel-body"
                onclick={Callback::from(move |_| send.emit(Event::Show(tab)))}>
                { name }
                if let Some(count) = count { <span class="count">{ words::number(count) }</span> }
            </button>
        }
    };
    html! {
        <aside class="panel" aria-label="Review">
            <div class="verdict-box">
                { headline(props, findings) }
                <Status summary={props.summary.clone()} progress={props.progress.clone()} stopping={props.stopping}
                    stale={props.stale} engine={props.engine.clone()} send={props.send.clone()} />
            </div>
            <div class="tabs" role="tablist" aria-label="Review">
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
                many={props.files.len() > 1} send={props.send.clone()} />
        },
        Tab::Files => html! {
            <Files files={props.files.clone()} findings={props.findings.clone()} open={props.open.clone()}
                summary={props.summary.clone()} faults={props.faults.clone()} observations={props.view.observations}
                send={props.send.clone()} />
        },
        Tab::Code | Tab::Findings => html! {
            <Findings findings={props.findings.clone()} selected={props.selected.clone()}
                observations={props.view.observations} hidden={props.hidden} listed={props.view.listed}
                summary={props.summary.clone()} many={props.files.len() > 1} busy={props.progress.is_some()}
                send={props.send.clone()} />
        },
    }
}

fn headline(props: &Props, findings: usize) -> Html {
    let Some(summary) = &props.summary else {
        let text = match props.engine {
            Engine::Lost(_) => "No review",
            _ => "Reviewing",
        };
        return html! { <h2 class="headline">{ text }</h2> };
    };
    let of = |level: Severity| all(props).filter(|finding| finding.severity == level).count();
    let text = if findings > 0 {
        words::count(findings, "finding", "findings")
    } else if summary.lines == 0 {
        "Nothing to review yet".to_owned()
    } else {
        "No findings".to_owned()
    };
    html! {
        <>
            <h2 class="headline" data-test="headline">{ text }</h2>
            <ul class="tally" aria-label="By severity">
                { for [Severity::High, Severity::Medium, Severity::Low, Severity::Note].into_iter().map(|level| (level, of(level)))
                    .filter(|(_, count)| *count > 0)
                    .map(|(level, count)| html! {
                        <li><Mark {level} />{ format!("{} {}", words::number(count), level.name()) }</li>
                    }) }
            </ul>
        </>
    }
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
