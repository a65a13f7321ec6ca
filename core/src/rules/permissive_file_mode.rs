//! Files that everybody on the machine may change.

use super::{Answer, Find, Rule, command_lines, look, say};
use crate::flow::{Argument, Call, World};
use crate::names::{Binding, BindingKind};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, Operator};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "permissive-file-mode",
    title: "Everybody on the machine may change a file",
    category: Category::AccessControl,
    cwe: 732,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "A mode such as `0o777` lets every user and every program on the machine replace the file: a script that runs \
          later, a configuration, a key. What one service is broken into is then lost for all of them.",
    fix: "Give the owner what is needed and the others at most reading: `0o644`, `0o755`, and `0o600` for what is secret.",
    bad: r#"
import os

def install(script):
    os.chmod(script, 0o777)
"#,
    good: r#"
import os

def install(script):
    os.chmod(script, 0o755)
"#,
    references: &[
        "https://docs.python.org/3/library/os.html#os.chmod",
        "https://cwe.mitre.org/data/definitions/732.html",
    ],
    also: &["bandit:B103", "ruff:S103", "semgrep:lang/insecure-file-permissions", "codeql:py/overly-permissive-file"],
    find: &[
        Find::Call(&["os.chmod", "os.lchmod", "os.fchmod"], second),
        Find::Call(&["*.chmod"], first),
        Find::Call(&["os.open"], at_open),
        Find::Call(&["os.mkfifo", "os.mknod"], at_made),
        Find::Call(&["os.mkdir", "os.makedirs", "pathlib.Path.mkdir"], at_folder),
        Find::Call(&["os.umask"], at_umask),
        Find::Call(command_lines::RUNNERS, at_command),
    ],
};

/// Writing, for others.
const OTHERS_WRITE: i64 = 0o002;
/// Of a folder: only who owns what is in it may take it away.
const STICKY: i64 = 0o1000;

fn second(call: &Call<'_>) -> Answer {
    let mode = call.argument(1, "mode");
    let module = call.world().module();
    // `def made(path, mode=0o777)`: as it is where nobody passes another.
    let is_passed = mode.and_then(|mode| module.names.variable(mode.expr)).is_some_and(|variable| {
        let is_parameter = |binding: &Binding| matches!(binding.kind, BindingKind::Param(..));
        module.names.bindings(variable).iter().any(is_parameter)
    });
    let answer = decided(call, mode);
    if is_passed { answer.at(Confidence::Medium) } else { answer }
}

/// `path.chmod(0o777)` of `pathlib`
fn first(call: &Call<'_>) -> Answer {
    let is_os = call.path().is_some_and(|path| path.first().text() == "os");
    let Some(mode) = call.argument(0, "mode").filter(|_| !is_os && call.arguments.len() == 1) else { return Answer::NotMine };
    if bits(call.world(), mode).is_none() { Answer::NotMine } else { decided(call, Some(mode)) }
}

fn decided(call: &Call<'_>, mode: Option<&Argument>) -> Answer {
    let Some(mode) = mode else { return Answer::NotMine };
    let shown = say::code(call.world(), mode.place);
    match bits(call.world(), mode) {
        // `0o1777`, as `/tmp` has it: everybody may put files there, and take away none but his own.
        Some(bits) if bits & OTHERS_WRITE != 0 && bits & STICKY != 0 => {
            Answer::safe(format!("mode `{shown}` lets nobody take away what others have put there"))
        }
        Some(bits) if bits & OTHERS_WRITE != 0 => Answer::wrong(format!(
            "mode `{shown}` lets every user and program on the machine change the file. Leave out writing for others: \
             `{:#o}`.",
            bits & !0o022
        )),
        Some(_) => Answer::safe(format!("mode `{shown}` lets nobody else write")),
        None if added(call.world().module(), mode.expr).is_some_and(|bits| bits & OTHERS_WRITE != 0) => {
            Answer::wrong(format!(
                "mode `{shown}` may let every user and program on the machine change the file. Leave out writing for others."
            ))
            .at(Confidence::Medium)
        }
        None => Answer::undecided(format!("which mode `{shown}` is, is not known here")),
    }
}

/// `os.open(path, os.O_CREAT | os.O_WRONLY, 0o666)`: the process's mask takes away what it forbids, and nobody knows what
/// it is where the program runs.
fn at_open(call: &Call<'_>) -> Answer {
    masked(call, call.argument(2, "mode"))
}

/// `os.mknod(path, 0o777)`
fn at_made(call: &Call<'_>) -> Answer {
    masked(call, call.argument(1, "mode"))
}

/// What files and pipes are made with where nothing is said.
const USUAL: i64 = 0o666;

fn masked(call: &Call<'_>, mode: Option<&Argument>) -> Answer {
    let world = call.world();
    // `def opened(path, mode=0o777): os.open(path, FLAGS, mode)` does as `os.open` itself.
    let by_default = |mode: &Argument| world.module().ast[mode.expr].span != mode.place.span;
    let usual = mode.is_some_and(|mode| {
        bits(world, mode).or_else(|| added(world.module(), mode.expr)) == Some(USUAL) || by_default(mode)
    });
    decided(call, mode).at(if usual { Confidence::Low } else { Confidence::Medium })
}

