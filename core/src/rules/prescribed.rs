//! Weak algorithms that somebody else prescribes: a protocol that is spoken, a format that is read.

use super::{Answer, look};
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::StmtId;
use crate::vocabulary::Confidence;

/// What is said of a weak hash: where the code speaks a protocol, it is not the code's to choose, and that is likely at
/// most.
pub fn hash(module: &Module, stmt: StmtId, algorithm: &str, answer: Answer) -> Answer {
    if is_prescribed(module, stmt, algorithm) { answer.at(Confidence::Medium) } else { answer }
}

/// The same of a weak cipher; where the code reads what others made, it is theirs too.
pub fn cipher(module: &Module, stmt: StmtId, algorithm: &str, answer: Answer) -> Answer {
    let reads = look::functions_around(module, stmt).iter().any(|name| {
        let name = name.to_ascii_lowercase();
        READS.iter().any(|word| name.contains(word))
    });
    if reads { answer.at(Confidence::Medium) } else { hash(module, stmt, algorithm, answer) }
}

/// Whether a function, its class or its file is named after the algorithm, or after a system whose own scheme this is.
fn is_prescribed(module: &Module, stmt: StmtId, algorithm: &str) -> bool {
    let algorithm = algorithm.to_ascii_lowercase();
    let mut names = look::functions_around(module, stmt);
    names.extend(look::classes_around(module, stmt).map(|class| class.name.sym.text()));
    let is_named_after = names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains(&algorithm) || SCHEMES.iter().any(|scheme| name.contains(scheme))
    });
    let mut path = module.file.path.trim_end_matches(".py").rsplit('/').take(2).map(str::to_ascii_lowercase);
    let is_kept_there = path.any(|part| is_system(&part));
    let mut words = names.iter().flat_map(|name| secret::words(name));
    is_named_after || is_kept_there || words.any(|word| is_system(&word))
}

/// `smb`, and `smbserver` as well.
fn is_system(word: &str) -> bool {
    SYSTEMS.contains(&word) || ["smb", "ntlm", "krb5", "kerberos"].iter().any(|stem| word.starts_with(stem))
}

/// In names of functions that make readable what others hid.
const READS: &[&str] =
    &["decrypt", "decipher", "decode", "unwrap", "unseal", "deobfuscate", "unprotect", "crack"];

/// In names of schemes that are made of an algorithm.
const SCHEMES: &[&str] =
    &["cmac", "keywrap", "key_wrap", "aes_wrap", "crypt_hash", "md5crypt", "sha1crypt", "ssha", "phpass"];

/// Systems and protocols whose schemes are known by their names.
const SYSTEMS: &[&str] = &[
    "mysql",
    "mysql41",
    "postgres",
    "postgresql",
    "mssql",
    "oracle",
    "ldap",
    "ntlm",
    "ntlmv1",
    "ntlmv2",
    "lmhash",
    "nthash",
    "samba",
    "smb",
    "smb1",
    "smb2",
    "smb3",
    "apache",
    "htpasswd",
    "kerberos",
    "krb5",
    "netlogon",
    "dpapi",
    "samr",
    "nrpc",
    "drsuapi",
    "spnego",
    "gssapi",
    "rdp",
    "vnc",
    "rfb",
    "mschap",
    "mschapv2",
    "radius",
    "snmp",
    "joomla",
    "drupal",
    "wordpress",
    "vbulletin",
    "phpbb",
    "oscommerce",
    "scramble",
    "lsa",
    "ntds",
    "sam",
    "wpa",
];
