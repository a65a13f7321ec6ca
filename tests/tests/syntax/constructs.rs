//! What each construct becomes.

use super::{Lowered, read};
use sightline::intern::Const;
use sightline::syntax::ast::{
    ArgKind, Clause, ComprehensionKind, ExprKind, Get, Operator, ParamKind, Part, PatternKind, StmtKind,
};

/// One line of each kind that is read whole and without a notice.
const WHOLE: &[&str] = &[
    "def f(): return *f(x), b",
    "x = *f(), 1",
    "a[*f()], a[*f(), 1:2]",
    "class A[T=int]: pass",
    "def f[T: int = bool, *Ts = *tuple[int], **P = [int]](x: T): pass",
    "type X[T = int, *Ts = *tuple[int, ...], **P = [int, str]] = dict[T, T]",
    "f'{x:=5}', f'{x:=^10}', f\"{a[\"b\"]}\", f'{x!r:^{w}.{p}}', f'{x = !r:>5}'",
    "f\"{f\"{f\"{1}\"}\"}\"",
    "t'hello {name!r:>{w}}', rt'{x}'",
    "try: pass\nexcept A, B: pass",
    "try: pass\nexcept* (A, B) as e: pass",
    "with (open(a) as b, open(c) as d,): pass",
    "with (a, b) as c, (yield): pass",
    "async def f():\n    return [x async for x in y if await z], await x ** 2",
    "@lambda f: f\n@x if y else z\ndef g(): pass",
    "match x, *y:\n    case -1 + 2j | 'a' 'b' | a.b: pass\n    case {-1: v, **rest}, *_: pass",
    "match = case = type = _ = 1; print(match, case, type, _); type(x).y = match[1]",
    "x: tuple[int, ...] = 1, 2",
    "f(a, *b or c, **d or e, k=(yield))",
    "if (n := len(a)) > 10: pass",
    "def f(*args: *Ts, **kwargs: int) -> list[int]: pass",
    "x = a & b ^ c | d << e",
    "def f():\n    x = g(a.\nb, c +\nd)",
    "x = [\n1,\n    # c\n2]",
];

#[test]
fn what_python_knows_is_read_whole() {
    for text in WHOLE {
        let lowered = read(text);
        assert!(lowered.is_whole(), "{text}: {:?}", lowered.ast.notices);
        // The same in the body of a method, where line ends and depth matter.
        let inner = format!("class A:\n    def m(self):\n        {}\n", text.replace('\n', "\n        "));
        let lowered = read(&inner);
        assert!(lowered.is_whole(), "{inner}: {:?}", lowered.ast.notices);
    }
}

