//! Web frameworks that are started in debug mode.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, Kind, World, Write};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "debug-mode-on",
    title: "A web application runs in debug mode",
    category: Category::Configuration,
    cwe: 489,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "In debug mode an error shows source code, variables and settings to whoever caused it; Werkzeug's debugger even \
          runs the code that they type. A switch that is on in the code is on wherever the code is deployed.",
    fix: "Leave debug mode off in the code. Turn it on for development from outside: `flask run --debug`, an environment \
          variable that is read and is off by default.",
    bad: r#"
from flask import Flask

app = Flask(__name__)
app.run(debug=True)
"#,
    good: r#"
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
"#,
    references: &[
        "https://flask.palletsprojects.com/en/stable/debugging/",
        "https://docs.djangoproject.com/en/stable/ref/settings/#debug",
        "https://cwe.mitre.org/data/definitions/489.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B201",
        "ruff:S201",
        "semgrep:flask/debug-enabled",
        "semgrep:flask/avoid_hardcoded_config_DEBUG",
        "semgrep:flask/avoid_hardcoded_config_TESTING",
        "semgrep:flask/avoid_hardcoded_config_ENV",
        "semgrep:flask/avoid_using_app_run_directly",
        "codeql:py/flask-debug",
    ],
    find: &[
        Find::Argument(&["debug"], at_argument),
        Find::Call(&["flask.Flask.run"], at_run),
        Find::Write(&["*.debug", "*.DEBUG", "*.TESTING", "*.ENV"], at_write),
        Find::Code(settings),
    ],
};

/// `app.run(debug=True)`, `Starlette(debug=True)`
fn at_argument(call: &Call<'_>) -> Answer {
    let Some(debug) = call.named("debug") else { return Answer::NotMine };
    let path = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    let name = call.name.map_or("", |name| name.text());
    let framework = FRAMEWORKS.iter().any(|start| path.starts_with(start));
    let app = name == "run" && look::receiver_name(call).is_some_and(is_app);
    if !framework && !app {
        return Answer::NotMine;
    }
    on_or_off(call.world(), debug, "debug=")
}

const FRAMEWORKS: &[&str] =
    &["flask.", "fastapi.", "starlette.", "quart.", "sanic.", "bottle.", "aiohttp.web.", "tornado.web.", "dash."];

fn is_app(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "app" | "application" | "server" | "create_app") || name.ends_with("_app")
}

fn at_run(call: &Call<'_>) -> Answer {
    if call.named("debug").is_some() || call.positional(2).is_some() {
        return match call.positional(2) {
            Some(debug) if call.named("debug").is_none() => on_or_off(call.world(), debug, ""),
            _ => Answer::NotMine,
        };
    }
    let world = call.world();
    let guarded = world.module().ast.ancestors(call.stmt).next().is_some();
    if world.function().is_none() && !guarded {
        return Answer::wrong(
            "the development server is started whenever this module is imported, also by the server that is meant for the \
             purpose. Start it below `if __name__ == \"__main__\":`.",
        )
        .rated(Severity::Low)
        .at(Confidence::Low);
    }
    Answer::safe("debug mode is off by default")
}

/// `app.debug = True`, `app.config["DEBUG"] = True`
fn at_write(write: &Write<'_>) -> Answer {
    let world = write.world();
    let name = write.name.map_or("", |name| name.text());
    let target = world.code(write.place).split('=').next().unwrap_or("").to_ascii_lowercase();
    let is_config = target.contains("config[") || target.contains("config.") || target.contains("settings.");
    let of_app = target.contains("app") || matches!(write.object.kind, Kind::Instance(path) if path.first().text() == "flask");
    match name {
        "debug" if of_app => on_or_off(world, &write.value, "debug = "),
        "DEBUG" | "TESTING" if is_config => on_or_off(world, &write.value, ""),
        "ENV" if is_config => match world.text(write.value.value) {
            Some("development") => wrong(&say::code(world, write.place)),
            _ => Answer::NotMine,
        },
        _ => Answer::NotMine,
    }
}

fn on_or_off(world: &World<'_>, value: &Argument, before: &str) -> Answer {
    let shown = format!("{before}{}", say::code(world, value.place));
    match world.truth(value.value) {
        Some(true) => wrong(&shown),
        Some(false) => Answer::safe("debug mode is off"),
        None => Answer::undecided(format!("whether `{shown}` turns debug mode on is not known here")),
    }
}

fn wrong(shown: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` shows whoever causes an error source code and variables, and may let them run code. Turn it on from \
         outside, for development only."
    ))
}

/// `DEBUG = True` in a module of Django settings, which is known by the settings beside it.
fn settings(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut debug = None;
    let mut is_settings = false;
    for id in ast.list(ast.body) {
        let StmtKind::Assign { targets, value } = ast[*id].kind else { continue };
        for target in ast.list(targets) {
            let ExprKind::Name(name) = ast[*target].kind else { continue };
            match name.text() {
                "DEBUG" => debug = Some((*id, value)),
                "INSTALLED_APPS" | "MIDDLEWARE" | "ROOT_URLCONF" | "WSGI_APPLICATION" => is_settings = true,
                _ => {}
            }
        }
    }
    let Some((id, value)) = debug.filter(|_| is_settings) else { return Vec::new() };
    let answer = match ast[value].kind {
        ExprKind::Constant(constant) if ast.constants.get(constant).truth() => wrong("DEBUG = True"),
        ExprKind::Constant(_) => Answer::safe("debug mode is off"),
        _ => Answer::undecided("whether debug mode is on is decided where the program runs"),
    };
    vec![(ast[id].span, id, answer)]
}
