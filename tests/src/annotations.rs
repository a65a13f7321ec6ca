//! What the comments of a fixture expect, line by line.

use std::collections::BTreeSet;

/// One thing that a fixture expects of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// The line, from 1.
    pub line: u32,
    /// What is to be said.
    pub says: Says,
    /// Of which rule.
    pub id: String,
}

/// What may be said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// A finding at medium confidence or above.
    Finds,
    /// A finding at high confidence.
    Sure,
    /// A finding at medium confidence.
    Likely,
    /// A finding at low confidence.
    Observes,
    /// Examined and safe.
    Clear,
    /// The answer is not in the file.
    Undecided,
    /// A finding that a comment silences.
    Suppressed,
    /// Of a check: a person should look there.
    Attention,
    /// Of a check: it is there.
    Info,
}

/// All expectations of a fixture.
#[must_use]
pub fn expectations(code: &str) -> BTreeSet<Expectation> {
    let mut all = BTreeSet::new();
    let mut waiting: Vec<(Says, String)> = Vec::new();
    for (line, text) in (1u32..).zip(code.lines()) {
        let mut here: Vec<(Says, String)> = text.split('#').skip(1).flat_map(of_comment).collect();
        let alone = text.trim_start().starts_with('#');
        if alone {
            waiting.append(&mut here);
            continue;
        }
        let expected = here.into_iter().chain(waiting.drain(..));
        all.extend(expected.map(|(says, id)| Expectation { line, says, id }));
    }
    all
}

/// `finds: a, b`
fn of_comment(comment: &str) -> Vec<(Says, String)> {
    let Some((word, ids)) = comment.trim().split_once(':') else { return Vec::new() };
    let says = match word.trim() {
        "sure" => Says::Sure,
        "likely" => Says::Likely,
        "finds" => Says::Finds,
        "observes" => Says::Observes,
        "clear" | "safe" => Says::Clear,
        "attention" => Says::Attention,
        "info" => Says::Info,
        "undecided" => Says::Undecided,
        "suppressed" => Says::Suppressed,
        _ => return Vec::new(),
    };
    let ids = ids.split(',').map(|id| id.trim().to_owned());
    match says {
        Says::Sure | Says::Likely => ids.flat_map(|id| [(Says::Finds, id.clone()), (says, id)]).collect(),
        _ => ids.map(|id| (says, id)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_speaks_of_its_line_or_stands_above_it() {
        let code = "a  # finds: x, y\n# clear: z\n# a word\nb\n";
        let found: Vec<(u32, Says, String)> =
            expectations(code).into_iter().map(|e| (e.line, e.says, e.id)).collect();
        assert_eq!(
            found,
            [
                (1, Says::Finds, "x".to_owned()),
                (1, Says::Finds, "y".to_owned()),
                (4, Says::Clear, "z".to_owned())
            ]
        );
    }
}
