//! What the tree and the names say of an expression, for rules that need more than its value.

use super::Answer;
use crate::flow::{Argument, Call, Kind, Value, World};
use crate::intern::{Const, PathId, Sym};
use crate::names::{Binding, BindingKind};
use crate::project::Module;
use crate::secret;
use crate::syntax::ast::{
    Arg, ArgKind, Ast, Class, Expr, ExprId, ExprKind, Get, List, Operator, Part, StmtId, StmtKind,
};
use crate::text::{Place, Span};
use crate::vocabulary::Confidence;

/// How far names are followed through what they were assigned.
const DEPTH: u32 = 8;

/// The dotted path that an expression means, through imports and plain assignments: `ssl.CERT_NONE`. A name
/// that is bound nowhere, such as a builtin, is a path of itself.
pub fn path(module: &Module, expr: ExprId) -> Option<PathId> {
    path_within(module, expr, DEPTH)
}

fn path_within(module: &Module, expr: ExprId, depth: u32) -> Option<PathId> {
    let mut names = Vec::new();
    let mut at = expr;
    while let ExprKind::Attribute { base, name } = module.ast[at].kind {
        names.push(name.sym);
        at = base;
    }
    let ExprKind::Name(name) = module.ast[at].kind else { return None };
    let root = match module.names.variable(at) {
        None => PathId::root(name),
        Some(variable) => match module.names.bindings(variable).first()?.kind {
            BindingKind::Import { path, level: 0 } => path,
            BindingKind::Value(value) if depth > 0 => path_within(module, value, depth - 1)?,
            _ => return None,
        },
    };
    Some(names.into_iter().rev().fold(root, PathId::then))
}

/// The last name of an expression: `cursor` in `self.db.cursor`, `self.db.cursor()` and `cursor[0]`.
pub fn last_name(ast: &Ast, expr: ExprId) -> Option<&'static str> {
    last_sym(ast, expr).map(Sym::text)
}

/// The same as a name's id.
#[must_use]
pub fn last_sym(ast: &Ast, expr: ExprId) -> Option<Sym> {
    let mut at = expr;
    loop {
        at = match ast[at].kind {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Attribute { name, .. } => return Some(name.sym),
            ExprKind::Call { function, .. } => function,
            ExprKind::Subscript { base, .. } => base,
            ExprKind::Await(inner) => inner,
            _ => return None,
        };
    }
}

/// The expression that a method is called on: `self.db.cursor` in `self.db.cursor.execute(..)`.
pub fn receiver(call: &Call<'_>) -> Option<ExprId> {
    let ast = &call.world().module().ast;
    let ExprKind::Call { function, .. } = ast[call.expr].kind else { return None };
    match ast[function].kind {
        ExprKind::Attribute { base, .. } => Some(base),
        _ => None,
    }
}

/// The last name of what a method is called on.
pub fn receiver_name(call: &Call<'_>) -> Option<&'static str> {
    last_name(&call.world().module().ast, receiver(call)?)
}

/// Whether a value can only be what is written in the code: constants, whatever way they are chosen or put
/// together.
pub fn is_fixed(world: &World<'_>, value: Value, place: Place) -> bool {
    if world.constant(value).is_some()
        || (matches!(value.kind, Kind::Literal | Kind::Test(_)) && !value.taint.is_some())
    {
        return true;
    }
    let module = world.project().module(place.file);
    module.expr_at(place.span).is_some_and(|expr| fixed(module, expr, DEPTH))
}

/// The same for an expression of which no value is at hand.
pub fn is_fixed_expr(module: &Module, expr: ExprId) -> bool {
    fixed(module, expr, DEPTH)
}

fn fixed(module: &Module, expr: ExprId, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let ast = &module.ast;
    let all = |exprs: List<ExprId>| ast.list(exprs).iter().all(|expr| fixed(module, *expr, depth));
    match ast[expr].kind {
        ExprKind::Constant(_) => true,
        ExprKind::Name(_) => name_is_fixed(module, expr, depth),
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => all(items),
        ExprKind::Dict(pairs) => {
            ast.list(pairs).iter().all(|pair| pair.key.is_some() && fixed(module, pair.value, depth))
        }
        // `"?" * count`, `["?"] * len(ids)`
        ExprKind::Operation { operands, operators } if ast.list(operators) == [Operator::Multiply] => ast
            .list(operands)
            .iter()
            .any(|operand| is_repeatable(ast, *operand) && fixed(module, *operand, depth)),
        ExprKind::Operation { operands, .. } | ExprKind::Bool { operands, .. } => all(operands),
        ExprKind::Unary { operand, .. } => fixed(module, operand, depth),
        ExprKind::Conditional { then, otherwise, .. } => {
            fixed(module, then, depth) && fixed(module, otherwise, depth)
        }
        ExprKind::FString(parts) => ast.list(parts).iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Value { value, .. } => fixed(module, *value, depth),
        }),
        // One of the entries of a list or dict that is written in the code.
        ExprKind::Subscript { base, .. } => fixed(module, base, depth),
        ExprKind::Call { function, args } => match ast[function].kind {
            ExprKind::Attribute { base, name } => {
                let kept =
                    ["format", "join", "strip", "lower", "upper", "encode", "decode", "replace", "get"];
                kept.contains(&name.sym.text())
                    && fixed(module, base, depth)
                    && ast.list(args).iter().enumerate().all(|(at, arg)| {
                        // The key of `.get(key)` chooses; it is not part of what comes out.
                        (name.sym.text() == "get" && at == 0) || fixed(module, arg.value, depth)
                    })
            }
            // `dict(select="1")`, `int(text)`
            ExprKind::Name(name) if module.names.variable(function).is_none() => {
                let makes =
                    ["dict", "list", "tuple", "set", "frozenset", "sorted", "str"].contains(&name.text());
                let fixed = || ast.list(args).iter().all(|arg| fixed(module, arg.value, depth));
                NUMBERS.contains(&name.text()) || (makes && fixed())
            }
            _ => false,
        },
        // `"?" for _ in ids`
        ExprKind::Comprehension { element, value: None, .. } => fixed(module, element, depth),
        _ => false,
    }
}

