//! Odd and large programs: names are resolved whatever the text, and soon.

use super::{module_variable, read};
use proptest::prelude::*;
use sightline::names::Names;
use sightline::project::{ClassRef, Module, Project};
use sightline::syntax::ast::{Ast, ClassDefId, ExprId};
use sightline::text::File;
use std::hint::black_box;
use std::sync::Arc;

/// Everything that refers to something refers to something that is there, and bindings are in order.
fn is_sound(ast: &Ast, names: &Names) {
    assert_eq!(names.uses.len(), ast.exprs.len());
    assert_eq!(names.function_scopes.len(), ast.functions.len());
    assert_eq!(names.class_scopes.len(), ast.classes.len());
    for (at, scope) in names.scopes.iter().enumerate() {
        assert!(scope.parent.is_none_or(|parent| (parent.0 as usize) < at));
        assert!(at == 0 || scope.parent.is_some());
        for variable in &scope.variables {
            assert_eq!(names.variables[variable.0 as usize].scope.0 as usize, at);
        }
    }
    let mut bindings = 0;
    for variable in &names.variables {
        assert!((variable.scope.0 as usize) < names.scopes.len());
        assert_eq!(variable.first_binding, bindings);
        bindings += variable.binding_count;
    }
    assert_eq!(bindings as usize, names.bindings.len());
    for variable in names.uses.iter().flatten() {
        assert!(names.bindings(*variable).is_sorted_by_key(|binding| binding.span.start));
    }
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "x", "y", "__x", "self", "__class__", "__all__", "f", "C", "_", "a.b", "1", "'t'", "def f(x, *y, z=x):",
    "class C(x):", "class C[T: x](y):", "lambda x=y:", "for x in y:", "[x for x in y]", "(y := x)",
    "{x: y for x in y for y in x if (y := x)}", "global x", "nonlocal x, y", "import x.y", "from . import x",
    "from x import *", "from ..x import (y as z)", "try:", "except x as y:", "finally:", "with x as (y, z):",
    "match x:", "case [x, *y]:", "case {'k': C(x=y), **z}:", "del x", "x: y", "x += y", "x, *y = y, x",
    "type X[T] = T", "@x", "return", "yield x", "await x", "f'{x!r:{y}}'", "if x:", "else:", "while (x := y):",
    "(", ")", "[", "]", "{", "}", ":", ",", "=", "super().f()", "\n", "\n ", "\n  ", "\n   ",
];

/// Words of Python, thrown together.
fn soup() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..60);
    words.prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn names_of_any_text_are_sound(text in soup()) {
        let (_, ast, names) = read(&text);
        is_sound(&ast, &names);
    }

    #[test]
    fn any_files_are_linked_and_asked(texts in prop::collection::vec(soup(), 1..5)) {
        let paths = ["x/__init__.py", "x/y.py", "x.py", "y.py", "a.whl/x/y.py"];
        let modules = texts.iter().zip(paths);
        let modules = modules.map(|(text, path)| Arc::new(Module::new(File::new(path, text.as_str()))));
        let project = Project::link(modules.collect());
        for file in project.files() {
            let ast = &project.module(file).ast;
            for expr in 0..ast.exprs.len() as u32 {
                black_box(project.expression(file, ExprId(expr)));
            }
            black_box(project.imports_of(file));
            for function in project.uncalled(file) {
                black_box(project.decorators(function));
            }
            for class in 0..ast.classes.len() as u32 {
                let class = ClassRef { file, class: ClassDefId(class) };
                prop_assert!(project.ancestry(class).count() > 0);
                black_box(project.methods(class));
            }
        }
    }
}

#[test]
fn long_chains_and_deep_nesting_end() {
    let chain = format!("x = a{}\n", ".b(c)[d]".repeat(20_000));
    let (_, ast, names) = read(&chain);
    is_sound(&ast, &names);
    for nested in [
        format!("{}x{}", "(".repeat(3_000), ")".repeat(3_000)),
        format!("{}x", "lambda: ".repeat(3_000)),
        format!("{}x{}", "[".repeat(3_000), " for y in z]".repeat(3_000)),
        (0..400).fold(String::new(), |text, at| text + &" ".repeat(at) + "def f(x):\n")
            + &" ".repeat(400)
            + "x",
    ] {
        let (_, ast, names) = read(&nested);
        is_sound(&ast, &names);
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
