//! Which functions the outside calls, and how: by the rows of the models, as far as the tree tells.

use crate::intern::{PathId, Sym};
use crate::models::{By, Models, Params, Registration, Role};
use crate::names::BindingKind;
use crate::project::{Base, FunctionRef, Imported, Module, Project};
use crate::rules::look;
use crate::syntax::ast::{ExprId, ExprKind, FuncId};
use crate::text::FileId;
use crate::vocabulary::Source;

/// How the outside calls a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A handler: requests, messages, the command line.
    Handler(Source),
    /// The same, its parameters converted to the types that they declare.
    Declared(Source),
    /// A method that a framework calls, within the transaction or after it.
    Hook(&'static str),
    /// Told to a framework as what to call at an event.
    Subscribed,
    /// It is given a request's context, by whoever calls it.
    Context,
}

impl Entry {
    /// In words, behind the name of a function.
    pub fn words(self) -> &'static str {
        match self {
            Self::Handler(Source::Request) | Self::Declared(Source::Request) => "which answers requests",
            Self::Handler(Source::Message) | Self::Declared(Source::Message) => {
                "which is called by messages from outside"
            }
            Self::Handler(Source::CommandLine) | Self::Declared(Source::CommandLine) => {
                "which the command line calls"
            }
            Self::Handler(_) | Self::Declared(_) => "which the outside calls",
            Self::Hook(hook) => hook,
            Self::Subscribed => "which is subscribed to events",
            Self::Context => "which is passed a `context`",
        }
    }

    /// Whether somebody else's request may lead here.
    pub fn is_request(self) -> bool {
        !matches!(self, Self::Handler(Source::CommandLine) | Self::Declared(Source::CommandLine))
    }
}

/// How the outside calls a function; none where nothing says that it does.
pub(super) fn entry(project: &Project, function: FunctionRef) -> Option<Entry> {
    let models = Models::get();
    let module = project.module(function.file);
    let definition = module.ast[function.function];
    let name = definition.name?.sym;
    for (decorator, named) in project.decorators(function) {
        let written = match module.ast[decorator].kind {
            ExprKind::Call { function, .. } => function,
            _ => decorator,
        };
        // `@app.task` of an application that another module makes.
        if let ExprKind::Attribute { base, name } = module.ast[written].kind
            && models.roles_of_method(look::last_sym(&module.ast, base), name.sym).has(Role::Task)
        {
            return Some(Entry::Handler(Source::Message));
        }
        let path = match named {
            Imported::Outside(path) => Some(models.canonical(path)),
            _ => unknown(project, function.file, written),
        };
        let Some(path) = path else { continue };
        if let Some((_, params, source)) = models.decorated(path) {
            return Some(match params {
                Params::Declared | Params::DeclaredButFirst(_) => Entry::Declared(source),
                _ => Entry::Handler(source),
            });
        }
    }
    if let Some(class) = project.class_of(function) {
        for base in project.ancestry(class) {
            let Base::Outside(path) = base else { continue };
            let path = models.canonical(path);
            for (by, _, source) in models.methods_of(path) {
                let By::Method(_, method) = by else { continue };
                let is = match method.strip_suffix('*') {
                    Some("") => !name.text().starts_with('_'),
                    Some(beginning) => name.text().starts_with(beginning),
                    None => name.text() == *method,
                };
                if is {
                    return Some(Entry::Handler(*source));
                }
            }
            let method = path.then(name);
            if models.has_role(method, Role::Precommit) {
                return Some(Entry::Hook("a hook within the transaction of a request"));
            }
            if models.has_role(method, Role::Postcommit) {
                return Some(Entry::Hook("a hook behind the transaction of a request"));
            }
            if models.has_role(method, Role::Hook) {
                return Some(Entry::Hook("a hook that requests lead to"));
            }
        }
    }
    let params = module.params(function.function);
    let is_top = definition.class.is_none() && definition.parent.is_none();
    if let Some((_, _, source)) = models.named(name, params.len()).filter(|_| is_top) {
        return Some(Entry::Handler(source));
    }
    let passed = project.passed(function);
    if !passed.is_empty() {
        let to: Vec<(Option<PathId>, Sym)> =
            passed.iter().map(|passed| (passed.to.map(|path| models.canonical(path)), passed.name)).collect();
        let registered = |row: &&Registration| {
            to.iter().any(|(to, name)| match (to, row.path) {
                (Some(path), known) => known == Some(*path),
                (None, None) => *name == row.last,
                (None, Some(_)) => false,
            })
        };
        if let Some(Registration { handler: (_, _, source), .. }) =
            models.registrations().iter().find(registered)
        {
            return Some(Entry::Handler(*source));
        }
    }
    let begins = || models.beginning(&params, |package| module.imports_from(package));
    if let Some((_, _, source)) = begins().filter(|_| project.is_uncalled(function)) {
        return Some(Entry::Handler(source));
    }
    let subscribes = |to: Option<PathId>| to.is_some_and(|path| models.has_role(path, Role::Subscribes));
    // What is called before or after the process forks is no request.
    if passed.iter().any(|passed| subscribes(passed.to) && !is_of_process(project, passed.file, passed.call))
    {
        return Some(Entry::Subscribed);
    }
    let contextual = || params.contains(&Sym::new("context")) && imports_contexts(module, models);
    // A function with a name of its own that others call; what is within it is part of it.
    if definition.parent.is_none() && contextual() {
        return Some(Entry::Context);
    }
    None
}

/// `app.route` after `app = Flask(..)`; of what the tree does not tell only the name is known.
fn unknown(project: &Project, file: FileId, expr: ExprId) -> Option<PathId> {
    let module = project.module(file);
    let ExprKind::Attribute { base, name } = module.ast[expr].kind else { return None };
    let made = look::only_value(module, base).and_then(|value| match module.ast[value].kind {
        ExprKind::Call { function, .. } => match project.expression(file, function) {
            Imported::Outside(path) => Some(Models::get().canonical(path)),
            _ => None,
        },
        _ => None,
    });
    Some(made.unwrap_or_else(|| PathId::root(Sym::new("?"))).then(name.sym))
}

/// Whether the event of a subscription is one of processes: its code says so.
fn is_of_process(project: &Project, file: FileId, call: ExprId) -> bool {
    let module = project.module(file);
    let code = module.file.slice(module.ast[call].span);
    ["PROCESS", "_SPAWN", "AFTER_INIT", "BEFORE_INIT", "fork"].iter().any(|word| code.contains(word))
}

/// Whether a file imports a library in which a request's context is passed by that name.
fn imports_contexts(module: &Module, models: &Models) -> bool {
    module.names.bindings.iter().any(|binding| match binding.kind {
        BindingKind::Import { path, .. } => models.has_role(PathId::root(path.first()), Role::Context),
        _ => false,
    })
}

/// The functions of a file that the outside calls, in order of place.
pub(super) fn of_file(project: &Project, file: FileId) -> Vec<(FuncId, Entry)> {
    let functions = (0..project.module(file).ast.functions.len() as u32).map(FuncId);
    functions
        .filter_map(|function| Some((function, entry(project, FunctionRef { file, function })?)))
        .collect()
}
