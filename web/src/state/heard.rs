//! The reducer's other half: what the worker says, and what to do when it ends.

use std::collections::BTreeSet;

use crate::protocol::{FactsOf, Format, Phase, Reply, Request};
use crate::report::{FileInfo, Finding, Notice};
use crate::state::project::{FEW, is_plain};
use crate::state::watch::After;
use crate::state::{At, Effect, Engine, Facts, Heard, Key, Progress, Shared, State, Toast};
use crate::words;

impl State {
    pub(super) fn heard(&mut self, heard: Heard) -> Vec<Effect> {
        let late = heard.reply.revision().is_some_and(|revision| revision != self.revision);
        if late {
            // Dropped, except that the worker is alive.
            if let At::Work(..) | At::Asked = self.watch.at {
                let at = self.watch.at.clone();
                self.watch.heard(at);
            }
            return vec![];
        }
        match heard.reply {
            Reply::Ready { version, rules } => self.ready(version, rules),
            Reply::Progress { phase, done, total, path, .. } => {
                self.watch.heard(At::Work(phase, path));
                self.progress = Some(Progress { phase, done, total });
                vec![]
            }
            Reply::Opened { files, all, notices, .. } => self.opened(files, all, &notices),
            Reply::FileDone { path, findings, .. } => {
                self.file_done(path, findings);
                vec![]
            }
            Reply::Done { summary, .. } => self.done(*summary),
            Reply::Facts { of, from, total, facts, .. } => {
                self.rest();
                self.take_facts(of, from, total, facts);
                vec![]
            }
            Reply::Text { path, .. } => {
                self.rest();
                if self.awaited.as_deref() == Some(path.as_str()) {
                    let text = heard.text.unwrap_or_else(|| "".into());
                    self.show_text(&path, text);
                }
                vec![]
            }
            Reply::Exported { format, .. } => {
                self.rest();
                let text = heard.text.unwrap_or_else(|| "".into());
                if format == Format::Paper {
                    return vec![Effect::Print(text)];
                }
                let (name, kind) = format.file();
                vec![Effect::Download { name: name.to_owned(), kind, text }]
            }
            Reply::Copied { .. } => {
                self.rest();
                heard.text.map(Effect::Copy).into_iter().collect()
            }
            Reply::Shared { serial, masked, trouble, .. } => {
                self.rest();
                self.shared(serial, heard.text, masked, trouble)
            }
            Reply::Linked { linked } => {
                self.rest();
                self.linked(*linked)
            }
            Reply::Sealed => {
                self.rest();
                self.sealed()
            }
            Reply::NoLink { trouble } => {
                self.rest();
                self.refused(trouble)
            }
            Reply::Differs { difference, .. } => {
                self.differs = Some(Shared::new(difference));
                vec![]
            }
            Reply::Failed { path, message, .. } => {
                self.rest();
                let text = match path {
                    Some(path) => format!("{path}: {message}"),
                    None => message,
                };
                self.alarm(text)
            }
            Reply::Broken { message } => self.ended(&message),
        }
    }

    fn ready(&mut self, version: String, rules: Vec<crate::report::RuleInfo>) -> Vec<Effect> {
        self.watch.heard(At::Idle);
        self.engine = Engine::Ready;
        self.version = version;
        self.rules = Shared::new(rules);
        let mut effects = self.hand_over();
        if let Some(path) = self.awaited.clone() {
            let request = Request::Text { revision: self.revision, path };
            effects.push(Effect::Post(request, vec![]));
        }
        effects.extend(self.ask_link());
        effects
    }

