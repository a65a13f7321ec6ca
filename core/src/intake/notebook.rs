//! Jupyter notebooks, formats 3 and 4: each code cell is a text of its own, `n.ipynb/cell-3` for the third code
//! cell; text and output cells are not counted. What a cell says to IPython instead of Python is `magics`'s
//! business.
//!
//! The JSON is read without building it: outputs are passed over, cells are counted, and nothing grows beyond the
//! input.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::text::NoticeKind;

use super::magics::{self, Cell};
use super::notices::{left_out, notice, quote};
use super::source::{file, too_large};
use super::{Intake, limits};

/// The code cells of a notebook as files.
pub(super) fn read(path: &str, bytes: &[u8]) -> Intake {
    if let Some(told) = too_large(bytes.len() as u64, limits::NOTEBOOK) {
        return Intake::left_out(left_out(path, NoticeKind::TooLarge, told));
    }
    let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let notebook: Notebook = match serde_json::from_slice(json) {
        Ok(notebook) => notebook,
        Err(error) => {
            let told = format!(
                "This is not a notebook that can be read: its JSON is wrong on line {}; save it again from Jupyter.",
                error.line().max(1)
            );
            return Intake::left_out(left_out(path, NoticeKind::Skipped, told));
        }
    };
    if let Some(language) = notebook.foreign_language() {
        let told =
            format!("This notebook's language is {}, not Python; it was not reviewed.", quote(language));
        return Intake::left_out(left_out(path, NoticeKind::Skipped, told));
    }
    let mut intake = Intake::default();
    let sheets = notebook.worksheets.0.iter().map(|sheet| &sheet.cells);
    let code = std::iter::once(&notebook.cells).chain(sheets).flat_map(|cells| &cells.code);
    for (at, cell) in code.enumerate() {
        if at == limits::CELLS {
            break;
        }
        intake.extend(read_cell(&format!("{path}/cell-{}", at + 1), cell));
    }
    let beyond = notebook.cells.beyond || notebook.worksheets.0.iter().any(|sheet| sheet.cells.beyond);
    if beyond {
        let told = format!("It has more than {} code cells; the rest were not read.", limits::CELLS);
        intake.notices.push(left_out(path, NoticeKind::Limit, told));
    }
    if intake.files.is_empty() && intake.notices.is_empty() {
        let told = "This notebook has no code cells.";
        intake.notices.push(left_out(path, NoticeKind::Skipped, told));
    }
    intake
}

/// Whether a text without a telling name is a notebook: an object that speaks of cells and its format.
pub(super) fn sniff(bytes: &[u8]) -> bool {
    let starts = bytes.trim_ascii_start().first() == Some(&b'{');
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    starts && has(b"\"nbformat\"") && (has(b"\"cells\"") || has(b"\"worksheets\""))
}

fn read_cell(path: &str, cell: &Code) -> Intake {
    let source = cell.source.as_str();
    if let Some(told) = too_large(source.len() as u64, limits::FILE) {
        return Intake::left_out(left_out(path, NoticeKind::TooLarge, told));
    }
    if let Some(language) = &cell.foreign {
        let told = format!("This cell's language is {}, not Python; it was not reviewed.", quote(language));
        return Intake::left_out(left_out(path, NoticeKind::Skipped, told));
    }
    match magics::read(source) {
        Cell::Python { text, notices } => Intake::file(file(path, text, source.as_bytes(), notices)),
        Cell::Other(told) => Intake::left_out(super::LeftOut {
            path: path.to_owned(),
            notice: notice(1, NoticeKind::Skipped, told),
        }),
    }
}

/// As much of a notebook as is read. Format 3 has its cells in worksheets.
#[derive(Deserialize)]
struct Notebook {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    cells: Cells,
    #[serde(default)]
    worksheets: Worksheets,
}

#[derive(Deserialize, Default)]
struct Metadata {
    #[serde(default)]
    kernelspec: Kernel,
    #[serde(default)]
    language_info: Kernel,
}

#[derive(Deserialize, Default)]
struct Kernel {
    #[serde(default)]
    name: Words,
    #[serde(default)]
    language: Words,
}

impl Notebook {
    /// The kernel's language, if it is not Python.
    fn foreign_language(&self) -> Option<&str> {
        let metadata = &self.metadata;
        // A kernel's own name says little (`conda-env-x`); its language, or that of the notebook, much.
        [&metadata.language_info.name, &metadata.kernelspec.language].into_iter().find_map(foreign)
    }
}

/// A language that is named and is not Python.
fn foreign(language: &Words) -> Option<&str> {
    let name = language.0.trim();
    let lower = name.to_ascii_lowercase();
    (!lower.is_empty() && !lower.contains("python") && !lower.starts_with("sage")).then_some(name)
}

#[derive(Deserialize)]
struct RawCell {
    #[serde(default)]
    cell_type: Words,
    /// Format 4.
    #[serde(default)]
    source: Words,
    /// Format 3.
    #[serde(default)]
    input: Words,
    /// Format 3.
    #[serde(default)]
    language: Words,
}

struct Code {
    source: String,
    foreign: Option<String>,
}

/// The code cells of a list of cells.
#[derive(Default)]
struct Cells {
    code: Vec<Code>,
    /// Whether there were more than are kept.
    beyond: bool,
}

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InCells;
        impl<'de> Visitor<'de> for InCells {
            type Value = Cells;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of cells")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cells, A::Error> {
                let mut cells = Cells::default();
                while cells.code.len() < limits::CELLS {
                    let Some(cell) = list.next_element::<RawCell>()? else { return Ok(cells) };
                    if cell.cell_type.0 == "code" {
                        let foreign = foreign(&cell.language).map(str::to_owned);
                        let source = if cell.source.0.is_empty() { cell.input.0 } else { cell.source.0 };
                        cells.code.push(Code { source, foreign });
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {
                    cells.beyond = true;
                }
                Ok(cells)
            }
        }
        deserializer.deserialize_seq(InCells)
    }
}

#[derive(Deserialize)]
struct Worksheet {
    #[serde(default)]
    cells: Cells,
}

/// The worksheets of format 3. No program ever wrote more than one; a few are read.
#[derive(Default)]
struct Worksheets(Vec<Worksheet>);

impl<'de> Deserialize<'de> for Worksheets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InWorksheets;
        impl<'de> Visitor<'de> for InWorksheets {
            type Value = Worksheets;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of worksheets")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Worksheets, A::Error> {
                const SHEETS: usize = 16;
                let mut sheets = Vec::new();
                while sheets.len() < SHEETS {
                    let Some(sheet) = list.next_element()? else { return Ok(Worksheets(sheets)) };
                    sheets.push(sheet);
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Worksheets(sheets))
            }
        }
        deserializer.deserialize_seq(InWorksheets)
    }
}

/// Text as notebooks write it: a string, or a list of strings that belong together. Anything else counts as none,
/// so that one odd field does not lose the notebook.
#[derive(Default)]
struct Words(String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InWords;
        impl<'de> Visitor<'de> for InWords {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> Result<Words, E> {
                Ok(Words(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Words, E> {
                Ok(Words(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words, A::Error> {
                let mut words = String::new();
                while let Some(Words(next)) = list.next_element()? {
                    words.push_str(&next);
                }
                Ok(Words(words))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Words::default())
            }

            fn visit_bool<E>(self, _: bool) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_unit<E>(self) -> Result<Words, E> {
                Ok(Words::default())
            }
        }
        deserializer.deserialize_any(InWords)
    }
}
