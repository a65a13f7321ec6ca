//! What an address brings: a link to a review, text to begin with, or nothing. The fragment stays in the browser, so
//! none of it goes over the network.
//!
//! ```text
//! #v1.…                          a link to a review
//! #v1e.…                         one with a passphrase
//! #paste=…&name=app.py           text to review, percent-encoded; the name may be left out
//! ?embed=1                       the compact view, for a frame in another page
//! ```

use std::rc::Rc;

/// Characters of text that an address may bring.
const MOST: usize = 2_000_000;

/// What a fragment brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Launch {
    /// Nothing: an anchor, or none at all.
    #[default]
    Nothing,
    /// Text to review.
    Paste {
        /// What it is called.
        name: Option<String>,
        /// The text.
        text: Rc<str>,
    },
    /// A link to a review: the worker says what is in it, or what is wrong with it.
    Link(Rc<str>),
}

impl Launch {
    /// Reads a fragment, with or without its `#`.
    #[must_use]
    pub fn read(fragment: &str) -> Launch {
        let fragment = fragment.trim_start_matches('#');
        if is_link(fragment) {
            return Launch::Link(fragment.into());
        }
        let (mut text, mut name) = (None, None);
        for part in fragment.split('&') {
            match part.split_once('=') {
                Some(("paste", value)) if value.len() <= MOST => text = decoded(value),
                Some(("name", value)) => name = decoded(value).filter(|name| is_name(name)),
                _ => {}
            }
        }
        text.map_or(Launch::Nothing, |text| Launch::Paste { name, text: text.into() })
    }
}

/// Whether it has the look of a link of any version.
fn is_link(fragment: &str) -> bool {
    let version = fragment.split_once('.').map(|(version, _)| version);
    let digits = version.and_then(|version| version.strip_prefix('v')).unwrap_or("");
    digits.len() <= 8
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A name that a file of the page may have.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 200 && !name.contains(|c: char| c.is_control() || c == '\\')
}

/// A percent-encoded text. A plus is a plus: this is no form.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paste(name: Option<&str>, text: &str) -> Launch {
        Launch::Paste { name: name.map(str::to_owned), text: text.into() }
    }

    #[test]
    fn an_address_may_bring_text() {
        assert_eq!(
            Launch::read("#paste=import%20os%0Aos.system(x%2B1)"),
            paste(None, "import os\nos.system(x+1)")
        );
        assert_eq!(Launch::read("#paste=a+b&name=app%2Frun.py"), paste(Some("app/run.py"), "a+b"));
        assert_eq!(Launch::read("#name=x.py&paste=%C3%A4"), paste(Some("x.py"), "ä"));
        assert_eq!(Launch::read("#paste="), paste(None, ""));
    }

    #[test]
    fn what_is_wrongly_encoded_brings_nothing() {
        assert_eq!(Launch::read("#paste=%4"), Launch::Nothing);
        assert_eq!(Launch::read("#paste=%zz"), Launch::Nothing);
        assert_eq!(Launch::read("#paste=x&name=%00"), paste(None, "x"));
        assert_eq!(Launch::read(&format!("#paste={}", "x".repeat(MOST + 1))), Launch::Nothing);
    }

    #[test]
    fn links_of_any_version_are_links_and_anchors_are_not() {
        for link in ["v1.abc", "v1e.abc", "v2.abc", "v1."] {
            assert_eq!(Launch::read(&format!("#{link}")), Launch::Link(link.into()));
        }
        for anchor in ["", "#", "#code", "#v1", "#vx.a", "#a.b"] {
            assert_eq!(Launch::read(anchor), Launch::Nothing, "{anchor}");
        }
    }
}
