//! What is said where somebody's data reaches a sink: one wording for all rules that follow the data.

use super::{Answer, Wrong, look, say, standing, trusted};
use crate::finding::Step;
use crate::flow::{Doubts, Reach, Reached};
use crate::secret;
use crate::syntax::ast::{Arg, ExprKind, Get, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Confidence, Sink, Source};

/// What data does at a sink, in the words of a rule. The three together read: "Data from the query string
/// *becomes part of the SQL that `execute` runs*: *its sender can read or change other rows*. *Pass it as a
/// bound parameter.*"
#[derive(Debug, Clone, Copy)]
pub struct Harm {
    /// "becomes part of the SQL that {} runs"; `{}` is what is called.
    pub becomes: &'static str,
    /// "its sender can read or change other rows"
    pub so: &'static str,
    /// "Pass it as a bound parameter."
    pub instead: &'static str,
}

/// Most steps of a trace that are shown; of longer ones the middle is left out.
const MOST_STEPS: usize = 24;

/// How sure a rule is that what reached a sink does harm; none where it does not. A doubt counts more for a rule
/// that is never quite sure.
pub(super) fn confidence(reached: &Reached<'_>, most: Confidence) -> Option<Confidence> {
    // Few options do harm, and few addresses of a host that is fixed.
    let most = match reached.sink {
        Sink::Option | Sink::UrlPart => most.min(Confidence::Medium),
        _ => most,
    };
    let sure = match reached.reach {
        Reach::Data { doubts, .. } if doubts.hold(Doubts::MEANT) || doubts.hold(Doubts::FAR) => {
            Some(Confidence::Low)
        }
        Reach::Data { distrusted: true, doubts, .. } if doubts.any() => Some(match most {
            Confidence::High => Confidence::Medium,
            Confidence::Medium | Confidence::Low => Confidence::Low,
        }),
        Reach::Data { distrusted: true, .. } => Some(most),
        Reach::Data { .. } => Some(Confidence::Low),
        _ => None,
    };
    // Many servers refuse a header that is more than a line, and many forms hold no more fields than they declare.
    if matches!(reached.sink, Sink::Header | Sink::Fields) {
        sure.map(|sure| sure.min(Confidence::Medium))
    } else {
        sure
    }
}

/// What to say of what reached a sink.
pub(super) fn answer(reached: &Reached<'_>, harm: &Harm, most: Confidence) -> Answer {
    let world = reached.world();
    let shown = || say::code(world, reached.argument);
    match reached.reach {
        Reach::Data { source: Source::Caller, distrusted: false, .. } | Reach::From(_) | Reach::Unknown
            if only_reads(reached) =>
        {
            Answer::NotMine
        }
        Reach::Data { source, .. } => wrong(reached, source, harm, most),
        Reach::Cleaned => Answer::safe(match reached.cleaned_by() {
            Some(by) => format!("`{}` is made harmless by `{}` before", shown(), by.text()),
            None => format!("`{}` cannot do harm here: it was made harmless before", shown()),
        }),
        Reach::Guarded => {
            Answer::safe(format!("`{}` gets here only after a check that leaves harmless values", shown()))
        }
        Reach::Constant => Answer::safe(format!("`{}` is written in the code", shown())),
        Reach::Own => Answer::safe(format!("`{}` holds nothing that somebody else chooses", shown())),
        Reach::From(path) => Answer::undecided(format!(
            "what `{}` holds comes from `{}`, which is not in these files",
            shown(),
            path.text()
        )),
        Reach::Unknown => {
            Answer::undecided(format!("where `{}` comes from is not seen in these files", shown()))
        }
    }
}

/// Whether an attribute is read by its name and not called at once: `getattr(row, field.name)`. Where nobody is
/// known to choose the name there is no question in it.
fn only_reads(reached: &Reached<'_>) -> bool {
    let called = || reached.world().behind(reached.place).trim_start().starts_with('(');
    reached.sink == Sink::Name && reached.name.is_some_and(|name| name.text() == "getattr") && !called()
}

/// What is less sure by where it stands: what only the owner of a bot or site can send; a pattern that is only tried, or
/// is given a time; a template of a program that has a sandbox for templates.
fn weighed(reached: &Reached<'_>, sure: Confidence) -> Confidence {
    let world = reached.world();
    let by_owner = || {
        reached
            .begins()
            .is_some_and(|begins| standing::is_for_owner(world.project().module(begins.file), begins))
    };
    if reached.sink == Sink::Regex && (is_only_tried(reached) || is_timed(reached)) {
        return Confidence::Low;
    }
    let in_sandbox = || {
        let project = world.project();
        // `engines["jinja"].from_string(text)`: what it is made with is a setting.
        let is_of_engine = reached.callee.path().is_none_or(|path| path.first().text() == "django");
        is_of_engine
            && project.files().any(|file| project.module(file).file.text.contains("SandboxedEnvironment"))
    };
    if reached.sink == Sink::Template && sure == Confidence::High && in_sandbox() {
        return Confidence::Medium;
    }
    if sure == Confidence::High
        && (by_owner() || by_administrator(reached) || is_mounted_with_a_check(reached))
    {
        Confidence::Medium
    } else {
        sure
    }
}

