//! Cuts a text into logical lines without believing in it: what one broken statement swallows is bounded by
//! what can only be another one.
//!
//! An open bracket takes in the lines after it, an open `"""` all of the file. Neither may: a line that
//! begins with `def`, `class`, `return` and the like cannot stand in brackets, a name cannot follow another
//! one without an operator. There the statement is cut, at the first of its lines that is no deeper than
//! its beginning. Of texts in three quotes the one is broken that, taken as closed, leaves the fewest lines
//! of code inside of texts.

use super::edits::Edit;
use super::heads::{Head, Trace, is_operator_word};
use super::quotes::is_prefix;
use crate::text::Span;

/// A logical line: a simple statement (or several with semicolons), or the header of a compound one.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Where its first physical line begins.
    pub(super) begin: u32,
    /// From its first token to its last.
    pub(super) span: Span,
    /// The column of its first token, tabs to multiples of eight.
    pub(super) column: u32,
    /// The same as the parser counts, which gives each tab eight.
    pub(super) parser_column: u32,
    /// Whether a bracket or quote in it is not closed, or was never opened.
    pub(super) broken: bool,
    /// The closing brackets that are missing at its end.
    pub(super) missing: String,
    /// Whether it ends with a colon that a block should follow.
    pub(super) opens: bool,
    /// Its continuation lines that are less deep than itself: first token and column.
    pub(super) shallow: Vec<(u32, u32)>,
    /// What is right in Python and unknown to the grammar, in words that the grammar knows.
    pub(super) respell: Vec<Edit>,
}

/// The logical lines of a text, without blank lines and comments.
pub(super) fn cut(text: &str) -> Vec<Line> {
    let mut best = Cutter::run(text, Vec::new());
    // A file that ends within a text in three quotes: one of the quotes is not what it seems.
    let tries = (64_000_000 / (text.len() + 1)).clamp(2, 10);
    for _ in 0..4 {
        let Some(last) = best.unclosed else { break };
        let suspects = best.texts.iter().filter(|text| text.code > 0).map(|text| text.at).take(tries);
        let attempts = suspects.chain([last]).filter(|at| !best.broken_texts.contains(at)).map(|at| {
            let broken_texts = best.broken_texts.iter().copied().chain([at]).collect();
            Cutter::run(text, broken_texts)
        });
        let Some(better) = attempts.min_by_key(Cutter::implausible) else { break };
        best = better;
    }
    best.lines
}

/// A text in three quotes.
pub(super) struct LongText {
    pub(super) at: usize,
    /// How many of its lines look like code.
    pub(super) code: usize,
}

/// What stood last before a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// A name, a number or a closing bracket: no other may follow without an operator.
    Operand,
    /// A text, which another text may follow.
    Text,
    /// A comma or an opening bracket.
    Separator,
    /// Anything else.
    Operator,
}

pub(super) struct Cutter<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) lines: Vec<Line>,
    pub(super) texts: Vec<LongText>,
    /// Texts in three quotes that are taken to end on their own.
    pub(super) broken_texts: Vec<usize>,
    pub(super) unclosed: Option<usize>,
    /// The traceback that the last line was part of, and its column.
    pub(super) traceback: Option<(u32, Trace)>,
    /// How many bytes may be read a second time.
    pub(super) again: usize,
}

/// The logical line that is being read.
pub(super) struct Reading {
    pub(super) line: Line,
    pub(super) open: Vec<(u8, usize)>,
    pub(super) last: Last,
    /// Its first continuation line that could be a statement of its own.
    pub(super) restart: Option<usize>,
    /// In `def f[T = int]`: where the type parameters' bracket stands.
    pub(super) type_params: Option<usize>,
    pub(super) backtick: bool,
}

