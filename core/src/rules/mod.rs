//! What is wrong: one rule a file, named after its id; each is one `static` that the engine, the page, the
//! handbook, SARIF and the suppressions all read.
//!
//! Beside the rules stand: `run`, which runs them; `suppressions`, the comments that say a finding is not
//! wanted; and what several rules share: `look` (what the tree says of a name), `say` (how code is quoted),
//! `commands` (what a shell is given), `command_lines` (which options programs are given), `page_texts` (templates that are texts), `expressions` (which regular expression a call applies), `taint` (where somebody's data arrives).

mod command_lines;
mod commands;
mod expressions;
mod handbook;
pub(crate) mod look;
mod page_texts;
mod prescribed;
mod run;
pub(crate) mod say;
mod standing;
mod trusted;
mod suppressions;
mod taint;

pub use handbook::handbook;
pub use run::{Examined, Fact, Said, decide, decide_file, examine};
pub use taint::Harm;

use crate::finding::Step;
use crate::flow::{Call, Write};
use crate::project::Module;
use crate::syntax::ast::StmtId;
use crate::text::{Place, Span};
use crate::vocabulary::{Category, Confidence, Severity, Sink};

/// What is wrong, why, and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// Its id in kebab-case: the flaw, not the cure.
    pub id: &'static str,
    /// One line that names the flaw.
    pub title: &'static str,
    /// The checklist item that it belongs to.
    pub category: Category,
    /// Its number in the Common Weakness Enumeration.
    pub cwe: u32,
    /// How bad it is if true.
    pub severity: Severity,
    /// The most that a finding of this rule is believed.
    pub confidence: Confidence,
    /// Why it matters, in a few sentences.
    pub why: &'static str,
    /// What to do instead.
    pub fix: &'static str,
    /// Code in which exactly this rule fires.
    pub bad: &'static str,
    /// The same code put right: nothing fires.
    pub good: &'static str,
    /// Where to read more.
    pub references: &'static [&'static str],
    /// The same check in other tools, `tool:id`; their suppression comments work for this rule.
    pub also: &'static [&'static str],
    /// How it is found.
    pub find: &'static [Find],
}

