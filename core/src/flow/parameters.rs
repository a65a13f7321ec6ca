//! Which parameter takes which argument.

use super::evaluate::{EnvId, Evaluator};
use super::event::Argument;
use super::state::{Held, Key, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::Sym;
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, ParamKind, StmtKind};

impl Evaluator<'_, '_> {
    /// `name: type` in a class's body: what a dataclass takes, in order.
    pub(super) fn declared_fields(&self, class: ClassRef) -> Vec<Sym> {
        let mut classes: Vec<ClassRef> = Vec::new();
        for base in self.project.ancestry(class) {
            if let Base::Class(base) = base {
                classes.insert(0, base);
            }
        }
        let mut all: Vec<Sym> = Vec::new();
        for class in classes {
            let ast = &self.project.module(class.file).ast;
            let fields = ast.list(ast[class.class].body).iter().filter_map(|stmt| match ast[*stmt].kind {
                StmtKind::Annotated { target, .. } => match ast[target].kind {
                    ExprKind::Name(name) => Some(name),
                    _ => None,
                },
                _ => None,
            });
            for field in fields {
                if !all.contains(&field) {
                    all.push(field);
                }
            }
        }
        all
    }

    /// The parameters of a function with what a call passes to them.
    pub(super) fn parameters(
        &mut self,
        function: FunctionRef,
        scope: EnvId,
        arguments: Vec<Argument>,
    ) -> Vec<(Sym, Value)> {
        let ast = &self.project.module(function.file).ast;
        let params = ast.list(ast[function.function].params);
        let mut positional: Vec<Argument> = Vec::new();
        let mut named: Vec<(Sym, Argument)> = Vec::new();
        let mut keys = None;
        let mut loose: Option<Value> = None;
        for argument in arguments {
            match argument.kind {
                ArgKind::Positional => positional.push(argument),
                ArgKind::Keyword(name) => named.push((name.sym, argument)),
                ArgKind::Star => {
                    let known = match argument.value.kind {
                        Kind::Object(id) if self.state.value(Slot::Rest(id)).is_none() => Some(id),
                        _ => None,
                    };
                    if let Some(id) = known {
                        for (key, value) in self.state.fields(id).to_vec() {
                            if matches!(key, Key::Index(_)) {
                                positional.push(Argument { kind: ArgKind::Positional, value, ..argument });
                            }
                        }
                    } else {
                        let element = self.element(argument.value, argument.place);
                        loose = Some(loose.map_or(element, |before| self.join(before, element)));
                    }
                }
                ArgKind::DoubleStar => {
                    if let Kind::Object(id) = argument.value.kind {
                        for (key, value) in self.state.fields(id).to_vec() {
                            if let Key::Text(name) = key {
                                named.push((name, Argument { value, ..argument }));
                            }
                        }
                    }
                    let rest = match argument.value.kind {
                        Kind::Object(id) => {
                            let theirs = self.keys_of(id);
                            keys = keys.or(theirs);
                            self.state.value(Slot::Rest(id)).map(|rest| {
                                if theirs.is_some() {
                                    return rest;
                                }
                                // Under which name it stands is not known.
                                let trace = self.traces.doubted(rest.taint.trace, Doubts::WIDENED);
                                Value { taint: Taint { trace, ..rest.taint }, ..rest }
                            })
                        }
                        _ => {
                            keys = keys.or(Some(argument.value));
                            Some(self.element(argument.value, argument.place))
                        }
                    };
                    if let Some(rest) = rest {
                        loose = Some(loose.map_or(rest, |before| self.join(before, rest)));
                    }
                }
            }
        }
        let mut bound = Vec::with_capacity(params.len());
        let mut positional = positional.into_iter();
        for param in params {
            let value = match param.kind {
                ParamKind::Star => {
                    let rest: Vec<_> = positional.by_ref().map(|arg| (arg.value, false, arg.place)).collect();
                    let object = self.state.object(Shape::Tuple);
                    self.fill(object, &rest);
                    if let Some(loose) = loose {
                        self.add(object, loose);
                    }
                    Value::new(Kind::Object(object))
                }
                ParamKind::DoubleStar => {
                    let object = self.state.object(Shape::Dict);
                    for (name, argument) in named.drain(..) {
                        self.state.set(Slot::Field(object, Key::Text(name)), Held::Value(argument.value));
                    }
                    if let Some(loose) = loose {
                        self.add(object, loose);
                    }
                    if let Some(keys) = keys {
                        self.keep_key(Value::new(Kind::Object(object)), keys);
                    }
                    Value::new(Kind::Object(object))
                }
                _ => {
                    let by_name = named.iter().position(|(name, _)| *name == param.name.sym);
                    let given = match by_name {
                        Some(at) if param.kind != ParamKind::PositionalOnly => Some(named.remove(at).1),
                        _ if param.kind != ParamKind::KeywordOnly => positional.next(),
                        _ => None,
                    };
                    match (given, param.default) {
                        (Some(argument), _) => {
                            let passed = Step::Passed(function, param.name.sym);
                            self.stepped(argument.value, argument.place, passed, Doubts::NONE)
                        }
                        (None, _) if loose.is_some() => loose.unwrap_or(Value::UNKNOWN),
                        (None, Some(default)) => self.default(function, scope, default),
                        (None, None) => Value::UNKNOWN,
                    }
                }
            };
            bound.push((param.name.sym, value));
        }
        bound
    }

    /// What a parameter is where nothing is passed for it. A container is made once, and all calls share it:
    /// `def add(item, items=[])`.
    fn default(&mut self, function: FunctionRef, scope: EnvId, default: ExprId) -> Value {
        let at = (function.file, default);
        if let Some(shared) = self.shared_defaults.get(&at) {
            return *shared;
        }
        let (mark, first) = (self.state.mark(), self.state.next_object());
        self.enter(function.file, None, scope);
        let value = self.quietly(default);
        self.frames.pop();
        let top = !self.is_within_function(scope);
        if top && matches!(value.kind, Kind::Object(made) if made >= first) {
            self.state.outlast(mark, first);
            self.shared_defaults.insert(at, value);
        }
        value
    }
}
