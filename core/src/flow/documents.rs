//! What is handed over as a whole and judged part by part: queries of document stores, rows of tables.

use super::evaluate::Evaluator;
use super::sinks::At;
use super::state::{Key, ObjectId, Slot};
use super::trace::Doubts;
use super::value::{Kind, Taint, Value};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

impl Evaluator<'_, '_> {
    /// A query's document: a text under a key of the code's choice can only be a value, but other data may
    /// bring operators with it, and under some keys stands code.
    pub(super) fn query(
        &mut self,
        at: At,
        document: ObjectId,
        place: Option<Place>,
        doubt: Doubts,
        depth: u32,
    ) {
        let held: Vec<(Option<Key>, Value)> = self
            .state
            .fields(document)
            .iter()
            .map(|(key, value)| (Some(*key), *value))
            .chain(self.state.value(Slot::Rest(document)).map(|rest| (None, rest)))
            .collect();
        // `{request.args["field"]: value}`: under a key of anybody's choice stands whatever that makes of it.
        let chosen = self.chosen_keys(document);
        for (key, value) in held {
            let code = match key {
                Some(Key::Text(key)) => self.models.is_operator(key),
                Some(_) => false,
                None => chosen,
            };
            let compared = match key {
                Some(Key::Text(key)) => self.models.is_compared(key),
                _ => None,
            };
            match (value.kind, depth.checked_sub(1)) {
                (Kind::Object(_), _) if compared.is_some() => {}
                (Kind::Object(inner), Some(depth)) if !code => self.query(at, inner, place, doubt, depth),
                _ => {
                    let shown = value.taint.cleaned.or(self.proven(value.taint.root).0);
                    let text =
                        compared == Some(true) || shown.includes(Sinks::TEXT) || self.texts.is_text(value);
                    let cleaned = value.taint.cleaned.or(Sinks::of(&[Sink::NoSql]));
                    let value = if text && !code {
                        Value { taint: Taint { cleaned, ..value.taint }, ..value }
                    } else {
                        value
                    };
                    self.reach(at, value, place, Sink::NoSql, doubt);
                }
            }
        }
    }

    /// Whether data that is not shown to be harmless is a key of a dict.
    fn chosen_keys(&self, dict: ObjectId) -> bool {
        self.keys_of(dict).is_some_and(|keys| {
            let harmless = keys.taint.cleaned.or(self.proven(keys.taint.root).0);
            keys.taint.is_some() && !harmless.holds(Sink::NoSql)
        })
    }

    /// A row of a table, or rows of it: how each of its cells begins makes it a formula or none.
    pub(super) fn row(&mut self, at: At, row: ObjectId, place: Option<Place>, doubt: Doubts, depth: u32) {
        let cells = self.state.fields(row).iter().map(|(_, cell)| *cell);
        let cells: Vec<Value> = cells.chain(self.state.value(Slot::Rest(row))).collect();
        for cell in cells {
            match (cell.kind, depth.checked_sub(1)) {
                (Kind::Object(inner), Some(depth)) => self.row(at, inner, place, doubt, depth),
                _ => self.reach(at, cell, place, Sink::Cell, doubt),
            }
        }
    }
}
