//! Who calls whom: every call in the given files whose callee is a function of the given files.
//!
//! A callee is found by what names stand for: functions and classes, imported or not, methods of `self`, of
//! `super()`, of a class, and of an object that a variable is always bound to. What is called through a
//! parameter, a container or an unknown object is not found; nor is the method of a subclass where the
//! base calls its own.

use super::{FunctionRef, Imported, Project};
use crate::intern::Sym;
use crate::names::VarId;
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, List};
use crate::text::FileId;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A call of a function of the given files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallSite {
    /// What is called; of a class its `__init__`.
    pub callee: FunctionRef,
    /// Whose body calls it.
    pub caller: Caller,
    /// The call; for `@decorator` the decorator.
    pub call: ExprId,
}

/// A body that calls: a function's or a module's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Caller {
    /// The file.
    pub file: FileId,
    /// The function; none for the module's own body and the bodies of its classes.
    pub function: Option<FuncId>,
}

/// The calls, found when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Calls {
    sorted: OnceLock<Sorted>,
}

#[derive(Debug, Default)]
struct Sorted {
    /// In order of callee, then caller and place.
    by_callee: Vec<CallSite>,
    /// In order of caller and place.
    by_caller: Vec<CallSite>,
}

impl Project {
    /// The calls of a function, in order of their place.
    #[must_use]
    pub fn callers_of(&self, function: FunctionRef) -> &[CallSite] {
        let sites = &self.sorted_calls().by_callee;
        let start = sites.partition_point(|site| site.callee < function);
        let end = sites.partition_point(|site| site.callee <= function);
        sites.get(start..end).unwrap_or(&[])
    }

    /// The calls that a body makes of functions of the given files, in order of their place.
    #[must_use]
    pub fn calls_of(&self, caller: Caller) -> &[CallSite] {
        let sites = &self.sorted_calls().by_caller;
        let start = sites.partition_point(|site| site.caller < caller);
        let end = sites.partition_point(|site| site.caller <= caller);
        sites.get(start..end).unwrap_or(&[])
    }

    /// The functions of a file that nothing given calls, lambdas not included, in order of their place.
    pub fn uncalled(&self, file: FileId) -> impl Iterator<Item = FunctionRef> + '_ {
        let functions = self.module(file).ast.functions.iter().enumerate();
        functions
            .filter(|(_, function)| function.name.is_some())
            .map(move |(at, _)| FunctionRef { file, function: FuncId(at as u32) })
            .filter(|function| self.is_uncalled(*function))
    }

    /// Whether nothing given calls a function.
    #[must_use]
    pub fn is_uncalled(&self, function: FunctionRef) -> bool {
        self.callers_of(function).is_empty()
    }

    fn sorted_calls(&self) -> &Sorted {
        self.calls.sorted.get_or_init(|| {
            let mut sites = Vec::new();
            for file in self.files() {
                Finder { project: self, file, known: FxHashMap::default(), sites: &mut sites }.file();
            }
            let mut by_callee = sites.clone();
            by_callee.sort_unstable();
            sites.sort_unstable_by_key(|site| (site.caller, site.call));
            Sorted { by_callee, by_caller: sites }
        })
    }
}

/// A callee as written: `f`, `a.f`, `a.b.f`.
type Written = (VarId, Option<Sym>, Option<Sym>);

struct Finder<'p, 's> {
    project: &'p Project,
    file: FileId,
    known: FxHashMap<Written, Option<FunctionRef>>,
    sites: &'s mut Vec<CallSite>,
}

impl Finder<'_, '_> {
    fn file(&mut self) {
        let ast = &self.project.module(self.file).ast;
        for (at, expr) in ast.exprs.iter().enumerate() {
            if let ExprKind::Call { function, .. } = expr.kind {
                let around = ast[expr.stmt].function;
                if let Some(callee) = self.callee(function, around) {
                    self.site(callee, around, ExprId(at as u32));
                }
            }
        }
        for function in &ast.functions {
            self.decorators(function.decorators, ast[function.stmt].function);
        }
        for class in &ast.classes {
            self.decorators(class.decorators, ast[class.stmt].function);
        }
    }

    fn site(&mut self, callee: FunctionRef, function: Option<FuncId>, call: ExprId) {
        self.sites.push(CallSite { callee, caller: Caller { file: self.file, function }, call });
    }

    /// `@decorator` calls what it names; `@decorator(..)` is a call like others.
    fn decorators(&mut self, decorators: List<ExprId>, around: Option<FuncId>) {
        let ast = &self.project.module(self.file).ast;
        for decorator in ast.list(decorators) {
            if matches!(ast[*decorator].kind, ExprKind::Name(_) | ExprKind::Attribute { .. })
                && let Some(callee) = self.callee(*decorator, around)
            {
                self.site(callee, around, *decorator);
            }
        }
    }

    fn callee(&mut self, function: ExprId, around: Option<FuncId>) -> Option<FunctionRef> {
        let project = self.project;
        let module = project.module(self.file);
        let mut names = [None, None];
        let mut at = function;
        while let ExprKind::Attribute { base, name } = module.ast[at].kind {
            match &mut names {
                [first @ None, _] => *first = Some(name.sym),
                [_, second @ None] => *second = Some(name.sym),
                _ => return self.function(project.expression(self.file, function)),
            }
            at = base;
        }
        let [last, before] = names;
        let last = last.map(|name| project.attribute_name(self.file, around, name));
        match module.ast[at].kind {
            ExprKind::Name(name) => {
                let Some(variable) = module.names.variable(at) else {
                    // A star import's, an earlier cell's; mostly a builtin.
                    let value = project.unbound(self.file, name)?;
                    return self.follow(value, before, last);
                };
                if let Some(known) = self.known.get(&(variable, before, last)) {
                    return *known;
                }
                let value = project.variable(self.file, variable);
                let callee = self.follow(value, before, last);
                self.known.insert((variable, before, last), callee);
                callee
            }
            // `super().method()`
            ExprKind::Call { function, .. } if before.is_none() => {
                let of_super =
                    matches!(module.ast[function].kind, ExprKind::Name(name) if name.text() == "super");
                let class = of_super.then(|| self.class_around(around)).flatten()?;
                project.super_method(class, last?)
            }
            _ => None,
        }
    }

    fn class_around(&self, mut function: Option<FuncId>) -> Option<super::ClassRef> {
        let ast = &self.project.module(self.file).ast;
        while let Some(id) = function {
            if let Some(class) = ast[id].class {
                return Some(super::ClassRef { file: self.file, class });
            }
            function = ast[id].parent;
        }
        None
    }

    fn follow(&self, mut value: Imported, before: Option<Sym>, last: Option<Sym>) -> Option<FunctionRef> {
        for name in [before, last].into_iter().flatten() {
            if matches!(value, Imported::Variable(..) | Imported::Other | Imported::Outside(_)) {
                return None;
            }
            value = self.project.attribute(value, name);
        }
        self.function(value)
    }

    fn function(&self, value: Imported) -> Option<FunctionRef> {
        match value {
            Imported::Function(function) => Some(function),
            Imported::Class(class) => self.project.method(class, Sym::new("__init__")),
            Imported::Instance(class) => self.project.method(class, Sym::new("__call__")),
            _ => None,
        }
    }
}
