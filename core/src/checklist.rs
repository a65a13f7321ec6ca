//! The fourteen items: facts of rules and checks gathered, with a verdict and a summary for each.

use crate::finding::Finding;
use crate::project::Project;
use crate::rules::{self, Examined, Fact};
use crate::vocabulary::{Category, Confidence, Status, Verdict};

/// One item of the checklist.
#[derive(Debug, Clone)]
pub struct Item {
    /// Which.
    pub category: Category,
    /// What it comes to.
    pub verdict: Verdict,
    /// One paragraph: what was examined and what came of it.
    pub summary: String,
    /// How many distinct places were examined.
    pub examined: usize,
    /// The evidence, by check and place.
    pub facts: Vec<Fact>,
}

/// What was searched, for the sentences that say that nothing was found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Searched {
    /// Lines of all files.
    pub lines: usize,
    /// Functions, lambdas not counted.
    pub functions: usize,
    /// Calls.
    pub calls: usize,
}

/// Gather what was said of all files, given in order of the files.
#[must_use]
pub fn gather(project: &Project, examined: &[Examined]) -> Vec<Item> {
    let searched = Searched::of(project);
    let mut items: Vec<Item> = Category::ALL.iter().map(|category| Item::new(*category)).collect();
    for examined in examined {
        let findings = examined.findings.iter().map(fact_of);
        for fact in findings.chain(examined.facts.iter().cloned()) {
            if let Some(item) = items.iter_mut().find(|item| Some(item.category) == fact.category) {
                item.facts.push(fact);
            }
        }
    }
    for item in &mut items {
        item.conclude(searched);
    }
    items
}

/// What a finding is to the checklist: a defect, unless it is suppressed or only an observation.
fn fact_of(finding: &Finding) -> Fact {
    let title = rules::rule(finding.rule).map_or("", |rule| rule.title);
    let category = rules::rule(finding.rule).map(|rule| rule.category);
    let (status, text) = match (&finding.suppressed, finding.confidence) {
        (Some(by), _) => (Status::Info, format!("{title}; suppressed by `{}`", by.by)),
        (None, Confidence::Low) => (Status::Attention, finding.message.clone()),
        (None, _) => (Status::Defect, finding.message.clone()),
    };
    Fact { check: finding.rule, category, place: finding.place, status, text }
}

impl Item {
    fn new(category: Category) -> Self {
        Self { category, verdict: Verdict::Absent, summary: String::new(), examined: 0, facts: Vec::new() }
    }

    /// Order the facts, and say what they come to.
    fn conclude(&mut self, searched: Searched) {
        self.facts.sort_by(|a, b| (a.check, a.place, a.status).cmp(&(b.check, b.place, b.status)));
        let mut places: Vec<_> = self.facts.iter().map(|fact| fact.place).collect();
        places.sort_unstable();
        places.dedup();
        self.examined = places.len();
        let rules = rules::RULES.iter().filter(|rule| rule.category == self.category).count();
        if rules == 0 {
            self.verdict = Verdict::Undecidable;
            self.summary = "Not examined by this version.".into();
            return;
        }
        let count = |status| self.facts.iter().filter(|fact| fact.status == status).count();
        let has = |status| count(status) > 0;
        self.verdict = if has(Status::Defect) {
            Verdict::Defect
        } else if has(Status::Attention) {
            Verdict::Attention
        } else if has(Status::Undecided) {
            Verdict::Undecidable
        } else if self.facts.is_empty() {
            Verdict::Absent
        } else {
            Verdict::Clear
        };
        let Searched { lines, functions, calls } = searched;
        let by = format!("{rules} {}", if rules == 1 { "rule" } else { "rules" });
        let searched = format!("{lines} lines, {functions} functions and {calls} calls");
        self.summary = if self.facts.is_empty() {
            format!("{by} found nothing of this kind in {searched}.")
        } else {
            let parts: Vec<String> = [
                (Status::Defect, "with a defect"),
                (Status::Attention, "to look at"),
                (Status::Undecided, "not decidable from these files"),
                (Status::Safe, "safe"),
                (Status::Info, "listed"),
            ]
            .into_iter()
            .filter(|(status, _)| has(*status))
            .map(|(status, words)| format!("{} {words}", count(status)))
            .collect();
            let places = if self.examined == 1 { "place" } else { "places" };
            format!("{} {places} examined by {by} in {searched}: {}.", self.examined, parts.join(", "))
        };
    }
}

impl Searched {
    /// What there is to search in a project.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        use crate::syntax::ast::ExprKind;
        let mut searched = Self::default();
        for file in project.files() {
            let module = project.module(file);
            searched.lines += module.file.lines.count() as usize;
            searched.functions +=
                module.ast.functions.iter().filter(|function| function.name.is_some()).count();
            searched.calls +=
                module.ast.exprs.iter().filter(|e| matches!(e.kind, ExprKind::Call { .. })).count();
        }
        searched
    }
}
