//! Letters that are taken out of texts, and tests of single letters.
//!
//! ```python
//! name.translate(str.maketrans({"<": "&lt;", "\n": None}))
//! if any(letter in "<>" for letter in name):
//!     return
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Held, Key, Shape, Slot};
use super::tests::evidence;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

/// Methods of texts that may take quotes off.
const OPENS: &[&str] = &["lstrip", "removeprefix", "removesuffix", "replace", "rstrip", "strip", "translate"];

/// Most letters of a table.
const MOST_LETTERS: usize = 64;

impl Evaluator<'_, '_> {
    /// `str.maketrans("<>", "()", "\n")`, `str.maketrans({"<": "&lt;"})`: a table that says what each letter becomes.
    pub(super) fn letter_table(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        if let [table] = arguments {
            return Some(table.value);
        }
        let text = |at: usize| arguments.get(at).and_then(|arg| self.texts.get(arg.value)?.as_str());
        let (from, to) = (text(0)?.to_owned(), text(1)?.to_owned());
        let gone = text(2).unwrap_or("").to_owned();
        let dict = self.allocate(place, Shape::Dict);
        let to = to.chars().map(|letter| Const::Str(letter.to_string().into()));
        let pairs = from.chars().zip(to).chain(gone.chars().map(|letter| (letter, Const::None)));
        for (letter, becomes) in pairs.take(MOST_LETTERS) {
            let becomes = self.texts.constant(becomes);
            let key = Key::Text(Sym::new(&letter.to_string()));
            self.state.set(Slot::Field(dict, key), Held::Value(becomes));
        }
        Some(Value::new(Kind::Object(dict)))
    }

    /// What `text.translate(table)` shows of the text that it gives, by the letters that are no longer in it.
    pub(super) fn translated(&self, arguments: &[Argument]) -> Sinks {
        let Some(Kind::Object(table)) = arguments.first().map(|arg| arg.value.kind) else {
            return Sinks::NONE;
        };
        if self.state.is_several(table) || self.state.is_unsure(table) {
            return Sinks::NONE;
        }
        let mut gone = String::new();
        let mut written = String::new();
        for (key, becomes) in self.state.fields(table).iter().take(MOST_LETTERS) {
            match self.texts.get(*becomes) {
                Some(Const::Str(text)) => written.push_str(text),
                Some(Const::None) => {}
                _ => return Sinks::NONE,
            }
            match key {
                Key::Text(name) => gone.push_str(name.text()),
                Key::Index(code) => gone.extend(u32::try_from(*code).ok().and_then(char::from_u32)),
                Key::Attribute(_) => {}
            }
        }
        let dots = written.contains('.');
        gone.retain(|one| !(written.contains(one) || one == '/' && dots));
        without(&gone)
    }

    /// `path.lstrip("/")`; `name.strip(".")` of a name in which there is no `/`: it is not `..` either.
    pub(super) fn taken_off(&self, from: Value, arguments: &[Argument]) -> Sinks {
        let letters = arguments.first().and_then(|arg| self.texts.get(arg.value)).and_then(Const::as_str);
        let takes = |letter: char| letters.is_some_and(|letters| letters.contains(letter));
        let relative = if takes('/') { evidence::RELATIVE } else { Sinks::NONE };
        let named = takes('.') && self.harmless(from.taint).includes(evidence::NO_SLASH);
        if named { relative.or(Sinks::of(&[Sink::Path])) } else { relative }
    }

    /// `text.replace("'", "&apos;")`: which letters are then no longer in it.
    pub(super) fn taken_out(&self, arguments: &[Argument]) -> Sinks {
        let text =
            |at: usize| arguments.get(at).and_then(|arg| self.texts.get(arg.value)).and_then(Const::as_str);
        match (text(0), text(1)) {
            (Some("'"), Some("''")) => evidence::DOUBLED_SINGLE,
            (Some(".."), Some(by)) if !by.contains('.') => evidence::NO_DOTS,
            (Some("/"), Some(by)) if by.contains('.') => Sinks::NONE,
            (Some(letter), Some(by)) if letter.chars().count() == 1 && !by.contains(letter) => {
                without(letter)
            }
            _ => Sinks::NONE,
        }
    }

    /// What text is harmless for once a method may have taken its quotes off: `shlex.quote(x).strip("'")`.
    pub(super) fn opened_by(&self, name: Option<Sym>, arguments: &[Argument], cleaned: Sinks) -> Sinks {
        let text = |arg: &Argument| self.texts.get(arg.value).and_then(Const::as_str);
        let takes = |arg: &Argument| text(arg).is_none_or(|text| text.contains('\''));
        let opens = name.is_some_and(|name| OPENS.contains(&name.text())) && arguments.iter().any(takes);
        if opens { cleaned.unquoted() } else { cleaned }
    }

    /// The letters of which a test asks whether a letter of data is one: `letter in "<>"`, `letter == "<"`.
    pub(super) fn letters_of_test(&self, letter: Value, with: Value) -> Option<String> {
        if !self.single.contains(&letter.taint.root) {
            return None;
        }
        let texts = match with.kind {
            Kind::Object(id) if self.state.shape(id) == Shape::Dict => {
                let key = |(key, _): &(Key, Value)| match key {
                    Key::Text(name) => Some(name.text().to_owned()),
                    _ => None,
                };
                self.state.fields(id).iter().map(key).collect::<Option<Vec<String>>>()?
            }
            _ => self.alternatives(with)?,
        };
        let whole = matches!(with.kind, Kind::Known(_));
        (whole || texts.iter().all(|text| text.chars().count() == 1)).then(|| texts.concat())
    }
}

/// What is shown of a text that has none of some letters.
pub(super) fn without(letters: &str) -> Sinks {
    let path = evidence::NO_DOTS.or(evidence::RELATIVE).or(evidence::NO_SLASH);
    let shown = [
        ("<", evidence::NO_TAG),
        ("'", evidence::NO_SINGLE),
        ("\"", evidence::NO_DOUBLE),
        ("\\", evidence::NO_BACKSLASH),
        ("*", evidence::NO_STAR),
        ("(", evidence::NOT_OPENED),
        (")", evidence::NOT_CLOSED),
        ("/", path),
        ("<>'\"", Sinks::of(&[Sink::Html])),
        ("\r\n", Sinks::of(&[Sink::Log, Sink::Header, Sink::Cookie, Sink::Mail])),
    ];
    let shown = shown.into_iter().filter(|(needed, _)| needed.chars().all(|one| letters.contains(one)));
    shown.fold(Sinks::NONE, |all, (_, sinks)| all.or(sinks))
}