/// How a rule finds its places. Where the data is followed ([`Find::Taint`]) and the code is looked at as well, the
/// data decides: what is shown to be harmless is safe however it looks.
#[derive(Debug)]
pub enum Find {
    /// Where somebody's data reaches that kind of sink.
    Taint(Sink, Harm),
    /// At calls of these paths. `*.execute` is a method of that name on anything that is not in the
    /// given files.
    Call(&'static [&'static str], fn(&Call<'_>) -> Answer),
    /// At calls, of whatever, that pass an argument by one of these names.
    Argument(&'static [&'static str], fn(&Call<'_>) -> Answer),
    /// At writes to these paths; `*.verify` is an attribute of that name, or an item of that constant key,
    /// of anything.
    Write(&'static [&'static str], fn(&Write<'_>) -> Answer),
    /// Where a setting of one of these names gets its value: as an attribute or item of anything, in the body of a
    /// module or class, in `config.update(DEBUG=True)`.
    Setting(&'static [&'static str], fn(&Write<'_>) -> Answer),
    /// Anywhere in a file's tree: places with their statements and what is said of them.
    Code(fn(&Module) -> Vec<(Span, StmtId, Answer)>),
}

/// What a rule says of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This place is none of the rule's business.
    NotMine,
    /// It is wrong.
    Wrong(Wrong),
    /// It was examined and is safe, for this reason.
    Safe(String),
    /// The answer is not in these files; this would be needed.
    Undecided(String),
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong, why it matters here, what to do.
    pub message: String,
    /// How sure it is, at most; the rule's own is a further bound.
    pub confidence: Confidence,
    /// How bad it is, where that differs from the rule's.
    pub severity: Option<Severity>,
    /// How it came about: source first, sink last; empty where the place says it all.
    pub trace: Vec<Step>,
    /// Whether only what callers pass may be wrong, and no caller is known to.
    pub by_caller: bool,
    /// Whether it only prepares what the rule tells of where data arrives: a parser that follows entities.
    pub prepares: bool,
    /// Whether it counts as much where it is known that the data is no attacker's.
    pub stands: bool,
}

impl Answer {
    /// It is wrong, as surely as the rule's own confidence says.
    #[must_use]
    pub fn wrong(message: impl Into<String>) -> Self {
        Self::Wrong(Wrong {
            message: message.into(),
            confidence: Confidence::High,
            severity: None,
            trace: Vec::new(),
            by_caller: false,
            prepares: false,
            stands: false,
        })
    }

    /// It is examined and safe.
    #[must_use]
    pub fn safe(reason: impl Into<String>) -> Self {
        Self::Safe(reason.into())
    }

    /// The answer is not in these files.
    #[must_use]
    pub fn undecided(needs: impl Into<String>) -> Self {
        Self::Undecided(needs.into())
    }

    /// The same, believed at most this much.
    #[must_use]
    pub fn at(mut self, confidence: Confidence) -> Self {
        if let Self::Wrong(wrong) = &mut self {
            wrong.confidence = wrong.confidence.min(confidence);
        }
        self
    }

    /// The same, with a further step of how it came about.
    #[must_use]
    pub fn after(mut self, place: Place, text: impl Into<String>) -> Self {
        if let Self::Wrong(wrong) = &mut self {
            wrong.trace.push(Step { place, text: text.into() });
        }
        self
    }

    /// The same, as what only prepares the flaw: where the rule tells of one that data reaches, this is an
    /// observation.
    #[must_use]
    pub fn preparing(mut self) -> Self {
        if let Self::Wrong(wrong) = &mut self {
            wrong.prepares = true;
        }
        self
    }

    /// The same, however trusted what the data comes from: a file or database that is broken into is enough.
    #[must_use]
    pub fn standing(mut self) -> Self {
        if let Self::Wrong(wrong) = &mut self {
            wrong.stands = true;
        }
        self
    }

    /// The same, this bad.
    #[must_use]
    pub fn rated(mut self, severity: Severity) -> Self {
        if let Self::Wrong(wrong) = &mut self {
            wrong.severity = Some(severity);
        }
        self
    }
}

/// Whether the places of a rule's findings are secrets, not to be shown as they are.
#[must_use]
pub fn finds_secrets(id: &str) -> bool {
    id == hard_coded_secret::RULE.id
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// All rules, in order of their ids.
        pub static RULES: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    archive_extracted_unchecked,
    argument_injection,
    assert_as_check,
    bad_tag_filter,
    blocking_call_in_async,
    catastrophic_regex,
    cipher_without_authentication,
    clear_text_protocol,
    clear_text_secret_storage,
    code_injection,
    command_injection,
    cookie_injection,
    cross_site_scripting,
    csrf_protection_off,
    csv_injection,
    debug_mode_on,
    fixed_salt,
    format_string_injection,
    globals_in_template,
    hard_coded_secret,
    header_injection,
    hidden_characters,
    host_header_in_link,
    html_safe_misuse,
    incomplete_hostname_regex,
    incomplete_url_check,
    insecure_cookie,
    insecure_package_source,
    insecure_snmp,
    insecure_temporary_file,
    ldap_injection,
    listens_on_all_interfaces,
    log_injection,
    mail_injection,
    mass_assignment,
    missing_rate_limit,
    nan_injection,
    nosql_injection,
    old_tls_version,
    open_cors,
    open_redirect,
    overly_large_range,
    pam_auth_bypass,
    partial_program_path,
    path_traversal,
    permissive_file_mode,
    predictable_random,
    reflection_injection,
    regex_injection,
    remote_model_code,
    request_forgery,
    request_without_timeout,
    reverse_shell,
    risky_import,
    secret_in_token,
    secret_key_as_salt,
    secret_logged,
    secret_on_command_line,
    short_key,
    sql_injection,
    stack_trace_exposure,
    swallowed_exception,
    template_injection,
    template_without_escaping,
    timing_unsafe_comparison,
    tls_verification_off,
    token_not_verified,
    trust_boundary_violation,
    unchecked_password,
    unknown_host_key_accepted,
    unsafe_deserialization,
    unsafe_xml_parser,
    unsafe_yaml_load,
    unvalidated_form_data,
    weak_cipher,
    weak_hash,
    xml_injection,
    xpath_injection,
}
