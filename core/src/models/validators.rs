//! What forms, schemas and their fields let through: `WTForms`, marshmallow, Django's validators, JSON schemas, Cerberus.

use super::judging::{Judged, Schema, Tells, Vetting};
use super::{
    Annotation, Container, NUMBER, Row, alias, annotated, arg, by_fields, judges, makes, passes, vets,
    vets_always,
};
use crate::pattern::Use;
use crate::vocabulary::Sinks;

/// What a JSON schema says of the items of an object.
static JSON: Schema = Schema {
    under: Some("properties"),
    one_of: &["enum", "const"],
    pattern: ("pattern", Use::Search, ""),
    kind: "type",
    numbers: &["integer", "number", "boolean"],
};
/// What a schema of Cerberus says.
static CERBERUS: Schema = Schema {
    under: None,
    one_of: &["allowed"],
    pattern: ("regex", Use::Match, "$"),
    kind: "type",
    numbers: &["integer", "number", "float", "boolean", "date", "datetime"],
};

const OF_JSON: Judged =
    Judged::Document { document: arg(0, "instance"), schema: arg(1, "schema"), words: &JSON };
const OF_KEPT_JSON: Judged =
    Judged::Document { document: arg(0, "instance"), schema: arg(1, "_schema"), words: &JSON };
const OF_CERBERUS: Judged =
    Judged::Document { document: arg(0, "document"), schema: arg(1, "schema"), words: &CERBERUS };
const BY_FIELDS: Judged = Judged::ByFields(arg(0, "data"));