/// `os.makedirs(path, mode=0o777)` is what it does by itself, too.
fn at_folder(call: &Call<'_>) -> Answer {
    let at = usize::from(call.path().is_some_and(|path| path.first().text() == "os"));
    match decided(call, call.argument(at, "mode")) {
        Answer::Undecided(_) => Answer::NotMine,
        answer => answer.at(Confidence::Low),
    }
}

/// `os.umask(0)` lets what is made later be written by everybody.
fn at_umask(call: &Call<'_>) -> Answer {
    let Some(mask) = call.positional(0) else { return Answer::NotMine };
    let shown = say::code(call.world(), mask.place);
    match bits(call.world(), mask) {
        // `mask = os.umask(0)`: the only way to read it; it is set back at once.
        Some(_) if call.used => Answer::safe("the mask is read, to be set again"),
        Some(bits) if bits & OTHERS_WRITE == 0 => Answer::wrong(format!(
            "after `umask({shown})` every file that is made may be written by everybody. Keep at least `0o022`."
        ))
        .at(Confidence::Medium),
        Some(_) => Answer::safe("others may not write what is made"),
        None => Answer::undecided(format!("which mask `{shown}` is, is not known here")),
    }
}

/// `subprocess.run(["chmod", "-R", "777", path])`, `os.system("chmod a+w /srv/app")`
fn at_command(call: &Call<'_>) -> Answer {
    for command in command_lines::commands(call).iter().filter(|command| command.program == "chmod") {
        let Some(mode) = command.words.iter().find(|word| !word.starts_with('-')) else { continue };
        return match of_word(mode) {
            Some(true) => Answer::wrong(format!(
                "`chmod {mode}` lets every user and program on the machine change the file. Leave out writing for others."
            )),
            Some(false) => Answer::safe(format!("`chmod {mode}` lets nobody else write")),
            None => Answer::undecided("which mode `chmod` is given is not known here"),
        };
    }
    Answer::NotMine
}

/// Whether a mode as `chmod` reads it lets others write: `777`, `a+w`, `u=rw,o=rw`.
fn of_word(mode: &str) -> Option<bool> {
    if !mode.is_empty() && mode.bytes().all(|digit| matches!(digit, b'0'..=b'7')) {
        let bits = i64::from_str_radix(mode, 8).ok()?;
        return Some(bits & OTHERS_WRITE != 0 && bits & STICKY == 0);
    }
    let mut writes = false;
    for clause in mode.split(',') {
        let at = clause.find(['+', '=', '-'])?;
        let (who, how) = clause.split_at(at);
        if !who.bytes().all(|letter| b"ugoa".contains(&letter)) || !how.bytes().all(|letter| b"+-=rwxXst".contains(&letter)) {
            return None;
        }
        writes |= who.contains(['o', 'a']) && !how.starts_with('-') && how.contains('w') && !how.contains('t');
    }
    Some(writes)
}

/// The bits of a mode: a number, or flags of `stat` joined by `|`.
fn bits(world: &World<'_>, mode: &Argument) -> Option<i64> {
    world.int(mode.value).or_else(|| flags(world.module(), mode.expr, 8))
}

/// Bits that a mode certainly has, though not all of it is known: `os.stat(path).st_mode | stat.S_IWOTH`.
fn added(module: &Module, expr: ExprId) -> Option<i64> {
    let ast = &module.ast;
    let expr = look::only_value(module, expr).unwrap_or(expr);
    match ast[expr].kind {
        ExprKind::Operation { operands, operators }
            if ast.list(operators).iter().all(|operator| *operator == Operator::BitOr) =>
        {
            let known = ast.list(operands).iter().filter_map(|operand| flags(module, *operand, 8));
            Some(known.fold(0, |all, bits| all | bits))
        }
        // `0o700 if private else 0o777`
        ExprKind::Conditional { then, otherwise, .. } => {
            Some(flags(module, then, 8).unwrap_or(0) | flags(module, otherwise, 8).unwrap_or(0))
        }
        _ => None,
    }
}

fn flags(module: &Module, expr: ExprId, depth: u32) -> Option<i64> {
    let depth = depth.checked_sub(1)?;
    let ast = &module.ast;
    match ast[expr].kind {
        ExprKind::Constant(id) => ast.constants.get(id).as_int(),
        ExprKind::Operation { operands, operators }
            if ast.list(operators).iter().all(|operator| *operator == Operator::BitOr) =>
        {
            ast.list(operands).iter().try_fold(0, |all, operand| Some(all | flags(module, *operand, depth)?))
        }
        ExprKind::Name(_) | ExprKind::Attribute { .. } => {
            if let Some(value) = look::only_value(module, expr) {
                return flags(module, value, depth);
            }
            let name = look::path(module, expr)?.last().text();
            FLAGS.iter().find(|(known, _)| *known == name).map(|(_, bits)| *bits)
        }
        _ => None,
    }
}

/// The flags of the module `stat`.
const FLAGS: &[(&str, i64)] = &[
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXG", 0o070),
    ("S_IRGRP", 0o040),
    ("S_IWGRP", 0o020),
    ("S_IXGRP", 0o010),
    ("S_IRWXO", 0o007),
    ("S_IROTH", 0o004),
    ("S_IWOTH", 0o002),
    ("S_IXOTH", 0o001),
];
