//! Archives that may write files wherever they like.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::intern::Const;
use crate::names::{Binding, BindingKind};
use crate::project::Module;
use crate::syntax::ast::{Expr, ExprId, ExprKind, Get, Part, Stmt, StmtKind};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "archive-extracted-unchecked",
    title: "An archive may write files anywhere",
    category: Category::InputValidation,
    cwe: 22,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "The names in a tar archive may be `../../etc/cron.d/x`, absolute, links or devices. Before Python 3.14 \
          `extractall` follows them unless it is told not to: whoever made the archive writes files as this program.",
    fix: "Pass `filter=\"data\"` to `extractall`, `extract` and `shutil.unpack_archive`.",
    bad: r#"
import tarfile

def unpack(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder)
"#,
    good: r#"
import tarfile

def unpack(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
"#,
    references: &[
        "https://docs.python.org/3/library/tarfile.html#tarfile-extraction-filter",
        "https://cwe.mitre.org/data/definitions/22.html",
    ],
    also: &["bandit:B202", "ruff:S202", "codeql:py/tarslip", "codeql:py/zipslip", "codeql:py/unsafe-unpacking"],
    find: &[
        Find::Taint(
            Sink::Archive,
            Harm {
                becomes: "is the archive that {} unpacks",
                so: "names in it lead out of the folder",
                instead: "Pass `filter=\"data\"`, or check each member's name.",
            },
        ),
        Find::Call(&["*.extractall"], at_extract),
        Find::Call(&["tarfile.TarFile.extract"], at_one),
        Find::Call(&["shutil.unpack_archive"], at_unpack),
        Find::Call(&["open", "io.open"], at_open),
        Find::Call(&["pathlib.Path.write_bytes", "pathlib.Path.write_text", "pathlib.Path.open"], at_path),
    ],
};

fn at_extract(call: &Call<'_>) -> Answer {
    let path = call.path().map(super::super::intern::PathId::text).unwrap_or_default();
    let module = call.world().module();
    if path.starts_with("zipfile.") {
        return Answer::safe("`zipfile` takes `..` and absolute names out itself");
    }
    if !path.starts_with("tarfile.") && !module.imports("tarfile") {
        return if module.imports("zipfile") {
            Answer::safe("`zipfile` takes `..` and absolute names out itself")
        } else {
            Answer::NotMine
        };
    }
    if !path.starts_with("tarfile.") && module.imports("zipfile") {
        return by_filter(call, 2).at(Confidence::Low);
    }
    by_filter(call, 2)
}

fn at_unpack(call: &Call<'_>) -> Answer {
    let world = call.world();
    let format = call.argument(2, "format").and_then(|format| world.text(format.value));
    let ends = call.argument(0, "filename").and_then(|file| world.text(file.value)).is_some_and(|name| name.rsplit('.').next() == Some("zip"));
    if format == Some("zip") || (format.is_none() && ends) {
        return Answer::safe("`zipfile` takes `..` and absolute names out itself");
    }
    by_filter(call, usize::MAX)
}

/// `for member in archive: archive.extract(member, folder)`
fn at_one(call: &Call<'_>) -> Answer {
    let Some(member) = call.argument(0, "member") else { return Answer::NotMine };
    if look::is_fixed(call.world(), member.value, member.place) {
        return Answer::safe("the name of what is unpacked is written in the code");
    }
    if is_after_test(call) {
        return Answer::undecided("whether the test of each member keeps files within the folder is not known here");
    }
    by_filter(call, usize::MAX)
}

/// `for name in archive.namelist(): open(os.path.join(folder, name), "wb")`
fn at_open(call: &Call<'_>) -> Answer {
    let Some(path) = call.argument(0, "file") else { return Answer::NotMine };
    let writes = call.argument(1, "mode").and_then(|mode| call.world().text(mode.value));
    if writes.is_some_and(|mode| mode.starts_with(['w', 'x', 'a'])) { by_hand(call, path.expr) } else { Answer::NotMine }
}

