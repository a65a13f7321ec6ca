//! Hashes that are broken: MD5, SHA-1 and older ones.

mod passwords;

use super::{Answer, Find, Rule, look, prescribed, say};
use crate::flow::{Argument, Call, Piece};
use crate::names::BindingKind;
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{Ast, ExprId, ExprKind, Get, StmtKind};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "weak-hash",
    title: "A broken hash is used",
    category: Category::Cryptography,
    cwe: 327,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Two different inputs with the same MD5 or SHA-1 hash can be made in practice. Signatures, certificates and \
          integrity checks that rest on them can be forged, and fast hashes of passwords can be guessed by the \
          billion.",
    fix: "Use `hashlib.sha256` or better; for passwords `hashlib.scrypt`, argon2 or bcrypt. Where nothing depends on \
          collisions (a cache key, a bucket), say so with `usedforsecurity=False`.",
    bad: r#"
import hashlib

def sign(message, secret):
    return hashlib.md5(secret + message).hexdigest()
"#,
    good: r#"
import hashlib
import hmac

def sign(message, secret):
    return hmac.new(secret, message, hashlib.sha256).hexdigest()
"#,
    references: &[
        "https://docs.python.org/3/library/hashlib.html",
        "https://cwe.mitre.org/data/definitions/327.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B303",
        "bandit:B324",
        "ruff:S303",
        "ruff:S324",
        "semgrep:pymongo/mongo-client-bad-auth",
        "semgrep:lang/insecure-hash-algorithm-md5",
        "semgrep:lang/insecure-hash-algorithm-sha1",
        "semgrep:lang/insecure-hash-function",
        "semgrep:lang/md5-used-as-password",
        "semgrep:cryptography/insecure-hash-algorithm-md5",
        "semgrep:cryptography/insecure-hash-algorithm-sha1",
        "semgrep:pycryptodome/insecure-hash-algorithm-md2",
        "semgrep:pycryptodome/insecure-hash-algorithm-md4",
        "semgrep:pycryptodome/insecure-hash-algorithm-md5",
        "semgrep:pycryptodome/insecure-hash-algorithm-sha1",
        "codeql:py/weak-sensitive-data-hashing",
    ],
    find: &[
        Find::Call(BROKEN, at_broken),
        Find::Call(SOUND, at_sound),
        Find::Call(&["hashlib.new", "M2Crypto.EVP.MessageDigest"], at_new),
        Find::Call(&["OpenSSL.crypto.X509.sign", "OpenSSL.crypto.X509Req.sign", "OpenSSL.crypto.CRL.sign"], at_signature),
        Find::Call(
            &["hashlib.sha224.update", "hashlib.sha256.update", "hashlib.sha384.update", "hashlib.sha512.update"],
            at_update,
        ),
        Find::Call(&["hashlib.file_digest"], at_file),
        Find::Call(passwords::ROUNDS, passwords::at_rounds),
        Find::Call(passwords::FAST, passwords::at_fast),
        Find::Call(&["werkzeug.security.generate_password_hash"], passwords::at_method),
        Find::Call(&["passlib.context.CryptContext"], passwords::at_context),
        Find::Call(&["django.contrib.auth.hashers.make_password"], passwords::at_hasher),
        Find::Setting(&["PASSWORD_HASHERS"], passwords::at_hashers),
        Find::Argument(&["hashalg"], at_ticket),
        Find::Call(&["hmac.new", "hmac.digest", "hmac.HMAC"], at_hmac),
        Find::Call(&["crypt.crypt", "crypt.mksalt"], at_crypt),
        Find::Argument(&["authMechanism"], at_login),
        Find::Call(MONGO, at_address),
    ],
};

/// Calls that hash with a broken algorithm.
const BROKEN: &[&str] = &[
    "hashlib.md5",
    "hashlib.sha1",
    "hashlib.md4",
    "_md5.md5",
    "_sha1.sha1",
    "md5.new",
    "md5.md5",
    "sha.new",
    "sha.sha",
    "Crypto.Hash.MD2.new",
    "Crypto.Hash.MD4.new",
    "Crypto.Hash.MD5.new",
    "Crypto.Hash.SHA.new",
    "Crypto.Hash.SHA1.new",
    "Cryptodome.Hash.MD2.new",
    "Cryptodome.Hash.MD4.new",
    "Cryptodome.Hash.MD5.new",
    "Cryptodome.Hash.SHA.new",
    "Cryptodome.Hash.SHA1.new",
    "cryptography.hazmat.primitives.hashes.MD5",
    "cryptography.hazmat.primitives.hashes.SHA1",
];

