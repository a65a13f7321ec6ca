//! XML parsers that fetch what a document names, or can be made to run out of memory.

use super::{Answer, Find, Harm, Rule, commands, say};
use crate::flow::{Argument, Call};
use crate::vocabulary::{Category, Confidence, Severity, Sink, Source};

pub static RULE: Rule = Rule {
    id: "unsafe-xml-parser",
    title: "XML may fetch files or fill the memory",
    category: Category::InputValidation,
    cwe: 611,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "An XML document may name files and addresses as entities; a parser that follows them hands out local files and \
          sends requests from inside the network. Entities that hold entities fill the memory from a few lines.",
    fix: "Use `defusedxml`; with lxml pass `resolve_entities=False, no_network=True`, and never switch external entities on.",
    bad: r#"
from lxml import etree

def read(path):
    return etree.parse(path, etree.XMLParser(resolve_entities=True, no_network=False))
"#,
    good: r#"
from lxml import etree

def read(path):
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
"#,
    references: &[
        "https://docs.python.org/3/library/xml.html#xml-security",
        "https://cwe.mitre.org/data/definitions/611.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B313",
        "bandit:B314",
        "bandit:B315",
        "bandit:B316",
        "bandit:B317",
        "bandit:B318",
        "bandit:B319",
        "bandit:B405",
        "bandit:B406",
        "bandit:B407",
        "bandit:B408",
        "bandit:B409",
        "bandit:B411",
        "ruff:S313",
        "ruff:S314",
        "ruff:S315",
        "ruff:S316",
        "ruff:S317",
        "ruff:S318",
        "ruff:S319",
        "ruff:S320",
        "ruff:S405",
        "ruff:S406",
        "ruff:S407",
        "ruff:S408",
        "ruff:S409",
        "ruff:S410",
        "ruff:S411",
        "semgrep:lang/use-defused-xml",
        "semgrep:lang/use-defused-xml-parse",
        "semgrep:lang/use-defused-xmlrpc",
        "codeql:py/xxe",
        "codeql:py/xml-bomb",
    ],
    find: &[
        Find::Taint(
            Sink::Xml,
            Harm {
                becomes: "is the document that {} reads, entities included",
                so: "entities in it fetch local files and addresses",
                instead: "Use `defusedxml`, or a parser with `resolve_entities=False`.",
            },
        ),
        Find::Call(STANDARD, at_standard),
        Find::Call(&["lxml.etree.parse", "lxml.etree.fromstring", "lxml.etree.XML"], at_lxml),
        Find::Call(&["lxml.etree.XMLParser"], at_parser),
        Find::Call(&["*.setFeature"], at_feature),
        Find::Call(DEFUSED, at_defused),
    ],
};

/// The standard library's parsers: they fetch nothing, and current versions of Expat bound what entities grow to.
const STANDARD: &[&str] = &[
    "xml.etree.ElementTree.parse",
    "xml.etree.ElementTree.fromstring",
    "xml.etree.ElementTree.iterparse",
    "xml.etree.ElementTree.XML",
    "xml.etree.ElementTree.XMLParser",
    "xml.etree.cElementTree.parse",
    "xml.etree.cElementTree.fromstring",
    "xml.etree.cElementTree.iterparse",
    "xml.dom.minidom.parse",
    "xml.dom.minidom.parseString",
    "xml.dom.pulldom.parse",
    "xml.dom.pulldom.parseString",
    "xml.dom.expatbuilder.parse",
    "xml.dom.expatbuilder.parseString",
    "xml.sax.parse",
    "xml.sax.parseString",
    "xml.sax.make_parser",
    "xmlrpc.client.ServerProxy",
    "xmlrpclib.ServerProxy",
];

const DEFUSED: &[&str] = &[
    "defusedxml.ElementTree.parse",
    "defusedxml.ElementTree.fromstring",
    "defusedxml.ElementTree.iterparse",
    "defusedxml.minidom.parse",
    "defusedxml.minidom.parseString",
    "defusedxml.sax.parse",
    "defusedxml.sax.parseString",
    "defusedxml.lxml.parse",
    "defusedxml.lxml.fromstring",
];

