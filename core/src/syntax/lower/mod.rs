//! From the parser's tree to [`Ast`], once, top-down. The only folder that names tree-sitter.
//!
//! `tree.rs` copies the parser's tree into a flat list, `kinds.rs` lists the grammar's kinds of node and
//! says which of the other files lowers each. Every function here that takes a node appends what it finds
//! to the tree under construction and gives the new node's id.

mod compound;
mod definitions;
mod expressions;
mod imports;
mod kinds;
mod operators;
mod patterns;
mod repair;
mod statements;
mod strings;
mod tree;
mod types;

pub use tree::parse_only;

use super::ast::{Ast, ClassDefId, Expr, ExprId, ExprKind, FuncId, List, MAX_DEPTH, Name, StmtId};
use super::identifiers;
use crate::intern::{Const, Sym};
use crate::text::{File, LineIndex, Notice, NoticeKind, Span};
use kinds::Field;
use repair::Repair;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use tree::{Node, Tree};

/// The tree of a file.
pub(super) fn lower(file: &File) -> Ast {
    let text = prepared(&file.text);
    let tree = tree::parse(&text);
    let first = match tree {
        Some(tree) if tree.errors.is_empty() => {
            let (ast, odd) = lower_tree(file, &tree, &[]);
            if !odd {
                return ast;
            }
            Some(ast)
        }
        _ => None,
    };
    let mut repair = Repair::new(&text);
    let mut plan = repair.plan();
    if let Some(ast) = first.filter(|_| plan.edits.is_empty() && plan.notices.is_empty()) {
        return ast;
    }
    for round in 1.. {
        let (changed, origin) = repair::apply(&text, &mut plan.edits);
        let tree = tree::parse_changed(&changed, &origin);
        let broken = tree.as_ref().is_none_or(|tree| repair.is_broken(&tree.errors));
        if broken && round < REPAIRS && repair.blame(&plan) {
            plan = repair.plan();
            continue;
        }
        let Some(tree) = tree else { break };
        return lower_tree(file, &tree, &plan.notices).0;
    }
    let text = "The parser's bound on work was reached: nothing of this file was read.";
    let end_line = file.lines.count().max(1);
    let notice = Notice { line: 1, end_line, kind: NoticeKind::Limit, text: text.into() };
    Ast { notices: vec![notice], ..Ast::default() }
}

/// How often a text is changed and parsed again; each time one more line is given up.
const REPAIRS: usize = 8;

/// What the parser gets to see of a text: the same bytes, with line ends for lone carriage returns, which
/// end lines in Python, and blanks for NUL, at which the parser would stop.
fn prepared(text: &str) -> Cow<'_, str> {
    let lone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let mut bytes = Cow::Borrowed(text);
    if text.contains('\0') {
        bytes = Cow::Owned(bytes.replace('\0', " "));
    }
    if text.match_indices('\r').any(|(at, _)| lone(at)) {
        let mut changed = String::with_capacity(text.len());
        for (at, character) in bytes.char_indices() {
            changed.push(if character == '\r' && lone(at) { '\n' } else { character });
        }
        bytes = Cow::Owned(changed);
    }
    bytes
}

