//! Python's scope rules: whose variable a name is.

use super::{check, read};

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
fn an_annotation_alone_binds_unless_the_name_is_in_parentheses() {
    check("def f():\n    x: int\n    return x    # x: f\n");
    check("def f():\n    (x): int\n    return x    # x: nothing\n");
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
class D[__T](Base[__T]):     # __T: type parameters
    def m(self, a: __T): pass    # __T: type parameters
",
    );
    let (_, _, names) = read("class _C:\n    __x = 1\n");
    assert!(names.variables.iter().any(|variable| variable.name.text() == "_C__x"));
}
