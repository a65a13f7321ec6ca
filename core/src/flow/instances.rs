//! Objects of classes of the given files: how they are made.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::tests::Proof;
use super::trace::{Doubts, Event as Step, Origin};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::Params;
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, ParamKind, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sinks, Source};

impl Evaluator<'_, '_> {
    pub(super) fn instantiate(&mut self, class: ClassRef, arguments: Vec<Argument>, place: Place) -> Value {
        let object = self.allocate(place, Shape::Instance(class));
        let value = Value::new(Kind::Object(object));
        if let Some(init) = self.class_attribute(class, Sym::new("__init__"), Some(value), place)
            && matches!(init.kind, Kind::Function(_))
        {
            if self.is_error(class) {
                self.told_by(object, &arguments);
            }
            self.invoke(init, arguments, place);
            return value;
        }
        // One of the members that the class lists: `Color(name)`.
        if !arguments.is_empty() && self.is_enum(class) {
            let data = arguments.iter().map(|arg| arg.value).find(|value| value.taint.is_some());
            // Any other value raises.
            if let Some(data) = data {
                let proof = Proof { root: data.taint.root, sinks: Sinks::ALL, doubts: Doubts::NONE };
                self.prove(proof);
            }
            return match data {
                Some(value) => Value::tainted(Taint { cleaned: Sinks::ALL, ..value.taint }),
                None => Value::new(Kind::Literal),
            };
        }
        if let Some(shape) = self.built_on(class) {
            self.begun(value, shape, &arguments, place);
            return value;
        }
        // A dataclass, a named tuple, or a class whose base is not in these files: fields in order.
        let fields = self.declared_fields(class);
        let mut at = 0;
        for argument in &arguments {
            let key = match argument.kind {
                ArgKind::Positional => {
                    at += 1;
                    fields.get(at - 1).copied()
                }
                ArgKind::Keyword(name) => Some(name.sym),
                _ => None,
            };
            let held = self.stepped(argument.value, argument.place, Step::Stored, Doubts::NONE);
            match key {
                Some(key) => {
                    self.state.set(Slot::Field(object, Key::Attribute(key)), Held::Value(held));
                    if argument.kind == ArgKind::Positional {
                        self.state.set(Slot::Field(object, Key::Index(at as i64 - 1)), Held::Value(held));
                    }
                }
                // `Order(**request.get_json())`, `Order(**data)` of a dict of which some items are known.
                None if argument.kind == ArgKind::DoubleStar
                    && (matches!(held.kind, Kind::Object(_)) || self.is_filled(class)) =>
                {
                    for field in &fields {
                        let name = self.texts.constant(Const::Str(field.text().into()));
                        let item = self.item_of(held, name, argument.place);
                        self.state.set(Slot::Field(object, Key::Attribute(*field)), Held::Value(item));
                    }
                }
                // What the constructor of a base makes of it is not known: `NameForm(request.POST)`.
                None => {
                    let trace = self.traces.doubted(held.taint.trace, Doubts::UNKNOWN_CALL);
                    let kind = if held.taint.is_some() { Kind::Unknown } else { held.kind };
                    self.add(object, Value { taint: Taint { trace, ..held.taint }, kind });
                }
            }
        }
        for (at, field) in fields.iter().copied().enumerate() {
            let key = Key::Attribute(field);
            if self.state.value(Slot::Field(object, key)).is_none()
                && let Some(default) = self.default_of(class, field, place)
            {
                self.state.set(Slot::Field(object, Key::Index(at as i64)), Held::Value(default));
                self.state.set(Slot::Field(object, key), Held::Value(default));
            }
        }
        self.by_method(value, "__post_init__", &[], place);
        // `Order(name=name)` checks it as a framework does that fills one.
        if arguments.iter().any(|argument| argument.value.taint.is_some()) && self.is_filled(class) {
            self.typed_fields(class, object);
            self.checked_fields(class, object, place);
        }
        value
    }

    /// `Order.model_validate(body)`: an object of the class whose method it is, filled with the items of a document.
    pub(super) fn filled_with(&mut self, class: Value, document: Value, of: Argument) -> Option<Value> {
        let Kind::Class(class) = class.kind else { return None };
        let argument = Argument { kind: ArgKind::DoubleStar, value: document, ..of };
        let arguments = self.with_known_names(vec![argument]);
        Some(self.instantiate(class, arguments, of.place))
    }

    /// The same of a text: `Order.model_validate_json(request.data)`.
    pub(super) fn filled_with_text(&mut self, class: Value, text: Value, of: Argument) -> Option<Value> {
        let source = self.traces.source(text.taint.root);
        let document = if text.taint.is_some() {
            let root = self.traces.root(Origin::Made(text.taint.root, of.place), source);
            Value::tainted(Taint { cleaned: Sinks::NONE, root, ..text.taint })
        } else {
            Value::UNKNOWN
        };
        self.filled_with(class, document, of)
    }

