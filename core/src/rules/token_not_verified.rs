//! Signed tokens whose signature nobody checks.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Call, Value, World};
use crate::intern::Const;
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtKind};
use crate::vocabulary::{Category, Confidence, Severity, Source};

pub static RULE: Rule = Rule {
    id: "token-not-verified",
    title: "A signed token is believed without its signature",
    category: Category::AccessControl,
    cwe: 347,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "The claims of a web token are written by whoever sends it. Only the signature says that the server made them; \
          without the check, or with the algorithm `none`, anybody is any user.",
    fix: "Decode with the key and a fixed list of algorithms: `jwt.decode(token, key, algorithms=[\"HS256\"])`.",
    bad: r#"
import jwt

def user(token):
    return jwt.decode(token, options={"verify_signature": False})["sub"]
"#,
    good: r#"
import jwt

def user(token, key):
    return jwt.decode(token, key, algorithms=["HS256"])["sub"]
"#,
    references: &[
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://cwe.mitre.org/data/definitions/347.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",
    ],
    also: &["semgrep:jwt/unverified-jwt-decode", "semgrep:jwt/jwt-python-none-alg", "codeql:py/jwt-missing-verification", "codeql:py/jwt-empty-secret-or-algorithm"],
    find: &[
        Find::Call(&["jwt.decode", "jwt.api_jwt.decode", "jose.jwt.decode", "jwt.PyJWT.decode"], at_decode),
        Find::Call(&["jwt.encode", "jose.jwt.encode", "jwt.PyJWT.encode"], at_encode),
        Find::Call(&["jose.jws.verify"], at_decode),
        Find::Call(&["authlib.jose.JsonWebToken", "authlib.jose.JsonWebSignature"], at_allowed),
        Find::Call(&["jose.jwt.get_unverified_claims", "jose.jws.get_unverified_claims"], at_unverified),
    ],
};

fn at_decode(call: &Call<'_>) -> Answer {
    let world = call.world();
    if let Some(verify) = call.named("verify")
        && world.truth(verify.value) == Some(false) {
            return unsigned(call, "verify=False");
        }
    // `jwt.decode(token, key, False)`, of old versions
    if let Some(verify) = call.positional(2)
        && world.constant(verify.value) == Some(&Const::Bool(false)) {
            return unsigned(call, "False");
        }
    if let Some(options) = call.named("options") {
        match verifies(world, options.value) {
            Some(false) => return unsigned(call, &say::code(world, options.place)),
            Some(true) if is_off(world, options.value, "verify_exp") => {
                return Answer::wrong(format!(
                    "`{}` accepts tokens that have expired: one that was stolen or taken back is good for ever. Leave the \
                     check on.",
                    say::code(world, options.place)
                ))
                .rated(Severity::Medium)
                .at(Confidence::Medium);
            }
            Some(true) => {}
            None => return Answer::undecided("whether `options` switch the check of the signature off is not known here"),
        }
    }
    let algorithms = call.argument(2, "algorithms").or_else(|| call.named("algorithm"));
    match algorithms {
        Some(algorithms) if allows_none(world, algorithms.value) => unsigned(call, &say::code(world, algorithms.place)),
        Some(algorithms) if may_allow_none(world.module(), algorithms.expr) => {
            unsigned(call, &say::code(world, algorithms.place)).at(Confidence::Medium)
        }
        Some(algorithms) if is_senders(world.module(), algorithms.expr, 6) => Answer::wrong(format!(
            "`{}` is what the token says of itself, and nobody has checked it: its sender chooses how it is checked. Name the \
             algorithm in the code.",
            say::code(world, algorithms.place)
        ))
        .at(Confidence::Medium),
        Some(algorithms) if mixes(world, algorithms.value) => Answer::wrong(format!(
            "`{}` lets the sender choose between a shared secret and a public key: with the public key as the secret he \
             signs tokens himself. Name one kind of algorithm.",
            say::code(world, algorithms.place)
        ))
        .at(Confidence::Medium),
        Some(_) => Answer::safe("the signature is checked with the algorithms that are named"),
        None if call.passes_more() => Answer::undecided("how the token is checked is for `**kwargs` to say"),
        None => Answer::safe("the signature is checked"),
    }
}

