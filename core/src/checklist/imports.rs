//! What the files import from outside themselves: libraries by their top module, with the line of each
//! first import.

use crate::intern::{PathId, Sym};
use crate::names::BindingKind;
use crate::project::{Imported, Module, Project, is_standard};
use crate::syntax::ast::{ExprKind, Get, StmtKind};
use crate::text::{FileId, Place, Span};
use std::collections::BTreeMap;

/// Where an import comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// One of the given files.
    Given,
    /// It comes with Python.
    Standard,
    /// Anything else.
    Other,
}

/// What one file imports, each with the place of its first import, in order of place. Modules of given files go by
/// their whole path, others by their first name, or with their dots: `..common`.
pub(super) fn of(project: &Project, file: FileId) -> Vec<(Origin, String, Place)> {
    let module = project.module(file);
    let mut found = BTreeMap::new();
    for (path, level, span) in imports(module) {
        let name = match path {
            Some(path) if is_given(project, file, path, level) => {
                (Origin::Given, format!("{}{}", dots(level), path.text()))
            }
            Some(path) if level == 0 && is_standard(path.first()) => {
                (Origin::Standard, path.first().text().to_owned())
            }
            Some(path) if level == 0 => (Origin::Other, path.first().text().to_owned()),
            Some(path) => (Origin::Other, format!("{}{}", dots(level), path.text())),
            None => (Origin::Other, dots(level)),
        };
        found.entry(name).or_insert(Place { file, span });
    }
    let mut found: Vec<_> = found.into_iter().map(|((origin, name), place)| (origin, name, place)).collect();
    found.sort_by(|a, b| (a.2, &a.1).cmp(&(b.2, &b.1)));
    found
}

/// Whether an import means something of the given files. A folder of theirs may hold much that is not given.
fn is_given(project: &Project, file: FileId, path: PathId, level: u32) -> bool {
    !matches!(project.import(file, path, level), None | Some(Imported::Folder(..)))
}

/// The calls in a file of what an import that is not given brings, by library: the lines on which they stand.
pub(super) fn calls(project: &Project, file: FileId) -> BTreeMap<String, Vec<u32>> {
    let module = project.module(file);
    let mut lines: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for expr in &module.ast.exprs {
        let ExprKind::Call { function, .. } = expr.kind else { continue };
        let mut at = function;
        while let ExprKind::Attribute { base, .. } = module.ast[at].kind {
            at = base;
        }
        let Some(variable) = module.names.variable(at) else { continue };
        let [binding] = module.names.bindings(variable) else { continue };
        if let BindingKind::Import { path, level: 0 } = binding.kind {
            let line = module.file.line(expr.span.start);
            lines.entry(path.first().text().to_owned()).or_default().push(line);
        }
    }
    for lines in lines.values_mut() {
        lines.sort_unstable();
        lines.dedup();
    }
    lines
}

/// Every imported path with its dots and its place, in order of place.
fn imports(module: &Module) -> Vec<(Option<PathId>, u32, Span)> {
    let ast = &module.ast;
    let mut found = Vec::new();
    for stmt in &ast.stmts {
        match stmt.kind {
            StmtKind::Import(names) => {
                for import in ast.list(names) {
                    found.push((path(ast.list(import.path).iter().map(|name| name.sym)), 0, import.span));
                }
            }
            // `from . import a` is about the module `.a`.
            StmtKind::ImportFrom { level, module, names, .. } if module.is_empty() && !names.is_empty() => {
                for import in ast.list(names) {
                    found.push((path(ast.list(import.path).iter().map(|name| name.sym)), level, stmt.span));
                }
            }
            StmtKind::ImportFrom { level, module, .. } => {
                found.push((path(ast.list(module).iter().map(|name| name.sym)), level, stmt.span));
            }
            _ => {}
        }
    }
    found.sort_by_key(|(_, _, span)| *span);
    found
}

fn path(names: impl Iterator<Item = Sym>) -> Option<PathId> {
    names.fold(None, |path, name| {
        Some(path.map_or_else(|| PathId::root(name), |path: PathId| path.then(name)))
    })
}

fn dots(level: u32) -> String {
    ".".repeat(level as usize)
}
