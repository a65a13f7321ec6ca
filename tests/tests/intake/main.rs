//! What comes in: every kind of input, made in memory, and what becomes of it. Nothing is fetched or read from disk.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

mod archives;
mod encodings;
mod hostile;
mod notebooks;
mod pack;
mod pasted;
mod paths;

use sightline::intake::{self, Intake};
use sightline::text::{File, NoticeKind};

/// The only file of an input that leaves nothing out.
fn one(path: &str, bytes: &[u8]) -> File {
    let Intake { mut files, notices } = intake::read(path, bytes);
    assert!(notices.is_empty(), "{path} leaves out: {notices:#?}");
    assert_eq!(files.len(), 1, "{path} is {} files", files.len());
    files.remove(0)
}

/// What is said of an input that is not reviewed at all.
fn refused(path: &str, bytes: &[u8]) -> (NoticeKind, String) {
    let Intake { files, notices } = intake::read(path, bytes);
    assert!(files.is_empty(), "{path} was read: {files:#?}");
    let [left_out] = notices.as_slice() else { panic!("{path} leaves out: {notices:#?}") };
    assert_eq!(left_out.path, path);
    (left_out.notice.kind, left_out.notice.text.clone())
}

/// The kinds and lines of a file's notices.
fn notices(file: &File) -> Vec<(NoticeKind, u32, u32)> {
    file.notices.iter().map(|notice| (notice.kind, notice.line, notice.end_line)).collect()
}

/// The paths of an input's files.
fn paths(intake: &Intake) -> Vec<&str> {
    intake.files.iter().map(|file| file.path.as_str()).collect()
}

/// Paths, kinds and words of what an input leaves out.
fn left_out(intake: &Intake) -> Vec<(&str, NoticeKind, &str)> {
    intake.notices.iter().map(|out| (out.path.as_str(), out.notice.kind, out.notice.text.as_str())).collect()
}
