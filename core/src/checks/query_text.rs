//! Queries, filters and match expressions as texts: SQL, LDAP, `XPath`, OVN's. Which are put together from parts, and of
//! which parts.

use super::{Check, Counted, Look, Noted, Seen};
use crate::flow::{Piece, Reach, Reached};
use crate::rules::{look, say};
use crate::syntax::ast::{Ast, ExprId, ExprKind, Get, Operator, Part};
use crate::vocabulary::{Category, Sink};
use crate::words;

pub static CHECK: Check = Check {
    id: "query-text",
    title: "Queries and filters that are texts",
    category: Category::Injection,
    asks: "Is a query put together from parts that somebody else chooses?",
    look: &[Look::Reached(&[Sink::Sql, Sink::Ldap, Sink::LdapName, Sink::XPath], queries), Look::Code(built)],
    summary,
};

/// Calls that are given a query as a text.
#[expect(clippy::unnecessary_wraps)] // As all that look at sinks.
fn queries(reached: &Reached<'_>) -> Option<Noted> {
    let language = match reached.sink {
        Sink::Sql => "SQL",
        Sink::Ldap | Sink::LdapName => "LDAP",
        _ => "XPath",
    };
    let world = reached.world();
    let name = reached.name.map_or("the call", |name| name.text());
    let span = reached.place.span;
    let code = say::code(world, reached.argument);
    let what = format!("`{name}` is given {language} as `{code}`");
    let holes = |value| {
        let pieces = world.pieces(value);
        let holes = pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(value, place) if !look::is_number(*value) => Some(format!("`{}`", say::code(world, *place))),
            _ => None,
        });
        holes.collect::<Vec<String>>()
    };
    let noted = match reached.reach {
        Reach::Constant => Noted::safe(span, format!("{what}, which is written in the code")).of("fixed"),
        Reach::Own | Reach::Cleaned | Reach::Guarded => {
            Noted::safe(span, format!("{what}, which holds nothing that somebody else chooses freely")).of("fixed")
        }
        Reach::Data { .. } | Reach::From(_) | Reach::Unknown => match holes(reached.value).as_slice() {
            // Only its name says that it takes SQL.
            [] if reached.callee.path().is_none() && reached.sink == Sink::Sql => {
                Noted::info(span, format!("`{name}` is given `{code}`, which is made elsewhere: SQL, if it is called on a database")).of("given")
            }
            [] => Noted::info(span, format!("{what}, which is made elsewhere")).of("given"),
            holes => Noted::attention(
                span,
                format!(
                    "`{name}` is given {language} into which {} {} put: can whoever chooses that change what the \
                     query means?",
                    words::list_of(holes, 4),
                    if holes.len() == 1 { "is" } else { "are" }
                ),
            )
            .of("built"),
        },
    };
    Some(noted)
}

/// Texts that read like a query and are put together, wherever they go.
fn built(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let id = ExprId(at as u32);
        let Some((text, holes)) = parts(ast, id) else { continue };
        let Some(language) = language(&text) else { continue };
        let open: Vec<ExprId> = holes.iter().copied().filter(|hole| !look::is_fixed_expr(seen.module, *hole)).collect();
        let names: Vec<String> = open.iter().map(|hole| format!("`{}`", seen.quoted(ast[*hole].span))).collect();
        noted.push(if open.is_empty() {
            Noted::safe(expr.span, format!("{language} put together of what is written in the code.")).of("fixed")
        } else {
            Noted::attention(
                expr.span,
                format!(
                    "{language} put together with {}: can whoever chooses {} change what it means?",
                    words::list_of(&names, 4),
                    if names.len() == 1 { "that" } else { "one of these" }
                ),
            )
            .of("built")
        });
    }
    noted
}

