//! Hashes that are made for passwords, and are too fast as they are used: few rounds, old schemes.

use crate::flow::{Call, Value, World, Write};
use crate::rules::{Answer, look, say};
use crate::vocabulary::Confidence;

/// Functions that hash as often as they are told.
pub const ROUNDS: &[&str] = &[
    "hashlib.pbkdf2_hmac",
    "Crypto.Protocol.KDF.PBKDF2",
    "Cryptodome.Protocol.KDF.PBKDF2",
    "cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC",
    "bcrypt.gensalt",
];

/// `hashlib.pbkdf2_hmac("sha256", password, salt, 1)`, `bcrypt.gensalt(4)`
pub fn at_rounds(call: &Call<'_>) -> Answer {
    let digest = call.argument(0, "hash_name").and_then(|name| call.world().text(name.value));
    if digest.is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "md4" | "md5")) {
        return Answer::wrong("A password's hash is made of MD5, which is broken and fast. Use `\"sha256\"`.")
            .at(Confidence::Medium);
    }
    let path = call.path().map(crate::intern::PathId::text).unwrap_or_default();
    let (rounds, least, instead) = match path.rsplit('.').next().unwrap_or("") {
        "gensalt" => (call.argument(0, "rounds"), 10, "12, which it is by default"),
        "PBKDF2" => (call.argument(3, "count"), 10_000, "600,000"),
        _ => (call.argument(3, "iterations"), 10_000, "600,000"),
    };
    match rounds.map(|rounds| (rounds, call.world().int(rounds.value))) {
        Some((rounds, Some(number))) if number < least => Answer::wrong(format!(
            "`{}` rounds make a password's hash hardly slower to guess back. Use {instead}.",
            say::code(call.world(), rounds.place)
        ))
        .at(Confidence::Medium),
        // PyCrypto's own default.
        None if path.ends_with(".PBKDF2") && !call.passes_more() => {
            Answer::wrong("`PBKDF2` hashes 1,000 times unless it is told `count`: a leaked hash is guessed back. Use 600,000.")
                .at(Confidence::Medium)
        }
        _ => Answer::safe("the hash is slow"),
    }
}

/// Schemes of `passlib` that are guessed back.
pub const FAST: &[&str] = &[
    "passlib.hash.md5_crypt.hash",
    "passlib.hash.md5_crypt.encrypt",
    "passlib.hash.des_crypt.hash",
    "passlib.hash.des_crypt.encrypt",
    "passlib.hash.plaintext.hash",
    "passlib.hash.hex_md5.hash",
    "passlib.hash.hex_sha1.hash",
    "passlib.hash.ldap_md5.hash",
    "passlib.hash.ldap_sha1.hash",
    "passlib.hash.lmhash.hash",
    "passlib.hash.nthash.hash",
    "passlib.hash.mysql323.hash",
    "passlib.hash.unix_disabled.hash",
];

/// `md5_crypt.hash(password)`
pub fn at_fast(call: &Call<'_>) -> Answer {
    fast(&say::code(call.world(), call.place))
}

fn fast(shown: &str) -> Answer {
    Answer::wrong(format!("`{shown}` makes hashes that are guessed back quickly. Use argon2, bcrypt or scrypt."))
}

/// `generate_password_hash(password, method="sha1")`
pub fn at_method(call: &Call<'_>) -> Answer {
    let text = call.argument(1, "method").and_then(|method| call.world().text(method.value));
    match text {
        Some(method) if !["pbkdf2", "scrypt"].iter().any(|slow| method.starts_with(slow)) => Answer::wrong(format!(
            "`{}` is no slow hash: a leaked hash is guessed back. Leave the method out.",
            say::quoted(method)
        )),
        _ => Answer::safe("the hash is slow"),
    }
}

/// `CryptContext(schemes=["md5_crypt"])`: the first hashes what is new.
pub fn at_context(call: &Call<'_>) -> Answer {
    let world = call.world();
    let schemes = call.argument(0, "schemes").and_then(|schemes| world.items(schemes.value)).unwrap_or_default();
    match schemes.first().and_then(|scheme| world.text(*scheme)) {
        Some(scheme) if is_fast(scheme) => fast(scheme),
        Some(_) => Answer::safe("what is new is hashed slowly"),
        None => Answer::NotMine,
    }
}

/// `make_password(password, hasher="md5")`
pub fn at_hasher(call: &Call<'_>) -> Answer {
    match call.argument(2, "hasher").and_then(|hasher| call.world().text(hasher.value)) {
        Some(hasher) if is_fast(hasher) => fast(hasher),
        _ => Answer::safe("the hash is slow"),
    }
}

/// `PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]`: the first hashes what is new.
pub fn at_hashers(write: &Write<'_>) -> Answer {
    let world = write.world();
    let answer = match first(world, write.value.value) {
        Some(hasher) if is_fast(hasher.rsplit('.').next().unwrap_or(hasher)) => fast(hasher),
        Some(_) => Answer::safe("what is new is hashed slowly"),
        None => return Answer::NotMine,
    };
    look::for_development(world.module(), write.stmt, answer)
}

fn first<'a>(world: &World<'a>, list: Value) -> Option<&'a str> {
    world.items(list)?.first().and_then(|item| world.text(*item))
}

/// `md5_crypt`, `MD5PasswordHasher`, `plaintext`
fn is_fast(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let slow = ["pbkdf2", "argon2", "bcrypt", "scrypt", "sha256_crypt", "sha512_crypt"];
    let fast = ["md5", "sha1", "des_crypt", "plaintext", "crypt", "unsalted", "lmhash", "nthash"];
    !slow.iter().any(|word| scheme.contains(word)) && fast.iter().any(|word| scheme.contains(word))
}
