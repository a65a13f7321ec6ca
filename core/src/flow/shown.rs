//! What a template shows: the names in its text whose values become part of the page, and which of them as they are.
//!
//! `"<h1>{{ title }}</h1>{{ text|safe }}"` shows `title` escaped and `text` as it is, where the engine escapes at all.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::state::{Key, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::{ConstId, Sym};
use crate::models::{ESCAPED, Known, Rendering, Showing};
use crate::syntax::ast::ArgKind;
use crate::text::Place;

/// Longest text of a template that is read.
const LONGEST: usize = 100_000;
/// Most names that are looked at.
const MOST_NAMES: usize = 200;

/// A name that a template shows.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    name: String,
    /// Whether its value is put into the page as it is.
    raw: bool,
    /// Whether it stands where escaping does not help.
    bare: bool,
}

impl Evaluator<'_, '_> {
    /// `Template("<p>{{ text }}</p>")`: what is made of a text that is written in the code.
    pub(super) fn template(
        &mut self,
        known: &Known,
        value: Value,
        arguments: &[Argument],
        place: Place,
    ) -> Value {
        let Some(pick) = known.template else { return value };
        match super::sinks::picked(pick, None, arguments).first().map(|(text, _)| text.kind) {
            Some(Kind::Known(text)) if !value.taint.is_some() => {
                let trace = self.traces.step(value.taint.trace, place, Step::Template(text), Doubts::NONE);
                Value { taint: Taint { trace, ..value.taint }, ..value }
            }
            _ => value,
        }
    }

    /// What a template shows of what it is given; none where its text is not known, or takes in others.
    pub(super) fn rendered(
        &mut self,
        rendering: Rendering,
        receiver: Option<Value>,
        arguments: &[Argument],
        place: Place,
    ) -> Option<Value> {
        let text = match rendering.text {
            Some(pick) => match super::sinks::picked(pick, receiver, arguments).first()?.0.kind {
                Kind::Known(text) => text,
                _ => return None,
            },
            None => self.template_of(receiver?)?,
        };
        let text = self.texts.constant_of(text).as_str().filter(|text| text.len() <= LONGEST)?;
        // `template("page", name=name)`: the name of a file.
        if rendering.text.is_some() && !text.contains(['{', '\n', '%', '<']) {
            return None;
        }
        // `render(context)`: something that holds the values, in a way that is not followed.
        let is_closed =
            |arg: &Argument| arg.kind == ArgKind::Positional && matches!(arg.value.kind, Kind::Instance(_));
        if arguments.iter().any(|arg| is_closed(arg) && arg.value.taint.is_some()) {
            return None;
        }
        let names = shown(text, rendering.how, rendering.escapes)?;
        let mut whole = Value::UNKNOWN;
        for Shown { name, raw, bare } in names {
            let Some(value) = self.given_to_template(&name, arguments) else { continue };
            let value = self.contents(value);
            let value = if raw || bare {
                let name = Sym::new(&name);
                let step = if raw { Step::Shown(name) } else { Step::ShownBare(name) };
                self.stepped(value, place, step, Doubts::NONE)
            } else {
                let cleaned = value.taint.cleaned.or(ESCAPED);
                Value { taint: Taint { cleaned, ..value.taint }, ..value }
            };
            whole.taint = self.join_taint(whole.taint, value.taint);
        }
        Some(whole)
    }

