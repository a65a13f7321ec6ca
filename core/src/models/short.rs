//! The short words for rows: what a model writes.

use super::judging::{Judged, Tells, Vetting};
use super::{
    Annotation, By, Condition, Container, Form, Given, Matching, Params, Pick, Rendering, Row, Showing,
};
use crate::vocabulary::{Sink, Sinks, Source};

/// A source.
#[must_use]
pub const fn source(path: &'static str, kind: Source, what: &'static str) -> Row {
    Row::Source { path, kind, what }
}

/// What a source cannot do harm to.
#[must_use]
pub const fn harmless(path: &'static str, sinks: Sinks) -> Row {
    Row::Harmless { path, sinks }
}

/// A sink.
#[must_use]
pub const fn sink(path: &'static str, arg: Pick, sink: Sink) -> Row {
    Row::Sink { path, arg, sink, only_if: &[] }
}

/// The argument at a position or of a name.
#[must_use]
pub const fn arg(position: usize, name: &'static str) -> Pick {
    Pick::Arg(position, name)
}

/// A sanitizer.
#[must_use]
pub const fn cleans(path: &'static str, sinks: Sinks) -> Row {
    Row::Cleans { path, sinks, only_if: &[] }
}

/// A function whose result is as dangerous as its arguments.
#[must_use]
pub const fn passes(path: &'static str) -> Row {
    Row::Passes { path }
}

/// A function that gives what it finds by its first argument, or the next one instead.
#[must_use]
pub const fn looks_up(path: &'static str) -> Row {
    Row::LooksUp { path }
}

/// Something open, which is no path.
#[must_use]
pub const fn opened(path: &'static str) -> Row {
    Row::Opened { path }
}

/// What takes a path takes an open file as well.
#[must_use]
pub const fn takes_files(path: &'static str) -> Row {
    Row::TakesFiles { path }
}

/// What a route let through, as the route saw it.
#[must_use]
pub const fn routed(path: &'static str) -> Row {
    Row::Routed { path, decoded: false }
}

/// What a route let through, decoded afterwards.
#[must_use]
pub const fn routed_decoded(path: &'static str) -> Row {
    Row::Routed { path, decoded: true }
}

/// Put into a text it is written as the code of a value is.
#[must_use]
pub const fn quoted(path: &'static str) -> Row {
    Row::Quoted { path }
}

/// Data under the names of the fields of a class, and with what the methods are named that check one.
#[must_use]
pub const fn by_fields(path: &'static str, checked_by: &'static str) -> Row {
    Row::ByFields { path, checked_by }
}

/// What a field's validator lets through by an argument.
#[must_use]
pub const fn vets(path: &'static str, arg: Pick, how: Vetting) -> Row {
    Row::Vets { path, arg, how }
}

/// The same whatever is passed.
#[must_use]
pub const fn vets_always(path: &'static str, sinks: Sinks) -> Row {
    Row::Vets { path, arg: Pick::Receiver, how: Vetting::Always(sinks) }
}

/// A call that judges data by what is declared of it.
#[must_use]
pub const fn judges(path: &'static str, what: Judged, tells: Tells) -> Row {
    Row::Judges { path, what, tells }
}

/// What has parts that calls of a method declare.
#[must_use]
pub const fn declares(path: &'static str, by: &'static str) -> Row {
    Row::Declares { path, by }
}

/// A decorator of functions that the program itself has called later.
#[must_use]
pub const fn queued(path: &'static str) -> Row {
    Row::Queued { path }
}

