//! Bytes to text: byte order marks, the coding comment of PEP 263, and what becomes of bytes that are no
//! text. What shape the text has (a diff, fenced, a notebook) is not decided here.
//!
//! UTF-8, UTF-16 and the common single-byte encodings are decoded. The large East Asian ones are not: their
//! tables would nearly double what the page downloads, for characters inside strings and comments. Their
//! bytes are told apart from ASCII, so the code around them is read exactly.

use crate::text::{LineIndex, Notice, NoticeKind};

use super::codepages;
use super::notices::{self, notice, notice_on};

/// A text with what was lost on the way.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) notices: Vec<Notice>,
}

/// The text of some bytes, as Python would read it, or as near as can be.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, "UTF-8");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes);
    }
    let Some((name, line)) = declared(bytes) else {
        return utf8(bytes, "UTF-8");
    };
    match encoding(&name) {
        Encoding::Utf8 => utf8(bytes, "UTF-8"),
        Encoding::Ascii => ascii(bytes, line),
        Encoding::Latin1 => {
            Decoded { text: bytes.iter().map(|byte| char::from(*byte)).collect(), notices: Vec::new() }
        }
        Encoding::Table(table) => single_byte(bytes, &name, table),
        Encoding::DoubleByte { singles } => double_byte(bytes, &name, line, singles),
        Encoding::Unknown => unknown(bytes, &name, line),
    }
}

/// Whether bytes are something else than text: they hold NULs, and either begin as a known binary format does
/// or are unprintable for a good part. A source with a stray NUL is text.
pub(super) fn binary(bytes: &[u8]) -> bool {
    const MAGICS: [&[u8]; 9] = [
        b"\x7FELF",
        b"MZ",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"%PDF",
        b"PK\x03\x04",
        b"\x1F\x8B",
        b"\0asm",
    ];
    if bytes.starts_with(b"\xFF\xFE\0\0") || !bytes.contains(&0) {
        return bytes.starts_with(b"\xFF\xFE\0\0");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return false;
    }
    // CPython's compiled files: two bytes of version, then CR LF.
    let compiled = bytes.get(2..4) == Some(b"\r\n".as_slice()) && bytes.get(4) == Some(&0);
    if compiled || MAGICS.iter().any(|magic| bytes.starts_with(magic)) {
        return true;
    }
    let high_is_text = std::str::from_utf8(bytes).is_ok();
    let unprintable = bytes.iter().filter(|byte| match **byte {
        b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B => false,
        0x80.. => !high_is_text,
        byte => byte < 0x20 || byte == 0x7F,
    });
    unprintable.count() > bytes.len() / 5
}

