//! Tar archives, plain or in gzip (`.tar.gz`, `.tgz`), read from front to back: ustar, with the long names of GNU
//! and of pax. Only what a source distribution uses is understood; the rest is passed over.

use std::io::{Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use crate::text::NoticeKind;

use super::archive::{self, Step};
use super::names::{self, Kind, Name};
use super::source::too_large;
use super::{Intake, limits};

/// A tar archive and how far it is read.
pub(super) struct Tar<B> {
    reader: Metered<B>,
    /// Bytes until the next header.
    ahead: u64,
    /// What the headers before a member's own said of it.
    long: Long,
    /// Headers read.
    members: usize,
    /// Whether the empty block was seen that ends the archive.
    ended: bool,
}

/// A name, and a size, that the member's own header has no room for.
#[derive(Default)]
struct Long {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

/// Longest name or record of attributes that is looked at.
const LONGEST: u64 = 64 * 1024;

/// Bytes passed over in one step, so that no step takes long.
const STRIDE: u64 = 4 * 1024 * 1024;

const BLOCK: usize = 512;

impl<B: AsRef<[u8]>> Tar<B> {
    /// The archive at its beginning.
    pub(super) fn open(bytes: B, gzip: bool) -> Self {
        let left = archive::allowance(bytes.as_ref().len());
        let bytes = Cursor::new(bytes);
        let source =
            if gzip { Source::Gzip(Box::new(MultiGzDecoder::new(bytes))) } else { Source::Plain(bytes) };
        // A plain archive holds no more than itself.
        let allowance = if gzip { left } else { usize::MAX };
        let reader = Metered { source, allowance, read: 0, spent: false };
        Self { reader, ahead: 0, long: Long::default(), members: 0, ended: false }
    }

    /// Reads on to the next header, and the member if it is wanted.
    pub(super) fn step(&mut self, path: &str) -> Step {
        self.try_step(path).unwrap_or_else(|_| self.stopped())
    }

    fn try_step(&mut self, path: &str) -> std::io::Result<Step> {
        let stride = if self.ended { STRIDE } else { self.ahead.min(STRIDE) };
        let skipped = std::io::copy(&mut self.reader.by_ref().take(stride), &mut std::io::sink())?;
        if self.ended {
            return Ok(if skipped == 0 { Step::End(None) } else { nothing() });
        }
        if skipped < stride {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.ahead -= stride;
        if self.ahead > 0 {
            return Ok(nothing());
        }
        let mut block = Vec::with_capacity(BLOCK);
        self.reader.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        let Ok(block) = <[u8; BLOCK]>::try_from(block.as_slice()) else {
            // An archive that ends without its two empty blocks is whole enough if it ends between members.
            let whole = block.is_empty() && self.members > 0;
            return if whole { Ok(Step::End(None)) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) };
        };
        if block.iter().all(|byte| *byte == 0) {
            // Whatever follows is passed over for gzip's checksum at its end.
            self.ended = true;
            return Ok(nothing());
        }
        let Some(header) = Header::of(&block) else { return Err(std::io::ErrorKind::InvalidData.into()) };
        self.members += 1;
        if self.members > limits::MEMBERS {
            return Ok(Step::End(Some(archive::too_many())));
        }
        let size = match header.kind {
            b'L' | b'K' | b'x' | b'g' => header.size,
            // Links, devices and folders have no content, whatever they claim.
            b'1'..=b'6' => 0,
            _ => self.long.size.take().unwrap_or(header.size),
        };
        self.ahead = size.checked_next_multiple_of(BLOCK as u64).ok_or(std::io::ErrorKind::InvalidData)?;
        match header.kind {
            b'L' => {
                let name = self.content(size.min(LONGEST))?;
                self.long.name = Some(name.split(|byte| *byte == 0).next().unwrap_or_default().to_vec());
                Ok(nothing())
            }
            b'x' => {
                let records = self.content(size.min(LONGEST))?;
                pax(&records, &mut self.long);
                Ok(nothing())
            }
            b'K' | b'g' => Ok(nothing()),
            _ => {
                let name = names::clean(&self.long.name.take().unwrap_or(header.name));
                self.member(path, &name, header.kind, size)
            }
        }
    }

    fn member(&mut self, path: &str, name: &Name, kind: u8, size: u64) -> std::io::Result<Step> {
        if kind == b'5' || name.folder {
            return Ok(nothing());
        }
        if !archive::is_wanted(name) {
            return Ok(Step::Other);
        }
        let bare = names::kind(&name.shown) == Kind::Bare;
        if !matches!(kind, b'0' | 0 | b'7') {
            let told = "This is a link or a special file; those are not followed.";
            return Ok(if bare {
                Step::Other
            } else {
                archive::unread(path, name, NoticeKind::Skipped, told)
            });
        }
        if names::kind(&name.shown) == Kind::Archive {
            return Ok(archive::nested(path, name));
        }
        if let Some(told) = too_large(size, archive::bound(name)) {
            return Ok(if bare {
                Step::Other
            } else {
                archive::unread(path, name, NoticeKind::TooLarge, told)
            });
        }
        let before = self.reader.read;
        let mut content = self.reader.by_ref().take(size);
        let bytes = archive::unpack(&mut content, name, size)?;
        self.ahead = self.ahead.saturating_sub((self.reader.read - before) as u64);
        match bytes {
            None => Ok(Step::Other),
            Some(bytes) if (bytes.len() as u64) < size => Err(std::io::ErrorKind::UnexpectedEof.into()),
            Some(bytes) => Ok(archive::member(path, name, &bytes)),
        }
    }

    /// The next `size` bytes, which are part of what lies ahead.
    fn content(&mut self, size: u64) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader.by_ref().take(size).read_to_end(&mut bytes)?;
        self.ahead = self.ahead.saturating_sub(bytes.len() as u64);
        Ok(bytes)
    }

    /// What to say when it cannot be read on.
    fn stopped(&self) -> Step {
        if self.reader.spent {
            return Step::End(Some(archive::exhausted(self.reader.allowance)));
        }
        let told = match self.members {
            0 => "This is no tar archive, or it is damaged; download or make it again.".to_owned(),
            members => format!(
                "This archive is cut off or damaged after {members} of its headers; what follows was not read. Download \
                 or make it again."
            ),
        };
        Step::End(Some((NoticeKind::Archive, told)))
    }
}

/// Nothing to tell, and not the end.
fn nothing() -> Step {
    Step::Member(Intake::default())
}

enum Source<B> {
    Plain(Cursor<B>),
    Gzip(Box<MultiGzDecoder<Cursor<B>>>),
}

/// The unpacked bytes, up to an allowance.
struct Metered<B> {
    source: Source<B>,
    allowance: usize,
    read: usize,
    /// Whether the allowance ended the reading.
    spent: bool,
}

impl<B: AsRef<[u8]>> Read for Metered<B> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read >= self.allowance {
            self.spent = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let read = match &mut self.source {
            Source::Plain(bytes) => bytes.read(buffer)?,
            Source::Gzip(bytes) => bytes.read(buffer)?,
        };
        self.read = self.read.saturating_add(read);
        Ok(read)
    }
}

