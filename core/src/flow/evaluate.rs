//! The evaluator: every body is walked once, in order of its text, and every call and write is told.
//!
//! A name has a value where all its bindings agree on one: an import, a definition, or one assigned
//! constant or text. Everything else is unknown.

use super::event::{Argument, Call, Event, World, Write};
use super::texts::{TextPart, Texts, format_of_number};
use super::value::{Kind, Value};
use crate::intern::{Const, PathId, Sym};
use crate::names::{BindingKind, VarId};
use crate::project::{ClassRef, FunctionRef, Imported, Module, Project};
use crate::syntax::ast::{
    Arg, ArgKind, Ast, Clause, ExprId, ExprKind, FuncId, Get, List, Operator, Part, Pattern, PatternKind,
    StmtId, StmtKind, UnaryOperator,
};
use crate::text::{FileId, Notice, Place, Span};
use rustc_hash::FxHashMap;

/// Evaluate one file and tell what happens in it.
pub fn evaluate(project: &Project, file: FileId, tell: &mut dyn FnMut(Event<'_>)) -> Vec<Notice> {
    let module = project.module(file);
    let mut evaluator = Evaluator {
        project,
        module,
        file,
        texts: Texts::default(),
        variables: FxHashMap::default(),
        silent: 0,
        function: None,
        tell,
    };
    evaluator.block(module.ast.body);
    Vec::new()
}

struct Evaluator<'p, 't> {
    project: &'p Project,
    module: &'p Module,
    file: FileId,
    texts: Texts,
    /// Values of variables that have one; `None` while it is being found.
    variables: FxHashMap<VarId, Option<Value>>,
    /// Above zero while an expression is evaluated for its value alone.
    silent: u32,
    function: Option<FuncId>,
    tell: &'t mut dyn FnMut(Event<'_>),
}

