//! The source tree, for the promises that are kept over it.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// All Rust files below a folder of the repository, by their path below it, with their text.
#[must_use]
pub fn rust_files(folder: &str) -> Vec<(String, String)> {
    files(folder, "rs")
}

/// All Python files below a folder of the repository.
#[must_use]
pub fn python_files(folder: &str) -> Vec<(String, String)> {
    files(folder, "py")
}

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = repository().join(folder);
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    found.sort();
    found
}

/// The lines of a Rust text that are code, with their numbers from 1: no comments, and nothing below
/// `#[cfg(test)]`, where modules keep their tests. Texts within the lines are blanked.
#[must_use]
pub fn lines_of_code(text: &str) -> Vec<(usize, String)> {
    let lines = (1..).zip(text.lines()).take_while(|(_, line)| line.trim() != "#[cfg(test)]");
    let mut in_raw = false;
    let mut code = Vec::new();
    for (number, line) in lines {
        if in_raw {
            in_raw = !line.contains("\"#");
            continue;
        }
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") {
            continue;
        }
        if let Some((before, after)) = line.split_once("r#\"") {
            in_raw = !after.contains("\"#");
            code.push((number, before.to_owned()));
            continue;
        }
        code.push((number, without_texts(line)));
    }
    code
}

/// A line without what stands in quotes, and without the comment at its end.
fn without_texts(line: &str) -> String {
    let mut kept = String::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => break,
            '\'' => {
                // A character, or a lifetime: `'"'`, `'\\'`, `'a`.
                let ahead: Vec<char> = letters.clone().take(3).collect();
                let length = match ahead.as_slice() {
                    ['\\', _, '\'', ..] => 3,
                    [_, '\'', ..] => 2,
                    _ => 0,
                };
                for _ in 0..length {
                    letters.next();
                }
            }
            '"' => {
                while let Some(letter) = letters.next() {
                    match letter {
                        '\\' => {
                            letters.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
                kept.push_str("\"\"");
            }
            _ => kept.push(letter),
        }
    }
    kept
}
