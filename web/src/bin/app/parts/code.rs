//! The code's room: the open file's name, the way through its findings, and the code itself or the map.

use std::collections::BTreeMap;

use sightline_web::report::{FileInfo, Finding, RuleInfo};
use sightline_web::state::{Doc, Event, Key, Reveal, Shared, counts};
use sightline_web::travel::{Difference, Marked};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::editor::Editor;
use crate::parts::icons::{self, Icon};
use crate::parts::map::Map;
use crate::parts::said::Said;

/// What the room shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The file and its text; none while it is awaited.
    pub(crate) doc: Option<Doc>,
    /// The file that is awaited.
    pub(crate) awaited: Option<String>,
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// The rule catalogue.
    pub(crate) rules: Shared<Vec<RuleInfo>>,
    /// The files.
    pub(crate) files: Shared<Vec<FileInfo>>,
    /// Files that ended a worker, with the reason.
    pub(crate) faults: BTreeMap<String, String>,
    /// How the review differs from what came with a link.
    pub(crate) differs: Option<Shared<Difference>>,
    /// Marks by fingerprint.
    pub(crate) marks: Shared<BTreeMap<String, Marked>>,
    /// What is said above the code of where it came from.
    pub(crate) banner: Html,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// The place brought into view last.
    pub(crate) reveal: Option<Reveal>,
    /// Whether observations are shown.
    pub(crate) observations: bool,
    /// Whether the map is in front.
    pub(crate) map: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The code's room.
#[component]
pub(crate) fn Code(props: &Props) -> Html {
    let does = |event: Event| {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| send.emit(event.clone()))
    };
    let many = props.files.len() > 1;
    let path =
        props.doc.as_ref().map(|doc| doc.path.clone()).or_else(|| props.awaited.clone()).unwrap_or_default();
    let (folder, name) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, name)| (folder, name));
    let findings = props
        .findings
        .get(&path)
        .map_or(0, |list| list.iter().filter(|finding| counts(finding, props.observations)).count());
    html! {
        <section class="code" id="code" aria-label="Code" tabindex="-1">
            <div class="code-bar">
                if props.map {
                    <p class="code-path"><b>{ "Map" }</b><span class="code-folder">{ words::count(props.files.len(), "file", "files") }</span></p>
                } else {
                    <p class="code-path" title={path.clone()}><b>{ name }</b><span class="code-folder">{ folder }</span></p>
                }
                if many {
                    <button type="button" class="tool" aria-pressed={props.map.to_string()}
                        onclick={does(Event::Map(!props.map))}>
                        <Icon draw={icons::MAP} /><span>{ "Map" }</span>
                    </button>
                }
                <div class="code-walk" role="group" aria-label="Findings">
                    <span class="code-count">{ if props.map { String::new() } else if findings == 0 { "no findings here".to_owned() } else { words::count(findings, "finding here", "findings here") } }</span>
                    <button type="button" class="tool tool-quiet" aria-label="Finding before" title="Finding before (p)"
                        onclick={does(Event::Back)}><Icon draw={icons::UP} /></button>
                    <button type="button" class="tool tool-quiet" aria-label="Next finding" title="Next finding (n)"
                        onclick={does(Event::Next)}><Icon draw={icons::DOWN} /></button>
                </div>
            </div>
            { props.banner.clone() }
            { notices(props, &path) }
            if props.map {
                <Map files={props.files.clone()} findings={props.findings.clone()} faults={props.faults.clone()}
                    observations={props.observations} send={props.send.clone()} />
            } else if let Some(doc) = &props.doc {
                <Editor doc={doc.clone()} findings={props.findings.clone()} rules={props.rules.clone()}
                    differs={props.differs.clone()} marks={props.marks.clone()} selected={props.selected.clone()} reveal={props.reveal.clone()}
                    observations={props.observations} send={props.send.clone()} />
            } else if props.awaited.is_some() {
                <p class="code-wait">{ "Reading the file" }</p>
            } else {
                <p class="code-wait">{ "No file is open. Drop files here, or choose one under Files." }</p>
            }
        </section>
    }
}

/// What could not be read as it stands in the open file, above its code.
fn notices(props: &Props, path: &str) -> Html {
    if props.map {
        return Html::default();
    }
    let fault = props.faults.get(path).map(|reason| {
        let send = props.send.clone();
        html! {
            <li class="notice notice-alarm">
                { format!("This file was left out. {reason}. ") }
                <button type="button" class="link" onclick={Callback::from(move |_| send.emit(Event::Again))}>{ "Try it again" }</button>
            </li>
        }
    });
    let file = props.files.iter().find(|file| file.path == path);
    let list = file.map_or(&[][..], |file| &file.notices);
    if fault.is_none() && list.is_empty() {
        return Html::default();
    }
    let shown = list.iter().take(3).map(|notice| {
        let send = props.send.clone();
        let place = sightline_web::report::Place {
            file: path.to_owned(),
            line: notice.line.max(1),
            column: 1,
            end_line: notice.end_line.max(1),
            end_column: 1,
        };
        html! {
            <li class="notice">
                if notice.line > 0 {
                    <button type="button" class="link" onclick={Callback::from(move |_| send.emit(Event::GoTo(place.clone())))}>
                        { format!("Line {}", notice.line) }
                    </button>
                    { ": " }
                }
                <Said text={notice.text.clone()} />
            </li>
        }
    });
    let more = list.len().saturating_sub(3);
    html! {
        <ul class="notices" aria-label="What could not be read as it stands">
            { for fault }
            { for shown }
            if more > 0 { <li class="notice">{ format!("and {} more", words::number(more)) }</li> }
        </ul>
    }
}
