//! Properties that do work when they are read: `self.client`, whose body waits or asks a database.

use super::Seen;
use super::effects::{self, Does};
use super::seen::{Called, last_name};
use crate::intern::Sym;
use crate::syntax::ast::{ClassDefId, ExprId, ExprKind, FuncId, Get};

/// The properties of a file whose body waits or reads a database, each with the call that does.
pub(super) struct Properties<'s> {
    known: Vec<(ClassDefId, Sym, &'s Called)>,
}

/// Where a function, or one that it calls, reads such a property.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'s> {
    pub at: ExprId,
    pub within: FuncId,
    /// What the property calls.
    pub call: &'s Called,
}

/// How far calls of the file's own functions are followed.
const DEPTH: u32 = 3;

impl<'s> Properties<'s> {
    pub fn of(seen: &'s Seen<'_>) -> Self {
        let ast = seen.ast();
        let mut known = Vec::new();
        for (at, function) in ast.functions.iter().enumerate() {
            let (Some(class), Some(name)) = (function.class, function.name) else { continue };
            let is_property = |decorator: &ExprId| {
                last_name(ast, *decorator).is_some_and(|name| {
                    matches!(name.text(), "property" | "cached_property" | "hybrid_property")
                })
            };
            if !ast.list(function.decorators).iter().any(is_property) {
                continue;
            }
            let function = FuncId(at as u32);
            let waits = seen.calls_in(Some(function)).find(|call| seen.wait(call).is_some());
            let works = || {
                let effects = effects::of(seen, function, &[Does::Waits, Does::Database]);
                effects.first().map(|effect| effect.at)
            };
            if let Some(call) = waits.or_else(works) {
                known.push((class, name.sym, call));
            }
        }
        Self { known }
    }

    fn get(&self, of: ClassDefId, named: Sym) -> Option<&'s Called> {
        self.known.iter().find(|(class, name, _)| (*class, *name) == (of, named)).map(|(_, _, call)| *call)
    }

    /// What a function reads of them through `self`, first itself, then what it calls in its file.
    pub fn read(&self, seen: &Seen<'_>, function: FuncId) -> Vec<Read<'s>> {
        let mut reads = Vec::new();
        if !self.known.is_empty() {
            self.collect(seen, function, DEPTH, &mut vec![function], &mut reads);
        }
        reads
    }

    fn collect(
        &self,
        seen: &Seen<'_>,
        function: FuncId,
        depth: u32,
        visited: &mut Vec<FuncId>,
        reads: &mut Vec<Read<'s>>,
    ) {
        let ast = seen.ast();
        if let Some(class) = ast[function].class {
            for at in seen.exprs_within(ast[function].span) {
                let ExprKind::Attribute { base, name } = ast[at].kind else { continue };
                if !matches!(ast[base].kind, ExprKind::Name(base) if base.text() == "self") {
                    continue;
                }
                if let Some(call) = self.get(class, name.sym) {
                    reads.push(Read { at, within: function, call });
                }
            }
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        for call in seen.calls_in(Some(function)) {
            let Some(given) = call.given.filter(|given| given.file == seen.file) else { continue };
            if !visited.contains(&given.function) {
                visited.push(given.function);
                self.collect(seen, given.function, depth, visited, reads);
            }
        }
    }
}
