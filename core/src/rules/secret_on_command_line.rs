//! Secrets that a program is given where every user of the machine can read them.

use super::{Answer, Find, Rule, command_lines, say};
use crate::flow::Call;
use crate::secret;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "secret-on-command-line",
    title: "A program is given a secret on its command line",
    category: Category::Cryptography,
    cwe: 214,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "The arguments of a program are no secret: every user of the machine reads them in the list of processes, and shells, audit \
          logs and crash reports keep them.",
    fix: "Give the secret by the program's environment (`env={\"PGPASSWORD\": password}`), by a file that only its owner can read, or \
          by its standard input (`input=password`).",
    bad: r#"
import subprocess

def dump(password):
    subprocess.run(["/usr/bin/mysqldump", "--user=shop", f"--password={password}", "shop"], check=True)
"#,
    good: r#"
import os
import subprocess

def dump(password):
    environment = {**os.environ, "MYSQL_PWD": password}
    subprocess.run(["/usr/bin/mysqldump", "--user=shop", "shop"], env=environment, check=True)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/214.html",
        "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    also: &[],
    find: &[Find::Call(command_lines::RUNNERS, at_command)],
};

fn at_command(call: &Call<'_>) -> Answer {
    let commands = command_lines::commands_with_holes(call);
    for command in &commands {
        // What is written out is told as a secret in the code.
        let is_put_in = |text: &str| text.contains(command_lines::HOLE) || !command_lines::writes(call, text);
        if let Some((option, _)) = command.secrets().into_iter().find(|(_, text)| is_put_in(text)) {
            return Answer::wrong(format!(
                "`{}` is given a secret by `{option}`: everybody who is logged in reads it in the list of processes. Give it by \
                 the environment, a file or the standard input.",
                say::quoted(&command.program)
            ));
        }
    }
    let set = call.named("env").map(|given| call.world().entries(given.value)).unwrap_or_default();
    if set.iter().any(|(name, _)| secret::named(name.text()).is_some()) {
        return Answer::safe("the program gets its secret by its environment");
    }
    if commands.iter().flat_map(|command| &command.words).any(|word| is_elsewhere(word)) {
        return Answer::safe("the program reads its secret from a file or its standard input");
    }
    Answer::NotMine
}

/// `--password-stdin`, `--token-file=/run/secrets/token`
fn is_elsewhere(word: &str) -> bool {
    let option = word.strip_prefix("--").and_then(|option| option.split('=').next()).unwrap_or("");
    ["-stdin", "-file", "-fd"].iter().any(|end| option.strip_suffix(end).is_some_and(|name| secret::named(name).is_some()))
}
