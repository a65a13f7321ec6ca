//! Templates and pages that are written as texts in the code.

use crate::project::Module;
use crate::syntax::ast::{ExprKind, StmtId, StmtKind};
use crate::text::Span;

use super::look;

/// Packages of those who fill templates.
const FILLING: &[&str] =
    &["django", "flask", "jinja2", "quart", "starlette", "fastapi", "sanic", "bottle", "aiohttp_jinja2"];

/// The texts with this mark in a file that fills templates; what stands alone, such as a docstring, is no template.
pub fn with<'m>(module: &'m Module, mark: &str) -> Vec<(Span, StmtId, &'m str)> {
    let ast = &module.ast;
    // Most files hold no such mark, and are not gone through.
    if !module.file.text.contains(mark) || !look::imports(module, FILLING) {
        return Vec::new();
    }
    let text = |expr: &crate::syntax::ast::Expr| match expr.kind {
        ExprKind::Constant(id) => ast.constants.get(id).as_str().map(|text| (expr.span, expr.stmt, text)),
        _ => None,
    };
    let stands_alone =
        |span: Span, stmt: StmtId| matches!(ast[stmt].kind, StmtKind::Expr(whole) if ast[whole].span == span);
    let all = ast.exprs.iter().filter_map(text);
    all.filter(|(span, stmt, text)| text.contains(mark) && !stands_alone(*span, *stmt)).collect()
}

/// The tags of a template: what stands between `{%` and `%}`, as words.
pub fn tags(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split("{%").skip(1).filter_map(|rest| rest.split_once("%}")).map(|(tag, _)| {
        tag.trim_matches(|letter: char| letter == '-' || letter == '+' || letter.is_whitespace())
            .split_whitespace()
            .collect()
    })
}

/// What a template shows: what stands between `{{` and `}}`, with what stands before it.
pub fn shown(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let open = at + text.get(at..)?.find("{{")?;
        let close = open + text.get(open..)?.find("}}")?;
        at = close + 2;
        Some((text.get(..open)?, text.get(open + 2..close)?))
    })
}

#[cfg(test)]
mod tests {
    use super::{shown, tags};

    #[test]
    fn tags_and_what_is_shown_are_taken_out_of_a_template() {
        let text = "<a href={{ link }}>{%- autoescape off -%}{{ name|safe }}{% debug %}";
        assert_eq!(tags(text).collect::<Vec<_>>(), [vec!["autoescape", "off"], vec!["debug"]]);
        let all: Vec<&str> = shown(text).map(|(_, inner)| inner.trim()).collect();
        assert_eq!(all, ["link", "name|safe"]);
    }
}
