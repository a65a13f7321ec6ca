//! Marks: what a person says of findings and of items of the checklist. They change no verdict, and are kept by
//! fingerprint in this browser.

use crate::protocol::Request;
use crate::state::{Effect, Engine, Key, State, Toast};
use crate::travel::{Mark, Marked};

/// Characters of a note.
const NOTE: usize = 2_000;

impl State {
    pub(super) fn mark(&mut self, fingerprint: String, mark: Option<Mark>, note: &str) -> Vec<Effect> {
        let note = note.chars().take(NOTE).collect();
        let marked = mark.map(|mark| Marked { mark, note, sent: false });
        if self.marks.get(&fingerprint) == marked.as_ref() {
            return vec![];
        }
        let marks = self.marks.edit();
        match &marked {
            Some(marked) => drop(marks.insert(fingerprint.clone(), marked.clone())),
            None => drop(marks.remove(&fingerprint)),
        }
        self.said = mark.map_or("No mark.".to_owned(), |mark| format!("Marked: {}.", mark.title()));
        vec![Effect::SaveMark(fingerprint, marked)]
    }

    /// Makes the marks that came with a link the person's own.
    pub(super) fn keep_marks(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (fingerprint, marked) in self.marks.edit().iter_mut().filter(|(_, marked)| marked.sent) {
            marked.sent = false;
            effects.push(Effect::SaveMark(fingerprint.clone(), Some(marked.clone())));
        }
        effects
    }

    /// All marks, for what is written of the report; the engine takes those of this report.
    pub(super) fn all_marks(&self) -> Vec<(String, Marked)> {
        self.marks.iter().map(|(fingerprint, marked)| (fingerprint.clone(), marked.clone())).collect()
    }

    pub(super) fn copy_finding(&mut self, key: Key) -> Vec<Effect> {
        if self.engine != Engine::Ready || self.stale {
            return self.alarm("The review is not finished yet: copy the finding when it is.".to_owned());
        }
        self.watch.asked();
        let Key { file, fingerprint } = key;
        let request = Request::Copy { revision: self.revision, file, fingerprint, marks: self.all_marks() };
        vec![Effect::Post(request, vec![])]
    }

    pub(super) fn copied(&mut self, done: bool) -> Vec<Effect> {
        if self.view.over == super::Over::Share {
            self.share.copied = Some(done);
            return vec![];
        }
        let text = if done { "Copied." } else { "This browser did not let the page copy." };
        text.clone_into(&mut self.said);
        self.toast = Some(Toast { text: text.to_owned(), undo: false, alarm: !done });
        vec![]
    }
}
