//! What an address brings: from the fragment to the files or the sender's words.

use std::rc::Rc;

use crate::launch::Launch;
use crate::protocol::Request;
use crate::report::Place;
use crate::state::{Effect, Engine, Event, Given, Key, Project, Shared, State, Tab};
use crate::travel::{Amount, Linked, Target, Trouble};
use crate::words;

/// What came with a link, and how far that is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Arrival {
    /// There is no link.
    #[default]
    Nothing,
    /// The worker is asked what is in it.
    Opening(Rc<str>),
    /// It has a passphrase.
    Locked {
        /// The link.
        link: Rc<str>,
        /// Why the last passphrase did not open it.
        wrong: Option<String>,
        /// Whether one is being tried.
        busy: bool,
    },
    /// It cannot be opened.
    Refused(Trouble),
    /// Its whole files are the project, and are reviewed anew.
    Files(Shared<Linked>),
    /// The sender's words, which nobody checks here.
    Words(Shared<Linked>),
}

impl Arrival {
    /// Whether it takes the place of code and panel.
    #[must_use]
    pub fn is_over_all(&self) -> bool {
        !matches!(self, Arrival::Nothing | Arrival::Files(_))
    }
}

impl State {
    pub(super) fn launched(&mut self, launch: Launch) -> Vec<Effect> {
        match launch {
            Launch::Nothing => vec![],
            Launch::Paste { name, text } => {
                // Dropped at once: a reload would else undo what is typed.
                self.address.holds = true;
                let project = Project::pasted(name.as_deref(), text);
                self.replace(project, "The text that came with the address.")
            }
            Launch::Link(link) => {
                self.address.holds = true;
                self.arrival = Arrival::Opening(link);
                if self.engine == Engine::Ready { self.ask_link() } else { vec![] }
            }
        }
    }

    /// Asks the worker what is in the link that is being opened.
    pub(super) fn ask_link(&mut self) -> Vec<Effect> {
        let Arrival::Opening(link) = &self.arrival else { return vec![] };
        let bytes: Rc<[u8]> = link.as_bytes().into();
        self.watch.asked();
        vec![Effect::Post(Request::OpenLink, vec![bytes])]
    }

    pub(super) fn sealed(&mut self) -> Vec<Effect> {
        if let Arrival::Opening(link) = &self.arrival {
            self.arrival = Arrival::Locked { link: Rc::clone(link), wrong: None, busy: false };
        }
        vec![]
    }

    pub(super) fn unlock(&mut self, passphrase: Rc<str>) -> Vec<Effect> {
        let Arrival::Locked { link, busy, .. } = &mut self.arrival else { return vec![] };
        if std::mem::replace(busy, true) {
            return vec![];
        }
        vec![Effect::Unseal { link: Rc::clone(link), passphrase }]
    }

    pub(super) fn unlocked(&mut self, opened: Result<Rc<str>, String>) -> Vec<Effect> {
        let Arrival::Locked { wrong, busy, .. } = &mut self.arrival else { return vec![] };
        match opened {
            Ok(link) => {
                self.arrival = Arrival::Opening(link);
                self.ask_link()
            }
            Err(text) => {
                (*wrong, *busy) = (Some(text), false);
                vec![]
            }
        }
    }

    pub(super) fn refused(&mut self, trouble: Trouble) -> Vec<Effect> {
        if let Arrival::Opening(_) = self.arrival {
            self.said.clone_from(&trouble.title);
            self.arrival = Arrival::Refused(trouble);
        }
        vec![]
    }

    /// The worker ended: if it was over a link, that is not tried again.
    pub(super) fn link_ended_it(&mut self, said: &str) {
        if let Arrival::Opening(_) = self.arrival {
            self.arrival = Arrival::Refused(words::link_ended_it(said));
        }
    }

    pub(super) fn linked(&mut self, linked: Linked) -> Vec<Effect> {
        if !matches!(self.arrival, Arrival::Opening(_)) {
            return vec![];
        }
        let linked = Shared::new(linked);
        if linked.amount != Amount::Whole {
            "The sender's words: nothing of this was checked here.".clone_into(&mut self.said);
            self.arrival = Arrival::Words(linked);
            return vec![];
        }
        let given =
            linked.files.iter().map(|file| Given::text(&file.path, file.text.as_deref().unwrap_or("")));
        let target = linked.target.clone();
        let open = match &target {
            Some(Target::Lines(place)) => Some(place.file.clone()),
            _ => (linked.files.len() == 1).then(|| linked.files[0].path.clone()),
        };
        let mut effects =
            self.replace(Project::linked(given.collect(), open, &linked.distrust), "A review from a link.");
        for (fingerprint, marked) in &linked.marks {
            let theirs = crate::travel::Marked { sent: true, ..marked.clone() };
            self.marks.edit().entry(fingerprint.clone()).or_insert(theirs);
        }
        self.arrival = Arrival::Files(linked);
        self.address.holds = true;
        if let Some(Target::Lines(place)) = target {
            effects.extend(self.go_to(place, false));
        }
        effects
    }

    /// After the first review of a link's files: shows the finding that the link leads to.
    pub(super) fn follow_target(&mut self) -> Vec<Effect> {
        let Arrival::Files(linked) = &self.arrival else { return vec![] };
        let Some(Target::Finding(fingerprint)) = linked.target.clone() else { return vec![] };
        if self.selected.is_some() || self.reveal.is_some() {
            return vec![];
        }
        let ours = self.shown().find(|finding| finding.fingerprint == fingerprint).map(Key::of);
        if let Some(key) = ours {
            self.view.panel = Tab::Findings;
            return self.select(key);
        }
        // At a masked place the fingerprint is another: the place is the same.
        let place: Option<Place> = linked
            .findings
            .iter()
            .find(|finding| finding.fingerprint == fingerprint)
            .map(|finding| finding.place.clone());
        place.map_or_else(Vec::new, |place| self.go_to(place, false))
    }

    /// Puts away what the link brought, where it takes the place of all else.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let dropped = self.drop_fragment();
        if matches!(self.arrival, Arrival::Files(_)) {
            return self.update(Event::New);
        }
        self.arrival = Arrival::Nothing;
        dropped.into_iter().collect()
    }

    /// Another project begins: what came with a link is no longer about it.
    pub(super) fn forget_link(&mut self) {
        if !matches!(self.arrival, Arrival::Opening(_)) {
            self.arrival = Arrival::Nothing;
        }
        self.differs = None;
        if self.marks.values().any(|marked| marked.sent) {
            self.marks.edit().retain(|_, marked| !marked.sent);
        }
    }

    /// What stands in the address is no longer what is shown.
    pub(super) fn drop_fragment(&mut self) -> Option<Effect> {
        std::mem::take(&mut self.address.holds).then_some(Effect::DropFragment)
    }
}
