//! The parser's tree, copied once into one flat list in order of place, then dropped.
//!
//! A node is followed by all that it holds, and knows where that ends: walking children and looking ahead
//! are index arithmetic. Comments are kept apart, tokens without meaning are left out. Nothing after this
//! file asks the parser for anything.

use super::kinds::{Field, Kind, Table, language};
use super::repair::Origin;
use crate::text::Span;
use std::ops::ControlFlow;
use tree_sitter::{ParseOptions, Parser};

/// A flat copy of the parser's tree.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Raw>,
    /// Comments in order of place.
    pub(super) comments: Vec<Span>,
    /// Where the parser skipped text or missed a token.
    pub(super) errors: Vec<Span>,
}

#[derive(Clone, Copy)]
struct Raw {
    kind: Kind,
    field: Field,
    start: u32,
    end: u32,
    /// Index one past all that it holds.
    next: u32,
}

/// A node of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Node<'t> {
    /// What it is.
    pub(super) fn kind(self) -> Kind {
        self.raw().kind
    }

    /// What it is to the node that it stands in.
    pub(super) fn field(self) -> Field {
        self.raw().field
    }

    /// Where it stands.
    pub(super) fn span(self) -> Span {
        let raw = self.raw();
        Span::new(raw.start, raw.end)
    }

    /// The nodes that it holds directly.
    pub(super) fn children(self) -> Children<'t> {
        Children { tree: self.tree, at: self.index + 1, end: self.raw().next }
    }

    /// The first that it holds as `field`.
    pub(super) fn get(self, field: Field) -> Option<Node<'t>> {
        self.children().find(|child| child.field() == field)
    }

    /// The first of a kind that it holds directly.
    pub(super) fn first(self, kind: Kind) -> Option<Node<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Whether it holds one of a kind directly.
    pub(super) fn has(self, kind: Kind) -> bool {
        self.first(kind).is_some()
    }

    /// The nodes that it holds directly, without tokens and errors.
    pub(super) fn parts(self) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(|child| child.kind() <= LAST_NAMED)
    }

    fn raw(self) -> &'t Raw {
        const NOTHING: &Raw = &Raw { kind: Kind::Error, field: Field::None, start: 0, end: 0, next: 0 };
        self.tree.nodes.get(self.index as usize).unwrap_or(NOTHING)
    }
}

const LAST_NAMED: Kind = Kind::LineContinuation;

/// The nodes that a node holds directly.
#[derive(Clone)]
pub(super) struct Children<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, index: self.at };
        self.at = node.raw().next.max(self.at + 1);
        Some(node)
    }
}

impl Tree {
    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The module.
    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, index: 0 }
    }
}

/// Whether the parser gets to the end of a text within its bound, and how many nodes it finds: for
/// measuring the parser alone.
#[must_use]
pub fn parse_only(text: &str) -> Option<usize> {
    let tree = parse_with(&mut parser()?, text, allowance(text.len()))?;
    Some(tree.root_node().descendant_count())
}

/// The tree of a text; nothing when the parser gives up.
pub(super) fn parse(text: &str) -> Option<Tree> {
    let tree = parse_with(&mut parser()?, text, allowance(text.len()))?;
    Some(flatten(&tree, Some(text.as_bytes()), |at| at))
}

/// The tree of a changed text, with the places of the original.
pub(super) fn parse_changed(text: &str, origin: &Origin) -> Option<Tree> {
    let tree = parse_with(&mut parser()?, text, allowance(text.len()))?;
    Some(flatten(&tree, None, |at| origin.of(at)))
}

/// How many hundreds of steps the parser may take for a text: about twenty times what it needs for code that
/// it can read, and never less than what it needs to stumble through a page of anything else.
fn allowance(bytes: usize) -> usize {
    bytes / 10 + 20_000
}

/// A parser of Python.
pub(super) fn parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&language()).ok()?;
    Some(parser)
}

/// Parses within a bound of so many hundreds of steps: a count, not a clock, so that every machine reads the
/// same.
pub(super) fn parse_with(parser: &mut Parser, text: &str, allowance: usize) -> Option<tree_sitter::Tree> {
    let bytes = text.as_bytes();
    let mut left = allowance;
    let mut tick = |_: &tree_sitter::ParseState| {
        left = left.saturating_sub(1);
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut tick);
    let tree =
        parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
    if tree.is_none() {
        // Otherwise the next text would be taken for the rest of this one.
        parser.reset();
    }
    tree
}

