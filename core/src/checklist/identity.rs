//! What each file is: its size, its classes and functions, and the libraries that it stands on.

use super::imports::{self, Origin};
use crate::project::Project;
use crate::rules::Fact;
use crate::text::{FileId, Place, Span};
use crate::vocabulary::Status;
use crate::words;

/// How many libraries a sentence names.
const NAMED: usize = 8;

/// One fact a file, in order of the files.
#[must_use]
pub fn identity(project: &Project) -> Vec<Fact> {
    project.files().map(|file| fact(project, file)).collect()
}

fn fact(project: &Project, file: FileId) -> Fact {
    let module = project.module(file);
    let functions = module.ast.functions.iter().filter(|function| function.name.is_some()).count();
    let size = words::list(&[
        words::count(module.ast.classes.len(), "class"),
        words::count(functions, "function"),
        words::count(module.file.lines.count() as usize, "line"),
    ]);
    let imports = imports::of(project, file);
    let named = |origin: Origin| -> Vec<String> {
        let of = imports.iter().filter(|(from, ..)| *from == origin);
        of.map(|(_, name, place)| format!("`{name}` (line {})", project.region(*place).line)).collect()
    };
    let (standard, other, given) = (named(Origin::Standard), named(Origin::Other), named(Origin::Given));
    let parts: Vec<String> = [
        (standard, "from the standard library"),
        (other, "from outside these files"),
        (given, "from these files"),
    ]
    .iter()
    .filter(|(names, _)| !names.is_empty())
    .map(|(names, from)| format!("{} {from}", words::list_of(names, NAMED)))
    .collect();
    let imports = match parts.as_slice() {
        [] => "It imports nothing".to_owned(),
        parts => format!("It imports {}", parts.join("; ")),
    };
    let end = module.file.text.trim_end_matches(['\r', '\n']).len() as u32;
    Fact {
        check: "identity",
        category: None,
        place: Place { file, span: Span::new(0, end) },
        status: Status::Info,
        text: format!("{size}. {imports}."),
        kind: "",
    }
}
