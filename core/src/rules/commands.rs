//! What a shell is given, and which calls start one.

use super::Answer;
use super::look;
use super::say;
use crate::flow;
use crate::flow::{Argument, Call, Kind, Piece, Value, World};
use crate::intern::Const;
use crate::syntax::ast::{ArgKind, ExprKind, Get};
use crate::text::Place;
use crate::vocabulary::{Confidence, Severity, Sink};

/// What to say of a call that hands `command` to a shell.
pub fn through_shell(call: &Call<'_>, command: Option<&Argument>) -> Answer {
    let Some(command) = command else {
        return if call.passes_more() {
            Answer::undecided("the command is passed as `*args` or `**kwargs`; its text would be needed")
        } else {
            Answer::NotMine
        };
    };
    let world = call.world();
    let runner = runner(call);
    if let Some(constant) = world.constant(command.value) {
        return fixed_command(constant, &runner);
    }
    let quoted = say::code(world, command.place);
    let pieces = world.pieces(command.value);
    if !pieces.is_empty() {
        let open = pieces.iter().find_map(|piece| match *piece {
            Piece::Hole(value, place) if !is_harmless(world, value, place) => Some(place),
            _ => None,
        });
        let Some(open) = open else {
            return Answer::safe(format!(
                "every value put into `{quoted}` is quoted for the shell, a number or fixed"
            ));
        };
        let hole = say::code(world, open);
        let (how, at) = world.built_by(command.value).unwrap_or(("text", command.place));
        return Answer::wrong(format!(
            "`{runner}` hands a shell a command that `{hole}` is put into unquoted: what `{hole}` holds beyond one \
             word is run as well. Pass a list of arguments without a shell, or quote it with `shlex.quote`."
        ))
        .after(at, format!("`{hole}` is put into the command by {how}"))
        .after(call.place, format!("`{runner}` hands it to a shell"))
        .at(Confidence::Medium);
    }
    if is_quoting(world, command.value) {
        return Answer::safe("the command is quoted for the shell");
    }
    if look::is_fixed(world, command.value, command.place) {
        return Answer::safe(format!("`{quoted}` holds only text that is written in the code"));
    }
    let module = world.module();
    if let ExprKind::List(items) | ExprKind::Tuple(items) = module.ast[command.expr].kind {
        return if items.is_empty() {
            Answer::NotMine
        } else {
            Answer::wrong(format!(
                "`{runner}` hands the list `{quoted}` to a shell, which runs only its first item as the command. Leave \
                 out `shell=True`."
            ))
            .at(Confidence::Medium)
        };
    }
    if look::last_name(&module.ast, command.expr).is_some_and(look::is_constant_name) {
        return Answer::undecided(format!("what `{quoted}` holds is not in this file"));
    }
    Answer::wrong(format!(
        "`{runner}` hands `{quoted}` to a shell as a whole: any text from outside that reaches it runs as a command. \
         Pass a list of arguments without a shell."
    ))
    .at(Confidence::Medium)
}

/// Calls that start a program, through a shell where they are asked to.
pub const STARTERS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.Popen",
    "subprocess32.run",
    "subprocess32.call",
    "subprocess32.check_call",
    "subprocess32.check_output",
    "subprocess32.Popen",
    "eventlet.green.subprocess.Popen",
    "eventlet.green.subprocess.call",
    "eventlet.green.subprocess.check_call",
    "eventlet.green.subprocess.check_output",
    "gevent.subprocess.Popen",
    "gevent.subprocess.run",
    "gevent.subprocess.call",
    "gevent.subprocess.check_call",
    "gevent.subprocess.check_output",
    "psutil.Popen",
];

/// `shell` is the ninth parameter of `Popen`, which all of them pass on.
const SHELL: usize = 8;

/// `subprocess.run(command, shell=True)`
pub fn at_subprocess(call: &Call<'_>) -> Answer {
    match call.argument(SHELL, "shell") {
        Some(shell) => decided(call, shell),
        None if call.passes_more() => {
            Answer::undecided("whether `*args` or `**kwargs` pass `shell=True` is for the callers to say")
        }
        None if names_interpreter(call) => at_program(call),
        None => Answer::safe("no shell is started: the program gets its arguments as they are"),
    }
}

/// Whether the program in a list that is written in the call runs what it is given, and not all of that is written there.
fn names_interpreter(call: &Call<'_>) -> bool {
    let ast = &call.world().module().ast;
    let Some(command) = call.argument(0, "args") else { return false };
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = ast[command.expr].kind else { return false };
    let items = ast.list(items);
    let program = items.first().and_then(|program| ast.text_of(*program));
    program.is_some_and(flow::is_interpreter) && items.iter().any(|item| ast.text_of(*item).is_none())
}

