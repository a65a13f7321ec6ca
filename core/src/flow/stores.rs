//! Containers of the standard library, by the rows that say which calls make them: buffers, configurations by
//! section, templates of texts, tuples with names.

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::texts::TextPart;
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::Container;
use crate::syntax::ast::ArgKind;
use crate::text::Place;
use crate::vocabulary::Source;

impl Evaluator<'_, '_> {
    /// What a call makes that rows know to make a container.
    pub(super) fn make(
        &mut self,
        container: Container,
        (callee, on): (Value, Option<Value>),
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let first = arguments.first().filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        let object = |this: &mut Self, shape| this.allocate(place, shape);
        Some(match container {
            Container::List => {
                let list = object(self, Shape::List);
                if let Some(first) = first {
                    match first.kind {
                        Kind::Object(_) => self.update(list, first),
                        _ => {
                            let element = self.element(first, place);
                            self.add(list, element);
                        }
                    }
                }
                Value::new(Kind::Object(list))
            }
            Container::Dict => self.dict_of(arguments, place),
            Container::Counted => self.counted(arguments, place),
            Container::Namespace => {
                let dict = self.dict_of(arguments, place);
                for argument in arguments {
                    if let ArgKind::Keyword(name) = argument.kind {
                        self.store(dict, Some(Key::Attribute(name.sym)), argument.value);
                    }
                }
                dict
            }
            Container::Items => {
                let list = object(self, Shape::List);
                let items: Vec<_> =
                    arguments.iter().map(|arg| (arg.value, arg.kind == ArgKind::Star, arg.place)).collect();
                self.fill(list, &items);
                Value::new(Kind::Object(list))
            }
            Container::Defaults => {
                let rest = if first.is_some() { arguments.get(1..).unwrap_or(&[]) } else { arguments };
                let dict = self.dict_of(rest, place);
                if let Some(factory) = first {
                    self.store(dict, Some(Key::Attribute(Sym::new("default_factory"))), factory);
                }
                dict
            }
            Container::Chain => {
                if let Some(items) = self.all_items(arguments) {
                    return Some(self.in_order(Shape::Iterator, items, place));
                }
                let chain = object(self, Shape::Iterator);
                for argument in arguments.iter().filter(|arg| !matches!(arg.kind, ArgKind::Keyword(_))) {
                    let element = self.each(argument.value, place);
                    self.add(chain, element);
                }
                Value::new(Kind::Object(chain))
            }
            Container::Buffer => {
                let buffer = object(self, Shape::Buffer);
                if let Some(first) = first {
                    self.add(buffer, first);
                }
                Value::new(Kind::Object(buffer))
            }
            Container::Sections => Value::new(Kind::Object(object(self, Shape::Sections))),
            Container::Template => {
                let template = object(self, Shape::Template);
                let held = Held::Value(first.unwrap_or(Value::UNKNOWN));
                self.state.set(Slot::Field(template, Key::Attribute(Sym::new("template"))), held);
                Value::new(Kind::Object(template))
            }
            Container::Cell => {
                let cell = object(self, Shape::Cell);
                let default = arguments.iter().find_map(|arg| match arg.kind {
                    ArgKind::Keyword(name) if name.sym.text() == "default" => Some(arg.value),
                    _ => None,
                });
                if let Some(default) = default {
                    self.state.set(Slot::Rest(cell), Held::Value(default));
                }
                Value::new(Kind::Object(cell))
            }
            Container::Record => self.record(arguments),
            Container::Copy => first.unwrap_or(Value::UNKNOWN),
            Container::CopyOfSecond => arguments.get(1)?.value,
            Container::Locals if arguments.is_empty() => self.local_variables(place)?,
            Container::Letters => self.letter_table(arguments, place)?,
            Container::Clone => self.copied(first?, 0),
            Container::Chained => self.chained(first?, Shape::Iterator, place),
            Container::Sliced => self.first_of(first?, arguments.get(1..)?, place),
            Container::Product => self.products(arguments, place),
            Container::Longest => self.side_by_side(arguments, place)?,
            Container::Starred => self.starred(first?, arguments.get(1)?.value, place),
            Container::Taken | Container::Dropped | Container::Unfiltered => {
                self.picked_by(container, first?, arguments.get(1)?.value, place)
            }
            Container::Selected => self.selected(first?, arguments.get(1)?.value, place),
            Container::Repeated => self.repeated(first?, arguments.get(1).map(|times| times.value), place),
            Container::Neighbours => self.neighbours(first?, place),
            Container::Teed => self.teed(first?, arguments.get(1).map(|times| times.value), place),
            Container::Layers => {
                let layers: Vec<Argument> = arguments.iter().rev().copied().collect();
                self.dict_of(&layers, place)
            }
            Container::Bag => Value::new(Kind::Object(object(self, Shape::Set))),
            Container::Field => {
                let field = Value::new(Kind::Object(object(self, Shape::Dict)));
                for argument in arguments {
                    if let ArgKind::Keyword(name) = argument.kind {
                        self.store(field, Some(Key::Attribute(name.sym)), argument.value);
                    }
                }
                field
            }
            Container::Replaced => self.with_fields(first?, arguments),
            Container::Fields => self.as_dict(first?, place),
            Container::Locals | Container::Written => return None,
            Container::OpenedFile => self.opened_file(arguments, place)?,
            Container::Filled => self.filled_with(on?, first?, *arguments.first()?)?,
            Container::FilledWithText => self.filled_with_text(on?, first?, *arguments.first()?)?,
            Container::NamedPath => self.named_path(callee, arguments, place)?,
            Container::OpenedPath => self.opened_path(on?, arguments, place)?,
            Container::WrittenAt => self.written_at(on?, first?, place)?,
            Container::ReadAt => self.read_at(on?, place)?,
            Container::TemporaryFile => self.temporary_file(callee, place),
            Container::TemporaryPair => self.temporary_pair(callee, place),
            Container::TemporaryFolder => self.unique_name(callee, place),
            Container::Pipe => self.piped(place),
            Container::Drawn => self.drawn(first?)?,
            Container::Entered => self.entered(first?, place),
            Container::Poured => self.written_into(first?, arguments.get(1)?.value, place)?,
            Container::WrittenInto => {
                let file = arguments.get(1)?.value;
                let held = self.contents(first?);
                let text = self.packed_text(first?, Value::tainted(held.taint), place);
                self.written_into(file, text, place)?
            }
            Container::Printed => {
                let file = arguments.iter().find_map(|arg| match arg.kind {
                    ArgKind::Keyword(name) if name.sym.text() == "file" => Some(arg.value),
                    _ => None,
                })?;
                let given = arguments.iter().filter(|arg| !matches!(arg.kind, ArgKind::Keyword(_)));
                let mut written = None;
                for argument in given {
                    let each = if argument.kind == ArgKind::Star {
                        self.element(argument.value, place)
                    } else {
                        argument.value
                    };
                    written = Some(self.written_into(file, each, place)?);
                }
                written?
            }
            Container::SplitPath | Container::SplitEnding => self.folder_and_name(first?)?,
            Container::JoinedPath => self.joined_path(arguments, place)?,
            Container::JoinedAddress => self.joined_address(arguments, place)?,
            Container::ReadBack => self.read_back(first?)?,
        })
    }

