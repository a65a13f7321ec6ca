//! Sightline reviews Python code for security: every statement that it makes has its lines.
//!
//! Modules stand in reading order and use only modules above them.

pub mod vocabulary;

#[cfg(feature = "engine")]
pub mod text;
#[cfg(feature = "engine")]
pub mod intake;
#[cfg(feature = "engine")]
pub mod intern;
#[cfg(feature = "engine")]
pub mod syntax;
#[cfg(feature = "engine")]
pub mod names;
#[cfg(feature = "engine")]
pub mod project;
#[cfg(feature = "engine")]
pub mod flow;
#[cfg(feature = "engine")]
pub mod finding;
#[cfg(feature = "engine")]
pub mod rules;
#[cfg(feature = "engine")]
pub mod checklist;
#[cfg(feature = "engine")]
pub mod report;

#[cfg(feature = "engine")]
pub use front::{Options, Report, review};

#[cfg(feature = "engine")]
mod front {
    use crate::intake::{self, Intake};
    use crate::project::{Module, Project};
    use crate::rules;
    use crate::text::FileId;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    pub use crate::report::{Options, Report};

    /// Review what was taken in, on up to `threads` threads; the report does not depend on how many.
    #[must_use]
    pub fn review(given: Intake, options: &Options, threads: usize) -> Report {
        let Intake { mut files, notices } = given;
        intake::finish(&mut files);
        let modules = parallel(threads, &files, |file| Arc::new(Module::new(file.clone())));
        let project = Project::link(modules);
        let ids: Vec<FileId> = project.files().collect();
        let examined = parallel(threads, &ids, |file| rules::examine(&project, *file));
        Report::new(&project, &examined, &notices, options)
    }

    /// The results of `work` for each input, in order of the inputs.
    fn parallel<T: Sync, R: Send>(threads: usize, inputs: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        if threads <= 1 || inputs.len() <= 1 {
            return inputs.iter().map(work).collect();
        }
        let next = AtomicUsize::new(0);
        let run = || {
            let mut done = Vec::new();
            while let Some((at, input)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, inputs.get(at)?)))
            {
                done.push((at, work(input)));
            }
            done
        };
        let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
        });
        results.sort_by_key(|(at, _)| *at);
        results.into_iter().map(|(_, result)| result).collect()
    }
}
