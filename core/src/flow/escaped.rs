//! Where in a page data stands that was escaped: between tags and within quotes that helps, elsewhere it does not.
//!
//! ```python
//! "<p>" + escape(name)                          # helps
//! "<p title='" + escape(name) + "'>"            # helps
//! "<p title=" + escape(name) + ">"              # a space ends the value
//! "<script>show(" + escape(name) + ")</script>" # code needs neither `<` nor quotes
//! ```

use super::evaluate::Evaluator;
use super::tests::evidence;
use super::texts::TextPart;
use super::trace::{Event as Step, StepId};
use super::value::Value;
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

/// Longest page that is read.
const LONGEST: usize = 20_000;
/// Stands for a value in the text before another.
const ANY: char = '\u{0}';
/// Attributes that hold addresses, of which `javascript:` is one.
const ADDRESSES: &[&str] = &["action", "formaction", "href", "src", "xlink:href"];

/// Data that is escaped where that does not help.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vain {
    pub(super) place: Place,
    pub(super) why: &'static str,
    /// Whether it stands where an address is expected, which may have been checked.
    pub(super) address: bool,
}

impl Evaluator<'_, '_> {
    /// The first data in a page that was escaped, and no more, and stands where that does not help.
    pub(super) fn escaped_in_vain(&self, page: Value) -> Option<Vain> {
        let mut before = String::new();
        for part in &self.texts.text(page)?.parts {
            match *part {
                TextPart::Known(id) => before.push_str(self.texts.literal(id)),
                TextPart::Hole(value, place) => {
                    let clean = self.harmless(value.taint);
                    // What is quoted for addresses needs no quotes around it.
                    let quoted = clean.holds(Sink::Shell) || clean.holds(Sink::Header);
                    let escaped = value.taint.is_some() && clean.holds(Sink::Html) && !quoted;
                    if escaped
                        && self.was_escaped(value.taint.trace)
                        && let Some((why, address)) = in_vain(&before)
                    {
                        return Some(Vain { place, why, address });
                    }
                    before.push(ANY);
                }
            }
            if before.len() > LONGEST {
                return None;
            }
        }
        None
    }

    /// What must not be in data where it stands in a page: a tag, or the quotes around it. None where it may do harm
    /// without either.
    pub(super) fn needed_in_page(&self, page: Value) -> Option<Sinks> {
        let Some(text) = self.texts.text(page) else { return Some(evidence::NO_TAG) };
        let mut before = String::new();
        let mut needed = Sinks::NONE;
        for part in &text.parts {
            match *part {
                TextPart::Known(id) => before.push_str(self.texts.literal(id)),
                TextPart::Hole(value, _) => {
                    if value.taint.is_some() {
                        if in_vain(&before).is_some() {
                            return None;
                        }
                        let tag = before.rfind('<').and_then(|at| before.get(at + 1..)).unwrap_or(">");
                        let open = quote_open(tag).filter(|_| !tag.contains('>'));
                        needed = needed.or(
                            match open.and_then(|at| tag.get(at..).and_then(|rest| rest.chars().next())) {
                                Some('"') => evidence::NO_DOUBLE,
                                Some('\'') => evidence::NO_SINGLE,
                                _ => evidence::NO_TAG,
                            },
                        );
                    }
                    before.push(ANY);
                }
            }
            if before.len() > LONGEST {
                return None;
            }
        }
        Some(if needed.is_empty() { evidence::NO_TAG } else { needed })
    }

    /// Whether data went through something that escapes it. Other data holds nothing that needs that.
    fn was_escaped(&self, trace: StepId) -> bool {
        self.traces.chain(trace).iter().any(|step| matches!(step.event, Step::Cleaned(_)))
    }
}

/// Why an escape does not help behind some text, and whether an address is expected there.
fn in_vain(before: &str) -> Option<(&'static str, bool)> {
    let page = before.to_ascii_lowercase();
    let script = page.rfind("<script").and_then(|at| page.get(at..));
    if let Some((_, code)) = script.and_then(|script| script.split_once('>'))
        && !code.contains("</script")
    {
        return quote_open(code)
            .is_none()
            .then_some(("stands in a script, which needs neither `<` nor quotes", false));
    }
    let tag = page.rfind('<').and_then(|at| page.get(at + 1..))?;
    if tag.contains('>') || !tag.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let Some(at) = quote_open(tag) else {
        let last = tag.rsplit(char::is_whitespace).next().unwrap_or("");
        return (last.contains('=') || last.is_empty())
            .then_some(("has no quotes around it, so that a space ends it", false));
    };
    let (name, value) = (tag.get(..at)?, tag.get(at + 1..)?);
    let name = name.trim_end().strip_suffix('=')?.trim_end();
    let name = name.rsplit(char::is_whitespace).next().unwrap_or("");
    if name.starts_with("on") {
        return Some(("is unescaped before what stands in such an attribute runs", false));
    }
    (ADDRESSES.contains(&name) && value.is_empty()).then_some(("leaves `javascript:` as it is", true))
}

/// Where the quote stands that is open at the end of a text.
fn quote_open(text: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    for (at, letter) in text.char_indices().filter(|(_, letter)| matches!(letter, '\'' | '"' | '`')) {
        open = match open {
            None => Some((at, letter)),
            Some((_, quote)) if quote == letter => None,
            still => still,
        };
    }
    open.map(|(at, _)| at)
}
