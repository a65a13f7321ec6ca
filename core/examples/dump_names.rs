//! Prints the scopes of each file named on standard input and what each does with its names, one line of JSON
//! a file, for `tests/scripts/symtable_compare.py`, which compares them with CPython's own. First comes whether
//! something of the file could not be read.

use serde_json::json;
use sightline::names::{Names, Roles, ScopeId, ScopeKind, Symbol};
use sightline::syntax::ast::{Ast, StmtKind};
use sightline::text::{File, NoticeKind};
use std::io::{BufRead, Write};

fn main() {
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let file = File::new(path, text.strip_prefix('\u{feff}').unwrap_or(&text));
        let ast = sightline::syntax::lower(&file);
        let names = Names::resolve(&ast);
        let unread = ast.notices.iter().any(|notice| notice.kind == NoticeKind::Syntax);
        let mut symbols = vec![Vec::new(); names.scopes.len()];
        for symbol in &names.symbols {
            if let Some(of_scope) = symbols.get_mut(symbol.scope.0 as usize) {
                of_scope.push(json!([symbol.name.text(), roles(symbol), kind(&names, symbol)]));
            }
        }
        let scopes: Vec<_> = names
            .scopes
            .iter()
            .zip(symbols)
            .map(|(scope, symbols)| {
                let (kind, name, offset) = place(&ast, scope.kind);
                let parent = scope.parent.map(|parent| parent.0);
                json!([kind, name, file.line(offset), parent, symbols])
            })
            .collect();
        let _ = writeln!(std::io::stdout(), "{}", json!([unread, scopes]));
    }
}

fn place(ast: &Ast, kind: ScopeKind) -> (&'static str, &'static str, u32) {
    match kind {
        ScopeKind::Module => ("module", "top", 0),
        ScopeKind::Class(class) => ("class", ast[class].name.sym.text(), ast[class].span.start),
        ScopeKind::Function(function) => {
            let name = ast[function].name.map_or("lambda", |name| name.sym.text());
            ("function", name, ast[function].span.start)
        }
        ScopeKind::Comprehension(expr) => ("comprehension", "", ast[expr].span.start),
        ScopeKind::TypeParams(stmt) => {
            let span = match ast[stmt].kind {
                StmtKind::Function(function) => ast[function].span,
                StmtKind::Class(class) => ast[class].span,
                _ => ast[stmt].span,
            };
            ("type parameters", "", span.start)
        }
    }
}

fn roles(symbol: &Symbol) -> String {
    let all = [
        (Roles::READ, 'r'),
        (Roles::ASSIGNED, 'a'),
        (Roles::PARAM, 'p'),
        (Roles::IMPORTED, 'i'),
        (Roles::GLOBAL, 'g'),
        (Roles::NONLOCAL, 'n'),
    ];
    all.iter().filter(|(role, _)| symbol.roles.any(*role)).map(|(_, letter)| letter).collect()
}

/// Where the variable lives, seen from the scope: `local`, `global` (builtins too) or `free`.
fn kind(names: &Names, symbol: &Symbol) -> &'static str {
    let variable = symbol.variable.and_then(|variable| names.variables.get(variable.0 as usize));
    match variable.map(|variable| variable.scope) {
        Some(scope) if scope == symbol.scope => "local",
        None | Some(ScopeId::MODULE) => "global",
        Some(_) => "free",
    }
}
