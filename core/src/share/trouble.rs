//! Why a link cannot be opened, and what to do: data, with a sentence for people.

use crate::words;
use std::fmt;

/// Why a link cannot be opened, or cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It is not one of this format.
    NotALink,
    /// Its end is missing.
    Cut,
    /// It has been changed on its way.
    Damaged(&'static str),
    /// It holds more than is read: of what, and how much is read at most.
    TooLarge(&'static str, usize),
    /// It was made by a later version than this one can read.
    Newer(String),
}

impl Trouble {
    /// Its name, which does not change: `cut`, `damaged`, ...
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotALink => "not-a-link",
            Self::Cut => "cut",
            Self::Damaged(_) => "damaged",
            Self::TooLarge(..) => "too-large",
            Self::Newer(_) => "newer",
        }
    }

    /// A heading.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::NotALink => "This is not a link to a review",
            Self::Cut => "The end of this link is missing",
            Self::Damaged(_) => "This link is damaged",
            Self::TooLarge(..) => "This link holds more than is opened",
            Self::Newer(_) => "This link was made by a newer version",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotALink => {
                "Links begin with #v1. or #v1e. behind the page's address: copy the whole of it again."
            }
            Self::Cut => {
                "Chats and mail programs cut long addresses. Copy the whole link from where it was first written, or \
                 ask for the file that the share dialog offers instead of a link."
            }
            Self::Damaged(_) => {
                "Something on the way has changed it: a line break, a quoted mail, a filter. Copy it again from where it \
                 was first written, or ask for a new one."
            }
            Self::TooLarge(..) => {
                "Ask the sender for excerpts or findings alone, or for the files themselves."
            }
            Self::Newer(_) => {
                "Reload this page to get its newest version, or open the link where it was made."
            }
        }
    }
}

/// What is wrong, in a sentence.
impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotALink => write!(out, "It does not begin as a link to a review does."),
            Self::Cut => write!(out, "It stops before its content is complete."),
            Self::Damaged(what) => write!(out, "It cannot be read: {what}."),
            Self::TooLarge(what, most) => {
                write!(out, "It has more {what} than {}, which is as many as are read.", words::number(*most))
            }
            Self::Newer(version) => {
                write!(out, "Its format is `{version}`, and this page reads `v1`.")
            }
        }
    }
}
