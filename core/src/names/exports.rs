//! `__all__`: what `from module import *` takes from a module.

use super::walk::Walk;
use super::{Exports, ScopeId};
use crate::intern::Sym;
use crate::syntax::ast::{ExprId, ExprKind, Get, Operator};

impl Walk<'_> {
    /// `__all__ = value`, and where `adds`: `__all__ += value`.
    pub(super) fn export_value(&mut self, target: ExprId, value: ExprId, adds: bool) {
        if !self.is_all(target) {
            return;
        }
        // A second `__all__ = ..` stands in another branch of the module, or is built on the first.
        let mut exports = match self.names.exports.take() {
            Some(known) => known,
            None => Exports { names: Vec::new(), complete: !adds },
        };
        exports.complete &= self.texts(value, &mut exports.names);
        self.names.exports = Some(exports);
    }

    /// `__all__.append("a")`, `__all__.extend(["a"])`, `__all__.remove("a")`.
    pub(super) fn export_call(&mut self, expr: ExprId) {
        let ast = self.ast;
        let ExprKind::Call { function, args } = ast[expr].kind else { return };
        let ExprKind::Attribute { base, name } = ast[function].kind else { return };
        if !self.is_all(base) {
            return;
        }
        let Some(value) = ast.list(args).first().map(|arg| arg.value) else { return };
        let mut exports = self.names.exports.take().unwrap_or_default();
        exports.complete &= match (name.sym.text(), ast.text_of(value)) {
            ("append", Some(text)) => {
                exports.names.push(Sym::new(text));
                true
            }
            ("remove", Some(text)) => {
                exports.names.retain(|name| name.text() != text);
                true
            }
            ("extend", _) => self.texts(value, &mut exports.names),
            ("sort", _) => true,
            _ => false,
        };
        self.names.exports = Some(exports);
    }

    fn is_all(&self, expr: ExprId) -> bool {
        self.scope == ScopeId::MODULE
            && matches!(self.ast[expr].kind, ExprKind::Name(name) if name == self.all)
    }

    /// Adds the texts of a list, tuple or sum of such; false where there is something else.
    fn texts(&self, value: ExprId, into: &mut Vec<Sym>) -> bool {
        let ast = self.ast;
        match ast[value].kind {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
                let mut complete = true;
                for item in ast.list(items) {
                    match ast.text_of(*item) {
                        Some(text) => into.push(Sym::new(text)),
                        None => complete = false,
                    }
                }
                complete
            }
            ExprKind::Operation { operands, operators }
                if ast.list(operators).iter().all(|operator| *operator == Operator::Add) =>
            {
                // No `all`: every operand is read, whatever the others are.
                ast.list(operands).iter().fold(true, |complete, operand| {
                    let known = self.is_all(*operand) || self.texts(*operand, into);
                    complete && known
                })
            }
            _ => false,
        }
    }
}
