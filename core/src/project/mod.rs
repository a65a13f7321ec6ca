//! The given files together: module names, functions, classes and their bases, who calls whom.

use crate::intern::PathId;
use crate::names::{BindingKind, Names, ScopeId};
use crate::syntax;
use crate::syntax::ast::{Ast, ClassDefId, FuncId};
use crate::text::{File, FileId, Place, Region, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// One file with its tree and its names: what an edit makes anew.
#[derive(Debug)]
pub struct Module {
    /// The file.
    pub file: File,
    /// Its tree.
    pub ast: Ast,
    /// Its names.
    pub names: Names,
}

impl Module {
    /// Lower a file and resolve its names.
    #[must_use]
    pub fn new(file: File) -> Self {
        let ast = syntax::lower(&file);
        let names = Names::resolve(&ast);
        Self { file, ast, names }
    }
}

/// All given files. [`FileId`] is the index into the list, which is sorted by path.
#[derive(Debug, Default)]
pub struct Project {
    modules: Vec<Arc<Module>>,
    paths: Vec<PathId>,
    by_path: FxHashMap<PathId, FileId>,
}

/// A function of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionRef {
    /// The file.
    pub file: FileId,
    /// The function in it.
    pub function: FuncId,
}

/// A class of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassRef {
    /// The file.
    pub file: FileId,
    /// The class in it.
    pub class: ClassDefId,
}

/// What an import of one of the given files gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// A function defined there.
    Function(FunctionRef),
    /// A class defined there.
    Class(ClassRef),
    /// The module itself, or something else that it holds.
    Other,
}

impl Project {
    /// The project of some files, in whatever order they are given.
    #[must_use]
    pub fn link(mut modules: Vec<Arc<Module>>) -> Self {
        modules.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        let paths: Vec<PathId> = modules.iter().map(|module| module_path(&module.file.path)).collect();
        let mut by_path = FxHashMap::default();
        for (at, path) in paths.iter().enumerate() {
            by_path.entry(*path).or_insert(FileId(at as u32));
        }
        Self { modules, paths, by_path }
    }

    /// The ids of all files, in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.modules.len() as u32).map(FileId)
    }

    /// A file of this project.
    #[must_use]
    pub fn module(&self, file: FileId) -> &Arc<Module> {
        &self.modules[file.0 as usize]
    }

    /// What a file is imported as: `pkg/a/__init__.py` is `pkg.a`.
    #[must_use]
    pub fn module_path(&self, file: FileId) -> PathId {
        self.paths[file.0 as usize]
    }

    /// The file that is imported as `path`.
    #[must_use]
    pub fn file_of(&self, path: PathId) -> Option<FileId> {
        self.by_path.get(&path).copied()
    }

    /// What `path` (behind `level` dots) means when it is imported in `file`; none where it lies outside
    /// the given files.
    #[must_use]
    pub fn import(&self, file: FileId, path: PathId, level: u32) -> Option<Imported> {
        let path = self.absolute(file, path, level);
        if self.file_of(path).is_some() {
            return Some(Imported::Other);
        }
        let file = self.file_of(path.parent()?)?;
        let names = &self.module(file).names;
        let variable = names.in_scope(ScopeId::MODULE, path.last());
        let binding = variable.and_then(|variable| names.bindings(variable).first().copied());
        Some(match binding.map(|binding| binding.kind) {
            Some(BindingKind::Function(function)) => Imported::Function(FunctionRef { file, function }),
            Some(BindingKind::Class(class)) => Imported::Class(ClassRef { file, class }),
            _ => Imported::Other,
        })
    }

    fn absolute(&self, file: FileId, path: PathId, level: u32) -> PathId {
        let mut base = Some(self.module_path(file));
        let package = self.module(file).file.path.ends_with("__init__.py");
        for _ in 0..level.saturating_sub(u32::from(package)) {
            base = base.and_then(PathId::parent);
        }
        match base {
            Some(base) if level > 0 => path.names().into_iter().fold(base, PathId::then),
            _ => path,
        }
    }

    /// Where a place lies, in lines and columns.
    #[must_use]
    pub fn region(&self, place: Place) -> Region {
        self.module(place.file).file.region(place.span)
    }

    /// The text of a place.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.module(place.file).file.slice(place.span)
    }

    /// A place in a file.
    #[must_use]
    pub fn place(&self, file: FileId, span: Span) -> Place {
        Place { file, span }
    }
}

fn module_path(path: &str) -> PathId {
    let path = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi")).unwrap_or(path);
    let path = path.strip_suffix("/__init__").unwrap_or(path);
    PathId::new(&path.replace('/', "."))
}
