//! Runs all rules over one file, in one evaluation of it, and decides of all files what was said of each.

use super::{Answer, Find, Harm, RULES, Rule, Wrong, look, standing, suppressions, taint};
use crate::finding::{self, Finding};
use crate::flow::{self, Call, Event, Kind, Reach, Reached, Trust};
use crate::intern::{PathId, Sym};
use crate::project::{Module, Project};
use crate::syntax::ast::{ArgKind, StmtId};
use crate::text::{FileId, Notice, Place};
use crate::vocabulary::{Category, Confidence, Sink, Source, Status};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
    /// What kind of place, in the words of a check; empty for rules.
    pub kind: &'static str,
}

/// What is decided of one file, all files considered.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// What is wrong, in order of place, suppressed findings included.
    pub findings: Vec<Finding>,
    /// Places that are safe or undecided. Findings become facts in the checklist.
    pub facts: Vec<Fact>,
    /// Bounds that were hit.
    pub notices: Vec<Notice>,
}

/// What the rules said while the entry points of one file were evaluated: of its own places, and of places in
/// other files that its data reaches.
#[derive(Debug, Clone, Default)]
pub struct Said {
    own: Answers,
    elsewhere: BTreeMap<FileId, Answers>,
    facts: Vec<Fact>,
    notices: Vec<Notice>,
}

impl Said {
    /// Lines, first and last, of what was not evaluated to its end.
    pub fn cut_short(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.notices.iter().map(|notice| (notice.line, notice.end_line))
    }
}

/// Run all rules over one file, with these kinds of source distrusted. Whoever else wants to know what happens in the
/// program is told too: it is evaluated once.
#[must_use]
pub fn examine(project: &Project, file: FileId, trust: Trust, tell: &mut dyn FnMut(&Event<'_>)) -> Said {
    let module = project.module(file);
    let mut said = Said::default();
    (said.own.ceiling, said.own.file) = (ceiling(module), Some(file));
    let index = Index::get();
    let mut pending = Pending::default();
    let notices = flow::evaluate(project, file, trust, &mut |event| {
        tell(&event);
        match &event {
            Event::Reached(reached) => {
                if pending.place != Some(reached.place) {
                    pending.settle(&mut said);
                    pending.place = Some(reached.place);
                }
                let distrusted = matches!(reached.reach, Reach::Data { distrusted: true, .. });
                // What else happens in other files is told by their own evaluation.
                if reached.place.file == file || distrusted {
                    for (rule, harm) in index.sinks.get(&reached.sink).into_iter().flatten() {
                        let known = said.answers(reached.place.file, file);
                        if known.is_worth(rule, reached) {
                            let answer = taint::answer(reached, harm, rule.confidence);
                            pending.reached.push((rule, reached.stmt, reached.reach, answer));
                        }
                    }
                }
            }
            Event::Call(call) if call.place.file == file => {
                let mut answers: Vec<(&'static Rule, Answer)> = Vec::new();
                let is_method = call.receiver.is_some() || call.is_renamed();
                let method = call.name.filter(|_| is_method && !is_given(call));
                for (rule, check) in index.calls.matching(call.path(), method) {
                    answers.push((rule, at_call(call, check)));
                }
                if let Some(callee) = look::default_callee(call) {
                    let path = callee.path();
                    let call = call.of(callee);
                    for (rule, check) in index.calls.matching(path, None) {
                        if let Answer::Wrong(wrong) = check(&call) {
                            answers.push((rule, by_default(wrong)));
                        }
                    }
                }
                // What a function of the given files does with an argument is seen there.
                let named = if matches!(call.callee.kind, Kind::Function(_)) { &[] } else { call.arguments };
                for arg in named {
                    let ArgKind::Keyword(name) = arg.kind else { continue };
                    for (rule, check) in index.arguments.matching(None, Some(name.sym)) {
                        answers.push((rule, at_call(call, check)));
                    }
                }
                if method.is_some_and(|name| index.setters.contains(&name)) {
                    for write in call.writes() {
                        for (rule, check) in index.settings.matching(None, write.setting()) {
                            let answer = at_write(&write, check);
                            pending.consider(
                                &mut said.own,
                                rule,
                                write.place,
                                write.stmt,
                                write.assumed,
                                answer,
                            );
                        }
                    }
                }
                for (rule, answer) in answers {
                    pending.consider(&mut said.own, rule, call.place, call.stmt, call.assumed, answer);
                }
            }
            Event::Write(write) if write.place.file == file => {
                let settings = index.settings.matching(None, write.setting());
                for (rule, check) in index.writes.matching(write.path, write.name).chain(settings) {
                    let answer = at_write(write, check);
                    pending.consider(&mut said.own, rule, write.place, write.stmt, write.assumed, answer);
                }
            }
            Event::Call(_) | Event::Write(_) => {}
        }
    });
    pending.settle(&mut said);
    for rule in RULES {
        for find in rule.find {
            if let Find::Code(check) = find {
                for (span, stmt, answer) in check(module) {
                    said.own.take(rule, Place { file, span }, stmt, false, answer);
                }
            }
        }
    }
    said.notices = notices;
    said
}

/// Methods that write settings by their names.
const SETTERS: [&str; 3] = ["update", "from_mapping", "configure"];

/// What is said of a call: where an argument is not known, of what it is unless somebody says otherwise.
fn at_call(call: &Call<'_>, check: fn(&Call<'_>) -> Answer) -> Answer {
    let answer = check(call);
    if !matches!(answer, Answer::Undecided(_)) {
        return answer;
    }
    let world = call.world();
    let mut arguments = call.arguments.to_vec();
    let mut changed = false;
    for arg in &mut arguments {
        changed |= look::use_default(world, arg);
    }
    if !changed {
        return answer;
    }
    match check(&call.with(&arguments)) {
        Answer::Wrong(wrong) => by_default(wrong),
        _ => answer,
    }
}

/// The same of a write.
fn at_write(write: &flow::Write<'_>, check: fn(&flow::Write<'_>) -> Answer) -> Answer {
    let answer = check(write);
    let mut value = write.value;
    if !matches!(answer, Answer::Undecided(_)) || !look::use_default(write.world(), &mut value) {
        return answer;
    }
    match check(&write.with(value)) {
        Answer::Wrong(wrong) => by_default(wrong),
        _ => answer,
    }
}