/// `["none"] if local else ["HS256"]`
fn may_allow_none(module: &Module, algorithms: ExprId) -> bool {
    let ast = &module.ast;
    let says_none = |expr: ExprId| ast.text_of(expr).is_some_and(|text| text.eq_ignore_ascii_case("none"));
    let allows = |arm: &ExprId| match ast[*arm].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => ast.list(items).iter().any(|item| says_none(*item)),
        _ => says_none(*arm),
    };
    look::either(module, algorithms).is_some_and(|arms| arms.iter().any(allows))
}

/// `JsonWebToken(["HS256", "none"])`
fn at_allowed(call: &Call<'_>) -> Answer {
    match call.argument(0, "algorithms") {
        Some(allowed) if allows_none(call.world(), allowed.value) => unsigned(call, &say::code(call.world(), allowed.place)),
        _ => Answer::NotMine,
    }
}

fn unsigned(call: &Call<'_>, shown: &str) -> Answer {
    let answer = Answer::wrong(format!(
        "`{shown}` believes a token without its signature: whoever sends it writes the claims. Pass the key and \
         `algorithms`, and leave the check on."
    ));
    if asks_for_its_end(call) {
        return answer.at(Confidence::Low);
    }
    if is_verified_too(call) || is_asked_for(call) || is_from_provider(call) { answer.at(Confidence::Medium) } else { answer }
}

/// `def unverified_claims(token)`: whoever calls it knows.
fn is_asked_for(call: &Call<'_>) -> bool {
    let ast = &call.world().module().ast;
    let function = ast[call.stmt].function.and_then(|function| ast[function].name);
    function.is_some_and(|name| {
        let name = name.sym.text().to_ascii_lowercase();
        ["unverified", "without_verif", "no_verif", "insecure", "unsafe"].iter().any(|word| name.contains(word))
    })
}

/// An identity token that no request brings: it came from its provider, over TLS.
fn is_from_provider(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let Some(token) = call.positional(0) else { return false };
    let named = |expr: ExprId| module.file.slice(module.ast[expr].span).to_ascii_lowercase().contains("id_token");
    let is_identity = named(token.expr) || look::only_value(module, token.expr).is_some_and(named);
    is_identity && call.world().source_of(token.value) != Some(Source::Request)
}

/// `claims = jwt.decode(token, ..)` of which nothing is read but when it ends: that is asked of one's own token.
fn asks_for_its_end(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let mut reads = ast.exprs.iter().enumerate().filter_map(|(at, expr)| {
        let name = match expr.kind {
            ExprKind::Subscript { base, index } => (base, index),
            ExprKind::Call { function, args } => match (ast[function].kind, ast.list(args).first()) {
                (ExprKind::Attribute { base, name }, Some(key)) if name.sym.text() == "get" => (base, key.value),
                _ => return None,
            },
            _ => return None,
        };
        Some((ExprId(at as u32), name.0, name.1))
    });
    let is_end = |key: ExprId| ast.text_of(key).is_some_and(|key| ["exp", "iat", "nbf"].contains(&key));
    let kept = match ast[call.stmt].kind {
        StmtKind::Assign { targets, value } if value == call.expr => match ast.list(targets) {
            [only] => module.names.variable(*only),
            _ => None,
        },
        _ => None,
    };
    let Some(kept) = kept else { return reads.any(|(_, base, key)| base == call.expr && is_end(key)) };
    let is_kept = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Name(_)) && module.names.variable(expr) == Some(kept);
    let read: Vec<ExprId> = reads.filter(|(_, _, key)| is_end(*key)).map(|(_, base, _)| base).collect();
    let uses = (0..ast.exprs.len() as u32).map(ExprId).filter(|expr| is_kept(*expr) && ast[*expr].stmt != call.stmt);
    !read.is_empty() && uses.into_iter().all(|used| read.contains(&used))
}