    /// The text that a template was made of.
    fn template_of(&self, template: Value) -> Option<ConstId> {
        match self.traces.at(template.taint.trace)?.event {
            Step::Template(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a name: `render(name=value)`, `render(**values)`, `render({"name": value})`.
    fn given_to_template(&self, name: &str, arguments: &[Argument]) -> Option<Value> {
        let mut rest = None;
        for argument in arguments.iter().rev() {
            match (argument.kind, argument.value.kind) {
                (ArgKind::Keyword(key), _) if key.sym.text() == name => return Some(argument.value),
                (ArgKind::Keyword(key), Kind::Object(dict)) if key.sym.text() == "context" => {
                    rest = rest.or(self.state.value(Slot::Field(dict, Key::Text(Sym::new(name)))));
                }
                (ArgKind::Keyword(_), _) => {}
                (_, Kind::Object(dict)) if self.state.shape(dict) == Shape::Dict => {
                    if let Some(value) = self.state.value(Slot::Field(dict, Key::Text(Sym::new(name)))) {
                        return Some(value);
                    }
                    rest = rest.or(self.state.value(Slot::Rest(dict)));
                }
                (ArgKind::DoubleStar, _) => rest = rest.or(Some(argument.value)),
                _ => {}
            }
        }
        rest
    }
}

/// The names whose values a template shows.
fn shown(text: &str, how: &Showing, escapes: bool) -> Option<Vec<Shown>> {
    let mut all = Vec::new();
    // `{% for line in lines %}`: what a name stands for.
    let mut stands_for: Vec<(String, String)> = Vec::new();
    let mut escaping = vec![escapes];
    let mut rest = text;
    while let Some((before, is_statement)) = next(rest, how) {
        let (open, close) = if is_statement { how.statement } else { how.expression };
        let (_, from) = rest.split_at(before);
        let (inner, after) = from.get(open.len()..)?.split_once(close)?;
        rest = after;
        let on = escaping.last().copied().unwrap_or(escapes);
        if !is_statement {
            let from = all.len();
            show(inner, how, on, &stands_for, &mut all);
            let so_far = text.len() - after.len() - inner.len() - open.len() - close.len();
            if on && text.get(..so_far).is_some_and(is_bare) && !is_held(inner) {
                all.iter_mut().skip(from).for_each(|shown| shown.bare = true);
            }
            continue;
        }
        let inner = inner.trim_matches(|c: char| c.is_whitespace() || c == '-' || c == '+');
        let (word, behind) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        match word {
            "include" | "extends" | "import" | "from" | "macro" | "call" | "module" => return None,
            "autoescape" => escaping.push(!matches!(behind.trim(), "false" | "False" | "off" | "None")),
            "endautoescape" => drop(escaping.pop()),
            "raw" if !behind.is_empty() => show(behind, how, false, &stands_for, &mut all),
            "for" => {
                if let Some((names, of)) = behind.split_once(" in ") {
                    bind(names, of, &mut stands_for);
                }
            }
            "set" | "with" => {
                if let Some((name, of)) = behind.split_once('=') {
                    bind(name, of, &mut stands_for);
                } else if let Some((of, name)) = behind.split_once(" as ") {
                    bind(name, of, &mut stands_for);
                }
            }
            _ => {}
        }
        if all.len() > MOST_NAMES {
            return None;
        }
    }
    Some(all)
}

/// Whether what follows in a page stands in a script or as the value of an attribute, without quotes: a space in it begins
/// another attribute, and a script needs no tag.
fn is_bare(before: &str) -> bool {
    let (open, close) = (before.rfind('<'), before.rfind('>'));
    let is_open = |quote: char, text: &str| text.matches(quote).count() % 2 == 1;
    if let Some(tag) = open.filter(|open| close.is_none_or(|close| close < *open)) {
        let tag = before.get(tag..).unwrap_or("");
        let word = tag.rsplit(char::is_whitespace).next().unwrap_or("");
        return !is_open('"', tag)
            && !is_open('\'', tag)
            && word.contains('=')
            && !word.contains(['"', '\'']);
    }
    let script = before.rfind("<script").filter(|at| before.rfind("</script").is_none_or(|end| end < *at));
    let Some(script) = script.and_then(|at| before.get(at..)) else { return false };
    let line = script.rsplit(['\n', ';', '>']).next().unwrap_or("");
    !['"', '\'', '`'].iter().any(|quote| is_open(*quote, line))
}

/// Whether a filter makes of an expression what can be no code wherever it stands: `{{ data|tojson }}`.
fn is_held(expression: &str) -> bool {
    expression.split('|').skip(1).any(|filter| {
        let filter = filter.split(['(', ':']).next().unwrap_or("").trim();
        matches!(filter, "tojson" | "escapejs" | "json" | "int" | "float" | "length" | "count" | "urlencode")
    })
}

/// Where the next expression or statement begins, and whether it is a statement.
fn next(text: &str, how: &Showing) -> Option<(usize, bool)> {
    let expression = text.find(how.expression.0);
    let statement = if how.statement.0.is_empty() { None } else { text.find(how.statement.0) };
    match (expression, statement) {
        (Some(at), Some(other)) if other < at => Some((other, true)),
        (Some(at), _) => Some((at, false)),
        (None, other) => other.map(|at| (at, true)),
    }
}

/// One expression: `user.name|safe`
fn show(inner: &str, how: &Showing, escapes: bool, stands_for: &[(String, String)], all: &mut Vec<Shown>) {
    let (mark, inner) = how
        .raw
        .iter()
        .find_map(|mark| Some((true, inner.trim_start().strip_prefix(mark)?)))
        .unwrap_or((false, inner));
    let mut parts = inner.split('|');
    let of = parts.next().unwrap_or("");
    // The first filter that says anything of it decides.
    let decided = parts.flat_map(|filters| filters.split(',')).find_map(|filter| {
        let filter = filter.split(['(', ':']).next().unwrap_or("").trim();
        if how.unescaped.contains(&filter) {
            return Some(true);
        }
        how.escaped.contains(&filter).then_some(false)
    });
    let raw = decided.unwrap_or(mark || !escapes);
    for name in names(of) {
        let root = stands_for.iter().rev().find(|(known, _)| *known == name).map(|(_, root)| root.clone());
        all.push(Shown { name: root.unwrap_or(name), raw, bare: false });
    }
}

fn bind(names_bound: &str, of: &str, stands_for: &mut Vec<(String, String)>) {
    let of = of.split('|').next().unwrap_or("");
    for name in names(names_bound) {
        for root in names(of) {
            let root = stands_for
                .iter()
                .rev()
                .find(|(known, _)| *known == root)
                .map_or(root, |(_, root)| root.clone());
            stands_for.push((name.clone(), root));
        }
    }
}

/// The names in an expression, without attributes and what stands in quotes.
fn names(expression: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut quote = None;
    let mut word = String::new();
    let mut before = ' ';
    for letter in expression.chars().chain([' ']) {
        if let Some(open) = quote {
            if letter == open {
                quote = None;
            }
        } else if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
        } else {
            if !word.is_empty() && before != '.' && !word.starts_with(|c: char| c.is_ascii_digit()) {
                names.push(std::mem::take(&mut word));
            }
            word.clear();
            before = letter;
            if letter == '\'' || letter == '"' {
                quote = Some(letter);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const JINJA: Showing = Showing {
        expression: ("{{", "}}"),
        statement: ("{%", "%}"),
        raw: &["!"],
        unescaped: &["safe"],
        escaped: &["e"],
    };

    fn told(text: &str) -> Vec<(String, bool)> {
        let all = shown(text, &JINJA, true).unwrap_or_default();
        all.into_iter().map(|shown| (shown.name, shown.raw)).collect()
    }

    fn name(name: &str, raw: bool) -> Vec<(String, bool)> {
        vec![(name.to_owned(), raw)]
    }

    #[test]
    fn the_first_filter_that_says_anything_decides() {
        assert_eq!(told("<b>{{ a.safe }}</b>"), name("a", false));
        assert_eq!(told("{{ a|upper|safe }}"), name("a", true));
        assert_eq!(told("{{ a|e|safe }}"), name("a", false));
        assert_eq!(told("{{! a }}"), name("a", true));
    }

    #[test]
    fn escaping_ends_and_begins_with_statements() {
        let text = "{% autoescape false %}{{ a }}{% endautoescape %}{{ b }}";
        assert_eq!(told(text), [name("a", true), name("b", false)].concat());
        assert_eq!(told("{% for x in rows %}{{ x|safe }}{% endfor %}"), name("rows", true));
        assert_eq!(shown("{% include 'x' %}{{ a }}", &JINJA, true), None);
    }

    #[test]
    fn what_stands_without_quotes_is_told_from_what_quotes_hold() {
        let bare = |text: &str| shown(text, &JINJA, true).unwrap_or_default().iter().any(|shown| shown.bare);
        for text in [
            "<a href={{ a }}>x</a>",
            "<a class=x href=/of/{{ a }}>x</a>",
            "<script>var x = {{ a }};</script>",
            "<script>f('x', {{ a }})</script>",
        ] {
            assert!(bare(text), "{text}");
        }
        for text in [
            "<a href=\"{{ a }}\">x</a>",
            "<a href='/of/{{ a }}'>x = {{ b }}</a>",
            "<script>var x = '{{ a }}';</script>",
            "<script>var x = {{ a|tojson }};</script>{{ b }}",
            "<p title='x'>{{ a }}</p>",
            "a = {{ a }}",
        ] {
            assert!(!bare(text), "{text}");
        }
    }

    #[test]
    fn texts_in_an_expression_are_no_names() {
        assert_eq!(told("{{ 'x' ~ a[\"b\"] }}"), name("a", false));
        assert_eq!(told("{{ unclosed "), []);
    }
}
