//! `setup.cfg`: requirements as indented lines below a key of the sections that setuptools reads.

use super::Entry;
use super::requirement::requirement;

/// What the sections say.
pub(super) fn read(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let (mut section, mut wanted, mut at) = (String::new(), false, 0);
    for line in text.split_inclusive('\n') {
        let start = at as u32;
        at += line.len();
        let body = line.trim_end();
        if body.trim_start().starts_with(['#', ';']) || body.is_empty() {
            continue;
        }
        if body.starts_with([' ', '\t']) {
            if wanted {
                entries.extend(requirement(body, start));
            }
            continue;
        }
        if let Some(name) = body.strip_prefix('[') {
            name.trim_end_matches(']').trim().clone_into(&mut section);
            wanted = false;
            continue;
        }
        let Some((key, value)) = body.split_once('=').or_else(|| body.split_once(':')) else { continue };
        wanted = match section.as_str() {
            "options" => matches!(key.trim(), "install_requires" | "setup_requires" | "tests_require"),
            "options.extras_require" => true,
            _ => false,
        };
        if wanted {
            entries.extend(requirement(value, start + (body.len() - value.len()) as u32));
        }
    }
    entries
}
