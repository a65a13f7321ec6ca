//! Functions, lambdas, classes, their decorators and parameters.

use super::super::ast::{
    Class, ClassDefId, ExprId, ExprKind, FuncId, Function, List, Param, ParamKind, StmtKind, TypeParam,
};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;

impl Lower<'_> {
    /// `def f(): ..`, `class C: ..`, with the decorators before them
    pub(super) fn definition(&mut self, node: Node<'_>) -> StmtKind {
        let decorators = node.children().filter(|child| child.kind() == Kind::Decorator);
        let decorators = self.exprs(decorators.filter_map(|decorator| decorator.parts().next()));
        let definition =
            if node.kind() == Kind::DecoratedDefinition { node.get(Field::Definition) } else { Some(node) };
        match definition {
            Some(class) if class.kind() == Kind::ClassDefinition => self.class(class, decorators),
            Some(function) => self.function(function, decorators),
            None => StmtKind::Unknown,
        }
    }

    fn function(&mut self, node: Node<'_>, decorators: List<ExprId>) -> StmtKind {
        let name = self.name_of(node, Field::Name);
        let id = FuncId(self.ast.functions.len() as u32);
        self.ast.functions.push(Function {
            name: Some(name),
            span: node.span(),
            stmt: self.stmt,
            parent: self.function,
            class: self.class,
            params: List::default(),
            type_params: List::default(),
            returns: None,
            decorators,
            body: List::default(),
            value: None,
            is_async: node.has(Kind::Async),
            is_generator: false,
        });
        let type_params = self.own_type_params(node);
        let params = node.get(Field::Parameters).map(|params| self.params(params)).unwrap_or_default();
        let returns = node.get(Field::ReturnType).map(|returns| self.annotation(returns));
        let (body, is_generator) = self
            .in_frame(id, |this| node.get(Field::Body).map(|body| this.block_of(body)).unwrap_or_default());
        let span = self.span_to(node, body);
        if let Some(function) = self.ast.functions.get_mut(id.0 as usize) {
            *function = Function { span, params, type_params, returns, body, is_generator, ..*function };
        }
        StmtKind::Function(id)
    }

    /// Lowers what belongs to a function's own frame, and says whether it yields.
    fn in_frame<T>(&mut self, id: FuncId, body: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let function = self.function.replace(id);
        let class = self.class.take();
        let yields = std::mem::take(&mut self.yields);
        let lowered = body(self);
        self.function = function;
        self.class = class;
        let yielded = std::mem::replace(&mut self.yields, yields);
        (lowered, yielded)
    }

    /// `lambda a, b=1: body`
    pub(super) fn lambda(&mut self, node: Node<'_>) -> ExprId {
        let id = FuncId(self.ast.functions.len() as u32);
        self.ast.functions.push(Function {
            name: None,
            span: node.span(),
            stmt: self.stmt,
            parent: self.function,
            class: self.class,
            params: List::default(),
            type_params: List::default(),
            returns: None,
            decorators: List::default(),
            body: List::default(),
            value: None,
            is_async: false,
            is_generator: false,
        });
        let params = node.get(Field::Parameters).map(|params| self.params(params)).unwrap_or_default();
        let (value, is_generator) = self.in_frame(id, |this| this.expr_of(node, Field::Body));
        if let Some(function) = self.ast.functions.get_mut(id.0 as usize) {
            *function = Function { params, value: Some(value), is_generator, ..*function };
        }
        self.add(node.span(), ExprKind::Lambda(id))
    }

    fn class(&mut self, node: Node<'_>, decorators: List<ExprId>) -> StmtKind {
        let name = self.name_of(node, Field::Name);
        let id = ClassDefId(self.ast.classes.len() as u32);
        self.ast.classes.push(Class {
            name,
            span: node.span(),
            stmt: self.stmt,
            function: self.function,
            class: self.class,
            type_params: List::default(),
            args: List::default(),
            decorators,
            body: List::default(),
        });
        let type_params = self.own_type_params(node);
        let args = node.get(Field::Superclasses).map(|list| self.arguments(list)).unwrap_or_default();
        let outer = self.class.replace(id);
        let body = node.get(Field::Body).map(|body| self.block_of(body)).unwrap_or_default();
        self.class = outer;
        let span = self.span_to(node, body);
        if let Some(class) = self.ast.classes.get_mut(id.0 as usize) {
            *class = Class { span, type_params, args, body, ..*class };
        }
        StmtKind::Class(id)
    }

    fn own_type_params(&mut self, node: Node<'_>) -> List<TypeParam> {
        node.get(Field::TypeParameters).map(|list| self.type_params(list)).unwrap_or_default()
    }

    /// The parameters of a function or lambda.
    fn params(&mut self, node: Node<'_>) -> List<Param> {
        let mut params: Vec<Param> = Vec::new();
        let mut plain = ParamKind::Positional;
        for part in node.parts() {
            match part.kind() {
                // `/`: all before it are positional only.
                Kind::PositionalSeparator => {
                    for param in &mut params {
                        param.kind = ParamKind::PositionalOnly;
                    }
                }
                // `*`: all after it are keyword only.
                Kind::KeywordSeparator => plain = ParamKind::KeywordOnly,
                _ => {
                    self.param(part, plain, &mut params);
                    if params.last().is_some_and(|param| param.kind == ParamKind::Star) {
                        plain = ParamKind::KeywordOnly;
                    }
                }
            }
        }
        self.ast.lists.params(params)
    }

    fn param(&mut self, node: Node<'_>, plain: ParamKind, params: &mut Vec<Param>) {
        let (mut annotation, mut default) = (None, None);
        let mut named = Some(node);
        match node.kind() {
            Kind::TypedParameter => {
                named = node.parts().next();
                annotation = node.get(Field::Type);
            }
            Kind::DefaultParameter | Kind::TypedDefaultParameter => {
                named = node.get(Field::Name);
                annotation = node.get(Field::Type);
                default = node.get(Field::Value);
            }
            _ => {}
        }
        let Some(named) = named else { return };
        let (kind, name) = match named.kind() {
            Kind::ListSplatPattern => (ParamKind::Star, named.parts().next()),
            Kind::DictionarySplatPattern => (ParamKind::DoubleStar, named.parts().next()),
            Kind::TuplePattern => {
                self.python2("a tuple among the parameters", named.span());
                for part in named.parts() {
                    let _ = self.deeper(part.span(), |this| this.param(part, plain, params));
                }
                return;
            }
            Kind::Identifier => (plain, Some(named)),
            _ => return self.unreadable(named.span()),
        };
        let Some(name) = name else { return };
        let name = self.name(name);
        let annotation = annotation.map(|annotation| self.annotation(annotation));
        let default = default.map(|default| self.expr(default));
        params.push(Param { name, kind, annotation, default });
    }
}
