//! Calls of one of several functions: tables of functions, and functions that are chosen by a type.
//!
//! ```python
//! READERS = {"json": json.loads, "pickle": pickle.loads}
//! READERS[name](data)          # either
//!
//! @functools.singledispatch
//! def show(value): ...
//!
//! @show.register
//! def _(value: str): ...       # `show("x")` is this one
//! ```

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::state::{Changes, ObjectId, Slot};
use super::value::{ClosureId, Kind, Value};
use crate::intern::Sym;
use crate::project::FunctionRef;
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get};
use crate::text::Place;

/// Most functions of a table that are told apart.
const MOST_CHOICES: usize = 8;

impl Evaluator<'_, '_> {
    /// One of several values, where at least two of them are functions; else none.
    pub(super) fn choice(&mut self, values: &[Value]) -> Option<Value> {
        let callable =
            |value: &Value| matches!(value.kind, Kind::Outside(_) | Kind::Function(_) | Kind::Class(_));
        let differ = values.windows(2).any(|pair| matches!(pair, [a, b] if a.kind != b.kind));
        if !differ || values.len() > MOST_CHOICES || !values.iter().all(callable) {
            return None;
        }
        let Kind::Object(all) = self.tuple(values).kind else { return None };
        Some(self.closure(Closure::OneOf(all)))
    }

    /// The functions that a value may be, where it is one of several.
    pub(super) fn choices(&self, value: Value) -> Option<Vec<Value>> {
        let Kind::Function(id) = value.kind else { return None };
        match self.closures.get(id.0 as usize) {
            Some(Closure::OneOf(all)) => Some(self.state.fields(*all).iter().map(|(_, one)| *one).collect()),
            _ => None,
        }
    }

    /// Call each of some functions, as any of them may be called.
    pub(super) fn any_of(&mut self, choices: ObjectId, arguments: &[Argument], place: Place) -> Value {
        let all: Vec<Value> = self.state.fields(choices).iter().map(|(_, one)| *one).collect();
        self.each_way(all, |this, one| this.invoke(one, arguments.to_vec(), place))
    }

    /// What any of several ways gives, and the state behind any of them.
    pub(super) fn each_way(
        &mut self,
        ways: Vec<Value>,
        mut walk: impl FnMut(&mut Self, Value) -> Value,
    ) -> Value {
        let mark = self.state.mark();
        let mut results: Vec<Value> = Vec::new();
        let mut states: Vec<Changes> = Vec::new();
        for way in ways {
            let given = walk(self, way);
            results.push(self.settled(given));
            let mut changes = self.state.take(mark);
            changes.retain(|(slot, _)| !matches!(slot, Slot::Proof(_)));
            states.push(changes);
        }
        // That one of them never comes back says nothing of the others.
        self.exited = false;
        if !states.is_empty() {
            self.join_states(&states);
        }
        results.into_iter().reduce(|before, given| self.join(before, given)).unwrap_or(Value::UNKNOWN)
    }

    /// `@show.register`, `@show.register(str)`: the function is called for that type.
    pub(super) fn register(&mut self, function: Value, decorator: ExprId) {
        let Some((base, _)) = registered_for(self.ast(), decorator) else { return };
        let Kind::Function(of) = self.quietly(base).kind else { return };
        self.add_variant(of, function);
    }

    /// The same for a function of another file, whose top is not walked.
    pub(super) fn register_variants(&mut self, function: FunctionRef, value: Value) {
        let ast = &self.project.module(function.file).ast;
        let Kind::Function(of) = value.kind else { return };
        let definition = ast[function.function];
        let Some(name) = definition.name else { return };
        let last = |decorator: &ExprId| match ast[*decorator].kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Attribute { name, .. } => Some(name.sym),
            _ => None,
        };
        let by_type = |name: Sym| name.text().starts_with("singledispatch");
        if !ast.list(definition.decorators).iter().filter_map(last).any(by_type) {
            return;
        }
        for (at, other) in ast.functions.iter().enumerate() {
            let of_this =
                |decorator: &ExprId| registered_for(ast, *decorator).is_some_and(|(_, of)| of == name.sym);
            if ast.list(other.decorators).iter().any(of_this) {
                let other = FunctionRef { file: function.file, function: FuncId(at as u32) };
                let scope = self.module_scope(function.file);
                let variant = self.closure(Closure::Function(other, scope));
                self.add_variant(of, variant);
            }
        }
    }

    fn add_variant(&mut self, of: ClosureId, function: Value) {
        let variants = self.variants.entry(of).or_default();
        if !variants.contains(&function) && variants.len() < MOST_CHOICES {
            variants.push(function);
        }
    }

    /// A call of a function with others for other types: those are called whose type the argument may have.
    pub(super) fn dispatched(
        &mut self,
        own: Value,
        variants: Vec<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        let mut ways = variants;
        ways.push(own);
        self.each_way(ways, |this, way| {
            let Kind::Function(ClosureId(id)) = way.kind else { return Value::UNKNOWN };
            match this.closures.get(id as usize).copied() {
                Some(Closure::Function(function, scope)) => {
                    this.call_function(function, scope, arguments.to_vec(), place)
                }
                _ => this.unknown_result(None, arguments, place),
            }
        })
    }
}

/// Of `@show.register` and `@show.register(str)` what stands before the dot.
fn registered_for(ast: &Ast, decorator: ExprId) -> Option<(ExprId, Sym)> {
    let named = match ast[decorator].kind {
        ExprKind::Call { function, .. } => function,
        _ => decorator,
    };
    let ExprKind::Attribute { base, name } = ast[named].kind else { return None };
    match ast[base].kind {
        ExprKind::Name(of) if name.sym.text() == "register" => Some((base, of)),
        _ => None,
    }
}
