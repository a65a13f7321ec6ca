//! Connections that may use a version of TLS that is broken.

use super::{Answer, Find, Rule, look, say};
use crate::flow::{Argument, Call, World, Write};
use crate::project::Module;
use crate::syntax::ast::{Get, Operator, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "old-tls-version",
    title: "A broken version of TLS may be used",
    category: Category::Network,
    cwe: 327,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "SSL 2 and 3 and TLS 1.0 and 1.1 have known attacks that read or change what is sent. A client or server that \
          still speaks them can be talked down to them by anybody on the way.",
    fix: "Use `ssl.create_default_context()` as it is, or set `minimum_version` to `ssl.TLSVersion.TLSv1_2` or later.",
    bad: r#"
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
"#,
    good: r#"
import ssl

context = ssl.create_default_context()
"#,
    references: &[
        "https://docs.python.org/3/library/ssl.html#protocol-versions",
        "https://cwe.mitre.org/data/definitions/327.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B502",
        "bandit:B503",
        "bandit:B504",
        "ruff:S502",
        "ruff:S503",
        "ruff:S504",
        "semgrep:lang/weak-ssl-version",
        "semgrep:lang/ssl-wrap-socket-is-deprecated",
        "codeql:py/insecure-protocol",
        "codeql:py/insecure-default-protocol",
    ],
    find: &[
        Find::Call(
            &["ssl.SSLContext", "OpenSSL.SSL.Context", "eventlet.green.ssl.SSLContext", "M2Crypto.SSL.Context"],
            at_context,
        ),
        Find::Argument(NAMES, at_argument),
        Find::Call(&["ldap3.Tls"], at_directory),
        Find::Call(&["ssl.wrap_socket"], at_wrap),
        Find::Call(&["*.set_min_proto_version", "*.set_max_proto_version"], at_bound),
        Find::Write(&["*.minimum_version", "*.maximum_version", "*.ssl_version"], at_write),
        Find::Code(defaults),
        Find::Code(switched_on),
    ],
};

fn at_context(call: &Call<'_>) -> Answer {
    let world = call.world();
    let protocol = call.argument(0, "protocol").or_else(|| call.named("method"));
    let any = protocol.is_none_or(|protocol| {
        let name = protocol.value.path().map_or("", |path| path.last().text());
        ["PROTOCOL_TLS", "PROTOCOL_SSLv23", "SSLv23_METHOD", "TLS_METHOD"].contains(&name)
    });
    // What `ssl` leaves to the build is TLS 1.2 by now; the others speak what OpenSSL has.
    let speaks_old = protocol.is_some_and(|protocol| {
        let name = protocol.value.path().map(|path| path.last().text()).or(world.text(protocol.value));
        matches!(name, Some("SSLv23_METHOD" | "sslv23"))
    });
    if (any || speaks_old) && !["minimum_version", "OP_NO_TLSv1_1", "set_min_proto_version"].iter().any(|word| world.module().file.text.contains(word)) {
        let shown = say::code(world, call.place);
        return Answer::wrong(format!(
            "`{shown}` leaves it to the build which old versions of TLS are spoken, and checks no certificate. Use \
             `ssl.create_default_context()`, or set `minimum_version`."
        ))
        .at(if speaks_old { Confidence::Medium } else { Confidence::Low });
    }
    match protocol {
        Some(protocol) => decided(world, protocol),
        None => Answer::safe("old versions of TLS are excluded"),
    }
}

/// Names of arguments that are versions of TLS.
const NAMES: &[&str] = &[
    "ssl_version",
    "tls_version",
    "minimum_version",
    "maximum_version",
    "ssl_minimum_version",
    "ssl_min_version",
    "ssl_min_protocol_version",
    "sslmethod",
    "insecurelyLowerMinimumTo",
];

fn at_argument(call: &Call<'_>) -> Answer {
    NAMES.iter().find_map(|name| call.named(name)).map_or(Answer::NotMine, |version| decided(call.world(), version))
}

