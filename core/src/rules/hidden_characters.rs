//! Source text that reads differently from how it runs.

use super::{Answer, Find, Rule};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "hidden-characters",
    title: "The code is not what it looks like",
    category: Category::InputValidation,
    cwe: 1007,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Marks that turn the direction of writing around, and characters that take no room, make an editor show other code \
          than what runs: a comment that is code, a check that is a comment, two names that look alike.",
    fix: "Delete the characters. Where a text needs one, write its escape: `\"\\u202e\"`.",
    bad: "def check(user):\n    if user != \"admin\u{202e} \u{2066}# only admins\u{2069} \u{2066}\":\n        return False\n",
    good: r#"
def check(user):
    if user != "admin\u202e":
        return False
"#,
    references: &[
        "https://docs.python.org/3/howto/unicode.html",
        "https://cwe.mitre.org/data/definitions/1007.html",
    ],
    also: &["bandit:B613", "ruff:PLE2502", "ruff:PLE2510", "ruff:PLE2515"],
    find: &[Find::Code(characters)],
};

fn characters(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let text: &str = &module.file.text;
    let suspicious = !text.is_ascii() || ['\u{8}', '\u{1B}', '\u{7F}'].iter().any(|control| text.contains(*control));
    if !suspicious || module.ast.stmts.is_empty() {
        return Vec::new();
    }
    let mut starts: Vec<(u32, StmtId)> =
        module.ast.stmts.iter().enumerate().map(|(at, stmt)| (stmt.span.start, StmtId(at as u32))).collect();
    starts.sort_unstable();
    let mut answers: Vec<(Span, StmtId, Answer)> = Vec::new();
    let mut last_line = 0;
    for (at, character) in text.char_indices() {
        let Some(name) = name_of(character, text, at) else { continue };
        let at = at as u32;
        // One finding a line says it all.
        let line = module.file.line(at);
        if line == last_line {
            continue;
        }
        last_line = line;
        let before = starts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let Some((_, stmt)) = starts.get(before) else { continue };
        let span = Span::new(at, at + character.len_utf8() as u32);
        answers.push((span, *stmt, weighed(module, *stmt, span, wrong(character, name))));
    }
    if answers.is_empty() {
        let visible = text.char_indices().find(|(_, character)| !character.is_ascii());
        let Some((at, character)) = visible else { return answers };
        let span = Span::new(at as u32, (at + character.len_utf8()) as u32);
        answers.push((span, StmtId(0), Answer::safe("all characters of this file are seen, from here on beyond ASCII")));
    }
    answers
}

fn wrong(character: char, name: &str) -> Answer {
    Answer::wrong(format!(
        "this line holds U+{:04X}, {name}: what an editor shows here is not what runs. Delete it, or write it as an escape.",
        character as u32
    ))
}

/// Marks that turn the direction around change what is read wherever they stand. Others change nothing in a comment or in
/// the text that documents something, and what a text is to hold may be meant.
fn weighed(module: &Module, stmt: StmtId, span: Span, answer: Answer) -> Answer {
    let ast = &module.ast;
    if matches!(module.file.slice(span).chars().next(), Some('\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
        return answer;
    }
    if ast.comments.iter().any(|comment| comment.holds(span)) {
        return answer.at(Confidence::Low);
    }
    let is_documentation = match ast[stmt].kind {
        StmtKind::Expr(expr) => matches!(ast[expr].kind, ExprKind::Constant(_)) && ast[expr].span.holds(span),
        _ => false,
    };
    if is_documentation {
        return answer.at(Confidence::Low);
    }
    let within = |kind: fn(&ExprKind) -> bool| ast.exprs.iter().any(|expr| kind(&expr.kind) && expr.span.holds(span));
    let is_compared = within(|kind| matches!(kind, ExprKind::Compare { .. }));
    let in_text = within(|kind| matches!(kind, ExprKind::Constant(_) | ExprKind::FString(_)));
    if in_text && !is_compared { answer.at(Confidence::Medium) } else { answer }
}

/// What a character does that nobody sees; a mark within a word of its own script is how that script is written.
fn name_of(character: char, text: &str, at: usize) -> Option<&'static str> {
    match character {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("which turns the direction of writing around"),
        '\u{200B}' | '\u{2060}' | '\u{180E}' => Some("a space without width"),
        '\u{FEFF}' if at > 0 => Some("a space without width"),
        '\u{200C}' | '\u{200D}' => between_ascii(text, at, character.len_utf8()).then_some("a joiner without width"),
        '\u{0008}' | '\u{001B}' | '\u{007F}' => Some("a control character"),
        _ => None,
    }
}

fn between_ascii(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    before.is_some_and(|c| c.is_ascii()) && after.is_some_and(|c| c.is_ascii())
}