    /// Whether a class is a model that checks its fields when it is made.
    fn is_filled(&self, class: ClassRef) -> bool {
        self.project.ancestry(class).any(|base| match base {
            Base::Outside(path) => self.models.is_filled(self.models.canonical(path)),
            Base::Class(_) | Base::Unknown => false,
        })
    }

    /// `from stores import orders`, where that is `Orders()`: one for all that import it.
    pub(super) fn imported_instance(&mut self, class: ClassRef) -> Value {
        if let Some(known) = self.imported_instances.get(&class) {
            return *known;
        }
        let (mark, first) = (self.state.mark(), self.state.next_object());
        let span = self.project.module(class.file).ast[class.class].span;
        let value = self.instantiate(class, Vec::new(), Place { file: class.file, span });
        self.state.outlast(mark, first);
        self.imported_instances.insert(class, value);
        value
    }

    /// The container of Python's that a class is below: `class Options(dict)`.
    fn built_on(&self, class: ClassRef) -> Option<Shape> {
        self.project.ancestry(class).find_map(|base| match base {
            Base::Outside(path) => match path.text().as_str() {
                "dict"
                | "collections.UserDict"
                | "collections.OrderedDict"
                | "typing.TypedDict"
                | "typing_extensions.TypedDict" => Some(Shape::Dict),
                "list" | "collections.UserList" => Some(Shape::List),
                _ => None,
            },
            Base::Class(_) | Base::Unknown => None,
        })
    }

    /// What such an object holds from the beginning.
    fn begun(&mut self, value: Value, shape: Shape, arguments: &[Argument], place: Place) {
        let Kind::Object(object) = value.kind else { return };
        let held = match shape {
            Shape::Dict => self.dict_of(arguments, place),
            _ => {
                let items: Vec<_> = arguments.iter().map(|arg| (arg.value, true, arg.place)).collect();
                let list = self.allocate(place, Shape::Tuple);
                self.fill(list, &items);
                Value::new(Kind::Object(list))
            }
        };
        self.update(object, held);
    }

    /// What a field of a record holds that is not given: `name: str = "x"`, `items: list = field(default_factory=list)`.
    fn default_of(&mut self, class: ClassRef, field: Sym, place: Place) -> Option<Value> {
        let default = self.class_attribute(class, field, None, place)?;
        let Kind::Object(id) = default.kind else { return Some(default) };
        let of = |this: &Self, name| this.state.value(Slot::Field(id, Key::Attribute(Sym::new(name))));
        if let Some(factory) = of(self, "default_factory").or_else(|| of(self, "factory")) {
            return Some(self.invoke(factory, Vec::new(), place));
        }
        of(self, "default").or(Some(default))
    }

    /// Whether instances of a class can be raised.
    fn is_error(&self, class: ClassRef) -> bool {
        self.class_is(class, Value::new(Kind::Outside(PathId::new("BaseException")))) == Some(true)
    }

    /// `str(error)` is what the error was made with.
    fn told_by(&mut self, error: ObjectId, arguments: &[Argument]) {
        let given: Vec<Value> = arguments.iter().map(|argument| argument.value).collect();
        let text = match given.as_slice() {
            [] => self.texts.constant(Const::Str("".into())),
            [only] => *only,
            several => self.tuple(several),
        };
        self.state.set(Slot::Rest(error), Held::Value(text));
    }

    /// `super().__setitem__(key, value)` where the base is Python's own: what that does with the object itself.
    pub(super) fn by_base(
        &mut self,
        called_on: ExprId,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let ast = self.ast();
        let ExprKind::Call { function, .. } = ast[called_on].kind else { return None };
        if !matches!(ast[function].kind, ExprKind::Name(name) if name.text() == "super") {
            return None;
        }
        let itself = self.first_parameter()?;
        let Kind::Object(id) = itself.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        let argument = |at: usize| arguments.get(at).map(|argument| argument.value);
        match name {
            "__init__" if self.is_error(class) => self.told_by(id, arguments),
            "__init__" => {
                let shape = self.built_on(class)?;
                self.begun(itself, shape, arguments, place);
            }
            "__setattr__" => {
                let name = self.texts.get(argument(0)?).and_then(Const::as_str).map(Sym::new);
                self.store(itself, name.map(Key::Attribute), argument(1)?);
            }
            "__setitem__" => {
                let key = self.key(argument(0)?);
                self.store(itself, key, argument(1)?);
            }
            "__getitem__" | "__missing__" => {
                let key = self.key(argument(0)?);
                return Some(match key {
                    Some(key) => self.item(itself, key, place),
                    None => self.element(itself, place),
                });
            }
            _ => return None,
        }
        Some(self.texts.constant(Const::None))
    }

