//! A pattern as a machine: one state for each place where it takes in a character.
//!
//! States are the positions of the pattern's characters, so there are no empty moves; an edge says in how many
//! ways the matcher may come from one position to the next (1, or 2 for more), which is what makes it slow. A
//! counted repetition is written out where it is short; a long one becomes a loop. Lookaround counts as
//! nothing, a reference to a group as one of its characters: the machine reads at least what the pattern does.

use super::chars::Chars;
use super::tree::{At, Kind, Node};

/// Most positions.
const MOST_POSITIONS: usize = 600;
/// Most edges.
const MOST_EDGES: usize = 30_000;
/// The longest counted repetition that is written out.
const WRITTEN_OUT: u32 = 6;
/// From how many rounds on a counted repetition is as bad as one without end.
const MANY: u32 = 25;

/// What must hold at an edge, as bits.
pub(super) mod needs {
    pub(in super::super) const START: u16 = 1;
    pub(in super::super) const LINE_START: u16 = 2;
    pub(in super::super) const END: u16 = 4;
    pub(in super::super) const LAST_LINE_END: u16 = 8;
    pub(in super::super) const LINE_END: u16 = 16;
    pub(in super::super) const BOUNDARY: u16 = 32;
    pub(in super::super) const NO_BOUNDARY: u16 = 64;
    /// A lookahead that wants something, or a look behind.
    pub(in super::super) const LOOK: u16 = 128;
    /// A lookahead that something must not follow.
    pub(in super::super) const AVOID: u16 = 256;
}

/// A pattern as a machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Automaton {
    pub(super) positions: Vec<Position>,
    /// The edges from each position.
    pub(super) edges: Vec<Vec<Edge>>,
    pub(super) first: Vec<Entry>,
    pub(super) last: Vec<Entry>,
    /// Whether it reads the empty text.
    pub(super) empty: bool,
}

/// A place where the pattern takes in a character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) chars: Chars,
    /// The outermost and the innermost repetition around it, by where they stand.
    pub(super) outermost: Option<(usize, usize)>,
    pub(super) innermost: Option<(usize, usize)>,
    /// Whether the matcher never goes back into it: `(?>a)`, `a++`.
    atomic: bool,
}

/// From one position to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) to: usize,
    /// In how many ways: 1, or 2 for more.
    pub(super) ways: u8,
    /// Whether it can be taken again and again.
    pub(super) rounds: Rounds,
    /// Whether something is looked for on it, so that it may be barred.
    pub(super) looks: bool,
}

/// How often an edge can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rounds {
    /// A few times.
    Few,
    /// Many times, up to a bound.
    Many,
    /// Without end.
    Endless,
}

/// A position that stands first or last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) at: usize,
    pub(super) ways: u8,
    /// What must hold before (of first ones) or behind (of last ones).
    pub(super) needs: u16,
}

/// A part of the machine.
#[derive(Debug, Clone, Default)]
struct Piece {
    /// In how many ways it reads nothing, and what must hold then.
    empty: Option<(u8, u16)>,
    first: Vec<Entry>,
    last: Vec<Entry>,
}

impl Automaton {
    /// The machine of a pattern; none where it would be too large.
    pub(super) fn of(root: &Node) -> Option<Self> {
        let mut builder = Builder { root, machine: Self::default(), edges: 0, around: Vec::new() };
        let piece = builder.piece(root)?;
        let mut machine = builder.machine;
        machine.first = piece.first;
        machine.last = piece.last;
        machine.empty = piece.empty.is_some();
        Some(machine)
    }

    /// Whether it reads a text from one end to the other.
    pub(super) fn reads(&self, text: &str) -> bool {
        let Some(states) = self.run(text, None) else { return self.empty };
        self.last.iter().any(|entry| states.contains(&entry.at))
    }

    /// Whether it reads a text from its start to anywhere, whatever follows. `inside`: the text stands somewhere
    /// within another.
    pub(super) fn finishes_within(&self, text: &str, inside: bool) -> bool {
        let done = |state: &usize| self.last.iter().any(|entry| entry.at == *state && entry.needs == 0);
        let first = self.first.iter().filter(|entry| !inside || entry.needs & needs::START == 0);
        let mut states: Vec<usize> = first.map(|entry| entry.at).collect();
        for letter in text.chars() {
            states.retain(|state| self.chars(*state).holds(u32::from(letter)));
            if states.iter().any(done) {
                return true;
            }
            states = states.iter().flat_map(|state| self.from(*state)).map(|edge| edge.to).collect();
            states.sort_unstable();
            states.dedup();
        }
        false
    }

