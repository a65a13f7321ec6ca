//! Calls that are remembered: what a call of a function came to for arguments of the same kind.
//!
//! A call is remembered only if none of its arguments holds distrusted data, and only if it wrote nothing
//! outside itself, read no source, made no object that lives on and was cut short nowhere. One caller's data
//! can so never enter another's result. Data of trusted sources and of callers leads to observations alone:
//! of it the key keeps which arguments hold it, and the outcome whether the result does.

use super::evaluate::{EnvId, Evaluator};
use super::event::Argument;
use super::state::{Key as Field, ObjectId, Slot};
use super::value::{Kind, Taint, Value};
use crate::intern::{PathId, Sym};
use crate::names::{BindingKind, ScopeKind};
use crate::project::FunctionRef;
use crate::syntax::ast::ArgKind;
use crate::text::{FileId, Place};
use crate::vocabulary::Sinks;
use std::hash::{Hash, Hasher};

/// A function and the kinds of its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    function: FunctionRef,
    arguments: Vec<Part>,
    /// What it reads that it is not given is as it was then.
    epoch: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Part {
    name: Option<Sym>,
    star: bool,
    kind: Kind,
    /// The contents of an object, as a digest.
    contents: u64,
    /// What data is cleaned for, if it is any.
    data: Option<Sinks>,
}

/// What a call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) kind: Kind,
    /// Whether it holds data of the arguments.
    pub(super) data: bool,
    pub(super) returns: bool,
}

impl Evaluator<'_, '_> {
    /// Under which key a call may be remembered; none if it must be evaluated each time.
    pub(super) fn memo_key(&self, function: FunctionRef, arguments: &[Argument]) -> Option<Key> {
        let mut parts = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let value = argument.value;
            let mut part = Part {
                name: match argument.kind {
                    ArgKind::Keyword(name) => Some(name.sym),
                    _ => None,
                },
                star: matches!(argument.kind, ArgKind::Star | ArgKind::DoubleStar),
                kind: value.kind,
                contents: 0,
                data: None,
            };
            match value.kind {
                Kind::Object(object) => {
                    part.contents = self.digest(object, 0)?;
                    // Two objects with the same contents give the same result, but for writes to them.
                }
                Kind::Test(_) | Kind::Text(_) => part.kind = Kind::Unknown,
                _ => {}
            }
            if value.taint.is_some() {
                if self.matters(value) {
                    return None;
                }
                part.data = Some(value.taint.cleaned);
            }
            parts.push(part);
        }
        Some(Key { function, arguments: parts, epoch: self.epoch })
    }

    /// Whether a scope is within a function, whose variables change from call to call.
    pub(super) fn is_within_function(&self, scope: EnvId) -> bool {
        let mut at = Some(scope);
        while let Some(open) = at.and_then(|id| self.scopes.get(id.0 as usize)) {
            let names = &self.project.module(open.file).names;
            let kind = names.scopes.get(open.scope.0 as usize).map(|scope| scope.kind);
            if matches!(kind, Some(ScopeKind::Function(_))) {
                return true;
            }
            at = open.parent;
        }
        false
    }

    /// What a call came to before, for the data of these arguments.
    pub(super) fn recalled(&mut self, known: Outcome, arguments: &[Argument]) -> Value {
        let mut taint = Taint::NONE;
        if known.data {
            for argument in arguments {
                let value = self.contents(argument.value);
                taint = self.join_taint(taint, value.taint);
            }
        }
        Value { kind: known.kind, taint }
    }

    /// What calls of a function usually come to, once it was evaluated often enough.
    pub(super) fn coarse(&mut self, function: FunctionRef, arguments: &[Argument], place: Place) -> Value {
        match self.usual.get(&function).copied() {
            Some(known) => {
                // `if is_local("")`: what such a call came to before is a constant, which decides conditions.
                let key = if known.kind == Kind::Literal { self.memo_key(function, arguments) } else { None };
                let same = key.and_then(|key| self.remembered.get(&key).copied());
                self.recalled(Outcome { returns: true, ..same.unwrap_or(known) }, arguments)
            }
            None => self.unknown_result(None, arguments, place),
        }
    }

    /// Whether a value is data of a source that is distrusted.
    pub(super) fn matters(&self, value: Value) -> bool {
        value.taint.is_some() && self.trust.distrusts(self.traces.source(value.taint.root))
    }

    /// Whether data of a distrusted source is in a value or is read of it, as of a request.
    pub(super) fn brings_data(&self, value: Value, depth: u32) -> bool {
        match value.kind {
            _ if self.matters(value) => true,
            Kind::Outside(path) | Kind::Instance(path) => self.leads_to_distrusted(path),
            Kind::Object(object) if depth < 2 => {
                let fields = self.state.fields(object).iter().map(|(_, value)| *value);
                fields
                    .chain(self.state.value(Slot::Rest(object)))
                    .any(|value| self.brings_data(value, depth + 1))
            }
            _ => false,
        }
    }

    fn leads_to_distrusted(&self, path: PathId) -> bool {
        self.models.leads_to(path).iter().any(|source| self.trust.distrusts(*source))
    }

    /// Whether a file imports what data of a distrusted source is read of.
    pub(super) fn imports_distrusted(&mut self, file: FileId) -> bool {
        if let Some(known) = self.near.get(&file) {
            return *known;
        }
        let bindings = &self.project.module(file).names.bindings;
        let known = bindings.iter().any(|binding| match binding.kind {
            BindingKind::Import { path, level: 0 } => self.leads_to_distrusted(self.models.canonical(path)),
            _ => false,
        });
        self.near.insert(file, known);
        known
    }

    /// A digest of what an object holds; none if data that matters is in it.
    fn digest(&self, object: ObjectId, depth: u32) -> Option<u64> {
        let mut hasher = rustc_hash::FxHasher::default();
        let rest = self.state.value(Slot::Rest(object));
        let fields = self.state.fields(object).iter().copied();
        let all = fields.chain(rest.map(|rest| (Field::Index(-1), rest)));
        for (key, value) in all {
            if self.matters(value) {
                return None;
            }
            (key, value.kind, value.taint.is_some()).hash(&mut hasher);
            if let (Kind::Object(inner), true) = (value.kind, depth < 2) {
                self.digest(inner, depth + 1)?.hash(&mut hasher);
            }
        }
        Some(hasher.finish())
    }
}
