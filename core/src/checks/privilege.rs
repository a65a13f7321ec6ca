//! Where the program takes more rights than its caller has, what of that a request reaches, and which functions that the
//! outside calls ask for a right.

use super::seen::Called;
use super::entries::{self, Entry};
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::project::{FunctionRef, Project};
use crate::syntax::ast::{ArgKind, ExprKind, FuncId, Get};
use crate::vocabulary::{Category, Source};
use crate::words;
use std::fmt::Write as _;
use rustc_hash::FxHashSet;

pub static CHECK: Check = Check {
    id: "privilege",
    title: "Where rights are raised, and where they are asked for",
    category: Category::AccessControl,
    asks: "Does the code act with more rights than who asked for it, and is the right asked for before?",
    look: &[Look::Code(elevations), Look::Code(authorized)],
    summary,
};

/// How far callers are followed.
const DEPTH: usize = 12;

fn elevations(seen: &Seen<'_>) -> Vec<Noted> {
    let calls = seen.calls.iter().filter_map(|call| Some((call, elevation(seen, call)?)));
    calls.map(|(call, how)| noted(seen, call, &how)).collect()
}

/// In what way a call takes more rights; none where it does not.
fn elevation(seen: &Seen<'_>, call: &Called) -> Option<String> {
    let ast = seen.ast();
    if seen.is(call, Role::Elevates) {
        let name = call.name.map_or("", |name| name.text());
        let does = match name {
            "elevated" => "gives a request the rights of an administrator",
            name if name.contains("admin") => "gives the rights of an administrator",
            _ => "changes whose rights the process has",
        };
        return Some(format!("`{}` {does}", seen.callee(call)));
    }
    let by_argument = ast.list(call.args).iter().find(|arg| match arg.kind {
        ArgKind::Keyword(name) => {
            matches!(name.sym.text(), "run_as_root" | "as_root" | "sudo" | "become" | "privileged" | "use_sudo")
                && !matches!(seen.quoted(ast[arg.value].span).as_str(), "False" | "None" | "0")
        }
        _ => false,
    });
    if let Some(arg) = by_argument {
        let ArgKind::Keyword(name) = arg.kind else { return None };
        let value = seen.quoted(ast[arg.value].span);
        return Some(format!("`{}` is called with `{}={value}`", seen.callee(call), name.sym.text()));
    }
    // `subprocess.run(["sudo", ..])`, `os.system("sudo ..")`
    let first = ast.list(call.args).first()?.value;
    let program = match ast[first].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => ast.text_of(*ast.list(items).first()?)?,
        _ => ast.text_of(first)?.split_whitespace().next()?,
    };
    let runs = call.name.is_some_and(|name| {
        matches!(
            name.text(),
            "run" | "call" | "check_call" | "check_output" | "Popen" | "system" | "popen" | "execute" | "run_command" | "execvp"
                | "create_subprocess_exec" | "create_subprocess_shell" | "getoutput" | "getstatusoutput"
        )
    });
    let raises = matches!(program.rsplit('/').next(), Some("sudo" | "su" | "doas" | "pkexec" | "runuser"));
    (runs && raises).then(|| format!("`{}` runs a program with `{program}`", seen.callee(call)))
}

fn noted(seen: &Seen<'_>, call: &Called, how: &str) -> Noted {
    let reached = call.function.and_then(|function| {
        reached_from(seen.project, FunctionRef { file: seen.file, function })
    });
    match reached {
        Some((entry, kind)) => {
            let name = seen.project.module(entry.file).ast[entry.function].name;
            let name = name.map_or("a lambda", |name| name.sym.text());
            let here = call.function == Some(entry.function) && entry.file == seen.file;
            let way = if here { format!("in `{name}`, {kind}") } else { format!("reached from `{name}`, {kind}") };
            Noted::attention(
                call.span,
                format!("{how}, {way}: is the right of whoever asked looked at before, and are the raised rights \
                 used for no more than is needed?"),
            )
            .of("reached")
        }
        None => {
            Noted::info(call.span, format!("{how}; as far as these files show, no request leads here.")).of("elevation")
        }
    }
}

/// A function that the outside calls and from which a function is called, and what kind of one it is.
fn reached_from(project: &Project, function: FunctionRef) -> Option<(FunctionRef, &'static str)> {
    let mut known = FxHashSet::from_iter([function]);
    let mut now = vec![function];
    for _ in 0..DEPTH {
        let found = now.iter().find_map(|function| {
            let entry = entries::entry(project, *function).filter(|entry| entry.is_request())?;
            Some((*function, entry.words()))
        });
        if found.is_some() {
            return found;
        }
        let mut next = Vec::new();
        for function in &now {
            for site in project.callers_of(*function) {
                let caller = site.caller.function.map(|id| FunctionRef { file: site.caller.file, function: id });
                next.extend(caller.filter(|caller| known.insert(*caller)));
            }
            // A function within another runs when that one does.
            let parent = project.module(function.file).ast[function.function].parent;
            let parent = parent.map(|id| FunctionRef { file: function.file, function: id });
            next.extend(parent.filter(|parent| known.insert(*parent)));
        }
        if next.is_empty() {
            return None;
        }
        now = next;
    }
    None
}