fn by_default(mut wrong: Wrong) -> Answer {
    wrong.message.push_str(" It is so unless something else is passed or set.");
    Answer::Wrong(wrong).at(Confidence::Medium)
}

/// What data reached at the place that is told of now, until it is known what the rules say of how that place
/// looks.
#[derive(Default)]
struct Pending {
    place: Option<Place>,
    reached: Vec<(&'static Rule, StmtId, Reach, Answer)>,
}

impl Pending {
    /// Take what a rule says of how a place looks. Where the data decides (it is an attacker's, or was shown to
    /// be harmless) that counts; otherwise what the code looks like says more.
    fn consider(
        &mut self,
        own: &mut Answers,
        rule: &'static Rule,
        place: Place,
        stmt: StmtId,
        assumed: bool,
        answer: Answer,
    ) {
        if answer == Answer::NotMine {
            return;
        }
        let follows = rule.find.iter().any(|find| matches!(find, Find::Taint(..)));
        // Where the data can be followed, what only looks wrong is likely at most.
        let mut answer = if follows { answer.at(Confidence::Medium) } else { answer };
        if self.place == Some(place) {
            let decides = |reach: &Reach| {
                matches!(
                    reach,
                    Reach::Cleaned | Reach::Guarded | Reach::Own | Reach::Data { distrusted: true, .. }
                )
            };
            let mine: Vec<Reach> = self
                .reached
                .iter()
                .filter(|(of, ..)| of.id == rule.id)
                .map(|(.., reach, _)| *reach)
                .collect();
            if mine.iter().any(decides) && matches!(answer, Answer::Wrong(_)) {
                return;
            }
            let stands = matches!(&answer, Answer::Wrong(wrong) if wrong.stands);
            if !stands
                && mine
                    .iter()
                    .any(|reach| matches!(reach, Reach::Data { source, .. } if *source != Source::Caller))
            {
                answer = answer.at(Confidence::Low);
            }
            // What callers pass as a whole is theirs to say: that is more than that nothing is known of it.
            let open = matches!(answer, Answer::Undecided(_));
            let stays = |reach: &Reach| decides(reach) || (open && matches!(reach, Reach::Data { .. }));
            self.reached.retain(|(of, _, reach, _)| of.id != rule.id || stays(reach));
        }
        own.take(rule, place, stmt, assumed, answer);
    }

