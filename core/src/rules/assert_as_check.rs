//! Checks of access that disappear when Python is run with `-O`.

use super::{Answer, Find, Rule, say};
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "assert-as-check",
    title: "Access is checked by `assert`",
    category: Category::AccessControl,
    cwe: 617,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "With `python -O` or `PYTHONOPTIMIZE` no `assert` is run. A check of a permission, a signature or a password that \
          is an `assert` is then no check at all, and nothing says so.",
    fix: "Write the check as `if not ...: raise PermissionError(...)`.",
    bad: r#"
def delete(user, record):
    assert user.is_admin, "admins only"
    record.delete()
"#,
    good: r#"
def delete(user, record):
    if not user.is_admin:
        raise PermissionError("admins only")
    record.delete()
"#,
    references: &[
        "https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement",
        "https://cwe.mitre.org/data/definitions/617.html",
    ],
    also: &["bandit:B101", "ruff:S101"],
    find: &[Find::Code(asserts)],
};

fn asserts(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Assert { test, .. } = stmt.kind else { continue };
        let code = module.file.slice(ast[test].span);
        let answer = match guard(code) {
            Some(word) => Answer::wrong(format!(
                "`assert {}` checks `{word}` only while Python is run without `-O`. Raise an exception instead.",
                say::quoted(code)
            )),
            None => Answer::safe("the assertion speaks of no access"),
        };
        answers.push((stmt.span, StmtId(at as u32), answer));
    }
    answers
}

/// The name in a test that speaks of access.
fn guard(code: &str) -> Option<&str> {
    // Told to a type checker, or checked by something that is no check of access.
    if ["is not None", "is None", "isinstance(", "len("].iter().any(|plain| code.contains(plain)) {
        return None;
    }
    // `request.user == order.owner`
    if let Some((left, right)) = code.split_once("==")
        && let [left, right] = [left, right].map(|side| side.trim().rsplit('.').next().unwrap_or(""))
        && [left, right].iter().any(|name| matches!(*name, "user" | "current_user" | "owner" | "author"))
        && [left, right].iter().all(|name| matches!(*name, "user" | "current_user" | "owner" | "author" | "owner_id" | "user_id" | "created_by"))
        && left != right
    {
        return Some(left);
    }
    let names = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|name| !name.is_empty());
    let mut names = names.take(60);
    names.find(|name| {
        let words = secret::words(name);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        has(GUARDS) || words.windows(2).any(|pair| pair == ["has", "perm"]) || (words.first().is_some_and(|word| word == "is") && has(&["admin", "superuser", "staff", "owner", "root", "logged"]))
    })
}

const GUARDS: &[&str] = &[
    "permission", "permissions", "perms", "authorized", "authorised", "authenticated", "authorize", "authenticate", 
    "privileged", "signature", "csrf", "password", "hmac",
];

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn checks_of_access_are_told_from_assertions() {
        assert_eq!(guard("user.is_admin"), Some("is_admin"));
        assert_eq!(guard("request.user.has_permission('x')"), Some("has_permission"));
        assert_eq!(guard("verify(signature)"), Some("signature"));
        for code in ["x > 0", "isinstance(user, User)", "self.admin is not None", "key in table"] {
            assert_eq!(guard(code), None, "{code}");
        }
    }
}
