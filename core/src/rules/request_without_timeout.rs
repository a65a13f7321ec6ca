//! Requests that wait for an answer for ever.

use super::{Answer, Find, Rule, commands, look, standing};
use crate::flow::Call;
use crate::intern::{Const, Sym};
use crate::project::{FunctionRef, Module};
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtKind};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "request-without-timeout",
    title: "A request may wait for an answer for ever",
    category: Category::Network,
    cwe: 400,
    severity: Severity::Low,
    confidence: Confidence::High,
    why: "Without a timeout a server that accepts the connection and never answers holds this thread, its connection and \
          whatever lock it has. A few of these stop a service; whoever runs or impersonates that server decides when.",
    fix: "Pass `timeout=` with the seconds that the caller can wait: to `requests`, which has none by default, and to \
          `urllib.request.urlopen`.",
    bad: r#"
import requests

def prices(url):
    return requests.get(url).json()
"#,
    good: r#"
import requests

def prices(url):
    return requests.get(url, timeout=10).json()
"#,
    references: &[
        "https://docs.python.org/3/library/urllib.request.html#urllib.request.urlopen",
        "https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts",
        "https://cwe.mitre.org/data/definitions/400.html",
    ],
    also: &["bandit:B113", "ruff:S113"],
    find: &[
        Find::Call(REQUESTS, at_request),
        Find::Call(HTTPX, at_httpx),
        Find::Call(&["urllib.request.urlopen", "urllib2.urlopen"], at_urlopen),
    ],
};

const REQUESTS: &[&str] = &[
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.options",
    "requests.request",
    "requests.Session.get",
    "requests.Session.post",
    "requests.Session.put",
    "requests.Session.patch",
    "requests.Session.delete",
    "requests.Session.head",
    "requests.Session.options",
    "requests.Session.request",
    "requests.session.get",
    "requests.session.post",
    "requests.session.request",
    "requests.api.get",
    "requests.api.post",
    "requests.api.request",
];

/// httpx waits five seconds unless it is told to wait for ever.
const HTTPX: &[&str] = &[
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.patch",
    "httpx.delete",
    "httpx.head",
    "httpx.options",
    "httpx.request",
    "httpx.stream",
    "httpx.Client",
    "httpx.AsyncClient",
];

fn at_request(call: &Call<'_>) -> Answer {
    let answer = decided(call, None, false);
    if !matches!(answer, Answer::Wrong(_)) {
        return answer;
    }
    if asks_by_itself(call) {
        return Answer::safe("the session asks by its own `request`, which is looked at where it stands");
    }
    if sends_with_timeout(call) {
        return Answer::safe("the session sends with a timeout of its own");
    }
    // What another file has made may have been given an adapter that knows a timeout.
    let is_given = call.receiver.is_some_and(|on| on.instance_of().is_some())
        && !call.world().code(call.place).starts_with("super(")
        && !look::calls(call.world().module(), &["Session", "session"]);
    let answer = if is_given { answer.at(Confidence::Medium) } else { answer };
    weighed(call, answer)
}

fn weighed(call: &Call<'_>, answer: Answer) -> Answer {
    standing::at_a_terminal(call.world().module(), call.stmt, answer)
}

/// `class Session(requests.Session): def request(self, ..)`: `get`, `post` and the others call that.
fn asks_by_itself(call: &Call<'_>) -> bool {
    let is_request = call.path().is_some_and(|path| path.last().text() == "request");
    !is_request && own_method(call, "request").is_some()
}

/// `def send(self, request, **kwargs): kwargs.setdefault("timeout", 10)`, `session.mount("https://", WithTimeout())`,
/// `session.request = partial(session.request, timeout=10)`
fn sends_with_timeout(call: &Call<'_>) -> bool {
    let of_session = call.path().is_some_and(|path| path.text().to_ascii_lowercase().contains("session"));
    let Some(on) = call.receiver.filter(|_| of_session) else { return false };
    let project = call.world().project();
    let own = own_method(call, "send").is_some_and(|method| {
        let module = project.module(method.file);
        says_timeout(module.file.slice(module.ast[method.function].span))
    });
    let made_in = call.world().class_of(on).map(|class| project.module(class.file));
    own || made_in.into_iter().map(|module| &**module).chain([call.world().module()]).any(equips_sessions)
}

/// Whether a file gives a session something that knows a timeout.
fn equips_sessions(module: &Module) -> bool {
    let ast = &module.ast;
    let mounts = ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Call { function, .. } => {
            look::last_name(ast, function) == Some("mount") && says_timeout(module.file.slice(expr.span))
        }
        _ => false,
    });
    mounts
        || ast.stmts.iter().any(|stmt| match stmt.kind {
            StmtKind::Assign { targets, value, .. } => {
                let on_session = |target: &ExprId| {
                    matches!(ast[*target].kind, ExprKind::Attribute { name, .. } if ["request", "send"].contains(&name.sym.text()))
                };
                ast.list(targets).iter().any(on_session) && says_timeout(module.file.slice(ast[value].span))
            }
            _ => false,
        })
}

fn says_timeout(code: &str) -> bool {
    code.to_ascii_lowercase().contains("timeout")
}

/// The method of that name in the given files that a call's receiver has.
fn own_method(call: &Call<'_>, name: &str) -> Option<FunctionRef> {
    let class = call.world().class_of(call.receiver?)?;
    call.world().project().method(class, Sym::new(name))
}

fn at_httpx(call: &Call<'_>) -> Answer {
    weighed(call, decided(call, None, true))
}

/// `urlopen(url, data, timeout)`
fn at_urlopen(call: &Call<'_>) -> Answer {
    weighed(call, decided(call, Some(2), false))
}

fn decided(call: &Call<'_>, position: Option<usize>, has_default: bool) -> Answer {
    let name = commands::runner(call);
    let passed = call.named("timeout").or_else(|| position.and_then(|at| call.positional(at)));
    let Some(timeout) = passed else {
        return if has_default {
            Answer::safe(format!("`{name}` waits five seconds by default"))
        } else if call.passes_more() {
            Answer::undecided("whether `*args` or `**kwargs` pass a timeout is not known here")
        } else {
            Answer::wrong(format!(
                "`{name}` has no timeout: a server that never answers holds this thread for ever. Pass `timeout=` in \
                 seconds."
            ))
        };
    };
    if call.world().constant(timeout.value) == Some(&Const::None) {
        return Answer::wrong(format!(
            "`{name}` is told to wait for ever by `timeout=None`: a server that never answers holds this thread. Pass a \
             number of seconds."
        ));
    }
    // `def fetch(url, timeout=None): requests.get(url, timeout=timeout)`
    let mut default = *timeout;
    if look::use_default(call.world(), &mut default) && call.world().constant(default.value) == Some(&Const::None) {
        return Answer::wrong(format!(
            "`{name}` waits for ever unless a caller passes a timeout: a server that never answers holds this thread. Let the \
             default be a number of seconds."
        ))
        .at(Confidence::Low);
    }
    Answer::safe(format!("`{name}` has a timeout"))
}
