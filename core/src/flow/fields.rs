//! Forms and parsers: what their fields declare, the data that they give under these names is.
//!
//! `n = forms.IntegerField()` in the class makes `form.cleaned_data["n"]` a number, `def clean_n(self)` checks it; so does
//! `parser.add_argument("n", type=int)` of `parser.parse_args().n`.

use super::evaluate::{Closure, Evaluator, Frame};
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::trace::{Doubts, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::{Annotation, Effect};
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{Arg, ArgKind, Ast, Expr, ExprId, ExprKind, FuncId, Get, Stmt, StmtKind};
use crate::text::{FileId, Place};
use crate::vocabulary::Sinks;

/// What a field gives.
#[derive(Debug, Clone, Copy)]
enum Field {
    /// Data that is harmless for some kinds of sink: `n = forms.IntegerField()`.
    Cleaned(Sinks),
    /// An instance of something: `upload = forms.FileField()`.
    Made(PathId),
    /// An object of the program's own: `owner = forms.ModelChoiceField(users)`.
    Own,
    /// What it declares, once a method of the form's own, or something that is not known, has looked at it.
    Checked(Option<Sym>),
    /// The same of a function that the field names.
    By(FileId, ExprId),
    /// The fields of another class, or a list of such: `lines = Nested(Line, many=True)`.
    Nested(ClassRef, bool),
    /// A list of data that is harmless for some kinds of sink: `counts = List(Integer())`.
    EachCleaned(Sinks),
    /// No field: what a method of the form's own puts among the data.
    Put,
}

/// How deep documents within documents are followed.
const NESTED: u32 = 3;

/// With what the names of methods begin that check a field.
const CHECKED_BY: &str = "validate_";

impl Evaluator<'_, '_> {
    /// Data that an object of a class gives under the names of its fields, as they declare it; the same where rows say
    /// nothing of that, or nothing is known of any field.
    pub(super) fn by_fields(&mut self, form: Value, class: ClassRef, data: Value, place: Place) -> Value {
        self.by_fields_within(form, class, data, place, NESTED)
    }

    fn by_fields_within(
        &mut self,
        form: Value,
        class: ClassRef,
        data: Value,
        place: Place,
        depth: u32,
    ) -> Value {
        let (Kind::Outside(path), Some(depth)) = (data.kind, depth.checked_sub(1)) else { return data };
        let checked_by = self.models.path(path).and_then(|known| known.by_fields);
        let Some(checked_by) = checked_by.filter(|_| data.taint.is_some()) else { return data };
        if self.is_to_be_judged(path) && !self.is_valid_form(form) {
            return data;
        }
        let fields = self.fields_of(class, checked_by, path.last());
        if fields.is_empty() {
            return data;
        }
        // What is within another is made at the same place.
        let whole = depth + 1 == NESTED;
        let dict = if whole { self.allocate(place, Shape::Dict) } else { self.state.object(Shape::Dict) };
        let within = self.checked_here(checked_by);
        for (name, field) in fields {
            let slot = Slot::Field(dict, Key::Text(name));
            let before = self.state.value(slot).unwrap_or_else(|| {
                let part = self.part_of(data, Which::Text(name));
                Value::tainted(part.taint)
            });
            let value = match field {
                // The method itself sees what was not checked.
                Field::Checked(_) if within == Some(name.text()) => before,
                // One method asks for what another looks at.
                Field::Checked(Some(_)) if within.is_some() => self.doubted(before),
                Field::Nested(inner, many) => {
                    let of = if many { self.part(before, place) } else { before };
                    let of = Value { kind: data.kind, ..of };
                    let schema = Value::new(Kind::Class(inner));
                    let items = self.by_fields_within(schema, inner, of, place, depth);
                    if many { self.list_of(items) } else { items }
                }
                _ => self.as_declared(field, form, class, before, place),
            };
            self.state.set(slot, Held::Value(value));
        }
        self.state.set(Slot::Rest(dict), Held::Value(Value::tainted(data.taint)));
        Value::new(Kind::Object(dict))
    }

    /// A list of such items that nothing else refers to.
    fn list_of(&mut self, item: Value) -> Value {
        let list = self.state.object(Shape::List);
        self.add(list, item);
        Value::new(Kind::Object(list))
    }

    /// What a field makes of data.
    fn as_declared(
        &mut self,
        field: Field,
        form: Value,
        class: ClassRef,
        before: Value,
        place: Place,
    ) -> Value {
        let taint = before.taint;
        match field {
            Field::Cleaned(sinks) => {
                Value { taint: Taint { cleaned: taint.cleaned.or(sinks), ..taint }, ..before }
            }
            Field::Made(of) => Value { kind: Kind::Instance(of), ..before },
            Field::Own => Value::UNKNOWN,
            Field::Nested(..) => before,
            Field::EachCleaned(sinks) => {
                let item = self.part(before, place);
                let cleaned = item.taint.cleaned.or(sinks);
                self.list_of(Value { taint: Taint { cleaned, ..item.taint }, ..item })
            }
            Field::Checked(Some(method)) => self.checked_by(method, class, form, before, place),
            Field::Checked(None) | Field::Put => self.doubted(before),
            Field::By(file, validator) => {
                let function = self.within_module(file, |this| this.quietly(validator));
                self.checked_by_function(function, form, before, place)
            }
        }
    }

    /// Data of which something unknown may have made something else.
    pub(super) fn doubted(&mut self, value: Value) -> Value {
        let trace = self.traces.doubted(value.taint.trace, Doubts::OWN_SANITIZER);
        Value { taint: Taint { trace, ..value.taint }, ..value }
    }

    /// What the field of that name makes of data.
    pub(super) fn by_declaration(
        &mut self,
        form: Value,
        class: ClassRef,
        name: Sym,
        data: Value,
        place: Place,
    ) -> Value {
        let mut value = data;
        for (of, field) in self.fields_of(class, CHECKED_BY, name) {
            if of == name {
                value = self.as_declared(field, form, class, value, place);
            }
        }
        value
    }

    /// The fields of a class that declare something.
    pub(super) fn declared_names(&mut self, class: ClassRef) -> Vec<Sym> {
        let mut names: Vec<Sym> = Vec::new();
        for (name, _) in self.fields_of(class, CHECKED_BY, Sym::new(CHECKED_BY)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The field whose own method is being evaluated.
    fn checked_here(&self, checked_by: &str) -> Option<&'static str> {
        let field = |frame: &Frame| {
            let function = FunctionRef { file: frame.file, function: frame.function? };
            self.name_of(function).strip_prefix(checked_by)
        };
        self.frames.iter().rev().find_map(field)
    }

    /// `@field_validator("name")`: what the methods of a class make of what its fields are filled with.
    pub(super) fn checked_fields(&mut self, class: ClassRef, object: ObjectId, place: Place) {
        for base in self.project.ancestry(class).collect::<Vec<_>>() {
            let Base::Class(owner) = base else { continue };
            let ast = &self.project.module(owner.file).ast;
            for stmt in ast.list(ast[owner.class].body) {
                let StmtKind::Function(method) = ast[*stmt].kind else { continue };
                let Some(name) = ast[method].name else { continue };
                for field in self.names_that_it_checks(owner, method) {
                    let slot = Slot::Field(object, Key::Attribute(field));
                    let Some(data) = self.state.value(slot) else { continue };
                    let form = Value::new(Kind::Object(object));
                    let value = self.checked_by(name.sym, class, form, data, place);
                    self.state.set(slot, Held::Value(value));
                }
                for field in self.names_that_it_refuses(owner, method, object) {
                    let slot = Slot::Field(object, field);
                    let Some(data) = self.state.value(slot) else { continue };
                    let value = self.doubted(data);
                    self.state.set(slot, Held::Value(value));
                }
            }
        }
    }

    /// `@model_validator(mode="after")`: the fields of which a method that raises asks for others' sake. When it does, is
    /// not looked at.
    fn names_that_it_refuses(&mut self, owner: ClassRef, method: FuncId, object: ObjectId) -> Vec<Key> {
        let ast = &self.project.module(owner.file).ast;
        let checks = ast.list(ast[method].decorators).iter().any(|decorator| {
            let named = match ast[*decorator].kind {
                ExprKind::Call { function, .. } => function,
                _ => *decorator,
            };
            let path = self.within_module(owner.file, |this| this.quietly(named)).path();
            let known = path.and_then(|path| self.models.path(self.canonical(path)));
            known.is_some_and(|known| known.checks_fields)
        });
        let raises =
            |stmt: &Stmt| stmt.function == Some(method) && matches!(stmt.kind, StmtKind::Raise { .. });
        if !checks || !ast.stmts.iter().any(raises) {
            return Vec::new();
        }
        let fields = self.state.fields(object).iter().filter(|(_, value)| value.taint.is_some());
        let names: Vec<Sym> = fields
            .filter_map(|(key, _)| match key {
                Key::Attribute(name) => Some(*name),
                _ => None,
            })
            .collect();
        let within = |expr: &Expr| ast[expr.stmt].function == Some(method);
        let mut asked: Vec<Key> = Vec::new();
        for (at, expr) in ast.exprs.iter().enumerate().filter(|(_, expr)| within(expr)) {
            let name = match expr.kind {
                ExprKind::Attribute { name, .. } => Some(name.sym),
                ExprKind::Constant(_) => ast.text_of(ExprId(at as u32)).map(Sym::new),
                _ => None,
            };
            asked.extend(name.filter(|name| names.contains(name)).map(Key::Attribute));
        }
        asked.dedup();
        asked
    }

    /// `@field_validator("name")`: the fields that a method checks by its decorators.
    fn names_that_it_checks(&mut self, owner: ClassRef, method: FuncId) -> Vec<Sym> {
        let ast = &self.project.module(owner.file).ast;
        let mut names = Vec::new();
        for decorator in ast.list(ast[method].decorators) {
            let ExprKind::Call { function, args } = ast[*decorator].kind else { continue };
            let path = self.within_module(owner.file, |this| this.quietly(function)).path();
            let path = path.map(|path| self.canonical(path));
            let known = path.and_then(|path| self.models.path(path));
            if known.is_some_and(|known| known.checks_field) {
                names.extend(ast.list(args).iter().filter_map(|arg| ast.text_of(arg.value)).map(Sym::new));
            }
        }
        names
    }

    /// What the form's own method makes of a field's data: `def clean_name(self)`, `def validate_name(self, value)`.
    fn checked_by(&mut self, method: Sym, class: ClassRef, form: Value, data: Value, place: Place) -> Value {
        let Some(Value { kind: Kind::Function(function), .. }) =
            self.class_attribute(class, method, Some(form), place)
        else {
            return data;
        };
        let takes = |function: FunctionRef| {
            let ast = &self.project.module(function.file).ast;
            ast[function.function].params.len
        };
        let given = match self.closures.get(function.0 as usize) {
            Some(Closure::Bound(function, ..)) if takes(*function) < 2 => Vec::new(),
            _ => vec![Argument { kind: ArgKind::Positional, value: data, place, expr: ExprId(0) }],
        };
        let method = Value::new(Kind::Function(function));
        if self.is_valid_form(form) {
            return self.checked_as_field(method, data, place);
        }
        let exited = self.exited;
        let value = self.invoke(method, given, place);
        self.exited = exited;
        // It gives nothing: it has only looked at it.
        if matches!(self.texts.get(value), Some(Const::None)) { self.settled(data) } else { value }
    }

    /// Data whose parts are as calls of a method in this file declare them:
    /// `parser.add_argument("--mode", choices=["fast", "safe"])`. Where several declare one name, all count.
    pub(super) fn by_declarations(&mut self, method: &str, data: Value, place: Place) -> Value {
        let Some(file) = self.frame().map(|frame| frame.file).filter(|_| data.taint.is_some()) else {
            return data;
        };
        let ast = &self.project.module(file).ast;
        let mut parts: Vec<(Sym, Sinks)> = Vec::new();
        for expr in &ast.exprs {
            let ExprKind::Call { function, args } = expr.kind else { continue };
            let ExprKind::Attribute { name, .. } = ast[function].kind else { continue };
            if name.sym.text() != method {
                continue;
            }
            let args = ast.list(args);
            let Some(part) = declared_name(ast, args) else { continue };
            let sinks =
                self.within_module(file, |this| Some(this.declared_by_call(args))).unwrap_or(Sinks::NONE);
            match parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, known)) => *known = known.and(sinks),
                None => parts.push((part, sinks)),
            }
        }
        parts.retain(|(_, sinks)| !sinks.is_empty());
        if parts.is_empty() {
            return data;
        }
        let dict = self.allocate(place, Shape::Dict);
        for (name, sinks) in parts {
            let part = self.part_of(data, Which::Text(name));
            let part = Value::tainted(Taint { cleaned: part.taint.cleaned.or(sinks), ..part.taint });
            self.state.set(Slot::Field(dict, Key::Text(name)), Held::Value(part));
            self.state.set(Slot::Field(dict, Key::Attribute(name)), Held::Value(part));
        }
        self.state.set(Slot::Rest(dict), Held::Value(Value::tainted(data.taint)));
        Value::new(Kind::Object(dict))
    }

    /// For which kinds of sink the part is harmless that a call declares.
    fn declared_by_call(&mut self, args: &[Arg]) -> Sinks {
        let named = |name: &str| {
            let is = |arg: &&Arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == name);
            args.iter().find(is).map(|arg| arg.value)
        };
        let switch = named("action").and_then(|action| self.ast().text_of(action));
        if matches!(switch, Some("store_true" | "store_false" | "store_const" | "count")) {
            return Sinks::ALL;
        }
        if let Some(choices) = named("choices") {
            let choices = self.quietly(choices);
            let known = self.known_items(choices).unwrap_or_default();
            return if !known.is_empty() && known.iter().all(|choice| self.is_constant(*choice)) {
                Sinks::ALL
            } else {
                Sinks::NONE
            };
        }
        let converted = named("type").and_then(|of| self.quietly(of).path());
        match converted.and_then(|path| self.models.path(path)).and_then(|known| known.result) {
            Some(Effect::Cleaned(sinks)) => sinks,
            _ => Sinks::NONE,
        }
    }

    /// The fields of a class of which something is known; first what they declare, then which are checked.
    fn fields_of(&mut self, class: ClassRef, checked_by: &str, data: Sym) -> Vec<(Sym, Field)> {
        let mut fields: Vec<(Sym, Field)> = Vec::new();
        let mut checked: Vec<(Sym, Field)> = Vec::new();
        let (mut declared, mut put) = (Vec::new(), Vec::new());
        for base in self.project.ancestry(class).collect::<Vec<_>>() {
            let Base::Class(owner) = base else { continue };
            let ast = &self.project.module(owner.file).ast;
            for stmt in ast.list(ast[owner.class].body) {
                match ast[*stmt].kind {
                    StmtKind::Assign { targets, value } => {
                        let [target] = ast.list(targets) else { continue };
                        let ExprKind::Name(name) = ast[*target].kind else { continue };
                        declared.push(name);
                        if fields.iter().any(|(known, _)| *known == name) {
                            continue;
                        }
                        if let Some(field) = self.within_module(owner.file, |this| this.declared_by(value)) {
                            fields.push((name, field));
                        }
                        let asked = self.within_module(owner.file, |this| this.asked_of(value));
                        checked.extend(asked.into_iter().map(|field| (name, field)));
                    }
                    StmtKind::Function(method) => {
                        let Some(name) = ast[method].name else { continue };
                        let by_name = name.sym.text().strip_prefix(checked_by).map(Sym::new);
                        let by_decorator = self.names_that_it_checks(owner, method);
                        for field in by_name.into_iter().chain(by_decorator) {
                            checked.push((field, Field::Checked(Some(name.sym))));
                        }
                    }
                    _ => {}
                }
            }
            put.extend(put_by_methods(ast, owner, data));
        }
        fields.extend(checked);
        put.retain(|name| !declared.contains(name));
        fields.extend(put.into_iter().map(|name| (name, Field::Put)));
        fields
    }

    fn declared_by(&mut self, value: ExprId) -> Option<Field> {
        let ExprKind::Call { function, args } = self.ast()[value].kind else { return None };
        let args = self.ast().list(args);
        let first = args.first().filter(|arg| arg.kind == ArgKind::Positional).map(|arg| arg.value);
        let made_by = self.quietly(function);
        if let Kind::Class(class) = made_by.kind {
            return Some(Field::Nested(class, self.takes_many(args)));
        }
        let path = made_by.path()?;
        let path = self.canonical(path);
        let sinks = self.lets_through(value);
        match self.models.path(path).and_then(|known| known.annotation) {
            Some(Annotation::Cleaned(cleaned)) => Some(Field::Cleaned(cleaned.or(sinks))),
            Some(Annotation::Gives(of)) => Some(Field::Made(PathId::new(of))),
            Some(Annotation::Own) => Some(Field::Own),
            Some(Annotation::Nested) => {
                let (class, many) = match self.ast()[first?].kind {
                    ExprKind::Call { function, args } => {
                        (self.quietly(function), self.takes_many(self.ast().list(args)))
                    }
                    _ => (self.quietly(first?), false),
                };
                let Kind::Class(class) = class.kind else { return None };
                Some(Field::Nested(class, many || self.takes_many(args)))
            }
            Some(Annotation::Each) => match self.declared_by(first?)? {
                Field::Nested(class, _) => Some(Field::Nested(class, true)),
                Field::Cleaned(sinks) => Some(Field::EachCleaned(sinks)),
                _ => None,
            },
            _ => (!sinks.is_empty()).then_some(Field::Cleaned(sinks)),
        }
    }

    /// Whether a field holds several of what it declares: `Nested(Line, many=True)`.
    fn takes_many(&mut self, args: &[Arg]) -> bool {
        let many =
            args.iter().find(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "many"));
        many.is_some_and(|arg| {
            let value = self.quietly(arg.value);
            self.truth(value) == Some(true)
        })
    }

    /// `url = forms.CharField(validators=[is_ours])`: what looks at a field's data by functions, or may do so.
    fn asked_of(&mut self, field: ExprId) -> Vec<Field> {
        let (ast, file) = (self.ast(), self.file());
        let ExprKind::Call { args, .. } = ast[field].kind else { return Vec::new() };
        let mut asked = Vec::new();
        for arg in ast.list(args) {
            let named = matches!(arg.kind, ArgKind::Keyword(name) if matches!(name.sym.text(), "validators" | "validate"));
            let all = match ast[arg.value].kind {
                ExprKind::List(items) | ExprKind::Tuple(items)
                    if named || arg.kind == ArgKind::Positional =>
                {
                    ast.list(items).to_vec()
                }
                _ if named => vec![arg.value],
                _ => continue,
            };
            for validator in all {
                match ast[validator].kind {
                    ExprKind::Lambda(_) | ExprKind::Name(_) | ExprKind::Attribute { .. } => {
                        asked.push(Field::By(file, validator));
                    }
                    ExprKind::Call { function, .. } => {
                        let path = self.quietly(function).path().map(|path| self.canonical(path));
                        let known = path.and_then(|path| self.models.path(path));
                        if named && known.is_none_or(|known| known.vets.is_none()) {
                            asked.push(Field::Checked(None));
                        }
                    }
                    _ if named => asked.push(Field::Checked(None)),
                    _ => {}
                }
            }
        }
        asked
    }
}

