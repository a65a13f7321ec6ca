//! Where data does harm, by the rows of the models: which arguments and writes are told, and what of them.

use super::escaped::Vain;
use super::evaluate::Evaluator;
use super::event::{Argument, Call, Event, Reach, Reached};
use super::pages::Page;
use super::state::{Key, Shape, Slot};
use super::tests::evidence;
use super::texts::{QUOTED, TextPart};
use super::trace::Doubts;
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::{Condition, Effect, Known, Pick};
use crate::project::{Base, ClassRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};

/// How deep the parts of a value are looked at for what it is made of.
const DEPTH: u32 = 4;
/// What may be enough in a page, by where data stands in it.
const UNESCAPED: Sinks = evidence::NO_TAG.or(evidence::NO_SINGLE).or(evidence::NO_DOUBLE);

/// A place where data does harm.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The whole call or write.
    pub(super) whole: Place,
    pub(super) stmt: StmtId,
    pub(super) callee: Value,
    pub(super) name: Option<Sym>,
}

impl Evaluator<'_, '_> {
    /// Tell what reaches the sinks of a call.
    pub(super) fn judge(&mut self, at: At, receiver: Option<Value>, arguments: &[Argument]) {
        if self.silent > 0 {
            return;
        }
        let path = match at.callee.kind {
            Kind::Class(class) => self.constructed_as(class),
            _ => at.callee.path(),
        };
        let known: Option<&'static Known> = path.and_then(|path| self.models.path(path));
        let by_name = at.name.filter(|_| receiver.is_some()).and_then(|name| self.models.method(name));
        let (rows, doubt) = match (known, by_name) {
            (Some(known), _) if !known.sinks.is_empty() => {
                if path.is_some_and(|path| self.decides_itself(receiver, path)) {
                    return;
                }
                (&known.sinks, Doubts::NONE)
            }
            // What is known to be made harmless there goes into no sink of that name.
            (Some(known), Some(named)) if matches!(known.result, Some(Effect::Cleaned(sinks)) if named.sinks.iter().all(|(_, sink, _)| sinks.holds(*sink))) =>
            {
                return;
            }
            (_, Some(known)) if !known.sinks.is_empty() => {
                // A method of something in the given files is what it says there.
                if matches!(at.callee.kind, Kind::Function(_) | Kind::Class(_)) {
                    return;
                }
                (&known.sinks, Doubts::BY_NAME)
            }
            // `Order(**request.POST)` of a module that is not given.
            _ if arguments.iter().any(|arg| arg.kind == ArgKind::DoubleStar) => {
                match path.and_then(|path| self.models.class_of(path)) {
                    Some(known) => (&known.sinks, Doubts::BY_NAME),
                    None => return,
                }
            }
            _ => return,
        };
        // `options = {"shell": True}`, `run(line, **options)`
        let spread = arguments
            .iter()
            .any(|arg| arg.kind == ArgKind::DoubleStar && matches!(arg.value.kind, Kind::Object(_)))
            .then(|| self.spread_out(arguments, false));
        let arguments = spread.as_deref().unwrap_or(arguments);
        for (pick, sink, only_if) in rows {
            if !self.hold(only_if, receiver, arguments) {
                continue;
            }
            if let Pick::Filled(position) = *pick {
                self.filled(at, position, arguments, *sink, doubt);
                continue;
            }
            if let (Sink::Program, Pick::From(from) | Pick::FromButLast(from)) = (sink, pick) {
                let (mut items, rest) = self.spread(*from, arguments);
                if matches!(pick, Pick::FromButLast(_)) {
                    items.pop();
                }
                self.run(at, &items, rest, None, doubt);
                continue;
            }
            if let (Sink::Option, Pick::From(from)) = (sink, pick) {
                let (items, rest) = self.spread(*from, arguments);
                self.options(at, &items, rest, doubt);
                continue;
            }
            let named =
                if *sink == Sink::Header { self.header_named(*pick, receiver, arguments) } else { None };
            let sink = named.as_ref().unwrap_or(sink);
            for (value, place) in self.given(*pick, receiver, arguments) {
                match (sink, value.kind) {
                    (Sink::Program, Kind::Object(list)) => {
                        let (items, rest) = self.listed(list);
                        self.run(at, &items, rest, place, doubt);
                    }
                    (Sink::NoSql, Kind::Object(query)) => self.query(at, query, place, doubt, DEPTH),
                    (Sink::Cell, Kind::Object(row)) => self.row(at, row, place, doubt, DEPTH),
                    (Sink::Header, Kind::Object(headers)) => self.headers(at, headers, place, doubt),
                    // `make_response({"name": name})` sends JSON.
                    (Sink::Html, Kind::Object(page)) if self.state.shape(page) == Shape::Dict => {}
                    // `ZipFile(form.cleaned_data["archive"])`: a path, or an upload.
                    (Sink::Path, Kind::Unknown)
                        if known.is_some_and(|known| known.takes_files)
                            && !value.taint.cleaned.includes(Sinks::TEXT) =>
                    {
                        self.reach(at, value, place, *sink, doubt.and(Doubts::ASSUMED));
                    }
                    _ => self.reach(at, value, place, *sink, doubt),
                }
            }
        }
    }