fn operation(lowered: &Lowered) -> (Vec<&str>, Vec<Operator>) {
    match lowered.ast[lowered.expr()].kind {
        ExprKind::Operation { operands, operators } => {
            (lowered.texts(operands), lowered.ast.list(operators).to_vec())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_of_one_rank_are_one_chain() {
    let lowered = read("a + b * c - (d - e)");
    assert_eq!(operation(&lowered), (vec!["a", "b * c", "d - e"], vec![Operator::Add, Operator::Subtract]));
    let lowered = read("a ** b ** c");
    assert_eq!(operation(&lowered), (vec!["a", "b ** c"], vec![Operator::Power]));
    // The grammar has these two the wrong way round.
    let lowered = read("a & b ^ c & d");
    assert_eq!(operation(&lowered), (vec!["a & b", "c & d"], vec![Operator::BitXor]));
    let lowered = read("await a ** b");
    assert_eq!(operation(&lowered), (vec!["await a", "b"], vec![Operator::Power]));
}

#[test]
fn a_walrus_takes_all_of_what_follows() {
    let lowered = read("(a := b if c else d)");
    let ExprKind::Named { target, value } = lowered.ast[lowered.expr()].kind else { panic!() };
    assert_eq!((target.sym.text(), lowered.text(value)), ("a", "b if c else d"));
}

#[test]
fn a_star_stands_outside_of_what_follows() {
    let lowered = read("[*a.b(), *c]");
    let ExprKind::List(elements) = lowered.ast[lowered.expr()].kind else { panic!() };
    let first = lowered.ast.list(elements)[0];
    let ExprKind::Starred(value) = lowered.ast[first].kind else { panic!() };
    assert_eq!((lowered.text(first), lowered.text(value)), ("*a.b()", "a.b()"));
}

#[test]
fn arguments_know_how_they_are_passed() {
    let lowered = read("f(a, *b, c=d, **e)");
    let ExprKind::Call { function, args } = lowered.ast[lowered.expr()].kind else { panic!() };
    assert_eq!(lowered.text(function), "f");
    let args = lowered.ast.list(args);
    let kinds: Vec<String> = args
        .iter()
        .map(|arg| match arg.kind {
            ArgKind::Positional => String::new(),
            ArgKind::Keyword(name) => format!("{}=", name.sym),
            ArgKind::Star => "*".into(),
            ArgKind::DoubleStar => "**".into(),
        })
        .collect();
    assert_eq!(kinds, ["", "*", "c=", "**"]);
    assert_eq!(args.iter().map(|arg| lowered.text(arg.value)).collect::<Vec<_>>(), ["a", "b", "d", "e"]);
}

#[test]
fn parameters_know_how_they_take_arguments() {
    let lowered = read("def f(a, /, b: int, *c, d=1, **e): yield");
    let function = &lowered.ast.functions[0];
    let kinds: Vec<ParamKind> = lowered.ast.list(function.params).iter().map(|param| param.kind).collect();
    let expected = [
        ParamKind::PositionalOnly,
        ParamKind::Positional,
        ParamKind::Star,
        ParamKind::KeywordOnly,
        ParamKind::DoubleStar,
    ];
    assert_eq!(kinds, expected);
    assert!(function.is_generator);
}

#[test]
fn only_a_functions_own_yield_makes_it_a_generator() {
    let lowered = read("def f(a=(yield)):\n    g = lambda: (yield)\n    def h(): yield\n");
    let generators: Vec<bool> = lowered.ast.functions.iter().map(|function| function.is_generator).collect();
    assert_eq!(generators, [false, true, true]);
}

#[test]
fn texts_have_their_value() {
    let value = |text: &str| {
        let lowered = read(text);
        match lowered.ast[lowered.expr()].kind {
            ExprKind::Constant(id) => lowered.ast.constants.get(id).clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(value("'a' \"b\\n\" r'\\c'"), Const::Str("ab\n\\c".into()));
    assert_eq!(value("b'a' rb'\\x'"), Const::Bytes(b"a\\x".as_slice().into()));
    assert_eq!(value(r"r'\\'"), Const::Str(r"\\".into()));
    assert_eq!(value("'''a\r\n'b'\r'''"), Const::Str("a\n'b'\n".into()));
    assert_eq!(value("f'a{{b}}' 'c'"), Const::Str("a{b}c".into()));
}

#[test]
fn formatted_texts_have_parts() {
    let lowered = read(r#"'a' f"b{c!r:>{d}}{e=}{{}}" 'f'"#);
    let ExprKind::FString(parts) = lowered.ast[lowered.expr()].kind else { panic!() };
    let parts: Vec<String> = lowered
        .ast
        .list(parts)
        .iter()
        .map(|part| match part {
            Part::Text(id) => format!("{:?}", lowered.ast.constants.get(*id).as_str().unwrap()),
            Part::Value { value, conversion, format, shows_source } => {
                let format = format.map(|format| lowered.text(format));
                format!("{} {conversion:?} {format:?} {shows_source}", lowered.text(*value))
            }
        })
        .collect();
    assert_eq!(parts, ["\"ab\"", "c Some('r') Some(\":>{d}\") false", "e None None true", "\"{}f\""]);
}

#[test]
fn comprehensions_have_their_clauses_in_order() {
    let lowered = read("{a: b for c, d in e if f for g in h}");
    let ExprKind::Comprehension { kind, value, clauses, .. } = lowered.ast[lowered.expr()].kind else {
        panic!()
    };
    assert_eq!((kind, value.map(|value| lowered.text(value))), (ComprehensionKind::Dict, Some("b")));
    let clauses = lowered.ast.list(clauses);
    assert!(matches!(clauses, [Clause::For { .. }, Clause::If(_), Clause::For { .. }]));
}

#[test]
fn patterns_bind_compare_and_nest() {
    let lowered = read("match a:\n    case A(b, c=-1) | {'d': _, **e} as f: pass\n    case g.h, *_: pass\n");
    let kinds: Vec<String> = lowered
        .ast
        .patterns
        .iter()
        .map(|pattern| {
            format!("{} {:?}", lowered.file.slice(pattern.span), std::mem::discriminant(&pattern.kind))
        })
        .collect();
    let count = |wanted: fn(&PatternKind) -> bool| {
        lowered.ast.patterns.iter().filter(|pattern| wanted(&pattern.kind)).count()
    };
    assert_eq!(count(|kind| matches!(kind, PatternKind::Capture(_))), 1, "{kinds:?}");
    assert_eq!(count(|kind| matches!(kind, PatternKind::Value(_))), 2, "{kinds:?}");
    assert_eq!(count(|kind| matches!(kind, PatternKind::Wildcard)), 1, "{kinds:?}");
    assert_eq!(count(|kind| matches!(kind, PatternKind::As { .. } | PatternKind::Or(_))), 2, "{kinds:?}");
    assert_eq!(count(|kind| matches!(kind, PatternKind::Star(None))), 1, "{kinds:?}");
    assert!(lowered.is_whole());
}

#[test]
fn a_decorated_statement_begins_with_its_decorators_and_its_function_does_not() {
    let lowered = read("@a\n@b.c(d)\nasync def f():\n    pass\n    # after\n\n");
    let function = &lowered.ast.functions[0];
    assert_eq!(lowered.file.slice(function.span), "async def f():\n    pass");
    assert_eq!(lowered.ast[function.stmt].span.start, 0);
    assert_eq!(lowered.texts(function.decorators), ["a", "b.c(d)"]);
}

#[test]
fn elif_is_an_arm() {
    let lowered = read("if a: b\nelif c: d\nelif e: f\nelse: g\n");
    let StmtKind::If { arms, otherwise } = lowered.ast[lowered.ast.list(lowered.ast.body)[0]].kind else {
        panic!()
    };
    assert_eq!((arms.len, otherwise.len), (3, 1));
}

#[test]
fn functions_know_their_class_and_what_is_around_them() {
    let lowered = read(
        "class A:\n    if x:\n        def f(self):\n            def g(): pass\n    class B:\n        def h(self): pass\n",
    );
    let names: Vec<(String, String)> =
        lowered.functions().into_iter().map(|(name, class, ..)| (name, class)).collect();
    let expected = [("A.f", "A"), ("A.f.g", ""), ("A.B.h", "B")];
    assert_eq!(names, expected.map(|(name, class)| (name.to_owned(), class.to_owned())));
}

#[test]
fn other_spellings_of_a_name_are_the_name() {
    let lowered = read("ｅval(𝘢)\n");
    let names: Vec<&str> = lowered
        .ast
        .exprs
        .iter()
        .filter_map(|expr| match expr.kind {
            ExprKind::Name(sym) => Some(sym.text()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["eval", "a"]);
}

#[test]
fn lines_end_where_python_ends_them() {
    let lowered = read("a = 1\rdef f():\r    return 2\rb = '\u{2028}\x0c'\r\ndef g(): pass\n");
    assert_eq!(lowered.functions(), [("f".into(), String::new(), 2, 3), ("g".into(), String::new(), 5, 5)]);
    assert!(lowered.is_whole());
}

#[test]
fn tabs_go_to_multiples_of_eight() {
    let lowered = read("def f():\n    if a:\n\tb = 1\n    \tc = 2\n    d = 3\n");
    let parent = |at: usize| lowered.ast.stmts[at].parent;
    assert!(lowered.is_whole(), "{:?}", lowered.ast.notices);
    // `b` and `c` are in the `if`, `d` is not.
    assert_eq!((parent(2), parent(3)), (parent(2), parent(2)));
    assert_eq!(parent(4), parent(1));
}
