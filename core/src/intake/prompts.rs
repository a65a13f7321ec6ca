//! A pasted interactive session: `>>> ` and `... ` become spaces, what Python answered is blanked.

use crate::text::{Notice, NoticeKind};

use super::blank::{lines, push_after, push_blank};
use super::notices::notice;

/// What was typed in a session, or nothing when the text does not begin with a prompt, which no Python file
/// does.
pub(super) fn read(text: &str) -> Option<(String, Notice)> {
    let (first, _) = lines(text).find(|(line, _)| !line.trim().is_empty())?;
    prompt(first).filter(|_| first.trim_start().starts_with(">>>"))?;
    let mut out = String::with_capacity(text.len());
    for (line, end) in lines(text) {
        match prompt(line) {
            Some(bytes) => push_after(&mut out, line, bytes),
            None => push_blank(&mut out, line),
        }
        out.push_str(end);
    }
    let told = "Read as an interactive session: what follows the prompts was reviewed, at the lines of the session; \
                the answers were left out.";
    Some((out, notice(1, NoticeKind::Skipped, told)))
}

/// How many bytes a prompt takes, with the blanks before it and the one after it.
fn prompt(line: &str) -> Option<usize> {
    let typed = line.trim_start_matches([' ', '\t']);
    let rest = typed.strip_prefix(">>>").or_else(|| typed.strip_prefix("..."))?;
    let mark = line.len() - rest.len();
    match rest.chars().next() {
        None => Some(mark),
        Some(' ') => Some(mark + 1),
        _ => None,
    }
}
