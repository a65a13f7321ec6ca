//! Databases: SQL by driver and by mapper, and those that are asked otherwise.

pub(super) mod directories;
pub(super) mod documents;
pub(super) mod drivers;
pub(super) mod mappers;
pub(super) mod roles;
pub(super) mod sqlalchemy;
