//! The syntax tree: Python's own abstract grammar in index arenas, plus what broken code needs.
//!
//! Nodes refer to each other by small ids, lists of nodes are ranges into shared arenas, so that a file's
//! tree is a handful of vectors. An expression knows its statement; a statement its parent and its
//! function: what encloses a place is found by walking up, what it holds by following the fields.
//!
//! Two shapes differ from CPython's `ast`, both to bound nesting: a chain of left-associative operators is
//! one [`ExprKind::Operation`] (`a + b - c` has three operands), and `elif` is a further arm of its `if`.
//! Chains of calls, attributes and subscripts nest through their first field to any length: follow them in
//! a loop, never by recursion. All other nesting is at most [`MAX_DEPTH`] deep.

use crate::intern::{ConstId, Constants, Sym};
use crate::text::{Notice, Span};

/// How deep expressions and statements may nest before [`ExprKind::Unknown`] or [`StmtKind::Unknown`]
/// stands in for the rest.
pub const MAX_DEPTH: u32 = 200;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
    )* };
}

ids! {
    /// An expression of one [`Ast`].
    ExprId,
    /// A statement of one [`Ast`].
    StmtId,
    /// A function or lambda of one [`Ast`].
    FuncId,
    /// A class of one [`Ast`].
    ClassDefId,
    /// A pattern of a `match` in one [`Ast`].
    PatternId,
}

/// A run of consecutive entries in one of an [`Ast`]'s list arenas.
#[derive(Debug)]
pub struct List<T> {
    /// First entry.
    pub start: u32,
    /// How many.
    pub len: u32,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for List<T> {}
impl<T> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.len) == (other.start, other.len)
    }
}
impl<T> Eq for List<T> {}
impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new(0, 0)
    }
}
impl<T> List<T> {
    /// The run of `len` entries from `start`.
    #[must_use]
    pub fn new(start: u32, len: u32) -> Self {
        Self { start, len, of: std::marker::PhantomData }
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// The tree of one file.
#[derive(Debug, Default)]
pub struct Ast {
    /// The statements of the module itself.
    pub body: List<StmtId>,
    /// All statements.
    pub stmts: Vec<Stmt>,
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// All functions and lambdas, outer before inner, in order of their place.
    pub functions: Vec<Function>,
    /// All classes, outer before inner, in order of their place.
    pub classes: Vec<Class>,
    /// All patterns.
    pub patterns: Vec<Pattern>,
    /// The file's constants.
    pub constants: Constants,
    /// The names that are written in it, each once.
    pub names: Vec<Sym>,
    /// Comments in order of their place, `#` included.
    pub comments: Vec<Span>,
    /// What could not be read, with its lines.
    pub notices: Vec<Notice>,
    /// The arenas behind [`List`]s.
    pub lists: Lists,
}

/// The arenas behind [`List`]s.
#[derive(Debug, Default)]
pub struct Lists {
    /// Blocks.
    pub stmts: Vec<StmtId>,
    /// Operands, elements, targets.
    pub exprs: Vec<ExprId>,
    /// Elements that may be missing (the key of `**mapping` in a dict).
    pub pairs: Vec<Pair>,
    /// Arguments of calls and of class headers.
    pub args: Vec<Arg>,
    /// Operators of [`ExprKind::Operation`].
    pub operators: Vec<Operator>,
    /// Operators of [`ExprKind::Compare`].
    pub comparisons: Vec<Comparison>,
    /// Parameters.
    pub params: Vec<Param>,
    /// `for` and `if` parts of comprehensions.
    pub clauses: Vec<Clause>,
    /// Arms of `if`.
    pub arms: Vec<Arm>,
    /// `except` clauses.
    pub handlers: Vec<Handler>,
    /// Items of `with`.
    pub with_items: Vec<WithItem>,
    /// `case` clauses.
    pub cases: Vec<Case>,
    /// Imported names.
    pub imports: Vec<ImportName>,
    /// Names of `global`, `nonlocal` and dotted module names.
    pub syms: Vec<Name>,
    /// Parts of f-strings and template strings.
    pub parts: Vec<Part>,
    /// Patterns.
    pub patterns: Vec<PatternId>,
    /// Keys and patterns of a mapping pattern.
    pub mapping_items: Vec<(ExprId, PatternId)>,
    /// Keyword patterns of a class pattern.
    pub keyword_patterns: Vec<(Name, PatternId)>,
    /// PEP 695 type parameters.
    pub type_params: Vec<TypeParam>,
}

/// Gives the entries of a [`List`].
pub trait Get<T> {
    /// The entries; empty for a list of another tree.
    fn list(&self, list: List<T>) -> &[T];
}

macro_rules! lists {
    ($($field:ident: $of:ty),* $(,)?) => { $(
        impl Get<$of> for Ast {
            fn list(&self, list: List<$of>) -> &[$of] {
                self.lists.$field.get(list.start as usize..(list.start + list.len) as usize).unwrap_or(&[])
            }
        }
        impl Lists {
            /// Add a run of entries.
            pub fn $field(&mut self, entries: impl IntoIterator<Item = $of>) -> List<$of> {
                let start = self.$field.len();
                self.$field.extend(entries);
                List::new(start as u32, (self.$field.len() - start) as u32)
            }
        }
    )* };
}

lists! {
    stmts: StmtId, exprs: ExprId, pairs: Pair, args: Arg, operators: Operator, comparisons: Comparison,
    params: Param, clauses: Clause, arms: Arm, handlers: Handler, with_items: WithItem, cases: Case,
    imports: ImportName, syms: Name, parts: Part, patterns: PatternId, mapping_items: (ExprId, PatternId),
    keyword_patterns: (Name, PatternId), type_params: TypeParam,
}

macro_rules! index {
    ($($id:ty, $field:ident, $of:ty);* $(;)?) => { $(
        impl std::ops::Index<$id> for Ast {
            type Output = $of;
            /// Ids are made with their node and never leave their tree.
            fn index(&self, id: $id) -> &$of {
                &self.$field[id.0 as usize]
            }
        }
    )* };
}

index! {
    ExprId, exprs, Expr;
    StmtId, stmts, Stmt;
    FuncId, functions, Function;
    ClassDefId, classes, Class;
    PatternId, patterns, Pattern;
}

/// A name and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub sym: Sym,
    /// Where it stands.
    pub span: Span,
}

/// An expression.
#[derive(Debug, Clone, Copy)]
pub struct Expr {
    /// Where it stands, parentheses around it not included.
    pub span: Span,
    /// The statement that it is part of. In a decorator, default or annotation that is the `def` or `class`;
    /// in a lambda's body the statement that the lambda stands in.
    pub stmt: StmtId,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Debug, Clone, Copy)]
