//! Calls that run programs, evaluate code or make objects out of bytes, themselves or through a known wrapper, with where
//! their arguments come from.

use super::{Check, Counted, Look, Noted, Seen};
use crate::flow::{Reach, Reached};
use crate::intern::PathId;
use crate::models::{Models, Role};
use crate::rules::{look, say};
use crate::syntax::ast::{ExprKind, Get};
use crate::vocabulary::{Category, Sink, Source, Status};
use crate::words;
use std::fmt::Write as _;

pub static CHECK: Check = Check {
    id: "dangerous-calls",
    title: "Calls that run programs, evaluate code or make objects out of bytes",
    category: Category::Injection,
    asks: "What does the code run or evaluate, and who chooses what?",
    look: &[Look::Reached(SINKS, evaluated), Look::Code(written)],
    summary,
};

/// Where what arrives is run, evaluated or made into objects.
const SINKS: &[Sink] = &[Sink::Shell, Sink::Program, Sink::Option, Sink::Code, Sink::Deserialize, Sink::Template, Sink::Name];

/// What becomes of what arrives, and of which kind the place is.
fn danger(sink: Sink) -> Option<(&'static str, &'static str)> {
    Some(match sink {
        Sink::Shell => ("has a shell run", "command"),
        Sink::Program => ("runs the program of", "command"),
        Sink::Option => ("passes to a program what stands in", "command"),
        Sink::Code => ("evaluates", "code"),
        Sink::Deserialize => ("makes objects out of", "deserialize"),
        Sink::Template => ("takes as the text of a template", "template"),
        Sink::Name => ("imports", "import"),
        _ => return None,
    })
}

fn evaluated(reached: &Reached<'_>) -> Option<Noted> {
    let (does, kind) = danger(reached.sink)?;
    let name = reached.name?;
    // Attributes by name are another matter.
    if reached.sink == Sink::Name && !name.text().contains("import") && !name.text().contains("load_module") {
        return None;
    }
    let world = reached.world();
    let (span, code) = (reached.place.span, say::code(world, reached.argument));
    let what = format!("`{}` {does} `{code}`", name.text());
    let noted = match reached.reach {
        Reach::Constant => Noted::safe(span, format!("{what}, which is written in the code")),
        Reach::Own => Noted::safe(span, format!("{what}, which holds nothing that somebody else chooses")),
        Reach::Cleaned => Noted::safe(span, format!("{what}, which was made harmless for this before")),
        Reach::Guarded => Noted::safe(span, format!("{what}, behind a check that leaves harmless values")),
        Reach::Data { source: Source::Caller, .. } => {
            Noted::undecided(span, format!("{what}, which callers pass: what they pass is not in these files"))
        }
        Reach::Data { source, .. } => Noted::attention(
            span,
            format!("{what}, which holds data from {}: can whoever wrote that choose what happens?", source.describe()),
        ),
        Reach::From(path) => Noted::undecided(
            span,
            format!("{what}, which comes from `{}`: what that gives is not in these files", path.text()),
        ),
        Reach::Unknown => Noted::undecided(span, format!("{what}; where that comes from is not seen in these files")),
    };
    Some(noted.of(kind))
}

/// As written: calls that the evaluation did not come to, and wrappers that rows do not know more of.
fn written(seen: &Seen<'_>) -> Vec<Noted> {
    let calls = seen.calls.iter().filter(|call| call.given.is_none());
    calls
        .filter_map(|call| {
            let kind = known(call.path?)?;
            let ast = seen.ast();
            let first = ast.list(call.args).first()?.value;
            let (callee, code) = (seen.callee(call), seen.quoted(ast[first].span));
            let made = look::only_value(seen.module, first).unwrap_or(first);
            let program = match ast[made].kind {
                ExprKind::List(items) => ast.list(items).first().copied(),
                _ => None,
            };
            let text = match program {
                Some(program) if kind == "command" => format!(
                    "`{callee}` runs a program and is given a list that begins with `{}`: no shell reads it; what else it holds was not followed here",
                    seen.quoted(ast[program].span)
                ),
                _ => format!("`{callee}` is called with `{code}`; what that holds was not followed here"),
            };
            // What rows know as a sink was looked at where the evaluation came to it.
            let is_sink = seen.models().path(call.path?).is_some_and(|known| !known.sinks.is_empty());
            let status = if is_sink { Status::Info } else { Status::Undecided };
            Some(Noted { span: call.span, status, text, kind })
        })
        .collect()
}

/// Which kind of danger a path is.
fn known(path: PathId) -> Option<&'static str> {
    let models = Models::get();
    let mut sinks = models.path(path).into_iter().flat_map(|known| &known.sinks);
    let found = sinks.find_map(|(_, sink, _)| danger(*sink).filter(|_| *sink != Sink::Name || path.text().contains("import")));
    found.map(|(_, kind)| kind).or_else(|| models.has_role(path, Role::Runs).then_some("command"))
}

fn summary(counted: &Counted<'_>) -> String {
    let counts = [
        (counted.of("command"), "runs a program", "run programs"),
        (counted.of("code"), "evaluates code", "evaluate code"),
        (counted.of("deserialize"), "makes objects out of bytes", "make objects out of bytes"),
        (counted.of("template"), "takes the text of a template", "take the text of a template"),
        (counted.of("import"), "imports by name", "import by name"),
    ];
    let mut text = format!("Of {}, {}", words::count(counted.searched.calls, "call"), words::kinds(&counts));
    let (all, safe) = (counted.all(), counted.with(Status::Safe));
    match (safe, all) {
        (0, _) => {}
        (1, 1) => text.push_str("; it gets nothing that somebody else chooses"),
        (1, all) => {
            let _ = write!(text, "; 1 of these {} gets nothing that somebody else chooses", words::number(all));
        }
        (safe, all) => {
            let (safe, all) = (words::number(safe), words::number(all));
            let _ = write!(text, "; {safe} of these {all} get nothing that somebody else chooses");
        }
    }
    text.push('.');
    text
}
