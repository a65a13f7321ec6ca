//! Values that are put together where they stand: texts, tuples, lists, sets, dicts, comprehensions.

use super::evaluate::Evaluator;
use super::state::{Changes, Key, Shape, Slot};
use super::tests::{Proof, common};
use super::texts::{QUOTED, TextPart};
use super::trace::{Doubts, Event as Step, RootId};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, Sym};
use crate::syntax::ast::{Clause, ComprehensionKind, ExprId, ExprKind, Get, List, Pair, Part};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

impl Evaluator<'_, '_> {
    /// The value of a string that is put together from expressions.
    pub(super) fn f_string(&mut self, place: Place, parts: List<Part>) -> Value {
        let ast = self.ast();
        let mut pieces = Vec::with_capacity(parts.len as usize);
        for part in ast.list(parts) {
            match *part {
                Part::Text(text) => pieces.push(TextPart::Known(self.constant_here(text))),
                Part::Value { value, conversion, format, .. } => {
                    let filled = self.expr(value);
                    let spec = format.map(|format| self.expr(format));
                    let place_of = self.place_of(value);
                    let shown = match (conversion, spec) {
                        (None, Some(spec)) => self.by_method(filled, "__format__", &[spec], place_of),
                        (None | Some('s'), _) => self.shown(filled, place_of),
                        (Some('r'), None) => self.by_method(filled, "__repr__", &[], place_of),
                        _ => None,
                    };
                    let hole = match (shown, spec) {
                        (Some(shown), _) => shown,
                        (None, None) => self.texts.as_format(filled, conversion, ""),
                        (None, Some(spec)) => {
                            let spec = self.texts.get(spec).and_then(Const::as_str).unwrap_or("?").to_owned();
                            self.texts.as_format(filled, conversion, &spec)
                        }
                    };
                    pieces.push(TextPart::Hole(hole, self.place_of(value)));
                }
            }
        }
        self.built(pieces, "f-string", place)
    }

    /// Whether a value is a text, or data that is certainly one.
    pub(super) fn is_some_text(&self, value: Value) -> bool {
        self.texts.is_text(value) || (value.taint.is_some() && value.taint.cleaned.includes(Sinks::TEXT))
    }

    /// Whether a text that a value is put into has it on one line, in quotes: a whole form.
    pub(super) fn is_quoted(&self, value: Value) -> bool {
        let Kind::Outside(path) = value.kind else { return false };
        self.models.path(path).is_some_and(|known| known.quoted)
    }

    /// A text of some parts, with the data that they hold.
    pub(super) fn built(&mut self, parts: Vec<TextPart>, how: &'static str, place: Place) -> Value {
        let mut taint = Taint::NONE;
        let mut parts = parts;
        let mut open: Option<char> = None;
        for part in &mut parts {
            match part {
                TextPart::Hole(value, _) => {
                    if value.taint.is_some() && self.is_quoted(*value) {
                        value.taint.cleaned = value.taint.cleaned.or(QUOTED);
                    }
                    let whole = self.contents(*value);
                    // `"'" + shlex.quote(x) + "'"`: quotes within quotes end them.
                    if open.is_some() && whole.taint.is_some() {
                        value.taint.cleaned = value.taint.cleaned.unquoted();
                    }
                    let whole = if open.is_some() { self.contents(*value) } else { whole };
                    taint = self.join_taint(taint, whole.taint);
                    if !whole.taint.is_some()
                        && let Some(text) = self.texts.get(*value).and_then(Const::as_str)
                    {
                        open = left_open(text, open);
                    }
                }
                TextPart::Known(id) => open = left_open(self.texts.literal(*id), open),
            }
        }
        let text = self.texts.join(parts, how, place);
        let mut value = Value { taint, ..text };
        if taint.is_some() && !taint.cleaned.holds(Sink::Path) {
            value.taint.cleaned = taint.cleaned.or(self.shown_of_path(value));
        }
        self.stepped(value, place, Step::Built(how), Doubts::NONE)
    }

    /// `urlunsplit((scheme, host, path, query, ""))`: an address of its parts.
    pub(super) fn address(&mut self, before: &[&str], of: Value, place: Place) -> Option<Value> {
        let Kind::Object(id) = of.kind else { return None };
        let loose = self.state.value(Slot::Rest(id));
        let mut parts = Vec::with_capacity(before.len() * 2);
        let mut has_host = false;
        for (at, before) in (0..).zip(before) {
            let item = self.state.value(Slot::Field(id, Key::Index(at))).or(loose)?;
            if self.truth(item) == Some(false) {
                continue;
            }
            let is_host = *before == "://";
            // `("", "", path)` begins with the path, `("", host, path)` with `//`.
            let before = match *before {
                "/" if !has_host => "",
                "://" if parts.is_empty() => "//",
                before => before,
            };
            has_host |= is_host;
            parts.push(self.texts.known(Const::Str(before.into())));
            parts.push(TextPart::Hole(item, place));
        }
        Some(self.built(parts, "address", place))
    }