pub enum ExprKind {
    /// `name`
    Name(Sym),
    /// `1`, `"text"`, `b"bytes"`, `None`, `...`, and `"joined " "texts"`, as one value
    Constant(ConstId),
    /// `f"{a} and {b!r:>{width}}"`, whatever f-strings and texts are joined to it
    FString(List<Part>),
    /// `t"{a}"`, a template string (PEP 750)
    Template(List<Part>),
    /// `(a, b)`, `a, b`
    Tuple(List<ExprId>),
    /// `[a, b]`
    List(List<ExprId>),
    /// `{a, b}`
    Set(List<ExprId>),
    /// `{k: v, **more}`
    Dict(List<Pair>),
    /// `-a`, `+a`, `~a`
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// What it is applied to.
        operand: ExprId,
    },
    /// `not a`
    Not(ExprId),
    /// `a + b - c`: left-associative operators of one chain; `operators` is one shorter than `operands`.
    /// `a ** b`, which binds to the right, always has two operands.
    Operation {
        /// Operands, left to right.
        operands: List<ExprId>,
        /// The operators between them.
        operators: List<Operator>,
    },
    /// `a and b and c`, `a or b`
    Bool {
        /// Whether it is `and`; else `or`.
        and: bool,
        /// Operands, left to right, at least two.
        operands: List<ExprId>,
    },
    /// `a < b <= c`, `a in b`: `comparisons` is one shorter than `operands`.
    Compare {
        /// Operands, left to right.
        operands: List<ExprId>,
        /// The comparisons between them.
        comparisons: List<Comparison>,
    },
    /// `then if test else otherwise`
    Conditional {
        /// The test.
        test: ExprId,
        /// The value when it is true.
        then: ExprId,
        /// The value when it is false.
        otherwise: ExprId,
    },
    /// `f(a, *b, k=c, **d)`
    Call {
        /// What is called.
        function: ExprId,
        /// Its arguments, in order.
        args: List<Arg>,
    },
    /// `base.name`
    Attribute {
        /// The object.
        base: ExprId,
        /// The attribute.
        name: Name,
    },
    /// `base[index]`; several indices are one [`ExprKind::Tuple`]
    Subscript {
        /// The object.
        base: ExprId,
        /// The index or key.
        index: ExprId,
    },
    /// `lower:upper:step` within a subscript
    Slice {
        /// Before the first colon.
        lower: Option<ExprId>,
        /// Between the colons.
        upper: Option<ExprId>,
        /// After the second colon.
        step: Option<ExprId>,
    },
    /// `*a`
    Starred(ExprId),
    /// `name := value`
    Named {
        /// The name that is bound.
        target: Name,
        /// Its value.
        value: ExprId,
    },
    /// `lambda a, b=1: body`; its body is [`Function::value`]
    Lambda(FuncId),
    /// `[e for x in y if z]`, `{..}`, `(..)`
    Comprehension {
        /// What is built.
        kind: ComprehensionKind,
        /// The element; the key of a dict comprehension.
        element: ExprId,
        /// The value of a dict comprehension.
        value: Option<ExprId>,
        /// Its `for` and `if` parts, outer first.
        clauses: List<Clause>,
    },
    /// `await a`
    Await(ExprId),
    /// `yield`, `yield a`
    Yield(Option<ExprId>),
    /// `yield from a`
    YieldFrom(ExprId),
    /// What could not be read, or is nested too deep.
    Unknown,
}

