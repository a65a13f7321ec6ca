//! Comments that say a finding is not wanted: our own, and those of other tools for the checks that a rule's
//! `also` names.
//!
//! A comment speaks of the lines of the statement that it stands in (of a compound statement: its header).
//! Where a finding stands on the comment's own line, it speaks of that finding alone: in a long dict one
//! comment silences one entry. Ours, semgrep's and `CodeQL`'s also speak of the line below when they stand
//! alone. Texts that look like such comments are none: only the tree's comments are read.

use super::{RULES, Rule, rule};
use crate::finding::{Finding, Suppression, header};
use crate::project::Module;
use crate::syntax::ast::StmtId;
use crate::text::{Notice, NoticeKind, Span};
use crate::vocabulary::Confidence;
use std::collections::{BTreeMap, BTreeSet};

/// Mark the findings of a file that a comment says are not wanted. The notices name rules that do not exist.
pub fn apply(module: &Module, findings: &mut [(Finding, StmtId)]) -> Vec<Notice> {
    let comments = Comments::of(module);
    let mut taken: BTreeSet<(u32, usize)> = BTreeSet::new();
    let lines: Vec<Lines> =
        findings.iter().map(|(finding, stmt)| Lines::of(module, finding, *stmt)).collect();
    // An observation takes no comment from what somebody would write one for.
    let observed = |finding: &Finding| finding.confidence == Confidence::Low;
    for ((finding, _), lines) in findings.iter().zip(&lines).filter(|((finding, _), _)| !observed(finding)) {
        for (line, at, _) in comments.on(lines.own, rule(finding.rule)) {
            taken.insert((line, at));
        }
    }
    // One long statement may hold many findings: what speaks of all of it is looked for once.
    let mut around: BTreeMap<((u32, u32), &'static str), Option<Suppression>> = BTreeMap::new();
    for ((finding, _), lines) in findings.iter_mut().zip(&lines) {
        let of = rule(finding.rule);
        let own = comments.on(lines.own, of).next().map(|(_, _, comment)| comment.says.clone());
        let of_statement = around.entry((lines.header, finding.rule)).or_insert_with(|| {
            let mut found =
                comments.on(lines.header, of).filter(|(line, at, _)| !taken.contains(&(*line, *at)));
            let of_file = || comments.of_file.iter().find(|comment| comment.speaks_of(of));
            found.next().map(|(_, _, comment)| comment).or_else(of_file).map(|comment| comment.says.clone())
        });
        finding.suppressed = own.or_else(|| of_statement.clone());
    }
    comments.notices
}

/// The lines of a finding, first and last, and those of its statement.
struct Lines {
    own: (u32, u32),
    header: (u32, u32),
}

impl Lines {
    fn of(module: &Module, finding: &Finding, stmt: StmtId) -> Self {
        let lines = |span: Span| {
            let code = module.file.slice(span).trim_end();
            (module.file.line(span.start), module.file.line(span.start + code.len().saturating_sub(1) as u32))
        };
        Self { own: lines(finding.place.span), header: lines(header(&module.ast, stmt, finding.place.span)) }
    }
}

/// The comments of a file that speak of findings, by the lines that they speak of.
#[derive(Default)]
struct Comments {
    by_line: BTreeMap<u32, Vec<Comment>>,
    of_file: Vec<Comment>,
    notices: Vec<Notice>,
}

#[derive(Debug, Clone)]
struct Comment {
    /// Ids as their tool writes them; none for all rules.
    ids: Option<Vec<String>>,
    tool: Tool,
    says: Suppression,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Sightline,
    Bandit,
    Ruff,
    Semgrep,
    CodeQl,
}

impl Comments {
    fn of(module: &Module) -> Self {
        let mut comments = Self::default();
        let spans = &module.ast.comments;
        let alone = |span: &Span| {
            let start = module.file.lines.line_span(module.file.line(span.start)).start;
            module.file.slice(Span::new(start, span.start)).trim().is_empty()
        };
        let lines_alone: BTreeSet<u32> =
            spans.iter().filter(|span| alone(span)).map(|span| module.file.line(span.start)).collect();
        for span in spans {
            let line = module.file.line(span.start);
            for part in module.file.slice(*span).split('#') {
                let Some(Parsed { tool, ids, by, reason, whole_file }) = parse(part) else { continue };
                if tool == Tool::Sightline {
                    for id in ids.iter().flatten().filter(|id| !is_known(id)) {
                        comments.notices.push(Notice {
                            line,
                            end_line: line,
                            kind: NoticeKind::Suppression,
                            text: format!("`{by}`: there is no rule `{id}`"),
                        });
                    }
                }
                let comment = Comment { ids, tool, says: Suppression { by, line, reason } };
                if whole_file {
                    comments.of_file.push(comment);
                    continue;
                }
                let below = matches!(tool, Tool::Sightline | Tool::Semgrep | Tool::CodeQl);
                if below && lines_alone.contains(&line) {
                    let last = line + lines_alone.len() as u32 + 1;
                    let next = (line + 1..=last).find(|line| !lines_alone.contains(line)).unwrap_or(line);
                    comments.by_line.entry(next).or_default().push(comment.clone());
                }
                comments.by_line.entry(line).or_default().push(comment);
            }
        }
        comments
    }

    /// The comments of some lines that speak of a rule, with their line and their number on it.
    fn on<'a>(
        &'a self,
        lines: (u32, u32),
        rule: Option<&'static Rule>,
    ) -> impl Iterator<Item = (u32, usize, &'a Comment)> {
        let of_line = |(line, comments): (&u32, &'a Vec<Comment>)| {
            let line = *line;
            comments.iter().enumerate().map(move |(at, comment)| (line, at, comment))
        };
        let range = lines.0..=lines.1.max(lines.0);
        self.by_line.range(range).flat_map(of_line).filter(move |(_, _, comment)| comment.speaks_of(rule))
    }
}

