//! The project that the worker holds, and the review as a row of small steps.
//!
//! A review goes through stages: take in what was given (archives are opened here), lower each file that has no tree
//! yet, link, examine file after file, gather. One call of [`Session::step`] does one unit of one stage, after it has
//! said which file that is: the page can then tell which one a worker died of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sightline::checks::examine;
use sightline::flow::Trust;
use sightline::intake::{self, Archive, Intake, LeftOut};
use sightline::project::{Module, Project};
use sightline::report::{Options, Report, csv, finding_markdown, html, json, markdown, sarif};
use sightline::rules::{Examined, Said, decide, decide_file};
use sightline::share::Payload;
use sightline::text::{File, FileId};
use sightline_web::protocol::{Format, Phase, Reply, Request, Revision, Summary};
use sightline_web::report::{FileInfo, Finding};
use sightline_web::travel::Marked;

use crate::{said, travel};

/// Facts sent at once.
const FACTS: usize = 200;

/// How the session says something to the page, with a text in the message's buffer.
type Say<'a> = &'a mut dyn FnMut(&Reply, Option<&str>);

/// What the worker holds.
#[derive(Default)]
pub(crate) struct Session {
    revision: Revision,
    /// Given and not yet taken in.
    given: Vec<(String, Vec<u8>)>,
    /// The archive that is being taken in, by its path.
    archive: Option<(String, Archive<Vec<u8>>)>,
    /// Texts that replace or join what was given.
    edits: BTreeMap<String, Vec<u8>>,
    /// Taken out by the person.
    closed: BTreeSet<String>,
    /// Whether something was taken in that is not yet in order.
    fresh: bool,
    /// The files, in order of their paths.
    slots: Vec<Slot>,
    left_out: Vec<LeftOut>,
    project: Project,
    /// What was said while each file was evaluated, in order of the project's files; none where not yet.
    examined: Vec<Option<Said>>,
    report: Option<Report>,
    /// The files that the page was told of last.
    infos: Vec<FileInfo>,
    /// The findings that the page was told of last, by file.
    told: BTreeMap<String, Vec<Finding>>,
    job: Option<Job>,
    /// What the link opened last holds.
    link: Option<Payload>,
    /// What the page asked for.
    options: Options,
    /// Whether the files came with it: decoded texts, taken as they are.
    linked: bool,
}

/// One file.
struct Slot {
    file: File,
    module: Option<Arc<Module>>,
}

/// A review under way.
struct Job {
    first: Option<String>,
    set_aside: BTreeSet<String>,
    stage: Stage,
    begun: Option<f64>,
    /// Files of this stage, the next one last.
    queue: Vec<usize>,
    total: usize,
    cancelled: bool,
}

/// What a step does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Take,
    Lower,
    Link,
    Examine,
    Gather,
}

impl Session {
    /// Runs the engine once over a few lines: the first parse in a fresh worker is many times slower than the next.
    pub(crate) fn warm_up() {
        let file = File::new("warm.py", "import os\n\ndef go(x):\n    if x:\n        os.system(f'a {x}')\n");
        let project = Project::link(vec![Arc::new(Module::new(file))]);
        let said = project.files().map(|file| examine(&project, file, Options::default().trust)).collect();
        let _ = Report::new(&project, &decide(&project, said), &[], &Options::default());
    }