    /// What fills the places of a text by `%`: `%(name)s` by name, others in order.
    pub(super) fn filling(
        &mut self,
        text: Value,
        right: &[(Value, Place)],
    ) -> Vec<(Option<Sym>, Value, Place)> {
        let asked = self.names_asked(text);
        let mut filling: Vec<(Option<Sym>, Value, Place)> = match right {
            [(of, at)] if !asked.is_empty() => {
                let named =
                    asked.into_iter().map(|name| (Some(name), self.item(*of, Key::Text(name), *at), *at));
                named.collect()
            }
            [(Value { kind: Kind::Object(object), .. }, at)]
                if !matches!(self.state.shape(*object), Shape::Instance(_)) =>
            {
                let fields = self.state.fields(*object).iter();
                let filled = fields.filter_map(|(key, value)| match key {
                    Key::Text(name) => Some((Some(*name), *value, *at)),
                    Key::Index(_) => Some((None, *value, *at)),
                    Key::Attribute(_) => None,
                });
                filled.collect()
            }
            _ => right.iter().map(|(value, at)| (None, *value, *at)).collect(),
        };
        for (_, value, at) in &mut filling {
            *value = self.shown(*value, *at).unwrap_or(*value);
        }
        filling
    }

    /// The names that a text with places to fill in asks for.
    fn names_asked(&self, text: Value) -> Vec<Sym> {
        let Some(text) = self.texts.get(text).and_then(Const::as_str) else { return Vec::new() };
        let places = text.split("%(").skip(1);
        places.filter_map(|place| Some(Sym::new(place.split_once(')')?.0))).collect()
    }

    pub(super) fn sequence(&mut self, id: ExprId, items: List<ExprId>, shape: Shape) -> Value {
        let ast = self.ast();
        let mut values = Vec::with_capacity(items.len as usize);
        for item in ast.list(items) {
            let starred = matches!(ast[*item].kind, ExprKind::Starred(_));
            values.push((self.expr(*item), starred, self.place_of(*item)));
        }
        let object = self.allocate(self.place_of(id), shape);
        self.fill(object, &values);
        Value::new(Kind::Object(object))
    }

    pub(super) fn dict(&mut self, id: ExprId, pairs: List<Pair>) -> Value {
        let ast = self.ast();
        let mut entries = Vec::with_capacity(pairs.len as usize);
        for pair in ast.list(pairs) {
            let key = pair.key.map(|key| self.expr(key));
            entries.push((key, self.expr(pair.value)));
        }
        let object = self.allocate(self.place_of(id), Shape::Dict);
        let value = Value::new(Kind::Object(object));
        for (key, entry) in entries {
            match key {
                Some(key) => {
                    let known = self.key(key);
                    if known.is_none() {
                        self.keep_key(value, key);
                    }
                    self.store(value, known, entry);
                }
                None => self.update(object, entry),
            }
        }
        value
    }

