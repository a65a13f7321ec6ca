//! Texts that are put together: what is known of them, part by part.

use super::event::Argument;
use super::fold;
use super::formats;
use super::value::{Kind, Taint, TextId, Value};
use crate::intern::{Const, ConstId, Constants, PathId, Sym};
use crate::syntax::ast::{ArgKind, Operator};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

/// Longest text that is folded to a constant, in bytes.
const LONGEST: usize = 4096;
/// Most parts that a text is followed through.
const MOST_PARTS: usize = 256;

/// The constants and partly known texts of one evaluation.
#[derive(Debug)]
pub struct Texts<'p> {
    /// The constants of the file that is evaluated, which keep their ids.
    own: &'p Constants,
    /// All others, numbered behind those.
    constants: Constants,
    partly: Vec<Text>,
}

/// A text of which parts are known.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its parts in order.
    pub parts: Vec<TextPart>,
    /// How it was put together: `%`, `.format`, `f-string`, `+`, `.join`.
    pub how: &'static str,
    /// Where.
    pub place: Place,
}

/// A part of a partly known text.
#[derive(Debug, Clone, Copy)]
pub enum TextPart {
    /// Known.
    Known(ConstId),
    /// Not known: the value that fills it, and where that stands.
    Hole(Value, Place),
}

impl<'p> Texts<'p> {
    /// No texts yet but the constants of the file that is evaluated.
    pub fn new(own: &'p Constants) -> Self {
        Self { own, constants: Constants::default(), partly: Vec::new() }
    }

    /// A constant as a value.
    pub fn constant(&mut self, constant: Const) -> Value {
        Value::new(Kind::Known(self.id(constant)))
    }

    /// The id of a constant here.
    pub(super) fn id(&mut self, constant: Const) -> ConstId {
        match self.own.find(&constant) {
            Some(id) => id,
            None => {
                let id = self.constants.id(constant);
                self.behind_own(id)
            }
        }
    }

    fn behind_own(&self, id: ConstId) -> ConstId {
        ConstId(self.own.len() as u32 + id.0)
    }

    /// A constant as a value, of one that the evaluation has met.
    pub fn met(&self, constant: &Const) -> Option<Value> {
        let known = || self.constants.find(constant).map(|id| self.behind_own(id));
        self.own.find(constant).or_else(known).map(|id| Value::new(Kind::Known(id)))
    }

    /// The constant of a known value.
    pub fn get(&self, value: Value) -> Option<&Const> {
        match value.kind {
            Kind::Known(id) => Some(self.constant_of(id)),
            _ => None,
        }
    }

    /// A constant that is a text.
    pub(super) fn name(&self, constant: ConstId) -> Option<&str> {
        self.constant_of(constant).as_str()
    }

    /// The parts of a partly known text.
    pub fn text(&self, value: Value) -> Option<&Text> {
        match value.kind {
            Kind::Text(id) => self.partly.get(id.0 as usize),
            _ => None,
        }
    }

    /// A constant by its id.
    pub(super) fn constant_of(&self, id: ConstId) -> &Const {
        match id.0.checked_sub(self.own.len() as u32) {
            None => self.own.get(id),
            Some(other) => self.constants.get(ConstId(other)),
        }
    }

    /// The text of a known part.
    pub fn literal(&self, id: ConstId) -> &str {
        self.constant_of(id).as_str().unwrap_or("")
    }

    /// A known part.
    pub fn known(&mut self, constant: Const) -> TextPart {
        TextPart::Known(self.id(constant))
    }

    /// The text of some parts in a row: a constant if all are known.
    pub fn join(&mut self, parts: Vec<TextPart>, how: &'static str, place: Place) -> Value {
        let mut joined: Vec<TextPart> = Vec::with_capacity(parts.len());
        for part in parts {
            for part in self.opened(part) {
                match (joined.last().copied(), part) {
                    (Some(TextPart::Known(left)), TextPart::Known(right)) => {
                        let both = [self.literal(left), self.literal(right)].concat();
                        if both.len() <= LONGEST {
                            joined.pop();
                            let both = self.known(Const::Str(both.into()));
                            joined.push(both);
                        } else {
                            joined.push(part);
                        }
                    }
                    _ => joined.push(part),
                }
            }
        }
        match joined.as_slice() {
            [] => self.constant(Const::Str("".into())),
            [TextPart::Known(id)] => Value::new(Kind::Known(*id)),
            _ if joined.len() > MOST_PARTS => Value::UNKNOWN,
            _ => {
                let id = TextId(self.partly.len() as u32);
                self.partly.push(Text { parts: joined, how, place });
                Value::new(Kind::Text(id))
            }
        }
    }

