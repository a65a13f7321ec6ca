//! Templates that put values into HTML as they are.

use super::{Answer, Find, Rule, commands, look, page_texts, say, standing};
use crate::flow::{Argument, Call, World, Write};
use crate::intern::Const;
use crate::project::Module;
use crate::syntax::ast::{ExprId, ExprKind, Get, StmtId, StmtKind};
use crate::text::Span;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "template-without-escaping",
    title: "Templates put values into HTML as they are",
    category: Category::Injection,
    cwe: 79,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "Jinja2 escapes nothing unless it is told to, and Mako and `string.Template` likewise. A name or comment that \
          holds a script then runs in the browser of everybody who sees the page, with their session.",
    fix: "Pass `autoescape=True` or `autoescape=select_autoescape()` to `jinja2.Environment`; in Mako \
          `default_filters=[\"h\"]`.",
    bad: r#"
import jinja2

pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"))
"#,
    good: r#"
import jinja2

pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=True)
"#,
    references: &[
        "https://jinja.palletsprojects.com/en/stable/api/#autoescaping",
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B701",
        "bandit:B702",
        "ruff:S701",
        "ruff:S702",
        "semgrep:django/context-autoescape-off",
        "semgrep:django/global-autoescape-off",
        "semgrep:django/template-autoescape-off",
        "semgrep:django/template-blocktranslate-no-escape",
        "semgrep:django/template-translate-as-no-escape",
        "semgrep:django/template-var-unescaped-with-safeseq",
        "semgrep:flask/direct-use-of-jinja2",
        "semgrep:flask/template-autoescape-off",
        "semgrep:flask/template-unescaped-with-safe",
        "semgrep:flask/template-unquoted-attribute-var",
        "semgrep:flask/unescaped-template-extension",
        "semgrep:jinja2/incorrect-autoescape-disabled",
        "semgrep:jinja2/missing-autoescape-disabled",
        "semgrep:lang/mako-templates-detected",
        "codeql:py/jinja2/autoescape-false",
    ],
    find: &[
        Find::Call(
            &[
                "jinja2.Environment",
                "jinja2.environment.Environment",
                "jinja2.sandbox.SandboxedEnvironment",
                "jinja2.sandbox.ImmutableSandboxedEnvironment",
            ],
            at_environment,
        ),
        Find::Call(&["jinja2.Template", "jinja2.environment.Template"], at_template),
        Find::Call(&["mako.template.Template", "mako.lookup.TemplateLookup"], at_mako),
        Find::Call(&["django.template.Context", "django.template.context.Context", "django.template.Engine", "django.template.engine.Engine"], at_django),
        Find::Argument(&["autoescape"], at_tornado),
        Find::Call(&["flask.render_template"], at_file),
        Find::Write(&["*.autoescape"], at_write),
        Find::Code(settings),
        Find::Code(texts),
    ],
};

fn at_environment(call: &Call<'_>) -> Answer {
    if only_parses(call) {
        return Answer::safe("templates are only taken apart here, and nothing is put into them");
    }
    // What is made of templates is as often mail, code or configuration where nothing speaks of pages.
    let module = call.world().module();
    let text = &module.file.text;
    let pages = MARKUP.iter().any(|mark| text.contains(mark)) || look::imports(module, WEB);
    let boxed = call.path().is_some_and(|path| path.text().contains("sandbox"));
    let sure = if pages && !boxed { Confidence::High } else { Confidence::Medium };
    let answer = decided(call, if fills_no_pages(call) { Confidence::Low } else { sure });
    // LaTeX, and whatever else braces mean something in, is written with marks of its own.
    let has_own_marks = ["variable_start_string", "block_start_string"].iter().any(|name| call.named(name).is_some());
    if has_own_marks { answer.at(Confidence::Low) } else { answer }
}

