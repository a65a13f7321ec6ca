//! The front door: given files in, a report out, on any number of threads.
//!
//! Files are pulled one at a time from wherever they come from and lowered at once, so that no more of
//! their bytes are held than there are threads; all else waits until every file is known.

use crate::intake::{self, Intake, LeftOut};
use crate::project::{Module, Project};
use crate::report::{Options, Report};
use crate::text::FileId;
use crate::{checks, rules};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

/// A finished review: what is said, and the files that it is said of.
#[derive(Debug)]
pub struct Reviewed {
    /// What is said.
    pub report: Report,
    /// The files, for renderings that show their lines.
    pub project: Project,
}

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many files are read and lowered.
    Read(usize),
    /// So many of all files are examined.
    Examined(usize, usize),
}

/// Review what was taken in, on up to `threads` threads; the report does not depend on how many.
#[must_use]
pub fn review(given: Intake, options: &Options, threads: usize) -> Report {
    let Intake { files, notices } = given;
    let rest = Intake { files: Vec::new(), notices };
    let each = files.into_iter().map(|file| Intake { files: vec![file], notices: Vec::new() });
    review_each(each.chain([rest]), options, threads, &|_| {}).report
}

/// Review what a source of files gives, read on while other threads lower what was read before. The order
/// in which it is given does not matter.
pub fn review_each(
    given: impl Iterator<Item = Intake> + Send,
    options: &Options,
    threads: usize,
    told: &(dyn Fn(Progress) + Sync),
) -> Reviewed {
    let (modules, notices) = lower_each(given, threads, told);
    let project = Project::link(modules);
    let files: Vec<FileId> = project.files().collect();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let examined = on_threads(threads.min(files.len()), || {
        let mut examined = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            examined.push((*file, checks::examine(&project, *file, options.trust)));
            told(Progress::Examined(done.fetch_add(1, Ordering::Relaxed) + 1, files.len()));
        }
        examined
    });
    let mut examined: Vec<_> = examined.into_iter().flatten().collect();
    examined.sort_by_key(|(file, _)| *file);
    let examined = rules::decide(&project, examined.into_iter().map(|(_, said)| said).collect());
    let report = Report::new(&project, &examined, &notices, options);
    Reviewed { report, project }
}

fn lower_each(
    given: impl Iterator<Item = Intake> + Send,
    threads: usize,
    told: &(dyn Fn(Progress) + Sync),
) -> (Vec<Arc<Module>>, Vec<LeftOut>) {
    let given = Mutex::new(given);
    let done = AtomicUsize::new(0);
    let lowered = on_threads(threads, || {
        let (mut modules, mut notices) = (Vec::new(), Vec::new());
        loop {
            // The lock ends with this statement: the others read on while this thread lowers.
            let next = given.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(read) = next else { return (modules, notices) };
            notices.extend(read.notices);
            for file in read.files {
                modules.push(Module::new(file));
                told(Progress::Read(done.fetch_add(1, Ordering::Relaxed) + 1));
            }
        }
    });
    let (modules, notices): (Vec<_>, Vec<_>) = lowered.into_iter().unzip();
    (in_order(modules.into_iter().flatten().collect()), notices.into_iter().flatten().collect())
}

/// Modules with paths of their own, in whatever order they come.
fn in_order(mut modules: Vec<Module>) -> Vec<Arc<Module>> {
    modules.sort_by(|a, b| (&a.file.path, &a.file.sha256).cmp(&(&b.file.path, &b.file.sha256)));
    let paths = intake::told_apart(modules.iter().map(|module| module.file.path.as_str()));
    for (module, path) in modules.iter_mut().zip(paths) {
        module.file.path = path;
    }
    modules.into_iter().map(Arc::new).collect()
}

/// What `work` gives on each of up to `threads` threads; on this one where there are to be no others.
fn on_threads<R: Send>(threads: usize, work: impl Fn() -> R + Sync) -> Vec<R> {
    // Room for the deepest nesting that lowering allows, in a build that optimizes nothing.
    const STACK: usize = 16 * 1024 * 1024;
    if threads <= 1 {
        return vec![work()];
    }
    std::thread::scope(|scope| {
        let start = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, &work).ok();
        let workers: Vec<_> = (0..threads).filter_map(start).collect();
        if workers.is_empty() {
            return vec![work()];
        }
        let results = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
