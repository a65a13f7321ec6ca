//! What imports mean across the given files, how classes inherit, who calls whom.

use sightline::intern::{PathId, Sym};
use sightline::names::ScopeId;
use sightline::project::{Base, Caller, ClassRef, FunctionRef, Imported, Module, Project};
use sightline::text::{File, FileId};
use std::sync::Arc;

fn project(files: &[(&str, &str)]) -> Project {
    Project::link(files.iter().map(|(path, text)| Arc::new(Module::new(File::new(*path, *text)))).collect())
}

fn file(project: &Project, path: &str) -> FileId {
    project.files().find(|file| project.module(*file).file.path == path).expect("the file is given")
}

/// What something is, in words: `function pkg/a.py f`, `module pkg/a.py`, `outside os.path`.
fn said(project: &Project, found: Imported) -> String {
    let path = |file: FileId| project.module(file).file.path.clone();
    match found {
        Imported::Function(FunctionRef { file, function }) => {
            let name = project.module(file).ast[function].name.map_or("lambda", |name| name.sym.text());
            format!("function {} {name}", path(file))
        }
        Imported::Class(class) => format!("class {}", class_name(project, class)),
        Imported::Instance(class) => format!("instance {}", class_name(project, class)),
        Imported::Module(file) => format!("module {}", path(file)),
        Imported::Folder(_, spelled) => format!("folder {}", spelled.text()),
        Imported::Variable(file, variable) => {
            let name = project.module(file).names.variables[variable.0 as usize].name;
            format!("variable {} {name}", path(file))
        }
        Imported::Outside(path) => format!("outside {}", path.text()),
        Imported::Other => "other".into(),
    }
}

fn class_name(project: &Project, class: ClassRef) -> String {
    let module = project.module(class.file);
    format!("{} {}", module.file.path, module.ast[class.class].name.sym)
}

/// What a module's name stands for in the end.
fn means(project: &Project, path: &str, name: &str) -> String {
    let file = file(project, path);
    let variable = project.module(file).names.in_scope(ScopeId::MODULE, Sym::new(name));
    match variable {
        Some(variable) => said(project, project.variable(file, variable)),
        None => project.unbound(file, Sym::new(name)).map_or("nothing".into(), |found| said(project, found)),
    }
}

fn class(project: &Project, path: &str, name: &str) -> ClassRef {
    let file = file(project, path);
    let variable = project.module(file).names.in_scope(ScopeId::MODULE, Sym::new(name)).expect("bound");
    match project.variable(file, variable) {
        Imported::Class(class) => class,
        other => panic!("{name} is {}", said(project, other)),
    }
}

fn ancestry(project: &Project, path: &str, name: &str) -> Vec<String> {
    let all = project.ancestry(class(project, path, name)).map(|base| match base {
        Base::Class(class) => project.module(class.file).ast[class.class].name.sym.text().to_owned(),
        Base::Outside(path) => path.text(),
        Base::Unknown => "?".into(),
    });
    all.collect()
}

/// The function of a qualified name.
fn function(project: &Project, qualified: &str) -> FunctionRef {
    project
        .files()
        .flat_map(|file| {
            let count = project.module(file).ast.functions.len() as u32;
            (0..count).map(move |at| FunctionRef { file, function: sightline::syntax::ast::FuncId(at) })
        })
        .find(|function| project.qualified_name(*function) == qualified)
        .unwrap_or_else(|| panic!("no {qualified}"))
}

/// Who calls a function, by qualified names.
fn callers(project: &Project, qualified: &str) -> Vec<String> {
    let sites = project.callers_of(function(project, qualified)).iter();
    sites
        .map(|site| match site.caller.function {
            Some(function) => project.qualified_name(FunctionRef { file: site.caller.file, function }),
            None => project.module_path(site.caller.file).text(),
        })
        .collect()
}

fn module_paths(paths: &[&str]) -> Vec<String> {
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "")).collect();
    let project = project(&files);
    paths.iter().map(|path| project.module_path(file(&project, path)).text()).collect()
}

#[test]
fn a_module_is_called_by_its_path_after_archives_and_source_folders() {
    let paths = [
        "neutron-29.0.0-py3-none-any.whl/neutron/__init__.py",
        "neutron-29.0.0-py3-none-any.whl/neutron/plugins/ml2/plugin.py",
        "proj/src/pkg/__init__.py",
        "proj/src/pkg/a/b.py",
        "x.tar.gz/x-1.0/src/lone/util.py",
        "script.py",
        "my-tools/manage-db.py",
        "home/n.ipynb/cell-2",
        "pkg2/__init__.py~2",
        "stubs/typed.pyi",
    ];
    assert_eq!(
        module_paths(&paths),
        [
            "neutron",
            "neutron.plugins.ml2.plugin",
            "pkg",
            "pkg.a.b",
            "lone.util",
            "script",
            "manage-db",
            "home.n",
            "pkg2",
            "stubs.typed",
        ]
    );
}

