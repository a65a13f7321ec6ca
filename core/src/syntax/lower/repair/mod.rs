//! What to change in a text that the parser cannot read, so that it loses no more than what is broken.
//!
//! The parser's own recovery looks for the cheapest way on, which may be to give up a class after one open
//! bracket. So a text with errors is cut into logical lines (`lines.rs`), each is read alone (`verdict.rs`),
//! those that are no Python are blanked, or replaced by a header that holds the same block, each of the
//! others gets the depth that it was meant to have (`indent.rs`), and the whole is parsed again. All changes
//! are edits with a way back (`edits.rs`): places in the tree are places in the text as it was.

mod edits;
mod heads;
mod indent;
mod lines;
mod quotes;
mod verdict;
mod words;

pub(super) use edits::{Edit, Origin, apply};

use super::tree;
use crate::text::Span;
use indent::Item;
use lines::Line;
use verdict::{Reader, Verdict};
use words::Clause;

/// What is to be changed, and what to tell about it.
#[derive(Default)]
pub(super) struct Plan {
    /// Changes to the text.
    pub(super) edits: Vec<Edit>,
    /// Places with a sentence each.
    pub(super) notices: Vec<(Span, &'static str)>,
}

/// What becomes of a logical line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It stays.
    Stay,
    /// It stays, with something unreadable inside.
    Flawed,
    /// It stays with these changes.
    Change(Vec<Edit>, &'static str),
    /// It goes.
    Blank,
    /// A header that holds its block stands in for it.
    StandIn(Clause, Option<Span>),
}

const UNREADABLE: &str = "Could not be read as Python.";
const HEADER: &str = "This header could not be read as Python; what it holds was read.";
const PUNCTUATION: &str =
    "A colon or closing bracket is missing: read as if it stood at the end of the line.";
const MISSPELT: &str = "A misspelt keyword: read as the one that was probably meant.";
const DEPTH: &str =
    "The indentation fits no block: read as part of the block that it most probably belongs to.";
const NO_BLOCK: &str = "A block should follow, and none does.";
const ORPHAN: &str = "There is nothing that this could continue; what it holds was read.";

/// A text under repair.
pub(super) struct Repair<'a> {
    text: &'a str,
    lines: Vec<Line>,
    fates: Vec<Fate>,
    /// How many bytes may still be parsed to find lines to blame.
    left: usize,
}

impl<'a> Repair<'a> {
    /// Reads each logical line of a text.
    pub(super) fn new(text: &'a str) -> Self {
        let lines = lines::cut(text);
        let mut repair = Self { text, fates: Vec::with_capacity(lines.len()), lines, left: 8_000_000 };
        if let Some(mut reader) = Reader::new() {
            repair.judge(&mut reader);
        }
        repair
    }

