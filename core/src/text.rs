//! Files, places in them, and the one conversion from bytes to lines and columns.
//!
//! Everything inside the engine counts bytes of the decoded text. Lines and columns exist only where
//! people read them, and are made here.

use std::sync::Arc;

/// A reviewed text: one Python file, one cell of a notebook, or one pasted snippet.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it came from, as people are told: the argument joined with the path inside it by `/`.
    pub path: String,
    /// The decoded text, without a byte order mark.
    pub text: Arc<str>,
    /// Size of the input in bytes, before decoding.
    pub bytes: usize,
    /// SHA-256 of the input's bytes, in hex.
    pub sha256: String,
    /// What happened to it on its way in (an encoding, magics of a notebook, the prefix of a diff).
    pub notices: Vec<Notice>,
    /// Where its lines end.
    pub lines: LineIndex,
}

impl File {
    /// A file from text that is already decoded.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self {
            path: path.into(),
            bytes: text.len(),
            sha256: digest(text.as_bytes()),
            notices: Vec::new(),
            lines: LineIndex::new(&text),
            text,
        }
    }

    /// The text of a span; empty when the span is not one of this file's.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The line (from 1) that a byte offset lies on.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        self.lines.line(offset)
    }

    /// Where a span lies, in lines and UTF-16 columns.
    #[must_use]
    pub fn region(&self, span: Span) -> Region {
        let start = self.lines.position(&self.text, span.start);
        let end = self.lines.position(&self.text, span.end.max(span.start));
        Region { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }

    /// The text of a line (from 1) without its line end; empty when there is no such line.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.lines.line_span(line)).trim_end_matches(['\r', '\n'])
    }
}

/// The SHA-256 of some bytes, in hex.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    use sha2::Digest;
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in sha2::Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Which of the given files; an index into the project's list, which is sorted by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a file's decoded text; `end` is one past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies within.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A span of one of the given files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// A span as people and editors count: lines and columns from 1, columns in UTF-16 code units,
/// `end_column` one past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Region {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// A line and a UTF-16 column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// UTF-16 code units before it on its line, plus 1.
    pub column: u32,
}

/// Something that a person should know about how a file was read. Notices are data, never errors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// First line it speaks of, from 1.
    pub line: u32,
    /// Last line it speaks of.
    pub end_line: u32,
    /// What kind of thing happened.
    pub kind: NoticeKind,
    /// One sentence for people.
    pub text: String,
}

/// The kinds of notice; their names are part of the JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// Lines that could not be read as Python.
    Syntax,
    /// Bytes that are not text in the declared encoding.
    Encoding,
    /// Not text at all.
    Binary,
    /// Beyond a bound on size.
    TooLarge,
    /// Nested deeper than the engine follows.
    Nesting,
    /// A bound on work was hit.
    Limit,
    /// Not Python, or left out on purpose.
    Skipped,
    /// An archive or a member of one that could not be read.
    Archive,
    /// Python 2 syntax.
    Python2,
    /// A name without a definition was taken for what it usually is.
    Assumed,
    /// A comment that is to silence a finding names a rule that does not exist.
    Suppression,
}

impl NoticeKind {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Encoding => "encoding",
            Self::Binary => "binary",
            Self::TooLarge => "too-large",
            Self::Nesting => "nesting",
            Self::Limit => "limit",
            Self::Skipped => "skipped",
            Self::Archive => "archive",
            Self::Python2 => "python2",
            Self::Assumed => "assumed",
            Self::Suppression => "suppression",
        }
    }

    /// Whether something was left unreviewed; such notices stand in the report's own list too.
    #[must_use]
    pub fn left_out(self) -> bool {
        !matches!(self, Self::Assumed | Self::Python2 | Self::Suppression)
    }
}

