//! SQL whose text is put together with values in it, instead of binding them.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::flow::{Argument, Call, Kind, Piece, Value, World};
use crate::intern::Sym;
use crate::names::VarId;
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, Operator, Part, StmtId, StmtKind};
use crate::text::{Place, Span};
use crate::vocabulary::{Category, Confidence, Severity, Sink};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

pub static RULE: Rule = Rule {
    id: "sql-injection",
    title: "SQL text holds data",
    category: Category::Injection,
    cwe: 89,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A value that is written into the text of a query can end its quotes and go on as SQL: read other tables, \
          change data, skip a check of a password. Escaping by hand misses cases; a bound parameter never becomes SQL.",
    fix: "Put a placeholder where the value goes and pass the value beside the text: `execute(\"... WHERE id = ?\", \
          (id,))`. Names of tables and columns cannot be bound: choose them from a list that is written in the code.",
    bad: r#"
def find(cursor, name):
    cursor.execute("SELECT id FROM users WHERE name = '%s'" % name)
    return cursor.fetchone()
"#,
    good: r#"
def find(cursor, name):
    cursor.execute("SELECT id FROM users WHERE name = %s", (name,))
    return cursor.fetchone()
"#,
    references: &[
        "https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values-in-sql-queries",
        "https://cwe.mitre.org/data/definitions/89.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B608",
        "bandit:B610",
        "bandit:B611",
        "ruff:S608",
        "ruff:S610",
        "ruff:S611",
        "semgrep:lang/formatted-sql-query",
        "semgrep:lang/aiopg-sqli",
        "semgrep:lang/asyncpg-sqli",
        "semgrep:lang/pg8000-sqli",
        "semgrep:lang/psycopg-sqli",
        "semgrep:sqlalchemy/avoid-sqlalchemy-text",
        "semgrep:sqlalchemy/sqlalchemy-execute-raw-query",
        "semgrep:sqlalchemy/sqlalchemy-sql-injection",
        "semgrep:pyramid/pyramid-sqlalchemy-sql-injection",
        "semgrep:aws-lambda/mysql-sqli",
        "semgrep:aws-lambda/psycopg-sqli",
        "semgrep:aws-lambda/pymssql-sqli",
        "semgrep:aws-lambda/pymysql-sqli",
        "semgrep:aws-lambda/sqlalchemy-sqli",
        "semgrep:aws-lambda/tainted-sql-string",
        "semgrep:flask/tainted-sql-string",
        "semgrep:django/tainted-sql-string",
        "semgrep:django/avoid-raw-sql",
        "semgrep:django/avoid-query-set-extra",
        "semgrep:django/custom-expression-as-sql",
        "semgrep:django/extends-custom-expression",
        "semgrep:django/sql-injection-using-extra-where",
        "semgrep:django/sql-injection-using-rawsql",
        "semgrep:django/sql-injection-db-cursor-execute",
        "semgrep:django/sql-injection-using-raw",
        "codeql:py/sql-injection",
    ],
    find: &[
        Find::Taint(
            Sink::Sql,
            Harm {
                becomes: "becomes part of the SQL that {} runs",
                so: "it can end the value and go on as SQL",
                instead: "Put a placeholder in the text and pass it beside it.",
            },
        ),
        Find::Call(METHODS, at_method),
        Find::Call(TEXTS, at_text),
        Find::Call(PARTS, at_part),
        Find::Call(&["*.extra"], at_extra),
        Find::Code(elsewhere),
        Find::Code(own_expressions),
    ],
};

/// Methods that run the SQL of their first argument, on whatever they are called.
const METHODS: &[&str] = &[
    "*.execute",
    "*.executemany",
    "*.executescript",
    "*.exec_driver_sql",
    "*.mogrify",
    "*.copy_expert",
    "*.raw",
    "*.fetch",
    "*.fetchrow",
    "*.fetchval",
    "*.read_sql",
    "*.read_sql_query",
    "*.scalar",
    "*.scalars",
    "*.query",
    "*.sql",
    "*.execute_query",
    "*.execute_sql",
    "*.run_query",
    "duckdb.sql",
    "duckdb.query",
    "dbapi.Connection.run",
    "pg8000.native.Connection.run",
    "asyncpg.Connection.prepare",
    "asyncpg.Connection.cursor",
    "asyncpg.Connection.fetchmany",
];

