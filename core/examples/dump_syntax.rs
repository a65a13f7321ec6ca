//! Prints the whole tree of each file named on standard input as one line of JSON, for
//! `tests/scripts/compare_ast.py`, which compares it with CPython's own.

use sightline::intern::Const;
use sightline::syntax::ast::{
    Arg, ArgKind, Ast, Clause, ExprId, ExprKind, FuncId, Get, ImportName, List, Name, Param, Part, PatternId,
    PatternKind, StmtId, StmtKind, TypeParam,
};
use sightline::text::{File, Span};
use std::fmt::Write as _;
use std::io::{BufRead, Write};

fn main() {
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let file = File::new(path, text.strip_prefix('\u{feff}').unwrap_or(&text));
        let ast = sightline::syntax::lower(&file);
        let mut dump = Dump { ast: &ast, file: &file, out: String::new() };
        dump.file();
        let _ = writeln!(std::io::stdout(), "{}", dump.out);
    }
}

struct Dump<'a> {
    ast: &'a Ast,
    file: &'a File,
    out: String,
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

impl Dump<'_> {
    fn put(&mut self, text: impl std::fmt::Display) {
        let _ = write!(self.out, "{text}");
    }

    fn many<T: Copy>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, T)) {
        self.put("[");
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(",");
            }
            each(self, *item);
        }
        self.put("]");
    }

    fn span(&mut self, span: Span) {
        let at = |offset: u32| {
            let line = self.file.line(offset);
            (line, offset - self.file.lines.line_span(line).start)
        };
        let ((line, column), (end_line, end_column)) = (at(span.start), at(span.end));
        self.put(format_args!("[{line},{column},{end_line},{end_column}]"));
    }

    fn file(&mut self) {
        self.put(format_args!("{{\"path\":{},\"notices\":", quoted(&self.file.path)));
        let notices: Vec<_> = self.ast.notices.iter().collect();
        self.many(&notices, |dump, notice| {
            let (line, end) = (notice.line, notice.end_line);
            dump.put(format_args!("[{line},{end},{},{}]", quoted(notice.kind.name()), quoted(&notice.text)));
        });
        self.put(",\"functions\":");
        let functions: Vec<_> = (0..self.ast.functions.len()).map(|at| FuncId(at as u32)).collect();
        self.many(&functions, Dump::summary);
        self.put(",\"body\":");
        self.block(self.ast.body);
        self.put("}");
    }

    /// What the broken-code script looks at: a function's path, lines and class.
    fn summary(&mut self, id: FuncId) {
        let function = &self.ast[id];
        let (from, to) = (self.file.line(function.span.start), self.file.line(function.span.end));
        let outer = self.ast.qualified_name(function.stmt).unwrap_or_default();
        let name = function.name.map_or("<lambda>", |name| name.sym.text());
        let class = function.class.map_or("", |class| self.ast[class].name.sym.text());
        self.put(format_args!("[{},{},{},{from},{to}]", quoted(&outer), quoted(name), quoted(class)));
    }

    fn block(&mut self, list: List<StmtId>) {
        let ast = self.ast;
        self.many(ast.list(list), Dump::stmt);
    }

    fn exprs(&mut self, list: List<ExprId>) {
        let ast = self.ast;
        self.many(ast.list(list), Dump::expr);
    }

    fn maybe(&mut self, expr: Option<ExprId>) {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.put("null"),
        }
    }

    fn name(&mut self, name: Name) {
        self.put(quoted(name.sym.text()));
    }

    fn maybe_name(&mut self, name: Option<Name>) {
        match name {
            Some(name) => self.name(name),
            None => self.put("null"),
        }
    }

    fn names(&mut self, list: List<Name>) {
        let ast = self.ast;
        self.many(ast.list(list), Dump::name);
    }

    fn open(&mut self, kind: &str, span: Span) {
        self.put(format_args!("[\"{kind}\","));
        self.span(span);
    }

    fn args(&mut self, list: List<Arg>) {
        let ast = self.ast;
        self.many(ast.list(list), |dump, arg: Arg| {
            match arg.kind {
                ArgKind::Positional => dump.put("[\"\","),
                ArgKind::Keyword(name) => dump.put(format_args!("[{},", quoted(name.sym.text()))),
                ArgKind::Star => dump.put("[\"*\","),
                ArgKind::DoubleStar => dump.put("[\"**\","),
            }
            dump.expr(arg.value);
            dump.put("]");
        });
    }

    fn params(&mut self, list: List<Param>) {
        let ast = self.ast;
        self.many(ast.list(list), |dump, param: Param| {
            dump.put(format_args!("[{},\"{:?}\",", quoted(param.name.sym.text()), param.kind));
            dump.maybe(param.annotation);
            dump.put(",");
            dump.maybe(param.default);
            dump.put("]");
        });
    }

    fn type_params(&mut self, list: List<TypeParam>) {
        let ast = self.ast;
        self.many(ast.list(list), |dump, param: TypeParam| {
            dump.put(format_args!("[{},", quoted(param.name.sym.text())));
            dump.maybe(param.bound);
            dump.put(",");
            dump.maybe(param.default);
            dump.put("]");
        });
    }

    fn imports(&mut self, list: List<ImportName>) {
        let ast = self.ast;
        self.many(ast.list(list), |dump, import: ImportName| {
            dump.open("import", import.span);
            dump.put(",");
            dump.names(import.path);
            dump.put(",");
            dump.maybe_name(import.alias);
            dump.put("]");
        });
    }

    fn constant(&mut self, value: &Const) {
        match value {
            Const::None => self.put("[\"None\"]"),
            Const::Ellipsis => self.put("[\"Ellipsis\"]"),
            Const::Bool(truth) => self.put(format_args!("[\"bool\",{truth}]")),
            Const::Int(number) => self.put(format_args!("[\"int\",{number}]")),
            Const::BigInt(text) => self.put(format_args!("[\"big\",{}]", quoted(text))),
            Const::Float(bits) => self.put(format_args!("[\"float\",{bits}]")),
            Const::Imaginary(bits) => self.put(format_args!("[\"complex\",{bits}]")),
            Const::Str(text) => self.put(format_args!("[\"str\",{}]", quoted(text))),
            Const::Surrogates(points) => self.put(format_args!("[\"points\",{points:?}]")),
            Const::Bytes(bytes) => self.put(format_args!("[\"bytes\",{bytes:?}]")),
        }
    }

    fn expr(&mut self, id: ExprId) {
        let ast = self.ast;
        let expr = &ast[id];
        let debug = format!("{:?}", expr.kind);
        let kind = debug.split(['(', ' ']).next().unwrap_or_default().to_owned();
        self.open(&kind, expr.span);
        self.put(",");
        match expr.kind {
            ExprKind::Name(sym) => self.put(quoted(sym.text())),
            ExprKind::Constant(id) => self.constant(ast.constants.get(id)),
            ExprKind::FString(parts) | ExprKind::Template(parts) => self.parts(parts),
            ExprKind::Tuple(list) | ExprKind::List(list) | ExprKind::Set(list) => self.exprs(list),
            ExprKind::Dict(pairs) => self.many(ast.list(pairs), |dump, pair| {
                dump.put("[");
                dump.maybe(pair.key);
                dump.put(",");
                dump.expr(pair.value);
                dump.put("]");
            }),
            ExprKind::Unary { operator, operand } => {
                self.put(format_args!("\"{operator:?}\","));
                self.expr(operand);
            }
            ExprKind::Not(value)
            | ExprKind::Starred(value)
            | ExprKind::Await(value)
            | ExprKind::YieldFrom(value) => self.expr(value),
            ExprKind::Operation { operands, operators } => {
                self.many(ast.list(operators), |dump, operator| dump.put(format_args!("\"{operator:?}\"")));
                self.put(",");
                self.exprs(operands);
            }
            ExprKind::Bool { and, operands } => {
                self.put(format_args!("{and},"));
                self.exprs(operands);
            }
            ExprKind::Compare { operands, comparisons } => {
                self.many(ast.list(comparisons), |dump, one| dump.put(format_args!("\"{one:?}\"")));
                self.put(",");
                self.exprs(operands);
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr(test);
                self.put(",");
                self.expr(then);
                self.put(",");
                self.expr(otherwise);
            }
            ExprKind::Call { function, args } => {
                self.expr(function);
                self.put(",");
                self.args(args);
            }
            ExprKind::Attribute { base, name } => {
                self.expr(base);
                self.put(",");
                self.name(name);
            }
            ExprKind::Subscript { base, index } => {
                self.expr(base);
                self.put(",");
                self.expr(index);
            }
            ExprKind::Slice { lower, upper, step } => {
                self.maybe(lower);
                self.put(",");
                self.maybe(upper);
                self.put(",");
                self.maybe(step);
            }
            ExprKind::Named { target, value } => {
                self.name(target);
                self.put(",");
                self.expr(value);
            }
            ExprKind::Lambda(id) => {
                self.params(ast[id].params);
                self.put(",");
                self.maybe(ast[id].value);
            }
            ExprKind::Comprehension { kind, element, value, clauses } => {
                self.put(format_args!("\"{kind:?}\","));
                self.expr(element);
                self.put(",");
                self.maybe(value);
                self.put(",");
                self.many(ast.list(clauses), |dump, clause| match clause {
                    Clause::For { target, iterable, is_async } => {
                        dump.put(format_args!("[{is_async},"));
                        dump.expr(target);
                        dump.put(",");
                        dump.expr(iterable);
                        dump.put("]");
                    }
                    Clause::If(test) => dump.expr(test),
                });
            }
            ExprKind::Yield(value) => self.maybe(value),
            ExprKind::Unknown => self.put("null"),
        }
        self.put("]");
    }

    fn parts(&mut self, parts: List<Part>) {
        let ast = self.ast;
        self.many(ast.list(parts), |dump, part| match part {
            Part::Text(id) => dump.constant(ast.constants.get(id)),
            Part::Value { value, conversion, format, shows_source } => {
                dump.put("[\"value\",");
                dump.expr(value);
                let conversion = conversion.map_or(String::new(), String::from);
                dump.put(format_args!(",{},{shows_source},", quoted(&conversion)));
                dump.maybe(format);
                dump.put("]");
            }
        });
    }

    fn stmt(&mut self, id: StmtId) {
        let ast = self.ast;
        let stmt = &ast[id];
        let debug = format!("{:?}", stmt.kind);
        let kind = debug.split(['(', ' ']).next().unwrap_or_default().to_owned();
        self.open(&format!("{kind}Stmt"), stmt.span);
        self.put(",");
        match stmt.kind {
            StmtKind::Expr(value) => self.expr(value),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.put(",");
                self.expr(value);
            }
            StmtKind::Annotated { target, annotation, value } => {
                self.expr(target);
                self.put(",");
                self.expr(annotation);
                self.put(",");
                self.maybe(value);
            }
            StmtKind::Augmented { target, operator, value } => {
                self.expr(target);
                self.put(format_args!(",\"{operator:?}\","));
                self.expr(value);
            }
            StmtKind::Return(value) => self.maybe(value),
            StmtKind::Raise { exception: first, cause: second } => {
                self.maybe(first);
                self.put(",");
                self.maybe(second);
            }
            StmtKind::Assert { test, message } => {
                self.expr(test);
                self.put(",");
                self.maybe(message);
            }
            StmtKind::Delete(list) | StmtKind::Print(list) => self.exprs(list),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue | StmtKind::Unknown => self.put("null"),
            StmtKind::Global(list) | StmtKind::Nonlocal(list) => self.names(list),
            StmtKind::Import(list) => self.imports(list),
            StmtKind::ImportFrom { level, module, names, star } => {
                self.put(format_args!("{level},"));
                self.names(module);
                self.put(",");
                self.imports(names);
                self.put(format_args!(",{star}"));
            }
            StmtKind::If { arms, otherwise } => {
                self.many(ast.list(arms), |dump, arm| {
                    dump.put("[");
                    dump.expr(arm.test);
                    dump.put(",");
                    dump.block(arm.body);
                    dump.put("]");
                });
                self.put(",");
                self.block(otherwise);
            }
            StmtKind::For { target, iterable, body, otherwise, is_async } => {
                self.expr(target);
                self.put(",");
                self.expr(iterable);
                self.put(",");
                self.block(body);
                self.put(",");
                self.block(otherwise);
                self.put(format_args!(",{is_async}"));
            }
            StmtKind::While { test, body, otherwise } => {
                self.expr(test);
                self.put(",");
                self.block(body);
                self.put(",");
                self.block(otherwise);
            }
            StmtKind::With { items, body, is_async } => {
                self.many(ast.list(items), |dump, item| {
                    dump.put("[");
                    dump.expr(item.context);
                    dump.put(",");
                    dump.maybe(item.target);
                    dump.put("]");
                });
                self.put(",");
                self.block(body);
                self.put(format_args!(",{is_async}"));
            }
            StmtKind::Try { body, handlers, otherwise, finally, star } => {
                self.block(body);
                self.put(",");
                self.many(ast.list(handlers), |dump, handler| {
                    dump.open("handler", handler.span);
                    dump.put(",");
                    dump.maybe(handler.exception);
                    dump.put(",");
                    dump.maybe_name(handler.name);
                    dump.put(",");
                    dump.block(handler.body);
                    dump.put("]");
                });
                self.put(",");
                self.block(otherwise);
                self.put(",");
                self.block(finally);
                self.put(format_args!(",{star}"));
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                self.put(",");
                self.many(ast.list(cases), |dump, case| {
                    dump.put("[");
                    dump.pattern(case.pattern);
                    dump.put(",");
                    dump.maybe(case.guard);
                    dump.put(",");
                    dump.block(case.body);
                    dump.put("]");
                });
            }
            StmtKind::Function(id) => {
                let function = &ast[id];
                self.put(format_args!("\"{:?}\",", function.name.map(|name| name.sym)));
                self.span(function.span);
                self.put(format_args!(",{},{},", function.is_async, function.is_generator));
                self.exprs(function.decorators);
                self.put(",");
                self.type_params(function.type_params);
                self.put(",");
                self.params(function.params);
                self.put(",");
                self.maybe(function.returns);
                self.put(",");
                self.block(function.body);
            }
            StmtKind::Class(id) => {
                let class = &ast[id];
                self.put(format_args!("{},", quoted(class.name.sym.text())));
                self.span(class.span);
                self.put(",");
                self.exprs(class.decorators);
                self.put(",");
                self.type_params(class.type_params);
                self.put(",");
                self.args(class.args);
                self.put(",");
                self.block(class.body);
            }
            StmtKind::TypeAlias { name, type_params, value } => {
                self.name(name);
                self.put(",");
                self.type_params(type_params);
                self.put(",");
                self.expr(value);
            }
            StmtKind::Exec { code, scopes } => {
                self.expr(code);
                self.put(",");
                self.exprs(scopes);
            }
        }
        self.put("]");
    }

    fn pattern(&mut self, id: PatternId) {
        let ast = self.ast;
        let pattern = &ast[id];
        let debug = format!("{:?}", pattern.kind);
        let kind = debug.split(['(', ' ']).next().unwrap_or_default().to_owned();
        self.open(&format!("{kind}Pattern"), pattern.span);
        self.put(",");
        match pattern.kind {
            PatternKind::Value(value) => self.expr(value),
            PatternKind::Capture(name) => self.name(name),
            PatternKind::Wildcard | PatternKind::Unknown => self.put("null"),
            PatternKind::Or(list) | PatternKind::Sequence(list) => self.many(ast.list(list), Dump::pattern),
            PatternKind::As { pattern, name } => {
                self.pattern(pattern);
                self.put(",");
                self.name(name);
            }
            PatternKind::Star(name) => self.maybe_name(name),
            PatternKind::Mapping { items, rest } => {
                self.many(ast.list(items), |dump, (key, value)| {
                    dump.put("[");
                    dump.expr(key);
                    dump.put(",");
                    dump.pattern(value);
                    dump.put("]");
                });
                self.put(",");
                self.maybe_name(rest);
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                self.put(",");
                self.many(ast.list(positional), Dump::pattern);
                self.put(",");
                self.many(ast.list(keywords), |dump, (name, value)| {
                    dump.put("[");
                    dump.name(name);
                    dump.put(",");
                    dump.pattern(value);
                    dump.put("]");
                });
            }
        }
        self.put("]");
    }
}
