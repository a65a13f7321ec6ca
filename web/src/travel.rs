//! What travels: how a review is shared, and what a link brings. Plain data, between page and worker.

use serde::{Deserialize, Serialize};

use crate::report::{Finding, Place, Verdict};
pub use sightline::vocabulary::{Mark, Source};

/// How much of the files goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amount {
    /// All of their text.
    #[default]
    Whole,
    /// The lines around findings.
    Excerpts,
    /// Their names alone.
    Findings,
}

/// What a person says of a finding or an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// Their words.
    pub note: String,
    /// Whether it came with a link and is not the person's own.
    #[serde(skip)]
    pub sent: bool,
}

/// What is to be shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// How much of the files.
    pub amount: Amount,
    /// Whether secrets are masked.
    pub mask: bool,
    /// Marks by fingerprint: only those of the report go along.
    pub marks: Vec<(String, Marked)>,
    /// The finding to look at first: file and fingerprint.
    pub finding: Option<(String, String)>,
    /// The lines to look at first: file, first, last.
    pub lines: Option<(String, u32, u32)>,
}

/// A secret that is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedPlace {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// Its first letters: not part of the link.
    pub shown: String,
}

/// Why a link cannot be opened or made, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// `cut`, `damaged`, `too-large`, `newer`, `not-a-link`.
    pub name: String,
    /// A heading.
    pub title: String,
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub advice: String,
}

/// What a link brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// How much of the files.
    pub amount: Amount,
    /// The sender's engine.
    pub engine: String,
    /// The files, by path.
    pub files: Vec<LinkedFile>,
    /// The findings as the sender had them.
    pub findings: Vec<Finding>,
    /// The verdicts as the sender had them: title, verdict, places.
    pub verdicts: Vec<(String, Verdict, u32)>,
    /// The conclusion as the sender had it.
    pub conclusion: String,
    /// Whom the sender distrusted beyond the usual.
    pub distrust: Vec<Source>,
    /// The sender's marks, by fingerprint.
    pub marks: Vec<(String, Marked)>,
    /// Where to look first.
    pub target: Option<Target>,
}

/// A file that a link brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedFile {
    /// Its path.
    pub path: String,
    /// How many lines it has.
    pub lines: u32,
    /// Its whole text.
    pub text: Option<String>,
    /// Parts of it, by their first line.
    pub excerpts: Vec<(u32, String)>,
    /// Lines on which something is masked.
    pub masked: Vec<u32>,
}

/// Where to look first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A finding, by its fingerprint.
    Finding(String),
    /// Lines.
    Lines(Place),
}

/// What this engine sees differently from the sender's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Findings that both see.
    pub same: u32,
    /// What the sender saw and this engine does not.
    pub gone: Vec<Finding>,
    /// What the sender saw at masked places: not checked.
    pub unchecked: Vec<Finding>,
    /// What this engine alone sees: file and fingerprint.
    pub new: Vec<(String, String)>,
    /// Items whose verdict is another: title, the sender's, this engine's.
    pub verdicts: Vec<(String, Verdict, Verdict)>,
}

impl Difference {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.gone.is_empty() && self.unchecked.is_empty() && self.new.is_empty() && self.verdicts.is_empty()
    }
}
