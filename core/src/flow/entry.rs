//! Entry points: where an evaluation begins, in rounds whose lists are fixed before they start.

use super::between::{Beginning, Left};
use super::evaluate::{Closure, ENTRY_STEPS, Evaluator};
use super::sinks::At;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::statements::Ends;
use super::trace::{Doubts, Event as Step, Origin};
use super::value::{Kind, Taint, Value};
use crate::intern::{PathId, Sym};
use crate::models::{By, Form, Handler, Params, Pick, Registration};
use crate::project::{Base, ClassRef, FunctionRef, Passed};
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, ParamKind, StmtId};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};
use rustc_hash::FxHashMap;

/// Most places in which entry points leave something behind for others.
const MOST_LEFT: usize = 64;

/// How a function is called from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) function: FunctionRef,
    /// Which parameters hold data, and whose.
    pub(super) params: Option<(Params, Source)>,
    /// What its result becomes.
    responds: Option<(Sink, Form)>,
    /// Whether what it returns is sent to whoever sent the request.
    pub(super) answers: bool,
    /// Doubts whether it is called from outside at all.
    doubts: Doubts,
}

impl Entry {
    fn called_by_nobody(function: FunctionRef) -> Self {
        Self { function, params: None, responds: None, answers: false, doubts: Doubts::NONE }
    }
}

/// Evaluate all entry points of the unit's file.
pub(super) fn run(evaluator: &mut Evaluator<'_, '_>) {
    let module = evaluator.project.module(evaluator.unit);
    let ast = &module.ast;
    let scope = evaluator.module_scope(evaluator.unit);
    evaluator.enter(evaluator.unit, None, scope);
    evaluator.block(ast.body);
    evaluator.rebind_globals();
    let all: Vec<FunctionRef> = (0..ast.functions.len() as u32)
        .map(|function| FunctionRef { file: evaluator.unit, function: FuncId(function) })
        .collect();
    let functions: Vec<FunctionRef> =
        all.iter().copied().filter(|function| ast[function.function].name.is_some()).collect();
    let handlers: Vec<Entry> = all.iter().filter_map(|function| evaluator.handler(*function)).collect();
    let known: FxHashMap<FunctionRef, Entry> =
        handlers.iter().map(|entry| (entry.function, *entry)).collect();
    evaluator.before = evaluator.before_others(&handlers);
    let mut all_left = Vec::with_capacity(handlers.len());
    let mut room = MOST_LEFT;
    for entry in &handlers {
        let mut left = evaluator.start(*entry, &[]);
        left.truncate(room);
        room -= left.len();
        all_left.push(left);
    }
    // Each of them once more, with what the others leave behind.
    if all_left.iter().any(|left| !left.is_empty()) {
        for (at, entry) in handlers.iter().enumerate() {
            let others = all_left.iter().enumerate().filter(|(other, left)| *other != at && !left.is_empty());
            let others: Vec<&[_]> = others.map(|(_, left)| left.as_slice()).collect();
            if !others.is_empty() {
                evaluator.start(*entry, &others);
            }
        }
    }
    let left: Vec<&[_]> = all_left.iter().map(Vec::as_slice).filter(|left| !left.is_empty()).collect();
    // `Thread(target=work).start()`: what runs beside them finds it too.
    for function in functions.iter().copied().filter(|function| !known.contains_key(function)) {
        if !left.is_empty() && !evaluator.project.passed(function).is_empty() {
            evaluator.start(Entry::called_by_nobody(function), &left);
        }
    }
    let uncalled: Vec<FunctionRef> = functions
        .iter()
        .copied()
        .filter(|function| {
            !known.contains_key(function)
                && !evaluator.evaluated.contains(function)
                && evaluator.project.callers_of(*function).is_empty()
        })
        .collect();
    for function in uncalled {
        evaluator.start(Entry::called_by_nobody(function), &left);
    }
    // Lambdas too, which others may call.
    for function in all {
        if !evaluator.evaluated.contains(&function) {
            evaluator.start(Entry::called_by_nobody(function), &left);
        }
    }
}

