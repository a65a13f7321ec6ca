//! The page as a whole: one component that holds the state, hands it events, and carries out what follows.

use sightline_web::state::{Arrival, Effect, Event, Offline, Over, ShareEvent, State, TICK_MILLIS, Tab};
use web_sys::{DragEvent, KeyboardEvent};
use yew::prelude::*;

use crate::bridge::Bridge;
use crate::browser;
use crate::parts::{
    Arrived, Code, EmbedBar, Header, Help, Outcome, Panel, ShareBox, Switcher, ToastBox, banner,
};

/// The example that the first visit shows.
const EXAMPLE: &str = include_str!("../../../example.py");

/// The page.
pub(crate) struct App {
    state: State,
    bridge: Bridge,
    send: Callback<Event>,
}

impl Component for App {
    type Message = Vec<Event>;
    type Properties = ();

    fn create(ctx: &Context<App>) -> App {
        let batches = ctx.link().callback(|events: Vec<Event>| events);
        let send: Callback<Event> = batches.reform(|event| vec![event]);
        listen(&send);
        let begun = send.clone();
        browser::load(move |saved, complaint| {
            begun.emit(Event::Began(Box::new(saved)));
            if let Some(text) = complaint {
                begun.emit(Event::NotKept(text));
            }
        });
        App { state: State::new(EXAMPLE), bridge: Bridge::new(batches), send }
    }

    fn update(&mut self, _: &Context<App>, events: Vec<Event>) -> bool {
        for event in events {
            for effect in self.state.update(event) {
                self.carry_out(effect);
            }
        }
        true
    }

    fn view(&self, _: &Context<App>) -> Html {
        let state = &self.state;
        let tab = match state.view.tab {
            Tab::Code => "code",
            _ => "panel",
        };
        let banner = banner(state, &self.send);
        let rooms = html! {
                <main class="rooms">
                    <Code doc={state.doc.clone()} findings={state.findings.clone()} rules={state.rules.clone()}
                        selected={state.selected.clone()} reveal={state.reveal.clone()} files={state.files.clone()}
                        differs={state.differs.clone()} marks={state.marks.clone()} {banner}
                        observations={state.view.observations} map={state.view.map} awaited={state.awaited.clone()}
                        faults={state.watch.faults.clone()} send={self.send.clone()} />
                    <Outcome findings={state.findings.clone()} observations={state.view.observations}
                        summary={state.summary.clone()} stale={state.stale} progress={state.progress.clone()}
                        stopping={state.stopping} engine={state.engine.clone()} offline={state.offline} send={self.send.clone()} />
                    <Panel view={state.view.clone()} findings={state.findings.clone()} files={state.files.clone()}
                        summary={state.summary.clone()} busy={state.is_busy()} facts={state.facts.clone()}
                        marks={state.marks.clone()} distrust={state.distrusted().clone()} selected={state.selected.clone()} open={state.project.open.clone()}
                        hidden={state.hidden()} faults={state.watch.faults.clone()} send={self.send.clone()} />
                </main>
        };
        let over_all = state.arrival.is_over_all();
        let classes = classes!(
            "app",
            format!("app-shows-{tab}"),
            (state.view.over == Over::Drag).then_some("app-dragging"),
            state.view.embed.then_some("app-embed"),
            over_all.then_some("app-arrived"),
        );
        html! {
            <div class={classes}>
                <a class="skip" href="#code" onclick={Callback::from(|event: MouseEvent| {
                    event.prevent_default();
                    browser::focus("code");
                })}>{ "To the code" }</a>
                if state.view.embed {
                    <EmbedBar address={self.whole_page()} tab={state.view.tab} send={self.send.clone()} />
                } else {
                    <Header theme={state.view.theme} send={self.send.clone()} newer={state.offline == Offline::Newer}
                        bring_back={state.previous.is_some()} exports={state.summary.is_some() && !state.stale && !over_all} />
                }
                if over_all {
                    <Arrived arrival={state.arrival.clone()} send={self.send.clone()} />
                } else {
                    { rooms }
                    <Switcher tab={state.view.tab} findings={state.shown().count()} files={state.files.len()}
                        send={self.send.clone()} />
                }
                <ToastBox toast={state.toast.clone()} send={self.send.clone()} />
                <Help open={state.view.over == Over::Help} version={state.version.clone()} rules={state.rules.clone()}
                    send={self.send.clone()} />
                <ShareBox open={state.view.over == Over::Share} share={state.share.clone()} address={state.link_address()}
                    selected={state.selected.clone()} file={state.project.open.clone()} marks={state.marks_here()}
                    send={self.send.clone()} />
                <p class="unseen" role="status" aria-live="polite">{ &state.said }</p>
                <div class="drop-veil" aria-hidden="true"><p>{ "Drop to review" }</p></div>
            </div>
        }
    }
}

