//! Packages that are fetched where anybody on the way can put others in their place.

use super::command_lines::{self, Command};
use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::manifest::{Fixed, Origin, Says, is_local, is_plain, shown};
use crate::project::Module;
use crate::syntax::ast::StmtId;
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "insecure-package-source",
    title: "Packages are fetched over a connection that nobody checks",
    category: Category::Dependencies,
    cwe: 494,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A package is code that runs when it is installed. Over `http://` and `git://`, and from a host whose certificate is \
          not looked at, whoever runs a network on the way puts their own code in its place.",
    fix: "Fetch over `https://` or SSH, give the index a certificate that is checked, and pin what is fetched by a hash.",
    bad: r#"
from setuptools import setup

setup(name="shop", install_requires=["billing @ http://packages.example.org/billing-1.0.tar.gz"])
"#,
    good: r#"
from setuptools import setup

setup(name="shop", install_requires=["billing @ https://packages.example.org/billing-1.0.tar.gz"])
"#,
    references: &[
        "https://pip.pypa.io/en/stable/topics/secure-installs/",
        "https://cwe.mitre.org/data/definitions/494.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Vulnerable_Dependency_Management_Cheat_Sheet.html",
    ],
    also: &[],
    find: &[
        Find::Code(sources),
        Find::Call(command_lines::RUNNERS, at_command),
    ],
};

fn sources(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    module.requirements().into_iter().map(|(entry, stmt)| (entry.span, stmt, answer(&entry.says))).collect()
}

/// `subprocess.run(["pip", "install", "-i", "http://..", name])`, `os.system("curl http://.. | sh")`
fn at_command(call: &Call<'_>) -> Answer {
    for command in command_lines::commands(call) {
        let words = &command.words;
        let answer = match command.program.as_str() {
            "curl" | "wget" if command.into.as_deref().is_some_and(is_interpreter) => {
                match words.iter().find(|word| word.contains("://")) {
                    Some(url) => at_script(url),
                    None => Answer::NotMine,
                }
            }
            _ if installs(&command) => at_install(&command),
            _ => Answer::NotMine,
        };
        if answer != Answer::NotMine {
            return answer;
        }
    }
    Answer::NotMine
}

/// `pip install`, `python -m pip install`
fn installs(command: &Command) -> bool {
    let (program, words) = (command.program.as_str(), &command.words);
    let by_module = words.iter().any(|word| matches!(word.as_str(), "pip" | "uv"));
    let is_pip = program.starts_with("pip") || program == "uv";
    (is_pip || by_module) && words.iter().any(|word| matches!(word.as_str(), "install" | "download"))
}

fn at_install(command: &Command) -> Answer {
    if let Some(host) = command.after(&["--trusted-host"]) {
        return answer(&Says::Trusts(host.to_owned())).at(Confidence::Medium);
    }
    let index = command.after(&["-i", "--index-url", "--extra-index-url", "--find-links", "-f"]);
    let direct = command.words.iter().map(String::as_str).find(|word| word.contains("://") && !word.starts_with('-'));
    match index.filter(|url| is_plain(url)).or(direct) {
        Some(url) => at_address("What is installed", url, false).at(Confidence::Medium),
        None => Answer::NotMine,
    }
}

fn at_script(url: &str) -> Answer {
    let shown = shown(url);
    if is_plain(url) && !is_local(url) {
        return Answer::wrong(format!(
            "What `{shown}` answers is run as it comes, over a connection that nobody checks: whoever is on the way runs code here. \
             Use `https://`, and compare a hash before it is run."
        ))
        .at(Confidence::Medium);
    }
    Answer::wrong(format!(
        "What `{shown}` answers is run as it comes: whoever changes it there runs code here. Keep a copy, or compare a hash before \
         it is run."
    ))
    .at(Confidence::Low)
}

fn is_interpreter(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "zsh" | "dash" | "perl" | "ruby" | "node") || program.starts_with("python")
}

fn answer(says: &Says) -> Answer {
    match says {
        Says::Wants { name, origin: Origin::Address { url, fixed }, .. } => {
            let what = if name.is_empty() { "This package".to_owned() } else { format!("`{name}`") };
            at_address(&what, url, *fixed == Fixed::Hash)
        }
        Says::Index { url, .. } => at_address("Every package", url, false),
        Says::Trusts(host) if is_local(host) => Answer::safe(format!("`{host}` is this machine.")),
        Says::Trusts(host) => Answer::wrong(format!(
            "The certificate of `{host}` is not looked at: whoever is on the way to it delivers their own packages, which run \
             when they are installed. Give the host a certificate that is checked (`--cert` names one's own authority)."
        )),
        Says::Wants { .. } | Says::Includes(_) => Answer::NotMine,
    }
}

fn at_address(what: &str, url: &str, hashed: bool) -> Answer {
    let shown = shown(url);
    if !is_plain(url) {
        return Answer::safe(format!("What comes from `{shown}` comes over a connection that is checked."));
    }
    if is_local(url) {
        return Answer::safe(format!("`{shown}` is this machine."));
    }
    if hashed {
        return Answer::safe(format!("What comes from `{shown}` is checked against a hash."));
    }
    Answer::wrong(format!(
        "{what} is fetched from `{shown}` without protection: whoever is on the way puts other code in its place, which runs \
         when it is installed. Use `https://`, and pin it by a hash."
    ))
}