    /// What data reached counts as it is.
    fn settle(&mut self, said: &mut Said) {
        let Some(place) = self.place.take() else { return };
        let Some(own) = said.own.file else { return };
        for (rule, stmt, _, answer) in self.reached.drain(..) {
            said.answers(place.file, own).take(rule, place, stmt, false, answer);
        }
    }
}

impl Said {
    /// Add what else was found out about the file's own places.
    #[must_use]
    pub fn with(mut self, facts: Vec<Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    /// What is said of a file, its own or another.
    fn answers(&mut self, of: FileId, own: FileId) -> &mut Answers {
        if of == own {
            return &mut self.own;
        }
        let ceiling = self.own.ceiling;
        self.elsewhere.entry(of).or_insert_with(|| Answers { ceiling, ..Answers::default() })
    }
}

/// What tests do harms nobody: their findings are observations. What lies beside them rarely does.
fn ceiling(module: &Module) -> Option<Confidence> {
    if module.is_test() {
        return Some(Confidence::Low);
    }
    standing::lies_beside_tests(&module.file.path).then_some(Confidence::Medium)
}

/// Decide of all files, given what was said while each was evaluated.
#[must_use]
pub fn decide(project: &Project, said: Vec<Said>) -> Vec<Examined> {
    let mut elsewhere: BTreeMap<FileId, Vec<Answers>> = BTreeMap::new();
    let mut own = Vec::with_capacity(said.len());
    for said in said {
        for (file, answers) in said.elsewhere {
            elsewhere.entry(file).or_default().push(answers);
        }
        own.push((said.own, said.facts, said.notices));
    }
    let of_file = |(answers, facts, notices): (Answers, Vec<Fact>, Vec<Notice>)| {
        let more = answers.file.and_then(|file| elsewhere.remove(&file)).unwrap_or_default();
        decided(project, answers, more, facts, notices)
    };
    own.into_iter().map(of_file).collect()
}

/// Decide of one file from what was said of it alone, before the others are evaluated.
#[must_use]
pub fn decide_file(project: &Project, said: &Said) -> Examined {
    decided(project, said.own.clone(), Vec::new(), said.facts.clone(), said.notices.clone())
}

fn decided(
    project: &Project,
    mut answers: Answers,
    more: Vec<Answers>,
    more_facts: Vec<Fact>,
    mut notices: Vec<Notice>,
) -> Examined {
    let Some(file) = answers.file else { return Examined::default() };
    for answers_of in more {
        answers.merge(answers_of);
    }
    let (mut findings, mut facts) = answers.decided(project);
    facts.extend(more_facts);
    finding::fingerprint(project, &mut findings);
    notices.extend(suppressions::apply(project.module(file), &mut findings));
    Examined { findings: findings.into_iter().map(|(finding, _)| finding).collect(), facts, notices }
}

/// What the rules said so far: one answer a rule and place, the gravest.
#[derive(Debug, Clone, Default)]
struct Answers {
    file: Option<FileId>,
    by_place: BTreeMap<(Place, &'static str), (&'static Rule, StmtId, Answer)>,
    /// How sure the findings of the file's own code can be.
    ceiling: Option<Confidence>,
}

impl Answers {
    fn take(&mut self, rule: &'static Rule, place: Place, stmt: StmtId, assumed: bool, answer: Answer) {
        if answer == Answer::NotMine {
            return;
        }
        let answer = if assumed { answer.at(Confidence::Medium) } else { answer };
        let answer = match self.ceiling {
            Some(ceiling) => answer.at(ceiling),
            None => answer,
        };
        self.put((place, rule.id), (rule, stmt, answer));
    }