/// Functions that hash slowly.
const SLOW: &[&str] = &["hashpw", "pbkdf2_hmac", "scrypt", "kdf", "argon2id", "generate_password_hash", "make_password"];

/// Calls that hash with a sound one.
const SOUND: &[&str] = &[
    "hashlib.sha224",
    "hashlib.sha256",
    "hashlib.sha384",
    "hashlib.sha512",
    "hashlib.sha3_224",
    "hashlib.sha3_256",
    "hashlib.sha3_384",
    "hashlib.sha3_512",
    "hashlib.shake_128",
    "hashlib.shake_256",
    "hashlib.blake2b",
    "hashlib.blake2s",
    "hashlib.scrypt",
    "Crypto.Hash.SHA256.new",
    "Crypto.Hash.SHA384.new",
    "Crypto.Hash.SHA512.new",
    "Cryptodome.Hash.SHA256.new",
    "Cryptodome.Hash.SHA384.new",
    "Cryptodome.Hash.SHA512.new",
    "cryptography.hazmat.primitives.hashes.SHA256",
    "cryptography.hazmat.primitives.hashes.SHA384",
    "cryptography.hazmat.primitives.hashes.SHA512",
];

fn at_broken(call: &Call<'_>) -> Answer {
    let path = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    let name = path.trim_end_matches(".new").rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    hashed(call, if name == "sha" { "sha1" } else { &name }, call.positional(0))
}

fn at_sound(call: &Call<'_>) -> Answer {
    if let Some(answer) = of_password(call) {
        return answer;
    }
    let name = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    Answer::safe(format!("`{name}` is not broken"))
}

/// `h.update(password)` of `h = hashlib.sha256()`
fn at_update(call: &Call<'_>) -> Answer {
    of_password(call).unwrap_or(Answer::NotMine)
}

/// `hashlib.sha256(password.encode())`: sound, but fast.
fn of_password(call: &Call<'_>) -> Option<Answer> {
    let data = call.positional(0).or_else(|| call.named("data"))?;
    let name = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    // What is hashed slowly afterwards may well be made short first.
    if look::calls_around(call.world().module(), call.stmt, SLOW) {
        return None;
    }
    if !name.starts_with("hashlib.") || name.ends_with("scrypt") || name.contains("shake") {
        return None;
    }
    let shown = say::code(call.world(), data.place);
    let names = names_in(call.world().module().file.slice(data.place.span));
    let is_password = |name: &String| {
        let words = secret::words(name);
        let mut words = words.iter().rev().map(String::as_str).skip_while(|word| matches!(*word, "bytes" | "text" | "raw" | "str"));
        words.next().is_some_and(|word| matches!(word, "password" | "passwd" | "pwd" | "pw" | "passphrase" | "passwords"))
    };
    names.iter().any(is_password).then(|| {
        Answer::wrong(format!(
            "`{name}` of `{shown}` is no protection for a password: it is fast, so a leaked hash is guessed back. Use \
             `hashlib.scrypt`, argon2 or bcrypt."
        ))
        .at(Confidence::Medium)
    })
}

/// `hashlib.new("md5", data)`
fn at_new(call: &Call<'_>) -> Answer {
    let Some(name) = call.argument(0, "name").or_else(|| call.named("algo")) else { return Answer::NotMine };
    match call.world().text(name.value) {
        Some(text) if is_broken(text) => hashed(call, text, call.positional(1)),
        Some(text) => Answer::safe(format!("`{}` is not broken", say::quoted(text))),
        None => {
            let shown = say::code(call.world(), name.place);
            let given = given_to(call.world().module(), name.expr);
            if let Some(broken) = given.iter().find(|text| is_broken(text)) {
                return hashed(call, broken, call.positional(1)).at(Confidence::Medium);
            }
            Answer::undecided(format!("which hash `{shown}` names is not known here"))
        }
    }
}

/// `hashlib.file_digest(file, "sha1")`
fn at_file(call: &Call<'_>) -> Answer {
    let Some(digest) = call.argument(1, "digest") else { return Answer::NotMine };
    let named = call.world().text(digest.value).map(str::to_owned);
    match named.or_else(|| digest.value.path().map(|path| path.last().text().to_owned())) {
        Some(name) if is_broken(&name) => hashed(call, &name, call.positional(0)),
        Some(name) => Answer::safe(format!("`{name}` is not broken")),
        None => Answer::undecided(format!("which hash `{}` is, is not known here", say::code(call.world(), digest.place))),
    }
}

