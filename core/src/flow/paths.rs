//! Paths that are put together: `os.path.join(folder, "name.txt")`.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::texts::TextPart;
use super::value::Value;
use crate::intern::Const;
use crate::syntax::ast::ArgKind;
use crate::text::Place;

impl Evaluator<'_, '_> {
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
