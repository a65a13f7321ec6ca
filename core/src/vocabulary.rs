//! The words that models, rules and reports share. This module is all of the core that the page links.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $id:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in reports, options and files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The one with that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_name(&name)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{name}` is no {}", stringify!($name))))
            }
        }
    };
}

words! {
    /// How bad it is if the finding is true. Ordered from least to most.
    Severity {
        /// Worth knowing.
        Note = "note",
        /// Hard to use against anybody, or of small effect.
        Low = "low",
        /// Harm under some conditions.
        Medium = "medium",
        /// Direct harm.
        High = "high",
    }
}

words! {
    /// How sure the engine is that the finding is true. Ordered from least to most.
    Confidence {
        /// An observation: look here.
        Low = "low",
        /// Likely, with a doubt that the trace names.
        Medium = "medium",
        /// Proven from the given files.
        High = "high",
    }
}

words! {
    /// The fourteen items of the checklist, in its order. Every rule and every check belongs to one.
    Category {
        /// What comes from outside is checked.
        InputValidation = "input-validation",
        /// Data does not become code, commands or queries.
        Injection = "injection",
        /// Failures are handled, not hidden.
        ErrorHandling = "error-handling",
        /// Files, sockets and processes are released.
        Resources = "resources",
        /// Who may do what.
        AccessControl = "access-control",
        /// What is written to logs.
        Logging = "logging",
        /// Threads, tasks and waits.
        Concurrency = "concurrency",
        /// Transactions and what belongs together.
        Database = "database",
        /// Switches and their defaults.
        Configuration = "configuration",
        /// Connections to other machines.
        Network = "network",
        /// Ciphers, hashes, randomness and secrets.
        Cryptography = "cryptography",
        /// What the code stands on.
        Dependencies = "dependencies",
        /// Start, stop and periodic work.
        Lifecycle = "lifecycle",
        /// Size, branching, and reaching into others.
        Complexity = "complexity",
    }
}

impl Category {
    /// The heading of its checklist item.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::InputValidation => "Input validation",
            Self::Injection => "Injection",
            Self::ErrorHandling => "Error handling",
            Self::Resources => "Resources",
            Self::AccessControl => "Access control",
            Self::Logging => "Logging",
            Self::Concurrency => "Concurrency",
            Self::Database => "Database",
            Self::Configuration => "Configuration",
            Self::Network => "Network",
            Self::Cryptography => "Cryptography and secrets",
            Self::Dependencies => "Dependencies",
            Self::Lifecycle => "Start, stop and periodic work",
            Self::Complexity => "Complexity",
        }
    }
}

words! {
    /// What a checklist item comes to. Ordered from nothing to worst.
    Verdict {
        /// Nothing of this kind in these files.
        Absent = "absent",
        /// Places examined, all safe.
        Clear = "clear",
        /// The answer is not in these files.
        Undecidable = "undecidable",
        /// Places that a reviewer should look at.
        Attention = "attention",
        /// At least one finding.
        Defect = "defect",
    }
}

words! {
    /// What a fact says of its place. Ordered from inventory to worst.
    Status {
        /// Inventory.
        Info = "info",
        /// Examined, with the reason why it is safe.
        Safe = "safe",
        /// Not decidable from these files, with what would be needed.
        Undecided = "undecided",
        /// Look here, with the question to ask.
        Attention = "attention",
        /// A finding of a rule.
        Defect = "defect",
    }
}

words! {
    /// What a person says of a finding, or of an item of the checklist. It changes no verdict.
    Mark {
        /// It is true.
        Agreed = "agreed",
        /// It is not true.
        FalseAlarm = "false-alarm",
        /// It is true and stays as it is.
        AcceptedRisk = "accepted-risk",
    }
}

impl Mark {
    /// In a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Agreed => "Agreed",
            Self::FalseAlarm => "False alarm",
            Self::AcceptedRisk => "Accepted risk",
        }
    }

    /// Within a sentence: "marked as ...".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::FalseAlarm => "a false alarm",
            Self::AcceptedRisk => "an accepted risk",
        }
    }

    /// Whether who set it wants it out of sight: nothing is to be done about what is marked.
    #[must_use]
    pub fn puts_away(self) -> bool {
        self != Self::Agreed
    }
}

