//! What people get wrong in patterns for host names and for HTML.

use super::automaton::Automaton;
use super::tree::{Kind, Node};
use super::{Pattern, Use};

/// A dot in a host name that was not escaped, and so stands for any character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseDot {
    /// The host name as it is meant: `www.example.com`.
    pub host: String,
    /// A host that gets through as well: `wwwxexample.com`.
    pub other: String,
    /// Where the dot stands, in bytes of the pattern's text.
    pub at: usize,
}

impl Pattern {
    /// A dot that stands for any character before the rest of a host name.
    #[must_use]
    pub fn loose_dot(&self) -> Option<LooseDot> {
        let mut found = None;
        self.root.walk(&mut |node| {
            if found.is_none()
                && let Kind::Sequence(parts) = &node.kind
            {
                found = loose_dot(parts);
            }
        });
        found
    }

    /// Whether the pattern, applied in some way, matches a text. It may say so of texts that lookaround
    /// excludes.
    #[must_use]
    pub fn finds(&self, text: &str, how: Use) -> bool {
        let Some(machine) = Automaton::of(&self.root) else { return true };
        if machine.empty {
            return true;
        }
        let chars: Vec<char> = text.chars().collect();
        let starts = if how == Use::Search && !self.starts() { chars.len() } else { 1 };
        let ends = how == Use::Full || self.ends();
        (0..starts).any(|start| {
            let lengths = if ends { chars.len()..=chars.len() } else { start + 1..=chars.len() };
            let mut lengths = lengths.filter(|end| *end > start);
            lengths.any(|end| {
                let part: String = chars.get(start..end).unwrap_or(&[]).iter().collect();
                machine.reads(&part)
            })
        })
    }

    /// Whether it holds lookaround or references, which a machine does not tell apart.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let mut plain = true;
        self.root.walk(&mut |node| {
            plain &= !matches!(node.kind, Kind::Look { .. } | Kind::Same(_) | Kind::If(..));
        });
        plain
    }
}

fn loose_dot(parts: &[Node]) -> Option<LooseDot> {
    let dots = parts.iter().enumerate().filter(|(_, part)| matches!(part.kind, Kind::Dot(_)));
    for (at, dot) in dots {
        // `(com|org)` counts by its first arm.
        let mut behind = String::new();
        for part in parts.get(at + 1..)? {
            match letters(part) {
                Some(text) => behind.push_str(&text),
                None => break,
            }
        }
        let mut before: Vec<char> = Vec::new();
        for part in parts.get(..at)?.iter().rev() {
            match &part.kind {
                Kind::Set(chars) => match chars.only().or_else(|| only_letter(part)) {
                    Some(letter) if is_host(letter) => before.push(letter),
                    _ => break,
                },
                Kind::Dot(_) => before.push('.'),
                _ => break,
            }
        }
        let before: String = before.iter().rev().collect();
        let label: String = before.chars().rev().take_while(|c| *c != '.').collect();
        let end = behind.find(|c| !is_host(c)).unwrap_or(behind.len());
        let name = behind.get(..end)?.trim_end_matches('.');
        let last = name.rsplit('.').next()?;
        let rest_is_path = behind.get(end..)?.chars().next().is_none_or(|c| "/:?#".contains(c));
        // A file's ending is no domain: `archive.com`, `__init__.py`.
        if TOP_LEVEL.contains(&last) && label.len() >= 2 && rest_is_path {
            let host = format!("{before}.{name}");
            let other = format!("{before}x{name}");
            return Some(LooseDot { host, other, at: dot.start });
        }
    }
    None
}

/// The one text that a part stands for, the first of several arms.
fn letters(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Set(_) => only_letter(node).map(String::from),
        Kind::Dot(_) => Some(".".to_owned()),
        Kind::Group(_, body) => letters(body),
        Kind::Either(arms) => letters(arms.first()?),
        Kind::Sequence(parts) => parts.iter().map(letters).collect(),
        _ => None,
    }
}

/// The letter of a set, where it holds it in both cases at most.
fn only_letter(node: &Node) -> Option<char> {
    let Kind::Set(chars) = &node.kind else { return None };
    chars.only().or_else(|| {
        let lower = super::Chars::range(u32::from('a'), u32::from('z')).and(chars).only()?;
        let both = super::Chars::of(&format!("{lower}{}", lower.to_ascii_uppercase()));
        chars.within(&both.in_any_case()).then_some(lower)
    })
}

fn is_host(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '.'
}

/// Endings that are a domain's and hardly a file's.
const TOP_LEVEL: &[&str] = &[
    "com", "org", "net", "io", "dev", "gov", "edu", "info", "biz", "app", "cloud", "uk", "de", "fr", "jp",
    "cn", "eu", "us", "ru", "nl", "ch", "au", "ca", "br", "it", "se", "pl", "kr", "es", "mil", "int", "ai",
    "tv",
];
