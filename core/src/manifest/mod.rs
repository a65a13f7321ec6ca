//! Lists of dependencies: what a program stands on, as the files beside the Python say it (`requirements.txt`,
//! `constraints.txt`, `pyproject.toml`, `setup.cfg`, `Pipfile`). Which name means which kind, and the entries with their
//! places; what is to be thought of them is for rules and checks.
//!
//! | file | reads |
//! | --- | --- |
//! | `requirement` | one requirement as PEP 508 and pip write it |
//! | `lines` | `requirements.txt` and `constraints.txt` |
//! | `tables` | `pyproject.toml` and `Pipfile` |
//! | `sections` | `setup.cfg` |
//!
//! Nothing fails: what cannot be read is no entry.

mod lines;
mod requirement;
mod sections;
mod tables;

use crate::text::Span;

pub use requirement::{Fixed, Origin, Pin, requirement};

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What pip is given: what is installed where the program runs.
    Requirements,
    /// A project's `pyproject.toml`.
    PyProject,
    /// A project's `setup.cfg`.
    SetupCfg,
    /// What pipenv is given.
    Pipfile,
}

/// Something that a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub span: Span,
    /// What.
    pub says: Says,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// A package is wanted.
    Wants {
        /// Its name; empty where only a place is named.
        name: String,
        /// Where it comes from, and which of it.
        origin: Origin,
        /// Whether it stays where it is and is not copied (`-e`).
        editable: bool,
    },
    /// Packages are looked for at this address, instead of the usual one or beside it.
    Index {
        /// The address.
        url: String,
        /// Whether beside others: whoever owns a name in any of them delivers it.
        extra: bool,
    },
    /// The certificate of this host is not looked at.
    Trusts(String),
    /// Another list is part of this one.
    Includes(String),
}

/// The kind of list that a file is, by its name.
#[must_use]
pub fn kind(path: &str) -> Option<Kind> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    // A second file of the same path has a number behind it.
    let name = match name.rsplit_once('~') {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name.as_str(),
    };
    match name {
        "pyproject.toml" => Some(Kind::PyProject),
        "setup.cfg" => Some(Kind::SetupCfg),
        "pipfile" => Some(Kind::Pipfile),
        _ => {
            let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".in"))?;
            let named = stem.contains("requirements") || stem.contains("constraints");
            // `requirements/base.txt`
            let folder = path.rsplit(['/', '\\']).nth(1).is_some_and(|folder| folder == "requirements");
            (named || folder).then_some(Kind::Requirements)
        }
    }
}

/// Whether what is fetched from there can be changed by anybody on the way.
#[must_use]
pub fn is_plain(url: &str) -> bool {
    let scheme = url.split("://").next().unwrap_or("").to_ascii_lowercase();
    matches!(scheme.rsplit('+').next(), Some("http" | "git" | "ftp")) && url.contains("://")
}

/// Whether an address or a host is this machine.
#[must_use]
pub fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    host.starts_with("[::1]") || matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"))
}

/// An address as it may be shown: without the name and the password of whoever asks.
#[must_use]
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let host = rest.split('/').next().unwrap_or(rest);
    match host.rsplit_once('@') {
        Some((who, _)) => format!("{scheme}://{}", rest.get(who.len() + 1..).unwrap_or("")),
        None => url.to_owned(),
    }
}

/// A package's name as indexes compare it: `Ruamel.YAML` is `ruamel-yaml`.
#[must_use]
pub fn normal(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// What a list says, in order of place.
#[must_use]
pub fn read(kind: Kind, text: &str) -> Vec<Entry> {
    let mut entries = match kind {
        Kind::Requirements => lines::read(text),
        Kind::PyProject | Kind::Pipfile => tables::read(text),
        Kind::SetupCfg => sections::read(text),
    };
    entries.sort_by_key(|entry| entry.span);
    entries.dedup_by_key(|entry| entry.span);
    entries
}
