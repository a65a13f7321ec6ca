//! Objects of classes of the given files: how they are made.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::Sym;
use crate::project::{Base, ClassRef};
use crate::syntax::ast::ArgKind;
use crate::text::Place;
use crate::vocabulary::Sinks;

impl Evaluator<'_, '_> {
    pub(super) fn instantiate(&mut self, class: ClassRef, arguments: Vec<Argument>, place: Place) -> Value {
        let object = self.allocate(place, Shape::Instance(class));
        let value = Value::new(Kind::Object(object));
        if let Some(init) = self.class_attribute(class, Sym::new("__init__"), Some(value), place)
            && matches!(init.kind, Kind::Function(_))
        {
            self.invoke(init, arguments, place);
            return value;
        }
        // One of the members that the class lists: `Color(name)`.
        if !arguments.is_empty() && self.is_enum(class) {
            let data = arguments.iter().map(|arg| arg.value).find(|value| value.taint.is_some());
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
                None => self.add(object, held),
            }
        }
        for (at, field) in fields.into_iter().enumerate() {
            let key = Key::Attribute(field);
            if self.state.value(Slot::Field(object, key)).is_none()
                && let Some(default) = self.default_of(class, field, place)
            {
                self.state.set(Slot::Field(object, Key::Index(at as i64)), Held::Value(default));
                self.state.set(Slot::Field(object, key), Held::Value(default));
            }
        }
        self.by_method(value, "__post_init__", &[], place);
        value
    }

    /// The container of Python's that a class is below: `class Options(dict)`.
    fn built_on(&self, class: ClassRef) -> Option<Shape> {
        self.project.ancestry(class).find_map(|base| match base {
            Base::Outside(path) => match path.text().as_str() {
                "dict" | "collections.UserDict" | "collections.OrderedDict" => Some(Shape::Dict),
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

    /// Whether a class lists its members.
    pub(super) fn is_enum(&self, class: ClassRef) -> bool {
        self.project.ancestry(class).any(|base| match base {
            Base::Outside(path) => path.first().text() == "enum",
            Base::Class(_) | Base::Unknown => false,
        })
    }
}
