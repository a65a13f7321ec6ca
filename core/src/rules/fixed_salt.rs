//! Salts that are written in the code, and so are the same for every password.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::intern::Const;
use crate::project::Module;
use crate::secret::{self, Named};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "fixed-salt",
    title: "A salt is the same for every password",
    category: Category::Cryptography,
    cwe: 760,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A salt makes whoever holds leaked hashes guess for each person anew. One that is written in the code is no hindrance: \
          one run over a list of passwords finds all of them, and equal passwords have equal hashes.",
    fix: "Make a salt for each password, `os.urandom(16)`, and keep it beside the hash; or use `bcrypt.gensalt()`, argon2 or what \
          your framework has, which do that themselves.",
    bad: r#"
import hashlib

def protect(word):
    return hashlib.scrypt(word, salt=b"shop-2019", n=16384, r=8, p=1)
"#,
    good: r#"
import hashlib
import os

def protect(word):
    salt = os.urandom(16)
    return salt + hashlib.scrypt(word, salt=salt, n=16384, r=8, p=1)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/760.html",
        "https://docs.python.org/3/library/hashlib.html#hashlib.pbkdf2_hmac",
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
    ],
    also: &[],
    find: &[
        Find::Call(FIRST, at_first),
        Find::Call(SECOND, at_second),
        Find::Call(THIRD, at_third),
        Find::Argument(&["salt"], at_scheme),
    ],
};

/// Calls whose first argument is the salt.
const FIRST: &[&str] = &["cryptography.hazmat.primitives.kdf.scrypt.Scrypt"];

/// Calls whose second is, behind the password.
const SECOND: &[&str] = &[
    "hashlib.scrypt",
    "bcrypt.hashpw",
    "bcrypt.kdf",
    "crypt.crypt",
    "scrypt.hash",
    "argon2.low_level.hash_secret",
    "argon2.low_level.hash_secret_raw",
    "Crypto.Protocol.KDF.PBKDF1",
    "Crypto.Protocol.KDF.PBKDF2",
    "Crypto.Protocol.KDF.scrypt",
    "werkzeug.security.pbkdf2_hex",
    "werkzeug.security.pbkdf2_bin",
    "django.utils.crypto.pbkdf2",
    "django.contrib.auth.hashers.make_password",
];

/// Calls whose third is, behind the name of a hash or a length and the password, or a length alone.
const THIRD: &[&str] = &[
    "hashlib.pbkdf2_hmac",
    "cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC",
    "cryptography.hazmat.primitives.kdf.argon2.Argon2id",
    "Crypto.Protocol.KDF.bcrypt",
    "nacl.pwhash.kdf_scryptsalsa208sha256",
    "nacl.pwhash.argon2i.kdf",
    "nacl.pwhash.argon2id.kdf",
    "nacl.pwhash.scrypt.kdf",
];

fn at_first(call: &Call<'_>) -> Answer {
    at(call, 0)
}

fn at_second(call: &Call<'_>) -> Answer {
    at(call, 1)
}

fn at_third(call: &Call<'_>) -> Answer {
    at(call, 2)
}

/// `sha512_crypt.hash(password, salt="...")` of passlib, `PasswordHasher().hash(password, salt=b"...")`
fn at_scheme(call: &Call<'_>) -> Answer {
    let path = call.path().or(call.receiver.and_then(crate::flow::Value::instance_of));
    let is_scheme = path.is_some_and(|path| ["passlib", "argon2"].contains(&path.first().text()));
    let is_listed = call.path().is_some_and(|path| {
        let path = path.text();
        [FIRST, SECOND, THIRD].iter().any(|paths| paths.contains(&path.as_str()))
    });
    if is_scheme && !is_listed { at(call, usize::MAX) } else { Answer::NotMine }
}

fn at(call: &Call<'_>, position: usize) -> Answer {
    let Some(salt) = call.argument(position, "salt") else { return Answer::NotMine };
    let world = call.world();
    if matches!(world.constant(salt.value), Some(Const::None)) {
        return Answer::NotMine;
    }
    let shown = say::code(world, salt.place);
    let mut otherwise = *salt;
    let by_default = !look::is_fixed(world, salt.value, salt.place);
    if by_default && look::either(world.module(), salt.expr).is_some_and(|arms| arms.iter().any(|arm| is_text(world.module(), *arm))) {
        return Answer::wrong(format!(
            "the salt `{shown}` may be one that is written in the code, and the same for everybody: one run over a list of \
             passwords breaks all hashes. Make one for each with `os.urandom(16)`, and keep it beside the hash."
        ))
        .at(Confidence::Medium);
    }
    if by_default && !(look::use_default(world, &mut otherwise) && world.constant(otherwise.value).is_some()) {
        return Answer::safe(format!("the salt `{shown}` is not written in the code"));
    }
    let whose = if by_default { "wherever no other is passed" } else { "for everybody" };
    let answer = Answer::wrong(format!(
        "the salt `{shown}` is written in the code and the same {whose}: one run over a list of passwords breaks all hashes, and \
         equal passwords are seen to be equal. Make one for each with `os.urandom(16)`, and keep it beside the hash."
    ));
    let answer = if by_default { answer.at(Confidence::Medium) } else { answer };
    match hashed(call) {
        // A key that a machine made is not guessed, salt or no salt.
        Some(Named::Key) => answer.at(Confidence::Low),
        Some(Named::Password) => answer,
        None => answer.at(Confidence::Medium),
    }
}

/// Whether an expression is written in the code and is no `None`.
fn is_text(module: &Module, expr: ExprId) -> bool {
    let is_none = matches!(module.ast[expr].kind, ExprKind::Constant(id) if *module.ast.constants.get(id) == Const::None);
    !is_none && look::is_fixed_expr(module, expr)
}

/// What kind of secret the salt is for, as its name says: of the call itself, or of what is made a key of by
/// `kdf.derive(secret)` in the same function.
fn hashed(call: &Call<'_>) -> Option<Named> {
    let module = call.world().module();
    let ast = &module.ast;
    let named = |expr: ExprId| {
        let code = module.file.slice(ast[expr].span);
        code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').find_map(secret::named)
    };
    let is_it = |arg: &&Argument| match arg.kind {
        ArgKind::Keyword(name) => !["salt", "algorithm", "length"].contains(&name.sym.text()),
        _ => true,
    };
    let own = call.arguments.iter().filter(is_it).find_map(|arg| named(arg.expr));
    let function = ast[call.stmt].function;
    own.or_else(|| {
        let mut here = ast.exprs.iter().filter(|expr| ast[expr.stmt].function == function);
        here.find_map(|expr| {
            let ExprKind::Call { function, args } = expr.kind else { return None };
            let derives = matches!(look::last_name(ast, function), Some("derive" | "verify"));
            ast.list(args).first().filter(|_| derives).and_then(|arg| named(arg.value))
        })
    })
}