struct Header {
    name: Vec<u8>,
    size: u64,
    kind: u8,
}

impl Header {
    /// The header that a block is, or nothing when its checksum or its size is wrong.
    fn of(block: &[u8; BLOCK]) -> Option<Self> {
        let stated = number(block.get(148..156)?)?;
        let sum: u64 = block
            .iter()
            .enumerate()
            .map(|(at, byte)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte }))
            .sum();
        if stated != sum {
            return None;
        }
        let mut name = Vec::new();
        // GNU's own variant, with a blank after `ustar`, uses the prefix for other things.
        if block.get(257..263)? == b"ustar\0" {
            name.extend_from_slice(text(block.get(345..500)?));
            if !name.is_empty() {
                name.push(b'/');
            }
        }
        name.extend_from_slice(text(block.get(..100)?));
        Some(Self { name, size: number(block.get(124..136)?)?, kind: *block.get(156)? })
    }
}

/// A field's bytes up to the first NUL.
fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number in octal, or in GNU's binary form, which has the first bit set.
fn number(field: &[u8]) -> Option<u64> {
    if let [first, rest @ ..] = field
        && *first >= 0x80
    {
        return rest.iter().try_fold(u64::from(first & 0x7F), |sum, byte| {
            sum.checked_mul(256).map(|sum| sum + u64::from(*byte))
        });
    }
    let digits = text(field).trim_ascii();
    digits.iter().try_fold(0_u64, |sum, digit| match digit {
        b'0'..=b'7' => sum.checked_mul(8).map(|sum| sum + u64::from(digit - b'0')),
        _ => None,
    })
}

/// Takes the name and the size from records such as `30 path=pkg/module.py\n`.
fn pax(records: &[u8], long: &mut Long) {
    let mut rest = records;
    while let Some(blank) = rest.iter().position(|byte| *byte == b' ') {
        let (digits, _) = rest.split_at(blank);
        let length = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<usize>().ok());
        let Some((record, after)) = length.and_then(|length| rest.split_at_checked(length)) else { return };
        let Some(record) = record.get(blank + 1..) else { return };
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        if let Some(path) = record.strip_prefix(b"path=") {
            long.name = Some(path.to_vec());
        } else if let Some(size) = record.strip_prefix(b"size=") {
            long.size = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok());
        }
        if after.len() == rest.len() {
            return;
        }
        rest = after;
    }
}
