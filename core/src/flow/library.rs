//! What lies outside the given files, by the rows of the models: sources, sinks, and what becomes of data
//! in a call's result.

use super::conditions::SIGNED;
use super::evaluate::Evaluator;
use super::event::Argument;
use super::guards::{is_check, is_question};
use super::sinks::picked;
use super::state::{Held, Key, Shape, Slot};
use super::tests::{Proof, Test, evidence};
use super::trace::{Doubts, Event as Step, Origin, RootId, StepId, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, ConstId, PathId, Sym};
use crate::models::{Container, Effect, Known, Pick};
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};

impl Evaluator<'_, '_> {
    /// Reading something outside: data, where rows say that it is a source.
    pub(super) fn read(&mut self, value: Value, path: PathId, key: Option<ConstId>, place: Place) -> Value {
        let Some(known) = self.models.path(path) else {
            if let Some(key) = key.filter(|_| value.taint.is_some()) {
                return self.keyed(value, path, key);
            }
            return value;
        };
        if let Some(number) = known.number {
            return self.texts.constant(Const::Int(number));
        }
        if let Some(letters) = known.letters {
            return self.texts.constant(Const::Str(letters.into()));
        }
        if let Some((name, number)) = known.begins {
            let number = self.texts.constant(Const::Int(number));
            let tuple = self.tuple(&[number]);
            if let Kind::Object(id) = tuple.kind {
                self.state.set(Slot::Field(id, Key::Attribute(Sym::new(name))), Held::Value(number));
                self.state.set(Slot::Rest(id), Held::Value(Value::new(Kind::Literal)));
            }
            return tuple;
        }
        let Some((source, what)) = known.source else {
            return self.cleaned_by_reading(value, path, known, place);
        };
        if let Some(name) = key.and_then(|key| self.texts.name(key))
            && known.is_own(name)
        {
            return Value { kind: Kind::Outside(path.then(Sym::new(name))), taint: Taint::NONE };
        }
        let data = self.data_of(value, path, (source, what), key, place);
        known.routed.map_or(data, |decoded| self.item_of_route(data, key, decoded))
    }

    /// `path.name`, `cursor.rowcount`: what an attribute leaves of the data of what it is read of.
    fn cleaned_by_reading(&mut self, value: Value, path: PathId, known: &Known, place: Place) -> Value {
        match known.result {
            Some(Effect::Cleaned(sinks)) if value.taint.is_some() && known.result_if.is_empty() => {
                let cleaned = value.taint.cleaned.or(sinks);
                let value = self.stepped(value, place, Step::Cleaned(path), Doubts::NONE);
                Value { taint: Taint { cleaned, ..value.taint }, ..value }
            }
            Some(Effect::Dropped) => {
                Value { taint: Taint { trace: value.taint.trace, ..Taint::NONE }, ..value }
            }
            _ => value,
        }
    }

