//! The reducer: what a person does, and what follows. What the worker says is in `heard`.

use std::rc::Rc;

use crate::launch::Launch;
use crate::protocol::{FactsOf, Format, Request};
use crate::state::{At, Effect, Engine, Event, Given, Origin, Over, Project, Saved, State, Tab, Toast};
use crate::words;

/// Findings listed before the person asks for more.
pub(super) const LISTED: usize = 100;

impl State {
    /// Takes in what happened, and says what to do outside.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Began(saved) => self.began(*saved),
            Event::Gave { files, skipped, join } => self.gave(files, skipped, join),
            Event::NotTaken(text) | Event::NotKept(text) => self.alarm(text),
            Event::Typed { path, text } => self.typed(&path, &text),
            Event::New => self.replace(Project::blank(), "A new, empty file."),
            Event::Example => {
                let example = Project::example(&self.example);
                self.replace(example, "The example.")
            }
            Event::Undo => self.undo(),
            Event::Open(path) => self.open(&path),
            Event::Close(path) => self.close(path),
            Event::Heard(heard) => self.heard(heard),
            Event::Ended(said) => self.ended(&said),
            Event::NoWorker(text) => {
                self.engine = Engine::Lost(text);
                self.progress = None;
                vec![]
            }
            Event::Tick => self.tick(),
            Event::Cancel => self.cancel(),
            Event::Again => self.again(),
            Event::Select(key) => self.select(key),
            Event::Noticed(key) => {
                self.selected = key;
                vec![]
            }
            Event::Next => self.step(true),
            Event::Back => self.step(false),
            Event::GoTo(place) => self.go_to(place, true),
            Event::Show(tab) => self.show(tab),
            Event::Fold(item) => self.fold(&item),
            Event::More(of) => self.ask_facts(of),
            Event::ListMore => {
                self.view.listed += LISTED;
                vec![]
            }
            Event::Observations(shown) => {
                self.view.observations = shown;
                vec![]
            }
            Event::Map(shown) => {
                self.view.map = shown;
                self.view.tab = Tab::Code;
                vec![]
            }
            Event::Dragging(over) => {
                self.view.over = if over { Over::Drag } else { Over::Nothing };
                vec![]
            }
            Event::Help(open) => {
                self.view.over = if open { Over::Help } else { Over::Nothing };
                vec![]
            }
            Event::Theme(theme) => {
                self.view.theme = theme;
                vec![Effect::Theme(theme)]
            }
            Event::Distrust(source, distrusted) => self.set_distrust(source, distrusted),
            Event::Dismiss => {
                self.toast = None;
                vec![]
            }
            Event::Export(format) => self.export(format),
            Event::CopyFinding(key) => self.copy_finding(key),
            Event::Copied(done) => self.copied(done),
            Event::Mark { fingerprint, mark, note } => self.mark(fingerprint, mark, &note),
            Event::KeepMarks => self.keep_marks(),
            Event::Share(event) => self.sharing(event),
            Event::Launched(launch) => self.launched(launch),
            Event::Unlock(passphrase) => self.unlock(passphrase),
            Event::Unlocked(link) => self.unlocked(link),
            Event::Leave => self.leave(),
            Event::Offline(offline) => {
                self.offline = offline;
                vec![]
            }
        }
    }

    fn began(&mut self, saved: Saved) -> Vec<Effect> {
        self.view.theme = saved.theme;
        self.view.embed = saved.embed;
        self.previous = saved.previous;
        self.marks = super::Shared::new(saved.marks);
        self.distrust = saved.distrust;
        self.address.base = saved.base;
        self.watch.started();
        // An untouched example is today's, whichever was shown then.
        let passing = |project: &Project| matches!(project.origin, Origin::Example | Origin::Link);
        let kept = match saved.project {
            Some(project) if project.origin == Origin::Link && !project.matters() => self.previous.take(),
            project => project,
        };
        let kept = kept.filter(|project| !passing(project) || project.matters());
        self.project = kept.unwrap_or_else(|| Project::example(&self.example));
        let mut effects = vec![Effect::Theme(saved.theme), Effect::Start];
        self.begin();
        effects.push(Effect::SaveProject);
        effects.extend(self.launched(saved.launch));
        effects
    }

    fn gave(&mut self, files: Vec<Given>, skipped: u32, join: bool) -> Vec<Effect> {
        self.view.over = Over::Nothing;
        if files.is_empty() {
            return self.alarm(words::nothing_taken(skipped));
        }
        if let [file] = &files[..]
            && let Some(link) = super::share::saved_link(file)
        {
            return self.launched(Launch::Link(link));
        }
        let said = words::taken(&files, skipped);
        if !join {
            let effects = self.replace(Project::files(files), &said);
            if skipped > 0 && self.toast.is_none() {
                self.toast = Some(Toast { text: said, undo: false, alarm: false });
            }
            return effects;
        }
        let mut project = self.project.clone();
        for file in files {
            project.edits.remove(&file.path);
            project.closed.remove(&file.path);
            project.given.retain(|given| given.path != file.path);
            project.given.push(file);
        }
        project.origin = Origin::Files;
        self.replace(project, &said)
    }

    /// Puts another project in place of this one, which can be brought back.
    pub(super) fn replace(&mut self, project: Project, said: &str) -> Vec<Effect> {
        let dropped = if project.origin == Origin::Link { None } else { self.drop_fragment() };
        let before = std::mem::replace(&mut self.project, project);
        let undo = before.matters();
        if undo {
            self.previous = Some(before);
        }
        said.clone_into(&mut self.said);
        self.toast = undo.then(|| Toast { text: said.to_owned(), undo, alarm: false });
        self.begin();
        let mut effects = self.hand_over();
        effects.push(Effect::SaveProject);
        effects.extend(dropped);
        effects
    }

    fn undo(&mut self) -> Vec<Effect> {
        let Some(before) = self.previous.take() else { return vec![] };
        self.replace(before, "Back to what was here before.")
    }

    /// Forgets what is known about the files: another project begins.
    fn begin(&mut self) {
        self.revision += 1;
        self.watch.forget();
        self.files = super::Shared::default();
        self.findings = super::Shared::default();
        self.facts = super::Shared::default();
        self.summary = None;
        self.progress = None;
        self.stopping = false;
        self.selected = None;
        self.reveal = None;
        self.awaited = None;
        self.doc = None;
        self.forget_link();
        self.view.map = false;
        self.view.listed = LISTED;
        self.view.unfolded.clear();
        self.view.tab = Tab::Code;
        // What can be shown without asking is shown at once.
        let first = self.project.open.clone().or_else(|| self.project.first_plain());
        if let Some(path) = first {
            self.open(&path);
        }
    }

    /// Gives the worker the whole project, and asks for a review.
    pub(super) fn hand_over(&mut self) -> Vec<Effect> {
        if self.engine != Engine::Ready {
            return vec![];
        }
        let mut effects = Vec::new();
        let paths = self.project.given.iter().map(|given| given.path.clone()).collect();
        let buffers = self.project.given.iter().map(|given| given.bytes.clone()).collect();
        let set_aside = self.watch.set_aside();
        let linked = self.project.origin == Origin::Link;
        effects
            .push(Effect::Post(Request::Open { revision: self.revision, paths, set_aside, linked }, buffers));
        for (path, text) in &self.project.edits {
            effects.push(post_edit(self.revision, path, text));
        }
        for path in &self.project.closed {
            effects
                .push(Effect::Post(Request::Close { revision: self.revision, path: path.clone() }, vec![]));
        }
        if !std::mem::take(&mut self.idle) {
            effects.push(self.ask_review());
        }
        effects
    }

    pub(super) fn ask_review(&mut self) -> Effect {
        self.watch.asked();
        self.watch.megabytes = self.project.megabytes();
        self.stopping = false;
        let request = Request::Review {
            revision: self.revision,
            first: self.project.open.clone(),
            set_aside: self.watch.set_aside(),
            distrust: self.distrusted().iter().copied().collect(),
        };
        Effect::Post(request, vec![])
    }

    fn typed(&mut self, path: &str, text: &Rc<str>) -> Vec<Effect> {
        if self.project.text(path).is_some_and(|known| known == *text) {
            return vec![];
        }
        self.revision += 1;
        self.stale = true;
        self.project.edits.insert(path.to_owned(), Rc::clone(text));
        let mut effects = vec![Effect::SaveEdits];
        effects.extend(self.drop_fragment());
        self.differs = None;
        if self.engine == Engine::Ready {
            // A file that ended a worker has another text now: it may be tried again.
            self.watch.faults.remove(path);
            effects.push(post_edit(self.revision, path, text));
            effects.push(self.ask_review());
        }
        effects
    }

    fn close(&mut self, path: String) -> Vec<Effect> {
        self.revision += 1;
        self.stale = true;
        self.findings.edit().remove(&path);
        self.files.edit().retain(|file| file.path != path);
        self.watch.faults.remove(&path);
        if self.project.open.as_deref() == Some(path.as_str()) {
            self.project.open = None;
            self.doc = None;
            let next = self.files.first().map(|file| file.path.clone());
            if let Some(next) = next {
                self.open(&next);
            }
        }
        let request = Request::Close { revision: self.revision, path: path.clone() };
        self.project.closed.insert(path);
        let mut effects = vec![Effect::SaveProject];
        effects.extend(self.drop_fragment());
        self.differs = None;
        if self.engine == Engine::Ready {
            effects.push(Effect::Post(request, vec![]));
            effects.push(self.ask_review());
        }
        effects
    }

    fn tick(&mut self) -> Vec<Effect> {
        if matches!(self.engine, Engine::Lost(_)) || !self.watch.tick() {
            return vec![];
        }
        let said = match &self.watch.at {
            At::Work(..) => "it took too long",
            _ => "it did not answer",
        };
        self.ended(said)
    }

    fn cancel(&mut self) -> Vec<Effect> {
        if self.progress.is_none() || self.stopping {
            return vec![];
        }
        self.stopping = true;
        self.watch.hurry();
        vec![Effect::Post(Request::Cancel { revision: self.revision }, vec![])]
    }

    fn again(&mut self) -> Vec<Effect> {
        self.watch.forget();
        self.revision += 1;
        self.stale = true;
        self.progress = None;
        if matches!(self.engine, Engine::Lost(_)) {
            self.engine = Engine::Starting;
            self.watch.started();
            return vec![Effect::Start];
        }
        self.hand_over()
    }

    fn show(&mut self, tab: Tab) -> Vec<Effect> {
        self.view.tab = tab;
        if tab != Tab::Code {
            self.view.panel = tab;
        }
        vec![]
    }

    fn fold(&mut self, item: &str) -> Vec<Effect> {
        if self.view.unfolded.remove(item) {
            return vec![];
        }
        self.view.unfolded.insert(item.to_owned());
        let of = words::facts_of(item);
        if self.facts.contains_key(&of) { vec![] } else { self.ask_facts(of) }
    }

    pub(super) fn ask_facts(&mut self, of: FactsOf) -> Vec<Effect> {
        if self.engine != Engine::Ready || self.stale {
            return vec![];
        }
        let from = self.facts.get(&of).map_or(0, |facts| facts.list.len());
        self.watch.asked();
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        vec![Effect::Post(Request::Facts { revision: self.revision, of, from }, vec![])]
    }

    fn export(&mut self, format: Format) -> Vec<Effect> {
        if self.engine != Engine::Ready {
            return vec![];
        }
        self.watch.asked();
        let marks = self.all_marks();
        vec![Effect::Post(Request::Export { revision: self.revision, format, marks }, vec![])]
    }

    pub(super) fn alarm(&mut self, text: String) -> Vec<Effect> {
        self.view.over = Over::Nothing;
        self.toast = Some(Toast { text, undo: false, alarm: true });
        vec![]
    }
}

fn post_edit(revision: u32, path: &str, text: &Rc<str>) -> Effect {
    let bytes: Rc<[u8]> = text.as_bytes().into();
    Effect::Post(Request::Edit { revision, path: path.to_owned() }, vec![bytes])
}
