//! Python 2 is read as Python 2 means it, with a notice.

use super::read;
use sightline::syntax::ast::{ExprKind, Get, StmtKind};
use sightline::text::NoticeKind;

fn only_python2(text: &str) -> super::Lowered {
    let lowered = read(text);
    let kinds: Vec<NoticeKind> = lowered.ast.notices.iter().map(|notice| notice.kind).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == NoticeKind::Python2), "{text}: {kinds:?}");
    lowered
}

#[test]
fn statements_of_python_2_are_read() {
    for text in [
        "print 'a', b",
        "print >>stream, a,",
        "exec code",
        "exec 'a' in b, c",
        "exec f(a) in b",
        "exec a.b",
        "raise A, 'b', c",
        "try: pass\nexcept A, e: pass",
        "try: pass\nexcept (A, b.C), e: pass",
        "x = `a` + `b.c(d)`",
        "a <> b",
        "0777 + 10L + 0xFFL",
        "ur'a'",
        "def f(a, (b, c)): pass",
    ] {
        only_python2(text);
    }
}

#[test]
fn a_raise_with_a_comma_is_a_call() {
    let lowered = only_python2("raise A, 'b'");
    let StmtKind::Raise { exception: Some(exception), .. } = lowered.ast.stmts[0].kind else { panic!() };
    let ExprKind::Call { function, args } = lowered.ast[exception].kind else { panic!() };
    assert_eq!((lowered.text(function), args.len), ("A", 1));
}

#[test]
fn an_exec_of_a_call_has_its_scope() {
    let lowered = only_python2("exec f(a) in b");
    let StmtKind::Exec { code, scopes } = lowered.ast.stmts[0].kind else { panic!() };
    assert_eq!((lowered.text(code), lowered.texts(scopes)), ("f(a)", vec!["b"]));
}

#[test]
fn an_exception_with_a_comma_binds_a_name_in_python_2_and_is_two_in_python_3() {
    let lowered = only_python2("try: pass\nexcept A, e: pass");
    let StmtKind::Try { handlers, .. } = lowered.ast.stmts[0].kind else { panic!() };
    assert_eq!(lowered.ast.list(handlers)[0].name.map(|name| name.sym.text()), Some("e"));
    let lowered = read("try: pass\nexcept A, B: pass");
    assert!(lowered.is_whole());
}

#[test]
fn a_thousand_prints_are_one_notice() {
    let lowered = only_python2(&"print 'a'\n".repeat(1000));
    assert_eq!(lowered.notices(), [(NoticeKind::Python2, 1, 1000)]);
}

#[test]
fn async_was_a_name() {
    let lowered = read("def f(async=True):\n    asyncio.async(g(), async=async)\n");
    assert_eq!(lowered.functions().len(), 1);
    assert!(lowered.is_whole(), "{:?}", lowered.ast.notices);
}
