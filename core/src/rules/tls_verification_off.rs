//! Connections whose certificates are not checked.

mod places;

use super::{Answer, Find, Rule, command_lines, commands, look, say};
use crate::flow::{Argument, Call, Kind, World, Write};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, StmtId};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "tls-verification-off",
    title: "The other side's certificate is not checked",
    category: Category::Network,
    cwe: 295,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "TLS without a check of the certificate encrypts the connection to whoever answers. Anybody on the way can \
          answer, read everything including the passwords and tokens that are sent, and change what comes back.",
    fix: "Leave verification on, which is the default. For a private certificate authority pass its file: \
          `verify=\"/path/to/ca.pem\"`, `ssl.create_default_context(cafile=...)`.",
    bad: r#"
import requests

def fetch(url):
    return requests.get(url, timeout=10, verify=False)
"#,
    good: r#"
import requests

def fetch(url):
    return requests.get(url, timeout=10)
"#,
    references: &[
        "https://docs.python.org/3/library/ssl.html#security-considerations",
        "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
        "https://cwe.mitre.org/data/definitions/295.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B323",
        "bandit:B501",
        "ruff:S323",
        "ruff:S501",
        "semgrep:lang/disabled-cert-validation",
        "semgrep:lang/httpsconnection-detected",
        "semgrep:lang/unverified-ssl-context",
        "semgrep:requests/disabled-cert-validation",
        "codeql:py/request-without-cert-validation",
    ],
    find: &[
        Find::Call(REQUESTS, at_request),
        Find::Argument(&["verify", "ssl"], at_verify),
        Find::Argument(SWITCHES_OFF, at_switch_off),
        Find::Argument(SWITCHES_ON, at_switch_on),
        Find::Argument(&["cert_reqs", "ssl_cert_reqs", "verify_mode", "sslopt"], at_requirement),
        Find::Argument(&["ssl", "sslopt", "ssl_options"], at_options),
        Find::Call(&["ssl._create_unverified_context", "ssl._create_stdlib_context"], at_unverified),
        Find::Call(&["ssl.create_default_context"], at_default),
        Find::Call(&["ssl.wrap_socket"], at_wrap),
        Find::Call(&["http.client.HTTPConnection"], at_connection),
        Find::Call(&["ssl.get_server_certificate"], at_get_certificate),
        Find::Call(&["*.setopt", "ldap.set_option", "*.set_option"], at_option),
        Find::Call(&["*.set_verify"], at_set_verify),
        Find::Call(&["*.tls_insecure_set"], at_mqtt),
        Find::Call(&["ldap3.Tls"], at_ldap),
        Find::Call(command_lines::RUNNERS, at_command),
        Find::Write(&["ssl.match_hostname"], at_match),
        Find::Write(
            &["*.verify", "*.check_hostname", "*.verify_mode", "*.cert_reqs", "*.verify_ssl", "*.assert_hostname"],
            at_write,
        ),
        Find::Write(&["ssl._create_default_https_context"], at_default_write),
        Find::Write(&["*.PYTHONHTTPSVERIFY", "*.CURL_CA_BUNDLE", "*.REQUESTS_CA_BUNDLE"], at_environment),
    ],
};

/// Calls that check certificates unless they are told not to.
const REQUESTS: &[&str] = &[
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.options",
    "requests.request",
    "requests.Session.get",
    "requests.Session.post",
    "requests.Session.put",
    "requests.Session.patch",
    "requests.Session.delete",
    "requests.Session.head",
    "requests.Session.options",
    "requests.Session.request",
    "requests.session.get",
    "requests.session.post",
    "requests.session.request",
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.patch",
    "httpx.delete",
    "httpx.head",
    "httpx.options",
    "httpx.request",
    "httpx.stream",
    "httpx.Client",
    "httpx.AsyncClient",
];

/// Arguments that switch the check off when they are false.
const SWITCHES_OFF: &[&str] = &[
    "verify_ssl",
    "ssl_verify",
    "verify_tls",
    "tls_verify",
    "verify_certs",
    "verify_cert",
    "verify_certificate",
    "verify_certificates",
    "validate_certs",
    "validate_cert",
    "check_hostname",
    "assert_hostname",
    "ssl_verify_hostname",
    "ssl_check_hostname",
    "ssl_verify_cert",
    "ssl_verify_identity",
];

