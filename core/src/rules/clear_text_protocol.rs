//! Connections that anybody on the way can read: Telnet, FTP, HTTP, logins to servers of mail and directories.

use super::{Answer, Find, Rule, commands, look, say};
use crate::flow::{Argument, Call, Piece};
use crate::names::{Binding, BindingKind};
use crate::project::Module;
use crate::syntax::ast::{Arg, ArgKind, ExprId, ExprKind, Get, Part};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "clear-text-protocol",
    title: "Data is sent where anybody on the way can read it",
    category: Category::Network,
    cwe: 319,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Telnet, FTP and HTTP send passwords, cookies and data as they are. Whoever runs a network on the way reads them, \
          and changes what comes back: a page, a package, a script.",
    fix: "Use SSH for Telnet, `ftplib.FTP_TLS` or SFTP for FTP, and `https://` for HTTP.",
    bad: r#"
import ftplib

def upload(host, user, word):
    return ftplib.FTP(host, user, word)
"#,
    good: r#"
import ftplib

def upload(host, user, word):
    return ftplib.FTP_TLS(host, user, word)
"#,
    references: &[
        "https://docs.python.org/3/library/ftplib.html#ftplib.FTP_TLS",
        "https://cwe.mitre.org/data/definitions/319.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B312",
        "bandit:B321",
        "bandit:B401",
        "bandit:B402",
        "ruff:S312",
        "ruff:S321",
        "ruff:S401",
        "ruff:S402",
        "semgrep:lang/telnetlib",
        "semgrep:lang/use-ftp-tls",
        "semgrep:lang/request-with-http",
        "semgrep:lang/request-session-with-http",
        "semgrep:lang/request-session-http-in-with-context",
        "semgrep:lang/insecure-urlopen",
        "semgrep:lang/insecure-urlopen-ftp",
        "semgrep:lang/insecure-urlretrieve",
        "semgrep:lang/insecure-urlretrieve-ftp",
        "semgrep:lang/insecure-request-object",
        "semgrep:lang/insecure-request-object-ftp",
        "semgrep:lang/insecure-openerdirector-open",
        "semgrep:lang/insecure-openerdirector-open-ftp",
        "semgrep:lang/insecure-urlopener-open",
        "semgrep:lang/insecure-urlopener-open-ftp",
        "semgrep:lang/insecure-urlopener-retrieve",
        "semgrep:lang/insecure-urlopener-retrieve-ftp",
        "semgrep:lang/http-not-https-connection",
        "semgrep:distributed/require-encryption",
        "semgrep:requests/no-auth-over-http",
        "codeql:py/insecure-ldap-auth",
    ],
    find: &[
        Find::Call(&["telnetlib.Telnet", "telnetlib3.open_connection"], at_telnet),
        Find::Call(&["ftplib.FTP", "aioftp.Client"], at_ftp),
        Find::Call(&["ftplib.FTP_TLS"], at_ftp_tls),
        Find::Call(
            &[
                "http.client.HTTPConnection",
                "httplib.HTTPConnection",
                "urllib3.HTTPConnectionPool",
                "urllib3.connectionpool.HTTPConnectionPool",
                "urllib3.connection.HTTPConnection",
            ],
            at_connection,
        ),
        Find::Call(ADDRESSED, at_address),
        Find::Call(LOGINS, at_login),
        Find::Call(&["ldap.ldapobject.LDAPObject.simple_bind_s", "ldap.ldapobject.LDAPObject.simple_bind", "ldap.ldapobject.LDAPObject.bind_s"], at_bind),
        Find::Call(&["ldap3.Connection"], at_directory),
        Find::Argument(&["require_encryption"], at_encryption),
        Find::Argument(&["use_ssl"], at_cloud),
        Find::Call(&["distributed.Security", "distributed.security.Security", "dask.distributed.Security"], at_cluster),
    ],
};

