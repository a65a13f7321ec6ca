//! What Python's own functions and the methods of texts do to values.

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::formats;
use super::state::{Held, Key, Shape, Slot};

use super::trace::{Doubts, Event as Step, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::project::ClassRef;
use crate::syntax::ast::{ArgKind, Get};
use crate::text::Place;
use crate::vocabulary::Sinks;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

impl Evaluator<'_, '_> {
    /// Builtins and library calls whose result is a container, a function, or something of the language.
    pub(super) fn special(&mut self, path: PathId, arguments: &[Argument], place: Place) -> Option<Value> {
        let first = arguments.first().map(|arg| arg.value);
        match special_name(path)? {
            "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter" => {
                let shape = match path.last().text() {
                    "tuple" => Shape::Tuple,
                    "set" | "frozenset" => Shape::Set,
                    "iter" => Shape::Iterator,
                    _ => Shape::List,
                };
                let name = path.last().text();
                if name == "sorted" || name == "reversed" {
                    return Some(self.turned(name, arguments, place));
                }
                let first = first.map(|value| self.gone_through(value, place));
                let items = first.and_then(|value| self.letters(value).or_else(|| self.known_items(value)));
                if let Some(items) = items {
                    return Some(self.in_order(shape, items, place));
                }
                let object = self.allocate(place, shape);
                match first.map(|value| value.kind) {
                    Some(Kind::Object(inner)) if self.state.shape(inner) != Shape::Dict => {
                        self.update(object, first?);
                    }
                    Some(_) => {
                        let element = self.each(first?, place);
                        self.add(object, element);
                    }
                    None => {}
                }
                Some(Value::new(Kind::Object(object)))
            }
            "dict" => Some(self.dict_of(arguments, place)),
            "next" => {
                let otherwise = arguments.get(1).map(|arg| arg.value);
                if let (Kind::Object(id), Some(items)) = (first?.kind, self.known_items(first?))
                    && self.state.shape(id) == Shape::Iterator
                {
                    self.remove(first?, Some(Key::Index(0)));
                    return items.first().copied();
                }
                if let Some(item) = self.by_method(first?, "__next__", &[], place) {
                    return Some(otherwise.map_or(item, |otherwise| self.join(item, otherwise)));
                }
                self.next_of(first?, otherwise, place);
                let element = self.each(first?, place);
                Some(otherwise.map_or(element, |otherwise| self.join(element, otherwise)))
            }
            "enumerate" => {
                if let Some(items) = self.known_items(first?) {
                    let start = arguments.get(1).map_or(Some(0), |arg| self.texts.get(arg.value)?.as_int());
                    let mut pairs = Vec::with_capacity(items.len());
                    for (at, item) in items.into_iter().enumerate() {
                        let number = start.and_then(|start| start.checked_add(at as i64));
                        let number = number.map_or(Value::new(Kind::Literal), |number| {
                            self.texts.constant(Const::Int(number))
                        });
                        pairs.push(self.pair(number, item));
                    }
                    return Some(self.in_order(Shape::Iterator, pairs, place));
                }
                let element = self.each(first?, place);
                let number = Value::new(Kind::Literal);
                Some(self.tuples(&[number, element], place))
            }
            "zip" => {
                let spread: Vec<Argument>;
                let arguments = match arguments {
                    [Argument { kind: ArgKind::Star, value, .. }] => match self.known_items(*value) {
                        Some(rows) => {
                            let first = arguments.first()?;
                            let row = |value: Value| Argument { kind: ArgKind::Positional, value, ..*first };
                            spread = rows.into_iter().map(row).collect();
                            spread.as_slice()
                        }
                        None => arguments,
                    },
                    _ => arguments,
                };
                let columns: Option<Vec<Vec<Value>>> = arguments
                    .iter()
                    .map(|arg| self.known_items(arg.value).filter(|_| arg.kind == ArgKind::Positional))
                    .collect();
                if let Some(columns) = columns {
                    let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
                    let row = |at| columns.iter().filter_map(|column| column.get(at).copied()).collect();
                    let rows: Vec<Vec<Value>> = (0..rows).map(row).collect();
                    let rows = rows.iter().map(|row| self.tuple(row)).collect();
                    return Some(self.in_order(Shape::Iterator, rows, place));
                }
                let elements: Vec<Value> = arguments.iter().map(|arg| self.each(arg.value, place)).collect();
                Some(self.tuples(&elements, place))
            }
            "map" => {
                if let Some(list) = self.applied(first?, arguments.get(1..)?, false, place) {
                    return Some(list);
                }
                let elements: Vec<Argument> = arguments
                    .get(1..)?
                    .iter()
                    .map(|arg| Argument {
                        value: self.each(arg.value, place),
                        kind: ArgKind::Positional,
                        ..*arg
                    })
                    .collect();
                let result = self.invoke(first?, elements, place);
                let object = self.allocate(place, Shape::Iterator);
                self.add(object, result);
                Some(Value::new(Kind::Object(object)))
            }
            "filter" => {
                let items = arguments.get(1)?;
                if let Some(list) = self.applied(first?, std::slice::from_ref(items), true, place) {
                    return Some(list);
                }
                let element = self.each(items.value, place);
                let mark = self.state.mark();
                let test = self.invoke(
                    first?,
                    vec![Argument { value: element, kind: ArgKind::Positional, ..*items }],
                    place,
                );
                self.assume(test, true);
                let kept = self.settled(element);
                self.state.undo(mark);
                let object = self.allocate(place, Shape::Iterator);
                self.add(object, kept);
                Some(Value::new(Kind::Object(object)))
            }
            "getattr" => {
                let name = arguments.get(1)?.value;
                if let Some(name) = self.texts.get(name).and_then(Const::as_str).map(Sym::new) {
                    let value = self.attribute(first?, name, place);
                    return Some(match arguments.get(2) {
                        Some(otherwise) if value == Value::UNKNOWN && self.is_all_known(first?) => {
                            otherwise.value
                        }
                        _ => value,
                    });
                }
                // Whoever chooses the name chooses one of what is there, and holds none of it.
                let held = self.contents(first?);
                let chosen = if held.taint.is_some() {
                    self.part_of(held, Which::At(place))
                } else {
                    Value { taint: Taint { trace: name.taint.trace, ..Taint::NONE }, ..Value::UNKNOWN }
                };
                Some(arguments.get(2).map_or(chosen, |otherwise| self.join(chosen, otherwise.value)))
            }
            "object.__setattr__" | "setattr" => {
                let key = self.texts.get(arguments.get(1)?.value).and_then(Const::as_str).map(Sym::new);
                let [target, _, given, ..] = arguments else { return None };
                let value = given.value;
                // Where it is written in the code, and no call that something else makes.
                let here = self.ast()[target.expr].span == target.place.span
                    && self.ast()[given.expr].span == given.place.span;
                if let Some(name) = key.filter(|_| here && target.place.file == place.file) {
                    let (object, stmt) = (target.value, self.ast()[target.expr].stmt);
                    let path = self.path_of_attribute(object, name);
                    self.told_write(stmt, target.expr, Some(given.expr), object, path, Some(name), value);
                }
                self.set_named(first?, key, arguments.get(1)?.value, value);
                Some(self.texts.constant(Const::None))
            }
            "functools.partial" => {
                let object = self.state.object(Shape::Tuple);
                let mut at = 0;
                for argument in arguments.get(1..)? {
                    let key = if let ArgKind::Keyword(name) = argument.kind {
                        Key::Text(name.sym)
                    } else {
                        at += 1;
                        Key::Index(at - 1)
                    };
                    self.state.set(Slot::Field(object, key), Held::Value(argument.value));
                }
                Some(self.closure(Closure::Partial(first?, object)))
            }
            "all" => match self.truths(first?) {
                Some(truths) => Some(self.texts.constant(Const::Bool(truths.iter().all(|truth| *truth)))),
                None => self.letters_test(first?, true),
            },
            "any" => match self.truths(first?) {
                Some(truths) => Some(self.texts.constant(Const::Bool(truths.iter().any(|truth| *truth)))),
                None => self.letters_test(first?, false),
            },
            "range" | "xrange" => self.range(arguments, place),
            "functools.reduce" | "reduce" => {
                let [function, items, start @ ..] = arguments else { return None };
                let items = self.known_items(items.value)?;
                if !self.may_tell_apart(items.len()) || matches!(function.value.kind, Kind::Outside(_)) {
                    return None;
                }
                let mut items = items.into_iter();
                let mut so_far = start.first().map(|start| start.value).or_else(|| items.next())?;
                for item in items {
                    let given = [so_far, item].map(|value| Argument { value, ..*function });
                    so_far = self.invoke(function.value, given.to_vec(), place);
                }
                Some(so_far)
            }
            "operator.itemgetter" | "operator.attrgetter" => {
                let names: Vec<Value> = arguments.iter().map(|argument| argument.value).collect();
                let Kind::Object(names) = self.tuple(&names).kind else { return None };
                Some(self.closure(Closure::Getter(names, path.last().text() == "itemgetter")))
            }
            "dict.fromkeys" | "collections.OrderedDict.fromkeys" => {
                let keys = first?;
                let value = arguments.get(1).map_or(self.texts.constant(Const::None), |arg| arg.value);
                let dict = Value::new(Kind::Object(self.allocate(place, Shape::Dict)));
                match self.known_items(keys) {
                    Some(keys) => {
                        for key in keys {
                            self.keep_key(dict, key);
                            let key = self.key(key);
                            self.store(dict, key, value);
                        }
                    }
                    None => {
                        let key = self.each(keys, place);
                        self.keep_key(dict, key);
                        self.store(dict, None, value);
                    }
                }
                Some(dict)
            }
            // `sum([[a], [b]], [])`
            "sum" if matches!(arguments.get(1).map(|start| start.value.kind), Some(Kind::Object(_))) => {
                Some(self.chained(first?, Shape::List, place))
            }
            // A letter tells nothing of the others.
            "max" | "min"
                if arguments.len() == 1
                    && first.is_some_and(|text| {
                        text.taint.is_some() && !matches!(text.kind, Kind::Object(_))
                    }) =>
            {
                Some(self.part(first?, place))
            }
            "max" | "min" => self.outermost(path.last().text(), arguments, place),
            "sum" if arguments.len() == 1 && self.numbers(arguments).is_none() => self.number_of_true(first?),
            "abs" | "sum" => {
                let numbers = self.numbers(arguments)?;
                let number = match path.last().text() {
                    "abs" => numbers.first()?.checked_abs()?,
                    _ => numbers.iter().try_fold(0_i64, |sum, number| sum.checked_add(*number))?,
                };
                Some(self.texts.constant(Const::Int(number)))
            }
            "callable" => match first?.kind {
                Kind::Function(_) | Kind::Class(_) => Some(self.texts.constant(Const::Bool(true))),
                Kind::Outside(path)
                    if self.models.is_builtin(path.first()) && path == PathId::root(path.first()) =>
                {
                    Some(self.texts.constant(Const::Bool(true)))
                }
                _ => None,
            },
            "vars" => match first?.kind {
                Kind::Object(_) => Some(self.attributes(first?, place)),
                _ => None,
            },
            "eval" => {
                let name = self.texts.get(first?).and_then(Const::as_str)?.trim().to_owned();
                self.named(&name)
            }
            "functools.wraps" => Some(Value::UNKNOWN),
            "super" => {
                let frame = self.frame()?;
                let function = crate::project::FunctionRef { file: frame.file, function: frame.function? };
                let class = self.class_around(function)?;
                let itself = self.first_parameter()?;
                Some(self.parent_of(class, itself))
            }
            "isinstance" => Some(self.is_instance(first?, arguments.get(1)?.value)),
            // `__import__("os").system(line)`
            "__import__" | "importlib.import_module" => {
                let name = self.texts.get(first?).and_then(Const::as_str)?;
                if name.is_empty() || name.starts_with('.') {
                    return None;
                }
                let named = PathId::new(name);
                let whole = path.last().text() == "import_module";
                let named = if whole { named } else { PathId::root(named.first()) };
                let file = self.file();
                Some(self.import(file, named, 0))
            }
            "heapq.heappush" | "heapq.heappop" | "heapq.heapify" | "heapq.heappushpop"
            | "heapq.heapreplace" | "heapq.nsmallest" | "heapq.nlargest" => {
                self.heap(path.last().text(), arguments, place)
            }
            "shlex.split" => match self.words(first?, place) {
                Some(words) => Some(words),
                // `shlex.split(shlex.quote(x))` is `[x]`.
                None if first?.taint.is_some() => {
                    let settled = self.settled(first?);
                    let word = self.part(settled, place);
                    let cleaned = word.taint.cleaned.unquoted();
                    let word = Value { taint: Taint { cleaned, ..word.taint }, ..word };
                    let word = self.stepped(word, place, Step::Through(path), Doubts::NONE);
                    Some(self.in_rest(word, place))
                }
                None => None,
            },
            // `type(x) is str`
            "type" if arguments.len() == 1 && first?.taint.is_some() => {
                let of = self.part_of(first?, Which::Type);
                Some(Value { taint: Taint { cleaned: Sinks::ALL, ..of.taint }, ..of })
            }
            // `type("Point", (), {"x": 1})`
            "type" if arguments.len() == 3 => {
                let Kind::Object(fields) = arguments.get(2)?.value.kind else { return None };
                let class = self.allocate(place, Shape::Dict);
                for (key, value) in self.state.fields(fields).to_vec() {
                    if let Key::Text(name) = key {
                        self.state.set(Slot::Field(class, Key::Attribute(name)), Held::Value(value));
                    }
                }
                Some(Value::new(Kind::Object(class)))
            }
            "type" if arguments.len() == 1 => {
                let of = match self.texts.get(first?)? {
                    Const::Str(_) => "str",
                    Const::Int(_) => "int",
                    Const::Float(_) => "float",
                    Const::Bool(_) => "bool",
                    _ => return None,
                };
                Some(Value::new(Kind::Outside(PathId::new(of))))
            }
            "str" if arguments.is_empty() => Some(self.texts.constant(Const::Str("".into()))),
            "int" if arguments.is_empty() => Some(self.texts.constant(Const::Int(0))),
            "str" | "bytes" if first.is_some_and(|value| self.texts.is_text(value)) => first,
            // That it is true tells nothing of what it is.
            "bool" if first?.taint.is_some() && !matches!(first?.kind, Kind::Object(_) | Kind::Test(_)) => {
                let truth = self.part(first?, place);
                Some(Value { taint: Taint { cleaned: Sinks::ALL, ..truth.taint }, ..truth })
            }
            "bool" if matches!(first?.kind, Kind::Test(_)) => first.map(|value| Value::new(value.kind)),
            "bool" => {
                let truth = self.truth(first?)?;
                Some(self.texts.constant(Const::Bool(truth)))
            }
            "len" => {
                if let Some(length) = self.by_method(first?, "__len__", &[], place) {
                    return Some(length);
                }
                if !self.verdicts.is_empty()
                    && let Some(number) = self.number_of_found(first?)
                {
                    return Some(number);
                }
                let length = match first?.kind {
                    Kind::Object(id)
                        if !self.state.is_several(id)
                            && !self.state.is_unsure(id)
                            && self.state.value(Slot::Rest(id)).is_none() =>
                    {
                        let items = self.state.fields(id).iter();
                        items.filter(|(key, _)| !matches!(key, Key::Attribute(_))).count()
                    }
                    _ => self.texts.get(first?).and_then(Const::as_str).map(|text| text.chars().count())?,
                };
                Some(self.texts.constant(Const::Int(length as i64)))
            }
            "repr" if matches!(first?.kind, Kind::Object(_)) => {
                self.by_method(first?, "__repr__", &[], place)
            }
            "ascii" | "bin" | "chr" | "divmod" | "float" | "format" | "hex" | "oct" | "ord" | "pow"
            | "repr" | "round" => self.of_constants(path.last().text(), arguments),
            "str" => match self.texts.get(first?) {
                Some(constant) => {
                    let text = formats::shown(constant)?;
                    Some(self.texts.constant(Const::Str(text.into())))
                }
                None if matches!(first?.kind, Kind::Test(_) | Kind::Literal) && !first?.taint.is_some() => {
                    Some(Value::new(Kind::Literal))
                }
                None => match self.plain(first?) {
                    Some(plain) => Some(self.plain_text(plain, place)),
                    None => self.shown(first?, place),
                },
            },
            "int" => {
                let whole = self.of_constants("int", arguments)?;
                // `int("x")` raises.
                (whole.kind != Kind::Literal).then_some(whole)
            }
            _ => None,
        }
    }

    /// The text of an object whose class has `__str__`.
    pub(super) fn shown(&mut self, value: Value, place: Place) -> Option<Value> {
        if !matches!(value.kind, Kind::Object(_)) {
            return None;
        }
        let shown = self.by_method(value, "__str__", &[], place);
        shown.or_else(|| self.by_method(value, "__repr__", &[], place)).or_else(|| self.text_of_error(value))
    }

    /// `dict(pairs, name=value)`
    pub(super) fn dict_of(&mut self, arguments: &[Argument], place: Place) -> Value {
        let object = self.allocate(place, Shape::Dict);
        for argument in arguments {
            match (argument.kind, argument.value.kind) {
                (ArgKind::Keyword(name), _) => {
                    self.state.set(Slot::Field(object, Key::Text(name.sym)), Held::Value(argument.value));
                }
                (ArgKind::DoubleStar, _) => self.update(object, argument.value),
                (ArgKind::Positional, Kind::Object(inner)) => {
                    match self.state.shape(inner) {
                        Shape::Dict => self.update(object, argument.value),
                        // `dict(order)`: a model gives its fields.
                        Shape::Instance(class) if self.gives_its_fields(class) => {
                            let fields = self.as_dict(argument.value, argument.place);
                            self.update(object, fields);
                        }
                        _ => {
                            let through = self.gone_through(argument.value, place);
                            self.pairs(object, through, place);
                        }
                    }
                }
                (ArgKind::Positional, _) if argument.value.taint.is_some() => {
                    self.add(object, Value::tainted(argument.value.taint));
                }
                _ => {}
            }
        }
        Value::new(Kind::Object(object))
    }

    /// Whether what is made of a class is gone through as a library does it, and not as its own methods say.
    fn gives_its_fields(&self, class: ClassRef) -> bool {
        let own = |name| self.project.method(class, Sym::new(name)).is_some();
        !own("__iter__") && !own("keys")
    }

    /// `dict([("a", x), ("b", y)])`
    pub(super) fn pairs(&mut self, object: super::state::ObjectId, pairs: Value, place: Place) {
        let Kind::Object(list) = pairs.kind else { return };
        let mut all: Vec<Value> = self.state.fields(list).iter().map(|(_, value)| *value).collect();
        all.extend(self.state.value(Slot::Rest(list)));
        for pair in all {
            let key = self.item(pair, Key::Index(0), place);
            let value = self.item(pair, Key::Index(1), place);
            let known = self.key(key);
            self.store(Value::new(Kind::Object(object)), known, value);
        }
    }

    pub(super) fn first_parameter(&mut self) -> Option<Value> {
        let frame = self.frame()?;
        let (file, scope, function) = (frame.file, frame.scope, frame.function?);
        let ast = self.ast();
        let first = ast.list(ast[function].params).first()?.name.sym;
        let inner = self.module().names.function_scope(function);
        let variable = self.module().names.in_scope(inner, first)?;
        let slot = self.slot(file, variable, scope)?;
        self.state.value(slot)
    }

    /// `f(*items, **fields)` as the arguments that are passed, where what they hold is known.
    pub(super) fn spread_out(&self, arguments: &[Argument], mapping: bool) -> Vec<Argument> {
        let mut all = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let spread = argument.kind == ArgKind::DoubleStar || argument.kind == ArgKind::Star || mapping;
            let (true, Kind::Object(id)) = (spread, argument.value.kind) else {
                all.push(*argument);
                continue;
            };
            for (key, value) in self.state.fields(id) {
                let kind = match key {
                    Key::Text(name) => {
                        ArgKind::Keyword(crate::syntax::ast::Name { sym: *name, span: argument.place.span })
                    }
                    Key::Index(_) => ArgKind::Positional,
                    Key::Attribute(_) => continue,
                };
                all.push(Argument { kind, value: *value, ..*argument });
            }
            if let Some(rest) = self.state.value(Slot::Rest(id)) {
                // `filter(**{FIELD: data})`: what the name is, nobody else chooses; `filter(**{data: "a"})`: somebody does.
                let named = self.state.shape(id) == Shape::Dict && rest.taint.is_some();
                let unknown = crate::syntax::ast::Name { sym: Sym::new("?"), span: argument.place.span };
                let kind = if named { ArgKind::Keyword(unknown) } else { ArgKind::DoubleStar };
                all.push(Argument { kind, value: rest, ..*argument });
                if let Some(keys) = self.keys_of(id) {
                    all.push(Argument { kind: ArgKind::DoubleStar, value: keys, ..*argument });
                }
            }
        }
        all
    }

    /// `options = {"verify": False}`, `get(url, **options)`: arguments by name like others, where all of them are known.
    pub(super) fn with_known_names(&self, arguments: Vec<Argument>) -> Vec<Argument> {
        let known = arguments.iter().any(|arg| match (arg.kind, arg.value.kind) {
            (ArgKind::DoubleStar, Kind::Object(id)) => self.state.value(Slot::Rest(id)).is_none(),
            (ArgKind::Star, Kind::Object(id)) => self.is_settled(id) && !self.state.is_unsure(id),
            _ => false,
        });
        if known { self.spread_out(&arguments, false) } else { arguments }
    }
}

