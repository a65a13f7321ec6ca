//! What is said of code by where it stands: beside tests, in a command that people type, in what only an owner can call.

use super::Answer;
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::Place;
use crate::vocabulary::Confidence;

/// Whether a file lies where tests, or what measures or accompanies them, are kept.
pub fn lies_beside_tests(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or("");
    file.starts_with("test_")
        || file.starts_with("conftest")
        || parts.any(|folder| BESIDE_TESTS.contains(&folder))
}

const BESIDE_TESTS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testutils",
    "test_utils",
    "testing_utils",
    "test-tools",
    "test_tools",
    "unittests",
    "unit_tests",
    "functional_tests",
    "integration_tests",
    "benchmark",
    "benchmarks",
];

/// What is said of what is meant for whoever develops the program: `dev_server.py`, `devproject/settings.py`.
pub fn for_developers(module: &Module, answer: Answer) -> Answer {
    if is_for_developers(&module.file.path) { answer.at(Confidence::Medium) } else { answer }
}

fn is_for_developers(path: &str) -> bool {
    let near = path.trim_end_matches(".py").rsplit('/').take(2);
    near.flat_map(secret::words).any(|word| DEVELOPS.contains(&word.as_str()))
}

const DEVELOPS: &[&str] = &["dev", "devel", "development", "devproject", "devserver"];

/// What is said of a call that keeps only a person waiting who started the program and can stop it.
pub fn at_a_terminal(module: &Module, stmt: StmtId, answer: Answer) -> Answer {
    if is_command(module) || is_main(module, stmt) { answer.at(Confidence::Medium) } else { answer }
}

/// Whether a file is a command that people type, and serves nobody: it reads a command line, or lies where commands do.
fn is_command(module: &Module) -> bool {
    let imports = |packages: &[&str]| packages.iter().any(|package| module.imports(package));
    let mut parts = module.file.path.rsplit('/');
    let file = parts.next().unwrap_or("");
    let is_placed = ["setup.py", "cli.py", "__main__.py"].contains(&file)
        || parts.next().is_some_and(|folder| {
            ["scripts", "tools", "command", "commands", "cli", "bin"].contains(&folder)
        });
    is_placed
        || (imports(&["argparse", "click", "typer", "optparse", "docopt", "fire"])
            && !imports(&[
                "flask",
                "fastapi",
                "django",
                "aiohttp",
                "tornado",
                "starlette",
                "quart",
                "sanic",
                "bottle",
            ]))
}

/// Whether a statement is no function's, or stands below `if __name__ == "__main__":`.
fn is_main(module: &Module, stmt: StmtId) -> bool {
    let ast = &module.ast;
    let is_guard = |id: StmtId| match ast[id].kind {
        StmtKind::If { arms, .. } => {
            ast.list(arms).iter().any(|arm| module.file.slice(ast[arm.test].span).contains("__main__"))
        }
        _ => false,
    };
    ast[stmt].function.is_none() && std::iter::once(stmt).chain(ast.ancestors(stmt)).any(is_guard)
}

/// Whether a place stands in a function that only the owner of a bot or site can call, as its decorators say or those of
/// the group that it is a command of: `@commands.is_owner()`.
pub fn is_for_owner(module: &Module, place: Place) -> bool {
    let ast = &module.ast;
    // Django's own pages for its staff.
    if module.file.path.rsplit('/').next() == Some("admin.py") && module.imports("django") {
        return true;
    }
    let around = |function: &crate::syntax::ast::Function| {
        let start =
            ast.list(function.decorators).first().map_or(function.span.start, |first| ast[*first].span.start);
        function.name.is_some() && start <= place.span.start && place.span.end <= function.span.end
    };
    let mut inner = (0..ast.functions.len() as u32).map(FuncId).filter(|id| around(&ast[*id]));
    inner.next_back().is_some_and(|function| asks_for_owner(module, function, 4))
}

fn asks_for_owner(module: &Module, function: FuncId, depth: u32) -> bool {
    let (ast, Some(depth)) = (&module.ast, depth.checked_sub(1)) else { return false };
    ast.list(ast[function].decorators).iter().any(|decorator| {
        let code = module.file.slice(ast[*decorator].span).to_ascii_lowercase();
        let says_so = OWNERS.iter().any(|word| code.contains(word));
        says_so
            || group_of(ast, *decorator)
                .is_some_and(|group| group != function && asks_for_owner(module, group, depth))
    })
}

/// The function that `@group.command(..)` makes a command of.
fn group_of(ast: &Ast, decorator: ExprId) -> Option<FuncId> {
    let named = match ast[decorator].kind {
        ExprKind::Call { function, .. } => function,
        _ => decorator,
    };
    let ExprKind::Attribute { base, .. } = ast[named].kind else { return None };
    let ExprKind::Name(group) = ast[base].kind else { return None };
    let is_it = |id: &FuncId| ast[*id].name.is_some_and(|name| name.sym == group);
    (0..ast.functions.len() as u32).map(FuncId).find(is_it)
}

const OWNERS: &[&str] =
    &["is_owner", "owner_only", "bot_owner", "is_superuser", "superuser_required", "staff_member_required"];

#[cfg(test)]
mod tests {
    use super::{is_for_developers, lies_beside_tests};

    #[test]
    fn what_lies_beside_tests_or_is_for_developers_is_told_by_the_path() {
        for path in
            ["shop/tests/server.py", "shop/test_server.py", "benchmarks/run.py", "test-tools/server.py"]
        {
            assert!(lies_beside_tests(path), "{path}");
        }
        for path in ["shop/server.py", "contest/server.py", "shop/testimonials.py"] {
            assert!(!lies_beside_tests(path), "{path}");
        }
        for path in ["shop/dev_server.py", "devproject/settings.py", "dev/server.py"] {
            assert!(is_for_developers(path), "{path}");
        }
        for path in ["shop/devices.py", "dev/shop/server.py", "shop/settings.py"] {
            assert!(!is_for_developers(path), "{path}");
        }
    }
}
