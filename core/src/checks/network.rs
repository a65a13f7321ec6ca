//! Connections to other machines: calls that make them, with the time that they wait and what they verify; addresses that
//! are written in the code.

use super::seen::Called;
use super::{Check, Counted, Look, Noted, Seen};
use crate::intern::{ConstId, PathId, Sym};
use crate::models::Pick;
use crate::syntax::ast::{ExprKind, Get, StmtKind};
use crate::vocabulary::{Category, Status};
use crate::words;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

pub static CHECK: Check = Check {
    id: "network",
    title: "Connections, and addresses that are written in the code",
    category: Category::Network,
    asks: "Whom does the code talk to, is the other end verified, and how long does it wait?",
    look: &[Look::Code(connections), Look::Code(addresses)],
    summary,
};

/// Libraries that connect or listen, with the names that do; an empty list: every name.
const CONNECTS: &[(&str, &[&str])] = &[
    ("requests", &["get", "post", "put", "patch", "delete", "head", "options", "request"]),
    ("requests.Session", &["get", "post", "put", "patch", "delete", "head", "options", "request", "send"]),
    ("httpx", &["get", "post", "put", "patch", "delete", "head", "options", "request", "stream"]),
    ("httpx.Client", &["get", "post", "put", "patch", "delete", "head", "options", "request", "stream", "send"]),
    ("httpx.AsyncClient", &["get", "post", "put", "patch", "delete", "head", "options", "request", "stream", "send"]),
    ("aiohttp", &["request"]),
    ("aiohttp.ClientSession", &["get", "post", "put", "patch", "delete", "head", "options", "request", "ws_connect"]),
    ("urllib.request", &["urlopen", "urlretrieve"]),
    ("urllib2", &["urlopen"]),
    ("urllib3.PoolManager", &["request", "urlopen"]),
    ("http.client", &["HTTPConnection", "HTTPSConnection"]),
    ("socket", &["create_connection", "create_server"]),
    ("socket.socket", &["connect", "connect_ex", "bind", "listen"]),
    ("ssl", &["wrap_socket"]),
    ("smtplib", &["SMTP", "SMTP_SSL", "LMTP"]),
    ("imaplib", &["IMAP4", "IMAP4_SSL"]),
    ("poplib", &["POP3", "POP3_SSL"]),
    ("ftplib", &["FTP", "FTP_TLS"]),
    ("telnetlib", &["Telnet"]),
    ("paramiko.SSHClient", &["connect"]),
    ("paramiko", &["Transport"]),
    ("xmlrpc.client", &["ServerProxy"]),
    ("websockets", &["connect", "serve"]),
    ("websocket", &["create_connection"]),
    ("grpc", &["insecure_channel", "secure_channel"]),
    ("aiohttp.web", &["TCPSite", "run_app"]),
    ("twisted.internet.reactor", &["listenTCP", "listenSSL", "listenUDP", "connectTCP", "connectSSL"]),
    ("asyncio", &["open_connection", "start_server", "open_unix_connection"]),
    ("redis", &["Redis", "StrictRedis", "from_url"]),
    ("pymongo", &["MongoClient"]),
    ("pika", &["BlockingConnection"]),
    ("ldap3", &["Server", "Connection"]),
    ("ldap", &["initialize"]),
    ("psycopg2", &["connect"]),
    ("psycopg", &["connect"]),
    ("pymysql", &["connect"]),
    ("asyncpg", &["connect", "create_pool"]),
    ("socketserver", &["TCPServer", "UDPServer", "ThreadingTCPServer"]),
    ("http.server", &["HTTPServer", "ThreadingHTTPServer"]),
    ("ansible.module_utils.urls", &["open_url", "fetch_url"]),
    ("ovsdbapp.backend.ovs_idl.connection", &["Connection", "OvsdbIdl"]),
    ("ovs.stream.Stream", &["open"]),
];

/// Calls that say with which key, and which certificates, connections are made.
const KEYS: &[&str] = &["ovs.stream.Stream.ssl_set_private_key_file", "ovs.stream.Stream.ssl_set_certificate_file", "ovs.stream.Stream.ssl_set_ca_cert_file"];

/// Calls that make what connections are made with.
const CONTEXTS: &[&str] = &["ssl.create_default_context", "ssl._create_unverified_context", "ssl.SSLContext"];

