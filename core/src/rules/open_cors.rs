//! Answers that pages of every other site may read.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "open-cors",
    title: "Pages of every other site may read the answers",
    category: Category::AccessControl,
    cwe: 942,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A browser lets a page of another site read an answer only if the server says so. A server that says so to every \
          site, with cookies, gives what the logged-in person sees to whatever page they have open.",
    fix: "Name the origins that are yours. Where everything may be read by everybody, allow no credentials.",
    bad: r#"
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
"#,
    good: r#"
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.org"], allow_credentials=True)
"#,
    references: &[
        "https://fastapi.tiangolo.com/tutorial/cors/",
        "https://cwe.mitre.org/data/definitions/942.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html",
    ],
    also: &["semgrep:fastapi/wildcard-cors", "codeql:py/cors-misconfiguration-with-credentials"],
    find: &[Find::Argument(&["allow_origins", "allow_origin_regex"], at_middleware), Find::Call(&["flask_cors.CORS"], at_flask)],
};

fn at_middleware(call: &Call<'_>) -> Answer {
    let Some(origins) = call.named("allow_origins").or_else(|| call.named("allow_origin_regex")) else {
        return Answer::NotMine;
    };
    decided(call, origins, "allow_credentials")
}

fn at_flask(call: &Call<'_>) -> Answer {
    match call.named("origins") {
        Some(origins) => decided(call, origins, "supports_credentials"),
        None if call.named("resources").is_some() || call.passes_more() => {
            Answer::undecided("which sites may read the answers is for `resources` to say")
        }
        None => judged(call, "every origin, by default", "supports_credentials"),
    }
}

fn decided(call: &Call<'_>, origins: &Argument, credentials: &str) -> Answer {
    let module = call.world().module();
    let shown = say::code(call.world(), origins.place);
    match everybody(module, origins.expr) {
        Some(true) => judged(call, &shown, credentials),
        Some(false) => Answer::safe(format!("only `{shown}` may read the answers")),
        None => Answer::undecided(format!("which sites `{shown}` names is not known here")),
    }
}

fn judged(call: &Call<'_>, shown: &str, credentials: &str) -> Answer {
    let with = call.named(credentials).map(|arg| call.world().truth(arg.value));
    match with {
        Some(Some(true)) => Answer::wrong(format!(
            "`{shown}` with `{credentials}=True` gives what a logged-in person sees to whatever page they have open. Name the \
             origins that are yours."
        )),
        Some(None) => Answer::undecided(format!("whether `{credentials}` is on is not known here")),
        _ => Answer::wrong(format!(
            "`{shown}` lets pages of every site read the answers, though without cookies. Name the origins unless everything \
             here is public."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low),
    }
}

/// Whether origins that are written in the code are everybody.
fn everybody(module: &Module, origins: ExprId) -> Option<bool> {
    let ast = &module.ast;
    let origins = look::only_value(module, origins).unwrap_or(origins);
    let items = match ast[origins].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => ast.list(items),
        _ => std::slice::from_ref(&origins),
    };
    let texts: Option<Vec<&str>> = items.iter().map(|item| ast.text_of(*item)).collect();
    texts.map(|texts| texts.iter().any(|text| matches!(*text, "*" | ".*" | "https?://.*" | "null")))
}
