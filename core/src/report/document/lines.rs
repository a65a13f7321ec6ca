//! The lines that a document shows of a file: around a region, secrets starred, and what is meant in them.

use crate::secret;
use crate::text::{File, Position, Region};
use std::ops::Range;

/// Lines before and after.
const AROUND: u32 = 2;
/// Lines of one region that are shown; of a longer one the first.
const MOST: u32 = 12;
/// Characters of one line.
const WIDE: usize = 240;

/// One line.
pub(super) struct Line {
    /// Its number.
    pub number: u32,
    /// Its text, cut where it is very long.
    pub text: String,
    /// What is meant in it, in bytes of the text.
    pub meant: Range<usize>,
}

/// The lines around a region; where it `is_secret`, all of it is starred.
pub(super) fn around(file: &File, region: Region, is_secret: bool) -> Vec<Line> {
    let count = file.lines.count().max(1);
    let last_meant = region.end_line.min(region.line.saturating_add(MOST));
    let first = region.line.saturating_sub(AROUND).max(1);
    let last = last_meant.saturating_add(AROUND).min(count);
    let offset = |line, column| file.lines.offset(&file.text, Position { line, column }) as usize;
    let (start, end) = (offset(region.line, region.column), offset(region.end_line, region.end_column));
    let base = file.lines.line_span(first).start as usize;
    let code = file.text.get(base..file.lines.line_span(last).end as usize).unwrap_or("");
    let whole = is_secret.then(|| start.saturating_sub(base)..end.saturating_sub(base).min(code.len()));
    // Much code on few lines is made by machines: no secret is looked for beyond what is shown of it.
    let code = if code.len() > 65_536 { String::new() } else { secret::starred(code, whole) };
    let line = |number: u32| {
        let span = file.lines.line_span(number);
        let (from, to) = (span.start as usize, span.end as usize);
        let text = code.get(from.saturating_sub(base)..to.saturating_sub(base)).unwrap_or("");
        let text = text.trim_end_matches(['\r', '\n']);
        let meant = if (region.line..=region.end_line).contains(&number) {
            let blank = text.len() - text.trim_start().len();
            let begin = if number == region.line { start.saturating_sub(from) } else { blank };
            begin.min(text.len())..end.saturating_sub(from).clamp(begin.min(text.len()), text.len())
        } else {
            0..0
        };
        cut(number, text, meant)
    };
    (first..=last).map(line).collect()
}

fn cut(number: u32, text: &str, meant: Range<usize>) -> Line {
    if text.len() <= WIDE {
        return Line { number, text: text.to_owned(), meant };
    }
    let from = text.floor_char_boundary(meant.start.saturating_sub(WIDE / 3));
    let to = text.floor_char_boundary((from + WIDE).min(text.len()));
    let shown = text.get(from..to).unwrap_or("");
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let at = |byte: usize| byte.clamp(from, to) - from + before.len();
    Line { number, text: format!("{before}{shown}{after}"), meant: at(meant.start)..at(meant.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_around_a_place_have_what_is_meant() {
        let file = File::new("a.py", "a = 1\nb = 2\nc = eval(x)\nd = 4\ne = 5\nf = 6\n");
        let lines = around(&file, Region { line: 3, column: 5, end_line: 3, end_column: 12 }, false);
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(&lines[2].text[lines[2].meant.clone()], "eval(x)");
        assert!(lines[0].meant.is_empty());
    }

    #[test]
    fn a_secret_is_not_shown_and_a_long_line_is_cut() {
        let file = File::new("a.py", "key = 'correct-horse-battery'\n");
        let lines = around(&file, Region { line: 1, column: 7, end_line: 1, end_column: 30 }, true);
        assert!(!lines[0].text.contains("horse"), "{}", lines[0].text);
        let file = File::new("a.py", format!("{}é = eval(x){}", "é".repeat(400), "ü".repeat(400)));
        let lines = around(&file, Region { line: 1, column: 405, end_line: 1, end_column: 412 }, false);
        assert_eq!(&lines[0].text[lines[0].meant.clone()], "eval(x)");
        assert!(lines[0].text.len() < 300);
    }
}