fn at_standard(call: &Call<'_>) -> Answer {
    let name = commands::runner(call);
    let makes = ["XMLParser", "make_parser"].iter().any(|maker| name.ends_with(maker));
    let Some(text) = call.positional(0).or_else(|| call.named("source")).or_else(|| call.named("text")) else {
        return if makes {
            Answer::wrong(format!("what `{name}` makes follows entities without end, with an Expat older than 2.4.1."))
                .rated(Severity::Low)
                .at(Confidence::Low)
        } else {
            Answer::NotMine
        };
    };
    if call.world().constant(text.value).is_some() {
        return Answer::safe("the document is named in the code");
    }
    let shown = say::code(call.world(), text.place);
    Answer::wrong(format!(
        "`{name}` reads `{shown}`: with an Expat older than 2.4.1 a few lines of entities fill the memory. For XML from \
         outside use `defusedxml`."
    ))
    .rated(Severity::Low)
    .at(if sent(call, text) { Confidence::Medium } else { Confidence::Low })
}

/// Whether the document is what somebody outside sends.
fn sent(call: &Call<'_>, text: &Argument) -> bool {
    call.world().source_of(text.value).is_some_and(Source::distrusted_by_default)
}

/// lxml before version 5 follows entities to local files.
fn at_lxml(call: &Call<'_>) -> Answer {
    let Some(text) = call.positional(0) else { return Answer::NotMine };
    if call.positional(1).or_else(|| call.named("parser")).is_some() {
        return Answer::safe("the parser that is passed is looked at where it is made");
    }
    if call.world().constant(text.value).is_some() {
        return Answer::safe("the document is named in the code");
    }
    let (name, shown) = (commands::runner(call), say::code(call.world(), text.place));
    Answer::wrong(format!(
        "`{name}` reads `{shown}`: lxml before version 5 puts local files that the document names into the tree. Pass \
         `XMLParser(resolve_entities=False)`."
    ))
    .rated(Severity::Medium)
    .at(Confidence::Low)
}

fn at_parser(call: &Call<'_>) -> Answer {
    let world = call.world();
    let given = |name: &str| call.named(name).map(|arg| world.truth(arg.value));
    let dangerous = [("resolve_entities", true), ("no_network", false), ("load_dtd", true), ("huge_tree", true)];
    for (name, bad) in dangerous {
        match given(name) {
            Some(Some(value)) if value == bad => {
                let shown = if bad { "True" } else { "False" };
                return Answer::wrong(format!(
                    "`{name}={shown}` lets a document name files and addresses to fetch, or fill the memory. Leave it out; \
                     pass `resolve_entities=False`."
                ))
                .preparing();
            }
            Some(None) => return Answer::undecided(format!("whether `{name}` is on is not known here")),
            _ => {}
        }
    }
    if given("resolve_entities") == Some(Some(false)) {
        return Answer::safe("entities are not followed");
    }
    Answer::wrong("lxml before version 5 follows entities to local files unless it gets `resolve_entities=False`.")
        .rated(Severity::Medium)
        .at(Confidence::Low)
}

/// `parser.setFeature(feature_external_ges, True)`
fn at_feature(call: &Call<'_>) -> Answer {
    let (Some(feature), Some(on)) = (call.positional(0), call.positional(1)) else { return Answer::NotMine };
    let named = feature.value.path().map(|path| path.last().text().to_owned());
    let named = named.or_else(|| call.world().text(feature.value).map(str::to_owned)).unwrap_or_default();
    if !named.contains("external") {
        return Answer::NotMine;
    }
    match call.world().truth(on.value) {
        Some(true) => Answer::wrong(
            "the parser now fetches files and addresses that a document names, and hands them out. Leave external entities \
             off.",
        )
        .preparing(),
        Some(false) => Answer::safe("external entities are off"),
        None => Answer::undecided("whether external entities are on is not known here"),
    }
}

fn at_defused(_: &Call<'_>) -> Answer {
    Answer::safe("`defusedxml` turns entities away")
}
