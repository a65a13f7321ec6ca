//! Keys that calls are given, and passwords of command lines.

use super::{Way, judged};
use crate::flow::{Argument, Call};
use crate::intern::Const;
use crate::rules::{Answer, command_lines, look};
use crate::secret::{self, Named};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::vocabulary::Confidence;

/// `subprocess.run(["mysqldump", "-p...", "shop"])`: passwords of commands that are written out.
pub fn at_command(call: &Call<'_>) -> Answer {
    let mut worst = Answer::NotMine;
    for command in command_lines::commands_with_holes(call) {
        for (name, text) in command.secrets() {
            // What stands in a variable is told where that is set.
            if text.contains(command_lines::HOLE) || !command_lines::writes(call, text) {
                continue;
            }
            match judged(&name, Named::Password, text, Way::Passed) {
                answer @ Answer::Wrong(_) => return answer,
                answer => worst = answer,
            }
        }
    }
    worst
}

/// `jwt.encode(claims, "...")`
pub fn at_token(call: &Call<'_>) -> Answer {
    let Some(key) = call.argument(1, "key") else { return Answer::NotMine };
    let Argument { value, .. } = *key;
    let Some(text) = call.world().text(value) else {
        return Answer::safe("the key of the token is made at run time");
    };
    if is_told_where_set(call, key, text) {
        return Answer::NotMine;
    }
    // A plain word signs as well as a random one, and is guessed sooner: only what is no key at all is safe.
    if text.is_empty() || text.contains("PUBLIC KEY") || text.contains("BEGIN CERTIFICATE") {
        return Answer::safe("the key of the token is no secret: it is empty or public");
    }
    let masked = secret::mask(text);
    let surely = if secret::not_secret(text).is_none() { Confidence::High } else { Confidence::Medium };
    Answer::wrong(format!(
        "the token's key is the text `{masked}` in the code: everyone who can read it makes tokens of their own. Read \
         the key at run time, and replace it."
    ))
    .at(surely)
}

/// Whether a text is set as the key by which a web application signs its sessions: `app.secret_key = "dev"`,
/// `config["SECRET_KEY"] = "dev"`, `SECRET_KEY` among settings. Any word is a key there, and the plainer it is the sooner it is
/// guessed; one that says that it is to be replaced is none yet.
pub fn is_of_app(module: &Module, stmt: StmtId, name: &str, text: &str, way: Way) -> bool {
    let ast = &module.ast;
    let known = matches!(name, "secret_key" | "SECRET_KEY" | "JWT_SECRET_KEY" | "WTF_CSRF_SECRET_KEY" | "SESSION_SECRET");
    let is_plain = matches!(secret::not_secret(text), None | Some(secret::IS_NAME));
    let is_bad_key = ["dev", "secret", "key", "password", "admin", "my-secret-key", "mysecretkey"].contains(&text);
    if !known || !(is_plain || is_bad_key) {
        return false;
    }
    let of_object = match ast[stmt].kind {
        StmtKind::Assign { targets, .. } => {
            let is_part = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Attribute { .. } | ExprKind::Subscript { .. });
            ast.list(targets).iter().any(is_part)
        }
        _ => false,
    };
    let is_app = look::imports(module, WEB) || module.file.text.contains("INSTALLED_APPS");
    is_app
        && match way {
            Way::Assigned => of_object || (is_plain && !super::says_only(text, name)),
            // `app.config.from_mapping(SECRET_KEY="dev")`
            Way::Passed => look::is_constant_name(name),
            _ => false,
        }
}

const WEB: &[&str] =
    &["flask", "quart", "django", "fastapi", "starlette", "sanic", "bottle", "tornado", "pyramid", "aiohttp_session"];

/// What is said of such a key that is a plain word.
pub fn of_app(name: &str, text: &str, otherwise: Answer) -> Answer {
    match otherwise {
        Answer::Wrong(wrong) if wrong.confidence >= Confidence::Medium => Answer::Wrong(wrong),
        _ => Answer::wrong(format!(
            "`{name}` is set to the word `{}`: whoever guesses it signs sessions of their own, and everyone who can read this code \
             has it. Read it at run time (environment, secret store), and replace it.",
            secret::mask(text)
        ))
        .at(Confidence::Medium),
    }
}

/// Whether the text stands in a variable whose name says what it is: it is told where that is set.
fn is_told_where_set(call: &Call<'_>, key: &Argument, text: &str) -> bool {
    let ast = &call.world().module().ast;
    let mut expr = key.expr;
    // `SECRET.encode()`
    while let ExprKind::Call { function, .. } = ast[expr].kind
        && let ExprKind::Attribute { base, .. } = ast[function].kind
    {
        expr = base;
    }
    let Some(name) = look::last_name(ast, expr) else { return false };
    let told = secret::named(name).map(|kind| judged(name, kind, text, Way::Assigned));
    matches!(told, Some(Answer::Wrong(wrong)) if wrong.confidence >= Confidence::Medium)
}

/// Calls whose first argument is a key.
pub const KEYED: &[&str] = &[
    "cryptography.fernet.Fernet",
    "cryptography.hazmat.primitives.ciphers.algorithms.AES",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305",
    "Crypto.Cipher.AES.new",
    "Crypto.Cipher.ChaCha20_Poly1305.new",
    "Cryptodome.Cipher.AES.new",
    "Cryptodome.Cipher.ChaCha20_Poly1305.new",
    "hmac.new",
    "hmac.digest",
    "itsdangerous.Signer",
    "pyramid.authentication.AuthTktAuthenticationPolicy",
    "pyramid.authentication.AuthTktCookieHelper",
    "pyramid.session.SignedCookieSessionFactory",
    "itsdangerous.TimestampSigner",
    "itsdangerous.URLSafeSerializer",
    "itsdangerous.URLSafeTimedSerializer",
];

/// `Fernet(b"...")`, `hmac.new(b"...", text, "sha256")`
pub fn at_key(call: &Call<'_>) -> Answer {
    let key = call.positional(0).or_else(|| call.named("key")).or_else(|| call.named("secret_key"));
    let Some(key) = key else { return Answer::NotMine };
    let text = match call.world().constant(key.value) {
        Some(Const::Str(text)) => text.to_string(),
        Some(Const::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => return Answer::NotMine,
    };
    if is_told_where_set(call, key, &text) {
        return Answer::NotMine;
    }
    if text.len() < 6 || text.chars().all(|letter| letter == '\0') || secret::not_secret(&text) == Some("it is a placeholder") {
        return Answer::NotMine;
    }
    Answer::wrong(format!(
        "the key is the text `{}` in the code: everyone who can read it signs and decrypts. Read it at run time, and replace \
         it.",
        secret::mask(&text)
    ))
    .at(Confidence::Medium)
}

/// `response.set_cookie("account", name, secret="...")` of Bottle
pub fn at_cookie(call: &Call<'_>) -> Answer {
    let named = call.name.is_some_and(|name| ["set_cookie", "get_cookie"].contains(&name.text()));
    match call.named("secret").filter(|_| named).and_then(|secret| call.world().text(secret.value)) {
        Some(text) if !text.is_empty() => Answer::wrong(format!(
            "the cookie is signed with the text `{}` in the code: everyone who can read it makes cookies of their own. Read it \
             at run time, and replace it.",
            secret::mask(text)
        ))
        .at(Confidence::Medium),
        _ => Answer::NotMine,
    }
}
