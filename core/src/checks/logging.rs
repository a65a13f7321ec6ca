//! What is written to logs: by level, in which handler, and what of the program goes into it.

use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::names::BindingKind;
use crate::rules::look;
use crate::secret;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, Get, Part, StmtId, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;
use std::fmt::Write as _;
use rustc_hash::FxHashSet;

pub static CHECK: Check = Check {
    id: "logging",
    title: "What is written to logs",
    category: Category::Logging,
    asks: "Does a log hold what its readers must not see: secrets, whole objects, internal details?",
    look: &[Look::Code(places)],
    summary,
};

/// Methods of loggers, with the level that they write.
const LEVELS: &[(&str, &str)] = &[
    ("trace", "trace"),
    ("debug", "debug"),
    ("info", "info"),
    ("success", "info"),
    ("notice", "info"),
    ("warning", "warning"),
    ("warn", "warning"),
    ("error", "error"),
    ("exception", "error"),
    ("critical", "critical"),
    ("fatal", "critical"),
    ("log", "computed"),
];

/// What makes loggers: their last names, whatever the library.
const MAKERS: &[&str] = &["getLogger", "get_logger", "get_task_logger", "getChild", "bind", "wrap_logger", "LoggerAdapter", "KeywordArgumentAdapter"];

/// How deep arguments are looked into.
const DEPTH: u32 = 8;

/// What of the program stands in a message, from least to most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    Value(String),
    Identifier(String),
    Address(String),
    Exception(String),
    Whole(String),
    Secret(String),
}

fn places(seen: &Seen<'_>) -> Vec<Noted> {
    let mut compound = None;
    let calls = seen.calls.iter().filter_map(|call| {
        let level = level(seen, call)?;
        let compound = compound.get_or_insert_with(|| compounds(seen));
        Some(noted(seen, call, level, compound))
    });
    calls.collect()
}

