//! Rows that are read, changed and saved without a lock: what somebody else saved between is lost.

use super::seen::Called;
use super::{Noted, Seen};
use crate::models::Role;
use crate::names::BindingKind;
use crate::syntax::ast::{ExprId, ExprKind, StmtKind};

/// `account = Account.objects.get(pk=pk)`, `account.balance -= amount`, `account.save()`
pub fn lost(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for stmt in &ast.stmts {
        let StmtKind::Augmented { target, value, .. } = stmt.kind else { continue };
        let ExprKind::Attribute { base, .. } = ast[target].kind else { continue };
        let Some(read) = read(seen, base) else { continue };
        // `F("balance")` lets the database count.
        let counts_there =
            seen.calls_within(ast[value].span).any(|call| call.name.is_some_and(|name| name.text() == "F"));
        let locks = seen.calls_within(ast[read].span).any(|call| seen.is(call, Role::LocksRows));
        let Some(saved) = saved(seen, base, stmt.span.end).filter(|_| !counts_there) else { continue };
        let (of, line, end) =
            (seen.quoted(ast[target].span), seen.line(ast[read].span), seen.line(saved.span));
        noted.push(if locks {
            Noted::safe(stmt.span, format!("`{of}` is changed and saved (line {end}) from rows that line {line} has locked"))
        } else {
            Noted::attention(
                stmt.span,
                format!(
                    "`{of}` is changed from what line {line} has read without a lock, and saved on line {end}: what somebody \
                     else saves between the two is lost. Are the rows to be locked, or is the database to count?"
                ),
            )
        });
    }
    noted
}

/// The call that gave a local name its row, the one value that it is given.
fn read(seen: &Seen<'_>, base: ExprId) -> Option<ExprId> {
    let ast = seen.ast();
    let [only] = seen.module.names.bindings(seen.module.names.variable(base)?) else { return None };
    let BindingKind::Value(value) = only.kind else { return None };
    let value = match ast[value].kind {
        ExprKind::Await(inner) => inner,
        _ => value,
    };
    if ast[only.stmt].function != ast[ast[base].stmt].function {
        return None;
    }
    let call = seen.call(value)?;
    let name = call.name?.text();
    let one = matches!(
        name,
        "get"
            | "first"
            | "last"
            | "one"
            | "one_or_none"
            | "scalar_one"
            | "scalar_one_or_none"
            | "get_object_or_404"
    );
    let code = seen.module.file.slice(ast[value].span);
    let of_rows = name == "get_object_or_404"
        || code.contains(".objects.")
        || ["session.", "db."]
            .iter()
            .any(|start| code.starts_with(start) || code.contains(&format!("self.{start}")));
    (one && of_rows).then_some(value)
}

/// Where a row is saved behind a place: `account.save()`, or `session.commit()`.
fn saved<'s>(seen: &'s Seen<'_>, base: ExprId, from: u32) -> Option<&'s Called> {
    let ast = seen.ast();
    let variable = seen.module.names.variable(base)?;
    seen.calls_in(ast[ast[base].stmt].function).find(|call| {
        let ExprKind::Attribute { base: of, .. } = ast[call.callee].kind else { return false };
        let saves = call.name.is_some_and(|name| name.text() == "save")
            && seen.module.names.variable(of) == Some(variable);
        call.span.start >= from && (saves || call.name.is_some_and(|name| name.text() == "commit"))
    })
}
