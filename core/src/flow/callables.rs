//! What is called in other ways than by its name: by something outside that is given it, or as a method of a type.

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::sinks::picked;
use super::state::{Key, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::{PathId, Sym};
use crate::models::{Given, Pick};
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;

impl Evaluator<'_, '_> {
    /// Whether a path is that of a method of a type of Python's own: `str.strip`.
    pub(super) fn is_method_of_a_type(&self, path: PathId) -> bool {
        let on = path.parent().filter(|on| on.parent().is_none());
        on.is_some_and(|on| matches!(on.last().text(), "str" | "bytes" | "dict" | "list" | "set"))
            && self.models.is_builtin(path.first())
    }

    /// `str.strip(name)`: a method of what is passed first.
    pub(super) fn method_of_a_type(
        &mut self,
        name: Sym,
        on: &Argument,
        rest: &[Argument],
        place: Place,
    ) -> Value {
        if let Some(value) = self.container_method(on.value, name.text(), rest, place) {
            return value;
        }
        if let Some(value) = self.text_method(on.value, name.text(), rest, place) {
            return value;
        }
        self.outside(Value::UNKNOWN, Some(name), Some((on.value, on.expr)), rest, place)
    }

    /// `Thread(target=work, args=(data,))`: what is passed is called with what is passed beside it.
    pub(super) fn calls_given(
        &mut self,
        function: Pick,
        with: Given,
        receiver: Option<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let pick = function;
        let function = picked(pick, receiver, arguments).first()?.0;
        match function.kind {
            Kind::Function(_) | Kind::Class(_) | Kind::Object(_) => {}
            Kind::Outside(_) if pick != Pick::Receiver => {}
            _ => return None,
        }
        // `class Worker(Thread)`: starting it runs its `run`.
        if let Some(value) = self.by_method(function, "run", &[], place) {
            return Some(value);
        }
        let given = match with {
            Given::Rest(from) => {
                let is_function =
                    |name: Sym| matches!(pick, Pick::Arg(_, of) | Pick::Named(of) if name.text() == of);
                let mut before = from;
                let passed_on = |arg: &&Argument| match arg.kind {
                    ArgKind::Positional if before > 0 => {
                        before -= 1;
                        false
                    }
                    ArgKind::Keyword(name) => !is_function(name.sym),
                    _ => true,
                };
                arguments.iter().filter(passed_on).copied().collect()
            }
            Given::Packed(name) => {
                let named = picked(Pick::Arg(usize::MAX, name), receiver, arguments).first().copied();
                // `Timer(1, work, [name])`
                let listed = |arg: &&Argument| {
                    arg.kind == ArgKind::Positional
                        && matches!(arg.value.kind, Kind::Object(id) if matches!(self.state.shape(id), Shape::List | Shape::Tuple))
                };
                let behind = || arguments.iter().skip(1).find(listed).map(|arg| (arg.value, Some(arg.place)));
                let packed = named.or_else(behind);
                let of = |(value, at): (Value, Option<Place>)| Argument {
                    kind: ArgKind::Star,
                    value,
                    place: at.unwrap_or(place),
                    expr: ExprId(0),
                };
                packed.map(of).into_iter().collect()
            }
        };
        Some(self.invoke(function, given, place))
    }

    /// What a call gives that passes data through a function which it is given: `request.args.get("page", type=checked)`.
    pub(super) fn as_converted(
        &mut self,
        callee: Value,
        arguments: &[Argument],
        data: Value,
        place: Place,
    ) -> Value {
        let is_function = |value: Value| matches!(value.kind, Kind::Function(_) | Kind::Class(_));
        if !data.taint.is_some() || !arguments.iter().any(|argument| is_function(argument.value)) {
            return data;
        }
        let known = callee.path().and_then(|path| self.models.path(path));
        let Some((by, each)) = known.and_then(|known| known.converts) else { return data };
        let function = picked(by, None, arguments).first().map(|(function, _)| *function);
        let Some(function) = function.filter(|function| is_function(*function)) else { return data };
        let value = if each { self.element(data, place) } else { data };
        let argument = Argument { kind: ArgKind::Positional, value, place, expr: ExprId(0) };
        // What it raises is caught, and the default is given then: what it shows holds of what it makes alone.
        let (exited, mark) = (self.exited, self.state.mark());
        let mut made = self.invoke(function, vec![argument], place);
        self.exited = exited;
        if made.taint.is_some() {
            made.taint.cleaned = self.harmless(made.taint);
        }
        let mut changes = self.state.take(mark);
        self.settle(&mut changes);
        for (slot, held) in changes.into_iter().filter(|(slot, _)| !matches!(slot, Slot::Proof(_))) {
            self.state.set(slot, held);
        }
        if !each {
            return made;
        }
        let list = self.in_order(Shape::List, Vec::new(), place);
        if let Kind::Object(id) = list.kind {
            self.add(id, made);
        }
        list
    }

    /// A method of a container or of a text as a value: `find = TABLE.get`, `map(TABLE.__getitem__, names)`.
    pub(super) fn method_as_value(&mut self, of: Value, name: Sym, read: Value) -> Value {
        let is_method = match of.kind {
            Kind::Object(id) => {
                OF_CONTAINERS.contains(&name.text())
                    && self.state.value(Slot::Field(id, Key::Attribute(name))).is_none()
                    && matches!(
                        self.state.shape(id),
                        Shape::List | Shape::Dict | Shape::Set | Shape::Tuple | Shape::Buffer
                    )
            }
            Kind::Known(_) => {
                self.texts.get(of).is_some_and(|text| text.as_str().is_some())
                    && OF_TEXTS.contains(&name.text())
            }
            _ => false,
        };
        if is_method { self.closure(Closure::Method(of, name)) } else { read }
    }

    /// Such a method, called.
    pub(super) fn call_method(
        &mut self,
        of: Value,
        name: Sym,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        if let ("__getitem__", [key, ..]) = (name.text(), arguments) {
            self.exited |= self.is_missing(of, key.value);
            return self.item_of(of, key.value, place);
        }
        self.container_method(of, name.text(), arguments, place)
            .or_else(|| self.text_method(of, name.text(), arguments, place))
            .unwrap_or_else(|| self.unknown_result(Some(of), arguments, place))
    }
}

/// Methods of containers that are kept in variables or passed on.
const OF_CONTAINERS: &[&str] = &[
    "__getitem__",
    "get",
    "pop",
    "setdefault",
    "append",
    "appendleft",
    "add",
    "extend",
    "update",
    "insert",
    "write",
    "index",
    "count",
];
/// The same of texts.
const OF_TEXTS: &[&str] = &["format", "join"];
