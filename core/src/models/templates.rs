//! Template engines: texts that become templates, and what is put into them.

use super::Condition::{self, True};
use super::Pick::Named;
use super::{
    ESCAPED as SHOWN, Row, Showing, alias, arg, cleans, drops, passes, renders, renders_text, returns, sink,
    template,
};
use crate::vocabulary::Sink::{Html, Path, Template};

/// Filters of Jinja2 and of Django.
const ESCAPED: &[&str] = &[
    "e",
    "escape",
    "forceescape",
    "force_escape",
    "tojson",
    "urlencode",
    "int",
    "float",
    "length",
    "count",
    "xmlattr",
];
/// `{{ text|safe }}`, of Jinja2 and of Django.
pub(super) const JINJA: Showing = Showing {
    expression: ("{{", "}}"),
    statement: ("{%", "%}"),
    raw: &[],
    unescaped: &["safe", "safeseq"],
    escaped: ESCAPED,
};
/// `{{!text}}`; lines of Python begin with `%`.
pub(super) const BOTTLE: Showing =
    Showing { expression: ("{{", "}}"), statement: ("", ""), raw: &["!"], unescaped: &[], escaped: &[] };
/// `${text | h}`
const MAKO: Showing = Showing {
    expression: ("${", "}"),
    statement: ("<%", ">"),
    raw: &[],
    unescaped: &["n"],
    escaped: &["h", "u", "x"],
};
/// `{% raw text %}`
const TORNADO: Showing =
    Showing { expression: ("{{", "}}"), statement: ("{%", "%}"), raw: &[], unescaped: &[], escaped: &[] };
/// `{{{text}}}`, `{{&text}}`
const MUSTACHE: Showing =
    Showing { expression: ("{{", "}}"), statement: ("", ""), raw: &["{", "&"], unescaped: &[], escaped: &[] };
/// Jinja escapes nothing unless it is told to.
const ESCAPES: &[Condition] = &[True(Named("autoescape"))];

