//! Ciphers that are broken, and modes that show the pattern of what they hide.

use super::{Answer, Find, Rule, commands, look, prescribed, say};
use crate::flow::{Argument, Call};
use crate::intern::{Const, PathId};
use crate::names::BindingKind;
use crate::project::Module;
use crate::syntax::ast::ExprId;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "weak-cipher",
    title: "A broken cipher or mode is used",
    category: Category::Cryptography,
    cwe: 327,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "DES keys are searched in a day, RC4 leaks what it encrypts, and ciphers with 64-bit blocks repeat after a few \
          gigabytes. In ECB mode equal blocks look equal: the pattern of the text stays visible.",
    fix: "Use AES-GCM or ChaCha20-Poly1305, which also notice changes; in Python `cryptography.fernet.Fernet` or \
          `cryptography.hazmat.primitives.ciphers.aead`.",
    bad: r#"
from Crypto.Cipher import DES

def hide(key, text):
    return DES.new(key, DES.MODE_CFB).encrypt(text)
"#,
    good: r#"
from cryptography.fernet import Fernet

def hide(key, text):
    return Fernet(key).encrypt(text)
"#,
    references: &[
        "https://cryptography.io/en/latest/fernet/",
        "https://cwe.mitre.org/data/definitions/327.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B304",
        "bandit:B305",
        "ruff:S304",
        "ruff:S305",
        "semgrep:cryptography/insecure-cipher-algorithm-arc4",
        "semgrep:cryptography/insecure-cipher-algorithm-blowfish",
        "semgrep:cryptography/insecure-cipher-algorithm-idea",
        "semgrep:cryptography/insecure-cipher-mode-ecb",
        "semgrep:lang/no-set-ciphers",
        "semgrep:pycryptodome/insecure-cipher-algorithm-blowfish",
        "semgrep:pycryptodome/insecure-cipher-algorithm-des",
        "semgrep:pycryptodome/insecure-cipher-algorithm-rc2",
        "semgrep:pycryptodome/insecure-cipher-algorithm-rc4",
        "semgrep:pycryptodome/insecure-cipher-algorithm-xor",
        "codeql:py/weak-cryptographic-algorithm",
    ],
    find: &[Find::Call(BROKEN, at_broken), Find::Call(MODES, at_mode), Find::Call(VECTORS, at_vector), Find::Call(SEALED, at_nonce), Find::Call(STREAMS, at_stream), Find::Call(AES, at_aes), Find::Call(SOUND, at_sound),
        Find::Call(&["*.encrypt", "*.decrypt"], at_padding),
        Find::Call(&["Crypto.Cipher.PKCS1_v1_5.new", "Cryptodome.Cipher.PKCS1_v1_5.new"], at_old_padding), Find::Call(&["M2Crypto.EVP.Cipher"], at_named), Find::Call(&["*.set_ciphers"], at_list), Find::Argument(&["ciphers"], at_list)],
};

const BROKEN: &[&str] = &[
    "Crypto.Cipher.DES.new",
    "Crypto.Cipher.DES3.new",
    "Crypto.Cipher.ARC2.new",
    "Crypto.Cipher.ARC4.new",
    "Crypto.Cipher.Blowfish.new",
    "Crypto.Cipher.CAST.new",
    "Crypto.Cipher.XOR.new",
    "Cryptodome.Cipher.DES.new",
    "Cryptodome.Cipher.DES3.new",
    "Cryptodome.Cipher.ARC2.new",
    "Cryptodome.Cipher.ARC4.new",
    "Cryptodome.Cipher.Blowfish.new",
    "Cryptodome.Cipher.CAST.new",
    "Cryptodome.Cipher.XOR.new",
    "cryptography.hazmat.primitives.ciphers.algorithms.ARC4",
    "cryptography.hazmat.primitives.ciphers.algorithms.Blowfish",
    "cryptography.hazmat.primitives.ciphers.algorithms.IDEA",
    "cryptography.hazmat.primitives.ciphers.algorithms.CAST5",
    "cryptography.hazmat.primitives.ciphers.algorithms.SEED",
    "cryptography.hazmat.primitives.ciphers.algorithms.TripleDES",
    "cryptography.hazmat.decrepit.ciphers.algorithms.ARC4",
    "cryptography.hazmat.decrepit.ciphers.algorithms.Blowfish",
    "cryptography.hazmat.decrepit.ciphers.algorithms.IDEA",
    "cryptography.hazmat.decrepit.ciphers.algorithms.CAST5",
    "cryptography.hazmat.decrepit.ciphers.algorithms.SEED",
    "cryptography.hazmat.decrepit.ciphers.algorithms.TripleDES",
    "cryptography.hazmat.decrepit.ciphers.algorithms.RC2",
    "pyDes.des",
    "pyDes.triple_des",
    "pyaes.AESModeOfOperationECB",
    "pyaes.aes.AESModeOfOperationECB",
];

const MODES: &[&str] = &["cryptography.hazmat.primitives.ciphers.modes.ECB"];

