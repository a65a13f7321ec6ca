//! What can happen, and what follows outside.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::launch::Launch;
use crate::protocol::{FactsOf, Format, Reply, Request};
use crate::report::Place;
use crate::state::{Given, Key, Offline, Project, ShareEvent, Tab, Theme};
use crate::travel::{Mark, Marked, Source};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The page is up; this is what was kept from before.
    Began(Box<Saved>),
    /// Files were dropped or picked; `skipped` others were not taken because they are no Python.
    Gave {
        /// The files.
        files: Vec<Given>,
        /// How many were left out.
        skipped: u32,
        /// Whether they join the project instead of replacing it.
        join: bool,
    },
    /// Files could not be taken; the text says why.
    NotTaken(String),
    /// The text of a file changed.
    Typed {
        /// The file's path.
        path: String,
        /// Its whole text.
        text: Rc<str>,
    },
    /// An empty file is wanted.
    New,
    /// The example is wanted.
    Example,
    /// What was there before is wanted back.
    Undo,
    /// A file is to be shown.
    Open(String),
    /// A file is to be taken out.
    Close(String),
    /// The worker said something.
    Heard(Heard),
    /// The worker ended; the text says what is known.
    Ended(String),
    /// The worker could not be made; the text says what to do.
    NoWorker(String),
    /// Time passed.
    Tick,
    /// The review is to stop.
    Cancel,
    /// Review again, those that ended a worker too.
    Again,
    /// A finding is to be looked at.
    Select(Key),
    /// A card was opened or closed in the code: nothing moves.
    Noticed(Option<Key>),
    /// The next finding.
    Next,
    /// The finding before.
    Back,
    /// A place is to be shown.
    GoTo(Place),
    /// A tab was chosen.
    Show(Tab),
    /// A checklist item is folded or unfolded.
    Fold(String),
    /// More facts are wanted.
    More(FactsOf),
    /// More findings are wanted in the list.
    ListMore,
    /// Observations are shown or not.
    Observations(bool),
    /// The map is put in front of the code, or taken away.
    Map(bool),
    /// Files are dragged over the page, or no longer.
    Dragging(bool),
    /// The help is opened or closed.
    Help(bool),
    /// Light or dark.
    Theme(Theme),
    /// Data of that kind counts as an attacker's, or no longer.
    Distrust(Source, bool),
    /// The passing message is put away.
    Dismiss,
    /// The report is wanted.
    Export(Format),
    /// A finding is wanted as Markdown.
    CopyFinding(Key),
    /// Something was put on the clipboard, or could not be.
    Copied(bool),
    /// A mark is set or taken away, with a note.
    Mark {
        /// The finding's fingerprint, or the item's.
        fingerprint: String,
        /// The mark.
        mark: Option<Mark>,
        /// The note.
        note: String,
    },
    /// The marks that came with a link are to be kept.
    KeepMarks,
    /// Something about sharing.
    Share(ShareEvent),
    /// The address brings something.
    Launched(Launch),
    /// The passphrase of the link that is to be opened.
    Unlock(Rc<str>),
    /// The link was decrypted, or could not be: the text says why.
    Unlocked(Result<Rc<str>, String>),
    /// What the link brought is put away.
    Leave,
    /// What is known about working without a network.
    Offline(Offline),
    /// The text could not be kept; the text says why.
    NotKept(String),
}

/// A reply with what travelled in its buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The reply.
    pub reply: Reply,
    /// The text in the buffer.
    pub text: Option<Rc<str>>,
}

/// What a page keeps for the next visit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// The project, none at the first visit.
    pub project: Option<Project>,
    /// The project before.
    pub previous: Option<Project>,
    /// Light or dark.
    pub theme: Theme,
    /// Marks by fingerprint.
    pub marks: BTreeMap<String, Marked>,
    /// Whose data counts as an attacker's beyond what always does.
    pub distrust: BTreeSet<Source>,
    /// What the address brings.
    pub launch: Launch,
    /// Whether the compact view is wanted.
    pub embed: bool,
    /// The page's address without what it brings.
    pub base: String,
}

/// Something to do outside the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// End the worker if there is one, and start another.
    Start,
    /// Send this to the worker, with these buffers.
    Post(Request, Vec<Rc<[u8]>>),
    /// Keep the whole project for the next visit.
    SaveProject,
    /// Keep the edits for the next visit.
    SaveEdits,
    /// Keep whose data counts as an attacker's.
    SaveDistrust,
    /// Use this theme, and keep it.
    Theme(Theme),
    /// Offer this text as a file.
    Download {
        /// The file's name.
        name: String,
        /// Its type.
        kind: &'static str,
        /// The text.
        text: Rc<str>,
    },
    /// Print this document.
    Print(Rc<str>),
    /// Put this text on the clipboard.
    Copy(Rc<str>),
    /// Hand this address to the system's own way of sharing.
    HandOn(Rc<str>),
    /// Encrypt a link; the serial says which.
    Seal {
        /// The link.
        link: Rc<str>,
        /// The passphrase.
        passphrase: Rc<str>,
        /// Counts what was asked.
        serial: u32,
    },
    /// Decrypt a link.
    Unseal {
        /// The link.
        link: Rc<str>,
        /// The passphrase.
        passphrase: Rc<str>,
    },
    /// Keep a mark, or forget it.
    SaveMark(String, Option<Marked>),
    /// Take what it brought out of the address.
    DropFragment,
}
