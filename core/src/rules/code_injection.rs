//! Text that is run as Python: `eval`, `exec` and the calls that do the same under other names.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::flow::{Argument, Call};
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "code-injection",
    title: "Text is run as Python code",
    category: Category::Injection,
    cwe: 95,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`eval` and `exec` run whatever the text says, with all rights of this process. Whoever can influence the \
          text, through a request, a file, a database or a message, runs any code: reads secrets, changes data, starts \
          programs. Leaving out builtins or filtering words does not help; every such sandbox has been escaped.",
    fix: "Read the text as what it should be: `ast.literal_eval` for Python literals, `json.loads` for data, a dict of \
          functions for a choice of actions, `getattr` with a list of allowed names for an attribute.",
    bad: r#"
def total(formula):
    return eval(formula)
"#,
    good: r#"
import ast

def total(formula):
    return sum(ast.literal_eval(formula))
"#,
    references: &[
        "https://docs.python.org/3/library/functions.html#eval",
        "https://docs.python.org/3/library/ast.html#ast.literal_eval",
        "https://cwe.mitre.org/data/definitions/95.html",
    ],
    also: &[
        "bandit:B102",
        "bandit:B307",
        "bandit:B612",
        "ruff:S102",
        "ruff:S307",
        "ruff:S612",
        "ruff:PGH001",
        "semgrep:lang/eval-detected",
        "semgrep:lang/exec-detected",
        "semgrep:lang/dangerous-interactive-code-run",
        "semgrep:lang/dangerous-interactive-code-run-audit",
        "semgrep:lang/dangerous-interactive-code-run-tainted-env-args",
        "semgrep:lang/dangerous-subinterpreters-run-string",
        "semgrep:lang/dangerous-subinterpreters-run-string-audit",
        "semgrep:lang/dangerous-subinterpreters-run-string-tainted-env-args",
        "semgrep:lang/dangerous-testcapi-run-in-subinterp",
        "semgrep:lang/dangerous-testcapi-run-in-subinterp-audit",
        "semgrep:lang/dangerous-testcapi-run-in-subinterp-tainted-env-args",
        "semgrep:lang/dangerous-annotations-usage",
        "semgrep:lang/listen-eval",
        "semgrep:django/user-eval",
        "semgrep:django/user-eval-format-string",
        "semgrep:django/user-exec",
        "semgrep:django/user-exec-format-string",
        "semgrep:flask/eval-injection",
        "semgrep:flask/exec-injection",
        "semgrep:aws-lambda/tainted-code-exec",
        "codeql:py/code-injection",
        "codeql:py/js2py-rce",
    ],
    find: &[
        Find::Taint(
            Sink::Code,
            Harm {
                becomes: "becomes part of the Python code that {} runs",
                so: "it runs anything here",
                instead: "Parse it as data (`ast.literal_eval`, `json.loads`) or choose among known functions.",
            },
        ),
        Find::Call(
            &[
                "eval",
                "exec",
                "execfile",
                "builtins.eval",
                "builtins.exec",
                "__builtin__.eval",
                "__builtin__.execfile",
                "six.exec_",
                "future.utils.exec_",
                "code.InteractiveInterpreter.runcode",
                "code.InteractiveInterpreter.runsource",
                "code.InteractiveConsole.runcode",
                "code.InteractiveConsole.runsource",
                "code.InteractiveConsole.push",
                "pandas.eval",
                "sympy.sympify",
                "sympy.parsing.sympy_parser.parse_expr",
            ],
            first_argument,
        ),
        Find::Call(&["compile", "builtins.compile"], at_compile),
        Find::Call(
            &[
                "_xxsubinterpreters.run_string",
                "_interpreters.run_string",
                "_testcapi.run_in_subinterp",
                "test.support.run_in_subinterp",
            ],
            last_argument,
        ),
        Find::Call(&["logging.config.listen"], listener),
        Find::Argument(&["allow_dangerous_code"], at_permission),
        Find::Code(annotations),
    ],
};