impl Evaluator<'_, '_> {
    /// Whether the outside calls a function, by the rows of the models.
    fn handler(&mut self, function: FunctionRef) -> Option<Entry> {
        let ast = self.ast();
        let definition = ast[function.function];
        let (mut found, mut doubts) = (None, Doubts::NONE);
        let mut arguments = Vec::new();
        for decorator in ast.list(definition.decorators) {
            let path = self.decorator_path(*decorator);
            if let Some((path, handler)) = path.and_then(|path| Some((path, self.models.decorated(path)?))) {
                // `@cache.get`: of what is not in these files only the name is known; a framework is imported.
                let from = self.models.decorator_of(path);
                let imported = |all: &[(Sym, Handler)]| {
                    let imports = |package: Sym| self.project.imports_package(function.file, package.text());
                    all.iter().find(|(package, _)| imports(*package)).map(|(_, handler)| *handler)
                };
                let known = from.and_then(imported);
                let queued = self.models.path(path).is_some_and(|known| known.queued);
                let sure = !queued && (from.is_none() || known.is_some());
                doubts = if sure { Doubts::NONE } else { Doubts::ASSUMED };
                found = Some(known.map_or(handler, |(_, params, kind)| (handler.0, params, kind)));
                arguments = self.decorator_arguments(*decorator);
            }
        }
        let name = definition.name.map(|name| name.sym);
        if let (None, Some(class), Some(name)) = (found, definition.class, name) {
            let class = ClassRef { file: function.file, class };
            for base in self.project.ancestry(class) {
                let Base::Outside(path) = base else { continue };
                let path = self.canonical(path);
                for handler in self.models.methods_of(path) {
                    let By::Method(_, method) = handler.0 else { continue };
                    let named = match method.strip_suffix('*') {
                        Some("") => !name.text().starts_with('_'),
                        Some(beginning) => name.text().starts_with(beginning),
                        None => name.text() == method,
                    };
                    if named {
                        found = Some(*handler);
                    }
                }
            }
        }
        if found.is_none() {
            let top = definition.class.is_none() && definition.parent.is_none();
            if let Some(name) = name.filter(|_| top) {
                found = self.models.named(name, ast.list(definition.params).len());
            }
            found = self.registered(function).or(found);
        }
        if found.is_none() && name.is_some() {
            found = self.begins(function);
            // A helper of a view has the view's first parameter as well.
            doubts = Doubts::ASSUMED;
        }
        let (by, params, source) = found?;
        let mut responds = self.models.responds().iter();
        let responds =
            responds.find(|(known, _, only_if)| *known == by && self.hold(only_if, None, &arguments));
        let responds = responds.map(|(_, sink, _)| *sink);
        // What only looks like a handler by its parameters returns as often something of its own.
        let answers = source == Source::Request && !matches!(by, By::Begins(..));
        Some(Entry { function, params: Some((params, source)), responds, answers, doubts })
    }

    /// The dotted path of a decorator, called or not.
    fn decorator_path(&mut self, decorator: ExprId) -> Option<PathId> {
        let ast = self.ast();
        let named = match ast[decorator].kind {
            ExprKind::Call { function, .. } => function,
            _ => decorator,
        };
        if let ExprKind::Attribute { base, name } = ast[named].kind {
            let object = self.quietly(base);
            if let Some(path) = self.path_of_attribute(object, name.sym) {
                return Some(path);
            }
            return Some(PathId::root(Sym::new("?")).then(name.sym));
        }
        let value = self.quietly(named);
        value.path()
    }

    /// The handler that a function is by being passed to a registering call, in whatever file that stands.
    fn registered(&mut self, function: FunctionRef) -> Option<Handler> {
        let (project, models) = (self.project, self.models);
        let passed = Some(project.passed(function)).filter(|passed| !passed.is_empty())?;
        // There are many lambdas, and few of them are handlers.
        let named = self.ast()[function.function].name.is_some();
        let may_be = |row: &&Registration| named || passed.iter().any(|passed| passed.name == row.last);
        let mut rows = models.registrations().iter().rev().filter(may_be);
        rows.find(|row| passed.iter().any(|passed| self.registers(row, passed))).map(|row| row.handler)
    }

