//! Filters of HTML that know one way to write a tag.

use super::expressions::{applied, quoted};
use super::{Answer, Find, Rule};
use crate::flow::Call;
use crate::pattern::{Pattern, Use};
use crate::vocabulary::{Category, Confidence, Severity};

pub static RULE: Rule = Rule {
    id: "bad-tag-filter",
    title: "Tags are filtered by a pattern that misses variants",
    category: Category::Injection,
    cwe: 116,
    severity: Severity::High,
    confidence: Confidence::Medium,
    why: "Browsers accept `<SCRIPT>`, `</script >`, a newline within a tag and comments that end with `--!>`. What a pattern \
          does not take out is run, and what is taken out may leave a tag behind: `<scr<script></script>ipt>`.",
    fix: "Escape the text (`html.escape`) where no tags are wanted; where some are, use a sanitizer that parses HTML, such as \
          `nh3.clean`.",
    bad: r#"
import re

def harmless(text):
    return re.sub(r"<script>.*?</script>", "", text)
"#,
    good: r#"
import html

def harmless(text):
    return html.escape(text)
"#,
    references: &[
        "https://docs.python.org/3/library/html.html",
        "https://cwe.mitre.org/data/definitions/116.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    also: &["codeql:py/bad-tag-filter"],
    find: &[
        Find::Call(&["re.sub", "re.subn", "re.Pattern.sub", "re.Pattern.subn"], filter),
        Find::Call(
            &["re.search", "re.match", "re.fullmatch", "re.Pattern.search", "re.Pattern.match", "re.Pattern.fullmatch"],
            test,
        ),
    ],
};

/// What a filter is written for.
type Known = &'static [&'static str];
/// What it then must not miss, and that in words.
type Variants = &'static [(&'static str, &'static str)];

const WRITTEN_FOR: &[(Known, Variants)] = &[
    (
        &["<script>a</script>", "<script>"],
        &[
            ("<SCRIPT>a</SCRIPT>", "`<SCRIPT>` in capital letters"),
            ("<script >a</script >", "a space before `>`, as in `</script >`"),
            ("<script>\na\n</script>", "a script of several lines"),
            ("<script>a</script\n x>", "an end tag with something behind its name, `</script x>`"),
        ],
    ),
    (
        &["</script>"],
        &[
            ("</SCRIPT>", "`</SCRIPT>` in capital letters"),
            ("</script >", "a space before `>`, as in `</script >`"),
            ("</script\n x>", "an end tag with something behind its name, `</script x>`"),
        ],
    ),
    (
        &["<!-- a -->"],
        &[
            ("<!-- a\n -->", "a comment of several lines"),
            ("<!-- a --!>", "a comment that ends with `--!>`, which browsers accept"),
        ],
    ),
];

/// `if re.search(r"<script>", text): refuse()`
fn test(call: &Call<'_>) -> Answer {
    filter(call).at(Confidence::Low)
}

fn filter(call: &Call<'_>) -> Answer {
    let Some(found) = applied(call) else { return Answer::NotMine };
    let pattern = &found.pattern;
    let lower = pattern.text().to_ascii_lowercase();
    if !(lower.contains("script") || lower.contains("<!")) || !pattern.is_plain() {
        return Answer::NotMine;
    }
    let Some(variants) = WRITTEN_FOR.iter().find(|(known, _)| known.iter().any(|text| finds(pattern, text))) else {
        return Answer::NotMine;
    };
    let Some((_, missed)) = variants.1.iter().find(|(text, _)| !finds(pattern, text)) else {
        return Answer::safe("the pattern knows tags in capital letters, with spaces and over several lines");
    };
    let shown = quoted(pattern.text());
    Answer::wrong(format!(
        "`{shown}` is to take something out of HTML and misses {missed}. Escape the text with `html.escape`, or use a \
         sanitizer that parses HTML."
    ))
}

fn finds(pattern: &Pattern, text: &str) -> bool {
    pattern.finds(text, Use::Search)
}
