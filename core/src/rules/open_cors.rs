//! Answers that pages of every other site may read.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, Value, World, Write};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity, Source};

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
    find: &[
        Find::Argument(&["allow_origins", "allow_origin_regex"], at_middleware),
        Find::Argument(&["cors_enable"], at_falcon),
        Find::Call(&["flask_cors.CORS", "flask_cors.cross_origin", "sanic_cors.CORS", "quart_cors.cors"], at_flask),
        Find::Call(&["flask_cors.CORS.init_app"], at_flask),
        Find::Call(&["aiohttp_cors.setup"], at_aiohttp),
        Find::Call(HEADERS, at_header_set),
        Find::Argument(&["headers"], at_headers),
        Find::Write(&["*.Access-Control-Allow-Origin"], at_header_written),
        Find::Setting(&["CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL_ORIGINS"], at_all),
        Find::Setting(&["CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST", "CORS_ORIGINS"], at_listed),
        Find::Code(sockets),
    ],
};

/// `CORSMiddleware(app, allow_origins=["*"], allow_credentials=True)`
fn at_middleware(call: &Call<'_>) -> Answer {
    if let Some(host) = call.named("allow_origin_regex").and_then(|pattern| open_host(call.world().text(pattern.value)?)) {
        return Answer::wrong(format!(
            "`{}` lets pages of every host read the answers whose name ends so, also one that somebody registers: `evil{host}`. \
             Put `\\.` before the host's name.",
            say::quoted(&host)
        ))
        .at(Confidence::Medium);
    }
    let said = |name: &str| call.named(name).map(|arg| decided(call, arg, "allow_credentials"));
    // Either opens.
    match (said("allow_origins"), said("allow_origin_regex")) {
        (Some(origins), Some(pattern)) if matches!(pattern, Answer::Wrong(_)) => {
            if matches!(origins, Answer::Wrong(_)) { origins } else { pattern }
        }
        (Some(answer), _) | (None, Some(answer)) => answer,
        (None, None) => Answer::NotMine,
    }
}

/// The host's name that anything may stand before: `example.net` of `https://.*example\\.net`
fn open_host(pattern: &str) -> Option<String> {
    let (_, rest) = pattern.split_once(".*").or_else(|| pattern.split_once(".+"))?;
    let host: String = rest.chars().filter(|letter| *letter != '\\').collect();
    let host = host.trim_end_matches(['$', '?', '/']).to_owned();
    let begins = rest.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
    (begins && plain && host.contains('.')).then_some(host)
}

/// `falcon.App(cors_enable=True)`
fn at_falcon(call: &Call<'_>) -> Answer {
    match call.named("cors_enable").map(|arg| call.world().truth(arg.value)) {
        Some(Some(true)) => judged(call, "cors_enable=True", "allow_credentials"),
        _ => Answer::NotMine,
    }
}

/// `CORS(app, origins="*", supports_credentials=True)`, `CORS(app, resources={r"/api/*": {"origins": "*"}})`
fn at_flask(call: &Call<'_>) -> Answer {
    let world = call.world();
    if let Some(origins) = call.named("origins").or_else(|| call.named("allow_origin")) {
        return decided(call, origins, "supports_credentials");
    }
    let Some(resources) = call.named("resources") else {
        if call.passes_more() || (call.arguments.is_empty() && call.used && !is_decorator(call)) {
            return Answer::undecided("which sites may read the answers is said elsewhere");
        }
        return judged(call, "every origin, by default", "supports_credentials");
    };
    let shown = say::code(world, resources.place);
    let entries = world.entries(resources.value);
    let open = entries.iter().find_map(|(_, options)| {
        let origins = world.entry(*options, "origins")?;
        let credentials = world.entry(*options, "supports_credentials").and_then(|value| world.truth(value));
        (everybody(world, origins) == Some(true)).then_some(credentials)
    });
    match open {
        Some(Some(true)) => with_credentials(&shown, "supports_credentials"),
        Some(_) => judged(call, &shown, "supports_credentials"),
        None if entries.is_empty() => Answer::undecided("which sites may read the answers is for `resources` to say"),
        None => Answer::safe(format!("only `{shown}` may read the answers")),
    }
}

/// `@cross_origin()`
fn is_decorator(call: &Call<'_>) -> bool {
    call.name.is_some_and(|name| name.text() == "cross_origin")
}