/// A part of an f-string or template string.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// Text as it will stand in the result.
    Text(ConstId),
    /// `{value!r:spec}`
    Value {
        /// The expression.
        value: ExprId,
        /// `r`, `s` or `a` after `!`.
        conversion: Option<char>,
        /// The format after the colon, itself an [`ExprKind::Constant`] or [`ExprKind::FString`].
        format: Option<ExprId>,
        /// Whether `=` after the expression prints its text too (`{a=}`).
        shows_source: bool,
    },
}

/// An entry of a dict.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The key; absent for `**value`.
    pub key: Option<ExprId>,
    /// The value.
    pub value: ExprId,
}

/// An argument of a call, or of a class header.
#[derive(Debug, Clone, Copy)]
pub struct Arg {
    /// How it is passed.
    pub kind: ArgKind,
    /// Its value.
    pub value: ExprId,
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    /// `f(a)`
    Positional,
    /// `f(name=a)`
    Keyword(Name),
    /// `f(*a)`
    Star,
    /// `f(**a)`
    DoubleStar,
}

/// `-`, `+`, `~`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `~`
    Invert,
}

/// The operators of arithmetic and bits, in expressions and in `a += b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `@`
    MatrixMultiply,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Modulo,
    /// `**`
    Power,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`, and Python 2's `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

/// What a comprehension builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComprehensionKind {
    /// `[..]`
    List,
    /// `{..}`
    Set,
    /// `{k: v ..}`
    Dict,
    /// `(..)`
    Generator,
}

/// A part of a comprehension.
#[derive(Debug, Clone, Copy)]
pub enum Clause {
    /// `for target in iterable`
    For {
        /// What is bound.
        target: ExprId,
        /// What is iterated.
        iterable: ExprId,
        /// `async for`
        is_async: bool,
    },
    /// `if test`
    If(ExprId),
}

