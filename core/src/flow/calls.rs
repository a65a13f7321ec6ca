//! Calls: of functions and classes of the given files with the actual arguments, of everything else by the
//! rows of the models.

use super::evaluate::{CALL_DEPTH, Closure, EnvId, Evaluator, Frame};
use super::event::{Argument, Call, Event};
use super::memo::Outcome;
use super::sinks::At;
use super::state::{Held, Key, Shape, Slot};
use super::statements::Ends;
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::project::{ClassRef, FunctionRef, Imported};
use crate::syntax::ast::{Arg, ArgKind, ExprId, ExprKind, FuncId, Get, List, StmtId, StmtKind};
use crate::text::{FileId, Place, Span};

/// How many times calls without data in them are followed from one file into another.
const FOREIGN_DEPTH: usize = 1;
/// The same, into files that import what data of a distrusted source is read of.
const NEAR_DEPTH: usize = 3;
/// How often calls of one function without distrusted data are evaluated, in a file's own functions.
const OWN_WALKS: u32 = 12;
/// The same, in functions of other files.
const FOREIGN_WALKS: u32 = 2;
/// The same, in functions that those call.
const INNER_WALKS: u32 = 1;
/// The same in the functions of a file that holds tests: its own helpers are called by each of them.
const TEST_WALKS: u32 = 2;
/// How often the count of such walks begins anew, for what a function reads has changed.
const MOST_EPOCHS: u32 = 6;
/// How deep a function is followed into itself where a number that is passed is known.
const COUNTED_DEPTH: usize = 5;
/// Most arguments of a call that are followed.
const MOST_ARGUMENTS: usize = 64;

impl Evaluator<'_, '_> {
    /// What an imported path stands for.
    pub(super) fn import(&mut self, file: FileId, path: PathId, level: u32) -> Value {
        if let Some(found) = self.project.import(file, path, level) {
            self.stands_for(found)
        } else {
            let path = self.project.spelled_import(file, path, level);
            self.outside_at(path)
        }
    }

    /// What is imported of something outside.
    fn outside_at(&mut self, path: PathId) -> Value {
        let path = self.canonical(path);
        let known = self.models.path(path);
        match known.map(|known| (known.number, known.letters)) {
            // `from typing import TYPE_CHECKING`, `from string import digits`
            Some((Some(number), _)) => self.texts.constant(Const::Int(number)),
            Some((_, Some(letters))) => self.texts.constant(Const::Str(letters.into())),
            _ => Value::new(Kind::Outside(path)),
        }
    }

    /// What the project knows something to be, as a value.
    pub(super) fn stands_for(&mut self, found: Imported) -> Value {
        match found {
            Imported::Function(function) => self.function_of(function),
            Imported::Class(class) => Value::new(Kind::Class(class)),
            Imported::Instance(class) => self.imported_instance(class),
            Imported::Variable(file, variable) => {
                let scope = self.module_scope(file);
                let written = self.slot(file, variable, scope).and_then(|slot| self.state.value(slot));
                written.unwrap_or_else(|| self.demand(file, variable))
            }
            Imported::Module(file) => Value::new(Kind::Module(file)),
            Imported::Outside(path) => self.outside_at(path),
            Imported::Folder(..) | Imported::Other => Value::UNKNOWN,
        }
    }

    /// A function of a module's top as a value, its decorators applied.
    pub(super) fn function_of(&mut self, function: FunctionRef) -> Value {
        let scope = self.module_scope(function.file);
        let value = self.closure(Closure::Function(function, scope));
        let ast = &self.project.module(function.file).ast;
        let decorators = ast[function.function].decorators;
        if decorators.is_empty() {
            return value;
        }
        self.register_variants(function, value);
        self.within_module(function.file, |this| {
            let mut value = value;
            for decorator in ast.list(decorators).iter().rev() {
                let with = this.quietly(*decorator);
                value = this.decorated(with, value, *decorator);
            }
            value
        })
    }

    /// What `@with` makes of a function: one of the given files is called, any other returns the function.
    pub(super) fn decorated(&mut self, with: Value, function: Value, decorator: ExprId) -> Value {
        self.register(function, decorator);
        match with.kind {
            Kind::Function(_) => {
                let place = self.place_of(decorator);
                let argument =
                    Argument { kind: ArgKind::Positional, value: function, place, expr: decorator };
                let result = self.invoke(with, vec![argument], place);
                if matches!(result.kind, Kind::Function(_) | Kind::Object(_)) { result } else { function }
            }
            _ => function,
        }
    }

