//! Cookies of the standard library, whose flags are written one by one: `cookies["session"]["secure"] = True`.

use super::{Purpose, effect, purpose, sureness};
use crate::flow::Write;
use crate::intern::Sym;
use crate::project::Module;
use crate::rules::{Answer, look, say};
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::vocabulary::Confidence;

/// What cookies are written into by their names.
pub const JARS: &[&str] = &[
    "http.cookies.SimpleCookie",
    "django.http.HttpResponse.cookies",
    "django.http.NoPage.cookies",
    "aiohttp.web.Sent.cookies",
    "aiohttp.web.Response.cookies",
    "sanic.response.Sent.cookies",
    "cherrypy.response.cookie",
];

/// What a single cookie holds beside its value.
const ATTRIBUTES: &[&str] =
    &["secure", "httponly", "samesite", "path", "domain", "max-age", "expires", "version", "comment"];

/// `cookies["session"] = key`: which flags are written in the same function.
pub fn at_cookie(write: &Write<'_>) -> Answer {
    let world = write.world();
    let module = world.module();
    let name = write.name.map(Sym::text);
    let value = world.text(write.value.value);
    let StmtKind::Assign { targets, .. } = module.ast[write.stmt].kind else { return Answer::NotMine };
    let Some(target) = module.ast.list(targets).first() else { return Answer::NotMine };
    if let ExprKind::Subscript { base, .. } = module.ast[*target].kind
        && (matches!(module.ast[base].kind, ExprKind::Subscript { .. }) || name.is_some_and(|name| ATTRIBUTES.contains(&name)))
    {
        return Answer::NotMine;
    }
    if value == Some("") {
        return Answer::safe("the cookie is deleted");
    }
    let target = module.file.slice(module.ast[*target].span);
    for flag in ["secure", "httponly"] {
        match written(module, write.stmt, target, flag) {
            Flag::Written => {}
            Flag::Elsewhere => return Answer::undecided("what else is written of the cookie is not known here"),
            Flag::Unsaid => {
                let shown = name.map_or_else(|| "that is set".to_owned(), say::quoted);
                return Answer::wrong(format!(
                    "the cookie {shown} {}. Write `{target}[\"{flag}\"] = True`.",
                    effect(flag)
                ))
                .at(sureness(purpose(name, value), false));
            }
        }
    }
    Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it")
}

/// `cookies["session"]["secure"] = False`
pub fn at_flag(write: &Write<'_>) -> Answer {
    let world = write.world();
    let module = world.module();
    let flag = write.name.map_or("", |name| name.text());
    let StmtKind::Assign { targets, .. } = module.ast[write.stmt].kind else { return Answer::NotMine };
    let base = module.ast.list(targets).iter().find_map(|target| match module.ast[*target].kind {
        ExprKind::Subscript { base, .. } => Some(base),
        _ => None,
    });
    let Some(base) = base else { return Answer::NotMine };
    let of = look::only_value(module, base).unwrap_or(base);
    let ExprKind::Subscript { index, .. } = module.ast[of].kind else { return Answer::NotMine };
    let code = module.file.slice(module.ast[of].span).to_ascii_lowercase();
    if !code.contains("cookie") && !look::imports(module, &["http", "Cookie"]) {
        return Answer::NotMine;
    }
    let shown = say::code(world, write.place);
    if flag == "samesite" {
        return match world.text(write.value.value) {
            Some(text) if text.eq_ignore_ascii_case("none") => {
                Answer::wrong(format!("`{shown}` has the cookie sent with requests of every other site. Use `\"Lax\"`."))
                    .at(Confidence::Medium)
            }
            _ => Answer::NotMine,
        };
    }
    match world.truth(write.value.value) {
        Some(false) => {
            let of_session = purpose(module.ast.text_of(index), None) == Purpose::Session;
            let confidence = if of_session { Confidence::High } else { Confidence::Medium };
            Answer::wrong(format!("`{shown}`: the cookie {}. Leave it on.", effect(flag))).at(confidence)
        }
        Some(true) => Answer::NotMine,
        None => Answer::undecided(format!("whether the cookie is `{flag}` is not known here")),
    }
}

enum Flag {
    Written,
    Elsewhere,
    Unsaid,
}

/// Whether a flag of a cookie is written in the function of a statement, be it on or off.
fn written(module: &Module, stmt: StmtId, cookie: &str, flag: &str) -> Flag {
    let ast = &module.ast;
    let function = ast[stmt].function;
    let is_of = |base: ExprId| {
        let of = look::only_value(module, base).unwrap_or(base);
        // `for morsel in cookies.values(): morsel["secure"] = True`
        let is_any = matches!(ast[of].kind, ExprKind::Name(_));
        is_any || module.file.slice(ast[of].span) == cookie
    };
    let mut elsewhere = false;
    for statement in &ast.stmts {
        if statement.function != function {
            continue;
        }
        match statement.kind {
            StmtKind::Assign { targets, .. } => {
                let writes = ast.list(targets).iter().any(|target| match ast[*target].kind {
                    ExprKind::Subscript { base, index } => ast.text_of(index) == Some(flag) && is_of(base),
                    _ => false,
                });
                if writes {
                    return Flag::Written;
                }
                // `cookies["session"][flag] = True`
                elsewhere |= ast.list(targets).iter().any(|target| match ast[*target].kind {
                    ExprKind::Subscript { base, index } => {
                        ast.text_of(index).is_none() && matches!(ast[base].kind, ExprKind::Subscript { .. }) && is_of(base)
                    }
                    _ => false,
                });
            }
            StmtKind::Expr(call) => {
                if let ExprKind::Call { function, .. } = ast[call].kind
                    && let ExprKind::Attribute { base, name } = ast[function].kind
                {
                    elsewhere |= name.sym.text() == "update" && is_of(base);
                }
            }
            _ => {}
        }
    }
    if elsewhere { Flag::Elsewhere } else { Flag::Unsaid }
}
