//! Comparisons: what they come to where both sides are known, and what they prove of somebody's data.

use super::evaluate::Evaluator;
use super::letters::without;
use super::state::{Key, ObjectId, Shape, Slot};
use super::tests::{MOST_PROOFS, Proof, Test, evidence};
use super::texts::TextPart;
use super::trace::{Doubts, Origin, RootId, Which};
use super::types::type_test;
use super::value::{Kind, Value};
use crate::intern::{Const, PathId};
use crate::syntax::ast::{Comparison, ExprId};
use crate::text::Place;
use crate::vocabulary::{Sink, Sinks, Source};

/// Where it is enough that this program, or one that it trusts, has made the data.
pub(super) const SIGNED: Sinks = Sinks::of(&[Sink::Deserialize, Sink::Yaml, Sink::Url, Sink::Redirect]);

/// How deep lists within lists are looked at.
const DEEPEST: u32 = 6;

impl Evaluator<'_, '_> {
    /// `a < b <= c`
    pub(super) fn comparison(&mut self, operands: &[ExprId], comparisons: &[Comparison]) -> Value {
        let Some((first, rest)) = operands.split_first() else { return Value::UNKNOWN };
        let mut left = self.expr(*first);
        let mut given = self.given_by(*first);
        let mut whole: Option<Value> = None;
        for (operand, comparison) in rest.iter().zip(comparisons) {
            let right = self.expr(*operand);
            let mut one = self.compare(left, *comparison, right);
            if let Some(results) = given.take() {
                one = self.by_results(one, &results, |this, result| this.compare(result, *comparison, right));
            }
            whole = Some(match whole {
                None => one,
                Some(before) => self.both(before, one),
            });
            left = right;
        }
        whole.unwrap_or(Value::UNKNOWN)
    }

    /// What Python asks of a value that is a condition: of an object of the given files its `__bool__` or `__len__`.
    pub(super) fn as_condition(&mut self, value: Value) -> Value {
        let Kind::Object(id) = value.kind else { return value };
        let Shape::Instance(class) = self.state.shape(id) else { return value };
        let place = Place { file: class.file, span: self.project.module(class.file).ast[class.class].span };
        let told = self.by_method(value, "__bool__", &[], place);
        let told = told.or_else(|| self.by_method(value, "__len__", &[], place));
        match told {
            // What it says of its data is not said of the object.
            Some(told) => Value { kind: told.kind, ..Value::UNKNOWN },
            None => value,
        }
    }

    /// Both of two tests.
    pub(super) fn both(&mut self, a: Value, b: Value) -> Value {
        match (self.truth(a), self.truth(b)) {
            (Some(false), _) | (_, Some(true)) => a,
            (_, Some(false)) | (Some(true), _) => b,
            _ => {
                let test = self.test_of(a).and(self.test_of(b));
                self.test(test)
            }
        }
    }

    fn compare(&mut self, left: Value, comparison: Comparison, right: Value) -> Value {
        if let Some(told) = self.compare_found(left, comparison, right) {
            return told;
        }
        match comparison {
            Comparison::Equal => self.equal(left, right),
            Comparison::Is => self.compare_equal(left, right),
            Comparison::NotEqual => {
                let equal = self.equal(left, right);
                self.opposite(equal)
            }
            Comparison::IsNot => {
                let equal = self.compare_equal(left, right);
                self.opposite(equal)
            }
            Comparison::In => self.compare_in(left, right),
            Comparison::NotIn => {
                let within = self.compare_in(left, right);
                self.opposite(within)
            }
            Comparison::Less | Comparison::LessEqual | Comparison::Greater | Comparison::GreaterEqual => {
                let order = match (self.texts.get(left), self.texts.get(right)) {
                    (Some(Const::Str(left)), Some(Const::Str(right))) => Some(left.cmp(right)),
                    _ => match (self.number_of(left), self.number_of(right)) {
                        (Some(left), Some(right)) => left.partial_cmp(&right),
                        _ => None,
                    },
                };
                let order = order.or_else(|| self.order_of(left, right));
                let Some(order) = order else {
                    return match comparison {
                        Comparison::LessEqual => self.within(left, right),
                        Comparison::GreaterEqual => self.within(right, left),
                        _ => Value::UNKNOWN,
                    };
                };
                let truth = match comparison {
                    Comparison::Less => order.is_lt(),
                    Comparison::LessEqual => order.is_le(),
                    Comparison::Greater => order.is_gt(),
                    _ => order.is_ge(),
                };
                self.texts.constant(Const::Bool(truth))
            }
        }
    }

