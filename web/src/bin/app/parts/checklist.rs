//! The checklist: fourteen items, each with its verdict, what was examined, and its facts when unfolded.

use std::collections::{BTreeMap, BTreeSet};

use sightline_web::protocol::{FactsOf, Summary};
use sightline_web::report::{Fact, Item, Place, Verdict};
use sightline_web::state::{Event, Facts, Shared};
use sightline_web::travel::{Marked, Source};
use sightline_web::words;
use yew::prelude::*;

use crate::parts::mark::VerdictMark;
use crate::parts::mark_row::MarkRow;
use crate::parts::said::Said;
use crate::parts::trust::Trust;

/// What the checklist shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The last review.
    pub(crate) summary: Option<Shared<Summary>>,
    /// Facts that were asked for.
    pub(crate) facts: Shared<BTreeMap<FactsOf, Facts>>,
    /// The items that are unfolded.
    pub(crate) unfolded: BTreeSet<String>,
    /// Whether there is more than one file.
    pub(crate) many: bool,
    /// Marks by fingerprint.
    pub(crate) marks: Shared<BTreeMap<String, Marked>>,
    /// Whose data counts as an attacker's beyond what always does.
    pub(crate) distrust: BTreeSet<Source>,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The checklist.
#[component]
pub(crate) fn Checklist(props: &Props) -> Html {
    let Some(summary) = &props.summary else {
        return html! { <p class="empty">{ "The review is under way." }</p> };
    };
    html! {
        <>
            <p class="conclusion">{ &summary.conclusion }</p>
            { tally(&summary.checklist) }
            <Trust distrust={props.distrust.clone()} send={props.send.clone()} />
            if summary.identity > 0 {
                { section(props, words::IDENTITY, "What these files are", summary.identity) }
            }
            <ol class="items">{ for summary.checklist.iter().map(|item| item_row(props, item)) }</ol>
            if summary.not_decided > 0 {
                { section(props, words::NOT_DECIDED, "Not decided from these files", summary.not_decided) }
            }
        </>
    }
}

fn tally(items: &[Item]) -> Html {
    let verdicts =
        [Verdict::Defect, Verdict::Attention, Verdict::Undecidable, Verdict::Clear, Verdict::Absent];
    let counted = verdicts
        .into_iter()
        .map(|verdict| (verdict, items.iter().filter(|item| item.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0);
    html! {
        <ul class="tally tally-verdicts" aria-label="By verdict">
            { for counted.map(|(verdict, count)| html! {
                <li><VerdictMark {verdict} />{ format!("{count} {}", verdict.name()) }</li>
            }) }
        </ul>
    }
}

fn item_row(props: &Props, item: &Item) -> Html {
    let open = props.unfolded.contains(&item.item);
    let send = props.send.clone();
    let id = item.item.clone();
    let marked = props.marks.get(&item.fingerprint).cloned();
    let onclick = Callback::from(move |_: MouseEvent| send.emit(Event::Fold(id.clone())));
    html! {
        <li class={classes!("item", format!("item-{}", item.verdict.name()))} key={item.item.clone()}>
            <h3 class="item-head">
                <button type="button" class="item-button" aria-expanded={open.to_string()} {onclick}>
                    <VerdictMark verdict={item.verdict} />
                    <span class="item-title">{ &item.title }</span>
                    <span class="item-verdict">{ item.verdict.name() }</span>
                    <span class="item-count">
                        if item.examined > 0 { { words::count(item.examined as usize, "place", "places") } }
                    </span>
                </button>
            </h3>
            <p class="item-summary"><Said text={item.summary.clone()} /></p>
            if let Some(marked) = marked.as_ref().filter(|_| !open) {
                <p class="item-marked">{ words::marked(marked) }</p>
            }
            if open {
                <MarkRow fingerprint={item.fingerprint.clone()} {marked} send={props.send.clone()} />
                { facts(props, &item.item, item.facts) }
            }
        </li>
    }
}

fn section(props: &Props, id: &'static str, title: &'static str, count: u32) -> Html {
    let open = props.unfolded.contains(id);
    let send = props.send.clone();
    html! {
        <section class="item item-plain">
            <h3 class="item-head">
                <button type="button" class="item-button" aria-expanded={open.to_string()}
                    onclick={Callback::from(move |_| send.emit(Event::Fold(id.to_owned())))}>
                    <span class="item-title">{ title }</span>
                    <span class="item-count">{ words::number(count as usize) }</span>
                </button>
            </h3>
            if open { { facts(props, id, count) } }
        </section>
    }
}

fn facts(props: &Props, id: &str, count: u32) -> Html {
    if count == 0 {
        return html! { <p class="item-none">{ "There is no place to show." }</p> };
    }
    let of = words::facts_of(id);
    let Some(known) = props.facts.get(&of) else {
        return html! { <p class="item-none">{ "One moment" }</p> };
    };
    let left = (known.total as usize).saturating_sub(known.list.len());
    let send = props.send.clone();
    html! {
        <>
            <ul class="facts">{ for known.list.iter().map(|one| fact(props, one)) }</ul>
            if left > 0 {
                <button type="button" class="tool tool-wide"
                    onclick={Callback::from(move |_| send.emit(Event::More(of.clone())))}>
                    { format!("Show more ({} left)", words::number(left)) }
                </button>
            }
        </>
    }
}

fn fact(props: &Props, fact: &Fact) -> Html {
    let status = fact.status.name();
    let inner = html! {
        <>
            <span class={format!("fact-status fact-{status}")}>{ status }</span>
            <span class="fact-text"><Said text={fact.text.clone()} /></span>
            if fact.line > 0 {
                <span class="fact-place">
                    { if props.many { format!("{}:{}", fact.file, fact.line) } else { format!("line {}", fact.line) } }
                </span>
            }
        </>
    };
    if fact.line == 0 {
        return html! { <li class="fact">{ inner }</li> };
    }
    let place = Place {
        file: fact.file.clone(),
        line: fact.line,
        column: 1,
        end_line: fact.end_line.max(fact.line),
        end_column: u32::from(u16::MAX),
    };
    let send = props.send.clone();
    html! {
        <li>
            <button type="button" class="fact" onclick={Callback::from(move |_| send.emit(Event::GoTo(place.clone())))}>
                { inner }
            </button>
        </li>
    }
}
