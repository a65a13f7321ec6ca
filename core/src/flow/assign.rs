//! Bindings: assignments to names, attributes and items, imports, definitions.

use super::evaluate::{Closure, Evaluator};
use super::event::{Argument, Event, Write};
use super::sinks::At;
use super::state::{Held, Key, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::names::{BindingKind, ScopeId};
use crate::project::{ClassRef, FunctionRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, List, StmtId};
use crate::vocabulary::Source;

impl Evaluator<'_, '_> {
    /// Give an imported name its value, in the scope that binds it.
    pub(super) fn bind_import(&mut self, name: Option<Sym>, stmt: StmtId) {
        let Some(name) = name else { return };
        let Some(frame) = self.frame() else { return };
        let (file, from) = (frame.file, frame.scope);
        let Some(scope) = self.scopes.get(from.0 as usize).map(|scope| scope.scope) else { return };
        let names = &self.module().names;
        let Some(variable) = names.in_scope(scope, name) else { return };
        let binding = names.bindings(variable).iter().find(|binding| binding.stmt == stmt);
        if let Some(BindingKind::Import { path, level }) = binding.map(|binding| binding.kind) {
            let value = self.import(file, path, level);
            if let Some(slot) = self.slot(file, variable, from) {
                self.state.set(slot, Held::Value(value));
            }
        }
    }

    /// Bind a name in the scope that is being evaluated.
    pub(super) fn bind_name(&mut self, name: Sym, value: Value) {
        let Some(frame) = self.frame() else { return };
        let (file, from) = (frame.file, frame.scope);
        let names = &self.module().names;
        let mut at = Some(from);
        while let Some(id) = at {
            let Some(open) = self.scopes.get(id.0 as usize).copied() else { return };
            if open.file == file
                && let Some(variable) = names.in_scope(open.scope, name)
            {
                if let Some(slot) = self.slot(file, variable, from) {
                    self.state.set(slot, Held::Value(value));
                }
                return;
            }
            at = open.parent;
        }
    }

    /// Write a value to a target: a name, an attribute, an item, or several of these.
    pub(super) fn assign(&mut self, stmt: StmtId, target: ExprId, value: Value, source: Option<ExprId>) {
        let ast = self.ast();
        match ast[target].kind {
            ExprKind::Name(name) => {
                let value = self.stepped(value, self.place_of(target), Step::Assigned(name), Doubts::NONE);
                let Some(frame) = self.frame() else { return };
                let (file, from, in_body) = (frame.file, frame.scope, frame.function.is_none());
                if let Some(variable) = self.module().names.variable(target)
                    && let Some(slot) = self.slot(file, variable, from)
                {
                    let names = &self.module().names;
                    if names.variables.get(variable.0 as usize).is_some_and(|of| of.scope == ScopeId::MODULE)
                    {
                        self.change_for_others(value);
                    }
                    self.state.set(slot, Held::Value(value));
                    self.tells_as_well(slot, value, source);
                }
                if in_body {
                    self.told_setting(stmt, target, source, name, value);
                }
            }
            ExprKind::Attribute { base, name } => {
                let object = self.expr(base);
                let path = self.path_of_attribute(object, name.sym);
                self.told_write(stmt, target, source, object, path, Some(name.sym), value);
                self.made_by_writing(base, path, value);
                let value =
                    self.stepped(value, self.place_of(target), Step::Assigned(name.sym), Doubts::NONE);
                let named = self.texts.constant(Const::Str(name.sym.text().into()));
                if self.by_method(object, "__setattr__", &[named, value], self.place_of(target)).is_some() {
                    return;
                }
                match self.setter(object, name.sym) {
                    Some(setter) => drop(self.give(setter, &[value], target)),
                    None if self.set_by_descriptor(object, name.sym, value, self.place_of(target)) => {}
                    None => self.store(object, Some(Key::Attribute(name.sym)), value),
                }
            }
            ExprKind::Subscript { base, index } => {
                let object = self.expr(base);
                if let (ExprKind::Slice { lower, upper, step }, Kind::Object(list)) =
                    (ast[index].kind, object.kind)
                    && self.state.shape(list) == Shape::List
                {
                    self.told_write(stmt, target, source, object, None, None, value);
                    self.put_slice(list, [lower, upper, step], Some(value), self.place_of(target));
                    return;
                }
                let key = self.expr(index);
                let name = self.texts.get(key).and_then(Const::as_str).map(Sym::new);
                let path = self.type_of(object);
                self.told_write(stmt, target, source, object, path, name, value);
                if let (Some(path), true) = (path, key.taint.is_some()) {
                    let whole = self.place_of(target);
                    let at = At { whole, stmt, callee: object, name: Some(path.last()) };
                    self.judge_write(at, path, key, self.place_of(index));
                }
                let value = self.stepped(value, self.place_of(target), Step::Stored, Doubts::NONE);
                if self.by_method(object, "__setitem__", &[key, value], self.place_of(target)).is_some() {
                    return;
                }
                let known = self.key(key);
                if known.is_none() {
                    self.keep_key(object, key);
                    self.write_over_any(object, key, value);
                }
                self.store(object, known, value);
                if let (Kind::Outside(of), true) =
                    (object.kind, value.taint.is_some() || !self.kept_outside.is_empty())
                {
                    self.keep_outside(of, known, value);
                }
                if !matches!(object.kind, Kind::Object(_)) && value.taint.is_some() {
                    match known {
                        // `session["name"] = data`: kept under its name, and by no other.
                        Some(Key::Text(_)) if matches!(object.kind, Kind::Outside(_)) => {}
                        Some(key @ Key::Text(_)) if self.is_unknown(object) => {
                            self.spoil_item(base, key, value);
                        }
                        _ => self.spoil(base, value),
                    }
                }
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                let place = self.place_of(target);
                let value = self.unpacked(value, place);
                let items = ast.list(items);
                let star = items.iter().position(|item| matches!(ast[*item].kind, ExprKind::Starred(_)));
                let length = self.known_length(value);
                let written = star.is_none().then(|| self.parts_written(source, items.len())).flatten();
                for (at, item) in items.iter().enumerate() {
                    let part = match (star, length) {
                        (Some(star), Some(length)) if at == star => {
                            let behind = (items.len() - star - 1) as i64;
                            self.between(value, star as i64, length - behind, self.place_of(*item))
                        }
                        (Some(star), Some(_)) if at > star => {
                            self.item(value, Key::Index(at as i64 - items.len() as i64), place)
                        }
                        (Some(star), None) if at >= star => self.element(value, place),
                        _ => self.item(value, Key::Index(at as i64), place),
                    };
                    match ast[*item].kind {
                        ExprKind::Starred(inner) if length.is_some() => self.assign(stmt, inner, part, None),
                        _ => {
                            let source = written.and_then(|written| ast.list(written).get(at).copied());
                            self.assign(stmt, *item, part, source);
                        }
                    }
                    if star.is_none() && self.state.has_ways() {
                        self.item_tells_as_well(*item, value, Key::Index(at as i64));
                    }
                }
            }
            ExprKind::Starred(inner) => {
                let list = self.allocate(self.place_of(target), Shape::List);
                self.state.set(Slot::Rest(list), Held::Value(value));
                self.assign(stmt, inner, Value::new(Kind::Object(list)), None);
            }
            _ => {}
        }
    }

    /// The items of a display that as many targets are given: `a.x, a.y = False, None`.
    fn parts_written(&self, source: Option<ExprId>, many: usize) -> Option<List<ExprId>> {
        let ast = self.ast();
        let (ExprKind::Tuple(written) | ExprKind::List(written)) = ast[source?].kind else { return None };
        let items = ast.list(written);
        let plain = items.iter().all(|item| !matches!(ast[*item].kind, ExprKind::Starred(_)));
        (plain && items.len() == many).then_some(written)
    }

    /// `parser.ExternalEntityRefHandler = f`: what a write makes of the object.
    fn made_by_writing(&mut self, object: ExprId, path: Option<PathId>, value: Value) {
        let Some(known) = path.and_then(|path| self.models.path(path)) else { return };
        let place = self.place_of(object);
        let written = [Argument { kind: ArgKind::Positional, value, place, expr: object }];
        if let Some((of, _)) = known.becomes.iter().find(|(_, only_if)| self.hold(only_if, None, &written)) {
            self.retype(object, *of);
        }
    }

    #[allow(clippy::too_many_arguments)] // The parts of one event, each of which rules ask for.
    pub(super) fn told_write(
        &mut self,
        stmt: StmtId,
        target: ExprId,
        source: Option<ExprId>,
        object: Value,
        path: Option<PathId>,
        name: Option<Sym>,
        value: Value,
    ) {
        let Some(source) = source else { return };
        let place = self.place(self.ast()[target].span.to(self.ast()[source].span));
        let value = Argument { kind: ArgKind::Positional, value, place: self.place_of(source), expr: source };
        let assumed = self.is_assumed(object) || self.is_assumed(value.value);
        if let Some(path) = path {
            let at = At { whole: place, stmt, callee: object, name };
            self.judge_write(at, path, value.value, value.place);
        }
        self.tell(|world| Event::Write(Write { place, stmt, object, path, name, value, assumed, world }));
    }

    /// `DEBUG = True` in the body of a module or class.
    fn told_setting(
        &mut self,
        stmt: StmtId,
        target: ExprId,
        source: Option<ExprId>,
        name: Sym,
        value: Value,
    ) {
        let Some(source) = source else { return };
        let place = self.place(self.ast()[target].span.to(self.ast()[source].span));
        let value = Argument { kind: ArgKind::Positional, value, place: self.place_of(source), expr: source };
        let (object, path) = (Value::UNKNOWN, Some(PathId::root(name)));
        let assumed = self.is_assumed(value.value);
        self.tell(|world| {
            Event::Write(Write { place, stmt, object, path, name: None, value, assumed, world })
        });
    }

    /// `os.environ["HOME"] = home`: what is read there later is this.
    pub(super) fn keep_outside(&mut self, of: PathId, key: Option<Key>, value: Value) {
        let is_source = || self.models.path(of).is_some_and(|known| known.source.is_some());
        let is_attribute = matches!(key, Some(Key::Attribute(_)));
        let keeps =
            value.taint.is_some() || is_attribute || self.kept_outside.contains_key(&of) || is_source();
        let Some(key) = key.filter(|_| keeps) else { return };
        let kept = match self.kept_outside.get(&of) {
            Some(kept) => *kept,
            None => {
                let kept = self.state.object(Shape::Dict);
                self.kept_outside.insert(of, kept);
                kept
            }
        };
        self.state.set(Slot::Field(kept, key), Held::Value(value));
    }

    /// What was written there under a key.
    pub(super) fn kept_at(&self, of: PathId, key: Value) -> Option<Value> {
        self.kept_under(of, self.key(key)?)
    }

    /// The same of an attribute.
    pub(super) fn kept_under(&self, of: PathId, key: Key) -> Option<Value> {
        if self.kept_outside.is_empty() {
            return None;
        }
        self.state.value(Slot::Field(*self.kept_outside.get(&of)?, key))
    }

    /// The same of whatever else gives what was written there: `os.getenv("HOME")`.
    pub(super) fn kept_in(&self, source: Option<(Source, &'static str)>, key: Value) -> Option<Value> {
        if self.kept_outside.is_empty() {
            return None;
        }
        let same = |path: &&PathId| self.models.path(**path).is_some_and(|known| known.source == source);
        let of = self.kept_outside.keys().filter(same).min_by_key(|path| path.text())?;
        self.kept_at(*of, key)
    }

    /// Call something with these values.
    fn give(&mut self, function: Value, values: &[Value], at: ExprId) -> Value {
        let place = self.place_of(at);
        let argument = |value: &Value| Argument { kind: ArgKind::Positional, value: *value, place, expr: at };
        self.invoke(function, values.iter().map(argument).collect(), place)
    }

    /// `del name`, `del d["key"]`
    pub(super) fn forget(&mut self, target: ExprId) {
        let ast = self.ast();
        match ast[target].kind {
            ExprKind::Name(_) => {
                let Some(frame) = self.frame() else { return };
                let (file, from) = (frame.file, frame.scope);
                if let Some(variable) = self.module().names.variable(target)
                    && let Some(slot) = self.slot(file, variable, from)
                {
                    self.state.set(slot, Held::Value(Value::UNBOUND));
                }
            }
            ExprKind::Attribute { base, name } => {
                let object = self.expr(base);
                self.remove(object, Some(Key::Attribute(name.sym)));
            }
            ExprKind::Subscript { base, index } => {
                let object = self.expr(base);
                if let (ExprKind::Slice { lower, upper, step }, Kind::Object(list)) =
                    (ast[index].kind, object.kind)
                    && self.state.shape(list) == Shape::List
                {
                    self.put_slice(list, [lower, upper, step], None, self.place_of(target));
                    return;
                }
                let key = self.expr(index);
                let key = self.key(key);
                self.remove(object, key);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for item in ast.list(items) {
                    self.forget(*item);
                }
            }
            _ => {
                self.expr(target);
            }
        }
    }

    /// A `def`: decorators, defaults and annotations are evaluated here; decorators of the given files are called.
    pub(super) fn define(&mut self, function: FunctionRef) {
        let ast = self.ast();
        let definition = ast[function.function];
        for param in ast.list(definition.params) {
            self.maybe(param.annotation);
            self.maybe(param.default);
        }
        self.maybe(definition.returns);
        let Some(scope) = self.frame().map(|frame| frame.scope) else { return };
        let mut value = self.closure(Closure::Function(function, scope));
        for decorator in ast.list(definition.decorators).iter().rev() {
            let with = self.expr(*decorator);
            value = self.decorated(with, value, *decorator);
        }
        if let Some(name) = definition.name {
            self.bind_name(name.sym, value);
        }
    }

    pub(super) fn define_class(&mut self, class: ClassRef) {
        let ast = self.ast();
        let definition = ast[class.class];
        self.all(definition.decorators);
        for arg in ast.list(definition.args) {
            self.expr(arg.value);
        }
        let Some(frame) = self.frame() else { return };
        let (file, outer) = (frame.file, frame.scope);
        self.class_scopes.insert(class, outer);
        let scope = self.module().names.class_scope(class.class);
        let inner = self.open(file, scope, Some(outer));
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = inner;
        }
        self.block(definition.body);
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = outer;
        }
        // What the body assigned are the class's attributes.
        let Some(base) = self.scopes.get(inner.0 as usize).map(|scope| scope.base) else { return };
        let names = &self.module().names;
        let object = self.class_object(class);
        for (at, variable) in
            names.scopes.get(scope.0 as usize).map_or(&[][..], |s| &s.variables).iter().enumerate()
        {
            let Some(name) = names.variables.get(variable.0 as usize).map(|variable| variable.name) else {
                continue;
            };
            if let Some(value) = self.state.value(Slot::Variable(base + at as u32)) {
                self.state.set(Slot::Field(object, Key::Attribute(name)), Held::Value(value));
                if matches!(value.kind, Kind::Object(_)) {
                    let given =
                        [Value::new(Kind::Class(class)), self.texts.constant(Const::Str(name.text().into()))];
                    let place = self.place(definition.span);
                    self.by_method(value, "__set_name__", &given, place);
                }
            }
        }
        self.bind_name(definition.name.sym, Value::new(Kind::Class(class)));
    }
}
