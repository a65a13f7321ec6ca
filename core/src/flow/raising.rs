//! Exceptions: what `raise` hands to which handler, and bodies of `try` in which nothing else can be raised.
//!
//! ```python
//! try:
//!     command = "ls"
//!     if not ready:
//!         raise NotReady(name)      # the one thing that is raised here
//! except NotReady as error:         # with this error, and in this state
//!     log(error)
//! except KeyError:                  # never
//!     command = name
//! ```

use super::evaluate::Evaluator;
use super::numbers::of_known;
use super::state::{Changes, Key, Mark, ObjectId, Shape, Slot};
use super::statements::Ends;
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::project::{Base, ClassRef};
use crate::syntax::ast::{
    ArgKind, Ast, Comparison, ExprId, ExprKind, Get, Handler, List, Part, StmtId, StmtKind,
};

/// Most errors of one `try` that are told apart.
const MOST_ERRORS: usize = 8;
/// Most errors of one evaluation of which it is known why they were raised.
const MOST_CAUSES: usize = 64;

/// A `try` whose body is being evaluated.
pub(super) struct Try {
    pub(super) mark: Mark,
    /// Whether nothing but `raise` raises in its body.
    pub(super) quiet: bool,
    pub(super) raised: Vec<Raised>,
}

/// What a `raise` raised.
#[derive(Clone)]
pub(super) struct Raised {
    /// Its type, or the object that it is.
    of: Value,
    /// What a handler binds.
    pub(super) error: Value,
    /// The state then.
    pub(super) changes: Changes,
}

impl Evaluator<'_, '_> {
    /// `with suppress(KeyError)`: it goes on from any of the states that the body went through.
    pub(super) fn suppressed(&mut self, body: List<StmtId>) -> Ends {
        let mark = self.state.mark();
        let within = self.frame().map_or(0, |frame| frame.suppressing);
        let set = |this: &mut Self, to| {
            if let Some(frame) = this.frames.last_mut() {
                frame.suppressing = to;
            }
        };
        let (front, tail) = self.ast().list(body).split_at(self.parted_where_quiet(body));
        if front.is_empty() {
            return self.each_statement(tail);
        }
        set(self, within + 1);
        let ended = self.each_statement(front);
        let history = self.state.history(mark);
        let reached = self.state.changes(mark);
        let ended = if ended == Ends::Through { self.each_statement(tail) } else { ended };
        set(self, within);
        let whole = self.state.take(mark);
        let mut between: Changes = Vec::new();
        for (slot, held) in history.into_iter().chain(reached) {
            match between.iter_mut().find(|(known, _)| *known == slot) {
                Some((_, known)) => *known = self.join_held(*known, held),
                None => between.push((slot, held)),
            }
        }
        let arms = [(ended, whole), (Ends::Through, between)];
        self.go_on_behind(arms.into_iter().filter(|(ends, _)| *ends == Ends::Through).collect())
    }

