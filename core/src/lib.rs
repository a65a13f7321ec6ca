//! Sightline reviews Python code for security: every statement that it makes has its lines.
//!
//! Modules stand in reading order and use only modules above them.

// In the library these would be a crash on somebody's input; tests may use them.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod vocabulary;

#[cfg(feature = "engine")]
pub mod words;
#[cfg(feature = "engine")]
pub mod text;
#[cfg(feature = "engine")]
pub mod manifest;
#[cfg(feature = "engine")]
pub mod intake;
#[cfg(feature = "engine")]
pub mod intern;
#[cfg(feature = "engine")]
pub mod syntax;
#[cfg(feature = "engine")]
pub mod names;
#[cfg(feature = "engine")]
pub mod project;
#[cfg(feature = "engine")]
pub mod pattern;
#[cfg(feature = "engine")]
pub mod models;
#[cfg(feature = "engine")]
pub mod flow;
#[cfg(feature = "engine")]
pub mod secret;
#[cfg(feature = "engine")]
pub mod finding;
#[cfg(feature = "engine")]
pub mod rules;
#[cfg(feature = "engine")]
pub mod checks;
#[cfg(feature = "engine")]
pub mod checklist;
#[cfg(feature = "engine")]
pub mod report;
#[cfg(feature = "engine")]
pub mod share;

#[cfg(feature = "engine")]
mod front;

#[cfg(feature = "engine")]
pub use front::{Progress, Reviewed, review, review_each};
#[cfg(feature = "engine")]
pub use report::{Options, Report};