/// Modes that want a new vector for each message.
const VECTORS: &[&str] = &[
    "cryptography.hazmat.primitives.ciphers.modes.CBC",
    "cryptography.hazmat.primitives.ciphers.modes.CTR",
    "cryptography.hazmat.primitives.ciphers.modes.CFB",
    "cryptography.hazmat.primitives.ciphers.modes.OFB",
    "cryptography.hazmat.primitives.ciphers.modes.GCM",
];

/// What encrypts and is told the number of the message, which it may never be told twice.
const SEALED: &[&str] = &[
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM.encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.AESCCM.encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCMSIV.encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.AESOCB3.encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305.encrypt",
];

/// Ciphers that are told it behind the key.
const STREAMS: &[&str] = &[
    "cryptography.hazmat.primitives.ciphers.algorithms.ChaCha20",
    "Crypto.Cipher.ChaCha20.new",
    "Crypto.Cipher.ChaCha20_Poly1305.new",
    "Crypto.Cipher.Salsa20.new",
];

const AES: &[&str] = &["Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new"];

const SOUND: &[&str] = &[
    "cryptography.fernet.Fernet",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305",
    "cryptography.hazmat.primitives.ciphers.algorithms.AES",
    "cryptography.hazmat.primitives.ciphers.algorithms.ChaCha20",
    "Crypto.Cipher.ChaCha20_Poly1305.new",
    "Cryptodome.Cipher.ChaCha20_Poly1305.new",
];

fn at_broken(call: &Call<'_>) -> Answer {
    let name = cipher(call);
    let answer = broken(&name);
    // `ARC4`, `DES3`, `TripleDES`: functions are named `rc4_..`, `des_..`.
    let short = if name.contains("DES") { "des" } else { name.trim_start_matches('A') };
    prescribed::cipher(call.world().module(), call.stmt, short, answer)
}

fn broken(name: &str) -> Answer {
    Answer::wrong(format!(
        "`{name}` is a cipher that is broken or has blocks too short: what it hides can be read. Use AES-GCM or Fernet."
    ))
}

fn at_mode(call: &Call<'_>) -> Answer {
    ecb(call, "modes.ECB")
}

/// `key.encrypt(text, padding.PKCS1v15())`
fn at_padding(call: &Call<'_>) -> Answer {
    let is_old = |path: PathId| path.is("cryptography.hazmat.primitives.asymmetric.padding.PKCS1v15");
    match call.argument(1, "padding").and_then(|padding| padding.value.instance_of()) {
        Some(path) if is_old(path) => at_old_padding(call),
        _ => Answer::NotMine,
    }
}

fn at_old_padding(_: &Call<'_>) -> Answer {
    Answer::wrong(
        "padding of PKCS 1 version 1.5 lets whoever sees which texts are refused read what is encrypted. Use OAEP with SHA-256.",
    )
    .at(Confidence::Medium)
}

/// `AES.new(key, AES.MODE_ECB)`; old versions used ECB when no mode was given.
fn at_aes(call: &Call<'_>) -> Answer {
    let Some(mode) = call.argument(1, "mode") else {
        return if call.passes_more() { Answer::undecided("the mode of the cipher is not known here") } else { ecb(call, "AES.new") };
    };
    let world = call.world();
    let named = mode.value.path().map(|path| path.last().text());
    match (named, world.int(mode.value)) {
        _ if may_be_ecb(world.module(), mode.expr, named.is_none()) => ecb(call, "AES.MODE_ECB").at(Confidence::Medium),
        (Some("MODE_ECB"), _) | (_, Some(1)) => ecb(call, "AES.MODE_ECB"),
        (Some(name), _) if name.starts_with("MODE_") && is_fixed(call, call.argument(2, "iv").or_else(|| call.named("nonce"))) => {
            fixed(call, call.argument(2, "iv").or_else(|| call.named("nonce")))
        }
        (Some(name), _) if name.starts_with("MODE_") => Answer::safe(format!("AES is used in `{name}`")),
        _ => Answer::undecided("the mode of the cipher is not known here"),
    }
}

/// `mode = AES.MODE_GCM if strong else AES.MODE_ECB`
fn may_be_ecb(module: &Module, mode: ExprId, any: bool) -> bool {
    let ast = &module.ast;
    let is_ecb = |expr: ExprId| look::last_name(ast, expr) == Some("MODE_ECB");
    if look::either(module, mode).is_some_and(|[then, otherwise]| is_ecb(then) != is_ecb(otherwise)) {
        return true;
    }
    let mut open = Vec::new();
    if let Some(variable) = module.names.variable(mode).filter(|_| any) {
        open.extend(module.names.bindings(variable).iter().filter_map(|binding| match binding.kind {
            BindingKind::Value(value) => Some(value),
            _ => None,
        }));
    }
    open.into_iter().any(is_ecb)
}

/// `modes.CBC(b"0123456789abcdef")`
fn at_vector(call: &Call<'_>) -> Answer {
    let vector = call.positional(0).or_else(|| call.named("initialization_vector")).or_else(|| call.named("nonce"));
    if is_fixed(call, vector) { fixed(call, vector) } else { Answer::NotMine }
}

