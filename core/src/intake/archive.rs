//! What zip and tar archives have in common: one member at a time, what of it is wanted, the bounds on all of
//! them together, and the sum of what was left out.

use std::io::Read;

use crate::text::NoticeKind;

use super::names::{self, Kind, Name};
use super::notices::{left_out, notice};
use super::tar::Tar;
use super::zip::Zip;
use super::{Intake, LeftOut, limits, notebook, source};

/// An archive, read one member at a time, so that a caller can do other things in between. `B` is whatever
/// holds its bytes: a slice, or a buffer that the archive then owns.
pub struct Archive<B> {
    path: String,
    members: Members<B>,
    /// Members that are not Python, by their names.
    others: usize,
    /// Members that could not be read; the first few have notices of their own.
    unread: usize,
    /// Texts found so far.
    found: usize,
    done: bool,
}

enum Members<B> {
    Zip(Zip<B>),
    Tar(Tar<B>),
}

/// What reading on in an archive came to.
pub(super) enum Step {
    /// A member, or a notice about one.
    Member(Intake),
    /// A member that nobody asked for.
    Other,
    /// The end, with what is wrong with the archive itself.
    End(Option<(NoticeKind, String)>),
}

impl<B: AsRef<[u8]>> Archive<B> {
    /// Opens an archive; `path` is what its members' paths begin with.
    ///
    /// # Errors
    /// What to tell people when the bytes are no archive that can be read.
    pub fn open(path: &str, bytes: B) -> Result<Self, LeftOut> {
        let members = match format(bytes.as_ref()) {
            Some(Format::Zip) => Zip::open(bytes).map(Members::Zip),
            Some(format @ (Format::Gzip | Format::Tar)) => {
                Ok(Members::Tar(Tar::open(bytes, format == Format::Gzip)))
            }
            Some(Format::Sealed(what)) => Err(format!(
                "This is packed with {what}, which is not opened here; pack the files as .zip or .tar.gz instead."
            )),
            None => {
                // A zip may have anything before it, and a cut one has lost what says where things are.
                Zip::open(bytes).map(Members::Zip)
            }
        };
        match members {
            Ok(members) => {
                Ok(Self { path: path.to_owned(), members, others: 0, unread: 0, found: 0, done: false })
            }
            Err(told) => Err(left_out(path, NoticeKind::Archive, told)),
        }
    }

    /// The next member that is wanted, or what is to be said of it; nothing at the end. An answer without
    /// files and notices means: go on.
    pub fn next_file(&mut self) -> Option<Intake> {
        if self.done {
            return None;
        }
        let step = match &mut self.members {
            Members::Zip(zip) => zip.step(&self.path),
            Members::Tar(tar) => tar.step(&self.path),
        };
        match step {
            Step::Member(mut intake) => {
                let room = limits::NOTICES.saturating_sub(self.unread);
                self.found += intake.files.len();
                self.unread += intake.notices.len();
                intake.notices.truncate(room);
                Some(intake)
            }
            Step::Other => {
                self.others += 1;
                Some(Intake::default())
            }
            Step::End(trouble) => {
                self.done = true;
                Some(self.closing(trouble))
            }
        }
    }

    /// How many members are left to read; nothing for an archive that does not list them first.
    #[must_use]
    pub fn members_left(&self) -> Option<usize> {
        match &self.members {
            _ if self.done => Some(0),
            Members::Zip(zip) => Some(zip.left()),
            Members::Tar(_) => None,
        }
    }

