//! The watchdog: notices a worker that no longer answers, and finds out which file ends workers.
//!
//! The worker names a file before it begins it, so the file at fault is usually the one named last. Where none was
//! named (while everything is put together), half of the files are held back, then half of that half, until one is
//! left. Time is counted in ticks that the page sends, so that a sleeping machine does not look like a hanging worker.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::Phase;

/// How often the page ticks, in milliseconds.
pub const TICK_MILLIS: i32 = 500;

/// Ticks that a worker may take to start.
const START: u32 = 60;
/// Ticks until a request must be heard of.
const ANSWER: u32 = 12;
/// Ticks that one file may take.
const WORK: u32 = 40;
/// Ticks more for each megabyte of the largest thing given.
const WORK_MEGABYTE: u32 = 16;
/// Ticks that one file may take once the person has asked to stop.
const HURRY: u32 = 4;
/// Workers that may end one after another without any progress.
const GIVE_UP: u32 = 24;

/// What the worker was last heard of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// It was started and has not said that it is up.
    #[default]
    Starting,
    /// Nothing is asked of it.
    Idle,
    /// Something was asked and it has not been heard since.
    Asked,
    /// It is at work on this file, or on all of them.
    Work(Phase, Option<String>),
}

/// Files held back to find out which one ends workers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Narrowing {
    suspects: Vec<String>,
    held: BTreeSet<String>,
}

/// The watchdog's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// What the worker was last heard of.
    pub at: At,
    /// Files that ended a worker, with what is said about them.
    pub faults: BTreeMap<String, String>,
    /// How many megabytes the largest thing given has: a large file may take longer.
    pub megabytes: u32,
    silent: u32,
    hurry: bool,
    ended: u32,
    narrowing: Option<Narrowing>,
}

/// What to do after a worker has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// Start another and give it the files again.
    Again,
    /// Start no more: workers end whatever they are given.
    GiveUp,
}

impl Watch {
    /// A worker was started.
    pub fn started(&mut self) {
        self.at = At::Starting;
        self.silent = 0;
    }

    /// Something was asked of the worker.
    pub fn asked(&mut self) {
        self.hurry = false;
        if self.at == At::Idle {
            self.at = At::Asked;
            self.silent = 0;
        }
    }

    /// The worker was heard.
    pub fn heard(&mut self, at: At) {
        self.at = at;
        self.silent = 0;
    }

    /// The person asked to stop: a worker that does not is ended soon.
    pub fn hurry(&mut self) {
        self.hurry = true;
        self.silent = 0;
    }

    /// Time passed. True when the worker has been silent for too long.
    pub fn tick(&mut self) -> bool {
        let limit = match self.at {
            At::Idle => return false,
            At::Starting => START,
            At::Asked => ANSWER,
            At::Work(..) if self.hurry => HURRY,
            At::Work(..) => WORK + self.megabytes * WORK_MEGABYTE,
        };
        self.silent += 1;
        self.silent > limit
    }

    /// The files that the next worker does without.
    #[must_use]
    pub fn set_aside(&self) -> Vec<String> {
        let held = self.narrowing.iter().flat_map(|narrowing| narrowing.held.iter());
        self.faults.keys().chain(held).cloned().collect()
    }

    /// Whether files are held back that are to be reviewed later.
    #[must_use]
    pub fn is_narrowing(&self) -> bool {
        self.narrowing.is_some()
    }

    /// The worker ended. `files` are those that it had; `said` is what is known about the reason.
    pub fn ended(&mut self, files: &[String], said: &str) -> After {
        self.ended += 1;
        let at = std::mem::replace(&mut self.at, At::Starting);
        self.silent = 0;
        if self.ended > GIVE_UP {
            return After::GiveUp;
        }
        match at {
            At::Work(_, Some(path)) => {
                self.faults.insert(path, said.to_owned());
                self.narrowing = None;
            }
            At::Work(_, None) => self.narrow(files, said),
            At::Starting if self.ended > 2 => return After::GiveUp,
            At::Starting | At::Idle | At::Asked => {}
        }
        After::Again
    }

