//! Whether what a handler sends is a page at all: browsers run scripts in HTML, not in JSON or plain text.

use super::evaluate::Evaluator;
use super::event::{Argument, Event, Write};
use super::sinks::{At, of_header};
use super::state::{Key, ObjectId, Shape, Slot};
use super::trace::Doubts;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::project::ClassRef;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, FuncId, Get, StmtId, StmtKind};
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
/// Methods that frameworks call before and after those that answer requests.
const AROUND: &[&str] = &["finish", "prepare", "set_default_headers", "initialize", "setup"];

/// What a function says of what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// All of it is a page.
    Yes,
    /// None of it is.
    No,
    /// This and that, or something that is not known.
    Unsure,
    /// Nothing.
    Unsaid,
}

impl Evaluator<'_, '_> {
    /// What the function that is being evaluated says of what it sends:
    /// `response.headers["Content-Type"] = "application/json"`, before or after the data is put in. What a class says
    /// in a method that its framework calls around each request, holds for all its methods.
    ///
    /// What stands in a `return` is sent at once: what is said of another response is not said of it.
    pub(super) fn says_page(&mut self, at: StmtId) -> Page {
        let Some(frame) = self.frame() else { return Page::Unsaid };
        let (file, Some(function)) = (frame.file, frame.function) else { return Page::Unsaid };
        let ast = &self.project.module(file).ast;
        let at_once = matches!(ast[at].kind, StmtKind::Return(_));
        if let Some(known) = self.pages.get(&(file, function, at_once)) {
            return *known;
        }
        let said = media_types(ast, function);
        let said: Vec<ExprId> = said
            .into_iter()
            .filter(|said| !(at_once && said.of_another))
            .map(|said| said.media_type)
            .collect();
        let page = match (said.as_slice(), ast[function].class) {
            ([], Some(class)) => self.class_says_page(ClassRef { file, class }),
            _ => agreed(said.into_iter().map(|said| is_page_by(ast, function, said))),
        };
        self.pages.insert((file, function, at_once), page);
        page
    }

    fn class_says_page(&self, class: ClassRef) -> Page {
        let methods = AROUND.iter().filter_map(|name| self.project.method(class, Sym::new(name)));
        agreed(methods.flat_map(|method| {
            let ast = &self.project.module(method.file).ast;
            let said = media_types(ast, method.function).into_iter();
            said.map(move |said| is_page_by(ast, method.function, said.media_type))
        }))
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
            let sink = name.map_or(Sink::Header, |name| of_header(name.text()));
            self.reach(At { name: name.or(at.name), ..at }, value, place, sink, doubt);
        }
    }

    /// `return "", 302, {"Location": target}`: headers behind the body, as if they were written one by one.
    pub(super) fn respond_headers(&mut self, returned: Value, expr: ExprId) {
        let Kind::Object(tuple) = returned.kind else { return };
        if self.state.shape(tuple) != Shape::Tuple {
            return;
        }
        let (place, stmt) = (self.place_of(expr), self.ast()[expr].stmt);
        let at = At { whole: place, stmt, callee: Value::UNKNOWN, name: None };
        for (key, part) in self.state.fields(tuple).to_vec() {
            let Kind::Object(headers) = part.kind else { continue };
            if matches!(key, Key::Index(1..))
                && matches!(self.state.shape(headers), Shape::Dict | Shape::List)
            {
                self.headers(at, headers, None, Doubts::NONE);
                self.tell_headers(headers, expr);
            }
        }
    }

    fn tell_headers(&mut self, headers: ObjectId, expr: ExprId) {
        let (place, stmt, object) =
            (self.place_of(expr), self.ast()[expr].stmt, Value::new(Kind::Object(headers)));
        for (key, value) in self.state.fields(headers).to_vec() {
            let Key::Text(name) = key else { continue };
            let value = Argument { kind: ArgKind::Positional, value, place, expr };
            let (name, path, assumed) = (Some(name), None, self.is_assumed(value.value));
            self.tell(|world| Event::Write(Write { place, stmt, object, path, name, value, assumed, world }));
        }
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

/// What all of them say.
fn agreed(mut said: impl Iterator<Item = Option<bool>>) -> Page {
    match said.next() {
        None => Page::Unsaid,
        Some(first) if said.any(|other| other != first) => Page::Unsure,
        Some(Some(true)) => Page::Yes,
        Some(Some(false)) => Page::No,
        Some(None) => Page::Unsure,
    }
}

/// A media type that a function writes.
struct Said {
    media_type: ExprId,
    /// Whether it is that of a response that the function made itself: `answer = make_response(text)`.
    of_another: bool,
}

/// The media types that a function writes.
fn media_types(ast: &Ast, function: FuncId) -> Vec<Said> {
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
                    said.push(Said {
                        media_type: value.value,
                        of_another: is_made_here(ast, function, called),
                    });
                }
            }
            // `start_response("200 OK", [("Content-Type", "text/plain")])`
            ExprKind::Tuple(items) => {
                if let [key, value] = ast.list(items)
                    && is_name(*key)
                {
                    said.push(Said { media_type: *value, of_another: false });
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
        if let Some(target) = ast.list(targets).iter().find(|target| sets(target)) {
            said.push(Said { media_type: value, of_another: is_made_here(ast, function, *target) });
        }
    }
    said
}

/// Whether something is of what a call within the function gave: `answer.headers` after `answer = make_response(text)`.
fn is_made_here(ast: &Ast, function: FuncId, of: ExprId) -> bool {
    let mut expr = of;
    let name = loop {
        match ast[expr].kind {
            ExprKind::Attribute { base, .. } | ExprKind::Subscript { base, .. } => expr = base,
            ExprKind::Name(name) => break name,
            _ => return false,
        }
    };
    ast.stmts.iter().filter(|stmt| stmt.function == Some(function)).any(|stmt| match stmt.kind {
        StmtKind::Assign { targets, value } => {
            let is = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(of) if of == name);
            matches!(ast[value].kind, ExprKind::Call { .. }) && ast.list(targets).iter().any(is)
        }
        _ => false,
    })
}

/// Whether what is written for a media type is that of a page. A name is what it is assigned, an option what it is
/// where nobody chooses: `media_type = options.pop("media_type", "application/json")`.
fn is_page_by(ast: &Ast, function: FuncId, expr: ExprId) -> Option<bool> {
    let expr = match ast[expr].kind {
        ExprKind::Name(name) => {
            let mut own =
                ast.stmts.iter().filter(|stmt| stmt.function.is_none_or(|around| around == function));
            own.find_map(|stmt| match stmt.kind {
                StmtKind::Assign { targets, value } => {
                    let is = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(of) if of == name);
                    ast.list(targets).iter().any(is).then_some(value)
                }
                _ => None,
            })?
        }
        _ => expr,
    };
    match ast[expr].kind {
        // `falcon.MEDIA_HTML`
        ExprKind::Attribute { name, .. } => name.sym.text().contains("HTML").then_some(true),
        ExprKind::Call { args, .. } => ast.text_of(ast.list(args).get(1)?.value).map(is_page),
        _ => ast.text_of(expr).map(is_page),
    }
}

/// Whether a browser runs scripts in a document of that media type.
fn is_page(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    !media_type.contains('/') || ["html", "xml", "svg"].iter().any(|word| media_type.contains(word))
}
