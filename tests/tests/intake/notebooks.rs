//! Notebooks: cells, their lines, and what in them is for IPython.

use sightline::intake;
use sightline::text::NoticeKind;

use super::pack::{Member, zip};
use super::{left_out, notices, paths, refused};

/// A notebook of format 4 with these code cells.
fn notebook(cells: &[&str]) -> Vec<u8> {
    let cells: Vec<String> = cells
        .iter()
        .map(|source| {
            format!(r#"{{"cell_type":"code","metadata":{{}},"outputs":[],"source":{}}}"#, quoted(source))
        })
        .collect();
    format!(r#"{{"cells":[{}],"metadata":{{}},"nbformat":4,"nbformat_minor":5}}"#, cells.join(","))
        .into_bytes()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// What is left of a single code cell, and the words of its notices.
fn cell(source: &str) -> (String, Vec<String>) {
    let intake = intake::read("n.ipynb", &notebook(&[source]));
    assert_eq!(paths(&intake), ["n.ipynb/cell-1"], "{:?}", intake.notices);
    let file = &intake.files[0];
    let lines = |text: &str| text.matches('\n').count();
    assert_eq!(lines(&file.text), lines(source), "{:?}", file.text);
    let text = file.text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    (text, file.notices.iter().map(|notice| notice.text.clone()).collect())
}

#[test]
fn code_cells_are_files_numbered_from_one() {
    let json = br##"{"cells":[
        {"cell_type":"markdown","source":["# words"]},
        {"cell_type":"code","source":["import os\n","os.system(x)"],"outputs":[{"data":{"image/png":"AAAA"}}]},
        {"cell_type":"raw","source":"raw"},
        {"cell_type":"code","source":"y = 1\nz = 2","execution_count":null},
        {"cell_type":"code","source":[]}],
        "metadata":{"kernelspec":{"language":"python","name":"python3"},"language_info":{"name":"python"}},
        "nbformat":4,"nbformat_minor":2}"##;
    let intake = intake::read("d/n.ipynb", json);
    assert_eq!(paths(&intake), ["d/n.ipynb/cell-1", "d/n.ipynb/cell-2", "d/n.ipynb/cell-3"]);
    assert_eq!(&*intake.files[0].text, "import os\nos.system(x)");
    assert_eq!(intake.files[1].lines.count(), 2);
    assert_eq!(intake.files[1].bytes, 11);
    assert_eq!(intake.files[2].lines.count(), 0);
    assert!(intake.notices.is_empty());
    let bom = [b"\xEF\xBB\xBF".as_slice(), json].concat();
    assert_eq!(intake::read("n.ipynb", &bom).files.len(), 3);
    assert_eq!(intake::read("stdin", json).files.len(), 3);
    let packed = intake::read("x.zip", &zip(&[Member::deflated("n.ipynb", json)]));
    assert_eq!(paths(&packed)[0], "x.zip/n.ipynb/cell-1");
}

#[test]
fn format_three_has_its_cells_in_worksheets() {
    let json = br#"{"metadata":{"name":""},"nbformat":3,"nbformat_minor":0,"worksheets":[{"cells":[
        {"cell_type":"code","collapsed":false,"input":["x = 1\n","y"],"language":"python","outputs":[]},
        {"cell_type":"code","input":"1 + 1","language":"julia"},
        {"cell_type":"heading","level":1,"source":["words"]}]}]}"#;
    let intake = intake::read("n.ipynb", json);
    assert_eq!(paths(&intake), ["n.ipynb/cell-1"]);
    assert_eq!(&*intake.files[0].text, "x = 1\ny");
    assert_eq!(left_out(&intake)[0].0, "n.ipynb/cell-2");
}

#[test]
fn what_is_for_ipython_is_blanked_and_told() {
    let (text, told) =
        cell("%matplotlib inline\n!pip install requests\nimport os\nos.path?\n?os\npip install x\n");
    let installs = ["requests", "x"].map(|name| format!("get_ipython().system(f\"pip install {name}\")"));
    assert_eq!(text, format!("\n{}\nimport os\n\n\n{}", installs[0], installs[1]));
    assert_eq!(told.len(), 3);
    assert!(
        told.iter().any(|text| text.contains("`%matplotlib inline` is a command of IPython")),
        "{told:?}"
    );
    let intake = intake::read("n.ipynb", &notebook(&["x\n%ls\n"]));
    assert_eq!(notices(&intake.files[0]), [(NoticeKind::Skipped, 2, 2)]);
}

#[test]
fn what_an_escape_stands_for_keeps_the_statement_around_it() {
    assert_eq!(cell("files = !ls *.csv\n").0, "files = get_ipython().getoutput(f\"ls *.csv\")");
    assert_eq!(cell("a.b, c = %who_ls str\n").0, "a.b, c = _");
    assert_eq!(cell("d['a'] = !ls\n").0, "d['a'] = get_ipython().getoutput(f\"ls\")");
    assert_eq!(cell("d['a=!b'] = 1\n").0, "d['a=!b'] = 1");
    assert_eq!(cell("# words\n%%time\nx\n").0, "# words\n\nx");
    assert_eq!(
        cell("if x:\n    !rm -r {y}\nz = 1\n").0,
        "if x:\n    get_ipython().system(f\"rm -r {y}\")\nz = 1"
    );
    assert_eq!(cell("for x in y:\n    %time f(x)\n").0, "for x in y:\n    _");
}

