//! Which functions take data from outside, and what checks it there: validators in their order, ways out before them,
//! results of theirs that are dropped.

use super::entries::Entry;
use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::{Models, Role};
use crate::names::{BindingKind, VarId};
use crate::project::{Caller, FunctionRef};
use crate::syntax::ast::{Param, ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Source};
use crate::words;
use rustc_hash::{FxHashMap, FxHashSet};

pub static CHECK: Check = Check {
    id: "outside-input",
    title: "What takes data from outside, and what checks it",
    category: Category::InputValidation,
    asks: "Where does data come in, is it checked before it is used, and does a check that fails stop it?",
    look: &[Look::Code(functions), Look::Code(reads)],
    summary,
};

/// How many parts of a parameter a sentence names.
const NAMED: usize = 5;

fn functions(seen: &Seen<'_>) -> Vec<Noted> {
    let (mut noted, mut raising) = (Vec::new(), FxHashMap::default());
    let (returns, parts, refusals) = (returns(seen), parts(seen), refusals(seen));
    for (function, entry) in seen.entries().iter().copied() {
        let validators: Vec<&Called> = validators(seen, function, &mut raising);
        let read = parts.get(&function).map_or(&[][..], Vec::as_slice);
        let read = of_parameters(seen, function, read);
        let refuses = refusals.get(&function).copied();
        noted.push(of_function(seen, (function, entry), &validators, &read, refuses));
        noted.extend(validators.iter().map(|call| of_validator(seen, function, call, &mut raising)));
        for (place, test) in returns.get(&function).into_iter().flatten().copied() {
            let behind: Vec<String> = validators
                .iter()
                .filter(|call| call.span.start > place.start)
                .map(|call| format!("`{}` (line {})", seen.callee(call), seen.line(call.span)))
                .collect();
            // A way out after nothing but a check of its own arguments is seen as one of them.
            if !behind.is_empty() {
                let test = test.map_or(String::new(), |test| format!(" if `{}`", seen.quoted(test)));
                noted.push(
                    Noted::attention(
                        place,
                        format!(
                            "`{}` returns here{test}, before {}: is everything that takes this way harmless?",
                            seen.function_name(function),
                            words::list_of(&behind, NAMED)
                        ),
                    )
                    .of("early"),
                );
            }
        }
    }
    noted
}

fn of_function(
    seen: &Seen<'_>,
    (function, entry): (FuncId, Entry),
    validators: &[&Called],
    read: &[String],
    refuses: Option<u32>,
) -> Noted {
    let span = seen.head(function);
    let name = seen.function_name(function);
    let reads = match read {
        [] => "no part of a parameter is read by name".to_owned(),
        read => format!("{} of its parameters {} read ({})",
            words::count(read.len(), "part"), if read.len() == 1 { "is" } else { "are" }, words::list_of(read, NAMED)),
    };
    let called: Vec<String> = validators
        .iter()
        .map(|call| format!("`{}` (line {})", seen.callee(call), seen.line(call.span)))
        .collect();
    // A helper with a context is called by functions that are examined themselves.
    let callers = seen.project.callers_of(FunctionRef { file: seen.file, function });
    let helper = entry == Entry::Context && !callers.is_empty();
    let takes = match entry {
        Entry::Context => format!("`{name}`, {}", entry.words()),
        _ => format!("`{name}`, {}, takes data from outside", entry.words()),
    };
    match (called.as_slice(), read) {
        // It is a validator itself.
        ([], _) if let Some(line) = refuses => Noted::info(
            span,
            format!("{takes}: {reads}; it refuses what it finds wrong itself, by raising (line {line})."),
        )
        .of("checked"),
        ([], _) if let Some(declared) = declared(seen, function).filter(|_| matches!(entry, Entry::Declared(_))) => {
            let text = format!("{takes}: {reads}; the framework refuses what is not of the types that are declared ({declared})");
            if takes_any_text(seen, function) {
                Noted::undecided(span, format!("{text}, and any text is of one: whether it is checked where it is used is not seen here.")).of("unchecked")
            } else {
                Noted::safe(span, format!("{text}.")).of("checked")
            }
        }
        ([], []) => Noted::info(span, format!("{takes}: {reads}, and no validator is called.")).of("passes"),
        ([], _) if helper => Noted::info(
            span,
            format!("{takes}: {reads}, and no validator is called here; it is called {} in these files.", words::count(callers.len(), "time")),
        )
        .of("unchecked"),
        ([], _) => Noted::undecided(
            span,
            format!(
                "{takes}: {reads}, and no validator is called here; whether its caller checked them is not in these files."
            ),
        )
        .of("unchecked"),
        (called, _) => Noted::info(
            span,
            format!(
                "{takes}: {reads}; it calls {}: {}.",
                match called.len() {
                    1 => "1 validator".to_owned(),
                    count => format!("{} validators, in this order", words::number(count)),
                },
                words::list_of(called, 2 * NAMED)
            ),
        )
        .of("checked"),
    }
}

