//! Ciphers that notice no change of what they encrypt.

use super::{Answer, Find, Rule, look};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "cipher-without-authentication",
    title: "What is encrypted can be changed without being noticed",
    category: Category::Cryptography,
    cwe: 353,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "CBC, CTR, CFB and OFB hide a text, but whoever holds the encrypted bytes can flip bits of the text in them, and from how \
          the program takes wrong padding its text is read. Nothing of that is noticed without a check of the whole.",
    fix: "Use AES-GCM or ChaCha20-Poly1305, or `cryptography.fernet.Fernet`; with another mode, an HMAC of what is encrypted that \
          is checked before it is decrypted.",
    bad: r#"
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

def hide(key, text):
    vector = os.urandom(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return vector + encryptor.update(text) + encryptor.finalize()
"#,
    good: r#"
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

def hide(key, text):
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, text, None)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/353.html",
        "https://cryptography.io/en/latest/hazmat/primitives/aead/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:cryptography/crypto-mode-without-authentication",
        "semgrep:pycryptodome/crypto-mode-without-authentication",
    ],
    find: &[
        Find::Call(MODES, at_mode),
        Find::Call(&["Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new"], at_aes),
        Find::Call(SEALED, at_sealed),
    ],
};

const MODES: &[&str] = &[
    "cryptography.hazmat.primitives.ciphers.modes.CBC",
    "cryptography.hazmat.primitives.ciphers.modes.CTR",
    "cryptography.hazmat.primitives.ciphers.modes.CFB",
    "cryptography.hazmat.primitives.ciphers.modes.CFB8",
    "cryptography.hazmat.primitives.ciphers.modes.OFB",
];

const SEALED: &[&str] = &[
    "cryptography.hazmat.primitives.ciphers.modes.GCM",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.ciphers.aead.AESCCM",
    "cryptography.hazmat.primitives.ciphers.aead.AESSIV",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305",
    "Crypto.Cipher.ChaCha20_Poly1305.new",
    "Cryptodome.Cipher.ChaCha20_Poly1305.new",
];

/// What is called where a check of the whole is made.
const CHECKS: &[&str] = &["hmac", "HMAC", "CMAC", "Poly1305", "compare_digest", "verify"];

fn at_mode(call: &Call<'_>) -> Answer {
    open(call, call.name.map_or("", |name| name.text()))
}

/// `AES.new(key, AES.MODE_CBC, vector)`
fn at_aes(call: &Call<'_>) -> Answer {
    let Some(mode) = call.argument(1, "mode").and_then(|mode| mode.value.path()) else { return Answer::NotMine };
    match mode.last().text() {
        "MODE_CBC" | "MODE_CTR" | "MODE_CFB" | "MODE_OFB" => open(call, mode.last().text()),
        "MODE_GCM" | "MODE_CCM" | "MODE_EAX" | "MODE_SIV" | "MODE_OCB" => {
            Answer::safe("a change of what is encrypted is noticed")
        }
        _ => Answer::NotMine,
    }
}

fn open(call: &Call<'_>, mode: &str) -> Answer {
    let module = call.world().module();
    if look::imports(module, &["hmac"]) || look::calls(module, CHECKS) {
        return Answer::safe("a check of the whole is made in this file");
    }
    Answer::wrong(format!(
        "`{mode}` hides the text but does not notice when the encrypted bytes are changed, and no check of them is in this \
         file. Use AES-GCM or Fernet."
    ))
}

fn at_sealed(_: &Call<'_>) -> Answer {
    Answer::safe("a change of what is encrypted is noticed")
}
