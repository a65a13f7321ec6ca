//! Of what type a value is: by the rows, and by `isinstance`, which proves something of data.

use super::evaluate::Evaluator;
use super::state::Shape;
use super::tests::{Proof, Test};
use super::trace::{Doubts, RootId};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId};
use crate::models::Known;
use crate::project::Base;
use crate::vocabulary::{Sinks, Source};

impl Evaluator<'_, '_> {
    /// `isinstance(x, int)` and `isinstance(x, (int, float))`
    pub(super) fn is_instance(&mut self, value: Value, of: Value) -> Value {
        let mut types = vec![of];
        if let Kind::Object(id) = of.kind {
            types = self.state.fields(id).iter().map(|(_, value)| *value).collect();
        }
        if let Some(names) = self.texts.get(value).and_then(type_names) {
            let of: Option<Vec<&str>> = types.iter().map(|of| builtin_type(of.path()?)).collect();
            if let Some(of) = of {
                let is = of.iter().any(|of| names.contains(of));
                return self.texts.constant(Const::Bool(is));
            }
        }
        if let Some(is) = self.object_is(value, &types) {
            return self.texts.constant(Const::Bool(is));
        }
        let mut test = type_test(value.taint.root, &types);
        // `isinstance(error, Refused)`: an error of a kind that not everything raises may be meant to be shown.
        let is_error = value.taint.is_some() && self.traces.source(value.taint.root) == Source::Failure;
        let is_broad = |of: &Value| of.path().is_some_and(|path| self.models.is_failure(path));
        if is_error && !types.iter().any(is_broad) {
            test.when_true.push(Proof { root: value.taint.root, sinks: Sinks::NONE, doubts: Doubts::MEANT });
        }
        if value.taint.is_some() && types.iter().all(|of| self.is_made_in_code(*of)) {
            let root = value.taint.root;
            let is_sent = matches!(self.traces.source(root), Source::Request | Source::Message);
            if is_sent && self.harmless(value.taint).includes(Sinks::TEXT) {
                test.when_true.push(Proof { root, sinks: Sinks::ALL, doubts: Doubts::NONE });
            } else if is_sent && !matches!(value.kind, Kind::Instance(_) | Kind::Outside(_)) {
                let doubts = Doubts::UNKNOWN_CHECK;
                test.when_true.push(Proof { root, sinks: Sinks::NONE, doubts });
            }
        }
        self.test(test)
    }

    /// Whether a type is one that only code makes instances of: `isinstance(order, Order)`. What is sent as a text or as
    /// JSON is none; it may be where the same name stands for something else as well.
    fn is_made_in_code(&self, of: Value) -> bool {
        let is_plain = |path: PathId| {
            let last = path.last().text();
            path.parent().is_none()
                || PLAIN_MODULES.contains(&path.first().text())
                || !last.starts_with(|first: char| first.is_uppercase())
                || ["Upload", "File", "Storage", "Text", "Dict", "Map", "List"]
                    .iter()
                    .any(|word| last.contains(word))
        };
        match of.kind {
            Kind::Class(class) => self.project.ancestry(class).all(|base| match base {
                Base::Class(_) => true,
                Base::Outside(path) => !is_plain(path),
                Base::Unknown => false,
            }),
            Kind::Outside(path) => !is_plain(path),
            _ => false,
        }
    }

    /// The path of the type of something outside: `app.router`, which is also what would be called, is by the rows an
    /// instance of something.
    pub(super) fn type_of(&self, value: Value) -> Option<PathId> {
        match value.kind {
            Kind::Instance(path) => Some(path),
            Kind::Outside(path) => {
                // `app.models.User.objects` is by its name alone what it is.
                let known = self.models.path(path).or_else(|| self.models.method(path.last()));
                Some(known.and_then(Known::gives).unwrap_or(path))
            }
            _ => None,
        }
    }

    /// Whether a container or an object of the given files is of one of some types.
    fn object_is(&self, value: Value, types: &[Value]) -> Option<bool> {
        let Kind::Object(id) = value.kind else { return None };
        let own = match self.state.shape(id) {
            Shape::Tuple => "tuple",
            Shape::List => "list",
            Shape::Set => "set",
            Shape::Dict => "dict",
            Shape::Instance(class) => {
                let mut any = Some(false);
                for of in types {
                    match self.class_is(class, *of) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                return any;
            }
            _ => return None,
        };
        let mut is = false;
        for of in types {
            let name = builtin_type(of.path()?)?;
            is |= name == own || name == "object";
        }
        // A queue and a frozen set are kept as a list and a set.
        (is || matches!(own, "tuple" | "dict")).then_some(is)
    }
}

/// What it proves of data that it is of one of some types: a number does no harm, a text has no keys of its
/// sender's choice.
pub(super) fn type_test(root: RootId, types: &[Value]) -> Test {
    let all = |names: &[&str]| {
        let known = |of: &Value| of.path().is_some_and(|path| names.contains(&path.text().as_str()));
        root != RootId::NOBODY && !types.is_empty() && types.iter().all(known)
    };
    let proof = |sinks| vec![Proof { root, sinks, doubts: Doubts::NONE }];
    if all(NUMBERS) {
        Test { when_true: proof(Sinks::ALL), ..Test::default() }
    } else if all(TEXTS) {
        Test { when_true: proof(Sinks::TEXT), ..Test::default() }
    } else if types.iter().any(|of| of.path().is_some_and(|path| path.text() == "dict")) {
        Test { when_false: proof(Sinks::TEXT), ..Test::default() }
    } else {
        Test::default()
    }
}

/// Where types of texts, numbers and containers are, which data may be of, and those of trees that texts are parsed to.
const PLAIN_MODULES: &[&str] = &[
    "ast",
    "bs4",
    "libcst",
    "lxml",
    "sqlparse",
    "xml",
    "typing",
    "typing_extensions",
    "collections",
    "numbers",
    "six",
    "past",
    "future",
    "builtins",
    "abc",
    "datetime",
    "decimal",
    "uuid",
];
/// Types whose text does no harm.
const NUMBERS: &[&str] = &[
    "int",
    "float",
    "bool",
    "complex",
    "uuid.UUID",
    "decimal.Decimal",
    "datetime.datetime",
    "datetime.date",
];
/// The same with those that have no keys.
const TEXTS: &[&str] = &["str", "bytes", "int", "float", "bool", "basestring", "unicode", "NoneType"];

/// The name of one of Python's own types.
fn builtin_type(path: PathId) -> Option<&'static str> {
    const TYPES: &[&str] =
        &["bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple"];
    TYPES.iter().copied().find(|name| PathId::new(name) == path)
}

/// The types that a constant is an instance of.
fn type_names(constant: &Const) -> Option<&'static [&'static str]> {
    match constant {
        Const::Str(_) => Some(&["str", "object"]),
        Const::Bool(_) => Some(&["bool", "int", "object"]),
        Const::Int(_) => Some(&["int", "object"]),
        Const::Float(_) => Some(&["float", "object"]),
        _ => None,
    }
}