    /// Whether it reads some text that has this in it.
    pub(super) fn reads_within(&self, text: &str) -> bool {
        text.is_empty()
            || self.run(text, Some((0..self.positions.len()).collect())).is_some_and(|s| !s.is_empty())
    }

    /// The states after a text, from the start or from any of some; none for the empty text.
    fn run(&self, text: &str, from: Option<Vec<usize>>) -> Option<Vec<usize>> {
        let start = || self.first.iter().map(|entry| entry.at).collect();
        let mut letters = text.chars();
        let letter = u32::from(letters.next()?);
        let reads = |state: &usize, letter: u32| {
            self.positions.get(*state).is_some_and(|position| position.chars.holds(letter))
        };
        let mut states: Vec<usize> = from.unwrap_or_else(start);
        states.retain(|state| reads(state, letter));
        for letter in letters {
            let next = states.iter().flat_map(|state| self.from(*state)).map(|edge| edge.to);
            let mut next: Vec<usize> = next.filter(|state| reads(state, u32::from(letter))).collect();
            next.sort_unstable();
            next.dedup();
            states = next;
        }
        Some(states)
    }

    /// The edges from a position.
    pub(super) fn from(&self, position: usize) -> &[Edge] {
        self.edges.get(position).map_or(&[], Vec::as_slice)
    }

    /// The characters of a position.
    pub(super) fn chars(&self, position: usize) -> &Chars {
        const NONE: &Chars = &Chars::NONE;
        self.positions.get(position).map_or(NONE, |position| &position.chars)
    }

    /// Put before it what a search does: anything may come first. Gives the positions that stand for it.
    pub(super) fn searched(&mut self) -> Vec<usize> {
        let (newline, words) = (Chars::of("\n"), Chars::words(false));
        let other = newline.or(&words).not();
        let before = self.positions.len();
        let fillers = [newline, words, other];
        for chars in fillers {
            self.positions.push(Position { chars, outermost: None, innermost: None, atomic: false });
            self.edges.push(Vec::new());
        }
        let fillers: Vec<usize> = (before..self.positions.len()).collect();
        for from in &fillers {
            let own =
                fillers.iter().map(|to| Edge { to: *to, ways: 1, rounds: Rounds::Endless, looks: false });
            let mut edges: Vec<Edge> = own.collect();
            for entry in &self.first {
                if may_meet(self.chars(*from), self.chars(entry.at), entry.needs) {
                    let looks = entry.needs & needs::LOOK != 0;
                    edges.push(Edge { to: entry.at, ways: entry.ways, rounds: Rounds::Few, looks });
                }
            }
            if let Some(own) = self.edges.get_mut(*from) {
                *own = edges;
            }
        }
        fillers
    }
}

struct Builder<'a> {
    root: &'a Node,
    machine: Automaton,
    edges: usize,
    /// The repetitions around what is being built.
    around: Vec<(usize, usize)>,
}

