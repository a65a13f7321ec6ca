//! Regular expressions that one text keeps busy for hours.

use super::expressions::{self, applied, quoted};
use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::pattern::{Growth, Slow, Use};
use crate::vocabulary::{Category, Confidence, Severity, Sink, Source};

pub static RULE: Rule = Rule {
    id: "catastrophic-regex",
    title: "A regular expression can take time without bound",
    category: Category::InputValidation,
    cwe: 1333,
    severity: Severity::Medium,
    confidence: Confidence::High,
    why: "Python's matcher tries all ways to read a text before it says that none fits. Where a part repeats what can be \
          repeated within it, a text of forty letters has more ways than can be tried in a lifetime, and the process \
          does nothing else.",
    fix: "Write the pattern so that each text can be read in one way: `(a+)+` as `a+`, `(\\w+\\s*)+` as \
          `\\w+(?:\\s+\\w+)*`; bound the length of what is matched; or use possessive quantifiers (`a++`, Python 3.11).",
    bad: r#"
import re

ADDRESS = re.compile(r"^([a-z0-9]+\.?)+@example\.com$")
"#,
    good: r#"
import re

ADDRESS = re.compile(r"^[a-z0-9]+(?:\.[a-z0-9]+)*@example\.com$")
"#,
    references: &[
        "https://docs.python.org/3/library/re.html",
        "https://cwe.mitre.org/data/definitions/1333.html",
        "https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS",
    ],
    also: &["semgrep:lang/regex_dos", "codeql:py/redos", "codeql:py/polynomial-redos"],
    find: &[Find::Call(expressions::LITERAL, written), Find::Call(expressions::DECLARED, written), Find::Call(expressions::COMPILED, used)],
};

/// Where the text of the pattern stands.
fn written(call: &Call<'_>) -> Answer {
    let Some(found) = applied(call) else { return Answer::NotMine };
    if found.linear {
        return Answer::safe("pydantic matches it by an engine that looks at each letter once");
    }
    let slow = found.pattern.slow(found.how.unwrap_or(Use::Match));
    let Some(slow) = slow else {
        return Answer::safe("no text takes the pattern much longer than its length asks for");
    };
    if slow.growth == Growth::Exponential {
        let Some(text) = found.text else {
            return Answer::wrong(message(&found.pattern, &slow)).at(Confidence::Medium);
        };
        return match call.world().source_of(text.value) {
            Some(source) if source.distrusted_by_default() => {
                Answer::wrong(message(&found.pattern, &slow)).rated(Severity::High)
            }
            None if call.world().constant(text.value).is_some() => {
                Answer::safe("the text that is matched is written in the code")
            }
            _ => Answer::wrong(message(&found.pattern, &slow)).at(Confidence::Medium),
        };
    }
    // Where it is used decides how long a text may be.
    if found.how.is_none() {
        return Answer::safe("no text takes the pattern exponentially long");
    }
    polynomial(call, &found, &slow)
}

/// Where a compiled pattern is used: what was said of its text is not said again.
fn used(call: &Call<'_>) -> Answer {
    let Some(found) = applied(call) else { return Answer::NotMine };
    let Some(slow) = found.how.and_then(|how| found.pattern.slow(how)) else { return Answer::NotMine };
    if slow.growth == Growth::Polynomial {
        return polynomial(call, &found, &slow);
    }
    Answer::NotMine
}

fn polynomial(call: &Call<'_>, found: &expressions::Applied, slow: &Slow) -> Answer {
    let world = call.world();
    let Some(text) = found.text else { return Answer::NotMine };
    let Some(source) = world.source_of(text.value) else {
        return Answer::safe("what is matched is nobody else's text, and the time grows with a power of its length only");
    };
    if text.value.taint.cleaned.holds(Sink::Size) {
        return Answer::safe("the length of what is matched is bounded");
    }
    let wrong = || Answer::wrong(message(&found.pattern, slow)).rated(Severity::Low);
    match source {
        source if source.distrusted_by_default() => wrong().at(Confidence::Medium),
        Source::Database | Source::Response => wrong().at(Confidence::Low),
        Source::Caller => Answer::undecided(
            "the time grows with the square of the text's length or faster, and how long a text callers pass is not seen",
        ),
        _ => Answer::safe(format!(
            "what is matched comes from {}, and the time grows with a power of its length only",
            source.describe()
        )),
    }
}

fn message(pattern: &crate::pattern::Pattern, slow: &Slow) -> String {
    let part = quoted(pattern.text().get(slow.start..slow.end).unwrap_or_default());
    let pump = quoted(&slow.pump);
    let begins = if slow.prefix.is_empty() {
        format!("many repetitions of `{pump}`")
    } else {
        format!("`{}` and then many repetitions of `{pump}`", quoted(&slow.prefix))
    };
    match slow.growth {
        Growth::Exponential => format!(
            "`{part}` can read the same text in many ways: on a text of {begins} that does not fit in the end, the time \
             doubles with each repetition. Write it so that there is one way to read a text, or bound its length."
        ),
        Growth::Polynomial => format!(
            "`{part}` is tried again from every place: on a text of {begins} that does not fit in the end, the time grows \
             with the square of its length or faster. Bound the length, or write the pattern so that parts do not overlap."
        ),
    }
}
