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

/// Calls that declare which texts a field or an address may have: the framework applies the pattern.
pub const DECLARED: &[&str] = &[
    "django.core.validators.RegexValidator",
    "django.forms.RegexField",
    "django.forms.fields.RegexField",
    "django.urls.re_path",
    "django.conf.urls.url",
    "rest_framework.serializers.RegexField",
    "rest_framework.fields.RegexField",
    "wtforms.validators.Regexp",
    "wtforms.validators.regexp",
    "marshmallow.validate.Regexp",
    "webargs.validate.Regexp",
    "attr.validators.matches_re",
    "attrs.validators.matches_re",
    "voluptuous.Match",
    "pyparsing.Regex",
    "pydantic.constr",
    "pydantic.types.constr",
    "pydantic.StringConstraints",
    "pydantic.types.StringConstraints",
    "pydantic.Field",
    "pydantic.fields.Field",
    "fastapi.Query",
    "fastapi.Path",
    "fastapi.Body",
    "fastapi.Form",
    "fastapi.Header",
    "fastapi.Cookie",
];

/// A regular expression as a call applies it.
pub struct Applied {
    pub pattern: Pattern,
    /// How; none where it is compiled only.
    pub how: Option<Use>,
    /// The text that it is applied to.
    pub text: Option<Argument>,
    /// Whether it is read by a matcher that looks at each letter once: what pydantic calls `pattern`.
    pub linear: bool,
}

/// The regular expression of a call; none where it is not known.
pub fn applied(call: &Call<'_>) -> Option<Applied> {
    let world = call.world();
    let name = call.name?.text();
    if call.path().is_some_and(|path| path.first().text() != "re") {
        return declared(call);
    }
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
            read(world.constant(first?.value)?, flags)?
        }
    };
    Some(Applied { pattern, how, text, linear: false })
}

/// `RegexValidator(r"^\w+$")`, `Query(regex="^[a-z]+$")`
fn declared(call: &Call<'_>) -> Option<Applied> {
    let world = call.world();
    let package = call.path()?.first().text();
    let by_name = matches!(package, "pydantic" | "fastapi");
    let first =
        if by_name { call.named("regex") } else { call.named("regex").or_else(|| call.positional(0)) };
    let given = first.or_else(|| call.named("pattern"))?;
    let flags = match call.named("flags") {
        Some(flags) => Flags::from_bits(world.int(flags.value)?),
        None => Flags::default(),
    };
    let pattern = match world.pattern(given.value) {
        Some(known) => known.clone(),
        None => read(world.constant(given.value)?, flags)?,
    };
    let linear = by_name && first.is_none();
    Some(Applied { pattern, how: Some(Use::Search), text: None, linear })
}

fn read(written: &Const, flags: Flags) -> Option<Pattern> {
    match written {
        Const::Str(text) => Pattern::new(text, flags),
        Const::Bytes(bytes) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            Pattern::new(&text, Flags { ascii: true, ..flags })
        }
        _ => None,
    }
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
