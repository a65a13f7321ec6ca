//! Requests that wait for an answer for ever.

use super::{Answer, Find, Rule, commands, look};
use crate::flow::Call;
use crate::intern::Const;
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
    decided(call, None, false)
}

fn at_httpx(call: &Call<'_>) -> Answer {
    decided(call, None, true)
}

/// `urlopen(url, data, timeout)`
fn at_urlopen(call: &Call<'_>) -> Answer {
    decided(call, Some(2), false)
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