    /// The scope in which a class's methods are defined.
    pub(super) fn scope_of_class(&mut self, class: ClassRef) -> EnvId {
        if let Some(scope) = self.class_scopes.get(&class) {
            return *scope;
        }
        self.module_scope(class.file)
    }

    /// Begin to evaluate in a file and scope.
    pub(super) fn enter(&mut self, file: FileId, function: Option<FuncId>, scope: EnvId) {
        self.serial += 1;
        let mark = self.state.mark();
        self.frames.push(Frame {
            module: self.project.module(file),
            file,
            function,
            serial: self.serial,
            scope,
            mark,
            entry: None,
            returned: Vec::new(),
            yields: None,
            waiting: None,
            loops: Vec::new(),
            tries: Vec::new(),
            suppressing: 0,
            rounds: 1,
        });
    }

    pub(super) fn call(
        &mut self,
        id: ExprId,
        function: ExprId,
        args: List<Arg>,
        callee: Value,
        receiver: Option<(Value, ExprId)>,
    ) -> Value {
        let ast = self.ast();
        // An instance of something outside that is called: `pipe(prompt)`.
        let callee = match callee.kind {
            Kind::Instance(_) => self
                .protocol(callee, "__call__")
                .map_or(callee, |path| Value { kind: Kind::Outside(path), ..callee }),
            _ => callee,
        };
        let mut arguments = Vec::with_capacity(args.len as usize);
        for arg in ast.list(args) {
            let value = self.expr(arg.value);
            arguments.push(Argument {
                kind: arg.kind,
                value,
                place: self.place_of(arg.value),
                expr: arg.value,
            });
        }
        if !self.spend() {
            return Value::UNKNOWN;
        }
        let arguments = self.with_known_names(arguments);
        if let Some(choices) = self.choices(callee) {
            return self
                .each_way(choices, |this, one| this.called(id, function, one, receiver, arguments.clone()));
        }
        self.called(id, function, callee, receiver, arguments)
    }

    /// A call whose arguments are evaluated.
    fn called(
        &mut self,
        id: ExprId,
        function: ExprId,
        callee: Value,
        receiver: Option<(Value, ExprId)>,
        arguments: Vec<Argument>,
    ) -> Value {
        let ast = self.ast();
        let name = match (ast[function].kind, callee.kind) {
            // `send = response.set_cookie`, `send("id", key)`
            (ExprKind::Name(_), Kind::Outside(path)) => Some(path.last()),
            (ExprKind::Name(name), _) => Some(name),
            (ExprKind::Attribute { name, .. }, _) => Some(name.sym),
            _ => None,
        };
        let place = self.place_of(id);
        let stmt = ast[id].stmt;
        let at = At { whole: place, stmt, callee, name };
        self.judge(at, receiver.map(|(value, _)| value), &arguments);
        let used = !matches!(ast[stmt].kind, StmtKind::Expr(expr) if expr == id);
        let assumed = self.is_assumed(callee);
        let on = receiver.map(|(value, _)| value);
        self.tell_with(&arguments, |world, arguments| {
            Event::Call(Call {
                place,
                expr: id,
                stmt,
                callee,
                name,
                receiver: on,
                arguments,
                used,
                assumed,
                passed: false,
                world,
            })
        });
        match callee.kind {
            Kind::Function(_) | Kind::Class(_) => self.invoke(callee, arguments, place),
            Kind::Object(object) => self.call_object(object, callee, arguments, place),
            _ => {
                if let (Some((on, of)), Some(name)) = (receiver, name) {
                    if name.text().starts_with("__")
                        && matches!(on.kind, Kind::Unknown | Kind::Instance(_))
                        && let Some(value) = self.by_base(of, name.text(), &arguments, place)
                    {
                        return value;
                    }
                    if let Some(value) = self.store_method(on, name.text(), &arguments, place) {
                        return value;
                    }
                    if let Some(value) = self.match_method(on, name.text(), &arguments, place) {
                        return value;
                    }
                    if let Some(value) = self.container_method(on, name.text(), &arguments, place) {
                        return value;
                    }
                    if let Some(value) = self.text_method(on, name.text(), &arguments, place) {
                        return value;
                    }
                }
                let receiver = receiver.filter(|(on, _)| !self.is_kept_by(*on, name, callee));
                let given = self.outside(callee, name, receiver, &arguments, place);
                self.as_converted(callee, &arguments, given, place)
            }
        }
    }

