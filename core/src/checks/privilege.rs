//! Where the program takes more rights than its caller has, what of that a request reaches, and which functions that the
//! outside calls ask for a right.

use super::seen::{Called, last_name};
use super::entries::{self, Entry};
use super::{Check, Counted, Look, Noted, Seen};
use crate::models::Role;
use crate::project::{FunctionRef, Project};
use crate::rules::look;
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, FuncId, Get};
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
    // Asked once for all.
    let before = if requests.is_empty() { None } else { before_request(seen) };
    let asks: Vec<Option<String>> =
        requests.iter().map(|function| asks(seen, *function).or_else(|| before.clone())).collect();
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
        if decorator_asks(seen, *decorator) || seen.decorated(function, Role::Authorizes) == Some(*decorator) {
            return Some(format!("`@{code}`"));
        }
        if let Some(asked) = dependencies(seen, *decorator) {
            return Some(format!("`{asked}` of its route"));
        }
        if let Some((router, asked)) = of_router(seen, *decorator) {
            return Some(format!("`{router}` asks it of every request, by `{asked}`"));
        }
    }
    // FastAPI: `user: User = Depends(get_current_user)`, `current_user: CurrentUser`
    for param in ast.list(definition.params) {
        for expr in [param.default, param.annotation].into_iter().flatten() {
            let code = seen.quoted(ast[expr].span);
            let is_user = ["CurrentUser", "CurrentActiveUser", "CurrentAdmin", "CurrentSuperuser"].contains(&code.as_str());
            if is_user || depends(seen, expr).is_some() {
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

/// Whether a decorator asks, by the names of what is called and of its arguments: what stands in its texts is an
/// address or a title.
fn decorator_asks(seen: &Seen<'_>, decorator: ExprId) -> bool {
    let ast = seen.ast();
    let (named, args) = match ast[decorator].kind {
        ExprKind::Call { function, args } => (function, ast.list(args)),
        _ => (decorator, &[][..]),
    };
    let whole = seen.quoted(ast[named].span);
    // Of `@admin.route(..)` the last name says what is done; `@admin_permission.require()` asks by both.
    let last = whole.rsplit('.').next().unwrap_or(&whole);
    let name = if matches!(last, "require" | "requires" | "test" | "protected") { whole.as_str() } else { last };
    let mut keys = args.iter().filter_map(|arg| match arg.kind {
        ArgKind::Keyword(key) => Some(key.sym.text()),
        _ => None,
    });
    let wraps = name == "method_decorator";
    speaks_of_rights(name)
        || keys.any(|key| matches!(key, "permission" | "permissions" | "permission_classes" | "auth" | "auth_required"))
        || wraps && args.iter().any(|arg| speaks_of_rights(&seen.quoted(ast[arg.value].span)))
}

/// What of `dependencies=[Depends(require_admin)]` asks for a right.
fn dependencies(seen: &Seen<'_>, call: ExprId) -> Option<String> {
    let asked = seen.argument(seen.call(call)?, usize::MAX, "dependencies")?;
    depends(seen, asked)
}

/// `Depends(..)` or `Security(..)` of what asks for a right, within an expression.
fn depends(seen: &Seen<'_>, within: ExprId) -> Option<String> {
    let ast = seen.ast();
    let found = seen.calls_within(ast[within].span).find(|call| {
        let security = call.name.is_some_and(|name| name.text() == "Security");
        let is_dependency = security || call.name.is_some_and(|name| name.text() == "Depends");
        let of = ast.list(call.args).first().map(|arg| seen.quoted(ast[arg.value].span));
        is_dependency && of.is_some_and(|of| security || is_guard(&of))
    });
    found.map(|call| seen.quoted(call.span))
}

/// Whether the name of a dependency says that it asks for a right: what only looks something up asks for none.
fn is_guard(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let last = lower.split('(').next().and_then(|name| name.rsplit('.').next()).unwrap_or("").trim_start_matches('_').to_owned();
    ["authenticat", "authoriz", "authoris", "current_user", "current_active", "current_admin", "current_superuser", "api_key", "apikey", "jwt", "oauth2", "bearer", "logged_in", "login_required"]
        .iter()
        .any(|word| lower.contains(word))
        || ["require", "verify", "check_", "ensure_", "has_", "is_admin", "is_superuser", "auth_", "get_auth", "validate_token"].iter().any(|start| last.starts_with(start))
        || ["_auth", "_required", "_token"].iter().any(|end| last.ends_with(end) && !last.contains("access_token"))
        || matches!(last.as_str(), "auth" | "get_user" | "get_token" | "get_admin_user" | "rolechecker" | "permissionchecker" | "superuser" | "admin_only")
}

/// What the router of a route asks of every request: `APIRouter(dependencies=[Depends(require_admin)])`.
fn of_router(seen: &Seen<'_>, decorator: ExprId) -> Option<(String, String)> {
    let ast = seen.ast();
    let ExprKind::Call { function, .. } = ast[decorator].kind else { return None };
    let ExprKind::Attribute { base, .. } = ast[function].kind else { return None };
    let made = look::only_value(seen.module, base)?;
    Some((seen.quoted(ast[base].span), dependencies(seen, made)?))
}

/// A function that runs before every request and asks: `@app.before_request`.
fn before_request(seen: &Seen<'_>) -> Option<String> {
    let ast = seen.ast();
    let mut functions = (0..ast.functions.len() as u32).map(FuncId);
    let found = functions.find(|function| {
        let is_before = ast.list(ast[*function].decorators).iter().any(|decorator| {
            last_name(ast, *decorator).is_some_and(|name| matches!(name.text(), "before_request" | "before_app_request"))
        });
        let refuses = |call: &Called| {
            let code = ast.list(call.args).first().map(|arg| seen.quoted(ast[arg.value].span));
            call.name.is_some_and(|name| name.text() == "abort") && code.is_some_and(|code| code == "401" || code == "403")
        };
        is_before
            && (speaks_of_rights(seen.function_name(*function)) || seen.calls_within(ast[*function].span).any(refuses))
    })?;
    let line = seen.line(ast[found].span);
    Some(format!("`{}` (line {line}) runs before every request", seen.function_name(found)))
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
        "require_login", "verify_token", "policy", "api_key", "scopes", "acl", "admin", "basic_auth", "has_access", "access_required",
        "check_access", "roles_accepted", "logged_in",
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
