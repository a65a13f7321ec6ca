//! Statements with blocks: `if`, `for`, `while`, `try`, `with`, `match`, and their clauses.

use super::super::ast::{Arm, Case, ExprId, ExprKind, Get, Handler, List, StmtId, StmtKind, WithItem};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;
use crate::text::Span;

impl Lower<'_> {
    /// The block that a node holds as `field`, with the statement that is being lowered as its parent.
    fn body(&mut self, node: Node<'_>, field: Field) -> List<StmtId> {
        match node.get(field) {
            Some(block) => self.block_of(block),
            None => List::default(),
        }
    }

    /// The same for clauses whose block has no field name.
    fn clause_body(&mut self, node: Node<'_>) -> List<StmtId> {
        match node.first(Kind::Block) {
            Some(block) => self.block_of(block),
            None => List::default(),
        }
    }

    pub(super) fn block_of(&mut self, block: Node<'_>) -> List<StmtId> {
        let parent = self.parent.replace(self.stmt);
        let list = self.block(block);
        self.parent = parent;
        list
    }

    /// `else: ..` after a loop, an `if` or a `try`
    fn otherwise(&mut self, node: Node<'_>) -> List<StmtId> {
        node.first(Kind::ElseClause).map(|clause| self.body(clause, Field::Body)).unwrap_or_default()
    }

    pub(super) fn if_statement(&mut self, node: Node<'_>) -> StmtKind {
        let mut arms = vec![self.arm(node)];
        for clause in node.children().filter(|child| child.kind() == Kind::ElifClause) {
            arms.push(self.arm(clause));
        }
        let otherwise = self.otherwise(node);
        StmtKind::If { arms: self.ast.lists.arms(arms), otherwise }
    }

    fn arm(&mut self, node: Node<'_>) -> Arm {
        let test = self.expr_of(node, Field::Condition);
        let body = self.body(node, Field::Consequence);
        let end = self.end_of_block(body).or_else(|| Some(node.get(Field::Consequence)?.span().start));
        Arm { test, body, span: Span::new(node.span().start, end.unwrap_or(node.span().end)) }
    }

    pub(super) fn for_statement(&mut self, node: Node<'_>) -> StmtKind {
        let target = self.expr_of(node, Field::Left);
        let iterable = self.expr_of(node, Field::Right);
        let body = self.body(node, Field::Body);
        StmtKind::For {
            target,
            iterable,
            body,
            otherwise: self.otherwise(node),
            is_async: node.has(Kind::Async),
        }
    }

    pub(super) fn while_statement(&mut self, node: Node<'_>) -> StmtKind {
        let test = self.expr_of(node, Field::Condition);
        let body = self.body(node, Field::Body);
        StmtKind::While { test, body, otherwise: self.otherwise(node) }
    }

    pub(super) fn try_statement(&mut self, node: Node<'_>) -> StmtKind {
        let body = self.body(node, Field::Body);
        let mut star = false;
        let mut handlers = Vec::new();
        for clause in node.children().filter(|child| child.kind() == Kind::ExceptClause) {
            star |= clause.has(Kind::Star);
            handlers.push(self.handler(clause));
        }
        let handlers = self.ast.lists.handlers(handlers);
        let otherwise = self.otherwise(node);
        let finally =
            node.first(Kind::FinallyClause).map(|clause| self.clause_body(clause)).unwrap_or_default();
        StmtKind::Try { body, handlers, otherwise, finally, star }
    }

    /// `except A as e: ..`, `except (A, B): ..`, `except A, B: ..`, and Python 2's `except A, e: ..`
    fn handler(&mut self, node: Node<'_>) -> Handler {
        let mut values = node.children().filter(|child| child.field() == Field::Value);
        let mut name = node.get(Field::Alias).map(|alias| self.name(alias));
        let exception = match (values.next(), values.next(), values.next()) {
            (Some(caught), None, _) if caught.kind() == Kind::AsPattern => {
                name = caught.get(Field::Alias).map(|alias| self.name(alias));
                Some(self.expr_or_unknown(caught.parts().next(), caught.span()))
            }
            (Some(caught), None, _) => Some(self.expr(caught)),
            (Some(caught), Some(second), None) if self.is_python2_target(second) => {
                self.python2("`except` with a comma", caught.span().to(second.span()));
                name = Some(self.name(second));
                Some(self.expr(caught))
            }
            (Some(first), Some(_), _) => {
                let caught = self.exprs(node.children().filter(|child| child.field() == Field::Value));
                let last = self.ast.list(caught).last().copied();
                let span = last.map_or(first.span(), |last| first.span().to(self.span_of(last)));
                Some(self.add(span, ExprKind::Tuple(caught)))
            }
            (None, ..) => None,
        };
        let body = self.clause_body(node);
        Handler { exception, name, body, span: self.span_to(node, body) }
    }

    /// Python 3.14 reads `except A, B:` as two exceptions, Python 2 as one that is bound to a name. Classes
    /// of exceptions begin with a capital, names for exceptions never do.
    fn is_python2_target(&self, node: Node<'_>) -> bool {
        node.kind() == Kind::Identifier && !self.slice(node.span()).starts_with(char::is_uppercase)
    }

    pub(super) fn with_statement(&mut self, node: Node<'_>) -> StmtKind {
        let mut items = Vec::new();
        if let Some(clause) = node.first(Kind::WithClause) {
            for item in clause.parts() {
                let value = item.get(Field::Value).unwrap_or(item);
                items.extend(self.with_items(value));
            }
        }
        let items = self.ast.lists.with_items(items);
        let body = self.body(node, Field::Body);
        StmtKind::With { items, body, is_async: node.has(Kind::Async) }
    }

    /// `context as target`. The parser reads `with (a as b, c):` as one tuple.
    fn with_items(&mut self, value: Node<'_>) -> Vec<WithItem> {
        match value.kind() {
            Kind::AsPattern => {
                let context = self.expr_or_unknown(value.parts().next(), value.span());
                let target = value.get(Field::Alias).map(|target| self.expr(target));
                vec![WithItem { context, target }]
            }
            Kind::Tuple | Kind::ParenthesizedExpression
                if value.parts().any(|part| part.kind() == Kind::AsPattern) =>
            {
                let parts: Vec<_> = value.parts().collect();
                parts.into_iter().flat_map(|part| self.with_items(part)).collect()
            }
            _ => vec![WithItem { context: self.expr(value), target: None }],
        }
    }

    pub(super) fn match_statement(&mut self, node: Node<'_>) -> StmtKind {
        let subject = self.match_subject(node);
        let mut cases = Vec::new();
        for clause in node.get(Field::Body).into_iter().flat_map(Node::children) {
            if clause.kind() == Kind::CaseClause {
                cases.push(self.case(clause));
            }
        }
        StmtKind::Match { subject, cases: self.ast.lists.cases(cases) }
    }

    fn match_subject(&mut self, node: Node<'_>) -> ExprId {
        let mut subjects = node.children().filter(|child| child.field() == Field::Subject);
        match (subjects.next(), subjects.next(), node.first(Kind::Comma)) {
            (Some(only), None, None) => self.expr(only),
            (Some(first), second, comma) => {
                let last = node
                    .children()
                    .filter(|child| child.field() == Field::Subject || child.kind() == Kind::Comma);
                let end = last.last().or(comma).or(second).unwrap_or(first).span();
                let elements = self.exprs(node.children().filter(|child| child.field() == Field::Subject));
                self.add(first.span().to(end), ExprKind::Tuple(elements))
            }
            (None, ..) => self.unknown(node.span()),
        }
    }

    fn case(&mut self, node: Node<'_>) -> Case {
        let pattern = self.case_patterns(node);
        let guard =
            node.get(Field::Guard).map(|guard| self.expr_or_unknown(guard.parts().next(), guard.span()));
        let body = self.body(node, Field::Consequence);
        Case { pattern, guard, body, span: self.span_to(node, body) }
    }
}
