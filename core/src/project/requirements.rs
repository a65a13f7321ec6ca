//! What a file asks to be installed: the entries of a list of dependencies, and those that Python gives to `setup()`.

use super::Module;
use crate::manifest::{Entry, Says, requirement};
use crate::names::BindingKind;
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, StmtId};

/// Where `setup` is imported from.
const SETUP: [&str; 2] = ["setuptools", "distutils"];

/// How deep lists and tables of requirements are read.
const DEPTH: u32 = 4;

impl Module {
    /// Whether it is a list of dependencies and no Python.
    #[must_use]
    pub fn is_manifest(&self) -> bool {
        self.manifest.is_some()
    }

    /// What it asks to be installed, with the statements that say so, in order of place.
    #[must_use]
    pub fn requirements(&self) -> Vec<(Entry, StmtId)> {
        if let Some(entries) = &self.manifest {
            return entries.iter().cloned().zip((0..).map(StmtId)).collect();
        }
        if !SETUP.iter().any(|package| self.imports(package)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for expr in &self.ast.exprs {
            let ExprKind::Call { function, args } = expr.kind else { continue };
            let name = match self.ast[function].kind {
                ExprKind::Name(name) => name.text(),
                ExprKind::Attribute { name, .. } => name.sym.text(),
                _ => continue,
            };
            if name != "setup" {
                continue;
            }
            for arg in self.ast.list(args) {
                let ArgKind::Keyword(key) = arg.kind else { continue };
                let is_place = match key.sym.text() {
                    "install_requires" | "setup_requires" | "tests_require" | "extras_require" => false,
                    "dependency_links" => true,
                    _ => continue,
                };
                self.collect(arg.value, is_place, DEPTH, &mut found);
            }
        }
        found.sort_by_key(|(entry, _)| entry.span);
        found
    }

    /// `["flask>=2"]`, `{"dev": ["pytest"]}`, `"flask"`, or a name for one of these.
    fn collect(&self, expr: ExprId, is_place: bool, depth: u32, found: &mut Vec<(Entry, StmtId)>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let ast = &self.ast;
        match ast[expr].kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                for item in ast.list(items) {
                    self.collect(*item, is_place, depth, found);
                }
            }
            ExprKind::Dict(pairs) => {
                for pair in ast.list(pairs) {
                    self.collect(pair.value, is_place, depth, found);
                }
            }
            ExprKind::Name(_) => {
                let bindings = self.names.variable(expr).map_or(&[][..], |name| self.names.bindings(name));
                if let [only] = bindings
                    && let BindingKind::Value(value) = only.kind
                {
                    self.collect(value, is_place, depth, found);
                }
            }
            _ => {
                let Some(text) = ast.text_of(expr) else { return };
                let entry = if is_place {
                    let says = Says::Index { url: text.to_owned(), extra: true };
                    Some(Entry { span: ast[expr].span, says })
                } else {
                    requirement(text, 0).map(|entry| Entry { span: ast[expr].span, ..entry })
                };
                found.extend(entry.map(|entry| (entry, ast[expr].stmt)));
            }
        }
    }
}
