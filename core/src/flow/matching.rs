//! `match`: which cases are walked, what they bind and what they prove.

use super::evaluate::Evaluator;
use super::state::{Changes, Key};
use super::statements::Ends;
use super::value::{Kind, Value};
use crate::intern::Const;
use crate::syntax::ast::{Case, Get, Pattern, PatternKind};

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
                for (key, inner) in ast.list(items) {
                    let key = self.expr(*key);
                    let item = self.item_of(subject, key, place);
                    self.matches(ast[*inner], item);
                }
                if let Some(rest) = rest {
                    self.bind_name(rest.sym, subject);
                }
                Value::UNKNOWN
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                let place = self.place(pattern.span);
                for inner in ast.list(positional) {
                    self.matches(ast[*inner], subject);
                }
                for (name, inner) in ast.list(keywords) {
                    let attribute = self.attribute(subject, name.sym, place);
                    self.matches(ast[*inner], attribute);
                }
                Value::UNKNOWN
            }
            PatternKind::Unknown => Value::UNKNOWN,
        }
    }
}
