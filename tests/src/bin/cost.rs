//! What a review costs, stage by stage: `make bench` runs it over a large wheel. It prints the median of several
//! runs on one thread, for all files and for the largest of them, as times and as multiples of what the parser
//! alone takes.

#![allow(clippy::unwrap_used, clippy::panic)] // A measurement that cannot be made is not worth going on with.
#![allow(clippy::cast_precision_loss)] // Ratios are printed to one digit.

use sightline::flow::{self, Cost, Trust};
use sightline::intake::{self, Intake};
use sightline::names::Names;
use sightline::project::{Module, Project};
use sightline::report::json;
use sightline::rules::{self, Examined};
use sightline::text::File;
use sightline::{Options, Report, review, syntax};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long one run lasts at least.
const RUN: Duration = Duration::from_millis(200);

fn main() {
    let path = std::env::args().nth(1);
    let Some(path) = path else { panic!("which file or archive is to be measured?") };
    let bytes = std::fs::read(&path).unwrap();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let whole = |threads| review(intake::read(&path, &bytes), &Options::default(), threads);
    // The first thing that is done, so that the peak is its own.
    let report = whole(cores);
    println!("{path}, {cores} threads: peak memory {}", peak());
    println!("{}\n", report.conclusion);

    let files = intake::read(&path, &bytes).files;
    let Some(largest) = files.iter().max_by_key(|file| file.bytes).cloned() else {
        panic!("nothing to measure")
    };
    let all = measure("all files", &files, 5);
    print("read from the archive", median(5, || drop(black_box(intake::read(&path, &bytes)))), all);
    in_turns("review of all files, 1 thread", &files);
    let start = Instant::now();
    drop(black_box(whole(cores)));
    print(&format!("whole, {cores} threads, by the clock"), start.elapsed(), all);
    println!();
    let name = largest.path.clone();
    let alone = [largest];
    measure(&name, &alone, 5);
    in_turns("review of it", &alone);
}

/// Print what a review of files that are in memory takes, without rendering. The machine may be faster in one second than
/// in the next: it and the parser take turns, and the ratio is the median of the turns' ratios.
fn in_turns(stage: &str, files: &[File]) {
    let mut turns: Vec<(f64, Duration)> = (0..7)
        .map(|_| {
            let parse = median(1, || parse_all(files));
            let given = || Intake { files: files.to_vec(), notices: Vec::new() };
            let review = median(1, || drop(black_box(review(given(), &Options::default(), 1))));
            (review.as_secs_f64() / parse.as_secs_f64(), review)
        })
        .collect();
    turns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, review) = turns[turns.len() / 2];
    println!("  {stage:<32} {:>10.2} ms {ratio:>8.2} in turns with the parse", review.as_secs_f64() * 1000.0);
}

fn parse_all(files: &[File]) {
    for file in files {
        black_box(syntax::parse_only(&file.text));
    }
}

/// Print what each stage takes for some files, and give what the parser takes.
fn measure(name: &str, files: &[File], runs: usize) -> Duration {
    let lines: u32 = files.iter().map(|file| file.lines.count()).sum();
    let bytes: usize = files.iter().map(|file| file.bytes).sum();
    println!("{name}: {} files, {lines} lines, {} kB", files.len(), bytes.div_ceil(1000));
    let parse = median(runs, || parse_all(files));
    print("parse alone", parse, parse);
    let lowered = median(runs, || drop(black_box(files.iter().map(syntax::lower).collect::<Vec<_>>())));
    let lowering = lowered.saturating_sub(parse);
    print("lowering, beyond the parse", lowering, parse);
    let trees: Vec<_> = files.iter().map(syntax::lower).collect();
    let names = median(runs, || drop(black_box(trees.iter().map(Names::resolve).collect::<Vec<_>>())));
    print("names", names, parse);
    print("lowering and names", lowering + names, parse);
    drop(trees);
    let modules: Vec<_> = files.iter().map(|file| Arc::new(Module::new(file.clone()))).collect();
    print("linking", median(runs, || drop(black_box(Project::link(modules.clone())))), parse);
    let project = Project::link(modules);
    let evaluated =
        || project.files().map(|file| flow::cost(&project, file)).fold(Cost::default(), Cost::and);
    let time = median(runs, || {
        black_box(evaluated());
    });
    print("evaluation", time, parse);
    let cost = evaluated();
    let written: usize = project.files().map(|file| project.module(file).ast.stmts.len()).sum();
    println!(
        "  {:<32} {:>10} of {written} statements: {:.1} times; {} steps of {:.0} ns, {} in the longest entry; {} kB copied",
        "",
        cost.statements,
        cost.statements as f64 / written.max(1) as f64,
        cost.steps,
        time.as_secs_f64() * 1e9 / cost.steps.max(1) as f64,
        cost.longest,
        cost.bytes_copied() / 1000,
    );
    let examine = || -> Vec<Examined> {
        let said = project
            .files()
            .map(|file| sightline::checks::examine(&project, file, Trust::default()))
            .collect();
        rules::decide(&project, said)
    };
    print("rules", median(runs, || drop(black_box(examine()))), parse);
    let examined = examine();
    let report = || json(&Report::new(&project, &examined, &[], &Options::default()));
    print("report as JSON", median(runs, || drop(black_box(report()))), parse);
    parse
}

fn print(stage: &str, time: Duration, parse: Duration) {
    let ratio = time.as_secs_f64() / parse.as_secs_f64();
    println!("  {stage:<32} {:>10.2} ms {ratio:>8.2}", time.as_secs_f64() * 1000.0);
}

/// The time that a thread's work takes, whatever else the machine is doing: where the system tells, what the thread
/// itself ran; else what went by.
fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    // The system counts in steps of some milliseconds: what is shorter is done many times in a run.
    let start = Instant::now();
    work();
    let times_in_run = (RUN.as_nanos() / start.elapsed().as_nanos().max(1)).clamp(1, 10_000) as u32;
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let (start, ran) = (Instant::now(), ran());
            for _ in 0..times_in_run {
                work();
            }
            let passed = start.elapsed();
            ran.zip(self::ran()).map_or(passed, |(before, after)| after.saturating_sub(before)) / times_in_run
        })
        .collect();
    times.sort_unstable();
    times[runs / 2]
}

/// How long this thread has run so far.
fn ran() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process has had, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb: Option<u64> = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    kb.map_or_else(|| "not known here".to_owned(), |kb| format!("{} MB", kb.div_ceil(1024)))
}
