//! What reaches into other objects: their private attributes, attributes set by a computed name, and things of other
//! modules that are replaced at run time.

use super::seen::Called;
use super::uses::{Parents, Use, used};
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::PathId;
use crate::names::BindingKind;
use crate::models::Role;
use crate::project::{FunctionRef, Imported};
use crate::rules::look;
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "reaching-in",
    title: "Private attributes of other objects, and what is replaced at run time",
    category: Category::Complexity,
    asks: "Does the code stand on what others keep to themselves, or change what others rely on?",
    look: &[Look::Code(places)],
    summary,
};

/// Names with an underscore that their libraries document for everybody.
const DOCUMENTED: &[&str] = &[
    "_replace", "_asdict", "_fields", "_make", "_field_defaults", "_meta", "_exit", "_getframe", "_MEIPASS", "_mapping",
    "_",
];

fn places(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut parents = None;
    let mut found = Vec::new();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let ExprKind::Attribute { base, name } = expr.kind else { continue };
        let text = name.sym.text();
        if !text.starts_with('_') || text.starts_with("__") || DOCUMENTED.contains(&text) || is_own(seen, base) {
            continue;
        }
        let parents = parents.get_or_insert_with(|| Parents::of(ast));
        let of = seen.quoted(ast[base].span);
        let (status, kind, text) = match used(ast, parents, ExprId(at as u32)) {
            // `func._task = True` in a decorator: a mark on what is passed.
            Use::Written if marks(seen, base) => (Status::Info, "private", format!("marks `{of}`, which it is passed, with `{text}`")),
            Use::Written => (
                Status::Attention,
                "written",
                format!("writes `{text}`, private to `{of}`: does what owns it still hold what it relies on?"),
            ),
            _ if is_called(seen, parents, ExprId(at as u32)) => {
                (Status::Info, "private", format!("calls `{text}`, private to `{of}`: a new version may change it \
                 without notice"))
            }
            _ => (Status::Info, "private", format!("reads `{text}`, private to `{of}`: a new version may change \
             it without notice")),
        };
        // The place is the name, not the whole chain, which may begin lines above.
        found.push(Noted { span: name.span, status, kind, text });
    }
    setattr(seen, &mut found);
    patches(seen, &mut found);
    found
}

/// Whether an attribute is the code's own: of `self`, of a class that is defined in the given files, of a module of
/// the given files.
fn is_own(seen: &Seen<'_>, base: ExprId) -> bool {
    let ast = seen.ast();
    match ast[base].kind {
        ExprKind::Name(of) => {
            if matches!(of.text(), "self" | "cls" | "mcs" | "mcls" | "klass" | "__class__") {
                return true;
            }
            let first = ast[ast[base].stmt].function.and_then(|function| first_parameter(seen, function));
            if first == Some(of.text()) {
                return true;
            }
            if is_another(seen, base) {
                return true;
            }
            matches!(
                seen.project.expression(seen.file, base),
                Imported::Class(_) | Imported::Instance(_) | Imported::Module(_) | Imported::Function(_)
            )
        }
        ExprKind::Call { function, .. } => {
            matches!(ast[function].kind, ExprKind::Name(of) if matches!(of.text(), "super" | "type"))
        }
        // `self.__class__._registry`
        ExprKind::Attribute { name, .. } => name.sym.text() == "__class__",
        _ => false,
    }
}

