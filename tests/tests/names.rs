//! Python's scope rules, one test a rule: small programs whose comments say whose variable a name is.
//!
//! `# x: f` after a line says that each `x` on it is the variable `x` of the function `f`, `# x: f then g` that
//! the first is that of `f`, the next that of `g`. A scope is called by its name, or `module`, `lambda`, `comprehension`, `type parameters`; `nothing` is a builtin or nothing.

use sightline::names::{BindingKind, Names, ScopeId, ScopeKind, VarId};
use sightline::syntax::ast::{Ast, ExprId, ExprKind};
use sightline::text::File;

fn read(source: &str) -> (File, Ast, Names) {
    let file = File::new("a.py", source);
    let ast = sightline::syntax::lower(&file);
    let names = Names::resolve(&ast);
    (file, ast, names)
}

fn scope_name(ast: &Ast, names: &Names, scope: ScopeId) -> String {
    match names.scopes[scope.0 as usize].kind {
        ScopeKind::Module => "module".into(),
        ScopeKind::Class(class) => ast[class].name.sym.text().into(),
        ScopeKind::Function(function) => ast[function].name.map_or("lambda", |name| name.sym.text()).into(),
        ScopeKind::Comprehension(_) => "comprehension".into(),
        ScopeKind::TypeParams(_) => "type parameters".into(),
    }
}

fn meaning(ast: &Ast, names: &Names, expr: ExprId) -> String {
    let variable = names.variable(expr).map(|variable| names.variables[variable.0 as usize]);
    variable.map_or("nothing".into(), |variable| scope_name(ast, names, variable.scope))
}

/// Every `# name: scope, name: scope` of a program holds.
fn check(source: &str) {
    let (file, ast, names) = read(source);
    let mut said = 0;
    for (at, line) in source.lines().enumerate() {
        let Some((_, comment)) = line.split_once("# ") else { continue };
        for claim in comment.split(", ") {
            let (name, scope) = claim.split_once(": ").unwrap_or((claim, ""));
            let mut found = Vec::new();
            for (id, expr) in ast.exprs.iter().enumerate() {
                let here = match expr.kind {
                    ExprKind::Name(sym) => sym.text() == name,
                    ExprKind::Named { target, .. } => target.sym.text() == name,
                    _ => false,
                };
                if here && file.line(expr.span.start) as usize == at + 1 {
                    found.push((expr.span.start, meaning(&ast, &names, ExprId(id as u32))));
                }
            }
            found.sort();
            let mut found: Vec<String> = found.into_iter().map(|(_, scope)| scope).collect();
            found.dedup();
            assert_eq!(found.join(" then "), scope, "`{name}` on line {}: {line}", at + 1);
            said += 1;
        }
    }
    assert!(said > 0, "the program says nothing");
}

fn module_variable(names: &Names, name: &str) -> Option<VarId> {
    names.in_scope(ScopeId::MODULE, sightline::intern::Sym::new(name))
}

/// How a module's variable is bound: `1 value, 3 import os.path`.
fn bindings(source: &str, name: &str) -> String {
    let (file, _, names) = read(source);
    let Some(variable) = module_variable(&names, name) else { return "not bound".into() };
    let kinds = names.bindings(variable).iter().map(|binding| {
        let kind = match binding.kind {
            BindingKind::Import { path, level } => {
                format!("import {}{}", ".".repeat(level as usize), path.text())
            }
            BindingKind::Value(_) => "value".into(),
            BindingKind::Annotation(_) => "annotation".into(),
            BindingKind::Part(_) => "part".into(),
            BindingKind::Augmented(_) => "augmented".into(),
            BindingKind::Function(_) => "function".into(),
            BindingKind::Class(_) => "class".into(),
            BindingKind::Param(..) => "parameter".into(),
            BindingKind::Exception(_) => "exception".into(),
            BindingKind::Pattern(_) => "pattern".into(),
            BindingKind::Type => "type".into(),
            BindingKind::Delete => "delete".into(),
        };
        format!("{} {kind}", file.line(binding.span.start))
    });
    kinds.collect::<Vec<_>>().join(", ")
}

fn exports(source: &str) -> Option<(Vec<&'static str>, bool)> {
    let exports = read(source).2.exports?;
    Some((exports.names.iter().map(|name| name.text()).collect(), exports.complete))
}

