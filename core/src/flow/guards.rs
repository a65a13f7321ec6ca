//! Tests of data that prove something of it by Python's own means: how it begins and ends, what is in it, what
//! all its letters are. What libraries test stands in rows; comparisons stand in `conditions`.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::patterns::harmless_letters;
use super::sinks::picked;
use super::state::{Held, Shape, Slot};
use super::tests::{MOST_PROOFS, Proof, Test, evidence};
use super::trace::{Doubts, Event as Step, Origin, RootId, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::Pick;
use crate::project::FunctionRef;
use crate::syntax::ast::{Stmt, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};

/// What text of letters, digits and `_` alone can do: what a number can, and name things.
pub(super) const WORD: Sinks = Sinks::all_but(&[Sink::Size, Sink::Number, Sink::Name]);

/// Words in the name of a function that say it makes data harmless.
const SANITIZER_WORDS: &[&str] = &[
    "sanitize",
    "sanitise",
    "escape",
    "clean",
    "quote",
    "encode",
    "strip",
    "filter",
    "validate",
    "whitelist",
    "safe",
];

/// Most statements of a check whose tests are known when its result is a test of the data.
const SHORT_CHECK: usize = 4;

impl Evaluator<'_, '_> {
    /// What a guard has shown holds from here to the end of the branch.
    pub(super) fn prove(&mut self, proof: Proof) {
        let (sinks, doubts) = match self.state.get(Slot::Proof(proof.root)) {
            Held::Proof(sinks, doubts) => (sinks.or(proof.sinks), doubts.and(proof.doubts)),
            _ => (proof.sinks, proof.doubts),
        };
        self.state.set(Slot::Proof(proof.root), Held::Proof(sinks, doubts));
        // What is not known of a check of a part may be meant for the whole: `is_ours(url.host)`, `is_ours(name[1:])`.
        if proof.doubts.hold(Doubts::UNKNOWN_CHECK)
            && let Some(Origin::Part(whole, Which::Attribute(_) | Which::At(_)) | Origin::Normal(whole, _)) =
                self.traces.origin(proof.root)
        {
            self.prove(Proof { root: whole, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK });
        }
        // What is shown of a part may show something of the whole.
        for of_whole in self.shown_of_whole(proof, sinks) {
            self.prove(of_whole);
        }
        if !self.upward.contains_key(&proof.root)
            && let Some(Origin::Normal(whole, _)) = self.traces.origin(proof.root)
            && evidence::concluded(sinks.or(self.traces.normal(proof.root))).holds(Sink::Path)
        {
            self.prove(Proof::unless(proof.doubts, whole, Sinks::of(&[Sink::Path])));
        }
    }

    /// What a call shows by coming back: `int(x)`. Of `strptime(day, form)` whoever chooses the form says what that is.
    pub(super) fn proven_by_call(
        &mut self,
        pick: Pick,
        sinks: Sinks,
        on: Option<Value>,
        arguments: &[Argument],
    ) {
        for (value, _) in picked(pick, on, arguments) {
            let root = value.taint.root;
            let mut others = arguments.iter().filter(|arg| arg.value.taint.root != root);
            let chosen = others.any(|arg| self.matters(arg.value));
            if value.taint.is_some() && !chosen {
                self.prove(Proof { root, sinks, doubts: Doubts::NONE });
            }
        }
    }

    /// What is shown of the whole, and of what that is made of, by what is shown of a part, with all that is shown of it
    /// by now, where rows say so.
    fn shown_of_whole(&self, proof: Proof, all: Sinks) -> Vec<Proof> {
        let Some((whole, of_whole)) = self.upward.get(&proof.root).copied() else { return Vec::new() };
        let sinks = match proof.sinks {
            // `if not urlparse(url).netloc`
            evidence::EMPTY if of_whole.holds(Sink::Redirect) => {
                of_whole.less(Sinks::of(&[Sink::Redirect])).or(evidence::UNNAMED)
            }
            // `commonpath([base, path]) == base`: the path begins with it.
            sinks if sinks.holds(Sink::Url) && of_whole.holds(Sink::Path) => of_whole.or(evidence::PREFIXED),
            sinks if sinks.holds(Sink::Url) => of_whole,
            // `member.name`
            _ if of_whole.holds(Sink::Archive) && evidence::concluded(all).holds(Sink::Path) => of_whole,
            sinks => sinks.and(of_whole),
        };
        // `urljoin(own, url)`: what is shown of where it leads is shown of what it is made of.
        let parts = self.traces.parents(whole).iter().copied().chain([whole]);
        parts.map(|root| Proof { root, sinks, ..proof }).collect()
    }

    /// A test with what it shows of wholes by their parts, for when it is held together with another:
    /// `url == "/" or is_ours(url)`.
    pub(super) fn with_wholes(&self, mut test: Test) -> Test {
        if self.upward.is_empty() {
            return test;
        }
        for proofs in [&mut test.when_true, &mut test.when_false] {
            let mut at = 0;
            while let Some(proof) = proofs.get(at).copied().filter(|_| proofs.len() < MOST_PROOFS) {
                let same = proofs.iter().filter(|other| other.root == proof.root);
                let all = same.fold(Sinks::NONE, |all, other| all.or(other.sinks));
                let more = self.shown_of_whole(proof, all);
                proofs.extend(more);
                at += 1;
            }
        }
        test
    }

    /// A part of data whose test proves something of the whole, where rows say so: `urlparse(url).netloc`.
    pub(super) fn tells_of_whole(&mut self, made_by: PathId, name: Sym, part: RootId, of: RootId) {
        let Some(known) = self.models.path(made_by) else { return };
        let Some((_, sinks)) = known.parts.iter().find(|(part, _)| *part == name) else { return };
        // The call's result is data of its argument, made there.
        let whole = match self.traces.origin(of) {
            Some(Origin::Part(whole, Which::At(_))) if known.result.is_some() || name.text().is_empty() => {
                whole
            }
            _ => of,
        };
        if whole != part {
            self.upward.insert(part, (whole, *sinks));
        }
    }

    /// `path.relative_to(base)` raises unless the path is below it.
    pub(super) fn below_test(&mut self, on: Value, name: &str, arguments: &[Argument]) {
        if let ("relative_to", true, Some(base)) = (name, on.taint.is_some(), arguments.first()) {
            let base = self.contents(base.value);
            if !base.taint.is_some() || self.is_operators(base) {
                self.prove(Proof { root: on.taint.root, sinks: evidence::PREFIXED, doubts: Doubts::NONE });
            } else if self.may_be_own(base) {
                self.check_by_unknown(on);
            }
        }
    }

    /// Whether data is what whoever runs the program has set: `os.environ["FILES"]`.
    pub(super) fn is_operators(&self, value: Value) -> bool {
        let source = self.traces.source(value.taint.root);
        matches!(source, Source::Environment | Source::CommandLine) && !self.trust.distrusts(source)
    }

    /// Whether data that something is held against may be what the program itself allows, as far as is known.
    fn may_be_own(&self, with: Value) -> bool {
        self.doubts(with).any() || self.doubts_of_check(with).any()
    }

    /// A function of the program's own that is named like a sanitizer and gives its argument's data back:
    /// whether it cleans is not known.
    pub(super) fn doubt_own_sanitizer(
        &mut self,
        function: FunctionRef,
        value: Value,
        data: &[Taint],
        place: Place,
    ) -> Value {
        if !value.taint.is_some() || data.is_empty() {
            return value;
        }
        let name = self.name_of(function).to_ascii_lowercase();
        if !SANITIZER_WORDS.iter().any(|word| name.contains(word)) {
            return value;
        }
        self.stepped(value, place, Step::OwnSanitizer(function), Doubts::OWN_SANITIZER)
    }

    /// A function of the program's own that is named like a check and of which is not known what it shows of the data
    /// that it was given: whether it protects is not known. Where it tests the data by what is modelled, that is known.
    pub(super) fn doubt_own_check(&mut self, function: FunctionRef, value: Value, data: &[Taint]) -> Value {
        let name = self.name_of(function);
        // `is_file_in(path, folder)`
        if data.is_empty() || !(is_check(name) || is_question(name)) {
            return value;
        }
        // What it has shown itself is no doubt.
        let unknown = data.iter().copied().filter(|taint| !self.state.proof(taint.root).0.holds(Sink::Shell));
        let mut unknown: Vec<Taint> = unknown.collect();
        match value.kind {
            Kind::Unknown | Kind::Literal | Kind::Instance(_) => {
                // `scheme = validated(url)`, which raises for what it refuses.
                if self.may_raise(function) {
                    self.doubt_all(&unknown);
                }
                self.tested_by_unknown(value.taint, unknown.into_iter())
            }
            Kind::Test(_) => {
                let mut test = self.test_of(value);
                let told: Vec<RootId> =
                    test.when_true.iter().chain(&test.when_false).map(|proof| proof.root).collect();
                // Of a long one it is not known that all its tests are.
                if self.statements(function).count() <= SHORT_CHECK {
                    unknown.retain(|taint| !told.iter().any(|root| self.traces.is_about(*root, taint.root)));
                }
                if unknown.is_empty() {
                    return value;
                }
                for taint in unknown {
                    let proof = Proof { root: taint.root, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK };
                    test.when_true.push(proof);
                    test.when_false.push(proof);
                }
                Value { taint: value.taint, ..self.test(test) }
            }
            // `return False, "too long"`, or it raises. An object that tells what it shows is not of these.
            Kind::Object(id) if !self.verdicts.contains_key(&id) => {
                self.doubt_all(&unknown);
                value
            }
            Kind::Object(_) => value,
            _ if self.may_raise(function) => {
                self.doubt_all(&unknown);
                value
            }
            _ => value,
        }
    }

    fn doubt_all(&mut self, data: &[Taint]) {
        for taint in data {
            self.prove(Proof { root: taint.root, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK });
        }
    }

    /// What a check gives of which is not known what it shows of data.
    pub(super) fn tested_by_unknown(&mut self, of: Taint, data: impl Iterator<Item = Taint>) -> Value {
        let proof =
            |taint: Taint| Proof { root: taint.root, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK };
        let proofs: Vec<Proof> = data.map(proof).collect();
        let test = Test { when_true: proofs.clone(), when_false: proofs, ..Test::default() };
        Value { taint: of, ..self.test(test) }
    }

    fn may_raise(&self, function: FunctionRef) -> bool {
        self.statements(function).any(|stmt| matches!(stmt.kind, StmtKind::Raise { .. }))
    }

    /// The statements of a function's own body.
    fn statements(&self, function: FunctionRef) -> impl Iterator<Item = &Stmt> {
        let ast = &self.project.module(function.file).ast;
        ast.stmts.iter().filter(move |stmt| stmt.function == Some(function.function))
    }

    /// `x.startswith("/files/")`, `x.endswith(".example.com")`, `path.is_relative_to(base)`
    pub(super) fn ending_test(&mut self, on: Value, name: &str, arguments: &[Argument]) -> Option<Value> {
        if !matches!(name, "startswith" | "endswith" | "is_relative_to") || !on.taint.is_some() {
            return None;
        }
        let with = arguments.first()?.value;
        let held_against = self.contents(with);
        let root = on.taint.root;
        if held_against.taint.is_some() && !self.is_operators(held_against) {
            let own = self.may_be_own(held_against);
            return Some(if own {
                self.tested_by_unknown(Taint::NONE, std::iter::once(on.taint))
            } else {
                Value::UNKNOWN
            });
        }
        let proof = |sinks| Proof { root, sinks, doubts: Doubts::NONE };
        let texts = self.alternatives(with);
        let mut test = Test::default();
        if name == "endswith" {
            // A host that ends like this is one of ours, if nothing else can stand before it.
            let ours = |text: &String| text.starts_with('.') && text.len() > 2;
            if self.upward.contains_key(&root) && texts.as_ref().is_some_and(|all| all.iter().all(ours)) {
                test.when_true.push(proof(Sinks::of(&[Sink::Url, Sink::Redirect])));
            }
            if texts.as_ref().is_some_and(|all| all.iter().all(|text| text == "'")) {
                test.when_true.push(proof(evidence::ENDS_QUOTED));
            }
            return Some(self.test(test));
        }
        let mut when_true =
            if texts.is_none() { evidence::PREFIXED.or(evidence::OWN_START) } else { evidence::PREFIXED };
        let mut when_false = Sinks::NONE;
        if let Some(texts) = &texts {
            let all = |holds: fn(&str) -> bool| texts.iter().all(|text| holds(text));
            if all(is_local) {
                when_true = when_true.or(evidence::ROOTED).or(evidence::NO_HOST);
            }
            if all(|text| text.starts_with('/')) {
                when_true = when_true.or(evidence::ROOTED);
            }
            if all(|text| text == "'") {
                when_true = when_true.or(evidence::BEGINS_QUOTED);
            }
            if all(holds_host) {
                when_true = when_true.or(Sinks::of(&[Sink::Url, Sink::Redirect]));
            }
            if !all(|text| text.len() > 1) || all(|text| text.starts_with("..")) {
                // `x.startswith("/")` says little of a path.
                when_true = when_true.less(evidence::PREFIXED);
            }
            // `path.startswith("/srv")`: so does `/srv2/key`.
            if name == "startswith"
                && when_true.includes(evidence::PREFIXED)
                && all(|text| text.starts_with('/') && !text.ends_with('/'))
            {
                when_true = when_true.less(evidence::PREFIXED).or(evidence::BESIDE);
            }
            // `cell.startswith(("=", "+", "-", "@"))`: no formula begins otherwise.
            if ["=", "+", "-", "@"].iter().all(|begin| texts.iter().any(|text| text == begin)) {
                when_false = when_false.or(Sinks::of(&[Sink::Cell]));
            }
            for text in texts {
                when_false = when_false.or(match text.as_str() {
                    "/" => evidence::RELATIVE.or(evidence::NO_HOST),
                    "//" => evidence::NO_HOST,
                    ".." | "../" if self.traces.normal(root) == evidence::NO_DOTS_WITHIN => evidence::NO_DOTS,
                    "-" => Sinks::of(&[Sink::Option]),
                    _ => Sinks::NONE,
                });
            }
        }
        test.when_true.push(proof(when_true));
        if !when_false.is_empty() {
            test.when_false.push(proof(when_false));
        }
        Some(self.test(test))
    }

    /// The constant texts that a value is one of: of a tuple its items.
    pub(super) fn alternatives(&self, value: Value) -> Option<Vec<String>> {
        let text = |value: Value| self.texts.get(value).and_then(Const::as_str).map(str::to_owned);
        match value.kind {
            Kind::Object(id) => {
                let fields = self.state.fields(id);
                if fields.is_empty() || self.state.value(Slot::Rest(id)).is_some() {
                    return None;
                }
                fields.iter().map(|(_, value)| text(*value)).collect()
            }
            _ => text(value).map(|text| vec![text]),
        }
    }

    /// `".." in path`, `base in path.parents`: whether data holds something that its sender does not choose.
    pub(super) fn holds_test(&mut self, part: Value, data: Value) -> Value {
        let root = data.taint.root;
        let proof = |root, sinks| Proof { root, sinks, doubts: Doubts::NONE };
        if let Some(Origin::Part(whole, Which::Attribute(name))) = self.traces.origin(root)
            && name.text() == "parents"
        {
            return self.test(Test { when_true: vec![proof(whole, evidence::PREFIXED)], ..Test::default() });
        }
        let Some(text) = self.texts.get(part).and_then(Const::as_str) else { return Value::UNKNOWN };
        let absent = match text {
            ".." | "../" => evidence::NO_DOTS,
            "/" => evidence::NO_DOTS.or(evidence::RELATIVE).or(evidence::NO_SLASH),
            "\n" | "\r" | "\r\n" => Sinks::of(&[Sink::Log, Sink::Header, Sink::Cookie, Sink::Mail]),
            "//" => evidence::NO_HOST,
            "<" => evidence::NO_TAG,
            "nan" => Sinks::of(&[Sink::Number]),
            "\\" => evidence::NO_BACKSLASH,
            "'" => evidence::NO_SINGLE,
            "\"" => evidence::NO_DOUBLE,
            _ => return Value::UNKNOWN,
        };
        // `"'" in x[1:-1]`: what is between the first letter and the last.
        if let (true, Some(whole)) = (absent == evidence::NO_SINGLE, self.inner.get(&root).copied()) {
            let within = proof(whole, evidence::NONE_WITHIN);
            let when_false = vec![within, proof(root, absent)];
            return self.test(Test { when_false, ..Test::default() });
        }
        self.test(Test { when_false: vec![proof(root, absent)], ..Test::default() })
    }

    /// `all(c in ALLOWED for c in x)`, `any(c in BAD for c in x)`: what is shown of each letter is shown of
    /// the whole.
    pub(super) fn letters_test(&mut self, tests: Value, all: bool) -> Option<Value> {
        let Kind::Object(id) = tests.kind else { return None };
        if !matches!(self.state.shape(id), Shape::Iterator | Shape::List) {
            return None;
        }
        if let Some(tests) = self.known_items(tests) {
            let tests = tests.into_iter().map(|test| self.test_of(test));
            let whole = tests.reduce(|a, b| if all { a.and(b) } else { a.or(b) })?;
            return Some(self.test(whole));
        }
        let each = self.state.value(Slot::Rest(id))?;
        let test = self.test_of(each);
        let proofs = if all { &test.when_true } else { &test.when_false };
        let of_whole = self.of_all_letters(&test, proofs, self.item_of_each(id));
        // `any(url.host == known for known in HOSTS)`: what holds whichever it was.
        let test = if all {
            Test { when_true: of_whole, ..Test::default() }
        } else {
            let mut when_true = test.when_true;
            // What one item of a list is, the others are not.
            when_true.retain(|proof| Some(proof.root) != self.item_of_each(id));
            Test { when_true, when_false: of_whole, ..Test::default() }
        };
        Some(self.test(test))
    }

    /// What is shown of what data is made of where each of its items has shown this.
    pub(super) fn of_all_letters(&self, test: &Test, proofs: &[Proof], item: Option<RootId>) -> Vec<Proof> {
        let of_whole = |proof: &Proof| {
            // An item of a list, and no letter of a text.
            if Some(proof.root) == item {
                return Some(*proof);
            }
            let Some(Origin::Part(root, Which::At(_))) = self.traces.origin(proof.root) else { return None };
            let sinks = if proof.sinks == Sinks::ALL { WORD } else { proof.sinks };
            let sinks = if sinks == Sinks::ALL.less(evidence::WORDS) { test.letters } else { sinks };
            Some(Proof { root, sinks, doubts: proof.doubts })
        };
        proofs.iter().filter_map(of_whole).collect()
    }

    /// For which kinds of sink a text of letters that stand in some constants is harmless.
    pub(super) fn letters_among(&self, letters: Value) -> Sinks {
        self.alternatives(letters).map_or(Sinks::NONE, |texts| harmless_letters(&texts.concat()))
    }

    /// Whether the letters of some constants are letters of words alone: a text made of them does little harm.
    pub(super) fn are_words(&self, letters: Value) -> bool {
        let texts = self.alternatives(letters);
        texts.is_some_and(|texts| {
            texts
                .iter()
                .flat_map(|text| text.chars())
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
        })
    }
}

/// `/files`: a path of this site, whatever follows.
fn is_local(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some('/') && letters.next().is_some_and(|second| !matches!(second, '/' | '\\'))
}

/// `https://example.com/`: the host is whole.
fn holds_host(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.find('/').is_some_and(|at| at > 0))
}

