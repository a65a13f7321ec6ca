//! Classes of the given files: their bases, the order in which methods are looked up, their methods.

use super::imports::Search;
use super::{ClassRef, FunctionRef, Imported, Module, Project};
use crate::intern::{PathId, Sym};
use crate::names::{BindingKind, VarId, mangled};
use crate::syntax::ast::{Arg, ArgKind, ClassDefId, ExprId, ExprKind, FuncId, Get};
use crate::text::FileId;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// How deep classes may inherit from each other, and how many a class may have above it.
const DEPTH: usize = 100;
const LENGTH: usize = 500;

/// A base of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// A class of the given files.
    Class(ClassRef),
    /// A class outside them.
    Outside(PathId),
    /// Something that these files do not tell: `class A(make_base())`.
    Unknown,
}

/// What was found out about classes so far; each answer depends on nothing but the files.
#[derive(Debug, Default)]
pub(super) struct Classes {
    first: Vec<usize>,
    /// Which names each class may bind itself.
    own: Vec<Own>,
    bases: Vec<OnceLock<Box<[Base]>>>,
    orders: Vec<OnceLock<Box<[Base]>>>,
}

/// The names that a class binds, as bits: a name whose bit is not set is none of them. Most classes above another have
/// not the name that is asked for, and to search the names of their files costs much more.
#[derive(Debug, Clone, Copy, Default)]
struct Own([u64; 4]);

impl Own {
    fn of(name: Sym) -> (usize, u64) {
        let bit = name.number().wrapping_mul(0x9E37_79B1) >> 24;
        (bit as usize / 64, 1 << (bit % 64))
    }

