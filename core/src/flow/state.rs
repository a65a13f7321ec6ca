//! The state of an evaluation: variables, objects, and what guards have proven; with a journal, so that a
//! branch costs what it changes and never a copy of the whole.
//!
//! To walk two arms: [`State::mark`], walk the first, [`State::take`] its changes (which undoes them), walk
//! the second, take its changes, and [`super::join`] the two.

use super::trace::{Doubts, RootId};
use super::value::{Kind, Value};
use crate::intern::Sym;
use crate::project::ClassRef;
use crate::vocabulary::Sinks;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// An object: a container, or an instance of a class of the given files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `(a, b)`; never changes.
    Tuple,
    /// `[a, b]`, also a `deque`.
    List,
    /// `{a, b}`
    Set,
    /// `{k: v}`
    Dict,
    /// What a generator or iterator yields, in `rest`.
    Iterator,
    /// A text that is written piece by piece, in `rest`.
    Buffer,
    /// Dicts by section.
    Sections,
    /// A text to be filled in, in the attribute `template`.
    Template,
    /// One value that is set and put back, in `rest`.
    Cell,
    /// An instance of a class.
    Instance(ClassRef),
}

/// Where an object holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// An attribute.
    Attribute(Sym),
    /// An item by a constant text.
    Text(Sym),
    /// An item by position or by a constant number.
    Index(i64),
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) shape: Shape,
    /// How many changes there were when it was made.
    pub(super) born: Mark,
    /// Whether it stands for several objects, so that writes join.
    pub(super) many: bool,
    /// Whether something that it holds under a known key may be absent: `if x: errors.append(x)`.
    pub(super) unsure: bool,
    /// Whether it may be none at all: what `make() if ready else None` gives.
    pub(super) absent: bool,
    /// What it holds under known keys.
    pub(super) fields: Vec<(Key, Value)>,
    /// What it holds under other keys.
    pub(super) rest: Option<Value>,
}

/// Most known keys of one object; what is beyond goes into the rest.
pub(super) const MOST_FIELDS: usize = 128;

/// A place of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// A variable.
    Variable(u32),
    /// What an object holds under a key.
    Field(ObjectId, Key),
    /// What an object holds under keys that are not known.
    Rest(ObjectId),
    /// What is proven of a root.
    Proof(RootId),
    /// By what ways that have joined are told apart later.
    Ways(Teller),
}

/// What is different on ways that have joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Teller {
    /// What a variable is.
    Variable(u32),
    /// What an object holds.
    Object(ObjectId),
}

impl Teller {
    /// Whether a slot is what tells.
    pub(super) fn is_told_by(self, slot: Slot) -> bool {
        match (self, slot) {
            (Self::Variable(variable), Slot::Variable(other)) => variable == other,
            (Self::Object(object), Slot::Field(other, _) | Slot::Rest(other)) => object == other,
            _ => false,
        }
    }
}

/// Several ways that have joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WaysId(pub(super) u32);

impl WaysId {
    /// Ways that have joined without being remembered.
    pub(super) const LOST: Self = Self(u32::MAX);
}

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Nothing.
    Nothing,
    /// A value.
    Value(Value),
    /// The kinds of sink for which a guard has proven data harmless, and its doubts.
    Proof(Sinks, Doubts),
    /// Ways that have joined.
    Ways(WaysId),
}

/// So few slots are searched one by one, which costs less than a table of them.
pub(super) const FEW: usize = 12;

/// Changes since a mark: what each changed slot holds now.
pub(super) type Changes = Vec<(Slot, Held)>;

/// A point to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(usize);

/// The state.
#[derive(Debug, Default)]
pub(super) struct State {
    variables: Vec<Value>,
    objects: Vec<Object>,
    proofs: FxHashMap<RootId, (Sinks, Doubts)>,
    /// What tells ways apart.
    ways: FxHashMap<Teller, WaysId>,
    /// The object whose items are those of one way, none of which may be absent.
    sure: Option<ObjectId>,
    /// Functions, classes and patterns that may be none at all.
    absent: Vec<Kind>,
    journal: Vec<(Slot, Held)>,
    /// How many slots were copied so far.
    copied: std::cell::Cell<u64>,
}

