//! The ways through a project: opening files, going to places, stepping from finding to finding.

use std::rc::Rc;

use crate::protocol::Request;
use crate::report::{Finding, Place};
use crate::state::{Doc, Effect, Engine, Key, Reveal, State, Tab, counts};
use crate::words;

impl State {
    pub(super) fn open(&mut self, path: &str) -> Vec<Effect> {
        self.view.map = false;
        self.view.tab = Tab::Code;
        if self.doc.as_ref().is_some_and(|doc| doc.path == path) {
            self.awaited = None;
            return vec![];
        }
        self.project.open = Some(path.to_owned());
        if let Some(text) = self.project.text(path) {
            self.show_text(path, text);
            return vec![Effect::SaveEdits];
        }
        self.awaited = Some(path.to_owned());
        if self.engine != Engine::Ready {
            return vec![];
        }
        self.watch.asked();
        let request = Request::Text { revision: self.revision, path: path.to_owned() };
        vec![Effect::Post(request, vec![]), Effect::SaveEdits]
    }

    pub(super) fn show_text(&mut self, path: &str, text: Rc<str>) {
        let serial = self.doc.as_ref().map_or(0, |doc| doc.serial) + 1;
        self.doc = Some(Doc { path: path.to_owned(), text, serial: serial.max(self.revision) });
        self.awaited = None;
    }

    pub(super) fn select(&mut self, key: Key) -> Vec<Effect> {
        let place = self.finding(&key).map(|finding| finding.place.clone());
        self.selected = Some(key);
        place.map_or_else(Vec::new, |place| self.go_to(place, false))
    }

    pub(super) fn finding(&self, key: &Key) -> Option<&Finding> {
        self.findings.get(&key.file)?.iter().find(|finding| finding.fingerprint == key.fingerprint)
    }

    /// Selects the finding after or before the selected one, over all files and round the end.
    pub(super) fn step(&mut self, forward: bool) -> Vec<Effect> {
        let keys: Vec<Key> = self.shown().map(Key::of).collect();
        if keys.is_empty() {
            "There is no finding to go to.".clone_into(&mut self.said);
            return vec![];
        }
        let last = keys.len() - 1;
        let at = self.selected.as_ref().and_then(|selected| keys.iter().position(|key| key == selected));
        let next = match (at, forward) {
            (None, true) => self.first_in_open(&keys),
            (None, false) => last,
            (Some(at), true) => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            (Some(at), false) => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
        };
        let key = keys[next].clone();
        if let Some(finding) = self.finding(&key) {
            self.said = words::at_finding(finding, next + 1, keys.len());
        }
        self.select(key)
    }

    fn first_in_open(&self, keys: &[Key]) -> usize {
        let open = self.project.open.as_deref();
        keys.iter().position(|key| Some(key.file.as_str()) == open).unwrap_or(0)
    }

    pub(super) fn go_to(&mut self, place: Place, focus: bool) -> Vec<Effect> {
        let effects = self.open(&place.file.clone());
        let serial = self.reveal.as_ref().map_or(0, |reveal| reveal.serial) + 1;
        self.reveal = Some(Reveal { place, focus, serial });
        effects
    }

    /// Whether the list of findings hides some: how many observations.
    #[must_use]
    pub fn hidden(&self) -> usize {
        let all = self.findings.values().flat_map(|list| list.iter());
        all.filter(|finding| finding.suppressed.is_none() && !counts(finding, false)).count()
    }
}