/// Copy a tree whose nodes stand in the original where `origin` says. `text` is what was parsed, where that is the
/// original itself.
fn flatten(tree: &tree_sitter::Tree, text: Option<&[u8]>, origin: impl Fn(u32) -> u32) -> Tree {
    let table = Table::get();
    let mut flat = Tree::default();
    flat.nodes.reserve(tree.root_node().descendant_count());
    // What the parser has understood as a whole needs no look at all of it: each step of the cursor costs as much as
    // finding a node did.
    let whole = text.filter(|_| !tree.root_node().has_error());
    // Nodes whose children are being walked, each with how many are left: to try for one more costs as much as to get one.
    let mut open: Vec<Open> = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let kind = table.kind(node.kind_id());
        let place = || Span::new(origin(node.start_byte() as u32), origin(node.end_byte() as u32));
        if whole.is_none() && (kind == Kind::Error || node.is_missing()) {
            flat.errors.push(place());
        }
        match kind {
            Kind::Comment => flat.comments.push(place()),
            Kind::LineContinuation | Kind::StringContent | Kind::Other => {}
            _ => {
                let field = match open.last() {
                    Some(open) if !open.named || whole.is_some() && kind.is_separator() => None,
                    _ => cursor.field_id(),
                };
                let field = field.map_or(Field::None, |id| table.field(id.get()));
                let index = flat.nodes.len();
                let Span { start, end } = place();
                flat.nodes.push(Raw { kind, field, start, end, next: index as u32 + 1 });
                // Most are names and other leaves: to ask costs less than to try.
                let mut children = node.child_count();
                if let Some(text) = whole {
                    if kind == Kind::String && !has_fields(text.get(start as usize..).unwrap_or_default()) {
                        children = 0;
                    } else if kind.is_bracketed() {
                        children = children.saturating_sub(1);
                    }
                }
                if children > 0 && cursor.goto_first_child() {
                    open.push(Open { index, left: children, named: whole.is_none() || kind.has_fields() });
                    continue;
                }
            }
        }
        loop {
            let Some(last) = open.last_mut() else { return flat };
            last.left = last.left.saturating_sub(1);
            if last.left > 0 && cursor.goto_next_sibling() {
                break;
            }
            let next = flat.nodes.len() as u32;
            if let Some(node) = flat.nodes.get_mut(last.index) {
                node.next = next;
            }
            open.pop();
            cursor.goto_parent();
        }
    }
}

/// A node whose children are being copied.
struct Open {
    /// Where it is in the copy.
    index: usize,
    /// How many children are left.
    left: u32,
    /// Whether any of them has a name there.
    named: bool,
}

/// Whether a text in quotes begins as one that may hold replacement fields.
fn has_fields(text: &[u8]) -> bool {
    let prefix = text.iter().take_while(|letter| letter.is_ascii_alphabetic());
    prefix.into_iter().any(|letter| matches!(letter.to_ascii_lowercase(), b'f' | b't'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The visible nodes below one, by the parser's own account.
    fn visible(node: tree_sitter::Node<'_>, kinds: &mut Vec<(Kind, u32)>) {
        let kind = Table::get().kind(node.kind_id());
        if matches!(kind, Kind::Comment | Kind::LineContinuation | Kind::StringContent | Kind::Other) {
            return;
        }
        let at = kinds.len();
        kinds.push((kind, 0));
        for child in (0..node.child_count()).filter_map(|child| node.child(child)) {
            visible(child, kinds);
        }
        let next = kinds.len() as u32;
        if let Some(node) = kinds.get_mut(at) {
            node.1 = next;
        }
    }

    #[test]
    fn every_node_is_copied_wherever_a_text_is_cut() {
        let text = "@a.b(1)\nclass A(B, *c, d=e):  # why\n    x: int = f'{y!r:>{z}}' 'é\\n'\n    async def f(self, /, a, *, b=(yield), **k):\n        \
            with g() as h, i:\n            print >>j, [k for k in l if not m]\n        return {**n, 'o': -p[1:2]}\n\
            match q:\n    case {'r': [s, *t]} | U(v=1): pass\n    case _ if w: raise X from y\ntry:\n    del z; z = lambda: 0\nexcept* E as e:\n    ...\n";
        let mut parser = parser().unwrap();
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = &text[..end];
            let tree = parse_with(&mut parser, cut, allowance(cut.len())).unwrap();
            let flat: Vec<(Kind, u32)> =
                flatten(&tree, None, |at| at).nodes.iter().map(|node| (node.kind, node.next)).collect();
            let mut all = Vec::new();
            visible(tree.root_node(), &mut all);
            assert_eq!(flat, all, "{cut}");
        }
    }

    /// Of a tree without errors less is asked; what that leaves out is the parts of texts that hold nothing but text.
    #[test]
    fn a_tree_without_errors_is_copied_as_one_with_errors_is() {
        let mut texts: Vec<String> =
            ["", "''", r#""""#, "b''''''", r##"R'a' u"""b""" '''c''' rb'\\'"##, "f'' t'{a}' rf\"{b}\" F'c'"]
                .iter()
                .map(|text| format!("x = ({text})\ny = f({text} [a, (b,), {{}}, {{c: d}}, {{e}}], *g)[h:]\n"))
                .collect();
        let mut folders =
            vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "py") {
                    texts.extend(std::fs::read_to_string(path));
                }
            }
        }
        let mut parser = parser().unwrap();
        let mut whole = 0;
        for text in &texts {
            let tree = parse_with(&mut parser, text, allowance(text.len())).unwrap();
            let kept = |flat: &Tree| {
                let mut kept = Vec::new();
                let mut at = 0;
                while let Some(node) = flat.nodes.get(at) {
                    let is_plain =
                        node.kind == Kind::String && !has_fields(&text.as_bytes()[node.start as usize..]);
                    kept.push((node.kind, node.field, node.start, node.end));
                    at = if is_plain { node.next as usize } else { at + 1 };
                }
                kept
            };
            let (fast, slow) =
                (flatten(&tree, Some(text.as_bytes()), |at| at), flatten(&tree, None, |at| at));
            assert_eq!(kept(&fast), kept(&slow), "{text}");
            assert_eq!((fast.comments, fast.errors), (slow.comments, slow.errors), "{text}");
            whole += usize::from(!tree.root_node().has_error());
        }
        assert!(whole > 200, "{whole}");
    }
}
