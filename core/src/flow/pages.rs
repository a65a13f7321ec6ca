//! Whether what a handler sends is a page at all: browsers run scripts in HTML, not in JSON or plain text.

use super::evaluate::Evaluator;
use super::sinks::{At, is_location};
use super::state::{Key, ObjectId, Shape, Slot};
use super::trace::Doubts;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtKind};
use crate::text::Place;
use crate::vocabulary::Sink;

/// Methods that set a header by its name and value.
const SETTERS: &[&str] = &[
    "set_header",
    "send_header",
    "setHeader",
    "add_header",
    "append_header",
    "add",
    "set",
    "setdefault",
    "header",
];
/// Attributes of responses that hold their media type.
const ATTRIBUTES: &[&str] = &["content_type", "mimetype", "media_type"];

impl Evaluator<'_, '_> {
    /// Whether the function that is being evaluated says of what it sends that it is no page:
    /// `response.headers["Content-Type"] = "application/json"`, before or after the data is put in.
    pub(super) fn sends_no_page(&mut self) -> bool {
        self.says_page() == Some(false)
    }

    /// Whether the function that is being evaluated says that all of what it sends is a page; none where it says
    /// nothing of it, or this and that.
    pub(super) fn says_page(&mut self) -> Option<bool> {
        let frame = self.frame()?;
        let (file, function) = (frame.file, frame.function?);
        let ast = &self.project.module(file).ast;
        *self.pages.entry((file, function)).or_insert_with(|| says_page(ast, function))
    }

    /// `{"statusCode": 302, "headers": {"Location": target}}`
    pub(super) fn described_location(&self, returned: Value) -> Option<Value> {
        self.item_named(self.item_named(returned, "headers")?, "location")
    }

    /// The body of `{"headers": {"Content-Type": "text/html"}, "body": text}`.
    pub(super) fn described_page(&self, returned: Value) -> Option<Value> {
        let media_type = self.item_named(self.item_named(returned, "headers")?, "content-type")?;
        let text = self.texts.get(media_type).and_then(Const::as_str)?;
        if is_page(text) { self.item_named(returned, "body") } else { None }
    }

    /// `[("Location", target), ("X-Name", name)]`, or a dict of such.
    pub(super) fn headers(&mut self, at: At, headers: ObjectId, place: Option<Place>, doubt: Doubts) {
        let fields = self.state.fields(headers).to_vec();
        let rest = self.state.value(Slot::Rest(headers));
        for (key, value) in
            fields.into_iter().map(|(key, value)| (Some(key), value)).chain(rest.map(|rest| (None, rest)))
        {
            let (name, value) = match (key, value.kind) {
                (Some(Key::Text(name)), _) => (Some(name), value),
                (_, Kind::Object(pair)) if self.state.shape(pair) == Shape::Tuple => {
                    let part = |at| self.state.value(Slot::Field(pair, Key::Index(at)));
                    let name =
                        part(0).and_then(|name| self.texts.get(name)).and_then(Const::as_str).map(Sym::new);
                    (name, part(1).unwrap_or(value))
                }
                _ => (None, value),
            };
            let sink =
                if name.is_some_and(|name| is_location(name.text())) { Sink::Redirect } else { Sink::Header };
            self.reach(At { name: name.or(at.name), ..at }, value, place, sink, doubt);
        }
    }

    /// `return "", 302, {"Location": target}`
    pub(super) fn returned_location(&self, returned: Value) -> Option<Value> {
        let Kind::Object(tuple) = returned.kind else { return None };
        if self.state.shape(tuple) != Shape::Tuple {
            return None;
        }
        self.state.fields(tuple).iter().find_map(|(_, part)| self.item_named(*part, "location"))
    }

    /// `return body, 200, {"Content-Type": "text/plain"}`
    pub(super) fn is_returned_as_no_page(&self, returned: Value) -> bool {
        let Kind::Object(tuple) = returned.kind else { return false };
        if self.state.shape(tuple) != Shape::Tuple {
            return false;
        }
        self.state.fields(tuple).iter().any(|(_, part)| {
            let media_type = self.item_named(*part, "content-type");
            let text = media_type.and_then(|value| self.texts.get(value)).and_then(Const::as_str);
            text.is_some_and(|text| !is_page(text))
        })
    }
}

/// What the media types that a function writes say.
fn says_page(ast: &Ast, function: FuncId) -> Option<bool> {
    let is_name =
        |expr: ExprId| ast.text_of(expr).is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
    let mut said = Vec::new();
    for expr in ast.exprs.iter().filter(|expr| ast[expr.stmt].function == Some(function)) {
        match expr.kind {
            ExprKind::Call { function: called, args } => {
                let ExprKind::Attribute { name, .. } = ast[called].kind else { continue };
                let mut args = ast.list(args).iter();
                let (Some(key), Some(value)) = (args.next(), args.next()) else { continue };
                if SETTERS.contains(&name.sym.text()) && is_name(key.value) {
                    said.push(value.value);
                }
            }
            // `start_response("200 OK", [("Content-Type", "text/plain")])`
            ExprKind::Tuple(items) => {
                if let [key, value] = ast.list(items)
                    && is_name(*key)
                {
                    said.push(*value);
                }
            }
            _ => {}
        }
    }
    for stmt in ast.stmts.iter().filter(|stmt| stmt.function == Some(function)) {
        let StmtKind::Assign { targets, value } = stmt.kind else { continue };
        let sets = |target: &ExprId| match ast[*target].kind {
            ExprKind::Subscript { index, .. } => is_name(index),
            ExprKind::Attribute { name, .. } => ATTRIBUTES.contains(&name.sym.text()),
            _ => false,
        };
        if ast.list(targets).iter().any(sets) {
            said.push(value);
        }
    }
    let is_page = |expr: &ExprId| match ast[*expr].kind {
        // `falcon.MEDIA_HTML`
        ExprKind::Attribute { name, .. } => name.sym.text().contains("HTML").then_some(true),
        _ => ast.text_of(*expr).map(is_page),
    };
    let first = is_page(said.first()?)?;
    said.iter().all(|expr| is_page(expr) == Some(first)).then_some(first)
}

/// Whether a browser runs scripts in a document of that media type.
fn is_page(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    !media_type.contains('/') || ["html", "xml", "svg"].iter().any(|word| media_type.contains(word))
}
