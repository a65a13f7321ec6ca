//! Files to the library's intake, one at a time, so that no more than a file's bytes are held at once; of an
//! archive its packed bytes.

use crate::failure::Failure;
use crate::given::Given;
use crate::walk::{self, Found};
use sightline::intake::{self, Archive, Intake, LeftOut};
use sightline::report::Marked;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// One read of what was given after the other.
type Each = Box<dyn Iterator<Item = Intake> + Send>;

/// Bytes that show what something is: a magic number, a script's first line.
const HEAD: u64 = 1024;

/// All that is given, read when it is asked for.
pub fn all(given: Vec<Given>) -> impl Iterator<Item = Intake> + Send {
    given.into_iter().flat_map(|given| match given {
        Given::Stdin => bytes("stdin", std::io::stdin(), None),
        Given::Path(path) => path_given(&path),
    })
}

/// The first bytes of a file; none where it cannot be read.
pub fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    // What cannot be read is not wanted for its first line.
    let _ = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    head
}

/// The marks of a report that was written as JSON.
pub fn marks(path: &Path) -> Result<Vec<Marked>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read the marks of {}: {error}", path.display())))?;
    sightline::report::marks_of(&text)
        .ok_or_else(|| Failure::new(format!("{} is no report that was written as JSON", path.display())))
}

fn path_given(path: &Path) -> Each {
    let shown = walk::shown(path);
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Box::new(walk::walk(path).flat_map(|found| match found {
            Found::File(path, shown) => file(&path, &shown),
            Found::LeftOut(left_out) => just(left_out),
        })),
        Ok(found) if found.is_file() => file(path, &shown),
        Ok(_) => just(walk::skipped(&shown, walk::special())),
        Err(error) => just(unreadable(&shown, &error)),
    }
}

fn file(path: &Path, shown: &str) -> Each {
    match File::open(path).and_then(|file| Ok((file.metadata()?.len(), file))) {
        Ok((size, file)) => bytes(shown, file, Some(size)),
        Err(error) => just(unreadable(shown, &error)),
    }
}

/// What some bytes are; of more than are ever reviewed only the first are read.
fn bytes(shown: &str, mut from: impl Read, size: Option<u64>) -> Each {
    let mut bytes = Vec::new();
    let head = from.by_ref().take(HEAD).read_to_end(&mut bytes);
    if let Err(error) = head {
        return just(unreadable(shown, &error));
    }
    if let Some(left_out) = size.and_then(|size| intake::too_large(shown, &bytes, size)) {
        return just(left_out);
    }
    let rest = from.take(intake::limits::UNPACKED as u64).read_to_end(&mut bytes);
    if let Err(error) = rest {
        return just(unreadable(shown, &error));
    }
    // A size that is not known, or was not true (a file of /proc, one that grows).
    if let Some(left_out) = intake::too_large(shown, &bytes, bytes.len() as u64) {
        return just(left_out);
    }
    if !intake::is_archive(shown, &bytes) {
        return Box::new(std::iter::once(intake::read(shown, &bytes)));
    }
    match Archive::open(shown, bytes) {
        Ok(mut archive) => Box::new(std::iter::from_fn(move || archive.next_file())),
        Err(left_out) => just(left_out),
    }
}

fn just(left_out: LeftOut) -> Each {
    Box::new(std::iter::once(Intake { files: Vec::new(), notices: vec![left_out] }))
}

fn unreadable(shown: &str, error: &std::io::Error) -> LeftOut {
    walk::skipped(shown, format!("This could not be read: {error}."))
}
