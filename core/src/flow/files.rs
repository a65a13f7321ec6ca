//! Files that the program writes and reads back by their names.
//!
//! ```python
//! with open("/srv/order.txt", "w") as out:
//!     out.write(text)
//! with open("/srv/order.txt") as again:
//!     again.read()                      # is `text`
//! ```
//!
//! An open file is a buffer with a name. What is written to it is kept under the name, in an object of the state like any
//! other, so that branches join what they wrote.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::sinks::picked;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::texts::TextPart;
use super::trace::{Doubts, Event as Step, StepId};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::Pick;
use crate::syntax::ast::{ArgKind, ExprId};
use crate::text::Place;
use std::fmt::Write;

/// Longest name of a file that is remembered.
const LONGEST: usize = 200;
/// The attribute under which an open file keeps its name.
const NAME: &str = "name";

impl Evaluator<'_, '_> {
    /// `open(path, "w")`, `open(path)` of what was written before; none of any other file.
    pub(super) fn opened_file(&mut self, arguments: &[Argument], place: Place) -> Option<Value> {
        let path = picked(Pick::Arg(0, "file"), None, arguments).first()?.0;
        // `os.fdopen(descriptor)`: it is open already.
        if matches!(path.kind, Kind::Object(id) if self.state.shape(id) == Shape::Buffer) {
            return Some(path);
        }
        let path = match self.path_names.get(&path.taint.trace) {
            Some(text) if !path.taint.is_some() => *text,
            _ => path,
        };
        let name = self.name_of_file(path)?;
        let mode = picked(Pick::Arg(1, "mode"), None, arguments).first().map(|(mode, _)| *mode);
        let mode = match mode {
            Some(mode) => self.texts.get(mode).and_then(Const::as_str)?,
            None => "r",
        };
        let writes = mode.contains(['w', 'x']);
        let before = self.disk.and_then(|disk| self.state.value(Slot::Field(disk, Key::Text(name))));
        let holds = match before {
            _ if writes => None,
            // Nothing is known of it here.
            None => return None,
            Some(held) => Some(self.stepped(held, place, Step::Through(PathId::new("open")), Doubts::NONE)),
        };
        let file = self.file_named(path, place);
        if let Kind::Object(id) = file.kind {
            self.state.set(Slot::Rest(id), holds.map_or(Held::Nothing, Held::Value));
            if writes {
                let nothing = self.texts.constant(Const::Str("".into()));
                self.keep_on_disk(name, nothing);
            }
        }
        Some(file)
    }

    /// `Path("/srv", "order.txt")`: a path of constants, which is known again by its text.
    pub(super) fn named_path(
        &mut self,
        callee: Value,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let mut text = String::new();
        for argument in arguments {
            let part = match self.texts.get(argument.value).and_then(Const::as_str) {
                Some(part) => part.to_owned(),
                None => self.text_of_path(argument.value)?,
            };
            text = behind(&text, &part);
        }
        (!text.is_empty()).then(|| self.path_of_text(callee.path(), &text, place))?
    }

    /// `folder / "order.txt"`, where both are known.
    pub(super) fn divided_path(&mut self, left: Value, right: Value, place: Place) -> Option<Value> {
        if self.path_names.is_empty() {
            return None;
        }
        let folder = self.text_of_path(left)?;
        let name = self.texts.get(right).and_then(Const::as_str)?;
        let text = behind(&folder, name);
        self.path_of_text(left.instance_of(), &text, place)
    }

    fn path_of_text(&mut self, of: Option<PathId>, text: &str, place: Place) -> Option<Value> {
        let of = of?;
        let trace = self.traces.step(StepId::NONE, place, Step::Through(of), Doubts::NONE);
        let text = self.texts.constant(Const::Str(text.into()));
        self.path_names.insert(trace, text);
        Some(Value { kind: Kind::Instance(of), taint: Taint { trace, ..Taint::NONE } })
    }

    fn text_of_path(&self, path: Value) -> Option<String> {
        let text = self.path_names.get(&path.taint.trace).filter(|_| !path.taint.is_some())?;
        self.texts.get(*text).and_then(Const::as_str).map(str::to_owned)
    }

    /// `path.open("w")`
    pub(super) fn opened_path(&mut self, on: Value, arguments: &[Argument], place: Place) -> Option<Value> {
        let value = *self.path_names.get(&on.taint.trace)?;
        let path = Argument { kind: ArgKind::Positional, value, place, expr: ExprId(0) };
        let all: Vec<Argument> = std::iter::once(path).chain(arguments.iter().copied()).collect();
        self.opened_file(&all, place)
    }

    /// `path.write_text(text)`
    pub(super) fn written_at(&mut self, on: Value, what: Value, place: Place) -> Option<Value> {
        let path = *self.path_names.get(&on.taint.trace)?;
        let name = self.name_of_file(path)?;
        let what = self.stepped(what, place, Step::Stored, Doubts::NONE);
        self.keep_on_disk(name, what);
        Some(Value::UNKNOWN)
    }

