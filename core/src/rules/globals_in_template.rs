//! All names of a function or module that are handed to a template.

use super::{Answer, Find, Rule, look};
use crate::flow::Call;
use crate::syntax::ast::ExprKind;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "globals-in-template",
    title: "A template is given every name that the code knows",
    category: Category::InputValidation,
    cwe: 497,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "`globals()` and `locals()` hold imported modules, settings, keys and whole objects. Whoever writes or changes the \
          template, or finds a way to put text into it, reads them and calls what hangs on them.",
    fix: "Pass the values that the template shows, each by its name, and nothing else that happens to be at hand.",
    bad: r#"
from django.shortcuts import render

def profile(request, user):
    return render(request, "profile.html", globals())
"#,
    good: r#"
from django.shortcuts import render

def profile(request, user):
    return render(request, "profile.html", {"user": user})
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/497.html",
        "https://docs.djangoproject.com/en/stable/topics/http/shortcuts/#render",
        "https://cheatsheetseries.owasp.org/cheatsheets/Django_Security_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/globals-as-template-context",
        "semgrep:django/locals-as-template-context",
    ],
    find: &[
        Find::Call(&["django.shortcuts.render", "django.shortcuts.render_to_response", "django.template.Context", "flask.render_template", "flask.render_template_string"], at_render),
        Find::Call(&["*.render", "*.render_to_string", "*.render_template", "*.TemplateResponse"], at_render),
    ],
};

fn at_render(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let ast = &module.ast;
    for argument in call.arguments {
        let expr = look::only_value(module, argument.expr).unwrap_or(argument.expr);
        let ExprKind::Call { function, args } = ast[expr].kind else { continue };
        let ExprKind::Name(name) = ast[function].kind else { continue };
        if !args.is_empty() || module.names.variable(function).is_some() {
            continue;
        }
        match name.text() {
            "globals" => {
                return Answer::wrong(
                    "`globals()` hands the template every name of this module: imported modules, settings and keys. Pass the \
                     values that it shows.",
                )
                .rated(Severity::Medium);
            }
            "locals" | "vars" => {
                return Answer::wrong(format!(
                    "`{}()` hands the template every name of this function, also those that nobody means to show. Pass the \
                     values that it shows.",
                    name.text()
                ));
            }
            _ => {}
        }
    }
    if call.arguments.len() > 1 { Answer::safe("the template is given chosen values") } else { Answer::NotMine }
}
