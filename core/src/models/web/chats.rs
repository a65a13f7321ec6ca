//! Chats: what people write to a bot.

use super::super::Pick::Arg;
use super::super::{Annotation, By, Params, Row, alias, annotated, source, text};
use crate::vocabulary::Source;

const fn sent(by: By, params: Params) -> Row {
    Row::Handler { by, params, kind: Source::Message }
}

const MESSAGE: Params = Params::Types(&["aiogram.types.Message"]);
const UPDATE: Params = Params::Types(&["telegram.Update", "telegram.Context"]);

pub(in super::super) const ROWS: &[Row] = &[
    // aiogram injects what else is asked for.
    alias("aiogram.Dispatcher", "aiogram.Router"),
    alias("aiogram.dispatcher.Dispatcher", "aiogram.Router"),
    alias("aiogram.dispatcher.router.Router", "aiogram.Router"),
    sent(By::Decorator("aiogram.Router.message"), Params::FirstIs("aiogram.types.Message")),
    sent(By::Decorator("aiogram.Router.edited_message"), Params::FirstIs("aiogram.types.Message")),
    sent(By::Decorator("aiogram.Router.channel_post"), Params::FirstIs("aiogram.types.Message")),
    sent(By::Decorator("aiogram.Router.callback_query"), Params::FirstIs("aiogram.types.CallbackQuery")),
    sent(By::Decorator("aiogram.Router.message_handler"), MESSAGE),
    annotated("aiogram.types.Message", Annotation::Instance),
    source("aiogram.types.Message.text", Source::Message, "a chat message"),
    text("aiogram.types.Message.text"),
    source("aiogram.types.Message.caption", Source::Message, "a chat message"),
    text("aiogram.types.Message.caption"),
    source("aiogram.types.Message.get_args", Source::Message, "a chat message"),
    source("aiogram.types.CallbackQuery.data", Source::Message, "a button of a chat"),
    // python-telegram-bot
    sent(By::Registered("telegram.ext.CommandHandler", Arg(1, "callback")), UPDATE),
    sent(By::Registered("telegram.ext.MessageHandler", Arg(1, "callback")), UPDATE),
    sent(By::Registered("telegram.ext.CallbackQueryHandler", Arg(0, "callback")), UPDATE),
    annotated("telegram.Update", Annotation::Instance),
    source("telegram.Update.message", Source::Message, "a chat message"),
    source("telegram.Update.effective_message", Source::Message, "a chat message"),
    source("telegram.Update.callback_query", Source::Message, "a button of a chat"),
    source("telegram.Context.args", Source::Message, "the words behind a command"),
    // Errbot
    sent(By::Decorator("errbot.botcmd"), Params::Types(&["object"])),
    sent(By::Decorator("errbot.re_botcmd"), Params::Types(&["object"])),
    sent(By::Decorator("errbot.arg_botcmd"), Params::Types(&["object"])),
    // OctoPrint's plugins are sent commands with their data.
    Row::Handler {
        by: By::Method("octoprint.plugin.SimpleApiPlugin", "on_api_command"),
        params: Params::Types(&["object"]),
        kind: Source::Request,
    },
];
