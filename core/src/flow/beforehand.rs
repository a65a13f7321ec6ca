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
use crate::intern::Const;
use crate::models::Params;
use crate::project::{Base, ClassRef};

/// Most functions that are evaluated before each entry point.
const MOST: usize = 4;

impl Entry {
    /// Whether it runs before others.
    pub(super) fn is_before_others(&self) -> bool {
        matches!(self.params, Some((Params::Before, _)))
    }
}

impl Evaluator<'_, '_> {
    /// Go on from where what runs before an entry point lets it run.
    pub(super) fn run_before(&mut self, entry: Entry, itself: Option<(ClassRef, ObjectId)>) {
        if self.before.is_empty() || !entry.answers || entry.is_before_others() {
            return;
        }
        for before in self.before.clone().into_iter().take(MOST) {
            let ast = &self.project.module(before.function.file).ast;
            let of = ast[before.function.function].class;
            let of = of.map(|class| ClassRef { file: before.function.file, class });
            let applies = match (of, itself) {
                (None, _) => true,
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