    fn number_of(&self, value: Value) -> Option<f64> {
        match self.texts.get(value)? {
            Const::Int(number) => i32::try_from(*number).ok().map(f64::from),
            Const::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Const::Float(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    fn opposite(&mut self, value: Value) -> Value {
        if let Some(truth) = self.truth(value) {
            self.texts.constant(Const::Bool(!truth))
        } else {
            let test = self.test_of(value).not();
            self.test(test)
        }
    }

    /// `left == right`: decided for constants; else it proves that data equals something that is not its
    /// sender's to choose.
    pub(super) fn compare_equal(&mut self, left: Value, right: Value) -> Value {
        if let (Some(a), Some(b)) = (self.texts.get(left), self.texts.get(right)) {
            let equal = match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => a == b,
                _ => match (self.number_of(left), self.number_of(right)) {
                    (Some(a), Some(b)) => a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq),
                    _ => a == b,
                },
            };
            return self.texts.constant(Const::Bool(equal));
        }
        // `name.isdigit() is True`
        for (test, truth) in [(left, right), (right, left)] {
            if let (Kind::Test(_), Some(Const::Bool(truth))) = (test.kind, self.texts.get(truth)) {
                return if *truth { test } else { self.opposite(test) };
            }
        }
        if let (Kind::Object(a), Kind::Object(b)) = (left.kind, right.kind)
            && let Some(equal) = self.same_items(a, b)
        {
            return self.texts.constant(Const::Bool(equal));
        }
        // `job is None` of what is something or nothing: when it is false.
        for (object, with) in [(left, right), (right, left)] {
            if self.state.is_absent(object.kind) && matches!(self.texts.get(with), Some(Const::None)) {
                let test = self.test_of(object).not();
                return self.test(test);
            }
        }
        // `function is None`, `object == None`: never.
        let none = |this: &Self, value: Value| matches!(this.texts.get(value), Some(Const::None));
        let solid = |value: Value| {
            matches!(value.kind, Kind::Object(_) | Kind::Function(_) | Kind::Class(_) | Kind::Pattern(_))
        };
        // What was written on one way is nothing else there.
        let solid = |value: Value| solid(value) || (self.telling && matches!(value.kind, Kind::Text(_)));
        if (none(self, left) && solid(right)) || (none(self, right) && solid(left)) {
            return self.texts.constant(Const::Bool(false));
        }
        // `type("x") is int`
        if let (Kind::Outside(a), Kind::Outside(b)) = (left.kind, right.kind)
            && !left.taint.is_some()
            && !right.taint.is_some()
            && [a, b]
                .into_iter()
                .all(|path| PathId::root(path.first()) == path && self.models.is_builtin(path.first()))
        {
            return self.texts.constant(Const::Bool(a == b));
        }
        // A match is nothing when it is false.
        if let Some(found) = [(left, right), (right, left)]
            .into_iter()
            .find_map(|(value, with)| (none(self, with) && self.match_of(value).is_some()).then_some(value))
        {
            let test = self.test_of(found).not();
            return self.test(test);
        }
        let mut test = Test::default();
        for (data, with) in [(left, right), (right, left)] {
            if !data.taint.is_some() {
                continue;
            }
            // `text.lower() == "nan"`
            if self
                .texts
                .get(with)
                .and_then(Const::as_str)
                .is_some_and(|text| text.eq_ignore_ascii_case("nan"))
            {
                let sinks = Sinks::of(&[Sink::Number]);
                test.when_false.push(Proof { root: data.taint.root, sinks, doubts: Doubts::NONE });
            }
            match self.traces.origin(data.taint.root) {
                // `type(x) is str`
                Some(Origin::Part(whole, Which::Type)) => {
                    test = type_test(whole, &[with]);
                    break;
                }
                // `target[0] == "/" and target[1] != "/"`
                Some(Origin::Part(whole, Which::Index(at @ (0 | 1)))) if self.is_slash(with) => {
                    let proof = |sinks| Proof { root: whole, sinks, doubts: Doubts::NONE };
                    if at == 0 {
                        test.when_true.push(proof(evidence::ROOTED));
                    } else {
                        test.when_false.push(proof(evidence::NO_HOST));
                    }
                }
                // What has the right signature was made by who has the key.
                Some(Origin::Part(whole, Which::Signature)) => {
                    test.when_true.push(Proof { root: whole, sinks: SIGNED, doubts: Doubts::NONE });
                }
                _ => {}
            }
            if with.taint.is_some() {
                // What equals harmless data is harmless as well: the site's own host.
                let (root, sinks) = (data.taint.root, with.taint.cleaned);
                let doubts = self.doubts_of_check(with);
                if !sinks.is_empty() || doubts.any() {
                    test.when_true.push(Proof::unless(doubts, root, sinks));
                }
                continue;
            }
            // A folder below which data has to be is one that it does not choose, whichever it is.
            let own = self.is_constant(with) || self.is_folder_of(data.taint.root);
            let doubts = if own { Doubts::NONE } else { Doubts::UNKNOWN_CHECK };
            // Data that is nothing is harmless, as data that is false is.
            if none(self, with) {
                let sinks = evidence::EMPTY;
                test.when_true.push(Proof { root: data.taint.root, sinks, doubts: Doubts::NONE });
                continue;
            }
            // `f"{url.scheme}://{url.netloc}" == own`: each part of the text is a part of the other.
            for part in self.parts_put_in(data) {
                test.when_true.push(Proof::unless(doubts, part, Sinks::ALL));
            }
            // `letter == "<"`
            if let Some(letters) = self.letters_of_test(data, with) {
                let sinks = without(&letters);
                if !sinks.is_empty() {
                    test.when_false.push(Proof { root: data.taint.root, sinks, doubts: Doubts::NONE });
                }
            }
            // `piece == ".."`
            if self.texts.get(with).and_then(Const::as_str) == Some("..") && self.is_piece(data.taint.root) {
                test.when_false.push(Proof { root: data.taint.root, sinks: evidence::NO_DOTS, doubts });
            }
            let sinks = if self.truth(with) == Some(false) { evidence::EMPTY } else { Sinks::ALL };
            test.when_true.push(Proof::unless(doubts, data.taint.root, sinks));
        }
        self.test(test)
    }

    /// The roots of data that is put into a text beside other data, which has a root of its own.
    pub(super) fn parts_put_in(&self, text: Value) -> Vec<RootId> {
        let Some(parts) = self.texts.text(text).map(|text| &text.parts) else { return Vec::new() };
        let holes = parts.iter().filter_map(|part| match part {
            TextPart::Hole(value, _) if value.taint.is_some() => Some(value.taint.root),
            _ => None,
        });
        holes.filter(|root| *root != text.taint.root).take(MOST_PROOFS).collect()
    }

    /// `commonpath([base, path])`
    fn is_folder_of(&self, root: RootId) -> bool {
        self.upward.get(&root).is_some_and(|(_, sinks)| *sinks == Sinks::of(&[Sink::Path]))
    }

    /// `left == right`, by the method of an object of the given files, if it is one.
    fn equal(&mut self, left: Value, right: Value) -> Value {
        let told = self.by_own_method(left, "__eq__", right);
        let told = told.or_else(|| self.by_own_method(right, "__eq__", left));
        told.unwrap_or_else(|| self.compare_equal(left, right))
    }

    /// What an object's own method for a comparison says.
    fn by_own_method(&mut self, of: Value, method: &'static str, with: Value) -> Option<Value> {
        let Kind::Object(id) = of.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        let place = Place { file: class.file, span: self.project.module(class.file).ast[class.class].span };
        self.by_method(of, method, &[with], place)
    }

    fn is_slash(&self, value: Value) -> bool {
        self.texts.get(value).and_then(Const::as_str) == Some("/")
    }

    /// `(1, "a") == (1, "b")`, `{"a": 1} == {"a": 2}`, where all items are constants.
    fn same_items(&self, a: ObjectId, b: ObjectId) -> Option<bool> {
        let shape = self.state.shape(a);
        if shape != self.state.shape(b) {
            return None;
        }
        let known = |id| {
            !self.state.is_several(id)
                && !self.state.is_unsure(id)
                && self.state.value(Slot::Rest(id)).is_none()
                && self.state.fields(id).iter().all(|(key, _)| !matches!(key, Key::Attribute(_)))
        };
        if !known(a) || !known(b) {
            return None;
        }
        let item = |value: Value| self.texts.get(value);
        let (ours, theirs) = (self.state.fields(a), self.state.fields(b));
        match shape {
            Shape::Set => {
                let all = |fields: &[(Key, Value)]| -> Option<Vec<Const>> {
                    fields.iter().map(|(_, value)| item(*value).cloned()).collect()
                };
                let (ours, theirs) = (all(ours)?, all(theirs)?);
                let within = |a: &[Const], b: &[Const]| a.iter().all(|one| b.contains(one));
                Some(within(&ours, &theirs) && within(&theirs, &ours))
            }
            Shape::Tuple | Shape::List | Shape::Dict => {
                if ours.len() != theirs.len() {
                    return Some(false);
                }
                let mut same = true;
                for (key, value) in ours {
                    let Some(other) = self.state.value(Slot::Field(b, *key)) else { return Some(false) };
                    same &= item(*value)? == item(other)?;
                }
                Some(same)
            }
            _ => None,
        }
    }

    /// Whether a value is made of the code's constants alone.
    pub(super) fn is_constant(&self, value: Value) -> bool {
        self.is_constant_within(value, DEEPEST)
    }

    /// The same, that deep: a list may hold itself.
    fn is_constant_within(&self, value: Value, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match value.kind {
            Kind::Known(_) | Kind::Literal => true,
            Kind::Object(id) => {
                let shape = self.state.shape(id);
                if matches!(shape, Shape::Instance(_)) {
                    return false;
                }
                let values = self
                    .state
                    .fields(id)
                    .iter()
                    .map(|(_, value)| *value)
                    .chain(self.state.value(Slot::Rest(id)));
                // The keys of a dict are what membership asks for; unknown ones are in its rest.
                if shape == Shape::Dict {
                    return self.state.value(Slot::Rest(id)).is_none();
                }
                let mut values = values;
                values.all(|value| !value.taint.is_some() && self.is_constant_within(value, depth))
            }
            _ => false,
        }
    }

    /// What to think of data that equals other data: what nobody distrusts may be a list of what is allowed.
    pub(super) fn doubts_of_check(&self, with: Value) -> Doubts {
        let source = self.traces.source(with.taint.root);
        let chosen = self.trust.distrusts(source) || source == Source::Caller;
        if chosen { Doubts::NONE } else { Doubts::UNKNOWN_CHECK }
    }

    /// `left in right`: membership in the code's own constants proves data harmless.
    pub(super) fn compare_in(&mut self, left: Value, right: Value) -> Value {
        if let Some(told) = self.by_own_method(right, "__contains__", left) {
            return told;
        }
        if let (Some(Const::Str(part)), Some(Const::Str(whole))) =
            (self.texts.get(left), self.texts.get(right))
        {
            let within = whole.contains(&**part);
            return self.texts.constant(Const::Bool(within));
        }
        if let (Some(key), Kind::Object(id)) = (self.key(left), right.kind) {
            let shape = self.state.shape(id);
            let settled = !self.state.is_several(id) && self.state.value(Slot::Rest(id)).is_none();
            if shape == Shape::Dict && settled {
                let within = self.state.value(Slot::Field(id, key)).is_some();
                return self.texts.constant(Const::Bool(within));
            }
            let is_plain = matches!(shape, Shape::List | Shape::Tuple | Shape::Set);
            // `"" in ["", settings.name]`
            let is_item =
                |(_, value): &(Key, Value)| matches!(value.kind, Kind::Known(_)) && value.kind == left.kind;
            if is_plain
                && !self.state.is_several(id)
                && !self.state.is_unsure(id)
                && self.state.fields(id).iter().any(is_item)
            {
                return self.texts.constant(Const::Bool(true));
            }
            if is_plain && settled && self.is_constant(right) {
                let known =
                    self.state.fields(id).iter().all(|(_, value)| matches!(value.kind, Kind::Known(_)));
                if known {
                    let within = self.state.fields(id).iter().any(|(_, value)| value.kind == left.kind);
                    return self.texts.constant(Const::Bool(within));
                }
            }
        }
        if !left.taint.is_some() || (self.matters(right) && self.is_operators(left)) {
            let data = right.taint.is_some() && !matches!(right.kind, Kind::Object(_));
            return if data { self.holds_test(left, right) } else { Value::UNKNOWN };
        }
        let whole = self.contents(right);
        if whole.taint.is_some() {
            // `name in [row.name for row in rows]`
            let (root, doubts) = (left.taint.root, self.doubts_of_check(whole));
            // What is harmless in all of them is so in what is one of them.
            let sinks = whole.taint.cleaned;
            let when_true = vec![Proof { root, sinks, doubts }];
            return if doubts.any() || !sinks.is_empty() {
                self.test(Test { when_true, ..Test::default() })
            } else {
                Value::UNKNOWN
            };
        }
        let doubts = if self.is_constant(right) { Doubts::NONE } else { Doubts::UNKNOWN_CHECK };
        // `all(c in LETTERS for c in x)` asks for more than that each is one of the constants.
        let sinks = if self.are_words(right) { Sinks::ALL } else { Sinks::ALL.less(evidence::WORDS) };
        let letters = if sinks == Sinks::ALL { Sinks::NONE } else { self.letters_among(right) };
        // Whoever chooses one letter after the other chooses the text.
        let of_letter = self.letters_of_test(left, right);
        let sinks = if of_letter.is_some() && sinks != Sinks::ALL { letters } else { sinks };
        let proof = Proof::unless(doubts, left.taint.root, sinks);
        let mut when_true: Vec<Proof> =
            self.parts_put_in(left).into_iter().map(|part| Proof::unless(doubts, part, sinks)).collect();
        when_true.push(proof);
        // `piece in (".", "..")`
        let dots = |this: &Self, whole: &str| whole == ".." && this.is_piece(left.taint.root);
        let refuses_dots = self.alternatives(right).is_some_and(|all| all.iter().any(|one| dots(self, one)));
        let refused = match of_letter {
            Some(letters) => without(&letters),
            None if refuses_dots => evidence::NO_DOTS,
            None => Sinks::NONE,
        };
        let when_false = if refused.is_empty() {
            Vec::new()
        } else {
            vec![Proof { root: left.taint.root, sinks: refused, doubts: Doubts::NONE }]
        };
        self.test(Test { when_true, when_false, letters, ..Test::default() })
    }
}
