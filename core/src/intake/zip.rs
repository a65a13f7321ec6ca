//! Zip archives (`.zip`, `.whl`): the list of members, then one after the other. The list at the archive's end
//! is believed about names and sizes; what a member unpacks to is checked against it.

use rawzip::{CompressionMethod, ErrorKind, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use crate::text::NoticeKind;

use super::archive::{self, Step};
use super::limits;
use super::names::{self, Kind, Name};
use super::source::too_large;

/// A zip archive with the members that are still to be read.
pub(super) struct Zip<B> {
    archive: ZipSliceArchive<B>,
    members: std::vec::IntoIter<Member>,
    /// What went wrong while listing the members; said at the end.
    trouble: Option<(NoticeKind, String)>,
    unpacked: usize,
    allowance: usize,
}

struct Member {
    name: Name,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
    link: bool,
    crc: u32,
}

impl<B: AsRef<[u8]>> Zip<B> {
    /// The archive, or what is wrong with it.
    pub(super) fn open(bytes: B) -> Result<Self, String> {
        let packed = bytes.as_ref().len();
        let archive = ZipArchive::from_slice(bytes).map_err(|error| {
            match error.kind() {
                ErrorKind::MissingEndOfCentralDirectory | ErrorKind::Eof => {
                    "This is no zip archive, or it is cut off: its list of contents is missing; download or make it \
                     again."
                }
                _ => "The list of contents of this zip archive is damaged; download or make it again.",
            }
            .to_owned()
        })?;
        let (members, trouble) = list(&archive);
        let allowance = archive::allowance(packed);
        Ok(Self { archive, members: members.into_iter(), trouble, unpacked: 0, allowance })
    }

    /// Members not read yet.
    pub(super) fn left(&self) -> usize {
        self.members.len()
    }

    /// Reads the next member.
    pub(super) fn step(&mut self, path: &str) -> Step {
        if self.unpacked >= self.allowance && self.members.len() > 0 {
            return Step::End(Some(archive::exhausted(self.allowance)));
        }
        let Some(member) = self.members.next() else { return Step::End(self.trouble.take()) };
        if !archive::is_wanted(&member.name) {
            return Step::Other;
        }
        if names::kind(&member.name.shown) == Kind::Archive {
            return archive::nested(path, &member.name);
        }
        self.member(path, &member)
    }

    fn member(&mut self, path: &str, member: &Member) -> Step {
        let Member { name, place, method, .. } = member;
        // Without an ending, whether it is Python is not known until it is read: nothing to tell if it cannot be.
        let bare = names::kind(&name.shown) == Kind::Bare;
        let refuse =
            |kind, told: &str| if bare { Step::Other } else { archive::unread(path, name, kind, told) };
        if member.link {
            return refuse(NoticeKind::Skipped, "This is a link; links in archives are not followed.");
        }
        if member.encrypted {
            let told = "This member is encrypted; unpack the archive with its password and give the files.";
            return refuse(NoticeKind::Archive, told);
        }
        let claimed = place.uncompressed_size_hint();
        let bound = archive::bound(name);
        if let Some(told) = too_large(claimed, bound) {
            return refuse(NoticeKind::TooLarge, &told);
        }
        let damaged = "This member is damaged and was not reviewed; download or make the archive again.";
        let Ok(entry) = self.archive.get_entry(*place) else { return refuse(NoticeKind::Archive, damaged) };
        // One byte more than claimed is enough to see that the claim is false.
        let unpacked = match *method {
            CompressionMethod::STORE => archive::unpack(&mut entry.data(), name, claimed),
            CompressionMethod::DEFLATE => {
                archive::unpack(&mut flate2::bufread::DeflateDecoder::new(entry.data()), name, claimed)
            }
            other => {
                let told = format!(
                    "This member is packed by {}, which is not unpacked here; make the archive with ordinary \
                     compression (deflate).",
                    other.name().map_or_else(|| format!("method {}", other.as_u16()), str::to_owned)
                );
                return refuse(NoticeKind::Archive, &told);
            }
        };
        let Ok(unpacked) = unpacked else {
            // What was unpacked before the damage showed is work done, too.
            self.unpacked = self.unpacked.saturating_add(claimed as usize);
            return refuse(NoticeKind::Archive, damaged);
        };
        let Some(bytes) = unpacked else { return Step::Other };
        self.unpacked = self.unpacked.saturating_add(bytes.len());
        if bytes.len() as u64 != claimed {
            let told = format!(
                "This member does not unpack to the {} that the archive says; it was not reviewed.",
                limits::size(claimed)
            );
            return refuse(NoticeKind::Archive, &told);
        }
        if rawzip::crc32(&bytes) != member.crc {
            return refuse(NoticeKind::Archive, damaged);
        }
        archive::member(path, name, &bytes)
    }
}

/// The members, and what stopped the list short.
fn list<B: AsRef<[u8]>>(archive: &ZipSliceArchive<B>) -> (Vec<Member>, Option<(NoticeKind, String)>) {
    let mut members = Vec::new();
    let mut entries = archive.entries();
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => return (members, None),
            Err(_) => {
                let told = format!(
                    "Its list of contents is damaged after {} members; what is not listed was not read.",
                    members.len()
                );
                return (members, Some((NoticeKind::Archive, told)));
            }
        };
        if members.len() == limits::MEMBERS {
            return (members, Some(archive::too_many()));
        }
        let name = names::clean(entry.file_path().as_bytes());
        if name.folder {
            continue;
        }
        members.push(Member {
            name,
            place: entry.wayfinder(),
            method: entry.compression_method(),
            encrypted: entry.flags().is_encrypted() || entry.flags().has_strong_encryption(),
            link: entry.mode().is_symlink(),
            crc: entry.crc32(),
        });
    }
}
