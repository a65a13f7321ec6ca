//! `email`: messages that are made, and messages that are read.

use super::super::Condition::Is;
use super::super::Pick::{Arg, Named};
use super::super::{Row, alias, arg, cleans, decodes, passes, returns, sink, written};
use crate::vocabulary::Sink::Mail;
use crate::vocabulary::Sinks;

pub(in super::super) const ROWS: &[Row] = &[
    // Classes of the older policy write line ends into headers; `EmailMessage` refuses them.
    alias("email.MIMEText.MIMEText", "email.mime.text.MIMEText"),
    alias("email.MIMEMultipart.MIMEMultipart", "email.mime.multipart.MIMEMultipart"),
    returns("email.mime.text.MIMEText", "email.message.Message"),
    returns("email.mime.multipart.MIMEMultipart", "email.message.Message"),
    returns("email.mime.base.MIMEBase", "email.message.Message"),
    returns("email.mime.nonmultipart.MIMENonMultipart", "email.message.Message"),
    returns("email.message_from_string", "email.message.Message"),
    written("email.message.Message", Mail),
    sink("email.message.Message.add_header", arg(1, "_value"), Mail),
    sink("email.message.Message.replace_header", arg(1, "_value"), Mail),
    // What its headers hold was told where they were written; the body ends none.
    cleans("email.message.Message.as_string", Sinks::of(&[Mail])),
    cleans("email.message.Message.as_bytes", Sinks::of(&[Mail])),
    passes("email.message.EmailMessage.as_string"),
    // A mail that is HTML shows what it is given.
    sink("email.mime.text.MIMEText", arg(0, "_text"), Mail).only_if(&[Is(Arg(1, "_subtype"), &["html"])]),
    sink("email.message.EmailMessage.set_content", arg(0, "obj"), Mail)
        .only_if(&[Is(Named("subtype"), &["html"])]),
    sink("email.message.EmailMessage.add_alternative", arg(0, "obj"), Mail)
        .only_if(&[Is(Named("subtype"), &["html"])]),
    // A header made of its parts cannot end.
    cleans("email.utils.formataddr", Sinks::of(&[Mail])),
    cleans("email.header.Header", Sinks::of(&[Mail])),
    passes("email.utils.parseaddr"),
    decodes("email.header.decode_header"),
    decodes("email.message_from_string"),
    decodes("email.message_from_bytes"),
    decodes("email.message_from_file"),
    decodes("email.message_from_binary_file"),
    passes("email.message.Message.get_payload"),
    passes("email.message.Message.get_filename"),
    passes("email.message.Message.walk"),
    // Other ways to send one.
    returns("flask_mail.Mail", "flask_mail.Mail"),
    sink("flask_mail.Message", Named("html"), Mail),
    written("flask_mail.Message.html", Mail),
    sink("sendgrid.helpers.mail.Mail", Named("html_content"), Mail),
    sink("sendgrid.helpers.mail.Content", arg(1, "content"), Mail)
        .only_if(&[Is(Arg(0, "mime_type"), &["text/html"])]),
    sink("sendgrid.helpers.mail.HtmlContent", arg(0, "content"), Mail),
    sink("yagmail.SMTP.send", arg(2, "contents"), Mail),
    sink("mailer.Message", Named("Html"), Mail),
    sink("postmarker.core.PostmarkClient.emails.send", Named("HtmlBody"), Mail),
    sink("fastapi_mail.MessageSchema", Named("body"), Mail)
        .only_if(&[Is(Named("subtype"), &["html", "fastapi_mail.MessageType.html"])]),
];
