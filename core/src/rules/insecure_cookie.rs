//! Cookies that are sent in clear text, or that scripts can read.

mod morsels;
mod sessions;

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, Piece, World, Write};
use crate::intern::{Const, PathId};
use crate::secret;
use crate::syntax::ast::{ExprId, ExprKind, Get};
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
    response.set_cookie("session", session.key, secure=False, httponly=True, samesite="Lax")
"#,
    good: r#"
def login(response, session):
    response.set_cookie("session", session.key, secure=True, httponly=True, samesite="Lax")
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
        Find::Call(
            &["*.set_cookie", "*.set_signed_cookie", "*.set_secure_cookie", "*.add_cookie"],
            at_cookie,
        ),
        Find::Call(sessions::MADE, sessions::at_session),
        Find::Call(&["*.add_middleware", "starlette.middleware.Middleware"], sessions::at_middleware),
        Find::Argument(&["session_cookie_secure", "session_cookie_http_only"], at_named),
        Find::Setting(SWITCHES, at_setting),
        Find::Setting(SITES, at_site),
        Find::Write(morsels::JARS, morsels::at_cookie),
        Find::Write(&["*.secure", "*.httponly", "*.samesite"], morsels::at_flag),
        Find::Write(&["*.Set-Cookie", "*.set-cookie"], at_header_written),
        Find::Call(SETTERS, at_header_set),
        Find::Argument(&["headers"], at_headers),
    ],
};

/// Settings that keep the cookies of frameworks closed.
const SWITCHES: &[&str] = &[
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SECURE",
    "REMEMBER_COOKIE_SECURE",
    "REMEMBER_COOKIE_HTTPONLY",
    "JWT_COOKIE_SECURE",
    "secure_cookies_by_default",
    // CherryPy's
    "tools.sessions.secure",
    "tools.sessions.httponly",
];

/// Settings that say with which other sites' requests a cookie is sent.
const SITES: &[&str] =
    &["SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE", "JWT_COOKIE_SAMESITE"];

/// How a cookie is set: where its flags stand, and what they are where nothing is said.
struct Setter {
    secure: usize,
    httponly: usize,
    samesite: usize,
    is_secure: bool,
    is_httponly: bool,
}

/// `set_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite)`: Flask, Django, Starlette.
const USUAL: Setter = Setter { secure: 6, httponly: 7, samesite: 8, is_secure: false, is_httponly: false };
/// `set_cookie(name, value, max_age, path, domain, secure, httponly, comment, expires, overwrite, samesite)`: Pyramid.
const WEBOB: Setter = Setter { secure: 5, httponly: 6, samesite: 10, is_secure: false, is_httponly: false };
/// `set_cookie(name, value, *, ..)`: flags by name alone.
const NAMED: Setter = Setter { secure: 99, httponly: 99, samesite: 99, is_secure: false, is_httponly: false };
/// Falcon, which closes what is left open.
const FALCON: Setter = Setter { is_secure: true, is_httponly: true, ..NAMED };
/// Sanic's `add_cookie`, which leaves out `HttpOnly` alone.
const SANIC: Setter = Setter { is_secure: true, ..NAMED };

impl Setter {
    fn of(call: &Call<'_>) -> &'static Self {
        let module = call.world().module();
        let path = call.path().map(PathId::text).unwrap_or_default();
        let is_from = |package: &str| {
            path.starts_with(package) || (path.is_empty() && look::imports(module, &[package]))
        };
        match call.name.map_or("", |name| name.text()) {
            "add_cookie" => &SANIC,
            "set_cookie" if is_from("falcon") => &FALCON,
            "set_cookie" if is_from("webob") || is_from("pyramid") => &WEBOB,
            "set_cookie" if !is_from("tornado") && !is_from("aiohttp") && !is_from("bottle") => &USUAL,
            _ => &NAMED,
        }
    }
}

fn at_cookie(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(name) = call.positional(0).or_else(|| call.named("key")).or_else(|| call.named("name")) else {
        return Answer::NotMine;
    };
    if call.arguments.len() < 2 {
        return Answer::NotMine;
    }
    if is_deleted(call) {
        return Answer::safe("the cookie is deleted");
    }
    let setter = Setter::of(call);
    let mut open: Option<(&str, bool)> = None;
    let flags = [
        ("secure", call.argument(setter.secure, "secure"), setter.is_secure),
        ("httponly", call.argument(setter.httponly, "httponly").or_else(|| call.named("http_only")), setter.is_httponly),
    ];
    for (flag, said, default) in flags {
        match said.map(|arg| world.truth(arg.value).or_else(|| is_none(world, arg).then_some(default))) {
            Some(Some(true)) => {}
            Some(Some(false)) => open = open.or(Some((flag, true))),
            Some(None) => return Answer::undecided(format!("whether the cookie is `{flag}` is not known here")),
            None if default => {}
            None if call.passes_more() => return Answer::undecided("what `**kwargs` say of the cookie is not known here"),
            None => open = open.or(Some((flag, false))),
        }
    }
    let shown = say::code(world, name.place);
    let Some((flag, is_said)) = open else {
        let site = call.argument(setter.samesite, "samesite").or_else(|| call.named("same_site"));
        let tastes = purpose(world.text(name.value), None) == Purpose::Taste;
        return by_site(world, &shown, site, tastes || call.passes_more());
    };
    let answer = Answer::wrong(format!("the cookie {shown} {}. Pass `{flag}=True`.", effect(flag)));
    let value = call.positional(1).or_else(|| call.named("value"));
    answer.at(sureness(purpose(world.text(name.value), value.and_then(|value| world.text(value.value))), is_said))
}

/// What becomes of a cookie without a flag.
fn effect(flag: &str) -> &'static str {
    match flag {
        "secure" => "is sent over HTTP too, where anybody on the way reads it",
        _ => "can be read by scripts in the page",
    }
}

