//! Every bound on what is read, and how sizes are written for people. No decoder allocates beyond these,
//! whatever a header claims.

/// Bytes of one Python text or one member of an archive.
pub const FILE: usize = 8 * MB;

/// Bytes of one notebook: its outputs, which are passed over, are often larger than any code.
pub const NOTEBOOK: usize = 32 * MB;

/// Code cells of one notebook.
pub const CELLS: usize = 10_000;

/// Members listed by one archive.
pub const MEMBERS: usize = 50_000;

/// Bytes that the members of one archive may unpack to, together. Small enough for a phone's browser, and
/// ten times the largest wheel that was tried.
pub const UNPACKED: usize = 256 * MB;

/// How many times its own size an archive may unpack to, once it is past [`RATIO_FREE`]. Source code packs
/// about 5 times; bombs, 1,000 times and more.
pub const RATIO: usize = 200;

/// Bytes unpacked before [`RATIO`] is looked at.
pub const RATIO_FREE: usize = 16 * MB;

/// Bytes of the name of a member that are looked at and shown.
pub const NAME: usize = 512;

/// Notices of one kind on one file; what is beyond them is counted.
pub const NOTICES: usize = 40;

/// Characters of somebody's text that are repeated in a notice.
pub const QUOTE: usize = 120;

const MB: usize = 1024 * 1024;

/// A number of bytes for people: `812 bytes`, `52 kB`, `8 MB`, `52.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * 1024;
    if bytes < KB {
        return format!("{bytes} bytes");
    }
    if bytes < MB {
        return format!("{} kB", bytes.div_ceil(KB));
    }
    // Rounded up, so that one byte past a bound is not shown as the bound.
    let tenths = (u128::from(bytes) * 10).div_ceil(u128::from(MB));
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} MB"),
        (whole, tenth) => format!("{whole}.{tenth} MB"),
    }
}
