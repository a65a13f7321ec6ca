//! Programs whose lines say what of somebody's data reaches which sink: `# reaches: shell` distrusted data,
//! `# caller: shell` whatever the caller passes, `# safe: shell` nothing that does harm.

#![allow(clippy::missing_panics_doc)] // Tests panic to say what is wrong.

use sightline::flow::{self, Event, Reach, Trust};
use sightline::project::{Module, Project};
use sightline::text::File;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Lines, each with a word about it: `reaches: shell`.
pub type Said = BTreeSet<(u32, String)>;

/// The files of a program: one, or those of a folder.
#[must_use]
pub fn files(path: &Path) -> Vec<(String, String)> {
    let read = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    if path.is_file() {
        return vec![read(path)];
    }
    let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// What the comments of a file say.
#[must_use]
pub fn annotated(source: &str) -> Said {
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

/// What reaches the sinks of one file.
#[must_use]
pub fn told(source: &str) -> Said {
    told_of(&[("a.py".to_owned(), source.to_owned())]).remove(0)
}

/// What reaches the sinks of each file, whichever file its data comes from: the gravest at each place.
#[must_use]
pub fn told_of(files: &[(String, String)]) -> Vec<Said> {
    let module =
        |(name, source): &(String, String)| Arc::new(Module::new(File::new(name.as_str(), source.as_str())));
    let project = Project::link(files.iter().map(module).collect());
    let mut gravest: Vec<BTreeMap<(u32, &str), u8>> = vec![BTreeMap::new(); files.len()];
    for file in project.files() {
        let notices = flow::evaluate(&project, file, Trust::default(), &mut |event| {
            let Event::Reached(reached) = event else { return };
            let weight = match reached.reach {
                Reach::Data { distrusted: true, .. } => 2,
                // What else happens in another file is told by its own evaluation.
                _ if reached.place.file != file => return,
                Reach::Data { .. } => 1,
                _ => 0,
            };
            let place = (project.region(reached.place).line, reached.sink.name());
            let known = gravest[reached.place.file.0 as usize].entry(place).or_default();
            *known = weight.max(*known);
        });
        assert_eq!(notices, [], "a bound was hit");
    }
    let word = |weight| ["safe", "caller", "reaches"][weight as usize];
    let said = |gravest: BTreeMap<(u32, &'static str), u8>| {
        gravest
            .into_iter()
            .map(|((line, sink), weight)| (line, format!("{}: {sink}", word(weight))))
            .collect()
    };
    gravest.into_iter().map(said).collect()
}
