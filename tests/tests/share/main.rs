//! Links: what goes in comes out, whatever it is; what was sent in the past is read for ever; what is hostile is
//! refused before it costs anything.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

mod golden;
mod hostile;
mod properties;
mod sizes;
mod travel;

use sightline::intake::Intake;
use sightline::share::{Choice, Kind, Made, make};
use sightline::text::File;
use sightline::{Options, Reviewed, review_each};

/// A little service with a flaw of each sort that matters here: a flow, a secret, a place without either.
const SERVICE: &str = r#"import os

from flask import Flask, request

app = Flask(__name__)
API_PASSWORD = "correct-horse-battery-staple"


@app.route("/run")
def run():
    name = request.args["name"]
    command = "convert " + name
    os.system(command)
    return "done"


def check(word):
    return word == API_PASSWORD or login("app", password="t0p-Gun-1986")
"#;

const OTHER: &str = "import pickle\n\n\ndef load(path):\n    with open(path, 'rb') as file:\n        return pickle.load(file)\n";

fn reviewed(files: &[(&str, &str)]) -> Reviewed {
    let files = files.iter().map(|(path, text)| File::new(*path, *text)).collect();
    let given = Intake { files, notices: Vec::new() };
    review_each([given].into_iter(), &Options::default(), 1, &|_| {})
}

fn sent(reviewed: &Reviewed, choice: &Choice) -> Made {
    make(&reviewed.report, &reviewed.project, &Options::default(), choice)
}

fn whole() -> Choice {
    Choice { kind: Kind::Whole, mask: true, ..Choice::default() }
}