impl Comment {
    fn speaks_of(&self, rule: Option<&Rule>) -> bool {
        let Some(ids) = &self.ids else { return true };
        rule.is_some_and(|rule| ids.iter().any(|id| names(self.tool, id, rule)))
    }
}

/// Whether an id, as a tool writes it, is a rule or one of those that it is also known as.
fn names(tool: Tool, id: &str, rule: &Rule) -> bool {
    let also = |tool: &'static str| rule.also.iter().filter_map(move |also| also.strip_prefix(tool));
    let same = |known: &str| known.eq_ignore_ascii_case(id);
    match tool {
        Tool::Sightline => {
            same(rule.id)
                || rule.also.iter().any(|also| also.split_once(':').is_some_and(|(_, known)| same(known)))
        }
        Tool::Bandit => also("bandit:").any(same),
        // `# noqa: S6` silences all of S6xx.
        Tool::Ruff => also("ruff:")
            .any(|known| known.get(..id.len()).is_some_and(|start| start.eq_ignore_ascii_case(id))),
        Tool::Semgrep => {
            let last = id.rsplit('.').next().unwrap_or(id);
            also("semgrep:").any(|known| known.rsplit('/').next() == Some(last))
        }
        Tool::CodeQl => also("codeql:").any(same),
    }
}

fn is_known(id: &str) -> bool {
    RULES.iter().any(|rule| names(Tool::Sightline, id, rule))
}

/// What a part of a comment says.
struct Parsed {
    tool: Tool,
    ids: Option<Vec<String>>,
    by: String,
    reason: Option<String>,
    whole_file: bool,
}

/// Read the part of a comment between two `#`.
fn parse(part: &str) -> Option<Parsed> {
    let part = part.trim();
    let said = |tool, ids: Vec<String>, rest: &str| {
        let by =
            part.get(..part.len() - rest.len()).unwrap_or(part).trim_end_matches([' ', '\t', ':', ',', '-']);
        let reason = rest.trim_matches([' ', '\t', ':', ',', '-', '–', '—']);
        let ids = Some(ids).filter(|ids| !ids.is_empty());
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        Parsed { tool, ids, by: by.to_owned(), reason, whole_file: false }
    };
    if let Some(rest) = word(part, "sightline")
        .and_then(|rest| word(rest.trim_start().strip_prefix(':')?.trim_start(), "ignore"))
    {
        let (ids, rest) = bracketed(rest);
        return Some(said(Tool::Sightline, ids, rest));
    }
    if let Some(rest) = word(part, "nosec") {
        let (ids, rest) = listed(after_colon(rest), bandit_id);
        return Some(said(Tool::Bandit, ids, rest));
    }
    if let Some(rest) = word(part, "nosemgrep").or_else(|| word(part, "nosem")) {
        let Some(given) = rest.trim_start().strip_prefix(':') else {
            return Some(said(Tool::Semgrep, Vec::new(), rest));
        };
        let (ids, rest) = listed(given, |id| id.contains('-').then(|| id.to_owned()));
        return Some(said(Tool::Semgrep, ids, rest));
    }
    for tool in ["lgtm", "codeql"] {
        if let Some(rest) = word(part, tool) {
            let (ids, rest) = bracketed(rest);
            let named = tool == "lgtm" || !ids.is_empty();
            return named.then(|| said(Tool::CodeQl, ids, rest));
        }
    }
    let of_file = ["ruff", "flake8"]
        .iter()
        .find_map(|tool| Some(word(part, tool)?.trim_start().strip_prefix(':')?.trim_start()))
        .filter(|rest| word(rest, "noqa").is_some());
    let rest = word(of_file.unwrap_or(part), "noqa")?;
    let (ids, rest) = match rest.trim_start().strip_prefix(':') {
        Some(given) => listed(given, ruff_code),
        None => (Vec::new(), rest),
    };
    Some(Parsed { whole_file: of_file.is_some(), ..said(Tool::Ruff, ids, rest) })
}