/// Arguments that say whether the other end is verified.
const VERIFIES: &[&str] = &["verify", "verify_ssl", "validate_certs", "ssl", "ssl_context", "context", "check_hostname", "cert_reqs", "cafile", "cert"];

fn connections(seen: &Seen<'_>) -> Vec<Noted> {
    let calls = seen.calls.iter().filter(|call| call.given.is_none());
    calls
        .filter_map(|call| {
            let path = call.path?;
            if connects(path) {
                return Some(connection(seen, call));
            }
            let keys = holds_keys(path)?;
            let args = seen.ast().list(call.args).first().map_or(String::new(), |arg| format!(" (`{}`)", seen.quoted(seen.ast()[arg.value].span)));
            let callee = seen.callee(call);
            let text = if keys {
                format!("`{callee}` says with what TLS connections are made{args}: without it they are not, or the other end is not verified.")
            } else {
                format!("`{callee}` makes a TLS context{args}: what it verifies is said where it is set.")
            };
            Some(Noted::info(call.span, text).of("context"))
        })
        .collect()
}

/// Whether a call of a path makes a connection.
fn connects(path: PathId) -> bool {
    static PATHS: LazyLock<FxHashSet<PathId>> = LazyLock::new(|| {
        let paths = |(library, names): &(&str, &'static [&str])| {
            let library = PathId::new(library);
            names.iter().map(move |name| library.then(Sym::new(name)))
        };
        CONNECTS.iter().flat_map(paths).collect()
    });
    PATHS.contains(&path)
}

/// Of what says with what keys connections are made: whether it sets them, or makes what holds them.
fn holds_keys(path: PathId) -> Option<bool> {
    static PATHS: LazyLock<FxHashMap<PathId, bool>> = LazyLock::new(|| {
        let keys = KEYS.iter().map(|path| (PathId::new(path), true));
        keys.chain(CONTEXTS.iter().map(|path| (PathId::new(path), false))).collect()
    });
    PATHS.get(&path).copied()
}

fn connection(seen: &Seen<'_>, call: &Called) -> Noted {
    let ast = seen.ast();
    let named = |name: &str| seen.argument(call, usize::MAX, name).map(|value| (name.to_owned(), seen.quoted(ast[value].span)));
    let positional = || match seen.wait(call)?.0 {
        Pick::Arg(position, name) => {
            let value = seen.argument(call, position, name)?;
            Some((name.to_owned(), seen.quoted(ast[value].span)))
        }
        _ => None,
    };
    let timeout = named("timeout").or_else(|| named("connect_timeout")).or_else(positional);
    let verifies: Vec<String> =
        VERIFIES.iter().filter_map(|name| named(name)).map(|(name, value)| format!("`{name}={value}`")).collect();
    let first = ast.list(call.args).first().map_or(String::new(), |arg| format!(" (`{}`)", seen.quoted(ast[arg.value].span)));
    let mut text = format!("`{}` connects{first}", seen.callee(call));
    let listens = call.name.is_some_and(|name| matches!(name.text(), "bind" | "listen" | "listenTCP" | "listenSSL" | "listenUDP" | "TCPSite" | "run_app" | "create_server" | "start_server" | "serve" | "TCPServer" | "UDPServer" | "ThreadingTCPServer" | "HTTPServer" | "ThreadingHTTPServer"));
    if listens {
        let text = format!("`{}` listens{first}: who may reach that?", seen.callee(call));
        return Noted { span: call.span, status: Status::Info, text, kind: "listener" };
    }
    let waits = match &timeout {
        Some((_, value)) if value == "None" => "`timeout=None` waits for ever".to_owned(),
        Some((_, value)) => format!("it waits at most `{value}`"),
        None => "no timeout is passed".to_owned(),
    };
    let _ = write!(text, "; {waits}");
    if verifies.is_empty() {
        text.push_str("; what is verified of the other end is the library's default.");
    } else {
        let _ = write!(text, "; {}.", words::list(&verifies));
    }
    let off = verifies.iter().any(|switch| ["=False`", "=None`", "CERT_NONE"].iter().any(|end| switch.contains(end)) && !switch.contains("cert="));
    let status = match (off, &timeout) {
        (true, _) => Status::Attention,
        (false, Some((_, value))) if value != "None" => Status::Safe,
        _ => Status::Info,
    };
    if off {
        text.push_str(" Is there a reason to trust whoever answers?");
    }
    Noted { span: call.span, status, text, kind: "connection" }
}