/// Methods of queries that take a text for a part of one, though seldom.
const PARTS: &[&str] = &[
    "sqlalchemy.orm.Query.filter",
    "sqlalchemy.orm.Query.having",
    "sqlalchemy.orm.Query.order_by",
    "sqlalchemy.orm.Query.group_by",
    "sqlalchemy.orm.Query.from_statement",
    "sqlalchemy.Select.where",
    "sqlalchemy.Select.filter",
    "sqlalchemy.Select.having",
    "sqlalchemy.Select.order_by",
    "sqlalchemy.Select.group_by",
];

/// Functions that take SQL as text.
const TEXTS: &[&str] = &[
    "sqlalchemy.text",
    "sqlalchemy.sql.text",
    "sqlalchemy.sql.expression.text",
    "django.db.models.expressions.RawSQL",
    "pandas.read_sql",
    "pandas.read_sql_query",
    "pandas.io.sql.read_sql",
    "peewee.SQL",
];

fn at_method(call: &Call<'_>) -> Answer {
    let Some(text) = first(call) else { return Answer::NotMine };
    let world = call.world();
    let pieces = world.pieces(text.value);
    if pieces.is_empty() {
        return unknown(call, text);
    }
    let text_of_all = known(&pieces);
    // What a database is known to run is SQL however little of it is written here.
    let is_run = is_sql(&text_of_all) || runs_sql(call) && begins_as_sql(&text_of_all);
    if !is_run {
        return Answer::NotMine;
    }
    judged(call, text, &pieces)
}

fn at_text(call: &Call<'_>) -> Answer {
    let Some(text) = first(call) else { return Answer::NotMine };
    let pieces = call.world().pieces(text.value);
    if pieces.is_empty() { unknown_text(call.world(), text) } else { judged(call, text, &pieces) }
}

/// `session.query(User).filter("name = '%s'" % name)`
fn at_part(call: &Call<'_>) -> Answer {
    let Some(text) = call.positional(0) else { return Answer::NotMine };
    let pieces = call.world().pieces(text.value);
    if pieces.is_empty() { Answer::NotMine } else { judged(call, text, &pieces) }
}

/// The SQL of a call, by position or by the names that libraries give it.
fn first<'c>(call: &'c Call<'_>) -> Option<&'c Argument> {
    let names = ["sql", "query", "statement", "operation", "raw_query", "text"];
    call.positional(0).or_else(|| names.iter().find_map(|name| call.named(name)))
}

/// What to say of SQL of which at least a part is known.
fn judged(call: &Call<'_>, text: &Argument, pieces: &[Piece<'_>]) -> Answer {
    let world = call.world();
    let values = if call.arguments.len() > 1 { ", and the values are bound beside it" } else { "" };
    let mut before = "";
    let mut worst: Option<Hole> = None;
    for piece in pieces {
        match *piece {
            Piece::Known(part) => before = part,
            Piece::Hole(value, place) => {
                if !is_harmless(world, value, place) {
                    let hole = Hole { place, names: is_name_position(before), guess: guess(world, place) };
                    worst = Some(worst.map_or(hole, |worst| worst.or(hole)));
                }
                before = "?";
            }
        }
    }
    let Some(hole) = worst else {
        return Answer::safe(if pieces.len() == 1 {
            format!("the SQL is a constant{values}")
        } else {
            format!("only fixed texts and numbers are put into the SQL{values}")
        });
    };
    let shown = say::code(world, hole.place);
    let (how, at) = world.built_by(text.value).unwrap_or(("text", text.place));
    let name = call.name.map_or("execute", |name| name.text());
    let message = if hole.names {
        format!(
            "`{shown}` is put into the SQL as a name by {how}: text in it goes on as SQL. Names cannot be bound, so choose \
             this one from a list that is written in the code."
        )
    } else {
        format!(
            "`{shown}` is put into the SQL by {how}: text in it can end the value and go on as SQL. Put a placeholder in \
             the text and pass `{shown}` beside it."
        )
    };
    let answer = Answer::wrong(message)
        .after(at, format!("`{shown}` is put into the SQL by {how}"))
        .after(call.place, format!("`{name}` runs the SQL"));
    if hole.guess { answer.at(Confidence::Low) } else { answer }
}

/// A value that is put into SQL.
#[derive(Clone, Copy)]
struct Hole {
    place: Place,
    /// Whether it stands where a name of a table or column does.
    names: bool,
    /// Whether it is likely one of the program's own texts.
    guess: bool,
}

impl Hole {
    /// The worse of two: a value before a name, what is unknown before what is likely the program's own.
    fn or(self, other: Self) -> Self {
        if (other.guess, other.names) < (self.guess, self.names) { other } else { self }
    }
}

