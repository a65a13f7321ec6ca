//! The methods of texts of which something is known.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::fold::{self, Folded};
use super::parted::joined_again;
use super::state::{Held, Key, Shape, Slot};
use super::texts::TextPart;
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::syntax::ast::ArgKind;
use crate::text::Place;

impl Evaluator<'_, '_> {
    /// `textwrap.dedent(text)`: the same text with other white space.
    pub(super) fn reflowed(&self, path: PathId, arguments: &[Argument]) -> Option<Value> {
        let [text] = arguments else { return None };
        let reflows = path.is("textwrap.dedent") || path.is("inspect.cleandoc");
        (reflows && self.texts.is_text(text.value)).then_some(text.value)
    }

    /// Methods of texts of which something is known.
    pub(super) fn text_method(
        &mut self,
        receiver: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        if matches!(name, "find" | "rfind" | "index" | "rindex" | "count")
            && let Some(found) = self.found_at(receiver, name, arguments, place)
        {
            return Some(found);
        }
        let is_literal = receiver.kind == Kind::Literal && !receiver.taint.is_some();
        // `("&" if "?" in page else "?").join([page, query])`
        let joins = is_literal
            && name == "join"
            && arguments.first().is_some_and(|items| self.contents(items.value).taint.is_some());
        if let ("replace", [old, new, ..]) = (name, arguments)
            && new.value.taint.is_some()
            && !receiver.taint.is_some()
            && !matches!(receiver.kind, Kind::Object(_))
            && !self.is_function_of(receiver, name)
        {
            return Some(self.put_in_place(receiver, *old, *new, place));
        }
        if is_literal && !joins {
            return self.of_literal(name, arguments, place);
        }
        if !joins && !self.texts.is_text(receiver) {
            // `separator.join(["only"])`
            return match arguments {
                [items] if name == "join" && receiver.taint.is_some() => {
                    self.joined_by(receiver, *items, place)
                }
                [by] if matches!(name, "partition" | "rpartition") && receiver.taint.is_some() => {
                    self.in_three(receiver, by.value)
                }
                [by] if matches!(name, "split" | "rsplit") && receiver.taint.is_some() => {
                    self.pieces(receiver, by.value, place)
                }
                [by, most] if name == "rsplit" && receiver.taint.is_some() => {
                    self.in_two(receiver, by.value, most.value, place)
                }
                _ => None,
            };
        }
        if let Some(value) = self.folded_method(receiver, name, arguments, place) {
            return Some(value);
        }
        // `str(number).zfill(3)`
        if matches!(receiver.kind, Kind::Text(_)) && !receiver.taint.is_some() && LOOKS.contains(&name) {
            let given = arguments.iter().map(|arg| arg.value);
            if let Some(plain) = self.all_plain(std::iter::once(receiver).chain(given)) {
                return Some(self.plain_text(plain, place));
            }
        }
        match name {
            "format" | "format_map" => {
                let mut arguments = self.spread_out(arguments, name == "format_map");
                self.fields_of_fields(receiver, &mut arguments);
                for argument in &mut arguments {
                    argument.value = self.shown(argument.value, argument.place).unwrap_or(argument.value);
                }
                let parts = self.texts.format(receiver, &arguments, place);
                Some(self.built(parts, ".format", place))
            }
            "join" => {
                let items = arguments.first()?;
                if self.texts.get(items.value).is_some() {
                    return self.joined_by(receiver, *items, place).or(Some(Value::new(Kind::Literal)));
                }
                let Kind::Object(id) = items.value.kind else {
                    let whole = Value::tainted(joined_again(items.value.taint));
                    return Some(self.stepped(whole, place, Step::Built(".join"), Doubts::NONE));
                };
                // Of a dict its keys, of an object what it gives one by one.
                let mut items = *items;
                let mut id = id;
                if matches!(self.state.shape(id), Shape::Instance(_)) {
                    let each = self.each(items.value, place);
                    items.value = self.in_order(Shape::Iterator, Vec::new(), place);
                    if let Kind::Object(given) = items.value.kind {
                        self.add(given, each);
                        id = given;
                    }
                }
                if self.state.shape(id) == Shape::Dict
                    && let Some(keys) = self.container_method(items.value, "keys", &[], place)
                    && let Kind::Object(keys_id) = keys.kind
                {
                    (items.value, id) = (keys, keys_id);
                }
                let whole = self.contents(items.value);
                let value = if self.state.value(Slot::Rest(id)).is_none() && !self.state.is_several(id) {
                    let mut parts = Vec::new();
                    for (at, (_, item)) in self.state.fields(id).to_vec().into_iter().enumerate() {
                        if at > 0 {
                            parts.push(TextPart::Hole(receiver, place));
                        }
                        parts.push(TextPart::Hole(item, items.place));
                    }
                    self.texts.join(parts, ".join", place)
                } else if whole.taint.is_some() {
                    Value::UNKNOWN
                } else {
                    // `", ".join(f"${at}" for at in range(1, count))`
                    let element = self.element(items.value, place);
                    match self.all_plain([receiver, element].into_iter()) {
                        Some(plain) => self.plain_text(plain, place),
                        None => Value::UNKNOWN,
                    }
                };
                let value = Value { taint: joined_again(whole.taint), ..value };
                Some(self.stepped(value, place, Step::Built(".join"), Doubts::NONE))
            }
            // What stands around it is white space at most.
            "strip" | "lstrip" | "rstrip"
                if arguments.is_empty() && matches!(receiver.kind, Kind::Text(_)) =>
            {
                Some(receiver)
            }
            "lstrip"
                if let ([letters], true) = (arguments, receiver.taint.is_some())
                    && let Some(rest) = self.begins_without(receiver, letters.value, place) =>
            {
                Some(rest)
            }
            "strip" | "lstrip" => {
                let placed =
                    if self.begins_still(receiver, arguments) { self.as_placed(receiver) } else { receiver };
                Some(self.texts.method(placed, name))
            }
            // It begins as it did.
            "rstrip" | "title" | "casefold" | "lower" | "upper" => {
                let placed = self.as_placed(receiver);
                Some(self.texts.method(placed, name))
            }
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" if !receiver.taint.is_some() => {
                let object = self.allocate(place, Shape::List);
                self.state.set(Slot::Rest(object), Held::Value(Value::new(Kind::Literal)));
                Some(Value::new(Kind::Object(object)))
            }
            "split" if arguments.is_empty() => self.words(receiver, place),
            "split" | "partition" | "rsplit" | "rpartition" => {
                self.parted(receiver, name, arguments, place).or_else(|| match arguments {
                    [by] if name.ends_with("split") => self.pieces(receiver, by.value, place),
                    _ => None,
                })
            }
            // `("--" + x).startswith("--")`
            "startswith" if arguments.len() == 1 && matches!(receiver.kind, Kind::Text(_)) => {
                let before = self.before_data(receiver)?;
                let with = self.texts.get(arguments.first()?.value).and_then(Const::as_str)?;
                let differs = before.chars().zip(with.chars()).any(|(a, b)| a != b && a != '\0');
                let truth = if before.starts_with(with) { Some(true) } else { differs.then_some(false) }?;
                Some(self.texts.constant(Const::Bool(truth)))
            }
            // `submit(f).result()`, where it is known what `f` returns; bytes of a text begin as it does.
            "encode" | "decode" | "result" | "get" => Some(receiver),
            _ if LOOKS.contains(&name)
                && !receiver.taint.is_some()
                && name != "replace"
                && matches!(receiver.kind, Kind::Known(_)) =>
            {
                self.of_literal(name, arguments, place)
            }
            "replace" if !receiver.taint.is_some() => {
                let put_in = arguments.iter().skip(1);
                let taint = put_in.map(|arg| arg.value.taint).find(|taint| taint.is_some());
                Some(match taint {
                    Some(taint) => {
                        let value = Value::tainted(taint);
                        self.stepped(value, place, Step::Built(".replace"), Doubts::NONE)
                    }
                    None => Value::new(Kind::Literal),
                })
            }
            "startswith" | "endswith" if !receiver.taint.is_some() => {
                let text = self.texts.get(receiver).and_then(Const::as_str)?;
                let text = text.to_owned();
                let with = self.alternatives(arguments.first()?.value)?;
                let begins = name == "startswith";
                let holds =
                    |with: &String| if begins { text.starts_with(with) } else { text.ends_with(with) };
                let truth = with.iter().any(holds);
                Some(self.texts.constant(Const::Bool(truth)))
            }
            _ => None,
        }
    }

    /// `("/home/show?" + data).lstrip("/")`: a path stands before the data yet.
    fn begins_still(&self, text: Value, arguments: &[Argument]) -> bool {
        let Some(before) = self.before_data(text) else { return false };
        let letters = match arguments.first() {
            Some(letters) => match self.texts.get(letters.value).and_then(Const::as_str) {
                Some(letters) => letters,
                None => return false,
            },
            None => " \t\r\n",
        };
        before.trim_start_matches(|letter| letters.contains(letter)).contains(['/', '?', '#'])
    }

    /// `separator.join(items)`, where the separator is somebody's.
    fn joined_by(&mut self, separator: Value, items: Argument, place: Place) -> Option<Value> {
        let all = self.known_items(items.value)?;
        let mut parts = Vec::new();
        for (at, item) in all.into_iter().enumerate() {
            if at > 0 {
                parts.push(TextPart::Hole(separator, place));
            }
            parts.push(TextPart::Hole(item, items.place));
        }
        Some(self.built(parts, ".join", place))
    }

    /// `"{user[name]} {user.id}".format(user=user)`: what is asked of an argument is passed beside it, under the
    /// name of the whole field.
    fn fields_of_fields(&mut self, template: Value, arguments: &mut Vec<Argument>) {
        let Some(text) = self.texts.get(template).and_then(Const::as_str) else { return };
        let fields = text.split('{').skip(1).filter_map(|field| field.split(['}', '!', ':']).next());
        let fields: Vec<String> =
            fields.filter(|field| field.contains(['.', '['])).map(str::to_owned).collect();
        for field in fields {
            let end = field.find(['.', '[']).unwrap_or(field.len());
            let (name, mut rest) = field.split_at(end);
            let given = match name.parse::<usize>() {
                Ok(at) => arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).nth(at),
                Err(_) => arguments
                    .iter()
                    .find(|arg| matches!(arg.kind, ArgKind::Keyword(known) if known.sym.text() == name)),
            };
            let Some(given) = given.copied() else { continue };
            let mut value = given.value;
            while let Some(first) = rest.chars().next() {
                let after = rest.get(1..).unwrap_or("");
                let end = if first == '[' { after.find(']') } else { after.find(['.', '[']) };
                let (part, behind) = after.split_at(end.unwrap_or(after.len()));
                value = if first == '[' {
                    let key = part.parse().map_or_else(|_| Key::Text(Sym::new(part)), Key::Index);
                    self.item(value, key, given.place)
                } else {
                    self.attribute(value, Sym::new(part), given.place)
                };
                rest = if first == '[' { behind.get(1..).unwrap_or("") } else { behind };
            }
            let name = crate::syntax::ast::Name { sym: Sym::new(&field), span: given.place.span };
            arguments.push(Argument { kind: ArgKind::Keyword(name), value, ..given });
        }
    }

    /// `"a,b".split(",")`: methods of constant texts.
    fn folded_method(
        &mut self,
        receiver: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let text = self.texts.get(receiver).and_then(Const::as_str)?;
        let constants: Option<Vec<&Const>> = arguments
            .iter()
            .map(|arg| if arg.kind == ArgKind::Positional { self.texts.get(arg.value) } else { None })
            .collect();
        match fold::method(text, name, &constants?)? {
            Folded::One(constant) => Some(self.texts.constant(constant)),
            Folded::Many(parts) => {
                let object = self.allocate(place, Shape::List);
                for (at, part) in parts.into_iter().enumerate() {
                    let part = self.texts.constant(Const::Str(part.into()));
                    self.store(Value::new(Kind::Object(object)), Some(Key::Index(at as i64)), part);
                }
                Some(Value::new(Kind::Object(object)))
            }
        }
    }

    /// A method of one of several constant texts, with constants: another such text, or a list of them.
    fn of_literal(&mut self, name: &str, arguments: &[Argument], place: Place) -> Option<Value> {
        if !arguments.iter().all(|arg| self.is_constant(arg.value)) {
            return None;
        }
        match name {
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => {
                let object = self.allocate(place, Shape::List);
                self.add(object, Value::new(Kind::Literal));
                Some(Value::new(Kind::Object(object)))
            }
            // `date(2024, 1, 2).isoformat()`
            _ => Some(Value::new(Kind::Literal)),
        }
    }

    /// `"ping {host}".replace("{host}", data)`: a text with data where its marks stood.
    fn put_in_place(&mut self, receiver: Value, old: Argument, new: Argument, place: Place) -> Value {
        let text = |value| self.texts.get(value).and_then(Const::as_str).map(str::to_owned);
        let mut parts = Vec::new();
        match (text(receiver), text(old.value)) {
            (Some(whole), Some(mark)) if !mark.is_empty() && whole.matches(&mark).count() < MOST_MARKS => {
                for (at, known) in whole.split(&mark).enumerate() {
                    if at > 0 {
                        parts.push(TextPart::Hole(new.value, new.place));
                    }
                    parts.push(self.texts.known(Const::Str(known.into())));
                }
            }
            // The text of nobody's that it stands in begins as it does.
            _ => parts.extend([TextPart::Hole(receiver, place), TextPart::Hole(new.value, new.place)]),
        }
        self.built(parts, ".replace", place)
    }

    /// `f"ping {host}".split()`: the words before somebody's data are known, and nothing but the data's words follows.
    pub(super) fn words(&mut self, text: Value, place: Place) -> Option<Value> {
        // What nobody's unknown text holds may be several words: those before it are known.
        let before = self.before_data(text)?.split('\u{0}').next().map(str::to_owned)?;
        let (known, _) = before.rsplit_once(char::is_whitespace)?;
        let words: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
        if words.is_empty() || known.contains(['\'', '"']) {
            return None;
        }
        let object = self.allocate(place, Shape::List);
        for (at, word) in words.into_iter().enumerate() {
            let word = self.texts.constant(Const::Str(word.into()));
            self.state.set(Slot::Field(object, Key::Index(at as i64)), Held::Value(word));
        }
        let rest = self.part(text, place);
        self.state.set(Slot::Rest(object), Held::Value(rest));
        Some(Value::new(Kind::Object(object)))
    }
}

impl Evaluator<'_, '_> {
    /// `dataclasses.replace(record, name=data)`: no method of a text, but a function that rows know.
    fn is_function_of(&mut self, module: Value, name: &str) -> bool {
        let Kind::Outside(path) = module.kind else { return false };
        let path = self.canonical(path.then(Sym::new(name)));
        self.models.path(path).is_some_and(|known| known.makes.is_some())
    }
}

/// Most places of one text that data is put in, each a part of it.
const MOST_MARKS: usize = 64;

/// Methods that make another text of a text.
const LOOKS: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "decode",
    "encode",
    "expandtabs",
    "format",
    "get",
    "hex",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "replace",
    "result",
    "rjust",
    "rstrip",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
