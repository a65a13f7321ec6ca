//! Jupyter: its servers' handlers are Tornado's.

use super::super::{Row, alias};

const HANDLER: &str = "tornado.web.RequestHandler";

pub(in super::super) const ROWS: &[Row] = &[
    alias("notebook.base.handlers.IPythonHandler", HANDLER),
    alias("notebook.base.handlers.AuthenticatedHandler", HANDLER),
    alias("notebook.base.handlers.APIHandler", HANDLER),
    alias("jupyter_server.base.handlers.JupyterHandler", HANDLER),
    alias("jupyter_server.base.handlers.AuthenticatedHandler", HANDLER),
    alias("jupyter_server.base.handlers.APIHandler", HANDLER),
    alias("jupyterhub.handlers.BaseHandler", HANDLER),
    alias("jupyterhub.handlers.base.BaseHandler", HANDLER),
    alias("jupyterhub.apihandlers.APIHandler", HANDLER),
    alias("jupyterhub.apihandlers.base.APIHandler", HANDLER),
];
