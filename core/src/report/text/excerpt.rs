//! Lines of source with carets under what is meant. Hidden characters are escaped, tabs take four columns,
//! wide characters two; a line that does not fit is cut around what is meant.

use super::look::{Ink, Look, columns};
use crate::report::visible;
use crate::secret;
use crate::text::{File, Position, Region};
use std::fmt::Write;
use std::ops::Range;

/// Lines of one region that are shown; of a longer one, the first few and the last.
const LINES: u32 = 6;

const TAB: &str = "    ";

/// Add a bar without a line, between what stands before and the lines.
pub(super) fn push_bar(out: &mut String, gutter: usize, look: Look) {
    let _ = writeln!(out, "{}", look.paint(Ink::Line, &format!("{:gutter$} |", "")));
}

/// Add the lines of a region; `gutter` is how many columns their numbers have. Secrets in them are starred;
/// where the region itself `is_secret`, all of it.
pub(super) fn push(
    out: &mut String,
    file: &File,
    (region, is_secret): (Region, bool),
    gutter: usize,
    ink: Ink,
    look: Look,
) {
    let room = look.width.saturating_sub(gutter + 3).max(20);
    let offset = |line, column| file.lines.offset(&file.text, Position { line, column }) as usize;
    let (start, end) = (offset(region.line, region.column), offset(region.end_line, region.end_column));
    // A region that ends where a line begins has nothing on that line.
    let last = if region.end_column == 1 { region.end_line.saturating_sub(1) } else { region.end_line };
    let last = last.max(region.line);
    let base = file.lines.line_span(region.line).start as usize;
    let code = file.text.get(base..file.lines.line_span(last).end as usize).unwrap_or("");
    let whole = is_secret.then(|| start.saturating_sub(base)..end.saturating_sub(base));
    let code = starred(code, whole, start.saturating_sub(base));
    let bar = |number: &str| look.paint(Ink::Line, &format!("{number:>gutter$} |"));
    let mut skipped = false;
    for line in region.line..=last {
        if last - region.line >= LINES && line > region.line + LINES - 3 && line < last {
            if !skipped {
                let _ = writeln!(out, "{}", look.paint(Ink::Line, &format!("{:>gutter$}...", "")));
            }
            skipped = true;
            continue;
        }
        let span = file.lines.line_span(line);
        let begins = span.start as usize;
        let text =
            code.get(begins - base..span.end as usize - base).unwrap_or("").trim_end_matches(['\r', '\n']);
        let blank = text.len() - text.trim_start().len();
        let from = if line == region.line { start.saturating_sub(begins) } else { blank };
        let to = end.saturating_sub(begins).min(text.len());
        let (shown, carets) = row(text, from..to.max(from), room);
        let _ = writeln!(out, "{}", format!("{} {shown}", bar(&line.to_string())).trim_end());
        let _ = writeln!(out, "{} {}", bar(""), look.paint(ink, &carets));
    }
}

/// Code with its secrets starred. Of long code only what is near the region's start is looked at: no more is
/// shown of it.
fn starred(code: &str, whole: Option<Range<usize>>, start: usize) -> String {
    const NEAR: usize = 8192;
    let (mut from, mut to) = (start.saturating_sub(NEAR), (start + NEAR).min(code.len()));
    while !code.is_char_boundary(from) {
        from -= 1;
    }
    while !code.is_char_boundary(to) {
        to -= 1;
    }
    let whole = whole.map(|whole| whole.start.saturating_sub(from)..whole.end.min(to).saturating_sub(from));
    let near = secret::starred(code.get(from..to).unwrap_or(""), whole);
    [code.get(..from).unwrap_or(""), &near, code.get(to..).unwrap_or("")].concat()
}

/// A line as it is shown, and what stands under it.
fn row(line: &str, meant: Range<usize>, room: usize) -> (String, String) {
    let from = first_shown(line, meant.start, room);
    let (mut shown, mut carets, mut used) = (String::new(), String::new(), 0);
    if from > 0 {
        shown.push('…');
        carets.push(' ');
        used = 1;
    }
    let rest = line.get(from..).unwrap_or("");
    for (at, character) in rest.char_indices() {
        let at = from + at;
        let (cell, width) = cell(character);
        // One column is kept for the mark of a cut.
        if used + width > room - 1 && at + character.len_utf8() < line.len() {
            shown.push('…');
            break;
        }
        used += width;
        shown.push_str(&cell);
        let mark = if meant.contains(&at) { '^' } else { ' ' };
        carets.extend(std::iter::repeat_n(mark, width));
    }
    if !carets.contains('^') {
        let before: usize = line.get(from..meant.start).unwrap_or("").chars().map(|c| cell(c).1).sum();
        carets = format!("{}^", " ".repeat(usize::from(from > 0) + before.min(room)));
    }
    (shown.trim_end().to_owned(), carets.trim_end().to_owned())
}

/// The byte at which the shown part of a line begins: 0 where what is meant is near the line's start, else a
/// third of the room before it.
fn first_shown(line: &str, meant: usize, room: usize) -> usize {
    let before = line.get(..meant).unwrap_or("");
    let (mut used, mut near) = (0, meant);
    for (at, character) in before.char_indices().rev() {
        used += cell(character).1;
        if used <= room / 3 {
            near = at;
        }
        if used > room * 2 / 3 {
            return near;
        }
    }
    // All that comes before fits; so does the line, or its end is cut.
    0
}

/// A character as it is shown, and how many columns that takes.
fn cell(character: char) -> (String, usize) {
    if character == '\t' {
        return (TAB.to_owned(), TAB.len());
    }
    let mut shown = String::new();
    visible::push(&mut shown, character);
    let width = if visible::is_hidden(character) { shown.len() } else { columns(character) };
    (shown, width)
}

#[cfg(test)]
mod tests {
    use super::row;

    fn shown(line: &str, meant: &str, room: usize) -> String {
        let from = line.find(meant).unwrap();
        let (shown, carets) = row(line, from..from + meant.len(), room);
        format!("{shown}\n{carets}")
    }

    #[test]
    fn carets_stand_under_what_is_meant() {
        assert_eq!(shown("\tx = eval(y)", "eval(y)", 80), "    x = eval(y)\n        ^^^^^^^");
        assert_eq!(shown("'漢字' + eval(y)", "eval", 80), "'漢字' + eval(y)\n         ^^^^");
        assert_eq!(shown("a\u{202E}b", "b", 80), "a\\u{202e}b\n         ^");
    }

    #[test]
    fn a_long_line_is_cut_around_what_is_meant() {
        let line = format!("{}eval(y){}", "a".repeat(1000), "b".repeat(1000));
        let text = shown(&line, "eval(y)", 40);
        assert_eq!(text, format!("…{}eval(y){}…\n{:14}^^^^^^^", "a".repeat(13), "b".repeat(18), ""));
    }

    #[test]
    fn an_empty_place_has_a_caret() {
        assert_eq!(row("abc", 3..3, 40), ("abc".into(), "   ^".into()));
        assert_eq!(row("", 0..0, 40), (String::new(), "^".into()));
    }
}
