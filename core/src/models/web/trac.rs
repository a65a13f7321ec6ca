//! Trac: components that answer requests.

use super::super::ONE_LINE;
use super::super::{
    Annotation, By, Params, Row, alias, annotated, arg, handler, harmless, sink, source, text,
};
use crate::vocabulary::Sink::Redirect;
use crate::vocabulary::Source;

pub(in super::super) const ROWS: &[Row] = &[
    handler(By::Method("trac.core.Component", "process_request"), Params::FirstIs("trac.web.Request")),
    handler(By::Method("trac.core.Component", "process_admin_page"), Params::AllButFirst("trac.web.Request")),
    alias("trac.web.api.Request", "trac.web.Request"),
    annotated("trac.web.Request", Annotation::Instance),
    source("trac.web.Request.args", Source::Request, "the query string or a form"),
    source("trac.web.Request.arg_list", Source::Request, "the query string or a form"),
    source("trac.web.Request.incookie", Source::Request, "a cookie"),
    source("trac.web.Request.query_string", Source::Request, "the query string"),
    text("trac.web.Request.query_string"),
    source("trac.web.Request.get_header", Source::Request, "a header"),
    harmless("trac.web.Request.get_header", ONE_LINE),
    source("trac.web.Request.read", Source::Request, "the request's body"),
    sink("trac.web.Request.redirect", arg(0, "url"), Redirect),
];
