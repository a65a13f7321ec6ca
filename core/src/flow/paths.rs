//! Paths that are put together: `os.path.join(folder, "name.txt")`.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::positions::is_relative;
use super::texts::TextPart;
use super::value::Value;
use crate::intern::Const;
use crate::syntax::ast::ArgKind;
use crate::text::Place;

impl Evaluator<'_, '_> {
    /// `urljoin(BASE, "orders/" + name)`: what follows a path that is written in the code stays on the host of the first
    /// address, where nobody else chooses that.
    pub(super) fn joined_address(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        let [base, path] = arguments else { return None };
        if base.value.taint.is_some() || !path.value.taint.is_some() {
            return None;
        }
        let mut parts = self.texts.text(path.value)?.parts.clone();
        let TextPart::Known(first) = *parts.first()? else { return None };
        let before = self.texts.literal(first).to_owned();
        let stays = match before.strip_prefix('/') {
            Some(rest) => !rest.is_empty() && !rest.starts_with(['/', '\\']),
            None => is_relative(&before),
        };
        if !stays {
            return None;
        }
        let below = format!("/{}", before.trim_start_matches('/'));
        if let Some(part) = parts.first_mut() {
            *part = self.texts.known(Const::Str(below.into()));
        }
        let host = match self.texts.get(base.value).and_then(Const::as_str) {
            Some(base) => {
                let (scheme, rest) = base.split_once("://")?;
                let host = rest.split(['/', '?', '#']).next().unwrap_or("");
                let host = format!("{scheme}://{host}");
                self.texts.known(Const::Str(host.into()))
            }
            None => TextPart::Hole(base.value, base.place),
        };
        parts.insert(0, host);
        Some(self.built(parts, "urljoin", place))
    }

    /// `("/orders/" + name).lstrip("/")`: a text without letters that it begins with.
    pub(super) fn begins_without(&mut self, text: Value, letters: Value, place: Place) -> Option<Value> {
        let letters = self.texts.get(letters).and_then(Const::as_str)?.to_owned();
        let mut parts = self.texts.text(text)?.parts.clone();
        let TextPart::Known(first) = *parts.first()? else { return None };
        let rest = self.texts.literal(first).trim_start_matches(|letter| letters.contains(letter)).to_owned();
        if rest.is_empty() {
            return None;
        }
        if let Some(part) = parts.first_mut() {
            *part = self.texts.known(Const::Str(rest.into()));
        }
        let changed = self.texts.join(parts, "lstrip", place);
        Some(Value { taint: self.as_placed(text).taint, ..changed })
    }

    /// A path whose parts behind the first are constants. Of any other the rows say what it holds.
    pub(super) fn joined_path(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        let (first, rest) = arguments.split_first()?;
        if first.value.taint.is_some() || arguments.iter().any(|arg| arg.kind != ArgKind::Positional) {
            return None;
        }
        let mut whole = self.texts.get(first.value).and_then(Const::as_str).map(str::to_owned);
        if whole.is_none() && !self.texts.is_text(first.value) {
            return None;
        }
        let mut behind = String::new();
        for part in rest {
            let part = self.texts.get(part.value).and_then(Const::as_str)?;
            if part.starts_with('/') {
                (whole, behind) = (Some(part.to_owned()), String::new());
                continue;
            }
            let so_far = if behind.is_empty() { whole.as_deref().unwrap_or("?") } else { &behind };
            if !(so_far.is_empty() || so_far.ends_with('/')) {
                behind.push('/');
            }
            behind.push_str(part);
        }
        match whole {
            Some(whole) => Some(self.texts.constant(Const::Str((whole + &behind).into()))),
            None => {
                let behind = self.texts.known(Const::Str(behind.into()));
                Some(self.built(vec![TextPart::Hole(first.value, first.place), behind], "join", place))
            }
        }
    }
}
