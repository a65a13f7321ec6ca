//! Which functions take data from outside, and what checks it there: validators in their order, ways out before them,
//! results of theirs that are dropped.

use super::entries::Entry;
use super::followed::Outcome;
use super::seen::Called;
use super::declared::{declared, made_for, options, takes_any_text};
use super::parts::{Part, Read, held, parts, tests};
use super::refusals::Refusals;
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::{Models, Role};
use crate::project::{Caller, FunctionRef};
use crate::syntax::ast::{ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Source};
use crate::words;
use rustc_hash::{FxHashMap, FxHashSet};

pub static CHECK: Check = Check {
    id: "outside-input",
    title: "What takes data from outside, and what checks it",
    category: Category::InputValidation,
    asks: "Where does data come in, is it checked before it is used, and does a check that fails stop it?",
    look: &[Look::Code(functions), Look::Code(reads), Look::Code(options)],
    summary,
};

/// How many parts of a parameter a sentence names.
const NAMED: usize = 5;

fn functions(seen: &Seen<'_>) -> Vec<Noted> {
    let (mut noted, mut raising) = (Vec::new(), FxHashMap::default());
    if seen.entries().is_empty() {
        return noted;
    }
    let (returns, parts, tests, refusals) = (returns(seen), parts(seen), tests(seen), Refusals::of(seen));
    for (function, entry) in seen.entries().iter().copied() {
        let validators: Vec<&Called> = validators(seen, function, &mut raising);
        let held = held(seen, function);
        let read = parts.get(&function).map_or(&[][..], Vec::as_slice);
        let tests = tests.get(&function).map_or(&[][..], Vec::as_slice);
        let read = Read::of(seen, &held, read, tests);
        // What is called a validator and raises is one.
        let named = is_validator(seen.function_name(function)).then(|| raises(seen, FunctionRef { file: seen.file, function }));
        let refuses = refusals.at(seen, function, &held).or_else(|| named.flatten());
        noted.push(of_function(seen, (function, entry), &validators, &read, refuses));
        noted.extend(validators.iter().map(|call| of_validator(seen, function, call, &mut raising)));
        for (place, test) in returns.get(&function).into_iter().flatten().copied() {
            let behind: Vec<String> = validators
                .iter()
                .filter(|call| call.span.start > place.end)
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
    noted.extend(helpers(seen, &parts, &tests));
    noted
}

/// Functions that are passed on what a function takes that the outside calls, and read it by key.
fn helpers(
    seen: &Seen<'_>,
    parts: &FxHashMap<FuncId, Vec<Part>>,
    tests: &FxHashMap<FuncId, Vec<Span>>,
) -> Vec<Noted> {
    let ast = seen.ast();
    let entries: FxHashSet<FuncId> = seen.entries().iter().map(|(function, _)| *function).collect();
    let mut noted = Vec::new();
    for at in 0..ast.functions.len() as u32 {
        let function = FuncId(at);
        let Some(parts) = parts.get(&function).filter(|_| !entries.contains(&function)) else { continue };
        let sites = seen.project.callers_of(FunctionRef { file: seen.file, function });
        let passes = sites.iter().find_map(|site| {
            let caller = site.caller.function.filter(|caller| site.caller.file == seen.file && entries.contains(caller))?;
            let call = seen.call(site.call)?;
            let held = held(seen, caller);
            let passed = ast.list(call.args).iter().any(|arg| {
                seen.module.names.variable(arg.value).is_some_and(|variable| held.contains(&variable))
            });
            passed.then_some((caller, call))
        });
        let Some((caller, call)) = passes else { continue };
        let tests = tests.get(&function).map_or(&[][..], Vec::as_slice);
        let read = Read::of(seen, &held(seen, function), parts, tests);
        let name = seen.function_name(function);
        if !read.by_key || is_validator(name) || may_validate(name) {
            continue;
        }
        noted.push(
            Noted::info(
                seen.head(function),
                format!(
                    "`{name}` is passed by `{}` (line {}) what that takes: {}, and no validator is called here.",
                    seen.function_name(caller),
                    seen.line(call.span),
                    read.words()
                ),
            )
            .of("helper"),
        );
    }
    noted
}

fn of_function(
    seen: &Seen<'_>,
    (function, entry): (FuncId, Entry),
    validators: &[&Called],
    read: &Read,
    refuses: Option<u32>,
) -> Noted {
    let span = seen.head(function);
    let name = seen.function_name(function);
    let reads = read.words();
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
    match (called.as_slice(), read.parts.as_slice()) {
        // It is a validator itself.
        ([], _) if let Some(line) = refuses => Noted::info(
            span,
            format!("{takes}: {}; it refuses what it finds wrong itself (line {line}).", read.named()),
        )
        .of("refuses"),
        ([], _) if let Some(declared) = declared(seen, function).filter(|_| matches!(entry, Entry::Declared(_))) => {
            let text = format!("{takes}: {reads}; the framework refuses what is not of the types that are declared ({declared})");
            if takes_any_text(seen, function) {
                unchecked(seen, function, &format!("{text}, and any text is of one"), "unchecked")
            } else {
                Noted::safe(span, format!("{text}.")).of("typed")
            }
        }
        ([], _) if let Some(makers) = made_for(seen, function).filter(|_| matches!(entry, Entry::Declared(_))) => Noted::info(
            span,
            format!("{takes}: {reads}; all that it is given is made by {makers}, and is checked there or nowhere."),
        )
        .of("passes"),
        ([], []) => Noted::info(span, format!("{takes}: {reads}, and no validator is called.")).of("passes"),
        ([], _) if helper => Noted::info(
            span,
            format!("{takes}: {reads}, and no validator is called here; it is called {} in these files.", words::count(callers.len(), "time")),
        )
        .of("unchecked"),
        // Nobody is before it but a framework.
        ([], _) if matches!(entry, Entry::Handler(_) | Entry::Declared(_)) => {
            unchecked(seen, function, &format!("{takes}: {reads}, and no validator is called here"), "direct")
        }
        // What only others call is evaluated with what they pass.
        ([], _) if !callers.is_empty() => Noted::undecided(
            span,
            format!(
                "{takes}: {reads}, and no validator is called here; whether its caller checked them is not in these files."
            ),
        )
        .of("unchecked"),
        ([], _) => unchecked(seen, function, &format!("{takes}: {reads}, and no validator is called here"), "unchecked"),
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

/// What becomes of data that is not checked where a function takes it.
fn unchecked(seen: &Seen<'_>, function: FuncId, text: &str, kind: &'static str) -> Noted {
    let span = seen.head(function);
    let noted = match seen.outcome(function) {
        Outcome::Harms(at) => {
            Noted::attention(span, format!("{text}; followed through these files, it reaches what it may do harm at as it came ({at})."))
        }
        Outcome::Passes(at) => Noted::undecided(
            span,
            format!("{text}; followed through these files, it reaches what it may do harm at ({at}), and whether its caller checked it is not in these files."),
        ),
        Outcome::Harmless(at) => Noted::safe(
            span,
            format!("{text}; followed through these files, it is made harmless or checked wherever it could do harm ({at})."),
        ),
        Outcome::Nothing => Noted::info(
            span,
            format!("{text}; followed through these files, it reaches nothing that is known to do harm with it."),
        ),
        Outcome::Unknown => {
            Noted::undecided(span, format!("{text}, and it was not followed to its end: whether it does harm is not seen here."))
        }
    };
    noted.of(kind)
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
            // `return User.model_validate(row)` makes the answer.
            if is_answer(seen, call) {
                return false;
            }
            seen.is(call, Role::Validates)
                || is_validator(name.text())
                // What else is said to check may only ask; a function that raises refuses.
                || call.dropped
                    && may_validate(name.text())
                    && call.given.is_some_and(|given| raising.entry(given).or_insert_with(|| raises(seen, given)).is_some())
        })
        .collect()
}

/// Whether a call makes what is returned.
fn is_answer(seen: &Seen<'_>, call: &Called) -> bool {
    matches!(seen.ast()[call.stmt].kind, StmtKind::Return(_)) && call.name.is_some_and(|name| name.text() == "model_validate")
}

/// Whether a function is one that checks something, by its name.
fn is_validator(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    let starts = ["validate", "sanitize", "is_valid", "full_clean", "assert_valid"];
    starts.iter().any(|start| name.starts_with(start)) || name.ends_with("_validate") || name.ends_with("_is_valid") || name.ends_with("_and_valid")
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

/// Where data of the command line, of requests, files and the like is read.
fn reads(seen: &Seen<'_>) -> Vec<Noted> {
    let models = Models::get();
    let mut noted = Vec::new();
    let mut add = |span: Span, source: Source, what: &str| {
        if matches!(source, Source::Caller | Source::Environment | Source::Database | Source::Predictable) {
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
    let (checked, passes) = (counted.of("checked"), counted.of("passes"));
    let unchecked = counted.of("unchecked") + counted.of("direct");
    let (refuses, typed) = (counted.of("refuses"), counted.of("typed"));
    let read = words::number(counted.of("read"));
    let total = unchecked + checked + refuses + typed + passes;
    if total == 0 {
        return format!(
            "0 of {} are known to be called from outside; requests, the command line, files and the like are read at {read}.",
            words::count(counted.searched.functions, "function"),
        );
    }
    let called = match total {
        1 => "1 function is".to_owned(),
        total => format!("{} functions are", words::number(total)),
    };
    let kinds = [
        (checked, "calls a validator", "call a validator"),
        (refuses, "refuses after a test of its own", "refuse after a test of their own"),
        (typed, "is given only what fits declared types", "are given only what fits declared types"),
        (
            unchecked,
            "reads parts of what it is given without a check in these files",
            "read parts of what they are given without a check in these files",
        ),
        (passes, "reads none of it by name", "read none of it by name"),
    ];
    let validators = match checked {
        0 => String::new(),
        _ => format!(
            " A `return` before a validator stands at {}; validators whose result is dropped are called at {}.",
            words::count(counted.of("early"), "place"),
            words::number(counted.of("dropped"))
        ),
    };
    format!(
        "{called} called from outside or passed a `context`: {}.{validators} Requests, the command line, files and the like are \
         read directly at {}.",
        words::kinds(&kinds),
        words::count(counted.of("read"), "place"),
    )
}
