//! What libraries do, as rows: one library a file, rows and no logic. Adding a library touches no rule, and
//! adding a rule touches no library.
//!
//! Paths are dotted as imported. A path of a call is what is called (`html.escape`); of a source also what
//! is only read (`flask.request.args`). Types are named by the path that makes them: an instance of
//! `sqlite3.Connection` has the methods `sqlite3.Connection.execute` and so on, after a row such as
//! `returns("sqlite3.connect", "sqlite3.Connection")`.

mod builtins;
pub mod characters;
mod clients;
mod containers;
mod crypto;
mod databases;
mod django;
pub mod families;
mod flask;
mod flask_extensions;
mod handlers;
pub mod judging;
mod language_models;
mod libraries;
mod markup;
mod openstack;
mod openstack_roles;
mod remote;
mod reviewed;
mod roles;
mod serializers;
mod shapes;
mod short;
mod standard;
mod tables;
mod templates;
mod validators;
mod web;
mod werkzeug;

pub use builtins::NUMBER;
pub use handlers::{Annotation, By, Form, Params};
pub use roles::{Role, RoleSet, Wait, role, waits, waits_at_most};
pub use shapes::Container;
pub use short::*;
pub use standard::regex::COMPILED;
pub use tables::{Effect, Handler, Known, Models, Registration};

use crate::pattern::Use;
use crate::vocabulary::{Sink, Sinks, Source};

/// A request's own address, and the page that it came from, are no redirect of an attacker's choice: nobody can have
/// another person's browser send what he likes there, but by a link to this very address.
const OWN_ADDRESS: Sinks = Sinks::of(&[Sink::Redirect]);
/// The path of a request begins with the route that led here.
const OWN_PATH: Sinks = OWN_ADDRESS.or(Sinks::OWN_START);
/// A header of a request that a framework has read ends with its line.
const ONE_LINE: Sinks = Sinks::of(&[Sink::Header]);