impl Builder<'_> {
    fn piece(&mut self, node: &Node) -> Option<Piece> {
        Some(match &node.kind {
            Kind::Empty => Piece { empty: Some((1, 0)), ..Piece::default() },
            Kind::Set(chars) | Kind::Dot(chars) => self.position(chars.clone(), false)?,
            Kind::At(at) => {
                let needs = match at {
                    At::Start => needs::START,
                    At::LineStart => needs::LINE_START,
                    At::End => needs::END,
                    At::LastLineEnd => needs::LAST_LINE_END,
                    At::LineEnd => needs::LINE_END,
                    At::Boundary => needs::BOUNDARY,
                    At::NoBoundary => needs::NO_BOUNDARY,
                };
                Piece { empty: Some((1, needs)), ..Piece::default() }
            }
            Kind::Look { negative, ahead, .. } => {
                let needs = if *negative && *ahead { needs::AVOID } else { needs::LOOK };
                Piece { empty: Some((1, needs)), ..Piece::default() }
            }
            Kind::Group(_, body) => self.piece(body)?,
            Kind::Atomic(body) => self.atomic(body)?,
            Kind::Same(number) => {
                // In a part of a pattern the group may stand elsewhere.
                let chars = self.root.group(*number).map_or_else(Chars::all, all_chars);
                let mut piece = self.position(chars, true)?;
                self.connect(&piece.last, &piece.first, Rounds::Few)?;
                piece.empty = Some((1, 0));
                piece
            }
            Kind::Sequence(parts) => {
                let mut whole = Piece { empty: Some((1, 0)), ..Piece::default() };
                for part in parts {
                    let part = self.piece(part)?;
                    whole = self.follow(whole, part)?;
                }
                whole
            }
            Kind::Either(arms) => {
                let mut whole = Piece::default();
                for arm in arms {
                    let arm = self.piece(arm)?;
                    whole = either(whole, arm);
                }
                whole
            }
            Kind::If(yes, no) => {
                let (yes, no) = (self.piece(yes)?, self.piece(no)?);
                either(yes, no)
            }
            Kind::Repeat { body, possessive: true, min, .. } => {
                let piece = self.atomic(body)?;
                let empty = if *min == 0 { Some((1, 0)) } else { piece.empty };
                Piece { empty, ..piece }
            }
            Kind::Repeat { body, min, max, .. } => self.repeat(node, body, *min, *max)?,
        })
    }

    fn position(&mut self, chars: Chars, atomic: bool) -> Option<Piece> {
        let at = self.machine.positions.len();
        if at >= MOST_POSITIONS {
            return None;
        }
        let (outermost, innermost) = (self.around.first().copied(), self.around.last().copied());
        self.machine.positions.push(Position { chars, outermost, innermost, atomic });
        self.machine.edges.push(Vec::new());
        let entry = Entry { at, ways: 1, needs: 0 };
        Some(Piece { empty: None, first: vec![entry], last: vec![entry] })
    }

    /// What the matcher never goes back into: one position that reads any number of its characters.
    fn atomic(&mut self, body: &Node) -> Option<Piece> {
        let inner = Automaton::of(body);
        let piece = self.position(all_chars(body), true)?;
        self.connect(&piece.last, &piece.first, Rounds::Endless)?;
        let empty = inner.is_none_or(|inner| inner.empty).then_some((1, 0));
        Some(Piece { empty, ..piece })
    }

    fn follow(&mut self, a: Piece, b: Piece) -> Option<Piece> {
        self.connect(&a.last, &b.first, Rounds::Few)?;
        let mut first = a.first;
        if let Some(empty) = a.empty {
            first.extend(through(&b.first, empty));
        }
        let mut last = b.last;
        if let Some(empty) = b.empty {
            last.extend(through(&a.last, empty));
        }
        let empty = a.empty.zip(b.empty).map(|(a, b)| ((a.0 * b.0).min(2), a.1 | b.1));
        Some(Piece { empty, first, last })
    }

    fn connect(&mut self, from: &[Entry], to: &[Entry], rounds: Rounds) -> Option<()> {
        for a in from {
            for b in to {
                if !may_meet(self.machine.chars(a.at), self.machine.chars(b.at), a.needs | b.needs) {
                    continue;
                }
                let atomic = self.machine.positions.get(a.at).is_some_and(|position| position.atomic);
                let edges = self.machine.edges.get_mut(a.at)?;
                let ways = (a.ways * b.ways).min(2);
                let looks = (a.needs | b.needs) & needs::LOOK != 0;
                if let Some(edge) = edges.iter_mut().find(|edge| edge.to == b.at) {
                    edge.ways = if atomic && a.at == b.at { 1 } else { 2 };
                    edge.rounds = edge.rounds.max(rounds);
                    edge.looks &= looks;
                } else {
                    edges.push(Edge { to: b.at, ways, rounds, looks });
                    self.edges += 1;
                }
            }
            if self.edges > MOST_EDGES {
                return None;
            }
        }
        Some(())
    }

    fn repeat(&mut self, node: &Node, body: &Node, min: u32, max: Option<u32>) -> Option<Piece> {
        let short = max.is_some_and(|max| max <= WRITTEN_OUT);
        if !short {
            self.around.push((node.start, node.end));
        }
        let piece = match max {
            Some(0) => Some(Piece { empty: Some((1, 0)), ..Piece::default() }),
            Some(max) if short => self.written_out(body, min, max),
            _ => self.looped(body, min, max),
        };
        if !short {
            self.around.pop();
        }
        piece
    }

    /// `a{2,4}` as `aa(a(a)?)?`
    fn written_out(&mut self, body: &Node, min: u32, max: u32) -> Option<Piece> {
        let mut whole = Piece { empty: Some((1, 0)), ..Piece::default() };
        let mut ends: Vec<Entry> = Vec::new();
        let mut nothing = None;
        for round in 1..=max {
            let copy = self.piece(body)?;
            nothing = copy.empty;
            whole = self.follow(whole, copy)?;
            if round >= min {
                let new = whole.last.iter().filter(|end| !ends.contains(end));
                let new: Vec<Entry> = new.copied().collect();
                ends.extend(new);
            }
        }
        // A body that may be empty gives a second way to read nothing.
        let empty = match (min, nothing) {
            (0, None) => Some((1, 0)),
            (0, Some(_)) => Some((2, 0)),
            (_, nothing) => nothing,
        };
        Some(Piece { empty, first: whole.first, last: ends })
    }

    /// `a*`, `a{3,}`, and what is counted too far to be written out.
    fn looped(&mut self, body: &Node, min: u32, max: Option<u32>) -> Option<Piece> {
        let rounds = match max {
            None => Rounds::Endless,
            Some(max) if max > MANY => Rounds::Many,
            Some(_) => Rounds::Few,
        };
        let mut whole = Piece { empty: Some((1, 0)), ..Piece::default() };
        for _ in 1..min.min(WRITTEN_OUT) {
            let copy = self.piece(body)?;
            whole = self.follow(whole, copy)?;
        }
        let mut piece = self.piece(body)?;
        self.connect(&piece.last, &piece.first, rounds)?;
        if let Some((ways, needs)) = piece.empty {
            // After each round the matcher tries an empty one before it goes on.
            if needs == 0 && max.is_none_or(|max| max > 1) && !is_single(body) {
                piece.last.iter_mut().for_each(|end| end.ways = 2);
            }
            piece.empty = Some(((ways + u8::from(min == 0)).min(2), if min == 0 { 0 } else { needs }));
        } else if min == 0 {
            piece.empty = Some((1, 0));
        }
        self.follow(whole, piece)
    }
}

