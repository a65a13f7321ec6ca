//! Statements: assignments, branches, loops, exceptions.

use super::evaluate::{Evaluator, Loop};
use super::guards::WORD;
use super::raising::{Raised, Try};
use super::state::{Changes, Held, Slot};
use super::tests::{Proof, evidence};
use super::trace::{Doubts, Event as Step, Origin, RootId, StepId, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId};
use crate::names::VarId;
use crate::project::{ClassRef, FunctionRef};
use crate::syntax::ast::{ExprId, ExprKind, Get, Handler, List, StmtId, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};
use rustc_hash::FxHashMap;

/// How a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At its end: the next statement follows.
    Through,
    /// Elsewhere: it returned, raised, broke out or went on with the loop.
    Away,
}

/// Most walks of a loop's body before its state is taken as it is.
const LOOP_WALKS: u32 = 4;

impl Evaluator<'_, '_> {
    pub(super) fn block(&mut self, block: List<StmtId>) -> Ends {
        self.each_statement(self.ast().list(block))
    }

    /// Statements in a row.
    pub(super) fn each_statement(&mut self, statements: &[StmtId]) -> Ends {
        for stmt in statements {
            if self.statement(*stmt) == Ends::Away {
                return Ends::Away;
            }
        }
        Ends::Through
    }

    fn statement(&mut self, id: StmtId) -> Ends {
        if !self.spend() {
            return Ends::Through;
        }
        self.cost.statements += 1;
        let ast = self.ast();
        match ast[id].kind {
            StmtKind::Expr(expr) => {
                self.exited = false;
                self.expr(expr);
                if std::mem::take(&mut self.exited) {
                    return Ends::Away;
                }
            }
            StmtKind::Assign { targets, value } => {
                self.exited = false;
                let written = self.expr(value);
                if std::mem::take(&mut self.exited) {
                    return Ends::Away;
                }
                for target in ast.list(targets) {
                    self.assign(id, *target, written, Some(value));
                }
            }
            StmtKind::Annotated { target, annotation, value } => {
                // `name: constr(regex="^[a-z]+$")`: of a class or module, Python evaluates it.
                if matches!(ast[annotation].kind, ExprKind::Call { .. } | ExprKind::Subscript { .. })
                    && self.frame().is_some_and(|frame| frame.function.is_none())
                {
                    self.expr(annotation);
                }
                let annotated = self.annotated(annotation);
                if let Some(value) = value {
                    let written = self.expr(value);
                    let written =
                        if written == Value::UNKNOWN { annotated.unwrap_or(written) } else { written };
                    self.assign(id, target, written, Some(value));
                }
            }
            StmtKind::Augmented { target, operator, value } => {
                let before = self.expr(target);
                let by = self.expr(value);
                let place = self.place(ast[id].span);
                let (at, by) = (self.place_of(target), [(by, self.place_of(value))]);
                let after = self.operate(before, at, operator, &by, place);
                let ways =
                    self.ways_on(target, |this, before| this.operate(before, at, operator, &by, place));
                self.assign(id, target, after, Some(value));
                if let Some((variable, ways)) = ways {
                    self.remember_ways(variable, ways);
                }
            }
            StmtKind::Return(value) => {
                let value = match value {
                    Some(returned) => {
                        self.exited = false;
                        let value = self.expr(returned);
                        // `return {"a": 1}["b"]`, `return abort(404)`: nothing is.
                        if std::mem::take(&mut self.exited) {
                            return Ends::Away;
                        }
                        self.respond(value, returned);
                        value
                    }
                    None => self.texts.constant(Const::None),
                };
                self.leave(value);
                return Ends::Away;
            }
            StmtKind::Raise { exception, cause } => {
                let raised = exception.map_or(Value::UNKNOWN, |exception| self.expr(exception));
                let cause = cause.map(|cause| self.expr(cause));
                self.raise(exception, raised, cause);
                return Ends::Away;
            }
            StmtKind::Delete(exprs) => {
                for expr in ast.list(exprs) {
                    self.forget(*expr);
                }
            }
            StmtKind::Print(exprs) => self.all(exprs),
            StmtKind::Assert { test, message } => {
                let value = self.condition(test);
                self.maybe(message);
                self.assume(value, true);
            }
            StmtKind::If { arms, otherwise } => return self.branches(ast.list(arms), otherwise),
            StmtKind::For { target, iterable, body, otherwise, .. } => {
                let iterated = self.expr(iterable);
                return self.for_loop(id, target, iterated, body, otherwise);
            }
            StmtKind::While { test, body, otherwise } => return self.while_loop(test, body, otherwise),
            StmtKind::With { items, body, .. } => {
                let mut suppresses = false;
                let mut opened = Vec::new();
                for item in ast.list(items) {
                    let around = self.entering.replace(self.place_of(item.context));
                    let context = self.expr(item.context);
                    self.entering = around;
                    if matches!(context.kind, Kind::Object(_)) {
                        opened.push((context, self.place_of(item.context)));
                    }
                    suppresses |= context.instance_of() == Some(PathId::new("contextlib.suppress"));
                    if let Some(target) = item.target {
                        let bound = self.entered(context, self.place_of(item.context));
                        self.assign(id, target, bound, None);
                    }
                }
                let ends = if suppresses { self.suppressed(body) } else { self.block(body) };
                for (context, place) in opened.into_iter().rev() {
                    if let Kind::Object(id) = context.kind {
                        self.go_on_behind_yield(id);
                    }
                    if ends == Ends::Through {
                        self.left(context, place);
                    }
                }
                return ends;
            }
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                return self.try_statement(body, ast.list(handlers), otherwise, finally);
            }
            StmtKind::Match { subject, cases } => {
                let value = self.expr(subject);
                return self.cases(value, ast.list(cases));
            }
            StmtKind::Function(function) => self.define(FunctionRef { file: self.file(), function }),
            StmtKind::Class(class) => self.define_class(ClassRef { file: self.file(), class }),
            StmtKind::TypeAlias { value, .. } => {
                self.expr(value);
            }
            StmtKind::Exec { code, scopes } => self.exec(id, code, scopes),
            StmtKind::Break => {
                self.jump(true);
                return Ends::Away;
            }
            StmtKind::Continue => {
                self.jump(false);
                return Ends::Away;
            }
            StmtKind::Import(names) => {
                for name in ast.list(names) {
                    let bound = name.alias.or_else(|| ast.list(name.path).first().copied());
                    self.bind_import(bound.map(|name| name.sym), id);
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                for name in ast.list(names) {
                    let bound = name.alias.or_else(|| ast.list(name.path).first().copied());
                    self.bind_import(bound.map(|name| name.sym), id);
                }
            }
            StmtKind::Pass | StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Unknown => {}
        }
        Ends::Through
    }

