//! Texts made Python by blanking what is not: every byte taken out becomes a space, so lines, columns and
//! offsets stay those of what the person gave. What is taken out is decided by `diff`, `fenced`, `prompts` and
//! `magics`, which alone writes something in its place: commands of a notebook, on lines of the same numbers.

/// A line without its end, and the end: LF, CRLF, a lone CR, or nothing at the end of the text.
pub(super) type Line<'a> = (&'a str, &'a str);

/// The lines of a text, ended as [`crate::text::LineIndex`] ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(at);
        let end = if after.starts_with("\r\n") { 2 } else { after.len().min(1) };
        let (end, after) = after.split_at(end);
        rest = after;
        Some((line, end))
    })
}

/// As many spaces as `line` has bytes.
pub(super) fn push_blank(text: &mut String, line: &str) {
    text.extend(std::iter::repeat_n(' ', line.len()));
}

/// `line` with spaces for its first `bytes` bytes; wholly blank if that is inside a character.
pub(super) fn push_after(text: &mut String, line: &str, bytes: usize) {
    let (before, after) = line.split_at_checked(bytes).unwrap_or((line, ""));
    push_blank(text, before);
    text.push_str(after);
}
