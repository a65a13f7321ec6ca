//! What decorators and signatures say of functions that the outside calls: the types in the text of a route,
//! and parameters that are named as a library's handlers name them.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::tests::evidence;
use super::texts::TextPart;
use crate::intern::{Const, Sym};
use crate::models::{By, NUMBER, Params};
use crate::pattern::Use;
use crate::project::FunctionRef;
use crate::syntax::ast::{ExprId, ExprKind, Get};
use crate::text::FileId;
use crate::vocabulary::{Sinks, Source};

/// Converters that let nothing but numbers and the like pass.
const NUMBERS: &[&str] = &["int", "integer", "float", "number", "uuid", "ymd", "date"];

impl Evaluator<'_, '_> {
    /// The arguments of a decorator's call.
    pub(super) fn decorator_arguments(&mut self, decorator: ExprId) -> Vec<Argument> {
        let ast = self.ast();
        let ExprKind::Call { args, .. } = ast[decorator].kind else { return Vec::new() };
        let argument = |this: &mut Self, arg: &crate::syntax::ast::Arg| Argument {
            kind: arg.kind,
            value: this.quietly(arg.value),
            place: this.place_of(arg.value),
            expr: arg.value,
        };
        ast.list(args).iter().map(|arg| argument(self, arg)).collect()
    }

    /// What a parameter of a handler is by the routes that have it: numbers where all let nothing else pass
    /// (`@app.route("/user/<int:id>")`, `path("user/<int:id>/", view)`), what their patterns leave, and certainly text.
    pub(super) fn converted(&mut self, function: FunctionRef, name: Sym) -> Sinks {
        let ast = &self.project.module(function.file).ast;
        let decorators = ast.list(ast[function.function].decorators).iter().map(|at| (function.file, *at));
        let passed = self.project.passed(function).iter().map(|passed| (passed.file, passed.call));
        let mut all: Option<Sinks> = None;
        for (file, call) in decorators.chain(passed) {
            let ast = &self.project.module(file).ast;
            let ExprKind::Call { args, .. } = ast[call].kind else { continue };
            let routes = ast.list(args).iter().take(2).filter_map(|arg| self.route(file, arg.value));
            let routes: Vec<String> = routes.collect();
            for converter in routes.iter().filter_map(|route| converter(route, name.text())) {
                let sinks = match converter {
                    Converter::Number => NUMBER,
                    Converter::OneOf => Sinks::ALL,
                    Converter::Segment => Sinks::TEXT.or(evidence::NO_SLASH),
                    Converter::Matched(pattern) => {
                        Sinks::TEXT.or(self.patterns.lets_through(pattern, Use::Full))
                    }
                    Converter::Anything => Sinks::TEXT,
                };
                all = Some(all.map_or(sinks, |all| all.and(sinks)));
            }
        }
        all.unwrap_or(Sinks::NONE)
    }

    /// Whether routes that are known to have a handler do not have a parameter of it: `@app.route("/new")` above
    /// `def new(kind)`. It is the default then, or comes from a part of the route that stands elsewhere.
    pub(super) fn is_off_route(&self, function: FunctionRef, name: Sym) -> bool {
        let ast = &self.project.module(function.file).ast;
        let decorators = ast.list(ast[function.function].decorators).iter().map(|at| (function.file, *at));
        let passed = self.project.passed(function).iter().map(|passed| (passed.file, passed.call));
        let mut routes = decorators.chain(passed).filter_map(|(file, call)| {
            let ast = &self.project.module(file).ast;
            let ExprKind::Call { args, .. } = ast[call].kind else { return None };
            ast.text_of(ast.list(args).first()?.value).filter(|route| route.starts_with('/'))
        });
        let is_off = |route: &str| !route.contains(['(', '*']) && converter(route, name.text()).is_none();
        routes.next().is_some_and(is_off) && routes.all(is_off)
    }

    /// The text of a route, or as much of it as is known: `PREFIX + "/user/<id>"`.
    fn route(&mut self, file: FileId, text: ExprId) -> Option<String> {
        let ast = &self.project.module(file).ast;
        if let Some(text) = ast.text_of(text) {
            return Some(text.to_owned());
        }
        if !matches!(ast[text].kind, ExprKind::Operation { .. } | ExprKind::FString(_)) {
            return None;
        }
        let value = self.within_module(file, |this| Some(this.quietly(text)))?;
        if let Some(known) = self.texts.get(value).and_then(Const::as_str) {
            return Some(known.to_owned());
        }
        let parts = self.texts.text(value)?.parts.iter().filter_map(|part| match part {
            TextPart::Known(id) => Some(self.texts.literal(*id)),
            TextPart::Hole(..) => None,
        });
        Some(parts.collect())
    }

