//! What a name stands for, followed across files.

use super::{callers, file, means, project};
use sightline::intern::PathId;
use sightline::project::Imported;

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