words! {
    /// Where data comes from, by who controls it.
    Source {
        /// A request over the network: query, form, headers, cookies, body, path.
        Request = "request",
        /// A message of a queue, a socket, a stream: whoever can reach the service.
        Message = "message",
        /// A file that somebody uploads.
        Upload = "upload",
        /// What a language model answers, which whoever writes its input steers.
        ModelOutput = "model-output",
        /// What an account holder stored before: rows of a database.
        Database = "database",
        /// What another service answers.
        Response = "response",
        /// The command line and standard input.
        CommandLine = "command-line",
        /// Environment variables.
        Environment = "environment",
        /// Contents of files, configuration files too.
        File = "file",
        /// Output of other programs.
        Process = "process",
        /// A parameter of a function that nothing given calls: whatever its callers pass.
        Caller = "caller",
        /// The details of an error: its text, the traceback. Nobody chooses them, and they are told to nobody outside.
        Failure = "failure",
        /// Numbers of a generator that can be foretold from others. They harm where nobody should know them.
        Predictable = "predictable",
    }
}

impl Source {
    /// What a person may distrust beyond what is always distrusted: the details of an error and numbers of a
    /// generator are nobody's data.
    pub const CHOICES: &'static [Self] = &[
        Self::Database,
        Self::Response,
        Self::CommandLine,
        Self::Environment,
        Self::File,
        Self::Process,
        Self::Caller,
    ];

    /// Whether somebody over the network or with an account controls it: what is distrusted unless the
    /// person says otherwise.
    #[must_use]
    pub fn distrusted_by_default(self) -> bool {
        matches!(self, Self::Request | Self::Message | Self::Upload | Self::ModelOutput)
    }

    /// A few words for a person who chooses whose data to distrust.
    #[must_use]
    pub fn choice(self) -> (&'static str, &'static str) {
        match self {
            Self::Database => ("The database", "rows that an account holder may have stored"),
            Self::Response => ("Other services", "what they answer"),
            Self::CommandLine => ("The command line", "arguments and standard input"),
            Self::Environment => ("The environment", "variables of the process"),
            Self::File => ("Files", "what is read from them, configuration too"),
            Self::Process => ("Other programs", "what they print"),
            Self::Caller => ("Callers", "parameters of functions that nothing given calls"),
            other => (other.name(), ""),
        }
    }

    /// What it is called in a sentence: "data from ...".
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Request => "the request",
            Self::Message => "a message from outside",
            Self::Upload => "an uploaded file",
            Self::ModelOutput => "a language model's answer",
            Self::Database => "the database",
            Self::Response => "another service's answer",
            Self::CommandLine => "the command line",
            Self::Environment => "the environment",
            Self::File => "a file",
            Self::Process => "another program's output",
            Self::Caller => "whatever the caller passes",
            Self::Failure => "the details of an error",
            Self::Predictable => "a generator whose numbers can be foretold",
        }
    }
}

