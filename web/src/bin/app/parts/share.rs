//! The share dialog: what goes along, what is masked, how long the link is and where it works, and the ways to hand it
//! on.

use std::fmt::Write;
use std::rc::Rc;

use qrcode::{Color, EcLevel, QrCode};
use sightline_web::state::{Aim, Event, Key, Share, ShareEvent, Sized};
use sightline_web::travel::Amount;
use sightline_web::words;
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::browser;
use crate::parts::icons::{self, Icon};

/// Characters that a phone's camera still reads well as a picture.
const PICTURE: usize = 1_000;

/// What the dialog shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether it is open.
    pub(crate) open: bool,
    /// What was chosen, and what came of it.
    pub(crate) share: Share,
    /// The whole address of the link.
    pub(crate) address: Option<Rc<str>>,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// The open file.
    pub(crate) file: Option<String>,
    /// How many marks there are on these findings.
    pub(crate) marks: usize,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The dialog.
#[component]
pub(crate) fn ShareBox(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.open, move |open| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                browser::set_dialog(&dialog, *open);
            }
        });
    }
    let close = props.send.reform(|()| Event::Share(ShareEvent::Close));
    let open = props.open;
    html! {
        <dialog class="help share" ref={node} aria-labelledby="share-title"
            onclose={Callback::from({ let close = close.clone(); move |_: yew::Event| if open { close.emit(()) } })}>
            if props.open {
                <div class="help-head">
                    <h2 id="share-title">{ "Share this review" }</h2>
                    <button type="button" class="tool tool-quiet" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>
                        <Icon draw={icons::CLOSE} />
                    </button>
                </div>
                <p class="share-lead">{ "The whole review is in the link itself, behind the #. Browsers send that part to nobody." }</p>
                { what(props) }
                { secrets(props) }
                { aims(props) }
                { passphrase(props) }
                { outcome(props) }
            }
        </dialog>
    }
}

fn tell(props: &Props, event: ShareEvent) -> Callback<MouseEvent> {
    props.send.reform(move |_| Event::Share(event.clone()))
}

fn radio(
    props: &Props,
    group: &'static str,
    chosen: bool,
    event: ShareEvent,
    name: String,
    why: &str,
) -> Html {
    let onchange = props.send.reform(move |_: yew::Event| Event::Share(event.clone()));
    html! {
        <label class="pick">
            <input type="radio" name={group} checked={chosen} {onchange} />
            <span>{ name }<span class="faint">{ why }</span></span>
        </label>
    }
}

fn tick(props: &Props, on: bool, event: fn(bool) -> ShareEvent, name: String, why: &str) -> Html {
    let send = props.send.clone();
    let onchange = Callback::from(move |change: yew::Event| {
        if let Some(input) = change.target_dyn_into::<HtmlInputElement>() {
            send.emit(Event::Share(event(input.checked())));
        }
    });
    html! {
        <label class="pick">
            <input type="checkbox" checked={on} {onchange} />
            <span>{ name }<span class="faint">{ why }</span></span>
        </label>
    }
}

fn what(props: &Props) -> Html {
    let amount = |amount: Amount, name: &str, why: &str| {
        radio(props, "amount", props.share.amount == amount, ShareEvent::Amount(amount), name.to_owned(), why)
    };
    html! {
        <fieldset>
            <legend>{ "What goes along" }</legend>
            { amount(Amount::Whole, "Everything", "the files, reviewed anew by whoever opens the link") }
            { amount(Amount::Excerpts, "Excerpts", "the findings with the lines around them") }
            { amount(Amount::Findings, "Findings only", "no code but what their sentences quote") }
        </fieldset>
    }
}

fn secrets(props: &Props) -> Html {
    let share = &props.share;
    let count = share.masked.len();
    let said = match (share.secrets, count) {
        (true, _) => "they go along as they stand in the code",
        (false, 0) => "none were found in what goes along",
        (false, _) => "replaced by asterisks",
    };
    html! {
        <fieldset>
            <legend>{ "Left out" }</legend>
            { tick(props, !share.secrets, |masked| ShareEvent::Secrets(!masked), "Mask secrets".to_owned(), said) }
            if !share.secrets && count > 0 {
                <details class="masked">
                    <summary>{ format!("{} masked", words::count(count, "secret is", "secrets are")) }</summary>
                    <ul>{ for share.masked.iter().take(100).map(|place| html! {
                        <li><code>{ format!("{}:{}", place.file, place.line) }</code>{ " " }<code>{ &place.shown }</code></li>
                    }) }</ul>
                    if count > 100 { <p>{ format!("and {} more", words::number(count - 100)) }</p> }
                </details>
            }
            if props.marks > 0 {
                { tick(props, !share.no_marks, ShareEvent::Marks, "Send marks and notes".to_owned(),
                    &words::count(props.marks, "mark on these findings", "marks on these findings")) }
            }
        </fieldset>
    }
}