/// Calls whose address says how it is reached.
const ADDRESSED: &[&str] = &[
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.options",
    "requests.request",
    "requests.Request",
    "requests.Session.get",
    "requests.Session.post",
    "requests.Session.put",
    "requests.Session.patch",
    "requests.Session.delete",
    "requests.Session.request",
    "requests.session.get",
    "requests.session.post",
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.delete",
    "httpx.request",
    "httpx.patch",
    "httpx.head",
    "httpx.stream",
    "httpx.Client.get",
    "httpx.Client.post",
    "httpx.Client.put",
    "httpx.Client.request",
    "httpx.AsyncClient.get",
    "httpx.AsyncClient.post",
    "httpx.AsyncClient.put",
    "httpx.AsyncClient.request",
    "aiohttp.ClientSession.get",
    "aiohttp.ClientSession.post",
    "aiohttp.ClientSession.put",
    "aiohttp.ClientSession.request",
    "aiohttp.request",
    "urllib.request.urlopen",
    "urllib.request.urlretrieve",
    "urllib.request.Request",
    "urllib.request.OpenerDirector.open",
    "urllib.request.URLopener.open",
    "urllib.request.URLopener.retrieve",
    "urllib2.urlopen",
    "urllib2.Request",
    "urllib.urlopen",
    "urllib.urlretrieve",
    "urllib3.request",
    "urllib3.PoolManager.request",
    "xmlrpc.client.ServerProxy",
    "xmlrpclib.ServerProxy",
    "websocket.create_connection",
    "websockets.connect",
];

fn at_telnet(call: &Call<'_>) -> Answer {
    let answer =
        Answer::wrong("Telnet sends the password and everything typed as it is: anybody on the way reads it. Use SSH.");
    // Many devices are asked without one.
    let code = call.world().module().file.text.to_ascii_lowercase();
    let logs_in = ["passw", "passwd", "pwd", "login", "secret", "credential"].iter().any(|word| code.contains(word));
    if logs_in { answer } else { answer.at(Confidence::Medium) }
}

fn at_ftp(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    let answer = Answer::wrong(format!(
        "`{name}` sends the password and the files as they are: anybody on the way reads and changes them. Use \
         `ftplib.FTP_TLS` or SFTP."
    ));
    // `FTP_TLS() if tls else FTP()`: whoever calls chooses.
    let (module, words) = (call.world().module(), ["tls", "ssl", "secure"]);
    let is_chosen = look::is_choice(module, call.place.span, &words) || look::switch_around(module, call.stmt, &words).is_some();
    if is_chosen { answer.at(Confidence::Low) } else { answer }
}

fn at_ftp_tls(_: &Call<'_>) -> Answer {
    Answer::safe("the login is encrypted")
}

fn at_connection(call: &Call<'_>) -> Answer {
    let Some(host) = call.argument(0, "host") else { return Answer::NotMine };
    // Models know it as the same thing.
    if call.world().code(call.place).split('(').next().is_some_and(|code| code.ends_with("HTTPSConnection")) {
        return Answer::safe("the connection is encrypted");
    }
    let sure = match call.world().text(host.value) {
        Some(text) if is_local(text) => return Answer::safe("the connection stays on this machine"),
        Some(_) => Confidence::Medium,
        None => Confidence::Low,
    };
    Answer::wrong(
        "`HTTPConnection` sends and receives as it is: anybody on the way reads and changes it. Use `HTTPSConnection`.",
    )
    .at(sure)
}

fn at_address(call: &Call<'_>) -> Answer {
    let is_request = call.name.is_some_and(|name| name.text() == "request")
        || call.path().is_some_and(|path| path.is("requests.Request"));
    let address = if is_request { call.argument(1, "url") } else { call.argument(0, "url") };
    let Some(address) = address.or_else(|| call.named("uri")) else { return Answer::NotMine };
    let Some((scheme, host)) = start_of(call, address) else { return Answer::NotMine };
    let shown = say::code(call.world(), address.place);
    match scheme {
        "https" | "wss" => Answer::safe(format!("`{shown}` is reached by HTTPS")),
        _ if is_local(&host) => Answer::safe(format!("`{shown}` stays on this machine")),
        "http" if is_example(&host) => Answer::safe(format!("`{shown}` is an example")),
        "http" | "ftp" | "ws" => Answer::wrong(format!(
            "`{shown}` is sent as it is: anybody on the way reads the request and changes the answer. Use `https://`."
        ))
        .at(Confidence::Medium),
        _ => Answer::NotMine,
    }
}

