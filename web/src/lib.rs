//! The page, the worker, and what they say to each other.
//!
//! This library is what both binaries share and what can be tested without a browser: the messages, the page's state
//! with its reducer, the sentences and the map's geometry. The binaries hold the rest: `app` the components, the one
//! module that knows the browser, and the bridge to the worker; `worker` the engine behind its messages.

pub mod launch;
pub mod map;
pub mod protocol;
pub mod report;
pub mod state;
pub mod travel;
pub mod words;
