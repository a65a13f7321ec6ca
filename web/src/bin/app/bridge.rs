//! The bridge to the worker: starts one, ends one, and carries messages both ways.
//!
//! What the worker says is handed on in batches: a review of two thousand files says four thousand things, and the
//! page is drawn a few times a second.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use sightline_web::protocol::{Reply, Request};
use sightline_web::state::{Event, Heard};
use wasm_bindgen::prelude::*;
use web_sys::Worker;
use yew::Callback;

use crate::browser;

/// How often the page hears of the worker at most, in milliseconds.
const BATCH_MILLIS: f64 = 100.0;

/// The bridge.
pub(crate) struct Bridge {
    send: Callback<Vec<Event>>,
    now: Rc<RefCell<Now>>,
}

/// The worker of the moment and what it said.
#[derive(Default)]
struct Now {
    /// Counts the workers: what an earlier one still says is dropped.
    generation: u32,
    /// The worker that has ended: what it still says is dropped.
    over: u32,
    worker: Option<Worker>,
    /// Its listeners live as long as it does.
    listeners: Vec<Closure<dyn FnMut(JsValue)>>,
    /// What waits until the worker is there.
    waiting: Vec<(JsValue, Vec<Rc<[u8]>>)>,
    heard: Vec<Event>,
    scheduled: bool,
    handed: f64,
}

impl Bridge {
    /// A bridge without a worker; `send` is given what the worker says.
    pub(crate) fn new(send: Callback<Vec<Event>>) -> Bridge {
        Bridge { send, now: Rc::default() }
    }

    /// Ends the worker, if there is one, and starts another.
    pub(crate) fn start(&self) {
        let generation = {
            let mut now = self.now.borrow_mut();
            if let Some(worker) = now.worker.take() {
                worker.terminate();
            }
            now.generation += 1;
            now.listeners.clear();
            now.waiting.clear();
            now.heard.clear();
            now.generation
        };
        let heard = self.listener(generation, |message| {
            let data = js_sys::Array::from(&message).get(0);
            let reply = serde_wasm_bindgen::from_value::<Reply>(data);
            match reply {
                Ok(reply) => Event::Heard(Heard { text: browser::buffer_text(&message), reply }),
                Err(error) => {
                    Event::Ended(format!("it said something that this page does not understand: {error}"))
                }
            }
        });
        let ended = self.listener(generation, |text| Event::Ended(browser::words_of(&text)));
        let now = Rc::clone(&self.now);
        let send = self.send.clone();
        browser::start_worker(&heard, &ended, move |started| match started {
            Ok(worker) => arrived(&now, generation, worker),
            Err(error) => send.emit(vec![Event::NoWorker(format!(
                "The reviewer could not be started ({error}). Reload the page; your text is kept."
            ))]),
        });
        self.now.borrow_mut().listeners.extend([heard, ended]);
    }

    /// Sends something to the worker.
    pub(crate) fn post(&self, request: &Request, buffers: Vec<Rc<[u8]>>) {
        let Ok(data) = request.serialize(&Serializer::json_compatible()) else { return };
        let mut now = self.now.borrow_mut();
        match &now.worker {
            // A message that cannot be sent is noticed by the watchdog: there will be no answer.
            Some(worker) => drop(browser::post(worker, &data, &buffers)),
            None => now.waiting.push((data, buffers)),
        }
    }

    fn listener(
        &self,
        generation: u32,
        read: impl Fn(JsValue) -> Event + 'static,
    ) -> Closure<dyn FnMut(JsValue)> {
        let now = Rc::clone(&self.now);
        let send = self.send.clone();
        Closure::new(move |message: JsValue| {
            if now.borrow().generation != generation || now.borrow().over == generation {
                return;
            }
            let event = read(message);
            if matches!(&event, Event::Ended(_) | Event::Heard(Heard { reply: Reply::Broken { .. }, .. })) {
                now.borrow_mut().over = generation;
            }
            hear(&now, &send, event);
        })
    }
}

fn arrived(now: &Rc<RefCell<Now>>, generation: u32, worker: Worker) {
    let mut now = now.borrow_mut();
    if now.generation != generation {
        worker.terminate();
        return;
    }
    for (data, buffers) in now.waiting.drain(..) {
        drop(browser::post(&worker, &data, &buffers));
    }
    now.worker = Some(worker);
}

/// Hands an event on: at once if the last batch is a while ago, else with the next batch.
fn hear(now: &Rc<RefCell<Now>>, send: &Callback<Vec<Event>>, event: Event) {
    let wait = {
        let mut now = now.borrow_mut();
        now.heard.push(event);
        if now.scheduled {
            return;
        }
        now.scheduled = true;
        (now.handed + BATCH_MILLIS - browser::now()).max(0.0)
    };
    let now = Rc::clone(now);
    let send = send.clone();
    #[allow(clippy::cast_possible_truncation)] // at most BATCH_MILLIS
    browser::after(wait as i32, move || {
        let batch = {
            let mut now = now.borrow_mut();
            now.scheduled = false;
            now.handed = browser::now();
            std::mem::take(&mut now.heard)
        };
        if !batch.is_empty() {
            send.emit(batch);
        }
    });
}
