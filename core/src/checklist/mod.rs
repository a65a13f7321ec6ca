//! The fourteen items: facts of rules and checks gathered, with a verdict and a summary for each; and the
//! two sections around them, what the files are and what they cannot tell.

mod identity;
mod imports;
mod not_decided;
mod summary;

use crate::checks::{CHECKS, Searched};
use crate::finding::Finding;
use crate::project::Project;
use crate::rules::{self, Examined, Fact, RULES};
use crate::text::Place;
use crate::vocabulary::{Category, Confidence, Status, Verdict};
use std::collections::BTreeMap;

pub use identity::identity;
pub use not_decided::not_decided;

/// One item of the checklist.
#[derive(Debug, Clone)]
pub struct Item {
    /// Which.
    pub category: Category,
    /// How many rules and checks look at it. With none it says so, and is not clear.
    pub looked_at_by: usize,
    /// What it comes to.
    pub verdict: Verdict,
    /// One paragraph: what was examined and what came of it.
    pub summary: String,
    /// How many distinct places were examined.
    pub examined: usize,
    /// How many of them have each status, the worst that is said of them; by [`Status`], in its order.
    pub places: [usize; Status::ALL.len()],
    /// The evidence, by check and place.
    pub facts: Vec<Fact>,
}

/// Gather what was said of all files, given in order of the files.
#[must_use]
pub fn gather(project: &Project, examined: &[Examined]) -> Vec<Item> {
    let searched = Searched::of(project);
    let mut facts: BTreeMap<Category, Vec<Fact>> = BTreeMap::new();
    for examined in examined {
        let findings = examined.findings.iter().map(fact_of);
        for fact in findings.chain(examined.facts.iter().cloned()) {
            if let Some(category) = fact.category {
                facts.entry(category).or_default().push(fact);
            }
        }
    }
    let item =
        |category: &Category| Item::new(*category, facts.remove(category).unwrap_or_default(), searched);
    Category::ALL.iter().map(item).collect()
}

/// What a finding is to the checklist: a defect, unless it is suppressed or only an observation.
fn fact_of(finding: &Finding) -> Fact {
    let rule = rules::rule(finding.rule);
    let title = rule.map_or("", |rule| rule.title);
    let (status, text) = match (&finding.suppressed, finding.confidence) {
        (Some(by), _) => {
            let reason = by.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            (Status::Info, format!("{title}; suppressed by `{}` on line {}{reason}", by.by, by.line))
        }
        (None, Confidence::Low) if finding.by_caller => (Status::Undecided, finding.message.clone()),
        (None, Confidence::Low) => (Status::Attention, finding.message.clone()),
        (None, _) => (Status::Defect, finding.message.clone()),
    };
    Fact {
        check: finding.rule,
        category: rule.map(|rule| rule.category),
        place: finding.place,
        status,
        text,
        kind: "",
    }
}

impl Item {
    /// Order the facts, and say what they come to.
    fn new(category: Category, facts: Vec<Fact>, searched: Searched) -> Self {
        let mut by_check: BTreeMap<&str, Vec<Fact>> = BTreeMap::new();
        for fact in facts {
            by_check.entry(fact.check).or_default().push(fact);
        }
        // What one check says comes in order of the files, nearly sorted.
        for facts in by_check.values_mut() {
            facts.sort_by_key(|fact| (fact.place, fact.status));
        }
        let facts: Vec<Fact> = by_check.into_values().flatten().collect();
        let rules = RULES.iter().filter(|rule| rule.category == category).count();
        let by = rules + CHECKS.iter().filter(|check| check.category == category).count();
        let verdict = if by == 0 { Verdict::Undecidable } else { verdict(&facts) };
        let places = by_status(&facts);
        let summary = summary::summary(category, &facts, places, searched);
        let examined = places.iter().sum();
        Self { category, looked_at_by: by, verdict, summary, examined, places, facts }
    }

    /// How many places have that status as the worst that is said of them.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.places.get(status as usize).copied().unwrap_or(0)
    }
}

/// However many rules look at a place, it is one place, and as bad as the worst of them says.
fn by_status(facts: &[Fact]) -> [usize; Status::ALL.len()] {
    let mut places: BTreeMap<Place, Status> = BTreeMap::new();
    for fact in facts {
        let status = places.entry(fact.place).or_insert(fact.status);
        *status = fact.status.max(*status);
    }
    let mut counts = [0; Status::ALL.len()];
    for status in places.into_values() {
        counts[status as usize] += 1;
    }
    counts
}

/// The first that applies, from worst to nothing.
fn verdict(facts: &[Fact]) -> Verdict {
    match facts.iter().map(|fact| fact.status).max() {
        Some(Status::Defect) => Verdict::Defect,
        Some(Status::Attention) => Verdict::Attention,
        Some(Status::Undecided) => Verdict::Undecidable,
        Some(Status::Safe | Status::Info) => Verdict::Clear,
        None => Verdict::Absent,
    }
}
