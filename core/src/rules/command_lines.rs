//! Commands that are written in the code, as words: which options a program is given.

use crate::flow::{Call, Piece, Value};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get};

use super::look;
use crate::names::BindingKind;
use crate::secret;

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
    "IPython.get_ipython.system",
    "IPython.get_ipython.getoutput",
    "pexpect.spawn",
    "pexpect.run",
    "*.exec_command",
];

/// What stands in a word for what is not known of it.
const UNKNOWN: char = '?';
/// The same where words are told from such as hold a question mark.
pub const HOLE: char = '\u{1}';

/// A program with its arguments, and what its output is given to.
pub struct Command {
    /// What stands before it: settings of its environment, programs that only start it.
    pub before: Vec<String>,
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

impl Command {
    /// The secrets that the command is given where everybody sees them: what each is called, and what is written of it.
    pub fn secrets(&self) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        let (starters, words) = (self.before.as_slice(), self.words.as_slice());
        for word in starters.iter().chain(words) {
            found.extend(set_in_environment(word).map(|(name, value)| (name.to_owned(), value)));
        }
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).map_or("", String::as_str);
            found.extend(self.secret_at(word, next).map(|value| (word_of(word).to_owned(), value)));
            // `https://{token}@host`; what is written out there is told as an address that holds one.
            let login =
                word.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next()?.rsplit_once('@'));
            let value = login.map(|(login, _)| login.split_once(':').map_or(login, |(_, value)| value));
            found.extend(
                value.filter(|value| value.contains(HOLE)).map(|value| ("an address".to_owned(), value)),
            );
        }
        let last = words.last().map_or("", String::as_str);
        match (self.program.as_str(), self.into.as_deref()) {
            // `htpasswd -b file user password`
            ("htpasswd", _) if words.len() > 2 && self.has(&["-b"]) => found.push(("-b".to_owned(), last)),
            // `echo user:password | chpasswd`, which shells do by themselves: no list of processes has it.
            ("echo" | "printf", Some("chpasswd")) if !last.contains(HOLE) => {
                found.extend(last.split_once(':').map(|(_, value)| ("chpasswd".to_owned(), value)));
            }
            ("echo" | "printf", Some("passwd")) if !last.contains(HOLE) => {
                found.push(("passwd".to_owned(), last));
            }
            _ => {}
        }
        if let Some(at) = starters.iter().position(|word| word.rsplit('/').next() == Some("sshpass")) {
            let option = starters.get(at + 1).map_or("", String::as_str);
            let next = starters.get(at + 2).map_or("", String::as_str);
            let value = if option == "-p" { Some(next) } else { option.strip_prefix("-p") };
            found.extend(value.map(|value| ("sshpass".to_owned(), value)));
        }
        found.retain(|(_, value)| !value.is_empty() && !value.starts_with(['-', '$', '<', '@']));
        found
    }

    /// The secret that an option is followed by or ends in.
    fn secret_at<'w>(&self, word: &'w str, next: &'w str) -> Option<&'w str> {
        let option = word.strip_prefix('-')?;
        if let Some((name, value)) = option.trim_start_matches('-').split_once('=') {
            return is_secret_option(name).then_some(value);
        }
        let asks = self.program.starts_with("mysql") || self.program.starts_with("mariadb");
        let long = option.trim_start_matches('-');
        if option.len() > 3 && !asks && self.program != "openssl" && is_secret_option(long) {
            return Some(next);
        }
        let behind = |short: &str| if option == short { Some(next) } else { None };
        let attached = |short: &str| option.strip_prefix(short).filter(|value| !value.is_empty());
        let login = |value: &'w str| value.split_once(':').map(|(_, word)| word);
        match self.program.as_str() {
            "mysql" | "mysqldump" | "mysqladmin" | "mysqlimport" | "mysqlshow" | "mysqlcheck" | "mariadb"
            | "mariadb-dump" | "mariadb-admin" | "7z" | "7za" | "7zr" | "rar" | "unrar" => attached("p"),
            "curl" => match option {
                "u" | "-user" | "U" | "-proxy-user" => login(next),
                "H" | "-header" => next.split_once(':').and_then(|(name, value)| {
                    let name = name.trim();
                    let secret = name.eq_ignore_ascii_case("authorization") || secret::named(name).is_some();
                    value.split_whitespace().next_back().filter(|_| secret)
                }),
                _ => attached("u").and_then(login),
            },
            "docker" | "podman" | "helm" | "oras" | "buildah" | "az"
                if self.words.iter().any(|word| word == "login") =>
            {
                behind("p")
            }
            "redis-cli" => behind("a"),
            "openssl" => match option {
                "k" | "K" => Some(next),
                "pass" | "passin" | "passout" => next.strip_prefix("pass:"),
                _ => None,
            },
            "zip" | "unzip" | "sqlcmd" | "bcp" => behind("P"),
            "ldapsearch" | "ldapmodify" | "ldapadd" | "ldapdelete" | "ldappasswd" | "ldapwhoami" => {
                behind("w")
            }
            "mongo" | "mongosh" | "mongodump" | "mongorestore" | "mongoexport" | "mongoimport" => behind("p"),
            "smbclient" | "rpcclient" => {
                behind("U").and_then(|login| login.split_once('%')).map(|(_, word)| word)
            }
            "keytool" | "jarsigner" => match option {
                "storepass" | "keypass" | "srcstorepass" | "deststorepass" => Some(next),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `PGPASSWORD=word`
fn set_in_environment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let plain = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    (plain && secret::named(name).is_some()).then_some((name, value))
}

/// Whether an option is named for the secret that follows it; what is called only `secret` is mostly the name of one.
fn is_secret_option(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    plain && !matches!(name, "secret" | "credential" | "credentials") && secret::named(name).is_some()
}

/// An option without what it is given.
fn word_of(word: &str) -> &str {
    let name = word.split('=').next().unwrap_or(word);
    if name.starts_with("--") { name } else { name.get(..2).unwrap_or(name) }
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
    taken_apart(words(call, UNKNOWN))
}

/// The same with [`HOLE`] for each value that is put into them.
pub fn commands_with_holes(call: &Call<'_>) -> Vec<Command> {
    taken_apart(words(call, HOLE))
}

fn taken_apart(words: Vec<String>) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut words = words.into_iter();
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
        let begins = length_before(&one);
        let mut named = one;
        let rest = named.split_off(begins);
        let before = named;
        let mut named = rest.into_iter();
        if let Some(first) = named.next() {
            let program = first.rsplit('/').next().unwrap_or("").to_owned();
            if let Some(last) = commands.last_mut().filter(|_| piped) {
                last.into = Some(program.clone());
            }
            commands.push(Command { before, program, words: named.collect(), into: None });
        }
        match ended {
            Some(pipe) => piped = pipe,
            None => return commands,
        }
    }
}