    fn registers(&mut self, row: &Registration, passed: &Passed) -> bool {
        let picked = match row.pick {
            Pick::Arg(at, name) => {
                passed.position == Some(at) || passed.keyword.is_some_and(|keyword| keyword.text() == name)
            }
            Pick::Named(name) => passed.keyword.is_some_and(|keyword| keyword.text() == name),
            Pick::From(at) => passed.position.is_some_and(|position| position >= at),
            Pick::Any => true,
            Pick::Receiver | Pick::FromButLast(_) | Pick::Filled(_) | Pick::Item(..) | Pick::Expanded => {
                false
            }
        };
        picked
            && match (row.path, passed.to) {
                (None, _) => passed.name == row.last,
                (Some(path), Some(to)) => self.canonical(to) == path,
                // `app.router.add_get("/", handler)`: what `app` is, is not looked at here.
                (Some(_), None) => {
                    passed.name == row.last && self.project.imports_package(passed.file, row.package.text())
                }
            }
    }

    /// Evaluate one entry point, which finds what others left behind, and undo it. Gives what it leaves behind itself.
    fn start(&mut self, entry: Entry, found: &[&[(Slot, Left)]]) -> Vec<(Slot, Left)> {
        self.steps_left = ENTRY_STEPS;
        self.traces.forget_notes();
        let cut_short = self.cut_short;
        let module = self.project.module(entry.function.file);
        let ast = &module.ast;
        let definition = ast[entry.function.function];
        // Before the mark: the object stays for the other methods of its class, as it is now.
        let itself =
            definition.class.map(|class| self.instance(ClassRef { file: entry.function.file, class }));
        self.itself = None;
        let (mark, object, distrusted) = (self.state.mark(), self.state.next_object(), self.distrusted_read);
        self.own_objects = object;
        for left in found {
            self.find(left);
        }
        self.run_before(entry, itself);
        let inner = module.names.function_scope(entry.function.function);
        let outer = match definition.class {
            Some(class) => self.scope_of_class(ClassRef { file: entry.function.file, class }),
            None => self.module_scope(entry.function.file),
        };
        let scope = self.open(entry.function.file, inner, Some(outer));
        self.enter(entry.function.file, Some(entry.function.function), scope);
        if let Some(frame) = self.frames.last_mut() {
            frame.entry = Some(entry);
        }
        self.bind_parameters(entry, itself);
        self.evaluated.insert(entry.function);
        let wrapped = self.wrapped(entry);
        let ends = match definition.value {
            _ if wrapped.is_some_and(|wrapper| self.through(wrapper, entry)) => Ends::Through,
            Some(returned) => {
                let value = self.expr(returned);
                self.respond(value, returned);
                Ends::Through
            }
            None => self.block(definition.body),
        };
        let frame = self.frames.pop();
        let mut leaves = Vec::new();
        if self.distrusted_read != distrusted {
            if let Some(frame) = frame {
                self.ended(frame, ends, mark);
            }
            self.keep_fields();
            if found.is_empty() {
                let variable = self.scopes.get(scope.0 as usize).map_or(0, |scope| scope.base);
                leaves = self.leaves(Beginning { mark, variable, object });
            }
        }
        self.state.undo(mark);
        self.cost.longest = self.cost.longest.max(ENTRY_STEPS - self.steps_left);
        if self.steps_left == 0 && self.cut_short > cut_short {
            let name = self.name_of(entry.function);
            self.limit(
                definition.span,
                format!("`{name}` was not evaluated to its end: it takes too many steps."),
            );
        }
        leaves
    }