    /// Whether what data reached says more than what is known. Putting a trace into words costs more than all
    /// else.
    fn is_worth(&self, rule: &'static Rule, reached: &Reached<'_>) -> bool {
        match (self.by_place.get(&(reached.place, rule.id)), taint::confidence(reached, rule.confidence)) {
            (Some((_, _, Answer::Wrong(known))), Some(confidence)) => {
                known.confidence < confidence.min(rule.confidence) || known.trace.is_empty()
            }
            (Some((_, _, Answer::Wrong(_))), None) => false,
            _ => true,
        }
    }

    fn put(&mut self, key: (Place, &'static str), said: (&'static Rule, StmtId, Answer)) {
        match self.by_place.entry(key) {
            Entry::Vacant(entry) => drop(entry.insert(said)),
            Entry::Occupied(mut entry) => {
                if weight(&said.2) > weight(&entry.get().2) {
                    entry.insert(said);
                }
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (key, said) in other.by_place {
            self.put(key, said);
        }
    }

    /// The rules that tell of data in this file.
    fn told_by_data(&self) -> FxHashSet<&'static str> {
        let of_data = |answer: &Answer| matches!(answer, Answer::Wrong(wrong) if !wrong.trace.is_empty() && wrong.confidence > Confidence::Low);
        let told = self.by_place.iter().filter(|(_, (.., answer))| of_data(answer));
        told.map(|((_, id), _)| *id).collect()
    }

    fn decided(self, project: &Project) -> (Vec<(Finding, StmtId)>, Vec<Fact>) {
        let (mut findings, mut facts) = (Vec::new(), Vec::new());
        let told = self.told_by_data();
        for ((place, id), (rule, stmt, answer)) in self.by_place {
            let fact = |status, text| Fact {
                check: id,
                category: Some(rule.category),
                place,
                status,
                text,
                kind: "",
            };
            match answer {
                Answer::Wrong(wrong) => {
                    let wrong = if wrong.prepares && told.contains(id) {
                        Wrong { confidence: Confidence::Low, ..wrong }
                    } else {
                        wrong
                    };
                    let finding = Finding {
                        rule: id,
                        place,
                        severity: wrong.severity.unwrap_or(rule.severity),
                        confidence: wrong.confidence.min(rule.confidence),
                        function: project.module(place.file).ast.qualified_name(stmt),
                        message: wrong.message,
                        trace: wrong.trace,
                        by_caller: wrong.by_caller,
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
    settings: Table<fn(&flow::Write<'_>) -> Answer>,
    setters: [Sym; 3],
    sinks: FxHashMap<Sink, Vec<(&'static Rule, &'static Harm)>>,
}

struct Table<F> {
    paths: FxHashMap<PathId, Vec<(&'static Rule, F)>>,
    names: FxHashMap<Sym, Vec<(&'static Rule, F)>>,
}

impl Index {
    fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let mut index = Self {
                calls: Table::new(),
                arguments: Table::new(),
                writes: Table::new(),
                settings: Table::new(),
                setters: SETTERS.map(Sym::new),
                sinks: FxHashMap::default(),
            };
            for rule in RULES {
                for find in rule.find {
                    match find {
                        Find::Call(paths, check) => index.calls.add(paths, rule, *check),
                        Find::Argument(names, check) => index.arguments.add_names(names, rule, *check),
                        Find::Write(paths, check) => index.writes.add(paths, rule, *check),
                        Find::Setting(names, check) => index.settings.add_names(names, rule, *check),
                        Find::Taint(sink, harm) => {
                            index.sinks.entry(*sink).or_default().push((*rule, harm));
                        }
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
