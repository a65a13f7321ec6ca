//! The rows of all libraries, found by path and by name.

use super::judging::{Judged, Tells, Vetting};
use super::libraries::LIBRARIES;
use super::roles::{Role, RoleSet, Roles, Wait};
use super::{Annotation, By, Condition, Container, Form, Given, Matching, Params, Pick, Rendering, Row};
use crate::intern::{PathId, Sym};
use crate::vocabulary::{Sink, Sinks, Source};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// What a path is and does, from all rows that name it.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a row of its own
pub struct Known {
    /// Who controls what it gives, and what that is.
    pub source: Option<(Source, &'static str)>,
    /// Where what it gives does no harm.
    pub harmless: Sinks,
    /// Arguments that do harm.
    pub sinks: Vec<(Pick, Sink, &'static [Condition])>,
    /// What is written here becomes this, and whether only in what is declared to be a page.
    pub written: Option<(Sink, bool)>,
    /// What becomes of the arguments in the result.
    pub result: Option<Effect>,
    /// Under which conditions; otherwise the arguments pass.
    pub result_if: &'static [Condition],
    /// What it proves when it is true.
    pub guard: Option<(Pick, Sinks)>,
    /// What it proves when it is false.
    pub refutes: Option<(Pick, Sinks)>,
    /// Whether what it gives is certainly a text.
    pub text: bool,
    /// What it does with a regular expression.
    pub matching: Option<Matching>,
    /// The number that it is.
    pub number: Option<i64>,
    /// The text that it is.
    pub letters: Option<&'static str>,
    /// The first item of the tuple that it is, with its name.
    pub begins: Option<(&'static str, i64)>,
    /// Whether it does not come back.
    pub exits: bool,
    /// Whether it decorates functions that the program itself has called later.
    pub queued: bool,
    /// Items of it that its sender has no say in.
    pub own: &'static [&'static str],
    /// Whether it gives something open, which is no path.
    pub opened: bool,
    /// Whether what takes a path takes an open file as well.
    pub takes_files: bool,
    /// Whether it is what a route let through, and whether that is decoded afterwards.
    pub routed: Option<bool>,
    /// Whether a text that it is put into has it on one line, in quotes.
    pub quoted: bool,
    /// Whether its first argument says only what is looked for.
    pub looks_up: bool,
    /// The type of what it gives.
    pub returns: Vec<(PathId, &'static [Condition])>,
    /// Which argument it calls, with what.
    pub calls: Option<(Pick, Given)>,
    /// Which function makes of the data what it gives, and whether of each item.
    pub converts: Option<(Pick, bool)>,
    /// What is shown of an argument by its coming back.
    pub proves: Option<(Pick, Sinks)>,
    /// The container that a call makes.
    pub makes: Option<(Container, &'static [Condition])>,
    /// Whether what it gives stands under the names of the fields of a class, as they declare it; and how the methods
    /// are named that check one.
    pub by_fields: Option<&'static str>,
    /// Whether a method that it decorates makes what fields hold.
    pub checks_field: bool,
    /// Whether a method that it decorates makes what loading gives.
    pub finishes: bool,
    /// Whether it makes a part of an application.
    pub partial: bool,
    /// What it lets through as a validator of a field.
    pub vets: Option<(Pick, Vetting)>,
    /// What it judges, and what tells that it was let through.
    pub judges: Option<(Judged, Tells)>,
    /// Whether a method that it decorates checks what several fields hold together.
    pub checks_fields: bool,
    /// The method that declares its parts.
    pub declared_by: Option<&'static str>,
    /// The text that it makes a template of.
    pub template: Option<Pick>,
    /// The template of which it gives what that shows.
    pub renders: Option<Rendering>,
    /// What stands before the items of which it makes an address.
    pub address: Option<&'static [&'static str]>,
    /// The type that a call makes of what it is called on.
    pub becomes: Vec<(PathId, &'static [Condition])>,
    /// What a parameter annotated with it is.
    pub annotation: Option<Annotation>,
    /// The method by which a subclass decides itself what is made of its arguments.
    pub decided_by: Option<Sym>,
    /// Which argument it gives a signature of.
    pub signs: Option<Pick>,
    /// Whether it tests its two arguments for equality.
    pub compares: bool,
    /// Attributes of its result whose test proves something of its argument.
    pub parts: Vec<(Sym, Sinks)>,
}

impl Known {
    /// Whether the sender of what it gives has no say in the item of that key.
    #[must_use]
    pub fn is_own(&self, key: &str) -> bool {
        let is = |own: &str| match own.strip_suffix('*') {
            Some(beginning) => key.starts_with(beginning),
            None => own == key,
        };
        let not = self.own.iter().filter_map(|own| own.strip_prefix('!'));
        self.own.iter().any(|own| is(own)) && !not.into_iter().any(is)
    }

    /// The type of what it gives whatever its arguments are.
    #[must_use]
    pub fn gives(&self) -> Option<PathId> {
        self.returns.iter().find(|(_, only_if)| only_if.is_empty()).map(|(of, _)| *of)
    }
}

/// What becomes of a call's arguments in its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Harmless for these kinds of sink.
    Cleaned(Sinks),
    /// As dangerous as before.
    Passed,
    /// Decoded: as dangerous as at the start. What was sealed may be of the program's own.
    Decoded {
        /// Whether it was.
        sealed: bool,
    },
    /// Nothing of them.
    Dropped,
    /// A path without `..` and links.
    Normalized {
        /// Whether it is an absolute one.
        absolute: bool,
    },
}

/// How a function that the outside calls is known, which of its parameters hold data, and whose.
pub type Handler = (By, Params, Source);

/// A call that tells a framework of a function which it will call: `app.add_url_rule("/", view_func=index)`.
#[derive(Debug)]
pub struct Registration {
    /// What is known of the function.
    pub handler: Handler,
    /// Which argument it is.
    pub pick: Pick,
    /// What is called; none where its last name is enough.
    pub path: Option<PathId>,
    /// The last name of what is called.
    pub last: Sym,
    /// The library that a file imports in which such a call stands.
    pub package: Sym,
}

/// A function that the outside calls by the names of its first parameters.
#[derive(Debug)]
pub struct Beginning {
    /// What is known of the function.
    pub handler: Handler,
    /// The names.
    pub names: Vec<Sym>,
    /// From which package its file imports; none: any.
    pub package: Option<PathId>,
}

/// All rows, by what they speak of.
#[derive(Debug, Default)]
pub struct Models {
    paths: FxHashMap<PathId, Known>,
    methods: FxHashMap<Sym, Known>,
    /// Classes of modules of a name.
    classes_of: FxHashMap<Sym, Known>,
    /// The paths of sources, and of what they are read of.
    leads_to: FxHashMap<PathId, Vec<Source>>,
    aliases: FxHashMap<PathId, PathId>,
    /// How the paths begin that have another name.
    have_aliases: FxHashSet<Sym>,
    usual: FxHashMap<Sym, PathId>,
    builtins: FxHashSet<Sym>,
    decorated: FxHashMap<PathId, Handler>,
    decorated_by_name: FxHashMap<Sym, Handler>,
    /// Packages that have a decorator of that last name, and what theirs makes of a function.
    have_decorator: FxHashMap<Sym, Vec<(Sym, Handler)>>,
    methods_of: FxHashMap<PathId, Vec<Handler>>,
    named: FxHashMap<Sym, Vec<(usize, Handler)>>,
    registrations: Vec<Registration>,
    beginning: FxHashMap<Sym, Vec<Beginning>>,
    responds: Vec<(By, (Sink, Form), &'static [Condition])>,
    filled: FxHashSet<PathId>,
    /// What attributes and methods with rows are of.
    owners: FxHashSet<PathId>,
    /// What rows know something below.
    have_members: FxHashSet<PathId>,
    /// The types of which rows know a method that Python calls: `__getitem__`.
    have_protocols: FxHashSet<PathId>,
    operators: FxHashSet<Sym>,
    compared: FxHashMap<Sym, bool>,
    roles: Roles,
    failures: FxHashSet<PathId>,
}

impl Models {
    /// The rows of all libraries.
    #[must_use]
    pub fn get() -> &'static Self {
        static MODELS: OnceLock<Models> = OnceLock::new();
        MODELS.get_or_init(|| Self::of(LIBRARIES))
    }

    fn of(libraries: &[&[Row]]) -> Self {
        let builtins = super::builtins::NAMES.iter().map(|name| Sym::new(name)).collect();
        let mut models = Self { builtins, ..Self::default() };
        for row in libraries.iter().copied().flatten() {
            models.add(row);
        }
        models.owners = models.paths.keys().filter_map(|path| path.parent()).collect();
        let named = || models.paths.keys().chain(models.aliases.keys());
        let special = named().filter(|path| path.last().text().starts_with("__"));
        models.have_protocols = special.filter_map(|path| path.parent()).collect();
        models.have_members = named().filter_map(|path| path.parent()).collect();
        models
    }

    fn add(&mut self, row: &Row) {
        match *row {
            Row::Source { path, kind, what } => {
                self.at(path).source = Some((kind, what));
                for path in std::iter::successors(Some(PathId::new(path)), |path| path.parent()) {
                    self.leads_to.entry(path).or_default().push(kind);
                }
            }
            Row::Harmless { path, sinks } => {
                let known = self.at(path);
                known.harmless = known.harmless.or(sinks);
            }
            Row::Sink { path, arg, sink, only_if } => self.at(path).sinks.push((arg, sink, only_if)),
            Row::Cleans { path, sinks, only_if } => {
                let known = self.at(path);
                (known.result, known.result_if) = (Some(Effect::Cleaned(sinks)), only_if);
            }
            Row::Written { path, sink, declared } => self.at(path).written = Some((sink, declared)),
            Row::Template { path, text } => self.at(path).template = Some(text),
            Row::Address { path, before } => self.at(path).address = Some(before),
            Row::Renders { path, rendering } => self.at(path).renders = Some(rendering),
            Row::Normalizes { path, absolute } => {
                self.at(path).result = Some(Effect::Normalized { absolute });
            }
            Row::Becomes { path, of, only_if } => self.at(path).becomes.push((PathId::new(of), only_if)),
            Row::Makes { path, container, only_if } => self.at(path).makes = Some((container, only_if)),
            Row::Calls { path, function, with } => self.at(path).calls = Some((function, with)),
            Row::Converts { path, by, each } => self.at(path).converts = Some((by, each)),
            Row::Proves { path, arg, sinks } => self.at(path).proves = Some((arg, sinks)),
            Row::Filled { base } => drop(self.filled.insert(PathId::new(base))),
            Row::Passes { path } => self.at(path).result = Some(Effect::Passed),
            Row::ChecksField { path } => self.at(path).checks_field = true,
            Row::ChecksFields { path } => self.at(path).checks_fields = true,
            Row::Finishes { path } => self.at(path).finishes = true,
            Row::Partial { path } => self.at(path).partial = true,
            Row::Vets { path, arg, how } => self.at(path).vets = Some((arg, how)),
            Row::Judges { path, what, tells } => self.at(path).judges = Some((what, tells)),
            Row::ByFields { path, checked_by } => self.at(path).by_fields = Some(checked_by),
            Row::Declares { path, by } => self.at(path).declared_by = Some(by),
            Row::Decodes { path } => self.at(path).result = Some(Effect::Decoded { sealed: false }),
            Row::Deciphers { path } => self.at(path).result = Some(Effect::Decoded { sealed: true }),
            Row::Fails { path } => drop(self.failures.insert(PathId::new(path))),
            Row::Text { path } => self.at(path).text = true,
            Row::Operator { key } => drop(self.operators.insert(Sym::new(key))),
            Row::Compared { key, whole } => drop(self.compared.insert(Sym::new(key), whole)),
            Row::Decides { base, method } => self.at(base).decided_by = Some(Sym::new(method)),
            Row::Signs { path, arg } => self.at(path).signs = Some(arg),
            Row::Compares { path } => self.at(path).compares = true,
            Row::Drops { path } => self.at(path).result = Some(Effect::Dropped),
            Row::Refutes { path, arg, sinks } => self.at(path).refutes = Some((arg, sinks)),
            Row::Guards { path, arg, sinks } => self.at(path).guard = Some((arg, sinks)),
            Row::Part { path, name, sinks } => self.at(path).parts.push((Sym::new(name), sinks)),
            Row::Matches { path, how } => self.at(path).matching = Some(how),
            Row::Begins { path, name, value } => self.at(path).begins = Some((name, value)),
            Row::Letters { path, value } => self.at(path).letters = Some(value),
            Row::Number { path, value } => self.at(path).number = Some(value),
            Row::Exits { path } => self.at(path).exits = true,
            Row::Queued { path } => self.at(path).queued = true,
            Row::Own { path, keys } => self.at(path).own = keys,
            Row::Opened { path } => self.at(path).opened = true,
            Row::Routed { path, decoded } => self.at(path).routed = Some(decoded),
            Row::TakesFiles { path } => self.at(path).takes_files = true,
            Row::Quoted { path } => self.at(path).quoted = true,
            Row::LooksUp { path } => {
                let known = self.at(path);
                (known.result, known.looks_up) = (Some(Effect::Passed), true);
            }
            Row::Returns { path, of, only_if } => self.at(path).returns.push((PathId::new(of), only_if)),
            Row::Annotated { path, is } => self.at(path).annotation = Some(is),
            Row::Alias { path, of } => {
                let path = PathId::new(path);
                self.have_aliases.insert(path.first());
                self.aliases.insert(path, PathId::new(of));
            }
            Row::Usual { name, path } => {
                self.usual.insert(Sym::new(name), PathId::new(path));
            }
            Row::Handler { by, params, kind } => self.add_handler((by, params, kind)),
            Row::Waits { path, timeout, default } => self.roles.add_wait(path, (timeout, default)),
            Row::Role { path, role } => self.roles.add(path, role),
            Row::Responds { by, sink, form, only_if } => self.responds.push((by, (sink, form), only_if)),
        }
    }

    fn add_handler(&mut self, handler: Handler) {
        match handler.0 {
            By::Decorator(path) => match path.strip_prefix("*.") {
                Some(name) => drop(self.decorated_by_name.insert(Sym::new(name), handler)),
                None => {
                    let path = PathId::new(path);
                    self.have_decorator.entry(path.last()).or_default().push((path.first(), handler));
                    self.decorated.insert(path, handler);
                }
            },
            By::Method(base, _) => self.methods_of.entry(PathId::new(base)).or_default().push(handler),
            By::Registered(row, pick) => self.registrations.push(Registration {
                handler,
                pick,
                path: (!row.starts_with("*.")).then(|| PathId::new(row)),
                last: PathId::new(row).last(),
                package: PathId::new(row).first(),
            }),
            By::Named(name, count) => self.named.entry(Sym::new(name)).or_default().push((count, handler)),
            By::Begins(names, package) => {
                let names: Vec<Sym> = names.iter().map(|name| Sym::new(name)).collect();
                let Some(first) = names.first().copied() else { return };
                let package = (!package.is_empty()).then(|| PathId::new(package));
                self.beginning.entry(first).or_default().push(Beginning { handler, names, package });
            }
        }
    }

    fn at(&mut self, path: &str) -> &mut Known {
        match (path.strip_prefix("*."), path.strip_suffix(".*")) {
            (Some(name), _) => self.methods.entry(Sym::new(name)).or_default(),
            (None, Some(module)) => self.classes_of.entry(Sym::new(module)).or_default(),
            (None, None) => self.paths.entry(PathId::new(path)).or_default(),
        }
    }

    /// What is known of a path.
    #[must_use]
    pub fn path(&self, path: PathId) -> Option<&Known> {
        self.paths.get(&path)
    }

    /// Whether something is known of a path, or of what is read or called of it.
    #[must_use]
    pub fn knows(&self, path: PathId) -> bool {
        self.paths.contains_key(&path) || self.owners.contains(&path)
    }

    /// Whose data is read of something, or of its attributes: `flask.request` leads to requests, and so does `flask`.
    #[must_use]
    pub fn leads_to(&self, path: PathId) -> &[Source] {
        self.leads_to.get(&path).map_or(&[], Vec::as_slice)
    }

    /// What is known of a method of that name, whatever it is called on.
    #[must_use]
    pub fn method(&self, name: Sym) -> Option<&Known> {
        self.methods.get(&name)
    }

    /// What is known of classes of a module of that name: `shop.models.Order`.
    #[must_use]
    pub fn class_of(&self, path: PathId) -> Option<&Known> {
        let known = self.classes_of.get(&path.parent()?.last())?;
        path.last().text().starts_with(|first: char| first.is_ascii_uppercase()).then_some(known)
    }

    /// The name under which rows know a path: `builtins.eval` is `eval`.
    #[must_use]
    pub fn canonical(&self, path: PathId) -> PathId {
        // Nothing that begins like most paths has another name.
        if !self.have_aliases.contains(&path.first()) {
            return path;
        }
        if let Some(known) = self.aliases.get(&path) {
            return *known;
        }
        match path.parent() {
            Some(parent) => {
                let known = self.canonical(parent);
                if known == parent { path } else { self.canonical(known.then(path.last())) }
            }
            None => path,
        }
    }

    /// Whether rows know something below a path, by the name under which they know it.
    #[must_use]
    pub fn has_members(&self, of: PathId) -> bool {
        self.have_members.contains(&of)
    }

    /// Whether rows know a method of a type that Python calls: `__getitem__`.
    #[must_use]
    pub fn has_protocols(&self, of: PathId) -> bool {
        self.have_protocols.contains(&of)
    }

    /// What a name that is bound nowhere usually stands for.
    #[must_use]
    pub fn usual(&self, name: Sym) -> Option<PathId> {
        self.usual.get(&name).copied()
    }

    /// Whether a name that is bound nowhere is one of Python's own.
    #[must_use]
    pub fn is_builtin(&self, name: Sym) -> bool {
        self.builtins.contains(&name)
    }

    /// What a decorator makes of a function that the outside calls.
    #[must_use]
    pub fn decorated(&self, decorator: PathId) -> Option<Handler> {
        let known = self.decorated.get(&decorator);
        known.or_else(|| self.decorated_by_name.get(&decorator.last())).copied()
    }

    /// The packages from one of which a decorator must be that is known by its name alone, and what theirs makes of a
    /// function; none where its path is known.
    #[must_use]
    pub fn decorator_of(&self, decorator: PathId) -> Option<&[(Sym, Handler)]> {
        let from = || self.have_decorator.get(&decorator.last()).map_or(&[][..], Vec::as_slice);
        (!self.decorated.contains_key(&decorator)).then(from)
    }

    /// The methods that the outside calls in classes with that base.
    #[must_use]
    pub fn methods_of(&self, base: PathId) -> &[Handler] {
        self.methods_of.get(&base).map_or(&[], Vec::as_slice)
    }

    /// A function that the outside calls by its name, where it has so many parameters.
    #[must_use]
    pub fn named(&self, name: Sym, params: usize) -> Option<Handler> {
        let named = self.named.get(&name)?.iter().rev();
        named.copied().find(|(count, _)| *count == params).map(|(_, handler)| handler)
    }

    /// Calls that tell a framework of a function which it will call.
    #[must_use]
    pub fn registrations(&self) -> &[Registration] {
        &self.registrations
    }

    /// What the outside calls by the names of its first parameters, in a file that imports from these packages.
    #[must_use]
    pub fn beginning(&self, params: &[Sym], imports: impl Fn(PathId) -> bool) -> Option<Handler> {
        let mut rows = self.beginning.get(params.first()?)?.iter();
        let found = rows.find(|row| params.starts_with(&row.names) && row.package.is_none_or(&imports))?;
        Some(found.handler)
    }

    /// Whether code, or a query of its own, stands under a key of a query's document.
    #[must_use]
    pub fn is_operator(&self, key: Sym) -> bool {
        self.operators.contains(&key)
    }

    /// Whether what stands under a key of a query's document is a value, whatever keys of its own it has; and
    /// whether that holds of data as a whole.
    #[must_use]
    pub fn is_compared(&self, key: Sym) -> Option<bool> {
        self.compared.get(&key).copied()
    }

    /// The roles of a path.
    #[must_use]
    pub fn roles_of(&self, path: PathId) -> RoleSet {
        self.roles.of_path(path)
    }

    /// Whether a path has a role.
    #[must_use]
    pub fn has_role(&self, path: PathId, role: Role) -> bool {
        self.roles.of_path(path).has(role)
    }

    /// The roles of a method of that name, called on something of that name.
    #[must_use]
    pub fn roles_of_method(&self, receiver: Option<Sym>, name: Sym) -> RoleSet {
        self.roles.of_method(receiver, name)
    }

    /// Which argument of a call says how long it waits, and how long it waits without.
    #[must_use]
    pub fn wait(&self, path: PathId) -> Option<Wait> {
        self.roles.wait(path)
    }

    /// The same, of a method known by its name only.
    #[must_use]
    pub fn method_wait(&self, name: Sym) -> Option<Wait> {
        self.roles.method_wait(name)
    }

    /// Whether the text of such an error tells how the program works.
    #[must_use]
    pub fn is_failure(&self, error: PathId) -> bool {
        self.failures.contains(&error)
    }

    /// Whether instances of classes with that base are filled from what the outside sends.
    #[must_use]
    pub fn is_filled(&self, base: PathId) -> bool {
        self.filled.contains(&base)
    }

    /// What the results of such functions become.
    #[must_use]
    pub fn responds(&self) -> &[(By, (Sink, Form), &'static [Condition])] {
        &self.responds
    }
}
