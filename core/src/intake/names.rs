//! Names: what kind of thing a name promises, and names of archive members made safe to show. No name from an
//! archive is ever used to open anything.

use super::limits;
use super::notices::{invisible, quote};
use crate::manifest;

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Python,
    Notebook,
    Archive,
    /// An archive or packed file of a kind that is not opened.
    Sealed,
    /// A list of dependencies.
    Manifest,
    /// Markdown: Python only if fenced.
    Markdown,
    /// Nothing; a script says in its first line what it is.
    Bare,
    /// Another language, data, a picture.
    Other,
    /// An unknown ending: text that somebody gives by hand may still be Python.
    Unknown,
}

/// What a path promises by its last part, whatever the case of its letters.
pub(super) fn kind(path: &str) -> Kind {
    if manifest::kind(path).is_some() {
        return Kind::Manifest;
    }
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    if name.ends_with(".tar.gz") {
        return Kind::Archive;
    }
    let Some((stem, ending)) = name.rsplit_once('.') else { return Kind::Bare };
    if stem.is_empty() {
        return Kind::Other;
    }
    match ending {
        // macOS puts a `._name` beside each file in the archives that it makes; it is not text.
        _ if name.starts_with("._") => Kind::Other,
        "py" | "pyi" | "pyw" => Kind::Python,
        "ipynb" => Kind::Notebook,
        "zip" | "whl" | "tgz" | "tar" | "egg" | "pyz" => Kind::Archive,
        "bz2" | "xz" | "zst" | "7z" | "rar" | "gz" | "tbz" | "tbz2" | "txz" | "lzma" | "conda" => {
            Kind::Sealed
        }
        "md" | "markdown" => Kind::Markdown,
        "toml" | "cfg" | "ini" | "yaml" | "yml" | "json" | "lock" | "xml" | "html" | "htm" | "css" | "js"
        | "ts" | "jsx" | "tsx" | "mjs" | "c" | "h" | "cc" | "cpp" | "hpp" | "rs" | "go" | "java" | "kt"
        | "rb" | "php" | "sh" | "ps1" | "bat" | "sql" | "pyx" | "pxd" | "pyc" | "pyo" | "pyd" | "so"
        | "dll" | "dylib" | "exe" | "o" | "a" | "bin" | "dat" | "db" | "sqlite" | "png" | "jpg" | "jpeg"
        | "gif" | "svg" | "ico" | "pdf" | "csv" | "tsv" | "log" | "pem" | "whl-metadata" | "po" | "mo"
        | "class" | "jar" | "wasm" => Kind::Other,
        _ => Kind::Unknown,
    }
}

/// Whether a text's first line hands it to Python: `#!/usr/bin/env python3`, `#!/usr/bin/pypy -E`.
pub(super) fn python_script(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"#!") else { return false };
    let line = rest.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(rest);
    line.split(|byte| matches!(byte, b' ' | b'\t' | b'/'))
        .any(|word| word.starts_with(b"python") || word.starts_with(b"pypy"))
}

/// A member's name as it is shown.
pub(super) struct Name {
    /// Without `..`, drive letters, leading slashes, and anything that is not seen.
    pub(super) shown: String,
    /// What had to be changed, as a sentence; nothing for an ordinary name.
    pub(super) trouble: Option<String>,
    /// Whether it names a folder.
    pub(super) folder: bool,
}

/// The name of an archive's member, from the bytes that the archive has.
pub(super) fn clean(raw: &[u8]) -> Name {
    let cut = raw.get(..limits::NAME).unwrap_or(raw);
    let text = String::from_utf8_lossy(cut);
    let mut troubles = Vec::new();
    let mut note = |is: bool, what: &'static str| {
        if is {
            troubles.push(what);
        }
    };
    note(raw.len() > limits::NAME, "is longer than any file system allows");
    note(std::str::from_utf8(raw).is_err(), "is not UTF-8");
    note(text.contains(invisible), "holds characters that are not seen");
    note(text.contains('\\'), "has backslashes");
    note(text.starts_with(['/', '\\']), "begins at the root");
    let text: String = text
        .chars()
        .map(|character| match character {
            '\\' => '/',
            character if invisible(character) => char::REPLACEMENT_CHARACTER,
            character => character,
        })
        .collect();
    let folder = text.ends_with('/');
    let mut parts = Vec::new();
    let (mut climbs, mut drive) = (false, false);
    for (at, part) in text.split('/').enumerate() {
        match part {
            "" | "." => {}
            ".." => climbs = true,
            _ if at == 0 && is_drive(part) => drive = true,
            _ => parts.push(part),
        }
    }
    note(climbs, "climbs out of the archive");
    note(drive, "begins with a drive letter");
    let mut shown = parts.join("/");
    if shown.is_empty() {
        note(!folder, "is empty");
        shown.push_str("unnamed");
    }
    let trouble = (!troubles.is_empty()).then(|| {
        format!(
            "The name of this member, `{}`, {}; it is shown without that, and no file was opened or written by it.",
            quote(&String::from_utf8_lossy(cut)),
            troubles.join(" and ")
        )
    });
    Name { shown, trouble, folder }
}

fn is_drive(part: &str) -> bool {
    let mut characters = part.chars();
    characters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && characters.next() == Some(':')
}
