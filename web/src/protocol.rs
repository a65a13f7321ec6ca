//! What the page and the worker say to each other: plain data, carried as JavaScript values.
//!
//! Bytes do not travel inside these types. A message is the pair `[data, buffers]`, and the buffers change hands
//! without being copied: [`Request::Open`] has one for each given file, [`Request::Edit`] the new text,
//! [`Reply::Text`] the text asked for, [`Reply::Exported`] the report.
//!
//! Every message carries the revision of the project that it is about. The page counts revisions up with every
//! change, and drops what arrives about an older one.

use serde::{Deserialize, Serialize};

use crate::report::{Fact, FileInfo, Finding, Item, Notice, RuleInfo};

/// Counts the changes to the given files.
pub type Revision = u32;

/// What the page asks of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Forget everything and take these files; their bytes are the message's buffers, in this order.
    Open {
        /// The revision that these files begin.
        revision: Revision,
        /// The files' paths, as the person gave them.
        paths: Vec<String>,
        /// Files and archives that ended an earlier worker: they are left unread.
        set_aside: Vec<String>,
    },
    /// One file's text changed, or a new file was begun; the text is the message's buffer.
    Edit {
        /// The revision that this text begins.
        revision: Revision,
        /// The file's path.
        path: String,
    },
    /// One file is no longer part of the project.
    Close {
        /// The revision without the file.
        revision: Revision,
        /// The file's path.
        path: String,
    },
    /// Review what changed, the open file first.
    Review {
        /// The revision to review.
        revision: Revision,
        /// The file that the person looks at.
        first: Option<String>,
        /// Files that ended an earlier worker, or are held back to find out which one does.
        set_aside: Vec<String>,
    },
    /// Stop the review that is running and answer with what there is.
    Cancel {
        /// The revision under review.
        revision: Revision,
    },
    /// One file's text, to show it.
    Text {
        /// The revision that the page has.
        revision: Revision,
        /// The file's path.
        path: String,
    },
    /// Facts of one item or one file, a page of them.
    Facts {
        /// The revision that the page has.
        revision: Revision,
        /// Which facts.
        of: FactsOf,
        /// How many the page already has.
        from: u32,
    },
    /// The whole report in one of its written forms.
    Export {
        /// The revision that the page has.
        revision: Revision,
        /// Which form.
        format: Format,
    },
}

/// Which facts are asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FactsOf {
    /// Those of one checklist item, by its id.
    Item(String),
    /// Those of one file, by its path.
    File(String),
    /// The report's first section: what the files are.
    Identity,
    /// The report's last section: what these files cannot answer.
    NotDecided,
}

/// The written forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// The contract: `sightline/1`.
    Json,
}

/// The two parts of a review that a person can watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Files are parsed and lowered.
    Read,
    /// Files are evaluated and the rules asked.
    Review,
    /// Everything is gathered; no file is at work.
    Gather,
}

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker is up.
    Ready {
        /// The engine's version.
        version: String,
        /// The rule catalogue, sent once.
        rules: Vec<RuleInfo>,
    },
    /// The worker is about to begin a file: what the watchdog remembers, and what the person sees.
    Progress {
        /// The revision at work.
        revision: Revision,
        /// Which part.
        phase: Phase,
        /// How many files are finished in this part.
        done: u32,
        /// Of how many.
        total: u32,
        /// The file at work now.
        path: Option<String>,
    },
    /// All files are read: this is what the project holds now.
    Opened {
        /// The revision read.
        revision: Revision,
        /// The files, by path; those that changed, where the page has the others.
        files: Vec<FileInfo>,
        /// Whether these are all files.
        all: bool,
        /// What was given and is not reviewed, with the reason.
        notices: Vec<Notice>,
    },
    /// One file is reviewed.
    FileDone {
        /// The revision reviewed.
        revision: Revision,
        /// The file, with its notices.
        path: String,
        /// Its findings, by place.
        findings: Vec<Finding>,
    },
    /// The whole project is reviewed, or the review was cancelled.
    Done {
        /// The revision reviewed.
        revision: Revision,
        /// What is said about the project as a whole.
        summary: Box<Summary>,
    },
    /// The facts asked for.
    Facts {
        /// The revision that they are about.
        revision: Revision,
        /// Which facts.
        of: FactsOf,
        /// How many come before these.
        from: u32,
        /// How many there are.
        total: u32,
        /// These facts.
        facts: Vec<Fact>,
    },
    /// The text asked for, in the message's buffer.
    Text {
        /// The revision that the page had.
        revision: Revision,
        /// The file's path.
        path: String,
    },
    /// The report asked for, in the message's buffer.
    Exported {
        /// The revision that it is about.
        revision: Revision,
        /// Its form.
        format: Format,
    },
    /// Something could not be done; the worker lives on.
    Failed {
        /// The revision at work.
        revision: Revision,
        /// The file concerned, if one is.
        path: Option<String>,
        /// What to say.
        message: String,
    },
    /// The worker met an error that it cannot survive: the page must replace it.
    Broken {
        /// What the worker could still say about it.
        message: String,
    },
}

/// A review as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Whether the person stopped it before its end.
    pub cancelled: bool,
    /// How long reading and reviewing took, in milliseconds.
    pub millis: f64,
    /// How many files were reviewed.
    pub files: u32,
    /// How many lines they have.
    pub lines: u32,
    /// The fourteen items, without their facts.
    pub checklist: Vec<Item>,
    /// The report's closing words.
    pub conclusion: String,
    /// How many facts tell what the files are.
    pub identity: u32,
    /// How many facts tell what these files cannot answer.
    pub not_decided: u32,
    /// What was given and is not reviewed, with the reason.
    pub notices: Vec<Notice>,
}

impl Reply {
    /// The revision that this reply is about; none for those about the worker itself.
    #[must_use]
    pub fn revision(&self) -> Option<Revision> {
        match self {
            Reply::Ready { .. } | Reply::Broken { .. } => None,
            Reply::Progress { revision, .. }
            | Reply::Opened { revision, .. }
            | Reply::FileDone { revision, .. }
            | Reply::Done { revision, .. }
            | Reply::Facts { revision, .. }
            | Reply::Text { revision, .. }
            | Reply::Exported { revision, .. }
            | Reply::Failed { revision, .. } => Some(*revision),
        }
    }
}
