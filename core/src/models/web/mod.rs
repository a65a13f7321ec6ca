//! What receives: web frameworks, servers, queues, procedures, commands, tools of language models.

pub(super) mod aiohttp;
pub(super) mod asgi;
pub(super) mod bodies;
pub(super) mod bottle;
pub(super) mod chats;
pub(super) mod cherrypy;
pub(super) mod command_line;
pub(super) mod falcon;
pub(super) mod fastapi;
pub(super) mod homeassistant;
pub(super) mod http_server;
pub(super) mod jupyter;
pub(super) mod odoo;
pub(super) mod pages;
pub(super) mod pyramid;
pub(super) mod queues;
pub(super) mod rpc;
pub(super) mod sanic;
pub(super) mod serverless;
pub(super) mod small;
pub(super) mod tools;
pub(super) mod tornado;
pub(super) mod trac;
pub(super) mod twisted;
pub(super) mod zope;
