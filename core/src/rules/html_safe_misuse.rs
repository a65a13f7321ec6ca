//! Classes and filters that declare what they give to be HTML.

use super::{Answer, Find, Rule, look, say};
use crate::flow::Call;
use crate::project::Module;
use crate::syntax::ast::{Arg, ArgKind, Ast, Class, ExprId, ExprKind, Function, Get, Part, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "html-safe-misuse",
    title: "Something declares all that it gives to be HTML",
    category: Category::Injection,
    cwe: 79,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    why: "A method `__html__`, the decorator `html_safe`, a class of its own below `SafeString` and a filter with `is_safe=True` \
          say of every text that comes from them: do not escape it. One value in it that was not escaped runs as a script.",
    fix: "Put values into the text with `format_html`, which escapes them, and return what it gives.",
    bad: r#"
class Badge:
    def __init__(self, name):
        self.name = name

    def __html__(self):
        return f"<b>{self.name}</b>"
"#,
    good: r#"
from django.utils.html import format_html

class Badge:
    def __init__(self, name):
        self.name = name

    def __html__(self):
        return format_html("<b>{}</b>", self.name)
"#,
    references: &[
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://docs.djangoproject.com/en/stable/howto/custom-template-tags/#filters-and-auto-escaping",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "semgrep:django/class-extends-safestring",
        "semgrep:django/filter-with-is-safe",
        "semgrep:django/html-magic-method",
        "semgrep:django/html-safe",
    ],
    find: &[
        Find::Code(declared),
        Find::Call(&["*.filter"], at_filter),
    ],
};

const SAFE_STRINGS: &[&str] = &["SafeString", "SafeText", "SafeData", "SafeBytes"];

fn declared(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for class in &ast.classes {
        let base = |arg: &&Arg| look::last_name(ast, arg.value).is_some_and(|name| SAFE_STRINGS.contains(&name));
        if let Some(base) = ast.list(class.args).iter().find(base) {
            let name = class.name.sym.text();
            let answer = Answer::wrong(format!(
                "every `{name}` is shown as HTML as it is, whatever text it is made of: see that none was not escaped."
            ))
            .at(Confidence::Medium);
            answers.push((ast[base.value].span, class.stmt, answer));
        }
        // `@html_safe` makes `__html__` of `__str__`.
        for decorator in ast.list(class.decorators) {
            if look::last_name(ast, *decorator) == Some("html_safe") {
                let method = method_of(ast, class, "__str__");
                answers.push((ast[*decorator].span, class.stmt, gives(module, method, "html_safe")));
            }
        }
    }
    for function in &ast.functions {
        if function.class.is_some() && function.name.is_some_and(|name| name.sym.text() == "__html__") {
            let span = function.name.map_or(function.span, |name| name.span);
            answers.push((span, function.stmt, gives(module, Some(function), "__html__")));
        }
        for decorator in ast.list(function.decorators) {
            if is_safe_filter(ast, *decorator) {
                let answer = if takes_escapes_away(module, function) {
                    Answer::wrong(
                        "the filter says `is_safe=True` and takes escapes away: what was made harmless is a script again. \
                         Leave `is_safe` out.",
                    )
                } else {
                    observed("what was harmless before this filter (`is_safe=True`) is taken to be so behind it")
                };
                answers.push((ast[*decorator].span, function.stmt, answer));
            }
        }
    }
    answers
}

fn observed(what: &str) -> Answer {
    Answer::wrong(format!("{what}: see that no value gets in that was not escaped.")).at(Confidence::Low)
}

/// `register.filter("loud", loud, is_safe=True)`
fn at_filter(call: &Call<'_>) -> Answer {
    let registers = call.positional(1).is_some();
    match call.named("is_safe").filter(|_| registers).map(|arg| call.world().truth(arg.value)) {
        Some(Some(true)) => observed("what was harmless before this filter (`is_safe=True`) is taken to be so behind it"),
        _ => Answer::NotMine,
    }
}

/// `@register.filter(is_safe=True)`
fn is_safe_filter(ast: &Ast, decorator: ExprId) -> bool {
    let ExprKind::Call { args, .. } = ast[decorator].kind else { return false };
    ast.list(args).iter().any(|arg| {
        let constant = matches!(ast[arg.value].kind, ExprKind::Constant(id) if ast.constants.get(id).truth());
        matches!(arg.kind, ArgKind::Keyword(name) if name.sym.text() == "is_safe") && constant
    })
}

