//! Whether what a handler sends is a page at all: browsers run scripts in HTML, not in JSON or plain text.

use super::evaluate::Evaluator;
use super::state::Shape;
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{Ast, ExprId, ExprKind, FuncId, Get, StmtKind};

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
        let Some(frame) = self.frame() else { return false };
        let (file, Some(function)) = (frame.file, frame.function) else { return false };
        let ast = &self.project.module(file).ast;
        *self.pageless.entry((file, function)).or_insert_with(|| says_no_page(ast, function))
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

fn says_no_page(ast: &Ast, function: FuncId) -> bool {
    let is_name =
        |expr: ExprId| ast.text_of(expr).is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
    let mut said = Vec::new();
    for expr in ast.exprs.iter().filter(|expr| ast[expr.stmt].function == Some(function)) {
        let ExprKind::Call { function: called, args } = expr.kind else { continue };
        let ExprKind::Attribute { name, .. } = ast[called].kind else { continue };
        let mut args = ast.list(args).iter();
        let (Some(key), Some(value)) = (args.next(), args.next()) else { continue };
        if SETTERS.contains(&name.sym.text()) && is_name(key.value) {
            said.push(ast.text_of(value.value));
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
            said.push(ast.text_of(value));
        }
    }
    !said.is_empty() && said.iter().all(|text| text.is_some_and(|text| !is_page(text)))
}

/// Whether a browser runs scripts in a document of that media type.
fn is_page(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    !media_type.contains('/') || ["html", "xml", "svg"].iter().any(|word| media_type.contains(word))
}
