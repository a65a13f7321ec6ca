//! The command line: argparse, click, typer and the like; what is typed is its caller's own choice.

use super::super::Pick::Arg;
use super::super::{By, Params, Row, declares, drops, passes, returns, source};
use crate::vocabulary::Source;

pub(in super::super) const ROWS: &[Row] = &[
    // argparse and optparse.
    source("argparse.ArgumentParser.parse_args", Source::CommandLine, "the command line"),
    declares("argparse.ArgumentParser.parse_args", "add_argument"),
    passes("argparse.ArgumentParser.parse_args"),
    source("argparse.ArgumentParser.parse_known_args", Source::CommandLine, "the command line"),
    source("argparse.ArgumentParser.parse_intermixed_args", Source::CommandLine, "the command line"),
    source("optparse.OptionParser.parse_args", Source::CommandLine, "the command line"),
    source("getopt.getopt", Source::CommandLine, "the command line"),
    source("getopt.gnu_getopt", Source::CommandLine, "the command line"),
    returns("argparse.ArgumentParser", "argparse.ArgumentParser"),
    // Functions that are commands.
    Row::Handler { by: By::Decorator("click.command"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("click.Group.command"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("click.group"), params: Params::All, kind: Source::CommandLine },
    Row::Handler {
        by: By::Decorator("click.core.Group.command"),
        params: Params::All,
        kind: Source::CommandLine,
    },
    Row::Handler { by: By::Decorator("click.Group.group"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("click.argument"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("click.option"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("rich_click.command"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("asyncclick.command"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Decorator("*.command"), params: Params::Declared, kind: Source::CommandLine },
    Row::Handler {
        by: By::Decorator("typer.Typer.command"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("typer.Typer.callback"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("invoke.task"),
        params: Params::Types(&["invoke.Context"]),
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("fabric.task"),
        params: Params::Types(&["invoke.Context"]),
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("fabric.api.task"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("cyclopts.App.command"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("cyclopts.App.default"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler { by: By::Decorator("duty.duty"), params: Params::Declared, kind: Source::CommandLine },
    Row::Handler {
        by: By::Decorator("doit.task_params"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Decorator("plac.annotations"),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("typer.run", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("fire.Fire", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("plac.call", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("defopt.run", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("argh.dispatch_command", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    Row::Handler {
        by: By::Registered("clize.run", Arg(0, "component")),
        params: Params::Declared,
        kind: Source::CommandLine,
    },
    source("typer.Option", Source::CommandLine, "the command line"),
    source("typer.Argument", Source::CommandLine, "the command line"),
    // Parsers and prompts.
    source("docopt.docopt", Source::CommandLine, "the command line"),
    source("absl.flags.FLAGS", Source::CommandLine, "the command line"),
    source("click.prompt", Source::CommandLine, "the command line"),
    source("click.get_text_stream", Source::CommandLine, "the command line"),
    source("click.get_binary_stream", Source::CommandLine, "the command line"),
    source("click.edit", Source::CommandLine, "the command line"),
    source("typer.prompt", Source::CommandLine, "the command line"),
    source("getpass.getpass", Source::CommandLine, "the command line"),
    source("questionary.text", Source::CommandLine, "the command line"),
    source("questionary.Question.ask", Source::CommandLine, "the command line"),
    source("prompt_toolkit.prompt", Source::CommandLine, "the command line"),
    source("rich.prompt.Prompt.ask", Source::CommandLine, "the command line"),
    source("inquirer.prompt", Source::CommandLine, "the command line"),
    source("simple_parsing.parse", Source::CommandLine, "the command line"),
    source("tap.Tap.parse_args", Source::CommandLine, "the command line"),
    source("configargparse.ArgParser.parse_args", Source::CommandLine, "the command line"),
    source("configargparse.ArgumentParser.parse_args", Source::CommandLine, "the command line"),
    source("gflags.FLAGS", Source::CommandLine, "the command line"),
    Row::Handler { by: By::Method("cmd.Cmd", "do_*"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Method("cmd.Cmd", "default"), params: Params::All, kind: Source::CommandLine },
    Row::Handler { by: By::Method("cmd2.Cmd", "do_*"), params: Params::All, kind: Source::CommandLine },
    drops("click.confirm"),
    drops("typer.confirm"),
];
