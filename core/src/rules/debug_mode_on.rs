//! Web frameworks that are started in debug mode.

use super::{Answer, Find, Rule, look, page_texts, say, standing};
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
        "semgrep:django/debug-template-tag",
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
        Find::Call(&["bottle.debug"], at_switch),
        Find::Argument(&["use_debugger", "use_evalex"], at_debugger),
        Find::Call(&["werkzeug.debug.DebuggedApplication"], at_debugged),
        Find::Write(&["*.debug"], at_write),
        Find::Write(&["*.FLASK_DEBUG", "*.FLASK_ENV"], at_environment),
        Find::Setting(&["DEBUG", "TESTING", "ENV"], at_setting),
        Find::Code(texts),
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
    let answer = chosen(call.world().module(), call.stmt, on_or_off(call.world(), debug, "debug="));
    standing::for_developers(call.world().module(), answer)
}

/// What is said where it is done only if somebody has asked for it: `if in_debug_mode():`.
fn chosen(module: &Module, stmt: StmtId, answer: Answer) -> Answer {
    let is_chosen = look::switch_around(module, stmt, &["debug", "develop"]).is_some();
    if is_chosen { answer.at(Confidence::Low) } else { answer }
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

/// `bottle.debug(True)`
fn at_switch(call: &Call<'_>) -> Answer {
    call.argument(0, "mode").map_or(Answer::NotMine, |mode| on_or_off(call.world(), mode, ""))
}

/// `run_simple("localhost", 8080, app, use_debugger=True)`
fn at_debugger(call: &Call<'_>) -> Answer {
    let is_werkzeug = call.path().is_some_and(|path| ["werkzeug", "flask"].contains(&path.first().text()));
    let switch = ["use_debugger", "use_evalex"].iter().find_map(|name| call.named(name));
    match switch.filter(|_| is_werkzeug || call.name.is_some_and(|name| name.text() == "run_simple")) {
        Some(switch) => standing::for_developers(call.world().module(), on_or_off(call.world(), switch, "use_debugger=")),
        None => Answer::NotMine,
    }
}

/// `DebuggedApplication(app, evalex=True)`
fn at_debugged(call: &Call<'_>) -> Answer {
    let answer = match call.argument(1, "evalex") {
        Some(evalex) => on_or_off(call.world(), evalex, "evalex="),
        None => wrong("DebuggedApplication").at(Confidence::Medium),
    };
    let module = call.world().module();
    standing::for_developers(module, chosen(module, call.stmt, answer))
}

/// `app.debug = True`
fn at_write(write: &Write<'_>) -> Answer {
    let world = write.world();
    let target = world.code(write.place).split('=').next().unwrap_or("").to_ascii_lowercase();
    let of_app = target.contains("app") || matches!(write.object.kind, Kind::Instance(path) if path.first().text() == "flask");
    if !of_app {
        return Answer::NotMine;
    }
    chosen(world.module(), write.stmt, on_or_off(world, &write.value, "debug = "))
}

/// `app.config["DEBUG"] = True`, `class Config: DEBUG = True`, `DEBUG = True` beside other settings.
/// `os.environ["FLASK_DEBUG"] = "1"`
fn at_environment(write: &Write<'_>) -> Answer {
    let world = write.world();
    let answer = match world.text(write.value.value) {
        Some("1" | "true" | "True" | "on" | "development") => wrong(&say::code(world, write.place)).at(Confidence::Medium),
        Some(_) => Answer::safe("it switches nothing on"),
        None => return Answer::NotMine,
    };
    look::for_development(world.module(), write.stmt, answer)
}

fn at_setting(write: &Write<'_>) -> Answer {
    let world = write.world();
    let module = world.module();
    let name = write.setting().map_or("", |name| name.text());
    if !is_setting(write) {
        return Answer::NotMine;
    }
    let answer = match name {
        "ENV" => match world.text(write.value.value) {
            Some("development") => wrong(&say::code(world, write.place)),
            _ => return Answer::NotMine,
        },
        // Errors reach the caller instead of the handlers that would hide them.
        "TESTING" => on_or_off(world, &write.value, "TESTING = ").at(Confidence::Medium),
        _ => on_or_off(world, &write.value, &format!("{name} = ")),
    };
    standing::for_developers(module, look::for_development(module, write.stmt, chosen(module, write.stmt, answer)))
}

/// Whether what is written is a setting of a web application: in its `config`, in a class that is named so, or in a
/// module with Django's other settings.
fn is_setting(write: &Write<'_>) -> bool {
    let world = write.world();
    let ast = &world.module().ast;
    let named = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("config") || name.contains("setting")
    };
    if write.path.is_none() || write.name.is_some() {
        let code = world.module().file.slice(ast[write.stmt].span);
        return named(code.split('=').next().unwrap_or("").split('(').next().unwrap_or(""));
    }
    let is_beside = |stmt: &StmtId| match ast[*stmt].kind {
        StmtKind::Assign { targets, .. } => ast.list(targets).iter().any(|target| {
            matches!(ast[*target].kind, ExprKind::Name(name) if
                ["INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "WSGI_APPLICATION", "SQLALCHEMY_DATABASE_URI", "ALLOWED_HOSTS", "SECRET_KEY", "DATABASES", "TEMPLATES"].contains(&name.text()))
        }),
        _ => false,
    };
    let mut classes = look::classes_around(world.module(), write.stmt);
    classes.any(|class| named(class.name.sym.text())) || ast.list(ast.body).iter().any(is_beside)
}

/// `PAGE = "<p>{% debug %}</p>"`
fn texts(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let texts = page_texts::with(module, "debug").into_iter();
    let shows = texts.filter(|(_, _, text)| page_texts::tags(text).any(|tag| tag == ["debug"]));
    let answer = || {
        Answer::wrong("`{% debug %}` shows whoever reads the page the variables and modules of the program. Take it out.")
            .at(Confidence::Low)
    };
    shows.map(|(span, stmt, _)| (span, stmt, answer())).collect()
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