    /// A `return`: its value, and what the state then is.
    pub(super) fn leave(&mut self, value: Value) {
        let Some((mark, scope)) = self.frame().map(|frame| (frame.mark, frame.scope)) else { return };
        // Variables that a function defined here may read later stay as they are.
        let base = self.scopes.get(scope.0 as usize).map_or(u32::MAX, |open| {
            let names = &self.module().names;
            let inner = names.scopes.get(open.scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
            let captured =
                |id: &VarId| names.variables.get(id.0 as usize).is_some_and(|variable| variable.captured);
            if inner.iter().any(captured) { u32::MAX } else { open.base }
        });
        let mut changes = self.state.changes_but(mark, base);
        self.settle(&mut changes);
        let value = self.settled(value);
        if let Some(frame) = self.frames.last_mut() {
            frame.returned.push((value, changes));
        }
    }

    /// A value with what is proven of it now made part of it, and what is not known of a check.
    pub(super) fn settled(&mut self, mut value: Value) -> Value {
        if value.taint.is_some() {
            value.taint.cleaned = self.harmless(value.taint);
            let doubts = self.proven(value.taint.root).1;
            if doubts.any() {
                value.taint.trace = self.traces.doubted(value.taint.trace, doubts);
            }
        }
        value
    }

    /// A `break` or `continue`: the state as it is goes to the loop's end or head.
    fn jump(&mut self, out: bool) {
        let Some(mark) = self.frame().and_then(|frame| frame.loops.last()).map(|inner| inner.mark) else {
            return;
        };
        let mut changes = self.state.changes(mark);
        self.settle(&mut changes);
        if let Some(inner) = self.frames.last_mut().and_then(|frame| frame.loops.last_mut()) {
            if out { inner.breaks.push(changes) } else { inner.continues.push(changes) }
        }
    }

    /// Go on from those arms that end at their end.
    pub(super) fn go_on(&mut self, arms: &mut [(Ends, &mut Changes)]) -> Ends {
        let mut through: Vec<Changes> = Vec::new();
        for (ends, changes) in arms.iter_mut() {
            if *ends == Ends::Through {
                through.push(std::mem::take(*changes));
            }
        }
        if through.is_empty() {
            return Ends::Away;
        }
        if through.len() > 1 {
            // Values written in an arm carry what was proven in it; proofs of one arm alone end here.
            for changes in &mut through {
                let mark = self.state.mark();
                for (slot, held) in changes.iter().filter(|(slot, _)| matches!(slot, Slot::Proof(_))) {
                    self.state.set(*slot, *held);
                }
                self.settle(changes);
                self.state.undo(mark);
            }
        }
        self.join_states(&through);
        Ends::Through
    }

    fn for_loop(
        &mut self,
        stmt: StmtId,
        target: ExprId,
        iterated: Value,
        body: List<StmtId>,
        otherwise: List<StmtId>,
    ) -> Ends {
        let place = self.place(self.ast()[stmt].span);
        if self.is_empty(iterated) {
            return self.block(otherwise);
        }
        let iterated = self.gone_through(iterated, place);
        if let Some(items) = self.known_items(iterated).filter(|items| self.may_tell_apart(items.len())) {
            return self.loop_over(items, otherwise, |this, item| {
                this.assign(stmt, target, item, None);
                this.block(body)
            });
        }
        let element = self.each(iterated, place);
        let certain = self.holds_something(iterated);
        let listed = matches!(iterated.kind, Kind::Object(_));
        let item = Item { root: element.taint.root, listed };
        self.repeat(otherwise, None, certain, Some(item), |this| {
            this.assign(stmt, target, element, None);
            Some((this.block(body), None))
        })
    }

    fn while_loop(&mut self, test: ExprId, body: List<StmtId>, otherwise: List<StmtId>) -> Ends {
        self.counted_loop(test, body, otherwise).unwrap_or_else(|| self.uncounted_loop(test, body, otherwise))
    }

    pub(super) fn uncounted_loop(
        &mut self,
        test: ExprId,
        body: List<StmtId>,
        otherwise: List<StmtId>,
    ) -> Ends {
        self.repeat(otherwise, Some(test), false, None, |this| {
            let value = this.expr(test);
            let truth = this.truth(value);
            if truth == Some(false) {
                return None;
            }
            this.assume(value, true);
            let constant = matches!(value.kind, Kind::Known(_));
            Some((this.block(body), truth.filter(|_| constant)))
        })
    }

    /// Walk a body until nothing changes. `walk` gives how the body ends and what is known of the test before it,
    /// none where the loop is not entered. `certain`: the first round is.
    fn repeat(
        &mut self,
        otherwise: List<StmtId>,
        test: Option<ExprId>,
        certain: bool,
        item: Option<Item>,
        mut walk: impl FnMut(&mut Self) -> Option<(Ends, Option<bool>)>,
    ) -> Ends {
        let mut breaks: Vec<Changes> = Vec::new();
        // Whether the loop comes to its end other than by `break`.
        let mut ends_itself = true;
        // What every round that goes on has shown of its item.
        let mut shown = Sinks::NONE;
        let mut of_parts = Vec::new();
        for round in 0..LOOP_WALKS {
            let mark = self.state.mark();
            if let Some(frame) = self.frames.last_mut() {
                frame.loops.push(Loop { mark, breaks: Vec::new(), continues: Vec::new() });
            }
            let walked = walk(self);
            let Some(inner) = self.frames.last_mut().and_then(|frame| frame.loops.pop()) else { break };
            let Some((ends, truth)) = walked else {
                self.state.undo(mark);
                break;
            };
            let mut body = self.state.changes(mark);
            self.settle(&mut body);
            self.state.undo(mark);
            let mut arms = inner.continues;
            if ends == Ends::Through {
                arms.push(body);
            }
            shown = item.map_or(Sinks::NONE, |item| shown_by_all(&arms, item.root));
            of_parts = item.map_or(Vec::new(), |item| self.shown_of_parts(&arms, item.root));
            let mut left = inner.breaks;
            if round == 0 && (certain || truth == Some(true)) {
                // What the other ways through the round write over is still there at a `break`.
                for (slot, _) in arms.iter().flatten() {
                    for changes in &mut left {
                        if !matches!(slot, Slot::Proof(_)) && !changes.iter().any(|(known, _)| known == slot)
                        {
                            changes.push((*slot, self.state.get(*slot)));
                        }
                    }
                }
            } else {
                // None, one, or more rounds: the state before joins in.
                arms.push(Changes::new());
            }
            breaks.extend(left);
            if arms.is_empty() {
                ends_itself = false;
                break;
            }
            let before = self.state.mark();
            self.join_states(&arms);
            if self.state.changed_since(before) == 0 {
                // `while True`
                ends_itself = truth != Some(true);
                break;
            }
        }
        let mut arms: Vec<(Ends, Changes)> =
            breaks.into_iter().map(|changes| (Ends::Through, changes)).collect();
        if ends_itself {
            let mark = self.state.mark();
            if let Some(test) = test {
                let value = self.quietly(test);
                self.assume(value, false);
            }
            if let Some(item) = item {
                self.prove_of_all(item, shown);
                self.prove_of_parts(of_parts);
            }
            let ends = self.block(otherwise);
            arms.push((ends, self.state.take(mark)));
        }
        self.go_on_behind(arms)
    }

    /// `for name in names: if not safe(name): raise`: what is shown of each is shown of all.
    fn prove_of_all(&mut self, item: Item, shown: Sinks) {
        if item.listed && item.root != RootId::NOBODY && !shown.is_empty() {
            // What stands for each item of a list stands for all of them.
            self.prove(Proof { root: item.root, sinks: shown, doubts: Doubts::NONE });
        }
        let Some(Origin::Part(whole, Which::At(_))) = self.traces.origin(item.root) else { return };
        let of_each = evidence::concluded(shown);
        // Letters that are fine one by one may still be put together to something that is not.
        let mut sinks = if of_each == Sinks::ALL { WORD } else { of_each };
        if sinks == Sinks::ALL.less(evidence::WORDS) {
            return;
        }
        if sinks.holds(Sink::Path) {
            sinks = sinks.or(Sinks::of(&[Sink::Archive]));
        }
        if !sinks.is_empty() {
            self.prove(Proof { root: whole, sinks, doubts: Doubts::NONE });
        }
    }

    fn try_statement(
        &mut self,
        body: List<StmtId>,
        handlers: &[Handler],
        otherwise: List<StmtId>,
        finally: List<StmtId>,
    ) -> Ends {
        let returns = |this: &Self| this.frame().map_or(0, |frame| frame.returned.len());
        let before = returns(self);
        let mark = self.state.mark();
        let quiet = !handlers.is_empty() && self.is_quiet(body, handlers);
        if let Some(frame) = self.frames.last_mut().filter(|_| !handlers.is_empty()) {
            frame.tries.push(Try { mark, quiet, raised: Vec::new() });
        }
        let waiting = |this: &Self| this.frame().and_then(|frame| frame.waiting.as_ref()).map(Vec::len);
        let waited = waiting(self);
        let (front, tail) = self.ast().list(body).split_at(self.parted_where_quiet(body));
        let ended = self.each_statement(front);
        let open =
            self.frames.last_mut().filter(|_| !handlers.is_empty()).and_then(|frame| frame.tries.pop());
        // It waits within: what stands behind comes later.
        if ended == Ends::Away && waiting(self) != waited {
            return Ends::Away;
        }
        let mut raised = open.map_or(Vec::new(), |open| open.raised);
        // A handler starts from any of the states that the body went through.
        let history: Changes = self.state.history(mark);
        let mut ended_with = self.state.changes(mark);
        let ended = if ended == Ends::Through { self.each_statement(tail) } else { ended };
        let ends = if ended == Ends::Through { self.block(otherwise) } else { ended };
        let mut whole = self.state.take(mark);
        let mut between: Changes = Vec::new();
        let mut places: FxHashMap<Slot, usize> = FxHashMap::default();
        for (slot, held) in history.into_iter().chain(std::mem::take(&mut ended_with)) {
            let next = between.len();
            match between.get_mut(*places.entry(slot).or_insert(next)) {
                Some((_, known)) => *known = self.join_held(*known, held),
                None => between.push((slot, held)),
            }
        }
        let mut arms = vec![(ends, std::mem::take(&mut whole))];
        for handler in handlers {
            let of = handler.exception.map(|exception| (self.quietly(exception), self.place_of(exception)));
            let caught = self.caught(of.map(|(of, _)| of), &mut raised);
            if quiet && caught.is_empty() {
                continue;
            }
            let mut states: Vec<Changes> = caught.iter().map(|raised| raised.changes.clone()).collect();
            if !quiet {
                states.push(between.clone());
            }
            self.join_states(&states);
            handler.exception.map(|exception| self.expr(exception));
            if let Some(name) = handler.name {
                let generic = of.filter(|_| caught.is_empty()).map(|(of, place)| self.error(of, place));
                let mut error = generic;
                for Raised { error: one, .. } in &caught {
                    error = Some(error.map_or(*one, |before| self.join(*one, before)));
                }
                let error = error.unwrap_or(Value::UNKNOWN);
                self.bind_name(name.sym, error);
            }
            let errors = caught.iter().map(|raised| raised.error);
            let handled = errors.reduce(|before, error| self.join(before, error));
            self.handled.push(handled.unwrap_or(Value::UNKNOWN));
            let ends = self.block(handler.body);
            self.handled.pop();
            arms.push((ends, self.state.take(mark)));
        }
        if finally.is_empty() {
            self.go_past(raised);
        }
        arms.retain(|(ends, _)| *ends == Ends::Through);
        if !finally.is_empty()
            && arms.iter().flat_map(|(_, arm)| arm).any(|(slot, _)| matches!(slot, Slot::Proof(_)))
        {
            // What is raised and not caught comes through here as well, and has shown nothing.
            let mark = self.state.mark();
            self.join_states(std::slice::from_ref(&between));
            self.block(finally);
            self.state.undo(mark);
        }
        let ends = self.go_on_behind(arms);
        let until = returns(self);
        let finished = self.block(finally);
        if finished == Ends::Through {
            return ends;
        }
        // `finally: return other` takes the place of what was returned before.
        if let Some(frame) = self.frames.last_mut()
            && frame.returned.len() >= until
        {
            frame.returned.drain(before..until);
        }
        Ends::Away
    }

    /// What `except of as error` binds: the details of an error, which may be meant to be shown where its kind is
    /// none that everything raises.
    fn error(&mut self, of: Value, place: Place) -> Value {
        let tells = |this: &Self, of: Value| of.path().is_some_and(|path| this.models.is_failure(path));
        let tells = match of.kind {
            Kind::Object(kinds) => self.state.fields(kinds).iter().any(|(_, of)| tells(self, *of)),
            _ => tells(self, of),
        };
        let doubts = if tells { Doubts::BRIEF } else { Doubts::MEANT };
        let root = self.traces.root(Origin::Read(place, 0), Source::Failure);
        let read = Step::Source(Source::Failure, "an error's details");
        let trace = self.traces.step(StepId::NONE, place, read, doubts);
        let taint = Taint { cleaned: Sinks::NONE, root, trace };
        Value { taint, kind: Kind::Instance(PathId::new("Exception")) }
    }
}

/// What a loop goes through.
#[derive(Debug, Clone, Copy)]
struct Item {
    /// The data that each item is.
    root: RootId,
    /// Whether it is an item of a list of the program's, and no part of somebody's data.
    listed: bool,
}

/// For which kinds of sink all of some ways through a body have shown data to be harmless.
fn shown_by_all(arms: &[Changes], root: RootId) -> Sinks {
    let shown = |arm: &Changes| {
        let proof = arm.iter().find(|(slot, _)| *slot == Slot::Proof(root));
        match proof {
            Some((_, Held::Proof(sinks, _))) => *sinks,
            _ => Sinks::NONE,
        }
    };
    arms.iter().map(shown).reduce(Sinks::and).unwrap_or(Sinks::NONE)
}
