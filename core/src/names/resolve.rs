//! Python's scope rules, applied in two linear walks.
//!
//! The first (`walk`) follows the tree once and makes a table of *symbols*: a name as one scope sees it,
//! with what that scope does with it. A use in the tree notes its symbol. The second runs over the symbols,
//! outer scopes first, and finds the variable that each means; then over the uses. So the rules are asked
//! once for each name of a scope, however often it is used.
//!
//! The rules, for a name in a scope:
//! - `global name`: the module's.
//! - `nonlocal name`: that of the nearest function around that binds it.
//! - bound anywhere in the scope (`del name` and `name: int` count): the scope's own, before its first
//!   binding too.
//! - else that of the nearest function or comprehension around that binds it. A class around is passed
//!   over: its names are seen by its own body, and by type parameters directly within, but not by methods.
//!   A function around that says `global name` ends the search at the module.
//! - else the module's; else a builtin or nothing.

use super::walk::Walk;
use super::{Binding, BindingKind, Names, Roles, Scope, ScopeId, ScopeKind, Symbol, VarId, Variable};
use crate::intern::Sym;
use crate::syntax::ast::{Ast, Class, ClassDefId, ExprId, Name};
use rustc_hash::FxHashMap;

/// What `__name` means in a class: `_C__name`; none for names that are not private, and in classes whose
/// name is all underscores.
#[must_use]
pub fn mangled(class: Sym, name: Sym) -> Option<Sym> {
    let text = name.text();
    if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
        return None;
    }
    let class = class.text().trim_start_matches('_');
    (!class.is_empty()).then(|| Sym::new(&format!("_{class}{text}")))
}

pub(super) fn resolve(ast: &Ast) -> Names {
    let (table, mut names) = Walk::new(ast).module();
    let Table { scopes, symbols, ids, bindings, uses, early, .. } = table;
    names.scopes = scopes;
    names.symbols = symbols;
    names.ids = ids;
    let mut rules = Rules { ast, names, bindings };
    rules.own_variables();
    rules.other_variables();
    rules.note_uses(&uses, &early);
    rules.group_bindings();
    rules.names
}

/// What the first walk fills.
#[derive(Default)]
pub(super) struct Table {
    pub(super) scopes: Vec<Scope>,
    symbols: Vec<Symbol>,
    ids: FxHashMap<(ScopeId, Sym), u32>,
    bindings: Vec<(u32, Binding)>,
    uses: Vec<(ExprId, u32)>,
    early: Vec<(ExprId, u32)>,
    /// The class whose body is around, for private names.
    pub(super) class: Option<Sym>,
}

impl Table {
    pub(super) fn new(ast: &Ast) -> Self {
        let names = ast.exprs.len() / 3;
        let mut table = Self { uses: Vec::with_capacity(names), ..Self::default() };
        table.ids.reserve(names / 3);
        table
    }

    pub(super) fn scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        self.scopes.push(Scope { kind, parent, variables: Vec::new() });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// The symbol of a name as written in a scope.
    pub(super) fn symbol(&mut self, scope: ScopeId, written: Sym) -> u32 {
        if let Some(id) = self.ids.get(&(scope, written)) {
            return *id;
        }
        let Some(name) = self.class.and_then(|class| mangled(class, written)) else {
            return self.plain(scope, written);
        };
        let id = self.plain(scope, name);
        self.ids.insert((scope, written), id);
        id
    }

    fn plain(&mut self, scope: ScopeId, name: Sym) -> u32 {
        let Self { symbols, ids, .. } = self;
        *ids.entry((scope, name)).or_insert_with(|| {
            symbols.push(Symbol { name, scope, roles: Roles::default(), variable: None });
            symbols.len() as u32 - 1
        })
    }

    pub(super) fn role(&mut self, symbol: u32, role: Roles) {
        if let Some(symbol) = self.symbols.get_mut(symbol as usize) {
            symbol.roles.add(role);
        }
    }

    pub(super) fn roles(&self, symbol: u32) -> Roles {
        self.symbols.get(symbol as usize).map_or(Roles::default(), |symbol| symbol.roles)
    }

    pub(super) fn used(&mut self, expr: ExprId, symbol: u32) {
        self.uses.push((expr, symbol));
    }

    /// A use in the body of the module or of a class, where nothing there has bound the name yet.
    pub(super) fn used_early(&mut self, expr: ExprId, symbol: u32) {
        self.early.push((expr, symbol));
    }

