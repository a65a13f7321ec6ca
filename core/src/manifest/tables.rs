//! `pyproject.toml` and `Pipfile`: the tables in which PEP 621 and PEP 735, Poetry, pipenv, uv and PDM keep what is
//! wanted.

use super::requirement::{Fixed, Origin, Pin, address, pin, requirement, revision};
use super::{Entry, Says};
use crate::text::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
type Placed<'a> = Spanned<DeValue<'a>>;

/// What the tables say. What is broken in them is passed over.
pub(super) fn read(file: &str) -> Vec<Entry> {
    let (table, _) = DeTable::parse_recoverable(file);
    let table = table.get_ref();
    let mut entries = Vec::new();
    let mut add = |found: Vec<Entry>| entries.extend(found);

    // PEP 621, 735 and 518: texts as pip writes them.
    add(texts(at(table, &["project", "dependencies"])));
    add(texts(at(table, &["build-system", "requires"])));
    add(texts_below(at(table, &["project", "optional-dependencies"])));
    add(texts_below(at(table, &["dependency-groups"])));
    add(texts_below(at(table, &["tool", "pdm", "dev-dependencies"])));
    add(texts(at(table, &["tool", "uv", "dev-dependencies"])));

    // Poetry and pipenv: a table from names to versions.
    add(versions(at(table, &["tool", "poetry", "dependencies"])));
    add(versions(at(table, &["tool", "poetry", "dev-dependencies"])));
    for group in values(at(table, &["tool", "poetry", "group"])) {
        add(versions(child(group, "dependencies")));
    }
    add(versions(at(table, &["packages"])));
    add(versions(at(table, &["dev-packages"])));
    // Where uv takes what it wants: addresses alone.
    let sources = versions(at(table, &["tool", "uv", "sources"]));
    let addressed = |entry: &Entry| matches!(&entry.says, Says::Wants { origin: Origin::Address { .. }, .. });
    add(sources.into_iter().filter(addressed).collect());

    for list in [
        at(table, &["source"]),
        at(table, &["tool", "poetry", "source"]),
        at(table, &["tool", "pdm", "source"]),
        at(table, &["tool", "uv", "index"]),
    ] {
        for (number, source) in items(list).iter().enumerate() {
            add(index(source, number));
        }
    }
    for (key, extra) in [("index-url", false), ("extra-index-url", true), ("find-links", true)] {
        for path in [["tool", "uv", key].as_slice(), &["tool", "uv", "pip", key]] {
            let value = at(table, path);
            for url in value.into_iter().chain(items(value)) {
                add(text(url)
                    .map(|(url, span)| Entry { span, says: Says::Index { url: url.to_owned(), extra } })
                    .into_iter()
                    .collect());
            }
        }
    }
    entries
}

/// `["flask>=2", ...]`
fn texts(list: Option<&Placed<'_>>) -> Vec<Entry> {
    let entry = |value: &Placed<'_>| {
        let (text, span) = text(value)?;
        let mut entry = requirement(text, 0)?;
        entry.span = span;
        Some(entry)
    };
    items(list).iter().filter_map(entry).collect()
}

/// `name = ["flask>=2", ...]`
fn texts_below(table: Option<&Placed<'_>>) -> Vec<Entry> {
    values(table).flat_map(|list| texts(Some(list))).collect()
}

/// `flask = "^2.0"`, `flask = { version = "2.0", ... }`, `flask = { git = "...", rev = "..." }`
fn versions(table: Option<&Placed<'_>>) -> Vec<Entry> {
    let Some(DeValue::Table(table)) = table.map(Spanned::get_ref) else { return Vec::new() };
    let entry = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Placed<'_>)| {
        let name = key.get_ref().as_ref();
        // Which Python, not which package.
        let origin = if name == "python" { None } else { origin(value) }?;
        let span = Span::new(key.span().start as u32, value.span().end as u32);
        let editable = matches!(child(value, "editable").map(Spanned::get_ref), Some(DeValue::Boolean(true)));
        Some(Entry { span, says: Says::Wants { name: name.to_owned(), origin, editable } })
    };
    table.iter().filter_map(entry).collect()
}

