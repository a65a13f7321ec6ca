//! Which regular expression a call applies, to what, and how.

use crate::flow::{Argument, Call};
use crate::intern::Const;
use crate::pattern::{Flags, Pattern, Use};

/// Calls that are given the text of a pattern.
pub const LITERAL: &[&str] = &[
    "re.compile",
    "re.match",
    "re.fullmatch",
    "re.search",
    "re.sub",
    "re.subn",
    "re.split",
    "re.findall",
    "re.finditer",
];

/// Methods of compiled patterns.
pub const COMPILED: &[&str] = &[
    "re.Pattern.match",
    "re.Pattern.fullmatch",
    "re.Pattern.search",
    "re.Pattern.sub",
    "re.Pattern.subn",
    "re.Pattern.split",
    "re.Pattern.findall",
    "re.Pattern.finditer",
];

/// A regular expression as a call applies it.
pub struct Applied {
    pub pattern: Pattern,
    /// How; none where it is compiled only.
    pub how: Option<Use>,
    /// The text that it is applied to.
    pub text: Option<Argument>,
}

/// The regular expression of a call; none where it is not known.
pub fn applied(call: &Call<'_>) -> Option<Applied> {
    let world = call.world();
    let name = call.name?.text();
    let compiled = call.receiver.and_then(|on| world.pattern(on));
    let first = call.argument(0, "pattern");
    let how = match name {
        "compile" => None,
        "match" => Some(Use::Match),
        "fullmatch" => Some(Use::Full),
        _ => Some(Use::Search),
    };
    let replaces = name.starts_with("sub");
    let skipped = usize::from(compiled.is_none());
    let at = skipped + usize::from(replaces);
    let text = call.argument(at, "string").filter(|_| how.is_some()).copied();
    let pattern = match compiled {
        Some(known) => known.clone(),
        None if world.pattern(first?.value).is_some() => world.pattern(first?.value)?.clone(),
        None => {
            let behind = match name {
                "compile" => 1,
                "split" => 3,
                _ if replaces => 4,
                _ => 2,
            };
            let given = call.named("flags").or_else(|| call.positional(behind));
            let flags = match given {
                Some(flags) => Flags::from_bits(world.int(flags.value)?),
                None => Flags::default(),
            };
            match world.constant(first?.value)? {
                Const::Str(text) => Pattern::new(text, flags)?,
                Const::Bytes(bytes) => {
                    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                    Pattern::new(&text, Flags { ascii: true, ..flags })?
                }
                _ => return None,
            }
        }
    };
    Some(Applied { pattern, how, text })
}

/// The most letters of a text that are quoted.
const LONGEST: usize = 60;

/// A piece of a pattern or a text as a message quotes it: on one line, its spaces kept, and short.
pub fn quoted(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars().take(LONGEST) {
        match letter {
            '`' => shown.push_str("\\x60"),
            letter if letter.is_control() => shown.extend(letter.escape_default()),
            letter => shown.push(letter),
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}