/// One thing that a library does.
#[derive(Debug, Clone, Copy)]
pub enum Row {
    /// Reading or calling this gives data from outside.
    Source {
        /// `flask.request.args`, `input`
        path: &'static str,
        /// Who controls it.
        kind: Source,
        /// What it is in a sentence: "the query string".
        what: &'static str,
    },
    /// What this source gives does no harm there: what is text alone is no query of a document store.
    Harmless {
        /// `flask.request.args`
        path: &'static str,
        /// For which kinds of sink.
        sinks: Sinks,
    },
    /// This argument of a call does harm when somebody else chooses it.
    Sink {
        /// `os.system`; `*.execute` is a method of that name on anything of which nothing better is known.
        path: &'static str,
        /// Which argument.
        arg: Pick,
        /// What it becomes there.
        sink: Sink,
        /// Only if all of these hold.
        only_if: &'static [Condition],
    },
    /// Data that is written here does harm: `session["user"] = data`, `response.data = data`. Of an item it is
    /// the path of what holds it, key or value; of an attribute the attribute's own.
    Written {
        /// `flask.session`, `flask.Response.data`
        path: &'static str,
        /// What it becomes there.
        sink: Sink,
        /// Only where the function says that what it sends is a page.
        declared: bool,
    },
    /// The result is these kinds of sink's harmless form of its arguments.
    Cleans {
        /// `html.escape`
        path: &'static str,
        /// For which kinds of sink the result is safe.
        sinks: Sinks,
        /// Only if all of these hold; otherwise it passes its arguments on.
        only_if: &'static [Condition],
    },
    /// The result is its argument as a path without `..` and links: only of such does a check of its beginning
    /// prove anything.
    Normalizes {
        /// `os.path.realpath`
        path: &'static str,
        /// Whether it is an absolute one: `os.path.normpath` leaves `..` where a path begins with it.
        absolute: bool,
    },
    /// The result holds what its arguments hold, unchanged in its danger: no doubt.
    Passes {
        /// `os.path.join`
        path: &'static str,
    },
    /// The result holds what its arguments hold, decoded: what was cleaned before is so no longer.
    Decodes {
        /// `urllib.parse.unquote`
        path: &'static str,
    },
    /// Deciphers its arguments: who has the key has written what comes back, unless it was changed on the way.
    Deciphers {
        /// `Crypto.Cipher.AES.new.decrypt`
        path: &'static str,
    },
    /// What it gives is certainly a text, whatever went in: no dict with keys of its sender's choice.
    Text {
        /// `str`, `flask.request.args`
        path: &'static str,
    },
    /// What stands under this key of a query's document is code, or a query of its own, and no value.
    Operator {
        /// `$where`
        key: &'static str,
    },
    /// What stands under this key of a query's document is compared or stored as it is, with whatever keys of its own.
    Compared {
        /// `$eq`, `$set`
        key: &'static str,
        /// Whether that holds of data as a whole; otherwise of what stands under keys that the code writes.
        whole: bool,
    },
    /// A subclass with a method of that name of its own decides itself what is made of what it is given.
    Decides {
        /// `pickle.Unpickler`
        base: &'static str,
        /// `find_class`
        method: &'static str,
    },
    /// The result is a signature of its argument: whoever made what equals it has the key, and made the argument.
    Signs {
        /// `hmac.new`
        path: &'static str,
        /// What is signed.
        arg: Pick,
    },
    /// A test whether its two arguments are equal.
    Compares {
        /// `hmac.compare_digest`
        path: &'static str,
    },
    /// The result holds nothing of its arguments: a length, a truth value, a digest.
    Drops {
        /// `len`
        path: &'static str,
    },
    /// A test of its argument (or receiver) that proves something when it is true.
    Guards {
        /// `str.isdigit`
        path: &'static str,
        /// What is tested.
        arg: Pick,
        /// For which kinds of sink a value that passes is safe.
        sinks: Sinks,
    },
    /// The same where it proves something when it is false.
    Refutes {
        /// `os.path.isabs`
        path: &'static str,
        /// What is tested.
        arg: Pick,
        /// For which kinds of sink a value that does not pass is safe.
        sinks: Sinks,
    },
    /// A test of a part of a value proves something of the whole: `urlparse(url).netloc`.
    Part {
        /// The path that makes the part: `urllib.parse.urlparse`.
        path: &'static str,
        /// The attribute of the result.
        name: &'static str,
        /// What a test of it against constants proves of the whole.
        sinks: Sinks,
    },
    /// A function that applies a regular expression.
    Matches {
        /// `re.fullmatch`; a method of a compiled pattern has a type before its name.
        path: &'static str,
        /// What it does.
        how: Matching,
    },
    /// A constant of a library.
    Number {
        /// `re.IGNORECASE`
        path: &'static str,
        /// Its value.
        value: i64,
    },
    /// A constant tuple of a library that begins with a number.
    Begins {
        /// `sys.version_info`
        path: &'static str,
        /// The name of its first item: `major`.
        name: &'static str,
        /// Its first item.
        value: i64,
    },
    /// A constant text of a library.
    Letters {
        /// `string.digits`
        path: &'static str,
        /// Its value.
        value: &'static str,
    },
    /// A call that does not come back.
    Exits {
        /// `sys.exit`
        path: &'static str,
    },
    /// Calling or reading it gives an instance of a type.
    Returns {
        /// `sqlite3.connect`
        path: &'static str,
        /// `sqlite3.Connection`
        of: &'static str,
        /// Only if all of these hold. Rows with conditions come before those without.
        only_if: &'static [Condition],
    },
    /// A call of this method makes another type of what it is called on: a parser that from now on follows
    /// entities.
    Becomes {
        /// `xml.sax.XMLReader.setFeature`
        path: &'static str,
        /// `xml.sax.EntityReader`
        of: &'static str,
        /// Only if all of these hold.
        only_if: &'static [Condition],
    },
    /// Calling it makes a template of a text.
    Template {
        /// `jinja2.Template`
        path: &'static str,
        /// The text.
        text: Pick,
    },
    /// Calling it gives what a template shows of the arguments.
    Renders {
        /// `jinja2.Template.render`
        path: &'static str,
        /// Which template, and how it shows.
        rendering: Rendering,
    },
    /// The result is an address, put together from the items of its first argument: scheme, host, path, and so on.
    Address {
        /// `urllib.parse.urlunsplit`
        path: &'static str,
        /// What stands before each item that is not empty.
        before: &'static [&'static str],
    },
    /// Calling it makes a container of Python's, whose contents are followed.
    Makes {
        /// `collections.deque`, `io.StringIO`
        path: &'static str,
        /// Which kind.
        container: Container,
        /// Only if all of these hold.
        only_if: &'static [Condition],
    },
    /// Calling it calls one of its arguments.
    Calls {
        /// `threading.Thread`
        path: &'static str,
        /// What is called.
        function: Pick,
        /// With what.
        with: Given,
    },
    /// A call that gives data as a function makes it that it is given: `request.args.get("page", type=checked)`.
    Converts {
        /// `flask.request.args.get`
        path: &'static str,
        /// The function.
        by: Pick,
        /// Whether it makes each item of what is given, and not the whole.
        each: bool,
    },
    /// A call that comes back only where its argument is harmless: `int(x)` raises otherwise.
    Proves {
        /// `int`
        path: &'static str,
        /// Which argument.
        arg: Pick,
        /// For which kinds of sink it is harmless from then on.
        sinks: Sinks,
    },
    /// Classes with this base whose instances, as parameters of functions that the outside calls, are filled
    /// from what it sends, by the types that their fields declare.
    Filled {
        /// `pydantic.BaseModel`
        base: &'static str,
    },
    /// A method that this decorates makes what the fields hold that it names.
    ChecksField {
        /// `pydantic.field_validator`
        path: &'static str,
    },
    /// What it makes is a part of an application: what runs before its functions runs before no others.
    Partial {
        /// `flask.Blueprint`
        path: &'static str,
    },
    /// A method that this decorates makes what loading a document gives.
    Finishes {
        /// `marshmallow.post_load`
        path: &'static str,
    },
    /// In the declaration of a field: what it lets through.
    Vets {
        /// `wtforms.validators.Regexp`, `django.forms.RegexField`
        path: &'static str,
        /// Its argument that says what.
        arg: Pick,
        /// How that says so.
        how: judging::Vetting,
    },
    /// A call that judges data by what is declared of it.
    Judges {
        /// `wtforms.Form.validate`, `jsonschema.validate`
        path: &'static str,
        /// What it judges, and by what.
        what: judging::Judged,
        /// What tells that it was let through.
        tells: judging::Tells,
    },
    /// A method that this decorates checks what several fields hold together.
    ChecksFields {
        /// `pydantic.model_validator`
        path: &'static str,
    },
    /// Data that an object gives under the names of the fields of its class, as they declare it.
    ByFields {
        /// `django.forms.Form.cleaned_data`
        path: &'static str,
        /// With what the names of methods begin that check a field: `clean_`.
        checked_by: &'static str,
    },
    /// What it gives has parts that calls of a method declare: `parser.add_argument("n", type=int)`.
    Declares {
        /// `argparse.ArgumentParser.parse_args`
        path: &'static str,
        /// `add_argument`
        by: &'static str,
    },
    /// What a path is to a reviewer: see [`role`].
    Role {
        /// `django.db.transaction.atomic`, `*.transaction`
        path: &'static str,
        /// What it is.
        role: Role,
    },
    /// Calling or reading it gives something open: what it holds is read, and it is no path.
    Opened {
        /// `werkzeug.datastructures.FileStorage`, `open`
        path: &'static str,
    },
    /// What takes a path takes an open file as well: `zipfile.ZipFile`.
    TakesFiles {
        /// `zipfile.ZipFile`
        path: &'static str,
    },
    /// What the route let through that led here: by its items of the names of parameters, or as parameters of the methods
    /// of a class.
    Routed {
        /// `flask.request.view_args`, `tornado.web.RequestHandler`
        path: &'static str,
        /// Whether it is decoded after the route has let it through: `%2F` is a slash then.
        decoded: bool,
    },
    /// Put into a text it is written as the code of a value is, on one line: a whole form, bytes.
    Quoted {
        /// `flask.request.form`
        path: &'static str,
    },
    /// Its first argument, and those with names, say only what is looked for: the result holds nothing of them.
    LooksUp {
        /// `*.get`
        path: &'static str,
    },
    /// A decorator of functions that the program itself has called later: whose data it passes there is seen where it
    /// does so.
    Queued {
        /// `celery.shared_task`
        path: &'static str,
    },
    /// Items of a source that its sender has no say in: what the server itself puts there.
    Own {
        /// `wsgi.environ`
        path: &'static str,
        /// `REMOTE_ADDR`, all that begin so before a `*`, but those behind a `!`.
        keys: &'static [&'static str],
    },
    /// A call that waits until something happens, or some time is over.
    Waits {
        /// `threading.Event.wait`, `*.join`
        path: &'static str,
        /// Which argument says how long.
        timeout: Pick,
        /// How long it waits where nothing is said; none: for ever.
        default: Option<&'static str>,
    },
    /// Catching it gives an error whose text tells how the program works.
    Fails {
        /// `Exception`
        path: &'static str,
    },
    /// Two names of one thing: the first is read as the second.
    Alias {
        /// `flask.wrappers.Request`
        path: &'static str,
        /// `flask.Request`
        of: &'static str,
    },
    /// Functions that the outside calls.
    Handler {
        /// How they are known.
        by: By,
        /// Which parameters hold data from outside.
        params: Params,
        /// Who controls that.
        kind: Source,
    },
    /// A parameter (or other name) whose annotation says what it is.
    Annotated {
        /// `fastapi.Query`, `starlette.requests.Request`
        path: &'static str,
        /// What it is.
        is: Annotation,
    },
    /// What a name that is bound nowhere stands for in pasted snippets.
    Usual {
        /// `request`
        name: &'static str,
        /// `flask.request`
        path: &'static str,
    },
    /// The result of a handler is sent to the outside as this.
    Responds {
        /// How the handlers are known: the same words as in [`Row::Handler`].
        by: By,
        /// What a returned text becomes.
        sink: Sink,
        /// Where in what is returned the text stands.
        form: Form,
        /// Only if all of these hold of the arguments of the decorator.
        only_if: &'static [Condition],
    },
}