/// Whether all that a name is ever given is written in the code.
fn name_is_fixed(module: &Module, expr: ExprId, depth: u32) -> bool {
    let Some(variable) = module.names.variable(expr) else { return false };
    let bindings = module.names.bindings(variable);
    let given = |kind: BindingKind| match kind {
        // What begins empty is filled elsewhere.
        BindingKind::Value(value) if is_empty_display(&module.ast, value) => false,
        BindingKind::Value(value) | BindingKind::Augmented(value) => fixed(module, value, depth),
        BindingKind::Part(whole) => is_display(&module.ast, whole) && fixed(module, whole, depth),
        BindingKind::Annotation(_) | BindingKind::Delete => true,
        _ => false,
    };
    let has_value = |kind: BindingKind| matches!(kind, BindingKind::Value(_) | BindingKind::Part(_));
    bindings.iter().any(|binding| has_value(binding.kind))
        && bindings.iter().all(|binding| given(binding.kind))
}

/// The one value that a name is ever given.
pub fn only_value(module: &Module, expr: ExprId) -> Option<ExprId> {
    match module.names.bindings(module.names.variable(expr)?) {
        [Binding { kind: BindingKind::Value(value), .. }] => Some(*value),
        _ => None,
    }
}

/// The two values that an expression may be, or the one that a name is ever given: `1024 if fast else 4096`.
pub fn either(module: &Module, expr: ExprId) -> Option<[ExprId; 2]> {
    let given = only_value(module, expr).unwrap_or(expr);
    match module.ast[given].kind {
        ExprKind::Conditional { then, otherwise, .. } => Some([then, otherwise]),
        _ => None,
    }
}

/// Give an argument that is not known the value that it has unless somebody says otherwise: what a parameter is by
/// default, what a look-up gives where there is nothing. Whether there is one.
pub fn use_default(world: &World<'_>, arg: &mut Argument) -> bool {
    let module = world.module();
    let open = match arg.value.kind {
        Kind::Unknown | Kind::Literal | Kind::Instance(_) => true,
        // `args.kind` of a command line.
        Kind::Outside(_) => arg.value.taint.is_some(),
        _ => false,
    };
    let Some(expr) = Some(arg.expr).filter(|_| open).and_then(|expr| default_of(module, expr, DEPTH)) else {
        return false;
    };
    let kind = match module.ast[expr].kind {
        ExprKind::Constant(id) => world.known(module.ast.constants.get(id)).map(|value| value.kind),
        _ => path(module, expr).map(Kind::Outside),
    };
    let Some(kind) = kind else { return false };
    (arg.value, arg.expr) = (Value::new(kind), expr);
    true
}