/// Lowers a tree; also says whether something in it looks as if the parser misunderstood the text's blocks.
fn lower_tree(file: &File, tree: &Tree, notices: &[(Span, &'static str)]) -> (Ast, bool) {
    let mut lower = Lower::new(&file.text, &file.lines, tree.len());
    let body = lower.block(tree.root());
    lower.ast.body = body;
    for (span, text) in notices {
        lower.notice(*span, NoticeKind::Syntax, *text);
    }
    let odd = lower.odd;
    (lower.finish(tree), odd)
}

/// A tree under construction, and where in it lowering stands.
struct Lower<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    ast: Ast,
    names: FxHashMap<&'a str, Sym>,
    /// The statement that is being lowered.
    stmt: StmtId,
    /// The compound statement whose block it is in.
    parent: Option<StmtId>,
    /// The function whose body it is in.
    function: Option<FuncId>,
    /// The class whose body it is in, functions not between.
    class: Option<ClassDefId>,
    /// Whether a `yield` was seen since the function began.
    yields: bool,
    /// A star that was hoisted out of the expression that is being lowered, and where what follows it begins.
    star: Option<(u32, u32)>,
    /// How many constructs are open.
    depth: u32,
    /// Expressions of lists that are being collected; each list takes off what it has put on.
    pending: Vec<ExprId>,
    /// The same for blocks.
    pending_stmts: Vec<StmtId>,
    /// What Python 2 has and Python 3 has not: first and last place, and how many.
    python2: Vec<(&'static str, Span, Span, u32)>,
    /// Whether indentation or quotes look as if the parser had misunderstood them.
    odd: bool,
    /// Lines that were too deep.
    deep: Vec<Span>,
}

impl<'a> Lower<'a> {
    fn new(text: &'a str, lines: &'a LineIndex, nodes: usize) -> Self {
        let mut ast = Ast::default();
        // About as much as code needs: what grows step by step is copied at each step.
        ast.exprs.reserve(nodes / 2);
        ast.stmts.reserve(nodes / 12);
        Self {
            text,
            lines,
            ast,
            names: FxHashMap::with_capacity_and_hasher(nodes / 20, rustc_hash::FxBuildHasher),
            stmt: StmtId(0),
            parent: None,
            function: None,
            class: None,
            yields: false,
            star: None,
            depth: 0,
            pending: Vec::new(),
            pending_stmts: Vec::new(),
            python2: Vec::new(),
            odd: false,
            deep: Vec::new(),
        }
    }

    fn finish(mut self, tree: &Tree) -> Ast {
        self.ast.comments.clone_from(&tree.comments);
        for span in &tree.errors {
            self.unreadable(*span);
        }
        for (what, first, last, count) in std::mem::take(&mut self.python2) {
            let places = if count == 1 { String::new() } else { format!(", {count} times") };
            let text = format!("Python 2: {what}{places}; read as Python 2 means it.");
            self.notice(first.to(last), NoticeKind::Python2, text);
        }
        for span in std::mem::take(&mut self.deep) {
            let text = format!("Nested more than {MAX_DEPTH} deep: what is inside was not read.");
            self.notice(span, NoticeKind::Nesting, text);
        }
        self.ast.notices.sort();
        merge(&mut self.ast.notices);
        self.ast.names = self.names.into_values().collect();
        self.ast.exprs.shrink_to_fit();
        self.ast.stmts.shrink_to_fit();
        self.ast
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn byte(&self, at: u32) -> Option<u8> {
        self.text.as_bytes().get(at as usize).copied()
    }

    fn sym(&mut self, text: &'a str) -> Sym {
        *self.names.entry(text).or_insert_with(|| match identifiers::normal(text) {
            Some(normal) => Sym::new(&normal),
            None => Sym::new(text),
        })
    }

    fn name(&mut self, node: Node<'_>) -> Name {
        let span = node.span();
        let text = self.slice(span);
        Name { sym: self.sym(text), span }
    }

    /// The name that a node holds as `field`; an empty one where the parser missed it.
    fn name_of(&mut self, node: Node<'_>, field: Field) -> Name {
        match node.get(field) {
            Some(name) => self.name(name),
            None => Name { sym: self.sym(""), span: Span::new(node.span().start, node.span().start) },
        }
    }

    fn add(&mut self, mut span: Span, kind: ExprKind) -> ExprId {
        if let Some((_, start)) = self.star.filter(|(star, _)| *star == span.start) {
            span.start = start;
        }
        let id = ExprId(self.ast.exprs.len() as u32);
        self.ast.exprs.push(Expr { span, stmt: self.stmt, kind });
        id
    }

    fn constant(&mut self, span: Span, value: Const) -> ExprId {
        let id = self.ast.constants.id(value);
        self.add(span, ExprKind::Constant(id))
    }

    fn unknown(&mut self, span: Span) -> ExprId {
        self.add(span, ExprKind::Unknown)
    }

    fn span_of(&self, expr: ExprId) -> Span {
        self.ast.exprs.get(expr.0 as usize).map_or(Span::default(), |expr| expr.span)
    }

    /// Collects expressions into a list of the tree.
    fn exprs<'t>(&mut self, nodes: impl Iterator<Item = Node<'t>>) -> List<ExprId> {
        let start = self.pending.len();
        for node in nodes {
            let expr = self.expr(node);
            self.pending.push(expr);
        }
        self.ast.lists.exprs(self.pending.drain(start..))
    }

    fn notice(&mut self, span: Span, kind: NoticeKind, text: impl Into<String>) {
        let line = self.lines.line(span.start);
        let end_line = self.lines.line(span.end.saturating_sub(1).max(span.start)).max(line);
        self.ast.notices.push(Notice { line, end_line, kind, text: text.into() });
    }

    fn unreadable(&mut self, span: Span) {
        self.notice(span, NoticeKind::Syntax, "Could not be read as Python.");
    }

    /// Python 2's syntax gets one notice a construct, however often it stands in a file.
    fn python2(&mut self, what: &'static str, span: Span) {
        if let Some(row) = self.python2.iter_mut().find(|row| row.0 == what) {
            row.2 = span;
            row.3 += 1;
        } else {
            self.python2.push((what, span, span, 1));
        }
    }

    /// Runs `inside` one level deeper, unless that is too deep: then nothing, and a notice.
    fn deeper<T>(&mut self, span: Span, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.deep.push(span);
            return None;
        }
        self.depth += 1;
        let value = inside(self);
        self.depth -= 1;
        Some(value)
    }
}

/// Joins notices of one kind and text on lines that touch.
fn merge(notices: &mut Vec<Notice>) {
    notices.dedup_by(|next, last| {
        let same = next.kind == last.kind && next.text == last.text && next.line <= last.end_line + 1;
        if same {
            last.end_line = last.end_line.max(next.end_line);
        }
        same
    });
}