/// Addresses in texts of the code that are no documentation.
fn addresses(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    // Most files have none.
    let constants = || (0..ast.constants.len() as u32).map(ConstId);
    let written: FxHashMap<ConstId, (&str, &str)> = constants()
        .filter_map(|id| Some((id, ast.constants.get(id).as_str()?)))
        .filter(|(_, text)| text.contains(':'))
        .filter_map(|(id, text)| Some((id, text.trim().split_once("://").or_else(|| tcp(text))?)))
        .filter(|(_, (scheme, _))| SCHEMES.contains(scheme))
        .collect();
    if written.is_empty() {
        return Vec::new();
    }
    let documentation: FxHashSet<_> = ast
        .stmts
        .iter()
        .filter_map(|stmt| match stmt.kind {
            StmtKind::Expr(value) => Some(value),
            _ => None,
        })
        .collect();
    let mut noted = Vec::new();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let ExprKind::Constant(id) = expr.kind else { continue };
        let Some((scheme, rest)) = written.get(&id).copied() else { continue };
        if documentation.contains(&crate::syntax::ast::ExprId(at as u32)) {
            continue;
        }
        let text = ast.constants.get(id).as_str().unwrap_or("");
        let host = rest.split(['/', '?', '#', '%', '{', ' ']).next().unwrap_or("");
        let host = host.rsplit('@').next().unwrap_or("");
        let name = host.split(':').next().unwrap_or("");
        if name.is_empty() || !name.contains(['.', 'l']) || text.contains(' ') || NAMESPACES.iter().any(|known| name.ends_with(known)) {
            continue;
        }
        let open = matches!(scheme, "http" | "ftp" | "ws" | "ldap" | "telnet" | "tcp" | "redis" | "amqp");
        let local = name == "localhost" || name.starts_with("127.");
        noted.push(if local {
            Noted::info(expr.span, format!("The address of this machine, `{scheme}://{host}`, is written in the \
             code.")).of("address")
        } else if open {
            Noted::attention(
                expr.span,
                format!("The address `{scheme}://{host}` is written in the code, without encryption: is anything \
                 sent there or believed from there?"),
            )
            .of("address")
        } else {
            Noted::info(expr.span, format!("The address `{scheme}://{host}` is written in the code.")).of("address")
        });
    }
    noted
}

/// `tcp:10.0.0.1:6641`, as OVSDB writes it.
fn tcp(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.trim().split_once(':')?;
    (matches!(scheme, "tcp" | "ssl" | "ptcp" | "pssl") && rest.starts_with(|letter: char| letter.is_ascii_digit())).then_some((scheme, rest))
}

const SCHEMES: &[&str] = &[
    "http", "https", "ws", "wss", "ftp", "ftps", "sftp", "ssh", "tcp", "ssl", "ldap", "ldaps", "redis", "rediss", "amqp", "amqps",
    "mongodb", "postgresql", "mysql", "telnet", "smtp", "grpc",
];

/// Names that stand for vocabularies and examples, not for machines.
const NAMESPACES: &[&str] =
    &["w3.org", "xmlsoap.org", "example.com", "example.org", "example.net", "openxmlformats.org", "purl.org", "json-schema.org", "schema.org"];

fn summary(counted: &Counted<'_>) -> String {
    let (connections, addresses) = (counted.of("connection") + counted.of("listener"), counted.of("address"));
    let calls = words::count(counted.searched.calls, "call");
    match (connections, addresses) {
        (0, 0) => format!("0 connections are made or waited for in {calls}, and 0 addresses are written in the code: what these \
         files reach, they reach through libraries."),
        (0, _) => format!("0 connections are made in {calls}; {} written in the code.", words::count(addresses, "address")),
        _ => {
            let waits = counted.facts.iter().filter(|fact| fact.kind == "connection" && fact.text.contains("it waits at most")).count();
            format!(
                "{} in {calls}, {} with a timeout; {} written in the code.",
                words::count(connections, "connection or listener").replace("connection or listeners", "connections or listeners"),
                words::number(waits),
                words::count(addresses, "address")
            )
        }
    }
}
