//! `requirements.txt`: a requirement or an option a line, as pip reads it. A backslash at the end joins the next line.

use super::requirement::requirement;
use super::{Entry, Says};
use crate::text::Span;

/// What the lines say.
pub(super) fn read(text: &str) -> Vec<Entry> {
    logical(text).into_iter().filter_map(|(start, line)| entry(&line, start)).collect()
}

/// Lines as pip joins them, without comments, of the same length as what they were made of.
fn logical(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let (mut at, mut open) = (0, false);
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let comment =
            body.starts_with('#').then_some(0).or_else(|| body.find(" #")).or_else(|| body.find("\t#"));
        let code = body.get(..comment.unwrap_or(body.len())).unwrap_or(body);
        let goes_on = code.ends_with('\\');
        let code = code.trim_end_matches('\\');
        match lines.last_mut().filter(|_| open) {
            Some((start, joined)) => {
                let gap = (at - *start as usize).saturating_sub(joined.len());
                joined.push_str(&" ".repeat(gap));
                joined.push_str(code);
            }
            None => lines.push((at as u32, code.to_owned())),
        }
        open = goes_on;
        at += line.len();
    }
    lines
}

fn entry(line: &str, start: u32) -> Option<Entry> {
    let lead = line.len() - line.trim_start().len();
    let code = line.trim();
    if !code.starts_with('-') {
        return requirement(line, start).map(|entry| on_first_line(entry, line, start));
    }
    let end = code.find([' ', '=', '\t']).unwrap_or(code.len());
    let (option, value) = code.split_at_checked(end)?;
    let value = value.trim_start_matches([' ', '=', '\t']);
    // `-rother.txt`
    let (option, value) = match option.split_at_checked(2) {
        Some((short, rest)) if !option.starts_with("--") && !rest.is_empty() => (short, rest),
        _ => (option, value),
    };
    let span = Span::new(start + lead as u32, start + (lead + code.len()) as u32);
    let says = match option {
        "-i" | "--index-url" | "--pypi-url" => Says::Index { url: value.to_owned(), extra: false },
        "--extra-index-url" | "-f" | "--find-links" => Says::Index { url: value.to_owned(), extra: true },
        "--trusted-host" => Says::Trusts(value.to_owned()),
        "-r" | "--requirement" | "-c" | "--constraint" => Says::Includes(value.to_owned()),
        "-e" | "--editable" => {
            let at = start + (line.len() - line.trim_start().len() + code.len() - value.len()) as u32;
            let Says::Wants { name, origin, .. } = requirement(value, at)?.says else { return None };
            Says::Wants { name, origin, editable: true }
        }
        _ => return None,
    };
    Some(Entry { span, says })
}

/// Hashes stand on lines of their own: the place is the requirement's.
fn on_first_line(mut entry: Entry, line: &str, start: u32) -> Entry {
    let from = (entry.span.start - start) as usize;
    if let Some(at) = line.get(from..).and_then(|rest| rest.find(" --")) {
        let wanted = line.get(from..from + at).unwrap_or("").trim_end();
        entry.span.end = entry.span.start + wanted.len() as u32;
    }
    entry
}
