//! Home Assistant: views, commands by web socket, services. Whoever sends them has an account, or a view says that it needs
//! none. <https://developers.home-assistant.io/docs/api/rest>

use super::super::{Annotation, By, Params, Row, alias, annotated, handler, source};
use crate::vocabulary::Source;

const VIEW: &str = "homeassistant.components.http.HomeAssistantView";
/// The request is aiohttp's; the rest are parts of its path.
const PARAMS: Params = Params::AllButFirst("aiohttp.web.Request");

pub(in super::super) const ROWS: &[Row] = &[
    alias("homeassistant.helpers.http.HomeAssistantView", VIEW),
    alias("homeassistant.components.http.view.HomeAssistantView", VIEW),
    handler(By::Method(VIEW, "get"), PARAMS),
    handler(By::Method(VIEW, "post"), PARAMS),
    handler(By::Method(VIEW, "put"), PARAMS),
    handler(By::Method(VIEW, "patch"), PARAMS),
    handler(By::Method(VIEW, "delete"), PARAMS),
    handler(By::Method(VIEW, "head"), PARAMS),
    Row::Handler {
        by: By::Decorator("homeassistant.components.websocket_api.websocket_command"),
        params: Params::Types(&["object", "object"]),
        kind: Source::Message,
    },
    alias("homeassistant.components.websocket_api.decorators", "homeassistant.components.websocket_api"),
    alias("homeassistant.core.ServiceCall", "homeassistant.ServiceCall"),
    annotated("homeassistant.ServiceCall", Annotation::Instance),
    source("homeassistant.ServiceCall.data", Source::Request, "the call of a service"),
];
