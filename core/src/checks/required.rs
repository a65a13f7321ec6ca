//! What lists of dependencies ask for: which version, from where, and who decides that.

use super::{Noted, Seen};
use crate::manifest::{Entry, Fixed, Kind, Origin, Pin, Says, is_plain, kind, normal, shown};
use crate::text::Span;

/// The index that is used unless somebody says otherwise.
const USUAL: [&str; 2] = ["pypi.org", "pypi.python.org"];

/// One note for each entry of a list, and for each requirement that Python gives to `setup()`.
pub(super) fn requirements(seen: &Seen<'_>) -> Vec<Noted> {
    let installs =
        kind(&seen.module.file.path).is_some_and(|kind| kind != Kind::PyProject && kind != Kind::SetupCfg);
    let entries = seen.module.requirements();
    entries.into_iter().filter_map(|(entry, _)| noted(seen, &entry, installs)).collect()
}

/// `installs` says that the list is what is installed where the program runs; else it says what a project can live
/// with, and others decide.
fn noted(seen: &Seen<'_>, entry: &Entry, installs: bool) -> Option<Noted> {
    let span = entry.span;
    Some(match &entry.says {
        Says::Wants { name, origin: Origin::Index(pin), .. } => version(seen, span, name, pin, installs),
        Says::Wants { name, origin: Origin::Address { url, fixed }, editable } => {
            // What is wrong with the address is a finding.
            if is_plain(url) && *fixed != Fixed::Hash {
                return None;
            }
            address(span, name, url, fixed, *editable)
        }
        Says::Wants { origin: Origin::Path(path), editable, .. } => {
            let how =
                if *editable { "and stays there: an edit takes effect at once" } else { "beside this list" };
            Noted::info(span, format!("Installs what lies in `{path}`, {how}.")).of("path")
        }
        Says::Index { url, .. } if is_plain(url) => return None,
        Says::Index { url, extra: false }
            if USUAL.iter().any(|usual| url.contains(&format!("://{usual}/"))) =>
        {
            Noted::safe(span, "Packages come from the usual index.").of("index")
        }
        Says::Index { url, extra: false } => {
            let text = format!("Packages come from `{}` instead of the usual index.", shown(url));
            with_password(Noted::info(span, text), url).of("index")
        }
        Says::Index { url, extra: true } => {
            let text = format!(
                "Packages come from `{}` beside another index, and the highest version wins, wherever it lies: are the names of \
                 one's own packages taken in the public index too, so that nobody else can offer them there?",
                shown(url)
            );
            with_password(Noted::attention(span, text), url).of("index")
        }
        Says::Includes(path) => {
            let name = path.rsplit('/').next().unwrap_or(path);
            let mut files = seen.project.files().map(|file| &seen.project.module(file).file.path);
            let given = files.any(|path| path.rsplit('/').next() == Some(name));
            let where_it_is =
                if given { "which is among these files" } else { "which is not among these files" };
            Noted::info(span, format!("Takes in `{path}`, {where_it_is}.")).of("list")
        }
        Says::Trusts(_) => return None,
    })
}

fn version(seen: &Seen<'_>, span: Span, name: &str, pin: &Pin, installs: bool) -> Noted {
    let (wanted, question) = match pin {
        Pin::Hashed(version) => {
            let text = format!("`{name}` is {version}, and what is fetched is checked against a hash.");
            return Noted::safe(span, text).of("pinned");
        }
        Pin::Exact(version) => {
            let text = format!(
                "`{name}` is {version}, and no other unless this line changes; there is no hash, so the index decides which \
                 file that is."
            );
            return Noted::safe(span, text).of("pinned");
        }
        Pin::Bounded(versions) => (format!("may be any of `{versions}`"), None),
        Pin::Open(versions) if !installs => (format!("may be any of `{versions}`"), None),
        Pin::Open(versions) => (
            format!("may be any of `{versions}`, versions that nobody here has seen among them"),
            Some("does another list pin what is installed?"),
        ),
        Pin::Any => (
            "may be any version, the next one too".to_owned(),
            Some("which one was tried, and does another list pin it?"),
        ),
    };
    if let Some((path, line, version)) = pinned(seen, span, name) {
        let text = format!("`{name}` {wanted} here; `{path}` pins it to {version} on line {line}.");
        return Noted::safe(span, text).of("pinned");
    }
    match question {
        Some(question) => Noted::attention(span, format!("`{name}` {wanted}: {question}")).of("open"),
        None => {
            let text = format!("`{name}` {wanted}: which one is decided when it is installed.");
            Noted::info(span, text).of("range")
        }
    }
}

/// Where a list that is given pins a package: `-c constraints.txt`, or a list that a tool wrote out of this one.
fn pinned(seen: &Seen<'_>, span: Span, name: &str) -> Option<(String, u32, String)> {
    let name = normal(name);
    seen.project.files().find_map(|file| {
        let module = seen.project.module(file);
        let entries =
            module.manifest.as_ref().filter(|_| kind(&module.file.path) == Some(Kind::Requirements))?;
        entries.iter().find_map(|entry| {
            let Says::Wants {
                name: other,
                origin: Origin::Index(Pin::Exact(version) | Pin::Hashed(version)),
                ..
            } = &entry.says
            else {
                return None;
            };
            let another = file != seen.file || entry.span != span;
            (another && normal(other) == name)
                .then(|| (module.file.path.clone(), module.file.line(entry.span.start), version.clone()))
        })
    })
}

fn address(span: Span, name: &str, url: &str, fixed: &Fixed, editable: bool) -> Noted {
    let name = if name.is_empty() { "A package".to_owned() } else { format!("`{name}`") };
    let at = shown(url);
    let stays = if editable { ", as files that can be edited in place" } else { "" };
    let noted = match fixed {
        Fixed::Hash => {
            Noted::safe(span, format!("{name} comes from `{at}`{stays} and is checked against a hash."))
        }
        Fixed::Commit => Noted::safe(
            span,
            format!("{name} comes from one commit of `{at}`{stays}, which cannot be changed."),
        ),
        Fixed::Name(version) => Noted::attention(
            span,
            format!(
                "{name} comes from `{version}` of `{at}`{stays}, a name that can be moved: who may push there, and why is it no \
                 commit?"
            ),
        ),
        Fixed::Nothing => Noted::attention(
            span,
            format!(
                "{name} comes from `{at}`{stays}, whatever lies there when it is installed, past every index: who may change it, \
                 and why is there no hash or commit?"
            ),
        ),
    };
    with_password(noted, url).of("address")
}

/// A password in an address is read by whoever reads the list.
fn with_password(noted: Noted, url: &str) -> Noted {
    let password = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split('/').next())
        .and_then(|host| host.split_once('@'));
    let password = password.and_then(|(who, _)| who.split_once(':')).map(|(_, password)| password);
    match password {
        // `${TOKEN}` stands for what the environment says.
        Some(password) if !password.is_empty() && !password.starts_with('$') => {
            let text =
                format!("{} The address holds a password, which whoever reads this file knows.", noted.text);
            Noted::attention(noted.span, text)
        }
        _ => noted,
    }
}