/// `["sh", "-c", line]`, `os.execl("/bin/sh", "sh", "-c", line)`: a shell that is named reads its line as any other. What
/// other programs are given to run is for the data to say.
pub fn at_program(call: &Call<'_>) -> Answer {
    let ast = &call.world().module().ast;
    let mut words: Vec<Argument> = Vec::new();
    for arg in call.arguments.iter().filter(|arg| arg.kind == ArgKind::Positional) {
        match (ast[arg.expr].kind, call.world().items(arg.value)) {
            (ExprKind::List(items) | ExprKind::Tuple(items), Some(values)) => {
                words.extend(ast.list(items).iter().zip(values).map(|(expr, value)| Argument {
                    value,
                    expr: *expr,
                    place: Place { span: ast[*expr].span, ..arg.place },
                    ..*arg
                }));
            }
            _ => words.push(*arg),
        }
    }
    let runner = call.path().map(|path| path.last().text()).filter(|name| flow::is_shell(name));
    let text = |word: &Argument| call.world().text(word.value);
    let shell = words.iter().position(|word| text(word).is_some_and(flow::is_shell)).map(|at| at + 1);
    let Some(behind) = shell.or(runner.map(|_| 0)) else { return Answer::NotMine };
    let mut rest = words.iter().skip(behind).skip_while(|word| !text(word).is_some_and(flow::runs_next));
    match rest.nth(1) {
        Some(line) => through_shell(call, Some(line)),
        None => Answer::NotMine,
    }
}

/// Anything else that takes `shell`: wrappers such as `processutils.execute(command, shell=True)`.
pub fn at_other(call: &Call<'_>) -> Answer {
    // What a class of the given files does with it is seen there.
    if matches!(call.callee.kind, Kind::Class(_)) {
        return Answer::NotMine;
    }
    if call.path().is_some_and(|path| path.is("functools.partial")) {
        return Answer::undecided("the command is passed where the partial function is called");
    }
    let known = call.path().is_some_and(|path| STARTERS.contains(&path.text().as_str()));
    match call.named("shell") {
        Some(shell) if !known && call.world().truth(shell.value) == Some(true) => decided(call, shell),
        _ => Answer::NotMine,
    }
}

fn decided(call: &Call<'_>, shell: &Argument) -> Answer {
    match call.world().truth(shell.value) {
        Some(false) => Answer::safe("no shell is started: `shell` is false"),
        Some(true) => {
            let command = call.positional(0).or_else(|| call.named("args")).or_else(|| call.named("cmd"));
            match through_shell(call, command) {
                Answer::NotMine => Answer::safe("a shell is started without a command"),
                answer => answer,
            }
        }
        None => {
            let code = say::code(call.world(), shell.place);
            Answer::undecided(format!("a shell is started if `{code}` is true; its value is not known here"))
        }
    }
}

/// What is called, as people write it.
pub fn runner(call: &Call<'_>) -> String {
    match (call.path(), call.name) {
        (Some(path), _) => path.text(),
        (None, Some(name)) => name.text().to_owned(),
        (None, None) => "this call".to_owned(),
    }
}

/// A command that is wholly written in the code can still run on files that it does not name.
fn fixed_command(constant: &Const, runner: &str) -> Answer {
    let text = match constant {
        Const::Str(text) => text.to_string(),
        Const::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => return Answer::NotMine,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let program = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or("");
    let open = ["chown", "chmod", "tar", "rsync"].contains(&program)
        && words.iter().skip(1).any(|word| word.starts_with('*') || word.ends_with("/*"));
    let shown = say::quoted(&text);
    if open {
        return Answer::wrong(format!(
            "`{runner}` runs `{shown}`, in which the shell replaces `*` by file names: a file called like an option of \
             `{program}` becomes one. Name the files, or put `--` before the pattern."
        ))
        .rated(Severity::Low)
        .at(Confidence::Medium);
    }
    Answer::safe(format!("the command is the constant `{shown}`"))
}

/// Whether a value in a command cannot become another command.
fn is_harmless(world: &World<'_>, value: Value, place: Place) -> bool {
    is_quoting(world, value) || look::is_number(value) || look::is_fixed(world, value, place)
}

/// Whether a value was quoted for a shell, or does no harm there by what it is: a digest, a date.
fn is_quoting(world: &World<'_>, value: Value) -> bool {
    let Kind::Instance(path) = value.kind else { return false };
    world.cleans(path, Sink::Shell) || path.last().text() == "shlex_quote"
}