pub(super) const ROWS: &[Row] = &[
    // WTForms.
    vets("wtforms.validators.Regexp", arg(0, "regex"), Vetting::Pattern(Use::Match)),
    vets("wtforms.validators.AnyOf", arg(0, "values"), Vetting::OneOf),
    vets_always("wtforms.validators.UUID", NUMBER),
    vets_always("wtforms.validators.MacAddress", NUMBER),
    vets_always("wtforms.validators.DataRequired", Sinks::NONE),
    vets_always("wtforms.validators.InputRequired", Sinks::NONE),
    vets_always("wtforms.validators.Optional", Sinks::NONE),
    vets_always("wtforms.validators.Length", Sinks::NONE),
    vets_always("wtforms.validators.NumberRange", Sinks::NONE),
    vets_always("wtforms.validators.Email", Sinks::NONE),
    vets_always("wtforms.validators.EqualTo", Sinks::NONE),
    vets_always("wtforms.validators.URL", Sinks::NONE),
    vets_always("wtforms.validators.NoneOf", Sinks::NONE),
    vets_always("wtforms.validators.IPAddress", Sinks::NONE),
    alias("wtforms.validators.regexp", "wtforms.validators.Regexp"),
    alias("wtforms.validators.any_of", "wtforms.validators.AnyOf"),
    alias("wtforms.Form.validate_on_submit", "wtforms.Form.validate"),
    judges("wtforms.Form.validate", Judged::Form, Tells::True),
    by_fields("wtforms.Form.data", "validate_"),
    // marshmallow.
    vets("marshmallow.validate.OneOf", arg(0, "choices"), Vetting::OneOf),
    vets("marshmallow.validate.ContainsOnly", arg(0, "choices"), Vetting::OneOf),
    vets("marshmallow.validate.Regexp", arg(0, "regex"), Vetting::Pattern(Use::Match)),
    vets_always("marshmallow.validate.Length", Sinks::NONE),
    vets_always("marshmallow.validate.Range", Sinks::NONE),
    vets_always("marshmallow.validate.Email", Sinks::NONE),
    vets_always("marshmallow.validate.URL", Sinks::NONE),
    vets_always("marshmallow.validate.NoneOf", Sinks::NONE),
    vets_always("marshmallow.validate.And", Sinks::NONE),
    vets_always("marshmallow.fields.Integer", NUMBER),
    vets_always("marshmallow.fields.Float", NUMBER),
    vets_always("marshmallow.fields.Decimal", NUMBER),
    vets_always("marshmallow.fields.Boolean", NUMBER),
    vets_always("marshmallow.fields.Date", NUMBER),
    vets_always("marshmallow.fields.DateTime", NUMBER),
    vets_always("marshmallow.fields.Time", NUMBER),
    vets_always("marshmallow.fields.TimeDelta", NUMBER),
    vets_always("marshmallow.fields.UUID", NUMBER),
    vets_always("marshmallow.fields.Enum", Sinks::all_but(&[])),
    vets_always("marshmallow.fields.String", Sinks::TEXT),
    annotated("marshmallow.fields.Nested", Annotation::Nested),
    annotated("marshmallow.fields.List", Annotation::Each),
    alias("marshmallow.fields.Int", "marshmallow.fields.Integer"),
    alias("marshmallow.fields.Bool", "marshmallow.fields.Boolean"),
    alias("marshmallow.fields.Str", "marshmallow.fields.String"),
    passes("marshmallow.Schema.load"),
    passes("marshmallow.Schema.loads"),
    by_fields("marshmallow.Schema.load", "validates_"),
    by_fields("marshmallow.Schema.loads", "validates_"),
    Row::ChecksField { path: "marshmallow.validates" },
    Row::ChecksField { path: "marshmallow.decorators.validates" },
    Row::Finishes { path: "marshmallow.post_load" },
    Row::Finishes { path: "marshmallow.decorators.post_load" },
    judges("marshmallow.Schema.validate", BY_FIELDS, Tells::Empty),
    alias("flask_marshmallow.Schema", "marshmallow.Schema"),
    alias("flask_marshmallow.Marshmallow.Schema", "marshmallow.Schema"),
    alias("marshmallow.schema.Schema", "marshmallow.Schema"),
    alias("marshmallow_sqlalchemy.SQLAlchemySchema", "marshmallow.Schema"),
    alias("marshmallow_sqlalchemy.SQLAlchemyAutoSchema", "marshmallow.Schema"),
    // Django and its REST framework.
    vets("django.core.validators.RegexValidator", arg(0, "regex"), Vetting::Pattern(Use::Search)),
    vets_always("django.core.validators.MinLengthValidator", Sinks::NONE),
    vets_always("django.core.validators.MaxLengthValidator", Sinks::NONE),
    vets_always("django.core.validators.EmailValidator", Sinks::NONE),
    vets_always("django.core.validators.ProhibitNullCharactersValidator", Sinks::NONE),
    vets("django.forms.RegexField", arg(0, "regex"), Vetting::Pattern(Use::Search)),
    vets("rest_framework.serializers.RegexField", arg(0, "regex"), Vetting::Pattern(Use::Search)),
    alias("rest_framework.fields", "rest_framework.serializers"),
    // Pydantic.
    makes("pydantic.BaseModel.model_validate", Container::Filled),
    makes("pydantic.BaseModel.parse_obj", Container::Filled),
    makes("pydantic.BaseModel.model_validate_json", Container::FilledWithText),
    makes("pydantic.BaseModel.parse_raw", Container::FilledWithText),
    // JSON schemas.
    judges("jsonschema.validate", OF_JSON, Tells::Raises),
    alias("jsonschema.validators.validate", "jsonschema.validate"),
    alias("jsonschema.Draft3Validator", "jsonschema.Validator"),
    alias("jsonschema.Draft4Validator", "jsonschema.Validator"),
    alias("jsonschema.Draft6Validator", "jsonschema.Validator"),
    alias("jsonschema.Draft7Validator", "jsonschema.Validator"),
    alias("jsonschema.Draft201909Validator", "jsonschema.Validator"),
    alias("jsonschema.Draft202012Validator", "jsonschema.Validator"),
    judges("jsonschema.Validator", Judged::Kept(arg(0, "schema")), Tells::Raises),
    judges("jsonschema.Validator.validate", OF_KEPT_JSON, Tells::Raises),
    judges("jsonschema.Validator.is_valid", OF_KEPT_JSON, Tells::True),
    // Cerberus.
    judges("cerberus.Validator", Judged::Kept(arg(0, "schema")), Tells::Raises),
    judges("cerberus.Validator.validate", OF_CERBERUS, Tells::True),
    judges("cerberus.Validator.__call__", OF_CERBERUS, Tells::True),
];
