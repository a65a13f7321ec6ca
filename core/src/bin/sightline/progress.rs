//! How far a review is: one line on standard error, and only where that is a terminal.

use sightline::Progress;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// A line that says how far it is, cleared when this is dropped.
#[derive(Debug)]
pub struct Line {
    /// When to write next; nothing where nobody looks.
    next: Option<Mutex<Instant>>,
}

impl Line {
    /// A line that appears when it takes longer than a moment.
    pub fn new() -> Self {
        let shown = std::io::stderr().is_terminal();
        Self { next: shown.then(|| Mutex::new(Instant::now() + EVERY)) }
    }

    /// Say how far it is.
    pub fn tell(&self, progress: Progress) {
        let Some(next) = &self.next else { return };
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now < *next {
            return;
        }
        *next = now + EVERY;
        let text = match progress {
            Progress::Read(files) => format!("{files} files read"),
            Progress::Examined(files, all) => format!("{files} of {all} files examined"),
        };
        let _ = write!(std::io::stderr(), "\r\u{1b}[K{text}");
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.next.is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
