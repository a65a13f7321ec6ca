//! Programs that are run with a list of arguments: which of them are options, and which are run themselves.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::sinks::At;
use super::state::{Key, ObjectId, Slot};
use super::trace::Doubts;
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::ArgKind;
use crate::text::Place;
use crate::vocabulary::Sink;

impl Evaluator<'_, '_> {
    /// The items of a list in order, and what else it may hold.
    pub(super) fn listed(&self, list: ObjectId) -> (Vec<Value>, Option<Value>) {
        let fields = self.state.fields(list);
        let item = |at: i64| fields.iter().find(|(key, _)| *key == Key::Index(at)).map(|(_, value)| *value);
        let items = (0..fields.len() as i64).map_while(item).collect();
        (items, self.state.value(Slot::Rest(list)))
    }

    /// Positional arguments as such a list: `execl(path, name, *rest)`.
    pub(super) fn spread(&self, from: usize, arguments: &[Argument]) -> (Vec<Value>, Option<Value>) {
        let (mut items, mut rest) = (Vec::new(), None);
        for argument in arguments {
            match (argument.kind, argument.value.kind) {
                (ArgKind::Positional, _) => items.push(argument.value),
                (ArgKind::Star, Kind::Object(list)) => {
                    let (more, others) = self.listed(list);
                    items.extend(more);
                    rest = rest.or(others);
                }
                (ArgKind::Star, _) => rest = rest.or(Some(argument.value)),
                _ => {}
            }
        }
        (items.get(from..).map(<[_]>::to_vec).unwrap_or_default(), rest)
    }

    /// A program with its arguments: `["tar", "-xf", name]`.
    pub(super) fn run(
        &mut self,
        at: At,
        items: &[Value],
        rest: Option<Value>,
        place: Option<Place>,
        doubt: Doubts,
    ) {
        let Some(program) = items.first().copied().or(rest) else { return };
        // Of a list whose order is lost any item may be the first.
        let first = if items.is_empty() { doubt.and(Doubts::WIDENED) } else { doubt };
        self.reach(at, program, place, Sink::Program, first);
        let text =
            |this: &Self, value: Value| this.texts.get(value).and_then(Const::as_str).map(str::to_owned);
        let interpreter = text(self, program).and_then(|name| interpreted(&name));
        // `[sys.executable, "-c", code]`: this program's own interpreter.
        let own = program.path().is_some_and(|path| path.last().text() == "executable");
        let options = match text(self, program) {
            Some(name) if has_harmful_options(&name) => doubt,
            _ => doubt.and(Doubts::ASSUMED),
        };
        let mut interpreter = interpreter.or_else(|| if own { interpreted("python") } else { None });
        let mut becomes = Sink::Option;
        // Whether only the next item is run: what stands behind `sh -c line` are parameters of the line.
        let mut once = false;
        let mut before = String::new();
        for value in items.iter().skip(1) {
            let word = text(self, *value);
            if word.is_none() && !(becomes == Sink::Option && self.begins_harmless(*value)) {
                let doubt = if becomes == Sink::Option { options } else { doubt };
                self.reach(at, *value, place, becomes, doubt);
            }
            if becomes != Sink::Option && once {
                return;
            }
            match (interpreter, word.as_deref()) {
                (Some((sink, Runs::Next)), Some(option)) if runs_next(option) => {
                    (becomes, once) = (sink, option.starts_with('-') && !option.starts_with("-Comm"));
                }
                // `["ssh", "-p", "22", host, line]`: what stands behind the host.
                (Some((sink, Runs::Behind)), word)
                    if !word.is_some_and(|word| word.starts_with('-')) && !takes_value(&before) =>
                {
                    becomes = sink;
                }
                (None, Some("--")) => return,
                // `["sudo", "bash", "-c", line]`
                (None, Some(word)) => interpreter = interpreted(word),
                _ => {}
            }
            before = word.unwrap_or_default();
        }
        if let Some(rest) = rest.filter(|_| !items.is_empty()) {
            let doubt = if becomes == Sink::Option { options } else { doubt };
            self.reach(at, rest, place, becomes, doubt);
        }
    }

    /// What a program that is a function of its own is given: `sh.git("fetch", name)`.
    pub(super) fn options(&mut self, at: At, items: &[Value], rest: Option<Value>, doubt: Doubts) {
        for value in items.iter().copied().chain(rest) {
            if self.texts.get(value).and_then(Const::as_str) == Some("--") {
                return;
            }
            if value.taint.is_some() && !self.begins_harmless(value) {
                self.reach(at, value, None, Sink::Option, doubt);
            }
        }
    }

    /// `"--name=" + x`, `"./" + x`: no option of the attacker's choice.
    fn begins_harmless(&self, value: Value) -> bool {
        let before = self.before_data(value);
        before.is_some_and(|before| before.len() > 1 || !(before.is_empty() || before == "-"))
    }
}

/// Whether a program runs some of its arguments: `bash`, `python3`.
#[must_use]
pub fn is_interpreter(program: &str) -> bool {
    interpreted(program).is_some()
}

/// Whether options of a program run other programs, or write where they say: `git clone --upload-pack=cmd`,
/// `curl --output=file`. Of others nothing is known.
fn has_harmful_options(program: &str) -> bool {
    matches!(
        program.rsplit('/').next().unwrap_or(""),
        "git"
            | "hg"
            | "svn"
            | "tar"
            | "zip"
            | "rsync"
            | "scp"
            | "curl"
            | "wget"
            | "find"
            | "sort"
            | "awk"
            | "man"
            | "nmap"
    )
}

/// Whether a program is a shell that runs what it is given: `/bin/sh`.
#[must_use]
pub fn is_shell(program: &str) -> bool {
    matches!(interpreted(program), Some((Sink::Shell, Runs::Next)))
}

/// `-c`, `-lc`, `/C`: what follows is run.
#[must_use]
pub fn runs_next(option: &str) -> bool {
    let letters = option.strip_prefix('-').filter(|letters| letters.len() <= 4 && !letters.starts_with('-'));
    letters.is_some_and(|letters| letters.ends_with(['c', 'e', 'r']))
        || matches!(option, "/c" | "/C" | "/k" | "/K" | "-Command" | "-command")
}

/// An option of `ssh` whose value follows it.
fn takes_value(option: &str) -> bool {
    option.len() == 2
        && option.starts_with('-')
        && option.ends_with(['p', 'i', 'o', 'l', 'F', 'J', 'b', 'c', 'E', 'L', 'R'])
}

/// Which of its arguments a program runs.
#[derive(Clone, Copy)]
enum Runs {
    /// What follows an option: `-c`.
    Next,
    /// All that stands behind its first argument, as one line.
    Behind,
}

/// What a program makes of the text that it is given to run.
fn interpreted(program: &str) -> Option<(Sink, Runs)> {
    match program.rsplit(['/', '\\']).next().unwrap_or("").trim_end_matches(".exe") {
        "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash" | "csh" | "tcsh" | "fish" | "su" | "cmd"
        | "powershell" | "pwsh" => Some((Sink::Shell, Runs::Next)),
        "ssh" => Some((Sink::Shell, Runs::Behind)),
        "perl" | "ruby" | "node" | "php" => Some((Sink::Code, Runs::Next)),
        name if name.starts_with("python") => Some((Sink::Code, Runs::Next)),
        _ => None,
    }
}
