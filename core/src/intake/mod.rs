//! Named bytes to files and notices.
