//! Zope and Plone: views, and services of `plone.restapi`.

use super::super::{By, Params, Row, alias, handler, harmless, responds, returns, sink, source, text};
use super::super::{ONE_LINE, arg};
use crate::vocabulary::Sink::{Html, Redirect};
use crate::vocabulary::Source;

const VIEW: &str = "zope.BrowserView";
const SERVICE: &str = "plone.restapi.services.Service";

pub(in super::super) const ROWS: &[Row] = &[
    alias("Products.Five.BrowserView", VIEW),
    alias("Products.Five.browser.BrowserView", VIEW),
    alias("zope.publisher.browser.BrowserView", VIEW),
    handler(By::Method(VIEW, "__call__"), Params::None),
    responds(By::Method(VIEW, "__call__"), Html),
    returns("zope.BrowserView.request", "zope.Request"),
    source("zope.Request.form", Source::Request, "a form or the query string"),
    text("zope.Request.form"),
    source("zope.Request.get", Source::Request, "the request"),
    source("zope.Request.__getitem__", Source::Request, "the request"),
    source("zope.Request.cookies", Source::Request, "a cookie"),
    source("zope.Request.getHeader", Source::Request, "a header"),
    harmless("zope.Request.getHeader", ONE_LINE),
    source("zope.Request.BODY", Source::Request, "the request's body"),
    sink("zope.Request.response.redirect", arg(0, "location"), Redirect),
    // Services answer with JSON.
    alias("plone.rest.Service", SERVICE),
    handler(By::Method(SERVICE, "reply"), Params::None),
    handler(By::Method(SERVICE, "publishTraverse"), Params::AllButFirst("zope.Request")),
    returns("plone.restapi.services.Service.request", "zope.Request"),
    source("plone.restapi.deserializer.json_body", Source::Request, "the request's body"),
];
