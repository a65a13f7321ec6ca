//! Python text to a tree: [`ast`] is the tree, `lower` makes it from tree-sitter's.

pub mod ast;
