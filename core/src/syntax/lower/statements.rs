//! Statements without blocks of their own, and the order of statements in a block.

use super::super::ast::{
    Arg, ArgKind, Arm, ExprId, ExprKind, Get, List, Name, Operator, Stmt, StmtId, StmtKind,
};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;
use crate::text::Span;

impl Lower<'_> {
    /// The statements of a block, or of the module.
    pub(super) fn block(&mut self, node: Node<'_>) -> List<StmtId> {
        let start = self.pending_stmts.len();
        let mut indentation = None;
        for child in node.children() {
            if let Some(blank) = self.indentation(child.span().start) {
                // The parser accepts lines that are deeper than their block.
                self.odd |= *indentation.get_or_insert(blank) != blank;
            }
            self.statement(child);
        }
        if self.pending_stmts.len() == start && self.parent.is_some() {
            self.odd = true;
        }
        self.ast.lists.stmts(self.pending_stmts.drain(start..))
    }

    /// How many blanks stand before the first statement of a line.
    fn indentation(&mut self, start: u32) -> Option<usize> {
        let before = self.text.as_bytes().get(..start as usize)?;
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let (rest, blank) = before.split_at(before.len() - blanks);
        // A tab goes to the next multiple of eight, for the parser it is eight columns wherever it stands.
        self.odd |= blank.windows(2).any(|pair| pair == b" \t");
        matches!(rest.last(), None | Some(b'\n' | b'\r')).then_some(blanks)
    }

    /// Lowers a statement into the block that is being collected.
    fn statement(&mut self, node: Node<'_>) {
        if node.kind() == Kind::Error {
            // What stands in text that the parser could not place is still reviewed as far as it is whole
            // statements; the notice about it is made from the tree's list of errors.
            let _ = self.deeper(node.span(), |this| node.children().for_each(|child| this.salvage(child)));
            return;
        }
        let id = StmtId(self.ast.stmts.len() as u32);
        let kind = StmtKind::Unknown;
        self.ast.stmts.push(Stmt { span: node.span(), parent: self.parent, function: self.function, kind });
        self.pending_stmts.push(id);
        let outer = std::mem::replace(&mut self.stmt, id);
        let kind = self.deeper(node.span(), |this| this.statement_kind(node)).unwrap_or(kind);
        self.stmt = outer;
        let end = self.end_of(kind).unwrap_or(node.span().end);
        if let Some(stmt) = self.ast.stmts.get_mut(id.0 as usize) {
            stmt.kind = kind;
            stmt.span.end = end;
        }
    }

    fn salvage(&mut self, node: Node<'_>) {
        match node.kind() {
            Kind::Error | Kind::Block => {
                let _ =
                    self.deeper(node.span(), |this| node.children().for_each(|child| this.salvage(child)));
            }
            kind if is_statement(kind) => self.statement(node),
            _ => {}
        }
    }

    fn statement_kind(&mut self, node: Node<'_>) -> StmtKind {
        match node.kind() {
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ReturnStatement => StmtKind::Return(node.parts().next().map(|value| self.expr(value))),
            Kind::RaiseStatement => self.raise(node),
            Kind::DeleteStatement => self.delete(node),
            Kind::AssertStatement => {
                let mut parts = node.parts();
                let test = self.expr_or_unknown(parts.next(), node.span());
                StmtKind::Assert { test, message: parts.next().map(|message| self.expr(message)) }
            }
            Kind::PassStatement => StmtKind::Pass,
            Kind::BreakStatement => StmtKind::Break,
            Kind::ContinueStatement => StmtKind::Continue,
            Kind::GlobalStatement => StmtKind::Global(self.names(node)),
            Kind::NonlocalStatement => StmtKind::Nonlocal(self.names(node)),
            Kind::PrintStatement => self.print(node),
            Kind::ExecStatement => self.exec(node),
            Kind::ImportStatement => self.import(node),
            Kind::ImportFromStatement | Kind::FutureImportStatement => self.import_from(node),
            Kind::TypeAliasStatement => self.type_alias(node),
            Kind::IfStatement => self.if_statement(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::WhileStatement => self.while_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::WithStatement => self.with_statement(node),
            Kind::MatchStatement => self.match_statement(node),
            Kind::FunctionDefinition | Kind::ClassDefinition | Kind::DecoratedDefinition => {
                self.definition(node)
            }
            _ => {
                self.unreadable(node.span());
                StmtKind::Unknown
            }
        }
    }

    /// `f()`, `a, b`, `a = b`, `a: int`, `a += b`, `yield a`
    fn expression_statement(&mut self, node: Node<'_>) -> StmtKind {
        let Some(first) = node.parts().next() else { return StmtKind::Unknown };
        match first.kind() {
            Kind::Assignment => self.assignment(first),
            Kind::AugmentedAssignment => {
                let target = self.expr_of(first, Field::Left);
                let value = self.expr_of(first, Field::Right);
                let operator = first.get(Field::Operator).and_then(|token| augmented(token.kind()));
                match operator {
                    Some(operator) => StmtKind::Augmented { target, operator, value },
                    None => StmtKind::Unknown,
                }
            }
            Kind::Call | Kind::ComparisonOperator => match self.respelt_exec(first) {
                Some(exec) => exec,
                None => StmtKind::Expr(self.expr_or_tuple(node)),
            },
            _ => StmtKind::Expr(self.expr_or_tuple(node)),
        }
    }

    /// Python 2's `exec(code) in scope`, to the parser a comparison, and `exec a.b`, which the grammar does not
    /// know and repair puts in brackets.
    fn respelt_exec(&mut self, node: Node<'_>) -> Option<StmtKind> {
        let (call, scope) = if node.kind() == Kind::ComparisonOperator {
            let mut parts = node.parts();
            let (call, scope) = (parts.next()?, parts.next()?);
            if !node.has(Kind::In) || parts.next().is_some() {
                return None;
            }
            (call, Some(scope))
        } else {
            (node, None)
        };
        let word = call.get(Field::Function)?;
        if call.kind() != Kind::Call || self.slice(word.span()) != "exec" {
            return None;
        }
        let list = call.get(Field::Arguments)?;
        if scope.is_none() && self.byte(list.span().start) == Some(b'(') {
            return None;
        }
        let mut args = list.parts();
        let (code, None) = (args.next()?, args.next()) else { return None };
        self.python2("`exec` without parentheses", node.span());
        let code = self.expr(code);
        Some(StmtKind::Exec { code, scopes: self.exprs(scope.into_iter()) })
    }

    /// `a = b = value` nests to the right in the parser's tree, `a: int = value` never does.
    fn assignment(&mut self, node: Node<'_>) -> StmtKind {
        if let Some(annotation) = node.get(Field::Type) {
            let target = self.expr_of(node, Field::Left);
            let annotation = self.annotation(annotation);
            let value = node.get(Field::Right).map(|value| self.expr(value));
            return StmtKind::Annotated { target, annotation, value };
        }
        let start = self.pending.len();
        let mut at = node;
        loop {
            let target = self.expr_of(at, Field::Left);
            self.pending.push(target);
            match at.get(Field::Right) {
                Some(next) if next.kind() == Kind::Assignment && next.get(Field::Type).is_none() => at = next,
                _ => break,
            }
        }
        let value = self.expr_of(at, Field::Right);
        StmtKind::Assign { targets: self.ast.lists.exprs(self.pending.drain(start..)), value }
    }

    /// `raise a from b`, and Python 2's `raise A, "message"`, which means `raise A("message")`.
    fn raise(&mut self, node: Node<'_>) -> StmtKind {
        let raised = node.parts().find(|part| part.field() != Field::Cause);
        let exception = raised.map(|raised| {
            if raised.kind() != Kind::ExpressionList {
                return self.expr(raised);
            }
            self.python2("`raise` with a comma", raised.span());
            let mut parts = raised.parts();
            let function = self.expr_or_unknown(parts.next(), raised.span());
            let args: Vec<Arg> =
                parts.map(|part| Arg { kind: ArgKind::Positional, value: self.expr(part) }).collect();
            let args = self.ast.lists.args(args);
            self.add(raised.span(), ExprKind::Call { function, args })
        });
        StmtKind::Raise { exception, cause: node.get(Field::Cause).map(|cause| self.expr(cause)) }
    }

    /// `del a, b[0]`; `del (a, b)` has one target, a tuple.
    fn delete(&mut self, node: Node<'_>) -> StmtKind {
        match node.first(Kind::ExpressionList) {
            Some(list) => StmtKind::Delete(self.exprs(list.parts())),
            None => StmtKind::Delete(self.exprs(node.parts())),
        }
    }

    /// Python 2's `print >>stream, a, b`: the stream comes first.
    fn print(&mut self, node: Node<'_>) -> StmtKind {
        self.python2("`print` without parentheses", node.span());
        let parts = node.parts().filter_map(|part| match part.kind() {
            Kind::Chevron => part.parts().next(),
            _ => Some(part),
        });
        StmtKind::Print(self.exprs(parts))
    }

    /// Python 2's `exec code in globals, locals`
    fn exec(&mut self, node: Node<'_>) -> StmtKind {
        self.python2("`exec` without parentheses", node.span());
        let code = self.expr_of(node, Field::Code);
        let scopes = self.exprs(node.parts().filter(|part| part.field() != Field::Code));
        StmtKind::Exec { code, scopes }
    }

    fn names(&mut self, node: Node<'_>) -> List<Name> {
        let names: Vec<_> = node.parts().map(|part| self.name(part)).collect();
        self.ast.lists.syms(names)
    }

    /// Where a statement with blocks ends: with the last statement of its last block. The parser counts
    /// comments after it too.
    fn end_of(&self, kind: StmtKind) -> Option<u32> {
        let lists = match kind {
            StmtKind::If { arms, otherwise } => [self.last_arm(arms), otherwise],
            StmtKind::For { body, otherwise, .. } | StmtKind::While { body, otherwise, .. } => {
                [body, otherwise]
            }
            StmtKind::With { body, .. } => [body, List::default()],
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                let handler = self.ast.list(handlers).last().map(|last| last.body);
                let last = [finally, otherwise].into_iter().find(|list| !list.is_empty());
                [handler.unwrap_or(body), last.unwrap_or_default()]
            }
            StmtKind::Match { cases, .. } => {
                let case = self.ast.list(cases).last().map(|last| last.body);
                [case.unwrap_or_default(), List::default()]
            }
            StmtKind::Function(id) => [self.ast.functions.get(id.0 as usize)?.body, List::default()],
            StmtKind::Class(id) => [self.ast.classes.get(id.0 as usize)?.body, List::default()],
            _ => return None,
        };
        lists.into_iter().rev().find_map(|list| self.end_of_block(list))
    }

    fn last_arm(&self, arms: List<Arm>) -> List<StmtId> {
        self.ast.list(arms).last().map(|arm| arm.body).unwrap_or_default()
    }

    /// Where the last statement of a block ends; a semicolon after it is the block's.
    pub(super) fn end_of_block(&self, list: List<StmtId>) -> Option<u32> {
        let stmt = self.ast.list(list).last()?;
        let end = self.ast.stmts.get(stmt.0 as usize)?.span.end;
        let after = self.text.get(end as usize..)?;
        let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
        let semicolon = after.as_bytes().get(blank) == Some(&b';');
        Some(if semicolon { end + blank as u32 + 1 } else { end })
    }

    /// The span of a node that ends with a block.
    pub(super) fn span_to(&self, node: Node<'_>, body: List<StmtId>) -> Span {
        Span::new(node.span().start, self.end_of_block(body).unwrap_or(node.span().end))
    }

    /// The expression that a node holds, or the tuple of them: `a`, `a, b`, `a,`.
    pub(super) fn expr_or_tuple(&mut self, node: Node<'_>) -> ExprId {
        let mut parts = node.parts();
        if let (Some(only), None, false) = (parts.next(), parts.next(), node.has(Kind::Comma)) {
            return self.expr(only);
        }
        let elements = self.exprs(node.parts());
        self.add(node.span(), ExprKind::Tuple(elements))
    }
}

