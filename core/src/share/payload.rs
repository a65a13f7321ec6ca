//! What a link holds, by the short keys that `super` lists. Lists are bounded while they are read: a list of two
//! bytes an entry would else take a hundred times its size.

use super::trouble::Trouble;
use crate::text::Region;
use crate::vocabulary::{Category, Confidence, Mark, Severity, Source, Verdict};
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;

/// Files of one link.
pub const FILES: usize = 2_000;
/// Findings of one link, and marks.
pub const FINDINGS: usize = 10_000;
/// Excerpts or masked places of one file.
pub const PARTS: usize = 10_000;
/// Steps of one trace.
pub const STEPS: usize = 200;
/// Kinds of source that are named.
pub const SOURCES: usize = 32;
/// A review that travels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// Version of the engine that made it.
    #[serde(rename = "e", default)]
    pub engine: String,
    /// What it was asked for.
    #[serde(rename = "o", default)]
    pub options: SentOptions,
    /// How much of the files there is.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// The files.
    #[serde(rename = "f", default, skip_serializing_if = "Few::is_empty")]
    pub files: Few<SentFile, FILES>,
    /// The findings as the sender had them.
    #[serde(rename = "d", default, skip_serializing_if = "Few::is_empty")]
    pub findings: Few<SentFinding, FINDINGS>,
    /// The verdicts as the sender had them.
    #[serde(rename = "v", default, skip_serializing_if = "Verdicts::is_empty")]
    pub verdicts: Verdicts,
    /// The conclusion as the sender had it.
    #[serde(rename = "w", default, skip_serializing_if = "String::is_empty")]
    pub conclusion: String,
    /// What people said of findings and items.
    #[serde(rename = "a", default, skip_serializing_if = "Few::is_empty")]
    pub marks: Few<SentMark, FINDINGS>,
    /// Where to look first.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// How much of the files a link holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// All of their text.
    #[serde(rename = "all")]
    Whole,
    /// The lines around findings.
    #[serde(rename = "part")]
    Excerpts,
    /// Their names alone.
    #[default]
    #[serde(rename = "none")]
    Findings,
}

/// Which findings the sender's report showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentOptions {
    /// The least confidence.
    #[serde(rename = "c")]
    pub min_confidence: Confidence,
    /// The least severity.
    #[serde(rename = "s")]
    pub min_severity: Severity,
    /// Whose data counts as an attacker's beyond what always does, by the names of the kinds of source. A name of a
    /// later version is passed over.
    #[serde(rename = "d", default, skip_serializing_if = "Few::is_empty")]
    pub distrusted: Few<String, SOURCES>,
}

/// A file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFile {
    /// Its path.
    #[serde(rename = "p")]
    pub path: String,
    /// How many lines it has, where not all are there.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    pub lines: u32,
    /// The first 16 hex digits of its SHA-256.
    #[serde(rename = "h", default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// Its whole text.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Parts of it, by their first line.
    #[serde(rename = "x", default, skip_serializing_if = "Few::is_empty")]
    pub excerpts: Few<(u32, String), PARTS>,
    /// What was masked.
    #[serde(rename = "m", default, skip_serializing_if = "Few::is_empty")]
    pub masked: Few<(u32, u32, u32, u32), PARTS>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFinding {
    /// Id of the rule.
    #[serde(rename = "r")]
    pub rule: String,
    /// Which of the files.
    #[serde(rename = "f")]
    pub file: u32,
    /// Where in it.
    #[serde(rename = "p")]
    pub place: (u32, u32, u32, u32),
    /// How bad.
    #[serde(rename = "s")]
    pub severity: Severity,
    /// How sure.
    #[serde(rename = "c")]
    pub confidence: Confidence,
    /// The function around it.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Its fingerprint; none where it can be made anew, as with the rest.
    #[serde(rename = "i", default, skip_serializing_if = "String::is_empty")]
    pub fingerprint: String,
    /// What is wrong.
    #[serde(rename = "m", default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// How the data came there.
    #[serde(rename = "t", default, skip_serializing_if = "Few::is_empty")]
    pub trace: Few<SentStep, STEPS>,
    /// The comment that silences it, its line, the reason.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<(String, u32, String)>,
}

/// A step of a trace: index of the file, line, column, end line, end column, what happens.
pub type SentStep = (u32, u32, u32, u32, u32, String);

/// A verdict: item, verdict, places examined.
pub type SentVerdict = (Category, Verdict, u32);

/// The verdicts as one text: a letter and a number for each of the fourteen items, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts(Vec<SentVerdict>);

/// What somebody said of a finding or an item: fingerprint, mark, note.
pub type SentMark = (String, Mark, String);

/// Where to look first: a finding, or lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// A finding's fingerprint.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// Index of a file.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub file: Option<u32>,
    /// First and last line.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u32, u32)>,
}