    /// The members that a class lists, each standing for its value: `[color.value for color in Color]`.
    pub(super) fn members(&mut self, class: ClassRef, place: Place) -> Option<Vec<(Sym, Value)>> {
        if !self.is_enum(class) {
            return None;
        }
        let ast = &self.project.module(class.file).ast;
        let mut members = Vec::new();
        for stmt in ast.list(ast[class.class].body) {
            if let StmtKind::Assign { targets, .. } = ast[*stmt].kind
                && let [target] = ast.list(targets)
                && let ExprKind::Name(name) = ast[*target].kind
                && !name.text().starts_with('_')
            {
                members.push((name, self.class_attribute(class, name, None, place)?));
            }
        }
        Some(members)
    }

    /// `Color.__members__`: by name, or by value.
    pub(super) fn table_of_members(&mut self, class: ClassRef, name: &str, place: Place) -> Option<Value> {
        let by_name = match name {
            "__members__" => true,
            "_value2member_map_" => false,
            _ => return None,
        };
        let members = self.members(class, place)?;
        let table = Value::new(Kind::Object(self.allocate(place, Shape::Dict)));
        for (name, member) in members {
            let key = if by_name { Some(Key::Text(name)) } else { self.key(member) };
            self.store(table, key, member);
        }
        Some(table)
    }

    /// Whether a class lists its members.
    pub(super) fn is_enum(&self, class: ClassRef) -> bool {
        self.project.ancestry(class).any(|base| match base {
            Base::Outside(path) => path.first().text() == "enum",
            Base::Class(_) | Base::Unknown => false,
        })
    }

    /// What a class is constructed with: what the one place passes that constructs it where a module is begun,
    /// as in `app.add_route("/items", Items(Store()))`, and else whatever its callers pass.
    pub(super) fn constructed(&mut self, init: FunctionRef) -> Vec<Argument> {
        let ast = &self.project.module(init.file).ast;
        let mut arguments = Vec::new();
        let types: &[&str] = match self.begins(init) {
            Some((_, Params::Types(types), _)) => types,
            Some((_, Params::FirstIs(of) | Params::AllButFirst(of) | Params::DeclaredButFirst(of), _)) => {
                &[of]
            }
            _ => &[],
        };
        let passed = self.passed_once(init);
        for (at, param) in ast.list(ast[init.function].params).iter().skip(1).enumerate() {
            let of =
                |(name, _): &&(Result<usize, Sym>, Value)| *name == Ok(at) || *name == Err(param.name.sym);
            if let Some((_, value)) = passed.iter().find(of) {
                let place = Place { file: init.file, span: param.name.span };
                let kind = ArgKind::Keyword(param.name);
                arguments.push(Argument { kind, value: *value, place, expr: ExprId(0) });
                continue;
            }
            if matches!(param.kind, ParamKind::Star | ParamKind::DoubleStar) || param.default.is_some() {
                continue;
            }
            let place = Place { file: init.file, span: param.name.span };
            let value = match types.get(at) {
                Some(of) => Value::new(Kind::Instance(PathId::new(of))),
                None => self.parameter(param.name.sym, Source::Caller, place),
            };
            arguments.push(Argument { kind: ArgKind::Keyword(param.name), value, place, expr: ExprId(0) });
        }
        arguments
    }

    /// What is known of the arguments of a constructor, by position or name, that is called once, by a module's body.
    fn passed_once(&mut self, init: FunctionRef) -> Vec<(Result<usize, Sym>, Value)> {
        let [site] = self.project.callers_of(init) else { return Vec::new() };
        let (file, call) = (site.caller.file, site.call);
        let ast = &self.project.module(file).ast;
        let ExprKind::Call { args, .. } = ast[call].kind else { return Vec::new() };
        if site.caller.function.is_some() {
            return Vec::new();
        }
        let mut passed = Vec::new();
        for (at, arg) in ast.list(args).iter().enumerate() {
            let name = match arg.kind {
                ArgKind::Positional => Ok(at),
                ArgKind::Keyword(name) => Err(name.sym),
                ArgKind::Star | ArgKind::DoubleStar => break,
            };
            let value = self.within_module(file, |this| this.quietly(arg.value));
            if !value.taint.is_some() && !matches!(value.kind, Kind::Unknown | Kind::Unbound) {
                passed.push((name, value));
            }
        }
        passed
    }

    /// Where a redirect to an object leads: to what it says itself, and to nothing that it merely holds.
    pub(super) fn address_of(&mut self, value: Value, place: Place) -> Value {
        match value.kind {
            Kind::Object(id) if matches!(self.state.shape(id), Shape::Instance(_)) => self
                .by_method(value, "get_absolute_url", &[], place)
                .or_else(|| self.by_method(value, "__str__", &[], place))
                .unwrap_or(Value::UNKNOWN),
            _ => value,
        }
    }
}