    /// `text.lower()` and other methods that change no more than the look of a text.
    pub(super) fn method(&mut self, receiver: Value, name: &str) -> Value {
        let Some(Const::Str(text)) = self.get(receiver) else {
            // What is known of it looks like that already: `f"{scheme}://{host}".lower()`.
            let is_lower = |part: &TextPart| match part {
                TextPart::Known(id) => !self.literal(*id).chars().any(char::is_uppercase),
                TextPart::Hole(..) => true,
            };
            let as_before = matches!(name, "lower" | "casefold")
                && self.text(receiver).is_some_and(|text| text.parts.iter().all(is_lower));
            return if as_before { receiver } else { Value { kind: Kind::Unknown, ..receiver } };
        };
        let changed = match name {
            "lower" | "casefold" => text.to_lowercase(),
            "upper" => text.to_uppercase(),
            "strip" => text.trim().to_owned(),
            _ => return receiver,
        };
        Value { taint: receiver.taint, ..self.constant(Const::Str(changed.into())) }
    }

    pub(super) fn number(&mut self, left: Value, operator: Operator, right: Value) -> Value {
        let folded = match (self.get(left), self.get(right)) {
            (Some(left), Some(right)) => fold::operate(left, operator, right),
            _ => None,
        };
        folded.map_or(Value::UNKNOWN, |constant| self.constant(constant))
    }

    pub(super) fn is_text(&self, value: Value) -> bool {
        matches!(value.kind, Kind::Text(_)) || matches!(self.get(value), Some(Const::Str(_)))
    }

    /// The parts of a part: a hole that is filled with a text is that text.
    fn opened(&mut self, part: TextPart) -> Vec<TextPart> {
        let TextPart::Hole(value, _) = part else { return vec![part] };
        if let Some(text) = self.text(value) {
            return text.parts.clone();
        }
        match self.get(value) {
            Some(Const::Str(_)) => match value.kind {
                Kind::Known(id) => vec![TextPart::Known(id)],
                _ => vec![part],
            },
            Some(constant) => match formats::shown(constant) {
                Some(text) => vec![self.known(Const::Str(text.into()))],
                None => vec![part],
            },
            None => vec![part],
        }
    }

    /// `"..%s..%(name)d.." % right`
    pub(super) fn percent(
        &mut self,
        left: Value,
        right: &[(Option<Sym>, Value, Place)],
        place: Place,
    ) -> Vec<TextPart> {
        let mut filling = right.iter();
        let mut parts = Vec::new();
        for part in self.opened(TextPart::Hole(left, place)) {
            let TextPart::Known(id) = part else {
                parts.push(part);
                continue;
            };
            let template = self.literal(id).to_owned();
            let mut rest = template.as_str();
            while let Some((before, after)) = rest.split_once('%') {
                self.push(&mut parts, before);
                if let Some(literal) = after.strip_prefix('%') {
                    self.push(&mut parts, "%");
                    rest = literal;
                    continue;
                }
                let named = after.strip_prefix('(').and_then(|after| after.split_once(')'));
                let spec = named.map_or(after, |(_, spec)| spec);
                let letter = spec.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(spec.len());
                let text = spec.get(letter..).is_some_and(|spec| spec.starts_with('s'));
                let source = match named {
                    Some((name, _)) => {
                        right.iter().find(|(key, ..)| key.is_some_and(|key| key.text() == name))
                    }
                    None => filling.next(),
                };
                let (_, value, at) = source.copied().unwrap_or((None, Value::UNKNOWN, place));
                let quoted = spec.get(letter..).is_some_and(|spec| spec.starts_with(['r', 'a']));
                let constant = self.get(value).map(|constant| match spec.get(..=letter) {
                    Some(spec) => formats::filled(constant, spec),
                    None => None,
                });
                let hole = match constant {
                    _ if text && letter == 0 => value,
                    Some(written) => self.fixed(written),
                    None if quoted => quoted_of(value),
                    None => spec.get(letter..).and_then(number_of).unwrap_or(Value::tainted(value.taint)),
                };
                parts.push(TextPart::Hole(hole, at));
                rest = spec.get(letter + 1..).unwrap_or("");
            }
            self.push(&mut parts, rest);
        }
        parts
    }

