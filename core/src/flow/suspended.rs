//! What `with` enters and leaves. Of generators what stands behind their `yield` happens when the block is left.
//!
//! ```python
//! @contextmanager
//! def opened(box):
//!     yield box                 # the block runs here
//!     box["command"] = data     # and then this
//! ```

use super::evaluate::{EnvId, Evaluator};
use super::state::{Changes, ObjectId, Shape};
use super::statements::Ends;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::project::FunctionRef;
use crate::syntax::ast::{Ast, ExprId, ExprKind, Get, List, StmtId, StmtKind};
use crate::text::Place;

/// A call of a generator that waits at its `yield`.
pub(super) struct Suspended {
    function: FunctionRef,
    scope: EnvId,
    /// The statements in which it may wait.
    at: Vec<StmtId>,
}

impl Evaluator<'_, '_> {
    /// Whether a call of a function waits at its `yield`: the function of a `with` that is being entered.
    pub(super) fn waits(&self, function: FunctionRef) -> bool {
        let ast = &self.project.module(function.file).ast;
        ast[function.function].is_generator
            && ast
                .list(ast[function.function].decorators)
                .iter()
                .any(|decorator| makes_context(ast, *decorator))
    }

    /// `yield value` in such a call: it ends here, for now, with its variables as they are.
    pub(super) fn wait_at(&mut self, stmt: StmtId) {
        let Some(mark) = self.frame().filter(|frame| frame.waiting.is_some()).map(|frame| frame.mark) else {
            return;
        };
        let changes = self.state.changes(mark);
        if let Some(frame) = self.frames.last_mut() {
            frame.returned.push((Value::UNKNOWN, changes));
            if let Some(waiting) = &mut frame.waiting {
                waiting.push(stmt);
            }
        }
        self.exited = true;
    }

    /// Remember a call that waits, by what it gives.
    pub(super) fn suspend(&mut self, gives: ObjectId, function: FunctionRef, scope: EnvId, at: Vec<StmtId>) {
        if !at.is_empty() {
            self.suspended.insert(gives, Suspended { function, scope, at });
        }
    }

    /// What `with context as ..` binds.
    pub(super) fn entered(&mut self, context: Value, place: Place) -> Value {
        match context.kind {
            Kind::Object(id) => match self.state.shape(id) {
                // `@contextmanager`: what the generator yields.
                Shape::Iterator => self.element(context, place),
                Shape::Instance(class) => {
                    let enter = ["__enter__", "__aenter__"]
                        .into_iter()
                        .find_map(|name| self.class_attribute(class, Sym::new(name), Some(context), place));
                    match enter {
                        Some(enter) => self.invoke(enter, Vec::new(), place),
                        None => context,
                    }
                }
                _ => context,
            },
            _ => self.by_protocol(context, "__enter__", place).unwrap_or(context),
        }
    }

    /// What the end of `with context` does, where that is an object of the given files.
    pub(super) fn left(&mut self, context: Value, place: Place) {
        let none = self.texts.constant(Const::None);
        if self.by_method(context, "__exit__", &[none; 3], place).is_none() {
            self.by_method(context, "__aexit__", &[none; 3], place);
        }
    }

    /// The block of a `with` is left: what it entered goes on.
    pub(super) fn go_on_behind_yield(&mut self, gives: ObjectId) {
        let Some(Suspended { function, scope, at }) = self.suspended.remove(&gives) else { return };
        let mark = self.state.mark();
        let mut states: Vec<Changes> = Vec::new();
        for stmt in at {
            self.enter(function.file, Some(function.function), scope);
            let ends = self.walk_behind(stmt);
            self.finish(ends);
            states.push(self.state.take(mark));
        }
        self.exited = false;
        self.join_states(&states);
    }

    /// What follows a statement in its function.
    fn walk_behind(&mut self, stmt: StmtId) -> Ends {
        let ast = self.ast();
        let mut at = stmt;
        let mut ends = Ends::Through;
        loop {
            let parent = ast[at].parent.filter(|parent| ast[*parent].function == ast[stmt].function);
            let blocks = match parent {
                Some(parent) => ast.blocks(parent),
                None => {
                    self.frame().and_then(|frame| frame.function).map(|of| ast[of].body).into_iter().collect()
                }
            };
            let behind = |block: &List<StmtId>| {
                let block = ast.list(*block);
                block.iter().position(|one| *one == at).and_then(|position| block.get(position + 1..))
            };
            if ends == Ends::Through {
                ends = self.each_statement(blocks.iter().find_map(behind).unwrap_or(&[]));
            }
            let Some(parent) = parent else { return ends };
            if let StmtKind::Try { body, handlers, otherwise, finally, .. } = ast[parent].kind {
                let within = ast.list(body).contains(&at);
                if within {
                    // What the block of the `with` raises comes out at the `yield`.
                    let mark = self.state.mark();
                    if ends == Ends::Through {
                        ends = self.block(otherwise);
                    }
                    let mut arms = vec![(ends, self.state.take(mark))];
                    for handler in ast.list(handlers) {
                        if let Some(name) = handler.name {
                            self.bind_name(name.sym, Value::UNKNOWN);
                        }
                        let ended = self.block(handler.body);
                        arms.push((ended, self.state.take(mark)));
                    }
                    let mut arms: Vec<(Ends, &mut Changes)> =
                        arms.iter_mut().map(|(ends, changes)| (*ends, changes)).collect();
                    ends = self.go_on(&mut arms);
                }
                if !ast.list(finally).contains(&at) && self.block(finally) == Ends::Away {
                    ends = Ends::Away;
                }
            }
            at = parent;
        }
    }
}

/// `@contextmanager`, `@contextlib.asynccontextmanager`
fn makes_context(ast: &Ast, decorator: ExprId) -> bool {
    let name = match ast[decorator].kind {
        ExprKind::Name(name) => name,
        ExprKind::Attribute { name, .. } => name.sym,
        _ => return false,
    };
    matches!(name.text(), "contextmanager" | "asynccontextmanager")
}