impl<'a> Cutter<'a> {
    fn run(text: &'a str, broken_texts: Vec<usize>) -> Self {
        let again = text.len() * 8 + 100_000;
        let mut cutter = Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            lines: Vec::new(),
            texts: Vec::new(),
            broken_texts,
            unclosed: None,
            traceback: None,
            again,
        };
        while let Some((begin, column, parser_column)) = cutter.next_code_line() {
            cutter.logical_line(begin, column, parser_column);
        }
        cutter
    }

    fn implausible(&self) -> (bool, usize) {
        (self.unclosed.is_some(), self.texts.iter().map(|text| text.code).sum())
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn ended(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Steps over a line end.
    pub(super) fn newline(&mut self) {
        self.at += if self.byte(self.at) == b'\r' && self.byte(self.at + 1) == b'\n' { 2 } else { 1 };
    }

    pub(super) fn skip_line(&mut self) {
        self.at = line_end(self.bytes, self.at);
    }

    /// Goes to the first token of the next line that holds code: where that line begins, and its columns.
    fn next_code_line(&mut self) -> Option<(usize, u32, u32)> {
        loop {
            let begin = self.at;
            let (mut column, mut parser_column) = (0, 0);
            loop {
                match self.byte(self.at) {
                    b' ' => (column, parser_column) = (column + 1, parser_column + 1),
                    b'\t' => (column, parser_column) = ((column / 8 + 1) * 8, parser_column + 8),
                    b'\x0c' => (column, parser_column) = (0, 0),
                    _ => break,
                }
                self.at += 1;
            }
            if self.ended() {
                return None;
            }
            match self.byte(self.at) {
                b'\n' | b'\r' => self.newline(),
                b'#' => {
                    self.skip_line();
                    if !self.ended() {
                        self.newline();
                    }
                }
                _ => return Some((begin, column, parser_column)),
            }
        }
    }

    fn logical_line(&mut self, begin: usize, column: u32, parser_column: u32) {
        let start = self.at as u32;
        let line = Line {
            begin: begin as u32,
            span: Span::new(start, start),
            column,
            parser_column,
            ..Line::default()
        };
        let mut reading = Reading {
            line,
            open: Vec::new(),
            last: Last::Operator,
            restart: None,
            type_params: None,
            backtick: false,
        };
        if self.is_merge_marker(begin) || self.is_traceback(column) {
            reading.line.broken = true;
            self.skip_line();
            reading.line.span.end = self.at as u32;
        } else {
            self.read(&mut reading);
        }
        let mut line = reading.line;
        line.span.end = line.span.end.max(line.span.start + 1).min(self.bytes.len() as u32);
        self.lines.push(line);
        if !self.ended() && matches!(self.byte(self.at), b'\n' | b'\r') {
            self.newline();
        }
    }

    fn read(&mut self, reading: &mut Reading) {
        while !self.ended() {
            match self.byte(self.at) {
                b'\n' | b'\r' => {
                    if reading.open.is_empty() {
                        return;
                    }
                    if self.continuation(reading) {
                        return;
                    }
                }
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b'#' => self.skip_line(),
                b'\\' if matches!(self.byte(self.at + 1), b'\n' | b'\r') => {
                    self.at += 1;
                    self.newline();
                }
                _ => self.token(reading),
            }
        }
        if !reading.open.is_empty() {
            self.cut_here(reading);
        }
    }

    fn token(&mut self, reading: &mut Reading) {
        let start = self.at;
        let byte = self.byte(start);
        reading.line.opens = false;
        match byte {
            b'"' | b'\'' => self.text_token(reading, start),
            b'(' | b'[' | b'{' => {
                self.at += 1;
                reading.open.push((byte, start));
                reading.last = Last::Separator;
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                close(reading, byte);
                reading.last = Last::Operand;
            }
            b'`' => {
                self.at += 1;
                let bracket = if reading.backtick { ")" } else { "(" };
                reading.backtick = !reading.backtick;
                reading.line.respell.push(Edit::new(start as u32, start as u32 + 1, bracket));
                reading.last = Last::Operator;
            }
            b'0'..=b'9' => {
                self.word();
                reading.last = Last::Operand;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                self.word();
                let word = self.text.get(start..self.at).unwrap_or("");
                if matches!(self.byte(self.at), b'"' | b'\'') && is_prefix(word) {
                    self.text_token(reading, start);
                    reading.line.span.end = self.at as u32;
                    return;
                }
                if start == reading.line.span.start as usize && matches!(word, "def" | "class" | "type") {
                    reading.type_params = Some(start);
                }
                reading.last = if is_operator_word(word) { Last::Operator } else { Last::Operand };
            }
            _ => {
                self.at += 1;
                self.punctuation(reading, byte, start);
            }
        }
        reading.line.span.end = self.at as u32;
    }

    fn punctuation(&mut self, reading: &mut Reading, byte: u8, start: usize) {
        reading.last = if byte == b',' { Last::Separator } else { Last::Operator };
        match byte {
            b':' if reading.open.is_empty() => reading.line.opens = true,
            // `def f[T = int](..)`: the grammar has no defaults there, but reads `T: int`.
            b'=' if reading.type_params.is_some()
                && matches!(reading.open.as_slice(), [(b'[', at)] if self.is_type_params(reading, *at)) =>
            {
                reading.line.respell.push(Edit::new(start as u32, start as u32 + 1, ":"));
            }
            _ => {}
        }
    }

    /// Whether a bracket is the first one of `def f[..`, `class C[..` or `type A[..`.
    fn is_type_params(&self, reading: &Reading, bracket: usize) -> bool {
        let Some(head) = self.text.get(reading.line.span.start as usize..bracket) else { return false };
        let mut words = head.split_whitespace();
        words.next();
        words.next().is_some_and(is_word) && words.next().is_none()
    }

    /// Steps over a name or number.
    fn word(&mut self) {
        while matches!(self.byte(self.at), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..) {
            self.at += 1;
        }
    }

    /// Goes to the next physical line of a statement in brackets; true when it is another statement's.
    fn continuation(&mut self, reading: &mut Reading) -> bool {
        let line_ended = self.at;
        self.newline();
        let Some((begin, column, _)) = self.next_code_line() else {
            self.cut_here(reading);
            return true;
        };
        let outer = reading.line.column;
        let head = Head::of(self.text, self.at);
        let closes = matches!(self.byte(self.at), b')' | b']' | b'}');
        let no_deeper = column <= outer && !closes;
        if no_deeper && reading.restart.is_none() {
            reading.restart = Some(line_ended);
        }
        let beside = match reading.last {
            Last::Operand => head.is_operand || head.is_text,
            Last::Text => head.is_operand,
            Last::Separator | Last::Operator => false,
        };
        let in_round = matches!(reading.open.last(), Some((b'(', _)));
        let other = head.is_hard
            || self.is_merge_marker(begin)
            || (no_deeper
                && (beside
                    || head.is_decorator
                    || head.is_block_header
                    || head.assigns_attribute
                    || (head.assigns && !in_round)
                    || reading.line.broken));
        if other {
            self.at = line_ended;
            self.cut_here(reading);
            return true;
        }
        if column < outer {
            reading.line.shallow.push((self.at as u32, column));
        }
        false
    }

    /// Ends a statement whose brackets are open: where another could begin first, or here.
    fn cut_here(&mut self, reading: &mut Reading) {
        reading.line.broken = true;
        let here = self.at;
        let restart = reading.restart.filter(|restart| here.saturating_sub(*restart) <= self.again);
        if let Some(restart) = restart {
            self.again -= here.saturating_sub(restart);
            self.at = restart;
            self.texts.retain(|text| text.at < restart);
            self.unclosed = self.unclosed.filter(|at| *at < restart);
            reading.line.shallow.retain(|(at, _)| (*at as usize) < restart);
            reading.line.respell.retain(|edit| (edit.span.end as usize) <= restart);
            reading.open.retain(|(_, at)| *at < restart);
        }
        reading.line.span.end = reading.line.span.end.min(self.at as u32);
        reading.line.missing = reading.open.iter().rev().map(|(bracket, _)| closing(*bracket)).collect();
        reading.line.opens = false;
    }
}

/// Takes off the bracket that a closing one closes. One that closes an outer bracket closes those within;
/// one that closes none is the statement's fault.
fn close(reading: &mut Reading, byte: u8) {
    let matching = reading.open.iter().rposition(|(open, _)| closing(*open) == char::from(byte));
    match matching {
        Some(at) => {
            reading.line.broken |= at + 1 != reading.open.len();
            reading.open.truncate(at);
        }
        None => reading.line.broken = true,
    }
}

fn closing(open: u8) -> char {
    match open {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    }
}

pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(bytes.len(), |at| from + at)
}

