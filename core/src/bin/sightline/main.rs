//! The command `sightline`: arguments in, a report out, an exit status. What is reviewed and how it is said
//! is the library's; here are files, folders, standard input and the terminal.
//!
//! | file | holds |
//! | --- | --- |
//! | `arguments` | what may be typed |
//! | `given` | arguments and lists of files to paths that are there |
//! | `walk` | what of a folder is read |
//! | `read` | files to the library's intake, one at a time, within bounds |
//! | `review` | `sightline review` |
//! | `rules` | `sightline rules` |
//! | `progress` | how far it is, on a terminal |
//! | `output` | where the report goes, and what it looks like there |
//! | `failure` | why nothing could be done |

mod arguments;
mod failure;
mod given;
mod output;
mod progress;
mod read;
mod review;
mod rules;
mod walk;

use arguments::Task;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match arguments::read() {
        Ok(Task::Review(asked)) => review::review(&asked),
        Ok(Task::Rules(asked)) => rules::rules(&asked),
        Err(said) => return said.print(),
    };
    done.unwrap_or_else(Failure::tell)
}