impl App {
    /// The page without its compact view, with what the address brought.
    fn whole_page(&self) -> String {
        let fragment = match &self.state.arrival {
            Arrival::Opening(link) | Arrival::Locked { link, .. } => format!("#{link}"),
            _ if self.state.address.holds => browser::fragment(),
            _ => String::new(),
        };
        format!("{}{fragment}", self.state.address.base)
    }

    fn carry_out(&self, effect: Effect) {
        let state = &self.state;
        let complain = self.send.reform(Event::NotKept);
        match effect {
            // In a frame of another page nothing is kept.
            Effect::SaveProject
            | Effect::SaveEdits
            | Effect::SaveMark(..)
            | Effect::SaveDistrust
            | Effect::Theme(_)
                if state.view.embed => {}
            Effect::Start => self.bridge.start(),
            Effect::Post(request, buffers) => self.bridge.post(&request, buffers),
            Effect::SaveProject => {
                browser::save_project(&state.project, state.previous.as_ref(), move |text| {
                    complain.emit(text);
                });
            }
            Effect::SaveEdits => browser::save_edits(&state.project, move |text| complain.emit(text)),
            Effect::SaveDistrust => browser::save_distrust(&state.distrust),
            Effect::Theme(theme) => browser::set_theme(theme),
            Effect::Download { name, kind, text } => browser::download(&name, kind, &text),
            Effect::Print(html) => browser::print(&html),
            Effect::Copy(text) => {
                let copied = self.send.reform(Event::Copied);
                browser::copy(&text, move |done| copied.emit(done));
            }
            Effect::HandOn(address) => {
                let copied = self.send.reform(Event::Copied);
                browser::hand_on(&address, move |done| copied.emit(done));
            }
            Effect::Seal { link, passphrase, serial } => {
                let sealed = self.send.reform(move |link| Event::Share(ShareEvent::Sealed(serial, link)));
                browser::seal(&link, &passphrase, move |link| sealed.emit(link));
            }
            Effect::Unseal { link, passphrase } => {
                let unlocked = self.send.reform(Event::Unlocked);
                browser::unseal(&link, &passphrase, move |link| unlocked.emit(link));
            }
            Effect::SaveMark(fingerprint, marked) => {
                if let Err(text) = browser::save_mark(&fingerprint, marked.as_ref()) {
                    complain.emit(text);
                }
            }
            Effect::DropFragment => browser::drop_fragment(),
        }
    }
}

/// What happens to the page as a whole: keys, drags, the clock, leaving.
fn listen(send: &Callback<Event>) {
    let tick = send.clone();
    browser::every(TICK_MILLIS, move || tick.emit(Event::Tick));

    let keys = send.clone();
    browser::on_window("keydown", move |event: KeyboardEvent| {
        if let Some(happened) = key(&event) {
            event.prevent_default();
            keys.emit(happened);
        }
    });

    let over = send.clone();
    browser::on_window("dragover", move |event: DragEvent| {
        if browser::has_files(&event) {
            event.prevent_default();
            over.emit(Event::Dragging(true));
        }
    });
    let left = send.clone();
    browser::on_window("dragleave", move |event: DragEvent| {
        if event.related_target().is_none() {
            left.emit(Event::Dragging(false));
        }
    });
    let dropped = send.clone();
    browser::on_window("drop", move |event: DragEvent| {
        if browser::has_files(&event) {
            event.prevent_default();
            let send = dropped.clone();
            browser::read_drop(&event, move |taken| send.emit(taken_event(taken, false)));
        }
    });

    let brought = send.clone();
    browser::on_window("hashchange", move |_: web_sys::Event| {
        brought.emit(Event::Launched(browser::launch().0));
    });
    if !browser::launch().1 {
        let offline = send.clone();
        browser::offline(move |known| offline.emit(Event::Offline(known)));
    }

    browser::on_window("pagehide", |_: web_sys::Event| browser::flush());
    browser::on_window("visibilitychange", |_: web_sys::Event| browser::flush());
}

/// What reading files led to.
pub(crate) fn taken_event(taken: browser::Taken, join: bool) -> Event {
    match taken {
        Ok((files, skipped)) => Event::Gave { files, skipped, join },
        Err(error) => Event::NotTaken(format!("These files could not be read: {error}")),
    }
}

/// What a key means, outside of text fields unless it is a function key.
fn key(event: &KeyboardEvent) -> Option<Event> {
    if event.key() == "F8" {
        return Some(if event.shift_key() { Event::Back } else { Event::Next });
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing(event) {
        return None;
    }
    match event.key().as_str() {
        "n" | "j" => Some(Event::Next),
        "p" | "k" => Some(Event::Back),
        "1" => Some(Event::Show(Tab::Code)),
        "2" => Some(Event::Show(Tab::Findings)),
        "3" => Some(Event::Show(Tab::Checklist)),
        "4" => Some(Event::Show(Tab::Files)),
        "s" => Some(Event::Share(ShareEvent::Open(browser::selected_lines()))),
        "m" => Some(Event::Map(true)),
        "o" => {
            browser::click("pick-files");
            None
        }
        "?" => Some(Event::Help(true)),
        _ => None,
    }
}