/// The constant text of a text that is put together, and what is put into it; none of what is no such text.
fn parts(ast: &Ast, expr: ExprId) -> Option<(String, Vec<ExprId>)> {
    match ast[expr].kind {
        ExprKind::FString(parts) => {
            let (mut text, mut holes) = (String::new(), Vec::new());
            for part in ast.list(parts) {
                match part {
                    Part::Text(id) => text.push_str(ast.constants.get(*id).as_str().unwrap_or("")),
                    Part::Value { value, .. } => {
                        text.push('?');
                        holes.push(*value);
                    }
                }
            }
            (!holes.is_empty()).then_some((text, holes))
        }
        ExprKind::Operation { operands, operators } => {
            let operands = ast.list(operands);
            let first = ast.list(operators).first()?;
            match first {
                Operator::Modulo => {
                    let text = ast.text_of(*operands.first()?)?.to_owned();
                    let value = *operands.get(1)?;
                    let holes = match ast[value].kind {
                        ExprKind::Tuple(items) => ast.list(items).to_vec(),
                        ExprKind::Dict(pairs) => ast.list(pairs).iter().map(|pair| pair.value).collect(),
                        _ => vec![value],
                    };
                    Some((text, holes))
                }
                Operator::Add => {
                    let texts = operands.iter().filter_map(|operand| ast.text_of(*operand));
                    let text = texts.collect::<Vec<_>>().join("?");
                    let holes: Vec<ExprId> = operands.iter().copied().filter(|operand| ast.text_of(*operand).is_none()).collect();
                    (!text.is_empty() && !holes.is_empty()).then_some((text, holes))
                }
                _ => None,
            }
        }
        ExprKind::Call { function, args } => {
            let ExprKind::Attribute { base, name } = ast[function].kind else { return None };
            let args = ast.list(args);
            let text = ast.text_of(base)?;
            (name.sym.text() == "format" && !args.is_empty())
                .then(|| (text.to_owned(), args.iter().map(|arg| arg.value).collect()))
        }
        _ => None,
    }
}

/// Which language a text is in, where it reads like a query.
fn language(text: &str) -> Option<&'static str> {
    let trimmed = text.trim_start();
    let upper: String = trimmed.chars().take(400).collect::<String>().to_ascii_uppercase();
    let mut words = upper.split_whitespace();
    let first = words.next().unwrap_or("");
    let second = words.next().unwrap_or("");
    let has = |word: &str| upper.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|one| one == word);
    // Prose begins with one capital: "Select a port from the list".
    let prose = trimmed.starts_with(|letter: char| letter.is_uppercase())
        && trimmed.chars().nth(1).is_some_and(char::is_lowercase);
    let sql = !prose && match first {
        "SELECT" => has("FROM"),
        "INSERT" | "REPLACE" => second == "INTO",
        "DELETE" => second == "FROM",
        "UPDATE" => has("SET"),
        "CREATE" | "DROP" | "ALTER" | "TRUNCATE" => {
            matches!(second, "TABLE" | "INDEX" | "VIEW" | "DATABASE" | "USER" | "ROLE" | "SCHEMA" | "UNIQUE" | "TRIGGER")
        }
        _ => false,
    };
    if sql {
        return Some("A text that reads like SQL is");
    }
    let bracket = trimmed.strip_prefix('(').and_then(|rest| rest.chars().next());
    if bracket.is_some_and(|letter| matches!(letter, '&' | '|' | '!')) && trimmed.contains('=')
        || ["(cn=", "(uid=", "(sAMAccountName=", "(mail=", "(objectClass="].iter().any(|start| trimmed.contains(start))
    {
        return Some("A text that reads like an LDAP filter is");
    }
    if (trimmed.starts_with("//") || trimmed.starts_with(".//")) && trimmed.contains('[') && trimmed.contains('@') {
        return Some("A text that reads like an XPath expression is");
    }
    let fields = ["inport", "outport", "ip4", "ip6", "eth.", "tcp.", "udp.", "icmp4", "icmp6", "arp.", "nd_", "ct.", "ct_", "flags."];
    let compares = text.contains("==") || text.contains("!=") || text.contains("&&");
    if compares && fields.iter().any(|field| trimmed.starts_with(field) || text.contains(&format!(" {field}")) || text.contains(&format!("({field}"))) {
        return Some("An OVN match expression is");
    }
    None
}

fn summary(counted: &Counted<'_>) -> String {
    if counted.all() == 0 {
        return format!("0 queries are texts, in {}.", words::count(counted.searched.calls, "call"));
    }
    let kinds = [
        (counted.of("built"), "holds parts that are not written in the code", "hold parts that are not written in the code"),
        (counted.of("fixed"), "is written in the code as a whole", "are written in the code as a whole"),
        (counted.of("given"), "is made elsewhere", "are made elsewhere"),
    ];
    format!("Queries as texts stand at {}: {}.", words::count(counted.all(), "place"), words::kinds(&kinds))
}
