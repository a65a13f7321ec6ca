//! The servers of the standard library: HTTP, sockets, CGI, WSGI, XML-RPC.

use super::super::Pick::Arg;
use super::super::{
    By, Form, Params, Row, alias, arg, handler, harmless, own, responds_by, returns, sink, source, text,
};
use super::super::{ONE_LINE, OWN_ADDRESS};
use crate::vocabulary::Sink::{Header, Html};
use crate::vocabulary::Source;

/// What a client says in a server's environment, behind `!`: all else is the server's, of what is around an application,
/// and of whoever runs them. [PEP 3333](https://peps.python.org/pep-3333/#environ-variables), RFC 3875 section 4.1.
pub(in super::super) const SERVERS: &[&str] = &[
    "*",
    "!HTTP_*",
    "!QUERY_STRING",
    "!PATH_INFO",
    "!PATH_TRANSLATED",
    "!REQUEST_URI",
    "!REQUEST_METHOD",
    "!RAW_URI",
    "!REDIRECT_*",
    "!SCRIPT_URI",
    "!SCRIPT_URL",
    "!CONTENT_TYPE",
    "!CONTENT_LENGTH",
    "!SSL_CLIENT_*",
    "!wsgi.input",
    // What the address holds.
    "!wsgiorg.routing_args",
];