    pub(super) fn bind_parameters(&mut self, entry: Entry, itself: Option<(ClassRef, ObjectId)>) {
        let ast = self.ast();
        let definition = ast[entry.function.function];
        let is_static = ast.list(definition.decorators).iter().any(
            |decorator| matches!(ast[*decorator].kind, ExprKind::Name(name) if name.text() == "staticmethod"),
        );
        let mut first_data = 0;
        for (at, param) in ast.list(definition.params).iter().enumerate() {
            let name = param.name.sym;
            if let (0, Some((class, object)), false) = (at, itself, is_static) {
                self.keep_in(class, object);
                self.itself = itself;
                self.bind_name(name, Value::new(Kind::Object(object)));
                first_data = 1;
                continue;
            }
            let place = self.place(param.name.span);
            let source = match entry.params {
                Some((Params::AllButFirst(of) | Params::DeclaredButFirst(of) | Params::FirstIs(of), _))
                    if at == first_data =>
                {
                    self.bind_name(name, Value::new(Kind::Instance(PathId::new(of))));
                    continue;
                }
                Some((Params::LastIs(of), _)) if at + 1 == definition.params.len as usize => {
                    self.bind_name(name, Value::new(Kind::Instance(PathId::new(of))));
                    continue;
                }
                Some((Params::FirstMade(attribute, of), _)) if at == first_data => {
                    let value = self.made_by(itself, attribute, of, place);
                    self.bind_name(name, value);
                    continue;
                }
                Some((Params::FirstRead(attribute), source)) if at == first_data => {
                    let value = match itself {
                        Some((_, object)) => {
                            self.attribute(Value::new(Kind::Object(object)), Sym::new(attribute), place)
                        }
                        None => self.parameter(name, source, place),
                    };
                    self.bind_name(name, value);
                    continue;
                }
                Some((Params::Types(types), source)) => match types.get(at - first_data) {
                    Some(of) => {
                        self.bind_name(name, Value::new(Kind::Instance(PathId::new(of))));
                        continue;
                    }
                    None => Some(source),
                },
                Some((Params::Caught(types), _)) => {
                    let value = match types.get(at - first_data) {
                        Some(of) => Value::new(Kind::Instance(PathId::new(of))),
                        None => self.error_given(name, param.annotation, &definition),
                    };
                    self.bind_name(name, value);
                    continue;
                }
                Some((
                    Params::All | Params::AllButFirst(_) | Params::Declared | Params::DeclaredButFirst(_),
                    source,
                )) => Some(source),
                Some((Params::FirstThen(_, of), _)) if at == first_data + 1 => {
                    self.bind_name(name, Value::new(Kind::Instance(PathId::new(of))));
                    continue;
                }
                Some((Params::First | Params::FirstThen(..), source)) if at == first_data => Some(source),
                Some((Params::First | Params::FirstThen(..) | Params::None | Params::Before { .. }, _)) => {
                    None
                }
                Some((
                    Params::FirstIs(_) | Params::LastIs(_) | Params::FirstMade(..) | Params::FirstRead(_),
                    _,
                ))
                | None => Some(Source::Caller),
            };
            let by_place = matches!(entry.params, Some((Params::All | Params::AllButFirst(_), _)));
            let made =
                by_place && param.annotation.is_some_and(|annotation| self.names_own_class(annotation));
            let off_route = by_place && !entry.doubts.any() && self.is_off_route(entry.function, name);
            let own = made || (off_route && param.default.is_some());
            let source = source.filter(|_| !own);
            let converts = matches!(entry.params, Some((Params::Declared | Params::DeclaredButFirst(_), _)));
            let told = self.declared(name, param.annotation, param.default, source, converts);
            let mut value = match (told, source) {
                (Some(told), _) => told,
                (None, Some(source)) => {
                    let value = self.parameter(name, source, place);
                    match entry.params {
                        Some((Params::FirstThen(of, _), _)) => {
                            Value { kind: Kind::Outside(PathId::new(of)), ..value }
                        }
                        _ => value,
                    }
                }
                (None, None) => Value::UNKNOWN,
            };
            if off_route {
                value.taint.trace = self.traces.doubted(value.taint.trace, Doubts::ASSUMED);
            }
            if let Some((params, _)) = entry.params {
                let before = first_data + usize::from(matches!(params, Params::AllButFirst(_)));
                let converted = self.converted(entry.function, name, at.checked_sub(before));
                value = self.as_let_through(value, converted);
            }
            let value = match param.kind {
                ParamKind::Star | ParamKind::DoubleStar if value.taint.is_some() => {
                    let shape = if param.kind == ParamKind::Star { Shape::Tuple } else { Shape::Dict };
                    let object = self.state.object(shape);
                    self.state.set(Slot::Rest(object), Held::Value(value));
                    self.keep_key(Value::new(Kind::Object(object)), value);
                    Value::new(Kind::Object(object))
                }
                _ => value,
            };
            self.bind_name(name, value);
        }
    }