impl<'p> Evaluator<'p, '_> {
    fn ast(&self) -> &'p Ast {
        &self.module.ast
    }

    fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    fn block(&mut self, block: List<StmtId>) {
        for stmt in self.ast().list(block) {
            self.statement(*stmt);
        }
    }

    fn statement(&mut self, id: StmtId) {
        let ast = self.ast();
        match ast[id].kind {
            StmtKind::Expr(expr) => {
                self.expr(expr);
            }
            StmtKind::Assign { targets, value } => {
                let written = self.expr(value);
                for target in ast.list(targets) {
                    self.write(id, *target, value, written);
                }
            }
            StmtKind::Annotated { target, annotation, value } => {
                self.expr(annotation);
                if let Some(value) = value {
                    let written = self.expr(value);
                    self.write(id, target, value, written);
                }
            }
            StmtKind::Augmented { target, value, .. } => {
                self.expr(value);
                self.expr(target);
            }
            StmtKind::Return(value) => self.maybe(value),
            StmtKind::Raise { exception, cause } => {
                self.maybe(exception);
                self.maybe(cause);
            }
            StmtKind::Delete(exprs) | StmtKind::Print(exprs) => self.all(exprs),
            StmtKind::Assert { test, message } => {
                self.expr(test);
                self.maybe(message);
            }
            StmtKind::If { arms, otherwise } => {
                for arm in ast.list(arms) {
                    self.expr(arm.test);
                    self.block(arm.body);
                }
                self.block(otherwise);
            }
            StmtKind::For { target, iterable, body, otherwise, .. } => {
                self.expr(iterable);
                self.expr(target);
                self.block(body);
                self.block(otherwise);
            }
            StmtKind::While { test, body, otherwise } => {
                self.expr(test);
                self.block(body);
                self.block(otherwise);
            }
            StmtKind::With { items, body, .. } => {
                for item in ast.list(items) {
                    self.expr(item.context);
                    self.maybe(item.target);
                }
                self.block(body);
            }
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                self.block(body);
                for handler in ast.list(handlers) {
                    self.maybe(handler.exception);
                    self.block(handler.body);
                }
                self.block(otherwise);
                self.block(finally);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in ast.list(cases) {
                    self.pattern(ast[case.pattern]);
                    self.maybe(case.guard);
                    self.block(case.body);
                }
            }
            StmtKind::Function(function) => self.definition(function),
            StmtKind::Class(class) => {
                let class = ast[class];
                self.all(class.decorators);
                for arg in ast.list(class.args) {
                    self.expr(arg.value);
                }
                self.block(class.body);
            }
            StmtKind::TypeAlias { value, .. } => {
                self.expr(value);
            }
            StmtKind::Exec { code, scopes } => self.exec(id, code, scopes),
            StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Import(_)
            | StmtKind::ImportFrom { .. }
            | StmtKind::Unknown => {}
        }
    }

    /// Decorators, defaults and annotations are evaluated where the `def` stands, the body as its own.
    fn definition(&mut self, id: FuncId) {
        let function = self.ast()[id];
        self.all(function.decorators);
        for param in self.ast().list(function.params) {
            self.maybe(param.annotation);
            self.maybe(param.default);
        }
        self.maybe(function.returns);
        let outer = self.function.replace(id);
        self.block(function.body);
        self.maybe(function.value);
        self.function = outer;
    }

    /// Python 2's `exec code`, told as the call `exec(code)`.
    fn exec(&mut self, stmt: StmtId, code: ExprId, scopes: List<ExprId>) {
        let value = self.expr(code);
        self.all(scopes);
        let arguments = vec![self.argument(ArgKind::Positional, code, value)];
        let place = self.place(self.ast()[stmt].span);
        let callee = Value::new(Kind::Outside(PathId::new("exec")));
        let name = Some(Sym::new("exec"));
        self.tell(|world| {
            Event::Call(Call {
                place,
                expr: code,
                stmt,
                callee,
                name,
                receiver: None,
                arguments,
                used: false,
                world,
            })
        });
    }

    fn pattern(&mut self, pattern: Pattern) {
        let ast = self.ast();
        match pattern.kind {
            PatternKind::Value(expr) => {
                self.expr(expr);
            }
            PatternKind::Or(patterns) | PatternKind::Sequence(patterns) => {
                for inner in ast.list(patterns) {
                    self.pattern(ast[*inner]);
                }
            }
            PatternKind::As { pattern, .. } => self.pattern(ast[pattern]),
            PatternKind::Mapping { items, .. } => {
                for (key, inner) in ast.list(items) {
                    self.expr(*key);
                    self.pattern(ast[*inner]);
                }
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                for inner in ast.list(positional) {
                    self.pattern(ast[*inner]);
                }
                for (_, inner) in ast.list(keywords) {
                    self.pattern(ast[*inner]);
                }
            }
            PatternKind::Capture(_) | PatternKind::Wildcard | PatternKind::Star(_) | PatternKind::Unknown => {
            }
        }
    }

    fn all(&mut self, exprs: List<ExprId>) {
        for expr in self.ast().list(exprs) {
            self.expr(*expr);
        }
    }

    fn maybe(&mut self, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    /// The value of an expression. Chains of calls, attributes and subscripts may be of any length, so they
    /// are followed in a loop; all other nesting is bounded by the tree.
    fn expr(&mut self, id: ExprId) -> Value {
        let ast = self.ast();
        let mut chain = vec![id];
        let mut at = id;
        loop {
            at = match ast[at].kind {
                ExprKind::Attribute { base, .. } | ExprKind::Subscript { base, .. } => base,
                ExprKind::Call { function, .. } => function,
                _ => break,
            };
            chain.push(at);
        }
        let head = chain.pop().unwrap_or(id);
        let mut value = self.head(head);
        let mut receiver = None;
        for link in chain.into_iter().rev() {
            let before = value;
            value = match ast[link].kind {
                ExprKind::Attribute { name, .. } => before.attribute(name.sym),
                ExprKind::Call { function, args } => self.call(link, function, args, before, receiver),
                ExprKind::Subscript { index, .. } => {
                    self.expr(index);
                    Value::UNKNOWN
                }
                _ => Value::UNKNOWN,
            };
            receiver = matches!(ast[link].kind, ExprKind::Attribute { .. }).then_some(before);
        }
        value
    }

    /// An expression that is no link of a chain.
    fn head(&mut self, id: ExprId) -> Value {
        let ast = self.ast();
        let place = self.place(ast[id].span);
        match ast[id].kind {
            ExprKind::Name(name) => self.name(id, name),
            ExprKind::Constant(constant) => self.texts.constant(ast.constants.get(constant).clone()),
            ExprKind::FString(parts) => self.f_string(place, parts),
            ExprKind::Template(parts) => {
                self.f_string(place, parts);
                Value::UNKNOWN
            }
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => {
                self.all(items);
                Value::UNKNOWN
            }
            ExprKind::Dict(pairs) => {
                for pair in ast.list(pairs) {
                    self.maybe(pair.key);
                    self.expr(pair.value);
                }
                Value::UNKNOWN
            }
            ExprKind::Operation { operands, operators } => self.operation(place, operands, operators),
            ExprKind::Bool { operands, .. } | ExprKind::Compare { operands, .. } => {
                self.all(operands);
                Value::UNKNOWN
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr(test);
                let (then, otherwise) = (self.expr(then), self.expr(otherwise));
                if then == otherwise { then } else { Value::UNKNOWN }
            }
            ExprKind::Unary { operator, operand } => {
                let value = self.expr(operand);
                match (operator, self.texts.get(value)) {
                    (UnaryOperator::Minus, Some(Const::Int(number))) => {
                        let negative = number.checked_neg();
                        negative.map_or(Value::UNKNOWN, |number| self.texts.constant(Const::Int(number)))
                    }
                    _ => Value::UNKNOWN,
                }
            }
            ExprKind::Not(operand) => {
                let value = self.expr(operand);
                let truth = self.world().truth(value);
                truth.map_or(Value::UNKNOWN, |truth| self.texts.constant(Const::Bool(!truth)))
            }
            ExprKind::Named { value, .. } | ExprKind::Await(value) => self.expr(value),
            ExprKind::Lambda(function) => {
                self.definition(function);
                Value::new(Kind::Function(FunctionRef { file: self.file, function }))
            }
            ExprKind::Comprehension { element, value, clauses, .. } => {
                for clause in ast.list(clauses) {
                    match *clause {
                        Clause::For { target, iterable, .. } => {
                            self.expr(iterable);
                            self.expr(target);
                        }
                        Clause::If(test) => {
                            self.expr(test);
                        }
                    }
                }
                self.expr(element);
                self.maybe(value);
                Value::UNKNOWN
            }
            ExprKind::Starred(value) | ExprKind::YieldFrom(value) | ExprKind::Yield(Some(value)) => {
                self.expr(value);
                Value::UNKNOWN
            }
            ExprKind::Slice { lower, upper, step } => {
                self.maybe(lower);
                self.maybe(upper);
                self.maybe(step);
                Value::UNKNOWN
            }
            ExprKind::Yield(None)
            | ExprKind::Unknown
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call { .. } => Value::UNKNOWN,
        }
    }

    fn call(
        &mut self,
        id: ExprId,
        function: ExprId,
        args: List<Arg>,
        callee: Value,
        receiver: Option<Value>,
    ) -> Value {
        let ast = self.ast();
        let mut arguments = Vec::with_capacity(args.len as usize);
        for arg in ast.list(args) {
            let value = self.expr(arg.value);
            arguments.push(self.argument(arg.kind, arg.value, value));
        }
        let name = match ast[function].kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Attribute { name, .. } => Some(name.sym),
            _ => None,
        };
        let result = self.result(id, callee, name, receiver, &arguments);
        if self.silent == 0 {
            let stmt = ast[id].stmt;
            let used = !matches!(ast[stmt].kind, StmtKind::Expr(expr) if expr == id);
            let place = self.place(ast[id].span);
            self.tell(|world| {
                Event::Call(Call { place, expr: id, stmt, callee, name, receiver, arguments, used, world })
            });
        }
        result
    }

    /// What a call gives: an instance of what was called, or a text where the method is one of texts.
    fn result(
        &mut self,
        id: ExprId,
        callee: Value,
        name: Option<Sym>,
        receiver: Option<Value>,
        arguments: &[Argument],
    ) -> Value {
        if let (Some(receiver), Some(name)) = (receiver, name) {
            let place = self.place(self.ast()[id].span);
            if let Some(text) = self.texts.method(receiver, name.text(), arguments, place) {
                return text;
            }
        }
        match callee.kind {
            Kind::Outside(path) => Value { kind: Kind::Instance(path), ..callee },
            Kind::Class(class) => Value::new(Kind::Object(class)),
            _ => Value::UNKNOWN,
        }
    }

    /// What a name stands for: what all its bindings agree on.
    fn name(&mut self, id: ExprId, name: Sym) -> Value {
        let Some(variable) = self.module.names.variable(id) else {
            // A builtin; or, in a pasted snippet, what the name usually is.
            let assumed = !BUILTINS.contains(&name.text());
            return Value { kind: Kind::Outside(PathId::root(name)), assumed };
        };
        if let Some(known) = self.variables.get(&variable) {
            return known.unwrap_or(Value::UNKNOWN);
        }
        self.variables.insert(variable, None);
        let value = self.agreed(variable);
        self.variables.insert(variable, Some(value));
        value
    }

    fn agreed(&mut self, variable: VarId) -> Value {
        let bindings = self.module.names.bindings(variable);
        let mut agreed: Option<Value> = None;
        for binding in bindings {
            let value = match binding.kind {
                BindingKind::Import { path, level } => self.import(path, level),
                BindingKind::Value(expr) => self.quietly(expr),
                BindingKind::Function(function) => {
                    Value::new(Kind::Function(FunctionRef { file: self.file, function }))
                }
                BindingKind::Class(class) => Value::new(Kind::Class(ClassRef { file: self.file, class })),
                BindingKind::Annotation(_) => continue,
                _ => Value::UNKNOWN,
            };
            match agreed {
                None => agreed = Some(value),
                // `try: import a / except ImportError: import b`: the first is meant, the others stand in.
                Some(first) if is_outside(first) && is_outside(value) => {}
                Some(first) if first == value => {}
                Some(_) => return Value::UNKNOWN,
            }
        }
        agreed.unwrap_or(Value::UNKNOWN)
    }

    /// The value of an expression that is evaluated elsewhere too: nothing is told.
    fn quietly(&mut self, expr: ExprId) -> Value {
        self.silent += 1;
        let value = self.expr(expr);
        self.silent -= 1;
        value
    }

    fn import(&self, path: PathId, level: u32) -> Value {
        let Some(found) = self.project.import(self.file, path, level) else {
            return Value::new(Kind::Outside(path));
        };
        Value::new(match found {
            Imported::Outside(path) => Kind::Outside(path),
            Imported::Function(function) => Kind::Function(function),
            Imported::Class(class) => Kind::Class(class),
            Imported::Instance(class) => Kind::Object(class),
            _ => Kind::Unknown,
        })
    }

    fn f_string(&mut self, place: Place, parts: List<Part>) -> Value {
        let ast = self.ast();
        let mut pieces = Vec::with_capacity(parts.len as usize);
        for part in ast.list(parts) {
            match *part {
                Part::Text(text) => pieces.push(self.texts.known(ast.constants.get(text).clone())),
                Part::Value { value, conversion, format, .. } => {
                    let filled = self.expr(value);
                    self.maybe(format);
                    let plain = conversion.is_none() && format.is_none();
                    let number = format.and_then(|format| ast.text_of(format)).and_then(format_of_number);
                    let hole = if plain { filled } else { number.unwrap_or(Value::UNKNOWN) };
                    pieces.push(TextPart::Hole(hole, self.place(ast[value].span)));
                }
            }
        }
        self.texts.join(pieces, "f-string", place)
    }

    fn operation(&mut self, place: Place, operands: List<ExprId>, operators: List<Operator>) -> Value {
        let ast = self.ast();
        let mut operands = ast.list(operands).iter();
        let Some(first) = operands.next() else { return Value::UNKNOWN };
        let mut left = self.expr(*first);
        let mut left_place = self.place(ast[*first].span);
        for (operand, operator) in operands.zip(ast.list(operators)) {
            // `"%s and %s" % (a, b)`: the tuple's elements fill the text one by one.
            let filling = match ast[*operand].kind {
                ExprKind::Tuple(items) if *operator == Operator::Modulo => ast.list(items),
                _ => std::slice::from_ref(operand),
            };
            let mut right = Vec::with_capacity(filling.len());
            for item in filling {
                right.push((self.expr(*item), self.place(ast[*item].span)));
            }
            left = self.texts.operation(left, left_place, *operator, &right, place);
            left_place = Place { file: self.file, span: left_place.span.to(ast[*operand].span) };
        }
        left
    }

    fn write(&mut self, stmt: StmtId, target: ExprId, value: ExprId, written: Value) {
        let ast = self.ast();
        let (object, name, path) = match ast[target].kind {
            ExprKind::Attribute { base, name } => {
                let object = self.expr(base);
                (object, Some(name.sym), object.attribute(name.sym).path())
            }
            ExprKind::Subscript { base, index } => {
                let object = self.expr(base);
                let key = self.expr(index);
                (object, self.world().text(key).map(Sym::new), object.path())
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for item in ast.list(items) {
                    self.write(stmt, *item, value, Value::UNKNOWN);
                }
                return;
            }
            ExprKind::Starred(inner) => return self.write(stmt, inner, value, Value::UNKNOWN),
            _ => return,
        };
        let place = self.place(ast[target].span.to(ast[value].span));
        let value = self.argument(ArgKind::Positional, value, written);
        self.tell(|world| Event::Write(Write { place, stmt, object, path, name, value, world }));
    }

    fn argument(&self, kind: ArgKind, expr: ExprId, value: Value) -> Argument {
        Argument { kind, value, place: self.place(self.ast()[expr].span), expr }
    }

    fn world(&self) -> World<'_> {
        let Self { project, file, function, texts, .. } = self;
        World { project, texts, file: *file, function: *function }
    }

    fn tell(&mut self, event: impl for<'w> FnOnce(World<'w>) -> Event<'w>) {
        let Self { project, file, function, texts, .. } = self;
        (self.tell)(event(World { project, texts, file: *file, function: *function }));
    }
}

fn is_outside(value: Value) -> bool {
    matches!(value.kind, Kind::Outside(_))
}

/// The builtins that rules speak of, and those that snippets use most: names of these are no guess.
const BUILTINS: &[&str] = &[
    "__import__",
    "abs",
    "all",
    "any",
    "bool",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "compile",
    "dict",
    "dir",
    "enumerate",
    "eval",
    "exec",
    "execfile",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "min",
    "next",
    "object",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "raw_input",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];