    fn code(&self, line: &Line) -> &'a str {
        self.text.get(line.span.start as usize..line.span.end as usize).unwrap_or("")
    }

    /// Stretches from one line at the margin to the next that are right need no closer look.
    fn judge(&mut self, reader: &mut Reader) {
        let mut at = 0;
        while let Some(first) = self.lines.get(at) {
            let margin = first.column;
            let rest = self.lines.get(at + 1..).unwrap_or_default();
            let length = 1 + rest.iter().take_while(|line| line.column > margin).count();
            let stretch = self.lines.get(at..at + length).unwrap_or_default();
            let plain =
                stretch.iter().all(|line| !line.broken && line.respell.is_empty() && line.shallow.is_empty());
            let end = stretch.last().map_or(first.span.end, |last| last.span.end);
            let text = self.text.get(first.span.start as usize..end as usize).unwrap_or("");
            if plain && reader.judge(text) == Verdict::Good {
                self.fates.extend(std::iter::repeat_n(Fate::Stay, length));
            } else {
                for index in at..at + length {
                    let fate = self.fate(reader, index);
                    self.fates.push(fate);
                }
            }
            at += length;
        }
    }

    fn fate(&self, reader: &mut Reader, index: usize) -> Fate {
        let Some(line) = self.lines.get(index) else { return Fate::Blank };
        let code = self.code(line);
        let clause = Clause::of(code);
        if !line.broken {
            let respelt = if line.respell.is_empty() { None } else { self.respelt(reader, line, clause) };
            if let Some(edits) = respelt {
                return Fate::Change(edits, "");
            }
            match reader.judge_line(code, clause) {
                Verdict::Good => return Fate::Stay,
                verdict => {
                    if let Some(edits) = self.respelt(reader, line, clause) {
                        return Fate::Change(edits, "");
                    }
                    if verdict == Verdict::Flawed && !line.opens {
                        return Fate::Flawed;
                    }
                }
            }
        }
        self.header_fate(reader, index, line, clause)
    }

    /// The line in words that the grammar knows, when that makes it right.
    fn respelt(&self, reader: &mut Reader, line: &Line, clause: Clause) -> Option<Vec<Edit>> {
        let good = |reader: &mut Reader, edits: Vec<Edit>| {
            let (text, edits) = self.with(line, edits);
            (reader.judge_line(&text, clause) == Verdict::Good).then_some(edits)
        };
        let respelt = (!line.respell.is_empty()).then(|| good(reader, line.respell.clone())).flatten();
        if respelt.is_some() {
            return respelt;
        }
        let code = self.code(line);
        let start = line.span.start;
        if code.starts_with("exec ") {
            // Python 2's `exec f(a) in b`, as the comparison `exec (f(a)) in b` that lowering knows again.
            let ends = code.match_indices(" in ").map(|(at, _)| at).take(4).chain([code.len()]);
            for end in ends {
                let end = start + end as u32;
                let edits = vec![Edit::new(start + 4, start + 5, "("), Edit::new(end, end, ")")];
                if let Some(edits) = good(reader, edits) {
                    return Some(edits);
                }
            }
        }
        // `async` and `await` were names before Python 3.7.
        let mut edits = Vec::new();
        for word in ["async", "await"] {
            for (at, _) in code.match_indices(word).take(16) {
                let at = start + at as u32;
                edits.push(Edit::new(at, at + 5, "_____"));
            }
        }
        if edits.is_empty() { None } else { good(reader, edits) }
    }

    /// A line's text with some edits.
    fn with(&self, line: &Line, edits: Vec<Edit>) -> (String, Vec<Edit>) {
        let mut local: Vec<Edit> = edits
            .iter()
            .map(|edit| {
                let (start, end) = (edit.span.start - line.span.start, edit.span.end - line.span.start);
                Edit::new(start, end, edit.text.clone())
            })
            .collect();
        (apply(self.code(line), &mut local).0, edits)
    }

    /// What becomes of a line that is no Python: a header is worth saving for what stands below it.
    fn header_fate(&self, reader: &mut Reader, index: usize, line: &Line, clause: Clause) -> Fate {
        let code = self.code(line);
        let deeper = self.lines.get(index + 1).is_some_and(|next| next.column > line.column);
        if clause == Clause::Decorator || (clause == Clause::None && !line.opens && !deeper) {
            return Fate::Blank;
        }
        let word = words::first_word(code);
        let start = line.span.start;
        let end = line.span.end;
        let mut starts = vec![(clause, None)];
        if clause == Clause::None {
            starts.clear();
            if let Some(keyword) = words::meant(word) {
                let rest = code.get(word.len()..).unwrap_or("");
                let edit = Edit::new(start, start + word.len() as u32, keyword);
                starts.push((Clause::of(&format!("{keyword}{rest}")), Some(edit)));
            }
        }
        for (clause, keyword) in starts {
            let why = if keyword.is_some() { MISSPELT } else { PUNCTUATION };
            let missing = if line.opens { String::new() } else { format!("{}:", line.missing) };
            let mut edits: Vec<Edit> = keyword.into_iter().collect();
            if !missing.is_empty() {
                edits.push(Edit::new(end, end, missing));
            }
            if !edits.is_empty() && deeper {
                let (text, edits) = self.with(line, edits);
                if reader.judge_line(&text, clause) == Verdict::Good {
                    return Fate::Change(edits, why);
                }
            }
        }
        if !deeper && !line.opens {
            return Fate::Blank;
        }
        if clause == Clause::None {
            return if line.opens { Fate::StandIn(Clause::If, None) } else { Fate::Blank };
        }
        Fate::StandIn(clause, self.named(line, clause))
    }

    /// The name that a broken `def` or `class` still has.
    fn named(&self, line: &Line, clause: Clause) -> Option<Span> {
        if !matches!(clause, Clause::Def | Clause::Class) {
            return None;
        }
        let code = self.code(line);
        let keyword = if clause == Clause::Def { "def" } else { "class" };
        let after = code.find(keyword)? + keyword.len();
        let rest = code.get(after..)?;
        let blank = rest.len() - rest.trim_start().len();
        let name = words::first_word(rest.trim_start());
        let start = line.span.start + (after + blank) as u32;
        (blank > 0 && lines::is_word(name)).then(|| Span::new(start, start + name.len() as u32))
    }

    /// Whether errors are left that no single line is known to have.
    pub(super) fn is_broken(&self, errors: &[Span]) -> bool {
        errors.iter().any(|error| {
            let at = self.lines.partition_point(|line| line.span.end < error.end);
            let own = self.lines.get(at).zip(self.fates.get(at));
            !own.is_some_and(|(line, fate)| *fate == Fate::Flawed && line.span.holds(*error))
        })
    }

    /// Finds the first line up to which the text has such errors, and gives it up; false when there is none.
    pub(super) fn blame(&mut self, plan: &Plan) -> bool {
        // Prefixes that end with a whole line are right as long as no line is wrong.
        let (mut right, mut wrong) = (0, self.lines.len());
        while right < wrong {
            let middle = usize::midpoint(right, wrong);
            let Some(line) = self.lines.get(middle) else { return false };
            let end = line.span.end;
            let mut edits: Vec<Edit> =
                plan.edits.iter().filter(|edit| edit.span.end <= end).cloned().collect();
            let (changed, origin) = apply(self.text.get(..end as usize).unwrap_or(""), &mut edits);
            self.left = match self.left.checked_sub(changed.len()) {
                Some(left) => left,
                None => return false,
            };
            let tree = tree::parse_changed(&changed, &origin);
            if tree.is_none_or(|tree| self.is_broken(&tree.errors)) {
                wrong = middle;
            } else {
                right = middle + 1;
            }
        }
        let (Some(line), Some(fate)) = (self.lines.get(wrong), self.fates.get(wrong)) else { return false };
        let next = match fate {
            Fate::Blank => return false,
            Fate::Stay | Fate::Flawed | Fate::Change(..) if line.opens => {
                let clause = Clause::of(self.code(line));
                Fate::StandIn(clause, self.named(line, clause))
            }
            _ => Fate::Blank,
        };
        if let Some(fate) = self.fates.get_mut(wrong) {
            *fate = next;
        }
        true
    }

    /// All changes, with the depth of each line.
    pub(super) fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        let mut kept = Vec::new();
        let mut items = Vec::new();
        for (at, (line, fate)) in self.lines.iter().zip(&self.fates).enumerate() {
            let (opens, clause) = match fate {
                Fate::Blank => {
                    plan.blank(line, UNREADABLE);
                    continue;
                }
                Fate::StandIn(clause, _) => (true, *clause),
                Fate::Stay | Fate::Flawed => (line.opens, Clause::of(self.code(line))),
                Fate::Change(edits, why) => {
                    let (text, _) = self.with(line, edits.clone());
                    (line.opens || *why == PUNCTUATION || *why == MISSPELT, Clause::of(&text))
                }
            };
            // A decorator stands before a definition, as deep as that, or goes.
            let column = if clause == Clause::Decorator { self.decorates(at) } else { Some(line.column) };
            let Some(column) = column else {
                plan.blank(line, UNREADABLE);
                continue;
            };
            kept.push((line, fate));
            items.push(Item { column, opens, clause });
        }
        let places = indent::place(&items);
        for ((line, _), (at, placed)) in kept.iter().zip(places.iter().enumerate()) {
            let next = places.get(at + 1).map_or(0, |next| next.column);
            if items.get(at).is_some_and(|item| item.opens) && next <= placed.column {
                plan.notices.push((line.span, NO_BLOCK));
            }
        }
        for ((line, fate), placed) in kept.iter().zip(places) {
            if placed.orphan && !matches!(fate, Fate::StandIn(..)) {
                plan.stand_in(self.text, line, Clause::If, None, ORPHAN);
            } else {
                match fate {
                    Fate::Change(edits, why) => {
                        plan.edits.extend(edits.iter().cloned());
                        if !why.is_empty() {
                            plan.notices.push((line.span, why));
                        }
                    }
                    Fate::StandIn(clause, name) => {
                        let clause = if placed.orphan { Clause::If } else { *clause };
                        plan.stand_in(self.text, line, clause, *name, HEADER);
                    }
                    Fate::Stay | Fate::Flawed | Fate::Blank => {}
                }
            }
            if placed.column != line.parser_column {
                let spaces = " ".repeat(placed.column.min(10_000) as usize);
                plan.edits.push(Edit::new(line.begin, line.span.start, spaces));
                if placed.column != line.column {
                    plan.notices.push((line.span, DEPTH));
                }
            }
            for (at, column) in &line.shallow {
                // In an inner block the parser takes a less deep line for the block's end, even in brackets.
                let short = (placed.column + 1).saturating_sub(*column).min(10_000);
                if short > 0 {
                    plan.edits.push(Edit::new(*at, *at, " ".repeat(short as usize)));
                }
            }
        }
        plan
    }

    /// The column of what a decorator decorates.
    fn decorates(&self, at: usize) -> Option<u32> {
        let rest = self.lines.iter().zip(&self.fates).skip(at + 1);
        let mut rest = rest.filter(|(_, fate)| **fate != Fate::Blank);
        let (line, _) = rest.find(|(line, _)| Clause::of(self.code(line)) != Clause::Decorator)?;
        matches!(Clause::of(self.code(line)), Clause::Def | Clause::Class).then_some(line.column)
    }
}

impl Plan {
    fn blank(&mut self, line: &Line, why: &'static str) {
        self.edits.push(Edit::new(line.span.start, line.span.end, ""));
        self.notices.push((line.span, why));
    }

    fn stand_in(&mut self, text: &str, line: &Line, clause: Clause, name: Option<Span>, why: &'static str) {
        let code = text.get(line.span.start as usize..line.span.end as usize).unwrap_or("");
        match name {
            // The name stays where it is, so that its place is right.
            Some(name) => {
                let keyword = match clause {
                    Clause::Class => "class ",
                    _ if code.starts_with("async") => "async def ",
                    _ => "def ",
                };
                self.edits.push(Edit::new(line.span.start, name.start, keyword));
                let end = if clause == Clause::Class { ":" } else { "():" };
                self.edits.push(Edit::new(name.end, line.span.end, end));
            }
            None => self.edits.push(Edit::new(line.span.start, line.span.end, clause.stand_in())),
        }
        self.notices.push((line.span, why));
    }
}
