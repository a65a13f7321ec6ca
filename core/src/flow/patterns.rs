//! Regular expressions as guards and sanitizers: what a text that a pattern let through, a group, or what a
//! replacement left may hold, and for which kinds of sink that is harmless.
//!
//! ```python
//! NAME = re.compile(r"[a-z]+")
//! if NAME.fullmatch(name):        # a test: proves name harmless
//!     os.system("id " + name)
//! safe = re.sub(r"[^a-z]", "", x) # limited to what the replacement leaves
//! m = re.match(r".*=(\d+)", x)
//! m.group(1)                      # limited to what the group admits
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, Shape, Slot};
use super::tests::{Proof, Test, TestId, evidence};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, PatternId, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::characters::ROWS;
use crate::models::{COMPILED, Known, Matching};
use crate::pattern::{Admitted, Chars, Flags, Leads, Pattern, Use, class};
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Most groups of a match that are told apart.
const MOST_GROUPS: u32 = 32;
/// The longest text whose length counts as bounded.
const LONGEST: u32 = 65_536;

/// The patterns of one file's evaluation.
#[derive(Debug, Default)]
pub struct Patterns {
    list: Vec<(Pattern, PathId)>,
    ids: FxHashMap<(Box<str>, Flags), Option<PatternId>>,
    covers: FxHashMap<(PatternId, Use), Option<Sinks>>,
    groups: FxHashMap<(PatternId, u32), Sinks>,
    without: FxHashMap<PatternId, Sinks>,
}

impl Patterns {
    /// The pattern of an id.
    pub(super) fn get(&self, id: PatternId) -> Option<&Pattern> {
        self.list.get(id.0 as usize).map(|(pattern, _)| pattern)
    }

    /// The type of which it is an instance.
    pub(super) fn of(&self, id: PatternId) -> Option<PathId> {
        self.list.get(id.0 as usize).map(|(_, of)| *of)
    }

    /// For which kinds of sink a text is harmless that such a pattern lets through.
    pub(super) fn lets_through(&mut self, text: &str, how: Use) -> Sinks {
        let id = self.id(text, Flags::default(), PathId::new("re.compile"));
        id.and_then(|id| self.covers(id, how)).unwrap_or(Sinks::NONE)
    }

    /// The same of a pattern that was compiled before.
    pub(super) fn lets_through_compiled(&mut self, id: PatternId, how: Use) -> Sinks {
        self.covers(id, how).unwrap_or(Sinks::NONE)
    }

    /// The same where it is decoded afterwards: with `%` anything may come.
    pub(super) fn lets_through_encoded(&mut self, text: &str) -> Sinks {
        let id = self.id(text, Flags::default(), PathId::new("re.compile"));
        let covered = id.and_then(|id| self.get(id)).and_then(|pattern| pattern.covers(Use::Full));
        match covered {
            Some(admitted) if !admitted.chars.holds(u32::from('%')) => harmless(&admitted),
            _ => Sinks::NONE,
        }
    }

    fn id(&mut self, text: &str, flags: Flags, of: PathId) -> Option<PatternId> {
        let key = (Box::from(text), flags);
        if let Some(known) = self.ids.get(&key) {
            return *known;
        }
        let id = Pattern::new(text, flags).map(|pattern| {
            self.list.push((pattern, of));
            PatternId(self.list.len() as u32 - 1)
        });
        self.ids.insert(key, id);
        id
    }

    /// For which kinds of sink a text is harmless that a pattern let through; none where anything may stand
    /// beside what it speaks of.
    fn covers(&mut self, id: PatternId, how: Use) -> Option<Sinks> {
        if let Some(known) = self.covers.get(&(id, how)) {
            return *known;
        }
        let covers = self.get(id).and_then(|pattern| pattern.covers(how));
        let leads = self.get(id).and_then(|pattern| pattern.leads(how)).map(|leads| match leads {
            Leads::Host => Sinks::of(&[Sink::Url, Sink::Redirect]),
            Leads::Within => Sinks::of(&[Sink::Redirect]),
        });
        let sinks = match (covers.map(|admitted| harmless(&admitted)), leads) {
            (Some(sinks), Some(leads)) => Some(sinks.or(leads)),
            (sinks, leads) => sinks.or(leads),
        };
        self.covers.insert((id, how), sinks);
        sinks
    }