/// Whether all templates that an environment is asked for by name, in the function that makes it, are no pages by that name:
/// `get_template("module.py.j2")`.
fn fills_no_pages(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let StmtKind::Assign { targets, value } = ast[call.stmt].kind else { return false };
    let [target] = ast.list(targets) else { return false };
    let Some(variable) = module.names.variable(*target).filter(|_| value == call.expr && ast[call.stmt].function.is_some()) else {
        return false;
    };
    let mut asked = ast.exprs.iter().filter_map(|expr| match expr.kind {
        ExprKind::Call { function, args } => match ast[function].kind {
            ExprKind::Attribute { base, name } if name.sym.text() == "get_template" && module.names.variable(base) == Some(variable) => {
                Some(ast.list(args).first().and_then(|arg| ast.text_of(arg.value)))
            }
            _ => None,
        },
        _ => None,
    });
    let is_other = |name: Option<&str>| name.is_some_and(|name| {
        let mut endings = name.rsplit('.').filter(|ending| !matches!(*ending, "j2" | "jinja" | "jinja2" | "tmpl" | "tpl" | "template"));
        endings.next().is_some_and(|ending| NO_PAGES.contains(&ending))
    });
    asked.next().is_some_and(is_other) && asked.all(is_other)
}

/// How files end that no browser shows as a page.
const NO_PAGES: &[&str] = &[
    "txt", "py", "sql", "yaml", "yml", "md", "rst", "conf", "cfg", "ini", "sh", "json", "tf", "toml", "c", "h", "cpp", "rs", "go", "csv",
    "tex", "service", "env", "properties", "java", "ts", "pyi",
];

/// Whether an environment is made only to read templates: `meta.find_undeclared_variables(Environment().parse(text))`.
fn only_parses(call: &Call<'_>) -> bool {
    let module = call.world().module();
    let ast = &module.ast;
    let target = match ast[call.stmt].kind {
        StmtKind::Assign { targets, value } if value == call.expr => match ast.list(targets) {
            [target] => module.names.variable(*target),
            _ => None,
        },
        _ => None,
    };
    let is_it = |expr: ExprId| {
        expr == call.expr || (target.is_some() && matches!(ast[expr].kind, ExprKind::Name(_)) && module.names.variable(expr) == target)
    };
    let all = (0..ast.exprs.len() as u32).map(ExprId);
    let read: Vec<&str> = all
        .clone()
        .filter_map(|expr| match ast[expr].kind {
            ExprKind::Attribute { base, name } if is_it(base) => Some(name.sym.text()),
            _ => None,
        })
        .collect();
    // Wherever it goes but into its own attributes, others may render with it.
    let mentioned = all.filter(|expr| *expr != call.expr && is_it(*expr)).count();
    let elsewhere = target.is_some() && mentioned != read.len() + 1;
    read.contains(&"parse") && !elsewhere && read.iter().all(|name| matches!(*name, "parse" | "lex" | "add_extension"))
}

/// Texts of those who write pages.
const MARKUP: &[&str] = &[".html\"", ".html'", ".html.", "text/html", "<html", "<body", "<p>", "<b>", "<a ", "<h1", "<div", "<script"];

/// Packages of those who serve pages.
const WEB: &[&str] = &[
    "flask", "django", "fastapi", "starlette", "aiohttp", "tornado", "bottle", "sanic", "pyramid", "falcon", "quart", "werkzeug",
    "cherrypy", "webob",
];

/// A template of its own is as often mail or code as a page.
fn at_template(call: &Call<'_>) -> Answer {
    decided(call, Confidence::Low)
}

fn decided(call: &Call<'_>, sure: Confidence) -> Answer {
    let name = commands::runner(call);
    let Some(autoescape) = call.named("autoescape") else {
        return if call.passes_more() {
            Answer::undecided("whether `**kwargs` turn escaping on is not known here")
        } else {
            let answer = Answer::wrong(format!(
                "`{name}` escapes nothing unless it is told to: a script in a value runs in the reader's browser. Pass \
                 `autoescape=True`."
            ));
            standing::at_a_terminal(call.world().module(), call.stmt, answer.at(sure))
        };
    };
    on_or_off(call.world(), autoescape, "autoescape=").at(sure.max(Confidence::Medium))
}

