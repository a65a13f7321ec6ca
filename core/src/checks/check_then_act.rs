//! Tests whose answer may be old when what follows happens, and what makes that harmless.

use super::commits::{self, Act, Committing};
use super::seen::Called;
use super::threads::is_locked;
use super::{Check, Counted, Look, Noted, Seen, effects, handling, lost_updates};
use crate::models::Role;
use crate::names::BindingKind;
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Status};
use crate::words;

pub static CHECK: Check = Check {
    id: "check-then-act",
    title: "Tests whose answer may be old",
    category: Category::Concurrency,
    asks: "What happens if somebody else acts between the test and what follows from it?",
    look: &[Look::Code(tests), Look::Code(flags), Look::Code(revisions), Look::Code(locked_rows), Look::Code(lost_updates::lost)],
    summary,
};

/// Flags that make an act harmless where it was done already.
const FLAGS: &[&str] = &["may_exist", "if_exists", "exist_ok", "missing_ok", "ignore_conflicts", "parents_exist_ok", "dirs_exist_ok", "checkfirst", "if_not_exists"];

/// `idl.ls_add(name, may_exist=True)`
fn flags(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for call in &seen.calls {
        for arg in ast.list(call.args) {
            let ArgKind::Keyword(name) = arg.kind else { continue };
            let flag = name.sym.text();
            let on = match ast[arg.value].kind {
                ExprKind::Constant(id) => ast.constants.get(id).truth(),
                _ => continue,
            };
            if FLAGS.contains(&flag) && on {
                noted.push(Noted::safe(call.span, format!("`{}` with `{flag}=True`: doing it again, or after somebody else, is no failure", seen.callee(call))));
            }
        }
    }
    noted
}

/// `if not os.path.exists(path): os.makedirs(path)`, `if not api.get_group(name): api.group_add(name)`
fn tests(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let mut noted = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::If { arms, .. } = stmt.kind else { continue };
        let arms = ast.list(arms);
        for arm in arms {
            let Some(asked) = asked(seen, arm.test) else { continue };
            let body = handling::span_of(ast, arm.body);
            let act = seen.calls_within(body).find(|call| ast[call.stmt].parent.is_some() && follows(seen, &asked, call));
            let act = act.map(|act| (act, asked)).or_else(|| {
                // `if found: return found`, and behind it what happens where there is none.
                let [only] = arms else { return None };
                let rest = behind(seen, StmtId(at as u32)).filter(|_| !handling::ways(seen, only.body).goes_on)?;
                let asked = Asked { absent: !asked.absent, behind: true, ..asked };
                let act = seen.calls_within(rest).find(|call| call.function == stmt.function && follows(seen, &asked, call))?;
                Some((act, asked))
            });
            let Some((act, asked)) = act else { continue };
            noted.push(at_test(seen, StmtId(at as u32), &asked, act));
        }
    }
    noted
}

/// What stands behind a statement in its block.
fn behind(seen: &Seen<'_>, stmt: StmtId) -> Option<Span> {
    let ast = seen.ast();
    let of_function = ast[stmt].function.map(|function| ast[function].body);
    let of_parent = ast[stmt].parent.map(|parent| ast.blocks(parent)).unwrap_or_default();
    let block = of_function.into_iter().chain(of_parent).find(|block| ast.list(*block).contains(&stmt))?;
    let end = handling::span_of(ast, block).end;
    (end > ast[stmt].span.end).then(|| Span::new(ast[stmt].span.end, end))
}

/// `Order.objects.select_for_update().get(pk=pk)`: nobody changes the rows until the transaction ends.
fn locked_rows(seen: &Seen<'_>) -> Vec<Noted> {
    let blocks = commits::blocks(seen);
    let at_call = |call: &Called| {
        let code = seen.callee(call);
        let block = blocks.iter().find(|block| block.span.holds(call.span)).map(|block| block.header);
        let decorator = || call.function.and_then(|function| seen.decorated(function, Role::Transaction)).map(|expr| seen.ast()[expr].span);
        let text = |line: u32| format!("what `{code}` gives is locked until the transaction of line {line} ends: nobody else changes it between the reading and the writing");
        match block.or_else(decorator) {
            Some(transaction) => Noted::safe(call.span, text(seen.line(transaction))),
            None => Noted::undecided(call.span, format!("what `{code}` gives is locked until the transaction ends, and none is begun here: whether a caller begins one is needed")),
        }
    };
    seen.calls.iter().filter(|call| seen.is(call, Role::LocksRows)).map(at_call).collect()
}

