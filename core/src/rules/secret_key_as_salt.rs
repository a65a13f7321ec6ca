//! The key that signs sessions, used for something that can be computed back.

use super::{Answer, Find, Rule, look, say};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "secret-key-as-salt",
    title: "The secret key is given away as a salt",
    category: Category::Cryptography,
    cwe: 522,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Hashids hides numbers, it does not encrypt them: from some numbers with their texts the salt is computed. Where the salt \
          is the key that signs sessions and tokens, whoever has it logs in as anybody.",
    fix: "Give Hashids a salt of its own, which protects nothing else.",
    bad: r#"
from django.conf import settings
from hashids import Hashids

ids = Hashids(salt=settings.SECRET_KEY, min_length=8)
"#,
    good: r#"
from django.conf import settings
from hashids import Hashids

ids = Hashids(salt=settings.HASHIDS_SALT, min_length=8)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/522.html",
        "https://hashids.org/python/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/hashids-with-django-secret",
        "semgrep:flask/hashids-with-flask-secret",
    ],
    find: &[
        Find::Call(&["hashids.Hashids", "sqids.Sqids"], at_ids),
    ],
};

fn at_ids(call: &Call<'_>) -> Answer {
    let Some(salt) = call.argument(0, "salt") else { return Answer::NotMine };
    let module = call.world().module();
    let expr = look::only_value(module, salt.expr).unwrap_or(salt.expr);
    let code = module.file.slice(module.ast[expr].span);
    let shown = say::code(call.world(), salt.place);
    if code.to_ascii_uppercase().contains("SECRET_KEY") {
        Answer::wrong(format!(
            "`{shown}` can be computed from numbers and their texts, and with it sessions are signed. Use a salt of its own."
        ))
    } else {
        Answer::safe("the salt is not the key that signs sessions")
    }
}
