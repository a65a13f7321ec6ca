//! Regular expressions: patterns of somebody else's choice, and what is found in somebody else's text.

use super::super::{Row, alias, arg, cleans, passes, returns, sink};
use crate::vocabulary::Sink::Regex;
use crate::vocabulary::Sinks;

pub(in super::super) const ROWS: &[Row] = &[
    alias("regex", "re"),
    alias("sre_compile.compile", "re.compile"),
    sink("re.compile", arg(0, "pattern"), Regex),
    sink("re.match", arg(0, "pattern"), Regex),
    sink("re.fullmatch", arg(0, "pattern"), Regex),
    sink("re.search", arg(0, "pattern"), Regex),
    sink("re.findall", arg(0, "pattern"), Regex),
    sink("re.finditer", arg(0, "pattern"), Regex),
    sink("re.split", arg(0, "pattern"), Regex),
    sink("re.sub", arg(0, "pattern"), Regex),
    sink("re.subn", arg(0, "pattern"), Regex),
    sink("re.template", arg(0, "pattern"), Regex),
    cleans("re.escape", Sinks::of(&[Regex])),
    returns("re.compile", "re.Pattern"),
    returns("re.match", "re.Match"),
    returns("re.search", "re.Match"),
    returns("re.fullmatch", "re.Match"),
    returns("re.Pattern.match", "re.Match"),
    returns("re.Pattern.search", "re.Match"),
    returns("re.Pattern.fullmatch", "re.Match"),
    passes("re.findall"),
    passes("re.split"),
    passes("re.sub"),
    passes("re.subn"),
    passes("re.Pattern.findall"),
    passes("re.Pattern.split"),
    passes("re.Pattern.sub"),
    passes("re.Pattern.subn"),
    passes("re.Match.group"),
    passes("re.Match.groups"),
    passes("re.Match.groupdict"),
    passes("re.Match.expand"),
    alias("fnmatch.fnmatchcase", "fnmatch.fnmatch"),
    passes("fnmatch.filter"),
    passes("fnmatch.translate"),
];
