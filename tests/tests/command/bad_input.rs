//! Input that nobody meant to give: each is named in a notice, and what was given beside it is reviewed.

use super::pack::{Member, zip};
use super::stage::{Stage, notices, paths};
use super::{BAD, GOOD};
use serde_json::Value;

/// The report on one odd file beside an ordinary one, whose finding must be there.
fn beside(name: &str, bytes: &[u8]) -> Value {
    let stage = Stage::with(&[("ordinary.py", BAD)]);
    stage.file(name, bytes);
    let report = stage.review(&[name, "ordinary.py"]);
    assert!(paths(&report).contains(&"ordinary.py"), "{name}: {:?}", paths(&report));
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["file"] == "ordinary.py"), "{name}: {found:?}");
    report
}

fn each_of<'a>(report: &'a Value, file: &str) -> Vec<&'a Value> {
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["file"] == file).collect()
}

fn kinds(report: &Value, file: &str) -> Vec<String> {
    let of = notices(report).into_iter().filter(|(path, _)| path.starts_with(file));
    of.map(|(_, kind)| kind.to_owned()).collect()
}

#[test]
fn an_empty_file_is_a_file() {
    let report = beside("empty.py", b"");
    assert_eq!(paths(&report), ["empty.py", "ordinary.py"]);
    assert_eq!(report["files"][0]["lines"], 0);
}

#[test]
fn binary_is_told() {
    assert_eq!(kinds(&beside("data.py", b"\x7FELF\0\0\x01\x02\0\xFF"), "data.py"), ["binary"]);
}

#[test]
fn fifty_megabytes_are_not_read() {
    let stage = Stage::with(&[("ordinary.py", BAD)]);
    std::fs::File::create(stage.path("huge.py")).unwrap().set_len(50 * 1024 * 1024).unwrap();
    let report = stage.review(&["huge.py", "ordinary.py"]);
    assert_eq!(paths(&report), ["ordinary.py"]);
    assert_eq!(notices(&report), [("huge.py", "too-large")]);
    assert_eq!(stage.run(&["review", "huge.py"]).status, 2, "alone it is nothing to review");
}

#[test]
fn one_line_of_five_megabytes_is_reviewed() {
    let code = format!("x = ['{}', {}]; y = eval(z)\n", "text ".repeat(1_000_000), "1, ".repeat(20_000));
    let report = beside("line.py", code.as_bytes());
    assert!(paths(&report).contains(&"line.py"));
    let finding = each_of(&report, "line.py").pop().unwrap();
    assert_eq!(finding["column"], code.find("eval").unwrap() + 1);
}

#[test]
fn twenty_thousand_parentheses_are_told() {
    let code = format!("x = {}1{}\ny = eval(z)\n", "(".repeat(20_000), ")".repeat(20_000));
    let report = beside("deep.py", code.as_bytes());
    assert!(!kinds(&report, "deep.py").is_empty(), "{:?}", notices(&report));
}

#[test]
fn a_sum_of_twenty_thousand_terms_is_a_sum() {
    beside("sum.py", format!("x = {}1\n", "a + ".repeat(20_000)).as_bytes());
    beside("text.py", format!("x = {}'b'\n", "'a' + ".repeat(20_000)).as_bytes());
}

#[test]
fn three_hundred_blocks_are_told() {
    let blocks: String = (0..300).map(|depth| " ".repeat(depth) + "if a:\n").collect();
    let code = blocks + &" ".repeat(300) + "pass\n";
    let report = beside("blocks.py", code.as_bytes());
    assert!(!kinds(&report, "blocks.py").is_empty(), "{:?}", notices(&report));
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let report = beside("latin.py", b"x = 'caf\xE9'\ny = eval(x)\n");
    assert_eq!(kinds(&report, "latin.py"), ["encoding"]);
    assert!(paths(&report).contains(&"latin.py"));
}

