//! The document as Markdown. Somebody else's text cannot become markup: it stands in code, or has its signs escaped.

use super::lines::{self, Line};
use super::{
    FACTS, STEPS, distrusted, extent, facts, file_at, findings, grade, once, ran, suppressed, verdict,
};
use crate::project::Project;
use crate::report::visible::visible;
use crate::report::{FactReport, FindingReport, Report};
use crate::rules::{self, finds_secrets};
use crate::text::Region;
use crate::words;
use std::fmt::Write;

/// The report as Markdown; `project` has the lines that it shows.
#[must_use]
pub fn markdown(report: &Report, project: &Project) -> String {
    let mut out = String::from("# Security review\n\n");
    let _ = writeln!(out, "{}\n", sentence(&report.conclusion));
    let _ = writeln!(out, "{}, reviewed by Sightline {}.\n", extent(report), report.engine.version);
    let _ = writeln!(out, "Data counts as an attacker's when it comes from {}.\n", distrusted(report));
    if let Some(marked) = report.marked() {
        let _ = writeln!(out, "{marked}\n");
    }
    out.push_str("| Item | Verdict |\n| --- | --- |\n");
    for item in &report.checklist {
        let _ = writeln!(out, "| {} | {} |", item.title, verdict(item));
    }
    for item in &report.checklist {
        let _ = writeln!(out, "\n## {}: {}\n\n{}", item.title, verdict(item), sentence(&item.summary));
        if let Some(marked) = &item.mark {
            let _ = writeln!(out, "\n**{}**", sentence(&marked.sentence()));
        }
        for finding in findings(report, item) {
            out.push('\n');
            push_finding(&mut out, "###", finding, project);
        }
        for (heading, facts) in facts(item) {
            let _ = writeln!(out, "\n{heading}:\n");
            push_facts(&mut out, &facts);
        }
    }
    push_section(&mut out, "What the files are", &report.identity.iter().collect::<Vec<_>>());
    push_section(&mut out, "Not decided from these files", &report.not_decided.iter().collect::<Vec<_>>());
    let silent: Vec<&FindingReport> = suppressed(report).collect();
    if !silent.is_empty() {
        out.push_str("\n## Suppressed by comments\n\n");
        for finding in silent {
            let by = finding.suppressed.as_ref().map_or("", |by| by.by.as_str());
            let _ = writeln!(
                out,
                "- {} {} by {}",
                at(&finding.file, finding.region.line),
                finding.rule,
                code(by)
            );
        }
    }
    if !report.notices.is_empty() {
        out.push_str("\n## Not reviewed\n\n");
        for notice in &report.notices {
            let _ = writeln!(out, "- {} {}", at(&notice.file, notice.line), sentence(&notice.text));
        }
    }
    let _ = writeln!(out, "\n## Rules and checks that ran\n");
    for (id, title) in ran(report) {
        let _ = writeln!(out, "- `{id}`: {title}");
    }
    out
}

/// One finding by itself, to be pasted into an issue or a message.
#[must_use]
pub fn finding_markdown(report: &Report, project: &Project, file: &str, fingerprint: &str) -> Option<String> {
    let is_it = |finding: &&FindingReport| finding.file == file && finding.fingerprint == fingerprint;
    let finding = report.findings.iter().find(is_it)?;
    let mut out = String::new();
    push_finding(&mut out, "###", finding, project);
    if let Some(rule) = rules::rule(finding.rule) {
        let _ = writeln!(out, "\n**What to do.** {}", sentence(rule.fix));
        for reference in rule.references {
            let _ = writeln!(out, "\n<{reference}>");
        }
    }
    Some(out)
}

fn push_finding(out: &mut String, heading: &str, finding: &FindingReport, project: &Project) {
    let _ = writeln!(out, "{heading} {}\n", finding.title);
    let within = finding.function.as_ref().map(|name| format!(" in {}", code(name))).unwrap_or_default();
    let _ =
        writeln!(out, "{}{within}: {}\n", at(&finding.file, finding.region.line), sentence(&finding.message));
    push_lines(out, project, &finding.file, finding.region, finds_secrets(finding.rule));
    if !finding.trace.is_empty() {
        out.push_str("\nHow the data comes there:\n\n");
        for (number, step) in (1..).zip(&finding.trace).take(STEPS) {
            let _ = writeln!(out, "{number}. {} {}", at(&step.file, step.region.line), sentence(&step.text));
        }
    }
    if let Some(marked) = &finding.mark {
        let _ = writeln!(out, "\n**{}**", sentence(&marked.sentence()));
    }
    let _ = writeln!(out, "\n{}, fingerprint `{}`", grade(finding), finding.fingerprint);
}

/// Lines as a block of code, whose fence is longer than any run of backticks in it.
fn push_lines(out: &mut String, project: &Project, path: &str, region: Region, is_secret: bool) {
    let Some(file) = file_at(project, path) else { return };
    let lines = lines::around(file, region, is_secret);
    let longest = lines.iter().map(|line| run_of(&line.text, '`')).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let digits = lines.last().map_or(1, |line| line.number.to_string().len());
    let _ = writeln!(out, "{fence}python");
    for Line { number, text, meant } in &lines {
        let sign = if meant.is_empty() { ' ' } else { '>' };
        let _ = writeln!(out, "{}", format!("{sign} {number:digits$}  {}", visible_code(text)).trim_end());
    }
    let _ = writeln!(out, "{fence}");
}

fn push_section(out: &mut String, heading: &str, facts: &[&FactReport]) {
    if !facts.is_empty() {
        let _ = writeln!(out, "\n## {heading}\n");
        push_facts(out, facts);
    }
}

fn push_facts(out: &mut String, facts: &[&FactReport]) {
    let said = once(facts);
    for said in said.iter().take(FACTS) {
        let (fact, others) = (said.fact, said.others());
        let _ = writeln!(
            out,
            "- {}{others} {}",
            at(&fact.file, fact.line),
            sentence(&words::sentence(fact.text.clone()))
        );
    }
    if said.len() > FACTS {
        let _ = writeln!(
            out,
            "- and {} more: the JSON report has all of them",
            words::number(said.len() - FACTS)
        );
    }
}

fn at(path: &str, line: u32) -> String {
    code(&format!("{path}:{line}"))
}

/// A text as code, whatever it holds.
fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(run_of(&text, '`') + 1);
    let room = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{room}{text}{room}{fence}")
}

/// A sentence of the engine: its code stays code, and in the rest nothing is markup.
fn sentence(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let text = visible(&text);
    let mut out = String::with_capacity(text.len() + 16);
    let parts: Vec<&str> = text.split('`').collect();
    // An odd backtick opens nothing.
    let whole = parts.len() % 2 == 1;
    for (at, part) in parts.iter().enumerate() {
        if at % 2 == 1 && whole {
            let _ = write!(out, "`{part}`");
            continue;
        }
        if at > 0 && !whole {
            out.push_str("\\`");
        }
        for character in part.chars() {
            if matches!(character, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
                out.push('\\');
            }
            out.push(character);
        }
    }
    out
}

fn visible_code(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}

/// The longest run of a character.
fn run_of(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{code, sentence};

    #[test]
    fn nothing_that_is_quoted_becomes_markup() {
        assert_eq!(sentence("a <b> [x](y) `c<d>` #"), "a \\<b\\> \\[x\\](y) `c<d>` \\#");
        assert_eq!(sentence("an odd ` <img>"), "an odd \\` \\<img\\>");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
