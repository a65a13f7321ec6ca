//! All that the page knows, and the one function that changes it.
//!
//! [`State`] is data. [`State::update`] takes an [`Event`] (something the person did, the worker said or the clock
//! brought) and returns the [`Effect`]s to carry out. Nothing here touches the browser, so all of it is tested
//! natively.

mod arrival;
mod event;
mod heard;
mod marks;
mod project;
mod share;
#[cfg(test)]
mod tests;
mod trust;
mod update;
mod view;
mod walk;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

use crate::protocol::{FactsOf, Phase, Revision, Summary};
use crate::report::{Fact, FileInfo, Finding, Place, RuleInfo};
use crate::travel::{Difference, Marked, Source};

pub use arrival::Arrival;
pub use event::{Effect, Event, Heard, Saved};
pub use project::{EXAMPLE, Given, Origin, PASTED, Project};
pub use share::{Aim, Share, ShareEvent, Sized};
pub use view::{Over, Tab, Theme, View};
pub use watch::{At, TICK_MILLIS, Watch};

/// A value that many parts of the page hold: cheap to copy, and equal only to itself, so that parts redraw only when
/// it was replaced.
#[derive(Debug, Default)]
pub struct Shared<T>(Rc<T>);

/// A finding's name while the page lives: its file and fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The file's path.
    pub file: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
}

/// How far a review is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which part.
    pub phase: Phase,
    /// How many files are finished.
    pub done: u32,
    /// Of how many.
    pub total: u32,
}

/// Facts that were asked for, as many as have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many there are.
    pub total: u32,
    /// Those that have come.
    pub list: Vec<Fact>,
}

/// The text in the editor. A new serial means: show this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// The file's path.
    pub path: String,
    /// The text when it was shown; what is typed since is in [`Project::edits`].
    pub text: Rc<str>,
    /// Counts the texts shown.
    pub serial: u32,
}

/// A place to bring into view. A new serial means: now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Where.
    pub place: Place,
    /// Whether the code takes the keyboard.
    pub focus: bool,
    /// Counts the places brought into view.
    pub serial: u32,
}

/// A passing message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether it offers to bring back the project before.
    pub undo: bool,
    /// Whether something went wrong.
    pub alarm: bool,
}

/// Whether there is a worker to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// It is being started.
    #[default]
    Starting,
    /// It is up.
    Ready,
    /// It cannot be had; the text says why and what to do.
    Lost(String),
}

/// All that the page knows.
#[derive(Debug, Default)]
pub struct State {
    /// What is reviewed.
    pub project: Project,
    /// What was there before; brought back by [`Event::Undo`].
    pub previous: Option<Project>,
    /// Counts the changes to the project.
    pub revision: Revision,
    /// Whether there is a worker.
    pub engine: Engine,
    /// The engine's version.
    pub version: String,
    /// The rule catalogue.
    pub rules: Shared<Vec<RuleInfo>>,
    /// The files of the project, by path.
    pub files: Shared<Vec<FileInfo>>,
    /// Findings by file, replaced file by file as the worker finishes them.
    pub findings: Shared<BTreeMap<String, Shared<Vec<Finding>>>>,
    /// What was said about the project as a whole.
    pub summary: Option<Shared<Summary>>,
    /// Whether the text changed since [`State::summary`] was made.
    pub stale: bool,
    /// How far the running review is.
    pub progress: Option<Progress>,
    /// Whether the person has asked to stop.
    pub stopping: bool,
    /// Whether the person stopped a review whose worker ended: the next worker waits to be asked.
    pub idle: bool,
    /// Facts asked for, by what was asked.
    pub facts: Shared<BTreeMap<FactsOf, Facts>>,
    /// The finding that is looked at.
    pub selected: Option<Key>,
    /// The text in the editor.
    pub doc: Option<Doc>,
    /// The file whose text was asked for, to be shown when it comes.
    pub awaited: Option<String>,
    /// The place brought into view last.
    pub reveal: Option<Reveal>,
    /// A passing message.
    pub toast: Option<Toast>,
    /// What a screen reader is told.
    pub said: String,
    /// What is shown and how.
    pub view: View,
    /// The watchdog.
    pub watch: Watch,
    /// The page's own example.
    pub example: Rc<str>,
    /// What came with a link.
    pub arrival: Arrival,
    /// How the finished review differs from what came with the link.
    pub differs: Option<Shared<Difference>>,
    /// Marks by fingerprint.
    pub marks: Shared<BTreeMap<String, Marked>>,
    /// Whose data counts as an attacker's beyond what always does, as the person chose.
    pub distrust: BTreeSet<Source>,
    /// The share dialog.
    pub share: Share,
    /// The page's address.
    pub address: Address,
    /// Whether the page works without a network.
    pub offline: Offline,
}

/// The page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// It without what it brings.
    pub base: String,
    /// Whether it still holds what it brought.
    pub holds: bool,
}

/// What is known about working without a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    /// Nothing.
    #[default]
    Unknown,
    /// Everything is kept.
    Ready,
    /// It is one file: there is nothing to load.
    Single,
    /// A newer version is there.
    Newer,
}

impl State {
    /// The state before anything happened.
    #[must_use]
    pub fn new(example: &str) -> State {
        State { example: example.into(), ..State::default() }
    }

    /// The findings that are shown, in order of files and places.
    pub fn shown(&self) -> impl Iterator<Item = &Finding> {
        let low = self.view.observations;
        self.findings.values().flat_map(|list| list.iter()).filter(move |finding| counts(finding, low))
    }

    /// The catalogue's entry of a rule.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Whether a review is running or about to.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.progress.is_some()
    }
}

/// Whether a finding is shown: not suppressed, and an observation only where these are wanted.
#[must_use]
pub fn counts(finding: &Finding, observations: bool) -> bool {
    finding.suppressed.is_none() && (observations || finding.confidence > crate::report::Confidence::Low)
}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// The value, to change it: copied first where others hold it.
    pub fn edit(&mut self) -> &mut T {
        Rc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Key {
    /// The finding's name.
    #[must_use]
    pub fn of(finding: &Finding) -> Key {
        Key { file: finding.place.file.clone(), fingerprint: finding.fingerprint.clone() }
    }
}