    /// Tell what reaches the sinks of `globals()[name]`.
    pub(super) fn judge_item(&mut self, id: ExprId, of: Value, key: Value, index: ExprId) {
        let Some(path) = self.protocol(of, "__getitem__") else { return };
        let argument =
            Argument { kind: ArgKind::Positional, value: key, place: self.place_of(index), expr: index };
        let callee = Value::new(Kind::Outside(path));
        let (whole, stmt) = (self.place_of(id), self.ast()[id].stmt);
        let name = path.parent().map(PathId::last);
        self.judge(At { whole, stmt, callee, name }, Some(of), &[argument]);
    }

    /// Tell of something outside that is not called by its name, and what reaches its sinks: `map(eval, texts)`,
    /// `Thread(target=os.system, args=(line,))`.
    pub(super) fn judge_passed(&mut self, callee: Value, arguments: &[Argument], place: Place) {
        let Some(path) = callee.path().filter(|_| self.silent == 0) else { return };
        let arguments = self.spread_out(arguments, false);
        let tainted = arguments.iter().any(|arg| arg.value.taint.is_some());
        // `map(str, numbers)` is everywhere, and tells nothing.
        if !tainted && path.parent().is_none() && self.models.is_builtin(path.first()) {
            return;
        }
        let module = self.project.module(place.file);
        let Some(expr) = module.expr_at(place.span) else { return };
        let (stmt, name) = (module.ast[expr].stmt, Some(path.last()));
        if tainted {
            self.judge(At { whole: place, stmt, callee, name }, None, &arguments);
        }
        let assumed = self.is_assumed(callee);
        self.tell_with(&arguments, |world, arguments| {
            Event::Call(Call {
                place,
                expr,
                stmt,
                callee,
                name,
                receiver: None,
                arguments,
                used: true,
                assumed,
                passed: true,
                world,
            })
        });
    }

    /// The values that a row picks, those inside of an argument too: `headers={"Location": target}`.
    fn given(
        &self,
        pick: Pick,
        receiver: Option<Value>,
        arguments: &[Argument],
    ) -> Vec<(Value, Option<Place>)> {
        let Pick::Item(at, name, key) = pick else { return picked(pick, receiver, arguments) };
        let dicts = picked(Pick::Arg(at, name), receiver, arguments).into_iter();
        dicts.filter_map(|(dict, place)| Some((self.item_named(dict, key)?, place))).collect()
    }

    /// `set_header("Location", target)`: what stands behind this name is where the browser goes.
    fn header_named(&self, pick: Pick, receiver: Option<Value>, arguments: &[Argument]) -> Option<Sink> {
        let name = match pick {
            Pick::Arg(1, _) => picked(Pick::Arg(0, "name"), receiver, arguments),
            _ => return None,
        };
        let name = name.first().and_then(|(name, _)| self.texts.get(*name)).and_then(Const::as_str);
        name.map(of_header)
    }

    /// What a class of the given files without an `__init__` of its own is constructed as.
    fn constructed_as(&self, class: ClassRef) -> Option<PathId> {
        if self.project.method(class, Sym::new("__init__")).is_some() {
            return None;
        }
        let mut bases = self.project.ancestry(class).filter_map(|base| match base {
            Base::Outside(path) => Some(self.models.canonical(path)),
            Base::Class(_) | Base::Unknown => None,
        });
        let path = bases.find(|path| self.models.path(*path).is_some_and(|known| !known.sinks.is_empty()))?;
        (!self.decides(class, path)).then_some(path)
    }

    /// Whether a class has the method by which subclasses of something outside decide themselves what is made of data:
    /// `find_class` of a `pickle.Unpickler`.
    fn decides(&self, class: ClassRef, base: PathId) -> bool {
        let method = self.models.path(base).and_then(|known| known.decided_by);
        method.is_some_and(|method| self.project.method(class, method).is_some())
    }