/// The level of a call, where it is one of a logger.
fn level(seen: &Seen<'_>, call: &Called) -> Option<&'static str> {
    let name = call.name?.text();
    let (_, level) = LEVELS.iter().find(|(method, _)| *method == name)?;
    let ExprKind::Attribute { base, .. } = seen.ast()[call.callee].kind else { return None };
    if is_logger(seen, base) { Some(level) } else { None }
}

fn is_logger(seen: &Seen<'_>, receiver: ExprId) -> bool {
    let ast = seen.ast();
    let last = match ast[receiver].kind {
        ExprKind::Name(name) => name.text(),
        ExprKind::Attribute { name, .. } => name.sym.text(),
        ExprKind::Call { function, .. } => match ast[function].kind {
            ExprKind::Name(name) => name.text(),
            ExprKind::Attribute { name, .. } => name.sym.text(),
            _ => return false,
        },
        _ => return false,
    };
    if MAKERS.contains(&last) {
        return true;
    }
    let lower = last.trim_matches('_').to_ascii_lowercase();
    if lower == "log" || lower == "logging" || lower == "logger" || lower.ends_with("_log") || lower.ends_with("logger") {
        // `math.log(x)` and `numpy.log` are functions of a module, not methods of a log.
        return true;
    }
    let Some(variable) = seen.module.names.variable(receiver) else { return false };
    seen.module.names.bindings(variable).iter().any(|binding| match binding.kind {
        BindingKind::Value(value) => match ast[value].kind {
            ExprKind::Call { function, .. } => match ast[function].kind {
                ExprKind::Name(name) => MAKERS.contains(&name.text()),
                ExprKind::Attribute { name, .. } => {
                    matches!(name.sym.text(), "getLogger" | "get_logger" | "get_task_logger")
                }
                _ => false,
            },
            _ => false,
        },
        BindingKind::Import { path, .. } => path.first().text() == "loguru" || path.last().text() == "logger",
        _ => false,
    })
}

fn noted(seen: &Seen<'_>, call: &Called, level: &'static str, compound: &FxHashSet<(u32, &str)>) -> Noted {
    let ast = seen.ast();
    let args = ast.list(call.args);
    let mut shown: Vec<Shown> = Vec::new();
    let skipped = usize::from(level == "computed");
    for arg in args.iter().skip(skipped) {
        match arg.kind {
            ArgKind::Keyword(name) if matches!(name.sym.text(), "exc_info" | "stack_info" | "stacklevel") => {}
            _ => what_is_shown(seen, arg.value, compound, DEPTH, &mut shown),
        }
    }
    shown.sort();
    shown.dedup();
    let mut text = match level {
        "computed" => "Logs at a level that is computed".to_owned(),
        level => format!("Logs at level {level}"),
    };
    if in_handler(ast, call.stmt) {
        text.push_str(" in a handler");
    }
    let named = |name: &str| call.name.is_some_and(|called| called.text() == name);
    if named("exception") || seen.argument(call, usize::MAX, "exc_info").is_some() {
        text.push_str(", with the traceback");
    }
    text.push_str(": ");
    text.push_str(&contents(&shown));
    if let Some(how) = args.get(skipped).and_then(|arg| built(ast, arg.value)) {
        let _ = write!(text, " The text is put together with {how} before the level is looked at.");
    }
    let (status, kind) = match shown.last() {
        Some(Shown::Secret(_)) => (Status::Attention, "secret"),
        Some(Shown::Whole(_)) => (Status::Attention, "whole"),
        Some(Shown::Exception(_)) => (Status::Info, "exception"),
        Some(Shown::Address(_) | Shown::Identifier(_)) => (Status::Info, "identifier"),
        Some(Shown::Value(_)) => (Status::Info, "value"),
        None => (Status::Safe, "text"),
    };
    match kind {
        "secret" => text.push_str(" Does the secret's value go into the log?"),
        "whole" => text.push_str(" Does it hold anything that readers of the log must not see?"),
        _ => {}
    }
    Noted { span: call.span, status, text, kind }
}

/// What stands in a message, the gravest first.
fn contents(shown: &[Shown]) -> String {
    let named = |wanted: fn(&Shown) -> Option<&String>| -> Vec<String> {
        shown.iter().filter_map(wanted).map(|code| format!("`{code}`")).collect()
    };
    let mut parts = Vec::new();
    let mut add = |names: Vec<String>, before: &str, after: &str| {
        if !names.is_empty() {
            parts.push(format!("{before}{}{after}", words::list_of(&names, 4)));
        }
    };
    add(named(|shown| if let Shown::Secret(code) = shown { Some(code) } else { None }), "", ", named as secrets are");
    add(named(|shown| if let Shown::Whole(code) = shown { Some(code) } else { None }), "the whole of ", ", not a part");
    add(named(|shown| if let Shown::Exception(code) = shown { Some(code) } else { None }), "the text of the exception ", "");
    let identifier = |shown: &Shown| matches!(shown, Shown::Identifier(_) | Shown::Address(_));
    let identifiers = shown.iter().filter(|shown| identifier(shown)).map(|shown| match shown {
        Shown::Identifier(code) | Shown::Address(code) => format!("`{code}`"),
        _ => String::new(),
    });
    add(identifiers.collect(), "identifiers or addresses (", ")");
    add(named(|shown| if let Shown::Value(code) = shown { Some(code) } else { None }), "", "");
    if parts.is_empty() { "only text that is written in the code.".to_owned() } else { format!("{}.", parts.join("; ")) }
}

/// What of the program an argument puts into the message.
fn what_is_shown(
    seen: &Seen<'_>,
    expr: ExprId,
    compound: &FxHashSet<(u32, &str)>,
    depth: u32,
    shown: &mut Vec<Shown>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let ast = seen.ast();
    let mut inner = |expr: ExprId| what_is_shown(seen, expr, compound, depth, shown);
    match ast[expr].kind {
        ExprKind::Constant(_) => {}
        ExprKind::FString(parts) | ExprKind::Template(parts) => {
            for part in ast.list(parts) {
                if let Part::Value { value, .. } = part {
                    inner(*value);
                }
            }
        }
        ExprKind::Operation { operands, .. } => ast.list(operands).iter().for_each(|operand| inner(*operand)),
        ExprKind::Bool { operands, .. } => ast.list(operands).iter().for_each(|operand| inner(*operand)),
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => {
            ast.list(items).iter().for_each(|item| inner(*item));
        }
        ExprKind::Dict(pairs) => ast.list(pairs).iter().for_each(|pair| inner(pair.value)),
        ExprKind::Conditional { then, otherwise, .. } => {
            inner(then);
            inner(otherwise);
        }
        ExprKind::Starred(value) | ExprKind::Await(value) => inner(value),
        ExprKind::Call { function, args } => {
            let (name, receiver) = match ast[function].kind {
                ExprKind::Name(name) => (name.text(), None),
                ExprKind::Attribute { base, name } => (name.sym.text(), Some(base)),
                _ => ("", None),
            };
            match name {
                // What they give says nothing of the contents.
                "len" | "type" | "id" | "bool" | "sum" | "round" | "time" | "elapsed" | "isinstance" => {
                    shown.push(Shown::Value(seen.quoted(ast[expr].span)));
                }
                "str" | "repr" | "format" | "join" | "dumps" | "list" | "sorted" | "set" | "dict" | "tuple" | "_"
                | "gettext" | "pformat" | "vars" => {
                    receiver.into_iter().for_each(&mut inner);
                    ast.list(args).iter().for_each(|arg| inner(arg.value));
                }
                // They hide what they are given.
                "mask_password" | "mask_dict_password" | "redact" | "masked" | "sanitize" => shown.push(Shown::Value(seen.quoted(ast[expr].span))),
                // `", ".join(..)` and the like are above; of `port.get("id")` the key says what it is.
                "get" if receiver.is_some() => match ast.list(args).first().and_then(|arg| ast.text_of(arg.value)) {
                    Some(key) => shown.push(by_name(key, seen.quoted(ast[expr].span))),
                    None => shown.push(Shown::Value(seen.quoted(ast[expr].span))),
                },
                _ => shown.push(by_name(name, seen.quoted(ast[expr].span))),
            }
        }
        ExprKind::Subscript { base, index } => match ast.text_of(index) {
            Some(key) => shown.push(by_name(key, seen.quoted(ast[expr].span))),
            None => match ast[base].kind {
                ExprKind::Name(name) => shown.push(by_name(name.text(), seen.quoted(ast[expr].span))),
                _ => shown.push(Shown::Value(seen.quoted(ast[expr].span))),
            },
        },
        // `request.META` holds all that a request says of itself.
        ExprKind::Attribute { name, .. } if OF_REQUESTS.contains(&name.sym.text()) => {
            shown.push(Shown::Whole(seen.quoted(ast[expr].span)));
        }
        ExprKind::Attribute { name, .. } => shown.push(by_name(name.sym.text(), seen.quoted(ast[expr].span))),
        ExprKind::Name(name) => match display(seen, expr) {
            // `args = {"id": port["id"]}` just above
            Some(value) => inner(value),
            None => shown.push(of_name(seen, expr, name.text(), compound)),
        },
        _ => shown.push(Shown::Value(seen.quoted(ast[expr].span))),
    }
}

/// The dict or tuple that is all that a name is ever given.
fn display(seen: &Seen<'_>, expr: ExprId) -> Option<ExprId> {
    let value = look::only_value(seen.module, expr)?;
    matches!(seen.ast()[value].kind, ExprKind::Dict(_) | ExprKind::Tuple(_) | ExprKind::FString(_)).then_some(value)
}

fn of_name(seen: &Seen<'_>, expr: ExprId, name: &str, compound: &FxHashSet<(u32, &str)>) -> Shown {
    let Some(variable) = seen.module.names.variable(expr) else { return by_name(name, name.to_owned()) };
    let bindings = seen.module.names.bindings(variable);
    if bindings.iter().any(|binding| matches!(binding.kind, BindingKind::Exception(_))) {
        return Shown::Exception(name.to_owned());
    }
    match by_name(name, name.to_owned()) {
        Shown::Value(_) if compound.contains(&(variable.0, "")) || WHOLE.contains(&name) => Shown::Whole(name.to_owned()),
        shown => shown,
    }
}

/// What a name says of its value.
fn by_name(name: &str, code: String) -> Shown {
    let parts = secret::words(name);
    let last = parts.last().map_or("", String::as_str);
    let hidden = parts.iter().any(|word| matches!(word.as_str(), "masked" | "redacted" | "tokens" | "hash" | "id" | "ids"));
    if secret::named(name).is_some() && !hidden {
        return Shown::Secret(code);
    }
    match last {
        "id" | "ids" | "uuid" | "uuids" | "guid" | "username" | "login" | "email" | "user" => {
            Shown::Identifier(code)
        }
        "ip" | "ips" | "ipaddr" | "address" | "addresses" | "addr" | "mac" | "macs" | "cidr" | "cidrs" | "host" | "hostname"
        | "url" | "uri" | "endpoint" => Shown::Address(code),
        _ => Shown::Value(code),
    }
}

/// Names of things that hold much.
const WHOLE: &[&str] = &["request", "response", "req", "resp", "payload", "headers", "environ", "cookies", "kwargs", "context"];

/// Attributes that hold a whole part of a request.
const OF_REQUESTS: &[&str] = &["META", "POST", "GET", "COOKIES", "FILES", "headers", "cookies", "environ", "form", "__dict__"];

/// Variables of which the file reads parts by a name: they stand for whole objects and dicts.
fn compounds(seen: &Seen<'_>) -> FxHashSet<(u32, &'static str)> {
    let ast = seen.ast();
    let mut found = FxHashSet::default();
    let mut called = FxHashSet::default();
    for expr in &ast.exprs {
        if let ExprKind::Call { function, .. } = expr.kind {
            called.insert(function);
        }
    }
    for (at, expr) in ast.exprs.iter().enumerate() {
        let base = match expr.kind {
            ExprKind::Subscript { base, index } if ast.text_of(index).is_some() => base,
            ExprKind::Attribute { base, name }
                if !name.sym.text().starts_with("__") && !called.contains(&ExprId(at as u32)) =>
            {
                base
            }
            _ => continue,
        };
        let Some(variable) = seen.module.names.variable(base) else { continue };
        let imported = seen.module.names.bindings(variable).iter().any(|binding| {
            matches!(binding.kind, BindingKind::Import { .. } | BindingKind::Class(_) | BindingKind::Function(_))
        });
        if !imported {
            found.insert((variable.0, ""));
        }
    }
    found
}

/// How a message is put together before the logger sees it.
fn built(ast: &Ast, expr: ExprId) -> Option<&'static str> {
    match ast[expr].kind {
        ExprKind::FString(parts) => {
            ast.list(parts).iter().any(|part| matches!(part, Part::Value { .. })).then_some("an f-string")
        }
        ExprKind::Operation { operands, operators } => {
            let text = ast.list(operands).iter().any(|operand| is_text(ast, *operand));
            let name = match ast.list(operators).first()? {
                crate::syntax::ast::Operator::Modulo => "`%`",
                crate::syntax::ast::Operator::Add => "`+`",
                _ => return None,
            };
            text.then_some(name)
        }
        ExprKind::Call { function, .. } => match ast[function].kind {
            ExprKind::Attribute { base, name } if name.sym.text() == "format" => {
                is_text(ast, base).then_some("`format`")
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_text(ast: &Ast, expr: ExprId) -> bool {
    match ast[expr].kind {
        ExprKind::Call { function, args } => {
            matches!(ast[function].kind, ExprKind::Name(name) if matches!(name.text(), "_" | "gettext"))
                && ast.list(args).first().is_some_and(|arg| ast.text_of(arg.value).is_some())
        }
        ExprKind::FString(_) => true,
        _ => ast.text_of(expr).is_some(),
    }
}

/// Whether a statement stands in an `except`.
fn in_handler(ast: &Ast, stmt: StmtId) -> bool {
    let place = ast[stmt].span;
    ast.ancestors(stmt)
        .take_while(|id| !matches!(ast[*id].kind, StmtKind::Function(_) | StmtKind::Class(_)))
        .any(|id| match ast[id].kind {
            StmtKind::Try { handlers, .. } => ast.list(handlers).iter().any(|handler| handler.span.holds(place)),
            _ => false,
        })
}

fn summary(counted: &Counted<'_>) -> String {
    if counted.all() == 0 {
        return format!("0 log calls in {}.", words::count(counted.searched.calls, "call"));
    }
    let kinds = [
        (counted.of("secret"), "names a secret", "name a secret"),
        (counted.of("whole"), "writes whole objects", "write whole objects"),
        (counted.of("exception"), "writes the text of an exception", "write the text of an exception"),
        (counted.of("identifier"), "writes identifiers or addresses", "write identifiers or addresses"),
        (counted.of("value"), "writes other values", "write other values"),
        (counted.of("text"), "writes nothing but text of the code", "write nothing but text of the code"),
    ];
    format!("{}: {}.", words::count(counted.all(), "log call"), words::kinds(&kinds))
}
