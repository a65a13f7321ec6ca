//! What receives: web frameworks, servers, queues, procedures, commands, tools of language models.

pub(super) mod aiohttp;
pub(super) mod bodies;
pub(super) mod bottle;
pub(super) mod cherrypy;
pub(super) mod command_line;
pub(super) mod falcon;
pub(super) mod fastapi;
pub(super) mod http_server;
pub(super) mod pages;
pub(super) mod pyramid;
pub(super) mod queues;
pub(super) mod rpc;
pub(super) mod sanic;
pub(super) mod serverless;
pub(super) mod tools;
pub(super) mod tornado;
pub(super) mod twisted;
