//! What each file is: its size, its classes and functions, and the libraries that it stands on.

use super::imports::{self, Origin};
use crate::models::families::FAMILIES;
use crate::project::{Base, ClassRef, Project};
use crate::rules::Fact;
use crate::syntax::ast::{Class, ClassDefId};
use crate::text::{FileId, Place, Span};
use crate::vocabulary::Status;
use crate::words;

/// How many libraries a sentence names.
const NAMED: usize = 8;

/// One fact a file and one a class, in order of the files.
#[must_use]
pub fn identity(project: &Project) -> Vec<Fact> {
    project
        .files()
        .flat_map(|file| std::iter::once(fact(project, file)).chain(classes(project, file)))
        .collect()
}

/// The classes of a file: where each begins and ends, what it inherits from, how many methods it has.
fn classes(project: &Project, file: FileId) -> Vec<Fact> {
    let module = project.module(file);
    let class = |(at, class): (usize, &Class)| {
        let reference = ClassRef { file, class: ClassDefId(at as u32) };
        let bases: Vec<String> = project
            .bases(reference)
            .iter()
            .filter_map(|base| match base {
                Base::Outside(path) => Some(format!("`{}`", path.text())),
                Base::Class(base) => {
                    Some(format!("`{}`", project.module(base.file).ast[base.class].name.sym.text()))
                }
                Base::Unknown => None,
            })
            .collect();
        let inherits = match bases.as_slice() {
            [] => String::new(),
            bases => format!(" inherits from {} and", words::list_of(bases, NAMED)),
        };
        let region = module.file.region(class.span);
        let methods = words::count(project.methods(reference).len(), "method");
        let name = class.name.sym.text();
        Fact {
            check: "identity",
            category: None,
            place: Place { file, span: Span::new(class.span.start, class.name.span.end) },
            status: Status::Info,
            text: format!(
                "The class `{name}` on lines {} to {}{inherits} has {methods} of its own.",
                region.line, region.end_line
            ),
            kind: "class",
        }
    };
    module.ast.classes.iter().enumerate().map(class).collect()
}

/// The family that the imports of a file say it belongs to.
fn family(imports: &[(Origin, String, Place)]) -> Option<(&'static str, &'static str)> {
    let imported = |library: &str| imports.iter().any(|(_, name, _)| name.split('.').next() == Some(library));
    FAMILIES.iter().copied().find(|(library, _)| imported(library))
}

fn fact(project: &Project, file: FileId) -> Fact {
    let module = project.module(file);
    let end = module.file.text.trim_end_matches(['\r', '\n']).len() as u32;
    let fact = |text| Fact {
        check: "identity",
        category: None,
        place: Place { file, span: Span::new(0, end) },
        status: Status::Info,
        text,
        kind: "",
    };
    if let Some(entries) = &module.manifest {
        let size = words::count(module.file.lines.count() as usize, "line");
        return fact(match entries.len() {
            0 => format!("{size} that could name dependencies, and name none."),
            1 => format!("A list of dependencies: 1 entry in {size}."),
            many => format!("A list of dependencies: {} entries in {size}.", words::number(many)),
        });
    }
    let functions = module.ast.functions.iter().filter(|function| function.name.is_some()).count();
    let size = words::list(&[
        words::count(module.ast.classes.len(), "class"),
        words::count(functions, "function"),
        words::count(module.file.lines.count() as usize, "line"),
    ]);
    let imports = imports::of(project, file);
    let family = match family(&imports) {
        Some((library, family)) => {
            format!(" By its import of `{library}` it is part of, or built on, {family}.")
        }
        None => String::new(),
    };
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
    fact(format!("{size}.{family} {imports}."))
}