/// The name under which [`Evaluator::special`] knows a path: of most there is none, and no text is made of them.
fn special_name(path: PathId) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "__import__",
        "abs",
        "all",
        "any",
        "ascii",
        "bin",
        "bool",
        "bytes",
        "callable",
        "chr",
        "collections.OrderedDict.fromkeys",
        "dict",
        "dict.fromkeys",
        "divmod",
        "enumerate",
        "eval",
        "filter",
        "float",
        "format",
        "frozenset",
        "functools.partial",
        "functools.reduce",
        "functools.wraps",
        "getattr",
        "heapq.heapify",
        "heapq.heappop",
        "heapq.heappush",
        "heapq.heappushpop",
        "heapq.heapreplace",
        "heapq.nlargest",
        "heapq.nsmallest",
        "hex",
        "importlib.import_module",
        "int",
        "isinstance",
        "iter",
        "len",
        "list",
        "map",
        "max",
        "min",
        "next",
        "object.__setattr__",
        "oct",
        "operator.attrgetter",
        "operator.itemgetter",
        "ord",
        "pow",
        "range",
        "reduce",
        "repr",
        "reversed",
        "round",
        "set",
        "setattr",
        "shlex.split",
        "sorted",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "xrange",
        "zip",
    ];
    static KNOWN: OnceLock<FxHashMap<PathId, &'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| NAMES.iter().map(|name| (PathId::new(name), *name)).collect());
    known.get(&path).copied()
}