/// `certificate.sign(key, "sha1")` of pyOpenSSL
fn at_signature(call: &Call<'_>) -> Answer {
    match call.argument(1, "digest").and_then(|name| call.world().text(name.value)) {
        Some(name) if is_broken(name) => Answer::wrong(format!(
            "a certificate signed with {} can be forged: another with the same hash is made. Use `\"sha256\"`.",
            name.to_ascii_uppercase()
        )),
        Some(name) => Answer::safe(format!("`{}` is not broken", say::quoted(name))),
        None => Answer::NotMine,
    }
}

/// `AuthTktAuthenticationPolicy(secret, hashalg="md5")`
fn at_ticket(call: &Call<'_>) -> Answer {
    match call.named("hashalg").and_then(|name| call.world().text(name.value)) {
        Some(name) if is_broken(name) => Answer::wrong(format!(
            "tickets that say who is logged in are signed with {}. Use `hashalg=\"sha512\"`.",
            name.to_ascii_uppercase()
        ))
        .at(Confidence::Medium),
        Some(name) => Answer::safe(format!("`{name}` is not broken")),
        None => Answer::NotMine,
    }
}

/// The texts that a name may hold: `algorithm = "md5" if fast else "sha256"`.
fn given_to(module: &Module, expr: ExprId) -> Vec<&str> {
    let ast = &module.ast;
    let mut values = vec![expr];
    if let Some(variable) = module.names.variable(expr) {
        values.extend(module.names.bindings(variable).iter().filter_map(|binding| match binding.kind {
            BindingKind::Value(value) => Some(value),
            _ => None,
        }));
    }
    let arms = |value: ExprId| match ast[value].kind {
        ExprKind::Conditional { then, otherwise, .. } => vec![then, otherwise],
        _ => vec![value],
    };
    values.into_iter().flat_map(arms).filter_map(|value| ast.text_of(value)).collect()
}

fn hashed(call: &Call<'_>, algorithm: &str, data: Option<&Argument>) -> Answer {
    if let Some(used) = call.named("usedforsecurity") {
        match call.world().truth(used.value) {
            Some(false) => return Answer::safe("the code says that nothing about security depends on this hash"),
            Some(true) => {}
            None => return Answer::undecided("whether `usedforsecurity` is false is not known here"),
        }
    }
    if data.is_some_and(|data| is_random(call.world().module(), data.expr)) {
        return Answer::safe("what is hashed is random, and so is its hash");
    }
    let algorithm = algorithm.to_ascii_uppercase();
    let shown = data.map_or_else(|| "data".to_owned(), |data| format!("`{}`", say::code(call.world(), data.place)));
    let answer = match purpose(call) {
        // A service that is asked whether a password has leaked wants this hash of it.
        Purpose::Password if call.world().module().file.text.contains("pwnedpasswords") => Answer::wrong(format!(
            "{algorithm} of {shown} is what a service for leaked passwords is asked with; for storing a password it is too fast."
        ))
        .at(Confidence::Low),
        Purpose::Password => Answer::wrong(format!(
            "{algorithm} of {shown} is no protection for a password: it is fast, so a leaked hash is guessed back. Use \
             `hashlib.scrypt`, argon2 or bcrypt."
        ))
        .rated(Severity::High),
        Purpose::Secret => Answer::wrong(format!(
            "{algorithm} of {shown} is used where a forged value matters. Use `hmac` with SHA-256."
        ))
        .rated(Severity::High)
        .at(if is_signature(call) && !data.is_some_and(|data| is_alone(call.world().module(), data.expr, 8)) {
            Confidence::High
        } else {
            Confidence::Medium
        }),
        Purpose::Checksum => Answer::wrong(format!(
            "{algorithm} of {shown} looks like a checksum or a key for a cache; if nobody gains from two inputs with \
             the same hash, say so with `usedforsecurity=False`."
        ))
        .at(Confidence::Low),
        Purpose::Unknown => Answer::wrong(format!(
            "{algorithm} of {shown}: two inputs with the same hash can be made. Use SHA-256, or say \
             `usedforsecurity=False` if nothing about security depends on it."
        ))
        .at(Confidence::Medium),
    };
    prescribed::hash(call.world().module(), call.stmt, &algorithm, answer)
}

