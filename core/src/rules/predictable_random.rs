//! Secrets that are made of random numbers which can be foretold.

use super::{Answer, Find, Harm, Rule, commands, look};
use crate::flow::Call;
use crate::intern::Sym;
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "predictable-random",
    title: "A secret is made of numbers that can be foretold",
    category: Category::Cryptography,
    cwe: 338,
    severity: Severity::High,
    confidence: Confidence::Medium,
    why: "The module `random` is made for simulations. From a few hundred of its outputs all later ones follow, so a token \
          or password made with it can be computed by whoever has seen some others.",
    fix: "Use the module `secrets`: `secrets.token_urlsafe()`, `secrets.choice(letters)`, or `random.SystemRandom`.",
    bad: r#"
import random
import string

def reset_token():
    return "".join(random.choice(string.ascii_letters) for _ in range(32))
"#,
    good: r#"
import secrets

def reset_token():
    return secrets.token_urlsafe(32)
"#,
    references: &[
        "https://docs.python.org/3/library/secrets.html",
        "https://cwe.mitre.org/data/definitions/338.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    also: &["bandit:B311", "ruff:S311", "codeql:py/insecure-randomness", "codeql:py/predictable-token"],
    find: &[
        Find::Taint(
            Sink::Token,
            Harm {
                becomes: "is kept by {} as what nobody else should know",
                so: "whoever sees some of its numbers foretells the others",
                instead: "Use the module `secrets`.",
            },
        ),
        Find::Call(PREDICTABLE, at_random),
        Find::Call(&["uuid.uuid1"], at_uuid),
        Find::Call(&["time.time", "time.time_ns"], at_clock),
        Find::Call(SOUND, at_sound),
    ],
};

const PREDICTABLE: &[&str] = &[
    "random.random",
    "random.randint",
    "random.randrange",
    "random.choice",
    "random.choices",
    "random.sample",
    "random.uniform",
    "random.getrandbits",
    "random.randbytes",
    "random.triangular",
    "random.shuffle",
    "random.Random",
    "random.Random.random",
    "random.Random.randint",
    "random.Random.randrange",
    "random.Random.choice",
    "random.Random.choices",
    "random.Random.sample",
    "random.Random.getrandbits",
    "random.Random.randbytes",
    "random.Random.shuffle",
    "numpy.random.randint",
    "numpy.random.choice",
    "numpy.random.bytes",
];

const SOUND: &[&str] = &[
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "secrets.choice",
    "secrets.randbelow",
    "secrets.randbits",
    "os.urandom",
    "random.SystemRandom",
];

fn at_random(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    let secret = secret_at(call).filter(|purpose| !picks(call, purpose));
    match secret {
        Some(purpose) => Answer::wrong(format!(
            "`{name}` makes what `{purpose}` speaks of, and its numbers can be foretold from others. Use the module \
             `secrets`."
        )),
        None if is_code(call) => Answer::wrong(format!(
            "`{name}` makes a code to be typed, and its numbers can be foretold from others. Use `secrets.randbelow`."
        ))
        .at(Confidence::Medium),
        None => Answer::safe(format!("nothing here says that what `{name}` gives is a secret")),
    }
}

/// `reset_token = uuid.uuid1()`: the time and the machine's address.
fn at_uuid(call: &Call<'_>) -> Answer {
    match secret_at(call) {
        Some(purpose) => Answer::wrong(format!(
            "`uuid1` makes what `{purpose}` speaks of out of the time and the machine's address, which others know or guess. \
             Use the module `secrets`."
        )),
        None => Answer::NotMine,
    }
}

