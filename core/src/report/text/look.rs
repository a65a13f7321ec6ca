//! How text looks: its width, its colours, and where its lines break.

use unicode_width::UnicodeWidthChar;

/// What a text may look like where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it may be coloured.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

/// What a colour says. Nothing is said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    High,
    Medium,
    Low,
    Good,
    /// Headings and titles.
    Strong,
    /// What may be passed over.
    Faint,
    /// Numbers and rules around the code.
    Line,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

impl Look {
    /// The text, coloured where that is allowed.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::High => "1;31",
            Ink::Medium => "1;33",
            Ink::Low => "1;36",
            Ink::Good => "1;32",
            Ink::Strong => "1",
            Ink::Faint => "2",
            Ink::Line => "34",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// How many columns of a terminal a character takes.
pub(super) fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// How many columns a text takes.
pub(super) fn columns_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// A text cut into lines at its spaces; a word that is longer than a line keeps a line of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let columns = columns_of(word);
        if used > 0 && used + 1 + columns > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += columns;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_spaces_and_count_wide_characters_twice() {
        assert_eq!(wrapped("漢漢漢漢漢漢 漢漢漢漢 a", 20), ["漢漢漢漢漢漢", "漢漢漢漢 a"]);
        assert_eq!(wrapped("", 20), [""]);
        assert_eq!(wrapped(&"x".repeat(50), 20).len(), 1);
    }
}
