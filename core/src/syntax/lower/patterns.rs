//! The patterns of `match`: what stands after `case`.

use super::super::ast::{
    ExprId, ExprKind, Get, List, Name, Operator, Pattern, PatternId, PatternKind, UnaryOperator,
};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;
use crate::text::Span;

impl Lower<'_> {
    /// `case a:`, and `case a, b:`, which is a sequence
    pub(super) fn case_patterns(&mut self, clause: Node<'_>) -> PatternId {
        let mut patterns = clause.parts().filter(|part| part.kind() == Kind::CasePattern);
        match (patterns.next(), patterns.next(), clause.first(Kind::Comma)) {
            (Some(only), None, None) => self.pattern(only),
            (Some(first), ..) => {
                let listed =
                    clause.children().filter(|child| matches!(child.kind(), Kind::CasePattern | Kind::Comma));
                let end = listed.last().unwrap_or(first).span();
                let items = self.patterns(clause.parts().filter(|part| part.kind() == Kind::CasePattern));
                self.add_pattern(first.span().to(end), PatternKind::Sequence(items))
            }
            (None, ..) => self.add_pattern(clause.span(), PatternKind::Unknown),
        }
    }

    fn add_pattern(&mut self, span: Span, kind: PatternKind) -> PatternId {
        let id = PatternId(self.ast.patterns.len() as u32);
        self.ast.patterns.push(Pattern { span, kind });
        id
    }

    fn patterns<'t>(&mut self, nodes: impl Iterator<Item = Node<'t>>) -> List<PatternId> {
        let patterns: Vec<PatternId> = nodes.map(|node| self.pattern(node)).collect();
        self.ast.lists.patterns(patterns)
    }

    fn pattern(&mut self, node: Node<'_>) -> PatternId {
        let span = node.span();
        let lowered = self.deeper(span, |this| this.pattern_kind(node));
        match lowered {
            Some(Ok(pattern)) => pattern,
            Some(Err(kind)) => self.add_pattern(span, kind),
            None => self.add_pattern(span, PatternKind::Unknown),
        }
    }

    /// `Ok` for a node that only wraps another.
    fn pattern_kind(&mut self, node: Node<'_>) -> Result<PatternId, PatternKind> {
        Err(match node.kind() {
            Kind::CasePattern => return self.simple(node),
            Kind::Underscore => PatternKind::Wildcard,
            Kind::DottedName => return Err(self.capture_or_value(node)),
            Kind::Identifier => PatternKind::Capture(self.name(node)),
            Kind::AsPattern => {
                let mut parts = node.parts();
                match (parts.next(), parts.next()) {
                    (Some(pattern), Some(name)) => {
                        PatternKind::As { pattern: self.pattern(pattern), name: self.name(name) }
                    }
                    _ => PatternKind::Unknown,
                }
            }
            Kind::UnionPattern => PatternKind::Or(self.alternatives(node)),
            Kind::ListPattern => PatternKind::Sequence(self.patterns(node.parts())),
            // `(a)` is a pattern in parentheses, `(a,)` a sequence.
            Kind::TuplePattern => {
                let mut parts = node.parts();
                match (parts.next(), parts.next(), node.has(Kind::Comma)) {
                    (Some(only), None, false) => return Ok(self.pattern(only)),
                    _ => PatternKind::Sequence(self.patterns(node.parts())),
                }
            }
            Kind::SplatPattern => PatternKind::Star(node.parts().next().map(|name| self.name(name))),
            Kind::DictPattern => self.mapping(node),
            Kind::ClassPattern => self.class_pattern(node),
            Kind::ComplexPattern => PatternKind::Value(self.complex(node)),
            Kind::KeywordPattern | Kind::Error => PatternKind::Unknown,
            _ => PatternKind::Value(self.expr(node)),
        })
    }

    /// A `case_pattern` holds one pattern; of `-1` it holds both tokens.
    fn simple(&mut self, node: Node<'_>) -> Result<PatternId, PatternKind> {
        let mut children = node.children().filter(|child| child.kind() != Kind::Error);
        match (children.next(), children.next()) {
            (Some(minus), Some(number)) if minus.kind() == Kind::Minus => {
                let value = self.negative(minus, number);
                Err(PatternKind::Value(value))
            }
            (Some(only), _) => Ok(self.pattern(only)),
            (None, _) => Err(PatternKind::Unknown),
        }
    }

    fn negative(&mut self, minus: Node<'_>, number: Node<'_>) -> ExprId {
        let operand = self.expr(number);
        let kind = ExprKind::Unary { operator: UnaryOperator::Minus, operand };
        self.add(minus.span().to(number.span()), kind)
    }

    /// `name` binds, `Color.RED` is compared.
    fn capture_or_value(&mut self, node: Node<'_>) -> PatternKind {
        let mut names = node.parts();
        match (names.next(), names.next()) {
            (Some(only), None) if self.slice(only.span()) == "_" => PatternKind::Wildcard,
            (Some(only), None) => PatternKind::Capture(self.name(only)),
            _ => PatternKind::Value(self.dotted_expr(node)),
        }
    }

    fn dotted_expr(&mut self, node: Node<'_>) -> ExprId {
        let mut names = node.parts();
        let first = names.next();
        let mut expr = self.expr_or_unknown(first, node.span());
        for part in names {
            let name = self.name(part);
            let span = self.span_of(expr).to(name.span);
            expr = self.add(span, ExprKind::Attribute { base: expr, name });
        }
        expr
    }

    /// `a | b | -1`: the parser nests some of them.
    fn alternatives(&mut self, node: Node<'_>) -> List<PatternId> {
        let mut patterns = Vec::new();
        let mut minus = None;
        for child in node.children() {
            match child.kind() {
                Kind::Minus => minus = Some(child),
                Kind::Bar | Kind::Error => {}
                _ => {
                    let pattern = match minus.take() {
                        Some(minus) => {
                            let value = self.negative(minus, child);
                            self.add_pattern(minus.span().to(child.span()), PatternKind::Value(value))
                        }
                        None => self.pattern(child),
                    };
                    match self.ast.patterns.get(pattern.0 as usize).map(|pattern| pattern.kind) {
                        Some(PatternKind::Or(inner)) if child.kind() == Kind::UnionPattern => {
                            patterns.extend_from_slice(self.ast.list(inner));
                        }
                        _ => patterns.push(pattern),
                    }
                }
            }
        }
        self.ast.lists.patterns(patterns)
    }

    /// `{"k": a, **rest}`
    fn mapping(&mut self, node: Node<'_>) -> PatternKind {
        let mut items = Vec::new();
        let mut rest = None;
        let mut minus = None;
        let mut key = None;
        for child in node.children() {
            match (child.field(), child.kind()) {
                (Field::Key, Kind::Minus) => minus = Some(child),
                (Field::Key, Kind::Error) => {}
                (Field::Key, _) => {
                    key = Some(match minus.take() {
                        Some(minus) => self.negative(minus, child),
                        None => self.key(child),
                    });
                }
                (Field::Value, _) => {
                    let key = key.take().unwrap_or_else(|| self.unknown(child.span()));
                    items.push((key, self.pattern(child)));
                }
                (_, Kind::SplatPattern) => rest = child.parts().next().map(|name| self.name(name)),
                _ => {}
            }
        }
        PatternKind::Mapping { items: self.ast.lists.mapping_items(items), rest }
    }

    fn key(&mut self, node: Node<'_>) -> ExprId {
        match node.kind() {
            Kind::DottedName => self.dotted_expr(node),
            Kind::ComplexPattern => self.complex(node),
            _ => self.expr(node),
        }
    }

    /// `Point(a, y=b)`
    fn class_pattern(&mut self, node: Node<'_>) -> PatternKind {
        let class = match node.first(Kind::DottedName) {
            Some(name) => self.dotted_expr(name),
            None => self.unknown(node.span()),
        };
        let mut positional = Vec::new();
        let mut keywords: Vec<(Name, PatternId)> = Vec::new();
        for part in node.parts().filter(|part| part.kind() != Kind::DottedName) {
            let keyword =
                if part.kind() == Kind::CasePattern { part.first(Kind::KeywordPattern) } else { None };
            match keyword {
                Some(keyword) => keywords.extend(self.keyword_pattern(keyword)),
                None => positional.push(self.pattern(part)),
            }
        }
        let positional = self.ast.lists.patterns(positional);
        PatternKind::Class { class, positional, keywords: self.ast.lists.keyword_patterns(keywords) }
    }

    fn keyword_pattern(&mut self, node: Node<'_>) -> Option<(Name, PatternId)> {
        let mut children =
            node.children().filter(|child| !matches!(child.kind(), Kind::Error | Kind::Assign));
        let name = self.name(children.next()?);
        let first = children.next()?;
        let pattern = match children.next() {
            Some(number) if first.kind() == Kind::Minus => {
                let value = self.negative(first, number);
                self.add_pattern(first.span().to(number.span()), PatternKind::Value(value))
            }
            _ => self.pattern(first),
        };
        Some((name, pattern))
    }

    /// `-1 + 2j`
    fn complex(&mut self, node: Node<'_>) -> ExprId {
        let mut operands = Vec::new();
        let mut operators = Vec::new();
        let mut minus = None;
        for child in node.children() {
            match child.kind() {
                Kind::Minus if operands.is_empty() => minus = Some(child),
                Kind::Minus => operators.push(Operator::Subtract),
                Kind::Plus => operators.push(Operator::Add),
                Kind::Error => {}
                _ => operands.push(match minus.take() {
                    Some(minus) => self.negative(minus, child),
                    None => self.expr(child),
                }),
            }
        }
        if operators.len() + 1 != operands.len() {
            return self.unknown(node.span());
        }
        let operands = self.ast.lists.exprs(operands);
        let operators = self.ast.lists.operators(operators);
        self.add(node.span(), ExprKind::Operation { operands, operators })
    }
}
