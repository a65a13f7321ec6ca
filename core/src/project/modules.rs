//! Which file an import means. The folder that Python would start from is not known, so an absolute import is
//! matched with the ends of paths: `import pkg.util` finds `x.whl/src/pkg/util.py`.
//!
//! What keeps that honest:
//! - What stands before the match must not be a package: `import logging` is not `pkg/logging.py` where there
//!   is a `pkg/__init__.py`.
//! - A name of the standard library is matched only beside the importing file, or from the same root.
//! - Of several matches, the first by: the root of the importing file, more folders in common with it, the
//!   shorter path, the path.

use super::standard::is_standard;
use crate::intern::{PathId, Sym};
use crate::manifest;
use crate::text::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// The given files by the paths that imports may call them.
#[derive(Debug, Default)]
pub(super) struct Index {
    files: Vec<Located>,
    /// Files and folders by all of their path; a package by its folder.
    places: FxHashMap<PathId, Option<FileId>>,
    /// Files and folders by each end of their path that an import may name.
    ends: FxHashMap<PathId, Vec<Candidate>>,
    /// The first names of what files are imported as.
    tops: FxHashSet<Sym>,
    /// The cells of each notebook, in order.
    notebooks: FxHashMap<PathId, Vec<(u32, FileId)>>,
}

/// Where a file lies among the given ones.
#[derive(Debug)]
struct Located {
    /// All names of its path; a package's end at its folder, a notebook's cells at the notebook.
    names: Vec<Sym>,
    /// How many of them lie before its module path.
    root: usize,
    module: PathId,
    /// The folder that relative imports start from; none at the top.
    folder: Option<PathId>,
    notebook: Option<PathId>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    place: PathId,
    /// The file itself, or for a folder the first file in it.
    file: FileId,
    /// How many names stand before the match.
    before: usize,
}

/// What an import finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    File(FileId),
    Folder(PathId),
}

impl Index {
    pub(super) fn new<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let split: Vec<(&str, Split)> = paths.map(|path| (path, Split::new(path))).collect();
        let files = split.iter().map(|(_, file)| file);
        let packages: FxHashSet<PathId> =
            files.filter(|file| file.package).filter_map(|file| path(&file.names)).collect();
        let mut index = Self::default();
        for (at, (given, file)) in split.into_iter().enumerate() {
            index.add(FileId(at as u32), given, file, &packages);
        }
        for cells in index.notebooks.values_mut() {
            cells.sort_unstable();
        }
        index
    }

    fn add(&mut self, id: FileId, given: &str, file: Split, packages: &FxHashSet<PathId>) {
        let Split { names, first, package, cell } = file;
        let mut prefixes = Vec::with_capacity(names.len());
        for name in &names {
            let prefix: Option<&PathId> = prefixes.last();
            prefixes.push(prefix.map_or_else(|| PathId::root(*name), |prefix| prefix.then(*name)));
        }
        let Some(place) = prefixes.last().copied() else { return };
        let top = prefixes.iter().skip(first).position(|prefix| packages.contains(prefix));
        let root = top.map_or_else(|| without_source_folder(&names, first), |top| first + top);
        let folder = if package { Some(place) } else { place.parent() };
        let module = path(names.get(root..).unwrap_or(&names)).unwrap_or(place);
        if manifest::kind(given).is_some() {
            // Nobody imports it, and its folder is no package for its sake.
        } else if let Some(cell) = cell {
            self.tops.insert(module.first());
            self.notebooks.entry(place).or_default().push((cell, id));
        } else {
            self.tops.insert(module.first());
            self.places.entry(place).and_modify(|known| *known = known.or(Some(id))).or_insert(Some(id));
            self.add_ends(id, &names, &prefixes, first, packages);
        }
        let notebook = cell.map(|_| place);
        self.files.push(Located { names, root, module, folder, notebook });
    }

    fn add_ends(
        &mut self,
        file: FileId,
        names: &[Sym],
        prefixes: &[PathId],
        first: usize,
        packages: &FxHashSet<PathId>,
    ) {
        // The file, then the folders around it that no file has brought yet.
        for (last, place) in prefixes.iter().copied().enumerate().skip(first).rev() {
            if last + 1 < names.len() {
                if packages.contains(&place) || self.places.contains_key(&place) {
                    continue;
                }
                self.places.insert(place, None);
            }
            for before in first..=last {
                let around = before.checked_sub(1).and_then(|at| prefixes.get(at));
                if around.is_some_and(|around| packages.contains(around)) {
                    continue;
                }
                let Some(end) = names.get(before..=last).and_then(path) else { continue };
                self.ends.entry(end).or_default().push(Candidate { place, file, before });
            }
        }
    }

    pub(super) fn is_top(&self, name: Sym) -> bool {
        self.tops.contains(&name)
    }

    pub(super) fn module_path(&self, file: FileId) -> PathId {
        self.files[file.0 as usize].module
    }

    /// The file or folder that an absolute import means, in `importer` or, without one, as such.
    pub(super) fn absolute(&self, importer: Option<FileId>, path: PathId) -> Option<Found> {
        let from = importer.and_then(|file| self.files.get(file.0 as usize));
        let standard = is_standard(path.first());
        let beside = from.and_then(|from| from.folder).map_or(0, PathId::depth);
        let best = self
            .ends
            .get(&path)?
            .iter()
            .map(|candidate| (self.rank(from, beside, candidate), candidate))
            .filter(|((near, ..), _)| *near || !standard || from.is_none())
            .min_by_key(|(rank, _)| {
                let (near, common, folder, length, file) = *rank;
                (!near, folder, Reverse(common), length, file)
            });
        best.map(|(_, candidate)| self.found(candidate.place))
    }

    /// Whether the match begins at the importer's root or in its folder; how many folders they share; whether
    /// it is only a folder; its length; its file.
    fn rank(
        &self,
        from: Option<&Located>,
        beside: usize,
        candidate: &Candidate,
    ) -> (bool, usize, bool, usize, FileId) {
        let names = self.files.get(candidate.file.0 as usize).map_or(&[][..], |file| &file.names);
        let (mut near, mut common) = (false, 0);
        if let Some(from) = from {
            common = names.iter().zip(&from.names).take_while(|(a, b)| a == b).count();
            let within = common >= candidate.before;
            near = within && (candidate.before == from.root || candidate.before == beside);
        }
        let folder = matches!(self.found(candidate.place), Found::Folder(_));
        (near, common, folder, names.len(), candidate.file)
    }

    fn found(&self, place: PathId) -> Found {
        match self.places.get(&place) {
            Some(Some(file)) => Found::File(*file),
            _ => Found::Folder(place),
        }
    }

    /// The file or folder that `path` behind dots means: exactly that one.
    pub(super) fn relative(&self, importer: FileId, path: Option<PathId>, level: u32) -> Option<Found> {
        let mut folder = self.files.get(importer.0 as usize)?.folder;
        for _ in 1..level {
            folder = folder?.parent();
        }
        self.at(below(folder, path)?)
    }

    /// What lies at exactly this place.
    pub(super) fn at(&self, place: PathId) -> Option<Found> {
        self.places.contains_key(&place).then(|| self.found(place))
    }

    /// What `level` dots and `path` are as one dotted path.
    pub(super) fn spelled_import(
        &self,
        importer: FileId,
        path: Option<PathId>,
        level: u32,
    ) -> Option<PathId> {
        if level == 0 {
            return path;
        }
        let located = self.files.get(importer.0 as usize)?;
        let package = located.folder.is_some() && located.folder == self::path(&located.names);
        let mut base = if package { Some(located.module) } else { located.module.parent() };
        for _ in 1..level {
            base = base.and_then(PathId::parent);
        }
        below(base, path)
    }

    /// A submodule of a package or folder: what `name` within `place` is.
    pub(super) fn within(&self, file: FileId, name: Sym) -> Option<Found> {
        let located = self.files.get(file.0 as usize)?;
        let place = path(&located.names)?;
        if located.folder == Some(place) { self.at(place.then(name)) } else { None }
    }

    /// The cells of the same notebook before this one, nearest first.
    pub(super) fn earlier_cells(&self, file: FileId) -> impl Iterator<Item = FileId> + '_ {
        let notebook = self.files.get(file.0 as usize).and_then(|located| located.notebook);
        let cells = notebook.and_then(|place| self.notebooks.get(&place)).map_or(&[][..], Vec::as_slice);
        let here = cells.iter().position(|(_, cell)| *cell == file).unwrap_or(0);
        cells.iter().take(here).rev().map(|(_, cell)| *cell)
    }
}

