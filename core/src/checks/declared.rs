//! What functions declare of their parameters, and what a framework makes of that before it calls them.

use super::seen::{self, Called};
use super::{Noted, Seen};
use crate::intern::Sym;
use crate::models::Role;
use crate::rules::look;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, FuncId, Get, Param};
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
    let injected = |param: &Param| is_injected(seen, param);
    let declared: Option<Vec<String>> =
        params.filter(|param| !injected(param) && !is_of_framework(seen, param)).map(typed).collect();
    declared.filter(|all| !all.is_empty()).map(|all| words::list_of(&all, NAMED))
}

/// Whether a parameter is made by the program: `user=Depends(get_user)`. What `Query(..)` and the like say is about what
/// the request brings.
fn is_injected(seen: &Seen<'_>, param: &Param) -> bool {
    let call = param.default.and_then(|default| seen.call(default));
    call.is_some_and(|call| {
        !call.name.is_some_and(|name| {
            matches!(name.text(), "Query" | "Header" | "Body" | "Path" | "Cookie" | "Form" | "File")
        })
    })
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

/// Whether a text of any form is declared: `name: str`.
pub fn takes_any_text(seen: &Seen<'_>, function: FuncId) -> bool {
    let ast = seen.ast();
    let injected = |param: &&Param| is_injected(seen, param);
    let params = ast
        .list(ast[function].params)
        .iter()
        .filter(|param| !injected(param) && !is_of_framework(seen, param));
    let mut annotations = params.filter_map(|param| param.annotation);
    let is_any = |annotation: ExprId| {
        let code = seen.module.file.slice(ast[annotation].span);
        code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .any(|word| matches!(word, "str" | "bytes" | "Any"))
    };
    annotations.any(is_any)
}

/// Calls that declare the options of a program, each with what is refused before it runs: a type, a choice.
pub fn options(seen: &Seen<'_>) -> Vec<Noted> {
    let calls = seen
        .calls
        .iter()
        .filter(|call| call.path.is_some_and(|path| seen.models().has_role(path, Role::DeclaresOptions)));
    calls.filter_map(|call| at_options(seen, call)).collect()
}

fn at_options(seen: &Seen<'_>, call: &Called) -> Option<Noted> {
    let ast = seen.ast();
    let spec = seen.argument(call, 0, "argument_spec")?;
    let spec = look::only_value(seen.module, spec).unwrap_or(spec);
    let (mut checked, mut open) = (Vec::new(), Vec::new());
    for (name, option) in entries(ast, spec) {
        let settings = entries(ast, option);
        let of = |key: &str| settings.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        let kind = of("type").and_then(|kind| ast.text_of(kind)).unwrap_or("str");
        let list = if of("choices").is_some()
            || !matches!(kind, "str" | "path" | "raw" | "dict" | "list" | "json")
        {
            &mut checked
        } else {
            &mut open
        };
        list.push(format!("`{name}`"));
    }
    let all = checked.len() + open.len();
    if all == 0 {
        return None;
    }
    let takes = format!("`{}` takes {} from outside", seen.callee(call), words::count(all, "option"));
    let fits = if checked.is_empty() {
        String::new()
    } else {
        format!(", and refuses what does not fit {}", words::list_of(&checked, NAMED))
    };
    Some(match open.as_slice() {
        [] => Noted::safe(call.span, format!("{takes}{fits}")).of("options"),
        open => {
            let takes = if checked.is_empty() { takes } else { format!("{takes}{fits}") };
            Noted::undecided(
                call.span,
                format!(
                    "{takes}; any text fits {}: whether it is checked where it is used is not seen here",
                    words::list_of(open, NAMED)
                ),
            )
            .of("options")
        }
    })
}

/// The entries of `{"a": x}` and of `dict(a=x)`.
fn entries(ast: &Ast, expr: ExprId) -> Vec<(&str, ExprId)> {
    match ast[expr].kind {
        ExprKind::Dict(pairs) => {
            ast.list(pairs).iter().filter_map(|pair| Some((ast.text_of(pair.key?)?, pair.value))).collect()
        }
        ExprKind::Call { function, args } if matches!(ast[function].kind, ExprKind::Name(name) if name.text() == "dict") => {
            ast.list(args)
                .iter()
                .filter_map(|arg| match arg.kind {
                    ArgKind::Keyword(name) => Some((name.sym.text(), arg.value)),
                    _ => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
