//! The document as one HTML file: nothing in it is loaded or run, it prints, and it is light or dark as its reader
//! has it. Everything that is not written here is escaped.

use super::lines::{self, Line};
use super::{
    FACTS, STEPS, distrusted, extent, facts, file_at, findings, grade, once, ran, suppressed, verdict,
};
use crate::project::Project;
use crate::report::visible::{self, visible};
use crate::report::{FactReport, FindingReport, ItemReport, Marked, Report};
use crate::rules::finds_secrets;
use crate::text::Region;
use crate::vocabulary::Severity;
use crate::words;
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// The report as HTML; `project` has the lines that it shows.
#[must_use]
pub fn html(report: &Report, project: &Project) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri \
         'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>Security \
         review</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    let _ = writeln!(out, "<h1>Security review</h1>\n<p class=\"lead\">{}</p>", said(&report.conclusion));
    let _ = writeln!(
        out,
        "<p class=\"by\">{}, reviewed by Sightline {}. Data counts as an attacker&#39;s when it comes from {}.</p>",
        extent(report),
        escaped(report.engine.version),
        escaped(&distrusted(report))
    );
    if let Some(marked) = report.marked() {
        let _ = writeln!(out, "<p class=\"by\">{}</p>", escaped(&marked));
    }
    push_table(&mut out, report);
    for item in &report.checklist {
        push_item(&mut out, report, item, project);
    }
    push_section(&mut out, "What the files are", &report.identity);
    push_section(&mut out, "Not decided from these files", &report.not_decided);
    push_rest(&mut out, report);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The checklist at a glance.
