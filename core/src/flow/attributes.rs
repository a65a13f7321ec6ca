//! What classes of the given files have: methods, properties, descriptors, what is written into them; and what data has.

use super::evaluate::{Closure, Evaluator, Frame};
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::trace::{Doubts, Event as Step, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::Params;
use crate::names::BindingKind;
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{Arg, ArgKind, Ast, ExprId, ExprKind, FuncId, Get};
use crate::text::Place;
use crate::vocabulary::{Sink, Source};

/// How many steps of data on its way are looked back at most.
const MOST_STEPS_BACK: u32 = 16;

impl Evaluator<'_, '_> {
    /// Whether an object has no attributes but those that are known: one of a class of the given files, which is below no
    /// other.
    pub(super) fn is_all_known(&self, object: Value) -> bool {
        let Kind::Object(id) = object.kind else { return false };
        let Shape::Instance(class) = self.state.shape(id) else { return false };
        !self.state.is_several(id)
            && self.state.value(Slot::Rest(id)).is_none()
            && self.project.ancestry(class).all(|base| matches!(base, Base::Class(_)))
    }

    /// `super()`: the same object, seen as its base.
    pub(super) fn parent_of(&mut self, class: ClassRef, itself: Value) -> Value {
        // What comes next in the order of the object's own class, which may be one below this one.
        let own = match itself.kind {
            Kind::Object(id) => match self.state.shape(id) {
                Shape::Instance(own) => own,
                _ => class,
            },
            _ => class,
        };
        let is_this = |base: &Base| matches!(base, Base::Class(known) if *known == class);
        let own = if self.project.ancestry(own).any(|base| is_this(&base)) { own } else { class };
        let behind = self.project.ancestry(own).skip_while(|base| !is_this(base)).skip(1);
        let base = behind.into_iter().find_map(|base| match base {
            Base::Class(class) => Some(class),
            Base::Outside(_) | Base::Unknown => None,
        });
        match (base, itself.kind) {
            // `super().make()` in a method of the class.
            (Some(base), Kind::Class(_)) => Value::new(Kind::Class(base)),
            (Some(base), Kind::Object(_)) => {
                let view = self.state.object(Shape::Instance(base));
                // Writes through the view must reach the object: its fields are looked up there too.
                self.views.insert(view, itself);
                Value::new(Kind::Object(view))
            }
            // `super().request(url)` of a class that is made from one of a library.
            _ => match self.project.bases(class) {
                [Base::Outside(path)] if path.names().len() > 1 => Value::new(Kind::Instance(*path)),
                _ => Value::UNKNOWN,
            },
        }
    }

    /// The setter of a property: `@name.setter`.
    pub(super) fn setter(&mut self, object: Value, name: Sym) -> Option<Value> {
        let Kind::Object(id) = object.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        for base in self.project.ancestry(class) {
            let Base::Class(owner) = base else { continue };
            let module = self.project.module(owner.file);
            let names = &module.names;
            let Some(variable) = self.project.class_variable(owner, name) else { continue };
            let setter = names.bindings(variable).iter().find_map(|binding| match binding.kind {
                BindingKind::Function(function) if accessor(&module.ast, function) == Some("setter") => {
                    Some(FunctionRef { file: owner.file, function })
                }
                _ => None,
            })?;
            let scope = self.scope_of_class(ClassRef { file: setter.file, class: owner.class });
            return Some(self.closure(Closure::Bound(setter, scope, object)));
        }
        None
    }

    /// An attribute that a class or one of its bases has; a function bound to the object, if there is one.
    /// `class A(metaclass=M)`: what `M.__getattr__` gives for a name that `A` does not have.
    pub(super) fn by_metaclass(
        &mut self,
        class: ClassRef,
        itself: Value,
        name: Sym,
        place: Place,
    ) -> Option<Value> {
        let ast = &self.project.module(class.file).ast;
        let is_meta =
            |arg: &&Arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "metaclass");
        let meta = ast.list(ast[class.class].args).iter().find(is_meta)?.value;
        let meta = self.within_module(class.file, |this| this.quietly(meta));
        let Kind::Class(meta) = meta.kind else { return None };
        let getter = self.class_attribute(meta, Sym::new("__getattr__"), Some(itself), place)?;
        let name = self.texts.constant(Const::Str(name.text().into()));
        let given = Argument { kind: ArgKind::Positional, value: name, place, expr: ExprId(0) };
        matches!(getter.kind, Kind::Function(_)).then(|| self.invoke(getter, vec![given], place))
    }

    /// Whether the sender of data has no say in one of its items: `data, address = sock.recvfrom(4096)`.
    pub(super) fn is_own_item(&self, of: PathId, key: Key) -> bool {
        let Key::Index(at) = key else { return false };
        self.models.path(of).is_some_and(|known| known.is_own(&at.to_string()))
    }

    /// An attribute of an object that may be of several classes: that of any of them.
    pub(super) fn of_either_class(
        &mut self,
        object: ObjectId,
        name: Sym,
        itself: Value,
        place: Place,
    ) -> Option<Value> {
        let classes = self.either_class.get(&object)?.clone();
        let mut found: Vec<Value> = Vec::new();
        for class in classes {
            if let Some(value) = self.class_attribute(class, name, Some(itself), place)
                && !found.contains(&value)
            {
                found.push(value);
            }
        }
        let first = found.first().copied()?;
        self.choice(&found)
            .or_else(|| Some(found.iter().skip(1).fold(first, |before, value| self.join(before, *value))))
    }

    pub(super) fn class_attribute(
        &mut self,
        class: ClassRef,
        name: Sym,
        object: Option<Value>,
        place: Place,
    ) -> Option<Value> {
        for base in self.project.ancestry(class) {
            let Base::Class(owner) = base else { continue };
            if let Some(known) = self.classes.get(&owner) {
                let value = self.state.value(Slot::Field(*known, Key::Attribute(name)));
                match value {
                    Some(value) if !matches!(value.kind, Kind::Function(_)) => {
                        return Some(self.described(value, class, object, place));
                    }
                    // `Class.method = function`
                    Some(value) => {
                        if let Some(method) = self.put_there(value, owner, object) {
                            return Some(method);
                        }
                    }
                    None => {}
                }
            }
            let Some(variable) = self.project.class_variable(owner, name) else { continue };
            let names = &self.project.module(owner.file).names;
            let method = names.bindings(variable).iter().rev().find_map(|binding| match binding.kind {
                // `@name.setter` is not what reading the name gives.
                BindingKind::Function(function)
                    if accessor(&self.project.module(owner.file).ast, function).is_none() =>
                {
                    Some(FunctionRef { file: owner.file, function })
                }
                _ => None,
            });
            return Some(match method {
                Some(method) => self.method(method, class, object, place),
                None => {
                    let held = self.demand(owner.file, variable);
                    self.described(held, class, object, place)
                }
            });
        }
        let models = self.models;
        let mut paths = self.project.ancestry(class).filter_map(|base| match base {
            Base::Outside(path) => {
                let path = self.canonical(path);
                models.has_members(path).then(|| self.canonical(path.then(name)))
            }
            Base::Class(_) | Base::Unknown => None,
        });
        let path = paths.find(|path| models.path(*path).is_some())?;
        let value = Value::new(Kind::Outside(path));
        Some(self.read(value, path, None, place))
    }

    /// `data.name`, where nothing else is known of the data.
    pub(super) fn attribute_of_data(&mut self, data: Value, name: Sym) -> Value {
        let part = self.part_of(data, Which::Attribute(name));
        // What stands in an address has no attributes: `def hook(request, page): page.title`.
        if !self.is_from_address(data) {
            return part;
        }
        let trace = self.traces.doubted(part.taint.trace, Doubts::ASSUMED);
        Value { taint: Taint { trace, ..part.taint }, ..part }
    }

    /// Whether a value is what a function is taken to be given of a request's address: `def show(request, id)`.
    fn is_from_address(&self, value: Value) -> bool {
        let mut step = self.traces.at(value.taint.trace);
        for _ in 0..MOST_STEPS_BACK {
            step = match step.map(|step| (step.event, step.previous)) {
                Some((Step::Assigned(_) | Step::Passed(..) | Step::Returned(_) | Step::Stored, previous)) => {
                    self.traces.at(previous)
                }
                _ => break,
            };
        }
        let step = step.map(|step| step.event);
        let given = |frame: &Frame| {
            frame.entry.is_some_and(|entry| matches!(entry.params, Some((Params::AllButFirst(_), _))))
        };
        matches!(step, Some(Step::Parameter(Source::Request, _))) && self.frames.iter().any(given)
    }

    /// What a class holds, as reading it gives it: of a descriptor what its `__get__` does.
    fn described(&mut self, held: Value, class: ClassRef, object: Option<Value>, place: Place) -> Value {
        let given = [object.unwrap_or(Value::UNKNOWN), Value::new(Kind::Class(class))];
        self.by_method(held, "__get__", &given, place).unwrap_or(held)
    }

    /// `setattr(order, name, value)`: under a name of somebody's choice it may write over any attribute.
    pub(super) fn set_named(&mut self, object: Value, key: Option<Sym>, name: Value, value: Value) {
        self.store(object, key.map(Key::Attribute), value);
        let Kind::Object(id) = object.kind else { return };
        let chosen = key.is_none() && self.matters(name) && !self.harmless(name.taint).holds(Sink::Name);
        if !chosen || !self.matters(value) {
            return;
        }
        for (key, held) in self.state.fields(id).to_vec() {
            if matches!(key, Key::Attribute(_)) && !matches!(held.kind, Kind::Object(_) | Kind::Function(_)) {
                let either = self.join(held, value);
                self.state.set(Slot::Field(id, key), Held::Value(either));
            }
        }
    }

    /// `order.size = data`, where the class holds a descriptor that has `__set__`.
    pub(super) fn set_by_descriptor(&mut self, object: Value, name: Sym, value: Value, place: Place) -> bool {
        let Kind::Object(id) = object.kind else { return false };
        let Shape::Instance(class) = self.state.shape(id) else { return false };
        for base in self.project.ancestry(class) {
            let Base::Class(owner) = base else { continue };
            let known = self.classes.get(&owner);
            let written = known.and_then(|known| self.state.value(Slot::Field(*known, Key::Attribute(name))));
            let held = match written {
                Some(held) => held,
                None => {
                    let names = &self.project.module(owner.file).names;
                    let Some(variable) = names.in_scope(names.class_scope(owner.class), name) else {
                        continue;
                    };
                    let held = self.demand(owner.file, variable);
                    let called = self.texts.constant(Const::Str(name.text().into()));
                    self.by_method(held, "__set_name__", &[Value::new(Kind::Class(owner)), called], place);
                    held
                }
            };
            return held.kind != object.kind
                && self.by_method(held, "__set__", &[object, value], place).is_some();
        }
        false
    }

    /// A function that was written into a class from elsewhere, as its method.
    fn put_there(&mut self, function: Value, class: ClassRef, object: Option<Value>) -> Option<Value> {
        let Kind::Function(id) = function.kind else { return None };
        let Some(Closure::Function(of, scope)) = self.closures.get(id.0 as usize).copied() else {
            return None;
        };
        if self.class_around(of) == Some(class) {
            return None;
        }
        Some(match object {
            Some(object) => self.closure(Closure::Bound(of, scope, object)),
            None => function,
        })
    }

    /// A method as its class gives it: bound, static, of the class, or a property's value.
    fn method(&mut self, method: FunctionRef, class: ClassRef, object: Option<Value>, place: Place) -> Value {
        let scope = self.scope_of_class(ClassRef { file: method.file, class: class.class });
        let ast = &self.project.module(method.file).ast;
        let (mut bound, mut property) = (true, false);
        for decorator in ast.list(ast[method.function].decorators) {
            let name = match ast[*decorator].kind {
                ExprKind::Name(name) => name.text(),
                ExprKind::Attribute { name, .. } => name.sym.text(),
                _ => continue,
            };
            match name {
                "staticmethod" => bound = false,
                "classmethod" => {
                    let class = Value::new(Kind::Class(class));
                    return self.closure(Closure::Bound(method, scope, class));
                }
                "property" | "cached_property" | "hybrid_property" => property = true,
                _ => {}
            }
        }
        match object {
            Some(object) if bound => {
                let object =
                    Value { taint: Taint { trace: super::trace::StepId::NONE, ..object.taint }, ..object };
                let closure = self.closure(Closure::Bound(method, scope, object));
                if property { self.invoke(closure, Vec::new(), place) } else { closure }
            }
            _ => self.closure(Closure::Function(method, scope)),
        }
    }

    /// The object that holds what is assigned to a class itself.
    pub(super) fn class_object(&mut self, class: ClassRef) -> ObjectId {
        if let Some(known) = self.classes.get(&class) {
            return *known;
        }
        let object = self.state.object(Shape::Instance(class));
        self.classes.insert(class, object);
        object
    }
}

/// Of `@name.setter` and `@name.deleter` the last word.
fn accessor(ast: &Ast, function: FuncId) -> Option<&'static str> {
    ast.list(ast[function].decorators).iter().find_map(|decorator| match ast[*decorator].kind {
        ExprKind::Attribute { name, .. } if matches!(name.sym.text(), "setter" | "deleter") => {
            Some(name.sym.text())
        }
        _ => None,
    })
}