/// How the text of a template says what it shows, and what of it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Showing {
    /// What stands around an expression: `{{` and `}}`.
    pub expression: (&'static str, &'static str),
    /// What stands around a statement: `{%` and `%}`; nothing where there are none.
    pub statement: (&'static str, &'static str),
    /// With what an expression begins whose value is shown as it is: the `!` of `{{!text}}`.
    pub raw: &'static [&'static str],
    /// Filters that say that a value is HTML already: `safe`.
    pub unescaped: &'static [&'static str],
    /// Filters whose result is harmless: `e`.
    pub escaped: &'static [&'static str],
}

/// A call that gives what a template shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rendering {
    /// Its text; none where it is what the method is called on that was made of the text.
    pub text: Option<Pick>,
    /// How the text says what it shows.
    pub how: &'static Showing,
    /// Whether values are escaped unless the text says otherwise.
    pub escapes: bool,
}

/// For which kinds of sink a value is harmless that a template has escaped.
pub const ESCAPED: Sinks = Sinks::of(&[Sink::Html, Sink::Mail]);

/// What a function is called with that was passed to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The arguments from a position on.
    Rest(usize),
    /// The items of the argument of that name.
    Packed(&'static str),
}

/// What a function does with a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// It gives the pattern as an object.
    Compiles,
    /// It gives a match, or nothing.
    Tests(Use),
    /// It gives the text with what matches replaced.
    Replaces,
    /// The same, and how often.
    ReplacesAndCounts,
    /// It gives what stands between matches.
    Splits,
    /// It gives the texts that match, or those of their groups.
    Finds,
    /// It gives matches.
    FindsMatches,
}