pub(in super::super) const ROWS: &[Row] = &[
    alias("http.server.SimpleHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    alias("http.server.CGIHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    alias("BaseHTTPServer.BaseHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    alias("SimpleHTTPServer.SimpleHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    alias("six.moves.BaseHTTPServer.BaseHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    alias("xmlrpc.server.SimpleXMLRPCRequestHandler", "http.server.BaseHTTPRequestHandler"),
    source("http.server.BaseHTTPRequestHandler.path", Source::Request, "the request's address"),
    text("http.server.BaseHTTPRequestHandler.path"),
    harmless("http.server.BaseHTTPRequestHandler.path", OWN_ADDRESS),
    source("http.server.BaseHTTPRequestHandler.headers", Source::Request, "a header"),
    text("http.server.BaseHTTPRequestHandler.headers"),
    source("http.server.BaseHTTPRequestHandler.rfile", Source::Request, "the request's body"),
    source("http.server.BaseHTTPRequestHandler.requestline", Source::Request, "the request's address"),
    text("http.server.BaseHTTPRequestHandler.requestline"),
    harmless("http.server.BaseHTTPRequestHandler.requestline", OWN_ADDRESS),
    source("http.server.BaseHTTPRequestHandler.raw_requestline", Source::Request, "the request's address"),
    text("http.server.BaseHTTPRequestHandler.raw_requestline"),
    harmless("http.server.BaseHTTPRequestHandler.raw_requestline", OWN_ADDRESS),
    source("http.server.BaseHTTPRequestHandler.command", Source::Request, "the request's method"),
    handler(By::Method("http.server.BaseHTTPRequestHandler", "do_*"), Params::None),
    returns("http.server.BaseHTTPRequestHandler.wfile", "http.server.Answer"),
    sink("http.server.Answer.write", arg(0, "b"), Html),
    sink("http.server.BaseHTTPRequestHandler.send_header", arg(0, "keyword"), Header),
    sink("http.server.BaseHTTPRequestHandler.send_header", arg(1, "value"), Header),
    sink("http.server.BaseHTTPRequestHandler.send_response", arg(1, "message"), Header),
    sink("http.server.BaseHTTPRequestHandler.send_error", arg(1, "message"), Header),
    // Sockets.
    alias("SocketServer", "socketserver"),
    alias("socketserver.StreamRequestHandler", "socketserver.BaseRequestHandler"),
    alias("socketserver.DatagramRequestHandler", "socketserver.BaseRequestHandler"),
    returns("socketserver.BaseRequestHandler.request", "socketserver.Connection"),
    source("socketserver.BaseRequestHandler.rfile", Source::Message, "a connection"),
    source("socketserver.BaseRequestHandler.packet", Source::Message, "a connection"),
    source("socketserver.Connection.recv", Source::Message, "a connection"),
    source("socketserver.Connection.recvfrom", Source::Message, "a connection"),
    source("socketserver.Connection.__getitem__", Source::Message, "a connection"),
    Row::Handler {
        by: By::Method("socketserver.BaseRequestHandler", "handle"),
        params: Params::None,
        kind: Source::Message,
    },
    // CGI and WSGI.
    source("cgi.FieldStorage", Source::Request, "the query string or a form"),
    text("cgi.FieldStorage"),
    source("cgi.parse", Source::Request, "the query string or a form"),
    text("cgi.parse"),
    source("cgi.parse_multipart", Source::Request, "a form"),
    text("cgi.parse_multipart"),
    handler(
        By::Begins(&["environ", "start_response"], ""),
        Params::FirstThen("wsgi.environ", "wsgi.StartResponse"),
    ),
    handler(
        By::Begins(&["self", "environ", "start_response"], ""),
        Params::FirstThen("wsgi.environ", "wsgi.StartResponse"),
    ),
    handler(
        By::Begins(&["env", "start_response"], ""),
        Params::FirstThen("wsgi.environ", "wsgi.StartResponse"),
    ),
    handler(
        By::Registered("wsgiref.simple_server.make_server", Arg(2, "app")),
        Params::FirstThen("wsgi.environ", "wsgi.StartResponse"),
    ),
    source("wsgi.environ", Source::Request, "the request"),
    harmless("wsgi.environ", ONE_LINE),
    own("wsgi.environ", SERVERS),
    responds_by(By::Begins(&["environ", "start_response"], ""), Html, Form::Items),
    responds_by(By::Begins(&["self", "environ", "start_response"], ""), Html, Form::Items),
    responds_by(By::Begins(&["env", "start_response"], ""), Html, Form::Items),
    responds_by(By::Registered("wsgiref.simple_server.make_server", Arg(2, "app")), Html, Form::Items),
    sink("wsgi.StartResponse.__call__", arg(0, "status"), Header),
    sink("wsgi.StartResponse.__call__", arg(1, "response_headers"), Header),
    Row::Handler {
        by: By::Method("asyncore.dispatcher", "handle_read"),
        params: Params::None,
        kind: Source::Message,
    },
    source("asyncore.dispatcher.recv", Source::Message, "a connection"),
    Row::Handler {
        by: By::Method("asynchat.async_chat", "collect_incoming_data"),
        params: Params::First,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Registered("asyncio.start_server", Arg(0, "client_connected_cb")),
        params: Params::Types(&["asyncio.ServerReader", "asyncio.StreamWriter"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Registered("asyncio.start_unix_server", Arg(0, "client_connected_cb")),
        params: Params::Types(&["asyncio.ServerReader", "asyncio.StreamWriter"]),
        kind: Source::Message,
    },
    source("asyncio.ServerReader.read", Source::Message, "a connection"),
    source("asyncio.ServerReader.readline", Source::Message, "a connection"),
    source("asyncio.ServerReader.readexactly", Source::Message, "a connection"),
    source("asyncio.ServerReader.readuntil", Source::Message, "a connection"),
    source("asyncio.ServerReader.__iter__", Source::Message, "a connection"),
    source("asyncio.ServerReader.__aiter__", Source::Message, "a connection"),
    // Mails that arrive.
    Row::Handler {
        by: By::Method("aiosmtpd.handlers.Message", "handle_message"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("smtpd.SMTPServer", "process_message"),
        params: Params::All,
        kind: Source::Message,
    },
    // Procedures that are called from elsewhere.
    alias("SimpleXMLRPCServer", "xmlrpc.server"),
    handler(By::Method("xmlrpc.server.SimpleXMLRPCDispatcher", "_dispatch"), Params::All),
    returns("xmlrpc.server.SimpleXMLRPCServer", "xmlrpc.server.SimpleXMLRPCServer"),
    handler(
        By::Registered("xmlrpc.server.SimpleXMLRPCServer.register_function", Arg(0, "function")),
        Params::All,
    ),
    handler(By::Decorator("xmlrpc.server.SimpleXMLRPCServer.register_function"), Params::All),
    handler(
        By::Registered("xmlrpc.server.CGIXMLRPCRequestHandler.register_function", Arg(0, "function")),
        Params::All,
    ),
    handler(By::Decorator("xmlrpc.server.CGIXMLRPCRequestHandler.register_function"), Params::All),
];