/// Arguments that switch the check off when they are true.
const SWITCHES_ON: &[&str] = &[
    "disable_ssl_certificate_validation",
    "tlsAllowInvalidCertificates",
    "tlsAllowInvalidHostnames",
    "tlsInsecure",
    "ignore_https_errors",
];

fn at_request(call: &Call<'_>) -> Answer {
    match call.named("verify") {
        Some(_) => Answer::NotMine,
        None if call.passes_more() => {
            Answer::undecided("whether `*args` or `**kwargs` switch the check of certificates off is not known here")
        }
        None => Answer::safe("certificates are checked by default"),
    }
}

/// `verify=False` of whatever speaks HTTP, and aiohttp's `ssl=False`.
fn at_verify(call: &Call<'_>) -> Answer {
    let path = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    if path.starts_with("aiohttp.") {
        return call.named("ssl").map_or(Answer::NotMine, |arg| switch(call, arg, false));
    }
    let name = call.name.map_or("", |name| name.text());
    // `partial(requests.get, verify=False)`
    let prepared = call.positional(0).and_then(|function| function.value.path()).filter(|_| path == "functools.partial");
    let path = prepared.map_or(path, crate::intern::PathId::text);
    let known = ["requests.", "httpx.", "keystoneauth1.", "boto3.", "botocore.", "hvac.", "consul."]
        .iter()
        .any(|start| path.starts_with(start));
    let speaks_http = HTTP_METHODS.contains(&name) && !path.starts_with("jwt.");
    // `session.get(url, ssl=False)` of a session that came from elsewhere
    if let Some(arg) = call.named("ssl").filter(|_| SESSION_METHODS.contains(&name)) {
        let is_client = look::receiver_name(call).is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("session") || name.contains("client")
        });
        let is_off = call.world().constant(arg.value) == Some(&Const::Bool(false));
        if is_client && is_off && look::imports(call.world().module(), &["aiohttp"]) {
            return switch(call, arg, false).at(Confidence::Medium);
        }
    }
    match call.named("verify") {
        Some(arg) if known => switch(call, arg, false),
        Some(arg) if speaks_http => switch(call, arg, false).at(Confidence::Medium),
        _ => Answer::NotMine,
    }
}

const HTTP_METHODS: &[&str] = &[
    "get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream", "Session", "session",
    "Client", "AsyncClient", "TLSConfig", "client", "resource", "HTTPAdapter",
];

const SESSION_METHODS: &[&str] =
    &["get", "post", "put", "patch", "delete", "head", "options", "request", "ws_connect"];

fn at_switch_off(call: &Call<'_>) -> Answer {
    of_any(call, SWITCHES_OFF, false)
}

fn at_switch_on(call: &Call<'_>) -> Answer {
    of_any(call, SWITCHES_ON, true)
}

fn of_any(call: &Call<'_>, names: &[&str], off: bool) -> Answer {
    let passed = |arg: &&Argument| matches!(arg.kind, ArgKind::Keyword(name) if names.contains(&name.sym.text()));
    call.arguments.iter().find(passed).map_or(Answer::NotMine, |arg| switch(call, arg, off))
}

/// A switch that turns the check off when it is `off`.
fn switch(call: &Call<'_>, arg: &Argument, off: bool) -> Answer {
    let shown = named_argument(call.world(), arg);
    let constant = call.world().constant(arg.value);
    let truth = call.world().truth(arg.value);
    // `validate_certs=dict(type="bool", default=True)` describes an argument.
    if arg.value.instance_of().is_some_and(|path| path.is("dict")) {
        return Answer::NotMine;
    }
    if truth.is_none() && call.world().text(arg.value).is_none() {
        return Answer::undecided(format!("whether `{shown}` switches the check of certificates off is not known here"));
    }
    // `assert_hostname=None` and `ssl=None` mean the default.
    let is_default = matches!(constant, Some(Const::None));
    if truth != Some(off) || is_default {
        return Answer::safe(format!("`{shown}` leaves the check of certificates on"));
    }
    if places::stays_here(call) {
        return Answer::safe("the connection stays on this machine");
    }
    let receiver = commands::runner(call);
    softened(
        call.world(),
        places::set_among(call, arg).unwrap_or(call.stmt),
        Answer::wrong(format!(
            "`{shown}` makes `{receiver}` talk to whoever answers: anybody on the way can read and change what is \
             sent. Leave it out, or pass the file of your certificate authority."
        )),
    )
}