/// `(folder / member.name).write_bytes(..)`
fn at_path(call: &Call<'_>) -> Answer {
    let opens = call.name.is_some_and(|name| name.text() == "open");
    let mode = call.argument(0, "mode").and_then(|mode| call.world().text(mode.value));
    if opens && !mode.is_some_and(|mode| mode.starts_with(['w', 'x', 'a'])) {
        return Answer::NotMine;
    }
    look::receiver(call).map_or(Answer::NotMine, |path| by_hand(call, path))
}

/// A file that is written under a name that an archive gives it.
fn by_hand(call: &Call<'_>, path: ExprId) -> Answer {
    let module = call.world().module();
    if !look::imports(module, &["zipfile", "tarfile"]) {
        return Answer::NotMine;
    }
    let mut code = String::new();
    let Some(name) = name_in_archive(module, path, &mut code, 6) else { return Answer::NotMine };
    // `os.path.basename(name)`, `Path(name).name`
    if ["basename", ").name", "secure_filename", "safe_join"].iter().any(|cut| code.contains(cut)) {
        return Answer::safe("only the last part of the name in the archive is used");
    }
    let function = module.ast[call.stmt].function.map(|function| module.ast[function].span);
    let around = function.map_or(&*module.file.text, |function| module.file.slice(function));
    if CHECKS.iter().any(|check| around.contains(check)) {
        return Answer::undecided("whether the check of each name keeps files within the folder is not known here");
    }
    Answer::wrong(format!(
        "`{name}` is what the archive calls a file, and decides where it is written: `..` or an absolute path in it leads out of \
         the folder. Use `extract`, or check where the path leads.",
    ))
    .at(Confidence::Medium)
}

/// Texts of those who check names before they use them.
const CHECKS: &[&str] = &[
    "\"..\"", "'..'", "../", "realpath", "abspath", "normpath", "resolve(", "commonpath", "commonprefix", "relative_to(", "isabs", "is_absolute",
];

/// The name in an archive that a path is made of, and all code on the way to it.
fn name_in_archive(module: &Module, expr: ExprId, code: &mut String, depth: u32) -> Option<String> {
    let (ast, depth) = (&module.ast, depth.checked_sub(1)?);
    let written = module.file.slice(ast[expr].span);
    if code.len() + written.len() < 4_000 {
        code.push_str(written);
        code.push('\n');
    }
    let mut within = |mut exprs: &mut dyn Iterator<Item = ExprId>| {
        (&mut exprs).find_map(|expr| name_in_archive(module, expr, code, depth))
    };
    match ast[expr].kind {
        ExprKind::Name(name) => match module.names.bindings(module.names.variable(expr)?) {
            [Binding { kind: BindingKind::Value(value), .. }] => within(&mut std::iter::once(*value)),
            [Binding { kind: BindingKind::Part(list), .. }] => lists_names(module, *list).then(|| name.text().to_owned()),
            _ => None,
        },
        ExprKind::Attribute { base, name } if matches!(name.sym.text(), "filename" | "name" | "path") => {
            within(&mut std::iter::once(base))
        }
        ExprKind::Operation { operands, .. } => within(&mut ast.list(operands).iter().copied()),
        ExprKind::FString(parts) => within(&mut ast.list(parts).iter().filter_map(|part| match part {
            Part::Value { value, .. } => Some(*value),
            Part::Text(_) => None,
        })),
        ExprKind::Call { args, .. } => within(&mut ast.list(args).iter().map(|arg| arg.value)),
        _ => None,
    }
}

/// `archive.namelist()`, `archive.getmembers()`
fn lists_names(module: &Module, list: ExprId) -> bool {
    let ast = &module.ast;
    let list = look::only_value(module, list).unwrap_or(list);
    let ExprKind::Call { function, .. } = ast[list].kind else { return false };
    matches!(look::last_name(ast, function), Some("namelist" | "infolist" | "getmembers" | "getnames"))
}

/// Whether a function tests anything before a call, or chooses whether to call.
fn is_after_test(call: &Call<'_>) -> bool {
    let ast = &call.world().module().ast;
    let (here, within) = (ast[call.expr].span.start, ast[call.stmt].function);
    ast.stmts.iter().any(|stmt| {
        stmt.function == within && stmt.span.start < here && matches!(stmt.kind, StmtKind::If { .. })
    })
}

