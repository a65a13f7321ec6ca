//! Python inside something else: diffs, chats, sessions. Whatever is taken out, everything else stays where it was.

use sightline::intake;
use sightline::text::{File, NoticeKind};

use super::{notices, one};

/// The lines that are left of a pasted text, with their numbers; and every byte is where it was.
fn left(path: &str, text: &str) -> Vec<(usize, String)> {
    let file = one(path, text.as_bytes());
    assert_eq!(file.text.len(), text.len());
    for (at, (before, after)) in text.bytes().zip(file.text.bytes()).enumerate() {
        assert!(before == after || after == b' ', "byte {at} became {after}");
    }
    assert!(notices(&file).iter().all(|(kind, ..)| *kind == NoticeKind::Skipped));
    assert_eq!(file.notices.len(), 1);
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at + 1, line.trim_end().to_owned()))
        .collect()
}

fn lines(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
    expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
}

fn untouched(path: &str, text: &str) {
    let file: File = one(path, text.as_bytes());
    assert_eq!(&*file.text, text);
    assert!(file.notices.is_empty(), "{:?}", file.notices);
}

const DIFF: &str = "\
diff --git a/app.py b/app.py
index 1..2 100644
--- a/app.py
+++ b/app.py
@@ -1,3 +1,3 @@ def f():
 import os
-os.system(a)
--- sql comment
+os.system(b)

+++ plus = 1
@@ -9 +9 @@
-x = 1
+x = 2
\\ No newline at end of file
diff --git a/README.md b/README.md
--- a/README.md
+++ b/README.md
@@ -1 +1 @@
-old words
+new words
";

#[test]
fn the_new_side_of_a_diff_is_read_at_its_own_lines() {
    let expected = lines(&[(6, " import os"), (9, " os.system(b)"), (11, " ++ plus = 1"), (14, " x = 2")]);
    assert_eq!(left("snippet.py", DIFF), expected);
    assert_eq!(left("stdin", DIFF), expected);
    let notice = &one("stdin", DIFF.as_bytes()).notices[0].text;
    assert!(notice.contains("1 of its files are not Python"), "{notice}");
    let crlf = DIFF.replace('\n', "\r\n");
    assert_eq!(left("snippet.py", &crlf).len(), 4);
}

#[test]
fn a_diff_may_come_without_git_or_without_names() {
    assert_eq!(
        left("snippet.py", "--- app.py\t2024\n+++ app.py\t2025\n@@ -1,2 +1,2 @@\n x = 1\n-y\n+z\n"),
        lines(&[(4, " x = 1"), (6, " z")])
    );
    assert_eq!(left("snippet.py", "@@ -1,2 +1,2 @@\n x = 1\n-y\n+z\n"), lines(&[(2, " x = 1"), (4, " z")]));
    assert_eq!(
        left("snippet.py", " def f(a):\n-    return a\n+    return eval(a)\n"),
        lines(&[(1, " def f(a):"), (3, "     return eval(a)")])
    );
    assert_eq!(left("stdin", &format!("Please review:\n\n{DIFF}")).len(), 4);
}

#[test]
fn a_deletion_of_a_file_has_no_new_side() {
    let text = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 1\n";
    assert!(left("snippet.py", text).is_empty());
}

#[test]
fn python_that_looks_like_a_diff_is_untouched() {
    untouched("a.py", "x = 1\n--- y\n+++ z\n");
    untouched("a.py", "DIFF = '''\n--- a.py\n+++ b.py\n@@ -1 +1 @@\n-x\n+y\n'''\n");
    untouched("a.py", "    a = (b\n      + c\n      - d)\n");
    untouched("a.py", "-1\n");
    untouched("a.py", "");
    untouched("stdin", "x = '@@ -1 +1 @@'\n");
}

#[test]
fn fenced_python_is_read_and_the_words_around_it_are_not() {
    let chat = "Here's the *fix*:\n\n```python\nimport os\n    é = 1\n```\nand in bash\n```bash\nls\n```\n~~~py\nx = 1\n~~~\n";
    let expected = lines(&[(4, "import os"), (5, "    é = 1"), (12, "x = 1")]);
    assert_eq!(left("snippet.py", chat), expected);
    assert_eq!(left("README.md", chat), expected);
    assert_eq!(left("snippet.py", "Use:\n```\nx = 1\n```\n"), lines(&[(3, "x = 1")]));
    assert_eq!(left("snippet.py", "```py\nx = 1\n"), lines(&[(2, "x = 1")]));
    let nested = "````python\ns = '''\n```\n'''\n````\n";
    assert_eq!(left("snippet.py", nested), lines(&[(2, "s = '''"), (3, "```"), (4, "'''")]));
}

#[test]
fn fences_inside_a_docstring_are_untouched() {
    untouched("a.py", "\"\"\"How to:\n\n```python\nf()\n```\n\"\"\"\ndef f(): pass\n");
    untouched("a.py", "def f():\n    '''\n    ```python\n    f()\n    ```\n    '''\n");
    untouched("snippet.py", "# ```python\nx = 1\n# ```\n");
    untouched("snippet.py", "words\n```bash\nls\n```\n");
}

#[test]
fn a_session_is_read_without_prompts_and_answers() {
    let session = ">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\n>>> eval(y)\nTraceback (most recent call last):\n";
    let expected =
        lines(&[(1, "    def f(x):"), (2, "        return x"), (4, "    f(1)"), (6, "    eval(y)")]);
    assert_eq!(left("snippet.py", session), expected);
    untouched("a.py", "def f():\n    '''\n    >>> f()\n    1\n    '''\n");
    untouched("a.py", "...\nx = 1\n");
    let fenced = format!("Try:\n```pycon\n{session}```\n");
    let shifted: Vec<_> = expected.into_iter().map(|(line, text)| (line + 2, text)).collect();
    assert_eq!(left("snippet.py", &fenced), shifted);
}

#[test]
fn prose_without_code_in_markdown_is_told() {
    let intake = intake::read("README.md", b"# Words\n");
    assert!(intake.files.is_empty());
    assert_eq!(intake.notices[0].notice.kind, NoticeKind::Skipped);
}