fn unknown(call: &Call<'_>, text: &Argument) -> Answer {
    // `session.query(Order)`: of these names it is the text that says whether there is SQL in it.
    let named = |name: Sym| matches!(name.text(), "query" | "sql" | "execute_query" | "execute_sql" | "run_query");
    if runs_sql(call) && !call.name.is_some_and(named) {
        unknown_text(call.world(), text)
    } else {
        Answer::NotMine
    }
}

/// Whether what is called runs SQL, by what it is a method of.
fn runs_sql(call: &Call<'_>) -> bool {
    look::receiver_name(call).is_some_and(is_database_name)
        || call.callee.path().is_some_and(|path| DATABASES.contains(&path.first().text()))
}

fn unknown_text(world: &World<'_>, text: &Argument) -> Answer {
    if look::is_fixed(world, text.value, text.place) {
        return Answer::safe("the SQL holds only text that is written in the code");
    }
    if let Kind::Instance(path) | Kind::Outside(path) = text.value.kind {
        let path = path.text();
        // What a text becomes is judged where the text is given: `text(f"..")`, `SQL("..")`.
        if ["text", "SQL", "TextClause", "literal_column"].iter().any(|name| path.ends_with(&format!(".{name}"))) {
            return Answer::NotMine;
        }
        if path.starts_with("sqlalchemy.") || path.starts_with("psycopg") || path.contains(".sql.") {
            return Answer::safe(format!("the statement is put together by `{path}`, which binds its values"));
        }
    }
    let shown = say::code(world, text.place);
    Answer::undecided(format!("how the SQL in `{shown}` is put together is not seen here"))
}

fn is_database_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "cur" | "curs" | "db" | "conn" | "con" | "session" | "engine" | "database" | "tx")
        || ["cursor", "connection", "_conn", "_db", "_session", "_cur"].iter().any(|end| name.ends_with(end))
}

const DATABASES: &[&str] = &[
    "dbapi", "sqlite3", "psycopg2", "psycopg", "MySQLdb", "pymysql", "cx_Oracle", "oracledb", "pyodbc", "pymssql", "asyncpg",
    "aiosqlite", "aiomysql", "aiopg", "pg8000", "duckdb", "sqlalchemy", "mysql", "snowflake", "clickhouse_driver",
];

/// `.extra(where=[..])` of a Django query set.
fn at_extra(call: &Call<'_>) -> Answer {
    let world = call.world();
    let names = ["where", "select", "tables", "order_by"];
    let given: Vec<&Argument> = names.iter().filter_map(|name| call.named(name)).collect();
    let Some(open) = given.iter().find(|arg| !look::is_fixed(world, arg.value, arg.place)) else {
        return if given.is_empty() { Answer::NotMine } else { Answer::safe("the SQL given to `extra` is fixed") };
    };
    Answer::wrong(format!(
        "`extra` puts `{}` into the SQL as it is. Use the query set's own methods, or fixed text with `params`.",
        say::code(world, open.place)
    ))
}

fn is_harmless(world: &World<'_>, value: Value, place: Place) -> bool {
    if look::is_number(value) || look::is_fixed(world, value, place) {
        return true;
    }
    let module = world.project().module(place.file);
    module.expr_at(place.span).is_some_and(|expr| is_harmless_expr(module, expr, 6))
}

/// Whether an expression is made of fixed texts and of names that were quoted, whatever holds them:
/// `", ".join(quote_name(column) for column in columns)`, `{"table": quote_name(table)}`.
fn is_harmless_expr(module: &Module, expr: ExprId, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let ast = &module.ast;
    let harmless = |expr: ExprId| is_harmless_expr(module, expr, depth);
    if look::is_fixed_expr(module, expr) || is_quoted_name(module, expr) {
        return true;
    }
    match ast[expr].kind {
        ExprKind::Name(_) => match look::only_value(module, expr) {
            Some(value) => harmless(value),
            None => false,
        },
        ExprKind::Dict(pairs) => ast.list(pairs).iter().all(|pair| pair.key.is_some() && harmless(pair.value)),
        ExprKind::Tuple(items) | ExprKind::List(items) => ast.list(items).iter().all(|item| harmless(*item)),
        ExprKind::Operation { operands, .. } => ast.list(operands).iter().all(|operand| harmless(*operand)),
        ExprKind::Comprehension { element, value: None, .. } => harmless(element),
        ExprKind::FString(parts) => ast.list(parts).iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Value { value, .. } => harmless(*value),
        }),
        ExprKind::Call { function, args } => match ast[function].kind {
            ExprKind::Attribute { base, name } => {
                matches!(name.sym.text(), "join" | "format")
                    && look::is_fixed_expr(module, base)
                    && ast.list(args).iter().all(|arg| harmless(arg.value))
            }
            _ => false,
        },
        _ => false,
    }
}

