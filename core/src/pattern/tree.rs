//! The parts of a pattern.

use super::chars::Chars;

/// A part of a pattern, and where it stands: bytes of the pattern's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: `()`
    Empty,
    /// One character: `a`, `[a-z]`, `\d`.
    Set(Chars),
    /// One character, written as a dot.
    Dot(Chars),
    /// A place: `^`, `\b`.
    At(At),
    /// `(a)`, `(?P<name>a)`: its number.
    Group(u32, Box<Node>),
    /// `ab`
    Sequence(Vec<Node>),
    /// `a|b`
    Either(Vec<Node>),
    /// `a*`, `a{2,5}?`
    Repeat { body: Box<Node>, min: u32, max: Option<u32>, possessive: bool },
    /// `(?=a)`, `(?<!a)`
    Look { negative: bool, ahead: bool, body: Box<Node> },
    /// `(?>a)`
    Atomic(Box<Node>),
    /// `\1`, `(?P=name)`: what a group matched.
    Same(u32),
    /// `(?(1)a|b)`
    If(Box<Node>, Box<Node>),
}

/// Places in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// `\A`; `^` without MULTILINE
    Start,
    /// `^` with MULTILINE
    LineStart,
    /// `\Z`
    End,
    /// `$` without MULTILINE: the end, or before a newline that ends the text
    LastLineEnd,
    /// `$` with MULTILINE
    LineEnd,
    /// `\b`
    Boundary,
    /// `\B`
    NoBoundary,
}

impl Node {
    /// Visit a part and all parts of it, outermost first.
    pub(super) fn walk(&self, visit: &mut impl FnMut(&Node)) {
        visit(self);
        match &self.kind {
            Kind::Group(_, body)
            | Kind::Atomic(body)
            | Kind::Repeat { body, .. }
            | Kind::Look { body, .. } => {
                body.walk(visit);
            }
            Kind::Sequence(parts) | Kind::Either(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Kind::If(yes, no) => {
                yes.walk(visit);
                no.walk(visit);
            }
            Kind::Empty | Kind::Set(_) | Kind::Dot(_) | Kind::At(_) | Kind::Same(_) => {}
        }
    }

    /// The same, but for what is only looked at.
    pub(super) fn walk_taken(&self, visit: &mut impl FnMut(&Node)) {
        if matches!(self.kind, Kind::Look { .. }) {
            return;
        }
        visit(self);
        match &self.kind {
            Kind::Group(_, body) | Kind::Atomic(body) | Kind::Repeat { body, .. } => body.walk_taken(visit),
            Kind::Sequence(parts) | Kind::Either(parts) => {
                for part in parts {
                    part.walk_taken(visit);
                }
            }
            Kind::If(yes, no) => {
                yes.walk_taken(visit);
                no.walk_taken(visit);
            }
            _ => {}
        }
    }

    /// The content of a group.
    pub(super) fn group(&self, number: u32) -> Option<&Node> {
        match &self.kind {
            Kind::Group(own, body) if *own == number => Some(body),
            Kind::Group(_, body)
            | Kind::Atomic(body)
            | Kind::Repeat { body, .. }
            | Kind::Look { body, .. } => body.group(number),
            Kind::Sequence(parts) | Kind::Either(parts) => parts.iter().find_map(|part| part.group(number)),
            Kind::If(yes, no) => yes.group(number).or_else(|| no.group(number)),
            Kind::Empty | Kind::Set(_) | Kind::Dot(_) | Kind::At(_) | Kind::Same(_) => None,
        }
    }

    /// The same part without the groups around it.
    pub(super) fn bare(&self) -> &Node {
        let mut at = self;
        while let Kind::Group(_, body) | Kind::Atomic(body) = &at.kind {
            at = body;
        }
        at
    }
}
