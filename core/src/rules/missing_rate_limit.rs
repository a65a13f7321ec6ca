//! Interfaces that anybody may call as often as he likes.

use super::{Answer, Find, Rule};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "missing-rate-limit",
    title: "Nothing bounds how often the interface is called",
    category: Category::Configuration,
    cwe: 770,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "Without a limit, passwords and codes are tried as fast as the network allows, and one caller takes what all others need. \
          Django REST Framework has limits, but none unless they are set.",
    fix: "Set `DEFAULT_THROTTLE_CLASSES` and `DEFAULT_THROTTLE_RATES` in `REST_FRAMEWORK`.",
    bad: r#"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
"#,
    good: r#"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1000/day"},
}
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/770.html",
        "https://www.django-rest-framework.org/api-guide/throttling/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Denial_of_Service_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/missing-throttle-config",
    ],
    find: &[
        Find::Code(settings),
    ],
};

/// `REST_FRAMEWORK = {...}` in a module of settings.
fn settings(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for id in ast.list(ast.body) {
        let StmtKind::Assign { targets, value } = ast[*id].kind else { continue };
        let named = |target: &ExprId| {
            matches!(ast[*target].kind, ExprKind::Name(name) if name.text() == "REST_FRAMEWORK")
        };
        let Some(target) = ast.list(targets).iter().copied().find(named) else { continue };
        let ExprKind::Dict(pairs) = ast[value].kind else { continue };
        let open = ast.list(pairs).iter().any(|pair| pair.key.is_none());
        let throttles = |expr: ExprId| ast.text_of(expr).is_some_and(|key| key.starts_with("DEFAULT_THROTTLE"));
        let limited = ast.list(pairs).iter().filter_map(|pair| pair.key).any(throttles);
        let answer = if limited {
            Answer::safe("how often the interface is called is bounded")
        } else if open {
            Answer::undecided("whether what is merged into `REST_FRAMEWORK` bounds calls is not known here")
        } else {
            Answer::wrong(
                "`REST_FRAMEWORK` sets no `DEFAULT_THROTTLE_RATES`: passwords and codes can be tried as fast as the network \
                 allows. Set them.",
            )
        };
        answers.push((ast[target].span, *id, answer));
    }
    answers
}
