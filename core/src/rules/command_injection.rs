//! Commands that a shell reads, `os.system` and its kin and `subprocess` with `shell=True`, and programs that data names.

use super::commands::{self, STARTERS};
use super::{Answer, Find, Harm, Rule, look};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "command-injection",
    title: "A command that is run holds data",
    category: Category::Injection,
    cwe: 78,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`os.system`, `os.popen`, `subprocess.getoutput` and `subprocess.run(.., shell=True)` give their text to a shell, in which `;`, `|`, `$(...)`, \
          spaces and quotes mean something. Any part of it that comes from outside, even a file name, can end the \
          command and begin another. Without a shell, data that names the program still chooses what runs.",
    fix: "Use `subprocess.run` with a list of arguments and no shell. Where a shell is needed, quote each part with \
          `shlex.quote`.",
    bad: r#"
import os

def ping(host):
    return os.system("ping -c 1 " + host)
"#,
    good: r#"
import subprocess

def ping(host):
    return subprocess.run(["ping", "-c", "1", "--", host], check=False).returncode
"#,
    references: &[
        "https://docs.python.org/3/library/os.html#os.system",
        "https://docs.python.org/3/library/subprocess.html#replacing-os-system",
        "https://cwe.mitre.org/data/definitions/78.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B601",
        "bandit:B602",
        "bandit:B603",
        "bandit:B604",
        "bandit:B605",
        "bandit:B609",
        "codeql:py/command-line-injection",
        "codeql:py/shell-command-constructed-from-input",
        "ruff:S601",
        "ruff:S602",
        "ruff:S603",
        "ruff:S604",
        "ruff:S605",
        "ruff:S609",
        "semgrep:airflow/formatted-string-bashoperator",
        "semgrep:aws-lambda/dangerous-asyncio-shell",
        "semgrep:aws-lambda/dangerous-subprocess-use",
        "semgrep:aws-lambda/dangerous-system-call",
        "semgrep:django/command-injection-os-system",
        "semgrep:django/subprocess-injection",
        "semgrep:flask/os-system-injection",
        "semgrep:flask/subprocess-injection",
        "semgrep:lang/dangerous-asyncio-shell-audit",
        "semgrep:lang/dangerous-asyncio-shell-tainted-env-args",
        "semgrep:lang/dangerous-subprocess-use",
        "semgrep:lang/dangerous-subprocess-use-audit",
        "semgrep:lang/dangerous-subprocess-use-tainted-env-args",
        "semgrep:lang/dangerous-system-call",
        "semgrep:lang/dangerous-system-call-audit",
        "semgrep:lang/dangerous-system-call-tainted-env-args",
        "semgrep:lang/paramiko-exec-command",
        "semgrep:lang/subprocess-shell-true",
        "semgrep:lang/system-wildcard-detected",
        "codeql:py/paramiko-command-injection",
    ],
    find: &[
        Find::Taint(
            Sink::Shell,
            Harm {
                becomes: "becomes part of the command that {} hands to a shell",
                so: "`;`, `|` or `$(..)` in it run other commands with the rights of this program",
                instead: "Pass a list of arguments without a shell, or quote it with `shlex.quote`.",
            },
        ),
        Find::Taint(
            Sink::Program,
            Harm {
                becomes: "names the program that {} runs",
                so: "it chooses what runs here",
                instead: "Name the program in the code.",
            },
        ),
        Find::Call(STARTERS, commands::at_subprocess),
        Find::Call(PROGRAMS, commands::at_program),
        Find::Argument(&["shell"], commands::at_other),
        Find::Call(
            &[
                "os.system",
                "os.popen",
                "os.popen2",
                "os.popen3",
                "os.popen4",
                "posix.system",
                "platform.popen",
                "popen2.popen2",
                "popen2.popen3",
                "popen2.popen4",
                "popen2.Popen3",
                "popen2.Popen4",
                "commands.getoutput",
                "commands.getstatusoutput",
                "subprocess.getoutput",
                "subprocess.getstatusoutput",
                "asyncio.create_subprocess_shell",
                "asyncio.subprocess.create_subprocess_shell",
                "invoke.run",
                "fabric.api.run",
                "fabric.api.local",
                "fabric.api.sudo",
                "fabric.Connection.run",
                "fabric.Connection.sudo",
                "fabric.Connection.local",
                "fabric.connection.Connection.run",
                "invoke.Context.run",
                "invoke.sudo",
            ],
            first_argument,
        ),
        Find::Call(&["*.subprocess_shell"], second_argument),
        Find::Call(&["*.exec_command"], at_remote),
        Find::Argument(&["bash_command"], at_task),
    ],
};

/// Calls that start a program with the arguments that stand in them.
const PROGRAMS: &[&str] = &[
    "os.execl",
    "os.execle",
    "os.execlp",
    "os.execlpe",
    "os.execv",
    "os.execve",
    "os.execvp",
    "os.execvpe",
    "os.spawnl",
    "os.spawnle",
    "os.spawnlp",
    "os.spawnlpe",
    "os.spawnv",
    "os.spawnve",
    "os.spawnvp",
    "os.spawnvpe",
    "os.posix_spawn",
    "os.posix_spawnp",
    "pty.spawn",
    "asyncio.create_subprocess_exec",
    "asyncio.subprocess.create_subprocess_exec",
    "*.subprocess_exec",
    "sh.sh",
    "sh.bash",
    "sh.zsh",
];

fn first_argument(call: &Call<'_>) -> Answer {
    let command = call.argument(0, "cmd").or_else(|| call.named("command"));
    commands::through_shell(call, command)
}

/// `loop.subprocess_shell(protocol, command)`
fn second_argument(call: &Call<'_>) -> Answer {
    commands::through_shell(call, call.argument(1, "cmd"))
}

/// `client.exec_command(command)`: the shell is another machine's. Whoever passes a whole command on is asked to run
/// just that.
fn at_remote(call: &Call<'_>) -> Answer {
    let known = call.path().is_some_and(|path| path.first().text() == "paramiko");
    let name = look::receiver_name(call).unwrap_or("").to_ascii_lowercase();
    if !known && !["ssh", "client", "chan", "conn"].iter().any(|word| name.contains(word)) {
        return Answer::NotMine;
    }
    let answer = first_argument(call);
    let put_together =
        call.positional(0).is_some_and(|command| !call.world().pieces(command.value).is_empty());
    if put_together { answer } else { answer.at(Confidence::Low) }
}

/// `BashOperator(task_id="load", bash_command=f"load {table}")`
fn at_task(call: &Call<'_>) -> Answer {
    commands::through_shell(call, call.named("bash_command"))
}