/// Where the lines of a text begin. Lines end at LF, CRLF or a lone CR, as in Python's own reader, and
/// at nothing else (not at form feed, vertical tab or U+2028).
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
    /// UTF-16 units before each stride of the text, so that a column far along a line costs one stride and
    /// not the line. Empty for ASCII, where a unit is a byte.
    units: Vec<u32>,
}

/// Bytes between two entries of [`LineIndex::units`].
const STRIDE: usize = 256;

impl LineIndex {
    /// Index a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(at as u32 + 1);
            }
        }
        let units = if text.is_ascii() { Vec::new() } else { strides(text) };
        Self { starts, length: text.len() as u32, units }
    }

    /// How many lines the text has, as an editor numbers them without an empty last one: 0 for an empty text.
    #[must_use]
    pub fn count(&self) -> u32 {
        let lines = self.starts.len() as u32;
        if self.starts.last() == Some(&self.length) { lines - 1 } else { lines }
    }

    /// The line (from 1) of a byte offset; offsets past the end are on the last line.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset).max(1) as u32
    }

    /// The bytes of a line (from 1), line end included; empty at 0 or past the last line.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let Some(start) = (line as usize).checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return Span::default();
        };
        Span::new(*start, self.starts.get(line as usize).copied().unwrap_or(self.length))
    }

    /// Line and UTF-16 column of a byte offset of `text`, which must be the text that was indexed.
    /// An offset inside a character counts as the character's start, one inside a CRLF as the line's end.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let mut offset = text.floor_char_boundary(offset.min(self.length) as usize);
        let bytes = text.as_bytes();
        if offset > 0 && bytes.get(offset) == Some(&b'\n') && bytes.get(offset - 1) == Some(&b'\r') {
            offset -= 1;
        }
        let line = self.line(offset as u32);
        let start = self.line_span(line).start as usize;
        let units = self.units_before(text, offset).saturating_sub(self.units_before(text, start));
        Position { line, column: units as u32 + 1 }
    }

    /// The byte offset of a line and UTF-16 column of `text`; places past a line's end are its end, and the
    /// second half of a character that takes two units is the character's end.
    #[must_use]
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let span = self.line_span(position.line);
        let start = span.start as usize;
        let line = text.get(start..span.end as usize).unwrap_or("").trim_end_matches(['\r', '\n']);
        let end = start + line.len();
        let wanted =
            self.units_before(text, start).saturating_add((position.column as usize).saturating_sub(1));
        let (mut at, mut units) = self.stride_before(text, start, wanted);
        while at < end && units < wanted {
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += character.len_utf8();
            units += character.len_utf16();
        }
        at.min(end) as u32
    }

    /// UTF-16 units before a byte offset, which is the start of a character.
    fn units_before(&self, text: &str, offset: usize) -> usize {
        let Some(known) = self.units.get(offset / STRIDE) else { return offset };
        let from = text.floor_char_boundary(offset - offset % STRIDE);
        *known as usize + text.get(from..offset).map_or(0, utf16_length)
    }

    /// A byte offset not before `start` and not past the one with `units` UTF-16 units before it, and the
    /// units before it: the last known one, to count on from.
    fn stride_before(&self, text: &str, start: usize, units: usize) -> (usize, usize) {
        if self.units.is_empty() {
            return (units.min(text.len()), units);
        }
        let stride = self.units.partition_point(|known| *known as usize <= units).saturating_sub(1);
        let at = text.floor_char_boundary(stride * STRIDE).max(start);
        (at, self.units_before(text, at))
    }
}

/// UTF-16 units before every stride of `text`; a stride that begins inside a character begins at its start.
fn strides(text: &str) -> Vec<u32> {
    let mut known = Vec::with_capacity(text.len() / STRIDE + 1);
    let (mut from, mut units) = (0, 0);
    for at in (0..=text.len()).step_by(STRIDE) {
        let at = text.floor_char_boundary(at);
        units += text.get(from..at).map_or(0, utf16_length);
        from = at;
        known.push(units as u32);
    }
    known
}

fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