    /// A body in two: behind what may raise come assignments that do not, such as `valid = True`. They are reached only
    /// where nothing was raised. Gives where they begin.
    pub(super) fn parted_where_quiet(&self, body: List<StmtId>) -> usize {
        let ast = self.ast();
        let all = ast.list(body);
        let plain = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(_));
        let is_quiet = |stmt: &StmtId| match ast[*stmt].kind {
            StmtKind::Assign { targets, value } => {
                ast.list(targets).iter().all(plain) && self.expr_is_quiet(value)
            }
            StmtKind::Pass => true,
            _ => false,
        };
        let tail = all.iter().rev().take_while(|stmt| is_quiet(stmt)).count();
        all.len() - tail
    }

    /// `raise exception from cause`: it goes to the `try` around it.
    pub(super) fn raise(&mut self, exception: Option<ExprId>, value: Value, cause: Option<Value>) {
        let Some(at) = self.frames.iter().rposition(|frame| !frame.tries.is_empty()) else { return };
        let same = at + 1 == self.frames.len();
        let Some(open) = self.frames.get(at).and_then(|frame| frame.tries.last()) else { return };
        let (mark, quiet, full) = (open.mark, open.quiet, open.raised.len() >= MOST_ERRORS);
        let held = self.contents(value);
        let cause = cause.or(self.handled.last().copied()).filter(|_| exception.is_some());
        let told = (same && quiet) || self.matters(held) || cause.is_some_and(|cause| self.matters(cause));
        if full || !told {
            return;
        }
        let (of, error) = self.error_of(exception, value);
        let mut changes = self.state.changes(mark);
        self.settle(&mut changes);
        let error = self.settled(error);
        if let Some(cause) = cause
            && self.causes.len() < MOST_CAUSES
        {
            self.causes.push((error, cause));
        }
        if let Some(open) = self.frames.get_mut(at).and_then(|frame| frame.tries.last_mut()) {
            open.raised.push(Raised { of, error, changes });
        }
    }

    /// `error.__cause__`, `error.__context__`: what was being handled when the error was raised.
    pub(super) fn cause_of(&mut self, error: Value) -> Option<Value> {
        let of = |(known, cause): &(Value, Value)| {
            (known.kind == error.kind && known.taint.root == error.taint.root).then_some(*cause)
        };
        let causes: Vec<Value> = self.causes.iter().filter_map(of).collect();
        causes.into_iter().reduce(|before, cause| self.join(before, cause))
    }

    /// What no handler of a `try` catches goes on to the one around it. The state is that before the inner one.
    pub(super) fn go_past(&mut self, raised: Vec<Raised>) {
        for error in raised {
            let Some(open) = self.frames.last().and_then(|frame| frame.tries.last()) else { return };
            let (outer, quiet, full) = (open.mark, open.quiet, open.raised.len() >= MOST_ERRORS);
            if full || !(quiet || self.matters(self.seen(error.error))) {
                continue;
            }
            let before = self.state.mark();
            self.join_states(std::slice::from_ref(&error.changes));
            let changes = self.state.changes(outer);
            self.state.undo(before);
            if let Some(open) = self.frames.last_mut().and_then(|frame| frame.tries.last_mut()) {
                open.raised.push(Raised { changes, ..error });
            }
        }
    }

    /// The type of what is raised, and what a handler then has: of `ValueError(text)` the text.
    fn error_of(&mut self, exception: Option<ExprId>, value: Value) -> (Value, Value) {
        let ast = self.ast();
        let call = exception.and_then(|exception| match ast[exception].kind {
            ExprKind::Call { function, args } => Some((function, ast.list(args))),
            _ => None,
        });
        match (call, value.kind) {
            (_, Kind::Object(_) | Kind::Class(_)) | (None, _) => (value, value),
            (Some((function, args)), _) => {
                let of = self.quietly(function);
                let error = match args {
                    [] => self.texts.constant(Const::Str("".into())),
                    [only] if only.kind == ArgKind::Positional => {
                        let given = self.quietly(only.value);
                        self.stepped(given, self.place_of(only.value), Step::Stored, Doubts::NONE)
                    }
                    _ => value,
                };
                (of, error)
            }
        }
    }

    /// Those of some errors that a handler may catch; what it certainly catches is taken out.
    pub(super) fn caught(&mut self, by: Option<Value>, raised: &mut Vec<Raised>) -> Vec<Raised> {
        let mut caught = Vec::new();
        let mut left = Vec::new();
        for error in std::mem::take(raised) {
            let catches = by.map_or(Some(true), |by| self.catches(by, error.of));
            if catches != Some(false) {
                caught.push(error.clone());
            }
            if catches != Some(true) {
                left.push(error);
            }
        }
        *raised = left;
        caught
    }

    /// Whether a handler of a type, or of several, catches an error.
    fn catches(&self, by: Value, error: Value) -> Option<bool> {
        if let Kind::Object(types) = by.kind
            && matches!(self.state.shape(types), Shape::Tuple | Shape::List)
        {
            let types = self.state.fields(types).iter();
            let mut any = Some(false);
            for (_, of) in types {
                match self.catches(*of, error) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => any = None,
                }
            }
            return any;
        }
        match (error.kind, by.kind) {
            (Kind::Outside(error) | Kind::Instance(error), Kind::Outside(by)) => is_kind_of(error, by),
            (Kind::Outside(error) | Kind::Instance(error), Kind::Class(_)) => {
                is_kind_of(error, PathId::new("BaseException")).map(|_| false)
            }
            (Kind::Class(class), _) => self.class_is(class, by),
            (Kind::Object(object), _) => match self.state.shape(object) {
                Shape::Instance(class) => self.class_is(class, by),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a class of the given files is another, or below it.
    pub(super) fn class_is(&self, class: ClassRef, of: Value) -> Option<bool> {
        let mut is = Some(false);
        for base in self.project.ancestry(class) {
            match (base, of.kind) {
                (Base::Class(base), Kind::Class(of)) if base == of => return Some(true),
                (Base::Outside(base), Kind::Outside(of)) => match is_kind_of(base, of) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => is = None,
                },
                (Base::Class(_), Kind::Class(_) | Kind::Outside(_)) | (Base::Outside(_), Kind::Class(_)) => {}
                _ => is = None,
            }
        }
        is
    }

    /// Whether nothing but `raise` raises in the body of a `try`.
    pub(super) fn is_quiet(&self, body: List<StmtId>, handlers: &[Handler]) -> bool {
        let ast = self.ast();
        // Names that are not there are what such a handler is for.
        let of_names = |expr: ExprId| matches!(ast[expr].kind, ExprKind::Name(name) if matches!(name.text(), "NameError" | "UnboundLocalError"));
        !handlers.iter().filter_map(|handler| handler.exception).any(of_names) && self.block_is_quiet(body)
    }

    fn block_is_quiet(&self, body: List<StmtId>) -> bool {
        let ast = self.ast();
        ast.list(body).iter().all(|stmt| match ast[*stmt].kind {
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue | StmtKind::Return(None) => true,
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => self.expr_is_quiet(expr),
            StmtKind::Assign { targets, value } => {
                let plain = |target: &ExprId| matches!(ast[*target].kind, ExprKind::Name(_));
                ast.list(targets).iter().all(plain) && self.expr_is_quiet(value)
            }
            StmtKind::If { arms, otherwise } => {
                let arms = ast.list(arms).iter();
                arms.copied().all(|arm| self.expr_is_quiet(arm.test) && self.block_is_quiet(arm.body))
                    && self.block_is_quiet(otherwise)
            }
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                let handlers = ast.list(handlers);
                self.is_quiet(body, handlers)
                    && handlers.iter().all(|handler| self.block_is_quiet(handler.body))
                    && self.block_is_quiet(otherwise)
                    && finally.is_empty()
            }
            StmtKind::Raise { exception: Some(exception), cause } => {
                let raised = match ast[exception].kind {
                    ExprKind::Call { function, args } => {
                        self.expr_is_quiet(function)
                            && ast.list(args).iter().all(|arg| self.expr_is_quiet(arg.value))
                    }
                    _ => self.expr_is_quiet(exception),
                };
                raised && cause.is_none_or(|cause| self.expr_is_quiet(cause))
            }
            _ => false,
        })
    }

    /// Whether a look-up within `try` certainly fails: `{"a": 1}["b"]`. Only of what the function made itself, for whatever
    /// else has a container may put something into it.
    pub(super) fn is_missing(&self, of: Value, key: Value) -> bool {
        let (Kind::Object(id), Some(frame)) = (of.kind, self.frame()) else { return false };
        if frame.tries.is_empty() && frame.suppressing == 0 {
            return false;
        }
        let made_here = !self.state.fields(id).is_empty() && self.state.is_born_since(id, frame.mark);
        made_here && self.key(key).is_some_and(|key| self.has_key(id, key) == Some(false))
    }

    /// Whether a container holds something under a key, where that is certain.
    fn has_key(&self, container: ObjectId, key: Key) -> Option<bool> {
        let made = Slot::Field(container, Key::Attribute(Sym::new("default_factory")));
        if !matches!(self.state.shape(container), Shape::Dict | Shape::List | Shape::Tuple)
            || self.state.is_several(container)
            || self.state.is_unsure(container)
            || self.state.value(Slot::Rest(container)).is_some()
            || self.state.value(made).is_some()
        {
            return None;
        }
        let key = self.counted_from_end(container, key);
        Some(self.state.value(Slot::Field(container, key)).is_some())
    }

    /// `table["a"]`, where the table certainly has it.
    fn is_found(&self, base: ExprId, index: ExprId) -> bool {
        let ast = self.ast();
        let ExprKind::Constant(key) = ast[index].kind else { return false };
        let key = match ast.constants.get(key) {
            Const::Str(text) => Key::Text(Sym::new(text)),
            Const::Int(number) => Key::Index(*number),
            _ => return false,
        };
        match self.at_hand(base).map(|value| value.kind) {
            Some(Kind::Object(id)) => self.has_key(id, key) == Some(true),
            _ => false,
        }
    }

    /// What a variable of the function holds now.
    fn at_hand(&self, name: ExprId) -> Option<Value> {
        let variable = self.module().names.variable(name)?;
        let variable = self.module().names.variables.get(variable.0 as usize)?;
        let open = self.scopes.get(self.frame()?.scope.0 as usize)?;
        (open.scope == variable.scope)
            .then(|| self.state.value(Slot::Variable(open.base + variable.position)))?
    }

    fn expr_is_quiet(&self, expr: ExprId) -> bool {
        let ast: &Ast = self.ast();
        let all = |exprs: List<ExprId>| ast.list(exprs).iter().all(|expr| self.expr_is_quiet(*expr));
        match ast[expr].kind {
            ExprKind::Constant(_) | ExprKind::Lambda(_) => true,
            ExprKind::Name(name) => {
                let names = &self.module().names;
                // `unicode`, `raw_input`: what only some versions of Python have is asked for like this.
                names.variable(expr).is_some()
                    || self.project.unbound(self.file(), name).is_some()
                    || is_kind_of(PathId::root(name), PathId::new("BaseException")).is_some()
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => all(items),
            ExprKind::Dict(pairs) => ast.list(pairs).iter().all(|pair| {
                pair.key.is_some_and(|key| matches!(ast[key].kind, ExprKind::Constant(_)))
                    && self.expr_is_quiet(pair.value)
            }),
            ExprKind::FString(parts) => ast.list(parts).iter().all(|part| match *part {
                Part::Text(_) => true,
                Part::Value { value, format, .. } => format.is_none() && self.expr_is_quiet(value),
            }),
            ExprKind::Bool { operands, .. } => all(operands),
            ExprKind::Compare { operands, comparisons } => {
                let safe = |with: &Comparison| {
                    matches!(
                        with,
                        Comparison::Equal | Comparison::NotEqual | Comparison::Is | Comparison::IsNot
                    )
                };
                ast.list(comparisons).iter().all(safe) && all(operands)
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr_is_quiet(test) && self.expr_is_quiet(then) && self.expr_is_quiet(otherwise)
            }
            ExprKind::Not(operand) => self.expr_is_quiet(operand),
            ExprKind::Subscript { base, index } => self.is_found(base, index),
            // `int("5")`
            ExprKind::Call { function, args } => {
                let given = ast.list(args).iter().map(|arg| match ast[arg.value].kind {
                    ExprKind::Constant(id) if arg.kind == ArgKind::Positional => {
                        Some(ast.constants.get(id).clone())
                    }
                    _ => None,
                });
                let ExprKind::Name(name) = ast[function].kind else { return false };
                let own = self.module().names.variable(function).is_none() && self.models.is_builtin(name);
                own && given
                    .collect::<Option<Vec<Const>>>()
                    .is_some_and(|given| of_known(name.text(), &given).is_some())
            }
            _ => false,
        }
    }

    /// The text of an error of an own class: what it was made with.
    pub(super) fn text_of_error(&mut self, error: Value) -> Option<Value> {
        let Kind::Object(id) = error.kind else { return None };
        let Shape::Instance(class) = self.state.shape(id) else { return None };
        let exception = Value::new(Kind::Outside(PathId::new("BaseException")));
        (self.class_is(class, exception) == Some(true))
            .then(|| self.state.value(super::state::Slot::Rest(id)))?
    }

    /// What an error of which a handler knows the text is asked for: `error.args[0]`, `error.message`.
    pub(super) fn of_error(&mut self, text: Value, name: &str) -> Value {
        if name == "args" { self.tuple(&[text]) } else { text }
    }
}

/// Python's own exceptions, each with the one above it.
const ABOVE: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("SystemExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("FileNotFoundError", "OSError"),
    ("FileExistsError", "OSError"),
    ("PermissionError", "OSError"),
    ("ConnectionError", "OSError"),
    ("TimeoutError", "OSError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
];

/// Whether one of Python's own exceptions is another or below it; none where one is not known.
fn is_kind_of(error: PathId, of: PathId) -> Option<bool> {
    if error == of {
        return Some(true);
    }
    let of = of.text();
    let above = |name: &str| ABOVE.iter().find(|(own, _)| *own == name).map(|(_, above)| *above);
    if of != "BaseException" {
        above(&of)?;
    }
    let error = error.text();
    let mut at = above(&error)?;
    loop {
        if at == of {
            return Some(true);
        }
        match above(at) {
            Some(higher) => at = higher,
            None => return Some(false),
        }
    }
}
