//! The map's geometry: a rectangle cut into cells, one a file, in proportion to their lines.
//!
//! Files of one folder lie together, because the cells follow the order of the paths: the list is cut where its two
//! parts weigh the same, the rectangle is cut across its longer side in that proportion, and each part is cut again.

use crate::report::FileInfo;

/// A file smaller than this is drawn as if it had so many lines: every file can be seen.
const LEAST: u32 = 12;

/// One file's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The file's path.
    pub path: String,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Places all files in a rectangle of that size.
#[must_use]
pub fn layout(files: &[FileInfo], width: f64, height: f64) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(files.len());
    let mut parts = vec![(files, (0.0, 0.0, width, height))];
    while let Some((files, (x, y, width, height))) = parts.pop() {
        if let [file] = files {
            cells.push(Cell { path: file.path.clone(), x, y, width, height });
            continue;
        }
        let Some((at, share)) = halves(files) else { continue };
        let (first, second) = files.split_at(at);
        let (left, right) = if width >= height {
            ((x, y, width * share, height), (x + width * share, y, width * (1.0 - share), height))
        } else {
            ((x, y, width, height * share), (x, y + height * share, width, height * (1.0 - share)))
        };
        parts.push((second, right));
        parts.push((first, left));
    }
    cells
}

/// Where to cut a list so that both parts weigh about the same, and the first part's share of the weight.
fn halves(files: &[FileInfo]) -> Option<(usize, f64)> {
    if files.len() < 2 {
        return None;
    }
    let total: f64 = files.iter().map(weight).sum();
    let mut before = 0.0;
    let mut best = (1, weight(&files[0]));
    for (at, file) in files.iter().enumerate().take(files.len() - 1) {
        before += weight(file);
        if (before - total / 2.0).abs() < (best.1 - total / 2.0).abs() {
            best = (at + 1, before);
        }
    }
    Some((best.0, best.1 / total))
}

fn weight(file: &FileInfo) -> f64 {
    f64::from(file.lines.max(LEAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: u32) -> FileInfo {
        FileInfo { path: path.into(), lines, bytes: 0, functions: 0, classes: 0, notices: vec![] }
    }

    #[test]
    fn cells_fill_the_map_in_proportion_to_lines() {
        let files: Vec<FileInfo> =
            (1..60).map(|number| file(&format!("f{number:02}.py"), number * 20)).collect();
        let cells = layout(&files, 1200.0, 800.0);
        assert_eq!(cells.len(), files.len());
        let total: f64 = files.iter().map(weight).sum();
        for (cell, file) in cells.iter().zip(&files) {
            assert_eq!(cell.path, file.path, "cells keep the files' order");
            let share = cell.width * cell.height / (1200.0 * 800.0);
            assert!((share - weight(file) / total).abs() < 1e-9);
        }
    }

    #[test]
    fn no_file_and_one_file_have_a_map() {
        assert!(layout(&[], 10.0, 10.0).is_empty());
        assert_eq!(layout(&[file("a.py", 0)], 10.0, 10.0).len(), 1);
    }
}