    /// Somebody's data that reading or calling something gives.
    pub(super) fn data_of(
        &mut self,
        value: Value,
        path: PathId,
        (source, what): (Source, &'static str),
        key: Option<ConstId>,
        place: Place,
    ) -> Value {
        self.has_read(source);
        let serial = self.frame().map_or(0, |frame| frame.serial);
        let origin = key.map_or(Origin::Read(place, serial), |key| Origin::Key(path, key));
        let root = self.traces.root(origin, source);
        // `if client is None: client = request.args["client"]`: there was nothing before it was read.
        let shown = self.state.proof(root).0;
        if shown.includes(evidence::EMPTY) && !shown.includes(evidence::CHOSEN) {
            self.state.set(Slot::Proof(root), Held::Proof(Sinks::NONE, Doubts::NONE));
        }
        let before = self.traces.before_source(value.taint.trace, place);
        let known = self.models.path(path);
        // An error that is at hand may be of any kind; a traceback tells all.
        let brief = source == Source::Failure && !known.is_some_and(|known| known.text);
        let doubts = if brief { Doubts::BRIEF } else { Doubts::NONE };
        let trace = self.traces.step(before, place, Step::Source(source, what), doubts);
        let typed = known.is_some_and(|known| known.gives().is_some() || known.opened);
        let cleaned = known.map_or(Sinks::NONE, |known| known.harmless);
        let cleaned = if known.is_some_and(|known| known.text) { cleaned.or(Sinks::TEXT) } else { cleaned };
        let is_of_address = || key.and_then(|key| self.texts.name(key)).is_some_and(is_of_address);
        let is_browsers = what == "a cookie" || (what == "a header" && !is_of_address());
        let cleaned = if is_browsers { cleaned.or(evidence::BROWSERS) } else { cleaned };
        let kind = if key.is_some() && !typed { Kind::Unknown } else { Kind::Outside(path) };
        Value { taint: Taint { cleaned, root, trace }, kind }
    }

    /// Count a reading of a source.
    pub(super) fn has_read(&mut self, source: Source) {
        self.sources_read += 1;
        self.distrusted_read += u32::from(self.trust.distrusts(source));
    }

    /// `data["key"]` of a source that was kept in a variable.
    fn keyed(&mut self, value: Value, path: PathId, key: ConstId) -> Value {
        let source = self.traces.source(value.taint.root);
        let root = self.traces.root(Origin::Key(path, key), source);
        Value::tainted(Taint { root, ..value.taint })
    }

    /// Whether what a value is follows from an assumption about a name.
    pub(super) fn is_assumed(&self, value: Value) -> bool {
        self.doubts(value).and(Doubts::NONE) == self.doubts(value).and(Doubts::ASSUMED)
            && self.doubts(value).any()
    }

    /// What a call of something outside gives.
    pub(super) fn outside(
        &mut self,
        callee: Value,
        name: Option<Sym>,
        receiver: Option<(Value, ExprId)>,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        let path = callee.path();
        if let Some(path) = path
            && let Some(value) =
                self.special(path, arguments, place).or_else(|| self.reflowed(path, arguments))
        {
            return value;
        }
        let known: Option<&'static Known> = path.and_then(|path| self.models.path(path));
        if let Some(path) = path
            && (known.is_none() || path.last().text() == "format")
            && let Some((on, rest)) = arguments.split_first()
            && receiver.is_none_or(|(on, _)| matches!(on.kind, Kind::Outside(_)))
            && self.is_method_of_a_type(path)
        {
            return self.method_of_a_type(path.last(), on, rest, place);
        }
        // `read = request.args.get`: a method of data, kept under a name.
        let (name, kept) = match path {
            Some(path) if receiver.is_none() && callee.taint.is_some() => (Some(path.last()), true),
            _ => (name, false),
        };
        let by_name = name.filter(|_| receiver.is_some() || kept).and_then(|name| self.models.method(name));
        if let Some(value) =
            known.and_then(|known| self.expression(known, receiver.map(|(value, _)| value), arguments, place))
        {
            return value;
        }
        if let Some(rendering) = known.and_then(|known| known.renders)
            && let Some(value) = self.rendered(rendering, receiver.map(|(on, _)| on), arguments, place)
        {
            return value;
        }
        if let (Some(before), Some(first)) = (known.and_then(|known| known.address), arguments.first())
            && let Some(value) = self.address(before, first.value, place)
        {
            return value;
        }
        if let Some((container, only_if)) = known.and_then(|known| known.makes)
            && self.hold(only_if, receiver.map(|(on, _)| on), arguments)
            && let Some(made) = self.make(container, (callee, receiver.map(|(on, _)| on)), arguments, place)
        {
            return made;
        }
        // `order.model_dump()`: the fields of what a class of the given files was filled with.
        if let (Some((Container::Fields, _)), Some((on, _))) =
            (by_name.and_then(|known| known.makes), receiver)
            && let Kind::Object(id) = on.kind
            && matches!(self.state.shape(id), Shape::Instance(_))
            && !self.state.fields(id).is_empty()
        {
            return self.as_dict(on, place);
        }
        if let Some((function, with)) =
            known.and_then(|known| known.calls).or_else(|| by_name.and_then(|known| known.calls))
            && let Some(value) =
                self.calls_given(function, with, receiver.map(|(on, _)| on), arguments, place)
        {
            return value;
        }
        if let Some((pick, sinks)) = known.and_then(|known| known.proves) {
            self.proven_by_call(pick, sinks, receiver.map(|(on, _)| on), arguments);
        }
        if let Some(known) = known.filter(|known| known.judges.is_some())
            && let Some(value) = self.judged(known, path, receiver.map(|(on, _)| on), arguments, place)
        {
            return value;
        }
        if let (true, Some(Kind::Function(_))) =
            (known.is_some_and(|known| known.checks_field), arguments.first().map(|arg| arg.value.kind))
        {
            return arguments.first().map_or(Value::UNKNOWN, |arg| arg.value);
        }
        if let (true, [left, right, ..]) = (known.is_some_and(|known| known.compares), arguments) {
            return self.compare_equal(left.value, right.value);
        }
        if let Some(pick) = known.and_then(|known| known.signs)
            && let Some(value) = self.signature(pick, path, receiver, arguments)
        {
            return value;
        }
        if known.is_some_and(|known| known.exits) {
            self.exited = true;
            return Value::UNKNOWN;
        }
        // An archive is a file's contents, or those of what it is made of.
        let passes = known.is_some_and(|known| known.result == Some(Effect::Passed))
            && arguments.iter().any(|arg| self.seen(arg.value).taint.is_some());
        if known.is_some_and(|known| known.source.is_some()) && !passes {
            let path = path.unwrap_or(PathId::new(""));
            if let Some(key) = arguments.first()
                && let Some(kept) = self.kept_in(known.and_then(|known| known.source), key.value)
            {
                return kept;
            }
            let key = arguments.first().and_then(|arg| match arg.value.kind {
                Kind::Known(id) => Some(id),
                _ => None,
            });
            let value = self.read(Value { kind: Kind::Outside(path), taint: Taint::NONE }, path, key, place);
            return match known.and_then(|known| known.declared_by) {
                Some(method) => self.by_declarations(method, value, place),
                None => value,
            };
        }
        if let (None, Some((of, by_name)), Some((on, _))) =
            (known, by_name.and_then(|known| Some((known.source?, known))), receiver)
            && !by_name.exits
        {
            let path = path.unwrap_or_else(|| PathId::root(name.unwrap_or(Sym::new("?"))));
            let value = Value { kind: Kind::Outside(path), taint: on.taint };
            let value = self.data_of(value, path, of, None, place);
            return self.stepped(value, place, Step::Through(path), Doubts::BY_NAME);
        }
        let guard = known.and_then(|known| known.guard).or_else(|| by_name.and_then(|known| known.guard));
        if let Some((pick, sinks)) = guard {
            return self.guarded(pick, sinks, receiver.map(|(value, _)| value), arguments);
        }
        if let Some((pick, sinks)) = known.and_then(|known| known.refutes) {
            let test = self.guarded(pick, sinks, receiver.map(|(value, _)| value), arguments);
            let test = self.test_of(test).not();
            return self.test(test);
        }
        if let (None, Some(path), Some((on, _)), []) = (known, path, receiver, arguments)
            && path.last().text() == "items"
            && let Some(pairs) = self.pairs_of(path, on, place)
        {
            return pairs;
        }
        if let (Some((on, _)), Some(name)) = (receiver, name) {
            self.below_test(on, name.text(), arguments);
        }
        if let (Some((on, _)), Some(name)) = (receiver, name)
            && let Some(value) = self.ending_test(on, name.text(), arguments)
        {
            return value;
        }
        if let (Some((Value { kind: Kind::Outside(of), .. }, _)), Some("get" | "pop"), Some(key)) =
            (receiver, name.map(Sym::text), arguments.first())
            && let Some(kept) = self.kept_at(of, key.value)
        {
            return kept;
        }
        // `request.args.get("q")`: an item of a source by a constant key.
        if let (Some((on, _)), Some("get" | "getlist" | "getone" | "pop" | "get_argument")) =
            (receiver, name.map(Sym::text))
            && let (Some(source), Some(first)) = (on.path().filter(|_| on.taint.is_some()), arguments.first())
            && let Kind::Known(key) = first.value.kind
        {
            if let Some(kept) = self.kept_at(source, first.value) {
                return kept;
            }
            let mut value = self.read(on, source, Some(key), place);
            // `request.args.get("id", type=int)`, `request.files.get("file")`
            if let Some(known) = known {
                if let Some(Effect::Cleaned(sinks)) = known.result
                    && self.hold(known.result_if, Some(on), arguments)
                {
                    value.taint.cleaned = value.taint.cleaned.or(sinks);
                }
                value.kind = known.gives().map_or(value.kind, Kind::Instance);
            }
            let otherwise = arguments.get(1).map(|arg| arg.value);
            return match otherwise {
                Some(otherwise) if otherwise.taint.is_some() => self.join(value, otherwise),
                _ => value,
            };
        }
        // `event.get("body")`: an item of data, as `event["body"]` is.
        if let (None, None, Some((on, _)), Some("get" | "pop")) = (path, known, receiver, name.map(Sym::text))
            && on.taint.is_some()
            && matches!(on.kind, Kind::Unknown)
            && let Some(key) = arguments.first().and_then(|first| self.key(first.value))
        {
            let value = self.item(on, key, place);
            let otherwise = arguments.get(1).map(|arg| arg.value);
            return match otherwise {
                Some(otherwise) if otherwise.taint.is_some() => self.join(value, otherwise),
                _ => value,
            };
        }
        let on = receiver.map(|(value, _)| value);
        if let (Some(known), Some((_, target))) = (known, receiver)
            && let Some((of, _)) = known.becomes.iter().find(|(_, only_if)| self.hold(only_if, on, arguments))
        {
            self.retype(target, *of);
        }
        let effect = |known: Option<&'static Known>| known.filter(|known| known.result.is_some());
        let result = match effect(known).or_else(|| effect(by_name)) {
            Some(known) if !self.hold(known.result_if, on, arguments) => Some(Effect::Passed),
            Some(known) => known.result,
            None => None,
        };
        let mut taint = receiver.map_or(callee.taint, |(value, _)| self.contents(value).taint);
        let looks_up = effect(known).or_else(|| effect(by_name)).is_some_and(|known| known.looks_up);
        // `text.replace(old, new)`: what is looked for is not in the result.
        let sought = usize::from(
            name.is_some_and(|name| name.text() == "replace")
                && matches!(arguments, [first, _, ..] if first.kind == ArgKind::Positional),
        );
        let held = arguments.iter().skip(sought);
        for argument in held.filter(|argument| !looks_up || stands_in(arguments, argument)) {
            let value = self.contents(argument.value);
            let value = self.as_placed(value);
            taint = self.join_taint(taint, value.taint);
        }
        let gives = |known: Option<&'static Known>| {
            let returns = known.map_or(&[][..], |known| &known.returns);
            returns.iter().find(|(_, only_if)| self.hold(only_if, on, arguments)).map(|(of, _)| *of)
        };
        let returns = gives(known).or_else(|| gives(by_name));
        let kind = match (returns, path) {
            (Some(of), _) => Kind::Instance(of),
            (None, Some(path)) => Kind::Instance(path),
            _ => Kind::Unknown,
        };
        // `orders.get(id=name)`: nothing of Python's own is looked up by names; it is a query.
        let asks = looks_up
            && path.is_none()
            && !arguments.is_empty()
            && arguments.iter().all(|argument| matches!(argument.kind, ArgKind::Keyword(_)));
        let mut taint = if asks { Taint { trace: taint.trace, ..Taint::NONE } } else { taint };
        if !taint.is_some() {
            let pure = matches!(
                result,
                Some(
                    Effect::Passed | Effect::Cleaned(_) | Effect::Decoded { .. } | Effect::Normalized { .. }
                )
            );
            // What such a call makes of constants is one: `quote("a b")`.
            let fixed = pure
                && !looks_up
                && returns.is_none()
                && callee.taint.trace == StepId::NONE
                && (!arguments.is_empty() || on.is_some_and(|on| !matches!(on.kind, Kind::Outside(_))));
            let made_of = || {
                let on = on.filter(|on| !matches!(on.kind, Kind::Outside(_)));
                self.all_plain(on.into_iter().chain(arguments.iter().map(|arg| arg.value)))
            };
            let plain = if fixed { made_of() } else { None };
            let kind = match plain {
                Some(plain) => self.plain_text(plain, place).kind,
                None => kind,
            };
            let value = Value { kind, taint: Taint { trace: callee.taint.trace, ..Taint::NONE } };
            let value = self.written(known, value, arguments, place);
            return known.map_or(value, |known| self.template(known, value, arguments, place));
        }
        if let (Some(known), Some(path)) = (known, path)
            && known.parts.iter().any(|(name, _)| name.text().is_empty())
        {
            // `os.path.commonpath([base, path])`: a test of the result is one of the argument.
            let value = self.made(Value { taint, kind }, place);
            self.tells_of_whole(path, Sym::new(""), value.taint.root, value.taint.root);
            return value;
        }
        if known.is_some_and(|known| known.text) || by_name.is_some_and(|known| known.text) {
            taint.cleaned = taint.cleaned.or(Sinks::TEXT);
        }
        // What a response is made of is judged where it is made, and what its headers hold is on no page.
        if known.is_some_and(|known| known.sinks.iter().any(|(_, sink, _)| *sink == Sink::Body)) {
            taint.cleaned = taint.cleaned.or(Sinks::of(&[Sink::Html]));
        }
        let value = Value { taint, kind };
        let through = path.unwrap_or_else(|| PathId::root(name.unwrap_or(Sym::new("?"))));
        match result {
            Some(Effect::Dropped) => Value::new(kind),
            Some(Effect::Cleaned(sinks)) => {
                let cleaned = value.taint.cleaned.or(sinks);
                let value = self.stepped(value, place, Step::Cleaned(through), Doubts::NONE);
                let value = Value { taint: Taint { cleaned, ..value.taint }, ..value };
                self.written(known, value, arguments, place)
            }
            Some(Effect::Decoded { sealed }) => {
                let source = self.traces.source(value.taint.root);
                let root = self.traces.root(Origin::Made(value.taint.root, place), source);
                // What was checked before may have been enough.
                let (proven, doubts) = self.proven(value.taint.root);
                let doubts = if sealed { doubts.and(Doubts::UNKNOWN_CHECK) } else { doubts };
                let value = self.stepped(value, place, Step::Decoded(through), doubts);
                let kind = returns.map_or(Kind::Unknown, Kind::Instance);
                let cleaned = if known.is_some_and(|known| known.text) { Sinks::TEXT } else { Sinks::NONE };
                // Whoever signed the text has signed what it says.
                let cleaned = if proven.includes(SIGNED) { cleaned.or(SIGNED) } else { cleaned };
                Value { taint: Taint { cleaned, root, ..value.taint }, kind }
            }
            Some(Effect::Normalized { absolute }) => {
                let source = self.traces.source(value.taint.root);
                let root = self.traces.root(Origin::Normal(value.taint.root, place), source);
                // `normpath("/" + name)` is an absolute path.
                let rooted = arguments.first().is_some_and(|path| {
                    self.before_data(path.value).is_some_and(|before| before.starts_with('/'))
                });
                if !absolute && !rooted {
                    self.traces.keeps_dots(place);
                }
                let value = self.stepped(value, place, Step::Through(through), Doubts::NONE);
                Value { taint: Taint { root, ..value.taint }, ..value }
            }
            Some(Effect::Passed) => {
                let taken = match name.map(Sym::text) {
                    Some("replace") => self.taken_out(arguments),
                    Some("translate") => self.translated(arguments),
                    Some("lstrip" | "strip") => self.taken_off(value, arguments),
                    // `html.escape(text, quote=False)`
                    Some("escape")
                        if known.is_some_and(|known| matches!(known.result, Some(Effect::Cleaned(sinks)) if sinks.holds(Sink::Html))) =>
                    {
                        evidence::NO_TAG.or(Sinks::of(&[Sink::Mail]))
                    }
                    // `settings.ADDRESS.format(name)`
                    Some("format") if receiver.is_some_and(|(on, _)| !on.taint.is_some()) => {
                        evidence::OWN_START
                    }
                    _ => Sinks::NONE,
                };
                let value = self.stepped(value, place, Step::Through(through), Doubts::NONE);
                let opened = self.opened_by(name, arguments, value.taint.cleaned);
                let cleaned = opened.or(taken);
                let value = Value { taint: Taint { cleaned, ..value.taint }, ..value };
                // `Schema().load(body)`
                if let (Some(path), Some((on, _))) = (path, receiver)
                    && known.is_some_and(|known| known.by_fields.is_some())
                    && let Some(loaded) = self.loaded(on, path, value, arguments, place)
                {
                    return loaded;
                }
                match known.and_then(|known| known.declared_by) {
                    // `parser.parse_args(["--count", data])`
                    Some(method) => self.by_declarations(method, value, place),
                    None => self.written(known, value, arguments, place),
                }
            }
            // What becomes of an error's details elsewhere is not guessed at.
            None if self.is_apart(taint) => Value::new(kind),
            None => {
                // An unknown method keeps what it is given.
                if let Some((on, target)) = receiver {
                    let holds_data = arguments.iter().any(|arg| arg.value.taint.is_some());
                    // A module holds nothing.
                    let is_module = on.path().is_some_and(|path| path.parent().is_none());
                    if holds_data && !on.taint.is_some() && !is_module {
                        let held = Value::tainted(taint);
                        let held = self.stepped(held, place, Step::Stored, Doubts::UNKNOWN_CALL);
                        self.spoil(target, held);
                    }
                }
                let checks = name.is_some_and(|name| is_check(name.text()));
                if checks {
                    for argument in arguments {
                        self.check_by_unknown(argument.value);
                    }
                }
                let mut value = self.made(value, place);
                // `if not user or not rights.allow(name): return`: it holds wherever the test has been made.
                let asks = checks || name.is_some_and(|name| is_question(name.text()));
                if asks && returns.is_none() {
                    let data = arguments.iter().map(|argument| argument.value.taint);
                    value = self.tested_by_unknown(value.taint, data.filter(|taint| taint.is_some()));
                }
                let doubts = if returns.is_some() { Doubts::NONE } else { Doubts::UNKNOWN_CALL };
                self.stepped(value, place, Step::ThroughUnknown, doubts)
            }
        }
    }

