//! `match`: which cases are walked, what they bind and what they prove.

use super::evaluate::Evaluator;
use super::state::{Changes, Key, Shape};
use super::statements::Ends;
use super::value::{Kind, Value};
use crate::intern::{Const, Sym};
use crate::syntax::ast::{Case, Get, Pattern, PatternKind};
use crate::text::Place;

impl Evaluator<'_, '_> {
    pub(super) fn cases(&mut self, subject: Value, cases: &[Case]) -> Ends {
        let ast = self.ast();
        let mark = self.state.mark();
        let mut arms: Vec<(Ends, Changes)> = Vec::new();
        let mut matched = false;
        for case in cases {
            let pattern = ast[case.pattern];
            let test = self.matches(pattern, subject);
            if self.truth(test) == Some(false) {
                self.state.undo(mark);
                continue;
            }
            self.assume(test, true);
            let mut certain = self.truth(test) == Some(true);
            if let Some(guard) = case.guard {
                let guard = self.expr(guard);
                if self.truth(guard) == Some(false) {
                    self.state.undo(mark);
                    continue;
                }
                self.assume(guard, true);
                certain &= self.truth(guard) == Some(true);
            }
            let ends = self.block(case.body);
            arms.push((ends, self.state.take(mark)));
            if certain {
                matched = true;
                break;
            }
        }
        if !matched {
            arms.push((Ends::Through, Changes::new()));
        }
        let mut refs: Vec<(Ends, &mut Changes)> =
            arms.iter_mut().map(|(ends, changes)| (*ends, changes)).collect();
        self.go_on(&mut refs)
    }

    /// Whether something is an instance of a class, as a pattern asks.
    fn is_of_class(&mut self, subject: Value, class: Value) -> Value {
        let is = match subject.kind {
            Kind::Object(id) => match self.state.shape(id) {
                Shape::Instance(of) => self.class_is(of, class),
                _ => None,
            },
            _ => return self.is_instance(subject, class),
        };
        is.map_or(Value::UNKNOWN, |is| self.texts.constant(Const::Bool(is)))
    }

    /// The attributes that a pattern of a class matches by position.
    fn matched_by_position(&mut self, class: Value, place: Place) -> Vec<Sym> {
        let Kind::Class(class) = class.kind else { return Vec::new() };
        match self.class_attribute(class, Sym::new("__match_args__"), None, place).map(|names| names.kind) {
            Some(Kind::Object(names)) => {
                let names = self.state.fields(names).iter();
                names
                    .filter_map(|(_, name)| self.texts.get(*name).and_then(Const::as_str).map(Sym::new))
                    .collect()
            }
            _ => self.declared_fields(class),
        }
    }

    /// Bind what a pattern captures, and say whether it matches: a value that is true, false, or a test.
    pub(super) fn matches(&mut self, pattern: Pattern, subject: Value) -> Value {
        let ast = self.ast();
        match pattern.kind {
            PatternKind::Value(expr) => {
                let expected = self.expr(expr);
                self.compare_equal(subject, expected)
            }
            PatternKind::Capture(name) => {
                self.bind_name(name.sym, subject);
                self.texts.constant(Const::Bool(true))
            }
            PatternKind::Wildcard => self.texts.constant(Const::Bool(true)),
            PatternKind::Or(patterns) => {
                let mut any: Option<Value> = None;
                for inner in ast.list(patterns) {
                    let test = self.matches(ast[*inner], subject);
                    any = Some(match any {
                        None => test,
                        Some(before) => self.either(before, test),
                    });
                }
                any.unwrap_or(Value::UNKNOWN)
            }
            PatternKind::As { pattern, name } => {
                self.bind_name(name.sym, subject);
                self.matches(ast[pattern], subject)
            }
            PatternKind::Sequence(patterns) => {
                let place = self.place(pattern.span);
                let patterns = ast.list(patterns);
                let star = patterns.iter().position(|inner| matches!(ast[*inner].kind, PatternKind::Star(_)));
                let count = patterns.len() as i64;
                let length = match subject.kind {
                    Kind::Object(id) if self.is_settled(id) => Some(self.length(id)),
                    _ => None,
                };
                let fits =
                    length.map(|length| if star.is_some() { length >= count - 1 } else { length == count });
                if fits == Some(false) {
                    return self.texts.constant(Const::Bool(false));
                }
                let mut whole = fits.map_or(Value::UNKNOWN, |fits| self.texts.constant(Const::Bool(fits)));
                for (at, inner) in patterns.iter().enumerate() {
                    let at = at as i64;
                    let after = star.is_some_and(|star| at > star as i64);
                    let item = match (ast[*inner].kind, length) {
                        (PatternKind::Star(_), Some(length)) => {
                            self.between(subject, at, length - (count - 1 - at), place)
                        }
                        (PatternKind::Star(_), None) => subject,
                        _ => {
                            let at = if after { at - count } else { at };
                            self.item(subject, Key::Index(at), place)
                        }
                    };
                    let one = self.matches(ast[*inner], item);
                    whole = self.both(whole, one);
                }
                whole
            }
            PatternKind::Star(name) => {
                if let Some(name) = name {
                    self.bind_name(name.sym, subject);
                }
                self.texts.constant(Const::Bool(true))
            }
            PatternKind::Mapping { items, rest } => {
                let place = self.place(pattern.span);
                let mut whole: Option<Value> = None;
                for (key, inner) in ast.list(items) {
                    let key = self.expr(*key);
                    let item = self.item_of(subject, key, place);
                    let one = self.matches(ast[*inner], item);
                    let has = self.compare_in(key, subject);
                    let has = if subject.taint.is_some() { Value::UNKNOWN } else { has };
                    let one = self.both(has, one);
                    whole = Some(whole.map_or(one, |before| self.both(before, one)));
                }
                if let Some(rest) = rest {
                    self.bind_name(rest.sym, subject);
                }
                match (whole, subject.kind) {
                    (Some(whole), Kind::Object(_)) => whole,
                    // `case {"tool": "ls" | "ps"}`
                    (Some(whole), _) if subject.taint.is_some() && self.truth(whole).is_none() => whole,
                    _ => Value::UNKNOWN,
                }
            }
            PatternKind::Class { class, positional, keywords } => {
                let class = self.expr(class);
                let place = self.place(pattern.span);
                let mut whole = self.is_of_class(subject, class);
                if self.truth(whole) == Some(false) {
                    return whole;
                }
                let names = self.matched_by_position(class, place);
                for (at, inner) in ast.list(positional).iter().enumerate() {
                    let part = match names.get(at) {
                        Some(name) => self.attribute(subject, *name, place),
                        // `str(name)`: the text itself.
                        None => subject,
                    };
                    let one = self.matches(ast[*inner], part);
                    whole = self.both(whole, one);
                }
                for (name, inner) in ast.list(keywords) {
                    let attribute = self.attribute(subject, name.sym, place);
                    let one = self.matches(ast[*inner], attribute);
                    whole = self.both(whole, one);
                }
                whole
            }
            PatternKind::Unknown => Value::UNKNOWN,
        }
    }
}
