//! Annotations, type parameters (PEP 695, 696) and type aliases. Annotations become plain expressions: the
//! grammar's own nodes for types are only another spelling of subscripts, unions and attributes.

use super::super::ast::{ExprId, ExprKind, Get, List, Operator, StmtKind, TypeParam};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;
use crate::text::Span;

impl Lower<'_> {
    /// `int`, `list[int]`, `int | None`, `*Ts`, `a.b`
    pub(super) fn annotation(&mut self, node: Node<'_>) -> ExprId {
        let span = node.span();
        let lowered = self.deeper(span, |this| match node.kind() {
            Kind::Type => this.annotation_or_unknown(node.parts().next(), span),
            Kind::GenericType => {
                let base = this.annotation_or_unknown(node.parts().next(), span);
                let index = node.first(Kind::TypeParameter).map(|list| this.type_index(list));
                let index = index.unwrap_or_else(|| this.unknown(span));
                this.add(span, ExprKind::Subscript { base, index })
            }
            Kind::UnionType => {
                let mut operands = Vec::new();
                this.alternatives_of_union(node, &mut operands);
                let operators = vec![Operator::BitOr; operands.len().saturating_sub(1)];
                let operands = this.ast.lists.exprs(operands);
                let operators = this.ast.lists.operators(operators);
                this.add(span, ExprKind::Operation { operands, operators })
            }
            Kind::MemberType => {
                let base = this.annotation_or_unknown(node.parts().next(), span);
                let name = node.parts().nth(1);
                match name.map(|name| this.name(name)) {
                    Some(name) => this.add(span, ExprKind::Attribute { base, name }),
                    None => this.unknown(span),
                }
            }
            Kind::SplatType => {
                let inner = this.annotation_or_unknown(node.parts().next(), span);
                this.add(span, ExprKind::Starred(inner))
            }
            Kind::ConstrainedType => {
                let mut bounds = node.parts();
                let lower = bounds.next().map(|part| this.annotation(part));
                let upper = bounds.next().map(|part| this.annotation(part));
                this.add(span, ExprKind::Slice { lower, upper, step: None })
            }
            _ => this.expr(node),
        });
        match lowered {
            Some(expr) => expr,
            None => self.unknown(span),
        }
    }

    /// `a | b | c` nests to the left.
    fn alternatives_of_union(&mut self, node: Node<'_>, operands: &mut Vec<ExprId>) {
        let mut rights = Vec::new();
        let mut at = node;
        while at.kind() == Kind::UnionType {
            let mut parts = at.parts();
            let (left, right) = (parts.next(), parts.next());
            rights.extend(right);
            match left {
                Some(left) => at = bare(left),
                None => break,
            }
        }
        let first = self.annotation(at);
        // `a | b` before the last bar is an operation to the parser.
        match self.ast.exprs.get(first.0 as usize).map(|expr| expr.kind) {
            Some(ExprKind::Operation { operands: inner, operators })
                if bare(at).kind() == Kind::BinaryOperator
                    && self.ast.list(operators).iter().all(|operator| *operator == Operator::BitOr) =>
            {
                operands.extend_from_slice(self.ast.list(inner));
            }
            _ => operands.push(first),
        }
        for right in rights.into_iter().rev() {
            operands.push(self.annotation(right));
        }
    }

    fn annotation_or_unknown(&mut self, node: Option<Node<'_>>, around: Span) -> ExprId {
        match node {
            Some(node) => self.annotation(node),
            None => self.unknown(around),
        }
    }

    /// What stands in the brackets of `dict[str, int]`.
    fn type_index(&mut self, list: Node<'_>) -> ExprId {
        let mut parts = list.parts();
        match (parts.next(), parts.next(), list.has(Kind::Comma)) {
            (Some(only), None, false) => {
                let index = self.annotation(only);
                self.star_index(index)
            }
            (Some(first), ..) => {
                let listed = list.children().filter(|child| child.kind() != Kind::Error);
                let end = listed.last().unwrap_or(first).span();
                let mut elements = Vec::new();
                for part in list.parts() {
                    elements.push(self.annotation(part));
                }
                let elements = self.ast.lists.exprs(elements);
                self.add(first.span().to(end), ExprKind::Tuple(elements))
            }
            (None, ..) => self.unknown(list.span()),
        }
    }

    /// `type A[T] = value`
    pub(super) fn type_alias(&mut self, node: Node<'_>) -> StmtKind {
        let left = node.get(Field::Left).and_then(|left| left.parts().next());
        let Some(left) = left else { return StmtKind::Unknown };
        if !matches!(left.kind(), Kind::Identifier | Kind::GenericType) {
            let word = Span::new(node.span().start, node.span().start + 4);
            let target = self.chain_on_type(word, left);
            let targets = self.ast.lists.exprs([target]);
            let value = node.get(Field::Right).map(|value| self.annotation(value));
            return StmtKind::Assign { targets, value: value.unwrap_or_else(|| self.unknown(node.span())) };
        }
        let named = if left.kind() == Kind::GenericType { left.parts().next() } else { Some(left) };
        let name = self.name(named.unwrap_or(left));
        let type_params =
            left.first(Kind::TypeParameter).map(|list| self.type_params(list)).unwrap_or_default();
        let value = match node.get(Field::Right) {
            Some(value) => self.annotation(value),
            None => self.unknown(node.span()),
        };
        StmtKind::TypeAlias { name, type_params, value }
    }

    /// `[T, U: bound, *Ts, **P]` after the name of a function, class or type
    pub(super) fn type_params(&mut self, list: Node<'_>) -> List<TypeParam> {
        let params: Vec<TypeParam> = list.parts().filter_map(|part| self.type_param(part)).collect();
        self.ast.lists.type_params(params)
    }

    /// `T: bound = default`. The grammar has no defaults: repair gives the parser a colon for the `=`, so that
    /// what follows a name is told apart by what stands before it in the text.
    fn type_param(&mut self, node: Node<'_>) -> Option<TypeParam> {
        let mut inner = bare(node);
        let (mut bound, mut default) = (None, None);
        let mut at = inner;
        while at.kind() == Kind::ConstrainedType {
            let mut parts = at.parts();
            let (first, second) = (parts.next()?, parts.next()?);
            let before = Span::new(first.span().end, second.span().start);
            let is_default = self.slice(before).contains('=');
            if at.span() == inner.span() {
                inner = bare(first);
            }
            let rest = bare(second);
            let value =
                if rest.kind() == Kind::ConstrainedType { bare(rest.parts().next()?) } else { second };
            let value = Some(self.annotation(value));
            *if is_default { &mut default } else { &mut bound } = value;
            at = rest;
        }
        if matches!(inner.kind(), Kind::SplatType | Kind::ListSplat) {
            inner = inner.parts().next()?;
        }
        Some(TypeParam { name: self.name(inner), bound, default })
    }
}

fn bare(node: Node<'_>) -> Node<'_> {
    if node.kind() == Kind::Type { node.parts().next().unwrap_or(node) } else { node }
}
