//! Secrets that are compared letter by letter.

use super::{Answer, Find, Rule, look, say};
use crate::flow::Call;
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{Ast, Comparison, ExprId, ExprKind, Get, Part, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "timing-unsafe-comparison",
    title: "A secret is compared letter by letter",
    category: Category::Cryptography,
    cwe: 208,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    why: "`==` stops at the first letter that differs. Whoever may try again and again measures how long it took, and finds a \
          signature or key letter by letter.",
    fix: "Use `hmac.compare_digest(a, b)`, which takes the same time whatever differs.",
    bad: r#"
def verify(signature, expected_signature):
    return signature == expected_signature
"#,
    good: r#"
import hmac

def verify(signature, expected_signature):
    return hmac.compare_digest(signature, expected_signature)
"#,
    references: &[
        "https://docs.python.org/3/library/hmac.html#hmac.compare_digest",
        "https://cwe.mitre.org/data/definitions/208.html",
    ],
    also: &["codeql:py/timing-attack-against-hash", "codeql:py/timing-attack-sensitive-info", "codeql:py/timing-attack-against-header-value", "codeql:py/possible-timing-attack-against-hash", "codeql:py/possible-timing-attack-sensitive-info"],
    find: &[
        Find::Code(comparisons),
        Find::Call(&["hmac.compare_digest", "secrets.compare_digest"], at_digest),
        Find::Call(&["django.utils.crypto.constant_time_compare"], at_digest),
    ],
};

fn comparisons(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let ExprKind::Compare { operands, comparisons } = expr.kind else { continue };
        let ([left, right], [comparison]) = (ast.list(operands), ast.list(comparisons)) else { continue };
        if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            continue;
        }
        // What is written in the code is no secret, and a length tells nothing.
        if look::is_fixed_expr(module, *left) || look::is_fixed_expr(module, *right) {
            continue;
        }
        // Two objects that are compared part by part, or a password that was typed twice.
        let (one, other) = (look::last_name(ast, *left), look::last_name(ast, *right));
        let stem = |name: &'static str| name.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_attribute = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Attribute { .. });
        let alike = is_attribute(*left) == is_attribute(*right) && one.map(stem) == other.map(stem);
        let column = is_column(ast, *left) || is_column(ast, *right);
        if alike || column || in_equality(module, expr.stmt) {
            continue;
        }
        if is_kept(module, expr.stmt, *left, *right) || [one, other].into_iter().flatten().any(is_of_code) {
            continue;
        }
        let guarded = |expr: ExprId| guarded(module, expr).or_else(|| signature(module, expr));
        let found = guarded(*left).or_else(|| guarded(*right));
        let Some(name) = found
            .or_else(|| plain_token(module, expr.stmt, *left, *right))
            .or_else(|| bearer(module, *left, *right).or_else(|| bearer(module, *right, *left)))
        else {
            continue;
        };
        let shown = say::quoted(module.file.slice(expr.span));
        let message = format!(
            "`{shown}` takes longer the more of `{name}` is right: whoever measures it finds it letter by letter. Use \
             `hmac.compare_digest`."
        );
        let answer = Answer::wrong(message);
        // A password is mostly compared where it is set, not where somebody guesses it.
        let answer = if name.contains("pass") { answer.at(Confidence::Low) } else { answer };
        answers.push((expr.span, expr.stmt, answer));
    }
    answers
}

/// `models.Token.key == key` of a query, which the database compares; `cls.PASSWORD`, one of several constants.
fn is_column(ast: &Ast, expr: ExprId) -> bool {
    let ExprKind::Attribute { base, name } = ast[expr].kind else { return false };
    let of_class = look::last_name(ast, base).is_some_and(|base| {
        base.starts_with(|letter: char| letter.is_ascii_uppercase()) && !look::is_constant_name(base)
    });
    let is_plain = matches!(ast[base].kind, ExprKind::Name(_) | ExprKind::Attribute { .. });
    is_plain && (of_class || (look::is_constant_name(name.sym.text()) && look::last_name(ast, base) == Some("cls")))
}

/// Whether it is compared to see if something has changed: `changed = user.secret != secret`; `if kept != sent: kept = sent`.
fn is_kept(module: &Module, stmt: StmtId, left: ExprId, right: ExprId) -> bool {
    let ast = &module.ast;
    let code = |expr: ExprId| module.file.slice(ast[expr].span);
    match ast[stmt].kind {
        StmtKind::Assign { targets, .. } => {
            let named = |target: &ExprId| look::last_name(ast, *target).is_some_and(|name| name.contains("change") || name.contains("differ"));
            ast.list(targets).iter().any(named)
        }
        StmtKind::If { arms, .. } => ast.list(arms).iter().flat_map(|arm| ast.list(arm.body)).any(|id| match ast[*id].kind {
            StmtKind::Assign { targets, value } => ast.list(targets).iter().any(|target| {
                let pair = (code(*target), code(value));
                pair == (code(left), code(right)) || pair == (code(right), code(left))
            }),
            _ => false,
        }),
        _ => false,
    }
}