/// `cert_reqs=ssl.CERT_NONE`, `sslopt={"cert_reqs": ssl.CERT_NONE}`
fn at_requirement(call: &Call<'_>) -> Answer {
    let names = ["cert_reqs", "ssl_cert_reqs", "verify_mode", "sslopt"];
    let Some(arg) = names.iter().find_map(|name| call.named(name)) else { return Answer::NotMine };
    let shown = named_argument(call.world(), arg);
    // `uvicorn.run(app, ssl_cert_reqs=ssl.CERT_NONE)`
    if call.path().is_some_and(|path| SERVERS.contains(&path.first().text())) {
        return Answer::safe("a server need not ask its clients for certificates");
    }
    // `redis.Redis(ssl=True, ssl_cert_reqs=None)`
    let of_redis = call.path().is_some_and(|path| path.first().text() == "redis");
    if of_redis && call.world().constant(arg.value) == Some(&Const::None) {
        return Answer::wrong(format!("`{shown}` accepts any certificate: anybody on the way can answer. Leave it out."));
    }
    // `sslopt={"cert_reqs": ssl.CERT_NONE}`
    let within = call.world().entry(arg.value, "cert_reqs").map(|value| Argument { value, ..*arg });
    match requires(call.world(), within.as_ref().unwrap_or(arg)) {
        Some(true) => Answer::safe(format!("`{shown}` asks for a certificate")),
        Some(false) => {
            let answer = softened(
                call.world(),
                call.stmt,
                Answer::wrong(format!(
                    "`{shown}` accepts any certificate: anybody on the way can answer. Use `CERT_REQUIRED`."
                )),
            );
            // `options.update(cert_reqs="CERT_NONE")`: what they are passed to is looked at too.
            let collects = call.name.is_some_and(|name| ["update", "dict", "setdefault"].contains(&name.text()));
            if collects { answer.at(Confidence::Medium) } else { answer }
        }
        None => Answer::undecided(format!("which certificates `{shown}` asks for is not known here")),
    }
}

/// `create_connection(url, sslopt={"check_hostname": False})`
fn at_options(call: &Call<'_>) -> Answer {
    let options = ["ssl", "sslopt", "ssl_options"].iter().find_map(|name| call.named(name));
    let Some(off) = options.and_then(|options| places::off_among(call.world(), options)) else { return Answer::NotMine };
    softened(
        call.world(),
        call.stmt,
        Answer::wrong(format!(
            "`{off}` is switched off among the options of `{}`: anybody on the way can answer. Leave it on.",
            commands::runner(call)
        )),
    )
}

const SERVERS: &[&str] = &["uvicorn", "hypercorn", "gunicorn", "waitress", "cheroot", "gevent", "eventlet", "daphne"];

/// Whether a value asks for certificates: `ssl.CERT_REQUIRED`, `"CERT_NONE"`, `0`.
fn requires(world: &World<'_>, arg: &Argument) -> Option<bool> {
    match look::last_name(&world.module().ast, arg.expr) {
        Some("CERT_NONE") => return Some(false),
        Some("CERT_REQUIRED" | "CERT_OPTIONAL") => return Some(true),
        _ => {}
    }
    if let Some(path) = arg.value.path() {
        return match path.last().text() {
            "CERT_NONE" => Some(false),
            "CERT_REQUIRED" | "CERT_OPTIONAL" => Some(true),
            _ => None,
        };
    }
    match world.constant(arg.value)? {
        Const::Str(text) if text.ends_with("CERT_NONE") || text.eq_ignore_ascii_case("none") => Some(false),
        Const::Str(text) if text.contains("CERT_") || ["required", "optional"].iter().any(|asks| text.eq_ignore_ascii_case(asks)) => Some(true),
        Const::Int(number) => Some(*number != 0),
        Const::None => Some(true),
        _ => None,
    }
}

