//! Secrets: what they look like, what they are called, and how they are masked wherever code is shown.
//!
//! Nothing here returns more of a secret than [`mask`] leaves.

mod names;
mod shapes;

use std::ops::Range;

pub use names::{IS_NAME, Named, is_private, named, not_secret, reads_as_words, words};
pub use shapes::{Found, IN_ADDRESS, found};

/// A secret as it may be shown: its first letters, never more than four and never more than a quarter.
#[must_use]
pub fn mask(secret: &str) -> String {
    let kept = (secret.chars().count() / 4).min(4);
    let mut masked: String = secret.chars().take(kept).collect();
    masked.push('…');
    masked
}

/// Text or code as it may be shown: tokens of known shapes are masked, and so are texts in quotes that stand
/// behind a name for a secret (`password = "..."`, `"token": "..."`, `login("password", "...")`).
#[must_use]
pub fn masked(code: &str) -> String {
    let mut shown = String::with_capacity(code.len());
    let mut at = 0;
    for Range { start, end } in places(code) {
        if start < at {
            continue;
        }
        shown.push_str(code.get(at..start).unwrap_or(""));
        shown.push_str(&mask(code.get(start..end).unwrap_or("")));
        at = end;
    }
    shown.push_str(code.get(at..).unwrap_or(""));
    shown
}

/// Where texts of known shapes stand, and texts in quotes behind a name for a secret; in order, and they may overlap.
#[must_use]
pub fn places(code: &str) -> Vec<Range<usize>> {
    let mut places: Vec<(usize, usize)> = found(code).iter().map(|found| (found.start, found.end)).collect();
    places.extend(named_texts(code));
    places.sort_unstable();
    places.into_iter().map(|(start, end)| start..end).collect()
}

/// Code of the same length, secrets replaced by stars but for their first letters; `whole` is a part that is
/// a secret altogether.
#[must_use]
pub fn starred(code: &str, whole: Option<Range<usize>>) -> String {
    let mut shown = code.to_owned();
    for Range { start, end } in places(code).into_iter().chain(whole) {
        let secret = code.get(start..end).unwrap_or("");
        // Quotes, and the letters before them, tell nothing.
        let open = secret.find(['"', '\'']).filter(|open| *open <= 2).unwrap_or(0);
        let body = secret.get(open..).unwrap_or("").trim_start_matches(['"', '\'']);
        let kept = secret.len() - body.len() + mask(body).len() - '…'.len_utf8();
        let mut stars = String::with_capacity(secret.len());
        for (at, letter) in secret.char_indices() {
            if at < kept || matches!(letter, '"' | '\'' | '\n' | '\r') {
                stars.push(letter);
            } else {
                stars.extend(std::iter::repeat_n('*', letter.len_utf8()));
            }
        }
        if !secret.is_empty() {
            shown.replace_range(start..end, &stars);
        }
    }
    shown
}

/// Where the texts in quotes stand that follow a name for a secret, without their quotes.
fn named_texts(code: &str) -> Vec<(usize, usize)> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(open) = code.get(at..).and_then(|rest| rest.find(['"', '\''])).map(|found| at + found) {
        let quote = code.get(open..=open).unwrap_or("\"");
        let triple = quote.repeat(3);
        let close =
            if code.get(open..).is_some_and(|rest| rest.starts_with(&triple)) { &triple } else { quote };
        let start = open + close.len();
        let end = end_of_text(code, start, close);
        let before = code.get(..open).unwrap_or("");
        let before = before.trim_end_matches(|c: char| "rRbBuUfF".contains(c));
        let text = code.get(start..end).unwrap_or("");
        if name_before(before).is_some_and(|name| named(name).is_some()) && !text.is_empty() {
            texts.push((start, end));
        }
        at = (end + close.len()).min(code.len());
        while !code.is_char_boundary(at) {
            at += 1;
        }
    }
    texts
}

fn end_of_text(code: &str, start: usize, close: &str) -> usize {
    let mut escaped = false;
    for (at, character) in code.get(start..).unwrap_or("").char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if code.get(start + at..).is_some_and(|rest| rest.starts_with(close)) {
            return start + at;
        }
    }
    code.len()
}

/// The name at the end of `... name = `, `... "name": `, `... name == ` and `... ("name", `.
fn name_before(before: &str) -> Option<&str> {
    let before = before.trim_end();
    let joint = before.trim_end_matches(['=', ':', '!', ',']);
    if joint.len() == before.len() {
        return None;
    }
    let joint = joint.trim_end();
    let name = joint.trim_end_matches([']', ')']).trim_end_matches(['"', '\'']);
    if before.ends_with(',') && name.len() == joint.len() {
        return None;
    }
    let letters = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let start = name.rfind(|c| !letters(c)).map_or(0, |at| at + name.get(at..).map_or(1, first_length));
    name.get(start..).filter(|name| !name.is_empty())
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_leaves_at_most_four_letters_and_at_most_a_quarter() {
        assert_eq!(mask("hunter2"), "h…");
        assert_eq!(mask("abc"), "…");
        assert_eq!(mask(&"x".repeat(40)), "xxxx…");
    }

    #[test]
    fn code_is_shown_without_the_texts_behind_names_for_secrets() {
        assert_eq!(
            masked("connect(user='me', password='correct-horse')"),
            "connect(user='me', password='cor…')"
        );
        assert_eq!(masked("{'token': \"abcdefgh\", 'x': 'abcdefgh'}"), "{'token': \"ab…\", 'x': 'abcdefgh'}");
        assert_eq!(masked("if user.password != b\"abcdefgh\""), "if user.password != b\"ab…\"");
        assert_eq!(masked("config['secret_key'] = '''abcdefgh'''"), "config['secret_key'] = '''ab…'''");
        assert_eq!(
            masked("env.setdefault('DB_PASSWORD', 'abcdefgh')"),
            "env.setdefault('DB_PASSWORD', 'ab…')"
        );
        assert_eq!(masked("password = ask('Password: ')"), "password = ask('Password: ')");
    }

    #[test]
    fn starred_code_keeps_its_length_and_its_lines() {
        assert_eq!(starred("password = 'correct-horse'", None), "password = 'cor**********'");
        let code = "user, word = 'me', 'correct-horse'";
        assert_eq!(starred(code, Some(19..34)), "user, word = 'me', 'cor**********'");
        let code = "token = \"\"\"aé\nbcdefgh\"\"\"";
        assert_eq!(starred(code, None).len(), code.len());
        assert_eq!(starred(code, None).lines().count(), 2);
    }

    #[test]
    fn code_with_odd_quotes_is_shown_without_a_crash() {
        for code in ["password = 'ä", "password = '\\", "'''", "\"'\"'é", "token='''é''", "=''", ": 'é'"]
        {
            assert!(masked(code).len() <= code.len() + 8, "{code}");
        }
    }
}
