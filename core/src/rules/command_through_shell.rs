//! Calls that always hand their command to a shell: `os.system`, `os.popen` and their kin.

use super::{Answer, Find, Rule, commands};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "command-through-shell",
    title: "A command is run by a call that always starts a shell",
    category: Category::Injection,
    cwe: 78,
    severity: Severity::High,
    confidence: Confidence::Medium,
    why: "`os.system`, `os.popen` and `subprocess.getoutput` give their text to a shell, in which `;`, `|`, `$(...)`, \
          spaces and quotes mean something. Any part of it that comes from outside, even a file name, can end the \
          command and begin another.",
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
        "bandit:B605",
        "bandit:B609",
        "ruff:S605",
        "ruff:S609",
        "semgrep:lang/dangerous-system-call",
        "semgrep:lang/dangerous-system-call-audit",
        "semgrep:lang/dangerous-system-call-tainted-env-args",
        "semgrep:lang/dangerous-asyncio-shell-audit",
        "semgrep:lang/dangerous-asyncio-shell-tainted-env-args",
        "semgrep:lang/system-wildcard-detected",
        "semgrep:django/command-injection-os-system",
        "semgrep:flask/os-system-injection",
        "semgrep:aws-lambda/dangerous-system-call",
        "semgrep:aws-lambda/dangerous-asyncio-shell",
        "codeql:py/command-line-injection",
    ],
    find: &[
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
            ],
            first_argument,
        ),
        Find::Call(&["*.subprocess_shell"], second_argument),
    ],
};

fn first_argument(call: &Call<'_>) -> Answer {
    let command = call.argument(0, "cmd").or_else(|| call.named("command"));
    commands::through_shell(call, command)
}

/// `loop.subprocess_shell(protocol, command)`
fn second_argument(call: &Call<'_>) -> Answer {
    commands::through_shell(call, call.argument(1, "cmd"))
}
