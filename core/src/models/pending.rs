//! Rows of libraries that have no file of their own yet.

use super::{By, Params, Pick, Row, arg, cleans, handler, passes, returns, sink, source, written};
use crate::vocabulary::Sink::{
    Cell, Cookie, Format, Header, Ldap, Log, Mail, NoSql, Number, Regex, Trusted, Url, XPath,
};
use crate::vocabulary::{Sinks, Source};

pub(super) const ROWS: &[Row] = &[
    sink("flask.Response.set_cookie", arg(0, "key"), Cookie),
    sink("flask.Response.set_cookie", arg(1, "value"), Cookie),
    returns("flask.make_response", "flask.Response"),
    written("flask.Response.headers", Header),
    written("flask.session", Trusted),
    sink("requests.get", arg(0, "url"), Url),
    sink("requests.post", arg(0, "url"), Url),
    source("requests.Response.text", Source::Response, "another service's answer"),
    returns("ldap.initialize", "ldap.ldapobject.LDAPObject"),
    sink("ldap.ldapobject.LDAPObject.search_s", arg(0, "base"), Ldap),
    sink("ldap.ldapobject.LDAPObject.search_s", arg(2, "filterstr"), Ldap),
    cleans("ldap.filter.escape_filter_chars", Sinks::of(&[Ldap])),
    returns("lxml.etree.parse", "lxml.etree._ElementTree"),
    sink("lxml.etree._ElementTree.xpath", arg(0, "_path"), XPath),
    returns("pymongo.MongoClient", "pymongo.MongoClient"),
    sink("*.find_one", arg(0, "filter"), NoSql),
    sink("logging.info", Pick::Filled(0), Log),
    sink("logging.warning", Pick::Filled(0), Log),
    sink("re.search", arg(0, "pattern"), Regex),
    sink("re.compile", arg(0, "pattern"), Regex),
    cleans("re.escape", Sinks::of(&[Regex])),
    sink("*.format", Pick::Receiver, Format),
    returns("smtplib.SMTP", "smtplib.SMTP"),
    sink("smtplib.SMTP.sendmail", arg(2, "msg"), Mail),
    returns("csv.writer", "csv.writer"),
    sink("csv.writer.writerow", arg(0, "row"), Cell),
    sink("float", arg(0, "x"), Number),
    handler(By::Decorator("*.get"), Params::All),
    handler(By::Decorator("*.post"), Params::All),
    passes("csv.reader"),
];
