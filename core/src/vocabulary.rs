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
