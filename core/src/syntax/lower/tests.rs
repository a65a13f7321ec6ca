//! Every kind of node that the grammar has is known, stands in a sample, and is lowered without a rest.

use super::kinds::{NAMED, Place};
use super::tree::{Node, parse};
use crate::syntax::ast::{ExprKind, PatternKind, StmtKind};
use crate::syntax::lower;
use crate::text::{File, NoticeKind};
use std::collections::BTreeSet;

/// A sample of each kind, alone or with others.
const SAMPLES: &[(&str, &str)] = &[
    ("module block expression_statement assignment identifier integer", "if a: b = 1\n"),
    ("augmented_assignment", "a += 1\n"),
    ("assert_statement", "assert a, b\n"),
    ("break_statement continue_statement while_statement true", "while True:\n    break\n    continue\n"),
    ("delete_statement", "del a, b[0]\n"),
    ("exec_statement", "exec code in scope\n"),
    ("global_statement nonlocal_statement", "def f():\n    global a, b\n    nonlocal c\n"),
    ("pass_statement if_statement elif_clause else_clause", "if a: pass\nelif b: pass\nelse: pass\n"),
    ("print_statement chevron", "print >>stream, a, b\n"),
    ("raise_statement", "raise a from b\n"),
    ("return_statement", "def f(): return a\n"),
    ("type_alias_statement type type_parameter generic_type", "type A[T] = list[T]\n"),
    ("for_statement", "async def f():\n    async for a, b in c: pass\n    else: pass\n"),
    ("try_statement except_clause finally_clause", "try: a\nexcept A: b\nelse: c\nfinally: d\n"),
    ("with_statement with_clause with_item as_pattern as_pattern_target", "with (a as b, c): pass\n"),
    ("match_statement case_clause case_pattern", "match a, b:\n    case 1 if c: pass\n"),
    (
        "function_definition parameters typed_parameter typed_default_parameter",
        "def f(a: int, b: int = 1): pass\n",
    ),
    ("default_parameter keyword_separator positional_separator", "def f(a, /, b=1, *, c): pass\n"),
    ("class_definition argument_list keyword_argument", "class A(B, metaclass=C): pass\n"),
    ("decorated_definition decorator", "@a.b(c)\n@(d := e)\ndef f(): pass\n"),
    ("lambda lambda_parameters list_splat_pattern dictionary_splat_pattern", "lambda a, *b, **c: a\n"),
    ("import_statement dotted_name aliased_import", "import a.b as c, d\n"),
    ("import_from_statement relative_import import_prefix", "from ..a import (b, c as d)\n"),
    ("wildcard_import", "from a import *\n"),
    ("future_import_statement", "from __future__ import annotations\n"),
    ("false none ellipsis float", "a(False, None, ..., 1.5)\n"),
    ("attribute subscript slice call", "a.b[c:d:e](f)\n"),
    ("list_splat dictionary_splat", "f(*a, **b)\n"),
    ("parenthesized_list_splat", "[(*a), b]\n"),
    ("parenthesized_expression binary_operator", "(a + b) * c\n"),
    ("boolean_operator comparison_operator not_operator unary_operator", "a and not b or c < -d\n"),
    ("conditional_expression named_expression", "(a := b if c else d)\n"),
    ("await yield", "async def f():\n    yield await a\n"),
    ("tuple expression_list", "a = (b, c)\nreturn_ = d, e\n"),
    ("pattern_list tuple_pattern list_pattern", "a, (b, c), [d, *e] = f\n"),
    ("list set dictionary pair", "[a, {b}, {c: d, **e}]\n"),
    ("list_comprehension for_in_clause if_clause", "[a for b in c if d]\n"),
    ("set_comprehension generator_expression", "{a for b in (c for d in e)}\n"),
    ("dictionary_comprehension", "{a: b for a, b in c}\n"),
    ("string string_start string_end concatenated_string", "'a' \"b\"\n"),
    ("string_content escape_sequence comment line_continuation", "'a\\n' + \\\n  b  # c\n"),
    (
        "interpolation format_specifier format_expression type_conversion escape_interpolation",
        "f'{{{a!r:>{b}}'\n",
    ),
    ("splat_type constrained_type", "def f[T: int, *Ts, **P](): pass\n"),
    ("union_type", "def f(a: list[int] | None): pass\n"),
    ("member_type", "a: list[int].b\n"),
    ("keyword_pattern class_pattern union_pattern", "match a:\n    case A(b, c=-1) | B(): pass\n"),
    ("splat_pattern dict_pattern complex_pattern", "match a:\n    case [*b, {'c': 1 + 2j, **d}]: pass\n"),
];

fn kinds_in(node: Node<'_>, found: &mut BTreeSet<&'static str>) {
    found.extend(NAMED.iter().find(|row| row.0 == node.kind()).map(|row| row.1));
    node.children().for_each(|child| kinds_in(child, found));
}

/// All kinds that the list speaks of: some stand only among the children of others.
fn named_in<'g>(grammar: &'g serde_json::Value, found: &mut BTreeSet<&'g str>) {
    if grammar["named"] == true {
        found.extend(grammar["type"].as_str());
    }
    match grammar {
        serde_json::Value::Array(items) => items.iter().for_each(|item| named_in(item, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| named_in(field, found)),
        _ => {}
    }
}

#[test]
fn every_kind_of_node_of_the_grammar_is_known() {
    let grammar: serde_json::Value = serde_json::from_str(tree_sitter_python::NODE_TYPES).unwrap();
    // Supertypes are names for groups of kinds: no node is one.
    let groups: BTreeSet<&str> = grammar
        .as_array()
        .unwrap()
        .iter()
        .filter(|kind| kind.get("subtypes").is_some())
        .filter_map(|kind| kind["type"].as_str())
        .collect();
    let mut theirs = BTreeSet::new();
    named_in(&grammar, &mut theirs);
    let theirs: BTreeSet<&str> = theirs.difference(&groups).copied().collect();
    let ours: BTreeSet<&str> = NAMED.iter().map(|row| row.1).collect();
    assert_eq!(theirs, ours);
}

#[test]
fn every_kind_of_node_is_lowered_without_a_rest() {
    let mut sampled = BTreeSet::new();
    for (kinds, sample) in SAMPLES {
        let tree = parse(sample).unwrap();
        assert_eq!(tree.errors, [], "{sample}");
        let mut found = BTreeSet::new();
        kinds_in(tree.root(), &mut found);
        for kind in kinds.split(' ') {
            let kept_apart = NAMED.iter().any(|row| row.1 == kind && row.2 == Place::Left);
            assert!(found.contains(kind) || kept_apart, "{kind} is not in {sample}: {found:?}");
            sampled.insert(kind);
        }
        let ast = lower(&File::new("sample.py", *sample));
        assert!(
            ast.notices.iter().all(|notice| notice.kind == NoticeKind::Python2),
            "{sample}: {:?}",
            ast.notices
        );
        assert!(ast.exprs.iter().all(|expr| !matches!(expr.kind, ExprKind::Unknown)), "{sample}");
        assert!(ast.stmts.iter().all(|stmt| !matches!(stmt.kind, StmtKind::Unknown)), "{sample}");
        assert!(ast.patterns.iter().all(|pattern| !matches!(pattern.kind, PatternKind::Unknown)), "{sample}");
    }
    let missing: Vec<&str> = NAMED.iter().map(|row| row.1).filter(|kind| !sampled.contains(kind)).collect();
    assert_eq!(missing, [""; 0]);
}
