//! Places where a switch of the check matters, or does not: this machine, contexts of servers, options in dicts.

use crate::flow::{Argument, Call, Piece, World, Write};
use crate::intern::Const;
use crate::manifest;
use crate::names::BindingKind;
use crate::project::Module;
use crate::rules::look;
use crate::syntax::ast::{ArgKind, Class, ExprId, ExprKind, Get, ParamKind, Stmt, StmtId, StmtKind};

/// Whether a request is sent to this machine, as its address says: `get("https://localhost:8443/health", verify=False)`.
pub fn stays_here(call: &Call<'_>) -> bool {
    let world = call.world();
    let mut addresses = call.arguments.iter().take(2).filter_map(|arg| match *world.pieces(arg.value) {
        [Piece::Known(text)] => Some(text),
        // A port or a path may follow, a further part of the host's name may not.
        [Piece::Known(text), ..] => Some(text).filter(|text| text.ends_with([':', '/', '?'])),
        _ => None,
    });
    addresses.any(|address| address.contains("://") && manifest::is_local(address))
}

/// Whether a write is one to the context of a server, which need not ask its clients for certificates:
/// `context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)`.
pub fn is_of_server(write: &Write<'_>) -> bool {
    let module = write.world().module();
    let ast = &module.ast;
    let StmtKind::Assign { targets, .. } = ast[write.stmt].kind else { return false };
    let made = |target: &ExprId| match ast[*target].kind {
        ExprKind::Attribute { base, .. } => look::only_value(module, base),
        _ => None,
    };
    let code = |made: ExprId| module.file.slice(ast[made].span);
    ast.list(targets)
        .iter()
        .filter_map(made)
        .any(|made| ["CLIENT_AUTH", "PROTOCOL_TLS_SERVER"].iter().any(|word| code(made).contains(word)))
}

/// Whether options that a function is passed for requests are written: `kwargs["verify"] = False` of `def get(url, **kwargs)`,
/// `class Api(requests.Session)` that writes `self.verify`.
pub fn is_for_requests(write: &Write<'_>) -> bool {
    let module = write.world().module();
    let ast = &module.ast;
    if !look::imports(module, &["requests", "httpx"]) {
        return false;
    }
    let is_session = |class: &Class| {
        let mut bases = ast.list(class.args).iter();
        bases.any(|base| matches!(look::last_name(ast, base.value), Some("Session" | "Client" | "AsyncClient" | "HTTPAdapter")))
    };
    let StmtKind::Assign { targets, .. } = ast[write.stmt].kind else { return false };
    ast.list(targets).iter().any(|target| match ast[*target].kind {
        ExprKind::Subscript { base, .. } => is_options(module, base),
        ExprKind::Attribute { base, .. } if look::last_name(ast, base) == Some("self") => {
            look::classes_around(module, write.stmt).any(is_session)
        }
        _ => false,
    })
}

/// `kwargs` of `def get(url, **kwargs)`
fn is_options(module: &Module, base: ExprId) -> bool {
    let Some(variable) = module.names.variable(base) else { return false };
    module.names.bindings(variable).iter().any(|binding| match binding.kind {
        BindingKind::Param(function, at) => {
            let params = module.ast.list(module.ast[function].params);
            params.get(at as usize).is_some_and(|param| param.kind == ParamKind::DoubleStar)
        }
        _ => false,
    })
}

/// Whether an argument is one of several that are passed together: `get(url, **options)`.
pub fn is_spread(arg: &Argument) -> bool {
    matches!(arg.kind, ArgKind::Keyword(name) if name.span == arg.place.span)
}

/// Where in the same function such an argument is set: `options["ssl"] = False`.
pub fn set_among(call: &Call<'_>, arg: &Argument) -> Option<StmtId> {
    let ArgKind::Keyword(name) = arg.kind else { return None };
    let ast = &call.world().module().ast;
    let sets = |target: &ExprId| match ast[*target].kind {
        ExprKind::Subscript { index, .. } => ast.text_of(index) == Some(name.sym.text()),
        _ => false,
    };
    let is_it = |stmt: &Stmt| match stmt.kind {
        StmtKind::Assign { targets, .. } => {
            stmt.function == ast[call.stmt].function && ast.list(targets).iter().any(sets)
        }
        _ => false,
    };
    let at = ast.stmts.iter().position(is_it).filter(|_| is_spread(arg))?;
    Some(StmtId(at as u32))
}

/// What switches the check off among options that are passed together: `sslopt={"check_hostname": False}`.
pub fn off_among(world: &World<'_>, options: &Argument) -> Option<&'static str> {
    let is_off = |value| world.constant(value) == Some(&Const::Bool(false));
    world.entries(options.value).into_iter().find_map(|(name, value)| {
        let name = name.text();
        (["check_hostname", "verify", "verify_cert", "verify_identity", "rejectUnauthorized"].contains(&name) && is_off(value))
            .then_some(name)
    })
}
