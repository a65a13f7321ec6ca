//! What is read of what an operator set: configuration, environment, settings; and how it is used where it is read.

use super::uses::{Parents, Use, used};
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::{PathId, Sym};
use crate::models::Role;
use crate::secret;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;
use std::fmt::Write as _;

pub static CHECK: Check = Check {
    id: "configuration",
    title: "What is read of the configuration and the environment",
    category: Category::Configuration,
    asks: "Which settings decide what the code does, how is each used, and is a wrong value noticed?",
    look: &[Look::Code(places)],
    summary,
};

/// Words in names of settings on which security depends.
const SWITCHES: &[&str] = &[
    "debug", "insecure", "verify", "ssl", "tls", "auth", "authentication", "authorization", "firewall", "security", "secure",
    "csrf", "cors", "password", "secret", "token", "credentials", "encryption", "encrypt", "policy", "acl", "permissions",
    "rootwrap", "sudo", "allowed", "trusted", "antispoofing", "cert", "certificate", "ca", "securitygroup", "stateless", "https",
];

/// Methods of configuration objects that give a value by its name; what follows the name may be its default.
const GETTERS: &[&str] = &["get", "getenv", "getboolean", "getint", "getfloat", "getlist", "getbool"];

/// One read.
struct Read {
    /// The whole of it: `cfg.CONF.ml2.type_drivers`, `os.environ["HOME"]`, `os.getenv("X", "1")`.
    expr: ExprId,
    /// What is read, in the words of the code.
    what: String,
    default: Option<ExprId>,
    environment: bool,
}

fn places(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut parents = None;
    let mut found = Vec::new();
    // Most names are none of them, and need no search.
    let speak: Vec<Sym> = ast.names.iter().copied().filter(|name| speaks_of_settings(name.text())).collect();
    let exprs = if speak.is_empty() { 0 } else { ast.exprs.len() as u32 };
    for at in 0..exprs {
        let expr = ExprId(at);
        // Cheap first: only what may begin such a read.
        let Some(path) = root(seen, &speak, expr) else { continue };
        let parents = parents.get_or_insert_with(|| Parents::of(ast));
        if let Some(read) = read(seen, parents, expr, path) {
            found.push(noted(seen, parents, &read));
        }
    }
    // Calls of accessors: `ovn_conf.is_ovn_metadata_enabled()`.
    for call in &seen.calls {
        let Some(path) = call.path else { continue };
        if call.given.is_some() || !seen.is(call, Role::Configuration) || is_registration(path) {
            continue;
        }
        let parents = parents.get_or_insert_with(|| Parents::of(ast));
        let getenv = path.is("os.getenv");
        let default = getenv.then(|| seen.argument(call, 1, "default")).flatten();
        let what = seen.quoted(call.span);
        found.push(noted(seen, parents, &Read { expr: call.expr, what, default, environment: getenv }));
    }
    // `getattr(settings, "TIMEOUT", 30)`
    for call in seen.calls.iter().filter(|call| call.receiver.is_none() && call.name.is_some_and(|name| name.text() == "getattr")) {
        let Some((object, name)) = seen.argument(call, 0, "").zip(seen.argument(call, 1, "")) else { continue };
        let Some(name) = ast.text_of(name).filter(|_| root(seen, &speak, object).is_some()) else { continue };
        let parents = parents.get_or_insert_with(|| Parents::of(ast));
        let what = format!("{}.{name}", seen.quoted(ast[object].span));
        let default = seen.argument(call, 2, "");
        found.push(noted(seen, parents, &Read { expr: call.expr, what, default, environment: false }));
    }
    found.sort_by_key(|noted| noted.span);
    found.dedup_by_key(|noted| noted.span);
    found
}

/// `register_opts` and the like tell what there may be; they read nothing.
fn is_registration(path: PathId) -> bool {
    let name = path.last().text();
    // A class makes what holds it.
    name.starts_with(char::is_uppercase) || ["register", "add_", "list_", "setup", "init", "import_", "set_", "clear", "reload", "parse"].iter().any(|start| name.starts_with(start))
}

/// The path of an object that holds configuration, where an expression is one.
fn root(seen: &Seen<'_>, speak: &[Sym], expr: ExprId) -> Option<PathId> {
    let name = match seen.ast()[expr].kind {
        ExprKind::Name(name) => name,
        ExprKind::Attribute { name, .. } => name.sym,
        _ => return None,
    };
    if !speak.contains(&name) {
        return None;
    }
    let path = seen.path(expr)?;
    seen.expr_is(expr, Role::Configuration).then_some(path)
}

