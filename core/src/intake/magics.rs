//! What a notebook's cell says to IPython instead of Python: `%magic`, `%%cell magic`, `!shell`, `help?`. Commands for a
//! shell become the Python that IPython makes of them; all else is blanked and told, and what it does is not modelled.
//!
//! ```text
//! %matplotlib inline            ->
//! files = !ls {folder}          ->  files = get_ipython().getoutput(f"ls {folder}")
//! if slow: \n    %time f()      ->  if slow: \n    _
//! ```
//!
//! `_`, a name that nothing binds, stands where Python needs something.

use crate::text::{Notice, NoticeKind};

use super::blank::{Line, lines, push_blank};
use super::notices::{notice, quote};
use super::{limits, names};

/// A cell as Python, or what it is instead.
pub(super) enum Cell {
    Python {
        /// The cell's text with as many lines, and spaces for what is not Python.
        text: String,
        notices: Vec<Notice>,
    },
    /// Not Python at all: why it is left out.
    Other(String),
}

/// Reads the source of a code cell.
pub(super) fn read(source: &str) -> Cell {
    let first = lines(source).find(|(line, _)| !line.trim().is_empty());
    let cell_magic = first.and_then(|(line, _)| line.trim_start().strip_prefix("%%"));
    if let Some(magic) = cell_magic
        && !keeps_python(magic)
    {
        let name = magic.split_whitespace().next().unwrap_or("");
        if matches!(name, "bash" | "sh") {
            return Cell::Python { text: shell_cell(source), notices: Vec::new() };
        }
        let told = format!(
            "A cell of `%%{}` is not Python and was not reviewed; its text begins: {}",
            quote(name),
            quote(source.trim().trim_start_matches("%%").trim_start_matches(char::is_alphanumeric).trim())
        );
        return Cell::Other(told);
    }
    let mut text = String::with_capacity(source.len());
    let mut notices = Vec::new();
    let mut beyond = 0;
    let mut scan = Scan::default();
    // Whether the line before was IPython's and ends in a backslash.
    let mut goes_on = false;
    let all: Vec<Line<'_>> = lines(source).collect();
    for (at, (line, end)) in all.iter().copied().enumerate() {
        let found = if goes_on {
            Some((0, Escape::More))
        } else if scan.at_statement() {
            escape(line)
        } else {
            None
        };
        let Some((from, escape)) = found else {
            scan.line(line);
            text.push_str(line);
            text.push_str(end);
            continue;
        };
        goes_on = line.ends_with('\\');
        let (before, after) = line.split_at_checked(from).unwrap_or((line, ""));
        text.push_str(before);
        let assigned = before.trim_end().ends_with('=');
        if matches!(escape, Escape::Shell) {
            let mut command = after.trim_end_matches('\\').to_owned();
            let mut rest = all.get(at + 1..).unwrap_or(&[]).iter().take_while(|_| goes_on);
            let mut more = goes_on;
            while let Some((line, _)) = rest.next().filter(|_| more) {
                command.push_str(line.trim_end_matches('\\'));
                more = line.ends_with('\\');
            }
            push_command(&mut text, &command, assigned, true);
        } else if (assigned || indented(before)) && !after.is_empty() && !matches!(escape, Escape::More) {
            text.push('_');
            text.extend(std::iter::repeat_n(' ', after.len() - 1));
        } else {
            push_blank(&mut text, after);
        }
        match escape.told(after) {
            Some(told) if notices.len() < limits::NOTICES => {
                notices.push(notice(at as u32 + 1, NoticeKind::Skipped, told));
            }
            Some(_) => beyond += 1,
            None => {}
        }
        text.push_str(end);
    }
    if beyond > 0 {
        let told = format!("{beyond} more lines for IPython in this cell were left out.");
        notices.push(notice(1, NoticeKind::Skipped, told));
    }
    Cell::Python { text, notices }
}

/// The lines of a cell of `%%bash`, each as a command.
fn shell_cell(source: &str) -> String {
    let mut text = String::with_capacity(source.len() * 2);
    for (line, end) in lines(source) {
        let command = line.trim();
        if !(command.is_empty() || command.starts_with("%%") || command.starts_with('#')) {
            push_command(&mut text, command, false, false);
        }
        text.push_str(end);
    }
    text
}

/// A command as IPython runs it: `get_ipython().system(f"ls {folder}")`. What is filled in stands in braces, or behind a
/// dollar sign where it is not written as the shell's own variables are.
fn push_command(text: &mut String, line: &str, gives: bool, fills: bool) {
    let command = line.trim_start_matches('!').trim();
    let gives = gives || line.starts_with("!!");
    text.push_str(if gives { "get_ipython().getoutput(" } else { "get_ipython().system(" });
    text.push_str(if fills { "f\"" } else { "\"" });
    let mut at = 0;
    while let Some(rest) = command.get(at..)
        && let Some(letter) = rest.chars().next()
    {
        at += letter.len_utf8();
        let after = command.get(at..).unwrap_or("");
        match letter {
            '{' if fills && let Some(hole) = braced(after) => {
                text.push('{');
                text.push_str(&hole.replace('"', "'"));
                text.push('}');
                at += hole.len() + 1;
            }
            '$' if fills && let Some(name) = dollar(after) => {
                text.push('{');
                text.push_str(name);
                text.push('}');
                at += name.len();
            }
            '{' | '}' if fills => {
                text.push(letter);
                text.push(letter);
                if after.starts_with(letter) {
                    at += 1;
                }
            }
            '"' | '\\' => {
                text.push('\\');
                text.push(letter);
            }
            _ => text.push(letter),
        }
    }
    text.push_str("\")");
}

