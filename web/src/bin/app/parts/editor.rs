//! The code surface as a component: the only place that talks to the editor's bundle.

use std::collections::BTreeMap;

use js_sys::{Array, Object, Reflect};
use sightline_web::report::{Finding, Place, RuleInfo};
use sightline_web::state::{Doc, Event, Key, Reveal, Shared, counts};
use sightline_web::travel::{Difference, Mark, Marked};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::browser::{Surface, create_surface, to_js};

/// What the surface shows.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The file and its text.
    pub(crate) doc: Doc,
    /// Findings by file.
    pub(crate) findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// The rule catalogue.
    pub(crate) rules: Shared<Vec<RuleInfo>>,
    /// How the review differs from what came with a link.
    pub(crate) differs: Option<Shared<Difference>>,
    /// Marks by fingerprint.
    pub(crate) marks: Shared<BTreeMap<String, Marked>>,
    /// The finding that is looked at.
    pub(crate) selected: Option<Key>,
    /// The place brought into view last.
    pub(crate) reveal: Option<Reveal>,
    /// Whether observations are shown.
    pub(crate) observations: bool,
    /// What happened.
    pub(crate) send: Callback<Event>,
}

/// The code surface.
pub(crate) struct Editor {
    node: NodeRef,
    surface: Option<Surface>,
    rules: JsValue,
    /// What the surface calls lives as long as it does.
    listeners: Vec<Closure<dyn FnMut(JsValue, JsValue)>>,
}

impl Component for Editor {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Editor>) -> Editor {
        Editor { node: NodeRef::default(), surface: None, rules: Object::new().into(), listeners: Vec::new() }
    }

    fn view(&self, _: &Context<Editor>) -> Html {
        html! { <div class="surface" ref={self.node.clone()} /> }
    }

    fn rendered(&mut self, ctx: &Context<Editor>, first: bool) {
        if first {
            self.make(ctx);
        }
    }

    fn changed(&mut self, ctx: &Context<Editor>, old: &Props) -> bool {
        let props = ctx.props();
        let Some(surface) = &self.surface else { return false };
        let other_text = props.doc.serial != old.doc.serial || props.doc.path != old.doc.path;
        if other_text {
            surface.show(&props.doc.path, &props.doc.text);
        }
        if props.rules != old.rules {
            self.rules = catalogue(&props.rules);
        }
        let same = of_file(props) == of_file(old)
            && props.observations == old.observations
            && props.rules == old.rules
            && props.marks == old.marks
            && props.differs == old.differs;
        if other_text || !same {
            surface.set_findings(&list(props), &self.rules, &marks(props));
        }
        if other_text || props.selected != old.selected {
            surface.choose(chosen(props));
        }
        if let Some(reveal) = &props.reveal
            && reveal.place.file == props.doc.path
            && (other_text || old.reveal.as_ref().is_none_or(|before| before.serial != reveal.serial))
        {
            surface.reveal(&to_js(&reveal.place), reveal.focus);
        }
        false
    }

    fn destroy(&mut self, _: &Context<Editor>) {
        if let Some(surface) = &self.surface {
            surface.destroy();
        }
    }
}

impl Editor {
    fn make(&mut self, ctx: &Context<Editor>) {
        let Some(place) = self.node.cast::<web_sys::Element>() else { return };
        let props = ctx.props();
        let calls = Object::new();
        let send = props.send.clone();
        self.listen(&calls, "changed", move |path, text| {
            if let (Some(path), Some(text)) = (path.as_string(), text.as_string()) {
                send.emit(Event::Typed { path, text: text.into() });
            }
        });
        let send = props.send.clone();
        self.listen(&calls, "chosen", move |path, fingerprint| {
            let Some(file) = path.as_string() else { return };
            send.emit(Event::Noticed(fingerprint.as_string().map(|fingerprint| Key { file, fingerprint })));
        });
        let send = props.send.clone();
        self.listen(&calls, "step", move |place, _| {
            if let Ok(place) = serde_wasm_bindgen::from_value::<Place>(place) {
                send.emit(Event::GoTo(place));
            }
        });
        let send = props.send.clone();
        self.listen(&calls, "copy", move |path, fingerprint| {
            if let (Some(file), Some(fingerprint)) = (path.as_string(), fingerprint.as_string()) {
                send.emit(Event::CopyFinding(Key { file, fingerprint }));
            }
        });
        let send = props.send.clone();
        self.listen(&calls, "mark", move |fingerprint, said| {
            let part = |key: &str| {
                Reflect::get(&said, &JsValue::from_str(key))
                    .ok()
                    .and_then(|part| part.as_string())
                    .unwrap_or_default()
            };
            if let Some(fingerprint) = fingerprint.as_string() {
                let (mark, note) = (Mark::from_name(&part("mark")), part("note"));
                send.emit(Event::Mark { fingerprint, mark, note });
            }
        });
        let surface = create_surface(&place, &calls);
        surface.show(&props.doc.path, &props.doc.text);
        self.rules = catalogue(&props.rules);
        surface.set_findings(&list(props), &self.rules, &marks(props));
        surface.choose(chosen(props));
        if let Some(reveal) = props.reveal.as_ref().filter(|reveal| reveal.place.file == props.doc.path) {
            surface.reveal(&to_js(&reveal.place), reveal.focus);
        }
        self.surface = Some(surface);
    }

    fn listen(&mut self, calls: &Object, name: &str, heard: impl FnMut(JsValue, JsValue) + 'static) {
        let closure = Closure::<dyn FnMut(JsValue, JsValue)>::new(heard);
        let _ = Reflect::set(calls, &JsValue::from_str(name), closure.as_ref());
        self.listeners.push(closure);
    }
}

fn of_file(props: &Props) -> Option<&Shared<Vec<Finding>>> {
    props.findings.get(&props.doc.path)
}

/// The file's findings; suppressed ones too, which the surface shows as such.
fn list(props: &Props) -> JsValue {
    let list = Array::new();
    let findings = of_file(props).into_iter().flat_map(|findings| findings.iter());
    for finding in findings.filter(|one| one.suppressed.is_some() || counts(one, props.observations)) {
        list.push(&to_js(finding));
    }
    // What the sender found at masked places stands there, as the sender's.
    let theirs = props.differs.iter().flat_map(|differs| differs.unchecked.iter());
    for finding in theirs.filter(|finding| finding.place.file == props.doc.path) {
        let value = to_js(finding);
        let _ = Reflect::set(&value, &JsValue::from_str("sent"), &JsValue::TRUE);
        list.push(&value);
    }
    list.into()
}

fn chosen(props: &Props) -> Option<&str> {
    let key = props.selected.as_ref().filter(|key| key.file == props.doc.path)?;
    Some(&key.fingerprint)
}

/// The catalogue by rule id.
fn catalogue(rules: &[RuleInfo]) -> JsValue {
    to_js(&rules.iter().map(|rule| (rule.id.as_str(), rule)).collect::<BTreeMap<_, _>>())
}

/// What people said of the file's findings, by fingerprint.
fn marks(props: &Props) -> JsValue {
    let marks = Object::new();
    for finding in of_file(props).iter().flat_map(|list| list.iter()) {
        if let Some(marked) = props.marks.get(&finding.fingerprint) {
            let value = to_js(marked);
            let _ = Reflect::set(&value, &JsValue::from_str("sent"), &marked.sent.into());
            let _ = Reflect::set(&marks, &JsValue::from_str(&finding.fingerprint), &value);
        }
    }
    marks.into()
}
