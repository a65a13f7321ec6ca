//! What is called in other ways than by its name: by something outside that is given it, or as a method of a type.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::sinks::picked;
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
                let packed = picked(Pick::Arg(usize::MAX, name), receiver, arguments).first().copied();
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
}
