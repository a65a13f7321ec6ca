//! Operators. Chains of left-associative ones are flattened in a loop: a sum of 20,000 terms nests 20,000
//! deep in the parser's tree, and not at all in ours.

use super::super::ast::{Comparison, ExprId, ExprKind, Operator, UnaryOperator};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;

impl Lower<'_> {
    /// `a + b - c`: operators of one rank, as one flat chain.
    pub(super) fn operation(&mut self, node: Node<'_>) -> ExprId {
        let Some(last) = operator_of(node) else { return self.unknown(node.span()) };
        if last == Operator::BitAnd {
            let mut terms = Vec::new();
            bits(node, &mut terms);
            if terms.iter().any(|(operator, _)| *operator == Operator::BitXor) {
                return self.and_before_xor(node, &terms);
            }
        }
        let mut rights = Vec::new();
        let mut at = node;
        let first = loop {
            let Some(operator) = operator_of(at) else { break Some(at) };
            if rank(operator) != rank(last) || (operator == Operator::Power && !rights.is_empty()) {
                break Some(at);
            }
            rights.push((operator, at.get(Field::Right)));
            match at.get(Field::Left) {
                Some(left) => at = left,
                None => break None,
            }
        };
        let start = self.pending.len();
        let first = self.expr_or_unknown(first, node.span());
        self.pending.push(first);
        for (_, right) in rights.iter().rev() {
            let right = self.expr_or_unknown(*right, node.span());
            self.pending.push(right);
        }
        let operands = self.ast.lists.exprs(self.pending.drain(start..));
        let operators = self.ast.lists.operators(rights.iter().rev().map(|(operator, _)| *operator));
        self.add(node.span(), ExprKind::Operation { operands, operators })
    }

    /// `a & b ^ c`: the grammar lets `^` bind tighter than `&`, in Python it is the other way round. `terms` are
    /// the operands in order, each with the operator before it.
    fn and_before_xor(&mut self, node: Node<'_>, terms: &[(Operator, Node<'_>)]) -> ExprId {
        let mut groups: Vec<ExprId> = Vec::new();
        for group in terms.chunk_by(|_, next| next.0 == Operator::BitAnd) {
            let start = self.pending.len();
            for (_, term) in group {
                let operand = self.expr(*term);
                self.pending.push(operand);
            }
            let span = match (group.first(), group.last()) {
                (Some(first), Some(last)) => first.1.span().to(last.1.span()),
                _ => node.span(),
            };
            let operators = vec![Operator::BitAnd; group.len().saturating_sub(1)];
            groups.push(if operators.is_empty() {
                self.pending.pop().unwrap_or_else(|| self.unknown(span))
            } else {
                let operands = self.ast.lists.exprs(self.pending.drain(start..));
                let operators = self.ast.lists.operators(operators);
                self.add(span, ExprKind::Operation { operands, operators })
            });
        }
        let operators = vec![Operator::BitXor; groups.len().saturating_sub(1)];
        let operands = self.ast.lists.exprs(groups);
        let operators = self.ast.lists.operators(operators);
        self.add(node.span(), ExprKind::Operation { operands, operators })
    }

    /// `a and b and c`: one flat chain of the same word.
    pub(super) fn boolean(&mut self, node: Node<'_>) -> ExprId {
        let and = is_and(node);
        let mut rights = Vec::new();
        let mut at = node;
        let first = loop {
            if at.kind() != Kind::BooleanOperator || is_and(at) != and {
                break Some(at);
            }
            rights.push(at.get(Field::Right));
            match at.get(Field::Left) {
                Some(left) => at = left,
                None => break None,
            }
        };
        let start = self.pending.len();
        let first = self.expr_or_unknown(first, node.span());
        self.pending.push(first);
        for right in rights.into_iter().rev() {
            let right = self.expr_or_unknown(right, node.span());
            self.pending.push(right);
        }
        let operands = self.ast.lists.exprs(self.pending.drain(start..));
        self.add(node.span(), ExprKind::Bool { and, operands })
    }

    /// `a < b <= c`
    pub(super) fn comparison(&mut self, node: Node<'_>) -> ExprKind {
        let mut found = Vec::new();
        let start = self.pending.len();
        for child in node.children() {
            if let Some(comparison) = comparison_of(child.kind()) {
                if child.kind() == Kind::LessGreater {
                    self.python2("`<>`", child.span());
                }
                found.push(comparison);
            } else if child.kind() != Kind::Error {
                let operand = self.expr(child);
                self.pending.push(operand);
            }
        }
        let operands = self.ast.lists.exprs(self.pending.drain(start..));
        found.truncate(operands.len.saturating_sub(1) as usize);
        if found.len() + 1 != operands.len as usize {
            return ExprKind::Unknown;
        }
        ExprKind::Compare { operands, comparisons: self.ast.lists.comparisons(found) }
    }

    /// `-a`
    pub(super) fn unary(&mut self, node: Node<'_>) -> ExprKind {
        let operator = match node.get(Field::Operator).map(Node::kind) {
            Some(Kind::Plus) => UnaryOperator::Plus,
            Some(Kind::Tilde) => UnaryOperator::Invert,
            _ => UnaryOperator::Minus,
        };
        ExprKind::Unary { operator, operand: self.expr_of(node, Field::Argument) }
    }
}

