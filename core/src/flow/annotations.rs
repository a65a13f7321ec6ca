//! What annotations and defaults say of parameters: types of the outside, numbers, what a framework injects or
//! fills from a request.

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::state::{Held, Key, ObjectId, Shape, Slot};
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Taint, Value};
use crate::intern::{Const, PathId, Sym};
use crate::models::{Annotation, Known, NUMBER};
use crate::names::ScopeId;
use crate::pattern::Use;
use crate::project::{Base, ClassRef};
use crate::syntax::ast::{Arg, ArgKind, ExprId, ExprKind, Function, Get, StmtKind};
use crate::text::Place;
use crate::vocabulary::{Sinks, Source};

/// How deep the fields of filled classes are looked at: a class whose fields are of such classes.
const DEPTH: u32 = 3;
/// How many calls deep something is injected at most.
const DEEPEST: usize = 24;

/// A field that a class declares: `name: str = "x"`.
struct Declared {
    name: Sym,
    at: Place,
    annotation: ExprId,
    default: Option<ExprId>,
}

impl Evaluator<'_, '_> {
    /// What a parameter of a function that something else calls is, by its annotation and default; none where
    /// these say nothing. `source` is who passes it, `declares` whether that converts it to the declared type.
    pub(super) fn declared(
        &mut self,
        name: Sym,
        annotation: Option<ExprId>,
        default: Option<ExprId>,
        source: Option<Source>,
        declares: bool,
    ) -> Option<Value> {
        let value = self.declared_type(name, annotation, default, source, declares)?;
        let sinks = self.by_pattern(annotation, default);
        Some(Value { taint: Taint { cleaned: value.taint.cleaned.or(sinks), ..value.taint }, ..value })
    }

    /// `code: str = Field(pattern="^[A-Z]+$")`, `Annotated[str, Query(pattern="^[a-z]+$")]`: what the pattern lets through.
    fn by_pattern(&mut self, annotation: Option<ExprId>, default: Option<ExprId>) -> Sinks {
        let ast = self.ast();
        let mut among: Vec<ExprId> = default.into_iter().chain(annotation).collect();
        if let Some(ExprKind::Subscript { index, .. }) = annotation.map(|annotation| ast[annotation].kind)
            && let ExprKind::Tuple(items) = ast[index].kind
        {
            among.extend(ast.list(items));
        }
        let mut sinks = Sinks::NONE;
        for expr in among {
            let ExprKind::Call { function, args } = ast[expr].kind else { continue };
            let named = |arg: &&Arg| matches!(arg.kind, ArgKind::Keyword(key) if matches!(key.sym.text(), "pattern" | "regex"));
            let Some(arg) = ast.list(args).iter().find(named) else { continue };
            if self.quietly(function).path().is_none() {
                continue;
            }
            let pattern = self.quietly(arg.value);
            let pattern = self.texts.get(pattern).and_then(Const::as_str).map(str::to_owned);
            // Such libraries look for the pattern anywhere in the text.
            sinks =
                sinks.or(pattern.map_or(Sinks::NONE, |text| self.patterns.lets_through(&text, Use::Search)));
        }
        sinks
    }

    /// An error of the class that a handler's annotation or decorator names: `@app.errorhandler(Exception)`.
    pub(super) fn error_given(
        &mut self,
        name: Sym,
        annotation: Option<ExprId>,
        definition: &Function,
    ) -> Value {
        let ast = self.ast();
        let named = ast.list(definition.decorators).iter().find_map(|decorator| match ast[*decorator].kind {
            ExprKind::Call { args, .. } => ast.list(args).first().map(|arg| arg.value),
            _ => None,
        });
        let class = annotation.or(named);
        let given = class.and_then(|class| self.declared(name, Some(class), None, None, false));
        let mut value = given.unwrap_or(Value::UNKNOWN);
        if value.taint.is_some() {
            value.taint.trace = self.traces.doubted(value.taint.trace, Doubts::BRIEF);
        }
        value
    }

