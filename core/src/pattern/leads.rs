//! Where an address leads that a pattern lets through, however it goes on: `^https://[a-z]+\.example\.com/` fixes the
//! host, `^/[a-z]` keeps within the site.

use super::chars::Chars;
use super::tree::{At, Kind, Node};
use super::{Pattern, Use, class};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// To a host that the pattern names, or to one below it.
    Host,
    /// To a path of the site itself.
    Within,
}

/// A part of an address.
enum Item {
    /// Characters of a set, so many at least; whether there may be more than one.
    Some(Chars, u32, bool),
    /// Labels of a host with their dots: `([a-z]+\.)*`.
    Labels(Chars),
    /// The end of the text, or what ends a host: `(/|$)`.
    Stop,
    /// Something else.
    Other,
}

impl Pattern {
    /// Where all addresses lead that it lets through; none where their sender chooses.
    #[must_use]
    pub fn leads(&self, how: Use) -> Option<Leads> {
        if how == Use::Search && !self.starts() {
            return None;
        }
        let mut items = Vec::new();
        flatten(&self.root, &mut items);
        if how == Use::Full {
            items.push(Item::Stop);
        }
        if is_within(&items) {
            return Some(Leads::Within);
        }
        (fixes_host(&items) || is_host(items.iter(), true)).then_some(Leads::Host)
    }
}

/// `/a`: neither `//host` nor `/\host` nor `/`, a tab and `/host`.
fn is_within(items: &[Item]) -> bool {
    let rooted = matches!(items.first(), Some(Item::Some(chars, 1.., false)) if chars.only() == Some('/'));
    rooted
        && match items.get(1) {
            Some(Item::Some(chars, 1.., _)) => !chars.meets(&class(r"/\\\x00-\x20")),
            Some(Item::Stop) => true,
            _ => false,
        }
}

fn fixes_host(items: &[Item]) -> bool {
    let letters = class("a-zA-Z");
    let mut rest = items.iter().peekable();
    while rest.next_if(|item| matches!(item, Item::Some(chars, ..) if chars.within(&letters))).is_some() {}
    let is = |item: Option<&Item>, letter| matches!(item, Some(Item::Some(chars, 1.., false)) if chars.only() == Some(letter));
    rest.next_if(|item| is(Some(item), ':'));
    if !is(rest.next(), '/') || !is(rest.next(), '/') {
        return false;
    }
    is_host(rest, false)
}

/// `[a-z]+\.example\.com`, and what may stand behind a host; `dotted`: a name without a dot may be anything else.
fn is_host<'a>(rest: impl Iterator<Item = &'a Item>, dotted: bool) -> bool {
    let free = class(r"/\\?#@:\x00-\x20");
    // What stands behind the last part that the sender chooses.
    let (mut behind, mut chosen, mut in_port) = (String::new(), false, false);
    let port = Chars::digits(false).or(&Chars::of(":"));
    for item in rest {
        match item {
            Item::Some(chars, 1.., _) if chars.within(&class("/?#")) => {
                return is_named(&behind, chosen) && (!dotted || behind.contains('.'));
            }
            Item::Stop => return is_named(&behind, chosen) && (!dotted || behind.contains('.')),
            // `:8080`, `(:[0-9]+)?`
            Item::Some(chars, ..) if chars.holds(u32::from(':')) && chars.within(&port) => in_port = true,
            Item::Some(chars, ..) if in_port && chars.within(&port) => {}
            Item::Some(chars, 1, false) if one(chars).is_some() => behind.extend(one(chars)),
            Item::Labels(chars) if !chars.meets(&free) => {
                ".".clone_into(&mut behind);
                chosen = true;
            }
            Item::Some(chars, ..) if !chars.meets(&free) => {
                behind.clear();
                chosen = true;
            }
            _ => return false,
        }
    }
    false
}

/// `.example.com` behind what the sender chooses, or a whole name.
fn is_named(host: &str, chosen: bool) -> bool {
    let below = host.strip_prefix('.').is_some_and(|name| name.trim_end_matches('.').contains('.'));
    if chosen { below } else { !host.is_empty() }
}