words! {
    /// Where data does harm: what kind of thing it becomes there.
    Sink {
        /// Text of an SQL statement.
        Sql = "sql",
        /// A query of a document store, operators included.
        NoSql = "nosql",
        /// An LDAP filter.
        Ldap = "ldap",
        /// An `XPath` expression.
        XPath = "xpath",
        /// A document given to an XML parser that resolves entities.
        Xml = "xml",
        /// A command line that a shell reads.
        Shell = "shell",
        /// A program to run.
        Program = "program",
        /// An argument of a program, which may take it for an option.
        Option = "option",
        /// Python code.
        Code = "code",
        /// The text of a template.
        Template = "template",
        /// Bytes from which objects are made.
        Deserialize = "deserialize",
        /// A path that is read, written or deleted.
        Path = "path",
        /// An archive that is unpacked.
        Archive = "archive",
        /// HTML that a browser shows.
        Html = "html",
        /// A header of a response.
        Header = "header",
        /// A cookie.
        Cookie = "cookie",
        /// The target of a redirect.
        Redirect = "redirect",
        /// The address of an outgoing request, host included.
        Url = "url",
        /// The path or query of an outgoing request whose host is fixed.
        UrlPart = "url-part",
        /// A line of a log.
        Log = "log",
        /// A regular expression.
        Regex = "regex",
        /// The name of a module or attribute.
        Name = "name",
        /// A format string.
        Format = "format",
        /// A mail: its headers or body.
        Mail = "mail",
        /// What the session or another store is trusted to hold.
        Trusted = "trusted",
        /// A cell of a spreadsheet.
        Cell = "cell",
        /// A number that may be `nan`.
        Number = "number",
        /// Text or bytes whose length nobody bounds.
        Size = "size",
        /// YAML that a loader reads which makes any object.
        Yaml = "yaml",
        /// What nobody else should know: a cookie, what a session holds.
        Token = "token",
        /// The names and values of the fields of a record.
        Fields = "fields",
        /// What a response shows, a page or not.
        Body = "body",
        /// An LDAP name, in which other letters mean something than in a filter.
        LdapName = "ldap-name",
    }
}

impl Sink {
    /// Whether places of this kind stand in most functions: of them only those that somebody's data reaches are
    /// told.
    #[must_use]
    pub fn is_everywhere(self) -> bool {
        matches!(
            self,
            Self::Log | Self::Format | Self::Number | Self::Size | Self::Cell | Self::Trusted | Self::Body
        )
    }
}

/// The bits of kinds of sink; what is shown of data stands above them.
const KINDS: u64 = (1 << 33) - 1;

/// A set of kinds of sink, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Sinks(u64);

impl Sinks {
    /// No kind of sink.
    pub const NONE: Self = Self(0);
    /// No kind of sink, but certainly a text: nothing with keys of its own, as JSON may be.
    pub const TEXT: Self = Self(1 << 40);
    /// Every kind of sink.
    pub const ALL: Self = Self(u64::MAX);

    /// What quotes for a shell leave: harmless there as a word of its own, and not once it is taken apart again or
    /// stands within other quotes.
    pub const QUOTED: Self = Self(Self::evidence(20).0 | Self::of(&[Sink::Shell]).0);

    /// It is no absolute path.
    pub const RELATIVE: Self = Self::evidence(3);

    /// There is no `..` in it.
    pub const NO_DOTS: Self = Self::evidence(2);

    /// It begins with what its sender did not choose: the template of an address, the route of a request.
    pub const OWN_START: Self = Self::evidence(19);

    /// It is an address of the internet, which may end in anything: `::1%$(id)`.
    pub const SCOPED: Self = Self::evidence(24);

    /// A text in JSON: of one line, and a page only where something else makes it one.
    pub const JSON: Self = Self(Self::evidence(21).0 | Self::of(&[Sink::Log, Sink::Header]).0);

    /// The set of some kinds.
    #[must_use]
    pub const fn of(sinks: &[Sink]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < sinks.len() {
            bits |= 1 << sinks[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    /// Not a kind of sink, but something shown of data that proves it harmless only together with more.
    #[must_use]
    pub const fn evidence(number: u32) -> Self {
        Self(1 << (63 - number))
    }

    /// Every kind but these, and a text; nothing is shown beyond that.
    #[must_use]
    pub const fn all_but(sinks: &[Sink]) -> Self {
        Self((!Self::of(sinks).0 & KINDS) | Self::TEXT.0)
    }

    /// Whether a kind is in the set.
    #[must_use]
    pub fn holds(self, sink: Sink) -> bool {
        self.0 & Self::of(&[sink]).0 != 0
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this one alone.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The same where quotes for a shell no longer protect; what is harmless by itself stays so.
    #[must_use]
    pub fn unquoted(self) -> Self {
        let quoted = self.and(Self::QUOTED) == Self::QUOTED && self != Self::ALL;
        if quoted { self.less(Self::QUOTED) } else { self }
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of the other is in it.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
