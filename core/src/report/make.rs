//! How a report is put together from what was said of the files.

use super::conclusion::conclusion;
use super::{
    Engine, FactReport, FileNotice, FileReport, FindingReport, Hidden, ItemReport, NoticeReport, Options,
    Report, StepReport, SuppressionReport,
};
use crate::checklist::{self, Item};
use crate::checks;
use crate::finding::Finding;
use crate::intake::LeftOut;
use crate::project::Project;
use crate::rules::{self, Examined, Fact};
use crate::text::{FileId, Notice, Place};
use crate::vocabulary::Category;

impl Report {
    /// Put together what was said of all files, given in order of the files.
    #[must_use]
    pub fn new(project: &Project, examined: &[Examined], left_out: &[LeftOut], options: &Options) -> Self {
        let items = checklist::gather(project, examined);
        let all: Vec<_> = examined.iter().flat_map(|examined| &examined.findings).collect();
        let shown = |finding: &&&Finding| {
            finding.confidence >= options.min_confidence && finding.severity >= options.min_severity
        };
        let findings: Vec<_> =
            all.iter().filter(shown).map(|finding| finding_report(project, finding)).collect();
        let notices = notices(project, examined, left_out);
        let not_decided = checklist::not_decided(project, &items);
        let conclusion = conclusion(project, &items, not_decided.len(), &notices);
        Self {
            schema: "sightline/1",
            engine: Engine {
                version: env!("CARGO_PKG_VERSION"),
                rules: rules::RULES.iter().map(|rule| rule.id).collect(),
                checks: checks::CHECKS.iter().map(|check| check.id).collect(),
            },
            distrusted: options.trust.distrusted(),
            files: project.files().map(|file| file_report(project, file, examined)).collect(),
            hidden: Hidden { low: all.len() - findings.len() },
            findings,
            checklist: items.into_iter().map(|item| item_report(project, item)).collect(),
            identity: facts(project, checklist::identity(project)),
            not_decided: facts(project, not_decided),
            conclusion,
            notices,
        }
    }
}

fn file_report(project: &Project, file: FileId, examined: &[Examined]) -> FileReport {
    let module = project.module(file);
    FileReport {
        path: module.file.path.clone(),
        lines: module.file.lines.count(),
        bytes: module.file.bytes,
        functions: module.ast.functions.iter().filter(|function| function.name.is_some()).count(),
        classes: module.ast.classes.len(),
        sha256: module.file.sha256.clone(),
        notices: notices_of(project, file, examined).into_iter().map(file_notice).collect(),
    }
}

fn notices_of(project: &Project, file: FileId, examined: &[Examined]) -> Vec<Notice> {
    let module = project.module(file);
    let said = examined.get(file.0 as usize).map_or(&[][..], |examined| &examined.notices);
    let mut notices: Vec<Notice> =
        module.file.notices.iter().chain(&module.ast.notices).chain(said).cloned().collect();
    notices.sort();
    notices.dedup();
    notices
}

fn file_notice(notice: Notice) -> FileNotice {
    FileNotice { line: notice.line, end_line: notice.end_line, kind: notice.kind.name(), text: notice.text }
}

fn notices(project: &Project, examined: &[Examined], left_out: &[LeftOut]) -> Vec<NoticeReport> {
    let report = |path: &str, notice: &Notice| NoticeReport {
        file: path.to_owned(),
        line: notice.line,
        kind: notice.kind.name(),
        text: notice.text.clone(),
    };
    let mut notices: Vec<NoticeReport> =
        left_out.iter().map(|left| report(&left.path, &left.notice)).collect();
    for file in project.files() {
        let path = &project.module(file).file.path;
        let said = notices_of(project, file, examined);
        notices
            .extend(said.iter().filter(|notice| notice.kind.left_out()).map(|notice| report(path, notice)));
    }
    notices.sort();
    notices.dedup();
    notices
}

fn finding_report(project: &Project, finding: &Finding) -> FindingReport {
    let rule = rules::rule(finding.rule);
    FindingReport {
        rule: finding.rule,
        title: rule.map_or("", |rule| rule.title),
        file: path(project, finding.place),
        region: project.region(finding.place),
        severity: finding.severity,
        confidence: finding.confidence,
        category: rule.map_or(Category::Complexity, |rule| rule.category),
        cwe: rule.map_or(0, |rule| rule.cwe),
        function: finding.function.clone(),
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
        trace: finding
            .trace
            .iter()
            .map(|step| StepReport {
                file: path(project, step.place),
                region: project.region(step.place),
                text: step.text.clone(),
            })
            .collect(),
        suppressed: finding.suppressed.as_ref().map(|by| SuppressionReport {
            by: by.by.clone(),
            line: by.line,
            reason: by.reason.clone(),
        }),
        mark: None,
    }
}

fn item_report(project: &Project, item: Item) -> ItemReport {
    ItemReport {
        item: item.category,
        title: item.category.title(),
        verdict: item.verdict,
        summary: item.summary,
        examined: item.examined,
        mark: None,
        facts: facts(project, item.facts),
    }
}

fn facts(project: &Project, facts: Vec<Fact>) -> Vec<FactReport> {
    facts.into_iter().map(|fact| fact_report(project, fact)).collect()
}

fn fact_report(project: &Project, fact: Fact) -> FactReport {
    let file = &project.module(fact.place.file).file;
    FactReport {
        check: fact.check,
        file: file.path.clone(),
        line: file.line(fact.place.span.start),
        end_line: file.line(fact.place.span.end.max(fact.place.span.start)),
        status: fact.status,
        text: fact.text,
    }
}

fn path(project: &Project, place: Place) -> String {
    project.module(place.file).file.path.clone()
}