/// The one letter of a host that a set stands for, in one case or both.
fn one(chars: &Chars) -> Option<char> {
    let letter = chars.only().or_else(|| {
        let lower = chars.and(&class("a-z")).only()?;
        chars.within(&Chars::of(&lower.to_string()).in_any_case()).then_some(lower)
    })?;
    (letter.is_ascii_alphanumeric() || letter == '-' || letter == '.').then_some(letter)
}

fn flatten(node: &Node, items: &mut Vec<Item>) {
    match &node.kind {
        Kind::Set(chars) | Kind::Dot(chars) => items.push(Item::Some(chars.clone(), 1, false)),
        Kind::Group(_, body) | Kind::Atomic(body) => flatten(body, items),
        Kind::Sequence(parts) => parts.iter().for_each(|part| flatten(part, items)),
        Kind::Repeat { body, .. } if ends_in_dot(body) => items.push(Item::Labels(taken(body))),
        Kind::Repeat { body, min, max, .. } => {
            items.push(Item::Some(taken(body), *min, *max != Some(1)));
        }
        Kind::Either(arms) if arms.iter().all(is_stop) => items.push(Item::Stop),
        Kind::Either(_) => items.push(Item::Some(taken(node), 0, true)),
        Kind::At(At::End | At::LastLineEnd) => items.push(Item::Stop),
        Kind::At(_) | Kind::Empty | Kind::Look { negative: true, .. } => {}
        Kind::Look { ahead: true, body, .. } if is_stop(body) => items.push(Item::Stop),
        Kind::Look { .. } | Kind::Same(_) | Kind::If(..) => items.push(Item::Other),
    }
}

fn ends_in_dot(node: &Node) -> bool {
    match &node.bare().kind {
        Kind::Sequence(parts) => {
            parts.len() > 1
                && matches!(parts.last(), Some(Node { kind: Kind::Set(chars), .. }) if chars.only() == Some('.'))
        }
        _ => false,
    }
}

/// `/`, `$`: what ends a host, also as one of several.
fn is_stop(node: &Node) -> bool {
    match &node.bare().kind {
        Kind::Set(chars) => chars.within(&class("/?#")),
        Kind::At(At::End | At::LastLineEnd) => true,
        Kind::Either(arms) => arms.iter().all(is_stop),
        Kind::Sequence(parts) => parts.first().is_some_and(is_stop),
        _ => false,
    }
}

/// All characters that a part may take.
fn taken(node: &Node) -> Chars {
    let mut all = Chars::NONE;
    node.walk_taken(&mut |node| {
        if let Kind::Set(chars) | Kind::Dot(chars) = &node.kind {
            all = all.or(chars);
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::super::Flags;
    use super::*;

    fn leads(text: &str, how: Use) -> Option<Leads> {
        Pattern::new(text, Flags::default()).and_then(|pattern| pattern.leads(how))
    }

    #[test]
    fn a_host_is_fixed_by_what_stands_between_the_slashes() {
        for text in [
            r"[a-z]+\.example\.com$",
            r"https://example\.com/",
            r"^https?://[a-z]+\.example\.com/",
            r"^https://(?:[a-z0-9-]+\.)*shop\.example\.com(/|$)",
            r"(http|https)://example\.com:8080/",
            r"https://example\.com:\d+/",
        ] {
            assert_eq!(leads(text, Use::Match), Some(Leads::Host), "{text}");
        }
        for text in [
            r"https://example\.com",
            r"[a-z]+\.example\.com",
            r"[a-z]+\.com$",
            r"https://example.com/",
            r"https://[a-z]+\.com/",
            r"https://.*\.example\.com/",
            r"https://[^/]+\.example\.com/",
            r"(https://)?example\.com/",
        ] {
            assert_eq!(leads(text, Use::Match), None, "{text}");
        }
        assert_eq!(leads(r"https://example\.com/", Use::Search), None);
        assert_eq!(leads(r"https://example\.com", Use::Full), Some(Leads::Host));
    }

    #[test]
    fn a_path_is_within_the_site_if_no_second_slash_may_follow() {
        assert_eq!(leads("/[a-z]", Use::Match), Some(Leads::Within));
        assert_eq!(leads("/[a-z]*", Use::Full), None);
        assert_eq!(leads("/[^?]+", Use::Match), None);
        assert_eq!(leads("/.+", Use::Match), None);
    }
}
