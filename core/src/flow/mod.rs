//! What the program does, as far as the given files tell: calls and writes with the values that reach them.
//!
//! Rules and checks see the program through [`Call`] and [`Write`] alone. This module knows no rule and
//! no library.

mod event;
mod evaluate;
mod texts;
mod value;

pub use evaluate::evaluate;
pub use event::{Argument, Call, Event, Piece, World, Write};
pub use value::{Kind, TextId, Value};
