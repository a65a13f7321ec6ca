//! Whether code asks for an administrator before it runs: by its decorators, by what is injected into it, by the router that
//! leads to it, by its class, or by a refusal of its own. What only these can send is at most likely to do harm.

use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{Ast, ClassDefId, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::Place;

/// Whom a name speaks of.
const TRUSTED: &[&str] =
    &["admin", "admins", "administrator", "administrators", "superuser", "superadmin", "sysadmin", "staff"];
/// What a name says besides that makes it ask for one: `admin_required`, `IsAdminUser`, `current_superuser`. The name of a
/// group of routes says nothing of the kind.
const ASKS: &[&str] = &[
    "required",
    "require",
    "requires",
    "only",
    "check",
    "checks",
    "is",
    "ensure",
    "verify",
    "verified",
    "must",
    "permission",
    "permissions",
    "access",
    "user",
    "current",
    "role",
    "roles",
    "has",
    "mixin",
];
/// `require_admin_key`: anybody may have a key to what is their own.
const OWN: &[&str] = &["key", "keys", "token", "tokens"];
/// A guard that is one word.
const WHOLE: &[&str] = &["isadminuser", "isadmin", "adminonly", "adminrequired", "issuperuser"];

/// Whether the function around a place asks for an administrator before it goes on.
pub fn asks_for_administrator(module: &Module, place: Place) -> bool {
    let ast = &module.ast;
    let around = |id: &FuncId| {
        let function = &ast[*id];
        let start =
            ast.list(function.decorators).first().map_or(function.span.start, |first| ast[*first].span.start);
        function.name.is_some() && start <= place.span.start && place.span.end <= function.span.end
    };
    let mut inner = (0..ast.functions.len() as u32).map(FuncId).filter(around);
    inner.next_back().is_some_and(|function| of_function(module, function))
}

fn of_function(module: &Module, id: FuncId) -> bool {
    let ast = &module.ast;
    let function = &ast[id];
    let decorators = ast.list(function.decorators);
    decorators.iter().any(|decorator| asks(module, *decorator) || router_asks(module, *decorator))
        || ast.list(function.params).iter().any(|param| {
            param
                .default
                .into_iter()
                .chain(param.annotation)
                .any(|given| is_injected(ast, given) && asks(module, given))
        })
        || function.class.is_some_and(|class| class_asks(module, class))
        || refuses_others(module, ast.list(function.body))
}

/// `Depends(check_admin)`, `Annotated[User, Depends(check_admin)]`: what a parameter is given, and not what it is called.
fn is_injected(ast: &Ast, given: ExprId) -> bool {
    matches!(ast[given].kind, ExprKind::Call { .. } | ExprKind::Subscript { .. })
}

/// `router = APIRouter(dependencies=[Depends(check_admin)])` of `@router.get("/")`.
fn router_asks(module: &Module, decorator: ExprId) -> bool {
    let ast = &module.ast;
    let ExprKind::Call { function, .. } = ast[decorator].kind else { return false };
    let ExprKind::Attribute { base, .. } = ast[function].kind else { return false };
    let ExprKind::Name(router) = ast[base].kind else { return false };
    ast.list(ast.body).iter().any(|stmt| match ast[*stmt].kind {
        StmtKind::Assign { targets, value } => {
            ast.list(targets)
                .iter()
                .any(|target| matches!(ast[*target].kind, ExprKind::Name(name) if name == router))
                && asks(module, value)
        }
        _ => false,
    })
}

/// `class Users(SuperuserRequiredMixin, View)`, `permission_classes = [IsAdminUser]`
fn class_asks(module: &Module, class: ClassDefId) -> bool {
    let ast = &module.ast;
    let definition = &ast[class];
    let of_bases = ast.list(definition.args).iter().any(|base| asks(module, base.value));
    let decorated = ast.list(definition.decorators).iter().any(|decorator| asks(module, *decorator));
    let declared = ast.list(definition.body).iter().any(|stmt| match ast[*stmt].kind {
        StmtKind::Assign { targets, value } => {
            let is_guard = |target: &ExprId| {
                matches!(ast[*target].kind, ExprKind::Name(name) if name.text().contains("permission"))
            };
            ast.list(targets).iter().any(is_guard) && asks(module, value)
        }
        _ => false,
    });
    of_bases || decorated || declared
}

/// `if not user.is_admin: abort(403)` among the first statements of a body.
fn refuses_others(module: &Module, body: &[StmtId]) -> bool {
    let ast = &module.ast;
    body.iter().take(8).any(|stmt| {
        let StmtKind::If { arms, .. } = ast[*stmt].kind else { return false };
        let [arm] = ast.list(arms) else { return false };
        let test = module.file.slice(ast[arm.test].span);
        let refuses = ast.list(arm.body).last().is_some_and(|last| {
            matches!(ast[*last].kind, StmtKind::Raise { .. } | StmtKind::Return(_) | StmtKind::Expr(_))
        });
        test.starts_with("not ") && refuses && asks(module, arm.test)
    })
}

/// Whether code names something that asks for an administrator; what stands in texts, as addresses do, says nothing.
fn asks(module: &Module, code: ExprId) -> bool {
    let mut rest = module.file.slice(module.ast[code].span);
    while !rest.is_empty() {
        if let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            let behind = rest.get(1..).unwrap_or("");
            rest = behind.split_once(quote).map_or("", |(_, rest)| rest);
            continue;
        }
        let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        let end = rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len());
        let (chain, behind) = rest.split_at(end);
        // `@auth(admin=True)`
        let is_asked = || {
            let set = behind
                .trim_start()
                .strip_prefix('=')
                .is_some_and(|value| value.trim_start().starts_with("True"));
            set && TRUSTED.contains(&chain)
        };
        if names_a_guard(chain) || is_asked() {
            return true;
        }
        let skip = behind.chars().next().filter(|first| !matches!(first, '"' | '\''));
        rest = behind.get(skip.map_or(0, char::len_utf8)..).unwrap_or("");
    }
    false
}

fn names_a_guard(chain: &str) -> bool {
    if chain.is_empty() {
        return false;
    }
    let words = secret::words(chain);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(WHOLE) || (has(TRUSTED) && has(ASKS) && !has(OWN))
}

#[cfg(test)]
mod tests {
    use super::names_a_guard;

    #[test]
    fn guards_are_told_by_their_names() {
        for chain in
            ["admin_required", "Permissions.ADMIN.require", "IsAdminUser", "check_admin", "user.is_superuser"]
        {
            assert!(names_a_guard(chain), "{chain}");
        }
        for chain in
            ["admin.route", "admin_bp.get", "require_admin_key", "login_required", "current_user", ""]
        {
            assert!(!names_a_guard(chain), "{chain}");
        }
    }
}