/// A statement.
#[derive(Debug, Clone, Copy)]
pub struct Stmt {
    /// Where it stands, its blocks included, decorators too, the line end not.
    pub span: Span,
    /// The compound statement whose block it is in; for the body of a function or class the `def` or `class`.
    pub parent: Option<StmtId>,
    /// The innermost function whose body it is in (lambdas hold no statements).
    pub function: Option<FuncId>,
    /// What it is.
    pub kind: StmtKind,
}

/// The kinds of statement.
#[derive(Debug, Clone, Copy)]
pub enum StmtKind {
    /// `f()`
    Expr(ExprId),
    /// `a = b = value`
    Assign {
        /// `a`, `b`
        targets: List<ExprId>,
        /// `value`
        value: ExprId,
    },
    /// `a: int = value`, `a: int`
    Annotated {
        /// `a`
        target: ExprId,
        /// `int`
        annotation: ExprId,
        /// `value`
        value: Option<ExprId>,
    },
    /// `a += value`
    Augmented {
        /// `a`
        target: ExprId,
        /// `+`
        operator: Operator,
        /// `value`
        value: ExprId,
    },
    /// `return`, `return a`
    Return(Option<ExprId>),
    /// `raise`, `raise a`, `raise a from b`
    Raise {
        /// `a`
        exception: Option<ExprId>,
        /// `b`
        cause: Option<ExprId>,
    },
    /// `del a, b[0]`
    Delete(List<ExprId>),
    /// `assert test, message`
    Assert {
        /// `test`
        test: ExprId,
        /// `message`
        message: Option<ExprId>,
    },
    /// `pass`
    Pass,
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `global a, b`
    Global(List<Name>),
    /// `nonlocal a, b`
    Nonlocal(List<Name>),
    /// `import a.b, c as d`
    Import(List<ImportName>),
    /// `from ..a.b import c as d, e`, `from a import *`
    ImportFrom {
        /// How many dots.
        level: u32,
        /// `a`, `b`; empty in `from . import c`.
        module: List<Name>,
        /// `c as d`, `e`; empty for `*`.
        names: List<ImportName>,
        /// `*`
        star: bool,
    },
    /// `if a: .. elif b: .. else: ..`
    If {
        /// The `if` and each `elif`.
        arms: List<Arm>,
        /// The `else`.
        otherwise: List<StmtId>,
    },
    /// `for target in iterable: .. else: ..`
    For {
        /// What is bound.
        target: ExprId,
        /// What is iterated.
        iterable: ExprId,
        /// The body.
        body: List<StmtId>,
        /// The `else`.
        otherwise: List<StmtId>,
        /// `async for`
        is_async: bool,
    },
    /// `while test: .. else: ..`
    While {
        /// The test.
        test: ExprId,
        /// The body.
        body: List<StmtId>,
        /// The `else`.
        otherwise: List<StmtId>,
    },
    /// `with a as b, c: ..`
    With {
        /// `a as b`, `c`
        items: List<WithItem>,
        /// The body.
        body: List<StmtId>,
        /// `async with`
        is_async: bool,
    },
    /// `try: .. except A as e: .. else: .. finally: ..`
    Try {
        /// The body.
        body: List<StmtId>,
        /// The `except` clauses.
        handlers: List<Handler>,
        /// The `else`.
        otherwise: List<StmtId>,
        /// The `finally`.
        finally: List<StmtId>,
        /// `except*`
        star: bool,
    },
    /// `match subject: case ..`
    Match {
        /// What is matched.
        subject: ExprId,
        /// The cases.
        cases: List<Case>,
    },
    /// `def f(): ..`
    Function(FuncId),
    /// `class C: ..`
    Class(ClassDefId),
    /// `type A[T] = value`
    TypeAlias {
        /// `A`
        name: Name,
        /// `T`
        type_params: List<TypeParam>,
        /// `value`
        value: ExprId,
    },
    /// Python 2's `print a, b`
    Print(List<ExprId>),
    /// Python 2's `exec code in globals, locals`
    Exec {
        /// `code`
        code: ExprId,
        /// `globals`, `locals`
        scopes: List<ExprId>,
    },
    /// What could not be read, or is nested too deep.
    Unknown,
}

