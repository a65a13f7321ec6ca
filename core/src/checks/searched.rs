//! What was searched, for the sentences that say that nothing was found.

use crate::project::Project;
use crate::syntax::ast::ExprKind;
use crate::words;

/// How much was searched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Searched {
    /// Files.
    pub files: usize,
    /// Lines of all files.
    pub lines: usize,
    /// Functions, lambdas not counted.
    pub functions: usize,
    /// Calls.
    pub calls: usize,
}

impl Searched {
    /// What there is to search in a project.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let mut searched = Self::default();
        for file in project.files() {
            let module = project.module(file);
            let calls = module.ast.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call { .. }));
            searched.files += 1;
            searched.lines += module.file.lines.count() as usize;
            searched.functions +=
                module.ast.functions.iter().filter(|function| function.name.is_some()).count();
            searched.calls += calls.count();
        }
        searched
    }

    /// `1,472 lines, 38 functions and 311 calls`
    #[must_use]
    pub fn words(self) -> String {
        words::list(&[
            words::count(self.lines, "line"),
            words::count(self.functions, "function"),
            words::count(self.calls, "call"),
        ])
    }
}
