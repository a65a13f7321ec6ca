//! Models that bring code along which is run here.

use super::{Answer, Find, Rule, commands};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "remote-model-code",
    title: "Code that comes with a model is run",
    category: Category::Dependencies,
    cwe: 494,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "With `trust_remote_code=True` the files of the model's repository are run as Python, in whatever state its owner, \
          or whoever took their account over, left them today.",
    fix: "Leave `trust_remote_code` out. Where the code is needed, read it and pin it: `revision=\"<commit>\"`.",
    bad: r#"
from transformers import AutoModel

model = AutoModel.from_pretrained("somebody/model", revision="main", trust_remote_code=True)
"#,
    good: r#"
from transformers import AutoModel

model = AutoModel.from_pretrained("somebody/model", revision="4f8a1c2d9e0b7a6c5d4e3f2a1b0c9d8e7f6a5b4c")
"#,
    references: &[
        "https://huggingface.co/docs/transformers/main/en/models",
        "https://cwe.mitre.org/data/definitions/494.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",
    ],
    also: &["bandit:B615"],
    find: &[
        Find::Argument(&["trust_remote_code"], at_trust),
        Find::Call(
            &["*.from_pretrained", "datasets.load_dataset", "huggingface_hub.hf_hub_download", "huggingface_hub.snapshot_download"],
            at_download,
        ),
        Find::Call(&["torch.hub.load"], at_hub),
    ],
};

fn at_trust(call: &Call<'_>) -> Answer {
    let Some(trust) = call.named("trust_remote_code") else { return Answer::NotMine };
    match call.world().truth(trust.value) {
        Some(true) => Answer::wrong(format!(
            "`{}` runs the Python files of the model's repository, whatever they are today. Leave `trust_remote_code` out, or \
             read the code and pin its commit.",
            commands::runner(call)
        )),
        Some(false) => Answer::safe("no code of the model is run"),
        None => Answer::undecided("whether code of the model is run is not known here"),
    }
}

/// `torch.hub.load("owner/name", "model")` runs the repository's `hubconf.py`.
fn at_hub(call: &Call<'_>) -> Answer {
    let world = call.world();
    let text = |argument: Option<&crate::flow::Argument>| argument.and_then(|argument| world.text(argument.value));
    if text(call.named("source")) == Some("local") {
        return Answer::safe("the repository is a local folder");
    }
    let trusted = call.named("trust_repo").is_some_and(|trust| world.truth(trust.value) == Some(true));
    let names_commit = text(call.argument(0, "repo_or_dir"))
        .and_then(|repository| repository.split_once(':'))
        .is_some_and(|(_, reference)| reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if names_commit {
        return Answer::safe("the commit of the repository is named");
    }
    Answer::wrong(
        "`torch.hub.load` runs the Python files of a repository, whatever they are today. Name the commit behind a colon, or load \
         a copy with `source=\"local\"`.",
    )
    .at(if trusted { Confidence::Medium } else { Confidence::Low })
}

/// What is downloaded may change from one day to the next unless a commit is named.
fn at_download(call: &Call<'_>) -> Answer {
    let world = call.world();
    if call.named("trust_remote_code").is_some() {
        return Answer::NotMine;
    }
    let local = call.positional(0).and_then(|name| world.text(name.value)).is_some_and(|name| name.starts_with(['.', '/']));
    let revision = call.named("revision").and_then(|revision| world.text(revision.value));
    let is_commit = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match revision {
        Some(text) if is_commit(text) => Answer::safe("the commit of the model is named"),
        _ if local => Answer::safe("the model is a local folder"),
        None if call.passes_more() => Answer::undecided("whether `**kwargs` name a commit is not known here"),
        None if call.named("revision").is_some() => Answer::undecided("whether the revision is a commit is not known here"),
        _ => Answer::wrong(format!(
            "`{}` takes whatever its repository holds today. Name the commit: `revision=\"<40 hex digits>\"`.",
            commands::runner(call)
        ))
        .rated(Severity::Low)
        .at(Confidence::Low),
    }
}