    /// An instance of the class that an attribute of a handler's class names: `form_class = Search`. One that is not in
    /// these files may check what it is given.
    pub(super) fn made_by(
        &mut self,
        itself: Option<(ClassRef, ObjectId)>,
        attribute: &'static str,
        otherwise: &'static str,
        place: Place,
    ) -> Value {
        let of = Value::new(Kind::Instance(PathId::new(otherwise)));
        let name = Sym::new(attribute);
        let named = itself.and_then(|(class, _)| self.class_attribute(class, name, None, place));
        match named.map(|named| named.kind) {
            Some(Kind::Class(class)) => Value::new(Kind::Object(self.instance(class).1)),
            Some(_) => {
                let trace =
                    self.traces.step(of.taint.trace, place, Step::Assigned(name), Doubts::UNKNOWN_CHECK);
                Value { taint: Taint { trace, ..of.taint }, ..of }
            }
            None => of,
        }
    }

    fn declared_type(
        &mut self,
        name: Sym,
        annotation: Option<ExprId>,
        default: Option<ExprId>,
        source: Option<Source>,
        declares: bool,
    ) -> Option<Value> {
        let injected = default.and_then(|default| self.dependency(name, default, annotation));
        let is_data = |value: &Value| matches!(value.kind, Kind::Unknown) && value.taint.is_some();
        if let Some((value, made)) = injected
            && (made || !is_data(&value))
        {
            return Some(value);
        }
        // `limit: int = Query(10)`
        let typed = annotation.and_then(|annotation| self.typed(name, annotation, source, declares, DEPTH));
        typed.or(injected.map(|(value, _)| value))
    }

    /// What an annotation says of a value that nobody passes.
    pub(super) fn annotated(&mut self, annotation: ExprId) -> Option<Value> {
        self.typed(Sym::new("?"), annotation, None, false, 0)
    }

    fn typed(
        &mut self,
        name: Sym,
        annotation: ExprId,
        source: Option<Source>,
        declares: bool,
        depth: u32,
    ) -> Option<Value> {
        let place = self.place_of(annotation);
        let (types, many) = self.types(annotation);
        let of = types.first().map(|(item, _)| *item);
        let is_own = |value: &Value| match value.kind {
            Kind::Instance(path) => {
                matches!(self.models.path(path).and_then(|known| known.annotation), Some(Annotation::Own))
            }
            _ => false,
        };
        if types
            .iter()
            .any(|(item, value)| !matches!(self.ast()[*item].kind, ExprKind::Call { .. }) && is_own(value))
        {
            return Some(Value::UNKNOWN);
        }
        let mut found = None;
        let mut checks = Vec::new();
        for (item, value) in types {
            // `Annotated[str, AfterValidator(known)]`
            if matches!(value.kind, Kind::Function(_)) {
                checks.push(value);
                continue;
            }
            if let ExprKind::Call { .. } = self.ast()[item].kind
                && let Some((value, made)) = self.dependency(name, item, of)
            {
                // `Annotated[int, Query()]`; what is injected is whatever the annotated type is filled from elsewhere.
                let is_data = !made && matches!(value.kind, Kind::Unknown) && value.taint.is_some();
                return if is_data { found.or(Some(value)) } else { Some(value) };
            }
            let one = match value.kind {
                Kind::Outside(path) | Kind::Instance(path) => {
                    self.of_path(name, path, source, declares, place)
                }
                Kind::Class(class) if declares && depth > 0 => {
                    self.filled_class(class, source?, place, depth)
                }
                _ => None,
            };
            found = match (found, one) {
                // `int | str`: what is harmless of either.
                (Some(before), Some(one))
                    if before.kind == one.kind && before.taint.root == one.taint.root =>
                {
                    let cleaned = before.taint.cleaned.and(one.taint.cleaned);
                    Some(Value { taint: Taint { cleaned, ..before.taint }, ..before })
                }
                (found, one) => found.or(one),
            };
        }
        let found =
            found.map(|found| checks.into_iter().fold(found, |data, check| self.checked(check, data, place)));
        match (found, many) {
            // `list[Item]`
            (Some(item), true) => {
                let list = self.state.object(Shape::List);
                self.state.set(Slot::Rest(list), Held::Value(item));
                Some(Value::new(Kind::Object(list)))
            }
            (found, _) => found,
        }
    }

