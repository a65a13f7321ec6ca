//! Python's regular expressions, parsed: what they admit, and how long they can take.
//!
//! - `parse` reads a pattern as Python's `re` does; a broken or overlong one is none.
//! - `admits` says of the texts that match whether the pattern speaks of all of the text, and if so what may
//!   stand in it.
//! - `automaton` is the pattern as a machine; `slow` looks in it for words that it can read in many ways, which
//!   a backtracking matcher tries one after the other.
//! - `hosts` and `tags` know what people get wrong in patterns for host names and HTML.
//!
//! Nothing here is ever run on a text of the reviewed program.

mod admits;
mod automaton;
mod chars;
mod hosts;
mod leads;
mod parse;
mod slow;
mod tree;

pub use admits::Admitted;
pub use chars::Chars;
pub use hosts::LooseDot;
pub use leads::Leads;
pub use slow::{Growth, Slow};

use tree::Node;

/// Longest pattern that is read, in bytes.
const LONGEST: usize = 32 * 1024;

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    root: Node,
    flags: Flags,
    names: Vec<(String, u32)>,
    ranges: Vec<Range>,
}

/// Flags of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(clippy::struct_excessive_bools)] // they are independent letters
pub struct Flags {
    /// `re.IGNORECASE`
    pub ignore_case: bool,
    /// `re.MULTILINE`
    pub multiline: bool,
    /// `re.DOTALL`
    pub dotall: bool,
    /// `re.VERBOSE`
    pub verbose: bool,
    /// `re.ASCII`; patterns for bytes have it always.
    pub ascii: bool,
}

/// How a pattern is applied to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// To all of it: `re.fullmatch`.
    Full,
    /// At its start: `re.match`.
    Match,
    /// Anywhere: `re.search`, `re.sub`.
    Search,
}

/// A range of a class, `a-z`, and where it stands: bytes of the pattern's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first code point.
    pub first: u32,
    /// The last.
    pub last: u32,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl Flags {
    /// The flags of Python's number for them: `re.I | re.M` is 10.
    #[must_use]
    pub fn from_bits(bits: i64) -> Self {
        Self {
            ignore_case: bits & 2 != 0,
            multiline: bits & 8 != 0,
            dotall: bits & 16 != 0,
            verbose: bits & 64 != 0,
            ascii: bits & 256 != 0,
        }
    }

    /// Both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            ignore_case: self.ignore_case || other.ignore_case,
            multiline: self.multiline || other.multiline,
            dotall: self.dotall || other.dotall,
            verbose: self.verbose || other.verbose,
            ascii: self.ascii || other.ascii,
        }
    }
}

impl Pattern {
    /// Read a pattern; none if it is broken, or too large to be worth it.
    #[must_use]
    pub fn new(text: &str, flags: Flags) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let parsed = parse::parse(text, flags)?;
        let parse::Parsed { root, flags, names, ranges } = parsed;
        Some(Self { text: text.to_owned(), root, flags, names, ranges })
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its flags, those that its text sets included.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// The number of a group of that name.
    #[must_use]
    pub fn group_named(&self, name: &str) -> Option<u32> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, number)| *number)
    }

    /// The names of its groups.
    pub fn names(&self) -> impl Iterator<Item = (&str, u32)> {
        self.names.iter().map(|(name, number)| (name.as_str(), *number))
    }

    /// How many groups it has.
    #[must_use]
    pub fn groups(&self) -> u32 {
        let mut count = 0;
        self.root.walk(&mut |node| {
            if let tree::Kind::Group(number, _) = node.kind {
                count = count.max(number);
            }
        });
        count
    }

    /// The ranges of its classes.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }
}

/// The characters of a class as it stands between brackets: `a-z0-9_`; of nothing none.
#[must_use]
pub fn class(text: &str) -> Chars {
    let found = parse::parse(&format!("[{text}]"), Flags::default());
    match found.map(|parsed| parsed.root.kind) {
        Some(tree::Kind::Set(chars)) => chars,
        _ => Chars::NONE,
    }
}