/// `create_pandas_dataframe_agent(model, frame, allow_dangerous_code=True)`
fn at_permission(call: &Call<'_>) -> Answer {
    let Some(allowed) = call.named("allow_dangerous_code") else { return Answer::NotMine };
    match call.world().truth(allowed.value) {
        Some(true) => Answer::wrong(
            "`allow_dangerous_code=True` runs the Python that a model writes: whoever writes what the model reads runs code here. \
             Run it where it can do no harm, or leave it out.",
        )
        .at(Confidence::Medium),
        Some(false) => Answer::safe("no code of a model is run"),
        None => Answer::undecided("whether code of a model is run is not known here"),
    }
}

/// `cls.__annotations__[name] = text`: `typing.get_type_hints` evaluates what annotations are written as texts.
fn annotations(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    if !module.file.text.contains("__annotations__") {
        return Vec::new();
    }
    let ast = &module.ast;
    let reads = look::calls(module, &["get_type_hints"]);
    let is_annotation = |target: &ExprId| match ast[*target].kind {
        ExprKind::Subscript { base, .. } => look::last_name(ast, base) == Some("__annotations__"),
        _ => false,
    };
    let mut answers = Vec::new();
    for (at, stmt) in ast.stmts.iter().enumerate() {
        let StmtKind::Assign { targets, value } = stmt.kind else { continue };
        if !ast.list(targets).iter().any(is_annotation) {
            continue;
        }
        let is_type = matches!(ast[value].kind, ExprKind::Name(name) if module.names.variable(value).is_none() || name.text().starts_with(char::is_uppercase));
        let answer = if is_type || look::is_fixed_expr(module, value) {
            Answer::safe("the annotation is written in the code")
        } else {
            let shown = say::quoted(module.file.slice(ast[value].span));
            Answer::wrong(format!(
                "`{shown}` becomes an annotation: where it is a text, `typing.get_type_hints` runs it as Python. Write types \
                 that the code names."
            ))
            .at(if reads { Confidence::Medium } else { Confidence::Low })
        };
        answers.push((ast[value].span, StmtId(at as u32), answer));
    }
    answers
}

fn first_argument(call: &Call<'_>) -> Answer {
    call.positional(0).map_or(Answer::NotMine, |text| judged(call, text))
}

/// `exec(compile(text, name, "exec"))`; with flags it is most likely only parsed.
fn at_compile(call: &Call<'_>) -> Answer {
    match call.argument(3, "flags") {
        Some(_) => Answer::NotMine,
        None => call.argument(0, "source").map_or(Answer::NotMine, |text| judged(call, text)),
    }
}

/// `run_string(interpreter, script)`, `run_in_subinterp(code)`
fn last_argument(call: &Call<'_>) -> Answer {
    call.positional(1).or_else(|| call.positional(0)).map_or(Answer::NotMine, |text| judged(call, text))
}

fn judged(call: &Call<'_>, text: &Argument) -> Answer {
    let world = call.world();
    if world.constant(text.value).is_some() {
        return Answer::safe("the text that is run is a constant");
    }
    if look::is_fixed(world, text.value, text.place) {
        return Answer::safe("all text that is run is written in the code");
    }
    let name = call.path().map_or_else(|| "exec".to_owned(), super::super::intern::PathId::text);
    let code = say::code(world, text.place);
    let limits = if call.positional(1).is_some() && name.ends_with("eval") {
        " The namespaces given to it do not confine it."
    } else {
        ""
    };
    let answer = Answer::wrong(format!(
        "`{name}` runs `{code}` as Python code: whoever can influence that text runs anything here.{limits} Parse it \
         as data (`ast.literal_eval`, `json.loads`) or choose among known functions."
    ));
    match world.built_by(text.value) {
        Some((how, at)) => answer
            .after(at, format!("the text is put together by {how}"))
            .after(call.place, format!("`{name}` runs it")),
        None => answer,
    }
}

/// A logging configuration server evaluates parts of what it is sent.
fn listener(call: &Call<'_>) -> Answer {
    if call.argument(1, "verify").is_some() {
        return Answer::safe("what the configuration server receives is checked by `verify`");
    }
    Answer::wrong(
        "`logging.config.listen` evaluates parts of the configuration that any local user can send to its port. Pass a \
         `verify` function that checks a signature, or read the configuration from a file.",
    )
}