/// What is called unless a caller passes something else: `def digest(data, hasher=hashlib.md5): hasher(data)`.
pub fn default_callee(call: &Call<'_>) -> Option<Value> {
    if call.callee.kind != Kind::Unknown || call.receiver.is_some() {
        return None;
    }
    let module = call.world().module();
    let ExprKind::Call { function, .. } = module.ast[call.expr].kind else { return None };
    let ExprKind::Name(_) = module.ast[function].kind else { return None };
    let default = default_of(module, function, DEPTH)?;
    path(module, default).map(|path| Value::new(Kind::Outside(path)))
}

/// `args.kind` after `parser.add_argument("--kind", default="md5")`
fn default_argument(ast: &Ast, of: ExprId, name: &str) -> Option<ExprId> {
    if !matches!(ast[of].kind, ExprKind::Name(_)) {
        return None;
    }
    let function = ast[ast[of].stmt].function;
    let default = |expr: &Expr| {
        let ExprKind::Call { function, args } = expr.kind else { return None };
        let args = ast.list(args);
        let declares = last_name(ast, function) == Some("add_argument")
            && args.iter().filter(|arg| arg.kind == ArgKind::Positional).any(|arg| {
                ast.text_of(arg.value)
                    .is_some_and(|option| option.trim_start_matches('-').replace('-', "_") == name)
            });
        let is_default =
            |arg: &&Arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "default");
        args.iter().find(is_default).filter(|_| declares).map(|arg| arg.value)
    };
    // The parser of the same function, or the only one.
    let mut here = ast.exprs.iter().filter(|expr| ast[expr.stmt].function == function).filter_map(default);
    here.next().or_else(|| {
        let mut all = ast.exprs.iter().filter_map(default);
        all.next().filter(|_| all.next().is_none())
    })
}

/// `kind()` of `def kind(): return os.environ.get("KIND", "md5")`
fn returned_by(module: &Module, function: ExprId) -> Option<ExprId> {
    let [Binding { kind: BindingKind::Function(function), .. }] =
        module.names.bindings(module.names.variable(function)?)
    else {
        return None;
    };
    let ast = &module.ast;
    match ast.list(ast[*function].body) {
        [.., last] => match ast[*last].kind {
            StmtKind::Return(value) => value,
            _ => None,
        },
        [] => None,
    }
}

/// `def load(name, kind="md5")`, `os.environ.get("KIND", "md5")`, `kind or "md5"`
fn default_of(module: &Module, expr: ExprId, depth: u32) -> Option<ExprId> {
    let (ast, depth) = (&module.ast, depth.checked_sub(1)?);
    let found = match ast[expr].kind {
        ExprKind::Name(_) => match module.names.bindings(module.names.variable(expr)?) {
            [Binding { kind: BindingKind::Value(value), .. }] => return default_of(module, *value, depth),
            [Binding { kind: BindingKind::Param(function, at), .. }] => {
                ast.list(ast[*function].params).get(*at as usize)?.default?
            }
            // A global that functions rebind.
            [Binding { kind: BindingKind::Value(value), stmt, .. }, others @ ..]
                if ast[*stmt].function.is_none()
                    && others.iter().all(|of| ast[of.stmt].function.is_some()) =>
            {
                *value
            }
            _ => return None,
        },
        ExprKind::Bool { and: false, operands } => *ast.list(operands).last()?,
        ExprKind::Attribute { base, name } => match begun_with(ast, base, name.sym) {
            Some(value) => {
                return default_of(module, value, depth)
                    .or(Some(value).filter(|value| is_constant(ast, *value)));
            }
            None => default_argument(ast, base, name.sym.text())?,
        },
        ExprKind::Call { function, args } => {
            let args = ast.list(args);
            let at = match last_name(ast, function)? {
                "get" | "getenv" | "pop" | "setdefault" => 1,
                "getattr" => 2,
                // `int(os.environ.get("BITS", "1024"))`
                "encode" | "strip" => match ast[function].kind {
                    ExprKind::Attribute { base, .. } => return default_of(module, base, depth),
                    _ => return None,
                },
                "int" => return default_of(module, args.first()?.value, depth),
                _ => return default_of(module, returned_by(module, function)?, depth),
            };
            let named = args
                .iter()
                .find(|arg| matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "default"));
            named.or_else(|| args.get(at).filter(|arg| arg.kind == ArgKind::Positional))?.value
        }
        _ => return None,
    };
    let found = only_value(module, found).unwrap_or(found);
    match ast[found].kind {
        ExprKind::Constant(_) | ExprKind::Attribute { .. } | ExprKind::Name(_) => Some(found),
        _ => None,
    }
}