/// Whether something looks at the members before they are written.
fn by_filter(call: &Call<'_>, members: usize) -> Answer {
    let world = call.world();
    if let Some(filter) = call.named("filter") {
        let shown = say::code(world, filter.place);
        return match (world.text(filter.value), filter.value.path().map(|path| path.last().text())) {
            (Some("data" | "tar"), _) | (_, Some("data_filter" | "tar_filter")) => {
                Answer::safe(format!("the filter `{shown}` keeps files within the folder"))
            }
            (Some("fully_trusted"), _) | (_, Some("fully_trusted_filter")) => wrong(&shown),
            _ => Answer::undecided(format!("whether the filter `{shown}` keeps files within the folder is not known here")),
        };
    }
    let is_none = |arg: &Argument| world.constant(arg.value) == Some(&Const::None);
    let given = call.argument(members.wrapping_sub(1), "members").filter(|members| !is_none(members));
    if given.is_some_and(|members| !are_all(call, members)) {
        return Answer::undecided("whether the members that are passed were checked is not known here");
    }
    if call.passes_more() {
        return Answer::undecided("whether `**kwargs` pass a filter is not known here");
    }
    if sets_filter(call) {
        return Answer::safe("the filter of the archive keeps files within the folder");
    }
    if are_looked_at(call) {
        return Answer::undecided("whether the check of each member before keeps files within the folder is not known here");
    }
    wrong("no filter")
}

/// `archive.extraction_filter = tarfile.data_filter` in the same function
fn sets_filter(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let Some(archive) = look::receiver_name(call) else { return false };
    let within = ast[call.stmt].function;
    ast.stmts.iter().filter(|stmt| stmt.function == within).any(|stmt| match stmt.kind {
        StmtKind::Assign { targets, value } => {
            let is_filter = |target: &ExprId| match ast[*target].kind {
                ExprKind::Attribute { base, name } => {
                    name.sym.text() == "extraction_filter" && look::last_name(ast, base) == Some(archive)
                }
                _ => false,
            };
            let code = module.file.slice(ast[value].span);
            ast.list(targets).iter().any(is_filter) && (code.contains("data_filter") || code.contains("tar_filter"))
        }
        _ => false,
    })
}

/// `members=archive.getmembers()`, `members=archive`: nothing is left out.
fn are_all(call: &Call<'_>, members: &Argument) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let given = look::only_value(module, members.expr).unwrap_or(members.expr);
    match ast[given].kind {
        ExprKind::Call { function, args } => {
            look::last_name(ast, function).is_some_and(|name| matches!(name, "getmembers" | "getnames"))
                && args.is_empty()
        }
        ExprKind::Name(name) => look::receiver_name(call) == Some(name.text()),
        _ => false,
    }
}

/// `for member in archive.getmembers(): if ..: raise ..` before the call.
fn are_looked_at(call: &Call<'_>) -> bool {
    let ast = &call.world().module().ast;
    let Some(archive) = look::receiver_name(call) else { return false };
    let (here, within) = (ast[call.expr].span.start, ast[ast[call.expr].stmt].function);
    ast.stmts.iter().any(|stmt| {
        let StmtKind::For { iterable, .. } = stmt.kind else { return false };
        let over = ast[iterable].span;
        let is_archive = |expr: &Expr| {
            over.holds(expr.span) && matches!(expr.kind, ExprKind::Name(name) if name.text() == archive)
        };
        let chooses = |inner: &Stmt| stmt.span.holds(inner.span) && matches!(inner.kind, StmtKind::If { .. });
        stmt.function == within
            && stmt.span.end <= here
            && ast.exprs.iter().any(is_archive)
            && ast.stmts.iter().any(chooses)
    })
}

fn wrong(shown: &str) -> Answer {
    Answer::wrong(format!(
        "with `{shown}` the names in the archive decide where files are written, `..` and links included. Pass \
         `filter=\"data\"`."
    ))
    // Where the archive lies says little of who made it.
    .standing()
}
