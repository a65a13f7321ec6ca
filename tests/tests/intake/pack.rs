//! Packs archives, honest and dishonest: every header field can be made to lie.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// A member of a zip archive and what the archive says of it.
pub(crate) struct Member {
    name: Vec<u8>,
    method: u16,
    flags: u16,
    mode: u32,
    crc: u32,
    size: u32,
    data: Vec<u8>,
}

impl Member {
    /// An honest member that is stored as it is.
    pub(crate) fn stored(name: impl Into<Vec<u8>>, content: &[u8]) -> Self {
        Self {
            name: name.into(),
            method: 0,
            flags: 0,
            mode: 0o100_644,
            crc: crc(content),
            size: content.len() as u32,
            data: content.to_vec(),
        }
    }

    /// An honest member that is compressed.
    pub(crate) fn deflated(name: impl Into<Vec<u8>>, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, content) }
    }

    pub(crate) fn method(self, method: u16) -> Self {
        Self { method, ..self }
    }

    pub(crate) fn encrypted(self) -> Self {
        Self { flags: self.flags | 1, ..self }
    }

    pub(crate) fn link(self) -> Self {
        Self { mode: 0o120_777, ..self }
    }

    pub(crate) fn claims_size(self, size: u32) -> Self {
        Self { size, ..self }
    }

    pub(crate) fn claims_crc(self, crc: u32) -> Self {
        Self { crc, ..self }
    }

    /// The fields that the local header and the central one share.
    fn fields(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for field in [20, self.flags, self.method, 0, 0x21] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.data.len() as u32, self.size] {
            out.extend(field.to_le_bytes());
        }
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend([0, 0]);
        out
    }
}

/// A zip archive of these members.
pub(crate) fn zip(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut offsets = Vec::new();
    for member in members {
        offsets.push(out.len() as u32);
        out.extend(b"PK\x03\x04");
        out.extend(member.fields());
        out.extend(&member.name);
        out.extend(&member.data);
    }
    let listed = members.iter().zip(offsets).collect::<Vec<_>>();
    directory(out, &listed)
}

/// A zip archive whose members all are the same bytes: `count` names for one member's data.
pub(crate) fn overlapping(member: &Member, count: u32) -> Vec<u8> {
    let out = zip(std::slice::from_ref(member));
    let end = out.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let listed = vec![(member, 0); count as usize];
    directory(out[..end].to_vec(), &listed)
}

/// The list of contents, behind the members.
fn directory(mut out: Vec<u8>, listed: &[(&Member, u32)]) -> Vec<u8> {
    let start = out.len() as u32;
    for (member, offset) in listed {
        out.extend(b"PK\x01\x02");
        out.extend((0x0314_u16).to_le_bytes());
        out.extend(member.fields());
        out.extend([0; 6]);
        out.extend((member.mode << 16).to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend(&member.name);
    }
    let length = out.len() as u32 - start;
    let count = (listed.len() as u16).to_le_bytes();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A member of a tar archive: its name, type and content.
pub(crate) fn tar_member(name: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
    let mut out = tar_header(name, kind, &format!("{:011o}", content.len()));
    out.extend(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// A header of tar that claims a size.
pub(crate) fn tar_header(name: &[u8], kind: u8, size: &str) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name);
    block[124..124 + size.len()].copy_from_slice(size.as_bytes());
    block[148..156].copy_from_slice(b"        ");
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// A tar archive of these members.
pub(crate) fn tar(members: &[Vec<u8>]) -> Vec<u8> {
    let mut out = members.concat();
    out.extend([0; 1024]);
    out
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
