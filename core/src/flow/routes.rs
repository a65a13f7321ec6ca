//! What decorators and signatures say of functions that the outside calls: the types in the text of a route,
//! and parameters that are named as a library's handlers name them.

use super::evaluate::Evaluator;
use super::event::Argument;
use super::tests::evidence;
use super::texts::TextPart;
use super::trace::Doubts;
use super::value::{Taint, Value};
use crate::intern::{Const, ConstId, Sym};
use crate::models::{By, NUMBER, Params};
use crate::pattern::Use;
use crate::project::{Base, ClassRef, FunctionRef};
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get};
use crate::text::{FileId, Place};
use crate::vocabulary::{Sinks, Source};

/// Converters that let nothing but numbers and the like pass.
const NUMBERS: &[&str] = &["int", "integer", "float", "number", "uuid", "ymd", "date", "dt"];
/// Converters that let all pass.
const ANYTHING: &[&str] = &["path", "default", "any", "re", "regex", "ext", "text", "unicode", "bytes"];
/// Most arguments of one call that are routes: `api.add_resource(Show, "/a/<int:id>", "/b/<int:id>")`.
const MOST_ROUTES: usize = 6;

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
    /// Groups without names are the parameters in their order: `(r"/user/([0-9]+)", Show)`.
    /// What is not known of converters of the program's own is a doubt.
    pub(super) fn converted(
        &mut self,
        function: FunctionRef,
        name: Sym,
        at: Option<usize>,
    ) -> (Sinks, Doubts) {
        let class = self.project.module(function.file).ast[function.function].class;
        let class = class.map(|class| ClassRef { file: function.file, class });
        let (models, project) = (self.models, self.project);
        let mut is_decoded = |base: Base| match base {
            Base::Outside(path) => {
                models.path(self.canonical(path)).is_some_and(|known| known.routed == Some(true))
            }
            Base::Class(_) | Base::Unknown => false,
        };
        let decoded = class.is_some_and(|class| project.ancestry(class).any(&mut is_decoded));
        self.let_through(function, name, at, decoded)
    }

    /// An item that a route let through on the way to the function that is being evaluated: `request.view_args["id"]`.
    pub(super) fn item_of_route(&mut self, data: Value, key: Option<ConstId>, decoded: bool) -> Value {
        let entry = self.frames.iter().rev().find_map(|frame| frame.entry);
        let name = key.and_then(|key| self.texts.name(key)).map(Sym::new);
        let (Some(entry), Some(name)) = (entry, name) else { return data };
        let let_through = self.let_through(entry.function, name, None, decoded);
        self.as_let_through(data, let_through)
    }

    /// Data as a route let it through.
    pub(super) fn as_let_through(&mut self, data: Value, (sinks, doubts): (Sinks, Doubts)) -> Value {
        let mut taint = Taint { cleaned: data.taint.cleaned.or(sinks), ..data.taint };
        if doubts.any() && taint.is_some() {
            taint.trace = self.traces.doubted(taint.trace, doubts);
        }
        Value { taint, ..data }
    }

    fn let_through(
        &mut self,
        function: FunctionRef,
        name: Sym,
        at: Option<usize>,
        decoded: bool,
    ) -> (Sinks, Doubts) {
        let own = self.route_texts(function);
        let through = self.let_through_all(&own, name, at, decoded);
        // `path("<int:shop>/", include(orders))`: what leads to all of them.
        let (project, is_routed) = (self.project, own.iter().any(|(file, text)| self.is_route(*file, *text)));
        let through = match through {
            None if is_routed => self.let_through_all(project.including(), name, None, decoded),
            through => through,
        };
        through.unwrap_or((Sinks::NONE, Doubts::NONE))
    }

    /// Whether something is a text, or put together of some.
    fn is_route(&self, file: FileId, text: ExprId) -> bool {
        self.project.module(file).ast.text_of(text).is_some()
    }

    /// The same by those of some texts that are routes with such a parameter; none where there is none.
    fn let_through_all(
        &mut self,
        texts: &[(FileId, ExprId)],
        name: Sym,
        at: Option<usize>,
        decoded: bool,
    ) -> Option<(Sinks, Doubts)> {
        let mut all: Option<Sinks> = None;
        let mut doubts = Doubts::NONE;
        for (file, text) in texts {
            let Some(route) = self.route(*file, *text) else { continue };
            let converter =
                converter(&route, name.text()).or_else(|| group_at(&route, at?).map(Converter::of_pattern));
            let Some(converter) = converter else { continue };
            let sinks = match converter {
                Converter::Number => NUMBER,
                Converter::OneOf => Sinks::ALL,
                Converter::Matched(pattern) if decoded => {
                    Sinks::TEXT.or(self.patterns.lets_through_encoded(pattern))
                }
                Converter::Segment if decoded => Sinks::TEXT,
                Converter::Segment => Sinks::TEXT.or(evidence::NO_SLASH),
                Converter::Matched(pattern) => Sinks::TEXT.or(self.patterns.lets_through(pattern, Use::Full)),
                Converter::Anything => Sinks::TEXT,
                Converter::Own(named) => {
                    let (sinks, more) = self.let_through_by(named);
                    doubts = doubts.and(more);
                    sinks
                }
            };
            all = Some(all.map_or(sinks, |all| all.and(sinks)));
        }
        all.map(|all| (all, doubts))
    }

    /// What a converter of the program's own lets through: what its pattern matches; what its method makes of that is not
    /// looked at.
    fn let_through_by(&mut self, named: &str) -> (Sinks, Doubts) {
        let Some(class) = self.project.route_converter(named) else {
            return (Sinks::TEXT, Doubts::UNKNOWN_CHECK);
        };
        let place = Place { file: class.file, span: self.project.module(class.file).ast[class.class].span };
        let pattern = self.class_attribute(class, Sym::new("regex"), None, place);
        let pattern = pattern.and_then(|pattern| self.texts.get(pattern)?.as_str().map(str::to_owned));
        let sinks = pattern.map_or(Sinks::NONE, |pattern| match Converter::of_pattern(&pattern) {
            Converter::Number => NUMBER,
            _ => self.patterns.lets_through(&pattern, Use::Full),
        });
        let converts = self.project.method(class, Sym::new("to_python")).is_some();
        (sinks, if converts { Doubts::UNKNOWN_CHECK } else { Doubts::NONE })
    }

    /// What may be a route that leads to a function: what stands in its decorators, in calls that it is passed to, and,
    /// where it is a method, beside its class.
    fn route_texts(&self, function: FunctionRef) -> Vec<(FileId, ExprId)> {
        let definition = self.project.module(function.file).ast[function.function];
        let ast = &self.project.module(function.file).ast;
        let decorators = ast.list(definition.decorators).iter().map(|at| (function.file, *at));
        let passed = self.project.passed(function).iter().map(|passed| (passed.file, passed.call));
        let class = definition.class.map(|class| ClassRef { file: function.file, class });
        let routed = class.map_or(&[][..], |class| self.project.routed(class));
        let beside = routed.iter().map(|routed| (routed.file, routed.site));
        let mut texts = Vec::new();
        for (file, site) in decorators.chain(passed).chain(beside) {
            let ast = &self.project.module(file).ast;
            match ast[site].kind {
                ExprKind::Call { args, .. } => {
                    texts.extend(ast.list(args).iter().take(MOST_ROUTES).map(|arg| (file, arg.value)));
                }
                ExprKind::Tuple(items) => {
                    texts.extend(ast.list(items).iter().take(2).map(|item| (file, *item)));
                }
                _ => {}
            }
        }
        texts
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
        // `url_path_join(settings.BASE, r"/user/(\d+)")`
        if let ExprKind::Call { args, .. } = ast[text].kind {
            let last = ast.list(args).last().filter(|last| last.kind == ArgKind::Positional)?;
            return ast.text_of(last.value).map(str::to_owned);
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
    /// What a converter of the program's own lets through.
    Own(&'r str),
}

impl<'r> Converter<'r> {
    fn of_pattern(pattern: &'r str) -> Self {
        if is_digits(pattern) { Self::Number } else { Self::Matched(pattern) }
    }
}

/// How a route takes a parameter; none where it does not have it.
/// `/<int:id>`, `/<id:int>`, `/{id:int}`, `/{id:\d+}`, `/(?P<id>\d+)`
fn converter<'r>(route: &'r str, name: &str) -> Option<Converter<'r>> {
    if let Some((_, rest)) = route.split_once(&format!("(?P<{name}>")) {
        return Some(group(rest).map_or(Converter::Anything, Converter::of_pattern));
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
            "alpha" => Converter::Matched("[a-zA-Z]+"),
            // `any(css, js)`
            "any" if converter.contains('(') => Converter::OneOf,
            kind if NUMBERS.contains(&kind) => Converter::Number,
            // `{name:[a-z]+}`
            _ if converter.contains(['[', '\\']) && !converter.contains(['(', '"']) => {
                Converter::of_pattern(converter.strip_prefix("re:").unwrap_or(converter))
            }
            kind if ANYTHING.contains(&kind) => Converter::Anything,
            kind if kind.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_') => {
                Converter::Own(kind)
            }
            _ => Converter::Anything,
        })
    })
}

