//! Changes to a text before it is parsed again, and the way back to places in the text as it was.

use crate::text::Span;

/// A stretch of the text, and what the parser is given instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Edit {
    /// What is replaced; empty where something is inserted.
    pub(in super::super) span: Span,
    /// What takes its place.
    pub(in super::super) text: String,
}

impl Edit {
    pub(super) fn new(start: u32, end: u32, text: impl Into<String>) -> Self {
        Self { span: Span::new(start, end), text: text.into() }
    }
}

/// Where each stretch of a changed text came from: its start there, its start in the original, and whether
/// it is a copy.
#[derive(Default)]
pub(in super::super) struct Origin {
    stretches: Vec<(u32, u32, bool)>,
}

impl Origin {
    /// The place in the original text of a place in the changed one. All of an insertion is where it was
    /// inserted.
    pub(in super::super) fn of(&self, at: u32) -> u32 {
        let Some(stretch) = self.stretches.partition_point(|stretch| stretch.0 <= at).checked_sub(1) else {
            return at;
        };
        match self.stretches.get(stretch) {
            Some((start, origin, true)) => origin + (at - start),
            Some((_, origin, false)) => *origin,
            None => at,
        }
    }
}

/// The changed text, and the way back. Of edits that overlap the first one counts.
pub(in super::super) fn apply(text: &str, edits: &mut [Edit]) -> (String, Origin) {
    edits.sort();
    let mut changed = String::with_capacity(text.len() + 64);
    let mut origin = Origin::default();
    let mut at = 0;
    for edit in edits.iter() {
        let Some(before) = text.get(at as usize..edit.span.start as usize) else { continue };
        origin.stretches.push((changed.len() as u32, at, true));
        changed.push_str(before);
        origin.stretches.push((changed.len() as u32, edit.span.start, false));
        changed.push_str(&edit.text);
        at = edit.span.end;
    }
    origin.stretches.push((changed.len() as u32, at, true));
    changed.push_str(text.get(at as usize..).unwrap_or(""));
    (changed, origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_changed_text_lead_back() {
        let mut edits = vec![Edit::new(8, 8, ":"), Edit::new(0, 3, "")];
        let (changed, origin) = apply("abcdef()\nx", &mut edits);
        assert_eq!(changed, "def():\nx");
        let back: Vec<u32> = (0..=changed.len() as u32).map(|at| origin.of(at)).collect();
        assert_eq!(back, [3, 4, 5, 6, 7, 8, 8, 9, 10]);
    }
}
