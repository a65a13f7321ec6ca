//! What validators have let through: fields of forms and schemas by what they declare, documents by a schema.
//!
//! ```python
//! class Order(FlaskForm):
//!     tool = StringField(validators=[AnyOf(["ls", "ps"])])
//!
//! if form.validate_on_submit():
//!     os.system(form.tool.data)         # "ls" or "ps"
//! jsonschema.validate(body, {"properties": {"tool": {"enum": ["ls", "ps"]}}})
//! os.system(body["tool"])               # the same
//! ```

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::sinks::picked;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::tests::{Proof, Test};
use super::trace::{Doubts, Event as Step, Origin, RootId, StepId};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::judging::{Judged, Schema, Tells, Vetting};
use crate::models::{Known, Pick};
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sinks, Source};
use rustc_hash::FxHashMap;

/// How deep validators are looked for in others: `validate.And(validate.Length(max=9), validate.Regexp("[a-z]+"))`.
const DEPTH: u32 = 4;

/// What was judged in one evaluation.
#[derive(Debug, Default)]
pub(super) struct Vetted {
    /// Forms that were asked whether they are valid, each with what stands for its being so.
    forms: FxHashMap<ObjectId, RootId>,
    /// The field of a valid form that was read last.
    read: Option<(ObjectId, ClassRef, Sym, Kind)>,
    /// The schemas by which objects judge, by the step that made them.
    schemas: FxHashMap<StepId, Value>,
}

impl Evaluator<'_, '_> {
    /// For which kinds of sink data is harmless that the declaration of a field, or a validator, lets through.
    pub(super) fn lets_through(&mut self, field: ExprId) -> Sinks {
        self.lets_through_within(field, DEPTH)
    }