/// What stands in braces, if it is a plain expression: `folder`, `args.name`, `paths[0]`.
fn braced(after: &str) -> Option<&str> {
    let hole = after.get(..after.find('}')?)?;
    let begins = hole.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let plain = |letter: char| letter.is_alphanumeric() || "_.[]()'\"+".contains(letter);
    (begins && hole.chars().all(plain)).then_some(hole)
}

/// `name` of `$name`; `$HOME` is the shell's.
fn dollar(after: &str) -> Option<&str> {
    let end =
        after.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(after.len());
    let name = after.get(..end)?;
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    (begins && name.bytes().any(|letter| letter.is_ascii_lowercase())).then_some(name)
}

#[derive(Clone, Copy)]
enum Escape {
    Magic,
    Shell,
    Help,
    /// The next line of one of these.
    More,
}

impl Escape {
    fn told(self, text: &str) -> Option<String> {
        let text = quote(text.trim());
        match self {
            Self::Magic => Some(format!("`{text}` is a command of IPython, not Python; it was left out.")),
            Self::Help => Some(format!("`{text}` asks IPython for help; it was left out.")),
            Self::Shell | Self::More => None,
        }
    }
}

/// Where on a line that begins a statement IPython's part begins, and what it is. None of these is Python.
fn escape(line: &str) -> Option<(usize, Escape)> {
    let code = line.trim_start_matches([' ', '\t', '\x0C']);
    let indent = line.len() - code.len();
    if code.starts_with('%') {
        return Some((indent, Escape::Magic));
    }
    if code.starts_with('!')
        || ["pip install ", "conda install ", "pip3 install "].iter().any(|tool| code.starts_with(tool))
    {
        return Some((indent, Escape::Shell));
    }
    if code.starts_with('?') {
        return Some((indent, Escape::Help));
    }
    let asked = code.trim_end();
    if asked.ends_with('?') && !asked.contains(['#', '"', '\'']) {
        return Some((indent, Escape::Help));
    }
    assigned(code).map(|(at, escape)| (indent + at, escape))
}

/// `names = !ls`, `a.b, c = %magic`: what follows an `=` that assigns.
fn assigned(code: &str) -> Option<(usize, Escape)> {
    let equals = code.find('=')?;
    let (target, value) = code.split_at_checked(equals)?;
    let plain = |character: char| character.is_alphanumeric() || "_.,*[]() \t:'\"".contains(character);
    // An `=` inside a string has an odd quote before it.
    let inside = ['\'', '"'].iter().any(|quote| target.matches(*quote).count() % 2 == 1);
    if inside || target.trim().is_empty() || !target.chars().all(plain) {
        return None;
    }
    let value = value.get(1..)?;
    let start = value.trim_start();
    let at = equals + 1 + (value.len() - start.len());
    match start.strip_prefix(['!', '%']) {
        Some(rest) if start.starts_with('!') => (!rest.starts_with('=')).then_some((at, Escape::Shell)),
        Some(rest) => {
            let named =
                rest.trim_start_matches('%').starts_with(|first: char| first.is_alphabetic() || first == '_');
            named.then_some((at, Escape::Magic))
        }
        None => None,
    }
}

fn indented(before: &str) -> bool {
    !before.is_empty() && before.trim().is_empty()
}

/// Whether the rest of a cell with this magic is Python that runs: timers and recorders, other Pythons, and Python
/// written to a file.
fn keeps_python(magic: &str) -> bool {
    let mut words = magic.split_whitespace();
    let name = words.next().unwrap_or("");
    if matches!(name, "writefile" | "file") {
        return words.next_back().is_some_and(|path| names::kind(path) == names::Kind::Python);
    }
    matches!(
        name,
        "time"
            | "timeit"
            | "capture"
            | "prun"
            | "lprun"
            | "mprun"
            | "memit"
            | "scalene"
            | "snakeviz"
            | "pyinstrument"
            | "python"
            | "python2"
            | "python3"
            | "pypy"
            | "ipytest"
            | "run_pytest"
            | "run_pytest[clean]"
            | "px"
            | "cache"
            | "debug"
            | "notify"
    )
}

/// Where Python's own statements begin: brackets, strings and continued lines are followed just far enough to tell
/// `%` at the start of a statement from `%` in the middle of one.
#[derive(Default)]
struct Scan {
    depth: u32,
    /// The string that is open at the end of the line: its quote, and whether it takes three of them.
    string: Option<(u8, bool)>,
    continued: bool,
}

impl Scan {
    fn at_statement(&self) -> bool {
        self.depth == 0 && self.string.is_none() && !self.continued
    }

    fn line(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut at = 0;
        self.continued = false;
        while let Some(byte) = bytes.get(at) {
            let triple = bytes.get(at..at + 3) == Some([*byte; 3].as_slice());
            match (self.string, byte) {
                (_, b'\\') => {
                    self.continued = at + 1 == bytes.len();
                    at += 1;
                }
                (Some((quote, true)), byte) if *byte == quote && triple => {
                    self.string = None;
                    at += 2;
                }
                (Some((quote, false)), byte) if *byte == quote => self.string = None,
                (None, b'#') => break,
                (None, b'"' | b'\'') => {
                    self.string = Some((*byte, triple));
                    at += if triple { 2 } else { 0 };
                }
                (None, b'(' | b'[' | b'{') => self.depth += 1,
                (None, b')' | b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        // A string of single quotes ends with its line unless that is continued.
        if matches!(self.string, Some((_, false))) && !self.continued {
            self.string = None;
        }
        if self.string.is_some() {
            self.continued = false;
        }
    }
}