fn origin(value: &Placed<'_>) -> Option<Origin> {
    if let Some((version, _)) = text(value) {
        return Some(Origin::Index(versioned(version, false)));
    }
    let part = |key: &str| child(value, key).and_then(text).map(|(text, _)| text);
    if let Some(url) = part("git") {
        let named = part("branch").or_else(|| part("tag")).map(|name| Fixed::Name(name.to_owned()));
        let fixed = part("rev").or_else(|| part("ref")).map(revision).or(named).unwrap_or(Fixed::Nothing);
        let url = if url.contains("://") { format!("git+{url}") } else { url.to_owned() };
        return Some(Origin::Address { url, fixed });
    }
    if let Some(url) = part("url").or_else(|| part("file")) {
        return Some(if url.contains("://") { address(url, false) } else { Origin::Path(url.to_owned()) });
    }
    if let Some(path) = part("path") {
        return Some(Origin::Path(path.to_owned()));
    }
    let hashed = !items(child(value, "hashes")).is_empty();
    match part("version") {
        Some(version) => Some(Origin::Index(versioned(version, hashed))),
        None => matches!(value.get_ref(), DeValue::Table(_)).then_some(Origin::Index(Pin::Any)),
    }
}

/// Poetry and pipenv write `1.2` for `==1.2`.
fn versioned(version: &str, hashed: bool) -> Pin {
    let bare =
        version.trim().starts_with(|letter: char| letter.is_ascii_digit()) && !version.contains(['*', ',']);
    if bare { pin(&format!("=={}", version.trim()), hashed) } else { pin(version, hashed) }
}

/// `url = "..."`, `verify_ssl = false`
fn index(source: &Placed<'_>, number: usize) -> Vec<Entry> {
    // Poetry and uv take from some indexes only what names them.
    let priority = child(source, "priority").and_then(text).map_or("", |(priority, _)| priority);
    let explicit = matches!(child(source, "explicit").map(Spanned::get_ref), Some(DeValue::Boolean(true)));
    let extra = match priority {
        "explicit" => false,
        "supplemental" | "secondary" => true,
        _ => number > 0 && !explicit,
    };
    let Some((url, span)) = child(source, "url").and_then(text) else { return Vec::new() };
    let mut entries = vec![Entry { span, says: Says::Index { url: url.to_owned(), extra } }];
    if let Some(verify) = child(source, "verify_ssl")
        && matches!(verify.get_ref(), DeValue::Boolean(false))
    {
        let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or(url);
        let span = Span::new(verify.span().start as u32, verify.span().end as u32);
        entries.push(Entry { span, says: Says::Trusts(host.to_owned()) });
    }
    entries
}

fn at<'a, 'i>(table: &'a DeTable<'i>, path: &[&str]) -> Option<&'a Placed<'i>> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| child(value, key))
}

fn child<'a, 'i>(value: &'a Placed<'i>, key: &str) -> Option<&'a Placed<'i>> {
    match value.get_ref() {
        DeValue::Table(table) => table.get(key),
        _ => None,
    }
}

fn values<'a, 'i>(value: Option<&'a Placed<'i>>) -> impl Iterator<Item = &'a Placed<'i>> {
    let table = match value.map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => Some(table),
        _ => None,
    };
    table.into_iter().flat_map(|table| table.values())
}

fn items<'a, 'i>(value: Option<&'a Placed<'i>>) -> &'a [Placed<'i>] {
    match value.map(Spanned::get_ref) {
        Some(DeValue::Array(list)) => list,
        _ => &[],
    }
}

fn text<'a>(value: &'a Placed<'_>) -> Option<(&'a str, Span)> {
    match value.get_ref() {
        DeValue::String(text) => {
            Some((text.as_ref(), Span::new(value.span().start as u32, value.span().end as u32)))
        }
        _ => None,
    }
}
