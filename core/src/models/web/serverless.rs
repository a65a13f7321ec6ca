//! Functions that a cloud calls: Lambda, Azure, Google.

use super::super::Condition::Is;
use super::super::Pick::{Arg, Item};
use super::super::{
    Annotation, By, Form, Params, Row, alias, annotated, arg, handler, harmless, responds, responds_by,
    returns, sink, source, text,
};
use super::super::{ONE_LINE, OWN_ADDRESS};
use crate::vocabulary::Sink::Html;
use crate::vocabulary::Source;

pub(in super::super) const ROWS: &[Row] = &[
    // AWS Lambda: whatever the event holds.
    handler(By::Named("lambda_handler", 2), Params::First),
    handler(By::Begins(&["event", "context"], ""), Params::First),
    handler(By::Begins(&["event", "_context"], ""), Params::First),
    handler(By::Begins(&["event", "_"], ""), Params::First),
    source("chalice.Chalice.current_request", Source::Request, "the request"),
    responds_by(By::Named("lambda_handler", 2), Html, Form::Described),
    responds_by(By::Begins(&["event", "context"], ""), Html, Form::Described),
    responds_by(By::Begins(&["event", "_context"], ""), Html, Form::Described),
    responds_by(By::Begins(&["event", "_"], ""), Html, Form::Described),
    returns("chalice.Chalice", "chalice.Chalice"),
    handler(By::Decorator("chalice.Chalice.route"), Params::All),
    handler(By::Decorator("chalice.Chalice.on_sqs_message"), Params::All),
    handler(By::Decorator("chalice.Chalice.on_sns_message"), Params::All),
    handler(By::Decorator("chalice.Chalice.on_s3_event"), Params::All),
    handler(By::Decorator("chalice.Chalice.on_cw_event"), Params::All),
    handler(By::Decorator("chalice.Chalice.on_kinesis_record"), Params::All),
    handler(By::Decorator("chalice.Chalice.lambda_function"), Params::All),
    alias(
        "aws_lambda_powertools.event_handler.APIGatewayRestResolver",
        "aws_lambda_powertools.event_handler.Resolver",
    ),
    alias(
        "aws_lambda_powertools.event_handler.APIGatewayHttpResolver",
        "aws_lambda_powertools.event_handler.Resolver",
    ),
    alias("aws_lambda_powertools.event_handler.ALBResolver", "aws_lambda_powertools.event_handler.Resolver"),
    alias(
        "aws_lambda_powertools.event_handler.LambdaFunctionUrlResolver",
        "aws_lambda_powertools.event_handler.Resolver",
    ),
    alias(
        "aws_lambda_powertools.event_handler.AppSyncResolver",
        "aws_lambda_powertools.event_handler.Resolver",
    ),
    source("aws_lambda_powertools.event_handler.Resolver.current_event", Source::Request, "the request"),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.get"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.post"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.put"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.patch"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.delete"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.route"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.event_handler.Resolver.resolver"), Params::Declared),
    handler(By::Decorator("aws_lambda_powertools.utilities.data_classes.event_source"), Params::First),
    // Azure.
    annotated("azure.functions.HttpRequest", Annotation::Instance),
    source("azure.functions.HttpRequest.params", Source::Request, "the query string"),
    text("azure.functions.HttpRequest.params"),
    source("azure.functions.HttpRequest.route_params", Source::Request, "the request's path"),
    text("azure.functions.HttpRequest.route_params"),
    source("azure.functions.HttpRequest.headers", Source::Request, "a header"),
    harmless("azure.functions.HttpRequest.headers", ONE_LINE),
    text("azure.functions.HttpRequest.headers"),
    source("azure.functions.HttpRequest.form", Source::Request, "a form"),
    text("azure.functions.HttpRequest.form"),
    source("azure.functions.HttpRequest.get_json", Source::Request, "the request's JSON body"),
    source("azure.functions.HttpRequest.get_body", Source::Request, "the request's body"),
    source("azure.functions.HttpRequest.url", Source::Request, "the request's address"),
    text("azure.functions.HttpRequest.url"),
    harmless("azure.functions.HttpRequest.url", OWN_ADDRESS),
    source("azure.functions.HttpRequest.files", Source::Upload, "an uploaded file"),
    handler(
        By::Decorator("azure.functions.FunctionApp.route"),
        Params::AllButFirst("azure.functions.HttpRequest"),
    ),
    handler(
        By::Decorator("azure.functions.FunctionApp.function_name"),
        Params::AllButFirst("azure.functions.HttpRequest"),
    ),
    handler(
        By::Decorator("azure.functions.FunctionApp.http_type"),
        Params::AllButFirst("azure.functions.HttpRequest"),
    ),
    alias("azure.functions.Blueprint", "azure.functions.FunctionApp"),
    handler(By::Begins(&["req"], "azure.functions"), Params::FirstIs("azure.functions.HttpRequest")),
    annotated("azure.functions.ServiceBusMessage", Annotation::Instance),
    source("azure.functions.ServiceBusMessage.get_body", Source::Message, "a message"),
    annotated("azure.functions.QueueMessage", Annotation::Instance),
    source("azure.functions.QueueMessage.get_body", Source::Message, "a message"),
    source("azure.functions.QueueMessage.get_json", Source::Message, "a message"),
    annotated("azure.functions.EventHubEvent", Annotation::Instance),
    source("azure.functions.EventHubEvent.get_body", Source::Message, "a message"),
    annotated("azure.functions.EventGridEvent", Annotation::Instance),
    source("azure.functions.EventGridEvent.get_json", Source::Message, "a message"),
    source("azure.functions.EventGridEvent.subject", Source::Message, "a message"),
    annotated("azure.functions.KafkaEvent", Annotation::Instance),
    source("azure.functions.KafkaEvent.get_body", Source::Message, "a message"),
    annotated("azure.functions.InputStream", Annotation::Instance),
    source("azure.functions.InputStream.read", Source::Upload, "a stored file"),
    source("azure.functions.InputStream.name", Source::Upload, "the name of a stored file"),
    sink("azure.functions.HttpResponse", arg(0, "body"), Html)
        .only_if(&[Is(Arg(3, "mimetype"), &["text/html"])]),
    sink("azure.functions.HttpResponse", arg(0, "body"), Html)
        .only_if(&[Is(Item(2, "headers", "content-type"), &["text/html"])]),
    // Google Cloud: requests are those of Flask.
    handler(By::Decorator("functions_framework.http"), Params::AllButFirst("flask.request")),
    responds(By::Decorator("functions_framework.http"), Html),
    Row::Handler {
        by: By::Decorator("functions_framework.cloud_event"),
        params: Params::First,
        kind: Source::Message,
    },
    handler(By::Begins(&["request"], "functions_framework"), Params::FirstIs("flask.request")),
    handler(By::Begins(&["request"], "flask"), Params::FirstIs("flask.request")),
    handler(By::Decorator("firebase_functions.https_fn.on_request"), Params::AllButFirst("flask.request")),
    handler(By::Decorator("firebase_functions.https_fn.on_call"), Params::First),
];
