//! What no reader of the given files could know: what the things outside them do, one fact a library.

use super::imports::{self, Origin};
use crate::project::Project;
use crate::rules::Fact;
use crate::text::Place;
use crate::vocabulary::Status;
use crate::words;
use std::collections::BTreeMap;

const CHECK: &str = "not-decidable";

/// One fact for the standard library and one for each other library, at the place of its first import.
#[must_use]
pub fn not_decided(project: &Project) -> Vec<Fact> {
    let mut standard: Option<(Place, Vec<String>)> = None;
    let mut others: BTreeMap<String, (Place, usize)> = BTreeMap::new();
    for file in project.files() {
        for (origin, name, place) in imports::of(project, file) {
            match origin {
                Origin::Given => {}
                Origin::Standard => {
                    let (first, names) = standard.get_or_insert_with(|| (place, Vec::new()));
                    *first = place.min(*first);
                    names.push(name);
                }
                Origin::Other => others.entry(name).or_insert((place, 0)).1 += 1,
            }
        }
    }
    let fact =
        |place, text| Fact { check: CHECK, category: None, place, status: Status::Undecided, text, kind: "" };
    let standard = standard.map(|(place, mut names)| {
        names.sort();
        names.dedup();
        let modules = words::count(names.len(), "module");
        fact(place, format!("Which version of Python runs this, and so what the {modules} of its library do here, is not in these files."))
    });
    let other = |(name, (place, files)): (String, (Place, usize))| {
        let also = match files {
            1 => String::new(),
            _ => format!(", and in {}", words::count(files - 1, "other file")),
        };
        fact(
            place,
            format!(
                "`{name}`, imported here{also}, is not among these files: its version, and what it does with what it \
                 is given, cannot be read from them."
            ),
        )
    };
    let mut facts: Vec<Fact> = standard.into_iter().chain(others.into_iter().map(other)).collect();
    facts.sort_by(|a, b| (a.place, &a.text).cmp(&(b.place, &b.text)));
    facts
}
