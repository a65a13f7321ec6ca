//! Secrets that are kept as they are.

use super::{Answer, Find, Rule, look, secret_logged};
use crate::flow::{Argument, Call};
use crate::secret::{self, Named};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "clear-text-secret-storage",
    title: "A secret is kept where it can be read",
    category: Category::Cryptography,
    cwe: 312,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "Files are backed up, copied and read by other programs; cookies lie in the browser and go with every request. Whoever \
          gets hold of one of them has the password, and often the same one elsewhere.",
    fix: "Keep a hash of passwords (`argon2`, `bcrypt`), and keys in a store for secrets or encrypted; of a cookie only a random \
          number that stands for the session.",
    bad: r#"
def remember(path, user, password):
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{user}:{password}\n")
"#,
    good: r#"
import bcrypt

def remember(path, user, password):
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{user}:{hashed.decode()}\n")
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/312.html",
        "https://docs.python.org/3/library/secrets.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "codeql:py/clear-text-storage-sensitive-data",
    ],
    find: &[
        Find::Call(&["*.write", "*.writelines", "*.write_text", "*.write_bytes"], at_write),
        Find::Call(&["json.dump", "pickle.dump", "yaml.dump"], at_write),
        Find::Call(&["*.set_cookie"], at_cookie),
    ],
};

fn at_write(call: &Call<'_>) -> Answer {
    if !is_file(call) {
        return Answer::NotMine;
    }
    call.positional(0).map_or(Answer::NotMine, |written| judged(call, written, "is written to a file as it is"))
}

/// Whether what is written to is a file, as far as its name or what it was opened with says: no answer, no socket.
fn is_file(call: &Call<'_>) -> bool {
    if call.path().is_some_and(|path| ["json", "pickle", "yaml"].contains(&path.first().text())) {
        return call.arguments.len() > 1;
    }
    if call.name.is_some_and(|name| name.text().starts_with("write_")) {
        return true;
    }
    let of = call.receiver.and_then(|on| on.path().or(on.instance_of())).map(crate::intern::PathId::text).unwrap_or_default();
    let written = call.receiver.is_some_and(|on| call.world().is_open_file(on));
    let opened = written || of == "open" || of.starts_with("io.") || of.starts_with("codecs.open") || of.starts_with("tempfile.");
    let name = look::receiver_name(call).unwrap_or("").to_ascii_lowercase();
    opened || matches!(name.as_str(), "f" | "fp" | "fh" | "file" | "out" | "output" | "outfile" | "open")
}

fn at_cookie(call: &Call<'_>) -> Answer {
    call.argument(1, "value").map_or(Answer::NotMine, |value| judged(call, value, "is kept in a cookie as it is"))
}

fn judged(call: &Call<'_>, written: &Argument, is_kept: &str) -> Answer {
    let module = call.world().module();
    match secret_logged::secret_in(module, written.expr, 6) {
        Some(name) => Answer::wrong(format!(
            "`{name}` {is_kept}: whoever gets hold of it has the secret. Keep a hash of it, or keep it encrypted."
        ))
        // A token is what a cookie is for, and keys are made to lie in files.
        .at(if secret::named(&name) == Some(Named::Password) { Confidence::Medium } else { Confidence::Low }),
        None => Answer::safe("nothing that is kept is called a secret"),
    }
}
