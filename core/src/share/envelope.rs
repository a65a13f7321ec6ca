//! The header of a link with a passphrase. Nothing is encrypted here: the page does that with the browser's own
//! cryptography, and this is the one description of what it reads and writes.
//!
//! ```text
//! #v1e.<base64url of:>
//!   1 byte    key derivation: 1 is PBKDF2 with HMAC-SHA-256
//!   1 byte    cipher: 1 is AES-256-GCM with a tag of 16 bytes
//!   4 bytes   iterations, big-endian: 600,000 to 10,000,000
//!   16 bytes  salt, random for each link
//!   12 bytes  nonce, random for each link
//!   the rest  cipher text and tag of the raw DEFLATE of version 1
//! ```
//!
//! The key is derived from the passphrase in UTF-8, normalized to NFC. The prefix `v1e.` and the 34 bytes of the
//! header are the additional authenticated data: whoever changes one of them is noticed.

use super::trouble::Trouble;
use super::wire::{ENCODED, of_base64url, unknown};

/// What such a link begins with, behind the `#`.
pub const PREFIX: &str = "v1e.";

/// Bytes of the header.
pub const HEADER: usize = 34;

/// Iterations of a link that is made.
pub const ITERATIONS: u32 = 600_000;

/// Iterations of a link that is opened, at most: more would hold the page for minutes.
pub const MOST_ITERATIONS: u32 = 10_000_000;

/// Bytes of the tag behind the cipher text.
const TAG: usize = 16;

/// A link with a passphrase, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The header, authenticated together with the prefix.
    pub header: Vec<u8>,
    /// How often the passphrase is hashed.
    pub iterations: u32,
    /// What is encrypted, with the tag.
    pub sealed: Vec<u8>,
}

/// Take a link with a passphrase apart; nothing is decrypted.
///
/// # Errors
/// It is cut, damaged, too large, newer, or no such link.
pub fn open(link: &str) -> Result<Envelope, Trouble> {
    let link = link.trim().trim_start_matches('#');
    let Some(encoded) = link.strip_prefix(PREFIX) else { return Err(unknown(link)) };
    if encoded.len() > ENCODED {
        return Err(Trouble::TooLarge("characters", ENCODED));
    }
    let mut header = of_base64url(encoded)?;
    if header.len() < HEADER + TAG {
        return Err(Trouble::Cut);
    }
    let sealed = header.split_off(HEADER);
    let [derivation, cipher, a, b, c, d, ..] = header.as_slice() else { return Err(Trouble::Cut) };
    if (*derivation, *cipher) != (1, 1) {
        return Err(Trouble::Newer(format!("v1e-{derivation}-{cipher}")));
    }
    let iterations = u32::from_be_bytes([*a, *b, *c, *d]);
    if iterations < ITERATIONS {
        return Err(Trouble::Damaged("its passphrase is hashed fewer times than any link's is"));
    }
    if iterations > MOST_ITERATIONS {
        return Err(Trouble::TooLarge("iterations of its passphrase", MOST_ITERATIONS as usize));
    }
    Ok(Envelope { header, iterations, sealed })
}