/// What `__init__` of the class around sets `self.name` to.
fn begun_with(ast: &Ast, base: ExprId, name: Sym) -> Option<ExprId> {
    let ExprKind::Name(itself) = ast[base].kind else { return None };
    let class = ast[ast[ast[base].stmt].function?].class?;
    let mut written = ast.stmts.iter().filter_map(|stmt| {
        let StmtKind::Assign { targets, value } = stmt.kind else { return None };
        let function = &ast[stmt.function?];
        let begins =
            function.class == Some(class) && function.name.is_some_and(|name| name.sym.text() == "__init__");
        let is_it = |target: &ExprId| match ast[*target].kind {
            ExprKind::Attribute { base, name: of } => {
                of.sym == name && matches!(ast[base].kind, ExprKind::Name(of) if of == itself)
            }
            _ => false,
        };
        (begins && ast.list(targets).iter().any(is_it)).then_some(value)
    });
    written.next().filter(|_| written.next().is_none())
}

fn is_constant(ast: &Ast, expr: ExprId) -> bool {
    matches!(ast[expr].kind, ExprKind::Constant(_))
}

fn is_empty_display(ast: &Ast, expr: ExprId) -> bool {
    match ast[expr].kind {
        ExprKind::List(items) => items.is_empty(),
        ExprKind::Dict(pairs) => pairs.is_empty(),
        _ => false,
    }
}

/// What may be repeated by a number, whatever that is: the number in `name * 4` is not.
fn is_repeatable(ast: &Ast, expr: ExprId) -> bool {
    match ast[expr].kind {
        ExprKind::List(_) | ExprKind::Tuple(_) => true,
        ExprKind::Constant(id) => matches!(ast.constants.get(id), Const::Str(_) | Const::Bytes(_)),
        _ => false,
    }
}

fn is_display(ast: &Ast, expr: ExprId) -> bool {
    matches!(ast[expr].kind, ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Set(_) | ExprKind::Name(_))
}

/// Whether a value can only be a number: of a conversion, a length, a clock.
pub fn is_number(value: Value) -> bool {
    let Kind::Instance(path) = value.kind else { return false };
    NUMBERS.contains(&path.text().as_str())
}

const NUMBERS: &[&str] = &[
    "int",
    "float",
    "bool",
    "len",
    "ord",
    "hash",
    "id",
    "os.getpid",
    "os.getuid",
    "os.getgid",
    "time.time",
    "random.randint",
    "random.randrange",
    "uuid.uuid4",
    "uuid.uuid1",
    "decimal.Decimal",
];

/// Whether a name is written as constants are: `TABLE_NAME`, `settings.TABLE_NAME`.
pub fn is_constant_name(name: &str) -> bool {
    name.len() > 1
        && name.bytes().any(|byte| byte.is_ascii_uppercase())
        && !name.bytes().any(|b| b.is_ascii_lowercase())
}

/// Whether a file imports one of these packages, or anything of them.
pub fn imports(module: &Module, packages: &[&str]) -> bool {
    packages.iter().any(|package| module.imports(package))
}

/// Whether anything of one of these last names is called in a file.
pub fn calls(module: &Module, names: &[&str]) -> bool {
    module.ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Call { function, .. } => {
            last_name(&module.ast, function).is_some_and(|name| names.contains(&name))
        }
        _ => false,
    })
}

/// The classes in whose bodies a statement stands.
pub fn classes_around(module: &Module, stmt: StmtId) -> impl Iterator<Item = &Class> {
    let start = module.ast[stmt].span.start;
    module.ast.classes.iter().filter(move |class| class.span.start <= start && start < class.span.end)
}

/// What is said of a setting, where it stands: one that holds for tests or for development alone is worth a look.
pub fn for_development(module: &Module, stmt: StmtId, answer: Answer) -> Answer {
    let of_class = |class: &Class| secret::words(class.name.sym.text()).iter().any(|word| is_trial(word));
    let is_trial = is_trial_settings(&module.file.path) || classes_around(module, stmt).any(of_class);
    if is_trial { answer.at(Confidence::Low) } else { answer }
}

/// Words for what never runs where others reach it.
fn is_trial(word: &str) -> bool {
    ["test", "tests", "testing", "dev", "devel", "develop", "development", "local"].contains(&word)
}

