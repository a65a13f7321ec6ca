//! What may be typed after `sightline`, and what it means.

use crate::failure::COULD_NOT_RUN;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use sightline::Options;
use sightline::flow::Trust;
use sightline::vocabulary::{Confidence, Severity, Source};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

/// More threads than this are a slip of the finger.
const MOST_THREADS: i64 = 512;

/// What is to be done.
#[derive(Debug)]
pub enum Task {
    /// `sightline review`
    Review(Review),
    /// `sightline rules`
    Rules(Rules),
}

/// What is asked of `sightline review`.
#[derive(Debug)]
pub struct Review {
    /// Files, folders, archives; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// A file that names more of them; `-` is standard input.
    pub files_from: Option<PathBuf>,
    /// How the report is written.
    pub format: Format,
    /// Where it goes, if not to standard output.
    pub output: Option<PathBuf>,
    /// Which findings it shows.
    pub options: Options,
    /// A report with marks to take over.
    pub marks: Option<PathBuf>,
    /// The least severity of a shown finding that makes the exit status 1.
    pub fail_on: Severity,
    /// How many threads work.
    pub threads: usize,
    /// Whether text is coloured.
    pub color: Color,
}

/// What is asked of `sightline rules`.
#[derive(Debug)]
pub struct Rules {
    /// The rule to show; all are listed without one.
    pub id: Option<String>,
    /// Whether text is coloured.
    pub color: Color,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Sarif,
    Markdown,
    Html,
    Csv,
}

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What the arguments give instead of a task: help, the version, or what is wrong with them.
#[derive(Debug)]
pub struct Said(Box<clap::Error>);

impl Said {
    /// Print it where it belongs, and give the exit status.
    pub fn print(&self) -> ExitCode {
        // There is nobody to tell if that fails.
        let _ = self.0.print();
        if self.0.use_stderr() { ExitCode::from(COULD_NOT_RUN) } else { ExitCode::SUCCESS }
    }
}

/// Read the arguments of this process.
pub fn read() -> Result<Task, Said> {
    let matches = command().try_get_matches().map_err(|error| Said(Box::new(error)))?;
    Ok(match matches.subcommand() {
        Some(("rules", matches)) => Task::Rules(Rules {
            id: matches.get_one("id").cloned(),
            color: matches.get_one("color").copied().unwrap_or(Color::Auto),
        }),
        Some((_, matches)) => Task::Review(review(matches)),
        None => Task::Rules(Rules { id: None, color: Color::Auto }),
    })
}

fn review(matches: &ArgMatches) -> Review {
    let defaults = Options::default();
    Review {
        paths: matches.get_many("paths").into_iter().flatten().cloned().collect(),
        files_from: matches.get_one("files-from").cloned(),
        format: matches.get_one("format").copied().unwrap_or(Format::Text),
        output: matches.get_one("output").cloned(),
        options: Options {
            min_confidence: matches.get_one("min-confidence").copied().unwrap_or(defaults.min_confidence),
            min_severity: matches.get_one("min-severity").copied().unwrap_or(defaults.min_severity),
            trust: Trust::of(
                &matches.get_many("distrust").into_iter().flatten().copied().collect::<Vec<Source>>(),
            ),
        },
        marks: matches.get_one("marks").cloned(),
        fail_on: matches.get_one("fail-on").copied().unwrap_or(Severity::Note),
        threads: matches.get_one::<u16>("threads").map_or_else(all_cores, |threads| usize::from(*threads)),
        color: matches.get_one("color").copied().unwrap_or(Color::Auto),
    }
}

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn command() -> Command {
    Command::new("sightline")
        .bin_name("sightline")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Reviews Python code for security: every statement with its lines.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(review_command())
        .subcommand(rules_command())
        .after_help("`sightline review --help` explains paths, filters and formats.")
}

