//! Cookies that are sent in clear text, or that scripts can read.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, Piece, World, Write};
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "insecure-cookie",
    title: "A cookie can be read or sent where it should not",
    category: Category::Network,
    cwe: 614,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Without `Secure` a browser also sends the cookie over HTTP, where anybody on the way reads it. Without `HttpOnly` a \
          script that got into the page reads it. Whoever has the cookie of a session is that person.",
    fix: "Pass `secure=True, httponly=True, samesite=\"Lax\"`, and leave the framework's own settings for its session on.",
    bad: r#"
def login(response, session):
    response.set_cookie("session", session.key, secure=False, httponly=True)
"#,
    good: r#"
def login(response, session):
    response.set_cookie("session", session.key, secure=True, httponly=True)
"#,
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpResponse.set_cookie",
        "https://cwe.mitre.org/data/definitions/614.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/django-secure-set-cookie",
        "semgrep:flask/secure-set-cookie",
        "semgrep:pyramid/pyramid-authtkt-cookie-httponly-unsafe-default",
        "semgrep:pyramid/pyramid-authtkt-cookie-httponly-unsafe-value",
        "semgrep:pyramid/pyramid-authtkt-cookie-samesite",
        "semgrep:pyramid/pyramid-authtkt-cookie-secure-unsafe-default",
        "semgrep:pyramid/pyramid-authtkt-cookie-secure-unsafe-value",
        "semgrep:pyramid/pyramid-set-cookie-httponly-unsafe-default",
        "semgrep:pyramid/pyramid-set-cookie-httponly-unsafe-value",
        "semgrep:pyramid/pyramid-set-cookie-samesite-unsafe-default",
        "semgrep:pyramid/pyramid-set-cookie-samesite-unsafe-value",
        "semgrep:pyramid/pyramid-set-cookie-secure-unsafe-default",
        "semgrep:pyramid/pyramid-set-cookie-secure-unsafe-value",
        "codeql:py/insecure-cookie",
        "codeql:py/client-exposed-cookie",
        "codeql:py/samesite-none-cookie",
    ],
    find: &[
        Find::Call(&["*.set_cookie", "*.set_signed_cookie"], at_cookie),
        Find::Call(TICKETS, at_ticket),
        Find::Write(SETTINGS, at_setting),
        Find::Write(&["*.Set-Cookie", "*.set-cookie"], at_header_written),
        Find::Call(SETTERS, at_header_set),
        Find::Argument(&["headers"], at_headers),
        Find::Code(settings),
    ],
};

const SETTINGS: &[&str] = &[
    "*.SESSION_COOKIE_SECURE",
    "*.SESSION_COOKIE_HTTPONLY",
    "*.CSRF_COOKIE_SECURE",
    "*.REMEMBER_COOKIE_SECURE",
    "*.REMEMBER_COOKIE_HTTPONLY",
];

fn at_cookie(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(name) = call.positional(0).or_else(|| call.named("key")).or_else(|| call.named("name")) else {
        return Answer::NotMine;
    };
    if call.arguments.len() < 2 {
        return Answer::NotMine;
    }
    let of_session = world.text(name.value).is_some_and(speaks_of_session);
    if is_deleted(call) {
        return Answer::safe("the cookie is deleted");
    }
    let mut open: Option<(&str, bool)> = None;
    for flag in ["secure", "httponly"] {
        match call.named(flag).map(|arg| world.truth(arg.value)) {
            Some(Some(true)) => {}
            Some(Some(false)) => open = open.or(Some((flag, true))),
            Some(None) => return Answer::undecided(format!("whether the cookie is `{flag}` is not known here")),
            None if call.passes_more() => return Answer::undecided("what `**kwargs` say of the cookie is not known here"),
            None => open = open.or(Some((flag, false))),
        }
    }
    let shown = say::code(world, name.place);
    let Some((flag, is_said)) = open else {
        let everywhere = |why: &str| {
            Answer::wrong(format!(
                "the cookie {shown} {why}. Pass `samesite=\"Lax\"`."
            ))
        };
        return match call.named("samesite") {
            Some(site) if world.text(site.value).is_some_and(|text| text.eq_ignore_ascii_case("none")) => {
                everywhere("is sent with requests of every other site (`samesite=\"None\"`)").at(Confidence::Medium)
            }
            None if of_session && look::imports(world.module(), &["pyramid", "webob"]) => {
                everywhere("does not say that other sites' requests come without it, which is left to the browser")
                    .at(Confidence::Low)
            }
            _ => Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it"),
        };
    };
    let effect = if flag == "secure" { "is sent over HTTP too, where anybody on the way reads it" } else { "can be read by scripts in the page" };
    let answer = Answer::wrong(format!("the cookie {shown} {effect}. Pass `{flag}=True`."));
    // A cookie that only remembers a colour may well be open.
    match (of_session, is_said) {
        (true, true) => answer,
        (true, false) | (false, true) => answer.at(Confidence::Medium),
        (false, false) => answer.at(Confidence::Low),
    }
}