/// `CHANGE_ME_SECRET_KEY`, `DEFAULT_PASSWORD`: what everybody knows.
fn is_of_code(name: &str) -> bool {
    look::is_constant_name(name)
        && secret::words(name).iter().any(|word| matches!(word.as_str(), "change" | "changeme" | "default" | "insecure" | "placeholder" | "dummy"))
}

/// `def __eq__`
fn in_equality(module: &Module, stmt: StmtId) -> bool {
    let function = module.ast[stmt].function.and_then(|function| module.ast[function].name);
    function.is_some_and(|name| matches!(name.sym.text(), "__eq__" | "__ne__"))
}

/// The name of a value that is guarded by being unknown: a signature, a key, a token of a request.
fn guarded(module: &Module, expr: ExprId) -> Option<&'static str> {
    let name = named_by(&module.ast, expr)?;
    let words = secret::words(name);
    let last = words.last().map(String::as_str)?;
    let before = words.iter().rev().nth(1).map_or("", String::as_str);
    let signed = matches!(last, "signature" | "hmac");
    let key = (last == "key" && ["api", "secret", "auth", "access"].contains(&before)) || last == "apikey";
    let token = last == "token" && TOKENS.contains(&before);
    let word = matches!(last, "password" | "passwd" | "secret") && before != "confirm";
    (signed || key || token || word).then_some(name)
}

/// What comes before `token` where it is one that opens something.
const TOKENS: &[&str] = &[
    "api", "access", "activation", "admin", "auth", "bearer", "confirmation", "csrf", "invite", "refresh", "reset", "secret",
    "session", "shared", "stored", "unsubscribe", "user", "verification", "verify", "webhook", "xsrf",
];

/// What a value is called: by a name or attribute, or by the key that it stands under: `os.environ["API_TOKEN"]`,
/// `request.headers.get("X-Signature")`.
fn named_by(ast: &Ast, expr: ExprId) -> Option<&'static str> {
    match ast[expr].kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } => look::last_name(ast, expr),
        _ => key_of(ast, expr).map(|key| crate::intern::Sym::new(key).text()),
    }
}

/// The key of a look-up: `headers["X-Token"]`, `headers.get("X-Token", "")`, `os.getenv("TOKEN")`
fn key_of(ast: &Ast, expr: ExprId) -> Option<&str> {
    match ast[expr].kind {
        ExprKind::Subscript { index, .. } => ast.text_of(index),
        ExprKind::Call { function, args } if matches!(look::last_name(ast, function), Some("get" | "getenv")) => {
            ast.text_of(ast.list(args).first()?.value)
        }
        _ => None,
    }
}

/// `token` alone, which is as often a word of a language: one that a request or the environment gives, or that a
/// function tests whose name says that it lets somebody in.
fn plain_token(module: &Module, stmt: StmtId, one: ExprId, other: ExprId) -> Option<&'static str> {
    let ast = &module.ast;
    let is_token = |expr: ExprId| {
        let name = named_by(ast, expr).filter(|name| name.contains("oken") || name.contains("OKEN"))?;
        secret::words(name).last().is_some_and(|last| last == "token").then_some(name)
    };
    let name = is_token(one).or_else(|| is_token(other))?;
    let from_outside = [one, other].iter().any(|operand| {
        let given = whole_of(ast, look::only_value(module, *operand).unwrap_or(*operand));
        let given = look::only_value(module, given).unwrap_or(given);
        let code = module.file.slice(ast[given].span).to_ascii_lowercase();
        key_of(ast, given).is_some() && OUTSIDE.iter().any(|word| code.contains(word))
    });
    let lets_in = || {
        let function = ast[stmt].function.map(|function| &ast[function]);
        let named = function.and_then(|function| function.name).is_some_and(|name| {
            secret::words(name.sym.text()).iter().any(|word| LETTING_IN.contains(&word.as_str()))
        });
        // Of a language's words both are mostly names.
        let kept = |operand: ExprId| matches!(ast[operand].kind, ExprKind::Attribute { .. }) && is_token(operand).is_some();
        let reads_words = || {
            look::classes_around(module, stmt).any(|class| {
                let words = secret::words(class.name.sym.text());
                words.iter().any(|word| matches!(word.as_str(), "parser" | "lexer" | "scanner" | "tokenizer" | "reader"))
            })
        };
        named && [one, other].into_iter().any(kept) && !reads_words()
    };
    (from_outside || lets_in()).then_some(name)
}

