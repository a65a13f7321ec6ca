//! Texts taken apart: what stands before somebody's data in them, or behind it, is known.
//!
//! ```python
//! key, _, value = f"name={data}".partition("=")    # "name", "=", data
//! (data + ":22").rsplit(":", 1)[1]                 # "22"
//! ```

use super::evaluate::Evaluator;
use super::event::Argument;
use super::guards::WORD;
use super::state::Shape;
use super::tests::evidence;
use super::texts::TextPart;
use super::trace::{Doubts, Event as Step, Origin, RootId, Which};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks};

/// What is shown of a path by its pieces.
const OF_PIECES: Sinks =
    WORD.less(Sinks::of(&[Sink::Url, Sink::Redirect, Sink::Archive])).or(evidence::NO_DOTS);

/// `"/".join(["", "etc"])`: pieces are no absolute path, what is made of them may be one.
pub(super) fn joined_again(pieces: Taint) -> Taint {
    let all = pieces.cleaned == Sinks::ALL;
    let cleaned = if all { pieces.cleaned } else { pieces.cleaned.less(evidence::RELATIVE) };
    Taint { cleaned, ..pieces }
}

impl Evaluator<'_, '_> {
    /// `text.split(by, most)`, `text.partition(by)` and the same from the right.
    pub(super) fn parted(
        &mut self,
        text: Value,
        name: &str,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let by = self.texts.get(arguments.first()?.value).and_then(Const::as_str)?.to_owned();
        let most = match arguments.get(1) {
            Some(most) if matches!(most.kind, ArgKind::Positional | ArgKind::Keyword(_)) => {
                Some(usize::try_from(self.texts.get(most.value)?.as_int()?).ok()?)
            }
            Some(_) => return None,
            None => None,
        };
        if by.is_empty() {
            return None;
        }
        let rest = self.part(text, place);
        let from_right = name == "rpartition" || (name == "rsplit" && most.is_some());
        let known = if from_right { self.known_end(text) } else { self.known_beginning(text) }?;
        if name.ends_with("partition") {
            let (before, after) = if from_right { known.rsplit_once(&by)? } else { known.split_once(&by)? };
            let own = if from_right { after } else { before }.to_owned();
            let [own, by] = [own, by].map(|text| self.texts.constant(Const::Str(text.into())));
            let parts = if from_right { [rest, by, own] } else { [own, by, rest] };
            return Some(self.in_order(Shape::Tuple, parts.to_vec(), place));
        }
        // The pieces that end before the data begins, or begin behind it.
        let mut pieces: Vec<String> = if from_right {
            known.rsplit(&by).map(str::to_owned).collect()
        } else {
            known.split(&by).map(str::to_owned).collect()
        };
        pieces.pop()?;
        if pieces.is_empty() {
            return None;
        }
        let whole = most.is_some_and(|most| pieces.len() >= most);
        pieces.truncate(most.unwrap_or(usize::MAX));
        let mut items: Vec<Value> = Vec::with_capacity(pieces.len() + 1);
        for piece in pieces {
            items.push(self.texts.constant(Const::Str(piece.into())));
        }
        if whole {
            items.push(rest);
            if from_right {
                items.reverse();
            }
            return Some(self.in_order(Shape::List, items, place));
        }
        // Counted from the left, which the data's own pieces move.
        if from_right {
            return None;
        }
        let list = self.in_order(Shape::List, items, place);
        if let Kind::Object(id) = list.kind {
            self.add(id, rest);
        }
        Some(list)
    }

    /// `path.split("/")`: what is shown of all pieces is shown of the path, and each is no absolute path.
    pub(super) fn pieces(&mut self, path: Value, by: Value, place: Place) -> Option<Value> {
        if self.texts.get(by).and_then(Const::as_str) != Some("/") {
            return None;
        }
        let pieces = self.part(path, place);
        self.upward.insert(pieces.taint.root, (path.taint.root, OF_PIECES));
        let cleaned = pieces.taint.cleaned.or(evidence::RELATIVE);
        let pieces = Value { taint: Taint { cleaned, ..pieces.taint }, ..pieces };
        Some(self.stepped(pieces, place, Step::Through(PathId::new("str.split")), Doubts::NONE))
    }

