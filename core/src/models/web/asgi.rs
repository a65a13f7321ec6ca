//! ASGI: applications that are called with a scope, and what sends and receives.
//! <https://asgi.readthedocs.io/en/latest/specs/www.html>

use super::super::{By, ONE_LINE, Params, Row, handler, harmless, own, source};
use crate::vocabulary::Source;

/// What a client says in a scope, behind `!`: all else is the server's, or of what is around an application.
const SERVERS: &[&str] =
    &["*", "!path", "!raw_path", "!query_string", "!headers", "!path_params", "!subprotocols"];
const PARAMS: Params = Params::FirstThen("asgi.scope", "asgi.Receive");

pub(in super::super) const ROWS: &[Row] = &[
    handler(By::Begins(&["scope", "receive", "send"], ""), PARAMS),
    handler(By::Begins(&["self", "scope", "receive", "send"], ""), PARAMS),
    source("asgi.scope", Source::Request, "the request"),
    harmless("asgi.scope", ONE_LINE),
    own("asgi.scope", SERVERS),
    source("asgi.Receive.__call__", Source::Request, "the request's body"),
    own("asgi.Receive.__call__", &["type", "more_body", "code"]),
];
