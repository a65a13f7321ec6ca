//! Annotated programs: what of somebody's data reaches which sink. On each line stands what reaches it:
//! `# reaches: shell` distrusted data, `# caller: shell` whatever the caller passes, `# safe: shell` nothing
//! that does harm.

use sightline::flow::{self, Event, Trust};
use sightline::project::{Module, Project};
use sightline::text::{File, FileId};
use sightline_tests::reaching::{Said, annotated, files, told_of};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

#[test]
fn data_reaches_exactly_the_annotated_sinks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/flow");
    let mut wrong = Vec::new();
    let mut programs = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let files = files(&path);
        for ((name, source), found) in files.iter().zip(told_of(&files)) {
            let wanted = annotated(source);
            // Safe places of kinds of sink that the program does not speak of are beside its point.
            let kinds: BTreeSet<&str> =
                wanted.iter().filter_map(|(_, said)| said.split(' ').nth(1)).collect();
            let spoken_of =
                |said: &str| said.split_once("safe: ").is_none_or(|(_, kind)| kinds.contains(kind));
            let found: Said = found.into_iter().filter(|(_, said)| spoken_of(said)).collect();
            for (line, missed) in wanted.difference(&found) {
                wrong.push(format!("{name}:{line}: missed `{missed}`"));
            }
            for (line, false_alarm) in found.difference(&wanted) {
                // A second, harmless use on a line of which worse is said.
                if false_alarm.starts_with("safe") && wanted.iter().any(|(at, _)| at == line) {
                    continue;
                }
                wrong.push(format!("{name}:{line}: not annotated `{false_alarm}`"));
            }
        }
        programs += 1;
    }
    assert!(programs >= 5, "the programs are missing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_check_that_does_not_protect_is_named_with_its_reason() {
    let source = "
import os, re
from flask import Flask, request
app = Flask(__name__)

@app.get('/')
def run():
    name = request.args['name']
    if re.match('[a-z]+', name):
        os.system('id ' + name)
";
    let project = Project::link(vec![Arc::new(Module::new(File::new("a.py", source)))]);
    let mut said = Vec::new();
    flow::evaluate(&project, FileId(0), Trust::default(), &mut |event| {
        if let Event::Reached(reached) = event {
            let checks = reached.checks_that_do_not_count();
            said.extend(checks.into_iter().map(|(place, why)| (project.region(place).line, why)));
        }
    });
    let why =
        "The check `re.match('[a-z]+', name)` does not protect: it says nothing of what follows the match";
    assert_eq!(said, [(9, why.to_owned())]);
}
