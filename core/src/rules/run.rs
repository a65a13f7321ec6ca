//! Runs all rules over one file, in one evaluation of it.

use super::{Answer, Find, RULES, Rule, look, suppressions};
use crate::finding::{self, Finding};
use crate::flow::{self, Call, Event, Kind};
use crate::intern::{PathId, Sym};
use crate::project::Project;
use crate::syntax::ast::{ArgKind, StmtId};
use crate::text::{FileId, Notice, Place};
use crate::vocabulary::{Category, Confidence, Status};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One statement about one place: what a rule or a check says of it, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The id of the rule or check.
    pub check: &'static str,
    /// The checklist item that it belongs to; none for the report's own sections.
    pub category: Option<Category>,
    /// Where.
    pub place: Place,
    /// What came of it.
    pub status: Status,
    /// One sentence.
    pub text: String,
}

/// What the rules say of one file.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// What is wrong, in order of place, suppressed findings included.
    pub findings: Vec<Finding>,
    /// Places that are safe or undecided. Findings become facts in the checklist.
    pub facts: Vec<Fact>,
    /// Bounds that were hit.
    pub notices: Vec<Notice>,
}

/// Run all rules over one file.
#[must_use]
pub fn examine(project: &Project, file: FileId) -> Examined {
    let module = project.module(file);
    let mut answers = Answers { in_test: look::is_test(module), ..Answers::default() };
    let index = Index::get();
    let mut notices = flow::evaluate(project, file, flow::Trust::default(), &mut |event| match &event {
        // What happens in other files is told again by their own evaluation.
        Event::Call(call) if call.place.file == file => {
            let assumed = call.assumed;
            let method = call.name.filter(|_| call.receiver.is_some() && !is_given(call));
            for (rule, check) in index.calls.matching(call.path(), method) {
                answers.take(rule, call.place, call.stmt, assumed, check(call));
            }
            for arg in &call.arguments {
                let ArgKind::Keyword(name) = arg.kind else { continue };
                for (rule, check) in index.arguments.matching(None, Some(name.sym)) {
                    answers.take(rule, call.place, call.stmt, assumed, check(call));
                }
            }
        }
        Event::Write(write) if write.place.file == file => {
            for (rule, check) in index.writes.matching(write.path, write.name) {
                let assumed = write.assumed;
                answers.take(rule, write.place, write.stmt, assumed, check(write));
            }
        }
        Event::Call(_) | Event::Write(_) | Event::Reached(_) => {}
    });
    for rule in RULES {
        for find in rule.find {
            if let Find::Code(check) = find {
                for (span, stmt, answer) in check(module) {
                    answers.take(rule, Place { file, span }, stmt, false, answer);
                }
            }
        }
    }
    let (mut findings, facts) = answers.decided(project);
    finding::fingerprint(project, &mut findings);
    notices.extend(suppressions::apply(module, &mut findings));
    Examined { findings: findings.into_iter().map(|(finding, _)| finding).collect(), facts, notices }
}

/// What the rules said so far: one answer a rule and place, the gravest.
#[derive(Default)]
struct Answers {
    by_place: BTreeMap<(Place, &'static str), (&'static Rule, StmtId, Answer)>,
    /// Whether the file holds tests: what it does harms nobody, so its findings are observations.
    in_test: bool,
}

impl Answers {
    fn take(&mut self, rule: &'static Rule, place: Place, stmt: StmtId, assumed: bool, answer: Answer) {
        if answer == Answer::NotMine {
            return;
        }
        let answer = if assumed { answer.at(Confidence::Medium) } else { answer };
        let answer = if self.in_test { answer.at(Confidence::Low) } else { answer };
        let known = self.by_place.entry((place, rule.id)).or_insert_with(|| (rule, stmt, answer.clone()));
        if weight(&answer) > weight(&known.2) {
            known.2 = answer;
        }
    }

    fn decided(self, project: &Project) -> (Vec<(Finding, StmtId)>, Vec<Fact>) {
        let (mut findings, mut facts) = (Vec::new(), Vec::new());
        for ((place, id), (rule, stmt, answer)) in self.by_place {
            let fact = |status, text| Fact { check: id, category: Some(rule.category), place, status, text };
            match answer {
                Answer::Wrong(wrong) => {
                    let finding = Finding {
                        rule: id,
                        place,
                        severity: wrong.severity.unwrap_or(rule.severity),
                        confidence: wrong.confidence.min(rule.confidence),
                        function: project.module(place.file).ast.qualified_name(stmt),
                        message: wrong.message,
                        trace: wrong.trace,
                        fingerprint: String::new(),
                        suppressed: None,
                    };
                    findings.push((finding, stmt));
                }
                Answer::Safe(why) => facts.push(fact(Status::Safe, why)),
                Answer::Undecided(needs) => facts.push(fact(Status::Undecided, needs)),
                Answer::NotMine => {}
            }
        }
        (findings, facts)
    }
}

/// Whether what is called is known from the given files: no guess by its name is needed.
fn is_given(call: &Call<'_>) -> bool {
    matches!(call.callee.kind, Kind::Function(_) | Kind::Class(_))
}

/// However often a place is evaluated it gets one answer: wrong before undecided before safe.
fn weight(answer: &Answer) -> (u8, Option<Confidence>) {
    match answer {
        Answer::NotMine => (0, None),
        Answer::Safe(_) => (1, None),
        Answer::Undecided(_) => (2, None),
        Answer::Wrong(wrong) => (3, Some(wrong.confidence)),
    }
}

/// Which rules look at which paths.
struct Index {
    calls: Table<fn(&Call<'_>) -> Answer>,
    arguments: Table<fn(&Call<'_>) -> Answer>,
    writes: Table<fn(&flow::Write<'_>) -> Answer>,
}

struct Table<F> {
    paths: FxHashMap<PathId, Vec<(&'static Rule, F)>>,
    names: FxHashMap<Sym, Vec<(&'static Rule, F)>>,
}

impl Index {
    fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let mut index = Self { calls: Table::new(), arguments: Table::new(), writes: Table::new() };
            for rule in RULES {
                for find in rule.find {
                    match find {
                        Find::Call(paths, check) => index.calls.add(paths, rule, *check),
                        Find::Argument(names, check) => index.arguments.add_names(names, rule, *check),
                        Find::Write(paths, check) => index.writes.add(paths, rule, *check),
                        Find::Code(_) => {}
                    }
                }
            }
            index
        })
    }
}

impl<F: Copy> Table<F> {
    fn new() -> Self {
        Self { paths: FxHashMap::default(), names: FxHashMap::default() }
    }

    fn add(&mut self, paths: &[&str], rule: &'static Rule, check: F) {
        for path in paths {
            match path.strip_prefix("*.") {
                Some(name) => self.names.entry(Sym::new(name)).or_default().push((rule, check)),
                None => self.paths.entry(PathId::new(path)).or_default().push((rule, check)),
            }
        }
    }

    fn add_names(&mut self, names: &[&str], rule: &'static Rule, check: F) {
        for name in names {
            self.names.entry(Sym::new(name)).or_default().push((rule, check));
        }
    }

    /// The rules for a path, and those for its last name on anything.
    fn matching(&self, path: Option<PathId>, name: Option<Sym>) -> impl Iterator<Item = (&'static Rule, F)> {
        let by_path = path.and_then(|path| self.paths.get(&path)).into_iter().flatten();
        let by_name = name.and_then(|name| self.names.get(&name)).into_iter().flatten();
        by_path.chain(by_name).copied()
    }
}
