//! Python text to the syntax tree: what each construct becomes, what is left of broken code, and what holds
//! for any text at all.

#![allow(clippy::panic, clippy::expect_used)] // helpers of tests

mod broken;
mod constructs;
mod limits;
mod properties;
mod python2;

use sightline::syntax::ast::{Ast, ExprId, ExprKind, Get, StmtKind};
use sightline::syntax::lower;
use sightline::text::{File, NoticeKind};

/// A lowered text with its file.
pub(crate) struct Lowered {
    pub(crate) file: File,
    pub(crate) ast: Ast,
}

pub(crate) fn read(text: &str) -> Lowered {
    let file = File::new("a.py", text);
    let ast = lower(&file);
    Lowered { file, ast }
}

impl Lowered {
    /// The expression of the only or last statement.
    pub(crate) fn expr(&self) -> ExprId {
        let last = *self.ast.list(self.ast.body).last().expect("a statement");
        match self.ast[last].kind {
            StmtKind::Expr(value) | StmtKind::Assign { value, .. } => value,
            other => panic!("no expression: {other:?}"),
        }
    }

    pub(crate) fn text(&self, expr: ExprId) -> &str {
        self.file.slice(self.ast[expr].span)
    }

    pub(crate) fn texts(&self, list: sightline::syntax::ast::List<ExprId>) -> Vec<&str> {
        self.ast.list(list).iter().map(|expr| self.text(*expr)).collect()
    }

    /// The functions with a name: qualified name, class, first and last line.
    pub(crate) fn functions(&self) -> Vec<(String, String, u32, u32)> {
        let functions = self.ast.functions.iter().filter_map(|function| {
            let name = function.name?.sym.text();
            let around = self.ast.qualified_name(function.stmt).map_or(String::new(), |around| around + ".");
            let class = function.class.map_or("", |class| self.ast[class].name.sym.text());
            let (from, to) = (self.file.line(function.span.start), self.file.line(function.span.end));
            Some((format!("{around}{name}"), class.to_owned(), from, to))
        });
        functions.collect()
    }

    /// The notices: kind, first and last line.
    pub(crate) fn notices(&self) -> Vec<(NoticeKind, u32, u32)> {
        self.ast.notices.iter().map(|notice| (notice.kind, notice.line, notice.end_line)).collect()
    }

    pub(crate) fn is_whole(&self) -> bool {
        let known = |kind: &ExprKind| !matches!(kind, ExprKind::Unknown);
        self.ast.notices.is_empty()
            && self.ast.exprs.iter().all(|expr| known(&expr.kind))
            && self.ast.stmts.iter().all(|stmt| !matches!(stmt.kind, StmtKind::Unknown))
    }
}
