//! Named bytes to [`File`]s and notices. This is the front door; each kind of input has a file of its own:
//!
//! | file | reads |
//! | --- | --- |
//! | `names` | what a name promises, and names from archives made safe to show |
//! | `source` | one text: bounds, encoding, shape |
//! | `encoding`, `codepages` | bytes to text |
//! | `diff`, `fenced`, `prompts` | Python pasted inside something else |
//! | `notebook`, `magics` | the code cells of a notebook |
//! | `archive`, `zip`, `tar` | archives, one member at a time |
//! | `limits` | every bound |
//! | `blank`, `notices` | what they share |
//!
//! Nothing here opens a file or uses a name to find one, and nothing fails: what cannot be read becomes a notice.
//! What is taken out of a text leaves spaces, so lines and columns are those of what the person gave.

mod archive;
mod blank;
mod codepages;
mod diff;
mod encoding;
mod fenced;
pub mod limits;
mod magics;
mod names;
mod notebook;
mod notices;
mod prompts;
mod source;
mod tar;
mod zip;

use rustc_hash::FxHashSet;

use crate::text::{File, Notice, NoticeKind};

pub use archive::Archive;
use names::Kind;

/// What came of an input: files to review, and what was left out of the review.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// The texts, in the order in which they were found.
    pub files: Vec<File>,
    /// What is not reviewed, and why. A notice about a file that is reviewed is the file's own.
    pub notices: Vec<LeftOut>,
}

/// Something that is not reviewed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// What it is called; no [`File`] has this path unless it is an archive or a notebook, which are left out in part.
    pub path: String,
    /// Why it is not reviewed.
    pub notice: Notice,
}

impl Intake {
    fn file(file: File) -> Self {
        Self { files: vec![file], notices: Vec::new() }
    }

    fn left_out(left_out: LeftOut) -> Self {
        Self { files: Vec::new(), notices: vec![left_out] }
    }

    fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.notices.extend(other.notices);
    }
}

/// Reads one input: a Python file, an archive, a notebook, a pasted text. `path` is what people call it, and what
/// the paths of the files begin with: `x.whl/pkg/a.py`, `n.ipynb/cell-3`. Standard input is `stdin`.
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Intake {
    if is_archive(path, bytes) {
        let mut archive = match Archive::open(path, bytes) {
            Ok(archive) => archive,
            Err(left_out) => return Intake::left_out(left_out),
        };
        let mut all = Intake::default();
        while let Some(intake) = archive.next_file() {
            all.extend(intake);
        }
        return all;
    }
    match names::kind(path) {
        Kind::Notebook => notebook::read(path, bytes),
        Kind::Unknown | Kind::Bare if notebook::sniff(bytes) => notebook::read(path, bytes),
        Kind::Other if !names::python_script(bytes) => {
            let told = "This is not a Python file by its name and was not reviewed; give it a name that ends in .py if \
                        it is one.";
            Intake::left_out(notices::left_out(path, NoticeKind::Skipped, told))
        }
        _ => source::read(path, bytes),
    }
}

/// Whether [`read`] would open this as an archive: then [`Archive`] reads it one member at a time.
#[must_use]
pub fn is_archive(path: &str, bytes: &[u8]) -> bool {
    match names::kind(path) {
        Kind::Archive | Kind::Sealed => true,
        Kind::Bare | Kind::Unknown => archive::sniff(bytes),
        Kind::Python | Kind::Notebook | Kind::Manifest | Kind::Markdown | Kind::Other => false,
    }
}

/// Whether a walk through a folder takes a file of this name: Python, notebooks, archives, lists of dependencies. Scripts without an
/// ending need their first line: [`wanted_script`].
#[must_use]
pub fn wanted(path: &str) -> bool {
    matches!(names::kind(path), Kind::Python | Kind::Notebook | Kind::Archive | Kind::Manifest)
}

/// Whether a walk through a folder takes a file that [`wanted`] does not know: one without an ending whose first
/// line hands it to Python. `head` is its first hundred bytes or more.
#[must_use]
pub fn wanted_script(path: &str, head: &[u8]) -> bool {
    names::kind(path) == Kind::Bare && names::python_script(head)
}

/// Why something need not be read at all: it has more bytes than are ever reviewed of its kind. `head` is its first
/// hundred bytes or more.
#[must_use]
pub fn too_large(path: &str, head: &[u8], size: u64) -> Option<LeftOut> {
    let bound = match names::kind(path) {
        _ if is_archive(path, head) => limits::UNPACKED,
        Kind::Notebook | Kind::Unknown | Kind::Bare => limits::NOTEBOOK,
        Kind::Python | Kind::Manifest | Kind::Markdown | Kind::Other | Kind::Archive | Kind::Sealed => {
            limits::FILE
        }
    };
    source::too_large(size, bound).map(|told| notices::left_out(path, NoticeKind::TooLarge, told))
}

/// Puts the files of all inputs in order: by path; a second file of the same path gets `~2`, a third `~3`. Which of
/// them is the second their content decides, so that the order in which they came does not.
pub fn finish(files: &mut [File]) {
    files.sort_by(|a, b| (&a.path, &a.sha256).cmp(&(&b.path, &b.sha256)));
    let paths = told_apart(files.iter().map(|file| file.path.as_str()));
    for (file, path) in files.iter_mut().zip(paths) {
        file.path = path;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Paths that are in order, each different from all others.
#[must_use]
pub fn told_apart<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let mut taken: FxHashSet<String> = paths.clone().map(str::to_owned).collect();
    let (mut previous, mut count) = ("", 0);
    let apart = |path: &'a str| {
        if path != previous || count == 0 {
            (previous, count) = (path, 1);
            return path.to_owned();
        }
        loop {
            count += 1;
            let path = format!("{path}~{count}");
            if taken.insert(path.clone()) {
                return path;
            }
        }
    };
    paths.map(apart).collect()
}
