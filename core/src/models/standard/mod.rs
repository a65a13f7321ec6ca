//! The standard library, by theme.

pub(super) mod concurrency;
pub(super) mod constants;
pub(super) mod dynamic;
pub(super) mod encodings;
pub(super) mod errors;
pub(super) mod hashes;
pub(super) mod lifecycle;
pub(super) mod logging;
pub(super) mod mail;
pub(super) mod network;
pub(super) mod paths;
pub(super) mod plain;
pub(super) mod processes;
pub(super) mod regex;
pub(super) mod urls;
pub(super) mod xml;
