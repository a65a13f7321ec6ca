//! What the program does, as far as the given files tell: it is evaluated on abstract values.
//!
//! A [`Value`] says what something is (a constant, a text of which parts are known, something outside by its
//! dotted path, a function, an object) and whose data it holds. Constant folding, what a name refers to,
//! containers and data flow are one evaluation, in order of the program:
//!
//! - Where a condition is known, one arm is walked; else both, each knowing what the test shows, and the
//!   states are joined (`statements`, `join`). The state keeps a journal, so that a branch costs what it
//!   changes (`state`).
//! - A loop is walked until nothing changes; over few items that are known, round by round (`rounds`).
//! - What is raised goes to the handlers that may catch it; where nothing is raised, none runs (`raising`).
//! - A call into the given files evaluates the callee with the actual arguments (`calls`, `parameters`); what
//!   it came to may be remembered (`memo`). Everything else is what the rows of the models say (`library`),
//!   or Python's own (`builtins`, `containers`).
//! - Data comes from a *root*, one reading of a source, by a chain of *steps* that people see (`trace`). A
//!   sanitizer makes it harmless for some kinds of sink; a test shows it to be, in its branch (`tests`,
//!   `conditions`).
//! - Regular expressions are read: a text that one let through holds no more than that admits (`patterns`).
//! - It begins at entry points (`entry`): the module's body, functions that the outside calls, functions that
//!   nothing given calls.
//!
//! What happens is told as [`Event`]s. Rules and checks see the program through these alone. This module
//! knows no rule, and no library but by the rows of the models.

mod annotations;
mod assign;
mod attributes;
mod beforehand;
mod between;
mod builtins;
mod callables;
mod calls;
mod conditions;
mod containers;
mod copies;
mod debugging;
mod dispatch;
mod displays;
mod documents;
mod entry;
mod escaped;
mod evaluate;
mod event;
mod expressions;
mod fields;
mod files;
mod fold;
mod formats;
mod guards;
mod heaps;
mod instances;
mod iterated;
mod join;
mod keys;
mod letters;
mod library;
mod literals;
mod matching;
mod meanings;
mod memo;
mod numbers;
mod objects;
mod order;
mod pages;
mod parameters;
mod parted;
mod paths;
mod patterns;
mod plain;
mod positions;
mod programs;
mod protocols;
mod raising;
mod rebound;
mod returned;
mod rounds;
mod routes;
mod sequences;
mod sets;
mod shown;
mod sinks;
mod sought;
mod state;
mod statements;
mod stores;
mod suspended;
mod telling;
mod tests;
mod text_methods;
mod texts;
mod trace;
mod types;
mod value;
mod vetted;
mod ways;
mod wrapped;

pub use evaluate::{Cost, Trust, cost, evaluate};
pub use event::{Argument, Call, Event, Piece, Reach, Reached, World, Write};
pub use programs::{is_interpreter, is_shell, runs_next};
pub use trace::Doubts;
pub use value::{Kind, Value};