#[test]
fn a_function_sees_the_module_and_the_functions_around_it() {
    check(
        "
x = y = 1
def f(a):
    y = x        # x: module, y: f
    def g():
        return a, y, x, len   # a: f, y: f, x: module, len: nothing
",
    );
}

#[test]
fn a_name_that_is_bound_anywhere_in_a_function_is_local_everywhere_in_it() {
    check(
        "
x = 1
def f():
    print(x)     # x: f
    if False:
        x = 2    # x: f
def g():
    print(x)     # x: g
    del x        # x: g
def h():
    print(x)     # x: h
    x: int
",
    );
}

#[test]
fn methods_do_not_see_the_names_of_their_class() {
    check(
        "
x = 1
class C:
    x = 2            # x: C
    y = x            # x: C
    def m(self, a=x):    # x: C
        return x, y  # x: module, y: nothing
    z = lambda: x    # x: module
    class D:
        w = x        # x: module
",
    );
}

#[test]
fn a_class_in_a_function_sees_the_function_but_not_the_class_around() {
    check(
        "
def f(a):
    class C:
        b = a            # a: f
        class D:
            c = a, b     # a: f, b: nothing
        def m(self):
            return a     # a: f
",
    );
}

#[test]
fn a_class_body_reads_the_module_until_it_binds_the_name_itself() {
    check(
        "
name = 1
class C:
    name = name          # name: C then module
    other = name         # name: C
def f(name):
    class D:
        name = name      # name: D then module
    class E:
        other = name     # name: f
class F:
    def property(): pass
    @property            # property: F
    def p(): pass
class G:
    len = len            # len: G then nothing
",
    );
}

#[test]
fn the_module_reads_a_builtin_until_it_binds_the_name_itself() {
    check(
        "
try:
    unicode          # unicode: nothing
except NameError:
    unicode = str    # unicode: module
unicode              # unicode: module
def f():
    return unicode   # unicode: module
",
    );
    check(
        "
for item in items:
    if seen: pass    # seen: module
    seen = item
def g(a: Later): pass    # Later: module
class Later: pass
def h():
    global shared
    shared = 1
h()
shared               # shared: module
shared = 2
",
    );
}

#[test]
fn comprehensions_are_scopes_of_their_own() {
    check(
        "
x = 1
def f(rows):
    return [x for x in rows if x]      # x: comprehension, rows: f
def g(rows):
    x = 2
    return {k: v for k, v in rows for w in v if x}     # k: comprehension, v: comprehension, x: g
x                                      # x: module
",
    );
}

#[test]
fn the_first_iterable_is_evaluated_outside_the_comprehension() {
    check(
        "
x = [1]
a = [x for x in [y for y in x]]        # y: comprehension, x: comprehension then module
class C:
    rows = [1]
    b = [row for row in rows]          # rows: C
    c = [1 for row in [1] if rows]     # rows: nothing
    d = [1 for _ in [1] for row in rows]     # rows: nothing
",
    );
}

#[test]
fn a_walrus_in_a_comprehension_binds_in_the_function_around() {
    check(
        "
def f(rows):
    found = [y for x in rows if (y := x)]      # y: f
    nested = [[(z := x) for x in row] for row in rows]      # z: f, x: comprehension
    return y, z                                # y: f, z: f
any((hit := row) for row in rows)              # hit: module
hit                                            # hit: module
def g(rows):
    global kept
    [kept := row for row in rows]              # kept: module
h = lambda rows: [last := row for row in rows] # last: lambda
",
    );
}

#[test]
fn lambdas_and_their_defaults() {
    check(
        "
a = 1
def f(b):
    return lambda c, d=b, *e, g=a, **h: (a, b, c, d, e, g, h)      # b: f, a: module, c: lambda, h: lambda, e: lambda
",
    );
}

#[test]
fn decorators_defaults_and_annotations_are_evaluated_outside() {
    check(
        "
x = 1
@x                               # x: module
def f(a: x = x) -> x:            # x: module
    x = 2                        # x: f
    @x                           # x: f
    class C(x, metaclass=x):     # x: f
        x = 3                    # x: C
",
    );
}

#[test]
fn global_means_the_module_before_and_after_the_use() {
    check(
        "
def f():
    x = 1        # x: module
    global x
    def g():
        return x # x: module
def outer():
    y = 1
    def middle():
        global y
        y = 2            # y: module
        def inner():
            return y     # y: module
    return y             # y: outer
def only_read():
    global never
    return never         # never: nothing
x                        # x: module
",
    );
}

