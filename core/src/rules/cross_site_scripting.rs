//! Text that is declared to be HTML as it is.

use super::{Answer, Find, Harm, Rule, commands, look, say};
use crate::flow::{Argument, Call, Kind};
use crate::vocabulary::{Category, Confidence, Severity, Sink, Source};

pub static RULE: Rule = Rule {
    id: "cross-site-scripting",
    title: "Text is declared to be HTML without being escaped",
    category: Category::Injection,
    cwe: 79,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "`mark_safe` and `Markup` say: this is HTML already, do not escape it. If any part of it comes from a person, a \
          script in it runs in the browser of everybody who sees the page, with their session.",
    fix: "Put values in with `format_html(\"<b>{}</b>\", name)` or `Markup(\"<b>{}</b>\").format(name)`, which escape them.",
    bad: r#"
from django.utils.safestring import mark_safe

def badge(name):
    return mark_safe("<b>%s</b>" % name)
"#,
    good: r#"
from django.utils.html import format_html

def badge(name):
    return format_html("<b>{}</b>", name)
"#,
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.html.format_html",
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "codeql:py/reflective-xss",
        "semgrep:django/reflected-data-httpresponse",
        "semgrep:django/reflected-data-httpresponsebadrequest",
        "semgrep:django/direct-use-of-httpresponse",
        "semgrep:django/raw-html-format",
        "semgrep:flask/raw-html-format",
        "semgrep:flask/directly-returned-format-string",
        "semgrep:flask/flask-api-method-string-format",
        "semgrep:flask/response-contains-unsanitized-input",
        "semgrep:flask/make-response-with-unknown-content",
        "semgrep:aws-lambda/tainted-html-response",
        "semgrep:aws-lambda/tainted-html-string",
        "semgrep:pyramid/pyramid-direct-use-of-response",
        "bandit:B308",
        "bandit:B703",
        "bandit:B704",
        "ruff:S308",
        "ruff:S704",
        "semgrep:django/avoid-mark-safe",
        "semgrep:django/formathtml-fstring-parameter",
        "semgrep:flask/explicit-unescape-with-markup",
    ],
    find: &[
        Find::Taint(
            Sink::Html,
            Harm {
                becomes: "becomes part of the HTML that {} gives to browsers",
                so: "a script in it runs with the reader's session",
                instead: "Escape it, or put it into a template that does.",
            },
        ),
        Find::Call(
            &[
                "django.utils.safestring.mark_safe",
                "django.utils.safestring.SafeString",
                "django.utils.safestring.SafeText",
                "django.utils.html.mark_safe",
                "markupsafe.Markup",
                "flask.Markup",
                "jinja2.Markup",
                "jinja2.utils.markupsafe.Markup",
                "bleach.Markup",
            ],
            at_markup,
        ),
        Find::Call(&["django.utils.html.format_html"], at_format),
        Find::Call(&["print", "sys.stdout.write"], at_gateway),
    ],
};

/// `print("<h1>" + form.getvalue("name"))` of a program that the web server runs, and whose output is the page.
fn at_gateway(call: &Call<'_>) -> Answer {
    let world = call.world();
    let module = world.module();
    if !look::imports(module, &["cgi", "cgitb"]) || !says_page(&module.file.text) {
        return Answer::NotMine;
    }
    let harmful = call.arguments.iter().find(|argument| {
        let taint = argument.value.taint;
        let sent = world.source_of(argument.value).is_some_and(Source::distrusted_by_default);
        sent && !taint.cleaned.holds(Sink::Html)
    });
    match harmful {
        Some(argument) => Answer::wrong(format!(
            "`{}` becomes part of the page that is printed here: a script in what was sent runs with the reader's session. \
             Escape it with `html.escape`.",
            say::code(world, argument.place)
        )),
        None => Answer::NotMine,
    }
}

/// Whether a program prints that what follows is a page.
fn says_page(text: &str) -> bool {
    text.to_ascii_lowercase().contains("content-type: text/html")
}

fn at_markup(call: &Call<'_>) -> Answer {
    let Some(text) = call.positional(0).or_else(|| call.named("s")) else { return Answer::NotMine };
    let world = call.world();
    if look::is_fixed(world, text.value, text.place) {
        return Answer::safe("the HTML is written in the code");
    }
    if is_escaped(text) {
        return Answer::safe("the text was escaped before");
    }
    let (name, shown) = (commands::runner(call), say::code(world, text.place));
    let name = name.rsplit('.').next().unwrap_or("");
    let answer = Answer::wrong(format!(
        "`{name}` declares `{shown}` to be HTML: a script in any part of it runs in the reader's browser. Use \
         `format_html`, or escape the parts."
    ));
    match world.built_by(text.value) {
        Some((how, at)) => answer
            .after(at, format!("the text is put together by {how}"))
            .after(call.place, format!("`{name}` declares it to be HTML")),
        None => answer,
    }
}

/// `format_html(f"<b>{name}</b>")` escapes only what is passed beside the text.
fn at_format(call: &Call<'_>) -> Answer {
    let Some(text) = call.positional(0).or_else(|| call.named("format_string")) else { return Answer::NotMine };
    let world = call.world();
    if look::is_fixed(world, text.value, text.place) {
        return Answer::safe("values are escaped as they are put in");
    }
    let shown = say::code(world, text.place);
    if world.built_by(text.value).is_some() {
        return Answer::wrong(format!(
            "`format_html` escapes what is passed beside the text, not what is in `{shown}` already. Pass the values as \
             arguments."
        ));
    }
    Answer::undecided(format!("whether `{shown}` is fixed text is not known here"))
}

fn is_escaped(text: &Argument) -> bool {
    let Kind::Instance(path) = text.value.kind else { return false };
    let name = path.last().text();
    matches!(
        name,
        "escape" | "conditional_escape" | "format_html" | "format_html_join" | "clean" | "linkify" | "dumps" | "render"
            | "render_to_string" | "htmlsafe_json_dumps" | "urlize"
    )
}
