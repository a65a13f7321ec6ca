//! Between two entries other functions may have run: what a module or an object begins with is not what it stays.
//!
//! ```python
//! class Session:
//!     def __init__(self):
//!         self.key, self.debug = b"", False
//!
//!     def open(self, key):
//!         self.key, self.debug = derive(key), True
//! ```
//!
//! In every other method both may be something else; so may what a parameter of `__init__` is by default. `None` is left as it is: what is made when it is first asked for
//! is made then.

use super::evaluate::Evaluator;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::names::{BindingKind, ScopeId};
use crate::project::{Base, ClassRef, Module};
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::text::Place;

/// A write to an attribute of the object that a method is called on.
struct Rewritten {
    name: Sym,
    written: Written,
    /// The constant that is written.
    constant: Option<Const>,
}

/// What of an attribute is written.
enum Written {
    /// `self.name = value`
    Whole,
    /// `self.name["key"] = value`
    Entry(Sym),
    /// `self.name[key] = value`
    AnyEntry,
}

impl Evaluator<'_, '_> {
    /// Globals of the unit's file that functions rebind.
    pub(super) fn rebind_globals(&mut self) {
        let module = self.project.module(self.unit);
        let Some(top) = module.names.scopes.get(ScopeId::MODULE.0 as usize) else { return };
        let scope = self.module_scope(self.unit);
        for variable in &top.variables {
            let rebound = module.names.bindings(*variable).iter().any(|binding| {
                let is_value = matches!(
                    binding.kind,
                    BindingKind::Value(_) | BindingKind::Part(_) | BindingKind::Augmented(_)
                );
                is_value && module.ast[binding.stmt].function.is_some()
            });
            if rebound && let Some(slot) = self.slot(self.unit, *variable, scope) {
                self.rebind(slot, None);
            }
        }
    }

    /// Attributes of an object that methods other than `__init__` write.
    pub(super) fn rebind_fields(&mut self, class: ClassRef, object: ObjectId, place: Place) {
        let mut rewritten = Vec::new();
        for base in self.project.ancestry(class) {
            let Base::Class(class) = base else { continue };
            in_methods(self.project.module(class.file), class, &mut rewritten);
        }
        for Rewritten { name, written, constant } in rewritten {
            let slot = Slot::Field(object, Key::Attribute(name));
            if self.state.value(slot).is_none()
                && let Some(begun) = self.class_attribute(class, name, None, place)
                && matches!(begun.kind, Kind::Known(_))
            {
                self.state.set(slot, Held::Value(begun));
            }
            match written {
                Written::Whole => self.rebind(slot, constant.as_ref()),
                Written::Entry(key) => self.rebind_within(slot, Some(key), constant.as_ref()),
                Written::AnyEntry => self.rebind_within(slot, None, constant.as_ref()),
            }
        }
    }

    /// The entries of a dict that an attribute holds.
    fn rebind_within(&mut self, slot: Slot, key: Option<Sym>, constant: Option<&Const>) {
        let Some(Value { kind: Kind::Object(dict), .. }) = self.state.value(slot) else { return };
        if self.state.shape(dict) != Shape::Dict {
            return;
        }
        let keys: Vec<Key> = match key {
            Some(key) => vec![Key::Text(key)],
            None => self.state.fields(dict).iter().map(|(key, _)| *key).collect(),
        };
        for key in keys {
            self.rebind(Slot::Field(dict, key), constant);
        }
    }

    fn rebind(&mut self, slot: Slot, other: Option<&Const>) {
        let Some(value) = self.state.value(slot) else { return };
        let begun = self.texts.get(value);
        let stays = begun.is_none_or(|begun| *begun == Const::None || other == Some(begun));
        if !stays {
            self.state.set(slot, Held::Value(Value::UNKNOWN));
        }
    }
}

/// What the methods of one class write to their object.
fn in_methods(module: &Module, class: ClassRef, found: &mut Vec<Rewritten>) {
    let ast = &module.ast;
    for stmt in &ast.stmts {
        let Some(function) = stmt.function.filter(|function| ast[*function].class == Some(class.class))
        else {
            continue;
        };
        let is_beginning = |name: &str| matches!(name, "__init__" | "__new__" | "__post_init__");
        let Some(itself) = first_of(ast, function) else { continue };
        let begins = ast[function].name.is_none_or(|name| is_beginning(name.sym.text()));
        match stmt.kind {
            StmtKind::Assign { value, .. } if begins && !is_by_default(ast, function, value) => {}
            _ if begins && !matches!(stmt.kind, StmtKind::Assign { .. }) => {}
            StmtKind::Assign { targets, value } => {
                let constant = match ast[value].kind {
                    ExprKind::Constant(id) => Some(ast.constants.get(id)),
                    _ => None,
                };
                for target in ast.list(targets) {
                    written(ast, *target, itself, constant, found);
                }
            }
            StmtKind::Annotated { target, value: Some(_), .. } | StmtKind::Augmented { target, .. } => {
                written(ast, target, itself, None, found);
            }
            StmtKind::For { target, .. } => written(ast, target, itself, None, found),
            _ => {}
        }
    }
}

/// `def __init__(self, verify=False): self.verify = verify`: so unless something else is passed.
fn is_by_default(ast: &Ast, function: FuncId, value: ExprId) -> bool {
    let ExprKind::Name(name) = ast[value].kind else { return false };
    ast.list(ast[function].params).iter().any(|param| param.name.sym == name && param.default.is_some())
}

fn first_of(ast: &Ast, function: FuncId) -> Option<Sym> {
    ast.list(ast[function].params).first().map(|param| param.name.sym)
}

fn written(ast: &Ast, target: ExprId, itself: Sym, constant: Option<&Const>, found: &mut Vec<Rewritten>) {
    let attribute = |expr: ExprId| match ast[expr].kind {
        ExprKind::Attribute { base, name } => match ast[base].kind {
            ExprKind::Name(of) if of == itself => Some(name.sym),
            _ => None,
        },
        _ => None,
    };
    match ast[target].kind {
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            for item in ast.list(items) {
                written(ast, *item, itself, None, found);
            }
        }
        ExprKind::Subscript { base, index } => {
            if let Some(name) = attribute(base) {
                let written =
                    ast.text_of(index).map_or(Written::AnyEntry, |text| Written::Entry(Sym::new(text)));
                found.push(Rewritten { name, written, constant: constant.cloned() });
            }
        }
        _ => {
            if let Some(name) = attribute(target) {
                found.push(Rewritten { name, written: Written::Whole, constant: constant.cloned() });
            }
        }
    }
}