impl State {
    /// Room for a frame's variables; gives the first.
    pub(super) fn frame(&mut self, variables: usize) -> u32 {
        let base = self.variables.len() as u32;
        self.variables.resize(self.variables.len() + variables, Value::UNBOUND);
        base
    }

    /// A new object.
    pub(super) fn object(&mut self, shape: Shape) -> ObjectId {
        let born = self.mark();
        self.objects.push(Object {
            shape,
            born,
            many: false,
            unsure: false,
            absent: false,
            fields: Vec::new(),
            rest: None,
        });
        ObjectId(self.objects.len() as u32 - 1)
    }

    /// Objects from one on, made since a mark, were there before anything was evaluated: what they hold stays whatever is
    /// undone.
    pub(super) fn outlast(&mut self, mark: Mark, first: ObjectId) {
        let of_them =
            |slot: &Slot| matches!(slot, Slot::Field(object, _) | Slot::Rest(object) if *object >= first);
        let since = self.journal.split_off(mark.0.min(self.journal.len()));
        self.journal.extend(since.into_iter().filter(|(slot, _)| !of_them(slot)));
        for object in self.objects.iter_mut().skip(first.0 as usize) {
            object.born = Mark(0);
        }
    }

    /// Whether an object was there before anything was evaluated.
    pub(super) fn outlasts(&self, object: ObjectId) -> bool {
        self.objects.get(object.0 as usize).is_some_and(|object| object.born.0 == 0)
    }

    /// Whether an object was made after a mark, by changes that were taken back since or not.
    pub(super) fn is_born_since(&self, object: ObjectId, mark: Mark) -> bool {
        self.objects.get(object.0 as usize).is_some_and(|object| object.born.0 >= mark.0)
    }

    pub(super) fn shape(&self, object: ObjectId) -> Shape {
        self.objects.get(object.0 as usize).map_or(Shape::Iterator, |object| object.shape)
    }

    /// From now on the object stands for several: writes join.
    pub(super) fn several(&mut self, object: ObjectId) {
        if let Some(object) = self.objects.get_mut(object.0 as usize) {
            object.many = true;
        }
    }

    /// From now on something that the object holds may be absent.
    pub(super) fn unsure(&mut self, object: ObjectId) {
        if let Some(object) = self.objects.get_mut(object.0 as usize) {
            object.unsure = true;
        }
    }

    /// From now on it may be none at all.
    pub(super) fn may_be_none(&mut self, object: ObjectId) {
        if let Some(object) = self.objects.get_mut(object.0 as usize) {
            object.absent = true;
        }
    }

    /// The same of a function, a class or a pattern: `handler = None`, and in a branch `handler = run`.
    pub(super) fn may_be_none_of(&mut self, kind: Kind) {
        if !self.absent.contains(&kind) {
            self.absent.push(kind);
        }
    }

    /// Whether something of that kind may be none at all.
    pub(super) fn is_absent(&self, kind: Kind) -> bool {
        match kind {
            Kind::Object(object) => self.objects.get(object.0 as usize).is_some_and(|object| object.absent),
            _ => self.absent.contains(&kind),
        }
    }

    /// Whether something that the object holds under a known key may be absent.
    pub(super) fn is_unsure(&self, object: ObjectId) -> bool {
        self.sure != Some(object) && self.objects.get(object.0 as usize).is_none_or(|object| object.unsure)
    }

    /// From now on an object is surely what it holds. Gives of which that was so before.
    pub(super) fn surely(&mut self, object: Option<ObjectId>) -> Option<ObjectId> {
        std::mem::replace(&mut self.sure, object)
    }

    /// Whether anything tells ways apart.
    pub(super) fn has_ways(&self) -> bool {
        !self.ways.is_empty()
    }

    pub(super) fn is_several(&self, object: ObjectId) -> bool {
        self.objects.get(object.0 as usize).is_none_or(|object| object.many)
    }

    /// Whether a container is true as a condition, where its length is known to be zero or not.
    pub(super) fn truth(&self, object: ObjectId) -> Option<bool> {
        let known = self.objects.get(object.0 as usize)?;
        match known.shape {
            _ if known.absent => None,
            Shape::Instance(_)
            | Shape::Iterator
            | Shape::Buffer
            | Shape::Sections
            | Shape::Template
            | Shape::Cell => Some(true),
            _ if known.many && self.sure != Some(object) || self.is_unsure(object) => None,
            _ if known.fields.iter().any(|(key, _)| !matches!(key, Key::Attribute(_))) => Some(true),
            _ if known.rest.is_some() => None,
            _ => Some(false),
        }
    }

