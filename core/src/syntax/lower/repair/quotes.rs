//! Texts in quotes, as far as cutting a file into lines needs them: where each ends, and which one is not what
//! it seems.

use super::edits::Edit;
use super::lines::{Cutter, Last, LongText, Reading, before_newline, line_end};

impl Cutter<'_> {
    pub(super) fn text_token(&mut self, reading: &mut Reading, start: usize) {
        let quote = self.byte(self.at);
        let prefix = self.text.get(start..self.at).unwrap_or("").to_ascii_lowercase();
        reading.last = Last::Text;
        if self.byte(self.at + 1) == quote && self.byte(self.at + 2) == quote {
            let first = self.at;
            self.at += 3;
            self.long_text(reading, first, quote);
        } else {
            let fields = prefix.contains(['f', 't']);
            if let Some(end) = short_text(self.bytes, self.at, fields, 0, &mut reading.line.respell) {
                self.at = end;
            } else {
                reading.line.broken = true;
                self.skip_line();
            }
        }
    }

    /// A text in three quotes, after them.
    fn long_text(&mut self, reading: &mut Reading, first: usize, quote: u8) {
        let mut code = 0;
        let mut first_code = None;
        let forced = self.broken_texts.contains(&first);
        while !self.ended() {
            let byte = self.byte(self.at);
            if byte == b'\\' {
                self.at += 2;
            } else if byte == quote && self.byte(self.at + 1) == quote && self.byte(self.at + 2) == quote {
                if !forced {
                    self.at += 3;
                    self.texts.push(LongText { at: first, code });
                    return;
                }
                self.at += 3;
            } else if matches!(byte, b'\n' | b'\r') {
                self.newline();
                let line = self.bytes.get(self.at..line_end(self.bytes, self.at)).unwrap_or_default();
                if looks_like_code(line) {
                    code += 1;
                    first_code.get_or_insert(self.at);
                    if forced {
                        break;
                    }
                }
            } else {
                self.at += 1;
            }
        }
        self.at = self.at.min(self.bytes.len());
        reading.line.broken = true;
        if !forced {
            self.unclosed = Some(first);
            self.texts.push(LongText { at: first, code });
            return;
        }
        // Back to the line end before the first line of code, or on the text's own line.
        self.at = match first_code {
            Some(code) => before_newline(self.bytes, code),
            None => line_end(self.bytes, first),
        };
        reading.open.clear();
    }
}

/// The end of a text in one quote at `at`; nothing when its line ends first. Fields of f-strings may hold
/// texts in the same quotes (PEP 701).
fn short_text(bytes: &[u8], at: usize, fields: bool, depth: u32, respell: &mut Vec<Edit>) -> Option<usize> {
    let quote = *bytes.get(at)?;
    let mut at = at + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += if bytes.get(at + 1..at + 3) == Some(b"\r\n") { 3 } else { 2 },
            b'\n' | b'\r' => return None,
            byte if byte == quote => return Some(at + 1),
            b'{' if fields && bytes.get(at + 1) == Some(&b'{') => at += 2,
            b'{' if fields => at = field(bytes, at + 1, quote, depth, respell)?,
            _ => at += 1,
        }
    }
}

/// The end of a replacement field, after its opening brace.
fn field(bytes: &[u8], mut at: usize, quote: u8, depth: u32, respell: &mut Vec<Edit>) -> Option<usize> {
    if depth > 20 {
        return None;
    }
    let mut open = 0_u32;
    let mut format = false;
    loop {
        match *bytes.get(at)? {
            b'\n' | b'\r' => return None,
            byte if format && byte == quote => return None,
            b'{' if format => at = field(bytes, at + 1, quote, depth + 1, respell)?,
            b'}' if open == 0 => return Some(at + 1),
            _ if format => at += 1,
            b'"' | b'\'' => {
                let fields = bytes.get(..at).is_some_and(|before| {
                    matches!(before.last().map(u8::to_ascii_lowercase), Some(b'f' | b't'))
                });
                at = short_text(bytes, at, fields, depth + 1, respell)?;
            }
            b'(' | b'[' | b'{' => (open, at) = (open + 1, at + 1),
            b')' | b']' | b'}' => (open, at) = (open.checked_sub(1)?, at + 1),
            b':' if open == 0 => {
                // `{value:=10}`: a format that begins with `=`, which the grammar takes for a walrus.
                if bytes.get(at + 1) == Some(&b'=') {
                    respell.push(Edit::new(at as u32 + 1, at as u32 + 2, "_"));
                }
                (format, at) = (true, at + 1);
            }
            _ => at += 1,
        }
    }
}

pub(super) fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|byte| b"rRbBfFuUtT".contains(&byte))
}

/// Whether a line within a text in three quotes looks like code.
fn looks_like_code(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let line = line.trim();
    let word = line.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or("");
    match word {
        "def" | "class" => line.ends_with(':') || line.contains('('),
        "if" | "elif" | "for" | "while" | "try" | "except" | "finally" | "with" | "else" => {
            line.ends_with(':')
        }
        "import" => line.split_whitespace().count() == 2,
        "from" => line.contains(" import "),
        "return" => line.ends_with([')', ']', '}']) || line.split_whitespace().count() <= 2,
        "" => line.starts_with('@') && !line.contains(' '),
        _ => {
            let dotted =
                line.split(|c: char| c != '_' && c != '.' && !c.is_alphanumeric()).next().unwrap_or("");
            let rest = line.get(dotted.len()..).unwrap_or("");
            rest.starts_with(" = ") || (rest.starts_with('(') && line.ends_with(')'))
        }
    }
}