    /// `"..{}..{0}..{name!r:>5}..".format(..)`
    pub(super) fn format(&mut self, receiver: Value, arguments: &[Argument], place: Place) -> Vec<TextPart> {
        let mut next = 0;
        let mut parts = Vec::new();
        for part in self.opened(TextPart::Hole(receiver, place)) {
            let TextPart::Known(id) = part else {
                parts.push(part);
                continue;
            };
            let template = self.literal(id).to_owned();
            let mut rest = template.as_str();
            while let Some(at) = rest.find(['{', '}']) {
                let (before, from) = rest.split_at(at);
                self.push(&mut parts, before);
                if from.starts_with("{{") || from.starts_with("}}") || from.starts_with('}') {
                    self.push(&mut parts, from.get(..1).unwrap_or(""));
                    let doubled = from.starts_with("{{") || from.starts_with("}}");
                    rest = from.get(if doubled { 2 } else { 1 }..).unwrap_or("");
                    continue;
                }
                let (field, after) =
                    from.get(1..).and_then(|from| from.split_once('}')).unwrap_or((from, ""));
                let whole = field.split(['!', ':']).next().unwrap_or("");
                let named = |name: &str| {
                    arguments
                        .iter()
                        .find(|arg| matches!(arg.kind, ArgKind::Keyword(known) if known.sym.text() == name))
                };
                // What is asked of an argument is passed beside it: `{user.name}`.
                let asked = if whole.contains(['.', '[']) { named(whole) } else { None };
                let key = if asked.is_some() { whole } else { whole.split(['.', '[']).next().unwrap_or("") };
                let argument = if asked.is_some() {
                    asked
                } else if let Ok(index) = key.parse::<usize>() {
                    arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).nth(index)
                } else if key.is_empty() {
                    next += 1;
                    arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).nth(next - 1)
                } else {
                    named(key)
                };
                // What `**fields` holds beyond what is known may be any field.
                let spread = |arg: &&Argument| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar);
                let argument = argument.or_else(|| arguments.iter().find(spread));
                let (value, at) = argument.map_or((Value::UNKNOWN, place), |arg| (arg.value, arg.place));
                let hole = if key.len() == field.len() {
                    value
                } else if whole.len() == key.len() {
                    let (front, spec) =
                        field.split_once(':').map_or((field, ""), |(front, spec)| (front, spec));
                    let conversion = front.split_once('!').and_then(|(_, letter)| letter.chars().next());
                    self.as_format(value, conversion, spec)
                } else {
                    Value::tainted(value.taint)
                };
                parts.push(TextPart::Hole(hole, at));
                rest = after;
            }
            self.push(&mut parts, rest);
        }
        parts
    }

    /// A value as a format writes it: `{name!r:>5}`.
    pub(super) fn as_format(&mut self, value: Value, conversion: Option<char>, spec: &str) -> Value {
        if conversion.is_none() && spec.is_empty() {
            return value;
        }
        let quoted = matches!(conversion, Some('r' | 'a'));
        if let Some(constant) = self.get(value) {
            let first = match conversion {
                None => Some(constant.clone()),
                Some(_) if quoted => formats::written(constant).map(|text| Const::Str(text.into())),
                Some(_) => formats::shown(constant).map(|text| Const::Str(text.into())),
            };
            let written = first.and_then(|first| formats::formatted(&first, spec));
            return self.fixed(written);
        }
        match format_of_number(spec).filter(|_| conversion.is_none()) {
            Some(number) => number,
            None if !value.taint.is_some() => value,
            None if quoted => quoted_of(value),
            None => Value::tainted(value.taint),
        }
    }

    /// A text that is made of constants alone, whether it is known or not.
    fn fixed(&mut self, text: Option<String>) -> Value {
        match text.filter(|text| text.len() <= LONGEST) {
            Some(text) => self.constant(Const::Str(text.into())),
            None => Value::new(Kind::Literal),
        }
    }

    fn push(&mut self, parts: &mut Vec<TextPart>, text: &str) {
        if !text.is_empty() {
            let part = self.known(Const::Str(text.into()));
            parts.push(part);
        }
    }
}

/// Where what `repr` writes does no harm: it is one line, in quotes.
pub const QUOTED: Sinks = Sinks::of(&[Sink::Log, Sink::Header, Sink::Cookie, Sink::Code]);

/// A value as `repr` writes it.
fn quoted_of(value: Value) -> Value {
    let cleaned = value.taint.cleaned.or(QUOTED);
    Value::tainted(Taint { cleaned, ..value.taint })
}

/// A number of unknown value, where a format's letter (`d` in `%5d` and `{n:>5d}`) admits nothing else.
fn number_of(letters: &str) -> Option<Value> {
    let path = match letters.chars().next()? {
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'b' => "int",
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => "float",
        _ => return None,
    };
    Some(Value::new(Kind::Instance(PathId::new(path))))
}

/// The same for the format behind a colon, whose letter stands last.
fn format_of_number(format: &str) -> Option<Value> {
    let (at, _) = format.char_indices().next_back()?;
    format.get(at..).and_then(number_of)
}
