//! What is imported: Python's own modules, those of the given files and their package, and those of others; modules that
//! are known as dangerous or abandoned. And what lists of dependencies ask for: see `required`.

use super::required::requirements;
use super::{Check, Counted, Look, Noted, Seen};
use crate::names::BindingKind;
use crate::intern::{PathId, Sym};
use crate::project::is_standard;
use crate::syntax::ast::{Get, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Status};
use crate::words;
use rustc_hash::FxHashSet;

pub static CHECK: Check = Check {
    id: "dependencies",
    title: "What is imported and installed",
    category: Category::Dependencies,
    asks: "On whose code does this stand, and is any of it known as dangerous or abandoned?",
    look: &[Look::Code(imports), Look::Code(requirements)],
    summary,
};

/// Modules that should not be used any more, or with care alone, and why.
const KNOWN: &[(&str, &str)] = &[
    ("telnetlib", "Telnet sends everything as it is, and Python 3.13 has it no more"),
    ("ftplib", "FTP sends passwords as they are"),
    ("pickle", "loading runs whatever the bytes say"),
    ("cPickle", "loading runs whatever the bytes say"),
    ("dill", "loading runs whatever the bytes say"),
    ("shelve", "it is made of pickles"),
    ("marshal", "it is not made for data of others"),
    ("imp", "Python 3.12 has it no more"),
    ("distutils", "Python 3.12 has it no more"),
    ("asyncore", "Python 3.12 has it no more"),
    ("asynchat", "Python 3.12 has it no more"),
    ("smtpd", "Python 3.12 has it no more"),
    ("cgi", "Python 3.13 has it no more"),
    ("cgitb", "it shows the program's inside to whoever asks, and Python 3.13 has it no more"),
    ("crypt", "its hashes are old, and Python 3.13 has it no more"),
    ("nis", "Python 3.13 has it no more"),
    ("pipes", "it goes through a shell, and Python 3.13 has it no more"),
    ("spwd", "Python 3.13 has it no more"),
    ("uu", "Python 3.13 has it no more"),
    ("xdrlib", "Python 3.13 has it no more"),
    ("pyghmi", "IPMI is not safe in an open network"),
    ("Crypto", "PyCrypto has been abandoned since 2013; pycryptodome may stand behind the same name"),
    ("nose", "it has been abandoned since 2015"),
    ("jose", "python-jose had a time without anybody to look after it"),
    ("httplib2", "it is hardly developed any more"),
    ("mock", "Python has it as unittest.mock"),
    ("simplejson", "Python has json"),
    ("pkg_resources", "setuptools is taking it out"),
    ("eventlet", "its authors advise against new use"),
];

fn imports(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    let own = packages_by_name(seen);
    // A file that lies alone says by its relative imports, or not at all, to which package it belongs.
    let mut add = |path: Option<PathId>, level: u32, span: Span| {
        let Some(path) = path else {
            noted.push(Noted::info(span, format!("Imports from the package of this file (`{}`).", ".".repeat(level as usize))).of("own"));
            return;
        };
        let top = path.first();
        let name = path.text();
        if let Some((_, why)) = KNOWN.iter().find(|(module, _)| *module == top.text()).filter(|_| level == 0) {
            let from = if is_standard(top) { "of Python's library" } else { "of others" };
            let kind = if is_standard(top) { "standard" } else { "other" };
            let question = if *why == "Python has json" || *why == "Python has it as unittest.mock" {
                noted.push(Noted::info(span, format!("Imports `{name}` {from}: {why}.")).of(kind));
                return;
            } else {
                "is it needed, and is it given nothing of others?"
            };
            noted.push(Noted::attention(span, format!("Imports `{name}` {from}: {why}; {question}")).of(kind));
            return;
        }
        noted.push(if level > 0 || seen.project.import(seen.file, path, level).is_some() {
            Noted::info(span, format!("Imports `{}{name}` of the given files or their package.", ".".repeat(level as usize))).of("own")
        } else if is_standard(top) {
            Noted::info(span, format!("Imports `{name}` of Python's library.")).of("standard")
        } else if seen.project.is_own(top) || own.contains(&top) || seen.module.file.path.split('/').any(|folder| folder == top.text()) {
            Noted::info(span, format!("Imports `{name}` of the same package, which is not among these \
             files.")).of("own")
        } else {
            Noted::info(span, format!("Imports `{name}`, which is not among these files: its version is not known \
             here.")).of("other")
        });
    };
    for stmt in &ast.stmts {
        match stmt.kind {
            StmtKind::Import(names) => {
                for import in ast.list(names) {
                    add(path(ast.list(import.path).iter().map(|name| name.sym)), 0, import.span);
                }
            }
            StmtKind::ImportFrom { level, module, names, .. } => {
                let base = path(ast.list(module).iter().map(|name| name.sym));
                let [only] = ast.list(names) else {
                    add(base, level, stmt.span);
                    continue;
                };
                let name = ast.list(only.path).first().map(|name| name.sym);
                let whole = match (base, name) {
                    (Some(base), Some(name)) => Some(base.then(name)),
                    (None, Some(name)) => Some(PathId::root(name)),
                    (base, None) => base,
                };
                add(whole, level, stmt.span);
            }
            _ => {}
        }
    }
    noted
}

