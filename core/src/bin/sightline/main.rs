//! The command `sightline`.
fn main() {}
