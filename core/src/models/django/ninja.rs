//! Django Ninja: operations whose parameters are converted to the types that they declare.

use super::super::{By, Params, Row, alias, handler, returns};

const OPERATION: Params = Params::DeclaredButFirst("django.http.HttpRequest");

pub(in super::super) const ROWS: &[Row] = &[
    alias("ninja.Router", "ninja.NinjaAPI"),
    alias("ninja.router.Router", "ninja.NinjaAPI"),
    alias("ninja.main.NinjaAPI", "ninja.NinjaAPI"),
    alias("ninja_extra.NinjaExtraAPI", "ninja.NinjaAPI"),
    returns("ninja.NinjaAPI", "ninja.NinjaAPI"),
    handler(By::Decorator("ninja.NinjaAPI.get"), OPERATION),
    handler(By::Decorator("ninja.NinjaAPI.post"), OPERATION),
    handler(By::Decorator("ninja.NinjaAPI.put"), OPERATION),
    handler(By::Decorator("ninja.NinjaAPI.patch"), OPERATION),
    handler(By::Decorator("ninja.NinjaAPI.delete"), OPERATION),
    handler(By::Decorator("ninja.NinjaAPI.api_operation"), OPERATION),
    Row::Filled { base: "ninja.Schema" },
    Row::Filled { base: "ninja.schema.Schema" },
    Row::Filled { base: "ninja.ModelSchema" },
];
