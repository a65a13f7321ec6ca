//! Places where a switch of the check matters, or does not: this machine, contexts of servers, options in dicts.

use crate::flow::{Argument, Call, Piece, World, Write};
use crate::intern::Const;
use crate::manifest;
use crate::rules::look;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtKind};

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

/// What switches the check off among options that are passed together: `sslopt={"check_hostname": False}`.
pub fn off_among(world: &World<'_>, options: &Argument) -> Option<&'static str> {
    let is_off = |value| world.constant(value) == Some(&Const::Bool(false));
    world.entries(options.value).into_iter().find_map(|(name, value)| {
        let name = name.text();
        (["check_hostname", "verify", "verify_cert", "verify_identity", "rejectUnauthorized"].contains(&name) && is_off(value))
            .then_some(name)
    })
}