/// How many files are looked through for imports of each other.
const FEW: usize = 20;

/// Names of files that say nothing of their package.
const COMMON: &[&str] = &[
    "__init__", "__main__", "main", "app", "utils", "util", "constants", "models", "views", "config", "settings", "base", "common",
    "api", "helpers", "exceptions", "errors", "types", "service", "client", "db", "admin", "forms", "urls", "tasks", "core", "test",
    "tests", "version", "log", "logging", "events", "event", "manager", "driver", "worker", "schemas", "auth", "cli", "conf",
];

/// The packages of files that were given without their folders: `neutron`, where one of them imports
/// `neutron.plugins.ovn_client` and another is `ovn_client.py`.
fn packages_by_name(seen: &Seen<'_>) -> FxHashSet<Sym> {
    let files: Vec<_> = seen.project.files().collect();
    if files.len() > FEW {
        return FxHashSet::default();
    }
    let stem = |path: &str| path.rsplit('/').next().and_then(|name| name.strip_suffix(".py")).map(str::to_owned);
    let stems: FxHashSet<String> = files.iter().filter_map(|file| stem(&seen.project.module(*file).file.path)).collect();
    let paths = files.iter().flat_map(|file| seen.project.module(*file).names.bindings.iter()).filter_map(|binding| match binding.kind {
        BindingKind::Import { path, level: 0 } => Some(path),
        _ => None,
    });
    let of_file = |path: &PathId| {
        let last = path.last().text();
        path.parent().is_some() && stems.contains(last) && !COMMON.contains(&last) && !is_standard(path.first())
    };
    paths.filter(of_file).map(PathId::first).collect()
}

fn path(names: impl Iterator<Item = Sym>) -> Option<PathId> {
    names.fold(None, |path: Option<PathId>, name| Some(path.map_or_else(|| PathId::root(name), |path| path.then(name))))
}

fn summary(counted: &Counted<'_>) -> String {
    let of = |kinds: &[&str]| kinds.iter().map(|kind| counted.of(kind)).sum::<usize>();
    let imports = ["standard", "own", "other"];
    let known =
        counted.facts.iter().filter(|fact| fact.status == Status::Attention && imports.contains(&fact.kind));
    let same = |count, what| (count, what, what);
    let whose = [
        same(counted.of("standard"), "of Python's library"),
        same(counted.of("own"), "of the given files or their package"),
        same(counted.of("other"), "of others"),
    ];
    let imported = format!(
        "{}: {}; {} known as dangerous or abandoned.",
        words::count(of(&imports), "import"),
        words::kinds(&whose),
        words::number(known.count()),
    );
    let required = of(&["pinned", "range", "open", "address", "path"]);
    if required + counted.of("index") == 0 {
        return format!("{imported} Which versions these are, and whether they have known flaws, is not in these files.");
    }
    let how = [
        same(counted.of("pinned"), "pinned"),
        same(counted.of("range"), "within a range"),
        same(counted.of("open"), "open to versions that nobody has seen"),
        same(of(&["address", "path"]), "from an address or a folder"),
    ];
    format!(
        "{imported} {}: {}; {} named. Whether what is installed has known flaws is not in these files.",
        words::count(required, "requirement"),
        words::kinds(&how),
        match counted.of("index") {
            1 => "1 index is".to_owned(),
            many => format!("{} indexes are", words::number(many)),
        },
    )
}