    /// Whether a review is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Takes in what the page asks. Reviews are only begun here; [`Session::step`] does them.
    pub(crate) fn hear(&mut self, request: Request, buffers: Vec<Vec<u8>>, say: Say) {
        match request {
            Request::Open { revision, paths, set_aside, linked } => {
                let given = paths
                    .into_iter()
                    .zip(buffers)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .filter(|(path, _)| !set_aside.contains(path));
                // The next one is taken from the end.
                let given = given.rev().collect();
                let link = self.link.take().filter(|_| linked);
                let options = self.options;
                *self = Session { revision, given, link, options, linked, ..Session::default() };
            }
            Request::Edit { revision, path } => {
                self.revision = revision;
                self.job = None;
                self.link = None;
                self.closed.remove(&path);
                self.edits.insert(path.clone(), buffers.into_iter().next().unwrap_or_default());
                if self.is_settled() {
                    self.apply(&path);
                }
            }
            Request::Close { revision, path } => {
                self.revision = revision;
                self.job = None;
                self.link = None;
                self.edits.remove(&path);
                self.slots.retain(|slot| slot.file.path != path);
                self.told.remove(&path);
                self.closed.insert(path);
            }
            Request::Review { revision, first, set_aside, distrust } => {
                self.revision = revision;
                self.options.trust = Trust::of(&distrust);
                self.begin(first, set_aside.into_iter().collect());
                say(&self.progress(Phase::Read, 0, None), None);
            }
            Request::Cancel { revision } => {
                if let Some(job) = self.job.as_mut().filter(|_| revision == self.revision) {
                    job.cancelled = true;
                }
            }
            Request::Text { revision, path } => self.text(revision, path, say),
            Request::Facts { revision, of, from } => {
                let report = self.report.as_ref().filter(|_| revision == self.revision);
                let (total, facts) = report
                    .map_or_else(Default::default, |report| said::facts(report, &of, from as usize, FACTS));
                say(&Reply::Facts { revision, of, from, total, facts }, None);
            }
            Request::Export { revision, format, marks } => {
                self.mark(&marks);
                match self.finished(revision) {
                    Some(report) => {
                        let text = self.written(report, format);
                        say(&Reply::Exported { revision, format }, Some(&text));
                    }
                    None => say(&unfinished(revision), None),
                }
            }
            Request::Copy { revision, file, fingerprint, marks } => {
                self.mark(&marks);
                let text = self
                    .finished(revision)
                    .and_then(|report| finding_markdown(report, &self.project, &file, &fingerprint));
                match text {
                    Some(text) => say(&Reply::Copied { revision }, Some(&text)),
                    None => say(&unfinished(revision), None),
                }
            }
            Request::Share { revision, sharing, serial } => match self.finished(revision) {
                Some(report) => {
                    let (link, masked) = travel::share(report, &self.project, self.options, &sharing);
                    let (link, trouble) = match link {
                        Ok(link) => (Some(link), None),
                        Err(trouble) => (None, Some(trouble)),
                    };
                    say(&Reply::Shared { revision, serial, masked, trouble }, link.as_deref());
                }
                None => say(&unfinished(revision), None),
            },
            Request::OpenLink => {
                let link = buffers.into_iter().next().unwrap_or_default();
                let (reply, payload) = travel::open(&String::from_utf8_lossy(&link));
                self.link = payload;
                say(&reply, None);
            }
        }
    }

    /// The report, if it is of that revision.
    fn finished(&self, revision: Revision) -> Option<&Report> {
        self.report.as_ref().filter(|_| revision == self.revision)
    }

    /// Shows these marks in what is written of the report from now on.
    fn mark(&mut self, marks: &[(String, Marked)]) {
        if let Some(report) = &mut self.report {
            report.mark(&self.project, &travel::marks(marks));
        }
    }

    fn written(&self, report: &Report, format: Format) -> String {
        match format {
            Format::Json => json(report),
            Format::Sarif => sarif(report),
            Format::Markdown => markdown(report, &self.project),
            Format::Html | Format::Paper => html(report, &self.project),
            Format::Csv => csv(report),
        }
    }

    /// Does one unit of the review under way.
    pub(crate) fn step(&mut self, say: Say, now: f64) {
        let Some(job) = &mut self.job else { return };
        let begun = *job.begun.get_or_insert(now);
        if job.cancelled {
            return self.cancelled(say, now - begun);
        }
        match job.stage {
            Stage::Take => self.take(say),
            Stage::Lower => self.lower(say),
            Stage::Link => self.link(say),
            Stage::Examine => self.examine(say),
            Stage::Gather => self.gather(say, now - begun),
        }
    }

    fn begin(&mut self, first: Option<String>, set_aside: BTreeSet<String>) {
        self.report = None;
        let job = Job {
            first,
            set_aside,
            stage: Stage::Take,
            begun: None,
            queue: Vec::new(),
            total: self.given.len(),
            cancelled: false,
        };
        self.job = Some(job);
    }

    /// Takes in one given file, or one member of an archive.
    fn take(&mut self, say: Say) {
        if let Some((path, mut archive)) = self.archive.take() {
            if let Some(read) = archive.next_file() {
                self.keep(read);
                self.archive = Some((path, archive));
            }
            return;
        }
        let total = self.job.as_ref().map_or(0, |job| job.total);
        let Some((path, bytes)) = self.given.pop() else {
            return self.taken();
        };
        say(&self.progress(Phase::Read, total - self.given.len() - 1, Some(&path)), None);
        self.fresh = true;
        if self.linked {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            return self.slots.push(Slot { file: File::new(path, text), module: None });
        }
        if !intake::is_archive(&path, &bytes) {
            return self.keep(intake::read(&path, &bytes));
        }
        match Archive::open(&path, bytes) {
            Ok(archive) => self.archive = Some((path, archive)),
            Err(left_out) => self.left_out.push(left_out),
        }
    }

