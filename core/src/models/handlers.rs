//! The words for functions that the outside calls: how they are known, what their parameters hold, where in what they
//! give stands what is sent.

use super::Pick;
use crate::vocabulary::{Sinks, Source};

/// Where in the result of a handler stands what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It is the text, or the first of a tuple.
    Whole,
    /// Each item of it: `return [b"<p>", name]`.
    Items,
    /// The text, or each item of it: `return ["<p>", name]`, `yield name`.
    Pieces,
    /// A dict with headers that say whether it is a page: `return {"headers": {..}, "body": text}`.
    Described,
}

/// How functions that the outside calls are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A decorator: `@flask.Flask.route(..)`; `*.route` is a method of that name on anything.
    Decorator(&'static str),
    /// A method of that name in a class with that base: `("tornado.web.RequestHandler", "get")`; `*` stands
    /// for every public method, `resolve_*` for those that begin so.
    Method(&'static str, &'static str),
    /// Passed as that argument to a call: `("django.urls.path", Arg(1, "view"))`.
    Registered(&'static str, Pick),
    /// A function of that name at a module's top, with as many parameters: `("lambda_handler", 2)`.
    Named(&'static str, usize),
    /// A function that nothing given calls, whose parameters begin with these names (`self` first: a method), in a
    /// file that imports from that package (empty: any): `(&["request"], "django")`.
    Begins(&'static [&'static str], &'static str),
}

/// Which parameters of a handler hold data from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Params {
    /// All but `self` and `cls`.
    All,
    /// All but the first (after `self`): `def view(request, id)`; the first is an instance of a type.
    AllButFirst(&'static str),
    /// All but `self` and `cls`, converted to the types that they declare: a number is one.
    Declared,
    /// The first (after `self`) is an instance of a type; the others are data, converted to the types that they declare.
    DeclaredButFirst(&'static str),
    /// The first (after `self`) is an instance of a type; the others are whatever the caller passes.
    FirstIs(&'static str),
    /// The last is an instance of a type; the others are whatever the caller passes.
    LastIs(&'static str),
    /// The first (after `self`) is an instance of the class that an attribute of the handler's class names, and where that
    /// is not known of a type: `form_class = Search`.
    FirstMade(&'static str, &'static str),
    /// The first (after `self`) is what an attribute of the handler's own object gives: what a serializer has checked.
    FirstRead(&'static str),
    /// The first ones (after `self`) are instances of these types; the others hold data.
    Types(&'static [&'static str]),
    /// The first ones (after `self`) are instances of these types, the next an error of the class that the decorator
    /// names: `@app.errorhandler(Exception)`.
    Caught(&'static [&'static str]),
    /// Only the first (after `self`), itself data.
    First,
    /// The first (after `self`) is data, by the path that models know it under; the second an instance of a type.
    FirstThen(&'static str, &'static str),
    /// None: data is read from elsewhere.
    None,
    /// None either, and it runs before the other handlers of its class, its part of an application, or all of that.
    Before {
        /// Whether it runs before those of other parts too.
        all: bool,
    },
}

/// What an annotation says of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annotation {
    /// An instance of the annotated type, by the path that models know it under.
    Instance,
    /// Data from outside.
    Data(Source),
    /// Data of whoever passes it: an address, a path.
    Passed,
    /// A value of the program's own, such as a dependency that is injected.
    Own,
    /// A number, a date, a UUID: data that can do little harm.
    Cleaned(Sinks),
    /// Of a form's field: what it gives is an instance of that type, such as an uploaded file.
    Gives(&'static str),
    /// Of a schema's field: the items of a document, as the class declares them that is given.
    Nested,
    /// Of a schema's field: a list of what the field gives that is given.
    Each,
}