    /// What an object holds under known keys, in order of writing.
    pub(super) fn fields(&self, object: ObjectId) -> &[(Key, Value)] {
        self.objects.get(object.0 as usize).map_or(&[], |object| &object.fields)
    }

    pub(super) fn get(&self, slot: Slot) -> Held {
        let value = |value: Option<&Value>| value.map_or(Held::Nothing, |value| Held::Value(*value));
        match slot {
            Slot::Variable(at) => value(self.variables.get(at as usize)),
            Slot::Field(object, key) => {
                value(self.fields(object).iter().find(|(known, _)| *known == key).map(|(_, value)| value))
            }
            Slot::Rest(object) => {
                value(self.objects.get(object.0 as usize).and_then(|object| object.rest.as_ref()))
            }
            Slot::Proof(root) => match self.proofs.get(&root) {
                Some((sinks, doubts)) => Held::Proof(*sinks, *doubts),
                None => Held::Nothing,
            },
            Slot::Ways(teller) => self.ways.get(&teller).map_or(Held::Nothing, |ways| Held::Ways(*ways)),
        }
    }

    /// The value that a slot holds.
    pub(super) fn value(&self, slot: Slot) -> Option<Value> {
        match self.get(slot) {
            Held::Value(value) if value.kind != Kind::Unbound => Some(value),
            _ => None,
        }
    }

    /// Write a slot. The journal remembers what was there.
    pub(super) fn set(&mut self, slot: Slot, held: Held) {
        // Most writes are of variables.
        if let (Slot::Variable(at), Held::Value(value)) = (slot, held) {
            if let Some(variable) = self.variables.get_mut(at as usize).filter(|before| **before != value) {
                self.journal.push((slot, Held::Value(std::mem::replace(variable, value))));
            }
            self.tell_no_longer(Teller::Variable(at));
            return;
        }
        // And then of what objects hold.
        if let (Slot::Field(object, key), Held::Value(value)) = (slot, held) {
            let Some(written) = self.objects.get_mut(object.0 as usize) else { return };
            match written.fields.iter_mut().find(|(known, _)| *known == key) {
                Some((_, before)) if *before == value => {}
                Some((_, before)) => {
                    self.journal.push((slot, Held::Value(std::mem::replace(before, value))));
                }
                None => {
                    written.fields.push((key, value));
                    self.journal.push((slot, Held::Nothing));
                }
            }
            self.tell_no_longer(Teller::Object(object));
            return;
        }
        let before = self.get(slot);
        if before != held {
            self.journal.push((slot, before));
            self.put(slot, held);
        }
        if let Slot::Field(object, _) | Slot::Rest(object) = slot {
            self.tell_no_longer(Teller::Object(object));
        }
    }

    /// What is written tells no longer which way was walked.
    fn tell_no_longer(&mut self, teller: Teller) {
        if self.ways.is_empty() {
            return;
        }
        let Some(known) = self.ways.get(&teller).copied() else { return };
        if known != WaysId::LOST || matches!(teller, Teller::Variable(_)) {
            self.journal.push((Slot::Ways(teller), Held::Ways(known)));
            self.ways.remove(&teller);
        }
    }

    fn put(&mut self, slot: Slot, held: Held) {
        match (slot, held) {
            (Slot::Variable(at), Held::Value(value)) => {
                if let Some(variable) = self.variables.get_mut(at as usize) {
                    *variable = value;
                }
            }
            (Slot::Variable(at), _) => {
                if let Some(variable) = self.variables.get_mut(at as usize) {
                    *variable = Value::UNBOUND;
                }
            }
            (Slot::Field(object, key), held) => {
                let Some(object) = self.objects.get_mut(object.0 as usize) else { return };
                let at = object.fields.iter().position(|(known, _)| *known == key);
                match (at, held) {
                    (Some(at), Held::Value(value)) => {
                        if let Some(field) = object.fields.get_mut(at) {
                            field.1 = value;
                        }
                    }
                    (None, Held::Value(value)) => object.fields.push((key, value)),
                    (Some(at), _) => drop(object.fields.remove(at)),
                    (None, _) => {}
                }
            }
            (Slot::Rest(object), held) => {
                if let Some(object) = self.objects.get_mut(object.0 as usize) {
                    object.rest = match held {
                        Held::Value(value) => Some(value),
                        _ => None,
                    };
                }
            }
            (Slot::Proof(root), Held::Proof(sinks, doubts)) => {
                self.proofs.insert(root, (sinks, doubts));
            }
            (Slot::Proof(root), _) => {
                self.proofs.remove(&root);
            }
            (Slot::Ways(teller), Held::Ways(ways)) => {
                self.ways.insert(teller, ways);
            }
            (Slot::Ways(teller), _) => {
                self.ways.remove(&teller);
            }
        }
    }

