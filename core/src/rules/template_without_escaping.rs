//! Templates that put values into HTML as they are.

use super::{Answer, Find, Rule, commands, say};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "template-without-escaping",
    title: "Templates put values into HTML as they are",
    category: Category::Injection,
    cwe: 79,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Jinja2 escapes nothing unless it is told to, and Mako and `string.Template` likewise. A name or comment that \
          holds a script then runs in the browser of everybody who sees the page, with their session.",
    fix: "Pass `autoescape=True` or `autoescape=select_autoescape()` to `jinja2.Environment`; in Mako \
          `default_filters=[\"h\"]`.",
    bad: r#"
import jinja2

pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"))
"#,
    good: r#"
import jinja2

pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=True)
"#,
    references: &[
        "https://jinja.palletsprojects.com/en/stable/api/#autoescaping",
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B701",
        "bandit:B702",
        "ruff:S701",
        "ruff:S702",
        "semgrep:jinja2/incorrect-autoescape-disabled",
        "semgrep:jinja2/missing-autoescape-disabled",
        "semgrep:lang/mako-templates-detected",
        "codeql:py/jinja2/autoescape-false",
    ],
    find: &[
        Find::Call(
            &[
                "jinja2.Environment",
                "jinja2.environment.Environment",
                "jinja2.sandbox.SandboxedEnvironment",
                "jinja2.sandbox.ImmutableSandboxedEnvironment",
            ],
            at_environment,
        ),
        Find::Call(&["jinja2.Template", "jinja2.environment.Template"], at_template),
        Find::Call(&["mako.template.Template", "mako.lookup.TemplateLookup"], at_mako),
    ],
};

fn at_environment(call: &Call<'_>) -> Answer {
    decided(call, Confidence::High)
}

/// A template of its own is as often mail or code as a page.
fn at_template(call: &Call<'_>) -> Answer {
    decided(call, Confidence::Low)
}

fn decided(call: &Call<'_>, sure: Confidence) -> Answer {
    let name = commands::runner(call);
    let Some(autoescape) = call.named("autoescape") else {
        return if call.passes_more() {
            Answer::undecided("whether `**kwargs` turn escaping on is not known here")
        } else {
            Answer::wrong(format!(
                "`{name}` escapes nothing unless it is told to: a script in a value runs in the reader's browser. Pass \
                 `autoescape=True`."
            ))
            .at(sure)
        };
    };
    let shown = say::code(call.world(), autoescape.place);
    match call.world().truth(autoescape.value) {
        Some(false) => Answer::wrong(format!(
            "`autoescape={shown}` puts values into the page as they are: a script in one runs in the reader's browser. Pass \
             `autoescape=True`."
        )),
        Some(true) => Answer::safe("values are escaped"),
        None if autoescape.value.instance_of().is_some_and(|path| path.last().text() == "select_autoescape") => {
            Answer::safe("values are escaped in files of HTML and XML")
        }
        None => Answer::undecided(format!("whether `{shown}` turns escaping on is not known here")),
    }
}

fn at_mako(call: &Call<'_>) -> Answer {
    match call.named("default_filters") {
        Some(filters) if call.world().code(filters.place).contains('h') => Answer::safe("values are escaped by default"),
        _ => Answer::wrong(
            "Mako puts values into the page as they are: a script in one runs in the reader's browser. Pass \
             `default_filters=[\"h\"]`.",
        )
        .at(Confidence::Medium),
    }
}
