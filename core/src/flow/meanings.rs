//! What names stand for: variables as they are, and what the bindings of other files come to.

use super::evaluate::Evaluator;
use super::state::{Held, Key, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::{PathId, Sym};
use crate::names::{Binding, BindingKind, VarId};
use crate::project::{ClassRef, FunctionRef, Module};
use crate::syntax::ast::{ExprId, Get, List, StmtId, StmtKind};
use crate::text::{FileId, Place};

impl Evaluator<'_, '_> {
    /// What a name stands for: what was assigned last; or, where that is not known, what all its bindings
    /// agree on; or what a name that is bound nowhere usually is.
    pub(super) fn name(&mut self, id: ExprId, name: Sym) -> Value {
        let Some(frame) = self.frame() else { return Value::UNKNOWN };
        let (file, from) = (frame.file, frame.scope);
        let Some(variable) = self.module().names.variable(id) else { return self.unbound(id, name) };
        if let Some(slot) = self.slot(file, variable, from)
            && let Some(value) = self.state.value(slot)
        {
            return value;
        }
        self.demand(file, variable)
    }

    /// `eval("name")`: what a name stands for where that is evaluated, if it is bound there.
    pub(super) fn named(&mut self, name: &str) -> Option<Value> {
        let whole = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let frame = self.frame().filter(|_| whole)?;
        let (file, from) = (frame.file, frame.scope);
        let mut at = Some(from);
        while let Some(id) = at {
            let open = *self.scopes.get(id.0 as usize)?;
            if let Some(variable) = self.project.module(open.file).names.in_scope(open.scope, Sym::new(name))
            {
                let slot = self.slot(file, variable, from)?;
                return self.state.value(slot);
            }
            at = open.parent;
        }
        None
    }

    /// `locals()`: what the variables of the function hold now, by their names.
    pub(super) fn local_variables(&mut self, place: Place) -> Option<Value> {
        let frame = self.frame()?;
        frame.function?;
        let (from, open) = (frame.scope, *self.scopes.get(frame.scope.0 as usize)?);
        let names = &self.project.module(open.file).names;
        let dict = self.allocate(place, Shape::Dict);
        for variable in &names.scopes.get(open.scope.0 as usize)?.variables {
            let name = names.variables.get(variable.0 as usize)?.name;
            let value = self.slot(open.file, *variable, from).and_then(|slot| self.state.value(slot));
            if let Some(value) = value.filter(|value| value.kind != Kind::Unbound) {
                self.state.set(Slot::Field(dict, Key::Text(name)), Held::Value(value));
            }
        }
        Some(Value::new(Kind::Object(dict)))
    }

    /// The name of a function as people say it.
    pub(super) fn name_of(&self, function: FunctionRef) -> &'static str {
        let ast = &self.project.module(function.file).ast;
        ast[function.function].name.map_or("lambda", |name| name.sym.text())
    }

    fn unbound(&mut self, id: ExprId, name: Sym) -> Value {
        let path = PathId::root(name);
        // `from helpers import *`, where `helpers` is given; an earlier cell of a notebook.
        if let Some(found) = self.project.unbound(self.file(), name) {
            return self.stands_for(found);
        }
        if self.models.is_builtin(name) {
            return Value::new(Kind::Outside(path));
        }
        let stars = &self.module().names.stars;
        let file = self.file();
        for star in stars {
            let Some(from) = star.path else { continue };
            let value = self.import(file, from.then(name), star.level);
            if !matches!(value.kind, Kind::Outside(_)) {
                return value;
            }
            // Of several, the one of which something of that name is known.
            let named = from.then(name);
            let is_known = self.canonical(named) != named || self.models.knows(named);
            let alone = stars.len() == 1 && self.models.usual(name).is_none();
            if alone || (star.level == 0 && is_known) {
                return value;
            }
        }
        let path = self.models.usual(name).unwrap_or(path);
        let trace =
            self.traces.step(Taint::NONE.trace, self.place_of(id), Step::Assumed(name), Doubts::ASSUMED);
        let value = Value { kind: Kind::Outside(path), taint: Taint { trace, ..Taint::NONE } };
        self.read(value, path, None, self.place_of(id))
    }

    /// What all bindings of a variable agree on, evaluated where they stand.
    pub(super) fn demand(&mut self, file: FileId, variable: VarId) -> Value {
        if let Some(known) = self.demanded.get(&(file, variable)) {
            return known.unwrap_or(Value::UNKNOWN);
        }
        self.demanded.insert((file, variable), None);
        let (mark, first) = (self.state.mark(), self.state.next_object());
        let project = self.project;
        let module = project.module(file);
        let mut agreed: Option<Value> = None;
        for binding in lasting(module, variable) {
            if !self.is_bound(file, binding.stmt) {
                continue;
            }
            let value = match binding.kind {
                BindingKind::Import { path, level } => self.import(file, path, level),
                BindingKind::Value(expr) => self.within_module(file, |this| this.quietly(expr)),
                BindingKind::Function(function) => self.function_of(FunctionRef { file, function }),
                BindingKind::Class(class) => Value::new(Kind::Class(ClassRef { file, class })),
                BindingKind::Annotation(_) | BindingKind::Delete => continue,
                _ => Value::UNKNOWN,
            };
            agreed = Some(match agreed {
                None => value,
                // `try: import a / except ImportError: import b`: the first is meant, the others stand in.
                Some(first) if first.path().is_some() && value.path().is_some() => first,
                Some(first) => self.join(first, value),
            });
        }
        let value = agreed.unwrap_or(Value::UNKNOWN);
        self.state.outlast(mark, first);
        self.demanded.insert((file, variable), Some(value));
        value
    }

    /// Whether a statement of another file's top is walked: not in the arm of an `if` that is decided otherwise.
    ///
    /// ```python
    /// if TYPE_CHECKING:
    ///     RUNS = True         # never
    /// else:
    ///     RUNS = False
    /// ```
    fn is_bound(&mut self, file: FileId, stmt: StmtId) -> bool {
        let ast = &self.project.module(file).ast;
        let mut inner = stmt;
        while let Some(outer) = ast[inner].parent {
            if let StmtKind::If { arms, .. } = ast[outer].kind {
                let holds = |block: List<StmtId>| ast.list(block).contains(&inner);
                for arm in ast.list(arms) {
                    let test = self.within_module(file, |this| this.quietly(arm.test));
                    match (holds(arm.body), self.truth(test)) {
                        (true, Some(false)) | (false, Some(true)) => return false,
                        (true, _) => break,
                        (false, _) => {}
                    }
                }
            }
            inner = outer;
        }
        true
    }

    /// Evaluate something in the module scope of a file.
    pub(super) fn within_module<T>(&mut self, file: FileId, work: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.module_scope(file);
        self.enter(file, None, scope);
        let result = work(self);
        self.frames.pop();
        result
    }
}

/// The bindings of a variable but those of a module's top that a later one there certainly writes over.
fn lasting(module: &Module, variable: VarId) -> impl Iterator<Item = &Binding> {
    let bindings = module.names.bindings(variable);
    let top = |binding: &Binding| module.ast[binding.stmt].function.is_none();
    let certain = |binding: &Binding| {
        let whole = matches!(
            binding.kind,
            BindingKind::Value(_)
                | BindingKind::Import { .. }
                | BindingKind::Function(_)
                | BindingKind::Class(_)
        );
        whole && top(binding) && module.ast[binding.stmt].parent.is_none()
    };
    let last = bindings.iter().rposition(certain).unwrap_or(0);
    bindings
        .iter()
        .enumerate()
        .filter(move |(at, binding)| *at >= last || !top(binding))
        .map(|(_, binding)| binding)
}