/// `reset_token = hashlib.sha256(str(time.time()).encode()).hexdigest()`: a moment that others guess.
fn at_clock(call: &Call<'_>) -> Answer {
    let module = call.world().module();
    let ast = &module.ast;
    let here = ast[call.expr].span;
    let StmtKind::Assign { value, .. } = ast[call.stmt].kind else { return Answer::NotMine };
    // A number is a time. What is signed or mixed with a secret cannot be made by others.
    if ast[value].span == here || !is_made_of_time_alone(ast, value, here) {
        return Answer::NotMine;
    }
    let mut names = named_after(module, call.stmt, here);
    for target in targets(ast, call.stmt) {
        for use_of in uses(module, target) {
            let as_it_is = matches!(ast[ast[use_of].stmt].kind, StmtKind::Assign { value, .. } if is_made_of_time_alone(ast, value, ast[use_of].span));
            if as_it_is {
                names.extend(named_after(module, ast[use_of].stmt, ast[use_of].span));
            }
        }
    }
    match names.into_iter().find(|name| is_secret(name)) {
        Some(purpose) => Answer::wrong(format!(
            "`{purpose}` is made of the time alone, which others know to a few thousand guesses. Use the module `secrets`."
        ))
        .at(Confidence::Medium),
        None => Answer::NotMine,
    }
}

/// What is made of a value, and of nothing that others do not know.
fn is_made_of_time_alone(ast: &Ast, whole: ExprId, part: Span) -> bool {
    const FUNCTIONS: &[&str] = &[
        "str", "int", "repr", "round", "bytes", "hex", "md5", "sha1", "sha224", "sha256", "sha512", "blake2b", "encode", "decode",
        "hexdigest", "digest", "format", "b64encode", "urlsafe_b64encode", "time", "time_ns",
    ];
    const SECRET: &[&str] = &["secret", "secrets", "key", "salt", "random", "urandom", "uuid", "uuid4", "nonce", "pepper", "private"];
    let within = ast[whole].span;
    ast.exprs.iter().filter(|expr| within.holds(expr.span)).all(|expr| match expr.kind {
        ExprKind::Call { function, .. } => {
            expr.span == part || look::last_name(ast, function).is_some_and(|name| FUNCTIONS.contains(&name))
        }
        ExprKind::Name(name) => secret::words(name.text()).iter().all(|word| !SECRET.contains(&word.as_str())),
        ExprKind::Attribute { name, .. } => {
            secret::words(name.sym.text()).iter().all(|word| !SECRET.contains(&word.as_str()))
        }
        ExprKind::Dict(_) | ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Compare { .. } | ExprKind::Lambda(_) => false,
        _ => true,
    })
}

/// `reset_token`, `session_id`: a thing that nobody else should be able to say; no `token_expires`.
fn is_secret(name: &str) -> bool {
    let words = secret::words(name);
    let last = words.last().map(String::as_str);
    match last {
        Some("token" | "secret" | "password" | "passwd" | "otp" | "apikey") => true,
        Some("id" | "key" | "code") => {
            let before = words.iter().rev().nth(1).map(String::as_str);
            matches!(before, Some("session" | "api" | "reset" | "verification" | "secret"))
        }
        _ => false,
    }
}

fn at_sound(call: &Call<'_>) -> Answer {
    Answer::safe(format!("`{}` cannot be foretold", commands::runner(call)))
}

/// `token = random.choice(tokens)`: one of those that there are is picked.
fn picks(call: &Call<'_>, purpose: &str) -> bool {
    // What is likelier to be drawn than others is no secret.
    if call.named("weights").or_else(|| call.named("p")).is_some() {
        return true;
    }
    let ast = &call.world().module().ast;
    let from = call.positional(0).and_then(|from| match ast[from.expr].kind {
        // `tokens[random.randrange(len(tokens))]`
        ExprKind::Call { function, args } if look::last_name(ast, function) == Some("len") => {
            look::last_name(ast, ast.list(args).first()?.value)
        }
        _ => look::last_name(ast, from.expr),
    });
    let last = secret::words(purpose).pop().unwrap_or_default();
    from.is_some_and(|from| secret::words(from).iter().any(|word| word.strip_suffix('s') == Some(&last)))
}

