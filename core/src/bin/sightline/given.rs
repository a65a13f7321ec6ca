//! What was given: arguments and lists of files, as paths that are there.

use crate::arguments::Review;
use crate::failure::Failure;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Something to review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Standard input.
    Stdin,
    /// A file or folder.
    Path(PathBuf),
}

/// Bytes of a list of files.
const LIST: u64 = 64 * 1024 * 1024;

/// Everything that is given, in order. All of it is there: whoever mistypes a path should not be told that
/// what it holds is clean.
pub fn given(asked: &Review) -> Result<Vec<Given>, Failure> {
    let mut paths = asked.paths.clone();
    if let Some(list) = &asked.files_from {
        let from_stdin = is_stdin(list);
        if from_stdin && paths.iter().any(|path| is_stdin(path)) {
            return Err(Failure::new("standard input cannot be both the list of files and a file to review"));
        }
        paths.extend(listed(list, from_stdin)?);
    }
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err(Failure::new("standard input can be reviewed once"));
    }
    let missing: BTreeSet<String> = paths
        .iter()
        .filter(|path| !is_stdin(path) && std::fs::symlink_metadata(path).is_err())
        .map(|path| why_missing(path))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::new(Vec::from_iter(missing).join("; ")));
    }
    Ok(paths.into_iter().map(|path| if is_stdin(&path) { Given::Stdin } else { Given::Path(path) }).collect())
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn why_missing(path: &Path) -> String {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => format!("{}: {error}", path.display()),
        _ => format!("there is no `{}`", path.display()),
    }
}

/// The paths that a list names: separated by NUL if there is one, else one a line.
fn listed(list: &Path, from_stdin: bool) -> Result<Vec<PathBuf>, Failure> {
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot read the list {}: {error}", list.display()));
    let mut bytes = Vec::new();
    if from_stdin {
        std::io::stdin().lock().take(LIST).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let file = std::fs::File::open(list).map_err(failed)?;
        file.take(LIST).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 == LIST {
        return Err(Failure::new(format!("the list {} is too long", list.display())));
    }
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|byte| *byte == separator).map(|name| match separator {
        0 => name,
        _ => name.strip_suffix(b"\r").unwrap_or(name),
    });
    Ok(names.filter(|name| !name.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