/// `if test: body`, `elif test: body`
#[derive(Debug, Clone, Copy)]
pub struct Arm {
    /// The test.
    pub test: ExprId,
    /// Its block.
    pub body: List<StmtId>,
    /// From `if` or `elif` to the end of the block.
    pub span: Span,
}

/// `except exception as name: body`
#[derive(Debug, Clone, Copy)]
pub struct Handler {
    /// What is caught; absent in a bare `except:`.
    pub exception: Option<ExprId>,
    /// The name that it is bound to.
    pub name: Option<Name>,
    /// Its block.
    pub body: List<StmtId>,
    /// From `except` to the end of the block.
    pub span: Span,
}

/// `context as target`
#[derive(Debug, Clone, Copy)]
pub struct WithItem {
    /// The context manager.
    pub context: ExprId,
    /// What is bound.
    pub target: Option<ExprId>,
}

/// `case pattern if guard: body`
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The pattern.
    pub pattern: PatternId,
    /// The guard.
    pub guard: Option<ExprId>,
    /// Its block.
    pub body: List<StmtId>,
    /// From `case` to the end of the block.
    pub span: Span,
}

/// A pattern of a `match`.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: PatternKind,
}

/// The kinds of pattern.
#[derive(Debug, Clone, Copy)]
pub enum PatternKind {
    /// `1`, `"a"`, `None`, `Color.RED`: compared with the subject
    Value(ExprId),
    /// `name`: matches anything and binds it
    Capture(Name),
    /// `_`
    Wildcard,
    /// `a | b`
    Or(List<PatternId>),
    /// `pattern as name`
    As {
        /// The pattern.
        pattern: PatternId,
        /// What is bound.
        name: Name,
    },
    /// `[a, *rest]`, `(a, b)`
    Sequence(List<PatternId>),
    /// `*rest`, `*_` in a sequence
    Star(Option<Name>),
    /// `{"k": a, **rest}`
    Mapping {
        /// Keys with their patterns.
        items: List<(ExprId, PatternId)>,
        /// `rest`
        rest: Option<Name>,
    },
    /// `Point(a, y=b)`
    Class {
        /// `Point`
        class: ExprId,
        /// `a`
        positional: List<PatternId>,
        /// `y=b`
        keywords: List<(Name, PatternId)>,
    },
    /// What could not be read.
    Unknown,
}

/// `a.b as c` of an `import`, `a as c` of a `from .. import`
#[derive(Debug, Clone, Copy)]
pub struct ImportName {
    /// `a`, `b`
    pub path: List<Name>,
    /// `c`
    pub alias: Option<Name>,
    /// Where all of it stands.
    pub span: Span,
}

/// `T: bound = default`, `*Ts`, `**P` in brackets after a `def`, `class` or `type` name
#[derive(Debug, Clone, Copy)]
pub struct TypeParam {
    /// `T`
    pub name: Name,
    /// `bound`
    pub bound: Option<ExprId>,
    /// `default`
    pub default: Option<ExprId>,
}

/// A `def` or a lambda.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    /// Its name; none for a lambda.
    pub name: Option<Name>,
    /// From `def`, `async` or `lambda` to its end; decorators are before it.
    pub span: Span,
    /// The `def`; for a lambda the statement that it stands in.
    pub stmt: StmtId,
    /// The function around it.
    pub parent: Option<FuncId>,
    /// The class whose body it stands in directly.
    pub class: Option<ClassDefId>,
    /// Its parameters, in order.
    pub params: List<Param>,
    /// PEP 695 type parameters.
    pub type_params: List<TypeParam>,
    /// `-> annotation`
    pub returns: Option<ExprId>,
    /// Decorators, as written from top to bottom.
    pub decorators: List<ExprId>,
    /// Its statements; empty for a lambda.
    pub body: List<StmtId>,
    /// The body of a lambda.
    pub value: Option<ExprId>,
    /// `async def`
    pub is_async: bool,
    /// Whether its own body yields.
    pub is_generator: bool,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// `: annotation`
    pub annotation: Option<ExprId>,
    /// `= default`
    pub default: Option<ExprId>,
}

