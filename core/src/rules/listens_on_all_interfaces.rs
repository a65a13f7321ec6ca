//! Servers that listen on every network interface.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, Piece, Value, World};
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "listens-on-all-interfaces",
    title: "A server listens on every network interface",
    category: Category::Network,
    cwe: 605,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A service that is bound to `0.0.0.0`, `::` or the empty address answers on every network that the machine is \
          or ever will be on: the office, the cloud, the café. What was meant for this machine is open to all of them.",
    fix: "Bind to `127.0.0.1` or to the one address that is meant, and read it from the configuration.",
    bad: r#"
import socket

def serve(port):
    server = socket.socket()
    server.bind(("0.0.0.0", port))
    return server
"#,
    good: r#"
import socket

def serve(port):
    server = socket.socket()
    server.bind(("127.0.0.1", port))
    return server
"#,
    references: &[
        "https://docs.python.org/3/library/socket.html#socket-families",
        "https://cwe.mitre.org/data/definitions/605.html",
    ],
    also: &[
        "bandit:B104",
        "ruff:S104",
        "semgrep:lang/avoid-bind-to-all-interfaces",
        "semgrep:flask/avoid_app_run_with_bad_host",
        "codeql:py/bind-socket-all-network-interfaces",
    ],
    find: &[
        Find::Call(&["*.bind"], at_bind),
        Find::Call(SERVERS, at_server),
        Find::Call(&["flask.Flask.run", "quart.Quart.run", "bottle.Bottle.run", "sanic.Sanic.run"], at_first),
        Find::Call(&["asyncio.start_server", "werkzeug.serving.run_simple"], at_second),
        Find::Call(&["*.add_insecure_port", "*.add_secure_port"], at_port),
        Find::Argument(&["host", "hostname", "bind", "address", "listen_address", "server_name"], at_host),
        Find::Code(named),
    ],
};

const SERVERS: &[&str] = &[
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "socketserver.TCPServer",
    "socketserver.ThreadingTCPServer",
    "socketserver.UDPServer",
    "xmlrpc.server.SimpleXMLRPCServer",
    "BaseHTTPServer.HTTPServer",
    "SocketServer.TCPServer",
    "SocketServer.ThreadingTCPServer",
    "SocketServer.UDPServer",
    "SimpleXMLRPCServer.SimpleXMLRPCServer",
    "wsgiref.simple_server.make_server",
    "socket.create_server",
    "gevent.pywsgi.WSGIServer",
    "gevent.server.StreamServer",
    "cheroot.wsgi.Server",
    "cherrypy.wsgiserver.CherryPyWSGIServer",
    "eventlet.listen",
    "multiprocessing.connection.Listener",
];

/// `sock.bind(("0.0.0.0", 80))`
fn at_bind(call: &Call<'_>) -> Answer {
    let Some(address) = call.positional(0) else { return Answer::NotMine };
    match host_of(call.world(), address) {
        // Port 0 is any free one, which nobody else is told of.
        Some((host, at)) if any_port(call.world().module(), address.expr) => {
            decided(call.world(), address, &host, true).at(at.min(Confidence::Low))
        }
        Some((host, at)) => decided(call.world(), address, &host, true).at(at),
        None => Answer::NotMine,
    }
}

/// `("", 0)`
fn any_port(module: &Module, expr: ExprId) -> bool {
    let ExprKind::Tuple(items) = module.ast[expr].kind else { return false };
    let port = module.ast.list(items).get(1).map(|port| module.ast[*port].kind);
    matches!(port, Some(ExprKind::Constant(id)) if module.ast.constants.get(id).as_int() == Some(0))
}

fn at_server(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(address) = call.argument(0, "server_address").or_else(|| call.named("bind_addr")) else {
        return Answer::NotMine;
    };
    let in_pair = host_of(world, address);
    let text = in_pair.or_else(|| Some((world.text(address.value)?.to_owned(), Confidence::High)));
    match text {
        Some((host, at)) => decided(world, address, &host, true).at(at),
        None => Answer::undecided("the address that the server listens on is not known here"),
    }
}

/// `server.add_insecure_port("[::]:50051")` of gRPC
fn at_port(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(address) = call.argument(0, "address") else { return Answer::NotMine };
    let known = match world.pieces(address.value).first() {
        Some(Piece::Known(start)) => Some(*start),
        _ => world.text(address.value),
    };
    match known.and_then(|text| text.rsplit_once(':')) {
        Some((host, _)) => decided(world, address, host, false),
        None => Answer::NotMine,
    }
}

/// `app.run("0.0.0.0", 80)` of Flask, `asyncio.start_server(answer, "0.0.0.0", 80)`
fn at_first(call: &Call<'_>) -> Answer {
    called_with(call, call.argument(0, "host"))
}