/// `curl.setopt(pycurl.SSL_VERIFYPEER, 0)`, `ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)`
fn at_option(call: &Call<'_>) -> Answer {
    let world = call.world();
    let (Some(option), Some(value)) = (call.positional(0), call.positional(1)) else { return Answer::NotMine };
    let ast = &world.module().ast;
    let off = match look::last_name(ast, option.expr) {
        Some("SSL_VERIFYPEER" | "SSL_VERIFYHOST" | "PROXY_SSL_VERIFYPEER") => world.truth(value.value).map(|on| !on),
        Some("OPT_X_TLS_REQUIRE_CERT") => {
            look::last_name(ast, value.expr).map(|name| ["OPT_X_TLS_NEVER", "OPT_X_TLS_ALLOW"].contains(&name))
        }
        _ => return Answer::NotMine,
    };
    let shown = say::code(world, call.place);
    match off {
        Some(true) => softened(
            world,
            call.stmt,
            Answer::wrong(format!(
                "`{shown}` accepts any certificate: anybody on the way can answer. Leave the check on."
            )),
        ),
        Some(false) => Answer::safe("the certificate is checked"),
        None => Answer::undecided(format!("whether `{shown}` switches the check of certificates off is not known here")),
    }
}

/// `context.set_verify(SSL.VERIFY_NONE, callback)` of pyOpenSSL
fn at_set_verify(call: &Call<'_>) -> Answer {
    let Some(mode) = call.argument(0, "mode") else { return Answer::NotMine };
    match look::last_name(&call.world().module().ast, mode.expr) {
        Some("VERIFY_NONE") => softened(
            call.world(),
            call.stmt,
            Answer::wrong(format!(
                "`{}` accepts any certificate: anybody on the way can answer. Use `SSL.VERIFY_PEER`.",
                say::code(call.world(), call.place)
            )),
        ),
        Some("VERIFY_PEER") => Answer::safe("the certificate is checked"),
        _ => Answer::NotMine,
    }
}

/// `subprocess.run(["curl", "-k", url])`: programs that are told not to look at certificates.
fn at_command(call: &Call<'_>) -> Answer {
    for command in command_lines::commands(call) {
        let asks = |option: &str, value: &str| {
            command.words.windows(2).any(|pair| matches!(pair, [a, b] if a == option && b.eq_ignore_ascii_case(value)))
        };
        let option = match command.program.as_str() {
            "curl" if command.has(&["-k", "--insecure"]) => "-k",
            "wget" if command.has(&["--no-check-certificate"]) => "--no-check-certificate",
            "git" if asks("-c", "http.sslVerify=false") || asks("http.sslVerify", "false") => "http.sslVerify=false",
            "http" | "https" if command.after(&["--verify"]).is_some_and(|value| matches!(value, "no" | "false")) => "--verify=no",
            "npm" | "yarn" if asks("strict-ssl", "false") => "strict-ssl false",
            _ => continue,
        };
        let mut addresses = command.words.iter().filter(|word| word.contains("://")).peekable();
        if addresses.peek().is_some() && addresses.all(|address| crate::manifest::is_local(address)) {
            return Answer::safe("the connection stays on this machine");
        }
        let answer = Answer::wrong(format!(
            "`{}` is told by `{option}` to talk to whoever answers: anybody on the way can read and change what is sent. Leave \
             it out, or name the file of your certificate authority.",
            command.program
        ));
        return softened(call.world(), call.stmt, answer).at(Confidence::Medium);
    }
    Answer::NotMine
}

/// `client.tls_insecure_set(True)` of MQTT
fn at_mqtt(call: &Call<'_>) -> Answer {
    match call.argument(0, "value").map(|value| call.world().truth(value.value)) {
        Some(Some(true)) => softened(
            call.world(),
            call.stmt,
            Answer::wrong(
                "`tls_insecure_set(True)` accepts a certificate for another host: anybody on the way can answer. Leave it out.",
            ),
        ),
        Some(Some(false)) => Answer::safe("the host of the certificate is checked"),
        _ => Answer::undecided("whether the host of the certificate is checked is not known here"),
    }
}

