//! Annotated programs: what of somebody's data reaches which sink. On each line stands what reaches it:
//! `# reaches: shell` distrusted data, `# caller: shell` whatever the caller passes, `# safe: shell` nothing
//! that does harm.

use sightline::flow::{self, Event, Reach, Trust};
use sightline::project::{Module, Project};
use sightline::text::{File, FileId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// A line and a word about it: `reaches: shell`.
type Said = BTreeSet<(u32, String)>;

#[test]
fn data_reaches_exactly_the_annotated_sinks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/flow");
    let mut wrong = Vec::new();
    let mut programs = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let (wanted, mut found) = (annotated(&source), told(&source));
        // Safe places of kinds of sink that the program does not speak of are beside its point.
        let kinds: BTreeSet<&str> = wanted.iter().filter_map(|(_, said)| said.split(' ').nth(1)).collect();
        let spoken_of = |said: &str| said.split_once("safe: ").is_none_or(|(_, kind)| kinds.contains(kind));
        found.retain(|(_, said)| spoken_of(said));
        for (line, missed) in wanted.difference(&found) {
            wrong.push(format!("{}:{line}: missed `{missed}`", path.display()));
        }
        for (line, false_alarm) in found.difference(&wanted) {
            // A second, harmless use on a line of which worse is said.
            if false_alarm.starts_with("safe") && wanted.iter().any(|(at, _)| at == line) {
                continue;
            }
            wrong.push(format!("{}:{line}: not annotated `{false_alarm}`", path.display()));
        }
        programs += 1;
    }
    assert!(programs >= 5, "the programs are missing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_comments_and_blank_lines_change_nothing() {
    let source = include_str!("../fixtures/flow/guards.py");
    let renamed =
        source.replace("name", "label").replace("column", "field").replace("\n\n", "\n\n# why\n\n\n");
    let count = |source: &str| told(source).into_iter().map(|(_, said)| said).fold(BTreeMap::new(), tally);
    assert_eq!(count(source), count(&renamed));
}

fn tally(mut counts: BTreeMap<String, usize>, said: String) -> BTreeMap<String, usize> {
    *counts.entry(said).or_default() += 1;
    counts
}

fn annotated(source: &str) -> Said {
    let mut said = Said::new();
    for (at, line) in source.lines().enumerate() {
        for comment in line.split(" # ").skip(1).map(str::trim) {
            if ["reaches: ", "caller: ", "safe: "].iter().any(|word| comment.starts_with(word)) {
                said.insert((at as u32 + 1, comment.to_owned()));
            }
        }
    }
    said
}

/// What reaches the sinks of kinds that the programs speak of: the gravest at each place.
fn told(source: &str) -> Said {
    let project = Project::link(vec![Arc::new(Module::new(File::new("a.py", source)))]);
    let mut gravest: BTreeMap<(u32, &str), u8> = BTreeMap::new();
    let notices = flow::evaluate(&project, FileId(0), Trust::default(), &mut |event| {
        if let Event::Reached(reached) = event {
            let weight = match reached.reach {
                Reach::Data { distrusted: true, .. } => 2,
                Reach::Data { .. } => 1,
                _ => 0,
            };
            let place = (project.region(reached.place).line, reached.sink.name());
            let known = gravest.entry(place).or_default();
            *known = weight.max(*known);
        }
    });
    assert_eq!(notices, [], "a bound was hit");
    let word = |weight| ["safe", "caller", "reaches"][weight as usize];
    gravest.into_iter().map(|((line, sink), weight)| (line, format!("{}: {sink}", word(weight)))).collect()
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
