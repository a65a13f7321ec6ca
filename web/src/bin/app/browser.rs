//! The one module that knows the browser: everything else on the page asks these functions.

mod travel;

use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use sightline_web::state::{Given, Project, Saved, Theme};
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Element, Event, FileList, HtmlAnchorElement, HtmlDialogElement,
    HtmlElement, HtmlInputElement, KeyboardEvent, ResizeObserver, Url, Worker,
};
use yew::platform::spawn_local;

use crate::kept;

pub(crate) use travel::{
    can_hand_on, copy, drop_fragment, fragment, hand_on, launch, offline, print, reload, save_distrust,
    save_mark, seal, selected_lines, unseal,
};

#[wasm_bindgen]
extern "C" {
    /// The code surface, made by the editor's bundle.
    pub(crate) type Surface;
    #[wasm_bindgen(js_namespace = sightline, js_name = createSurface)]
    pub(crate) fn create_surface(parent: &Element, calls: &JsValue) -> Surface;
    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &Surface, path: &str, text: &str);
    #[wasm_bindgen(method, js_name = setFindings)]
    pub(crate) fn set_findings(this: &Surface, list: &JsValue, rules: &JsValue, marks: &JsValue);
    #[wasm_bindgen(method)]
    pub(crate) fn choose(this: &Surface, fingerprint: Option<&str>);
    #[wasm_bindgen(method)]
    pub(crate) fn reveal(this: &Surface, place: &JsValue, focus: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &Surface);

    #[wasm_bindgen(js_namespace = sightline, js_name = readDrop)]
    fn read_drop_js(transfer: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = readPicked)]
    fn read_picked_js(list: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = load)]
    fn load_js() -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = saveProject)]
    fn save_project_js(project: &JsValue, previous: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = sightline, js_name = saveEdits)]
    fn save_edits_js(parts: &JsValue, path: &str, failed: &Function);
    #[wasm_bindgen(js_namespace = sightline, js_name = flush)]
    fn flush_js();
    #[wasm_bindgen(js_namespace = sightline, js_name = theme)]
    fn theme_js() -> String;
    #[wasm_bindgen(js_namespace = sightline, js_name = saveTheme)]
    fn save_theme_js(word: &str);

    #[wasm_bindgen(js_name = sightlineWorker)]
    fn worker_js(heard: &Function, ended: &Function) -> Promise;
}

/// What was read from a drop or a dialog: the files, and how many others were left out.
pub(crate) type Taken = Result<(Vec<Given>, u32), String>;

/// The element of that id.
pub(crate) fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Milliseconds since the page began.
pub(crate) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Calls `heard` for every event of that name on the window, for as long as the page lives.
pub(crate) fn on_window<E: JsCast>(name: &str, heard: impl Fn(E) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| heard(event.unchecked_into()));
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Calls `heard` again and again, for as long as the page lives.
pub(crate) fn every(millis: i32, heard: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(heard);
    if let Some(window) = web_sys::window() {
        let heard = closure.as_ref().unchecked_ref();
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(heard, millis);
    }
    closure.forget();
}

/// Calls `heard` once, later.
pub(crate) fn after(millis: i32, heard: impl FnOnce() + 'static) {
    let heard = Closure::once_into_js(heard);
    if let Some(window) = web_sys::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(heard.unchecked_ref(), millis);
    }
}

/// Whether a key pressed now would be typing.
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|element| {
        element.is_content_editable()
            || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

/// Whether a drag carries files.
pub(crate) fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&JsValue::from_str("Files"), 0))
}

/// Reads what was dropped.
pub(crate) fn read_drop(event: &DragEvent, taken: impl FnOnce(Taken) + 'static) {
    if let Some(transfer) = event.data_transfer() {
        take(read_drop_js(transfer.as_ref()), taken);
    }
}

/// Reads what was picked in a dialog, and empties it so that the same file can be picked again.
pub(crate) fn read_picked(input: &HtmlInputElement, taken: impl FnOnce(Taken) + 'static) {
    let Some(list) = input.files().filter(|list: &FileList| list.length() > 0) else { return };
    let input = input.clone();
    take(read_picked_js(list.as_ref()), move |result| {
        input.set_value("");
        taken(result);
    });
}

fn take(reading: Promise, taken: impl FnOnce(Taken) + 'static) {
    spawn_local(async move {
        let result = wasm_bindgen_futures::JsFuture::from(reading).await;
        taken(result.map(|value| kept::taken(&value)).map_err(|error| words_of(&error)));
    });
}

/// Opens the dialog of a hidden file input.
pub(crate) fn click(id: &str) {
    if let Some(input) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        input.click();
    }
}

/// Calls `heard` with an element's width and height now and whenever they change, until the answer is dropped.
pub(crate) fn on_size(element: &Element, heard: impl Fn(i32, i32) + 'static) -> Option<SizeWatch> {
    let watched = element.clone();
    let closure = Closure::<dyn Fn()>::new(move || heard(watched.client_width(), watched.client_height()));
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(SizeWatch { observer, _heard: closure })
}