fn is_statement(kind: Kind) -> bool {
    (Kind::ExpressionStatement..=Kind::DecoratedDefinition).contains(&kind)
        && !matches!(
            kind,
            Kind::Assignment
                | Kind::AugmentedAssignment
                | Kind::Chevron
                | Kind::ElifClause
                | Kind::ElseClause
                | Kind::ExceptClause
                | Kind::FinallyClause
                | Kind::WithClause
                | Kind::WithItem
                | Kind::CaseClause
        )
        || matches!(kind, Kind::ImportStatement | Kind::ImportFromStatement | Kind::FutureImportStatement)
}

fn augmented(kind: Kind) -> Option<Operator> {
    Some(match kind {
        Kind::PlusAssign => Operator::Add,
        Kind::MinusAssign => Operator::Subtract,
        Kind::StarAssign => Operator::Multiply,
        Kind::AtAssign => Operator::MatrixMultiply,
        Kind::SlashAssign => Operator::Divide,
        Kind::DoubleSlashAssign => Operator::FloorDivide,
        Kind::PercentAssign => Operator::Modulo,
        Kind::DoubleStarAssign => Operator::Power,
        Kind::ShiftLeftAssign => Operator::ShiftLeft,
        Kind::ShiftRightAssign => Operator::ShiftRight,
        Kind::AmpersandAssign => Operator::BitAnd,
        Kind::BarAssign => Operator::BitOr,
        Kind::CaretAssign => Operator::BitXor,
        _ => return None,
    })
}
