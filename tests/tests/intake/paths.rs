//! Names: what is wanted, and the order and numbers that files get.

use sightline::intake;
use sightline::text::{File, NoticeKind};

use super::refused;

#[test]
fn a_walk_takes_python_notebooks_and_archives() {
    for path in
        ["a.py", "a.PY", "d/a.pyi", "a.pyw", "n.ipynb", "x.zip", "x.whl", "x.tar.gz", "x.tgz", "d.py/a.py"]
    {
        assert!(intake::wanted(path), "{path}");
    }
    for path in
        ["a", "a.txt", "a.pyc", "a.so", ".py", "py", "a.py.bak", "README.md", "._a.py", "a.gz", "d.py/a"]
    {
        assert!(!intake::wanted(path), "{path}");
    }
}

#[test]
fn equal_paths_are_numbered_the_same_in_any_order() {
    let given = [("b.py", "1"), ("a.py", "1"), ("a.py", "2"), ("a.py~2", "x"), ("a.py", "3"), ("a.pyi", "")];
    let finished = |given: &mut dyn Iterator<Item = &(&str, &str)>| {
        let mut files: Vec<File> = given.map(|(path, text)| File::new(*path, *text)).collect();
        intake::finish(&mut files);
        files.into_iter().map(|file| (file.path, file.text.to_string())).collect::<Vec<_>>()
    };
    let files = finished(&mut given.iter());
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["a.py", "a.pyi", "a.py~2", "a.py~3", "a.py~4", "b.py"]);
    assert_eq!(files[2].1, "x", "a path that was given is nobody else's");
    assert_eq!(finished(&mut given.iter().rev()), files);
}

#[test]
fn fifty_thousand_equal_paths_are_numbered_quickly() {
    let mut files = vec![File::new("a.py", ""); 50_000];
    intake::finish(&mut files);
    assert!(files.windows(2).all(|pair| pair[0].path < pair[1].path));
}

#[test]
fn what_is_not_python_by_its_name_is_told() {
    for path in ["notes.toml", "tox.ini", "a.js", "photo.png"] {
        assert_eq!(refused(path, b"x = 1\n").0, NoticeKind::Skipped, "{path}");
    }
    assert_eq!(intake::read("notes.txt", b"x = 1\n").files.len(), 1);
    assert_eq!(intake::read("stdin", b"x = 1\n").files.len(), 1);
}