    /// `hmac.new(key, body)`, `mac.update(body)`: a value that tells whether something else is as its maker left it.
    fn signature(
        &mut self,
        pick: Pick,
        path: Option<PathId>,
        receiver: Option<(Value, ExprId)>,
        arguments: &[Argument],
    ) -> Option<Value> {
        let (data, _) = picked(pick, receiver.map(|(on, _)| on), arguments).first().copied()?;
        let data = self.contents(data);
        if !data.taint.is_some() {
            return None;
        }
        let of = self.part_of(data, Which::Signature);
        let taint = Taint { cleaned: Sinks::ALL, ..of.taint };
        let of = Value { taint, kind: path.map_or(Kind::Unknown, Kind::Instance) };
        if let Some((_, target)) = receiver {
            self.spoil(target, of);
        }
        Some(of)
    }

    /// Something that is not in these files checks data: whether that protects is not known.
    pub(super) fn check_by_unknown(&mut self, value: Value) {
        let root = self.contents(value).taint.root;
        if root != RootId::NOBODY {
            self.prove(Proof { root, sinks: Sinks::NONE, doubts: Doubts::UNKNOWN_CHECK });
        }
    }

    /// What an unknown function makes of data: nothing that is shown of it later shows anything of the data.
    fn made(&mut self, value: Value, place: Place) -> Value {
        let source = self.traces.source(value.taint.root);
        let root = self.traces.root(Origin::Part(value.taint.root, Which::At(place)), source);
        Value { taint: Taint { root, ..value.taint }, ..value }
    }