/// The parameters of a function with the types that they declare; none where one declares none.
fn declared(seen: &Seen<'_>, function: FuncId) -> Option<String> {
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
    let declared: Option<Vec<String>> = params.filter(|param| !injected(param)).map(typed).collect();
    declared.filter(|all| !all.is_empty()).map(|all| words::list_of(&all, NAMED))
}

/// Whether nothing but texts of any form is declared: `name: str`.
fn takes_any_text(seen: &Seen<'_>, function: FuncId) -> bool {
    let ast = seen.ast();
    let mut annotations = ast.list(ast[function].params).iter().filter_map(|param| param.annotation).peekable();
    let is_any = |annotation: ExprId| matches!(ast[annotation].kind, ExprKind::Name(name) if matches!(name.text(), "str" | "bytes" | "Any"));
    annotations.peek().is_some() && annotations.all(is_any)
}

/// Calls in a function that check something, in order of place.
fn validators<'s>(
    seen: &'s Seen<'_>,
    function: FuncId,
    raising: &mut FxHashMap<FunctionRef, Option<u32>>,
) -> Vec<&'s Called> {
    let calls = seen.calls_in(Some(function));
    calls
        .filter(|call| {
            let Some(name) = call.name else { return false };
            seen.is(call, Role::Validates)
                || is_validator(name.text())
                // What else is said to check may only ask; a function that raises refuses.
                || call.dropped
                    && may_validate(name.text())
                    && call.given.is_some_and(|given| raising.entry(given).or_insert_with(|| raises(seen, given)).is_some())
        })
        .collect()
}

/// Whether a function is one that checks something, by its name.
fn is_validator(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    let starts = ["validate", "sanitize", "is_valid", "full_clean", "assert_valid"];
    starts.iter().any(|start| name.starts_with(start)) || name.ends_with("_validate") || name.ends_with("_is_valid")
}

fn may_validate(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    ["check", "verify", "ensure", "require", "assert"].iter().any(|start| name.starts_with(start))
}

fn of_validator(
    seen: &Seen<'_>,
    function: FuncId,
    call: &Called,
    raising: &mut FxHashMap<FunctionRef, Option<u32>>,
) -> Noted {
    let ast = seen.ast();
    let callee = seen.callee(call);
    let args: Vec<String> = ast.list(call.args).iter().map(|arg| format!("`{}`", seen.quoted(ast[arg.value].span))).collect();
    let what = match (args.as_slice(), ast[call.callee].kind) {
        // `form.is_valid()` checks the form.
        ([], ExprKind::Attribute { base, .. }) => format!("`{}`", seen.quoted(ast[base].span)),
        ([], _) => "nothing that is passed to it".to_owned(),
        (args, _) => words::list_of(args, 3),
    };
    let within = seen.function_name(function);
    let checks = format!("`{callee}` checks {what} in `{within}`");
    match (call.given, call.dropped) {
        (Some(given), dropped) => match *raising.entry(given).or_insert_with(|| raises(seen, given)) {
            Some(line) => Noted::safe(call.span, format!("{checks}, and refuses by raising (line \
             {line}).")).of("validator"),
            None if dropped => Noted::attention(
                call.span,
                format!("{checks}, but raises nothing itself, and its result is dropped: what happens where it \
                 finds something wrong?"),
            )
            .of("dropped"),
            None => Noted::info(call.span, format!("{checks}; its result is used.")).of("validator"),
        },
        (None, true) => Noted::undecided(
            call.span,
            format!("{checks}; its result is dropped, so it must raise where it finds something wrong, and it is \
             not in these files."),
        )
        .of("dropped"),
        (None, false) => Noted::info(call.span, format!("{checks}; its result is used; it is not in these \
         files.")).of("validator"),
    }
}

