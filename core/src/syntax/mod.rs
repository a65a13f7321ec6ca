//! Python text to a tree: [`ast`] is the tree, `lower` makes it from tree-sitter's, [`literal`] knows the
//! values of texts and numbers.

pub mod ast;
mod character_names;
mod identifiers;
pub mod literal;
mod lower;

pub use lower::parse_only;

use crate::text::File;

/// The tree of a file. Never fails: what cannot be read is a notice with its lines.
#[must_use]
pub fn lower(file: &File) -> ast::Ast {
    lower::lower(file)
}
