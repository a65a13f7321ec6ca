//! Temporary files that somebody else can get hold of first.

use super::{Answer, Find, Rule, commands, look, say};
use crate::flow::{Argument, Call, Piece, Value, World};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, Part};
use crate::text::Place;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "insecure-temporary-file",
    title: "A temporary file can be taken over before it is used",
    category: Category::Resources,
    cwe: 377,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Every user of the machine may create files in the folder for temporary files. A name that is known or guessed \
          before the file is opened can be made a link to another file, or a file that somebody else reads and changes.",
    fix: "Use `tempfile.NamedTemporaryFile`, `tempfile.mkstemp` or `tempfile.TemporaryDirectory`, which make the file \
          and its name in one step that nobody can get between.",
    bad: r#"
import tempfile

def save(text):
    name = tempfile.mktemp()
    with open(name, "w") as file:
        file.write(text)
"#,
    good: r#"
import tempfile

def save(text):
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(text)
"#,
    references: &[
        "https://docs.python.org/3/library/tempfile.html#deprecated-functions-and-variables",
        "https://cwe.mitre.org/data/definitions/377.html",
    ],
    also: &["bandit:B108", "bandit:B306", "ruff:S108", "ruff:S306", "codeql:py/insecure-temporary-file"],
    find: &[
        Find::Call(&["tempfile.mktemp", "os.tempnam", "os.tmpnam"], at_name),
        Find::Call(
            &[
                "tempfile.mkstemp",
                "tempfile.mkdtemp",
                "tempfile.TemporaryFile",
                "tempfile.NamedTemporaryFile",
                "tempfile.SpooledTemporaryFile",
                "tempfile.TemporaryDirectory",
            ],
            at_made,
        ),
        Find::Call(&["open", "io.open", "codecs.open", "os.open", "os.mkdir", "os.makedirs"], at_open),
        Find::Call(
            &["pathlib.Path.write_text", "pathlib.Path.write_bytes", "pathlib.Path.open", "pathlib.Path.touch"],
            at_path,
        ),
        Find::Call(
            &[
                "shutil.copy",
                "shutil.copy2",
                "shutil.copyfile",
                "shutil.move",
                "shutil.copytree",
                "urllib.request.urlretrieve",
                "wget.download",
                "sqlite3.connect",
                "logging.FileHandler",
                "logging.handlers.RotatingFileHandler",
                "logging.handlers.TimedRotatingFileHandler",
                "logging.handlers.WatchedFileHandler",
                "logging.basicConfig",
                "numpy.save",
                "numpy.savez",
                "numpy.savetxt",
                "torch.save",
                "joblib.dump",
                "*.to_csv",
                "*.to_excel",
                "*.to_parquet",
                "*.to_pickle",
                "*.savefig",
            ],
            at_target,
        ),
        Find::Call(&["zipfile.ZipFile", "tarfile.open", "gzip.open", "bz2.open", "lzma.open", "shelve.open"], at_archive),
    ],
};

fn at_name(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    Answer::wrong(format!(
        "`{name}` gives a name, not a file: before it is opened anybody on this machine can put a file or link there. Use \
         `tempfile.mkstemp` or `NamedTemporaryFile`."
    ))
}

fn at_made(_: &Call<'_>) -> Answer {
    Answer::safe("the file is made together with its name")
}

/// `Path("/tmp/state").write_text(state)`
fn at_path(call: &Call<'_>) -> Answer {
    let world = call.world();
    let module = world.module();
    let Some(receiver) = look::receiver(call) else { return Answer::NotMine };
    let text = path_of(module, receiver, 4);
    let writes = match call.name.map(crate::intern::Sym::text) {
        Some("open") => call.argument(0, "mode").and_then(|mode| world.text(mode.value)).is_some_and(|mode| mode.contains(['w', 'a', '+'])),
        _ => true,
    };
    match text {
        Some(text) if writes && FOLDERS.iter().any(|folder| text.starts_with(folder)) => known_name(&say::quoted(&text)),
        _ => Answer::NotMine,
    }
}

/// The text of a path of which all is written in the code: `Path("/tmp") / "state"`
fn path_of(module: &Module, expr: ExprId, depth: u32) -> Option<String> {
    let (ast, depth) = (&module.ast, depth.checked_sub(1)?);
    let within = |expr: ExprId| path_of(module, expr, depth);
    match ast[expr].kind {
        ExprKind::Constant(_) => ast.text_of(expr).map(str::to_owned),
        ExprKind::Name(_) => within(look::only_value(module, expr)?),
        ExprKind::Operation { operands, .. } => {
            let parts = ast.list(operands).iter().map(|part| within(*part));
            Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
        }
        ExprKind::Call { function, args } => {
            let first = || within(ast.list(args).first()?.value);
            match ast[function].kind {
                ExprKind::Attribute { base, name } if name.sym.text() == "joinpath" => {
                    Some(format!("{}/{}", within(base)?, first()?))
                }
                _ if look::path(module, function).is_some_and(|path| path.is("tempfile.gettempdir")) => {
                    Some("/tmp".to_owned())
                }
                // `Path(folder, "state")`, `os.path.join(folder, "state")`
                _ if matches!(look::last_name(ast, function), Some("Path" | "PurePath" | "join")) => {
                    let parts = ast.list(args).iter().map(|arg| within(arg.value));
                    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
                }
                _ => first(),
            }
        }
        // `f"/tmp/state-{user}"`
        ExprKind::FString(parts) if !is_unforeseen(module.file.slice(ast[expr].span)) => {
            let begins = ast.list(parts).first().and_then(|part| match part {
                Part::Text(id) => ast.constants.get(*id).as_str(),
                Part::Value { .. } => None,
            });
            begins.map(|text| format!("{text}.."))
        }
        _ => None,
    }
}