/// `request.headers["Authorization"] == "Bearer " + TOKEN`
fn bearer(module: &Module, header: ExprId, expected: ExprId) -> Option<&'static str> {
    let ast = &module.ast;
    let header = look::only_value(module, header).unwrap_or(header);
    if !key_of(ast, header).is_some_and(|key| key.to_ascii_lowercase().ends_with("authorization")) {
        return None;
    }
    let expected = look::only_value(module, expected).unwrap_or(expected);
    let named = |expr: ExprId| named_by(ast, expr).filter(|name| secret::named(name).is_some());
    match ast[expected].kind {
        ExprKind::Operation { operands, .. } => ast.list(operands).iter().find_map(|operand| named(*operand)),
        ExprKind::FString(parts) => ast.list(parts).iter().find_map(|part| match part {
            Part::Value { value, .. } => named(*value),
            Part::Text(_) => None,
        }),
        _ => None,
    }
}

/// What a text is a part of: `header` of `header.removeprefix("Bearer ")`, `header.split()[1]`.
fn whole_of(ast: &Ast, expr: ExprId) -> ExprId {
    let mut at = expr;
    for _ in 0..MOST_STEPS {
        at = match ast[at].kind {
            ExprKind::Call { function, .. } => match ast[function].kind {
                ExprKind::Attribute { base, name } if PARTS.contains(&name.sym.text()) => base,
                _ => return at,
            },
            ExprKind::Subscript { base, index } if ast.text_of(index).is_none() => base,
            _ => return at,
        };
    }
    at
}

const PARTS: &[&str] = &["removeprefix", "replace", "split", "partition", "rpartition", "rsplit", "strip", "lstrip", "encode", "decode"];

/// Where a request or the environment is read.
const OUTSIDE: &[&str] = &["request", "header", "cookie", "environ", "getenv", "config", "settings", "event["];
/// Words of functions that let somebody in.
const LETTING_IN: &[&str] = &[
    "activate", "auth", "authenticate", "authorize", "authorized", "confirm", "login", "reset", "unsubscribe", "verify", "webhook",
];

/// `mac` of `mac = hmac.new(key, body, "sha256").hexdigest()`: who forges a message needs it.
fn signature(module: &Module, expr: ExprId) -> Option<&'static str> {
    let ast = &module.ast;
    let named = look::last_name(ast, expr);
    let mut at = expr;
    for _ in 0..MOST_STEPS {
        at = match ast[at].kind {
            ExprKind::Call { function, .. } => {
                let path = look::path(module, function).map(crate::intern::PathId::text);
                if path.is_some_and(|path| matches!(path.as_str(), "hmac.new" | "hmac.digest" | "hmac.HMAC")) {
                    return named;
                }
                match ast[function].kind {
                    // `mac.hexdigest()`, `b64encode(mac)`
                    ExprKind::Attribute { base, name }
                        if matches!(name.sym.text(), "hexdigest" | "digest" | "decode" | "lower" | "hex") =>
                    {
                        base
                    }
                    // `sign(body)` of a function that gives such a signature.
                    _ => return gives_signature(module, function).then_some(named?),
                }
            }
            ExprKind::Name(_) => look::only_value(module, at)?,
            _ => return None,
        };
    }
    None
}

/// Whether the only function of the file that is called so gives a signature: `sign(body)`, `self._sign(body)`.
fn gives_signature(module: &Module, function: ExprId) -> bool {
    let ast = &module.ast;
    let Some(name) = look::last_sym(ast, function) else { return false };
    let mut named = ast.functions.iter().filter(|function| function.name.is_some_and(|known| known.sym == name));
    let (Some(only), None) = (named.next(), named.next()) else { return false };
    let returned = ast.stmts.iter().filter(|stmt| {
        only.span.holds(stmt.span) && stmt.function.is_some_and(|id| ast[id].span == only.span)
    });
    let mut values = returned.filter_map(|stmt| if let StmtKind::Return(value) = stmt.kind { value } else { None });
    // One step alone: a helper of a helper is named by neither.
    values.any(|value| made_by_hmac(module, value))
}

/// `hmac.new(key, body, "sha256").hexdigest()`, by itself or behind a name
fn made_by_hmac(module: &Module, value: ExprId) -> bool {
    let ast = &module.ast;
    let mut at = look::only_value(module, value).unwrap_or(value);
    for _ in 0..MOST_STEPS {
        at = match ast[at].kind {
            ExprKind::Call { function, args } => {
                if look::path(module, function).is_some_and(|path| path.first().text() == "hmac") {
                    return true;
                }
                match (ast[function].kind, ast.list(args).first()) {
                    (ExprKind::Attribute { base, name }, _)
                        if matches!(name.sym.text(), "hexdigest" | "digest" | "decode" | "lower" | "hex") =>
                    {
                        base
                    }
                    // `base64.b64encode(mac.digest())`
                    (_, Some(arg)) => arg.value,
                    _ => return false,
                }
            }
            ExprKind::Name(_) => match look::only_value(module, at) {
                Some(value) => value,
                None => return false,
            },
            _ => return false,
        };
    }
    false
}

/// Most steps from a name to what made its value.
const MOST_STEPS: usize = 6;

fn at_digest(_: &Call<'_>) -> Answer {
    Answer::safe("the comparison takes the same time whatever differs")
}
