//! Programs that are looked for on the way of `PATH`.

use super::commands::STARTERS;
use super::{Answer, Find, Rule, say};
use crate::flow::Call;
use crate::syntax::ast::{ExprKind, Get};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "partial-program-path",
    title: "Which program runs is decided by `PATH`",
    category: Category::Configuration,
    cwe: 426,
    severity: Severity::Low,
    confidence: Confidence::Low,
    why: "A program that is named without its folder is looked for in the folders of `PATH`, in their order. Whoever can write to \
          one of them, or set the variable of a program with more rights, decides what runs.",
    fix: "Where the program runs with more rights than whoever starts it, name the whole path, or set `PATH` yourself.",
    bad: r#"
import subprocess

def volumes():
    return subprocess.run(["lvs", "--noheadings"], check=True)
"#,
    good: r#"
import subprocess

def volumes():
    return subprocess.run(["/usr/sbin/lvs", "--noheadings"], check=True)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/426.html",
        "https://docs.python.org/3/library/subprocess.html#security-considerations",
        "https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B607",
        "ruff:S607",
    ],
    find: &[
        Find::Call(STARTERS, at_start),
        Find::Call(&["os.execlp", "os.execvp", "os.execlpe", "os.execvpe", "os.spawnlp", "os.spawnvp"], at_start),
    ],
};

fn at_start(call: &Call<'_>) -> Answer {
    let at = usize::from(call.name.is_some_and(|name| name.text().starts_with("spawn")));
    let Some(args) = call.argument(at, "args") else { return Answer::NotMine };
    let (world, ast) = (call.world(), &call.world().module().ast);
    let text = match ast[args.expr].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => ast.list(items).first().and_then(|item| ast.text_of(*item)),
        _ => world.text(args.value),
    };
    let Some(program) = text.and_then(|text| text.split_whitespace().next()) else { return Answer::NotMine };
    if program.contains(['/', '\\']) {
        return Answer::safe(format!("`{}` names its folder", say::quoted(program)));
    }
    Answer::wrong(format!(
        "`{}` is looked for in the folders of `PATH`: whoever can write to one of them decides what runs. Name the whole path \
         where that matters.",
        say::quoted(program)
    ))
}