    /// `namedtuple("Point", "x y")`: a type whose instances are tuples with these names.
    fn record(&mut self, arguments: &[Argument]) -> Value {
        let Some(names) = arguments.get(1).map(|arg| arg.value) else { return Value::UNKNOWN };
        let names: Vec<Value> = match names.kind {
            Kind::Object(id) => self.state.fields(id).iter().map(|(_, value)| *value).collect(),
            _ => {
                let text = self.texts.get(names).and_then(Const::as_str).unwrap_or("").to_owned();
                let words =
                    text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
                words.map(|word| self.texts.constant(Const::Str(word.into()))).collect()
            }
        };
        let object = self.state.object(Shape::Tuple);
        for (at, name) in names.into_iter().enumerate() {
            self.state.set(Slot::Field(object, Key::Index(at as i64)), Held::Value(name));
        }
        let defaults = arguments.iter().find_map(|arg| match arg.kind {
            ArgKind::Keyword(name) if name.sym.text() == "defaults" => Some(arg.value),
            _ => None,
        });
        if let Some(defaults) = defaults {
            self.state.set(Slot::Field(object, Key::Attribute(Sym::new("defaults"))), Held::Value(defaults));
        }
        self.closure(Closure::Record(object))
    }

    /// A tuple with names: `Point(1, y=2)`.
    pub(super) fn recorded(&mut self, names: ObjectId, arguments: &[Argument], place: Place) -> Value {
        let object = self.allocate(place, Shape::Tuple);
        let defaults = self.state.value(Slot::Field(names, Key::Attribute(Sym::new("defaults"))));
        let names: Vec<Option<Sym>> = self
            .state
            .fields(names)
            .iter()
            .filter(|(key, _)| matches!(key, Key::Index(_)))
            .map(|(_, name)| self.texts.get(*name).and_then(Const::as_str).map(Sym::new))
            .collect();
        let mut next = 0;
        for argument in arguments {
            let at = match argument.kind {
                ArgKind::Positional => {
                    next += 1;
                    Some(next - 1)
                }
                ArgKind::Keyword(name) => names.iter().position(|known| *known == Some(name.sym)),
                ArgKind::Star | ArgKind::DoubleStar => None,
            };
            let held = self.stepped(argument.value, argument.place, Step::Stored, Doubts::NONE);
            let Some(at) = at else {
                let element = self.element(held, place);
                self.add(object, element);
                continue;
            };
            self.store(Value::new(Kind::Object(object)), Some(Key::Index(at as i64)), held);
            if let Some(name) = names.get(at).copied().flatten() {
                self.store(Value::new(Kind::Object(object)), Some(Key::Attribute(name)), held);
            }
        }
        // The defaults are those of the last fields.
        let defaults = defaults.and_then(|defaults| self.known_items(defaults)).unwrap_or_default();
        for (at, default) in (0..names.len()).rev().zip(defaults.into_iter().rev()) {
            let slot = Slot::Field(object, Key::Index(at as i64));
            if self.state.value(slot).is_none()
                && let Some(name) = names.get(at).copied().flatten()
            {
                self.state.set(slot, Held::Value(default));
                self.state.set(Slot::Field(object, Key::Attribute(name)), Held::Value(default));
            }
        }
        Value::new(Kind::Object(object))
    }