/// Folders where every user of the machine may write.
const FOLDERS: &[&str] = &["/tmp/", "/var/tmp/", "/dev/shm/"];

/// Whether a path is a name of its own in a folder where everybody may write: `"/tmp/x"`, `os.path.join("/tmp", "x")`,
/// `tempfile.gettempdir() + "/x"`
fn is_shared(world: &World<'_>, expr: ExprId, value: Value) -> bool {
    let pieces = world.pieces(value);
    if let Some(Piece::Known(start)) = pieces.first() {
        let is_open = |piece: &Piece<'_>| matches!(piece, Piece::Hole(_, place) if is_unforeseen(made(world, *place)));
        return !pieces.iter().any(is_open) && FOLDERS.iter().any(|folder| start.starts_with(folder));
    }
    let module = world.module();
    let ast = &module.ast;
    let expr = look::only_value(module, expr).unwrap_or(expr);
    let is_text = |part: &ExprId| ast.text_of(*part).is_some();
    let parts: Vec<ExprId> = match ast[expr].kind {
        ExprKind::Call { function, args } if look::path(module, function).is_some_and(|path| path.is("os.path.join")) => {
            ast.list(args).iter().map(|arg| arg.value).collect()
        }
        ExprKind::Operation { operands, .. } => ast.list(operands).to_vec(),
        _ => return false,
    };
    let Some((first, rest)) = parts.split_first() else { return false };
    let is_folder = match ast[*first].kind {
        ExprKind::Call { function, .. } => {
            look::path(module, function).is_some_and(|path| path.is("tempfile.gettempdir"))
        }
        _ => ast.text_of(*first).is_some_and(|text| FOLDERS.iter().any(|folder| folder.trim_end_matches('/') == text.trim_end_matches('/'))),
    };
    is_folder && !rest.is_empty() && rest.iter().all(is_text)
}

/// Whether a part of a name is one that nobody can foresee: `uuid.uuid4()`, `secrets.token_hex()`.
fn is_unforeseen(code: &str) -> bool {
    ["uuid4", "token_hex", "token_urlsafe", "urandom", "mkdtemp", "mkstemp"].iter().any(|made| code.contains(made))
}

/// The code of a value, or of what a name is given.
fn made<'a>(world: &World<'a>, place: Place) -> &'a str {
    let module = world.project().module(place.file);
    let given = module.expr_at(place.span).and_then(|expr| look::only_value(module, expr));
    given.map_or_else(|| world.code(place), |given| module.file.slice(module.ast[given].span))
}

/// A file with a name of its own in a folder where everybody may write, opened for writing.
fn at_open(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(path) = call.positional(0).or_else(|| call.named("file")) else { return Answer::NotMine };
    if !is_shared(world, path.expr, path.value) {
        return Answer::NotMine;
    }
    let opens = call.name.is_some_and(|name| name.text() == "open");
    let writes = match call.argument(1, "mode") {
        Some(mode) if opens => world.text(mode.value).is_some_and(|mode| mode.contains(['w', 'a', '+'])),
        _ => !opens,
    };
    let shown = say::code(world, path.place);
    if !writes {
        return Answer::safe(format!("`{shown}` is only read, or made only if nothing is there"));
    }
    // That a request names the file is worse, and told as that.
    if world.source_of(path.value).is_some_and(crate::vocabulary::Source::distrusted_by_default) {
        return Answer::NotMine;
    }
    known_name(&shown)
}

/// `shutil.copy(report, "/tmp/report.pdf")`: what is written, and where in the call its name stands.
fn at_target(call: &Call<'_>) -> Answer {
    let (at, name) = match call.name.map_or("", |name| name.text()) {
        "copy" | "copy2" | "copyfile" | "move" | "copytree" => (1, "dst"),
        "urlretrieve" | "dump" => (1, "filename"),
        "download" => (1, "out"),
        "connect" => (0, "database"),
        "to_csv" => (0, "path_or_buf"),
        "to_pickle" | "to_parquet" => (0, "path"),
        "savefig" => (0, "fname"),
        "to_excel" => (0, "excel_writer"),
        "basicConfig" => (usize::MAX, "filename"),
        "save" if call.path().is_some_and(|path| path.first().text() == "torch") => (1, "f"),
        "save" | "savez" | "savetxt" => (0, "file"),
        _ => (0, "filename"),
    };
    match call.argument(at, name) {
        Some(target) => written(call.world(), target),
        None => Answer::NotMine,
    }
}

/// `zipfile.ZipFile("/tmp/all.zip", "w")`
fn at_archive(call: &Call<'_>) -> Answer {
    let Some(target) = call.arguments.first() else { return Answer::NotMine };
    let (at, name) = if call.path().is_some_and(|path| path.first().text() == "shelve") { (1, "flag") } else { (1, "mode") };
    let mode = call.argument(at, name).and_then(|mode| call.world().text(mode.value));
    if mode.is_some_and(|mode| mode.starts_with(['w', 'a', 'c', 'n'])) { written(call.world(), target) } else { Answer::NotMine }
}

fn written(world: &World<'_>, target: &Argument) -> Answer {
    let is_named = world.source_of(target.value).is_some_and(crate::vocabulary::Source::distrusted_by_default);
    if is_named || !is_shared(world, target.expr, target.value) {
        return Answer::NotMine;
    }
    known_name(&say::code(world, target.place))
}

fn known_name(shown: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` is a known name in a folder where every user of the machine may put a file or link first. Use the \
         `tempfile` module."
    ))
    .at(Confidence::Medium)
}