    /// Whether what is called is no method of an object but something that it was given: `self.translate = plugin.translate`.
    /// That does not see the object.
    fn is_kept_by(&self, on: Value, name: Option<Sym>, callee: Value) -> bool {
        let (Kind::Object(id), Some(name)) = (on.kind, name) else { return false };
        callee.kind == Kind::Unknown
            && matches!(self.state.shape(id), Shape::Instance(_))
            && self.state.value(Slot::Field(id, Key::Attribute(name))).is_some()
    }

    /// Python 2's `exec code`, told as the call `exec(code)`.
    pub(super) fn exec(&mut self, stmt: StmtId, code: ExprId, scopes: List<ExprId>) {
        let value = self.expr(code);
        self.all(scopes);
        let arguments =
            vec![Argument { kind: ArgKind::Positional, value, place: self.place_of(code), expr: code }];
        let place = self.place(self.ast()[stmt].span);
        let callee = Value::new(Kind::Outside(PathId::new("exec")));
        let name = Some(Sym::new("exec"));
        self.judge(At { whole: place, stmt, callee, name }, None, &arguments);
        self.tell_with(&arguments, |world, arguments| {
            Event::Call(Call {
                place,
                expr: code,
                stmt,
                callee,
                name,
                receiver: None,
                arguments,
                used: false,
                assumed: false,
                passed: false,
                world,
            })
        });
    }

    fn call_object(
        &mut self,
        object: super::state::ObjectId,
        callee: Value,
        arguments: Vec<Argument>,
        place: Place,
    ) -> Value {
        if let Shape::Instance(class) = self.state.shape(object)
            && let Some(call) = self.class_attribute(class, Sym::new("__call__"), Some(callee), place)
        {
            return self.invoke(call, arguments, place);
        }
        // `Point = type("Point", (), {"x": 1})`, `Point()`
        if self.state.shape(object) == Shape::Dict && arguments.is_empty() {
            return self.copied(callee, 0);
        }
        self.unknown_result(None, &arguments, place)
    }

    /// Call a function or class of the given files.
    pub(super) fn invoke(&mut self, callee: Value, arguments: Vec<Argument>, place: Place) -> Value {
        match callee.kind {
            Kind::Function(id) => match self.closures.get(id.0 as usize).copied() {
                Some(Closure::Function(function, scope)) => {
                    if !self.variants.is_empty()
                        && let Some(variants) = self.variants.get(&id).cloned()
                    {
                        return self.dispatched(callee, variants, &arguments, place);
                    }
                    self.call_function(function, scope, arguments, place)
                }
                Some(Closure::Bound(function, scope, object)) => {
                    let mut all =
                        vec![Argument { kind: ArgKind::Positional, value: object, place, expr: ExprId(0) }];
                    all.extend(arguments);
                    self.call_function(function, scope, all, place)
                }
                Some(Closure::Partial(inner, given)) => {
                    let mut all = Vec::new();
                    for (key, value) in self.state.fields(given).to_vec() {
                        let kind = match key {
                            Key::Text(name) => {
                                let name = crate::syntax::ast::Name { sym: name, span: place.span };
                                ArgKind::Keyword(name)
                            }
                            _ => ArgKind::Positional,
                        };
                        all.push(Argument { kind, value, place, expr: ExprId(0) });
                    }
                    all.extend(arguments);
                    self.invoke(inner, all, place)
                }
                Some(Closure::Method(of, name)) => self.call_method(of, name, &arguments, place),
                Some(Closure::Record(names)) => self.recorded(names, &arguments, place),
                Some(Closure::OneOf(choices)) => self.any_of(choices, &arguments, place),
                Some(Closure::Getter(keys, items)) => self.got(keys, items, &arguments, place),
                None => Value::UNKNOWN,
            },
            Kind::Class(class) => self.instantiate(class, arguments, place),
            Kind::Object(object) => self.call_object(object, callee, arguments, place),
            _ => {
                self.judge_passed(callee, &arguments, place);
                self.outside(callee, callee.path().map(PathId::last), None, &arguments, place)
            }
        }
    }