    /// The same of what a method is called on that the class has from outside.
    fn decides_itself(&self, receiver: Option<Value>, method: PathId) -> bool {
        let Some(Value { kind: Kind::Object(object), .. }) = receiver else { return false };
        match (self.state.shape(object), method.parent()) {
            (Shape::Instance(class), Some(base)) => self.decides(class, base),
            _ => false,
        }
    }

    /// `logging.info("in: %s", name)`: what the text comes to.
    fn filled(&mut self, at: At, position: usize, arguments: &[Argument], sink: Sink, doubt: Doubts) {
        let behind = arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).skip(position);
        let mut behind = behind.copied();
        let Some(text) = behind.next() else { return };
        let filling: Vec<_> = behind.map(|arg| (None, arg.value, arg.place)).collect();
        let tainted = self.contents(text.value).taint.is_some()
            || filling.iter().any(|(_, value, _)| self.seen(*value).taint.is_some());
        if !tainted {
            return;
        }
        let whole = if filling.is_empty() {
            text.value
        } else {
            let parts = self.texts.percent(text.value, &filling, at.whole);
            self.built(parts, "%", at.whole)
        };
        self.reach(at, whole, None, sink, doubt);
    }

    /// Whether all conditions of a row hold of a call.
    pub(super) fn hold(&self, all: &[Condition], receiver: Option<Value>, arguments: &[Argument]) -> bool {
        let one = |pick| match pick {
            Pick::Item(at, name, key) => {
                let dict =
                    picked(Pick::Arg(at, name), receiver, arguments).first().map(|(value, _)| *value)?;
                self.item_named(dict, key)
            }
            _ => picked(pick, receiver, arguments).first().map(|(value, _)| *value),
        };
        all.iter().all(|condition| match *condition {
            Condition::True(pick) => one(pick).is_some_and(|value| self.truth(value) != Some(false)),
            Condition::NotTrue(pick) => one(pick).is_none_or(|value| self.truth(value) != Some(true)),
            Condition::False(pick) => one(pick).is_some_and(|value| self.truth(value) == Some(false)),
            Condition::NotFalse(pick) => one(pick).is_none_or(|value| self.truth(value) != Some(false)),
            Condition::Absent(pick) => one(pick).is_none(),
            Condition::Is(pick, which) => one(pick).is_some_and(|value| self.is_one_of(value, which)),
            Condition::IsNot(pick, which) => one(pick).is_none_or(|value| !self.is_one_of(value, which)),
            Condition::Begins(pick, words) => one(pick).is_some_and(|value| self.begins_with(value, words)),
            Condition::Sets(name, to) => self.sets_attribute(name, to),
        })
    }

    /// Whether a text begins with one of some words: `"SELECT name FROM " + table`.
    fn begins_with(&self, value: Value, words: &[&str]) -> bool {
        let known = self.texts.get(value).and_then(Const::as_str).map(str::to_owned);
        let Some(text) = known.or_else(|| self.before(value, |_| true)) else { return false };
        let first = text.split_whitespace().next().unwrap_or("");
        words.iter().any(|word| first.eq_ignore_ascii_case(word))
    }

    /// Whether the function that is being evaluated sets an attribute of some object to a text: `mail.subtype = "html"`.
    fn sets_attribute(&self, name: &str, to: &str) -> bool {
        let Some(frame) = self.frame() else { return false };
        let ast = &self.project.module(frame.file).ast;
        let is = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Attribute { name: of, .. } if of.sym.text() == name);
        ast.stmts.iter().filter(|stmt| stmt.function == frame.function).any(|stmt| match stmt.kind {
            StmtKind::Assign { targets, value } => {
                ast.text_of(value) == Some(to) && ast.list(targets).iter().any(is)
            }
            _ => false,
        })
    }

    /// The item of a dict whose key is a name, whatever its case.
    pub(super) fn item_named(&self, dict: Value, name: &str) -> Option<Value> {
        let Kind::Object(object) = dict.kind else { return None };
        let named = |key: &Key| matches!(key, Key::Text(text) if text.text().eq_ignore_ascii_case(name));
        self.state.fields(object).iter().find(|(key, _)| named(key)).map(|(_, value)| *value)
    }

    fn is_one_of(&self, value: Value, which: &[&str]) -> bool {
        match value.kind {
            Kind::Outside(path) | Kind::Instance(path) => {
                which.iter().any(|known| path == PathId::new(known))
            }
            Kind::Class(class) => self.project.ancestry(class).any(|base| match base {
                Base::Outside(path) => which.iter().any(|known| path == PathId::new(known)),
                Base::Class(_) | Base::Unknown => false,
            }),
            Kind::Object(object) => match self.state.shape(object) {
                Shape::Instance(class) => self.is_one_of(Value::new(Kind::Class(class)), which),
                Shape::Dict => which.contains(&"dict"),
                Shape::List => which.contains(&"list"),
                _ => false,
            },
            _ => self.texts.get(value).and_then(Const::as_str).is_some_and(|text| {
                let media_type = text.split(';').next().unwrap_or("").trim();
                which.iter().any(|known| text == *known || media_type.eq_ignore_ascii_case(known))
            }),
        }
    }

    /// Tell what is written to somewhere that rows name: `session["user"] = data`.
    pub(super) fn judge_write(&mut self, at: At, path: PathId, value: Value, place: Place) {
        if self.silent > 0 {
            return;
        }
        if let Some((sink, declared)) = self.models.path(path).and_then(|known| known.written) {
            if declared && self.says_page(at.stmt) != Page::Yes {
                return;
            }
            let sink = match at.name {
                Some(name) if sink == Sink::Header => of_header(name.text()),
                _ => sink,
            };
            self.reach(at, value, Some(place), sink, Doubts::NONE);
        }
    }

    /// Tell what reaches a sink.
    pub(super) fn reach(&mut self, at: At, value: Value, place: Option<Place>, sink: Sink, doubt: Doubts) {
        let value = if sink == Sink::Redirect { self.address_of(value, at.whole) } else { value };
        let (whole, given) = (self.contents(value), sink);
        // The details of an error do harm where they are shown, numbers that can be foretold where nobody should know
        // them; and nothing else does there.
        let source = whole.taint.is_some().then(|| self.traces.source(whole.taint.root));
        let (taint, sink) = match (source, sink) {
            (Some(Source::Failure), Sink::Body) => (whole.taint, sink),
            (Some(Source::Predictable), Sink::Cookie | Sink::Trusted) => {
                (Taint { cleaned: Sinks::NONE, ..whole.taint }, Sink::Token)
            }
            (Some(Source::Failure | Source::Predictable), _) => (Taint::NONE, sink),
            (_, Sink::Body) => return,
            _ => (whole.taint, sink),
        };
        let mut doubt = doubt;
        if taint.is_some() && sink == Sink::Html {
            match self.says_page(at.stmt) {
                Page::No => return,
                Page::Unsure => doubt = doubt.and(Doubts::ASSUMED),
                Page::Yes | Page::Unsaid => {}
            }
        }
        let taint = match sink {
            Sink::Path if self.is_open(value) => Taint::NONE,
            Sink::Log if self.is_quoted(value) => Taint { cleaned: taint.cleaned.or(QUOTED), ..taint },
            _ => taint,
        };
        if !taint.is_some() && (sink.is_everywhere() || (doubt.any() && !self.texts.is_text(value))) {
            return;
        }
        let undecided = taint.is_some() && !taint.cleaned.holds(sink);
        let taint = if undecided { self.deciding(value, sink).unwrap_or(taint) } else { taint };
        let sink = if taint.is_some() { self.settled_by_beginning(value, sink) } else { Some(sink) };
        let reach = match sink {
            None => Reach::Own,
            Some(sink) if taint.is_some() => {
                let (mut proven, doubts) = self.proven(taint.root);
                // Behind a folder that is written in the code it is no absolute path.
                if sink == Sink::Path && self.before_data(value).is_some_and(|before| !before.is_empty()) {
                    proven = evidence::concluded(proven.or(taint.cleaned).or(evidence::RELATIVE));
                }
                if sink == Sink::Path {
                    let of_pieces = evidence::RELATIVE.or(evidence::NO_DOTS);
                    proven = evidence::concluded(proven.or(taint.cleaned.and(of_pieces)));
                }
                // Between tags, text without `<` opens none; within quotes, text without them ends none.
                if sink == Sink::Html
                    && !proven.or(taint.cleaned).and(UNESCAPED).is_empty()
                    && self
                        .needed_in_page(value)
                        .is_some_and(|needed| proven.or(taint.cleaned).includes(needed))
                {
                    proven = proven.or(Sinks::of(&[Sink::Html]));
                }
                match sink {
                    Sink::Redirect => {
                        proven = evidence::concluded(proven.or(taint.cleaned.and(evidence::NO_BACKSLASH)));
                    }
                    Sink::Ldap => proven = evidence::concluded(proven.or(taint.cleaned)),
                    _ => {}
                }
                // Within quotes it is a text, if it holds none that end it.
                if matches!(sink, Sink::XPath | Sink::Code)
                    && let Some(unquoted) = self.quotes_around_data(value)
                    && proven.or(taint.cleaned).includes(unquoted)
                {
                    proven = proven.or(Sinks::of(&[sink]));
                }
                // `'` written twice stays within quotes, but where a database knows `\\'` as well.
                if sink == Sink::Sql
                    && self.quotes_around_data(value) == Some(evidence::NO_SINGLE)
                    && !proven.or(taint.cleaned).and(evidence::ESCAPED_SINGLE).is_empty()
                {
                    doubt = doubt.and(Doubts::OWN_SANITIZER);
                }
                let vain = if sink == Sink::Html && taint.cleaned.holds(sink) && !proven.holds(sink) {
                    self.escaped_in_vain(value)
                } else {
                    None
                };
                if let Some(Vain { place, why, address }) = vain {
                    self.traces.note(taint.root, place, Sinks::NONE, why);
                    // What an address is may have been checked otherwise.
                    if address {
                        doubt = doubt.and(Doubts::UNKNOWN_CHECK);
                    }
                }
                if taint.cleaned.holds(sink) && vain.is_none() {
                    Reach::Cleaned
                } else if proven.holds(sink) {
                    Reach::Guarded
                } else {
                    let source = self.traces.source(taint.root);
                    if sink.is_everywhere() && source == Source::Caller {
                        return;
                    }
                    let shown = proven.or(taint.cleaned);
                    let limited = match sink {
                        Sink::Redirect | Sink::Url if shown.includes(evidence::OWN_START) => true,
                        Sink::Redirect => {
                            shown.includes(evidence::BROWSERS) || shown.includes(evidence::NO_SLASH)
                        }
                        Sink::Path => shown.includes(evidence::NO_SLASH),
                        Sink::UrlPart => self.is_in_query(value),
                        // Few programs send JSON as a page, and nobody makes another's browser send a header.
                        Sink::Html => {
                            shown.includes(evidence::BROWSERS)
                                || (shown.includes(Sinks::JSON) && !self.has_tag(value))
                        }
                        _ => false,
                    };
                    let doubt = if limited { doubt.and(Doubts::LIMITED) } else { doubt };
                    let far = match sink {
                        Sink::Path => evidence::concluded(shown).includes(evidence::NEARLY_BELOW),
                        // `///host`, `/\\host`: browsers find a host where Python finds none.
                        Sink::Redirect => shown.includes(evidence::UNNAMED),
                        _ => shown.includes(Sinks::SCOPED),
                    };
                    let doubt = if far { doubt.and(Doubts::FAR) } else { doubt };
                    // Whose way is not told is not proven.
                    let doubt =
                        if self.traces.says_source(taint.trace) { doubt } else { doubt.and(Doubts::ASSUMED) };
                    let doubts = self.traces.doubts(taint.trace).and(doubts).and(doubt);
                    let distrusted = matches!(sink, Sink::Body | Sink::Token) || self.trust.distrusts(source);
                    Reach::Data { source, distrusted, doubts }
                }
            }
            Some(_) => self.made_of(value, DEPTH),
        };
        let sink = sink.unwrap_or(given);
        let argument = place.unwrap_or(at.whole);
        self.tell(|world| {
            Event::Reached(Reached {
                place: at.whole,
                argument,
                stmt: at.stmt,
                callee: at.callee,
                name: at.name,
                sink,
                value,
                trace: taint.trace,
                reach,
                world,
            })
        });
    }

    /// `ZipFile(io.BytesIO(data))`, `ZipFile(request.files["f"])`: what is read, and no path to it.
    fn is_open(&self, value: Value) -> bool {
        let opened = |path: PathId| self.models.path(path).is_some_and(|known| known.opened);
        match value.kind {
            Kind::Object(object) => self.state.shape(object) == Shape::Buffer,
            Kind::Outside(path) => opened(path) || self.type_of(value).is_some_and(opened),
            Kind::Instance(path) => opened(path),
            _ => false,
        }
    }

    /// What nobody's value is made of.
    fn made_of(&self, value: Value, depth: u32) -> Reach {
        match value.kind {
            Kind::Known(_) | Kind::Literal => Reach::Constant,
            Kind::Text(_) => {
                let Some(text) = self.texts.text(value) else { return Reach::Unknown };
                let holes = text.parts.iter().filter_map(|part| match part {
                    TextPart::Hole(value, _) => Some(*value),
                    TextPart::Known(_) => None,
                });
                self.made_of_all(holes, depth)
            }
            Kind::Object(object) if depth > 0 && !matches!(self.state.shape(object), Shape::Instance(_)) => {
                let fields = self.state.fields(object).iter().map(|(_, value)| *value);
                self.made_of_all(fields.chain(self.state.value(Slot::Rest(object))), depth)
            }
            Kind::Object(_)
            | Kind::Function(_)
            | Kind::Class(_)
            | Kind::Module(_)
            | Kind::Pattern(_)
            | Kind::Test(_) => Reach::Own,
            Kind::Outside(path) | Kind::Instance(path) if self.is_own(path) => Reach::Own,
            Kind::Outside(_) | Kind::Instance(_) if self.is_open(value) => Reach::Own,
            Kind::Outside(path) | Kind::Instance(path) => Reach::From(path),
            Kind::Unknown | Kind::Unbound => Reach::Unknown,
        }
    }

    fn made_of_all(&self, values: impl Iterator<Item = Value>, depth: u32) -> Reach {
        let Some(depth) = depth.checked_sub(1) else { return Reach::Unknown };
        let mut worst = Reach::Own;
        for value in values {
            match self.made_of(value, depth) {
                Reach::Unknown => return Reach::Unknown,
                from @ Reach::From(_) => worst = from,
                _ => {}
            }
        }
        worst
    }

    /// Whether the result of a call holds nothing but what the call was given, so that of nobody's data it is
    /// nobody's: a number, a text that is passed on.
    fn is_own(&self, path: PathId) -> bool {
        let effect = |path| self.models.path(path).and_then(|known| known.result);
        if effect(path).is_some_and(|effect| !matches!(effect, Effect::Decoded { .. })) {
            return true;
        }
        // What is read of something that holds nothing of anybody: `table.c.id`.
        let around = std::iter::successors(path.parent(), |path| path.parent());
        around.take(DEPTH as usize).any(|path| effect(path) == Some(Effect::Dropped))
    }
}

