//! From the text of a pattern to its parts, as Python's `re` reads it.

use super::chars::Chars;
use super::tree::{At, Kind, Node};
use super::{Flags, Range};

/// Deepest nesting of groups.
const DEEPEST: u32 = 60;
/// Most parts.
const MOST_PARTS: usize = 20_000;
/// Most repetitions that a count may ask for.
const MOST_REPEATS: u32 = 1_000_000;

/// What a text was read as.
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) flags: Flags,
    /// The names of groups, with their numbers.
    pub(super) names: Vec<(String, u32)>,
    /// The ranges of classes, as written.
    pub(super) ranges: Vec<Range>,
}

/// Read a pattern; none if it is broken or too large.
pub(super) fn parse(text: &str, flags: Flags) -> Option<Parsed> {
    let first = Parser::new(text, flags).whole()?;
    // Flags that stand inside count for all of it, also for what stands before them.
    if first.flags == flags { Some(first) } else { Parser::new(text, first.flags).whole() }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    parts: usize,
    /// The flags of the whole pattern.
    global: Flags,
    /// The flags here.
    flags: Flags,
    groups: u32,
    /// Groups that have begun and not ended: nothing may refer to them.
    open: Vec<u32>,
    names: Vec<(String, u32)>,
    ranges: Vec<Range>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, flags: Flags) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            parts: 0,
            global: flags,
            flags,
            groups: 0,
            open: Vec::new(),
            names: Vec::new(),
            ranges: Vec::new(),
        }
    }

    fn whole(mut self) -> Option<Parsed> {
        let root = self.either()?;
        // A `)` too many.
        if self.at < self.text.len() {
            return None;
        }
        Some(Parsed { root, flags: self.global, names: self.names, ranges: self.ranges })
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// What stands up to a mark, which is skipped.
    fn until(&mut self, mark: char) -> Option<&'a str> {
        let (before, _) = self.rest().split_once(mark)?;
        self.at += before.len() + mark.len_utf8();
        Some(before)
    }

    fn node(&mut self, kind: Kind, start: usize) -> Option<Node> {
        self.parts += 1;
        (self.parts <= MOST_PARTS).then_some(Node { kind, start, end: self.at })
    }

    /// `a|b|c`
    fn either(&mut self) -> Option<Node> {
        let start = self.at;
        let mut arms = vec![self.sequence()?];
        while self.eat("|") {
            arms.push(self.sequence()?);
        }
        match arms.len() {
            1 => arms.pop(),
            _ => self.node(Kind::Either(arms), start),
        }
    }

    fn sequence(&mut self) -> Option<Node> {
        let start = self.at;
        let mut parts = Vec::new();
        loop {
            if self.flags.verbose {
                self.skip_layout();
            }
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => {}
            }
            let from = self.at;
            let Some(part) = self.atom()? else { continue };
            parts.push(self.repeated(part, from)?);
        }
        match parts.len() {
            0 => self.node(Kind::Empty, start),
            1 => parts.pop(),
            _ => self.node(Kind::Sequence(parts), start),
        }
    }

    /// Spaces and comments between the parts of a verbose pattern.
    fn skip_layout(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                break;
            }
            self.at += trimmed.find('\n').map_or(trimmed.len(), |at| at + 1);
        }
    }

    /// `*`, `+?`, `{2,5}` and what else may stand behind a part.
    fn repeated(&mut self, part: Node, from: usize) -> Option<Node> {
        let mut part = part;
        let mut first = true;
        loop {
            if self.flags.verbose {
                self.skip_layout();
            }
            let before = self.at;
            let (min, max) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.counts()? {
                    Some(counts) => counts,
                    // A brace that is no count stands for itself.
                    None => return Some(part),
                },
                _ => return Some(part),
            };
            if self.at == before {
                self.next();
            }
            // Nothing to repeat: a place, or what is repeated already.
            if !first || matches!(part.kind, Kind::At(_)) {
                return None;
            }
            first = false;
            let possessive = self.eat("+");
            if !possessive {
                self.eat("?");
            }
            part = self.node(Kind::Repeat { body: Box::new(part), min, max, possessive }, from)?;
        }
    }

    /// `{2}`, `{2,}`, `{,5}`, `{2,5}`; the inner none where it is no count.
    #[allow(clippy::option_option)] // broken, no count, count
    fn counts(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let Some((inner, _)) = self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
            return Some(None);
        };
        let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if inner.is_empty() || !number(low) || !number(high) {
            return Some(None);
        }
        let value = |text: &str| text.parse::<u32>().unwrap_or(MOST_REPEATS).min(MOST_REPEATS);
        let min = if low.is_empty() { 0 } else { value(low) };
        let max = (!high.is_empty()).then(|| value(high));
        if max.is_some_and(|max| max < min) {
            return None;
        }
        self.at += inner.len() + 2;
        Some(Some((min, max)))
    }

    /// One part; the inner none for a comment or a flag, which stand for nothing.
    #[allow(clippy::option_option)] // broken, nothing, a part
    fn atom(&mut self) -> Option<Option<Node>> {
        let start = self.at;
        let kind = match self.next()? {
            '.' => Kind::Dot(if self.flags.dotall { Chars::all() } else { Chars::of("\n").not() }),
            '^' => Kind::At(if self.flags.multiline { At::LineStart } else { At::Start }),
            '$' => Kind::At(if self.flags.multiline { At::LineEnd } else { At::LastLineEnd }),
            '(' => return self.group(start),
            '[' => Kind::Set(self.class()?),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return None,
            other => Kind::Set(self.cased(&Chars::one(u32::from(other)))),
        };
        self.node(kind, start).map(Some)
    }

    fn cased(&self, chars: &Chars) -> Chars {
        if self.flags.ignore_case { chars.in_any_case() } else { chars.clone() }
    }

    /// What stands behind `(`.
    #[allow(clippy::option_option)] // broken, nothing, a part
    fn group(&mut self, start: usize) -> Option<Option<Node>> {
        if !self.eat("?") {
            self.groups += 1;
            return self.numbered(start);
        }
        let kind = match self.next()? {
            ':' => {
                let inner = self.inner()?;
                return Some(Some(Node { start, end: self.at, ..inner }));
            }
            '>' => Kind::Atomic(Box::new(self.inner()?)),
            '=' => Kind::Look { negative: false, ahead: true, body: Box::new(self.inner()?) },
            '!' => Kind::Look { negative: true, ahead: true, body: Box::new(self.inner()?) },
            '<' => {
                let negative = match self.next()? {
                    '=' => false,
                    '!' => true,
                    _ => return None,
                };
                Kind::Look { negative, ahead: false, body: Box::new(self.inner()?) }
            }
            '#' => {
                self.until(')')?;
                return Some(None);
            }
            'P' => match self.next()? {
                '<' => {
                    let name = self.until('>')?;
                    self.groups += 1;
                    self.names.push((name.to_owned(), self.groups));
                    return self.numbered(start);
                }
                '=' => {
                    let name = self.until(')')?;
                    let number =
                        self.names.iter().find(|(known, _)| known == name).map(|(_, number)| *number);
                    self.same(number?)?
                }
                _ => return None,
            },
            '(' => {
                self.until(')')?;
                let inner = self.inner()?;
                match inner.kind {
                    Kind::Either(mut arms) if arms.len() == 2 => {
                        let no = arms.pop()?;
                        Kind::If(Box::new(arms.pop()?), Box::new(no))
                    }
                    Kind::Either(_) => return None,
                    _ => {
                        let no = self.node(Kind::Empty, self.at)?;
                        Kind::If(Box::new(inner), Box::new(no))
                    }
                }
            }
            letter => return self.flagged(letter, start),
        };
        self.node(kind, start).map(Some)
    }

    #[allow(clippy::option_option)] // as the caller's
    fn numbered(&mut self, start: usize) -> Option<Option<Node>> {
        let number = self.groups;
        self.open.push(number);
        let inner = self.inner()?;
        self.open.pop();
        self.node(Kind::Group(number, Box::new(inner)), start).map(Some)
    }

    fn same(&self, number: u32) -> Option<Kind> {
        (number <= self.groups && !self.open.contains(&number)).then_some(Kind::Same(number))
    }

    /// The content of a group, to its `)`. Flags that are set in it end with it.
    fn inner(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let flags = self.flags;
        let inner = self.either()?;
        self.flags = flags;
        self.depth -= 1;
        self.eat(")").then_some(inner)
    }

    /// `(?i)`, `(?s-i:a)`
    #[allow(clippy::option_option)] // as the caller's
    fn flagged(&mut self, letter: char, start: usize) -> Option<Option<Node>> {
        let (mut flags, mut on) = (self.flags, true);
        let mut letter = letter;
        loop {
            match letter {
                'i' => flags.ignore_case = on,
                'm' => flags.multiline = on,
                's' => flags.dotall = on,
                'x' => flags.verbose = on,
                'a' => flags.ascii = on,
                'u' => flags.ascii = false,
                'L' => {}
                '-' if on => on = false,
                ')' if on => {
                    self.global = self.global.or(flags);
                    self.flags = flags;
                    return Some(None);
                }
                ':' => {
                    let before = std::mem::replace(&mut self.flags, flags);
                    let inner = self.inner()?;
                    self.flags = before;
                    return Some(Some(Node { start, end: self.at, ..inner }));
                }
                _ => return None,
            }
            letter = self.next()?;
        }
    }

    /// What stands behind a backslash, outside a class.
    fn escape(&mut self) -> Option<Kind> {
        let at = match self.peek()? {
            'A' => Some(At::Start),
            'Z' | 'z' => Some(At::End),
            'b' => Some(At::Boundary),
            'B' => Some(At::NoBoundary),
            _ => None,
        };
        if let Some(at) = at {
            self.next();
            return Some(Kind::At(at));
        }
        if let Some(first @ '1'..='9') = self.peek() {
            let digits: String = self.rest().chars().take(3).take_while(char::is_ascii_digit).collect();
            let octal = digits.len() == 3 && digits.bytes().all(|byte| byte < b'8') && first < '4';
            if octal {
                self.at += 3;
                return u32::from_str_radix(&digits, 8).ok().map(|point| Kind::Set(Chars::one(point)));
            }
            let number = digits.get(..2).unwrap_or(&digits);
            self.at += number.len();
            let number = number.parse().ok()?;
            return self.same(number);
        }
        let chars = self.escaped_set()?;
        Some(Kind::Set(chars))
    }

    /// The characters of an escape: a class (`\d`) or a single one.
    fn escaped_set(&mut self) -> Option<Chars> {
        let ascii = self.flags.ascii;
        let chars = match self.peek()? {
            'd' => Chars::digits(ascii),
            'D' => Chars::digits(ascii).not(),
            's' => Chars::spaces(ascii),
            'S' => Chars::spaces(ascii).not(),
            'w' => Chars::words(ascii),
            'W' => Chars::words(ascii).not(),
            'N' if self.rest().starts_with("N{") => {
                self.until('}')?;
                // A character by its name, which is hardly ever one of ASCII.
                return Some(Chars::range(0x80, 0x0010_FFFF));
            }
            _ => {
                let point = self.escaped_point()?;
                return Some(self.cased(&Chars::one(point)));
            }
        };
        self.next();
        Some(chars)
    }

    fn escaped_point(&mut self) -> Option<u32> {
        let hex = |this: &mut Self, digits: usize| {
            let text = this.rest().get(..digits)?;
            this.at += digits;
            u32::from_str_radix(text, 16).ok()
        };
        let point = match self.next()? {
            'x' => return hex(self, 2),
            'u' => return hex(self, 4),
            'U' => return hex(self, 8),
            'a' => 0x07,
            'b' => 0x08,
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            'v' => 0x0B,
            digit @ '0'..='7' => {
                let more: String =
                    self.rest().chars().take(2).take_while(|c| ('0'..='7').contains(c)).collect();
                self.at += more.len();
                return u32::from_str_radix(&format!("{digit}{more}"), 8).ok();
            }
            letter if letter.is_ascii_alphanumeric() => return None,
            other => u32::from(other),
        };
        Some(point)
    }

    /// What stands behind `[`.
    fn class(&mut self) -> Option<Chars> {
        let negated = self.eat("^");
        let mut all: Vec<(u32, u32)> = Vec::new();
        let mut first = true;
        loop {
            let start = self.at;
            if !first && self.eat("]") {
                break;
            }
            first = false;
            let low = self.class_item()?;
            let rest = self.rest();
            if !rest.starts_with('-') || rest.starts_with("-]") {
                all.extend(low.chars.as_ranges());
                continue;
            }
            self.eat("-");
            let high = self.class_item()?;
            let (Some(low), Some(high)) = (low.point, high.point) else { return None };
            if low > high {
                return None;
            }
            self.ranges.push(Range { first: low, last: high, start, end: self.at });
            all.push((low, high));
        }
        let chars = self.cased(&Chars::ranges(all));
        Some(if negated { chars.not() } else { chars })
    }

    fn class_item(&mut self) -> Option<ClassItem> {
        match self.next()? {
            '\\' => {
                let single = !matches!(self.peek()?, 'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'N');
                if single {
                    let point = match self.peek()? {
                        '8' | '9' => return None,
                        _ => self.escaped_point()?,
                    };
                    return Some(ClassItem { chars: Chars::one(point), point: Some(point) });
                }
                Some(ClassItem { chars: self.escaped_set()?, point: None })
            }
            other => Some(ClassItem { chars: Chars::one(u32::from(other)), point: Some(u32::from(other)) }),
        }
    }
}

/// One item of a class: a character or several.
struct ClassItem {
    chars: Chars,
    /// The character, where it is one.
    point: Option<u32>,
}