/// `set_cookie("session", "", max_age=0)`
fn is_deleted(call: &Call<'_>) -> bool {
    let world = call.world();
    let none = |name| call.named(name).is_some_and(|arg| world.int(arg.value).is_some_and(|number| number <= 0));
    let value = call.positional(1).or_else(|| call.named("value"));
    let empty = value.is_none_or(|value| world.text(value.value) == Some("") || world.truth(value.value) == Some(false));
    empty && (none("max_age") || none("expires") || call.named("expires").is_some_and(|at| is_past(world, at)))
}

/// `expires="Thu, 01 Jan 1970 00:00:00 GMT"`
fn is_past(world: &World<'_>, at: &Argument) -> bool {
    world.text(at.value).is_some_and(|text| text.contains("1970"))
}

/// Methods that set a header by its name.
const SETTERS: &[&str] =
    &["*.add", "*.set_header", "*.add_header", "*.send_header", "*.append", "*.setdefault", "*.setHeader"];

/// `response.headers["Set-Cookie"] = "session=.."`
fn at_header_written(write: &Write<'_>) -> Answer {
    header(write.world(), &write.value)
}

/// `handler.send_header("Set-Cookie", "session=..")`
fn at_header_set(call: &Call<'_>) -> Answer {
    let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) else { return Answer::NotMine };
    let is_cookie = call.world().text(name.value).is_some_and(|name| name.eq_ignore_ascii_case("set-cookie"));
    if is_cookie { header(call.world(), value) } else { Answer::NotMine }
}

/// `Response(headers={"Set-Cookie": "session=.."})`
fn at_headers(call: &Call<'_>) -> Answer {
    let Some(headers) = call.named("headers") else { return Answer::NotMine };
    let ast = &call.world().module().ast;
    let Some(ExprKind::Dict(pairs)) = ast.exprs.get(headers.expr.0 as usize).map(|expr| expr.kind) else {
        return Answer::NotMine;
    };
    let is_cookie = |key: ExprId| ast.text_of(key).is_some_and(|key| key.eq_ignore_ascii_case("set-cookie"));
    let mut cookies = ast.list(pairs).iter().filter(|pair| pair.key.is_some_and(is_cookie));
    let text = cookies.next().and_then(|pair| ast.text_of(pair.value));
    text.map_or(Answer::NotMine, |text| written_out(text, true))
}

fn header(world: &World<'_>, value: &Argument) -> Answer {
    let pieces = world.pieces(value.value);
    let known: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Known(text) => *text,
            Piece::Hole(..) => "..",
        })
        .collect();
    if pieces.is_empty() {
        return Answer::NotMine;
    }
    // What is put in may bring the flags along.
    let whole = !pieces.last().is_some_and(|piece| matches!(piece, Piece::Hole(..))) || known.contains(';');
    written_out(&known, whole)
}

