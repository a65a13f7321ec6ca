//! The worker: the engine behind its messages, off the page's thread.
//!
//! Here is the plumbing: messages in, messages out, and the return to the event loop after each step, so that an edit
//! or a cancel is seen before the next file. What is done is in [`session`].

mod said;
mod session;
mod travel;

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use sightline_web::protocol::{Reply, Request};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use session::Session;

/// What lives as long as the worker.
struct Plumbing {
    session: Session,
    /// A message to it comes back as the next step's turn.
    next: Option<MessagePort>,
    /// Whether such a message is under way.
    waiting: bool,
}

thread_local! {
    static PLUMBING: RefCell<Plumbing> =
        RefCell::new(Plumbing { session: Session::default(), next: None, waiting: false });
}

fn main() {
    std::panic::set_hook(Box::new(|info| {
        say(&Reply::Broken { message: format!("an error in the engine, {info}") }, None);
    }));
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event.data()));
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();

    if let Ok(channel) = MessageChannel::new() {
        let turn = Closure::<dyn Fn(MessageEvent)>::new(|_| take_turn());
        channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
        turn.forget();
        PLUMBING.with_borrow_mut(|plumbing| plumbing.next = Some(channel.port2()));
    }
    Session::warm_up();
    say(&said::ready(), None);
}

/// Takes in a message from the page.
fn hear(message: &JsValue) {
    let message = Array::from(message);
    let request = match serde_wasm_bindgen::from_value::<Request>(message.get(0)) {
        Ok(request) => request,
        Err(error) => {
            let message = format!("the page said something that the worker does not understand: {error}");
            return say(&Reply::Broken { message }, None);
        }
    };
    let buffers =
        Array::from(&message.get(1)).iter().map(|buffer| Uint8Array::new(&buffer).to_vec()).collect();
    PLUMBING.with_borrow_mut(|plumbing| {
        plumbing.session.hear(request, buffers, &mut say);
        plumbing.schedule();
    });
}

/// Does one step of the review that is running.
fn take_turn() {
    PLUMBING.with_borrow_mut(|plumbing| {
        plumbing.waiting = false;
        plumbing.session.step(&mut say, now());
        plumbing.schedule();
    });
}

impl Plumbing {
    fn schedule(&mut self) {
        if self.waiting || !self.session.is_busy() {
            return;
        }
        if let Some(port) = &self.next {
            self.waiting = port.post_message(&JsValue::NULL).is_ok();
        }
    }
}

/// Says something to the page, with a text in the message's buffer.
fn say(reply: &Reply, text: Option<&str>) {
    let Ok(data) = reply.serialize(&Serializer::json_compatible()) else { return };
    let buffers = Array::new();
    if let Some(text) = text {
        buffers.push(&Uint8Array::from(text.as_bytes()).buffer());
    }
    // Fails when the page is gone, and then nobody listens.
    let _ = scope().post_message_with_transfer(&Array::of2(&data, &buffers), &buffers);
}

/// Milliseconds since the worker began.
fn now() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
