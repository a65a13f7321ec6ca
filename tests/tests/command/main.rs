//! The command as people and scripts use it: what is given, what is printed, the exit status. Each test has a
//! folder of its own, which goes when the test does.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

mod arguments;
mod bad_input;
mod formats;
mod given;
#[path = "../intake/pack.rs"]
#[allow(dead_code)] // Other tests make stranger archives with it.
mod pack;
mod stage;

/// Code with one finding at high severity and medium confidence.
const BAD: &str = "import os\n\n\ndef total(formula):\n    return eval(formula)\n";

/// Code with nothing wrong.
const GOOD: &str = "def double(number):\n    return 2 * number\n";
