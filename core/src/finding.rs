//! A finding: what a rule says is wrong, where, and how the data came there.

use crate::project::Project;
use crate::syntax::ast::{Ast, Get, StmtId, StmtKind};
use crate::text::{Place, Span, digest};
use crate::vocabulary::{Confidence, Severity};
use rustc_hash::FxHashMap;

/// What a rule says is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// The code that is wrong.
    pub place: Place,
    /// How bad it is if true.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The function around it, `Class.method`; none in a module's body.
    pub function: Option<String>,
    /// What is wrong, why it matters here, what to do.
    pub message: String,
    /// How the data came there: source first, sink last; empty for a rule that needs no flow.
    pub trace: Vec<Step>,
    /// Whether only what callers pass may be wrong: an observation that these files cannot decide.
    pub by_caller: bool,
    /// `1:` and 16 hex digits: see [`fingerprint`].
    pub fingerprint: String,
    /// The comment that says this finding is not wanted.
    pub suppressed: Option<Suppression>,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it happens.
    pub place: Place,
    /// What happens, in terms of the code.
    pub text: String,
}

/// A comment that says a finding is not wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The comment's own words: `nosec B602`, `sightline: ignore[eval-used]`.
    pub by: String,
    /// The line that it stands on, from 1.
    pub line: u32,
    /// The reason that it gives.
    pub reason: Option<String>,
}

/// Give findings of one file their fingerprints, in order of place. A fingerprint is made of the rule, the
/// function, the tokens of the statement and the ordinal among findings that share all of these: it
/// survives edits elsewhere, a move of the function and a rename of the file, and tells equal findings apart.
pub fn fingerprint(project: &Project, findings: &mut [(Finding, StmtId)]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    // One long statement may hold many findings: its tokens are read once.
    let mut statements: FxHashMap<Span, String> = FxHashMap::default();
    for (finding, stmt) in findings {
        let module = project.module(finding.place.file);
        let span = header(&module.ast, *stmt, finding.place.span);
        let statement =
            statements.entry(span).or_insert_with(|| digest(tokens(module.file.slice(span)).as_bytes()));
        let function = finding.function.as_deref().unwrap_or("");
        let identity = [finding.rule, function, statement].join("\0");
        let ordinal = seen.entry(identity.clone()).or_insert(0);
        *ordinal += 1;
        let hex = digest(format!("{identity}\0{ordinal}").as_bytes());
        finding.fingerprint = format!("1:{}", hex.get(..16).unwrap_or(""));
    }
}

/// The part of a statement that a finding's identity depends on: all of a simple statement; of a compound
/// one the part up to its body, so that an edit in the body changes nothing.
#[must_use]
pub fn header(ast: &Ast, stmt: StmtId, place: Span) -> Span {
    let span = ast[stmt].span;
    let body = match ast[stmt].kind {
        StmtKind::If { arms, .. } => ast.list(arms).iter().map(|arm| arm.body).find(|body| !body.is_empty()),
        StmtKind::For { body, .. }
        | StmtKind::While { body, .. }
        | StmtKind::With { body, .. }
        | StmtKind::Try { body, .. } => Some(body),
        StmtKind::Function(function) => Some(ast[function].body),
        StmtKind::Class(class) => Some(ast[class].body),
        StmtKind::Match { .. } => return place,
        _ => None,
    };
    let first = body.and_then(|body| ast.list(body).first().copied());
    let end = first.map_or(span.end, |first| ast[first].span.start);
    // A finding in a later part of the statement (an `elif`, an `except`) stands for itself.
    if place.end > end { place } else { Span::new(span.start, end) }
}

/// The tokens of a piece of code, joined by single spaces: what is left when layout and comments are gone.
fn tokens(code: &str) -> String {
    let mut tokens = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => {
                rest = rest.trim_start_matches(|c| c != '\n' && c != '\r');
                continue;
            }
            '"' | '\'' => text_length(rest, first),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let layout = first.is_whitespace() || (first == '\\' && after.starts_with(['\n', '\r']));
        if !layout {
            tokens.push(' ');
            tokens.push_str(token);
        }
        rest = after;
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// How many bytes the string literal at the head of `code` takes, to the end where it is not closed.
fn text_length(code: &str, quote: char) -> usize {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let close = if code.starts_with(&triple) { triple } else { quote.to_string() };
    let mut at = close.len();
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(&close) {
            return at + close.len();
        }
        let escaped = rest.starts_with('\\');
        at += rest.chars().take(if escaped { 2 } else { 1 }).map(char::len_utf8).sum::<usize>();
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn layout_and_comments_are_no_tokens() {
        assert_eq!(tokens("f(a,  # why\n  'x  y')"), tokens("f( a, 'x  y' )"));
        assert_ne!(tokens("f('x  y')"), tokens("f('x y')"));
    }

    #[test]
    fn a_hash_within_a_text_is_no_comment() {
        assert!(tokens("f(\"\"\"a # b\"\"\", '\\'#')").contains("# b"));
        assert!(tokens("f('\\'#', c)").ends_with(", c )"));
    }
}