/// `session=abc; Path=/; Secure; HttpOnly`
fn written_out(text: &str, whole: bool) -> Answer {
    let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
    let name = parts.next().and_then(|pair| pair.split_once('=').map(|(name, _)| name.trim().to_owned()));
    let flags: Vec<String> = parts.collect();
    let has = |flag: &str| flags.iter().any(|part| part == flag);
    let is_deleted = has("max-age=0") || flags.iter().any(|part| part.starts_with("expires=") && part.contains("1970"));
    if is_deleted {
        return Answer::safe("the cookie is deleted");
    }
    let effect = match (has("secure"), has("httponly")) {
        (true, true) => return Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it"),
        (false, _) => "without `Secure` is sent over HTTP too, where anybody on the way reads it",
        (_, false) => "without `HttpOnly` can be read by scripts in the page",
    };
    if !whole {
        return Answer::undecided("which flags the cookie has is not known here");
    }
    let of_session = name.as_deref().is_some_and(speaks_of_session);
    let answer = Answer::wrong(format!("the cookie that the header sets {effect}. Write `; Secure; HttpOnly` behind it."));
    answer.at(if of_session { Confidence::Medium } else { Confidence::Low })
}

/// Pyramid's cookies of who is logged in, which are open unless they are told not to be.
const TICKETS: &[&str] = &[
    "pyramid.authentication.AuthTktCookieHelper",
    "pyramid.authentication.AuthTktAuthenticationPolicy",
];

fn at_ticket(call: &Call<'_>) -> Answer {
    let world = call.world();
    for (flag, effect) in [
        ("secure", "is sent over HTTP too, where anybody on the way reads it"),
        ("http_only", "can be read by scripts in the page"),
    ] {
        match call.named(flag).or_else(|| call.named("httponly").filter(|_| flag == "http_only")) {
            Some(arg) => match world.truth(arg.value) {
                Some(true) => {}
                Some(false) => return ticket(effect, flag),
                None => return Answer::undecided(format!("whether the cookie is `{flag}` is not known here")),
            },
            None if call.passes_more() => {
                return Answer::undecided("what `**kwargs` say of the cookie is not known here");
            }
            None => return ticket(effect, flag),
        }
    }
    let off = |arg: &Argument| {
        world.truth(arg.value) == Some(false)
            || world.text(arg.value).is_some_and(|text| text.eq_ignore_ascii_case("none"))
    };
    if call.named("samesite").is_some_and(off) {
        return Answer::wrong(
            "the cookie that says who is logged in is sent with requests of every other site. Use `samesite=\"Lax\"`.",
        );
    }
    Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it")
}

fn ticket(effect: &str, flag: &str) -> Answer {
    Answer::wrong(format!("the cookie that says who is logged in {effect}. Pass `{flag}=True`."))
}

fn speaks_of_session(name: &str) -> bool {
    let words = secret::words(name);
    secret::named(name).is_some()
        || words.iter().any(|word| {
            matches!(word.as_str(), "session" | "sessionid" | "sid" | "auth" | "token" | "csrf" | "csrftoken" | "jwt" | "login")
        })
}

/// `app.config["SESSION_COOKIE_SECURE"] = False`
fn at_setting(write: &Write<'_>) -> Answer {
    let name = write.name.map_or("", |name| name.text());
    setting(write.world(), name, &write.value)
}

fn setting(world: &World<'_>, name: &str, value: &Argument) -> Answer {
    match world.truth(value.value) {
        Some(false) => off(name),
        Some(true) => Answer::safe(format!("`{name}` is on")),
        None => Answer::undecided(format!("whether `{name}` is on is decided where the program runs")),
    }
}

fn off(name: &str) -> Answer {
    Answer::wrong(format!(
        "`{name}` off lets the session's cookie {}. Turn it on.",
        if name.ends_with("HTTPONLY") { "be read by scripts in the page" } else { "go over HTTP, where anybody on the way reads it" }
    ))
}

/// `SESSION_COOKIE_SECURE = False` in a module of settings.
fn settings(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for id in ast.list(ast.body) {
        let StmtKind::Assign { targets, value } = ast[*id].kind else { continue };
        for target in ast.list(targets) {
            let ExprKind::Name(name) = ast[*target].kind else { continue };
            if !SETTINGS.iter().any(|setting| setting.strip_prefix("*.") == Some(name.text())) {
                continue;
            }
            let answer = match ast[value].kind {
                ExprKind::Constant(id) if !ast.constants.get(id).truth() => off(name.text()),
                ExprKind::Constant(_) => Answer::safe(format!("`{}` is on", name.text())),
                _ => Answer::undecided(format!("whether `{}` is on is decided where the program runs", name.text())),
            };
            answers.push((ast[*id].span, *id, answer));
        }
    }
    answers
}