/// `AESGCM(key).encrypt(b"0123456789ab", text, None)`
fn at_nonce(call: &Call<'_>) -> Answer {
    let nonce = call.argument(0, "nonce");
    if is_fixed(call, nonce) { fixed(call, nonce) } else { Answer::NotMine }
}

/// `ChaCha20.new(key=key, nonce=b"01234567")`
fn at_stream(call: &Call<'_>) -> Answer {
    let nonce = call.argument(1, "nonce");
    if is_fixed(call, nonce) { fixed(call, nonce) } else { Answer::NotMine }
}

/// Whether what should be new for each message is written in the code.
fn is_fixed(call: &Call<'_>, vector: Option<&Argument>) -> bool {
    let is_none = |value| matches!(call.world().constant(value), Some(Const::None));
    vector.is_some_and(|vector| !is_none(vector.value) && look::is_fixed(call.world(), vector.value, vector.place))
}

fn fixed(call: &Call<'_>, vector: Option<&Argument>) -> Answer {
    let shown = vector.map_or_else(String::new, |vector| say::code(call.world(), vector.place));
    let answer = Answer::wrong(format!(
        "`{shown}` is the same for every message: equal beginnings stay equal, and with a counter the text itself can be \
         read. Use `os.urandom(16)` for each message and send it along."
    ));
    prescribed::cipher(call.world().module(), call.stmt, "fixed_iv", answer)
}

fn ecb(call: &Call<'_>, shown: &str) -> Answer {
    let answer = Answer::wrong(format!(
        "`{shown}` encrypts each block alone: equal blocks stay equal, and can be swapped. Use AES-GCM or Fernet."
    ));
    prescribed::cipher(call.world().module(), call.stmt, "ecb", answer)
}

/// `M2Crypto.EVP.Cipher("des_cbc", key, vector, 1)`
fn at_named(call: &Call<'_>) -> Answer {
    let Some(name) = call.argument(0, "alg") else { return Answer::NotMine };
    let Some(text) = call.world().text(name.value) else {
        return Answer::undecided("which cipher is used is not known here");
    };
    let words: Vec<String> = text.to_ascii_lowercase().split(['_', '-']).map(str::to_owned).collect();
    let has = |weak: &[&str]| words.iter().any(|word| weak.contains(&word.as_str()));
    if has(&["des", "des3", "desx", "rc2", "rc4", "bf", "cast5", "idea", "seed"]) {
        return prescribed::cipher(call.world().module(), call.stmt, text, broken(text));
    }
    if has(&["ecb"]) { ecb(call, text) } else { Answer::safe(format!("`{text}` is not broken")) }
}

fn at_sound(call: &Call<'_>) -> Answer {
    Answer::safe(format!("`{}` is not broken", cipher(call)))
}

fn cipher(call: &Call<'_>) -> String {
    let path = commands::runner(call);
    let path = path.strip_suffix(".new").unwrap_or(&path);
    path.rsplit('.').next().unwrap_or(path).to_owned()
}

/// `context.set_ciphers("ALL:@SECLEVEL=0")`, `ssl.wrap_socket(sock, ciphers="RC4")`
fn at_list(call: &Call<'_>) -> Answer {
    let Some(list) = call.argument(0, "ciphers").filter(|_| is_list(call)).or_else(|| call.named("ciphers")) else {
        return Answer::NotMine;
    };
    let Some(text) = call.world().text(list.value) else {
        return match list.value.path().or(list.value.instance_of()) {
            Some(path) if is_list(call) => Answer::undecided(format!("which ciphers `{}` names is not known here", path.text())),
            _ => Answer::NotMine,
        };
    };
    match broken_of(text) {
        Some(cipher) => Answer::wrong(format!(
            "`{cipher}` allows connections whose cipher is broken or absent: anybody on the way can make this one such. \
             Leave the list of `ssl.create_default_context()` as it is."
        )),
        None => Answer::safe("the list of ciphers names none that is broken"),
    }
}

fn is_list(call: &Call<'_>) -> bool {
    call.name.is_some_and(|name| name.text() == "set_ciphers")
}

/// The part of a list of ciphers, as OpenSSL reads it, that lets a broken one in.
fn broken_of(list: &str) -> Option<&str> {
    let parts = || list.split([':', ',', ' ']).filter(|part| !part.is_empty());
    let excluded = |word: &str| parts().any(|part| part.strip_prefix(['!', '-']) == Some(word));
    parts().filter(|part| !part.starts_with(['!', '-'])).find(|part| {
        let mut words = part.trim_start_matches('+').split(['-', '+']);
        part.ends_with("@SECLEVEL=0") || words.any(|word| BROKEN_IN_LISTS.contains(&word) && !excluded(word))
    })
}

const BROKEN_IN_LISTS: &[&str] = &[
    "NULL", "eNULL", "aNULL", "ADH", "AECDH", "EXP", "EXPORT", "EXPORT40", "EXPORT56", "LOW", "DES", "3DES", "RC2",
    "RC4", "MD5", "IDEA", "SSLv2",
];
