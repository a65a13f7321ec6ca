//! What the first words of a physical line say: whether it can stand in brackets at all, and whether it is
//! part of something that is no code.

use super::lines::{Cutter, line_end};

/// Words of Python that are no operands.
pub(super) fn is_operator_word(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "if"
            | "else"
            | "for"
            | "lambda"
            | "await"
            | "yield"
            | "from"
            | "async"
            | "as"
            | "import"
            | "print"
            | "return"
            | "del"
            | "raise"
            | "assert"
            | "exec"
            | "elif"
            | "while"
            | "with"
            | "except"
            | "global"
            | "nonlocal"
            | "def"
            | "class"
            | "match"
            | "case"
            | "type"
    )
}

/// What the beginning of a physical line says about it.
#[allow(clippy::struct_excessive_bools)] // independent answers to independent questions
pub(super) struct Head {
    /// A keyword that begins statements and stands nowhere else.
    pub(super) is_hard: bool,
    pub(super) is_operand: bool,
    pub(super) is_text: bool,
    pub(super) is_decorator: bool,
    /// `if ..:`, `for ..:` and the like, whole on their line.
    pub(super) is_block_header: bool,
    /// `name = ..`
    pub(super) assigns: bool,
    /// `self.name = ..`
    pub(super) assigns_attribute: bool,
}

impl Head {
    pub(super) fn of(text: &str, at: usize) -> Self {
        let line = text.get(at..line_end(text.as_bytes(), at)).unwrap_or("");
        let word: &str = line.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or("");
        let rest = line.get(word.len()..).unwrap_or("");
        let code = line.split(" #").next().unwrap_or("").trim_end();
        let is_hard = match word {
            "def" | "class" => rest.starts_with(' '),
            "return" | "raise" | "while" | "with" | "assert" | "del" | "pass" | "break" | "continue"
            | "global" | "nonlocal" | "import" | "except" | "finally" | "elif" => {
                !rest.trim_start().starts_with(['=', '.'])
            }
            "try" | "else" => rest.trim_start().starts_with(':'),
            "from" => rest.contains(" import "),
            "async" => rest.starts_with(" def ") || rest.starts_with(" with "),
            _ => false,
        };
        let dotted = line.split(|c: char| c != '_' && c != '.' && !c.is_alphanumeric()).next().unwrap_or("");
        let after = line.get(dotted.len()..).unwrap_or("").trim_start();
        let assigns = !dotted.is_empty() && after.starts_with('=') && !after.starts_with("==");
        Self {
            is_hard,
            is_operand: !word.is_empty() && !is_operator_word(word),
            is_text: line.starts_with(['"', '\'']),
            is_decorator: line.starts_with('@')
                && line.get(1..).is_some_and(|rest| rest.starts_with(char::is_alphabetic)),
            is_block_header: matches!(word, "if" | "for" | "match" | "case" | "async") && code.ends_with(':'),
            assigns,
            assigns_attribute: assigns && dotted.contains('.'),
        }
    }
}

/// What of a traceback stood last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trace {
    /// Its first line, or its last.
    Begun,
    /// `File "a.py", line 1, in f`
    Frame,
    /// The line of source below it.
    Source,
}

impl Cutter<'_> {
    /// `<<<<<<< HEAD`, `=======`, `>>>>>>> branch`
    pub(super) fn is_merge_marker(&self, begin: usize) -> bool {
        let line = self.bytes.get(begin..line_end(self.bytes, begin)).unwrap_or_default();
        let (marker, rest) = line.split_at(line.len().min(7));
        matches!(marker, b"<<<<<<<" | b"=======" | b">>>>>>>" | b"|||||||")
            && matches!(rest.first(), None | Some(b' '))
    }

    /// Whether the line belongs to a traceback that was pasted into the code. Its lines of source look like
    /// statements and its last one like an annotation, so that what stands before them decides.
    pub(super) fn is_traceback(&mut self, column: u32) -> bool {
        let line = self.text.get(self.at..line_end(self.bytes, self.at)).unwrap_or("").trim_end();
        let frame = line.starts_with("File \"") && line.contains("\", line ");
        let last = self.traceback;
        self.traceback = if line == "Traceback (most recent call last):" {
            Some((column, Trace::Begun))
        } else if frame {
            Some((last.map_or(column.saturating_sub(2), |last| last.0), Trace::Frame))
        } else {
            match last {
                Some((outer, Trace::Frame)) if column > outer => Some((outer, Trace::Source)),
                Some((outer, Trace::Source)) if line.trim_matches(['^', '~', ' ']).is_empty() => {
                    Some((outer, Trace::Source))
                }
                Some((outer, Trace::Frame | Trace::Source)) if column == outer && is_exception(line) => {
                    Some((outer, Trace::Begun))
                }
                _ => None,
            }
        };
        self.traceback.is_some()
    }
}

/// `ValueError: text`, `KeyboardInterrupt`, `package.Error: text`
fn is_exception(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or("");
    !name.is_empty() && name.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric())
}
