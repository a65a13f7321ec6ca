//! Sessions whose cookies frameworks set themselves, as they are made: `SessionMiddleware`, `SignedCookieSessionFactory`.

use super::effect;
use crate::flow::{Argument, Call, World};
use crate::rules::Answer;
use crate::vocabulary::{Confidence, Severity};

/// What makes sessions that are kept by a cookie.
pub const MADE: &[&str] = &[
    "pyramid.authentication.AuthTktCookieHelper",
    "pyramid.authentication.AuthTktAuthenticationPolicy",
    "pyramid.session.SignedCookieSessionFactory",
    "pyramid.session.BaseCookieSessionFactory",
    "pyramid.session.UnencryptedCookieSessionFactoryConfig",
    "aiohttp_session.SimpleCookieStorage",
    "aiohttp_session.cookie_storage.EncryptedCookieStorage",
    "aiohttp_session.nacl_storage.NaClCookieStorage",
    "aiohttp_session.redis_storage.RedisStorage",
    "starlette.middleware.sessions.SessionMiddleware",
];

/// A flag of a session's cookie.
struct Flag {
    names: &'static [&'static str],
    position: usize,
    /// Whether it is on where nothing is said.
    on: bool,
    /// How much a finding that nothing is said is believed.
    unsaid: Confidence,
}

const fn flag(names: &'static [&'static str], position: usize, on: bool, unsaid: Confidence) -> Flag {
    Flag { names, position, on, unsaid }
}

const NOWHERE: usize = 99;
const TICKET: &[Flag] = &[
    flag(&["secure"], 3, false, Confidence::High),
    flag(&["http_only", "httponly"], 9, false, Confidence::High),
];
const HELPER: &[Flag] = &[
    flag(&["secure"], 2, false, Confidence::High),
    flag(&["http_only", "httponly"], 7, false, Confidence::High),
];
const PYRAMID: &[Flag] = &[
    flag(&["secure", "cookie_secure"], NOWHERE, false, Confidence::Medium),
    flag(&["httponly", "cookie_httponly"], NOWHERE, false, Confidence::Medium),
];
const AIOHTTP: &[Flag] = &[
    flag(&["secure"], NOWHERE, false, Confidence::Low),
    flag(&["httponly"], NOWHERE, true, Confidence::Low),
];
const STARLETTE: &[Flag] = &[flag(&["https_only"], NOWHERE, false, Confidence::Low)];

pub fn at_session(call: &Call<'_>) -> Answer {
    let path = call.path().map(crate::intern::PathId::text).unwrap_or_default();
    let flags = match path.rsplit('.').next().unwrap_or("") {
        "AuthTktAuthenticationPolicy" => TICKET,
        "AuthTktCookieHelper" => HELPER,
        _ if path.starts_with("pyramid.") => PYRAMID,
        _ if path.starts_with("aiohttp_session.") => AIOHTTP,
        _ => STARLETTE,
    };
    judged(call, flags)
}

/// `app.add_middleware(SessionMiddleware, https_only=False)`
pub fn at_middleware(call: &Call<'_>) -> Answer {
    let of = call.positional(0).and_then(|arg| arg.value.path()).map(crate::intern::PathId::text);
    match of.as_deref() {
        Some("starlette.middleware.sessions.SessionMiddleware") => judged(call, STARLETTE),
        _ => Answer::NotMine,
    }
}

fn judged(call: &Call<'_>, flags: &[Flag]) -> Answer {
    let world = call.world();
    for flag in flags {
        let name = flag.names.first().copied().unwrap_or("");
        let effect = effect(if name.contains("http_only") || name == "httponly" { "httponly" } else { "secure" });
        let wrong = || {
            Answer::wrong(format!("the cookie that says who is logged in {effect}. Pass `{name}=True`."))
        };
        let said = flag.names.iter().find_map(|name| call.named(name)).or_else(|| call.positional(flag.position));
        match said {
            Some(arg) => match world.truth(arg.value) {
                Some(true) => {}
                Some(false) => return wrong(),
                None => return Answer::undecided(format!("whether the cookie is `{name}` is not known here")),
            },
            None if flag.on => {}
            None if call.passes_more() => {
                return Answer::undecided("what `**kwargs` say of the cookie is not known here");
            }
            None => return wrong().at(flag.unsaid),
        }
    }
    match call.named("samesite").or_else(|| call.named("same_site")) {
        Some(site) if is_off(world, site) => Answer::wrong(
            "the cookie that says who is logged in is sent with requests of every other site. Use `samesite=\"Lax\"`.",
        )
        .rated(Severity::Medium),
        _ => Answer::safe("the cookie is sent by HTTPS only, and scripts cannot read it"),
    }
}

/// `samesite=None`, `same_site="none"`
fn is_off(world: &World<'_>, site: &Argument) -> bool {
    world.truth(site.value) == Some(false)
        || world.text(site.value).is_some_and(|text| text.eq_ignore_ascii_case("none"))
}
