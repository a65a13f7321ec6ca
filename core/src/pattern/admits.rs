//! What a pattern admits: which texts match it, as far as a few questions about them go.

use super::automaton::Automaton;
use super::chars::Chars;
use super::tree::{At, Kind, Node};
use super::{Pattern, Use};

/// What may stand in a text that a pattern has let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The characters that may occur, but for [`Admitted::newline`].
    pub chars: Chars,
    /// The characters that may stand first.
    pub first: Chars,
    /// What all of them begin with: `https://example.com/`.
    pub prefix: String,
    /// The most characters, where they are bounded.
    pub longest: Option<u32>,
    /// Whether the empty text is let through.
    pub empty: bool,
    /// Whether one newline at the very end is let through: `$` stands before it as well.
    pub newline: bool,
    machine: Option<Automaton>,
    /// Words that a lookahead forbids: `(?!.*\.\.)`.
    forbidden: Vec<String>,
}

/// How surely a match ends where the text does. Ordered from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Anywhere,
    /// At the end or before a newline that ends the text.
    Newline,
    Exact,
}

impl Pattern {
    /// What a text may hold that matches; none where the pattern speaks of a part of it alone, so that
    /// anything may stand before or behind.
    #[must_use]
    pub fn covers(&self, how: Use) -> Option<Admitted> {
        if how == Use::Search && !starts(&self.root) {
            return None;
        }
        let end = if how == Use::Full { End::Exact } else { ends(&self.root) };
        let mut admitted = admitted(&self.root, &self.root);
        admitted.newline = end == End::Newline;
        (end > End::Anywhere).then_some(admitted)
    }

    /// Whether a match begins where the text does, however it is searched for.
    #[must_use]
    pub fn starts(&self) -> bool {
        starts(&self.root)
    }

    /// Whether a match ends where the text does.
    #[must_use]
    pub fn ends(&self) -> bool {
        ends(&self.root) > End::Anywhere
    }

    /// What the text of a group may hold; of group 0 what matched.
    #[must_use]
    pub fn group(&self, number: u32) -> Option<Admitted> {
        let part = if number == 0 { Some(&self.root) } else { self.root.group(number) };
        part.map(|part| admitted(part, &self.root))
    }

    /// The characters of which none is left when all matches are taken out: of `[^a-z]+` all but letters.
    #[must_use]
    pub fn removes(&self) -> Chars {
        removed(&self.root)
    }
}

impl Admitted {
    /// A text of any length of which only the characters are known.
    #[must_use]
    pub fn of(chars: Chars) -> Self {
        let first = chars.clone();
        let prefix = String::new();
        let forbidden = Vec::new();
        Self { chars, first, prefix, longest: None, empty: true, newline: false, machine: None, forbidden }
    }

    /// Whether a text may be exactly this.
    #[must_use]
    pub fn may_be(&self, word: &str) -> bool {
        let possible = word.chars().all(|c| self.chars.holds(u32::from(c)));
        let allowed = !self.forbidden.iter().any(|forbidden| word.contains(forbidden.as_str()));
        possible && allowed && self.machine.as_ref().is_none_or(|machine| machine.reads(word))
    }

    /// Whether a text may have this in it.
    #[must_use]
    pub fn may_contain(&self, word: &str) -> bool {
        let possible = word.chars().all(|c| self.chars.holds(u32::from(c)));
        let allowed = !self.forbidden.iter().any(|forbidden| word.contains(forbidden.as_str()));
        possible && allowed && self.machine.as_ref().is_none_or(|machine| machine.reads_within(word))
    }

    /// Either of two.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let same = self.prefix.chars().zip(other.prefix.chars()).take_while(|(a, b)| a == b);
        Self {
            chars: self.chars.or(&other.chars),
            first: self.first.or(&other.first),
            prefix: same.map(|(a, _)| a).collect(),
            longest: self.longest.zip(other.longest).map(|(a, b)| a.max(b)),
            empty: self.empty || other.empty,
            newline: self.newline || other.newline,
            machine: None,
            forbidden: Vec::new(),
        }
    }
}

fn admitted(part: &Node, root: &Node) -> Admitted {
    let mut chars = consumed(part, root);
    let mut forbidden = Vec::new();
    for (excluded, word, whole_lines) in exclusions(part) {
        // `.*` sees no further than to the end of the line.
        if whole_lines || !chars.holds(0x0A) {
            chars = chars.and(&excluded.not());
            forbidden.extend(word);
        }
    }
    let (first, empty) = first(part, root);
    Admitted {
        first: first.and(&chars),
        prefix: prefix(part).0,
        longest: longest(part),
        empty,
        newline: false,
        machine: Automaton::of(part),
        forbidden,
        chars,
    }
}

