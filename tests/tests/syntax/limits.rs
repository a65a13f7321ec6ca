//! Input that would be too much for a careless reader: depth, length, and errors without end.

use super::read;
use sightline::syntax::ast::{ExprKind, Get, MAX_DEPTH};
use sightline::text::NoticeKind;
use std::fmt::Write;

#[test]
fn a_sum_of_twenty_thousand_terms_is_one_chain() {
    let lowered = read(&format!("x = {}\n", vec!["a"; 20_000].join(" + ")));
    let ExprKind::Operation { operands, .. } = lowered.ast[lowered.expr()].kind else { panic!() };
    assert_eq!(operands.len, 20_000);
    assert!(lowered.is_whole());
}

#[test]
fn chains_of_calls_and_attributes_have_no_limit() {
    let lowered = read(&format!("x = a{}\n", ".b(c)[d]".repeat(20_000)));
    assert!(lowered.is_whole());
    assert_eq!(
        lowered.ast.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call { .. })).count(),
        20_000
    );
    assert!(read(&format!("x = {}\n", vec!["a"; 20_000].join(" and "))).is_whole());
    assert!(read(&format!("{}b\n", "a = ".repeat(20_000))).is_whole());
    assert!(read(&format!("x: {}\n", vec!["a[b]"; 5_000].join(" | "))).is_whole());
}

#[test]
fn other_nesting_is_bounded() {
    let nested =
        |open: &str, close: &str| format!("x = {}a{}\ny = f(1)\n", open.repeat(20_000), close.repeat(20_000));
    for text in [nested("(", ")"), nested("[", "]"), nested("f(", ")"), nested("-", ""), nested("not ", "")] {
        let lowered = read(&text);
        assert!(
            lowered.notices().contains(&(NoticeKind::Nesting, 1, 1)),
            "{}: {:?}",
            &text[..20],
            lowered.notices()
        );
        assert!(
            lowered.ast.exprs.iter().any(|expr| lowered.file.slice(expr.span) == "f(1)"),
            "{}",
            &text[..20]
        );
    }
    let ternaries = format!("x = {}a\n", "a if b else ".repeat(5_000));
    assert!(read(&ternaries).notices().contains(&(NoticeKind::Nesting, 1, 1)));
}

#[test]
fn three_hundred_blocks_are_read_as_deep_as_it_goes() {
    let mut text = String::new();
    for depth in 0..300 {
        let _ = writeln!(text, "{}if a{depth}:", " ".repeat(depth));
    }
    let _ = writeln!(text, "{}f(1)\ng(2)", " ".repeat(300));
    let lowered = read(&text);
    assert_eq!(lowered.ast.list(lowered.ast.body).len(), 2);
    assert!(
        lowered.notices().iter().any(|notice| notice.0 == NoticeKind::Nesting),
        "{:?}",
        lowered.notices()
    );
    let depth = |stmt| lowered.ast.ancestors(stmt).count();
    let deepest =
        (0..lowered.ast.stmts.len()).map(|at| depth(sightline::syntax::ast::StmtId(at as u32))).max();
    assert!(deepest.is_some_and(|deepest| deepest <= MAX_DEPTH as usize));
}

#[test]
fn broken_text_without_end_ends() {
    let line = "x = [".to_owned() + &"f(a, 'b', ".repeat(20_000);
    for text in [
        line.clone(),
        "(".repeat(200_000),
        "f('\n".repeat(20_000),
        "f(a,\n".repeat(20_000),
        "\"\"\"\ndef f():\n".repeat(2_001),
        "if a:\n".repeat(5_000),
        "}".repeat(100_000),
        "\\".repeat(100_000),
        "f\"{".repeat(50_000),
        format!("x = '{}", "a".repeat(500_000)),
    ] {
        let lowered = read(&format!("{text}\ndef g():\n    return 1\n"));
        assert!(!lowered.ast.notices.is_empty(), "{}", &text[..20.min(text.len())]);
    }
}

#[test]
fn an_empty_text_is_an_empty_tree() {
    for text in ["", "\n", "# comment", "\u{c}", "\\\n", "\0"] {
        assert!(read(text).ast.body.is_empty(), "{text:?}");
    }
}
