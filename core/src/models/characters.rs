//! Which characters make a text harmful for which kind of sink: what a pattern must keep out for a check by it to
//! protect. Rows, no logic.

use crate::vocabulary::Sink;

/// A text is harmless for a kind of sink if all of this holds of it. One row of several is enough.
#[derive(Debug, Clone, Copy)]
pub struct Harmless {
    /// For which kind of sink.
    pub sink: Sink,
    /// It has none of these characters, written as a class of a pattern.
    pub without: &'static str,
    /// It does not begin with one of these.
    pub not_first: &'static str,
    /// It is none of these.
    pub is_not: &'static [&'static str],
    /// It has none of these in it.
    pub lacks: &'static [&'static str],
    /// It does not end with a newline, which `$` lets through.
    pub no_newline: bool,
    /// It begins with a scheme, a host and a slash.
    pub fixed_host: bool,
    /// Its length is bounded.
    pub bounded: bool,
}

const ANY: Harmless = Harmless {
    sink: Sink::Sql,
    without: "",
    not_first: "",
    is_not: &[],
    lacks: &[],
    no_newline: false,
    fixed_host: false,
    bounded: false,
};

const fn without(sink: Sink, without: &'static str) -> Harmless {
    Harmless { sink, without, ..ANY }
}

/// The same where the text becomes a part of a line.
const fn of_a_line(sink: Sink, without: &'static str) -> Harmless {
    Harmless { sink, without, no_newline: true, ..ANY }
}

const fn not_first(sink: Sink, not_first: &'static str) -> Harmless {
    Harmless { sink, not_first, ..ANY }
}

/// Characters that no address, name or number needs and that end a text in quotes, or separate words: `1 OR 1`
/// needs no more than a space where there are no quotes.
pub static ROWS: &[Harmless] = &[
    without(Sink::Sql, r"^\w.,:@+$\-\x80-\U0010ffff"),
    without(Sink::NoSql, r#"'"\\${}"#),
    without(Sink::Ldap, r#"*()\\\0&|!=<>~,+#;""#),
    without(Sink::LdapName, r#"\\\0=<>,+#;""#),
    without(Sink::XPath, r"^\w.@+\-\x80-\U0010ffff"),
    without(Sink::Xml, "<&"),
    // What `shlex.quote` leaves as it is.
    without(Sink::Shell, r"^\w@%+=:,./\-\x80-\U0010ffff"),
    Harmless { sink: Sink::Program, without: r"/\\", not_first: r"\-.", ..ANY },
    not_first(Sink::Option, r"\-@/"),
    // A name, or arithmetic.
    without(Sink::Code, r"^\w"),
    without(Sink::Code, r"^0-9+*/%(). \-"),
    without(Sink::Template, "{}%$#<@"),
    without(Sink::Deserialize, r"^\w"),
    // A name that stays in its folder, or a way below it.
    Harmless { sink: Sink::Path, without: r"/\\", is_not: &[".."], ..ANY },
    Harmless { sink: Sink::Path, without: r"\\", not_first: "/~", lacks: &[".."], ..ANY },
    without(Sink::Html, r#"<>&"'"#),
    of_a_line(Sink::Header, r"\r\n\0"),
    of_a_line(Sink::Cookie, r"\r\n\0;,"),
    of_a_line(Sink::Mail, r"\r\n<>,;"),
    of_a_line(Sink::Log, r"\r\n"),
    without(Sink::Redirect, r"/\\:"),
    Harmless { sink: Sink::Redirect, fixed_host: true, ..ANY },
    // A label of a host name at most: with a dot it would be a host of its own.
    without(Sink::Url, r"/\\:.@?#%"),
    Harmless { sink: Sink::Url, fixed_host: true, ..ANY },
    Harmless { sink: Sink::UrlPart, without: r"/\\?#&%;", is_not: &["..", "."], ..ANY },
    without(Sink::Regex, r"\\\^$|?*+()\[\]{}"),
    without(Sink::Name, r"^\w\-"),
    without(Sink::Format, "{}%"),
    without(Sink::Trusted, r#"<>&"'\\\r\n"#),
    not_first(Sink::Cell, r"=+\-@\t\r"),
    without(Sink::Cell, r"^0-9.,+\-"),
    without(Sink::Number, "nN"),
    Harmless { sink: Sink::Size, bounded: true, ..ANY },
];