/// `session.mount("https://", PublicAddressAdapter())`: what carries a request out may refuse some of its addresses.
fn is_mounted_with_a_check(reached: &Reached<'_>) -> bool {
    if !matches!(reached.sink, Sink::Url | Sink::UrlPart) {
        return false;
    }
    let module = reached.world().project().module(reached.place.file);
    let ast = &module.ast;
    let checks = |arg: &Arg| {
        let name = look::last_name(ast, arg.value).unwrap_or("");
        secret::words(name).iter().any(|word| CHECKS_ADDRESSES.contains(&word.as_str()))
    };
    ast.exprs.iter().any(|expr| match expr.kind {
        ExprKind::Call { function, args } => {
            look::last_name(ast, function) == Some("mount") && ast.list(args).get(1).is_some_and(checks)
        }
        _ => false,
    })
}

/// In names of adapters that look at where a request goes.
const CHECKS_ADDRESSES: &[&str] = &[
    "ssrf",
    "safe",
    "secure",
    "public",
    "private",
    "guard",
    "guarded",
    "guarding",
    "valid",
    "validating",
    "restrict",
    "restricted",
    "filter",
    "filtering",
    "forbid",
    "block",
    "blocking",
    "allow",
    "allowed",
    "internal",
    "external",
    "address",
    "addresses",
    "ip",
];

/// Whether only an administrator can send it. Links make the browser of one send what another chooses.
fn by_administrator(reached: &Reached<'_>) -> bool {
    let project = reached.world().project();
    let asks = |place: Place| trusted::asks_for_administrator(project.module(place.file), place);
    !matches!(reached.sink, Sink::Html | Sink::Redirect) && reached.places().into_iter().any(asks)
}

/// `try: re.compile(pattern)`: whether it is a pattern at all.
fn is_only_tried(reached: &Reached<'_>) -> bool {
    let ast = &reached.world().project().module(reached.place.file).ast;
    reached.name.is_some_and(|name| name.text() == "compile")
        && matches!(ast[reached.stmt].kind, StmtKind::Expr(expr) if ast[expr].span == reached.place.span)
}

/// `regex.compile(pattern)`, of which something is asked with a `timeout`.
fn is_timed(reached: &Reached<'_>) -> bool {
    let module = reached.world().project().module(reached.place.file);
    // Models know it as `re`, which has no timeout.
    let is_regex = module.imports("regex") && module.file.slice(reached.place.span).starts_with("regex.");
    let around = module.ast[reached.stmt].function.map(|function| module.ast[function].span);
    is_regex && around.is_some_and(|around| module.file.slice(around).contains("timeout="))
}

fn wrong(reached: &Reached<'_>, source: Source, harm: &Harm, most: Confidence) -> Answer {
    let sink = match reached.name {
        Some(name) => format!("`{name}`"),
        None => "the response".to_owned(),
    };
    let origin = reached.origin().unwrap_or_else(|| format!("data from {}", source.describe()));
    let mut letters = origin.chars();
    let origin: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let becomes = harm.becomes.replace("{}", &sink);
    let mut checks = String::new();
    for (_, why) in reached.checks_that_do_not_count() {
        checks.push(' ');
        checks.push_str(&why);
        checks.push('.');
    }
    let message = format!("{origin} {becomes}: {}.{checks} {}", harm.so, harm.instead);
    let mut trace: Vec<Step> =
        reached.steps().into_iter().map(|(place, text)| Step { place, text }).collect();
    if trace.len() > MOST_STEPS {
        let half = MOST_STEPS / 2;
        trace.drain(half..trace.len() - half);
    }
    let arrives = match reached.name {
        Some(name) => format!("reaches `{name}`"),
        None => "is sent as the response".to_owned(),
    };
    trace.push(Step { place: reached.place, text: arrives });
    let confidence = weighed(reached, confidence(reached, most).unwrap_or(Confidence::Low));
    Answer::Wrong(Wrong {
        message,
        confidence,
        severity: None,
        trace,
        by_caller: source == Source::Caller,
        prepares: false,
        stands: false,
    })
}
