//! What the person gave and what they typed since: all that is needed to begin again, in a new worker or after a
//! reload.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::travel::Source;

/// The path of text that was typed or pasted into an empty page.
pub const PASTED: &str = "pasted.py";

/// The path of the page's own example.
pub const EXAMPLE: &str = "example.py";

/// Up to so many files, the first is opened at once; beyond, the map is shown first.
pub(super) const FEW: usize = 12;

/// One thing as it was given: a file or an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its path, from the folder that was given.
    pub path: String,
    /// Its bytes.
    pub bytes: Rc<[u8]>,
}

/// Where a project came from: what is said when it makes way for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The page's own example.
    Example,
    /// An empty page, to type or paste into.
    #[default]
    Blank,
    /// Files, folders or archives.
    Files,
    /// A link.
    Link,
}

/// The given files with the edits on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// Where it came from.
    pub origin: Origin,
    /// What was given.
    pub given: Vec<Given>,
    /// The text of each file that was changed here.
    pub edits: BTreeMap<String, Rc<str>>,
    /// Files that were taken out again.
    pub closed: BTreeSet<String>,
    /// The file that is shown.
    pub open: Option<String>,
    /// Whose data its sender distrusted beyond the usual, until the person here says whom they do.
    pub distrust: Option<BTreeSet<Source>>,
}

impl Given {
    /// A file of that text.
    #[must_use]
    pub fn text(path: &str, text: &str) -> Given {
        Given { path: path.to_owned(), bytes: text.as_bytes().into() }
    }
}

impl Project {
    /// The page's own example.
    #[must_use]
    pub fn example(text: &str) -> Project {
        Project {
            origin: Origin::Example,
            given: vec![Given::text(EXAMPLE, text)],
            open: Some(EXAMPLE.to_owned()),
            ..Project::default()
        }
    }

    /// An empty file to type into.
    #[must_use]
    pub fn blank() -> Project {
        Project {
            origin: Origin::Blank,
            given: vec![Given::text(PASTED, "")],
            open: Some(PASTED.to_owned()),
            ..Project::default()
        }
    }

    /// What was dropped or picked.
    #[must_use]
    pub fn files(given: Vec<Given>) -> Project {
        Project { origin: Origin::Files, given, ..Project::default() }
    }

    /// Text that an address brought.
    #[must_use]
    pub fn pasted(name: Option<&str>, text: Rc<str>) -> Project {
        let name = name.unwrap_or(PASTED);
        Project {
            origin: Origin::Blank,
            given: vec![Given::text(name, "")],
            edits: BTreeMap::from([(name.to_owned(), text)]),
            open: Some(name.to_owned()),
            ..Project::default()
        }
    }

    /// The whole files of a link.
    #[must_use]
    pub fn linked(given: Vec<Given>, open: Option<String>, distrust: &[Source]) -> Project {
        let distrust = Some(distrust.iter().copied().collect());
        Project { origin: Origin::Link, given, open, distrust, ..Project::default() }
    }

    /// A file's text, where the page knows it without asking: edits, and plain files that are valid UTF-8.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Rc<str>> {
        if let Some(text) = self.edits.get(path) {
            return Some(text.clone());
        }
        if !is_plain(path) && self.origin != Origin::Link {
            return None;
        }
        let given = self.given.iter().find(|given| given.path == path)?;
        let text = std::str::from_utf8(&given.bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text).into())
    }

    /// The first of a few files whose text is known without asking.
    #[must_use]
    pub fn first_plain(&self) -> Option<String> {
        let mut paths: Vec<&str> = self.given.iter().map(|given| given.path.as_str()).collect();
        paths.sort_unstable();
        let first = paths.first().filter(|_| paths.len() <= FEW)?;
        self.text(first).map(|_| (*first).to_owned())
    }

    /// The size of the largest thing in it, in megabytes; never more than a single file may have.
    #[must_use]
    pub fn megabytes(&self) -> u32 {
        let given = self.given.iter().map(|given| given.bytes.len());
        let largest = given.chain(self.edits.values().map(|text| text.len())).max().unwrap_or(0);
        u32::try_from(largest / 1_000_000).unwrap_or(u32::MAX).min(8)
    }

    /// Whether losing it would lose something that a person made or chose.
    #[must_use]
    pub fn matters(&self) -> bool {
        match self.origin {
            // The link can be opened again.
            Origin::Example | Origin::Link => !self.edits.is_empty(),
            Origin::Blank => self.edits.values().any(|text| !text.trim().is_empty()),
            Origin::Files => true,
        }
    }
}

/// Whether a file of that name is text as it stands, neither archive nor notebook.
pub(super) fn is_plain(path: &str) -> bool {
    let end =
        path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    matches!(end.as_deref(), Some("py" | "pyi" | "pyw"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_hides_the_given_text() {
        let mut project = Project::files(vec![Given::text("a.py", "x = 1\n")]);
        assert_eq!(project.text("a.py").as_deref(), Some("x = 1\n"));
        project.edits.insert("a.py".into(), "x = 2\n".into());
        assert_eq!(project.text("a.py").as_deref(), Some("x = 2\n"));
    }

    #[test]
    fn only_plain_readable_files_are_known_without_asking() {
        let bytes: Rc<[u8]> = vec![0xff, 0xfe].into();
        let given =
            vec![Given { path: "a.py".into(), bytes: bytes.clone() }, Given { path: "b.whl".into(), bytes }];
        let project = Project::files(given);
        assert_eq!(project.text("a.py"), None);
        assert_eq!(project.text("b.whl"), None);
        assert_eq!(project.text("b.whl/c.py"), None);
    }

    #[test]
    fn an_untouched_example_may_go_without_a_word() {
        let mut project = Project::example("import os\n");
        assert!(!project.matters());
        project.edits.insert(EXAMPLE.into(), "import sys\n".into());
        assert!(project.matters());
        assert!(!Project::blank().matters());
    }
}
