//! The words of the rows that say what validators let through, and what a document is judged by.

use super::Pick;
use crate::pattern::Use;
use crate::vocabulary::Sinks;

/// What a field's data is once a validator has let it through.
#[derive(Debug, Clone, Copy)]
pub enum Vetting {
    /// It matches the pattern that is passed.
    Pattern(Use),
    /// It is one of the values that are passed.
    OneOf,
    /// It is harmless for these kinds of sink, whatever is passed.
    Always(Sinks),
}

/// What a call judges.
#[derive(Debug, Clone, Copy)]
pub enum Judged {
    /// The data of the form whose method it is, by its fields.
    Form,
    /// The items of a document, by the fields of the class whose method it is.
    ByFields(Pick),
    /// The items of a document, by a schema that is passed, or was kept before.
    Document {
        /// The document.
        document: Pick,
        /// The schema.
        schema: Pick,
        /// How it says what it lets through.
        words: &'static Schema,
    },
    /// Nothing yet: it keeps the schema by which its methods judge.
    Kept(Pick),
}

/// What tells that something was let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// That the call comes back.
    Raises,
    /// That it gives something true.
    True,
    /// That it gives nothing: it gives the errors.
    Empty,
}

/// The words of a schema that says by name what the items of a document are.
#[derive(Debug)]
pub struct Schema {
    /// Under which key the items stand, if under any: `properties`.
    pub under: Option<&'static str>,
    /// Under which keys of an item the values stand that it may have.
    pub one_of: &'static [&'static str],
    /// Under which key a pattern stands, how it is applied, and what is put behind it.
    pub pattern: (&'static str, Use, &'static str),
    /// Under which key the name of its type stands.
    pub kind: &'static str,
    /// Types of numbers.
    pub numbers: &'static [&'static str],
}