/// Whether a name may be one of an object that holds configuration, whatever the alias.
fn speaks_of_settings(name: &str) -> bool {
    let bare = name.trim_matches('_');
    let whole = |word: &str| bare.eq_ignore_ascii_case(word);
    let bytes = bare.as_bytes();
    // Asked of every name of a file: most letters begin none of these.
    let within = (0..bytes.len()).any(|at| {
        let word: &[u8] = match bytes.get(at).map(u8::to_ascii_lowercase) {
            Some(b'c') => b"conf",
            Some(b'e') => b"environ",
            Some(b's') => b"settings",
            _ => return false,
        };
        bytes.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    });
    within || whole("cfg") || whole("parser")
}

/// The read that begins at the object that holds it all.
fn read(seen: &Seen<'_>, parents: &Parents, root: ExprId, path: PathId) -> Option<Read> {
    let ast = seen.ast();
    let environment = path.text().starts_with("os.environ");
    let mut at = root;
    let mut default = None;
    while let Some(parent) = parents.get(at) {
        match ast[parent].kind {
            ExprKind::Attribute { base, name } if base == at => {
                let called = parents.get(parent).filter(
                    |call| matches!(ast[*call].kind, ExprKind::Call { function, .. } if function == parent),
                );
                let Some(call) = called else {
                    at = parent;
                    continue;
                };
                let called = seen.call(call)?;
                // `CONF.ovn.get("x")` reads `x`; `CONF.base_mac.split(":")` reads `base_mac` and splits it;
                // `CONF.register_opts(..)` reads nothing; `os.environ.copy()` reads all.
                let name = name.sym.text();
                if GETTERS.contains(&name) {
                    default = seen.argument(called, 1, "default").or_else(|| seen.argument(called, usize::MAX, "fallback"));
                    at = call;
                } else if at == root && !matches!(name, "copy" | "items" | "keys" | "values") {
                    return None;
                } else if at == root {
                    at = call;
                }
                break;
            }
            ExprKind::Subscript { base, .. } if base == at => {
                at = parent;
                // `CONF["group"]["name"]` goes on, `os.environ["PATH"][0]` does not.
                if environment {
                    break;
                }
            }
            _ => break,
        }
    }
    if at == root {
        // `CONF = cfg.CONF` and `from x import settings` are no reads; what they are passed to may read all.
        return None;
    }
    if used(ast, parents, at) == Use::Written {
        return None;
    }
    Some(Read { expr: at, what: seen.quoted(ast[at].span), default, environment })
}

fn noted(seen: &Seen<'_>, parents: &Parents, read: &Read) -> Noted {
    let ast = seen.ast();
    let span = ast[read.expr].span;
    let how = used(ast, parents, read.expr);
    let used = words_of(seen, parents, how, read.expr);
    let from = if read.environment { "the environment" } else { "the configuration" };
    let mut text = format!("Reads `{}` from {from}; {used}.", read.what);
    let switch = is_switch(&read.what);
    let secret = last_word(&read.what).is_some_and(|name| secret::named(&name).is_some());
    let mut status = Status::Info;
    let mut kind = if read.environment { "environment" } else { "setting" };
    if let Some(default) = read.default {
        let written = seen.quoted(ast[default].span);
        let _ = write!(text, " Without it, `{written}` holds.");
        let is_text = ast.text_of(default).is_some_and(|text| !text.is_empty());
        if secret && is_text {
            status = Status::Attention;
            text.push_str(" A secret with a default is known to everybody who reads the code: is it ever used?");
        } else if switch && is_open(&read.what, &written) {
            status = Status::Attention;
            text.push_str(" Is that what should hold when nobody set it?");
        }
    }
    if how == Use::Compared {
        status = status.max(Status::Safe);
        kind = if read.environment { "environment" } else { "compared" };
    }
    if switch && status != Status::Attention {
        text.push_str(" By its name security depends on it: its default and its value where this runs would be needed.");
        status = Status::Undecided;
        if !read.environment {
            kind = "switch";
        }
    }
    Noted { span, status, text, kind }
}

