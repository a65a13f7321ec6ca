//! The link format: a review as the fragment of an address, which browsers send to nobody.
//!
//! ```text
//! #v1.<base64url of raw DEFLATE of JSON>                       base64url without `=`
//! #v1e.<base64url of header and AES-256-GCM of raw DEFLATE>    with a passphrase: see `envelope`
//! ```
//!
//! The JSON is an object with short keys, listed below. Unknown keys are ignored, so that version 1 can grow;
//! what is written here never changes its meaning. Its last key is always `z`, the first twelve hex digits of the
//! SHA-256 of everything before `,"z":`: one wrong character anywhere is noticed.
//!
//! | key | holds |
//! | --- | --- |
//! | `e` | version of the engine that made it |
//! | `o` | options: `c` least confidence, `s` least severity, `d` kinds of source that are distrusted beyond the usual, by name |
//! | `k` | how much of the files there is: `all`, `part` or `none` |
//! | `f` | files: `p` path, `n` lines, `h` first 16 hex digits of the SHA-256, `t` whole text, `x` excerpts as `[first line, text]`, `m` masked places as `[line, column, end line, end column]` |
//! | `d` | findings: `r` rule, `f` index of the file, `p` place, `s` severity, `c` confidence, `n` function, `i` fingerprint, `m` message, `t` trace as `[file, line, column, end line, end column, text]`, `q` suppressed as `[comment, line, reason]` |
//! | `v` | verdicts: for each of the fourteen items a letter (`a` absent, `c` clear, `u` undecidable, `l` attention, `d` defect) and the number of places examined, none for 0 |
//! | `w` | conclusion |
//! | `a` | marks as `[fingerprint, mark, note]`; an item's fingerprint begins with `item:` |
//! | `t` | where to look: `i` fingerprint, or `f` index of the file and `l` first and last line |
//! | `z` | check sum |
//!
//! Of a finding in lines that are there whole and unmasked only rule, file, place, severity and confidence are sent, and
//! no conclusion where all lines are: whoever opens the link makes the rest anew.
//!
//! | file | holds |
//! | --- | --- |
//! | `payload` | the keys as types |
//! | `wire` | payload to link and back, within bounds |
//! | `envelope` | the header of a link with a passphrase |
//! | `make` | a report to a payload |
//! | `mask` | secrets replaced, and the list of them |
//! | `difference` | what the sender saw against what is seen now |
//! | `trouble` | why a link cannot be opened, and what to do |

mod difference;
pub mod envelope;
mod make;
mod mask;
mod payload;
mod trouble;
mod wire;

pub use difference::{Difference, VerdictChange, difference};
pub use make::{Choice, Made, make};
pub use mask::Masked;
pub use payload::{
    Few, Kind, Payload, SentFile, SentFinding, SentMark, SentOptions, SentStep, SentVerdict, Target,
};
pub use trouble::Trouble;
pub use wire::{
    ENCODED, INFLATED, PREFIX, decode, decode_deflated, deflated, encode, of_base64url, to_base64url,
};
