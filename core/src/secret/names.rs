//! What secrets are called, and texts that stand behind such names without being secrets.

/// What kind of secret a name speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A word that a person chose: any text may be one.
    Password,
    /// A token or key that a machine made: only a text that looks random is one.
    Key,
}

/// Whether a name is one for a secret: `db_password`, `API_KEY`, `clientSecret`; not `password_field`,
/// `token_url`, `reset_password`.
#[must_use]
pub fn named(name: &str) -> Option<Named> {
    // Most names hold none of these, and need not be taken apart.
    if !holds_any(name, &["pass", "pw", "secret", "token", "key", "credential"]) {
        return None;
    }
    let words = words(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_one_of(word, SUFFIXES) || is_number(word)) {
        words.pop();
    }
    if words.first().is_some_and(|first| words.len() > 1 && is_one_of(first, NOT_BEFORE)) {
        return None;
    }
    let last = words.pop()?;
    let before = words.last().copied().unwrap_or("");
    // `path_or_token`, `shared_by_token`, `permit_create_token`
    if is_one_of(before, &["or", "by", "per", "create"]) {
        return None;
    }
    match last {
        "password" | "passwd" | "pwd" | "passphrase" | "passcode" | "passwort" | "userpass" | "dbpass"
        | "dbpassword" | "userpassword" | "adminpassword" | "rootpassword" | "pgpassword" | "sshpass" => {
            Some(Named::Password)
        }
        "pass" | "pw" if words.is_empty() || is_one_of(before, BEFORE_PASS) => Some(Named::Password),
        "secret" | "token" | "apikey" | "secretkey" | "authtoken" | "accesstoken" | "authkey"
        | "privatekey" | "clientsecret" | "apitoken" | "apisecret" | "appsecret" | "credential"
        | "credentials" => Some(Named::Key),
        "key" if is_one_of(before, BEFORE_KEY) => Some(Named::Key),
        _ => None,
    }
}

/// Whether a name is one for what a person tells few others: `credit_card`, `user_ssn`.
#[must_use]
pub fn is_private(name: &str) -> bool {
    if !holds_any(name, &["ssn", "social", "card", "cvv", "cvc", "passport", "bank"]) {
        return false;
    }
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    PRIVATE.iter().any(|ending| words.ends_with(ending))
}

/// With what names of private data end.
const PRIVATE: &[&[&str]] = &[
    &["ssn"],
    &["social", "security", "number"],
    &["credit", "card"],
    &["creditcard"],
    &["card", "number"],
    &["card", "no"],
    &["cvv"],
    &["cvc"],
    &["passport", "number"],
    &["passport", "no"],
    &["bank", "account"],
    &["bank", "account", "number"],
];

/// What [`not_secret`] says of words such as `user_password`.
pub const IS_NAME: &str = "it is the name of a field or setting";

/// Why a text is no secret whatever it is called; none if it may be one.
#[must_use]
pub fn not_secret(text: &str) -> Option<&'static str> {
    let trimmed = text.trim();
    let lower = trimmed.to_ascii_lowercase();
    let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    if trimmed.is_empty() {
        return Some("it is empty");
    }
    if letters.is_empty() || all_equal(&letters) || is_one_of(&letters, PLACEHOLDERS) {
        return Some("it is a placeholder");
    }
    let holes = ["<", "${", "{{", "{}", "%s", "%(", "...", "xxx", "***", "your-", "your_", "my-secret"];
    let says_so =
        ["changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me", "placeholder"];
    if holes.iter().chain(&says_so).any(|hole| lower.contains(hole))
        || in_braces(trimmed)
        || lower.starts_with('$')
    {
        return Some("it is a placeholder");
    }
    // `{"pass": "\033[32mpass\033[0m"}`
    if trimmed.contains(|letter: char| letter.is_ascii_control()) {
        return Some("it holds signs that nobody types");
    }
    // `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`
    if trimmed.contains("EXAMPLE") {
        return Some("it says that it is an example");
    }
    // `{"password": "VARCHAR(255)"}`
    if let Some((name, rest)) = trimmed.split_once('(')
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && rest.strip_suffix(')').is_some_and(is_number)
    {
        return Some("it is a type");
    }
    // `token = "[a-z0-9!#$%]+"`
    if trimmed.starts_with('[') && ["a-z", "A-Z", "0-9"].iter().any(|range| trimmed.contains(range)) {
        return Some("it is a pattern");
    }
    // The public half of a pair, as SSH writes it.
    if ["AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"]
        .iter()
        .any(|start| trimmed.starts_with(start))
    {
        return Some("it is a public key");
    }
    if trimmed.contains(char::is_whitespace) {
        return Some("it is prose");
    }
    // Whoever opens the page has such a key: with it events are sent, and nothing is read.
    if ["phc_", "pk_live_", "pk_test_", "pk.eyJ"].iter().any(|start| trimmed.starts_with(start)) {
        return Some("it is a key that is meant to be public");
    }
    let on_drive =
        matches!(trimmed.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let path = on_drive || ["/", "./", "../", "~", "\\"].iter().any(|start| trimmed.starts_with(start));
    let file = FILE_ENDS.iter().any(|end| lower.ends_with(end));
    if path || file || lower.contains("://") || lower.starts_with("arn:") || lower.starts_with("urn:") {
        return Some("it is an address or a path");
    }
    if trimmed.starts_with('^') && trimmed.contains(['[', '\\', '(']) {
        return Some("it is a pattern");
    }
    if is_dotted_name(trimmed) {
        return Some("it is a path of names");
    }
    if is_name(trimmed) {
        return Some(IS_NAME);
    }
    None
}

