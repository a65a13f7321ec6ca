//! The map: every file a cell, sized by its lines, filled and patterned by its worst finding.

use std::collections::BTreeMap;

use sightline_web::map::{Cell, layout};
use sightline_web::report::{FileInfo, Finding, Severity};
use sightline_web::state::{Event, Shared, counts};
use sightline_web::words;
use yew::prelude::*;

use crate::browser;

/// What the map shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The files.
    pub(crate) files: Shared<Vec<FileInfo>>,
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// Files that ended a worker.
    pub(crate) faults: BTreeMap<String, String>,
    /// Whether observations count.
    pub(crate) observations: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The map. Every cell can also be reached through the list of files, so the map is one picture to a screen reader.
#[component]
pub(crate) fn Map(props: &Props) -> Html {
    let node = use_node_ref();
    let size = use_state(|| (1200, 800));
    {
        let (node, size) = (node.clone(), size.clone());
        use_effect_with((), move |()| {
            let watch = node.cast::<web_sys::Element>().map(|place| {
                browser::on_size(&place, move |width, height| size.set((width.max(80), height.max(80))))
            });
            move || drop(watch)
        });
    }
    let (width, height) = *size;
    let cells = use_memo((props.files.clone(), *size), |(files, (width, height))| {
        layout(files, f64::from(*width), f64::from(*height))
    });
    let over = use_state(|| None::<String>);
    let told = over
        .as_ref()
        .and_then(|path| props.files.iter().find(|file| file.path == *path))
        .map(|file| tell(props, file));
    let with: usize = props.files.iter().filter(|file| worst(props, &file.path).is_some()).count();
    let label = format!(
        "{}, {} with findings. The list under Files has the same.",
        words::count(props.files.len(), "file", "files"),
        words::number(with)
    );
    html! {
        <div class="map">
            <div class="map-head">
                <p class="map-told">{ told.unwrap_or_else(|| "Each cell is a file, sized by its lines. Choose one to read it.".to_owned()) }</p>
                <ul class="legend">
                    { for [("high", "high"), ("medium", "medium"), ("low", "low"), ("clear", "no findings"), ("wait", "not yet reviewed")].iter().map(|(kind, name)| html! {
                        <li><svg viewBox="0 0 16 16" class="legend-cell" aria-hidden="true"><rect class={format!("cell cell-{kind}")} width="16" height="16" /></svg>{ *name }</li>
                    }) }
                </ul>
            </div>
            <div class="map-place" ref={node}>
                <svg viewBox={format!("0 0 {width} {height}")} role="img" aria-label={label}>
                    { patterns() }
                    { for cells.iter().map(|cell| draw(props, cell, &over)) }
                </svg>
            </div>
        </div>
    }
}

fn draw(props: &Props, cell: &Cell, over: &UseStateHandle<Option<String>>) -> Html {
    let path = cell.path.clone();
    let kind = kind(props, &path);
    let opens = {
        let send = props.send.clone();
        let path = path.clone();
        Callback::from(move |_: MouseEvent| send.emit(Event::Open(path.clone())))
    };
    let enters = {
        let over = over.clone();
        Callback::from(move |_: MouseEvent| over.set(Some(path.clone())))
    };
    let number = |value: f64| format!("{value:.1}");
    html! {
        <g key={cell.path.clone()}>
            <rect class={format!("cell cell-{kind}")} x={number(cell.x)} y={number(cell.y)} width={number(cell.width)}
                height={number(cell.height)} onclick={opens} onmouseenter={enters}>
                <title>{ &cell.path }</title>
            </rect>
            if matches!(kind, "high" | "medium" | "low" | "note") {
                <rect class={format!("cell-pattern cell-pattern-{kind}")} x={number(cell.x)} y={number(cell.y)}
                    width={number(cell.width)} height={number(cell.height)} />
            }
            if let Some(name) = fitting(cell) {
                <text class={format!("cell-name cell-name-{kind}")} x={number(cell.x + 6.0)} y={number(cell.y + 16.0)}>{ name }</text>
            }
        </g>
    }
}

/// As much of the file's name as a cell has room for; none where that says nothing.
fn fitting(cell: &Cell) -> Option<String> {
    let name = cell.path.rsplit_once('/').map_or(cell.path.as_str(), |(_, name)| name);
    #[allow(clippy::cast_sign_loss)] // a width
    let room = ((cell.width - 10.0) / 6.6).max(0.0) as usize;
    if cell.height < 22.0 || room < 5 {
        return None;
    }
    if name.chars().count() <= room {
        return Some(name.to_owned());
    }
    (room >= 9).then(|| name.chars().take(room - 1).chain(['…']).collect())
}

/// Patterns beside the colours: lines one way for high, the other way for medium, dots for the rest.
fn patterns() -> Html {
    html! {
        <defs>
            <pattern id="pattern-high" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" /></pattern>
            <pattern id="pattern-medium" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path d="M0 0V6" /></pattern>
            <pattern id="pattern-low" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="2.5" cy="2.5" r="0.9" /></pattern>
        </defs>
    }
}

fn kind(props: &Props, path: &str) -> &'static str {
    if props.faults.contains_key(path) {
        return "fault";
    }
    match worst(props, path) {
        Some(level) => level.name(),
        None if props.findings.contains_key(path) => "clear",
        None => "wait",
    }
}

fn worst(props: &Props, path: &str) -> Option<Severity> {
    let list = props.findings.get(path)?;
    list.iter().filter(|finding| counts(finding, props.observations)).map(|finding| finding.severity).max()
}

fn tell(props: &Props, file: &FileInfo) -> String {
    let count = props
        .findings
        .get(&file.path)
        .map(|list| list.iter().filter(|finding| counts(finding, props.observations)).count());
    let found = match count {
        None => "not yet reviewed".to_owned(),
        Some(0) => "no findings".to_owned(),
        Some(count) => words::count(count, "finding", "findings"),
    };
    format!("{}: {}, {found}", file.path, words::count(file.lines as usize, "line", "lines"))
}