#[test]
fn global_in_a_class_body_does_not_reach_its_methods() {
    check(
        "
def f():
    x = 1
    class C:
        global x
        x = 2            # x: module
        def m(self):
            return x     # x: f
",
    );
}

#[test]
fn global_at_module_level_changes_nothing() {
    check("global x\nx = 1    # x: module\n");
}

#[test]
fn nonlocal_means_the_nearest_function_that_binds_the_name() {
    check(
        "
x = 0
def f():
    x = 1
    def g():
        def h():
            nonlocal x
            x = 2        # x: f
            def i():
                return x # x: f
    class C:
        nonlocal x
        x = 3            # x: f
def wrong():
    nonlocal x
    x = 1                # x: wrong
",
    );
}

#[test]
fn the_name_of_an_except_clause_is_bound_and_gone() {
    let source = "try: pass\nexcept E as e:\n    e\ne = 1\n";
    assert_eq!(bindings(source, "e"), "2 exception, 3 delete, 4 value");
    check("def f():\n    try: pass\n    except E as e:\n        e    # e: f\n");
}

#[test]
fn imports_bind_the_first_name_or_the_alias() {
    assert_eq!(bindings("import a.b.c\n", "a"), "1 import a");
    assert_eq!(bindings("import a.b.c as d\n", "d"), "1 import a.b.c");
    assert_eq!(bindings("import a.b.c as d\n", "a"), "not bound");
    assert_eq!(bindings("from a.b import c\n", "c"), "1 import a.b.c");
    assert_eq!(bindings("from ..a import b as c\n", "c"), "1 import ..a.b");
    assert_eq!(bindings("from . import a\n", "a"), "1 import .a");
    assert_eq!(
        bindings("from __future__ import annotations\n", "annotations"),
        "1 import __future__.annotations"
    );
}

#[test]
fn conditional_imports_are_all_kept_in_order() {
    let source = "try:\n    import simplejson as json\nexcept ImportError:\n    import json\n";
    assert_eq!(bindings(source, "json"), "2 import simplejson, 4 import json");
    let source = "if TYPE_CHECKING:\n    from a import T\nelse:\n    T = None\n";
    assert_eq!(bindings(source, "T"), "2 import a.T, 4 value");
}

#[test]
fn star_imports_are_listed_with_their_dots() {
    let (_, _, names) = read("from a.b import *\nfrom .. import *\nfrom .c import *\n");
    let stars: Vec<(u32, Option<String>)> =
        names.stars.iter().map(|star| (star.level, star.path.map(sightline::intern::PathId::text))).collect();
    assert_eq!(stars, [(0, Some("a.b".into())), (2, None), (1, Some("c".into()))]);
}

#[test]
fn every_way_of_binding_is_told_apart() {
    let source = "\
v = 1
p, (v, *p) = 1, q
for p in q: pass
with q as p: pass
v += 1
v: int
v: int = 1
(v := 1)
del v
def v(): pass
class v: pass
type v = int
match q:
    case [v, *p] | {'k': v, **p} | K(v, w=v) | (1 as v): pass
a, b = b, a
";
    assert_eq!(
        bindings(source, "v"),
        "1 value, 2 part, 5 augmented, 6 annotation, 7 value, 8 value, 9 delete, 10 function, 11 class, \
         12 type, 14 pattern, 14 pattern, 14 pattern, 14 pattern, 14 pattern"
    );
    assert_eq!(bindings(source, "p"), "2 value, 2 part, 3 part, 4 part, 14 pattern, 14 pattern");
    assert_eq!(bindings(source, "a"), "15 value");
}

#[test]
fn a_tuple_of_values_is_given_out_one_by_one() {
    let (_, ast, names) = read("a, (b, c) = f(), (1, 'two')\n");
    let variable = module_variable(&names, "c").expect("c is bound");
    let BindingKind::Value(value) = names.bindings(variable)[0].kind else { panic!("not a value") };
    assert_eq!(ast.text_of(value), Some("two"));
}

#[test]
fn match_captures_bind_and_values_are_read() {
    check(
        "
import Color, K
def f(subject):
    match subject:                    # subject: f
        case Color.RED: pass          # Color: module
        case K(x=other) if other: pass    # K: module, other: f
        case [first, *rest]:
            return first, rest        # first: f, rest: f
        case name:
            return name               # name: f
",
    );
}

