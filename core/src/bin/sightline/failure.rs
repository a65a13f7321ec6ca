//! Why nothing could be done: one sentence on standard error, and exit status 2.

use std::io::Write;
use std::process::ExitCode;

/// Exit status when there are findings.
pub const FINDINGS: u8 = 1;

/// Exit status when the command could not do what it was asked.
pub const COULD_NOT_RUN: u8 = 2;

/// Why nothing could be done.
#[derive(Debug)]
pub enum Failure {
    /// A sentence for people.
    Said(String),
    /// Whoever read the output has enough of it.
    NobodyReads,
}

impl Failure {
    /// A failure with a sentence for people.
    pub fn new(text: impl Into<String>) -> Self {
        Self::Said(text.into())
    }

    /// Say why, and give the exit status.
    pub fn tell(self) -> ExitCode {
        match self {
            Self::Said(text) => {
                say(&text);
                ExitCode::from(COULD_NOT_RUN)
            }
            Self::NobodyReads => ExitCode::SUCCESS,
        }
    }
}

/// One line on standard error; there is nobody to tell if that fails.
pub fn say(text: &str) {
    let shown: String =
        text.chars().map(|character| if character.is_control() { '?' } else { character }).collect();
    let _ = writeln!(std::io::stderr(), "sightline: {shown}");
}