/// Functions that a request calls: which of them ask for a right by a decorator, in their class, or by a call.
fn authorized(seen: &Seen<'_>) -> Vec<Noted> {
    let requests: Vec<FuncId> = seen
        .entries()
        .iter()
        .filter(|(_, entry)| {
            matches!(entry, Entry::Handler(Source::Request) | Entry::Declared(Source::Request))
        })
        .map(|(function, _)| *function)
        .collect();
    let asks: Vec<Option<String>> = requests.iter().map(|function| asks(seen, *function)).collect();
    let with = asks.iter().flatten().count();
    let each = requests.iter().zip(&asks);
    each.map(|(function, asks)| {
        let (span, name) = (seen.head(*function), seen.function_name(*function));
        match asks {
            Some(how) => Noted::safe(span, format!("`{name}` answers requests and asks for a right: \
             {how}.")).of("asks"),
            None if with > 0 => Noted::attention(
                span,
                format!(
                    "`{name}` answers requests and asks for no right here, while {} in this file {}: is it meant \
                     for everybody?",
                    words::count(with, "other"),
                    if with == 1 { "does" } else { "do" }
                ),
            )
            .of("open"),
            None => Noted::undecided(
                span,
                format!(
                    "`{name}` answers requests and no right is asked for here: whether something before it does (middleware, a \
                     gateway) is not in these files."
                ),
            )
            .of("open"),
        }
    })
    .collect()
}

/// How a function asks for a right.
fn asks(seen: &Seen<'_>, function: FuncId) -> Option<String> {
    let ast = seen.ast();
    let definition = ast[function];
    for decorator in ast.list(definition.decorators) {
        let code = seen.quoted(ast[*decorator].span);
        if speaks_of_rights(&code) || seen.decorated(function, Role::Authorizes) == Some(*decorator) {
            return Some(format!("`@{code}`"));
        }
    }
    // FastAPI: `user: User = Depends(get_current_user)`
    for param in ast.list(definition.params) {
        let written = [param.default, param.annotation].into_iter().flatten().map(|expr| ast[expr].span);
        for span in written {
            let code = seen.quoted(span);
            if (code.contains("Depends(") || code.contains("Security(")) && speaks_of_rights(&code) {
                return Some(format!("`{code}`"));
            }
        }
    }
    if let Some(class) = definition.class {
        for arg in ast.list(ast[class].args) {
            let code = seen.quoted(ast[arg.value].span);
            if code.contains("LoginRequired") || code.contains("PermissionRequired") || code.contains("UserPassesTest") {
                return Some(format!("its class inherits from `{code}`"));
            }
        }
        let body = ast.list(ast[class].body);
        let of_class = body.iter().find_map(|stmt| {
            let code = seen.module.file.slice(ast[*stmt].span).lines().next().unwrap_or("");
            let name = code.split('=').next().unwrap_or("").trim();
            matches!(name, "permission_classes" | "permission_required" | "required_permissions" | "decorators" | "method_decorators")
                .then(|| crate::rules::say::quoted(code))
        });
        if let Some(code) = of_class {
            return Some(format!("its class says `{code}`"));
        }
    }
    let mut calls = seen.calls_within(definition.span);
    let call = calls.find(|call| {
        seen.is(call, Role::Authorizes)
            || call.name.is_some_and(|name| {
                let name = name.text();
                (name.starts_with("check_") || name.starts_with("require") || name.starts_with("assert_") || name.starts_with("enforce"))
                    && speaks_of_rights(name)
                    || matches!(name, "has_perm" | "has_perms" | "has_permission" | "abort_unless_authorized" | "enforce" | "authorize" | "has_object_permission")
            })
    })?;
    Some(format!("`{}` on line {}", seen.quoted(call.span), seen.line(call.span)))
}

/// Whether a name or a decorator is one that asks who somebody is or what he may.
fn speaks_of_rights(code: &str) -> bool {
    let lower = code.to_ascii_lowercase();
    if lower.contains("exempt") || lower.contains("allowany") || lower.contains("allow_any") {
        return false;
    }
    [
        "login_required", "permission", "authenticated", "authoriz", "authoris", "auth_required", "requires_auth", "requires_login",
        "requires_scope", "roles_required", "role_required", "requires_role", "admin_required", "staff_member", "superuser",
        "current_user", "current_active_user", "jwt_required", "token_required", "user_passes_test", "require_auth", "require_user",
        "require_login", "verify_token", "get_user", "policy", "api_key", "scopes", "acl", "admin", "basic_auth", "access",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn summary(counted: &Counted<'_>) -> String {
    let reached = counted.of("reached");
    let elevations = reached + counted.of("elevation");
    let (asks, open) = (counted.of("asks"), counted.of("open"));
    let mut text = format!(
        "Of {}, {} act with raised rights, {} of them in or below functions that requests lead to.",
        words::count(counted.searched.calls, "call"),
        words::number(elevations),
        words::number(reached),
    );
    if asks + open == 0 {
        text.push_str(" No function of these files is known to answer requests directly, so none was looked at \
         for whom it lets in.");
    } else {
        let _ = write!(text, 
            " Of {}, {} ask for a right in these files.",
            match asks + open {
                1 => "1 function that answers requests".to_owned(),
                total => format!("{} functions that answer requests", words::number(total)),
            },
            words::number(asks),
        );
    }
    text
}
