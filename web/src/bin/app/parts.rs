//! The components: each is given what it shows, and a callback for what happens.

mod arrived;
mod banner;
mod checklist;
mod code;
mod editor;
mod embed;
mod exports;
mod files;
mod findings;
mod header;
mod help;
mod icons;
mod map;
mod mark;
mod mark_row;
mod outcome;
mod panel;
mod said;
mod share;
mod status;
mod switcher;
mod toast;
mod trust;

pub(crate) use arrived::Arrived;
pub(crate) use banner::banner;
pub(crate) use code::Code;
pub(crate) use embed::EmbedBar;
pub(crate) use header::Header;
pub(crate) use help::Help;
pub(crate) use outcome::Outcome;
pub(crate) use panel::Panel;
pub(crate) use share::ShareBox;
pub(crate) use switcher::Switcher;
pub(crate) use toast::ToastBox;