#[test]
fn a_zip_bomb_is_told() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = zip(&[Member::deflated("a.py", GOOD.as_bytes()), Member::deflated("bomb.py", &zeros)]);
    let report = beside("bomb.zip", &bomb);
    assert!(!kinds(&report, "bomb.zip").is_empty());
    assert!(paths(&report).contains(&"bomb.zip/a.py"), "{:?}", paths(&report));
}

#[test]
fn names_that_climb_are_harmless_and_nothing_is_written() {
    let stage = Stage::new();
    stage.file("inner/x.zip", &zip(&[Member::deflated("../../evil.py", BAD.as_bytes())]));
    let report = stage.review(&["inner/x.zip"]);
    assert_eq!(paths(&report), ["inner/x.zip/evil.py"]);
    assert!(!stage.path("evil.py").exists() && !stage.path("../evil.py").exists());
}

#[test]
fn a_cut_archive_is_told() {
    let whole = zip(&[Member::deflated("a.py", GOOD.as_bytes())]);
    let report = beside("cut.zip", whole.get(..whole.len() / 2).unwrap());
    assert_eq!(kinds(&report, "cut.zip"), ["archive"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    use std::os::unix::fs::symlink;
    let stage = Stage::with(&[("p/ordinary.py", BAD), ("p/sub/b.py", GOOD)]);
    symlink("..", stage.path("p/sub/up")).unwrap();
    symlink("two.py", stage.path("p/one.py")).unwrap();
    symlink("one.py", stage.path("p/two.py")).unwrap();
    symlink("ordinary.py", stage.path("p/link.py")).unwrap();
    let report = stage.review(&["p"]);
    assert_eq!(paths(&report), ["p/ordinary.py", "p/sub/b.py"]);
    let told = ["p/link.py", "p/one.py", "p/sub/up", "p/two.py"].map(|path| (path, "skipped"));
    assert_eq!(notices(&report), told);
    let report = stage.review(&["p/one.py", "p/link.py"]);
    assert_eq!(paths(&report), ["p/link.py"], "a link that is given is followed");
    assert_eq!(notices(&report), [("p/one.py", "skipped")]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let stage = Stage::with(&[("ordinary.py", BAD)]);
    let made = std::process::Command::new("mkfifo").arg(stage.path("pipe.py")).status();
    assert!(made.unwrap().success());
    let report = stage.review(&[".", "pipe.py", "/dev/zero"]);
    assert_eq!(paths(&report), ["./ordinary.py"]);
    assert_eq!(notices(&report), ["./pipe.py", "/dev/zero", "pipe.py"].map(|path| (path, "skipped")));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::with(&[("p/ordinary.py", BAD), ("p/secret.py", GOOD), ("closed/a.py", GOOD)]);
    let close = |path: &str| {
        std::fs::set_permissions(stage.path(path), std::fs::Permissions::from_mode(0o000)).unwrap();
    };
    close("p/secret.py");
    close("closed");
    // Whoever may read everything has nothing that is closed.
    if std::fs::read(stage.path("p/secret.py")).is_ok() {
        return;
    }
    let report = stage.review(&["p", "closed"]);
    assert_eq!(paths(&report), ["p/ordinary.py"]);
    assert_eq!(notices(&report), [("closed", "skipped"), ("p/secret.py", "skipped")]);
}

#[test]
fn nothing_of_a_name_or_a_text_reaches_the_terminal_raw() {
    let stage = Stage::new();
    stage.file("a\u{202E}\u{1B}[31mb.py", "x = '\u{202E}\u{1B}]0;t\u{7}\u{9B}'; eval(x + y)\n".as_bytes());
    for format in ["text", "json", "sarif"] {
        let ran = stage.run(&["review", ".", "--format", format]);
        let hidden =
            |character: char| character != '\n' && (character.is_control() || character == '\u{202E}');
        assert!(!ran.out.contains(hidden), "{format}: {:?}", ran.out);
        assert_eq!(ran.status, 1, "{ran:?}");
    }
}
