//! What things are to a reviewer: a transaction, a hook, a call of a backend. Rules follow data; checks ask for roles.

use super::{Pick, Row};
use crate::intern::{PathId, Sym};
use rustc_hash::FxHashMap;

/// What a check asks of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A block, or a function behind it as a decorator, is committed as a whole: `with transaction.atomic():`.
    Transaction,
    /// A call that commits something by itself: `session.commit()`.
    Commits,
    /// A call that another process answers: the caller waits.
    Backend,
    /// A call that reads or writes the program's own database.
    Database,
    /// A call that writes to the program's own database.
    DatabaseWrite,
    /// A call that holds up its thread: `time.sleep`.
    Blocks,
    /// A record of which version of a thing the backend holds.
    Revision,
    /// A hook, or the event of one, within the database transaction of whoever calls it.
    Precommit,
    /// A hook, or the event of one, right after the transaction.
    Postcommit,
    /// An event before the thing happens, outside the transaction.
    Before,
    /// An event before the process is forked.
    BeforeFork,
    /// An event after the process is forked.
    AfterFork,
    /// A call that has a function called at an event.
    Subscribes,
    /// A decorator, or a call, that has a function called again and again.
    Periodic,
    /// A decorator, or a call, that makes a task of a queue out of a function.
    Task,
    /// A block that raises again what was caught: `with excutils.save_and_reraise_exception():`.
    Reraises,
    /// A block or call that lets one in at a time.
    Locks,
    /// A call that makes a lock.
    Lock,
    /// A call that starts or makes a thread.
    Thread,
    /// A call that starts or makes a process.
    Process,
    /// A call that makes an event, a condition or a barrier.
    Event,
    /// A call whose result must be closed.
    Opens,
    /// A block that closes what it is given: `contextlib.closing`.
    Closes,
    /// A call that sets what happens on a signal.
    Signal,
    /// A call that sets what happens when the process ends.
    AtExit,
    /// Reading or calling it gives what an operator configured.
    Configuration,
    /// A call that gives more rights than the caller has.
    Elevates,
    /// A call that declares what a program is given from outside, option by option: `argument_spec={..}`.
    DeclaresOptions,
    /// A call that checks its argument, and raises where it is wrong.
    Validates,
    /// A decorator or call that asks whether the caller may.
    Authorizes,
    /// A call that runs a program, evaluates code or does what is as dangerous, through something else.
    Runs,
    /// A call that replaces parts of Python's library for the whole process.
    Patches,
    /// A call that has something done later by another process: a task that is put into a queue.
    Enqueues,
    /// A call that reads rows and locks them until the transaction ends.
    LocksRows,
    /// What logs.
    Logger,
    /// A method that a framework calls with what a request brought, neither within a transaction nor right after.
    Hook,
    /// A library in which functions are given the context of a request, as a parameter of that name.
    Context,
}

/// What something is to a reviewer: any of the roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoleSet(u64);

impl RoleSet {
    /// Whether a role is one of them.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    /// The roles of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u32;
    }
}

/// What a path, or a method known by its name only, is to a reviewer. Paths may end in a name with a star
/// (`neutron_lib.plugins.ml2.api.MechanismDriver.*_precommit`); `*.transaction` is a method of that name on anything,
/// `*.nb_ovn.*` any method of something of that name.
#[must_use]
pub const fn role(path: &'static str, role: Role) -> Row {
    Row::Role { path, role }
}

/// A call that waits for ever, unless an argument says how long.
#[must_use]
pub const fn waits(path: &'static str, timeout: Pick) -> Row {
    Row::Waits { path, timeout, default: None }
}

/// A call that waits so long, unless an argument says otherwise.
#[must_use]
pub const fn waits_at_most(path: &'static str, timeout: Pick, default: &'static str) -> Row {
    Row::Waits { path, timeout, default: Some(default) }
}

/// Which argument says how long a call waits, and how long it waits without; none: for ever.
pub type Wait = (Pick, Option<&'static str>);

/// All roles, by what they are of.
#[derive(Debug, Default)]
pub(super) struct Roles {
    paths: FxHashMap<PathId, RoleSet>,
    below: FxHashMap<PathId, Vec<(Star, Role)>>,
    methods: FxHashMap<Sym, RoleSet>,
    of: FxHashMap<Sym, Vec<(Star, Role)>>,
    waits: FxHashMap<PathId, Wait>,
    waits_by_name: FxHashMap<Sym, Wait>,
}

/// A name in which a star may stand for anything: `*_precommit`, `BEFORE_*`.
#[derive(Debug, Clone, Copy)]
struct Star {
    before: &'static str,
    after: Option<&'static str>,
}

impl Roles {
    pub(super) fn add(&mut self, path: &'static str, role: Role) {
        let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
        match (parent.strip_prefix("*."), parent) {
            (Some(receiver), _) => {
                self.of.entry(Sym::new(receiver)).or_default().push((Star::new(last), role));
            }
            (None, "*") => self.methods.entry(Sym::new(last)).or_default().add(role),
            _ if last.contains('*') => {
                self.below.entry(PathId::new(parent)).or_default().push((Star::new(last), role));
            }
            _ => self.paths.entry(PathId::new(path)).or_default().add(role),
        }
    }

    pub(super) fn add_wait(&mut self, path: &str, wait: Wait) {
        match path.strip_prefix("*.") {
            Some(name) => drop(self.waits_by_name.insert(Sym::new(name), wait)),
            None => drop(self.waits.insert(PathId::new(path), wait)),
        }
    }

    pub(super) fn wait(&self, path: PathId) -> Option<Wait> {
        self.waits.get(&path).copied()
    }

    pub(super) fn method_wait(&self, name: Sym) -> Option<Wait> {
        self.waits_by_name.get(&name).copied()
    }

    pub(super) fn of_path(&self, path: PathId) -> RoleSet {
        let below = path.parent().and_then(|parent| self.below.get(&parent));
        let own = self.paths.get(&path).copied().unwrap_or_default();
        below.map_or(own, |stars| own.or(matching(stars, path.last())))
    }

    pub(super) fn of_method(&self, receiver: Option<Sym>, name: Sym) -> RoleSet {
        let any = self.methods.get(&name).copied().unwrap_or_default();
        let of = receiver.and_then(|receiver| self.of.get(&receiver));
        of.map_or(any, |stars| any.or(matching(stars, name)))
    }
}

fn matching(stars: &[(Star, Role)], name: Sym) -> RoleSet {
    let mut roles = RoleSet::default();
    for (star, role) in stars {
        if star.matches(name.text()) {
            roles.add(*role);
        }
    }
    roles
}

impl Star {
    fn new(name: &'static str) -> Self {
        match name.split_once('*') {
            Some((before, after)) => Self { before, after: Some(after) },
            None => Self { before: name, after: None },
        }
    }

    fn matches(self, name: &str) -> bool {
        match self.after {
            None => name == self.before,
            Some(after) => name.strip_prefix(self.before).is_some_and(|rest| rest.ends_with(after)),
        }
    }
}