pub(super) const ROWS: &[Row] = &[
    // Jinja2: an environment that escapes is another type than one that does not.
    alias("jinja2.environment.Environment", "jinja2.Environment"),
    alias("jinja2.environment.Template", "jinja2.Template"),
    alias("jinja2.nativetypes.NativeEnvironment", "jinja2.Environment"),
    returns("jinja2.Environment", "jinja2.Environment.escaping").only_if(ESCAPES),
    returns("jinja2.Environment", "jinja2.Environment"),
    returns("jinja2.sandbox.SandboxedEnvironment", "jinja2.sandbox.escaping").only_if(ESCAPES),
    returns("jinja2.sandbox.ImmutableSandboxedEnvironment", "jinja2.sandbox.escaping").only_if(ESCAPES),
    returns("jinja2.sandbox.SandboxedEnvironment", "jinja2.sandbox.plain"),
    returns("jinja2.sandbox.ImmutableSandboxedEnvironment", "jinja2.sandbox.plain"),
    sink("jinja2.Environment.from_string", arg(0, "source"), Template),
    sink("jinja2.Environment.escaping.from_string", arg(0, "source"), Template),
    sink("jinja2.Environment.compile_expression", arg(0, "source"), Template),
    sink("jinja2.Environment.escaping.compile_expression", arg(0, "source"), Template),
    sink("jinja2.Environment.overlay.from_string", arg(0, "source"), Template),
    sink("jinja2.FileSystemLoader", arg(0, "searchpath"), Path),
    sink("jinja2.DictLoader", arg(0, "mapping"), Template),
    sink("jinja2.FunctionLoader", arg(0, "load_func"), Template),
    returns("jinja2.Environment.from_string", "jinja2.Template"),
    returns("jinja2.Environment.get_template", "jinja2.Template"),
    returns("jinja2.Environment.select_template", "jinja2.Template"),
    returns("jinja2.Environment.escaping.from_string", "jinja2.Template.escaping"),
    returns("jinja2.Environment.escaping.get_template", "jinja2.Template.escaping"),
    returns("jinja2.Environment.escaping.select_template", "jinja2.Template.escaping"),
    returns("jinja2.sandbox.escaping.from_string", "jinja2.Template.escaping"),
    returns("jinja2.sandbox.plain.from_string", "jinja2.Template"),
    returns("jinja2.Template", "jinja2.Template.escaping").only_if(ESCAPES),
    returns("jinja2.Template", "jinja2.Template"),
    sink("jinja2.Template", arg(0, "source"), Template),
    template("jinja2.Template", arg(0, "source")),
    template("jinja2.Environment.from_string", arg(0, "source")),
    template("jinja2.Environment.escaping.from_string", arg(0, "source")),
    template("jinja2.sandbox.plain.from_string", arg(0, "source")),
    template("jinja2.sandbox.escaping.from_string", arg(0, "source")),
    renders("jinja2.Template.render", &JINJA, false),
    renders("jinja2.Template.render_async", &JINJA, false),
    renders("jinja2.Template.escaping.render", &JINJA, true),
    renders("jinja2.Template.escaping.render_async", &JINJA, true),
    // What the text of a template does is told where it is made.
    drops("jinja2.Template"),
    drops("jinja2.Environment.from_string"),
    drops("jinja2.Environment.escaping.from_string"),
    drops("mako.template.Template"),
    drops("chameleon.PageTemplate"),
    drops("tornado.template.Template"),
    drops("bottle.SimpleTemplate"),
    passes("jinja2.Template.render"),
    passes("jinja2.Template.render_async"),
    passes("jinja2.Template.stream"),
    cleans("jinja2.Template.escaping.render", SHOWN),
    cleans("jinja2.Template.escaping.render_async", SHOWN),
    cleans("jinja2.Template.escaping.stream", SHOWN),
    cleans("jinja2.escape", SHOWN),
    cleans("jinja2.utils.escape", SHOWN),
    // Mako runs Python, and escapes only by `default_filters`.
    sink("mako.template.Template", arg(0, "text"), Template),
    sink("mako.template.Template", Named("filename"), Path),
    sink("mako.lookup.TemplateLookup.put_string", arg(1, "text"), Template),
    returns("mako.template.Template", "mako.template.Template.escaping")
        .only_if(&[True(Named("default_filters"))]),
    returns("mako.template.Template", "mako.template.Template"),
    returns("mako.lookup.TemplateLookup", "mako.lookup.TemplateLookup.escaping")
        .only_if(&[True(Named("default_filters"))]),
    returns("mako.lookup.TemplateLookup", "mako.lookup.TemplateLookup"),
    returns("mako.lookup.TemplateLookup.get_template", "mako.template.Template"),
    returns("mako.lookup.TemplateLookup.escaping.get_template", "mako.template.Template.escaping"),
    passes("mako.template.Template.render"),
    passes("mako.template.Template.render_unicode"),
    cleans("mako.template.Template.escaping.render", SHOWN),
    cleans("mako.template.Template.escaping.render_unicode", SHOWN),
    template("mako.template.Template", arg(0, "text")),
    renders("mako.template.Template.render", &MAKO, false),
    renders("mako.template.Template.render_unicode", &MAKO, false),
    renders("mako.template.Template.escaping.render", &MAKO, true),
    renders("mako.template.Template.escaping.render_unicode", &MAKO, true),
    // Tornado's and Mustache's escape.
    returns("tornado.template.Template", "tornado.template.Template"),
    template("tornado.template.Template", arg(0, "template_string")),
    renders("tornado.template.Template.generate", &TORNADO, true),
    cleans("tornado.template.Template.generate", SHOWN),
    sink("Cheetah.Template.Template", arg(0, "source"), Template),
    renders_text("chevron.render", arg(0, "template"), &MUSTACHE, true),
    renders_text("pystache.render", arg(0, "template"), &MUSTACHE, true),
    cleans("chevron.render", SHOWN),
    cleans("pystache.render", SHOWN),
    // Chameleon and Genshi escape; both run Python.
    sink("chameleon.PageTemplate", arg(0, "body"), Template),
    sink("chameleon.PageTextTemplate", arg(0, "body"), Template),
    sink("chameleon.PageTemplateFile", arg(0, "filename"), Path),
    cleans("chameleon.PageTemplate.render", SHOWN),
    cleans("chameleon.PageTemplateFile.render", SHOWN),
    sink("genshi.template.TextTemplate", arg(0, "source"), Template),
    sink("genshi.template.NewTextTemplate", arg(0, "source"), Template),
    sink("genshi.template.OldTextTemplate", arg(0, "source"), Template),
    sink("genshi.template.MarkupTemplate", arg(0, "source"), Template),
    alias("genshi.template.markup.MarkupTemplate", "genshi.template.MarkupTemplate"),
    cleans("genshi.template.MarkupTemplate.generate", SHOWN),
    // Others.
    sink("Cheetah.Template.Template", arg(0, "source"), Template),
    sink("airspeed.Template", arg(0, "content"), Template),
    sink("trender.TRender", arg(0, "template"), Template),
    sink("dominate.util.raw", arg(0, "s"), Html),
];
