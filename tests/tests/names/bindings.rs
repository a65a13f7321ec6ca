//! What gives a name its values, and what a module exports.

use super::{check, module_variable, read};
use sightline::names::BindingKind;

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