#[test]
fn what_is_filled_into_a_command_is_told_from_what_the_shell_reads() {
    let system = |command: &str| format!("get_ipython().system(f\"{command}\")");
    assert_eq!(cell("!ls {path.parent} $name $HOME").0, system("ls {path.parent} {name} $HOME"));
    assert_eq!(cell("!awk '{print $1}' a").0, system("awk '{{print $1}}' a"));
    assert_eq!(cell("!echo {{x}} \"y\"").0, system("echo {{x}} \\\"y\\\""));
    assert_eq!(cell("!!ls").0, "get_ipython().getoutput(f\"ls\")");
    assert_eq!(cell("%%bash\n# why\nls $name\n").0, "\n\nget_ipython().system(\"ls $name\")");
}

#[test]
fn an_escape_goes_on_after_a_backslash() {
    assert_eq!(
        cell("!docker run \\\n  -it \\\n  x\ny = 1\n").0,
        "get_ipython().system(f\"docker run   -it   x\")\n\n\ny = 1"
    );
    assert_eq!(cell("x = !ls \\\n  -l\ny = 1\n").0, "x = get_ipython().getoutput(f\"ls   -l\")\n\ny = 1");
}

#[test]
fn operators_and_strings_are_not_escapes() {
    for source in [
        "x = ('a %s'\n% b)\n",
        "x = a \\\n% b\n",
        "s = '''\n%matplotlib\n!ls\nwhat?\n'''\n",
        "s = \"\"\"it's\n!ls\n\"\"\"\n",
        "# what?\n",
        "x != y\n",
        "print('why?')\n",
        "f(x=\n%y)\n",
        "x = y % z\n",
        "d = {\n!r\n}\n",
    ] {
        let (text, told) = cell(source);
        assert_eq!(text, source.trim_end(), "{told:?}");
        assert!(told.is_empty(), "{told:?}");
    }
    // A string that ends is over.
    assert_eq!(cell("s = 'a\\'b'\n%ls\n").0, "s = 'a\\'b'\n");
    assert_eq!(cell("s = r'\\\\' # '\n%ls\n").0, "s = r'\\\\' # '\n");
}

#[test]
fn timed_cells_keep_their_python_and_foreign_cells_are_left_out() {
    assert_eq!(cell("\n%%time\neval(x)\n").0, "\n\neval(x)");
    assert_eq!(cell("%%writefile app.py\neval(x)\n").0, "\neval(x)");
    let intake =
        intake::read("n.ipynb", &notebook(&["%%perl\nrm -rf /tmp/x\n", "%%writefile a.txt\nwords", "x = 1"]));
    assert_eq!(paths(&intake), ["n.ipynb/cell-3"]);
    let out = left_out(&intake);
    assert_eq!((out[0].0, out[0].1), ("n.ipynb/cell-1", NoticeKind::Skipped));
    assert!(out[0].2.contains("`%%perl`") && out[0].2.contains("rm -rf"), "{out:?}");
}

#[test]
fn many_escapes_in_one_cell_are_counted() {
    let intake = intake::read("n.ipynb", &notebook(&[&"%ls\n".repeat(500)]));
    assert_eq!(intake.files[0].notices.len(), intake::limits::NOTICES + 1);
    assert!(intake.files[0].notices.iter().any(|notice| notice.text.starts_with("460 more")));
}

#[test]
fn notebooks_in_other_languages_are_left_out() {
    let json = br#"{"cells":[{"cell_type":"code","source":"x <- 1"}],
        "metadata":{"kernelspec":{"name":"ir","language":"R"}},"nbformat":4}"#;
    let (kind, text) = refused("n.ipynb", json);
    assert_eq!(kind, NoticeKind::Skipped);
    assert!(text.contains("language is R"), "{text}");
}

#[test]
fn what_is_no_notebook_is_told() {
    for bytes in [
        b"".as_slice(),
        b"null",
        b"[]",
        b"{\"cells\": 1}",
        b"{\"cells\": [1]}",
        b"{\"cells\": [{\"cell_type\":\"code\",\"source\":\"x",
        b"\xFF\xFE{\0",
        &b"[".repeat(100_000),
        &[b"{\"cells\":[{\"source\":".as_slice(), &b"[".repeat(100_000)].concat(),
        &[b"{\"metadata\":{\"x\":".as_slice(), &b"{\"a\":".repeat(100_000)].concat(),
        b"{}",
        b"{\"cells\":[]}",
    ] {
        assert_eq!(refused("n.ipynb", bytes).0, NoticeKind::Skipped);
    }
    let odd = br#"{"cells":[{"cell_type":7,"source":{"a":[1]}},{"cell_type":"code","source":[1,null,"x",["y"]]}],"metadata":{}}"#;
    assert_eq!(&*intake::read("n.ipynb", odd).files[0].text, "xy");
}

#[test]
fn cells_beyond_the_bound_are_told() {
    let cells = vec!["x"; intake::limits::CELLS + 1];
    let intake = intake::read("n.ipynb", &notebook(&cells));
    assert_eq!(intake.files.len(), intake::limits::CELLS);
    assert_eq!(intake.notices[0].notice.kind, NoticeKind::Limit);
}