fn at_second(call: &Call<'_>) -> Answer {
    called_with(call, call.argument(1, "host"))
}

fn called_with(call: &Call<'_>, host: Option<&Argument>) -> Answer {
    match host.map(|host| (host, call.world().text(host.value))) {
        Some((host, Some(text))) => decided(call.world(), host, text, false),
        _ => Answer::NotMine,
    }
}

/// `app.run(host="0.0.0.0")`, `uvicorn.run(app, host="0.0.0.0")`
fn at_host(call: &Call<'_>) -> Answer {
    let name = call.name.map_or("", |name| name.text());
    let serves = ["run", "run_app", "serve", "start_server", "create_server", "listen", "run_simple", "make_server", "launch"];
    if !serves.contains(&name) {
        return Answer::NotMine;
    }
    let names = ["host", "hostname", "bind", "address", "listen_address", "server_name"];
    let Some(host) = names.iter().find_map(|name| call.named(name)) else { return Answer::NotMine };
    match call.world().text(host.value) {
        Some(text) => decided(call.world(), host, text, false),
        None => Answer::undecided(format!(
            "whether `{}` is an address of all networks is not known here",
            say::code(call.world(), host.place)
        )),
    }
}

fn decided(world: &World<'_>, address: &Argument, host: &str, empty_is_all: bool) -> Answer {
    let all = matches!(host, "0.0.0.0" | "::" | "[::]") || (host.is_empty() && empty_is_all);
    let shown = say::code(world, address.place);
    if !all {
        return Answer::safe(format!("`{shown}` is one address"));
    }
    Answer::wrong(format!(
        "`{shown}` answers on every network that this machine is on. Bind to `127.0.0.1` or to the one address that is \
         meant."
    ))
}

/// `HOST = "0.0.0.0"`, `def serve(host="0.0.0.0")`, `{"host": "0.0.0.0"}`: what is named may be listened on elsewhere.
fn named(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let is_all = |value: ExprId| matches!(ast.text_of(value), Some("0.0.0.0" | "::"));
    let mut found: Vec<(&str, ExprId)> = Vec::new();
    for stmt in &ast.stmts {
        if let StmtKind::Assign { targets, value } = stmt.kind
            && is_all(value)
        {
            let names = ast.list(targets).iter().filter_map(|target| look::last_name(ast, *target));
            found.extend(names.map(|name| (name, value)));
        }
    }
    for function in &ast.functions {
        let params = ast.list(function.params).iter().filter_map(|param| Some((param.name.sym.text(), param.default?)));
        found.extend(params.filter(|(_, default)| is_all(*default)));
    }
    for expr in &ast.exprs {
        if let ExprKind::Dict(pairs) = expr.kind {
            let entries = ast.list(pairs).iter().filter(|pair| is_all(pair.value));
            found.extend(entries.filter_map(|pair| Some((ast.text_of(pair.key?)?, pair.value))));
        }
    }
    let of_host = |name: &str| {
        secret::words(name).iter().any(|word| {
            matches!(word.as_str(), "host" | "hostname" | "bind" | "listen" | "address" | "addr" | "interface" | "ip")
        })
    };
    found.retain(|(name, _)| of_host(name));
    let told = |(name, value): (&str, ExprId)| {
        let answer = Answer::wrong(format!(
            "`{name}` is every network that this machine is on: whatever listens there is reached from all of them. Name one \
             address where that is enough."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low);
        (ast[value].span, ast[value].stmt, answer)
    };
    found.into_iter().map(told).collect()
}

/// The host of a pair of host and port, and how surely it is that one.
fn host_of(world: &World<'_>, address: &Argument) -> Option<(String, Confidence)> {
    let module = world.module();
    if let Some(value) = world.items(address.value).and_then(|items| items.first().copied())
        && let Some(text) = world.text(value)
    {
        return Some((text.to_owned(), Confidence::High));
    }
    let expr = look::only_value(module, address.expr).unwrap_or(address.expr);
    let ExprKind::Tuple(items) = module.ast[expr].kind else { return None };
    let first = *module.ast.list(items).first()?;
    let known = look::only_value(module, first).unwrap_or(first);
    if let Some(text) = module.ast.text_of(known) {
        return Some((text.to_owned(), Confidence::High));
    }
    // `def serve(host="0.0.0.0"): sock.bind((host, 80))`
    let mut argument = Argument { value: Value::UNKNOWN, expr: first, ..*address };
    look::use_default(world, &mut argument);
    world.text(argument.value).map(|text| (text.to_owned(), Confidence::Medium))
}
