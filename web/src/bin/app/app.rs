//! The page as a whole: one component that holds the state, hands it events, and carries out what follows.

use sightline_web::state::{Effect, Event, Over, State, TICK_MILLIS, Tab};
use web_sys::{DragEvent, KeyboardEvent};
use yew::prelude::*;

use crate::bridge::Bridge;
use crate::browser;
use crate::parts::{Code, Header, Help, Outcome, Panel, Switcher, ToastBox};

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
            begun.emit(Event::Began(saved));
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
        html! {
            <div class={classes!("app", format!("app-shows-{tab}"), (state.view.over == Over::Drag).then_some("app-dragging"))}>
                <a class="skip" href="#code">{ "To the code" }</a>
                <Header theme={state.view.theme} send={self.send.clone()}
                    bring_back={state.previous.is_some()} exports={state.summary.is_some() && !state.stale} />
                <main class="rooms">
                    <Code doc={state.doc.clone()} findings={state.findings.clone()} rules={state.rules.clone()}
                        selected={state.selected.clone()} reveal={state.reveal.clone()} files={state.files.clone()}
                        observations={state.view.observations} map={state.view.map} awaited={state.awaited.clone()}
                        faults={state.watch.faults.clone()} send={self.send.clone()} />
                    <Outcome findings={state.findings.clone()} observations={state.view.observations}
                        summary={state.summary.clone()} stale={state.stale} progress={state.progress.clone()}
                        stopping={state.stopping} engine={state.engine.clone()} send={self.send.clone()} />
                    <Panel view={state.view.clone()} findings={state.findings.clone()} files={state.files.clone()}
                        summary={state.summary.clone()} busy={state.is_busy()} facts={state.facts.clone()}
                        selected={state.selected.clone()} open={state.project.open.clone()}
                        hidden={state.hidden()} faults={state.watch.faults.clone()} send={self.send.clone()} />
                </main>
                <Switcher tab={state.view.tab} findings={state.shown().count()} files={state.files.len()}
                    send={self.send.clone()} />
                <ToastBox toast={state.toast.clone()} send={self.send.clone()} />
                <Help open={state.view.over == Over::Help} version={state.version.clone()} rules={state.rules.clone()}
                    send={self.send.clone()} />
                <p class="unseen" role="status" aria-live="polite">{ &state.said }</p>
                <div class="drop-veil" aria-hidden="true"><p>{ "Drop to review" }</p></div>
            </div>
        }
    }
}

impl App {
    fn carry_out(&self, effect: Effect) {
        let state = &self.state;
        let complain = self.send.reform(Event::NotKept);
        match effect {
            Effect::Start => self.bridge.start(),
            Effect::Post(request, buffers) => self.bridge.post(&request, buffers),
            Effect::SaveProject => {
                browser::save_project(&state.project, state.previous.as_ref(), move |text| {
                    complain.emit(text);
                });
            }
            Effect::SaveEdits => browser::save_edits(&state.project, move |text| complain.emit(text)),
            Effect::Theme(theme) => browser::set_theme(theme),
            Effect::Download { name, text } => browser::download(&name, &text),
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
        "m" => Some(Event::Map(true)),
        "o" => {
            browser::click("pick-files");
            None
        }
        "?" => Some(Event::Help(true)),
        _ => None,
    }
}