/// `md5(secret.encode())`: nothing else is hashed with it, so nothing is signed.
fn is_alone(module: &Module, data: ExprId, depth: u32) -> bool {
    // `secret = secret.encode()` is its own secret again.
    let (ast, Some(depth)) = (&module.ast, depth.checked_sub(1)) else { return true };
    match ast[data].kind {
        ExprKind::Name(_) => match module.names.variable(data).map(|variable| module.names.bindings(variable)) {
            Some(bindings) if !bindings.is_empty() => bindings.iter().all(|binding| match binding.kind {
                BindingKind::Value(value) => is_alone(module, value, depth),
                BindingKind::Param(..) => true,
                _ => false,
            }),
            _ => false,
        },
        ExprKind::Attribute { .. } => true,
        ExprKind::Subscript { base, .. } => is_alone(module, base, depth),
        ExprKind::Call { function, args } => match (ast[function].kind, ast.list(args)) {
            (ExprKind::Attribute { base, name }, _) if matches!(name.sym.text(), "encode" | "lower" | "upper" | "strip") => is_alone(module, base, depth),
            (_, [only]) => is_alone(module, only.value, depth),
            // `store.get_secret(context, reference)`
            _ => look::last_name(ast, function).is_some_and(|name| {
                secret::words(name).last().is_some_and(|word| matches!(word.as_str(), "secret" | "token" | "password" | "key"))
            }),
        },
        _ => false,
    }
}

/// `hashlib.sha1(os.urandom(64))`
fn is_random(module: &Module, data: ExprId) -> bool {
    let ast = &module.ast;
    match ast[data].kind {
        ExprKind::Call { function, args } => match look::last_name(ast, function) {
            Some("urandom" | "token_bytes" | "token_hex" | "token_urlsafe" | "uuid4") => true,
            // `str(uuid.uuid4()).encode()`
            Some("str" | "encode") => match ast[function].kind {
                ExprKind::Attribute { base, .. } => is_random(module, base),
                _ => ast.list(args).first().is_some_and(|arg| is_random(module, arg.value)),
            },
            _ => false,
        },
        ExprKind::Attribute { base, .. } => is_random(module, base),
        _ => false,
    }
}

/// Whether names say that what is made is signed with a secret. A token may as well be a key for a cache.
fn is_signature(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let mut names: Vec<String> = call.arguments.iter().flat_map(|arg| names_in(module.file.slice(arg.place.span))).collect();
    if let StmtKind::Assign { targets, .. } = ast[call.stmt].kind {
        names.extend(ast.list(targets).iter().filter_map(|target| target_name(ast, *target)));
    }
    names.extend(ast[call.stmt].function.and_then(|function| ast[function].name).map(|name| name.sym.text().to_owned()));
    let signs = ["secret", "signature", "sign", "signed", "hmac", "mac"];
    names.iter().flat_map(|name| secret::words(name)).any(|word| signs.contains(&word.as_str()))
}

