//! YAML that is read with a loader that can make any Python object.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::flow::{Argument, Call, Kind, Value};
use crate::syntax::ast::Get;
use crate::vocabulary::{Category, Confidence, Severity, Sink};

pub static RULE: Rule = Rule {
    id: "unsafe-yaml-load",
    title: "YAML is read with a loader that runs code",
    category: Category::Injection,
    cwe: 502,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "YAML can name Python classes and functions to call (`!!python/object/apply:os.system`). PyYAML's `Loader` and \
          `UnsafeLoader`, which older versions use when none is given, do what it says: whoever wrote the text runs \
          code here.",
    fix: "Use `yaml.safe_load`, or pass `Loader=yaml.SafeLoader`; with ruamel.yaml, `YAML(typ=\"safe\")`.",
    bad: r#"
import yaml

def read(stream):
    return yaml.load(stream, Loader=yaml.Loader)
"#,
    good: r#"
import yaml

def read(stream):
    return yaml.safe_load(stream)
"#,
    references: &[
        "https://pyyaml.org/wiki/PyYAMLDocumentation",
        "https://cwe.mitre.org/data/definitions/502.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B506",
        "ruff:S506",
        "semgrep:lang/avoid-pyyaml-load",
        "semgrep:lang/avoid-unsafe-ruamel",
        "codeql:py/unsafe-deserialization",
    ],
    find: &[
        Find::Taint(
            Sink::Yaml,
            Harm {
                becomes: "is the YAML that {} makes objects of",
                so: "it names any class, and so runs code here",
                instead: "Use `yaml.safe_load`.",
            },
        ),
        Find::Call(&["yaml.load", "yaml.load_all", "ruamel.yaml.load", "ruamel.yaml.load_all"], at_load),
        Find::Call(
            &["yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all"],
            at_named_load,
        ),
        Find::Call(
            &["yaml.safe_load", "yaml.safe_load_all", "ruamel.yaml.safe_load", "ruamel.yaml.safe_load_all"],
            at_safe_load,
        ),
        Find::Call(&["ruamel.yaml.YAML"], at_ruamel),
    ],
};

fn at_load(call: &Call<'_>) -> Answer {
    let Some(stream) = call.argument(0, "stream") else { return Answer::NotMine };
    if call.world().text(stream.value).is_some() {
        return Answer::safe("the YAML text is a constant");
    }
    match call.argument(1, "Loader") {
        Some(loader) => by_loader(call, loader),
        None if call.passes_more() => Answer::undecided("which loader `*args` or `**kwargs` pass is not known here"),
        None => Answer::wrong(format!(
            "`{}` is called without a loader: before PyYAML 6 that makes any object the text names, and runs code. Use \
             `yaml.safe_load`.",
            name_of(call)
        ))
        .standing(),
    }
}

fn by_loader(call: &Call<'_>, loader: &Argument) -> Answer {
    let shown = say::code(call.world(), loader.place);
    let Some(name) = loader_name(call, loader.value, 4) else {
        return Answer::undecided(format!("whether `{shown}` is a safe loader is not known here"));
    };
    match name.as_str() {
        "SafeLoader" | "CSafeLoader" | "BaseLoader" | "CBaseLoader" | "RoundTripLoader" => {
            Answer::safe(format!("`{shown}` makes plain data only"))
        }
        "FullLoader" | "CFullLoader" => Answer::wrong(format!(
            "`{shown}` keeps most objects out, but was broken before and is not meant for text from outside. Use \
             `yaml.SafeLoader` unless the text is your own."
        ))
        .at(Confidence::Low),
        "Loader" | "CLoader" | "UnsafeLoader" | "CUnsafeLoader" => Answer::wrong(format!(
            "`{}` reads with `{shown}`, which makes any object that the text names, and so runs code. Use \
             `yaml.safe_load`.",
            name_of(call)
        ))
        .standing(),
        _ => Answer::undecided(format!("whether `{shown}` is a safe loader is not known here")),
    }
}

/// The name of the loader, or of the loader that a class of the given files is made from.
fn loader_name(call: &Call<'_>, value: Value, depth: u32) -> Option<String> {
    match value.kind {
        Kind::Outside(path) => Some(path.last().text().to_owned()),
        Kind::Class(class) if depth > 0 => {
            let module = call.world().project().module(class.file);
            let bases = module.ast.list(module.ast[class.class].args);
            let mut names = bases.iter().filter_map(|base| look::path(module, base.value));
            names.find(|path| path.text().contains("Loader")).map(|path| path.last().text().to_owned())
        }
        _ => None,
    }
}

fn at_named_load(call: &Call<'_>) -> Answer {
    let Some(stream) = call.argument(0, "stream") else { return Answer::NotMine };
    if call.world().text(stream.value).is_some() {
        return Answer::safe("the YAML text is a constant");
    }
    let name = name_of(call);
    let answer = Answer::wrong(format!(
        "`{name}` can make objects that the text names. Use `yaml.safe_load` for text that is not your own."
    ));
    if name.contains("full") { answer.at(Confidence::Low) } else { answer.standing() }
}

fn at_safe_load(_: &Call<'_>) -> Answer {
    Answer::safe("the safe loader makes plain data only")
}

/// `YAML(typ="unsafe")`; all other types are safe.
fn at_ruamel(call: &Call<'_>) -> Answer {
    let Some(kind) = call.named("typ").or_else(|| call.positional(0)) else {
        return Answer::safe("the round-trip loader makes plain data only");
    };
    match call.world().text(kind.value) {
        Some("unsafe") => Answer::wrong(
            "`YAML(typ=\"unsafe\")` makes any object that the text names, and so runs code. Use `typ=\"safe\"`.",
        )
        .preparing(),
        Some(kind) => Answer::safe(format!("the loader `{kind}` makes plain data only")),
        None => Answer::undecided(format!(
            "which type of loader `{}` is, is not known here",
            say::code(call.world(), kind.place)
        )),
    }
}

fn name_of(call: &Call<'_>) -> String {
    call.path().map_or_else(|| "yaml.load".to_owned(), super::super::intern::PathId::text)
}
