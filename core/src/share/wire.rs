//! A payload to a link and back. A link is hostile input: its length, what it inflates to and every list in it are
//! bounded before anything is allocated for them.

use super::payload::{Payload, TOO_MANY};
use super::trouble::Trouble;
use crate::text::digest;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;

/// What a link of this version begins with, behind the `#`.
pub const PREFIX: &str = "v1.";

/// Characters of a link that are read at most: what the browsers keep, and what a saved link may have.
pub const ENCODED: usize = 8 * 1024 * 1024;

/// Bytes of JSON that a link may inflate to.
pub const INFLATED: usize = 32 * 1024 * 1024;

/// Where the check sum begins in the JSON.
const SUM: &str = ",\"z\":\"";

/// Hex digits of the check sum.
const DIGITS: usize = 12;

/// The link of a payload: what stands behind the `#`.
///
/// # Errors
/// The payload is larger than a link may be.
pub fn encode(payload: &Payload) -> Result<String, Trouble> {
    Ok(format!("{PREFIX}{}", to_base64url(&deflated(payload)?)))
}

/// The payload of a link, with or without its `#`.
///
/// # Errors
/// It is cut, damaged, too large, newer, or no link.
pub fn decode(link: &str) -> Result<Payload, Trouble> {
    let link = link.trim().trim_start_matches('#');
    let Some(encoded) = link.strip_prefix(PREFIX) else { return Err(unknown(link)) };
    if encoded.len() > ENCODED {
        return Err(Trouble::TooLarge("characters", ENCODED));
    }
    decode_deflated(&of_base64url(encoded)?)
}

/// What is encoded in a link, and encrypted in one with a passphrase: the JSON, compressed.
///
/// # Errors
/// The payload is larger than a link may be.
pub fn deflated(payload: &Payload) -> Result<Vec<u8>, Trouble> {
    if let Some(trouble) = payload.bounds() {
        return Err(trouble);
    }
    let mut json = serde_json::to_string(payload).map_err(|_| Trouble::Damaged("it cannot be written"))?;
    json.pop();
    let sum = sum(&json);
    json.push_str(SUM);
    json.push_str(&sum);
    json.push_str("\"}");
    if json.len() > INFLATED {
        return Err(Trouble::TooLarge("bytes", INFLATED));
    }
    let mut bytes = Vec::new();
    let mut packed = DeflateEncoder::new(json.as_bytes(), Compression::best());
    packed.read_to_end(&mut bytes).map_err(|_| Trouble::Damaged("it cannot be compressed"))?;
    Ok(bytes)
}

/// The payload of what [`deflated`] gave.
///
/// # Errors
/// It is cut, damaged or too large.
pub fn decode_deflated(bytes: &[u8]) -> Result<Payload, Trouble> {
    let mut json = Vec::new();
    let mut inflating = DeflateDecoder::new(bytes).take(INFLATED as u64 + 1);
    if let Err(error) = inflating.read_to_end(&mut json) {
        return Err(match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Trouble::Cut,
            _ => Trouble::Damaged("it cannot be decompressed"),
        });
    }
    if json.len() > INFLATED {
        return Err(Trouble::TooLarge("bytes", INFLATED));
    }
    let json = std::str::from_utf8(&json).map_err(|error| match error.error_len() {
        None => Trouble::Cut,
        Some(_) => Trouble::Damaged("it is not text"),
    })?;
    let (body, rest) = json.rsplit_once(SUM).ok_or(Trouble::Cut)?;
    if rest.strip_suffix("\"}") != Some(sum(body).as_str()) {
        return Err(Trouble::Damaged("its check sum is another"));
    }
    serde_json::from_str(json).map_err(|error| {
        let said = error.to_string();
        match said.strip_prefix(TOO_MANY).and_then(|rest| rest.split(' ').next()?.parse().ok()) {
            Some(most) => Trouble::TooLarge("entries in a list", most),
            None => Trouble::Damaged("its content is not what this format says"),
        }
    })
}

/// What a fragment is that does not begin as a link of this version.
pub(super) fn unknown(link: &str) -> Trouble {
    let version = link.split_once('.').map_or(link, |(version, _)| version);
    let digits = version.strip_prefix('v').unwrap_or("");
    let number = digits.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_version =
        !number.is_empty() && digits.len() <= 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_version && link.len() > version.len() {
        Trouble::Newer(version.to_owned())
    } else {
        Trouble::NotALink
    }
}

fn sum(json: &str) -> String {
    digest(json.as_bytes()).get(..DIGITS).unwrap_or("").to_owned()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as base64url, without padding.
#[must_use]
pub fn to_base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for letter in 0..=three.len() {
            let index = bits >> (18 - 6 * letter) & 63;
            text.push(LETTERS.get(index as usize).map_or('A', |letter| char::from(*letter)));
        }
    }
    text
}

/// The bytes of a base64url text. Spaces and line ends, which mail programs put in, are passed over.
///
/// # Errors
/// It has other characters, or ends within a byte.
pub fn of_base64url(text: &str) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return Err(Trouble::Damaged("there are characters in it that no link has")),
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 255) as u8);
        }
    }
    // One letter alone is six bits of a byte whose other two are missing.
    if held == 6 { Err(Trouble::Cut) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_the_one_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(to_base64url(bytes.as_bytes()), text);
            assert_eq!(of_base64url(text).as_deref(), Ok(bytes.as_bytes()));
        }
        assert_eq!(to_base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(of_base64url("Zm 9v\r\n"), Ok(b"foo".to_vec()));
        assert_eq!(of_base64url("Zm9vY"), Err(Trouble::Cut));
        assert!(of_base64url("Zm9+").is_err());
    }

    #[test]
    fn a_fragment_that_is_no_link_of_this_version_is_told_apart() {
        assert_eq!(unknown("v2.abc"), Trouble::Newer("v2".into()));
        assert_eq!(unknown("v10e.abc"), Trouble::Newer("v10e".into()));
        assert_eq!(unknown("v1"), Trouble::NotALink);
        assert_eq!(unknown("code"), Trouble::NotALink);
        assert_eq!(unknown("v.abc"), Trouble::NotALink);
    }
}
