//! What decorators and signatures say of functions that the outside calls: the types in the text of a route,
//! and parameters that are named as a library's handlers name them.

use super::evaluate::Evaluator;
use super::event::Argument;
use crate::intern::Sym;
use crate::models::{By, NUMBER, Params};
use crate::project::FunctionRef;
use crate::syntax::ast::{ExprId, ExprKind, Get};
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
    /// (`@app.route("/user/<int:id>")`, `path("user/<int:id>/", view)`), and certainly text.
    pub(super) fn converted(&self, function: FunctionRef, name: Sym) -> Sinks {
        let ast = &self.project.module(function.file).ast;
        let decorators = ast.list(ast[function.function].decorators).iter().map(|at| (function.file, *at));
        let passed = self.project.passed(function).iter().map(|passed| (passed.file, passed.call));
        let mut numbers = None;
        for (file, call) in decorators.chain(passed) {
            let ast = &self.project.module(file).ast;
            let ExprKind::Call { args, .. } = ast[call].kind else { continue };
            let routes = ast.list(args).iter().take(2).filter_map(|arg| ast.text_of(arg.value));
            for number in routes.filter_map(|route| is_number(route, name.text())) {
                numbers = Some(number && numbers.unwrap_or(true));
            }
        }
        match numbers {
            Some(true) => NUMBER,
            Some(false) => Sinks::TEXT,
            None => Sinks::NONE,
        }
    }

    /// Whether a function that nothing given calls begins with the parameters that a library's handlers have.
    pub(super) fn begins(&self, function: FunctionRef) -> Option<(By, Params, Source)> {
        let module = self.project.module(function.file);
        let params = module.params(function.function);
        let found = self.models.beginning(&params, |package| module.imports_from(package))?;
        self.project.callers_of(function).is_empty().then_some(found)
    }
}

/// Whether a parameter is a number by the text of a route; none where the route does not have it.
/// `/<int:id>`, `/<id:int>`, `/{id:int}`, `/{id:\d+}`, `/(?P<id>\d+)`
fn is_number(route: &str, name: &str) -> Option<bool> {
    if let Some((_, rest)) = route.split_once(&format!("(?P<{name}>")) {
        let pattern = rest.split(')').next().unwrap_or("");
        return Some(is_digits(pattern));
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
        let converter = converter.split('(').next().unwrap_or("");
        Some(NUMBERS.contains(&converter) || is_digits(converter))
    })
}

/// `\d+`, `[0-9]{4}`
fn is_digits(pattern: &str) -> bool {
    let count = pattern.strip_prefix("\\d").or_else(|| pattern.strip_prefix("[0-9]"));
    count.is_some_and(|count| count.chars().all(|c| matches!(c, '+' | '{' | '}' | ',' | '0'..='9')))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn routes_say_which_parameters_are_numbers() {
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
            assert_eq!(is_number(route, "id"), Some(true), "{route}");
        }
        for route in ["/a/<id>", "/<path:id>", "/{id}", r"/(?P<id>\w+)/", "/<int:other>/<string:id>"] {
            assert_eq!(is_number(route, "id"), Some(false), "{route}");
        }
        assert_eq!(is_number("/a/<int:other>", "id"), None);
    }
}
