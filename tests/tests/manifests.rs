//! Lists of dependencies, against those in `fixtures/manifests`: they say in comments what is to be said of them, as
//! Python does.

use sightline::intake::{is_archive, read, wanted};
use sightline::report::Report;
use sightline::vocabulary::{Category, Status};
use sightline_tests::{check_facts, report_on, repository};

fn fixtures() -> Vec<(String, String)> {
    let folder = repository().join("tests/fixtures/manifests");
    let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    ["Pipfile", "pyproject.toml", "requirements.txt", "setup.cfg"].map(read).to_vec()
}

fn said(report: &Report) -> Vec<(&str, u32, Status, &str)> {
    let item = report.checklist.iter().find(|item| item.item == Category::Dependencies).unwrap();
    let fact = |fact: &'_ sightline::report::FactReport| fact.check == "dependencies";
    let facts = item.facts.iter().filter(|of| fact(of));
    facts.map(|of| (of.file.as_str(), of.line, of.status, of.text.as_str())).collect()
}

#[test]
fn every_list_gets_what_its_comments_say() {
    let problems: Vec<String> =
        fixtures().iter().filter_map(|(path, text)| check_facts(path, text).err()).collect();
    assert!(problems.is_empty(), "\n{}", problems.concat());
}

#[test]
fn lists_are_taken_by_their_names_whatever_stands_around_them() {
    for path in [
        "p/requirements-dev.txt",
        "p/requirements/base.txt",
        "x.zip/p/constraints.txt",
        "Pipfile",
        "setup.cfg",
    ] {
        assert!(wanted(path) && !is_archive(path, b"flask\n"), "{path}");
        let given = read(path, b"flask\r\n>>> no session\r\n");
        assert_eq!(given.files.len(), 1, "{path}");
        assert!(given.files[0].notices.is_empty() && given.notices.is_empty(), "{path}");
    }
    for path in ["p/readme.txt", "p/tox.ini", "p/other.toml"] {
        assert!(!wanted(path), "{path}");
    }
}

#[test]
fn a_version_that_another_list_pins_is_settled_there() {
    let report = report_on(&[
        ("shop/pyproject.toml", "[project]\ndependencies = [\"Flask_Login\", \"celery\"]\n"),
        ("shop/requirements.txt", "# written by a tool\nflask-login==0.6.3\n"),
    ]);
    let said = said(&report);
    assert!(said.iter().any(|(file, line, status, text)| {
        (*file, *line, *status) == ("shop/pyproject.toml", 2, Status::Safe)
            && text.contains("`shop/requirements.txt` pins it to 0.6.3 on line 2")
    }));
    assert!(said.iter().any(|(.., status, text)| *status == Status::Attention && text.contains("`celery`")));
}

#[test]
fn a_list_is_no_module_and_its_folder_no_package() {
    let report = report_on(&[
        ("flask/requirements.txt", "flask\n"),
        ("flask/app.py", "import flask\nimport requirements\n\nflask.Flask(__name__)\n"),
    ]);
    assert!(report.not_decided.iter().any(|fact| fact.text.contains("`flask`, imported here")));
    let identity: Vec<&str> = report.identity.iter().map(|fact| fact.text.as_str()).collect();
    assert!(identity.contains(&"A list of dependencies: 1 entry in 1 line."), "{identity:?}");
}

#[test]
fn a_password_in_an_address_is_said_and_not_shown() {
    let report = report_on(&[(
        "requirements.txt",
        "--extra-index-url https://me:hunter22secret@packages.example.org/simple\n",
    )]);
    let said = said(&report);
    assert!(said[0].3.contains("holds a password") && !said[0].3.contains("hunter22"), "{said:?}");
    let from_outside = "--extra-index-url https://${NAME}:${WORD}@packages.example.org/simple\n";
    assert!(
        !report_on(&[("requirements.txt", from_outside)])
            .checklist
            .iter()
            .any(|item| { item.facts.iter().any(|fact| fact.text.contains("holds a password")) })
    );
}

#[test]
fn what_is_broken_or_hostile_ends_and_says_nothing_false() {
    let deep = format!("[project]\ndependencies = {}", "[".repeat(100_000));
    let long = format!("a=={}\n{}", "1".repeat(100_000), "\\\n".repeat(50_000));
    let texts = [
        "",
        "[",
        "[project",
        "[project]\ndependencies = [\"x",
        "x = \u{0}",
        "-e",
        "--index-url",
        "@",
        "[[source]]\nurl=",
        "=",
        &deep,
        &long,
    ];
    for text in texts {
        for (path, _) in fixtures() {
            let report = report_on(&[(&path, text)]);
            assert_eq!(report.files.len(), 1, "{path}");
        }
    }
}