/// How many words stand before a program: `sudo -u app env LANG=C`, `sshpass -p word`.
fn length_before(words: &[String]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let sets = word.contains('=') && !word.starts_with('-');
        let name = word.rsplit('/').next().unwrap_or(word);
        let starter = matches!(name, "sudo" | "env" | "exec" | "nohup" | "time" | "sshpass");
        if !sets && !starter {
            break;
        }
        at += 1;
        while let Some(option) = words.get(at).filter(|option| starter && option.starts_with('-')) {
            let has_value = match name {
                "sudo" => matches!(option.as_str(), "-u" | "-g" | "-h" | "-p"),
                "sshpass" => matches!(option.as_str(), "-p" | "-f" | "-d" | "-P"),
                _ => false,
            };
            at += 1 + usize::from(has_value);
        }
    }
    at.min(words.len())
}

/// Whether a text is written in a call, or in what a variable that it is given is made of.
pub fn writes(call: &Call<'_>, text: &str) -> bool {
    let module = call.world().module();
    let slice = |expr: ExprId| module.file.slice(module.ast[expr].span);
    let mut within =
        call.arguments.iter().filter_map(|arg| module.names.variable(arg.expr)).flat_map(|variable| {
            module.names.bindings(variable).iter().filter_map(|binding| match binding.kind {
                BindingKind::Value(value) | BindingKind::Augmented(value) => Some(slice(value)),
                _ => None,
            })
        });
    call.world().code(call.place).contains(text) || within.any(|code| code.contains(text))
}

/// The words of all that a call is given, in order; ends of commands are words of their own.
fn words(call: &Call<'_>, unknown: char) -> Vec<String> {
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
        let text = |value: Value| {
            let pieces = world.pieces(value);
            if pieces.is_empty() { unknown.to_string() } else { line_of(pieces, unknown) }
        };
        match (listed, ast[arg.expr].kind) {
            (Some(items), _) => words.extend(items.into_iter().map(text)),
            (None, ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Operation { .. })
                if world.pieces(arg.value).is_empty() =>
            {
                listed_words(call, arg.expr, &mut words, unknown, 4);
            }
            (None, _) => {
                let pieces = world.pieces(arg.value);
                if pieces.is_empty() {
                    words.push(unknown.to_string());
                } else {
                    split(&line_of(pieces, unknown), &mut words);
                }
            }
        }
    }
    words
}

/// A text with a mark for each value that is put into it.
fn line_of(pieces: Vec<Piece<'_>>, unknown: char) -> String {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Known(text) => line.push_str(text),
            Piece::Hole(..) => line.push(unknown),
        }
    }
    line
}

/// `["ssh", "-o", option] + command`
fn listed_words(call: &Call<'_>, expr: ExprId, words: &mut Vec<String>, unknown: char, depth: u32) {
    let module = call.world().module();
    let (ast, Some(depth)) = (&module.ast, depth.checked_sub(1)) else { return };
    let expr = look::only_value(module, expr).unwrap_or(expr);
    match ast[expr].kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            let word = |item: &ExprId| ast.text_of(*item).map_or_else(|| unknown.to_string(), str::to_owned);
            words.extend(ast.list(items).iter().map(word));
        }
        ExprKind::Operation { operands, .. } => {
            for operand in ast.list(operands) {
                listed_words(call, *operand, words, unknown, depth);
            }
        }
        _ => words.push(unknown.to_string()),
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