enum Encoding {
    Utf8,
    Ascii,
    /// ISO 8859-1 as in Python: every byte is the character of its number. Not Windows-1252.
    Latin1,
    /// The characters of the bytes from 0x80.
    Table(&'static str),
    /// An ASCII-compatible encoding with characters of two or more bytes, and the range of bytes above ASCII
    /// that are a character alone.
    DoubleByte {
        singles: std::ops::RangeInclusive<u8>,
    },
    Unknown,
}

#[allow(clippy::reversed_empty_ranges)] // "No byte is a character alone."
fn encoding(name: &str) -> Encoding {
    let alone = |singles| Encoding::DoubleByte { singles };
    match name {
        "utf8" | "u8" | "utf" | "utf8-sig" | "utf-8-sig" | "cp65001" | "utf8-ucs2" | "utf8-ucs4" => {
            Encoding::Utf8
        }
        "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" => Encoding::Ascii,
        "latin" | "latin1" | "latin-1" | "l1" | "iso-8859-1" | "iso8859-1" | "iso88591" | "8859"
        | "cp819" | "iso-latin-1" | "iso-ir-100" => Encoding::Latin1,
        "latin2" | "latin-2" | "l2" | "iso-8859-2" | "iso8859-2" => Encoding::Table(codepages::ISO_8859_2),
        "latin9" | "latin-9" | "l9" | "iso-8859-15" | "iso8859-15" => Encoding::Table(codepages::ISO_8859_15),
        "cp1250" | "windows-1250" | "1250" => Encoding::Table(codepages::WINDOWS_1250),
        "cp1251" | "windows-1251" | "1251" => Encoding::Table(codepages::WINDOWS_1251),
        "cp1252" | "windows-1252" | "1252" => Encoding::Table(codepages::WINDOWS_1252),
        "koi8-r" | "koi8r" | "cskoi8r" => Encoding::Table(codepages::KOI8_R),
        "shift-jis" | "shiftjis" | "sjis" | "s-jis" | "cp932" | "932" | "ms932" | "mskanji" | "ms-kanji"
        | "windows-31j" | "shift-jis-2004" | "shift-jisx0213" => alone(0xA1..=0xDF),
        "gbk" | "gb2312" | "gb18030" | "gb18030-2000" | "cp936" | "936" | "ms936" | "euc-cn" | "euccn"
        | "chinese" | "big5" | "big5-tw" | "big5-hkscs" | "big5hkscs" | "cp950" | "950" | "ms950"
        | "euc-jp" | "eucjp" | "ujis" | "euc-kr" | "euckr" | "korean" | "cp949" | "949" | "ms949" | "uhc"
        | "johab" => alone(1..=0),
        _ if name == "utf-8" || name.starts_with("utf-8-") => Encoding::Utf8,
        _ if name.starts_with("latin-1-")
            || name.starts_with("iso-8859-1-")
            || name.starts_with("iso-latin-1-") =>
        {
            Encoding::Latin1
        }
        _ => Encoding::Unknown,
    }
}

/// The encoding that a coding comment names, in lower case with `-` for `_`, and its line. It counts on the
/// first line, and on the second if the first is blank or a comment.
fn declared(bytes: &[u8]) -> Option<(String, u32)> {
    let mut rest = bytes;
    for line in 1..=2 {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        let text = text.trim_ascii_start();
        if let Some(comment) = text.strip_prefix(b"#") {
            if let Some(name) = coding(comment) {
                return Some((name, line));
            }
        } else if !text.is_empty() {
            return None;
        }
        rest = after.strip_prefix(b"\r\n").or_else(|| after.get(1..)).unwrap_or(b"");
    }
    None
}

/// The name after `coding:` or `coding=` in a comment.
fn coding(comment: &[u8]) -> Option<String> {
    let mut rest = comment;
    while let Some(at) = rest.windows(6).position(|window| window == b"coding") {
        rest = rest.get(at + 6..)?;
        let Some((b':' | b'=', after)) = rest.split_first() else { continue };
        let name: String = after
            .trim_ascii_start()
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .take(40)
            .map(|byte| if *byte == b'_' { '-' } else { char::from(byte.to_ascii_lowercase()) })
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// Decode UTF-8; each piece that is none becomes one U+FFFD, and its line is named.
fn utf8(bytes: &[u8], name: &str) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut lost = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            lost.push(text.len() as u32);
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let fix = "save the file as UTF-8 or name its encoding in a `# coding:` comment";
    with_lost(text, &lost, &format!("not {name}"), fix)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut lost = Vec::new();
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if character.is_err() {
            lost.push(text.len() as u32);
        }
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        lost.push(text.len() as u32);
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let mut decoded = with_lost(text, &lost, "not UTF-16", "save the file as UTF-8");
    let told = "The file is UTF-16, which Python does not run; it was read all the same. Save it as UTF-8.";
    decoded.notices.insert(0, notice(1, NoticeKind::Encoding, told));
    decoded
}

/// A file that says it is ASCII: what is beyond is decoded as UTF-8, which is what people mean, and told.
fn ascii(bytes: &[u8], line: u32) -> Decoded {
    let mut decoded = utf8(bytes, "UTF-8");
    if !bytes.is_ascii() && decoded.notices.is_empty() {
        let told =
            format!("Line {line} declares ASCII, but the file holds other characters; it was read as UTF-8.");
        decoded.notices.push(notice(line, NoticeKind::Encoding, told));
    }
    decoded
}

fn single_byte(bytes: &[u8], name: &str, table: &str) -> Decoded {
    let upper: Vec<char> = table.chars().collect();
    let mut text = String::with_capacity(bytes.len());
    let mut lost = Vec::new();
    for byte in bytes {
        let character = match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(above) => upper.get(usize::from(above)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        if character == char::REPLACEMENT_CHARACTER {
            lost.push(text.len() as u32);
        }
        text.push(character);
    }
    with_lost(text, &lost, &format!("no characters of {name}"), "save the file as UTF-8")
}

/// One U+FFFD for each character beyond ASCII. The second byte may be an ASCII backslash or letter: it must
/// not be read as one.
fn double_byte(bytes: &[u8], name: &str, line: u32, singles: std::ops::RangeInclusive<u8>) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    let mut lost = false;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if byte.is_ascii() {
            text.push(char::from(*byte));
            continue;
        }
        lost = true;
        text.push(char::REPLACEMENT_CHARACTER);
        if singles.contains(byte) {
            continue;
        }
        match bytes.get(at) {
            // GB 18030's characters of four bytes have digits in second and fourth place.
            Some(b'0'..=b'9')
                if name.starts_with("gb") && bytes.get(at + 1).is_some_and(|next| *next > 0x80) =>
            {
                at += 3;
            }
            Some(0x40..) => at += 1,
            _ => {}
        }
    }
    let mut notices = Vec::new();
    if lost {
        let told = format!(
            "Line {line} declares {name}, whose characters beyond ASCII this reader does not decode: each is shown as \
             U+FFFD, the code around them was read. Save the file as UTF-8 to see them."
        );
        notices.push(notice(line, NoticeKind::Encoding, told));
    }
    Decoded { text, notices }
}

/// UTF-8 if it is that, or else Latin-1, which loses no byte.
fn unknown(bytes: &[u8], name: &str, line: u32) -> Decoded {
    // Families that agree with ASCII: a file that uses no more of them is read exactly.
    let families = ["iso-8859-", "iso8859-", "latin", "windows-", "cp", "mac-", "koi8-", "euc-", "tis-"];
    if bytes.is_ascii() && families.iter().any(|family| name.starts_with(family)) {
        return utf8(bytes, "UTF-8");
    }
    let (text, read_as) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), "UTF-8"),
        Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect(), "Latin-1"),
    };
    let told = format!(
        "Line {line} declares the encoding `{name}`, which this reader does not know; the file was read as {read_as}. \
         Save it as UTF-8 to be sure."
    );
    Decoded { text, notices: vec![notice(line, NoticeKind::Encoding, told)] }
}

/// The text with a notice that names the lines of the offsets in `lost`.
fn with_lost(text: String, lost: &[u32], what: &str, fix: &str) -> Decoded {
    if lost.is_empty() {
        return Decoded { text, notices: Vec::new() };
    }
    let index = LineIndex::new(&text);
    let mut lines: Vec<u32> = lost.iter().map(|offset| index.line(*offset)).collect();
    lines.dedup();
    let told = format!("Bytes on {} are {what} and are shown as U+FFFD; {fix}.", notices::lines(&lines));
    Decoded { text, notices: vec![notice_on(&lines, NoticeKind::Encoding, told)] }
}
