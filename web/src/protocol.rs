//! What the page and the worker say to each other: plain data, carried as JavaScript values.
//!
//! Bytes do not travel inside these types. A message is the pair `[data, buffers]`, and the buffers change hands
//! without being copied: [`Request::Open`] has one for each given file, [`Request::Edit`] the new text,
//! [`Request::OpenLink`] the link, [`Reply::Text`] the text asked for, [`Reply::Exported`] the report, [`Reply::Copied`]
//! the finding, [`Reply::Shared`] the link.
//!
//! Every message carries the revision of the project that it is about. The page counts revisions up with every
//! change, and drops what arrives about an older one.

use serde::{Deserialize, Serialize};

use crate::report::{Fact, FileInfo, Finding, Item, Notice, RuleInfo};
use crate::travel::{Difference, Linked, Marked, MaskedPlace, Sharing, Source, Trouble};

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
        /// Whether they came with the link opened last: decoded texts, taken as they are.
        linked: bool,
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
        /// Whose data counts as an attacker's beyond what always does.
        distrust: Vec<Source>,
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
        /// What was said of findings and items.
        marks: Vec<(String, Marked)>,
    },
    /// One finding as Markdown.
    Copy {
        /// The revision that the page has.
        revision: Revision,
        /// The finding's file.
        file: String,
        /// Its fingerprint.
        fingerprint: String,
        /// What was said of it.
        marks: Vec<(String, Marked)>,
    },
    /// The review as a link.
    Share {
        /// The revision that the page has.
        revision: Revision,
        /// What goes along.
        sharing: Sharing,
        /// Counts what was asked: an answer to an older question is dropped.
        serial: u32,
    },
    /// What is in a link; the link is the message's buffer.
    OpenLink,
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
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Markdown, for issues and wikis.
    Markdown,
    /// One page by itself, to mail or print.
    Html,
    /// The findings, for a spreadsheet.
    Csv,
    /// What [`Format::Html`] says, to be printed at once.
    Paper,
}

impl Format {
    /// Those that are files, in the order of the menu.
    pub const ALL: [Format; 5] = [Format::Html, Format::Markdown, Format::Csv, Format::Sarif, Format::Json];

    /// What it is called, and what it is for.
    #[must_use]
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Format::Json => ("JSON", "everything, for programs"),
            Format::Sarif => ("SARIF", "for code scanning services"),
            Format::Markdown => ("Markdown", "for issues and wikis"),
            Format::Paper => ("Print", "on paper or as PDF"),
            Format::Html => ("HTML", "one page, to mail or keep"),
            Format::Csv => ("CSV", "the findings, for a spreadsheet"),
        }
    }

    /// The name of its file, and its type.
    #[must_use]
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Format::Json => ("sightline.json", "application/json"),
            Format::Sarif => ("sightline.sarif", "application/sarif+json"),
            Format::Markdown => ("sightline.md", "text/markdown"),
            Format::Html | Format::Paper => ("sightline-report.html", "text/html"),
            Format::Csv => ("sightline.csv", "text/csv"),
        }
    }
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
    /// The finding asked for as Markdown, in the message's buffer.
    Copied {
        /// The revision that it is about.
        revision: Revision,
    },
    /// The link asked for, in the message's buffer; none where there is trouble.
    Shared {
        /// The revision that it is about.
        revision: Revision,
        /// Which question it answers.
        serial: u32,
        /// What was masked.
        masked: Vec<MaskedPlace>,
        /// Why there is none.
        trouble: Option<Trouble>,
    },
    /// What the link holds.
    Linked {
        /// Its content.
        linked: Box<Linked>,
    },
    /// The link has a passphrase.
    Sealed,
    /// The link cannot be opened.
    NoLink {
        /// Why, and what to do.
        trouble: Trouble,
    },
    /// How the finished review differs from what came with the link.
    Differs {
        /// The revision that it is about.
        revision: Revision,
        /// The difference.
        difference: Difference,
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
            Reply::Ready { .. }
            | Reply::Broken { .. }
            | Reply::Linked { .. }
            | Reply::Sealed
            | Reply::NoLink { .. } => None,
            Reply::Progress { revision, .. }
            | Reply::Opened { revision, .. }
            | Reply::FileDone { revision, .. }
            | Reply::Done { revision, .. }
            | Reply::Facts { revision, .. }
            | Reply::Text { revision, .. }
            | Reply::Exported { revision, .. }
            | Reply::Copied { revision }
            | Reply::Shared { revision, .. }
            | Reply::Differs { revision, .. }
            | Reply::Failed { revision, .. } => Some(*revision),
        }
    }
}
