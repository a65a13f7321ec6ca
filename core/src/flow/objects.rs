//! Objects: attributes, items, and the methods of Python's own containers.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::fold;
use super::keys::which;
use super::state::{Held, Key, MOST_FIELDS, ObjectId, Shape, Slot};
use super::tests::Proof;
use super::trace::{Doubts, Origin, Which};
use super::value::{ClosureId, Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::names::ScopeId;
use crate::project::Imported;
use crate::syntax::ast::{ArgKind, ExprId, ExprKind};
use crate::text::{FileId, Place};
use crate::vocabulary::Sinks;

impl Evaluator<'_, '_> {
    /// `argv`, imported by its own name: to use all of it is to read a source.
    pub(super) fn whole_source(&mut self, value: Value, id: ExprId) -> Value {
        match value.kind {
            Kind::Outside(path)
                if !value.taint.is_some()
                    && path.parent().is_some()
                    && matches!(self.ast()[id].kind, ExprKind::Name(_)) =>
            {
                self.read(value, path, None, self.place_of(id))
            }
            _ => value,
        }
    }

    /// `object.name`
    pub(super) fn attribute(&mut self, object: Value, name: Sym, place: Place) -> Value {
        if !self.causes.is_empty()
            && matches!(name.text(), "__cause__" | "__context__")
            && let Some(cause) = self.cause_of(object)
        {
            return cause;
        }
        if self.is_apart(object.taint) && is_code_of_an_error(name.text()) {
            return Value::UNKNOWN;
        }
        match object.kind {
            Kind::Outside(path) | Kind::Instance(path) => {
                if object.kind == Kind::Outside(path)
                    && let Some(kept) = self.kept_under(path, Key::Attribute(name))
                {
                    return kept;
                }
                let path = self.type_of(object).unwrap_or(path).then(name);
                let path = self.canonical(path);
                let taint = match object.kind {
                    // `urlparse(url).netloc`: a test of it proves nothing of the whole but what rows say.
                    Kind::Instance(of) if object.taint.is_some() => {
                        let part = self.part_of(object, Which::Attribute(name)).taint;
                        self.tells_of_whole(of, name, part.root, object.taint.root);
                        part
                    }
                    _ => object.taint,
                };
                // `client.shop.orders`: any attribute that rows do not name.
                if self.models.path(path).is_none()
                    && let Some(value) = self.by_protocol(object, "__getattr__", place)
                {
                    return value;
                }
                let value = Value { kind: Kind::Outside(path), taint };
                let value = self.read(value, path, None, place);
                if self.has_judged_forms() {
                    return self.of_valid_field(object.kind, name, value, place);
                }
                value
            }
            Kind::Object(id) => {
                if let Some(value) = self.state.value(Slot::Field(id, Key::Attribute(name))) {
                    return value;
                }
                if name.text() == "__dict__" && matches!(self.state.shape(id), Shape::Instance(_)) {
                    return self.attributes(object, place);
                }
                if let Shape::Instance(class) = self.state.shape(id) {
                    let itself = self.views.get(&id).copied().unwrap_or(object);
                    if !self.either_class.is_empty()
                        && let Some(value) = self.of_either_class(id, name, itself, place)
                    {
                        return value;
                    }
                    if let Some(value) = self.class_attribute(class, name, Some(itself), place) {
                        if self.has_judged_forms() {
                            self.reads_field(itself, class, name, value.kind);
                        }
                        return self.by_fields(itself, class, value, place);
                    }
                }
                if let Some(rest) = self.state.value(Slot::Rest(id)) {
                    return rest;
                }
                let name = self.texts.constant(Const::Str(name.text().into()));
                self.by_method(object, "__getattr__", &[name], place).unwrap_or(Value::tainted(object.taint))
            }
            Kind::Class(class) => self
                .class_attribute(class, name, None, place)
                .or_else(|| self.table_of_members(class, name.text(), place))
                .or_else(|| self.by_metaclass(class, object, name, place))
                .unwrap_or(Value::UNKNOWN),
            Kind::Function(function) if !self.function_objects.is_empty() => {
                let object = self.function_objects.get(&function).copied();
                let slot = object.map(|object| Slot::Field(object, Key::Attribute(name)));
                slot.and_then(|slot| self.state.value(slot)).unwrap_or(Value::UNKNOWN)
            }
            Kind::Pattern(id) => {
                let path = self.patterns.of(id).map(|of| self.canonical(of.then(name)));
                path.map_or(Value::UNKNOWN, |path| Value::new(Kind::Outside(path)))
            }
            Kind::Module(file) => {
                let project = self.project;
                let find = || project.attribute(Imported::Module(file), name);
                let found = *self.members.entry((file, name)).or_insert_with(find);
                self.stands_for(found)
            }
            Kind::Known(_) | Kind::Literal if name.text() == "name" && !object.taint.is_some() => {
                Value::new(Kind::Literal)
            }
            // `TemporaryDirectory().name`: a folder stands for its name.
            Kind::Text(_) if name.text() == "name" && !object.taint.is_some() => object,
            // A member of an enumeration stands for its value.
            Kind::Known(_) | Kind::Literal | Kind::Text(_) if name.text() == "value" => object,
            Kind::Known(_) | Kind::Literal | Kind::Text(_) if matches!(name.text(), "args" | "message") => {
                self.of_error(object, name.text())
            }
            _ => self.attribute_of_data(object, name),
        }
    }

    /// What Python calls where code does something with an object: `object[key]` is `object.__getitem__(key)`. None
    /// where it is no object of a given class that has the method.
    pub(super) fn by_method(
        &mut self,
        object: Value,
        method: &'static str,
        given: &[Value],
        place: Place,
    ) -> Option<Value> {
        let Kind::Object(id) = object.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        let method = self.class_attribute(class, Sym::new(method), Some(object), place)?;
        if !matches!(method.kind, Kind::Function(_)) {
            return None;
        }
        let argument =
            |value: &Value| Argument { kind: ArgKind::Positional, value: *value, place, expr: ExprId(0) };
        Some(self.invoke(method, given.iter().map(argument).collect(), place))
    }

    /// `object[key]`, whatever the key is.
    pub(super) fn item_of(&mut self, object: Value, key: Value, place: Place) -> Value {
        if let Some(id) = self.match_of(object) {
            return self.group_by(id, object, key, place);
        }
        if let Some(value) = self.by_method(object, "__getitem__", &[key], place) {
            return value;
        }
        if let Some(value) = self.by_protocol(object, "__getitem__", place) {
            return value;
        }
        // `sys.modules["os"]`, `os.__dict__["system"]`
        if let (Kind::Outside(path), Some(Key::Text(name))) = (object.kind, self.key(key))
            && let Some(of) = path.parent()
            && !object.taint.is_some()
        {
            if path.is("sys.modules") {
                return Value::new(Kind::Outside(PathId::new(name.text())));
            }
            if path.last().text() == "__dict__" {
                return Value::new(Kind::Outside(of.then(name)));
            }
        }
        // `session["name"]` after `session["name"] = data`
        if let Kind::Outside(path) = object.kind
            && let Some(kept) = self.kept_at(path, key)
        {
            return kept;
        }
        if let Some(path) = object.path().filter(|_| object.taint.is_some())
            && let Kind::Known(id) = key.kind
        {
            if let Some(kept) = self.kept_at(path, key) {
                return kept;
            }
            return self.read(object, path, Some(id), place);
        }
        // `User = Annotated[Account, Depends(account)]`: what it holds is asked for where it annotates.
        if matches!(object.kind, Kind::Outside(path) if path.last().text() == "Annotated") {
            return key;
        }
        match self.key(key) {
            // `Color["RED"]`
            Some(Key::Text(name)) if matches!(object.kind, Kind::Class(class) if self.is_enum(class)) => {
                self.attribute(object, name, place)
            }
            Some(known) => self.item(object, known, place),
            None => match object.kind {
                // `Color[name]`: one of the members.
                Kind::Class(class) if key.taint.is_some() && self.is_enum(class) => {
                    let proof = Proof { root: key.taint.root, sinks: Sinks::ALL, doubts: Doubts::NONE };
                    self.prove(proof);
                    Value::tainted(Taint { cleaned: Sinks::ALL, ..key.taint })
                }
                Kind::Object(id) => {
                    if let Some(chosen) = self.by_truth(id, key) {
                        return chosen;
                    }
                    self.found_by(id, key);
                    self.any_item(id, place)
                }
                Kind::Outside(path) | Kind::Instance(path) if !object.taint.is_some() => {
                    Value::new(Kind::Instance(path))
                }
                _ => self.part(object, place),
            },
        }
    }

    /// `object[key]` of a container, for a key that is not known.
    pub(super) fn any_item(&mut self, container: ObjectId, place: Place) -> Value {
        let values: Vec<Value> = self.state.fields(container).iter().map(|(_, value)| *value).collect();
        match self.state.value(Slot::Rest(container)) {
            None => self.choice(&values),
            Some(_) => None,
        }
        .unwrap_or_else(|| self.element(Value::new(Kind::Object(container)), place))
    }

    /// `object[key]` for a known key.
    pub(super) fn item(&mut self, object: Value, key: Key, place: Place) -> Value {
        match object.kind {
            Kind::Object(id) => {
                let key = self.counted_from_end(id, key);
                if let Some(value) = self.state.value(Slot::Field(id, key)) {
                    return value;
                }
                let factory = Slot::Field(id, Key::Attribute(Sym::new("default_factory")));
                match self.state.value(Slot::Rest(id)) {
                    // What is shown of one item is shown of no other.
                    Some(rest) if rest.taint.is_some() => {
                        let part = self.part_of(rest, which(key));
                        Value { kind: rest.kind, ..part }
                    }
                    Some(rest) => rest,
                    None if self.state.value(factory).is_some() => {
                        let factory = self.state.value(factory).unwrap_or(Value::UNKNOWN);
                        let made = self.invoke(factory, Vec::new(), place);
                        self.store(object, Some(key), made);
                        made
                    }
                    // `form["name"]` is `form.name`, where what the class is made of says what items it has.
                    None if let (Key::Text(name), Shape::Instance(class)) = (key, self.state.shape(id))
                        && self.class_attribute(class, name, None, place).is_some() =>
                    {
                        self.attribute(object, name, place)
                    }
                    None if self.state.is_several(id) => self.element(object, place),
                    None => Value::tainted(object.taint),
                }
            }
            Kind::Outside(path) | Kind::Instance(path) if !object.taint.is_some() => {
                if self.models.path(path).is_some_and(|known| known.source.is_some()) {
                    return self.read(Value::new(Kind::Outside(path)), path, None, place);
                }
                Value::new(Kind::Instance(path))
            }
            Kind::Known(_) => self.letter(object, key),
            Kind::Outside(path) | Kind::Instance(path) if self.is_own_item(path, key) => Value::UNKNOWN,
            _ => self.part_of(object, which(key)),
        }
    }

    /// `"abc"[1]`
    fn letter(&mut self, text: Value, key: Key) -> Value {
        let letter = match (self.texts.get(text), key) {
            (Some(Const::Str(text)), Key::Index(at)) => match usize::try_from(at) {
                Ok(at) => text.chars().nth(at),
                Err(_) => usize::try_from(-1 - at).ok().and_then(|at| text.chars().rev().nth(at)),
            },
            _ => None,
        };
        match letter {
            Some(letter) => self.texts.constant(Const::Str(letter.to_string().into())),
            None => Value::new(Kind::Literal),
        }
    }

    pub(super) fn length(&self, object: ObjectId) -> i64 {
        self.state.fields(object).iter().filter(|(key, _)| matches!(key, Key::Index(_))).count() as i64
    }

    /// Something of a value: one root of its own, for a test of a part proves nothing of the whole.
    pub(super) fn part(&mut self, whole: Value, place: Place) -> Value {
        self.part_of(whole, Which::At(place))
    }

    pub(super) fn part_of(&mut self, whole: Value, which: Which) -> Value {
        if !whole.taint.is_some() {
            // What is taken out of constants is one.
            return if whole.kind == Kind::Literal { whole } else { Value::UNKNOWN };
        }
        let source = self.traces.source(whole.taint.root);
        let root = self.traces.root(Origin::Part(whole.taint.root, which), source);
        Value::tainted(Taint { root, ..whole.taint })
    }

    /// `value[a:b]`
    pub(super) fn sliced(&mut self, value: Value, bounds: [Option<ExprId>; 3], place: Place) -> Value {
        let mut known = true;
        let mut numbers = [None; 3];
        for (number, bound) in numbers.iter_mut().zip(bounds) {
            let Some(bound) = bound else { continue };
            let bound = self.quietly(bound);
            *number = self.texts.get(bound).and_then(Const::as_int);
            known &= number.is_some();
        }
        let [lower, upper, step] = numbers;
        match value.kind {
            Kind::Object(id) => {
                let shape = self.state.shape(id);
                let exact = known
                    && matches!(step, None | Some(1))
                    && matches!(shape, Shape::List | Shape::Tuple)
                    && !self.state.is_several(id)
                    && self.state.value(Slot::Rest(id)).is_none();
                if [lower, upper, step] == [None, None, Some(-1)] && self.is_settled(id) {
                    let turned = self.between(value, 0, self.length(id), place);
                    if let Kind::Object(list) = turned.kind {
                        self.reverse(list);
                    }
                    return turned;
                }
                if exact {
                    let length = self.length(id);
                    let from_end = |at: i64| if at < 0 { at + length } else { at };
                    let lower = from_end(lower.unwrap_or(0)).clamp(0, length);
                    let upper = from_end(upper.unwrap_or(length)).clamp(0, length);
                    return self.between(value, lower, upper, place);
                }
                let part = self.allocate(place, shape);
                if !(known && holds_nothing(lower, upper, step)) {
                    let all = self.element(value, place);
                    self.state.set(Slot::Rest(part), Held::Value(all));
                }
                Value::new(Kind::Object(part))
            }
            Kind::Known(_) => {
                let text = self.texts.get(value).and_then(Const::as_str);
                let part = text.filter(|_| known).and_then(|text| fold::slice(text, lower, upper, step));
                match part {
                    Some(part) => self.texts.constant(Const::Str(part.into())),
                    None => Value::new(Kind::Literal),
                }
            }
            // `name[:0]`
            _ if known && holds_nothing(lower, upper, step) => self.texts.constant(Const::Str("".into())),
            _ => {
                if let Some(plain) = self.plain(value) {
                    return self.plain_text(plain, place);
                }
                let mut part = self.part(value, place);
                // `shlex.quote(x)[1:-1]`
                part.taint.cleaned = part.taint.cleaned.unquoted();
                if (lower, upper, step) == (Some(1), Some(-1), None) && part.taint.is_some() {
                    self.inner.insert(part.taint.root, value.taint.root);
                }
                part
            }
        }
    }

    /// How many items a list or tuple has, where that is known.
    pub(super) fn known_length(&self, value: Value) -> Option<i64> {
        let Kind::Object(id) = value.kind else { return None };
        let listed = matches!(self.state.shape(id), Shape::List | Shape::Tuple);
        let known = listed && !self.state.is_several(id) && self.state.value(Slot::Rest(id)).is_none();
        known.then(|| self.length(id))
    }

    /// The items of a list of known length from one position up to another, as a list of their own.
    pub(super) fn between(&mut self, value: Value, lower: i64, upper: i64, place: Place) -> Value {
        let Kind::Object(id) = value.kind else { return Value::UNKNOWN };
        let part = self.allocate(place, Shape::List);
        let list = Value::new(Kind::Object(part));
        for at in lower..upper {
            if let Some(item) = self.state.value(Slot::Field(id, Key::Index(at))) {
                self.store(list, Some(Key::Index(at - lower)), item);
            }
        }
        list
    }

    /// Write an attribute or item; an unknown key may be any.
    pub(super) fn store(&mut self, object: Value, key: Option<Key>, value: Value) {
        let id = match object.kind {
            Kind::Object(id) => id,
            Kind::Class(class) => self.class_object(class),
            Kind::Function(function) => self.object_of_function(function),
            Kind::Module(file) => return self.store_in_module(file, key, value),
            // `g.user = name`
            Kind::Outside(of) => {
                let within = self.frame().is_some_and(|frame| frame.function.is_some());
                if within && matches!(key, Some(Key::Attribute(_))) {
                    self.keep_outside(of, key, value);
                }
                return;
            }
            _ => return,
        };
        match object.kind {
            Kind::Object(_) => self.told_to_others(id, value),
            _ => self.change_for_others(value),
        }
        let key = key.map(|key| self.counted_from_end(id, key));
        match key {
            Some(key)
                if self.state.get(Slot::Field(id, key)) != Held::Nothing
                    || self.state.fields(id).len() < MOST_FIELDS =>
            {
                let slot = Slot::Field(id, key);
                let value = match self.state.value(slot) {
                    Some(before) if self.state.is_several(id) => self.join(before, value),
                    _ => value,
                };
                self.state.set(slot, Held::Value(value));
            }
            _ => self.add(id, value),
        }
        // `object.__dict__["name"] = value`
        if !self.mirrored.is_empty()
            && let Some(of) = self.mirrored.get(&id).copied()
        {
            let key = match key {
                Some(Key::Text(name)) => Some(Key::Attribute(name)),
                _ => None,
            };
            self.store(Value::new(Kind::Object(of)), key, value);
        }
    }

    /// `function.calls = 0`
    fn object_of_function(&mut self, function: ClosureId) -> ObjectId {
        if let Some(known) = self.function_objects.get(&function) {
            return *known;
        }
        let object = self.state.object(Shape::Dict);
        self.function_objects.insert(function, object);
        object
    }

    /// `settings.MODE = mode`: the variable of that file.
    fn store_in_module(&mut self, file: FileId, key: Option<Key>, value: Value) {
        let Some(Key::Attribute(name)) = key else { return };
        let scope = self.module_scope(file);
        let Some(variable) = self.project.module(file).names.in_scope(ScopeId::MODULE, name) else { return };
        if let Some(slot) = self.slot(file, variable, scope) {
            self.change_for_others(value);
            self.state.set(slot, Held::Value(value));
        }
    }

    pub(super) fn remove(&mut self, object: Value, key: Option<Key>) {
        let Kind::Object(id) = object.kind else { return };
        if self.state.is_several(id) {
            return;
        }
        let Some(key) = key else { return };
        let key = self.counted_from_end(id, key);
        if let (Key::Index(index), Shape::List | Shape::Iterator) = (key, self.state.shape(id)) {
            // Later items move up.
            let length = self.length(id);
            for at in index..length {
                let next = self.state.get(Slot::Field(id, Key::Index(at + 1)));
                self.state.set(Slot::Field(id, Key::Index(at)), next);
            }
        } else {
            self.state.set(Slot::Field(id, key), Held::Nothing);
        }
    }

    /// A value with the data that it holds inside: a list of somebody's words is somebody's data.
    pub(super) fn contents(&mut self, value: Value) -> Value {
        self.contents_within(value, 0)
    }

    fn contents_within(&mut self, value: Value, depth: u32) -> Value {
        let Kind::Object(id) = value.kind else { return value };
        if depth > 3 {
            return value;
        }
        let mut taint = value.taint;
        let mut all: Vec<Value> = self.state.fields(id).iter().map(|(_, value)| *value).collect();
        all.extend(self.state.value(Slot::Rest(id)));
        for held in all {
            let held = self.contents_within(held, depth + 1);
            taint = self.join_taint(taint, held.taint);
        }
        Value { taint, ..value }
    }

    /// The same as [`Self::contents`] where only whether there is data counts: an item that holds some, or
    /// the value itself.
    pub(super) fn seen(&self, value: Value) -> Value {
        let Kind::Object(id) = value.kind else { return value };
        let fields = self.state.fields(id).iter().map(|(_, value)| *value);
        fields.chain(self.state.value(Slot::Rest(id))).find(|held| self.matters(*held)).unwrap_or(value)
    }

    /// Data that went into something of which nothing is known is from then on in it:
    /// `buffer.write(data)`.
    pub(super) fn spoil(&mut self, target: ExprId, with: Value) {
        let Some(slot) = self.slot_of(target) else { return };
        if let Some(before) = self.state.value(slot) {
            let taint = self.join_taint(before.taint, with.taint);
            self.state.set(slot, Held::Value(Value { taint, ..before }));
        }
    }

    /// `options["name"] = data`: what has items by names, and data under this one; nothing is known of its others.
    pub(super) fn spoil_item(&mut self, target: ExprId, key: Key, with: Value) {
        let Some(slot) = self.slot_of(target) else { return };
        if self.state.value(slot).is_none() {
            return;
        }
        let object = self.state.object(Shape::Dict);
        self.state.set(Slot::Rest(object), Held::Value(Value::UNKNOWN));
        self.state.set(Slot::Field(object, key), Held::Value(with));
        self.state.set(slot, Held::Value(Value::new(Kind::Object(object))));
    }

    /// Whether nothing is known of a value, not even by its type.
    pub(super) fn is_unknown(&self, value: Value) -> bool {
        !value.taint.is_some()
            && match value.kind {
                Kind::Unknown => true,
                Kind::Instance(path) => !self.models.knows(path),
                _ => false,
            }
    }

    /// Where what a name or an attribute stands for is kept.
    fn slot_of(&mut self, target: ExprId) -> Option<Slot> {
        match self.ast()[target].kind {
            ExprKind::Name(_) => {
                let (file, from) = self.frame().map(|frame| (frame.file, frame.scope))?;
                let variable = self.module().names.variable(target)?;
                self.slot(file, variable, from)
            }
            ExprKind::Attribute { base, name } => match self.quietly(base).kind {
                Kind::Object(id) => Some(Slot::Field(id, Key::Attribute(name.sym))),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is known of a variable or attribute changes: a parser that from now on follows entities.
    pub(super) fn retype(&mut self, target: ExprId, of: PathId) {
        let slot = self.slot_of(target);
        if let Some((slot, value)) = slot.and_then(|slot| Some((slot, self.state.value(slot)?))) {
            self.state.set(slot, Held::Value(Value { kind: Kind::Instance(of), ..value }));
        }
    }

    /// The dotted path of `object.name`, where the object's is known.
    pub(super) fn path_of_attribute(&mut self, object: Value, name: Sym) -> Option<PathId> {
        match object.kind {
            Kind::Outside(path) | Kind::Instance(path) => {
                let path = self.type_of(object).unwrap_or(path).then(name);
                Some(self.canonical(path))
            }
            _ => None,
        }
    }
}

/// Whether a slice with these bounds holds nothing, whatever it is one of: `[:0]`, `[2:2]`.
fn holds_nothing(lower: Option<i64>, upper: Option<i64>, step: Option<i64>) -> bool {
    let (lower, Some(upper)) = (lower.unwrap_or(0), upper) else { return false };
    step.is_none_or(|step| step > 0) && (lower < 0) == (upper < 0) && lower >= upper
}

/// What an error is called by, and no detail of it: `error.code`, `error.status_code`, `error.error_id`.
fn is_code_of_an_error(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    matches!(last, "code" | "status" | "errno" | "id" | "returncode" | "severity" | "retry" | "after")
}
