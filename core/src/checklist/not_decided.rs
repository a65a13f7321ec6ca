//! What no reader of the given files could know: what the things outside them do, one fact a library.

use super::Item;
use super::imports::{self, Origin};
use crate::project::Project;
use crate::rules::Fact;
use crate::text::Place;
use crate::vocabulary::Status;
use crate::words;
use std::collections::BTreeMap;

const CHECK: &str = "not-decidable";

/// How many lines a sentence names.
const NAMED: usize = 8;

/// One fact for the standard library and one for each other library, at the place of its first import; and what the
/// facts of the items leave open.
#[must_use]
pub fn not_decided(project: &Project, items: &[Item]) -> Vec<Fact> {
    let calls: Vec<_> = project.files().map(|file| imports::calls(project, file)).collect();
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
        fact(
            place,
            format!(
                "Which version of Python runs this, and so what the {modules} of its library do here, \
         is not in these files."
            ),
        )
    });
    let other = |(name, (place, files)): (String, (Place, usize))| {
        let also = match files {
            1 => String::new(),
            _ => format!(", and in {}", words::count(files - 1, "other file")),
        };
        let lines = calls
            .get(place.file.0 as usize)
            .and_then(|calls| calls.get(&name))
            .map_or(&[][..], Vec::as_slice);
        let called = match lines {
            [] => String::new(),
            lines => {
                let word = if lines.len() == 1 { "line" } else { "lines" };
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                format!(" where it is called (here on {word} {})", words::list_of(&lines, NAMED))
            }
        };
        fact(
            place,
            format!(
                "`{name}`, imported here{also}, is not among these files: its version, and what it does with what it \
                 is given{called}, cannot be read from them."
            ),
        )
    };
    let mut facts: Vec<Fact> = standard.into_iter().chain(others.into_iter().map(other)).collect();
    facts.extend(left_open(items));
    facts.sort_by(|a, b| (a.place, &a.text).cmp(&(b.place, &b.text)));
    facts
}

/// What lies with whoever operates or calls this, one fact for each matter that the items touch.
fn left_open(items: &[Item]) -> Vec<Fact> {
    let of = |check: &str, kinds: &[&str]| {
        let facts = items.iter().flat_map(|item| &item.facts);
        let facts: Vec<Place> = facts
            .filter(|fact| fact.check == check && (kinds.is_empty() || kinds.contains(&fact.kind)))
            .map(|fact| fact.place)
            .collect();
        let things = if check == "outside-input" { "function" } else { "place" };
        facts.iter().min().map(|first| (*first, words::count(facts.len(), things)))
    };
    let matters: [(_, &str); 4] = [
        (
            of("configuration", &[]),
            "What the configuration and the environment say, read first here and at {} in \
         all, is set where the program runs: the values, and whether they are safe ones, are not in these files.",
        ),
        (
            of("outside-input", &["unchecked"]),
            "What was checked of the data before it comes to functions such as \
         this one, {} in all, is up to whoever calls them.",
        ),
        (
            of("privilege", &["reached"]),
            "Whether whoever asked may do what is done with raised rights, first here \
         and at {} in all, is decided before, by code that is not in these files.",
        ),
        (
            of("logging", &[]),
            "Who can read the logs that are written here first, at {} in all, and from which \
         level on they are kept, is set where the program runs.",
        ),
    ];
    let fact = |((place, count), text): ((Place, String), &str)| Fact {
        check: CHECK,
        category: None,
        place,
        status: Status::Undecided,
        text: text.replace("{}", &count),
        kind: "",
    };
    matters.into_iter().filter_map(|(found, text)| Some(fact((found?, text)))).collect()
}