/// Calls that send a password to a server that was not asked for encryption.
const LOGINS: &[&str] = &["smtplib.SMTP.login", "imaplib.IMAP4.login", "poplib.POP3.pass_", "nntplib.NNTP.login"];

/// `smtplib.SMTP(host).login(user, password)`
fn at_login(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    if look::calls_around(module, call.stmt, &["starttls", "stls", "SMTP_SSL", "IMAP4_SSL", "POP3_SSL"]) {
        return Answer::safe("the connection is encrypted before the login");
    }
    if server_of(call).is_some_and(|server| is_local(&server)) {
        return Answer::safe("the connection stays on this machine");
    }
    let shown = say::code(call.world(), call.place);
    Answer::wrong(format!(
        "`{shown}` sends the password as it is: anybody on the way reads it. Call `starttls()` first, or use the class whose \
         name ends with `_SSL`."
    ))
    .at(Confidence::Medium)
}

/// `ldap.initialize("ldap://directory").simple_bind_s(user, password)`
fn at_bind(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let nameless = call.argument(1, "cred").is_none_or(|password| matches!(call.world().text(password.value), Some("")));
    let Some(server) = server_of(call).filter(|_| !nameless) else { return Answer::NotMine };
    match server.split_once("://") {
        Some(("ldaps" | "ldapi", _)) => Answer::safe("the connection is encrypted, or stays on this machine"),
        Some(("ldap", host)) if is_local(host) => Answer::safe("the connection stays on this machine"),
        Some(("ldap", _)) if look::calls_around(module, call.stmt, &["start_tls_s", "start_tls"]) => {
            Answer::safe("the connection is encrypted before the login")
        }
        Some(("ldap", _)) => Answer::wrong(format!(
            "`{}` sends the password to `{}` as it is: anybody on the way reads it. Call `start_tls_s()` first, or use `ldaps://`.",
            say::code(call.world(), call.place),
            say::quoted(&server)
        ))
        .at(Confidence::Medium),
        _ => Answer::NotMine,
    }
}

/// `ldap3.Connection(ldap3.Server("ldap://directory"), user, password)`
fn at_directory(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let ast = &module.ast;
    let (Some(server), Some(_)) = (call.argument(0, "server"), call.argument(2, "password")) else { return Answer::NotMine };
    let made = made_of(module, server.expr);
    let ExprKind::Call { args, .. } = ast[made].kind else { return Answer::NotMine };
    let encrypted = |arg: &Arg| matches!(arg.kind, ArgKind::Keyword(key) if matches!(key.sym.text(), "use_ssl" | "tls"));
    let host = ast.list(args).first().and_then(|arg| ast.text_of(arg.value)).unwrap_or("");
    if host.starts_with("ldaps") || ast.list(args).iter().any(encrypted) || call.named("auto_bind").is_some_and(|bind| call.world().code(bind.place).contains("TLS")) {
        return Answer::safe("the connection is encrypted");
    }
    if is_local(host.split_once("://").map_or(host, |(_, host)| host)) {
        return Answer::safe("the connection stays on this machine");
    }
    if look::calls_around(module, call.stmt, &["start_tls"]) {
        return Answer::safe("the connection is encrypted before the login");
    }
    Answer::wrong(
        "the password is sent to the directory as it is: anybody on the way reads it. Pass `use_ssl=True` to `Server`, or call \
         `start_tls()` before `bind()`.",
    )
    .at(Confidence::Medium)
}

/// What a name was given, by an assignment or a `with`.
fn made_of(module: &Module, expr: ExprId) -> ExprId {
    let bound = module.names.variable(expr).map(|variable| module.names.bindings(variable));
    match bound {
        Some([Binding { kind: BindingKind::Value(value) | BindingKind::Part(value), .. }]) => *value,
        _ => expr,
    }
}

