//! Temporary files that somebody else can get hold of first.

use super::{Answer, Find, Rule, commands, say};
use crate::flow::{Call, Piece};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "insecure-temporary-file",
    title: "A temporary file can be taken over before it is used",
    category: Category::Resources,
    cwe: 377,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Every user of the machine may create files in the folder for temporary files. A name that is known or guessed \
          before the file is opened can be made a link to another file, or a file that somebody else reads and changes.",
    fix: "Use `tempfile.NamedTemporaryFile`, `tempfile.mkstemp` or `tempfile.TemporaryDirectory`, which make the file \
          and its name in one step that nobody can get between.",
    bad: r#"
import tempfile

def save(text):
    name = tempfile.mktemp()
    with open(name, "w") as file:
        file.write(text)
"#,
    good: r#"
import tempfile

def save(text):
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(text)
"#,
    references: &[
        "https://docs.python.org/3/library/tempfile.html#deprecated-functions-and-variables",
        "https://cwe.mitre.org/data/definitions/377.html",
    ],
    also: &["bandit:B108", "bandit:B306", "ruff:S108", "ruff:S306", "codeql:py/insecure-temporary-file"],
    find: &[
        Find::Call(&["tempfile.mktemp", "os.tempnam", "os.tmpnam"], at_name),
        Find::Call(
            &[
                "tempfile.mkstemp",
                "tempfile.mkdtemp",
                "tempfile.TemporaryFile",
                "tempfile.NamedTemporaryFile",
                "tempfile.SpooledTemporaryFile",
                "tempfile.TemporaryDirectory",
            ],
            at_made,
        ),
        Find::Call(&["open", "io.open", "codecs.open", "os.open", "os.mkdir", "os.makedirs"], at_open),
    ],
};

fn at_name(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    Answer::wrong(format!(
        "`{name}` gives a name, not a file: before it is opened anybody on this machine can put a file or link there. Use \
         `tempfile.mkstemp` or `NamedTemporaryFile`."
    ))
}

fn at_made(_: &Call<'_>) -> Answer {
    Answer::safe("the file is made together with its name")
}

/// A file with a name of its own in a folder where everybody may write, opened for writing.
fn at_open(call: &Call<'_>) -> Answer {
    let world = call.world();
    let Some(path) = call.positional(0).or_else(|| call.named("file")) else { return Answer::NotMine };
    let known = world.pieces(path.value);
    let Some(Piece::Known(start)) = known.first() else { return Answer::NotMine };
    if !["/tmp/", "/var/tmp/", "/dev/shm/"].iter().any(|folder| start.starts_with(folder)) {
        return Answer::NotMine;
    }
    let opens = call.name.is_some_and(|name| name.text() == "open");
    let writes = match call.argument(1, "mode") {
        Some(mode) if opens => world.text(mode.value).is_some_and(|mode| mode.contains(['w', 'a', '+'])),
        _ => !opens,
    };
    let shown = say::code(world, path.place);
    if !writes {
        return Answer::safe(format!("`{shown}` is only read, or made only if nothing is there"));
    }
    // That a request names the file is worse, and told as that.
    if world.source_of(path.value).is_some_and(crate::vocabulary::Source::distrusted_by_default) {
        return Answer::NotMine;
    }
    Answer::wrong(format!(
        "`{shown}` is a known name in a folder where every user of the machine may put a file or link first. Use the \
         `tempfile` module."
    ))
    .at(Confidence::Medium)
}