/// Items of a source that its sender has no say in.
#[must_use]
pub const fn own(path: &'static str, keys: &'static [&'static str]) -> Row {
    Row::Own { path, keys }
}

/// A decoder.
#[must_use]
pub const fn decodes(path: &'static str) -> Row {
    Row::Decodes { path }
}

/// See [`Row::Deciphers`].
#[must_use]
pub const fn deciphers(path: &'static str) -> Row {
    Row::Deciphers { path }
}

/// An error whose text tells how the program works.
#[must_use]
pub const fn fails(path: &'static str) -> Row {
    Row::Fails { path }
}

/// Something that gives texts.
#[must_use]
pub const fn text(path: &'static str) -> Row {
    Row::Text { path }
}

/// A key of a query's document under which code stands.
#[must_use]
pub const fn operator(key: &'static str) -> Row {
    Row::Operator { key }
}

/// A key of a query's document under which a value stands, whatever it holds.
#[must_use]
pub const fn compared(key: &'static str) -> Row {
    Row::Compared { key, whole: true }
}

/// A key of an update under which fields stand with what they are to hold.
#[must_use]
pub const fn stored(key: &'static str) -> Row {
    Row::Compared { key, whole: false }
}

/// A function that signs its argument.
#[must_use]
pub const fn signs(path: &'static str, arg: Pick) -> Row {
    Row::Signs { path, arg }
}

/// A function whose result holds nothing of its arguments.
#[must_use]
pub const fn drops(path: &'static str) -> Row {
    Row::Drops { path }
}

/// A guard.
#[must_use]
pub const fn guards(path: &'static str, arg: Pick, sinks: Sinks) -> Row {
    Row::Guards { path, arg, sinks }
}

/// A guard that proves something when it is false.
#[must_use]
pub const fn refutes(path: &'static str, arg: Pick, sinks: Sinks) -> Row {
    Row::Refutes { path, arg, sinks }
}

/// A call that does not come back.
#[must_use]
pub const fn exits(path: &'static str) -> Row {
    Row::Exits { path }
}

/// A call or attribute that gives an instance.
#[must_use]
pub const fn returns(path: &'static str, of: &'static str) -> Row {
    Row::Returns { path, of, only_if: &[] }
}

/// Another name of something.
#[must_use]
pub const fn alias(path: &'static str, of: &'static str) -> Row {
    Row::Alias { path, of }
}

/// Functions that the outside calls over the network.
#[must_use]
pub const fn handler(by: By, params: Params) -> Row {
    Row::Handler { by, params, kind: Source::Request }
}

/// What the results of such functions become.
#[must_use]
pub const fn responds(by: By, sink: Sink) -> Row {
    Row::Responds { by, sink, form: Form::Whole, only_if: &[] }
}

/// The same where the result is not the text itself.
#[must_use]
pub const fn responds_by(by: By, sink: Sink, form: Form) -> Row {
    Row::Responds { by, sink, form, only_if: &[] }
}

/// A well-known name.
#[must_use]
pub const fn usual(name: &'static str, path: &'static str) -> Row {
    Row::Usual { name, path }
}

/// Somewhere that data does harm when it is written there.
#[must_use]
pub const fn written(path: &'static str, sink: Sink) -> Row {
    Row::Written { path, sink, declared: false }
}

/// The same, where that is so only of responses that are declared to be pages.
#[must_use]
pub const fn written_to_page(path: &'static str, sink: Sink) -> Row {
    Row::Written { path, sink, declared: true }
}

/// A call that makes a template of a text.
#[must_use]
pub const fn template(path: &'static str, text: Pick) -> Row {
    Row::Template { path, text }
}

/// A method that gives what the template shows on which it is called.
#[must_use]
pub const fn renders(path: &'static str, how: &'static Showing, escapes: bool) -> Row {
    Row::Renders { path, rendering: Rendering { text: None, how, escapes } }
}

/// A function that gives what the template shows whose text it is given.
#[must_use]
pub const fn renders_text(path: &'static str, text: Pick, how: &'static Showing, escapes: bool) -> Row {
    Row::Renders { path, rendering: Rendering { text: Some(text), how, escapes } }
}

/// A function that puts an address together from its parts.
#[must_use]
pub const fn address(path: &'static str, before: &'static [&'static str]) -> Row {
    Row::Address { path, before }
}

/// A function that gives paths without `..` and links.
#[must_use]
pub const fn normalizes(path: &'static str, absolute: bool) -> Row {
    Row::Normalizes { path, absolute }
}

/// A method that changes the type of what it is called on.
#[must_use]
pub const fn becomes(path: &'static str, of: &'static str, only_if: &'static [Condition]) -> Row {
    Row::Becomes { path, of, only_if }
}

/// A call that makes a container.
#[must_use]
pub const fn makes(path: &'static str, container: Container) -> Row {
    Row::Makes { path, container, only_if: &[] }
}

/// A call that calls one of its arguments.
#[must_use]
pub const fn calls(path: &'static str, function: Pick, with: Given) -> Row {
    Row::Calls { path, function, with }
}

/// A call that gives data as a function makes it that it is given.
#[must_use]
pub const fn converts(path: &'static str, by: Pick) -> Row {
    Row::Converts { path, by, each: false }
}

/// The same for each item of a list.
#[must_use]
pub const fn converts_each(path: &'static str, by: Pick) -> Row {
    Row::Converts { path, by, each: true }
}

/// A call that comes back only where its argument is harmless.
#[must_use]
pub const fn proves(path: &'static str, arg: Pick, sinks: Sinks) -> Row {
    Row::Proves { path, arg, sinks }
}

/// A part of a result whose test proves something of the argument.
#[must_use]
pub const fn part(path: &'static str, name: &'static str, sinks: Sinks) -> Row {
    Row::Part { path, name, sinks }
}

/// A parameter with this annotation (or default) is that.
#[must_use]
pub const fn annotated(path: &'static str, is: Annotation) -> Row {
    Row::Annotated { path, is }
}

/// A function that applies a regular expression.
#[must_use]
pub const fn matches(path: &'static str, how: Matching) -> Row {
    Row::Matches { path, how }
}

/// A constant text of a library.
#[must_use]
pub const fn begins(path: &'static str, name: &'static str, value: i64) -> Row {
    Row::Begins { path, name, value }
}

/// See [`Row::Letters`].
#[must_use]
pub const fn letters(path: &'static str, value: &'static str) -> Row {
    Row::Letters { path, value }
}

/// A constant of a library.
#[must_use]
pub const fn number(path: &'static str, value: i64) -> Row {
    Row::Number { path, value }
}