/// `aiohttp_cors.setup(app, defaults={"*": ResourceOptions(allow_credentials=True)})`
fn at_aiohttp(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let Some(defaults) = call.argument(1, "defaults") else { return Answer::NotMine };
    let ast = &module.ast;
    let written = look::only_value(module, defaults.expr).unwrap_or(defaults.expr);
    let ExprKind::Dict(pairs) = ast[written].kind else { return Answer::NotMine };
    let all = ast.list(pairs).iter().find(|pair| pair.key.and_then(|key| ast.text_of(key)) == Some("*"));
    let Some(all) = all else { return Answer::safe("only the origins that are named may read the answers") };
    let options = module.file.slice(ast[all.value].span).replace(' ', "");
    if options.contains("allow_credentials=True") {
        with_credentials("*", "allow_credentials")
    } else {
        judged(call, "*", "allow_credentials")
    }
}

/// Methods that set a header by its name.
const HEADERS: &[&str] =
    &["*.add", "*.set", "*.set_header", "*.add_header", "*.send_header", "*.append_header", "*.setdefault", "*.setHeader"];

/// `self.set_header("Access-Control-Allow-Origin", "*")`
fn at_header_set(call: &Call<'_>) -> Answer {
    let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) else { return Answer::NotMine };
    let named = |text: &str| text.eq_ignore_ascii_case(ALLOWED);
    if call.world().text(name.value).is_some_and(named) { header(call.world(), call.stmt, value) } else { Answer::NotMine }
}

/// `response.headers["Access-Control-Allow-Origin"] = origin`
fn at_header_written(write: &Write<'_>) -> Answer {
    header(write.world(), write.stmt, &write.value)
}

/// `Response(headers={"Access-Control-Allow-Origin": "*"})`
fn at_headers(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(headers) = call.named("headers") else { return Answer::NotMine };
    let Some(value) = world.entry(headers.value, ALLOWED) else { return Answer::NotMine };
    header(world, call.stmt, &Argument { value, ..*headers })
}

const ALLOWED: &str = "Access-Control-Allow-Origin";

/// A header that is written by hand: credentials are in another header of the same function.
fn header(world: &World<'_>, stmt: StmtId, value: &Argument) -> Answer {
    let module = world.module();
    let around = module.ast[stmt].function.map_or(module.ast[stmt].span, |function| module.ast[function].span);
    let credentials = module.file.slice(around).contains("Access-Control-Allow-Credentials");
    let shown = say::code(world, value.place);
    let echoed = world.source_of(value.value) == Some(Source::Request);
    match world.text(value.value) {
        Some("*") => Answer::wrong(format!(
            "`{ALLOWED}: *` lets pages of every site read the answers, though without cookies. Name the origins unless \
             everything here is public."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low),
        Some("null") => Answer::wrong(format!(
            "`{ALLOWED}: null` is what pages without an origin send, which every site can make. Name the origins."
        ))
        .at(Confidence::Medium),
        Some(_) => Answer::safe(format!("only `{shown}` may read the answers")),
        None if echoed && !is_checked(module, stmt, value) => {
            let answer = Answer::wrong(format!(
                "`{ALLOWED}` is whatever the request says its origin is: `{shown}`. {} Compare it with the origins that are yours.",
                if credentials {
                    "With credentials allowed, every page gets what the logged-in person sees."
                } else {
                    "Pages of every site read the answers."
                }
            ));
            if credentials { answer.at(Confidence::Medium) } else { answer.rated(Severity::Low).at(Confidence::Low) }
        }
        None => Answer::undecided(format!("which sites `{shown}` names is not known here")),
    }
}

/// `if origin in ALLOWED:` around what is written, or before it.
fn is_checked(module: &Module, stmt: StmtId, value: &Argument) -> bool {
    let ast = &module.ast;
    let origin = look::last_name(ast, value.expr).unwrap_or_else(|| module.file.slice(value.place.span));
    let is_tested = |id: StmtId| match ast[id].kind {
        StmtKind::If { arms, .. } => {
            ast.list(arms).iter().any(|arm| module.file.slice(ast[arm.test].span).contains(origin))
        }
        _ => false,
    };
    let function = ast[stmt].function;
    let before = |id: &StmtId| ast[*id].function == function && ast[*id].span.start < ast[stmt].span.start;
    (0..ast.stmts.len() as u32).map(StmtId).filter(before).any(is_tested)
}

/// `CORS_ALLOW_ALL_ORIGINS = True`, of Django's `corsheaders`
fn at_all(write: &Write<'_>) -> Answer {
    let world = write.world();
    let name = write.setting().map_or("", |name| name.text());
    let module = world.module();
    let answer = match world.truth(write.value.value) {
        Some(true) if names_true(module, "CORS_ALLOW_CREDENTIALS") => with_credentials(name, "CORS_ALLOW_CREDENTIALS"),
        Some(true) => alone(name),
        Some(false) => Answer::safe("only the origins that are named may read the answers"),
        None => Answer::undecided(format!("whether `{name}` is on is decided where the program runs")),
    };
    look::for_development(module, write.stmt, answer)
}

/// `CORS_ALLOWED_ORIGIN_REGEXES = [r".*"]`
fn at_listed(write: &Write<'_>) -> Answer {
    let world = write.world();
    let module = world.module();
    let shown = say::code(world, write.place);
    let credentials = ["CORS_ALLOW_CREDENTIALS", "CORS_SUPPORTS_CREDENTIALS"].iter().find(|name| names_true(module, name));
    let answer = match (everybody(world, write.value.value), credentials) {
        (Some(true), Some(name)) => with_credentials(&shown, name),
        (Some(true), None) => alone(&shown),
        (Some(false), _) => Answer::safe(format!("only `{shown}` may read the answers")),
        (None, _) => Answer::NotMine,
    };
    look::for_development(module, write.stmt, answer)
}

/// Whether a file sets something of a name to true: `CORS_ALLOW_CREDENTIALS = True`.
fn names_true(module: &Module, name: &str) -> bool {
    module.file.text.split(name).skip(1).any(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ']', ' ', ':', '=']);
        rest.starts_with("True") || rest.starts_with('1')
    })
}