    /// For which kinds of sink a text is harmless in which a pattern finds nothing: `[^a-z]`.
    fn without(&mut self, id: PatternId) -> Sinks {
        if let Some(known) = self.without.get(&id) {
            return *known;
        }
        let removed = self.get(id).map_or(Chars::NONE, Pattern::removes);
        let sinks = if removed.is_empty() { Sinks::NONE } else { harmless(&Admitted::of(removed.not())) };
        self.without.insert(id, sinks);
        sinks
    }

    /// For which kinds of sink a group's text is harmless.
    fn group(&mut self, id: PatternId, number: u32) -> Sinks {
        if let Some(known) = self.groups.get(&(id, number)) {
            return *known;
        }
        let group = self.get(id).and_then(|pattern| pattern.group(number));
        let sinks = group.map_or(Sinks::NONE, |admitted| harmless(&admitted));
        self.groups.insert((id, number), sinks);
        sinks
    }
}

impl Evaluator<'_, '_> {
    /// What a function of regular expressions gives.
    pub(super) fn expression(
        &mut self,
        known: &Known,
        receiver: Option<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let matching = known.matching?;
        let compiled = match receiver.map(|value| value.kind) {
            Some(Kind::Pattern(id)) => Some(id),
            _ => None,
        };
        // Methods of a compiled pattern have one argument less.
        let own = compiled.is_some() || receiver.is_some_and(|value| value.instance_of().is_some());
        let skipped = usize::from(own);
        let id = compiled.or_else(|| self.pattern_of(matching, arguments).filter(|_| !own));
        let text = |position: usize| {
            let at = position - skipped;
            let named = arguments
                .iter()
                .find(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "string"));
            let positional = arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).nth(at);
            named.or(positional).map(|arg| arg.value)
        };
        match matching {
            Matching::Compiles => Some(Value::new(Kind::Pattern(id?))),
            Matching::Tests(how) => Some(self.tested(id, how, text(1)?, place)),
            Matching::FindsMatches => {
                let found = self.matched(id?, text(1)?);
                let object = self.allocate(place, Shape::Iterator);
                self.add(object, found);
                Some(Value::new(Kind::Object(object)))
            }
            Matching::Finds => {
                let (id, whole) = (id?, self.contents(text(1)?));
                let groups = self.patterns.get(id)?.groups().min(MOST_GROUPS);
                let element = match groups {
                    0 | 1 => self.group(id, groups, whole, place),
                    _ => self.groups(id, whole, place),
                };
                let object = self.allocate(place, Shape::List);
                self.add(object, element);
                Some(Value::new(Kind::Object(object)))
            }
            Matching::Splits => {
                let whole = self.contents(text(1)?);
                let removed = self.patterns.get(id?)?.removes();
                let all = !arguments.iter().skip(2 - skipped).any(|arg| is_count(arg, "maxsplit"));
                if !whole.taint.is_some() && self.is_constant(whole) {
                    return Some(self.in_rest(Value::new(Kind::Literal), place));
                }
                if removed.is_empty() || !all || !whole.taint.is_some() {
                    return None;
                }
                let element = self.limited(whole, harmless(&Admitted::of(removed.not())), "split", place);
                let object = self.allocate(place, Shape::List);
                self.add(object, element);
                Some(Value::new(Kind::Object(object)))
            }
            Matching::Replaces | Matching::ReplacesAndCounts => {
                let value = self.replaced(id?, text(2)?, arguments, skipped, place)?;
                if matching == Matching::Replaces {
                    return Some(value);
                }
                let pair = self.state.object(Shape::Tuple);
                self.state.set(Slot::Field(pair, Key::Index(0)), Held::Value(value));
                self.state.set(Slot::Field(pair, Key::Index(1)), Held::Value(Value::new(Kind::Literal)));
                Some(Value::new(Kind::Object(pair)))
            }
        }
    }

    /// The pattern that a function is given as its first argument, with its flags.
    fn pattern_of(&mut self, matching: Matching, arguments: &[Argument]) -> Option<PatternId> {
        let named = |name: &str| {
            arguments
                .iter()
                .find(|arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == name))
                .map(|arg| arg.value)
        };
        let mut positional =
            arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        let behind = match matching {
            Matching::Compiles => 0,
            Matching::Tests(_) | Matching::Finds | Matching::FindsMatches => 1,
            Matching::Splits => 2,
            Matching::Replaces | Matching::ReplacesAndCounts => 3,
        };
        let pattern = named("pattern").or_else(|| positional.next())?;
        if let Kind::Pattern(id) = pattern.kind {
            return Some(id);
        }
        let flags = match named("flags").or_else(|| positional.nth(behind)) {
            Some(flags) => Flags::from_bits(self.texts.get(flags)?.as_int()?),
            None => Flags::default(),
        };
        let of = PathId::new(COMPILED);
        match self.texts.get(pattern)? {
            Const::Str(text) => self.patterns.id(text, flags, of),
            Const::Bytes(bytes) => {
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                self.patterns.id(&text, Flags { ascii: true, ..flags }, of)
            }
            _ => None,
        }
    }

    /// `re.match(pattern, text)`: a test of the text, and a match.
    fn tested(&mut self, id: Option<PatternId>, how: Use, text: Value, place: Place) -> Value {
        let text = self.contents(text);
        let Some(id) = id else {
            // A check by a pattern that is not known.
            if !text.taint.is_some() {
                return Value::UNKNOWN;
            }
            let checked = |root| Proof { root, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK };
            let parts = self.parts_put_in(text);
            let value = self.matched(PatternId::UNKNOWN, text);
            if let Some(test) = self.test_mut(value) {
                test.when_true.extend(parts.into_iter().chain([text.taint.root]).map(checked));
            }
            return value;
        };
        let value = self.matched(id, text);
        let covers = self.patterns.covers(id, how);
        if !text.taint.is_some() {
            return value;
        }
        let sinks = covers.unwrap_or(Sinks::NONE);
        if let Some(test) = self.test_mut(value)
            && !sinks.is_empty()
        {
            test.when_true.push(Proof { root: text.taint.root, sinks, doubts: Doubts::NONE });
        }
        // `if not re.search(r"[^a-z]", x)`: what it looks for is nowhere in the text.
        let absent = (how == Use::Search).then(|| self.patterns.without(id));
        if let Some(test) = self.test_mut(value)
            && let Some(sinks) = absent.filter(|sinks| !sinks.is_empty())
        {
            test.when_false.push(Proof { root: text.taint.root, sinks, doubts: Doubts::NONE });
        }
        let pattern = self.patterns.get(id);
        let why = match (covers, pattern) {
            (_, Some(pattern)) if pattern.covers(how).is_none() => weakness(pattern, how),
            (Some(_), Some(pattern))
                if how != Use::Full && pattern.covers(how).is_some_and(|a| a.newline) =>
            {
                "lets characters through that do harm here; its `$` also matches before a newline at the end"
            }
            _ => "lets characters through that do harm here",
        };
        self.traces.note(text.taint.root, place, sinks, why);
        value
    }

    /// A match of a pattern in a text.
    fn matched(&mut self, id: PatternId, text: Value) -> Value {
        let text = self.contents(text);
        let fixed = !text.taint.is_some() && self.is_constant(text);
        self.tests.push(Test { matched: Some(id), fixed, ..Test::default() });
        Value { taint: text.taint, kind: Kind::Test(TestId(self.tests.len() as u32 - 1)) }
    }

    fn test_mut(&mut self, value: Value) -> Option<&mut Test> {
        match value.kind {
            Kind::Test(id) => self.tests.get_mut(id.0 as usize),
            _ => None,
        }
    }

    /// The pattern of which a value is a match.
    pub(super) fn match_of(&self, value: Value) -> Option<PatternId> {
        match value.kind {
            Kind::Test(id) => self.tests.get(id.0 as usize)?.matched,
            _ => None,
        }
    }

    /// `m.group(1)`, `m.groups()`
    pub(super) fn match_method(
        &mut self,
        on: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let id = self.match_of(on)?;
        match name {
            "group" | "__getitem__" => match arguments {
                [] => Some(self.group(id, 0, on, place)),
                [one] => Some(self.group_by(id, on, one.value, place)),
                several => {
                    let tuple = self.state.object(Shape::Tuple);
                    for (at, argument) in several.iter().enumerate() {
                        let value = self.group_by(id, on, argument.value, place);
                        self.state.set(Slot::Field(tuple, Key::Index(at as i64)), Held::Value(value));
                    }
                    Some(Value::new(Kind::Object(tuple)))
                }
            },
            "groups" => Some(self.groups(id, on, place)),
            "groupdict" => {
                let pattern = self.patterns.get(id);
                let names = pattern.into_iter().flat_map(Pattern::names);
                let names: Vec<(Sym, u32)> = names.map(|(name, number)| (Sym::new(name), number)).collect();
                let dict = self.allocate(place, Shape::Dict);
                for (name, number) in names {
                    let value = self.group(id, number, on, place);
                    self.state.set(Slot::Field(dict, Key::Text(name)), Held::Value(value));
                }
                if id == PatternId::UNKNOWN {
                    let any = self.group(id, 0, on, place);
                    self.add(dict, any);
                }
                Some(Value::new(Kind::Object(dict)))
            }
            "expand" => Some(self.group(PatternId::UNKNOWN, 0, on, place)),
            "start" | "end" | "span" => Some(Value::new(Kind::Literal)),
            _ => None,
        }
    }

    /// `m[1]`, `m["name"]`
    pub(super) fn group_by(&mut self, id: PatternId, on: Value, key: Value, place: Place) -> Value {
        let number = match self.texts.get(key) {
            Some(Const::Int(number)) => u32::try_from(*number).ok(),
            Some(Const::Str(name)) => self.patterns.get(id).and_then(|pattern| pattern.group_named(name)),
            _ => None,
        };
        match number {
            Some(number) => self.group(id, number, on, place),
            None => self.made_part(on, place),
        }
    }

    fn group(&mut self, id: PatternId, number: u32, on: Value, place: Place) -> Value {
        let sinks = self.patterns.group(id, number);
        self.limited(on, sinks, "group", place)
    }

    fn groups(&mut self, id: PatternId, on: Value, place: Place) -> Value {
        let Some(count) = self.patterns.get(id).map(Pattern::groups) else {
            let part = self.group(id, 0, on, place);
            let groups = self.allocate(place, Shape::List);
            self.add(groups, part);
            return Value::new(Kind::Object(groups));
        };
        let count = count.min(MOST_GROUPS);
        let tuple = self.state.object(Shape::Tuple);
        for number in 1..=count {
            let value = self.group(id, number, on, place);
            self.state.set(Slot::Field(tuple, Key::Index(i64::from(number) - 1)), Held::Value(value));
        }
        Value::new(Kind::Object(tuple))
    }

    /// `re.sub(pattern, by, text)`: what is left of the text, and what is put in.
    fn replaced(
        &mut self,
        id: PatternId,
        text: Value,
        arguments: &[Argument],
        skipped: usize,
        place: Place,
    ) -> Option<Value> {
        let named = arguments
            .iter()
            .find(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "repl"));
        let by = named.or_else(|| arguments.get(1 - skipped))?.value;
        let all = !arguments.iter().skip(3 - skipped).any(|arg| is_count(arg, "count"));
        let text = self.contents(text);
        let text = self.as_placed(text);
        // `re.sub(pattern, lambda match: table[match.group()], text)`
        let by = match by.kind {
            Kind::Function(_) => {
                let found = self.matched(id, text);
                let given = Argument { kind: ArgKind::Positional, value: found, place, expr: ExprId(0) };
                let made = self.invoke(by, vec![given], place);
                Value { kind: by.kind, ..self.contents(made) }
            }
            _ => self.contents(by),
        };
        if !text.taint.is_some() && !by.taint.is_some() {
            return None;
        }
        let taint = self.join_taint(text.taint, by.taint);
        let whole = Value { taint, kind: Kind::Unknown };
        let removed = self.patterns.get(id)?.removes();
        let put_in = self.put_in(by, &removed);
        let limits =
            put_in.filter(|_| all && !removed.is_empty() && text.taint.is_some() && !by.taint.is_some());
        let sinks = limits.map_or(Sinks::NONE, |put_in| harmless(&Admitted::of(removed.not().or(&put_in))));
        Some(self.limited(whole, sinks, "sub", place))
    }

    /// The characters that a replacement puts in; none where a function may give back what was taken out.
    fn put_in(&self, by: Value, removed: &Chars) -> Option<Chars> {
        match self.texts.get(by) {
            Some(Const::Str(text)) => {
                let refers = text.contains("\\g")
                    || text.bytes().zip(text.bytes().skip(1)).any(|(a, b)| a == b'\\' && b.is_ascii_digit());
                Some(if refers { removed.or(&Chars::of(text)) } else { Chars::of(text) })
            }
            Some(Const::Bytes(bytes)) => {
                Some(Chars::ranges(bytes.iter().map(|byte| (u32::from(*byte), u32::from(*byte))).collect()))
            }
            _ if matches!(by.kind, Kind::Function(_) | Kind::Class(_) | Kind::Outside(_)) => None,
            _ => Some(Chars::NONE),
        }
    }

    /// A part of a text, limited to what is harmless for some kinds of sink.
    fn limited(&mut self, whole: Value, sinks: Sinks, by: &'static str, place: Place) -> Value {
        if !whole.taint.is_some() {
            let fixed = match whole.kind {
                Kind::Test(_) => self.test_of(whole).fixed,
                _ => self.is_constant(whole),
            };
            return if fixed { Value::new(Kind::Literal) } else { Value::UNKNOWN };
        }
        let mut value = self.made_part(whole, place);
        value.taint.cleaned = value.taint.cleaned.or(sinks);
        let through = PathId::root(Sym::new(by));
        let step = if sinks.is_empty() { Step::Through(through) } else { Step::Cleaned(through) };
        self.stepped(value, place, step, Doubts::NONE)
    }

    fn made_part(&mut self, whole: Value, place: Place) -> Value {
        Value { kind: Kind::Unknown, ..self.part(whole, place) }
    }
}