    fn add(&mut self, name: Sym) {
        let (at, bit) = Self::of(name);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    fn may_hold(self, name: Sym) -> bool {
        let (at, bit) = Self::of(name);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

impl Classes {
    pub(super) fn new(modules: &[Arc<Module>]) -> Self {
        let (mut first, mut own) = (Vec::with_capacity(modules.len()), Vec::new());
        for module in modules {
            first.push(own.len());
            let names = &module.names;
            for class in 0..module.ast.classes.len() {
                let scope = names.class_scope(ClassDefId(class as u32));
                let variables = names.scopes.get(scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
                let mut of_class = Own::default();
                for variable in variables.iter().filter_map(|id| names.variables.get(id.0 as usize)) {
                    of_class.add(variable.name);
                }
                own.push(of_class);
            }
        }
        let cells = || (0..own.len()).map(|_| OnceLock::new()).collect();
        Self { first, bases: cells(), orders: cells(), own }
    }

    fn at(&self, class: ClassRef) -> usize {
        self.first.get(class.file.0 as usize).map_or(usize::MAX, |first| first + class.class.0 as usize)
    }
}

impl Project {
    /// The bases of a class, as its header lists them.
    #[must_use]
    pub fn bases(&self, class: ClassRef) -> &[Base] {
        let Some(cell) = self.classes.bases.get(self.classes.at(class)) else { return &[] };
        cell.get_or_init(|| self.find_bases(class))
    }

    /// The class itself and all above it in the order in which Python looks attributes up (C3), without
    /// `object`. Where Python would refuse the bases, they come depth first.
    pub fn ancestry(&self, class: ClassRef) -> impl Iterator<Item = Base> + '_ {
        self.order(class).iter().copied()
    }

    fn order(&self, class: ClassRef) -> &[Base] {
        let Some(cell) = self.classes.orders.get(self.classes.at(class)) else { return &[] };
        cell.get_or_init(|| {
            let mut known = FxHashMap::default();
            self.linearize(class, &mut known, 0);
            known.remove(&class).unwrap_or_default().into_boxed_slice()
        })
    }

    /// Whether a class inherits from something outside the given files, by its path: `django.views.View`.
    #[must_use]
    pub fn inherits(&self, class: ClassRef, path: PathId) -> bool {
        self.order(class).contains(&Base::Outside(path))
    }

    /// The method that `name` means for a class, its own or inherited within the given files.
    #[must_use]
    pub fn method(&self, class: ClassRef, name: Sym) -> Option<FunctionRef> {
        match self.member_after(class, None, name)? {
            Imported::Function(function) => Some(function),
            Imported::Variable(file, variable) => match self.variable(file, variable) {
                Imported::Function(function) => Some(function),
                _ => None,
            },
            _ => None,
        }
    }

    /// The method that `super().name` means in a method of `class`, for instances of that class itself.
    #[must_use]
    pub fn super_method(&self, class: ClassRef, name: Sym) -> Option<FunctionRef> {
        match self.member_after(class, Some(class), name)? {
            Imported::Function(function) => Some(function),
            _ => None,
        }
    }

    /// The functions that a class itself defines, in order of their place.
    #[must_use]
    pub fn methods(&self, class: ClassRef) -> Vec<FunctionRef> {
        let names = &self.module(class.file).names;
        let scope = names.class_scope(class.class);
        let variables = names.scopes.get(scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
        let mut functions: Vec<FunctionRef> = variables
            .iter()
            .flat_map(|variable| names.bindings(*variable))
            .filter_map(|binding| match binding.kind {
                BindingKind::Function(function) => Some(FunctionRef { file: class.file, function }),
                _ => None,
            })
            .collect();
        functions.sort_unstable();
        functions
    }

    /// The class whose method a function is.
    #[must_use]
    pub fn class_of(&self, function: FunctionRef) -> Option<ClassRef> {
        let class = self.module(function.file).ast[function.function].class?;
        Some(ClassRef { file: function.file, class })
    }

    /// The decorators of a function, from top to bottom: the expression, and what it names; of
    /// `@app.route("/")` that is what `app.route` names.
    #[must_use]
    pub fn decorators(&self, function: FunctionRef) -> Vec<(ExprId, Imported)> {
        let ast = &self.module(function.file).ast;
        ast.list(ast[function.function].decorators)
            .iter()
            .map(|decorator| {
                let named = match ast[*decorator].kind {
                    ExprKind::Call { function, .. } => function,
                    _ => *decorator,
                };
                (*decorator, self.expression(function.file, named))
            })
            .collect()
    }

    /// The variable of that name in the body of a class itself. `__private` in a method is another name in each class.
    pub(crate) fn class_variable(&self, class: ClassRef, name: Sym) -> Option<VarId> {
        if !self.classes.own.get(self.classes.at(class)).is_some_and(|own| own.may_hold(name)) {
            return None;
        }
        let names = &self.module(class.file).names;
        names.in_scope(names.class_scope(class.class), name)
    }

    /// What `name` means in the lookup order of a class, or in what comes `after` one of them there. What is
    /// not found may be in the first base outside.
    pub(super) fn member_after(
        &self,
        class: ClassRef,
        after: Option<ClassRef>,
        name: Sym,
    ) -> Option<Imported> {
        let order = self.order(class);
        let start = after.and_then(|after| order.iter().position(|base| *base == Base::Class(after)));
        let order = order.get(start.map_or(0, |at| at + 1)..)?;
        for base in order {
            let Base::Class(class) = *base else { continue };
            if let Some(variable) = self.class_variable(class, name) {
                return Some(self.class_binding(class, variable));
            }
        }
        order.iter().find_map(|base| match base {
            Base::Outside(path) => Some(Imported::Outside(path.then(name))),
            _ => None,
        })
    }

    /// A method or inner class where the class binds the name once, else the variable.
    fn class_binding(&self, class: ClassRef, variable: VarId) -> Imported {
        let file = class.file;
        match self.module(file).names.bindings(variable) {
            [only] => match only.kind {
                BindingKind::Function(function) => Imported::Function(FunctionRef { file, function }),
                BindingKind::Class(class) => Imported::Class(ClassRef { file, class }),
                _ => Imported::Variable(file, variable),
            },
            _ => Imported::Variable(file, variable),
        }
    }

    /// The name that `self.name` in a method means, for private names: `_C__name`.
    #[must_use]
    pub fn attribute_name(&self, file: FileId, function: Option<FuncId>, name: Sym) -> Sym {
        if !name.text().starts_with("__") {
            return name;
        }
        let ast = &self.module(file).ast;
        let mut at = function;
        while let Some(function) = at {
            if let Some(class) = ast[function].class {
                return mangled(ast[class].name.sym, name).unwrap_or(name);
            }
            at = ast[function].parent;
        }
        name
    }

    fn find_bases(&self, class: ClassRef) -> Box<[Base]> {
        let ast = &self.module(class.file).ast;
        let positional = |arg: &Arg| matches!(arg.kind, ArgKind::Positional).then_some(arg.value);
        let mut bases = Vec::new();
        for arg in ast.list(ast[class.class].args) {
            match (arg.kind, ast[arg.value].kind) {
                (ArgKind::Keyword(_) | ArgKind::DoubleStar, _) => {}
                (ArgKind::Star, _) => bases.push(Base::Unknown),
                // `class A(six.with_metaclass(Meta, B))` inherits from `B`.
                (ArgKind::Positional, ExprKind::Call { function, args })
                    if matches!(self.base(class, function),
                        Base::Outside(path) if path.last().text() == "with_metaclass") =>
                {
                    let more = ast.list(args).iter().skip(1).filter_map(positional);
                    bases.extend(more.map(|base| self.base(class, base)));
                }
                (ArgKind::Positional, _) => bases.push(self.base(class, arg.value)),
            }
        }
        bases.retain(|base| !matches!(base, Base::Outside(path) if path.is("object")));
        bases.into_boxed_slice()
    }

    /// `Base`, `module.Base`, `Base[T]`.
    fn base(&self, class: ClassRef, mut expr: ExprId) -> Base {
        let ast = &self.module(class.file).ast;
        while let ExprKind::Subscript { base, .. } = ast[expr].kind {
            expr = base;
        }
        match Search::for_bases(self).expression(class.file, expr) {
            Imported::Class(base) => Base::Class(base),
            Imported::Outside(path) => Base::Outside(path),
            _ => Base::Unknown,
        }
    }

    /// C3: a class, then the merge of its bases' orders and the list of its bases. A class that is its own
    /// ancestor counts as having no bases there.
    fn linearize(&self, class: ClassRef, known: &mut FxHashMap<ClassRef, Vec<Base>>, depth: usize) {
        known.insert(class, Vec::new());
        let bases = self.bases(class);
        let mut lists = Vec::with_capacity(bases.len() + 1);
        for base in bases {
            if let Base::Class(base) = base
                && depth < DEPTH
            {
                if !known.contains_key(base) {
                    self.linearize(*base, known, depth + 1);
                }
                let order = known.get(base).cloned().unwrap_or_default();
                lists.push(if order.is_empty() { vec![Base::Class(*base)] } else { order });
            } else {
                lists.push(vec![*base]);
            }
        }
        lists.push(bases.to_vec());
        let mut order = vec![Base::Class(class)];
        merge(lists, &mut order);
        known.insert(class, order);
    }
}

fn merge(mut lists: Vec<Vec<Base>>, order: &mut Vec<Base>) {
    for list in &mut lists {
        list.reverse(); // so that heads are popped from the end
    }
    loop {
        lists.retain(|list| !list.is_empty());
        let heads: Vec<Base> = lists.iter().filter_map(|list| list.last().copied()).collect();
        let in_tail =
            |head: &Base| lists.iter().any(|list| list.iter().rev().skip(1).any(|base| base == head));
        let Some(next) = heads.iter().find(|head| !in_tail(head)).or(heads.first()).copied() else { return };
        for list in &mut lists {
            // Anywhere, not only at the head: where Python would refuse, each still comes once.
            list.retain(|base| *base != next);
        }
        if order.len() < LENGTH && !order.contains(&next) {
            order.push(next);
        }
    }
}