/// Whether something is named like a question: `is_local(address)`, `isLocal(address)`.
pub(super) fn is_question(name: &str) -> bool {
    name.strip_prefix("is")
        .is_some_and(|rest| rest.starts_with(|next: char| next == '_' || next.is_ascii_uppercase()))
}

/// Whether something is named like a check.
pub(super) fn is_check(name: &str) -> bool {
    // `SafeLoader(..)` makes something.
    if name.starts_with(|first: char| first.is_uppercase()) {
        return false;
    }
    let bytes = name.as_bytes();
    let speaks = |at: usize| {
        // Most places of most names are none of these, which their first letter tells.
        let words: &[&str] = match bytes.get(at).map(u8::to_ascii_lowercase) {
            Some(b'v') => &["valid", "verif"],
            Some(b'c') => &["check"],
            Some(b'a') => &["allow", "accept"],
            Some(b's') => &["safe", "sanit"],
            Some(b'p') => &["permit"],
            Some(b'l') => &["legal"],
            Some(b'e') => &["ensure"],
            _ => return false,
        };
        let stands = |word: &str, at: usize| {
            bytes.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        words.iter().any(|word| {
            stands(word, at)
                && !(*word == "safe" && at.checked_sub(2).is_some_and(|before| stands("un", before)))
        })
    };
    (0..bytes.len()).any(speaks)
}
