//! Somebody else's text made harmless to print: what would not be seen, would move the cursor or would turn
//! the line around is written as an escape.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character must not reach a terminal as it is: controls, line ends, marks that reorder or hide text.
pub(super) fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A text on one line, without hidden characters: `\u{202e}`.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// Add a character, escaped if it is hidden.
pub(super) fn push(shown: &mut String, character: char) {
    if is_hidden(character) {
        shown.extend(character.escape_unicode());
    } else {
        shown.push(character);
    }
}

/// JSON in which hidden characters, which stand only within its texts, are escaped as `\u202e`.
pub(super) fn escaped_json(json: String) -> String {
    let hidden = |character: char| character != '\n' && is_hidden(character);
    if !json.contains(hidden) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    let mut units = [0; 2];
    for character in json.chars() {
        if hidden(character) {
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped_json, visible};

    #[test]
    fn what_is_not_seen_is_written_out() {
        assert_eq!(visible("a\u{202E}b\u{1B}[31m"), "a\\u{202e}b\\u{1b}[31m");
        assert_eq!(visible("plain ö 漢"), "plain ö 漢");
    }

    #[test]
    fn escaped_json_means_the_same() {
        let text = "a\u{202E}b\u{9B}\u{E0041}\u{7F}";
        let json = escaped_json(serde_json::to_string_pretty(&[text]).unwrap());
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }
}
