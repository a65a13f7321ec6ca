//! Options of programs that somebody else chooses.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::project::Module;
use crate::syntax::ast::{ExprKind, Get, Part, StmtId};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "argument-injection",
    title: "Options of a program are chosen by untrusted data",
    category: Category::Injection,
    cwe: 88,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Without a shell, data that begins with `-` is still an option to the program: `--output=/etc/cron.d/x`, \
          `--upload-pack=cmd`.",
    fix: "Put `--` before data, and check that data does not begin with `-`.",
    bad: r#"
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.get("/run")
def run():
    subprocess.run(["/usr/bin/git", "fetch", request.args["from"]], check=False)
    return {}
"#,
    good: r#"
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.get("/run")
def run():
    subprocess.run(["/usr/bin/git", "fetch", "--", request.args["from"]], check=False)
    return {}
"#,
    references: &["https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html", "https://cwe.mitre.org/data/definitions/88.html"],
    also: &["bandit:B603", "bandit:B606", "ruff:S603", "ruff:S606", "codeql:py/command-line-injection", "semgrep:aws-lambda/dangerous-subprocess-use", "semgrep:django/subprocess-injection", "semgrep:flask/subprocess-injection", "semgrep:lang/dangerous-subprocess-use", "semgrep:lang/dangerous-subprocess-use-audit", "semgrep:lang/dangerous-subprocess-use-tainted-env-args", "semgrep:aws-lambda/dangerous-asyncio-create-exec", "semgrep:aws-lambda/dangerous-asyncio-exec", "semgrep:aws-lambda/dangerous-spawn-process", "semgrep:docker/docker-arbitrary-container-run", "semgrep:lang/dangerous-asyncio-create-exec-audit", "semgrep:lang/dangerous-asyncio-create-exec-tainted-env-args", "semgrep:lang/dangerous-asyncio-exec-audit", "semgrep:lang/dangerous-asyncio-exec-tainted-env-args", "semgrep:lang/dangerous-os-exec", "semgrep:lang/dangerous-os-exec-audit", "semgrep:lang/dangerous-os-exec-tainted-env-args", "semgrep:lang/dangerous-spawn-process", "semgrep:lang/dangerous-spawn-process-audit", "semgrep:lang/dangerous-spawn-process-tainted-env-args", "semgrep:sh/string-concat"],
    find: &[Find::Taint(Sink::Option, Harm { becomes: "becomes an argument of the program that {} runs", so: "where it begins with `-` it is an option", instead: "Put `--` before it, or check its beginning." }), Find::Code(of_sh)],
};

/// `sh.git("log " + name)`: each argument is one word to the program, however it was put together.
fn of_sh(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    if !look::imports(module, &["sh"]) {
        return Vec::new();
    }
    let mut answers = Vec::new();
    for expr in &ast.exprs {
        let ExprKind::Call { function, args } = expr.kind else { continue };
        if look::path(module, function).is_none_or(|path| path.first().text() != "sh" || path.parent().is_none()) {
            continue;
        }
        let built = ast.list(args).iter().find(|arg| match ast[arg.value].kind {
            ExprKind::Operation { .. } => !look::is_fixed_expr(module, arg.value),
            ExprKind::FString(parts) => ast.list(parts).iter().any(|part| matches!(part, Part::Value { .. })),
            _ => false,
        });
        if let Some(built) = built {
            let shown = say::quoted(module.file.slice(ast[built.value].span));
            let message = format!(
                "`{shown}` is put together and given to the program as one word: where a value in it begins the word, it \
                 may be an option. Pass values as arguments of their own, behind `--`."
            );
            answers.push((expr.span, expr.stmt, Answer::wrong(message).at(Confidence::Low)));
        }
    }
    answers
}