fn method_of<'m>(ast: &'m Ast, class: &Class, name: &str) -> Option<&'m Function> {
    ast.list(class.body).iter().find_map(|stmt| match ast[*stmt].kind {
        StmtKind::Function(id) if ast[id].name.is_some_and(|known| known.sym.text() == name) => Some(&ast[id]),
        _ => None,
    })
}

/// What a method gives that is taken to be HTML.
fn gives(module: &Module, method: Option<&Function>, how: &str) -> Answer {
    let ast = &module.ast;
    let Some(method) = method else { return observed(&format!("what `{how}` declares to be HTML is not seen here")) };
    let returned = ast.stmts.iter().filter(|stmt| {
        method.span.holds(stmt.span) && stmt.function.is_some_and(|id| ast[id].span == method.span)
    });
    let returned: Vec<ExprId> =
        returned.filter_map(|stmt| if let StmtKind::Return(value) = stmt.kind { value } else { None }).collect();
    if let Some(open) = returned.iter().find(|value| is_open(module, **value)) {
        let shown = say::quoted(module.file.slice(ast[*open].span));
        return Answer::wrong(format!(
            "`{how}` declares `{shown}` to be HTML, with values in it that are not escaped: a script in one runs in the \
             reader's browser. Use `format_html`."
        ));
    }
    if !returned.is_empty() && returned.iter().all(|value| is_harmless(module, *value)) {
        return Answer::safe("what is declared to be HTML is fixed or escaped");
    }
    observed(&format!("what `{how}` gives is shown as HTML as it is"))
}

/// A text that values are put into as they are.
fn is_open(module: &Module, value: ExprId) -> bool {
    let ast = &module.ast;
    let open = |value: ExprId| !is_harmless(module, value);
    match ast[value].kind {
        ExprKind::FString(parts) => {
            ast.list(parts).iter().any(|part| matches!(part, Part::Value { value, .. } if open(*value)))
        }
        ExprKind::Operation { operands, .. } => {
            let operands = ast.list(operands);
            operands.first().is_some_and(|first| ast.text_of(*first).is_some()) && operands.iter().skip(1).any(|o| open(*o))
        }
        ExprKind::Call { function, args } => match ast[function].kind {
            ExprKind::Attribute { base, name } if name.sym.text() == "format" => {
                ast.text_of(base).is_some() && ast.list(args).iter().any(|arg| open(arg.value))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether an expression is a text that begins with what is written in the code.
fn is_text(ast: &Ast, value: ExprId) -> bool {
    match ast[value].kind {
        ExprKind::FString(_) => true,
        ExprKind::Operation { operands, .. } => {
            ast.list(operands).first().is_some_and(|first| ast.text_of(*first).is_some())
        }
        _ => false,
    }
}

/// Calls whose results are escaped.
const ESCAPES: &[&str] = &[
    "escape", "conditional_escape", "format_html", "format_html_join", "render", "render_to_string", "clean", "quote",
    "urlencode", "len", "int", "flatatt", "mark_safe", "Markup", "join",
];

fn is_harmless(module: &Module, value: ExprId) -> bool {
    let ast = &module.ast;
    if look::is_fixed_expr(module, value) {
        return true;
    }
    match ast[value].kind {
        ExprKind::Call { function, .. } => {
            look::last_name(ast, function).is_some_and(|name| ESCAPES.contains(&name) || name == "__str__")
        }
        ExprKind::FString(_) | ExprKind::Operation { .. } => is_text(ast, value) && !is_open(module, value),
        ExprKind::Tuple(items) => ast.list(items).iter().all(|item| is_harmless(module, *item)),
        ExprKind::Name(name) => name.text() == "self",
        _ => false,
    }
}

/// `html.unescape(value)`, `value.replace("&lt;", "<")`
fn takes_escapes_away(module: &Module, filter: &Function) -> bool {
    let ast = &module.ast;
    ast.exprs.iter().filter(|expr| filter.span.holds(expr.span)).any(|expr| {
        let ExprKind::Call { function, args } = expr.kind else { return false };
        match look::last_name(ast, function) {
            Some("unescape") => true,
            Some("replace") => ast.list(args).first().and_then(|arg| ast.text_of(arg.value)).is_some_and(|from| from.contains('&')),
            _ => false,
        }
    })
}