/// What a question is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A file.
    File,
    /// Rows of a backend or a database.
    Rows,
    /// Whatever its object holds: nothing else says what it asks.
    Same,
}

/// A question about something that others can change.
#[derive(Clone, Copy)]
struct Asked {
    call: Called,
    /// Whether what follows happens where there is nothing.
    absent: bool,
    of: Of,
    /// Whether what follows is not in the block of the test, but behind it.
    behind: bool,
}

/// What a chain of calls begins with, where that is no method's own object: `session` of `session.query(A).first()`.
fn object(seen: &Seen<'_>, call: &Called) -> Option<String> {
    let ast = seen.ast();
    let mut at = call.callee;
    for _ in 0..30 {
        at = match ast[at].kind {
            ExprKind::Attribute { base, .. } => match ast[base].kind {
                ExprKind::Name(of) if matches!(of.text(), "self" | "cls") => return Some(seen.quoted(ast[at].span)).filter(|_| at != call.callee),
                _ => base,
            },
            ExprKind::Call { function, .. } => function,
            ExprKind::Name(name) => return (at != call.callee).then(|| name.text().to_owned()),
            _ => return None,
        };
    }
    None
}

fn asked(seen: &Seen<'_>, test: ExprId) -> Option<Asked> {
    let ast = seen.ast();
    let (operand, absent) = match ast[test].kind {
        ExprKind::Not(operand) => (operand, true),
        ExprKind::Bool { operands, .. } => return ast.list(operands).iter().find_map(|operand| asked(seen, *operand)),
        ExprKind::Compare { operands, .. } => match ast.list(operands) {
            // `group is None`
            [left, right] if is_none(seen, *right) => (*left, !seen.module.file.slice(ast[test].span).contains("not")),
            _ => return None,
        },
        _ => (test, false),
    };
    let call = match ast[operand].kind {
        ExprKind::Call { .. } => operand,
        ExprKind::Name(_) => {
            let variable = seen.module.names.variable(operand)?;
            let start = ast[test].span.start;
            // The last that it was given before: `found = find(a)`, and later `found = find(b)`.
            let before = seen.module.names.bindings(variable).iter().filter(|binding| ast[binding.stmt].span.end <= start);
            let last = before.max_by_key(|binding| ast[binding.stmt].span.start)?;
            let (BindingKind::Value(value) | BindingKind::Part(value)) = last.kind else { return None };
            if ast[last.stmt].function != ast[ast[test].stmt].function {
                return None;
            }
            match ast[value].kind {
                ExprKind::Await(inner) => inner,
                _ => value,
            }
        }
        _ => return None,
    };
    // `idl.pg_get(name).execute()`
    let call = seen.call(call)?;
    let call = commits::executes(seen, call).unwrap_or(call);
    let path = call.path.map(crate::intern::PathId::text).unwrap_or_default();
    let of_file = FILE_TESTS.contains(&path.as_str())
        || (call.name.is_some_and(|name| matches!(name.text(), "exists" | "is_file" | "is_dir")) && path.starts_with("pathlib."));
    let of_rows = || {
        let name = call.name.map_or("", crate::intern::Sym::text).trim_start_matches('_');
        let asks = ["get_", "find_", "lookup", "list_", "exists", "first", "count", "has_", "select"].iter().any(|word| name.starts_with(word)) || name.ends_with("_get") || name.ends_with("_list");
        asks && (through(seen, call) || seen.is(call, Role::Backend) || seen.is(call, Role::Database) || path.contains(".objects.") || matches!(name, "exists" | "first"))
    };
    let of_same = || {
        let name = call.name.map_or("", crate::intern::Sym::text);
        let asks = ["get_by", "find_", "one_or_none", "scalar_one_or_none", "first"].iter().any(|word| name.starts_with(word)) || name == "get" || name == "scalar";
        asks && object(seen, call).is_some_and(|object| !matches!(object.as_str(), "os" | "request" | "re" | "kwargs" | "options" | "params" | "data" | "config"))
    };
    let of = match () {
        () if of_file => Of::File,
        () if of_rows() => Of::Rows,
        () if of_same() => Of::Same,
        () => return None,
    };
    Some(Asked { call: *call, absent, of, behind: false })
}

