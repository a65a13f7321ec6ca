//! How rules quote code: on one line, short, and with secrets masked.

use crate::flow::World;
use crate::secret;
use crate::text::Place;

/// The most letters of code that a message quotes.
const LONGEST: usize = 60;
/// The most bytes of it that are looked at for that.
const LOOKED_AT: usize = 2048;

/// The code of a place, as a message quotes it.
pub fn code(world: &World<'_>, place: Place) -> String {
    quoted(world.code(place))
}

/// A piece of code on one line, masked, and cut where it is long.
pub fn quoted(code: &str) -> String {
    let mut end = code.len().min(LOOKED_AT);
    while !code.is_char_boundary(end) {
        end -= 1;
    }
    let cut = code.get(end..).is_some_and(|rest| !rest.trim().is_empty());
    let line = code.get(..end).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    let line = secret::masked(&line);
    if !cut && line.chars().count() <= LONGEST {
        return line;
    }
    let mut short: String = line.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn code_is_quoted_on_one_short_line() {
        assert_eq!(quoted("f(a,\n     b)"), "f(a, b)");
        let long = quoted(&"x".repeat(100));
        assert_eq!(long.chars().count(), 60);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_secret_is_masked_before_the_line_is_cut() {
        let code = format!("login(name, password='{}')", "s3cret".repeat(20));
        assert!(!quoted(&code).contains("s3crets3"));
    }
}
