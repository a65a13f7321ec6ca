//! `eval` and `exec` of text that is not a constant.

use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "code-from-text",
    title: "Text is run as Python code",
    category: Category::Injection,
    cwe: 95,
    severity: Severity::High,
    confidence: Confidence::Medium,
    why: "Whoever can influence the text can run any code with the rights of this process.",
    fix: "Parse the text with a parser for what it should be: `ast.literal_eval` for Python literals, `json.loads` \
          for data, a dict of functions for a choice of actions.",
    bad: r#"
def total(formula):
    return eval(formula)
"#,
    good: r#"
import ast

def total(formula):
    return sum(ast.literal_eval(formula))
"#,
    references: &["https://docs.python.org/3/library/functions.html#eval"],
    also: &["bandit:B102", "bandit:B307", "ruff:S102", "ruff:S307"],
    find: &[Find::Call(&["eval", "exec"], at_call)],
};

fn at_call(call: &Call<'_>) -> Answer {
    let Some(text) = call.positional(0) else { return Answer::NotMine };
    if call.world().constant(text.value).is_some() {
        return Answer::safe("the text is a constant");
    }
    let name = call.name.map_or("eval", |name| name.text());
    let code = call.world().code(text.place);
    Answer::wrong(format!("`{name}` runs `{code}` as Python code"))
}