fn on_or_off(world: &World<'_>, autoescape: &Argument, before: &str) -> Answer {
    let shown = say::code(world, autoescape.place);
    match world.truth(autoescape.value) {
        Some(false) => off(&format!("{before}{shown}")),
        Some(true) => Answer::safe("values are escaped"),
        None if autoescape.value.instance_of().is_some_and(|path| path.last().text() == "select_autoescape") => {
            Answer::safe("values are escaped in files of HTML and XML")
        }
        None => Answer::undecided(format!("whether `{shown}` turns escaping on is not known here")),
    }
}

fn off(shown: &str) -> Answer {
    Answer::wrong(format!(
        "`{shown}` puts values into the page as they are: a script in one runs in the reader's browser. Turn escaping on."
    ))
}

/// `Context({"name": name}, autoescape=False)`: Django escapes unless it is told not to. Mail in plain text is told so.
fn at_django(call: &Call<'_>) -> Answer {
    match call.named("autoescape") {
        Some(autoescape) => on_or_off(call.world(), autoescape, "autoescape=").at(Confidence::Medium),
        None => Answer::NotMine,
    }
}

/// `Application(handlers, autoescape=None)`, `Template(text, autoescape=None)` of Tornado
fn at_tornado(call: &Call<'_>) -> Answer {
    let of_tornado = call.path().is_some_and(|path| path.first().text() == "tornado");
    let Some(autoescape) = call.named("autoescape").filter(|_| of_tornado) else { return Answer::NotMine };
    if call.world().constant(autoescape.value) == Some(&Const::None) {
        return off("autoescape=None").at(Confidence::Medium);
    }
    Answer::safe("values are escaped")
}

/// `render_template("page.jinja")`: Flask escapes by the name's ending.
fn at_file(call: &Call<'_>) -> Answer {
    let Some(name) = call.argument(0, "template_name_or_list") else { return Answer::NotMine };
    let Some(text) = call.world().text(name.value) else { return Answer::NotMine };
    let ending = text.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xml" | "xhtml" | "svg" => Answer::safe("values are escaped in files of this ending"),
        "jinja" | "jinja2" | "j2" | "tmpl" | "tpl" | "template" | "jhtml" | "phtml" | "" => Answer::wrong(format!(
            "Flask escapes values in `.html`, `.htm`, `.xml`, `.xhtml` and `.svg` alone: `{text}` shows them as they are, \
             and a script in one runs in the reader's browser. Name the file `.html`."
        ))
        .at(Confidence::Medium),
        "txt" | "md" | "csv" | "json" | "js" | "css" | "yaml" | "yml" | "eml" => Answer::wrong(format!(
            "Flask escapes values in `.html`, `.htm`, `.xml`, `.xhtml` and `.svg` alone: `{text}` shows them as they are. See that \
             nobody's browser takes it for a page."
        ))
        .rated(Severity::Low)
        .at(Confidence::Low),
        _ => Answer::NotMine,
    }
}

/// `app.jinja_env.autoescape = False`
fn at_write(write: &Write<'_>) -> Answer {
    let target = write.world().code(write.place).split('=').next().unwrap_or("").to_ascii_lowercase();
    if look::imports(write.world().module(), &["jinja2"]) || ["env", "context", "options", "engine"].iter().any(|word| target.contains(word)) {
        on_or_off(write.world(), &write.value, "autoescape = ").at(Confidence::Medium)
    } else {
        Answer::NotMine
    }
}