/// The line end before the beginning of a line.
pub(super) fn before_newline(bytes: &[u8], line: usize) -> usize {
    match bytes.get(..line) {
        Some([.., b'\r', b'\n']) => line - 2,
        Some([.., b'\n' | b'\r']) => line - 1,
        _ => line,
    }
}

pub(super) fn is_word(word: &str) -> bool {
    let name = |c: char| c == '_' || c.is_alphanumeric();
    !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str) -> Vec<(String, bool)> {
        let lines = cut(text);
        lines
            .iter()
            .map(|line| {
                let code = &text[line.span.start as usize..line.span.end as usize];
                (code.split_whitespace().collect::<Vec<_>>().join(" "), line.broken)
            })
            .collect()
    }

    fn whole(text: &str) -> (String, bool) {
        (text.into(), false)
    }

    fn broken(text: &str) -> (String, bool) {
        (text.into(), true)
    }

    #[test]
    fn lines_in_brackets_belong_together() {
        let text = "f(a,\n  b=[1,\n2])  # c\n\n# d\nx = 1 \\\n + 2\n'''\ndef g(): (\n'''\n";
        assert_eq!(
            heads(text),
            [whole("f(a, b=[1, 2])"), whole("x = 1 \\ + 2"), whole("''' def g(): ( '''")]
        );
    }

    #[test]
    fn an_open_bracket_loses_its_statement_alone() {
        let text = "x = f(a, b\ny = 2\nz = 3\n";
        assert_eq!(heads(text), [broken("x = f(a, b"), whole("y = 2"), whole("z = 3")]);
        let text = "x = {'a': f(,\ng(1)\ndef h():\n    pass\n";
        assert_eq!(heads(text), [broken("x = {'a': f(,"), whole("g(1)"), whole("def h():"), whole("pass")]);
        let text = "class A:\n    x = [1,\n    def f(self):\n        return 1\n";
        assert_eq!(heads(text)[1..3], [broken("x = [1,"), whole("def f(self):")]);
    }

    #[test]
    fn an_open_quote_ends_with_its_line() {
        let text = "x = f('a, b)\ny = 'it''s'\nz = f\"{a['b']} {c\"\nw = f\"{d[\"e\"]}\"\n";
        let lines = [
            broken("x = f('a, b)"),
            whole("y = 'it''s'"),
            broken("z = f\"{a['b']} {c\""),
            whole("w = f\"{d[\"e\"]}\""),
        ];
        assert_eq!(heads(text), lines);
    }

    #[test]
    fn an_open_long_text_ends_before_the_next_line_of_code() {
        let text = "def f():\n    \"\"\"One.\n    Two.\n    return f(1)\n\ndef g():\n    \"\"\"Three.\"\"\"\n    return 2\n";
        let lines = [
            whole("def f():"),
            broken("\"\"\"One. Two."),
            whole("return f(1)"),
            whole("def g():"),
            whole("\"\"\"Three.\"\"\""),
            whole("return 2"),
        ];
        assert_eq!(heads(text), lines);
    }

    #[test]
    fn brackets_that_nothing_opened_do_not_end_anything() {
        assert_eq!(heads("f(a})\ng()\n"), [broken("f(a})"), whole("g()")]);
        assert_eq!(heads("f([a)\ng()\n"), [broken("f([a)"), whole("g()")]);
    }

    #[test]
    fn tracebacks_are_no_code() {
        let text = "def f():\n    a\nTraceback (most recent call last):\n  File \"a.py\", line 3, in f\n    b(c)\n    ^^^^\n\
                    ValueError: d\n    e\n";
        let whole: Vec<String> =
            heads(text).into_iter().filter(|(_, broken)| !broken).map(|(line, _)| line).collect();
        assert_eq!(whole, ["def f():", "a", "e"]);
    }

    #[test]
    fn merge_markers_are_lines_of_their_own_even_in_brackets() {
        let text = "f(\n<<<<<<< HEAD\n  a,\n=======\n  b,\n>>>>>>> x\n)\ng()\n";
        assert!(heads(text).contains(&whole("g()")));
    }
}