/// The pattern of the group at a position (from 0) of a route that is a regular expression; none where its groups have names.
fn group_at(route: &str, at: usize) -> Option<&str> {
    if route.contains("(?P<") {
        return None;
    }
    let (mut found, mut in_class, mut escaped) = (0, false, false);
    for (place, letter) in route.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = route.get(place + 1..)?;
                if rest.starts_with('?') {
                    continue;
                }
                if found == at {
                    return group(rest);
                }
                found += 1;
            }
            _ => {}
        }
    }
    None
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
    use super::{Converter, converter, group_at};

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
        for route in ["/<path:id>", "/{id:path}", "/(?P<id>[a-z"] {
            assert_eq!(converter(route, "id"), Some(Converter::Anything), "{route}");
        }
        assert_eq!(converter("/<id:re:[a-z]+>", "id"), Some(Converter::Matched("[a-z]+")));
        assert_eq!(converter("/<own:id>", "id"), Some(Converter::Own("own")));
        assert_eq!(converter("/<any(css, js):id>/a", "id"), Some(Converter::OneOf));
        assert_eq!(converter("/a/<int:other>", "id"), None);
    }

    #[test]
    fn groups_without_names_are_counted() {
        let route = r"/a/(?:x|y)/([0-9]+)/[(]\((.*)";
        assert_eq!(group_at(route, 0), Some("[0-9]+"));
        assert_eq!(group_at(r"/(a(b))/(c)", 1), Some("b"));
        assert_eq!(group_at(r"/(a)[(](c)\(", 1), Some("c"));
        assert_eq!(group_at(r"/(?P<id>a)/(c)", 0), None);
        assert_eq!(group_at("/a", 0), None);
    }
}
