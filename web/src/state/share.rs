//! The share dialog: what goes along, how long the link is, and where one of that length works.

use std::rc::Rc;

use crate::protocol::Request;
use crate::state::{Effect, Engine, Given, Over, State};
use crate::travel::{Amount, MaskedPlace, Sharing, Trouble};

/// Where a link leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// To the review as a whole.
    #[default]
    Start,
    /// To the finding that is looked at.
    Finding,
    /// To lines of the open file.
    Lines(u32, u32),
}

/// The dialog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// How much of the files goes along.
    pub amount: Amount,
    /// Whether secrets go along as they are.
    pub secrets: bool,
    /// Whether marks stay behind.
    pub no_marks: bool,
    /// Where the link leads.
    pub aim: Aim,
    /// The passphrase; empty for none.
    pub passphrase: Rc<str>,
    /// The link, once it is made; with a passphrase, once it is encrypted.
    pub link: Option<Rc<str>>,
    /// What was masked in it.
    pub masked: Vec<MaskedPlace>,
    /// Why there is none.
    pub trouble: Option<Trouble>,
    /// Whether it was copied, or could not be.
    pub copied: Option<bool>,
    /// Counts what was asked.
    pub serial: u32,
}

/// What happens in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum ShareEvent {
    /// It is opened; these lines are selected in the code.
    Open(Option<(u32, u32)>),
    /// It is closed.
    Close,
    /// How much goes along.
    Amount(Amount),
    /// Whether secrets go along.
    Secrets(bool),
    /// Whether marks go along.
    Marks(bool),
    /// Where it leads.
    Aim(Aim),
    /// With this passphrase.
    Passphrase(Rc<str>),
    /// It was encrypted; the serial says which. An error says why not.
    Sealed(u32, Result<Rc<str>, String>),
    /// To the clipboard.
    Copy,
    /// To the system's own way of sharing.
    HandOn,
    /// To a file.
    Save,
}

/// Where a link of some length works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sized {
    /// In every chat.
    Chat,
    /// In most mail programs.
    Mail,
    /// In the address bar.
    Browser,
    /// As a file.
    File,
}

impl Sized {
    /// The places by the length that they take.
    pub const ALL: [(Sized, usize); 3] =
        [(Sized::Chat, 2_000), (Sized::Mail, 8_000), (Sized::Browser, 64_000)];

    /// Where an address of that length works.
    #[must_use]
    pub fn of(length: usize) -> Sized {
        Sized::ALL.iter().find(|(_, most)| length <= *most).map_or(Sized::File, |(sized, _)| *sized)
    }
}

/// The link in a file that the share dialog saved.
pub(super) fn saved_link(file: &Given) -> Option<Rc<str>> {
    let name = file.path.strip_suffix(".sightline")?;
    let text = std::str::from_utf8(&file.bytes).ok().filter(|_| !name.is_empty())?;
    Some(text.trim().trim_start_matches('#').into())
}

impl State {
    pub(super) fn sharing(&mut self, event: ShareEvent) -> Vec<Effect> {
        let address = self.link_address();
        match event {
            ShareEvent::Open(lines) => {
                if self.engine != Engine::Ready || self.stale || self.summary.is_none() {
                    return vec![];
                }
                self.view.over = Over::Share;
                self.share = Share { serial: self.share.serial, ..Share::default() };
                self.share.aim = match (&self.selected, lines) {
                    (Some(_), _) => Aim::Finding,
                    (None, Some((first, last))) if last > first => Aim::Lines(first, last),
                    _ => Aim::Start,
                };
            }
            ShareEvent::Close => {
                self.view.over = Over::Nothing;
                // A passphrase is kept nowhere longer than it is needed.
                self.share = Share { serial: self.share.serial + 1, ..Share::default() };
                return vec![];
            }
            ShareEvent::Amount(amount) => self.share.amount = amount,
            ShareEvent::Secrets(secrets) => self.share.secrets = secrets,
            ShareEvent::Marks(marks) => self.share.no_marks = !marks,
            ShareEvent::Aim(aim) => self.share.aim = aim,
            ShareEvent::Passphrase(passphrase) => self.share.passphrase = passphrase,
            ShareEvent::Sealed(serial, sealed) => {
                if serial == self.share.serial {
                    match sealed {
                        Ok(link) => self.share.link = Some(link),
                        Err(text) => {
                            self.share.trouble = Some(Trouble {
                                name: "not-sealed".into(),
                                title: "The link could not be encrypted".into(),
                                text,
                                advice: "Take the passphrase away, or open this page over https.".into(),
                            });
                        }
                    }
                }
                return vec![];
            }
            ShareEvent::Copy => return address.map(Effect::Copy).into_iter().collect(),
            ShareEvent::HandOn => return address.map(Effect::HandOn).into_iter().collect(),
            ShareEvent::Save => {
                let text = self.share.link.as_ref().map(|link| format!("#{link}\n").into());
                let file =
                    |text| Effect::Download { name: "review.sightline".to_owned(), kind: "text/plain", text };
                return text.map(file).into_iter().collect();
            }
        }
        self.ask_share()
    }

    fn ask_share(&mut self) -> Vec<Effect> {
        let marks = if self.share.no_marks { vec![] } else { self.all_marks() };
        let share = &mut self.share;
        share.serial += 1;
        (share.link, share.trouble, share.copied) = (None, None, None);
        let open = self.project.open.clone();
        let sharing = Sharing {
            amount: share.amount,
            mask: !share.secrets,
            marks,
            finding: match (&self.selected, share.aim) {
                (Some(key), Aim::Finding) => Some((key.file.clone(), key.fingerprint.clone())),
                _ => None,
            },
            lines: match (open, share.aim) {
                (Some(file), Aim::Lines(first, last)) => Some((file, first.min(last), last.max(first))),
                _ => None,
            },
        };
        let request = Request::Share { revision: self.revision, sharing, serial: share.serial };
        self.watch.asked();
        vec![Effect::Post(request, vec![])]
    }

    pub(super) fn shared(
        &mut self,
        serial: u32,
        link: Option<Rc<str>>,
        masked: Vec<MaskedPlace>,
        trouble: Option<Trouble>,
    ) -> Vec<Effect> {
        if serial != self.share.serial || self.view.over != Over::Share {
            return vec![];
        }
        (self.share.masked, self.share.trouble) = (masked, trouble);
        let Some(link) = link.filter(|_| self.share.trouble.is_none()) else { return vec![] };
        if self.share.passphrase.is_empty() {
            self.share.link = Some(link);
            return vec![];
        }
        vec![Effect::Seal { link, passphrase: Rc::clone(&self.share.passphrase), serial }]
    }

    /// The whole address of the link that is made.
    #[must_use]
    pub fn link_address(&self) -> Option<Rc<str>> {
        let link = self.share.link.as_ref()?;
        Some(format!("{}#{link}", self.address.base).into())
    }

    /// How many marks would go along.
    #[must_use]
    pub fn marks_here(&self) -> usize {
        let findings = self.findings.values().flat_map(|list| list.iter());
        let items = self.summary.iter().flat_map(|summary| &summary.checklist);
        let prints = findings.map(|finding| &finding.fingerprint).chain(items.map(|item| &item.fingerprint));
        prints.filter(|print| self.marks.contains_key(*print)).count()
    }
}