/// Whether the function also verifies what it decodes: `jwt.decode(token, key, ..)`, `self._verify_jwt(token, keys)`.
fn is_verified_too(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let function = ast[call.stmt].function;
    let Some(token) = call.positional(0).map(|token| module.file.slice(token.place.span)) else { return false };
    ast.exprs.iter().enumerate().any(|(at, expr)| {
        let ExprKind::Call { function: callee, args } = expr.kind else { return false };
        let args = ast.list(args);
        let name = look::last_name(ast, callee).unwrap_or("").to_ascii_lowercase();
        let verifies = name == "decode" && args.len() > 1 || ["verify", "validate"].iter().any(|word| name.contains(word));
        let is_off = || {
            let code: String = module.file.slice(expr.span).split_whitespace().collect();
            ["verify_signature\":False", "verify_signature':False", "verify_signature=False", "verify=False"]
                .iter()
                .any(|off| code.contains(off))
        };
        verifies
            && function.is_some()
            && ast[expr.stmt].function == function
            && ExprId(at as u32) != call.expr
            && args.first().is_some_and(|arg| module.file.slice(ast[arg.value].span) == token)
            && !is_off()
    })
}

fn at_encode(call: &Call<'_>) -> Answer {
    let Some(algorithm) = call.argument(2, "algorithm") else { return Answer::NotMine };
    let is_none = call.world().text(algorithm.value).is_some_and(|text| text.eq_ignore_ascii_case("none"));
    let constant = call.world().constant(algorithm.value);
    if is_none || constant == Some(&Const::None) {
        return Answer::wrong("the token is made without a signature: anybody can write one like it. Name an algorithm.");
    }
    Answer::safe("the token is signed")
}

fn at_unverified(_: &Call<'_>) -> Answer {
    Answer::wrong(
        "the claims are read without their signature: whoever sends the token writes them. Use `jwt.decode` with the key.",
    )
    .at(Confidence::Medium)
}

/// Whether options switch one of the checks off: `{"verify_exp": False}`
fn is_off(world: &World<'_>, options: Value, check: &str) -> bool {
    world.entry(options, check).is_some_and(|value| world.constant(value) == Some(&Const::Bool(false)))
}

/// Whether options leave the check on: `{"verify_signature": False}` does not.
fn verifies(world: &World<'_>, options: Value) -> Option<bool> {
    match world.entry(options, "verify_signature") {
        Some(value) => world.truth(value),
        None => world.is_whole(options).then_some(true),
    }
}

/// Whether algorithms are read from the token: `[jwt.get_unverified_header(token)["alg"]]`
fn is_senders(module: &Module, algorithms: ExprId, depth: u32) -> bool {
    let (ast, Some(depth)) = (&module.ast, depth.checked_sub(1)) else { return false };
    let within = |expr: ExprId| is_senders(module, expr, depth);
    match ast[algorithms].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => ast.list(items).iter().any(|item| within(*item)),
        ExprKind::Name(_) => look::only_value(module, algorithms).is_some_and(within),
        ExprKind::Subscript { base, .. } => within(base),
        ExprKind::Call { function, .. } => match (look::last_name(ast, function), ast[function].kind) {
            (Some("get_unverified_header" | "get_unverified_headers"), _) => true,
            // `header.get("alg")`
            (Some("get"), ExprKind::Attribute { base, .. }) => within(base),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a list of algorithms holds some with a shared secret and some with a public key: `["HS256", "RS256"]`.
fn mixes(world: &World<'_>, algorithms: Value) -> bool {
    let items = world.items(algorithms).unwrap_or_default();
    let has = |start: &[&str]| {
        items.iter().any(|item| world.text(*item).is_some_and(|text| start.iter().any(|start| text.starts_with(start))))
    };
    has(&["HS"]) && has(&["RS", "ES", "PS"])
}

/// Whether a list of algorithms holds `none`.
fn allows_none(world: &World<'_>, algorithms: Value) -> bool {
    let items = world.items(algorithms).unwrap_or_else(|| vec![algorithms]);
    items.iter().any(|item| world.text(*item).is_some_and(|text| text.eq_ignore_ascii_case("none")))
}
