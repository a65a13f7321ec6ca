//! What the expressions of a file are part of, and how their values are used where they stand.

use crate::intern::Sym;
use crate::syntax::ast::{Ast, Clause, ExprId, ExprKind, Get, List, Part, StmtKind};

/// What every expression of a file is part of.
pub(super) struct Parents(Vec<Option<ExprId>>);

impl Parents {
    pub fn of(ast: &Ast) -> Self {
        let mut parents = vec![None; ast.exprs.len()];
        for at in 0..ast.exprs.len() as u32 {
            children(ast, ExprId(at), &mut |child: ExprId| {
                if let Some(slot) = parents.get_mut(child.0 as usize) {
                    *slot = Some(ExprId(at));
                }
            });
        }
        Self(parents)
    }

    pub fn get(&self, expr: ExprId) -> Option<ExprId> {
        self.0.get(expr.0 as usize).copied().flatten()
    }
}

/// The expressions directly within one; of a lambda its body.
pub(super) fn children(ast: &Ast, expr: ExprId, visit: &mut dyn FnMut(ExprId)) {
    let mut all = |exprs: List<ExprId>| ast.list(exprs).iter().for_each(|expr| visit(*expr));
    match ast[expr].kind {
        ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::Unknown => {}
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => all(items),
        ExprKind::Operation { operands, .. }
        | ExprKind::Bool { operands, .. }
        | ExprKind::Compare { operands, .. } => all(operands),
        ExprKind::FString(parts) | ExprKind::Template(parts) => {
            for part in ast.list(parts) {
                if let Part::Value { value, format, .. } = part {
                    visit(*value);
                    if let Some(format) = *format {
                        visit(format);
                    }
                }
            }
        }
        ExprKind::Dict(pairs) => {
            for pair in ast.list(pairs) {
                pair.key.iter().for_each(|key| visit(*key));
                visit(pair.value);
            }
        }
        ExprKind::Unary { operand: inner, .. }
        | ExprKind::Not(inner)
        | ExprKind::Starred(inner)
        | ExprKind::Await(inner)
        | ExprKind::YieldFrom(inner)
        | ExprKind::Named { value: inner, .. }
        | ExprKind::Attribute { base: inner, .. } => visit(inner),
        ExprKind::Conditional { test, then, otherwise } => {
            [test, then, otherwise].into_iter().for_each(visit);
        }
        ExprKind::Call { function, args } => {
            visit(function);
            ast.list(args).iter().for_each(|arg| visit(arg.value));
        }
        ExprKind::Subscript { base, index } => [base, index].into_iter().for_each(visit),
        ExprKind::Slice { lower, upper, step } => {
            [lower, upper, step].into_iter().flatten().for_each(visit);
        }
        ExprKind::Lambda(function) => ast[function].value.into_iter().for_each(visit),
        ExprKind::Comprehension { element, value, clauses, .. } => {
            visit(element);
            value.into_iter().for_each(&mut *visit);
            for clause in ast.list(clauses) {
                match *clause {
                    Clause::For { target, iterable, .. } => {
                        visit(target);
                        visit(iterable);
                    }
                    Clause::If(test) => visit(test),
                }
            }
        }
        ExprKind::Yield(value) => value.into_iter().for_each(visit),
    }
}

/// How a value is used where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// As a condition: `if x`, `not x`, `x and y`.
    Tested,
    /// `x == 1`, `x in y`
    Compared,
    /// Passed to a call.
    Passed(ExprId),
    /// Put into a text.
    Formatted,
    /// Part of a calculation.
    Calculated,
    /// A method of it is called.
    Method(Sym),
    /// An item of it is read.
    Item,
    /// It is given a name, or stored.
    Stored,
    /// `return x`
    Returned,
    /// It is walked over.
    Iterated,
    /// It is written, or deleted.
    Written,
    /// Its value is dropped.
    Dropped,
    /// Anything else.
    Other,
}

/// How the value of an expression is used.
pub(super) fn used(ast: &Ast, parents: &Parents, expr: ExprId) -> Use {
    let mut at = expr;
    loop {
        let Some(parent) = parents.get(at) else { return used_by_statement(ast, at) };
        match ast[parent].kind {
            ExprKind::Not(_) => return Use::Tested,
            // Of `x and y` the last is given on, of `x or default` each.
            ExprKind::Bool { and, operands } => {
                if and && ast.list(operands).last() != Some(&at) {
                    return Use::Tested;
                }
            }
            ExprKind::Conditional { test, .. } if test == at => return Use::Tested,
            ExprKind::Conditional { .. }
            | ExprKind::Tuple(_)
            | ExprKind::List(_)
            | ExprKind::Set(_)
            | ExprKind::Dict(_)
            | ExprKind::Starred(_)
            | ExprKind::Await(_) => {}
            ExprKind::Compare { .. } => return Use::Compared,
            ExprKind::Operation { operands, .. } => {
                let first = ast.list(operands).first().copied();
                let text = first.is_some_and(|first| ast.text_of(first).is_some());
                return if text && first != Some(at) { Use::Formatted } else { Use::Calculated };
            }
            ExprKind::FString(_) | ExprKind::Template(_) => return Use::Formatted,
            ExprKind::Call { function, .. } if function != at => {
                // `"..{}".format(x)`
                let of_text = matches!(ast[function].kind, ExprKind::Attribute { base, name } if name.sym.text() == "format" && ast.text_of(base).is_some());
                return if of_text { Use::Formatted } else { Use::Passed(parent) };
            }
            ExprKind::Attribute { name, .. } => {
                let called = parents.get(parent).is_some_and(
                    |call| matches!(ast[call].kind, ExprKind::Call { function, .. } if function == parent),
                );
                return if called { Use::Method(name.sym) } else { Use::Item };
            }
            ExprKind::Subscript { base, .. } if base == at => return Use::Item,
            ExprKind::Named { .. } => return Use::Stored,
            ExprKind::Comprehension { clauses, .. } => {
                let clauses = ast.list(clauses);
                if clauses.iter().any(|clause| matches!(clause, Clause::If(test) if *test == at)) {
                    return Use::Tested;
                }
                if clauses
                    .iter()
                    .any(|clause| matches!(clause, Clause::For { iterable, .. } if *iterable == at))
                {
                    return Use::Iterated;
                }
                return Use::Stored;
            }
            _ => return Use::Other,
        }
        at = parent;
    }
}

fn used_by_statement(ast: &Ast, expr: ExprId) -> Use {
    match ast[ast[expr].stmt].kind {
        StmtKind::If { arms, .. } if ast.list(arms).iter().any(|arm| arm.test == expr) => Use::Tested,
        StmtKind::While { test, .. } | StmtKind::Assert { test, .. } if test == expr => Use::Tested,
        StmtKind::Assign { targets, .. } if ast.list(targets).contains(&expr) => Use::Written,
        StmtKind::Augmented { target, .. } | StmtKind::Annotated { target, .. } if target == expr => {
            Use::Written
        }
        StmtKind::Delete(_) => Use::Written,
        StmtKind::Assign { .. } | StmtKind::Augmented { .. } | StmtKind::Annotated { .. } => Use::Stored,
        StmtKind::Return(Some(_)) => Use::Returned,
        StmtKind::For { iterable, .. } if iterable == expr => Use::Iterated,
        StmtKind::For { target, .. } if target == expr => Use::Written,
        StmtKind::Expr(value) if value == expr => Use::Dropped,
        _ => Use::Other,
    }
}
