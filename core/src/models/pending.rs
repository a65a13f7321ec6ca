//! Rows of libraries that have no file of their own yet.

use super::{By, Params, Pick, Row, arg, handler, returns, sink, written};
use crate::vocabulary::Sink::{Cookie, Format, Header, Number, Trusted};

pub(super) const ROWS: &[Row] = &[
    sink("flask.Response.set_cookie", arg(0, "key"), Cookie),
    sink("flask.Response.set_cookie", arg(1, "value"), Cookie),
    returns("flask.make_response", "flask.Response"),
    written("flask.Response.headers", Header),
    written("flask.session", Trusted),
    sink("*.format", Pick::Receiver, Format),
    sink("float", arg(0, "x"), Number),
    handler(By::Decorator("*.get"), Params::All),
    handler(By::Decorator("*.post"), Params::All),
];
