//! `import a.b as c`, `from ..a import b as c`, `from a import *`, `from __future__ import a`.

use super::super::ast::{ImportName, List, Name, StmtKind};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;

impl Lower<'_> {
    pub(super) fn import(&mut self, node: Node<'_>) -> StmtKind {
        StmtKind::Import(self.import_names(node))
    }

    pub(super) fn import_from(&mut self, node: Node<'_>) -> StmtKind {
        let mut level = 0;
        let module = match node.get(Field::ModuleName) {
            Some(relative) if relative.kind() == Kind::RelativeImport => {
                if let Some(dots) = relative.first(Kind::ImportPrefix) {
                    level = self.slice(dots.span()).bytes().filter(|byte| *byte == b'.').count() as u32;
                }
                relative.first(Kind::DottedName).map(|name| self.dotted(name)).unwrap_or_default()
            }
            Some(name) => self.dotted(name),
            None => {
                let future: Vec<Name> =
                    node.first(Kind::Future).map(|name| self.name(name)).into_iter().collect();
                self.ast.lists.syms(future)
            }
        };
        let star = node.has(Kind::WildcardImport);
        StmtKind::ImportFrom { level, module, names: self.import_names(node), star }
    }

    fn import_names(&mut self, node: Node<'_>) -> List<ImportName> {
        let mut names = Vec::new();
        for part in node.parts().filter(|part| part.field() == Field::Name) {
            let name = if part.kind() == Kind::AliasedImport { part.get(Field::Name) } else { Some(part) };
            let Some(name) = name else { continue };
            let path = self.dotted(name);
            let alias = part.get(Field::Alias).map(|alias| self.name(alias));
            names.push(ImportName { path, alias, span: part.span() });
        }
        self.ast.lists.imports(names)
    }

    /// `a.b.c`
    fn dotted(&mut self, node: Node<'_>) -> List<Name> {
        let names: Vec<Name> = node.parts().map(|part| self.name(part)).collect();
        self.ast.lists.syms(names)
    }
}
