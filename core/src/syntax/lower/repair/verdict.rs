//! Whether a logical line, or a stretch of them, is Python when it is read alone.

use super::super::tree;
use super::words::Clause;
use tree_sitter::Parser;

/// What the parser makes of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is Python.
    Good,
    /// It is one statement with something unreadable inside.
    Flawed,
    /// It is not Python.
    Bad,
}

/// Reads pieces of text with one parser.
pub(super) struct Reader {
    parser: Parser,
}

impl Reader {
    pub(super) fn new() -> Option<Self> {
        tree::parser().map(|parser| Self { parser })
    }

    /// Judges text as it is.
    pub(super) fn judge(&mut self, text: &str) -> Verdict {
        let Some(tree) = tree::parse_with(&mut self.parser, text, text.len() / 10 + 2_000) else {
            return Verdict::Bad;
        };
        let root = tree.root_node();
        if !root.has_error() {
            return Verdict::Good;
        }
        let mut cursor = root.walk();
        let mut statements = root.children(&mut cursor).filter(|node| !node.is_extra() || node.is_error());
        match (statements.next(), statements.next()) {
            (Some(only), None) if !only.is_error() && !root.is_error() => Verdict::Flawed,
            _ => Verdict::Bad,
        }
    }

    /// Judges one logical line, with what has to stand before and after it.
    pub(super) fn judge_line(&mut self, line: &str, clause: Clause) -> Verdict {
        let whole = match clause {
            Clause::Elif | Clause::Else => format!("if a: pass\n{line}\n"),
            Clause::Except | Clause::Finally => format!("try: pass\n{line}\n"),
            Clause::Case => format!("match a:\n {line}\n"),
            Clause::Decorator => format!("{line}\ndef a(): pass\n"),
            _ => format!("{line}\n"),
        };
        match self.judge(&whole) {
            Verdict::Flawed if clause.continues() || matches!(clause, Clause::Case | Clause::Decorator) => {
                Verdict::Bad
            }
            verdict => verdict,
        }
    }
}