/// What data becomes in a header of that name: one sends a browser elsewhere, one sets a cookie.
pub(super) fn of_header(name: &str) -> Sink {
    if name.eq_ignore_ascii_case("location") {
        Sink::Redirect
    } else if name.eq_ignore_ascii_case("set-cookie") {
        Sink::Cookie
    } else {
        Sink::Header
    }
}

/// The values that a row speaks of.
pub(super) fn picked(
    pick: Pick,
    receiver: Option<Value>,
    arguments: &[Argument],
) -> Vec<(Value, Option<Place>)> {
    let named = |name: &str| {
        arguments.iter().find(|arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == name))
    };
    let positional = |at: usize| {
        let before = arguments.iter().take_while(|arg| arg.kind != ArgKind::Star);
        before.filter(|arg| arg.kind == ArgKind::Positional).nth(at)
    };
    let of = |arg: &Argument| (arg.value, Some(arg.place));
    match pick {
        Pick::Arg(at, name) => named(name).or_else(|| positional(at)).map(of).into_iter().collect(),
        Pick::Named(name) => named(name).map(of).into_iter().collect(),
        Pick::From(at) => {
            let positional = arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).skip(at);
            let others = arguments.iter().filter(|arg| arg.kind != ArgKind::Positional);
            positional.chain(others).map(of).collect()
        }
        Pick::FromButLast(at) => {
            let mut positional: Vec<_> =
                arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).skip(at).map(of).collect();
            positional.pop();
            positional
        }
        Pick::Filled(at) => positional(at).map(of).into_iter().collect(),
        Pick::Item(..) => Vec::new(),
        Pick::Expanded => {
            let expanded = arguments.iter().filter(|arg| arg.kind == ArgKind::DoubleStar);
            expanded.filter(|arg| !matches!(arg.value.kind, Kind::Object(_))).map(of).collect()
        }
        Pick::Receiver => receiver.map(|value| (value, None)).into_iter().collect(),
        Pick::Any => {
            receiver.map(|value| (value, None)).into_iter().chain(arguments.iter().map(of)).collect()
        }
    }
}
