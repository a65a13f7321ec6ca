//! What imports mean across the given files, how classes inherit, who calls whom.

#![allow(clippy::expect_used, clippy::panic)] // What a test asks for is there, or the test fails.

mod classes;
mod imports;
mod modules;

use sightline::intern::Sym;
use sightline::names::ScopeId;
use sightline::project::{ClassRef, FunctionRef, Imported, Module, Project};
use sightline::text::{File, FileId};
use std::sync::Arc;

fn project(files: &[(&str, &str)]) -> Project {
    Project::link(files.iter().map(|(path, text)| Arc::new(Module::new(File::new(*path, *text)))).collect())
}

fn file(project: &Project, path: &str) -> FileId {
    project.files().find(|file| project.module(*file).file.path == path).expect("the file is given")
}

/// What something is, in words: `function pkg/a.py f`, `module pkg/a.py`, `outside os.path`.
fn said(project: &Project, found: Imported) -> String {
    let path = |file: FileId| project.module(file).file.path.clone();
    match found {
        Imported::Function(FunctionRef { file, function }) => {
            let name = project.module(file).ast[function].name.map_or("lambda", |name| name.sym.text());
            format!("function {} {name}", path(file))
        }
        Imported::Class(class) => format!("class {}", class_name(project, class)),
        Imported::Instance(class) => format!("instance {}", class_name(project, class)),
        Imported::Module(file) => format!("module {}", path(file)),
        Imported::Folder(_, spelled) => format!("folder {}", spelled.text()),
        Imported::Variable(file, variable) => {
            let name = project.module(file).names.variables[variable.0 as usize].name;
            format!("variable {} {name}", path(file))
        }
        Imported::Outside(path) => format!("outside {}", path.text()),
        Imported::Other => "other".into(),
    }
}

fn class_name(project: &Project, class: ClassRef) -> String {
    let module = project.module(class.file);
    format!("{} {}", module.file.path, module.ast[class.class].name.sym)
}

/// What a module's name stands for in the end.
fn means(project: &Project, path: &str, name: &str) -> String {
    let file = file(project, path);
    let variable = project.module(file).names.in_scope(ScopeId::MODULE, Sym::new(name));
    match variable {
        Some(variable) => said(project, project.variable(file, variable)),
        None => project.unbound(file, Sym::new(name)).map_or("nothing".into(), |found| said(project, found)),
    }
}

fn class(project: &Project, path: &str, name: &str) -> ClassRef {
    let file = file(project, path);
    let variable = project.module(file).names.in_scope(ScopeId::MODULE, Sym::new(name)).expect("bound");
    match project.variable(file, variable) {
        Imported::Class(class) => class,
        other => panic!("{name} is {}", said(project, other)),
    }
}

/// The function of a qualified name.
fn function(project: &Project, qualified: &str) -> FunctionRef {
    project
        .files()
        .flat_map(|file| {
            let count = project.module(file).ast.functions.len() as u32;
            (0..count).map(move |at| FunctionRef { file, function: sightline::syntax::ast::FuncId(at) })
        })
        .find(|function| project.path_of(*function).text() == qualified)
        .unwrap_or_else(|| panic!("no {qualified}"))
}

/// Who calls a function, by qualified names.
fn callers(project: &Project, qualified: &str) -> Vec<String> {
    let sites = project.callers_of(function(project, qualified)).iter();
    sites
        .map(|site| match site.caller.function {
            Some(function) => project.path_of(FunctionRef { file: site.caller.file, function }).text(),
            None => project.module_path(site.caller.file).text(),
        })
        .collect()
}
