//! Keys that are too short.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::intern::Const;
use crate::syntax::ast::{Expr, ExprId, ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "short-key",
    title: "A key is made too short",
    category: Category::Cryptography,
    cwe: 326,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "RSA and DSA keys of 1,024 bits are within reach of those who can pay for machines, shorter ones of anybody. \
          Whoever finds the private key reads what was encrypted, also what was recorded years ago, and signs as you.",
    fix: "Use at least 2,048 bits for RSA and DSA (3,072 for what must last), and curves of 224 bits or more; better, \
          Ed25519 and X25519.",
    bad: r#"
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
"#,
    good: r#"
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
"#,
    references: &[
        "https://cryptography.io/en/latest/hazmat/primitives/asymmetric/rsa/",
        "https://cwe.mitre.org/data/definitions/326.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B505",
        "ruff:S505",
        "semgrep:cryptography/empty-aes-key",
        "semgrep:cryptography/insufficient-dsa-key-size",
        "semgrep:cryptography/insufficient-ec-key-size",
        "semgrep:cryptography/insufficient-rsa-key-size",
        "semgrep:pycryptodome/insufficient-dsa-key-size",
        "semgrep:pycryptodome/insufficient-rsa-key-size",
        "codeql:py/weak-crypto-key",
    ],
    find: &[
        Find::Call(
            &[
                "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
                "cryptography.hazmat.primitives.asymmetric.dh.generate_parameters",
                "OpenSSL.crypto.PKey.generate_key",
            ],
            second,
        ),
        Find::Call(
            &[
                "cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key",
                "cryptography.hazmat.primitives.asymmetric.dsa.generate_parameters",
                "Crypto.PublicKey.RSA.generate",
                "Crypto.PublicKey.DSA.generate",
                "Cryptodome.PublicKey.RSA.generate",
                "Cryptodome.PublicKey.DSA.generate",
                "paramiko.RSAKey.generate",
                "rsa.newkeys",
                "rsa.key.newkeys",
                "M2Crypto.RSA.gen_key",
                "M2Crypto.DSA.gen_params",
                "paramiko.DSSKey.generate",
            ],
            first,
        ),
        Find::Call(&["cryptography.hazmat.primitives.asymmetric.ec.generate_private_key"], curve),
        Find::Call(SHORT_CURVES, short_curve),
        Find::Call(&["Crypto.PublicKey.ECC.generate", "Cryptodome.PublicKey.ECC.generate"], named_curve),
        Find::Call(KEYED, at_cipher),
        Find::Call(&["jwt.encode", "jose.jwt.encode"], at_token),
    ],
};

const SHORT_CURVES: &[&str] = &[
    "cryptography.hazmat.primitives.asymmetric.ec.SECP192R1",
    "cryptography.hazmat.primitives.asymmetric.ec.SECT163K1",
    "cryptography.hazmat.primitives.asymmetric.ec.SECT163R2",
];

/// Calls whose first argument is a key of bytes.
const KEYED: &[&str] = &[
    "Crypto.Cipher.AES.new",
    "Cryptodome.Cipher.AES.new",
    "Crypto.Cipher.ChaCha20.new",
    "Cryptodome.Cipher.ChaCha20.new",
    "Crypto.Hash.HMAC.new",
    "Cryptodome.Hash.HMAC.new",
    "cryptography.hazmat.primitives.ciphers.algorithms.AES",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305",
    "cryptography.hazmat.primitives.hmac.HMAC",
    "cryptography.fernet.Fernet",
    "hmac.new",
    "hmac.digest",
];

/// `AES.new(b"", AES.MODE_GCM)`, `hmac.new(b"", text, "sha256")`
fn at_cipher(call: &Call<'_>) -> Answer {
    let Some(key) = call.argument(0, "key") else { return Answer::NotMine };
    match call.world().constant(key.value) {
        Some(Const::Str(text)) if text.is_empty() => empty(call),
        Some(Const::Bytes(bytes)) if bytes.is_empty() => empty(call),
        _ => Answer::NotMine,
    }
}