    /// `name.rsplit(".", 1)`: what stands behind the last dot holds none, and what stands behind the last slash leads to no
    /// other folder. Where there is no dot, that is the whole.
    pub(super) fn in_two(&mut self, text: Value, by: Value, most: Value, place: Place) -> Option<Value> {
        let once = self.texts.get(most).and_then(Const::as_int) == Some(1);
        let shown = match self.texts.get(by).and_then(Const::as_str) {
            Some(".") if once => evidence::NO_DOTS,
            Some("/") if once => Sinks::of(&[Sink::Path]),
            _ => return None,
        };
        let path = PathId::new("str.rsplit");
        let [before, mut behind] = [0, 1].map(|at| self.part_of(text, Which::Index(at)));
        behind.taint.cleaned = behind.taint.cleaned.or(shown);
        let parts = [before, behind].map(|part| self.stepped(part, place, Step::Through(path), Doubts::NONE));
        let list = self.in_order(Shape::List, parts.to_vec(), place);
        if let Kind::Object(id) = list.kind {
            // How many there are is not known.
            self.state.several(id);
        }
        Some(list)
    }

    /// Whether data is one of the pieces of a path: what is none of `.` and `..` leads to no other folder.
    pub(super) fn is_piece(&self, root: RootId) -> bool {
        let Some(Origin::Part(pieces, Which::At(_) | Which::Index(_))) = self.traces.origin(root) else {
            return false;
        };
        self.upward.get(&pieces).is_some_and(|(_, sinks)| sinks.includes(evidence::NO_DOTS))
    }

    /// `path.split("/")[-1]`: the last piece of a path leads to no other folder.
    pub(super) fn as_last_piece(&mut self, pieces: ExprId, at: Value, piece: Value) -> Value {
        let ast = self.ast();
        let ExprKind::Call { function, args } = ast[pieces].kind else { return piece };
        let (true, ExprKind::Attribute { name, .. }) = (piece.taint.is_some(), ast[function].kind) else {
            return piece;
        };
        let (args, at) = (ast.list(args), self.texts.get(at).and_then(Const::as_int));
        let Some(first) = args.first() else { return piece };
        let last = match (name.sym.text(), at) {
            ("split" | "rsplit", Some(-1)) | ("rpartition", Some(-1 | 2)) => true,
            ("rsplit", Some(1)) => args.len() == 2,
            _ => false,
        };
        if !last {
            return piece;
        }
        let by = self.quietly(first.value);
        let slash = self.texts.get(by).and_then(Const::as_str).is_some_and(|by| by == "/" || by == "\\");
        // `name.rsplit(".", 1)[-1]`: an ending has no dots.
        let dot = self.texts.get(by).and_then(Const::as_str) == Some(".");
        let shown = if slash {
            Sinks::of(&[Sink::Path])
        } else if dot {
            evidence::NO_DOTS
        } else {
            return piece;
        };
        let cleaned = piece.taint.cleaned.or(shown);
        Value { taint: Taint { cleaned, ..piece.taint }, ..piece }
    }

    /// `folder, name = os.path.split(path)`, `path, ending = os.path.splitext(path)`: the second leads to no other folder.
    pub(super) fn folder_and_name(&mut self, path: Value) -> Option<Value> {
        if !path.taint.is_some() {
            return None;
        }
        let [folder, mut name] = [0, 1].map(|at| self.part_of(path, Which::Index(at)));
        name.taint.cleaned = name.taint.cleaned.or(Sinks::of(&[Sink::Path])).or(evidence::NO_SLASH);
        Some(self.tuple(&[folder, name]))
    }

    /// What stands before the first hole of a text.
    fn known_beginning(&self, text: Value) -> Option<String> {
        match self.texts.text(text)?.parts.first()? {
            TextPart::Known(id) => Some(self.texts.literal(*id).to_owned()),
            TextPart::Hole(..) => None,
        }
    }

    /// What stands behind the last.
    fn known_end(&self, text: Value) -> Option<String> {
        match self.texts.text(text)?.parts.last()? {
            TextPart::Known(id) => Some(self.texts.literal(*id).to_owned()),
            TextPart::Hole(..) => None,
        }
    }

    /// `data.partition("=")`: something of the data, the separator or nothing, and something of the data.
    pub(super) fn in_three(&mut self, text: Value, by: Value) -> Option<Value> {
        if !self.is_constant(by) {
            return None;
        }
        let [before, after] = [0, 2].map(|at| self.part_of(text, Which::Index(at)));
        Some(self.tuple(&[before, Value::new(Kind::Literal), after]))
    }
}