/// What follows a word at the start of a text, in whatever case the word is written.
fn word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (ends && start.eq_ignore_ascii_case(word)).then_some(rest)
}

fn after_colon(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix(':').unwrap_or(text)
}

/// `[a, b] rest`
fn bracketed(text: &str) -> (Vec<String>, &str) {
    let Some((list, rest)) = text.trim_start().strip_prefix('[').and_then(|text| text.split_once(']')) else {
        return (Vec::new(), text);
    };
    let ids = list.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    (ids.collect(), rest)
}

/// The ids at the head of a text, between commas and spaces, and what follows them.
fn listed(text: &str, id_of: impl Fn(&str) -> Option<String>) -> (Vec<String>, &str) {
    let mut ids = Vec::new();
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches([' ', '\t', ',', ';']);
        let end = next.find([' ', '\t', ',', ';']).unwrap_or(next.len());
        let (token, after) = next.split_at_checked(end).unwrap_or((next, ""));
        let Some(id) = id_of(token.trim_end_matches([':', '.'])) else { return (ids, rest) };
        ids.push(id);
        rest = after;
    }
}

/// `B602`
fn bandit_id(token: &str) -> Option<String> {
    let digits = token.strip_prefix(['B', 'b'])?;
    let is_id = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| format!("B{digits}"))
}

/// `S602`, `PLW1510`; letters alone stand for all codes that begin with them.
fn ruff_code(token: &str) -> Option<String> {
    let letters = token.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = token.bytes().skip(letters).filter(u8::is_ascii_digit).count();
    let is_code =
        (1..=4).contains(&letters) && letters + digits == token.len() && (digits > 0 || token.len() <= 3);
    (is_code && token.bytes().all(|byte| !byte.is_ascii_lowercase() || digits > 0)).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(part: &str) -> (Option<Vec<String>>, String, Option<String>) {
        let parsed = parse(part).unwrap();
        (parsed.ids, parsed.by, parsed.reason)
    }

    #[expect(clippy::unnecessary_wraps)]
    fn ids(list: &[&str]) -> Option<Vec<String>> {
        Some(list.iter().map(|id| (*id).to_owned()).collect())
    }

    #[expect(clippy::unnecessary_wraps)]
    fn why(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn our_own_comments_name_rules_and_give_a_reason() {
        assert_eq!(
            read("sightline: ignore[weak-hash, sql-injection] old protocol"),
            (
                ids(&["weak-hash", "sql-injection"]),
                "sightline: ignore[weak-hash, sql-injection]".into(),
                why("old protocol")
            )
        );
        assert_eq!(read("Sightline:ignore known"), (None, "Sightline:ignore".into(), why("known")));
    }

    #[test]
    fn the_comments_of_other_tools_are_read_as_they_read_them() {
        assert_eq!(read("nosec"), (None, "nosec".into(), None));
        assert_eq!(
            read("nosec B602, B603 - fixed"),
            (ids(&["B602", "B603"]), "nosec B602, B603".into(), why("fixed"))
        );
        assert_eq!(read("NOSEC:b602,B603"), (ids(&["B602", "B603"]), "NOSEC:b602,B603".into(), None));
        assert_eq!(read("nosec because it is fixed"), (None, "nosec".into(), why("because it is fixed")));
        assert_eq!(read("noqa:S602"), (ids(&["S602"]), "noqa:S602".into(), None));
        assert_eq!(
            read("noqa : S602 , E501 why"),
            (ids(&["S602", "E501"]), "noqa : S602 , E501".into(), why("why"))
        );
        assert_eq!(read("NoQA"), (None, "NoQA".into(), None));
        assert_eq!(
            read("nosemgrep: python.lang.eval-detected"),
            (ids(&["python.lang.eval-detected"]), "nosemgrep: python.lang.eval-detected".into(), None)
        );
        assert_eq!(
            read("lgtm[py/sql-injection]"),
            (ids(&["py/sql-injection"]), "lgtm[py/sql-injection]".into(), None)
        );
        assert!(parse("ruff: noqa: S101").unwrap().whole_file);
    }

    #[test]
    fn other_comments_are_none() {
        for part in ["nosecurity", "noqaed", "about nosec", "sightline is good", "ignore[x]", "codeql", ""] {
            assert!(parse(part).is_none(), "{part}");
        }
    }
}
