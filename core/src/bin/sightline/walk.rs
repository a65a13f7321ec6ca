//! What of a folder is read, in order of names: what is wanted by name or first line. Some folders are passed
//! over, links are not followed; all of that is said.

use crate::read::head;
use sightline::intake::{self, LeftOut};
use sightline::text::{Notice, NoticeKind};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Something found in a folder.
#[derive(Debug)]
pub enum Found {
    /// A file to read, and how it is called in the report.
    File(PathBuf, String),
    /// Something that is passed over.
    LeftOut(LeftOut),
}

/// Everything in a folder that is to be read or to be spoken of. Its own link is followed: it was named.
pub fn walk(folder: &Path) -> impl Iterator<Item = Found> + Send + use<> {
    let named = Named { folder: folder.to_owned(), shown: shown(folder) };
    let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let mut passed = Passed::default();
    let mut ended = false;
    std::iter::from_fn(move || {
        loop {
            if ended {
                return None;
            }
            let Some(next) = walk.next() else {
                ended = true;
                return passed.told(&named.shown).map(Found::LeftOut);
            };
            let found = match next {
                Err(error) => Some(Found::LeftOut(unreadable(&error, &named))),
                Ok(entry) if entry.depth() == 0 => None,
                Ok(entry) => {
                    let found = found(&entry, &named, &mut passed);
                    if entry.file_type().is_dir() && (found.is_some() || is_bytecode(&entry)) {
                        walk.skip_current_dir();
                    }
                    found
                }
            };
            if found.is_some() {
                return found;
            }
        }
    })
}

/// How a path is called in the report: as it was typed, with `/` between its parts and none at its end.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.trim_end_matches('/') {
        "" => text.chars().take(1).collect(),
        trimmed => trimmed.to_owned(),
    }
}

/// A folder and how it is called.
#[derive(Debug)]
struct Named {
    folder: PathBuf,
    shown: String,
}

impl Named {
    /// How something inside is called: the folder's name and the path inside, joined by `/`.
    fn inside(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.folder).unwrap_or(path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        if parts.is_empty() {
            return self.shown.clone();
        }
        format!("{}/{}", self.shown.trim_end_matches('/'), parts.join("/"))
    }
}

/// What was passed over without a notice of its own.
#[derive(Debug, Default)]
struct Passed {
    files: usize,
    bytecode: usize,
}

impl Passed {
    fn told(&self, folder: &str) -> Option<LeftOut> {
        let are = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {more}")),
        };
        let files = are(self.files, "file that is not Python", "files that are not Python");
        let bytecode = are(self.bytecode, "folder of compiled code", "folders of compiled code");
        let parts: Vec<String> = files.into_iter().chain(bytecode).collect();
        let verb = if self.files + self.bytecode == 1 { "was" } else { "were" };
        (!parts.is_empty())
            .then(|| skipped(folder, format!("In it, {} {verb} passed over.", parts.join(" and "))))
    }
}

/// What is said of an entry: a file to read, a notice, or nothing, which for a folder means to go in.
fn found(entry: &DirEntry, named: &Named, passed: &mut Passed) -> Option<Found> {
    let path = entry.path();
    let shown = named.inside(path);
    let kind = entry.file_type();
    if kind.is_dir() {
        if is_bytecode(entry) {
            passed.bytecode += 1;
            return None;
        }
        return why_passed_over(entry).map(|why| Found::LeftOut(skipped(&shown, why.to_owned())));
    }
    if kind.is_symlink() {
        return link(path, &shown);
    }
    if !kind.is_file() {
        return Some(Found::LeftOut(skipped(&shown, special())));
    }
    if intake::wanted(&shown) || is_script(path, &shown) {
        return Some(Found::File(path.to_owned(), shown));
    }
    passed.files += 1;
    None
}

/// Only a file without an ending is opened to see whether its first line hands it to Python.
fn is_script(path: &Path, shown: &str) -> bool {
    path.extension().is_none() && intake::wanted_script(shown, &head(path))
}

/// What is said of something that is neither a file nor a folder.
pub fn special() -> String {
    "This is a device, a pipe or a socket, not a file, and was not read.".into()
}

fn is_bytecode(entry: &DirEntry) -> bool {
    entry.file_name() == "__pycache__"
}

fn why_passed_over(entry: &DirEntry) -> Option<&'static str> {
    match entry.file_name().to_str() {
        Some(".git" | ".hg" | ".svn" | ".bzr" | ".jj" | "CVS" | "_darcs") => {
            Some("This folder holds the history of a version control system and was passed over.")
        }
        Some("node_modules") => Some("This folder holds installed JavaScript packages and was passed over."),
        _ if entry.path().join("pyvenv.cfg").is_file() => Some(
            "This folder is a virtual environment and was passed over; give it by itself to have it reviewed.",
        ),
        _ => None,
    }
}

/// A link: what it leads to inside the folder is reviewed under its own name, and what lies outside was not given.
fn link(path: &Path, shown: &str) -> Option<Found> {
    let target = std::fs::metadata(path);
    let what = match &target {
        Ok(target) if target.is_dir() => "This is a link to a folder",
        Ok(_) => "This is a link to a file",
        Err(_) => "This is a link that leads nowhere or around in a circle",
    };
    let matters = target.is_ok_and(|target| target.is_dir()) || intake::wanted(shown);
    let told = format!("{what} and was not followed; give what it leads to by its own name.");
    matters.then(|| Found::LeftOut(skipped(shown, told)))
}

fn unreadable(error: &walkdir::Error, named: &Named) -> LeftOut {
    let path = error.path().map_or_else(|| named.shown.clone(), |path| named.inside(path));
    let why = error.io_error().map_or_else(|| "it leads back to itself".to_owned(), ToString::to_string);
    skipped(&path, format!("This could not be read: {why}."))
}

/// A notice of what was passed over.
pub fn skipped(path: &str, text: String) -> LeftOut {
    let notice = Notice { line: 1, end_line: 1, kind: NoticeKind::Skipped, text };
    LeftOut { path: path.to_owned(), notice }
}
