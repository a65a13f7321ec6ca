//! Every bound of the evaluation is hit by some program, is told as a notice, and ends it with the same report
//! each time.

#![allow(clippy::format_push_string)] // Programs are put together line by line.

use sightline::flow::{self, Event, Reach, Trust};
use sightline::project::{Module, Project};
use sightline::text::{File, FileId, NoticeKind};
use std::sync::Arc;

/// What is told of a program: its notices, and how many sinks distrusted data reaches.
fn told(source: &str) -> (Vec<String>, usize) {
    let project = Project::link(vec![Arc::new(Module::new(File::new("a.py", source)))]);
    let mut reached = 0;
    let notices = flow::evaluate(&project, FileId(0), Trust::default(), &mut |event| {
        if let Event::Reached(of) = event
            && matches!(of.reach, Reach::Data { distrusted: true, .. })
        {
            reached += 1;
        }
    });
    assert!(notices.iter().all(|notice| notice.kind == NoticeKind::Limit));
    (notices.into_iter().map(|notice| notice.text).collect(), reached)
}

const HEAD: &str = "import os\nfrom flask import Flask, request\napp = Flask(__name__)\n";

#[test]
fn a_function_of_too_many_steps_is_named_and_the_others_are_evaluated() {
    let mut source = HEAD.to_owned();
    source.push_str("@app.get('/long')\ndef long():\n    x = 0\n");
    for _ in 0..15_000 {
        source.push_str("    x = x + one(x)\n");
    }
    source.push_str("@app.get('/short')\ndef short():\n    os.system(request.args['q'])\n");
    let (notices, reached) = told(&source);
    assert_eq!(notices, ["`long` was not evaluated to its end: it takes too many steps."]);
    assert_eq!(reached, 1);
    assert_eq!(told(&source), told(&source));
}

#[test]
fn a_file_of_too_many_steps_names_what_is_left() {
    // Each function calls the one before twice, with data of its own: no call can be remembered.
    let mut source = HEAD.to_owned();
    source.push_str("def f0(x):\n    return x\n");
    for at in 1..60 {
        let before = at - 1;
        source.push_str(&format!(
            "@app.get('/{at}')\ndef f{at}(x):\n    for a in x:\n        for b in x:\n            f{before}(a + b)\n            f{before}(b)\n            f{before}([a, b])\n    return x\n"
        ));
    }
    let (notices, _) = told(&source);
    assert!(!notices.is_empty());
    assert_eq!(told(&source), told(&source));
}

#[test]
fn calls_are_followed_eight_deep() {
    let chain = |depth: usize| {
        let mut source = HEAD.to_owned();
        source.push_str("def f0(x):\n    os.system(x)\n");
        for at in 1..depth {
            source.push_str(&format!("def f{at}(x):\n    f{}(x)\n", at - 1));
        }
        source.push_str(&format!("@app.get('/')\ndef page():\n    f{}(request.args['q'])\n", depth - 1));
        told(&source)
    };
    assert_eq!(chain(7), (Vec::new(), 1));
    let notice = "Calls more than 8 deep are not followed: data is not followed into `f4`.";
    assert_eq!(chain(12), (vec![notice.to_owned()], 0));
}

#[test]
fn a_loop_that_changes_forever_ends() {
    let source = format!(
        "{HEAD}@app.get('/')\ndef page():\n    x = ''\n    while True:\n        x = request.args['q'] + x\n        os.system(x)\n"
    );
    let (notices, reached) = told(&source);
    assert_eq!(notices, Vec::<String>::new());
    assert!(reached >= 1);
}

#[test]
fn a_dict_of_many_keys_and_a_text_of_many_parts_are_followed_as_wholes() {
    let mut source = format!("{HEAD}@app.get('/')\ndef page():\n    d = {{}}\n    t = ''\n");
    for at in 0..400 {
        source.push_str(&format!("    d['{at}'] = request.args['{at}']\n    t += d['{at}']\n"));
    }
    source.push_str("    os.system(d['399'])\n    os.system(t)\n");
    let (_, reached) = told(&source);
    assert_eq!(reached, 2);
}

#[test]
fn tests_that_are_put_together_in_loops_stay_small() {
    let mut source = HEAD.to_owned();
    source.push_str(
        "@app.get('/')\ndef f():\n    x, good = request.args['q'], False\n    for part in x.split(';'):\n        for other in parts(part):\n",
    );
    for at in 0..40 {
        source.push_str(&format!(
            "            good = good and check_{at}(part, other) or is_safe(part) and is_safe(other)\n            if part in NAMES:\n                good = part in NAMES and other not in ('a', 'b')\n"
        ));
    }
    source.push_str("    if not good:\n        os.system(x)\n");
    let (notices, reached) = told(&source);
    assert_eq!((notices, reached), (Vec::new(), 1));
    // One test asked of many parts, each by a method that asks another.
    let (notices, reached) = told(
        "class Cleaner:\n    def clean(self, text):\n        kept = []\n        for part in filter(None, text.split(';')):\n            if not self.finds(part) and all(self.safe(match.group(1)) for match in self.urls(part)):\n                kept.append(part.strip())\n        return kept\n\n    def safe(self, uri):\n        return self.is_safe_uri(uri) and is_safe_origin(self.origins, uri)\n",
    );
    assert_eq!((notices, reached), (Vec::new(), 0));
}

#[test]
fn functions_that_call_each_other_end() {
    let source = format!(
        "{HEAD}def a(x):\n    return b(x) + a(x)\n\ndef b(x):\n    return a(x) + b(x)\n\n@app.get('/')\ndef page():\n    os.system(a(request.args['q']))\n"
    );
    assert_eq!(told(&source).1, 1);
}
