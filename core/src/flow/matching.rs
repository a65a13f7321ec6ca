//! `match`: which cases are walked, what they bind and what they prove.

use super::evaluate::Evaluator;
use super::state::{Changes, Key};
use super::statements::Ends;
use super::value::Value;
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
                for (at, inner) in ast.list(patterns).iter().enumerate() {
                    let item = self.item(subject, Key::Index(at as i64), place);
                    self.matches(ast[*inner], item);
                }
                Value::UNKNOWN
            }
            PatternKind::Star(name) => {
                if let Some(name) = name {
                    self.bind_name(name.sym, subject);
                }
                Value::UNKNOWN
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