/// A path taken apart.
struct Split {
    names: Vec<Sym>,
    /// The first name that may be part of a module path: after archives, and names such as `pkg-1.0`.
    first: usize,
    package: bool,
    cell: Option<u32>,
}

impl Split {
    fn new(path: &str) -> Self {
        let path = without_copy_number(path);
        let mut parts: Vec<&str> = path.split('/').collect();
        let cell = cell_of(&parts);
        if cell.is_some() {
            parts.pop();
        }
        if let Some(last) = parts.last_mut() {
            *last = [".py", ".pyi", ".pyw", ".ipynb"]
                .iter()
                .find_map(|end| last.strip_suffix(end))
                .unwrap_or(last);
        }
        let package = parts.len() > 1 && parts.last() == Some(&"__init__");
        if package {
            parts.pop();
        }
        let modules = parts.len().saturating_sub(1);
        let first = parts.iter().take(modules).rposition(|part| !is_identifier(part)).map_or(0, |at| at + 1);
        let names = parts.into_iter().map(Sym::new).collect();
        Self { names, first, package, cell }
    }
}

/// `a.py~2` is a second `a.py`.
fn without_copy_number(path: &str) -> &str {
    match path.rsplit_once('~') {
        Some((before, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            before
        }
        _ => path,
    }
}

/// `n.ipynb/cell-3` is the third cell.
fn cell_of(parts: &[&str]) -> Option<u32> {
    let [.., notebook, cell] = parts else { return None };
    notebook.strip_suffix(".ipynb")?;
    cell.strip_prefix("cell-")?.parse().ok()
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|character| character == '_' || character.is_alphanumeric())
}

/// In `src/pkg/a.py` without any `__init__.py`, `src` is no part of what the module is called.
fn without_source_folder(names: &[Sym], first: usize) -> usize {
    let source = names.get(first).is_some_and(|name| matches!(name.text(), "src" | "lib"));
    if source && first + 1 < names.len() { first + 1 } else { first }
}

fn path(names: &[Sym]) -> Option<PathId> {
    let (first, rest) = names.split_first()?;
    Some(rest.iter().fold(PathId::root(*first), |path, name| path.then(*name)))
}

fn below(base: Option<PathId>, path: Option<PathId>) -> Option<PathId> {
    let names = path.map(PathId::names).unwrap_or_default();
    names
        .into_iter()
        .fold(base, |base, name| Some(base.map_or_else(|| PathId::root(name), |base| base.then(name))))
}
