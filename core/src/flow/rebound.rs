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
//! In every other method both may be something else; so may what a parameter of `__init__` is by default. What a
//! function makes when it is first asked for, `if self.client is None: self.client = connect()`, stays `None` until then.

use super::evaluate::Evaluator;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::names::{BindingKind, ScopeId};
use crate::project::{Base, ClassRef, Module};
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, Stmt, StmtId, StmtKind};
use crate::text::{FileId, Place};

/// A write to an attribute of the object that a method is called on.
struct Rewritten {
    name: Sym,
    written: Written,
    /// The constant that is written.
    constant: Option<Const>,
    /// The statement that writes, in a function.
    by: (FileId, StmtId),
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
            let Some(name) = module.names.variables.get(variable.0 as usize).map(|variable| variable.name)
            else {
                continue;
            };
            for binding in module.names.bindings(*variable) {
                let is_value = matches!(
                    binding.kind,
                    BindingKind::Value(_) | BindingKind::Part(_) | BindingKind::Augmented(_)
                );
                if !is_value || module.ast[binding.stmt].function.is_none() {
                    continue;
                }
                if let Some(slot) = self.slot(self.unit, *variable, scope) {
                    let by = (self.unit, binding.stmt);
                    self.rebind(slot, &Rewritten { name, written: Written::Whole, constant: None, by });
                }
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
        let mut asked: Vec<Sym> = Vec::new();
        for write in rewritten {
            let slot = Slot::Field(object, Key::Attribute(write.name));
            let first = !asked.contains(&write.name);
            asked.push(write.name);
            if first
                && self.state.value(slot).is_none()
                && let Some(begun) = self.class_attribute(class, write.name, None, place)
                && matches!(begun.kind, Kind::Known(_))
            {
                self.state.set(slot, Held::Value(begun));
            }
            match write.written {
                Written::Whole => self.rebind(slot, &write),
                Written::Entry(key) => self.rebind_within(slot, Some(key), &write),
                Written::AnyEntry => self.rebind_within(slot, None, &write),
            }
        }
    }

    /// The entries of a dict that an attribute holds.
    fn rebind_within(&mut self, slot: Slot, key: Option<Sym>, write: &Rewritten) {
        let Some(Value { kind: Kind::Object(dict), .. }) = self.state.value(slot) else { return };
        if self.state.shape(dict) != Shape::Dict {
            return;
        }
        let keys: Vec<Key> = match key {
            Some(key) => vec![Key::Text(key)],
            None => self.state.fields(dict).iter().map(|(key, _)| *key).collect(),
        };
        for key in keys {
            self.rebind(Slot::Field(dict, key), write);
        }
    }

    fn rebind(&mut self, slot: Slot, write: &Rewritten) {
        let Some(begun) = self.state.value(slot).and_then(|value| self.texts.get(value)) else { return };
        let stays = write.constant.as_ref() == Some(begun) || (*begun == Const::None && self.is_lazy(write));
        if !stays {
            self.state.set(slot, Held::Value(Value::UNKNOWN));
        }
    }

    /// Whether the function that writes asks before what is there.
    fn is_lazy(&self, write: &Rewritten) -> bool {
        let (file, by) = write.by;
        let module = self.project.module(file);
        let (ast, here) = (&module.ast, &module.ast[by]);
        let before = |stmt: &&Stmt| stmt.function == here.function && stmt.span.start <= here.span.start;
        ast.stmts.iter().filter(before).any(|stmt| match stmt.kind {
            StmtKind::If { arms, .. } => {
                let mut tests = ast.list(arms).iter().map(|arm| module.file.slice(ast[arm.test].span));
                tests.any(|test| test.contains(write.name.text()))
            }
            _ => false,
        })
    }
}

/// What the methods of one class write to their object.
fn in_methods(module: &Module, class: ClassRef, found: &mut Vec<Rewritten>) {
    let ast = &module.ast;
    for at in module.writing(class.class) {
        let stmt = ast[*at];
        let Some(function) = stmt.function else { continue };
        let by = (class.file, *at);
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
                    written(ast, *target, itself, constant, by, found);
                }
            }
            StmtKind::Annotated { target, value: Some(_), .. } | StmtKind::Augmented { target, .. } => {
                written(ast, target, itself, None, by, found);
            }
            StmtKind::For { target, .. } => written(ast, target, itself, None, by, found),
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

fn written(
    ast: &Ast,
    target: ExprId,
    itself: Sym,
    constant: Option<&Const>,
    by: (FileId, StmtId),
    found: &mut Vec<Rewritten>,
) {
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
                written(ast, *item, itself, None, by, found);
            }
        }
        ExprKind::Subscript { base, index } => {
            if let Some(name) = attribute(base) {
                let written =
                    ast.text_of(index).map_or(Written::AnyEntry, |text| Written::Entry(Sym::new(text)));
                found.push(Rewritten { name, written, constant: constant.cloned(), by });
            }
        }
        _ => {
            if let Some(name) = attribute(target) {
                found.push(Rewritten { name, written: Written::Whole, constant: constant.cloned(), by });
            }
        }
    }
}
