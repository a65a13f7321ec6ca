//! A unified diff: its new side is read, at the lines and columns that the person sees in what was pasted.
//! Markers become spaces, so all code stands one column to the right of where it stands in the file.

use crate::text::{Notice, NoticeKind};

use super::blank::{lines, push_after, push_blank};
use super::notices::notice;
use super::wanted;

/// The new side of a diff, or nothing when the text is none. `python_name`: the text is called a Python file,
/// so only what cannot be Python at its very beginning counts.
pub(super) fn read(text: &str, python_name: bool) -> Option<(String, Notice)> {
    if headed(text, python_name) {
        let (text, others) = new_side(text);
        let told = if others == 0 {
            "Read as a diff: the new side was reviewed, at the lines of the diff; lines that it takes out and code \
             outside it were not."
                .to_owned()
        } else {
            format!(
                "Read as a diff: the new side was reviewed, at the lines of the diff; {others} of its files are not \
                 Python and were left out."
            )
        };
        return Some((text, notice(1, NoticeKind::Skipped, told)));
    }
    bare(text).then(|| {
        let told = "Read as the lines of a diff: lines that begin with `-` were left out, the marks before the \
                    others were taken off.";
        (marked(text), notice(1, NoticeKind::Skipped, told))
    })
}

/// Whether the text has a diff's headers where they count.
fn headed(text: &str, python_name: bool) -> bool {
    let mut all = lines(text).map(|(line, _)| line).skip_while(|line| line.trim().is_empty()).peekable();
    let Some(first) = all.peek().copied() else { return false };
    let begins = |line: &str| {
        ["diff --git ", "diff -", "Index: ", "--- ", "@@ -"].iter().any(|header| line.starts_with(header))
            || commit(line)
    };
    if python_name && !begins(first) {
        return false;
    }
    // Elsewhere a hunk needs its file names right before it: prose may quote a lone `@@`.
    let mut named = begins(first);
    all.any(|line| {
        let hunk = named && ranges(line).is_some();
        named |= line.starts_with("+++ ");
        hunk
    })
}

/// `commit <hash>` of `git show`, `From <hash> ...` of a mailed patch.
fn commit(line: &str) -> bool {
    let hash = line.strip_prefix("commit ").or_else(|| line.strip_prefix("From "));
    hash.and_then(|rest| rest.split(' ').next())
        .is_some_and(|hash| hash.len() >= 7 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The new side, and how many files were left out because they are not Python.
fn new_side(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut others = 0;
    let mut python = true;
    // Lines that the hunk still has, on the old side and the new. Past them, markers are still believed: people
    // edit diffs before they paste them.
    let (mut old, mut new) = (0_u32, 0_u32);
    let mut inside = false;
    let mut all = lines(text).peekable();
    while let Some((line, end)) = all.next() {
        let counted = old > 0 || new > 0;
        let next_is_header = all.peek().is_some_and(|(next, _)| next.starts_with("+++ "));
        let header = !counted && line.starts_with("--- ") && next_is_header;
        if let Some(counts) = ranges(line).filter(|_| !counted || !line.starts_with([' ', '+', '-'])) {
            (old, new) = counts;
            inside = true;
            push_blank(&mut out, line);
        } else if inside && !header && (line.is_empty() || line.starts_with([' ', '+', '-', '\\', '\t'])) {
            let taken_out = line.starts_with(['-', '\\']);
            if !line.starts_with(['+', '\\']) {
                old = old.saturating_sub(1);
            }
            if !taken_out {
                new = new.saturating_sub(1);
            }
            if taken_out || !python {
                push_blank(&mut out, line);
            } else if line.starts_with(['+', ' ']) {
                push_after(&mut out, line, 1);
            } else {
                out.push_str(line);
            }
        } else {
            inside = false;
            (old, new) = (0, 0);
            if let Some(name) = line.strip_prefix("+++ ") {
                let name = name.split('\t').next().unwrap_or(name).trim().trim_matches('"');
                // `/dev/null`: the file is deleted, there is no new side.
                python = wanted(name) || !name.contains('.');
                others += usize::from(!python);
            }
            push_blank(&mut out, line);
        }
        out.push_str(end);
    }
    (out, others)
}

/// How many lines a hunk has on both sides: `@@ -10,4 +12,7 @@ def f():` has 4 and 7.
fn ranges(line: &str) -> Option<(u32, u32)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    Some((length(old)?, length(new)?))
}

/// The length of `10,4`, and of `10`, which is 1.
fn length(range: &str) -> Option<u32> {
    let (start, length) = range.split_once(',').unwrap_or((range, "1"));
    start.parse::<u32>().ok()?;
    length.parse().ok()
}

/// Lines with diff markers and no header: each begins with `+`, `-` or a space, some with `+`, none of which a
/// file of Python does.
fn bare(text: &str) -> bool {
    let (mut seen, mut added) = (0, 0);
    for (line, _) in lines(text).filter(|(line, _)| !line.trim().is_empty()) {
        if !line.starts_with(['+', '-', ' ']) {
            return false;
        }
        seen += 1;
        added += usize::from(line.starts_with('+'));
    }
    added > 0 && seen >= 3
}

fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (line, end) in lines(text) {
        if line.starts_with('-') {
            push_blank(&mut out, line);
        } else {
            push_after(&mut out, line, line.len().min(1));
        }
        out.push_str(end);
    }
    out
}