    /// `itemgetter("a")(record)`
    pub(super) fn got(&mut self, keys: ObjectId, items: bool, arguments: &[Argument], place: Place) -> Value {
        let Some(of) = arguments.first().map(|argument| argument.value) else { return Value::UNKNOWN };
        let mut found = Vec::new();
        for (_, key) in self.state.fields(keys).to_vec() {
            let name = self.texts.get(key).and_then(Const::as_str).map(str::to_owned);
            found.push(match (items, name) {
                (true, _) => self.item_of(of, key, place),
                (false, Some(names)) => {
                    names.split('.').fold(of, |of, name| self.attribute(of, Sym::new(name), place))
                }
                (false, None) => Value::UNKNOWN,
            });
        }
        match found.as_slice() {
            [only] => *only,
            several => self.tuple(several),
        }
    }

    /// Methods of buffers, configurations and templates; none where the receiver is none of these or the method
    /// another.
    pub(super) fn store_method(
        &mut self,
        receiver: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let Kind::Object(id) = receiver.kind else { return None };
        let argument =
            |at: usize| arguments.get(at).filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        match self.state.shape(id) {
            Shape::Buffer => match name {
                "write" | "writelines" => {
                    let given = argument(0)?;
                    let given = if name == "write" { given } else { self.element(given, place) };
                    let given = self.contents(given);
                    let given = self.stepped(given, place, Step::Stored, Doubts::NONE);
                    self.pour(id, given, place);
                    Some(Value::UNKNOWN)
                }
                "getvalue" | "read" | "readline" | "getbuffer" | "read1" => {
                    Some(self.state.value(Slot::Rest(id)).unwrap_or(Value::UNKNOWN))
                }
                "readlines" => Some(self.iterator(receiver, place)),
                "truncate" if !self.state.is_several(id) => {
                    self.state.set(Slot::Rest(id), Held::Nothing);
                    Some(Value::UNKNOWN)
                }
                "seek" | "flush" | "close" | "tell" => Some(Value::UNKNOWN),
                _ => None,
            },
            Shape::Sections => self.section_method(id, name, arguments, place),
            Shape::Cell => self.cell_method(id, name, argument(0), place),
            Shape::Template if matches!(name, "substitute" | "safe_substitute") => {
                Some(self.substituted(id, arguments, place))
            }
            _ => None,
        }
    }

