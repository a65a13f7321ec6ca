//! Where in a text data stands, and what it can do there: behind the host of an address, within quotes.

use super::evaluate::Evaluator;
use super::tests::evidence;
use super::texts::TextPart;
use super::value::{Kind, Taint, Value};
use crate::vocabulary::{Sink, Sinks};

/// Stands for nobody's value in the known beginning of a text.
const ANY: char = '\u{0}';

impl Evaluator<'_, '_> {
    /// What stands in a text before the first of somebody's data, with a mark for nobody's values; none where
    /// the value is no text of known parts.
    pub(super) fn before_data(&self, value: Value) -> Option<String> {
        self.before(value, |value| value.taint.is_some())
    }

    /// Of an address that is put together the data that decides where it leads, which stands first:
    /// `f"{base}?page={page}"`.
    pub(super) fn deciding(&self, value: Value, sink: Sink) -> Option<Taint> {
        if !matches!(sink, Sink::Url | Sink::Redirect) {
            return None;
        }
        let mut parts = self.texts.text(value)?.parts.iter();
        parts.find_map(|part| match *part {
            TextPart::Hole(part, _) => self.harms_within(part, value, sink).then_some(part.taint),
            TextPart::Known(_) => None,
        })
    }

    /// Whether data of an address stands in its query alone, where it chooses no other resource.
    pub(super) fn is_in_query(&self, value: Value) -> bool {
        self.before_harm(value, Sink::UrlPart).is_some_and(|before| before.contains(['?', '#']))
    }

    /// The same before the first data that may do harm to a kind of sink: `url_for("show", id=id) + "?" + query`.
    fn before_harm(&self, value: Value, sink: Sink) -> Option<String> {
        self.before(value, |part| self.harms_within(part, value, sink))
    }

    pub(super) fn before(&self, value: Value, ends: impl Fn(Value) -> bool) -> Option<String> {
        let text = self.texts.text(value)?;
        let mut before = String::new();
        for part in &text.parts {
            match *part {
                TextPart::Known(id) => before.push_str(self.texts.literal(id)),
                TextPart::Hole(value, _) if ends(value) => break,
                TextPart::Hole(..) => before.push(ANY),
            }
        }
        Some(before)
    }

    /// Whether a part of a text may do harm; where an attacker's data is in the text, that counts alone:
    /// `os.environ["HOST"] + path`.
    fn harms_within(&self, part: Value, whole: Value, sink: Sink) -> bool {
        may_harm(part, sink)
            && !(part.taint.root != whole.taint.root && self.is_shown(part, sink))
            && (!self.is_attackers(whole.taint.root) || self.is_attackers(part.taint.root))
    }

    /// Whether a check has shown that a part of a text does no harm, beyond doubt.
    fn is_shown(&self, part: Value, sink: Sink) -> bool {
        self.proven(part.taint.root).0.holds(sink)
    }

    /// What data must not hold to stay within the quotes that stand around all of it in a text: `'` in
    /// `"//user[@name='" + name + "']"`.
    pub(super) fn quotes_around_data(&self, value: Value) -> Option<Sinks> {
        let text = self.texts.text(value)?;
        let mut open: Option<char> = None;
        let mut around: Option<char> = None;
        for part in &text.parts {
            match *part {
                TextPart::Known(id) => {
                    for letter in self.texts.literal(id).chars().filter(|c| matches!(c, '\'' | '"')) {
                        open = match open {
                            None => Some(letter),
                            Some(quote) if quote == letter => None,
                            Some(quote) => Some(quote),
                        };
                    }
                }
                TextPart::Hole(value, _) if value.taint.is_some() => {
                    if open.is_none() || around.is_some_and(|quote| open != Some(quote)) {
                        return None;
                    }
                    around = open;
                }
                TextPart::Hole(..) => {}
            }
        }
        Some(if around? == '"' { evidence::NO_DOUBLE } else { evidence::NO_SINGLE })
    }

    /// Whether a tag is written in a text.
    pub(super) fn has_tag(&self, value: Value) -> bool {
        let is_tag =
            |part: &TextPart| matches!(part, TextPart::Known(id) if self.texts.literal(*id).contains('<'));
        self.texts.text(value).is_some_and(|text| text.parts.iter().any(is_tag))
    }

    /// Whether a value, or what a text begins with, has its data behind a host that was not chosen by its sender.
    fn is_behind_host(&self, value: Value) -> bool {
        let first = match self.texts.text(value).and_then(|text| text.parts.first()) {
            Some(TextPart::Hole(first, _)) => *first,
            _ => value,
        };
        let behind = |value: &Value| {
            may_harm(*value, Sink::Url) && value.taint.cleaned.includes(evidence::BEHIND_HOST)
        };
        [value, first].iter().any(behind)
    }

    /// A text with what the place of its data in it shows, for when its parts are no longer known:
    /// `url = f"https://example.com/{path}" if path else START`.
    pub(super) fn as_placed(&self, value: Value) -> Value {
        if !value.taint.is_some() || self.texts.text(value).is_none() {
            return value;
        }
        let mut cleaned = value.taint.cleaned;
        if self.settled_by_beginning(value, Sink::Redirect).is_none() {
            cleaned = cleaned.or(Sinks::of(&[Sink::Redirect]));
        }
        if self.settled_by_beginning(value, Sink::Url) == Some(Sink::UrlPart) {
            cleaned = cleaned.or(evidence::BEHIND_HOST);
        }
        if self.settled_by_beginning(value, Sink::Cell).is_none() {
            cleaned = cleaned.or(Sinks::of(&[Sink::Cell]));
        }
        Value { taint: Taint { cleaned, ..value.taint }, ..value }
    }