    fn keep(&mut self, read: Intake) {
        self.slots.extend(read.files.into_iter().map(|file| Slot { file, module: None }));
        self.left_out.extend(read.notices);
    }

    /// Puts in order what was taken in, with the edits on top.
    fn settle(&mut self) {
        let mut files: Vec<File> = self.slots.drain(..).map(|slot| slot.file).collect();
        intake::finish(&mut files);
        self.slots = files.into_iter().map(|file| Slot { file, module: None }).collect();
        let closed = &self.closed;
        self.slots.retain(|slot| !closed.contains(&slot.file.path));
        for path in self.edits.keys().cloned().collect::<Vec<_>>() {
            self.apply(&path);
        }
    }

    /// All is taken in: what has no tree yet is lowered next.
    fn taken(&mut self) {
        if std::mem::take(&mut self.fresh) {
            self.settle();
        }
        let Some(job) = &mut self.job else { return };
        job.stage = Stage::Lower;
        let set_aside = &job.set_aside;
        let wanted = |slot: &Slot| slot.module.is_none() && !set_aside.contains(&slot.file.path);
        job.queue = (0..self.slots.len()).rev().filter(|at| wanted(&self.slots[*at])).collect();
        job.total = job.queue.len();
    }

    fn is_settled(&self) -> bool {
        self.given.is_empty() && self.archive.is_none() && !self.fresh
    }

    /// Puts an edited text in its place among the files.
    fn apply(&mut self, path: &str) {
        let Some(bytes) = self.edits.get(path) else { return };
        let read = intake::read(path, bytes);
        let mut files = read.files.into_iter();
        let file = match (files.next(), files.next()) {
            (Some(file), None) if file.path == path && !self.linked => file,
            _ => File::new(path, String::from_utf8_lossy(bytes).as_ref()),
        };
        self.left_out.retain(|left| left.path != path);
        let slot = Slot { file, module: None };
        match self.slots.binary_search_by(|slot| slot.file.path.as_str().cmp(path)) {
            Ok(at) => self.slots[at] = slot,
            Err(at) => self.slots.insert(at, slot),
        }
    }

    /// Parses and lowers one file.
    fn lower(&mut self, say: Say) {
        let Some(job) = &mut self.job else { return };
        let Some(at) = job.queue.pop() else {
            job.stage = Stage::Link;
            return;
        };
        let done = job.total - job.queue.len() - 1;
        say(&self.progress(Phase::Read, done, Some(&self.slots[at].file.path)), None);
        let slot = &mut self.slots[at];
        slot.module = Some(Arc::new(Module::new(slot.file.clone())));
    }

    /// Links all files, and tells the page what there is.
    fn link(&mut self, say: Say) {
        say(&self.progress(Phase::Gather, 0, None), None);
        let Some(job) = &mut self.job else { return };
        let wanted = self.slots.iter().filter(|slot| !job.set_aside.contains(&slot.file.path));
        let modules: Vec<Arc<Module>> = wanted.filter_map(|slot| slot.module.clone()).collect();
        let infos: Vec<FileInfo> = modules.iter().map(|module| said::file(module)).collect();
        let notices = self.left_out.iter().map(|left| said::notice(&left.path, &left.notice)).collect();
        self.project = Project::link(modules);
        let count = self.project.files().count();
        self.examined = (0..count).map(|_| None).collect();
        job.queue = (0..count).rev().collect();
        let path = |at: &usize| &self.project.module(FileId(*at as u32)).file.path;
        if let Some(at) = job.queue.iter().position(|at| Some(path(at)) == job.first.as_ref()) {
            let first = job.queue.remove(at);
            job.queue.push(first);
        }
        job.total = count;
        job.stage = Stage::Examine;
        let (files, all) = self.changed(infos);
        say(&Reply::Opened { revision: self.revision, files, all, notices }, None);
    }

    /// What the page does not have yet of these files, and whether that is all of them. The page is told of two
    /// thousand files once, and of one file at each key.
    fn changed(&mut self, infos: Vec<FileInfo>) -> (Vec<FileInfo>, bool) {
        let known = std::mem::replace(&mut self.infos, infos);
        let paths = |infos: &[FileInfo]| infos.iter().map(|info| info.path.clone()).collect::<Vec<_>>();
        let all = known.is_empty() || paths(&known) != paths(&self.infos);
        let new = self.infos.iter().zip(&known).filter(|(new, old)| new != old).map(|(new, _)| new.clone());
        (if all { self.infos.clone() } else { new.collect() }, all)
    }

