//! Broken code loses what is broken. `tests/scripts/break_code.py` does the same to real files.

use super::{Lowered, read};
use sightline::text::NoticeKind;

/// A class whose methods must survive whatever stands in place of `BROKEN`.
fn around(broken: &str) -> Lowered {
    let text = format!(
        "import os\n\nclass A(B):\n    def first(self):\n        return 1\n\n    def spot(self, x):\n        y = x\n{broken}\
         \n        return y\n\n    @property\n    def last(self):\n        if self.a:\n            return os.b(1)\n        \
         return 2\n\nclass C:\n    def other(self):\n        pass\n"
    );
    read(&text)
}

#[test]
fn one_broken_line_leaves_the_methods_around_it() {
    for broken in [
        "        z = f(x, [1, 2)",
        "        z = f(x, [1, 2",
        "        z = {'a': 1,",
        "        z = f(x))",
        "        z = x }",
        "        z = 'it",
        "        z = f\"{x",
        "        z = f\"{x['a']\"",
        "        z = \"\"\"text",
        "        if x",
        "        whlie x:\n            x = 1",
        "        retrun x",
        "        def (self):\n            pass",
        "        x = = 1",
        "        foo bar baz",
        "Here is what I changed:",
        "<<<<<<< HEAD\n        a = 1\n=======\n        a = 2\n>>>>>>> branch",
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    b(c)\nValueError: d",
        "z = 1",
        "      z = 1",
        "            z = 1",
        "        f(a,\n    b = 1",
    ] {
        let lowered = around(broken);
        let lines = broken.lines().count() as u32;
        let found = lowered.functions();
        for (name, class, from, to) in [
            ("A.first", "A", 4, 5),
            ("A.last", "A", 12 + lines, 15 + lines),
            ("C.other", "C", 18 + lines, 19 + lines),
        ] {
            assert!(found.contains(&(name.into(), class.into(), from, to)), "{broken}\n{name}: {found:?}");
        }
        assert!(found.iter().any(|function| function.0 == "A.spot"), "{broken}\n{found:?}");
        let told = lowered.ast.notices.iter().any(|notice| notice.line >= 8 && notice.end_line <= 9 + lines);
        assert!(told, "{broken}: {:?}", lowered.ast.notices);
    }
}

#[test]
fn a_header_without_a_colon_keeps_its_block_and_its_parameters() {
    let lowered = read("class A\n    def f(self, a, b=1)\n        return a\n\n    def g(self): pass\n");
    let expected = [("A.f", "A", 2, 3), ("A.g", "A", 5, 5)];
    assert_eq!(
        lowered.functions(),
        expected.map(|(name, class, from, to)| (name.into(), class.into(), from, to))
    );
    assert_eq!(lowered.ast.functions[0].params.len, 3);
    assert_eq!(lowered.notices(), [(NoticeKind::Syntax, 1, 2)]);
}

#[test]
fn a_fragment_may_be_indented_as_it_was() {
    let lowered = read("    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n");
    assert!(lowered.is_whole());
    assert_eq!(lowered.functions().len(), 2);
    let lowered =
        read("def f(self):\n        a = 1\n        return a\n\n    def g(self):\n        return 2\n");
    let names: Vec<String> = lowered.functions().into_iter().map(|function| function.0).collect();
    assert_eq!(names, ["f", "g"]);
    let lowered = read("        return a\n\n    def g(self):\n        return 2\n\nx = 1\n");
    assert_eq!(lowered.functions(), [("g".into(), String::new(), 3, 4)]);
}

#[test]
fn an_error_inside_of_a_statement_leaves_the_rest_of_it() {
    let lowered = read("f(a b, g(c))\n");
    assert!(lowered.ast.exprs.iter().any(|expr| lowered.file.slice(expr.span) == "g(c)"));
    assert_eq!(lowered.notices(), [(NoticeKind::Syntax, 1, 1)]);
}

#[test]
fn what_is_no_python_at_all_is_one_notice() {
    let prose =
        "It was the best of times,\nit was the worst of times (I think).\n\n\"Stop!\" she said.\n".repeat(50);
    let lowered = read(&prose);
    assert!(lowered.ast.functions.is_empty());
    assert!(!lowered.ast.notices.is_empty());
    let html = "<html>\n  <body class=\"a\">\n    <p>Hello, it's me</p>\n  </body>\n</html>\n";
    assert_eq!(read(html).notices(), [(NoticeKind::Syntax, 1, 5)]);
}

#[test]
fn an_else_of_nothing_keeps_what_it_holds() {
    let lowered = read("def f():\n    a = 1\n    else:\n        b = g(a)\n    return b\n");
    assert_eq!(lowered.functions(), [("f".into(), String::new(), 1, 5)]);
    assert!(lowered.ast.exprs.iter().any(|expr| lowered.file.slice(expr.span) == "g(a)"));
    assert_eq!(lowered.notices(), [(NoticeKind::Syntax, 3, 3)]);
}
