//! What runs before an entry point: it may check the request, keep something of it, or answer itself.
//!
//! ```python
//! @app.before_request
//! def check():
//!     if not request.args["name"].isalnum():
//!         return "no", 400                    # then no other function answers
//!     g.name = request.args["name"]
//! ```

use super::entry::Entry;
use super::evaluate::Evaluator;
use super::state::{Changes, ObjectId};
use super::statements::Ends;
use crate::intern::{Const, Sym};
use crate::models::Params;
use crate::names::{BindingKind, VarId};
use crate::project::{Base, ClassRef, Imported};
use crate::syntax::ast::{ExprId, ExprKind, Get};
use crate::text::FileId;

/// Most functions that are evaluated before each entry point.
const MOST: usize = 4;

impl Entry {
    /// Whether it runs before others.
    pub(super) fn is_before_others(&self) -> bool {
        matches!(self.params, Some((Params::Before { .. }, _)))
    }
}

impl Evaluator<'_, '_> {
    /// Go on from where what runs before an entry point lets it run.
    pub(super) fn run_before(&mut self, entry: Entry, itself: Option<(ClassRef, ObjectId)>) {
        if self.before.is_empty() || !entry.answers || entry.is_before_others() {
            return;
        }
        for (before, part) in self.before.clone().into_iter().take(MOST) {
            let ast = &self.project.module(before.function.file).ast;
            let of = ast[before.function.function].class;
            let of = of.map(|class| ClassRef { file: before.function.file, class });
            let applies = match (of, itself) {
                (None, _) => {
                    part.is_none_or(|part| self.decorators_of(entry).iter().any(|(of, _)| *of == part))
                }
                (Some(of), Some((class, _))) => {
                    self.project.ancestry(class).any(|base| matches!(base, Base::Class(base) if base == of))
                }
                (Some(_), None) => false,
            };
            if applies {
                self.silent += 1;
                self.run_one_before(before, itself);
                self.silent -= 1;
            }
        }
    }

    /// Those of some entry points that run before others, each with the name of the part of an application before whose
    /// functions alone it runs: `@blueprint.before_request`.
    pub(super) fn before_others(&mut self, handlers: &[Entry]) -> Vec<(Entry, Option<Sym>)> {
        let all: Vec<Entry> = handlers.iter().copied().filter(Entry::is_before_others).collect();
        let part_of = |entry: Entry| {
            let whole = matches!(entry.params, Some((Params::Before { all: true }, _)));
            let mut parts = self.decorators_of(entry).into_iter();
            let part = parts.find(|(_, base)| !whole && self.is_part_of_application(entry, *base));
            (entry, part.map(|(name, _)| name))
        };
        all.into_iter().map(part_of).collect()
    }

    /// The names of what a function is registered with: `app` of `@app.get("/")`.
    fn decorators_of(&self, entry: Entry) -> Vec<(Sym, ExprId)> {
        let ast = &self.project.module(entry.function.file).ast;
        let named = |decorator: &ExprId| {
            let called = match ast[*decorator].kind {
                ExprKind::Call { function, .. } => function,
                _ => *decorator,
            };
            let ExprKind::Attribute { base, .. } = ast[called].kind else { return None };
            match ast[base].kind {
                ExprKind::Name(name) => Some((name, base)),
                _ => None,
            }
        };
        ast.list(ast[entry.function.function].decorators).iter().filter_map(named).collect()
    }

    /// `blueprint = Blueprint("shop", __name__)`, at the top of the file, or of that which it is imported from.
    fn is_part_of_application(&mut self, entry: Entry, base: ExprId) -> bool {
        let (project, here) = (self.project, entry.function.file);
        let made_of = |file: FileId, variable: VarId| {
            project.module(file).names.bindings(variable).iter().find_map(|binding| match binding.kind {
                BindingKind::Value(value) => Some((file, value)),
                _ => None,
            })
        };
        let bound = project.module(here).names.variable(base).and_then(|variable| made_of(here, variable));
        let bound = bound.or_else(|| match project.expression(here, base) {
            Imported::Variable(file, variable) => made_of(file, variable),
            _ => None,
        });
        let Some((file, value)) = bound else { return false };
        let ExprKind::Call { function, .. } = project.module(file).ast[value].kind else { return false };
        let path = self.within_module(file, |this| this.quietly(function)).path();
        path.and_then(|path| self.models.path(path)).is_some_and(|known| known.partial)
    }

    fn run_one_before(&mut self, before: Entry, itself: Option<(ClassRef, ObjectId)>) {
        let module = self.project.module(before.function.file);
        let definition = module.ast[before.function.function];
        let mark = self.state.mark();
        let inner = module.names.function_scope(before.function.function);
        let outer = match definition.class {
            Some(class) => self.scope_of_class(ClassRef { file: before.function.file, class }),
            None => self.module_scope(before.function.file),
        };
        let scope = self.open(before.function.file, inner, Some(outer));
        self.enter(before.function.file, Some(before.function.function), scope);
        self.bind_parameters(before, itself.filter(|_| definition.class.is_some()));
        let ends = self.block(definition.body);
        self.exited = false;
        let Some(frame) = self.frames.pop() else { return };
        // What it returns is the answer, unless that is nothing.
        let nothing = self.texts.constant(Const::None);
        let mut states: Vec<Changes> = frame
            .returned
            .into_iter()
            .filter_map(|(value, changes)| (value.kind == nothing.kind).then_some(changes))
            .collect();
        if ends == Ends::Through {
            let mut through = self.state.changes(mark);
            self.settle(&mut through);
            states.push(through);
        }
        self.state.undo(mark);
        if !states.is_empty() {
            self.join_states(&states);
        }
    }
}
