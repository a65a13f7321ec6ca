//! Passwords, keys and tokens that are written in the code.
//!
//! Two signs are looked for: a text behind a name for a secret, and a text of a known token's shape behind
//! any name. What is found is never said in full.

mod keys;

use super::{Answer, Find, Rule, command_lines, look, standing};
use crate::flow::Call;
use crate::intern::Const;
use crate::project::Module;
use crate::secret::{self, Named};
use crate::syntax::ast::{

    Arg, ArgKind, Ast, Comparison, Expr, ExprId, ExprKind, Function, Get, Pair, Part, StmtId, StmtKind,
};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "hard-coded-secret",
    title: "A secret is written in the code",
    category: Category::Cryptography,
    cwe: 798,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Everyone who can read the code, its history, a package or a log of the build has the secret, and it cannot be \
          changed without a release. Secrets in code are found by machines within minutes of being published.",
    fix: "Read the secret at run time from the environment, a file outside the code or a secret store, and replace the \
          one that was written here: it is no longer secret.",
    bad: r#"
def connect(driver):
    return driver.login(user="app", password="t0p-Gun-1986")
"#,
    good: r#"
import os

def connect(driver):
    return driver.login(user="app", password=os.environ["APP_PASSWORD"])
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/798.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B105",
        "bandit:B106",
        "bandit:B107",
        "ruff:S105",
        "ruff:S106",
        "ruff:S107",
        "semgrep:boto3/hardcoded-token",
        "semgrep:lang/hardcoded-password-default-argument",
        "semgrep:flask/avoid_hardcoded_config_SECRET_KEY",
        "semgrep:jwt/jwt-python-hardcoded-secret",
        "codeql:py/hardcoded-credentials",
        "codeql:py/flask-constant-secret-key",
    ],
    find: &[
        Find::Code(named_texts),
        Find::Code(shaped_texts),
        Find::Call(&["os.getenv", "os.environ.get", "os.environ.setdefault", "os.putenv"], at_environment),
        Find::Call(command_lines::RUNNERS, keys::at_command),
        Find::Call(&["jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"], keys::at_token),
        Find::Call(keys::KEYED, keys::at_key),
        Find::Argument(&["secret"], keys::at_cookie),
        Find::Call(&["*.login", "*.simple_bind_s", "*.HTTPBasicAuth", "*.HTTPDigestAuth", "*.BasicAuth", "requests.auth.HTTPBasicAuth", "requests.auth.HTTPDigestAuth", "httpx.BasicAuth", "aiohttp.BasicAuth"], at_second),
        Find::Call(
            &["twilio.rest.Client"],
            at_second,
        ),
        Find::Call(&["paramiko.SSHClient.connect"], at_fourth),
        Find::Call(
            &["ftplib.FTP", "ftplib.FTP_TLS", "dbapi.connect", "ldap3.Connection", "*.create_superuser", "*.create_user"],
            at_third,
        ),
        Find::Call(&["*.set_password", "django.contrib.auth.hashers.make_password", "werkzeug.security.generate_password_hash"], at_first),
    ],
};

/// Texts behind names for secrets: assigned, passed, defaults, entries of dicts, compared.
fn named_texts(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut look = Look { module, examples: examples(module), answers: Vec::new() };
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let id = StmtId(at as u32);
        match stmt.kind {
            StmtKind::Assign { targets, value } => {
                for target in ast.list(targets) {
                    look.assigned(id, *target, value);
                }
            }
            StmtKind::Annotated { target, value: Some(value), .. } => look.assigned(id, target, value),
            _ => {}
        }
    }
    for (at, expr) in ast.exprs.iter().enumerate() {
        match expr.kind {
            ExprKind::Call { args, .. } => {
                for arg in ast.list(args) {
                    // `get(url, auth=("admin", "..."))`
                    if let (ArgKind::Keyword(name), ExprKind::Tuple(pair)) = (arg.kind, ast[arg.value].kind)
                        && let ("auth", [_, word]) = (name.sym.text(), ast.list(pair))
                    {
                        look.given(expr.stmt, "password", *word, Way::Passed);
                    }
                    if let ArgKind::Keyword(name) = arg.kind {
                        look.given(expr.stmt, name.sym.text(), arg.value, Way::Passed);
                    }
                }
            }
            ExprKind::Dict(pairs) => look.dict(expr.stmt, ast.list(pairs)),
            ExprKind::Compare { .. } => look.compared(expr.stmt, ExprId(at as u32)),
            ExprKind::Named { target, value } => look.given(expr.stmt, target.sym.text(), value, Way::Assigned),
            _ => {}
        }
    }
    for function in &ast.functions {
        look.defaults(function);
    }
    look.answers
}

