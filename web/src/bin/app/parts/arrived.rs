//! What takes the place of code and panel while a link is opened, where it cannot be, and where it brought the sender's
//! words alone.

use std::collections::BTreeMap;

use sightline_web::report::{Finding, Verdict};
use sightline_web::state::{Arrival, Event};
use sightline_web::travel::{Amount, Linked, LinkedFile, Target, Trouble};
use sightline_web::words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::icons::{self, Icon};
use crate::parts::mark::{Mark, VerdictMark};
use crate::parts::said::Said;

/// What is shown.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What came, and how far that is.
    pub(crate) arrival: Arrival,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// What came with a link.
#[component]
pub(crate) fn Arrived(props: &Props) -> Html {
    let body = match &props.arrival {
        Arrival::Nothing | Arrival::Files(_) => Html::default(),
        Arrival::Opening(_) => {
            html! { <div class="arrived-box"><p role="status">{ "Opening the link" }</p></div> }
        }
        Arrival::Locked { wrong, busy, .. } => {
            html! { <Lock wrong={wrong.clone()} busy={*busy} send={props.send.clone()} /> }
        }
        Arrival::Refused(trouble) => refused(trouble, &props.send),
        Arrival::Words(linked) => words_of_sender(linked, &props.send),
    };
    html! { <main class="arrived" id="code" tabindex="-1">{ body }</main> }
}

fn away(send: &Callback<Event>, text: &'static str) -> Html {
    let send = send.clone();
    html! {
        <button type="button" class="tool tool-strong" onclick={Callback::from(move |_| send.emit(Event::Leave))}>{ text }</button>
    }
}

fn refused(trouble: &Trouble, send: &Callback<Event>) -> Html {
    html! {
        <div class="arrived-box" role="alert">
            <h2>{ &trouble.title }</h2>
            <p><Said text={trouble.text.clone()} /></p>
            <p>{ &trouble.advice }</p>
            { away(send, "Go to my code") }
        </div>
    }
}

/// What the lock shows.
#[derive(Properties, PartialEq)]
struct LockProps {
    wrong: Option<String>,
    busy: bool,
    send: Callback<Event>,
}

/// Asks for the passphrase of a link.
#[component]
fn Lock(props: &LockProps) -> Html {
    let input = use_node_ref();
    let onsubmit = {
        let (input, send) = (input.clone(), props.send.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = input.cast::<HtmlInputElement>() {
                send.emit(Event::Unlock(input.value().into()));
            }
        })
    };
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
        });
    }
    html! {
        <form class="arrived-box" {onsubmit}>
            <h2><Icon draw={icons::LOCK} />{ "This link has a passphrase" }</h2>
            <p>{ "Its sender has it. It is used inside this page and sent nowhere." }</p>
            <label class="field">
                <span>{ "Passphrase" }</span>
                <input ref={input} class="veiled" type="text" autocomplete="off" spellcheck="false" required={true}
                    aria-invalid={props.wrong.is_some().to_string()} aria-describedby="lock-wrong" />
            </label>
            <p id="lock-wrong" class="wrong" role="alert">{ props.wrong.clone().unwrap_or_default() }</p>
            <div class="arrived-acts">
                <button type="submit" class="tool tool-strong" disabled={props.busy}>{ if props.busy { "Opening" } else { "Open" } }</button>
                { away(&props.send, "Leave it") }
            </div>
        </form>
    }
}