/// `cleaned_data["owner"] = find(..)` in a method: under which names methods of a class write among its data.
fn put_by_methods(ast: &Ast, class: ClassRef, data: Sym) -> Vec<Sym> {
    let is_data = |of: ExprId| match ast[of].kind {
        ExprKind::Name(name) => name == data,
        ExprKind::Attribute { name, .. } => name.sym == data,
        _ => false,
    };
    let own = |function: FuncId| ast[function].class == Some(class.class);
    let mut names = Vec::new();
    for stmt in ast.stmts.iter().filter(|stmt| stmt.function.is_some_and(own)) {
        let StmtKind::Assign { targets, .. } = stmt.kind else { continue };
        for target in ast.list(targets) {
            if let ExprKind::Subscript { base, index } = ast[*target].kind
                && is_data(base)
                && let Some(name) = ast.text_of(index)
            {
                names.push(Sym::new(name));
            }
        }
    }
    names
}

/// Under which name the part is read that a call declares: `"--dry-run"` is `dry_run`.
fn declared_name(ast: &Ast, args: &[Arg]) -> Option<Sym> {
    let dest = args.iter().find(|arg| matches!(arg.kind, ArgKind::Keyword(key) if key.sym.text() == "dest"));
    if let Some(dest) = dest {
        return ast.text_of(dest.value).map(Sym::new);
    }
    let names =
        args.iter().filter(|arg| arg.kind == ArgKind::Positional).filter_map(|arg| ast.text_of(arg.value));
    let names: Vec<&str> = names.collect();
    let long = names.iter().find(|name| name.starts_with("--")).or(names.first())?;
    Some(Sym::new(&long.trim_start_matches('-').replace('-', "_")))
}
