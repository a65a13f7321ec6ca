//! Projects as JavaScript values: what is kept between visits, and what the file readers return.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use sightline_web::state::{Given, Origin, Project};
use sightline_web::travel::Source;
use wasm_bindgen::JsValue;

/// A whole project.
pub(crate) fn project(project: &Project) -> JsValue {
    let value = Object::new();
    let origin = match project.origin {
        Origin::Example => "example",
        Origin::Blank => "blank",
        Origin::Files => "files",
        Origin::Link => "link",
    };
    set(&value, "origin", &origin.into());
    let given = Array::new();
    for one in &project.given {
        let part = Object::new();
        set(&part, "path", &one.path.as_str().into());
        set(&part, "bytes", &Uint8Array::from(&one.bytes[..]));
        given.push(&part);
    }
    set(&value, "given", &given);
    edits_into(project, &value);
    value.into()
}

/// The parts of a project that typing and reading change.
pub(crate) fn edits(project: &Project) -> JsValue {
    let value = Object::new();
    edits_into(project, &value);
    value.into()
}

fn edits_into(project: &Project, value: &Object) {
    let edits = Object::new();
    for (path, text) in &project.edits {
        set(&edits, path, &JsValue::from_str(text));
    }
    set(value, "edits", &edits);
    let closed: Array = project.closed.iter().map(|path| JsValue::from_str(path)).collect();
    set(value, "closed", &closed);
    if let Some(distrust) = &project.distrust {
        set(value, "distrust", &names(distrust));
    }
    set(value, "open", &project.open.as_deref().map_or(JsValue::NULL, JsValue::from_str));
}

/// What [`project`] made, twice: the project and the one before.
pub(crate) fn loaded(value: &JsValue) -> (Option<Project>, Option<Project>) {
    if value.is_null() || value.is_undefined() {
        return (None, None);
    }
    (read(&get(value, "project")), read(&get(value, "previous")))
}

fn read(value: &JsValue) -> Option<Project> {
    if !value.is_object() {
        return None;
    }
    let origin = match get(value, "origin").as_string().as_deref() {
        Some("example") => Origin::Example,
        Some("files") => Origin::Files,
        Some("link") => Origin::Link,
        _ => Origin::Blank,
    };
    let given = files(&get(value, "given"));
    let mut edits: BTreeMap<String, Rc<str>> = BTreeMap::new();
    let kept = get(value, "edits");
    if kept.is_object() {
        for key in Object::keys(&kept.into()).iter().filter_map(|key| key.as_string()) {
            if let Some(text) = get(&get(value, "edits"), &key).as_string() {
                edits.insert(key, text.into());
            }
        }
    }
    let closed: BTreeSet<String> =
        list(&get(value, "closed")).iter().filter_map(|path| path.as_string()).collect();
    let open = get(value, "open").as_string();
    let kept = get(value, "distrust");
    let distrust = kept.is_object().then(|| sources(&kept));
    Some(Project { origin, given, edits, closed, open, distrust })
}

/// Kinds of source by their names.
pub(crate) fn names(sources: &BTreeSet<Source>) -> JsValue {
    sources.iter().map(|source| JsValue::from_str(source.name())).collect::<Array>().into()
}

/// What [`names`] made; what is not known any more is passed over.
pub(crate) fn sources(value: &JsValue) -> BTreeSet<Source> {
    let named = list(value).into_iter().filter_map(|name: JsValue| Source::from_name(&name.as_string()?));
    named.filter(|source| Source::CHOICES.contains(source)).collect()
}

/// What the file readers return: the files, and how many others were left out.
pub(crate) fn taken(value: &JsValue) -> (Vec<Given>, u32) {
    #[allow(clippy::cast_sign_loss)] // a count
    let skipped = get(value, "skipped").as_f64().unwrap_or_default() as u32;
    (files(&get(value, "files")), skipped)
}

fn files(value: &JsValue) -> Vec<Given> {
    let read = |one: JsValue| {
        let path = get(&one, "path").as_string()?;
        let bytes: Rc<[u8]> = Uint8Array::new(&get(&one, "bytes")).to_vec().into();
        Some(Given { path, bytes })
    };
    list(value).iter().filter_map(read).collect()
}

fn list(value: &JsValue) -> Array {
    if Array::is_array(value) { Array::from(value) } else { Array::new() }
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

fn set(value: &Object, key: &str, part: &JsValue) {
    // Fails on frozen objects alone, and this one was just made.
    let _ = Reflect::set(value, &JsValue::from_str(key), part);
}
