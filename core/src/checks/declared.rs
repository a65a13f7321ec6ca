//! What functions declare of their parameters, and what a framework makes of that before it calls them.

use super::{Seen, seen};
use crate::intern::Sym;
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, Param};
use crate::words;

/// How many parameters a sentence names.
const NAMED: usize = 5;

/// The parameters of a function with the types that they declare; none where one declares none.
pub fn declared(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let params = ast.list(ast[function].params).iter();
    let typed = |param: &Param| {
        let annotation = param.annotation?;
        Some(format!("`{}: {}`", param.name.sym.text(), seen.quoted(ast[annotation].span)))
    };
    // What has a default that is a call is injected or says more of itself.
    let injected = |param: &Param| {
        param.default.is_some_and(|default| matches!(ast[default].kind, ExprKind::Call { .. }))
    };
    let declared: Option<Vec<String>> =
        params.filter(|param| !injected(param) && !is_of_framework(seen, param)).map(typed).collect();
    declared.filter(|all| !all.is_empty()).map(|all| words::list_of(&all, NAMED))
}

/// Whether a parameter is what a framework passes of its own: `request: Request`.
fn is_of_framework(seen: &Seen<'_>, param: &Param) -> bool {
    let ast = seen.ast();
    let last = param.annotation.and_then(|annotation| seen::last_name(ast, annotation)).map_or("", Sym::text);
    matches!(
        last,
        "Request"
            | "Response"
            | "WebSocket"
            | "BackgroundTasks"
            | "HTTPConnection"
            | "SecurityScopes"
            | "Session"
            | "AsyncSession"
            | "HttpRequest"
    )
}

/// What a framework makes for a function, where that is all that it is given: `user: User = Depends(get_user)`.
pub fn made_for(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let params = ast.list(ast[function].params).iter().filter(|param| !is_of_framework(seen, param));
    let makers = params.map(|param| {
        let call = seen
            .call(param.default?)
            .filter(|call| call.name.is_some_and(|name| name.text() == "Depends"))?;
        let maker = ast.list(call.args).first()?.value;
        Some(format!("`{}`", seen.quoted(ast[maker].span)))
    });
    let makers: Vec<String> = makers.collect::<Option<_>>()?;
    (!makers.is_empty()).then(|| words::list_of(&makers, 3))
}

/// Whether nothing but texts of any form is declared: `name: str`.
pub fn takes_any_text(seen: &Seen<'_>, function: FuncId) -> bool {
    let ast = seen.ast();
    let injected = |param: &&Param| {
        param.default.is_some_and(|default| matches!(ast[default].kind, ExprKind::Call { .. }))
    };
    let params = ast
        .list(ast[function].params)
        .iter()
        .filter(|param| !injected(param) && !is_of_framework(seen, param));
    let mut annotations = params.filter_map(|param| param.annotation).peekable();
    let is_any = |annotation: ExprId| matches!(ast[annotation].kind, ExprKind::Name(name) if matches!(name.text(), "str" | "bytes" | "Any"));
    annotations.peek().is_some() && annotations.all(is_any)
}
