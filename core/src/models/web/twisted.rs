//! Twisted and Klein, and protocols of `asyncio`.

use super::super::{
    Annotation, By, Params, Row, alias, annotated, arg, cleans, handler, responds, returns, sink, source,
};
use crate::vocabulary::Sink::{Cookie, Header, Html, Path, Redirect};
use crate::vocabulary::{Sinks, Source};

pub(in super::super) const ROWS: &[Row] = &[
    alias("twisted.web.server.Request", "twisted.web.http.Request"),
    alias("twisted.web.iweb.IRequest", "twisted.web.http.Request"),
    annotated("twisted.web.http.Request", Annotation::Instance),
    source("twisted.web.http.Request.args", Source::Request, "the query string or a form"),
    source("twisted.web.http.Request.content", Source::Request, "the request's body"),
    source("twisted.web.http.Request.getHeader", Source::Request, "a header"),
    source("twisted.web.http.Request.getAllHeaders", Source::Request, "a header"),
    source("twisted.web.http.Request.requestHeaders", Source::Request, "a header"),
    source("twisted.web.http.Request.received_headers", Source::Request, "a header"),
    source("twisted.web.http.Request.getCookie", Source::Request, "a cookie"),
    source("twisted.web.http.Request.received_cookies", Source::Request, "a cookie"),
    source("twisted.web.http.Request.path", Source::Request, "the request's address"),
    source("twisted.web.http.Request.uri", Source::Request, "the request's address"),
    source("twisted.web.http.Request.prepath", Source::Request, "the request's path"),
    source("twisted.web.http.Request.postpath", Source::Request, "the request's path"),
    source("twisted.web.http.Request.URLPath", Source::Request, "the request's address"),
    source("twisted.web.http.Request.getRequestHostname", Source::Request, "the Host header"),
    source("twisted.web.http.Request.getUser", Source::Request, "the Authorization header"),
    source("twisted.web.http.Request.getPassword", Source::Request, "the Authorization header"),
    handler(
        By::Method("twisted.web.resource.Resource", "render*"),
        Params::AllButFirst("twisted.web.http.Request"),
    ),
    responds(By::Method("twisted.web.resource.Resource", "render*"), Html),
    sink("twisted.web.http.Request.write", arg(0, "data"), Html),
    sink("twisted.web.http.Request.setHeader", arg(0, "name"), Header),
    sink("twisted.web.http.Request.setHeader", arg(1, "value"), Header),
    sink("twisted.web.http.Request.redirect", arg(0, "url"), Redirect),
    sink("twisted.web.http.Request.addCookie", arg(0, "k"), Cookie),
    sink("twisted.web.http.Request.addCookie", arg(1, "v"), Cookie),
    sink("twisted.web.util.redirectTo", arg(0, "URL"), Redirect),
    sink("twisted.web.util.Redirect", arg(0, "url"), Redirect),
    sink("twisted.web.static.File", arg(0, "path"), Path),
    cleans("twisted.web.html.escape", Sinks::of(&[Html])),
    Row::Handler {
        by: By::Method("twisted.internet.protocol.Protocol", "dataReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("twisted.internet.protocol.DatagramProtocol", "datagramReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("twisted.protocols.basic.LineReceiver", "lineReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("twisted.protocols.basic.LineOnlyReceiver", "lineReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("twisted.protocols.basic.NetstringReceiver", "stringReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("twisted.protocols.basic.Int32StringReceiver", "stringReceived"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("asyncio.Protocol", "data_received"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("asyncio.DatagramProtocol", "datagram_received"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("autobahn.twisted.websocket.WebSocketServerProtocol", "onMessage"),
        params: Params::All,
        kind: Source::Message,
    },
    // Klein.
    handler(By::Decorator("klein.route"), Params::AllButFirst("twisted.web.http.Request")),
    responds(By::Decorator("klein.route"), Html),
    handler(By::Decorator("klein.Klein.route"), Params::AllButFirst("twisted.web.http.Request")),
    responds(By::Decorator("klein.Klein.route"), Html),
    returns("klein.Klein", "klein.Klein"),
];
