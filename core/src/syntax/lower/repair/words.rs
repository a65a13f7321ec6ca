//! The words that begin statements: which of them have blocks, which follow which, and what a misspelt one
//! was meant to be.

/// What a line begins or continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// A simple statement, `with`, or nothing that others follow.
    None,
    /// `@decorator`
    Decorator,
    /// `def`, `async def`
    Def,
    /// `class`
    Class,
    /// `if`
    If,
    /// `elif`
    Elif,
    /// `else`
    Else,
    /// `for`, `while`
    Loop,
    /// `try`
    Try,
    /// `except`
    Except,
    /// `finally`
    Finally,
    /// `with`
    With,
    /// `match`
    Match,
    /// `case`
    Case,
}

impl Clause {
    /// What a line that begins so is.
    pub(super) fn of(line: &str) -> Self {
        if line.starts_with('@') {
            return Self::Decorator;
        }
        let word = first_word(line);
        let rest = line.get(word.len()..).unwrap_or("").trim_start();
        match word {
            "async" if rest != line => match Self::of(rest) {
                clause @ (Self::Def | Self::Loop | Self::With) => clause,
                _ => Self::None,
            },
            // Words that are names too: only with what can follow the keyword.
            "match" | "case" if rest.starts_with(['=', '.', ',', ')', ':']) || rest.is_empty() => Self::None,
            _ => KEYWORDS.iter().find(|row| row.0 == word).map_or(Self::None, |row| row.1),
        }
    }

    /// Whether it stands only after another clause.
    pub(super) fn continues(self) -> bool {
        matches!(self, Self::Elif | Self::Else | Self::Except | Self::Finally)
    }

    /// Whether it may stand after `last` on the same level.
    pub(super) fn follows(self, last: Self, in_match: bool) -> bool {
        match self {
            Self::Elif => matches!(last, Self::If | Self::Elif),
            Self::Else => matches!(last, Self::If | Self::Elif | Self::Loop | Self::Except),
            Self::Except => matches!(last, Self::Try | Self::Except),
            Self::Finally => matches!(last, Self::Try | Self::Except | Self::Else),
            Self::Case => in_match,
            _ => true,
        }
    }

    /// What it leaves for the next line of its level. Only after a `try` an `else` goes on.
    pub(super) fn then(self, last: Self) -> Self {
        match self {
            Self::Else if last != Self::Except => Self::None,
            _ => self,
        }
    }

    /// A header that holds a block and says nothing, in place of one that cannot be read.
    pub(super) fn stand_in(self) -> &'static str {
        match self {
            Self::Def => "def _():",
            Self::Loop => "while _:",
            Self::Try => "try:",
            Self::Elif => "elif _:",
            Self::Else => "else:",
            Self::Except => "except:",
            Self::Finally => "finally:",
            Self::Match => "match _:",
            Self::Case => "case _:",
            _ => "if _:",
        }
    }
}

/// The keywords of headers.
const KEYWORDS: &[(&str, Clause)] = &[
    ("def", Clause::Def),
    ("class", Clause::Class),
    ("if", Clause::If),
    ("elif", Clause::Elif),
    ("else", Clause::Else),
    ("for", Clause::Loop),
    ("while", Clause::Loop),
    ("try", Clause::Try),
    ("except", Clause::Except),
    ("finally", Clause::Finally),
    ("with", Clause::With),
    ("match", Clause::Match),
    ("case", Clause::Case),
];

/// The word that a line begins with; empty when it begins with none.
pub(super) fn first_word(line: &str) -> &str {
    let end = line.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(line.len());
    line.get(..end).unwrap_or("")
}

/// The keyword that a word is one slip of the keyboard away from.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    if word.len() < 2 || KEYWORDS.iter().any(|row| row.0 == word) {
        return None;
    }
    KEYWORDS
        .iter()
        .map(|row| row.0)
        .find(|keyword| keyword.len() > 2 && one_slip(word.as_bytes(), keyword.as_bytes()))
}

/// Whether one letter is missing, added, wrong, or two neighbours are swapped.
fn one_slip(word: &[u8], keyword: &[u8]) -> bool {
    let same = word.iter().zip(keyword).take_while(|(ours, theirs)| ours == theirs).count();
    let (word, keyword) = (word.get(same..).unwrap_or_default(), keyword.get(same..).unwrap_or_default());
    let letter = |letters: &[u8], at: usize| letters.get(at).copied();
    let swapped =
        word.len() > 1 && letter(word, 0) == letter(keyword, 1) && letter(word, 1) == letter(keyword, 0);
    let (shorter, other) = (word.get(1..), keyword.get(1..));
    (swapped && word.get(2..) == keyword.get(2..))
        || (shorter.is_some() && (shorter == other || shorter == Some(keyword)))
        || (other.is_some() && other == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_understood() {
        for (word, keyword) in
            [("dfe", "def"), ("deff", "def"), ("clas", "class"), ("whlie", "while"), ("tyr", "try")]
        {
            assert_eq!(meant(word), Some(keyword), "{word}");
        }
        assert_eq!(meant("def"), None);
        assert_eq!(meant("print"), None);
    }
}
