//! Procedures that are called from elsewhere: gRPC, JSON-RPC, sockets with events, GraphQL.

use super::super::Pick::Arg;
use super::super::{Annotation, By, Params, Row, alias, annotated, cleans, handler, passes, returns, source};
use crate::vocabulary::Sink::Sql;
use crate::vocabulary::{Sinks, Source};

pub(in super::super) const ROWS: &[Row] = &[
    // Messages hold what they are made of.
    passes("google.protobuf.json_format.ParseDict"),
    passes("google.protobuf.json_format.Parse"),
    passes("google.protobuf.json_format.MessageToDict"),
    passes("google.protobuf.json_format.MessageToJson"),
    // gRPC: methods of servicers.
    Row::Handler {
        by: By::Begins(&["self", "request", "context"], "grpc"),
        params: Params::First,
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["self", "request_iterator", "context"], "grpc"),
        params: Params::First,
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["self", "request", "_context"], "grpc"),
        params: Params::First,
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["self", "request", "unused_context"], "grpc"),
        params: Params::First,
        kind: Source::Request,
    },
    source("grpc.ServicerContext.invocation_metadata", Source::Request, "the metadata of a call"),
    // JSON-RPC and other procedures that are called from elsewhere.
    handler(By::Decorator("jsonrpcserver.method"), Params::All),
    handler(By::Decorator("jsonrpcserver.methods.add"), Params::All),
    handler(By::Decorator("jsonrpc.dispatcher.add_method"), Params::All),
    handler(By::Decorator("jsonrpc.JSONRPCResponseManager.dispatcher.add_method"), Params::All),
    handler(By::Decorator("flask_jsonrpc.JSONRPC.method"), Params::All),
    handler(By::Decorator("fastapi_jsonrpc.Entrypoint.method"), Params::All),
    handler(By::Decorator("nameko.rpc.rpc"), Params::All),
    handler(By::Decorator("nameko.web.handlers.http"), Params::All),
    handler(By::Decorator("Pyro4.expose"), Params::All),
    handler(By::Decorator("Pyro5.api.expose"), Params::All),
    handler(By::Decorator("Pyro5.server.expose"), Params::All),
    handler(By::Decorator("spyne.rpc"), Params::All),
    handler(By::Decorator("spyne.decorator.rpc"), Params::All),
    handler(By::Decorator("spyne.srpc"), Params::All),
    handler(By::Method("rpyc.Service", "exposed_*"), Params::All),
    handler(By::Method("aiohttp_xmlrpc.handler.XMLRPCView", "rpc_*"), Params::All),
    // Sockets with events, and web sockets.
    Row::Handler {
        by: By::Decorator("flask_socketio.SocketIO.on"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Decorator("flask_socketio.SocketIO.event"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("flask_socketio.Namespace", "on_*"),
        params: Params::All,
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Decorator("socketio.Server.on"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Decorator("socketio.Server.event"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Decorator("socketio.AsyncServer.on"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Decorator("socketio.AsyncServer.event"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("socketio.Namespace", "on_*"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    Row::Handler {
        by: By::Method("socketio.AsyncNamespace", "on_*"),
        params: Params::Types(&["object"]),
        kind: Source::Message,
    },
    alias("websockets.WebSocketServerProtocol", "websockets.ServerConnection"),
    alias("websockets.server.WebSocketServerProtocol", "websockets.ServerConnection"),
    alias("websockets.legacy.server.WebSocketServerProtocol", "websockets.ServerConnection"),
    alias("websockets.asyncio.server.ServerConnection", "websockets.ServerConnection"),
    alias("websockets.sync.server.ServerConnection", "websockets.ServerConnection"),
    annotated("websockets.ServerConnection", Annotation::Instance),
    source("websockets.ServerConnection.recv", Source::Message, "a web socket's message"),
    source("websockets.ServerConnection.__iter__", Source::Message, "a web socket's message"),
    source("websockets.ServerConnection.__aiter__", Source::Message, "a web socket's message"),
    source("websockets.ServerConnection.recv_streaming", Source::Message, "a web socket's message"),
    Row::Handler {
        by: By::Begins(&["websocket"], "websockets"),
        params: Params::Types(&["websockets.ServerConnection"]),
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["ws"], "websockets"),
        params: Params::Types(&["websockets.ServerConnection"]),
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["connection"], "websockets"),
        params: Params::Types(&["websockets.ServerConnection"]),
        kind: Source::Request,
    },
    handler(
        By::Registered("websockets.serve", Arg(0, "handler")),
        Params::Types(&["websockets.ServerConnection"]),
    ),
    // GraphQL: resolvers take the object above, what is known of the request, and the arguments of the query.
    handler(By::Method("graphene.ObjectType", "resolve_*"), Params::Types(&["object"])),
    handler(By::Method("graphene.Mutation", "resolve_*"), Params::Types(&["object"])),
    handler(By::Method("graphene.Interface", "resolve_*"), Params::Types(&["object"])),
    handler(By::Method("graphene.Mutation", "mutate"), Params::Types(&["object"])),
    handler(
        By::Method("graphene.relay.ClientIDMutation", "mutate_and_get_payload"),
        Params::Types(&["object"]),
    ),
    Row::Handler {
        by: By::Begins(&["root", "info"], "graphene"),
        params: Params::Types(&["object", "object"]),
        kind: Source::Request,
    },
    Row::Handler {
        by: By::Begins(&["parent", "info"], "graphene"),
        params: Params::Types(&["object", "object"]),
        kind: Source::Request,
    },
    alias("graphene.types.ObjectType", "graphene.ObjectType"),
    // A query of such a schema asks for what the schema offers, and no more.
    returns("graphene.Schema", "graphene.Schema"),
    cleans("graphene.Schema.execute", Sinks::of(&[Sql])),
    cleans("graphene.Schema.execute_async", Sinks::of(&[Sql])),
    alias("graphene.types.objecttype.ObjectType", "graphene.ObjectType"),
    handler(By::Decorator("strawberry.field"), Params::Declared),
    handler(By::Decorator("strawberry.mutation"), Params::Declared),
    handler(By::Decorator("strawberry.subscription"), Params::Declared),
    handler(By::Decorator("strawberry.django.field"), Params::Declared),
    handler(By::Decorator("strawberry_django.field"), Params::Declared),
    handler(By::Decorator("strawberry_django.mutation"), Params::Declared),
    alias("ariadne.MutationType", "ariadne.QueryType"),
    alias("ariadne.ObjectType", "ariadne.QueryType"),
    alias("ariadne.SubscriptionType", "ariadne.QueryType"),
    alias("ariadne.InterfaceType", "ariadne.QueryType"),
    returns("ariadne.QueryType", "ariadne.QueryType"),
    handler(By::Decorator("ariadne.QueryType.field"), Params::Types(&["object", "object"])),
    handler(By::Decorator("ariadne.QueryType.source"), Params::Types(&["object", "object"])),
];