    /// Whether a function that nothing given calls begins with the parameters that a library's handlers have.
    pub(super) fn begins(&self, function: FunctionRef) -> Option<(By, Params, Source)> {
        let module = self.project.module(function.file);
        let params = module.params(function.function);
        let found = self.models.beginning(&params, |package| module.imports_from(package))?;
        self.project.callers_of(function).is_empty().then_some(found)
    }
}

/// What a route lets through as a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Converter<'r> {
    Number,
    /// One of some that the route names.
    OneOf,
    /// A part of the path, without `/`.
    Segment,
    /// What a pattern matches.
    Matched(&'r str),
    Anything,
}

/// How a route takes a parameter; none where it does not have it.
/// `/<int:id>`, `/<id:int>`, `/{id:int}`, `/{id:\d+}`, `/(?P<id>\d+)`
fn converter<'r>(route: &'r str, name: &str) -> Option<Converter<'r>> {
    let of_pattern =
        |pattern| if is_digits(pattern) { Converter::Number } else { Converter::Matched(pattern) };
    if let Some((_, rest)) = route.split_once(&format!("(?P<{name}>")) {
        return Some(group(rest).map_or(Converter::Anything, of_pattern));
    }
    let inner =
        |open, close| route.split(open).skip(1).filter_map(move |rest: &str| rest.split(close).next());
    inner('<', '>').chain(inner('{', '}')).find_map(|part| {
        let (first, second) = part.split_once(':').unwrap_or((part, ""));
        let converter = match (first.trim() == name, second.trim() == name) {
            (true, _) => second.trim(),
            (_, true) => first.trim(),
            _ => return None,
        };
        // `int(min=1)`
        let kind = converter.split('(').next().unwrap_or("");
        Some(match kind {
            "" | "string" | "str" => Converter::Segment,
            "slug" => Converter::Matched("[-a-zA-Z0-9_]+"),
            // `any(css, js)`
            "any" if converter.contains('(') => Converter::OneOf,
            kind if NUMBERS.contains(&kind) => Converter::Number,
            // `{name:[a-z]+}`
            _ if converter.contains(['[', '\\']) && !converter.contains(['(', '"']) => of_pattern(converter),
            _ => Converter::Anything,
        })
    })
}

/// The pattern of a group up to its end, which is not in it; none where it does not end.
fn group(rest: &str) -> Option<&str> {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class && depth == 0 => return rest.get(..at),
            ')' if !in_class => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `\d+`, `[0-9]{4}`
fn is_digits(pattern: &str) -> bool {
    let count = pattern.strip_prefix("\\d").or_else(|| pattern.strip_prefix("[0-9]"));
    count.is_some_and(|count| count.chars().all(|c| matches!(c, '+' | '{' | '}' | ',' | '0'..='9')))
}

#[cfg(test)]
mod tests {
    use super::{Converter, converter};

    #[test]
    fn routes_say_what_their_parameters_are() {
        for route in [
            "/a/<int:id>",
            "/a/<id:int>/b",
            "/a/{id:int}",
            r"/{id:\d+}",
            r"^a/(?P<id>\d+)$",
            "/<int(min=1):id>",
            r"/{id:\d{4}}",
            r"^(?P<id>[0-9]+)/$",
        ] {
            assert_eq!(converter(route, "id"), Some(Converter::Number), "{route}");
        }
        for route in ["/a/<id>", "/{id}", "/<int:other>/<string:id>", "/<str:id>/"] {
            assert_eq!(converter(route, "id"), Some(Converter::Segment), "{route}");
        }
        for (route, pattern) in [
            (r"/(?P<id>\w+)/", r"\w+"),
            (r"^(?P<id>(a|b)[)]x)/(\d)", "(a|b)[)]x"),
            ("/{id:[a-z]+}", "[a-z]+"),
            ("/<slug:id>", "[-a-zA-Z0-9_]+"),
        ] {
            assert_eq!(converter(route, "id"), Some(Converter::Matched(pattern)), "{route}");
        }
        for route in ["/<path:id>", "/{id:path}", "/(?P<id>[a-z", "/<own:id>"] {
            assert_eq!(converter(route, "id"), Some(Converter::Anything), "{route}");
        }
        assert_eq!(converter("/<any(css, js):id>/a", "id"), Some(Converter::OneOf));
        assert_eq!(converter("/a/<int:other>", "id"), None);
    }
}