    pub(super) fn parameter(&mut self, name: Sym, source: Source, place: Place) -> Value {
        let root = self.traces.root(Origin::Read(place, 0), source);
        let doubts = self.frame().and_then(|frame| frame.entry).map_or(Doubts::NONE, |entry| entry.doubts);
        let trace = self.traces.step(Taint::NONE.trace, place, Step::Parameter(source, name), doubts);
        if source != Source::Caller {
            self.has_read(source);
        }
        Value::tainted(Taint { cleaned: Sinks::NONE, root, trace })
    }

    /// The object that methods of a class are evaluated on, as `__init__` makes it of whatever its callers pass.
    pub(super) fn instance(&mut self, class: ClassRef) -> (ClassRef, ObjectId) {
        if let Some(known) = self.instances.get(&class) {
            return (class, *known);
        }
        let object = self.state.object(Shape::Instance(class));
        self.instances.insert(class, object);
        let value = Value::new(Kind::Object(object));
        let place = Place { file: class.file, span: self.project.module(class.file).ast[class.class].span };
        let init = self.class_attribute(class, Sym::new("__init__"), Some(value), place);
        if let Some(Value { kind: Kind::Function(id), .. }) = init
            && let Some(Closure::Bound(function, ..)) = self.closures.get(id.0 as usize).copied()
        {
            let arguments = self.constructed(function);
            self.silent += 1;
            self.invoke(Value::new(Kind::Function(id)), arguments, place);
            self.silent -= 1;
        }
        self.rebind_fields(class, object, place);
        (class, object)
    }

    /// What other methods stored in their object is there too.
    fn keep_in(&mut self, class: ClassRef, object: ObjectId) {
        for (key, kept) in self.kept.get(&class).cloned().unwrap_or_default() {
            let slot = Slot::Field(object, key);
            let joined = self.state.value(slot).map_or(kept, |before| self.join(before, kept));
            self.state.set(slot, Held::Value(joined));
        }
    }

    /// Data that a method stored in its object is there when other methods run.
    fn keep_fields(&mut self) {
        let Some((class, object)) = self.itself.take() else { return };
        let fields: Vec<(Key, Value)> = self.state.fields(object).to_vec();
        for (key, value) in fields {
            let distrusted =
                value.taint.is_some() && self.trust.distrusts(self.traces.source(value.taint.root));
            if !distrusted || !matches!(value.kind, Kind::Unknown | Kind::Outside(_) | Kind::Text(_)) {
                continue;
            }
            let kept = self.kept.entry(class).or_default();
            if kept.iter().all(|(known, _)| *known != key) {
                kept.push((key, Value::tainted(value.taint)));
            }
        }
    }

    /// What a handler returns goes to the outside, as it is where it returns it.
    pub(super) fn respond(&mut self, value: Value, returned: ExprId) {
        let Some(entry) = self.frame().and_then(|frame| frame.entry) else { return };
        let value = self.settled(value);
        match &mut self.held_back {
            Some(held) => held.push((value, returned)),
            None => self.respond_of(entry, value, returned),
        }
    }

    pub(super) fn respond_of(&mut self, entry: Entry, value: Value, returned: ExprId) {
        let (place, stmt) = (self.place_of(returned), self.ast()[returned].stmt);
        match entry.responds {
            Some((sink, form @ (Form::Whole | Form::Pieces)))
                if form == Form::Whole || !self.is_in_pieces(value) =>
            {
                self.respond_headers(value, returned);
                self.respond_with(value, sink, place, stmt);
            }
            Some((sink, Form::Items | Form::Whole | Form::Pieces)) => {
                let is_made_here = matches!(value.kind, Kind::Object(_));
                let value = self.contents(value);
                // `return self.application(environ, start_response)`: another program's answer.
                let last = self.traces.at(value.taint.trace).map(|step| step.event);
                if is_made_here || last != Some(Step::ThroughUnknown) {
                    self.respond_with(Value::tainted(value.taint), sink, place, stmt);
                }
            }
            Some((sink, Form::Described)) => self.respond_described(value, sink, place, stmt),
            None => {}
        }
        if entry.answers {
            self.answer_with(value, place, stmt);
        }
    }

