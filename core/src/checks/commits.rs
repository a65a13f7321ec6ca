//! What is committed as one and what apart: shared by the checks of transactions.

use super::Seen;
use super::seen::Called;
use crate::models::Role;
use crate::names::BindingKind;
use crate::project::FunctionRef;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, FuncId, Get, List, StmtId, StmtKind};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// How far calls of the file's own functions are followed.
const DEPTH: u32 = 4;

/// A block that is committed as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// The `with`.
    pub stmt: StmtId,
    /// Its function.
    pub function: Option<FuncId>,
    /// `with self.db.transaction() as txn`
    pub header: Span,
    /// All of it.
    pub span: Span,
    /// The transaction.
    pub context: ExprId,
    /// Its statements.
    pub body: List<StmtId>,
}

/// Something that is committed by itself.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Where: the `with`, or the call.
    pub span: Span,
    /// All of it.
    pub whole: Span,
    /// The statement.
    pub stmt: StmtId,
    /// What it is.
    pub kind: Kind,
    /// What it does, as far as names say: `delete`, `create`, and of what.
    pub acts: Vec<(Act, String)>,
}

/// The kinds of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A transaction, or a command, of the backend.
    Backend,
    /// A write to the program's own database.
    Database,
}

/// What a function does, by the first word of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// `delete_`, `remove_`, `_del`
    Delete,
    /// `create_`, `add_`, `_add`
    Create,
    /// `update_`, `set_`
    Update,
}

/// The transactions of a file, in order of their place.
#[must_use]
pub fn blocks(seen: &Seen<'_>) -> Vec<Block> {
    let ast = seen.ast();
    let mut blocks = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::With { items, body, .. } = stmt.kind else { continue };
        let transaction = ast.list(items).iter().find(|item| is_transaction(seen, item.context));
        if let Some(item) = transaction {
            let header = Span::new(stmt.span.start, ast[item.context].span.end);
            blocks.push(Block {
                stmt: StmtId(at as u32),
                function: stmt.function,
                header,
                span: stmt.span,
                context: item.context,
                body,
            });
        }
    }
    blocks.sort_by_key(|block| block.span);
    blocks
}

fn is_transaction(seen: &Seen<'_>, context: ExprId) -> bool {
    match seen.call(context) {
        Some(call) => seen.is(call, Role::Transaction),
        None => seen.expr_is(context, Role::Transaction),
    }
}

/// Which functions commit, and what they are passed to commit with another: found when first asked for.
#[derive(Debug, Default)]
pub struct Committing {
    known: FxHashMap<FuncId, bool>,
    /// The functions that write to the program's own database themselves.
    writers: OnceCell<FxHashSet<FuncId>>,
}

impl Committing {
    /// Whether a call commits something by itself.
    pub fn commits(&mut self, seen: &Seen<'_>, blocks: &[Block], call: &Called) -> bool {
        self.call(seen, blocks, call, DEPTH)
    }

    /// Whether a call is one of this file's functions that write to the program's own database.
    fn writes(&self, seen: &Seen<'_>, call: &Called) -> bool {
        let Some(given) = call.given.filter(|given| given.file == seen.file) else { return false };
        let writers = self.writers.get_or_init(|| {
            seen.calls
                .iter()
                .filter(|call| seen.is(call, Role::DatabaseWrite))
                .filter_map(|call| call.function)
                .collect()
        });
        writers.contains(&given.function)
    }

    fn call(&mut self, seen: &Seen<'_>, blocks: &[Block], call: &Called, depth: u32) -> bool {
        if shares(seen, call) {
            return false;
        }
        if seen.is(call, Role::Commits) || executes(seen, call).is_some_and(|command| !reads(command)) {
            return true;
        }
        match call.given {
            Some(function) if function.file == seen.file => self.function(seen, blocks, function, depth),
            _ => seen.is(call, Role::Transaction) && !in_with(seen, call),
        }
    }