/// The name near a call that says that a secret is made: what is assigned, now or a step later, the key or the name that
/// it is passed under, or the function that returns it.
fn secret_at(call: &Call<'_>) -> Option<String> {
    let module = call.world().module();
    let ast = &module.ast;
    let mut names = named_after(module, call.stmt, ast[call.expr].span);
    let function = ast[call.stmt].function.and_then(|function| ast[function].name);
    let smooth = call.name.is_some_and(|name| matches!(name.text(), "uniform" | "triangular"));
    // A function that is about sessions has other numbers as well, and what lies between two numbers is no secret.
    names.extend(function.map(|name| name.sym.text().to_owned()).filter(|name| !smooth && !is_about_sessions(name)));
    if let Some(secret) = names.iter().find(|name| speaks_of_secret(name)) {
        return Some(secret.clone());
    }
    // What a generator is asked for is looked at where it is asked.
    if call.path().is_some_and(|path| path.is("random.Random")) {
        return None;
    }
    let later = targets(ast, call.stmt).into_iter().flat_map(|target| uses(module, target));
    // `user.token = made()` of `def made(): return random.random()`
    let calls = function.filter(|_| ast[call.stmt].function.is_some()).map(|name| calls_of(module, name.sym));
    let mut places = later.chain(calls.into_iter().flatten());
    places.find_map(|use_of| {
        let names = named_after(module, ast[use_of].stmt, ast[use_of].span);
        names.into_iter().find(|name| speaks_of_secret(name))
    })
}

fn targets(ast: &Ast, stmt: StmtId) -> Vec<ExprId> {
    match ast[stmt].kind {
        StmtKind::Assign { targets, .. } => ast.list(targets).to_vec(),
        // `token += random.choice(letters)`
        StmtKind::Augmented { target, .. } => vec![target],
        _ => Vec::new(),
    }
}