/// `ldap3.Tls(version=ssl.PROTOCOL_TLSv1)`
fn at_directory(call: &Call<'_>) -> Answer {
    call.argument(3, "version").map_or(Answer::NotMine, |version| decided(call.world(), version))
}

/// `context.set_min_proto_version(SSL.TLS1_VERSION)` of pyOpenSSL
fn at_bound(call: &Call<'_>) -> Answer {
    call.argument(0, "version").map_or(Answer::NotMine, |version| decided(call.world(), version))
}

/// Without a version, what is spoken depends on how Python was built.
fn at_wrap(call: &Call<'_>) -> Answer {
    if call.named("ssl_version").is_some() || call.passes_more() {
        return Answer::NotMine;
    }
    match call.positional(5) {
        Some(version) => decided(call.world(), version),
        None => Answer::wrong(
            "`ssl.wrap_socket` without `ssl_version` speaks every version of TLS that is built in, and is gone from Python \
             3.12. Use `ssl.create_default_context().wrap_socket(..)`.",
        )
        .at(Confidence::Low),
    }
}

fn at_write(write: &Write<'_>) -> Answer {
    decided(write.world(), &write.value)
}

/// `def connect(host, version=ssl.PROTOCOL_SSLv3)`
fn defaults(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for function in &ast.functions {
        for default in ast.list(function.params).iter().filter_map(|param| param.default) {
            let Some(path) = look::path(module, default) else { continue };
            let known = ["ssl", "OpenSSL"].contains(&path.first().text());
            let answer = if known { judged(path.last().text(), module.file.slice(ast[default].span)) } else { None };
            answers.extend(answer.map(|answer| (ast[default].span, function.stmt, answer)));
        }
    }
    answers
}

/// `context.options &= ~ssl.OP_NO_TLSv1`
fn switched_on(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Augmented { target, operator: Operator::BitAnd, value } = stmt.kind else { continue };
        if look::last_name(ast, target) != Some("options") {
            continue;
        }
        let mut names = module.file.slice(ast[value].span).split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let old = names.find(|name| matches!(*name, "OP_NO_SSLv2" | "OP_NO_SSLv3" | "OP_NO_TLSv1" | "OP_NO_TLSv1_1"));
        answers.extend(old.map(|name| {
            let answer = Answer::wrong(format!(
                "without `{name}` a version of TLS that is broken is spoken: anybody on the way can make the connection use it. \
                 Leave the options of `ssl.create_default_context()` as they are."
            ));
            (stmt.span, StmtId(at as u32), answer)
        }));
    }
    answers
}

fn decided(world: &World<'_>, version: &Argument) -> Answer {
    let shown = say::code(world, version.place);
    let text = world.text(version.value).map(str::to_owned);
    let Some(name) = version.value.path().map(|path| path.last().text().to_owned()).or(text) else {
        return Answer::undecided(format!("which version of TLS `{shown}` is, is not known here"));
    };
    judged(&name, &shown)
        .unwrap_or_else(|| Answer::undecided(format!("which version of TLS `{shown}` is, is not known here")))
}

/// What to say of a version by its name; none if it is no version.
fn judged(name: &str, shown: &str) -> Option<Answer> {
    let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.trim_start_matches("protocol").trim_end_matches("method").trim_end_matches("version");
    match plain {
        "sslv2" | "sslv3" | "ssl3" | "tlsv1" | "tlsv10" | "tlsv11" | "tls1" | "tls11" | "minimumsupported" => Some(Answer::wrong(format!(
            "`{shown}` is a version of TLS that is broken: anybody on the way can make the connection use it. Use TLS 1.2 or \
             later."
        ))),
        "sslv23" | "tls" | "tlsclient" | "tlsserver" | "tlsv12" | "tlsv13" | "tls12" | "tls13" | "dtls" | "maximumsupported" => {
            Some(Answer::safe(format!("`{shown}` allows current versions of TLS")))
        }
        _ => None,
    }
}
