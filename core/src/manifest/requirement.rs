//! One requirement: `name[extra] >= 1.0, < 2 ; marker`, `name @ address`, or an address alone.

use super::{Entry, Says};
use crate::text::Span;

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An index, by version.
    Index(Pin),
    /// An address.
    Address {
        /// The address without what follows `#`, and without the `@` of a version control system.
        url: String,
        /// What fixes what is there.
        fixed: Fixed,
    },
    /// A folder or file beside the list.
    Path(String),
}

/// Which version is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pin {
    /// This one, and its file is known by a hash.
    Hashed(String),
    /// This one.
    Exact(String),
    /// One of many, up to a bound: `>=1,<2`, `~=1.4`.
    Bounded(String),
    /// One of many, newer ones that nobody has seen yet among them: `>=1`.
    Open(String),
    /// Whichever there is.
    Any,
}

/// What fixes what stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fixed {
    /// A hash of the file.
    Hash,
    /// A commit of a version control system.
    Commit,
    /// A branch or a tag, which can be moved.
    Name(String),
    /// Nothing.
    Nothing,
}

/// A requirement as it stands, beginning at byte `start` of its file; nothing where it is none.
#[must_use]
pub fn requirement(text: &str, start: u32) -> Option<Entry> {
    let lead = text.len() - text.trim_start().len();
    let text = text.trim();
    let span = Span::new(start + lead as u32, start + (lead + text.len()) as u32);
    let entry = |name: &str, origin| {
        Some(Entry { span, says: Says::Wants { name: name.to_owned(), origin, editable: false } })
    };
    // What pip reads behind a requirement: `--hash=sha256:...`.
    let (wanted, options) = text.split_once(" --").unwrap_or((text, ""));
    let hashed = options.contains("hash=") || options.contains("hash ");
    // A marker (`; python_version < "3"`) says when, not which.
    if is_address(wanted) {
        let wanted = wanted.split(" ;").next().unwrap_or(wanted).trim();
        let name = wanted.split_once("egg=").map_or("", |(_, egg)| egg.split('&').next().unwrap_or(egg));
        return entry(name, address(wanted, hashed));
    }
    let end = wanted.find(|letter: char| !is_name(letter)).unwrap_or(wanted.len());
    let (name, rest) = wanted.split_at_checked(end)?;
    let rest = rest.trim_start();
    if !name.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return wanted.starts_with(['.', '/']).then(|| entry("", Origin::Path(wanted.to_owned())))?;
    }
    if rest.starts_with(['/', '\\']) || (rest.is_empty() && is_archive(wanted)) {
        return entry("", Origin::Path(wanted.to_owned()));
    }
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    if let Some(place) = rest.strip_prefix('@') {
        let place = place.split(" ;").next().unwrap_or(place).trim();
        let path = place.strip_prefix("file:").filter(|_| !place.starts_with("file://."));
        return entry(
            name,
            path.map_or_else(|| address(place, hashed), |path| Origin::Path(path.to_owned())),
        );
    }
    let version = rest.split(';').next().unwrap_or(rest);
    let version = version.trim().trim_start_matches('(').trim_end_matches(')');
    if !version.is_empty() && !version.starts_with(['=', '<', '>', '~', '!']) {
        return None;
    }
    entry(name, Origin::Index(pin(version, hashed)))
}

/// What a version says: `==1.0`, `>=1, <2`, `^1.2`, `*`.
pub(super) fn pin(version: &str, hashed: bool) -> Pin {
    let version = version.trim();
    let parts: Vec<&str> = version.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let exact = parts.iter().find_map(|part| part.strip_prefix("===").or_else(|| part.strip_prefix("==")));
    let exact = exact.map(str::trim).filter(|exact| !exact.contains('*'));
    match (exact, parts.as_slice()) {
        (Some(exact), _) if hashed => Pin::Hashed(exact.to_owned()),
        (Some(exact), _) => Pin::Exact(exact.to_owned()),
        (None, [] | ["*"]) => Pin::Any,
        (None, parts) => {
            // `^1.2` and `~1.2` of Poetry end at the next version, as `==1.*` does.
            let bounded = |part: &&str| part.starts_with(['<', '~', '^']) || part.contains('*');
            if parts.iter().any(bounded) {
                Pin::Bounded(version.to_owned())
            } else {
                Pin::Open(version.to_owned())
            }
        }
    }
}

