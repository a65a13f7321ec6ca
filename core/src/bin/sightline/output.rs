//! Where the report goes, and what it looks like there.

use crate::arguments::Color;
use crate::failure::Failure;
use sightline::report::Look;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Write a report to a file, or to standard output.
pub fn write(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    let (written, name) = match file {
        Some(path) => (std::fs::write(path, text), path.display().to_string()),
        None => (print(text), "standard output".to_owned()),
    };
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe if file.is_none() => Failure::NobodyReads,
        _ => Failure::new(format!("cannot write to {name}: {error}")),
    })
}

fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// What text may look like there. Only a terminal has colours and a width of its own.
pub fn look(color: Color, file: Option<&Path>) -> Look {
    let terminal = file.is_none() && std::io::stdout().is_terminal();
    let asked = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let plain = asked("NO_COLOR").is_some() || asked("TERM").is_some_and(|term| term == "dumb");
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !plain,
    };
    let known = if terminal { terminal_size::terminal_size_of(std::io::stdout()) } else { None };
    // Below forty columns nothing lines up any more, beyond 160 nobody reads to the end of a line.
    let width = known.map_or(Look::default().width, |(width, _)| usize::from(width.0).clamp(40, 160));
    Look { color, width }
}
