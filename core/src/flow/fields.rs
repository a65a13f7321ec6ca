//! Forms: what their fields declare, the data that they give under these names is.
//!
//! `n = forms.IntegerField()` in the class makes `form.cleaned_data["n"]` a number.

use super::evaluate::Evaluator;
use super::state::{Held, Key, Shape, Slot};
use super::trace::Which;
use super::value::{Kind, Taint, Value};
use crate::intern::Sym;
use crate::models::Annotation;
use crate::project::{Base, ClassRef};
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtKind};
use crate::text::Place;
use crate::vocabulary::Sinks;

impl Evaluator<'_, '_> {
    /// Data that an object of a class gives under the names of its fields, as they declare it; the same where rows say
    /// nothing of that, or no field is of a type that does little harm.
    pub(super) fn by_fields(&mut self, class: ClassRef, data: Value, place: Place) -> Value {
        let Kind::Outside(path) = data.kind else { return data };
        if !data.taint.is_some() || !self.models.path(path).is_some_and(|known| known.by_fields) {
            return data;
        }
        let fields = self.harmless_fields(class);
        if fields.is_empty() {
            return data;
        }
        let dict = self.allocate(place, Shape::Dict);
        for (name, sinks) in fields {
            let part = self.part_of(data, Which::Text(name));
            let taint = Taint { cleaned: part.taint.cleaned.or(sinks), ..part.taint };
            self.state.set(Slot::Field(dict, Key::Text(name)), Held::Value(Value::tainted(taint)));
        }
        self.state.set(Slot::Rest(dict), Held::Value(Value::tainted(data.taint)));
        Value::new(Kind::Object(dict))
    }

    /// The fields of a class whose data does little harm: `n = forms.IntegerField()`.
    fn harmless_fields(&mut self, class: ClassRef) -> Vec<(Sym, Sinks)> {
        let mut fields: Vec<(Sym, Sinks)> = Vec::new();
        for base in self.project.ancestry(class).collect::<Vec<_>>() {
            let Base::Class(owner) = base else { continue };
            let ast = &self.project.module(owner.file).ast;
            for stmt in ast.list(ast[owner.class].body) {
                let StmtKind::Assign { targets, value } = ast[*stmt].kind else { continue };
                let [target] = ast.list(targets) else { continue };
                let ExprKind::Name(name) = ast[*target].kind else { continue };
                if fields.iter().any(|(known, _)| *known == name) {
                    continue;
                }
                if let Some(sinks) = self.within_module(owner.file, |this| this.declared_by(value)) {
                    fields.push((name, sinks));
                }
            }
        }
        fields
    }

    fn declared_by(&mut self, value: ExprId) -> Option<Sinks> {
        let ExprKind::Call { function, .. } = self.ast()[value].kind else { return None };
        let path = self.quietly(function).path()?;
        let path = self.canonical(path);
        match self.models.path(path)?.annotation? {
            Annotation::Cleaned(sinks) => Some(sinks),
            _ => None,
        }
    }
}