    pub(super) fn bind(&mut self, symbol: u32, binding: Binding) {
        let role = match binding.kind {
            BindingKind::Import { .. } => Roles::IMPORTED,
            BindingKind::Param(..) => Roles::PARAM,
            _ => Roles::ASSIGNED,
        };
        self.role(symbol, role);
        self.bindings.push((symbol, binding));
    }
}

struct Rules<'a> {
    ast: &'a Ast,
    names: Names,
    bindings: Vec<(u32, Binding)>,
}

impl Rules<'_> {
    fn symbol(&self, id: u32) -> Symbol {
        self.names.symbols[id as usize]
    }

    fn find(&self, scope: ScopeId, name: Sym) -> Option<Symbol> {
        self.names.ids.get(&(scope, name)).map(|id| self.symbol(*id))
    }

    /// Each name that a scope binds as its own is a variable of that scope.
    fn own_variables(&mut self) {
        for at in 0..self.names.symbols.len() as u32 {
            let Symbol { name, scope, roles, .. } = self.symbol(at);
            if !roles.any(Roles::BOUND) {
                continue;
            }
            let variable = if roles.any(Roles::GLOBAL) || scope == ScopeId::MODULE {
                self.module_variable(name)
            } else if roles.any(Roles::NONLOCAL) {
                continue;
            } else {
                self.new_variable(scope, name)
            };
            self.names.symbols[at as usize].variable = Some(variable);
        }
    }

    fn new_variable(&mut self, scope: ScopeId, name: Sym) -> VarId {
        let id = VarId(self.names.variables.len() as u32);
        let siblings = &mut self.names.scopes[scope.0 as usize].variables;
        let position = siblings.len() as u32;
        siblings.push(id);
        let variable =
            Variable { name, scope, position, first_binding: 0, binding_count: 0, captured: false };
        self.names.variables.push(variable);
        id
    }

    /// The module's variable; `global name` in a function makes one where the module itself has none.
    fn module_variable(&mut self, name: Sym) -> VarId {
        let Names { symbols, ids, .. } = &mut self.names;
        let symbol = *ids.entry((ScopeId::MODULE, name)).or_insert_with(|| {
            let scope = ScopeId::MODULE;
            symbols.push(Symbol { name, scope, roles: Roles::default(), variable: None });
            symbols.len() as u32 - 1
        });
        if let Some(variable) = self.symbol(symbol).variable {
            return variable;
        }
        let variable = self.new_variable(ScopeId::MODULE, name);
        self.names.symbols[symbol as usize].variable = Some(variable);
        variable
    }

    /// Names that a scope reads, or declares `nonlocal`, mean a variable of a scope around it.
    fn other_variables(&mut self) {
        for at in 0..self.names.symbols.len() as u32 {
            let symbol = self.symbol(at);
            if symbol.variable.is_none() {
                let mut variable = self.around(symbol);
                if variable.is_none() && symbol.roles.any(Roles::BOUND) {
                    // `nonlocal` of a name that no function around binds: an error in Python.
                    variable = Some(self.new_variable(symbol.scope, symbol.name));
                }
                self.names.symbols[at as usize].variable = variable;
            }
            let variable = self.symbol(at).variable;
            let variable = variable.and_then(|id| self.names.variables.get_mut(id.0 as usize));
            if let Some(variable) = variable {
                variable.captured |= variable.scope != symbol.scope;
            }
        }
    }

    fn around(&mut self, symbol: Symbol) -> Option<VarId> {
        let Symbol { name, roles, .. } = symbol;
        let in_module = |rules: &Self| rules.find(ScopeId::MODULE, name).and_then(|found| found.variable);
        if roles.any(Roles::GLOBAL) {
            return in_module(self);
        }
        let nonlocal = roles.any(Roles::NONLOCAL);
        let is_type_params = |kind| matches!(kind, ScopeKind::TypeParams(_));
        let mut at = symbol.scope;
        let mut sees_class = is_type_params(self.names.scopes[at.0 as usize].kind);
        while let Some(parent) = self.names.scopes[at.0 as usize].parent {
            at = parent;
            let kind = self.names.scopes[at.0 as usize].kind;
            let found = self.find(at, name);
            match kind {
                ScopeKind::Module if nonlocal => return None,
                ScopeKind::Module => return found?.variable,
                ScopeKind::Class(class) => {
                    if sees_class && let Some(variable) = found.and_then(|found| found.variable) {
                        return Some(variable);
                    }
                    sees_class = false;
                    if name.text() == "__class__" {
                        return Some(self.class_cell(at, class));
                    }
                }
                ScopeKind::Function(_) | ScopeKind::Comprehension(_) | ScopeKind::TypeParams(_) => {
                    sees_class &= is_type_params(kind);
                    let Some(found) = found else { continue };
                    if found.roles.any(Roles::GLOBAL) {
                        return if nonlocal { None } else { in_module(self) };
                    }
                    if found.roles.any(Roles::BOUND) && !found.roles.any(Roles::NONLOCAL) {
                        return found.variable;
                    }
                }
            }
        }
        None
    }

    /// `__class__` in a method: a variable that the class itself is bound to.
    fn class_cell(&mut self, scope: ScopeId, class: ClassDefId) -> VarId {
        let name = Sym::new("__class__");
        if let Some(variable) = self.names.in_scope(scope, name) {
            return variable;
        }
        let variable = self.new_variable(scope, name);
        let symbol = self.names.symbols.len() as u32;
        let roles = Roles::ASSIGNED;
        self.names.symbols.push(Symbol { name, scope, roles, variable: Some(variable) });
        self.names.ids.insert((scope, name), symbol);
        let Class { name: Name { span, .. }, stmt, .. } = self.ast[class];
        self.bindings.push((symbol, Binding { span, stmt, kind: BindingKind::Class(class) }));
        variable
    }

    fn note_uses(&mut self, uses: &[(ExprId, u32)], early: &[(ExprId, u32)]) {
        self.names.uses = vec![None; self.ast.exprs.len()];
        for (expr, symbol) in uses {
            if let Some(slot) = self.names.uses.get_mut(expr.0 as usize) {
                *slot = self.names.symbols[*symbol as usize].variable;
            }
        }
        let declared = self.declared_global();
        for (expr, symbol) in early {
            let symbol = self.symbol(*symbol);
            // `name = name` in a class body reads the module's; `input = input` in a module the builtin.
            let variable = match symbol.scope {
                _ if !symbol.roles.any(Roles::BOUND) => symbol.variable,
                ScopeId::MODULE if symbol.variable.is_some_and(|id| declared[id.0 as usize]) => {
                    symbol.variable
                }
                ScopeId::MODULE => None,
                _ => self.find(ScopeId::MODULE, symbol.name).and_then(|found| found.variable),
            };
            if let Some(slot) = self.names.uses.get_mut(expr.0 as usize) {
                *slot = variable;
            }
        }
    }

    /// Which variables a function writes by `global name`: the module's body may see them at any time.
    fn declared_global(&self) -> Vec<bool> {
        let mut declared = vec![false; self.names.variables.len()];
        for symbol in &self.names.symbols {
            let Some(variable) = symbol.variable else { continue };
            declared[variable.0 as usize] |= symbol.scope != ScopeId::MODULE
                && symbol.roles.any(Roles::GLOBAL)
                && symbol.roles.any(Roles::BOUND);
        }
        declared
    }

    /// A counting sort by variable; within one, the walk comes by nearly in order of place.
    fn group_bindings(&mut self) {
        let Self { names, bindings, .. } = self;
        let variable_of = |symbol: u32| names.symbols[symbol as usize].variable;
        for (symbol, _) in bindings.iter() {
            if let Some(variable) = variable_of(*symbol) {
                names.variables[variable.0 as usize].binding_count += 1;
            }
        }
        let mut start = 0;
        for variable in &mut names.variables {
            variable.first_binding = start;
            start += std::mem::take(&mut variable.binding_count);
        }
        let Some((_, filler)) = bindings.first() else { return };
        names.bindings = vec![*filler; start as usize];
        for (symbol, binding) in bindings.iter() {
            if let Some(variable) = variable_of(*symbol) {
                let variable = &mut names.variables[variable.0 as usize];
                names.bindings[(variable.first_binding + variable.binding_count) as usize] = *binding;
                variable.binding_count += 1;
            }
        }
        for variable in &names.variables {
            let start = variable.first_binding as usize;
            let run = &mut names.bindings[start..start + variable.binding_count as usize];
            if !run.is_sorted_by_key(|binding| binding.span.start) {
                run.sort_by_key(|binding| binding.span.start);
            }
        }
    }
}