/// An address and what fixes what is there.
pub(super) fn address(text: &str, hashed: bool) -> Origin {
    let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
    let is_hash = |part: &str| ["sha256=", "sha384=", "sha512="].iter().any(|kind| part.starts_with(kind));
    let hashed = hashed || fragment.split('&').any(is_hash);
    // `git+https://host/path@v1.0`: the `@` of a person's name stands before the path.
    let path = place.find("://").map_or(0, |at| at + 3);
    let from = place.get(path..).and_then(|rest| rest.find('/')).map_or(place.len(), |at| path + at);
    let version = place.get(from..).and_then(|rest| rest.rfind('@')).map(|at| from + at);
    let controlled =
        place.split_once("://").is_some_and(|(scheme, _)| scheme.contains('+') || scheme == "git");
    let (url, version) = match version.filter(|_| controlled).and_then(|at| place.split_at_checked(at)) {
        Some((url, version)) => (url, Some(version.trim_start_matches('@'))),
        None => (place, None),
    };
    let fixed = match version {
        _ if hashed => Fixed::Hash,
        Some(version) => revision(version),
        None => Fixed::Nothing,
    };
    Origin::Address { url: url.to_owned(), fixed }
}

/// What a revision of a version control system fixes.
pub(super) fn revision(version: &str) -> Fixed {
    let commit = version.len() >= 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    if commit { Fixed::Commit } else { Fixed::Name(version.to_owned()) }
}

fn is_address(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or("");
    text.contains("://")
        && !scheme.is_empty()
        && scheme.chars().all(|letter| letter.is_alphanumeric() || "+.-".contains(letter))
}

fn is_archive(text: &str) -> bool {
    [".whl", ".tar.gz", ".zip"].iter().any(|end| text.ends_with(end))
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<Origin> {
        match requirement(text, 0)?.says {
            Says::Wants { origin, .. } => Some(origin),
            _ => None,
        }
    }

    #[test]
    fn versions_are_told_apart() {
        let index = |pin| Some(Origin::Index(pin));
        assert_eq!(origin("flask"), index(Pin::Any));
        assert_eq!(origin("flask[async]==2.0 ; python_version > '3'"), index(Pin::Exact("2.0".into())));
        assert_eq!(origin("flask==2.0 --hash=sha256:aa"), index(Pin::Hashed("2.0".into())));
        assert_eq!(origin("flask==2.*"), index(Pin::Bounded("==2.*".into())));
        assert_eq!(origin("flask (>=1,<2)"), index(Pin::Bounded(">=1,<2".into())));
        assert_eq!(origin("flask>=1"), index(Pin::Open(">=1".into())));
        assert_eq!(origin("flask~=1.4"), index(Pin::Bounded("~=1.4".into())));
        assert_eq!(origin("two words"), None);
        assert_eq!(origin("x[unclosed"), None);
        assert_eq!(origin(""), None);
    }

    #[test]
    fn addresses_say_what_fixes_them() {
        let at = |url: &str, fixed| Some(Origin::Address { url: url.into(), fixed });
        assert_eq!(origin("x @ https://h/x.whl#sha256=aa"), at("https://h/x.whl", Fixed::Hash));
        assert_eq!(origin("https://h/x.zip"), at("https://h/x.zip", Fixed::Nothing));
        assert_eq!(
            origin("git+ssh://git@h/o/x.git@v1#egg=x"),
            at("git+ssh://git@h/o/x.git", Fixed::Name("v1".into()))
        );
        assert_eq!(origin("git+ssh://git@h/o/x.git"), at("git+ssh://git@h/o/x.git", Fixed::Nothing));
        let commit = "a".repeat(40);
        assert_eq!(origin(&format!("x @ git+https://h/x@{commit}")), at("git+https://h/x", Fixed::Commit));
        assert_eq!(origin("./local/x"), Some(Origin::Path("./local/x".into())));
        assert_eq!(origin("wheels/x.whl"), Some(Origin::Path("wheels/x.whl".into())));
    }
}
