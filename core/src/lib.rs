//! Sightline reviews Python code for security: every statement that it makes has its lines.
//!
//! Modules stand in reading order and use only modules above them.

pub mod vocabulary;

#[cfg(feature = "engine")]
pub mod intake;
#[cfg(feature = "engine")]
pub mod intern;
#[cfg(feature = "engine")]
pub mod syntax;
#[cfg(feature = "engine")]
pub mod text;