fn words_of(seen: &Seen<'_>, parents: &Parents, how: Use, expr: ExprId) -> String {
    let ast = seen.ast();
    match how {
        Use::Tested => "it is only tested for truth".to_owned(),
        Use::Compared => "it is compared here".to_owned(),
        Use::Passed(call) => match ast[call].kind {
            ExprKind::Call { function, .. } if converts(&seen.quoted(ast[function].span)) => {
                format!("it goes through `{}`, which raises where it can make nothing of it", seen.quoted(ast[function].span))
            }
            ExprKind::Call { function, .. } => {
                format!("it is passed on to `{}` as it is, not checked here", seen.quoted(ast[function].span))
            }
            _ => "it is passed on as it is, not checked here".to_owned(),
        },
        Use::Formatted => "it is put into a text as it is".to_owned(),
        Use::Calculated => "it is calculated with, not checked here".to_owned(),
        Use::Method(name) => format!("`{}` is called on it, not checked before", name.text()),
        Use::Item => "a part of it is read".to_owned(),
        Use::Stored => match kept_in(seen, parents, expr) {
            Some((name, line, true)) => format!("it is assigned to `{name}`, which is compared or tested on line \
             {line}"),
            Some((name, line, false)) => format!("it is assigned to `{name}`, first used on line {line}, and not \
             compared here"),
            None => "it is kept as it is, not checked here".to_owned(),
        },
        Use::Returned => "it is given on to the caller as it is".to_owned(),
        Use::Iterated => "it is walked over, not checked here".to_owned(),
        Use::Dropped => "the value is dropped".to_owned(),
        Use::Written | Use::Other => "it is not checked here".to_owned(),
    }
}

/// Whether a call refuses what it cannot convert.
fn converts(callee: &str) -> bool {
    matches!(callee, "int" | "float" | "Decimal" | "decimal.Decimal" | "UUID" | "uuid.UUID" | "json.loads" | "ipaddress.ip_address" | "ipaddress.ip_network")
}

/// The name that a read value is given, the line of its first use, and whether it is compared or tested somewhere:
/// then the line of that.
fn kept_in(seen: &Seen<'_>, parents: &Parents, expr: ExprId) -> Option<(&'static str, u32, bool)> {
    let ast = seen.ast();
    let StmtKind::Assign { targets, value } = ast[ast[expr].stmt].kind else { return None };
    let ([target], true) = (ast.list(targets), value == expr) else { return None };
    let ExprKind::Name(name) = ast[*target].kind else { return None };
    let variable = seen.module.names.variable(*target)?;
    let uses = seen.module.names.uses.iter().enumerate();
    let uses = uses.filter(|(_, of)| **of == Some(variable)).map(|(at, _)| ExprId(at as u32));
    // `x = a` in one branch and `x = b` in the other: neither is a use.
    let read = |at: &ExprId| used(ast, parents, *at) != Use::Written;
    let mut uses: Vec<ExprId> = uses.filter(|at| at != target && read(at)).collect();
    uses.sort_by_key(|at| ast[*at].span);
    let checks = |at: &&ExprId| matches!(used(ast, parents, **at), Use::Compared | Use::Tested);
    let line = |at: &ExprId| seen.line(ast[*at].span);
    let checked = uses.iter().find(checks).map(|at| (name.text(), line(at), true));
    checked.or_else(|| uses.first().map(|at| (name.text(), line(at), false)))
}

/// The last name in a read: `SECRET_KEY` of `os.environ.get("SECRET_KEY", "")`.
fn last_word(what: &str) -> Option<String> {
    let quoted = what.split(['"', '\'']).nth(1);
    let last = quoted.or_else(|| what.trim_end_matches("()").rsplit('.').next())?;
    Some(last.to_owned())
}

fn is_switch(what: &str) -> bool {
    let mut names: Vec<String> = Vec::new();
    if let Some(quoted) = what.split(['"', '\'']).nth(1) {
        names.extend(secret::words(quoted));
    } else {
        for part in what.trim_end_matches("()").split('.').skip(1) {
            names.extend(secret::words(part));
        }
    }
    names.iter().any(|word| SWITCHES.contains(&word.as_str()))
}

/// Whether a default leaves open what a switch would close: `DEBUG` on, `VERIFY` off.
fn is_open(what: &str, default: &str) -> bool {
    let value = default.trim_matches(['"', '\'']).to_ascii_lowercase();
    let on = matches!(value.as_str(), "1" | "true" | "yes" | "on" | "*");
    let off = matches!(value.as_str(), "0" | "false" | "no" | "off" | "none" | "");
    let name = last_word(what).unwrap_or_default().to_ascii_lowercase();
    let opens = ["debug", "insecure", "allow", "disable", "skip", "no_"].iter().any(|word| name.contains(word));
    let closes = ["verify", "ssl", "tls", "auth", "secure", "csrf", "encrypt"].iter().any(|word| name.contains(word));
    (opens && on) || (closes && !opens && off)
}

fn summary(counted: &Counted<'_>) -> String {
    let environment = counted.of("environment");
    let attention = counted.with(Status::Attention);
    let mut text = format!(
        "The configuration is read at {} and the environment at {}; the value is compared where it is read at {}, and the name \
         is that of a switch on which security depends at {}.",
        words::count(counted.all() - environment, "place"),
        words::number(environment),
        words::number(counted.of("compared")),
        words::number(counted.of("switch")),
    );
    if attention > 0 {
        let _ = write!(text, " At {} a default leaves something open or known.", words::count(attention, "place"));
    }
    text
}
