//! The page, the worker, and what they say to each other.
