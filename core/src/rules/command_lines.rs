//! Commands that are written in the code, as words: which options a program is given.

use crate::flow::{Call, Piece, Value};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get};

use super::look;

/// Calls that run a program of the command line, through a shell or not.
pub const RUNNERS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.Popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "os.system",
    "os.popen",
    "os.execl",
    "os.execlp",
    "os.execv",
    "os.execvp",
    "os.spawnlp",
    "os.spawnvp",
    "asyncio.create_subprocess_exec",
    "asyncio.create_subprocess_shell",
    "oslo_concurrency.processutils.execute",
    "invoke.run",
    "fabric.Connection.run",
    "fabric.Connection.local",
    "sh.curl",
    "sh.wget",
    "sh.ssh",
    "sh.scp",
    "sh.pip",
];

/// What stands for a word of which nothing is known.
const UNKNOWN: &str = "?";

/// A program with its arguments, and what its output is given to.
pub struct Command {
    /// Its name, without folders.
    pub program: String,
    /// What stands behind it, in order.
    pub words: Vec<String>,
    /// The program that reads its output: `bash` of `curl .. | bash`.
    pub into: Option<String>,
}

impl Command {
    /// Whether one of these options is among the words, by itself, as `--option=value`, or as one of several letters: `-k`
    /// of `-sSk`.
    pub fn has(&self, options: &[&str]) -> bool {
        self.words.iter().any(|word| options.iter().any(|option| is_option(word, option)))
    }

    /// What stands behind one of these options: `--index-url URL`, `--index-url=URL`.
    pub fn after(&self, options: &[&str]) -> Option<&str> {
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            if options.contains(&word.as_str()) {
                return words.next().map(String::as_str);
            }
            if let Some((option, value)) = word.split_once('=')
                && options.contains(&option)
            {
                return Some(value);
            }
        }
        None
    }
}

fn is_option(word: &str, option: &str) -> bool {
    let letters =
        option.len() == 2 && !word.starts_with("--") && word.starts_with('-') && !word.contains('=');
    let letter = option.chars().nth(1);
    // Behind these stands a value: `-okernel`.
    let mut flags = word.chars().skip(1).take_while(|letter| !"oHXdueAbcFTxwmCDEKPQrtUyYz".contains(*letter));
    word == option
        || word.strip_prefix(option).is_some_and(|rest| rest.starts_with('='))
        || (letters && letter.is_some_and(|letter| flags.any(|flag| flag == letter)))
}

/// The commands that a call runs, as far as they are written in the code.
pub fn commands(call: &Call<'_>) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut words = words(call).into_iter();
    let mut piped = false;
    loop {
        let mut ended = None;
        let one: Vec<String> = words
            .by_ref()
            .take_while(|word| {
                let ends = matches!(word.as_str(), "|" | ";" | "&&" | "||" | "&");
                if ends {
                    ended = Some(word == "|");
                }
                !ends
            })
            .collect();
        let before = ["sudo", "env", "exec", "nohup", "time", "sshpass"];
        let mut named = one.into_iter().skip_while(|word| {
            before.contains(&word.as_str()) || (word.contains('=') && !word.starts_with('-'))
        });
        if let Some(first) = named.next() {
            let program = first.rsplit('/').next().unwrap_or("").to_owned();
            if let Some(last) = commands.last_mut().filter(|_| piped) {
                last.into = Some(program.clone());
            }
            commands.push(Command { program, words: named.collect(), into: None });
        }
        match ended {
            Some(pipe) => piped = pipe,
            None => return commands,
        }
    }
}

/// The words of all that a call is given, in order; ends of commands are words of their own.
fn words(call: &Call<'_>) -> Vec<String> {
    let world = call.world();
    let ast = &world.module().ast;
    let mut words = Vec::new();
    // A program that is a function has its name.
    if call.path().is_some_and(|path| path.first().text() == "sh") {
        words.extend(call.name.map(|name| name.text().to_owned()));
    }
    let named = ["args", "cmd", "command"].iter().find_map(|name| call.named(name));
    let given = call.arguments.iter().filter(|arg| arg.kind == ArgKind::Positional).chain(named);
    for arg in given {
        let listed = world.items(arg.value);
        let text = |value: Value| world.text(value).unwrap_or(UNKNOWN).to_owned();
        match (listed, ast[arg.expr].kind) {
            (Some(items), _) => words.extend(items.into_iter().map(text)),
            (None, ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Operation { .. })
                if world.pieces(arg.value).is_empty() =>
            {
                listed_words(call, arg.expr, &mut words, 4);
            }
            (None, _) => {
                let mut line = String::new();
                for piece in world.pieces(arg.value) {
                    match piece {
                        Piece::Known(text) => line.push_str(text),
                        Piece::Hole(..) => line.push_str(UNKNOWN),
                    }
                }
                split(&line, &mut words);
            }
        }
    }
    words
}

/// `["ssh", "-o", option] + command`
fn listed_words(call: &Call<'_>, expr: ExprId, words: &mut Vec<String>, depth: u32) {
    let module = call.world().module();
    let (ast, Some(depth)) = (&module.ast, depth.checked_sub(1)) else { return };
    let expr = look::only_value(module, expr).unwrap_or(expr);
    match ast[expr].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            let word = |item: &ExprId| ast.text_of(*item).unwrap_or(UNKNOWN).to_owned();
            words.extend(ast.list(items).iter().map(word));
        }
        ExprKind::Operation { operands, .. } => {
            for operand in ast.list(operands) {
                listed_words(call, *operand, words, depth);
            }
        }
        _ => words.push(UNKNOWN.to_owned()),
    }
}

/// A line as a shell takes it apart, roughly: quotes hold words together and are left out.
fn split(line: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut quote = None;
    let mut letters = line.chars().peekable();
    let end = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '|' | ';' | '&') => {
                end(&mut word, words);
                let doubled = letters.next_if_eq(&letter).is_some();
                words.push(if doubled { format!("{letter}{letter}") } else { letter.to_string() });
            }
            (None, '\n') => {
                end(&mut word, words);
                words.push(";".to_owned());
            }
            (None, _) if letter.is_whitespace() => end(&mut word, words),
            _ => word.push(letter),
        }
    }
    end(&mut word, words);
}

#[cfg(test)]
mod tests {
    use super::{is_option, split};

    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        split(line, &mut words);
        words
    }

    #[test]
    fn a_line_is_taken_apart_as_a_shell_does() {
        assert_eq!(words("curl -k 'https://a b' | sh"), ["curl", "-k", "https://a b", "|", "sh"]);
        assert_eq!(words("cd x&&make; true"), ["cd", "x", "&&", "make", ";", "true"]);
    }

    #[test]
    fn options_are_known_by_their_letters_and_by_their_names() {
        for (word, option) in [("-k", "-k"), ("-sSk", "-k"), ("--insecure", "--insecure"), ("--a=b", "--a")] {
            assert!(is_option(word, option), "{word}");
        }
        for (word, option) in
            [("--keep", "-k"), ("-s", "-k"), ("-okernel", "-k"), ("k", "-k"), ("-o=k", "-k")]
        {
            assert!(!is_option(word, option), "{word}");
        }
    }
}
