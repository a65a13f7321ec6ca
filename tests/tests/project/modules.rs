//! Which file an import means.

use super::{file, means, project};
use sightline::intern::PathId;
use sightline::project::Imported;

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
            answers.extend(project.uncalled(file).map(|function| project.path_of(function).text()));
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
