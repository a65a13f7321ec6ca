//! What a reviewer looks at: one check a file, named after its id; each is one `static` that the engine, the
//! checklist and the page read. A rule says what is wrong; a check says what is there, what is safe and why, and what
//! a person should look at, with the question to ask.
//!
//! Beside the checks stand: `commits`, what is committed as one; `declared`, `parts` and `refusals`, what functions say of what they are passed, read of it and refuse; `handling`, what becomes of what is caught; `lost_updates`, rows that are changed without a lock; `properties`, which of them do work when read; `run`, which runs them together with the rules, in one evaluation of a file; `seen`, a
//! file's calls with what is known of them; `searched`, how much there was to look at.

pub mod commits;
mod declared;
mod followed;
pub mod effects;
pub mod handling;
mod lost_updates;
mod parts;
mod properties;
mod refusals;
mod required;
mod run;
mod searched;
pub mod seen;
mod uses;
mod entries;

pub use run::examine;
pub use searched::Searched;
pub use seen::Seen;

use crate::flow::{Call, Reached, Write};
use crate::rules::Fact;
use crate::text::Span;
use crate::vocabulary::{Category, Sink, Status};

/// What is looked at, and what is asked of it.
#[derive(Debug)]
pub struct Check {
    /// Its id in kebab-case.
    pub id: &'static str,
    /// One line that names it.
    pub title: &'static str,
    /// The checklist item that it belongs to.
    pub category: Category,
    /// The question that it answers.
    pub asks: &'static str,
    /// Where it looks.
    pub look: &'static [Look],
    /// One sentence for the item's summary, made of numbers, zero included.
    pub summary: fn(&Counted<'_>) -> String,
}

/// Where a check looks. Each place gets one fact: the gravest status, of those the first that is noted.
#[derive(Debug)]
pub enum Look {
    /// At calls of these paths, with evaluated arguments. `*.wait` is a method of that name on anything, `*` any
    /// call.
    Call(&'static [&'static str], fn(&Call<'_>) -> Option<Noted>),
    /// At writes to these paths; `*.verify` is an attribute of that name, or an item of that constant key, `*` any
    /// write.
    Write(&'static [&'static str], fn(&Write<'_>) -> Option<Noted>),
    /// Where something reaches these kinds of sink, harmless or not.
    Reached(&'static [Sink], fn(&Reached<'_>) -> Option<Noted>),
    /// Anywhere in a file, all its calls being known.
    Code(fn(&Seen<'_>) -> Vec<Noted>),
}

/// What a check says of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The thing itself: the call, the `with`, the `except`, the `def`; in the file that is examined.
    pub span: Span,
    /// What comes of it; never a defect.
    pub status: Status,
    /// One sentence.
    pub text: String,
    /// What kind of place, in the words of the check: what its summary counts.
    pub kind: &'static str,
}

impl Noted {
    /// The same, of this kind.
    #[must_use]
    pub fn of(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Look here: the sentence says why, and what to ask.
    #[must_use]
    pub fn attention(span: Span, text: impl Into<String>) -> Self {
        Self { span, status: Status::Attention, text: text.into(), kind: "" }
    }

    /// The answer is not in these files: the sentence says what would be needed.
    #[must_use]
    pub fn undecided(span: Span, text: impl Into<String>) -> Self {
        Self { span, status: Status::Undecided, text: text.into(), kind: "" }
    }

    /// Examined and safe, for this reason.
    #[must_use]
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Self { span, status: Status::Safe, text: text.into(), kind: "" }
    }

    /// It is there.
    #[must_use]
    pub fn info(span: Span, text: impl Into<String>) -> Self {
        Self { span, status: Status::Info, text: text.into(), kind: "" }
    }
}

/// What a check said of all files, for its sentence in the summary.
#[derive(Debug)]
pub struct Counted<'a> {
    /// Its facts.
    pub facts: Vec<&'a Fact>,
    /// How much was searched.
    pub searched: Searched,
}

impl Counted<'_> {
    /// How many facts.
    #[must_use]
    pub fn all(&self) -> usize {
        self.facts.len()
    }

    /// How many facts are of a kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> usize {
        self.facts.iter().filter(|fact| fact.kind == kind).count()
    }

    /// How many facts have a status.
    #[must_use]
    pub fn with(&self, status: Status) -> usize {
        self.facts.iter().filter(|fact| fact.status == status).count()
    }
}

/// The check of an id.
#[must_use]
pub fn check(id: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.id == id)
}

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// All checks, in order of their ids.
        pub static CHECKS: &[&Check] = &[$(&$module::CHECK),*];
    };
}

checks! {
    assumed_cause,
    blocking_calls,
    check_then_act,
    complexity,
    configuration,
    dangerous_calls,
    dependencies,
    handlers,
    logging,
    network,
    outside_input,
    periodic_work,
    privilege,
    query_text,
    reaching_in,
    resources,
    signals,
    split_commits,
    threads,
    transactions,
    waits,
}