fn operator_of(node: Node<'_>) -> Option<Operator> {
    if node.kind() != Kind::BinaryOperator {
        return None;
    }
    Some(match node.get(Field::Operator)?.kind() {
        Kind::Plus => Operator::Add,
        Kind::Minus => Operator::Subtract,
        Kind::Star => Operator::Multiply,
        Kind::At => Operator::MatrixMultiply,
        Kind::Slash => Operator::Divide,
        Kind::DoubleSlash => Operator::FloorDivide,
        Kind::Percent => Operator::Modulo,
        Kind::DoubleStar => Operator::Power,
        Kind::ShiftLeft => Operator::ShiftLeft,
        Kind::ShiftRight => Operator::ShiftRight,
        Kind::Ampersand => Operator::BitAnd,
        Kind::Bar => Operator::BitOr,
        Kind::Caret => Operator::BitXor,
        _ => return None,
    })
}

/// The operands of a chain of `&` and `^` in order, each with the operator before it; the first one's says
/// nothing.
fn bits<'t>(node: Node<'t>, terms: &mut Vec<(Operator, Node<'t>)>) {
    let mut rights = Vec::new();
    let mut at = node;
    while let (Some(operator @ (Operator::BitAnd | Operator::BitXor)), Some(left)) =
        (operator_of(at), at.get(Field::Left))
    {
        rights.extend(at.get(Field::Right).map(|right| (operator, right)));
        at = left;
    }
    terms.push((Operator::BitAnd, at));
    for (operator, right) in rights.into_iter().rev() {
        // To the right of a `&` stand chains of `^`, never of `&`.
        let from = terms.len();
        if operator == Operator::BitAnd && operator_of(right) == Some(Operator::BitXor) {
            bits(right, terms);
        } else {
            terms.push((operator, right));
        }
        if let Some(first) = terms.get_mut(from) {
            first.0 = operator;
        }
    }
}

/// Base and exponent of `a ** b`.
pub(super) fn power(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    if operator_of(node) != Some(Operator::Power) {
        return None;
    }
    Some((node.get(Field::Left)?, node.get(Field::Right)?))
}

/// Operators of equal rank group from the left.
fn rank(operator: Operator) -> u8 {
    match operator {
        Operator::Add | Operator::Subtract => 0,
        Operator::Multiply
        | Operator::MatrixMultiply
        | Operator::Divide
        | Operator::FloorDivide
        | Operator::Modulo => 1,
        Operator::ShiftLeft | Operator::ShiftRight => 2,
        Operator::BitAnd => 3,
        Operator::BitOr => 4,
        Operator::BitXor => 5,
        Operator::Power => 6,
    }
}

fn is_and(node: Node<'_>) -> bool {
    node.get(Field::Operator).is_some_and(|token| token.kind() == Kind::And)
}

fn comparison_of(kind: Kind) -> Option<Comparison> {
    Some(match kind {
        Kind::Less => Comparison::Less,
        Kind::LessEqual => Comparison::LessEqual,
        Kind::Equal => Comparison::Equal,
        Kind::NotEqual | Kind::LessGreater => Comparison::NotEqual,
        Kind::GreaterEqual => Comparison::GreaterEqual,
        Kind::Greater => Comparison::Greater,
        Kind::In => Comparison::In,
        Kind::NotIn => Comparison::NotIn,
        Kind::Is => Comparison::Is,
        Kind::IsNot => Comparison::IsNot,
        _ => return None,
    })
}