    /// What is said of the archive as a whole, once it is read.
    fn closing(&self, trouble: Option<(NoticeKind, String)>) -> Intake {
        let mut notices = Vec::new();
        let nothing = self.found == 0 && self.unread == 0 && trouble.is_none();
        if let Some((kind, told)) = trouble {
            notices.push(left_out(&self.path, kind, told));
        }
        if self.unread > limits::NOTICES {
            let told = format!(
                "{} more of its members could not be reviewed, for reasons like those given for the first {}.",
                self.unread - limits::NOTICES,
                limits::NOTICES
            );
            notices.push(left_out(&self.path, NoticeKind::Archive, told));
        }
        if self.others > 0 || nothing {
            let told = match self.others {
                0 => "This archive is empty.".to_owned(),
                _ if nothing => "This archive holds no Python file; nothing in it was reviewed.".to_owned(),
                1 => "1 of its members is not a Python file and was passed over.".to_owned(),
                others => format!("{others} of its members are not Python files and were passed over."),
            };
            notices.push(left_out(&self.path, NoticeKind::Skipped, told));
        }
        Intake { files: Vec::new(), notices }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Zip,
    Gzip,
    Tar,
    Sealed(&'static str),
}

/// What the first bytes say.
fn format(bytes: &[u8]) -> Option<Format> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        Some(Format::Zip)
    } else if begins(b"\x1F\x8B") {
        Some(Format::Gzip)
    } else if bytes.get(257..262) == Some(b"ustar") {
        Some(Format::Tar)
    } else if begins(b"BZh") {
        Some(Format::Sealed("bzip2"))
    } else if begins(b"\xFD7zXZ") {
        Some(Format::Sealed("xz"))
    } else if begins(b"\x28\xB5\x2F\xFD") {
        Some(Format::Sealed("zstd"))
    } else if begins(b"7z\xBC\xAF\x27\x1C") {
        Some(Format::Sealed("7-Zip"))
    } else if begins(b"Rar!") {
        Some(Format::Sealed("RAR"))
    } else {
        None
    }
}

/// Whether the first bytes are an archive's.
pub(super) fn sniff(bytes: &[u8]) -> bool {
    format(bytes).is_some()
}

/// What is done with a member of this name.
pub(super) fn is_wanted(name: &Name) -> bool {
    !name.folder
        && matches!(
            names::kind(&name.shown),
            Kind::Python | Kind::Notebook | Kind::Archive | Kind::Manifest | Kind::Bare
        )
}

/// Bytes that a member of this name may unpack to.
pub(super) fn bound(name: &Name) -> usize {
    if names::kind(&name.shown) == Kind::Notebook { limits::NOTEBOOK } else { limits::FILE }
}

/// Bytes that all members may unpack to together, for an archive of `packed` bytes.
pub(super) fn allowance(packed: usize) -> usize {
    packed.saturating_mul(limits::RATIO).clamp(limits::RATIO_FREE, limits::UNPACKED)
}

/// What is said when the allowance is used up.
pub(super) fn exhausted(allowance: usize) -> (NoticeKind, String) {
    let told = format!(
        "It unpacks to more than {}, the bound for an archive of its size; the rest of it was not read. Give the \
         parts that matter by themselves.",
        limits::size(allowance as u64)
    );
    (NoticeKind::TooLarge, told)
}

/// What is said when there are more members than are looked at.
pub(super) fn too_many() -> (NoticeKind, String) {
    let told = format!("It has more than {} members; the rest of them were not read.", limits::MEMBERS);
    (NoticeKind::Limit, told)
}

/// A member that cannot be reviewed.
pub(super) fn unread(path: &str, name: &Name, kind: NoticeKind, told: impl Into<String>) -> Step {
    Step::Member(Intake::left_out(left_out(format!("{path}/{}", name.shown), kind, told)))
}

/// A member that is itself an archive: opening those is how small bombs become large ones.
pub(super) fn nested(path: &str, name: &Name) -> Step {
    let told = "An archive inside an archive is not opened; give it by itself.";
    unread(path, name, NoticeKind::Archive, told)
}

/// Reads a member to its end, or to one byte past `bound`. A file without an ending is read on only if it begins as a
/// Python script.
pub(super) fn unpack(reader: &mut impl Read, name: &Name, bound: u64) -> std::io::Result<Option<Vec<u8>>> {
    const HEAD: u64 = 128;
    let mut bytes = Vec::new();
    reader.take(HEAD).read_to_end(&mut bytes)?;
    if names::kind(&name.shown) == Kind::Bare && !names::python_script(&bytes) {
        return Ok(None);
    }
    reader.take((bound + 1).saturating_sub(HEAD)).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// A member that was unpacked, as files.
pub(super) fn member(path: &str, name: &Name, bytes: &[u8]) -> Step {
    let path = format!("{path}/{}", name.shown);
    let mut intake = match names::kind(&name.shown) {
        Kind::Notebook => notebook::read(&path, bytes),
        _ => source::read(&path, bytes),
    };
    if let Some(trouble) = &name.trouble {
        match intake.files.first_mut() {
            Some(file) => file.notices.insert(0, notice(1, NoticeKind::Archive, trouble.as_str())),
            None => intake.notices.push(left_out(path, NoticeKind::Archive, trouble.as_str())),
        }
    }
    Step::Member(intake)
}