fn is_none(world: &World<'_>, arg: &Argument) -> bool {
    world.constant(arg.value) == Some(&Const::None)
}

/// With which other sites' requests a closed cookie is sent.
fn by_site(world: &World<'_>, shown: &str, site: Option<&Argument>, open: bool) -> Answer {
    match site {
        Some(site) if world.text(site.value).is_some_and(|text| text.eq_ignore_ascii_case("none")) => Answer::wrong(format!(
            "the cookie {shown} is sent with requests of every other site (`samesite=\"None\"`). Pass `samesite=\"Lax\"`."
        ))
        .at(Confidence::Medium),
        Some(site) if !is_none(world, site) => Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it"),
        None if open => Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it"),
        _ => Answer::wrong(format!(
            "the cookie {shown} does not say that other sites' requests come without it, which is left to the browser. Pass \
             `samesite=\"Lax\"`."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low),
    }
}

/// What a cookie is for, as far as its name and value say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Session,
    Data,
    Taste,
}

/// A cookie that only remembers a colour may well be open.
fn purpose(name: Option<&str>, value: Option<&str>) -> Purpose {
    if name.is_some_and(speaks_of_session) {
        return Purpose::Session;
    }
    let tastes = |name: &str| secret::words(name).iter().any(|word| TASTES.contains(&word.as_str()));
    if name.is_some_and(tastes) || value.is_some_and(|text| text.len() < 5) { Purpose::Taste } else { Purpose::Data }
}

/// Words of cookies that tell nobody anything.
const TASTES: &[&str] = &[
    "theme", "lang", "language", "locale", "color", "colour", "mode", "dark", "seen", "banner", "consent", "timezone", "tz",
    "sort", "page", "view", "sidebar", "font", "size", "hide", "dismissed", "tab", "layout", "currency", "style",
];

fn sureness(purpose: Purpose, is_said: bool) -> Confidence {
    match (purpose, is_said) {
        (Purpose::Session, true) => Confidence::High,
        (Purpose::Taste, false) => Confidence::Low,
        _ => Confidence::Medium,
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

fn speaks_of_session(name: &str) -> bool {
    let words = secret::words(name);
    secret::named(name).is_some()
        || words.iter().any(|word| {
            matches!(word.as_str(), "session" | "sessionid" | "sid" | "auth" | "token" | "csrf" | "csrftoken" | "jwt" | "login")
        })
}

/// `Talisman(app, session_cookie_secure=False)`
fn at_named(call: &Call<'_>) -> Answer {
    let names = ["session_cookie_secure", "session_cookie_http_only"];
    let off = |name: &&&str| call.named(name).is_some_and(|arg| call.world().truth(arg.value) == Some(false));
    match names.iter().find(off) {
        Some(name) => Answer::wrong(format!(
            "`{name}=False`: the session's cookie {}. Leave it on.",
            effect(if name.ends_with("secure") { "secure" } else { "httponly" })
        )),
        None => Answer::NotMine,
    }
}

/// `app.config["SESSION_COOKIE_SECURE"] = False`
fn at_setting(write: &Write<'_>) -> Answer {
    let name = write.setting().map_or("", |name| name.text());
    let world = write.world();
    let answer = match world.truth(write.value.value) {
        Some(false) => Answer::wrong(format!(
            "`{name}` off lets the session's cookie {}. Turn it on.",
            if name.to_ascii_uppercase().ends_with("HTTPONLY") { "be read by scripts in the page" } else { "go over HTTP, where anybody on the way reads it" }
        )),
        Some(true) => Answer::safe(format!("`{name}` is on")),
        None => Answer::undecided(format!("whether `{name}` is on is decided where the program runs")),
    };
    // `if DISABLE_HTTPS:`: whoever runs the program has asked for it.
    let words = ["debug", "develop", "https", "ssl", "tls", "insecure"];
    let is_chosen = look::switch_around(world.module(), write.stmt, &words).is_some();
    let answer = if is_chosen { answer.at(Confidence::Low) } else { answer };
    look::for_development(world.module(), write.stmt, answer)
}

/// `SESSION_COOKIE_SAMESITE = "None"`
fn at_site(write: &Write<'_>) -> Answer {
    let name = write.setting().map_or("", |name| name.text());
    let answer = match write.world().text(write.value.value) {
        Some(text) if text.eq_ignore_ascii_case("none") => Answer::wrong(format!(
            "`{name}` lets the session's cookie be sent with requests of every other site. Use `\"Lax\"`."
        ))
        .at(Confidence::Medium),
        Some(_) => Answer::safe(format!("`{name}` keeps the cookie from other sites' requests")),
        None => Answer::NotMine,
    };
    look::for_development(write.world().module(), write.stmt, answer)
}