/// Watches an element's size for as long as it lives.
pub(crate) struct SizeWatch {
    observer: ResizeObserver,
    _heard: Closure<dyn Fn()>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Gives the keyboard to the element of that id.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Opens or closes a dialog element.
pub(crate) fn set_dialog(dialog: &HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// Closes a popover.
pub(crate) fn hide_popover(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.hide_popover();
    }
}

/// Uses a theme, and keeps it for the next visit.
pub(crate) fn set_theme(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", theme.word());
    }
    save_theme_js(theme.word());
}

/// Offers a text as a file.
pub(crate) fn download(name: &str, kind_name: &str, text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type(kind_name);
    let parts = Array::of1(&JsValue::from_str(text));
    let address = Blob::new_with_str_sequence_and_options(&parts, &kind)
        .and_then(|blob| Url::create_object_url_with_blob(&blob));
    let document = web_sys::window().and_then(|window| window.document());
    let (Ok(address), Some(document)) = (address, document) else { return };
    if let Ok(link) = document.create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    after(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    });
}

/// What was kept from an earlier visit. An error is what to say.
pub(crate) fn load(loaded: impl FnOnce(Saved, Option<String>) + 'static) {
    let (launch, embed, base) = launch();
    let fresh = Saved { launch, embed, base, ..Saved::default() };
    // In a frame of another page nothing is read that was kept, and nothing is kept.
    if embed {
        return loaded(fresh, None);
    }
    let fresh = Saved {
        theme: Theme::from_word(&theme_js()),
        marks: travel::marks(),
        distrust: travel::distrust(),
        ..fresh
    };
    spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(load_js()).await {
            Ok(value) => {
                let (project, previous) = kept::loaded(&value);
                loaded(Saved { project, previous, ..fresh }, None);
            }
            Err(error) => {
                let text = format!(
                    "This browser keeps nothing for this page ({}): copy your text before you leave.",
                    words_of(&error)
                );
                loaded(fresh, Some(text));
            }
        }
    });
}

/// Keeps a project and the one before it.
pub(crate) fn save_project(
    project: &Project,
    previous: Option<&Project>,
    failed: impl FnOnce(String) + 'static,
) {
    let previous = previous.map_or(JsValue::NULL, kept::project);
    let saving = save_project_js(&kept::project(project), &previous);
    spawn_local(async move {
        if let Err(error) = wasm_bindgen_futures::JsFuture::from(saving).await {
            failed(not_kept(&error));
        }
    });
}

/// Keeps the edits of a project, a moment later.
pub(crate) fn save_edits(project: &Project, failed: impl FnOnce(String) + 'static) {
    let failed = Closure::once_into_js(move |error: JsValue| failed(not_kept(&error)));
    let path = project.open.as_deref().unwrap_or_default();
    save_edits_js(&kept::edits(project), path, failed.unchecked_ref());
}

/// Keeps at once what still waits to be kept.
pub(crate) fn flush() {
    flush_js();
}

/// Starts a worker.
pub(crate) fn start_worker(
    heard: &Closure<dyn FnMut(JsValue)>,
    ended: &Closure<dyn FnMut(JsValue)>,
    started: impl FnOnce(Result<Worker, String>) + 'static,
) {
    let starting = worker_js(heard.as_ref().unchecked_ref(), ended.as_ref().unchecked_ref());
    spawn_local(async move {
        let worker = wasm_bindgen_futures::JsFuture::from(starting).await;
        started(worker.map(JsCast::unchecked_into).map_err(|error| words_of(&error)));
    });
}

/// Sends a message to a worker; the buffers are copied once and then change hands.
pub(crate) fn post(worker: &Worker, data: &JsValue, buffers: &[Rc<[u8]>]) -> Result<(), String> {
    let list = Array::new();
    for bytes in buffers {
        list.push(&Uint8Array::from(&bytes[..]).buffer());
    }
    let message = Array::of2(data, &list);
    worker.post_message_with_transfer(&message, &list).map_err(|error| words_of(&error))
}

/// The text in a message's first buffer.
pub(crate) fn buffer_text(message: &JsValue) -> Option<Rc<str>> {
    let buffer = Array::from(&Array::from(message).get(1)).get(0);
    if buffer.is_undefined() {
        return None;
    }
    Some(String::from_utf8_lossy(&Uint8Array::new(&buffer).to_vec()).into())
}

/// What JavaScript says about an error.
pub(crate) fn words_of(error: &JsValue) -> String {
    let message =
        Reflect::get(error, &JsValue::from_str("message")).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "for a reason that it does not say".to_owned())
}

fn not_kept(error: &JsValue) -> String {
    format!("Your text could not be kept for the next visit ({}): copy it before you leave.", words_of(error))
}

/// A value as JavaScript has it.
pub(crate) fn to_js(value: &impl serde::Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