    /// Whether what is sent is a list of pieces.
    fn is_in_pieces(&self, value: Value) -> bool {
        matches!(value.kind, Kind::Object(id) if matches!(self.state.shape(id), Shape::List | Shape::Tuple | Shape::Iterator))
    }

    /// `yield b"<p>" + name`: a piece of what is sent.
    pub(super) fn respond_piece(&mut self, value: Value, yielded: ExprId) {
        let entry = self.frame().and_then(|frame| frame.entry);
        if entry.is_some_and(|entry| matches!(entry.responds, Some((_, Form::Items | Form::Pieces)))) {
            self.respond(value, yielded);
        }
    }

    /// `return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": text}`
    fn respond_described(&mut self, value: Value, sink: Sink, place: Place, stmt: StmtId) {
        if let Some(target) = self.described_location(value) {
            let at = At { whole: place, stmt, callee: Value::UNKNOWN, name: Some(Sym::new("Location")) };
            self.reach(at, target, None, Sink::Redirect, Doubts::NONE);
        }
        if let Some(body) = self.described_page(value).filter(|body| body.taint.is_some()) {
            let body = self.contents(body);
            let whole = self.last_step_within(body.taint, place);
            self.reach(
                At { whole, stmt, callee: Value::UNKNOWN, name: None },
                body,
                None,
                sink,
                Doubts::NONE,
            );
        }
    }

    /// `return {"error": str(error)}, 500`: what a handler returns is shown, a page or not.
    fn answer_with(&mut self, value: Value, place: Place, stmt: StmtId) {
        let value = self.answered(value, place);
        let shown = self.contents(value);
        // Objects are responses, which have sinks of their own.
        let is_object = match value.kind {
            Kind::Object(object) => matches!(self.state.shape(object), Shape::Instance(_)),
            _ => !self.is_text_sent(value),
        };
        if is_object || !self.is_apart(shown.taint) {
            return;
        }
        let whole = self.last_step_within(shown.taint, place);
        self.reach(
            At { whole, stmt, callee: Value::UNKNOWN, name: None },
            value,
            None,
            Sink::Body,
            Doubts::NONE,
        );
    }

    /// Where in what is returned the data was touched last; all of it where it came ready made.
    fn last_step_within(&self, taint: Taint, returned: Place) -> Place {
        let within = |at: &Place| at.file == returned.file && returned.span.holds(at.span);
        let chain = self.traces.chain(taint.trace);
        chain.iter().rev().map(|step| step.place).find(within).unwrap_or(returned)
    }

    /// `return body, 404`
    fn answered(&mut self, value: Value, place: Place) -> Value {
        match value.kind {
            Kind::Object(object) if self.state.shape(object) == Shape::Tuple => {
                self.item(value, Key::Index(0), place)
            }
            _ => value,
        }
    }

    /// Whether what a handler returns is a text, as far as is known, and no response with sinks of its own.
    fn is_text_sent(&self, value: Value) -> bool {
        match value.kind {
            Kind::Unknown | Kind::Text(_) | Kind::Outside(_) => true,
            // What a call gave that passes data on or cleans it.
            Kind::Instance(path) => {
                let known = self.models.path(path).or(self.models.method(path.last()));
                known.is_some_and(|known| known.result.is_some() && known.sinks.is_empty())
            }
            _ => false,
        }
    }

    fn respond_with(&mut self, value: Value, sink: Sink, place: Place, stmt: StmtId) {
        if sink == Sink::Html && self.is_returned_as_no_page(value) {
            return;
        }
        let value = self.answered(value, place);
        if !value.taint.is_some() || !self.is_text_sent(value) {
            return;
        }
        let whole = self.last_step_within(value.taint, place);
        let at = At { whole, stmt, callee: Value::UNKNOWN, name: None };
        self.reach(at, value, None, sink, Doubts::NONE);
    }
}
