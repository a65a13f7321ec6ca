//! What names mean in one file. `scopes` holds Python's scope rules, one test a rule: small programs whose comments say whose variable a name is.
//!
//! `# x: f` after a line says that each `x` on it is the variable `x` of the function `f`, `# x: f then g` that
//! the first is that of `f`, the next that of `g`. A scope is called by its name, or `module`, `lambda`, `comprehension`, `type parameters`; `nothing` is a builtin or nothing.

mod bindings;
mod bounds;
mod scopes;

use sightline::names::{Names, ScopeId, ScopeKind, VarId};
use sightline::syntax::ast::{Ast, ExprId, ExprKind};
use sightline::text::File;

fn read(source: &str) -> (File, Ast, Names) {
    let file = File::new("a.py", source);
    let ast = sightline::syntax::lower(&file);
    let names = Names::resolve(&ast);
    (file, ast, names)
}

fn scope_name(ast: &Ast, names: &Names, scope: ScopeId) -> String {
    match names.scopes[scope.0 as usize].kind {
        ScopeKind::Module => "module".into(),
        ScopeKind::Class(class) => ast[class].name.sym.text().into(),
        ScopeKind::Function(function) => ast[function].name.map_or("lambda", |name| name.sym.text()).into(),
        ScopeKind::Comprehension(_) => "comprehension".into(),
        ScopeKind::TypeParams(_) => "type parameters".into(),
    }
}

fn meaning(ast: &Ast, names: &Names, expr: ExprId) -> String {
    let variable = names.variable(expr).map(|variable| names.variables[variable.0 as usize]);
    variable.map_or("nothing".into(), |variable| scope_name(ast, names, variable.scope))
}

/// Every `# name: scope, name: scope` of a program holds.
fn check(source: &str) {
    let (file, ast, names) = read(source);
    let mut said = 0;
    for (at, line) in source.lines().enumerate() {
        let Some((_, comment)) = line.split_once("# ") else { continue };
        for claim in comment.split(", ") {
            let (name, scope) = claim.split_once(": ").unwrap_or((claim, ""));
            let mut found = Vec::new();
            for (id, expr) in ast.exprs.iter().enumerate() {
                let here = match expr.kind {
                    ExprKind::Name(sym) => sym.text() == name,
                    ExprKind::Named { target, .. } => target.sym.text() == name,
                    _ => false,
                };
                if here && file.line(expr.span.start) as usize == at + 1 {
                    found.push((expr.span.start, meaning(&ast, &names, ExprId(id as u32))));
                }
            }
            found.sort();
            let mut found: Vec<String> = found.into_iter().map(|(_, scope)| scope).collect();
            found.dedup();
            assert_eq!(found.join(" then "), scope, "`{name}` on line {}: {line}", at + 1);
            said += 1;
        }
    }
    assert!(said > 0, "the program says nothing");
}

fn module_variable(names: &Names, name: &str) -> Option<VarId> {
    names.in_scope(ScopeId::MODULE, sightline::intern::Sym::new(name))
}