    /// What a function makes of data that an annotation says it is given; where it raises, nothing comes of it.
    fn checked(&mut self, check: Value, data: Value, place: Place) -> Value {
        if !data.taint.is_some() {
            return data;
        }
        let given = Argument { kind: ArgKind::Positional, value: data, place, expr: ExprId(0) };
        let exited = self.exited;
        let value = self.invoke(check, vec![given], place);
        self.exited = exited;
        value
    }

    /// Whether an annotation names classes of the given files alone, as nothing that stands in a request is an instance of:
    /// `def download(request, translation: Translation)`.
    pub(super) fn names_own_class(&mut self, annotation: ExprId) -> bool {
        let (types, _) = self.types(annotation);
        let is_none = |value: &Value| matches!(self.texts.get(*value), Some(Const::None));
        let mut types = types.iter().map(|(_, value)| value).filter(|value| !is_none(value)).peekable();
        types.peek().is_some()
            && types.all(|value| match value.kind {
                Kind::Class(class) => {
                    let mut bases = self.project.ancestry(class);
                    !bases.any(|base| matches!(base, Base::Outside(path) if path.is("str")))
                }
                _ => false,
            })
    }

    /// The types that an annotation names, `Optional[X]`, `Annotated[X, ..]`, `X | None` and texts opened; and whether
    /// it is a container of them.
    fn types(&mut self, annotation: ExprId) -> (Vec<(ExprId, Value)>, bool) {
        let ast = self.ast();
        let mut many = false;
        let mut queue = vec![annotation];
        let mut types = Vec::new();
        while let Some(at) = queue.pop() {
            if types.len() + queue.len() > 16 {
                break;
            }
            match ast[at].kind {
                ExprKind::Subscript { base, index } => {
                    let of = self.quietly(base).path().map(|path| path.last().text());
                    match of {
                        Some(
                            "list" | "List" | "Sequence" | "Iterable" | "set" | "Set" | "tuple" | "Tuple",
                        ) => {
                            many = true;
                        }
                        // One of some constants.
                        Some("Literal") => {
                            types.push((at, Value::new(Kind::Outside(PathId::new("bool")))));
                            continue;
                        }
                        Some("dict" | "Dict" | "Mapping" | "Callable" | "type" | "Type") => continue,
                        _ => {}
                    }
                    match ast[index].kind {
                        ExprKind::Tuple(items) => queue.extend(ast.list(items).iter().rev()),
                        _ => queue.push(index),
                    }
                }
                ExprKind::Operation { operands, .. } => queue.extend(ast.list(operands).iter().rev()),
                ExprKind::Constant(_) => {
                    // `"Request"`: a name that is bound later.
                    let name =
                        ast.text_of(at).filter(|text| !text.is_empty() && text.len() < 80).map(Sym::new);
                    let names = &self.module().names;
                    if let Some(variable) = name.and_then(|name| names.in_scope(ScopeId::MODULE, name)) {
                        let file = self.file();
                        types.push((at, self.demand(file, variable)));
                    }
                }
                _ => {
                    let value = self.quietly(at);
                    match value.kind {
                        // A name for `Annotated[Account, Depends(account)]`.
                        Kind::Object(id) if self.state.shape(id) == Shape::Tuple => {
                            types.extend(self.state.fields(id).iter().map(|(_, value)| (at, *value)));
                        }
                        _ => types.push((at, value)),
                    }
                }
            }
        }
        (types, many)
    }