/// `connection.ops.quote_name(table)`, `sql.Identifier(table)`
fn is_quoted_name(module: &Module, expr: ExprId) -> bool {
    let ExprKind::Call { function, .. } = module.ast[expr].kind else { return false };
    let name = look::last_name(&module.ast, function).unwrap_or("").to_ascii_lowercase();
    ["quote_name", "quote_ident", "quote_id", "identifier", "qn", "quote", "placeholder"]
        .iter()
        .any(|word| name == *word || (word.len() > 5 && name.contains(word)))
}

/// Whether what fills a hole is likely the program's own text: `self.table`, `TABLE`, `model._meta.db_table`.
fn guess(world: &World<'_>, place: Place) -> bool {
    let module = world.project().module(place.file);
    let Some(expr) = module.expr_at(place.span) else { return false };
    match module.ast[expr].kind {
        ExprKind::Name(name) => look::is_constant_name(name.text()),
        ExprKind::Attribute { base, name } => {
            let own = matches!(module.ast[base].kind, ExprKind::Name(base) if matches!(base.text(), "self" | "cls"));
            own || look::is_constant_name(name.sym.text()) || is_name_of_name(name.sym.text())
        }
        _ => false,
    }
}

fn is_name_of_name(name: &str) -> bool {
    ["table", "column", "schema", "_name", "_field"].iter().any(|word| name.ends_with(word)) || name == "name"
}

/// Whether SQL that ends like this goes on with a name, not with a value.
fn is_name_position(before: &str) -> bool {
    let before = before.trim_end();
    if before.ends_with(['"', '`', '[', '.']) {
        return true;
    }
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("").to_ascii_lowercase();
    let words = [
        "select", "from", "into", "update", "table", "join", "by", "index", "view", "database", "schema", "column",
        "user", "role", "exists", "on", "set", "distinct", "analyze", "truncate", "add", "drop", "collate", "asc", "desc",
    ];
    words.contains(&last.as_str())
}

/// The known parts of a text, with a mark for each hole.
fn known(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Known(known) => text.push_str(known),
            Piece::Hole(..) => text.push('?'),
        }
    }
    text
}

/// Whether a text reads like SQL: a verb, and the word that goes with it.
fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(400)
        .map(str::to_ascii_lowercase)
        .collect();
    let has = |word: &str| words.iter().any(|w| w == word);
    let second = words.get(1).map_or("", String::as_str);
    match words.first().map_or("", String::as_str) {
        "select" | "delete" => has("from"),
        "explain" | "with" => has("select") || has("update") || has("insert") || has("delete"),
        "insert" | "replace" | "merge" => has("into"),
        "update" => has("set"),
        "create" | "drop" | "alter" => has_any(
            second,
            &[
                "table", "index", "view", "database", "schema", "user", "role", "unique", "trigger", "temporary", "temp",
                "virtual", "or", "function", "procedure", "sequence", "extension", "materialized", "tablespace",
            ],
        ),
        "truncate" | "pragma" | "grant" | "revoke" | "vacuum" | "attach" | "copy" | "declare" => words.len() > 1,
        _ => false,
    }
}

/// Whether a text begins with a verb of SQL.
fn begins_as_sql(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    let verbs = ["select", "insert", "update", "delete", "replace", "with", "create", "drop", "alter", "call", "exec"];
    verbs.iter().any(|verb| first.eq_ignore_ascii_case(verb))
}

/// Whether a text reads like SQL that reads or changes rows, which prose does less often.
fn is_data_sql(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    matches!(first.as_str(), "select" | "insert" | "update" | "delete" | "replace" | "with") && is_sql(text)
}

