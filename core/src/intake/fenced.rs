//! Markdown with fenced Python, as people copy it from a chat: what is outside the fences is blanked.

use crate::text::{Notice, NoticeKind};

use super::blank::{lines, push_blank};
use super::notices::notice;

/// The fenced Python of a text, or nothing when it has none or is Python itself.
pub(super) fn read(text: &str) -> Option<(String, Notice)> {
    if !starts_fenced(text) {
        return None;
    }
    let labelled = fences(text).any(|fence| fence == Label::Python);
    let wanted = if labelled { Label::Python } else { Label::None };
    if !fences(text).any(|fence| fence == wanted) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut open: Option<Fence> = None;
    for (line, end) in lines(text) {
        let marker = Fence::of(line);
        match (&open, marker) {
            (None, Some(fence)) => {
                open = Some(fence);
                push_blank(&mut out, line);
            }
            (Some(opened), Some(fence)) if fence.closes(opened) => {
                open = None;
                push_blank(&mut out, line);
            }
            (Some(opened), _) if opened.label == wanted => out.push_str(line),
            _ => push_blank(&mut out, line),
        }
        out.push_str(end);
    }
    let told = "Read as text with fenced code: only what stands between the fences was reviewed, at the lines of the \
                text.";
    Some((out, notice(1, NoticeKind::Skipped, told)))
}

/// Whether a fence stands where no Python file can have one: no string that could hold it begins before it.
fn starts_fenced(text: &str) -> bool {
    for (line, _) in lines(text) {
        if Fence::of(line).is_some() {
            return true;
        }
        if line.contains("\"\"\"") || line.contains("'''") {
            return false;
        }
    }
    false
}

/// The labels of the opening fences.
fn fences(text: &str) -> impl Iterator<Item = Label> + '_ {
    let mut open: Option<Fence> = None;
    lines(text).filter_map(move |(line, _)| {
        let fence = Fence::of(line)?;
        match &open {
            Some(opened) if fence.closes(opened) => {
                open = None;
                None
            }
            Some(_) => None,
            None => {
                let label = fence.label;
                open = Some(fence);
                Some(label)
            }
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Python,
    None,
    Other,
}

struct Fence {
    mark: char,
    length: usize,
    label: Label,
}

impl Fence {
    /// The fence that a line is: three or more backticks or tildes and a label.
    fn of(line: &str) -> Option<Self> {
        let line = line.trim();
        let mark = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        if length < 3 || info.contains('`') {
            return None;
        }
        // `python title="a.py"`, `{.python}`, `py3`: the first word counts.
        let word =
            info.trim().trim_start_matches(['{', '.']).split([' ', ',', '{', '}', ':']).next().unwrap_or("");
        let label = match word.to_ascii_lowercase().as_str() {
            "python" | "py" | "python3" | "py3" | "python2" | "pycon" | "python-repl" | "ipython"
            | "ipython3" | "pyi" => Label::Python,
            "" => Label::None,
            _ => Label::Other,
        };
        Some(Self { mark, length, label })
    }

    /// Whether this ends what `opened` began: the same mark, at least as long, without a label.
    fn closes(&self, opened: &Self) -> bool {
        self.mark == opened.mark && self.length >= opened.length && self.label == Label::None
    }
}