    pub(super) fn comprehension(
        &mut self,
        id: ExprId,
        kind: ComprehensionKind,
        element: ExprId,
        value: Option<ExprId>,
        clauses: &[Clause],
    ) -> Value {
        let place = self.place_of(id);
        let Some(frame) = self.frame() else { return Value::UNKNOWN };
        let (file, outer) = (frame.file, frame.scope);
        let first = match clauses.first() {
            Some(Clause::For { iterable, .. }) => Some(self.expr(*iterable)),
            _ => None,
        };
        if let Some(scope) = self.module().names.comprehension_scopes.get(&id).copied() {
            let inner = self.open(file, scope, Some(outer));
            if let Some(frame) = self.frames.last_mut() {
                frame.scope = inner;
            }
        }
        let mark = self.state.mark();
        let mut made = Made {
            items: Vec::new(),
            exact: true,
            held: Vec::new(),
            shown: None,
            if_none: Vec::new(),
            item: None,
        };
        let exited = self.exited;
        self.clauses(id, clauses, first, (element, value), &mut made);
        self.exited = exited;
        let mut changes = self.state.take(mark);
        changes.retain(|(slot, _)| !matches!(slot, Slot::Proof(_)));
        self.join_states(&[changes, Changes::new()]);
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = outer;
        }
        let shape = match kind {
            ComprehensionKind::List => Shape::List,
            ComprehensionKind::Set => Shape::Set,
            ComprehensionKind::Dict => Shape::Dict,
            ComprehensionKind::Generator => Shape::Iterator,
        };
        let object = self.allocate(place, shape);
        let whole = Value::new(Kind::Object(object));
        let exact = made.exact && !self.state.is_several(object);
        // `{k: v for k, v in table.items() if v}`: what there is stands under keys that are known.
        let keyed = shape == Shape::Dict && !self.state.is_several(object);
        if keyed && !made.exact {
            self.state.unsure(object);
        }
        if let (Some(shown), Some(_)) = (&mut made.shown, made.item) {
            // What one item is, the others are not.
            shown.retain(|proof| Some(proof.root) != made.item);
        }
        let item = made.items.first().map(|(first, second)| second.unwrap_or(*first));
        self.sifted(object, item.filter(|_| !made.exact), made.shown, made.if_none);
        self.made_of_each(object, made.item);
        for (at, (first, second)) in made.items.into_iter().enumerate() {
            let key = if shape == Shape::Dict { self.key(first) } else { Some(Key::Index(at as i64)) };
            let item = second.unwrap_or(first);
            match key.filter(|_| exact || keyed) {
                Some(key) => self.store(whole, Some(key), item),
                None => {
                    self.keep_key(whole, first);
                    self.add(object, item);
                }
            }
        }
        whole
    }

    /// The clauses of a comprehension one within the other, and its element within all.
    fn clauses(
        &mut self,
        id: ExprId,
        clauses: &[Clause],
        first: Option<Value>,
        element: (ExprId, Option<ExprId>),
        made: &mut Made,
    ) {
        let Some((clause, inner)) = clauses.split_first() else {
            let first = self.expr(element.0);
            let first = self.settled(first);
            let second = element.1.map(|value| self.expr(value)).map(|value| self.settled(value));
            made.items.push((first, second));
            made.shown = Some(match made.shown.take() {
                Some(before) => common(&before, &made.held),
                None => made.held.clone(),
            });
            return;
        };
        match *clause {
            Clause::For { target, iterable, .. } => {
                let stmt = self.ast()[id].stmt;
                let iterated = first.unwrap_or_else(|| self.expr(iterable));
                if self.is_empty(iterated) {
                    return;
                }
                let iterated = self.gone_through(iterated, self.place_of(iterable));
                if let Some(items) =
                    self.known_items(iterated).filter(|items| self.may_tell_apart(items.len()))
                {
                    self.in_rounds(items, |this, item| {
                        let mark = this.state.mark();
                        this.assign(stmt, target, item, None);
                        this.clauses(id, inner, None, element, made);
                        // What a condition has shown in this round holds in no other.
                        let mut changes = this.state.take(mark);
                        changes.retain(|(slot, _)| !matches!(slot, Slot::Proof(_)));
                        this.join_states(&[changes]);
                        true
                    });
                    return;
                }
                made.exact = false;
                let item = self.each(iterated, self.place_of(iterable));
                // What stands for each item of a list stands for all of them.
                let listed = matches!(iterated.kind, Kind::Object(_)) && item.taint.is_some();
                made.item = listed.then_some(item.taint.root);
                self.assign(stmt, target, item, None);
            }
            Clause::If(test) => {
                let tested = self.expr(test);
                match self.truth(tested) {
                    Some(false) => return,
                    Some(true) => {}
                    None => made.exact = false,
                }
                let test = self.test_of(tested);
                // `[c for c in name if not c.isalnum()]` holds nothing where each is harmless.
                if !test.when_false.is_empty() && made.held.is_empty() && clauses.len() == 1 {
                    made.if_none = self.of_all_letters(&test, &test.when_false, made.item);
                }
                let before = made.held.len();
                for proof in test.when_true {
                    self.prove(proof);
                    made.held.push(proof);
                }
                self.clauses(id, inner, None, element, made);
                made.held.truncate(before);
                return;
            }
        }
        self.clauses(id, inner, None, element, made);
    }
}

/// What a comprehension has made so far.
struct Made {
    /// Its items; of a dict with their keys.
    items: Vec<(Value, Option<Value>)>,
    /// Whether each is there, in this order, and no other.
    exact: bool,
    /// What conditions have shown on the way to the next.
    held: Vec<Proof>,
    /// What they have shown on the way to each.
    shown: Option<Vec<Proof>>,
    /// What it proves that there are none.
    if_none: Vec<Proof>,
    /// The data that each item of the list is that it goes through.
    item: Option<RootId>,
}

/// The quote that is open behind a text.
fn left_open(text: &str, open: Option<char>) -> Option<char> {
    if !text.contains(['\'', '"']) {
        return open;
    }
    text.chars().fold(open, |open, letter| match (open, letter) {
        (None, '\'' | '"') => Some(letter),
        (Some(quote), _) if quote == letter => None,
        _ => open,
    })
}
