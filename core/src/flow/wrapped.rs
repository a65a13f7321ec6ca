//! Entry points behind decorators of the program's own: what is called is the wrapper, which may check or change
//! what it hands on.

use super::entry::Entry;
use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::value::{Kind, Value};
use crate::intern::Sym;
use crate::models::Params;
use crate::names::ScopeId;
use crate::project::FunctionRef;
use crate::syntax::ast::{ArgKind, ExprId, Get, ParamKind};

impl Evaluator<'_, '_> {
    /// What the program's own decorators have made of an entry point, which is what is called.
    ///
    /// ```python
    /// @app.route("/")
    /// @checked
    /// def show(): ...
    /// ```
    pub(super) fn wrapped(&mut self, entry: Entry) -> Option<Value> {
        let module = self.project.module(entry.function.file);
        let definition = module.ast[entry.function.function];
        if definition.decorators.is_empty() || definition.class.is_some() || definition.parent.is_some() {
            return None;
        }
        entry.params?;
        let variable = module.names.in_scope(ScopeId::MODULE, definition.name?.sym)?;
        let scope = self.module_scope(entry.function.file);
        let slot = self.slot(entry.function.file, variable, scope)?;
        let value = self.state.value(slot)?;
        let Kind::Function(id) = value.kind else { return None };
        match self.closures.get(id.0 as usize) {
            Some(Closure::Function(function, _)) if *function != entry.function => Some(value),
            _ => None,
        }
    }

    /// Call what a decorator has made of an entry point; whether that then calls it.
    pub(super) fn through(&mut self, wrapper: Value, entry: Entry) -> bool {
        let ast = self.ast();
        let Some(frame) = self.frame() else { return false };
        let (file, scope) = (frame.file, frame.scope);
        let inner = self.module().names.function_scope(entry.function.function);
        let mut arguments = Vec::new();
        for (at, param) in ast.list(ast[entry.function.function].params).iter().enumerate() {
            let variable = self.module().names.in_scope(inner, param.name.sym);
            let slot = variable.and_then(|variable| self.slot(file, variable, scope));
            let Some(value) = slot.and_then(|slot| self.state.value(slot)) else { continue };
            let first = at == 0
                && matches!(
                    entry.params,
                    Some((
                        Params::AllButFirst(_)
                            | Params::DeclaredButFirst(_)
                            | Params::FirstIs(_)
                            | Params::FirstMade(..)
                            | Params::Caught(_)
                            | Params::Types(_),
                        _
                    ))
                );
            let kind = match param.kind {
                ParamKind::PositionalOnly | ParamKind::Positional if first => ArgKind::Positional,
                _ => ArgKind::Keyword(param.name),
            };
            let place = self.place(param.name.span);
            arguments.push(Argument { kind, value, place, expr: ExprId(0) });
        }
        let before = self.state.mark();
        let place = self.place(ast[entry.function.function].span);
        let outer = self.awaited.replace(entry);
        self.held_back = Some(Vec::new());
        let sent = self.invoke(wrapper, arguments, place);
        // What the entry point returned is sent where the wrapper hands it on: not where it makes a response of its own of
        // it, JSON for instance.
        let made = |value: Value| matches!(value.kind, Kind::Instance(_));
        let is_made = made(sent);
        let sent = self.contents(sent);
        for (value, returned) in self.held_back.take().unwrap_or_default() {
            let of = self.contents(value).taint.root;
            let all = self.traces.parents(sent.taint.root);
            let handed_on =
                sent.taint.root == of || self.traces.parents(of).iter().any(|root| all.contains(root));
            if handed_on && (made(value) || !is_made) {
                self.respond_of(entry, value, returned);
            }
        }
        let called = std::mem::replace(&mut self.awaited, outer).is_none();
        self.exited = false;
        if !called {
            self.state.undo(before);
        }
        called
    }

    /// What the wrapper passes by position is not passed by name as well.
    pub(super) fn given_once(&self, function: FunctionRef, arguments: &mut Vec<Argument>) {
        let ast = &self.project.module(function.file).ast;
        let positional = arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).count();
        let params = ast.list(ast[function.function].params).iter();
        let taken: Vec<Sym> = params.take(positional).map(|param| param.name.sym).collect();
        arguments.retain(|arg| !matches!(arg.kind, ArgKind::Keyword(name) if taken.contains(&name.sym)));
    }
}