#[test]
fn an_absolute_import_finds_the_end_of_a_path() {
    let files = [
        ("x.whl/src/pkg/__init__.py", ""),
        ("x.whl/src/pkg/util.py", "def f(): pass\nLIMIT = 10\nclass C: pass\n"),
        (
            "x.whl/main.py",
            "import pkg.util\nimport pkg.util as u\nfrom pkg import util\nfrom pkg.util import f, LIMIT, C as D\n\
             from pkg.util import missing\nimport os.path\nfrom pkg.other import g\n",
        ),
    ];
    let project = project(&files);
    let means = |name| means(&project, "x.whl/main.py", name);
    assert_eq!(means("pkg"), "module x.whl/src/pkg/__init__.py");
    assert_eq!(means("u"), "module x.whl/src/pkg/util.py");
    assert_eq!(means("util"), "module x.whl/src/pkg/util.py");
    assert_eq!(means("f"), "function x.whl/src/pkg/util.py f");
    assert_eq!(means("LIMIT"), "variable x.whl/src/pkg/util.py LIMIT");
    assert_eq!(means("D"), "class x.whl/src/pkg/util.py C");
    assert_eq!(means("missing"), "outside pkg.util.missing");
    assert_eq!(means("os"), "outside os");
    assert_eq!(means("g"), "outside pkg.other.g");
}

#[test]
fn imports_of_what_is_not_given_are_none() {
    let project = project(&[("pkg/__init__.py", ""), ("pkg/a.py", "")]);
    let from = file(&project, "pkg/a.py");
    let import = |path: &str, level| project.import(from, PathId::new(path), level);
    assert_eq!(import("requests.get", 0), None);
    assert_eq!(import("other.f", 2), None);
    assert_eq!(project.spelled_import(from, PathId::new("db.api"), 1).text(), "pkg.db.api");
    assert_eq!(import("pkg.a", 0), Some(Imported::Module(from)));
}