/// `def check_origin(self, origin): return True` of Tornado's web sockets.
fn sockets(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for function in &ast.functions {
        let Some(name) = function.name.filter(|name| name.sym.text() == "check_origin") else { continue };
        let gives = ast.list(function.body).iter().find_map(|stmt| match ast[*stmt].kind {
            StmtKind::Return(value) => value,
            _ => None,
        });
        let Some(gives) = gives.filter(|_| look::imports(module, &["tornado"])) else { continue };
        let always = matches!(ast[gives].kind, ExprKind::Constant(id) if ast.constants.get(id).truth());
        answers.push(if always {
            let why = "every page may open this socket with the cookies of the person who is logged in. Compare the origin with \
                       those that are yours.";
            (ast[gives].span, function.stmt, Answer::wrong(why).at(Confidence::Medium))
        } else {
            (name.span, function.stmt, Answer::safe("the origin is looked at"))
        });
    }
    answers
}

fn decided(call: &Call<'_>, origins: &Argument, credentials: &str) -> Answer {
    let world = call.world();
    let shown = say::code(world, origins.place);
    match everybody(world, origins.value) {
        Some(true) => judged(call, &shown, credentials),
        Some(false) => Answer::safe(format!("only `{shown}` may read the answers")),
        None => Answer::undecided(format!("which sites `{shown}` names is not known here")),
    }
}

fn judged(call: &Call<'_>, shown: &str, credentials: &str) -> Answer {
    let with = call.named(credentials).map(|arg| {
        // Falcon names the origins that may send them.
        call.world().text(arg.value).map_or_else(|| call.world().truth(arg.value), |text| Some(text == "*"))
    });
    match with {
        Some(Some(true)) => with_credentials(shown, credentials),
        Some(None) => Answer::undecided(format!("whether `{credentials}` is on is not known here")),
        _ => alone(shown),
    }
}

fn with_credentials(shown: &str, credentials: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` with `{credentials}` on gives what a logged-in person sees to whatever page they have open. Name the origins \
         that are yours."
    ))
}

fn alone(shown: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` lets pages of every site read the answers, though without cookies. Name the origins unless everything here is \
         public."
    ))
    .rated(Severity::Low)
    .at(Confidence::Low)
}

/// Whether origins that are known are everybody.
fn everybody(world: &World<'_>, origins: Value) -> Option<bool> {
    let items = world.items(origins).unwrap_or_else(|| vec![origins]);
    let pattern = |item: &Value| world.pattern(*item).map(crate::pattern::Pattern::text);
    let texts: Vec<Option<&str>> = items.iter().map(|item| world.text(*item).or_else(|| pattern(item))).collect();
    let is_all = |text: Option<&str>| {
        text.is_some_and(|text| {
            let bare = text.trim_start_matches('^').trim_end_matches('$');
            matches!(bare, "*" | ".*" | ".+" | "https?://.*" | "https://.*" | "http://.*" | "https?://.+" | "null")
        })
    };
    if texts.iter().copied().any(is_all) {
        return Some(true);
    }
    texts.iter().all(Option::is_some).then_some(false)
}