/// The first parameter of the method around a function.
fn first_parameter(seen: &Seen<'_>, function: FuncId) -> Option<&'static str> {
    let ast = seen.ast();
    let mut at = Some(function);
    while let Some(id) = at {
        if ast[id].class.is_some() {
            return ast.list(ast[id].params).first().map(|param| param.name.sym.text());
        }
        at = ast[id].parent;
    }
    None
}

/// Whether the object is called `other` in a method: another instance of the class, as in `__eq__`.
fn is_another(seen: &Seen<'_>, base: ExprId) -> bool {
    let ast = seen.ast();
    matches!(ast[base].kind, ExprKind::Name(of) if of.text() == "other")
        && ast[ast[base].stmt].function.is_some_and(|function| ast[function].class.is_some())
}

/// Whether an object is what a function outside classes is passed first and returns: a decorator.
fn marks(seen: &Seen<'_>, base: ExprId) -> bool {
    let ast = seen.ast();
    let (ExprKind::Name(of), Some(function)) = (ast[base].kind, ast[ast[base].stmt].function) else { return false };
    let is_first = ast.list(ast[function].params).first().is_some_and(|param| param.name.sym == of);
    let returns = ast.list(ast[function].body).last().is_some_and(|last| match ast[*last].kind {
        StmtKind::Return(Some(value)) => matches!(ast[value].kind, ExprKind::Name(name) if name == of),
        _ => false,
    });
    is_first && returns && ast[function].class.is_none()
}

fn is_called(seen: &Seen<'_>, parents: &Parents, expr: ExprId) -> bool {
    parents.get(expr).is_some_and(
        |call| matches!(seen.ast()[call].kind, ExprKind::Call { function, .. } if function == expr),
    )
}

/// `setattr(target, name, value)` with a name that is not written there.
fn setattr(seen: &Seen<'_>, found: &mut Vec<Noted>) {
    let ast = seen.ast();
    for call in seen.calls.iter().filter(|call| is_bare(call, &["setattr", "delattr"])) {
        let Some((object, name)) = seen.argument(call, 0, "").zip(seen.argument(call, 1, "")) else { continue };
        let fixed = look::only_value(seen.module, name).and_then(|value| ast.text_of(value));
        if ast.text_of(name).is_some() || fixed.is_some() {
            continue;
        }
        let (object, code) = (seen.quoted(ast[object].span), seen.quoted(ast[name].span));
        let text = match passed_names(seen, name) {
            Some(names) => format!(
                "sets an attribute of `{object}` whose name is passed as `{code}`; all calls in this file write it out \
                 ({names}): who else relies on what is replaced?"
            ),
            None => format!("sets an attribute of `{object}` whose name is computed (`{code}`): who chooses that name?"),
        };
        found.push(Noted { span: call.span, status: Status::Attention, kind: "computed", text });
    }
}

/// The names that the calls of a function in this file pass as one of its parameters, where all write them out.
fn passed_names(seen: &Seen<'_>, name: ExprId) -> Option<String> {
    let ast = seen.ast();
    let [only] = seen.module.names.bindings(seen.module.names.variable(name)?) else { return None };
    let BindingKind::Param(function, at) = only.kind else { return None };
    let at = at as usize;
    let parameter = ast.list(ast[function].params).get(at)?.name.sym.text();
    let position = at.checked_sub(usize::from(ast[function].class.is_some()))?;
    let sites = seen.project.callers_of(FunctionRef { file: seen.file, function });
    let named = sites.iter().map(|site| {
        let call = seen.call(site.call).filter(|_| site.caller.file == seen.file)?;
        let text = ast.text_of(seen.argument(call, position, parameter)?)?;
        Some(format!("`{text}` on line {}", seen.line(call.span)))
    });
    let named: Vec<String> = named.collect::<Option<_>>()?;
    (!named.is_empty()).then(|| words::list_of(&named, 4))
}

/// Whether a call is one of such a name alone.
fn is_bare(call: &Called, names: &[&str]) -> bool {
    call.receiver.is_none() && call.name.is_some_and(|name| names.contains(&name.text()))
}

/// `module.function = other` and `setattr(module, "function", other)`: what others imported is another from now on.
fn patches(seen: &Seen<'_>, found: &mut Vec<Noted>) {
    let ast = seen.ast();
    for stmt in &ast.stmts {
        let StmtKind::Assign { targets, value } = stmt.kind else { continue };
        for target in ast.list(targets) {
            let ExprKind::Attribute { base, .. } = ast[*target].kind else { continue };
            let method = seen.call(value).is_some_and(|call| call.path.is_some_and(|path| path.is("types.MethodType")));
            if method && !is_own(seen, base) {
                let text = format!(
                    "replaces `{}` by another method at run time (`{}`): who else relies on what it did?",
                    seen.quoted(ast[*target].span),
                    seen.quoted(ast[value].span)
                );
                found.push(Noted { span: stmt.span, status: Status::Attention, kind: "patch", text });
                continue;
            }
            let Some(path) = patched(seen, base) else { continue };
            let text = format!(
                "replaces `{}` of `{}` for the whole process by `{}`: who else relies on it?",
                seen.quoted(ast[*target].span),
                path.text(),
                seen.quoted(ast[value].span)
            );
            found.push(Noted { span: stmt.span, status: Status::Attention, kind: "patch", text });
        }
    }
    for call in seen.calls.iter().filter(|call| seen.is(call, Role::Patches)) {
        let text = format!(
            "`{}` replaces parts of Python's library for the whole process: is it called before anything else is imported?",
            seen.callee(call)
        );
        found.push(Noted { span: call.span, status: Status::Attention, kind: "patch", text });
    }
    for call in seen.calls.iter().filter(|call| is_bare(call, &["setattr"])) {
        let Some((object, name)) = seen.argument(call, 0, "").zip(seen.argument(call, 1, "")) else { continue };
        if let (Some(path), Some(name)) = (patched(seen, object), ast.text_of(name)) {
            let text = format!("replaces `{name}` of `{}` for the whole process: who else relies on it?", path.text());
            found.push(Noted { span: call.span, status: Status::Attention, kind: "patch", text });
        }
    }
}

/// The path of a module or class outside the given files, where that is what is written to: an import itself, or an
/// attribute of one whose name begins as classes do. What a library made for others to set (`settings.X`) is none.
fn patched(seen: &Seen<'_>, object: ExprId) -> Option<PathId> {
    let ast = seen.ast();
    let imported = |expr: ExprId| {
        let variable = seen.module.names.variable(expr)?;
        let bindings = seen.module.names.bindings(variable);
        matches!(bindings.first()?.kind, BindingKind::Import { .. }).then_some(())
    };
    match ast[object].kind {
        ExprKind::Name(_) => imported(object)?,
        ExprKind::Attribute { base, name } if name.sym.text().starts_with(char::is_uppercase) => imported(base)?,
        _ => return None,
    }
    let path = seen.path(object)?;
    let last = path.last().text();
    let is_object = matches!(last, "settings" | "config" | "conf" | "CONF" | "request" | "session" | "g" | "local" | "rcParams" | "context");
    (!is_object).then_some(path)
}

fn summary(counted: &Counted<'_>) -> String {
    if counted.all() == 0 {
        return "Other objects are reached into at 0 places.".to_owned();
    }
    format!(
        "Private attributes of other objects are read or called at {} and written at {}; attributes are set by a computed \
         name at {}, and things of other modules are replaced at run time at {}.",
        words::count(counted.of("private"), "place"),
        words::number(counted.of("written")),
        words::number(counted.of("computed")),
        words::number(counted.of("patch")),
    )
}
