//! Where functions refuse what they are passed by raising: shared by the checks of what comes from outside.

use super::seen::Called;
use super::{Seen, handling};
use crate::names::{BindingKind, VarId};
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// The `raise`s of every function that make an exception of their own, in order of place.
pub struct Refusals(FxHashMap<FuncId, Vec<StmtId>>);

impl Refusals {
    pub fn of(seen: &Seen<'_>) -> Self {
        let ast = seen.ast();
        let mut by_function: FxHashMap<FuncId, Vec<StmtId>> = FxHashMap::default();
        for call in seen.calls.iter().filter(|call| call.dropped && refuses(seen, call)) {
            if let Some(function) = call.function {
                by_function.entry(function).or_default().push(call.stmt);
            }
        }
        for (at, stmt) in ast.stmts.iter().enumerate() {
            let (StmtKind::Raise { exception: Some(exception), .. }, Some(function)) =
                (stmt.kind, stmt.function)
            else {
                continue;
            };
            if matches!(ast[exception].kind, ExprKind::Call { .. }) && !is_missing(seen, exception) {
                by_function.entry(function).or_default().push(StmtId(at as u32));
            }
        }
        for raises in by_function.values_mut() {
            raises.sort_by_key(|stmt| ast[*stmt].span);
        }
        Self(by_function)
    }

    /// The line on which a function first refuses what it is passed: by a `raise` behind a test of that. What was looked
    /// up and not found is answered, not refused.
    pub fn at(&self, seen: &Seen<'_>, function: FuncId, held: &FxHashSet<VarId>) -> Option<u32> {
        let ast = seen.ast();
        let raises = self.0.get(&function)?;
        let held = derived(seen, function, held);
        let speaks = |span: Span| {
            seen.exprs_within(span).any(|expr| {
                matches!(ast[expr].kind, ExprKind::Name(_))
                    && seen.module.names.variable(expr).is_some_and(|variable| held.contains(&variable))
            })
        };
        let refuses = |stmt: &&StmtId| {
            let raise = ast[**stmt].span;
            let mut around =
                ast.ancestors(**stmt).take_while(|parent| ast[*parent].function == Some(function));
            around.any(|parent| match ast[parent].kind {
                StmtKind::If { arms, .. } => ast.list(arms).iter().any(|arm| speaks(ast[arm.test].span)),
                // `try: int(text)`, and what it raises is answered.
                StmtKind::Try { body, .. } => {
                    let body = handling::span_of(ast, body);
                    !body.holds(raise)
                        && seen.calls_within(body).any(|call| converts(call) && speaks(call.span))
                }
                _ => false,
            }) || before(seen, **stmt).any(speaks)
        };
        raises.iter().find(refuses).map(|stmt| seen.line(ast[*stmt].span))
    }
}

/// The tests of the `if`s before a `raise` that ends its function.
fn before<'s>(seen: &'s Seen<'_>, raise: StmtId) -> impl Iterator<Item = Span> + 's {
    let ast = seen.ast();
    let body = ast[raise].function.map_or(&[][..], |function| ast.list(ast[function].body));
    let ends = body.last() == Some(&raise);
    body.iter()
        .filter(move |_| ends)
        .flat_map(|stmt| match ast[*stmt].kind {
            StmtKind::If { arms, .. } => ast.list(arms),
            _ => &[],
        })
        .map(|arm| ast[arm.test].span)
}

/// Whether an exception says that something is not there: `Http404()`, `HTTPException(404)`, `AgentNotFound(id=id)`.
fn is_missing(seen: &Seen<'_>, exception: ExprId) -> bool {
    let code = seen.module.file.slice(seen.ast()[exception].span);
    let name = code.split('(').next().unwrap_or("");
    ["NotFound", "DoesNotExist", "NotImplementedError", "NeverAgain"].iter().any(|end| name.ends_with(end))
        || code.contains("404")
        || code.contains("NOT_FOUND")
}

/// `abort(400)`, `module.fail_json(msg=..)`: what never comes back and blames what was given.
fn refuses(seen: &Seen<'_>, call: &Called) -> bool {
    let ends = call.path.is_some_and(|path| seen.models().path(path).is_some_and(|known| known.exits));
    let named = call.name.is_some_and(|name| matches!(name.text(), "abort" | "fail_json"));
    let first = seen
        .ast()
        .list(call.args)
        .first()
        .map_or("", |arg| seen.module.file.slice(seen.ast()[arg.value].span));
    (ends && !call.path.is_some_and(|path| path.text().contains("exit")) || named)
        && first != "404"
        && !first.starts_with('5')
}

/// Whether a call refuses by raising what it cannot make something of.
fn converts(call: &Called) -> bool {
    call.path.is_some_and(|path| {
        let path = path.text();
        [
            "int",
            "float",
            "decimal.Decimal",
            "uuid.UUID",
            "json.loads",
            "ipaddress.ip_address",
            "ipaddress.ip_network",
            "datetime.datetime.strptime",
            "datetime.datetime.fromisoformat",
            "datetime.date.fromisoformat",
        ]
        .contains(&path.as_str())
    })
}

/// What a function is passed, and what it makes of that without asking anybody: `diff = set(names) - known`.
fn derived(seen: &Seen<'_>, function: FuncId, held: &FxHashSet<VarId>) -> FxHashSet<VarId> {
    let ast = seen.ast();
    let names = &seen.module.names;
    let scope = names.function_scope(function);
    let variables = names.scopes.get(scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
    let mut all = held.clone();
    for variable in variables {
        let made = names.bindings(*variable).iter().any(|binding| {
            let BindingKind::Value(value) = binding.kind else { return false };
            let span = ast[value].span;
            let pure = |call: &Called| {
                call.path.is_some_and(|path| path.parent().is_none())
                    || call.name.is_some_and(|name| {
                        matches!(
                            name.text(),
                            "get" | "strip" | "split" | "lower" | "upper" | "items" | "keys" | "values"
                        )
                    })
            };
            seen.calls_within(span).all(pure)
                && seen
                    .exprs_within(span)
                    .any(|expr| names.variable(expr).is_some_and(|of| all.contains(&of)))
        });
        if made {
            all.insert(*variable);
        }
    }
    all
}
