//! Rows of libraries that have no file of their own yet.

use super::{Pick, Row, arg, sink};
use crate::vocabulary::Sink::{Format, Number};

pub(super) const ROWS: &[Row] =
    &[sink("*.format", Pick::Receiver, Format), sink("float", arg(0, "x"), Number)];
