//! The signs of severities and verdicts: a shape and a letter each, so that nothing rests on colour.

use sightline_web::report::{Severity, Verdict, letter, sign};
use yew::prelude::*;

/// A severity.
#[derive(Properties, PartialEq)]
pub(crate) struct MarkProps {
    /// How bad.
    pub(crate) level: Severity,
}

/// The sign of a severity.
#[component]
pub(crate) fn Mark(props: &MarkProps) -> Html {
    let level = props.level;
    html! { <span class={format!("mark mark-{}", level.name())} aria-hidden="true">{ letter(level) }</span> }
}

/// A verdict.
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    /// The answer.
    pub(crate) verdict: Verdict,
}

/// The sign of a verdict.
#[component]
pub(crate) fn VerdictMark(props: &VerdictProps) -> Html {
    let verdict = props.verdict;
    html! { <span class={format!("verdict verdict-{}", verdict.name())} aria-hidden="true">{ sign(verdict) }</span> }
}
