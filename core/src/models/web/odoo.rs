//! Odoo and Frappe: routes of controllers, functions that may be called from outside.

use super::super::{By, Params, Row, alias, arg, handler, sink, source};
use crate::vocabulary::Sink::{Sql, Template};
use crate::vocabulary::Source;

pub(in super::super) const ROWS: &[Row] = &[
    handler(By::Decorator("odoo.http.route"), Params::Declared),
    source("odoo.http.request.params", Source::Request, "the query string or a form"),
    source("odoo.http.request.get_http_params", Source::Request, "the query string or a form"),
    source("odoo.http.request.get_json_data", Source::Request, "the request's JSON body"),
    source("odoo.http.request.jsonrequest", Source::Request, "the request's JSON body"),
    // The request below is Werkzeug's.
    alias("odoo.http.request.httprequest", "flask.request"),
    handler(By::Decorator("frappe.whitelist"), Params::Declared),
    source("frappe.form_dict", Source::Request, "the query string or a form"),
    alias("frappe.local.form_dict", "frappe.form_dict"),
    alias("frappe.request", "flask.request"),
    alias("frappe.local.request", "flask.request"),
    sink("frappe.db.sql", arg(0, "query"), Sql),
    sink("frappe.db.multisql", arg(0, "sql_dict"), Sql),
    sink("frappe.render_template", arg(0, "template"), Template),
];