    /// The result of a call of which nothing is known.
    pub(super) fn unknown_result(
        &mut self,
        receiver: Option<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        let mut taint = receiver.map_or(Taint::NONE, |value| value.taint);
        for argument in arguments {
            let value = self.contents(argument.value);
            taint = self.join_taint(taint, value.taint);
        }
        if !taint.is_some() || self.is_apart(taint) {
            return Value::UNKNOWN;
        }
        let value = self.made(Value::tainted(taint), place);
        self.stepped(value, place, Step::ThroughUnknown, Doubts::UNKNOWN_CALL)
    }

    /// A test by a row: `x.isdigit()`.
    fn guarded(
        &mut self,
        pick: Pick,
        sinks: Sinks,
        receiver: Option<Value>,
        arguments: &[Argument],
    ) -> Value {
        let tested = picked(pick, receiver, arguments);
        let mut test = Test::default();
        for (value, _) in tested {
            if value.taint.is_some() {
                test.when_true.push(Proof { root: value.taint.root, sinks, doubts: Doubts::NONE });
            }
        }
        self.test(test)
    }
}

/// Whether an argument of a look-up may itself be the result: `options.get(name, otherwise)`.
fn stands_in(arguments: &[Argument], argument: &Argument) -> bool {
    match argument.kind {
        ArgKind::Positional => arguments.first().is_some_and(|first| first.expr != argument.expr),
        ArgKind::Keyword(name) => name.sym.text() == "default",
        ArgKind::Star | ArgKind::DoubleStar => false,
    }
}

/// Whether what stands among the headers under a name is a part of the request's address, which a link chooses.
fn is_of_address(name: &str) -> bool {
    matches!(name, "QUERY_STRING" | "PATH_INFO" | "REQUEST_URI" | "RAW_URI" | "SCRIPT_NAME")
}