fn aims(props: &Props) -> Html {
    let share = &props.share;
    let (first, last) = match share.aim {
        Aim::Lines(first, last) => (first, last),
        _ => browser::selected_lines().unwrap_or((1, 1)),
    };
    let aim = |aim: Aim, chosen: bool, name: &str| {
        radio(props, "aim", chosen, ShareEvent::Aim(aim), name.to_owned(), "")
    };
    let number = |label: &'static str, value: u32, set: fn(u32, (u32, u32)) -> Aim| {
        let send = props.send.clone();
        let onchange = Callback::from(move |change: yew::Event| {
            let input = change.target_dyn_into::<HtmlInputElement>();
            if let Some(value) = input.and_then(|input| input.value().parse().ok()) {
                send.emit(Event::Share(ShareEvent::Aim(set(value, (first, last)))));
            }
        });
        html! { <input type="number" min="1" class="share-line" aria-label={label} value={value.to_string()} {onchange} /> }
    };
    html! {
        <fieldset>
            <legend>{ "Opens at" }</legend>
            <div class="pick-row">
                { aim(Aim::Start, share.aim == Aim::Start, "The start") }
                if props.selected.is_some() { { aim(Aim::Finding, share.aim == Aim::Finding, "The chosen finding") } }
                if props.file.is_some() {
                    { aim(Aim::Lines(first, last), matches!(share.aim, Aim::Lines(..)), "Lines") }
                }
                if matches!(share.aim, Aim::Lines(..)) {
                    <span class="share-lines">
                        { number("First line", first, |value, (_, last)| Aim::Lines(value, last.max(value))) }
                        { "to" }
                        { number("Last line", last, |value, (first, _)| Aim::Lines(first.min(value), value)) }
                    </span>
                }
            </div>
        </fieldset>
    }
}

fn passphrase(props: &Props) -> Html {
    let send = props.send.clone();
    let onchange = Callback::from(move |change: yew::Event| {
        if let Some(input) = change.target_dyn_into::<HtmlInputElement>() {
            send.emit(Event::Share(ShareEvent::Passphrase(input.value().into())));
        }
    });
    // No field for passwords: the browser would offer to keep it as one of this site's.
    html! {
        <label class="field">
            <span>{ "Passphrase, if the link should need one" }</span>
            <input class="veiled" type="text" autocomplete="off" spellcheck="false" {onchange} />
            <span class="faint">{ "Tell it by another way than the link. Who loses it cannot open the link." }</span>
        </label>
    }
}

fn outcome(props: &Props) -> Html {
    let share = &props.share;
    if let Some(trouble) = &share.trouble {
        return html! { <div class="share-trouble" role="alert"><p><b>{ &trouble.title }</b></p><p>{ &trouble.text }</p><p>{ &trouble.advice }</p></div> };
    }
    let Some(address) = &props.address else {
        let doing = if share.passphrase.is_empty() { "Making the link" } else { "Encrypting the link" };
        return html! { <p class="share-wait" role="status">{ doing }</p> };
    };
    let sized = Sized::of(address.len());
    let local = address.starts_with("file:");
    html! {
        <div class="share-out">
            { meter(address.len()) }
            if sized != Sized::File {
                <input class="share-link" readonly={true} aria-label="The link" value={address.to_string()}
                    onfocus={Callback::from(|event: FocusEvent| {
                        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() { input.select(); }
                    })} />
            }
            if local {
                <p class="faint">{ "This page is a file on your disk, so the link opens on machines that have it at the same place. Elsewhere the part from # on works behind any Sightline's address, and the saved file by being dropped on one." }</p>
            }
            <div class="share-acts">
                if sized != Sized::File {
                    <button type="button" class="tool tool-strong" onclick={tell(props, ShareEvent::Copy)}>
                        <Icon draw={icons::COPY} /><span>{ match share.copied { Some(true) => "Copied", _ => "Copy the link" } }</span>
                    </button>
                    if browser::can_hand_on() {
                        <button type="button" class="tool tool-line" onclick={tell(props, ShareEvent::HandOn)}>
                            <Icon draw={icons::SHARE} /><span>{ "Hand on" }</span>
                        </button>
                    }
                }
                <button type="button" class={classes!("tool", if sized == Sized::File { "tool-strong" } else { "tool-line" })}
                    onclick={tell(props, ShareEvent::Save)}>
                    <Icon draw={icons::SAVE} /><span>{ "Save as a file" }</span>
                </button>
            </div>
            <p class="unseen" role="status">{ match share.copied {
                Some(true) => "The link is copied.", Some(false) => "The link could not be copied.", None => "" } }</p>
            if share.copied == Some(false) {
                <p class="wrong">{ "This browser did not let the page copy. Select the link and copy it by hand." }</p>
            }
            { picture(address) }
        </div>
    }
}

/// How long it is, against what the usual places take.
fn meter(length: usize) -> Html {
    html! {
        <div class="meter">
            <p>{ format!("{} characters", words::number(length)) }
                if Sized::of(length) == Sized::File {
                    { ": too long for a link. Save it as a file; dropped on this page, it opens." }
                }
            </p>
            <ul aria-label="Where it works">
                { for Sized::ALL.iter().map(|(sized, most)| {
                    let fits = length <= *most;
                    let name = match sized {
                        Sized::Chat => "Chat",
                        Sized::Mail => "Mail",
                        _ => "Address bar",
                    };
                    html! {
                        <li class={if fits { "meter-fits" } else { "meter-not" }}>
                            <span aria-hidden="true">{ if fits { "✓" } else { "✕" } }</span>
                            { format!(" {name} ") }<span class="faint">{ format!("up to {}", words::number(*most)) }</span>
                            <span class="unseen">{ if fits { ", works" } else { ", too long" } }</span>
                        </li>
                    }
                }) }
            </ul>
        </div>
    }
}

/// A short link as a picture.
fn picture(address: &str) -> Html {
    if address.len() > PICTURE {
        return Html::default();
    }
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::L) else { return Html::default() };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + 4, at / width + 4);
        }
    }
    let size = width + 8;
    html! {
        <details class="share-picture">
            <summary>{ "Show it as a QR code" }</summary>
            <svg viewBox={format!("0 0 {size} {size}")} role="img" aria-label="The link as a QR code" shape-rendering="crispEdges">
                <rect width={size.to_string()} height={size.to_string()} fill="#fff" /><path d={path} fill="#000" />
            </svg>
        </details>
    }
}
