//! How long and how branched functions are.

use super::{Check, Counted, Look, Noted, Seen};
use crate::syntax::ast::{Ast, ExprKind, FuncId, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;

/// More decisions than that are hard to hold in one's head (the bound of whoever invented the measure).
const MOST_DECISIONS: u32 = 10;
/// Longer functions are hard to see at once.
const MOST_LINES: u32 = 100;

pub static CHECK: Check = Check {
    id: "complexity",
    title: "How long and how branched functions are",
    category: Category::Complexity,
    asks: "Which functions are too long or too branched to be reviewed with certainty?",
    look: &[Look::Code(functions)],
    summary,
};

fn functions(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let decisions = decisions(ast);
    let named = ast.functions.iter().enumerate().filter(|(_, function)| function.name.is_some());
    named
        .map(|(at, function)| {
            let id = FuncId(at as u32);
            let complexity = 1 + decisions.get(at).copied().unwrap_or(0);
            let region = seen.module.file.region(function.span);
            let lines = region.end_line - region.line + 1;
            let size = format!(
                "`{}` has a cyclomatic complexity of {complexity} in {}",
                seen.function_name(id),
                words::count(lines as usize, "line")
            );
            let (status, kind, text) = match (complexity > MOST_DECISIONS, lines > MOST_LINES) {
                (true, _) => (
                    Status::Attention,
                    "complex",
                    format!("{size}, over {MOST_DECISIONS}: which of its paths does no test take?"),
                ),
                (false, true) => (
                    Status::Attention,
                    "long",
                    format!("{size}, over {MOST_LINES} lines: can it be read as a whole?"),
                ),
                (false, false) => (Status::Safe, "short", size),
            };
            Noted { span: seen.head(id), status, text, kind }
        })
        .collect()
}

/// How many places of each function decide what is done next, those of functions within it included: every `if`,
/// `elif`, loop, `except`, `case`, conditional expression, `and` and `or`, and the `for` and `if` of comprehensions.
fn decisions(ast: &Ast) -> Vec<u32> {
    let mut own = vec![0u32; ast.functions.len()];
    let mut add = |function: Option<FuncId>, count: usize| {
        if let Some(slot) = function.and_then(|function| own.get_mut(function.0 as usize)) {
            *slot += count as u32;
        }
    };
    for stmt in &ast.stmts {
        let count = match stmt.kind {
            StmtKind::If { arms, .. } => ast.list(arms).len(),
            StmtKind::For { .. } | StmtKind::While { .. } => 1,
            StmtKind::Try { handlers, .. } => ast.list(handlers).len(),
            StmtKind::Match { cases, .. } => ast.list(cases).len(),
            _ => 0,
        };
        add(stmt.function, count);
    }
    for expr in &ast.exprs {
        let count = match expr.kind {
            ExprKind::Conditional { .. } => 1,
            ExprKind::Bool { operands, .. } => ast.list(operands).len() - 1,
            ExprKind::Comprehension { clauses, .. } => ast.list(clauses).len(),
            _ => continue,
        };
        add(ast[expr.stmt].function, count);
    }
    // A function within another counts there too; inner ones stand behind their outer.
    for at in (0..own.len()).rev() {
        let inner = own.get(at).copied().unwrap_or(0);
        let parent = ast.functions.get(at).and_then(|function| function.parent);
        if let Some(slot) = parent.and_then(|parent| own.get_mut(parent.0 as usize)) {
            *slot += inner;
        }
    }
    own
}

fn summary(counted: &Counted<'_>) -> String {
    format!(
        "{} measured: {} with a cyclomatic complexity over {MOST_DECISIONS}, and {} more longer than {MOST_LINES} lines.",
        words::count(counted.all(), "function"),
        words::number(counted.of("complex")),
        words::number(counted.of("long")),
    )
}
