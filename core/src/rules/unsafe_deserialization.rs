//! Data that is read back by formats that can run code: `pickle` and its kin.

use super::{Answer, Find, Harm, Rule, look, say};
use crate::flow::{Argument, Call, Kind, Value, World, Write};
use crate::vocabulary::{Category, Confidence, Severity, Sink, Source};

pub static RULE: Rule = Rule {
    id: "unsafe-deserialization",
    title: "Data is read by a format that can run code",
    category: Category::Injection,
    cwe: 502,
    severity: Severity::High,
    confidence: Confidence::High,
    why: "A pickle is a small program that the reader runs: it names functions and their arguments. Whoever can write \
          the bytes, in a file, a cache, a queue or a request, runs code here. `dill`, `shelve`, `jsonpickle`, `joblib`, \
          `pandas.read_pickle` and `torch.load` are pickle inside; `marshal` crashes on crafted bytes.",
    fix: "Exchange data as JSON or another plain format. Where a pickle cannot be avoided, keep it where only this \
          program writes, or check a signature (`hmac`) over the bytes before reading them.",
    bad: r#"
import pickle

def session(cookie):
    return pickle.loads(cookie)
"#,
    good: r#"
import json

def session(cookie):
    return json.loads(cookie)
"#,
    references: &[
        "https://docs.python.org/3/library/pickle.html",
        "https://cwe.mitre.org/data/definitions/502.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",
    ],
    also: &[
        "bandit:B301",
        "bandit:B302",
        "bandit:B403",
        "bandit:B614",
        "ruff:S301",
        "ruff:S302",
        "ruff:S403",
        "semgrep:lang/avoid-pickle",
        "semgrep:lang/avoid-cPickle",
        "semgrep:lang/avoid-dill",
        "semgrep:lang/avoid-shelve",
        "semgrep:lang/avoid-jsonpickle",
        "semgrep:lang/marshal-usage",
        "semgrep:lang/multiprocessing-recv",
        "semgrep:django/avoid-insecure-deserialization",
        "semgrep:flask/insecure-deserialization",
        "semgrep:aws-lambda/tainted-pickle-deserialization",
        "codeql:py/unsafe-deserialization",
    ],
    find: &[
        Find::Taint(
            Sink::Deserialize,
            Harm {
                becomes: "is what {} makes objects of",
                so: "crafted bytes run code here",
                instead: "Use JSON, or check a signature over it first.",
            },
        ),
        Find::Call(PICKLES, at_pickle),
        Find::Setting(&["SESSION_SERIALIZER"], at_setting),
        Find::Setting(
            &["CELERY_ACCEPT_CONTENT", "CELERY_TASK_SERIALIZER", "accept_content", "task_serializer", "result_accept_content"],
            at_queue,
        ),
        Find::Argument(&["accept_content", "task_serializer"], at_queue_argument),
        Find::Argument(&["allow_dangerous_deserialization"], at_permission),
        Find::Call(&["kombu.enable_insecure_serializers"], at_insecure),
        Find::Call(&["marshal.load", "marshal.loads"], at_marshal),
        Find::Call(&["shelve.open", "shelve.DbfilenameShelf", "shelve.Shelf", "shelve.BsdDbShelf"], at_shelf),
        Find::Call(&["numpy.load"], at_numpy),
        Find::Call(&["torch.load"], at_torch),
        Find::Argument(&["safe_mode"], at_keras),
        Find::Call(
            &[
                "multiprocessing.connection.Client.recv",
                "multiprocessing.connection.Listener.accept.recv",
                "*.recv_pyobj",
            ],
            at_connection,
        ),
    ],
};