/// The line of the first `raise` in a function of the given files, or of one that it calls.
fn raises(seen: &Seen<'_>, function: FunctionRef) -> Option<u32> {
    let mut known = FxHashSet::default();
    let mut now = vec![function];
    for _ in 0..3 {
        let mut next = Vec::new();
        for function in now {
            if !known.insert(function) {
                continue;
            }
            let module = seen.project.module(function.file);
            let span = module.ast[function.function].span;
            let raises = module.ast.stmts.iter().find(|stmt| {
                matches!(stmt.kind, StmtKind::Raise { .. } | StmtKind::Assert { .. }) && span.holds(stmt.span)
            });
            if let Some(stmt) = raises {
                return Some(module.file.line(stmt.span.start));
            }
            let caller = Caller { file: function.file, function: Some(function.function) };
            next.extend(seen.project.calls_of(caller).iter().map(|site| site.callee));
        }
        now = next;
    }
    None
}

/// The `return`s of every function's own body, each with the test of the `if` right around it, in order of place.
fn returns(seen: &Seen<'_>) -> FxHashMap<FuncId, Vec<(Span, Option<Span>)>> {
    let ast = seen.ast();
    let mut by_function: FxHashMap<FuncId, Vec<(Span, Option<Span>)>> = FxHashMap::default();
    for stmt in &ast.stmts {
        let (StmtKind::Return(_), Some(function)) = (stmt.kind, stmt.function) else { continue };
        let test = stmt.parent.and_then(|parent| match ast[parent].kind {
            StmtKind::If { arms, .. } => {
                let arm = ast.list(arms).iter().find(|arm| arm.span.holds(stmt.span));
                arm.map(|arm| ast[arm.test].span)
            }
            _ => None,
        });
        by_function.entry(function).or_default().push((stmt.span, test));
    }
    for returns in by_function.values_mut() {
        returns.sort();
    }
    by_function
}

/// The line of the first `raise` of every function that makes an exception of its own: what it caught and raises again
/// refuses nothing.
fn refusals(seen: &Seen<'_>) -> FxHashMap<FuncId, u32> {
    let ast = seen.ast();
    let mut lines = FxHashMap::default();
    for stmt in &ast.stmts {
        let (StmtKind::Raise { exception: Some(exception), .. }, Some(function)) = (stmt.kind, stmt.function) else {
            continue;
        };
        if matches!(ast[exception].kind, ExprKind::Call { .. }) {
            let line = seen.line(stmt.span);
            lines.entry(function).and_modify(|first: &mut u32| *first = line.min(*first)).or_insert(line);
        }
    }
    lines
}

/// What every function reads of a name: `context.current`, `port["id"]`, `port.get("name")`, in order of place.
fn parts(seen: &Seen<'_>) -> FxHashMap<FuncId, Vec<(VarId, Span)>> {
    let ast = seen.ast();
    let called: FxHashSet<ExprId> = seen.calls.iter().map(|call| call.callee).collect();
    let mut by_function: FxHashMap<FuncId, Vec<(VarId, Span)>> = FxHashMap::default();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let base = match expr.kind {
            ExprKind::Attribute { base, .. } if !called.contains(&ExprId(at as u32)) => base,
            ExprKind::Subscript { base, .. } => base,
            ExprKind::Call { function, .. } => match ast[function].kind {
                ExprKind::Attribute { base, name } if name.sym.text() == "get" => base,
                _ => continue,
            },
            _ => continue,
        };
        let ExprKind::Name(_) = ast[base].kind else { continue };
        if let (Some(variable), Some(function)) = (seen.module.names.variable(base), ast[expr.stmt].function) {
            by_function.entry(function).or_default().push((variable, expr.span));
        }
    }
    for parts in by_function.values_mut() {
        parts.sort_by_key(|(_, span)| *span);
    }
    by_function
}

/// What of a function's parameters is read by a name or key: `context.current`, `port["id"]` after
/// `port = context.current`.
fn of_parameters(seen: &Seen<'_>, function: FuncId, parts: &[(VarId, Span)]) -> Vec<String> {
    let ast = seen.ast();
    let names = &seen.module.names;
    let scope = names.function_scope(function);
    let skipped = usize::from(ast[function].class.is_some());
    let params = ast.list(ast[function].params).iter().skip(skipped);
    // What a framework passes to say what happened is no data of a sender.
    let params = params.filter(|param| !matches!(param.name.sym.text(), "resource" | "event" | "trigger"));
    let mut held: FxHashSet<VarId> = params.filter_map(|param| names.in_scope(scope, param.name.sym)).collect();
    let variables = names.scopes.get(scope.0 as usize).map_or(&[][..], |scope| &scope.variables);
    for variable in variables {
        if let [binding] = names.bindings(*variable)
            && let BindingKind::Value(value) = binding.kind
            && root(seen, value).is_some_and(|root| held.contains(&root))
        {
            held.insert(*variable);
        }
    }
    let mut known = FxHashSet::default();
    let read = parts.iter().filter(|(variable, _)| held.contains(variable)).map(|(_, span)| format!("`{}`", seen.quoted(*span)));
    read.filter(|part| known.insert(part.clone())).collect()
}