/// A keyed hash is not hurt by collisions; it is worth a look all the same.
fn at_hmac(call: &Call<'_>) -> Answer {
    let Some(digest) = call.argument(2, "digestmod").or_else(|| call.named("digest")) else {
        return Answer::wrong("`hmac.new` without a hash uses MD5 on old versions of Python. Name one: `hashlib.sha256`.")
            .at(Confidence::Low);
    };
    let shown = say::code(call.world(), digest.place);
    let named = call.world().text(digest.value).map(str::to_owned);
    let Some(name) = named.or_else(|| digest.value.path().map(|path| path.last().text().to_owned())) else {
        return Answer::undecided(format!("which hash `{shown}` is, is not known here"));
    };
    if is_broken(&name) {
        return Answer::wrong(format!(
            "`{shown}` within a keyed hash is not broken yet, but nothing new should use it. Use SHA-256."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low);
    }
    Answer::safe(format!("the keyed hash uses `{shown}`"))
}

const MONGO: &[&str] = &[
    "pymongo.MongoClient", "pymongo.mongo_client.MongoClient", "motor.motor_asyncio.AsyncIOMotorClient", "motor.motor_tornado.MotorClient",
    "mongoengine.connect",
];

/// `MongoClient("mongodb://shop@database/?authMechanism=MONGODB-CR")`
fn at_address(call: &Call<'_>) -> Answer {
    let Some(host) = call.argument(0, "host") else { return Answer::NotMine };
    let weak = |piece: &Piece<'_>| matches!(piece, Piece::Known(text) if text.contains("authMechanism=MONGODB-CR"));
    if call.world().pieces(host.value).iter().any(weak) { by_md5() } else { Answer::NotMine }
}

fn by_md5() -> Answer {
    Answer::wrong(
        "`MONGODB-CR` proves the password with MD5, which whoever listens tries passwords against; MongoDB 4.0 took it \
         out. Use `SCRAM-SHA-256`.",
    )
}

/// `MongoClient(authMechanism="MONGODB-CR")`
fn at_login(call: &Call<'_>) -> Answer {
    let Some(named) = call.named("authMechanism") else { return Answer::NotMine };
    match call.world().text(named.value) {
        Some("MONGODB-CR") => by_md5(),
        Some(_) => Answer::safe("the login does not rest on MD5"),
        None => Answer::NotMine,
    }
}

/// `crypt.crypt(word, crypt.METHOD_MD5)`
fn at_crypt(call: &Call<'_>) -> Answer {
    let method = call.argument(1, "salt").or_else(|| call.argument(0, "method"));
    let path = method.and_then(|method| method.value.path()).map(|path| path.last().text());
    match path {
        Some(name @ ("METHOD_CRYPT" | "METHOD_MD5" | "METHOD_BLOWFISH")) => Answer::wrong(format!(
            "`crypt` with `{name}` makes hashes that are guessed back quickly. Use `hashlib.scrypt`, argon2 or bcrypt."
        )),
        Some("METHOD_SHA256" | "METHOD_SHA512") => Answer::safe("`crypt` uses a slow hash with a salt"),
        _ => Answer::undecided("which method `crypt` uses depends on the salt and the system"),
    }
}

fn is_broken(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(
        name.to_ascii_lowercase().as_str(),
        "md2" | "md4" | "md5" | "md5sha1" | "sha" | "sha0" | "sha1" | "ripemd" | "rmd160" | "ripemd160"
    )
}

enum Purpose {
    Password,
    Secret,
    Checksum,
    Unknown,
}

/// What the hash is for, as far as the names in its statement and around it say.
fn purpose(call: &Call<'_>) -> Purpose {
    let module = call.world().module();
    let ast = &module.ast;
    let mut names: Vec<String> = Vec::new();
    // The name of the algorithm says nothing of what it is for.
    let is_new = call.path().is_some_and(|path| path.is("hashlib.new"));
    for arg in call.arguments.iter().skip(usize::from(is_new)) {
        names.extend(names_in(module.file.slice(arg.place.span)));
    }
    if let StmtKind::Assign { targets, .. } = ast[call.stmt].kind {
        for target in ast.list(targets) {
            names.extend(target_name(ast, *target));
        }
    }
    let here = ast[call.stmt].function.and_then(|function| ast[function].name);
    let around = here.map(|name| name.sym.text().to_owned());
    // `remote["md5Checksum"] != hashlib.md5(content).hexdigest()`
    let line = module.file.text.get(..call.place.span.start as usize).and_then(|before| before.lines().next_back()).unwrap_or("");
    if ["checksum", "Checksum", "etag", "ETag"].iter().any(|word| line.contains(word)) {
        names.push("checksum".to_owned());
    }
    let words: Vec<String> = names.iter().chain(&around).flat_map(|name| secret::words(name)).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if says(&["password", "passwd", "pwd", "passphrase", "passwords"]) {
        Purpose::Password
    } else if says(&["secret", "token", "signature", "sign", "signed", "verify", "authenticate", "auth", "nonce"]) {
        Purpose::Secret
    } else if says(CHECKSUMS) || around.as_ref().is_some_and(|name| is_named_after_hash(name)) {
        Purpose::Checksum
    } else {
        Purpose::Unknown
    }
}

/// `def md5_hex(text)`: whoever calls it asks for that hash by name.
fn is_named_after_hash(function: &str) -> bool {
    let name = function.to_ascii_lowercase();
    ["md5", "sha1", "md4"].iter().any(|hash| name.contains(hash))
}

const CHECKSUMS: &[&str] = &[
    "checksum", "checksums", "etag", "cache", "cached", "caching", "key", "file", "filename", "path", "content",
    "contents", "fingerprint", "unique", "uid", "uuid", "id", "ids", "name", "names", "bucket", "shard", "dedup",
    "digest", "suffix", "prefix", "version", "url", "query", "short", "identifier", "revision",
    "template", "static", "color", "seed", "gravatar", "avatar",
];

fn target_name(ast: &Ast, target: ExprId) -> Option<String> {
    match ast[target].kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } => look::last_name(ast, target).map(str::to_owned),
        _ => None,
    }
}

/// The names in a piece of code.
fn names_in(code: &str) -> Vec<String> {
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::is_broken;

    #[test]
    fn the_broken_hashes_are_known_in_every_spelling() {
        for name in ["md5", "MD5", "sha1", "SHA-1", "SHA1", "md4"] {
            assert!(is_broken(name), "{name}");
        }
        for name in ["sha256", "SHA-512", "blake2b", "sha3_256", "sha1024"] {
            assert!(!is_broken(name), "{name}");
        }
    }
}
