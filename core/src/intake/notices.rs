//! How notices are worded: lists of lines, and other people's text made harmless. What is noticed is decided
//! where it is read.

use crate::text::{Notice, NoticeKind};

use super::{LeftOut, limits};

/// A notice about one line.
pub(super) fn notice(line: u32, kind: NoticeKind, text: impl Into<String>) -> Notice {
    Notice { line, end_line: line, kind, text: text.into() }
}

/// A notice about the lines from the first to the last of `on`.
pub(super) fn notice_on(on: &[u32], kind: NoticeKind, text: String) -> Notice {
    let start = on.first().copied().unwrap_or(1);
    Notice { line: start, end_line: on.last().copied().unwrap_or(start), kind, text }
}

/// Something that was not reviewed.
pub(super) fn left_out(path: impl Into<String>, kind: NoticeKind, text: impl Into<String>) -> LeftOut {
    LeftOut { path: path.into(), notice: notice(1, kind, text) }
}

/// `line 3`, `lines 3 and 7`, `lines 3, 7, 9, 12, 13 and 40 more`.
pub(super) fn lines(lines: &[u32]) -> String {
    const SHOWN: usize = 5;
    match lines {
        [] => "no line".to_owned(),
        [line] => format!("line {line}"),
        _ if lines.len() > SHOWN + 1 => {
            let shown: Vec<String> = lines.iter().take(SHOWN).map(u32::to_string).collect();
            format!("lines {} and {} more", shown.join(", "), lines.len() - SHOWN)
        }
        [first @ .., last] => {
            let shown: Vec<String> = first.iter().map(u32::to_string).collect();
            format!("lines {} and {last}", shown.join(", "))
        }
    }
}

/// Somebody's text for a notice: on one line, cut, with what would not be seen or would reorder the line
/// written as an escape.
pub(super) fn quote(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == limits::QUOTE {
            shown.push('…');
            break;
        }
        match character {
            '\n' | '\r' | '\t' if shown.ends_with(' ') => {}
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if invisible(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

/// Characters that have no place in a name or a quotation: controls, line ends, marks that reorder or hide text.
pub(super) fn invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