/// Whether a function of this file asks the backend or the database.
fn through(seen: &Seen<'_>, call: &Called) -> bool {
    let given = call.given.filter(|given| given.file == seen.file);
    given.is_some_and(|given| seen.calls_in(Some(given.function)).any(|inner| seen.is(inner, Role::Backend) || seen.is(inner, Role::Database)))
}

const FILE_TESTS: &[&str] = &["os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.islink", "os.path.lexists", "os.access"];

/// Whether a call does what the question was asked for.
fn follows(seen: &Seen<'_>, asked: &Asked, call: &Called) -> bool {
    let name = call.name.map_or("", crate::intern::Sym::text);
    if asked.of == Of::File {
        let creates = ["mkdir", "makedirs", "touch", "symlink", "open", "copy", "copyfile", "copytree", "rename", "mkfifo", "write_text", "write_bytes", "replace", "move"];
        let removes = ["remove", "unlink", "rmdir", "rmtree", "rename", "chmod", "chown", "replace", "move"];
        let acts = if asked.absent { creates.contains(&name) } else { removes.contains(&name) };
        return acts && same_argument(seen, &asked.call, call);
    }
    let Some((act, noun)) = commits::act(name) else { return false };
    // `if await users.get_by_email(email): raise`, `users.create(user)`
    let same = asked.absent && act == Act::Create && object(seen, &asked.call).is_some_and(|one| object(seen, call) == Some(one));
    if asked.of == Of::Same || same && matches!(asked.call.name.map_or("", crate::intern::Sym::text), "first" | "one_or_none") {
        return same;
    }
    let fits = if asked.absent { act == Act::Create } else { act == Act::Delete };
    if !fits || !(seen.is(call, Role::Backend) || seen.is(call, Role::DatabaseWrite) || seen.is(call, Role::Commits) || Committing::default().commits(seen, &[], call)) {
        return false;
    }
    // `get_port_group` and `pg_add` are of one thing, or of one argument.
    let of = asked.call.name.and_then(|name| name.text().trim_start_matches('_').split_once('_')).map_or("", |(_, noun)| noun);
    let one_noun = !of.is_empty() && !noun.is_empty() && (of.contains(&noun) || noun.contains(of));
    // `Account.objects.filter(..).exists()`, `Account.objects.create(..)`
    if noun.is_empty() && object(seen, call).is_some() && object(seen, call) == object(seen, &asked.call) {
        return true;
    }
    // Far behind the test much is done with one argument that the test was not made for.
    one_noun || !asked.behind && same_argument(seen, &asked.call, call)
}

/// Whether two calls are about one thing: an argument, or what they are called on.
fn same_argument(seen: &Seen<'_>, one: &Called, two: &Called) -> bool {
    let ast = seen.ast();
    let texts = |call: &Called| {
        let receiver = match ast[call.callee].kind {
            ExprKind::Attribute { base, .. } => Some(seen.module.file.slice(ast[base].span)),
            _ => None,
        };
        let args = ast.list(call.args).iter().map(|arg| seen.module.file.slice(ast[arg.value].span));
        // What everything is called on says nothing.
        args.chain(receiver.filter(|_| call.path.is_some_and(|path| path.text().starts_with("pathlib.")))).collect::<Vec<_>>()
    };
    let first = texts(one);
    texts(two).iter().any(|text| first.contains(text))
}

