//! The standard library.

use super::Condition::{self, NotTrue, True};
use super::Pick::{Arg, Receiver};
use super::{Row, arg, cleans, decodes, exits, passes, returns, sink, source};
use crate::vocabulary::Sink::{Code, Deserialize, Html, Name, Path, Program, Shell, Sql, Url, UrlPart};
use crate::vocabulary::{Sinks, Source};

/// `shell` is the ninth parameter of `Popen`, which all of them pass on.
const SHELL: &[Condition] = &[True(Arg(8, "shell"))];
const NO_SHELL: &[Condition] = &[NotTrue(Arg(8, "shell"))];

pub(super) const ROWS: &[Row] = &[
    exits("sys.exit"),
    exits("os._exit"),
    exits("os.abort"),
    source("sys.argv", Source::CommandLine, "the command line"),
    source("sys.stdin", Source::CommandLine, "standard input"),
    source("os.environ", Source::Environment, "the environment"),
    source("os.getenv", Source::Environment, "the environment"),
    source("os.environ.get", Source::Environment, "the environment"),
    sink("os.system", arg(0, "command"), Shell),
    sink("os.popen", arg(0, "cmd"), Shell),
    sink("subprocess.getoutput", arg(0, "cmd"), Shell),
    sink("subprocess.getstatusoutput", arg(0, "cmd"), Shell),
    sink("subprocess.run", arg(0, "args"), Shell).only_if(SHELL),
    sink("subprocess.call", arg(0, "args"), Shell).only_if(SHELL),
    sink("subprocess.check_call", arg(0, "args"), Shell).only_if(SHELL),
    sink("subprocess.check_output", arg(0, "args"), Shell).only_if(SHELL),
    sink("subprocess.Popen", arg(0, "args"), Shell).only_if(SHELL),
    sink("subprocess.run", arg(0, "args"), Program).only_if(NO_SHELL),
    sink("subprocess.call", arg(0, "args"), Program).only_if(NO_SHELL),
    sink("subprocess.check_call", arg(0, "args"), Program).only_if(NO_SHELL),
    sink("subprocess.check_output", arg(0, "args"), Program).only_if(NO_SHELL),
    sink("subprocess.Popen", arg(0, "args"), Program).only_if(NO_SHELL),
    cleans("shlex.quote", Sinks::of(&[Shell])),
    cleans("shlex.join", Sinks::of(&[Shell])),
    cleans("pipes.quote", Sinks::of(&[Shell])),
    cleans("html.escape", Sinks::of(&[Html])),
    cleans("urllib.parse.quote", Sinks::of(&[Html, UrlPart, Shell])),
    cleans("urllib.parse.urlencode", Sinks::of(&[Html, UrlPart])),
    cleans("os.path.basename", Sinks::of(&[Path])),
    cleans("uuid.UUID", Sinks::ALL),
    cleans("ast.literal_eval", Sinks::of(&[Code])),
    passes("os.path.join"),
    passes("os.path.normpath"),
    passes("os.path.abspath"),
    passes("os.path.realpath"),
    decodes("urllib.parse.unquote"),
    decodes("html.unescape"),
    decodes("base64.b64decode"),
    decodes("json.loads"),
    sink("pickle.loads", arg(0, "data"), Deserialize),
    sink("pickle.load", arg(0, "file"), Deserialize),
    sink("importlib.import_module", arg(0, "name"), Name),
    sink("os.remove", arg(0, "path"), Path),
    sink("os.unlink", arg(0, "path"), Path),
    sink("urllib.request.urlopen", arg(0, "url"), Url),
    returns("sqlite3.connect", "sqlite3.Connection"),
    returns("sqlite3.Connection.cursor", "sqlite3.Cursor"),
    sink("*.execute", arg(0, "sql"), Sql),
    sink("*.executemany", arg(0, "sql"), Sql),
    sink("*.executescript", arg(0, "sql"), Sql),
    passes("pathlib.Path"),
    sink("pathlib.Path.read_text", Receiver, Path),
];
