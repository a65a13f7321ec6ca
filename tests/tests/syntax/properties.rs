//! What holds for any text: lowering ends, spans are in bounds, on characters, and inside of each other.

use super::{Lowered, read};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sightline::syntax::ast::{Clause, ExprId, ExprKind, Get, Part, StmtKind};
use sightline::text::Span;

/// Code with something of everything, to be cut and mixed.
const CODE: &str = r#"
import a.b as c, d
from ..e import (f, g as h)
@dec(x)
class A[T](B, metaclass=M):
    """Doc."""
    x: int = 1
    async def f(self, a, /, b=(1, 2), *c, d, **e) -> list[int]:
        async with p as q, r: pass
        return [y async for y in z if await w] + {**k, 'a': f"{b!r:>{c}} {d=}"}
    @property
    def g(self):
        try:
            x = yield self.a[1:2, ...].b(*c, d=lambda e: e)
        except (A, B) as e:
            raise C from e
        else:
            del x, y
        finally:
            assert x, "é😀" 'b' r'\d'
        match a:
            case {"k": [1, *_]} | P(x=0) if z: pass
        while (n := f(x)) and not b or c < d: break
        for i, (j, k) in l: continue
        print "a", b
    global m
    x = """long
text""" + b'\x00' if a else -b ** c
"#;

fn seeded() -> ProptestConfig {
    ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..Default::default()
    }
}

/// Pieces that break things.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        prop::sample::select(vec![
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "f\"{",
            ":",
            "\n",
            "\r",
            "\r\n",
            "\n    ",
            "\t",
            "\\",
            "\\\n",
            "#",
            "def ",
            "class ",
            "if ",
            "else:",
            "except:",
            "case ",
            "=",
            ":=",
            "*",
            "**",
            "@",
            "`",
            "\0",
            "\u{feff}",
            "é",
            "😀",
            "\u{2028}",
            "\u{c}",
            "<<<<<<< x\n",
            "0x",
            "1_",
            "b'",
            "rb'",
            "lambda",
            "async ",
            "yield ",
            "print ",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

/// The code with stretches replaced.
fn mangled() -> impl Strategy<Value = String> {
    let change = (0..CODE.chars().count(), 0..40_usize, piece());
    prop::collection::vec(change, 1..6).prop_map(|changes| {
        let mut text: Vec<char> = CODE.chars().collect();
        for (at, length, piece) in changes {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

fn check(lowered: &Lowered) {
    let (ast, text) = (&lowered.ast, &*lowered.file.text);
    let sound = |span: Span, what: &str| {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{what} {span:?} in {text:?}");
    };
    for expr in &ast.exprs {
        sound(expr.span, "expression");
        assert!((expr.stmt.0 as usize) < ast.stmts.len().max(1));
    }
    for stmt in &ast.stmts {
        sound(stmt.span, "statement");
        if let Some(parent) = stmt.parent {
            assert!(ast[parent].span.holds(stmt.span), "{stmt:?} in {:?} of {text:?}", ast[parent]);
        }
    }
    for function in &ast.functions {
        sound(function.span, "function");
        assert!(ast[function.stmt].span.holds(function.span) || function.name.is_none());
    }
    for span in &ast.comments {
        sound(*span, "comment");
    }
    for expr in &ast.exprs {
        for child in children(lowered, &expr.kind) {
            assert!(expr.span.holds(ast[child].span), "{:?} in {expr:?} of {text:?}", ast[child]);
        }
    }
    let lines = lowered.file.lines.count().max(1) + 1;
    for notice in &ast.notices {
        assert!(1 <= notice.line && notice.line <= notice.end_line && notice.end_line <= lines, "{notice:?}");
    }
}

fn children(lowered: &Lowered, kind: &ExprKind) -> Vec<ExprId> {
    let ast = &lowered.ast;
    match *kind {
        ExprKind::Tuple(list) | ExprKind::List(list) | ExprKind::Set(list) => ast.list(list).to_vec(),
        ExprKind::Operation { operands, .. }
        | ExprKind::Bool { operands, .. }
        | ExprKind::Compare { operands, .. } => ast.list(operands).to_vec(),
        ExprKind::Dict(pairs) => {
            ast.list(pairs).iter().flat_map(|pair| pair.key.into_iter().chain([pair.value])).collect()
        }
        ExprKind::Unary { operand, .. } => vec![operand],
        ExprKind::Not(value)
        | ExprKind::Starred(value)
        | ExprKind::Await(value)
        | ExprKind::YieldFrom(value) => {
            vec![value]
        }
        ExprKind::Conditional { test, then, otherwise } => vec![test, then, otherwise],
        ExprKind::Call { function, args } => {
            ast.list(args).iter().map(|arg| arg.value).chain([function]).collect()
        }
        ExprKind::Attribute { base, .. } => vec![base],
        ExprKind::Subscript { base, index } => vec![base, index],
        ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().collect(),
        ExprKind::Named { value, .. } => vec![value],
        ExprKind::Yield(value) => value.into_iter().collect(),
        ExprKind::FString(parts) | ExprKind::Template(parts) => ast
            .list(parts)
            .iter()
            .filter_map(|part| match part {
                Part::Text(_) => None,
                Part::Value { value, .. } => Some(*value),
            })
            .collect(),
        ExprKind::Comprehension { element, value, clauses, .. } => {
            let clauses = ast.list(clauses).iter().flat_map(|clause| match *clause {
                Clause::For { target, iterable, .. } => vec![target, iterable],
                Clause::If(test) => vec![test],
            });
            clauses.chain([element]).chain(value).collect()
        }
        ExprKind::Lambda(id) => ast[id].value.into_iter().collect(),
        ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::Unknown => Vec::new(),
    }
}

#[test]
fn the_code_is_read_whole() {
    let lowered = read(CODE);
    check(&lowered);
    assert!(lowered.ast.stmts.iter().all(|stmt| !matches!(stmt.kind, StmtKind::Unknown)));
    assert!(lowered.ast.exprs.iter().all(|expr| !matches!(expr.kind, ExprKind::Unknown)));
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn mangled_code_lowers_to_a_sound_tree(text in mangled()) {
        check(&read(&text));
    }

    #[test]
    fn any_text_lowers_to_a_sound_tree(text in prop::collection::vec(piece(), 0..60)) {
        check(&read(&text.concat()));
    }

    #[test]
    fn lowering_twice_gives_the_same(text in mangled()) {
        let (first, second) = (read(&text), read(&text));
        prop_assert_eq!(format!("{:?}", first.ast.stmts), format!("{:?}", second.ast.stmts));
        prop_assert_eq!(first.ast.notices, second.ast.notices);
    }
}
