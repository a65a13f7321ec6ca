//! Paths: how files are called, what of a folder is read, and that order does not matter.

use super::pack::{Member, gzip, tar, tar_member, zip};
use super::stage::{Stage, notices, paths};
use super::{BAD, GOOD};

#[test]
fn files_are_called_as_they_were_given_and_sorted() {
    let stage = Stage::with(&[("src/b.py", GOOD), ("src/a/c.py", BAD), ("d.py", GOOD)]);
    assert_eq!(paths(&stage.review(&["src", "d.py"])), ["d.py", "src/a/c.py", "src/b.py"]);
    assert_eq!(paths(&stage.review(&["src/"])), ["src/a/c.py", "src/b.py"]);
    assert_eq!(paths(&stage.review(&["."])), ["./d.py", "./src/a/c.py", "./src/b.py"]);
    assert_eq!(paths(&stage.review(&["./src"])), ["./src/a/c.py", "./src/b.py"]);
    let whole = stage.path("d.py");
    assert_eq!(paths(&stage.review(&[whole.to_str().unwrap()])), [whole.to_str().unwrap()]);
}

#[test]
fn members_of_archives_continue_their_path() {
    let stage = Stage::new();
    let members = [Member::deflated("pkg/a.py", BAD.as_bytes()), Member::deflated("pkg/b.txt", b"text")];
    stage.file("x.whl", &zip(&members));
    stage.file("y.tar.gz", &gzip(&tar(&[tar_member(b"y/a.py", b'0', GOOD.as_bytes())])));
    let report = stage.review(&["x.whl", "y.tar.gz"]);
    assert_eq!(paths(&report), ["x.whl/pkg/a.py", "y.tar.gz/y/a.py"]);
    assert_eq!(report["findings"][0]["file"], "x.whl/pkg/a.py");
    assert_eq!(notices(&report), [("x.whl", "skipped")]);
}

#[test]
fn standard_input_is_called_stdin() {
    let stage = Stage::new();
    let ran = stage.run_with(&["review", "-", "--format", "json"], BAD.as_bytes());
    assert_eq!(ran.status, 1);
    assert_eq!(paths(&ran.json()), ["stdin"]);
}

#[test]
fn a_second_file_of_the_same_path_has_another_name() {
    let stage = Stage::with(&[("a.py", GOOD)]);
    assert_eq!(paths(&stage.review(&["a.py", "a.py", "a.py"])), ["a.py", "a.py~2", "a.py~3"]);
    let members = [Member::deflated("a.py", BAD.as_bytes()), Member::deflated("a.py", GOOD.as_bytes())];
    stage.file("x.zip", &zip(&members));
    assert_eq!(paths(&stage.review(&["x.zip"])), ["x.zip/a.py", "x.zip/a.py~2"]);
}

#[test]
fn a_list_of_files_is_read_by_line_or_by_nul() {
    let stage = Stage::with(&[("a b.py", GOOD), ("c.py", GOOD), ("lines.txt", "a b.py\r\n\nc.py\n")]);
    stage.file("nul.txt", b"c.py\0a b.py\0");
    for list in ["lines.txt", "nul.txt"] {
        assert_eq!(paths(&stage.review(&["--files-from", list])), ["a b.py", "c.py"], "{list}");
    }
    let ran = stage.run_with(&["review", "--files-from", "-", "--format", "json"], b"c.py\n");
    assert_eq!(paths(&ran.json()), ["c.py"]);
    let both = stage.run_with(&["review", "--files-from", "-", "-"], b"c.py\n");
    assert_eq!(both.status, 2);
}

#[test]
fn of_a_folder_python_is_read_and_the_rest_is_said() {
    let stage = Stage::with(&[
        ("p/a.py", GOOD),
        ("p/types.pyi", "x: int\n"),
        ("p/run", "#!/usr/bin/env python3\nx = 1\n"),
        ("p/configure", "#!/bin/sh\n"),
        ("p/README.md", "# p\n"),
        ("p/__pycache__/a.cpython-313.pyc", "compiled"),
        ("p/.git/hooks/a.py", BAD),
        ("p/node_modules/x/a.py", BAD),
        ("p/env/pyvenv.cfg", "home = /usr\n"),
        ("p/env/lib/a.py", BAD),
    ]);
    let report = stage.review(&["p"]);
    assert_eq!(paths(&report), ["p/a.py", "p/run", "p/types.pyi"]);
    let skipped =
        [("p", "skipped"), ("p/.git", "skipped"), ("p/env", "skipped"), ("p/node_modules", "skipped")];
    assert_eq!(notices(&report), skipped);
    let passed = report["notices"][0]["text"].as_str().unwrap();
    assert_eq!(passed, "In it, 2 files that are not Python and 1 folder of compiled code were passed over.");
    assert_eq!(paths(&stage.review(&["p/env"])), ["p/env/lib/a.py"], "what is given by name is read");
}

#[test]
fn order_and_threads_change_no_byte() {
    let files: Vec<(String, String)> = (0..30)
        .map(|number| (format!("f{}/m{number}.py", number % 3), format!("import m{}\n{BAD}", number + 1)))
        .collect();
    let stage = Stage::new();
    for (path, text) in &files {
        stage.file(path, text.as_bytes());
    }
    stage.file("f0/broken.py", b"def f(:\n  x = [\n");
    for format in ["json", "text", "sarif"] {
        let report = |more: &[&str]| stage.run(&[&["review", "--format", format][..], more].concat()).out;
        let first = report(&["f0", "f1", "f2", "--threads", "1"]);
        assert!(first.len() > 1000);
        for more in [&["f2", "f0", "f1", "--threads", "7"][..], &["f1", "f2", "f0", "--threads", "2"]] {
            assert_eq!(report(more), first, "{format} {more:?}");
        }
    }
    let twice = Stage::with(&[("x/a.py", GOOD), ("y/a.py", BAD)]);
    let report = |first: &str, second: &str| {
        let stage = Stage::new();
        let code = |from| std::fs::read(twice.path(from)).unwrap();
        stage.file(
            "x.zip",
            &zip(&[Member::stored("a.py", &code(first)), Member::stored("a.py", &code(second))]),
        );
        stage.run(&["review", "x.zip", "--format", "json"]).out
    };
    assert_eq!(report("x/a.py", "y/a.py"), report("y/a.py", "x/a.py"));
}