/// The characters that a part takes in; lookaround takes in nothing, a reference what any part of the whole may.
fn consumed(node: &Node, root: &Node) -> Chars {
    let (mut all, mut refers) = (Chars::NONE, false);
    node.walk_taken(&mut |part| match &part.kind {
        Kind::Set(chars) | Kind::Dot(chars) => all = all.or(chars),
        Kind::Same(_) => refers = true,
        _ => {}
    });
    if refers { all.or(&consumed_but_references(root)) } else { all }
}

fn consumed_but_references(root: &Node) -> Chars {
    let mut all = Chars::NONE;
    root.walk(&mut |part| {
        if let Kind::Set(chars) | Kind::Dot(chars) = &part.kind {
            all = all.or(chars);
        }
    });
    all
}

/// The characters that a part may begin with, and whether it may be empty.
fn first(node: &Node, root: &Node) -> (Chars, bool) {
    match &node.kind {
        Kind::Empty | Kind::At(_) | Kind::Look { .. } => (Chars::NONE, true),
        Kind::Set(chars) | Kind::Dot(chars) => (chars.clone(), false),
        Kind::Group(_, body) | Kind::Atomic(body) => first(body, root),
        Kind::Repeat { body, min, max, .. } => {
            let (chars, empty) = first(body, root);
            (if *max == Some(0) { Chars::NONE } else { chars }, empty || *min == 0)
        }
        Kind::Sequence(parts) => {
            let mut all = Chars::NONE;
            for part in parts {
                let (chars, empty) = first(part, root);
                all = all.or(&chars);
                if !empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        Kind::Either(arms) => either(arms.iter().map(|arm| first(arm, root))),
        Kind::If(yes, no) => either([first(yes, root), first(no, root)].into_iter()),
        Kind::Same(_) => (consumed_but_references(root), true),
    }
}

fn either(arms: impl Iterator<Item = (Chars, bool)>) -> (Chars, bool) {
    arms.fold((Chars::NONE, false), |(all, any), (chars, empty)| (all.or(&chars), any || empty))
}

/// What a part always begins with, and whether that is all of it.
fn prefix(node: &Node) -> (String, bool) {
    match &node.kind {
        Kind::Empty | Kind::At(_) | Kind::Look { .. } => (String::new(), true),
        Kind::Set(chars) | Kind::Dot(chars) => match chars.only() {
            Some(only) => (only.to_string(), true),
            None => (String::new(), false),
        },
        Kind::Group(_, body) | Kind::Atomic(body) => prefix(body),
        Kind::Repeat { body, min, max, .. } => {
            let (text, whole) = if *min > 0 { prefix(body) } else { (String::new(), false) };
            (text, whole && (*min, *max) == (1, Some(1)))
        }
        Kind::Sequence(parts) => {
            let mut all = String::new();
            for part in parts {
                let (text, whole) = prefix(part);
                all.push_str(&text);
                if !whole {
                    return (all, false);
                }
            }
            (all, true)
        }
        Kind::Either(arms) => {
            let mut arms = arms.iter().map(|arm| prefix(arm).0);
            let one = arms.next().unwrap_or_default();
            let common = arms.fold(one, |common, arm| {
                common.chars().zip(arm.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            });
            (common, false)
        }
        Kind::Same(_) | Kind::If(..) => (String::new(), false),
    }
}

fn longest(node: &Node) -> Option<u32> {
    match &node.kind {
        Kind::Empty | Kind::At(_) | Kind::Look { .. } => Some(0),
        Kind::Set(_) | Kind::Dot(_) => Some(1),
        Kind::Group(_, body) | Kind::Atomic(body) => longest(body),
        Kind::Repeat { body, max, .. } => match longest(body) {
            Some(0) => Some(0),
            body => body?.checked_mul((*max)?),
        },
        Kind::Sequence(parts) => parts.iter().try_fold(0_u32, |sum, part| sum.checked_add(longest(part)?)),
        Kind::Either(arms) => arms.iter().try_fold(0_u32, |most, arm| Some(most.max(longest(arm)?))),
        Kind::If(yes, no) => Some(longest(yes)?.max(longest(no)?)),
        Kind::Same(_) => None,
    }
}

/// Whether a part never takes in anything.
fn is_place(node: &Node) -> bool {
    match &node.kind {
        Kind::Empty | Kind::At(_) | Kind::Look { .. } => true,
        Kind::Group(_, body) | Kind::Atomic(body) | Kind::Repeat { body, .. } => is_place(body),
        Kind::Sequence(parts) | Kind::Either(parts) => parts.iter().all(is_place),
        Kind::If(yes, no) => is_place(yes) && is_place(no),
        Kind::Set(_) | Kind::Dot(_) | Kind::Same(_) => false,
    }
}

/// Whether every match of a part begins where the text does.
fn starts(node: &Node) -> bool {
    match &node.kind {
        Kind::At(at) => *at == At::Start,
        Kind::Group(_, body) | Kind::Atomic(body) | Kind::Look { negative: false, ahead: true, body } => {
            starts(body)
        }
        Kind::Repeat { body, min, .. } => *min > 0 && starts(body),
        Kind::Sequence(parts) => {
            let before = parts.iter().take_while(|part| is_place(part)).count();
            parts.iter().take(before + 1).any(starts)
        }
        Kind::Either(arms) => arms.iter().all(starts),
        Kind::If(yes, no) => starts(yes) && starts(no),
        _ => false,
    }
}

/// How surely every match of a part ends where the text does.
fn ends(node: &Node) -> End {
    match &node.kind {
        Kind::At(At::End) => End::Exact,
        Kind::At(At::LastLineEnd) => End::Newline,
        Kind::Group(_, body) | Kind::Atomic(body) => ends(body),
        // `(?!.)` sees a newline as an end, `(?![\s\S])` does not.
        Kind::Look { negative: true, ahead: true, body } => match &body.bare().kind {
            Kind::Dot(chars) | Kind::Set(chars) if *chars == Chars::all() => End::Exact,
            _ => End::Anywhere,
        },
        Kind::Look { negative: false, ahead: true, body } => match body.bare().kind {
            Kind::At(_) => ends(body),
            _ => End::Anywhere,
        },
        Kind::Repeat { body, min, .. } if *min > 0 => ends(body),
        Kind::Sequence(parts) => {
            let behind = parts.iter().rev().take_while(|part| is_place(part)).count();
            parts.iter().rev().take(behind + 1).map(ends).max().unwrap_or(End::Anywhere)
        }
        Kind::Either(arms) => arms.iter().map(ends).min().unwrap_or(End::Anywhere),
        Kind::If(yes, no) => ends(yes).min(ends(no)),
        _ => End::Anywhere,
    }
}

/// What lookaheads at the start exclude from all of the text: characters (`(?!.*[;&])`) or a word
/// (`(?!.*\.\.)`); and whether they look beyond the first line.
fn exclusions(root: &Node) -> Vec<(Chars, Option<String>, bool)> {
    let Kind::Sequence(parts) = &root.bare().kind else { return Vec::new() };
    let looks = parts.iter().take_while(|part| is_place(part)).filter_map(|part| match &part.kind {
        Kind::Look { negative: true, ahead: true, body } => Some(body.bare()),
        _ => None,
    });
    let excluded = looks.filter_map(|body| {
        let Kind::Sequence(parts) = &body.kind else { return None };
        let (leading, rest) = parts.split_first()?;
        let Kind::Repeat { body: any, min: 0, max: None, .. } = &leading.kind else { return None };
        let Kind::Dot(dot) = &any.bare().kind else { return None };
        let whole_lines = *dot == Chars::all();
        match rest {
            [Node { kind: Kind::Set(chars), .. }] => Some((chars.clone(), None, whole_lines)),
            letters => {
                let word = letters.iter().map(|letter| match &letter.kind {
                    Kind::Set(chars) => chars.only(),
                    _ => None,
                });
                Some((Chars::NONE, Some(word.collect::<Option<String>>()?), whole_lines))
            }
        }
    });
    excluded.collect()
}

fn removed(node: &Node) -> Chars {
    match &node.kind {
        Kind::Set(chars) | Kind::Dot(chars) => chars.clone(),
        Kind::Group(_, body) | Kind::Atomic(body) => removed(body),
        Kind::Repeat { body, min, max, .. } if *min <= 1 && *max != Some(0) => removed(body),
        Kind::Either(arms) => arms.iter().fold(Chars::NONE, |all, arm| all.or(&removed(arm))),
        _ => Chars::NONE,
    }
}
