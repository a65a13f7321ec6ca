//! Documents that are written in the code: what `json.loads('{"a": ["b"]}')` reads.

use super::evaluate::Evaluator;
use super::state::{Held, Key, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};

/// Longest document that is read, and how deep.
const LONGEST: usize = 4096;
const DEPTH: u32 = 8;

impl Evaluator<'_, '_> {
    /// What a document comes to; none where it is none.
    pub(super) fn document(&mut self, text: Value) -> Option<Value> {
        let text =
            self.texts.get(text).and_then(Const::as_str).filter(|text| text.len() <= LONGEST)?.to_owned();
        let mut rest = text.as_str();
        let value = self.part_of_document(&mut rest, DEPTH)?;
        rest.trim().is_empty().then_some(value)
    }

    fn part_of_document(&mut self, rest: &mut &str, depth: u32) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        *rest = rest.trim_start();
        match rest.chars().next()? {
            '{' => {
                let dict = self.state.object(Shape::Dict);
                take(rest, '{');
                while !take(rest, '}') {
                    let name = quoted(rest)?;
                    if !take(rest, ':') {
                        return None;
                    }
                    let value = self.part_of_document(rest, depth)?;
                    self.state.set(Slot::Field(dict, Key::Text(Sym::new(&name))), Held::Value(value));
                    if !take(rest, ',') && !rest.trim_start().starts_with('}') {
                        return None;
                    }
                }
                Some(Value::new(Kind::Object(dict)))
            }
            '[' => {
                let list = self.state.object(Shape::List);
                take(rest, '[');
                while !take(rest, ']') {
                    let value = self.part_of_document(rest, depth)?;
                    self.append(list, value);
                    if !take(rest, ',') && !rest.trim_start().starts_with(']') {
                        return None;
                    }
                }
                Some(Value::new(Kind::Object(list)))
            }
            '"' => {
                let text = quoted(rest)?;
                Some(self.texts.constant(Const::Str(text.into())))
            }
            _ => {
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                *rest = after;
                let constant = match word {
                    "true" => Const::Bool(true),
                    "false" => Const::Bool(false),
                    "null" => Const::None,
                    _ => match word.parse() {
                        Ok(number) => Const::Int(number),
                        Err(_) => Const::Float(word.parse::<f64>().ok()?.to_bits()),
                    },
                };
                Some(self.texts.constant(constant))
            }
        }
    }
}

/// Whether that sign comes next, which is then behind.
fn take(rest: &mut &str, sign: char) -> bool {
    match rest.trim_start().strip_prefix(sign) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

/// A text in quotes, without escapes.
fn quoted(rest: &mut &str) -> Option<String> {
    let (text, after) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
    *rest = after;
    (!text.contains('\\')).then(|| text.to_owned())
}