const PICKLES: &[&str] = &[
    "pickle.load",
    "pickle.loads",
    "pickle.Unpickler",
    "_pickle.load",
    "_pickle.loads",
    "_pickle.Unpickler",
    "cPickle.load",
    "cPickle.loads",
    "cPickle.Unpickler",
    "six.moves.cPickle.load",
    "six.moves.cPickle.loads",
    "six.moves.cPickle.Unpickler",
    "pickle5.load",
    "pickle5.loads",
    "dill.load",
    "dill.loads",
    "dill.Unpickler",
    "dill.load_session",
    "cloudpickle.load",
    "cloudpickle.loads",
    "jsonpickle.decode",
    "jsonpickle.loads",
    "jsonpickle.unpickler.decode",
    "joblib.load",
    "sklearn.externals.joblib.load",
    "pandas.read_pickle",
    "pandas.io.pickle.read_pickle",
];

fn at_pickle(call: &Call<'_>) -> Answer {
    let Some(data) = call.arguments.first() else { return Answer::NotMine };
    if let Some(answer) = own(call, data) {
        return answer;
    }
    let world = call.world();
    let source = world.source_of(data.value);
    let (name, data) = (name_of(call), say::code(world, data.place));
    let answer = Answer::wrong(format!(
        "`{name}` runs what `{data}` tells it to: whoever can write those bytes runs code here. Use JSON, or check a \
         signature over them first."
    ));
    // A file that the program writes itself is mostly its own.
    let writes = || look::calls(world.module(), &["dump", "to_pickle"]);
    if source == Some(Source::File) && writes() { answer } else { answer.standing() }
}

/// `SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"`
fn at_setting(write: &Write<'_>) -> Answer {
    match write.world().text(write.value.value) {
        Some(text) if text.ends_with("PickleSerializer") => Answer::wrong(
            "sessions are read as pickles: whoever can write one, with the key or where they are kept, runs code here. Use \
             `JSONSerializer`.",
        ),
        Some(_) => Answer::safe("sessions are not read as pickles"),
        None => Answer::NotMine,
    }
}

/// `app.conf.accept_content = ["pickle"]` of Celery
fn at_queue(write: &Write<'_>) -> Answer {
    queued(write.world(), write.value.value)
}

/// `Celery(.., accept_content=["pickle"])`
fn at_queue_argument(call: &Call<'_>) -> Answer {
    let given = call.named("accept_content").or_else(|| call.named("task_serializer"));
    given.map_or(Answer::NotMine, |given| queued(call.world(), given.value))
}

fn queued(world: &World<'_>, value: Value) -> Answer {
    if !look::imports(world.module(), &["celery", "kombu"]) && !world.module().file.text.contains("CELERY") {
        return Answer::NotMine;
    }
    let items = world.items(value).unwrap_or_else(|| vec![value]);
    let is_pickle = |value: &Value| world.text(*value).is_some_and(|text| text == "pickle" || text.ends_with("python-serialize"));
    if items.iter().any(is_pickle) {
        return Answer::wrong(
            "messages are read as pickles: whoever can put one into the queue runs code in the workers. Use `json`.",
        )
        .at(Confidence::Medium);
    }
    Answer::safe("messages are not read as pickles")
}

/// `FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)`
fn at_permission(call: &Call<'_>) -> Answer {
    let Some(allowed) = call.named("allow_dangerous_deserialization") else { return Answer::NotMine };
    let name = call.name.map_or("load", |name| name.text());
    match call.world().truth(allowed.value) {
        Some(true) => Answer::wrong(format!(
            "`{name}` reads a pickle, which runs code: whoever can write the file, or stands where it is fetched, runs it here. Keep \
             it where only this program writes, or check a signature first."
        ))
        .at(Confidence::Medium),
        Some(false) => Answer::safe("pickles are not read"),
        None => Answer::undecided("whether pickles are read is not known here"),
    }
}

fn at_insecure(_: &Call<'_>) -> Answer {
    Answer::wrong("from here on messages are read as pickles: whoever can send one runs code here. Leave it out.")
}

fn at_marshal(call: &Call<'_>) -> Answer {
    let Some(data) = call.arguments.first() else { return Answer::NotMine };
    if let Some(answer) = own(call, data) {
        return answer;
    }
    let (name, data) = (name_of(call), say::code(call.world(), data.place));
    Answer::wrong(format!(
        "`{name}` trusts `{data}`: crafted bytes crash the interpreter, and code objects in them may be run. Use JSON."
    ))
    .rated(Severity::Medium)
}