    /// A review ended well. True when files were held back and another review must follow.
    pub fn finished(&mut self, said: &str) -> bool {
        self.at = At::Idle;
        let Some(mut narrowing) = self.narrowing.take() else {
            self.ended = 0;
            return false;
        };
        narrowing.suspects = narrowing.held.into_iter().collect();
        match narrowing.suspects.as_slice() {
            [] => {}
            [path] => {
                // Without it all went well: nothing needs to be done again.
                self.faults.insert(path.clone(), said.to_owned());
                return false;
            }
            _ => self.hold_half(narrowing.suspects),
        }
        true
    }

    /// The project changed as a whole: what ended workers is gone.
    pub fn forget(&mut self) {
        self.faults.clear();
        self.narrowing = None;
        self.ended = 0;
    }

    fn narrow(&mut self, files: &[String], said: &str) {
        let suspects: Vec<String> = match self.narrowing.take() {
            Some(narrowing) => {
                narrowing.suspects.into_iter().filter(|path| !narrowing.held.contains(path)).collect()
            }
            None => files.iter().filter(|path| !self.faults.contains_key(*path)).cloned().collect(),
        };
        match suspects.as_slice() {
            [] => {}
            [path] => {
                self.faults.insert(path.clone(), said.to_owned());
            }
            _ => self.hold_half(suspects),
        }
    }

    fn hold_half(&mut self, suspects: Vec<String>) {
        let held = suspects[suspects.len() / 2..].iter().cloned().collect();
        self.narrowing = Some(Narrowing { suspects, held });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<String> {
        (0..9).map(|number| format!("f{number}.py")).collect()
    }

    #[test]
    fn a_silent_worker_is_noticed_and_a_busy_one_is_not() {
        let mut watch = Watch::default();
        watch.heard(At::Idle);
        assert!((0..1000).all(|_| !watch.tick()), "an idle worker owes nothing");
        watch.asked();
        assert!((0..ANSWER).all(|_| !watch.tick()));
        watch.heard(At::Work(Phase::Read, Some("a.py".into())));
        assert!((0..WORK).all(|_| !watch.tick()));
        assert!(watch.tick());
        watch.megabytes = 5;
        watch.heard(At::Work(Phase::Read, Some("large.py".into())));
        assert!((0..2 * WORK).all(|_| !watch.tick()), "a large file may take longer");
    }

    #[test]
    fn the_file_named_last_is_at_fault() {
        let mut watch = Watch::default();
        watch.heard(At::Work(Phase::Review, Some("f3.py".into())));
        assert_eq!(watch.ended(&files(), "It ended."), After::Again);
        assert_eq!(watch.set_aside(), ["f3.py"]);
        watch.heard(At::Work(Phase::Gather, None));
        assert!(!watch.finished(""), "nothing is held back: nothing is done again");
    }

    #[test]
    fn without_a_name_the_fault_is_found_by_halves() {
        for bad in 0..9 {
            let bad = format!("f{bad}.py");
            let mut watch = Watch::default();
            let mut rounds = 0;
            loop {
                rounds += 1;
                assert!(rounds < 12, "must come to an end for {bad}");
                watch.heard(At::Work(Phase::Gather, None));
                if watch.set_aside().contains(&bad) {
                    if !watch.finished("It ended.") {
                        break;
                    }
                } else {
                    assert_eq!(watch.ended(&files(), "It ended."), After::Again);
                }
            }
            assert_eq!(watch.set_aside(), [bad.as_str()]);
        }
    }

    #[test]
    fn workers_that_never_start_are_given_up() {
        let mut watch = Watch::default();
        assert_eq!(watch.ended(&[], ""), After::Again);
        assert_eq!(watch.ended(&[], ""), After::Again);
        assert_eq!(watch.ended(&[], ""), After::GiveUp);
    }
}