/// `TEMPLATES = [{"OPTIONS": {"autoescape": False}}]`
fn settings(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let ast = &module.ast;
    let mut answers = Vec::new();
    for id in ast.list(ast.body) {
        let StmtKind::Assign { targets, value } = ast[*id].kind else { continue };
        let named = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(name) if name.text() == "TEMPLATES");
        if !ast.list(targets).iter().any(named) {
            continue;
        }
        let within = ast[value].span;
        for expr in &ast.exprs {
            let ExprKind::Dict(pairs) = expr.kind else { continue };
            if expr.span.start < within.start || expr.span.end > within.end {
                continue;
            }
            let switch = ast.list(pairs).iter().find(|pair| pair.key.and_then(|key| ast.text_of(key)) == Some("autoescape"));
            let Some(pair) = switch else { continue };
            let answer = match ast[pair.value].kind {
                ExprKind::Constant(id) if !ast.constants.get(id).truth() => off("\"autoescape\": False"),
                ExprKind::Constant(_) => Answer::safe("values are escaped"),
                _ => Answer::undecided("whether values are escaped is decided where the program runs"),
            };
            answers.push((ast[pair.value].span, *id, answer));
        }
    }
    answers
}

/// `PAGE = "{% autoescape off %}<p>{{ name }}</p>{% endautoescape %}"`
fn texts(module: &Module) -> Vec<(Span, StmtId, Answer)> {
    let mut answers = Vec::new();
    for (span, stmt, text) in page_texts::with(module, "{%") {
        let is_page = text.contains('<');
        let answer = page_texts::tags(text).find_map(|tag| match tag.as_slice() {
            ["autoescape", "off" | "false" | "False"] => {
                let answer = off(&format!("{{% {} %}}", tag.join(" ")));
                Some(if is_page { answer.at(Confidence::Medium) } else { answer.at(Confidence::Low) })
            }
            ["autoescape", ..] => Some(Answer::safe("values are escaped")),
            ["trans" | "translate", .., "as", _] | ["blocktrans" | "blocktranslate", ..] if is_page => Some(
                Answer::wrong(format!(
                    "`{{% {} %}}` shows what the translation says as it is: whoever translates writes HTML. Pass it through \
                     `force_escape`.",
                    say::quoted(&tag.join(" "))
                ))
                .rated(Severity::Low)
                .at(Confidence::Low),
            ),
            _ => None,
        });
        answers.extend(answer.map(|answer| (span, stmt, answer)));
    }
    for (span, stmt, text) in page_texts::with(module, "{{") {
        let answer = page_texts::shown(text).find_map(|(before, shown)| {
            let mut filters = shown.split('|').skip(1).map(str::trim);
            if filters.any(|filter| matches!(filter, "safe" | "safeseq")) {
                let shown = say::quoted(shown.trim());
                return Some(Answer::wrong(format!(
                    "`{{{{ {shown} }}}}` is put into the page as it is: a script in it runs in the reader's browser. Leave the \
                     filter out."
                )));
            }
            // `<a href={{ link }}>`
            let tag = before.rsplit('<').next().filter(|_| before.contains('<'))?;
            let is_bare = !tag.contains('>') && tag.trim_end().ends_with('=');
            is_bare.then(|| {
                Answer::wrong(format!(
                    "`{{{{ {} }}}}` stands in an attribute without quotes around it: a blank in it begins another attribute, such as \
                     `onclick`, whatever is escaped. Put it into quotes.",
                    say::quoted(shown.trim())
                ))
            })
        });
        // Where data reaches it, that is told.
        answers.extend(answer.map(|answer| (span, stmt, answer.at(Confidence::Low))));
    }
    answers
}

fn at_mako(call: &Call<'_>) -> Answer {
    // Whose text the template is matters more.
    if call.argument(0, "text").is_some_and(|text| text.value.taint.is_some()) {
        return Answer::NotMine;
    }
    match call.named("default_filters") {
        Some(filters) if call.world().code(filters.place).contains('h') => Answer::safe("values are escaped by default"),
        _ => Answer::wrong(
            "Mako puts values into the page as they are: a script in one runs in the reader's browser. Pass \
             `default_filters=[\"h\"]`.",
        )
        .at(Confidence::Medium),
    }
}