    /// Evaluate a function with the actual arguments.
    pub(super) fn call_function(
        &mut self,
        function: FunctionRef,
        scope: EnvId,
        arguments: Vec<Argument>,
        place: Place,
    ) -> Value {
        let nested = self
            .frames
            .iter()
            .filter(|f| (f.file, f.function) == (function.file, Some(function.function)))
            .count();
        // What decorators have put around an entry point does not count.
        let begun = self.frames.iter().rposition(|frame| frame.entry.is_some()).unwrap_or(0);
        let calls = self.frames.iter().skip(begun).filter(|frame| frame.function.is_some()).count();
        // `def build(path, depth)`, called with a number that is known, comes to its end by itself.
        let counts = |argument: &Argument| matches!(self.texts.get(argument.value), Some(Const::Int(_)));
        let deepest = if nested >= 2 && arguments.iter().any(counts) { COUNTED_DEPTH } else { 2 };
        if calls >= CALL_DEPTH || nested >= deepest {
            self.cut_short += 1;
            if nested < deepest && arguments.iter().any(|arg| self.matters(self.seen(arg.value))) {
                self.too_deep(function);
            }
            return self.unknown_result(None, &arguments, place);
        }
        let mut arguments = arguments;
        if !self.givers.contains(&function) && !arguments.iter().any(|arg| self.brings_data(arg.value, 0)) {
            // What happens in another file is told by that file's own evaluation, unless distrusted data is
            // passed there; and after so many calls of one function the next tells nothing new. How a test calls
            // the program tells nothing of how others do.
            let foreign = function.file != self.unit;
            let hops = self.frames.windows(2).filter(|pair| pair[0].file != pair[1].file).count();
            let far = self.tests_others
                || (hops >= FOREIGN_DEPTH && (hops >= NEAR_DEPTH || !self.imports_distrusted(function.file)));
            let deep = foreign && function.file != self.file() && far;
            let epoch = self.epoch.min(MOST_EPOCHS);
            let (walked, last) = self.walked.entry(function).or_insert((0, epoch));
            if *last != epoch {
                (*walked, *last) = (0, epoch);
            }
            *walked += 1;
            let walks = match (foreign, hops) {
                (false, _) if self.tests_others => TEST_WALKS,
                (false, _) => OWN_WALKS,
                (true, 0) => FOREIGN_WALKS,
                (true, _) => INNER_WALKS,
            };
            if deep || *walked > walks {
                // What a call of the same constants came to is known exactly.
                let constants =
                    arguments.iter().all(|argument| matches!(argument.value.kind, Kind::Known(_)));
                if constants
                    && let Some(key) = self.memo_key(function, &arguments)
                    && let Some(known) = self.remembered.get(&key)
                {
                    let known = *known;
                    self.exited |= !known.returns;
                    return self.recalled(known, &arguments);
                }
                // `def is_local(name): return name in ["", settings.name]` says it at once.
                if !constants || arguments.is_empty() || !self.is_one_expression(function) {
                    return self.coarse(function, &arguments, place);
                }
            }
        }
        let key = if self.is_within_function(scope) { None } else { self.memo_key(function, &arguments) };
        if let Some(known) = key.as_ref().and_then(|key| self.remembered.get(key)) {
            let known = *known;
            self.exited |= !known.returns;
            return self.recalled(known, &arguments);
        }
        arguments.truncate(MOST_ARGUMENTS);
        let (mark, object) = (self.state.mark(), self.state.next_object());
        let cut_short = self.cut_short;
        let exited = std::mem::take(&mut self.exited);
        let ast = &self.project.module(function.file).ast;
        let inner = self.project.module(function.file).names.function_scope(function.function);
        let inner = self.open(function.file, inner, Some(scope));
        let frame = self.scopes.get(inner.0 as usize).map_or(0, |scope| scope.base);
        let (sources, distrusted) = (self.sources_read, self.distrusted_read);
        let data: Vec<Taint> =
            arguments.iter().map(|arg| arg.value.taint).filter(|taint| taint.is_some()).collect();
        if self.awaited.is_some_and(|entry| entry.function == function) {
            self.given_once(function, &mut arguments);
        }
        let bound = self.parameters(function, scope, arguments);
        let yields = ast[function.function].is_generator.then(|| self.generator(place));
        let waits = yields.is_some() && self.entering == Some(place) && self.waits(function);
        self.enter(function.file, Some(function.function), inner);
        for (name, value) in bound {
            self.bind_name(name, value);
        }
        self.evaluated.insert(function);
        let definition = ast[function.function];
        let entry = self.awaited.take_if(|entry| entry.function == function);
        if let Some(frame) = self.frames.last_mut() {
            frame.yields = yields;
            frame.waiting = waits.then(Vec::new);
            frame.entry = entry;
        }
        let ends = match definition.value {
            Some(value) => {
                let value = self.expr(value);
                if !std::mem::take(&mut self.exited) {
                    self.leave(value);
                }
                Ends::Away
            }
            None => self.block(definition.body),
        };
        // What a statement of its own left says nothing of whoever calls it.
        self.exited = exited;
        let waiting = self.frames.last_mut().and_then(|frame| frame.waiting.take());
        let result = self.finish(ends);
        if let Some(given) = &mut self.given {
            given.call = Some(place);
        }
        if let (Some(all), Some(waiting)) = (yields, waiting) {
            self.suspend(all, function, inner, waiting);
        }
        if self.distrusted_read != distrusted {
            self.givers.insert(function);
        }
        let Some((mut value, mut returns)) = result else { return Value::UNKNOWN };
        if let Some(all) = yields {
            if self.texts.get(value) != Some(&Const::None) {
                let returned = Key::Attribute(Sym::new(super::expressions::RETURNED));
                self.state.set(Slot::Field(all, returned), Held::Value(value));
            }
            (value, returns) = (Value::new(Kind::Object(all)), true);
        } else {
            value = self.doubt_own_sanitizer(function, value, &data, place);
            value = self.doubt_own_check(function, value, &data);
            if value.taint.is_some() {
                value = self.stepped(value, place, Step::Returned(function), Doubts::NONE);
            }
        }
        self.exited |= !returns;
        if let Some(key) = key {
            let plain =
                !matches!(value.kind, Kind::Object(_) | Kind::Function(_) | Kind::Test(_) | Kind::Text(_));
            if plain && !self.matters(value) {
                let kind = if matches!(value.kind, Kind::Known(_)) { Kind::Literal } else { value.kind };
                let data = value.taint.is_some();
                self.usual.insert(function, Outcome { kind, data, returns });
            }
            if plain
                && !self.matters(value)
                && self.cut_short == cut_short
                && self.sources_read == sources
                && !self.state.wrote_outside(mark, frame, object)
            {
                let data = value.taint.is_some();
                self.remembered.insert(key, Outcome { kind: value.kind, data, returns });
            }
        }
        value
    }