    /// A point to go back to.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.journal.len())
    }

    /// Whether anything but variables from `frame` on was written since a mark, by objects older than `object`.
    pub(super) fn wrote_outside(&self, mark: Mark, frame: u32, object: ObjectId) -> bool {
        self.journal.get(mark.0..).unwrap_or(&[]).iter().any(|(slot, _)| match *slot {
            Slot::Variable(at) => at < frame,
            Slot::Field(written, _) | Slot::Rest(written) => written < object,
            Slot::Proof(_) => true,
            // Where they tell something, it was written.
            Slot::Ways(_) => false,
        })
    }

    /// The first object that does not exist yet.
    pub(super) fn next_object(&self) -> ObjectId {
        ObjectId(self.objects.len() as u32)
    }

    /// How many changes the journal holds since a mark.
    pub(super) fn changed_since(&self, mark: Mark) -> usize {
        self.journal.len() - mark.0
    }

    /// What has changed since a mark, as it is now.
    pub(super) fn changes(&self, mark: Mark) -> Changes {
        self.changes_but(mark, u32::MAX)
    }

    /// What has changed since a mark, but for the variables of a frame and those within it.
    pub(super) fn changes_but(&self, mark: Mark, frame: u32) -> Changes {
        let since = self.journal.get(mark.0..).unwrap_or(&[]);
        let is_inner = |slot: &Slot| matches!(slot, Slot::Variable(at) | Slot::Ways(Teller::Variable(at)) if *at >= frame);
        let outside = since.iter().filter(|(slot, _)| !is_inner(slot));
        let mut changes: Changes = Vec::with_capacity(since.len().min(FEW));
        if since.len() <= FEW {
            for (slot, _) in outside {
                if !changes.iter().any(|(known, _)| known == slot) {
                    changes.push((*slot, self.get(*slot)));
                }
            }
        } else {
            let mut seen = FxHashSet::with_capacity_and_hasher(since.len(), FxBuildHasher);
            let first = outside.map(|(slot, _)| *slot).filter(|slot| seen.insert(*slot));
            changes.extend(first.map(|slot| (slot, self.get(slot))));
        }
        // What tells ways apart is lost when something is written: it comes last.
        let tells = |(slot, _): &(Slot, Held)| matches!(slot, Slot::Ways(_));
        if !changes.is_sorted_by_key(tells) {
            changes.sort_by_key(tells);
        }
        self.copied.set(self.copied.get() + changes.len() as u64);
        changes
    }

    /// How many slots were copied for branches, loops and calls.
    pub(super) fn copied(&self) -> u64 {
        self.copied.get()
    }

    /// Whether anything at all is proven.
    pub(super) fn proves(&self) -> bool {
        !self.proofs.is_empty()
    }

    /// What is proven of a root itself.
    pub(super) fn proof(&self, root: RootId) -> (Sinks, Doubts) {
        self.proofs.get(&root).copied().unwrap_or((Sinks::NONE, Doubts::NONE))
    }

    /// Every value that any slot held since a mark, the first one included.
    pub(super) fn history(&self, mark: Mark) -> Changes {
        self.journal.get(mark.0..).unwrap_or(&[]).to_vec()
    }

    /// What has changed since a mark; all of it is undone.
    pub(super) fn take(&mut self, mark: Mark) -> Changes {
        let changes = self.changes(mark);
        self.undo(mark);
        changes
    }

    /// Go back to a mark.
    pub(super) fn undo(&mut self, mark: Mark) {
        while self.journal.len() > mark.0 {
            if let Some((slot, before)) = self.journal.pop() {
                self.put(slot, before);
            }
        }
    }
}
