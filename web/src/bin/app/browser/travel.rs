//! What comes with the address, and what leaves the page by a person's own hand.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use sightline_web::launch::Launch;
use sightline_web::state::Offline;
use sightline_web::travel::{Marked, Source};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;

use super::words_of;
use crate::kept;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = sightline, js_name = launch)]
    fn launch_js() -> JsValue;
    #[wasm_bindgen(js_namespace = sightline, js_name = dropFragment)]
    pub(crate) fn drop_fragment();
    #[wasm_bindgen(js_namespace = sightline, js_name = copy)]
    fn copy_js(text: &str) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = canHandOn)]
    pub(crate) fn can_hand_on() -> bool;
    #[wasm_bindgen(js_namespace = sightline, js_name = handOn)]
    fn hand_on_js(address: &str) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = print)]
    pub(crate) fn print(html: &str);
    #[wasm_bindgen(js_namespace = sightline, js_name = marks)]
    fn marks_js() -> JsValue;
    #[wasm_bindgen(js_namespace = sightline, js_name = saveMark, catch)]
    fn save_mark_js(fingerprint: &str, marked: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = sightline, js_name = distrust)]
    fn distrust_js() -> JsValue;
    #[wasm_bindgen(js_namespace = sightline, js_name = saveDistrust)]
    fn save_distrust_js(names: &JsValue);
    #[wasm_bindgen(js_namespace = sightline, js_name = seal)]
    fn seal_js(link: &str, passphrase: &str) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = unseal)]
    fn unseal_js(link: &str, passphrase: &str) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = offline)]
    fn offline_js(heard: &Function);
    #[wasm_bindgen(js_namespace = sightline, js_name = reload)]
    pub(crate) fn reload();
    #[wasm_bindgen(js_namespace = sightline, js_name = selectedLines)]
    fn selected_lines_js() -> JsValue;
}

/// What the address brings, whether the compact view is wanted, and the address without either.
pub(crate) fn launch() -> (Launch, bool, String) {
    let value = launch_js();
    let get = |key: &str| Reflect::get(&value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let fragment = get("fragment").as_string().unwrap_or_default();
    let address = get("address").as_string().unwrap_or_default();
    (Launch::read(&fragment), get("embed").as_bool().unwrap_or_default(), address)
}

/// What the address brought, with its `#`.
pub(crate) fn fragment() -> String {
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.hash().ok()).unwrap_or_default()
}

/// Puts a text on the clipboard.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let copying = copy_js(text);
    spawn_local(async move {
        let copied = JsFuture::from(copying).await;
        done(copied.is_ok_and(|copied| copied.as_bool().unwrap_or_default()));
    });
}

/// Hands an address to the system; where it goes to the clipboard instead, `done` is told.
pub(crate) fn hand_on(address: &str, done: impl FnOnce(bool) + 'static) {
    let handing = hand_on_js(address);
    spawn_local(async move {
        if let Some(copied) = JsFuture::from(handing).await.ok().and_then(|copied| copied.as_bool()) {
            done(copied);
        }
    });
}

/// The marks that are kept here.
pub(crate) fn marks() -> BTreeMap<String, Marked> {
    serde_wasm_bindgen::from_value(marks_js()).unwrap_or_default()
}

/// Keeps a mark, or forgets it.
pub(crate) fn save_mark(fingerprint: &str, marked: Option<&Marked>) -> Result<(), String> {
    let value = marked.map_or(JsValue::NULL, super::to_js);
    save_mark_js(fingerprint, &value)
        .map_err(|error| format!("Your mark could not be kept for the next visit ({}).", words_of(&error)))
}

/// Whose data counts as an attacker's here.
pub(crate) fn distrust() -> BTreeSet<Source> {
    kept::sources(&distrust_js())
}

/// Keeps whose data counts as an attacker's.
pub(crate) fn save_distrust(sources: &BTreeSet<Source>) {
    save_distrust_js(&kept::names(sources));
}

/// Encrypts a link.
pub(crate) fn seal(link: &str, passphrase: &str, done: impl FnOnce(Result<Rc<str>, String>) + 'static) {
    text_of(seal_js(link, passphrase), done);
}

/// Decrypts a link.
pub(crate) fn unseal(link: &str, passphrase: &str, done: impl FnOnce(Result<Rc<str>, String>) + 'static) {
    text_of(unseal_js(link, passphrase), done);
}

fn text_of(promise: Promise, done: impl FnOnce(Result<Rc<str>, String>) + 'static) {
    spawn_local(async move {
        let text = JsFuture::from(promise).await;
        done(text.map(|text| text.as_string().unwrap_or_default().into()).map_err(|error| words_of(&error)));
    });
}

/// Tells what is known about working without a network, now and when it changes.
pub(crate) fn offline(heard: impl Fn(Offline) + 'static) {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |word: JsValue| {
        heard(match word.as_string().as_deref() {
            Some("ready") => Offline::Ready,
            Some("newer") => Offline::Newer,
            Some("single") => Offline::Single,
            _ => Offline::Unknown,
        });
    });
    offline_js(heard.as_ref().unchecked_ref());
    heard.forget();
}

/// The first and last line that are selected in the code.
pub(crate) fn selected_lines() -> Option<(u32, u32)> {
    let value = selected_lines_js();
    if !Array::is_array(&value) {
        return None;
    }
    let lines = Array::from(&value);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a line's number
    let line = |at| lines.get(at).as_f64().map(|number| number as u32);
    Some((line(0)?, line(1)?))
}