/// The words of a name, in lower case: `dbPassword2` is `db`, `password`, `2`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let hump = letter.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next.is_lowercase()));
        let number = letter.is_ascii_digit() != before.is_ascii_digit();
        if !letter.is_alphanumeric() || hump || number {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Whether a name holds one of some words, in small letters or capitals.
fn holds_any(name: &str, words: &[&str]) -> bool {
    let bytes = name.as_bytes();
    (0..bytes.len()).any(|at| {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let begins =
            |word: &&str| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
        words.iter().any(begins)
    })
}

/// `web.search.subscription_key`
fn is_dotted_name(text: &str) -> bool {
    let mut parts = 0;
    let plain = text.split('.').all(|part| {
        parts += 1;
        part.starts_with(|letter: char| letter.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    });
    plain && (parts > 2 || (parts == 2 && text.contains('_')))
}

/// Texts such as `X-Auth-Token`, `user_password` and `settings.SECRET_KEY`: words only, one of which speaks of
/// secrets.
fn is_name(text: &str) -> bool {
    // `OS-OAUTH1:access_token`
    let said = ["oauth1", "oauth2", "sha256", "base64"]
        .iter()
        .fold(text.to_ascii_lowercase(), |text, word| text.replace(word, ""));
    let digits = said.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/[]@".contains(&byte))
        && digits <= usize::from(text.contains(':'));
    let speaks =
        ["password", "passwd", "pwd", "passphrase", "secret", "token", "key", "credential", "auth", "pass"];
    plain
        && words(text)
            .iter()
            .any(|word| speaks.iter().any(|said| word.starts_with(said) || word.ends_with(said)))
}

/// Texts such as `eChargeToday1` and `m2m-client-flow`: made of words that can be spoken, which no machine makes.
#[must_use]
pub fn reads_as_words(text: &str) -> bool {
    let count = |text: &str, of: fn(&u8) -> bool| text.bytes().filter(of).count();
    let words = words(text);
    let is_spoken = |word: &&String| word.len() >= 4 && word.bytes().any(|byte| b"aeiouy".contains(&byte));
    let spoken: usize = words.iter().filter(is_spoken).map(String::len).sum();
    let spelled = words.iter().filter(|word| !is_number(word)).count();
    spelled >= 2
        && text.len() <= 40
        && count(text, u8::is_ascii_digit) <= 2
        && spoken * 2 > count(text, u8::is_ascii_alphabetic)
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn all_equal(text: &str) -> bool {
    text.bytes().all(|byte| text.bytes().next() == Some(byte))
}

fn in_braces(text: &str) -> bool {
    [("{", "}"), ("[", "]"), ("__", "__"), ("@", "@"), ("%", "%")]
        .iter()
        .any(|(open, close)| text.len() > 2 && text.starts_with(open) && text.ends_with(close))
}

/// Words at the end of a name that leave its meaning.
const SUFFIXES: &[&str] = &[
    "value",
    "val",
    "text",
    "str",
    "string",
    "default",
    "plain",
    "plaintext",
    "raw",
    "bytes",
    "b",
    "base64",
    "hex",
];

/// Words at the head of a name that make it one for something else: a switch, an act, a message.
const NOT_BEFORE: &[&str] = &[
    "dummy",
    "fake",
    "mock",
    "no",
    "is",
    "has",
    "have",
    "show",
    "hide",
    "reset",
    "forgot",
    "forgotten",
    "change",
    "require",
    "requires",
    "required",
    "use",
    "uses",
    "allow",
    "invalid",
    "missing",
    "wrong",
    "bad",
    "empty",
    "next",
    "page",
    "continuation",
    "prompt",
    "label",
    "min",
    "max",
    "validate",
    "check",
    "verify",
    "unexpected",
    "expected",
    "not",
    "ask",
    "enter",
    "confirm",
    "without",
    "with",
    "skip",
    "sort",
    "first",
    "last",
    "prev",
    "previous",
    "pagination",
    "should",
    "need",
    "needs",
    "error",
    "err",
    "can",
    "disable",
    "enable",
    "permit",
    "hashed",
    "encrypted",
    "public",
    "get",
    "set",
    "update",
    "generate",
    "random",
    "create",
    "make",
    "store",
    "save",
    "delete",
    "remove",
    "read",
    "load",
    "parse",
    "fetch",
    "send",
    "compare",
    "hash",
    "encrypt",
    "decrypt",
    "end",
    "start",
    "stop",
    "eos",
    "bos",
    "pad",
    "unk",
    "mask",
    "cls",
    "sep",
    "special",
    "wildcard",
];

const BEFORE_PASS: &[&str] = &[
    "db", "user", "admin", "root", "smtp", "mail", "email", "mysql", "ftp", "ssh", "login", "sql", "redis",
    "mongo", "auth", "proxy", "my", "http", "ldap", "pg", "rabbit", "imap", "account",
];

const BEFORE_KEY: &[&str] = &[
    "api",
    "secret",
    "access",
    "private",
    "auth",
    "encryption",
    "signing",
    "master",
    "shared",
    "crypt",
    "hmac",
    "jwt",
    "ssh",
    "deploy",
    "service",
    "account",
    "aes",
    "rsa",
    "fernet",
    "subscription",
    "cookie",
    "stripe",
    "openai",
    "aws",
    "storage",
    "webhook",
    "consumer",
    "security",
];

/// Texts that stand for a secret that comes later, or say what kind of thing it is.
const PLACEHOLDERS: &[&str] = &[
    "none",
    "null",
    "nil",
    "undefined",
    "unset",
    "notset",
    "todo",
    "tbd",
    "fixme",
    "na",
    "default",
    "example",
    "sample",
    "test",
    "testing",
    "tests",
    "dummy",
    "fake",
    "mock",
    "foo",
    "bar",
    "baz",
    "foobar",
    "placeholder",
    "redacted",
    "hidden",
    "masked",
    "removed",
    "omitted",
    "string",
    "str",
    "text",
    "bytes",
    "int",
    "bool",
    "value",
    "varchar",
    "char",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "required",
    "optional",
    "basic",
    "bearer",
    "digest",
    "plain",
    "hash",
    "md5",
    "sha1",
    "sha256",
    "bcrypt",
    "scram",
    "oauth",
    "oauth2",
    "jwt",
    "input",
    "prompt",
    "user",
    "username",
    "unknown",
    "anonymous",
    "any",
    "all",
    "disabled",
    "enabled",
    "ask",
    "env",
    "insert",
    "dev",
    "development",
    "abc",
    "aaa",
    "xyz",
    "something",
    "whatever",
    "blah",
    "never",
];

const FILE_ENDS: &[&str] = &[
    ".pem", ".key", ".crt", ".cer", ".p12", ".pfx", ".jks", ".txt", ".json", ".yaml", ".yml", ".ini",
    ".conf", ".cfg", ".env", ".py", ".html", ".php", ".toml", ".xml", ".db", ".pub",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("dbPassword2"), ["db", "password", "2"]);
        assert_eq!(words("AWS_SECRET_ACCESS_KEY"), ["aws", "secret", "access", "key"]);
        assert_eq!(words("APIKey"), ["api", "key"]);
        assert_eq!(words("X-Auth-Token"), ["x", "auth", "token"]);
    }

    #[test]
    fn names_for_secrets_are_told_from_names_about_them() {
        for name in ["password", "DB_PASSWORD", "passwd", "smtp_pass", "userPassword", "password1"] {
            assert_eq!(named(name), Some(Named::Password), "{name}");
        }
        for name in
            ["api_key", "SECRET_KEY", "clientSecret", "auth_token", "AWS_SECRET_ACCESS_KEY", "aws_secret"]
        {
            assert_eq!(named(name), Some(Named::Key), "{name}");
        }
        for name in [
            "password_field",
            "token_url",
            "reset_password",
            "bypass",
            "key",
            "primary_key",
            "next_token",
            "no_password",
            "is_token",
            "passage",
            "AUTH_PASSWORD_VALIDATORS",
            "secret_name",
            "password_hash",
            "monkey",
            "pass_through",
        ] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn placeholders_prose_paths_and_field_names_are_no_secrets() {
        for text in [
            "",
            "  ",
            "changeme",
            "<password>",
            "${PASSWORD}",
            "%(password)s",
            "xxxxxx",
            "Enter your password:",
            "/etc/ssl/private.key",
            "secret.json",
            "X-Auth-Token",
            "user_password",
            "settings.SECRET_KEY",
            "None",
            "your-api-key",
            "{token}",
            "https://example.com/token",
        ] {
            assert!(not_secret(text).is_some(), "{text}");
        }
        for text in ["hunter2", "correct-horse-battery", "4eC39HqLyjWDarjtT1zdp7dc", "letmein"] {
            assert_eq!(not_secret(text), None, "{text}");
        }
    }
}