    fn of_path(
        &mut self,
        name: Sym,
        path: PathId,
        source: Option<Source>,
        declares: bool,
        place: Place,
    ) -> Option<Value> {
        let known = self.models.path(path);
        let passed = |this: &mut Self, cleaned: Sinks| {
            let Some(source) = source else { return Value::UNKNOWN };
            let value = this.parameter(name, source, place);
            Value { taint: Taint { cleaned, ..value.taint }, ..value }
        };
        if let Some(is) = known.and_then(|known| known.annotation) {
            return Some(match is {
                Annotation::Instance => {
                    Value::new(Kind::Instance(known.and_then(Known::gives).unwrap_or(path)))
                }
                Annotation::Data(source) => self.parameter(name, source, place),
                Annotation::Passed => Value { kind: Kind::Instance(path), ..passed(self, Sinks::NONE) },
                Annotation::Own => Value::new(Kind::Instance(path)),
                Annotation::Cleaned(sinks) => passed(self, sinks),
                Annotation::Gives(of) => Value::new(Kind::Instance(PathId::new(of))),
                Annotation::Nested | Annotation::Each => passed(self, Sinks::NONE),
            });
        }
        if declares && is_number(&path.text()) {
            return Some(passed(self, NUMBER));
        }
        // A text, and no dict with keys of its sender's choice.
        if declares && source.is_some() && path.text() == "str" {
            return Some(passed(self, Sinks::TEXT));
        }
        let first = path.first();
        let of_language = self.models.is_builtin(first)
            || matches!(first.text(), "typing" | "typing_extensions" | "collections" | "types" | "abc");
        if of_language || path.parent().is_none() {
            return None;
        }
        // An instance of something outside: what a framework injects, what a caller passes.
        let taint = match source {
            Some(Source::Caller) => passed(self, Sinks::NONE).taint,
            _ => Taint::NONE,
        };
        Some(Value { kind: Kind::Instance(path), taint })
    }

    /// An instance of a class that the outside fills, field by field.
    fn filled_class(&mut self, class: ClassRef, source: Source, place: Place, depth: u32) -> Option<Value> {
        let ancestry: Vec<Base> = self.project.ancestry(class).collect();
        let outside = |base: &Base| match base {
            Base::Outside(path) => Some(*path),
            _ => None,
        };
        let paths: Vec<PathId> =
            ancestry.iter().filter_map(outside).map(|path| self.canonical(path)).collect();
        if paths
            .iter()
            .any(|path| matches!(path.text().as_str(), "enum.Enum" | "enum.StrEnum" | "enum.IntEnum"))
        {
            let value = self.parameter(class_name(self, class), source, place);
            return Some(Value { taint: Taint { cleaned: Sinks::ALL, ..value.taint }, ..value });
        }
        if !paths.iter().any(|path| self.models.is_filled(*path)) {
            return None;
        }
        let object = self.state.object(Shape::Instance(class));
        for Declared { name, at, annotation, default } in self.typed_declarations(class) {
            let typed = self
                .within_module(at.file, |this| this.typed(name, annotation, Some(source), true, depth - 1));
            let mut value = typed.unwrap_or_else(|| self.parameter(name, source, at));
            let sinks = self.within_module(at.file, |this| this.by_pattern(Some(annotation), default));
            value.taint.cleaned = value.taint.cleaned.or(sinks);
            self.state.set(Slot::Field(object, Key::Attribute(name)), Held::Value(value));
        }
        self.checked_fields(class, object, place);
        Some(Value::new(Kind::Object(object)))
    }

    /// What the declarations of a class leave of what an object of it was made with.
    pub(super) fn typed_fields(&mut self, class: ClassRef, object: ObjectId) {
        for Declared { name, at, annotation, default } in self.typed_declarations(class) {
            let slot = Slot::Field(object, Key::Attribute(name));
            let Some(held) = self.state.value(slot).filter(|held| held.taint.is_some()) else { continue };
            let declared = self.within_module(at.file, |this| {
                let typed = this.typed(name, annotation, Some(Source::Request), true, 1);
                let typed = typed.map_or(Sinks::NONE, |typed| typed.taint.cleaned);
                typed.or(this.by_pattern(Some(annotation), default))
            });
            let cleaned = held.taint.cleaned.or(declared);
            self.state.set(slot, Held::Value(Value { taint: Taint { cleaned, ..held.taint }, ..held }));
        }
    }

    /// The fields that a class declares with a type, those of classes above it first.
    fn typed_declarations(&self, class: ClassRef) -> Vec<Declared> {
        let mut all = Vec::new();
        let ancestry: Vec<Base> = self.project.ancestry(class).collect();
        for base in ancestry.into_iter().rev() {
            let Base::Class(owner) = base else { continue };
            let ast = &self.project.module(owner.file).ast;
            for stmt in ast.list(ast[owner.class].body) {
                if let StmtKind::Annotated { target, annotation, value: default, .. } = ast[*stmt].kind
                    && let ExprKind::Name(name) = ast[target].kind
                {
                    let at = Place { file: owner.file, span: ast[target].span };
                    all.push(Declared { name, at, annotation, default });
                }
            }
        }
        all
    }

