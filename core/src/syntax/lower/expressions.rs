//! Expressions: names, constants, chains of calls, attributes and subscripts, displays, comprehensions,
//! conditionals, lambdas, walrus, await, yield. Operators are in `operators.rs`, texts in `strings.rs`.

use super::super::ast::{
    Arg, ArgKind, Clause, ComprehensionKind, ExprId, ExprKind, Get, List, Name, Operator, Pair,
};
use super::super::literal;
use super::Lower;
use super::kinds::{Field, Kind};
use super::operators;
use super::tree::Node;
use crate::intern::Const;
use crate::text::Span;

impl Lower<'_> {
    /// Lowers an expression.
    pub(super) fn expr(&mut self, node: Node<'_>) -> ExprId {
        match node.kind() {
            // Most expressions are names and constants, which nest nothing.
            Kind::Identifier => {
                let name = self.name(node);
                if name.span.start == name.span.end {
                    // Repair put it there for one that could not be read.
                    return self.unknown(name.span);
                }
                self.add(name.span, ExprKind::Name(name.sym))
            }
            Kind::Integer | Kind::Float => self.number(node),
            Kind::True => self.constant(node.span(), Const::Bool(true)),
            Kind::False => self.constant(node.span(), Const::Bool(false)),
            Kind::None => self.constant(node.span(), Const::None),
            Kind::Ellipsis => self.constant(node.span(), Const::Ellipsis),
            _ => match self.deeper(node.span(), |this| this.nested(node)) {
                Some(expr) => expr,
                None => self.unknown(node.span()),
            },
        }
    }

    /// The expression that a node holds as `field`.
    pub(super) fn expr_of(&mut self, node: Node<'_>, field: Field) -> ExprId {
        self.expr_or_unknown(node.get(field), node.span())
    }

    /// The expression of a node that only broken code lacks.
    pub(super) fn expr_or_unknown(&mut self, node: Option<Node<'_>>, around: Span) -> ExprId {
        match node {
            Some(node) => self.expr(node),
            None => self.unknown(around),
        }
    }

    /// The parser lets the star of `[*a.b(), *c]` bind to `a` alone. In Python it stands outside of the whole
    /// expression that begins with it: the value of that, without its star.
    fn unstarred(&mut self, node: Node<'_>) -> Option<ExprId> {
        let at = node.span().start;
        if self.byte(at) != Some(b'*') || self.star.is_some_and(|(star, _)| star == at) {
            return None;
        }
        let begins = matches!(
            node.kind(),
            Kind::Call
                | Kind::Attribute
                | Kind::Subscript
                | Kind::BinaryOperator
                | Kind::BooleanOperator
                | Kind::ComparisonOperator
                | Kind::ConditionalExpression
        );
        if !begins {
            return None;
        }
        let rest = self.slice(Span::new(at + 1, node.span().end));
        let blank = rest.len() - rest.trim_start().len();
        let outer = self.star.replace((at, at + 1 + blank as u32));
        let value = self.nested(node);
        self.star = outer;
        Some(value)
    }

    fn nested(&mut self, node: Node<'_>) -> ExprId {
        let span = node.span();
        if let Some(value) = self.unstarred(node) {
            return self.add(span, ExprKind::Starred(value));
        }
        let kind = match node.kind() {
            Kind::Call | Kind::Attribute | Kind::Subscript => return self.chain(node),
            Kind::ParenthesizedExpression if self.byte(span.start) == Some(b'`') => self.backticks(node),
            Kind::ParenthesizedExpression | Kind::ParenthesizedListSplat | Kind::AsPatternTarget => {
                return self.expr_or_unknown(node.parts().next(), span);
            }
            Kind::String | Kind::ConcatenatedString => return self.text(node),
            Kind::BinaryOperator => return self.operation(node),
            Kind::BooleanOperator => return self.boolean(node),
            Kind::ComparisonOperator => self.comparison(node),
            Kind::NotOperator => ExprKind::Not(self.expr_of(node, Field::Argument)),
            Kind::UnaryOperator => self.unary(node),
            Kind::Await => return self.await_expression(node),
            Kind::Tuple | Kind::ExpressionList | Kind::PatternList => {
                ExprKind::Tuple(self.exprs(node.parts()))
            }
            // `(a) = 1` is a name in parentheses, `(a,) = b` a tuple.
            Kind::TuplePattern => {
                let mut parts = node.parts();
                match (parts.next(), parts.next(), node.has(Kind::Comma)) {
                    (Some(only), None, false) => return self.expr(only),
                    _ => ExprKind::Tuple(self.exprs(node.parts())),
                }
            }
            Kind::List | Kind::ListPattern => ExprKind::List(self.exprs(node.parts())),
            Kind::Set => ExprKind::Set(self.exprs(node.parts())),
            Kind::Dictionary => self.dictionary(node),
            Kind::ListComprehension => self.comprehension(node, ComprehensionKind::List),
            Kind::SetComprehension => self.comprehension(node, ComprehensionKind::Set),
            Kind::DictionaryComprehension => self.comprehension(node, ComprehensionKind::Dict),
            Kind::GeneratorExpression => self.comprehension(node, ComprehensionKind::Generator),
            Kind::ListSplat | Kind::ListSplatPattern => {
                if self.star.is_some_and(|(star, _)| star == span.start) {
                    return self.expr_or_unknown(node.parts().next(), span);
                }
                ExprKind::Starred(self.expr_or_unknown(node.parts().next(), span))
            }
            Kind::Slice => self.slice_expression(node),
            Kind::ConditionalExpression => self.conditional(node),
            Kind::NamedExpression => self.walrus(node),
            Kind::Lambda => return self.lambda(node),
            Kind::Yield => self.yield_expression(node),
            Kind::Type
            | Kind::SplatType
            | Kind::GenericType
            | Kind::UnionType
            | Kind::ConstrainedType
            | Kind::MemberType => return self.annotation(node),
            // Outside of `with`, `except` and `case` only broken code has `a as b`.
            Kind::AsPattern => return self.expr_or_unknown(node.parts().next(), span),
            _ => {
                self.unreadable(span);
                ExprKind::Unknown
            }
        };
        self.add(span, kind)
    }

    /// Python 2's backticks mean `repr(..)`; repair gives the parser brackets in their place.
    fn backticks(&mut self, node: Node<'_>) -> ExprKind {
        self.python2("backticks, which mean `repr(..)`", node.span());
        let repr = ExprKind::Name(self.sym("repr"));
        let start = node.span().start;
        let function = self.add(Span::new(start, start + 1), repr);
        let value = self.expr_or_unknown(node.parts().next(), node.span());
        let args = self.ast.lists.args([Arg { kind: ArgKind::Positional, value }]);
        ExprKind::Call { function, args }
    }

    fn number(&mut self, node: Node<'_>) -> ExprId {
        let text = self.slice(node.span());
        if literal::is_old_octal(text) {
            self.python2("a number with a leading zero", node.span());
        } else if text.ends_with(['l', 'L']) {
            self.python2("a number that ends in `L`", node.span());
        }
        self.constant(node.span(), literal::number(text))
    }

    /// `a.b(c)[d]`: links of one chain, of any length. They are collected from the outermost to the
    /// innermost, which is how the parser nests them, and built the other way round.
    fn chain(&mut self, node: Node<'_>) -> ExprId {
        self.chain_on(node, |this, base| this.expr_or_unknown(base, node.span()))
    }

    /// A chain whose innermost expression `lower` takes care of.
    pub(super) fn chain_on<'t>(
        &mut self,
        node: Node<'t>,
        lower: impl FnOnce(&mut Self, Option<Node<'t>>) -> ExprId,
    ) -> ExprId {
        let mut links = Vec::new();
        let mut at = node;
        let base = loop {
            let inner = match at.kind() {
                Kind::Call => at.get(Field::Function),
                Kind::Attribute => at.get(Field::Object),
                Kind::Subscript => at.get(Field::Value),
                _ => break Some(at),
            };
            links.push(at);
            match inner {
                Some(inner) => at = inner,
                None => break None,
            }
        };
        let mut expr = lower(self, base);
        let start = self.span_of(expr).start;
        for link in links.into_iter().rev() {
            let kind = match link.kind() {
                Kind::Call => ExprKind::Call { function: expr, args: self.call_arguments(link) },
                Kind::Attribute => {
                    ExprKind::Attribute { base: expr, name: self.name_of(link, Field::Attribute) }
                }
                _ => ExprKind::Subscript { base: expr, index: self.index(link) },
            };
            expr = self.add(Span::new(start.min(link.span().start), link.span().end), kind);
        }
        expr
    }

    /// `base[a]`, `base[a, b]`, `base[a,]`
    fn index(&mut self, node: Node<'_>) -> ExprId {
        let entry = |child: &Node<'_>| child.field() == Field::Subscript;
        let mut entries = node.children().filter(entry);
        match (entries.next(), entries.next(), node.first(Kind::Comma)) {
            (Some(only), None, None) => {
                let index = self.expr(only);
                self.star_index(index)
            }
            (Some(first), ..) => {
                let listed = node.children().filter(|child| entry(child) || child.kind() == Kind::Comma);
                let end = listed.last().unwrap_or(first).span();
                let elements = self.exprs(node.children().filter(entry));
                self.add(first.span().to(end), ExprKind::Tuple(elements))
            }
            (None, ..) => self.unknown(node.span()),
        }
    }

    /// `base[*a]` is an item of a tuple, as `base[*a,]` is.
    pub(super) fn star_index(&mut self, index: ExprId) -> ExprId {
        let starred = self.ast.exprs.get(index.0 as usize);
        if !starred.is_some_and(|expr| matches!(expr.kind, ExprKind::Starred(_))) {
            return index;
        }
        let elements = self.ast.lists.exprs([index]);
        self.add(self.span_of(index), ExprKind::Tuple(elements))
    }

    /// `lower:upper:step`, told apart by the colons before them.
    fn slice_expression(&mut self, node: Node<'_>) -> ExprKind {
        let mut bounds = [None; 3];
        let mut colons = 0;
        for child in node.children() {
            match child.kind() {
                Kind::Colon => colons += 1,
                Kind::Error => {}
                _ => {
                    let bound = self.expr(child);
                    if let Some(slot) = bounds.get_mut(colons) {
                        *slot = Some(bound);
                    }
                }
            }
        }
        let [lower, upper, step] = bounds;
        ExprKind::Slice { lower, upper, step }
    }

    /// The parser reads `type(a).b = c` as a type alias named `(a).b`: what looks like the alias's name is a
    /// chain that begins with a call of `type`, or with an item of it.
    pub(super) fn chain_on_type(&mut self, word: Span, node: Node<'_>) -> ExprId {
        self.chain_on(node, |this, base| {
            let name = this.slice(word);
            let function = ExprKind::Name(this.sym(name));
            let function = this.add(word, function);
            let Some(base) = base else { return function };
            let span = word.to(base.span());
            let values = this.exprs(base.parts());
            let values: Vec<ExprId> = this.ast.list(values).to_vec();
            if base.kind() == Kind::List {
                let index = match values.as_slice() {
                    [only] => *only,
                    _ => this.unknown(base.span()),
                };
                return this.add(span, ExprKind::Subscript { base: function, index });
            }
            let args = values.into_iter().map(|value| Arg { kind: ArgKind::Positional, value });
            let args = this.ast.lists.args(args);
            this.add(span, ExprKind::Call { function, args })
        })
    }

    fn call_arguments(&mut self, call: Node<'_>) -> List<Arg> {
        match call.get(Field::Arguments) {
            // `f(a for a in b)`
            Some(only) if only.kind() == Kind::GeneratorExpression => {
                let value = self.expr(only);
                self.ast.lists.args([Arg { kind: ArgKind::Positional, value }])
            }
            Some(list) => self.arguments(list),
            None => List::default(),
        }
    }

    /// The arguments of a call, or of a class header.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> List<Arg> {
        let args: Vec<Arg> = list.parts().map(|part| self.argument(part)).collect();
        self.ast.lists.args(args)
    }

    fn argument(&mut self, node: Node<'_>) -> Arg {
        match node.kind() {
            Kind::KeywordArgument => {
                let name = self.name_of(node, Field::Name);
                Arg { kind: ArgKind::Keyword(name), value: self.expr_of(node, Field::Value) }
            }
            Kind::ListSplat | Kind::ListSplatPattern => {
                Arg { kind: ArgKind::Star, value: self.expr_or_unknown(node.parts().next(), node.span()) }
            }
            Kind::DictionarySplat => Arg {
                kind: ArgKind::DoubleStar,
                value: self.expr_or_unknown(node.parts().next(), node.span()),
            },
            _ => match self.unstarred(node) {
                Some(value) => Arg { kind: ArgKind::Star, value },
                None => Arg { kind: ArgKind::Positional, value: self.expr(node) },
            },
        }
    }

    fn dictionary(&mut self, node: Node<'_>) -> ExprKind {
        let mut pairs = Vec::new();
        for part in node.parts() {
            match part.kind() {
                Kind::Pair => pairs.push(self.pair(part)),
                Kind::DictionarySplat => {
                    let value = self.expr_or_unknown(part.parts().next(), part.span());
                    pairs.push(Pair { key: None, value });
                }
                _ => {}
            }
        }
        ExprKind::Dict(self.ast.lists.pairs(pairs))
    }

    fn pair(&mut self, node: Node<'_>) -> Pair {
        let key = Some(self.expr_of(node, Field::Key));
        Pair { key, value: self.expr_of(node, Field::Value) }
    }

    /// `[e for x in y if z]`; in `{k: v for ..}` the body is a pair.
    fn comprehension(&mut self, node: Node<'_>, kind: ComprehensionKind) -> ExprKind {
        let (element, value) = match node.get(Field::Body) {
            Some(body) if body.kind() == Kind::Pair => {
                (self.expr_of(body, Field::Key), Some(self.expr_of(body, Field::Value)))
            }
            body => (self.expr_or_unknown(body, node.span()), None),
        };
        let mut clauses = Vec::new();
        for part in node.parts() {
            match part.kind() {
                Kind::ForInClause => clauses.push(self.for_clause(part)),
                Kind::IfClause => {
                    clauses.push(Clause::If(self.expr_or_unknown(part.parts().next(), part.span())));
                }
                _ => {}
            }
        }
        ExprKind::Comprehension { kind, element, value, clauses: self.ast.lists.clauses(clauses) }
    }

    /// `async for target in iterable`; Python 2 also has `for x in 1, 2, 3`.
    fn for_clause(&mut self, node: Node<'_>) -> Clause {
        let target = self.expr_of(node, Field::Left);
        let right = |child: &Node<'_>| child.field() == Field::Right && child.kind() != Kind::Comma;
        let mut iterables = node.children().filter(right);
        let iterable = match (iterables.next(), iterables.last()) {
            (Some(first), Some(last)) => {
                let elements = self.exprs(node.children().filter(right));
                self.add(first.span().to(last.span()), ExprKind::Tuple(elements))
            }
            (only, _) => self.expr_or_unknown(only, node.span()),
        };
        Clause::For { target, iterable, is_async: node.has(Kind::Async) }
    }

    /// `then if test else otherwise`. The parser reads `(a := b if c else d)` as `((a := b) if c else d)`;
    /// Python's walrus takes all of what follows it.
    fn conditional(&mut self, node: Node<'_>) -> ExprKind {
        let mut parts = node.parts();
        let first = parts.next();
        let walrus = first.filter(|first| first.kind() == Kind::NamedExpression);
        let target = walrus.map(|walrus| self.name_of(walrus, Field::Name));
        let then = self.expr_or_unknown(walrus.map_or(first, |walrus| walrus.get(Field::Value)), node.span());
        let test = self.expr_or_unknown(parts.next(), node.span());
        let otherwise = self.expr_or_unknown(parts.next(), node.span());
        let conditional = ExprKind::Conditional { test, then, otherwise };
        let Some(target) = target else { return conditional };
        let span = Span::new(self.span_of(then).start, node.span().end);
        ExprKind::Named { target, value: self.add(span, conditional) }
    }

    /// The walrus: `name := value`
    fn walrus(&mut self, node: Node<'_>) -> ExprKind {
        let target: Name = self.name_of(node, Field::Name);
        ExprKind::Named { target, value: self.expr_of(node, Field::Value) }
    }

    /// `yield`, `yield a`, `yield from a`
    fn yield_expression(&mut self, node: Node<'_>) -> ExprKind {
        self.yields = true;
        let value = node.parts().next().map(|value| self.expr(value));
        match value {
            Some(value) if node.has(Kind::From) => ExprKind::YieldFrom(value),
            value => ExprKind::Yield(value),
        }
    }

    /// `await a`. The parser reads `await a ** b` as `await (a ** b)`; Python awaits first.
    fn await_expression(&mut self, node: Node<'_>) -> ExprId {
        let inner = node.parts().next();
        if let Some((base, exponent)) = inner.and_then(operators::power) {
            let awaited = self.expr(base);
            let start = node.span().start;
            let awaited = self.add(Span::new(start, base.span().end), ExprKind::Await(awaited));
            let exponent = self.expr(exponent);
            let operands = self.ast.lists.exprs([awaited, exponent]);
            let operators = self.ast.lists.operators([Operator::Power]);
            return self.add(node.span(), ExprKind::Operation { operands, operators });
        }
        let operand = self.expr_or_unknown(inner, node.span());
        self.add(node.span(), ExprKind::Await(operand))
    }
}
