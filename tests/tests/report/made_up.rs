//! A report made by hand, so that it stays as it is when rules come and go.

use sightline::Report;
use sightline::project::{Module, Project};
use sightline::report::{
    Engine, FactReport, FileNotice, FileReport, FindingReport, Hidden, ItemReport, Marked, NoticeReport,
    StepReport, SuppressionReport,
};
use sightline::text::{File, Region};
use sightline::vocabulary::{Category, Confidence, Mark, Severity, Source, Status, Verdict};
use std::sync::Arc;

const STORE: &str = r#"import sqlite3


class Store:
	def find(self, name):
		where = "name = '" + name + "'"
		return self.rows("SELECT * FROM t WHERE " + where)

    def rows(self, query):
        return self.connection.execute(
            query,
            timeout=3,
        ).fetchall()

    def quiet(self, query):
        return self.connection.execute(query)  # nosec B608: the caller checks
"#;

/// The report and the files that it is about.
pub fn report() -> (Report, Project) {
    let long = format!("data = {}eval(text){}\n", "'漢', ".repeat(60), ", 0".repeat(60));
    let texts = [
        ("app/store.py", STORE.to_owned()),
        ("app/long.py", long),
        ("app/b\u{202E}.py", "x = 1\n".to_owned()),
    ];
    let files = texts.map(|(path, text)| File::new(path, text));
    let project = Project::link(files.into_iter().map(|file| Arc::new(Module::new(file))).collect());
    let files = project.files().map(|file| file_report(&project.module(file).file)).collect();
    let report = Report {
        schema: "sightline/1",
        engine: Engine { version: "0.0.0", rules: Vec::new(), checks: Vec::new() },
        distrusted: vec![Source::Request, Source::Environment],
        files,
        findings: findings(),
        checklist: Category::ALL.iter().map(|category| item(*category)).collect(),
        identity: vec![fact("identity", 1, Status::Info, "1 class, 3 functions and 16 lines.")],
        not_decided: vec![fact("not-decidable", 1, Status::Undecided, "`sqlite3` is not among these files.")],
        conclusion: "Defects at 2 places: Injection (2).".into(),
        hidden: Hidden { low: 3 },
        notices: vec![
            notice(
                "app/data.bin",
                1,
                "binary",
                "This is not text and was not reviewed; give the Python source.",
            ),
            notice("app/store.py", 9, "syntax", "Lines 9 to 16 are indented unlike what is around them."),
        ],
    };
    (report, project)
}

fn file_report(file: &File) -> FileReport {
    FileReport {
        path: file.path.clone(),
        lines: file.lines.count(),
        bytes: file.bytes,
        functions: 3,
        classes: 1,
        sha256: file.sha256.clone(),
        notices: vec![FileNotice {
            line: 1,
            end_line: 2,
            kind: "assumed",
            text: "`x` is bound nowhere.".into(),
        }],
    }
}

fn findings() -> Vec<FindingReport> {
    let base = FindingReport {
        rule: "sql-injection",
        title: "SQL text built from untrusted data",
        file: "app/store.py".into(),
        region: region(10, 16, 13, 10),
        severity: Severity::High,
        confidence: Confidence::High,
        category: Category::Injection,
        cwe: 89,
        function: Some("Store.rows".into()),
        message: "`execute` runs SQL text that holds `name`; whoever chooses the name reads the whole table. Pass it \
                  as a parameter: `execute(\"... WHERE name = ?\", [name])`."
            .into(),
        fingerprint: "1:0123456789abcdef".into(),
        trace: vec![
            step(5, 17, 21, "`name` is given by the caller"),
            step(6, 11, 34, "and becomes part of a text"),
            step(10, 16, 39, "which is run as SQL"),
        ],
        suppressed: None,
        mark: Some(marked("1:0123456789abcdef", Mark::Agreed, "")),
    };
    let long = FindingReport {
        rule: "code-injection",
        title: "Text is run as Python code",
        file: "app/long.py".into(),
        region: region(1, 308, 1, 318),
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        cwe: 95,
        function: None,
        message: "`eval` runs `text` as Python code".into(),
        fingerprint: "1:00000000000000ff".into(),
        trace: Vec::new(),
        mark: Some(marked("1:00000000000000ff", Mark::FalseAlarm, "the text is `ours`, <b> says")),
        ..base.clone()
    };
    let quiet = FindingReport {
        region: region(16, 16, 16, 46),
        function: Some("Store.quiet".into()),
        fingerprint: "1:fedcba9876543210".into(),
        trace: Vec::new(),
        suppressed: Some(SuppressionReport {
            by: "nosec B608".into(),
            line: 16,
            reason: Some("the caller checks".into()),
        }),
        mark: None,
        ..base.clone()
    };
    vec![long, base, quiet]
}

fn item(category: Category) -> ItemReport {
    let (verdict, statuses): (Verdict, &[Status]) = match category {
        Category::Injection => {
            (Verdict::Defect, &[Status::Defect, Status::Defect, Status::Safe, Status::Info])
        }
        Category::Network => (Verdict::Attention, &[Status::Attention, Status::Undecided]),
        Category::Logging => (Verdict::Undecidable, &[Status::Undecided]),
        Category::Cryptography => (Verdict::Clear, &[Status::Safe]),
        Category::Complexity => (Verdict::Undecidable, &[]),
        _ => (Verdict::Absent, &[]),
    };
    ItemReport {
        item: category,
        title: category.title(),
        verdict,
        summary: "One sentence for each check.".into(),
        examined: statuses.len(),
        mark: (category == Category::Logging)
            .then(|| marked("item:0123456789abcdef", Mark::AcceptedRisk, "logs stay here")),
        facts: (1..)
            .zip(statuses)
            .map(|(line, status)| fact("check", line, *status, "A sentence."))
            .collect(),
    }
}

fn marked(of: &str, mark: Mark, note: &str) -> Marked {
    Marked { of: of.into(), mark, note: note.into() }
}

fn fact(check: &'static str, line: u32, status: Status, text: &str) -> FactReport {
    FactReport { check, file: "app/store.py".into(), line, end_line: line, status, text: text.into() }
}

fn notice(file: &str, line: u32, kind: &'static str, text: &str) -> NoticeReport {
    NoticeReport { file: file.into(), line, kind, text: text.into() }
}

fn step(line: u32, column: u32, end_column: u32, text: &str) -> StepReport {
    StepReport {
        file: "app/store.py".into(),
        region: region(line, column, line, end_column),
        text: text.into(),
    }
}

fn region(line: u32, column: u32, end_line: u32, end_column: u32) -> Region {
    Region { line, column, end_line, end_column }
}
