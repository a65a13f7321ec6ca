//! The page's icons: strokes on a grid of 24, drawn in the colour of the text around them.

use yew::prelude::*;

/// An icon by its drawing.
#[derive(Properties, PartialEq)]
pub(crate) struct IconProps {
    /// The path's data.
    pub(crate) draw: AttrValue,
}

/// An icon. It says nothing to a screen reader: the button around it has the words.
#[component]
pub(crate) fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={props.draw.clone()} />
        </svg>
    }
}

/// An arrow down.
pub(crate) const DOWN: &str = "M6 9l6 6 6-6";
/// An arrow up.
pub(crate) const UP: &str = "M6 15l6-6 6 6";
/// A page with a corner turned.
pub(crate) const FILE: &str = "M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7zM14 3v4h4";
/// A folder.
pub(crate) const FOLDER: &str =
    "M3 6a1 1 0 0 1 1-1h5l2 2.5h9a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z";
/// A page with a plus.
pub(crate) const NEW: &str = "M12 5v14M5 12h14";
/// Half a disc: light and dark.
pub(crate) const THEME: &str = "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16";
/// A sun.
pub(crate) const LIGHT: &str = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19";
/// A moon.
pub(crate) const DARK: &str = "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z";
/// A question mark in a ring.
pub(crate) const HELP: &str =
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.4 9.5a2.7 2.7 0 1 1 3.8 2.5c-.8.4-1.2.9-1.2 1.8M12 17v.01";
/// A cross.
pub(crate) const CLOSE: &str = "M6 6l12 12M18 6L6 18";
/// An arrow that turns back.
pub(crate) const UNDO: &str = "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6";
/// An arrow into a tray.
pub(crate) const SAVE: &str = "M12 4v11M7 10.5l5 5 5-5M4 20h16";
/// Cells of unlike size.
pub(crate) const MAP: &str = "M4 4h9v9H4zM13 4h7v5h-7zM13 9h7v11h-7zM4 13h9v7H4z";
/// A shield with a tick.
pub(crate) const LIST: &str = "M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6h8M12 12h8M12 18h8";
/// Angle brackets.
pub(crate) const CODE: &str = "M9 7l-5 5 5 5M15 7l5 5-5 5";
/// A flag.
pub(crate) const FLAG: &str = "M6 21V4M6 4h11l-2.5 4L17 12H6";
/// A flask.
pub(crate) const EXAMPLE: &str =
    "M10 3v6l-5.5 9.2A1.2 1.2 0 0 0 5.5 20h13a1.2 1.2 0 0 0 1-1.8L14 9V3M8.5 3h7M7.5 15h9";
/// Three dots joined.
pub(crate) const SHARE: &str = "M18 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4M6 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4M18 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4M7.800 13l8.400 5M16.200 6l-8.400 5";
/// Two sheets.
pub(crate) const COPY: &str = "M9 9h11v11H9zM5 15H4V4h11v1";
/// An arrow out of a box.
pub(crate) const OUT: &str = "M13 4h7v7M20 4l-9 9M17 14v6H4V7h6";
/// A padlock.
pub(crate) const LOCK: &str = "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3";
/// A chain.
pub(crate) const LINK: &str = "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1";