    /// `x = Depends(f)`, `q: str = Query(..)`: what it gives, and whether a function of the program made it.
    fn dependency(
        &mut self,
        name: Sym,
        default: ExprId,
        annotation: Option<ExprId>,
    ) -> Option<(Value, bool)> {
        let ast = self.ast();
        let ExprKind::Call { function, args } = ast[default].kind else { return None };
        let callee = self.quietly(function);
        let is = callee.path().and_then(|path| self.models.path(path)).and_then(|known| known.annotation)?;
        let place = self.place_of(default);
        match is {
            Annotation::Data(source) => Some((self.parameter(name, source, place), false)),
            Annotation::Own => {
                // `page: Page = Depends()`
                let first = ast.list(args).first().map(|first| first.value);
                let Some(provider) = first.or(annotation) else {
                    return Some((Value::UNKNOWN, false));
                };
                let provider = self.quietly(provider);
                Some(match provider.kind {
                    Kind::Function(_) | Kind::Class(_) => (self.injected(provider, place), true),
                    Kind::Object(_) => (self.invoke(provider, Vec::new(), place), true),
                    Kind::Outside(path) => (Value::new(Kind::Instance(path)), false),
                    _ => (Value::UNKNOWN, false),
                })
            }
            Annotation::Instance
            | Annotation::Passed
            | Annotation::Cleaned(_)
            | Annotation::Gives(_)
            | Annotation::Nested
            | Annotation::Each => None,
        }
    }

    /// What a dependency gives: its parameters are filled as a handler's are.
    fn injected(&mut self, provider: Value, place: Place) -> Value {
        // Dependencies of dependencies, which may form a circle.
        if self.frames.len() > DEEPEST {
            return Value::UNKNOWN;
        }
        let function = match provider.kind {
            Kind::Function(id) => match self.closures.get(id.0 as usize) {
                Some(Closure::Function(function, _)) => Some(*function),
                _ => None,
            },
            Kind::Class(class) => self.project.method(class, Sym::new("__init__")),
            _ => None,
        };
        let Some(function) = function else { return self.invoke(provider, Vec::new(), place) };
        let own = usize::from(matches!(provider.kind, Kind::Class(_)));
        let ast = &self.project.module(function.file).ast;
        let mut arguments = Vec::new();
        for param in ast.list(ast[function.function].params).iter().skip(own) {
            let at = Place { file: function.file, span: param.name.span };
            let declared = self.within_module(function.file, |this| {
                this.declared(param.name.sym, param.annotation, param.default, Some(Source::Request), true)
            });
            let value = declared.unwrap_or_else(|| self.parameter(param.name.sym, Source::Request, at));
            arguments.push(Argument {
                kind: ArgKind::Keyword(param.name),
                value,
                place: at,
                expr: ExprId(0),
            });
        }
        let value = self.invoke(provider, arguments, place);
        match value.kind {
            // `yield session`
            Kind::Object(object) if self.state.shape(object) == Shape::Iterator => self.element(value, place),
            _ => value,
        }
    }
}

fn class_name(evaluator: &Evaluator<'_, '_>, class: ClassRef) -> Sym {
    evaluator.project.module(class.file).ast[class.class].name.sym
}

/// Types whose text cannot do harm but by its size.
fn is_number(path: &str) -> bool {
    matches!(
        path,
        "int"
            | "float"
            | "bool"
            | "complex"
            | "uuid.UUID"
            | "decimal.Decimal"
            | "datetime.datetime"
            | "datetime.date"
            | "datetime.time"
            | "datetime.timedelta"
            | "ipaddress.IPv4Address"
            | "ipaddress.IPv6Address"
            | "pydantic.UUID4"
            | "pydantic.PositiveInt"
            | "pydantic.NonNegativeInt"
            | "pydantic.conint"
    )
}