/// How a text comes to stand behind its name.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Assigned,
    Passed,
    Default,
    Entry,
    Compared,
}

struct Look<'m> {
    module: &'m Module,
    /// What is passed as `examples=`, wherever that is.
    examples: Vec<Span>,
    answers: Vec<(Span, StmtId, Answer)>,
}

impl Look<'_> {
    fn assigned(&mut self, stmt: StmtId, target: ExprId, value: ExprId) {
        let ast = &self.module.ast;
        match ast[target].kind {
            ExprKind::Name(name) => self.given(stmt, name.text(), value, Way::Assigned),
            ExprKind::Attribute { name, .. } => self.given(stmt, name.sym.text(), value, Way::Assigned),
            ExprKind::Subscript { index, .. } => {
                if let Some(key) = ast.text_of(index) {
                    self.given(stmt, key, value, Way::Assigned);
                }
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                let (ExprKind::Tuple(values) | ExprKind::List(values)) = ast[value].kind else { return };
                if targets.len == values.len {
                    for (target, value) in ast.list(targets).iter().zip(ast.list(values)) {
                        if !matches!(ast[*target].kind, ExprKind::Tuple(_) | ExprKind::List(_)) {
                            self.assigned(stmt, *target, *value);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn dict(&mut self, stmt: StmtId, pairs: &[Pair]) {
        let ast = &self.module.ast;
        let others = pairs.iter().filter(|pair| {
            pair.key.and_then(|key| ast.text_of(key)).is_some_and(|key| secret::named(key).is_none())
        });
        let others: Vec<String> = others.filter_map(|pair| text_of(ast, pair.value)).map(|text| shape(&text)).collect();
        for pair in pairs {
            let alike = |shape: String| others.iter().filter(|other| **other == shape).count();
            let is_coded = |text: &String| text.len() > 5 && text.bytes().any(|byte| byte.is_ascii_digit());
            if text_of(ast, pair.value).filter(is_coded).is_some_and(|text| alike(shape(&text)) > 2) {
                // `{"name": "ATTm590045", "pwdLastSet": "ATTq589920", "unicodePwd": "ATTk589914"}`
                continue;
            }
            if let Some(key) = pair.key.and_then(|key| self.module.ast.text_of(key)) {
                self.given(stmt, key, pair.value, Way::Entry);
                if key.eq_ignore_ascii_case("authorization") {
                    self.bearer(stmt, pair.value);
                }
            }
        }
    }

    /// `{"Authorization": "Bearer ..."}`
    fn bearer(&mut self, stmt: StmtId, value: ExprId) {
        let ast = &self.module.ast;
        let Some((scheme, token)) = ast.text_of(value).and_then(|text| text.split_once(' ')) else { return };
        if matches!(scheme.to_ascii_lowercase().as_str(), "bearer" | "basic" | "token") && !token.is_empty() {
            let answer = judged("Authorization", Named::Key, token.trim(), Way::Entry);
            self.answers.push((ast[value].span, stmt, answer));
        }
    }

    /// `if password == "..."`
    fn compared(&mut self, stmt: StmtId, compare: ExprId) {
        let ast = &self.module.ast;
        let ExprKind::Compare { operands, comparisons } = ast[compare].kind else { return };
        let equal = |comparison: &Comparison| matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let ([left, right], [comparison]) = (ast.list(operands), ast.list(comparisons)) else { return };
        if !equal(comparison) {
            return;
        }
        for (name, value) in [(*left, *right), (*right, *left)] {
            let name = match ast[name].kind {
                ExprKind::Subscript { index, .. } => ast.text_of(index),
                ExprKind::Name(_) | ExprKind::Attribute { .. } => look::last_name(ast, name),
                _ => None,
            };
            if let Some(name) = name {
                self.given(stmt, name, value, Way::Compared);
            }
        }
    }

    fn defaults(&mut self, function: &Function) {
        for param in self.module.ast.list(function.params) {
            if let Some(default) = param.default {
                self.given(function.stmt, param.name.sym.text(), default, Way::Default);
            }
        }
    }

    fn is_example(&self, literal: ExprId) -> bool {
        let at = self.module.ast[literal].span;
        self.examples.iter().any(|span| span.holds(at))
    }

    fn given(&mut self, stmt: StmtId, name: &str, value: ExprId, way: Way) {
        let Some(kind) = secret::named(name) else { return };
        let ast = &self.module.ast;
        let literals = literals(ast, value);
        if literals.is_empty() && way == Way::Assigned {
            let none = matches!(ast[value].kind, ExprKind::Constant(_));
            let why = if none { "is no text" } else { "is made at run time" };
            self.answers.push((ast[value].span, stmt, Answer::safe(format!("the value of `{name}` {why}"))));
        }
        for literal in literals {
            let Some(text) = text_of(ast, literal) else { continue };
            let answer = match judged(name, kind, &text, way) {
                answer @ (Answer::Safe(_) | Answer::Wrong(_)) if keys::is_of_app(self.module, stmt, name, &text, way) => {
                    keys::of_app(name, &text, answer)
                }
                answer => answer,
            };
            let shown = is_sample(self.module, stmt) || self.is_example(literal);
            let answer = if shown { answer.at(Confidence::Low) } else { answer };
            self.answers.push((ast[literal].span, stmt, standing::for_developers(self.module, answer)));
        }
    }
}

/// Where examples are shown: `Field(examples=[{"password": "s3cr3t"}])`, `connection_example = {..}`,
/// `{"example": {"access_token": ".."}}`.
fn examples(module: &Module) -> Vec<Span> {
    if !["example", "Example", "EXAMPLE", "placeholder"].iter().any(|word| module.file.text.contains(word)) {
        return Vec::new();
    }
    let ast = &module.ast;
    let shown = |expr: &Expr| -> Vec<ExprId> {
        match expr.kind {
            ExprKind::Call { args, .. } => {
                let is_example = |arg: &&Arg| {
                    matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "json_schema_extra" || is_example(name.sym.text()))
                };
                ast.list(args).iter().filter(is_example).map(|arg| arg.value).collect()
            }
            ExprKind::Dict(pairs) => {
                let keyed = |pair: &&Pair| pair.key.and_then(|key| ast.text_of(key)).is_some_and(is_example);
                ast.list(pairs).iter().filter(keyed).map(|pair| pair.value).collect()
            }
            _ => Vec::new(),
        }
    };
    let assigned = ast.stmts.iter().filter_map(|stmt| match stmt.kind {
        StmtKind::Assign { targets, value } => {
            let named = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(name) if is_example(name.text()));
            ast.list(targets).iter().any(named).then_some(value)
        }
        _ => None,
    });
    ast.exprs.iter().flat_map(shown).chain(assigned).map(|value| ast[value].span).collect()
}

fn is_example(name: &str) -> bool {
    let mut words = secret::words(name).into_iter();
    words.any(|word| matches!(word.as_str(), "example" | "examples" | "placeholder" | "placeholders"))
}

/// How a text looks: letters, digits and marks in their order.
fn shape(text: &str) -> String {
    let class = |letter: char| match letter {
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        '0'..='9' => '0',
        other => other,
    };
    text.chars().map(class).collect()
}

/// Whether a statement stands where samples are made, by the names of its function and its classes: what an
/// editor shows in place of data that is not there yet, what a document shows.
fn is_sample(module: &Module, stmt: StmtId) -> bool {
    let speaks = |name: &str| secret::words(name).iter().any(|word| SAMPLES.contains(&word.as_str()));
    let function = module.ast[stmt].function.and_then(|function| module.ast[function].name);
    function.is_some_and(|name| speaks(name.sym.text()))
        || look::classes_around(module, stmt).any(|class| speaks(class.name.sym.text()))
}

const SAMPLES: &[&str] = &["placeholder", "placeholders", "sample", "samples", "preview", "previews"];

fn judged(name: &str, kind: Named, text: &str, way: Way) -> Answer {
    let reason = secret::not_secret(text);
    // People do choose such words for passwords.
    let may_be_field = kind == Named::Password && reason == Some(secret::IS_NAME);
    if let Some(why) = reason.filter(|_| !may_be_field) {
        return Answer::safe(format!("`{name}` is given a text that is no secret: {why}"));
    }
    if says_only(text, name) {
        return Answer::safe(format!("`{name}` is given a text that is no secret: it repeats the name"));
    }
    let spoken = kind == Named::Key && !is_signing(name) && secret::reads_as_words(text);
    let random = looks_random(text) && !spoken;
    let chosen = random || (looks_chosen(text) && !spoken);
    if kind == Named::Key && !chosen && (way == Way::Compared || text.len() < 6 || !is_signing(name)) {
        return Answer::safe(format!("`{name}` is given a plain word, which no machine makes as a key"));
    }
    let shortest = if way == Way::Compared { 4 } else { 3 };
    if kind == Named::Password && text.chars().count() < shortest {
        return Answer::safe(format!("`{name}` is given a text that is too short for a secret"));
    }
    let masked = secret::mask(text);
    let act = match way {
        Way::Assigned | Way::Entry => format!("`{name}` is set to the text `{masked}`"),
        Way::Passed => format!("the text `{masked}` is passed as `{name}`"),
        Way::Default => format!("`{name}` is the text `{masked}` wherever no other is passed"),
        Way::Compared => format!("`{name}` is compared with the text `{masked}`"),
    };
    let answer = Answer::wrong(format!(
        "{act}: everyone who can read this code has it. Read it at run time (environment, secret store), and replace \
         it."
    ));
    if may_be_field || (kind == Named::Key && !chosen) {
        return answer.at(Confidence::Low);
    }
    if random { answer } else { answer.at(Confidence::Medium) }
}

/// Whether the name is one for the key of a signature, which people choose by hand too.
fn is_signing(name: &str) -> bool {
    let words = secret::words(name);
    words.iter().any(|word| matches!(word.as_str(), "secret" | "signing" | "jwt" | "hmac" | "cookie"))
}

/// Whether a text says no more than its name: `PASSWORD = "password"`, `"api_key": "api-key"`.
fn says_only(text: &str, name: &str) -> bool {
    let text = secret::words(text);
    let name = secret::words(name);
    text.iter().all(|word| name.contains(word))
}

/// Whether a person may have chosen the text as a secret: letters with digits among them, `s3cr3t`.
fn looks_chosen(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| c.is_ascii_digit());
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() >= 6 && plain && inner.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a machine may have made the text: long enough, letters mixed with digits, few of them twice.
fn looks_random(text: &str) -> bool {
    let length = text.chars().count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let mut seen: Vec<char> = text.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let marks = length - digits.min(length) - letters.min(length - digits.min(length));
    let classes = usize::from(digits > 0) + usize::from(upper) + usize::from(lower) + usize::from(marks > 0);
    (length >= 8 && digits >= 1 && letters >= 3 && classes >= 3 && seen.len() >= 6)
        || (length >= 16 && digits >= 2 && letters >= 2 && seen.len() >= 8)
        || (length >= 20 && upper && lower && seen.len() >= 12 && marks * 6 < length)
}

/// The texts that a value can be: itself, either arm of a choice, what a method is called on.
fn literals(ast: &Ast, value: ExprId) -> Vec<ExprId> {
    let mut literals = Vec::new();
    let mut open = vec![value];
    while let Some(expr) = open.pop() {
        match ast[expr].kind {
            ExprKind::Constant(_) | ExprKind::FString(_) if text_of(ast, expr).is_some() => literals.push(expr),
            ExprKind::Bool { and: false, operands } => open.extend(ast.list(operands)),
            ExprKind::Conditional { then, otherwise, .. } => open.extend([then, otherwise]),
            ExprKind::Call { function, .. } => {
                if let ExprKind::Attribute { base, name } = ast[function].kind
                    && matches!(name.sym.text(), "encode" | "decode" | "strip") {
                        open.push(base);
                    }
            }
            _ => {}
        }
    }
    literals
}

/// The text of a literal, of bytes too.
fn text_of(ast: &Ast, expr: ExprId) -> Option<String> {
    match ast[expr].kind {
        ExprKind::Constant(id) => match ast.constants.get(id) {
            Const::Str(text) => Some(text.to_string()),
            Const::Bytes(bytes) => Some(match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                // What is no text is no prose either.
                Err(_) => String::from_utf8_lossy(bytes).split_whitespace().collect(),
            }),
            _ => None,
        },
        ExprKind::FString(parts) => {
            let texts = ast.list(parts).iter().map(|part| match part {
                Part::Text(id) => ast.constants.get(*id).as_str(),
                Part::Value { .. } => None,
            });
            texts.collect()
        }
        _ => None,
    }
}

/// Texts of a known token's shape, wherever they stand.
fn shaped_texts(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    let mut say = |span: Span, stmt: StmtId, text: &str| {
        for found in secret::found(text) {
            let masked = secret::mask(text.get(found.start..found.end).unwrap_or(""));
            let answer = Answer::wrong(format!(
                "this text holds {} (`{masked}`): everyone who can read this code has it. Revoke it, and read the new \
                 one at run time.",
                found.what
            ));
            // What a text that is nobody's value, such as a docstring, shows as an address is an example.
            let shows = found.what.contains("address") && matches!(ast[stmt].kind, StmtKind::Expr(text) if ast[text].span == span);
            let answer = if shows { answer.at(Confidence::Medium) } else { answer };
            // Whoever is on this machine needs no password to be told.
            let rest = text.get(found.end..).unwrap_or("").trim_start_matches('@');
            let is_here = found.what == secret::IN_ADDRESS && crate::manifest::is_local(rest);
            let answer = if is_here { answer.at(Confidence::Medium) } else { answer };
            // Prose has addresses to show how one looks.
            let is_shown = found.what == secret::IN_ADDRESS && text.split_whitespace().count() > MOST_WORDS;
            let answer = if is_shown { answer.at(Confidence::Low) } else { answer };
            answers.push((span, stmt, answer));
        }
    };
    for expr in &ast.exprs {
        match expr.kind {
            ExprKind::Constant(id) => match ast.constants.get(id) {
                Const::Str(text) => say(expr.span, expr.stmt, text),
                Const::Bytes(bytes) => say(expr.span, expr.stmt, std::str::from_utf8(bytes).unwrap_or("")),
                _ => {}
            },
            ExprKind::FString(parts) => {
                for part in ast.list(parts) {
                    if let Part::Text(id) = part {
                        say(expr.span, expr.stmt, ast.constants.get(*id).as_str().unwrap_or(""));
                    }
                }
            }
            _ => {}
        }
    }
    answers
}

/// Most words of a text that is a command or the like, and no prose.
const MOST_WORDS: usize = 8;

/// `server.login("me", "...")`
fn at_second(call: &Call<'_>) -> Answer {
    at_position(call, 1)
}

/// `user.set_password("...")`
fn at_first(call: &Call<'_>) -> Answer {
    at_position(call, 0).at(Confidence::Medium)
}

/// `ftplib.FTP("host", "me", "...")`
fn at_third(call: &Call<'_>) -> Answer {
    at_position(call, 2)
}

/// `client.connect("host", 22, "me", "...")`
fn at_fourth(call: &Call<'_>) -> Answer {
    at_position(call, 3)
}

fn at_position(call: &Call<'_>, position: usize) -> Answer {
    let Some(argument) = call.positional(position) else { return Answer::NotMine };
    // What stands in a variable is told where that is set.
    let here = call.world().module().ast.text_of(argument.expr);
    match here {
        Some(text) => judged("password", Named::Password, text, Way::Passed),
        None => Answer::NotMine,
    }
}

/// `os.environ.get("DB_PASSWORD", "...")`: the text stands in where nothing is set.
fn at_environment(call: &Call<'_>) -> Answer {
    let world = call.world();
    let (Some(key), Some(default)) = (call.argument(0, "key"), call.argument(1, "default")) else {
        return Answer::NotMine;
    };
    let (Some(name), Some(text)) = (world.text(key.value), world.text(default.value)) else {
        return Answer::NotMine;
    };
    let Some(kind) = secret::named(name) else { return Answer::NotMine };
    judged(name, kind, text, Way::Default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_machines_make_is_told_from_words() {
        for text in ["4eC39HqLyjWDarjtT1zdp7dc", "t0p-Gun-1986", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"] {
            assert!(looks_random(text), "{text}");
        }
        for text in ["letmein", "utf-8", "administrator", "aaaaaaaaaaaaaaaaaaaaaaaa", "some_long_plain_words_here"] {
            assert!(!looks_random(text), "{text}");
        }
    }

    #[test]
    fn a_message_never_holds_the_secret() {
        let text = "hunter2-hunter2";
        let answer = judged("password", Named::Password, text, Way::Assigned);
        let Answer::Wrong(wrong) = answer else { panic!("{answer:?}") };
        assert!(!wrong.message.contains("hunter"));
    }
}