#[test]
fn type_parameters_have_a_scope_around_the_function() {
    check(
        "
T = 1
@T                                        # T: module
def f[T: int](a: T, b=1) -> T:            # T: type parameters
    x: T = a                              # T: type parameters
    def g(c: T): return T                 # T: type parameters
def defaults[U](a=U): pass                # U: nothing
class C[T](Base[T]):                      # T: type parameters
    y: T                                  # T: type parameters
    def m(self) -> T: return T            # T: type parameters
type Alias[K] = dict[K, T]                # K: type parameters, T: module
T                                         # T: module
",
    );
}

#[test]
fn type_parameters_in_a_class_see_the_names_of_the_class() {
    check(
        "
class C:
    Inner = int
    def m[T: Inner](self, a: Inner) -> T:      # Inner: C
        return Inner                           # Inner: nothing
    type A[T] = dict[T, Inner]                 # Inner: C
",
    );
}

#[test]
fn methods_know_their_class_as_dunder_class() {
    check(
        "
class C:
    def m(self):
        return __class__         # __class__: C
    x = __class__                # __class__: nothing
def f():
    return __class__             # __class__: nothing
",
    );
}

#[test]
fn private_names_are_another_name_in_each_class() {
    check(
        "
__x = 1
_C__y = 2
class C:
    __z = 3
    a = __z                  # __z: C
    def m(self, __p):
        def inner():
            return __p       # __p: m
        __dunder__
        return __x, __y, __p # __x: nothing, __y: module, __p: m
class _:
    b = __x                  # __x: module
",
    );
    let (_, _, names) = read("class _C:\n    __x = 1\n");
    assert!(names.variables.iter().any(|variable| variable.name.text() == "_C__x"));
}

#[test]
fn dunder_all_is_read_in_the_ways_people_write_it() {
    assert_eq!(exports("x = 1\n"), None);
    assert_eq!(exports("__all__ = ['a', 'b']\n"), Some((vec!["a", "b"], true)));
    assert_eq!(exports("__all__ = 'a', 'b'\n"), Some((vec!["a", "b"], true)));
    assert_eq!(exports("__all__: list[str] = ['a'] + ['b']\n"), Some((vec!["a", "b"], true)));
    let source = "__all__ = ['a']\n__all__ += ['b']\n__all__.extend(('c', 'd'))\n__all__.append('e')\n__all__.remove('a')\n";
    assert_eq!(exports(source), Some((vec!["b", "c", "d", "e"], true)));
    assert_eq!(exports("__all__ = ['a']\nif x:\n    __all__ += ['b']\n"), Some((vec!["a", "b"], true)));
    assert_eq!(exports("__all__ = ['a'] + other.__all__\n"), Some((vec!["a"], false)));
    assert_eq!(exports("__all__ = [n for n in dir()]\n"), Some((vec![], false)));
    assert_eq!(exports("def f():\n    __all__ = ['a']\n"), None);
}

#[test]
fn variables_know_whether_inner_scopes_touch_them() {
    let (_, _, names) = read("a = b = 1\ndef f():\n    return a\n");
    let captured = |name| {
        let variable = module_variable(&names, name).expect("bound");
        names.variables[variable.0 as usize].captured
    };
    assert_eq!((captured("a"), captured("b")), (true, false));
}

#[test]
fn long_chains_and_deep_nesting_end() {
    let chain = format!("x = a{}\n", ".b(c)[d]".repeat(20_000));
    let (_, ast, names) = read(&chain);
    assert_eq!(names.uses.len(), ast.exprs.len());
    for nested in [
        format!("{}x{}", "(".repeat(3_000), ")".repeat(3_000)),
        format!("{}x", "lambda: ".repeat(3_000)),
        format!("{}x{}", "[".repeat(3_000), " for y in z]".repeat(3_000)),
        (0..400).fold(String::new(), |text, at| text + &" ".repeat(at) + "def f(x):\n")
            + &" ".repeat(400)
            + "x",
    ] {
        let (_, ast, names) = read(&nested);
        assert_eq!(names.uses.len(), ast.exprs.len());
    }
}

#[test]
fn a_module_of_many_names_is_looked_up_at_once() {
    let source: String = (0..50_000).fold(String::new(), |text, at| text + "n" + &at.to_string() + " = 1\n");
    let (_, _, names) = read(&source);
    for at in 0..50_000 {
        assert!(module_variable(&names, &format!("n{at}")).is_some());
    }
}