fn at_test(seen: &Seen<'_>, stmt: StmtId, asked: &Asked, act: &Called) -> Noted {
    let ast = seen.ast();
    let (test, acts) = (seen.callee(&asked.call), seen.callee(act));
    let (span, line) = (asked.call.span, seen.line(act.span));
    let flagged = ast.list(act.args).iter().any(|arg| matches!(arg.kind, ArgKind::Keyword(name) if FLAGS.contains(&name.sym.text())));
    if flagged {
        return Noted::safe(span, format!("`{test}` is asked before `{acts}` (line {line}), which does not fail where somebody else was faster"));
    }
    let again = asked_again(seen, asked, act).filter(|_| asked.behind);
    if let Some(line) = again {
        return Noted::safe(span, format!("`{test}` is asked again on line {line}, right before `{acts}` (line {})", seen.line(act.span)));
    }
    let caught = handling::around(ast, act.stmt).first().copied();
    if let Some(caught) = caught {
        return Noted::safe(span, format!("`{test}` is asked before `{acts}` (line {line}); what that raises where somebody else was faster is caught on line {}", seen.line(caught.handler.span)));
    }
    if is_locked(seen, stmt) {
        return Noted::safe(span, format!("`{test}` and `{acts}` (line {line}) stand behind one lock"));
    }
    let so = if asked.absent { "somebody else may make it between the two" } else { "it may be gone, or another, between the two" };
    Noted::attention(span, format!("`{test}` is asked, and `{acts}` on line {line} relies on the answer: {so}. What happens then?"))
}

/// The line on which the same is asked once more before it is acted on, behind a lock.
fn asked_again(seen: &Seen<'_>, asked: &Asked, act: &Called) -> Option<u32> {
    let code = |call: &Called| seen.module.file.slice(call.span);
    let between = Span::new(asked.call.span.end, act.span.start.max(asked.call.span.end));
    let again = seen.calls_within(between).find(|call| code(call) == code(&asked.call))?;
    is_locked(seen, again.stmt).then(|| seen.line(again.span))
}

/// Revision checks: which functions that change the backend ask for the revision, and which of their siblings do not.
fn revisions(seen: &Seen<'_>) -> Vec<Noted> {
    let ast = seen.ast();
    let asks: Vec<&Called> = seen.calls.iter().filter(|call| seen.is(call, Role::Revision)).collect();
    if asks.is_empty() {
        return Vec::new();
    }
    let mut noted: Vec<Noted> = Vec::new();
    for call in &asks {
        noted.push(Noted::safe(call.span, format!("`{}` goes with the change: an older version does not overwrite a newer one", seen.callee(call))));
    }
    let blocks = commits::blocks(seen);
    let mut committing = Committing::default();
    let noun = |function: FuncId| {
        let (act, noun) = commits::act(ast[function].name?.sym.text())?;
        (!noun.is_empty()).then_some((act, noun))
    };
    for (at, function) in ast.functions.iter().enumerate() {
        let id = FuncId(at as u32);
        let Some((act, of)) = noun(id) else { continue };
        // What is given the check, or the transaction, leaves it to its caller.
        let given = ast.list(function.params).iter().any(|param| {
            let name = param.name.sym.text();
            name == "txn" || name.contains("rev")
        });
        if given || act == Act::Update || asks.iter().any(|call| call.function == Some(id)) {
            continue;
        }
        let sibling = asks.iter().filter_map(|call| call.function).find(|other| {
            ast[*other].class == function.class && *other != id && noun(*other).is_some_and(|(_, noun)| noun == of)
        });
        let Some(sibling) = sibling else { continue };
        if commits::units(seen, &blocks, &mut committing, id).iter().all(|unit| unit.kind != commits::Kind::Backend) {
            continue;
        }
        let (name, other) = (effects::name(ast, id), effects::name(ast, sibling));
        noted.push(Noted::attention(
            effects::header(ast, id),
            format!("`{name}` changes the backend without asking for the revision, while `{other}` (line {}) asks: may an older `{name}` arrive after a newer change?", seen.line(ast[sibling].span)),
        ));
    }
    noted
}

fn is_none(seen: &Seen<'_>, expr: ExprId) -> bool {
    matches!(seen.ast()[expr].kind, ExprKind::Constant(id) if *seen.ast().constants.get(id) == crate::intern::Const::None)
}

fn summary(counted: &Counted<'_>) -> String {
    match counted.all() {
        0 => "0 tests that an act relies on.".to_owned(),
        all => format!(
            "{} that an act relies on, flags and revision checks: {} safe against others, {} open to them.",
            words::count(all, "test"),
            words::number(counted.with(Status::Safe)),
            words::number(counted.with(Status::Attention)),
        ),
    }
}