impl Payload {
    /// What it has more of than a link may have.
    #[must_use]
    pub fn bounds(&self) -> Option<Trouble> {
        let over = |what, length: usize, most| (length > most).then_some(Trouble::TooLarge(what, most));
        let parts =
            self.files.iter().map(|file| file.excerpts.len().max(file.masked.len())).max().unwrap_or(0);
        let steps = self.findings.iter().map(|finding| finding.trace.len()).max().unwrap_or(0);
        over("files", self.files.len(), FILES)
            .or_else(|| over("findings", self.findings.len(), FINDINGS))
            .or_else(|| over("marks", self.marks.len(), FINDINGS))
            .or_else(|| over("parts of one file", parts, PARTS))
            .or_else(|| over("steps in one trace", steps, STEPS))
    }

    /// The file of an index, if there is one.
    #[must_use]
    pub fn file(&self, at: u32) -> Option<&SentFile> {
        self.files.get(at as usize)
    }
}

impl SentFinding {
    /// A finding of which the rest is made anew by whoever opens the link.
    pub(super) fn bare(
        rule: String,
        file: u32,
        place: (u32, u32, u32, u32),
        severity: Severity,
        confidence: Confidence,
    ) -> Self {
        Self {
            rule,
            file,
            place,
            severity,
            confidence,
            function: None,
            fingerprint: String::new(),
            message: String::new(),
            trace: Few::default(),
            suppressed: None,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn region(&self) -> Region {
        region(self.place)
    }
}

/// A place as a region.
pub(super) fn region((line, column, end_line, end_column): (u32, u32, u32, u32)) -> Region {
    Region { line, column, end_line, end_column }
}

impl SentOptions {
    /// The kinds of source that it names.
    #[must_use]
    pub fn sources(&self) -> Vec<Source> {
        let known = self.distrusted.iter().filter_map(|name| Source::from_name(name));
        known.filter(|source| Source::CHOICES.contains(source)).collect()
    }
}

impl Default for SentOptions {
    fn default() -> Self {
        let crate::report::Options { min_confidence, min_severity, .. } = crate::report::Options::default();
        Self { min_confidence, min_severity, distrusted: Few::default() }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// `a` absent, `c` clear, `u` undecidable, `l` attention (look), `d` defect: letters of their own, whatever the verdicts
/// are called.
const LETTERS: [(Verdict, char); 5] = [
    (Verdict::Absent, 'a'),
    (Verdict::Clear, 'c'),
    (Verdict::Undecidable, 'u'),
    (Verdict::Attention, 'l'),
    (Verdict::Defect, 'd'),
];

impl Serialize for Verdicts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::new();
        for (_, verdict, examined) in &self.0 {
            text.extend(LETTERS.iter().find(|(known, _)| known == verdict).map(|(_, letter)| letter));
            if *examined > 0 {
                text.push_str(&examined.to_string());
            }
        }
        serializer.serialize_str(&text)
    }
}

/// What comes after the fourteenth is of a later version, and passed over.
impl<'de> Deserialize<'de> for Verdicts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let mut verdicts: Vec<SentVerdict> = Vec::new();
        for letter in text.chars() {
            if let Some(digit) = letter.to_digit(10) {
                let last =
                    verdicts.last_mut().ok_or_else(|| D::Error::custom("a number before any verdict"))?;
                last.2 = last.2.saturating_mul(10).saturating_add(digit);
                continue;
            }
            let verdict = LETTERS.iter().find(|(_, known)| *known == letter);
            let (verdict, _) = verdict.ok_or_else(|| D::Error::custom("a verdict that there is not"))?;
            let Some(category) = Category::ALL.get(verdicts.len()) else { break };
            verdicts.push((*category, *verdict, 0));
        }
        Ok(Self(verdicts))
    }
}

impl Verdicts {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<SentVerdict> for Verdicts {
    fn from_iter<I: IntoIterator<Item = SentVerdict>>(verdicts: I) -> Self {
        Self(verdicts.into_iter().collect())
    }
}

impl Deref for Verdicts {
    type Target = [SentVerdict];

    fn deref(&self) -> &[SentVerdict] {
        &self.0
    }
}

/// A list of at most so many entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Few<T, const MOST: usize>(Vec<T>);

/// What the error of a list that is too long begins with.
pub(super) const TOO_MANY: &str = "too many entries: ";

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Few<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T, const MOST: usize>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Entries<T, MOST> {
            type Value = Few<T, MOST>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "a list of at most {MOST} entries")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(entry) = entries.next_element()? {
                    if list.len() == MOST {
                        return Err(A::Error::custom(format!("{TOO_MANY}{MOST}")));
                    }
                    list.push(entry);
                }
                Ok(Few(list))
            }
        }

        deserializer.deserialize_seq(Entries(std::marker::PhantomData))
    }
}

impl<T, const MOST: usize> Few<T, MOST> {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Longer lists are refused when a link is made of them: see [`Payload::bounds`].
impl<T, const MOST: usize> FromIterator<T> for Few<T, MOST> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T, const MOST: usize> Deref for Few<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}