/// `jwt.encode(claims, "", algorithm="HS256")`; without an algorithm there is no key, which is told as that.
fn at_token(call: &Call<'_>) -> Answer {
    let world = call.world();
    let algorithm = call.argument(2, "algorithm").and_then(|name| world.text(name.value)).unwrap_or("HS256");
    let key = call.argument(1, "key").and_then(|key| world.text(key.value));
    if key == Some("") && algorithm.starts_with("HS") { empty(call) } else { Answer::NotMine }
}

fn empty(call: &Call<'_>) -> Answer {
    let shown = say::code(call.world(), call.place);
    Answer::wrong(format!("the key of `{shown}` is empty: everybody has it. Make one with `secrets.token_bytes(32)`."))
}

fn second(call: &Call<'_>) -> Answer {
    decided(call, call.argument(1, "key_size").or_else(|| call.named("bits")))
}

fn first(call: &Call<'_>) -> Answer {
    decided(call, call.argument(0, "key_size").or_else(|| call.named("bits")).or_else(|| call.named("nbits")))
}

fn decided(call: &Call<'_>, size: Option<&Argument>) -> Answer {
    let Some(size) = size else { return Answer::NotMine };
    let shown = say::code(call.world(), size.place);
    // `int(os.environ.get("BITS", "1024"))`
    let as_text = || call.world().text(size.value).and_then(|text| text.parse().ok());
    match call.world().int(size.value).or_else(as_text) {
        Some(bits) if bits < 2048 => Answer::wrong(format!(
            "the key has {bits} bits (`{shown}`): within reach of whoever pays for machines. Use 2,048 or more."
        )),
        Some(bits) => Answer::safe(format!("the key has {bits} bits")),
        None if may_be_short(call, size) => Answer::wrong(format!(
            "the key may have fewer than 2,048 bits (`{shown}`): within reach of whoever pays for machines. Use 2,048 or more."
        ))
        .at(Confidence::Medium),
        None => Answer::undecided(format!("how many bits `{shown}` is, is not known here")),
    }
}

/// `1024 if fast else 4096`
fn may_be_short(call: &Call<'_>, size: &Argument) -> bool {
    let module = call.world().module();
    let is_short = |arm: &ExprId| match module.ast[*arm].kind {
        ExprKind::Constant(id) => module.ast.constants.get(id).as_int().is_some_and(|bits| (1..2048).contains(&bits)),
        _ => false,
    };
    look::either(module, size.expr).is_some_and(|arms| arms.iter().any(is_short))
}

/// `ec.generate_private_key(ec.SECP192R1())`; curves that are made are looked at where they are made.
fn curve(call: &Call<'_>) -> Answer {
    let Some(curve) = call.argument(0, "curve") else { return Answer::NotMine };
    match curve.value.path().map(super::super::intern::PathId::text) {
        Some(path) if SHORT_CURVES.contains(&path.as_str()) => short_curve(call),
        _ => Answer::safe(format!("the curve is `{}`", say::code(call.world(), curve.place))),
    }
}

/// `ECC.generate(curve="P-192")`
fn named_curve(call: &Call<'_>) -> Answer {
    let Some(curve) = call.named("curve") else { return Answer::NotMine };
    match call.world().text(curve.value) {
        Some("p192" | "P-192" | "NIST P-192" | "prime192v1" | "secp192r1") => short_curve(call),
        Some(name) => Answer::safe(format!("the curve is `{name}`")),
        None => Answer::undecided("which curve is used is not known here"),
    }
}

fn short_curve(call: &Call<'_>) -> Answer {
    let ast = &call.world().module().ast;
    let is_read = |expr: &Expr| matches!(expr.kind, ExprKind::Attribute { base, .. } if base == call.expr);
    // `ec.SECP192R1().name`: only what it is called.
    if ast.exprs.iter().any(is_read) {
        return Answer::NotMine;
    }
    let shown = say::code(call.world(), call.place);
    let answer = Answer::wrong(format!("`{shown}` uses a curve of fewer than 224 bits. Use Ed25519 or `ec.SECP256R1`."));
    // In a table of all curves there is no key yet.
    let makes_key = call.name.is_some_and(|name| name.text() == "generate_private_key") || ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Call { args, .. } => ast.list(args).iter().any(|arg| arg.value == call.expr),
        _ => false,
    });
    if makes_key { answer } else { answer.at(Confidence::Medium) }
}