/// Which argument a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The one at a position (from 0) or of a name.
    Arg(usize, &'static str),
    /// Only the one of that name.
    Named(&'static str),
    /// Every argument from a position on, named ones included.
    From(usize),
    /// Every positional argument from a position on but the last, which is something else: an environment.
    FromButLast(usize),
    /// The text at a position with the arguments behind it filled in by `%`: `logging.info("in: %s", name)`.
    Filled(usize),
    /// What is passed as `**data`, its keys included; a dict whose keys the code writes is none.
    Expanded,
    /// What the method is called on.
    Receiver,
    /// In conditions: the item of that name (in small letters, whatever the case of the key) of the dict at a
    /// position or of a name: `headers={"Content-Type": ..}`.
    Item(usize, &'static str, &'static str),
    /// All arguments and the receiver.
    Any,
}

/// What must hold of an argument for a row to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It is passed, and may be true.
    True(Pick),
    /// It is absent, or not known to be true.
    NotTrue(Pick),
    /// It is passed, and certainly false.
    False(Pick),
    /// It is absent, or not certainly false.
    NotFalse(Pick),
    /// It is absent.
    Absent(Pick),
    /// It is one of these: a path (of something outside, or of a base of a given class) or a text; of media types what stands before `;` counts.
    Is(Pick, &'static [&'static str]),
    /// It is absent, not known, or none of these.
    IsNot(Pick, &'static [&'static str]),
    /// It is a text that begins with one of these words, in small letters or capitals.
    Begins(Pick, &'static [&'static str]),
    /// The function sets an attribute of this name to that text: `mail.content_subtype = "html"`.
    Sets(&'static str, &'static str),
}

impl Row {
    /// The same, but only if all of these hold; of a row that knows no conditions nothing changes.
    #[must_use]
    pub const fn only_if(self, only_if: &'static [Condition]) -> Self {
        match self {
            Self::Sink { path, arg, sink, .. } => Self::Sink { path, arg, sink, only_if },
            Self::Cleans { path, sinks, .. } => Self::Cleans { path, sinks, only_if },
            Self::Returns { path, of, .. } => Self::Returns { path, of, only_if },
            Self::Responds { by, sink, form, .. } => Self::Responds { by, sink, form, only_if },
            Self::Makes { path, container, .. } => Self::Makes { path, container, only_if },
            other => other,
        }
    }
}