    fn lets_through_within(&mut self, field: ExprId, depth: u32) -> Sinks {
        let Some(depth) = depth.checked_sub(1) else { return Sinks::NONE };
        let ast = self.ast();
        let (function, args) = match ast[field].kind {
            ExprKind::Call { function, args } => (function, ast.list(args)),
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                let all = ast.list(items).iter();
                return all.fold(Sinks::NONE, |all, item| all.or(self.lets_through_within(*item, depth)));
            }
            _ => return Sinks::NONE,
        };
        let path = self.quietly(function).path().map(|path| self.canonical(path));
        let known = path.and_then(|path| self.models.path(path));
        let mut sinks = match known.and_then(|known| known.vets) {
            Some((_, Vetting::Always(sinks))) => sinks,
            Some((pick, how)) => {
                let mut given = Vec::with_capacity(args.len());
                for arg in args {
                    let (value, place) = (self.quietly(arg.value), self.place_of(arg.value));
                    given.push(Argument { kind: arg.kind, value, place, expr: arg.value });
                }
                match (how, picked(pick, None, &given).first()) {
                    (Vetting::Pattern(how), Some((pattern, _))) => self.by_applied(*pattern, how, ""),
                    (Vetting::OneOf, Some((all, _))) if self.is_constant(*all) => Sinks::ALL,
                    _ => Sinks::NONE,
                }
            }
            None => Sinks::NONE,
        };
        for arg in args {
            let looked_into = match arg.kind {
                ArgKind::Keyword(name) => matches!(name.sym.text(), "validators" | "validate"),
                ArgKind::Positional => true,
                _ => false,
            };
            if looked_into {
                sinks = sinks.or(self.lets_through_within(arg.value, depth));
            }
        }
        sinks
    }

    /// What a pattern lets through, compiled or not.
    fn by_applied(&mut self, pattern: Value, how: crate::pattern::Use, behind: &str) -> Sinks {
        match (pattern.kind, self.texts.get(pattern).and_then(Const::as_str)) {
            (Kind::Pattern(id), _) => self.patterns.lets_through_compiled(id, how),
            (_, Some(text)) => {
                let text = format!("{text}{behind}");
                self.patterns.lets_through(&text, how)
            }
            _ => Sinks::NONE,
        }
    }

    /// What a function that a field names as its validator leaves of its data.
    pub(super) fn checked_by_function(
        &mut self,
        function: Value,
        form: Value,
        data: Value,
        place: Place,
    ) -> Value {
        let own = match function.kind {
            Kind::Function(id) => match self.closures.get(id.0 as usize) {
                Some(Closure::Function(function, _)) => Some(*function),
                _ => None,
            },
            _ => None,
        };
        let takes = |function: FunctionRef| {
            let ast = &self.project.module(function.file).ast;
            ast[function.function].params.len
        };
        let values = match own.map(takes) {
            Some(1) => vec![data],
            Some(2) => vec![form, self.field_with(data)],
            _ => {
                let trace = self.traces.doubted(data.taint.trace, Doubts::OWN_SANITIZER);
                return Value { taint: Taint { trace, ..data.taint }, ..data };
            }
        };
        let argument = |value| Argument { kind: ArgKind::Positional, value, place, expr: ExprId(0) };
        let (exited, mark) = (self.exited, self.state.mark());
        let told = self.invoke(function, values.into_iter().map(argument).collect(), place);
        self.assume(told, true);
        let value = self.settled(data);
        self.state.undo(mark);
        self.exited = exited;
        value
    }

    /// A field of a form that holds some data: `def validate_name(form, field)`.
    fn field_with(&mut self, data: Value) -> Value {
        let field = self.state.object(Shape::Dict);
        self.state.set(Slot::Field(field, Key::Attribute(Sym::new("data"))), Held::Value(data));
        Value::new(Kind::Object(field))
    }

    /// `Schema().load(body)`: the items of a document, or of each of several, as the fields of a class declare them.
    pub(super) fn loaded(
        &mut self,
        schema: Value,
        path: PathId,
        document: Value,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let Kind::Object(id) = schema.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        let passed = picked(Pick::Named("many"), None, arguments).first().map(|(value, _)| *value);
        let many = passed.or_else(|| self.state.value(Slot::Field(id, Key::Attribute(Sym::new("many")))));
        let of = |value: Value| Value { kind: Kind::Outside(path), taint: value.taint };
        if many.is_some_and(|many| self.truth(many) == Some(true)) {
            let each = self.part(document, place);
            let each = self.by_fields(schema, class, of(each), place);
            let each = self.finished(schema, class, each, place);
            return Some(self.in_rest(each, place));
        }
        let loaded = self.by_fields(schema, class, of(document), place);
        Some(self.finished(schema, class, loaded, place))
    }

    /// `@post_load def make(self, data, **options)`: what a method of the class makes of what was loaded.
    fn finished(&mut self, schema: Value, class: ClassRef, loaded: Value, place: Place) -> Value {
        for base in self.project.ancestry(class).collect::<Vec<_>>() {
            let Base::Class(owner) = base else { continue };
            let ast = &self.project.module(owner.file).ast;
            for stmt in ast.list(ast[owner.class].body) {
                let StmtKind::Function(method) = ast[*stmt].kind else { continue };
                let Some(name) = ast[method].name else { continue };
                let finishes = ast.list(ast[method].decorators).iter().any(|decorator| {
                    let named = match ast[*decorator].kind {
                        ExprKind::Call { function, .. } => function,
                        _ => *decorator,
                    };
                    let path = self.within_module(owner.file, |this| this.quietly(named)).path();
                    let known = path.map(|path| self.canonical(path)).and_then(|path| self.models.path(path));
                    known.is_some_and(|known| known.finishes)
                });
                if finishes
                    && let Some(made_by) = self.class_attribute(class, name.sym, Some(schema), place)
                    && matches!(made_by.kind, Kind::Function(_))
                {
                    let data = Argument { kind: ArgKind::Positional, value: loaded, place, expr: ExprId(0) };
                    let exited = self.exited;
                    let made = self.invoke(made_by, vec![data], place);
                    self.exited = exited;
                    return made;
                }
            }
        }
        loaded
    }

    /// A field of a form is read.
    pub(super) fn reads_field(&mut self, form: Value, class: ClassRef, name: Sym, field: Kind) {
        self.vetted.read = match form.kind {
            Kind::Object(id) if self.is_valid_form(form) => Some((id, class, name, field)),
            _ => None,
        };
    }

    /// Whether forms have been asked whether they are valid.
    pub(super) fn has_judged_forms(&self) -> bool {
        !self.vetted.forms.is_empty()
    }

    /// Whether a form has been found valid on the way here.
    pub(super) fn is_valid_form(&self, form: Value) -> bool {
        let Kind::Object(id) = form.kind else { return false };
        self.vetted.forms.get(&id).is_some_and(|root| !self.state.proof(*root).0.is_empty())
    }

    /// Whether data of a class's fields is as they declare it only once the form was found valid.
    pub(super) fn is_to_be_judged(&self, path: PathId) -> bool {
        let judge = path.parent().and_then(|of| self.models.path(of.then(Sym::new("validate"))));
        judge.is_some_and(|known| matches!(known.judges, Some((Judged::Form, _))))
    }

    /// What the data of a field is that was just read of a valid form.
    pub(super) fn of_valid_field(&mut self, of: Kind, name: Sym, data: Value, place: Place) -> Value {
        match self.vetted.read.take() {
            Some((form, class, field, kind))
                if kind == of && name.text() == "data" && data.taint.is_some() =>
            {
                self.by_declaration(Value::new(Kind::Object(form)), class, field, data, place)
            }
            _ => data,
        }
    }

    /// What a call has judged by what rows say; none where that is nothing.
    pub(super) fn judged(
        &mut self,
        known: &Known,
        path: Option<PathId>,
        receiver: Option<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let (what, tells) = known.judges?;
        let passed = |pick| picked(pick, receiver, arguments).first().map(|(value, _)| *value);
        let mut proofs: Vec<Proof> = Vec::new();
        match what {
            Judged::Form => {
                let form = self.form_of(receiver, arguments)?;
                let made = Origin::Made(RootId::NOBODY, place);
                let root = self.traces.root(made, Source::Request);
                let root = *self.vetted.forms.entry(form).or_insert(root);
                proofs.push(Proof { root, sinks: Sinks::ALL, doubts: Doubts::NONE });
            }
            Judged::ByFields(document) => {
                let Kind::Object(form) = receiver?.kind else { return None };
                let Shape::Instance(class) = self.state.shape(form) else { return None };
                let document = passed(document)?;
                for field in self.declared_names(class) {
                    let Some(item) = self.data_named(document, field, place) else { continue };
                    let vetted = self.by_declaration(receiver?, class, field, item, place);
                    proofs.push(Proof {
                        root: item.taint.root,
                        sinks: vetted.taint.cleaned,
                        doubts: Doubts::NONE,
                    });
                }
            }
            Judged::Document { document, schema, words } => {
                let kept = || receiver.and_then(|on| self.vetted.schemas.get(&on.taint.trace).copied());
                let schema = passed(schema).or_else(kept)?;
                let document = passed(document)?;
                self.by_schema(document, schema, words, place, DEPTH, &mut proofs);
            }
            Judged::Kept(schema) => {
                let schema = passed(schema)?;
                let trace = self.traces.step(StepId::NONE, place, Step::Through(path?), Doubts::NONE);
                self.vetted.schemas.insert(trace, schema);
                let of = known.gives().or(path)?;
                return Some(Value { kind: Kind::Instance(of), taint: Taint { trace, ..Taint::NONE } });
            }
        }
        match tells {
            Tells::Raises => {
                for proof in proofs {
                    self.prove(proof);
                }
                Some(self.texts.constant(Const::None))
            }
            Tells::True => Some(self.test(Test { when_true: proofs, ..Test::default() })),
            Tells::Empty => Some(self.test(Test { when_false: proofs, ..Test::default() })),
        }
    }

    /// The form whose method is called: `form.validate()`, `Form.validate(form)`, and `super().validate()` in one of its own.
    fn form_of(&mut self, receiver: Option<Value>, arguments: &[Argument]) -> Option<ObjectId> {
        let object = |this: &Self, value: Value| match value.kind {
            Kind::Object(id) => {
                let itself = this.views.get(&id).map_or(value.kind, |itself| itself.kind);
                let Kind::Object(id) = itself else { return None };
                matches!(this.state.shape(id), Shape::Instance(_)).then_some(id)
            }
            _ => None,
        };
        let given = receiver.into_iter().chain(arguments.first().map(|first| first.value));
        given.into_iter().find_map(|value| object(self, value)).or_else(|| {
            let itself = self.first_parameter()?;
            object(self, itself)
        })
    }

    /// An item of a document that is somebody's data.
    fn data_named(&mut self, document: Value, name: Sym, place: Place) -> Option<Value> {
        let key = self.texts.constant(Const::Str(name.text().into()));
        let item = self.item_of(document, key, place);
        item.taint.is_some().then_some(item)
    }

    /// What is shown of the items of a document that a schema lets through.
    fn by_schema(
        &mut self,
        document: Value,
        schema: Value,
        words: &Schema,
        place: Place,
        depth: u32,
        proofs: &mut Vec<Proof>,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let items = match words.under {
            Some(under) => self.entry(schema, under),
            None => Some(schema),
        };
        let Some(Kind::Object(items)) = items.map(|items| items.kind) else { return };
        for (key, says) in self.state.fields(items).to_vec() {
            let Key::Text(name) = key else { continue };
            let Some(item) = self.data_named(document, name, place) else { continue };
            let sinks = self.says(says, words);
            if !sinks.is_empty() {
                proofs.push(Proof { root: item.taint.root, sinks, doubts: Doubts::NONE });
            }
            if words.under.is_some() {
                self.by_schema(item, says, words, place, depth, proofs);
            }
        }
    }

    /// For which kinds of sink an item is harmless of which a schema says this.
    fn says(&mut self, of_item: Value, words: &Schema) -> Sinks {
        let mut sinks = Sinks::NONE;
        for word in words.one_of {
            if self.entry(of_item, word).is_some_and(|values| self.is_constant(values)) {
                sinks = Sinks::ALL;
            }
        }
        let (pattern, how, behind) = words.pattern;
        if let Some(pattern) = self.entry(of_item, pattern) {
            sinks = sinks.or(self.by_applied(pattern, how, behind));
        }
        let kind = self.entry(of_item, words.kind);
        match kind.and_then(|kind| self.texts.get(kind)).and_then(Const::as_str) {
            Some(kind) if words.numbers.contains(&kind) => sinks.or(crate::models::NUMBER),
            Some("string") => sinks.or(Sinks::TEXT),
            _ => sinks,
        }
    }

    fn entry(&self, dict: Value, key: &str) -> Option<Value> {
        let Kind::Object(id) = dict.kind else { return None };
        self.state.value(Slot::Field(id, Key::Text(Sym::new(key))))
    }

    /// What a method leaves of a field's data that is given the field: `def validate_name(self, field)`.
    pub(super) fn checked_as_field(&mut self, method: Value, data: Value, place: Place) -> Value {
        let field = self.field_with(data);
        let argument = Argument { kind: ArgKind::Positional, value: field, place, expr: ExprId(0) };
        let (exited, mark) = (self.exited, self.state.mark());
        self.invoke(method, vec![argument], place);
        let value = self.settled(data);
        self.state.undo(mark);
        self.exited = exited;
        value
    }
}
