//! Which classes of the given files stand beside a text in a call, a tuple or their own decorator, as classes that answer
//! requests stand beside the routes that lead to them. Whether the text is a route is not looked at here.

use super::{Base, ClassRef, Imported, Project};
use crate::intern::Sym;
use crate::syntax::ast::{ArgKind, Ast, ExprId, ExprKind, Get, StmtKind};
use crate::text::FileId;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// A place in which a class stands beside a text: `path("<int:id>/", Show.as_view())`, `(r"/(\d+)", Show)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Routed {
    /// The class, or one above it.
    pub class: ClassRef,
    /// The file of the place.
    pub file: FileId,
    /// The call or the tuple.
    pub site: ExprId,
}

/// The places, found when they are first asked for, in order of the class.
#[derive(Debug, Default)]
pub(super) struct Routes {
    sorted: OnceLock<Vec<Routed>>,
    /// Texts that stand before the routes of a group, as far as it takes a parameter there.
    including: OnceLock<Vec<(FileId, ExprId)>>,
    /// Classes that are registered under a name as what routes take parameters by.
    converters: OnceLock<Vec<(Box<str>, ClassRef)>>,
}

impl Project {
    /// The places in which a class, or one below it, stands beside a text.
    #[must_use]
    pub fn routed(&self, class: ClassRef) -> &[Routed] {
        let sorted = self.routes.sorted.get_or_init(|| self.find_routed());
        let start = sorted.partition_point(|routed| routed.class < class);
        let end = sorted.partition_point(|routed| routed.class <= class);
        sorted.get(start..end).unwrap_or(&[])
    }

    /// What stands before the routes of a group and takes a parameter: `path("<int:shop>/", include(orders))`,
    /// `app.register_blueprint(orders, url_prefix="/<shop>")`.
    #[must_use]
    pub fn including(&self) -> &[(FileId, ExprId)] {
        self.routes.including.get_or_init(|| {
            let mut all = Vec::new();
            for file in self.files() {
                let ast = &self.module(file).ast;
                let calls = ast.exprs.iter().filter_map(|expr| match expr.kind {
                    ExprKind::Call { args, .. } => Some(ast.list(args)),
                    _ => None,
                });
                for args in calls {
                    let includes = args.iter().any(|arg| is_include(ast, arg.value));
                    let prefixes = args.iter().filter(|arg| match arg.kind {
                        ArgKind::Positional => includes,
                        ArgKind::Keyword(name) => matches!(name.sym.text(), "url_prefix" | "prefix"),
                        ArgKind::Star | ArgKind::DoubleStar => false,
                    });
                    let takes =
                        |text: ExprId| ast.text_of(text).is_some_and(|text| text.contains(['<', '{']));
                    all.extend(prefixes.filter(|arg| takes(arg.value)).map(|arg| (file, arg.value)));
                }
            }
            all
        })
    }

    /// The class of the given files that is registered as what routes of a name take parameters by:
    /// `app.url_map.converters["name"] = Words`, `register_converter(Words, "name")`.
    #[must_use]
    pub fn route_converter(&self, name: &str) -> Option<ClassRef> {
        let all = self.routes.converters.get_or_init(|| self.find_converters());
        all.iter().find(|(known, _)| &**known == name).map(|(_, class)| *class)
    }

    fn find_converters(&self) -> Vec<(Box<str>, ClassRef)> {
        let mut all = Vec::new();
        for file in self.files() {
            let module = self.module(file);
            if !module.file.text.contains("converter") {
                continue;
            }
            let ast = &module.ast;
            let mut keep = |name: ExprId, class: ExprId| {
                if let (Some(name), Imported::Class(class)) =
                    (ast.text_of(name), self.expression(file, class))
                {
                    all.push((Box::from(name), class));
                }
            };
            for stmt in &ast.stmts {
                if let StmtKind::Assign { targets, value } = stmt.kind
                    && let [target] = ast.list(targets)
                    && let ExprKind::Subscript { base, index } = ast[*target].kind
                    && matches!(ast[base].kind, ExprKind::Attribute { name, .. } if name.sym.text() == "converters")
                {
                    keep(index, value);
                }
            }
            for expr in &ast.exprs {
                let ExprKind::Call { function, args } = expr.kind else { continue };
                let named = match ast[function].kind {
                    ExprKind::Name(name) => name,
                    ExprKind::Attribute { name, .. } => name.sym,
                    _ => continue,
                };
                if let ("register_converter", [class, name, ..]) = (named.text(), ast.list(args)) {
                    keep(name.value, class.value);
                }
            }
        }
        all
    }

