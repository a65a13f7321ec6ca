//! Where the data that functions take was followed to, in the evaluation that rules and checks share.

use crate::flow::{Reach, Reached};
use crate::text::{FileId, Place, Span};
use crate::vocabulary::Source;
use crate::words;

/// How many places a sentence names.
const NAMED: usize = 3;

/// Data of one file that reached places where it may do harm.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// Where it is read, the place that it reached, and as what it came there.
    reached: Vec<(u32, Place, Came)>,
    /// Lines of what was not evaluated to its end.
    cut_short: Vec<(u32, u32)>,
}

/// As what data came to a place where it may do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// As somebody sent it.
    Sent,
    /// As whoever calls the function passed it.
    Passed,
    /// Cleaned or checked.
    Harmless,
}

/// What became of the data that a function takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It does harm, or may: in words, where.
    Harms(String),
    /// It does where callers that are not in these files did not check it: in words, where.
    Passes(String),
    /// It reaches places where it could, and does none there: in words, where.
    Harmless(String),
    /// It reaches nothing of the kind.
    Nothing,
    /// The function was not evaluated to its end.
    Unknown,
}

impl Followed {
    pub(super) fn add(&mut self, reached: &Reached<'_>, file: FileId) {
        let came = match reached.reach {
            Reach::Data { distrusted: true, .. } => Came::Sent,
            Reach::Data { source: Source::Caller, .. } => Came::Passed,
            Reach::Cleaned | Reach::Guarded => Came::Harmless,
            _ => return,
        };
        if let Some(begins) = reached.begins().filter(|begins| begins.file == file) {
            self.reached.push((begins.span.start, reached.place, came));
        }
    }

    /// Lines that were not evaluated to their end.
    pub(super) fn cut_short(&mut self, lines: impl Iterator<Item = (u32, u32)>) {
        self.cut_short.extend(lines);
    }

    /// What became of the data that is read within a function of a file.
    pub(super) fn outcome(&self, function: Span, file: FileId, line: impl Fn(u32) -> u32) -> Outcome {
        let within = |at: u32| function.start <= at && at < function.end;
        let (first, last) = (line(function.start), line(function.end));
        if self.cut_short.iter().any(|(from, to)| *from <= last && first <= *to) {
            return Outcome::Unknown;
        }
        let places = |as_what: Came| {
            let mut places: Vec<Place> = self
                .reached
                .iter()
                .filter(|(at, _, came)| within(*at) && *came == as_what)
                .map(|(_, place, _)| *place)
                .collect();
            places.sort_by_key(|place| (place.file != file, place.file, place.span.start));
            places.dedup();
            places
        };
        let said = |places: &[Place]| {
            let (here, there): (Vec<&Place>, Vec<&Place>) =
                places.iter().partition(|place| place.file == file);
            let mut named: Vec<String> =
                here.iter().map(|place| format!("line {}", line(place.span.start))).collect();
            named.dedup();
            if !there.is_empty() {
                named.push(words::count(there.len(), "place") + " in other files");
            }
            words::list_of(&named, NAMED)
        };
        match [places(Came::Sent), places(Came::Passed), places(Came::Harmless)].each_ref().map(Vec::as_slice)
        {
            [[], [], []] => Outcome::Nothing,
            [[], [], harmless] => Outcome::Harmless(said(harmless)),
            [[], passed, _] => Outcome::Passes(said(passed)),
            [sent, ..] => Outcome::Harms(said(sent)),
        }
    }
}
