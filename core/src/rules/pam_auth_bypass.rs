//! Logins through PAM that ask for the password alone.

use super::{Answer, Find, Rule, look, say};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "pam-auth-bypass",
    title: "A login does not ask whether the account may be used",
    category: Category::AccessControl,
    cwe: 285,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`pam_authenticate` says whether the password is right, not whether the account has expired, is locked or may log in at \
          this hour: that is what `pam_acct_mgmt` says. Without it, people whose account was closed log in.",
    fix: "Call `pam_acct_mgmt` after `pam_authenticate`, and let nobody in unless it returns 0; in PyPAM, `acct_mgmt()`.",
    bad: r#"
import ctypes

libpam = ctypes.CDLL("libpam.so.0")

def login(handle):
    return libpam.pam_authenticate(handle, 0) == 0
"#,
    good: r#"
import ctypes

libpam = ctypes.CDLL("libpam.so.0")

def login(handle):
    if libpam.pam_authenticate(handle, 0) != 0:
        return False
    return libpam.pam_acct_mgmt(handle, 0) == 0
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/285.html",
        "https://docs.python.org/3/library/ctypes.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    ],
    also: &[
        "codeql:py/pam-auth-bypass",
    ],
    find: &[
        Find::Code(logins),
    ],
};

/// `libpam.pam_authenticate(handle, 0)`, `pam_authenticate(handle, 0)`; `PyPAM`'s `PAM.pam().authenticate()`.
fn logins(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let of_pypam = look::imports(module, &["PAM"]);
    let asked: &[&str] = if of_pypam { &["pam_acct_mgmt", "acct_mgmt"] } else { &["pam_acct_mgmt"] };
    let of_library = of_pypam || look::imports(module, &["ctypes", "cffi"]);
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let ExprKind::Call { function, .. } = expr.kind else { continue };
        match look::last_name(ast, function) {
            Some("pam_authenticate") => {}
            Some("authenticate") if of_pypam => {}
            _ => continue,
        }
        let shown = say::quoted(module.file.slice(expr.span));
        let answer = if look::calls_around(module, expr.stmt, asked) {
            Answer::safe("whether the account may be used is asked too")
        } else {
            Answer::wrong(format!(
                "`{shown}` says that the password is right, not that the account may be used: one that is closed or has \
                 expired is let in. Call `pam_acct_mgmt` as well."
            ))
            // What a package puts around the library may ask that itself.
            .at(if of_library { Confidence::High } else { Confidence::Medium })
        };
        answers.push((expr.span, expr.stmt, answer));
    }
    answers
}
