//! What the engine knows, in the words of the messages.

use sightline::finding::Finding;
use sightline::project::Project;
use sightline::report::{self as core_report, Report};
use sightline::rules::RULES;
use sightline::text::{Notice, Place};
use sightline_web::protocol::{FactsOf, Reply};
use sightline_web::report::{self, Fact, FileInfo, Item, RuleInfo, Step, Suppressed};

/// The worker is up, and these are its rules.
pub(crate) fn ready() -> Reply {
    let text = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let rules = RULES.iter().map(|rule| RuleInfo {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        severity: rule.severity,
        category: rule.category.name().to_owned(),
        cwe: rule.cwe,
        why: rule.why.to_owned(),
        fix: rule.fix.to_owned(),
        bad: rule.bad.to_owned(),
        good: rule.good.to_owned(),
        references: text(rule.references),
        also: text(rule.also),
    });
    Reply::Ready { version: env!("CARGO_PKG_VERSION").to_owned(), rules: rules.collect() }
}

/// A finding.
pub(crate) fn finding(project: &Project, finding: &Finding) -> report::Finding {
    let rule = sightline::rules::rule(finding.rule);
    report::Finding {
        rule: finding.rule.to_owned(),
        title: rule.map_or("", |rule| rule.title).to_owned(),
        place: place(project, finding.place),
        severity: finding.severity,
        confidence: finding.confidence,
        category: rule.map_or("", |rule| rule.category.name()).to_owned(),
        cwe: rule.map_or(0, |rule| rule.cwe),
        function: finding.function.clone(),
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
        trace: finding
            .trace
            .iter()
            .map(|step| Step { place: place(project, step.place), text: step.text.clone() })
            .collect(),
        suppressed: finding.suppressed.as_ref().map(|by| Suppressed {
            by: by.by.clone(),
            line: by.line,
            reason: by.reason.clone().unwrap_or_default(),
        }),
    }
}

/// A file with what was noticed while it was read.
pub(crate) fn file(module: &sightline::project::Module) -> FileInfo {
    let mut notices: Vec<Notice> = module.file.notices.iter().chain(&module.ast.notices).cloned().collect();
    notices.sort();
    notices.dedup();
    FileInfo {
        path: module.file.path.clone(),
        lines: module.file.lines.count(),
        bytes: u32::try_from(module.file.bytes).unwrap_or(u32::MAX),
        functions: module.ast.functions.iter().filter(|function| function.name.is_some()).count() as u32,
        classes: module.ast.classes.len() as u32,
        notices: notices.iter().map(|said| notice(&module.file.path, said)).collect(),
    }
}

/// A notice.
pub(crate) fn notice(path: &str, notice: &Notice) -> report::Notice {
    report::Notice {
        file: path.to_owned(),
        line: notice.line,
        end_line: notice.end_line,
        kind: notice.kind.name().to_owned(),
        text: notice.text.clone(),
    }
}

/// What was not reviewed, of the report as a whole.
pub(crate) fn notices(report: &Report) -> Vec<report::Notice> {
    let notice = |notice: &core_report::NoticeReport| report::Notice {
        file: notice.file.clone(),
        line: notice.line,
        end_line: notice.line,
        kind: notice.kind.to_owned(),
        text: notice.text.clone(),
    };
    report.notices.iter().map(notice).collect()
}

/// The checklist without its facts.
pub(crate) fn checklist(report: &Report, project: &Project) -> Vec<Item> {
    let prints = core_report::item_fingerprints(report, project);
    let item = |(item, fingerprint): (&core_report::ItemReport, String)| Item {
        fingerprint,
        item: item.item.name().to_owned(),
        title: item.title.to_owned(),
        verdict: item.verdict,
        summary: item.summary.clone(),
        examined: item.examined as u32,
        facts: item.facts.len() as u32,
    };
    report.checklist.iter().zip(prints).map(item).collect()
}

/// A page of facts: how many there are, and `most` of them from `from` on.
pub(crate) fn facts(report: &Report, of: &FactsOf, from: usize, most: usize) -> (u32, Vec<Fact>) {
    let all: Vec<&core_report::FactReport> = match of {
        FactsOf::Item(id) => report
            .checklist
            .iter()
            .filter(|item| item.item.name() == id)
            .flat_map(|item| &item.facts)
            .collect(),
        FactsOf::File(path) => {
            report.checklist.iter().flat_map(|item| &item.facts).filter(|fact| fact.file == *path).collect()
        }
        FactsOf::Identity => report.identity.iter().collect(),
        FactsOf::NotDecided => report.not_decided.iter().collect(),
    };
    let fact = |fact: &&core_report::FactReport| Fact {
        check: fact.check.to_owned(),
        file: fact.file.clone(),
        line: fact.line,
        end_line: fact.end_line,
        status: fact.status,
        text: fact.text.clone(),
    };
    (all.len() as u32, all.iter().skip(from).take(most).map(fact).collect())
}

fn place(project: &Project, place: Place) -> report::Place {
    let region = project.region(place);
    report::Place {
        file: project.module(place.file).file.path.clone(),
        line: region.line,
        column: region.column,
        end_line: region.end_line,
        end_column: region.end_column,
    }
}