/// `settings/dev.py`, `settings_local.py`, `settings_example.py`
fn is_trial_settings(path: &str) -> bool {
    // Beside the program's tests lies what only they use.
    if path.split('/').any(|folder| matches!(folder, "testutils" | "test_utils" | "testing_utils")) {
        return true;
    }
    let mut parts = path.rsplit('/');
    let file = secret::words(parts.next().unwrap_or("").trim_end_matches(".py"));
    let has = |words: &[&str]| file.iter().any(|word| words.contains(&word.as_str()));
    if parts.next().is_some_and(|folder| ["settings", "config", "conf"].contains(&folder)) {
        return file.iter().any(|word| is_trial(word)) || has(&["example", "sample"]);
    }
    has(&["settings", "config", "conf"])
        && has(&["dev", "devel", "development", "local", "example", "sample", "demo"])
}

/// Whether anything of one of these last names is called in a class around a statement.
pub fn class_calls(module: &Module, stmt: StmtId, names: &[&str]) -> bool {
    let ast = &module.ast;
    let called = |expr: &Expr| match expr.kind {
        ExprKind::Call { function, .. } => last_name(ast, function).is_some_and(|name| names.contains(&name)),
        _ => false,
    };
    let mut classes = classes_around(module, stmt);
    classes.any(|class| ast.exprs.iter().any(|expr| class.span.holds(expr.span) && called(expr)))
}

/// Whether anything of one of these last names is called around a statement: in its function, or in a function of the
/// file that this one calls or that calls this one.
pub fn calls_around(module: &Module, stmt: StmtId, names: &[&str]) -> bool {
    let ast = &module.ast;
    let Some(here) = ast[stmt].function.map(|function| ast[function].span) else {
        return calls(module, names);
    };
    let called = |expr: &Expr| match expr.kind {
        ExprKind::Call { function, .. } => Some((last_name(ast, function)?, expr.span)),
        _ => None,
    };
    let all: Vec<(&str, Span)> = ast.exprs.iter().filter_map(called).collect();
    let asks = |span: Span| all.iter().any(|(name, at)| names.contains(name) && span.holds(*at));
    if asks(here) {
        return true;
    }
    let own = ast
        .functions
        .iter()
        .filter(|function| here.holds(function.span))
        .filter_map(|function| function.name);
    let own: Vec<&str> = own.map(|name| name.sym.text()).collect();
    let asking = ast.functions.iter().filter(|function| asks(function.span));
    let mut tied = asking.map(|function| {
        let name = function.name.map_or("", |name| name.sym.text());
        let calls_it = all.iter().any(|(called, at)| *called == name && here.holds(*at));
        let called_by_it = all.iter().any(|(called, at)| own.contains(called) && function.span.holds(*at));
        calls_it || called_by_it
    });
    tied.any(|tied| tied)
}

/// The code of the `if` around a statement whose test holds one of these words.
pub fn switch_around<'m>(module: &'m Module, stmt: StmtId, words: &[&str]) -> Option<&'m str> {
    let ast = &module.ast;
    let start = ast[stmt].span.start;
    ast.ancestors(stmt).find_map(|id| {
        let StmtKind::If { arms, .. } = ast[id].kind else { return None };
        let before = ast.list(arms).iter().filter(|arm| ast[arm.test].span.start < start);
        before
            .map(|arm| module.file.slice(ast[arm.test].span))
            .take(20)
            .find(|test| words.iter().any(|word| test.to_ascii_lowercase().contains(word)))
    })
}

/// The names of the functions around a statement, from the inside.
pub fn functions_around(module: &Module, stmt: StmtId) -> Vec<&'static str> {
    let ast = &module.ast;
    let first = ast[stmt].function;
    let functions = std::iter::successors(first, |function| ast[*function].parent);
    functions.filter_map(|function| ast[function].name).map(|name| name.sym.text()).collect()
}

/// Whether code stands in an arm of `a if test else b`, and the test holds one of these words.
pub fn is_choice(module: &Module, here: Span, words: &[&str]) -> bool {
    let ast = &module.ast;
    ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Conditional { then, test, otherwise } if expr.span.holds(here) => {
            let asked = module.file.slice(ast[test].span).to_ascii_lowercase();
            [then, otherwise].iter().any(|arm| ast[*arm].span.holds(here))
                && words.iter().any(|word| asked.contains(word))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_trial_settings;

    #[test]
    fn settings_for_development_are_told_from_others_by_their_path() {
        for path in
            ["shop/settings/dev.py", "settings/test.py", "settings_local.py", "shop/settings_example.py"]
        {
            assert!(is_trial_settings(path), "{path}");
        }
        for path in
            ["shop/settings.py", "settings/common.py", "test.py", "hard_coded_config/test.py", "local.py"]
        {
            assert!(!is_trial_settings(path), "{path}");
        }
    }
}