/// What a value within a statement is given to: the statement's targets, the key or the argument that it stands behind.
fn named_after(module: &Module, stmt: StmtId, value: Span) -> Vec<String> {
    let ast = &module.ast;
    let mut names: Vec<String> = Vec::new();
    for target in targets(ast, stmt) {
        match ast[target].kind {
            ExprKind::Name(name) => names.push(name.text().to_owned()),
            ExprKind::Attribute { name, .. } => names.push(name.sym.text().to_owned()),
            ExprKind::Subscript { index, .. } => names.extend(ast.text_of(index).map(str::to_owned)),
            _ => {}
        }
    }
    for expr in ast.exprs.iter().filter(|expr| expr.stmt == stmt && expr.span.holds(value)) {
        match expr.kind {
            ExprKind::Dict(pairs) => {
                let pair = ast.list(pairs).iter().find(|pair| ast[pair.value].span.holds(value));
                names.extend(pair.and_then(|pair| pair.key).and_then(|key| ast.text_of(key)).map(str::to_owned));
            }
            ExprKind::Call { function, args } => {
                let arg = ast.list(args).iter().find(|arg| ast[arg.value].span.holds(value));
                // `response.set_cookie("session_id", made())`
                let keeps = look::last_name(ast, function).is_some_and(|name| KEEPING.contains(&name));
                if let (true, Some(first)) = (keeps, ast.list(args).first()) {
                    names.extend(ast.text_of(first.value).map(str::to_owned));
                }
                if let Some(ArgKind::Keyword(name)) = arg.map(|arg| arg.kind) {
                    names.push(name.sym.text().to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

/// Calls that keep a value under the name that stands before it.
const KEEPING: &[&str] = &["set_cookie", "set_signed_cookie", "set_secure_cookie", "setattr", "setdefault", "putenv"];

/// Where a name is read that a statement binds.
fn uses(module: &Module, target: ExprId) -> Vec<ExprId> {
    let ast = &module.ast;
    let Some(variable) = module.names.variable(target).filter(|_| matches!(ast[target].kind, ExprKind::Name(_))) else {
        return Vec::new();
    };
    let behind = ast[target].span.end;
    let all = (0..ast.exprs.len() as u32).map(ExprId);
    all.filter(|id| ast[*id].span.start > behind && matches!(ast[*id].kind, ExprKind::Name(_)))
        .filter(|id| module.names.variable(*id) == Some(variable))
        .collect()
}

/// Calls of a function of the file, by its name.
fn calls_of(module: &Module, name: Sym) -> Vec<ExprId> {
    let ast = &module.ast;
    let is_call = |id: &ExprId| match ast[*id].kind {
        // `made()`, `self.made()`; of what else it may be a method nothing is known.
        ExprKind::Call { function, .. } => match ast[function].kind {
            ExprKind::Name(called) => called == name,
            ExprKind::Attribute { base, name: called } => called.sym == name && look::last_name(ast, base) == Some("self"),
            _ => false,
        },
        _ => false,
    };
    (0..ast.exprs.len() as u32).map(ExprId).filter(is_call).collect()
}

fn speaks_of_secret(name: &str) -> bool {
    let words = secret::words(name);
    let about = ["index", "idx", "length", "len", "size", "count", "type", "kind", "name", "limit", "ttl", "timeout", "age", "offset"];
    if words.last().is_some_and(|last| about.contains(&last.as_str())) {
        return false;
    }
    // Tokens of a language.
    if matches!(words.first().map(String::as_str), Some("next" | "mask" | "masked" | "special" | "eos" | "bos" | "pad" | "unk")) {
        return false;
    }
    let secrets = [
        "password", "passwd", "passcode", "pwd", "pw", "passphrase", "token", "secret", "salt", "nonce", "otp", "pin", "csrf", "apikey", "iv",
        "captcha", "session", "sessionid", "credential",
    ];
    let keys = words.iter().zip(words.iter().skip(1)).any(|(before, word)| {
        word == "key" && KEYS.contains(&before.as_str())
    });
    let codes = words.iter().zip(words.iter().skip(1)).any(|(before, word)| {
        word == "code" && CODES.contains(&before.as_str())
    });
    words.iter().any(|word| secrets.contains(&word.as_str())) || keys || codes
}

/// `clean_up_session_pool`; no `new_session`, no `session_token`.
fn is_about_sessions(function: &str) -> bool {
    let words = secret::words(function);
    let made = ["new", "create", "make", "generate", "gen", "start", "id", "key", "token", "secret", "salt", "nonce", "password"];
    words.iter().any(|word| word == "session" || word == "sessions") && !words.iter().any(|word| made.contains(&word.as_str()))
}

/// What a key is for that nobody else should have: `encryption_key`, no `sort_key`.
const KEYS: &[&str] = &[
    "api", "secret", "private", "session", "auth", "encryption", "crypto", "cipher", "aes", "des", "rsa", "hmac", "fernet",
    "signing", "master", "licence", "license", "access", "activation", "symmetric",
];

/// What a code is for that nobody else should know: `reset_code`.
const CODES: &[&str] = &[
    "verification", "verify", "confirmation", "confirm", "reset", "auth", "access", "security", "login", "sms", "mail",
    "email", "otp", "mfa", "recovery", "backup", "invite", "activation", "pin", "secret", "coupon", "voucher", "gift",
    "promo", "redeem",
];

/// `code = random.randint(100000, 999999)`: as many digits as people type from a message.
fn is_code(call: &Call<'_>) -> bool {
    let world = call.world();
    let number = |at: usize| call.positional(at).and_then(|arg| world.int(arg.value));
    let digits = matches!((number(0), number(1)), (Some(1_000..=10_000_000), Some(9_999..=99_999_999)));
    let ast = &world.module().ast;
    let StmtKind::Assign { targets, .. } = ast[call.stmt].kind else { return false };
    let is_named = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(name) if name.text() == "code");
    digits && ast.list(targets).iter().any(is_named)
}

#[cfg(test)]
mod tests {
    use super::speaks_of_secret;

    #[test]
    fn names_for_secrets_are_told_from_names_for_games() {
        for name in ["reset_token", "generate_password", "SALT", "apiKey", "new_session_id", "make_otp"] {
            assert!(speaks_of_secret(name), "{name}");
        }
        for name in ["dice", "jitter", "sample_rows", "sort_key", "colour", "pick"] {
            assert!(!speaks_of_secret(name), "{name}");
        }
    }
}