/// `ldap3.Tls(validate=ssl.CERT_NONE)`, which is what it does where nothing is said
fn at_ldap(call: &Call<'_>) -> Answer {
    let wrong = |shown: &str| {
        Answer::wrong(format!("`{shown}` accepts any certificate: anybody on the way can answer. Pass `CERT_REQUIRED`."))
    };
    match call.argument(2, "validate").map(|arg| (arg, requires(call.world(), arg))) {
        Some((arg, Some(false))) => softened(call.world(), call.stmt, wrong(&named_argument(call.world(), arg))),
        Some((_, Some(true))) => Answer::safe("the certificate is checked"),
        Some((_, None)) => Answer::undecided("whether certificates are checked is not known here"),
        None if call.passes_more() => Answer::undecided("whether certificates are checked is not known here"),
        None => wrong("ldap3.Tls").at(Confidence::Medium),
    }
}

/// `ssl.match_hostname = lambda certificate, host: True`
fn at_match(write: &Write<'_>) -> Answer {
    Answer::wrong(format!(
        "`{}` decides for this whole process whose certificate a host may show. Leave the function as it is.",
        say::code(write.world(), write.place)
    ))
    .at(Confidence::Medium)
}

fn at_unverified(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    if let Some(arg) = call.named("cert_reqs")
        && requires(call.world(), arg) == Some(true) {
            return Answer::safe("the context asks for a certificate");
        }
    let message = format!(
        "`{name}` makes a context that accepts any certificate: anybody on the way can answer. Use \
         `ssl.create_default_context`."
    );
    softened(call.world(), call.stmt, Answer::wrong(message))
}

fn at_default(_: &Call<'_>) -> Answer {
    Answer::safe("the default context checks certificates and host names")
}

/// `ssl.wrap_socket` accepts any certificate unless it is told otherwise.
fn at_wrap(call: &Call<'_>) -> Answer {
    let server = call.argument(3, "server_side").is_some_and(|arg| call.world().truth(arg.value) == Some(true));
    if server {
        return Answer::safe("a server need not ask its clients for certificates");
    }
    if call.argument(4, "cert_reqs").is_some() {
        // Looked at for its name, wherever it is passed.
        return Answer::NotMine;
    }
    if call.passes_more() {
        return Answer::undecided("whether `**kwargs` ask for a certificate is not known here");
    }
    Answer::wrong(
        "`ssl.wrap_socket` without `cert_reqs` accepts any certificate: anybody on the way can answer. Use \
         `ssl.create_default_context().wrap_socket(.., server_hostname=..)`.",
    )
}

fn at_get_certificate(_: &Call<'_>) -> Answer {
    Answer::safe("the certificate is fetched to be looked at")
}

/// `session.verify = False`, `context.check_hostname = False`, `context.verify_mode = ssl.CERT_NONE`
fn at_write(write: &Write<'_>) -> Answer {
    let world = write.world();
    let name = write.name.map_or("", |name| name.text());
    let shown = say::code(world, write.place);
    let truth = match name {
        "verify_mode" | "cert_reqs" => requires(world, &write.value),
        _ => world.truth(write.value.value),
    };
    match (name, truth) {
        ("verify", None) if !is_session(write) => Answer::NotMine,
        (_, None) => Answer::undecided(format!("whether `{shown}` switches the check of certificates off is not known here")),
        (_, Some(true)) => Answer::safe(format!("`{shown}` leaves the check of certificates on")),
        ("verify_mode", Some(false)) if places::is_of_server(write) => {
            Answer::safe("a server need not ask its clients for certificates")
        }
        (_, Some(false)) => {
            if name == "assert_hostname" && world.constant(write.value.value) == Some(&Const::None) {
                return Answer::NotMine;
            }
            let message = format!(
                "`{shown}` makes every connection that uses it accept {}: anybody on the way can answer. Leave it on.",
                if name.contains("hostname") { "a certificate for another host" } else { "any certificate" }
            );
            let answer = softened(world, write.stmt, Answer::wrong(message));
            if name == "verify" && places::is_for_requests(write) {
                return answer.at(Confidence::Medium);
            }
            let guess = (name == "verify" && !is_session(write)) || is_own_attribute(write);
            if guess { answer.at(Confidence::Low) } else { answer }
        }
    }
}

/// `self.check_hostname = False`: an attribute of the class at hand, of which nothing is known.
fn is_own_attribute(write: &Write<'_>) -> bool {
    let target = write.world().code(write.place).trim_start();
    target.strip_prefix("self.").is_some_and(|rest| !rest.split('=').next().unwrap_or("").contains('.'))
}