/// How a parameter takes arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// Before `/`.
    PositionalOnly,
    /// The usual kind.
    Positional,
    /// `*args`
    Star,
    /// After `*`.
    KeywordOnly,
    /// `**kwargs`
    DoubleStar,
}

/// A `class`.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// From `class` to its end; decorators are before it.
    pub span: Span,
    /// The `class` statement.
    pub stmt: StmtId,
    /// The function around it.
    pub function: Option<FuncId>,
    /// The class whose body it stands in directly.
    pub class: Option<ClassDefId>,
    /// PEP 695 type parameters.
    pub type_params: List<TypeParam>,
    /// Bases and keywords in its header.
    pub args: List<Arg>,
    /// Decorators, as written from top to bottom.
    pub decorators: List<ExprId>,
    /// Its statements.
    pub body: List<StmtId>,
}

impl Ast {
    /// The blocks of a compound statement, but those of functions and classes.
    #[must_use]
    pub fn blocks(&self, id: StmtId) -> Vec<List<StmtId>> {
        match self[id].kind {
            StmtKind::If { arms, otherwise } => {
                self.list(arms).iter().map(|arm| arm.body).chain([otherwise]).collect()
            }
            StmtKind::For { body, otherwise, .. } | StmtKind::While { body, otherwise, .. } => {
                vec![body, otherwise]
            }
            StmtKind::With { body, .. } => vec![body],
            StmtKind::Try { body, handlers, otherwise, finally, .. } => {
                let handlers = self.list(handlers).iter().map(|handler| handler.body);
                [body].into_iter().chain(handlers).chain([otherwise, finally]).collect()
            }
            StmtKind::Match { cases, .. } => self.list(cases).iter().map(|case| case.body).collect(),
            _ => Vec::new(),
        }
    }

    /// A tree for a text that is no Python: one statement, which does nothing, for each place that something can be said
    /// of.
    #[must_use]
    pub fn of_places(spans: impl Iterator<Item = Span>) -> Self {
        let mut ast = Self::default();
        let place = |span| Stmt { span, parent: None, function: None, kind: StmtKind::Pass };
        ast.stmts = spans.map(place).collect();
        let count = ast.stmts.len() as u32;
        ast.body = ast.lists.stmts((0..count).map(StmtId));
        ast
    }

    /// `Outer.method` or `function.<locals>.inner` as people say it: the names of the functions and classes
    /// around a statement, outermost first, joined by dots; none in a module's body.
    #[must_use]
    pub fn qualified_name(&self, stmt: StmtId) -> Option<String> {
        let names = self.names_around(stmt);
        let names: Vec<&str> = names.iter().map(|name| name.text()).collect();
        (!names.is_empty()).then(|| names.join("."))
    }

    /// The names of the functions and classes around a statement, outermost first.
    #[must_use]
    pub fn names_around(&self, stmt: StmtId) -> Vec<Sym> {
        let mut names = Vec::new();
        for id in self.ancestors(stmt) {
            match self[id].kind {
                StmtKind::Function(function) => names.extend(self[function].name.map(|name| name.sym)),
                StmtKind::Class(class) => names.push(self[class].name.sym),
                _ => {}
            }
        }
        names.reverse();
        names
    }

    /// The statements that enclose one, innermost first, itself not included.
    pub fn ancestors(&self, stmt: StmtId) -> impl Iterator<Item = StmtId> + '_ {
        std::iter::successors(self[stmt].parent, |id| self[*id].parent)
    }

    /// The docstring at the head of a block, if there is one.
    #[must_use]
    pub fn docstring(&self, body: List<StmtId>) -> Option<ExprId> {
        let first = *self.list(body).first()?;
        let StmtKind::Expr(expr) = self[first].kind else { return None };
        match self[expr].kind {
            ExprKind::Constant(id) if self.constants.get(id).as_str().is_some() => Some(expr),
            _ => None,
        }
    }

    /// The text of a constant expression.
    #[must_use]
    pub fn text_of(&self, expr: ExprId) -> Option<&str> {
        match self[expr].kind {
            ExprKind::Constant(id) => self.constants.get(id).as_str(),
            _ => None,
        }
    }
}