#[test]
fn of_several_matches_the_nearest_is_meant() {
    let files = [
        ("a/src/pkg/__init__.py", ""),
        ("a/src/pkg/util.py", ""),
        ("a/tests/test_util.py", "import pkg.util as u\n"),
        ("b/src/pkg/__init__.py", ""),
        ("b/src/pkg/main.py", "import pkg.util as u\n"),
        ("b/src/pkg/util.py", ""),
        ("b/tests/test_util.py", "import pkg.util as u\n"),
        ("c.py", "import pkg.util as u\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "a/tests/test_util.py", "u"), "module a/src/pkg/util.py");
    assert_eq!(means(&project, "b/tests/test_util.py", "u"), "module b/src/pkg/util.py");
    assert_eq!(means(&project, "b/src/pkg/main.py", "u"), "module b/src/pkg/util.py");
    assert_eq!(means(&project, "c.py", "u"), "module a/src/pkg/util.py");
}

#[test]
fn a_module_inside_a_package_is_not_meant_by_its_last_name() {
    let files = [
        ("pkg/__init__.py", ""),
        ("pkg/logging.py", ""),
        ("pkg/requests.py", ""),
        ("pkg/main.py", "import logging\nimport requests\nfrom . import logging as own\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "pkg/main.py", "logging"), "outside logging");
    assert_eq!(means(&project, "pkg/main.py", "requests"), "outside requests");
    assert_eq!(means(&project, "pkg/main.py", "own"), "module pkg/logging.py");
}

#[test]
fn a_name_of_the_standard_library_is_meant_only_beside_the_importing_file() {
    let files =
        [("tools/random.py", ""), ("tools/run.py", "import random\n"), ("app/run.py", "import random\n")];
    let project = project(&files);
    assert_eq!(means(&project, "tools/run.py", "random"), "module tools/random.py");
    assert_eq!(means(&project, "app/run.py", "random"), "outside random");
}

#[test]
fn relative_imports_count_their_dots_from_the_package() {
    let files = [
        ("x.whl/pkg/__init__.py", "from .a import f\nfrom . import a\n"),
        ("x.whl/pkg/a.py", "from .sub import g\nfrom .sub.deep import h\ndef f(): pass\n"),
        ("x.whl/pkg/sub/__init__.py", "def g(): pass\n"),
        (
            "x.whl/pkg/sub/deep.py",
            "from ..a import f\nfrom .. import a\nfrom ...outer import x\nfrom .....far import y\ndef h(): pass\n",
        ),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "x.whl/pkg/__init__.py", "f"), "function x.whl/pkg/a.py f");
    assert_eq!(means(&project, "x.whl/pkg/__init__.py", "a"), "module x.whl/pkg/a.py");
    assert_eq!(means(&project, "x.whl/pkg/a.py", "g"), "function x.whl/pkg/sub/__init__.py g");
    assert_eq!(means(&project, "x.whl/pkg/a.py", "h"), "function x.whl/pkg/sub/deep.py h");
    assert_eq!(means(&project, "x.whl/pkg/sub/deep.py", "f"), "function x.whl/pkg/a.py f");
    assert_eq!(means(&project, "x.whl/pkg/sub/deep.py", "a"), "module x.whl/pkg/a.py");
    assert_eq!(means(&project, "x.whl/pkg/sub/deep.py", "x"), "outside outer.x");
    assert_eq!(means(&project, "x.whl/pkg/sub/deep.py", "y"), "outside far.y");
}

#[test]
fn re_exports_and_aliases_are_followed_to_the_definition() {
    let files = [
        ("pkg/__init__.py", "from .api import run as start\nfrom .api import get\n"),
        ("pkg/api.py", "from requests import get\nfrom ._impl import run\nrun2 = run\n"),
        ("pkg/_impl.py", "def run(): pass\n"),
        (
            "main.py",
            "from pkg import start, get\nimport pkg\ngo = pkg.start\nagain = go\nfrom pkg.api import run2\nbody = pkg.get.x\n",
        ),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "main.py", "start"), "function pkg/_impl.py run");
    assert_eq!(means(&project, "main.py", "again"), "function pkg/_impl.py run");
    assert_eq!(means(&project, "main.py", "run2"), "function pkg/_impl.py run");
    assert_eq!(means(&project, "main.py", "get"), "outside requests.get");
    assert_eq!(means(&project, "main.py", "body"), "outside requests.get.x");
}

#[test]
fn an_attribute_of_a_package_comes_before_its_submodule() {
    let files = [
        ("pkg/__init__.py", "from .run import run\nfrom . import other\n"),
        ("pkg/run.py", "def run(): pass\n"),
        ("pkg/other.py", ""),
        ("main.py", "from pkg import run, other\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "main.py", "run"), "function pkg/run.py run");
    assert_eq!(means(&project, "main.py", "other"), "module pkg/other.py");
}

#[test]
fn import_cycles_end() {
    let files = [
        ("a.py", "from b import f\nfrom b import *\nfrom c import k\n"),
        ("b.py", "from a import f\nfrom a import *\ndef g(): pass\n"),
        ("c.py", "from c import k\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "a.py", "g"), "function b.py g");
    assert_eq!(means(&project, "c.py", "k"), "outside c.k");
    let _ = (means(&project, "a.py", "f"), means(&project, "a.py", "nothing"));
}

#[test]
fn star_imports_bring_public_names_or_what_all_lists() {
    let files = [
        ("open.py", "def f(): pass\ndef _g(): pass\n"),
        ("listed.py", "__all__ = ['_h']\ndef _h(): pass\ndef i(): pass\n"),
        ("more.py", "from listed import *\nfrom open import *\n"),
        ("main.py", "from more import *\nfrom listed import *\nfrom os.path import *\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "main.py", "f"), "function open.py f");
    assert_eq!(means(&project, "main.py", "_g"), "nothing");
    assert_eq!(means(&project, "main.py", "_h"), "function listed.py _h");
    assert_eq!(means(&project, "main.py", "i"), "nothing");
    let outside: Vec<String> = project.outside_stars(file(&project, "main.py")).map(PathId::text).collect();
    assert_eq!(outside, ["os.path"]);
}

#[test]
fn the_last_definition_that_is_always_reached_counts() {
    let files = [
        (
            "a.py",
            "def f(): pass\nf = None\ndef f(x): pass\n\
             try:\n    from fast import g\nexcept ImportError:\n    def g(): pass\n\
             h = None\nif x:\n    def h(): pass\n\
             k = make()\n\
             @overload\ndef o(a): pass\ndef o(b): pass\n",
        ),
        ("b.py", "from a import f, g, h, k, o\n"),
    ];
    let project = project(&files);
    let imported = |name: &str| {
        let Some(Imported::Function(found)) =
            project.import(file(&project, "b.py"), PathId::new(&format!("a.{name}")), 0)
        else {
            return None;
        };
        let ast = &project.module(found.file).ast;
        Some(project.module(found.file).file.line(ast[found.function].span.start))
    };
    assert_eq!(imported("f"), Some(3));
    assert_eq!(imported("h"), Some(10));
    assert_eq!(imported("o"), Some(14));
    assert_eq!(means(&project, "b.py", "g"), "outside fast.g");
    assert_eq!(means(&project, "b.py", "k"), "variable a.py k");
}

#[test]
fn folders_without_init_are_followed_and_otherwise_count_as_outside() {
    let files = [
        ("ns/tools/a.py", "def f(): pass\n"),
        ("alembic/env.py", "import alembic\nfrom alembic import op\nrun = alembic.context.run\n"),
        ("main.py", "import ns.tools.a\nimport ns.tools as t\ng = ns.tools.a.f\nh = t.a.f\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "main.py", "ns"), "folder ns");
    assert_eq!(means(&project, "main.py", "g"), "function ns/tools/a.py f");
    assert_eq!(means(&project, "main.py", "h"), "function ns/tools/a.py f");
    assert_eq!(means(&project, "alembic/env.py", "op"), "outside alembic.op");
    assert_eq!(means(&project, "alembic/env.py", "run"), "outside alembic.context.run");
}

#[test]
fn the_cells_of_a_notebook_share_their_names_in_order() {
    let files = [
        ("n.ipynb/cell-1", "import os\ndef f(): pass\n"),
        ("n.ipynb/cell-2", "def g(): pass\nf()\n"),
        ("n.ipynb/cell-10", "f()\ng()\nlater\n"),
        ("n.ipynb/cell-11", "later = 1\n"),
        ("m.ipynb/cell-2", "f()\n"),
    ];
    let project = project(&files);
    assert_eq!(means(&project, "n.ipynb/cell-10", "f"), "function n.ipynb/cell-1 f");
    assert_eq!(means(&project, "n.ipynb/cell-10", "g"), "function n.ipynb/cell-2 g");
    assert_eq!(means(&project, "n.ipynb/cell-10", "os"), "outside os");
    assert_eq!(means(&project, "n.ipynb/cell-10", "later"), "nothing");
    assert_eq!(means(&project, "n.ipynb/cell-1", "g"), "nothing");
    assert_eq!(means(&project, "m.ipynb/cell-2", "f"), "nothing");
    assert_eq!(callers(&project, "n.f"), ["n", "n"]);
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
        found.map(|function| project.qualified_name(function))
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
        source += &format!("class A{at}(A{below}, B{below}): pass\nclass B{at}(A{below}, B{below}): pass\n");
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
    let names: Vec<String> = methods.into_iter().map(|method| project.qualified_name(method)).collect();
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
        project.uncalled(app).map(|function| project.qualified_name(function)).collect();
    assert_eq!(uncalled, ["pkg.app.decorated", "pkg.app.unused"]);
    let run = function(&project, "pkg.app.run");
    let calls = project.calls_of(Caller { file: app, function: Some(run.function) });
    assert_eq!(calls.len(), 6);
}

#[test]
fn a_file_knows_which_given_files_it_imports() {
    let files = [
        ("pkg/__init__.py", ""),
        ("pkg/a.py", "from . import b\nfrom pkg.c import x\nimport os\ndef f():\n    import pkg.d\n"),
        ("pkg/b.py", ""),
        ("pkg/c.py", "x = 1\nfrom .b import *\n"),
        ("pkg/d.py", ""),
    ];
    let project = project(&files);
    let imports = |path: &str| -> Vec<String> {
        let found = project.imports_of(file(&project, path));
        found.into_iter().map(|file| project.module(file).file.path.clone()).collect()
    };
    assert_eq!(imports("pkg/a.py"), ["pkg/__init__.py", "pkg/b.py", "pkg/c.py", "pkg/d.py"]);
    assert_eq!(imports("pkg/c.py"), ["pkg/b.py"]);
}

#[test]
fn the_order_in_which_files_are_given_changes_nothing() {
    let mut files = vec![
        ("a/pkg/__init__.py", "from .x import *\n"),
        ("a/pkg/x.py", "def f(): pass\n"),
        ("b/pkg/__init__.py", ""),
        ("b/pkg/x.py", "def f(): pass\n"),
        ("main.py", "from pkg.x import f\nimport pkg\nf()\npkg.f()\n"),
        ("b/main.py", "from pkg.x import f\nf()\n"),
    ];
    let answers = |files: &[(&str, &str)]| {
        let project = project(files);
        let mut answers = vec![means(&project, "main.py", "f"), means(&project, "b/main.py", "f")];
        for file in project.files() {
            answers.push(project.module_path(file).text());
            answers.extend(project.uncalled(file).map(|function| project.qualified_name(function)));
        }
        answers
    };
    let first = answers(&files);
    for _ in 0..files.len() {
        files.rotate_left(1);
        assert_eq!(answers(&files), first);
    }
    files.reverse();
    assert_eq!(answers(&files), first);
}

#[test]
fn a_file_given_twice_is_imported_from_its_first_copy() {
    let files =
        [("a.py", "def f(): pass\n"), ("a.py~2", "def f(): pass\n"), ("main.py", "from a import f\n")];
    let project = project(&files);
    assert_eq!(means(&project, "main.py", "f"), "function a.py f");
}