fn push_table(out: &mut String, report: &Report) {
    out.push_str("<table>\n<caption>The checklist</caption>\n<tbody>\n");
    for item in &report.checklist {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td class=\"{}\">{}</td></tr>",
            item.item,
            item.title,
            item.verdict,
            verdict(item)
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

fn push_item(out: &mut String, report: &Report, item: &ItemReport, project: &Project) {
    let _ = writeln!(
        out,
        "<section id=\"{}\">\n<h2>{} <small class=\"{}\">{}</small></h2>\n<p>{}</p>",
        item.item,
        item.title,
        item.verdict,
        verdict(item),
        said(&item.summary)
    );
    push_mark(out, item.mark.as_ref());
    for finding in findings(report, item) {
        push_finding(out, finding, project);
    }
    for (heading, facts) in facts(item) {
        let _ = writeln!(out, "<h3>{heading}</h3>");
        push_facts(out, &facts);
    }
    out.push_str("</section>\n");
}

fn push_finding(out: &mut String, finding: &FindingReport, project: &Project) {
    let letter = match finding.severity {
        Severity::High => 'H',
        Severity::Medium => 'M',
        Severity::Low => 'L',
        Severity::Note => 'N',
    };
    let within = finding
        .function
        .as_ref()
        .map(|name| format!(" in <code>{}</code>", escaped(name)))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "<article class=\"{}\">\n<h3><span class=\"mark\">{letter}</span> {}</h3>\n<p class=\"by\">{}{within}</p>\n<p>{}</p>",
        finding.severity,
        escaped(finding.title),
        at(&finding.file, finding.region.line),
        said(&finding.message)
    );
    push_lines(out, project, &finding.file, finding.region, finds_secrets(finding.rule));
    if !finding.trace.is_empty() {
        out.push_str("<ol>\n");
        for step in finding.trace.iter().take(STEPS) {
            let _ = writeln!(out, "<li>{} {}</li>", at(&step.file, step.region.line), said(&step.text));
        }
        out.push_str("</ol>\n");
    }
    push_mark(out, finding.mark.as_ref());
    let _ = writeln!(out, "<p class=\"by\">{}</p>\n</article>", escaped(&grade(finding)));
}

fn push_mark(out: &mut String, marked: Option<&Marked>) {
    if let Some(marked) = marked {
        let _ = writeln!(out, "<p class=\"marked\">{}</p>", escaped(&marked.sentence()));
    }
}

fn push_lines(out: &mut String, project: &Project, path: &str, region: Region, is_secret: bool) {
    let Some(file) = file_at(project, path) else { return };
    out.push_str("<pre>");
    for Line { number, text, meant } in lines::around(file, region, is_secret) {
        let part = |range: std::ops::Range<usize>| escaped_code(text.get(range).unwrap_or(""));
        let _ = write!(out, "<span class=\"number\">{number:>5}</span>  ");
        if meant.is_empty() {
            let _ = writeln!(out, "{}", part(0..text.len()));
        } else {
            let (before, after) = (0..meant.start, meant.end..text.len());
            let _ = writeln!(out, "{}<mark>{}</mark>{}", part(before), part(meant), part(after));
        }
    }
    out.push_str("</pre>\n");
}

fn push_section(out: &mut String, heading: &str, facts: &[FactReport]) {
    if !facts.is_empty() {
        let _ = writeln!(out, "<section>\n<h2>{heading}</h2>");
        push_facts(out, &facts.iter().collect::<Vec<_>>());
        out.push_str("</section>\n");
    }
}

fn push_facts(out: &mut String, facts: &[&FactReport]) {
    out.push_str("<ul>\n");
    let said_once = once(facts);
    for once in said_once.iter().take(FACTS) {
        let (fact, others) = (once.fact, once.others());
        let _ = writeln!(
            out,
            "<li>{}{others} {}</li>",
            at(&fact.file, fact.line),
            said(&words::sentence(fact.text.clone()))
        );
    }
    if said_once.len() > FACTS {
        let _ = writeln!(
            out,
            "<li>and {} more: the JSON report has all of them</li>",
            words::number(said_once.len() - FACTS)
        );
    }
    out.push_str("</ul>\n");
}

/// What is silenced, what was not reviewed, and the rules.
fn push_rest(out: &mut String, report: &Report) {
    let silent: Vec<&FindingReport> = suppressed(report).collect();
    if !silent.is_empty() {
        out.push_str("<section>\n<h2>Suppressed by comments</h2>\n<ul>\n");
        for finding in silent {
            let by = finding.suppressed.as_ref().map_or("", |by| by.by.as_str());
            let place = at(&finding.file, finding.region.line);
            let _ = writeln!(out, "<li>{place} {} by <code>{}</code></li>", finding.rule, escaped(by));
        }
        out.push_str("</ul>\n</section>\n");
    }
    if !report.notices.is_empty() {
        out.push_str("<section>\n<h2>Not reviewed</h2>\n<ul>\n");
        for notice in &report.notices {
            let _ = writeln!(out, "<li>{} {}</li>", at(&notice.file, notice.line), said(&notice.text));
        }
        out.push_str("</ul>\n</section>\n");
    }
    out.push_str("<section>\n<h2>Rules and checks that ran</h2>\n<ul class=\"rules\">\n");
    for (id, title) in ran(report) {
        let _ = writeln!(out, "<li><code>{id}</code> {}</li>", escaped(title));
    }
    out.push_str("</ul>\n</section>\n");
}

fn at(path: &str, line: u32) -> String {
    format!("<code class=\"place\">{}:{line}</code>", escaped(path))
}

/// A sentence of the engine: what stands between backticks is code.
fn said(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let part =
        |(at, part)| if at % 2 == 1 { format!("<code>{}</code>", escaped(part)) } else { escaped(part) };
    parts.map(part).collect()
}

fn escaped(text: &str) -> String {
    entities(&visible(text))
}

/// Code keeps its tabs and shows what is hidden in it.
fn escaped_code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\t' { shown.push_str("    ") } else { visible::push(&mut shown, character) }
    }
    entities(&shown)
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn what_is_quoted_is_text() {
        assert_eq!(
            said("a <b> `<script>\"'` & c"),
            "a &lt;b&gt; <code>&lt;script&gt;&quot;&#39;</code> &amp; c"
        );
    }
}
