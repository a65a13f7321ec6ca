//! Conditions that ask whether the program is being debugged: `if settings.DEBUG`, `if app.config["DEBUG"]`. What is told
//! of errors behind them is told to whoever develops the program.

use super::evaluate::Evaluator;
use super::tests::Proof;
use super::trace::{Doubts, RootId};
use super::value::Value;
use crate::intern::Const;
use crate::syntax::ast::{Comparison, ExprId, ExprKind, Get};
use crate::vocabulary::{Sink, Sinks};

/// Words in the name of a switch with which a program is debugged.
const WORDS: &[&str] = &["debug", "traceback", "stacktrace", "stack_trace"];

impl Evaluator<'_, '_> {
    /// A condition, with what it shows where it is such a switch.
    pub(super) fn as_switch(&mut self, condition: ExprId, value: Value) -> Value {
        if self.truth(value).is_some() || !self.is_switch(condition) || self.is_somebodys(condition, value) {
            return value;
        }
        let mut test = self.test_of(value);
        let sinks = Sinks::of(&[Sink::Body]);
        test.when_true.push(Proof { root: RootId::DEBUGGING, sinks, doubts: Doubts::NONE });
        Value { taint: value.taint, ..self.test(test) }
    }

    /// Whether the program is being debugged here.
    pub(super) fn is_debugging(&self) -> bool {
        self.state.proof(RootId::DEBUGGING).0.holds(Sink::Body)
    }

    /// Whether somebody else chooses: `if request.args.get("debug")`; or it is what is told: `if traceback_text`. What is
    /// read of the environment or of a file is the operator's.
    fn is_somebodys(&mut self, condition: ExprId, value: Value) -> bool {
        let compared = match self.ast()[condition].kind {
            ExprKind::Compare { operands, .. } => self.ast().list(operands).first().copied(),
            // `bool(request.args.get("debug"))` itself is nobody's.
            ExprKind::Call { args, .. } => self.ast().list(args).first().map(|arg| arg.value),
            _ => None,
        };
        let somebodys = |this: &Self, value: Value| this.matters(value) || this.is_apart(value.taint);
        somebodys(self, value)
            || compared.is_some_and(|switch| {
                let switch = self.quietly(switch);
                somebodys(self, switch)
            })
    }

    fn is_switch(&self, condition: ExprId) -> bool {
        let ast = self.ast();
        // Asked of every condition: no text is made of it.
        let is_word = |text: &str| {
            let text = text.as_bytes();
            WORDS
                .iter()
                .any(|word| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes())))
        };
        let is_key = |key: ExprId| match ast[key].kind {
            ExprKind::Constant(key) => ast.constants.get(key).as_str().is_some_and(is_word),
            _ => false,
        };
        match ast[condition].kind {
            ExprKind::Name(name) => is_word(name.text()),
            ExprKind::Attribute { name, .. } => is_word(name.sym.text()),
            ExprKind::Subscript { index, .. } => is_key(index),
            // `settings.get("DEBUG")`, `config.getboolean("api", "debug")`, `asbool(settings.get("debug"))`
            ExprKind::Call { args, .. } => ast.list(args).iter().any(|arg| {
                let is_call =
                    matches!(ast[arg.value].kind, ExprKind::Call { .. } | ExprKind::Subscript { .. });
                is_key(arg.value) || (is_call && self.is_switch(arg.value))
            }),
            // `conf.get("api", "expose_stacktrace") == "True"`
            ExprKind::Compare { operands, comparisons } => {
                let (operands, comparisons) = (ast.list(operands), ast.list(comparisons));
                let says_yes = |with: ExprId| match ast[with].kind {
                    ExprKind::Constant(with) => match ast.constants.get(with) {
                        Const::Bool(truth) => *truth,
                        Const::Int(number) => *number == 1,
                        Const::Str(text) => {
                            matches!(text.to_ascii_lowercase().as_str(), "1" | "true" | "on" | "yes")
                        }
                        _ => false,
                    },
                    _ => false,
                };
                matches!(
                    (operands, comparisons),
                    ([switch, with], [Comparison::Equal | Comparison::Is])
                        if says_yes(*with) && self.is_switch(*switch)
                )
            }
            _ => false,
        }
    }
}
