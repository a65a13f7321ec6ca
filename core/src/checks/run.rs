//! Runs all checks over one file, in the evaluation of it that the rules need as well.

use super::followed::Followed;
use super::{CHECKS, Check, Look, Noted, Seen, seen};
use crate::flow::{Call, Event, Reached, Trust, Write};
use crate::intern::{PathId, Sym};
use crate::project::Project;
use crate::rules::{self, Fact, Said};
use crate::text::{FileId, Place};
use crate::vocabulary::Sink;
use crate::words;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::sync::OnceLock;

/// Run all rules and checks over one file, with these kinds of source distrusted.
#[must_use]
pub fn examine(project: &Project, file: FileId, trust: Trust) -> Said {
    let index = Index::get();
    let mut facts = Facts { file, all: Vec::new() };
    let mut paths = seen::Paths::default();
    let mut followed = Followed::default();
    let said = rules::examine(project, file, trust, &mut |event| match event {
        Event::Call(call) if call.place.file == file && !call.passed => {
            paths.add(call);
            let method = call.name.filter(|_| call.receiver.is_some());
            for (check, look) in index.calls.matching(call.path(), method) {
                facts.take(check, look(call));
            }
        }
        Event::Write(write) if write.place.file == file => {
            for (check, look) in index.writes.matching(write.path, write.name) {
                facts.take(check, look(write));
            }
        }
        Event::Reached(reached) => {
            followed.add(reached, file);
            if reached.place.file != file {
                return;
            }
            for (check, look) in index.sinks.get(&reached.sink).into_iter().flatten() {
                facts.take(check, look(reached));
            }
        }
        _ => {}
    });
    followed.cut_short(said.cut_short());
    let seen = Seen::new(project, file, &paths, followed);
    for check in CHECKS {
        for look in check.look {
            if let Look::Code(look) = look {
                for noted in look(&seen) {
                    facts.take(check, Some(noted));
                }
            }
        }
    }
    said.with(facts.by_place())
}

/// What the checks said so far.
struct Facts {
    file: FileId,
    all: Vec<Fact>,
}

impl Facts {
    fn take(&mut self, check: &'static Check, noted: Option<Noted>) {
        let Some(Noted { span, status, text, kind }) = noted else { return };
        let place = Place { file: self.file, span };
        self.all.push(Fact {
            check: check.id,
            category: Some(check.category),
            place,
            status,
            text: words::sentence(text),
            kind,
        });
    }

    /// One fact a check and place, the worst that was said first, in their order.
    fn by_place(mut self) -> Vec<Fact> {
        self.all.sort_by_key(|fact| (fact.check, fact.place, Reverse(fact.status)));
        self.all.dedup_by_key(|fact| (fact.check, fact.place));
        self.all
    }
}

/// Which checks look at which paths.
struct Index {
    calls: Table<fn(&Call<'_>) -> Option<Noted>>,
    writes: Table<fn(&Write<'_>) -> Option<Noted>>,
    sinks: FxHashMap<Sink, Vec<(&'static Check, AtSink)>>,
}

type AtSink = fn(&Reached<'_>) -> Option<Noted>;

struct Table<F> {
    paths: FxHashMap<PathId, Vec<(&'static Check, F)>>,
    names: FxHashMap<Sym, Vec<(&'static Check, F)>>,
    all: Vec<(&'static Check, F)>,
}

impl Index {
    fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let mut index = Self { calls: Table::new(), writes: Table::new(), sinks: FxHashMap::default() };
            for check in CHECKS {
                for look in check.look {
                    match look {
                        Look::Call(paths, look) => index.calls.add(paths, check, *look),
                        Look::Write(paths, look) => index.writes.add(paths, check, *look),
                        Look::Reached(sinks, look) => {
                            for sink in *sinks {
                                index.sinks.entry(*sink).or_default().push((*check, *look));
                            }
                        }
                        Look::Code(_) => {}
                    }
                }
            }
            index
        })
    }
}

impl<F: Copy> Table<F> {
    fn new() -> Self {
        Self { paths: FxHashMap::default(), names: FxHashMap::default(), all: Vec::new() }
    }

    fn add(&mut self, paths: &[&str], check: &'static Check, look: F) {
        for path in paths {
            match path.strip_prefix("*.") {
                _ if *path == "*" => self.all.push((check, look)),
                Some(name) => self.names.entry(Sym::new(name)).or_default().push((check, look)),
                None => self.paths.entry(PathId::new(path)).or_default().push((check, look)),
            }
        }
    }

    fn matching(&self, path: Option<PathId>, name: Option<Sym>) -> impl Iterator<Item = (&'static Check, F)> {
        let by_path = path.and_then(|path| self.paths.get(&path)).into_iter().flatten();
        let by_name = name.and_then(|name| self.names.get(&name)).into_iter().flatten();
        by_path.chain(by_name).chain(&self.all).copied()
    }
}
