//! Expressions: names, literals, operators, comprehensions.

use super::evaluate::{Closure, Evaluator};
use super::event::Argument;
use super::state::{Changes, Held, Key, Shape, Slot};
use super::tests::evidence;
use super::texts::TextPart;
use super::trace::{Doubts, Event as Step};
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::models::Known;
use crate::project::FunctionRef;
use crate::syntax::ast::{ArgKind, ExprId, ExprKind, Get, List, Operator, UnaryOperator};
use crate::text::Place;
use crate::vocabulary::Sink;

/// Most items of a list that is repeated.
const MOST_REPEATED: i64 = 8;

/// Under which name a generator keeps what it returns: no attribute that a program has.
pub(super) const RETURNED: &str = "return";

impl Evaluator<'_, '_> {
    pub(super) fn all(&mut self, exprs: List<ExprId>) {
        for expr in self.ast().list(exprs) {
            self.expr(*expr);
        }
    }

    pub(super) fn maybe(&mut self, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    /// The value of an expression that is evaluated elsewhere too: nothing is told.
    pub(super) fn quietly(&mut self, expr: ExprId) -> Value {
        self.silent += 1;
        let value = self.expr(expr);
        self.silent -= 1;
        value
    }

    /// The value of an expression. Chains of calls, attributes and subscripts may be of any length, so they
    /// are followed in a loop; all other nesting is bounded by the tree.
    pub(super) fn expr(&mut self, id: ExprId) -> Value {
        let ast = self.ast();
        if !matches!(
            ast[id].kind,
            ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Call { .. }
        ) {
            let value = self.head(id);
            return self.whole_source(value, id);
        }
        let (first, mut head) = (self.links.len(), id);
        loop {
            let inner = match ast[head].kind {
                ExprKind::Attribute { base, .. } | ExprKind::Subscript { base, .. } => base,
                ExprKind::Call { function, .. } => function,
                _ => break,
            };
            self.links.push(head);
            head = inner;
        }
        let mut value = self.head(head);
        // A function that gives data is read where it is called.
        if self.links.last().is_some_and(|link| !matches!(ast[*link].kind, ExprKind::Call { .. })) {
            value = self.whole_source(value, head);
        }
        let mut receiver: Option<(Value, ExprId)> = None;
        let mut before_id = head;
        while self.links.len() > first
            && let Some(link) = self.links.pop()
        {
            let before = value;
            let place = self.place_of(link);
            value = match ast[link].kind {
                ExprKind::Attribute { name, .. } => self.attribute(before, name.sym, place),
                ExprKind::Call { function, args } => self.call(link, function, args, before, receiver),
                ExprKind::Subscript { index, .. } => {
                    let key = self.expr(index);
                    if let ExprKind::Slice { lower, upper, step } = ast[index].kind {
                        let bounds = [lower, upper, step];
                        self.sliced(before, bounds, place)
                    } else {
                        if key.taint.is_some() && !before.taint.is_some() {
                            self.judge_item(link, before, key, index);
                        }
                        self.exited |= self.is_missing(before, key);
                        let item = self.item_of(before, key, place);
                        self.as_last_piece(before_id, key, item)
                    }
                }
                _ => Value::UNKNOWN,
            };
            receiver = matches!(ast[link].kind, ExprKind::Attribute { .. }).then_some((before, before_id));
            before_id = link;
        }
        match (receiver, ast[before_id].kind) {
            (Some((of, _)), ExprKind::Attribute { name, .. }) => self.method_as_value(of, name.sym, value),
            _ => value,
        }
    }

    /// An expression that is no link of a chain.
    fn head(&mut self, id: ExprId) -> Value {
        let ast = self.ast();
        // Constants cost nothing: tables of them are long.
        if !matches!(ast[id].kind, ExprKind::Constant(_)) && !self.spend() {
            return Value::UNKNOWN;
        }
        match ast[id].kind {
            ExprKind::Name(name) => self.name(id, name),
            ExprKind::Constant(constant) => self.constant(constant),
            ExprKind::FString(parts) => self.f_string(self.place_of(id), parts),
            ExprKind::Template(parts) => {
                self.f_string(self.place_of(id), parts);
                Value::UNKNOWN
            }
            ExprKind::Tuple(items) => self.sequence(id, items, Shape::Tuple),
            ExprKind::List(items) => self.sequence(id, items, Shape::List),
            ExprKind::Set(items) => self.sequence(id, items, Shape::Set),
            ExprKind::Dict(pairs) => self.dict(id, pairs),
            ExprKind::Operation { operands, operators } => self.operation(id, operands, operators),
            ExprKind::Bool { and, operands } => self.short_circuit(and, ast.list(operands)),
            ExprKind::Compare { operands, comparisons } => {
                let value = self.comparison(ast.list(operands), ast.list(comparisons));
                self.told_apart(id, value)
            }
            ExprKind::Conditional { test, then, otherwise } => {
                let test = self.condition(test);
                match self.truth(test) {
                    Some(true) => return self.expr(then),
                    Some(false) => return self.expr(otherwise),
                    None => {}
                }
                let mark = self.state.mark();
                let before = std::mem::take(&mut self.exited);
                self.assume(test, true);
                let first = self.expr(then);
                let first = self.settled(first);
                let first_gone = std::mem::take(&mut self.exited);
                let a = self.state.take(mark);
                self.assume(test, false);
                let second = self.expr(otherwise);
                let second = self.settled(second);
                let second_gone = std::mem::take(&mut self.exited);
                let b = self.state.take(mark);
                self.exited = before || (first_gone && second_gone);
                // `name if name else abort(404)`
                match (first_gone, second_gone) {
                    (true, false) => {
                        self.join_states(&[b]);
                        second
                    }
                    (false, true) => {
                        self.join_states(&[a]);
                        first
                    }
                    _ => {
                        self.join_states(&[a, b]);
                        self.join(first, second)
                    }
                }
            }
            ExprKind::Unary { operator, operand } => {
                let value = self.expr(operand);
                match (operator, self.texts.get(value)) {
                    (UnaryOperator::Minus, Some(Const::Int(number))) => {
                        let negative = number.checked_neg();
                        negative.map_or(Value::UNKNOWN, |number| self.texts.constant(Const::Int(number)))
                    }
                    (UnaryOperator::Minus, Some(Const::Float(bits))) => {
                        let negative = -f64::from_bits(*bits);
                        self.texts.constant(Const::Float(negative.to_bits()))
                    }
                    (UnaryOperator::Invert, Some(Const::Int(number))) => {
                        let inverted = !*number;
                        self.texts.constant(Const::Int(inverted))
                    }
                    (UnaryOperator::Plus, Some(Const::Int(_))) => value,
                    _ if self.plain(value).is_some() => self.plain(value).unwrap_or(value),
                    _ => Value::tainted(value.taint),
                }
            }
            ExprKind::Not(operand) => {
                let value = self.condition(operand);
                if let Some(truth) = self.truth(value) {
                    self.texts.constant(Const::Bool(!truth))
                } else {
                    let test = self.test_of(value).not();
                    self.test(test)
                }
            }
            ExprKind::Named { target, value } => {
                let value = self.expr(value);
                let value =
                    self.stepped(value, self.place(target.span), Step::Assigned(target.sym), Doubts::NONE);
                self.walrus(id, target.sym, value);
                value
            }
            ExprKind::Lambda(function) => {
                for param in ast.list(ast[function].params) {
                    self.maybe(param.default);
                }
                let file = self.file();
                let Some(scope) = self.frame().map(|frame| frame.scope) else { return Value::UNKNOWN };
                self.closure(Closure::Function(FunctionRef { file, function }, scope))
            }
            ExprKind::Comprehension { kind, element, value, clauses } => {
                self.comprehension(id, kind, element, value, ast.list(clauses))
            }
            ExprKind::Await(value) | ExprKind::Starred(value) => self.expr(value),
            ExprKind::Yield(value) => {
                let expr = value;
                let value = value.map_or(Value::UNKNOWN, |value| self.expr(value));
                if let Some(expr) = expr {
                    self.respond_piece(value, expr);
                }
                self.yielded(value);
                self.wait_at(ast[id].stmt);
                Value::UNKNOWN
            }
            ExprKind::YieldFrom(value) => {
                let place = self.place_of(value);
                let value = self.expr(value);
                match self.known_items(value) {
                    Some(items) => items.into_iter().for_each(|item| self.yielded(item)),
                    None => {
                        let element = self.each(value, place);
                        self.yielded_any(element);
                    }
                }
                // What the other generator returns.
                let returned = |id| self.state.value(Slot::Field(id, Key::Attribute(Sym::new(RETURNED))));
                match value.kind {
                    Kind::Object(id) => returned(id).unwrap_or(Value::UNKNOWN),
                    _ => Value::UNKNOWN,
                }
            }
            ExprKind::Slice { lower, upper, step } => {
                self.maybe(lower);
                self.maybe(upper);
                self.maybe(step);
                Value::UNKNOWN
            }
            ExprKind::Unknown
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call { .. } => Value::UNKNOWN,
        }
    }

    /// `yield value`: the next item of what the generator gives.
    fn yielded(&mut self, value: Value) {
        let Some(all) = self.frame().and_then(|frame| frame.yields) else { return };
        let value = self.settled(value);
        self.append(all, value);
    }

    /// `yield from values`: any number of such items.
    fn yielded_any(&mut self, value: Value) {
        let Some(all) = self.frame().and_then(|frame| frame.yields) else { return };
        let value = self.settled(value);
        self.loosen(all);
        self.add(all, value);
    }

    fn walrus(&mut self, id: ExprId, name: Sym, value: Value) {
        let Some(frame) = self.frame() else { return };
        let (file, from) = (frame.file, frame.scope);
        match self.module().names.variable(id) {
            Some(variable) => {
                if let Some(slot) = self.slot(file, variable, from) {
                    self.state.set(slot, Held::Value(value));
                }
            }
            None => self.bind_name(name, value),
        }
    }

    fn operation(&mut self, id: ExprId, operands: List<ExprId>, operators: List<Operator>) -> Value {
        let ast = self.ast();
        let mut operands = ast.list(operands).iter();
        let Some(first) = operands.next() else { return Value::UNKNOWN };
        let mut left = self.expr(*first);
        let mut left_place = self.place_of(*first);
        let whole = self.place_of(id);
        for (operand, operator) in operands.zip(ast.list(operators)) {
            // `"%s and %s" % (a, b)`: the tuple's elements fill the text one by one.
            let filling = match ast[*operand].kind {
                ExprKind::Tuple(items) if *operator == Operator::Modulo => ast.list(items),
                _ => std::slice::from_ref(operand),
            };
            let mut right = Vec::with_capacity(filling.len());
            for item in filling {
                right.push((self.expr(*item), self.place_of(*item)));
            }
            let place = Place { file: whole.file, span: left_place.span.to(ast[*operand].span) };
            left = self.operate(left, left_place, *operator, &right, place);
            left_place = place;
        }
        left
    }

    /// `left operator right`; several on the right only where a tuple fills a text.
    pub(super) fn operate(
        &mut self,
        left: Value,
        left_place: Place,
        operator: Operator,
        right: &[(Value, Place)],
        place: Place,
    ) -> Value {
        if let ([(value, _)], Some(name)) = (right, dunder(operator)) {
            if let Some(result) = self.by_method(left, name, &[*value], place) {
                return result;
            }
            if let Some(result) = self.by_method(*value, reflected(operator), &[left], place) {
                return result;
            }
        }
        if let (Operator::Subtract | Operator::BitAnd, [(value, _)]) = (operator, right)
            && let Some(result) = self.set_operation(left, operator, *value, place)
        {
            return result;
        }
        // Lists join, and a list times a number is many of its items.
        if let (Kind::Object(list), Operator::Add | Operator::Multiply | Operator::BitOr) =
            (left.kind, operator)
        {
            if let (Operator::Multiply, [(times, _)]) = (operator, right)
                && let Some(times) = self.texts.get(*times).and_then(Const::as_int)
                && let Some(items) = self.known_items(left)
                && times >= 0
                && items.len() as i64 * times <= MOST_REPEATED
            {
                let shape = self.state.shape(list);
                let times = usize::try_from(times).unwrap_or(0);
                return self.in_order(shape, items.repeat(times), place);
            }
            return self.concatenated(list, right.first().map_or(Value::UNKNOWN, |(value, _)| *value), place);
        }
        if let (Operator::Divide, [(name, _)]) = (operator, right)
            && let Some(path) = self.divided_path(left, *name, place)
        {
            return path;
        }
        if let Some(value) = self.operator_method(left, operator, right, place) {
            return value;
        }
        match (operator, right) {
            (Operator::Modulo, _) if self.texts.is_text(left) => {
                let filled = self.filling(left, right);
                let parts = self.texts.percent(left, &filled, place);
                return self.built(parts, "%", place);
            }
            (Operator::Add, [(value, at)]) if [left, *value].iter().any(|side| self.is_some_text(*side)) => {
                return self.built(
                    vec![TextPart::Hole(left, left_place), TextPart::Hole(*value, *at)],
                    "+",
                    place,
                );
            }
            _ => {}
        }
        // `Path(base) / name`
        let kind = match (operator, left.kind, right) {
            (Operator::Divide, Kind::Instance(path), _) => Some(Kind::Instance(path)),
            (Operator::Divide, _, [(Value { kind: Kind::Instance(path), .. }, _)]) => {
                Some(Kind::Instance(*path))
            }
            // `base / name`: only a path is divided by a text.
            (Operator::Divide, Kind::Unknown | Kind::Outside(_), [(value, _)])
                if value.taint.is_some() && !value.taint.cleaned.holds(Sink::Path) =>
            {
                let known = self.models.method(Sym::new("__truediv__"));
                known.and_then(Known::gives).map(Kind::Instance)
            }
            _ => None,
        };
        let mut taint = self.contents(left).taint;
        for (value, _) in right {
            let value = self.contents(*value);
            taint = self.join_taint(taint, value.taint);
        }
        let result = match right {
            [(value, _)] => match self.texts.number(left, operator, *value) {
                Value { kind: Kind::Unknown, .. } => {
                    self.all_plain([left, *value].into_iter()).unwrap_or(Value::UNKNOWN)
                }
                number => number,
            },
            _ => Value::UNKNOWN,
        };
        let result = Value { kind: kind.unwrap_or(result.kind), ..result };
        let how = match operator {
            // `settings.ADDRESS % name`: the template is not known, and somebody's own.
            Operator::Modulo if taint.is_some() && !self.contents(left).taint.is_some() => {
                taint.cleaned = taint.cleaned.or(evidence::OWN_START);
                "%"
            }
            Operator::Modulo => "%",
            Operator::Add => "+",
            Operator::Divide => "/",
            _ => return Value { taint, ..result },
        };
        self.stepped(Value { taint, ..result }, place, Step::Built(how), Doubts::NONE)
    }

    /// An operator of something outside is its method, where rows say what that does:
    /// `Markup("<b>%s</b>") % name`.
    fn operator_method(
        &mut self,
        left: Value,
        operator: Operator,
        right: &[(Value, Place)],
        place: Place,
    ) -> Option<Value> {
        let name = match operator {
            Operator::Modulo => "__mod__",
            Operator::Add => "__add__",
            Operator::Divide => "__truediv__",
            _ => return None,
        };
        let path = self.protocol(left, name)?;
        self.models.path(path)?.result?;
        let argument =
            |&(value, place)| Argument { kind: ArgKind::Positional, value, place, expr: ExprId(0) };
        let arguments: Vec<Argument> = right.iter().map(argument).collect();
        let method = Value::new(Kind::Outside(path));
        Some(self.outside(method, None, Some((left, ExprId(0))), &arguments, place))
    }

    /// `a and b`, `a or b`: each operand is evaluated knowing what those before it showed.
    fn short_circuit(&mut self, and: bool, operands: &[ExprId]) -> Value {
        let mark = self.state.mark();
        // What it may be. They are joined when all are known: what is assumed of one while the next is evaluated, that it
        // is empty, does not hold of what it is otherwise.
        let mut values: Vec<Value> = Vec::new();
        let mut test: Option<super::tests::Test> = None;
        let mut ends: Vec<Changes> = Vec::new();
        let mut decided = false;
        let exited = std::mem::take(&mut self.exited);
        // `name or abort(400)`: whoever goes on has a name.
        let mut gone = false;
        let mut is_data = true;
        for (at, operand) in operands.iter().enumerate() {
            let value = self.expr(*operand);
            if !ends.is_empty() && std::mem::take(&mut self.exited) {
                gone = true;
                break;
            }
            let truth = self.truth(value);
            let last = at + 1 == operands.len();
            let own = self.with_wholes(self.test_of(value));
            is_data &= !matches!(value.kind, Kind::Test(_));
            test = Some(match test {
                None => own,
                Some(test) if and => test.and(own),
                Some(test) => test.or(own),
            });
            if truth == Some(!and) || last {
                // Decided here, whatever follows.
                // `x and False` is false whatever `x` is, and `x or True` true.
                // `name.isdigit() and name`: what those before have shown holds of what stands here.
                let value = if ends.is_empty() { value } else { self.settled(value) };
                if truth == Some(!and) && (and || !values.iter().any(|before| before.taint.is_some())) {
                    values.clear();
                }
                values.push(value);
                decided = truth == Some(!and) && ends.is_empty();
                break;
            }
            if truth == Some(and) {
                continue;
            }
            // It may end here, with a value that is false (of `and`) or true (of `or`).
            let kept = if and { self.texts.constant(Const::Bool(false)) } else { value };
            let kept =
                if and && !value.taint.is_some() && test.as_ref().is_some_and(super::tests::Test::is_empty) {
                    value
                } else {
                    kept
                };
            values.push(kept);
            ends.push(self.state.changes(mark));
            self.assume(value, and);
        }
        self.exited |= exited;
        if gone {
            let away = self.state.take(mark);
            drop(away);
            self.join_states(&ends);
            if let (1, Some(first)) = (ends.len(), operands.first()) {
                let first = self.quietly(*first);
                self.assume(first, !and);
            }
        } else if !ends.is_empty() {
            ends.push(self.state.take(mark));
            let mut all = Vec::new();
            for mut changes in ends {
                changes.retain(|(slot, _)| !matches!(slot, Slot::Proof(_)));
                all.push(changes);
            }
            self.join_states(&all);
        }
        let value = values.into_iter().reduce(|a, b| self.join(a, b)).unwrap_or(Value::UNKNOWN);
        if decided || self.truth(value).is_some() {
            return value;
        }
        // `files.get("a") or files.get("b")`: whichever it is, it is known what.
        if value.taint.is_some() && matches!(value.kind, Kind::Instance(_)) {
            return value;
        }
        match test {
            Some(mut test) if !test.is_empty() => {
                // `name = form["name"] or query["name"]`: data that is false is empty, of whichever it is.
                if is_data && value.taint.is_some() {
                    test.when_false.extend(self.test_of(Value::tainted(value.taint)).when_false);
                }
                let tested = self.test(test);
                Value { taint: value.taint, ..tested }
            }
            _ => value,
        }
    }

    /// Either of two tests: what a pattern `a | b` matches.
    pub(super) fn either(&mut self, a: Value, b: Value) -> Value {
        match (self.truth(a), self.truth(b)) {
            (Some(true), _) | (_, Some(false)) => a,
            (_, Some(true)) | (Some(false), _) => b,
            _ => {
                let test = self.test_of(a).or(self.test_of(b));
                self.test(test)
            }
        }
    }
}

/// The method that Python calls for an operator.
fn dunder(operator: Operator) -> Option<&'static str> {
    Some(match operator {
        Operator::Add => "__add__",
        Operator::Subtract => "__sub__",
        Operator::Multiply => "__mul__",
        Operator::Divide => "__truediv__",
        Operator::Modulo => "__mod__",
        Operator::BitOr => "__or__",
        Operator::BitAnd => "__and__",
        Operator::ShiftRight => "__rshift__",
        Operator::ShiftLeft => "__lshift__",
        _ => return None,
    })
}

/// The method of the right operand that it calls where the left has none.
fn reflected(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "__radd__",
        Operator::Multiply => "__rmul__",
        Operator::Modulo => "__rmod__",
        Operator::Divide => "__rtruediv__",
        _ => "__ror__",
    }
}