/// The sender's findings, with the lines that came along.
fn words_of_sender(linked: &Linked, send: &Callback<Event>) -> Html {
    let what = match linked.amount {
        Amount::Findings => "the findings alone, without any code",
        _ => "the findings with the lines around them",
    };
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &linked.findings {
        by_file.entry(&finding.place.file).or_default().push(finding);
    }
    html! {
        <article class="words">
            <header>
                <p class="from-link"><Icon draw={icons::LINK} />{ "From a link" }</p>
                <h2>{ words::count(linked.findings.len(), "finding", "findings") }{ ", as the sender had them" }</h2>
                <p>{ format!("This link holds {what}. Nothing of it was checked here: it is what Sightline {} said on the sender's machine, and whoever made the link may have changed it.", linked.engine) }</p>
                { away(send, "Go to my code") }
            </header>
            if !linked.conclusion.is_empty() { <p class="words-lead"><Said text={linked.conclusion.clone()} /></p> }
            { verdicts(&linked.verdicts) }
            { for by_file.iter().map(|(path, findings)| file(linked, path, findings)) }
        </article>
    }
}

fn verdicts(verdicts: &[(String, Verdict, u32)]) -> Html {
    if verdicts.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="words-verdicts" aria-label="The sender's checklist">
            { for verdicts.iter().map(|(title, verdict, examined)| html! {
                <li><VerdictMark verdict={*verdict} /><span>{ title }</span>
                    <span class="faint">{ match examined {
                        0 => verdict.to_string(),
                        many => format!("{verdict}, {}", words::count(*many as usize, "place", "places")),
                    } }</span></li>
            }) }
        </ul>
    }
}

fn file(linked: &Linked, path: &str, findings: &[&Finding]) -> Html {
    let file = linked.files.iter().find(|file| file.path == path);
    html! {
        <section class="words-file">
            <h3>{ path }</h3>
            { for findings.iter().map(|finding| one(linked, file, finding)) }
        </section>
    }
}

fn one(linked: &Linked, file: Option<&LinkedFile>, finding: &Finding) -> Html {
    let marked = linked.marks.iter().find(|(fingerprint, _)| *fingerprint == finding.fingerprint);
    let aimed = linked.target == Some(Target::Finding(finding.fingerprint.clone()));
    html! {
        <section class={classes!("words-finding", format!("words-{}", finding.severity.name()), aimed.then_some("words-aimed"))}>
            <h4><Mark level={finding.severity} />{ &finding.title }<span class="unseen">{ format!(", {}", finding.severity) }</span>
                <span class="faint">{ format!("line {}", finding.place.line) }</span>
                <span class="chip">{ "not checked here" }</span>
            </h4>
            <p><Said text={finding.message.clone()} /></p>
            if let Some((_, marked)) = marked {
                <p class="card-mark">{ format!("The sender's mark: {}{}", marked.mark.title(), if marked.note.is_empty() { String::new() } else { format!(": {}", marked.note) }) }</p>
            }
            { lines(file, finding) }
            if !finding.trace.is_empty() {
                <ol>{ for finding.trace.iter().map(|step| html! {
                    <li><code>{ format!("{}:{}", step.place.file, step.place.line) }</code>{ " " }<Said text={step.text.clone()} /></li>
                }) }</ol>
            }
        </section>
    }
}

/// The lines around a finding, as far as they came along.
fn lines(file: Option<&LinkedFile>, finding: &Finding) -> Html {
    let wanted = finding.place.line.saturating_sub(3)..=finding.place.end_line.saturating_add(3);
    let excerpts = file.map_or(&[][..], |file| &file.excerpts);
    let all = excerpts.iter().flat_map(|(first, text)| (*first..=u32::MAX).zip(text.split('\n')));
    let shown: Vec<(u32, &str)> = all.filter(|(number, _)| wanted.contains(number)).take(40).collect();
    if shown.is_empty() {
        return Html::default();
    }
    let meant = finding.place.line..=finding.place.end_line;
    html! {
        <pre class="words-code" tabindex="0" aria-label="Lines of the sender's file">
            { for shown.iter().map(|(number, text)| html! {
                <span class={classes!("words-line", meant.contains(number).then_some("words-meant"))}>
                    <span class="words-number">{ number }</span>{ text.chars().take(400).collect::<String>() }{ "\n" }
                </span>
            }) }
        </pre>
    }
}
