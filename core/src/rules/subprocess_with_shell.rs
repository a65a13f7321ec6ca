//! Commands that `subprocess` and its kin hand to a shell because `shell=True` is passed.

use super::{Answer, Find, Rule, commands, say};
use crate::flow::{Argument, Call};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "subprocess-with-shell",
    title: "A program is started through a shell",
    category: Category::Injection,
    cwe: 78,
    severity: Severity::High,
    confidence: Confidence::Medium,
    why: "With `shell=True` the command is text for a shell, in which `;`, `|`, `$(...)`, spaces and quotes mean \
          something. Any part of it that comes from outside, even a file name, can end the command and begin another.",
    fix: "Pass the program and its arguments as a list and leave out `shell=True`. Where a shell is needed, quote each \
          part with `shlex.quote`.",
    bad: r#"
import subprocess

def archive(folder):
    subprocess.run("tar czf backup.tgz " + folder, shell=True, check=True)
"#,
    good: r#"
import subprocess

def archive(folder):
    subprocess.run(["tar", "czf", "backup.tgz", "--", folder], check=True)
"#,
    references: &[
        "https://docs.python.org/3/library/subprocess.html#security-considerations",
        "https://cwe.mitre.org/data/definitions/78.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B602",
        "bandit:B603",
        "bandit:B604",
        "bandit:B609",
        "ruff:S602",
        "ruff:S603",
        "ruff:S604",
        "ruff:S609",
        "semgrep:lang/subprocess-shell-true",
        "semgrep:lang/dangerous-subprocess-use",
        "semgrep:lang/dangerous-subprocess-use-audit",
        "semgrep:lang/dangerous-subprocess-use-tainted-env-args",
        "semgrep:django/subprocess-injection",
        "semgrep:flask/subprocess-injection",
        "semgrep:aws-lambda/dangerous-subprocess-use",
        "codeql:py/command-line-injection",
    ],
    find: &[Find::Call(STARTERS, at_subprocess), Find::Argument(&["shell"], at_other)],
};

const STARTERS: &[&str] = &[
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

fn at_subprocess(call: &Call<'_>) -> Answer {
    match call.argument(SHELL, "shell") {
        Some(shell) => decided(call, shell),
        None if call.passes_more() => {
            Answer::undecided("whether `*args` or `**kwargs` pass `shell=True` is for the callers to say")
        }
        None => Answer::safe("no shell is started: the program gets its arguments as they are"),
    }
}

/// Anything else that takes `shell`: wrappers such as `processutils.execute(command, shell=True)`.
fn at_other(call: &Call<'_>) -> Answer {
    if call.path().is_some_and(|path| path.text() == "functools.partial") {
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
            match commands::through_shell(call, command) {
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