    /// `token = current.set(value)`, `current.get()`, `current.reset(token)`: the token holds what was there before.
    fn cell_method(
        &mut self,
        cell: ObjectId,
        name: &str,
        given: Option<Value>,
        place: Place,
    ) -> Option<Value> {
        let before = self.state.value(Slot::Rest(cell));
        match name {
            "get" => before.or(given).or(Some(Value::UNKNOWN)),
            "set" => {
                let token = self.tuple(before.as_slice());
                let given = self.stepped(given?, place, Step::Stored, Doubts::NONE);
                self.state.set(Slot::Rest(cell), Held::Value(given));
                Some(token)
            }
            "reset" => {
                let Kind::Object(token) = given?.kind else { return None };
                let before = self.state.value(Slot::Field(token, Key::Index(0)));
                self.state.set(Slot::Rest(cell), before.map_or(Held::Nothing, Held::Value));
                Some(self.texts.constant(Const::None))
            }
            _ => None,
        }
    }

    /// What is written behind what a buffer holds.
    pub(super) fn pour(&mut self, buffer: ObjectId, given: Value, place: Place) {
        let value = match self.state.value(Slot::Rest(buffer)) {
            Some(before) if self.texts.get(before).and_then(Const::as_str) == Some("") => given,
            Some(before) if self.texts.is_text(before) && !self.state.is_several(buffer) => {
                self.built(vec![TextPart::Hole(before, place), TextPart::Hole(given, place)], "+", place)
            }
            Some(before) => self.join(before, given),
            None => given,
        };
        self.state.set(Slot::Rest(buffer), Held::Value(value));
        self.keep_file(buffer);
    }