fn has_any(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

/// SQL that is put together and not seen to be run: an observation.
fn elsewhere(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let (run_here, run_later) = seen_to_run(module);
    let mut answers: Vec<(Span, StmtId, Answer)> = Vec::new();
    let mut said: FxHashSet<StmtId> = FxHashSet::default();
    for (at, expr) in ast.exprs.iter().enumerate() {
        let id = ExprId(at as u32);
        let Some(text) = start_of_built(module, id) else { continue };
        let is_later = assigned(module, expr.stmt).is_some_and(|variable| run_later.contains(&variable));
        if !is_data_sql(&text) || run_here.contains(&expr.stmt) || is_later || is_harmless_expr(module, id, 6) {
            continue;
        }
        if said.insert(expr.stmt) {
            let shown = say::quoted(module.file.slice(expr.span));
            let message = format!(
                "`{shown}` puts values into the text of SQL. Where it is run is not seen here; bind the values there \
                 instead."
            );
            answers.push((expr.span, expr.stmt, Answer::wrong(message).at(Confidence::Low)));
        }
    }
    answers
}

/// Classes of Django whose subclasses say themselves what SQL they are.
const EXPRESSIONS: &[&str] = &["Func", "Expression", "BaseExpression", "Aggregate", "Transform", "Lookup", "Value"];

/// `class Position(Func): template = ".."`: what stands in its SQL is for its own code to see to.
fn own_expressions(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    if !look::imports(module, &["django"]) {
        return Vec::new();
    }
    let ast = &module.ast;
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Class(class) = stmt.kind else { continue };
        let base = ast.list(ast[class].args).iter().find_map(|base| {
            let path = look::path(module, base.value)?;
            let known = path.first().text() == "django" && EXPRESSIONS.contains(&path.last().text());
            known.then_some(base.value)
        });
        if let Some(base) = base {
            let shown = say::quoted(module.file.slice(ast[base].span));
            let message = format!(
                "a subclass of `{shown}` writes SQL of its own: see that what it is given is bound, and put into `template` and \
                 `as_sql` only what the code names."
            );
            answers.push((ast[base].span, StmtId(at as u32), Answer::wrong(message).at(Confidence::Low)));
        }
    }
    answers
}

/// Statements that hold a call which runs SQL, and variables whose value such a call runs.
fn seen_to_run(module: &Module) -> (FxHashSet<StmtId>, FxHashSet<VarId>) {
    static NAMES: OnceLock<FxHashSet<Sym>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        METHODS.iter().chain(TEXTS).filter_map(|path| path.rsplit('.').next()).map(Sym::new).collect()
    });
    let ast = &module.ast;
    let (mut statements, mut variables) = (FxHashSet::default(), FxHashSet::default());
    for expr in &ast.exprs {
        let ExprKind::Call { function, args } = expr.kind else { continue };
        if look::last_sym(ast, function).is_some_and(|name| names.contains(&name)) {
            statements.insert(expr.stmt);
            let first = ast.list(args).first().map(|arg| arg.value);
            variables.extend(first.and_then(|first| module.names.variable(first)));
        }
    }
    (statements, variables)
}

/// The variable that a statement assigns.
fn assigned(module: &Module, stmt: StmtId) -> Option<VarId> {
    let StmtKind::Assign { targets, .. } = module.ast[stmt].kind else { return None };
    module.ast.list(targets).first().and_then(|target| module.names.variable(*target))
}

/// The known text of an expression that puts a text together: an f-string, `%`, `+`, `.format`.
fn start_of_built(module: &Module, expr: ExprId) -> Option<String> {
    let ast = &module.ast;
    match ast[expr].kind {
        ExprKind::FString(parts) => {
            let parts = ast.list(parts);
            parts.iter().any(|part| matches!(part, Part::Value { .. })).then(|| {
                parts.iter().map(|part| match part {
                    Part::Text(id) => ast.constants.get(*id).as_str().unwrap_or(""),
                    Part::Value { .. } => "?",
                })
            })
            .map(Iterator::collect)
        }
        ExprKind::Operation { operands, operators } => {
            let joins = ast.list(operators).iter().all(|operator| matches!(operator, Operator::Add | Operator::Modulo));
            let texts = ast.list(operands).iter().map(|operand| ast.text_of(*operand).unwrap_or("?"));
            joins.then(|| texts.collect())
        }
        ExprKind::Call { function, .. } => match ast[function].kind {
            ExprKind::Attribute { base, name } if name.sym.text() == "format" => ast.text_of(base).map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_name_position, is_sql};

    #[test]
    fn sql_is_told_from_other_texts() {
        for text in ["SELECT a FROM b", " insert into t values (?)", "WITH x AS (select 1) SELECT", "drop table ?"] {
            assert!(is_sql(text), "{text}");
        }
        for text in ["select one of these", "update the list", "ls -l ?", "delete ?", "", "create a user"] {
            assert!(!is_sql(text), "{text}");
        }
    }

    #[test]
    fn names_and_values_stand_in_different_places() {
        for before in ["SELECT a FROM ", "ORDER BY ", "INSERT INTO ", "SELECT * FROM \"", "FROM public."] {
            assert!(is_name_position(before), "{before}");
        }
        for before in ["WHERE a = ", "WHERE a = '", "VALUES (", "LIKE '%", "LIMIT "] {
            assert!(!is_name_position(before), "{before}");
        }
    }
}