fn review_command() -> Command {
    Command::new("review")
        .about("Review files, folders and archives")
        .arg(
            Arg::new("paths")
                .value_name("PATH")
                .help("Files, folders, archives (.zip, .whl, .tar.gz), notebooks; `-` is standard input")
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .required_unless_present("files-from"),
        )
        .arg(
            option("files-from", "FILE", "Review the paths that FILE lists, one a line or NUL-separated; `-` is standard input")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option("format", "text|json|sarif|markdown|html|csv", "How to write the report")
                .value_parser(words(&[
                    ("text", Format::Text),
                    ("json", Format::Json),
                    ("sarif", Format::Sarif),
                    ("markdown", Format::Markdown),
                    ("html", Format::Html),
                    ("csv", Format::Csv),
                ]))
                .default_value("text"),
        )
        .arg(
            option("output", "FILE", "Write the report to FILE instead of standard output")
                .short('o')
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option("min-severity", "note|low|medium|high", "Show findings of at least this severity")
                .value_parser(words(&severities()))
                .default_value("note"),
        )
        .arg(
            option("min-confidence", "low|medium|high", "Show findings of at least this confidence")
                .value_parser(words(&confidences()))
                .default_value("medium"),
        )
        .arg(
            option("fail-on", "note|low|medium|high", "Exit with 1 only for shown findings of at least this severity")
                .value_parser(words(&severities()))
                .default_value("note"),
        )
        .arg(
            option(
                "distrust",
                "SOURCE",
                "Count this kind of source as an attacker's too; may be repeated: database, response, command-line, \
                 environment, file, process, caller [always: request, message, upload, model-output]",
            )
            .action(ArgAction::Append)
            .value_parser(words(&sources())),
        )
        .arg(
            option("marks", "FILE", "Take over the marks of FILE, a report that the page saved as JSON; findings marked as \
                false alarms or accepted risks do not count for the exit status")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option("threads", "N", "How many threads work [default: one for each core]")
                .value_parser(value_parser!(u16).range(1..=MOST_THREADS)),
        )
        .arg(color())
        .after_help(
            "Within folders, Python files, notebooks, archives and scripts that begin with a `#!` of Python are \
             reviewed; version control, node_modules, __pycache__ and virtual environments are passed over, and \
             links are not followed. The report names everything that was not reviewed.\n\n\
             Exit status: 0 no findings, 1 findings, 2 could not run (bad arguments, no such path, nothing to \
             review, output that cannot be written). The filters choose what is shown and the exit status; they \
             change no verdict of the checklist. Findings that a comment suppresses do not count.",
        )
}

fn rules_command() -> Command {
    Command::new("rules")
        .about("List the rules, or explain one")
        .arg(Arg::new("id").value_name("ID").help("The rule to explain"))
        .arg(color())
}

fn color() -> Arg {
    option(
        "color",
        "auto|always|never",
        "Colour the text; `auto` does so on a terminal, unless NO_COLOR is set",
    )
    .value_parser(words(&[("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)]))
    .default_value("auto")
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help).hide_possible_values(true)
}

fn severities() -> Vec<(&'static str, Severity)> {
    Severity::ALL.iter().map(|severity| (severity.name(), *severity)).collect()
}

fn sources() -> Vec<(&'static str, Source)> {
    Source::CHOICES.iter().map(|source| (source.name(), *source)).collect()
}

fn confidences() -> Vec<(&'static str, Confidence)> {
    Confidence::ALL.iter().map(|confidence| (confidence.name(), *confidence)).collect()
}

/// One of some words, each of which stands for a value.
fn words<T: Copy + Send + Sync + 'static>(
    known: &[(&'static str, T)],
) -> impl TypedValueParser<Value = T> + use<T> {
    let known = known.to_vec();
    let names: Vec<&'static str> = known.iter().map(|(name, _)| *name).collect();
    PossibleValuesParser::new(names).try_map(move |word| {
        known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or("no such word")
    })
}
