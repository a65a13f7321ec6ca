//! What is shown and how: nothing of this changes a report.

use std::collections::BTreeSet;

/// The parts of the page that take turns where there is little room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The code with its cards; always in view on a wide screen.
    Code,
    /// The list of findings.
    #[default]
    Findings,
    /// The checklist.
    Checklist,
    /// The files and their map.
    Files,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// The help.
    Help,
    /// The share dialog.
    Share,
    /// Files are being dragged.
    Drag,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What is shown and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The part in front. On a wide screen the code is always there, and [`Tab::Code`] leaves the panel as it was.
    pub tab: Tab,
    /// The panel's part in front.
    pub panel: Tab,
    /// The checklist items that are unfolded.
    pub unfolded: BTreeSet<String>,
    /// Whether observations are listed.
    pub observations: bool,
    /// Whether the map is in front of the code.
    pub map: bool,
    /// What lies over the page.
    pub over: Over,
    /// How many findings the list shows.
    pub listed: usize,
    /// Light or dark.
    pub theme: Theme,
    /// Whether it is the compact view in a frame of another page: nothing is kept then.
    pub embed: bool,
}

impl Theme {
    /// The next one when the person asks for another.
    #[must_use]
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    /// The word kept between visits.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}
