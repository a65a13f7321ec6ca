//! Links, made and opened, in the words of the messages.

use sightline::project::Project;
use sightline::report::{self as core_report, Options, Report};
use sightline::rules::rule;
use sightline::share::{self, Choice, Kind, Payload, SentFinding, envelope};
use sightline_web::protocol::Reply;
use sightline_web::report::{Finding, Place, Step, Suppressed};
use sightline_web::travel::{
    Amount, Difference, Linked, LinkedFile, Marked, MaskedPlace, Sharing, Target, Trouble,
};

/// A link of a report, and what was masked in it.
pub(crate) fn share(
    report: &Report,
    project: &Project,
    options: Options,
    sharing: &Sharing,
) -> (Result<String, Trouble>, Vec<MaskedPlace>) {
    let marks = sharing
        .marks
        .iter()
        .map(|(fingerprint, marked)| (fingerprint.clone(), marked.mark, marked.note.clone()));
    let choice = Choice {
        kind: match sharing.amount {
            Amount::Whole => Kind::Whole,
            Amount::Excerpts => Kind::Excerpts,
            Amount::Findings => Kind::Findings,
        },
        mask: sharing.mask,
        marks: marks.collect(),
        finding: sharing.finding.clone(),
        lines: sharing.lines.clone(),
    };
    let made = share::make(report, project, &options, &choice);
    let masked = made.masked.into_iter().map(|place| MaskedPlace {
        file: place.file,
        line: place.line,
        shown: place.shown,
    });
    (share::encode(&made.payload).map_err(|why| trouble(&why)), masked.collect())
}

/// Marks in the report's words.
pub(crate) fn marks(marks: &[(String, Marked)]) -> Vec<core_report::Marked> {
    let marked = |(of, marked): &(String, Marked)| core_report::Marked {
        of: of.clone(),
        mark: marked.mark,
        note: marked.note.clone(),
    };
    marks.iter().map(marked).collect()
}

/// What a link holds: the answer, and its content for the comparison that follows.
pub(crate) fn open(link: &str) -> (Reply, Option<Payload>) {
    if link.trim_start_matches('#').starts_with(envelope::PREFIX) {
        let reply = match envelope::open(link) {
            Ok(_) => Reply::Sealed,
            Err(why) => Reply::NoLink { trouble: trouble(&why) },
        };
        return (reply, None);
    }
    match share::decode(link) {
        Ok(payload) => (Reply::Linked { linked: Box::new(linked(&payload)) }, Some(payload)),
        Err(why) => (Reply::NoLink { trouble: trouble(&why) }, None),
    }
}

/// How a report differs from what came with the link.
pub(crate) fn difference(payload: &Payload, report: &Report) -> Difference {
    let difference = share::difference(payload, report);
    let theirs = |at: &usize| payload.findings.get(*at).map(|sent| finding(payload, sent));
    Difference {
        same: difference.same as u32,
        gone: difference.gone.iter().filter_map(theirs).collect(),
        unchecked: difference.unchecked.iter().filter_map(theirs).collect(),
        new: difference.new,
        verdicts: difference
            .verdicts
            .into_iter()
            .map(|change| (change.title.to_owned(), change.theirs, change.ours))
            .collect(),
    }
}

fn linked(payload: &Payload) -> Linked {
    let files = payload.files.iter().map(|file| LinkedFile {
        path: file.path.clone(),
        lines: file.lines,
        text: file.text.clone(),
        excerpts: file.excerpts.to_vec(),
        masked: file.masked.iter().map(|place| place.0).collect(),
    });
    let marks = payload.marks.iter().map(|(fingerprint, mark, note)| {
        (fingerprint.clone(), Marked { mark: *mark, note: note.clone(), sent: true })
    });
    Linked {
        amount: match payload.kind {
            // Without all of the texts there is nothing to review.
            Kind::Whole if payload.files.iter().all(|file| file.text.is_some()) => Amount::Whole,
            Kind::Whole | Kind::Excerpts => Amount::Excerpts,
            Kind::Findings => Amount::Findings,
        },
        engine: payload.engine.clone(),
        files: files.collect(),
        findings: payload.findings.iter().map(|sent| finding(payload, sent)).collect(),
        verdicts: payload
            .verdicts
            .iter()
            .map(|(category, verdict, examined)| (category.title().to_owned(), *verdict, *examined))
            .collect(),
        conclusion: payload.conclusion.clone(),
        distrust: payload.options.sources(),
        marks: marks.collect(),
        target: payload.target.as_ref().and_then(|target| aim(payload, target)),
    }
}

fn aim(payload: &Payload, target: &share::Target) -> Option<Target> {
    if let Some(fingerprint) = &target.finding {
        return Some(Target::Finding(fingerprint.clone()));
    }
    let (line, end_line) = target.lines?;
    let file = payload.file(target.file?)?.path.clone();
    Some(Target::Lines(Place {
        file,
        line: line.max(1),
        column: 1,
        end_line: end_line.max(line).max(1),
        end_column: 1,
    }))
}

/// A finding as the sender had it; what this engine knows of its rule comes from here.
fn finding(payload: &Payload, sent: &SentFinding) -> Finding {
    let known = rule(&sent.rule);
    let (line, column, end_line, end_column) = sent.place;
    let step = |(file, line, column, end_line, end_column, text): &share::SentStep| Step {
        place: place(payload, *file, (*line, *column, *end_line, *end_column)),
        text: text.clone(),
    };
    Finding {
        rule: sent.rule.clone(),
        title: known.map_or_else(|| sent.rule.clone(), |rule| rule.title.to_owned()),
        place: place(payload, sent.file, (line, column, end_line, end_column)),
        severity: sent.severity,
        confidence: sent.confidence,
        category: known.map_or("", |rule| rule.category.name()).to_owned(),
        cwe: known.map_or(0, |rule| rule.cwe),
        function: sent.function.clone(),
        message: sent.message.clone(),
        fingerprint: sent.fingerprint.clone(),
        trace: sent.trace.iter().map(step).collect(),
        suppressed: sent.suppressed.clone().map(|(by, line, reason)| Suppressed { by, line, reason }),
    }
}

fn place(payload: &Payload, file: u32, (line, column, end_line, end_column): (u32, u32, u32, u32)) -> Place {
    let file = payload.file(file).map_or_else(String::new, |file| file.path.clone());
    Place { file, line, column, end_line, end_column }
}

fn trouble(why: &share::Trouble) -> Trouble {
    Trouble {
        name: why.name().to_owned(),
        title: why.title().to_owned(),
        text: why.to_string(),
        advice: why.advice().to_owned(),
    }
}
