//! Who calls whom: every call in the given files whose callee is a function of the given files; and which of
//! these functions are passed to what other calls.
//!
//! A callee is found by what names stand for: functions and classes, imported or not, methods of `self`, of
//! `super()`, of a class, and of an object that a variable is always bound to. What is called through a
//! parameter, a container or an unknown object is not found; nor is the method of a subclass where the
//! base calls its own.

use super::{FunctionRef, Imported, Project};
use crate::intern::{PathId, Sym};
use crate::names::VarId;
use crate::syntax::ast::{Arg, ArgKind, ExprId, ExprKind, FuncId, Get, List};
use crate::text::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
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

/// A function of the given files that is passed to a call: `path("login/", views.login)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// What is passed.
    pub function: FunctionRef,
    /// In which file the call stands.
    pub file: FileId,
    /// The call.
    pub call: ExprId,
    /// What is called, where that is something outside the given files by its dotted path.
    pub to: Option<PathId>,
    /// Its last name.
    pub name: Sym,
    /// By which position.
    pub position: Option<usize>,
    /// By which name.
    pub keyword: Option<Sym>,
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
    /// In order of the function.
    passed: Vec<Passed>,
}

impl Project {
    /// The calls that a function is passed to, in no order that means anything.
    #[must_use]
    pub fn passed(&self, function: FunctionRef) -> &[Passed] {
        let passed = &self.sorted_calls().passed;
        let start = passed.partition_point(|site| site.function < function);
        let end = passed.partition_point(|site| site.function <= function);
        passed.get(start..end).unwrap_or(&[])
    }

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

    /// The calls that a file makes of functions of the given files, by whose body they stand in.
    #[must_use]
    pub fn calls_in(&self, file: FileId) -> &[CallSite] {
        let sites = &self.sorted_calls().by_caller;
        let start = sites.partition_point(|site| site.caller.file < file);
        let end = sites.partition_point(|site| site.caller.file <= file);
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
            let (mut sites, mut passed) = (Vec::new(), Vec::new());
            let functions = self.files().flat_map(|file| self.module(file).ast.functions.iter());
            let names: FxHashSet<Sym> =
                functions.filter_map(|function| function.name).map(|name| name.sym).collect();
            for file in self.files() {
                let (sites, passed) = (&mut sites, &mut passed);
                Finder { project: self, file, known: FxHashMap::default(), names: &names, sites, passed }
                    .file();
            }
            passed.sort_by_key(|passed: &Passed| passed.function);
            let mut by_callee = sites.clone();
            by_callee.sort_unstable();
            sites.sort_unstable_by_key(|site| (site.caller, site.call));
            Sorted { by_callee, by_caller: sites, passed }
        })
    }
}

/// A callee as written: `f`, `a.f`, `a.b.f`.
type Written = (VarId, Option<Sym>, Option<Sym>);

struct Finder<'p, 's> {
    project: &'p Project,
    file: FileId,
    known: FxHashMap<Written, Option<FunctionRef>>,
    /// The names of all given functions.
    names: &'s FxHashSet<Sym>,
    sites: &'s mut Vec<CallSite>,
    passed: &'s mut Vec<Passed>,
}

impl Finder<'_, '_> {
    fn file(&mut self) {
        let ast = &self.project.module(self.file).ast;
        for (at, expr) in ast.exprs.iter().enumerate() {
            if let ExprKind::Call { function, args } = expr.kind {
                let around = ast[expr.stmt].function;
                self.passed(ExprId(at as u32), function, ast.list(args), around);
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

    fn passed(&mut self, call: ExprId, to: ExprId, args: &[Arg], around: Option<FuncId>) {
        let ast = &self.project.module(self.file).ast;
        let last = |expr: ExprId| match ast[expr].kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Attribute { name, .. } => Some(name.sym),
            _ => None,
        };
        let Some(name) = last(to) else { return };
        for (at, arg) in args.iter().enumerate() {
            let function = match ast[arg.value].kind {
                // `add_get("/", lambda request: ..)`
                ExprKind::Lambda(function) => FunctionRef { file: self.file, function },
                _ => {
                    if !last(arg.value).is_some_and(|name| self.names.contains(&name)) {
                        continue;
                    }
                    let Some(function) = self.callee(arg.value, around) else { continue };
                    let def = &self.project.module(function.file).ast[function.function];
                    // A class is no function, though calling it calls one.
                    if def.name.map(|name| name.sym) != last(arg.value) {
                        continue;
                    }
                    function
                }
            };
            let path = match self.project.expression(self.file, to) {
                Imported::Outside(path) => Some(path),
                _ => None,
            };
            let (position, keyword) = match arg.kind {
                ArgKind::Positional => (Some(at), None),
                ArgKind::Keyword(name) => (None, Some(name.sym)),
                ArgKind::Star | ArgKind::DoubleStar => (None, None),
            };
            self.passed.push(Passed { function, file: self.file, call, to: path, name, position, keyword });
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