/// Entries behind a part that reads nothing.
fn through(entries: &[Entry], (ways, needs): (u8, u16)) -> impl Iterator<Item = Entry> {
    entries.iter().map(move |entry| Entry {
        ways: (entry.ways * ways).min(2),
        needs: entry.needs | needs,
        ..*entry
    })
}

fn either(mut a: Piece, b: Piece) -> Piece {
    a.first.extend(b.first);
    a.last.extend(b.last);
    a.empty = match (a.empty, b.empty) {
        (Some(a), Some(b)) => Some(((a.0 + b.0).min(2), a.1 & b.1)),
        (a, b) => a.or(b),
    };
    a
}

fn is_single(body: &Node) -> bool {
    matches!(body.bare().kind, Kind::Set(_) | Kind::Dot(_))
}

fn all_chars(node: &Node) -> Chars {
    let mut all = Chars::NONE;
    node.walk(&mut |part| {
        if let Kind::Set(chars) | Kind::Dot(chars) = &part.kind {
            all = all.or(chars);
        }
    });
    all
}

/// Whether a character of one set may stand right before one of another, where something must hold between.
fn may_meet(before: &Chars, behind: &Chars, needed: u16) -> bool {
    let newline = 0x0A;
    if needed & (needs::START | needs::END) != 0
        || (needed & needs::LINE_START != 0 && !before.holds(newline))
        || (needed & (needs::LAST_LINE_END | needs::LINE_END) != 0 && !behind.holds(newline))
    {
        return false;
    }
    if needed & (needs::BOUNDARY | needs::NO_BOUNDARY) == 0 {
        return true;
    }
    let words = Chars::words(false);
    let other = words.not();
    let (word, no_word) =
        ((before.meets(&words), behind.meets(&words)), (before.meets(&other), behind.meets(&other)));
    let differ = (word.0 && no_word.1) || (no_word.0 && word.1);
    let alike = (word.0 && word.1) || (no_word.0 && no_word.1);
    (needed & needs::BOUNDARY == 0 || differ) && (needed & needs::NO_BOUNDARY == 0 || alike)
}