/// A shelf is read as pickle; one whose file is named in the code is mostly the program's own.
fn at_shelf(call: &Call<'_>) -> Answer {
    let Some(file) = call.arguments.first() else { return Answer::NotMine };
    let (name, shown) = (name_of(call), say::code(call.world(), file.place));
    let answer = Answer::wrong(format!(
        "`{name}` reads `{shown}` as pickles: whoever can write that file runs code here. Use `sqlite3` or JSON."
    ))
    .rated(Severity::Medium);
    if look::is_fixed(call.world(), file.value, file.place) { answer.at(Confidence::Low) } else { answer }
}

fn at_numpy(call: &Call<'_>) -> Answer {
    let Some(file) = call.argument(0, "file") else { return Answer::NotMine };
    let Some(allowed) = call.argument(2, "allow_pickle") else {
        return Answer::safe("pickles are not allowed by default");
    };
    let shown = say::code(call.world(), file.place);
    match call.world().truth(allowed.value) {
        Some(false) => Answer::safe("pickles are not allowed"),
        Some(true) => Answer::wrong(format!(
            "`numpy.load` may read `{shown}` as a pickle, which runs code. Leave out `allow_pickle=True`."
        )),
        None => Answer::undecided("whether pickles are allowed is not known here"),
    }
}

fn at_torch(call: &Call<'_>) -> Answer {
    let Some(file) = call.argument(0, "f") else { return Answer::NotMine };
    let shown = say::code(call.world(), file.place);
    match call.named("weights_only").map(|only| call.world().truth(only.value)) {
        Some(Some(true)) => Answer::safe("only weights are read, no code"),
        Some(None) => Answer::undecided("whether only weights are read is not known here"),
        Some(Some(false)) => Answer::wrong(format!(
            "`torch.load` reads `{shown}` as a pickle, which runs code. Pass `weights_only=True`, or use safetensors."
        )),
        None => Answer::wrong(format!(
            "`torch.load` before 2.6 reads `{shown}` as a pickle, which runs code. Pass `weights_only=True`."
        )),
    }
}

/// `keras.models.load_model(path, safe_mode=False)`
fn at_keras(call: &Call<'_>) -> Answer {
    let reads = call.name.is_some_and(|name| name.text() == "load_model")
        && call.path().is_none_or(|path| path.text().contains("keras"));
    let (Some(switch), Some(file)) = (call.named("safe_mode").filter(|_| reads), call.argument(0, "filepath")) else {
        return Answer::NotMine;
    };
    match call.world().truth(switch.value) {
        Some(false) => Answer::wrong(format!(
            "`safe_mode=False` lets layers in `{}` bring functions of their own, which run here. Leave it on.",
            say::code(call.world(), file.place)
        ))
        .at(Confidence::Medium),
        Some(true) => Answer::safe("layers bring no functions along"),
        None => Answer::undecided("whether layers may bring functions along is not known here"),
    }
}

/// `connection.recv()` of `multiprocessing`, `socket.recv_pyobj()` of `ZeroMQ`
fn at_connection(call: &Call<'_>) -> Answer {
    let name = call.name.map_or("recv", |name| name.text());
    let instead = if name == "recv" { "recv_bytes" } else { "recv_json" };
    Answer::wrong(format!(
        "`{name}` reads what the other side sends as a pickle, which runs code. Use `{instead}` and JSON."
    ))
}

/// Data that this program made itself.
fn own(call: &Call<'_>, data: &Argument) -> Option<Answer> {
    let world = call.world();
    if world.constant(data.value).is_some() {
        return Some(Answer::safe("the data is a constant"));
    }
    match data.value.kind {
        Kind::Instance(path) if path.last().text() == "dumps" => {
            Some(Answer::safe(format!("the data was made here by `{}`", path.text())))
        }
        _ => None,
    }
}

fn name_of(call: &Call<'_>) -> String {
    call.path().map_or_else(|| "load".to_owned(), super::super::intern::PathId::text)
}