    fn function(&mut self, seen: &Seen<'_>, blocks: &[Block], of: FunctionRef, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        if let Some(known) = self.known.get(&of.function) {
            return *known;
        }
        self.known.insert(of.function, false);
        let own = blocks.iter().any(|block| block.function == Some(of.function));
        let commits =
            own || seen.calls_in(Some(of.function)).any(|call| self.call(seen, blocks, call, depth));
        self.known.insert(of.function, commits);
        commits
    }
}

/// Whether a call is given the transaction that it is part of: `txn=txn`, `txn.add(..)`.
#[must_use]
pub fn shares(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    let is_transaction = |name: &str| {
        matches!(
            name.trim_start_matches('_'),
            "txn"
                | "txn_n"
                | "transaction"
                | "session"
                | "conn"
                | "connection"
                | "cursor"
                | "new_txn"
                | "nb_txn"
                | "sb_txn"
        )
    };
    ast.list(call.args).iter().any(|arg| match (arg.kind, ast[arg.value].kind) {
        (ArgKind::Keyword(name), kind) if is_transaction(name.sym.text()) => {
            !matches!(kind, ExprKind::Constant(_)) && !is_optional(seen, arg.value)
        }
        (ArgKind::Positional, ExprKind::Name(name)) => {
            matches!(name.text(), "txn" | "txn_n" | "new_txn") && !is_optional(seen, arg.value)
        }
        _ => false,
    })
}

/// Whether a call is passed a transaction that may be none: `self._transaction(commands, txn=txn)`.
#[must_use]
pub fn may_share(seen: &Seen<'_>, call: &Called) -> bool {
    let ast = seen.ast();
    ast.list(call.args).iter().any(|arg| {
        matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "txn") && is_optional(seen, arg.value)
    })
}

/// The write to the program's own database that a call of this file's functions leads to, if it makes none itself.
#[must_use]
pub fn writes_through<'s>(seen: &'s Seen<'_>, call: &Called) -> Option<&'s Called> {
    if seen.is(call, Role::DatabaseWrite) {
        return None;
    }
    let given = call.given.filter(|given| given.file == seen.file)?;
    seen.calls_in(Some(given.function)).find(|inner| seen.is(inner, Role::DatabaseWrite))
}

/// A parameter that is `None` unless somebody passes it: `def delete(self, port, txn=None)`.
fn is_optional(seen: &Seen<'_>, expr: ExprId) -> bool {
    let ast = seen.ast();
    let Some(variable) = seen.module.names.variable(expr) else { return false };
    let [only] = seen.module.names.bindings(variable) else { return false };
    let BindingKind::Param(function, at) = only.kind else { return false };
    let default = ast.list(ast[function].params).get(at as usize).and_then(|param| param.default);
    default.is_some_and(
        |default| matches!(ast[default].kind, ExprKind::Constant(id) if !ast.constants.get(id).truth()),
    )
}

fn in_with(seen: &Seen<'_>, call: &Called) -> bool {
    matches!(seen.ast()[call.stmt].kind, StmtKind::With { .. })
}

/// The command of a backend that `.execute()` runs: `ls_del` in `idl.ls_del(name).execute()`.
#[must_use]
pub fn executes<'s>(seen: &'s Seen<'_>, call: &Called) -> Option<&'s Called> {
    let ast = seen.ast();
    if call.name?.text() != "execute" || ast.list(call.args).iter().any(|arg| arg.kind == ArgKind::Positional)
    {
        return None;
    }
    let ExprKind::Attribute { base, .. } = ast[call.callee].kind else { return None };
    seen.call(base).filter(|command| seen.is(command, Role::Backend))
}

/// Whether a command only asks.
#[must_use]
pub fn reads(command: &Called) -> bool {
    let name = command.name.map_or("", crate::intern::Sym::text);
    act(name).is_none()
}