    /// `config.set("section", "option", value)` and what reads it.
    fn section_method(
        &mut self,
        id: ObjectId,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let config = Value::new(Kind::Object(id));
        let argument =
            |at: usize| arguments.get(at).filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        match name {
            "add_section" => {
                let key = argument(0).and_then(|section| self.key(section));
                let section = self.allocate(place, Shape::Dict);
                self.store(config, key, Value::new(Kind::Object(section)));
                Some(Value::UNKNOWN)
            }
            "set" => {
                let section = self.key(argument(0)?);
                let option = self.option(argument(1)?);
                let value = argument(2).or_else(|| arguments.last().map(|arg| arg.value))?;
                let value = self.stepped(value, place, Step::Stored, Doubts::NONE);
                let known = section.and_then(|key| self.state.value(Slot::Field(id, key)));
                let held = match known {
                    Some(held) => held,
                    None => {
                        let made = Value::new(Kind::Object(self.state.object(Shape::Dict)));
                        self.store(config, section, made);
                        made
                    }
                };
                self.store(held, option, value);
                Some(Value::UNKNOWN)
            }
            "get" | "getint" | "getfloat" | "getboolean" => {
                let section = self.key(argument(0)?);
                let option = self.option(argument(1)?);
                let held = section.and_then(|key| self.state.value(Slot::Field(id, key)));
                let value = match (held, option) {
                    (Some(Value { kind: Kind::Object(held), .. }), Some(option)) => self
                        .state
                        .value(Slot::Field(held, option))
                        .or_else(|| self.state.value(Slot::Rest(held))),
                    (Some(held), _) => Some(self.element(held, place)),
                    (None, _) => None,
                };
                let read = self.state.value(Slot::Rest(id)).map(|rest| self.contents(rest));
                let value = value.or_else(|| read.map(|read| Value::tainted(read.taint)));
                let fallback = arguments
                    .iter()
                    .find(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "fallback"));
                let value = value.or_else(|| fallback.map(|arg| arg.value)).unwrap_or(Value::UNKNOWN);
                Some(if name == "get" { value } else { Value::UNKNOWN })
            }
            "read" => {
                let path = PathId::root(Sym::new(name));
                let what = (Source::File, "a configuration file");
                let value = self.data_of(Value::UNKNOWN, path, what, None, place);
                self.add(id, Value::tainted(value.taint));
                Some(Value::UNKNOWN)
            }
            "read_string" | "readfp" | "read_file" => {
                let given = self.contents(argument(0)?);
                if let Some(text) = self.texts.get(given).and_then(Const::as_str).map(str::to_owned) {
                    self.read_sections(id, &text);
                } else {
                    self.add(id, Value::tainted(given.taint));
                }
                Some(Value::UNKNOWN)
            }
            "read_dict" => {
                self.update(id, argument(0)?);
                Some(Value::UNKNOWN)
            }
            "sections" | "has_section" | "has_option" | "write" => Some(Value::UNKNOWN),
            "items" | "options" | "values" => {
                let held = argument(0).and_then(|section| self.key(section));
                let held = held.and_then(|key| self.state.value(Slot::Field(id, key)));
                let held = held.unwrap_or(config);
                match name {
                    "items" => self.container_method(held, "items", &[], place),
                    _ => Some(self.iterator(held, place)),
                }
            }
            _ => None,
        }
    }

    /// `config.read_string("[run]\ncommand = ls")`
    fn read_sections(&mut self, config: ObjectId, text: &str) {
        let mut section = None;
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let dict = Value::new(Kind::Object(self.state.object(Shape::Dict)));
                self.store(Value::new(Kind::Object(config)), Some(Key::Text(Sym::new(name))), dict);
                section = Some(dict);
            } else if let (Some(section), Some((name, value))) = (section, line.split_once(['=', ':']))
                && !line.starts_with(['#', ';'])
            {
                let key = Key::Text(Sym::new(&name.trim().to_lowercase()));
                let value = self.texts.constant(Const::Str(value.trim().into()));
                self.store(section, Some(key), value);
            }
        }
    }

    /// The key of an option, which is of no case.
    fn option(&mut self, option: Value) -> Option<Key> {
        let name = self.texts.get(option).and_then(Const::as_str)?.to_lowercase();
        Some(Key::Text(Sym::new(&name)))
    }

    /// `Template("to $name").substitute(name=name)`
    fn substituted(&mut self, id: ObjectId, arguments: &[Argument], place: Place) -> Value {
        let template = self.state.value(Slot::Field(id, Key::Attribute(Sym::new("template"))));
        let template = template.unwrap_or(Value::UNKNOWN);
        let mut given: Vec<(Sym, Value)> = Vec::new();
        let mut loose: Option<Value> = None;
        for argument in arguments {
            match (argument.kind, argument.value.kind) {
                (ArgKind::Keyword(name), _) => given.push((name.sym, argument.value)),
                (_, Kind::Object(object)) => {
                    for (key, value) in self.state.fields(object).to_vec() {
                        if let Key::Text(name) = key {
                            given.push((name, value));
                        }
                    }
                    loose = self.state.value(Slot::Rest(object)).or(loose);
                }
                _ => loose = Some(Value::tainted(argument.value.taint)),
            }
        }
        let Some(text) = self.texts.get(template).and_then(Const::as_str).map(str::to_owned) else {
            let mut parts = vec![TextPart::Hole(template, place)];
            parts.extend(given.into_iter().map(|(_, value)| TextPart::Hole(value, place)));
            parts.extend(loose.map(|value| TextPart::Hole(value, place)));
            let whole = self.built(parts, "Template", place);
            return Value { kind: Kind::Unknown, ..whole };
        };
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            parts.push(self.texts.known(Const::Str(before.into())));
            let braced = after.strip_prefix('{').and_then(|after| after.split_once('}'));
            let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
            let (name, behind) = match braced {
                Some(found) => found,
                None => after.split_at(end),
            };
            if name.is_empty() {
                parts.push(self.texts.known(Const::Str("$".into())));
                rest = after.strip_prefix('$').unwrap_or(after);
                continue;
            }
            let value = given.iter().find(|(known, _)| known.text() == name).map(|(_, value)| *value);
            parts.push(TextPart::Hole(value.or(loose).unwrap_or(Value::UNKNOWN), place));
            rest = behind;
        }
        parts.push(self.texts.known(Const::Str(rest.into())));
        self.built(parts, "Template", place)
    }
}
