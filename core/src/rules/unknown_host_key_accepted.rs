//! SSH connections to whoever answers.

use super::{Answer, Find, Rule, command_lines, look, say};
use crate::flow::{Call, Write};
use crate::intern::Const;
use crate::project::Module;
use crate::syntax::ast::{Class, ExprId, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "unknown-host-key-accepted",
    title: "An SSH client accepts any server",
    category: Category::Network,
    cwe: 295,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "The host key tells an SSH client that it talks to the server that is meant. A client that accepts unknown keys \
          gives its password and its commands to whoever answers first.",
    fix: "Load the known keys (`load_system_host_keys`, `load_host_keys`) and keep the default `RejectPolicy`.",
    bad: r#"
import paramiko

def connect(host):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host)
"#,
    good: r#"
import paramiko

def connect(host):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.connect(host)
"#,
    references: &[
        "https://docs.paramiko.org/en/stable/api/client.html",
        "https://cwe.mitre.org/data/definitions/295.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B507",
        "ruff:S507",
        "semgrep:lang/paramiko-implicit-trust-host-key",
        "codeql:py/paramiko-missing-host-key-validation",
    ],
    find: &[
        Find::Call(&["*.set_missing_host_key_policy"], at_policy),
        Find::Argument(&["known_hosts"], at_asyncssh),
        Find::Write(&["*.hostkeys"], at_pysftp),
        Find::Call(command_lines::RUNNERS, at_command),
        Find::Code(own_policies),
    ],
};

fn at_policy(call: &Call<'_>) -> Answer {
    let Some(policy) = call.argument(0, "policy") else { return Answer::NotMine };
    let shown = say::code(call.world(), policy.place);
    let path = policy.value.path().or_else(|| policy.value.instance_of());
    match path.map(|path| path.last().text()) {
        Some("AutoAddPolicy" | "WarningPolicy") => {
            let answer = Answer::wrong(format!(
                "`{shown}` talks to whoever answers: the password and all commands go to any machine in between. Load the \
                 known keys and keep the default policy."
            ));
            // Whoever runs the program chose not to be strict.
            let words = ["strict", "host_key", "hostkey", "known_host", "policy", "verif", "insecure", "test", "auto_add"];
            let chosen = look::switch_around(call.world().module(), call.stmt, &words).is_some();
            if chosen { answer.at(Confidence::Medium) } else { answer }
        }
        Some("RejectPolicy") => Answer::safe("unknown servers are rejected"),
        _ if may_accept(call, policy.expr) => Answer::wrong(format!(
            "`{shown}` may talk to whoever answers: the password and all commands go to any machine in between. Load the known \
             keys and keep the default policy."
        ))
        .at(Confidence::Medium),
        _ => Answer::undecided(format!("what `{shown}` does with unknown servers is not known here")),
    }
}

/// `AutoAddPolicy() if first else RejectPolicy()`
fn may_accept(call: &Call<'_>, policy: ExprId) -> bool {
    let module = call.world().module();
    let accepts = |arm: &ExprId| matches!(look::last_name(&module.ast, *arm), Some("AutoAddPolicy" | "WarningPolicy"));
    look::either(module, policy).is_some_and(|arms| arms.iter().any(accepts))
}

/// `options.hostkeys = None` of `pysftp.CnOpts`
fn at_pysftp(write: &Write<'_>) -> Answer {
    let world = write.world();
    match world.constant(write.value.value) {
        Some(Const::None) if look::imports(world.module(), &["pysftp"]) => Answer::wrong(
            "`hostkeys = None` talks to whoever answers: the password and all files go to any machine in between. Load the \
             known keys.",
        ),
        _ => Answer::NotMine,
    }
}

/// `subprocess.run(["ssh", "-o", "StrictHostKeyChecking=no", host])`
fn at_command(call: &Call<'_>) -> Answer {
    let speaks = ["ssh", "scp", "sftp", "rsync", "git", "sshfs", "autossh"];
    let off = |words: &[String]| {
        let words = words.join("=").to_ascii_lowercase().replace(' ', "=");
        ["stricthostkeychecking=no", "stricthostkeychecking=off", "userknownhostsfile=/dev/null"].iter().any(|off| words.contains(off))
    };
    let commands = command_lines::commands(call);
    let found = commands.iter().find(|command| speaks.contains(&command.program.as_str()) && off(&command.words));
    match found {
        Some(command) => Answer::wrong(format!(
            "`{}` is told to talk to whoever answers: what is sent goes to any machine in between. Load the known keys, or pass \
             `StrictHostKeyChecking=accept-new`.",
            command.program
        ))
        .at(Confidence::Medium),
        None => Answer::NotMine,
    }
}

/// `class Accept(paramiko.MissingHostKeyPolicy)` whose `missing_host_key` refuses nothing.
fn own_policies(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let is_policy = |class: &&Class| {
        let mut bases = ast.list(class.args).iter();
        bases.any(|base| look::last_name(ast, base.value) == Some("MissingHostKeyPolicy"))
    };
    let mut answers = Vec::new();
    for class in ast.classes.iter().filter(is_policy) {
        let of_class = ast.functions.iter().filter(|function| class.span.holds(function.span));
        for function in of_class {
            let Some(name) = function.name.filter(|name| name.sym.text() == "missing_host_key") else { continue };
            let mut within = ast.stmts.iter().filter(|stmt| function.span.holds(stmt.span));
            let answer = if within.any(|stmt| matches!(stmt.kind, StmtKind::Raise { .. })) {
                Answer::safe("unknown servers are rejected")
            } else {
                Answer::wrong(format!(
                    "`{}` refuses no server: the password and all commands go to any machine in between. Raise an error for keys \
                     that are not known.",
                    class.name.sym.text()
                ))
                .at(Confidence::Medium)
            };
            answers.push((name.span, function.stmt, answer));
        }
    }
    answers
}

/// `asyncssh.connect(host, known_hosts=None)`
fn at_asyncssh(call: &Call<'_>) -> Answer {
    let is_asyncssh = call.path().is_some_and(|path| path.first().text() == "asyncssh");
    match call.named("known_hosts") {
        Some(hosts) if is_asyncssh => match call.world().constant(hosts.value) {
            Some(Const::None) => Answer::wrong(
                "`known_hosts=None` talks to whoever answers: the password and all commands go to any machine in between. \
                 Leave it out, or name the file of known keys.",
            ),
            _ => Answer::safe("unknown servers are rejected"),
        },
        _ => Answer::NotMine,
    }
}