/// The server that was named where what a method is called on was made: `"mail"` of `smtplib.SMTP("mail")`.
fn server_of(call: &Call<'_>) -> Option<String> {
    let module = call.world().module();
    let ast = &module.ast;
    let ExprKind::Call { args, .. } = ast[made_of(module, look::receiver(call)?)].kind else { return None };
    let first = ast.list(args).first()?.value;
    let first = look::only_value(module, first).unwrap_or(first);
    // `"ldap://" + host`, `f"ldap://{host}"`: how it is spoken to stands in the code.
    let beginning = match ast[first].kind {
        ExprKind::Operation { operands, .. } => ast.list(operands).first().and_then(|operand| ast.text_of(*operand)),
        ExprKind::FString(parts) => ast.list(parts).first().and_then(|part| match part {
            Part::Text(id) => ast.constants.get(*id).as_str(),
            Part::Value { .. } => None,
        }),
        _ => None,
    };
    let beginning = beginning.filter(|text| text.contains("://")).map(|text| format!("{text}.."));
    ast.text_of(first).map(str::to_owned).or(beginning)
}

/// `distributed.Security(require_encryption=False)`
fn at_encryption(call: &Call<'_>) -> Answer {
    let Some(required) = call.named("require_encryption") else { return Answer::NotMine };
    match call.world().truth(required.value) {
        Some(true) => Answer::safe("connections without encryption are refused"),
        Some(false) => Answer::wrong(
            "`require_encryption=False` lets the machines of the cluster talk as it is: anybody between them reads and \
             changes tasks and data. Pass `require_encryption=True`.",
        ),
        None => Answer::undecided("whether connections are encrypted is decided where the program runs"),
    }
}

/// `boto3.client("s3", use_ssl=False)`
fn at_cloud(call: &Call<'_>) -> Answer {
    let of_cloud = call.path().is_some_and(|path| matches!(path.first().text(), "boto3" | "botocore" | "aioboto3"));
    let makes = call.name.is_some_and(|name| matches!(name.text(), "client" | "resource" | "create_client"));
    let Some(encrypted) = call.named("use_ssl").filter(|_| of_cloud || makes) else { return Answer::NotMine };
    match call.world().truth(encrypted.value) {
        Some(true) => Answer::safe("the connection is encrypted"),
        Some(false) => Answer::wrong(
            "`use_ssl=False` sends requests and what they answer as it is: anybody on the way reads and changes it. Leave \
             it out.",
        )
        .at(Confidence::Medium),
        None => Answer::undecided("whether the connection is encrypted is decided where the program runs"),
    }
}

/// `distributed.Security(tls_ca_file=...)`: what is not said is taken from the configuration, where it is off.
fn at_cluster(call: &Call<'_>) -> Answer {
    if call.named("require_encryption").is_some() || call.passes_more() {
        return Answer::NotMine;
    }
    Answer::wrong(
        "without `require_encryption=True` the machines of the cluster accept connections that are not encrypted: \
         anybody between them reads and changes tasks and data. Pass it.",
    )
    .at(Confidence::Medium)
}

/// The scheme and the host of an address whose beginning is known.
fn start_of(call: &Call<'_>, address: &Argument) -> Option<(&'static str, String)> {
    let pieces = call.world().pieces(address.value);
    let Some(Piece::Known(start)) = pieces.first() else {
        let module = call.world().module();
        let expr = look::only_value(module, address.expr)?;
        return module.ast.text_of(expr).and_then(split);
    };
    split(start)
}

fn split(text: &str) -> Option<(&'static str, String)> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = ["https", "http", "ftp", "wss", "ws"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or("");
    Some((scheme, host.to_ascii_lowercase()))
}

fn is_local(host: &str) -> bool {
    let name = host.trim_start_matches('[').split([':', ']']).next().unwrap_or("");
    name == "localhost" || name.starts_with("127.") || host.starts_with("[::1]") || host == "::1" || name == "169.254.169.254"
}

fn is_example(host: &str) -> bool {
    host.is_empty() || ["test", "invalid", "example"].contains(&host.rsplit('.').next().unwrap_or(""))
}