/// The variable that a chain of attributes, items and copies begins with.
fn root(seen: &Seen<'_>, mut expr: ExprId) -> Option<VarId> {
    let ast = seen.ast();
    for _ in 0..20 {
        expr = match ast[expr].kind {
            ExprKind::Name(_) => return seen.module.names.variable(expr),
            ExprKind::Attribute { base, .. } | ExprKind::Subscript { base, .. } => base,
            ExprKind::Await(inner) => inner,
            ExprKind::Call { function, args } => match ast[function].kind {
                // `copy.deepcopy(context.current)`, `dict(port)`; `port.get("x")`
                ExprKind::Attribute { name, .. } if matches!(name.sym.text(), "deepcopy" | "copy") && !ast.list(args).is_empty() => {
                    ast.list(args).first()?.value
                }
                ExprKind::Attribute { base, name } if matches!(name.sym.text(), "get" | "copy") => base,
                _ => return None,
            },
            _ => return None,
        };
    }
    None
}

/// Where data of the command line, of requests, files and the like is read.
fn reads(seen: &Seen<'_>) -> Vec<Noted> {
    let models = Models::get();
    let mut noted = Vec::new();
    let mut add = |span: Span, source: Source, what: &str| {
        if matches!(source, Source::Caller | Source::Environment | Source::Database) {
            return;
        }
        let what = if what.is_empty() { source.describe() } else { what };
        noted.push(Noted::info(span, format!("`{}` reads {what} ({}).", seen.quoted(span), source.name())).of("read"));
    };
    for call in &seen.calls {
        let source = call.path.and_then(|path| models.path(path)).and_then(|known| known.source);
        if let Some((source, what)) = source
            && !only_writes(seen, call)
        {
            add(call.span, source, what);
        }
    }
    let ast = seen.ast();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let ExprKind::Attribute { name, .. } = expr.kind else { continue };
        if !READ.contains(&name.sym.text()) {
            continue;
        }
        let path = seen.path(ExprId(at as u32));
        if let Some((source, what)) = path.and_then(|path| models.path(path)).and_then(|known| known.source) {
            add(expr.span, source, what);
        }
    }
    noted
}

/// Whether a file is opened to be written: nothing comes from it.
fn only_writes(seen: &Seen<'_>, call: &Called) -> bool {
    if !call.name.is_some_and(|name| matches!(name.text(), "open" | "fdopen" | "ZipFile")) {
        return false;
    }
    // `path.open("w")` has its mode first.
    let at = usize::from(call.receiver.is_none() || call.name.is_some_and(|name| name.text() != "open"));
    let Some(mode) = seen.argument(call, at, "mode").or_else(|| seen.argument(call, 1, "mode")) else { return false };
    match seen.ast().text_of(mode) {
        Some(mode) => mode.contains(['w', 'a', 'x']) && !mode.contains('+'),
        None => true,
    }
}

/// Attributes that may hold data from outside; which do, the rows say.
const READ: &[&str] = &[
    "args", "form", "values", "files", "json", "data", "cookies", "headers", "query_string", "GET", "POST", "FILES", "COOKIES",
    "META", "body", "query_params", "path_params", "params", "argv", "stdin", "url", "host", "path", "environ", "match_info",
    "query", "arguments", "matchdict", "json_body", "text", "forms", "user_agent", "referrer", "remote_addr", "full_path",
];

fn summary(counted: &Counted<'_>) -> String {
    let (unchecked, checked, passes) = (counted.of("unchecked"), counted.of("checked"), counted.of("passes"));
    let read = words::number(counted.of("read"));
    if unchecked + checked + passes == 0 {
        return format!(
            "0 of {} are known to be called from outside; requests, the command line, files and the like are read at {read}.",
            words::count(counted.searched.functions, "function"),
        );
    }
    format!(
        "{} called from outside or passed a `context`: {} call a validator, {} read parts of what they are passed without one, \
         and {} read none by name. A `return` before a validator stands at {}; validators whose result is dropped are called \
         at {}; requests, the command line, files and the like are read directly at {}.",
        match unchecked + checked + passes {
            1 => "1 function is".to_owned(),
            total => format!("{} functions are", words::number(total)),
        },
        words::number(checked),
        words::number(unchecked),
        words::number(passes),
        words::count(counted.of("early"), "place"),
        words::number(counted.of("dropped")),
        read,
    )
}
