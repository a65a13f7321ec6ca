//! Bases, methods, and who calls whom.

use super::{callers, class, file, function, project, said};
use sightline::intern::{PathId, Sym};
use sightline::project::{Base, Caller, Project};
use std::fmt::Write;

fn ancestry(project: &Project, path: &str, name: &str) -> Vec<String> {
    let all = project.ancestry(class(project, path, name)).map(|base| match base {
        Base::Class(class) => project.module(class.file).ast[class.class].name.sym.text().to_owned(),
        Base::Outside(path) => path.text(),
        Base::Unknown => "?".into(),
    });
    all.collect()
}

#[test]
fn methods_are_looked_up_in_pythons_own_order() {
    let files = [
        ("base.py", "class Root:\n    def m(self): pass\n    def only_root(self): pass\n"),
        (
            "a.py",
            "from base import Root\nimport base, django.views\n\
             class A(Root): pass\n\
             class B(base.Root):\n    def m(self): pass\n\
             class C(A, B): pass\n\
             class D(C, django.views.View, Generic[T], metaclass=Meta): pass\n\
             class E(make()): pass\n\
             class F(object): pass\n",
        ),
    ];
    let project = project(&files);
    assert_eq!(ancestry(&project, "a.py", "C"), ["C", "A", "B", "Root"]);
    assert_eq!(ancestry(&project, "a.py", "D"), ["D", "C", "A", "B", "Root", "django.views.View", "Generic"]);
    assert_eq!(ancestry(&project, "a.py", "E"), ["E", "?"]);
    assert_eq!(ancestry(&project, "a.py", "F"), ["F"]);
    let method = |class_name: &str, name: &str| {
        let found = project.method(class(&project, "a.py", class_name), Sym::new(name));
        found.map(|function| project.path_of(function).text())
    };
    assert_eq!(method("C", "m"), Some("a.B.m".into()));
    assert_eq!(method("A", "m"), Some("base.Root.m".into()));
    assert_eq!(method("D", "only_root"), Some("base.Root.only_root".into()));
    assert_eq!(method("D", "missing"), None);
    assert!(project.inherits(class(&project, "a.py", "D"), PathId::new("django.views.View")));
}

#[test]
fn cyclic_and_impossible_bases_end() {
    let files = [
        ("a.py", "from b import B\nfrom d import D\nclass A(B): pass\nclass C(D.Inner): pass\n"),
        ("b.py", "from a import A\nclass B(A): pass\n"),
        ("d.py", "from a import C\nclass D(C.Inner): pass\n"),
        ("e.py", "class dict(dict): pass\nclass X: pass\nclass Y(X): pass\nclass Z(X, Y): pass\n"),
    ];
    let project = project(&files);
    assert_eq!(ancestry(&project, "a.py", "A"), ["A", "B"]);
    assert_eq!(ancestry(&project, "b.py", "B"), ["B", "A"]);
    assert_eq!(ancestry(&project, "a.py", "C"), ["C", "?"]);
    assert_eq!(ancestry(&project, "e.py", "dict"), ["dict", "dict"]);
    assert_eq!(ancestry(&project, "e.py", "Z"), ["Z", "X", "Y"]);
}

#[test]
fn diamonds_of_any_height_are_linear() {
    let mut source = String::from("class A0: pass\nclass B0: pass\n");
    for at in 1..60 {
        let below = at - 1;
        for class in ["A", "B"] {
            let _ = writeln!(source, "class {class}{at}(A{below}, B{below}): pass");
        }
    }
    let project = project(&[("a.py", &source)]);
    assert!(ancestry(&project, "a.py", "A59").len() > 100);
}

#[test]
fn a_class_knows_its_methods_and_decorators() {
    let source = "\
import flask
app = flask.Flask(__name__)
class C:
    def a(self): pass
    if x:
        def b(self): pass
    @property
    def c(self): pass
    @c.setter
    def c(self, value): pass
@app.route('/')
@flask.login
def view(): pass
";
    let project = project(&[("a.py", source)]);
    let methods = project.methods(class(&project, "a.py", "C"));
    let names: Vec<String> = methods.into_iter().map(|method| project.path_of(method).text()).collect();
    assert_eq!(names, ["a.C.a", "a.C.b", "a.C.c", "a.C.c"]);
    let decorators = project.decorators(function(&project, "a.view"));
    let paths: Vec<String> = decorators.into_iter().map(|(_, found)| said(&project, found)).collect();
    assert_eq!(paths, ["other", "outside flask.login"]);
}

#[test]
fn calls_are_found_through_names_imports_and_methods() {
    let files = [
        ("pkg/__init__.py", ""),
        (
            "pkg/db.py",
            "class Base:\n    def save(self): pass\n    def close(self): pass\n    def __private(self): pass\n    def go(self):\n        self.__private()\n\
             class Db(Base):\n    def __init__(self): self.setup()\n    def setup(self): pass\n    def close(self):\n        super().close()\n        later = lambda: self.save()\n\
             \n    @classmethod\n    def make(cls): return cls()\n\
             def connect(): return Db()\n",
        ),
        (
            "pkg/app.py",
            "from . import db\nfrom .db import connect as c, Db\n\
             manager = Db()\n\
             def run():\n    c()\n    db.connect()\n    manager.save()\n    Db.make()\n    local = Db()\n    local.close()\n\
             @run\ndef decorated(): pass\n\
             def unused(): pass\n",
        ),
    ];
    let project = project(&files);
    assert_eq!(callers(&project, "pkg.db.connect"), ["pkg.app.run", "pkg.app.run"]);
    assert_eq!(callers(&project, "pkg.db.Base.save"), ["pkg.app.run", "pkg.db.Db.close"]);
    assert_eq!(callers(&project, "pkg.db.Base.close"), ["pkg.db.Db.close"]);
    assert_eq!(callers(&project, "pkg.db.Db.close"), ["pkg.app.run"]);
    assert_eq!(callers(&project, "pkg.db.Db.setup"), ["pkg.db.Db.__init__"]);
    assert_eq!(callers(&project, "pkg.db.Base.__private"), ["pkg.db.Base.go"]);
    assert_eq!(callers(&project, "pkg.db.Db.make"), ["pkg.app.run"]);
    assert_eq!(
        callers(&project, "pkg.db.Db.__init__"),
        ["pkg.app", "pkg.app.run", "pkg.db.Db.make", "pkg.db.connect"]
    );
    assert_eq!(callers(&project, "pkg.app.run"), ["pkg.app"]);
    let app = file(&project, "pkg/app.py");
    let uncalled: Vec<String> =
        project.uncalled(app).map(|function| project.path_of(function).text()).collect();
    assert_eq!(uncalled, ["pkg.app.decorated", "pkg.app.unused"]);
    let run = function(&project, "pkg.app.run");
    let calls = project.calls_of(Caller { file: app, function: Some(run.function) });
    assert_eq!(calls.len(), 6);
}