    /// `path.read_text()` of what was written before; none of any other file.
    pub(super) fn read_at(&mut self, on: Value, place: Place) -> Option<Value> {
        let path = *self.path_names.get(&on.taint.trace)?;
        let name = self.name_of_file(path)?;
        let held = self.disk.and_then(|disk| self.state.value(Slot::Field(disk, Key::Text(name))))?;
        Some(self.stepped(held, place, Step::Through(PathId::new("open")), Doubts::NONE))
    }

    /// `NamedTemporaryFile("w")`
    pub(super) fn temporary_file(&mut self, callee: Value, place: Place) -> Value {
        let path = self.unique_name(callee, place);
        self.file_named(path, place)
    }

    /// `descriptor, path = mkstemp()`
    pub(super) fn temporary_pair(&mut self, callee: Value, place: Place) -> Value {
        let path = self.unique_name(callee, place);
        let file = self.file_named(path, place);
        self.tuple(&[file, path])
    }

    /// `reads, writes = os.pipe()`
    pub(super) fn piped(&mut self, place: Place) -> Value {
        let file = Value::new(Kind::Object(self.allocate(place, Shape::Buffer)));
        self.tuple(&[file, file])
    }

    /// `os.read(descriptor, 1024)` of what was written here.
    pub(super) fn drawn(&mut self, file: Value) -> Option<Value> {
        match file.kind {
            Kind::Object(id) if self.state.shape(id) == Shape::Buffer => self.state.value(Slot::Rest(id)),
            _ => None,
        }
    }

    /// A name that the system chooses: nobody's, and like no other.
    pub(super) fn unique_name(&mut self, callee: Value, place: Place) -> Value {
        self.texts.join(vec![TextPart::Hole(Value::new(callee.kind), place)], "name", place)
    }

    fn file_named(&mut self, path: Value, place: Place) -> Value {
        let file = self.allocate(place, Shape::Buffer);
        self.state.set(Slot::Field(file, Key::Attribute(Sym::new(NAME))), Held::Value(path));
        Value::new(Kind::Object(file))
    }

    /// What is written to a buffer is found again under its name.
    pub(super) fn keep_file(&mut self, buffer: ObjectId) {
        let path = self.state.value(Slot::Field(buffer, Key::Attribute(Sym::new(NAME))));
        let held = self.state.value(Slot::Rest(buffer));
        if let (Some(path), Some(held)) = (path, held)
            && let Some(name) = self.name_of_file(path)
        {
            self.keep_on_disk(name, held);
        }
    }

    fn keep_on_disk(&mut self, name: Sym, held: Value) {
        let disk = match self.disk {
            Some(disk) => disk,
            None => {
                let disk = self.state.object(Shape::Dict);
                self.disk = Some(disk);
                disk
            }
        };
        self.state.set(Slot::Field(disk, Key::Text(name)), Held::Value(held));
    }

    /// What tells a file from others: the text of its path, or what that is made of.
    fn name_of_file(&self, path: Value) -> Option<Sym> {
        let mut name = String::new();
        if let Some(Const::Str(text)) = self.texts.get(path) {
            name.push_str(text);
        } else if let Some(text) = self.texts.text(path) {
            for part in &text.parts {
                match *part {
                    TextPart::Known(id) => name.push_str(self.texts.literal(id)),
                    TextPart::Hole(value, place) => {
                        name.push('\0');
                        match value.kind {
                            _ if value.taint.is_some() => write!(name, "{:?}", value.taint.root).ok()?,
                            Kind::Outside(_) => {
                                write!(name, "{}:{}", place.file.0, place.span.start).ok()?;
                            }
                            _ => return None,
                        }
                    }
                }
            }
        } else if path.taint.is_some() && path.kind == Kind::Unknown {
            write!(name, "\0{:?}", path.taint.root).ok()?;
        }
        (!name.is_empty() && name.len() <= LONGEST).then(|| Sym::new(&name))
    }

    /// `json.dump(data, file)`, `os.write(descriptor, data)`
    pub(super) fn written_into(&mut self, file: Value, what: Value, place: Place) -> Option<Value> {
        let Kind::Object(buffer) = file.kind else { return None };
        if self.state.shape(buffer) != Shape::Buffer {
            return None;
        }
        let what = self.stepped(what, place, Step::Stored, Doubts::NONE);
        self.pour(buffer, what, place);
        Some(self.texts.constant(Const::None))
    }
}

/// A path below a folder, as `pathlib` puts them together.
fn behind(folder: &str, name: &str) -> String {
    if folder.is_empty() || name.starts_with('/') {
        return name.to_owned();
    }
    format!("{}/{name}", folder.trim_end_matches('/'))
}