/// Whether the object that `verify` is written to speaks HTTP, by what it is or by its name.
fn is_session(write: &Write<'_>) -> bool {
    if let Kind::Instance(path) | Kind::Outside(path) = write.object.kind
        && ["requests", "httpx", "keystoneauth1"].contains(&path.first().text()) {
            return true;
        }
    let code = write.world().code(write.place).to_ascii_lowercase();
    let target = code.split('=').next().unwrap_or("");
    let object = target.trim().trim_end_matches(".verify").trim_end();
    ["session", "client", "http", "requests", "sess", "adapter"].iter().any(|word| object.ends_with(word))
}

/// `ssl._create_default_https_context = ssl._create_unverified_context`
fn at_default_write(write: &Write<'_>) -> Answer {
    match write.value.value.path().map(|path| path.last().text()) {
        Some("_create_unverified_context" | "_create_stdlib_context") => softened(
            write.world(),
            write.stmt,
            Answer::wrong(
                "every HTTPS connection of this process now accepts any certificate: anybody on the way can answer. Pass \
                 a context to the one connection that needs it.",
            ),
        ),
        Some("create_default_context") => Answer::safe("the default context checks certificates"),
        _ => Answer::undecided("whether the new default context checks certificates is not known here"),
    }
}

fn at_environment(write: &Write<'_>) -> Answer {
    let is_bundle = write.name.is_some_and(|name| name.text().ends_with("BUNDLE"));
    match write.world().text(write.value.value) {
        Some("") if is_bundle => Answer::wrong(
            "an empty bundle of certificates makes `requests` check none, in every request of this process. Name the file of \
             your certificate authority.",
        )
        .at(Confidence::Medium),
        Some("0") if !is_bundle => Answer::wrong(
            "`PYTHONHTTPSVERIFY` set to 0 switches the check of certificates off for every program started from here.",
        ),
        _ => Answer::NotMine,
    }
}

/// A switch that the person who runs the program turned on purpose is theirs to answer for, and what is named after being
/// switched off is asked for by name. Where the certificate is only read, nobody is trusted for it.
fn softened(world: &World<'_>, stmt: StmtId, answer: Answer) -> Answer {
    let module = world.module();
    let words = ["verif", "valid", "insecure", "check", "cert", "ssl", "tls", "unsafe", "debug", "selfsigned", "host"];
    let reads = || {
        let here = module.ast[stmt].function.map(|function| module.ast[function].span);
        here.map_or(&*module.file.text, |here| module.file.slice(here)).contains("getpeercert(")
    };
    if look::switch_around(module, stmt, &words).is_some() || reads() {
        return answer.at(Confidence::Low);
    }
    let functions: Vec<String> = look::functions_around(module, stmt).iter().map(|name| name.to_ascii_lowercase()).collect();
    let says_off = ["no_verif", "noverif", "non_verif", "unverif", "insecure", "skip_verif", "without_verif", "disable_ssl", "disable_verif"];
    let is_option = || {
        let file = module.file.path.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
        file.contains("verif") && look::switch_around(module, stmt, &[""]).is_some()
    };
    let is_said = says_off.iter().any(|word| functions.iter().any(|name| name.contains(word)));
    if is_said || is_option() { answer.at(Confidence::Medium) } else { answer }
}

/// `verify=False`, as it is written.
fn named_argument(world: &World<'_>, arg: &Argument) -> String {
    let value = say::code(world, arg.place);
    match arg.kind {
        _ if places::is_spread(arg) => format!("**{value}"),
        ArgKind::Keyword(name) => format!("{}={value}", name.sym.text()),
        _ => value,
    }
}

/// `HTTPSConnection(host)` checks certificates since Python 2.7.9; the module `httplib` is of Python 2.
fn at_connection(call: &Call<'_>) -> Answer {
    // Models know both as one thing.
    let code = call.world().code(call.place).split('(').next().unwrap_or("");
    if !code.ends_with("HTTPSConnection") || call.named("context").is_some() || call.passes_more() {
        return Answer::NotMine;
    }
    if code.starts_with("httplib.") {
        return Answer::wrong(
            "`httplib.HTTPSConnection` accepts any certificate before Python 2.7.9. Pass `context=ssl.create_default_context()`.",
        )
        .at(Confidence::Low);
    }
    Answer::safe("certificates are checked by default")
}
