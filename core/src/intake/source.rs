//! One text to one `File`: bounds, encoding, and the shape that it was pasted in.

use std::sync::Arc;

use crate::text::{File, LineIndex, Notice, NoticeKind, digest};

use super::notices::{left_out, lines, notice_on};
use super::{Intake, diff, encoding, fenced, limits, names, prompts};

/// The file that some bytes are, or why they are none.
pub(super) fn read(path: &str, bytes: &[u8]) -> Intake {
    if let Some(told) = too_large(bytes.len() as u64, limits::FILE) {
        return Intake::left_out(left_out(path, NoticeKind::TooLarge, told));
    }
    if encoding::binary(bytes) {
        let told = "This is not text and was not reviewed; give the Python source.";
        return Intake::left_out(left_out(path, NoticeKind::Binary, told));
    }
    let encoding::Decoded { mut text, mut notices } = encoding::decode(bytes);
    if names::kind(path) == names::Kind::Manifest {
        return Intake::file(file(path, text, bytes, notices));
    }
    if let Some((shaped, notice)) = shape(path, &text) {
        text = shaped;
        notices.push(notice);
    } else if names::kind(path) == names::Kind::Markdown {
        let told = "This text holds no fenced Python and was not reviewed.";
        return Intake::left_out(left_out(path, NoticeKind::Skipped, told));
    }
    Intake::file(file(path, text, bytes, notices))
}

/// A file from its text and the bytes that it was made of.
pub(super) fn file(path: &str, text: String, bytes: &[u8], mut notices: Vec<Notice>) -> File {
    let index = LineIndex::new(&text);
    notices.extend(nul(&text, &index));
    notices.sort();
    File {
        path: path.to_owned(),
        bytes: bytes.len(),
        sha256: digest(bytes),
        notices,
        lines: index,
        text: Arc::from(text),
    }
}

/// What to say of a size beyond a bound.
pub(super) fn too_large(size: u64, bound: usize) -> Option<String> {
    (size > bound as u64).then(|| {
        format!(
            "This is {} and was not reviewed: the bound is {}; split it to have it reviewed.",
            limits::size(size),
            limits::size(bound as u64)
        )
    })
}

/// The text as Python, if it was pasted as something around Python.
fn shape(path: &str, text: &str) -> Option<(String, Notice)> {
    let python_name = names::kind(path) == names::Kind::Python;
    if let Some((text, mut notice)) = fenced::read(text) {
        // A fenced session or diff is a chat's usual answer.
        if let Some((text, inner)) = prompts::read(&text).or_else(|| diff::read(&text, true)) {
            notice.text = format!("{} {}", notice.text, inner.text);
            return Some((text, notice));
        }
        return Some((text, notice));
    }
    diff::read(text, python_name).or_else(|| prompts::read(text))
}

/// Python refuses a NUL; the reader does not.
fn nul(text: &str, index: &LineIndex) -> Option<Notice> {
    if !text.contains('\0') {
        return None;
    }
    let mut on: Vec<u32> = text.match_indices('\0').map(|(at, _)| index.line(at as u32)).collect();
    on.dedup();
    let told = format!(
        "NUL bytes on {}: Python does not run such a file; the rest was read. Remove them.",
        lines(&on)
    );
    Some(notice_on(&on, NoticeKind::Encoding, told))
}
