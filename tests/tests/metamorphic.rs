//! What does not change a program does not change what is said of it: the same number of the same words, whatever
//! the names, the order, the layout and the files.

use sightline_tests::reaching::{Said, annotated, files, told_of};
use std::collections::BTreeMap;
use std::path::Path;

/// The annotated programs of one file.
fn programs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/flow");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let programs: Vec<_> = paths.iter().filter(|path| path.is_file()).flat_map(|path| files(path)).collect();
    assert!(programs.len() >= 8, "the programs are missing");
    programs
}

/// How often each word is said, of all files together.
fn counted(said: impl IntoIterator<Item = Said>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (_, word) in said.into_iter().flatten().filter(|(_, word)| !word.starts_with("safe")) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The same for distrusted data alone.
fn reached(said: impl IntoIterator<Item = Said>) -> BTreeMap<String, usize> {
    let mut counts = counted(said);
    counts.retain(|word, _| word.starts_with("reaches"));
    counts
}

/// Every program, changed by `change`, says what it said before.
fn holds(change: impl Fn(&str) -> Vec<(String, String)>) {
    let mut wrong = Vec::new();
    for (name, source) in programs() {
        let (before, after) = (reached([annotated(&source)]), reached(told_of(&change(&source))));
        if before != after {
            wrong.push(format!("{name}: {before:?} became {after:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn one(source: String) -> Vec<(String, String)> {
    vec![("a.py".to_owned(), source)]
}

/// The blocks of a module's top: what stands before the first definition, then each definition with its
/// decorators.
fn blocks(source: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let mut decorated = false;
    for line in source.lines() {
        let begins = ["@", "def ", "async def ", "class "].iter().any(|word| line.starts_with(word));
        if begins && !decorated {
            blocks.push(String::new());
        }
        decorated = line.starts_with('@') || (decorated && !begins);
        let block = blocks.last_mut().unwrap();
        block.push_str(line);
        block.push('\n');
    }
    blocks
}

fn is_handler(block: &str) -> bool {
    // What is made of classes and functions of the program's own must stay where it is.
    let made = ["@dataclass", "@functools."].iter().any(|with| block.starts_with(with));
    let registered = block.lines().next().is_some_and(|line| line.contains(".register"));
    block.starts_with('@') && !made && !registered && block.contains("\ndef ")
        || block.contains("\nasync def ")
}

#[test]
fn comments_and_blank_lines_change_nothing() {
    holds(|source| one(blocks(source).join("\n# why\n\n\n")));
}

#[test]
fn a_test_that_is_always_true_around_all_of_it_changes_nothing() {
    holds(|source| {
        let indented: Vec<String> = source
            .lines()
            .map(|line| if line.is_empty() { String::new() } else { format!("    {line}") })
            .collect();
        one(format!("if True:\n{}\n", indented.join("\n")))
    });
}

#[test]
fn the_order_of_independent_functions_changes_nothing() {
    holds(|source| {
        let (mut handlers, others): (Vec<String>, Vec<String>) =
            blocks(source).into_iter().partition(|block| is_handler(block));
        handlers.reverse();
        one(others.into_iter().chain(handlers).collect())
    });
}

#[test]
fn another_file_for_the_functions_that_others_call_changes_nothing() {
    for names in [["a.py", "b.py"], ["b.py", "a.py"]] {
        holds(|source| {
            let (handlers, others): (Vec<String>, Vec<String>) =
                blocks(source).into_iter().partition(|block| is_handler(block));
            let [pages, shared] = names;
            let module = shared.trim_end_matches(".py");
            vec![
                (pages.to_owned(), format!("from {module} import *\n\n{}", handlers.concat())),
                (shared.to_owned(), others.concat()),
            ]
        });
    }
}

#[test]
fn names_of_variables_change_nothing() {
    let source = include_str!("../fixtures/flow/guards.py");
    let renamed = source.replace("name", "label").replace("column", "field");
    assert_eq!(counted([annotated(source)]), counted(told_of(&one(renamed))));
}

#[test]
fn an_expression_in_steps_says_what_it_said_at_once() {
    let at_once = "\
import os
from flask import Flask, request
app = Flask(__name__)
@app.get('/')
def page():
    os.system('echo ' + request.args.get('a', '').strip().lower() + ' ' + str(int(request.args['b'])))
    os.system('echo %s' % ' '.join([request.args['c'], 'x'][:1]))
    os.system('echo %s' % ' '.join([request.args['c'], 'x'][1:]))
    return {}
";
    let in_steps = "\
import os
from flask import Flask, request
app = Flask(__name__)
@app.get('/')
def page():
    args = request.args
    read = args.get
    first = read('a', '')
    first = first.strip()
    first = first.lower()
    number = args['b']
    number = int(number)
    number = str(number)
    line = 'echo ' + first
    line = line + ' '
    line += number
    run = os.system
    run(line)
    words = [args['c'], 'x']
    some = words[:1]
    text = ' '.join(some)
    run('echo %s' % text)
    others = words[1:]
    text = ' '.join(others)
    run('echo %s' % text)
    return {}
";
    let said = |source: &str| counted(told_of(&one(source.to_owned())));
    assert_eq!(said(at_once), BTreeMap::from([("reaches: shell".to_owned(), 2)]));
    assert_eq!(said(at_once), said(in_steps));
}