    /// Whether all that a function does is to return one expression.
    fn is_one_expression(&self, function: FunctionRef) -> bool {
        let ast = &self.project.module(function.file).ast;
        let is_text =
            |stmt: StmtId| matches!(ast[stmt].kind, StmtKind::Expr(expr) if ast.text_of(expr).is_some());
        match ast.list(ast[function.function].body) {
            [only] => matches!(ast[*only].kind, StmtKind::Return(_)),
            [text, last] => is_text(*text) && matches!(ast[*last].kind, StmtKind::Return(_)),
            _ => false,
        }
    }

    /// Say that data was not followed into a function, at the function of this file from which calls lead there.
    fn too_deep(&mut self, function: FunctionRef) {
        if self.silent > 0 || !self.deep.insert(function) {
            return;
        }
        let unit = self.unit;
        let entry = self.frames.iter().find(|frame| frame.file == unit && frame.function.is_some());
        let ast = &self.project.module(unit).ast;
        let Some(span) = entry.and_then(|frame| frame.function).map(|function| ast[function].span) else {
            return;
        };
        let name = self.name_of(function);
        self.limit(
            span,
            format!(
                "Calls more than {CALL_DEPTH} deep are not followed: data is not followed into `{name}`."
            ),
        );
    }

    /// What a call of a generator gives one by one. Nothing else is made at a place without length.
    fn generator(&mut self, call: Place) -> super::state::ObjectId {
        let span = Span { end: call.span.start, ..call.span };
        self.allocate(Place { span, ..call }, Shape::Iterator)
    }

    /// The function in which code stands, for the words of a trace.
    pub(super) fn class_around(&self, function: FunctionRef) -> Option<ClassRef> {
        let class = self.project.module(function.file).ast[function.function].class?;
        Some(ClassRef { file: function.file, class })
    }
}