/// What a name says that a function does, and of what: `delete`, `port` for `_delete_port`, `ls` for `ls_del`.
#[must_use]
pub fn act(name: &str) -> Option<(Act, String)> {
    let name = name.trim_start_matches('_');
    let of = |word: &str| match word {
        "delete" | "remove" | "del" | "destroy" | "clear" | "drop" | "purge" | "unset" => Some(Act::Delete),
        "create" | "add" | "insert" | "recreate" => Some(Act::Create),
        "update" | "set" | "save" | "write" | "bump" | "put" | "replace" => Some(Act::Update),
        _ => None,
    };
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    if let Some(act) = of(first) {
        return Some((act, rest.to_owned()));
    }
    let words: Vec<&str> = name.split('_').collect();
    let at = words.iter().position(|word| of(word).is_some())?;
    let act = words.get(at).and_then(|word| of(word))?;
    let noun: Vec<&str> =
        words.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, word)| *word).collect();
    Some((act, noun.join("_")))
}

/// What a function commits, in order of place.
#[must_use]
pub fn units(seen: &Seen<'_>, all: &[Block], committing: &mut Committing, function: FuncId) -> Vec<Unit> {
    let own: Vec<&Block> = all.iter().filter(|block| block.function == Some(function)).collect();
    let mut units: Vec<Unit> = Vec::new();
    for block in &own {
        // A transaction within another is part of it.
        if own.iter().any(|other| other.stmt != block.stmt && other.span.holds(block.span)) {
            continue;
        }
        let calls = seen.calls_within(super::handling::span_of(seen.ast(), block.body));
        let acts = calls.filter_map(|call| act(call.name?.text())).collect();
        units.push(Unit {
            span: block.header,
            whole: block.span,
            stmt: block.stmt,
            kind: Kind::Backend,
            acts,
        });
    }
    for call in seen.calls_in(Some(function)) {
        let within = own.iter().any(|block| block.span.holds(call.span));
        let itself = seen.is(call, Role::DatabaseWrite);
        // A function of the file that writes and commits nothing else.
        let through = !itself && committing.writes(seen, call) && !committing.commits(seen, all, call);
        let database = itself || through;
        if !database && (within || !committing.commits(seen, all, call)) {
            continue;
        }
        let kind = if database { Kind::Database } else { Kind::Backend };
        let name = executes(seen, call).unwrap_or(call).name;
        let acts = name.and_then(|name| act(name.text())).into_iter().collect();
        // Within a block a write to the database is one of its own all the same.
        units.push(Unit { span: call.span, whole: call.span, stmt: call.stmt, kind, acts });
    }
    units.sort_by_key(|unit| unit.span);
    units
}

/// Whether both may happen in one run: they are not in two arms of one `if`, and nothing between ends the function.
#[must_use]
pub fn both_happen(ast: &Ast, first: StmtId, second: StmtId) -> bool {
    let path = |stmt: StmtId| {
        let mut path: Vec<StmtId> = std::iter::once(stmt).chain(ast.ancestors(stmt)).collect();
        path.reverse();
        path
    };
    let (first_path, second_path) = (path(first), path(second));
    let common = first_path.iter().zip(&second_path).take_while(|(a, b)| a == b).count();
    // What parts them: two statements of one block, or two blocks of one statement.
    let (Some(one), Some(two)) = (first_path.get(common), second_path.get(common)) else { return true };
    let parent = ast[*one].parent;
    let same_block = |blocks: Vec<List<StmtId>>| {
        blocks.iter().any(|block| ast.list(*block).contains(one) && ast.list(*block).contains(two))
    };
    if let Some(parent) = parent {
        match ast[parent].kind {
            StmtKind::If { .. } | StmtKind::Match { .. } | StmtKind::Try { .. }
                if !same_block(ast.blocks(parent)) =>
            {
                return !matches!(ast[parent].kind, StmtKind::If { .. } | StmtKind::Match { .. });
            }
            _ => {}
        }
    }
    // `if a: delete(); return` before `create()`.
    !first_path.iter().skip(common).any(|stmt| ends(ast, *stmt, first))
}

/// Whether the block in which `inner` stands below `stmt` ends the function.
fn ends(ast: &Ast, stmt: StmtId, inner: StmtId) -> bool {
    ast.blocks(stmt).into_iter().any(|block| {
        let list = ast.list(block);
        let holds = list.iter().any(|id| ast[*id].span.holds(ast[inner].span));
        holds
            && list.last().is_some_and(|last| {
                matches!(
                    ast[*last].kind,
                    StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Continue | StmtKind::Break
                )
            })
    })
}
