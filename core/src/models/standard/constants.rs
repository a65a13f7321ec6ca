//! Constants of the standard library that programs test by.

use super::super::{Row, letters, number};

pub(in super::super) const ROWS: &[Row] = &[
    letters("string.ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    letters("string.ascii_lowercase", "abcdefghijklmnopqrstuvwxyz"),
    letters("string.ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    letters("string.digits", "0123456789"),
    letters("string.hexdigits", "0123456789abcdefABCDEF"),
    letters("string.octdigits", "01234567"),
    // Only type checkers read what stands behind it.
    number("typing.TYPE_CHECKING", 0),
    number("typing_extensions.TYPE_CHECKING", 0),
];
