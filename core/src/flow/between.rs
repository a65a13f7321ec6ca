//! What one entry point leaves behind for the others: in variables of modules, in objects that these hold, in files.
//!
//! ```python
//! NOTES = {}
//!
//! @app.post("/notes")
//! def add():
//!     NOTES["last"] = request.form["text"]
//!
//! @app.get("/notes")
//! def show():
//!     return NOTES["last"]              # what somebody else sent
//! ```
//!
//! Only distrusted data is left behind, joined with what was there: in what order the outside calls is not known.

use super::evaluate::{Evaluator, Frame};
use super::state::{Changes, Held, Key, Mark, ObjectId, Shape, Slot};
use super::statements::Ends;
use super::value::{Kind, Value};

/// How deep objects within objects are left behind.
const MOST_DEPTH: u32 = 3;

/// A value that outlives the entry point which made it.
pub(super) enum Left {
    /// What holds nothing that was made there.
    Plain(Value),
    /// An object that was: its shape, what it holds, and what it holds under other keys.
    Object(Shape, Vec<(Key, Left)>, Option<Box<Left>>),
}

/// Where an entry point began.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    pub(super) mark: Mark,
    /// The first of its own variables.
    pub(super) variable: u32,
    /// The first object that it made.
    pub(super) object: ObjectId,
}

impl Evaluator<'_, '_> {
    /// The state where an entry point ends, whichever way it took.
    pub(super) fn ended(&mut self, frame: Frame<'_>, ends: Ends, from: Mark) {
        let mut states: Vec<Changes> = frame.returned.into_iter().map(|(_, changes)| changes).collect();
        if ends == Ends::Through {
            let mut through = self.state.changes(from);
            self.settle(&mut through);
            states.push(through);
        }
        if !states.is_empty() {
            self.state.undo(from);
            self.join_states(&states);
        }
    }

    /// A value is written into an object, which a function may read that is not given it.
    pub(super) fn told_to_others(&mut self, object: ObjectId, value: Value) {
        if (object < self.own_objects || self.state.outlasts(object))
            && (value.taint.is_some() || matches!(value.kind, Kind::Object(_)))
        {
            self.change_for_others(value);
        }
    }

    /// A value is written where any function may read it: what functions came to before may be different now.
    pub(super) fn change_for_others(&mut self, value: Value) {
        self.epoch += u32::from(self.holds_distrusted(value, 1));
    }

    /// The distrusted data that an entry point leaves behind.
    pub(super) fn leaves(&self, from: Beginning) -> Vec<(Slot, Left)> {
        let mut leaves: Vec<(Slot, Left)> = Vec::new();
        for (slot, held) in self.state.changes(from.mark) {
            let outlives = match slot {
                Slot::Variable(at) => at < from.variable,
                Slot::Field(object, _) | Slot::Rest(object) => self.outlives(object, from.object),
                Slot::Proof(_) | Slot::Ways(_) => false,
            };
            // What something of the outside does with data that it was given is not known.
            if let (true, Held::Value(value)) = (outlives, held)
                && !matches!(value.kind, Kind::Outside(_) | Kind::Instance(_))
                && self.holds_distrusted(value, 0)
            {
                leaves.push((slot, self.outliving(value, from.object, 0)));
            }
        }
        leaves
    }

    /// What others left behind is there.
    pub(super) fn find(&mut self, left: &[(Slot, Left)]) {
        for (slot, left) in left {
            let value = self.brought_back(left);
            self.put_behind(*slot, value);
        }
        self.epoch += 1;
    }

    /// Whether an object is there when the entry point has ended. What is written into something of a framework ends with
    /// the request; the object of a handler's class is another one in the next.
    fn outlives(&self, object: ObjectId, first: ObjectId) -> bool {
        if self.kept_outside.values().any(|kept| *kept == object)
            || self.instances.values().any(|instance| *instance == object)
        {
            return false;
        }
        object < first
            || self.state.outlasts(object)
            || self.disk == Some(object)
            || self.classes.values().any(|class| *class == object)
            || self.function_objects.values().any(|function| *function == object)
    }

    fn holds_distrusted(&self, value: Value, depth: u32) -> bool {
        match value.kind {
            _ if self.matters(value) => true,
            Kind::Object(object) if depth < MOST_DEPTH => {
                let fields = self.state.fields(object).iter().map(|(_, value)| *value);
                fields
                    .chain(self.state.value(Slot::Rest(object)))
                    .any(|value| self.holds_distrusted(value, depth + 1))
            }
            _ => false,
        }
    }

    fn outliving(&self, value: Value, first: ObjectId, depth: u32) -> Left {
        let Kind::Object(object) = value.kind else { return Left::Plain(value) };
        if self.outlives(object, first) || depth >= MOST_DEPTH {
            return Left::Plain(value);
        }
        let fields = self.state.fields(object).iter();
        let fields = fields.map(|(key, value)| (*key, self.outliving(*value, first, depth + 1))).collect();
        let rest = self.state.value(Slot::Rest(object));
        let rest = rest.map(|rest| Box::new(self.outliving(rest, first, depth + 1)));
        Left::Object(self.state.shape(object), fields, rest)
    }

    fn brought_back(&mut self, left: &Left) -> Value {
        let (shape, fields, rest) = match left {
            Left::Plain(value) => return *value,
            Left::Object(shape, fields, rest) => (*shape, fields, rest),
        };
        let object = self.state.object(shape);
        for (key, left) in fields {
            let value = self.brought_back(left);
            self.state.set(Slot::Field(object, *key), Held::Value(value));
        }
        if let Some(rest) = rest {
            let rest = self.brought_back(rest);
            self.state.set(Slot::Rest(object), Held::Value(rest));
        }
        // One of each call from outside.
        self.state.several(object);
        Value::new(Kind::Object(object))
    }

    fn put_behind(&mut self, slot: Slot, value: Value) {
        let slot = match slot {
            // In what order items were added is not known.
            Slot::Field(object, Key::Index(_))
                if matches!(self.state.shape(object), Shape::List | Shape::Set | Shape::Iterator) =>
            {
                Slot::Rest(object)
            }
            _ => slot,
        };
        let before = self.state.value(slot);
        if let (None, Slot::Field(object, _) | Slot::Rest(object)) = (before, slot) {
            self.state.unsure(object);
        }
        let both = before.map_or(value, |before| self.join(before, value));
        self.state.set(slot, Held::Value(both));
    }
}
