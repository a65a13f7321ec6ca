//! Secrets inside tokens that everybody can read.

use super::{Answer, Find, Rule, look, say, secret_logged};
use crate::flow::Call;
use crate::syntax::ast::{ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "secret-in-token",
    title: "A secret stands in a token that everybody can read",
    category: Category::Cryptography,
    cwe: 522,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A JSON Web Token is signed, not encrypted: whoever holds it, and every log and proxy on its way, reads what stands in \
          it. A password or key in it is known to all of them.",
    fix: "Put into the token only what names the account: its number and its rights. Keep secrets on the server.",
    bad: r#"
import jwt

def token(user, password, key):
    return jwt.encode({"user": user, "password": password}, key, algorithm="HS256")
"#,
    good: r#"
import jwt

def token(user, key):
    return jwt.encode({"user": user}, key, algorithm="HS256")
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/522.html",
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:jwt/jwt-python-exposed-credentials",
        "semgrep:jwt/jwt-python-exposed-data",
    ],
    find: &[
        Find::Call(&["jwt.encode", "jose.jwt.encode", "authlib.jose.jwt.encode"], at_encode),
    ],
};

fn at_encode(call: &Call<'_>) -> Answer {
    let authlib = call.path().is_some_and(|path| path.first().text() == "authlib");
    let payload = call.argument(usize::from(authlib), "payload").or_else(|| call.named("claims"));
    let Some(payload) = payload else { return Answer::NotMine };
    let module = call.world().module();
    let ast = &module.ast;
    let expr = look::only_value(module, payload.expr).unwrap_or(payload.expr);
    let ExprKind::Dict(pairs) = ast[expr].kind else {
        return Answer::undecided(format!(
            "what `{}` puts into the token is not written here",
            say::code(call.world(), payload.place)
        ));
    };
    let named = ast.list(pairs).iter().find_map(|pair| {
        let key = pair.key.and_then(|key| ast.text_of(key)).filter(|key| secret_logged::is_secret(key));
        key.map(str::to_owned).or_else(|| secret_logged::secret_in(module, pair.value, 4))
    });
    match named {
        Some(name) => Answer::wrong(format!(
            "`{name}` stands in a token that is signed but not encrypted: whoever holds it reads it. Leave it out."
        )),
        None => Answer::safe("nothing in the token is called a secret"),
    }
}