    /// What the place of data in a text shows of the text as a path.
    pub(super) fn shown_of_path(&self, path: Value) -> Sinks {
        let harmless = self.harmless(path.taint);
        if harmless.includes(evidence::NO_SLASH) && self.is_within_names(path) {
            return Sinks::of(&[Sink::Path]);
        }
        // `f"{number}.{ending}"`: no absolute path begins so.
        let begins = || self.texts.text(path).and_then(|text| text.parts.first().copied());
        let is_relative = harmless.includes(evidence::NO_DOTS)
            && match begins() {
                Some(TextPart::Known(id)) => !self.texts.literal(id).starts_with(['/', '\\']),
                // `f"{secure_filename(name)}.{ending}"`
                Some(TextPart::Hole(value, _)) if value.taint.is_some() => {
                    self.harmless(value.taint).holds(Sink::Path)
                }
                Some(TextPart::Hole(value, _)) => matches!(value.kind, Kind::Literal | Kind::Instance(_)),
                None => false,
            };
        if is_relative { evidence::RELATIVE } else { Sinks::NONE }
    }

    /// Whether all data in a path that holds no `/` is a part of a longer name, which leads to no other folder:
    /// `"reports/" + name + ".txt"`.
    fn is_within_names(&self, path: Value) -> bool {
        const DATA: char = '\u{1}';
        let Some(text) = self.texts.text(path) else { return false };
        let mut whole = String::new();
        for part in &text.parts {
            match *part {
                TextPart::Known(id) => whole.push_str(self.texts.literal(id)),
                TextPart::Hole(value, _) if may_harm(value, Sink::Path) => {
                    if !self.harmless(value.taint).includes(evidence::NO_SLASH) {
                        return false;
                    }
                    whole.push(DATA);
                }
                // Numbers and the like are names, of anything else it is not known how it ends: a constant may be a folder.
                TextPart::Hole(value, _) if matches!(value.kind, Kind::Instance(_)) => whole.push(ANY),
                TextPart::Hole(..) => whole.push('/'),
            }
        }
        let is_longer = |name: &str| name.chars().any(|letter| letter != DATA && letter != '.');
        whole.split(['/', '\\']).filter(|name| name.contains(DATA)).all(is_longer)
    }

    /// What data in a text becomes, given how the text begins: behind `https://host/` it is a part of the
    /// address. None where it can do no harm there: a redirect to a path of this site.
    pub(super) fn settled_by_beginning(&self, value: Value, sink: Sink) -> Option<Sink> {
        if !matches!(sink, Sink::Url | Sink::Redirect | Sink::Mail | Sink::Cell) {
            return Some(sink);
        }
        if sink == Sink::Url && self.is_behind_host(value) {
            return Some(Sink::UrlPart);
        }
        if sink == Sink::Redirect && self.is_local_path(value) {
            return None;
        }
        let Some(before) = self.before_harm(value, sink) else { return Some(sink) };
        let behind_host = match before.split_once("//") {
            Some((_, rest)) => rest.contains(['/', '?', '#']) && !rest.starts_with(['/', '\\']),
            // `BASE + path`, `BASE + "/" + path`: the base holds the host.
            None => before.starts_with(ANY),
        };
        match sink {
            // `"'" + text`, `f"Total: {text}"`: no formula begins so.
            Sink::Cell => before
                .chars()
                .next()
                .is_none_or(|first| "=+-@\t\r".contains(first) || first == ANY)
                .then_some(sink),
            Sink::Url if behind_host => Some(Sink::UrlPart),
            Sink::Redirect if behind_host => None,
            // `"Subject: hello\n\n" + text`: behind the headers.
            Sink::Mail => {
                let headers = before.split_once(": ").is_some_and(|(name, _)| !name.contains([' ', '<']));
                (!headers || !before.replace('\r', "").contains("\n\n")).then_some(sink)
            }
            Sink::Redirect => {
                let mut letters = before.chars();
                let local = letters.next() == Some('/')
                    && letters.next().is_some_and(|c| !matches!(c, '/' | '\\' | ANY));
                let query = before.starts_with('?') || before.starts_with('#');
                (!local && !query && !is_relative(&before)).then_some(sink)
            }
            _ => Some(sink),
        }
    }

    /// `"/" + path.lstrip("/") + "?" + query`: one `/`, and no other behind it.
    fn is_local_path(&self, value: Value) -> bool {
        let Some(text) = self.texts.text(value) else { return false };
        match text.parts.as_slice() {
            [TextPart::Known(slash), TextPart::Hole(path, _), ..] => {
                self.texts.literal(*slash) == "/" && self.harmless(path.taint).includes(evidence::RELATIVE)
            }
            _ => false,
        }
    }
}

/// Whether a value holds data that was not made harmless for a kind of sink.
fn may_harm(value: Value, sink: Sink) -> bool {
    value.taint.is_some() && !value.taint.cleaned.holds(sink)
}

/// `orders/`, `orders?`: a path below the page or the address that it is joined with, whatever follows.
pub(super) fn is_relative(before: &str) -> bool {
    let Some(end) = before.find(['/', ':', '?', '#', '\\', ANY]) else { return false };
    end > 0 && before.get(end..).is_some_and(|rest| rest.starts_with(['/', '?', '#']))
}