/// `count=1`, or a further positional argument.
fn is_count(argument: &Argument, name: &str) -> bool {
    match argument.kind {
        ArgKind::Keyword(key) => key.sym.text() == name,
        _ => true,
    }
}

/// Why a pattern that covers no whole text says nothing of it.
fn weakness(pattern: &Pattern, how: Use) -> &'static str {
    let begins = how == Use::Match || pattern.starts();
    match (pattern.flags().multiline, begins, pattern.ends()) {
        (true, ..) => {
            "is content with one line that fits: with `re.MULTILINE` `^` and `$` hold at every line"
        }
        (_, true, false) => "says nothing of what follows the match",
        (_, false, true) => "says nothing of what stands before the match",
        _ => "is content with a part that fits: anything may stand beside it",
    }
}

/// The rows of [`ROWS`] with their classes read.
fn rows() -> &'static [(Chars, Chars)] {
    static CLASSES: OnceLock<Vec<(Chars, Chars)>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let of = |text: &str| if text.is_empty() { Chars::NONE } else { class(text) };
        ROWS.iter().map(|row| (of(row.without), of(row.not_first))).collect()
    })
}

/// For which kinds of sink a text is harmless, given what may stand in it.
fn harmless(admitted: &Admitted) -> Sinks {
    let mut sinks = Sinks::NONE;
    for (row, (without, not_first)) in ROWS.iter().zip(rows()) {
        let harms = admitted.chars.meets(without)
            || admitted.first.meets(not_first)
            || row.is_not.iter().any(|word| admitted.may_be(word))
            || row.lacks.iter().any(|word| admitted.may_contain(word))
            || (row.no_newline && admitted.newline)
            || (row.fixed_host && !fixes_host(&admitted.prefix))
            || (row.bounded && admitted.longest.is_none_or(|longest| longest > LONGEST));
        if !harms {
            sinks = sinks.or(Sinks::of(&[row.sink]));
        }
    }
    if admitted.chars.meets(&Chars::of("/\\")) { sinks } else { sinks.or(evidence::NO_SLASH) }
}

/// For which kinds of sink a text is harmless that holds no other letters than these.
pub(super) fn harmless_letters(letters: &str) -> Sinks {
    harmless(&Admitted::of(Chars::of(letters)))
}

/// `https://example.com/`: a scheme, a host, and a slash behind it.
fn fixes_host(prefix: &str) -> bool {
    let behind = prefix.split_once("://").map(|(_, behind)| behind);
    behind.is_some_and(|behind| {
        let host = behind.split_once('/').map(|(host, _)| host);
        host.is_some_and(|host| !host.is_empty() && !host.contains(['@', '\\', '?', '#']))
    })
}