    fn find_routed(&self) -> Vec<Routed> {
        let classes = self.files().flat_map(|file| self.module(file).ast.classes.iter());
        let names: FxHashSet<Sym> = classes.map(|class| class.name.sym).collect();
        let mut all = Vec::new();
        for file in self.files() {
            let ast = &self.module(file).ast;
            for (at, expr) in ast.exprs.iter().enumerate() {
                let beside: Vec<ExprId> = match expr.kind {
                    ExprKind::Call { args, .. } => ast.list(args).iter().map(|arg| arg.value).collect(),
                    ExprKind::Tuple(items) => ast.list(items).to_vec(),
                    _ => continue,
                };
                if !beside.iter().any(|item| is_text(ast, *item)) {
                    continue;
                }
                for item in beside {
                    let Some((class, name)) = named(ast, item) else { continue };
                    if names.contains(&name)
                        && let Imported::Class(class) = self.expression(file, class)
                    {
                        self.lead_to(class, file, ExprId(at as u32), &mut all);
                    }
                }
            }
            for (at, class) in ast.classes.iter().enumerate() {
                let class_ref = ClassRef { file, class: crate::syntax::ast::ClassDefId(at as u32) };
                for decorator in ast.list(class.decorators) {
                    if matches!(ast[*decorator].kind, ExprKind::Call { .. }) {
                        self.lead_to(class_ref, file, *decorator, &mut all);
                    }
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What leads to a class leads to the methods that it has from those above it.
    fn lead_to(&self, class: ClassRef, file: FileId, site: ExprId, all: &mut Vec<Routed>) {
        all.extend(self.ancestry(class).filter_map(|base| match base {
            Base::Class(class) => Some(Routed { class, file, site }),
            Base::Outside(_) | Base::Unknown => None,
        }));
    }
}

/// Whether an expression may be a route: a text, or one that is put together.
fn is_text(ast: &Ast, expr: ExprId) -> bool {
    ast.text_of(expr).is_some()
        || match ast[expr].kind {
            ExprKind::FString(_) | ExprKind::Operation { .. } => true,
            // `url_path_join(settings.BASE, r"/user/(\d+)")`
            ExprKind::Call { args, .. } => ast
                .list(args)
                .last()
                .and_then(|last| ast.text_of(last.value))
                .is_some_and(|text| text.contains('/') && text.contains(['(', '<', '{'])),
            _ => false,
        }
}

/// `include("shop.urls")`
fn is_include(ast: &Ast, expr: ExprId) -> bool {
    let ExprKind::Call { function, .. } = ast[expr].kind else { return false };
    match ast[function].kind {
        ExprKind::Name(name) => name.text() == "include",
        ExprKind::Attribute { name, .. } => name.sym.text() == "include",
        _ => false,
    }
}

/// What names a class: `Show`, `views.Show`, `Show.as_view()`, `Show()`; with its last name.
fn named(ast: &Ast, expr: ExprId) -> Option<(ExprId, Sym)> {
    let last = |expr: ExprId| match ast[expr].kind {
        ExprKind::Name(name) => Some((expr, name)),
        ExprKind::Attribute { name, .. } => Some((expr, name.sym)),
        _ => None,
    };
    let ExprKind::Call { function, .. } = ast[expr].kind else { return last(expr) };
    match ast[function].kind {
        ExprKind::Attribute { base, name } if name.sym.text() == "as_view" => last(base),
        _ => last(function),
    }
}