    fn opened(&mut self, files: Vec<FileInfo>, all: bool, notices: &[Notice]) -> Vec<Effect> {
        if !all {
            self.files_changed(files);
            return vec![];
        }
        let findings = self.findings.edit();
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        findings.retain(|path, _| paths.contains(path.as_str()));
        self.files = Shared::new(files);
        if self.files.is_empty() && !notices.is_empty() {
            let text = words::nothing_to_review(notices);
            return self.alarm(text);
        }
        if self.project.open.is_some() {
            return vec![];
        }
        let code = self.files.iter().find(|file| is_plain(&file.path));
        match code.or(self.files.first()) {
            Some(first) if self.files.len() <= FEW => {
                let path = first.path.clone();
                self.open(&path)
            }
            Some(_) => {
                self.view.map = true;
                self.view.panel = super::Tab::Files;
                vec![]
            }
            None => vec![],
        }
    }

    /// Takes in what changed of files that are known.
    fn files_changed(&mut self, files: Vec<FileInfo>) {
        if files.is_empty() {
            return;
        }
        let known = self.files.edit();
        for file in files {
            if let Ok(at) = known.binary_search_by(|known| known.path.cmp(&file.path)) {
                known[at] = file;
            }
        }
    }

    fn file_done(&mut self, path: String, findings: Vec<Finding>) {
        let lost = self.selected.as_ref().is_some_and(|key| {
            key.file == path && !findings.iter().any(|finding| finding.fingerprint == key.fingerprint)
        });
        if lost {
            self.selected = None;
        }
        let same = self.findings.get(&path).is_some_and(|known| **known == findings);
        if !same {
            self.findings.edit().insert(path, Shared::new(findings));
        }
    }

    fn done(&mut self, summary: crate::protocol::Summary) -> Vec<Effect> {
        self.progress = None;
        self.stopping = false;
        self.stale = false;
        let more =
            if summary.cancelled { false } else { self.watch.finished("Reviewing it ended the worker") };
        self.watch.at = At::Idle;
        self.said = words::status(&summary, self.shown().count());
        self.summary = Some(Shared::new(summary));
        let mut effects = Vec::new();
        if more {
            self.revision += 1;
            effects.extend(self.hand_over());
            return effects;
        }
        effects.extend(self.follow_target());
        // Facts of the unfolded items are of the text before: asked for again.
        self.facts = Shared::default();
        for item in self.view.unfolded.clone() {
            effects.extend(self.ask_facts(words::facts_of(&item)));
        }
        effects
    }

    fn take_facts(&mut self, of: FactsOf, from: u32, total: u32, facts: Vec<crate::report::Fact>) {
        let known: &mut Facts = self.facts.edit().entry(of).or_default();
        known.total = total;
        known.list.truncate(from as usize);
        known.list.extend(facts);
    }

    /// The worker has answered; if no review runs, it owes nothing.
    fn rest(&mut self) {
        let at = if self.progress.is_some() { self.watch.at.clone() } else { At::Idle };
        self.watch.heard(at);
    }

    /// The worker ended by itself or was given up: another one takes its place, without the file at fault.
    pub(super) fn ended(&mut self, said: &str) -> Vec<Effect> {
        let files: Vec<String> = if self.files.is_empty() {
            self.project.given.iter().map(|given| given.path.clone()).collect()
        } else {
            self.files.iter().map(|file| file.path.clone()).collect()
        };
        self.link_ended_it(said);
        let known = self.watch.faults.clone();
        let reading = matches!(self.watch.at, At::Work(Phase::Read, _));
        let reason = words::fault(said, reading);
        let after = self.watch.ended(&files, &reason);
        self.progress = None;
        self.idle = std::mem::take(&mut self.stopping);
        self.revision += 1;
        self.stale = true;
        if after == After::GiveUp {
            self.engine = Engine::Lost(words::given_up(said));
            return vec![];
        }
        self.engine = Engine::Starting;
        self.watch.started();
        let text = match self.watch.faults.keys().find(|path| !known.contains_key(*path)) {
            Some(path) => words::set_aside(path, &reason),
            None => words::restarted(said),
        };
        self.toast = Some(Toast { text, undo: false, alarm: true });
        vec![Effect::Start]
    }

    /// The finding that a key names, for the page's parts.
    #[must_use]
    pub fn find(&self, key: &Key) -> Option<&Finding> {
        self.finding(key)
    }
}