    /// Examines one file.
    fn examine(&mut self, say: Say) {
        let Some(job) = &mut self.job else { return };
        let Some(at) = job.queue.pop() else {
            job.stage = Stage::Gather;
            return;
        };
        let done = job.total - job.queue.len() - 1;
        let file = FileId(at as u32);
        let path = self.project.module(file).file.path.clone();
        say(&self.progress(Phase::Review, done, Some(&path)), None);
        let said = examine(&self.project, file, self.options.trust);
        let examined = decide_file(&self.project, &said);
        self.examined[at] = Some(said);
        self.tell_findings(file, &examined, say);
    }

    /// Tells the findings of a file, where they are others than were told before.
    fn tell_findings(&mut self, file: FileId, examined: &Examined, say: Say) {
        let path = self.project.module(file).file.path.clone();
        let findings: Vec<Finding> =
            examined.findings.iter().map(|finding| said::finding(&self.project, finding)).collect();
        if self.told.get(&path) != Some(&findings) {
            say(
                &Reply::FileDone { revision: self.revision, path: path.clone(), findings: findings.clone() },
                None,
            );
            self.told.insert(path, findings);
        }
    }

    /// Puts the report together.
    fn gather(&mut self, say: Say, millis: f64) {
        say(&self.progress(Phase::Gather, 0, None), None);
        let said = self.examined.drain(..).map(Option::unwrap_or_default).collect();
        let examined = decide(&self.project, said);
        for (at, examined) in examined.iter().enumerate() {
            // Data of one file may do harm in another.
            self.tell_findings(FileId(at as u32), examined, say);
        }
        let report = Report::new(&self.project, &examined, &self.left_out, &self.options);
        let summary = Summary {
            cancelled: false,
            millis,
            files: report.files.len() as u32,
            lines: report.files.iter().map(|file| file.lines).sum(),
            checklist: said::checklist(&report, &self.project),
            conclusion: report.conclusion.clone(),
            identity: report.identity.len() as u32,
            not_decided: report.not_decided.len() as u32,
            notices: said::notices(&report),
        };
        let link = self.link.as_ref().filter(|_| self.linked);
        let difference = link.map(|link| travel::difference(link, &report));
        self.report = Some(report);
        self.job = None;
        let revision = self.revision;
        say(&Reply::Done { revision, summary: Box::new(summary) }, None);
        if let Some(difference) = difference {
            say(&Reply::Differs { revision, difference }, None);
        }
    }

    /// Stops. Of a review that was not finished there is no checklist: it would claim what nobody looked at.
    fn cancelled(&mut self, say: Say, millis: f64) {
        self.job = None;
        let reviewed = |at: &usize| self.examined.get(*at).is_some_and(Option::is_some);
        let done: Vec<usize> = (0..self.examined.len()).filter(reviewed).collect();
        let lines = done.iter().map(|at| self.project.module(FileId(*at as u32)).file.lines.count()).sum();
        let conclusion = format!(
            "The review was stopped: {} of {} files were reviewed. There is no checklist for a part.",
            done.len(),
            self.slots.len().max(self.given.len())
        );
        let files = done.len() as u32;
        let summary = Summary { cancelled: true, millis, files, lines, conclusion, ..Summary::default() };
        say(&Reply::Done { revision: self.revision, summary: Box::new(summary) }, None);
    }

    fn text(&self, revision: Revision, path: String, say: Say) {
        if let Some(slot) = self.slots.iter().find(|slot| slot.file.path == path) {
            say(&Reply::Text { revision, path }, Some(&slot.file.text));
        } else {
            let message = "its text is not there; open the files again.".to_owned();
            say(&Reply::Failed { revision, path: Some(path), message }, None);
        }
    }

    fn progress(&self, phase: Phase, done: usize, path: Option<&str>) -> Reply {
        Reply::Progress {
            revision: self.revision,
            phase,
            done: done as u32,
            total: self.job.as_ref().map_or(0, |job| job.total) as u32,
            path: path.map(str::to_owned),
        }
    }
}

fn unfinished(revision: Revision) -> Reply {
    let message = "The report is not finished yet: wait for the review and try again.".to_owned();
    Reply::Failed { revision, path: None, message }
}
